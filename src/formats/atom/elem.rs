//! An entry, taken apart into its elements.

use std::borrow::Cow;

use super::attributes::{attribute, attributes, mentions};
use super::events::{Event, Events};
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
    /// What stands between its tags, if that is XHTML, so that it is not cut into
    /// tags again; or nothing, if it has to be.
    pub(super) events: Vec<Event<'a>>,
    /// Names and characters of the children of a person.
    pub(super) parts: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// What our own mark says about it.
    pub(super) mark: Option<Cow<'a, str>>,
    /// What few elements have.
    pub(super) rare: Option<Box<Rare>>,
}

/// What is to be known of few elements.
#[derive(Debug, Clone, Default)]
pub(super) struct Rare {
    /// Its usual name, where the feed has another prefix for the namespace.
    pub renamed: Option<String>,
    /// Declarations that it needs to stand elsewhere: prefix and address.
    pub needs: Vec<(String, String)>,
    /// The absolute address of a link, where the feed has a relative one.
    pub address: Option<String>,
}

impl<'a> Elem<'a> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        attribute(self.attributes, name)
    }

    /// Whether it has attributes other than declarations of namespaces.
    pub(super) fn has_attributes(&self) -> bool {
        attributes(self.attributes).any(|a| !matches!(a, Ok(a) if a.name.starts_with("xmlns")))
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
    fn prefix(name: &str) -> &str {
        name.split_once(':').map_or("", |(prefix, _)| prefix)
    }
    let of_attributes = self::attributes(attributes).flatten().map(|a| a.name);
    let prefixed = of_attributes.filter(|name| name.contains(':') && !name.starts_with("xmlns"));
    for prefix in prefixed.map(prefix).chain([prefix(qname)]) {
        let needs = elem.rare.as_ref().map_or(&[][..], |rare| &rare.needs);
        let known = needs.len() > ENTITIES || needs.iter().any(|(known, _)| known == prefix);
        if let Some(uri) = bindings.declaration(prefix, outer).filter(|_| !known) {
            elem.rare.get_or_insert_default().needs.push((prefix.to_owned(), uri.to_owned()));
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

/// Adds the declarations among these attributes.
fn bind(attributes: &str, bindings: &mut Bindings) {
    if !mentions(attributes, "xmlns") {
        return;
    }
    for attribute in self::attributes(attributes).flatten() {
        let name = attribute.name;
        if name == "xmlns" || name.starts_with("xmlns:") {
            bindings.bind(name.strip_prefix("xmlns:").unwrap_or_default(), &unescape(attribute.value));
        }
    }
}

fn form_of(attributes: &str) -> Form {
    match attribute(attributes, "type").as_deref() {
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
    let mut events = Events::strict(text);
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
    let mut person = false;
    let mut inner_mark = bindings.mark();
    loop {
        let before = events.place();
        let event = events.next()?;
        if depth > 1
            && let Some(item) = taken.items.last_mut()
            && item.elem.form == Form::Xhtml
        {
            item.elem.events.push(event);
        }
        match event {
            Event::Start { name: qname, attributes, closes } => {
                let after = events.place();
                match depth {
                    0 => {
                        bind(attributes, bindings);
                        taken.root = bindings.name(qname);
                        taken.attributes = attributes;
                    }
                    1 => {
                        inner_mark = bindings.mark();
                        bind(attributes, bindings);
                        let outer = &text[before..after];
                        let form = form_of(attributes);
                        // Abstracts with mark-up have some of it.
                        let events = Vec::with_capacity(if form == Form::Xhtml { 32 } else { 0 });
                        let mut elem = Elem { attributes, bare: true, outer, form, events, ..Elem::default() };
                        let name = bindings.name(qname);
                        person = matches!(name.as_ref(), "author" | "contributor");
                        if is_foreign(&name) {
                            if name != qname && !name.starts_with('{') {
                                elem.rare.get_or_insert_default().renamed = Some(name.clone().into_owned());
                            }
                            if attributes.contains(':') {
                                note_needs(&mut elem, "xml:", attributes, bindings, inner_mark);
                            }
                        } else if name == "link" && qname != "link" {
                            elem.rare.get_or_insert_default().renamed = Some("link".to_owned());
                        }
                        taken.items.push(Item { name, elem, at: after });
                        open = before;
                        if closes {
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
                if !closes {
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
                        // The last one is this tag. Marks at the beginning, and characters
                        // that XML does not have, are taken out of the source.
                        item.elem.events.pop();
                        if dirty || item.elem.inner.starts_with('\u{feff}') {
                            item.elem.events.clear();
                        }
                        item.elem.outer = &text[open..events.place()];
                    }
                    bindings.reset(inner_mark);
                } else if depth == 0 {
                    return Ok(taken);
                }
            }
            // Between the elements of an entry stand blanks.
            Event::Text(_) if depth < 2 => {}
            Event::Text(chars) => {
                let chars = if dirty { legal(chars) } else { Cow::Borrowed(chars) };
                add(&mut taken, depth, chars);
            }
            Event::Reference(name) => match reference(name) {
                Some(c) if is_legal(c) => add(&mut taken, depth, Cow::Owned(c.to_string())),
                Some(_) => taken.illegal = Some(taken.illegal.unwrap_or(before)),
                None => {
                    taken.undeclared(before, name);
                    let chars = html_reference(name).unwrap_or(&text[before..events.place()]);
                    add(&mut taken, depth, Cow::Borrowed(chars));
                }
            },
            Event::Eof => return Err(Fault { at: text.len(), why: "it is not closed".to_owned() }),
            Event::Other => {}
        }
        // Between the elements of an entry and of a person, blanks say nothing.
        let tag = matches!(event, Event::Start { .. } | Event::End(_));
        if tag && (depth == 1 || depth == 2 && person) {
            events.skip_blanks();
        }
    }
}

/// Whether an element of that name is kept as it stands unless a row knows it.
fn is_foreign(name: &str) -> bool {
    name.bytes().any(|byte| byte == b':')
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
