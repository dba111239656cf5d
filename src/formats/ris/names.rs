//! Names: `Family, Given, Suffix`, one a line, and what programs write instead.
//!
//! Several names on a line behind semicolons, `and` or commas; `Family FM` and
//! `Family F.M.` of medical databases; `F. M. Family`; a comma at the end, by
//! which EndNote is told that a name is that of a body; `et al.` behind a name.

use std::borrow::Cow;

use super::Lines;
use super::values::In;
use super::write::Out;
use crate::codec::html;
use crate::codec::line::one_line;
use crate::codec::names::comma::{self, Bodies, Kept};
use crate::codec::scan;
use crate::ir::{Kind, Name, Names, Others, Value};
use crate::map::{Codec, Ctx, Enc, Fidelity};

/// Names, under all the tags of the row in the order of their lines.
pub(super) static NAMES: Codec<Lines> = Codec { kind: Kind::Names, decode, encode };

fn decode(natives: In<'_, '_, '_>, _: &mut Ctx<'_>) -> Option<Value> {
    let mut raws: Vec<_> = natives.all(0).collect();
    let first = raws.len();
    raws.extend(natives.all(1));
    let values =
        |raws: &[&crate::map::Raw<'_, Lines>]| raws.iter().map(|raw| raw.value.to_string()).collect::<Vec<_>>();
    if first > 0 && raws.len() > first {
        if values(&raws[..first]) == values(&raws[first..]) {
            // The same list under both tags.
            raws.truncate(first);
        }
        raws.sort_by_key(|raw| raw.at);
    }
    let mut names = Names::default();
    for (at, raw) in raws.iter().enumerate() {
        let last = at + 1 == raws.len();
        if !last && comma::is_others(&raw.value) {
            // Only at the end it says that there are others.
            names.list.extend(comma::decode(&raw.value, Bodies::Words));
        } else {
            names.others = (read(&raw.value, &mut names.list) && last).then_some(Others::Unknown);
        }
    }
    Some(Value::Names(names))
}

/// Adds the names on a line; whether it says at its end that there are others.
fn read(line: &str, found: &mut Vec<Name>) -> bool {
    if let Some(name) = common(line) {
        found.push(name);
        return false;
    }
    let cleaned = html::cleaned(line);
    let line = one_line(&cleaned);
    if comma::is_others(&line) {
        return true;
    }
    let (line, others) = without_others(&line);
    for part in persons(line) {
        found.extend(one(&part));
    }
    others
}

/// `Doe, Jane R.`: one word of letters, a comma, and words of letters, in which
/// nothing else can be seen.
fn common(line: &str) -> Option<Name> {
    let bytes = line.as_bytes();
    let comma = memchr::memchr(b',', bytes)?;
    let (family, [b',', b' ', given @ ..]) = bytes.split_at(comma) else { return None };
    // The lead bytes of blanks and marks that are no letters are left to others.
    let letter = |byte: u8| byte.is_ascii_alphabetic() || (0xc3..=0xdf).contains(&byte) && !matches!(byte, 0xcc | 0xcd);
    let inside = |byte: u8| letter(byte) || (0x80..0xc0).contains(&byte) || matches!(byte, b'-' | b'\'');
    if !family.first().is_some_and(|&first| letter(first)) || !family.iter().all(|&byte| inside(byte)) {
        return None;
    }
    let (mut before, mut blanks) = (b' ', 0);
    for &byte in given {
        match byte {
            b' ' if before != b' ' => blanks += 1,
            b'.' if before != b' ' => {}
            _ if before == b' ' && !letter(byte) || !inside(byte) => return None,
            _ => {}
        }
        before = byte;
    }
    let (family, given) = (&line[..comma], &line[comma + 2..]);
    let bare = given.trim_end_matches('.').as_bytes();
    let ends = |end: &[u8]| bare.len() >= end.len() && bare[bare.len() - end.len()..].eq_ignore_ascii_case(end);
    if before == b' '
        || ends(b"al")
        || ends(b"others")
        || given.starts_with("and ")
        || blanks > 0 && given.contains(" and ")
    {
        return None;
    }
    Some(Name::person(family, given))
}

/// The line without `et al.` at its end.
fn without_others(line: &str) -> (&str, bool) {
    let bare = line.trim_end_matches(['.', ',', ';', ' ']);
    for others in ["et al", "and others"] {
        let Some(at) = bare.len().checked_sub(others.len()) else { continue };
        if let (Some(head), Some(tail)) = (bare.get(..at), bare.get(at..))
            && tail.eq_ignore_ascii_case(others)
            && head.ends_with([' ', ',', ';'])
        {
            return (head.trim_end_matches([' ', ',', ';']), true);
        }
    }
    (line, false)
}

/// The names on a line.
fn persons(line: &str) -> Vec<Cow<'_, str>> {
    let whole = || vec![Cow::Borrowed(line)];
    let pieces = |separator: &str| -> Vec<&str> {
        line.split(separator).map(str::trim).filter(|piece| !piece.is_empty()).collect()
    };
    if line.contains(';') {
        let listed = pieces(";");
        return if listed.is_empty() { whole() } else { listed.into_iter().map(Cow::Borrowed).collect() };
    }
    for separator in [" and ", " & "] {
        if !line.contains(separator) {
            continue;
        }
        let listed: Vec<Cow<'_, str>> =
            pieces(separator).into_iter().flat_map(|piece| paired(piece.trim_end_matches([',', ' ']))).collect();
        if listed.len() > 1 && listed.iter().all(|name| is_person(name)) {
            return listed;
        }
    }
    paired(line)
}

