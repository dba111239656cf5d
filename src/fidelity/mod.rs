//! How much of a bibliography survives from one format through another and back.
//!
//! A corpus is expressed in a format A (written and read once, so that only what
//! A can say is asked for), sent through a format B, and written as A again. What
//! differs then is taken from [`Account`], as `ibidem check` and `ibidem diff`
//! take it: there is no other measure of loss in the house. [`Matrix::page`]
//! and [`Matrix::plot`] print it for people.
//!
//! Behind the feature `testing`; formats of one's own take part by standing in
//! the [`Registry`].
//!
//! ```
//! use ibidem::{Registry, fidelity::{Corpus, Matrix}, formats::{native::NATIVE, ris::RIS}};
//! let records = ibidem::read_str("@book{a, title = {Notes}, addendum = {second printing}}", "biblatex")?.value;
//! let corpus = Corpus { title: "one book", path: "a.bib", records };
//! let matrix = Matrix::measure(&Registry::empty().with(&NATIVE).with(&RIS), vec![corpus])?;
//! assert!(matrix.page().contains("ris") && matrix.plot().starts_with("<svg"));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod page;
mod plot;

use std::collections::BTreeMap;

use crate::compare::{Account, Entry, Fate};
use crate::convert::Trip;
use crate::format::{Format, WriteOptions};
use crate::ir::Record;
use crate::registry::Registry;
use crate::report::{Collect, Discard, Error, Subject};

/// Records of one origin.
///
/// ```
/// use ibidem::fidelity::{Corpus, values};
/// let records = ibidem::read_str("@book{a, title = {Notes}}", "bibtex")?.value;
/// let corpus = Corpus { title: "one book", path: "a.bib", records };
/// assert_eq!(corpus.records.iter().map(values).sum::<u64>(), 3);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Corpus {
    /// What it is, in a few words.
    pub title: &'static str,
    /// Where it stands, from the root of the repository.
    pub path: &'static str,
    /// Its records, as its own format reads them.
    pub records: Vec<Record>,
}

/// One way in which values were lost.
///
/// ```
/// use ibidem::fidelity::Way;
/// let way = Way { what: "note".to_owned(), changed: false, fate: "dropped", code: "map/no-place" };
/// assert!(way < Way { changed: true, ..way.clone() });
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// What was lost: a field, `type`, `key`, or `extras of` a notation.
    pub what: String,
    /// Whether something else stood there afterwards.
    pub changed: bool,
    /// What became of it ([`Fate::name`]).
    pub fate: &'static str,
    /// The code under which it was reported; empty if nobody said so.
    pub code: &'static str,
}

/// What survived a way.
///
/// ```
/// use ibidem::fidelity::{Share, Way};
/// let mut share = Share { values: 8, ..Share::default() };
/// share.lost.insert(Way { what: "note".to_owned(), changed: false, fate: "dropped", code: "" }, 2);
/// assert_eq!((share.losses(), share.permille(), share.percent().as_str()), (2, 750, "75.0"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Share {
    /// Values that the records had.
    pub values: u64,
    /// How many of them did not come back as they were, by the way they were lost.
    pub lost: BTreeMap<Way, u64>,
    /// Records that did not come back at all, which is a fault of the format.
    pub broken: u64,
}

impl Share {
    /// Values that did not come back as they were.
    pub fn losses(&self) -> u64 {
        self.lost.values().sum()
    }

    /// The share in tenths of a percent, rounded down: 1000 means that nothing
    /// at all was lost.
    pub fn permille(&self) -> u64 {
        match self.values {
            0 => 1000,
            values => (values - self.losses().min(values)) * 1000 / values,
        }
    }

    /// The share in percent, rounded down to one place: `100` if nothing was
    /// lost, else `99.9` at most.
    ///
    /// ```
    /// use ibidem::fidelity::{Share, Way};
    /// let mut share = Share { values: 30_000, ..Share::default() };
    /// assert_eq!(share.percent(), "100");
    /// let way = Way { what: "title".to_owned(), changed: true, fate: "flattened", code: "map/flattened" };
    /// share.lost.insert(way, 1);
    /// assert_eq!(share.percent(), "99.9");
    /// ```
    pub fn percent(&self) -> String {
        match self.permille() {
            1000 => "100".to_owned(),
            share => format!("{}.{}", share / 10, share % 10),
        }
    }

