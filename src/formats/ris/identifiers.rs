//! Identifiers and addresses: verbatim values, and the many places of numbers.

use std::borrow::Cow;

use super::spread::addresses;
use super::values::{In, each, line_text, put_line};
use super::write::Out;
use super::{Lines, arxiv};
use crate::codec::html;
use crate::codec::line::one_line;
use crate::ir::{ArxivId, Field, Kind, Str, Value, doi_within, normal_doi, normal_isbn, normal_issn};
use crate::map::{Codec, Enc, Fidelity};

fn token(value: &str) -> Option<Value> {
    let line = one_line(value);
    (!line.is_empty()).then(|| Value::Token(line.as_ref().into()))
}

pub(super) fn put_token(value: &str, tag: &str, out: &mut Out) -> Fidelity {
    let line = one_line(value);
    if line.is_empty() {
        return Fidelity::Nothing;
    }
    out.line(tag, &line);
    if line == value { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
}

/// Addresses are written one a line, since that is how they are read.
fn put_addresses(value: &str, tag: &str, out: &mut Out) -> Fidelity {
    let line = one_line(value);
    // One scheme in front and no other one, nor an ampersand of HTML.
    let alone = (line.starts_with("https://") || line.starts_with("http://"))
        && memchr::memchr_iter(b':', line.as_bytes()).nth(1).is_none()
        && !memchr::memchr_iter(b'&', line.as_bytes()).any(|at| line[at..].starts_with("&amp;"));
    if alone {
        out.line(tag, &line);
        return if line.len() == value.len() { Fidelity::Exact } else { Fidelity::SUBSTITUTED };
    }
    let line = html::ampersands(&line);
    if addresses(&line).nth(1).is_none() {
        let written = put_token(&line, tag, out);
        return if written == Fidelity::Exact && line != value { Fidelity::SUBSTITUTED } else { written };
    }
    addresses(&line).for_each(|address| out.line(tag, address));
    Fidelity::SUBSTITUTED
}

/// An address.
pub(super) static ADDRESS: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| token(&html::ampersands(natives.get(0)?)),
    encode: |value, enc, out| match value {
        Value::Token(url) => put_addresses(url, enc.names[0], out),
        _ => Fidelity::Nothing,
    },
};

/// A verbatim string.
pub(super) static TOKEN: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| token(natives.get(0)?),
    encode: |value, enc, out| match value {
        Value::Token(token) => put_token(token, enc.names[0], out),
        _ => Fidelity::Nothing,
    },
};

/// A number of PubMed Central where the tag may hold something else.
pub(super) static PMCID: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let raw = natives.matching(0, |value| value.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("PMC")));
        token(&raw.into_iter().next()?.value)
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// Addresses behind the first one.
pub(super) static MORE_URLS: Codec<Lines> = Codec {
    kind: Kind::Tokens,
    decode: |natives, _| {
        let urls = natives.all(0).map(|raw| Str::from(html::ampersands(&one_line(&raw.value)).as_ref()));
        Some(Value::Tokens(urls.filter(|url| !url.is_empty()).collect()))
    },
    encode: |value, enc, out| match (value, enc.record.has(Field::Url)) {
        (Value::Tokens(urls), true) => each(urls.iter().map(|url| put_addresses(url, enc.names[0], out))),
        _ => Fidelity::Nothing,
    },
};

/// A DOI.
pub(super) static DOI: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let raw = natives.matching(0, |value| normal_doi(value).is_some()).next()?;
        normal_doi(&raw.value).map(Value::Token)
    },
    encode: |value, enc, out| match value {
        Value::Token(doi) => put_doi(doi, enc.names[0], out),
        _ => Fidelity::Nothing,
    },
};

