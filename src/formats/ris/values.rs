//! Conversions between the lines of a record and the values of its fields.

use std::borrow::Cow;

use super::identifiers::serial;
use super::write::Out;
use super::{Lines, arxiv};
use crate::codec::html;
use crate::codec::line::{is_blank, one_line};
use crate::codec::markup::{self, Markup};
use crate::codec::{scan, terms};
use crate::ir::{Field, Kind, Text, Value, normal_doi};
use crate::map::{Codec, Enc, Fidelity, Natives};

pub(super) type In<'n, 'x, 'a> = &'n Natives<'x, 'a, Lines>;

// Styles are read where HTML has them, and not written.
const LINE: Markup = Markup { tags: false, paragraphs: false };
const LONG: Markup = Markup { tags: false, paragraphs: true };
const READ_LINE: Markup = Markup { tags: true, paragraphs: false };
const READ_LONG: Markup = Markup { tags: true, paragraphs: true };

// Text

/// Rounds after which a text made to resist is left as it is.
const ROUNDS: usize = 8;

pub(super) fn line_text(value: &str) -> Text {
    if is_common(value) {
        return Text::from(value);
    }
    markup::decode(&one_line(&html::cleaned(value)), READ_LINE)
}

/// Whether every reader takes the characters for what they are: no HTML, no
/// mark-up, no white space but single blanks between others.
fn is_common(value: &str) -> bool {
    matches!(value.as_bytes(), [b'!'..=b'~'] | [b'!'..=b'~', .., b'!'..=b'~'])
        && scan::none(value.as_bytes(), |before, here| {
            let odd = (here < b' ') | (here == 0x7f) | (here == 0xc2) | (here == 0xe2);
            let mark = (here == b'&') | (here == b'<') | (here == b'$');
            odd | mark | ((here == b' ') & (before == b' '))
        })
}

/// Text whose line ends are those of paragraphs.
pub(super) fn long_text(value: &str) -> Text {
    let value = html::cleaned(value);
    if memchr::memchr(b'\n', value.as_bytes()).is_none() {
        return markup::decode(&one_line(&value), READ_LONG);
    }
    let mut lines = String::with_capacity(value.len());
    for line in value.split('\n').map(one_line).filter(|line| !line.is_empty()) {
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(&line);
    }
    markup::decode(&lines, READ_LONG)
}

/// The text of a line, and whether it holds what reading would change.
struct LineText<'o> {
    out: &'o mut String,
    odd: bool,
}

impl markup::Target for LineText<'_> {
    fn len(&self) -> usize {
        self.out.len()
    }

    fn mark(&mut self, mark: &str) {
        self.out.push_str(mark);
    }

    fn characters(&mut self, text: &str) -> bool {
        self.out.push_str(text);
        let bytes = text.as_bytes();
        let mark = |here| (here == b'<') | (here == b'$') | (here == b'&');
        let doubled = |before, here| (before == b' ') & (here == b' ');
        if scan::none(bytes, |before, here: u8| (here.wrapping_sub(b' ') >= 0x5f) | mark(here) | doubled(before, here))
        {
            return true;
        }
        // Beyond ASCII a blank begins with one of the last two bytes.
        let odd = |_, here| (here < b' ') | (here == b'&') | (here == 0x7f) | (here == 0xc2) | (here == 0xe2);
        if !self.odd && !scan::none(bytes, odd) {
            self.odd = html::is_suspicious(text) || text.chars().any(|c| c != ' ' && is_blank(c));
        }
        markup::is_simple_inside(bytes)
    }
}

/// Writes a line, or several with paragraphs; `before` stands in front of the text.
fn put(tag: &str, before: &str, text: &Text, how: Markup, out: &mut Out) -> Fidelity {
    let start = out.text.len();
    out.begin(tag);
    let at = out.text.len();
    out.text.push_str(before);
    let value_at = out.text.len();
    let mut line = LineText { out: &mut out.text, odd: false };
    if let Some(exact) = markup::encode_clear(text, how, &mut line)
        && !line.odd
    {
        out.paragraphs(start, at);
        return Fidelity::or_flattened(exact);
    }
    out.text.truncate(value_at);
    let mut exact = markup::encode(text, how, &mut out.text);
    let written = &out.text[value_at..];
    let in_order = written.split('\n').all(|line| matches!(one_line(line), Cow::Borrowed(same) if same == line));
    if !in_order {
        exact = false;
        let value = out.text.split_off(value_at);
        let again = if how.paragraphs { long_text(&value) } else { line_text(&value) };
        markup::encode(&again, how, &mut out.text);
    }
    // Characters that are those of HTML are written as they will be read.
    for _ in 0..ROUNDS {
        if !html::is_suspicious(&out.text[value_at..]) {
            break;
        }
        let value = out.text.split_off(value_at);
        let again = if how.paragraphs { long_text(&value) } else { line_text(&value) };
        markup::encode(&again, how, &mut out.text);
        if out.text[value_at..] == *value {
            break;
        }
        exact = false;
    }
    if out.text.len() == value_at {
        out.text.truncate(start);
        return Fidelity::Nothing;
    }
    out.paragraphs(start, at);
    Fidelity::or_flattened(exact)
}

