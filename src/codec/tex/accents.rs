//! Accents: a command that puts a mark on what follows it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose};

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
    bare("capitalacute", '\u{301}', true),
    bare("capitalgrave", '\u{300}', true),
    bare("capitalcircumflex", '\u{302}', true),
    bare("capitaltilde", '\u{303}', true),
    bare("capitaldieresis", '\u{308}', true),
    bare("capitalcaron", '\u{30c}', true),
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
