//! Names in the order they are spoken: `Ada M. van der Test Jr`.
//!
//! This is how arXiv prints names and how Atom holds them. Where one part ends
//! and the next begins is not marked; [`parse`] follows arXiv's own rules, so
//! that `John Von Neumann` has the family name `Von Neumann`. Whatever it
//! decides, [`write()`] gives back the same words:
//!
//! ```
//! use ibidem::codec::names::display;
//! let name = display::parse("Ada M. van der Test Jr");
//! assert_eq!((name.given.to_plain(), name.particle.to_plain()), ("Ada M.".into(), "van der".into()));
//! let mut out = String::new();
//! display::write(&name, &mut out);
//! assert_eq!(out, "Ada M. van der Test Jr");
//! ```

use std::borrow::Cow;

use crate::codec::scan;
use crate::ir::{Name, NameDetails, Text};

/// The last words of the names of bodies.
const BODIES: [&str; 5] = ["Collaboration", "Collaborations", "Consortium", "Group", "Team"];

/// What arXiv takes for the beginning of a family name in any case.
const PARTICLES: [&str; 12] = ["van", "der", "de", "la", "von", "del", "della", "da", "mac", "ter", "dem", "di"];

/// What else is a particle when it is in lower case. None ends in a hyphen or
/// an apostrophe, after which [`write()`] puts no blank.
const LOWER_PARTICLES: [&str; 34] = [
    "'s",
    "'t",
    "\u{2019}s",
    "\u{2019}t",
    "af",
    "al",
    "av",
    "bin",
    "bint",
    "das",
    "degli",
    "dei",
    "den",
    "do",
    "dos",
    "du",
    "el",
    "het",
    "ibn",
    "in",
    "las",
    "le",
    "les",
    "lo",
    "los",
    "op",
    "ten",
    "te",
    "tot",
    "und",
    "vom",
    "zu",
    "zum",
    "zur",
];

/// Reads a name.
///
/// The particle is what stands in lower case directly before the family name.
/// The first word is never one: a lone `del Norte` has the given name `del`,
/// as at arXiv.
///
/// ```
/// use ibidem::codec::names::display::parse;
/// let name = parse("Ludwig van Beethoven");
/// assert_eq!((name.particle.to_plain(), name.family.to_plain()), ("van".into(), "Beethoven".into()));
/// ```
pub fn parse(name: &str) -> Name {
    let name = &*normal(name);
    let blank = |text: &str| memchr::memrchr(b' ', text.as_bytes());
    let Some(last) = blank(name) else { return Name { family: name.into(), ..Name::default() } };
    if ends_body(&name[last + 1..]) {
        return Name::body(name);
    }
    let (name, suffix, comma) = split_suffix(name, last);
    // The run of particles before the last word, ...
    let word = if suffix.is_empty() { last + 1 } else { blank(name).map_or(0, |blank| blank + 1) };
    let mut start = word;
    while let Some(before) = name[..start].strip_suffix(' ') {
        match blank(before) {
            Some(blank) if is_particle(&before[blank + 1..]) => start = blank + 1,
            _ => break,
        }
    }
    // ... from the first one in upper case on a part of the family name.
    let mut family = start;
    while family < word {
        let particle = &name[family..word];
        if particle.starts_with(char::is_uppercase) {
            break;
        }
        family += memchr::memchr(b' ', particle.as_bytes()).map_or(particle.len(), |blank| blank + 1);
    }
    if family == word && word > 0 && has_article(&name[word..]) {
        family += 3;
    }
    let part = |text: &str| match text.strip_suffix(' ').unwrap_or(text) {
        "" => Text::default(),
        text => Text::from(text),
    };
    Name {
        given: part(&name[..start]),
        particle: part(&name[start..family]),
        family: name[family..].into(),
        suffix: part(suffix),
        details: comma.then(|| Box::new(NameDetails { comma_suffix: true, ..NameDetails::default() })),
        ..Name::default()
    }
}

