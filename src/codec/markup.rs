//! Text with the few tags that CSL-JSON allows, and `$math$`.
//!
//! The tags are those of the CSL-JSON specification and of citeproc-js, which
//! matches them literally: `<i>`, `<b>`, `<sup>`, `<sub>`, `<sc>`,
//! `<span style="font-variant:small-caps;">` and `<span class="nocase">`;
//! `<em>` and `<strong>` are read as well. Any other `<` is a character, as is
//! a tag without its partner, and no entity is decoded. There is no escape for
//! a literal tag. Mathematics follows pandoc's rule for `$`.
//!
//! ```
//! use ibidem::codec::markup::{Markup, decode, encode};
//! let how = Markup { tags: true, paragraphs: false };
//! let text = decode("<i>E. coli</i> in H<sub>2</sub>O", how);
//! let mut out = String::new();
//! assert!(encode(&text, how, &mut out));
//! assert_eq!(out, "<i>E. coli</i> in H<sub>2</sub>O");
//! ```

mod tags;
mod write;

use std::borrow::Cow;

pub(crate) use tags::tags_of;
use tags::{Element, tag};
use write::Pusher;
pub(crate) use write::Target;

use super::{MAX_DEPTH, scan};
use crate::ir::{Inline, Str, Style, Text};

/// Which notation a text is in.
///
/// ```
/// use ibidem::codec::markup::{Markup, decode};
/// let how = Markup { tags: false, paragraphs: true };
/// assert_eq!(decode("<i>x</i>\ny", how).to_plain(), "<i>x</i>\ny");
/// assert_eq!(decode("<i>x</i>\ny", Markup { tags: true, paragraphs: false }).to_plain(), "x y");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markup {
    /// Whether the tags of CSL-JSON mean something (else they are characters).
    pub tags: bool,
    /// Whether a line break ends a paragraph (else it is a blank).
    pub paragraphs: bool,
}

/// Reads text.
///
/// ```
/// use ibidem::codec::markup::{Markup, decode};
/// use ibidem::ir::Text;
/// let how = Markup { tags: true, paragraphs: false };
/// assert_eq!(decode(" a  <c> b ", how), Text::from("a <c> b"));
/// assert_eq!(decode("<i>E. coli</i>", how).to_plain(), "E. coli");
/// ```
pub fn decode(source: &str, how: Markup) -> Text {
    if is_simple(source) {
        return Text::from(source);
    }
    Decoder::new(source, how).run()
}

/// Writes text; says whether reading it back gives the same text.
///
/// What cannot be said (quotations, links, unknown source, monospace; without
/// tags every style) is flattened. What is written is a fixed point: reading
/// and writing it again gives the same characters.
///
/// ```
/// use ibidem::codec::markup::{Markup, encode};
/// use ibidem::ir::{Inline, Style, Text};
/// let text = Text::from_inlines(vec![Inline::Styled(Style::Emph, vec![Inline::Plain("x".into())])]);
/// let mut out = String::new();
/// assert!(!encode(&text, Markup { tags: false, paragraphs: false }, &mut out));
/// assert_eq!(out, "x");
/// ```
pub fn encode(text: &Text, how: Markup, out: &mut String) -> bool {
    if let Text::Plain(plain) = text
        && is_simple(plain)
    {
        out.push_str(plain);
        return true;
    }
    let start = out.len();
    let mut pusher = Pusher::new(how, out);
    pusher.text(text);
    if let Some(exact) = pusher.verdict() {
        return exact;
    }
    let mut read = decode(&out[start..], how);
    if read == *text {
        return true;
    }
    // Characters that were read as something else (a literal tag, doubled
    // blanks) are written in their canonical form. Taking out an empty element
    // may make a new tag of what stood around it, hence a few rounds.
    for _ in 0..ROUNDS {
        out.truncate(start);
        Pusher::new(how, out).text(&read);
        let again = decode(&out[start..], how);
        if again == read {
            break;
        }
        read = again;
    }
    false
}

/// Writes text as [`encode`] does, where it is beyond doubt how that reads; else
/// what was written means nothing, and there is no answer.
#[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
pub(crate) fn encode_clear(text: &Text, how: Markup, out: &mut impl Target) -> Option<bool> {
    let mut pusher = Pusher::new(how, out);
    pusher.text(text);
    pusher.verdict()
}

/// Rounds after which a text made to resist is left as it is.
const ROUNDS: usize = 8;

/// Whether the characters mean themselves in every notation: no mark-up, no
/// white space but single blanks between other characters.
fn is_simple(text: &str) -> bool {
    let bytes = text.as_bytes();
    let blank_end = bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ');
    !blank_end && is_simple_inside(bytes)
}

