//! HTML that got into values of plain text: exports of databases and publishers
//! hold entities, some of them escaped twice, and a few tags.
//!
//! What it says is kept: entities become their characters, tags that end a line
//! or a paragraph become line ends, tags of style become those that
//! [`markup`](super::markup) reads, and tags that say nothing of use are left
//! out. A `<` that begins no tag known here is a character.

use std::borrow::Cow;

/// Entities are looked up by at most this many bytes; the longest name in the
/// HTML Standard, section 13.5, has 31.
const MAX_ENTITY: usize = 33;
/// Longer tags are not tags.
const MAX_TAG: usize = 512;
/// Rounds after which a text made to resist is left as it is.
const ROUNDS: usize = 8;

/// The text with entities decoded and tags as [`markup`](super::markup) has
/// them; borrowed where nothing changes. Cleaning what is clean changes nothing.
pub fn cleaned(source: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(source);
    for _ in 0..ROUNDS {
        if !is_suspicious(&text) {
            break;
        }
        let Some(next) = round(&text) else { break };
        text = Cow::Owned(next);
    }
    text
}

/// An address with its ampersands as they are: `?a=1&amp;b=2`. Other entities
/// are left alone, because parameters may be named like them.
pub fn ampersands(address: &str) -> Cow<'_, str> {
    const ESCAPED: &str = "&amp;";
    let Some(first) = address.find(ESCAPED) else { return Cow::Borrowed(address) };
    let (mut out, mut rest) = (address[..first].to_owned(), &address[first..]);
    while let Some(at) = rest.find(ESCAPED) {
        out.push_str(&rest[..=at]);
        rest = &rest[at + ESCAPED.len()..];
        while let Some(more) = rest.strip_prefix("amp;") {
            rest = more;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether there is a character that HTML could begin with.
pub fn is_suspicious(text: &str) -> bool {
    memchr::memchr2(b'&', b'<', text.as_bytes()).is_some()
}

/// One pass; `None` if it changes nothing.
fn round(text: &str) -> Option<String> {
    // Spans carry the styles of CSL-JSON, whose ends are not told apart here.
    let spans =
        !text.contains("<span style=\"font-variant:small-caps;\">") && !text.contains("<span class=\"nocase\">");
    let (mut out, mut done) = (String::new(), 0);
    let mut at = 0;
    while let Some(found) = memchr::memchr2(b'&', b'<', &text.as_bytes()[at..]) {
        let here = at + found;
        let rest = &text[here..];
        let replaced = if rest.starts_with('&') { entity(rest) } else { tag(rest, spans) };
        match replaced {
            Some((len, with)) if rest[..len] != *with => {
                out.push_str(&text[done..here]);
                out.push_str(&with);
                (at, done) = (here + len, here + len);
            }
            Some((len, _)) => at = here + len,
            None => at = here + 1,
        }
    }
    (done > 0).then(|| {
        out.push_str(&text[done..]);
        out
    })
}

/// The entity at the beginning and what it stands for. Entities that escape
/// the ampersand of another one are taken together with it.
fn entity(text: &str) -> Option<(usize, Cow<'static, str>)> {
    let bytes = text.as_bytes();
    let semicolon = 1 + bytes.iter().skip(1).take(MAX_ENTITY).position(|&b| !b.is_ascii_alphanumeric() && b != b'#')?;
    if bytes[semicolon] != b';' {
        return None;
    }
    let (name, len) = (&text[1..semicolon], semicolon + 1);
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            numbered(code)?
        }
        None => {
            let whole = &text[..len];
            let decoded = html_escape::decode_html_entities(whole);
            return (decoded != whole).then(|| (len, Cow::Owned(decoded.into_owned())));
        }
    };
    Some((len, Cow::Owned(c.to_string())))
}

/// The character of a number; 128 to 159 are those of Windows-1252 (HTML
/// Standard, section 13.2.5.80).
fn numbered(code: u32) -> Option<char> {
    match code {
        0x80..=0x9f => {
            let byte = [code as u8];
            let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&byte);
            text.chars().next().filter(|c| !c.is_control())
        }
        b if b < 0x20 && !matches!(b, 0x09 | 0x0a | 0x0d) => None,
        code => char::from_u32(code),
    }
}

/// What a tag becomes.
#[derive(Clone, Copy)]
enum Becomes {
    Break,
    Nothing,
    Style(&'static str, &'static str),
}

