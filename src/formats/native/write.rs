//! Writing: a record is a line.

use crate::format::{Emit, Identity};
use crate::ir::Record;
use crate::map::Report;

pub(super) struct Writer;

impl Emit for Writer {
    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, _: &mut Report<'_>) {
        // Writing to memory cannot fail, and no map in a record has keys that are not strings.
        let before = out.len();
        if serde_json::to_writer(&mut *out, record).is_err() {
            out.truncate(before);
            return;
        }
        out.push(b'\n');
    }
}
