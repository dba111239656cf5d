//! The serial step that names records in the output.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::codec::digests::{Digests, digest};
use crate::format::{Identity, Naming};
use crate::ir::{Names, Record, Str, Text, keys};
use crate::map::Report;
use crate::report::{Code, Diagnostic, LossKind, Severity, Subject};

/// A key that could not be kept.
pub static CHANGED: Code = Code::new(
    "key/changed",
    Severity::Warning,
    "a citation key was changed",
    "Two records of the output had the same citation key, or the key holds characters that the target does not allow. \
     Characters that are not allowed are left out, and a letter is added where a key is taken already.",
    "give the record a key of its own in the source",
);

/// Names records one after the other, each differently.
///
/// Held in memory: what [`Digests`] take, and as much again for a name that was
/// asked for twice.
pub struct Namer {
    naming: Naming,
    /// Whether the record as written carries the key it had.
    carried: bool,
    /// The names given so far.
    used: Digests<()>,
    /// How many other names were tried for those asked for more than once.
    tried: FxHashMap<u64, u32>,
    /// The name given last, and whether it was made up.
    buffer: String,
    made: bool,
}

impl Namer {
    /// For a format that names records so.
    pub fn new(naming: Naming) -> Namer {
        Namer {
            naming,
            carried: false,
            used: Digests::default(),
            tried: FxHashMap::default(),
            buffer: String::new(),
            made: false,
        }
    }

    /// For records that carry the key they had, so that none is lost.
    #[must_use]
    pub fn carried(self, carried: bool) -> Namer {
        Namer { carried, ..self }
    }

    /// How it names.
    pub fn naming(&self) -> Naming {
        self.naming
    }

    /// The name of the next record; reports a key that had to be changed.
    pub fn name(&mut self, record: &Record, report: &mut Report<'_>) -> Option<Identity<'_>> {
        self.take(&Wish::of(self.naming, record), report);
        self.taken()
    }

    /// Gives the next record the name it asks for, or another one if that is
    /// taken; whether it is the one it asks for. Reports a key that had to be
    /// changed.
    pub fn take(&mut self, wish: &Wish, report: &mut Report<'_>) -> bool {
        self.made = wish.made;
        let granted = match self.naming {
            Naming::None => return true,
            Naming::Own { other, .. } => self.claim(&wish.name, false, other),
            Naming::Key { fold_case, .. } => self.claim(&wish.name, fold_case, |key, n| format!("{key}{}", letters(n))),
        };
        if let (Naming::Key { .. }, Some(given)) = (self.naming, wish.given.as_deref())
            && !given.is_empty()
            && self.buffer != given
        {
            let kind = if self.carried { LossKind::Carried } else { LossKind::Substituted };
            changed(given, &self.buffer, kind, report);
        }
        granted
    }

    /// The name that was given last.
    pub fn taken(&self) -> Option<Identity<'_>> {
        (!matches!(self.naming, Naming::None)).then_some(Identity { text: &self.buffer, made: self.made })
    }

    /// Takes the key of a record that keeps it whatever it is, so that no other
    /// record is given it.
    pub fn reserve(&mut self, key: Option<&str>) {
        if let (Some(key), Naming::Key { fold_case, .. }) = (key, self.naming) {
            self.used.entry(digest(key, fold_case)).or_insert(());
        }
    }

    /// Puts the name into the buffer, or another one if it is taken.
    fn claim(&mut self, wanted: &str, fold_case: bool, other: impl Fn(&str, usize) -> String) -> bool {
        let first = digest(wanted, fold_case);
        if let Entry::Vacant(free) = self.used.entry(first) {
            free.insert(());
            self.buffer.clear();
            self.buffer.push_str(wanted);
            return true;
        }
        let tried = self.tried.entry(first).or_insert(0);
        loop {
            *tried += 1;
            let name = other(wanted, *tried as usize);
            if let Entry::Vacant(free) = self.used.entry(digest(&name, fold_case)) {
                free.insert(());
                self.buffer = name;
                return false;
            }
        }
    }
}

/// The name under which a record would stand in an output without others.
pub struct Wish {
    /// Its citation key.
    pub given: Option<Str>,
    name: Str,
    made: bool,
}

impl Wish {
    /// What a record asks for where names are given so.
    pub fn of(naming: Naming, record: &Record) -> Wish {
        let given = record.key.clone();
        let (name, made) = match naming {
            Naming::None => Default::default(),
            Naming::Own { candidate, .. } => {
                let (name, made) = candidate(record);
                (name.into(), made)
            }
            Naming::Key { legal, .. } => {
                let given = given.as_deref().unwrap_or_default();
                let kept = match given.chars().all(legal) {
                    true => given.into(),
                    false => given.chars().filter(|&c| legal(c)).collect::<Str>(),
                };
                (if kept.is_empty() { made_key(record).into() } else { kept }, given.is_empty())
            }
        };
        Wish { given, name, made }
    }

