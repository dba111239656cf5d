//! Any bytes read in one format, each record written in another and read again:
//! what changed was reported, and written once more it is the same. See
//! docs/fuzzing.md.
#![no_main]

#[path = "../formats.rs"]
mod formats;

use ibidem::laws::check_pair;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (from, bytes) = formats::chosen("FROM", bytes, |format| format.open.is_some());
    let (to, bytes) = formats::chosen("TO", bytes, |format| format.create.is_some());
    let faults = check_pair(from, to, bytes);
    assert!(faults.is_empty(), "{} to {}: {}", from.name, to.name, faults[0]);
});
