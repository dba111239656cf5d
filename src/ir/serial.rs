//! The record as JSON: the schema of the `native` format.
//!
//! ```json
//! {"key":"doe2025","type":"preprint","fields":{"title":"On ...","issued":"2025-08-28"},
//!  "extras":[{"format":"bibtex","name":"owner","value":"me"}],"origin":{"format":"bibtex","type":"misc"}}
//! ```
//!
//! Text is a string, or an array of strings and objects (`{"emph":[..]}`,
//! `{"math":"x"}`, `{"link":"..","text":[..]}`, `{"quoted":[..]}`,
//! `{"break":"paragraph"}`, `{"raw":"..","notation":"tex"}`). A list of names is
//! an array whose last element is `{"others":true}` or `{"others":536}` where it
//! was cut off. Dates are EDTF strings or `{"literal":".."}`.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value as Json};

use super::{
    Date, EntryType, Extra, Field, FileLink, Inline, Kind, Name, NameDetails, Names, Origin, Others, Pages, Record,
    Str, Style, Text, Value, Version,
};

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Text::Plain(text) => serializer.serialize_str(text),
            Text::Rich(inlines) => inlines.serialize(serializer),
        }
    }
}

impl Serialize for Inline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Inline::Plain(text) = self {
            return serializer.serialize_str(text);
        }
        let mut map = serializer.serialize_map(None)?;
        match self {
            Inline::Plain(_) => {}
            Inline::Styled(style, inner) => map.serialize_entry(style.name(), inner)?,
            Inline::Quoted(inner) => map.serialize_entry("quoted", inner)?,
            Inline::Math(tex) => map.serialize_entry("math", tex)?,
            Inline::Link { target, text } => {
                map.serialize_entry("link", target)?;
                if !text.is_empty() {
                    map.serialize_entry("text", text)?;
                }
            }
            Inline::Paragraph => map.serialize_entry("break", "paragraph")?,
            Inline::Raw { notation, source } => {
                map.serialize_entry("raw", source)?;
                map.serialize_entry("notation", notation)?;
            }
        }
        map.end()
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(if self.body { "literal" } else { "family" }, &self.family)?;
        let parts = [
            ("given", &self.given),
            ("particle", &self.particle),
            ("dropping-particle", &self.dropping_particle),
            ("suffix", &self.suffix),
        ];
        for (name, part) in parts {
            if !part.is_empty() {
                map.serialize_entry(name, part)?;
            }
        }
        if let Some(details) = &self.details {
            if !details.affiliations.is_empty() {
                map.serialize_entry("affiliations", &details.affiliations)?;
            }
            if !details.ids.is_empty() {
                map.serialize_entry("ids", &details.ids)?;
            }
            for (name, flag) in [("comma-suffix", details.comma_suffix), ("static-order", details.static_order)] {
                if flag {
                    map.serialize_entry(name, &true)?;
                }
            }
            if !details.options.is_empty() {
                map.serialize_entry("options", &details.options)?;
            }
        }
        map.end()
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Tail(Others);
        impl Serialize for Tail {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(1))?;
                match self.0 {
                    Others::Unknown => map.serialize_entry("others", &true)?,
                    Others::Count(count) => map.serialize_entry("others", &count)?,
                }
                map.end()
            }
        }
        let mut seq = serializer.serialize_seq(None)?;
        for name in &self.list {
            seq.serialize_element(name)?;
        }
        if let Some(others) = self.others {
            seq.serialize_element(&Tail(others))?;
        }
        seq.end()
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Date::Literal(words) = self {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry("literal", words)?;
            return map.end();
        }
        serializer.collect_str(self)
    }
}

