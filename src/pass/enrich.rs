//! Enrichment: gaps of records are filled from other records of the same works.
//!
//! Records that may give something (donors) are held and found again by arXiv
//! identifier, by DOI, or by title and first author. If it is known which
//! records are to be filled ([`Enricher::want`]), only the donors that match one
//! are held, with the fields that one lacks; else all are. What comes of it is
//! the same, so the caller may look through the smaller side first.
//!
//! ```
//! use ibidem::ir::{EntryType, FieldSet, Record, keys};
//! use ibidem::pass::enrich::Enricher;
//! use ibidem::report::{Collect, Span};
//! let mut donor = Record::new(EntryType::Preprint);
//! donor.set(keys::ARXIV_ID, "2508.99901".into());
//! donor.set(keys::DOI, "10.9999/fake".into());
//! let mut enricher = Enricher::new(None);
//! enricher.begin("big.json");
//! enricher.hold(&donor);
//! let mut record = Record::new(EntryType::Preprint);
//! record.set(keys::ARXIV_ID, "2508.99901".into());
//! let mut sink = Collect::default();
//! enricher.fill(&mut record, Span::BEGINNING, &mut sink);
//! assert_eq!(record.get(keys::DOI).unwrap(), "10.9999/fake");
//! assert_eq!(sink.diagnostics[0].message, "`doi` filled in from record 1 of `big.json`: 10.9999/fake");
//! ```

mod gaps;
mod keys;

use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::FxHashMap;

use self::keys::{By, Keys};
use crate::ir::{EntryType, Field, FieldSet, Record, Str, Value};
use crate::report::{Code, Diagnostic, Severity, Sink, Span};

/// A gap that was filled.
pub static FILLED: Code = Code::new(
    "enrich/filled",
    Severity::Info,
    "a gap was filled from another bibliography",
    "The record lacked the field, or had it in part, and a record of the same work in a file given with --with has \
     it. Two records are of the same work if they share the arXiv identifier or a DOI, or have the same title and \
     first author. What a record says itself is never replaced.",
    "",
);

/// Several records that may be the same work and say different things.
pub static AMBIGUOUS: Code = Code::new(
    "enrich/ambiguous",
    Severity::Warning,
    "several records match and disagree",
    "Several records of the files given with --with match a record and are not of one work, or say different things \
     about what it lacks. Nothing was filled in where they disagree.",
    "give the record an arXiv identifier or a DOI, or take the wrong ones out of the file",
);

/// A list of authors that does not go on as the shortened one begins.
pub static DIFFERS: Code = Code::new(
    "enrich/differs",
    Severity::Info,
    "a list of authors does not fit the shortened one",
    "The record has a list of authors that was cut off, and the record that matches has a list that begins with other \
     names or is of another length. The list was left as it was.",
    "compare the two records",
);

/// Not one match.
pub static NO_MATCH: Code = Code::new(
    "enrich/no-match",
    Severity::Warning,
    "nothing could be filled in",
    "No record of the files given with --with is of the same work as a record of the inputs: none shares an arXiv \
     identifier, a DOI, or title and first author.",
    "check that these are the right files",
);

/// Records of the other bibliography that could not be read.
pub static UNREADABLE: Code = Code::new(
    "enrich/unreadable",
    Severity::Warning,
    "records that could not be read give nothing",
    "Records in a file given with --with could not be read and were passed over. The records to be filled are not \
     affected but by what is missing.",
    "convert the file alone to see what is wrong",
);

/// All codes of this pass.
///
/// ```
/// use ibidem::pass::enrich::{CODES, FILLED};
/// assert!(CODES.contains(&&FILLED));
/// ```
pub static CODES: &[&Code] = &[&FILLED, &AMBIGUOUS, &DIFFERS, &NO_MATCH, &UNREADABLE];

/// More candidates for one key than this are not told apart.
const MANY: u32 = 16;

/// A record that may fill gaps of others.
struct Donor {
    file: u32,
    /// Ordinal in its file, from 1.
    number: u64,
    key: Option<Str>,
    kind: EntryType,
    keys: Keys,
    fields: Box<[(Field, Value)]>,
}

impl Donor {
    fn value(&self, field: Field) -> Option<&Value> {
        self.fields.iter().find(|(of, _)| *of == field).map(|(_, value)| value)
    }
}

/// The donors of one key: the last link of a chain and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Chain {
    last: u32,
    count: u32,
}

/// One donor under a key, and the link before it.
struct Link {
    donor: u32,
    before: u32,
}

