//! What holds for all inputs of a run in either dialect.

use std::sync::{Mutex, PoisonError};

use super::keys::Keys;
use super::macros::Macros;
use crate::source::Limits;

/// Macros and keys, shared by cutter, parsers and watch.
#[derive(Default)]
pub(super) struct Shared {
    /// The macros.
    pub macros: Macros,
    /// The keys met so far.
    pub keys: Mutex<Keys>,
}

impl Shared {
    /// Nothing yet, and no more than this.
    pub fn within(limits: &Limits) -> Shared {
        Shared { macros: Macros::within(limits), keys: Mutex::default() }
    }

    /// What is in it; it is empty then.
    pub fn take(&self) -> Shared {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        Shared { macros: self.macros.take(), keys: Mutex::new(std::mem::take(&mut keys)) }
    }

    /// Puts in what was taken out of another one.
    pub fn replace(&self, before: &Shared) {
        let Shared { macros, keys } = before.take();
        self.macros.replace(macros);
        *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = keys.into_inner().unwrap_or_default();
    }
}
