//! Accents: a command that puts a mark on what follows it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose};

use super::symbols::{Form, WRITTEN};

/// An accent command.
pub(super) struct Accent {
    /// Its name, without the backslash.
    pub name: &'static str,
    /// The combining character it stands for.
    pub mark: char,
    /// What it prints over nothing.
    pub alone: Option<char>,
    /// Whether it sits where the dot of an i is.
    pub above: bool,
}

const fn accent(name: &'static str, mark: char, alone: char, above: bool) -> Accent {
    Accent { name, mark, alone: Some(alone), above }
}

const fn bare(name: &'static str, mark: char, above: bool) -> Accent {
    Accent { name, mark, alone: None, above }
}

/// All of them; the first command of a mark is the one that is written.
pub(super) const ACCENTS: &[Accent] = &[
    accent("`", '\u{300}', '`', true),
    accent("'", '\u{301}', '\u{b4}', true),
    accent("^", '\u{302}', '^', true),
    accent("~", '\u{303}', '~', true),
    accent("=", '\u{304}', '\u{af}', true),
    accent("u", '\u{306}', '\u{2d8}', true),
    accent(".", '\u{307}', '\u{2d9}', true),
    accent("\"", '\u{308}', '\u{a8}', true),
    bare("h", '\u{309}', true),
    accent("r", '\u{30a}', '\u{2da}', true),
    accent("H", '\u{30b}', '\u{2dd}', true),
    accent("v", '\u{30c}', '\u{2c7}', true),
    bare("G", '\u{30f}', true),
    bare("f", '\u{311}', true),
    bare("d", '\u{323}', false),
    bare("textcommabelow", '\u{326}', false),
    accent("c", '\u{327}', '\u{b8}', false),
    accent("k", '\u{328}', '\u{2db}', false),
    bare("b", '\u{331}', false),
    bare("t", '\u{361}', true),
    bare("textsubumlaut", '\u{324}', false),
    bare("textsubring", '\u{325}', false),
    bare("textsubcircum", '\u{32d}', false),
    bare("textsubbreve", '\u{32e}', false),
    bare("textsubtilde", '\u{330}', false),
    bare("textvbaraccent", '\u{30d}', true),
    bare("textdoublevbaraccent", '\u{30e}', true),
    bare("textdotbreve", '\u{310}', true),
    bare("textsubgrave", '\u{316}', false),
    bare("textsubacute", '\u{317}', false),
    bare("textsubplus", '\u{31f}', false),
    bare("textsyllabic", '\u{329}', false),
    bare("textsubbridge", '\u{32a}', false),
    bare("textsubwedge", '\u{32c}', false),
    bare("textsubarch", '\u{32f}', false),
    bare("textovercross", '\u{33d}', true),
    bare("textdoublegrave", '\u{30f}', true),
    bare("newtie", '\u{311}', true),
    bare("textinvbreve", '\u{311}', true),
    bare("textroundcap", '\u{311}', true),
    bare("textsubdot", '\u{323}', false),
    bare("textdotbelow", '\u{323}', false),
    bare("textsubbar", '\u{331}', false),
    bare("textpolhook", '\u{328}', false),
    bare("textogonekcentered", '\u{328}', false),
    bare("U", '\u{306}', true),
    bare("capitalgrave", '\u{300}', true),
    bare("capitalacute", '\u{301}', true),
    bare("capitalcircumflex", '\u{302}', true),
    bare("capitaltilde", '\u{303}', true),
    bare("capitalmacron", '\u{304}', true),
    bare("capitalbreve", '\u{306}', true),
    bare("capitaldotaccent", '\u{307}', true),
    bare("capitaldieresis", '\u{308}', true),
    bare("capitalring", '\u{30a}', true),
    bare("capitalhungarumlaut", '\u{30b}', true),
    bare("capitalcaron", '\u{30c}', true),
    bare("capitalnewtie", '\u{311}', true),
    bare("capitalcedilla", '\u{327}', false),
    bare("capitalogonek", '\u{328}', false),
    bare("capitaltie", '\u{361}', true),
];

/// Puts a mark on the first letter of `text`, in front of nothing else, and
/// returns how many bytes of it were used.
pub(super) fn put(mark: char, text: &str, out: &mut impl Extend<char>) -> Option<usize> {
    let mut chars = text.chars();
    let base = match chars.next()? {
        '\u{131}' => 'i',
        '\u{237}' => 'j',
        c => c,
    };
    let used = text.len() - chars.as_str().len();
    let marks: &str = {
        let rest = chars.as_str();
        let end = rest.find(|c| canonical_combining_class(c) == 0).unwrap_or(rest.len());
        &rest[..end]
    };
    let used = used + marks.len();
    if marks.is_empty()
        && let Some(c) = over(base, mark)
    {
        out.extend([c]);
        return Some(used);
    }
    out.extend(std::iter::once(base).chain(marks.chars()).chain([mark]).nfc());
    Some(used)
}

/// The one character that is this letter with this mark, if there is one. The
/// marks of `\"{\'u}` are taken in the order in which Unicode has them.
pub(super) fn over(base: char, mark: char) -> Option<char> {
    if let Some(c) = compose(base, mark) {
        return Some(c);
    }
    let mut parts = ['\0'; 3];
    let mut count = 0;
    unicode_normalization::char::decompose_canonical(base, |c| {
        if let Some(slot) = parts.get_mut(count) {
            *slot = c;
        }
        count += 1;
    });
    if count != 2 {
        return None;
    }
    compose(compose(parts[0], mark)?, parts[1])
}

/// Most marks that are stacked.
const MARKS: usize = 8;

/// Writes a letter under its marks, if there are commands for all of them.
pub(super) fn stack(letter: &str, out: &mut String) -> bool {
    let mut parts = ['\0'; MARKS + 1];
    let mut count = 0;
    for part in letter.nfd() {
        match parts.get_mut(count) {
            Some(slot) => *slot = part,
            None => return false,
        }
        count += 1;
    }
    if count == 1 && letter.starts_with(parts[0]) {
        return false;
    }
    // A horn is part of the letter, and may stand behind marks that are not.
    let letter = (1..count).find_map(|at| {
        if at > 1 && parts[at] != '\u{31b}' {
            return None;
        }
        let c = compose(parts[0], parts[at]).filter(|c| WRITTEN.get(c).is_some_and(|how| how.form == Form::Letter))?;
        parts.copy_within(at + 1..count, at);
        Some(c)
    });
    let base = letter.unwrap_or(parts[0]);
    let marks = &parts[1..count - usize::from(letter.is_some())];
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
        base => match WRITTEN.get(&base).filter(|written| written.form == Form::Letter) {
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

pub(super) fn is_mark(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// The character at `at` with the marks on it, and what they stand on.
pub(super) fn cluster(text: &str, from: usize, at: usize) -> (usize, usize) {
    let marked = text[at..].starts_with(is_mark);
    let start = text[from..at].chars().next_back().filter(|_| marked).map_or(at, |base| at - base.len_utf8());
    let skip = text[at..].chars().next().map_or(0, char::len_utf8);
    let rest = &text[at + skip..];
    (start, text.len() - rest.trim_start_matches(is_mark).len())
}
