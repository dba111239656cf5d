//! Reading: an entry becomes a record.

use std::borrow::Cow;
use std::sync::Arc;

use super::attributes::attribute;
use super::cut::{Scope, Scopes};
use super::elem::{Elem, Item, take_apart};
use super::ids::{doi_of, is_foreign, without_ordinal};
use super::links;
use super::map::{self, Atom, TABLE};
use super::names::Bindings;
use super::people;
use super::xml::{html_reference, tidied};
use super::{announce, base};
use crate::format::{Parse, Parsed};
use crate::ir::{ArxivId, EntryType, Name, Names, Record, keys, normal_doi};
use crate::map::{Ctx, Importer, Raw, RawRecord};
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

/// Something between entries that does not end.
pub static UNCLOSED: Code = Code::new(
    "atom/unclosed",
    Severity::Warning,
    "something between entries is not closed",
    "Between entries a comment, a CDATA section, a processing instruction, a document type or a tag begins and does not \
     end, or a comment ends only behind the beginning of another one. It was passed over up to the next entry, which \
     was read.",
    "close it where the message points",
);

/// A feed without its end.
pub static UNFINISHED: Code = Code::new(
    "atom/unfinished",
    Severity::Error,
    "the feed ends without its end tag",
    "The input ends between two entries, before the end tag of the feed. What stood behind, if anything, is lost; it is \
     often a transfer that broke off. The entries before were read.",
    "fetch the feed again",
);

/// An entity that XML does not know.
pub static UNKNOWN_ENTITY: Code = Code::new(
    "atom/unknown-entity",
    Severity::Warning,
    "an entity that XML does not know",
    "XML has five named entities; others would have to be declared in a document type, which is never read. A name \
     that HTML knows was read as the character it means there; any other reference was kept as it stands.",
    "write the character itself or its number",
);

/// A character that XML does not have.
pub static ILLEGAL_CHARACTER: Code = Code::new(
    "atom/illegal-character",
    Severity::Warning,
    "a character that XML does not have",
    "XML 1.0 has no control characters but tab and line breaks, and no U+FFFE and U+FFFF, neither as themselves nor \
     as references (section 2.2). They come in with text copied from PDF files. They were left out.",
    "take the characters out",
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

/// Which feeds a reader takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// RFC 4287, and its draft 0.3.
    Atom,
    /// RSS 0.9x, 1.0 and 2.0.
    Rss,
}

/// What a feed says once for all its entries.
const INHERITED: [&str; 5] = ["prism:publicationName", "prism:issn", "prism:eIssn", "dc:publisher", "dc:language"];

/// Parses entries; keeps its memory.
pub(super) struct Parser {
    dialect: Dialect,
    scopes: Scopes,
    importer: Importer<Atom>,
    scope: Arc<Scope>,
    number: Option<u8>,
    bindings: Bindings,
    feed: Feed,
    keep_origin: bool,
}

