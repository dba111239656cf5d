//! Conversions between cells and the values of fields.

use std::borrow::Cow;

use super::Cells;
use super::write::Row;
use crate::codec::markup::{self, Markup};
use crate::codec::scan;
use crate::ir::{ArxivId, FileLink, Kind, Pages, Str, Value, doi_within, normal_doi};
use crate::map::{Codec, Enc, Fidelity};

const TEXT_CELL: Markup = Markup { tags: true, paragraphs: true };
const TEXT_ITEM: Markup = Markup { tags: true, paragraphs: false };

/// A cell as it is read: without white space around it, line ends as newlines.
pub(super) fn cell(value: &str) -> Cow<'_, str> {
    let value = value.trim_ascii();
    if memchr::memchr(b'\r', value.as_bytes()).is_none() {
        return Cow::Borrowed(value);
    }
    Cow::Owned(value.replace("\r\n", "\n").replace('\r', "\n"))
}

// Text

/// Text, with paragraphs.
pub(super) static TEXT: Codec<Cells> = Codec {
    kind: Kind::Text,
    decode: |natives, _| Some(Value::Text(markup::decode(natives.get(0)?, TEXT_CELL))),
    encode: |value, enc, row| match value {
        Value::Text(text) => {
            let cell = row.cell(enc.names[0]);
            let exact = markup::encode(text, TEXT_CELL, cell);
            if cell.is_empty() { Fidelity::Nothing } else { Fidelity::or_flattened(exact) }
        }
        _ => Fidelity::Nothing,
    },
};

/// Parts between semicolons, without escapes.
pub(super) fn items(cell: &str) -> Vec<Cow<'_, str>> {
    let mut items = Vec::new();
    let (mut start, mut escaped) = (0, false);
    let mut take = |part: &'_ str, escaped: bool| {
        let part = part.trim_ascii();
        if !part.is_empty() {
            items.push((start_of(cell, part), part.len(), escaped));
        }
    };
    let bytes = cell.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b';', b'\\', &bytes[at..]) {
        at += found;
        match (bytes[at], bytes.get(at + 1)) {
            (b'\\', Some(b';' | b'\\')) => {
                escaped = true;
                at += 2;
            }
            (b'\\', _) => at += 1,
            _ => {
                take(&cell[start..at], escaped);
                (start, escaped) = (at + 1, false);
                at += 1;
            }
        }
    }
    take(&cell[start..], escaped);
    let text = |(at, len, escaped): (usize, usize, bool)| {
        let part = &cell[at..at + len];
        if escaped { Cow::Owned(unescaped(part)) } else { Cow::Borrowed(part) }
    };
    items.into_iter().map(text).collect()
}

