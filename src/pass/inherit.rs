//! Inheritance between entries: `crossref` and `xdata`.
//!
//! A child may stand before or behind its parent, so the input is looked
//! through before it is converted: first for the keys that entries name, then
//! for the entries of those keys, which are held. Memory goes by the number of
//! entries that others name, not by the size of the input.
//!
//! ```
//! use ibidem::pass::inherit::{CODES, MISSING};
//! let converted = ibidem::convert_str("@inbook{a, title = {A}, crossref = {b}}", "bibtex", "ris")?;
//! assert_eq!(converted.diagnostics[0].code, &MISSING);
//! assert!(CODES.contains(&&MISSING));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod held;
mod rules;
mod single;

pub(crate) use held::{MAX_GIVEN, MAX_VALUE};

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use self::held::{Held, Links};
use self::rules::Heir;
use crate::format::Inheritance;
use crate::ir::{EntryType, Field, Record, Str, Value, keys};
use crate::report::{Code, Diagnostic, Severity, Sink};
use crate::source::Frame;

/// A parent that is not there.
pub static MISSING: Code = Code::new(
    "crossref/missing",
    Severity::Warning,
    "an entry inherits from one that is not there",
    "The field `crossref` or `xdata` names an entry that no input holds, or `xdata` names one that is no data holder. \
     Nothing was inherited from it; the entry has what it says itself.",
    "convert the file that holds the other entry in the same run, or correct the key",
);

/// Entries that inherit from each other in a circle.
pub static CYCLE: Code = Code::new(
    "crossref/cycle",
    Severity::Warning,
    "entries inherit from each other in a circle",
    "An entry names, by `crossref` or `xdata` and over any number of steps, an entry that inherits from it. The \
     reference that closes the circle was not followed.",
    "take one of the references out",
);

/// BibTeX does not go further than one level.
pub static NESTED: Code = Code::new(
    "crossref/nested",
    Severity::Warning,
    "an entry inherits from one that inherits itself",
    "BibTeX inherits what the parent says itself and not what it inherits, and warns as we do. BibLaTeX goes on to \
     the parent's parent.",
    "refer to the last entry of the chain, or read the file as biblatex",
);

/// An entry that is no work.
pub static DATA_HOLDER: Code = Code::new(
    "crossref/data-holder",
    Severity::Info,
    "an entry that holds data for others is not written",
    "`@xdata` is no work but fields that other entries inherit. The target has no cross-references, so the fields \
     stand in those entries, and the data holder itself was left out.",
    "",
);

/// A data holder nobody names.
pub static UNUSED: Code = Code::new(
    "crossref/unused-data",
    Severity::Warning,
    "an entry that holds data for others is named by none",
    "`@xdata` is no work but fields that other entries inherit. No entry of the inputs inherits from this one, so its \
     fields are not in the output.",
    "name it in the field `xdata` of an entry, or take it out",
);

/// A value nobody wants a thousand times.
pub static TOO_LONG: Code = Code::new(
    "crossref/too-long",
    Severity::Warning,
    "a value is too long to be inherited",
    "A value of more than 64 KiB is not handed on to other entries, nor are the longest values of an entry that has \
     more than 1 KiB to hand on and so many heirs that they would get more than 16 MiB together, lest a short input \
     become an output without end. The value stands in the entry that has it.",
    "write the value into the entries that need it",
);

/// So many references of one entry that cannot be followed are named.
const MAX_SAID: usize = 10;

/// All codes of this step.
pub static CODES: &[&Code] = &[&MISSING, &CYCLE, &NESTED, &DATA_HOLDER, &UNUSED, &TOO_LONG];

/// The entries that others name.
///
/// ```
/// use ibidem::format::Inheritance::Biblatex;
/// use ibidem::ir::{EntryType, Record, keys};
/// use ibidem::pass::inherit::Parents;
/// let mut volume = Record::new(EntryType::Proceedings);
/// volume.key = Some("p".into());
/// volume.set(keys::TITLE, "Proceedings".into());
/// let mut paper = Record::new(EntryType::PaperConference);
/// paper.set(keys::CROSSREF, "p".into());
/// let mut parents = Parents::default();
/// parents.note(&paper);
/// parents.hold(&volume, Biblatex);
/// parents.settle();
/// assert!(parents.resolve(&mut paper, Biblatex, None, &mut ibidem::report::Discard));
/// assert_eq!(paper.get(keys::CONTAINER_TITLE).unwrap().to_plain(), "Proceedings");
/// assert!(paper.inherited().has(keys::CONTAINER_TITLE.field()));
/// ```
#[derive(Default)]
pub struct Parents {
    /// Keys that entries name, in lower case, and how often.
    wanted: FxHashMap<Str, u64>,
    held: Vec<Held>,
    exact: FxHashMap<Str, u32>,
    folded: FxHashMap<Str, u32>,
}

fn folded(key: &str) -> Str {
    let mut key = Str::from(key);
    key.as_mut_str().make_ascii_lowercase();
    key
}

