//! Values that BibLaTeX says in key words: languages, degrees, subtypes.

use std::borrow::Cow;

use super::eprint::{BESIDE_EPRINT, EPRINT};
use super::notation::{Bib, BibValue};
use super::text::{WORDS, encode_text, is_simple, read_text, spelling, unescaped, verbatim, write_token};
use crate::codec::language;
use crate::codec::line::one_line;
use crate::ir::{EntryType, Field, Kind, Record, Str, Text, Value};
use crate::map::{Codec, Enc, Fidelity, RawRecord};

/// The tag of a language, or its name as it stands.
fn normal(name: &str) -> Str {
    known(name).unwrap_or(name.trim()).into()
}

/// The tag of a language given by a name or by a bibliography string
/// (`langgerman`).
fn known(name: &str) -> Option<&'static str> {
    language::tag(name).or_else(|| language::tag(name.trim().strip_prefix("lang")?))
}

/// The tag that `langid` and `langidopts` say together: the variants of
/// polyglossia, by language.
fn varied(tag: &str, options: Option<&str>) -> Option<&'static str> {
    let options = options?.trim_matches(['{', '}', '"']);
    let variant = options.split(',').find_map(|option| option.trim().strip_prefix("variant")?.trim().strip_prefix('='));
    let found = match (tag, variant?.trim()) {
        ("en", "american" | "us" | "usmax") => "en-US",
        ("en", "british" | "uk") => "en-GB",
        ("en", "australian") => "en-AU",
        ("en", "canadian") => "en-CA",
        ("en", "newzealand") => "en-NZ",
        ("de", "austrian") => "de-AT",
        ("de", "swiss") => "de-CH",
        ("fr", "canadian" | "acadian") => "fr-CA",
        ("fr", "swiss") => "fr-CH",
        ("pt", "brazilian" | "brazil") => "pt-BR",
        ("es", "mexican") => "es-MX",
        _ => return None,
    };
    Some(found)
}

/// The first language of a list of keys.
fn first(list: &str) -> Str {
    let words = list.split_whitespace().collect::<Vec<_>>();
    let end = words.iter().position(|word| word.eq_ignore_ascii_case("and")).unwrap_or(words.len());
    normal(&words[..end.max(1).min(words.len())].join(" "))
}

fn spelt_language<'r>(enc: &Enc<'r>, token: &str, ascii: crate::codec::tex::Encode) -> Option<&'r str> {
    spelling(enc.record, enc.field, ascii).filter(|name| normal(name) == token && is_simple(name))
}

/// `language` of BibTeX: a name or a tag.
pub(super) static LANGUAGE: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, ctx| {
        let name = verbatim(natives.get(0)?);
        let token = normal(&name);
        if token != *name {
            ctx.spell(&name);
        }
        Some(Value::Token(token))
    },
    encode: |value, enc, sink| {
        let Value::Token(token) = value else { return Fidelity::Nothing };
        if let Some(name) = spelt_language(enc, token, sink.tex) {
            sink.braced(enc.names[0], name);
            return Fidelity::Exact;
        }
        let known = normal(token);
        match write_token(&known, enc.names[0], sink, |name| Some(normal(name))) {
            Fidelity::Exact if known != *token => Fidelity::SUBSTITUTED,
            fidelity => fidelity,
        }
    },
};

/// Whether an extra field holds this language in other words.
fn in_extras(record: &Record, token: &str) -> bool {
    let of = |name: &str| record.extras_of("bibtex").find(|extra| extra.name.eq_ignore_ascii_case(name));
    let options = of("langidopts").map(|extra| extra.value.as_str());
    record.extras_of("bibtex").filter(|extra| is_language(&extra.name)).any(|extra| {
        let inner = extra.value.trim_start_matches(['{', '"']).trim_end_matches(['}', '"']);
        let tag = first(inner);
        tag == token || (extra.name.eq_ignore_ascii_case("langid") && varied(&tag, options) == Some(token))
    })
}

