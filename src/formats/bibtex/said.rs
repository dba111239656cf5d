//! What the words of a note say: an address, and when it was visited.
//!
//! The standard styles of BibTeX know no `url`, so that addresses stand in
//! `howpublished` or `note`, alone or with the day of the visit. They are read
//! as what they are where nothing else stands there; the words stay as well.

use super::dates::DATE;
use super::notation::{Bib, BibValue, Fields};
use super::text::{PARAGRAPHS, PROSE, TEXT, URL, WORDS, encode_checked, read_text};
use super::words::is_biblatex;
use crate::codec::calendar;
use crate::codec::tex::Decode;
use crate::ir::{Date, DatePoint, Field, Inline, Kind, Record, Str, Text, Value};
use crate::map::{Codec, Fidelity, Natives};

/// The fields in which such words stand, and how these are read.
const PLACES: [(&str, Field, Decode); 2] = [("howpublished", Field::HowPublished, WORDS), ("note", Field::Note, PROSE)];

#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    url: Option<Str>,
    visited: Option<Date>,
}

impl Said {
    fn or(self, other: Said) -> Said {
        Said { url: self.url.or(other.url), visited: self.visited.or(other.visited) }
    }

    fn is_empty(&self) -> bool {
        self.url.is_none() && self.visited.is_none()
    }
}

/// What a text says if it says nothing else.
fn said(text: &Text) -> Said {
    let inlines = text.inlines();
    let (url, rest) = match inlines.as_ref() {
        [Inline::Plain(plain)] => match address(plain) {
            Some((url, rest)) => (Some(url.into()), rest),
            None => (None, plain.as_str()),
        },
        [Inline::Link { target, text }] if text.is_empty() => (Some(target.clone()), ""),
        [Inline::Link { target, text }, Inline::Plain(rest)] if text.is_empty() => {
            (Some(target.clone()), rest.as_str())
        }
        _ => return Said::default(),
    };
    let rest = rest.trim().trim_start_matches([',', '.', ';', ':']).trim();
    let found = Said { url, visited: visit(rest) };
    if rest.is_empty() || found.visited.is_some() { found } else { Said::default() }
}

/// The address at the beginning, and what follows it.
fn address(text: &str) -> Option<(&str, &str)> {
    let schemes = ["http://", "https://", "ftp://"];
    schemes.iter().any(|scheme| text.starts_with(scheme)).then_some(())?;
    let (word, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
    let url = word.trim_end_matches([',', '.', ';']);
    (url.len() > 8).then_some((url, rest))
}

fn strip<'t>(text: &'t str, word: &str) -> &'t str {
    crate::ir::strip_prefix_ignoring_case(text, word).map_or(text, str::trim_start)
}

/// The date in `Accessed: 2020-01-31`, `[Online; accessed 19-July-2008]`.
fn visit(text: &str) -> Option<Date> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let inner = inner.or_else(|| text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')));
    let mut rest = inner.unwrap_or(text).trim().trim_end_matches('.');
    for word in ["online", ";", ",", "last", "date"] {
        rest = strip(rest, word);
    }
    let verbs = ["accessed", "visited", "retrieved"];
    rest = verbs.iter().find_map(|verb| crate::ir::strip_prefix_ignoring_case(rest, verb))?.trim_start();
    for word in [":", "on "] {
        rest = strip(rest, word);
    }
    day(rest)
}

fn day(text: &str) -> Option<Date> {
    if text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return DatePoint::parse(text).map(Date::Point);
    }
    let mut words = text.split([' ', ',', '-', '.', '\u{a0}']).filter(|word| !word.is_empty());
    let (first, second, year) = (words.next()?, words.next()?, words.next()?);
    let number = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_lowercase()).parse::<u8>().ok();
    let (day, month) = match calendar::month(first) {
        Some(month) => (number(second)?, month),
        None => (number(first)?, calendar::month(second)?),
    };
    let year: u16 = year.parse().ok().filter(|_| words.next().is_none() && year.len() == 4)?;
    DatePoint::parse(&format!("{year:04}-{month:02}-{day:02}")).map(Date::Point)
}

/// What a native value says. An empty group, which prints nothing, says that
/// it is mere words.
fn in_value(value: Option<&BibValue<'_>>, how: Decode) -> Said {
    let Some(value) = value.filter(|value| may_say(&value.text) && !value.text.contains("{}")) else {
        return Said::default();
    };
    said(&read_text(value, how))
}

/// Cheap, before anything is looked at more closely.
fn may_say(text: &str) -> bool {
    let text = text.trim_start();
    ["\\url", "http", "ftp"].iter().any(|head| text.starts_with(head))
        || ["ccessed", "isited", "etrieved"].iter().any(|word| text.contains(word))
}

fn in_natives(natives: &Natives<'_, '_, Bib>, from: usize) -> Said {
    let mut found = Said::default();
    for (at, (.., how)) in PLACES.iter().enumerate() {
        found = found.or(in_value(natives.peek(from + at), *how));
    }
    found
}

/// The address that these values of the [`PLACES`] say.
pub(super) fn address_in(howpublished: Option<&BibValue<'_>>, note: Option<&BibValue<'_>>) -> Option<Str> {
    in_value(howpublished, WORDS).url.or_else(|| in_value(note, PROSE).url)
}

/// Whether words in this field would be read as something that the record does
/// not say, so that they need an empty group to be read as mere words.
pub(super) fn mere_words(name: &str, text: &Text, record: &Record) -> bool {
    PLACES.iter().any(|(place, ..)| *place == name) && too_much(&said_if(text), record)
}

