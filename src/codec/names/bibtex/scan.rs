//! Finding the names of a list and the parts of a name, without allocating.

use std::borrow::Cow;

use super::Rules;
use crate::codec::scan::none;

pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c')
}

/// Whether the name that begins at `from` ends the list, or where it and the
/// `and` after it end.
pub(super) fn name_end(bytes: &[u8], from: usize) -> (usize, Option<usize>) {
    let (mut depth, mut after_blank) = (0_usize, true);
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'a' | b'A' if after_blank && depth == 0 => {
                let is_and = bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and"));
                if is_and && bytes.get(at + 3).is_none_or(|&after| is_blank(after)) {
                    return (at, Some(at + 3));
                }
            }
            _ => {}
        }
        after_blank = is_blank(byte);
        at += 1;
    }
    (bytes.len(), None)
}

/// The particle of a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Von {
    /// Where the word before it ends.
    pub before: usize,
    /// Where it starts.
    pub start: usize,
    /// Where it ends, with the hyphen that follows it.
    pub end: usize,
    /// Where the word after it starts.
    pub after: usize,
}

/// What stands before, between or after the commas of a name.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Section {
    /// The number of words.
    pub tokens: usize,
    /// Where the first word starts.
    pub start: usize,
    /// Where the last word ends.
    pub end: usize,
    /// Where the last word starts, with all that hyphens join it to.
    pub chain: usize,
    /// Where the word before that one ends.
    pub chain_before: usize,
    /// The words in lower case, but for the last word, and all between them.
    pub von: Option<Von>,
    /// Where the last word starts.
    last: usize,
    /// Where the word before it ends.
    last_before: usize,
    /// Its case.
    case: Case,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Case {
    /// No letter was seen yet.
    #[default]
    Unknown,
    /// In lower case.
    Von,
    /// In upper case, or settled otherwise.
    Other,
}

impl Section {
    /// A word starts here, directly after a hyphen or not.
    fn word(&mut self, at: usize, hyphen: bool, rules: Rules) {
        let von = self.case == Case::Von;
        self.case = Case::Unknown;
        if self.tokens == 0 {
            (self.start, self.chain, self.chain_before, self.last_before) = (at, at, at, at);
        } else {
            if von {
                let new = Von { before: self.last_before, start: self.last, end: at, after: at };
                let von = self.von.get_or_insert(new);
                // biber's particle ends at the first word with a capital.
                if rules != Rules::Biber || von.after == self.last || von.start == self.last {
                    (von.end, von.after) = (if hyphen { at } else { self.end }, at);
                }
            }
            if hyphen && !von && rules == Rules::Bibtex {
                self.case = Case::Other;
            }
            if !hyphen {
                (self.chain, self.chain_before) = (at, self.end);
            }
            self.last_before = self.end;
        }
        self.last = at;
        self.tokens += 1;
    }

    fn letter(&mut self, letter: char) {
        if self.case == Case::Unknown {
            self.case = case(letter);
        }
    }
}

fn case(letter: char) -> Case {
    if letter.is_lowercase() {
        Case::Von
    } else if letter.is_uppercase() || !letter.is_ascii() && letter.to_lowercase().ne([letter]) {
        Case::Other
    } else {
        Case::Unknown
    }
}

/// The sections of a name.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// The sections; where there are too many, the last one goes on.
    pub sections: [Section; 3],
    /// The number of commas that count, at most two.
    pub commas: usize,
    /// The place of the first comma that is too many.
    pub surplus: Option<usize>,
    /// The place of a comma that nothing follows.
    pub trailing: Option<usize>,
}

/// Finds the sections of the name that is `source[from..to]`.
pub(super) fn scan(source: &str, from: usize, to: usize, rules: Rules) -> Scanned {
    let bytes = &source.as_bytes()[..to];
    let joins = rules == Rules::Biber;
    let is_break = |at: usize| match bytes.get(at) {
        None | Some(b'~' | b',') => true,
        Some(b'\\') => bytes.get(at + 1).is_none_or(|&after| is_blank(after)),
        Some(&byte) => is_blank(byte),
    };
    let mut out = Scanned::default();
    let (mut in_word, mut hyphen) = (false, false);
    let mut comma: Option<usize> = None;
    let apply = |comma: &mut Option<usize>, out: &mut Scanned| {
        if let Some(comma) = comma.take() {
            if out.commas == 2 {
                out.surplus.get_or_insert(comma);
            } else {
                out.commas += 1;
            }
        }
    };
    let mut at = from;
    while at < to {
        let byte = bytes[at];
        // How many bytes separate words here.
        let separator = match byte {
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0b' | b'\x0c' | b',' => 1,
            // A tie with nothing to tie is a blank.
            b'~' if !joins || !in_word || is_break(at + 1) => 1,
            b'-' if !joins && in_word && !is_break(at + 1) => 1,
            b'\\' if bytes.get(at + 1).is_some_and(|&after| is_blank(after)) => 2,
            _ => 0,
        };
        if separator > 0 {
            if in_word {
                out.sections[out.commas].end = at;
            }
            (in_word, hyphen) = (false, byte == b'-');
            if byte == b',' {
                apply(&mut comma, &mut out);
                comma = Some(at);
            }
            at += separator;
            continue;
        }
        if !in_word {
            apply(&mut comma, &mut out);
            out.sections[out.commas].word(at, hyphen, rules);
            in_word = true;
            if joins {
                out.sections[out.commas].case = biber_case(&source[at..to]);
            }
        }
        let section = &mut out.sections[out.commas];
        match byte {
            b'{' => {
                let end = group_end(bytes, at);
                if section.case == Case::Unknown && bytes.get(at + 1) == Some(&b'\\') {
                    section.case = special(&source[at + 2..end.max(at + 2)]);
                }
                at = end;
            }
            b'\\' => {
                // The character after it is not a separator, letters and braces count as ever.
                let escaped = matches!(bytes.get(at + 1), Some(b'\\' | b'~' | b'-' | b','));
                at += 1 + usize::from(escaped);
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                section.letter(char::from(byte));
                let more = bytes[at..].iter().position(|byte| !byte.is_ascii_alphabetic());
                at = more.map_or(to, |more| at + more);
            }
            0x80.. => {
                let char = source[at..].chars().next().unwrap_or_default();
                section.letter(char);
                at += char.len_utf8();
            }
            _ => at += 1,
        }
    }
    if in_word {
        out.sections[out.commas].end = to;
    }
    out.trailing = comma;
    while out.commas > 0 && out.sections[out.commas].tokens == 0 {
        out.commas -= 1;
    }
    out
}

