//! Names with commas, family name first: `Family, Given, Suffix`.
//!
//! The form of RIS ("last name, first name, suffix", Reference Manager format
//! pages) and of most tables. It has no place for particles, and no mark for
//! bodies but the missing comma or, in our tables, braces around the name.
//!
//! ```
//! use ibidem::codec::names::comma::{Bodies, Kept, decode, encode};
//! let name = decode("King, Martin Luther, Jr.", Bodies::Words).unwrap();
//! let mut line = String::new();
//! assert_eq!((encode(&name, Bodies::Words, &mut line), line.as_str()), (Kept::Whole, "King, Martin Luther, Jr."));
//! ```

use std::borrow::Cow;

use crate::codec::line::one_line;
use crate::codec::{markup, scan};
use crate::ir::{Name, Text};

/// How a body is told from a person.
///
/// ```
/// use ibidem::codec::names::comma::{Bodies, decode};
/// let is_body = |source, bodies| decode(source, bodies).unwrap().body;
/// assert!(is_body("ATLAS Collaboration", Bodies::Words) && !is_body("ATLAS Collaboration", Bodies::Braced));
/// assert!(is_body("{CERN}", Bodies::Braced));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bodies {
    /// By braces around the name; without, a name is that of a person.
    Braced,
    /// By several words without a comma; one word alone is a person's.
    Words,
}

/// What becomes of a name that is written and read again.
///
/// ```
/// use ibidem::codec::names::comma::{Bodies, Kept, encode};
/// use ibidem::ir::Name;
/// let kept = |name: &Name| encode(name, Bodies::Words, &mut String::new());
/// assert_eq!(kept(&Name::person("Lovelace", "Ada")), Kept::Whole);
/// // One word alone is read as a person's.
/// assert_eq!(kept(&Name::body("CERN")), Kept::Substituted);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is the same.
    Whole,
    /// Its particle is now part of the family name.
    Merged,
    /// It is another kind of name: a person and not a body, or the reverse.
    Substituted,
    /// Some detail or style is gone.
    Narrowed,
}

struct Parts<'s> {
    body: bool,
    family: &'s str,
    given: &'s str,
    suffix: &'s str,
}

fn split(source: &str, bodies: Bodies) -> Parts<'_> {
    let source = source.trim_matches(' ');
    let whole = |body, family| Parts { body, family, given: "", suffix: "" };
    if bodies == Bodies::Braced
        && let Some(inner) = source.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
        && !inner.trim_matches(' ').is_empty()
    {
        return whole(true, inner.trim_matches(' '));
    }
    let Some((family, rest)) = source.split_once(',') else {
        return whole(bodies == Bodies::Words && source.contains(' '), source);
    };
    let (given, suffix) = rest.split_once(',').unwrap_or((rest, ""));
    let [family, given, suffix] = [family, given, suffix].map(|part| part.trim_matches(' '));
    if family.is_empty() { whole(false, source) } else { Parts { body: false, family, given, suffix } }
}

/// Reads a name; `None` if there is nothing.
///
/// ```
/// use ibidem::codec::names::comma::{Bodies, decode};
/// use ibidem::ir::Name;
/// assert_eq!(decode("Lovelace, Ada", Bodies::Words), Some(Name::person("Lovelace", "Ada")));
/// assert_eq!(decode("ATLAS Collaboration", Bodies::Words), Some(Name::body("ATLAS Collaboration")));
/// assert_eq!(decode("{CERN}", Bodies::Braced), Some(Name::body("CERN")));
/// assert_eq!(decode("Plato", Bodies::Words), Some(Name::person("Plato", "")));
/// ```
pub fn decode(source: &str, bodies: Bodies) -> Option<Name> {
    let source = one_line(source);
    if source.is_empty() {
        return None;
    }
    let parts = split(&source, bodies);
    Some(Name {
        body: parts.body,
        family: parts.family.into(),
        given: parts.given.into(),
        suffix: parts.suffix.into(),
        ..Name::default()
    })
}

/// Family and given name of a person, where there are no other parts and it is
/// beyond doubt that [`decode`] reads them for `Family, Given`.
pub(crate) fn plain_parts(name: &Name) -> Option<(&str, &str)> {
    let (Text::Plain(family), Text::Plain(given)) = (&name.family, &name.given) else { return None };
    let others = [&name.particle, &name.dropping_particle, &name.suffix];
    let plain = !name.body && others.iter().all(|part| part.is_empty()) && is_part(family) && is_part(given);
    plain.then_some((family, given))
}

/// Whether the text begins with a letter, holds no comma, and stays on its line.
fn is_part(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(&first), Some(&last)) = (bytes.first(), bytes.last()) else { return false };
    let doubled = |before, here| (before == b' ') & (here == b' ');
    // Most are ASCII; blanks beyond it begin with one of the last two bytes.
    let ascii = |before, here: u8| (here.wrapping_sub(b' ') >= 0x5f) | (here == b',') | doubled(before, here);
    let odd = |before, here| {
        (here < b' ') | (here == 0x7f) | (here == b',') | (here == 0xc2) | (here == 0xe2) | doubled(before, here)
    };
    (first.is_ascii_alphabetic() || first >= 0x80)
        && last != b' '
        && (scan::none(bytes, ascii) || scan::none(bytes, odd))
}