fn start_of(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

fn unescaped(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    let mut chars = part.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(&next @ (';' | '\\'))) => {
                out.push(next);
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out
}

/// Appends an item to a list; `false` if it would not be read back as it is.
pub(super) fn push_item(item: &str, list: &mut String) -> bool {
    let clean = cell(item);
    if clean.is_empty() {
        return false;
    }
    if !list.is_empty() {
        list.push_str("; ");
    }
    push_escaped(&clean, list);
    clean.len() == item.len()
}

/// Appends a piece of an item.
pub(super) fn push_escaped(piece: &str, list: &mut String) {
    if scan::none(piece.as_bytes(), |_, here| (here == b';') | (here == b'\\')) {
        return list.push_str(piece);
    }
    for part in piece.split_inclusive([';', '\\']) {
        match part.as_bytes()[part.len() - 1] {
            mark @ (b';' | b'\\') => {
                list.push_str(&part[..part.len() - 1]);
                list.push('\\');
                list.push(mark as char);
            }
            _ => list.push_str(part),
        }
    }
}

/// Texts, separated by semicolons.
pub(super) static TEXTS: Codec<Cells> = Codec {
    kind: Kind::Texts,
    decode: |natives, _| {
        let texts = items(natives.get(0)?).iter().map(|item| markup::decode(item, TEXT_ITEM)).collect::<Vec<_>>();
        Some(Value::Texts(texts.into_iter().filter(|text| !text.is_empty()).collect()))
    },
    encode: |value, enc, row| {
        let Value::Texts(texts) = value else { return Fidelity::Nothing };
        let own = row.is_own();
        let list = row.cell(enc.names[0]);
        let mut exact = true;
        let mut item = String::new();
        for text in texts {
            item.clear();
            exact &= markup::encode(text, TEXT_ITEM, &mut item);
            exact &= push_item(&item, list);
        }
        if list.is_empty() {
            return Fidelity::Nothing;
        }
        if !own && !list.contains(';') && list.contains([',', '|']) {
            // Under a heading of another table it would be several.
            list.push(';');
        }
        Fidelity::or_flattened(exact)
    },
};

/// Texts of several paragraphs, separated by semicolons.
pub(super) static REMARKS: Codec<Cells> = Codec {
    kind: Kind::Texts,
    decode: |natives, _| {
        let texts = items(natives.get(0)?).iter().map(|item| markup::decode(item, TEXT_CELL)).collect::<Vec<_>>();
        Some(Value::Texts(texts.into_iter().filter(|text| !text.is_empty()).collect()))
    },
    encode: |value, enc, row| {
        let Value::Texts(texts) = value else { return Fidelity::Nothing };
        let list = row.cell(enc.names[0]);
        let mut exact = true;
        let mut item = String::new();
        for text in texts {
            item.clear();
            exact &= markup::encode(text, TEXT_CELL, &mut item);
            exact &= push_item(&item, list);
        }
        if list.is_empty() { Fidelity::Nothing } else { Fidelity::or_flattened(exact) }
    },
};

// Tokens

/// Verbatim strings, separated by semicolons.
pub(super) static TOKENS: Codec<Cells> = Codec {
    kind: Kind::Tokens,
    decode: |natives, _| Some(Value::Tokens(items(natives.get(0)?).iter().map(|item| item.as_ref().into()).collect())),
    encode: |value, enc, row| {
        let Value::Tokens(tokens) = value else { return Fidelity::Nothing };
        let list = row.cell(enc.names[0]);
        let mut exact = true;
        for token in tokens {
            exact &= push_item(token, list);
        }
        if list.is_empty() { Fidelity::Nothing } else { Fidelity::or_narrowed(exact) }
    },
};

pub(super) fn put(value: &str, enc: &Enc<'_>, row: &mut Row) -> Fidelity {
    let clean = cell(value);
    if clean.is_empty() {
        return Fidelity::Nothing;
    }
    row.cell(enc.names[0]).push_str(&clean);
    if clean == value { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
}

/// A verbatim string.
pub(super) static TOKEN: Codec<Cells> = Codec {
    kind: Kind::Token,
    decode: |natives, _| Some(Value::Token(natives.get(0)?.as_ref().into())),
    encode: |value, enc, row| match value {
        Value::Token(token) => put(token, enc, row),
        _ => Fidelity::Nothing,
    },
};

/// A DOI, with or without its resolver.
pub(super) static DOI: Codec<Cells> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let value = natives.get(0)?;
        Some(Value::Token(normal_doi(value).unwrap_or_else(|| value.as_ref().into())))
    },
    encode: |value, enc, row| match value {
        Value::Token(doi) if doi_within(doi) == Some(doi) => put(doi, enc, row),
        Value::Token(doi) => normalized(doi, normal_doi, enc, row),
        _ => Fidelity::Nothing,
    },
};

/// An identifier of arXiv in any of its forms.
pub(super) static ARXIV_ID: Codec<Cells> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let value = natives.get(0)?;
        Some(Value::Token(ArxivId::parse(value).map_or_else(|| value.as_ref().into(), |id| id.id)))
    },
    encode: |value, enc, row| match value {
        Value::Token(id) => normalized(id, |id| ArxivId::parse(id).map(|id| id.id), enc, row),
        _ => Fidelity::Nothing,
    },
};

/// Writes a string that reading brings into a normal form.
fn normalized(value: &str, normal: fn(&str) -> Option<Str>, enc: &Enc<'_>, row: &mut Row) -> Fidelity {
    match normal(value) {
        Some(normal) if normal != value => {
            put(&normal, enc, row);
            Fidelity::SUBSTITUTED
        }
        _ => put(value, enc, row),
    }
}

/// Verbatim strings; those of arXiv are separated by blanks in its own tables.
pub(super) static CLASSES: Codec<Cells> = Codec {
    kind: Kind::Tokens,
    decode: |natives, _| {
        let cell = natives.get(0)?;
        let tokens = items(cell).iter().flat_map(|item| item.split_ascii_whitespace().map(Str::from)).collect();
        Some(Value::Tokens(tokens))
    },
    encode: |value, enc, row| {
        let Value::Tokens(tokens) = value else { return Fidelity::Nothing };
        let list = row.cell(enc.names[0]);
        let mut exact = true;
        for token in tokens {
            exact &= !token.contains(|c: char| c.is_ascii_whitespace());
            for part in token.split_ascii_whitespace() {
                exact &= push_item(part, list);
            }
        }
        if list.is_empty() { Fidelity::Nothing } else { Fidelity::or_narrowed(exact) }
    },
};

