//! Prints a made-up bibliography: `corpus bibtex|abstracts|arxiv MEGABYTES`.

use std::io::Write;

#[path = "../benches/corpus.rs"]
mod corpus;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().unwrap_or_default();
    let bytes = arguments.next().and_then(|size| size.parse::<usize>().ok()).unwrap_or(1) * 1_000_000;
    let text = match kind.as_str() {
        "abstracts" => corpus::bibtex(bytes, true),
        "arxiv" => corpus::arxiv(bytes),
        _ => corpus::bibtex(bytes, false),
    };
    std::io::stdout().write_all(text.as_bytes())
}
