//! Where a block of a mail begins and ends.

use super::super::cut::Step;

/// The part of a record that a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Identifier and dates.
    Head,
    /// Title, authors and the other fields.
    Fields,
    /// Behind the `\\` that closes the fields.
    Closed,
    /// The abstract.
    Abstract,
}

/// Follows a record line by line.
pub(in super::super) struct Walk {
    part: Part,
}

/// The line that parts the blocks of a record.
pub(in super::super) fn is_mark(line: &[u8]) -> bool {
    line == b"\\\\"
}

/// Whether `line` is the first one of a record, if a mark stands before it:
/// `arXiv:2508.99912`, `Paper: hep-th/9901001`, `Paper (*cross-listing*): hep-th/9901001`.
pub(in super::super) fn begins(line: &[u8]) -> bool {
    let rest = match line.strip_prefix(b"arXiv:") {
        Some(rest) => rest,
        None => {
            let Some(rest) = line.strip_prefix(b"Paper") else { return false };
            let rest = rest.strip_prefix(b" (*cross-listing*)").unwrap_or(rest);
            let Some(rest) = rest.strip_prefix(b":") else { return false };
            rest
        }
    };
    // Nothing but the identifier: an abstract may begin with one.
    let rest = rest.trim_ascii();
    let word = rest.iter().take_while(|b| !b.is_ascii_whitespace()).count();
    let behind = rest[word..].trim_ascii();
    behind.is_empty() || behind == b"(*cross-listing*)"
}

/// The last line of a record: `\\ ( https://arxiv.org/abs/2508.99912 ,  56kb)`.
pub(in super::super) fn is_end(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"\\\\") else { return false };
    let rest = rest.trim_ascii_start();
    rest.strip_prefix(b"(").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"http"))
}

/// A rule: dashes, or one of those that open and close the sections.
pub(in super::super) fn is_rule(line: &[u8]) -> bool {
    let special = [&b"%-%-%-%-%-%-"[..], b"%%--%%--%%--", b"%%%---%%%---"];
    (line.len() >= 12 && line.iter().all(|&b| b == b'-')) || special.iter().any(|rule| line.starts_with(rule))
}

impl Walk {
    /// Behind the first line of a record.
    pub fn begun() -> Walk {
        Walk { part: Part::Head }
    }

    /// Takes a line without blanks around it, which goes from `at` to `stop`.
    pub fn line(&mut self, at: usize, stop: usize, line: &[u8]) -> Step {
        if is_end(line) {
            return Step::End(stop);
        }
        if is_rule(line) {
            return Step::End(at);
        }
        self.part = match (self.part, is_mark(line)) {
            (Part::Head, _) if line.is_empty() => Part::Fields,
            (Part::Head | Part::Fields, true) => Part::Closed,
            (Part::Closed, _) if !line.is_empty() => Part::Abstract,
            (part, _) => part,
        };
        Step::Take
    }

    /// Whether what follows may be something else: the record is whole, and its
    /// end was lost.
    pub fn is_closed(&self) -> bool {
        self.part == Part::Closed
    }
}
