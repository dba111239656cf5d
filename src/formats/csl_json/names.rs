//! Lists of names.
//!
//! A name has `family`, `given`, two kinds of particles and `suffix`, or is
//! one `literal`. There is no mark for a list that was cut off: a last name
//! that says `others` or `et al.` and nothing else is read as one, and none is
//! written.

use std::borrow::Cow;

use super::foreign::resolved;
use super::json::{Fault, Json, Pull, write_string};
use super::{CslJson, FORGIVEN, Out, WRONG_KIND};
use crate::codec::markup::{line, plain};
use crate::codec::scan;
use crate::ir::{Kind, Name, NameDetails, Names, Others, Record, Str, Text, Value};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};

/// Names.
pub(super) static NAMES: Codec<CslJson> = Codec { kind: Kind::Names, decode, encode };

/// Names that another row takes as well.
pub(super) static SHARED_NAMES: Codec<CslJson> = Codec { kind: Kind::Names, decode: decode_shared, encode };

fn decode(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    let raw = natives.raw(0)?;
    read(&raw.value, (raw.at as usize, raw.len as usize), ctx)
}

fn decode_shared(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    read(natives.peek(0)?, (0, 0), ctx)
}

fn read(value: &Json<'_>, (at, len): (usize, usize), ctx: &mut Ctx<'_>) -> Option<Value> {
    let mut names = Names::default();
    let mut unknown = None;
    match value {
        // Not allowed, but clear: a single name, as one string or object.
        Json::Str(text, _) => names.list.extend(literal(text)),
        Json::Nested(source) if source.starts_with('{') => match read_one(&mut Pull::new(source), &mut unknown) {
            Ok(name) => names.list.extend(name),
            Err(_) => {
                ctx.warn(&WRONG_KIND, at, len, "an object that is no name, kept as an extra field");
                return None;
            }
        },
        Json::Nested(source) => match read_list(source, &mut unknown) {
            Ok(list) => names.list = list,
            Err(_) => {
                ctx.warn(&WRONG_KIND, at, len, "a list of names holds something else, kept as an extra field");
                return None;
            }
        },
        _ => {
            ctx.warn(&WRONG_KIND, at, len, "no list of names, kept as an extra field");
            return None;
        }
    }
    let one = !matches!(value, Json::Nested(source) if source.starts_with('['));
    if one && len > 0 {
        ctx.warn(&FORGIVEN, at, len, "one name where a list of names is due");
    }
    if let Some(member) = unknown {
        ctx.warn(&WRONG_KIND, at, len, format!("`{member}` is no part of a name, left out"));
    }
    if names.list.last().is_some_and(stands_for_others) {
        names.list.pop();
        names.others = Some(Others::Unknown);
    }
    Some(Value::Names(names))
}

fn read_list<'a>(source: &'a str, unknown: &mut Option<Cow<'a, str>>) -> Result<Vec<Name>, Fault> {
    let mut pull = Pull::new(source);
    let mut list = Vec::new();
    pull.take(b'[');
    let mut first = true;
    while pull.another(first, b']')? {
        first = false;
        match pull.peek() {
            Some(b'{') => list.extend(read_one(&mut pull, unknown)?),
            _ => match pull.value()? {
                Json::Str(text, _) => list.extend(literal(&text)),
                _ => return Err(Fault { at: pull.at(), what: "no name" }),
            },
        }
    }
    Ok(list)
}

fn literal(text: &str) -> Option<Name> {
    let name = part(text);
    (!name.is_empty()).then(|| Name { body: true, family: name, ..Name::default() })
}

fn part(text: &str) -> Text {
    if !text.starts_with(' ') && !text.ends_with(' ') && is_common(text) {
        return Text::from(text);
    }
    match resolved(text) {
        Some(text) => Text::from(&*line(&text)),
        None => Text::from(&*line(text)),
    }
}

/// Whether there is no white space but single blanks, and no reference.
fn is_common(text: &str) -> bool {
    scan::none(text.as_bytes(), |before, byte| {
        (byte < b' ') | (byte == b'&') | (byte == b'<') | (byte == b'$') | ((byte == b' ') & (before == b' '))
    })
}

/// A family name; in quotes it is not to be taken apart, which never happens here.
fn family(text: &str) -> Text {
    let text = text.trim_ascii();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    part(inner.filter(|inner| !inner.contains('"')).unwrap_or(text))
}

