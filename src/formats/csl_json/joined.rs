//! What CSL has one variable for and the record has several fields.

use super::values::{LINE, LONG, TEXT, TITLE_LINE, in_place, put_text};
use super::{CslJson, Out};
use crate::ir::{EntryType, Field, Inline, Kind, Record, Text, Value};
use crate::map::{Codec, Enc, Fidelity};

const fn codec(encode: for<'v> fn(&'v Value, &Enc<'v>, &mut Out) -> Fidelity) -> Codec<CslJson> {
    Codec { kind: Kind::Text, decode: TITLE_LINE, encode }
}

/// A title, joined with the subtitle and the addition that belong to it.
pub(super) static TITLE: Codec<CslJson> = codec(encode_title);
/// A subtitle or an addition, which the title has taken along.
pub(super) static SUBTITLE: Codec<CslJson> = codec(encode_subtitle);
/// The work of several volumes, which stands where the volume would.
pub(super) static MAIN_TITLE: Codec<CslJson> = codec(|value, enc, out| {
    let whole = matches!(enc.kind, EntryType::Book | EntryType::MultivolumeBook);
    let parts = [Field::ContainerTitle, Field::Subtitle, Field::ContainerSubtitle, Field::ContainerTitleAddon];
    let alone = !parts.iter().any(|&part| enc.record.has(part));
    let same = matches!((value, text(enc.record, Field::Title)), (Value::Text(main), Some(title)) if main == title);
    // As a container it would be taken for one that repeats the title.
    if whole && alone && same { Fidelity::MERGED } else { in_place((TEXT.encode)(value, enc, out)) }
});
/// The volume of such a work.
pub(super) static VOLUME: Codec<CslJson> = codec(|value, enc, out| match is_volume(enc.record) {
    true if !out.has("volume-title") => in_place(write_title(value, enc, out)),
    _ => Fidelity::Nothing,
});
/// Who published the work, an institution or an organization among them.
pub(super) static PUBLISHER: Codec<CslJson> = codec(encode_publisher);

/// What belongs to a title: its subtitle and its addition.
fn beside(title: Field) -> [Field; 2] {
    match title {
        Field::Title => [Field::Subtitle, Field::TitleAddon],
        _ => [Field::ContainerSubtitle, Field::ContainerTitleAddon],
    }
}

/// Whether the container is a volume of a greater work, which is the container
/// to CSL: its `volume-title` is "the title of the volume of the item or
/// container holding the item".
fn is_volume(record: &Record) -> bool {
    record.has(Field::MainTitle) && record.has(Field::ContainerTitle) && !record.has(Field::VolumeTitle)
}

/// Whether a whole book is said to be contained in itself: BibTeX's parents
/// of cross-references have a `booktitle`, which is there for the children.
fn repeats_title(enc: &Enc<'_>) -> bool {
    let same = |own, container| {
        let [own, container] = [own, container].map(|field| text(enc.record, field).map(Text::to_plain));
        container.is_none() || own == container
    };
    let whole = enc.kind == EntryType::Book && !enc.record.has(Field::MainTitle);
    whole
        && !enc.record.has(Field::ContainerTitleAddon)
        && same(Field::Title, Field::ContainerTitle)
        && same(Field::Subtitle, Field::ContainerSubtitle)
}

fn encode_title(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    if enc.field == Field::ContainerTitle && is_volume(enc.record) {
        return Fidelity::Nothing;
    }
    if enc.field == Field::ContainerTitle && repeats_title(enc) {
        return Fidelity::MERGED;
    }
    write_title(value, enc, out)
}

fn write_title(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Text(title), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    let [subtitle, addition] = beside(enc.field).map(|field| text(enc.record, field));
    if subtitle.is_none() && addition.is_none() {
        return (TEXT.encode)(value, enc, out);
    }
    let mut joined = title.inlines().into_owned();
    let mut before = title;
    for (part, mark) in [(subtitle, ": "), (addition, ". ")] {
        let Some(part) = part else { continue };
        join(before, part, mark, &mut joined);
        before = part;
    }
    put_text(&Text::from_inlines(joined), LINE, name, out).map_or(Fidelity::Nothing, |_| Fidelity::MERGED)
}

