//! Keys that occur more than once.

use std::collections::hash_map::Entry;
use std::sync::{Arc, PoisonError};

use super::Dialect;
use super::lexer::{head, skip_white};
use super::shared::Shared;
use crate::codec::digests::{Digests, digest};
use crate::format::Watch;
use crate::report::{Code, Diagnostic, Severity, Sink, Span};

/// The same key twice.
pub static DUPLICATE_KEY: Code = Code::new(
    "bibtex/duplicate-key",
    Severity::Warning,
    "a citation key occurs twice",
    "BibTeX and biber skip an entry whose key an earlier entry has; BibTeX takes keys that differ in the case of \
     ASCII letters only for the same. The entry was kept.",
    "give one of the two entries another key, or delete it",
);

/// Where keys were met first.
#[derive(Default)]
pub(super) struct Keys {
    /// The line, from the beginning of the run; beyond four thousand million all
    /// are one.
    seen: Digests<u32>,
    /// On which line of the run the inputs before this one ended, and how many
    /// lines there were to the last record.
    ends: Vec<u32>,
    last: u32,
}

impl Keys {
    /// The line of an input as that of the run.
    fn line(&self, line: u64) -> u32 {
        let before = self.ends.last().copied().unwrap_or(0);
        before.saturating_add(u32::try_from(line).unwrap_or(u32::MAX))
    }

    /// A line of the run in words.
    fn place(&self, line: u32) -> String {
        let input = self.ends.partition_point(|&end| end < line);
        let line = line - input.checked_sub(1).map_or(0, |before| self.ends[before]);
        match input == self.ends.len() {
            true => format!("line {line}"),
            false => format!("line {line} of input {}", input + 1),
        }
    }
}

/// Reports repeated keys.
pub(super) struct KeyWatch {
    shared: Arc<Shared>,
    fold_case: bool,
}

impl KeyWatch {
    /// A watch that remembers keys there.
    pub fn new(shared: Arc<Shared>, dialect: Dialect) -> KeyWatch {
        KeyWatch { shared, fold_case: dialect == Dialect::Bibtex }
    }
}

impl Watch for KeyWatch {
    fn record(&mut self, key: Option<&str>, span: Span, bytes: &[u8], sink: &mut dyn Sink) {
        let Some(key) = key else { return };
        let mut keys = self.shared.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let line = keys.line(span.line);
        keys.last = line;
        let first = match keys.seen.entry(digest(key, self.fold_case)) {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(free) => {
                free.insert(line);
                return;
            }
        };
        let place = keys.place(first);
        drop(keys);
        let text = String::from_utf8_lossy(bytes);
        let open = head(&text).map_or(0, |head| skip_white(text.as_bytes(), head.open));
        let message = format!("key `{key}` was used before in {place}, entry kept");
        let mut diagnostic = Diagnostic::new(&DUPLICATE_KEY, message).at(&text, span, open, key.len());
        diagnostic.key = Some(key.into());
        sink.diagnostic(diagnostic);
    }

    fn next_input(&mut self) {
        let mut keys = self.shared.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let end = keys.last;
        keys.ends.push(end);
    }
}