/// Whether the text would be taken for something else under this tag.
fn clashes(tag: &str, text: &Text, enc: &Enc<'_>) -> bool {
    matches!(tag, "M1" | "AN" | "VL" | "JO" | "T2" | "DB")
        && arxiv::clashes(tag, &one_line(&text.to_plain()), enc.kind, enc.record)
}

pub(super) fn put_line(value: &Value, enc: &Enc<'_>, tag: &str, out: &mut Out) -> Fidelity {
    match value {
        Value::Text(text) if !clashes(tag, text, enc) => put(tag, "", text, LINE, out),
        _ => Fidelity::Nothing,
    }
}

/// Text on one line.
pub(super) static TEXT: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| Some(Value::Text(line_text(natives.get(0)?))),
    encode: |value, enc, out| put_line(value, enc, enc.names[0], out),
};

/// The abstract: all lines of a tag, and those of the second tag of the row that
/// repeat it.
pub(super) static ABSTRACT: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let mut parts: Vec<&str> = Vec::new();
        let lines = natives.all(0).map(|raw| raw.value.as_ref());
        let again = natives.matching(1, |value| natives.peek(0).is_some_and(|first| repeats(value, first)));
        for value in lines.chain(again.map(|raw| raw.value.as_ref())) {
            match parts.first() {
                Some(first) if repeats(value, first) => {
                    parts[0] = if value.len() > first.len() { value } else { first }
                }
                _ => parts.push(value),
            }
        }
        match parts.as_slice() {
            [] => None,
            [only] => Some(Value::Text(long_text(only))),
            parts => Some(Value::Text(long_text(&parts.join("\n")))),
        }
    },
    encode: |value, enc, out| match value {
        Value::Text(text) => put(enc.names[0], "", text, LONG, out),
        _ => Fidelity::Nothing,
    },
};

/// Whether one of two texts is the beginning of the other: some programs write
/// the abstract under both tags, cut off under one of them.
fn repeats(one: &str, other: &str) -> bool {
    let start = |text: &str| text.trim_end_matches(['.', '\u{2026}', ' ']).len();
    one.starts_with(&other[..start(other)]) || other.starts_with(&one[..start(one)])
}

/// `JO` of 2001: the name of the journal, or its abbreviation where `T2` or
/// `JF` (the second and third name of the row) has the name.
pub(super) static JOURNAL: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let full = natives.peek(1).or_else(|| natives.peek(2));
        if full.is_some_and(|full| full != natives.peek(0).unwrap_or(full)) {
            return None;
        }
        Some(Value::Text(line_text(natives.get(0)?)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// The proceedings of a conference paper: `C3`, or `T2` where there is no `C3`.
/// The specification has the name of the conference in `T2`, publishers the
/// title of the proceedings.
pub(super) static PROCEEDINGS: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let value = if natives.peek(0).is_some() { natives.get(0) } else { natives.get(1) };
        Some(Value::Text(line_text(value?)))
    },
    encode: |value, enc, out| {
        let tag = if enc.record.has(Field::EventTitle) { "C3" } else { "T2" };
        put_line(value, enc, tag, out)
    },
};

/// The name of the conference: `T2` beside `C3`.
pub(super) static CONFERENCE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| Some(Value::Text(line_text(natives.get(0)?))),
    encode: |value, enc, out| match enc.record.value(Field::ContainerTitle) {
        Some(Value::Text(title)) if !line_text(&title.to_plain()).is_empty() => put_line(value, enc, "T2", out),
        _ => Fidelity::Nothing,
    },
};

