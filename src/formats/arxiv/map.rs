//! Native fields of a search result and fields of the record.

use std::borrow::Cow;

use super::begins::{breaks, may_begin};
use super::cut::{Phase, Step, Walk};
use super::dates::{day_words, month_words};
use super::lines::{self, Kind, button, is_furniture, kind};
use super::text::{self, Cleaner, Shape};
use super::{authors, check, head, read, stamp};
use crate::ir::{
    ArxivId, EntryType, Extra, Field, Kind as ValueKind, Names, Record, Str, Text, Value, keys, normal_doi,
};
use crate::map::{Codec, Ctx, Enc, Fidelity, FieldRow, Natives, Notation, Table, TypeRow, both, is, reads, write_as};

/// The notation.
pub(super) struct Arxiv;

/// The parts of a record as they will stand on the page.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub id: String,
    pub version: String,
    pub formats: String,
    pub classes: String,
    pub dois: Vec<String>,
    pub title: String,
    pub authors: String,
    pub teaser: String,
    pub abstracts: String,
    /// Whether the abstract has lines that only the buttons keep in it.
    pub enclosed: bool,
    pub submitted: String,
    pub updated: String,
    pub announced: String,
    pub latest: String,
    /// Values of the labels below the dates, in the order of [`lines::LABELS`].
    pub labels: [String; 5],
    /// Further lines as they stand.
    pub lines: Vec<String>,
}

impl Page {
    /// Empties it but keeps its memory.
    pub fn clear(&mut self) {
        let Page { id, version, formats, classes, dois, title, authors, teaser, abstracts, .. } = self;
        for part in [id, version, formats, classes, title, authors, teaser, abstracts] {
            part.clear();
        }
        dois.clear();
        self.enclosed = false;
        for part in [&mut self.submitted, &mut self.updated, &mut self.announced, &mut self.latest] {
            part.clear();
        }
        self.labels.iter_mut().for_each(String::clear);
        self.lines.clear();
    }
}

impl Notation for Arxiv {
    const NAME: &'static str = "arxiv";
    const CONTROLS: Option<&'static str> = Some("read as a blank");
    type Value<'a> = Cow<'a, str>;
    type Sink = Page;

    fn source(value: &Cow<'_, str>) -> Str {
        value.as_ref().into()
    }

    fn write_extra(extra: &Extra, page: &mut Page) -> Fidelity {
        Fidelity::or_nothing(write_beside(extra, page))
    }
}

/// Writes back what a page had beside its fields, where that reads as the same again.
fn write_beside(extra: &Extra, page: &mut Page) -> bool {
    let value = extra.value.as_str();
    let put = |good: bool, into: &mut String| put(value, good, into);
    if value.is_empty() || Cleaner::of(value).line(value) != value {
        return extra.name == "line" && write_line(value, page);
    }
    match extra.name.as_str() {
        "formats" => put(head::is_formats(value), &mut page.formats),
        "bad-id" => {
            let heading = format!("arXiv:{value}");
            let good = head::heading(&heading).is_some_and(|heading| heading.id == value);
            put(good && ArxivId::parse(value).is_none(), &mut page.id)
        }
        "latest-version" => {
            let line = format!("Latest version: {value}.");
            put(lines::dates(&line).is_some_and(|dates| dates.latest == Some(value)), &mut page.latest)
        }
        "teaser" => {
            let good = !page.abstracts.is_empty() && kind(value.as_bytes()) == Kind::Other && !is_pressed(value);
            let good = good && !breaks(Phase::Abstract, value);
            put(good && !read::is_teaser(value, &page.abstracts), &mut page.teaser)
        }
        "line" => write_line(value, page),
        _ => false,
    }
}

fn is_pressed(line: &str) -> bool {
    button(line.as_bytes()).is_some()
}

