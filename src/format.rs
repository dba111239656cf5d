//! What a format is: a static of data and two function pointers.
//!
//! Reading is split into a [`Cut`] (serial: where does the next record end) and
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

use crate::carrier::Carrier;
use crate::ir::{Record, Str};
use crate::map::{Described, Report};
use crate::options::check;
pub use crate::options::{BLANK, OptionSpec, ReadOptions, UNREADABLE, WriteOptions};
use crate::report::{Code, Error, ErrorKind, Sink, Span};
use crate::source::{Cut, Frame};

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

/// Something that stands between records.
///
/// ```
/// use ibidem::{Reader, convert::Item, formats::bibtex::BIBTEX};
/// let mut reader = Reader::new(&BIBTEX, &Default::default(), &b"@preamble{\"x\"}"[..])?;
/// let Some(Item::Aside(aside)) = reader.next_item(&mut ibidem::Discard)? else { panic!("no aside") };
/// assert_eq!((aside.kind, aside.format, aside.text.as_str()), ("preamble", "bibtex", "@preamble{\"x\"}"));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aside {
    /// What it is: `comment`, `macro`, `preamble`, `text`; [`BLANK`], [`UNREADABLE`].
    pub kind: &'static str,
    /// The notation it is in.
    pub format: &'static str,
    /// Its source, verbatim.
    pub text: Str,
}

/// What came of a frame.
///
/// ```
/// use ibidem::{Collect, Record, formats::native::NATIVE, format::Parsed, report::Span, source::Frame};
/// let mut parser = (NATIVE.open(&Default::default())?.parser)();
/// let mut parsed = |text| {
///     let frame = Frame { text, span: Span::BEGINNING, number: 0, kind: 0 };
///     parser.parse(&frame, &mut Record::default(), &mut Collect::default())
/// };
/// assert_eq!(parsed(r#"{"type":"book","fields":{}}"#), Parsed::Record);
/// assert_eq!(parsed("nonsense"), Parsed::Spoilt);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parsed {
    /// A record, now in the record that was passed in.
    Record,
    /// Something between records.
    Aside(Aside),
    /// Nothing worth keeping.
    Nothing,
    /// A record that could not be read; a diagnostic of severity error said why.
    Spoilt,
}

/// Turns frames into records; one per thread.
///
/// ```
/// use ibidem::format::{Parse, Parsed};
/// use ibidem::{Record, ir::keys, report::{Discard, Sink, Span}, source::Frame};
/// /// A line is a title, and its first word the key.
/// struct Titles;
/// impl Parse for Titles {
///     fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, _: &mut dyn Sink) -> Parsed {
///         record.key = self.glance(frame).map(Into::into);
///         record.set(keys::TITLE, frame.text.trim_end().into());
///         Parsed::Record
///     }
///     fn glance<'f>(&self, frame: &Frame<'f>) -> Option<&'f str> {
///         frame.text.split_whitespace().next()
///     }
/// }
/// let (mut record, frame) = (Record::default(), Frame { text: "Notes on it\n", span: Span::BEGINNING, number: 0, kind: 0 });
/// assert_eq!(Titles.parse(&frame, &mut record, &mut Discard), Parsed::Record);
/// assert_eq!((record.key.as_deref(), record.get(keys::TITLE)), (Some("Notes"), Some(&"Notes on it".into())));
/// ```
pub trait Parse: Send {
    /// Fills `record`, which is empty, from the frame.
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed;

    /// The citation key of a frame, where it can be told at a glance and the
    /// record has no other names; empty where there is none, `None` where it
    /// takes reading. For finding a few records among many.
    fn glance<'f>(&self, _frame: &Frame<'f>) -> Option<&'f str> {
        None
    }
}

/// What a format needs for reading: one cutter, and a parser per thread.
///
/// ```
/// use ibidem::{Discard, Registry, source::Input};
/// let mut reading = Registry::builtin().by_name("ris")?.open(&Default::default())?;
/// let mut input = Input::new(&b"TY  - BOOK\nER  - \nTY  - JOUR\nER  - \n"[..]);
/// let frame = reading.cut.cut(&mut input, &mut Discard)?.unwrap();
/// assert_eq!(&input.window()[frame.skip..frame.skip + frame.len], b"TY  - BOOK\nER  - \n");
/// # Ok::<(), ibidem::Error>(())
/// ```
pub struct Reading {
    /// The cutter.
    pub cut: Box<dyn Cut>,
    /// Makes a parser.
    pub parser: Box<dyn Fn() -> Box<dyn Parse> + Send + Sync>,
    /// Looks at every record in the order of the input.
    pub watch: Option<Box<dyn Watch>>,
}

impl Reading {
    /// Of a cutter and what makes parsers.
    ///
    /// ```
    /// use ibidem::format::{Format, Parse, Parsed, Reading};
    /// use ibidem::{Record, convert::from_bytes, report::{Discard, Sink}, source::{Frame, Marked}};
    /// struct Nothing;
    /// impl Parse for Nothing {
    ///     fn parse(&mut self, _: &Frame<'_>, _: &mut Record, _: &mut dyn Sink) -> Parsed {
    ///         Parsed::Nothing
    ///     }
    /// }
    /// static IGNORED: Format =
    ///     Format { open: Some(|_| Ok(Reading::new(Marked::at("* "), || Nothing))), ..Format::base("ignored") };
    /// assert!(from_bytes(&IGNORED, &Default::default(), b"* one\n* two\n", &mut Discard)?.is_empty());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn new<P: Parse + 'static>(cut: impl Cut + 'static, parser: impl Fn() -> P + Send + Sync + 'static) -> Reading {
        Reading { cut: Box::new(cut), parser: Box::new(move || Box::new(parser())), watch: None }
    }
}

/// Looks at records one after the other, for what no record shows by itself: a
/// key that was there before.
///
/// ```
/// use ibidem::{Collect, format::Watch, report::{Diagnostic, Sink, Span}, source::FAILED};
/// /// Reports keys that follow themselves.
/// #[derive(Default)]
/// struct Doubles(Option<String>);
/// impl Watch for Doubles {
///     fn record(&mut self, key: Option<&str>, span: Span, _: &[u8], sink: &mut dyn Sink) {
///         if key.is_some() && self.0.as_deref() == key {
///             sink.diagnostic(Diagnostic::new(&FAILED, "the same key again").on(span));
///         }
///         self.0 = key.map(Into::into);
///     }
///     fn next_input(&mut self) {
///         self.0 = None;
///     }
/// }
/// let (mut watch, mut reports) = (Doubles::default(), Collect::default());
/// watch.record(Some("a"), Span::BEGINNING, b"", &mut reports);
/// watch.record(Some("a"), Span::BEGINNING, b"", &mut reports);
/// watch.next_input();
/// watch.record(Some("a"), Span::BEGINNING, b"", &mut reports);
/// assert_eq!(reports.diagnostics.len(), 1);
/// ```
pub trait Watch: Send {
    /// A record with this citation key was read from these bytes at this place.
    fn record(&mut self, key: Option<&str>, span: Span, bytes: &[u8], sink: &mut dyn Sink);

    /// Called between two inputs of one run.
    fn next_input(&mut self) {}
}

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
/// // What stands between records is not written, and the head is not patched.
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

/// Opens a format for reading.
///
/// ```
/// use ibidem::{Format, format::Open, formats::native::NATIVE};
/// let open: Open = |options| NATIVE.open(options);
/// let alike = Format { open: Some(open), ..Format::base("alike") };
/// assert!(alike.open(&Default::default()).is_ok());
/// ```
pub type Open = fn(&ReadOptions) -> Result<Reading, Error>;
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
