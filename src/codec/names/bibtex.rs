//! Names of `.bib` files, as BibTeX and as BibLaTeX write them.
//!
//! Names are separated by `and` and have one of the forms `First von Last`,
//! `von Last, First` and `von Last, Jr, First`. [`parse`] finds the parts by
//! [`Rules`]. Those of BibTeX are those of BibTeX 0.99d: what begins with a
//! lower-case letter is *von*, and so is what stands between two such words;
//! blanks, ties and hyphens separate words; a brace group has no case, unless it
//! begins with a backslash. They depart from BibTeX in this:
//!
//! * Letters outside ASCII have the case that Unicode gives them.
//! * What follows a hyphen is *von* only if what precedes it is: `Jun-yan Zhu`
//!   has no particle, `al-Khwarizmi` has.
//! * A backslash takes the meaning from a following comma, tie or hyphen.
//! * `and` at the beginning or the end separates, too.
//! * Extended names of BibLaTeX are read as such; they are never written.
//!
//! A whole name in braces is that of a body. *von* becomes the
//! [`particle`](Name::particle). What is written is read as the same by BibTeX
//! itself, departures or not.
//!
//! ```
//! use ibidem::codec::names::bibtex::{NameProblem, Rules, parse};
//! let mut problems = Vec::new();
//! let names = parse("Jun-yan Zhu and Donald E. Knuth,", Rules::Bibtex, &mut |problem, at| problems.push((problem, at)));
//! assert_eq!(names.list[0].display(), "Zhu, Jun-yan");
//! assert_eq!(problems[0].0, NameProblem::TrailingComma);
//! ```

mod extended;
mod scan;
mod usual;
mod write;

use crate::codec::tex::{self, Braces, Decode};
use crate::ir::{Name, Names, Others, Str, Text};

pub use write::{is_refused, write};

/// Whose way of finding the parts of a name.
///
/// ```
/// use ibidem::codec::names::bibtex::{Rules, parse};
/// let family = |rules| parse("Jun-yan Zhu", rules, &mut |_, _| ()).list[0].particles();
/// assert_eq!((family(Rules::Bibtex).as_str(), family(Rules::Classic).as_str()), ("", "yan"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rules {
    /// BibTeX's, with the departures named above.
    Bibtex,
    /// Those of BibTeX 0.99d to the letter, but for the case of letters.
    Classic,
    /// biber's: neither hyphens nor ties separate words, a particle is one run
    /// of words in lower case, and before a comma it stands first.
    Biber,
}

/// What can be wrong with a list of names.
///
/// ```
/// use ibidem::codec::names::bibtex::{NameProblem, Rules, parse};
/// let mut problems = Vec::new();
/// parse("a, b, c, d and ", Rules::Bibtex, &mut |problem, _| problems.push(problem));
/// assert_eq!(problems, [NameProblem::TooManyCommas, NameProblem::EmptyName]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameProblem {
    /// A name has more than two commas; the surplus is taken for given names.
    TooManyCommas,
    /// There is nothing between two `and`, or before the first comma.
    EmptyName,
    /// A comma at the end of a name; it is ignored.
    TrailingComma,
    /// More names than [`MAX_NAMES`]; those behind are counted, not kept.
    TooManyNames,
}

/// More names than any paper has (15,025 authors signed one of COVIDSurg's in
/// 2021). A name takes many times the room of its letters.
///
/// ```
/// use ibidem::codec::names::bibtex::{MAX_NAMES, Rules, parse};
/// use ibidem::ir::Others;
/// let names = parse(&vec!["A"; MAX_NAMES + 2].join(" and "), Rules::Bibtex, &mut |_, _| ());
/// assert_eq!((names.list.len(), names.others), (MAX_NAMES, Some(Others::Count(2))));
/// ```
pub const MAX_NAMES: usize = 50_000;

