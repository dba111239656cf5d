//! Text constructs (RFC 4287, 3.1): plain characters, HTML, XHTML.

use std::borrow::Cow;

use super::attributes::html;
use super::construct::PLAIN;
use super::elem::{Elem, Form};
use super::events::{Event, Events};
use super::xml::{html_reference, is_blank, is_legal, is_tidy, legal, reference, tidied, unescape};
use crate::codec::MAX_DEPTH;
use crate::codec::markup;
use crate::codec::scan;
use crate::ir::{Inline, Str, Style, Text};

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
        Form::Xhtml => {
            let again = || from_markup(&legal(elem.inner));
            let text =
                if elem.events.is_empty() { again() } else { from_events(elem.events.iter().copied().map(Some)) };
            text.unwrap_or_else(|| from_characters(&elem.text, indented))
        }
        Form::Html => from_markup(&elem.text).unwrap_or_else(|| from_characters(&elem.text, indented)),
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

struct Level<'a> {
    name: Cow<'a, str>,
    kind: Kind,
    inlines: Vec<Inline>,
}

struct Builder<'a> {
    levels: Vec<Level<'a>>,
    /// White space here would come after white space.
    after_blank: bool,
    /// A paragraph begins with whatever comes next.
    pending: bool,
    /// Anything came yet.
    begun: bool,
    math: usize,
}

fn kind_of(attributes: &str, name: &str) -> Kind {
    let attribute =
        |name: &str| html(attributes).flatten().find(|a| a.name == name).map(|a| unescape(a.value)).unwrap_or_default();
    match name {
        "em" | "i" => Kind::Styled(Style::Emph),
        "strong" | "b" => Kind::Styled(Style::Strong),
        "sup" => Kind::Styled(Style::Sup),
        "sub" => Kind::Styled(Style::Sub),
        "code" | "tt" => Kind::Styled(Style::Code),
        "q" => Kind::Quoted,
        "a" => match attribute("href") {
            href if href.is_empty() => Kind::Through,
            href => Kind::Link(href.as_ref().into()),
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

impl<'a> Builder<'a> {
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

    fn open(&mut self, name: Cow<'a, str>, attributes: &str, empty: bool) {
        let void = empty || matches!(name.as_ref(), "br" | "img" | "hr" | "wbr");
        if name == "br" {
            self.before_content();
            self.paragraph();
        }
        if void || self.levels.len() > MAX_DEPTH {
            return;
        }
        let kind = kind_of(attributes, &name);
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
        let plain = || match inlines.as_slice() {
            [Inline::Plain(text)] => text.clone(),
            _ => Text::from_inlines(inlines.clone()).to_plain().as_ref().into(),
        };
        match kind {
            Kind::Block | Kind::Through => {
                if let Some(level) = self.levels.last_mut() {
                    if level.inlines.is_empty() {
                        level.inlines = inlines;
                    } else {
                        level.inlines.extend(inlines);
                    }
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
                let text = if plain() == target { Vec::new() } else { inlines };
                self.put(Inline::Link { target, text });
            }
        }
    }
}

/// The name of a tag without prefix, in lower case.
fn local(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.split_once(':').map_or(name, |(_, local)| local).to_ascii_lowercase())
}

/// Reads XHTML, or HTML as far as it looks like it; `None` if it does not.
pub(super) fn from_markup(source: &str) -> Option<Text> {
    let mut events = Events::lenient(source);
    from_events(std::iter::from_fn(|| match events.next() {
        Ok(Event::Eof) => None,
        event => Some(event.ok()),
    }))
}

/// The same, cut into tags already.
fn from_events<'a>(events: impl Iterator<Item = Option<Event<'a>>>) -> Option<Text> {
    let root = Level { name: Cow::Borrowed(""), kind: Kind::Through, inlines: Vec::new() };
    let mut builder = Builder { levels: vec![root], after_blank: true, pending: false, begun: false, math: 0 };
    for event in events {
        match event? {
            Event::Start { name, attributes, closes } => builder.open(local(name), attributes, closes),
            Event::End(name) => {
                let name = local(name);
                if let Some(at) = builder.levels.iter().skip(1).rposition(|level| level.name == name) {
                    while builder.levels.len() > at + 1 {
                        builder.close();
                    }
                }
            }
            Event::Text(chars) => builder.characters(chars),
            Event::Reference(name) => match reference(name) {
                Some(c) if !is_legal(c) => {}
                Some(c) => builder.characters(c.encode_utf8(&mut [0; 4])),
                None => match html_reference(name) {
                    Some(chars) => builder.characters(chars),
                    None => builder.characters(&format!("&{name};")),
                },
            },
            Event::Eof | Event::Other => {}
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

    #[test]
    fn html_of_the_web_is_read() {
        let read = |html| from_markup(html).unwrap();
        assert_eq!(read("<p>One <b>two</b><br>three</p>\n<p>four").to_plain(), "One two\nthree\nfour");
        assert_eq!(read("a &amp; b &lt;c&gt;&nbsp;").to_plain(), "a & b <c>\u{a0}");
        assert_eq!(read("</b>x<i>y").to_plain(), "xy");
    }

    #[test]
    fn paragraphs_of_arxiv_begin_with_blanks() {
        assert_eq!(from_characters("  One\ntwo.\n  Three.\n", true).to_plain(), "One two.\nThree.");
        assert_eq!(from_characters("One\n  two.\n \nThree.\n", false).to_plain(), "One two.\nThree.");
    }
}
