//! The mapping: elements of an entry and fields of a record.

use std::borrow::Cow;

use super::attributes::values;
use super::construct;
use super::elem::Elem;
use super::extra;
use super::ids::{arxiv_id, arxiv_version, doi_address};
use super::links::{CLASSES, CODES, DOI_LINK, FILES, KEYWORDS, LINK, LINKS, PRIMARY, push_link};
use super::people::{CREATORS, NAMES};
use super::read::is_blank;
use super::stamps::{DCTERMS_DATE, PRISM_DATE, PUBLISHED, UPDATED};
use super::text;
use super::write::{element, has_link, plain_element, tidy_element};
use super::xml::{is_legal, is_tidy, tidied};
use crate::ir::EntryType::Preprint;
use crate::ir::{EntryType, Extra, Field, Kind, Pages, Str, Value, doi_within, normal_doi, normal_isbn, normal_issn};
use crate::map::{Codec, Ctx, Fidelity, FieldRow, Natives, Notation, Table, TypeRow, both, is, reads};

/// The notation of Atom entries.
pub struct Atom;

/// What entries are written into.
#[derive(Debug, Default)]
pub struct Xml {
    pub(super) out: Vec<u8>,
    /// The `id` of the entry.
    pub(super) identity: String,
    /// Whether the entry has a summary, so that content may stand beside it.
    pub(super) summary: bool,
    /// Whether the feed that the entry was copied from is named, which is done once.
    pub(super) sourced: bool,
}

impl Notation for Atom {
    const NAME: &'static str = "atom";
    const CONTROLS: Option<&'static str> = None;
    type Value<'a> = Elem<'a>;
    type Sink = Xml;

    fn source(value: &Elem<'_>) -> Str {
        extra::source(value)
    }

    fn write_extra(extra: &Extra, sink: &mut Xml) -> Fidelity {
        let written = if extra.name == "id" { sink.is_identity(&extra.value) } else { extra::write(extra, sink) };
        Fidelity::or_nothing(written)
    }
}

pub(super) type N<'x, 'a> = Natives<'x, 'a, Atom>;

/// White space collapsed, as in titles.
pub(super) fn collapsed(text: &str) -> Cow<'_, str> {
    tidied(text)
}

macro_rules! types {
    ($($kind:ident)+) => { &[$( is(EntryType::$kind.name(), EntryType::$kind) ),+] };
}

/// The mark of the type uses our names; without a mark it is inferred.
static TYPES: &[TypeRow<Atom>] = types! {
    Preprint ArticleJournal ArticleMagazine ArticleNewspaper Review ReviewBook Periodical SuppPeriodical Book
    MultivolumeBook EditedBook MultivolumeEditedBook Proceedings MultivolumeProceedings ReferenceWork
    MultivolumeReferenceWork Classic Chapter BookPart BookInBook SuppBook SuppCollection EntryEncyclopedia
    EntryDictionary Entry PaperConference Speech Report GovernmentDocument Manual Standard Grant Thesis Manuscript
    Pamphlet Dataset Database Software Webpage PostWeblog Post Patent Bill Legislation LegalCase Hearing Treaty
    Regulation PersonalCommunication Interview Audiovisual MotionPicture Video Broadcast Song MusicalScore Graphic
    Figure Chart Equation Map Performance Event Collection Catalog Set DataHolder Document
};

