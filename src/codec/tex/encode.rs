//! Rich text to TeX.

use super::accents::{ACCENTS, cluster, is_mark, stack};
use super::case::{self, Argument, Case};
use super::commands::STYLES;
use super::follows::{Follows, takes_in};
use super::maths::{Shape, named_letters, push_countable};
use super::scan::ENTITIES;
use super::sure;
use super::symbols::{Form, WRITTEN};
use super::{Braces, Encode, Flavour};
use crate::codec::scan::position;
use crate::ir::{Inline, Style, Text};

const SPECIAL: u8 = 1;
const BIBTEX: u8 = 2;
const WIDE: u8 = 4;

/// Bytes that cannot always stand for themselves.
static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let special = b"\\{}$~`'-?!,";
    let mut i = 0;
    while i < special.len() {
        class[special[i] as usize] = SPECIAL;
        i += 1;
    }
    let special = b"&%#_^<>|";
    i = 0;
    while i < special.len() {
        class[special[i] as usize] |= BIBTEX;
        i += 1;
    }
    i = 0x80;
    while i < 256 {
        class[i] = WIDE;
        i += 1;
    }
    class[b'<' as usize] |= SPECIAL;
    class[b'>' as usize] |= SPECIAL;
    class[0xc2] |= SPECIAL;
    class[0xe2] |= SPECIAL;
    class
};

/// Writes a text; returns whether all its characters could be written as asked.
pub(super) fn encode(text: &Text, how: Encode, braces: Braces, out: &mut String) -> bool {
    let mut writer = Writer::new(how, out);
    let case = if braces == Braces::Protect { Case::Open } else { Case::Free };
    match text {
        Text::Plain(text) => writer.plain(text, false),
        Text::Rich(inlines) => writer.inlines(inlines, Place { code: false, top: true, case }),
    }
    writer.complete
}

/// The same; returns whether reading with these braces gives the same text, if
/// that is beyond doubt.
pub(super) fn encode_surely(text: &Text, how: Encode, braces: Braces, out: &mut String) -> bool {
    let mut writer = Writer::new(how, out);
    writer.sure = how == Encode { ascii: false, flavour: Flavour::Bibtex };
    let case = if braces == Braces::Protect { Case::Open } else { Case::Free };
    match text {
        Text::Plain(text) => {
            writer.sure &= sure::is_plain(text);
            writer.plain(text, false);
        }
        Text::Rich(inlines) => {
            writer.sure = writer.sure && sure::is_normal(inlines, case);
            writer.inlines(inlines, Place { code: false, top: true, case });
        }
    }
    writer.sure
}

/// Writes characters.
pub(super) fn encode_plain(text: &str, how: Encode, out: &mut String) -> bool {
    let mut writer = Writer::new(how, out);
    writer.plain(text, false);
    writer.complete
}

struct Writer<'o> {
    out: &'o mut String,
    how: Encode,
    /// Classes of bytes to stop at.
    stops: u8,
    complete: bool,
    /// No character was written that could be read as another one.
    sure: bool,
}

