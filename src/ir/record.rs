//! The record itself.

use super::field::{Field, FieldSet, Key};
use super::kind::EntryType;
use super::value::{FieldValue, Value};
use super::{Date, Str};

/// A native field that no row of the mapping took, kept for the same format.
///
/// ```
/// let records = ibidem::read_str("@book{a, owner = {me}}", "bibtex")?.value;
/// let extra = &records[0].extras[0];
/// assert_eq!((extra.format.as_str(), extra.name.as_str(), extra.value.as_str()), ("bibtex", "owner", "{me}"));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// The notation it belongs to: `bibtex`, `ris`, `csl-json`.
    pub format: Str,
    /// Its native name. [`Extra::TYPE`] stands for an entry type unknown to the mapping.
    pub name: Str,
    /// Its value in that notation's own source form.
    pub value: Str,
}

impl Extra {
    /// The name under which an unknown native entry type is kept.
    ///
    /// ```
    /// use ibidem::ir::Extra;
    /// let records = ibidem::read_str("@recipe{a, title = {Soup}}", "bibtex")?.value;
    /// let kind = records[0].extras.iter().find(|extra| extra.name == Extra::TYPE);
    /// assert_eq!(kind.unwrap().value, "recipe");
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub const TYPE: &'static str = "@type";
}

/// Where a record came from. Not part of what makes two records equal.
///
/// ```
/// use ibidem::{ReadOptions, convert::from_bytes, formats::bibtex::BIBTEX};
/// let options = ReadOptions { keep_origin: true, ..ReadOptions::default() };
/// let records = from_bytes(&BIBTEX, &options, b"@phdthesis{a, title = {Sums}}", &mut ibidem::Discard)?;
/// let origin = records[0].origin.as_ref().unwrap();
/// assert_eq!((origin.format.as_str(), origin.native_type.as_str()), ("bibtex", "phdthesis"));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The notation it was read from, or the dialect of it.
    pub format: Str,
    /// The entry type in that notation's words, may be empty.
    pub native_type: Str,
    /// The spelling of single fields in the source, where writing the value
    /// would spell it otherwise (`\textit` for emphasis, `\%` for a percent sign).
    pub spelling: Vec<(Field, Str)>,
    /// The record as it stood, if it was read to be edited.
    pub kept: Option<Box<Kept>>,
}

/// A record as it stood in its source.
///
/// ```
/// use ibidem::{ReadOptions, convert::from_bytes, formats::bibtex::BIBTEX, ir::Field};
/// let options = ReadOptions { keep_source: true, ..ReadOptions::default() };
/// let records = from_bytes(&BIBTEX, &options, b"@book{a, title = {Sums}, owner = {me}}", &mut ibidem::Discard)?;
/// let kept = records[0].origin.as_ref().unwrap().kept.as_ref().unwrap();
/// assert_eq!((kept.text.as_str(), &kept.image), ("@book{a, title = {Sums}, owner = {me}}", &records[0]));
/// assert_eq!(kept.fields, [Some(Field::Title), None]);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// Its text.
    pub text: Str,
    /// For each of its native fields, in order, the field that was read from it;
    /// `None` for one that became an extra.
    pub fields: Vec<Option<Field>>,
    /// What was read from it, without an origin.
    pub image: Record,
}

impl Origin {
    /// The spelling of a field, if one was kept.
    ///
    /// ```
    /// use ibidem::ir::{Field, Origin};
    /// let origin = Origin { spelling: vec![(Field::Title, r"50\%".into())], ..Origin::default() };
    /// assert_eq!((origin.spelling(Field::Title), origin.spelling(Field::Note)), (Some(r"50\%"), None));
    /// ```
    pub fn spelling(&self, field: Field) -> Option<&str> {
        self.spelling.iter().find(|(f, _)| *f == field).map(|(_, s)| s.as_str())
    }
}

const NONE: u8 = u8::MAX;

