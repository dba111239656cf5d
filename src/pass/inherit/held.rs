//! Parents, and what they have to give once they have inherited themselves.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::rules::{self, Given, Heir};
use crate::format::Inheritance;
use crate::ir::{EntryType, Field, FieldSet, Record, Str, Value, keys};

/// An entry that others name. What it inherits is shared with its parents, so
/// that a long chain holds each value once.
pub struct Held {
    pub kind: EntryType,
    pub rules: Inheritance,
    pub crossref: Option<Str>,
    pub xdata: Vec<Str>,
    /// References that were not followed because they close a circle.
    pub broken: FxHashSet<u32>,
    /// A field that is too long to be handed on.
    pub too_long: Option<Field>,
    /// How many entries inherit from it, those that do so by way of others included.
    heirs: u64,
    fields: Vec<Given>,
    present: FieldSet,
    /// How many of the fields are its own or from data holders.
    own: usize,
}

/// The longest value that is handed on.
pub(crate) const MAX_VALUE: usize = 64 * 1024;

/// All heirs together get so much of one entry, but each at least [`LEAST`].
pub(crate) const MAX_GIVEN: u64 = 16 << 20;

/// So few heirs get everything.
const FEW: u64 = 8;

/// What every heir gets, if there is so much.
const LEAST: usize = 1024;

impl Held {
    /// Holds what the record says.
    pub fn new(record: &Record, rules: Inheritance, heirs: u64) -> Held {
        let mut too_long = None;
        let mut fields: Vec<Given> = Vec::new();
        for (field, value) in record.fields() {
            match value.preview().len() {
                0..=MAX_VALUE => fields.push((field, Arc::new(value.clone()))),
                _ => too_long = Some(field),
            }
        }
        Held {
            kind: record.kind,
            rules,
            crossref: record.get(keys::CROSSREF).cloned(),
            xdata: record.get(keys::XDATA).cloned().unwrap_or_default(),
            broken: FxHashSet::default(),
            own: fields.len(),
            present: record.present(),
            too_long,
            heirs,
            fields,
        }
    }

    /// Takes the longest values from what is handed on, if there is too much for so many heirs.
    fn trim(&mut self) {
        if self.heirs <= FEW {
            return;
        }
        let room = usize::try_from(MAX_GIVEN / self.heirs).unwrap_or(usize::MAX).max(LEAST);
        let mut lens: Vec<usize> = self.fields.iter().map(|(_, value)| value.preview().len()).collect();
        let all = lens.clone();
        lens.sort_unstable();
        let mut total = 0;
        let within = lens.iter().take_while(|len| {
            total += **len;
            total <= room
        });
        let Some(&longest) = lens.get(within.count()) else { return };
        let keeps = |at: usize| all[at] < longest;
        self.too_long = all.iter().position(|&len| len >= longest).map(|at| self.fields[at].0);
        self.own = (0..self.own).filter(|&at| keeps(at)).count();
        let mut at = 0;
        self.fields.retain(|_| {
            at += 1;
            keeps(at - 1)
        });
    }

    /// Whether `xdata` may name it.
    pub fn is_holder(&self) -> bool {
        self.kind == EntryType::DataHolder
    }

    /// What it hands on to a child of these rules.
    pub fn given(&self, rules: Inheritance) -> &[Given] {
        match rules {
            Inheritance::Biblatex => &self.fields,
            Inheritance::Bibtex => &self.fields[..self.own],
        }
    }
}

impl Heir for Held {
    fn kind(&self) -> EntryType {
        self.kind
    }
    fn value(&self, field: Field) -> Option<&Value> {
        let found = || self.fields.iter().find(|(at, _)| *at == field);
        self.present.has(field).then(found).flatten().map(|(_, value)| value.as_ref())
    }
    fn give(&mut self, field: Field, value: &Arc<Value>) {
        if self.present.has(field) {
            return self.refine(field, value);
        }
        self.fields.push((field, Arc::clone(value)));
        self.present.add(field);
    }
    fn refine(&mut self, field: Field, value: &Arc<Value>) {
        if let Some((_, old)) = self.fields.iter_mut().find(|(at, _)| *at == field) {
            *old = Arc::clone(value);
        }
    }
    fn rename(&mut self, from: Field, to: Field) {
        if let Some((field, _)) = self.fields.iter_mut().find(|(at, _)| *at == from) {
            *field = to;
            self.present.remove(from);
            self.present.add(to);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// The parents of an entry that were found.
pub struct Links {
    /// Data holders; the first one that has a field counts.
    pub data: Vec<u32>,
    /// The one named by `crossref`.
    pub crossref: Option<u32>,
}

impl Links {
    fn get(&self, n: usize) -> Option<u32> {
        self.data.get(n).copied().or_else(|| self.crossref.filter(|_| n == self.data.len()))
    }
}

/// Lets every entry inherit from those it is linked to, parents first. A link
/// back to an entry that waits for this one is broken.
pub fn settle(held: &mut [Held], links: &[Links]) {
    let mut states = vec![State::New; held.len()];
    let mut order = Vec::with_capacity(held.len());
    for root in 0..held.len() {
        if states[root] != State::New {
            continue;
        }
        states[root] = State::Open;
        let mut stack = vec![(root, 0)];
        while let Some((at, next)) = stack.last_mut() {
            let at = *at;
            let Some(link) = links[at].get(*next) else {
                order.push(at);
                states[at] = State::Done;
                stack.pop();
                continue;
            };
            *next += 1;
            match states[link as usize] {
                State::New => {
                    states[link as usize] = State::Open;
                    stack.push((link as usize, 0));
                }
                State::Open => {
                    held[at].broken.insert(link);
                }
                State::Done => {}
            }
        }
    }
    // Children first.
    for &at in order.iter().rev() {
        let heirs = held[at].heirs;
        for link in (0..).map_while(|n| links[at].get(n)) {
            if !held[at].broken.contains(&link) {
                let parent = &mut held[link as usize];
                parent.heirs = parent.heirs.saturating_add(heirs);
            }
        }
    }
    for at in order {
        inherit(held, at, &links[at]);
        held[at].trim();
    }
}

fn inherit(held: &mut [Held], at: usize, links: &Links) {
    let rules = held[at].rules;
    let parent = |held: &[Held], link: u32, rules| {
        let parent = &held[link as usize];
        (parent.kind, parent.given(rules).to_vec())
    };
    let followed = |held: &[Held], link: &u32| !held[at].broken.contains(link);
    for &link in &links.data {
        if followed(held, &link) {
            let (kind, given) = parent(held, link, Inheritance::Biblatex);
            rules::copy(&mut held[at], kind, &given, rules);
        }
    }
    held[at].own = held[at].fields.len();
    if let Some(link) = links.crossref.filter(|link| followed(held, link)) {
        let (kind, given) = parent(held, link, rules);
        rules::cross(&mut held[at], kind, &given, rules);
    }
}