/// Reads a name; `unknown` takes a member that is no part of one.
fn read_one<'a>(pull: &mut Pull<'a>, unknown: &mut Option<Cow<'a, str>>) -> Result<Option<Name>, Fault> {
    let mut name = Name::default();
    let mut whole = Text::default();
    let mut details: Option<Box<NameDetails>> = None;
    pull.take(b'{');
    let mut first = true;
    while let Some(member) = pull.member(first)? {
        first = false;
        let value = pull.value()?;
        let text = value.text().unwrap_or_default();
        match member.as_ref() {
            "family" => name.family = family(text),
            "given" => name.given = part(text),
            "non-dropping-particle" => name.particle = part(text),
            "dropping-particle" => name.dropping_particle = part(text),
            "suffix" => name.suffix = part(text),
            "literal" => whole = part(text),
            "comma-suffix" => details.get_or_insert_default().comma_suffix = value.is_yes(),
            "static-ordering" => details.get_or_insert_default().static_order = value.is_yes(),
            // As Crossref and DataCite have it.
            "name" if whole.is_empty() => whole = part(text),
            "ORCID" if !text.is_empty() => {
                let id = text.rsplit('/').next().unwrap_or_default();
                details.get_or_insert_default().ids.push(("orcid".into(), id.into()));
            }
            "affiliation" => affiliations(&value, &mut details.get_or_insert_default().affiliations),
            // Instructions to a processor, and the place in the list.
            "parse-names" | "sequence" | "authenticated-orcid" | "isInstitution" => {}
            _ if says_nothing(&value) => {}
            _ => *unknown = Some(member),
        }
    }
    if unknown.is_some() && name.family.is_empty() && name.given.is_empty() && whole.is_empty() {
        return Err(Fault { at: pull.at(), what: "no name" });
    }
    if name.family.is_empty() {
        if !whole.is_empty() {
            // A literal stands for the whole name.
            name = Name { body: true, family: whole, ..Name::default() };
        } else {
            name.family = std::mem::take(&mut name.given);
        }
    }
    name.details = details.filter(|details| **details != NameDetails::default());
    Ok((!name.family.is_empty()).then_some(name))
}

fn says_nothing(value: &Json<'_>) -> bool {
    matches!(value.source(), "null" | "\"\"" | "[]" | "{}" | "false")
}

/// Affiliations, as strings or as objects with a `name`.
fn affiliations(value: &Json<'_>, into: &mut Vec<Text>) {
    let mut add = |text: &str| into.extend(Some(part(text)).filter(|text| !text.is_empty()));
    let Json::Nested(source) = value else { return add(value.text().unwrap_or_default()) };
    let mut pull = Pull::new(source);
    let (list, mut first) = (pull.take(b'['), true);
    while !list || matches!(pull.another(first, b']'), Ok(true)) {
        first = false;
        if pull.take(b'{') {
            let mut first = true;
            while let Ok(Some(member)) = pull.member(first) {
                first = false;
                match pull.value() {
                    Ok(value) if member == "name" => add(value.text().unwrap_or_default()),
                    Ok(_) => {}
                    Err(_) => return,
                }
            }
        } else {
            match pull.value() {
                Ok(value) => add(value.text().unwrap_or_default()),
                Err(_) => return,
            }
        }
        if !list {
            return;
        }
    }
}

/// Whether the name is no name but says that there are more.
fn stands_for_others(name: &Name) -> bool {
    let alone = name.given.is_empty() && name.particles().is_empty() && name.suffix.is_empty();
    alone && says_others(&plain(&name.family))
}

fn says_others(text: &str) -> bool {
    ["others", "et al", "et al.", "and others"].iter().any(|words| text.eq_ignore_ascii_case(words))
}

/// Whether an option of BibLaTeX says of the whole entry that particles are
/// left out with the given names.
fn drops_particles(record: &Record) -> bool {
    record.extras_of("bibtex").filter(|extra| extra.name.eq_ignore_ascii_case("options")).any(|extra| {
        let options = extra.value.trim_matches(['{', '}', '"']);
        let mut pairs = options.split(',').filter_map(|option| option.split_once('='));
        pairs.any(|(name, value)| name.trim() == "useprefix" && value.trim() == "false")
    })
}

fn encode(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Names(names) = value else { return Fidelity::Nothing };
    let mut list = names.list.as_slice();
    while let Some((last, rest)) = list.split_last()
        && stands_for_others(last)
    {
        list = rest;
    }
    let mut flat = true;
    let mut begun = false;
    let Some(&key) = enc.names.first() else { return Fidelity::Nothing };
    let drops = drops_particles(enc.record);
    for name in list {
        if says_nothing_at_all(&name.family) {
            flat = false;
            continue;
        }
        if !begun {
            out.key(key);
            out.buf.push(b'[');
        } else {
            out.buf.extend_from_slice(b", ");
        }
        begun = true;
        let own =
            name.details.as_ref().is_some_and(|details| details.options.iter().any(|(key, _)| key == "useprefix"));
        if drops && !own && !name.particle.is_empty() && name.dropping_particle.is_empty() {
            let mut name = name.clone();
            std::mem::swap(&mut name.particle, &mut name.dropping_particle);
            write(&name, out);
            flat = false;
        } else {
            flat &= write(name, out);
        }
    }
    if begun {
        out.buf.push(b']');
    } else {
        return Fidelity::Nothing;
    }
    if names.others.is_some() || list.len() < names.list.len() {
        return Fidelity::or_narrowed(false);
    }
    Fidelity::or_flattened(flat)
}

