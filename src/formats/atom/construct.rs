//! Text constructs as they are written: characters where they say everything,
//! else XHTML. What is beyond doubt is not read back.

use std::borrow::Cow;

use super::names::XHTML_NS;
use super::text::{from_characters, from_markup};
use super::write::{element, tidy_element};
use super::xml::{is_tidy, push_escaped, tidied};
use crate::codec::MAX_DEPTH;
use crate::codec::markup::{self, Markup};
use crate::ir::{Inline, Style, Text};

/// Characters without styles.
pub(super) const PLAIN: Markup = Markup { tags: false, paragraphs: false };

/// Whether anything of the text is left when it is written.
pub(super) fn is_something(text: &Text) -> bool {
    let graphic = |text: &str| text.bytes().any(|byte| byte.is_ascii_graphic());
    let surely = match text {
        Text::Plain(text) => graphic(text),
        Text::Rich(inlines) => inlines.iter().any(|inline| matches!(inline, Inline::Plain(text) if graphic(text))),
    };
    surely || !tidied(&text.to_plain()).trim().is_empty()
}

/// Writes a text construct as an element; says whether it reads back the same.
pub(super) fn push_construct(out: &mut Vec<u8>, tag: &str, text: &Text, indented: bool) -> bool {
    if let Text::Plain(plain) = text
        && memchr::memchr(b'$', plain.as_bytes()).is_none()
        && tidy_element(out, tag, plain)
    {
        return true;
    }
    let mut text = Cow::Borrowed(text);
    // What cannot be said exactly is replaced by what reading gives; that can
    // be said, mostly at once.
    for round in 0..4 {
        if push_characters(out, tag, &text, indented) {
            return round == 0;
        }
        let start = out.len();
        out.extend_from_slice(b"    <");
        out.extend_from_slice(tag.as_bytes());
        out.extend_from_slice(b" type=\"xhtml\">");
        let from = out.len();
        let mut renderer = Renderer { out, blank: true, clear: true };
        renderer.block(&text);
        if !renderer.clear && round < 3 {
            let source = std::str::from_utf8(&out[from..]).unwrap_or_default();
            let read = from_markup(source).unwrap_or_default();
            if read != *text {
                out.truncate(start);
                text = Cow::Owned(read);
                continue;
            }
        }
        out.extend_from_slice(b"</");
        out.extend_from_slice(tag.as_bytes());
        out.extend_from_slice(b">\n");
        return round == 0;
    }
    false
}

/// Writes the element with characters alone, if they read as the text. They have
/// no style, and the end of a paragraph is a line break, which they do not hold.
fn push_characters(out: &mut Vec<u8>, tag: &str, text: &Text, indented: bool) -> bool {
    let plain = match text {
        Text::Plain(plain) => Cow::Borrowed(plain.as_str()),
        Text::Rich(inlines) => {
            if !inlines.iter().all(|inline| matches!(inline, Inline::Plain(_) | Inline::Math(_))) {
                return false;
            }
            let mut line = String::new();
            if markup::encode(text, PLAIN, &mut line) && is_tidy(&line) {
                element(out, tag, &line);
                return true;
            }
            text.to_plain()
        }
    };
    let same = from_characters(&plain, indented) == *text;
    if same {
        element(out, tag, &tidied(&plain));
    }
    same
}

/// Opening and closing tag of a style. The class of protected capitals is that
/// of CSL.
fn tags(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::Emph => ("<em>", "</em>"),
        Style::Strong => ("<strong>", "</strong>"),
        Style::SmallCaps => ("<span style=\"font-variant: small-caps\">", "</span>"),
        Style::Sup => ("<sup>", "</sup>"),
        Style::Sub => ("<sub>", "</sub>"),
        Style::Code => ("<code>", "</code>"),
        Style::KeepCase => ("<span class=\"nocase\">", "</span>"),
    }
}

/// Writes XHTML and keeps an eye on whether it is beyond doubt how that reads.
struct Renderer<'o> {
    out: &'o mut Vec<u8>,
    /// A blank that comes next is taken away: nothing, or a blank, is before it.
    blank: bool,
    /// What was written reads as what was meant.
    clear: bool,
}