/// One bibliographic record in normal form.
///
/// ```
/// use ibidem::ir::{EntryType, Field, Names, Name, Record, keys};
/// let mut record = Record::new(EntryType::Book);
/// record.set(keys::TITLE, "Notes".into());
/// record.set(keys::AUTHOR, Names::from(vec![Name::person("Lovelace", "Ada")]));
/// assert_eq!(record.get(keys::TITLE).unwrap().to_plain(), "Notes");
/// assert_eq!(record.fields().map(|(f, _)| f).collect::<Vec<_>>(), [Field::Title, Field::Author]);
/// ```
#[derive(Clone)]
pub struct Record {
    /// The citation key the source gave; never a generated one.
    pub key: Option<Str>,
    /// What kind of work it is.
    pub kind: EntryType,
    /// Native fields that nothing took, in order.
    pub extras: Vec<Extra>,
    /// Where it came from; ignored by equality.
    pub origin: Option<Box<Origin>>,
    present: FieldSet,
    inherited: FieldSet,
    settled: FieldSet,
    at: [u8; Field::ALL.len()],
    slots: Vec<(Field, Value)>,
}

impl Default for Record {
    fn default() -> Self {
        Record::new(EntryType::Document)
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
            && self.kind == other.kind
            && self.extras == other.extras
            && self.present == other.present
            && self.fields().all(|(field, value)| other.value(field) == Some(value))
    }
}

impl Eq for Record {}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut out = f.debug_struct("Record");
        out.field("key", &self.key).field("kind", &self.kind.name());
        for (field, value) in self.fields() {
            out.field(field.name(), value);
        }
        out.field("extras", &self.extras).field("origin", &self.origin).finish()
    }
}

impl Record {
    /// An empty record of that type.
    pub fn new(kind: EntryType) -> Record {
        Record {
            key: None,
            kind,
            extras: Vec::new(),
            origin: None,
            present: FieldSet::EMPTY,
            inherited: FieldSet::EMPTY,
            settled: FieldSet::EMPTY,
            at: [NONE; Field::ALL.len()],
            slots: Vec::new(),
        }
    }

    /// Empties it but keeps its memory.
    ///
    /// ```
    /// use ibidem::ir::{EntryType, Record, keys};
    /// let mut record = Record::new(EntryType::Book);
    /// record.set(keys::TITLE, "Notes".into());
    /// record.clear();
    /// assert_eq!(record, Record::default());
    /// ```
    pub fn clear(&mut self) {
        self.key = None;
        self.kind = EntryType::Document;
        self.extras.clear();
        self.origin = None;
        self.present = FieldSet::EMPTY;
        self.inherited = FieldSet::EMPTY;
        self.settled = FieldSet::EMPTY;
        self.at = [NONE; Field::ALL.len()];
        self.slots.clear();
    }

    /// The value of a field, typed.
    ///
    /// ```
    /// use ibidem::ir::{Date, Record, keys};
    /// let mut record = Record::default();
    /// record.set(keys::ISSUED, Date::year(1843));
    /// assert_eq!(record.get(keys::ISSUED).unwrap().first().unwrap().year, 1843);
    /// assert!(record.get(keys::TITLE).is_none());
    /// ```
    pub fn get<T: FieldValue>(&self, key: Key<T>) -> Option<&T> {
        self.value(key.field()).and_then(T::of)
    }

    /// Sets a field; an empty value removes it.
    ///
    /// ```
    /// use ibidem::ir::{Record, keys};
    /// let mut record = Record::default();
    /// record.set(keys::DOI, "10.1000/x".into());
    /// record.set(keys::DOI, "".into());
    /// assert!(!record.has(keys::DOI.field()));
    /// ```
    pub fn set<T: FieldValue>(&mut self, key: Key<T>, value: T) {
        self.put(key.field(), value.wrap());
    }

    /// The value of a field.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, Value, keys};
    /// let mut record = Record::default();
    /// record.set(keys::DOI, "10.1000/x".into());
    /// assert_eq!(record.value(Field::Doi), Some(&Value::Token("10.1000/x".into())));
    /// ```
    pub fn value(&self, field: Field) -> Option<&Value> {
        match self.at[field as usize] {
            NONE => None,
            at => Some(&self.slots[at as usize].1),
        }
    }

