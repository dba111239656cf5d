//! Conversions that profiles have and RIS at large has not.

use super::super::Lines;
use super::super::date::{DATE, ISSUED, words_as_date};
use super::super::identifiers::{put_token, serial};
use super::super::names::NAMES;
use super::super::pages::PAGES;
use super::super::places::{in_place_of, moved};
use super::super::values::{ABSTRACT, NOTE, NUMBER, REMARKS, TEXT, labelled, line_text, long_text, put_line};
use super::super::write::Out;
use crate::codec::calendar;
use crate::codec::line::one_line;
use crate::codec::names::comma::{self, Bodies};
use crate::ir::{Date, EntryType, Field, Kind, Names, Pages, Value};
use crate::map::{Codec, Enc, Fidelity};

/// What has a `T3` that is no series, for programs without the tags of 2011.
pub(super) const OTHER_T3: &[EntryType] =
    &[EntryType::Preprint, EntryType::Bill, EntryType::Hearing, EntryType::PostWeblog, EntryType::Regulation];

/// A number of an article where the program knows pages only: in their place.
pub(super) static ARTICLE_AS_PAGES: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, out| match value {
        Value::Text(text)
            if ![Field::Pages, Field::NumberOfPages].iter().any(|&field| enc.record.has(field))
                && enc.kind != EntryType::MotionPicture =>
        {
            let pages = Value::Pages(Pages::parse(&one_line(&text.to_plain())));
            moved((PAGES.encode)(&pages, enc, out))
        }
        _ => Fidelity::Nothing,
    },
};

/// All pages in `SP`, as the specification of 2011 has them: `12-34`.
pub(super) static PAGES_IN_ONE: Codec<Lines> = Codec {
    kind: Kind::Pages,
    decode: PAGES.decode,
    encode: |value, enc, out| {
        let Value::Pages(given) = value else { return Fidelity::Nothing };
        let short = given.with_dash("-");
        if one_line(&short) != short || Pages::parse(&short) != *given {
            return (PAGES.encode)(value, enc, out);
        }
        out.line("SP", &short);
        Fidelity::Exact
    },
};

/// Words that are read as a date, written as that date, so that it is written the
/// same way again.
fn as_read(read: Date, codec: &Codec<Lines>, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    moved((codec.encode)(&Value::Date(Box::new(read)), enc, out))
}

/// The year in `PY` and `Aug 28` in `DA`: EndNote prints that text as it is.
pub(super) static YEAR_AND_WORDS: Codec<Lines> = Codec {
    kind: Kind::Date,
    decode: ISSUED.decode,
    encode: |value, enc, out| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        if let Some(read) = words_as_date(date) {
            return as_read(read, &YEAR_AND_WORDS, enc, out);
        }
        if let Date::Point(point) = date.as_ref()
            && point.is_plain()
            && point.time.is_none()
            && point.unspecified == 0
            && (0..=9999).contains(&point.year)
            && let Some(month) = calendar::month_name(point.month).and_then(|name| name.get(..3))
        {
            out.line("PY", &format!("{:04}", point.year));
            match point.day {
                0 => out.line("DA", month),
                day => out.line("DA", &format!("{month} {day}")),
            }
            return Fidelity::Exact;
        }
        (ISSUED.encode)(value, enc, out)
    },
};

/// The year and nothing else, where the program takes `DA` for something else.
pub(super) static YEAR_ONLY: Codec<Lines> = Codec {
    kind: Kind::Date,
    decode: ISSUED.decode,
    encode: |value, enc, out| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        if let Some(read) = words_as_date(date) {
            return as_read(read, &YEAR_ONLY, enc, out);
        }
        match date.first() {
            Some(point) if (0..=9999).contains(&point.year) && point.unspecified == 0 => {
                out.line("PY", &format!("{:04}", point.year));
                Fidelity::or_narrowed(**date == Date::year(point.year))
            }
            _ => (ISSUED.encode)(value, enc, out),
        }
    },
};

/// The name of a conference in the place of the title of its proceedings.
pub(super) static EVENT_AS_CONTAINER: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, out| in_place_of(value, enc, Field::ContainerTitle, out),
};

/// The place of the conference in that of the publisher.
pub(super) static PLACE_OF_EVENT: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, out| in_place_of(value, enc, Field::PublisherPlace, out),
};

/// Notes of the program itself, which are no notes on the work: what reviewers decided.
fn is_decision(note: &str) -> bool {
    ["RAYYAN-", "ASReview_", "asreview_"].iter().any(|mark| note.trim_start().starts_with(mark))
}

/// The first note, unless it is a decision.
pub(super) static PRINTED_NOTE: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| {
        let first = natives.matching(0, |note| labelled(note).is_none()).next()?;
        if is_decision(&first.value) { None } else { (NOTE.decode)(natives, ctx) }
    },
    encode: |value, enc, out| match value {
        Value::Text(text) if is_decision(&text.to_plain()) => Fidelity::Nothing,
        _ => (NOTE.encode)(value, enc, out),
    },
};

/// Whether the note of the record stands in the first line of notes.
fn has_note(enc: &Enc<'_>) -> bool {
    match enc.record.value(Field::Note) {
        Some(Value::Text(note)) => {
            let line = line_text(&note.to_plain()).to_plain().into_owned();
            !line.is_empty() && !is_decision(&line) && labelled(&line).is_none()
        }
        _ => false,
    }
}

