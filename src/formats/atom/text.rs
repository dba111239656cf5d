//! Text constructs (RFC 4287, 3.1): plain characters, HTML, XHTML.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::elem::{Elem, Form};
use super::names::XHTML_NS;
use super::write::element;
use super::xml::{
    html_reference, is_blank, is_legal, is_tidy, legal, needs_escape, push_escaped, reference, tidied, unescape,
};
use crate::codec::MAX_DEPTH;
use crate::codec::markup::{self, Markup};
use crate::codec::scan;
use crate::ir::{Inline, Str, Style, Text};

const PLAIN: Markup = Markup { tags: false, paragraphs: false };

/// Whether characters say nothing but themselves.
fn is_simple(text: &str) -> bool {
    is_tidy(text) && memchr::memchr(b'$', text.as_bytes()).is_none()
}

/// Reads characters without styles; mathematics stands between dollars.
/// `indented`: a line that begins with a blank begins a paragraph, as in
/// arXiv's abstracts; else an empty line does.
pub(super) fn from_characters(text: &str, indented: bool) -> Text {
    if is_simple(text) {
        return Text::from(text);
    }
    let begins = |at: usize| {
        let rest = &text[at + 1..];
        if indented {
            rest.starts_with([' ', '\t'])
        } else {
            rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n')
        }
    };
    let mut out = Vec::new();
    let mut from = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).filter(|&at| begins(at)).chain([text.len()]);
    for end in ends {
        let paragraph = tidied(&text[from..end]);
        from = end;
        if paragraph.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(Inline::Paragraph);
        }
        match markup::decode(&paragraph, PLAIN) {
            Text::Plain(text) => out.push(Inline::Plain(text)),
            Text::Rich(inlines) => out.extend(inlines),
        }
    }
    Text::from_inlines(out)
}

/// Reads a text construct.
pub(super) fn decode(elem: &Elem<'_>, indented: bool) -> Text {
    match elem.form {
        Form::Text => from_characters(&elem.text, indented),
        Form::Xhtml => from_markup(&legal(elem.inner)).unwrap_or_else(|| from_characters(&elem.text, indented)),
        Form::Html => from_markup(&elem.text).unwrap_or_else(|| from_characters(&elem.text, indented)),
    }
}

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
        && is_simple(plain)
    {
        element(out, tag, plain);
        return true;
    }
    let mut text = Cow::Borrowed(text);
    // What cannot be said exactly is replaced by what reading gives; that can
    // be said, mostly at once.
    for round in 0..4 {
        // Characters never have a style.
        if !text.inlines().iter().any(|inline| matches!(inline, Inline::Styled(..) | Inline::Link { .. })) {
            let plain = text.to_plain();
            if from_characters(&plain, indented) == *text {
                element(out, tag, &tidied(&plain));
                return round == 0;
            }
        }
        let mut source = String::new();
        render_block(&text.inlines(), &mut source);
        let read = from_markup(&source).unwrap_or_default();
        if read == *text || round == 3 {
            out.extend_from_slice(b"    <");
            out.extend_from_slice(tag.as_bytes());
            out.extend_from_slice(b" type=\"xhtml\">");
            out.extend_from_slice(source.as_bytes());
            out.extend_from_slice(b"</");
            out.extend_from_slice(tag.as_bytes());
            out.extend_from_slice(b">\n");
            return round == 0;
        }
        text = Cow::Owned(read);
    }
    false
}