    /// Sets a field; an empty value removes it. A value of another kind than
    /// the field's is refused and changes nothing.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, Value};
    /// let mut record = Record::default();
    /// assert!(record.put(Field::Title, Value::Text("Notes".into())));
    /// assert!(!record.put(Field::Title, Value::Token("Notes".into())));
    /// ```
    pub fn put(&mut self, field: Field, value: Value) -> bool {
        if value.kind() as u8 != field.kind() as u8 {
            return false;
        }
        if value.is_empty() {
            self.take(field);
            return true;
        }
        match self.at[field as usize] {
            NONE => {
                self.at[field as usize] = self.slots.len() as u8;
                self.slots.push((field, value));
                self.present.add(field);
            }
            at => {
                self.inherited.remove(field);
                self.slots[at as usize].1 = value;
            }
        }
        true
    }

    /// Takes a field out.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, Value, keys};
    /// let mut record = Record::default();
    /// record.set(keys::NOTE, "seen".into());
    /// assert_eq!(record.take(Field::Note), Some(Value::Text("seen".into())));
    /// assert_eq!(record.take(Field::Note), None);
    /// ```
    pub fn take(&mut self, field: Field) -> Option<Value> {
        let at = self.at[field as usize];
        if at == NONE {
            return None;
        }
        self.at[field as usize] = NONE;
        self.present.remove(field);
        self.inherited.remove(field);
        let (_, value) = self.slots.swap_remove(at as usize);
        if let Some((moved, _)) = self.slots.get(at as usize) {
            self.at[*moved as usize] = at;
        }
        Some(value)
    }

    /// Sets a field to what another entry says, and marks it as inherited; to
    /// set it anew takes the mark off.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, Value, keys};
    /// let mut record = Record::default();
    /// record.inherit(Field::Publisher, Value::Text("ACM".into()));
    /// assert!(record.inherited().has(Field::Publisher));
    /// record.set(keys::PUBLISHER, "IEEE".into());
    /// assert!(record.inherited().is_empty());
    /// ```
    pub fn inherit(&mut self, field: Field, value: Value) -> bool {
        let fits = self.put(field, value);
        if fits && self.has(field) {
            self.inherited.add(field);
        }
        fits
    }

    /// The fields that are not the entry's own. The marks, like the origin, are
    /// no part of what makes two records equal.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, Value};
    /// let mut record = Record::default();
    /// record.inherit(Field::Publisher, Value::Text("ACM".into()));
    /// assert_eq!(record.inherited().iter().collect::<Vec<_>>(), [Field::Publisher]);
    /// ```
    pub fn inherited(&self) -> FieldSet {
        self.inherited
    }

    /// The record without what it has inherited.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, Value, keys};
    /// let mut record = Record::default();
    /// record.set(keys::TITLE, "Notes".into());
    /// record.inherit(Field::Publisher, Value::Text("ACM".into()));
    /// assert_eq!(record.own().present().iter().collect::<Vec<_>>(), [Field::Title]);
    /// ```
    #[must_use]
    pub fn own(&self) -> Record {
        let mut own = self.clone();
        for field in self.inherited.iter() {
            own.take(field);
        }
        own
    }