static FIELDS: &[FieldRow<Atom>] = &[
    both(&["title"], Field::Title, &CONSTRUCT),
    both(&["updated"], Field::Updated, &UPDATED),
    both(&["link:alternate"], Field::Url, &LINK),
    both(&["link:file"], Field::Files, &FILES),
    both(&["link:related"], Field::OtherUrls, &LINKS),
    both(&["summary"], Field::Abstract, &ABSTRACT),
    reads(&["content:abstract"], Field::Abstract, &ABSTRACT).or_else(),
    reads(&["dcterms:abstract"], Field::Abstract, &TEXT).or_else(),
    both(&["category:arxiv"], Field::ArxivClasses, &CLASSES),
    both(&["category:msc"], Field::MscClass, &CODES).when(&[Preprint]),
    both(&["category:acm"], Field::AcmClass, &CODES).when(&[Preprint]),
    both(&["category"], Field::Keywords, &KEYWORDS),
    reads(&["dc:subject"], Field::Keywords, &KEYWORDS).or_else(),
    reads(&["prism:keyword"], Field::Keywords, &KEYWORDS).or_else(),
    both(&["published"], Field::Submitted, &PUBLISHED).when(&[Preprint]),
    both(&["published"], Field::Issued, &PUBLISHED).unless(&[Preprint]),
    both(&["prism:publicationDate"], Field::Issued, &PRISM_DATE).when(&[Preprint]),
    reads(&["published:first"], Field::Issued, &PUBLISHED).when(&[Preprint]).or_else(),
    reads(&["prism:publicationDate"], Field::Issued, &PRISM_DATE).unless(&[Preprint]).or_else(),
    reads(&["prism:coverDate"], Field::Issued, &PRISM_DATE).or_else(),
    reads(&["prism:coverDisplayDate"], Field::Issued, &PRISM_DATE).or_else(),
    reads(&["dcterms:issued"], Field::Issued, &PRISM_DATE).or_else(),
    reads(&["dc:date"], Field::Issued, &PRISM_DATE).or_else(),
    both(&["dcterms:dateSubmitted"], Field::Submitted, &DCTERMS_DATE).unless(&[Preprint]),
    reads(&["dcterms:dateSubmitted"], Field::Submitted, &DCTERMS_DATE).when(&[Preprint]).or_else(),
    both(&["dcterms:available"], Field::Announced, &DCTERMS_DATE),
    reads(&["dcterms:modified"], Field::Updated, &DCTERMS_DATE).or_else(),
    reads(&["prism:modificationDate"], Field::Updated, &DCTERMS_DATE).or_else(),
    both(&["id:arxiv"], Field::ArxivId, &ID),
    both(&["id:version"], Field::Version, &VERSION),
    both(&["prism:versionIdentifier"], Field::Version, &TEXT).or_else(),
    both(&["arxiv:comment"], Field::Comments, &TEXT),
    both(&["arxiv:primary_category"], Field::ArxivPrimary, &PRIMARY),
    both(&["arxiv:journal_ref"], Field::JournalRef, &TEXT),
    reads(&["arxiv:journal_reference"], Field::JournalRef, &TEXT).or_else(),
    both(&["author"], Field::Author, &NAMES),
    reads(&["dc:creator"], Field::Author, &CREATORS).or_else(),
    both(&["contributor"], Field::Contributor, &NAMES),
    // Atom does not say what a contributor contributed: a mark of ours does.
    both(&["contributor:editor"], Field::Editor, &NAMES),
    both(&["contributor:translator"], Field::Translator, &NAMES),
    both(&["contributor:container-author"], Field::ContainerAuthor, &NAMES),
    both(&["contributor:collection-editor"], Field::CollectionEditor, &NAMES),
    both(&["contributor:annotator"], Field::Annotator, &NAMES),
    both(&["contributor:commentator"], Field::Commentator, &NAMES),
    both(&["contributor:introduction"], Field::Introduction, &NAMES),
    both(&["contributor:foreword"], Field::Foreword, &NAMES),
    both(&["contributor:afterword"], Field::Afterword, &NAMES),
    both(&["contributor:holder"], Field::Holder, &NAMES),
    both(&["contributor:chair"], Field::Chair, &NAMES),
    both(&["contributor:compiler"], Field::Compiler, &NAMES),
    both(&["contributor:composer"], Field::Composer, &NAMES),
    both(&["contributor:curator"], Field::Curator, &NAMES),
    both(&["contributor:director"], Field::Director, &NAMES),
    both(&["contributor:editorial-director"], Field::EditorialDirector, &NAMES),
    both(&["contributor:executive-producer"], Field::ExecutiveProducer, &NAMES),
    both(&["contributor:guest"], Field::Guest, &NAMES),
    both(&["contributor:host"], Field::Host, &NAMES),
    both(&["contributor:interviewer"], Field::Interviewer, &NAMES),
    both(&["contributor:illustrator"], Field::Illustrator, &NAMES),
    both(&["contributor:narrator"], Field::Narrator, &NAMES),
    both(&["contributor:organizer"], Field::Organizer, &NAMES),
    both(&["contributor:original-author"], Field::OriginalAuthor, &NAMES),
    both(&["contributor:performer"], Field::Performer, &NAMES),
    both(&["contributor:producer"], Field::Producer, &NAMES),
    both(&["contributor:recipient"], Field::Recipient, &NAMES),
    both(&["contributor:reviewed-author"], Field::ReviewedAuthor, &NAMES),
    both(&["contributor:script-writer"], Field::ScriptWriter, &NAMES),
    both(&["contributor:series-creator"], Field::SeriesCreator, &NAMES),
    both(&["contributor:advisor"], Field::Advisor, &NAMES),
    both(&["rights"], Field::License, &CONSTRUCT),
    reads(&["dc:rights"], Field::License, &TEXT).or_else(),
    reads(&["dcterms:rights"], Field::License, &TEXT).or_else(),
    reads(&["dcterms:license"], Field::License, &TEXT).or_else(),
    reads(&["prism:copyright"], Field::License, &TEXT).or_else(),
    both(&["arxiv:doi"], Field::Doi, &DOI).when(&[Preprint]),
    both(&["prism:doi"], Field::Doi, &DOI).unless(&[Preprint]),
    reads(&["arxiv:doi"], Field::Doi, &DOI).unless(&[Preprint]).or_else(),
    reads(&["prism:doi"], Field::Doi, &DOI).when(&[Preprint]).or_else(),
    reads(&["dc:identifier:doi"], Field::Doi, &DOI).or_else(),
    reads(&["bibo:doi"], Field::Doi, &DOI).or_else(),
    reads(&["id:doi"], Field::Doi, &DOI).or_else(),
    reads(&["link:doi"], Field::Doi, &DOI_LINK).or_else(),
    both(&["arxiv:doi"], Field::OtherDois, &DOIS).when(&[Preprint]).or_else(),
    both(&["prism:doi"], Field::OtherDois, &DOIS).unless(&[Preprint]).or_else(),
    both(&["prism:subtitle"], Field::Subtitle, &TEXT),
    both(&["bibo:shortTitle"], Field::ShortTitle, &TEXT),
    both(&["prism:publicationName"], Field::ContainerTitle, &TEXT),
    reads(&["dc:source:title"], Field::ContainerTitle, &TEXT).or_else(),
    both(&["prism:issueName"], Field::IssueTitle, &TEXT),
    both(&["prism:seriesTitle"], Field::CollectionTitle, &TEXT),
    both(&["prism:seriesNumber"], Field::CollectionNumber, &TEXT),
    both(&["prism:event"], Field::EventTitle, &TEXT),
    both(&["bibo:edition"], Field::Edition, &TEXT),
    reads(&["prism:bookEdition"], Field::Edition, &TEXT).or_else(),
    reads(&["prism:edition"], Field::Edition, &TEXT).or_else(),
    both(&["bibo:number"], Field::Number, &TEXT),
    both(&["bibo:chapter"], Field::ChapterNumber, &TEXT),
    both(&["prism:section"], Field::Section, &TEXT),
    reads(&["bibo:section"], Field::Section, &TEXT).or_else(),
    both(&["bibo:numVolumes"], Field::NumberOfVolumes, &TEXT),
    both(&["bibo:numPages"], Field::NumberOfPages, &TEXT),
    reads(&["prism:pageCount"], Field::NumberOfPages, &TEXT).or_else(),
    both(&["bibo:locator"], Field::ArticleNumber, &TEXT),
    both(&["prism:volume"], Field::Volume, &TEXT),
    reads(&["bibo:volume"], Field::Volume, &TEXT).or_else(),
    both(&["prism:number"], Field::Issue, &TEXT),
    reads(&["prism:issueIdentifier"], Field::Issue, &TEXT).or_else(),
    reads(&["bibo:issue"], Field::Issue, &TEXT).or_else(),
    both(&["prism:startingPage", "prism:endingPage"], Field::Pages, &PAGES),
    both(&["prism:pageRange"], Field::Pages, &PAGE_RANGE).or_else(),
    both(&["prism:issn"], Field::Issn, &ISSN),
    reads(&["prism:eIssn"], Field::Issn, &ISSN).or_else(),
    reads(&["bibo:issn"], Field::Issn, &ISSN).or_else(),
    reads(&["bibo:eissn"], Field::Issn, &ISSN).or_else(),
    both(&["prism:isbn"], Field::Isbn, &ISBN),
    reads(&["bibo:isbn"], Field::Isbn, &ISBN).or_else(),
    reads(&["bibo:isbn13"], Field::Isbn, &ISBN).or_else(),
    reads(&["bibo:isbn10"], Field::Isbn, &ISBN).or_else(),
    both(&["bibo:pmid"], Field::Pmid, &TOKEN),
    reads(&["dc:identifier:pmid"], Field::Pmid, &TOKEN).or_else(),
    both(&["dc:identifier:pmcid"], Field::Pmcid, &PMCID),
    both(&["dc:publisher"], Field::Publisher, &TEXT),
    reads(&["dcterms:publisher"], Field::Publisher, &TEXT).or_else(),
    both(&["bibo:issuer"], Field::Institution, &TEXT),
    both(&["prism:genre"], Field::Genre, &TEXT),
    both(&["dcterms:medium"], Field::Medium, &TEXT),
    both(&["dcterms:extent"], Field::Dimensions, &TEXT),
    both(&["dcterms:coverage"], Field::Jurisdiction, &TEXT),
    both(&["dcterms:references"], Field::References, &TEXT),
    both(&["bibo:status"], Field::Status, &TEXT),
    both(&["dc:description"], Field::Note, &TEXT),
    both(&["dc:language"], Field::Language, &TOKEN),
    reads(&["dcterms:language"], Field::Language, &TOKEN).or_else(),
    reads(&["xml:lang"], Field::Language, &TOKEN).or_else(),
];

