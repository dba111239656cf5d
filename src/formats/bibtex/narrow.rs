//! Characters that the encoding of the output lacks, as TeX commands.

use unicode_normalization::char::is_combining_mark;

use crate::codec::tex::{Encode, Flavour, encode_plain};

/// Where in an entry a character stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Between entries, or in a comment or preamble.
    Free,
    /// In the type of an entry.
    Type,
    /// In the key of an entry.
    Key,
    /// In the name of a field.
    Name,
    /// In the value of a field.
    Value(Reader),
}

/// Who reads a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// TeX.
    Tex,
    /// A browser.
    Browser,
    /// A program that takes it as it stands.
    Program,
}

impl Reader {
    fn of(name: &str) -> Reader {
        match name.trim().to_ascii_lowercase().as_str() {
            "url" => Reader::Browser,
            "doi" | "eprint" | "file" | "pdf" | "verba" | "verbb" | "verbc" => Reader::Program,
            // Keys, which are the same wherever they stand.
            "crossref" | "xref" | "xdata" | "related" | "entryset" | "ids" => Reader::Program,
            _ => Reader::Tex,
        }
    }
}

/// Copies a piece of a file. What is lacking becomes a TeX command in values,
/// is encoded by percent signs in addresses, and stays in keys and other places
/// where neither is read.
pub(super) fn narrow(piece: &str, lacks: &dyn Fn(char) -> bool, out: &mut String) {
    let (mut part, mut depth, mut close, mut quoted) = (Part::Free, 0_usize, '}', false);
    let mut word = String::new();
    let mut rest = piece;
    while let Some(c) = rest.chars().next() {
        let (here, behind) = rest.split_at(cluster(rest, c));
        rest = behind;
        match (part, c) {
            (Part::Free, '@') if depth == 0 => {
                part = Part::Type;
                word.clear();
            }
            (Part::Type, '{' | '(') => {
                (depth, close, quoted) = (1, if c == '{' { '}' } else { ')' }, false);
                part = match word.trim().to_ascii_lowercase().as_str() {
                    "comment" | "preamble" => Part::Free,
                    "string" => Part::Name,
                    _ => Part::Key,
                };
                word.clear();
            }
            (Part::Type, c) if c.is_alphanumeric() || c.is_whitespace() => word.push(c),
            (Part::Type, _) => part = Part::Free,
            (_, c) if depth == 1 && c == close && !quoted => (part, depth) = (Part::Free, 0),
            (_, '{') if depth > 0 => depth += 1,
            (_, '}') => depth = depth.saturating_sub(1).max(usize::from(depth > 0)),
            (Part::Key, ',') => part = Part::Name,
            (Part::Name, '=') => part = Part::Value(Reader::of(&word)),
            (Part::Name, _) => word.push_str(here),
            (Part::Value(_), ',') if depth == 1 && !quoted => {
                part = Part::Name;
                word.clear();
            }
            (Part::Value(_), '"') if depth == 1 => quoted = !quoted,
            _ => {}
        }
        if here.is_ascii() || !here.chars().any(lacks) {
            out.push_str(here);
        } else {
            write(here, part, out);
        }
    }
}

/// Bytes of the character `c` that `text` begins with, and of its marks.
fn cluster(text: &str, c: char) -> usize {
    let marks = text[c.len_utf8()..].chars().take_while(|c| is_combining_mark(*c));
    let marks = if c.is_alphabetic() { marks.map(char::len_utf8).sum() } else { 0 };
    c.len_utf8() + marks
}

fn write(cluster: &str, part: Part, out: &mut String) {
    match part {
        Part::Free | Part::Value(Reader::Tex) => {
            let before = out.len();
            if !encode_plain(cluster, Encode { ascii: true, flavour: Flavour::Bibtex }, out) {
                out.truncate(before);
                out.push_str(cluster);
            }
        }
        Part::Value(Reader::Browser) => {
            for byte in cluster.bytes() {
                if byte.is_ascii() {
                    out.push(byte as char);
                } else {
                    const HEX: &[u8; 16] = b"0123456789ABCDEF";
                    out.extend(['%', HEX[usize::from(byte >> 4)] as char, HEX[usize::from(byte & 15)] as char]);
                }
            }
        }
        Part::Type | Part::Key | Part::Name | Part::Value(Reader::Program) => out.push_str(cluster),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lacking_is_written_where_it_is_read() {
        let ascii = |c: char| !c.is_ascii();
        for (source, expected) in [
            (
                "@misc{kéy,\n  title = {É {Ö}},\n  url = {http://a/é}\n}\n",
                "@misc{kéy,\n  title = {{\\'E} {{\\\"O}}},\n  url = {http://a/%C3%A9}\n}\n",
            ),
            ("@misc{k,doi={10.1/é},note=\"é, ü\" # jan}", "@misc{k,doi={10.1/é},note=\"{\\'e}, {\\\"u}\" # jan}"),
            ("@string{a = \"é\"}\né @comment{é}", "@string{a = \"{\\'e}\"}\n{\\'e} @comment{{\\'e}}"),
            ("@misc(k, note={é)})\n@misc{é, a={日é}}", "@misc(k, note={{\\'e})})\n@misc{é, a={日{\\'e}}}"),
        ] {
            let mut out = String::new();
            narrow(source, &ascii, &mut out);
            assert_eq!(out, expected);
        }
        let mut out = String::new();
        narrow("@misc{k, a={éž}}", &|c| c > 'ÿ', &mut out);
        assert_eq!(out, "@misc{k, a={é{\\v{z}}}}");
    }
}
