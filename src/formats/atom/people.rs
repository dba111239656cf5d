//! Persons: one string each, in the order it is spoken, with affiliations.

use std::borrow::Cow;

use super::elem::Elem;
use super::map::Atom;
use super::read::is_blank;
use super::write::element;
use super::xml::{push_escaped, tidied};
use crate::codec::names::{comma, display};
use crate::ir::{Field, Kind, Name, NameDetails, Names, Str, Text, Value};
use crate::map::{Codec, Fidelity};

/// Whether the element names a person.
pub(super) fn is_person(elem: &Elem<'_>) -> bool {
    elem.parts.iter().find(|(part, _)| part == "name").is_some_and(|(_, text)| !tidied(text).is_empty())
}

/// One person.
pub(super) fn person(elem: &Elem<'_>) -> Option<Name> {
    fn named<'e>(elem: &'e Elem<'_>, name: &'static str) -> impl Iterator<Item = Cow<'e, str>> {
        elem.parts.iter().filter(move |(part, _)| part == name).map(|(_, text)| tidied(text))
    }
    let part = |name: &'static str| named(elem, name);
    let spoken = part("name").next().filter(|name| !name.is_empty())?;
    let mut name = display::parse(&spoken);
    if elem.parts.len() == 1 {
        return Some(name);
    }
    let affiliations: Vec<Text> =
        part("arxiv:affiliation").filter(|text| !text.is_empty()).map(|text| text.as_ref().into()).collect();
    let orcid = part("uri").next().and_then(|uri| Some(Str::from(uri.strip_prefix(ORCID)?)));
    let ids: Vec<_> = orcid.filter(|id| is_orcid(id)).map(|id| ("orcid".into(), id)).into_iter().collect();
    if !affiliations.is_empty() || !ids.is_empty() {
        let details = name.details.get_or_insert_default();
        (details.affiliations, details.ids) = (affiliations, ids);
    }
    Some(name)
}

const ORCID: &str = "https://orcid.org/";

fn is_orcid(id: &str) -> bool {
    id.len() == 19 && id.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'X'))
}

/// Says what a contributor contributed: the name of a field.
pub(super) const ROLE: &str = "ibidem:role";

/// The field of a contributor's role; the role alone is not known to Atom.
pub(super) fn role(elem: &Elem<'_>) -> Option<Field> {
    let (_, role) = elem.parts.iter().find(|(part, _)| part == ROLE)?;
    Field::from_name(role.trim()).filter(|field| field.kind() == Kind::Names)
}

/// Writes a person; says whether reading it gives the same, or `None` if
/// nothing was written.
fn push_person(out: &mut Vec<u8>, name: &Name, role: &str) -> Option<bool> {
    if let Some((given, family)) = display::plain_parts(name) {
        out.extend_from_slice(b"      <name>");
        push_escaped(out, given);
        if !given.is_empty() {
            out.push(b' ');
        }
        push_escaped(out, family);
        out.extend_from_slice(b"</name>\n");
        if !role.is_empty() {
            out.extend_from_slice(b"  ");
            element(out, ROLE, role);
        }
        return Some(true);
    }
    push_uncertain(out, name, role).map(|read| read == *name)
}

/// The same for any name; gives back what reading will make of it.
fn push_uncertain(out: &mut Vec<u8>, name: &Name, role: &str) -> Option<Name> {
    let mut spoken = String::new();
    display::write(name, &mut spoken);
    let tidy = tidied(&spoken);
    if is_blank(&tidy) {
        return None;
    }
    let mut read = display::parse(&tidy);
    // What reading makes of it must be written alike.
    let mut again = String::new();
    display::write(&read, &mut again);
    let tidy = if again == tidy || display::parse(&tidied(&again)) != read { tidy } else { Cow::Owned(again) };
    let mut line = |name: &str, text: &str| {
        out.extend_from_slice(b"  ");
        element(out, name, text);
    };
    line("name", &tidy);
    if !role.is_empty() {
        line(ROLE, role);
    }
    let Some(details) = &name.details else { return Some(read) };
    let mut kept = read.details.take().unwrap_or_default();
    if let Some((_, id)) = details.ids.iter().find(|(scheme, id)| scheme == "orcid" && is_orcid(id)) {
        line("uri", &format!("{ORCID}{id}"));
        kept.ids.push(("orcid".into(), id.clone()));
    }
    for text in &details.affiliations {
        let plain = text.to_plain();
        let tidy = tidied(&plain);
        if !tidy.is_empty() {
            line("arxiv:affiliation", &tidy);
            kept.affiliations.push(tidy.as_ref().into());
        }
    }
    if *kept != NameDetails::default() {
        read.details = Some(kept);
    }
    Some(read)
}

