//! The laws over any bytes: what fuzz targets run, and the tests with the same
//! bodies over damaged fixtures.
//!
//! A body takes bytes and says what is wrong; it panics only where what it
//! tests does.

use super::{Chunks, Rng, check_record, read_all, read_within, show};
use crate::convert::Converter;
use crate::format::{Format, ReadOptions, WriteOptions};
use crate::report::{Collect, Discard};
use crate::source::Limits;

/// Output may be this much longer than its input times [`GROWTH`]: what macros
/// and inheritance may add to a short input at most, and heads and schemas.
const ROOM: usize = 64 << 20;

/// So many bytes of output for a byte of input, beyond [`ROOM`]: a character
/// may become a TeX command, a field an element with its name space.
const GROWTH: usize = 256;

/// Records of an input whose images are looked at: all laws over each cost
/// a thousand times what reading it does.
const LOOKED_AT: usize = 6;

/// L4 and L5 for any bytes: reading neither panics nor depends on chunks, and
/// places lie inside the input.
///
/// ```
/// use ibidem::{formats::ris::RIS, laws};
/// assert!(laws::check_bytes(&RIS, b"TY  - BOOK\nTI - \xFF\n").is_empty());
/// ```
pub fn check_bytes(format: &'static Format, bytes: &[u8]) -> Vec<String> {
    check_within(format, Limits::DEFAULT, bytes)
}

/// The same within the tightest limits there are, so that records of a
/// kilobyte are beyond them.
///
/// ```
/// use ibidem::{formats::ris::RIS, laws};
/// assert!(laws::check_tight(&RIS, b"TY  - BOOK\nTI - \xFF\n").is_empty());
/// ```
pub fn check_tight(format: &'static Format, bytes: &[u8]) -> Vec<String> {
    check_within(format, Limits { record: Limits::LEAST, macros: 256, expansion: 256 }, bytes)
}

fn check_within(format: &'static Format, limits: Limits, bytes: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    let (records, reports) = read_within(format, limits, bytes, usize::MAX);
    for diagnostic in &reports.diagnostics {
        let span = diagnostic.span;
        // A transcoded input is longer or shorter than its bytes.
        if std::str::from_utf8(bytes).is_ok() && (span.start > span.end || span.end > bytes.len() as u64) {
            faults.push(format!("L4: {} lies at {span:?} of {} bytes", diagnostic.code, bytes.len()));
        }
    }
    for chunk in [1, 7, 4096] {
        let (chunked, said) = read_within(format, limits, bytes, chunk);
        if chunked != records || said.diagnostics != reports.diagnostics {
            let what = format!("{} records in place of {}", chunked.len(), records.len());
            let (one, other) = (show(bytes, &reports), show(&[], &said));
            faults.push(format!("L5: read in chunks of {chunk} bytes it differs, {what}\n{one}\nand{other}"));
        }
    }
    faults
}

/// L1 to L3 for what any bytes are read as: every record of them, written in
/// another format and read again, differs only in what was reported.
///
/// Nothing is said about a format that is not read, or not written.
///
/// ```
/// use ibidem::{formats::{bibtex::BIBTEX, ris::RIS}, laws};
/// assert!(laws::check_pair(&RIS, &BIBTEX, b"TY  - BOOK\nTI - {\n").is_empty());
/// ```
pub fn check_pair(from: &'static Format, to: &'static Format, bytes: &[u8]) -> Vec<String> {
    if from.open.is_none() || to.create.is_none() {
        return Vec::new();
    }
    let (records, _) = read_all(from, bytes, usize::MAX);
    records.iter().take(LOOKED_AT).flat_map(|record| check_record(to, record)).collect()
}

