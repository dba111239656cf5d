//! Through a format and back: what a record would lose.

use std::io::Read;

use super::Converter;
use super::mirror::Mirror;
use super::pen::Pen;
use super::source::Step;
use crate::compare::Account;
use crate::format::{Format, ReadOptions, WriteOptions};
use crate::ir::Record;
use crate::map::Report;
use crate::options::fits;
use crate::pass::naming::Namer;
use crate::report::{Collect, Error, Sink};
use crate::source::Limits;

/// Takes the records of an input; see [`Converter::visit`].
///
/// ```
/// use ibidem::{convert::Visit, ir::Record};
/// let mut keys = Vec::new();
/// let visit: &mut Visit<'_> = &mut |record, _| {
///     keys.extend(record.key.clone());
///     Ok(())
/// };
/// let mut record = Record::default();
/// record.key = Some("a".into());
/// visit(&mut record, &mut ibidem::Discard)?;
/// assert_eq!(keys, ["a"]);
/// # Ok::<(), ibidem::Error>(())
/// ```
pub type Visit<'v> = dyn FnMut(&mut Record, &mut dyn Sink) -> Result<(), Error> + 'v;

/// Reads an input and hands its records to `visit`.
pub(super) fn visit(
    converter: &mut Converter,
    input: &mut (dyn Read + Send),
    visit: &mut Visit<'_>,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut input = converter.read.input(input);
    if converter.source.keep {
        input.keep_passed();
    }
    loop {
        match converter.source.step(&mut input, &mut converter.record, sink)? {
            Step::End => break,
            Step::Record => visit(&mut converter.record, sink)?,
            Step::Aside(_) | Step::Nothing => {}
        }
    }
    converter.source.end(&input, sink);
    Ok(())
}

/// Sends records through a format and back, one after the other, and holds what
/// became of each against what the writer reported.
///
/// ```
/// use ibidem::convert::Trip;
/// use ibidem::ir::{Date, EntryType, Record, keys};
/// use ibidem::registry::Registry;
/// let registry = Registry::builtin();
/// let mut trip = Trip::new(registry.by_name("bibtex").unwrap(), &Default::default()).unwrap();
/// let mut record = Record::new(EntryType::Book);
/// record.key = Some("a".into());
/// record.set(keys::TITLE, "T".into());
/// assert!(trip.send(&record).unwrap().entries.is_empty());
/// record.key = Some("b".into());
/// record.set(keys::ISSUED, Date::parse("2025-08-28T10:11:12Z").unwrap());
/// let account = trip.send(&record).unwrap();
/// assert_eq!(account.entries[0].change.part.as_deref(), Some("time"));
/// assert_eq!(account.entries[0].fate.name(), "narrowed");
/// ```
pub struct Trip {
    format: Format,
    pen: Pen,
    namer: Namer,
    mirror: Mirror,
    records: u64,
    written: Vec<u8>,
}

impl Trip {
    /// Through this format, written with these options. It is read again with
    /// the options of the same names.
    ///
    /// # Errors
    /// If the format cannot be written and read, or has no such option.
    pub fn new(format: &Format, options: &WriteOptions) -> Result<Trip, Error> {
        let options = WriteOptions { keep_source: false, ..options.clone() };
        let same = options.values.iter().filter(|(name, value)| fits(format.read_options, name, value));
        let values = same.map(|(name, value)| (name.clone(), value.clone())).collect();
        // How long a record may be is a question of the input it came from.
        let limits = Limits::READ_BEFORE;
        let read = ReadOptions { values, encoding: options.encoding, limits, ..ReadOptions::default() };
        format.open(&read)?;
        let mut pen = Pen::new(format, &options)?;
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        pen.head(&mut head);
        pen.tail(true, &mut tail);
        let namer = Namer::new(format.naming).carried(pen.carries());
        let mirror = Mirror::new(format, read, head, tail);
        Ok(Trip { format: *format, pen, namer, mirror, records: 0, written: Vec::new() })
    }

    /// Sends a record; `None` if it did not come back as one record, which is a
    /// fault of the format.
    pub fn send(&mut self, record: &Record) -> Option<Account> {
        let mut reports = Collect::default();
        let image = self.image(record, &mut reports)?;
        Some(Account::new(record, &image, self.format.naming, &reports.losses))
    }

    /// How many records were sent.
    ///
    /// ```
    /// use ibidem::{convert::Trip, formats::ris::RIS, ir::Record};
    /// let mut trip = Trip::new(&RIS, &Default::default())?;
    /// trip.send(&Record::default());
    /// assert_eq!(trip.records(), 1);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn records(&self) -> u64 {
        self.records
    }

    /// What comes back of a record that is sent; what the writer says of it goes
    /// to the sink. `None` as for [`send`](Self::send).
    ///
    /// ```
    /// use ibidem::{Collect, convert::Trip, formats::ris::RIS, ir::{Record, keys}};
    /// let mut record = Record::default();
    /// record.set(keys::ADDENDUM, "second printing".into());
    /// let mut reports = Collect::default();
    /// let image = Trip::new(&RIS, &Default::default())?.image(&record, &mut reports).unwrap();
    /// assert!(image.get(keys::ADDENDUM).is_none() && reports.losses.len() == 1);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn image(&mut self, record: &Record, sink: &mut dyn Sink) -> Option<Record> {
        self.records += 1;
        let given = record.key.as_deref();
        let identity = self.namer.name(record, &mut Report { sink: &mut *sink, record: self.records, key: given });
        let key = identity.map(|identity| identity.text).or(given);
        self.written.clear();
        let mut report = Report { sink, record: self.records, key };
        self.pen.record(true, record, identity, &mut self.written, &mut report);
        self.mirror.image(&self.written)
    }
}