fn said_if(text: &Text) -> Said {
    let plain = text.to_plain();
    if may_say(&plain) { said(text) } else { Said::default() }
}

fn too_much(said: &Said, record: &Record) -> bool {
    (said.url.is_some() && !record.has(Field::Url)) || (said.visited.is_some() && !record.has(Field::Accessed))
}

/// Whether words are left out because `url` and `urldate` say the same: those of
/// another notation than BibLaTeX, whose files keep their own.
fn is_moved(text: &Text, record: &Record, sink: &Fields) -> bool {
    if !sink.biblatex || is_biblatex(record) {
        return false;
    }
    let said = said_if(text);
    let same = |url: &Str| matches!(record.value(Field::Url), Some(Value::Token(known)) if known == url);
    let seen = |date: &Date| matches!(record.value(Field::Accessed), Some(Value::Date(known)) if **known == *date);
    !said.is_empty() && said.url.as_ref().is_none_or(same) && said.visited.as_ref().is_none_or(seen)
}

macro_rules! said_words {
    ($($name:ident: $codec:ident;)+) => { $(
        /// Words that may be no more than an address.
        pub(super) static $name: Codec<Bib> = Codec {
            kind: Kind::Text,
            decode: $codec.decode,
            encode: |value, enc, sink| match value {
                Value::Text(text) if is_moved(text, enc.record, sink) => Fidelity::SUBSTITUTED,
                value => ($codec.encode)(value, enc, sink),
            },
        };
    )+ };
}

said_words! {
    HOW_PUBLISHED: TEXT;
    NOTE: PARAGRAPHS;
}

/// What the words of a record will say when they are read again.
fn in_record(record: &Record, sink: &Fields) -> Said {
    let (mut found, tex) = (Said::default(), sink.tex);
    for (_, field, how) in PLACES {
        let Some(Value::Text(text)) = record.value(field) else { continue };
        if is_moved(text, record, sink) {
            continue;
        }
        let said = said_if(text);
        if said.is_empty() || too_much(&said, record) {
            continue;
        }
        // A command may end in an empty group, and then these are mere words.
        let mut written = String::new();
        if encode_checked(text, tex, how, &mut written) && !written.contains("{}") {
            found = found.or(said);
        }
    }
    found
}

/// An address in words: `howpublished`, `note`, and `url`, which comes first.
pub(super) static SAID_URL: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| match natives.peek(2) {
        Some(_) => None,
        None => in_natives(natives, 0).url.map(Value::Token),
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// The day of the visit in words: `howpublished`, `note`, and `urldate`.
pub(super) static SAID_VISIT: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: |natives, _| match natives.peek(2) {
        Some(_) => None,
        None => in_natives(natives, 0).visited.map(|date| Value::Date(Box::new(date))),
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// `lastchecked` of programs that keep BibTeX files, where there is no
/// `urldate`. What is no date in it stays what it is.
pub(super) static LAST_CHECKED: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: |natives, _| {
        let visited = day(natives.peek(0)?.text.trim()).filter(|_| natives.peek(1).is_none())?;
        natives.get(0);
        Some(Value::Date(Box::new(visited)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

fn has_words(record: &Record) -> bool {
    record.has(Field::HowPublished) || record.has(Field::Note)
}

/// `url`, unless the words say it.
pub(super) static ADDRESS: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: URL.decode,
    encode: |value, enc, sink: &mut Fields| {
        let said = || in_record(enc.record, sink).url;
        let known = has_words(enc.record) && matches!(value, Value::Token(url) if said().as_ref() == Some(url));
        if known { Fidelity::Exact } else { (URL.encode)(value, enc, sink) }
    },
};

/// `urldate`, unless the words say it.
pub(super) static VISIT: Codec<Bib> = Codec {
    kind: Kind::Date,
    decode: DATE.decode,
    encode: |value, enc, sink: &mut Fields| {
        let said = || in_record(enc.record, sink).visited;
        let known = has_words(enc.record) && matches!(value, Value::Date(date) if said().as_ref() == Some(&**date));
        if known { Fidelity::Exact } else { (DATE.encode)(value, enc, sink) }
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::tex;

    #[test]
    fn what_notes_say() {
        for (source, url, visited) in [
            ("\\url{http://a.org/~x_y}", Some("http://a.org/~x_y"), None),
            ("https://a.org/b", Some("https://a.org/b"), None),
            ("\\url{http://a.org}, accessed 2020-01-31.", Some("http://a.org"), Some("2020-01-31")),
            ("http://a.org/x. Last accessed on 3 March 2019", Some("http://a.org/x"), Some("2019-03-03")),
            ("[Online; accessed 19-July-2008]", None, Some("2008-07-19")),
            ("Accessed: 2020-01-31", None, Some("2020-01-31")),
            ("(Retrieved January 5th, 2011)", None, Some("2011-01-05")),
            ("Accessed: yesterday", None, None),
            ("Accessed 2020-02-31", None, None),
            ("See \\url{http://a.org}", None, None),
            ("\\url{http://a.org} and more", None, None),
            ("\\href{http://a.org}{here}", None, None),
            ("Online", None, None),
        ] {
            let found = said(&tex::decode(source, WORDS));
            assert_eq!(found.url.as_deref(), url, "{source}");
            assert_eq!(found.visited.map(|date| date.to_string()).as_deref(), visited, "{source}");
        }
    }
}
