//! Identifiers in archives, arXiv's above all, in the many places where
//! people put them.

use std::borrow::Cow;

use super::notation::{Bib, BibValue};
use super::text::{plain, verbatim};
use super::{Dialect, said};
use crate::ir::{ArxivId, EntryType, Field, Kind, Record, Str, Value, normal_doi, strip_prefix_ignoring_case};
use crate::map::{Codec, Enc, Fidelity, Natives, RawRecord};
use crate::report::{Code, Severity};

/// `eprint`, `archivePrefix`, `eprinttype`.
const NAMES: [&str; 3] = ["eprint", "archiveprefix", "eprinttype"];

fn is_arxiv(archive: &str) -> bool {
    archive.trim().eq_ignore_ascii_case("arxiv")
}

/// The arXiv identifier in an `eprint` of this archive.
fn arxiv_id(eprint: &BibValue<'_>, archive: Option<&BibValue<'_>>) -> Option<ArxivId> {
    let known = archive.is_none_or(|archive| is_arxiv(&archive.text));
    known.then(|| ArxivId::parse(&verbatim(eprint)))?
}

fn eprint_of(natives: &Natives<'_, '_, Bib>, from: usize) -> Option<ArxivId> {
    arxiv_id(natives.peek(from)?, natives.peek(from + 1).or_else(|| natives.peek(from + 2)))
}

/// `eprint` of arXiv.
pub(super) static ARXIV: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let id = eprint_of(natives, 0)?.id;
        natives.get(0);
        // Both names of the archive say the same or the second one stays.
        if natives.get(1).is_none() || natives.peek(2).is_some_and(|archive| is_arxiv(&archive.text)) {
            natives.get(2);
        }
        Some(Value::Token(id))
    },
    encode: |value, enc, sink| {
        let Value::Token(id) = value else { return Fidelity::Nothing };
        if !is_canonical(id) {
            return Fidelity::Nothing;
        }
        sink.braced(enc.names[0], id);
        // The name that each dialect's manual gives the archive.
        sink.braced(enc.names[1], if enc.names[1] == "eprinttype" { "arxiv" } else { "arXiv" });
        Fidelity::Exact
    },
};

fn is_canonical(id: &str) -> bool {
    ArxivId::parse(id).is_some_and(|parsed| parsed.id == id && parsed.version.is_none() && parsed.class.is_none())
}

/// Whether `eprint` is taken by the arXiv identifier of the record.
fn arxiv_comes_first(enc: &Enc<'_>) -> bool {
    matches!(enc.record.value(Field::ArxivId), Some(Value::Token(id)) if is_canonical(id))
}

/// `primaryClass`, or the class that stands glued to the identifier.
pub(super) static PRIMARY: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let id = eprint_of(natives, 2)?;
        let class = natives.get(0).or_else(|| natives.get(1)).map(|class| Str::from(verbatim(class).as_ref()));
        class.or(id.class).map(Value::Token)
    },
    encode: |value, enc, sink| match value {
        Value::Token(class) if arxiv_comes_first(enc) => write(class, enc, sink),
        _ => Fidelity::Nothing,
    },
};

/// The version at the end of an arXiv identifier.
pub(super) static VERSION_OF_EPRINT: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let version = eprint_of(natives, 0)?.version?;
        Some(Value::Text(version.to_string().into()))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// Identifier in another archive.
pub(super) static EPRINT: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| natives.get(0).map(|eprint| Value::Token(verbatim(eprint).as_ref().into())),
    encode: |value, enc, sink| {
        let Value::Token(eprint) = value else { return Fidelity::Nothing };
        let archive = enc.record.value(Field::EprintType).map(Value::preview);
        let read_as_arxiv = ArxivId::parse(eprint).is_some() && archive.is_none_or(|archive| is_arxiv(&archive));
        if arxiv_comes_first(enc) || read_as_arxiv { Fidelity::Nothing } else { write(eprint, enc, sink) }
    },
};

/// What belongs to [`EPRINT`]: archive and class.
pub(super) static BESIDE_EPRINT: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let value = natives.get(0).or_else(|| natives.get(1))?;
        Some(Value::Token(verbatim(value).as_ref().into()))
    },
    encode: |value, enc, sink| match value {
        Value::Token(token) if !arxiv_comes_first(enc) => write(token, enc, sink),
        _ => Fidelity::Nothing,
    },
};