/// The mapping.
pub(super) static TABLE: Table<Atom> = Table::new(TYPES, FIELDS, EntryType::Document);

/// Whether an element of that name is read into a field.
pub(super) fn is_mapped(name: &str) -> bool {
    FIELDS.iter().any(|row| row.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

// Characters.

static TEXT: Codec<Atom> = Codec {
    kind: Kind::Text,
    decode: |n: &N<'_, '_>, _: &mut Ctx<'_>| {
        let text = tidied(&n.get(0)?.text).into_owned();
        Some(Value::Text(text.into()))
    },
    encode: |value, enc, sink| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        if text.as_plain().is_some_and(|plain| tidy_element(&mut sink.out, enc.names[0], plain)) {
            return Fidelity::Exact;
        }
        let plain = text.to_plain();
        let tidy = tidied(&plain);
        if is_blank(&tidy) {
            return Fidelity::Nothing;
        }
        element(&mut sink.out, enc.names[0], &tidy);
        Fidelity::or_flattened(text.as_plain() == Some(&tidy))
    },
};

static CONSTRUCT: Codec<Atom> = Codec {
    kind: Kind::Text,
    decode: |n, _| Some(Value::Text(text::decode(n.get(0)?, false))),
    encode: |value, enc, sink| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        if !construct::is_something(text) {
            return Fidelity::Nothing;
        }
        Fidelity::or_flattened(construct::push_construct(&mut sink.out, enc.names[0], text, false))
    },
};

