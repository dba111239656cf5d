//! What a reader makes of one record as it was written.

use super::from_bytes;
use crate::format::{Format, ReadOptions};
use crate::ir::Record;
use crate::report::Discard;

/// Reads single written records again, each as a document of its own.
#[derive(Clone)]
pub(super) struct Mirror {
    format: Format,
    read: ReadOptions,
    head: Vec<u8>,
    tail: Vec<u8>,
    document: Vec<u8>,
}

impl Mirror {
    /// For records of this format, between that head and that tail.
    pub fn new(format: &Format, read: ReadOptions, head: Vec<u8>, tail: Vec<u8>) -> Mirror {
        Mirror { format: *format, read, head, tail, document: Vec::new() }
    }

    /// The record that a reader finds; `None` if it does not find one.
    pub fn image(&mut self, written: &[u8]) -> Option<Record> {
        self.document.clear();
        for part in [&self.head, written, &self.tail] {
            self.document.extend_from_slice(part);
        }
        let mut found = from_bytes(&self.format, &self.read, &self.document, &mut Discard).ok()?;
        let image = found.pop()?;
        found.is_empty().then_some(image)
    }
}