fn put_doi(doi: &str, tag: &str, out: &mut Out) -> Fidelity {
    let line = one_line(doi);
    let Some(normal) = doi_within(&line) else { return Fidelity::Nothing };
    let again = normal.len() == line.len() || doi_within(normal) == Some(normal);
    out.line(tag, if again { normal } else { &line });
    if normal == doi { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
}

/// DOIs behind the first one.
pub(super) static MORE_DOIS: Codec<Lines> = Codec {
    kind: Kind::Tokens,
    decode: |natives, _| {
        let raws = natives.matching(0, |value| normal_doi(value).is_some());
        Some(Value::Tokens(raws.filter_map(|raw| normal_doi(&raw.value)).collect()))
    },
    encode: |value, enc, out| match (value, enc.record.value(Field::Doi)) {
        (Value::Tokens(dois), Some(Value::Token(first))) if normal_doi(first).is_some() => {
            each(dois.iter().map(|doi| put_doi(doi, enc.names[0], out)))
        }
        _ => Fidelity::Nothing,
    },
};

/// ISSN or ISBN, in normal form, by its shape.
pub(super) fn serial(value: &str) -> Option<(Field, Str)> {
    let line = one_line(value);
    // Scopus and PubMed say what the number is: `12345678 (ISSN)`.
    let line = line.strip_suffix(')').and_then(|line| line.rsplit_once(" (")).map_or(&*line, |(number, _)| number);
    // `e-ISSN: 1234-5678`, `ISBN-13: 978...`
    let word = line.find(|c: char| c.is_ascii_digit()).map_or("", |digit| &line[..digit]);
    let line = match word.to_ascii_lowercase().trim_end_matches([' ', ':', '-', '.']) {
        named if named.ends_with("issn") || named.ends_with("isbn") => {
            let number = &line[word.len()..];
            number.strip_prefix("13: ").or_else(|| number.strip_prefix("10: ")).unwrap_or(number)
        }
        _ => line,
    };
    normal_issn(line).map(|issn| (Field::Issn, issn)).or_else(|| Some((Field::Isbn, normal_isbn(line)?)))
}

fn decode_serial(natives: In<'_, '_, '_>, field: Field) -> Option<Value> {
    let mine = |value: &Cow<'_, str>| serial(value).is_some_and(|(of, _)| of == field);
    let raw = natives.matching(0, mine).next()?;
    serial(&raw.value).map(|(_, normal)| Value::Token(normal))
}

fn encode_serial(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let Value::Token(number) = value else { return Fidelity::Nothing };
    match serial(number) {
        Some((field, normal)) if field == enc.field => {
            out.line(enc.names[0], &normal);
            if normal == *number { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
        }
        _ => Fidelity::Nothing,
    }
}

pub(super) static ISSN: Codec<Lines> =
    Codec { kind: Kind::Token, decode: |natives, _| decode_serial(natives, Field::Issn), encode: encode_serial };
pub(super) static ISBN: Codec<Lines> =
    Codec { kind: Kind::Token, decode: |natives, _| decode_serial(natives, Field::Isbn), encode: encode_serial };

fn is_pubmed(database: &str) -> bool {
    ["pubmed", "medline", "nlm"].iter().any(|name| database.trim().eq_ignore_ascii_case(name))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number of PubMed: `AN` with the database named in `DB`.
pub(super) static PMID: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        if !is_number(natives.peek(0)?) || !is_pubmed(natives.peek(1)?) {
            return None;
        }
        natives.get(1);
        token(natives.get(0)?)
    },
    encode: |value, enc, out| match value {
        Value::Token(pmid) if is_number(pmid) && !elsewhere(enc) => {
            out.line("AN", pmid);
            out.line("DB", "PubMed");
            Fidelity::Exact
        }
        _ => Fidelity::Nothing,
    },
};

/// Whether `AN` and `DB` are wanted for something else.
fn elsewhere(enc: &Enc<'_>) -> bool {
    enc.record.has(Field::Archive)
        || enc.record.has(Field::ArchiveLocation)
        || arxiv::writable(enc.record, enc.kind).is_some()
}

/// The place in an archive, unless it would be read as a number of PubMed.
pub(super) static ACCESSION: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| Some(Value::Text(line_text(natives.get(0)?))),
    encode: |value, enc, out| {
        let database = match enc.record.value(Field::Archive) {
            Some(Value::Text(archive)) => archive.to_plain(),
            _ => "".into(),
        };
        match value {
            Value::Text(text) if is_pubmed(&database) && is_number(&text.to_plain()) => Fidelity::Nothing,
            value => put_line(value, enc, enc.names[0], out),
        }
    },
};

