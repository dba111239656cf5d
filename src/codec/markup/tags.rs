//! The tags of HTML that CSL-JSON knows.

use crate::ir::Style;

/// The element a tag belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Element {
    I,
    B,
    Sup,
    Sub,
    Sc,
    Em,
    Strong,
    Span,
}

/// A tag as it stands in a text.
pub(super) struct Tag {
    pub element: Element,
    pub len: usize,
    pub closing: bool,
    /// What an opening tag stands for; a span may stand for nothing.
    pub style: Option<Style>,
}

const SMALL_CAPS: &str = "<span style=\"font-variant:small-caps;\">";
const NO_CASE: &str = "<span class=\"nocase\">";

/// Longer opening tags of spans are not tags.
const MAX_SPAN: usize = 256;

/// The tag at the beginning of `source`, which begins with `<`.
pub(super) fn tag(source: &[u8]) -> Option<Tag> {
    let closing = source.get(1) == Some(&b'/');
    let name_at = if closing { 2 } else { 1 };
    let rest = &source[name_at.min(source.len())..];
    let name_len = rest.iter().take(7).position(|b| !b.is_ascii_lowercase())?;
    let (element, style) = match &rest[..name_len] {
        b"i" => (Element::I, Style::Emph),
        b"b" => (Element::B, Style::Strong),
        b"sup" => (Element::Sup, Style::Sup),
        b"sub" => (Element::Sub, Style::Sub),
        b"sc" => (Element::Sc, Style::SmallCaps),
        b"em" => (Element::Em, Style::Emph),
        b"strong" => (Element::Strong, Style::Strong),
        b"span" if !closing && rest[name_len] == b' ' => {
            // Any span is noted, so that its end is not taken for that of another.
            let end = source.iter().take(MAX_SPAN).skip(1).position(|b| matches!(b, b'>' | b'<'))? + 1;
            let style = match &source[..=end] {
                open if open == SMALL_CAPS.as_bytes() => Some(Style::SmallCaps),
                open if open == NO_CASE.as_bytes() => Some(Style::KeepCase),
                open if open.ends_with(b">") => None,
                _ => return None,
            };
            return Some(Tag { element: Element::Span, len: end + 1, closing, style });
        }
        b"span" => (Element::Span, Style::KeepCase),
        _ => return None,
    };
    if rest[name_len] != b'>' {
        return None;
    }
    let style = (element != Element::Span).then_some(style);
    Some(Tag { element, len: name_at + name_len + 1, closing, style })
}

/// Opening and closing tag of a style in the mark-up of CSL-JSON.
pub(crate) fn tags_of(style: Style) -> (&'static str, &'static str) {
    match style {
        Style::Emph => ("<i>", "</i>"),
        Style::Strong => ("<b>", "</b>"),
        Style::SmallCaps => (SMALL_CAPS, "</span>"),
        Style::Sup => ("<sup>", "</sup>"),
        Style::Sub => ("<sub>", "</sub>"),
        Style::KeepCase => (NO_CASE, "</span>"),
        Style::Code => ("", ""),
    }
}