    fn add(&mut self, record: &Record, account: Option<&Account>) {
        self.values += values(record);
        let Some(account) = account else {
            self.broken += 1;
            let way = Way { what: "record".to_owned(), changed: false, fate: "broken", code: "" };
            *self.lost.entry(way).or_default() += values(record);
            return;
        };
        for entry in &account.entries {
            if let Some(way) = way(entry) {
                *self.lost.entry(way).or_default() += 1;
            }
        }
    }
}

/// How many values a record has: its type, its key, each field, each extra.
///
/// ```
/// use ibidem::{fidelity::values, ir::{EntryType, Record, keys}};
/// let mut record = Record::new(EntryType::Book);
/// record.set(keys::TITLE, "Notes".into());
/// assert_eq!(values(&record), 2);
/// ```
pub fn values(record: &Record) -> u64 {
    1 + u64::from(record.key.is_some()) + record.fields().count() as u64 + record.extras.len() as u64
}

/// How a difference is a loss of a value; `None` if it is an addition.
fn way(entry: &Entry) -> Option<Way> {
    if entry.change.before.is_none() || !entry.fate.is_loss() {
        return None;
    }
    let what = match &entry.change.subject {
        // Their names are legion and differ from corpus to corpus.
        Subject::Extra(notation, _) => format!("extras of {notation}"),
        subject => subject.name().to_string(),
    };
    let code = if let Fate::Lost(_, code) = entry.fate { code } else { "" };
    Some(Way { what, changed: entry.change.after.is_some(), fate: entry.fate.name(), code })
}

/// A format as a stop on a way.
type Stop = &'static Format;

/// What a format makes of records, one after the other. `None` for those that
/// do not come back.
fn images(
    format: Stop,
    lossless: bool,
    records: &[Record],
    mut taken: impl FnMut(usize, Option<Record>, Collect),
) -> Result<(), Error> {
    let mut trip = Trip::new(format, &WriteOptions { lossless, ..WriteOptions::default() })?;
    for (i, record) in records.iter().enumerate() {
        let mut reports = Collect::default();
        let image = trip.image(record, &mut reports);
        taken(i, image, reports);
    }
    Ok(())
}

/// What a format can say of records: their images in it.
fn expressed(format: Stop, records: &[Record]) -> Result<Vec<Record>, Error> {
    let mut trip = Trip::new(format, &WriteOptions::default())?;
    Ok(records.iter().filter_map(|record| trip.image(record, &mut Discard)).collect())
}

/// What survives of records, which `a` can express, through `b` and back.
fn share(a: Stop, b: Stop, lossless: bool, records: &[Record]) -> Result<Share, Error> {
    let mut home = Trip::new(a, &WriteOptions::default())?;
    let mut share = Share::default();
    images(b, lossless, records, |i, image, mut reports| {
        let back = image.and_then(|image| home.image(&image, &mut reports));
        let account = back.map(|back| Account::new(&records[i], &back, b.naming, &reports.losses));
        share.add(&records[i], account.as_ref());
    })?;
    Ok(share)
}

/// Without and with `--lossless`.
///
/// ```
/// use ibidem::fidelity::{Cell, Share};
/// let cell = Cell { plain: Share { broken: 1, ..Share::default() }, ..Cell::default() };
/// assert_ne!(cell.plain, cell.lossless);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cell {
    /// Without.
    pub plain: Share,
    /// With.
    pub lossless: Share,
}

fn cell(a: Stop, b: Stop, records: &[Record]) -> Result<Cell, Error> {
    Ok(Cell { plain: share(a, b, false, records)?, lossless: share(a, b, true, records)? })
}

/// A dialect of a format, chosen by name.
///
/// ```
/// use ibidem::{Registry, fidelity::{Corpus, Dialect, Matrix}, formats::ris};
/// let records = ibidem::read_str("@book{a, title = {Notes}}", "bibtex")?.value;
/// let corpus = Corpus { title: "one book", path: "a.bib", records };
/// let registry = Registry::empty().with(&ris::RIS).with(&ris::ZOTERO);
/// let dialect: &Dialect = &Matrix::measure(&registry, vec![corpus])?.dialects[0];
/// assert_eq!((dialect.format.name, dialect.of.name), ("ris:zotero", "ris"));
/// assert_eq!(dialect.there.percent(), "100");
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Dialect {
    /// The dialect.
    pub format: &'static Format,
    /// The format it is a dialect of.
    pub of: &'static Format,
    /// From the normalized record through the dialect and back.
    pub whole: Share,
    /// From the format through the dialect and back.
    pub there: Share,
    /// From the dialect through the format and back.
    pub back: Share,
}