/// Archives that both manuals know, by the name their users write, in lower case.
const ARCHIVES: [(&str, &str); 5] = [
    ("jstor", "jstor"),
    ("hdl", "hdl"),
    ("handle", "hdl"),
    ("google books", "googlebooks"),
    ("googlebooks", "googlebooks"),
];

/// The key of the archive of a record, where its place in it is an identifier.
fn known_archive(record: &Record) -> Option<&'static str> {
    let has = |field| record.has(field);
    let taken = has(Field::ArxivId) || has(Field::Eprint) || has(Field::EprintType) || has(Field::Pmid);
    let extra = NAMES.iter().any(|name| super::words::has_extra(record, name));
    let (Some(Value::Text(archive)), Some(Value::Text(place))) =
        (record.value(Field::Archive), record.value(Field::ArchiveLocation))
    else {
        return None;
    };
    let place = place.as_plain()?;
    let verbatim = super::text::unescaped(place) == place && super::lexer::is_balanced(place);
    let sound = verbatim && !place.is_empty() && !place.contains(char::is_whitespace);
    let archive = archive.as_plain().filter(|_| sound && !taken && !extra)?.trim().to_lowercase();
    ARCHIVES.iter().find(|(name, _)| *name == archive).map(|(_, key)| *key)
}

/// The identifier in an archive that has a key.
pub(super) static IN_ARCHIVE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| match (value, known_archive(enc.record)) {
        (Value::Text(place), Some(_)) => {
            sink.braced(enc.names[0], place.as_plain().unwrap_or_default());
            Fidelity::SUBSTITUTED
        }
        _ => Fidelity::Nothing,
    },
};

/// The key of that archive.
pub(super) static NAME_OF_ARCHIVE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |_, enc, sink| match known_archive(enc.record) {
        Some(key) => {
            sink.braced(enc.names[0], key);
            Fidelity::SUBSTITUTED
        }
        None => Fidelity::Nothing,
    },
};

fn write(token: &str, enc: &Enc<'_>, sink: &mut super::notation::Fields) -> Fidelity {
    if super::text::unescaped(token) != token || !super::lexer::is_balanced(token) {
        return Fidelity::Nothing;
    }
    sink.braced(enc.names[0], token);
    Fidelity::Exact
}

/// A field that is an arXiv identifier with its prefix and nothing else:
/// `note = {arXiv:2508.99901 [cs]}` (Zotero), `eid`, `pages` (ADS).
pub(super) static PREFIXED: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let id = prefixed(&words(natives.peek(0)?))?;
        natives.get(0);
        Some(Value::Token(id.id))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// The places of [`PREFIXED`] and [`JOURNAL`] besides `eprint`.
pub(super) const PLACES: [&str; 6] = ["journal", "journaltitle", "note", "number", "howpublished", "eid"];

/// The class that stands behind the identifier in one of the [`PLACES`].
pub(super) static PREFIXED_CLASS: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| in_places(natives, |id| id.class).map(Value::Token),
    encode: |_, _, _| Fidelity::Nothing,
};

/// The version at its end.
pub(super) static PREFIXED_VERSION: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let version = in_places(natives, |id| id.version)?;
        Some(Value::Text(version.to_string().into()))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// What the identifiers in the [`PLACES`] say besides, if all are of one paper.
fn in_places<T>(natives: &Natives<'_, '_, Bib>, part: fn(ArxivId) -> Option<T>) -> Option<T> {
    let own = natives.peek(PLACES.len()).and_then(|eprint| ArxivId::parse(&verbatim(eprint)));
    let mut first = own.map(|id| id.id);
    let mut found = None;
    for at in 0..PLACES.len() {
        let Some(id) = natives.peek(at).and_then(|value| place_id(&words(value))) else { continue };
        if first.get_or_insert_with(|| id.id.clone()) != &id.id {
            return None;
        }
        found = found.or_else(|| part(id));
    }
    found
}

/// The words of a field that may hold an identifier. An empty group, which
/// prints nothing, says that it does not: see [`mere_words`].
fn words<'v>(value: &'v BibValue<'_>) -> Cow<'v, str> {
    if value.text.contains("{}") { Cow::Borrowed("") } else { plain(value) }
}