/// What entries have from their feed.
#[derive(Default)]
struct Feed {
    /// Persons, for entries without any.
    authors: Vec<Name>,
    /// Elements, by [`INHERITED`].
    elements: Vec<(&'static str, String)>,
    base: String,
    language: String,
}

impl Parser {
    pub(super) fn new(dialect: Dialect, scopes: Scopes, keep_origin: bool) -> Parser {
        Parser {
            dialect,
            scopes,
            importer: Importer::new(&TABLE),
            scope: Arc::default(),
            number: None,
            bindings: Bindings::default(),
            feed: Feed::default(),
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
        let root = |name: &str| attribute(&self.scope.attributes, name).unwrap_or_default().into_owned();
        self.feed = Feed { base: root("xml:base"), language: root("xml:lang"), ..Feed::default() };
        if let Ok(taken) = take_apart(&head, &mut self.bindings) {
            let ours = taken.items.iter().any(|item| item.name == "ibidem:supplied" && item.elem.text == "author");
            let persons = taken.items.iter().filter(|item| item.name == "author" && !ours);
            self.feed.authors.extend(persons.filter_map(|item| people::person(&item.elem)));
            for name in INHERITED {
                let text = taken.items.iter().find(|item| item.name == name).map(|item| tidied(&item.elem.text));
                if let Some(text) = text.filter(|text| !text.is_empty()) {
                    self.feed.elements.push((name, text.into_owned()));
                }
            }
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
        if taken.root.as_bytes() != self.dialect.entry() {
            return Parsed::Nothing;
        }
        if let Some(message) = api_error(&taken.items) {
            let message = format!("arXiv answered with an error, not with a record: {message}");
            sink.diagnostic(Diagnostic::new(&API_ERROR, message).at(text, frame.span, 0, 1));
            return Parsed::Spoilt;
        }
        for (at, name) in taken.entities.drain(..) {
            let what = if html_reference(name).is_some() { "read as in HTML" } else { "kept as it stands" };
            let message = format!("entity `&{name};` is not known to XML, {what}");
            sink.diagnostic(Diagnostic::new(&UNKNOWN_ENTITY, message).at(text, frame.span, at, name.len() + 2));
        }
        if let Some(at) = taken.illegal {
            let message = "characters that XML does not have, left out";
            sink.diagnostic(Diagnostic::new(&ILLEGAL_CHARACTER, message).at(text, frame.span, at, 1));
        }
        let place = Place {
            base: based(&self.feed.base, taken.attributes),
            language: attribute(taken.attributes, "xml:lang").unwrap_or(Cow::Borrowed(&self.feed.language)),
        };
        let items = match self.dialect {
            Dialect::Atom => taken.items,
            Dialect::Rss => super::rss::translated(taken.items, taken.attributes),
        };
        let raw = raw_record(items, &place, &self.feed);
        let mut ctx = Ctx::new(sink, text, frame.span, self.keep_origin);
        self.importer.import(&raw, record, &mut ctx);
        inherit(record, &raw, &self.feed.authors);
        Parsed::Record
    }
}

/// Where an entry stands.
struct Place<'p> {
    base: Cow<'p, str>,
    language: Cow<'p, str>,
}

/// The base of what has these attributes, inside of an element with that base.
fn based<'b>(outer: &'b str, attributes: &'b str) -> Cow<'b, str> {
    match attribute(attributes, "xml:base") {
        None => Cow::Borrowed(outer),
        Some(own) => base::resolve(outer, &own).map_or(own, Cow::Owned),
    }
}

/// The persons of an entry without any are those of its source, else of the
/// feed (RFC 4287, 4.2.1).
fn inherit(record: &mut Record, raw: &RawRecord<'_, Atom>, authors: &[Name]) {
    if record.get(keys::AUTHOR).is_some() || raw.value("author").is_some() || raw.value("dc:creator").is_some() {
        return;
    }
    let mut authors = authors.to_vec();
    if let Some(source) = raw.value("source").filter(|source| !source.bare)
        && let Ok(taken) = take_apart(source.outer, &mut Bindings::ours())
    {
        let persons = taken.items.iter().filter(|item| item.name == "author");
        let of_source: Vec<Name> = persons.filter_map(|item| people::person(&item.elem)).collect();
        authors = if of_source.is_empty() { authors } else { of_source };
    }
    if !authors.is_empty() {
        record.set(keys::AUTHOR, Names::from(authors));
    }
}

fn api_error(items: &[Item<'_>]) -> Option<String> {
    let get = |name: &str| items.iter().find(|item| item.name == name).map(|item| item.elem.text.trim());
    let is_error = get("title") == Some("Error") && get("id")?.contains("arxiv.org/api/errors");
    is_error.then(|| map::collapsed(get("summary").unwrap_or_default()).into_owned())
}

/// An element that is made of characters.
pub(super) fn made<'a>(text: impl Into<String>) -> Elem<'a> {
    Elem { text: Cow::Owned(text.into()), bare: true, ..Elem::default() }
}

/// Adds what the `id` of an entry says; whether it is a paper of arXiv's.
fn push_id<'a>(raw: &mut RawRecord<'a, Atom>, id: &str, at: usize, len: usize) -> bool {
    let id = id.trim();
    let bare = without_ordinal(id);
    let begins = |words: &str, at: usize| {
        bare.as_bytes().get(at..at + words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words.as_bytes()))
    };
    let within = |words: &str| {
        memchr::memchr2_iter(words.as_bytes()[0], words.as_bytes()[0].to_ascii_uppercase(), bare.as_bytes())
            .find(|&at| begins(words, at))
    };
    // Atom identifiers may be wrapped: `tag:arxiv.org,2005:oai:arXiv.org:2508.99901v2`.
    let wrapped = within("oai:arxiv.org:");
    let inner = wrapped.map_or(bare, |start| &bare[start..]);
    let ours = wrapped.is_some() || begins("arxiv:", 0) || within("arxiv.org/").is_some();
    if let Some(parsed) = ours.then(|| ArxivId::parse(inner)).flatten() {
        raw.push("id:arxiv", made(parsed.id.to_string()), at, len);
        if let Some(version) = parsed.version {
            raw.push("id:version", made(version.to_string()), at, len);
        }
        return true;
    }
    let doi = doi_of(bare).or_else(|| begins("doi:", 0).then(|| normal_doi(bare)).flatten());
    if let Some(doi) = doi {
        raw.push("id:doi", made(doi.to_string()), at, len);
    } else if !id.is_empty() {
        raw.push("id", made(id), at, len);
    }
    false
}

/// What Dublin Core's identifier is.
fn identifier_name(text: &str) -> (&'static str, String) {
    let tidy = tidied(text);
    let behind = |prefix: &str| {
        let head = tidy.get(..prefix.len()).filter(|head| head.eq_ignore_ascii_case(prefix));
        head.map(|_| tidy[prefix.len()..].trim_matches(' '))
    };
    if let Some(pmid) = behind("pmid:").filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit())) {
        return ("dc:identifier:pmid", pmid.to_owned());
    }
    if let Some(pmcid) = behind("pmcid:").filter(|id| !id.is_empty()) {
        return ("dc:identifier:pmcid", pmcid.to_owned());
    }
    let doi =
        tidy.starts_with("10.") || behind("doi:").is_some() || behind("info:doi/").is_some() || doi_of(&tidy).is_some();
    let bare = behind("info:doi/").or(behind("doi:")).unwrap_or(&tidy);
    match doi.then(|| doi_of(bare).or_else(|| normal_doi(bare))).flatten() {
        Some(doi) => ("dc:identifier:doi", doi.to_string()),
        None => ("dc:identifier", String::new()),
    }
}