/// The share that survives, for every ordered pair of formats.
///
/// ```
/// use ibidem::{Registry, fidelity::{Corpus, Matrix}, formats::{native::NATIVE, ris::RIS}};
/// let records = ibidem::read_str("@book{a, title = {Notes}}", "bibtex")?.value;
/// let corpus = Corpus { title: "one book", path: "a.bib", records };
/// let matrix = Matrix::measure(&Registry::empty().with(&RIS).with(&NATIVE), vec![corpus])?;
/// // What RIS says of it, the record itself can say.
/// assert_eq!(matrix.cells[0][1].plain.percent(), "100");
/// assert!(matrix.page().contains("ris") && matrix.plot().contains("<svg"));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Matrix {
    /// The corpora that were sent.
    pub corpora: Vec<Corpus>,
    /// The formats, in the order of the registry: all that can be read and written.
    pub formats: Vec<&'static Format>,
    /// By format A, then by format B.
    pub cells: Vec<Vec<Cell>>,
    /// By corpus, then by format: of what was read, what the format holds.
    pub held: Vec<Vec<Share>>,
    /// Dialects that can be read and written.
    pub dialects: Vec<Dialect>,
}

impl Matrix {
    /// Sends all records through all formats. Formats that are dialects of
    /// another one are held against that one alone.
    ///
    /// # Errors
    /// If a format that can be read and written cannot be opened.
    pub fn measure(registry: &Registry, corpora: Vec<Corpus>) -> Result<Matrix, Error> {
        let whole = |format: &&'static Format| format.open.is_some() && format.create.is_some();
        let formats: Vec<Stop> = registry.listed().filter(whole).collect();
        let records: Vec<Record> = corpora.iter().flat_map(|corpus| corpus.records.iter().cloned()).collect();
        let row = |a: Stop| {
            let records = expressed(a, &records)?;
            formats.iter().map(|b| cell(a, b, &records)).collect::<Result<Vec<Cell>, Error>>()
        };
        let of = |format: Stop| registry.by_name(format.variant_of?).ok().filter(whole);
        let variants = registry.formats().iter().copied().filter(whole);
        let pairs: Vec<(Stop, Stop)> = variants.filter_map(|format| Some((format, of(format)?))).collect();
        let dialect = |&(format, of): &(Stop, Stop)| {
            let whole = measured_alone(format, &records)?;
            let there = share(of, format, false, &expressed(of, &records)?)?;
            let back = share(format, of, false, &expressed(format, &records)?)?;
            Ok::<_, Error>(Dialect { format, of, whole, there, back })
        };
        let held = |corpus: &Corpus| formats.iter().map(|b| measured_alone(b, &corpus.records)).collect();
        Ok(Matrix {
            cells: in_parallel(&formats, |&a| row(a))?,
            dialects: in_parallel(&pairs, dialect)?,
            held: in_parallel(&corpora, held)?,
            formats,
            corpora,
        })
    }
}

/// What a format holds of records as they are.
fn measured_alone(format: Stop, records: &[Record]) -> Result<Share, Error> {
    let mut share = Share::default();
    images(format, false, records, |i, image, reports| {
        let account = image.map(|image| Account::new(&records[i], &image, format.naming, &reports.losses));
        share.add(&records[i], account.as_ref());
    })?;
    Ok(share)
}

/// Works on each of some items, two at a time, and keeps their order.
fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Result<R, Error> + Sync) -> Result<Vec<R>, Error> {
    let work = &work;
    let each = move |from: usize| items.iter().skip(from).step_by(2).map(work).collect::<Result<Vec<R>, Error>>();
    let (even, odd) = std::thread::scope(|scope| {
        let odd = scope.spawn(move || each(1));
        // A thread that panicked has said why; its panic goes on here.
        (each(0), odd.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let (even, mut odd) = (even?.into_iter(), odd?.into_iter());
    let mut all = Vec::with_capacity(items.len());
    for next in even {
        all.push(next);
        all.extend(odd.next());
    }
    Ok(all)
}
