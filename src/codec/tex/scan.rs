//! Bytes and characters of TeX source, without commands.

use crate::ir::Str;

pub(super) const SPECIAL: u8 = 1;
pub(super) const PAIR: u8 = 2;

/// Bytes that mean something: always, or when doubled.
pub(super) static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let special = b"\\{}$~`\t\n\r\x0b\x0c";
    let mut i = 0;
    while i < special.len() {
        class[special[i] as usize] = SPECIAL;
        i += 1;
    }
    let pairs = b" -',<>";
    i = 0;
    while i < pairs.len() {
        class[pairs[i] as usize] = PAIR;
        i += 1;
    }
    class
};

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

pub(super) fn is_blank_byte(b: u8) -> bool {
    is_blank(b as char)
}

/// Bytes looked at in one step.
pub(super) const STEP: usize = 16;

/// Whether these bytes mean nothing but themselves, given those after each.
pub(super) fn is_clean(bytes: &[u8; STEP], after: &[u8; STEP]) -> bool {
    let mut found = 0;
    for (&b, &next) in bytes.iter().zip(after) {
        let special = (b == b'\\') | (b == b'$') | (b == b'`') | (b'{'..=b'~').contains(&b) & (b != b'|');
        let blank = b.wrapping_sub(b'\t') < 5;
        let pair = (b == next) & ((b == b' ') | (b == b'\'') | (b == b',') | (b == b'-') | (b == b'<') | (b == b'>'));
        found |= u8::from(special | blank | pair);
    }
    found == 0
}

/// The step that starts at `at`, if there are enough bytes for one.
pub(super) fn is_clean_at(bytes: &[u8], at: usize) -> bool {
    match (bytes.get(at..).and_then(<[u8]>::first_chunk), bytes.get(at + 1..).and_then(<[u8]>::first_chunk)) {
        (Some(these), Some(after)) => is_clean(these, after),
        _ => false,
    }
}

/// Whether nothing in it means anything but itself.
pub(super) fn is_plain(bytes: &[u8]) -> bool {
    if bytes.len() <= STEP {
        let mut before = 0;
        return bytes.iter().all(|&b| {
            let class = CLASS[b as usize];
            let fine = class == 0 || class == PAIR && b != before;
            before = b;
            fine
        });
    }
    let last = bytes.len() - STEP - 1;
    (0..last).step_by(STEP).all(|at| is_clean_at(bytes, at))
        && is_clean_at(bytes, last)
        && CLASS[bytes[bytes.len() - 1] as usize] != SPECIAL
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
