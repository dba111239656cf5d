//! Telling listing text from other text.

use super::begins::Begins;
use super::lines::{self, Kind, kind};
use super::list;
use crate::format::Likelihood;

/// How many lines are looked at.
const LINES: usize = 200;

/// Search results have a line of dates, or `Authors:` and `Abstract` each at the
/// beginning of a line; records of other pages have a beginning of their own, and
/// list pages headings.
pub(super) fn sniff(head: &[u8]) -> Likelihood {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if matches!(head.trim_ascii_start().first(), Some(b'@' | b'{' | b'<')) {
        return Likelihood::No;
    }
    let (mut authors, mut submitted) = (false, false);
    let mut begins = Begins::default();
    let lines = head.split(|&b| matches!(b, b'\n' | b'\r')).map(trimmed).filter(|line| !line.is_empty());
    for line in lines.take(LINES) {
        if begins.line(0, line).is_some() || is_list(line) {
            return Likelihood::Sure;
        }
        let found = match kind(line) {
            Kind::Authors(_) => {
                authors = true;
                false
            }
            Kind::Abstract(_) => authors,
            Kind::Dates => {
                let first = line.starts_with(b"Submitted ");
                let announced = memchr::memmem::find(line, b"originally announced").is_some();
                let found = announced && (submitted || first);
                submitted |= first;
                found
            }
            _ => false,
        };
        if found {
            return Likelihood::Sure;
        }
    }
    Likelihood::No
}

/// A heading that only list pages have.
fn is_list(line: &[u8]) -> bool {
    list::is_heading(line)
        && (line.ends_with(b"entries)") || line.ends_with(b"entries )") || line.starts_with(b"Authors and titles for "))
}

fn trimmed(line: &[u8]) -> &[u8] {
    let line = &line[..lines::end(line)];
    &line[lines::blanks(line)..]
}
