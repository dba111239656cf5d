//! An entry, taken apart into its elements.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::names::Bindings;
use super::xml::{reference, unescape};
use crate::codec::MAX_DEPTH;

/// How the characters of a text construct are meant (RFC 4287, 3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// As they are.
    #[default]
    Text,
    /// As HTML, escaped.
    Html,
    /// As XHTML in a `div`.
    Xhtml,
}

/// One child element of an entry: the native value of the format.
#[derive(Debug, Clone, Default)]
pub struct Elem<'a> {
    /// Its own characters, references resolved.
    pub(super) text: Cow<'a, str>,
    /// The source between its tags.
    pub(super) inner: &'a str,
    /// Its whole source.
    pub(super) outer: &'a str,
    /// The source of its attributes.
    pub(super) attributes: &'a str,
    /// Whether it holds characters only.
    pub(super) bare: bool,
    /// How its characters are meant.
    pub(super) form: Form,
    /// Names and characters of the children of a person.
    pub(super) parts: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What our own mark says about it.
    pub(super) mark: Option<Cow<'a, str>>,
}

impl<'a> Elem<'a> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let found = Attributes::new(self.attributes, 0).flatten().find(|a| a.key.into_inner() == name)?;
        Some(match found.value {
            Cow::Borrowed(raw) => unescape(raw),
            Cow::Owned(raw) => Cow::Owned(unescape(&raw).into_owned()),
        })
    }

    /// Whether it has attributes other than declarations of namespaces.
    pub(super) fn has_attributes(&self) -> bool {
        Attributes::new(self.attributes, 0).any(|a| !matches!(a, Ok(a) if a.key.into_inner().starts_with("xmlns")))
    }
}

/// An element with its name and place.
pub(super) struct Item<'a> {
    pub name: Cow<'a, str>,
    pub elem: Elem<'a>,
    /// Where `inner` begins.
    pub at: usize,
}

/// Why an entry cannot be read.
pub(super) struct Fault {
    pub at: usize,
    pub why: String,
}

/// What an element holds.
pub(super) struct Taken<'a> {
    pub items: Vec<Item<'a>>,
    /// The name of the outermost element.
    pub root: Cow<'a, str>,
    /// Entities that nobody declared.
    pub entities: Vec<(usize, &'a str)>,
}

fn push<'a>(text: &mut Cow<'a, str>, more: Cow<'a, str>) {
    if text.is_empty() {
        *text = more;
    } else {
        text.to_mut().push_str(&more);
    }
}

/// The attributes in the source of a tag.
fn attributes_of<'a>(tag: &'a str, name: &str) -> &'a str {
    let inner = tag.strip_suffix('>').unwrap_or(tag);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    inner.get(1 + name.len()..).unwrap_or_default()
}

/// Adds the declarations among these attributes; says whether there were any.
fn bind(attributes: &str, bindings: &mut Bindings) -> bool {
    if !attributes.contains("xmlns") {
        return false;
    }
    for attribute in Attributes::new(attributes, 0).flatten() {
        let name = attribute.key.into_inner();
        if name == "xmlns" || name.starts_with("xmlns:") {
            bindings.bind(name.strip_prefix("xmlns:").unwrap_or_default(), &unescape(&attribute.value));
        }
    }
    true
}

fn form_of(elem: &Elem<'_>) -> Form {
    if elem.attributes.is_empty() {
        return Form::Text;
    }
    match elem.attribute("type").as_deref() {
        Some("html" | "text/html") => Form::Html,
        Some("xhtml" | "application/xhtml+xml") => Form::Xhtml,
        _ => Form::Text,
    }
}

/// Takes the children of one element apart. `bindings` is used as scratch and
/// comes back as it was.
pub(super) fn take_apart<'a>(text: &'a str, bindings: &mut Bindings) -> Result<Taken<'a>, Fault> {
    let mark = bindings.mark();
    let taken = children(text, bindings);
    bindings.reset(mark);
    taken
}

fn children<'a>(text: &'a str, bindings: &mut Bindings) -> Result<Taken<'a>, Fault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut taken = Taken { items: Vec::with_capacity(32), root: Cow::Borrowed(""), entities: Vec::new() };
    let mut depth = 0_usize;
    let mut open = text.len();
    let mut inner_mark = bindings.mark();
    loop {
        let before = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(Fault { at: reader.error_position() as usize, why: error.to_string() }),
        };
        let after = reader.buffer_position() as usize;
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let source = &text[before..after];
                let empty = source.ends_with("/>");
                let qname_len = tag.name().into_inner().len();
                let qname = &source[1..1 + qname_len];
                let attributes = attributes_of(source, qname);
                match depth {
                    0 => {
                        bind(attributes, bindings);
                        taken.root = bindings.name(qname);
                    }
                    1 => {
                        inner_mark = bindings.mark();
                        bind(attributes, bindings);
                        let mut elem = Elem { attributes, bare: true, outer: source, ..Elem::default() };
                        elem.form = form_of(&elem);
                        taken.items.push(Item { name: bindings.name(qname), elem, at: after.min(text.len()) });
                        open = before;
                        if empty {
                            bindings.reset(inner_mark);
                        }
                    }
                    _ => {
                        let Some(item) = taken.items.last_mut() else { continue };
                        item.elem.bare = false;
                        if depth == 2 && matches!(item.name.as_ref(), "author" | "contributor" | "source") {
                            let mark = bindings.mark();
                            bind(attributes, bindings);
                            item.elem.parts.push((bindings.name(qname), Cow::Borrowed("")));
                            bindings.reset(mark);
                        }
                    }
                }
                if !empty {
                    depth += 1;
                    if depth > MAX_DEPTH {
                        return Err(Fault { at: before, why: "elements are nested too deep".to_owned() });
                    }
                } else if depth == 0 {
                    return Ok(taken);
                }
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if depth == 1 {
                    if let Some(item) = taken.items.last_mut() {
                        item.elem.inner = &text[item.at..before];
                        item.elem.outer = &text[open..after];
                    }
                    bindings.reset(inner_mark);
                } else if depth == 0 {
                    return Ok(taken);
                }
            }
            Event::Text(chars) => add(&mut taken, depth, chars.into_inner()),
            Event::CData(chars) => add(&mut taken, depth, chars.into_inner()),
            Event::GeneralRef(name) => {
                let name = &text[before + 1..(before + 1 + name.len()).min(after)];
                match reference(name) {
                    Some(c) => add(&mut taken, depth, Cow::Owned(c.to_string())),
                    None => {
                        taken.entities.push((before, name));
                        add(&mut taken, depth, Cow::Borrowed(&text[before..after]));
                    }
                }
            }
            Event::Eof => return Err(Fault { at: text.len(), why: "it is not closed".to_owned() }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn add<'a>(taken: &mut Taken<'a>, depth: usize, chars: Cow<'a, str>) {
    let Some(item) = taken.items.last_mut() else { return };
    match depth {
        2 => push(&mut item.elem.text, chars),
        3 => {
            if let Some((_, text)) = item.elem.parts.last_mut() {
                push(text, chars);
            }
        }
        _ => {}
    }
}
