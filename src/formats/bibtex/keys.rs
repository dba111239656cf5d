//! Keys that occur more than once.

use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hasher};
use std::sync::{Arc, PoisonError};

use rustc_hash::FxHashMap;

use super::Dialect;
use super::lexer::{head, skip_white};
use super::shared::Shared;
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

/// Where keys were met first. Only their hashes are kept, 16 bytes a key.
#[derive(Default)]
pub(super) struct Keys {
    seen: FxHashMap<u64, u64>,
    input: u64,
}

/// Bits for the line; what is left counts inputs.
const LINE_BITS: u32 = 44;

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

    fn hash(&self, key: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        if self.fold_case && key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            hasher.write(key.to_ascii_lowercase().as_bytes());
        } else {
            hasher.write(key.as_bytes());
        }
        hasher.finish()
    }
}

impl Watch for KeyWatch {
    fn record(&mut self, key: Option<&str>, span: Span, bytes: &[u8], sink: &mut dyn Sink) {
        let Some(key) = key else { return };
        let hash = self.hash(key);
        let mut keys = self.shared.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let input = keys.input;
        let first = match keys.seen.entry(hash) {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(free) => {
                free.insert((input << LINE_BITS) | span.line);
                return;
            }
        };
        drop(keys);
        let line = first & ((1 << LINE_BITS) - 1);
        let place = match first >> LINE_BITS {
            same if same == input => format!("line {line}"),
            other => format!("line {line} of input {}", other + 1),
        };
        let text = String::from_utf8_lossy(bytes);
        let open = head(&text).map_or(0, |head| skip_white(text.as_bytes(), head.open));
        let message = format!("key `{key}` was used before in {place}, entry kept");
        let mut diagnostic = Diagnostic::new(&DUPLICATE_KEY, message).at(&text, span, open, key.len());
        diagnostic.key = Some(key.into());
        sink.diagnostic(diagnostic);
    }

    fn next_input(&mut self) {
        self.shared.keys.lock().unwrap_or_else(PoisonError::into_inner).input += 1;
    }
}
