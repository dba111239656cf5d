//! Prints the records that the laws are tested with, as JSON Lines of our own:
//! `records COUNT [NOTATION]`.

use std::io::Write;

use ibidem::laws::{self, Rng};

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(100);
    let notation = arguments.next().unwrap_or_else(|| "native".to_owned());
    let mut out = std::io::BufWriter::new(std::io::stdout());
    for seed in 0..count {
        let record = laws::record(&mut Rng::new(seed), &notation);
        serde_json::to_writer(&mut out, &record)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