/// `Doe, J., Roe, R. M.` as its names.
fn paired(line: &str) -> Vec<Cow<'_, str>> {
    let parts: Vec<&str> = line.split(',').map(str::trim).collect();
    if parts.len() >= 4
        && parts.len().is_multiple_of(2)
        && parts.chunks(2).all(|pair| !pair[0].is_empty() && !is_initials(pair[0]) && is_initials(pair[1]))
    {
        return parts.chunks(2).map(|pair| Cow::Owned(format!("{}, {}", pair[0], pair[1]))).collect();
    }
    let listed = |part: &&str| !part.contains('.') && by_initials(part).is_some();
    if parts.len() >= 2 && parts.iter().all(listed) {
        return parts.into_iter().map(Cow::Borrowed).collect();
    }
    vec![Cow::Borrowed(line)]
}

/// Whether this can only be the name of a person.
fn is_person(name: &str) -> bool {
    match name.split_once(',') {
        Some((family, given)) => {
            let given = given.trim().trim_end_matches('.');
            let company = ["Inc", "Ltd", "LLC", "Co", "Corp", "GmbH", "S.A", "PLC"];
            !family.trim().is_empty() && !given.is_empty() && !company.iter().any(|end| given.eq_ignore_ascii_case(end))
        }
        None => by_initials(name).is_some(),
    }
}

/// One name.
fn one(line: &str) -> Option<Name> {
    let line = line.trim_matches(' ');
    if let Some(body) = line.strip_suffix(',')
        && !body.contains(',')
        && !body.trim().is_empty()
    {
        return Some(Name::body(body.trim_matches(' ')));
    }
    let line = line.trim_end_matches([',', ' ']);
    if !line.contains(',')
        && let Some((family, given, suffix)) = by_initials(line)
    {
        let name = Name::person(family, given);
        return Some(Name { suffix: suffix.into(), ..name });
    }
    comma::decode(line, Bodies::Words)
}

/// Words that names of bodies end with or hold.
const BODIES: [&str; 32] = [
    "agency",
    "association",
    "authority",
    "bank",
    "board",
    "center",
    "centre",
    "club",
    "collaboration",
    "college",
    "commission",
    "committee",
    "consortium",
    "corporation",
    "council",
    "department",
    "foundation",
    "group",
    "hospital",
    "institute",
    "investigators",
    "ministry",
    "network",
    "office",
    "organization",
    "party",
    "project",
    "society",
    "study",
    "team",
    "trial",
    "university",
];

/// Words behind a name that are no initials.
const CODES: [&str; 8] = ["UK", "US", "USA", "EU", "UN", "UNO", "DC", "TV"];