/// Whether a line that begins with a blank begins a paragraph.
fn is_indented(kind: EntryType) -> bool {
    kind == Preprint
}

/// An entry without a link must have content (RFC 4287, 4.1.2): its abstract.
static ABSTRACT: Codec<Atom> = Codec {
    kind: Kind::Text,
    decode: |n, ctx| {
        let elem = n.get(0)?;
        // Content of other kinds, or elsewhere, is no text.
        let [source, kind] = values(elem.attributes, ["src", "type"]);
        let other = source.is_some() || kind.is_some_and(|kind| kind.contains('/') && !kind.starts_with("text/"));
        (!other).then(|| Value::Text(text::decode(elem, is_indented(ctx.kind))))
    },
    encode: |value, enc, sink| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        if !construct::is_something(text) {
            return Fidelity::Nothing;
        }
        let tag = if has_link(enc.record) { "summary" } else { "content" };
        sink.summary = tag == "summary";
        Fidelity::or_flattened(construct::push_construct(&mut sink.out, tag, text, is_indented(enc.kind)))
    },
};

fn normal(token: &str, normalize: fn(&str) -> Option<Str>) -> Str {
    let tidy = tidied(token);
    normalize(&tidy).unwrap_or_else(|| Str::from(tidy.as_ref()))
}

