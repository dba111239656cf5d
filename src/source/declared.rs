//! What the first lines of an input say about its encoding.

use super::encoding::{Encoding, Order};

/// The mark an input begins with: its encoding and length.
pub(super) fn mark(head: &[u8]) -> Option<(Encoding, usize)> {
    let marks: [(&[u8], Encoding); 5] = [
        (b"\xFF\xFE\0\0", Encoding::UTF_32LE),
        (b"\0\0\xFE\xFF", Encoding::UTF_32BE),
        (b"\xFF\xFE", Encoding::UTF_16LE),
        (b"\xFE\xFF", Encoding::UTF_16BE),
        (b"\xEF\xBB\xBF", Encoding::UTF_8),
    ];
    marks.into_iter().find(|(mark, _)| head.starts_with(mark)).map(|(mark, encoding)| (encoding, mark.len()))
}

/// The order of bytes of what can only be UTF-16: text has no zeros, but ASCII
/// characters have one in UTF-16, all on the same side, and so have most line ends.
pub(super) fn wide(head: &[u8]) -> Option<Order> {
    let pairs = head[..head.len().min(512)].chunks_exact(2);
    let (count, mut little, mut big) = (pairs.len(), 0, 0);
    let (mut ends, mut ends_little, mut ends_big) = (0, 0, 0);
    let end = |byte: u8| usize::from(matches!(byte, b'\n' | b'\r'));
    for pair in pairs {
        little += usize::from(pair[0] != 0 && pair[1] == 0);
        big += usize::from(pair[0] == 0 && pair[1] != 0);
        ends += end(pair[0]) + end(pair[1]);
        ends_little += if pair[1] == 0 { end(pair[0]) } else { 0 };
        ends_big += if pair[0] == 0 { end(pair[1]) } else { 0 };
    }
    let is = |these: usize, those: usize, paired: usize| {
        these >= 2 && these * 6 >= count && those * 20 <= these && paired * 2 >= ends
    };
    if is(little, big, ends_little) {
        Some(Order::Little)
    } else if is(big, little, ends_big) {
        Some(Order::Big)
    } else {
        None
    }
}

/// Lines that may declare an encoding. Programs write theirs below a few lines
/// about themselves.
const LINES: usize = 16;

/// The name of the encoding that the first lines declare, and where it stands.
pub fn declaration(head: &[u8]) -> Option<(usize, &str)> {
    if let Some(found) = xml(head) {
        return Some(found);
    }
    let mut start = 0;
    for (number, line) in head.split(|byte| matches!(byte, b'\n' | b'\r')).take(LINES).enumerate() {
        let begins = line.trim_ascii_start();
        if matches!(begins.first(), Some(b'@' | b'{' | b'[' | b'<')) {
            return None;
        }
        let found = comment(line).or_else(|| if number < 2 { editor(line) } else { None });
        if let Some((at, name)) = found {
            return Some((start + at, name));
        }
        start += line.len() + 1;
    }
    None
}

/// `<?xml version="1.0" encoding="NAME"?>`
fn xml(head: &[u8]) -> Option<(usize, &str)> {
    let begin = head.len() - head.trim_ascii_start().len();
    if !head[begin..].starts_with(b"<?xml") {
        return None;
    }
    let end = begin + memchr::memmem::find(&head[begin..], b"?>")?;
    let at = begin + memchr::memmem::find(&head[begin..end], b"encoding")? + "encoding".len();
    let rest = head[at..end].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let quote = *rest.first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let name = &rest[1..1 + memchr::memchr(quote, &rest[1..])?];
    let from = memchr::memmem::find(&head[begin..end], name)? + begin;
    Some((from, std::str::from_utf8(name).ok()?))
}

