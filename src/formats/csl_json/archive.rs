//! arXiv identifiers and other archives.
//!
//! A preprint says its identifier three times, as programs expect it in one
//! place or another: `number` with the prefix `arXiv:`, `archive` with
//! `archive_location`, and `publisher`. Reading takes them together.

use super::json::Json;
use super::values::{LINE, put_text, read_text, string};
use super::{CslJson, Out};
use crate::ir::{ArxivId, EntryType, Field, Kind, Record, Str, Value, keys};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};

const ARXIV: &str = "arXiv";

/// `number`, `archive`, `archive_location`, `publisher` of a preprint.
pub(super) static PREPRINT_ID: Codec<CslJson> = Codec { kind: Kind::Token, decode: decode_preprint, encode };
/// `archive`, `archive_location` of another work.
pub(super) static ARXIV_ID: Codec<CslJson> = Codec { kind: Kind::Token, decode: decode_other, encode };
/// The version that stands behind an identifier; it stays where it stands.
pub(super) static ID_VERSION: Codec<CslJson> =
    Codec { kind: Kind::Text, decode: decode_version, encode: |_, _, _| Fidelity::Nothing };
/// The class that stands behind an identifier in brackets.
pub(super) static ID_CLASS: Codec<CslJson> =
    Codec { kind: Kind::Token, decode: decode_class, encode: |_, _, _| Fidelity::Nothing };
/// The number of a preprint, where it is not its identifier.
pub(super) static PREPRINT_NUMBER: Codec<CslJson> =
    Codec { kind: Kind::Text, decode: decode_text, encode: encode_number };
/// The name of an archive, and the place in it.
pub(super) static ARCHIVE: Codec<CslJson> = Codec { kind: Kind::Text, decode: decode_text, encode: encode_archive };
/// The publisher of a preprint, where it is not implied.
pub(super) static PREPRINT_PUBLISHER: Codec<CslJson> =
    Codec { kind: Kind::Text, decode: decode_text, encode: encode_publisher };
/// An archive other than arXiv, and the identifier in it.
pub(super) static EPRINT: Codec<CslJson> = Codec { kind: Kind::Token, decode: |_, _| None, encode: encode_eprint };

/// The address of such an identifier, where CSL has no other place for it.
pub(super) static EPRINT_ADDRESS: Codec<CslJson> =
    Codec { kind: Kind::Token, decode: |_, _| None, encode: encode_address };

fn decode_text(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    string(natives, ctx).map(|source| Value::Text(read_text(source, LINE)))
}

/// The identifier in a number that begins with `arXiv:`.
fn in_number(number: &str) -> Option<ArxivId> {
    let number = number.trim();
    number.get(..6).filter(|head| head.eq_ignore_ascii_case("arxiv:"))?;
    ArxivId::parse(number)
}

/// The identifier at a place in the archive of that name.
fn in_archive(archive: &str, place: &str) -> Option<ArxivId> {
    archive.trim().eq_ignore_ascii_case(ARXIV).then(|| ArxivId::parse(place))?
}

fn text_of<'x>(natives: &Natives<'x, '_, CslJson>, name: usize) -> Option<&'x str> {
    natives.peek(name).and_then(Json::text)
}

/// What the names `number`, `archive`, `archive_location` say.
fn found(natives: &Natives<'_, '_, CslJson>) -> (Option<ArxivId>, Option<ArxivId>) {
    let number = text_of(natives, 0).and_then(in_number);
    let place = text_of(natives, 1).zip(text_of(natives, 2)).and_then(|(archive, place)| in_archive(archive, place));
    (number, place)
}

fn decode_preprint(natives: &Natives<'_, '_, CslJson>, _: &mut Ctx<'_>) -> Option<Value> {
    let (number, place) = found(natives);
    let id = number.as_ref().or(place.as_ref())?.id.clone();
    if number.is_some() {
        natives.get(0);
    }
    if place.is_some_and(|place| place.id == id) {
        natives.get(1);
        natives.get(2);
    }
    if text_of(natives, 3) == Some(ARXIV) {
        natives.get(3);
    }
    Some(Value::Token(id))
}

fn decode_other(natives: &Natives<'_, '_, CslJson>, _: &mut Ctx<'_>) -> Option<Value> {
    let id = in_archive(text_of(natives, 0)?, text_of(natives, 1)?)?.id;
    natives.get(0);
    natives.get(1);
    Some(Value::Token(id))
}

fn decode_version(natives: &Natives<'_, '_, CslJson>, _: &mut Ctx<'_>) -> Option<Value> {
    let (number, place) = found(natives);
    let version = number.and_then(|id| id.version).or(place.and_then(|id| id.version))?;
    Some(Value::Text(version.to_string().into()))
}

fn decode_class(natives: &Natives<'_, '_, CslJson>, _: &mut Ctx<'_>) -> Option<Value> {
    let (number, place) = found(natives);
    number.and_then(|id| id.class).or(place.and_then(|id| id.class)).map(Value::Token)
}

fn plain(record: &Record, field: Field) -> Option<&str> {
    match record.value(field) {
        Some(Value::Text(text)) => text.as_plain(),
        _ => None,
    }
}