impl Parents {
    /// Notes which entries this one names.
    pub fn note(&mut self, record: &Record) {
        let crossref = record.get(keys::CROSSREF).into_iter();
        for key in crossref.chain(record.get(keys::XDATA).into_iter().flatten()) {
            self.want(key);
        }
        for (field, reference) in single::references(record) {
            single::parts(field, &reference).into_iter().for_each(|key| self.want(key));
        }
    }

    fn want(&mut self, key: &str) {
        *self.wanted.entry(folded(key)).or_default() += 1;
    }

    /// Whether any entry is named by another.
    ///
    /// ```
    /// use ibidem::{ir::{Record, keys}, pass::inherit::Parents};
    /// let (mut parents, mut entry) = (Parents::default(), Record::default());
    /// assert!(!parents.wants_any());
    /// entry.set(keys::CROSSREF, "whole".into());
    /// parents.note(&entry);
    /// assert!(parents.wants_any());
    /// ```
    pub fn wants_any(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Whether an entry of this key is named by another.
    ///
    /// ```
    /// use ibidem::{ir::{Record, keys}, pass::inherit::Parents};
    /// let (mut parents, mut entry) = (Parents::default(), Record::default());
    /// entry.set(keys::CROSSREF, "whole".into());
    /// parents.note(&entry);
    /// assert!(parents.wants("whole") && !parents.wants("part"));
    /// ```
    pub fn wants(&self, key: &str) -> bool {
        !key.is_empty() && self.wanted.contains_key(&folded(key))
    }

    /// Holds a record if it is named by others; of two with one key the first.
    pub fn hold(&mut self, record: &Record, rules: Inheritance) {
        let aliases = record.get(keys::ALIASES).into_iter().flatten();
        let names: Vec<&Str> = record.key.iter().chain(aliases).filter(|key| self.wants(key)).collect();
        if names.iter().all(|name| self.exact.contains_key(*name)) {
            return;
        }
        let at = self.held.len() as u32;
        let mut heirs = 0;
        for name in names {
            heirs += self.wanted.get(&folded(name)).copied().unwrap_or_default();
            self.exact.entry(name.clone()).or_insert(at);
            self.folded.entry(folded(name)).or_insert(at);
        }
        self.held.push(Held::new(record, Self::rules(record, rules), heirs));
    }

    /// To be called when all records are held: lets the parents inherit from theirs.
    pub fn settle(&mut self) {
        let links: Vec<Links> = self.held.iter().map(|held| self.links(held)).collect();
        held::settle(&mut self.held, &links);
    }

    fn links(&self, held: &Held) -> Links {
        let mut seen = FxHashSet::default();
        let holder = |key: &Str| self.find(key, held.rules).filter(|&at| self.held[at as usize].is_holder());
        // Of two data holders the one named last counts.
        let data = held.xdata.iter().rev().filter_map(holder).filter(|&at| seen.insert(at)).collect();
        Links { data, crossref: held.crossref.as_ref().and_then(|key| self.find(key, held.rules)) }
    }

    /// By keys, or by the keys of BibTeX, which are alike in any case.
    fn find(&self, key: &str, rules: Inheritance) -> Option<u32> {
        match rules {
            Inheritance::Biblatex => self.exact.get(key).copied(),
            Inheritance::Bibtex => self.exact.get(key).or_else(|| self.folded.get(&folded(key))).copied(),
        }
    }

    /// The rules of a record: those of where it was first read.
    fn rules(record: &Record, rules: Inheritance) -> Inheritance {
        match record.origin.as_deref().map(|origin| origin.format.as_str()) {
            Some("biblatex") => Inheritance::Biblatex,
            Some("bibtex") => Inheritance::Bibtex,
            _ => rules,
        }
    }

    /// Gives a record what it inherits. `false` if it is no work and is not to
    /// be written. What is to be said is said at its place in the frame.
    pub fn resolve(
        &self,
        record: &mut Record,
        rules: Inheritance,
        frame: Option<&Frame<'_>>,
        sink: &mut dyn Sink,
    ) -> bool {
        let rules = Self::rules(record, rules);
        let mut say = Say { frame, key: record.key.clone(), sink };
        if frame.is_none_or(|frame| memchr::memmem::find(frame.text.as_bytes(), b"xdata").is_some()) {
            self.resolve_single(record, rules, &mut say);
        }
        if !(record.kind == EntryType::DataHolder || record.has(Field::Crossref) || record.has(Field::Xdata)) {
            return true;
        }
        let own = record.key.as_deref().and_then(|key| self.exact.get(key)).copied();
        let closes = |at: u32| Some(at) == own || own.is_some_and(|own| self.held[own as usize].broken.contains(&at));
        let circle = |key: &str| format!("`{key}` inherits from this entry in turn, nothing inherited from it");
        let mut holders = Vec::new();
        let mut unfollowed = 0;
        for key in record.get(keys::XDATA).into_iter().flatten() {
            let (code, message) = match self.find(key, rules) {
                Some(at) if closes(at) => (&CYCLE, circle(key)),
                Some(at) if self.held[at as usize].is_holder() => {
                    holders.push(&self.held[at as usize]);
                    continue;
                }
                Some(_) => (&MISSING, format!("entry `{key}` is no data holder, nothing taken from it")),
                None => (&MISSING, format!("no entry `{key}` to take data from")),
            };
            unfollowed += 1;
            // To find the places of a very long list would take long.
            if unfollowed <= MAX_SAID {
                say.at("xdata", key, code, message);
            }
        }
        if unfollowed > MAX_SAID {
            let more = unfollowed - MAX_SAID;
            say.at("xdata", "", &MISSING, format!("{more} more entries that no data can be taken from"));
        }
        if record.kind == EntryType::DataHolder {
            let key = record.key.as_deref().unwrap_or_default();
            match self.wants(key) {
                true => say.at("", "", &DATA_HOLDER, format!("`{key}` only holds data for other entries, left out")),
                false => say.at("", "", &UNUSED, format!("`{key}` only holds data and no entry names it, left out")),
            }
            return false;
        }
        for holder in holders.iter().rev() {
            say.too_long(holder, "xdata");
            rules::copy(record, holder.kind, holder.given(Inheritance::Biblatex), rules);
        }
        if unfollowed == 0 {
            record.settle(Field::Xdata);
        }
        let Some(key) = record.get(keys::CROSSREF).cloned() else { return true };
        let Some(at) = self.find(&key, rules) else {
            say.at("crossref", &key, &MISSING, format!("no entry `{key}` to inherit from"));
            return true;
        };
        if closes(at) {
            say.at("crossref", &key, &CYCLE, circle(&key));
            return true;
        }
        let parent = &self.held[at as usize];
        say.too_long(parent, "crossref");
        if rules == Inheritance::Bibtex && parent.crossref.is_some() {
            let message = format!("`{key}` itself has a crossref, only what it says itself is inherited");
            say.at("crossref", &key, &NESTED, message);
        }
        rules::cross(record, parent.kind, parent.given(rules), rules);
        record.settle(Field::Crossref);
        true
    }

    /// Puts the data in place of single fields that name it; what cannot be
    /// found stays as it is.
    fn resolve_single(&self, record: &mut Record, rules: Inheritance, say: &mut Say<'_>) {
        let references: Vec<_> = single::references(record).collect();
        for (field, reference) in references {
            let key = single::parts(field, &reference);
            let holder = key.and_then(|key| self.find(key, rules)).map(|at| &self.held[at as usize]);
            match holder.filter(|holder| holder.is_holder()).and_then(|holder| Heir::value(holder, field)) {
                // In place of the entry's own word, so not marked as inherited.
                Some(value) => {
                    record.put(field, value.clone());
                }
                None => {
                    let message = format!("no data `{reference}` for {}, left as it stands", field.name());
                    say.at("xdata=", &reference, &MISSING, message);
                }
            }
        }
    }
}

impl Heir for Record {
    fn kind(&self) -> EntryType {
        self.kind
    }
    fn value(&self, field: Field) -> Option<&Value> {
        Record::value(self, field)
    }
    fn give(&mut self, field: Field, value: &Arc<Value>) {
        self.inherit(field, Value::clone(value));
    }
    fn refine(&mut self, field: Field, value: &Arc<Value>) {
        self.put(field, Value::clone(value));
    }
    fn rename(&mut self, from: Field, to: Field) {
        if let Some(value) = self.take(from) {
            self.put(to, value);
        }
    }
}

/// Says something about a record at its place.
struct Say<'s> {
    frame: Option<&'s Frame<'s>>,
    key: Option<Str>,
    sink: &'s mut dyn Sink,
}

