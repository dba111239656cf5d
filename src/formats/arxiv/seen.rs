//! Papers that stand in an input twice.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher};
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use super::begins::Dialect;
use super::lines::trim;
use crate::codec::scan;
use crate::ir::ArxivId;
use crate::report::{Code, Severity};

/// A paper that was met before.
pub(crate) static DUPLICATE: Code = Code::new(
    "arxiv/duplicate",
    Severity::Info,
    "a paper stands in the input twice",
    "Two records of the input have the same arXiv identifier, whatever its version, or without identifiers the same \
     title, authors and date of the first version. Both were kept. The first hundred thousand papers are remembered.",
    "",
);

/// So many papers are remembered, which takes two megabytes.
pub(crate) const MOST: usize = 100_000;

/// The papers that were met.
#[derive(Default)]
pub(super) struct Seen(HashSet<u64>);

impl Seen {
    /// Takes the frame of a record; whether the paper was met before.
    pub fn again(&mut self, dialect: Dialect, frame: &[u8]) -> bool {
        let Some(paper) = paper(dialect, frame) else { return false };
        if self.0.len() >= MOST {
            return self.0.contains(&paper);
        }
        !self.0.insert(paper)
    }

    /// Another input begins.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

static ABSTRACT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\nAbstract"));
static HEADING: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("\narXiv:"));

/// What tells papers apart.
fn paper(dialect: Dialect, frame: &[u8]) -> Option<u64> {
    if let Some(id) = id(dialect, frame) {
        let mut hasher = DefaultHasher::new();
        hasher.write(id.id.as_bytes());
        return Some(hasher.finish());
    }
    if dialect != Dialect::Search {
        return None;
    }
    // Title and authors stand above the abstract, the dates below it.
    let head = &frame[..ABSTRACT.find(frame)?];
    let submitted = b"\nSubmitted ";
    let from = memchr::memrchr_iter(b'\n', frame).find(|&at| frame[at..].starts_with(submitted))?;
    let dates = &frame[from + submitted.len()..];
    let first = b"v1 submitted ";
    let begin = memchr::memchr_iter(b'v', dates).find(|&at| dates[at..].starts_with(first));
    let date = begin.map_or(dates, |at| &dates[at + first.len()..]);
    let date = &date[..memchr::memchr(b';', date)?];
    // Hashed in one go, which costs less than word by word.
    let mut said = Vec::with_capacity(head.len() + date.len() + 4);
    // The mark before a record may be a number that counts.
    let numbered = |word: &[u8]| word.len() < 8 && !word.iter().any(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    let mut head = head.trim_ascii();
    while !head.is_empty() {
        let word = head.iter().position(u8::is_ascii_whitespace).unwrap_or(head.len());
        if !numbered(&head[..word]) {
            break;
        }
        head = head[word..].trim_ascii_start();
    }
    if scan::none(head, |before, here| ((here < b' ') & (here != b'\n')) | ((here <= b' ') & (before <= b' '))) {
        // Lines and words already stand apart by one byte.
        said.extend(head.iter().map(|&byte| if byte == b'\n' { b' ' } else { byte }));
        if !head.is_empty() {
            said.push(b' ');
        }
    } else {
        for word in head.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()) {
            said.extend_from_slice(word);
            said.push(b' ');
        }
    }
    for word in [&b";"[..], date] {
        said.extend_from_slice(word);
        said.push(b' ');
    }
    let mut hasher = DefaultHasher::new();
    hasher.write(&said);
    Some(hasher.finish())
}

/// The identifier of the paper.
fn id(dialect: Dialect, frame: &[u8]) -> Option<ArxivId> {
    // It stands at the top, but on an abstract page below the abstract.
    let from = match dialect {
        Dialect::Page => memmem::find(frame, b"Cite as:")?,
        _ => 0,
    };
    let top = &frame[from..frame.len().min(from + 1000)];
    let at = match dialect {
        Dialect::Mail => memchr::memchr(b':', top)? + 1,
        Dialect::Search => {
            let heading = top.starts_with(b"arXiv:").then_some(0);
            heading.or_else(|| HEADING.find(top).map(|at| at + 1))? + 6
        }
        _ => memmem::find(top, b"arXiv:")? + 6,
    };
    let rest = std::str::from_utf8(&top[at..top.len().min(at + 40)]);
    let rest = rest.or_else(|error| std::str::from_utf8(&top[at..at + error.valid_up_to()])).ok()?;
    let rest = trim(rest);
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '[' | '(' | ')')).unwrap_or(rest.len());
    ArxivId::parse(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paper_is_known_in_every_dialect() {
        let mut seen = Seen::default();
        assert!(!seen.again(Dialect::Mail, b"\\\\\narXiv:2508.99901 (*cross-listing*)\n"));
        for (dialect, frame) in [
            (Dialect::List, "[1] arXiv:2508.99901 [pdf]\n"),
            (Dialect::Search, "arXiv:2508.99901v2 [pdf]\ncs.LG\nA\n"),
            (Dialect::Page, "[Submitted on 1 Aug 2025]\nA\nCite as:\tarXiv:2508.99901 [cs.LG]\n"),
            (Dialect::Rss, "A\narXiv:2508.99901v1 Announce Type: new\n"),
        ] {
            assert!(seen.again(dialect, frame.as_bytes()), "{frame}");
        }
        assert!(!seen.again(Dialect::List, b"[2] arXiv:2508.99902 [pdf]\n"));
    }

    #[test]
    fn without_an_identifier_title_authors_and_first_date_tell() {
        let mut seen = Seen::default();
        let record = |mark: &str, title: &str, dates: &str| {
            format!(
                "{mark}\n{title}\nAuthors:\nAda Example\nAbstract:\nOne.\n{dates}\noriginally announced May 2025.\n"
            )
        };
        let mut again = |text: String| seen.again(Dialect::Search, text.as_bytes());
        assert!(!again(record("1.", "A", "Submitted 1 May, 2025;")));
        assert!(again(record("51.", "A", "Submitted 7 June, 2025; v1 submitted 1 May, 2025;")));
        assert!(!again(record("2.", "B", "Submitted 1 May, 2025;")));
        assert!(!again(record("3.", "A", "Submitted 2 May, 2025;")));
    }
}
