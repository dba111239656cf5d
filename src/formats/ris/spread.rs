//! Several values on one line, of tags that have one on each.

use std::borrow::Cow;

use super::Lines;
use super::identifiers::serial;
use crate::map::{Raw, RawRecord};

/// Types whose `SN` is the number of a document, which may be anything.
const NUMBERED: [&str; 3] = ["PAT", "STAND", "LEGAL"];

/// Gives each address and each ISSN or ISBN a line of its own.
pub(super) fn spread<'a>(raw: &mut RawRecord<'a, Lines>) {
    let numbered = NUMBERED.iter().any(|kind| raw.kind.eq_ignore_ascii_case(kind));
    let several = |field: &Raw<'a, Lines>| match tag(&field.name) {
        b"UR" | b"LK" => may_be_several(&field.value) && addresses(&field.value).nth(1).is_some(),
        b"SN" if !numbered => numbers(&field.value).is_some(),
        _ => false,
    };
    let Some(first) = raw.fields.iter().position(several) else { return };
    for field in raw.fields.split_off(first) {
        if !several(&field) {
            raw.fields.push(field);
            continue;
        }
        let parts: Vec<String> = match tag(&field.name) {
            b"SN" => numbers(&field.value).unwrap_or_default().into_iter().map(str::to_owned).collect(),
            _ => addresses(&field.value).map(str::to_owned).collect(),
        };
        for part in parts {
            let name = field.name.clone();
            raw.fields.push(Raw { name, value: Cow::Owned(part), at: field.at, len: field.len });
        }
    }
}

fn tag(name: &str) -> &'static [u8] {
    match name.as_bytes() {
        [b'U' | b'u', b'R' | b'r'] => b"UR",
        [b'L' | b'l', b'K' | b'k'] => b"LK",
        [b'S' | b's', b'N' | b'n'] => b"SN",
        _ => b"",
    }
}

/// Whether anything in a line could stand between addresses.
fn may_be_several(line: &str) -> bool {
    line.bytes().any(|byte| !byte.is_ascii_graphic() || is_between(byte.into()))
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ';' | ',' | '|')
}

/// The addresses on one line: another one begins where a scheme follows a
/// blank, a comma or a semicolon.
pub(super) fn addresses(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line.trim_matches(is_between);
    // Commas and semicolons may belong to an address that stands alone.
    if next_address(rest).is_none() {
        rest = line;
    }
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(at) = next_address(rest) else { return Some(std::mem::take(&mut rest)) };
        let (one, others) = rest.split_at(at);
        rest = others;
        Some(one.trim_end_matches(is_between))
    })
}

fn next_address(text: &str) -> Option<usize> {
    const SCHEMES: [&str; 3] = ["http://", "https://", "ftp://"];
    let mut from = 1;
    loop {
        let colon = from + memchr::memmem::find(text.as_bytes().get(from..)?, b"://")?;
        from = colon + 3;
        let start = text[..colon].rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        // Behind a character of several bytes this is no border.
        let Some(head) = text.get(..start) else { continue };
        let scheme = text.get(start..).is_some_and(|rest| SCHEMES.iter().any(|scheme| rest.starts_with(scheme)));
        if scheme && head.ends_with(is_between) && !head.trim_end_matches(is_between).is_empty() {
            return Some(start);
        }
    }
}

/// The numbers of a line that holds several and nothing else.
pub(super) fn numbers(line: &str) -> Option<Vec<&str>> {
    if line.len() < 17 || line.len() > 1000 || serial(line).is_some() {
        return None;
    }
    let all = |parts: &Vec<&str>| parts.len() > 1 && parts.iter().all(|part| serial(part).is_some());
    let listed = line.split([';', ',', '\n']).flat_map(|part| part.split_inclusive(')')).map(str::trim);
    let listed: Vec<&str> = listed.filter(|part| !part.is_empty()).collect();
    Some(listed).filter(all).or_else(|| Some(line.split_whitespace().collect()).filter(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_line() {
        for (line, expected) in [
            ("https://a.org/x", vec!["https://a.org/x"]),
            ("https://a.org/x;y,z;", vec!["https://a.org/x;y,z;"]),
            ("https://a.org/x; http://b.org/y", vec!["https://a.org/x", "http://b.org/y"]),
            ("https://a.org/x http://b.org/y,ftp://c", vec!["https://a.org/x", "http://b.org/y", "ftp://c"]),
            ("https://a.org/?u=http://b.org", vec!["https://a.org/?u=http://b.org"]),
            ("see https://a.org", vec!["see", "https://a.org"]),
            ("\u{e9}://; ;https://a", vec!["\u{e9}://", "https://a"]),
            ("", vec![]),
        ] {
            assert_eq!(addresses(line).collect::<Vec<_>>(), expected, "{line}");
        }
    }

    #[test]
    fn numbers_of_a_line() {
        for (line, expected) in [
            ("0028-0836; 1476-4687", Some(vec!["0028-0836", "1476-4687"])),
            ("0028-0836, 14764687", Some(vec!["0028-0836", "14764687"])),
            ("0028-0836 1476-4687", Some(vec!["0028-0836", "1476-4687"])),
            ("0028-0836 (Print) 1476-4687 (Electronic)", Some(vec!["0028-0836 (Print)", "1476-4687 (Electronic)"])),
            ("0028-0836 (Print)", None),
            ("978 3 16 148410 0", None),
            ("0028-0836; and others", None),
        ] {
            assert_eq!(numbers(line), expected, "{line}");
        }
    }
}