impl<'o> Writer<'o> {
    fn new(how: Encode, out: &'o mut String) -> Writer<'o> {
        let mut stops = SPECIAL;
        if how.flavour == Flavour::Bibtex {
            stops |= BIBTEX;
        }
        if how.ascii {
            stops |= WIDE;
        }
        Writer { out, how, stops, complete: true, sure: false }
    }

    fn inlines(&mut self, inlines: &[Inline], place: Place) {
        let mut index = 0;
        while index < inlines.len() {
            let raws = inlines[index..].iter().take_while(|inline| raw_source(inline).is_some()).count();
            if raws > 0 {
                self.raws(&inlines[index..index + raws], inlines.get(index + raws), place);
                index += raws;
                continue;
            }
            self.inline(&inlines[index], Place { top: false, ..place });
            index += 1;
        }
    }

    fn inline(&mut self, inline: &Inline, place: Place) {
        match inline {
            Inline::Plain(text) => self.plain(text, place.code),
            Inline::Styled(Style::KeepCase, inner) => self.protected(inner, place),
            Inline::Styled(style, inner) => {
                let name = STYLES.iter().find(|(_, known)| known == style).map_or("mbox", |(name, _)| name);
                self.command(inner, place.styled(*style), |writer| writer.open(name));
            }
            Inline::Quoted(inner) => self.command(inner, place, |writer| writer.open("enquote")),
            Inline::Math(source) => self.math(source, place.code),
            Inline::Link { target, text } if text.is_empty() => {
                self.open("url");
                self.address(target);
                self.out.push('}');
            }
            Inline::Link { target, text } => self.command(text, place.linked(target), |writer| {
                writer.open("href");
                writer.address(target);
                writer.out.push_str("}{");
            }),
            Inline::Paragraph => self.out.push_str(match self.how.flavour {
                Flavour::Bibtex => "\n\n",
                Flavour::Arxiv => "\n",
            }),
            Inline::Raw { source, .. } => self.plain(source, place.code),
        }
    }

    fn protected(&mut self, inner: &[Inline], place: Place) {
        if !braces_say(inner, place) {
            return self.inlines(inner, place);
        }
        let start = self.out.len();
        self.out.push('{');
        self.inlines(inner, Place { case: if place.case == Case::Free { Case::Free } else { Case::Kept }, ..place });
        if self.out.as_bytes().get(start + 1) == Some(&b'\\') {
            self.out.insert(start, '{');
            self.out.push('}');
        }
        self.out.push('}');
    }

    /// A command with an argument, in the way that says what of it is protected.
    fn command(&mut self, inner: &[Inline], place: Place, open: impl Fn(&mut Self)) {
        let Argument { inner, case, special } = Argument::of(inner, place.case);
        let start = self.out.len();
        open(self);
        let body = self.out.len();
        self.inlines(inner, Place { case, ..place });
        let backslash = self.out.as_bytes().get(body) == Some(&b'\\');
        match special {
            Some(true) if !backslash => {
                self.out.insert(start, '{');
                self.out.push('}');
            }
            Some(false) if backslash => {
                self.out.insert(body, '{');
                self.out.push('}');
            }
            _ => {}
        }
        self.out.push('}');
    }

    fn open(&mut self, name: &str) {
        self.out.push('\\');
        self.out.push_str(name);
        self.out.push('{');
    }

    fn plain(&mut self, text: &str, code: bool) {
        let bytes = text.as_bytes();
        let mut done = 0;
        let mut at = 0;
        while let Some(step) = self.candidate(&bytes[at..]) {
            at += step;
            if CLASS[bytes[at] as usize] & self.stops == 0 {
                self.sure &= sure::stands(bytes[at], bytes.get(at + 1));
                at += 1;
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            let after = at + c.len_utf8();
            if !c.is_ascii() {
                done = self.part_from(c, text, done, at);
            }
            if self.how.ascii && !c.is_ascii() {
                let (start, end) = cluster(text, done, at);
                if end - start > c.len_utf8() {
                    self.out.push_str(&text[done..start]);
                    done = start;
                    if self.accented(&text[start..end]) {
                        at = end;
                        done = end;
                        continue;
                    }
                }
            }
            let next = text[after..].chars().next();
            let alone = matches!(c, ',' | '<')
                && next == Some(c)
                && (c == ',' || self.how.flavour == Flavour::Arxiv)
                && !text[after + 1..].starts_with(char::is_alphabetic);
            if alone || self.stands(c, next, code) {
                self.sure &= !alone;
                at = after;
                continue;
            }
            self.out.push_str(&text[done..at]);
            self.sign(c, &text[after..], code);
            at = after;
            done = after;
        }
        self.out.push_str(&text[done..]);
    }

    /// The first byte at which there may be something to do: those to stop at,
    /// and some signs among them. What joins with the next character stands for
    /// itself before any other one, and at the end.
    fn candidate(&self, bytes: &[u8]) -> Option<usize> {
        let always = |b: u8| {
            // Control characters only tell that reading may change the text.
            let brace = ((b | 0x20).wrapping_sub(b'{') < 5) | (b < b' ');
            let sign = (b'#'..=b'&').contains(&b) | (b | 2 == b'>') | (b == b'`');
            brace | sign | (b | 0x20 == 0xe2)
        };
        let pair = |b: u8, next: u8| (b & 0xe0 == 0x20) & (b == next);
        let (last, next) = (*bytes.last()?, &bytes[1..]);
        // Two searches, so that the one for all characters has no question more.
        if self.stops & WIDE != 0 {
            let found = position(bytes, next, |b, next| always(b) | (b >= 0x80) | pair(b, next));
            return found.or_else(|| (always(last) | (last >= 0x80)).then_some(bytes.len() - 1));
        }
        let found = position(bytes, next, |b, next| always(b) | pair(b, next));
        found.or_else(|| always(last).then_some(bytes.len() - 1))
    }

    /// Ends the character before a dash or quotation mark that would join it.
    fn part_from(&mut self, c: char, text: &str, done: usize, at: usize) -> usize {
        let before = text.as_bytes()[done..at].last();
        let joins = match c {
            '–' | '—' => before == Some(&b'-'),
            '”' => before == Some(&b'\''),
            '“' => matches!(before, Some(b'?' | b'!')),
            _ => false,
        };
        if !joins {
            return done;
        }
        self.sure = false;
        self.out.push_str(&text[done..at]);
        self.out.push_str("{}");
        at
    }

    /// Writes a letter under its accents, if there are commands for all.
    fn accented(&mut self, letter: &str) -> bool {
        let start = self.out.len();
        self.out.push('{');
        if stack(letter, self.out) {
            self.out.push('}');
            return true;
        }
        self.out.truncate(start);
        false
    }

    /// Whether a character that was stopped at can stand for itself.
    fn stands(&self, c: char, next: Option<char>, code: bool) -> bool {
        match c {
            // For those before dashes and quotation marks see `part_from`.
            '-' | '\'' | ',' => next != Some(c),
            '?' | '!' => true,
            '<' | '>' if self.how.flavour == Flavour::Arxiv => next != Some(c),
            '\u{a0}' | '\u{202f}' => false,
            '\u{205f}' | '\u{2005}' if !self.how.ascii => true,
            '–' | '—' | '“' | '”' if !code => false,
            c if c.is_ascii() => false,
            _ => !self.how.ascii,
        }
    }

    fn sign(&mut self, c: char, rest: &str, code: bool) {
        self.sure = self.sure && sure::sign(c, rest);
        match c {
            '&' if ENTITIES.iter().any(|(name, _)| rest.starts_with(name)) => self.out.push_str("\\&{}"),
            '<' | '>' if self.how.flavour == Flavour::Arxiv => {
                self.out.push(c);
                self.out.push_str("{}");
            }
            '\'' | '?' | '!' | '-' | ',' => {
                self.out.push(c);
                self.out.push_str("{}");
            }
            '&' | '%' | '#' | '_' | '$' => {
                self.out.push('\\');
                self.out.push(c);
            }
            '\u{a0}' => self.out.push('~'),
            '\u{202f}' => self.out.push_str("\\,"),
            '\u{205f}' => self.out.push_str("\\:"),
            '\u{2005}' => self.out.push_str("\\;"),
            '–' if !code => self.out.push_str(if rest.starts_with(['-', '–', '—']) { "--{}" } else { "--" }),
            '—' if !code => self.out.push_str("---"),
            '“' if !code => self.out.push_str("``"),
            '”' if !code => self.out.push_str("''"),
            c => {
                if !self.named(c) {
                    self.complete = false;
                    self.out.push(c);
                }
            }
        }
    }

    /// Writes a character with a command from the tables.
    fn named(&mut self, c: char) -> bool {
        if let Some(written) = WRITTEN.get(&c) {
            let (before, after) = match written.form {
                Form::Sign => ("\\", "{}"),
                Form::Letter => ("{\\", "}"),
                Form::Math => ("{\\ensuremath{\\", "}}"),
            };
            self.out.push_str(before);
            self.out.push_str(written.name);
            self.out.push_str(after);
            return true;
        }
        if let Some(accent) = ACCENTS.iter().find(|accent| accent.alone == Some(c)) {
            self.out.push_str("{\\");
            self.out.push_str(accent.name);
            self.out.push_str("{}}");
            return true;
        }
        self.accented(c.encode_utf8(&mut [0; 4]))
    }

    fn math(&mut self, source: &str, code: bool) {
        let named = (self.how.ascii && !source.is_ascii()).then(|| named_letters(source));
        let source = named.as_deref().unwrap_or(source);
        let shape = Shape::of(source);
        self.sure = self.sure && sure::is_math(source, &shape);
        if !shape.balanced {
            self.plain("$", code);
            self.plain(source, code);
            return self.plain("$", code);
        }
        let (open, close) = if source.is_empty() || shape.dollar { ("\\ensuremath{", "}") } else { ("$", "$") };
        self.out.push_str(open);
        if self.how.flavour == Flavour::Bibtex && !shape.counted {
            push_countable(source, self.out);
        } else {
            self.out.push_str(source);
        }
        self.out.push_str(close);
        self.complete &= !self.how.ascii || source.is_ascii();
    }

    fn address(&mut self, target: &str) {
        let shape = Shape::of(target);
        let braces = shape.balanced && shape.counted && !target.contains('\\');
        for c in target.chars() {
            match c {
                '%' | '#' if self.how.flavour == Flavour::Bibtex => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                '\\' => self.out.push_str("\\textbackslash{}"),
                '{' if !braces => self.out.push_str("\\textbraceleft{}"),
                '}' if !braces => self.out.push_str("\\textbraceright{}"),
                _ => self.out.push(c),
            }
        }
        self.complete &= !self.how.ascii || target.is_ascii();
    }

    /// A row of unknown commands: a group ends those that would take in what
    /// follows.
    fn raws(&mut self, raws: &[Inline], next: Option<&Inline>, place: Place) {
        let sources: Vec<&str> = raws.iter().filter_map(raw_source).collect();
        let mut follows = self.follows(next, place);
        let mut guards = vec![false; sources.len()];
        for (source, guard) in sources.iter().zip(&mut guards).rev() {
            let shape = Shape::of(source);
            if !shape.balanced || !shape.counted && self.how.flavour == Flavour::Bibtex {
                follows = Follows::Other;
                continue;
            }
            *guard = source.starts_with('\\') && takes_in(source, follows);
            follows = if *guard { Follows::Argument } else { Follows::of(source.chars().next()) };
        }
        for (source, guard) in sources.into_iter().zip(guards) {
            let shape = Shape::of(source);
            if !shape.balanced || !shape.counted && self.how.flavour == Flavour::Bibtex {
                self.plain(source, false);
                continue;
            }
            if guard {
                self.out.push('{');
            }
            self.out.push_str(source);
            if guard {
                self.out.push('}');
            }
            self.complete &= !self.how.ascii || source.is_ascii();
        }
    }

    /// What the output goes on with.
    fn follows(&self, next: Option<&Inline>, place: Place) -> Follows {
        match next {
            None if place.top => Follows::End,
            None => Follows::Other,
            Some(Inline::Plain(text)) => match text.chars().next() {
                Some(c) if self.how.ascii && (!c.is_ascii() || text.chars().nth(1).is_some_and(is_mark)) => {
                    Follows::Argument
                }
                first => Follows::of(first),
            },
            Some(Inline::Styled(Style::KeepCase, inner)) if !braces_say(inner, place) => {
                self.follows(inner.first(), Place { top: false, ..place })
            }
            Some(Inline::Styled(Style::KeepCase, _)) => Follows::Argument,
            Some(Inline::Styled(_, inner) | Inline::Quoted(inner) | Inline::Link { text: inner, .. })
                if Argument::of(inner, place.case).special == Some(true) =>
            {
                Follows::Argument
            }
            Some(Inline::Paragraph) => Follows::Blank,
            Some(_) => Follows::Other,
        }
    }
}

/// Where in a text something is written.
#[derive(Clone, Copy)]
struct Place {
    /// In monospace, which has no ligatures.
    code: bool,
    /// Not inside of anything.
    top: bool,
    case: Case,
}

impl Place {
    /// An address in a special character would be changed with it.
    fn linked(self, target: &str) -> Place {
        let fragile = self.case == Case::Open && target.chars().any(char::is_uppercase);
        Place { case: if fragile { Case::Kept } else { self.case }, ..self }
    }

    fn styled(self, style: Style) -> Place {
        Place { code: self.code || style == Style::Code, ..self }
    }
}

/// Whether protection of this is something that braces say here.
fn braces_say(inner: &[Inline], place: Place) -> bool {
    place.case != Case::Kept && case::has_letter(inner)
}

fn raw_source(inline: &Inline) -> Option<&str> {
    match inline {
        Inline::Raw { notation, source } if notation == "tex" => Some(source),
        _ => None,
    }
}