/// Holds records of other bibliographies and fills gaps from them.
///
/// ```
/// use ibidem::{Collect, ir::{Record, keys}, pass::enrich::Enricher, report::Span};
/// let (mut whole, mut gappy) = (Record::default(), Record::default());
/// gappy.set(keys::DOI, "10.1000/a".into());
/// whole.set(keys::DOI, "10.1000/A".into());
/// whole.set(keys::PUBLISHER, "ACM".into());
/// let (mut enricher, mut reports) = (Enricher::new(None), Collect::default());
/// enricher.choose();
/// enricher.want(&gappy);
/// enricher.begin("others.bib");
/// enricher.hold(&whole);
/// enricher.fill(&mut gappy, Span::BEGINNING, &mut reports);
/// assert_eq!(gappy.get(keys::PUBLISHER), Some(&"ACM".into()));
/// assert!(enricher.matched() && enricher.held() == 1 && reports.diagnostics.len() == 1);
/// ```
pub struct Enricher {
    /// Fields that are filled at all.
    possible: FieldSet,
    /// Keys of the records to be filled and what these lack.
    wanted: Option<FxHashMap<u64, FieldSet>>,
    files: Vec<String>,
    numbers: u64,
    donors: Vec<Donor>,
    index: FxHashMap<u64, Chain>,
    links: Vec<Link>,
    matched: AtomicBool,
}

impl Enricher {
    /// Fills these fields only, else all that can be filled.
    pub fn new(possible: Option<FieldSet>) -> Enricher {
        let all = gaps::fillable().fold(FieldSet::EMPTY, |mut all, field| {
            all.add(field);
            all
        });
        Enricher {
            possible: possible.map_or(all, |possible| all.and(possible)),
            wanted: None,
            files: Vec::new(),
            numbers: 0,
            donors: Vec::new(),
            index: FxHashMap::default(),
            links: Vec::new(),
            matched: AtomicBool::new(false),
        }
    }

    /// Says that only records said to [`want`](Self::want) will be filled.
    pub fn choose(&mut self) {
        self.wanted.get_or_insert_default();
    }

    /// A record that will be filled.
    pub fn want(&mut self, record: &Record) {
        let (keys, lacks) = (Keys::of(record), gaps::gaps(record, self.possible));
        let wanted = self.wanted.get_or_insert_default();
        for hash in By::ALL.iter().flat_map(|by| keys.hashes(*by)) {
            let before = wanted.entry(hash).or_default();
            *before = before.or(lacks);
        }
    }

    /// From now on, records are held of this file.
    pub fn begin(&mut self, file: &str) {
        self.files.push(file.to_owned());
        self.numbers = 0;
    }

    /// What is wanted of a record, `None` if it is not wanted at all.
    fn interest(&self, keys: &Keys) -> Option<FieldSet> {
        let Some(wanted) = &self.wanted else { return Some(self.possible) };
        let mut found: Option<FieldSet> = None;
        for lacks in By::ALL.iter().flat_map(|by| keys.hashes(*by)).filter_map(|hash| wanted.get(&hash)) {
            found = Some(found.unwrap_or_default().or(*lacks));
        }
        found
    }

    /// The next record of the file.
    pub fn hold(&mut self, record: &Record) {
        self.numbers += 1;
        let keys = Keys::of(record);
        let Some(fields) = self.interest(&keys) else { return };
        let Ok(donor) = u32::try_from(self.donors.len()) else { return };
        for hash in By::ALL.iter().flat_map(|by| keys.hashes(*by)) {
            let chain = self.index.entry(hash).or_default();
            let again = chain.count > 0 && self.links[chain.last as usize].donor == donor;
            if again || chain.count > MANY {
                continue;
            }
            self.links.push(Link { donor, before: chain.last });
            *chain = Chain { last: self.links.len() as u32 - 1, count: chain.count + 1 };
        }
        // What agreement about the place in a journal is judged by is held as well.
        let fields = fields.or(gaps::judged(fields));
        let fields = gaps::fillable().filter(|field| fields.has(*field));
        let fields = fields.filter_map(|field| Some((field, record.value(field)?.clone()))).collect();
        let (file, number) = (self.files.len().saturating_sub(1) as u32, self.numbers);
        self.donors.push(Donor { file, number, key: record.key.clone(), kind: record.kind, keys, fields });
    }

    /// The donors under a key, in order, and whether there are more.
    fn under(&self, hash: u64) -> (Vec<&Donor>, bool) {
        let Some(chain) = self.index.get(&hash) else { return (Vec::new(), false) };
        let mut found = Vec::with_capacity(chain.count as usize);
        let mut at = chain.last;
        for _ in 0..chain.count {
            let link = &self.links[at as usize];
            found.push(&self.donors[link.donor as usize]);
            at = link.before;
        }
        found.reverse();
        (found, chain.count > MANY)
    }

