//! What a format is: a static of data and two function pointers.
//!
//! Reading is split into a [`Cut`](crate::source::Cut) (serial: where does the next record end) and
//! a [`Parse`] (per frame, any thread); writing is an [`Emit`] (record into a
//! buffer) with a head, a separator and a tail. A format that cannot be read or
//! written simply has no such function.
//!
//! ```
//! use ibidem::{Format, Registry};
//! let registry = Registry::builtin();
//! let both = |format: &&Format| format.open.is_some() && format.create.is_some();
//! assert!(registry.listed().filter(both).any(|format| format.name == "ris"));
//! ```

mod reading;
mod writing;

pub use self::reading::{Aside, Open, Parse, Parsed, Reading, Watch};
pub use self::writing::{Create, Emit, Escape, Identity, Naming};
use crate::carrier::Carrier;
use crate::map::Described;
use crate::options::check;
pub use crate::options::{BLANK, OptionSpec, ReadOptions, UNREADABLE, WriteOptions};
use crate::report::{Code, Error, ErrorKind};

/// How sure a format is that a piece of text is its own.
///
/// ```
/// use ibidem::format::Likelihood;
/// assert!(Likelihood::No < Likelihood::Maybe(1) && Likelihood::Maybe(99) < Likelihood::Sure);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// It is not.
    No,
    /// It may be; the higher the likelier.
    Maybe(u8),
    /// It is.
    Sure,
}

/// By which rules entries inherit fields from the entries they refer to.
///
/// ```
/// use ibidem::{format::Inheritance, formats::bibtex::{BIBLATEX, BIBTEX}};
/// assert_eq!(BIBTEX.inheritance, Some(Inheritance::Bibtex));
/// assert_eq!(BIBLATEX.inheritance, Some(Inheritance::Biblatex));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inheritance {
    /// BibTeX 0.99d: the fields an entry lacks, from one level up.
    Bibtex,
    /// BibLaTeX: by its default inheritance table, from all levels.
    Biblatex,
}