/// Writes a name: given name, particles, family name, suffix.
///
/// ```
/// use ibidem::{codec::names::display::write, ir::Name};
/// let mut out = String::new();
/// write(&Name { particle: "van".into(), ..Name::person("Beethoven", "Ludwig") }, &mut out);
/// assert_eq!(out, "Ludwig van Beethoven");
/// ```
pub fn write(name: &Name, out: &mut String) {
    let comma = name.details.as_ref().is_some_and(|details| details.comma_suffix);
    let start = out.len();
    let mut glue = true;
    for (part, is_particle, is_suffix) in [
        (&name.given, false, false),
        (&name.dropping_particle, true, false),
        (&name.particle, true, false),
        (&name.family, false, false),
        (&name.suffix, false, true),
    ] {
        if part.is_empty() {
            continue;
        }
        if !glue {
            out.push_str(if is_suffix && comma { ", " } else { " " });
        }
        out.push_str(&part.to_plain());
        glue = out.len() == start || is_particle && out.ends_with(['\'', '\u{2019}', '-']);
    }
}

/// Given and family name of a person, where there is nothing else and it is
/// beyond doubt that [`parse`] gives the name back for what [`write()`] makes of
/// it: both parts with a blank between them, or the family name alone.
#[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
pub(crate) fn plain_parts(name: &Name) -> Option<(&str, &str)> {
    let (Text::Plain(given), Text::Plain(family)) = (&name.given, &name.family) else { return None };
    let others = [&name.particle, &name.dropping_particle, &name.suffix];
    if name.body || name.details.is_some() || !others.iter().all(|part| part.is_empty()) || family.is_empty() {
        return None;
    }
    if memchr::memchr(b' ', family.as_bytes()).is_some() || !is_plain(family) || !is_plain(given) {
        return None;
    }
    if given.is_empty() {
        return Some(("", family));
    }
    let last = given.rsplit_once(' ').map_or("", |(_, last)| last);
    let certain = !given.starts_with(' ')
        && !given.ends_with(' ')
        && (last.is_empty() || last.ends_with('.') || !is_particle(last))
        && !BODIES.iter().any(|body| family.eq_ignore_ascii_case(body))
        && !is_suffix(family, true)
        && !has_article(family);
    certain.then_some((given, family))
}

/// Whether there is no white space but single blanks, and nothing that XML does
/// not have.
fn is_plain(part: &str) -> bool {
    let doubled = |before, here| (before == b' ') & (here == b' ');
    // Most are ASCII; what is odd beyond it begins with one of the last bytes.
    let ascii = |before, here: u8| (here.wrapping_sub(b' ') >= 0x5f) | doubled(before, here);
    let odd = |before, here: u8| {
        (here < b' ') | (here == 0xc2) | (here.wrapping_sub(0xe1) < 3) | (here == 0xef) | doubled(before, here)
    };
    scan::none(part.as_bytes(), ascii) || scan::none(part.as_bytes(), odd)
}

/// One blank between words, none around them.
fn normal(name: &str) -> Cow<'_, str> {
    // Blanks of Unicode begin with these bytes; a second look tells them apart.
    let regular = scan::none(name.as_bytes(), |before, here| {
        (here < b' ') | ((here == b' ') & (before == b' ')) | (here == 0xC2) | (here.wrapping_sub(0xE1) < 3)
    }) || scan::none(name.as_bytes(), |before, here| {
        (here < b' ')
            | ((here == b' ') & (before == b' '))
            | ((before == 0xC2) & ((here == 0x85) | (here == 0xA0)))
            | ((before == 0xE1) & (here == 0x9A))
            | ((before == 0xE2) & ((here == 0x80) | (here == 0x81)))
            | ((before == 0xE3) & (here == 0x80))
    });
    if regular && !name.is_empty() && !name.starts_with(' ') && !name.ends_with(' ') {
        return Cow::Borrowed(name);
    }
    let mut blank = true;
    let odd = |c: char| {
        let twice = blank && c == ' ';
        blank = c == ' ';
        twice || c != ' ' && c.is_whitespace()
    };
    if name.contains(odd) || blank {
        let mut out = String::with_capacity(name.len());
        for word in name.split_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(word);
        }
        return Cow::Owned(out);
    }
    Cow::Borrowed(name)
}

