//! Text with the few tags that CSL-JSON allows, and `$math$`.

use crate::ir::Text;

/// Which notation a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Markup {
    /// Whether the tags of CSL-JSON mean something (else they are characters).
    pub tags: bool,
    /// Whether a line break ends a paragraph (else it is a blank).
    pub paragraphs: bool,
}

/// Reads text.
pub fn decode(source: &str, _how: Markup) -> Text {
    Text::from(source)
}

/// Writes text; says whether reading it back gives the same text.
pub fn encode(text: &Text, how: Markup, out: &mut String) -> bool {
    let start = out.len();
    out.push_str(&text.to_plain());
    decode(&out[start..], how) == *text
}
