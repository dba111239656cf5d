//! Values that have to stay on one line.
//!
//! ```
//! use ibidem::codec::line::{is_blank, one_line};
//! assert_eq!(one_line(" two\n lines "), "two lines");
//! assert!(!one_line("two\u{2028}lines").contains(|c| is_blank(c) && c != ' '));
//! ```

use std::borrow::Cow;

use super::scan;

/// The text without white space at its ends.
#[inline]
pub(crate) fn bare(text: &str) -> &str {
    if has_visible_ends(text) { text } else { text.trim() }
}

/// Whether the text begins and ends with what can be seen, as most do.
#[inline]
fn has_visible_ends(text: &str) -> bool {
    matches!(text.as_bytes(), [b'!'..=b'~', .., b'!'..=b'~'])
}

/// The text with control characters and the separators of Unicode as blanks,
/// runs of blanks as one, and none at the ends; borrowed where nothing changes.
///
/// ```
/// use ibidem::codec::line::one_line;
/// assert_eq!(one_line(" a\u{2028}b\t c\u{0}"), "a b c");
/// ```
pub fn one_line(text: &str) -> Cow<'_, str> {
    let trimmed = if has_visible_ends(text) { text } else { text.trim_matches(is_blank) };
    // Most lines are ASCII.
    let ascii = |before, here: u8| (here.wrapping_sub(b' ') >= 0x5f) | ((here == b' ') & (before == b' '));
    if scan::none(trimmed.as_bytes(), ascii) {
        return Cow::Borrowed(trimmed);
    }
    // The blanks beyond ASCII begin with one of the last two bytes.
    let clean = scan::none(trimmed.as_bytes(), |before, here| {
        let doubled = (here == b' ') & (before == b' ');
        (here < b' ') | (here == 0x7f) | doubled | (here == 0xc2) | (here == 0xe2)
    });
    if clean || is_in_order(trimmed) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    for word in trimmed.split(is_blank).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

fn is_in_order(text: &str) -> bool {
    let mut blank = false;
    text.chars().all(|c| {
        let good = !is_blank(c) || (c == ' ' && !blank);
        blank = c == ' ';
        good
    })
}

/// Where the first control character of ASCII stands that is no white space:
/// tabs, line breaks, and breaks of pages are.
///
/// ```
/// use ibidem::codec::line::first_control;
/// assert_eq!(first_control("a\t\r\n"), None);
/// assert_eq!(first_control("ab\0"), Some(2));
/// ```
pub fn first_control(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let control = |byte: u8| (byte < b' ') & (byte.wrapping_sub(b'\t') > 4);
    if scan::lacks(bytes, control) { None } else { bytes.iter().position(|&byte| control(byte)) }
}

/// A blank, a control character, or a separator of lines or paragraphs. Other
/// white space, such as the no-break space, is a character.
///
/// ```
/// use ibidem::codec::line::is_blank;
/// assert!(is_blank('\t') && is_blank('\u{2029}') && !is_blank('\u{a0}'));
/// ```
pub fn is_blank(c: char) -> bool {
    c == ' ' || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_brought_in_order() {
        for (text, line) in [
            ("", ""),
            (" \t", ""),
            ("a", "a"),
            ("a b", "a b"),
            ("a  b", "a b"),
            ("a\u{85}b", "a b"),
            ("\u{a0}a\u{a0}", "\u{a0}a\u{a0}"),
            ("a\r\nb ", "a b"),
            ("\u{2019}", "\u{2019}"),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
        assert!(matches!(one_line("a \u{2019}b\u{e9}"), Cow::Borrowed(_)));
    }
}