/// Whether words in this field would be read as an identifier or as the name of
/// the archive, so that they need an empty group to be read as what they are.
pub(super) fn mere_words(name: &str, text: &str, kind: EntryType) -> bool {
    let archive = || matches!(name, "journal" | "journaltitle") && kind != EntryType::Preprint && names_arxiv(text);
    PLACES.contains(&name) && (place_id(text).is_some() || archive())
}

fn prefixed(text: &str) -> Option<ArxivId> {
    let head = text.trim().get(..6)?;
    head.eq_ignore_ascii_case("arxiv:").then(|| ArxivId::parse(text))?
}

/// The identifier in a note or in the name of a journal.
fn place_id(text: &str) -> Option<ArxivId> {
    prefixed(text).or_else(|| names_arxiv(text).then(|| in_journal(text).map(|(id, _)| id))?)
}

/// The identifier in the name of a journal, and whether no words are left.
fn in_journal(journal: &str) -> Option<(ArxivId, bool)> {
    let words: Vec<&str> = journal.split_whitespace().collect();
    let at = words.iter().position(|word| prefixed(word.trim_end_matches([',', '.', ';'])).is_some())?;
    // Zotero and the abstract page put the class behind it.
    let classed = words.get(at + 1).and_then(|class| prefixed(&format!("{} {class}", words[at])));
    let used = at + 1 + usize::from(classed.is_some());
    let id = classed.or_else(|| prefixed(words[at].trim_end_matches([',', '.', ';'])))?;
    let known = |word: &&str| {
        ["arxiv", "preprint", "e-print", "e-prints", "eprint", "eprints"]
            .iter()
            .any(|known| word.trim_end_matches([',', ':']).eq_ignore_ascii_case(known))
    };
    Some((id, words[..at].iter().all(known) && used == words.len()))
}

/// `journal = {arXiv preprint arXiv:2508.99901}` (Google Scholar),
/// `journal = {CoRR}, volume = {abs/2508.99901}` (DBLP),
/// `journal = {arXiv e-prints}, eid = {arXiv:2508.99901}` (ADS).
pub(super) static JOURNAL: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let (id, beside) = of_journal(natives.peek(0)?, natives.peek(1), natives.peek(2))?;
        match beside {
            Beside::Volume => natives.get(0).and(natives.get(1)),
            Beside::Eid => natives.get(0).and(natives.get(2)),
            Beside::Nothing => natives.get(0),
            Beside::Words => None,
        };
        Some(Value::Token(id.id))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

enum Beside {
    Nothing,
    /// More words, so that the journal is to be kept.
    Words,
    Volume,
    Eid,
}

fn of_journal(
    journal: &BibValue<'_>,
    volume: Option<&BibValue<'_>>,
    eid: Option<&BibValue<'_>>,
) -> Option<(ArxivId, Beside)> {
    let journal = words(journal);
    if !names_arxiv(&journal) {
        return None;
    }
    if let Some((id, alone)) = in_journal(&journal) {
        return Some((id, if alone { Beside::Nothing } else { Beside::Words }));
    }
    if let Some(id) = volume.and_then(|volume| ArxivId::parse(volume.text.trim().strip_prefix("abs/")?)) {
        return Some((id, Beside::Volume));
    }
    Some((prefixed(&eid?.text)?, Beside::Eid))
}

/// Cheap, by the first letter, before anything is looked at more closely.
fn may_name_arxiv(journal: &BibValue<'_>) -> bool {
    !matches!(journal.text.as_bytes().first(), Some(b'B' | b'D'..=b'Z' | b'b' | b'd'..=b'z'))
}

fn names_arxiv(journal: &str) -> bool {
    let journal = journal.trim();
    journal.eq_ignore_ascii_case("corr") || journal.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("arxiv"))
}

/// An address that is read as an identifier.
pub static ARXIV_ADDRESS: Code = Code::new(
    "bibtex/arxiv-address",
    Severity::Info,
    "an address in arXiv is written as an identifier as well",
    "The DOI or the address of the record is that of an arXiv paper, which every reader of .bib files takes for its \
     identifier. It was written as `eprint` as well.",
    "",
);