/// Takes a family name apart that is given with its particles, as [`parse`] does
/// behind a given name: `van der Test`, but `Von Neumann` and `Van de Sompel`
/// have no particle.
///
/// ```
/// use ibidem::codec::names::display::particle;
/// assert_eq!(particle("van der Test"), ("van der", "Test"));
/// assert_eq!(particle("Garcia Ejemplo"), ("", "Garcia Ejemplo"));
/// ```
pub fn particle(family: &str) -> (&str, &str) {
    let mut end = 0;
    while let Some(blank) = family[end..].find(' ') {
        let word = &family[end..end + blank];
        if word.starts_with(char::is_uppercase) || !is_particle(word) {
            break;
        }
        end += blank + 1;
    }
    if end == 0 && has_article(family) {
        return family.split_at(3);
    }
    (family[..end].trim_end(), &family[end..])
}

/// Whether the last of several words says that this is a body.
///
/// ```
/// use ibidem::codec::names::display::is_body;
/// assert!(is_body("ATLAS Collaboration") && !is_body("Ada Lovelace"));
/// ```
pub fn is_body(name: &str) -> bool {
    name.rsplit_once(' ').is_some_and(|(_, last)| ends_body(last))
}

/// Whether a last word says that this is a body.
pub(crate) fn ends_body(last: &str) -> bool {
    BODIES.iter().any(|body| last.eq_ignore_ascii_case(body))
}

/// Takes the suffix off, and the comma before it; `blank` is the last one.
fn split_suffix(name: &str, blank: usize) -> (&str, &str, bool) {
    let (before, last) = (&name[..blank], &name[blank + 1..]);
    // The longest one has three letters and a full stop.
    if last.len() > 4 {
        return (name, "", false);
    }
    let (bare, comma) = match before.strip_suffix(',') {
        Some(bare) if !bare.is_empty() && !bare.ends_with(' ') => (bare, true),
        _ => (before, false),
    };
    // With one word before it a number is rather an initial.
    if is_suffix(last, comma || before.contains(' ')) { (bare, last, comma) } else { (name, "", false) }
}

/// Whether this word says which bearer of a name is meant; numbers only where
/// they are `numbered`.
fn is_suffix(word: &str, numbered: bool) -> bool {
    match word {
        "I" | "II" | "III" | "IV" | "V" => numbered,
        _ => {
            let word = word.strip_suffix('.').unwrap_or(word);
            word.eq_ignore_ascii_case("jr") || word.eq_ignore_ascii_case("sr")
        }
    }
}

/// Whether this word belongs to the family name after it.
fn is_particle(word: &str) -> bool {
    // They have two letters to five, and few letters begin one: mostly this is an initial.
    let [first, .., last] = word.as_bytes() else { return false };
    word.len() <= 5
        && last.is_ascii_alphabetic()
        && matches!(
            first | 0x20,
            b'a' | b'b' | b'd' | b'e' | b'h' | b'i' | b'l' | b'm' | b'o' | b't' | b'u' | b'v' | b'z' | b'\'' | 0xE2
        )
        && (LOWER_PARTICLES.contains(&word) || PARTICLES.iter().any(|particle| word.eq_ignore_ascii_case(particle)))
}