impl NameProblem {
    /// What to tell the user.
    ///
    /// ```
    /// use ibidem::codec::names::bibtex::NameProblem;
    /// assert_eq!(NameProblem::TrailingComma.message(), "a name ends in a comma");
    /// ```
    pub const fn message(self) -> &'static str {
        match self {
            NameProblem::TooManyCommas => "a name has more than two commas",
            NameProblem::EmptyName => "a name or its family part is empty",
            NameProblem::TrailingComma => "a name ends in a comma",
            NameProblem::TooManyNames => "more than 50000 names, those behind are counted as others",
        }
    }
}

/// The names from this place on, counted.
fn others(source: &str, mut from: usize) -> Others {
    let mut count = 0_u32;
    loop {
        let (to, next) = scan::name_end(source.as_bytes(), from);
        let last = source[from..to].trim_ascii();
        match next {
            Some(next) => (count, from) = (count.saturating_add(1), next),
            None if last.eq_ignore_ascii_case("others") => return Others::Unknown,
            None => return Others::Count(count.saturating_add(1)),
        }
    }
}

/// Reads a list of names. Problems are reported with their place in the source.
///
/// ```
/// use ibidem::codec::names::bibtex::{Rules, parse};
/// use ibidem::ir::{Name, Others};
/// let source = "Ada Lovelace and {ATLAS Collaboration} and others";
/// let names = parse(source, Rules::Bibtex, &mut |_, _| ());
/// assert_eq!(names.list, [Name::person("Lovelace", "Ada"), Name::body("ATLAS Collaboration")]);
/// assert_eq!(names.others, Some(Others::Unknown));
/// ```
pub fn parse(source: &str, rules: Rules, problem: &mut dyn FnMut(NameProblem, usize)) -> Names {
    parse_with(source, rules, true, problem)
}

/// The same; `quick` only says in which way usual names are read.
fn parse_with(source: &str, rules: Rules, quick: bool, problem: &mut dyn FnMut(NameProblem, usize)) -> Names {
    let mut names = Names::default();
    if source.trim_ascii().is_empty() {
        return names;
    }
    let mut from = 0;
    // Options of the list stand as names before the first one.
    let mut options: Vec<(Str, Str)> = Vec::new();
    loop {
        if quick
            && names.list.len() < MAX_NAMES
            && options.is_empty()
            && let Some(found) = usual::find(source, from, rules)
        {
            make_room(&mut names.list, source, from, found.next);
            names.list.push(usual(source, found));
            match found.next {
                Some(next) => from = next,
                None => return names,
            }
            continue;
        }
        let (to, next) = scan::name_end(source.as_bytes(), from);
        if names.list.len() >= MAX_NAMES {
            problem(NameProblem::TooManyNames, from);
            names.others = Some(others(source, from));
            return names;
        }
        if next.is_none() && source[from..to].trim_ascii().eq_ignore_ascii_case("others") {
            names.others = Some(Others::Unknown);
        } else if rules != Rules::Classic
            && names.list.is_empty()
            && next.is_some()
            && let Some(option) = extended::list_option(&source[from..to])
        {
            options.push(option);
        } else if let Some(mut name) = name(source, from, to, rules, problem) {
            if !options.is_empty() {
                let details = name.details.get_or_insert_default();
                options.append(&mut details.options);
                details.options = std::mem::take(&mut options);
            }
            make_room(&mut names.list, source, from, next);
            names.list.push(name);
        } else {
            problem(NameProblem::EmptyName, from);
        }
        match next {
            Some(next) => from = next,
            None => return names,
        }
    }
}

/// Makes room for all names before the first one is put into the list, by a
/// guess that is right for most: they are about as long as the first.
fn make_room(list: &mut Vec<Name>, source: &str, from: usize, next: Option<usize>) {
    if list.is_empty() {
        let more = next.map_or(0, |next| (source.len() - next) / (next - from));
        list.reserve(1 + more.min(64));
    }
}

/// A name whose parts were found.
fn usual(source: &str, found: usual::Usual) -> Name {
    let part = |(from, to): (usize, usize)| {
        let part = &source[from..to];
        let marked = found.marked && part.bytes().any(|byte| byte == b'{' || !byte.is_ascii());
        if marked { text(part, false) } else { Text::from(part) }
    };
    Name { family: part(found.family), given: part(found.given), particle: part(found.particle), ..Name::default() }
}