/// The end of the group that starts here, if it has one.
pub(super) fn closed_group_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether the word that begins with this group, which begins with a backslash,
/// is in lower case.
pub(super) fn group_is_low(source: &str, at: usize, rules: Rules) -> bool {
    let case = match rules {
        Rules::Biber => biber_case(&source[at..]),
        _ => special(&source[at + 2..group_end(source.as_bytes(), at).max(at + 2)]),
    };
    case == Case::Von
}

/// Whether the word that begins with this letter is in lower case, if that is
/// decided by the letter.
pub(super) fn letter_is_low(source: &str, at: usize) -> Option<bool> {
    match case(source[at..].chars().next()?) {
        Case::Unknown => None,
        case => Some(case == Case::Von),
    }
}

/// The end of the group that starts here; that of the source if it is never closed.
fn group_end(bytes: &[u8], start: usize) -> usize {
    closed_group_end(bytes, start).unwrap_or(bytes.len())
}

/// The case of a special character, of which this is what follows the backslash.
fn special(source: &str) -> Case {
    let command = source.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(source.len());
    match &source[..command] {
        "i" | "j" | "o" | "oe" | "ae" | "aa" | "l" | "ss" => return Case::Von,
        "O" | "OE" | "AE" | "AA" | "L" => return Case::Other,
        _ => {}
    }
    let first = source[command..].chars().map(case).find(|&case| case != Case::Unknown);
    first.unwrap_or(Case::Other)
}

/// The case of a word as biber has it, which decodes TeX first: that of the
/// first character, accents read; a brace group has none even with a letter.
fn biber_case(word: &str) -> Case {
    let known = |case: Case| if case == Case::Unknown { Case::Other } else { case };
    let bare = word.strip_prefix('{').unwrap_or(word);
    let Some(command) = bare.strip_prefix('\\') else {
        return word.chars().next().map_or(Case::Other, |letter| known(case(letter)));
    };
    let name = command.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(command.len());
    let (name, rest) = if name == 0 {
        let mut chars = command.chars();
        (chars.next().map_or("", |_| &command[..command.len() - chars.as_str().len()]), chars.as_str())
    } else {
        command.split_at(name)
    };
    match name {
        "i" | "j" | "o" | "oe" | "ae" | "aa" | "l" | "ss" if bare.len() == word.len() => Case::Von,
        "'" | "`" | "^" | "\"" | "~" | "=" | "." | "u" | "v" | "H" | "t" | "c" | "d" | "b" | "k" | "r" => {
            let letter = rest.trim_start_matches(|c: char| is_blank_char(c) || c == '{' || c == '\\');
            letter.chars().next().map_or(Case::Other, |letter| known(case(letter)))
        }
        _ => Case::Other,
    }
}

fn is_blank_char(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

/// What is in the braces, if this is one group.
pub(super) fn whole_group(source: &str) -> Option<&str> {
    let inner = source.strip_prefix('{')?.strip_suffix('}')?;
    (group_end(source.as_bytes(), 0) == source.len()).then_some(inner)
}

/// Outside of braces, one blank for whatever separates words.
pub(super) fn even_blanks(source: &str, commas: bool) -> Cow<'_, str> {
    let uneven = |before: u8, here: u8| {
        let doubled = (here == b' ') & (before == b' ');
        (here == b'~') | (here.wrapping_sub(b'\t') < 5) | doubled
    };
    if !commas && none(source.as_bytes(), uneven) {
        return Cow::Borrowed(source);
    }
    let mut out = String::with_capacity(source.len());
    let (mut depth, mut escaped) = (0_usize, false);
    for char in source.chars() {
        let is_comma = commas && char == ',';
        let blank =
            depth == 0 && (char.is_ascii_whitespace() || char == '\x0b' || !escaped && (char == '~' || is_comma));
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = char == '\\' && !escaped;
        if !blank {
            out.push(char);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    Cow::Owned(out)
}
