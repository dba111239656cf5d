//! Markup cut into tags, characters and references.
//!
//! What comes out, and what is refused, is what quick-xml makes of the same
//! text. But the text is known to be UTF-8, which quick-xml checks again for
//! each event, and no name has to be copied. What is rare is left to quick-xml:
//! comments, sections, instructions, and to say what is wrong.

use quick_xml::Reader;
use quick_xml::events::Event as Rare;

use super::elem::Fault;
use crate::codec::scan;

/// A piece of markup.
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
    text: &'a str,
    at: usize,
    /// The names of the elements that are open, if tags have to match.
    open: Option<Vec<&'a str>>,
}

/// So many bytes are looked at before a search is set up.
const NEAR: usize = 32;

/// The first of these bytes behind `from`.
#[inline(always)]
fn first(bytes: &[u8], from: usize, is: impl Fn(u8) -> bool, search: impl Fn(&[u8]) -> Option<usize>) -> Option<usize> {
    let rest = &bytes[from..];
    let (near, far) = rest.split_at(rest.len().min(NEAR));
    let found = scan::position(near, near, |here, _| is(here));
    found.or_else(|| search(far).map(|at| NEAR + at)).map(|at| from + at)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\r' | b'\n' | b'\t')
}

impl<'a> Events<'a> {
    /// Of an element whose tags match.
    pub fn strict(text: &'a str) -> Events<'a> {
        Events { text, at: 0, open: Some(Vec::with_capacity(8)) }
    }

    /// Of what may have end tags missing or too many.
    pub fn lenient(text: &'a str) -> Events<'a> {
        let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Events { text, at: mark, open: None }
    }

    /// Where the next event begins.
    pub fn place(&self) -> usize {
        self.at
    }

    /// The next event; `None` if there is none because something is wrong.
    pub fn next(&mut self) -> Option<Event<'a>> {
        let (text, from) = (self.text, self.at);
        let bytes = text.as_bytes();
        match bytes.get(from) {
            None => Some(Event::Eof),
            Some(b'<') => self.markup(),
            Some(b'&') => {
                let end = memchr::memchr3(b';', b'&', b'<', &bytes[from + 1..]).map(|at| from + 1 + at);
                match end {
                    Some(end) if bytes[end] == b';' => {
                        self.at = end + 1;
                        Some(Event::Reference(&text[from + 1..end]))
                    }
                    // No reference, but a character.
                    end => {
                        self.at = end.unwrap_or(bytes.len());
                        Some(Event::Text(&text[from..self.at]))
                    }
                }
            }
            Some(_) => {
                let is = |byte| (byte == b'<') | (byte == b'&');
                self.at = first(bytes, from, is, |far| memchr::memchr2(b'<', b'&', far)).unwrap_or(bytes.len());
                Some(Event::Text(&text[from..self.at]))
            }
        }
    }

    /// Passes over blanks.
    pub fn skip_blanks(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|&byte| !is_blank(byte)).unwrap_or(rest.len());
    }

    /// Behind the start tag of an element: its characters, if they stand there as
    /// they are, and its end tag follows.
    pub fn simple(&mut self, name: &str) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        let is = |byte| (byte == b'<') | (byte == b'&');
        let end = first(bytes, self.at, is, |far| memchr::memchr2(b'<', b'&', far))?;
        let rest = bytes[end..].strip_prefix(b"</")?.strip_prefix(name.as_bytes())?;
        if rest.first() != Some(&b'>') {
            return None;
        }
        let chars = &self.text[self.at..end];
        self.at = end + "</>".len() + name.len();
        if let Some(open) = &mut self.open {
            open.pop();
        }
        Some(chars)
    }

    /// What begins with `<`.
    fn markup(&mut self) -> Option<Event<'a>> {
        let (text, from) = (self.text, self.at);
        let bytes = text.as_bytes();
        let kind = *bytes.get(from + 1)?;
        if let Some(event) = self.bare() {
            return Some(event);
        }
        if matches!(kind, b'!' | b'?') {
            return self.rare();
        }
        let mut end = from + 1;
        loop {
            let is = |byte| (byte == b'>') | (byte == b'"') | (byte == b'\'');
            end = first(bytes, end, is, |far| memchr::memchr3(b'>', b'"', b'\'', far))?;
            match bytes[end] {
                b'>' => break,
                quote => end += 2 + memchr::memchr(quote, &bytes[end + 1..])?,
            }
        }
        self.at = end + 1;
        if kind == b'/' {
            let content = &text[from + 2..end];
            let name = content.trim_end_matches([' ', '\r', '\n', '\t']);
            let name = if name.is_empty() { content } else { name };
            if let Some(open) = &mut self.open
                && open.pop() != Some(name)
            {
                return None;
            }
            return Some(Event::End(name));
        }
        let closes = end > from + 1 && bytes[end - 1] == b'/';
        let content = &text[from + 1..end - usize::from(closes)];
        let len = content.bytes().position(is_blank).unwrap_or(content.len());
        let (name, attributes) = content.split_at(len);
        if let Some(open) = &mut self.open
            && !closes
        {
            open.push(name);
        }
        Some(Event::Start { name, attributes, closes })
    }

    /// A tag of nothing but a name of usual letters, as most are.
    fn bare(&mut self) -> Option<Event<'a>> {
        let (text, bytes) = (self.text, self.text.as_bytes());
        let ends = bytes.get(self.at + 1) == Some(&b'/');
        let from = self.at + 1 + usize::from(ends);
        if ends && let Some(open) = &mut self.open {
            let name = *open.last()?;
            let rest = bytes[from..].strip_prefix(name.as_bytes())?;
            if rest.first() != Some(&b'>') {
                return None;
            }
            open.pop();
            self.at = from + name.len() + 1;
            return Some(Event::End(name));
        }
        let usual = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b':';
        let end = from + bytes[from..].iter().position(|byte| !usual(byte))?;
        if bytes[end] != b'>' {
            return None;
        }
        self.at = end + 1;
        let name = &text[from..end];
        if ends {
            return Some(Event::End(name));
        }
        if let Some(open) = &mut self.open {
            open.push(name);
        }
        Some(Event::Start { name, attributes: "", closes: false })
    }

    /// What begins with `<!` or `<?`.
    fn rare(&mut self) -> Option<Event<'a>> {
        let text = &self.text[self.at..];
        let mut reader = Reader::from_str(text);
        let event = reader.read_event().ok()?;
        let len = reader.buffer_position() as usize;
        self.at += len;
        Some(match event {
            Rare::CData(chars) => Event::Text(&text["<![CDATA[".len()..][..chars.len()]),
            _ => Event::Other,
        })
    }
}