fn is_language(name: &str) -> bool {
    ["langid", "language", "hyphenation"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// `langid` of BibLaTeX, a name of babel or polyglossia. One that is not the
/// usual name of its language stays an extra field as well, so that it is
/// written back as it is; so do both fields where there are `langid` and
/// `language`.
pub(super) static LANGID: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, ctx| {
        let name = verbatim(natives.peek(0)?);
        let token = normal(&name);
        let usual = language::babel(&token).map_or(language::tag(&name).is_none(), |usual| usual == name);
        let variant = varied(&token, natives.peek(2).map(|options| options.text.as_ref()));
        if usual && variant.is_none() && natives.peek(1).is_none() {
            natives.get(0);
            // BibTeX writes the name as well.
            if ctx.keep_spelling && token != *name {
                ctx.spell(&name);
            }
        }
        Some(Value::Token(variant.map_or(token, Str::from)))
    },
    encode: |value, enc, sink| {
        let Value::Token(token) = value else { return Fidelity::Nothing };
        if in_extras(enc.record, token) {
            return Fidelity::Exact;
        }
        let known = normal(token);
        // A region without a name of its own is written as its language.
        let broad = || known.split_once('-').and_then(|(broad, _)| language::babel(broad));
        let name = language::babel(&known).or_else(broad).unwrap_or(&known);
        match write_token(name, enc.names[0], sink, |name| Some(name.into())) {
            Fidelity::Exact if known != *token => Fidelity::SUBSTITUTED,
            Fidelity::Exact => Fidelity::or_narrowed(normal(name) == *token),
            fidelity => fidelity,
        }
    },
};

/// `hyphenation`, the name that `langid` had in BibLaTeX 2. It stays what it is.
pub(super) static HYPHENATION: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let name = verbatim(natives.peek(0)?);
        let alone = natives.peek(1).is_none() && natives.peek(2).is_none();
        known(&name).filter(|_| alone).map(|tag| Value::Token(tag.into()))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// `langid` without `language`, in files of BibTeX.
pub(super) static LANGID_ALONE: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, ctx| match natives.peek(1) {
        Some(_) => None,
        None => (LANGID.decode)(natives, ctx),
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// `language` without `langid`: it says the language and stays what it is.
pub(super) static LANGUAGE_ALONE: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let name = verbatim(natives.peek(0)?);
        natives.peek(1).is_none().then(|| Value::Token(first(&name)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// `origlanguage` of BibLaTeX: a key, where it is the usual one.
pub(super) static ORIGINAL_LANGUAGE: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| Some(Value::Token(original(&verbatim(natives.get(0)?)))),
    encode: |value, enc, sink| {
        let Value::Token(token) = value else { return Fidelity::Nothing };
        let name = language::key(token).filter(|key| original(key) == *token).unwrap_or(token);
        match write_token(name, enc.names[0], sink, |name| Some(name.into())) {
            Fidelity::Exact if original(name) != *token => Fidelity::SUBSTITUTED,
            fidelity => fidelity,
        }
    },
};

/// Only the usual keys become tags, so that the others come back as they were.
fn original(name: &str) -> Str {
    let tag = language::tag(name).filter(|tag| language::key(tag).is_some_and(|key| key == name || *tag == name));
    tag.unwrap_or(name).into()
}

/// Keys of BibLaTeX's `type` that the record says in BibTeX's words.
pub(super) const MASTERS: (&str, &str) = ("mathesis", "mastersthesis");
/// Its counterpart, which both dialects spell alike.
pub(super) const PHD: &str = "phdthesis";
/// What an entry type without a type of its own means.
pub(super) const REPORT: &str = "techreport";

fn key<'v>(value: &'v BibValue<'_>) -> Cow<'v, str> {
    Cow::Borrowed(value.text.trim())
}

/// The degree that the words of a thesis name, and whether they are no more than
/// the words that the styles themselves print for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Degree {
    /// The entry type of BibTeX, and the genre it stands for.
    pub entry: &'static str,
    /// Whether a style prints the same where it is told the degree alone.
    pub plain: bool,
}

/// `PhD thesis`, `M.Sc. thesis`: what stands before "thesis" or "dissertation".
const DEGREES: &[(&str, &[&str])] = &[
    (PHD, &["phd", "ph d", "dphil", "d phil", "doctoral", "doctorate", "doctor of philosophy"]),
    (MASTERS.1, &["masters", "master", "msc", "m sc", "ma", "m a", "ms", "m s", "meng", "mphil", "m phil", "mba"]),
];

/// The degree in words such as `PhD thesis`, `Master's thesis` or `Doctoral
/// dissertation`; none where they are not clear.
pub(super) fn degree(words: &str) -> Option<Degree> {
    if words.len() > 60 {
        return None;
    }
    let mut folded = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '\'' | '\u{2019}' => {}
            c if c.is_alphanumeric() => folded.extend(c.to_lowercase()),
            _ if folded.ends_with(' ') => {}
            _ => folded.push(' '),
        }
    }
    let folded = folded.trim();
    for (entry, _) in DEGREES {
        if folded == *entry {
            return Some(Degree { entry, plain: true });
        }
    }
    if folded == MASTERS.0 {
        return Some(Degree { entry: MASTERS.1, plain: true });
    }
    let thesis = folded.strip_suffix(" thesis");
    let head = thesis.or_else(|| folded.strip_suffix(" dissertation")).or_else(|| folded.strip_prefix("thesis "));
    let head = head.unwrap_or(folded);
    let known = |names: &[&str]| names.contains(&head);
    let of = |name: &str| ["master ", "masters "].iter().any(|of| name.starts_with(of));
    let (entry, _) = DEGREES.iter().find(|(entry, names)| known(names) || *entry == MASTERS.1 && of(head))?;
    let plain = thesis.is_some() && matches!(head, "phd" | "ph d" | "masters" | "master");
    Some(Degree { entry, plain })
}

