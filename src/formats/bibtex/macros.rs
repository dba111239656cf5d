//! String macros: `@string{name = value}`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};

use rustc_hash::FxHashMap;

use crate::source::Limits;

/// A definition, valid for the frames behind the one that holds it.
struct Definition {
    frame: u64,
    value: Box<str>,
}

/// The macros of a run. The cutter, which is serial, enters definitions with
/// the number of their frame; parsers on any thread ask for what was valid at
/// the number of theirs. A redefinition does not reach back.
pub(super) struct Macros {
    any: AtomicBool,
    /// Whether a month has ever been given another value.
    months: AtomicBool,
    /// The limit of all definitions together, see [`Limits::macros`].
    most: usize,
    map: RwLock<Table>,
}

#[derive(Default)]
struct Table {
    definitions: FxHashMap<Box<str>, Vec<Definition>>,
    bytes: usize,
    /// Whether any value is [`LONG`].
    long: bool,
    /// The frame from which on long values are not expanded any more.
    spent: Option<u64>,
}

/// A value longer than this makes much of little where its macro is used often.
const LONG: usize = 256;

/// The longest value of one macro; `@string{a = a # a}` doubles.
pub(crate) const MAX_MACRO: usize = 64 * 1024;

/// What came of a macro.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expansion {
    /// Its value was appended.
    Done,
    /// Nothing defines it.
    Undefined,
    /// There is no room for its value.
    TooLong,
    /// Long values were expanded too often before.
    Spent,
}

impl Expansion {
    fn of(value: &str, room: usize, out: &mut String) -> Expansion {
        if value.len() > room {
            return Expansion::TooLong;
        }
        out.push_str(value);
        Expansion::Done
    }
}

impl Default for Macros {
    fn default() -> Macros {
        Macros::within(&Limits::DEFAULT)
    }
}

impl Macros {
    /// None yet, and no more than this.
    pub fn within(limits: &Limits) -> Macros {
        Macros {
            any: AtomicBool::new(false),
            months: AtomicBool::new(false),
            most: limits.macros,
            map: RwLock::default(),
        }
    }

    /// Enters a definition; `false` if there is no room for it. What comes later
    /// is not defined either, unless it is shorter.
    pub fn define(&self, name: &str, frame: u64, value: &str) -> bool {
        let mut table = self.map.write().unwrap_or_else(PoisonError::into_inner);
        let bytes = name.len() + value.len() + size_of::<Definition>();
        if value.len() > MAX_MACRO || table.bytes + bytes > self.most {
            return false;
        }
        table.bytes += bytes;
        table.long |= value.len() > LONG;
        let definition = Definition { frame, value: value.into() };
        if BUILTIN[..MONTHS].iter().any(|(month, _)| month.eq_ignore_ascii_case(name)) {
            self.months.store(true, Ordering::Release);
        }
        // Hardly any macro is defined twice.
        let definitions = table.definitions.entry(name.to_ascii_lowercase().into());
        definitions.or_insert_with(|| Vec::with_capacity(1)).push(definition);
        self.any.store(true, Ordering::Release);
        true
    }

