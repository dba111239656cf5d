//! Elements that no row of the mapping knows: kept and written back.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::attributes::attributes;
use super::elem::{Elem, Form, take_apart};
use super::links::{fits_link, link_name};
use super::map::{Xml, is_clean, is_mapped};
use super::names::{Bindings, DECLARED, XHTML_NS};
use super::xml::{legal, push_escaped};
use crate::codec::MAX_DEPTH;
use crate::ir::{Extra, Str};

/// Attributes of one tag that is written back, at most: looking for repeated
/// ones takes the square of their number.
const ATTRIBUTES: usize = 256;

/// The source of an element as an extra keeps it: what is between its tags if
/// that is characters only and there are no attributes, else all of it without
/// the declaration of its own prefix, and with those of its feed that it uses.
pub(super) fn source(elem: &Elem<'_>) -> Str {
    if elem.outer.is_empty() {
        return elem.text.trim().into();
    }
    if elem.bare && !elem.has_attributes() {
        return legal(elem.inner).as_ref().into();
    }
    let name_end = elem.outer.find([' ', '\t', '\r', '\n', '>', '/']).unwrap_or(elem.outer.len());
    let (name, rest) = elem.outer.split_at(name_end);
    let prefix = name[1..].split_once(':').map_or("", |(prefix, _)| prefix);
    let own = format!(" xmlns:{prefix}=\"");
    let rest = rest.strip_prefix(&own).and_then(|rest| rest.split_once('"')).map_or(rest, |(_, rest)| rest);
    let mut out = String::with_capacity(elem.outer.len());
    out.push('<');
    let rare = elem.rare.as_deref().cloned().unwrap_or_default();
    let usual = rare.renamed.as_deref().unwrap_or(&name[1..]);
    out.push_str(usual);
    let own = usual.split_once(':').map_or("", |(prefix, _)| prefix);
    for (prefix, uri) in rare.needs.iter().filter(|(prefix, _)| prefix != own) {
        let mut escaped = Vec::new();
        push_escaped(&mut escaped, uri);
        let colon = if prefix.is_empty() { "" } else { ":" };
        out.push_str(&format!(" xmlns{colon}{prefix}=\"{}\"", String::from_utf8_lossy(&escaped)));
    }
    match rest.strip_suffix(&format!("</{}>", &name[1..])) {
        Some(rest) if rare.renamed.is_some() => out.push_str(&format!("{rest}</{usual}>")),
        _ => out.push_str(rest),
    }
    legal(&out).as_ref().into()
}

fn is_name(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(first) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

fn is_qname(text: &str) -> bool {
    text.split_once(':').map_or_else(|| is_name(text), |(prefix, local)| is_name(prefix) && is_name(local))
}

fn is_known(name: &str, bindings: &Bindings) -> bool {
    is_qname(name) && name.split_once(':').is_none_or(|(prefix, _)| bindings.knows(prefix))
}

/// Whether a tag may stand in an entry; adds its declarations.
fn is_sound_tag(tag: &BytesStart<'_>, bindings: &mut Bindings) -> bool {
    if tag.attributes().with_checks(false).take(ATTRIBUTES + 1).count() > ATTRIBUTES {
        return false;
    }
    for attribute in tag.attributes() {
        let Ok(attribute) = attribute else { return false };
        let name = attribute.key.into_inner();
        let value = super::xml::unescape(&attribute.value);
        if attribute.value.contains('<') || value.contains('&') || !is_clean(&value) {
            return false;
        }
        match name.strip_prefix("xmlns:") {
            Some(prefix) if !is_name(prefix) || value.is_empty() || prefix.starts_with("xml") => return false,
            Some(prefix) => bindings.bind(prefix, &value),
            None if name == "xmlns" => bindings.bind("", &value),
            None => {}
        }
    }
    let known = |name: &str| name == "xmlns" || name.starts_with("xmlns:") || is_known(name, bindings);
    let good = tag.attributes().flatten().all(|attribute| known(attribute.key.into_inner()));
    good && is_known(tag.name().into_inner(), bindings)
}

/// Whether this may stand in an entry: elements and characters only, balanced,
/// every prefix declared, no entity but those of XML.
fn is_sound(source: &str) -> bool {
    let mut bindings = Bindings::ours();
    let mut marks = Vec::new();
    let mut reader = Reader::from_str(source);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                marks.push(bindings.mark());
                if !is_sound_tag(&tag, &mut bindings) || marks.len() > MAX_DEPTH {
                    return false;
                }
            }
            Ok(Event::Empty(tag)) => {
                let mark = bindings.mark();
                if !is_sound_tag(&tag, &mut bindings) {
                    return false;
                }
                bindings.reset(mark);
            }
            Ok(Event::End(_)) => {
                let Some(mark) = marks.pop() else { return false };
                bindings.reset(mark);
            }
            Ok(Event::Text(text)) if !text.contains("]]>") => {}
            Ok(Event::GeneralRef(name))
                if super::xml::reference(&name).is_some_and(super::xml::is_legal) && &*name != "nbsp" => {}
            Ok(Event::Eof) => return marks.is_empty(),
            _ => return false,
        }
    }
}

