//! Whole texts in memory, in one call.

use super::{Converter, Reader, Sequence};
use crate::format::{Format, ReadOptions, WriteOptions};
use crate::ir::Record;
use crate::registry::Registry;
use crate::report::{Collect, Diagnostic, Error, ErrorKind, Loss, Sink};

/// What a call came to, and everything that is to be said about it.
///
/// ```
/// let book = ibidem::convert_str("TY  - BOOK\nTI  - Notes\nXX  - nobody knows\nID  - a\nER  - \n", "ris", "bibtex")?;
/// assert_eq!(book.value, "@book{a,\n  title = {Notes}\n}\n\n");
/// assert!(book.diagnostics.is_empty());
/// assert_eq!(book.losses[0].to_string(), "a: ris:XX dropped: nobody knows (map/extra)");
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported<T> {
    /// What came of it.
    pub value: T,
    /// What is to be said about the input, in its order. Those of severity error
    /// are about records that could not be read.
    pub diagnostics: Vec<Diagnostic>,
    /// What the output does not say as the input did, in the order of the output.
    pub losses: Vec<Loss>,
}

impl<T> Reported<T> {
    fn new(value: T, reports: Collect) -> Reported<T> {
        Reported { value, diagnostics: reports.diagnostics, losses: reports.losses }
    }

    /// Whether there is nothing to say: everything was read, and nothing lost.
    ///
    /// ```
    /// assert!(ibidem::convert_str("@book{a, title = {Notes}}", "bibtex", "csl-json")?.is_silent());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn is_silent(&self) -> bool {
        self.diagnostics.is_empty() && self.losses.is_empty()
    }
}

/// The format of that name; without a name, the one the text is in.
fn source(name: Option<&str>, text: &str) -> Result<&'static Format, Error> {
    let registry = Registry::builtin();
    match name {
        Some(name) => Ok(registry.by_name(name)?),
        None => registry.detect(text.as_bytes()).map(|(format, _)| format).ok_or_else(|| {
            ErrorKind::Unsupported("the text is in no format that can be recognized; name one".to_owned()).into()
        }),
    }
}

fn string(bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| Error::write(std::io::Error::new(std::io::ErrorKind::InvalidData, error)))
}

/// Converts a text from one built-in format into another. Without a name
/// (`None`) the format of the text is recognized by its content.
///
/// ```
/// let entry = "@article{knuth84, author = {Knuth, Donald E.}, title = {Literate Programming}, year = 1984}";
/// let ris = ibidem::convert_str(entry, "bibtex", "ris")?.value;
/// assert!(ris.contains("AU  - Knuth, Donald E.\r\n"));
/// let again = ibidem::convert_str(&ris, None, "csl-json")?.value;
/// assert!(again.contains("Literate Programming"));
/// assert_eq!(
///     ibidem::convert_str(entry, "bibtex", "bibtx").unwrap_err().to_string().rsplit("; ").next(),
///     Some("did you mean `bibtex`?")
/// );
/// # Ok::<(), ibidem::Error>(())
/// ```
///
/// Options, several inputs, threads and formats of one's own:
/// [`Converter`](crate::convert::Converter). More than fits into memory:
/// [`Converter`](crate::convert::Converter), or [`Reader`](crate::convert::Reader)
/// and [`Writer`](crate::convert::Writer).
///
/// # Errors
/// If there is no such format, or it cannot be read or written. A record that
/// cannot be read is no error but among the diagnostics.
pub fn convert_str<'n>(text: &str, from: impl Into<Option<&'n str>>, to: &str) -> Result<Reported<String>, Error> {
    let (from, to) = (source(from.into(), text)?, Registry::builtin().by_name(to)?);
    let mut converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default())?;
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    converter.input(text.as_bytes(), &mut output, &mut reports)?;
    if let Some(patch) = converter.finish(&mut output)?.patch {
        patch.apply(&mut output);
    }
    Ok(Reported::new(string(output)?, reports))
}