fn text(record: &Record, field: Field) -> Option<&Text> {
    match record.value(field) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// Appends a part, with a mark unless one stands there already.
fn join(before: &Text, part: &Text, mark: &'static str, joined: &mut Vec<Inline>) {
    let mark = if before.to_plain().ends_with(['?', '!', ':', '.']) { " " } else { mark };
    joined.push(Inline::Plain(mark.into()));
    joined.extend(part.inlines().into_owned());
}

fn encode_subtitle(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Some(&name) = enc.names.first() else { return Fidelity::Nothing };
    let title = match enc.field {
        Field::Subtitle | Field::TitleAddon => Field::Title,
        _ => Field::ContainerTitle,
    };
    if !enc.record.has(title) {
        return in_place((TEXT.encode)(value, enc, out));
    }
    if title == Field::ContainerTitle && repeats_title(enc) {
        return Fidelity::MERGED;
    }
    // The row that writes the title has taken it along.
    let elsewhere = title == Field::ContainerTitle && is_volume(enc.record) != (name == "volume-title");
    if out.has(name) && !elsewhere { Fidelity::MERGED } else { Fidelity::Nothing }
}

/// In the order in which they are joined.
const PUBLISHERS: [Field; 3] = [Field::Institution, Field::Organization, Field::Publisher];

fn encode_publisher(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    if out.has("publisher") {
        return Fidelity::MERGED;
    }
    let mut all: Vec<&Text> = Vec::new();
    for text in PUBLISHERS.iter().filter_map(|&field| text(enc.record, field)) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    let [first, rest @ ..] = all.as_slice() else { return Fidelity::Nothing };
    if rest.is_empty() {
        let own = if matches!(enc.kind, EntryType::Report | EntryType::Thesis) {
            Field::Institution
        } else {
            Field::Publisher
        };
        let fidelity = (TEXT.encode)(value, enc, out);
        return if enc.field == own { fidelity } else { in_place(fidelity) };
    }
    let mut joined = first.inlines().into_owned();
    for text in rest {
        joined.push(Inline::Plain("; ".into()));
        joined.extend(text.inlines().into_owned());
    }
    put_text(&Text::from_inlines(joined), LINE, "publisher", out).map_or(Fidelity::Nothing, |_| Fidelity::MERGED)
}

/// Notes: the record has three kinds of them.
pub(super) static NOTE: Codec<CslJson> =
    Codec { kind: Kind::Text, decode: super::values::LONG_LINE, encode: encode_note };

const NOTES: [Field; 3] = [Field::Note, Field::Addendum, Field::Comments];

fn encode_note(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    if out.has("note") {
        return Fidelity::MERGED;
    }
    if is_address(value, enc.record) {
        return Fidelity::MERGED;
    }
    let all: Vec<&Text> = NOTES
        .iter()
        .filter(|&&field| enc.record.value(field).is_some_and(|value| !is_address(value, enc.record)))
        .filter_map(|&field| text(enc.record, field))
        .collect();
    let [first, rest @ ..] = all.as_slice() else { return Fidelity::Nothing };
    let mut joined = first.inlines().into_owned();
    let mut before = *first;
    for part in rest {
        join(before, part, ". ", &mut joined);
        before = part;
    }
    let Some(exact) = put_text(&Text::from_inlines(joined), LONG, "note", out) else { return Fidelity::Nothing };
    match (rest.is_empty(), enc.field) {
        (false, _) => Fidelity::MERGED,
        (true, Field::Note) => Fidelity::or_flattened(exact),
        (true, _) => Fidelity::SUBSTITUTED,
    }
}

/// In what form it was published, unless that is but the address.
pub(super) static HOW_PUBLISHED: Codec<CslJson> = codec(|value, enc, out| match is_address(value, enc.record) {
    true => Fidelity::MERGED,
    false => in_place((TEXT.encode)(value, enc, out)),
});

/// Whether a text says no more than the address of the record.
fn is_address(value: &Value, record: &Record) -> bool {
    let (Value::Text(text), Some(Value::Token(url))) = (value, record.value(Field::Url)) else { return false };
    match text.inlines().as_ref() {
        [Inline::Plain(plain)] => plain == url,
        [Inline::Link { target, text }] => target == url && text.is_empty(),
        _ => false,
    }
}