/// What is wrong with a text of which [`Events::strict`] says that something is.
pub(super) fn fault(text: &str) -> Fault {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    loop {
        match reader.read_event() {
            Ok(Rare::Eof) => return Fault { at: text.len(), why: "it is not closed".to_owned() },
            Ok(_) => {}
            Err(error) => return Fault { at: reader.error_position() as usize, why: error.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(text: &str, strict: bool) -> Vec<String> {
        let mut events = if strict { Events::strict(text) } else { Events::lenient(text) };
        let mut out = Vec::new();
        loop {
            let said = match events.next() {
                None => "fault".to_owned(),
                Some(Event::Start { name, attributes, closes: false }) => format!("start {name}|{attributes}"),
                Some(Event::Start { name, attributes, .. }) => format!("empty {name}|{attributes}"),
                Some(Event::End(name)) => format!("end {name}"),
                Some(Event::Text(text)) => format!("text {text}"),
                Some(Event::Reference(name)) => format!("reference {name}"),
                Some(Event::Other) => "other".to_owned(),
                Some(Event::Eof) => "eof".to_owned(),
            };
            let last = matches!(said.as_str(), "fault" | "eof");
            out.push(format!("{said} {}", if last { 0 } else { events.place() }));
            if last {
                return out;
            }
        }
    }

    fn theirs(text: &str, strict: bool) -> Vec<String> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        (config.check_end_names, config.allow_unmatched_ends) = (strict, !strict);
        let mut out = Vec::new();
        loop {
            let said = match reader.read_event() {
                Err(_) => "fault".to_owned(),
                Ok(Rare::Start(tag)) => format!("start {}|{}", tag.name().into_inner(), tag.attributes_raw()),
                Ok(Rare::Empty(tag)) => format!("empty {}|{}", tag.name().into_inner(), tag.attributes_raw()),
                Ok(Rare::End(tag)) => format!("end {}", tag.name().into_inner()),
                Ok(Rare::Text(text)) => format!("text {}", &*text),
                Ok(Rare::CData(text)) => format!("text {}", &*text),
                Ok(Rare::GeneralRef(name)) => format!("reference {}", &*name),
                Ok(Rare::Eof) => "eof".to_owned(),
                Ok(_) => "other".to_owned(),
            };
            let last = matches!(said.as_str(), "fault" | "eof");
            out.push(format!("{said} {}", if last { 0 } else { reader.buffer_position() }));
            if last {
                return out;
            }
        }
    }

    /// Whatever is put together from these comes apart as quick-xml has it.
    #[test]
    fn events_are_those_of_quick_xml() {
        const PIECES: [&str; 36] = [
            "<a>",
            "</a>",
            "<b c=\"d\">",
            "</b >",
            "<b c='>\"'/>",
            "<",
            ">",
            "&",
            ";",
            "&amp;",
            "&#x41;",
            "\"",
            "'",
            "/",
            " ",
            "x",
            "\u{e9}t\u{e9}",
            "<!-- c -->",
            "<!--",
            "-->",
            "<![CDATA[d]]>",
            "<![CDATA[",
            "]]>",
            "<?p i?>",
            "<?xml?>",
            "<?",
            "?>",
            "<!DOCTYPE a>",
            "<!",
            "</",
            "\n",
            "<>",
            "</>",
            "<a/>",
            "<a /  >",
            "</ >",
        ];
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as usize % below
        };
        for _ in 0..20_000 {
            let text: String = (0..next(9)).map(|_| PIECES[next(PIECES.len())]).collect();
            for strict in [true, false] {
                assert_eq!(ours(&text, strict), theirs(&text, strict), "{text}");
            }
        }
        let long = "x".repeat(100);
        let text = format!("<a b=\"{long}>\" c='{long}'>{long}&{long}&amp;{long}</a>");
        assert_eq!(ours(&text, true), theirs(&text, true));
    }
}