fn write_line(line: &str, page: &mut Page) -> bool {
    let good = !line.contains('\n')
        && !line.is_empty()
        && lines::trim(line).len() == line.len()
        && kind(line.as_bytes()) == Kind::Other
        && !is_pressed(line)
        && !is_furniture(line)
        && !may_begin(line)
        && Cleaner::of(line) == Cleaner::of("");
    if good {
        page.lines.push(line.to_owned());
    }
    good
}

static TYPES: &[TypeRow<Arxiv>] = &[is("", EntryType::Preprint), write_as("", EntryType::Document)];

static FIELDS: &[FieldRow<Arxiv>] = &[
    both(&["id"], Field::ArxivId, &ID),
    both(&["version"], Field::Version, &VERSION),
    both(&["class"], Field::ArxivClasses, &CLASSES),
    both(&["primary-class"], Field::ArxivPrimary, &PRIMARY),
    both(&["doi"], Field::Doi, &DOI),
    both(&["other-doi"], Field::OtherDois, &OTHER_DOIS),
    both(&["title"], Field::Title, &TITLE),
    both(&["authors"], Field::Author, &AUTHORS),
    // List pages, abstract pages and feeds print them as they were submitted.
    reads(&["author-string"], Field::Author, &AUTHOR_STRING).or_else(),
    reads(&["history"], Field::Versions, &HISTORY),
    reads(&["license"], Field::License, &LABELLED),
    both(&["abstract"], Field::Abstract, &ABSTRACT),
    both(&["submitted"], Field::Submitted, &SUBMITTED),
    both(&["issued"], Field::Issued, &ISSUED),
    both(&["updated"], Field::Updated, &UPDATED),
    both(&["announced"], Field::Announced, &ANNOUNCED),
    both(&["comments"], Field::Comments, &LABELLED),
    both(&["report-number"], Field::ReportNumber, &LABELLED),
    both(&["msc-class"], Field::MscClass, &LABELLED),
    both(&["acm-class"], Field::AcmClass, &LABELLED),
    both(&["journal-ref"], Field::JournalRef, &LABELLED),
];

/// The mapping.
pub(super) static TABLE: Table<Arxiv> = Table::new(TYPES, FIELDS, EntryType::Preprint);

/// The spelling of a field in the source, if it came from a search result.
pub(super) fn spelling(record: &Record, field: Field) -> Option<&str> {
    record.origin.as_deref().filter(|origin| origin.format == Arxiv::NAME)?.spelling(field)
}

/// Puts a value where it is `good` and nothing stands yet; whether it was put.
pub(super) fn put(value: &str, good: bool, into: &mut String) -> bool {
    let good = good && into.is_empty();
    if good {
        into.push_str(value);
    }
    good
}

// Text.

fn read_text(natives: &Natives<'_, '_, Arxiv>, ctx: &mut Ctx<'_>, shape: Shape) -> Option<Value> {
    let source = natives.get(0)?;
    let text = text::decode(source, shape);
    if ctx.keep_spelling && text::is_special(source) && text::encode(&text, shape) != **source {
        ctx.spell(source);
    }
    Some(Value::Text(text))
}

/// Writes text that passes a test of its place on the page.
fn write_text(value: &Value, enc: &Enc<'_>, shape: Shape, put: impl FnOnce(&str) -> bool) -> Fidelity {
    let Value::Text(text) = value else { return Fidelity::Nothing };
    let (out, exact) = text::write(text, spelling(enc.record, enc.field), shape);
    if out.is_empty() || !put(&out) { Fidelity::Nothing } else { Fidelity::or_flattened(exact) }
}

static TITLE: Codec<Arxiv> = Codec {
    kind: ValueKind::Text,
    decode: |natives, ctx| read_text(natives, ctx, Shape::Line),
    encode: |value, enc, page| {
        write_text(value, enc, Shape::Line, |out| {
            let good = matches!(kind(out.as_bytes()), Kind::Other | Kind::Label(_))
                && !head::is_formats(out)
                && head::boxes(out).is_none()
                && !breaks(Phase::Head, out);
            if good {
                page.title.push_str(out);
            }
            good
        })
    },
};

