//! Writing names such that they are read back as they are.

use super::extended::{LIST, list_option};
use super::{Rules, are_words, is_simple, parse, scan};
use crate::codec::tex::{self, Encode};
use crate::ir::{Name, NameDetails, Names, Others, Str, Text};

/// Writes a list of names; false if it is not read back exactly as it is.
///
/// ```
/// use ibidem::codec::{names::bibtex::{Rules, write}, tex};
/// use ibidem::ir::{Name, Names};
/// let names = Names::from(vec![Name::person("Feng", "Weitao"), Name::body("ATLAS Collaboration")]);
/// let mut out = String::new();
/// let how = tex::Encode { ascii: false, flavour: tex::Flavour::Bibtex };
/// assert!(write(&names, how, Rules::Bibtex, &mut out));
/// assert_eq!(out, "Feng, Weitao and {ATLAS Collaboration}");
/// ```
pub fn write(names: &Names, how: Encode, rules: Rules, out: &mut String) -> bool {
    let mut exact = true;
    for (index, name) in names.list.iter().enumerate() {
        if index > 0 {
            out.push_str(" and ");
        } else if rules == Rules::Biber {
            push_list_options(name, out);
        }
        exact &= write_simple(name, how, out) || write_any(name, how, rules, index == 0, out);
    }
    if let Some(others) = names.others {
        out.push_str(if names.list.is_empty() { "others" } else { " and others" });
        exact &= others == Others::Unknown;
    }
    exact
}

/// The options of the list, which stand before its first name.
fn push_list_options(first: &Name, out: &mut String) {
    for (option, value) in list_options(first) {
        let option = option.strip_prefix(LIST).unwrap_or(option);
        out.push_str(&format!("{option}={value} and "));
    }
}

/// The options of the list that are read again as they are written.
fn list_options(first: &Name) -> impl Iterator<Item = &(Str, Str)> {
    let options = first.details.iter().flat_map(|details| &details.options);
    options.filter(|pair| {
        let source = pair.0.strip_prefix(LIST).map(|option| format!("{option}={}", pair.1));
        source.is_some_and(|source| list_option(&source).as_ref() == Some(*pair))
    })
}

/// Writes a name that nobody could read otherwise; does nothing and returns
/// false if it is not that simple.
pub(super) fn write_simple(name: &Name, how: Encode, out: &mut String) -> bool {
    if name.details.is_some() || !name.dropping_particle.is_empty() {
        return false;
    }
    let parts = [&name.family, &name.given, &name.particle, &name.suffix];
    let [Some(family), Some(given), Some(particle), Some(suffix)] = parts.map(Text::as_plain) else { return false };
    // Letters outside of ASCII stand for themselves where any may, and beside a
    // comma only those of the family name tell a particle.
    let wide = !how.ascii && !name.body && !given.is_empty();
    if !are_words(family, wide)
        || !given.is_empty() && !are_words(given, wide)
        || [particle, suffix].iter().any(|part| !part.is_empty() && !is_simple(part))
    {
        return false;
    }
    if name.body {
        out.push('{');
        out.push_str(family);
        out.push('}');
        return given.is_empty() && particle.is_empty() && suffix.is_empty();
    }
    let upper = |word: &str| match word.as_bytes().first() {
        Some(0x80..) => word.starts_with(char::is_uppercase) || !word.contains(char::is_lowercase),
        first => first.is_some_and(u8::is_ascii_uppercase),
    };
    if family.starts_with(|c: char| c.is_ascii_lowercase()) && family.contains(' ') {
        // Without braces its first words would be a particle.
        if given.is_empty() || !particle.is_empty() || !suffix.is_empty() {
            return false;
        }
        for piece in ["{", family, "}, ", given] {
            out.push_str(piece);
        }
        return true;
    }
    if !family.split(' ').all(upper)
        || hides_particle(family)
        || !particle.bytes().all(|byte| byte == b' ' || byte.is_ascii_lowercase())
        || given.is_empty() && (!suffix.is_empty() || is_others(family) || family.contains(' ') && particle.is_empty())
    {
        return false;
    }
    for (before, part, after) in [("", particle, " "), ("", family, ""), (", ", suffix, ""), (", ", given, "")] {
        if !part.is_empty() {
            for piece in [before, part, after] {
                out.push_str(piece);
            }
        }
    }
    true
}

/// Whether BibTeX finds a particle behind a hyphen.
fn hides_particle(family: &str) -> bool {
    let mut hyphens = memchr::memchr_iter(b'-', family.as_bytes());
    hyphens.any(|at| match family.as_bytes().get(at + 1) {
        Some(0x80..) => !family[at + 1..].starts_with(char::is_uppercase),
        next => next.is_some_and(u8::is_ascii_lowercase),
    })
}