/// The kind of work, unless it looks like a DOI.
pub(super) static GENRE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| Some(Value::Text(line_text(natives.get(0)?))),
    encode: |value, enc, out| match value {
        Value::Text(text) if normal_doi(&text.to_plain()).is_some() => Fidelity::Nothing,
        Value::Text(text) => match text.as_plain().and_then(terms::genre) {
            Some(words) => match put_line(&Value::Text(words.into()), enc, enc.names[0], out) {
                Fidelity::Nothing => Fidelity::Nothing,
                _ => Fidelity::SUBSTITUTED,
            },
            None => put_line(value, enc, enc.names[0], out),
        },
        _ => Fidelity::Nothing,
    },
};

/// States of publication, in the words of programs. What else stands under `RP`
/// says where somebody's copy is (`IN FILE`), or is another edition.
const STATES: [&str; 14] = [
    "accepted",
    "advance online publication",
    "ahead of print",
    "article in press",
    "epub ahead of print",
    "forthcoming",
    "in preparation",
    "in press",
    "in review",
    "online first",
    "pre-published",
    "prepublished",
    "submitted",
    "under review",
];

/// The state of publication.
pub(super) static STATUS: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let state = natives.matching(0, |value| STATES.iter().any(|state| value.eq_ignore_ascii_case(state))).next()?;
        Some(Value::Text(line_text(&state.value)))
    },
    encode: |value, enc, out| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        let plain = text.to_plain();
        let words = text.as_plain().and_then(terms::state);
        match words.unwrap_or(&plain) {
            state if !STATES.iter().any(|known| state.eq_ignore_ascii_case(known)) => Fidelity::Nothing,
            state => {
                out.line(enc.names[0], state);
                match (words, text.as_plain()) {
                    (Some(_), _) => Fidelity::SUBSTITUTED,
                    (None, plain) => Fidelity::or_flattened(plain.is_some()),
                }
            }
        }
    },
};