static LABELLED: Codec<Arxiv> = Codec {
    kind: ValueKind::Text,
    decode: |natives, ctx| read_text(natives, ctx, Shape::Line),
    encode: |value, enc, page| {
        write_text(value, enc, Shape::Line, |out| {
            let Some(label) = lines::LABELS.iter().position(|(_, name)| enc.names == [*name]) else { return false };
            // Classes share a line, so they must not contain the labels.
            let classes = lines::LABELS[lines::CLASS_LABELS].iter();
            let good =
                !lines::CLASS_LABELS.contains(&label) || classes.into_iter().all(|(words, _)| !out.contains(words));
            // A line that ends like a title of the feed begins a record of it.
            let titled = out.ends_with(')') && breaks(Phase::Tail, &format!("{} {out}", lines::LABELS[label].0));
            if good && !titled {
                page.labels[label].push_str(out);
            }
            good && !titled
        })
    },
};

static ABSTRACT: Codec<Arxiv> = Codec {
    kind: ValueKind::Text,
    decode: |natives, ctx| read_text(natives, ctx, Shape::Paragraphs),
    encode: |value, enc, page| {
        write_text(value, enc, Shape::Paragraphs, |out| {
            page.enclosed = !stays(Phase::Abstract, out);
            let good = (!page.enclosed || stays(Phase::Full, out)) && !breaks(Phase::Full, out);
            if good {
                page.abstracts.push_str(out);
            }
            good
        })
    },
};

/// Whether no line of an abstract would be taken for something else.
fn stays(phase: Phase, text: &str) -> bool {
    let mut walk = Walk::within(phase);
    text.split('\n').all(|line| {
        let (kind, step) = walk.line(0, line.as_bytes());
        let strays = phase == Phase::Abstract && matches!(kind, Kind::Rule | Kind::Heading | Kind::Authors(_));
        step == Step::Take && walk.phase == phase && !is_pressed(line) && !strays
    })
}

// Names.

static AUTHORS: Codec<Arxiv> = Codec {
    kind: ValueKind::Names,
    decode: |natives, ctx| {
        let source = natives.get(0)?;
        let names = text::decode_names(source);
        // Without TeX a name is written as it was read; the layout is not kept.
        if ctx.keep_spelling && text::is_tex(source) && text::encode_names(&names) != **source {
            ctx.spell(source);
        }
        Some(Value::Names(names))
    },
    encode: |value, enc, page| {
        let Value::Names(names) = value else { return Fidelity::Nothing };
        let spelt = spelling(enc.record, enc.field).filter(|spelt| text::names_back(spelt) == *names);
        let mut out = spelt.map_or_else(|| text::encode_names(names), str::to_owned);
        let again = text::names_back(&out);
        let exact = again == *names;
        if !exact {
            out = text::encode_names(&again);
        }
        // The first line is the one behind `Authors:`.
        let good = out.split('\n').all(|line| matches!(kind(line.as_bytes()), Kind::Other | Kind::Label(_)));
        if !good || breaks(Phase::Authors, &out) || again.list.is_empty() && again.others.is_none() {
            return Fidelity::Nothing;
        }
        page.authors = out;
        Fidelity::or_flattened(exact)
    },
};