/// What the styles take for a mark that the list is cut off.
fn is_others(family: &str) -> bool {
    family.eq_ignore_ascii_case("others")
}

/// Writes any name, and reads it again to see what becomes of it.
pub(super) fn write_any(name: &Name, how: Encode, rules: Rules, first: bool, out: &mut String) -> bool {
    let encoded = |text: &Text| {
        let mut out = String::new();
        tex::encode(text, how, &mut out);
        out
    };
    if name.body {
        let start = out.len();
        out.push('{');
        out.push_str(&encoded(&name.family));
        out.push('}');
        let alone = Name { details: holdable(name, rules), ..name.clone() };
        return reads_as(&out[start..], rules).is_some_and(|read| read == alone) && holds(name, &alone, rules, first);
    }
    let wanted = wanted(name, rules);
    let family = encoded(&wanted.family);
    let [particle, given, suffix] = [&wanted.particle, &wanted.given, &wanted.suffix].map(encoded);
    let plain = match wanted.dropping_particle.is_empty() && wanted.details.is_none() {
        true if wanted.is_mononym() => MONONYMS,
        true => BRACES.len(),
        false => 0,
    };
    let candidate = |index: usize| {
        let mut out = String::new();
        match BRACES.get(index).filter(|_| index < plain) {
            None => return extended(&wanted, encoded),
            Some(_) if plain == MONONYMS => match index {
                0 => out.push_str(&family),
                1 => out.push_str(&half_braced(&family)),
                _ => push(&family, true, &mut out),
            },
            Some((family_braces, other_braces)) => {
                out.push_str(&particle);
                if !out.is_empty() && !out.ends_with(['-', '\'', '\u{2019}']) {
                    out.push(' ');
                }
                push(&family, *family_braces, &mut out);
                for part in [&suffix, &given] {
                    if !part.is_empty() {
                        out.push_str(", ");
                        push(part, *other_braces, &mut out);
                    }
                }
                if given.is_empty() && !suffix.is_empty() {
                    out.push_str(", {}");
                }
            }
        }
        out
    };
    // The first that is read as wanted, or else looks like it.
    let count = plain + usize::from(rules == Rules::Biber);
    let mut similar = None;
    for index in 0..count {
        let candidate = candidate(index);
        if rules == Rules::Biber && index < plain && has_many_commas(&candidate) {
            continue;
        }
        let Some(read) = reads_as(&candidate, rules) else { continue };
        if read == wanted {
            out.push_str(&candidate);
            return holds(name, &wanted, rules, first);
        }
        if similar.is_none() && read.display() == wanted.display() {
            similar = Some(candidate);
        }
    }
    out.push_str(&similar.unwrap_or_else(|| candidate(count.saturating_sub(1))));
    false
}

/// The ways to write a name with braces, around the family name and around the others.
const BRACES: [(bool, bool); 4] = [(false, false), (true, false), (false, true), (true, true)];

/// The ways to write a name that is one.
const MONONYMS: usize = 3;

/// Whether biber (2.18) leaves out the whole entry for this name: it counts the
/// commas inside of braces as well, unless braces begin and end the name.
fn counts_commas(name: &str) -> bool {
    let name = name.trim_ascii();
    !(name.starts_with('{') && name.ends_with('}')) && has_many_commas(name)
}

fn has_many_commas(name: &str) -> bool {
    name.bytes().filter(|byte| *byte == b',').count() > 2
}

/// Whether biber leaves out an entry for one of these names, which are not in
/// its extended form.
///
/// ```
/// use ibidem::codec::names::bibtex::is_refused;
/// assert!(is_refused("{Doe}, Jane, Jr., PhD") && !is_refused("{Doe}, Jr., Jane"));
/// ```
pub fn is_refused(list: &str) -> bool {
    let bytes = list.as_bytes();
    if memchr::memchr(b'{', bytes).is_none() || list.contains('=') {
        return false;
    }
    let mut from = 0;
    loop {
        let (to, next) = scan::name_end(bytes, from);
        if counts_commas(&list[from..to]) {
            return true;
        }
        match next {
            Some(next) => from = next,
            None => return false,
        }
    }
}

