//! Values that are lists within one field: keywords, files, keys.

use super::lexer::{group_end, is_balanced};
use super::notation::Bib;
use super::text::{WORDS, encode_checked, is_simple, unescaped, verbatim};
use crate::codec::tex;
use crate::ir::{FileLink, Kind, Str, Value};
use crate::map::{Codec, Fidelity};

/// Pieces between separators outside of braces. A semicolon, if there is one,
/// is the separator; else the comma.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let separator = if next(text, b';').is_some() { b';' } else { b',' };
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let at = next(text, separator);
        rest = at.map(|at| &text[at + 1..]);
        Some(text[..at.unwrap_or(text.len())].trim())
    })
    .filter(|piece| !piece.is_empty())
}

/// The next such byte outside of braces and not behind a backslash.
fn next(text: &str, separator: u8) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += memchr::memchr3(b'{', b'\\', separator, bytes.get(at..)?)?;
        match bytes[at] {
            b'{' => at = group_end(bytes, at + 1)?,
            b'\\' => at += 1,
            _ => return Some(at),
        }
        at += 1;
    }
}

/// Keywords; one that holds a separator stands in braces.
pub(super) static KEYWORDS: Codec<Bib> = Codec {
    kind: Kind::Texts,
    decode: |natives, _| Some(Value::Texts(keywords(&natives.get(0)?.text))),
    encode: |value, enc, sink| {
        let Value::Texts(texts) = value else { return Fidelity::Nothing };
        let mut out = String::new();
        for text in texts {
            encode_checked(text, sink.tex, WORDS, &mut sink.scratch);
            let word = sink.scratch.trim();
            if word.is_empty() {
                continue;
            }
            out.push_str(if out.is_empty() { "" } else { ", " });
            if word.contains([',', ';']) {
                out.push('{');
                out.push_str(word);
                out.push('}');
            } else {
                out.push_str(word);
            }
        }
        if out.is_empty() || !is_balanced(&out) {
            return Fidelity::Nothing;
        }
        sink.braced(enc.names[0], &out);
        Fidelity::or_flattened(keywords(&out) == *texts)
    },
};

fn keywords(text: &str) -> Vec<crate::ir::Text> {
    let read = |piece: &str| if is_simple(piece) { piece.into() } else { tex::decode(piece, WORDS) };
    split(text).map(read).filter(|text| !text.is_empty()).collect()
}

/// Files: a bare path, or `description:path:type` joined by `;` with backslashes
/// before colons and semicolons (JabRef, Zotero).
pub(super) static FILES: Codec<Bib> = Codec {
    kind: Kind::Files,
    decode: |natives, _| Some(Value::Files(files(&natives.get(0)?.text))),
    encode: |value, enc, sink| {
        let Value::Files(links) = value else { return Fidelity::Nothing };
        let mut out = String::new();
        for (at, link) in links.iter().enumerate() {
            out.push_str(if at > 0 { ";" } else { "" });
            let bare = link.title.is_empty() && link.media_type.is_empty() && !link.target.contains([':', ';', '\\']);
            if bare {
                out.push_str(&link.target);
                continue;
            }
            for (at, part) in [&link.title, &link.target, &link.media_type].into_iter().enumerate() {
                out.push_str(if at > 0 { ":" } else { "" });
                escape(part, &mut out);
            }
        }
        if !is_balanced(&out) || out.trim().is_empty() {
            return Fidelity::Nothing;
        }
        sink.braced(enc.names[0], &out);
        Fidelity::or_narrowed(files(&out) == *links)
    },
};