/// `type` of a thesis: the degree.
pub(super) static THESIS: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let value = natives.get(0)?;
        let degree = key(value);
        Some(Value::Text(if degree == MASTERS.0 { MASTERS.1.into() } else { read_text(value, WORDS) }))
    },
    encode: |value, enc, sink| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        let plain = text.as_plain();
        // A file of this dialect keeps its own words.
        let own = is_biblatex(enc.record);
        match plain.and_then(degree).filter(|degree| degree.plain) {
            Some(degree) if plain == Some(degree.entry) || plain == Some(MASTERS.0) || !own => {
                sink.braced(enc.names[0], if degree.entry == PHD { PHD } else { MASTERS.0 });
                if plain == Some(degree.entry) { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
            }
            _ => encode_text(value, enc, sink, WORDS),
        }
    },
};

/// Whether the record was read from BibLaTeX.
pub(super) fn is_biblatex(record: &Record) -> bool {
    record.origin.as_deref().is_some_and(|origin| origin.format == "biblatex")
}

/// `type` of a report; a technical report is what BibTeX's type means alone.
pub(super) static REPORT_TYPE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| {
        let value = natives.get(0)?;
        if key(value) != REPORT {
            return Some(Value::Text(read_text(value, WORDS)));
        }
        // So that the entry that said it says it again.
        if ctx.keep_spelling {
            ctx.spell(REPORT);
        }
        Some(Value::Text(Text::default()))
    },
    encode: |value, enc, sink| match value {
        // The entry type says it, or the writer does.
        Value::Text(text) if text.as_plain() == Some(REPORT) => Fidelity::SUBSTITUTED,
        value => encode_text(value, enc, sink, WORDS),
    },
};

/// `entrysubtype`, where the entry type of the record says it.
pub(super) static SUBTYPE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| {
        let said = subtype(ctx.kind).is_some_and(|subtype| says(natives.peek(0), subtype));
        said.then(|| natives.get(0))?;
        Some(Value::Text(Text::default()))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// The `entrysubtype` of an article of that type.
pub(super) fn subtype(kind: EntryType) -> Option<&'static str> {
    match kind {
        EntryType::ArticleMagazine => Some("magazine"),
        EntryType::ArticleNewspaper => Some("newspaper"),
        _ => None,
    }
}

fn says(value: Option<&BibValue<'_>>, word: &str) -> bool {
    value.is_some_and(|value| value.text.trim().eq_ignore_ascii_case(word))
}