impl Serialize for FileLink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("target", &self.target)?;
        for (name, part) in [("title", &self.title), ("media-type", &self.media_type)] {
            if !part.is_empty() {
                map.serialize_entry(name, part)?;
            }
        }
        map.end()
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("number", &self.number)?;
        if let Some(date) = &self.date {
            map.serialize_entry("date", date)?;
        }
        if let Some(size) = self.size_kb {
            map.serialize_entry("size-kb", &size)?;
        }
        if !self.note.is_empty() {
            map.serialize_entry("note", &self.note)?;
        }
        map.end()
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Text(text) => text.serialize(serializer),
            Value::Texts(texts) => texts.serialize(serializer),
            Value::Names(names) => names.serialize(serializer),
            Value::Date(date) => date.serialize(serializer),
            Value::Token(token) => token.serialize(serializer),
            Value::Tokens(tokens) => tokens.serialize(serializer),
            Value::Pages(pages) => serializer.serialize_str(pages.as_str()),
            Value::Files(files) => files.serialize(serializer),
            Value::Versions(versions) => versions.serialize(serializer),
        }
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("format", &self.format)?;
        map.serialize_entry("name", &self.name)?;
        map.serialize_entry("value", &self.value)?;
        map.end()
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Spelling<'o>(&'o [(Field, Str)]);
        impl Serialize for Spelling<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(field, text)| (field.name(), text)))
            }
        }
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", &self.format)?;
        if !self.native_type.is_empty() {
            map.serialize_entry("type", &self.native_type)?;
        }
        if !self.spelling.is_empty() {
            map.serialize_entry("spelling", &Spelling(&self.spelling))?;
        }
        map.end()
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Fields<'r>(&'r Record);
        impl Serialize for Fields<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.fields().map(|(field, value)| (field.name(), value)))
            }
        }
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("type", self.kind.name())?;
        map.serialize_entry("fields", &Fields(self))?;
        if !self.inherited().is_empty() {
            let names: Vec<_> = self.inherited().iter().map(Field::name).collect();
            map.serialize_entry("inherited", &names)?;
        }
        map.serialize_entry("extras", &self.extras)?;
        map.serialize_entry("origin", &self.origin)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::deserialize(deserializer)?;
        let mut problems = Vec::new();
        let record = record_from_json(map, &mut problems);
        match problems.into_iter().next() {
            None => Ok(record),
            Some(problem) => Err(D::Error::custom(problem)),
        }
    }
}

/// Builds a record from its JSON form; what does not fit is named in
/// `problems` and kept as an extra of the format `native`.
pub(crate) fn record_from_json(map: Map<String, Json>, problems: &mut Vec<String>) -> Record {
    let mut record = Record::default();
    let mut inherited = Vec::new();
    for (name, json) in map {
        match (name.as_str(), json) {
            ("key" | "origin", Json::Null) => {}
            ("key", Json::String(key)) => record.key = Some(key.into()),
            ("type", Json::String(kind)) => match EntryType::from_name(&kind) {
                Some(kind) => record.kind = kind,
                None => {
                    problems.push(format!("unknown entry type `{kind}`"));
                    record.extras.push(Extra { format: "native".into(), name: Extra::TYPE.into(), value: kind.into() });
                }
            },
            ("fields", Json::Object(fields)) => {
                for (name, json) in fields {
                    let field = Field::from_name(&name);
                    let value = field.and_then(|field| value_from_json(field.kind(), &json));
                    if let (Some(field), Some(value)) = (field, value) {
                        record.put(field, value);
                        continue;
                    }
                    problems.push(match field {
                        Some(field) => format!("field `{name}` is no {:?}", field.kind()),
                        None => format!("unknown field `{name}`"),
                    });
                    let value = json.to_string().into();
                    record.extras.push(Extra { format: "native".into(), name: name.into(), value });
                }
            }
            ("inherited", Json::Array(names)) => {
                for json in &names {
                    match json.as_str().and_then(Field::from_name) {
                        Some(field) => inherited.push(field),
                        None => problems.push(format!("`{json}` is no field that could be inherited")),
                    }
                }
            }
            ("extras", Json::Array(extras)) => {
                for json in &extras {
                    match extra_from_json(json) {
                        Some(extra) => record.extras.push(extra),
                        None => problems.push(format!("extra `{json}` is no object of format, name and value")),
                    }
                }
            }
            ("origin", Json::Object(origin)) => record.origin = Some(Box::new(origin_from_json(&origin))),
            (name, json) => problems.push(format!("`{name}` cannot be `{json}`")),
        }
    }
    for field in inherited {
        if let Some(value) = record.take(field) {
            record.inherit(field, value);
        }
    }
    record
}

