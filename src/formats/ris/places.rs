//! Values that have no tag of their own and go along with a neighbour, or stand
//! in its place where that is free. Each is reported as what becomes of it.

use super::Lines;
use super::names::NAMES;
use super::values::{PROCEEDINGS, TEXT, line_text, put_line};
use super::write::Out;
use crate::codec::markup::{self, Markup};
use crate::ir::{Field, Kind, Text, Value};
use crate::map::{Codec, Enc, Fidelity};

const PLAIN: Markup = Markup { tags: false, paragraphs: false };

/// The value with the parts that follow it in the record: a subtitle behind a
/// colon, an annex behind a full stop. `None` if it has none of them.
fn joined(value: &Value, enc: &Enc<'_>, parts: [(&str, Field); 2]) -> Option<Value> {
    let Value::Text(title) = value else { return None };
    if !parts.iter().any(|&(_, field)| enc.record.has(field)) {
        return None;
    }
    let mut line = String::new();
    markup::encode(title, PLAIN, &mut line);
    let alone = line.len();
    for (mark, field) in parts {
        if let Some(Value::Text(part)) = enc.record.value(field) {
            line.push_str(mark);
            markup::encode(part, PLAIN, &mut line);
        }
    }
    (line.len() > alone).then(|| Value::Text(line_text(&line)))
}

fn put_joined(
    value: &Value,
    enc: &Enc<'_>,
    parts: [(&str, Field); 2],
    codec: &Codec<Lines>,
    out: &mut Out,
) -> Fidelity {
    match joined(value, enc, parts) {
        Some(whole) => match put_whole(&whole, enc, codec, out) {
            Fidelity::Nothing => Fidelity::Nothing,
            _ => Fidelity::MERGED,
        },
        None => (codec.encode)(value, enc, out),
    }
}

/// The same for a value that lives as long as the call.
fn put_whole(whole: &Value, enc: &Enc<'_>, codec: &Codec<Lines>, out: &mut Out) -> Fidelity {
    let enc = Enc { record: enc.record, field: enc.field, kind: enc.kind, names: enc.names, options: enc.options };
    (codec.encode)(whole, &enc, out)
}

/// A title with its subtitle and its annex.
pub(super) static TITLE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: TEXT.decode,
    encode: |value, enc, out| put_joined(value, enc, [(": ", Field::Subtitle), (". ", Field::TitleAddon)], &TEXT, out),
};

/// Tags of a row that may repeat the first one.
const REPEATING: std::ops::RangeInclusive<usize> = 1..=3;

/// The title of a journal whose abbreviation is no other text than the title,
/// and so says nothing; only where the tags behind those of the abbreviation,
/// which have the title in full, are not there.
pub(super) static SAID_AGAIN: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let title = natives.peek(0)?;
        if (REPEATING.end() + 1..6).any(|name| natives.peek(name).is_some()) {
            return None;
        }
        let again = |name: usize| natives.matching(name, |value| value == title).count();
        if REPEATING.map(again).sum::<usize>() == 0 {
            return None;
        }
        Some(Value::Text(line_text(natives.get(0)?)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// An abbreviation, which the title says where it is the same text.
pub(super) static ABBREVIATION: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: TEXT.decode,
    encode: |value, enc, out| {
        let (Value::Text(short), Some(title)) = (value, enc.record.value(Field::ContainerTitle)) else {
            return (TEXT.encode)(value, enc, out);
        };
        let whole = joined(title, enc, OF_CONTAINER);
        let Value::Text(title) = whole.as_ref().unwrap_or(title) else { return Fidelity::Nothing };
        let line = |text: &Text| line_text(&text.to_plain()).to_plain().into_owned();
        if line(title) == line(short) { Fidelity::MERGED } else { (TEXT.encode)(value, enc, out) }
    },
};

const OF_CONTAINER: [(&str, Field); 2] = [(": ", Field::ContainerSubtitle), (". ", Field::ContainerTitleAddon)];

/// The title of a container with its subtitle and its annex.
pub(super) static CONTAINER: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: TEXT.decode,
    encode: |value, enc, out| put_joined(value, enc, OF_CONTAINER, &TEXT, out),
};

/// The same for proceedings.
pub(super) static PROCEEDINGS_WHOLE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: PROCEEDINGS.decode,
    encode: |value, enc, out| put_joined(value, enc, OF_CONTAINER, &PROCEEDINGS, out),
};

/// What the title takes along.
pub(super) static IN_TITLE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |_, enc, _| if enc.record.has(Field::Title) { Fidelity::MERGED } else { Fidelity::Nothing },
};

/// What the title of the container takes along.
pub(super) static IN_CONTAINER: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |_, enc, _| if enc.record.has(Field::ContainerTitle) { Fidelity::MERGED } else { Fidelity::Nothing },
};

/// What was written stands under another field when it is read again.
pub(super) const fn moved(written: Fidelity) -> Fidelity {
    match written {
        Fidelity::Nothing => Fidelity::Nothing,
        _ => Fidelity::SUBSTITUTED,
    }
}

/// Text in the place of another field that the record lacks.
pub(super) fn in_place_of(value: &Value, enc: &Enc<'_>, other: Field, out: &mut Out) -> Fidelity {
    if enc.record.has(other) { Fidelity::Nothing } else { moved(put_line(value, enc, enc.names[0], out)) }
}

/// Words of statements of rights, in small letters.
const OF_RIGHTS: [&str; 8] = ["licen", "copyright", "\u{a9}", "(c)", "creativecommons", "cc-", "cc by", "rights"];

/// Whether this speaks of rights. Programs put much else into a free tag.
fn is_of_rights(words: &str) -> bool {
    let words = words.to_lowercase();
    words == "cc0" || OF_RIGHTS.iter().any(|mark| words.contains(mark))
}

/// A statement of rights in the tag of legal notes.
pub(super) static LICENSE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let raw = natives.matching(0, |value| is_of_rights(&line_text(value).to_plain())).next()?;
        Some(Value::Text(line_text(&raw.value)))
    },
    encode: |value, enc, out| match value {
        Value::Text(text) if is_of_rights(&line_text(&text.to_plain()).to_plain()) => (TEXT.encode)(value, enc, out),
        _ => Fidelity::Nothing,
    },
};

/// The work in several volumes in the place of the series.
pub(super) static AS_SERIES: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, out| in_place_of(value, enc, Field::CollectionTitle, out),
};

/// An institution in the place of the publisher.
pub(super) static AS_PUBLISHER: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, out| in_place_of(value, enc, Field::Publisher, out),
};

/// A publisher in the place of the institution.
pub(super) static AS_INSTITUTION: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, out| in_place_of(value, enc, Field::Institution, out),
};

/// Who made a film or a piece of music, in the place of the author.
pub(super) static AS_AUTHOR: Codec<Lines> = Codec {
    kind: Kind::Names,
    decode: |_, _| None,
    encode: |value, enc, out| {
        if enc.record.has(Field::Author) { Fidelity::Nothing } else { moved((NAMES.encode)(value, enc, out)) }
    },
};