impl Renderer<'_> {
    fn push(&mut self, markup: &str) {
        self.out.extend_from_slice(markup.as_bytes());
    }

    fn block(&mut self, text: &Text) {
        self.push("<div xmlns=\"");
        self.push(XHTML_NS);
        self.push("\">");
        match text {
            Text::Plain(text) if text.is_empty() => {}
            Text::Plain(text) => self.characters(text),
            Text::Rich(inlines) => {
                // What is only characters has another form.
                self.clear &= !matches!(inlines.as_slice(), [Inline::Plain(_)]);
                if inlines.contains(&Inline::Paragraph) {
                    for paragraph in inlines.split(|inline| *inline == Inline::Paragraph) {
                        self.push("<p>");
                        self.blank = true;
                        self.inlines(paragraph, 0);
                        self.clear &= !self.blank;
                        self.push("</p>");
                    }
                } else {
                    self.inlines(inlines, 0);
                }
            }
        }
        self.clear &= !self.blank;
        self.push("</div>");
    }

    fn characters(&mut self, text: &str) {
        let (Some(&first), Some(&last)) = (text.as_bytes().first(), text.as_bytes().last()) else {
            self.clear = false;
            return;
        };
        let kept = push_escaped(self.out, text);
        self.clear &= kept && !(self.blank && first == b' ');
        self.blank = last == b' ';
    }

    fn inlines(&mut self, inlines: &[Inline], depth: usize) {
        // Not all that is empty is kept.
        self.clear &= depth < MAX_DEPTH / 2 && !inlines.is_empty();
        let mut joined = false;
        for inline in inlines {
            let plain = matches!(inline, Inline::Plain(_));
            self.clear &= !(plain && joined);
            joined = plain;
            match inline {
                Inline::Plain(text) => self.characters(text),
                Inline::Styled(style, inner) => {
                    let (open, close) = tags(*style);
                    self.push(open);
                    self.inlines(inner, depth + 1);
                    self.push(close);
                }
                Inline::Quoted(inner) => {
                    self.push("<q>");
                    self.inlines(inner, depth + 1);
                    self.push("</q>");
                }
                Inline::Math(tex) => {
                    self.push("<span class=\"math\">$");
                    self.clear &= push_escaped(self.out, tex) && !tex.is_empty();
                    self.push("$</span>");
                    self.blank = false;
                }
                Inline::Link { target, text } => {
                    self.push("<a href=\"");
                    self.clear &= push_escaped(self.out, target) && !target.is_empty();
                    self.push("\">");
                    if text.is_empty() {
                        self.characters(target);
                    } else {
                        // What shows the target is taken for nothing.
                        self.clear &= matches!(text.as_slice(), [Inline::Plain(shown)] if shown != target);
                        self.inlines(text, depth + 1);
                    }
                    self.push("</a>");
                }
                Inline::Paragraph => {
                    self.clear = false;
                    self.push("<br/>");
                }
                Inline::Raw { source, .. } => {
                    self.clear = false;
                    push_escaped(self.out, source);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laws::Rng;

    fn plain(text: &str) -> Inline {
        Inline::Plain(text.into())
    }

    #[test]
    fn xhtml_is_read_as_it_is_written() {
        let text = Text::from_inlines(vec![
            plain("On "),
            Inline::Styled(Style::Emph, vec![plain("E. "), Inline::Styled(Style::Strong, vec![plain("coli")])]),
            plain(" & "),
            Inline::Math("a<b".into()),
            Inline::Paragraph,
            Inline::Link { target: "http://a.example/?x&y".into(), text: vec![] },
            Inline::Styled(Style::KeepCase, vec![plain("NASA")]),
            Inline::Quoted(vec![plain("q")]),
        ]);
        let mut out = Vec::new();
        assert!(push_construct(&mut out, "title", &text, false));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "    <title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>On <em>E. <strong>coli</strong>\
             </em> &amp; <span class=\"math\">$a&lt;b$</span></p><p><a href=\"http://a.example/?x&amp;y\">\
             http://a.example/?x&amp;y</a><span class=\"nocase\">NASA</span><q>q</q></p></div></title>\n"
        );
    }

    #[test]
    fn white_space_that_collapses_is_a_loss() {
        let mut out = Vec::new();
        assert!(!push_construct(&mut out, "title", &"a  b\u{0}".into(), false));
        assert_eq!(out, b"    <title>a b</title>\n");
    }

    /// Whatever is put together of these pieces is read back, where that is
    /// said to be beyond doubt.
    #[test]
    fn what_is_beyond_doubt_is_so() {
        const CHARACTERS: [&str; 16] = [
            "a", " ", "a ", " a", "  ", "\n", "&", "<i>", "$", "\u{fffe}", "\u{ff21}", "", "\u{a0}", "a&b", "\t", "\\)",
        ];
        fn pieces(rng: &mut Rng, len: usize, depth: usize) -> Vec<Inline> {
            (0..len).map(|_| piece(rng, depth)).collect()
        }
        fn piece(rng: &mut Rng, depth: usize) -> Inline {
            let characters = rng.pick(&CHARACTERS);
            let len = rng.below(3);
            match rng.below(if depth < 3 { 12 } else { 6 }) {
                0..5 => Inline::Plain(characters.into()),
                5 => Inline::Math(characters.into()),
                6 => Inline::Quoted(pieces(rng, len, depth + 1)),
                7 => Inline::Link { target: characters.into(), text: pieces(rng, len, depth + 1) },
                8 => Inline::Paragraph,
                9 => Inline::Raw { notation: "tex".into(), source: characters.into() },
                _ => Inline::Styled(rng.pick(&Style::ALL), pieces(rng, len, depth + 1)),
            }
        }
        let mut rng = Rng::new(1);
        let mut sure = 0;
        for round in 0..40_000 {
            let len = 1 + rng.below(5);
            let inlines = pieces(&mut rng, len, 0);
            let text = if round % 2 == 0 { Text::from_inlines(inlines) } else { Text::Rich(inlines) };
            let mut out = Vec::new();
            let mut renderer = Renderer { out: &mut out, blank: true, clear: true };
            renderer.block(&text);
            let clear = renderer.clear;
            let source = String::from_utf8(out).unwrap();
            if clear {
                sure += 1;
                assert_eq!(from_markup(&source).as_ref(), Some(&text), "{source}");
            }
        }
        assert!(sure > 1000, "{sure}");
    }
}
