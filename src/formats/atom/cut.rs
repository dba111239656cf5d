//! Cutting a feed into entries, without parsing them.

use std::sync::{Arc, RwLock};

use memchr::memchr_iter;

use super::aside::{Aside, Asides, Found, MARK, MAX_HEAD, find, local, tag_name};
use super::attributes::attributes;
use super::names::Bindings;
use super::read::{Dialect, MALFORMED, UNCLOSED, UNFINISHED};
use super::xml::unescape;
use crate::report::{Diagnostic, Error, Sink};
use crate::source::{Cut, FrameSpan, Input};

/// What entries inherit from their feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// Prefixes declared at the root.
    pub bindings: Bindings,
    /// The source of the attributes at the root.
    pub attributes: String,
    /// What stands between the start of the feed and its first entry.
    pub head: String,
}

/// The scopes seen so far; a frame's kind is the number of its scope.
pub(super) type Scopes = Arc<RwLock<Vec<Arc<Scope>>>>;

/// Cuts at `<entry ...>` and `</entry>`, with any prefix; comments, CDATA
/// sections, processing instructions and a document type are passed over.
///
/// An entry that is not closed ends where the next one begins, and so does what
/// else is left open.
pub(super) struct Entries {
    dialect: Dialect,
    scopes: Scopes,
    /// Number of the scope in force.
    scope: u8,
    /// The scope that is being collected.
    open: Option<Scope>,
    seen_feed: bool,
    /// The end tag of the feed is to come.
    unfinished: bool,
    /// Something left open was reported since the last entry.
    reported: bool,
    asides: Asides,
}

impl Entries {
    pub(super) fn new(dialect: Dialect, scopes: Scopes) -> Entries {
        Entries {
            dialect,
            scopes,
            scope: 0,
            open: None,
            seen_feed: false,
            unfinished: false,
            reported: false,
            asides: Asides::new(dialect),
        }
    }

    /// Makes the collected scope that of the entries to come.
    fn enter(&mut self) {
        let Some(scope) = self.open.take() else { return };
        let Ok(mut scopes) = self.scopes.write() else { return };
        let known = scopes.iter().position(|known| **known == scope);
        let at = known.unwrap_or_else(|| {
            // More different feeds in one run than a frame can number share the last place.
            scopes.truncate(usize::from(u8::MAX));
            scopes.push(Arc::new(scope));
            scopes.len() - 1
        });
        self.scope = at as u8;
    }

    fn begin_feed(&mut self, tag: &str) {
        (self.seen_feed, self.unfinished) = (true, true);
        let mut scope = Scope { attributes: tag.to_owned(), ..Scope::default() };
        for attribute in attributes(tag).flatten() {
            let name = attribute.name;
            if name == "xmlns" || name.starts_with("xmlns:") {
                let prefix = name.strip_prefix("xmlns:").unwrap_or_default();
                scope.bindings.bind(prefix, &unescape(attribute.value));
            }
        }
        self.open = Some(scope);
    }

    /// Says, once between two entries, that something of `len` bytes begins here
    /// and does not end.
    fn left_open(&mut self, input: &Input<'_>, len: usize, sink: &mut dyn Sink) {
        if !std::mem::replace(&mut self.reported, true) {
            let what = match input.window() {
                [b'<', b'!', b'-', ..] => "comment",
                [b'<', b'!', b'[', ..] => "CDATA section",
                [b'<', b'!', ..] => "document type",
                [b'<', b'?', ..] => "processing instruction",
                _ => "tag",
            };
            let message = format!("{what} that is not closed, passed over up to the next entry");
            sink.diagnostic(Diagnostic::new(&UNCLOSED, message).on(input.span(0, len)));
        }
    }

    /// Says that the feed ends at this byte of the window without its end tag.
    fn finish(&mut self, input: &Input<'_>, at: usize, sink: &mut dyn Sink) {
        if std::mem::take(&mut self.unfinished) {
            let message = "the feed is not closed: what stood behind this place is missing";
            sink.diagnostic(Diagnostic::new(&UNFINISHED, message).on(input.span(at, 0)));
        }
    }

    fn keep_head(&mut self, bytes: &[u8]) {
        if let Some(scope) = &mut self.open {
            let fits = scope.head.len() + bytes.len() <= MAX_HEAD;
            scope.head.push_str(std::str::from_utf8(bytes).ok().filter(|_| fits).unwrap_or_default());
        }
    }
}

/// Whether a tag of RSS, opening or closing, only surrounds what its channel
/// says, or lists its items.
fn is_wrapper(tag: &[u8]) -> bool {
    let name = tag.strip_prefix(b"</").or_else(|| tag.strip_prefix(b"<")).unwrap_or(tag);
    matches!(local(tag_name(name)), b"channel" | b"items" | b"Seq" | b"li")
}

/// Whether the element holds a whole feed.
pub(super) fn is_root(local: &[u8]) -> bool {
    matches!(local, b"feed" | b"rss" | b"RDF")
}

impl Dialect {
    /// The local name of what holds one record.
    pub(super) fn entry(self) -> &'static [u8] {
        match self {
            Dialect::Atom => b"entry",
            Dialect::Rss => b"item",
        }
    }
}

/// The byte behind the `>` that ends the tag begun at `at`; a `>` in a quoted
/// value does not end it.
fn tag_end(input: &mut Input<'_>, at: usize) -> Result<Found, Error> {
    let mut here = at;
    let mut quote = None;
    loop {
        let window = input.window();
        while here < window.len() {
            let byte = window[here];
            match quote {
                // No tag holds another one, nor does a value: a quote is missing.
                _ if byte == b'<' && here > at => return Ok(Found::Nothing),
                Some(mark) => quote = if byte == mark { None } else { quote },
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None if byte == b'>' => return Ok(Found::At(here + 1)),
                None => {}
            }
            here += 1;
        }
        if here - at > MAX_HEAD || !input.fill()? {
            return Ok(Found::Nothing);
        }
    }
}

