//! Recognizing the notation and its dialect.

use super::Dialect;
use super::lexer::is_name_byte;
use super::map;
use crate::format::Likelihood;

/// Whether this is BibTeX.
pub(super) fn bibtex(head: &[u8]) -> Likelihood {
    of(head, Dialect::Bibtex)
}

/// Whether this is BibLaTeX.
pub(super) fn biblatex(head: &[u8]) -> Likelihood {
    of(head, Dialect::Biblatex)
}

/// The notation, a little less likely in the other dialect.
fn of(head: &[u8], wanted: Dialect) -> Likelihood {
    let found = notation(head);
    if found == Likelihood::No || dialect(head) == wanted {
        return found;
    }
    match found {
        Likelihood::Sure => Likelihood::Maybe(60),
        _ => Likelihood::Maybe(40),
    }
}

/// An entry of a known type at the beginning of a line.
fn notation(head: &[u8]) -> Likelihood {
    let mut best = Likelihood::No;
    for at in memchr::memchr_iter(b'@', head) {
        let Some(word) = entry_type(head, at) else { continue };
        let rows = [Dialect::Bibtex, Dialect::Biblatex].into_iter().flat_map(map::own_types);
        let known = rows.map(|row| row.native).chain(["string", "preamble", "comment"]);
        if known.into_iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word)) {
            return Likelihood::Sure;
        }
        best = Likelihood::Maybe(50);
    }
    best
}