fn string(json: &Json) -> Option<Str> {
    json.as_str().map(Str::from)
}

fn all<T>(json: &Json, one: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.as_array()?.iter().map(one).collect()
}

pub(crate) fn extra_from_json(json: &Json) -> Option<Extra> {
    Some(Extra { format: string(&json["format"])?, name: string(&json["name"])?, value: string(&json["value"])? })
}

fn origin_from_json(map: &Map<String, Json>) -> Origin {
    let part = |name| map.get(name).and_then(string).unwrap_or_default();
    let spelling = map.get("spelling").and_then(Json::as_object).into_iter().flatten();
    Origin {
        format: part("format"),
        native_type: part("type"),
        spelling: spelling.filter_map(|(name, text)| Some((Field::from_name(name)?, string(text)?))).collect(),
        kept: None,
    }
}

pub(crate) fn value_from_json(kind: Kind, json: &Json) -> Option<Value> {
    Some(match kind {
        Kind::Text => Value::Text(text_from_json(json)?),
        Kind::Texts => Value::Texts(all(json, text_from_json)?),
        Kind::Names => Value::Names(names_from_json(json)?),
        Kind::Date => Value::Date(Box::new(date_from_json(json)?)),
        Kind::Token => Value::Token(string(json)?),
        Kind::Tokens => Value::Tokens(all(json, string)?),
        Kind::Pages => Value::Pages(Pages::parse(json.as_str()?)),
        Kind::Files => Value::Files(all(json, file_from_json)?),
        Kind::Versions => Value::Versions(all(json, version_from_json)?),
    })
}

fn text_from_json(json: &Json) -> Option<Text> {
    match json {
        Json::String(text) => Some(Text::Plain(text.as_str().into())),
        Json::Array(_) => Some(Text::from_inlines(all(json, inline_from_json)?)),
        _ => None,
    }
}

// Depth is bounded by serde_json's own recursion limit of 128.
fn inline_from_json(json: &Json) -> Option<Inline> {
    let map = match json {
        Json::String(text) => return Some(Inline::Plain(text.as_str().into())),
        Json::Object(map) => map,
        _ => return None,
    };
    if let Some(target) = map.get("link") {
        let text = map.get("text").map_or(Some(Vec::new()), |text| all(text, inline_from_json))?;
        return Some(Inline::Link { target: string(target)?, text });
    }
    if let Some(source) = map.get("raw") {
        return Some(Inline::Raw { notation: string(map.get("notation")?)?, source: string(source)? });
    }
    let (name, value) = map.iter().next()?;
    match name.as_str() {
        "quoted" => Some(Inline::Quoted(all(value, inline_from_json)?)),
        "math" => Some(Inline::Math(string(value)?)),
        "break" if value == "paragraph" => Some(Inline::Paragraph),
        name => {
            let style = Style::ALL.into_iter().find(|style| style.name() == name)?;
            Some(Inline::Styled(style, all(value, inline_from_json)?))
        }
    }
}

fn names_from_json(json: &Json) -> Option<Names> {
    let mut names = Names::default();
    for item in json.as_array()? {
        let map = item.as_object()?;
        match map.get("others") {
            Some(Json::Bool(true)) => names.others = Some(Others::Unknown),
            Some(count) => names.others = Some(Others::Count(u32::try_from(count.as_u64()?).ok()?)),
            None => names.list.push(name_from_json(map)?),
        }
    }
    Some(names)
}

