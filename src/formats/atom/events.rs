//! Markup cut into tags, characters and references, by quick-xml.
//!
//! What most of a feed consists of is taken without it: characters up to the next
//! tag, and elements with characters alone. quick-xml checks each piece to be
//! UTF-8, which a `str` is, and copies each name to compare it later; it is given
//! whatever is not as plain as that.

use memchr::{memchr, memchr2};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;

use super::elem::Fault;
use crate::codec::scan;

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
    /// Bytes that the reader does not count.
    uncounted: usize,
    at: usize,
    /// Whether the reader is where it can be moved: it looks for characters next.
    movable: bool,
    /// The element whose start tag was read.
    plain: Option<Plain<'a>>,
}

/// The rest of an element with characters alone.
struct Plain<'a> {
    name: &'a str,
    /// Where its end tag begins.
    end: usize,
}

impl<'a> Events<'a> {
    /// Of an element whose tags match.
    pub fn strict(text: &'a str) -> Events<'a> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().allow_dangling_amp = true;
        // The reader takes off a mark at the beginning.
        let uncounted = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Events { reader, text, uncounted, at: uncounted, movable: false, plain: None }
    }

    /// Of what may have end tags missing or too many.
    pub fn lenient(text: &'a str) -> Events<'a> {
        let mut events = Events::strict(text);
        let config = events.reader.config_mut();
        (config.check_end_names, config.allow_unmatched_ends) = (false, true);
        events
    }

    /// Where the next event begins.
    pub fn place(&self) -> usize {
        self.at
    }

    /// Passes over blanks behind a tag.
    pub fn skip_blanks(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\r' | b'\n' | b'\t'));
        self.pass(blanks.unwrap_or(rest.len()));
    }

    /// Goes on behind so many bytes that the reader does not see.
    fn pass(&mut self, len: usize) {
        self.at += len;
        self.uncounted += len;
    }

    /// The next event.
    #[inline]
    pub fn next(&mut self) -> Result<Event<'a>, Fault> {
        match self.usual() {
            Some(event) => Ok(event),
            None => self.read(),
        }
    }

    /// The next event, if it is as most are.
    #[inline(always)]
    fn usual(&mut self) -> Option<Event<'a>> {
        let from = self.at;
        if let Some(Plain { name, end }) = self.plain {
            if from < end {
                self.pass(end - from);
                return Some(Event::Text(&self.text[from..end]));
            }
            self.plain = None;
            self.pass("</>".len() + name.len());
            return Some(Event::End(name));
        }
        if !self.movable {
            return None;
        }
        let rest = &self.text[from..];
        if *rest.as_bytes().first()? != b'<' {
            let len = chars_len(rest.as_bytes()).filter(|&len| len > 0)?;
            self.pass(len);
            return Some(Event::Text(&rest[..len]));
        }
        let (name, attributes) = tag(rest)?;
        let len = "<>".len() + name.len() + attributes.len();
        if let Some(attributes) = attributes.strip_suffix('/') {
            self.pass(len);
            return Some(Event::Start { name, attributes, closes: true });
        }
        let chars = chars_len(&rest.as_bytes()[len..])?;
        let end = rest[len + chars..].strip_prefix("</")?.strip_prefix(name)?;
        if !end.starts_with('>') {
            return None;
        }
        self.pass(len);
        self.plain = Some(Plain { name, end: self.at + chars });
        Some(Event::Start { name, attributes, closes: false })
    }

    /// The next event, by the reader.
    fn read(&mut self) -> Result<Event<'a>, Fault> {
        if self.movable {
            *self.reader.get_mut() = &self.text.as_bytes()[self.at..];
        }
        let event = match self.reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = self.uncounted + self.reader.error_position() as usize;
                return Err(Fault { at, why: error.to_string() });
            }
        };
        self.movable = !matches!(event, Xml::Text(_) | Xml::Eof);
        let from = self.at;
        self.at = self.uncounted + self.reader.buffer_position() as usize;
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
}

/// The length of the characters up to a tag or a reference; `None` if they end the text.
fn chars_len(bytes: &[u8]) -> Option<usize> {
    match scan::within(bytes, 4, |byte| (byte == b'<') | (byte == b'&')) {
        Ok(len) => Some(len),
        Err(seen) => Some(seen + memchr2(b'<', b'&', &bytes[seen..])?),
    }
}

/// Name and attributes of the tag at the beginning, with the `/` of an empty
/// element, unless it is an end tag or a `>` in it may be part of a value.
fn tag(rest: &str) -> Option<(&str, &str)> {
    let bytes = rest.as_bytes();
    if !bytes.get(1)?.is_ascii_alphabetic() {
        return None;
    }
    let ends = |byte: &u8| matches!(byte, b' ' | b'\r' | b'\n' | b'\t' | b'>' | b'/' | b'"' | b'\'');
    let name = bytes.iter().position(ends)?;
    let len = match bytes[name] {
        b'>' => name,
        // A quote in a name hides a `>` as well.
        b'"' | b'\'' => return None,
        _ => memchr(b'>', bytes)?,
    };
    let attributes = &rest[name..len];
    if !attributes.is_empty() {
        let quotes = memchr::memchr_iter(b'"', attributes.as_bytes()).count();
        if !quotes.is_multiple_of(2) || memchr(b'\'', attributes.as_bytes()).is_some() {
            return None;
        }
    }
    Some((&rest[1..name], attributes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laws::Rng;

    /// All events with the places behind them, and what ended them.
    fn all<'a>(mut events: Events<'a>, next: fn(&mut Events<'a>) -> Result<Event<'a>, Fault>) -> (Vec<String>, usize) {
        let mut list = Vec::new();
        let usual = |events: &Events<'_>| usize::from(events.plain.is_some());
        let mut count = 0;
        loop {
            match next(&mut events) {
                Ok(Event::Eof) => return (list, count),
                Ok(event) => list.push(format!("{event:?} {}", events.place())),
                Err(fault) => {
                    list.push(format!("{} {}", fault.at, fault.why));
                    return (list, count);
                }
            }
            count += usual(&events);
        }
    }

    /// What is taken without quick-xml is what quick-xml makes of it.
    #[test]
    fn usual_markup_reads_as_quick_xml_reads_it() {
        const PIECES: [&str; 32] = [
            "<a>",
            "</a>",
            "<a>",
            "</a>",
            "<b:c>",
            "</b:c>",
            "x",
            " ",
            "\n",
            "é",
            "&amp;",
            "&",
            "<br/>",
            "<br />",
            "<a b=\"c\">",
            "<a b='>'>",
            "<a b=\">\">",
            "<a b=\"'\">",
            "<a b=c/>",
            "</a >",
            "<",
            ">",
            "/",
            "\"",
            "'",
            "<!-- x -->",
            "<![CDATA[<a>]]>",
            "<?x y?>",
            "<a>x</a>",
            "<b:c d=\"e\">é y</b:c>",
            "\u{feff}",
            "<é>",
        ];
        let mut rng = Rng::new(7);
        let mut taken = 0;
        for _ in 0..40_000 {
            let text: String = (0..1 + rng.below(9)).map(|_| rng.pick(&PIECES)).collect();
            for open in [Events::strict, Events::lenient] {
                let (usual, count) = all(open(&text), Events::next);
                taken += count;
                assert_eq!(usual, all(open(&text), Events::read).0, "{text}");
            }
        }
        assert!(taken > 10_000, "{taken}");
    }
}