/// The tag at the beginning and what it becomes.
fn tag(text: &str, spans: bool) -> Option<(usize, Cow<'static, str>)> {
    let bytes = text.as_bytes();
    let closing = bytes.get(1) == Some(&b'/');
    let name_at = if closing { 2 } else { 1 };
    let word = bytes.get(name_at..)?.iter().take(32);
    let name_end = name_at + word.take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-')).count();
    let name = text[name_at..name_end].to_ascii_lowercase();
    let becomes = element(&name, spans)?;
    let mut end = name_end;
    match bytes.get(end)? {
        b'>' => {}
        b' ' | b'/' | b'\t' | b'\n' | b'\r' => {
            end += bytes[end..].iter().take(MAX_TAG).position(|&b| b == b'>' || b == b'<')?;
            let attributes = text[name_end..end].trim();
            let some = attributes.is_empty() || attributes == "/" || attributes.contains('=');
            if bytes[end] != b'>' || !some {
                return None;
            }
        }
        _ => return None,
    }
    let with = match becomes {
        Becomes::Break => "\n",
        Becomes::Nothing => "",
        Becomes::Style(_, close) if closing => close,
        Becomes::Style(open, _) => open,
    };
    Some((end + 1, Cow::Borrowed(with)))
}

/// Tags of HTML, of JATS and of publishers' own languages.
fn element(name: &str, spans: bool) -> Option<Becomes> {
    let local = ["jats:", "ce:"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    Some(match local {
        "br" | "p" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5"
        | "h6" | "sec" | "para" | "section" | "list" | "list-item" | "title" | "break" => Becomes::Break,
        "i" | "em" | "italic" | "it" => Becomes::Style("<i>", "</i>"),
        "b" | "strong" | "bold" => Becomes::Style("<b>", "</b>"),
        "sub" | "inf" => Becomes::Style("<sub>", "</sub>"),
        "sup" => Becomes::Style("<sup>", "</sup>"),
        "sc" | "scp" | "small-caps" => Becomes::Style("<sc>", "</sc>"),
        "a" | "u" | "font" | "tt" | "underline" | "xref" | "ext-link" | "named-content" | "styled-content"
        | "inline-formula" | "abstract" | "center" => Becomes::Nothing,
        "span" if spans => Becomes::Nothing,
        name if name.starts_with("mml:") => Becomes::Nothing,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_addresses() {
        assert_eq!(cleaned("Q&amp;amp;A: p &lt; 0.05<br/>next"), "Q&A: p < 0.05\nnext");
        assert_eq!(cleaned("<EM>E. coli</EM> R&D"), "<i>E. coli</i> R&D");
        assert_eq!(ampersands("?a&amp;amp;copy=1&b"), "?a&copy=1&b");
    }

    #[test]
    fn entities_and_tags() {
        for (source, clean) in [
            ("plain", "plain"),
            ("R&D; AT&T & co", "R&D; AT&T & co"),
            ("caf&eacute; &#233; &#xE9; &amp;eacute;", "caf\u{e9} \u{e9} \u{e9} \u{e9}"),
            ("a &amp;amp;amp; b", "a & b"),
            ("1990&#150;1995 &#128;", "1990\u{2013}1995 \u{20ac}"),
            ("&#0; &#xFFFFFFFF; &nosuch;", "&#0; &#xFFFFFFFF; &nosuch;"),
            ("p&lt;0.05 and q > 1 <x> <3", "p<0.05 and q > 1 <x> <3"),
            ("<p>One.</p><P class=\"x\">Two.</P>", "\nOne.\n\nTwo.\n"),
            ("a<br>b<BR/>c<br />d", "a\nb\nc\nd"),
            ("H<inf>2</inf>O &lt;sup&gt;+&lt;/sup&gt;", "H<sub>2</sub>O <sup>+</sup>"),
            ("<jats:italic>x</jats:italic><mml:math a=\"1\"><mml:mi>y</mml:mi></mml:math>", "<i>x</i>y"),
            ("see <a href=\"https://example.org\">here</a>, a <a and b>", "see here, a <a and b>"),
            ("<span class=\"nocase\">x</span>", "<span class=\"nocase\">x</span>"),
            ("<span lang=\"de\">x</span>", "x"),
            ("<i", "<i"),
            ("&", "&"),
        ] {
            assert_eq!(cleaned(source), clean, "{source}");
            assert_eq!(cleaned(clean), clean, "{source}");
        }
        assert!(matches!(cleaned("a < b & c"), Cow::Borrowed(_)));
    }
}