/// The same with blanks allowed at the ends.
pub(crate) fn is_simple_inside(bytes: &[u8]) -> bool {
    scan::none(bytes, |before, here| {
        (here.wrapping_sub(b'\t') < 5) | (here == b'<') | (here == b'$') | ((before == b' ') & (here == b' '))
    })
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | 0x0b | 0x0c | b'\r')
}

/// A text has no more ends of paragraphs than this; what would be another one is
/// a blank. A piece of text takes many times the room of a short line.
///
/// ```
/// use ibidem::codec::markup::{MAX_PARAGRAPHS, Markup, decode};
/// let text = decode(&"a\n".repeat(MAX_PARAGRAPHS + 9), Markup { tags: false, paragraphs: true });
/// assert_eq!(text.to_plain().lines().count(), MAX_PARAGRAPHS + 1);
/// ```
pub const MAX_PARAGRAPHS: usize = 20_000;

/// An element whose end was not seen yet; the outermost one is the text.
struct Open<'s> {
    element: Option<Element>,
    style: Option<Style>,
    /// The opening tag as it stands.
    source: &'s str,
    content: Vec<Inline>,
}

impl Open<'_> {
    fn text(&mut self, text: &str) {
        match self.content.last_mut() {
            Some(Inline::Plain(before)) => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.content.push(Inline::Plain(text.into())),
        }
    }

    fn ends_with(&self, last: char) -> bool {
        matches!(self.content.last(), Some(Inline::Plain(text)) if text.ends_with(last))
    }

    fn extend(&mut self, content: Vec<Inline>) {
        for inline in content {
            match inline {
                Inline::Plain(text) => self.text(&text),
                other => self.content.push(other),
            }
        }
    }
}

/// How many bytes mean themselves: up to mark-up, and to white space that is
/// more than single blanks between other characters.
fn ordinary(bytes: &[u8]) -> usize {
    let means = |byte: u8| (byte.wrapping_sub(b'\t') < 5) | (byte == b'<') | (byte == b'$');
    let next = bytes.get(1..).unwrap_or_default();
    let found = scan::position(bytes, next, |here, next| means(here) | ((here == b' ') & (next == b' ')));
    let last = || bytes.len() - usize::from(bytes.last().is_some_and(|&b| means(b) | (b == b' ')));
    let found = found.unwrap_or_else(last);
    // White space of other kinds takes the blank before it along.
    let more = bytes.get(found).is_some_and(|&byte| is_space(byte));
    found - usize::from(more && found > 0 && bytes[found - 1] == b' ')
}

struct Decoder<'s> {
    /// How many ends of paragraphs were seen.
    paragraphs: usize,
    source: &'s str,
    how: Markup,
    /// Never empty.
    stack: Vec<Open<'s>>,
}

impl<'s> Decoder<'s> {
    fn new(source: &'s str, how: Markup) -> Decoder<'s> {
        let source = source.trim_matches(|c: char| c.is_ascii() && is_space(c as u8));
        let text = Open {
            element: None,
            style: None,
            source: "",
            content: Vec::with_capacity((source.len() / 64).clamp(4, 16)),
        };
        Decoder { paragraphs: 0, source, how, stack: vec![text] }
    }

    fn top(&mut self) -> &mut Open<'s> {
        let last = self.stack.len() - 1;
        &mut self.stack[last]
    }

