//! Carriers: what a format's own fields do not say rides along in a place of
//! ours (`--lossless`) and comes back on reading.
//!
//! What has to be carried is found by reading a record as it was written and
//! comparing: a format only says where the text goes and where it is found. A
//! carried value counts as long as the visible one is what it was when it was
//! written; of that a digest is kept. Where somebody edited the visible value,
//! the edit counts and is reported.
//!
//! ```
//! use ibidem::{WriteOptions, carrier, convert::{from_bytes, to_bytes}, formats::{bibtex::BIBTEX, ris::RIS}};
//! let records = from_bytes(&BIBTEX, &Default::default(), b"@book{a, owner = {me}}", &mut ibidem::Discard)?;
//! let options = WriteOptions { lossless: true, ..WriteOptions::default() };
//! let ris = to_bytes(&RIS, &options, &records, &mut ibidem::Discard)?;
//! assert_eq!(from_bytes(&RIS, &Default::default(), &ris, &mut ibidem::Discard)?, records);
//! // Somebody who edits what is carried would be told.
//! assert!(carrier::CODES.contains(&&carrier::EDITED));
//! # Ok::<(), ibidem::Error>(())
//! ```

use serde_json::{Map, Value as Json};
use sha1_smol::Sha1;

use crate::ir::{EntryType, Extra, Field, Record, extra_from_json, value_from_json};
use crate::report::{Code, Severity};

/// A carried value that is out of date.
pub static EDITED: Code = Code::new(
    "carrier/edited",
    Severity::Warning,
    "a field was edited after it was written losslessly",
    "A record written with --lossless carries the full value of a field beside the visible one. The visible one is no \
     longer what was written, so somebody edited it: the edit counts and the carried value was left out.",
    "",
);

/// A carrier that cannot be read.
pub static UNREADABLE: Code = Code::new(
    "carrier/unreadable",
    Severity::Warning,
    "what a record carries cannot be read",
    "A record written with --lossless carries values as JSON. This one is damaged, or was written by a later version; \
     what could not be read was left out.",
    "",
);

/// Codes raised whatever the format.
pub static CODES: &[&Code] = &[&EDITED, &UNREADABLE];

/// Where a format keeps what its own fields do not say.
///
/// ```
/// let ris = ibidem::Registry::builtin().by_name("ris").unwrap().carrier.unwrap();
/// assert!(ris.docs.ends_with('.'));
/// assert!((ris.take)(&mut Vec::new()).is_none());
/// ```
#[derive(Clone, Copy)]
pub struct Carrier {
    /// Where that is, in a sentence of Markdown.
    pub docs: &'static str,
    /// Puts it into the record that begins at this byte of the buffer and ends
    /// it; `false`, and nothing changed, if there is no place for it.
    pub put: fn(&Carried, &mut Vec<u8>, usize) -> bool,
    /// Takes it out of what was read as extras; `None` if there is nothing,
    /// an error if it is damaged.
    pub take: fn(&mut Vec<Extra>) -> Option<Result<Carried, Damaged>>,
}

/// Text that is no carried value, shortened.
///
/// ```
/// use ibidem::carrier::object;
/// assert_eq!(object("{torn").unwrap_err().0, "{torn");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged(pub String);

/// Values by name: of fields, of `type`, `key` and `extras`; `null` stands for
/// none. Under `seen` a digest of what the visible fields of these names said;
/// under `inherited` the names of fields that the entry has from others.
///
/// ```
/// use ibidem::carrier::Carried;
/// use ibidem::ir::{EntryType, Record, keys};
/// let mut record = Record::new(EntryType::Book);
/// record.set(keys::NOTE, "second printing".into());
/// let mut image = Record::new(EntryType::Book);
/// let carried = Carried::difference(&record, &image).unwrap();
/// assert_eq!(carried.0["note"], "second printing");
/// carried.restore(&mut image, &mut |code, message| panic!("{message} ({code})"));
/// assert_eq!(image, record);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried(pub Map<String, Json>);

const SEEN: &str = "seen";
const TYPE: &str = "type";
const KEY: &str = "key";
const EXTRAS: &str = "extras";
const INHERITED: &str = "inherited";

