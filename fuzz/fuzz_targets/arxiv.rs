//! Any bytes read as every dialect of arXiv's listings and as its metadata for
//! bulk use: nothing panics, places lie inside the input, chunks do not matter,
//! and both dialects that are written can be written of it. See docs/fuzzing.md.
#![no_main]

use ibidem::convert::Converter;
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::laws::check_bytes;
use ibidem::report::Discard;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let arxiv = || BUILTIN.iter().copied().filter(|format| format.name.starts_with("arxiv"));
    for from in arxiv() {
        let faults = check_bytes(from, bytes);
        assert!(faults.is_empty(), "{}: {}", from.name, faults[0]);
        for to in arxiv().filter(|format| format.create.is_some()) {
            let (read, write) = (ReadOptions::default(), WriteOptions::default());
            let mut converter = Converter::new(from, to, &read, &write).expect("readable and writable");
            let mut out = Vec::new();
            converter.input(bytes, &mut out, &mut Discard).expect("memory");
            converter.finish(&mut out).expect("memory");
        }
    }
});
