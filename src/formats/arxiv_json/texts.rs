//! Texts as their authors typed them: TeX in lines.

use std::borrow::Cow;

use crate::codec::tex::{self, Braces, Decode};
use crate::ir::Text;

const READ: Decode = Decode { paragraphs: false, braces: Braces::Drop };

/// A text whose line ends mean nothing.
pub(super) fn line(source: &str) -> Text {
    tex::decode(source, READ)
}

/// A text in which an empty line, and a line that begins with a blank, begin a
/// paragraph.
pub(super) fn paragraphs(source: &str) -> Text {
    match breaks(source.trim()) {
        Cow::Borrowed(source) => tex::decode(source, READ),
        Cow::Owned(source) => tex::decode_paragraphs(&source, READ),
    }
}

/// One line for each paragraph, where there are several.
fn breaks(source: &str) -> Cow<'_, str> {
    let begins = |at: usize| source[at + 1..].starts_with([' ', '\t', '\n', '\r']);
    if !memchr::memchr_iter(b'\n', source.as_bytes()).any(begins) {
        return Cow::Borrowed(source);
    }
    let mut out = String::with_capacity(source.len());
    let mut fresh = true;
    for line in source.split('\n') {
        let words = line.trim();
        fresh |= words.is_empty() || line.starts_with([' ', '\t']);
        if words.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(if std::mem::take(&mut fresh) { '\n' } else { ' ' });
        }
        fresh = false;
        out.push_str(words);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_begin_with_a_blank() {
        for (source, plain) in [
            ("  We show this\nand that.\n", "We show this and that."),
            ("  First.\n  Second,\nwith two lines.\n", "First.\nSecond, with two lines."),
            ("One.\n\nTwo.\n\n\n  Three.", "One.\nTwo.\nThree."),
            ("One.\r\nStill one.", "One. Still one."),
        ] {
            assert_eq!(paragraphs(source).to_plain(), plain, "{source}");
        }
        assert_eq!(line("A Title\n  in two lines").to_plain(), "A Title in two lines");
    }
}
