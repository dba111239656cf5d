//! Telling search results from other text.

use super::lines::{self, Kind, kind};
use crate::format::Likelihood;

/// How many lines are looked at.
const LINES: usize = 200;

/// Search results have a line of dates, or `Authors:` and `Abstract` each at the
/// beginning of a line. Other pages of arXiv, which have such lines too, are
/// told by what only they have.
pub(super) fn sniff(head: &[u8]) -> Likelihood {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if matches!(head.trim_ascii_start().first(), Some(b'@' | b'{' | b'<')) {
        return Likelihood::No;
    }
    let (mut authors, mut found, mut submitted) = (false, false, false);
    let lines = head.split(|&b| b == b'\n').map(trimmed).filter(|line| !line.is_empty());
    for line in lines.take(LINES) {
        if is_elsewhere(line) {
            return Likelihood::No;
        }
        match kind(line) {
            Kind::Authors(_) => authors = true,
            Kind::Abstract(_) => found |= authors,
            Kind::Dates => {
                found |= memchr::memmem::find(line, b"originally announced").is_some()
                    && (submitted || line.starts_with(b"Submitted "));
                submitted |= line.starts_with(b"Submitted ");
            }
            _ => {}
        }
    }
    if found { Likelihood::Sure } else { Likelihood::No }
}

fn trimmed(line: &[u8]) -> &[u8] {
    let line = &line[..lines::end(line)];
    &line[lines::blanks(line)..]
}

/// Whether a line is found in mails, list pages and abstract pages only.
fn is_elsewhere(line: &[u8]) -> bool {
    let starts = |words: &str| line.starts_with(words.as_bytes());
    line == b"\\\\"
        || starts("[Submitted on ")
        || starts("New submissions")
        || starts("Cross submissions")
        || starts("Replacement submissions")
        || starts("Authors and titles for ")
        || starts("Title:")
        || starts("[") && is_numbered(line)
}

/// `[12]` alone or before `arXiv:`.
fn is_numbered(line: &[u8]) -> bool {
    let digits = line[1..].iter().take_while(|b| b.is_ascii_digit()).count();
    let Some(rest) = line[1 + digits..].strip_prefix(b"]") else { return false };
    let rest = trimmed(rest);
    digits > 0 && (rest.is_empty() || rest.starts_with(b"arXiv:"))
}