/// Reads the name that is there; `None` if there is none.
fn name(
    source: &str,
    from: usize,
    to: usize,
    rules: Rules,
    problem: &mut dyn FnMut(NameProblem, usize),
) -> Option<Name> {
    if rules != Rules::Classic
        && let Some(name) = extended::read(&source[from..to])
    {
        return Some(name);
    }
    let scanned = scan::scan(source, from, to, rules);
    if let Some(at) = scanned.surplus {
        problem(NameProblem::TooManyCommas, at);
    }
    if let Some(at) = scanned.trailing {
        problem(NameProblem::TrailingComma, at);
    }
    let part = |start: usize, end: usize| text(&source[start..end], false);
    let [first, second, third] = &scanned.sections;
    let mut name = Name::default();
    // Before a comma, biber's particle stands first.
    let leading = |von: &&scan::Von| scanned.commas == 0 || rules != Rules::Biber || von.start == first.start;
    match (scanned.commas, first.von.as_ref().filter(leading)) {
        (0, None) => {
            if first.tokens == 1
                && let Some(inner) = scan::whole_group(&source[first.start..first.end])
            {
                return braced(inner);
            }
            name.given = part(first.start, first.chain_before);
            name.family = part(first.chain, first.end);
        }
        (0, Some(von)) => {
            name.given = part(first.start, von.before);
            name.particle = part(von.start, von.end);
            name.family = part(von.after, first.end);
        }
        (_, None) => name.family = part(first.start, first.end),
        (_, Some(von)) => {
            name.particle = part(first.start, von.end);
            name.family = part(von.after, first.end);
        }
    }
    match scanned.commas {
        0 => {}
        1 => name.given = part(second.start, second.end),
        _ => {
            name.suffix = part(second.start, second.end);
            name.given = text(&source[third.start..third.end], scanned.surplus.is_some());
        }
    }
    if name.family.is_empty() {
        // Some name is better than none.
        let parts = [&mut name.particle, &mut name.given, &mut name.suffix];
        name.family = parts.into_iter().find(|part| !part.is_empty()).map(std::mem::take)?;
        problem(NameProblem::EmptyName, from);
    }
    Some(name)
}

/// A name that is one brace group.
fn braced(inner: &str) -> Option<Name> {
    let inner = inner.trim_ascii();
    let family = text(inner, false);
    if family.is_empty() {
        return None;
    }
    // `{\O}` is how a letter is written.
    let letter = inner.starts_with('\\') && family.as_plain().is_some_and(|text| text.chars().nth(1).is_none());
    Some(Name { body: !letter, family, ..Name::default() })
}

/// The text of a part; ties between words become blanks, and so do commas that
/// are too many.
fn text(source: &str, commas: bool) -> Text {
    if is_simple(source) {
        return Text::from(source);
    }
    let source = scan::even_blanks(source, commas);
    tex::decode(&source, Decode { paragraphs: false, braces: Braces::Drop })
}

/// Whether this is ASCII that means itself to every reader and writer: words of
/// letters, full stops and single apostrophes, each beginning with a letter and
/// none of them `and`, joined by single blanks or hyphens.
fn is_simple(text: &str) -> bool {
    are_words(text, false)
}

/// The same, and whether there may be letters outside of ASCII among the others.
fn are_words(text: &str, wide: bool) -> bool {
    let mut before = b' ';
    let mut word = 0;
    let mut ascii = true;
    for (at, &byte) in text.as_bytes().iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            0x80.. if wide => ascii = false,
            b'.' | b'-' | b'\'' if !matches!(before, b' ' | b'-') && (byte != before || byte == b'.') => {}
            b' ' if !matches!(before, b' ' | b'-') && !text[word..at].eq_ignore_ascii_case("and") => word = at + 1,
            _ => return false,
        }
        before = byte;
    }
    !matches!(before, b' ' | b'-')
        && !text[word..].eq_ignore_ascii_case("and")
        && (ascii || text.chars().all(|c| c.is_ascii() || c.is_alphabetic()))
}

#[cfg(test)]
mod programs;
#[cfg(test)]
mod tests;
