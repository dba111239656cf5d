//! Rich text to TeX.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_canonical};

use super::accents::ACCENTS;
use super::commands::STYLES;
use super::symbols::{GREEK, MATHS, WRITTEN};
use super::{Encode, Flavour};
use crate::ir::{Inline, Style, Text};

const SPECIAL: u8 = 1;
const BIBTEX: u8 = 2;
const WIDE: u8 = 4;

/// Bytes that cannot always stand for themselves.
static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let special = b"\\{}$~`'-?!";
    let mut i = 0;
    while i < special.len() {
        class[special[i] as usize] = SPECIAL;
        i += 1;
    }
    let special = b"&%#_^<>|";
    i = 0;
    while i < special.len() {
        class[special[i] as usize] = BIBTEX;
        i += 1;
    }
    i = 0x80;
    while i < 256 {
        class[i] = WIDE;
        i += 1;
    }
    class[0xc2] |= SPECIAL;
    class[0xe2] |= SPECIAL;
    class
};

/// Writes a text; returns whether all its characters could be written as asked.
pub(super) fn encode(text: &Text, how: Encode, out: &mut String) -> bool {
    let mut writer = Writer::new(how, out);
    match text {
        Text::Plain(text) => writer.plain(text, false),
        Text::Rich(inlines) => writer.inlines(inlines, false, true),
    }
    writer.complete
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
        Writer { out, how, stops, complete: true }
    }

    fn inlines(&mut self, inlines: &[Inline], code: bool, top: bool) {
        let mut index = 0;
        while index < inlines.len() {
            let raws = inlines[index..].iter().take_while(|inline| raw_source(inline).is_some()).count();
            if raws > 0 {
                self.raws(&inlines[index..index + raws], inlines.get(index + raws), top);
                index += raws;
                continue;
            }
            self.inline(&inlines[index], code);
            index += 1;
        }
    }

    fn inline(&mut self, inline: &Inline, code: bool) {
        match inline {
            Inline::Plain(text) => self.plain(text, code),
            Inline::Styled(Style::KeepCase, inner) => {
                let start = self.out.len();
                self.out.push('{');
                self.inlines(inner, code, false);
                if self.out.as_bytes().get(start + 1) == Some(&b'\\') {
                    self.out.insert(start, '{');
                    self.out.push('}');
                }
                self.out.push('}');
            }
            Inline::Styled(style, inner) => {
                let name = STYLES.iter().find(|(_, known)| known == style).map_or("mbox", |(name, _)| name);
                self.open(name);
                self.inlines(inner, code || *style == Style::Code, false);
                self.out.push('}');
            }
            Inline::Quoted(inner) => {
                self.open("enquote");
                self.inlines(inner, code, false);
                self.out.push('}');
            }
            Inline::Math(source) => self.math(source, code),
            Inline::Link { target, text } => {
                self.open(if text.is_empty() { "url" } else { "href" });
                self.address(target);
                self.out.push('}');
                if !text.is_empty() {
                    self.out.push('{');
                    self.inlines(text, code, false);
                    self.out.push('}');
                }
            }
            Inline::Paragraph => self.out.push_str(match self.how.flavour {
                Flavour::Bibtex => "\n\n",
                Flavour::Arxiv => "\n",
            }),
            Inline::Raw { source, .. } => self.plain(source, code),
        }
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
        while let Some(step) = bytes[at..].iter().position(|&b| CLASS[b as usize] & self.stops != 0) {
            at += step;
            let Some(c) = text[at..].chars().next() else { break };
            let after = at + c.len_utf8();
            let next = text[after..].chars().next();
            if self.stands(c, next, code) {
                at = after;
                continue;
            }
            self.out.push_str(&text[done..at]);
            self.sign(c, next, code);
            at = after;
            done = after;
        }
        self.out.push_str(&text[done..]);
    }

    /// Whether a character that was stopped at can stand for itself.
    fn stands(&self, c: char, next: Option<char>, code: bool) -> bool {
        match c {
            '-' => !matches!(next, Some('-' | '–' | '—')),
            '\'' => !matches!(next, Some('\'' | '”')),
            '?' | '!' => next != Some('“'),
            '\u{a0}' | '\u{202f}' => false,
            '–' | '—' | '“' | '”' if !code => false,
            c if c.is_ascii() => false,
            _ => !self.how.ascii,
        }
    }

    fn sign(&mut self, c: char, next: Option<char>, code: bool) {
        match c {
            '\'' | '?' | '!' | '-' => {
                self.out.push(c);
                self.out.push_str("{}");
            }
            '&' | '%' | '#' | '_' | '$' => {
                self.out.push('\\');
                self.out.push(c);
            }
            '\u{a0}' => self.out.push('~'),
            '\u{202f}' => self.out.push_str("\\,"),
            '–' if !code => self.out.push_str(if matches!(next, Some('-' | '–' | '—')) { "--{}" } else { "--" }),
            '—' if !code => self.out.push_str("---"),
            '“' if !code => self.out.push_str("``"),
            '”' if !code => self.out.push_str("''"),
            c => {
                if !self.command(c) {
                    self.complete = false;
                    self.out.push(c);
                }
            }
        }
    }

    /// Writes a character with a command from the tables.
    fn command(&mut self, c: char) -> bool {
        if let Some(written) = WRITTEN.get(&c) {
            if written.letter {
                self.out.push_str("{\\");
                self.out.push_str(written.name);
                self.out.push('}');
            } else {
                self.out.push('\\');
                self.out.push_str(written.name);
                self.out.push_str("{}");
            }
            return true;
        }
        if let Some(accent) = ACCENTS.iter().find(|accent| accent.alone == Some(c)) {
            self.out.push_str("{\\");
            self.out.push_str(accent.name);
            self.out.push_str("{}}");
            return true;
        }
        let start = self.out.len();
        self.out.push('{');
        if accented(c, self.out) {
            self.out.push('}');
            return true;
        }
        self.out.truncate(start);
        false
    }

    fn math(&mut self, source: &str, code: bool) {
        let named = (self.how.ascii && !source.is_ascii()).then(|| named_letters(source));
        let source = named.as_deref().unwrap_or(source);
        let shape = Shape::of(source);
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
    fn raws(&mut self, raws: &[Inline], next: Option<&Inline>, top: bool) {
        let sources: Vec<&str> = raws.iter().filter_map(raw_source).collect();
        let mut follows = self.follows(next, top);
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
    fn follows(&self, next: Option<&Inline>, top: bool) -> Follows {
        match next {
            None if top => Follows::End,
            None => Follows::Other,
            Some(Inline::Plain(text)) => match text.chars().next() {
                Some(c) if self.how.ascii && !c.is_ascii() => Follows::Argument,
                first => Follows::of(first),
            },
            Some(Inline::Styled(Style::KeepCase, _)) => Follows::Argument,
            Some(Inline::Paragraph) => Follows::Blank,
            Some(_) => Follows::Other,
        }
    }
}

fn raw_source(inline: &Inline) -> Option<&str> {
    match inline {
        Inline::Raw { notation, source } if notation == "tex" => Some(source),
        _ => None,
    }
}

/// What stands after an unknown command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    End,
    Letter,
    Blank,
    Argument,
    Star,
    Other,
}

