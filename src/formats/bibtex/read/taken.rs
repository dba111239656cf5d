//! Which names of fields an entry has already.

use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use super::super::notation::Bib;
use crate::map::Raw;

/// Beyond this many fields, names are looked up in a map.
const FEW: usize = 48;

/// The names of the fields of one entry.
#[derive(Default)]
pub(super) struct Taken {
    /// The [`mark`]s of all of them.
    marks: u64,
    names: FxHashMap<String, usize>,
}

impl Taken {
    /// Forgets them, for the next entry.
    pub fn clear(&mut self) {
        self.marks = 0;
    }

    /// The first field of this name, which is taken from now on.
    #[inline]
    pub fn earlier(&mut self, fields: &[Raw<'_, Bib>], name: &str) -> Option<usize> {
        self.earlier_marked(fields, name, mark(name))
    }

    /// The same for a name whose [`mark`] is known.
    #[inline]
    pub fn earlier_marked(&mut self, fields: &[Raw<'_, Bib>], name: &str, mark: u64) -> Option<usize> {
        if fields.len() < FEW {
            // Most names have a mark of their own, and need not be compared.
            let before = self.marks;
            self.marks |= mark;
            if before & mark == 0 {
                return None;
            }
            return fields.iter().position(|field| field.name.eq_ignore_ascii_case(name));
        }
        if fields.len() == FEW {
            self.names.clear();
            for (at, field) in fields.iter().enumerate() {
                self.names.entry(field.name.to_ascii_lowercase()).or_insert(at);
            }
        }
        match self.names.entry(name.to_ascii_lowercase()) {
            Entry::Occupied(found) => Some(*found.get()),
            Entry::Vacant(free) => {
                free.insert(fields.len());
                None
            }
        }
    }

    /// Another name for a field whose name is taken: `note-2`.
    pub fn other_name(&mut self, fields: &[Raw<'_, Bib>], name: &str) -> String {
        // Beyond the first few, a number that no other field of the entry has been given.
        let numbers = (2..5).chain(fields.len()..);
        let mut others = numbers.map(|number| format!("{name}-{number}"));
        others.find(|other| self.earlier(fields, other).is_none()).unwrap_or_default()
    }
}

/// One bit that is the same for a name in any case, and another one for most
/// other names: the numbers tell the usual ones apart.
pub(super) fn mark(name: &str) -> u64 {
    let fold = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default() | 0x20);
    let (first, last) = (fold(name.as_bytes().first()), fold(name.as_bytes().last()));
    1 << ((9 * first + 37 * last + 4 * name.len()) % 64)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::super::super::notation::{BibValue, Form};
    use super::*;

    #[test]
    fn a_name_is_taken_in_any_case() {
        let mut taken = Taken::default();
        let mut fields: Vec<Raw<'_, Bib>> = Vec::new();
        // `doi` and `type` have the same mark.
        let names = (0..60).map(|at| format!("Name{at}")).chain(["doi".into(), "type".into()]);
        for name in names {
            assert_eq!(taken.earlier(&fields, &name), None, "{name}");
            let value = BibValue { text: Cow::Borrowed(""), form: Form::Braced, source: "{}" };
            fields.push(Raw { name: Cow::Owned(name.clone()), value, at: 0, len: 0 });
            assert_eq!(taken.earlier(&fields, &name.to_uppercase()), Some(fields.len() - 1), "{name}");
            if fields.len() == 3 {
                assert_eq!(taken.other_name(&fields, "NAME1"), "NAME1-2");
                assert_eq!(taken.other_name(&fields, "NAME1"), "NAME1-2", "it was not given to a field");
            }
        }
    }
}
