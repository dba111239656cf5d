//! The shortened abstract that search results show first.

/// Characters of a teaser.
const LENGTH: usize = 400;

/// How many characters arXiv stores for a paragraph break: a newline and two blanks.
const BREAK: usize = 3;

/// The teaser of an abstract whose paragraphs are lines; `None` if the whole
/// abstract is short enough to be shown.
///
/// The rule is arXiv's own: 400 characters of the stored abstract; a formula
/// that opens behind the first character and holds or touches the cut is left
/// out; blanks at both ends go; an ellipsis says that something was cut.
pub(super) fn teaser(text: &str) -> Option<String> {
    // Too few bytes for so many characters, unless there are breaks.
    if text.len() <= LENGTH / BREAK {
        return None;
    }
    let mut count = 0;
    let mut cut = None;
    for (at, c) in text.char_indices() {
        let width = if c == '\n' { BREAK } else { 1 };
        if count + width > LENGTH {
            // A cut inside a break is behind its newline.
            cut = Some(if count < LENGTH { at + 1 } else { at });
            break;
        }
        count += width;
    }
    let cut = before_formula(text, cut?);
    let shown = text[..cut].trim();
    let mut out = String::with_capacity(shown.len() + 3);
    out.push_str(shown);
    out.push('…');
    Some(out)
}

/// The cut, or the beginning of the formula that it would cut.
fn before_formula(text: &str, cut: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'$', &bytes[at..cut]) {
        let open = at + found;
        match formula_end(bytes, open) {
            Some(end) if end >= cut => return if open > 0 { open } else { cut },
            Some(end) => at = end,
            None => at = open + 1,
        }
    }
    cut
}

/// Where the formula that opens at a dollar ends: `$…$` or `$$…$$` with no
/// dollar inside and something in it.
fn formula_end(bytes: &[u8], open: usize) -> Option<usize> {
    let double = bytes.get(open + 1) == Some(&b'$');
    let inside = open + 1 + usize::from(double);
    let close = inside + memchr::memchr(b'$', &bytes[inside..])?;
    if close == inside {
        return None;
    }
    match double {
        false => Some(close + 1),
        true => (bytes.get(close + 1) == Some(&b'$')).then_some(close + 2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_hundred_characters_are_shown_whole() {
        assert_eq!(teaser(&"x".repeat(400)), None);
        assert_eq!(teaser(&"é".repeat(400)), None);
        assert_eq!(teaser(&"x".repeat(401)), Some("x".repeat(400) + "…"));
    }

    #[test]
    fn a_break_counts_three() {
        let text = format!("{}\n{}", "x".repeat(200), "y".repeat(198));
        assert_eq!(teaser(&text), Some(format!("{}\n{}…", "x".repeat(200), "y".repeat(197))));
        let text = format!("{}\n{}", "x".repeat(398), "y".repeat(10));
        assert_eq!(teaser(&text), Some("x".repeat(398) + "…"));
    }

    #[test]
    fn a_formula_is_not_cut() {
        let text = format!("{} $a+b$ {}", "x".repeat(394), "y".repeat(99));
        assert_eq!(teaser(&text), Some("x".repeat(394) + "…"));
        // The cut is exactly behind the closing dollar.
        let text = format!("{}$a+b${}", "x".repeat(395), "y".repeat(99));
        assert_eq!(teaser(&text), Some("x".repeat(395) + "…"));
        // One character further it stays.
        let text = format!("{}$a+b${}", "x".repeat(394), "y".repeat(99));
        assert_eq!(teaser(&text), Some("x".repeat(394) + "$a+b$y…"));
        // A formula at the very beginning is cut.
        let text = format!("${}$ y", "x".repeat(500));
        assert_eq!(teaser(&text), Some(format!("${}…", "x".repeat(399))));
    }
}