fn read_token(n: &N<'_, '_>, normalize: fn(&str) -> Option<Str>) -> Option<Value> {
    Some(Value::Token(normal(&n.get(0)?.text, normalize)))
}

fn write_token(value: &Value, name: &str, sink: &mut Xml, normalize: fn(&str) -> Option<Str>) -> Fidelity {
    let Value::Token(token) = value else { return Fidelity::Nothing };
    let written = normal(token, normalize);
    if is_blank(&written) {
        return Fidelity::Nothing;
    }
    element(&mut sink.out, name, &written);
    if written == *token { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
}

static TOKEN: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| read_token(n, |_| None),
    encode: |value, enc, sink| match value {
        Value::Token(token) if tidy_element(&mut sink.out, enc.names[0], token) => Fidelity::Exact,
        value => write_token(value, enc.names[0], sink, |_| None),
    },
};

/// An identifier of Dublin Core whose prefix says what it is.
static PMCID: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| read_token(n, |_| None),
    encode: |value, _, sink| {
        let Value::Token(token) = value else { return Fidelity::Nothing };
        let tidy = tidied(token);
        if tidy.is_empty() {
            return Fidelity::Nothing;
        }
        element(&mut sink.out, "dc:identifier", &format!("pmcid:{tidy}"));
        if tidy == token.as_str() { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

static ISSN: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| read_token(n, normal_issn),
    encode: |value, enc, sink| write_token(value, enc.names[0], sink, normal_issn),
};

static ISBN: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| read_token(n, normal_isbn),
    encode: |value, enc, sink| write_token(value, enc.names[0], sink, normal_isbn),
};

static DOI: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| read_token(n, normal_doi),
    encode: |value, enc, sink| {
        if enc.kind == Preprint
            && let Some(address) = doi_address(enc.record)
        {
            // As arXiv's interface has it, beside the element.
            push_link(&mut sink.out, &[("rel", "related"), ("href", &address), ("title", "doi")]);
        }
        match value {
            Value::Token(doi)
                if doi_within(doi) == Some(doi.as_str()) && tidy_element(&mut sink.out, enc.names[0], doi) =>
            {
                Fidelity::Exact
            }
            value => write_token(value, enc.names[0], sink, normal_doi),
        }
    },
};

