//! Any bytes read as BibTeX and as BibLaTeX: nothing panics, places lie inside
//! the input, chunks do not matter. `cargo +nightly fuzz run bibtex`.
#![no_main]

use ibidem::formats::bibtex::{BIBLATEX, BIBTEX};
use ibidem::laws::check_bytes;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for format in [&BIBTEX, &BIBLATEX] {
        let faults = check_bytes(format, bytes);
        assert!(faults.is_empty(), "{}: {}", format.name, faults[0]);
    }
});
