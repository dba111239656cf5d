//! Mark-up that is none of CSL: character references and JATS.
//!
//! Crossref's records are XML turned into JSON: `&amp;` is left in titles, and
//! abstracts are in JATS (ANSI/NISO Z39.96), with the prefix `jats:`. Both are
//! turned into the characters and tags that CSL means by them. CSL itself
//! decodes nothing, so that text in which these are meant as they stand cannot
//! be told from such text; the writer reports it.

use std::borrow::Cow;

use super::json::Json;
use crate::codec::scan;

/// The text in the notation of CSL, and whether there was JATS in it; `None`
/// if it is in that notation already.
pub(super) fn cleaned(source: &str) -> Option<(String, bool)> {
    if scan::none(source.as_bytes(), |_, byte| (byte == b'<') | (byte == b'&')) {
        return None;
    }
    let marked = is_marked(source);
    let plain = if marked { Cow::Owned(without_tags(source)) } else { Cow::Borrowed(source) };
    match (resolved(&plain), plain) {
        (Some(text), _) => Some((text, marked)),
        (None, Cow::Owned(text)) => Some((text, marked)),
        (None, Cow::Borrowed(_)) => None,
    }
}

/// The text without character references, if it has any.
pub(super) fn resolved(source: &str) -> Option<String> {
    let mut out: Option<String> = None;
    let mut from = 0;
    for at in memchr::memchr_iter(b'&', source.as_bytes()) {
        let Some((characters, len)) = (at >= from).then(|| reference(&source[at..])).flatten() else { continue };
        let out = out.get_or_insert_with(|| String::with_capacity(source.len()));
        out.push_str(&source[from..at]);
        out.push_str(&characters);
        from = at + len;
    }
    out.map(|mut out| {
        out.push_str(&source[from..]);
        out
    })
}

/// What the reference at the beginning of the text stands for, and its length.
fn reference(text: &str) -> Option<(Cow<'_, str>, usize)> {
    let end = text.bytes().take(LONGEST).position(|b| b == b';')? + 1;
    let source = text.get(..end)?;
    let read = html_escape::decode_html_entities(source);
    (read != source && !read.chars().any(char::is_control)).then_some((read, end))
}

/// The longest name that HTML has for a character has 31 letters.
const LONGEST: usize = 36;

/// Whether the text has tags that only text in XML has.
fn is_marked(source: &str) -> bool {
    // Most values are short and hold no tag.
    if source.len() < 32 && scan::none(source.as_bytes(), |_, byte| byte == b'<') {
        return false;
    }
    memchr::memchr_iter(b'<', source.as_bytes()).any(|at| {
        let mut tag = &source.as_bytes()[at + 1..];
        while let [b'/', rest @ ..] = tag {
            tag = rest;
        }
        // Two letters tell most tags of CSL from these.
        let marks: &[&str] = match tag {
            [b'j' | b'm', b'a' | b'm', ..] => &["jats:", "mml:"],
            [b'p', b'>' | b' ', ..] => return true,
            [b's', b'c', b'p', ..] => &["scp>"],
            [b'i', b't' | b'n', ..] => &["italic>", "inline-formula"],
            _ => return false,
        };
        marks.iter().any(|mark| tag.starts_with(mark.as_bytes()))
    })
}

/// What a tag of XML comes to.
enum Tag {
    /// A tag of CSL.
    Style(&'static str, &'static str),
    /// The end of a paragraph.
    Break,
    /// A heading, left out where it says `Abstract`.
    Heading,
    /// Source of TeX.
    Tex,
    /// Nothing; what is inside stays.
    Bare,
    /// Nothing, and what is inside goes too.
    Hidden,
}

const SMALL_CAPS: &str = "<span style=\"font-variant:small-caps;\">";

/// What a tag stands for, by its name without prefix; `None` if a `<` is no tag.
fn known(name: &str, prefixed: bool) -> Option<Tag> {
    Some(match name {
        "italic" | "i" | "em" => Tag::Style("<i>", "</i>"),
        "bold" | "b" | "strong" => Tag::Style("<b>", "</b>"),
        "sup" => Tag::Style("<sup>", "</sup>"),
        "sub" => Tag::Style("<sub>", "</sub>"),
        "sc" | "scp" => Tag::Style(SMALL_CAPS, "</span>"),
        "p" | "sec" | "list" | "list-item" | "disp-formula" | "break" | "br" | "div" | "ul" | "li" | "ol"
        | "disp-quote" => Tag::Break,
        "title" => Tag::Heading,
        "tex-math" => Tag::Tex,
        "annotation" | "annotation-xml" | "object-id" => Tag::Hidden,
        "ext-link" | "xref" | "inline-formula" | "a" | "monospace" | "underline" | "alternatives" | "math" => Tag::Bare,
        _ if prefixed => Tag::Bare,
        _ => return None,
    })
}