// arXiv

/// The identifier, with the version if there is one, and the name of the archive.
pub(super) static ARXIV_ID: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        let id = arxiv::peek(natives, 0)?;
        let database = natives.matching(arxiv::ID_TAGS.len(), |value| arxiv::is_archive(value)).count() > 0;
        for (at, tag) in arxiv::ID_TAGS.iter().enumerate() {
            let same = |value: &Cow<'_, str>| {
                let bare = || if database && at < 2 { ArxivId::parse(value) } else { None };
                arxiv::stated(tag, value).or_else(bare).is_some_and(|other| other.id == id.id)
            };
            natives.matching(at, same).for_each(drop);
        }
        Some(Value::Token(id.id))
    },
    encode: |_, enc, out| {
        let Some(id) = arxiv::writable(enc.record, enc.kind) else { return Fidelity::Nothing };
        match arxiv::version(enc.record) {
            Some(version) => out.line("M1", &format!("arXiv:{id}v{version}")),
            None => out.line("M1", &format!("arXiv:{id}")),
        }
        out.line("DB", "arXiv");
        Fidelity::Exact
    },
};

/// The version, which stands behind the identifier.
pub(super) static ARXIV_VERSION: Codec<Lines> = Codec {
    kind: Kind::Text,
    decode: |natives, _| Some(Value::Text(arxiv::peek(natives, 0)?.version?.to_string().into())),
    encode: |_, enc, _| {
        let stands = arxiv::writable(enc.record, enc.kind).is_some() && arxiv::version(enc.record).is_some();
        if stands { Fidelity::Exact } else { Fidelity::Nothing }
    },
};

/// The primary class, which is the first keyword.
pub(super) static ARXIV_PRIMARY: Codec<Lines> = Codec {
    kind: Kind::Token,
    decode: |natives, _| {
        arxiv::peek(natives, 1)?;
        let class = natives.peek(0).filter(|value| arxiv::is_class(value))?;
        Some(Value::Token(class.as_ref().into()))
    },
    encode: |_, enc, _| {
        if arxiv::classes(enc.record, enc.kind).is_some() { Fidelity::Exact } else { Fidelity::Nothing }
    },
};

/// All classes, which are the first keywords.
pub(super) static ARXIV_CLASSES: Codec<Lines> = Codec {
    kind: Kind::Tokens,
    decode: |natives, _| {
        arxiv::peek(natives, 1)?;
        let mut leading = true;
        let classes = natives.matching(0, |value| {
            leading &= arxiv::is_class(value);
            leading
        });
        let classes: Vec<Str> = classes.map(|raw| raw.value.as_ref().into()).collect();
        (!classes.is_empty()).then_some(Value::Tokens(classes))
    },
    encode: |_, enc, out| {
        let Some(classes) = arxiv::classes(enc.record, enc.kind) else { return Fidelity::Nothing };
        classes.iter().for_each(|class| out.line("KW", class));
        if arxiv::keyword_clashes(enc.record, enc.kind) { Fidelity::MERGED } else { Fidelity::Exact }
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_remark_as_databases_have_them() {
        let found = |text: &str| serial(text).map(|(field, number)| (field.name(), number.to_string()));
        assert_eq!(found("12345678 (ISSN)"), Some(("issn", "1234-5678".to_owned())));
        assert_eq!(found("1234-5678 (Electronic)"), Some(("issn", "1234-5678".to_owned())));
        assert_eq!(found("something (else)"), None);
    }
}
