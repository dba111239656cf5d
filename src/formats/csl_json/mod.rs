//! CSL-JSON: the input of citation processors.
//!
//! A list of objects, one a work. Source of truth is the data schema of CSL
//! (<https://github.com/citation-style-language/schema>, `csl-data.json`): it
//! forbids names it does not list, wants dates as objects, and `version` as a
//! string. What is written satisfies it whatever the record. The meaning of
//! the variables is that of the CSL 1.0.2 specification.
//!
//! Quirks: strings may hold a few tags ([`crate::codec::markup`]); processors
//! and the schema disagree about `part-number`, `printing-number` and
//! `supplement-number`, which are read, and written as `part`, `printing` and
//! `supplement`; `shortTitle`, `journalAbbreviation` and `event` are old names.
//!
//! ```
//! use ibidem::formats::csl_json::{CSL_JSON, STRAY_TEXT, ZOTERO};
//! let read = ibidem::read_str(r#"[{"id": "a", "type": "book", "title": "Notes"}] and more"#, CSL_JSON.name)?;
//! assert_eq!(read.value[0].key.as_deref(), Some("a"));
//! assert_eq!(read.diagnostics[0].code, &STRAY_TEXT);
//! assert_eq!(ZOTERO.variant_of, Some("csl-json"));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod archive;
mod carrier;
mod cut;
mod dates;
mod foreign;
mod joined;
mod map;
mod names;
mod note;
mod read;
mod schema;
mod terms;
#[cfg(test)]
mod tests;
mod values;
mod write;
#[cfg(feature = "csl-yaml")]
pub mod yaml;
mod zotero;

pub use cut::{NESTED_LIST, STRAY_TEXT};
pub use dates::BAD_DATE;

use std::borrow::Cow;

use crate::codec::json;
use crate::format::{Format, Likelihood, Naming, Reading};
use crate::ir::{EntryType, Extra, Str};
use crate::map::{Fidelity, Notation};
use crate::report::{Code, Severity};

/// An object that is no item.
pub static BAD_ITEM: Code = Code::new(
    "csl-json/bad-item",
    Severity::Error,
    "an element of the list is no item",
    "Every element of the list is a JSON object with variables of CSL. This one is not well-formed, or holds none of \
     them. It was skipped; the elements before and behind it are not affected.",
    "check quotes, brackets and commas at this place",
);

/// A value of a kind that the variable cannot have.
pub static WRONG_KIND: Code = Code::new(
    "csl-json/wrong-kind",
    Severity::Warning,
    "a value of the wrong kind",
    "The variable holds something else than the schema allows: an object where a string is due, a number where names \
     are due. It was kept as an extra field.",
    "compare the value with the schema of CSL-JSON",
);

/// A value that says what is meant in another way than the schema has.
pub static FORGIVEN: Code = Code::new(
    "csl-json/forgiven",
    Severity::Warning,
    "a value that the schema does not allow",
    "The variable holds a number where the schema has a string, or one name where it has a list of names. What is meant \
     is clear and was read; other programs may refuse the file.",
    "put quotes around a number, and brackets around a name",
);

/// Half of a character.
pub static LONE_SURROGATE: Code = Code::new(
    "csl-json/lone-surrogate",
    Severity::Warning,
    "an escape that is half of a character",
    "Characters beyond U+FFFF are escaped in two halves (`\\ud83d\\ude00`). The item has one half without the other, as \
     programs leave it that cut texts to a length. It was replaced by U+FFFD.",
    "take the escape out, or complete it",
);

/// A variable that is there twice.
pub static REPEATED: Code = Code::new(
    "csl-json/repeated",
    Severity::Warning,
    "a variable is said twice",
    "An item has two members of the same name that differ, or its note says a date that the item has already. The \
     first one counts, and that of the note; the other was kept as an extra field.",
    "remove one of them",
);

