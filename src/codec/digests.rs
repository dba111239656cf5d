//! Citation keys met so far, remembered by their digests.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hasher};

use rustc_hash::FxBuildHasher;

/// The digest of a key. Two keys with one digest are taken for the same, which
/// among a million keys happens once in thirty million runs.
pub fn digest(key: &str, fold_case: bool) -> u64 {
    let mut hasher = DefaultHasher::new();
    if fold_case && key.bytes().any(|byte| byte.is_ascii_uppercase()) {
        hasher.write(key.to_ascii_lowercase().as_bytes());
    } else {
        hasher.write(key.as_bytes());
    }
    hasher.finish()
}

/// Halves of a digest, which may stand at any multiple of four: beside four
/// bytes of value they take twelve, where a `u64` takes sixteen.
type Halves = [u32; 2];

/// Parts of the whole, each of which grows by itself: while a table grows, old
/// and new are held, and that should not be all of it at once.
const PARTS: usize = 32;

/// A value for each digest.
///
/// Held in memory: for `()` 10 to 21 bytes a key, for a `u32` 15 to 30.
pub struct Digests<V>([HashMap<Halves, V, FxBuildHasher>; PARTS]);

impl<V> Default for Digests<V> {
    fn default() -> Digests<V> {
        Digests(std::array::from_fn(|_| HashMap::default()))
    }
}

impl<V> Digests<V> {
    /// The place of a digest.
    pub fn entry(&mut self, digest: u64) -> Entry<'_, [u32; 2], V> {
        let halves = [(digest >> 32) as u32, digest as u32];
        self.0[(digest >> 59) as usize].entry(halves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_folded_on_demand() {
        assert_eq!(digest("Knuth84", true), digest("knuth84", true));
        assert_ne!(digest("Knuth84", false), digest("knuth84", false));
    }

    #[test]
    fn every_digest_has_a_value_of_its_own() {
        let mut digests = Digests::default();
        let all = [0, 1, 1 << 32, 1 << 59, u64::MAX, digest("a", false)];
        for (value, digest) in all.into_iter().enumerate() {
            assert_eq!(*digests.entry(digest).or_insert(value), value);
        }
        for (value, digest) in all.into_iter().enumerate() {
            assert_eq!(*digests.entry(digest).or_insert(99), value);
        }
    }

    #[test]
    fn a_place_takes_no_more_than_it_must() {
        assert_eq!(size_of::<(Halves, ())>(), 8);
        assert_eq!(size_of::<(Halves, u32)>(), 12);
    }
}
