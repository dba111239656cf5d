//! Any bytes read in one format: nothing panics, places lie inside the input,
//! chunks do not
//! matter, also within tight limits. See docs/fuzzing.md.
#![no_main]

#[path = "../formats.rs"]
mod formats;

use ibidem::laws::{check_bytes, check_tight};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (from, bytes) = formats::chosen("FROM", bytes, |format| format.open.is_some());
    for faults in [check_bytes(from, bytes), check_tight(from, bytes)] {
        assert!(faults.is_empty(), "{}: {}", from.name, faults[0]);
    }
});
