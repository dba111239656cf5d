//! Reading: an entry becomes a record.

use std::borrow::Cow;
use std::sync::Arc;

use super::cut::{Scope, Scopes};
use super::elem::{Elem, Item, take_apart};
use super::ids::{doi_of, is_foreign, without_ordinal};
use super::links;
use super::map::{self, Atom, TABLE};
use super::names::Bindings;
use super::people;
use crate::format::{Parse, Parsed};
use crate::ir::{ArxivId, EntryType, Name, Names, Record, keys};
use crate::map::{Ctx, Importer, RawRecord};
use crate::report::{Code, Diagnostic, Severity, Sink};
use crate::source::Frame;

/// An entry that is no well-formed XML.
pub static MALFORMED: Code = Code::new(
    "atom/malformed",
    Severity::Error,
    "an entry is not well-formed XML",
    "Tags do not match, an entry is not closed, or elements are nested deeper than 64 levels. The entry was skipped; \
     reading went on with the next one.",
    "repair the markup where the message points",
);

/// An entity that XML does not know.
pub static UNKNOWN_ENTITY: Code = Code::new(
    "atom/unknown-entity",
    Severity::Warning,
    "an entity that XML does not know",
    "XML has five named entities; others would have to be declared in a document type, which is never read. The \
     reference was kept as it stands.",
    "write the character itself or its number",
);

/// An answer of arXiv's interface that reports an error.
pub static API_ERROR: Code = Code::new(
    "atom/api-error",
    Severity::Error,
    "the feed is an error message of arXiv's interface",
    "arXiv's interface reports errors as feeds with one entry titled `Error` whose summary is the message. It is no \
     record.",
    "correct the query and fetch the feed again",
);

/// Parses entries; keeps its memory.
pub(super) struct Parser {
    scopes: Scopes,
    importer: Importer<Atom>,
    scope: Arc<Scope>,
    number: Option<u8>,
    bindings: Bindings,
    /// Persons of the feed, for entries without any.
    authors: Vec<Name>,
    keep_origin: bool,
}

impl Parser {
    pub(super) fn new(scopes: Scopes, keep_origin: bool) -> Parser {
        Parser {
            scopes,
            importer: Importer::new(&TABLE),
            scope: Arc::default(),
            number: None,
            bindings: Bindings::default(),
            authors: Vec::new(),
            keep_origin,
        }
    }

    /// Enters the scope of this number.
    fn enter(&mut self, number: u8) {
        let found = self.scopes.read().ok().and_then(|scopes| scopes.get(usize::from(number)).cloned());
        let scope = found.unwrap_or_default();
        let same = self.number == Some(number) && Arc::ptr_eq(&scope, &self.scope);
        if same {
            return;
        }
        self.number = Some(number);
        self.bindings = scope.bindings.clone();
        self.scope = scope;
        let head = format!("<feed>{}</feed>", self.scope.head);
        self.authors.clear();
        if let Ok(taken) = take_apart(&head, &mut self.bindings) {
            let ours = taken.items.iter().any(|item| item.name == "ibidem:supplied" && item.elem.text == "author");
            let persons = taken.items.iter().filter(|item| item.name == "author" && !ours);
            self.authors.extend(persons.filter_map(|item| people::person(&item.elem)));
        }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        self.enter(frame.kind);
        let text = frame.text;
        let mut taken = match take_apart(text, &mut self.bindings) {
            Ok(taken) => taken,
            Err(fault) => {
                let message = format!("entry is no well-formed XML ({}), skipped", fault.why);
                sink.diagnostic(Diagnostic::new(&MALFORMED, message).at(text, frame.span, fault.at, 1));
                return Parsed::Spoilt;
            }
        };
        if taken.root != "entry" {
            return Parsed::Nothing;
        }
        if let Some(message) = api_error(&taken.items) {
            let message = format!("arXiv answered with an error, not with a record: {message}");
            sink.diagnostic(Diagnostic::new(&API_ERROR, message).at(text, frame.span, 0, 1));
            return Parsed::Spoilt;
        }
        for (at, name) in taken.entities.drain(..) {
            let message = format!("entity `&{name};` is not known to XML, kept as it stands");
            sink.diagnostic(Diagnostic::new(&UNKNOWN_ENTITY, message).at(text, frame.span, at, name.len() + 2));
        }
        let raw = raw_record(taken.items);
        let mut ctx = Ctx::new(sink, text, frame.span, self.keep_origin);
        self.importer.import(&raw, record, &mut ctx);
        inherit(record, &raw, &self.authors);
        Parsed::Record
    }
}

/// The persons of an entry without any are those of its source, else of the
/// feed (RFC 4287, 4.2.1).
fn inherit(record: &mut Record, raw: &RawRecord<'_, Atom>, authors: &[Name]) {
    if record.get(keys::AUTHOR).is_none() && !authors.is_empty() && raw.value("author").is_none() {
        record.set(keys::AUTHOR, Names::from(authors.to_vec()));
    }
}

