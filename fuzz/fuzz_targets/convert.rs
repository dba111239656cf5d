//! Any bytes converted from one format to another in every way of writing:
//! nothing panics, output is bounded, chunks do not matter, as many records are
//! read from it as were written. See docs/fuzzing.md.
#![no_main]

#[path = "../formats.rs"]
mod formats;

use ibidem::laws::check_conversion;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (from, bytes) = formats::chosen("FROM", bytes, |format| format.open.is_some());
    let (to, bytes) = formats::chosen("TO", bytes, |format| format.create.is_some());
    let faults = check_conversion(from, to, bytes);
    assert!(faults.is_empty(), "{}", faults[0]);
});