/// Pages.
pub(super) static PAGES: Codec<Cells> = Codec {
    kind: Kind::Pages,
    decode: |natives, _| Some(Value::Pages(Pages::parse(natives.get(0)?))),
    encode: |value, enc, row| {
        let Value::Pages(pages) = value else { return Fidelity::Nothing };
        if let Some((first, last)) = pages.numbers() {
            let cell = row.cell(enc.names[0]);
            [first, "-", last].into_iter().for_each(|part| cell.push_str(part));
            return Fidelity::Exact;
        }
        let short = pages.with_dash("-");
        let written = if Pages::parse(&short) == *pages { short.as_str() } else { pages.as_str() };
        match put(written, enc, row) {
            Fidelity::Exact => Fidelity::or_narrowed(Pages::parse(written) == *pages),
            other => other,
        }
    },
};

/// The first and the last page in columns of their own.
pub(super) static FIRST_AND_LAST: Codec<Cells> = Codec {
    kind: Kind::Pages,
    decode: |natives, _| {
        let first = natives.get(0)?;
        let last = natives.get(1).filter(|last| *last != first);
        Some(Value::Pages(last.map_or_else(|| Pages::parse(first), |last| Pages::parse(&format!("{first}-{last}")))))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// What Scopus calls `EID` is no article number but its own identifier.
fn is_scopus_id(cell: &str) -> bool {
    cell.starts_with("2-s2.0-")
}

/// The number of an article.
pub(super) static ARTICLE_NUMBER: Codec<Cells> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        natives.peek(0).filter(|cell| !is_scopus_id(cell))?;
        Some(Value::Text(markup::decode(natives.get(0)?, TEXT_CELL)))
    },
    encode: |value, enc, row| match value {
        Value::Text(text) if is_scopus_id(&text.to_plain()) => Fidelity::Nothing,
        value => (TEXT.encode)(value, enc, row),
    },
};

/// The address of the PDF, and all files where that is not the whole of it.
pub(super) static FILES: Codec<Cells> = Codec {
    kind: Kind::Files,
    decode: |natives, _| {
        if let Some(list) = natives.get(1) {
            natives.get(0);
            return Some(Value::Files(items(list).iter().map(|item| file(item)).collect()));
        }
        Some(Value::Files(vec![pdf(natives.get(0)?)]))
    },
    encode: |value, enc, row| {
        let Value::Files(files) = value else { return Fidelity::Nothing };
        let is_pdf = |file: &&FileLink| {
            file.media_type.to_ascii_lowercase().contains("pdf") || file.target.to_ascii_lowercase().ends_with(".pdf")
        };
        let first = files.iter().find(is_pdf);
        let whole = files.len() == 1 && first.is_some_and(|file| *file == pdf(&cell(&file.target)));
        let shown = row.has("pdf_url");
        if let Some(first) = first.filter(|_| shown) {
            put(&first.target, enc, row);
        }
        if whole && shown {
            return Fidelity::Exact;
        }
        let hidden = !row.has("files");
        let list = row.cell("files");
        let mut exact = true;
        for link in files {
            let mut item = escaped(&link.target);
            if !link.media_type.is_empty() || !link.title.is_empty() {
                item = [item, escaped(&link.media_type), escaped(&link.title)].join("|");
            }
            exact &= file(&item) == *link;
            exact &= push_item(&item, list);
        }
        match () {
            () if hidden => {
                if first.is_some() {
                    Fidelity::NARROWED
                } else {
                    Fidelity::Nothing
                }
            }
            () if list.is_empty() => Fidelity::Nothing,
            () => Fidelity::or_narrowed(exact),
        }
    },
};

/// A part between `|`, in which `|` and backslash are escaped.
fn escaped(part: &str) -> String {
    part.replace('\\', "\\\\").replace('|', "\\|")
}

/// `target`, or `target|media type|title`.
fn file(item: &str) -> FileLink {
    let mut parts = vec![String::new()];
    let mut chars = item.chars().peekable();
    while let Some(c) = chars.next() {
        let last = parts.len() - 1;
        match (c, chars.peek()) {
            ('\\', Some(&next @ ('|' | '\\'))) => {
                parts[last].push(next);
                chars.next();
            }
            ('|', _) if parts.len() < 3 => parts.push(String::new()),
            _ => parts[last].push(c),
        }
    }
    let part = |at: usize| parts.get(at).map_or_else(Str::default, |part| part.trim().into());
    FileLink { target: part(0), media_type: part(1), title: part(2) }
}

fn pdf(target: &str) -> FileLink {
    FileLink { target: target.into(), title: Str::default(), media_type: "application/pdf".into() }
}

#[cfg(test)]
mod tests;