impl Follows {
    fn of(c: Option<char>) -> Follows {
        match c {
            None => Follows::End,
            Some('[' | '{') => Follows::Argument,
            Some('*') => Follows::Star,
            Some(c) if c.is_whitespace() && c != '\u{a0}' => Follows::Blank,
            Some(c) if c.is_alphabetic() => Follows::Letter,
            Some(_) => Follows::Other,
        }
    }
}

/// Whether a command would take in what follows.
fn takes_in(source: &str, follows: Follows) -> bool {
    let body = source.strip_suffix(' ').unwrap_or(source);
    let name = body.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let word = name.len() < body.len() && name.ends_with('\\');
    match source.as_bytes().last() {
        Some(b' ') => matches!(follows, Follows::End | Follows::Blank),
        Some(b'}' | b']') => follows == Follows::Argument,
        Some(b'\\') => matches!(follows, Follows::Argument | Follows::Star),
        _ if word => !matches!(follows, Follows::End | Follows::Other),
        _ => false,
    }
}

/// How braces and dollars stand in a source.
struct Shape {
    /// Braces that TeX sees are balanced, and no backslash is left at the end.
    balanced: bool,
    /// All braces are balanced, as BibTeX counts them.
    counted: bool,
    /// There is a dollar outside braces.
    dollar: bool,
}