/// `Doe JA`, `Doe J.-A.`, `van Doe J Jr` and `J. A. Doe` as family name, given
/// name and suffix.
fn by_initials(line: &str) -> Option<(&str, &str, &str)> {
    let corporate = |word: &str| BODIES.iter().any(|body| word.eq_ignore_ascii_case(body));
    if line.contains([',', '(', ':', '/', '"']) || line.len() > 60 {
        return None;
    }
    let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
    if !(2..=6).contains(&words.len()) || words.iter().any(|word| corporate(word) || CODES.contains(word)) {
        return None;
    }
    let leading = words.iter().take_while(|word| word.ends_with('.') && is_initials(word)).count();
    if leading > 0 && leading < words.len() {
        let rest = &words[leading..];
        let at = offset(line, rest[0]);
        let plain = rest.len() <= 3 && rest.iter().all(|word| !word.ends_with('.') && !is_initials(word));
        return plain.then(|| (&line[at..], line[..at].trim_end(), ""));
    }
    let suffixed = words.last().is_some_and(|last| is_suffix(last)) && words.len() > 2;
    let (names, suffix) = if suffixed { words.split_at(words.len() - 1) } else { (&words[..], &[][..]) };
    let suffix = suffix.first().copied().unwrap_or("");
    // Behind the family name one group of initials, or several with full stops.
    let mut first = names.len() - 1;
    if !is_initials(names[first]) || names[first].chars().count() > 8 {
        return None;
    }
    while first > 1 && names[first - 1].ends_with('.') && is_initials(names[first - 1]) {
        first -= 1;
    }
    let family = &names[..first];
    let named = family.iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    if first == 0 || !named || family.len() > 4 || family.iter().any(|word| word.contains('.')) {
        return None;
    }
    let (start, end) =
        (offset(line, names[first]), offset(line, names[names.len() - 1]) + names[names.len() - 1].len());
    Some((line[..start].trim_end(), &line[start..end], suffix))
}

/// Where a word that was split off a line stands in it.
fn offset(line: &str, word: &str) -> usize {
    word.as_ptr() as usize - line.as_ptr() as usize
}

fn is_suffix(word: &str) -> bool {
    matches!(word.trim_end_matches('.'), "Jr" | "Sr" | "2nd" | "3rd" | "4th" | "II" | "III" | "IV")
}

/// `J`, `JA`, `J.A.`, `J.-A.`, and for lists `J. A.`
fn is_initials(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capital = |c: char| c.is_uppercase();
    let dotted = text.contains('.');
    // Without full stops more than three capitals are an abbreviation.
    let most = if dotted { 6 } else { 3 };
    let clean = text.chars().all(|c| capital(c) || matches!(c, '.' | '-' | ' ' | '\u{2010}'));
    text.starts_with(capital) && clean && (1..=most).contains(&letters)
}

fn encode(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Names(names) = value else { return Fidelity::Nothing };
    let mut fidelity = Fidelity::Exact;
    let mut written = Vec::with_capacity(names.list.len());
    for name in &names.list {
        let start = out.text.len();
        out.begin(enc.names[0]);
        if let Some((family, given)) = comma::plain_parts(name).filter(|(family, given)| is_alone(family, given)) {
            for part in [family, ", ", given] {
                out.text.push_str(part);
            }
            written.push((start, false));
            out.end(start);
            if fidelity == Fidelity::Exact && name.details.is_some() {
                fidelity = Fidelity::NARROWED;
            }
            continue;
        }
        let at = out.text.len();
        let mut lost = match comma::encode(name, Bodies::Words, &mut out.text) {
            Kept::Whole => Fidelity::Exact,
            Kept::Merged => Fidelity::MERGED,
            Kept::Substituted => Fidelity::SUBSTITUTED,
            Kept::Narrowed => Fidelity::NARROWED,
        };
        if out.text.len() == at {
            out.text.truncate(start);
            fidelity = Fidelity::NARROWED;
            continue;
        }
        match reread(&out.text[at..]) {
            None => {
                written.push((start, comma::is_others(&out.text[at..])));
                out.end(start);
            }
            Some(read) => {
                // Written as it will be read, so that it is written the same way again.
                out.text.truncate(start);
                lost = Fidelity::SUBSTITUTED;
                for name in &read {
                    let start = out.text.len();
                    out.begin(enc.names[0]);
                    let at = out.text.len();
                    comma::encode(name, Bodies::Words, &mut out.text);
                    written.push((start, comma::is_others(&out.text[at..])));
                    out.end(start);
                }
            }
        }
        if fidelity == Fidelity::Exact {
            fidelity = lost;
        }
    }
    if written.is_empty() {
        return Fidelity::Nothing;
    }
    while let Some(&(start, true)) = written.last() {
        // It would be read as the mark that the list was cut off.
        out.text.truncate(start);
        fidelity = Fidelity::NARROWED;
        written.pop();
    }
    if fidelity == Fidelity::Exact { Fidelity::or_narrowed(names.others.is_none()) } else { fidelity }
}

