//! Prints a made-up bibliography: `corpus bibtex|abstracts|arxiv SIZE`, where
//! `12` is so many megabytes and `500r` so many records (not of `arxiv`).

use std::io::Write;

#[allow(dead_code, reason = "benchmarks use more of it")]
#[path = "../benches/corpus.rs"]
mod corpus;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().unwrap_or_default();
    let size = arguments.next().unwrap_or_default();
    let records = size.strip_suffix('r').and_then(|size| size.parse::<usize>().ok());
    let bytes = size.parse::<usize>().unwrap_or(1) * 1_000_000;
    let enough = |len, n| records.map_or(len >= bytes, |records| n >= records);
    let text = match kind.as_str() {
        "abstracts" => corpus::bibtex_until(enough, true),
        "arxiv" => corpus::arxiv(bytes),
        _ => corpus::bibtex_until(enough, false),
    };
    std::io::stdout().write_all(text.as_bytes())
}