    /// The donors of the same work, by the surest key that finds any, and whether
    /// there are more.
    fn candidates(&self, record: &Record, keys: &Keys) -> Option<(By, Vec<&Donor>, bool)> {
        for by in By::ALL {
            let (mut all, mut more) = (Vec::<&Donor>::new(), false);
            for hash in keys.hashes(by) {
                let (found, too_many) = self.under(hash);
                more |= too_many;
                for donor in found {
                    let same = keys.share(&donor.keys, by)
                        && (by == By::Arxiv || !keys.differ(&donor.keys, By::Arxiv))
                        && !(by == By::Title && record.kind == donor.kind && keys.differ(&donor.keys, By::Doi));
                    if same && !all.iter().any(|held| std::ptr::eq(*held, donor)) {
                        all.push(donor);
                    }
                }
            }
            if !all.is_empty() {
                all.sort_by_key(|donor| (donor.file, donor.number));
                return Some((by, all, more));
            }
        }
        None
    }

    /// Fills the gaps of a record that stands there, and says so.
    pub fn fill(&self, record: &mut Record, span: Span, sink: &mut dyn Sink) {
        let keys = Keys::of(record);
        let Some((by, donors, more)) = self.candidates(record, &keys) else { return };
        self.matched.store(true, Ordering::Relaxed);
        let lacks = gaps::gaps(record, self.possible);
        if lacks.is_empty() {
            return;
        }
        let say = |record: &Record, code, field: Option<Field>, message: String, sink: &mut dyn Sink| {
            let mut diagnostic = Diagnostic::new(code, message).on(span);
            diagnostic.key.clone_from(&record.key);
            diagnostic.field = field.map(|field| field.name().into());
            sink.diagnostic(diagnostic);
        };
        let apart = |a: &Donor, b: &Donor| a.keys.differ(&b.keys, By::Arxiv) || a.keys.differ(&b.keys, By::Doi);
        if more || donors.iter().any(|donor| apart(donors[0], donor)) {
            let what = if more { "too many records match" } else { "records of different works match" };
            let message = format!("{what} {}: {}; nothing filled in", by.words(), self.list(&donors));
            return say(record, &AMBIGUOUS, None, message, sink);
        }
        for field in gaps::fillable().filter(|field| lacks.has(*field)) {
            let offers = donors.iter().filter_map(|donor| Some((*donor, gaps::offer(record, donor, by, field)?)));
            let offers: Vec<(&Donor, &Value)> = offers.collect();
            let Some(&first) = offers.first() else { continue };
            let chosen = offers[1..].iter().try_fold(first, |best, other| {
                let value = gaps::agree(field, best.1, other.1)?;
                Some(if std::ptr::eq(value, best.1) { best } else { *other })
            });
            let Some((donor, value)) = chosen else {
                let donors: Vec<_> = offers.iter().map(|(donor, _)| *donor).collect();
                let message =
                    format!("{} disagree about `{}`, which was not filled in", self.list(&donors), field.name());
                say(record, &AMBIGUOUS, Some(field), message, sink);
                continue;
            };
            if gaps::put(record, field, value) {
                let shown = shortened(&value.preview());
                let message = format!("`{}` filled in from {}: {shown}", field.name(), self.place(donor));
                say(record, &FILLED, Some(field), message, sink);
            } else {
                let message =
                    format!("`{}` of {} does not go on as ours begins, ours kept", field.name(), self.place(donor));
                say(record, &DIFFERS, Some(field), message, sink);
            }
        }
    }

    /// Whether any record had a match.
    pub fn matched(&self) -> bool {
        self.matched.load(Ordering::Relaxed)
    }

    /// How many records are held.
    pub fn held(&self) -> usize {
        self.donors.len()
    }

    fn place(&self, donor: &Donor) -> String {
        let file = self.files.get(donor.file as usize).map_or("", String::as_str);
        match &donor.key {
            Some(key) => format!("record {} (`{key}`) of `{file}`", donor.number),
            None => format!("record {} of `{file}`", donor.number),
        }
    }

    /// The first few of them.
    fn list(&self, donors: &[&Donor]) -> String {
        const SHOWN: usize = 4;
        let mut out = donors.iter().take(SHOWN).map(|donor| self.place(donor)).collect::<Vec<_>>().join(", ");
        if donors.len() > SHOWN {
            out.push_str(&format!(" and {} more", donors.len() - SHOWN));
        }
        out
    }
}

/// At most 60 characters of a value.
fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if out.len() < text.len() {
        out.push('\u{2026}');
    }
    out
}