impl Shape {
    fn of(source: &str) -> Shape {
        let mut shape = Shape { balanced: true, counted: true, dollar: false };
        let (mut depth, mut count) = (0_usize, 0_usize);
        let mut escaped = false;
        for b in source.bytes() {
            let hidden = escaped;
            escaped = b == b'\\' && !hidden;
            match b {
                b'{' => {
                    count += 1;
                    depth += usize::from(!hidden);
                }
                b'}' => {
                    shape.counted &= count > 0;
                    shape.balanced &= hidden || depth > 0;
                    count = count.saturating_sub(1);
                    depth = depth.saturating_sub(usize::from(!hidden));
                }
                b'$' if !hidden && depth == 0 => shape.dollar = true,
                _ => {}
            }
        }
        shape.balanced &= depth == 0 && !escaped;
        shape.counted &= count == 0;
        shape
    }
}

/// Greek letters like Latin ones, which have no command in mathematics.
const LIKE_LATIN: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΧο";

/// Mathematics with commands for its letters outside of ASCII.
fn named_letters(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 16);
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        let greek = || GREEK.iter().find(|(_, letter)| *letter == c).and_then(|(name, _)| name.strip_prefix("text"));
        let name = MATHS.iter().find(|(_, letter)| *letter == c).map(|(name, _)| *name).or_else(greek);
        match name.filter(|_| !LIKE_LATIN.contains(c)) {
            Some(name) => {
                out.push('\\');
                out.push_str(name);
                if chars.peek().is_some_and(char::is_ascii_alphabetic) {
                    out.push(' ');
                }
            }
            None => out.push(c),
        }
    }
    out
}

/// Mathematics with names for the braces that are only printed.
fn push_countable(source: &str, out: &mut String) {
    let mut rest = source;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let name = rest[at + 1..].chars().next();
        match name {
            Some('{') => out.push_str("\\lbrace "),
            Some('}') => out.push_str("\\rbrace "),
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
        rest = &rest[at + 1 + name.map_or(0, char::len_utf8)..];
    }
    out.push_str(rest);
}

/// Writes a letter under its accents, if that is what it is and reading gives
/// the same character again.
fn accented(c: char, out: &mut String) -> bool {
    let mut parts = ['\0'; 4];
    let mut count = 0;
    decompose_canonical(c, |part| {
        if let Some(slot) = parts.get_mut(count) {
            *slot = part;
        }
        count += 1;
    });
    if !(2..=parts.len()).contains(&count) || !parts[..count].iter().copied().nfc().eq([c]) {
        return false;
    }
    // A horn is part of the letter.
    let horned = compose(parts[0], parts[1]).filter(|c| WRITTEN.contains_key(c));
    let (base, marks) = match horned {
        Some(letter) => (letter, &parts[2..count]),
        None => (parts[0], &parts[1..count]),
    };
    let mut braces = 0;
    let mut above = false;
    for (index, &mark) in marks.iter().enumerate().rev() {
        let Some(accent) = ACCENTS.iter().find(|accent| accent.mark == mark) else { return false };
        out.push('\\');
        out.push_str(accent.name);
        above |= accent.above;
        if index > 0 || accent.name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push('{');
            braces += 1;
        }
    }
    match base {
        'i' if above => out.push_str("\\i"),
        'j' if above => out.push_str("\\j"),
        base if base.is_ascii_alphabetic() => out.push(base),
        base => match WRITTEN.get(&base).filter(|written| written.letter) {
            Some(written) => {
                out.push('\\');
                out.push_str(written.name);
            }
            None => return false,
        },
    }
    out.extend(std::iter::repeat_n('}', braces));
    true
}
