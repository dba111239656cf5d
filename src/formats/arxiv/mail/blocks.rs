//! Lines of a block: fields that go on over lines, paragraphs, and wrapping.

use super::super::lines::trim;
use super::super::text::{Shape, is_clean};

/// The names of fields. No other word before a colon ends the field above it:
/// titles and comments hold colons.
pub(super) const LABELS: [&str; 15] = [
    "Title",
    "Author",
    "Authors",
    "Categories",
    "Comments",
    "Proxy",
    "Report-no",
    "ACM-class",
    "MSC-class",
    "Journal-ref",
    "DOI",
    "License",
    "Subj-class",
    "From",
    "Date",
];

/// How wide lines are.
const WIDTH: usize = 79;

/// The label at the beginning of a line, and where its value begins.
pub(super) fn label(line: &str) -> Option<(&'static str, usize)> {
    let colon = line.get(..line.len().min(24)).unwrap_or(line).find(':')?;
    let label = LABELS.iter().find(|label| line[..colon].eq_ignore_ascii_case(label))?;
    Some((label, colon + 1))
}

/// One blank between words, none around them.
pub(super) fn fold(source: &str, out: &mut String) {
    let mut from = 0;
    for end in memchr::memchr_iter(b'\n', source.as_bytes()).chain([source.len()]) {
        let line = trim(&source[from..end]);
        from = end + 1;
        if !is_clean(line.as_bytes(), Shape::Line) {
            fold_words(line, out);
        } else if !line.is_empty() {
            if !out.is_empty() && !out.ends_with('\n') {
                out.push(' ');
            }
            out.push_str(line);
        }
    }
}

fn fold_words(source: &str, out: &mut String) {
    for word in source.split([' ', '\t', '\n', '\r', '\u{c}', '\u{a0}']).filter(|word| !word.is_empty()) {
        if !out.is_empty() && !out.ends_with('\n') {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// The paragraphs of an abstract, a line each. A blank at the beginning of a
/// line, or a blank line, begins a paragraph; a mark inside is a line break of TeX.
pub(super) fn paragraphs(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut blank = true;
    for line in source.split('\n') {
        let text = trim(line);
        if text.is_empty() {
            blank = true;
            continue;
        }
        let indented = line.starts_with([' ', '\t', '\u{a0}']);
        if (blank || indented) && !out.is_empty() {
            out.push('\n');
        }
        blank = false;
        fold(text, &mut out);
    }
    out
}

/// Breaks a text at blanks into lines of at most 79 characters. A word that is
/// longer stays whole, and no line but the first begins with a mark.
pub(super) fn wrap(first: &str, text: &str, indent: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(first.as_bytes());
    let mut width = first.chars().count();
    let mut begun = false;
    for word in text.split(' ') {
        let len = word.chars().count();
        let fits = !begun || width + 1 + len <= WIDTH || word.starts_with("\\\\");
        if begun && fits {
            out.push(b' ');
            width += 1;
        } else if begun {
            out.push(b'\n');
            out.extend_from_slice(indent.as_bytes());
            width = indent.len();
        }
        out.extend_from_slice(word.as_bytes());
        (width, begun) = (width + len, true);
    }
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_names_are_labels() {
        assert_eq!(label("Title: x"), Some(("Title", 6)));
        assert_eq!(label("MSC-class:68T05"), Some(("MSC-class", 10)));
        assert_eq!(label("Part II: The End"), None);
        assert_eq!(label("  Title: x"), None);
    }

    #[test]
    fn paragraphs_are_indented() {
        let text = "  First line\nsecond one.\n  Another\nparagraph.\n\nA third \\\\\none.\n";
        assert_eq!(paragraphs(text), "First line second one.\nAnother paragraph.\nA third \\\\ one.");
    }

    #[test]
    fn lines_are_broken_at_blanks() {
        let mut out = Vec::new();
        let text = "word ".repeat(30);
        wrap("Title: ", text.trim(), "  ", &mut out);
        let out = String::from_utf8(out).unwrap();
        assert!(out.lines().all(|line| line.len() <= 79) && out.lines().count() == 3);
        assert!(out.lines().nth(1).unwrap().starts_with("  word"));
        let mut out = Vec::new();
        wrap("", &format!("{} \\\\ b", "a".repeat(78)), "", &mut out);
        assert_eq!(out, format!("{} \\\\\nb\n", "a".repeat(78)).as_bytes());
    }
}
