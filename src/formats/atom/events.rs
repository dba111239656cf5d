//! Markup cut into tags, characters and references, by quick-xml.

use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::elem::Fault;

/// A piece of markup.
#[derive(Debug, Clone, Copy)]
pub(super) enum Event<'a> {
    /// A start tag; if it `closes`, it is the whole of an empty element.
    Start {
        /// The name with its prefix.
        name: &'a str,
        /// What stands behind the name.
        attributes: &'a str,
        closes: bool,
    },
    /// An end tag with this name.
    End(&'a str),
    /// Characters that are meant as they are.
    Text(&'a str),
    /// What stands between `&` and `;`.
    Reference(&'a str),
    /// A comment, an instruction, a declaration.
    Other,
    /// The end of the text.
    Eof,
}

/// Reads events.
pub(super) struct Events<'a> {
    reader: Reader<&'a [u8]>,
    text: &'a str,
    /// Bytes of the mark that the reader does not count.
    mark: usize,
    at: usize,
}

impl<'a> Events<'a> {
    fn new(text: &'a str) -> Events<'a> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Events { reader, text, mark, at: mark }
    }

    /// Of an element whose tags match.
    pub fn strict(text: &'a str) -> Events<'a> {
        Events::new(text)
    }

    /// Of what may have end tags missing or too many.
    pub fn lenient(text: &'a str) -> Events<'a> {
        let mut events = Events::new(text);
        let config = events.reader.config_mut();
        (config.check_end_names, config.allow_unmatched_ends) = (false, true);
        events
    }

    /// Where the next event begins.
    pub fn place(&self) -> usize {
        self.at
    }

    /// The next event.
    pub fn next(&mut self) -> Result<Event<'a>, Fault> {
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(Fault { at: self.reader.error_position() as usize, why: error.to_string() }),
        };
        self.reader.config_mut().trim_text_start = false;
        let from = self.at;
        self.at = self.mark + self.reader.buffer_position() as usize;
        // Events borrow from themselves what this source can be asked for.
        let source = &self.text[from..self.at];
        let tag = |name: &str, content: &str, closes| {
            let (name, attributes) = source[1..=content.len()].split_at(name.len());
            Event::Start { name, attributes, closes }
        };
        Ok(match event {
            Xml::Start(content) => tag(content.name().into_inner(), &content, false),
            Xml::Empty(content) => tag(content.name().into_inner(), &content, true),
            Xml::End(name) => Event::End(&source["</".len()..][..name.len()]),
            Xml::Text(_) => Event::Text(source),
            Xml::CData(chars) => Event::Text(&source["<![CDATA[".len()..][..chars.len()]),
            Xml::GeneralRef(_) => Event::Reference(&source[1..source.len() - 1]),
            Xml::Eof => Event::Eof,
            _ => Event::Other,
        })
    }

    /// Passes over blanks behind a tag.
    pub fn skip_blanks(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|byte| !matches!(byte, b' ' | b'\r' | b'\n' | b'\t')).unwrap_or(rest.len());
        self.reader.config_mut().trim_text_start = true;
    }
}