/// Whether there is nothing in an element that could be a value.
pub(super) fn is_blank(text: &str) -> bool {
    !text.as_bytes().first().is_some_and(u8::is_ascii_graphic) && text.trim().is_empty()
}

/// Names what an entry holds by what it means, and applies our marks.
fn raw_record<'a>(items: Vec<Item<'a>>, place: &Place<'_>, feed: &Feed) -> RawRecord<'a, Atom> {
    let mut raw: RawRecord<'a, Atom> = RawRecord::default();
    raw.fields.reserve(items.len() + 4);
    let mut kind = None;
    let mut supplied: Vec<Cow<'a, str>> = Vec::new();
    let mut dates: Vec<(Cow<'a, str>, Cow<'a, str>)> = Vec::new();
    let mut arxiv = false;
    let mut alternates = 0;
    let mut language = place.language.to_string();
    let announced =
        items.iter().any(|item| item.name == "arxiv:announce_type" || announce::is_announced(&item.elem.text));
    let creators = items.iter().any(|item| item.name == "dc:creator");
    let spoken =
        announced || creators && items.iter().any(|item| item.name == "id" && item.elem.text.contains("rXiv.org:"));
    for Item { name, mut elem, at } in items {
        let len = elem.inner.len();
        match name.as_ref() {
            "ibidem:type" => kind = Some(elem.text),
            "ibidem:key" => raw.key = Some(elem.text).filter(|key| !key.is_empty()),
            "ibidem:supplied" => supplied.push(elem.text),
            "ibidem:date" => dates.push((elem.attribute("name").unwrap_or_default(), elem.text)),
            "id" => arxiv |= push_id(&mut raw, &elem.text, at, len),
            "link" => {
                let base = based(&place.base, elem.attributes);
                let address = match base.is_empty() {
                    true => None,
                    false => base::resolve(&base, elem.attribute("href").unwrap_or_default().trim()),
                };
                drop(base);
                if let Some(address) = address {
                    elem.rare.get_or_insert_default().address = Some(address);
                }
                let name = links::link_name(&elem, &mut alternates);
                raw.push(name, elem, at, len);
            }
            "category" => {
                let name = links::category_name(&elem, announced);
                raw.push(name, elem, at, len);
            }
            "author" | "contributor" if !people::is_person(&elem) => {}
            "contributor" => {
                let name = people::role(&elem).map_or(name, |role| Cow::Owned(format!("contributor:{}", role.name())));
                raw.push(name, elem, at, len);
            }
            // Made by us: nothing stands between its tags.
            _ if elem.outer.is_empty() => raw.push(name, elem, at, len),
            // An empty element says nothing.
            _ if is_blank(elem.inner) && !elem.has_attributes() => {}
            "title" => {
                if let Some(own) = elem.attribute("xml:lang") {
                    language = own.into_owned();
                }
                raw.push(name, elem, at, len);
            }
            "dc:identifier" => {
                let (name, text) = identifier_name(&elem.text);
                if !text.is_empty() {
                    elem.text = Cow::Owned(text);
                }
                raw.push(name, elem, at, len);
            }
            "dc:creator" => {
                for name in people::creators(&elem.text, spoken) {
                    let known = |raw: &Raw<'_, Atom>| raw.name == "dc:creator" && raw.value.text == name.as_str();
                    // Nature repeats the corresponding author at the end.
                    if !raw.fields.iter().any(known) {
                        raw.push("dc:creator", made(name), at, len);
                    }
                }
            }
            // Atom 0.3, before the standard.
            "issued" | "created" => raw.push("published", elem, at, len),
            "modified" => raw.push("updated", elem, at, len),
            "copyright" => raw.push("rights", elem, at, len),
            _ => raw.push(name, elem, at, len),
        }
    }
    if announced {
        // A date that was made up is that of no announcement.
        let made_up = |name: &str, what: &str| name == what && supplied.iter().any(|name| name == "updated");
        raw.fields.retain(|field| !made_up(&field.name, "updated"));
        announce::apply(&mut raw);
    }
    for (name, text) in &feed.elements {
        let issn = name.ends_with("ssn") && (raw.value("prism:issn").is_some() || raw.value("prism:eIssn").is_some());
        if raw.value(name).is_none() && !issn && !arxiv {
            raw.push(*name, made(text.as_str()), 0, 0);
        }
    }
    for (name, date) in dates {
        let own = |raw: &str| raw == name || raw.strip_prefix("prism:") == Some(&name);
        if let Some(field) = raw.fields.iter_mut().find(|field| own(&field.name)) {
            field.value.mark = Some(date);
        }
    }
    let says = |what: &str| supplied.iter().any(|name| name == what);
    let ours = kind.is_some() || arxiv;
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
    // Beside a summary, content is the work itself; so Dublin Core's description is a note.
    let mut missing = raw.value("summary").is_none();
    for name in ["content", "dc:description"] {
        if missing
            && (name == "content" || !ours)
            && let Some(field) = raw.fields.iter_mut().find(|field| field.name == name)
        {
            field.name = Cow::Borrowed("content:abstract");
            missing = false;
        }
    }
    journal_of_source(&mut raw);
    if !language.trim().is_empty() && !ours {
        raw.push("xml:lang", made(language), 0, 0);
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

/// Dublin Core's source is the journal in feeds of publishers, with more or
/// less behind it: `Nature, Published online: 12 May 2026; | doi:...`
fn journal_of_source(raw: &mut RawRecord<'_, Atom>) {
    if raw.value("prism:publicationName").is_some() {
        return;
    }
    let Some(field) = raw.fields.iter_mut().find(|field| field.name == "dc:source") else { return };
    let tidy = tidied(&field.value.text);
    let journal = tidy.split_once(", Published").map_or(&*tidy, |(journal, _)| journal);
    if !journal.is_empty() && journal.len() < 200 && !journal.contains("://") {
        let journal = journal.to_owned();
        field.name = Cow::Borrowed("dc:source:title");
        field.value.text = Cow::Owned(journal);
    }
}

/// The entry type of an entry that does not say it.
fn inferred(raw: &RawRecord<'_, Atom>, arxiv: bool) -> EntryType {
    let journal = raw.value("prism:publicationName").or_else(|| raw.value("dc:source:title")).map(|elem| &elem.text);
    let server = |name: &str| journal.is_some_and(|journal| tidied(journal).eq_ignore_ascii_case(name));
    if arxiv || server("bioRxiv") || server("medRxiv") {
        EntryType::Preprint
    } else if journal.is_some() || raw.value("prism:issn").is_some() || raw.value("dc:identifier:pmid").is_some() {
        EntryType::ArticleJournal
    } else if raw.value("link:alternate").is_some() {
        EntryType::Webpage
    } else {
        EntryType::Document
    }
}

impl Atom {
    /// Whether an `id` read from an entry stays as it is.
    pub(super) fn keeps_id(id: &str) -> bool {
        is_foreign(id)
    }
}