/// A format.
///
/// ```
/// use ibidem::{Format, format::Likelihood};
/// static MINE: Format = Format {
///     title: "lines that begin with a star",
///     extensions: &["star"],
///     sniff: |head| if head.starts_with(b"*") { Likelihood::Maybe(50) } else { Likelihood::No },
///     ..Format::base("mine")
/// };
/// assert_eq!((MINE.sniff)(b"* Notes"), Likelihood::Maybe(50));
/// // Nobody has said yet how it is read.
/// assert!(MINE.open(&Default::default()).is_err());
/// ```
#[derive(Clone, Copy)]
pub struct Format {
    /// The name by which it is chosen.
    pub name: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// What it is, in a few words.
    pub title: &'static str,
    /// Extensions of files that hold it and nothing else, without dot.
    pub extensions: &'static [&'static str],
    /// Extensions that mean this format for a target only.
    pub target_extensions: &'static [&'static str],
    /// What the extension of a target says about options for writing that were
    /// not given: extension, name, value.
    pub target_options: &'static [(&'static str, &'static str, &'static str)],
    /// Its media type.
    pub mime: &'static str,
    /// What it is, its dialects and quirks, and its source of truth, in Markdown.
    pub docs: &'static str,
    /// The format of which this is one dialect, chosen by name only. It is not
    /// recognized by content and not listed apart from that format.
    pub variant_of: Option<&'static str>,
    /// The notation its records come from; formats of one notation share it.
    pub notation: &'static str,
    /// Recognizes it in the first 64 KiB.
    pub sniff: fn(&[u8]) -> Likelihood,
    /// Reads it, if it can be read.
    pub open: Option<Open>,
    /// Writes it, if it can be written.
    pub create: Option<Create>,
    /// Whether it can be edited in place: a conversion of the format into itself
    /// returns what was read byte for byte. Such a format has no head or tail.
    pub faithful: bool,
    /// How records are named in it.
    pub naming: Naming,
    /// How characters are written that an encoding lacks, if it has a way.
    pub escape: Option<Escape>,
    /// Where it keeps, under `--lossless`, what its own fields do not say.
    pub carrier: Option<Carrier>,
    /// How its entries inherit from each other; `None` if they do not refer to
    /// each other, so that inherited fields have to be written out.
    pub inheritance: Option<Inheritance>,
    /// Options for reading.
    pub read_options: &'static [OptionSpec],
    /// Options for writing.
    pub write_options: &'static [OptionSpec],
    /// The codes it raises.
    pub codes: &'static [&'static Code],
    /// Its mapping, for documentation and checks.
    pub table: Option<fn() -> &'static dyn Described>,
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Format").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Format {
    /// A format of that name with nothing else said; for building statics with
    /// the `..Format::base(..)` notation.
    ///
    /// ```
    /// use ibidem::{Format, format::Likelihood};
    /// static MINE: Format = Format::base("mine");
    /// assert_eq!((MINE.name, MINE.notation, (MINE.sniff)(b"")), ("mine", "mine", Likelihood::No));
    /// ```
    pub const fn base(name: &'static str) -> Format {
        const fn never(_: &[u8]) -> Likelihood {
            Likelihood::No
        }
        Format {
            name,
            aliases: &[],
            title: "",
            extensions: &[],
            target_extensions: &[],
            target_options: &[],
            mime: "text/plain",
            docs: "",
            variant_of: None,
            notation: name,
            sniff: never,
            open: None,
            create: None,
            faithful: false,
            naming: Naming::None,
            escape: None,
            carrier: None,
            inheritance: None,
            read_options: &[],
            write_options: &[],
            codes: &[],
            table: None,
        }
    }

    /// Opens it for reading.
    ///
    /// ```
    /// use ibidem::{ReadOptions, formats::csv::CSV};
    /// let mut options = ReadOptions::default();
    /// options.values.insert("delimiter".into(), "tab".into());
    /// assert!(CSV.open(&options).is_ok());
    /// options.values.insert("quote".into(), "'".into());
    /// assert!(CSV.open(&options).is_err());
    /// ```
    ///
    /// # Errors
    /// If it cannot be read, or has no such option.
    pub fn open(&self, options: &ReadOptions) -> Result<Reading, Error> {
        check(self.name, self.read_options, &options.values)?;
        match self.open {
            Some(open) => open(options),
            None => Err(ErrorKind::Unsupported(format!("format `{}` cannot be read", self.name)).into()),
        }
    }

    /// Sets the options for writing that the extension of this target implies;
    /// those that are set already stay.
    ///
    /// ```
    /// let csv = ibidem::Registry::builtin().by_name("csv").unwrap();
    /// let mut options = ibidem::WriteOptions::default();
    /// csv.imply("table.tsv".as_ref(), &mut options);
    /// assert_eq!(options.values["delimiter"], "tab");
    /// ```
    pub fn imply(&self, target: &std::path::Path, options: &mut WriteOptions) {
        let extension = target.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        for (_, name, value) in self.target_options.iter().filter(|(of, ..)| of.eq_ignore_ascii_case(extension)) {
            options.values.entry((*name).to_owned()).or_insert_with(|| (*value).to_owned());
        }
    }

    /// Sets the options for writing so that characters outside of ASCII are
    /// written in the format's own way: by its option `ascii`, or in escapes.
    ///
    /// ```
    /// use ibidem::{WriteOptions, formats::{bibtex::BIBTEX, ris::RIS}};
    /// let mut options = WriteOptions::default();
    /// BIBTEX.ascii(&mut options)?;
    /// assert_eq!(options.values["ascii"], "true");
    /// assert!(RIS.ascii(&mut options).is_err());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If it has no such way.
    pub fn ascii(&self, options: &mut WriteOptions) -> Result<(), Error> {
        if self.write_options.iter().any(|option| option.name == "ascii") {
            options.values.entry("ascii".to_owned()).or_insert_with(|| "true".to_owned());
        } else if self.escape.is_some() {
            options.ascii = true;
        } else {
            let message = format!("format `{}` has no way to write characters outside of ASCII in ASCII", self.name);
            return Err(ErrorKind::Option(message).into());
        }
        Ok(())
    }

    /// Opens it for writing.
    ///
    /// ```
    /// use ibidem::formats::{arxiv_json::ARXIV_JSON, ris::RIS};
    /// assert!(RIS.create(&Default::default()).is_ok());
    /// let error = ARXIV_JSON.create(&Default::default()).err().unwrap();
    /// assert_eq!(error.to_string(), "format `arxiv-json` cannot be written");
    /// ```
    ///
    /// # Errors
    /// If it cannot be written, or has no such option.
    pub fn create(&self, options: &WriteOptions) -> Result<Box<dyn Emit>, Error> {
        check(self.name, self.write_options, &options.values)?;
        match self.create {
            Some(create) => create(options),
            None => Err(ErrorKind::Unsupported(format!("format `{}` cannot be written", self.name)).into()),
        }
    }
}
