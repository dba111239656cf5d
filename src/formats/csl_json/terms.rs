//! Variables that hold key words of BibLaTeX, which a style prints as they stand.

use super::json::{Json, Pull};
use super::values::{LINE, put_text, read_text};
use super::{CslJson, Out};
use crate::codec::terms;
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
                super::values::string(natives, ctx).map(|source| Value::Text(read_text(source, LINE)))
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

/// Rights, as words or an address. Crossref has a list of objects with a `URL`
/// each, which mostly is the same one for several dates.
pub(super) static LICENSE: Codec<CslJson> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| match natives.peek(0)? {
        Json::Nested(source) => {
            let address = first_address(source)?;
            natives.get(0);
            Some(Value::Text(read_text(&address, LINE)))
        }
        _ => (super::values::TEXT.decode)(natives, ctx),
    },
    encode: |value, enc, out| (super::values::TEXT.encode)(value, enc, out),
};

/// The `URL` of the first object, if all objects have the same.
fn first_address(source: &str) -> Option<String> {
    let mut pull = Pull::new(source);
    let mut found: Option<String> = None;
    if !pull.take(b'[') {
        return None;
    }
    let mut first = true;
    while pull.another(first, b']').ok()? {
        first = false;
        if !pull.take(b'{') {
            return None;
        }
        let mut inner = true;
        while let Some(member) = pull.member(inner).ok()? {
            inner = false;
            let value = pull.value().ok()?;
            if member != "URL" {
                continue;
            }
            match (&found, value.text()?) {
                (None, address) => found = Some(address.to_owned()),
                (Some(before), address) if before == address => {}
                _ => return None,
            }
        }
    }
    found
}

/// The names of countries, if the text consists of their keys.
fn countries(text: &Text) -> Option<String> {
    let names: Option<Vec<_>> = text.as_plain()?.split("; ").map(terms::country).collect();
    names.map(|names| names.join("; "))
}