/// Remarks as notes behind the first one, where the program has one kind of
/// notes. Without a note the first remark becomes one, unless it is a decision.
pub(super) static REMARKS_AS_NOTES: Codec<Lines> = Codec {
    kind: Kind::Texts,
    decode: REMARKS.decode,
    encode: |value, enc, out| {
        let Value::Texts(remarks) = value else { return Fidelity::Nothing };
        let lines: Vec<String> = remarks.iter().map(|remark| one_line(&remark.to_plain()).into_owned()).collect();
        if lines.iter().any(|line| labelled(line).is_some()) {
            // They would be taken for what their label says.
            return (REMARKS.encode)(value, enc, out);
        }
        let notes = Enc { names: &["N1"], ..*enc };
        let written = (REMARKS.encode)(value, &notes, out);
        let decided = lines.iter().find(|line| !line.is_empty()).is_some_and(|line| is_decision(line));
        if has_note(enc) || decided { written } else { moved(written) }
    },
};

/// A number of PubMed alone in its field.
pub(super) static PMID_ALONE: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let digits = |value: &str| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        let raw = natives.matching(0, |value| digits(value)).next()?;
        Some(Value::Token(raw.value.as_ref().into()))
    },
    encode: |value, enc, out| match value {
        Value::Token(pmid) if !pmid.is_empty() && pmid.bytes().all(|byte| byte.is_ascii_digit()) => {
            put_token(pmid, enc.names[0], out)
        }
        _ => Fidelity::Nothing,
    },
};

/// Whether a name without a comma is that of a body.
fn is_body(name: &str) -> bool {
    comma::decode(name, Bodies::Words).is_some_and(|name| name.body)
}

/// Names where a body without a comma would be taken for a person: EndNote
/// wants `World Health Organization,`.
pub(super) static NAMES_WITH_COMMA: Codec<Lines> = Codec {
    kind: Kind::Names,
    decode: NAMES.decode,
    encode: |value, enc, out| {
        let start = out.text.len();
        let written = (NAMES.encode)(value, enc, out);
        let lines = out.text.split_off(start);
        for line in lines.split_inclusive("\r\n") {
            let name = line.trim_end_matches(['\r', '\n']);
            out.text.push_str(name);
            let marked = |name: &str| is_body(name) && !name.contains([',', ';']) && !comma::is_others(name);
            if name.get(6..).is_some_and(marked) {
                out.text.push(',');
            }
            out.text.push_str(&line[name.len()..]);
        }
        written
    },
};

/// Names joined by ` and ` in one line, as BibTeX has them: JabRef takes the
/// last line for the whole field.
pub(super) static NAMES_IN_ONE: Codec<Lines> = Codec {
    kind: Kind::Names,
    decode: |natives, _| {
        let lines = natives.all(0);
        let names =
            lines.flat_map(|raw| raw.value.split(" and ").filter_map(|name| comma::decode(name, Bodies::Words)));
        Some(Value::Names(Names { list: names.collect(), ..Names::default() }))
    },
    encode: |value, enc, out| {
        let Value::Names(names) = value else { return Fidelity::Nothing };
        let mut line = String::new();
        let mut read = Vec::new();
        for name in &names.list {
            let at = line.len();
            comma::encode(name, Bodies::Words, &mut line);
            if line.len() > at {
                read.extend(line[at..].split(" and ").filter_map(|name| comma::decode(name, Bodies::Words)));
                line.push_str(" and ");
            }
        }
        let line = line.trim_end_matches(" and ");
        if line.is_empty() {
            return Fidelity::Nothing;
        }
        out.line(enc.names[0], line);
        Fidelity::or_narrowed(read == names.list && names.others.is_none())
    },
};

/// The number of a report among its ISSN and ISBN, unless it looks like one.
pub(super) static NUMBER_UNLIKE_SERIAL: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: NUMBER.decode,
    encode: |value, enc, out| match value {
        Value::Text(text) if serial(&text.to_plain()).is_none() => put_line(value, enc, enc.names[0], out),
        _ => Fidelity::Nothing,
    },
};

/// Text with paragraphs on one line, for programs that lose what stands on the next.
pub(super) static LINE_OF_TEXT: Codec<Lines> = Codec { kind: Kind::Text, decode: ABSTRACT.decode, encode: TEXT.encode };

/// A date that the program takes for the one of publication where there is no other.
pub(super) static DATE_BESIDE_ISSUED: Codec<Lines> = Codec {
    kind: Kind::Date,
    decode: DATE.decode,
    encode: |value, enc, out| {
        if enc.record.has(Field::Issued) { (DATE.encode)(value, enc, out) } else { Fidelity::Nothing }
    },
};

/// Remarks where the program has printed notes apart from them.
pub(super) static COMMENTS_OF_USERS: Codec<Lines> = Codec {
    kind: Kind::Texts,
    decode: |natives, _| {
        let raws = natives.matching(0, |note| labelled(note).is_none());
        Some(Value::Texts(raws.map(|raw| long_text(&raw.value)).filter(|text| !text.is_empty()).collect()))
    },
    encode: |value, enc, out| match value {
        Value::Texts(texts) if texts.iter().all(|text| labelled(&one_line(&text.to_plain())).is_none()) => {
            (REMARKS.encode)(value, enc, out)
        }
        _ => Fidelity::Nothing,
    },
};