fn escape(part: &str, out: &mut String) {
    for c in part.chars() {
        if matches!(c, ':' | ';' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
}

fn files(text: &str) -> Vec<FileLink> {
    let mut out = Vec::new();
    for entry in parts(text.trim(), b';') {
        let fields: Vec<Str> = parts(entry, b':').map(freed).collect();
        let link = match fields.as_slice() {
            // The colon of a drive, which old programs do not escape.
            // Mendeley wants to escape it and writes `C$\backslash$:`.
            [title, drive, path, media_type]
                if drive.trim_end_matches("$\\backslash$").len() == 1 && path.starts_with(['/', '\\']) =>
            {
                FileLink {
                    title: title.clone(),
                    target: format!("{}:{path}", &drive[..1]).into(),
                    media_type: media_type.clone(),
                }
            }
            [title, target, media_type] => {
                FileLink { title: title.clone(), target: target.clone(), media_type: media_type.clone() }
            }
            _ => FileLink { target: freed(entry), ..FileLink::default() },
        };
        if !link.target.is_empty() {
            out.push(link);
        }
    }
    out
}

/// Parts between separators that no backslash precedes.
fn parts(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(found) = bytes.get(at..).and_then(|tail| memchr::memchr2(b'\\', separator, tail)) {
            at += found;
            if bytes[at] == separator {
                rest = Some(&text[at + 1..]);
                return Some(text[..at].trim());
            }
            at += 2;
        }
        rest = None;
        Some(text.trim())
    })
}

/// The characters of a part, backslashes before special ones taken off.
fn freed(part: &str) -> Str {
    let mut out = Str::with_capacity(part.len());
    let mut chars = part.chars().peekable();
    while let Some(c) = chars.next() {
        let special = |next: &char| matches!(next, ':' | ';' | '\\' | '_' | '%' | '#' | '&');
        match chars.peek().copied().filter(|next| c == '\\' && special(next)) {
            Some(next) => {
                out.push(next);
                chars.next();
            }
            None => out.push(c),
        }
    }
    out
}

/// `keyword`, where there are no `keywords`.
pub(super) static KEYWORD: Codec<Bib> = Codec {
    kind: Kind::Texts,
    decode: |natives, ctx| if natives.peek(1).is_some() { None } else { (KEYWORDS.decode)(natives, ctx) },
    encode: |_, _, _| Fidelity::Nothing,
};

/// `pdf`, an alias of `file` in BibLaTeX, where there is no `file`.
pub(super) static PDF: Codec<Bib> = Codec {
    kind: Kind::Files,
    decode: |natives, ctx| if natives.peek(1).is_some() { None } else { (FILES.decode)(natives, ctx) },
    encode: |_, _, _| Fidelity::Nothing,
};

/// Citation keys, separated by commas.
pub(super) static KEYS: Codec<Bib> = Codec {
    kind: Kind::Tokens,
    decode: |natives, _| {
        let keys = verbatim(natives.get(0)?);
        Some(Value::Tokens(keys.split(',').map(str::trim).filter(|key| !key.is_empty()).map(Str::from).collect()))
    },
    encode: |value, enc, sink| {
        let Value::Tokens(keys) = value else { return Fidelity::Nothing };
        let clean = |key: &Str| key.trim() == key.as_str() && !key.contains(',') && !key.is_empty();
        let joined = keys.join(",");
        if !keys.iter().all(clean) || !is_balanced(&joined) || unescaped(&joined) != joined {
            return Fidelity::Nothing;
        }
        sink.braced(enc.names[0], &joined);
        Fidelity::Exact
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_of_keywords() {
        for (text, expected) in [
            ("a, b,c", vec!["a", "b", "c"]),
            ("a; b, c", vec!["a", "b, c"]),
            ("{a, b}, c", vec!["{a, b}", "c"]),
            (" , a,, ", vec!["a"]),
            ("", vec![]),
        ] {
            assert_eq!(split(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn files_of_several_programs() {
        let link = |title: &str, target: &str, media_type: &str| FileLink {
            title: title.into(),
            target: target.into(),
            media_type: media_type.into(),
        };
        assert_eq!(files("a/b.pdf"), [link("", "a/b.pdf", "")]);
        assert_eq!(files(":a.pdf:PDF"), [link("", "a.pdf", "PDF")]);
        assert_eq!(
            files("Full\\: text:C\\:\\\\x\\_y.pdf:PDF;:b.ps:"),
            [link("Full: text", "C:\\x_y.pdf", "PDF"), link("", "b.ps", "")]
        );
        assert_eq!(files("Text:C:/a/b.pdf:application/pdf"), [link("Text", "C:/a/b.pdf", "application/pdf")]);
        assert_eq!(files(":C$\\backslash$:/a/b.pdf:pdf"), [link("", "C:/a/b.pdf", "pdf")]);
        assert_eq!(files("http://a/b.pdf"), [link("", "http://a/b.pdf", "")]);
    }
}