fn escape_into(text: &str, out: &mut String) {
    if !needs_escape(text) {
        return out.push_str(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    push_escaped(&mut bytes, text);
    out.push_str(std::str::from_utf8(&bytes).unwrap_or_default());
}

fn render_block(inlines: &[Inline], out: &mut String) {
    out.push_str("<div xmlns=\"");
    out.push_str(XHTML_NS);
    out.push_str("\">");
    if inlines.contains(&Inline::Paragraph) {
        for paragraph in inlines.split(|inline| *inline == Inline::Paragraph) {
            out.push_str("<p>");
            render(paragraph, out);
            out.push_str("</p>");
        }
    } else {
        render(inlines, out);
    }
    out.push_str("</div>");
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

fn render(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Plain(text) => escape_into(text, out),
            Inline::Styled(style, inner) => {
                let (open, close) = tags(*style);
                out.push_str(open);
                render(inner, out);
                out.push_str(close);
            }
            Inline::Quoted(inner) => {
                out.push_str("<q>");
                render(inner, out);
                out.push_str("</q>");
            }
            Inline::Math(tex) => {
                out.push_str("<span class=\"math\">$");
                escape_into(tex, out);
                out.push_str("$</span>");
            }
            Inline::Link { target, text } => {
                out.push_str("<a href=\"");
                escape_into(target, out);
                out.push_str("\">");
                if text.is_empty() {
                    escape_into(target, out);
                } else {
                    render(text, out);
                }
                out.push_str("</a>");
            }
            Inline::Paragraph => out.push_str("<br/>"),
            Inline::Raw { source, .. } => escape_into(source, out),
        }
    }
}

/// Whether every run of white space is one blank.
fn is_collapsed(text: &str) -> bool {
    scan::none(text.as_bytes(), |before, here| (here < 0x20) | ((before == b' ') & (here == b' ')))
}

enum Kind {
    /// Its contents belong to what surrounds it.
    Through,
    /// So they do, but they are a paragraph of their own.
    Block,
    Styled(Style),
    Quoted,
    Math,
    Link(Str),
}

struct Level {
    name: String,
    kind: Kind,
    inlines: Vec<Inline>,
}

struct Builder {
    levels: Vec<Level>,
    /// White space here would come after white space.
    after_blank: bool,
    /// A paragraph begins with whatever comes next.
    pending: bool,
    /// Anything came yet.
    begun: bool,
    math: usize,
}

fn kind_of(tag: &BytesStart<'_>, name: &str) -> Kind {
    let attribute = |name: &str| {
        let found = tag.html_attributes().with_checks(false).flatten().find(|a| a.key.into_inner() == name);
        found.map(|a| unescape(&a.value).into_owned()).unwrap_or_default()
    };
    match name {
        "em" | "i" => Kind::Styled(Style::Emph),
        "strong" | "b" => Kind::Styled(Style::Strong),
        "sup" => Kind::Styled(Style::Sup),
        "sub" => Kind::Styled(Style::Sub),
        "code" | "tt" => Kind::Styled(Style::Code),
        "q" => Kind::Quoted,
        "a" => match attribute("href") {
            href if href.is_empty() => Kind::Through,
            href => Kind::Link(href.into()),
        },
        "span" => {
            let class = attribute("class");
            let has = |word| class.split_ascii_whitespace().any(|c| c == word);
            if has("nocase") {
                Kind::Styled(Style::KeepCase)
            } else if has("math") {
                Kind::Math
            } else if attribute("style").replace(' ', "").contains("font-variant:small-caps") {
                Kind::Styled(Style::SmallCaps)
            } else {
                Kind::Through
            }
        }
        "p" | "div" | "blockquote" | "ul" | "ol" | "li" | "pre" | "h1" | "h2" | "h3" | "h4" | "section" => Kind::Block,
        _ => Kind::Through,
    }
}

impl Builder {
    fn put(&mut self, inline: Inline) {
        if let Some(level) = self.levels.last_mut() {
            level.inlines.push(inline);
        }
    }

    fn before_content(&mut self) {
        if std::mem::take(&mut self.pending) && self.begun {
            self.paragraph();
        }
        self.begun = true;
    }

    fn trim(&mut self) {
        if let Some(Inline::Plain(text)) = self.levels.last_mut().and_then(|level| level.inlines.last_mut()) {
            text.truncate(text.trim_end_matches(' ').len());
        }
    }

    fn paragraph(&mut self) {
        self.trim();
        self.put(Inline::Paragraph);
        self.after_blank = true;
    }

    fn characters(&mut self, text: &str) {
        if self.math > 0 {
            self.before_content();
            self.put(Inline::Plain(text.into()));
            return;
        }
        // What is blank at the start and comes after a blank, or before a paragraph, is nothing.
        let text = if self.after_blank || self.pending { text.trim_start_matches(is_blank) } else { text };
        if text.is_empty() {
            return;
        }
        if is_collapsed(text) {
            if self.pending {
                self.before_content();
            }
            self.begun |= text != " ";
            self.after_blank = text.ends_with(' ');
            self.put(Inline::Plain(text.into()));
            return;
        }
        let mut out = Str::default();
        for c in text.chars() {
            if is_blank(c) {
                if !self.after_blank && !self.pending {
                    out.push(' ');
                    self.after_blank = true;
                }
            } else {
                if self.pending {
                    self.before_content();
                }
                self.begun = true;
                out.push(c);
                self.after_blank = false;
            }
        }
        if !out.is_empty() {
            self.put(Inline::Plain(out));
        }
    }

    fn open(&mut self, tag: &BytesStart<'_>, empty: bool) {
        let name = tag.local_name().into_inner().to_ascii_lowercase();
        let void = empty || matches!(name.as_str(), "br" | "img" | "hr" | "wbr");
        if name == "br" {
            self.before_content();
            self.paragraph();
        }
        if void || self.levels.len() > MAX_DEPTH {
            return;
        }
        let kind = kind_of(tag, &name);
        match kind {
            Kind::Block => self.block(),
            Kind::Through => {}
            Kind::Math => {
                self.before_content();
                self.math += 1;
            }
            _ => self.before_content(),
        }
        self.levels.push(Level { name, kind, inlines: Vec::new() });
    }

    fn block(&mut self) {
        self.trim();
        self.pending = true;
    }

    /// Closes the innermost level.
    fn close(&mut self) {
        let Some(Level { kind, inlines, .. }) = self.levels.pop() else { return };
        let plain = || Text::from_inlines(inlines.clone()).to_plain().into_owned();
        match kind {
            Kind::Block | Kind::Through => {
                if let Some(level) = self.levels.last_mut() {
                    level.inlines.extend(inlines);
                }
                if matches!(kind, Kind::Block) {
                    self.block();
                }
            }
            Kind::Styled(style) => self.put(Inline::Styled(style, inlines)),
            Kind::Quoted => self.put(Inline::Quoted(inlines)),
            Kind::Math => {
                self.math = self.math.saturating_sub(1);
                let tex = plain();
                let tex = tex.trim_start_matches("\\(").trim_end_matches("\\)");
                let tex = tex.strip_prefix('$').and_then(|tex| tex.strip_suffix('$')).unwrap_or(tex);
                self.after_blank = false;
                self.put(Inline::Math(tex.into()));
            }
            Kind::Link(target) => {
                let text = if plain() == *target { Vec::new() } else { inlines };
                self.put(Inline::Link { target, text });
            }
        }
    }
}

/// Reads XHTML, or HTML as far as it looks like it; `None` if it does not.
pub(super) fn from_markup(source: &str) -> Option<Text> {
    let mut reader = Reader::from_str(source);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
    let root = Level { name: String::new(), kind: Kind::Through, inlines: Vec::new() };
    let mut builder = Builder { levels: vec![root], after_blank: true, pending: false, begun: false, math: 0 };
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => builder.open(&tag, false),
            Event::Empty(tag) => builder.open(&tag, true),
            Event::End(tag) => {
                let name = tag.local_name().into_inner().to_ascii_lowercase();
                if let Some(at) = builder.levels.iter().skip(1).rposition(|level| level.name == name) {
                    while builder.levels.len() > at + 1 {
                        builder.close();
                    }
                }
            }
            Event::Text(chars) => builder.characters(&chars),
            Event::CData(chars) => builder.characters(&chars),
            Event::GeneralRef(name) => match reference(&name) {
                Some(c) if !is_legal(c) => {}
                Some(c) => builder.characters(c.encode_utf8(&mut [0; 4])),
                None => match html_reference(&name) {
                    Some(chars) => builder.characters(chars),
                    None => builder.characters(&format!("&{};", &*name)),
                },
            },
            Event::Eof => break,
            _ => {}
        }
    }
    while builder.levels.len() > 1 {
        builder.close();
    }
    builder.trim();
    Some(Text::from_inlines(builder.levels.pop()?.inlines))
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn html_of_the_web_is_read() {
        let read = |html| from_markup(html).unwrap();
        assert_eq!(read("<p>One <b>two</b><br>three</p>\n<p>four").to_plain(), "One two\nthree\nfour");
        assert_eq!(read("a &amp; b &lt;c&gt;&nbsp;").to_plain(), "a & b <c>\u{a0}");
        assert_eq!(read("</b>x<i>y").to_plain(), "xy");
    }

    #[test]
    fn white_space_that_collapses_is_a_loss() {
        let mut out = Vec::new();
        assert!(!push_construct(&mut out, "title", &"a  b\u{0}".into(), false));
        assert_eq!(out, b"    <title>a b</title>\n");
    }

    #[test]
    fn paragraphs_of_arxiv_begin_with_blanks() {
        assert_eq!(from_characters("  One\ntwo.\n  Three.\n", true).to_plain(), "One two.\nThree.");
        assert_eq!(from_characters("One\n  two.\n \nThree.\n", false).to_plain(), "One two.\nThree.");
    }
}
