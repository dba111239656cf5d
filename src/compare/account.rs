//! Differences held against the account of the writer.

use super::{Change, changes};
use crate::format::Naming;
use crate::ir::{Field, Record};
use crate::report::{Loss, LossKind, Subject};

/// What became of a part of a record that is not as it was.
///
/// ```
/// use ibidem::{compare::Fate, report::LossKind};
/// let lost = Fate::Lost(LossKind::Dropped, "map/no-place");
/// assert_eq!((lost.name(), lost.is_loss()), ("dropped", true));
/// assert_eq!((Fate::Named.name(), Fate::Named.is_loss()), ("named", false));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The writer reported it as lost, in this way and under this code.
    Lost(LossKind, &'static str),
    /// It was not there before: it was made of something that was reported as
    /// merged or substituted.
    Moved,
    /// The target names its records, and this one had no name.
    Named,
    /// A reference to another entry that was followed: what the entry inherits
    /// stands in the record itself.
    Resolved,
    /// Nobody said so. That is a fault of the format, and never to happen.
    Unreported,
}

impl Fate {
    /// The word used in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Fate::Lost(kind, _) => kind.name(),
            Fate::Moved => "moved",
            Fate::Named => "named",
            Fate::Resolved => "resolved",
            Fate::Unreported => "unreported",
        }
    }

    /// Whether something is lost by it. A name that was made and a reference
    /// that was followed are additions.
    pub const fn is_loss(self) -> bool {
        !matches!(self, Fate::Named | Fate::Resolved | Fate::Lost(LossKind::Restated, _))
    }
}

/// A difference and what the writer said of it.
///
/// ```
/// use ibidem::{compare::Account, format::Naming, ir::{Record, keys}};
/// let mut record = Record::default();
/// record.set(keys::NOTE, "seen".into());
/// // A writer that says nothing of what it left out.
/// let entry = &Account::new(&record, &Record::default(), Naming::None, &[]).entries[0];
/// assert_eq!((entry.change.subject.name().as_str(), entry.fate.name()), ("note", "unreported"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The difference.
    pub change: Change,
    /// What became of it.
    pub fate: Fate,
}

/// What happened to a record on its way through a format.
///
/// ```
/// use ibidem::{Registry, compare::Account, convert::Trip, ir::{EntryType, Record, keys}};
/// let mut record = Record::new(EntryType::Book);
/// record.set(keys::ADDENDUM, "second printing".into());
/// let mut trip = Trip::new(Registry::builtin().by_name("ris")?, &Default::default())?;
/// let account: Account = trip.send(&record).unwrap();
/// assert!(account.is_lossy());
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// The differences, as [`changes`] lists them.
    pub entries: Vec<Entry>,
}

impl Account {
    /// Holds the differences between a record and its image against what was
    /// reported when it was written.
    ///
    /// ```
    /// use ibidem::{compare::Account, format::Naming, ir::Record};
    /// let (record, image) = (Record::default(), Record::default());
    /// assert_eq!(Account::new(&record, &image, Naming::None, &[]), Account::default());
    /// ```
    pub fn new(record: &Record, image: &Record, naming: Naming, losses: &[Loss]) -> Account {
        let moved = losses.iter().any(|loss| matches!(loss.kind, LossKind::Merged | LossKind::Substituted));
        let fate = |change: &Change| {
            // What is carried has to come back, so it explains no difference.
            let lost = losses.iter().find(|loss| loss.subject == change.subject && loss.kind != LossKind::Carried);
            if let Some(loss) = lost {
                return Fate::Lost(loss.kind, loss.code.id);
            }
            match change.subject {
                Subject::Key if record.key.is_none() && !matches!(naming, Naming::None) => Fate::Named,
                Subject::Field(field) if is_settled(record, field) => Fate::Resolved,
                Subject::Field(_) | Subject::Extra(..) if change.before.is_none() && moved => Fate::Moved,
                // A native field that the target made of what it reported.
                Subject::Extra(..) if change.before.is_none() && !losses.is_empty() => Fate::Moved,
                _ => Fate::Unreported,
            }
        };
        let entries = changes(record, image).into_iter().map(|change| Entry { fate: fate(&change), change }).collect();
        Account { entries }
    }

    /// Whether something is lost.
    ///
    /// ```
    /// assert!(!ibidem::compare::Account::default().is_lossy());
    /// ```
    pub fn is_lossy(&self) -> bool {
        self.entries.iter().any(|entry| entry.fate.is_loss())
    }
}

fn is_settled(record: &Record, field: Field) -> bool {
    record.settled().has(field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{EntryType, keys};
    use crate::report::{Code, Severity};

    static CODE: Code = Code::new("test/lost", Severity::Info, "", "", "");

    fn loss(kind: LossKind, subject: Subject) -> Loss {
        Loss { code: &CODE, kind, subject, record: 1, key: None, value: String::new() }
    }

    fn fates(record: &Record, image: &Record, naming: Naming, losses: &[Loss]) -> Vec<(String, &'static str)> {
        let account = Account::new(record, image, naming, losses);
        account.entries.iter().map(|entry| (entry.change.subject.name().to_string(), entry.fate.name())).collect()
    }

    fn titled(title: &str) -> Record {
        let mut record = Record::new(EntryType::Book);
        record.set(keys::TITLE, title.into());
        record
    }

    #[test]
    fn what_nobody_reported_is_a_fault() {
        let title = || Subject::Field(Field::Title);
        let fate = |losses: &[Loss]| fates(&titled("a"), &titled("b"), Naming::None, losses)[0].1;
        assert_eq!(fate(&[]), "unreported");
        assert_eq!(fate(&[loss(LossKind::Narrowed, Subject::Field(Field::Note))]), "unreported");
        assert_eq!(fate(&[loss(LossKind::Narrowed, title())]), "narrowed");
        // What is carried has to come back.
        assert_eq!(fate(&[loss(LossKind::Carried, title())]), "unreported");
        assert!(fates(&titled("a"), &titled("a"), Naming::None, &[loss(LossKind::Dropped, title())]).is_empty());
    }

    #[test]
    fn what_appears_was_moved_there() {
        let (record, image) = (Record::new(EntryType::Book), titled("a"));
        let merged = [loss(LossKind::Merged, Subject::Field(Field::Subtitle))];
        assert_eq!(fates(&record, &image, Naming::None, &merged), [("title".to_owned(), "moved")]);
        assert_eq!(fates(&record, &image, Naming::None, &[]), [("title".to_owned(), "unreported")]);
    }

    #[test]
    fn made_keys_and_followed_references_are_no_losses() {
        let mut record = titled("a");
        record.set(keys::CROSSREF, "p".into());
        record.settle(Field::Crossref);
        let mut image = titled("a");
        image.key = Some("k".into());
        let naming = Naming::Key { fold_case: true, legal: |_| true };
        let expected = [("key".to_owned(), "named"), ("crossref".to_owned(), "resolved")];
        assert_eq!(fates(&record, &image, naming, &[]), expected);
        assert!(!Account::new(&record, &image, naming, &[]).is_lossy());
        assert_eq!(fates(&record, &image, Naming::None, &[])[0].1, "unreported");
    }
}