static AUTHOR_STRING: Codec<Arxiv> = Codec {
    kind: ValueKind::Names,
    decode: |natives, ctx| {
        let source = natives.get(0)?;
        read_authors(source, ctx, |_| text::is_tex(source))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// Authors in one line, kept as they are spelt where that `is_own`; `None` if
/// there is nobody.
pub(super) fn read_authors(source: &str, ctx: &mut Ctx<'_>, is_own: impl FnOnce(&Names) -> bool) -> Option<Value> {
    let names = authors::decode(source);
    if names.list.is_empty() && names.others.is_none() {
        return None;
    }
    if ctx.keep_spelling && is_own(&names) {
        ctx.spell(source);
    }
    Some(Value::Names(names))
}

/// The lines of a submission history.
static HISTORY: Codec<Arxiv> = Codec {
    kind: ValueKind::Versions,
    decode: |natives, _| Some(Value::Versions(natives.all(0).filter_map(|raw| stamp::version(&raw.value)).collect())),
    encode: |_, _, _| Fidelity::Nothing,
};

// Identifiers and classes.

/// An identifier, kept as it is spelt where that says more.
pub(super) fn read_id(source: &str, ctx: &mut Ctx<'_>) -> Option<Value> {
    let id = ArxivId::parse(source)?.id;
    if id != source {
        ctx.spell(source);
    }
    Some(Value::Token(id))
}

/// An identifier as it can stand in a heading.
fn written_id<'r>(id: &'r str, record: &'r Record) -> Option<&'r str> {
    let reads = |source: &str| ArxivId::parse(source).is_some_and(|read| read.id == id && read.version.is_none());
    let spelt = spelling(record, Field::ArxivId).filter(|spelt| reads(spelt));
    let out = spelt.unwrap_or(id);
    let heading = format!("arXiv:{out}");
    let heads = head::heading(&heading).is_some_and(|heading| heading.id == out);
    (reads(out) && heads).then_some(out)
}

static ID: Codec<Arxiv> = Codec {
    kind: ValueKind::Token,
    decode: |natives, ctx| read_id(natives.get(0)?, ctx),
    encode: |value, enc, page| {
        let Value::Token(id) = value else { return Fidelity::Nothing };
        match written_id(id, enc.record) {
            Some(id) => page.id.push_str(id),
            None => return Fidelity::Nothing,
        }
        Fidelity::Exact
    },
};

static VERSION: Codec<Arxiv> = Codec {
    kind: ValueKind::Text,
    decode: |natives, _| Some(Value::Text(Text::from(natives.get(0)?.as_ref()))),
    encode: |value, enc, page| {
        let Value::Text(Text::Plain(version)) = value else { return Fidelity::Nothing };
        let id = enc.record.get(keys::ARXIV_ID).and_then(|id| written_id(id, enc.record));
        let number =
            !version.starts_with('0') && version.parse::<u32>().is_ok_and(|n| n.to_string() == version.as_str());
        if id.is_none() || !number {
            return Fidelity::Nothing;
        }
        page.version.push_str(version);
        Fidelity::Exact
    },
};

static CLASSES: Codec<Arxiv> = Codec {
    kind: ValueKind::Tokens,
    decode: |natives, _| Some(Value::Tokens(natives.all(0).map(|raw| raw.value.as_ref().into()).collect())),
    encode: |value, enc, page| {
        let Value::Tokens(classes) = value else { return Fidelity::Nothing };
        if !classes.iter().all(|class| is_class(class)) {
            return Fidelity::Nothing;
        }
        page.classes = classes.join(" ");
        // The first one is read as the primary class.
        let primary = enc.record.get(keys::ARXIV_PRIMARY);
        if primary.is_some() { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

static PRIMARY: Codec<Arxiv> = Codec {
    kind: ValueKind::Token,
    decode: |natives, _| Some(Value::Token(natives.get(0)?.as_ref().into())),
    encode: |value, enc, page| {
        let Value::Token(primary) = value else { return Fidelity::Nothing };
        match enc.record.get(keys::ARXIV_CLASSES) {
            Some(_) if page.classes.split(' ').next() == Some(primary) => Fidelity::Exact,
            // Another class comes first, and is read as the primary one.
            Some(_) if !page.classes.is_empty() => Fidelity::SUBSTITUTED,
            None if is_class(primary) => {
                page.classes.push_str(primary);
                Fidelity::SUBSTITUTED
            }
            _ => Fidelity::Nothing,
        }
    },
};

fn is_class(class: &str) -> bool {
    head::boxes(class) == Some(vec![head::Tag::Class(class)])
}

fn written_doi(doi: &str) -> bool {
    normal_doi(doi).is_some_and(|normal| normal == doi)
        && Cleaner::of(doi) == Cleaner::of("")
        && head::boxes(&format!("doi {doi}")) == Some(vec![head::Tag::Doi(doi)])
}

pub(super) fn read_doi(source: &str) -> Str {
    normal_doi(source).unwrap_or_else(|| source.into())
}

static DOI: Codec<Arxiv> = Codec {
    kind: ValueKind::Token,
    decode: |natives, _| Some(Value::Token(read_doi(natives.get(0)?))),
    encode: |value, _, page| {
        let Value::Token(doi) = value else { return Fidelity::Nothing };
        if !written_doi(doi) {
            return Fidelity::Nothing;
        }
        page.dois.push(doi.to_string());
        Fidelity::Exact
    },
};

static OTHER_DOIS: Codec<Arxiv> = Codec {
    kind: ValueKind::Tokens,
    decode: |natives, _| Some(Value::Tokens(natives.all(0).map(|raw| read_doi(&raw.value)).collect())),
    encode: |value, _, page| {
        let Value::Tokens(dois) = value else { return Fidelity::Nothing };
        if page.dois.is_empty() || !dois.iter().all(|doi| written_doi(doi)) {
            return Fidelity::Nothing;
        }
        page.dois.extend(dois.iter().map(Str::to_string));
        Fidelity::Exact
    },
};

// Dates.

fn written_submitted(record: &Record) -> Option<(String, bool)> {
    day_words(record.get(keys::SUBMITTED)?)
}

fn read_day(natives: &Natives<'_, '_, Arxiv>, ctx: Option<&mut Ctx<'_>>) -> Option<Value> {
    let raw = natives.raw(0)?;
    Some(Value::Date(Box::new(check::day(&raw.value, raw.at as usize, raw.len as usize, ctx))))
}

static SUBMITTED: Codec<Arxiv> = Codec {
    kind: ValueKind::Date,
    decode: |natives, ctx| read_day(natives, Some(ctx)),
    encode: |_, enc, page| {
        let Some((words, exact)) = written_submitted(enc.record) else { return Fidelity::Nothing };
        page.submitted = words;
        match enc.record.has(Field::Issued) {
            true => Fidelity::or_narrowed(exact),
            // It is read as the date of publication as well.
            false => Fidelity::SUBSTITUTED,
        }
    },
};

static ISSUED: Codec<Arxiv> = Codec {
    kind: ValueKind::Date,
    // The same words as those of the submission, which were reported there.
    decode: |natives, _| read_day(natives, None),
    encode: |value, enc, _| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        match written_submitted(enc.record) {
            None => Fidelity::Nothing,
            Some((words, _)) if check::day(&words, 0, 0, None) == **date => Fidelity::Exact,
            Some((words, _)) if day_words(date).is_some_and(|(mine, _)| mine == words) => Fidelity::or_narrowed(false),
            Some(_) => Fidelity::SUBSTITUTED,
        }
    },
};

static UPDATED: Codec<Arxiv> = Codec {
    kind: ValueKind::Date,
    decode: |natives, ctx| read_day(natives, Some(ctx)),
    encode: |value, enc, page| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let (Some(_), Some((words, exact))) = (written_submitted(enc.record), day_words(date)) else {
            return Fidelity::Nothing;
        };
        page.updated = words;
        Fidelity::or_narrowed(exact)
    },
};

static ANNOUNCED: Codec<Arxiv> = Codec {
    kind: ValueKind::Date,
    decode: |natives, ctx| {
        let raw = natives.raw(0)?;
        Some(Value::Date(Box::new(check::month(&raw.value, raw.at as usize, raw.len as usize, Some(ctx)))))
    },
    encode: |value, _, page| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some((words, exact)) = month_words(date) else { return Fidelity::Nothing };
        page.announced = words;
        Fidelity::or_narrowed(exact)
    },
};