/// Whether the line of these plain parts is beyond doubt that of one name, and
/// no mark that there are others.
fn is_alone(family: &str, given: &str) -> bool {
    // What begins a word with an `a` may be `and`.
    let odd = |before, here| (here == b';') | (here == b'&') | (here == b'<') | ((before == b' ') & (here == b'a'));
    let words = given.trim_end_matches(['.', ' ']);
    let others = match words.as_bytes().last() {
        None | Some(b'L' | b'S') => true,
        Some(b'l' | b's') => ["et al", "others"].iter().any(|mark| {
            let tail = words.len().checked_sub(mark.len()).and_then(|at| words.get(at..));
            tail.is_some_and(|tail| tail.eq_ignore_ascii_case(mark))
        }),
        Some(_) => false,
    };
    !others
        && !family.ends_with(char::is_uppercase)
        && !given.starts_with("and ")
        && scan::none(family.as_bytes(), odd)
        && scan::none(given.as_bytes(), odd)
}

/// What a line is read as, if that is not one name in its plain form.
fn reread(line: &str) -> Option<Vec<Name>> {
    let words = line.trim_end_matches(['.', ';', ' ']);
    let plain = line.split_once(',').is_some_and(|(family, _)| !family.ends_with(|c: char| c.is_uppercase()))
        && !line.ends_with(',')
        && memchr::memchr3(b';', b'&', b'<', line.as_bytes()).is_none()
        && memchr::memchr_iter(b',', line.as_bytes()).count() < 3
        && !words.ends_with(['l', 'L', 's', 'S'])
        && !line.contains(" and ");
    if plain || comma::is_others(line) {
        return None;
    }
    let expected = comma::decode(line, Bodies::Words);
    let mut read_names = Vec::new();
    let others = read(line, &mut read_names);
    (others || !expected.iter().eq(&read_names)).then_some(read_names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Vec<String> {
        let mut names = Vec::new();
        let others = read(line, &mut names);
        let show = |name: &Name| {
            let parts = [&name.family, &name.given, &name.suffix].map(|part| part.to_plain().into_owned());
            if name.body { format!("[{}]", parts[0]) } else { parts.join("|").trim_end_matches('|').to_owned() }
        };
        let mut shown: Vec<_> = names.iter().map(show).collect();
        if others {
            shown.push("...".to_owned());
        }
        shown
    }

    #[test]
    fn names_as_programs_write_them() {
        for (line, names) in [
            ("Lovelace, Ada", vec!["Lovelace|Ada"]),
            ("King, Martin Luther, Jr.", vec!["King|Martin Luther|Jr."]),
            ("SMITH, J. A.", vec!["SMITH|J. A."]),
            ("Smith, John,", vec!["Smith|John"]),
            ("World Health Organization,", vec!["[World Health Organization]"]),
            ("UNESCO,", vec!["[UNESCO]"]),
            ("ATLAS Collaboration", vec!["[ATLAS Collaboration]"]),
            ("Plato", vec!["Plato"]),
            ("Oudin A", vec!["Oudin|A"]),
            ("Oudin \u{c5}str\u{f6}m D", vec!["Oudin \u{c5}str\u{f6}m|D"]),
            ("van der Berg J.M.", vec!["van der Berg|J.M."]),
            ("Smith J. A.", vec!["Smith|J. A."]),
            ("Smith J.-P.", vec!["Smith|J.-P."]),
            ("Smith JA Jr", vec!["Smith|JA|Jr"]),
            ("J. A. Smith", vec!["Smith|J. A."]),
            ("NHS UK", vec!["[NHS UK]"]),
            ("Study Group A", vec!["[Study Group A]"]),
            ("Smith, J.; Doe, A. B.", vec!["Smith|J.", "Doe|A. B."]),
            ("Smith, J.; Doe, A.; et al.", vec!["Smith|J.", "Doe|A.", "..."]),
            ("Smith, J. and Doe, A.", vec!["Smith|J.", "Doe|A."]),
            ("Smith, J., Doe, A., & Roe, B. C.", vec!["Smith|J.", "Doe|A.", "Roe|B. C."]),
            ("Smith J, Doe AB, Roe C", vec!["Smith|J", "Doe|AB", "Roe|C"]),
            ("Smith J and Doe AB", vec!["Smith|J", "Doe|AB"]),
            ("Department of Health and Human Services", vec!["[Department of Health and Human Services]"]),
            ("Procter & Gamble", vec!["[Procter & Gamble]"]),
            ("Smith, J et al.", vec!["Smith|J", "..."]),
            ("M&uuml;ller, J&ouml;rg", vec!["M\u{fc}ller|J\u{f6}rg"]),
            ("et al.", vec!["..."]),
        ] {
            assert_eq!(shown(line), names, "{line}");
        }
    }
}