    fn run(mut self) -> Text {
        let source = self.source;
        let bytes = source.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let len = if is_space(bytes[at]) { 0 } else { ordinary(&bytes[at..]) };
            if len > 0 {
                self.top().text(&source[at..at + len]);
                at += len;
                continue;
            }
            at += match bytes[at] {
                b'<' => self.tag(at),
                b'$' => self.math(at),
                _ => self.space(at),
            };
        }
        while self.stack.len() > 1 {
            self.give_up();
        }
        let mut content = self.stack.pop().map(|text| text.content).unwrap_or_default();
        match content.as_mut_slice() {
            // Ends of paragraphs at an end are taken off, and what is empty then.
            _ if self.paragraphs > 0 => Text::from_inlines(content),
            [] => Text::default(),
            [Inline::Plain(text)] => Text::Plain(std::mem::take(text)),
            // Put together in its normal form.
            _ => Text::Rich(content),
        }
    }

    /// Takes a run of white space.
    fn space(&mut self, at: usize) -> usize {
        let run = &self.source.as_bytes()[at..];
        let run = &run[..run.iter().position(|&b| !is_space(b)).unwrap_or(run.len())];
        let ends = self.how.paragraphs && run.iter().any(|b| matches!(b, b'\n' | b'\r'));
        if ends && self.paragraphs < MAX_PARAGRAPHS {
            self.paragraphs += 1;
            self.top().content.push(Inline::Paragraph);
        } else if !self.top().ends_with(' ') {
            self.top().text(" ");
        }
        run.len()
    }

    /// Takes a tag or the character `<`.
    fn tag(&mut self, at: usize) -> usize {
        let source = self.source;
        let found = if self.how.tags { tag(&source.as_bytes()[at..]) } else { None };
        let Some(tag) = found else {
            self.top().text("<");
            return 1;
        };
        let here = &source[at..at + tag.len];
        if !tag.closing && self.stack.len() <= MAX_DEPTH {
            let (element, style) = (Some(tag.element), tag.style);
            self.stack.push(Open { element, style, source: here, content: Vec::with_capacity(1) });
            return tag.len;
        }
        let opened = self.stack.iter().rposition(|open| open.element == Some(tag.element));
        let Some(opened) = opened.filter(|_| tag.closing) else {
            self.top().text(here);
            return tag.len;
        };
        while self.stack.len() > opened + 1 {
            self.give_up();
        }
        let Some(open) = self.stack.pop() else { return tag.len };
        match open.style {
            Some(_) if open.content.is_empty() => {}
            Some(style) => self.top().content.push(Inline::Styled(style, open.content)),
            None => {
                self.top().text(open.source);
                self.top().extend(open.content);
                self.top().text(here);
            }
        }
        tag.len
    }

    /// The innermost element has no end: its tag is characters.
    fn give_up(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.top().text(open.source);
            self.top().extend(open.content);
        }
    }

    /// Takes mathematics or the character `$`.
    fn math(&mut self, at: usize) -> usize {
        if let Some((tex, len)) = self.find_math(at) {
            self.top().content.push(Inline::Math(tex));
            return len;
        }
        self.top().text("$");
        1
    }

    fn find_math(&mut self, at: usize) -> Option<(Str, usize)> {
        let bytes = self.source.as_bytes();
        let escapes = bytes[..at].iter().rev().take_while(|&&b| b == b'\\').count();
        let next = *bytes.get(at + 1)?;
        // Doubled dollars are display mathematics, which has no place in a line.
        if escapes % 2 == 1 || is_space(next) || next == b'$' || self.top().ends_with('$') {
            return None;
        }
        let mut end = at + 1;
        loop {
            end += memchr::memchr2(b'$', b'\\', bytes.get(end..)?)?;
            if bytes[end] == b'$' {
                break;
            }
            end += 2;
        }
        let digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if is_space(bytes[end - 1]) || digit {
            return None;
        }
        let tex = &self.source[at + 1..end];
        if is_simple(tex) {
            // No tag, and no line break.
            return Some((tex.into(), end + 1 - at));
        }
        let mut less = memchr::memchr_iter(b'<', tex.as_bytes());
        if self.how.tags && less.any(|less| tag(&tex.as_bytes()[less..]).is_some()) {
            return None;
        }
        if self.how.paragraphs && tex.contains(['\n', '\r']) {
            return None;
        }
        Some((one_line(tex), end + 1 - at))
    }
}

/// White space as single blanks.
fn one_line(tex: &str) -> Str {
    if is_simple(tex) {
        return tex.into();
    }
    let mut line = Str::default();
    for byte_run in tex.split(|c: char| c.is_ascii() && is_space(c as u8)).filter(|run| !run.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(byte_run);
    }
    line
}

/// The text without any mark-up and with white space in order, for fields that
/// hold characters only; borrowed where nothing changes.
///
/// ```
/// use ibidem::codec::markup::plain;
/// use ibidem::ir::{Inline, Style, Text};
/// let text = Text::from_inlines(vec![Inline::Styled(Style::Emph, vec![Inline::Plain("x".into())])]);
/// assert_eq!(plain(&text), "x");
/// ```
pub fn plain(text: &Text) -> Cow<'_, str> {
    match text.to_plain() {
        Cow::Borrowed(plain) => line(plain),
        Cow::Owned(plain) => Cow::Owned(line(&plain).into_owned()),
    }
}

/// White space as single blanks, and none at the ends.
///
/// ```
/// assert_eq!(ibidem::codec::markup::line(" two\n lines "), "two lines");
/// ```
pub fn line(source: &str) -> Cow<'_, str> {
    if is_simple(source) { Cow::Borrowed(source) } else { Cow::Owned(one_line(source).into()) }
}

#[cfg(test)]
mod tests;