/// The name of the tag at the beginning of the text, whether it has a prefix,
/// whether it closes, and its length.
fn tag_at(text: &str) -> Option<(&str, bool, bool, usize)> {
    let end = text.bytes().take(4096).position(|b| b == b'>')?;
    let inner = text.get(1..end)?;
    let closing = inner.starts_with('/');
    let inner = inner.trim_start_matches('/').trim_end_matches('/');
    let full = inner.split(|c: char| c.is_ascii_whitespace()).next()?;
    let (name, prefixed) = match full.split_once(':') {
        Some(("jats" | "mml", name)) => (name, true),
        Some(_) => return None,
        None => (full, false),
    };
    let named = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    // A span of CSL is no tag of XML.
    (named && name != "span").then_some((name, prefixed, closing, end + 1))
}

fn without_tags(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    // Where the heading began that is open.
    let mut heading = None;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let found = tag_at(rest).and_then(|tag| known(tag.0, tag.1).map(|what| (what, tag)));
        let Some((what, (_, _, closing, len))) = found else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let empty = rest[..len].ends_with("/>");
        let tag = &rest[..len];
        rest = &rest[len..];
        match what {
            Tag::Style(..) if empty => {}
            Tag::Style(open, close) => out.push_str(if closing { close } else { open }),
            Tag::Break => end_line(&mut out),
            Tag::Heading if !closing => {
                end_line(&mut out);
                heading = Some(out.len());
            }
            Tag::Heading => {
                if let Some(from) = heading.take()
                    && out[from..].trim().trim_end_matches('.').eq_ignore_ascii_case("abstract")
                {
                    out.truncate(from);
                }
                end_line(&mut out);
            }
            Tag::Tex | Tag::Hidden if !closing && !empty => {
                let Some((inner, len)) = inside(tag, rest) else { continue };
                if let Tag::Tex = what {
                    formula(inner, &mut out);
                }
                rest = &rest[len..];
            }
            Tag::Tex | Tag::Hidden | Tag::Bare => {}
        }
    }
    out.push_str(rest);
    out.truncate(out.trim_end().len());
    out
}

/// What stands before the closing tag, and the bytes up to the end of that.
fn inside<'t>(open: &str, rest: &'t str) -> Option<(&'t str, usize)> {
    let name = open[1..open.len() - 1].split(|c: char| c.is_ascii_whitespace()).next()?;
    let close = format!("</{name}>");
    let at = memchr::memmem::find(rest.as_bytes(), close.as_bytes())?;
    Some((&rest[..at], at + close.len()))
}

/// A formula; publishers put whole documents of TeX around it.
fn formula(source: &str, out: &mut String) {
    let body = source.split_once("\\begin{document}").map_or(source, |(_, body)| body);
    let body = body.split_once("\\end{document}").map_or(body, |(body, _)| body);
    let tex = body.trim().trim_matches('$').trim();
    if !tex.is_empty() {
        out.push('$');
        out.extend(tex.split_whitespace().flat_map(|word| [word, " "]));
        out.pop();
        out.push('$');
    }
}

fn end_line(out: &mut String) {
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
}

/// Whether a value is text with JATS in it.
pub(super) fn is_jats(value: &Json<'_>) -> bool {
    value.text().is_some_and(is_marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_characters() {
        for (source, text) in [
            ("Science &amp; Technology", "Science & Technology"),
            ("&lt;i&gt;E. coli&lt;/i&gt;", "<i>E. coli</i>"),
            ("Caf&eacute; &#x2013; &#8217; &Uuml;", "Café – ’ Ü"),
            ("&amp;amp;", "&amp;"),
        ] {
            assert_eq!(cleaned(source), Some((text.to_owned(), false)), "{source}");
        }
        for source in ["AT&T; x", "a & b;", "&unknown;", "&#0;", "&#xD800;", "&"] {
            assert_eq!(cleaned(source), None, "{source}");
        }
    }

    /// As Crossref has abstracts of several publishers.
    #[test]
    fn jats_is_text() {
        for (source, text) in [
            ("<jats:p>One <jats:italic>two</jats:italic>.</jats:p>", "One <i>two</i>."),
            (
                "<jats:title>Abstract</jats:title>\n   <jats:p>H<jats:sub>2</jats:sub>O &lt; 5</jats:p>\n <jats:p>Next</jats:p>",
                "H<sub>2</sub>O < 5\nNext",
            ),
            (
                "<jats:sec><jats:title>Aims</jats:title><jats:p>x<jats:xref ref-type=\"bibr\">1</jats:xref></jats:p></jats:sec>",
                "Aims\nx1",
            ),
            (
                "<p>of <inline-formula><tex-math>\\documentclass{x}\\begin{document}$$x^2$$\\end{document}</tex-math></inline-formula></p>",
                "of $x^2$",
            ),
            ("The <mml:math><mml:mi>B</mml:mi><mml:mo>→</mml:mo></mml:math> decay", "The B→ decay"),
            ("<scp>RNA</scp> x", "<span style=\"font-variant:small-caps;\">RNA</span> x"),
        ] {
            assert_eq!(cleaned(source), Some((text.to_owned(), true)), "{source}");
        }
        assert_eq!(cleaned("a <b>b</b> <5 <c> <x:y>"), None);
    }
}
