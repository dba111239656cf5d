//! Links and categories: what stands in attributes.

use std::borrow::Cow;

use super::attributes::{attributes, values};
use super::elem::Elem;
use super::ids::doi_of;
use super::map::Atom;
use super::xml::{iri, is_tidy, push_escaped, tidied};
use crate::ir::{FileLink, Kind, Str, Text, Value};
use crate::map::{Codec, Fidelity};

/// Writes a link with these attributes.
pub(super) fn push_link(out: &mut Vec<u8>, attributes: &[(&str, &str)]) {
    push_empty(out, "link", attributes);
}

fn push_empty(out: &mut Vec<u8>, name: &str, attributes: &[(&str, &str)]) {
    out.extend_from_slice(b"    <");
    out.extend_from_slice(name.as_bytes());
    for (name, value) in attributes {
        out.push(b' ');
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"=\"");
        push_escaped(out, value);
        out.push(b'"');
    }
    out.extend_from_slice(b"/>\n");
}

fn href(elem: &Elem<'_>) -> Str {
    if let Some(address) = elem.rare.as_ref().and_then(|rare| rare.address.as_deref()) {
        return address.into();
    }
    elem.attribute("href").unwrap_or_default().trim().into()
}

pub(super) static LINK: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| Some(Value::Token(href(n.get(0)?))),
    encode: |value, _, sink| {
        let Value::Token(url) = value else { return Fidelity::Nothing };
        let address = iri(url);
        push_link(&mut sink.out, &[("href", &address), ("rel", "alternate")]);
        if address == url.as_str() { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

pub(super) static LINKS: Codec<Atom> = Codec {
    kind: Kind::Tokens,
    decode: |n, _| Some(Value::Tokens(n.all(0).map(|raw| href(&raw.value)).filter(|url| !url.is_empty()).collect())),
    encode: |value, _, sink| {
        let Value::Tokens(urls) = value else { return Fidelity::Nothing };
        let mut exact = true;
        for url in urls {
            let address = iri(url);
            exact &= address == url.as_str() && !url.is_empty();
            if !address.is_empty() {
                push_link(&mut sink.out, &[("href", &address), ("rel", "related")]);
            }
        }
        if exact { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

const PDF: &str = "application/pdf";

/// What a link is to its entry.
pub(super) fn link_name(elem: &Elem<'_>, alternates: &mut usize) -> Cow<'static, str> {
    let [rel, kind, title] = values(elem.attributes, ["rel", "type", "title"]);
    let rel = rel.unwrap_or(Cow::Borrowed("alternate"));
    let rel = rel.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(&rel);
    let pdf = || kind.as_deref() == Some(PDF);
    let titled = |what: &str| title.as_deref() == Some(what);
    match rel {
        "alternate" if pdf() => Cow::Borrowed("link:file"),
        "alternate" | "" => {
            *alternates += 1;
            Cow::Borrowed(if *alternates == 1 { "link:alternate" } else { "link:related" })
        }
        "related" if titled("doi") => Cow::Borrowed("link:doi"),
        "related" if pdf() || titled("pdf") => Cow::Borrowed("link:file"),
        "related" => Cow::Borrowed("link:related"),
        "enclosure" => Cow::Borrowed("link:file"),
        other => Cow::Owned(format!("link:{other}")),
    }
}

/// Whether a link may be written as it stands (RFC 4287, 4.2.7).
pub(super) fn fits_link(elem: &Elem<'_>) -> bool {
    let language = |text: &str| {
        let mut parts = text.split('-');
        let word = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        parts.next().is_some_and(|part| word(part) && part.bytes().all(|b| b.is_ascii_alphabetic())) && parts.all(word)
    };
    let fits = attributes(elem.attributes).flatten().all(|a| {
        let value = super::xml::unescape(a.value);
        match a.name {
            "href" => iri(&value) == value,
            "rel" => !value.is_empty() && iri(&value) == value,
            "type" => is_media_type(&value),
            "hreflang" => language(&value),
            "title" | "length" => true,
            _ => false,
        }
    });
    fits && elem.inner.is_empty() && elem.attribute("href").is_some_and(|href| !href.is_empty())
}

/// Whether the schema takes it as a media type.
pub(super) fn is_media_type(text: &str) -> bool {
    let slash = text.get(1..).and_then(|rest| rest.find('/'));
    slash.is_some_and(|at| at + 2 < text.len()) && is_tidy(text)
}

pub(super) static FILES: Codec<Atom> = Codec {
    kind: Kind::Files,
    decode: |n, _| {
        let file = |elem: &Elem<'_>| FileLink {
            target: href(elem),
            title: elem.attribute("title").unwrap_or_default().as_ref().into(),
            media_type: elem.attribute("type").unwrap_or_default().as_ref().into(),
        };
        Some(Value::Files(n.all(0).map(|raw| file(&raw.value)).filter(|file| !file.target.is_empty()).collect()))
    },
    encode: |value, _, sink| {
        let Value::Files(files) = value else { return Fidelity::Nothing };
        let (mut exact, mut written) = (true, false);
        for file in files {
            let target = iri(&file.target);
            let title = tidied(&file.title);
            let typed = is_media_type(&file.media_type);
            exact &= target == file.target.as_str() && title == file.title.as_str();
            exact &= (typed || file.media_type.is_empty()) && !target.is_empty();
            if target.is_empty() {
                continue;
            }
            let pdf = file.media_type == PDF && file.title == "pdf";
            let mut attributes = vec![("href", target.as_ref()), ("rel", if pdf { "related" } else { "enclosure" })];
            if typed {
                attributes.push(("type", &file.media_type));
            }
            if !title.is_empty() {
                attributes.push(("title", &title));
            }
            push_link(&mut sink.out, &attributes);
            written = true;
        }
        if written { Fidelity::or_narrowed(exact) } else { Fidelity::Nothing }
    },
};

// Categories.

const ARXIV_SCHEME: &str = super::names::ARXIV_NS;

/// Whether this looks like a class of arXiv: `hep-th`, `cs.LG`, `math.AG`.
fn is_class(term: &str) -> bool {
    let (archive, subject) = term.split_once('.').unwrap_or((term, "xx"));
    let lower = |part: &str| part.len() > 1 && part.bytes().all(|b| b.is_ascii_lowercase());
    archive.split('-').all(lower) && subject.len() > 1 && subject.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
}

fn code_of(term: &str) -> &'static str {
    let mut bytes = term.bytes();
    match (bytes.next(), bytes.next()) {
        _ if is_class(term) => "category:arxiv",
        (Some(b'A'..=b'K'), Some(b'.')) => "category:acm",
        (Some(b'0'..=b'9'), Some(b'0'..=b'9')) => "category:msc",
        _ => "category",
    }
}

/// What a category is about. Old feeds put codes of other classifications
/// under arXiv's scheme.
///
/// arXiv's announcements leave the scheme out.
pub(super) fn category_name(elem: &Elem<'_>, announced: bool) -> &'static str {
    let scheme = elem.attribute("scheme");
    let ours =
        scheme.as_deref().map_or(announced, |scheme| scheme.trim_end_matches('/').ends_with("arxiv.org/schemas/atom"));
    if !ours {
        return "category";
    }
    code_of(&term(elem))
}

fn term(elem: &Elem<'_>) -> Str {
    let term = elem.attribute("term").unwrap_or_else(|| elem.text.clone());
    tidied(&term).as_ref().into()
}

fn push_class(out: &mut Vec<u8>, term: &str) {
    push_empty(out, "category", &[("term", term), ("scheme", ARXIV_SCHEME)]);
}

pub(super) static CLASSES: Codec<Atom> = Codec {
    kind: Kind::Tokens,
    decode: |n, _| Some(Value::Tokens(n.all(0).map(|raw| term(&raw.value)).collect())),
    encode: |value, _, sink| {
        let Value::Tokens(classes) = value else { return Fidelity::Nothing };
        let good: Vec<&Str> = classes.iter().filter(|class| is_class(class)).collect();
        good.iter().for_each(|class| push_class(&mut sink.out, class));
        if good.is_empty() { Fidelity::Nothing } else { Fidelity::or_narrowed(good.len() == classes.len()) }
    },
};

pub(super) static CODES: Codec<Atom> = Codec {
    kind: Kind::Text,
    decode: |n, _| {
        let codes: Vec<Str> = n.all(0).map(|raw| term(&raw.value)).collect();
        Some(Value::Text(codes.join("; ").into()))
    },
    encode: |value, enc, sink| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        let fits = |text: &&str| is_tidy(text) && code_of(text) == enc.names[0];
        let Some(code) = text.as_plain().filter(fits) else { return Fidelity::Nothing };
        push_class(&mut sink.out, code);
        Fidelity::Exact
    },
};

pub(super) static PRIMARY: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| Some(Value::Token(term(n.get(0)?))).filter(|value| !value.is_empty()),
    encode: |value, enc, sink| {
        let Value::Token(class) = value else { return Fidelity::Nothing };
        let tidy = tidied(class);
        if tidy.is_empty() {
            return Fidelity::Nothing;
        }
        push_empty(&mut sink.out, enc.names[0], &[("term", &tidy)]);
        if tidy == class.as_str() { Fidelity::Exact } else { Fidelity::SUBSTITUTED }
    },
};

pub(super) static KEYWORDS: Codec<Atom> = Codec {
    kind: Kind::Texts,
    decode: |n, _| {
        let word = |elem: &Elem<'_>| {
            let label = elem.attribute("label").filter(|label| !label.trim().is_empty());
            let text = label.or_else(|| elem.attribute("term")).unwrap_or_else(|| elem.text.clone());
            Text::from(tidied(&text).as_ref())
        };
        Some(Value::Texts(n.all(0).map(|raw| word(&raw.value)).filter(|word| !word.is_empty()).collect()))
    },
    encode: |value, _, sink| {
        let Value::Texts(words) = value else { return Fidelity::Nothing };
        let (mut exact, mut written) = (true, false);
        for word in words {
            let plain = word.to_plain();
            let tidy = tidied(&plain);
            exact &= word.as_plain() == Some(&tidy) && !tidy.is_empty();
            if !tidy.is_empty() {
                push_empty(&mut sink.out, "category", &[("term", &tidy)]);
                written = true;
            }
        }
        if written { Fidelity::or_flattened(exact) } else { Fidelity::Nothing }
    },
};

pub(super) static DOI_LINK: Codec<Atom> = Codec {
    kind: Kind::Token,
    decode: |n, _| {
        let mut dois = n.all(0).map(|raw| doi_of(&raw.value.attribute("href").unwrap_or_default()));
        let first = dois.next()??;
        // The others have elements of their own.
        dois.for_each(drop);
        Some(Value::Token(first))
    },
    encode: |_, _, _| Fidelity::Nothing,
};