    /// Whether what entries expand has to be counted: some value is long, and
    /// long values are still expanded.
    pub fn counts(&self) -> bool {
        let counts = |table: &Table| table.long && table.spent.is_none();
        self.any.load(Ordering::Acquire) && counts(&self.map.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From this frame on, no long value is expanded.
    pub fn spend(&self, frame: u64) {
        self.map.write().unwrap_or_else(PoisonError::into_inner).spent = Some(frame);
    }

    /// What is in it; it is empty then.
    pub fn take(&self) -> Macros {
        let table = std::mem::take(&mut *self.map.write().unwrap_or_else(PoisonError::into_inner));
        Macros {
            any: AtomicBool::new(self.any.swap(false, Ordering::AcqRel)),
            months: AtomicBool::new(self.months.swap(false, Ordering::AcqRel)),
            most: self.most,
            map: RwLock::new(table),
        }
    }

    /// Puts in what was taken out of another one.
    pub fn replace(&self, before: Macros) {
        self.months.store(before.months.into_inner(), Ordering::Release);
        let table = before.map.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.any.store(!table.definitions.is_empty(), Ordering::Release);
        *self.map.write().unwrap_or_else(PoisonError::into_inner) = table;
    }

    /// What the macro of a month stands for, if that is what it stands for
    /// everywhere.
    pub fn month(&self, name: &str) -> Option<&'static str> {
        let &[first, second, third] = name.as_bytes().first_chunk::<3>().filter(|_| name.len() == 3)?;
        let found = BUILTIN[..MONTHS].iter().find(|(month, _)| {
            let month = month.as_bytes();
            (month[0], month[1], month[2]) == (first | 0x20, second | 0x20, third | 0x20)
        });
        let (month, value) = found.filter(|_| !self.months.load(Ordering::Acquire))?;
        month.eq_ignore_ascii_case(name).then_some(value)
    }

    /// Appends the value that a macro has for this frame, if there is so much room.
    pub fn expand(&self, name: &str, frame: u64, room: usize, out: &mut String) -> Expansion {
        if self.any.load(Ordering::Acquire) {
            let table = self.map.read().unwrap_or_else(PoisonError::into_inner);
            let definitions = table.definitions.get(name.to_ascii_lowercase().as_str());
            // The later a definition, the farther back in the list.
            let definitions = definitions.map_or(&[][..], Vec::as_slice);
            let before = definitions.partition_point(|found| found.frame < frame);
            if let Some(found) = before.checked_sub(1).and_then(|at| definitions.get(at)) {
                if found.value.len() > LONG && table.spent.is_some_and(|from| frame >= from) {
                    return Expansion::Spent;
                }
                return Expansion::of(&found.value, room, out);
            }
        }
        match BUILTIN.iter().find(|(builtin, _)| builtin.eq_ignore_ascii_case(name)) {
            Some((_, value)) => Expansion::of(value, room, out),
            None => Expansion::Undefined,
        }
    }
}

/// So many of them are months.
const MONTHS: usize = 12;

/// What the standard styles define (`plain.bst` of BibTeX 0.99b).
static BUILTIN: &[(&str, &str)] = &[
    ("jan", "January"),
    ("feb", "February"),
    ("mar", "March"),
    ("apr", "April"),
    ("may", "May"),
    ("jun", "June"),
    ("jul", "July"),
    ("aug", "August"),
    ("sep", "September"),
    ("oct", "October"),
    ("nov", "November"),
    ("dec", "December"),
    ("acmcs", "ACM Computing Surveys"),
    ("acta", "Acta Informatica"),
    ("cacm", "Communications of the ACM"),
    ("ibmjrd", "IBM Journal of Research and Development"),
    ("ibmsj", "IBM Systems Journal"),
    ("ieeese", "IEEE Transactions on Software Engineering"),
    ("ieeetc", "IEEE Transactions on Computers"),
    ("ieeetcad", "IEEE Transactions on Computer-Aided Design of Integrated Circuits"),
    ("ipl", "Information Processing Letters"),
    ("jacm", "Journal of the ACM"),
    ("jcss", "Journal of Computer and System Sciences"),
    ("scp", "Science of Computer Programming"),
    ("sicomp", "SIAM Journal on Computing"),
    ("tocs", "ACM Transactions on Computer Systems"),
    ("tods", "ACM Transactions on Database Systems"),
    ("tog", "ACM Transactions on Graphics"),
    ("toms", "ACM Transactions on Mathematical Software"),
    ("toois", "ACM Transactions on Office Information Systems"),
    ("toplas", "ACM Transactions on Programming Languages and Systems"),
    ("tcs", "Theoretical Computer Science"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn value(macros: &Macros, name: &str, frame: u64) -> Option<String> {
        let mut out = String::new();
        (macros.expand(name, frame, MAX_MACRO, &mut out) == Expansion::Done).then_some(out)
    }

    #[test]
    fn a_redefinition_holds_from_its_frame_on() {
        let macros = Macros::default();
        assert!(macros.define("Pub", 3, "one") && macros.define("PUB", 7, "two"));
        assert_eq!(value(&macros, "pub", 3), None);
        assert_eq!(value(&macros, "pub", 4).as_deref(), Some("one"));
        assert_eq!(value(&macros, "pUb", 7).as_deref(), Some("one"));
        assert_eq!(value(&macros, "pub", 8).as_deref(), Some("two"));
    }

    #[test]
    fn a_month_is_known_until_it_is_given_another_value() {
        let macros = Macros::default();
        assert!(macros.define("a", 0, "b"));
        for (name, expected) in &BUILTIN[..MONTHS] {
            assert_eq!(macros.month(name), Some(*expected));
            assert_eq!(macros.month(&name.to_uppercase()), Some(*expected));
        }
        for name in ["", "ja", "january", "tcs", "j\u{e9}", "*AN"] {
            assert_eq!(macros.month(name), None, "{name}");
        }
        assert!(macros.define("MAY", 1, "Mai"));
        assert_eq!(macros.month("jan"), None);
        let other = Macros::default();
        other.replace(macros.take());
        assert_eq!((macros.month("jan"), other.month("jan")), (Some("January"), None));
    }

    #[test]
    fn months_and_journals_of_the_standard_styles_are_known() {
        let macros = Macros::default();
        assert_eq!(value(&macros, "AUG", 0).as_deref(), Some("August"));
        assert_eq!(value(&macros, "jacm", 0).as_deref(), Some("Journal of the ACM"));
        assert_eq!(value(&macros, "sept", 0), None);
    }

    #[test]
    fn a_value_beyond_the_limit_is_refused() {
        assert!(!Macros::default().define("a", 0, &"x".repeat(MAX_MACRO + 1)));
    }
}