impl Say<'_> {
    /// That a parent does not hand on everything.
    fn too_long(&mut self, parent: &Held, by: &str) {
        if let Some(field) = parent.too_long {
            self.at(by, "", &TOO_LONG, format!("{} is too long to be inherited", field.name()));
        }
    }

    /// At that value of that field.
    fn at(&mut self, field: &str, value: &str, code: &'static Code, message: String) {
        let mut diagnostic = Diagnostic::new(code, message);
        if let Some(frame) = self.frame {
            let (at, len) = place(frame.text, field, value);
            diagnostic = diagnostic.at(frame.text, frame.span, at, len);
        }
        if !field.is_empty() {
            diagnostic = diagnostic.field(field);
        }
        diagnostic.key.clone_from(&self.key);
        self.sink.diagnostic(diagnostic);
    }
}

/// Where a value stands in a frame behind the name of its field; the beginning
/// if it is not found as it stands.
fn place(text: &str, field: &str, value: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let behind = bytes.windows(field.len().max(1)).position(|word| word.eq_ignore_ascii_case(field.as_bytes()));
    let from = behind.map_or(0, |at| at + field.len());
    match memchr::memmem::find(&bytes[from..], value.as_bytes()) {
        Some(at) if !field.is_empty() => (from + at, value.len()),
        _ => (0, 1),
    }
}
