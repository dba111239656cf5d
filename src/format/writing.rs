//! The parts of a format that write.

use super::Aside;
use crate::ir::{Record, Str};
use crate::map::Report;
use crate::options::WriteOptions;
use crate::report::Error;

/// The name under which a record stands in the output: a citation key, or the
/// `id` of an Atom entry. Unique in the output.
///
/// ```
/// let mut unnamed = ibidem::read_str("@book{a}", "bibtex")?.value;
/// unnamed[0].key = None;
/// // BibTeX wants a key, so one is made; an emitter gets it as an identity.
/// assert!(ibidem::write_str(&unnamed, "bibtex")?.value.starts_with("@book{anonnduntitled"));
/// let identity = ibidem::format::Identity { text: "anonnduntitled", made: true };
/// assert!(identity.made);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<'k> {
    /// The name.
    pub text: &'k str,
    /// Whether it was made because the record has none.
    pub made: bool,
}

/// Turns records into bytes; one per thread. What one record leaves behind must
/// not show in another: several emitters may write one document.
///
/// Order of calls: `head`, then for each item `separator` (not before the
/// first record) and `record` or `aside`, then `tail`.
///
/// ```
/// use ibidem::format::{Aside, Emit, Format, Identity};
/// use ibidem::{Record, convert::to_bytes, ir::{Str, keys}, map::Report, report::Discard};
/// /// Titles in brackets, with a comma between them.
/// struct Titles;
/// impl Emit for Titles {
///     fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
///         out.push(b'[');
///         None
///     }
///     fn separator(&mut self, out: &mut Vec<u8>) {
///         out.extend_from_slice(b", ");
///     }
///     fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, _: &mut Report<'_>) {
///         out.extend_from_slice(record.get(keys::TITLE).map(|title| title.to_plain()).unwrap_or_default().as_bytes());
///     }
///     fn tail(&mut self, _: bool, out: &mut Vec<u8>) {
///         out.push(b']');
///     }
/// }
/// // What stands between records is not written, the head is not patched, and no name stands in it.
/// assert!(Titles.name_end().is_none());
/// assert!(!Titles.aside(&Aside { kind: "comment", format: "bibtex", text: Str::default() }, &mut Vec::new()));
/// assert!(Titles.stamp(&Record::default()).is_none());
/// static TITLES: Format = Format { create: Some(|_| Ok(Box::new(Titles))), ..Format::base("titles") };
/// let records = ibidem::read_str("@book{a, title = {Notes}} @book{b, title = {Sketch}}", "bibtex")?.value;
/// assert_eq!(to_bytes(&TITLES, &Default::default(), &records, &mut Discard)?, b"[Notes, Sketch]");
/// # Ok::<(), ibidem::Error>(())
/// ```
pub trait Emit: Send {
    /// What stands before the first record. If the format wants the newest
    /// [`Emit::stamp`] of all records in its head, it writes a place holder of
    /// the same width and returns its offset; the caller patches it.
    fn head(&mut self, _out: &mut Vec<u8>) -> Option<usize> {
        None
    }

    /// What stands between two records.
    fn separator(&mut self, _out: &mut Vec<u8>) {}

    /// Writes a record. Every loss goes to the report.
    fn record(&mut self, record: &Record, identity: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>);

    /// Where the name of the record written last ends in the output, if the name
    /// stands there as it is and is all that depends on it: then another one may
    /// take its place. `None` if the record would have to be written again.
    fn name_end(&self) -> Option<usize> {
        None
    }

    /// Writes what stood between records; `false` if the format has no such
    /// thing or it is of another notation.
    fn aside(&mut self, _aside: &Aside, _out: &mut Vec<u8>) -> bool {
        false
    }

    /// The record's stamp, of the same width for all records and comparable as
    /// text, if the format's head shows the newest one.
    fn stamp(&self, _record: &Record) -> Option<Str> {
        None
    }

    /// What stands behind the last record, if there was `any`.
    fn tail(&mut self, _any: bool, _out: &mut Vec<u8>) {}
}

/// How records are named in the output.
///
/// ```
/// use ibidem::{format::Naming, formats::bibtex::BIBTEX};
/// let Naming::Key { fold_case, legal } = BIBTEX.naming else { panic!("entries have keys") };
/// assert!(fold_case && legal('a') && !legal(','));
/// ```
#[derive(Clone, Copy)]
pub enum Naming {
    /// Not at all.
    None,
    /// By citation keys.
    Key {
        /// Whether two keys that differ in ASCII case only are the same.
        fold_case: bool,
        /// Whether a character may stand in a key.
        legal: fn(char) -> bool,
    },
    /// By a name of the format's own.
    Own {
        /// The name the record should have, and whether it was made up.
        candidate: fn(&Record) -> (String, bool),
        /// The n-th other name, from 1, when the first one is taken.
        other: fn(&str, usize) -> String,
    },
}

/// Opens a format for writing.
///
/// ```
/// use ibidem::{Format, format::Create, formats::native::NATIVE};
/// let create: Create = |options| NATIVE.create(options);
/// let alike = Format { create: Some(create), ..Format::base("alike") };
/// assert!(alike.create(&Default::default()).is_ok());
/// ```
pub type Create = fn(&WriteOptions) -> Result<Box<dyn Emit>, Error>;

/// Copies a piece of output and writes the characters that the encoding
/// `lacks` in the format's own way; where it has none, they are copied too.
///
/// ```
/// use ibidem::{codec::escape, format::Escape};
/// let (json, mut out): (Escape, _) = (escape::json, String::new());
/// json("\"é\"", &|c| !c.is_ascii(), &mut out);
/// assert_eq!(out, r#""\u00e9""#);
/// ```
pub type Escape = fn(piece: &str, lacks: &dyn Fn(char) -> bool, out: &mut String);
