//! Whole jobs in memory: reading one format and writing another, one core.
//!
//! `cargo bench` prints time, bytes and records per second of each. The scan
//! and the copy of the same bytes at the end are the yardstick: what counts is
//! the ratio within one run.

use divan::counter::{BytesCount, ItemsCount};
use ibidem::convert::Converter;
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::report::Discard;

mod corpus;

const SIZE: usize = 8 << 20;

fn main() {
    divan::main();
}

fn format(name: &str) -> &'static Format {
    BUILTIN.iter().find(|format| format.name == name).expect("a built-in format")
}

fn convert(input: &[u8], from: &str, to: &str) -> (Vec<u8>, u64) {
    let (read, write) = (ReadOptions::default(), WriteOptions::default());
    let mut converter = Converter::new(format(from), format(to), &read, &write).expect("both directions");
    let mut output = Vec::with_capacity(input.len());
    converter.input(input, &mut output, &mut Discard).expect("memory");
    let summary = converter.finish(&mut output).expect("memory");
    (output, summary.written)
}

fn job(bencher: divan::Bencher<'_, '_>, input: &[u8], from: &str, to: &str) {
    let (_, records) = convert(input, from, to);
    bencher
        .counter(BytesCount::new(input.len()))
        .counter(ItemsCount::new(records as usize))
        .bench(|| convert(divan::black_box(input), from, to));
}

const TARGETS: &[&str] = &["arxiv", "atom", "bibtex", "csl-json", "csv", "native", "ris"];

#[divan::bench(args = TARGETS, sample_count = 5)]
fn bibtex_dense(bencher: divan::Bencher<'_, '_>, to: &str) {
    job(bencher, corpus::bibtex(SIZE, false).as_bytes(), "bibtex", to);
}

#[divan::bench(args = TARGETS, sample_count = 5)]
fn bibtex_with_abstracts(bencher: divan::Bencher<'_, '_>, to: &str) {
    job(bencher, corpus::bibtex(SIZE, true).as_bytes(), "bibtex", to);
}

#[divan::bench(args = TARGETS, sample_count = 5)]
fn arxiv(bencher: divan::Bencher<'_, '_>, to: &str) {
    job(bencher, corpus::arxiv(SIZE).as_bytes(), "arxiv", to);
}

/// Reading each format, once the corpus was converted to it.
#[divan::bench(args = ["atom", "bibtex", "csl-json", "csv", "native", "ris"], sample_count = 5)]
fn to_csl_json_from(bencher: divan::Bencher<'_, '_>, from: &str) {
    let (input, _) = convert(corpus::bibtex(SIZE, true).as_bytes(), "bibtex", from);
    job(bencher, &input, from, "csl-json");
}

mod yardstick {
    use super::*;

    #[divan::bench(sample_count = 20)]
    fn scan_for_one_byte(bencher: divan::Bencher<'_, '_>) {
        let input = corpus::bibtex(SIZE, true);
        let bytes = input.as_bytes();
        bencher
            .counter(BytesCount::new(bytes.len()))
            .bench(|| memchr::memchr_iter(0xff, divan::black_box(bytes)).count());
    }

    #[divan::bench(sample_count = 20)]
    fn copy(bencher: divan::Bencher<'_, '_>) {
        let input = corpus::bibtex(SIZE, true);
        let mut target = vec![0; input.len()];
        bencher
            .counter(BytesCount::new(input.len()))
            .bench_local(|| divan::black_box(&mut target).copy_from_slice(divan::black_box(input.as_bytes())));
    }
}