/// Whether `rest` begins with the name and then something that ends a name;
/// `None` if too little is there to tell.
fn begins_with_name(rest: &[u8], name: &[u8]) -> Option<bool> {
    if rest.len() <= name.len() {
        return if name.starts_with(rest) { None } else { Some(false) };
    }
    Some(rest.starts_with(name) && matches!(rest[name.len()], b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/'))
}

impl Entries {
    /// The end of the entry that begins at byte 0 of the window with a start
    /// tag of `open` bytes; `None` if it exceeds the limit.
    fn entry_end(&mut self, input: &mut Input<'_>, name: &[u8], open: usize) -> Result<Option<usize>, Error> {
        let mut at = open;
        loop {
            let window = input.window();
            // Of the tags only those matter that may be of this name, and what holds none.
            let matters = |tag: &usize| match window[at + tag + 1..] {
                [b'/', letter, ..] => letter == name[0],
                [b'/'] | [] | [b'!' | b'?', ..] => true,
                [letter, ..] => letter == name[0],
            };
            let found = window.get(at..).and_then(|rest| memchr_iter(b'<', rest).find(matters));
            let Some(found) = found else {
                at = window.len();
                if at > input.max_record() {
                    return Ok(None);
                }
                if !input.fill()? {
                    // The parser says so.
                    self.unfinished = false;
                    return Ok(Some(input.window().len()));
                }
                continue;
            };
            at += found;
            if at > input.max_record() {
                return Ok(None);
            }
            // The longest thing to tell apart is a closing tag of this name.
            if window.len() < at + name.len() + 9 {
                input.fill_to(at + name.len() + 9)?;
            }
            let rest = &input.window()[at + 1..];
            match rest.first() {
                Some(b'!' | b'?') => {
                    at = match self.asides.at(input, at)? {
                        Aside::Closed(end) => end,
                        Aside::Open { .. } | Aside::Other => at + 2,
                    }
                }
                Some(b'/') if begins_with_name(&rest[1..], name) == Some(true) => {
                    return Ok(Some(match find(input, at, b">")? {
                        Found::At(end) => end + 1,
                        Found::Nothing => input.window().len(),
                    }));
                }
                Some(_) if begins_with_name(rest, name) == Some(true) => return Ok(Some(at)),
                _ => at += 1,
            }
        }
    }
}

impl Cut for Entries {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        loop {
            // Everything before the next tag belongs to nothing.
            let Found::At(at) = find(input, 0, b"<")? else {
                let len = input.window().len();
                if input.at_end() {
                    self.finish(input, len, sink);
                    input.consume(len);
                    return Ok(None);
                }
                input.consume(len);
                continue;
            };
            let before = input.window()[..at].to_vec();
            self.keep_head(&before);
            input.consume(at);
            input.fill_to(MARK)?;
            match self.asides.at(input, 0)? {
                Aside::Closed(end) => {
                    input.consume(end);
                    continue;
                }
                Aside::Open { mark, entry } => {
                    self.left_open(input, mark, sink);
                    input.consume(entry.unwrap_or(mark));
                    continue;
                }
                Aside::Other => {}
            }
            let end = match input.window().get(1) {
                Some(b'!') => self.asides.doctype_end(input, 0)?,
                _ => tag_end(input, 0)?,
            };
            let Found::At(end) = end else {
                let name = tag_name(&input.window()[1..]);
                let len = 1 + name.len();
                if local(name) == self.dialect.entry() {
                    let message = "start tag of an entry that is not closed, skipped";
                    sink.diagnostic(Diagnostic::new(&MALFORMED, message).on(input.span(0, len)));
                } else {
                    self.left_open(input, len, sink);
                }
                input.consume(1);
                continue;
            };
            let tag = &input.window()[..end];
            let name = tag_name(&tag[1..]).to_vec();
            match local(&name) {
                local if local == self.dialect.entry() && !name.starts_with(b"/") => {
                    let closed = tag.ends_with(b"/>");
                    self.reported = false;
                    self.enter();
                    let len = if closed { Some(end) } else { self.entry_end(input, &name, end)? };
                    match len {
                        Some(len) if len <= input.max_record() => {
                            return Ok(Some(FrameSpan { skip: 0, len, kind: self.scope }));
                        }
                        _ => {
                            sink.diagnostic(input.too_long("entry", "skipped", 0, end));
                            let len = input.window().len();
                            input.consume(len.min(input.max_record()));
                            // What was not closed may be what was skipped.
                            self.asides.reset();
                        }
                    }
                }
                _ if self.dialect == Dialect::Rss && is_wrapper(tag) => input.consume(end),
                local if is_root(local) && !name.starts_with(b"/") => {
                    let inner = std::str::from_utf8(&tag[1 + name.len()..end - 1]).unwrap_or_default().to_owned();
                    let empty = tag.ends_with(b"/>");
                    self.finish(input, 0, sink);
                    self.begin_feed(&inner);
                    self.unfinished = !empty;
                    input.consume(end);
                }
                _ => {
                    let tag = tag.to_vec();
                    let closes = tag.starts_with(b"</") && is_root(local(tag_name(&tag[2..])));
                    self.unfinished &= !closes;
                    self.keep_head(&tag);
                    input.consume(end);
                }
            }
        }
    }

    fn recognized(&self) -> bool {
        self.seen_feed
    }

    fn next_input(&mut self) {
        self.open = Some(Scope::default());
        self.enter();
        (self.open, self.seen_feed, self.unfinished, self.reported) = (None, false, false, false);
        self.asides.reset();
    }
}