    /// The name, which is empty if the format has none.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name, if the format has names at all.
    pub fn identity(&self, naming: Naming) -> Option<Identity<'_>> {
        (!matches!(naming, Naming::None)).then_some(Identity { text: &self.name, made: self.made })
    }
}

fn changed(given: &str, key: &str, kind: LossKind, report: &mut Report<'_>) {
    let message = format!("citation key `{given}` is taken or not allowed in the target, written as `{key}`");
    let mut diagnostic = Diagnostic::new(&CHANGED, message);
    (diagnostic.record, diagnostic.key) = (report.record, Some(given.into()));
    report.sink.diagnostic(diagnostic);
    report.lost(&CHANGED, kind, Subject::Key, given);
}

/// 1 is `a`, 26 is `z`, 27 is `aa`.
fn letters(mut n: usize) -> String {
    let mut out = Vec::new();
    while n > 0 {
        n -= 1;
        out.push(b'a' + (n % 26) as u8);
        n /= 26;
    }
    out.reverse();
    String::from_utf8(out).unwrap_or_default()
}

/// Family name, year and first significant word of the title, folded to ASCII:
/// `feng2025token`; `anon`, `nd` and `untitled` stand for what is missing.
pub fn made_key(record: &Record) -> String {
    let first = |names: &Names| names.list.first().map(|name| folded(&name.family.to_plain()));
    let name = [keys::AUTHOR, keys::EDITOR].into_iter().find_map(|key| record.get(key).and_then(first));
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "anon".to_owned());
    let year = record.best_date().and_then(|date| date.first()).map(|point| point.year.unsigned_abs().to_string());
    let year = year.unwrap_or_else(|| "nd".to_owned());
    let word = record.get(keys::TITLE).and_then(significant_word).unwrap_or_else(|| "untitled".to_owned());
    format!("{name}{year}{word}")
}

/// Words that say nothing about a title when it begins with them.
const INSIGNIFICANT: &[&str] = &[
    "a", "an", "the", "on", "in", "of", "for", "to", "and", "with", "from", "by", "at", "der", "die", "das", "ein",
    "eine", "le", "la", "les", "un", "une", "el", "los", "las", "il", "lo", "zur", "zum", "uber", "de", "du", "des",
];

fn significant_word(title: &Text) -> Option<String> {
    let plain = title.to_plain();
    let words = || plain.split(|c: char| !c.is_alphanumeric()).map(folded).filter(|word| !word.is_empty());
    words().find(|word| !INSIGNIFICANT.contains(&word.as_str())).or_else(|| words().next())
}

/// Lower-case ASCII letters and digits only; accents are taken off.
fn folded(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfkd() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            'ß' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            'ø' | 'Ø' => out.push('o'),
            'đ' | 'Đ' | 'ð' | 'Ð' => out.push('d'),
            'ł' | 'Ł' => out.push('l'),
            'þ' | 'Þ' => out.push_str("th"),
            'ı' => out.push('i'),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Date, EntryType, Name};
    use crate::report::Collect;

    fn name_all(given: &[Option<&str>], fold_case: bool) -> (Vec<String>, Collect) {
        let mut namer = Namer::new(Naming::Key { fold_case, legal: |c| c != ' ' });
        let mut sink = Collect::default();
        let names = given.iter().map(|key| {
            let mut record = Record::new(EntryType::Book);
            record.key = key.map(Into::into);
            let mut report = Report { sink: &mut sink, record: 1, key: None };
            namer.name(&record, &mut report).unwrap().text.to_owned()
        });
        (names.collect(), sink)
    }

    #[test]
    fn equal_keys_get_letters_and_are_reported() {
        let (names, sink) = name_all(&[Some("x"), Some("x"), Some("X"), Some("xa")], true);
        assert_eq!(names, ["x", "xa", "Xb", "xaa"]);
        assert_eq!((sink.diagnostics.len(), sink.losses.len()), (3, 3));
    }

    #[test]
    fn made_keys_are_told_apart_in_silence() {
        let (names, sink) = name_all(&[None, None], false);
        assert_eq!(names, ["anonnduntitled", "anonnduntitleda"]);
        assert!(sink.diagnostics.is_empty() && sink.losses.is_empty());
    }

    #[test]
    fn a_key_is_made_of_name_year_and_title() {
        let mut record = Record::new(EntryType::Preprint);
        assert_eq!(made_key(&record), "anonnduntitled");
        record.set(keys::AUTHOR, Names::from(vec![Name::person("Đặng-Müller", "An")]));
        record.set(keys::ISSUED, Date::year(2025));
        record.set(keys::TITLE, "The Token Buncher".into());
        assert_eq!(made_key(&record), "dangmuller2025token");
    }

    #[test]
    fn illegal_characters_are_left_out() {
        let (names, sink) = name_all(&[Some("a b"), Some(" ")], false);
        assert_eq!(names, ["ab", "anonnduntitled"]);
        assert_eq!(sink.losses.len(), 2);
    }

    #[test]
    fn letters_go_on_behind_z() {
        assert_eq!([letters(1), letters(26), letters(27), letters(52), letters(53)], ["a", "z", "aa", "az", "ba"]);
    }
}
