//! Elements that no row of the mapping knows: kept and written back.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::elem::{Elem, take_apart};
use super::map::{Xml, is_clean, is_mapped};
use super::names::{Bindings, DECLARED};
use crate::codec::MAX_DEPTH;
use crate::ir::{Extra, Str};

/// The source of an element as an extra keeps it: what is between its tags if
/// that is characters only and there are no attributes, else all of it without
/// the declaration of its own prefix.
pub(super) fn source(elem: &Elem<'_>) -> Str {
    if elem.outer.is_empty() {
        return elem.text.trim().into();
    }
    if elem.bare && !elem.has_attributes() {
        return elem.inner.into();
    }
    let name_end = elem.outer.find([' ', '\t', '\r', '\n', '>', '/']).unwrap_or(elem.outer.len());
    let (name, rest) = elem.outer.split_at(name_end);
    let prefix = name[1..].split_once(':').map_or("", |(prefix, _)| prefix);
    let own = format!(" xmlns:{prefix}=\"");
    let cut = rest.strip_prefix(&own).and_then(|rest| rest.split_once('"')).map_or(rest, |(_, rest)| rest);
    compact_str::format_compact!("{name}{cut}")
}

fn is_name(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(first) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

fn is_qname(text: &str) -> bool {
    text.split_once(':').map_or_else(|| is_name(text), |(prefix, local)| is_name(prefix) && is_name(local))
}

/// Whether this may stand in an entry: elements and characters only, balanced,
/// every prefix declared, no entity but those of XML.
fn is_sound(source: &str, bindings: &Bindings) -> bool {
    let mut reader = Reader::from_str(source);
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.name().into_inner();
                let known = name.split_once(':').is_none_or(|(prefix, _)| bindings.knows(prefix));
                let good = tag.attributes().all(|a| {
                    a.is_ok_and(|a| {
                        let name = a.key.into_inner();
                        let known = name.split_once(':').is_none_or(|(p, _)| bindings.knows(p));
                        let plain = !a.value.contains('<') && !super::xml::unescape(&a.value).contains('&');
                        is_qname(name) && known && plain && !name.starts_with("xmlns")
                    })
                });
                depth += 1;
                if !known || !good || !is_qname(name) || depth > MAX_DEPTH * 16 {
                    return false;
                }
            }
            Ok(Event::End(_)) => {}
            Ok(Event::Text(text)) if !text.contains("]]>") => {}
            Ok(Event::GeneralRef(name))
                if super::xml::reference(&name).is_some_and(super::xml::is_legal) && &*name != "nbsp" => {}
            Ok(Event::Eof) => return true,
            _ => return false,
        }
    }
}

/// Writes an extra back if it can stand in an entry and reads back the same.
pub(super) fn write(extra: &Extra, sink: &mut Xml) -> bool {
    let (name, value) = (extra.name.as_str(), extra.value.as_str());
    if is_mapped(name) || name.starts_with("ibidem:") || !is_clean(value) {
        return false;
    }
    let mut bindings = Bindings::ours();
    let (qname, declaration) = match name.strip_prefix('{').and_then(|rest| rest.rsplit_once('}')) {
        Some((uri, local)) => {
            let whole = value.strip_prefix('<').and_then(|rest| rest.split_once(':')).map(|(prefix, _)| prefix);
            let prefix = whole.filter(|prefix| is_name(prefix)).unwrap_or("x");
            if !is_name(local) || uri.is_empty() || DECLARED.iter().any(|(known, _)| *known == prefix) {
                return false;
            }
            bindings.bind(prefix, uri);
            let mut escaped = Vec::new();
            super::xml::push_escaped(&mut escaped, uri);
            let uri = String::from_utf8(escaped).unwrap_or_default();
            (format!("{prefix}:{local}"), format!(" xmlns:{prefix}=\"{uri}\""))
        }
        // Atom's own elements are not for everyone to extend.
        None => match name.split_once(':') {
            Some((prefix, local)) if is_name(local) && DECLARED.iter().any(|(p, _)| *p == prefix && !p.is_empty()) => {
                (name.to_owned(), String::new())
            }
            _ => return false,
        },
    };
    let start = format!("<{qname}");
    let source = match value.strip_prefix(&start).filter(|rest| rest.starts_with([' ', '>', '/'])) {
        Some(rest) => format!("{start}{declaration}{rest}"),
        None => format!("{start}{declaration}>{value}</{qname}>"),
    };
    if !is_sound(&source.replacen(&declaration, "", 1), &bindings) || !reads_back(&source, extra) {
        return false;
    }
    sink.out.extend_from_slice(b"    ");
    sink.out.extend_from_slice(source.as_bytes());
    sink.out.push(b'\n');
    true
}

fn reads_back(source: &str, extra: &Extra) -> bool {
    let entry = format!("<entry>{source}</entry>");
    let Ok(taken) = take_apart(&entry, &mut Bindings::ours()) else { return false };
    let [item] = taken.items.as_slice() else { return false };
    let silent = item.elem.inner.trim().is_empty() && !item.elem.has_attributes();
    !silent && item.name == extra.name && self::source(&item.elem) == extra.value
}
