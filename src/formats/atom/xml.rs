//! Characters: escaping, references, white space, addresses.

use std::borrow::Cow;

use crate::codec::scan;

/// Whether XML 1.0 has the character (section 2.2).
pub(super) fn is_legal(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a byte cannot stand as it is, or may begin what cannot: control
/// characters, and from 0xEF on, in one comparison, and marks.
#[inline(always)]
fn is_special(byte: u8) -> bool {
    (byte.wrapping_sub(0x20) >= 0xCF) | (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == b'"')
}

/// Writes characters so that they stand in text and in quoted attributes
/// alike; those that XML does not have are left out. Whether they are written
/// so that they read the same where white space is collapsed, but for blanks at
/// the ends: there is none but single blanks, and nothing was left out.
pub(super) fn push_escaped(out: &mut Vec<u8>, text: &str) -> bool {
    let bytes = text.as_bytes();
    if scan::none(bytes, |before, here| is_special(here) | ((before == b' ') & (here == b' '))) {
        out.extend_from_slice(bytes);
        return true;
    }
    let mut kept = true;
    let (mut from, mut at) = (0, 0);
    loop {
        let odd = match bytes.get(at) {
            None => break,
            Some(&first) if at == 0 && is_special(first) => Some(0),
            Some(_) => {
                let before = at.saturating_sub(1);
                let here = before + 1;
                let odd = |before, here| is_special(here) | ((before == b' ') & (here == b' '));
                scan::position(&bytes[before..], &bytes[here..], odd).map(|found| here + found)
            }
        };
        let Some(odd) = odd else { break };
        let (len, instead): (usize, &[u8]) = match bytes[odd] {
            b'<' => (1, b"&lt;"),
            b'>' => (1, b"&gt;"),
            b'&' => (1, b"&amp;"),
            b'"' => (1, b"&quot;"),
            0xEF.. if !matches!(bytes[odd..], [0xEF, 0xBF, 0xBE | 0xBF, ..]) => {
                at = odd + 3;
                continue;
            }
            b' ' => {
                kept = false;
                at = odd + 1;
                continue;
            }
            other => {
                kept = false;
                match other {
                    b'\t' => (1, b"&#9;"),
                    b'\n' => (1, b"&#10;"),
                    b'\r' => (1, b"&#13;"),
                    0xEF => (3, b""),
                    _ => (1, b""),
                }
            }
        };
        out.extend_from_slice(&bytes[from..odd]);
        out.extend_from_slice(instead);
        at = odd + len;
        from = at;
    }
    out.extend_from_slice(&bytes[from..]);
    kept
}

/// The character or string a reference stands for: the five names of XML and
/// numbers. No other entity is ever expanded.
pub(super) fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => return None,
    })
}

/// What the name of an entity stands for in HTML (its table of named character
/// references); XML knows none of them without a document type.
pub(super) fn html_reference(name: &str) -> Option<&'static str> {
    quick_xml::escape::resolve_html5_entity(name)
}

/// What U+FFFE and U+FFFF begin with, and others that are legal.
const NONCHARACTER: u8 = 0xEF;

/// Whether U+FFFE or U+FFFF ends here: EF BF BE, EF BF BF.
fn ends_noncharacter(before: u8, here: u8) -> bool {
    (before == 0xBF) & ((here == 0xBE) | (here == 0xBF))
}

/// Where the first character stands that XML does not have.
pub(super) fn first_illegal(text: &str) -> Option<usize> {
    // Line breaks and tabs are below U+0020 and legal.
    let control = |here: u8| (here < 0x20) & (here.wrapping_sub(b'\t') > 1) & (here != b'\r');
    let bytes = text.as_bytes();
    let clean = scan::none(bytes, |_, here| control(here) | (here == NONCHARACTER))
        || scan::none(bytes, |before, here| control(here) | ends_noncharacter(before, here));
    if clean { None } else { text.char_indices().find(|&(_, c)| !is_legal(c)).map(|(at, _)| at) }
}

/// The text without characters that XML does not have.
pub(super) fn legal(text: &str) -> Cow<'_, str> {
    match first_illegal(text) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.chars().filter(|&c| is_legal(c)).collect()),
    }
}

