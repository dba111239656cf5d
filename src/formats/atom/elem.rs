//! An entry, taken apart into its elements.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

use super::names::Bindings;
use super::xml::{first_illegal, html_reference, is_legal, legal, reference, unescape};
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
    /// Its usual name, where the feed has another prefix for the namespace.
    pub(super) renamed: Option<String>,
    /// Declarations that it needs to stand elsewhere: prefix and address.
    pub(super) needs: Vec<(String, String)>,
    /// The absolute address of a link, where the feed has a relative one.
    pub(super) address: Option<String>,
}

/// The attributes in the source of a tag. Repeated ones are not looked for:
/// that takes the square of their number.
pub(super) fn attributes(source: &str) -> Attributes<'_> {
    let mut attributes = Attributes::new(source, 0);
    attributes.with_checks(false);
    attributes
}

/// The value of an attribute in the source of a tag.
pub(super) fn attribute<'a>(source: &'a str, name: &str) -> Option<Cow<'a, str>> {
    let found = attributes(source).flatten().find(|a| a.key.into_inner() == name)?;
    Some(match found.value {
        Cow::Borrowed(raw) => unescape(raw),
        Cow::Owned(raw) => Cow::Owned(unescape(&raw).into_owned()),
    })
}

impl<'a> Elem<'a> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        attribute(self.attributes, name)
    }

    /// Whether it has attributes other than declarations of namespaces.
    pub(super) fn has_attributes(&self) -> bool {
        attributes(self.attributes).any(|a| !matches!(a, Ok(a) if a.key.into_inner().starts_with("xmlns")))
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
    /// The source of its attributes.
    pub attributes: &'a str,
    /// Entities that nobody declared, each once.
    pub entities: Vec<(usize, &'a str)>,
    /// The first character that XML does not have, as a reference or itself.
    pub illegal: Option<usize>,
}

/// Different entities that are reported, at most.
const ENTITIES: usize = 16;

impl<'a> Taken<'a> {
    fn undeclared(&mut self, at: usize, name: &'a str) {
        if self.entities.len() < ENTITIES && !self.entities.iter().any(|(_, known)| *known == name) {
            self.entities.push((at, name));
        }
    }
}

/// Notes which declarations an element that is kept would need elsewhere.
fn note_needs(elem: &mut Elem<'_>, qname: &str, attributes: &str, bindings: &Bindings, outer: usize) {
    let prefix = |name: &str| name.split_once(':').map_or(String::new(), |(prefix, _)| prefix.to_owned());
    let of_attributes = self::attributes(attributes).flatten().map(|a| a.key.into_inner().to_owned());
    let prefixed = of_attributes.filter(|name| name.contains(':') && !name.starts_with("xmlns"));
    for prefix in prefixed.map(|name| prefix(&name)).chain([prefix(qname)]) {
        let known = elem.needs.len() > ENTITIES || elem.needs.iter().any(|(known, _)| *known == prefix);
        if let Some(uri) = bindings.declaration(&prefix, outer).filter(|_| !known) {
            elem.needs.push((prefix, uri.to_owned()));
        }
    }
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
    for attribute in self::attributes(attributes).flatten() {
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
    let mut taken = Taken {
        items: Vec::with_capacity(32),
        root: Cow::Borrowed(""),
        attributes: "",
        entities: Vec::new(),
        illegal: first_illegal(text),
    };
    let dirty = taken.illegal.is_some();
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
                        taken.attributes = attributes;
                    }
                    1 => {
                        inner_mark = bindings.mark();
                        bind(attributes, bindings);
                        let mut elem = Elem { attributes, bare: true, outer: source, ..Elem::default() };
                        elem.form = form_of(&elem);
                        let name = bindings.name(qname);
                        if is_foreign(&name) {
                            if name != qname && !name.starts_with('{') {
                                elem.renamed = Some(name.clone().into_owned());
                            }
                            if attributes.contains(':') {
                                note_needs(&mut elem, "xml:", attributes, bindings, inner_mark);
                            }
                        } else if name == "link" && qname != "link" {
                            elem.renamed = Some("link".to_owned());
                        }
                        taken.items.push(Item { name, elem, at: after.min(text.len()) });
                        open = before;
                        if empty {
                            bindings.reset(inner_mark);
                        }
                    }
                    _ => {
                        let Some(item) = taken.items.last_mut() else { continue };
                        item.elem.bare = false;
                        if is_foreign(&item.name) {
                            note_needs(&mut item.elem, qname, attributes, bindings, inner_mark);
                        }
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
            Event::Text(chars) => add(&mut taken, depth, cleaned(chars.into_inner(), dirty)),
            Event::CData(chars) => add(&mut taken, depth, cleaned(chars.into_inner(), dirty)),
            Event::GeneralRef(name) => {
                let name = &text[before + 1..(before + 1 + name.len()).min(after)];
                match reference(name) {
                    Some(c) if is_legal(c) => add(&mut taken, depth, Cow::Owned(c.to_string())),
                    Some(_) => taken.illegal = Some(taken.illegal.unwrap_or(before)),
                    None => {
                        taken.undeclared(before, name);
                        let chars = html_reference(name).unwrap_or(&text[before..after]);
                        add(&mut taken, depth, Cow::Borrowed(chars));
                    }
                }
            }
            Event::Eof => return Err(Fault { at: text.len(), why: "it is not closed".to_owned() }),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Whether an element of that name is kept as it stands unless a row knows it.
fn is_foreign(name: &str) -> bool {
    name.contains(':')
}

fn cleaned(chars: Cow<'_, str>, dirty: bool) -> Cow<'_, str> {
    match chars {
        Cow::Borrowed(chars) if dirty => legal(chars),
        Cow::Owned(chars) if dirty => Cow::Owned(legal(&chars).into_owned()),
        chars => chars,
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