/// An element of Atom's own that an entry may hold beside what the rows write:
/// a link of another relation, the feed it was copied from, and content beside
/// a summary.
fn own(name: &str, value: &str, sink: &Xml) -> Option<String> {
    if name.starts_with("link:") {
        return value.starts_with("<link ").then(|| value.to_owned());
    }
    if name == "source" && !sink.sourced {
        return value.starts_with("<source>").then(|| value.to_owned());
    }
    if name != "content" || !sink.summary {
        return None;
    }
    Some(match value.starts_with("<content ") {
        true => value.to_owned(),
        false => format!("<content>{value}</content>"),
    })
}

/// Whether content is of a kind that the schema takes: characters, HTML, one
/// `div` of XHTML, or elsewhere.
fn fits_content(elem: &Elem<'_>) -> bool {
    if attributes(elem.attributes).flatten().any(|a| !matches!(a.name, "type" | "src" | "xml:lang")) {
        return false;
    }
    let kind = elem.attribute("type");
    let is_media = kind.as_deref().is_none_or(super::links::is_media_type);
    match (elem.attribute("src"), elem.form) {
        (Some(src), _) => elem.inner.is_empty() && is_media && !src.is_empty() && super::xml::iri(&src) == src,
        (None, Form::Xhtml) => {
            let div = format!("<div xmlns=\"{XHTML_NS}\">");
            let inner = elem.inner.trim().strip_prefix(&div).and_then(|rest| rest.strip_suffix("</div>"));
            inner.is_some_and(|inner| !inner.contains("xmlns") && !inner.contains("<div") && plain_names(inner))
        }
        (None, _) => elem.bare && matches!(kind.as_deref(), None | Some("text" | "html")),
    }
}

/// Whether no element has a prefix.
fn plain_names(source: &str) -> bool {
    let tags = source.split('<').skip(1);
    tags.map(|tag| tag.split([' ', '>', '\t', '\n']).next().unwrap_or_default()).all(|name| !name.contains(':'))
}

/// Writes an extra back if it can stand in an entry and reads back the same.
pub(super) fn write(extra: &Extra, sink: &mut Xml) -> bool {
    let (name, value) = (extra.name.as_str(), extra.value.as_str());
    if is_mapped(name) || name.starts_with("ibidem:") || !is_clean(value) {
        return false;
    }
    let source = match own(name, value, sink) {
        Some(source) => Cow::Owned(source),
        None => match foreign(name, value) {
            Some(source) => Cow::Owned(source),
            None => return false,
        },
    };
    if !is_sound(&source) || !reads_back(&source, extra) {
        return false;
    }
    sink.summary &= name != "content";
    sink.sourced |= name == "source";
    sink.out.extend_from_slice(b"    ");
    sink.out.extend_from_slice(source.as_bytes());
    sink.out.push(b'\n');
    true
}

/// The source of an element of another namespace, with its declaration.
fn foreign(name: &str, value: &str) -> Option<String> {
    let (qname, declaration) = match name.strip_prefix('{').and_then(|rest| rest.rsplit_once('}')) {
        Some((uri, local)) => {
            let whole = value.strip_prefix('<').and_then(|rest| rest.split([' ', '>', '/', '\t', '\n']).next());
            let prefix = whole.and_then(|qname| qname.split_once(':')).map(|(prefix, _)| prefix);
            let prefix = prefix.filter(|prefix| is_name(prefix)).unwrap_or("x");
            if !is_name(local) || uri.is_empty() || DECLARED.iter().any(|(known, _)| *known == prefix) {
                return None;
            }
            let mut escaped = Vec::new();
            push_escaped(&mut escaped, uri);
            (format!("{prefix}:{local}"), format!(" xmlns:{prefix}=\"{}\"", String::from_utf8_lossy(&escaped)))
        }
        // Atom's own elements are not for everyone to extend.
        None => match name.split_once(':') {
            Some((prefix, local)) if is_name(local) && DECLARED.iter().any(|(p, _)| *p == prefix && !p.is_empty()) => {
                (name.to_owned(), String::new())
            }
            _ => return None,
        },
    };
    let start = format!("<{qname}");
    Some(match value.strip_prefix(&start).filter(|rest| rest.starts_with([' ', '>', '/'])) {
        Some(rest) => format!("{start}{declaration}{rest}"),
        None => format!("{start}{declaration}>{value}</{qname}>"),
    })
}

fn reads_back(source: &str, extra: &Extra) -> bool {
    let entry = format!("<entry>{source}</entry>");
    let Ok(taken) = take_apart(&entry, &mut Bindings::ours()) else { return false };
    let [item] = taken.items.as_slice() else { return false };
    let silent = item.elem.inner.trim().is_empty() && !item.elem.has_attributes();
    let same = match item.name.as_ref() {
        "link" => fits_link(&item.elem) && link_name(&item.elem, &mut 0) == extra.name,
        "content" => fits_content(&item.elem) && extra.name == "content",
        name => name == extra.name,
    };
    !silent && same && self::source(&item.elem) == extra.value
}
