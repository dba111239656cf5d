//! Variables that hold key words of BibLaTeX, which a style prints as they stand.

use super::values::{LINE, put_text};
use super::{CslJson, Out};
use crate::codec::{markup, terms};
use crate::ir::{EntryType, Field, Kind, Text, Value};
use crate::map::{Codec, Enc, Fidelity};

fn encode(value: &Value, enc: &Enc<'_>, out: &mut Out, words: fn(&str) -> Option<&'static str>) -> Fidelity {
    let (Value::Text(text), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    if out.has(name) {
        return Fidelity::Nothing;
    }
    if let Some(words) = text.as_plain().and_then(words) {
        out.string(name, words);
        return Fidelity::SUBSTITUTED;
    }
    put_text(text, LINE, name, out).map_or(Fidelity::Nothing, Fidelity::or_flattened)
}

macro_rules! variables {
    ($($(#[$doc:meta])* $name:ident: $encode:expr;)+) => { $(
        $(#[$doc])*
        pub(super) static $name: Codec<CslJson> = Codec {
            kind: Kind::Text,
            decode: |natives, ctx| {
                super::values::string(natives, ctx).map(|source| Value::Text(markup::decode(source, LINE)))
            },
            encode: $encode,
        };
    )+ };
}

variables! {
    /// The kind of work.
    GENRE: |value, enc, out| encode(value, enc, out, terms::genre);
    /// How far it is published.
    STATUS: |value, enc, out| encode(value, enc, out, terms::state);
    /// The series.
    COLLECTION: |value, enc, out| encode(value, enc, out, terms::series);
    /// The place of publication, unless it says where a patent holds.
    PLACE: |value, enc, out| match (value, enc.kind) {
        (Value::Text(text), EntryType::Patent) if !enc.record.has(Field::Jurisdiction) && countries(text).is_some() => {
            Fidelity::Nothing
        }
        _ => (super::values::TEXT.encode)(value, enc, out),
    };
    /// The countries in which a patent holds.
    JURISDICTION: |value, _, out| match value {
        Value::Text(text) if !out.has("jurisdiction") => match countries(text) {
            Some(countries) => {
                out.string("jurisdiction", &countries);
                Fidelity::SUBSTITUTED
            }
            None => Fidelity::Nothing,
        },
        _ => Fidelity::Nothing,
    };
}

/// The names of countries, if the text consists of their keys.
fn countries(text: &Text) -> Option<String> {
    let names: Option<Vec<_>> = text.as_plain()?.split("; ").map(terms::country).collect();
    names.map(|names| names.join("; "))
}