/// The type of the entry that this `@` begins, if it begins one.
fn entry_type(head: &[u8], at: usize) -> Option<&[u8]> {
    let before = head[..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    if !matches!(before, None | Some(b'\n' | b'\r')) {
        return None;
    }
    let word = &head[at + 1..];
    let len = word.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (word, rest) = word.split_at(len);
    (len > 0 && matches!(rest.trim_ascii_start().first(), Some(b'{' | b'('))).then_some(word)
}

/// Types and fields that only one dialect's manual knows, and how much one
/// occurrence says: two, or one where programs write them into files of the
/// other dialect as well. What is BibLaTeX's counts against what is BibTeX's.
static MARKS: &[(&str, i32)] = &[
    ("date", 2),
    ("journaltitle", 2),
    ("location", 2),
    ("eprintclass", 2),
    ("eprinttype", 1),
    ("langid", 1),
    ("origdate", 2),
    ("eventdate", 2),
    ("eventtitle", 2),
    ("booksubtitle", 2),
    ("maintitle", 2),
    ("shortjournal", 1),
    ("subtitle", 1),
    ("titleaddon", 1),
    ("pagetotal", 2),
    ("pubstate", 1),
    ("entrysubtype", 2),
    ("editortype", 2),
    ("editora", 2),
    ("annotation", 1),
    ("relatedtype", 2),
    ("xdata", 2),
    ("journal", -2),
    ("address", -2),
    ("school", -2),
    ("archiveprefix", -2),
    ("primaryclass", -2),
    ("annote", -1),
    ("year", -1),
];

static TYPE_MARKS: &[(&str, i32)] = &[
    ("online", 1),
    ("report", 2),
    ("thesis", 2),
    ("collection", 2),
    ("mvbook", 2),
    ("mvcollection", 2),
    ("mvproceedings", 2),
    ("mvreference", 2),
    ("reference", 2),
    ("inreference", 2),
    ("bookinbook", 2),
    ("suppbook", 2),
    ("suppcollection", 2),
    ("suppperiodical", 2),
    ("periodical", 2),
    ("dataset", 1),
    ("software", 1),
    ("xdata", 2),
    ("set", 2),
    ("phdthesis", -2),
    ("mastersthesis", -2),
    ("techreport", -2),
    ("conference", -2),
];

/// What more of the marks are of; BibTeX if they are even.
pub(super) fn dialect(head: &[u8]) -> Dialect {
    let weight = |marks: &[(&str, i32)], (begun, word): (&Begun, &[u8])| {
        if !begun.may_hold(word) {
            return 0;
        }
        marks.iter().find(|(name, _)| name.as_bytes().eq_ignore_ascii_case(word)).map_or(0, |(_, weight)| *weight)
    };
    let fields = memchr::memchr_iter(b'=', head).filter_map(|at| field_name(head, at));
    let types = memchr::memchr_iter(b'@', head).filter_map(|at| entry_type(head, at));
    let begun = Begun::of(MARKS);
    let sum: i32 = fields.map(|name| weight(MARKS, (&begun, name))).sum();
    let begun = Begun::of(TYPE_MARKS);
    let sum = sum + types.map(|word| weight(TYPE_MARKS, (&begun, word))).sum::<i32>();
    if sum > 0 { Dialect::Biblatex } else { Dialect::Bibtex }
}

/// With which letters words of each length begin.
struct Begun([u32; LONGEST + 1]);

impl Begun {
    fn of(marks: &[(&str, i32)]) -> Begun {
        let mut begun = [0; LONGEST + 1];
        for (name, _) in marks {
            begun[name.len()] |= letter(name.as_bytes());
        }
        Begun(begun)
    }

    /// Whether there may be such a word: few others need be compared.
    fn may_hold(&self, word: &[u8]) -> bool {
        self.0.get(word.len()).is_some_and(|letters| letters & letter(word) != 0)
    }
}

/// The bit of the first letter, in any case.
fn letter(word: &[u8]) -> u32 {
    word.first().map_or(0, |first| 1 << (first % 32))
}

/// Longer names are none of the marks.
const LONGEST: usize = 16;

/// The name before this `=`, if it can be that of a field: behind a comma.
fn field_name(head: &[u8], at: usize) -> Option<&[u8]> {
    let head = head[..at].trim_ascii_end();
    let len = head.iter().rev().take(LONGEST + 1).take_while(|&&byte| is_name_byte(byte)).count();
    let (before, name) = head.split_at(head.len() - len);
    let field = (1..=LONGEST).contains(&len) && before.iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b',');
    field.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_counted_over_the_whole_head() {
        for (text, expected) in [
            ("@article{a, journaltitle = {J}, date = {2020}}", Dialect::Biblatex),
            ("@article{a, journal = {J}, year = 2020}", Dialect::Bibtex),
            ("@misc{a, title = {T}}", Dialect::Bibtex),
            ("", Dialect::Bibtex),
            // Behind no comma stands no field.
            ("@misc{a, url = {http://x/?date=1&location=2}, abstract = {date = 3}}", Dialect::Bibtex),
            // One stray field among the others.
            (
                "@article{a, journal = {J}, year = 2020, date = {2020-01}}\n@book{b, year=1, address={X}}",
                Dialect::Bibtex,
            ),
            ("@online{a, url = {x}, date = {2020}}\n@book{b, year = 1999}", Dialect::Biblatex),
            // DBLP, and Better BibTeX for BibTeX.
            (
                "@article{a, journal = {CoRR}, year = {2020}, eprinttype = {arXiv}, eprint = {2001.00001}}",
                Dialect::Bibtex,
            ),
            ("@misc{a, year = {2020}, langid = {english}}", Dialect::Bibtex),
            ("@THESIS{a,\n DATE={2020},\n Type={phdthesis}}", Dialect::Biblatex),
        ] {
            assert_eq!(dialect(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn only_one_dialect_is_sure() {
        let text = b"@online{a, date = {2020}}";
        assert_eq!((bibtex(text), biblatex(text)), (Likelihood::Maybe(60), Likelihood::Sure));
        let text = b"@misc{a, year = {2020}}";
        assert_eq!((bibtex(text), biblatex(text)), (Likelihood::Sure, Likelihood::Maybe(60)));
        assert_eq!(biblatex(b"me@example.org {"), Likelihood::No);
    }
}
