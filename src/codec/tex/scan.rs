//! Bytes and characters of TeX source, without commands.

use crate::codec::scan::position;
use crate::ir::Str;

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

pub(super) fn is_blank_byte(b: u8) -> bool {
    is_blank(b as char)
}

/// Whether a byte is in a row of the code table in which one means something,
/// given the one after it. Few comparisons that let some through beat many that
/// let none.
#[inline(always)]
fn may_be_special(b: u8, next: u8) -> bool {
    let brace = (b | 0x20).wrapping_sub(b'{') < 4;
    let pair = (b & 0xe0 == 0x20) & (b == next);
    brace | (b < b' ') | (b == b'$') | (b == b'`') | pair
}

/// Whether a byte means something, always or when doubled, given the one after it.
fn is_special(b: u8, next: u8) -> bool {
    let pair = (b == b' ') | (b == b'\'') | (b == b',') | (b == b'-') | (b == b'<') | (b == b'>');
    means_something(b) | (pair & (b == next))
}

pub(super) fn means_something(b: u8) -> bool {
    let brace = (b'{'..=b'~').contains(&b) & (b != b'|');
    (b == b'\\') | (b == b'$') | (b == b'`') | brace | (b.wrapping_sub(b'\t') < 5)
}

/// The first byte from `at` on that means anything but itself, or `end`.
pub(super) fn ordinary(bytes: &[u8], mut at: usize, end: usize) -> usize {
    loop {
        let these = &bytes[at..end];
        let after = bytes.get(at + 1..).unwrap_or_default();
        match position(these, after, may_be_special) {
            Some(found) if is_special(these[found], after[found]) => return at + found,
            Some(found) => at += found + 1,
            // The last byte of the source has none after it.
            None if end == bytes.len() => return end - usize::from(these.last().is_some_and(|&b| means_something(b))),
            None => return end,
        }
    }
}

/// Cuts blanks off both ends, but not the one of a closing `\ `.
pub(super) fn trim(source: &str) -> &str {
    let start = source.trim_start_matches(is_blank);
    let end = start.trim_end_matches(is_blank);
    if end.ends_with('\\') && end.len() < start.len() { &start[..end.len() + 1] } else { end }
}

/// Source kept as it is, but for line ends.
pub(super) fn verbatim(source: &str) -> Str {
    if !source.bytes().any(|b| is_blank_byte(b) && b != b' ') {
        return source.into();
    }
    let mut out = Str::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find(is_blank) {
        let (before, from) = rest.split_at(start);
        let after = from.trim_start_matches(is_blank);
        let white = &from[..from.len() - after.len()];
        out.push_str(before);
        out.push_str(if white.bytes().all(|b| b == b' ') { white } else { " " });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What stands for a character inside an address.
pub(super) const IN_ADDRESS: &[(&str, char)] = &[
    ("\\%", '%'),
    ("\\#", '#'),
    ("\\&", '&'),
    ("\\_", '_'),
    ("\\$", '$'),
    ("\\{", '{'),
    ("\\}", '}'),
    ("\\~{}", '~'),
    ("\\~", '~'),
    ("\\^{}", '^'),
    ("\\textbackslash{}", '\\'),
    ("\\textbraceleft{}", '{'),
    ("\\textbraceright{}", '}'),
    ("\\textasciitilde{}", '~'),
    ("\\textunderscore{}", '_'),
];

/// The argument of `\url`.
pub(super) fn address(source: &str) -> Str {
    let source = source.trim_matches(is_blank);
    if !source.contains('\\') {
        return verbatim(source);
    }
    let mut out = Str::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find('\\') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        match IN_ADDRESS.iter().find(|(command, _)| rest.starts_with(command)) {
            Some((command, c)) => {
                out.push(*c);
                rest = &rest[command.len()..];
            }
            None => {
                out.push('\\');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    verbatim(&out)
}

/// A TeX number that names a character, and what follows it.
pub(super) fn number(source: &str) -> Option<(char, &str)> {
    let (radix, digits) = match source.as_bytes().first()? {
        b'"' => (16, &source[1..]),
        b'\'' => (8, &source[1..]),
        b'`' => {
            let rest = &source[1..];
            let rest = rest.strip_prefix('\\').unwrap_or(rest);
            let c = rest.chars().next().filter(|c| !c.is_control())?;
            return Some((c, &rest[c.len_utf8()..]));
        }
        _ => (10, source),
    };
    let upper = |c: char| c.is_digit(radix) && !c.is_ascii_lowercase();
    let end = digits.find(|c| !upper(c)).unwrap_or(digits.len());
    let code = u32::from_str_radix(digits.get(..end.min(8))?, radix).ok()?;
    let c = char::from_u32(code).filter(|c| !c.is_control() && end <= 8)?;
    Some((c, &digits[end..]))
}

/// What programs that write HTML into BibTeX leave after `\&`.
pub(super) const ENTITIES: &[(&str, char)] =
    &[("amp;", '&'), ("lt;", '<'), ("gt;", '>'), ("quot;", '"'), ("apos;", '\''), ("nbsp;", '\u{a0}')];

/// A character by its hexadecimal number.
pub(super) fn hexadecimal(source: &str) -> Option<char> {
    let code = u32::from_str_radix(source.get(..source.len().min(8))?, 16).ok()?;
    char::from_u32(code).filter(|c| !c.is_control() && source.len() <= 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_in_its_row() {
        for b in 0..=255 {
            for next in 0..=255 {
                assert!(!is_special(b, next) || may_be_special(b, next), "{b} {next}");
            }
        }
    }
}