fn api_error(items: &[Item<'_>]) -> Option<String> {
    let get = |name: &str| items.iter().find(|item| item.name == name).map(|item| item.elem.text.trim());
    let is_error = get("title") == Some("Error") && get("id")?.contains("arxiv.org/api/errors");
    is_error.then(|| map::collapsed(get("summary").unwrap_or_default()).into_owned())
}

/// Names what an entry holds by what it means, and applies our marks.
fn raw_record<'a>(items: Vec<Item<'a>>) -> RawRecord<'a, Atom> {
    let mut raw: RawRecord<'a, Atom> = RawRecord::default();
    raw.fields.reserve(items.len() + 2);
    let mut kind = None;
    let mut supplied: Vec<Cow<'a, str>> = Vec::new();
    let mut dates: Vec<(Cow<'a, str>, Cow<'a, str>)> = Vec::new();
    let mut arxiv = false;
    let mut alternates = 0;
    for Item { name, elem, at } in items {
        let len = elem.inner.len();
        match name.as_ref() {
            "ibidem:type" => kind = Some(elem.text),
            "ibidem:key" => raw.key = Some(elem.text).filter(|key| !key.is_empty()),
            "ibidem:supplied" => supplied.push(elem.text),
            "ibidem:date" => dates.push((elem.attribute("name").unwrap_or_default(), elem.text)),
            "id" => {
                let id = elem.text.trim();
                let bare = without_ordinal(id);
                let ours = bare.contains("arxiv.org/") || bare.starts_with("oai:arXiv.org:");
                let parsed = ours.then(|| ArxivId::parse(bare)).flatten();
                if let Some(parsed) = parsed {
                    arxiv = true;
                    let part = |text: String| Elem { text: Cow::Owned(text), bare: true, ..Elem::default() };
                    raw.push("id:arxiv", part(parsed.id.to_string()), at, len);
                    if let Some(version) = parsed.version {
                        raw.push("id:version", part(version.to_string()), at, len);
                    }
                } else if let Some(doi) = doi_of(bare) {
                    let elem = Elem { text: Cow::Owned(doi.to_string()), bare: true, ..Elem::default() };
                    raw.push("id:doi", elem, at, len);
                } else if !id.is_empty() {
                    let elem = Elem { text: Cow::Owned(id.to_owned()), bare: true, ..Elem::default() };
                    raw.push(name, elem, at, len);
                }
            }
            "link" => {
                let name = link_name(&elem, &mut alternates);
                raw.push(name, elem, at, len);
            }
            "category" => {
                let name = links::category_name(&elem);
                raw.push(name, elem, at, len);
            }
            "author" | "contributor" if people::person(&elem).is_none() => {}
            // An empty element says nothing.
            _ if elem.inner.trim().is_empty() && !elem.has_attributes() => {}
            _ => raw.push(name, elem, at, len),
        }
    }
    for (name, date) in dates {
        let own = |raw: &str| raw == name || raw.strip_prefix("prism:") == Some(&name);
        if let Some(field) = raw.fields.iter_mut().find(|field| own(&field.name)) {
            field.value.mark = Some(date);
        }
    }
    let says = |what: &str| supplied.iter().any(|name| name == what);
    raw.kind = kind.unwrap_or_else(|| Cow::Borrowed(inferred(&raw, arxiv).name()));
    // The time of the last change says nothing new where it is that of publication.
    let published = raw.value("published").map(|elem| elem.text.trim().to_owned());
    let same = raw.value("updated").is_some_and(|e| e.mark.is_none() && Some(e.text.trim()) == published.as_deref());
    raw.fields.retain(|field| match field.name.as_ref() {
        "id" => !says("id"),
        "updated" => !same && !says("updated"),
        "link:alternate" => !says("link"),
        _ => true,
    });
    // Beside a summary, content is the work itself.
    if raw.value("summary").is_none()
        && let Some(content) = raw.fields.iter_mut().find(|field| field.name == "content")
    {
        content.name = Cow::Borrowed("content:abstract");
    }
    // The first version of a preprint is its publication.
    let preprint = raw.kind.eq_ignore_ascii_case(EntryType::Preprint.name());
    if preprint && !says("issued") && raw.value("prism:publicationDate").is_none() {
        let first = raw.fields.iter().find(|field| field.name == "published");
        if let Some((value, at, len)) = first.map(|field| (field.value.clone(), field.at, field.len)) {
            raw.push("published:first", value, at as usize, len as usize);
        }
    }
    raw
}

/// The entry type of an entry that does not say it.
fn inferred(raw: &RawRecord<'_, Atom>, arxiv: bool) -> EntryType {
    if arxiv {
        EntryType::Preprint
    } else if raw.value("prism:publicationName").is_some() {
        EntryType::ArticleJournal
    } else if raw.value("link:alternate").is_some() {
        EntryType::Webpage
    } else {
        EntryType::Document
    }
}

fn link_name(elem: &Elem<'_>, alternates: &mut usize) -> Cow<'static, str> {
    let rel = elem.attribute("rel").unwrap_or(Cow::Borrowed("alternate"));
    let rel = rel.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(&rel);
    let pdf = || elem.attribute("type").as_deref() == Some("application/pdf");
    let titled = |what: &str| elem.attribute("title").as_deref() == Some(what);
    match rel {
        "alternate" if pdf() => Cow::Borrowed("link:file"),
        "alternate" => {
            *alternates += 1;
            Cow::Borrowed(if *alternates == 1 { "link:alternate" } else { "link:related" })
        }
        "related" if titled("doi") => Cow::Borrowed("link:doi"),
        "related" if pdf() || titled("pdf") => Cow::Borrowed("link:file"),
        "related" => Cow::Borrowed("link:related"),
        "enclosure" => Cow::Borrowed("link:file"),
        other => Cow::Owned(format!("link:{other}")),
    }
}

impl Atom {
    /// Whether an `id` read from an entry stays as it is.
    pub(super) fn keeps_id(id: &str) -> bool {
        is_foreign(id)
    }
}