/// Reads the records of a text in a built-in format. Without a name (`None`) the
/// format is recognized by the content.
///
/// ```
/// use ibidem::ir::keys;
/// let read = ibidem::read_str("@book{a, title = {Notes}, year = }", "bibtex")?;
/// assert_eq!(read.value[0].get(keys::TITLE).unwrap().to_plain(), "Notes");
/// assert_eq!(
///     read.diagnostics[0].to_string(),
///     "line 1, column 34: no value behind `=`, field left out (bibtex/missing-value)"
/// );
/// # Ok::<(), ibidem::Error>(())
/// ```
///
/// # Errors
/// If there is no such format or it cannot be read.
pub fn read_str<'n>(text: &str, from: impl Into<Option<&'n str>>) -> Result<Reported<Vec<Record>>, Error> {
    let mut reports = Collect::default();
    let format = source(from.into(), text)?;
    let records = from_bytes(format, &ReadOptions::default(), text.as_bytes(), &mut reports)?;
    Ok(Reported::new(records, reports))
}

/// Writes records as a text in a built-in format.
///
/// ```
/// use ibidem::ir::{EntryType, Record, keys};
/// let mut record = Record::new(EntryType::Book);
/// record.set(keys::TITLE, "Notes".into());
/// assert_eq!(ibidem::write_str(&[record], "ris")?.value, "TY  - BOOK\r\nTI  - Notes\r\nER  - \r\n\r\n");
/// # Ok::<(), ibidem::Error>(())
/// ```
///
/// # Errors
/// If there is no such format or it cannot be written.
pub fn write_str(records: &[Record], to: &str) -> Result<Reported<String>, Error> {
    let mut reports = Collect::default();
    let bytes = to_bytes(Registry::builtin().by_name(to)?, &WriteOptions::default(), records, &mut reports)?;
    Ok(Reported::new(string(bytes)?, reports))
}

/// Writes records as text in memory; for small jobs.
///
/// ```
/// use ibidem::convert::{from_bytes, to_bytes};
/// use ibidem::{formats::{csl_json::CSL_JSON, ris::RIS}, report::Collect};
/// let mut reports = Collect::default();
/// let records = from_bytes(&RIS, &Default::default(), b"TY  - BOOK\nTI  - Notes\nER  - \n", &mut reports)?;
/// let json = to_bytes(&CSL_JSON, &Default::default(), &records, &mut reports)?;
/// assert!(json.starts_with(b"["));
/// # Ok::<(), ibidem::Error>(())
/// ```
///
/// # Errors
/// If the format cannot be written.
pub fn to_bytes(
    format: &Format,
    options: &WriteOptions,
    records: &[Record],
    sink: &mut dyn Sink,
) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let mut sequence = Sequence::new(format, options)?;
    for record in records {
        sequence.record(record, &mut out, sink);
    }
    if let Some(patch) = sequence.finish(&mut out) {
        patch.apply(&mut out);
    }
    Ok(out)
}

/// Reads all records of a text in memory; for small jobs.
///
/// ```
/// use ibidem::{convert::from_bytes, formats::bibtex::BIBTEX, report::Discard};
/// // What is not UTF-8 is recognized.
/// let records = from_bytes(&BIBTEX, &Default::default(), b"@book{a, title = {Caf\xE9}}", &mut Discard)?;
/// assert_eq!(records[0].get(ibidem::ir::keys::TITLE).unwrap().to_plain(), "Café");
/// # Ok::<(), ibidem::Error>(())
/// ```
///
/// # Errors
/// If the format cannot be read.
pub fn from_bytes(
    format: &Format,
    options: &ReadOptions,
    bytes: &[u8],
    sink: &mut dyn Sink,
) -> Result<Vec<Record>, Error> {
    let mut reader = Reader::new(format, options, bytes)?;
    let mut records = Vec::new();
    while let Some(record) = reader.next_record(sink)? {
        records.push(record);
    }
    Ok(records)
}