/// Writes a name and says what becomes of it.
///
/// ```
/// use ibidem::codec::names::comma::{Bodies, Kept, encode};
/// use ibidem::ir::Name;
/// let mut line = String::new();
/// let name = Name { particle: "van".into(), ..Name::person("Gogh", "Vincent") };
/// assert_eq!(encode(&name, Bodies::Words, &mut line), Kept::Merged);
/// assert_eq!(line, "van Gogh, Vincent");
/// ```
pub fn encode(name: &Name, bodies: Bodies, out: &mut String) -> Kept {
    if let Some((family, given)) = plain_parts(name) {
        push(false, family, given, "", bodies, out);
        return if name.details.is_some() { Kept::Narrowed } else { Kept::Whole };
    }
    let start = out.len();
    let particles = name.particles();
    let family = line(&name.family);
    let joined = if particles.is_empty() {
        family
    } else {
        let gap = if particles.ends_with(['\'', '\u{2019}', '-']) { "" } else { " " };
        Cow::Owned(one_line(&format!("{particles}{gap}{family}")).into_owned())
    };
    let (given, suffix) = (line(&name.given), line(&name.suffix));
    push(name.body, &joined, &given, &suffix, bodies, out);

    let read = split(&out[start..], bodies);
    let same = |text: &Text, part: &str| text.as_plain() == Some(part);
    let parts = same(&name.given, read.given) && same(&name.suffix, read.suffix);
    if read.body == name.body && parts && same(&name.family, read.family) && particles.is_empty() {
        return if name.details.is_some() { Kept::Narrowed } else { Kept::Whole };
    }
    let kept = match () {
        () if read.body != name.body => Kept::Substituted,
        () if parts && !particles.is_empty() => Kept::Merged,
        () => Kept::Narrowed,
    };
    // Written as it will be read, so that it is written the same way again.
    let source = out.split_off(start);
    let read = split(&source, bodies);
    push(read.body, read.family, read.given, read.suffix, bodies, out);
    kept
}

fn line(text: &Text) -> Cow<'_, str> {
    match markup::plain(text) {
        Cow::Borrowed(plain) => one_line(plain),
        Cow::Owned(plain) => Cow::Owned(one_line(&plain).into_owned()),
    }
}

fn push(body: bool, family: &str, given: &str, suffix: &str, bodies: Bodies, out: &mut String) {
    if body && bodies == Bodies::Braced {
        out.push('{');
        out.push_str(family);
        out.push('}');
        return;
    }
    out.push_str(family);
    if !given.is_empty() || !suffix.is_empty() {
        out.push_str(", ");
        out.push_str(given);
    }
    if !suffix.is_empty() {
        out.push_str(", ");
        out.push_str(suffix);
    }
}

/// Whether a last name says only that there are others.
///
/// ```
/// use ibidem::codec::names::comma::is_others;
/// assert!(is_others("et al.") && !is_others("Others, Jane"));
/// ```
pub fn is_others(source: &str) -> bool {
    let words = source.trim_matches([' ', ',', ';', '.', '\u{2026}']);
    ["et al", "others", "and others"].iter().any(|others| words.eq_ignore_ascii_case(others))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &Name, bodies: Bodies) -> (String, Kept) {
        let mut out = String::new();
        let kept = encode(name, bodies, &mut out);
        (out, kept)
    }

    #[test]
    fn names_are_written_as_they_are_read() {
        let jr = Name { suffix: "Jr.".into(), ..Name::person("King", "Martin Luther") };
        let only = Name { suffix: "III".into(), ..Name::person("King", "") };
        let van = Name { particle: "van".into(), ..Name::person("Gogh", "Vincent") };
        let apostrophe = Name { dropping_particle: "d'".into(), ..Name::person("Alembert", "Jean") };
        for (name, bodies, text, kept) in [
            (Name::person("Lovelace", "Ada"), Bodies::Words, "Lovelace, Ada", Kept::Whole),
            (jr, Bodies::Words, "King, Martin Luther, Jr.", Kept::Whole),
            (only, Bodies::Words, "King, , III", Kept::Whole),
            (van, Bodies::Words, "van Gogh, Vincent", Kept::Merged),
            (apostrophe, Bodies::Words, "d'Alembert, Jean", Kept::Merged),
            (Name::body("CERN"), Bodies::Words, "CERN", Kept::Substituted),
            (Name::body("CERN"), Bodies::Braced, "{CERN}", Kept::Whole),
            (Name::body("A and Sons, Inc."), Bodies::Words, "A and Sons, Inc.", Kept::Substituted),
            (Name::body("A and Sons, Inc."), Bodies::Braced, "{A and Sons, Inc.}", Kept::Whole),
            (Name::body("a,,b"), Bodies::Words, "a, , b", Kept::Substituted),
            (Name::person("Mother Teresa", ""), Bodies::Words, "Mother Teresa", Kept::Substituted),
            (Name::person("Mother Teresa", ""), Bodies::Braced, "Mother Teresa", Kept::Whole),
            (Name::person("A\nB", "C"), Bodies::Words, "A B, C", Kept::Narrowed),
        ] {
            assert_eq!(written(&name, bodies), (text.to_owned(), kept));
        }
    }

    #[test]
    fn what_says_that_there_are_others() {
        assert!(["et al.", "Et al", "others", "and others", "et al.;"].iter().all(|s| is_others(s)));
        assert!(["al", "Others, A.", ""].iter().all(|s| !is_others(s)));
    }
}
