//! Any bytes read as BibTeX and as BibLaTeX: nothing panics, places lie inside
//! the input, chunks do not matter; what is passed through is what came, and
//! any target can be written of it. See docs/fuzzing.md.
#![no_main]

use ibidem::convert::Converter;
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::{BIBLATEX, BIBTEX};
use ibidem::formats::csl_json::CSL_JSON;
use ibidem::laws::check_bytes;
use ibidem::report::Discard;
use libfuzzer_sys::fuzz_target;

fn convert(from: &Format, to: &Format, write: &WriteOptions, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut converter = Converter::new(from, to, &ReadOptions::default(), write).expect("both directions");
    converter.input(bytes, &mut out, &mut Discard).expect("memory");
    converter.finish(&mut out).expect("memory");
    out
}

fuzz_target!(|bytes: &[u8]| {
    for format in [&BIBTEX, &BIBLATEX] {
        let faults = check_bytes(format, bytes);
        assert!(faults.is_empty(), "{}: {}", format.name, faults[0]);
        assert!(convert(format, format, &WriteOptions::default(), bytes) == bytes, "{}: not passed through", format.name);
        // Names, dates and TeX, both ways.
        for ascii in [false, true] {
            let write = WriteOptions { ascii, normalize: true, ..WriteOptions::default() };
            for to in [&BIBTEX, &BIBLATEX, &CSL_JSON] {
                convert(format, to, &write, bytes);
            }
        }
    }
});