/// The value of an attribute.
pub(super) fn unescape(raw: &str) -> Cow<'_, str> {
    if memchr::memchr(b'&', raw.as_bytes()).is_none() {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.as_bytes().iter().take(32).position(|&b| b == b';');
        match end.and_then(|end| reference(&rest[1..end]).map(|c| (end, c))) {
            Some((end, c)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

/// Whether the text survives XML and the collapsing of white space as it is.
pub(super) fn is_tidy(text: &str) -> bool {
    let inside = || {
        scan::none(text.as_bytes(), |before, here| {
            (here.wrapping_sub(0x20) >= 0xCF) | ((here == b' ') & (before == b' '))
        })
    };
    !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ') && (inside() || is_tidy_inside(text))
}

/// The same for any text but blanks at the ends.
fn is_tidy_inside(text: &str) -> bool {
    scan::none(text.as_bytes(), |before, here| {
        (here < 0x20) | ((here == b' ') & (before == b' ')) | ends_noncharacter(before, here)
    })
}

/// The text without characters that XML does not have, runs of white space as
/// one blank, none at the ends.
pub(super) fn tidied(text: &str) -> Cow<'_, str> {
    if is_tidy(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars().filter(|&c| is_legal(c)) {
        if is_blank(c) {
            blank = !out.is_empty();
        } else {
            if std::mem::take(&mut blank) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    Cow::Owned(out)
}

fn push_percent(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        out.push_str(&format!("%{byte:02X}"));
    }
}

fn is_hex_pair(bytes: &[u8]) -> bool {
    bytes.len() > 1 && bytes[0].is_ascii_hexdigit() && bytes[1].is_ascii_hexdigit()
}

/// An address as an IRI (RFC 3987): what may not stand in one is encoded.
pub(super) fn iri(address: &str) -> Cow<'_, str> {
    let plain =
        |b: u8| matches!(b, b'!' | b'#'..=b'$' | b'&'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~');
    if address.bytes().all(plain) {
        return Cow::Borrowed(address);
    }
    let fits = |(at, c): (usize, char)| match c {
        '%' => is_hex_pair(&address.as_bytes()[at + 1..]),
        ' ' | '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' => false,
        c => !c.is_control() && !c.is_whitespace() && is_legal(c),
    };
    if address.char_indices().all(fits) {
        return Cow::Borrowed(address);
    }
    let mut out = String::with_capacity(address.len() + 8);
    for (at, c) in address.char_indices() {
        if fits((at, c)) {
            out.push(c);
        } else {
            push_percent(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Cow::Owned(out)
}

/// Whether the characters stand for themselves in the path of an address.
pub(super) fn is_path(text: &str) -> bool {
    text.bytes().all(|b| {
        matches!(b, b'-'..=b':' | b'A'..=b'Z' | b'a'..=b'z' | b'!' | b'$' | b'\''..=b',' | b';' | b'=' | b'@' | b'_' | b'~')
    })
}

/// A DOI as the path of an address.
pub(super) fn doi_path(doi: &str) -> String {
    let mut out = String::with_capacity(doi.len());
    for c in doi.chars() {
        if c.is_ascii_alphanumeric() || "-._~!$'()*+,;=:@/".contains(c) {
            out.push(c);
        } else {
            push_percent(&mut out, c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    out
}

/// Takes percent-encoding off; `None` if the result is no UTF-8.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'%' && is_hex_pair(&bytes[at + 1..]) {
            out.push(u8::from_str_radix(&text[at + 1..at + 3], 16).ok()?);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        let mut out = Vec::new();
        push_escaped(&mut out, "a<b>&\"\u{0}\u{fffe}\u{fffd}\u{ff21}\t\n");
        assert_eq!(String::from_utf8(out).unwrap(), "a&lt;b&gt;&amp;&quot;\u{fffd}\u{ff21}&#9;&#10;");
    }

    #[test]
    fn only_five_names_and_numbers_are_expanded() {
        assert_eq!(unescape("&lt;&#65;&#x42;&amp;lt;&lol;&"), "<AB&lt;&lol;&");
    }

    #[test]
    fn tidy_text_stays() {
        for text in ["a b", "", "ü\u{fffd}", "\u{1ffbf}"] {
            assert_eq!(tidied(text), text);
        }
        for (text, tidy) in [(" a  b\n", "a b"), ("a\u{ffff}\u{0}b", "ab"), ("\u{fffe}", ""), (" ", "")] {
            assert!(!is_tidy(text), "{text:?}");
            assert_eq!(tidied(text), tidy);
        }
    }

    #[test]
    fn addresses_become_iris() {
        assert_eq!(iri("https://a.example/x%20y?z=ü"), "https://a.example/x%20y?z=ü");
        assert_eq!(iri("C:\\a b%z"), "C:%5Ca%20b%25z");
        assert_eq!(doi_path("10.1000/a<b>#ü"), "10.1000/a%3Cb%3E%23%C3%BC");
        assert_eq!(percent_decoded("10.1000/a%3Cb%3E%23%C3%BC").as_deref(), Some("10.1000/a<b>#ü"));
    }
}