/// The arXiv identifier that is arXiv's own DOI.
fn in_doi(doi: &str) -> Option<Str> {
    // Most have another registrant, and need not be looked at closely.
    let registrant = b"10.48550/";
    doi.as_bytes().windows(registrant.len()).any(|part| part == registrant).then_some(())?;
    let doi = normal_doi(doi)?;
    strip_prefix_ignoring_case(&doi, "10.48550/arxiv.")?;
    ArxivId::parse(&doi).map(|id| id.id)
}

/// The arXiv identifier in the address of a page of arXiv.
fn in_url(url: &str) -> Option<Str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    rest.starts_with("arxiv.org/").then(|| ArxivId::parse(url).map(|id| id.id))?
}

/// The identifier in the addresses of an entry.
fn address_of<'v, 'a: 'v>(value: impl Fn(&'static str) -> Option<&'v BibValue<'a>>) -> Option<Str> {
    // Another DOI says that the paper was published elsewhere.
    if let Some(doi) = value("doi") {
        // Most have another registrant.
        let registrant = doi.text.strip_prefix("10.");
        let other = registrant.is_some_and(|registrant| !registrant.starts_with("48550/"));
        return if other { None } else { in_doi(&verbatim(doi)) };
    }
    match value("url") {
        Some(url) => in_url(&verbatim(url)),
        None => in_url(&said::address_in(value("howpublished"), value("note"))?),
    }
}

/// The identifier of an entry that has none but for its DOI or its address.
pub(super) static ARXIV_BY_ADDRESS: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        if natives.peek(2).is_some() {
            return None;
        }
        let at = |name: &'static str| {
            natives.peek(match name {
                "doi" => 0,
                "url" => 1,
                "howpublished" => 3,
                _ => 4,
            })
        };
        address_of(at).map(Value::Token)
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// The identifier that a reader would find although the record has none.
pub(super) fn implied(record: &Record, dialect: Dialect) -> Option<Str> {
    let own = |field| match record.value(field) {
        Some(Value::Token(token)) => Some(token),
        _ => None,
    };
    if own(Field::ArxivId).is_some_and(|id| is_canonical(id)) {
        return None;
    }
    let has_extra = |name: &str| record.extras_of("bibtex").any(|extra| extra.name.eq_ignore_ascii_case(name));
    let is_written = |doi: &&Str| {
        let doi = doi.as_str();
        super::lexer::is_balanced(doi) && normal_doi(&super::text::unescaped(doi)).as_deref() == Some(doi)
    };
    let found = match own(Field::Doi).filter(is_written) {
        Some(doi) => in_doi(doi)?,
        None if has_extra("doi") => return None,
        None => in_url(own(Field::Url)?)?,
    };
    // An `eprint` of another archive comes first.
    let by_number = own(Field::Pmid).is_some_and(|id| super::words::is_pubmed(id, "pubmed"));
    let pubmed = dialect == Dialect::Biblatex && by_number && !record.has(Field::EprintType);
    let archive = own(Field::EprintType);
    let other = own(Field::Eprint).is_some_and(|eprint| {
        let arxiv = ArxivId::parse(eprint).is_some() && archive.is_none_or(|archive| is_arxiv(archive));
        !arxiv && super::text::unescaped(eprint) == eprint.as_str() && super::lexer::is_balanced(eprint)
    });
    let clear = !other && !pubmed && !has_extra("eprint");
    clear.then_some(found)
}

/// An entry with an arXiv identifier in a field for it.
pub(super) fn has_arxiv_id(raw: &RawRecord<'_, Bib>) -> bool {
    let [eprint, prefix, kind] = NAMES.map(|name| raw.value(name));
    let by_eprint = eprint.is_some_and(|eprint| arxiv_id(eprint, prefix.or(kind)).is_some());
    let places = || ["note", "number", "howpublished", "eid"].into_iter();
    let by_address = || eprint.is_none() && address_of(|name| raw.value(name)).is_some();
    by_eprint
        || by_address()
        || places().any(|name| raw.value(name).is_some_and(|value| prefixed(&words(value)).is_some()))
}

/// An article whose journal is arXiv.
pub(super) fn is_in_arxiv(raw: &RawRecord<'_, Bib>) -> bool {
    let Some(journal) = raw.value("journal").or_else(|| raw.value("journaltitle")) else { return false };
    let found = || of_journal(journal, raw.value("volume"), raw.value("eid")).is_some();
    may_name_arxiv(journal) && names_arxiv(&words(journal)) && (found() || has_arxiv_id(raw))
}