/// Several strings where one is due.
pub static SEVERAL: Code = Code::new(
    "csl-json/several",
    Severity::Warning,
    "a list where one string is due",
    "The variable holds a list of several strings, as records of Crossref do where a work has a title in two languages. \
     The first one counts; the list was kept as an extra field.",
    "",
);

/// Text with tags of JATS.
pub static FOREIGN_MARKUP: Code = Code::new(
    "csl-json/jats",
    Severity::Info,
    "text in the mark-up of publishers",
    "The text has tags of JATS or MathML, as Crossref's abstracts do. Paragraphs, italics, bold, small capitals, raised \
     and lowered characters and TeX formulas were kept; the other tags were left out, and a heading `Abstract` with them.",
    "",
);

/// The format.
pub static CSL_JSON: Format = Format {
    aliases: &["csljson", "csl"],
    title: "CSL-JSON, the input of citation processors",
    target_extensions: &["json"],
    mime: "application/vnd.citationstyles.csl+json",
    docs: "A list of objects with the variables of CSL 1.0.2, as Zotero, pandoc and citeproc exchange them. Read as an \
           array, as a single object, as `{\"items\": [...]}` and as JSON Lines. What is written satisfies the official \
           data schema (`csl-data.json`): no names but those it lists, dates as objects, one item a line.\n\nA preprint \
           is an `article`; its arXiv identifier is `number` (with the prefix `arXiv:`), `archive_location` beside \
           `archive`, and implies `publisher`. `submitted` is the date of the first version, `available-date` the date \
           of announcement. A `citation-key` that differs from `id` is the key of the record; the `id` is kept as an \
           extra field.",
    sniff,
    open: Some(|options| {
        let keep = options.keep_origin;
        Ok(Reading {
            cut: Box::<cut::Elements>::default(),
            parser: Box::new(move || Box::new(read::Parser::new(keep))),
            watch: None,
        })
    }),
    create: Some(|options| Ok(Box::new(write::Writer::new(&map::TABLE, options)))),
    naming: Naming::Key { fold_case: false, legal: |c| !c.is_control() },
    escape: Some(crate::codec::escape::json),
    codes: CODES,
    carrier: Some(carrier::CARRIER),
    table: Some(|| &map::TABLE),
    ..Format::base("csl-json")
};

static CODES: &[&Code] = &[
    &BAD_ITEM,
    &WRONG_KIND,
    &FORGIVEN,
    &LONE_SURROGATE,
    &STRAY_TEXT,
    &NESTED_LIST,
    &BAD_DATE,
    &REPEATED,
    &SEVERAL,
    &FOREIGN_MARKUP,
];

/// The profile with the names that styles and Zotero know.
pub static ZOTERO: Format = Format {
    aliases: &["csl:zotero"],
    title: "CSL-JSON with the names of Zotero and of styles",
    target_extensions: &[],
    docs: include_str!("zotero.md"),
    variant_of: Some("csl-json"),
    notation: "csl-json",
    sniff: |_| Likelihood::No,
    create: Some(|options| Ok(Box::new(write::Writer::new(&zotero::ZOTERO, options)))),
    table: Some(|| &zotero::ZOTERO),
    name: "csl-json:zotero",
    ..CSL_JSON
};

/// The notation: members of an object.
pub(crate) struct CslJson;

impl Notation for CslJson {
    const NAME: &'static str = "csl-json";

    fn first_control(text: &str) -> Option<usize> {
        crate::codec::json::first_control(text)
    }

    type Value<'a> = json::Json<'a>;

    type Sink = Out;

    fn source(value: &json::Json<'_>) -> Str {
        match value {
            // A control character was forgiven in reading and is not in writing.
            json::Json::Str(text, source) if source.bytes().any(|b| b < 0x20) => {
                let mut out = Vec::new();
                json::write_string(text, &mut out);
                Str::from_utf8_lossy(&out)
            }
            value => value.source().into(),
        }
    }

