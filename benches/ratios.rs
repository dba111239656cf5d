//! Whole conversions in memory on one core, against a scan and a copy of the
//! same bytes in the same run: machines differ, the shares hardly do.
//!
//! `cargo bench --bench ratios`, or with names of formats behind `--`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ibidem::convert::Converter;
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::report::Discard;

mod corpus;

const SIZE: usize = 8 << 20;

/// Of so many runs the median counts.
const RUNS: usize = 7;

fn format(name: &str) -> &'static Format {
    BUILTIN.iter().find(|format| format.name == name).expect("a built-in format")
}

fn convert(input: &[u8], from: &Format, to: &Format) -> Vec<u8> {
    // What reads as one dialect and is written as the other is converted, not copied.
    let mut converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default()).expect("a pair");
    let mut output = Vec::with_capacity(input.len());
    converter.input(input, &mut output, &mut Discard).expect("memory");
    converter.finish(&mut output).expect("memory");
    output
}

fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = Instant::now();
            black_box(work());
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}

/// Bytes per microsecond are megabytes per second.
fn speed(bytes: usize, time: Duration) -> f64 {
    bytes as f64 / (time.as_secs_f64() * 1e6)
}

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let targets = ["csl-json", "ris", "csv", "atom", "bibtex", "biblatex", "arxiv", "native"];
    let sources = ["bibtex", "ris", "csl-json", "csv", "atom", "native"];
    let corpora = [
        ("dense", corpus::bibtex(SIZE, false)),
        ("with abstracts", corpus::bibtex(SIZE, true)),
        ("search results", corpus::arxiv(SIZE)),
    ];
    println!("{:<34}{:>8}{:>10}{:>10}", "conversion", "MB/s", "of scan", "of copy");
    for (what, text) in &corpora {
        let from = if *what == "search results" { "arxiv" } else { "bibtex" };
        let pairs = targets.iter().map(|to| (from, *to));
        let back = sources
            .iter()
            .filter(|_| *what == "with abstracts")
            .flat_map(|from| [(*from, "bibtex"), (*from, "csl-json")]);
        let mut pairs: Vec<_> = pairs.chain(back).filter(|(from, to)| from != to).collect();
        pairs.dedup();
        for (from, to) in pairs {
            if !wanted.is_empty() && !wanted.iter().any(|name| name == from || name == to) {
                continue;
            }
            let read = if *what == "search results" { "arxiv" } else { "bibtex" };
            let input = if from == read {
                text.clone().into_bytes()
            } else {
                convert(text.as_bytes(), format(read), format(from))
            };
            let mut target = vec![0; input.len()];
            let scan = median(|| memchr::memchr_iter(0xff, black_box(&input)).count());
            let copy = median(|| target.copy_from_slice(black_box(&input)));
            let time = median(|| convert(black_box(&input), format(from), format(to)));
            let share = |yardstick: Duration| 100.0 * yardstick.as_secs_f64() / time.as_secs_f64();
            let name = format!("{from} {what}: {to}");
            println!("{name:<34}{:>8.0}{:>9.2}%{:>9.2}%", speed(input.len(), time), share(scan), share(copy));
        }
    }
}