impl Carried {
    /// What must be carried so that the image of a record becomes the record;
    /// `None` if they are equal.
    pub fn difference(record: &Record, image: &Record) -> Option<Carried> {
        let mut items = Map::new();
        let mut seen = Map::new();
        let mut enter = |name: &str, own: Json, visible: Json| {
            items.insert(name.to_owned(), own);
            if !visible.is_null() {
                seen.insert(name.to_owned(), digest(&visible).into());
            }
        };
        if record.key != image.key {
            enter(KEY, json(&record.key), json(&image.key));
        }
        if record.kind != image.kind {
            enter(TYPE, record.kind.name().into(), image.kind.name().into());
        }
        for field in record.diff(image) {
            enter(field.name(), json(&record.value(field)), json(&image.value(field)));
        }
        if record.extras != image.extras {
            enter(EXTRAS, json(&record.extras), json(&image.extras));
        }
        if !record.inherited().is_empty() {
            for field in record.inherited().iter().filter(|field| image.has(*field)) {
                seen.insert(field.name().to_owned(), digest(&json(&image.value(field))).into());
            }
            let names = record.inherited().iter().map(|field| field.name().into()).collect();
            items.insert(INHERITED.to_owned(), Json::Array(names));
        }
        if items.is_empty() {
            return None;
        }
        if !seen.is_empty() {
            items.insert(SEEN.to_owned(), Json::Object(seen));
        }
        Some(Carried(items))
    }

