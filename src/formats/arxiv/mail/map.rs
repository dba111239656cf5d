//! Native fields of a mail and fields of the record.

use std::borrow::Cow;

use super::super::map::{put, read_authors, read_doi, read_id, spelling};
use super::super::text::{self, Shape};
use super::super::{authors, stamp, taxonomy};
use super::walk::{begins, is_rule};
use super::{blocks, dates};
use crate::ir::{ArxivId, Date, DatePoint, EntryType, Extra, Field, Kind as ValueKind, Str, Text, Value, Version};
use crate::map::{Codec, Ctx, Fidelity, FieldRow, Natives, Notation, Table, TypeRow, both, is, write_as};

/// The notation; its extras are those of all dialects.
pub(in super::super) struct Mail;

/// The fields that are one text, in the order in which they are written.
pub(super) const ORDER: [(&str, &str); 8] = [
    ("comments", "Comments: "),
    ("proxy", "Proxy: "),
    ("report-number", "Report-no: "),
    ("msc-class", "MSC-class: "),
    ("acm-class", "ACM-class: "),
    ("journal-ref", "Journal-ref: "),
    ("doi", "DOI: "),
    ("license", "License: "),
];

/// The parts of a record as they will stand in the mail.
#[derive(Debug, Default)]
pub(in super::super) struct Block {
    pub id: String,
    pub cross: bool,
    pub submitter: String,
    /// Lines of dates as they stand, and what they are read as.
    pub dates: Vec<String>,
    pub first: Option<Date>,
    pub last: Option<Date>,
    /// Whether the lines are those of versions.
    pub numbered: bool,
    /// The date of a replacement, when no other is known.
    pub replaced: String,
    pub replacement: String,
    pub size: String,
    pub title: String,
    pub authors: String,
    pub classes: String,
    pub subjects: String,
    /// Values in the order of [`ORDER`].
    pub fields: [String; 8],
    pub abstracts: String,
    pub lines: Vec<String>,
}

impl Block {
    fn field(&mut self, name: &str) -> Option<&mut String> {
        ORDER.iter().position(|(known, _)| *known == name).map(|at| &mut self.fields[at])
    }
}

/// Whether a text may stand behind a label: one line with single blanks, and no
/// word that would end the record when it is wrapped.
fn is_line(text: &str) -> bool {
    let mut folded = String::new();
    blocks::fold(text, &mut folded);
    !text.is_empty() && folded == text && !text.split(' ').any(|word| is_rule(word.as_bytes()))
}

impl Notation for Mail {
    const NAME: &'static str = "arxiv";
    const CONTROLS: Option<&'static str> = Some("read as a blank");
    type Value<'a> = Cow<'a, str>;
    type Sink = Block;

    fn source(value: &Cow<'_, str>) -> Str {
        value.as_ref().into()
    }

    fn write_extra(extra: &Extra, block: &mut Block) -> Fidelity {
        Fidelity::or_nothing(write_beside(extra, block))
    }
}

/// Writes back what a mail had beside its fields, where that reads as the same again.
fn write_beside(extra: &Extra, block: &mut Block) -> bool {
    let value = extra.value.as_str();
    if !is_line(value) {
        return false;
    }
    let put = |good: bool, into: &mut String| put(value, good, into);
    match extra.name.as_str() {
        "listing" => {
            let good = value == "*cross-listing*" && !block.cross;
            block.cross |= good;
            good
        }
        "bad-id" => put(ArxivId::parse(value).is_none() && is_id(value), &mut block.id),
        "submitter" => put(!value.contains(['<', '@']), &mut block.submitter),
        "proxy" => block.field("proxy").is_some_and(|field| put(true, field)),
        "subj-class" => {
            // Names that stand for classes are read as classes, unless there are codes.
            let archive = block.id.split(['.', '/']).next().unwrap_or_default();
            let known = |name: &str| taxonomy::code_in(name.trim_end_matches('.').trim(), archive).is_some();
            put(!block.classes.is_empty() || !value.split(';').all(known), &mut block.subjects)
        }
        "size" => put(!block.replaced.is_empty() && is_size(value), &mut block.size),
        "replacement" => {
            let line = format!("{value} {}", block.replaced);
            let good = dates::replaced_line(&line).is_some_and(|(what, _)| what == value)
                && !value.eq_ignore_ascii_case("replaced with revised version");
            put(good && !block.replaced.is_empty(), &mut block.replacement)
        }
        "line" => {
            let good = blocks::label(value).is_none()
                && dates::date_line(value).is_none()
                && dates::replaced_line(value).is_none()
                && !value.starts_with("\\\\")
                && !value.starts_with('(');
            if good {
                block.lines.push(value.to_owned());
            }
            good
        }
        _ => false,
    }
}