    /// Says that a reference to other entries was followed: what they had to
    /// give stands in the record, and nothing is lost if the reference is not
    /// written.
    ///
    /// ```
    /// use ibidem::ir::{EntryType, Field, Record, keys};
    /// let mut record = Record::new(EntryType::Book);
    /// record.set(keys::CROSSREF, "whole".into());
    /// record.settle(Field::Crossref);
    /// assert!(ibidem::write_str(&[record], "ris")?.losses.is_empty());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn settle(&mut self, field: Field) {
        self.settled.add(field);
    }

    /// The references that were followed.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record};
    /// let mut record = Record::default();
    /// record.settle(Field::Crossref);
    /// assert!(record.settled().has(Field::Crossref));
    /// ```
    pub fn settled(&self) -> FieldSet {
        self.settled
    }

    /// Which fields there are.
    ///
    /// ```
    /// use ibidem::ir::{Field, FieldSet, Record, keys};
    /// let mut record = Record::default();
    /// record.set(keys::TITLE, "Notes".into());
    /// assert_eq!(record.present(), FieldSet::of(&[Field::Title]));
    /// ```
    pub fn present(&self) -> FieldSet {
        self.present
    }

    /// Whether the field is there.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, keys};
    /// let mut record = Record::default();
    /// record.set(keys::TITLE, "Notes".into());
    /// assert!(record.has(Field::Title) && !record.has(Field::Doi));
    /// ```
    pub fn has(&self, field: Field) -> bool {
        self.present.has(field)
    }

    /// Every field and its value, in the order of the vocabulary.
    pub fn fields(&self) -> impl Iterator<Item = (Field, &Value)> {
        self.present.iter().filter_map(|field| self.value(field).map(|value| (field, value)))
    }

    /// The fields in which two records differ, in the order of the vocabulary.
    ///
    /// ```
    /// use ibidem::ir::{Field, Record, keys};
    /// let (mut one, mut other) = (Record::default(), Record::default());
    /// one.set(keys::TITLE, "Notes".into());
    /// other.set(keys::TITLE, "Sketch".into());
    /// assert_eq!(one.diff(&other), [Field::Title]);
    /// ```
    pub fn diff(&self, other: &Record) -> Vec<Field> {
        self.present.or(other.present).iter().filter(|&f| self.value(f) != other.value(f)).collect()
    }

    /// The date of publication, or what comes nearest to it.
    ///
    /// ```
    /// use ibidem::ir::{Date, Record, keys};
    /// let mut record = Record::default();
    /// record.set(keys::SUBMITTED, Date::year(2024));
    /// assert_eq!(record.best_date(), Some(&Date::year(2024)));
    /// record.set(keys::ISSUED, Date::year(2025));
    /// assert_eq!(record.best_date(), Some(&Date::year(2025)));
    /// ```
    pub fn best_date(&self) -> Option<&Date> {
        [super::keys::ISSUED, super::keys::SUBMITTED, super::keys::ANNOUNCED, super::keys::UPDATED]
            .into_iter()
            .find_map(|key| self.get(key))
    }

    /// The extras that belong to a notation.
    ///
    /// ```
    /// let records = ibidem::read_str("@book{a, owner = {me}}", "bibtex")?.value;
    /// assert_eq!(records[0].extras_of("bibtex").count(), 1);
    /// assert_eq!(records[0].extras_of("ris").count(), 0);
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn extras_of<'r>(&'r self, format: &'r str) -> impl Iterator<Item = &'r Extra> {
        self.extras.iter().filter(move |extra| extra.format == format)
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::*;

    #[test]
    fn order_of_setting_and_origin_do_not_matter() {
        let mut a = Record::new(EntryType::Book);
        a.set(keys::TITLE, "t".into());
        a.set(keys::VOLUME, "1".into());
        let mut b = Record::new(EntryType::Book);
        b.set(keys::VOLUME, "1".into());
        b.set(keys::TITLE, "t".into());
        b.origin = Some(Box::default());
        assert_eq!(a, b);
        b.set(keys::VOLUME, "2".into());
        assert_eq!(a.diff(&b), [Field::Volume]);
    }

    #[test]
    fn taking_keeps_the_others_reachable() {
        let mut record = Record::default();
        record.set(keys::TITLE, "t".into());
        record.set(keys::VOLUME, "1".into());
        record.set(keys::ISSUE, "2".into());
        assert!(record.take(Field::Title).is_some());
        assert_eq!(record.get(keys::ISSUE).unwrap().to_plain(), "2");
        assert_eq!(record.get(keys::VOLUME).unwrap().to_plain(), "1");
        record.set(keys::ISSUE, "".into());
        assert!(!record.has(Field::Issue));
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_refused() {
        let mut record = Record::default();
        assert!(!record.put(Field::Title, Value::Token("x".into())));
        assert!(!record.has(Field::Title));
    }
}
