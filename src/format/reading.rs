//! The parts of a format that read.

use crate::ir::{Record, Str};
use crate::options::ReadOptions;
use crate::report::{Error, Sink, Span};
use crate::source::{Cut, Frame};

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
    /// What it is: `comment`, `macro`, `preamble`, `text`; [`BLANK`](crate::options::BLANK),
    /// [`UNREADABLE`](crate::options::UNREADABLE).
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

/// Opens a format for reading.
///
/// ```
/// use ibidem::{Format, format::Open, formats::native::NATIVE};
/// let open: Open = |options| NATIVE.open(options);
/// let alike = Format { open: Some(open), ..Format::base("alike") };
/// assert!(alike.open(&Default::default()).is_ok());
/// ```
pub type Open = fn(&ReadOptions) -> Result<Reading, Error>;