fn is_id(id: &str) -> bool {
    !id.contains([' ', '(', ':']) && id.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn is_size(text: &str) -> bool {
    dates::size(text).is_some_and(|(size, flags)| {
        let comma = if flags.is_empty() { "" } else { "," };
        text == format!("{size}kb{comma}{flags}")
    })
}

static TYPES: &[TypeRow<Mail>] = &[is("", EntryType::Preprint), write_as("", EntryType::Document)];

static FIELDS: &[FieldRow<Mail>] = &[
    both(&["id"], Field::ArxivId, &ID),
    both(&["version"], Field::Versions, &VERSIONS),
    both(&["submitted"], Field::Submitted, &SUBMITTED),
    both(&["updated"], Field::Updated, &UPDATED),
    both(&["issued"], Field::Issued, &ISSUED),
    both(&["title"], Field::Title, &TEXT),
    both(&["authors"], Field::Author, &AUTHORS),
    both(&["class"], Field::ArxivClasses, &CLASSES),
    both(&["primary-class"], Field::ArxivPrimary, &PRIMARY),
    both(&["comments"], Field::Comments, &TEXT),
    both(&["report-number"], Field::ReportNumber, &TEXT),
    both(&["msc-class"], Field::MscClass, &TEXT),
    both(&["acm-class"], Field::AcmClass, &TEXT),
    both(&["journal-ref"], Field::JournalRef, &TEXT),
    both(&["doi"], Field::Doi, &DOI),
    both(&["other-doi"], Field::OtherDois, &OTHER_DOIS),
    both(&["license"], Field::License, &LICENSE),
    both(&["abstract"], Field::Abstract, &ABSTRACT),
];

/// The mapping.
pub(in super::super) static TABLE: Table<Mail> = Table::new(TYPES, FIELDS, EntryType::Preprint);

// Identifiers and classes.

static ID: Codec<Mail> = Codec {
    kind: ValueKind::Token,
    decode: |natives, ctx| read_id(natives.get(0)?, ctx),
    encode: |value, enc, block| {
        let Value::Token(id) = value else { return Fidelity::Nothing };
        let reads = |source: &str| ArxivId::parse(source).is_some_and(|read| read.id == *id) && is_id(source);
        let spelt = spelling(enc.record, enc.field).filter(|spelt| reads(spelt));
        let out = spelt.unwrap_or(id);
        if !reads(out) {
            return Fidelity::Nothing;
        }
        block.id.push_str(out);
        Fidelity::Exact
    },
};

static CLASSES: Codec<Mail> = Codec {
    kind: ValueKind::Tokens,
    decode: |natives, _| Some(Value::Tokens(natives.all(0).map(|raw| raw.value.as_ref().into()).collect())),
    encode: |value, enc, block| {
        let Value::Tokens(classes) = value else { return Fidelity::Nothing };
        let line = classes.join(" ");
        if !is_line(&line) || classes.iter().any(|class| class.is_empty() || class.contains(char::is_whitespace)) {
            return Fidelity::Nothing;
        }
        block.classes = line;
        // The first one is read as the primary class.
        if enc.record.has(Field::ArxivPrimary) { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

static PRIMARY: Codec<Mail> = Codec {
    kind: ValueKind::Token,
    decode: |natives, _| Some(Value::Token(natives.get(0)?.as_ref().into())),
    encode: |value, _, block| {
        let Value::Token(primary) = value else { return Fidelity::Nothing };
        if block.classes.is_empty() {
            if !is_line(primary) || primary.contains(char::is_whitespace) {
                return Fidelity::Nothing;
            }
            block.classes.push_str(primary);
            return Fidelity::SUBSTITUTED;
        }
        // Another class comes first, and is read as the primary one.
        if block.classes.split(' ').next() == Some(primary) { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

fn is_doi(doi: &str) -> bool {
    is_line(doi) && !doi.contains(char::is_whitespace) && read_doi(doi) == doi
}

static DOI: Codec<Mail> = Codec {
    kind: ValueKind::Token,
    decode: |natives, _| Some(Value::Token(read_doi(natives.get(0)?))),
    encode: |value, enc, block| {
        let Value::Token(doi) = value else { return Fidelity::Nothing };
        match block.field(enc.names[0]).filter(|_| is_doi(doi)) {
            Some(field) => field.push_str(doi),
            None => return Fidelity::Nothing,
        }
        Fidelity::Exact
    },
};

static OTHER_DOIS: Codec<Mail> = Codec {
    kind: ValueKind::Tokens,
    decode: |natives, _| Some(Value::Tokens(natives.all(0).map(|raw| read_doi(&raw.value)).collect())),
    encode: |value, _, block| {
        let Value::Tokens(dois) = value else { return Fidelity::Nothing };
        let all = dois.iter().all(|doi| is_doi(doi));
        let Some(field) = block.field("doi").filter(|field| all && !field.is_empty()) else { return Fidelity::Nothing };
        for doi in dois {
            field.push(' ');
            field.push_str(doi);
        }
        Fidelity::Exact
    },
};

// Dates.

fn read_date(words: &str) -> Date {
    stamp::read(words).map_or_else(|| Date::Literal(words.into()), Date::Point)
}

fn day_of(date: &Date) -> Date {
    match date {
        Date::Point(point) => Date::Point(stamp::day_of(*point)),
        date => date.clone(),
    }
}

/// The words of a date, if reading them gives it back.
fn date_words(date: &Date) -> Option<String> {
    match date {
        Date::Point(point @ DatePoint { .. }) => stamp::write(point),
        Date::Literal(words) => {
            let line = format!("Date: {words}");
            let read = dates::date_line(&line).filter(|line| line.words == words.as_str() && line.point.is_none());
            (is_line(words) && read.is_some_and(|line| line.size.is_none())).then(|| words.to_string())
        }
        _ => None,
    }
}

static VERSIONS: Codec<Mail> = Codec {
    kind: ValueKind::Versions,
    decode: |natives, _| {
        let lines: Vec<_> = natives.all(0).filter_map(|raw| dates::date_line(&raw.value)).collect();
        let versions = dates::versions(&lines);
        Some(Value::Versions(versions))
    },
    encode: |value, enc, block| {
        let Value::Versions(versions) = value else { return Fidelity::Nothing };
        let written = |(at, version): (usize, &Version)| dates::write(version, at == 0);
        let Some(lines) = versions.iter().enumerate().map(written).collect::<Option<Vec<_>>>() else {
            return Fidelity::Nothing;
        };
        let read: Vec<_> = lines.iter().filter_map(|line| dates::date_line(line)).collect();
        if read.len() != lines.len() || dates::versions(&read) != *versions {
            return Fidelity::Nothing;
        }
        block.first = read.first().map(dates::date_of);
        block.last = read.last().filter(|_| read.len() > 1).map(dates::date_of);
        block.dates = lines;
        block.numbered = true;
        let record = enc.record;
        // The first and the last one are read as dates of their own.
        let said = record.has(Field::Submitted)
            && record.has(Field::Issued)
            && (versions.len() == 1 || record.has(Field::Updated));
        if said { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

static SUBMITTED: Codec<Mail> = Codec {
    kind: ValueKind::Date,
    decode: |natives, _| Some(Value::Date(Box::new(read_date(natives.get(0)?)))),
    encode: |value, enc, block| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        if let Some(first) = &block.first {
            return if *first == **date { Fidelity::Exact } else { Fidelity::SUBSTITUTED };
        }
        let Some(words) = date_words(date) else { return Fidelity::Nothing };
        block.dates.push(format!("Date: {words}"));
        block.first = Some((**date).clone());
        // It is read as the date of publication as well.
        if enc.record.has(Field::Issued) { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

static UPDATED: Codec<Mail> = Codec {
    kind: ValueKind::Date,
    decode: |natives, _| Some(Value::Date(Box::new(read_date(natives.get(0)?)))),
    encode: |value, _, block| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        match (&block.first, &block.last) {
            (_, Some(last)) => return if *last == **date { Fidelity::Exact } else { Fidelity::SUBSTITUTED },
            (Some(_), None) if block.numbered => return Fidelity::Nothing,
            _ => {}
        }
        let Some(words) = date_words(date) else { return Fidelity::Nothing };
        if block.first.is_some() {
            block.dates.push(format!("Date (revised): {words}"));
            block.last = Some((**date).clone());
        } else {
            block.replaced = words;
        }
        Fidelity::Exact
    },
};

static ISSUED: Codec<Mail> = Codec {
    kind: ValueKind::Date,
    decode: |natives, _| Some(Value::Date(Box::new(day_of(&read_date(natives.get(0)?))))),
    encode: |value, _, block| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        match &block.first {
            None => Fidelity::Nothing,
            Some(first) if day_of(first) == **date => Fidelity::Exact,
            Some(_) => Fidelity::SUBSTITUTED,
        }
    },
};

// Text.

fn read_text(natives: &Natives<'_, '_, Mail>, ctx: &mut Ctx<'_>, shape: Shape) -> Option<Value> {
    let source = natives.get(0)?;
    let text = text::decode(source, shape);
    if ctx.keep_spelling
        && (text::is_special(source) || !source.is_ascii())
        && text::encode_ascii(&text, shape) != **source
    {
        ctx.spell(source);
    }
    Some(Value::Text(text))
}

/// Text as it is to stand in the mail, and whether reading gives it back.
fn write_text(text: &Text, spelling: Option<&str>, shape: Shape) -> (String, bool) {
    if let Some(spelling) = spelling
        && text::folded(spelling, shape) == spelling
        && text::decode(spelling, shape) == *text
    {
        return (spelling.to_owned(), true);
    }
    let out = text::encode_ascii(text, shape);
    let again = text::decode(&out, shape);
    if again == *text {
        return (out, true);
    }
    (text::encode_ascii(&again, shape), false)
}

static TEXT: Codec<Mail> = Codec {
    kind: ValueKind::Text,
    decode: |natives, ctx| read_text(natives, ctx, Shape::Line),
    encode: |value, enc, block| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        let (out, exact) = write_text(text, spelling(enc.record, enc.field), Shape::Line);
        if !is_line(&out) {
            return Fidelity::Nothing;
        }
        let name = enc.names[0];
        let into = if name == "title" { Some(&mut block.title) } else { block.field(name) };
        let Some(into) = into else { return Fidelity::Nothing };
        into.push_str(&out);
        Fidelity::or_flattened(exact)
    },
};

static LICENSE: Codec<Mail> = Codec {
    kind: ValueKind::Text,
    decode: |natives, _| Some(Value::Text(Text::from(natives.get(0)?.as_ref()))),
    encode: |value, enc, block| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        let mut out = String::new();
        blocks::fold(&text.to_plain(), &mut out);
        let exact = text.as_plain() == Some(&out);
        match block.field(enc.names[0]).filter(|_| is_line(&out)) {
            Some(field) => field.push_str(&out),
            None => return Fidelity::Nothing,
        }
        Fidelity::or_flattened(exact)
    },
};

static ABSTRACT: Codec<Mail> = Codec {
    kind: ValueKind::Text,
    decode: |natives, ctx| read_text(natives, ctx, Shape::Paragraphs),
    encode: |value, enc, block| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        let (out, exact) = write_text(text, spelling(enc.record, enc.field), Shape::Paragraphs);
        let mut words = out.split('\n').next().unwrap_or_default().split(' ');
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        // Below the mark that closes the fields this would be another record.
        let begins = begins(first.as_bytes()) && (second.len() > 40 || second.is_empty() || second.starts_with("(*"));
        if begins || !out.split('\n').all(|line| is_line(line) && !line.starts_with("\\\\")) {
            return Fidelity::Nothing;
        }
        block.abstracts = out;
        Fidelity::or_flattened(exact)
    },
};

static AUTHORS: Codec<Mail> = Codec {
    kind: ValueKind::Names,
    decode: |natives, ctx| {
        let source = natives.get(0)?;
        read_authors(source, ctx, |names| authors::encode(names) != **source)
    },
    encode: |value, enc, block| {
        let Value::Names(names) = value else { return Fidelity::Nothing };
        let spelt = spelling(enc.record, enc.field).filter(|spelt| authors::decode(spelt) == *names);
        let mut out = spelt.map_or_else(|| authors::encode(names), |spelt| text::folded(spelt, Shape::Line));
        let mut again = authors::decode(&out);
        let exact = again == *names;
        // Until what is read is written like this.
        for _ in 0..4 {
            let next = authors::encode(&again);
            if exact || next == out {
                break;
            }
            again = authors::decode(&next);
            out = next;
        }
        if !is_line(&out) || again.list.is_empty() && again.others.is_none() {
            return Fidelity::Nothing;
        }
        block.authors = out;
        Fidelity::or_flattened(exact)
    },
};
