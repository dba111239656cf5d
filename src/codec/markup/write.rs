//! Writing text, with an eye on how it will read.

use super::{Markup, is_simple_inside, tags_of};
use crate::codec::MAX_DEPTH;
use crate::ir::{Inline, Text};

/// What text is written into.
pub(crate) trait Target {
    /// Bytes that were written.
    fn len(&self) -> usize;

    /// Appends a mark.
    fn mark(&mut self, mark: &str);

    /// Appends characters; whether [`is_simple_inside`] holds for them.
    fn characters(&mut self, text: &str) -> bool;
}

impl Target for String {
    fn len(&self) -> usize {
        self.len()
    }

    fn mark(&mut self, mark: &str) {
        self.push_str(mark);
    }

    fn characters(&mut self, text: &str) -> bool {
        self.push_str(text);
        is_simple_inside(text.as_bytes())
    }
}

/// What the last thing written was, as far as it decides about what may follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing, a blank or a line break: no blank may follow.
    Blank,
    /// The end of mathematics: no digit and no dollar may follow.
    Math,
    /// A backslash, which would change the meaning of a dollar.
    Backslash,
    /// Anything else.
    Other,
}

/// Writes text and keeps an eye on whether it is beyond doubt how that reads,
/// so that the common case needs no reading back.
pub(super) struct Pusher<'o, T> {
    how: Markup,
    out: &'o mut T,
    last: Last,
    /// Nothing was flattened.
    exact: bool,
    /// What was written reads as what was meant.
    clear: bool,
}

impl<'o, T: Target> Pusher<'o, T> {
    pub(super) fn new(how: Markup, out: &'o mut T) -> Pusher<'o, T> {
        Pusher { how, out, last: Last::Blank, exact: true, clear: true }
    }

    /// Whether the text reads back the same, if that is beyond doubt.
    pub(super) fn verdict(self) -> Option<bool> {
        (self.clear && self.last != Last::Blank).then_some(self.exact)
    }

    pub(super) fn text(&mut self, text: &Text) {
        match text {
            Text::Plain(plain) => self.characters(plain),
            Text::Rich(inlines) => self.inlines(inlines, 0),
        }
    }

    fn characters(&mut self, text: &str) {
        let (Some(&first), Some(&end)) = (text.as_bytes().first(), text.as_bytes().last()) else { return };
        let allowed = match self.last {
            Last::Blank => first != b' ',
            Last::Math => !first.is_ascii_digit(),
            Last::Backslash | Last::Other => true,
        };
        self.clear &= self.out.characters(text) && allowed;
        self.last = match end {
            b' ' => Last::Blank,
            b'\\' => Last::Backslash,
            _ => Last::Other,
        };
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) {
        self.clear &= depth < MAX_DEPTH / 2;
        for inline in inlines {
            match inline {
                Inline::Plain(text) => self.characters(text),
                Inline::Styled(style, inner) => {
                    let (open, close) = if self.how.tags { tags_of(*style) } else { ("", "") };
                    self.exact &= !open.is_empty();
                    self.out.mark(open);
                    let before = self.out.len();
                    self.inlines(inner, depth + 1);
                    self.clear &= self.out.len() > before;
                    self.out.mark(close);
                }
                Inline::Quoted(inner) => {
                    self.exact = false;
                    self.characters("\u{201c}");
                    self.inlines(inner, depth + 1);
                    self.characters("\u{201d}");
                }
                Inline::Math(tex) => {
                    self.clear &= !matches!(self.last, Last::Math | Last::Backslash)
                        && !tex.is_empty()
                        && !tex.starts_with(' ')
                        && !tex.ends_with([' ', '\\']);
                    self.out.mark("$");
                    self.clear &= self.out.characters(tex);
                    self.out.mark("$");
                    self.last = Last::Math;
                }
                Inline::Link { target, text } => {
                    self.exact = false;
                    if text.is_empty() {
                        self.characters(target);
                    } else {
                        self.inlines(text, depth + 1);
                    }
                }
                Inline::Paragraph if self.how.paragraphs => {
                    self.clear &= depth == 0 && self.last != Last::Blank;
                    self.out.mark("\n");
                    self.last = Last::Blank;
                }
                Inline::Paragraph => {
                    self.exact = false;
                    self.characters(" ");
                }
                Inline::Raw { source, .. } => {
                    self.exact = false;
                    self.characters(source);
                }
            }
        }
    }
}
