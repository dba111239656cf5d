//! What stands above a title: identifier, formats, classes, DOIs.

use super::lines::{blanks, trim};
use super::taxonomy;

/// The parts of a heading, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Heading<'l> {
    /// What follows `arXiv:`.
    pub id: &'l str,
    /// `[pdf, other]`, may be empty.
    pub formats: &'l str,
    /// Tags and DOIs on the same line, may be empty.
    pub boxes: &'l str,
}

/// Reads `arXiv:2508.99901v1 [pdf, ps, other] cs.LG cs.AI doi 10.9999/x`.
pub(super) fn heading(line: &str) -> Option<Heading<'_>> {
    let rest = line.strip_prefix("arXiv:")?;
    let rest = &rest[blanks(rest.as_bytes())..];
    let len = rest.find([' ', '\t', '\u{a0}', '[']).unwrap_or(rest.len());
    let (id, rest) = rest.split_at(len);
    if !id.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let rest = trim(rest);
    let (formats, boxes) = match rest.find(']') {
        Some(at) if rest.starts_with('[') => (&rest[..=at], trim(&rest[at + 1..])),
        _ => ("", rest),
    };
    let good = (formats.is_empty() || is_formats(formats)) && (boxes.is_empty() || self::boxes(boxes).is_some());
    good.then_some(Heading { id, formats, boxes })
}

const FORMATS: [&str; 6] = ["pdf", "ps", "html", "other", "format", "src"];

/// Whether a line is a list of formats: `[pdf, ps, other]`.
pub(super) fn is_formats(line: &str) -> bool {
    let inner = line.strip_prefix('[').and_then(|line| line.strip_suffix(']'));
    inner.is_some_and(|inner| inner.split(',').all(|format| FORMATS.contains(&trim(format))))
}

/// One of the boxes above a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag<'l> {
    /// A class: `cs.LG`.
    Class(&'l str),
    /// A DOI.
    Doi(&'l str),
    /// The word `doi` at the end of a line; the DOI follows on the next one.
    DoiLabel,
}

/// Reads a line of classes and DOIs; `None` if anything else is in it.
pub(super) fn boxes(line: &str) -> Option<Vec<Tag<'_>>> {
    // A title tells by its first word that it is none.
    let end = line.bytes().position(|b| matches!(b, b' ' | b'\t' | b'.' | 0xc2)).unwrap_or(line.len());
    if matches!(line.as_bytes().get(end), None | Some(b' ' | b'\t'))
        && &line[..end] != "doi"
        && !begins_archive(&line[..end])
        && end > 0
    {
        return None;
    }
    let mut found = Vec::new();
    let mut words = line.split([' ', '\t', '\u{a0}']).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        if word == "doi" {
            found.push(match words.next() {
                Some(doi) => Tag::Doi(doi).filter(is_doi(doi))?,
                None => Tag::DoiLabel,
            });
        } else if !split_classes(word, &mut found) {
            return None;
        }
    }
    (!found.is_empty()).then_some(found)
}

impl<'l> Tag<'l> {
    fn filter(self, good: bool) -> Option<Tag<'l>> {
        good.then_some(self)
    }
}

/// Whether a word looks like a DOI.
pub(super) fn is_doi(word: &str) -> bool {
    crate::ir::normal_doi(word).is_some()
}

/// Where arXiv tries things out.
const TEST: &str = "test";

/// For the first byte of the code of an archive the second ones, by their last
/// six bits. Every title is asked whether it is a line of classes.
static STARTS: [u64; 256] = {
    let mut starts = [0; 256];
    let mut at = 0;
    while at <= taxonomy::ARCHIVES.len() {
        let code = if at == 0 { TEST } else { taxonomy::ARCHIVES[at - 1].code };
        starts[code.as_bytes()[0] as usize] |= 1 << (code.as_bytes()[1] & 63);
        at += 1;
    }
    starts
};

/// Bytes of the longest code of an archive.
const LONGEST: usize = 8;