/// What the notation can hold of a name.
fn wanted(name: &Name, rules: Rules) -> Name {
    let mut wanted = Name { details: holdable(name, rules), ..name.clone() };
    if rules != Rules::Biber && !name.dropping_particle.is_empty() {
        (wanted.particle, wanted.dropping_particle) = (name.particles().into(), Text::default());
    } else if !name.dropping_particle.is_empty() && !name.particle.is_empty() {
        // There is one prefix; what is never dropped is as good as part of the family name.
        let kept = Name {
            dropping_particle: Text::default(),
            given: Text::default(),
            suffix: Text::default(),
            ..name.clone()
        };
        (wanted.particle, wanted.family) = (Text::default(), kept.display().into());
    }
    if wanted.family.is_empty() {
        let parts = [&mut wanted.particle, &mut wanted.dropping_particle, &mut wanted.given, &mut wanted.suffix];
        wanted.family = parts.into_iter().find(|part| !part.is_empty()).map(std::mem::take).unwrap_or_default();
    }
    wanted
}

/// The details that stand in an extended name.
fn holdable(name: &Name, rules: Rules) -> Option<Box<NameDetails>> {
    let details = name.details.as_deref().filter(|_| rules == Rules::Biber && !name.body)?;
    let options: Vec<_> = details.options.iter().filter(|(option, _)| !option.starts_with(LIST)).cloned().collect();
    (!options.is_empty()).then(|| Box::new(NameDetails { options, ..NameDetails::default() }))
}

/// Whether a name is the same as what was written of it, with the options of
/// its list.
fn holds(name: &Name, written: &Name, rules: Rules, first: bool) -> bool {
    let list: Vec<_> = list_options(name).cloned().collect();
    if list.is_empty() || !first || rules != Rules::Biber {
        return name == written;
    }
    let mut read = written.clone();
    read.details.get_or_insert_default().options.splice(0..0, list);
    *name == read
}

/// The extended form: `family=Harman, given=Hans, prefix=de`.
fn extended(name: &Name, encoded: impl Fn(&Text) -> String) -> String {
    let drops = name.particle.is_empty() && !name.dropping_particle.is_empty();
    let prefix = if drops { &name.dropping_particle } else { &name.particle };
    let parts = [("family", &name.family), ("given", &name.given), ("prefix", prefix), ("suffix", &name.suffix)];
    let alone = parts.iter().filter(|(_, text)| !text.is_empty()).count() == 1;
    let mut out = String::new();
    for (key, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
        let mut value = encoded(text);
        if value.contains([',', '"', '{', '~', '\\'])
            || value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("and"))
        {
            // A family name alone in braces would be that of a body.
            value = if alone { half_braced(&value) } else { format!("{{{value}}}") };
        }
        push_pair(key, &value, &mut out);
    }
    if drops {
        push_pair("useprefix", "false", &mut out);
    }
    for (option, value) in name.details.iter().flat_map(|details| &details.options) {
        push_pair(option, value, &mut out);
    }
    out
}

/// A pair, in quotes if there is a comma in it.
fn push_pair(key: &str, value: &str, out: &mut String) {
    if !out.is_empty() {
        out.push_str(", ");
    }
    if value.contains([',', '"']) {
        out.push('"');
        out.push_str(key);
        out.push('=');
        out.push_str(&value.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(key);
        out.push('=');
        out.push_str(value);
    }
}

fn push(part: &str, braces: bool, out: &mut String) {
    if braces {
        out.push('{');
    }
    out.push_str(part);
    if braces {
        out.push('}');
    }
}

/// Braces around all but the last word, which makes one word of several
/// without making a body of a person: `{Hildegard of }Bingen`. Of one word the
/// first letter: biber takes an empty group for the initial, which TeX chokes on.
fn half_braced(family: &str) -> String {
    let (mut depth, mut cut) = (0_usize, 0);
    for (at, byte) in family.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b' ' | b'-' | b'~' if depth == 0 => cut = at + 1,
            _ => {}
        }
    }
    if cut == 0 && family.starts_with(|c: char| c.is_ascii_alphabetic()) {
        cut = 1;
    }
    format!("{{{}}}{}", &family[..cut], &family[cut..])
}

/// The name that is read from this, if it is one, faultless and complete.
fn reads_as(source: &str, rules: Rules) -> Option<Name> {
    let mut depth = 0_usize;
    for byte in source.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    if depth != 0 || source.ends_with('\\') || list_option(source).is_some() {
        return None;
    }
    let read = |rules| {
        let mut faultless = true;
        let mut names = parse(source, rules, &mut |_, _| faultless = false);
        (faultless && names.list.len() == 1 && names.others.is_none()).then(|| names.list.pop()).flatten()
    };
    let name = read(rules)?;
    // BibTeX itself is to read the same, where ours departs from it.
    (rules != Rules::Bibtex || !source.contains(['-', '=']) || read(Rules::Classic).as_ref() == Some(&name))
        .then_some(name)
}