static DOIS: Codec<Atom> = Codec {
    kind: Kind::Tokens,
    decode: |n, _| Some(Value::Tokens(n.all(0).map(|raw| normal(&raw.value.text, normal_doi)).collect())),
    encode: |value, enc, sink| {
        let (Value::Tokens(dois), true) = (value, enc.record.has(Field::Doi)) else { return Fidelity::Nothing };
        let written: Vec<Str> = dois.iter().map(|doi| normal(doi, normal_doi)).filter(|doi| !doi.is_empty()).collect();
        written.iter().for_each(|doi| element(&mut sink.out, enc.names[0], doi));
        match written == *dois {
            true => Fidelity::Exact,
            false if written.is_empty() => Fidelity::Nothing,
            false => Fidelity::SUBSTITUTED,
        }
    },
};

// Identifiers of arXiv: the entry's `id` says them.

static ID: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| read_token(n, |_| None),
    encode: |_, enc, _| if arxiv_id(enc.record).is_some() { Fidelity::Exact } else { Fidelity::Nothing },
};

static VERSION: Codec<Atom> = Codec {
    kind: Kind::Text,
    decode: |n, _| Some(Value::Text(n.get(0)?.text.as_ref().into())),
    encode: |_, enc, _| if arxiv_version(enc.record).is_some() { Fidelity::Exact } else { Fidelity::Nothing },
};

// Pages.

static PAGES: Codec<Atom> = Codec {
    kind: Kind::Pages,
    decode: |n, _| {
        let first = tidied(&n.get(0)?.text).into_owned();
        let last = n.get(1).map(|elem| tidied(&elem.text).into_owned()).filter(|last| !last.is_empty());
        Some(Value::Pages(pages_of(&first, last.as_deref())))
    },
    encode: |value, enc, sink| {
        let Value::Pages(pages) = value else { return Fidelity::Nothing };
        if let Some((first, last)) = pages.numbers() {
            plain_element(&mut sink.out, enc.names[0], first);
            plain_element(&mut sink.out, enc.names[1], last);
            return Fidelity::Exact;
        }
        let mut ranges = pages.ranges();
        let (Some(range), None) = (ranges.next(), ranges.next()) else { return Fidelity::Nothing };
        let tidy = is_tidy(range.first) && range.last.is_none_or(is_tidy) && !range.first.is_empty();
        if !tidy || range.last == Some("") || pages_of(range.first, range.last) != *pages {
            return Fidelity::Nothing;
        }
        element(&mut sink.out, enc.names[0], range.first);
        if let Some(last) = range.last {
            element(&mut sink.out, enc.names[1], last);
        }
        Fidelity::Exact
    },
};

fn pages_of(first: &str, last: Option<&str>) -> Pages {
    match last {
        Some(last) => Pages::parse(&format!("{first}\u{2013}{last}")),
        None => Pages::parse(first),
    }
}

static PAGE_RANGE: Codec<Atom> = Codec {
    kind: Kind::Pages,
    decode: |n, _| Some(Value::Pages(Pages::parse(&tidied(&n.get(0)?.text)))),
    encode: |value, enc, sink| {
        let Value::Pages(pages) = value else { return Fidelity::Nothing };
        let read = Pages::parse(&tidied(pages.as_str()));
        if read.as_str().is_empty() {
            return Fidelity::Nothing;
        }
        element(&mut sink.out, enc.names[0], read.as_str());
        if read == *pages { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

/// Whether XML holds every character.
pub(super) fn is_clean(text: &str) -> bool {
    text.chars().all(is_legal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_named_like_their_fields() {
        let names = |field: Field| FIELDS.iter().find(|row| row.field == field).map(|row| row.names[0]);
        for &field in Field::ALL.iter().filter(|field| field.kind() == Kind::Names) {
            match field {
                Field::Author | Field::Contributor => assert_eq!(names(field), Some(field.name())),
                _ => assert_eq!(names(field), Some(format!("contributor:{}", field.name()).as_str())),
            }
        }
    }
}