/// Text with a digit: under `CP` an issue.
pub(super) static NUMBERED: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let raw = natives.matching(0, |value| has_digit(value)).next()?;
        Some(Value::Text(line_text(&raw.value)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// Text without a digit: under `CP` a country.
pub(super) static WORDED: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let raw = natives.matching(0, |value| !has_digit(value)).next()?;
        Some(Value::Text(line_text(&raw.value)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}

/// A document number in a tag that also holds ISSN and ISBN.
pub(super) static NUMBER: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let raw = natives.matching(0, |value| serial(value).is_none()).next()?;
        Some(Value::Text(line_text(&raw.value)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

// Notes

/// What stands before a note that is a field of an arXiv listing.
const LABELS: [(Field, &str); 5] = [
    (Field::Comments, "Comments: "),
    (Field::JournalRef, "Journal-ref: "),
    (Field::ReportNumber, "Report-no: "),
    (Field::MscClass, "MSC-class: "),
    (Field::AcmClass, "ACM-class: "),
];

/// The field a note belongs to and the note without its label.
pub(super) fn labelled(note: &str) -> Option<(Field, &str)> {
    if let Some(rest) = note.strip_prefix("Comment: ") {
        // As Zotero writes it.
        return Some((Field::Comments, rest));
    }
    LABELS.iter().find_map(|(field, label)| Some((*field, note.strip_prefix(label)?)))
}

fn decode_label(natives: In<'_, '_, '_>, field: Field) -> Option<Value> {
    let raw = natives.matching(0, |value| labelled(value).is_some_and(|(of, _)| of == field)).next()?;
    let (_, text) = labelled(&raw.value)?;
    Some(Value::Text(long_text(text)))
}

fn encode_label(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let label = LABELS.iter().find(|(field, _)| *field == enc.field).map_or("", |(_, label)| label);
    match value {
        Value::Text(text) => put(enc.names[0], label, text, LONG, out),
        _ => Fidelity::Nothing,
    }
}

pub(super) static COMMENTS: Codec<Lines> =
    Codec { kind: Kind::Text, decode: |natives, _| decode_label(natives, Field::Comments), encode: encode_label };
pub(super) static JOURNAL_REF: Codec<Lines> =
    Codec { kind: Kind::Text, decode: |natives, _| decode_label(natives, Field::JournalRef), encode: encode_label };
pub(super) static REPORT_NUMBER: Codec<Lines> =
    Codec { kind: Kind::Text, decode: |natives, _| decode_label(natives, Field::ReportNumber), encode: encode_label };
pub(super) static MSC_CLASS: Codec<Lines> =
    Codec { kind: Kind::Text, decode: |natives, _| decode_label(natives, Field::MscClass), encode: encode_label };
pub(super) static ACM_CLASS: Codec<Lines> =
    Codec { kind: Kind::Text, decode: |natives, _| decode_label(natives, Field::AcmClass), encode: encode_label };

/// The first note without a label.
pub(super) static NOTE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let raw = natives.matching(0, |value| labelled(value).is_none()).next()?;
        Some(Value::Text(long_text(&raw.value)))
    },
    encode: |value, enc, out| match value {
        Value::Text(text) if labelled(&one_line(&text.to_plain())).is_none() => put(enc.names[0], "", text, LONG, out),
        _ => Fidelity::Nothing,
    },
};

/// Research notes, and the notes behind the first one.
pub(super) static REMARKS: Codec<Lines> = Codec {
    kind: Kind::Texts,
    decode: |natives, _| {
        let notes = natives.all(0).chain(natives.matching(1, |value| labelled(value).is_none()));
        Some(Value::Texts(notes.map(|raw| long_text(&raw.value)).filter(|text| !text.is_empty()).collect()))
    },
    encode: |value, enc, out| match value {
        Value::Texts(texts) => each(texts.iter().map(|text| put(enc.names[0], "", text, LONG, out))),
        _ => Fidelity::Nothing,
    },
};

/// The fidelity of several values together.
pub(super) fn each(written: impl Iterator<Item = Fidelity>) -> Fidelity {
    let (mut worst, mut some) = (Fidelity::Exact, false);
    for fidelity in written {
        some |= fidelity != Fidelity::Nothing;
        if worst == Fidelity::Exact && fidelity != Fidelity::Exact {
            worst = if fidelity == Fidelity::Nothing { Fidelity::NARROWED } else { fidelity };
        }
    }
    if some { worst } else { Fidelity::Nothing }
}

/// What stands between the keywords of one line, given all lines: semicolons
/// if every line has them; commas if the only line has two and more with few
/// words between them, because subject headings have one (`Failure, Diastolic`).
fn between<'k>(mut lines: impl Iterator<Item = &'k str> + Clone) -> Option<char> {
    if lines.clone().all(|line| line.contains(';')) {
        return Some(';');
    }
    let (only, None) = (lines.next()?, lines.next()) else { return None };
    let few = |word: &str| !word.trim().is_empty() && word.split_whitespace().count() <= 4 && !word.contains(" and ");
    let commas = only.bytes().filter(|&b| b == b',').count();
    let list = commas > 1 && !only.contains(['\n', ';', '.', '(']) && only.split(',').all(few);
    let sentence = only.rsplit(',').next().is_some_and(|last| last.trim_start().starts_with("and "));
    (list && !sentence).then_some(',')
}

/// Keywords: one each, or several behind semicolons or commas or on lines.
pub(super) static KEYWORDS: Codec<Lines> = Codec {
    kind: Kind::Texts,
    decode: |natives, _| {
        let values: Vec<_> = natives.all(0).map(|raw| html::cleaned(&raw.value)).collect();
        let mark = between(values.iter().map(AsRef::as_ref)).unwrap_or('\n');
        let words = values.iter().flat_map(|value| value.split(['\n', mark]));
        Some(Value::Texts(words.map(line_text).filter(|text| !text.is_empty()).collect()))
    },
    encode: |value, enc, out| {
        let Value::Texts(texts) = value else { return Fidelity::Nothing };
        // What has none of these marks is neither a list nor becomes one when it is read.
        let single = |text: &Text| {
            let marked = |_, b| (b == b';') | (b == b',') | (b == b'&') | (b == b'<');
            text.as_plain().is_some_and(|plain| scan::none(plain.as_bytes(), marked))
        };
        let lines: Vec<_> = match texts.iter().all(single) {
            true => Vec::new(),
            false => texts.iter().map(|text| line_text(&text.to_plain()).to_plain().into_owned()).collect(),
        };
        let lines = || lines.iter().map(String::as_str).filter(|line| !line.is_empty());
        if let Some(mark) = between(lines()).filter(|_| lines().next().is_some()) {
            // Keywords that are read as lists are written as they will be read.
            let parts = lines().flat_map(|line| line.split(mark)).map(line_text).filter(|text| !text.is_empty());
            let written = each(parts.map(|text| put(enc.names[0], "", &text, LINE, out)));
            return if written == Fidelity::Nothing { written } else { Fidelity::SUBSTITUTED };
        }
        let written = each(texts.iter().map(|text| put(enc.names[0], "", text, LINE, out)));
        let clashes = written != Fidelity::Nothing && arxiv::keyword_clashes(enc.record, enc.kind);
        if clashes { Fidelity::MERGED } else { written }
    },
};
