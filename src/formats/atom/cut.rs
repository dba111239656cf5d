//! Cutting a feed into entries, without parsing them.

use std::sync::{Arc, RwLock};

use memchr::{memchr, memmem};

use super::elem::attributes;
use super::names::Bindings;
use super::read::Dialect;
use super::xml::unescape;
use crate::report::{Diagnostic, Error, Sink};
use crate::source::{Cut, FrameSpan, Input, MAX_FRAME, TOO_LONG};

/// What stands before the entries of a feed, at most.
const MAX_HEAD: usize = 64 * 1024;

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
/// An entry that is not closed ends where the next one begins.
pub(super) struct Entries {
    dialect: Dialect,
    scopes: Scopes,
    /// Number of the scope in force.
    scope: u8,
    /// The scope that is being collected.
    open: Option<Scope>,
    seen_feed: bool,
    /// A comment or section was never closed: such marks mean nothing any more.
    runaway: bool,
}

/// What a search came to.
enum Found {
    /// At this byte of the window.
    At(usize),
    /// Not before the end of the input, or the limit.
    Nothing,
}

impl Entries {
    pub(super) fn new(dialect: Dialect, scopes: Scopes) -> Entries {
        Entries { dialect, scopes, scope: 0, open: None, seen_feed: false, runaway: false }
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
        self.seen_feed = true;
        let mut scope = Scope { attributes: tag.to_owned(), ..Scope::default() };
        for attribute in attributes(tag).flatten() {
            let name = attribute.key.into_inner();
            if name == "xmlns" || name.starts_with("xmlns:") {
                let prefix = name.strip_prefix("xmlns:").unwrap_or_default();
                scope.bindings.bind(prefix, &unescape(&attribute.value));
            }
        }
        self.open = Some(scope);
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

impl Dialect {
    /// The local name of what holds one record.
    pub(super) fn entry(self) -> &'static [u8] {
        match self {
            Dialect::Atom => b"entry",
            Dialect::Rss => b"item",
        }
    }
}

/// Finds `needle` from `from` on, no further than the limit of a frame.
fn find(input: &mut Input<'_>, mut from: usize, needle: &[u8]) -> Result<Found, Error> {
    let start = from;
    let finder = memmem::Finder::new(needle);
    loop {
        let window = input.window();
        if let Some(at) = window.get(from..).and_then(|rest| finder.find(rest)) {
            return Ok(Found::At(from + at));
        }
        from = from.max((window.len() + 1).saturating_sub(needle.len()));
        if from - start > MAX_FRAME || !input.fill()? {
            return Ok(Found::Nothing);
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
                Some(mark) => quote = if byte == mark { None } else { quote },
                None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                None if byte == b'>' => return Ok(Found::At(here + 1)),
                // No tag holds another one: a quote is missing.
                None if byte == b'<' && here > at => return Ok(Found::Nothing),
                None => {}
            }
            here += 1;
        }
        if here - at > MAX_HEAD || !input.fill()? {
            return Ok(Found::Nothing);
        }
    }
}

/// The end of a document type begun at `at`, with its internal subset.
fn doctype_end(input: &mut Input<'_>, at: usize) -> Result<Found, Error> {
    let (mut here, mut depth) = (at, 0_usize);
    loop {
        let window = input.window();
        while here < window.len() {
            match window[here] {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => return Ok(Found::At(here + 1)),
                _ => {}
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

/// The name at the beginning of a tag without its `<`.
fn tag_name(tag: &[u8]) -> &[u8] {
    let end = tag.iter().position(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/' | b'<'));
    &tag[..end.unwrap_or(tag.len())]
}

fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

impl Entries {
    /// The end of what begins with `<!` or `<?` at `at`, if it is such.
    fn past_aside(&mut self, input: &mut Input<'_>, at: usize) -> Result<Option<usize>, Error> {
        input.fill_to(at + 9)?;
        let rest = &input.window()[at..];
        let (skip, close): (usize, &[u8]) = match rest {
            [b'<', b'!', b'-', b'-', ..] => (4, b"-->"),
            _ if rest.starts_with(b"<![CDATA[") => (9, b"]]>"),
            [b'<', b'?', ..] => (2, b"?>"),
            _ => return Ok(None),
        };
        if self.runaway {
            return Ok(None);
        }
        match find(input, at + skip, close)? {
            Found::At(end) => Ok(Some(end + close.len())),
            Found::Nothing => {
                self.runaway = true;
                Ok(None)
            }
        }
    }

    /// The end of the entry that begins at byte 0 of the window with a start
    /// tag of `open` bytes; `None` if it exceeds the limit.
    fn entry_end(&mut self, input: &mut Input<'_>, name: &[u8], open: usize) -> Result<Option<usize>, Error> {
        let mut at = open;
        loop {
            let window = input.window();
            let Some(found) = window.get(at..).and_then(|rest| memchr(b'<', rest)) else {
                at = window.len();
                if at > MAX_FRAME {
                    return Ok(None);
                }
                if !input.fill()? {
                    return Ok(Some(input.window().len()));
                }
                continue;
            };
            at += found;
            if at > MAX_FRAME {
                return Ok(None);
            }
            // The longest thing to tell apart is a closing tag of this name.
            if window.len() < at + name.len() + 9 {
                input.fill_to(at + name.len() + 9)?;
            }
            let rest = &input.window()[at + 1..];
            match rest.first() {
                Some(b'!' | b'?') => at = self.past_aside(input, at)?.unwrap_or(at + 2),
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
                input.consume(len);
                if input.at_end() {
                    return Ok(None);
                }
                continue;
            };
            let before = input.window()[..at].to_vec();
            self.keep_head(&before);
            input.consume(at);
            input.fill_to(9)?;
            if let Some(end) = self.past_aside(input, 0)? {
                input.consume(end);
                continue;
            }
            let end = match input.window().get(1) {
                Some(b'!') => doctype_end(input, 0)?,
                _ => tag_end(input, 0)?,
            };
            let Found::At(end) = end else {
                input.consume(1);
                continue;
            };
            let tag = &input.window()[..end];
            let name = tag_name(&tag[1..]).to_vec();
            match local(&name) {
                local if local == self.dialect.entry() && !name.starts_with(b"/") => {
                    let closed = tag.ends_with(b"/>");
                    self.enter();
                    let len = if closed { Some(end) } else { self.entry_end(input, &name, end)? };
                    match len {
                        Some(len) if len <= MAX_FRAME => {
                            return Ok(Some(FrameSpan { skip: 0, len, kind: self.scope }));
                        }
                        _ => {
                            let message = "entry beyond 8 MiB, skipped";
                            sink.diagnostic(Diagnostic::new(&TOO_LONG, message).on(input.span(0, end)));
                            let len = input.window().len();
                            input.consume(len.min(MAX_FRAME));
                            // What was not closed may be what was skipped.
                            self.runaway = false;
                        }
                    }
                }
                _ if self.dialect == Dialect::Rss && is_wrapper(tag) => input.consume(end),
                b"feed" | b"rss" | b"RDF" if !name.starts_with(b"/") => {
                    let inner = std::str::from_utf8(&tag[1 + name.len()..end - 1]).unwrap_or_default().to_owned();
                    self.begin_feed(&inner);
                    input.consume(end);
                }
                _ => {
                    let tag = tag.to_vec();
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
        (self.open, self.seen_feed, self.runaway) = (None, false, false);
    }
}