fn name_from_json(map: &Map<String, Json>) -> Option<Name> {
    let part = |name: &str| map.get(name).map_or(Some(Text::default()), text_from_json);
    let flag = |name: &str| map.get(name) == Some(&Json::Bool(true));
    let pairs = |name: &str| {
        let pair = |pair: &Json| Some((string(pair.get(0)?)?, string(pair.get(1)?)?));
        map.get(name).map_or(Some(Vec::new()), |list| all(list, pair))
    };
    let details = NameDetails {
        affiliations: map.get("affiliations").map_or(Some(Vec::new()), |list| all(list, text_from_json))?,
        ids: pairs("ids")?,
        comma_suffix: flag("comma-suffix"),
        static_order: flag("static-order"),
        options: pairs("options")?,
    };
    let body = map.contains_key("literal");
    Some(Name {
        body,
        family: part(if body { "literal" } else { "family" })?,
        given: part("given")?,
        particle: part("particle")?,
        dropping_particle: part("dropping-particle")?,
        suffix: part("suffix")?,
        details: (details != NameDetails::default()).then(|| Box::new(details)),
    })
}

fn date_from_json(json: &Json) -> Option<Date> {
    match json {
        Json::String(text) => Date::parse(text),
        Json::Object(map) => Some(Date::Literal(string(map.get("literal")?)?)),
        _ => None,
    }
}

fn file_from_json(json: &Json) -> Option<FileLink> {
    let part = |name: &str| json.get(name).map_or(Some(Str::default()), string);
    Some(FileLink { target: string(json.get("target")?)?, title: part("title")?, media_type: part("media-type")? })
}

fn version_from_json(json: &Json) -> Option<Version> {
    let small = |json: &Json| u32::try_from(json.as_u64()?).ok();
    Some(Version {
        number: small(json.get("number")?)?,
        date: json.get("date").map_or(Some(None), |date| date_from_json(date).map(Some))?,
        size_kb: json.get("size-kb").map_or(Some(None), |size| small(size).map(Some))?,
        note: json.get("note").map_or(Some(Str::default()), string)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    #[test]
    fn a_full_record_comes_back_as_it_was() {
        let line = concat!(
            r#"{"key":"k","type":"preprint","fields":{"#,
            r#""title":["A ",{"emph":["b"]},{"math":"x"},{"link":"u","text":["t"]},{"quoted":["q"]},"#,
            r#"{"break":"paragraph"},{"raw":"\\foo","notation":"tex"}],"#,
            r#""author":[{"family":"Gogh","given":"Vincent","particle":"van"},"#,
            r#"{"literal":"ATLAS","ids":[["ror","x"]]},"#,
            r#"{"family":"X","options":[["useprefix","true"]]},{"others":536}],"#,
            r#""pages":"1–2","issued":"2025-08","accessed":{"literal":"last week"},"doi":"10.1000/x","#,
            r#""files":[{"target":"a.pdf","media-type":"PDF"}],"#,
            r#""versions":[{"number":1,"date":"2025-08-28","size-kb":56}],"keywords":["a","b"]},"#,
            r#""extras":[{"format":"bibtex","name":"owner","value":"me"}],"#,
            r#""origin":{"format":"bibtex","type":"misc","spelling":{"abstract":"\\%"}}}"#
        );
        let record: Record = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&record).unwrap(), line);
    }

    #[test]
    fn what_does_not_fit_is_named_and_kept() {
        let json = r#"{"type":"nonsense","fields":{"title":1,"colour":"red","volume":"1"}}"#;
        let mut problems = Vec::new();
        let record = record_from_json(serde_json::from_str(json).unwrap(), &mut problems);
        assert_eq!(problems.len(), 3);
        assert_eq!(record.extras.len(), 3);
        assert_eq!(record.get(keys::VOLUME).unwrap().to_plain(), "1");
        assert!(serde_json::from_str::<Record>(json).is_err());
    }
}