pub(super) fn is_magazine(raw: &RawRecord<'_, Bib>) -> bool {
    says(raw.value("entrysubtype"), "magazine")
}

/// An online resource that says that it is not published yet.
pub(super) fn is_prepublished(raw: &RawRecord<'_, Bib>) -> bool {
    says(raw.value("pubstate"), PREPUBLISHED)
}

/// The key of BibLaTeX's `pubstate` for preprints.
pub(super) const PREPUBLISHED: &str = "prepublished";

pub(super) fn is_newspaper(raw: &RawRecord<'_, Bib>) -> bool {
    says(raw.value("entrysubtype"), "newspaper")
}

/// `issue` of a journal, where no `number` says something else.
pub(super) static ISSUE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, _| {
        let issue = read_text(natives.peek(0)?, WORDS);
        let other = natives.peek(1).is_some_and(|number| read_text(number, WORDS) != issue);
        (!other).then(|| natives.get(0))?;
        Some(Value::Text(issue))
    },
    encode: |value, enc, sink| match value {
        Value::Text(text) if names_season(text) && !has_extra(enc.record, "issue") => {
            encode_text(value, enc, sink, WORDS)
        }
        _ => Fidelity::Nothing,
    },
};

pub(super) fn has_extra(record: &Record, name: &str) -> bool {
    record.extras_of("bibtex").any(|extra| extra.name.eq_ignore_ascii_case(name))
}

/// `Spring`, not `3` or `IV`: what BibLaTeX has the field `issue` for.
fn names_season(text: &Text) -> bool {
    let plain = text.to_plain();
    // As it is read.
    let plain = one_line(&plain);
    let roman = plain.bytes().all(|byte| b"IVXLCDMivxlcdm".contains(&byte));
    plain.chars().count() >= 4 && !roman && plain.chars().all(|c| c.is_alphabetic() || c == ' ')
}

/// `eprint` of PubMed.
pub(super) static PUBMED: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let id = verbatim(natives.peek(0)?);
        let archive = natives.peek(1).or_else(|| natives.peek(2))?;
        if !is_pubmed(&id, &archive.text) {
            return None;
        }
        natives.get(0);
        natives.get(1).or_else(|| natives.get(2));
        Some(Value::Token(id.as_ref().into()))
    },
    encode: |value, enc, sink| {
        let Value::Token(id) = value else { return Fidelity::Nothing };
        let taken = ["eprint", "eprinttype"].iter().any(|name| sink.has(name));
        if taken || !is_pubmed(&unescaped(id), "pubmed") || has_extra(enc.record, "eprint") {
            return Fidelity::Nothing;
        }
        sink.braced(enc.names[0], id);
        sink.braced(enc.names[1], "pubmed");
        Fidelity::Exact
    },
};

/// Whether an identifier in that archive is one of PubMed.
pub(super) fn is_pubmed(id: &str, archive: &str) -> bool {
    archive.trim().eq_ignore_ascii_case("pubmed") && !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

/// What becomes of `eprint` and `eprinttype` that would be read as [`PUBMED`].
fn unless_pubmed(enc: &Enc<'_>, encode: impl FnOnce() -> Fidelity) -> Fidelity {
    let (Some(Value::Token(id)), Some(Value::Token(archive))) =
        (enc.record.value(Field::Eprint), enc.record.value(Field::EprintType))
    else {
        return encode();
    };
    match is_pubmed(id, archive) {
        true if enc.record.has(Field::Pmid) => Fidelity::Nothing,
        true => match encode() {
            Fidelity::Exact => Fidelity::SUBSTITUTED,
            fidelity => fidelity,
        },
        false => encode(),
    }
}

/// `eprint` of another archive than arXiv and PubMed.
pub(super) static OTHER_EPRINT: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: EPRINT.decode,
    encode: |value, enc, sink| unless_pubmed(enc, || (EPRINT.encode)(value, enc, sink)),
};

/// The name of that archive.
pub(super) static OTHER_ARCHIVE: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: BESIDE_EPRINT.decode,
    encode: |value, enc, sink| unless_pubmed(enc, || (BESIDE_EPRINT.encode)(value, enc, sink)),
};