/// The identifier that reading would find in the fields for other archives.
fn misread(record: &Record) -> Option<Str> {
    let place = record.get(keys::ARCHIVE_LOCATION)?.to_plain();
    in_archive(&record.get(keys::ARCHIVE)?.to_plain(), &place).map(|id| id.id)
}

/// The fields that are written as `publisher`, in order of preference.
const PUBLISHERS: [Field; 3] = [Field::Publisher, Field::Institution, Field::Organization];

fn encode(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Token(id) = value else { return Fidelity::Nothing };
    if ArxivId::parse(id).is_none_or(|read| read.id != *id || read.version.is_some() || read.class.is_some()) {
        return Fidelity::Nothing;
    }
    if write(id, enc, out) { Fidelity::Exact } else { Fidelity::Nothing }
}

/// Writes an identifier wherever there is room for it.
fn write(id: &str, enc: &Enc<'_>, out: &mut Out) -> bool {
    let record = enc.record;
    let mut begun = false;
    if enc.kind == EntryType::Preprint && !out.has("number") {
        let number = record.get(keys::NUMBER).map(|number| number.to_plain());
        if number.is_none_or(|number| in_number(&number).is_some_and(|other| other.id == id)) {
            out.string("number", &format!("{ARXIV}:{id}"));
            begun = true;
        }
    }
    let free = !record.has(Field::Archive) && !record.has(Field::ArchiveLocation);
    if free || misread(record).as_deref() == Some(id) {
        out.string("archive", ARXIV);
        out.string("archive_location", id);
        begun = true;
    }
    let claimed = PUBLISHERS.iter().any(|&field| record.has(field) && plain(record, field) != Some(ARXIV));
    if begun && enc.kind == EntryType::Preprint && !claimed {
        out.string("publisher", ARXIV);
    }
    begun
}

fn encode_number(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Text(text) = value else { return Fidelity::Nothing };
    match in_number(&text.to_plain()) {
        Some(_) if out.has("number") => Fidelity::MERGED,
        Some(id) if enc.field == Field::Number && !enc.record.has(Field::ArxivId) && misread(enc.record).is_none() => {
            if write(&id.id, enc, out) {
                Fidelity::SUBSTITUTED
            } else {
                Fidelity::Nothing
            }
        }
        Some(_) => Fidelity::Nothing,
        None if out.has("number") => Fidelity::Nothing,
        None => match put_text(text, LINE, "number", out) {
            Some(exact) if enc.field == Field::Number => Fidelity::or_flattened(exact),
            Some(_) => Fidelity::SUBSTITUTED,
            None => Fidelity::Nothing,
        },
    }
}

fn encode_archive(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Text(text), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    if out.has(name) {
        return Fidelity::MERGED;
    }
    if let Some(id) = misread(enc.record) {
        let own = enc.record.get(keys::ARXIV_ID);
        let told_apart = own.is_some_and(|own| *own != id) && out.has("number");
        if !told_apart {
            return if write(&id, enc, out) { Fidelity::SUBSTITUTED } else { Fidelity::Nothing };
        }
    }
    put_text(text, LINE, name, out).map_or(Fidelity::Nothing, Fidelity::or_flattened)
}

fn encode_publisher(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Text(text) = value else { return Fidelity::Nothing };
    if out.has("publisher") {
        return if text.as_plain() == Some(ARXIV) { Fidelity::MERGED } else { Fidelity::Nothing };
    }
    match put_text(text, LINE, "publisher", out) {
        Some(exact) if enc.field == Field::Publisher => Fidelity::or_flattened(exact),
        Some(_) => Fidelity::SUBSTITUTED,
        None => Fidelity::Nothing,
    }
}

fn encode_eprint(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Token(token), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    let record = enc.record;
    let taken = out.has(name) || record.has(Field::Archive) || record.has(Field::ArchiveLocation);
    let arxiv = record.get(keys::EPRINT_TYPE).is_some_and(|kind| kind.trim().eq_ignore_ascii_case(ARXIV));
    if taken || arxiv || record.has(Field::ArxivId) || address(record).is_some() {
        return Fidelity::Nothing;
    }
    let text = crate::ir::Text::from(token.as_str());
    put_text(&text, LINE, name, out).map_or(Fidelity::Nothing, |_| Fidelity::SUBSTITUTED)
}

/// The address of what a well-known archive holds, where the record has none:
/// CSL has no variable for such identifiers, and BibLaTeX prints them as links
/// to these pages.
fn address(record: &Record) -> Option<String> {
    let (archive, id) = (record.get(keys::EPRINT_TYPE)?, record.get(keys::EPRINT)?);
    let begin = match archive.trim().to_ascii_lowercase().as_str() {
        "jstor" => "https://www.jstor.org/stable/",
        "hdl" => "https://hdl.handle.net/",
        "googlebooks" => "https://books.google.com/books?id=",
        "pubmed" => "https://pubmed.ncbi.nlm.nih.gov/",
        _ => return None,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:;()".contains(c);
    (!record.has(Field::Url) && !id.is_empty() && id.chars().all(plain)).then(|| format!("{begin}{id}"))
}

fn encode_address(_: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Some(address) = address(enc.record) else { return Fidelity::Nothing };
    if out.has("URL") {
        return Fidelity::MERGED;
    }
    out.string("URL", &address);
    Fidelity::SUBSTITUTED
}