/// Whether the word begins with an Arabic article: `al-Khwarizmi`.
fn has_article(word: &str) -> bool {
    let rest = word.strip_prefix("al-").or_else(|| word.strip_prefix("el-"));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laws::Rng;

    /// given, particle, family, suffix
    fn parts(source: &str) -> [String; 4] {
        let name = parse(source);
        assert!(!name.body, "{source}");
        [&name.given, &name.particle, &name.family, &name.suffix].map(|part| part.to_plain().into_owned())
    }

    fn written(name: &Name) -> String {
        let mut out = String::new();
        write(name, &mut out);
        out
    }

    #[test]
    fn parts_of_names() {
        for (source, expected) in [
            ("Ada Lovelace", ["Ada", "", "Lovelace", ""]),
            ("Carla M. van der Test Jr", ["Carla M.", "van der", "Test", "Jr"]),
            ("Martin Luther King, Jr.", ["Martin Luther", "", "King", "Jr."]),
            ("King Sr", ["", "", "King", "Sr"]),
            ("Loren Ipsum III", ["Loren", "", "Ipsum", "III"]),
            ("Ramesh V", ["Ramesh", "", "V", ""]),
            ("John Von Neumann", ["John", "", "Von Neumann", ""]),
            ("Herbert Van de Sompel", ["Herbert", "", "Van de Sompel", ""]),
            ("Jean de La Fontaine", ["Jean", "de", "La Fontaine", ""]),
            ("Fred del Norte", ["Fred", "del", "Norte", ""]),
            ("del Norte", ["del", "", "Norte", ""]),
            ("Ludwig van", ["Ludwig", "", "van", ""]),
            ("van der", ["van", "", "der", ""]),
            ("Jr", ["", "", "Jr", ""]),
            ("Plato", ["", "", "Plato", ""]),
            ("Yen-Ting", ["", "", "Yen-Ting", ""]),
            ("al-Khwarizmi", ["", "", "al-Khwarizmi", ""]),
            ("M. al-Khwarizmi", ["M.", "al-", "Khwarizmi", ""]),
            ("A. van al-Test", ["A.", "van al-", "Test", ""]),
            ("A. Van al-Test", ["A.", "", "Van al-Test", ""]),
            ("Jean d'Alembert", ["Jean", "", "d'Alembert", ""]),
            ("Jan van 't Hoff", ["Jan", "van 't", "Hoff", ""]),
            ("A. von und zu Test IV", ["A.", "von und zu", "Test", "IV"]),
            ("Al Test", ["Al", "", "Test", ""]),
            ("  Bo \u{a0}\n Test ", ["Bo", "", "Test", ""]),
            ("Jun-yan Zhu", ["Jun-yan", "", "Zhu", ""]),
            ("", ["", "", "", ""]),
        ] {
            assert_eq!(parts(source), expected, "{source}");
        }
        assert!(parse("Martin Luther King, Jr.").details.is_some_and(|details| details.comma_suffix));
    }

    #[test]
    fn bodies() {
        for body in ["ATLAS Collaboration", "The A and B collaborations", "Qwen TEAM", "X Consortium", "A B Group"] {
            assert_eq!(parse(body), Name::body(body));
            assert_eq!(written(&Name::body(body)), body);
        }
        assert!(!parse("Team").body);
    }

    #[test]
    fn parts_are_joined() {
        let name = Name {
            dropping_particle: "de".into(),
            particle: "l'".into(),
            suffix: "Jr".into(),
            ..Name::person("H\u{f4}pital", "Guillaume")
        };
        assert_eq!(written(&name), "Guillaume de l'H\u{f4}pital Jr");
        assert_eq!(written(&Name { suffix: "III".into(), ..Name::person("Test", "") }), "Test III");
        assert_eq!(written(&Name::default()), "");
    }

    #[test]
    fn reading_and_writing_gives_the_same_words() {
        const WORDS: [&str; 40] = [
            "van",
            "Van",
            "der",
            "de",
            "De",
            "La",
            "la",
            "LA",
            "del",
            "Norte",
            "Jr",
            "Jr.",
            "Jr,",
            "Sr",
            "III",
            "V",
            ",",
            "al-Test",
            "al-",
            "al",
            "d'",
            "'t",
            "d'Alembert",
            "Yen-Ting",
            "Jakob",
            "N.",
            "Foerster",
            "Collaboration",
            "Group",
            "Test,",
            "Test,,",
            "-",
            "und",
            "\u{c9}mile",
            "\u{738b}",
            "o",
            "Mac",
            "el-\u{c9}t\u{e9}",
            "'",
            "x",
        ];
        let mut rng = Rng::new(1);
        let mut words = |most| (0..rng.below(most)).map(|_| rng.pick(&WORDS)).collect::<Vec<_>>().join(" ");
        for _ in 0..50_000 {
            let source = words(7);
            assert_eq!(written(&parse(&source)), source);
        }
        let mut certain = 0;
        for _ in 0..50_000 {
            let name = Name::person(&words(3), &words(4));
            if let Some((given, family)) = plain_parts(&name) {
                certain += 1;
                let blank = if given.is_empty() { "" } else { " " };
                assert_eq!(format!("{given}{blank}{family}"), written(&name));
                assert_eq!(parse(&written(&name)), name);
            }
        }
        assert!(certain > 1000, "{certain}");
        for source in ["Jakob N. Foerster", "al-Khwarizmi", "d'Alembert", "Jean de La Fontaine", "  ", "a\tb"] {
            assert_eq!(written(&parse(source)), source.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
