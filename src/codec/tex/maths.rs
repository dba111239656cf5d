//! Mathematics and other TeX that is written as it stands, or nearly.

use super::symbols::{GREEK, MATHS};

/// How braces and dollars stand in a source.
pub(super) struct Shape {
    /// Braces that TeX sees are balanced, and no backslash is left at the end.
    pub balanced: bool,
    /// All braces are balanced, as BibTeX counts them.
    pub counted: bool,
    /// There is a dollar outside braces.
    pub dollar: bool,
}

impl Shape {
    pub fn of(source: &str) -> Shape {
        let mut shape = Shape { balanced: true, counted: true, dollar: false };
        let (mut depth, mut count) = (0_usize, 0_usize);
        let mut escaped = false;
        for b in source.bytes() {
            let hidden = escaped;
            escaped = b == b'\\' && !hidden;
            match b {
                b'{' => {
                    count += 1;
                    depth += usize::from(!hidden);
                }
                b'}' => {
                    shape.counted &= count > 0;
                    shape.balanced &= hidden || depth > 0;
                    count = count.saturating_sub(1);
                    depth = depth.saturating_sub(usize::from(!hidden));
                }
                b'$' if !hidden && depth == 0 => shape.dollar = true,
                _ => {}
            }
        }
        shape.balanced &= depth == 0 && !escaped;
        shape.counted &= count == 0;
        shape
    }
}

/// Greek letters like Latin ones, which have no command in mathematics.
const LIKE_LATIN: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΧο";

/// Mathematics with commands for its letters outside of ASCII.
pub(super) fn named_letters(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        let greek = || GREEK.iter().find(|(_, letter)| *letter == c).and_then(|(name, _)| name.strip_prefix("text"));
        let name = MATHS.iter().find(|(_, letter)| *letter == c).map(|(name, _)| *name).or_else(greek);
        match name.filter(|_| !LIKE_LATIN.contains(c)) {
            Some(name) => {
                out.push('\\');
                out.push_str(name);
                if chars.peek().is_some_and(char::is_ascii_alphabetic) {
                    out.push(' ');
                }
            }
            None => out.push(c),
        }
    }
    out
}

/// Mathematics with names for the braces that are only printed.
pub(super) fn push_countable(source: &str, out: &mut String) {
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let name = rest[at + 1..].chars().next();
        match name {
            Some('{') => out.push_str("\\lbrace "),
            Some('}') => out.push_str("\\rbrace "),
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
        rest = &rest[at + 1 + name.map_or(0, char::len_utf8)..];
    }
    out.push_str(rest);
}