/// `% Encoding: NAME`, with any number of percent signs or none, and
/// `%% Saved with string encoding NAME`.
fn comment(line: &[u8]) -> Option<(usize, &str)> {
    let is_mark = |byte: &u8| matches!(byte, b'%' | b' ' | b'\t');
    let at = line.iter().position(|byte| !is_mark(byte))?;
    let rest = &line[at..];
    let after = [&b"encoding:"[..], b"saved with string encoding "]
        .into_iter()
        .find(|word| rest.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word)))?
        .len();
    let value = std::str::from_utf8(&rest[after..]).ok()?;
    let name = value.trim();
    // Elsewhere, a sentence may begin so.
    let saved = rest.len() > 9 && !rest[8..].starts_with(b":");
    let inner = name.split_once('(').and_then(|(_, inner)| inner.strip_suffix(')')).filter(|_| saved).unwrap_or(name);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':') || saved && c == ' ';
    if inner.is_empty() || inner.len() > 40 || !inner.chars().all(is_name) {
        return None;
    }
    let offset = value.find(inner)?;
    Some((at + after + offset, inner))
}

/// `-*- coding: NAME -*-` and `vim: fileencoding=NAME`.
fn editor(line: &[u8]) -> Option<(usize, &str)> {
    let text = std::str::from_utf8(line).ok()?;
    let after = if let Some((before, rest)) = text.split_once("-*-") {
        let inner = rest.split_once("-*-")?.0;
        before.len() + 3 + inner.find("coding:")? + "coding:".len()
    } else if text.contains("vim:") || text.contains("vi:") {
        ["fileencoding=", "fenc="].iter().find_map(|word| text.find(word).map(|at| at + word.len()))?
    } else {
        return None;
    };
    let rest = &text[after..];
    let at = after + rest.len() - rest.trim_start().len();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let name = text[at..].split(|c| !is_name(c)).next().filter(|name| !name.is_empty())?;
    // Emacs adds the line ends.
    let name = ["-unix", "-dos", "-mac"].iter().find_map(|ends| name.strip_suffix(ends)).unwrap_or(name);
    Some((at, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_in_the_first_lines() {
        for (head, name) in [
            ("% Encoding: ISO8859_1\n@misc{a,}", Some("ISO8859_1")),
            ("%% encoding: latin1 \r\n", Some("latin1")),
            ("This file was created with JabRef 2.9.\nEncoding: Cp1252\n\n", Some("Cp1252")),
            ("%% Made by a program\n\n\n%% Saved with string encoding Unicode (UTF-8) \n", Some("UTF-8")),
            ("%% Saved with string encoding Western (Mac OS Roman) \n", Some("Mac OS Roman")),
            ("% -*- coding: latin-1-unix; mode: bibtex -*-\n", Some("latin-1")),
            ("% vim: set fileencoding=cp1252 :\n", Some("cp1252")),
            ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<feed/>", Some("ISO-8859-1")),
            ("\n<?xml version='1.0' encoding = 'koi8-r' ?>", Some("koi8-r")),
            ("<?xml version=\"1.0\"?>\nencoding=\"x\"", None),
            ("@misc{a,}\n% Encoding: latin1\n", None),
            ("Encoding: a thing that is done to text\n", None),
            ("TY  - JOUR\nTI  - Encoding: x\n", None),
            ("", None),
        ] {
            let found = declaration(head.as_bytes());
            assert_eq!(found.map(|(_, name)| name), name, "{head}");
            if let Some((at, name)) = found {
                assert!(head[at..].starts_with(name), "{head}");
            }
        }
    }

    #[test]
    fn sixteen_bits_without_a_mark() {
        let units = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(wide(&units("@misc{a, title = {日本語}}")), Some(Order::Little));
        let big: Vec<u8> = "[{}]".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(wide(&big), Some(Order::Big));
        assert_eq!(wide(b"@misc{a, title = {x}}"), None);
        assert_eq!(wide(b"a\0b c d"), None);
        assert_eq!(wide(b""), None);
        assert_eq!(wide(&[0; 64]), None);
    }
}
