//! Goes through a file of any size, 1 GB and more, in constant memory: counts
//! records by year, and writes those of one year to standard output as CSL-JSON.
//!
//! `cargo run --release --example stream -- FILE YEAR > year.json`

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write};

use ibidem::formats::csl_json::CSL_JSON;
use ibidem::{Discard, Format, ReadOptions, Reader, Record, Registry, WriteOptions, Writer, records};

/// What recognizing a format takes.
const HEAD: u64 = 64 * 1024;

fn year(record: &Record) -> Option<i32> {
    Some(record.best_date()?.first()?.year)
}

/// Only one record is in memory at a time.
fn select<W: Write>(
    format: &Format,
    input: impl Read + Send,
    wanted: i32,
    output: W,
) -> Result<(BTreeMap<Option<i32>, u64>, W), ibidem::Error> {
    let mut years = BTreeMap::new();
    let mut writer = Writer::new(&CSL_JSON, &WriteOptions::default(), output)?;
    for record in records(Reader::new(format, &ReadOptions::default(), input)?) {
        match record {
            Ok(record) => {
                *years.entry(year(&record)).or_default() += 1;
                if year(&record) == Some(wanted) {
                    writer.record(&record, &mut Discard)?;
                }
            }
            Err(unreadable) => eprintln!("{unreadable}"),
        }
    }
    Ok((years, writer.finish()?))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(wanted)) = (arguments.next(), arguments.next()) else {
        return Err("which file, and which year?".into());
    };
    let mut file = File::open(&path)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD).read_to_end(&mut head)?;
    let recognized = Registry::builtin().recognize(Some(path.as_ref()), &head).ok_or("no known format")?;
    let (years, mut out) =
        select(recognized.format, head.as_slice().chain(file), wanted.parse()?, io::stdout().lock())?;
    out.flush()?;
    for (year, count) in years {
        eprintln!("{}: {count}", year.map_or("no year".to_owned(), |year| year.to_string()));
    }
    Ok(())
}

#[cfg(test)]
#[test]
fn records_of_a_year_are_selected() {
    let format = Registry::builtin().by_name("bibtex").unwrap();
    let entry = |n: usize| format!("@book{{k{n}, title = {{T}}, year = {}}}\n", 2000 + n % 3);
    let input: String = (0..999).map(entry).collect();
    let (years, out) = select(format, input.as_bytes(), 2001, Vec::new()).unwrap();
    assert_eq!(years, [(Some(2000), 333), (Some(2001), 333), (Some(2002), 333)].into());
    assert_eq!(String::from_utf8(out).unwrap().matches("\"issued\"").count(), 333);
}
