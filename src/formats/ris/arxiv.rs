//! How RIS files say that a record is an arXiv paper. No program has a type or
//! a tag for it, so exporters put the identifier into whatever tag they like.

use super::Lines;
use crate::codec::line::one_line;
use crate::ir::{ArxivId, EntryType, Field, Record, Str, Text, Value};
use crate::map::{Natives, RawRecord};

/// Tags that may hold an identifier, in the order in which they are believed.
pub(super) const ID_TAGS: [&str; 6] = ["M1", "AN", "VL", "JO", "JF", "T2"];

/// Codes that stand for a preprint when the record has marks of arXiv.
pub(super) const AMBIGUOUS: &[EntryType] =
    &[EntryType::Document, EntryType::ArticleJournal, EntryType::Webpage, EntryType::Manuscript];

/// The identifier that this value under this tag states by itself:
/// `arXiv:2508.00001v2`, `abs/2508.00001` for a volume,
/// `arXiv preprint arXiv:2508.00001` for a journal.
pub(super) fn stated(tag: &str, value: &str) -> Option<ArxivId> {
    match tag {
        "M1" | "AN" => {
            let head = value.get(..5)?;
            (head.eq_ignore_ascii_case("arxiv") || head.eq_ignore_ascii_case("https") || head == "http:")
                .then(|| ArxivId::parse(value))?
        }
        "VL" => ArxivId::parse(value.strip_prefix("abs/")?),
        "JO" | "JF" | "T2" => {
            let at = value.bytes().position(|byte| byte == b':')?;
            let start = at.checked_sub("arXiv".len())?;
            value.get(start..at)?.eq_ignore_ascii_case("arxiv").then(|| ArxivId::parse(&value[start..]))?
        }
        _ => None,
    }
}

/// Whether this is the name of the archive.
pub(super) fn is_archive(value: &str) -> bool {
    value.trim().eq_ignore_ascii_case("arxiv") || value.trim().eq_ignore_ascii_case("arxiv.org")
}

/// Whether a record has marks of arXiv.
pub(super) fn marks(raw: &RawRecord<'_, Lines>) -> bool {
    raw.fields.iter().any(|field| match field.name.as_ref() {
        "DB" => is_archive(&field.value),
        tag => stated(tag, &field.value).is_some(),
    })
}

/// The identifier among the natives of a row whose names from `first` on are
/// [`ID_TAGS`] and then `DB`. Strikes nothing out.
pub(super) fn peek(natives: &Natives<'_, '_, Lines>, first: usize) -> Option<ArxivId> {
    let tags = ID_TAGS.iter().enumerate();
    let mut found = tags.filter_map(|(at, tag)| stated(tag, natives.peek(first + at)?));
    found.next().or_else(|| {
        // Without the prefix only if the database is named.
        let database = natives.peek(first + ID_TAGS.len()).is_some_and(|value| is_archive(value));
        let bare = |at: usize| natives.peek(first + at).and_then(|value| ArxivId::parse(value));
        database.then(|| bare(0).or_else(|| bare(1)))?
    })
}

/// Whether this text under this tag would be read as a mark of arXiv when it
/// is meant as something else.
pub(super) fn clashes(tag: &str, text: &str, kind: EntryType, record: &Record) -> bool {
    let preprint = kind == EntryType::Preprint;
    if !preprint && !AMBIGUOUS.contains(&kind) {
        return false;
    }
    match tag {
        "DB" => is_archive(text) && (!preprint || writable(record, kind).is_some()),
        "M1" | "AN" if preprint => ArxivId::parse(text).is_some(),
        _ => stated(tag, text).is_some(),
    }
}

/// The identifier of a preprint, if it reads as itself.
pub(super) fn writable(record: &Record, kind: EntryType) -> Option<&Str> {
    match record.value(Field::ArxivId) {
        Some(Value::Token(id)) if kind == EntryType::Preprint => {
            ArxivId::parse(id).is_some_and(|read| read.id == *id && read.version.is_none()).then_some(id)
        }
        _ => None,
    }
}

/// The number of the version of a preprint, if it can stand behind the identifier.
pub(super) fn version(record: &Record) -> Option<&str> {
    match record.value(Field::Version) {
        Some(Value::Text(text)) => text.as_plain().filter(|digits| {
            digits.parse::<u32>().is_ok() && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
        }),
        _ => None,
    }
}

/// The classes of a preprint, if they can stand as its first keywords: only
/// together with the identifier, and with the primary class in front.
pub(super) fn classes(record: &Record, kind: EntryType) -> Option<&[Str]> {
    writable(record, kind)?;
    let (Some(Value::Tokens(classes)), Some(Value::Token(primary))) =
        (record.value(Field::ArxivClasses), record.value(Field::ArxivPrimary))
    else {
        return None;
    };
    (classes.first() == Some(primary) && classes.iter().all(|class| is_class(class))).then_some(classes)
}

/// Whether the first keyword would be read as a class.
pub(super) fn keyword_clashes(record: &Record, kind: EntryType) -> bool {
    let Some(Value::Texts(keywords)) = record.value(Field::Keywords) else { return false };
    // The first one that a line is left of.
    let mut lines = keywords.iter().map(Text::to_plain).filter(|plain| !one_line(plain).is_empty());
    writable(record, kind).is_some() && lines.next().is_some_and(|line| is_class(&one_line(&line)))
}

/// Archives of arXiv, those that were closed included.
const ARCHIVES: &[&str] = &[
    "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn", "chem-ph", "cmp-lg",
    "comp-gas", "cond-mat", "cs", "dg-ga", "econ", "eess", "funct-an", "gr-qc", "hep-ex", "hep-lat", "hep-ph",
    "hep-th", "math", "math-ph", "mtrl-th", "nlin", "nucl-ex", "nucl-th", "patt-sol", "physics", "plasm-ph", "q-alg",
    "q-bio", "q-fin", "quant-ph", "solv-int", "stat", "supr-con",
];

/// Whether this is spelt like a class of arXiv: `cs.LG`, `hep-th`,
/// `cond-mat.str-el`. A bare archive that is also a word (`math`) is not.
pub(super) fn is_class(text: &str) -> bool {
    match text.split_once('.') {
        Some((archive, subject)) => {
            let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
            ARCHIVES.contains(&archive) && subject.len() >= 2 && letters(subject)
        }
        None => text.contains('-') && ARCHIVES.contains(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_in_odd_places() {
        for (tag, value, id) in [
            ("M1", "arXiv:2508.99901v2", Some("2508.99901")),
            ("AN", "arXiv:hep-th/9901001", Some("hep-th/9901001")),
            ("AN", "https://arxiv.org/abs/2508.99901", Some("2508.99901")),
            ("M1", "2508.99901", None),
            ("VL", "abs/1803.00653", Some("1803.00653")),
            ("VL", "12", None),
            ("JO", "arXiv preprint arXiv:2508.99901", Some("2508.99901")),
            ("T2", "arXiv e-prints", None),
            ("T2", "\u{e9}: x", None),
            ("TI", "arXiv:2508.99901", None),
        ] {
            assert_eq!(stated(tag, value).map(|id| id.id.to_string()).as_deref(), id, "{tag} {value}");
        }
    }

    #[test]
    fn classes_and_words() {
        assert!(["cs.LG", "hep-th", "cond-mat.str-el", "physics.flu-dyn"].iter().all(|class| is_class(class)));
        assert!(["math", "e.g.", "cs.", "cs.X1", "machine learning"].iter().all(|class| !is_class(class)));
    }
}