    fn write_extra(extra: &Extra, out: &mut Out) -> Fidelity {
        Fidelity::or_nothing(write::write_extra(extra, out))
    }
}

/// The object being written.
#[derive(Default)]
pub(crate) struct Out {
    buf: Vec<u8>,
    scratch: String,
    written: Vec<&'static str>,
    kind: Option<EntryType>,
}

impl Out {
    fn begin(&mut self, kind: EntryType) {
        self.kind = Some(kind);
        self.written.clear();
    }

    /// Begins a member.
    fn key(&mut self, name: &'static str) {
        self.written.push(name);
        self.buf.extend_from_slice(b", \"");
        self.buf.extend_from_slice(name.as_bytes());
        self.buf.extend_from_slice(b"\": ");
    }

    /// Writes a member that is a string.
    fn string(&mut self, name: &'static str, text: &str) {
        self.key(name);
        json::write_string(text, &mut self.buf);
    }

    /// Whether the object has a member of that name.
    fn has(&self, name: &str) -> bool {
        self.written.contains(&name)
    }

    /// Whether the `id` is an extra field of the record and not its key.
    fn id_is_own(&mut self) -> bool {
        let at = self.written.iter().position(|name| *name == "id");
        at.map(|at| self.written.swap_remove(at)).is_some()
    }

    /// Whether reading takes a member of that name for a field, unless it
    /// contradicts one that was written.
    fn is_read(&self, name: &str) -> bool {
        use crate::map::Direction;
        let rows = map::TABLE
            .fields
            .iter()
            .filter(|row| row.direction != Direction::Write && self.kind.is_some_and(|kind| row.when.has(kind)));
        let mut taking = rows
            .filter(|row| row.names[..row.needs.max(1)].contains(&name) || row.needs == 0 && row.names.contains(&name))
            .peekable();
        taking.peek().is_some() && !taking.any(|row| row.direction == Direction::Read && self.writes(row.field))
    }

    /// Whether a row for that field has written its name.
    fn writes(&self, field: crate::ir::Field) -> bool {
        let rows = map::TABLE.fields.iter().filter(|row| row.field == field);
        rows.filter_map(|row| row.names.first()).any(|name| self.has(name))
    }
}

fn sniff(head: &[u8]) -> Likelihood {
    let text = head.trim_ascii_start();
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text).trim_ascii_start();
    let list = text.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    let Some(object) = list.unwrap_or(text).strip_prefix(b"{") else {
        let empty = list.is_some_and(|rest| rest.first() == Some(&b']'));
        return if empty { Likelihood::Maybe(20) } else { Likelihood::No };
    };
    let object = String::from_utf8_lossy(&object[..object.len().min(16 * 1024)]);
    let after = |name: &str| member(&object, name);
    if after("fields").any(|rest| rest.starts_with('{')) {
        return Likelihood::No;
    }
    let types = map::TABLE.types;
    let typed = after("type").any(|rest| {
        let kind = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')).map_or("", |(kind, _)| kind);
        types.iter().any(|row| row.native == kind)
    });
    let marks = ["issued", "container-title", "date-parts", "family", "title", "author", "DOI"];
    let marked = marks.iter().any(|name| after(name).next().is_some());
    match (typed, after("id").next().is_some(), marked) {
        (true, true, _) | (true, _, true) => Likelihood::Sure,
        (true, ..) => Likelihood::Maybe(80),
        (false, true, true) => Likelihood::Maybe(60),
        (false, false, true) => Likelihood::Maybe(30),
        _ => Likelihood::No,
    }
}

/// What follows each member of that name.
fn member<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> + use<'t> {
    let quoted: Cow<'static, str> = format!("\"{name}\"").into();
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(&*quoted)?;
            rest = &rest[at + quoted.len()..];
            if let Some(value) = rest.trim_start().strip_prefix(':') {
                return Some(value.trim_start());
            }
        }
    })
}