pub(super) static NAMES: Codec<Atom> = Codec {
    kind: Kind::Names,
    decode: |n, _| {
        let list: Vec<Name> = n.all(0).filter_map(|raw| person(&raw.value)).collect();
        Some(Value::Names(Names::from(list)))
    },
    encode: |value, enc, sink| {
        let Value::Names(names) = value else { return Fidelity::Nothing };
        // `contributor:editor` is a contributor with a role.
        let (tag, role) = enc.names[0].split_once(':').unwrap_or((enc.names[0], ""));
        let (mut some, mut exact) = (false, true);
        for name in &names.list {
            let before = sink.out.len();
            for part in ["    <", tag, ">\n"] {
                sink.out.extend_from_slice(part.as_bytes());
            }
            match push_person(&mut sink.out, name, role) {
                Some(same) => {
                    some = true;
                    exact &= same;
                    for part in ["    </", tag, ">\n"] {
                        sink.out.extend_from_slice(part.as_bytes());
                    }
                }
                None => {
                    exact = false;
                    sink.out.truncate(before);
                }
            }
        }
        match (some, exact, names.others) {
            (false, ..) => Fidelity::Nothing,
            (_, true, None) => Fidelity::Exact,
            (_, true, Some(_)) => Fidelity::NARROWED,
            _ => Fidelity::SUBSTITUTED,
        }
    },
};

/// Whether this is a suffix and not a given name.
fn is_suffix(text: &str) -> bool {
    matches!(text.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV" | "Ph.D" | "PhD" | "MD")
}

/// The persons of one element of Dublin Core, which ought to hold one: lists
/// with semicolons, bioRxiv's `Example, A. B., Test, C.`, and lists of names as
/// they are `spoken`.
pub(super) fn creators(text: &str, spoken: bool) -> Vec<String> {
    let plain = match text.contains('<') {
        // arXiv once had links here.
        true => super::text::from_markup(text).map(|text| text.to_plain().into_owned()),
        false => None,
    };
    let tidy = tidied(plain.as_deref().unwrap_or(text)).into_owned();
    let pieces = |separator: char| {
        let pieces = tidy.split(separator).map(str::trim).filter(|piece| !piece.is_empty());
        pieces.map(str::to_owned).collect::<Vec<_>>()
    };
    if tidy.contains(';') {
        return pieces(';');
    }
    let list = pieces(',');
    let initials =
        |piece: &String| piece.len() < 12 && piece.chars().all(|c| c.is_uppercase() || matches!(c, '.' | ' ' | '-'));
    if list.len() > 1 && list.len().is_multiple_of(2) && list.iter().skip(1).step_by(2).all(initials) {
        return list.chunks(2).map(|pair| pair.join(", ")).collect();
    }
    let whole = list.len() < 2 || list.len() == 2 && (!spoken || is_suffix(&list[1]));
    if whole {
        return Some(tidy).filter(|name| !name.is_empty()).into_iter().collect();
    }
    if spoken || list.iter().all(|piece| piece.contains(' ')) { list } else { vec![tidy] }
}

/// One person of Dublin Core: spoken, or family name first.
fn creator(name: &str) -> Name {
    let turned = name.split_once(',').filter(|(_, rest)| !is_suffix(rest.trim()));
    turned.and_then(|_| comma::decode(name, comma::Bodies::Braced)).unwrap_or_else(|| display::parse(name))
}

pub(super) static CREATORS: Codec<Atom> = Codec {
    kind: Kind::Names,
    decode: |n, _| {
        let names = n.all(0).map(|raw| tidied(&raw.value.text).into_owned()).filter(|name| !name.is_empty());
        let list: Vec<Name> = names.map(|name| creator(&name)).collect();
        Some(Value::Names(Names::from(list)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};