    /// Makes the record of its image. What was edited in between, or is not
    /// known, goes to `say`.
    pub fn restore(mut self, record: &mut Record, say: &mut dyn FnMut(&'static Code, String)) {
        let seen = self.0.remove(SEEN).unwrap_or_default();
        let inherited = self.0.remove(INHERITED).unwrap_or_default();
        let inherited: Vec<Field> =
            inherited.as_array().into_iter().flatten().filter_map(|name| Field::from_name(name.as_str()?)).collect();
        let digests: Vec<_> =
            inherited.iter().map(|field| record.value(*field).map(|value| digest(&json(&value)))).collect();
        for (name, value) in self.0 {
            let field = Field::from_name(&name);
            let visible = match (name.as_str(), field) {
                (KEY, _) => json(&record.key),
                (TYPE, _) => record.kind.name().into(),
                (EXTRAS, _) => json(&record.extras),
                (_, Some(field)) => json(&record.value(field)),
                _ => Json::Null,
            };
            let digest = (!visible.is_null() && !is_none(&visible)).then(|| digest(&visible));
            let untouched = seen.get(&name).and_then(Json::as_str) == digest.as_deref();
            if !untouched && name != EXTRAS {
                say(&EDITED, format!("`{name}` was edited after it was written, the edit counts"));
                continue;
            }
            if !put(record, &name, field, &value, untouched) {
                say(&UNREADABLE, format!("carried `{name}` cannot be read, left out"));
            }
        }
        // What was edited is the entry's own from then on.
        for (field, visible) in inherited.into_iter().zip(digests) {
            let untouched = seen.get(field.name()).and_then(Json::as_str) == visible.as_deref();
            if let Some(value) = record.value(field).cloned().filter(|_| untouched) {
                record.inherit(field, value);
                record.settle(Field::Crossref);
                record.settle(Field::Xdata);
            }
        }
    }
}

/// Sets one thing; `false` if it is none.
fn put(record: &mut Record, name: &str, field: Option<Field>, value: &Json, untouched: bool) -> bool {
    match (name, field, value) {
        (KEY, _, Json::Null) => record.key = None,
        (KEY, _, Json::String(key)) => record.key = Some(key.as_str().into()),
        (TYPE, _, Json::String(kind)) => match EntryType::from_name(kind) {
            Some(kind) => record.kind = kind,
            None => return false,
        },
        (EXTRAS, _, Json::Array(list)) => {
            let carried = list.iter().filter_map(extra_from_json);
            if untouched {
                record.extras = carried.collect();
            } else {
                // The visible ones are of one notation; those of the others could not be edited.
                let own = record.extras.first().map(|extra| extra.format.clone());
                record.extras.extend(carried.filter(|extra| Some(&extra.format) != own.as_ref()));
            }
        }
        (_, Some(field), Json::Null) => drop(record.take(field)),
        (_, Some(field), value) => match value_from_json(field.kind(), value) {
            Some(value) => drop(record.put(field, value)),
            None => return false,
        },
        _ => return false,
    }
    true
}

/// No extras is nothing to be seen.
fn is_none(visible: &Json) -> bool {
    visible.as_array().is_some_and(Vec::is_empty)
}

fn json(value: &impl serde::Serialize) -> Json {
    serde_json::to_value(value).unwrap_or_default()
}

/// Enough to notice an edit.
fn digest(visible: &Json) -> String {
    let mut hash = Sha1::from(visible.to_string()).digest().to_string();
    hash.truncate(8);
    hash
}

/// JSON on one line in which strings hold nothing that any format gives a
/// meaning: ASCII without `<`, `>`, `&`, `{`, `}`, `@`, `%`, `#`, `\` but in
/// `\"` and `\uXXXX`, and without blanks in a row.
///
/// ```
/// use ibidem::carrier::armoured;
/// let json = serde_json::json!({"a": "{x} é\n"});
/// assert_eq!(armoured(&json), r#"{"a":"\u007bx\u007d \u00e9\u000a"}"#);
/// ```
pub fn armoured(value: &Json) -> String {
    let plain = value.to_string();
    let mut out = String::with_capacity(plain.len() + 16);
    let mut chars = plain.chars();
    let mut quoted = false;
    let push = |out: &mut String, c: char| {
        let mut units = [0; 2];
        for unit in c.encode_utf16(&mut units) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    };
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                quoted = !quoted;
                out.push(c);
            }
            '\\' => match chars.next() {
                Some('n') => push(&mut out, '\n'),
                Some('r') => push(&mut out, '\r'),
                Some('t') => push(&mut out, '\t'),
                Some('b') => push(&mut out, '\u{8}'),
                Some('f') => push(&mut out, '\u{c}'),
                Some('u') => out.push_str("\\u"),
                // An escaped quote or backslash: neither may be seen as such.
                Some(escaped) => push(&mut out, escaped),
                None => {}
            },
            ' ' if out.ends_with(' ') || out.ends_with('"') => push(&mut out, ' '),
            c if quoted && (!c.is_ascii() || c.is_ascii_control() || "<>&{}@%#~$^_'`".contains(c)) => push(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// Reads an object.
///
/// ```
/// use ibidem::carrier::object;
/// assert_eq!(object(r#"{"note": "second printing"}"#).unwrap().0["note"], "second printing");
/// ```
pub fn object(text: &str) -> Result<Carried, Damaged> {
    match serde_json::from_str(text) {
        Ok(Json::Object(items)) => Ok(Carried(items)),
        _ => Err(Damaged(text.chars().take(60).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::keys;

    fn record() -> Record {
        let mut record = Record::new(EntryType::Dataset);
        record.key = Some("k\u{e9}".into());
        record.set(keys::TITLE, "A {title}".into());
        record.set(keys::VERSION, "2".into());
        record.extras.push(Extra { format: "ris".into(), name: "U1".into(), value: "x".into() });
        record
    }

    fn image() -> Record {
        let mut image = Record::new(EntryType::Document);
        image.key = Some("k".into());
        image.set(keys::TITLE, "A title".into());
        image.set(keys::VOLUME, "2".into());
        image
    }

    #[test]
    fn what_differs_is_carried_and_comes_back() {
        let carried = Carried::difference(&record(), &image()).unwrap();
        let again = object(&armoured(&Json::Object(carried.0.clone()))).unwrap();
        assert_eq!(again, carried);
        let mut found = image();
        again.restore(&mut found, &mut |code, message| panic!("{} {message}", code.id));
        assert_eq!(found, record());
        assert_eq!(Carried::difference(&record(), &record()), None);
    }

    #[test]
    fn an_edit_wins_and_is_reported() {
        let carried = Carried::difference(&record(), &image()).unwrap();
        let mut edited = image();
        edited.set(keys::TITLE, "Another title".into());
        let mut said = Vec::new();
        carried.restore(&mut edited, &mut |code, message| said.push((code.id, message)));
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].0, "carrier/edited");
        assert!(said[0].1.contains("`title`"));
        assert_eq!(edited.get(keys::TITLE).unwrap().to_plain(), "Another title");
        assert_eq!(edited.kind, EntryType::Dataset);
    }

    #[test]
    fn armour_holds_whatever_a_string_holds() {
        for text in ["\"", "\\", "a  b", " a ", "{", "}}", "\u{1F600}", "%@#<&>", "\u{0}\u{7f}\u{2028}", "\\u0041", "'"]
        {
            let json = Json::String(text.to_owned());
            let armoured = armoured(&json);
            assert!(
                armoured.is_ascii() && !armoured[1..armoured.len() - 1].contains(['"', '{', '<', '@']),
                "{armoured}"
            );
            assert_eq!(serde_json::from_str::<Json>(&armoured).unwrap(), json);
        }
    }
}