/// Whole conversions of any bytes, in every way of writing: none panics, output
/// stays within bounds, chunks of the input do not show in it, what is passed
/// through is what came, and as many records are read from it as were written.
///
/// Nothing is said about a format that is not read, or not written.
///
/// ```
/// use ibidem::{formats::{bibtex::BIBTEX, ris::RIS}, laws};
/// assert!(laws::check_conversion(&RIS, &BIBTEX, b"TY  - BOOK\nTI - {\n").is_empty());
/// ```
pub fn check_conversion(from: &'static Format, to: &'static Format, bytes: &[u8]) -> Vec<String> {
    let mut faults = Vec::new();
    if from.open.is_none() || to.create.is_none() {
        return faults;
    }
    let plain = WriteOptions::default();
    let ways = [
        ("plainly", plain.clone()),
        ("anew", WriteOptions { normalize: true, ..plain.clone() }),
        ("in ASCII", WriteOptions { normalize: true, ascii: true, ..plain.clone() }),
        ("losslessly", WriteOptions { normalize: true, lossless: true, ..plain }),
    ];
    for (way, write) in ways {
        let (out, written, said) = convert(from, to, &write, bytes, usize::MAX);
        let (again, ..) = convert(from, to, &write, bytes, 13);
        let mut fault = |what: &str| faults.push(format!("{} to {} {way}: {what}", from.name, to.name));
        if out.len() > ROOM + GROWTH * bytes.len() {
            fault(&format!("{} bytes of {}", out.len(), bytes.len()));
        }
        if out != again {
            fault(&format!("chunks show in the output\n{}", show(&out, &said)));
        }
        if way == "plainly" && to.faithful && from.name == to.name {
            if out != bytes {
                fault("what was passed through is not what came");
            }
        } else if to.open.is_some() && !(to.faithful && from.notation == to.notation) {
            // Asides of the same notation may hold what looks like a record.
            let (records, read) = read_all(to, &out, usize::MAX);
            if records.len() as u64 != written {
                fault(&format!("{written} records written, {} read\n{}", records.len(), show(&out, &read)));
            }
        }
    }
    faults
}

fn convert(from: &Format, to: &Format, write: &WriteOptions, bytes: &[u8], chunk: usize) -> (Vec<u8>, u64, Collect) {
    let (mut out, mut said) = (Vec::new(), Collect::default());
    let Ok(mut converter) = Converter::new(from, to, &ReadOptions::default(), write) else { return (out, 0, said) };
    let sink: &mut dyn crate::report::Sink = if chunk == usize::MAX { &mut said } else { &mut Discard };
    if converter.input(Chunks(bytes, chunk), &mut out, sink).is_err() {
        return (out, 0, said);
    }
    let Ok(summary) = converter.finish(&mut out) else { return (out, 0, said) };
    if let Some(patch) = summary.patch {
        let at = patch.offset as usize;
        out[at..at + patch.bytes.len()].copy_from_slice(&patch.bytes);
    }
    (out, summary.written, said)
}

/// Characters that mean something to one of the formats.
const MARKS: &[u8] = b"{}()\"'`~\\<>[]@=,#%$&;:*_|/-+!?^\n\r\t \0\x1b\x07\x7f\xff\xc3\xa9\xe2";

/// Pieces that mean something to one of the formats, to an encoding or to a terminal.
const PIECES: &[&str] = &[
    "\r\n",
    "\n\n",
    "\u{feff}",
    "\u{202e}",
    "\u{301}",
    "\u{1b}[31m",
    "@string{a = \"b\" # c}",
    "@comment{",
    "}\n@book{",
    "\\emph{",
    "\\'{\\i}",
    "$x^{2}$",
    " and ",
    " and others",
    "\r\nER  - \r\nTY  - JOUR\r\n",
    "AU  - ",
    "\"\"",
    "\",\"",
    "\\u0000",
    "\\ud83d",
    "},{",
    ":[[2020,13]]",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#0;",
    "<i>",
    "</i>",
    "<entry>",
    "</entry>",
    "arXiv:2001.00001v2",
    "10.1000/x",
    "-0001",
    "99999999999999999999",
    "\\\\",
    "--",
];

/// Damages bytes in up to six places: one replaced, put in, taken out or
/// doubled, or a piece that means something put in.
///
/// ```
/// use ibidem::laws::{Rng, mutate};
/// let mut bytes = b"@book{a}".to_vec();
/// mutate(&mut Rng::new(1), &mut bytes);
/// assert_ne!(bytes, b"@book{a}");
/// ```
pub fn mutate(rng: &mut Rng, bytes: &mut Vec<u8>) {
    for _ in 0..1 + rng.below(6) {
        if bytes.is_empty() {
            bytes.push(rng.pick(MARKS));
        }
        let at = rng.below(bytes.len());
        match rng.below(5) {
            0 => bytes[at] = rng.pick(MARKS),
            1 => bytes.insert(at, rng.pick(MARKS)),
            2 => drop(bytes.drain(at..(at + 1 + rng.below(30)).min(bytes.len()))),
            3 => {
                let piece = bytes[at..(at + 1 + rng.below(200)).min(bytes.len())].to_vec();
                let to = rng.below(bytes.len());
                drop(bytes.splice(to..to, piece));
            }
            _ => drop(bytes.splice(at..at, rng.pick(PIECES).bytes())),
        }
    }
}