/// Whether nothing but white space is in it.
fn says_nothing_at_all(text: &Text) -> bool {
    let begins = text.as_plain().and_then(|plain| plain.as_bytes().first());
    match begins {
        // Quotes are taken off.
        Some(b'"') => family(&plain(text)).is_empty(),
        begins => !begins.is_some_and(u8::is_ascii_graphic) && plain(text).is_empty(),
    }
}

/// The parts of the name of a person, in the order of [`OPENINGS`], if all of them
/// read as they are written, without escapes.
fn plain_parts(name: &Name) -> Option<[&str; 5]> {
    let odd = |before, here| {
        let odd = (here < b' ') | (here == b'"') | (here == b'\\') | (here == b'&');
        odd | ((before == b' ') & (here == b' '))
    };
    let clean = |text: &str| {
        scan::is_word(text.as_bytes())
            || !text.starts_with(' ') && !text.ends_with(' ') && scan::none(text.as_bytes(), odd)
    };
    if name.body || name.details.is_some() || name.family.is_empty() {
        return None;
    }
    let parts = [&name.family, &name.given, &name.dropping_particle, &name.particle, &name.suffix];
    let mut plain = [""; 5];
    for (plain, part) in plain.iter_mut().zip(parts) {
        let Text::Plain(part) = part else { return None };
        if !part.is_empty() {
            *plain = Some(part.as_str()).filter(|part| clean(part))?;
        }
    }
    Some(plain)
}

/// What stands before each part.
const OPENINGS: [&str; 5] = [
    "{\"family\": \"",
    "\", \"given\": \"",
    "\", \"dropping-particle\": \"",
    "\", \"non-dropping-particle\": \"",
    "\", \"suffix\": \"",
];

/// Writes one name; says whether nothing of it was lost.
fn write(name: &Name, out: &mut Out) -> bool {
    if let Some(parts) = plain_parts(name) {
        for (opening, part) in OPENINGS.iter().zip(parts).filter(|(_, part)| !part.is_empty()) {
            out.buf.extend_from_slice(opening.as_bytes());
            out.buf.extend_from_slice(part.as_bytes());
        }
        out.buf.extend_from_slice(b"\"}");
        return true;
    }
    let mut exact = true;
    let mut begun = false;
    let whole = [("literal", &name.family)];
    let parts = [
        ("family", &name.family),
        ("given", &name.given),
        ("dropping-particle", &name.dropping_particle),
        ("non-dropping-particle", &name.particle),
        ("suffix", &name.suffix),
    ];
    let members: &[(&str, &Text)] = if name.body { &whole } else { &parts };
    for &(key, text) in members.iter().filter(|(_, text)| !text.is_empty()) {
        let mut written = plain(text);
        // What would be read as something else is written as that.
        while written.contains('&') || key == "family" && written.starts_with('"') {
            let read = if key == "family" { family(&written) } else { part(&written) };
            if read.as_plain() == Some(&*written) {
                break;
            }
            written = Cow::Owned(read.to_plain().into_owned());
        }
        exact &= text.as_plain() == Some(&*written);
        if written.is_empty() {
            continue;
        }
        out.buf.extend_from_slice(if begun { b", \"" } else { b"{\"" });
        begun = true;
        out.buf.extend_from_slice(key.as_bytes());
        out.buf.extend_from_slice(b"\": ");
        write_string(&written, &mut out.buf);
    }
    exact &= !name.body || parts[1..].iter().all(|(_, part)| part.is_empty());
    if let Some(details) = &name.details {
        // That the particle stays is said by the kind of particle.
        exact &= details.options.iter().all(|(name, value)| name == "useprefix" && value == "true");
        let flags = [("comma-suffix", details.comma_suffix), ("static-ordering", details.static_order)];
        for (key, _) in flags.iter().filter(|(_, set)| *set) {
            out.buf.extend_from_slice(b", \"");
            out.buf.extend_from_slice(key.as_bytes());
            out.buf.extend_from_slice(b"\": true");
        }
        let none: (&[Text], &[(Str, Str)]) = (&[], &[]);
        exact &= (details.affiliations.as_slice(), details.ids.as_slice()) == none && flags.iter().any(|(_, set)| *set);
    }
    out.buf.push(b'}');
    exact
}
