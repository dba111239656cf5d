//! Parts of a conversion, each by itself, in memory and on one core: cutting,
//! reading (cutting, parsing and mapping), TeX, names, and writing.

use divan::counter::{BytesCount, ItemsCount};
use ibidem::codec::tex;
use ibidem::convert::{Reader, from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::report::Discard;
use ibidem::source::Input;

#[allow(dead_code, reason = "not every benchmark uses every corpus")]
mod corpus;

const SIZE: usize = 4 << 20;

/// Formats that are cut, read and written.
const FORMATS: &[&str] = &["arxiv", "atom", "biblatex", "bibtex", "csl-json", "csv", "native", "ris"];

fn main() {
    divan::main();
}

fn format(name: &str) -> &'static Format {
    BUILTIN.iter().find(|format| format.name == name).expect("a built-in format")
}

/// The corpus in a format, and how many records it has.
fn input(name: &str) -> (Vec<u8>, usize) {
    let text = corpus::bibtex(SIZE, true);
    let records = from_bytes(format("bibtex"), &ReadOptions::default(), text.as_bytes(), &mut Discard);
    let records = records.expect("memory");
    let bytes = to_bytes(format(name), &WriteOptions::default(), &records, &mut Discard).expect("memory");
    (bytes, records.len())
}

#[divan::bench(args = FORMATS, sample_count = 5)]
fn cut(bencher: divan::Bencher<'_, '_>, name: &str) {
    let (bytes, _) = input(name);
    bencher.counter(BytesCount::new(bytes.len())).bench(|| {
        let mut reading = format(name).open(&ReadOptions::default()).expect("read");
        let mut input = Input::new(divan::black_box(&bytes[..]));
        let mut frames = 0;
        while let Some(frame) = reading.cut.cut(&mut input, &mut Discard).expect("memory") {
            input.consume(frame.skip + frame.len);
            frames += 1;
        }
        frames
    });
}

#[divan::bench(args = FORMATS, sample_count = 5)]
fn read(bencher: divan::Bencher<'_, '_>, name: &str) {
    let (bytes, records) = input(name);
    bencher.counter(BytesCount::new(bytes.len())).counter(ItemsCount::new(records)).bench(|| {
        let mut reader =
            Reader::new(format(name), &ReadOptions::default(), divan::black_box(&bytes[..])).expect("read");
        let mut count = 0;
        while reader.next_record(&mut Discard).expect("memory").is_some() {
            count += 1;
        }
        count
    });
}

#[divan::bench(args = FORMATS, sample_count = 5)]
fn write(bencher: divan::Bencher<'_, '_>, name: &str) {
    let text = corpus::bibtex(SIZE, true);
    let records = from_bytes(format("bibtex"), &ReadOptions::default(), text.as_bytes(), &mut Discard);
    let records = records.expect("memory");
    let bytes = to_bytes(format(name), &WriteOptions::default(), &records, &mut Discard).expect("memory").len();
    bencher.counter(BytesCount::new(bytes)).counter(ItemsCount::new(records.len())).bench(|| {
        to_bytes(format(name), &WriteOptions::default(), divan::black_box(&records), &mut Discard).expect("memory")
    });
}

/// TeX to text, of the values of a .bib file.
#[divan::bench(sample_count = 5)]
fn decode_tex(bencher: divan::Bencher<'_, '_>) {
    let text = corpus::bibtex(SIZE, true);
    let values: Vec<&str> = text.lines().filter_map(|line| line.split_once(" = {")?.1.strip_suffix("},")).collect();
    let bytes = values.iter().map(|value| value.len()).sum::<usize>();
    bencher
        .counter(BytesCount::new(bytes))
        .bench(|| divan::black_box(&values).iter().map(|value| tex::decode_plain(value).len()).sum::<usize>());
}