/// Whether a word may begin with the code of an archive.
fn begins_archive(word: &str) -> bool {
    matches!(word.as_bytes(), [first, second, ..] if STARTS[usize::from(*first)] & (1 << (second & 63)) != 0)
}

/// Whether a word is an archive; arXiv tries things out in the last one.
fn is_archive(word: &str) -> bool {
    word.len() <= LONGEST && begins_archive(word) && (taxonomy::archive_of(word).is_some() || word == TEST)
}

/// Whether a word is one class, known or of the shape of one.
pub(super) fn is_class(word: &str) -> bool {
    let Some((archive, subject)) = word.split_once('.') else { return is_archive(word) };
    let capitals = subject.len() == 2 && subject.bytes().all(|b| b.is_ascii_uppercase());
    let lower = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    lower(archive) && (capitals || is_archive(archive) && lower(subject))
}

/// Reads a class, or several that lost the blanks between them.
fn split_classes<'l>(word: &'l str, found: &mut Vec<Tag<'l>>) -> bool {
    let before = found.len();
    // A word of classes without blanks is short; the limit bounds the search.
    if word.len() <= 200 && glued(word, found) {
        return true;
    }
    found.truncate(before);
    if is_class(word) {
        found.push(Tag::Class(word));
        return true;
    }
    false
}

fn glued<'l>(word: &'l str, found: &mut Vec<Tag<'l>>) -> bool {
    if word.is_empty() {
        return true;
    }
    if !begins_archive(word) {
        return false;
    }
    // Longest first, so that `math-ph` is not taken for `math`.
    let most = if word.contains('.') { 24 } else { LONGEST };
    for len in (2..=word.len().min(most)).rev() {
        if word.is_char_boundary(len) && is_known(&word[..len]) {
            found.push(Tag::Class(&word[..len]));
            if glued(&word[len..], found) {
                return true;
            }
            found.pop();
        }
    }
    false
}

fn is_known(class: &str) -> bool {
    match class.split_once('.') {
        None => is_archive(class),
        Some((archive, subject)) => {
            let capitals = subject.len() == 2 && subject.bytes().all(|b| b.is_ascii_uppercase());
            is_archive(archive) && (capitals || taxonomy::is_known(class))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(line: &str) -> Option<Vec<&str>> {
        let found = boxes(line)?;
        found.iter().map(|tag| if let Tag::Class(class) = tag { Some(*class) } else { None }).collect()
    }

    #[test]
    fn classes_side_by_side_and_glued() {
        assert_eq!(classes("cs.LG cs.AI stat.ML"), Some(vec!["cs.LG", "cs.AI", "stat.ML"]));
        assert_eq!(classes("cs.LGcs.AIstat.ML"), Some(vec!["cs.LG", "cs.AI", "stat.ML"]));
        assert_eq!(classes("math-phmath.MP"), Some(vec!["math-ph", "math.MP"]));
        assert_eq!(classes("cond-mat.mtrl-sciquant-ph"), Some(vec!["cond-mat.mtrl-sci", "quant-ph"]));
        assert_eq!(classes("foo.ZZ"), Some(vec!["foo.ZZ"]));
        for line in ["node.js", "Mathematics", "cs.LG rules", "", "math and stat"] {
            assert_eq!(classes(line), None, "{line}");
        }
    }

    #[test]
    fn headings() {
        let all = heading("arXiv:2508.99901v1 [pdf, ps, other] cs.LG doi 10.9999/x.1").unwrap();
        assert_eq!((all.id, all.formats, all.boxes), ("2508.99901v1", "[pdf, ps, other]", "cs.LG doi 10.9999/x.1"));
        assert_eq!(boxes(all.boxes), Some(vec![Tag::Class("cs.LG"), Tag::Doi("10.9999/x.1")]));
        assert_eq!(heading("arXiv:hep-th/9901001").unwrap().id, "hep-th/9901001");
        assert!(heading("arXiv:2508.99901 was withdrawn").is_none());
        assert!(heading("arXiv: a survey").is_none());
    }
}
