//! The laws every format is held to, ours and strangers'.
//!
//! - L1: every difference between a record and its image after writing and
//!   reading was reported as a loss in the writing run.
//! - L2: nothing appears in the image that the record lacks, unless something
//!   was reported as merged or substituted; a made citation key excepted.
//! - L3: write, read, write gives the same bytes.
//! - L4: places lie inside the input.
//! - L5: it does not matter in what chunks the input arrives.
//!
//! Behind the feature `testing`. A format of one's own is tested with
//! `assert!(ibidem::laws::check(&MINE, 0..500).is_empty())`.
//!
//! ```
//! use ibidem::{formats::native::NATIVE, laws};
//! assert!(laws::check(&NATIVE, 0..20).is_empty());
//! ```

mod bytes;
mod generate;
mod rng;
mod words;

pub use bytes::{check_bytes, check_conversion, check_pair, check_tight, mutate};
pub use generate::record;
pub use rng::Rng;

use std::collections::BTreeSet;
use std::io::Read;
use std::ops::Range;

use crate::convert::{Item, Reader, to_bytes};
use crate::format::{Format, Naming, ReadOptions, WriteOptions};
use crate::ir::{Extra, Record};
use crate::report::{Collect, LossKind};
use crate::source::Limits;

/// Runs all laws over generated records, one for each seed, and says what was
/// violated. Empty if nothing was, or if the format is never written.
///
/// ```
/// use ibidem::{formats::ris::RIS, laws};
/// assert_eq!(laws::check(&RIS, 0..3), Vec::<String>::new());
/// ```
pub fn check(format: &'static Format, seeds: Range<u64>) -> Vec<String> {
    let mut faults = Vec::new();
    if format.create.is_none() {
        return faults;
    }
    for seed in seeds {
        let record = record(&mut Rng::new(seed), format.notation);
        let mut found = check_record(format, &record);
        found.iter_mut().for_each(|fault| *fault = format!("{} seed {seed}: {fault}", format.name));
        faults.append(&mut found);
        if faults.len() > 20 {
            break;
        }
    }
    faults
}

/// Runs all laws over one record.
///
/// ```
/// use ibidem::{formats::ris::RIS, laws};
/// let record = &ibidem::read_str("@book{a, title = {Notes}}", "bibtex")?.value[0];
/// assert!(laws::check_record(&RIS, record).is_empty());
/// # Ok::<(), ibidem::Error>(())
/// ```
pub fn check_record(format: &'static Format, record: &Record) -> Vec<String> {
    let mut faults = Vec::new();
    let options = WriteOptions::default();
    let mut reports = Collect::default();
    let written = match to_bytes(format, &options, std::slice::from_ref(record), &mut reports) {
        Ok(written) => written,
        Err(error) => return vec![format!("cannot be written: {error}")],
    };
    if format.open.is_none() {
        return faults;
    }
    let (records, read) = read_all(format, &written, usize::MAX);
    let [image] = records.as_slice() else {
        return vec![format!("{} records came back\n{}", records.len(), show(&written, &read))];
    };
    for fault in unreported(format, record, image, &reports) {
        faults.push(format!("{fault}\n{}", show(&written, &read)));
    }
    let again = to_bytes(format, &options, std::slice::from_ref(image), &mut Collect::default()).unwrap_or_default();
    if again != written {
        faults.push(format!("L3: written again it differs\n{}\n{}", show(&written, &read), show(&again, &read)));
    }
    faults.append(&mut check_bytes(format, &written));
    faults
}

fn show(bytes: &[u8], reports: &Collect) -> String {
    let mut out = String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]).into_owned();
    for diagnostic in &reports.diagnostics {
        out.push_str(&format!("\n  {}: {}", diagnostic.code, diagnostic.message));
    }
    out
}

struct Chunks<'b>(&'b [u8], usize);

impl Read for Chunks<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let n = into.len().min(self.1).min(self.0.len());
        into[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

/// Reads everything in chunks of that size.
fn read_all(format: &'static Format, bytes: &[u8], chunk: usize) -> (Vec<Record>, Collect) {
    read_within(format, Limits::DEFAULT, bytes, chunk)
}

/// The same within these limits.
fn read_within(format: &'static Format, limits: Limits, bytes: &[u8], chunk: usize) -> (Vec<Record>, Collect) {
    let mut reports = Collect::default();
    let mut records = Vec::new();
    if let Ok(mut reader) = Reader::new(format, &ReadOptions { limits, ..ReadOptions::default() }, Chunks(bytes, chunk))
    {
        while let Ok(Some(item)) = reader.next_item(&mut reports) {
            if let Item::Record(record) = item {
                records.push(*record);
            }
        }
    }
    (records, reports)
}

/// The differences between a record and its image that nobody reported.
///
/// ```
/// use ibidem::{Collect, Record, formats::ris::RIS, laws};
/// let record = &ibidem::read_str("@book{a, title = {Notes}}", "bibtex")?.value[0];
/// // A writer that says nothing of what it left out.
/// assert!(!laws::unreported(&RIS, record, &Record::default(), &Collect::default()).is_empty());
/// # Ok::<(), ibidem::Error>(())
/// ```
pub fn unreported(format: &'static Format, record: &Record, image: &Record, reports: &Collect) -> Vec<String> {
    let mut faults = Vec::new();
    let reported: BTreeSet<_> = reports.losses.iter().map(|loss| loss.subject.name().to_string()).collect();
    let moved = reports.losses.iter().any(|loss| matches!(loss.kind, LossKind::Merged | LossKind::Substituted));
    let is_reported = |name: &str| reported.contains(name);
    let made = record.key.is_none() && matches!(format.naming, Naming::Key { .. });
    if record.key != image.key && !made && !is_reported("key") {
        faults.push(format!("L1: key {:?} became {:?}", record.key, image.key));
    }
    if record.kind != image.kind && !is_reported("type") {
        faults.push(format!("L1: type {} became {}", record.kind.name(), image.kind.name()));
    }
    for field in record.diff(image) {
        let (before, after) = (record.value(field), image.value(field));
        if before.is_none() && !moved {
            faults.push(format!("L2: {} appeared: {after:?}", field.name()));
        } else if before.is_some() && !is_reported(field.name()) {
            faults.push(format!("L1: {} changed in silence\n  from {before:?}\n  to   {after:?}", field.name()));
        }
    }
    let named = |extra: &Extra| format!("{}:{}", extra.format, extra.name);
    for extra in &record.extras {
        if !image.extras.contains(extra) && !is_reported(&named(extra)) {
            faults.push(format!("L1: extra {} = {} was lost", named(extra), extra.value));
        }
    }
    for extra in &image.extras {
        if !record.extras.contains(extra) && !moved && !is_reported(&named(extra)) && reported.is_empty() {
            faults.push(format!("L2: extra {} = {} appeared", named(extra), extra.value));
        }
    }
    faults
}
