//! As in CSL-JSON: `custom.ibidem`.

use super::super::carrier;
use super::write::as_yaml;
use crate::carrier::{Carried, Carrier};

/// Beside what others keep in `custom`.
pub(super) const CARRIER: Carrier = Carrier {
    docs: "The mapping `ibidem` in `custom`, as in `csl-json`; what others keep in `custom` stays beside it.",
    put,
    take: carrier::take,
};

/// How the line begins; no other line of an item does.
const CUSTOM: &str = "\n  custom: ";

fn put(carried: &Carried, out: &mut Vec<u8>, start: usize) -> bool {
    let Ok(item) = std::str::from_utf8(&out[start..]) else { return false };
    let (at, text) = match item.find(CUSTOM) {
        Some(line) => {
            let from = line + CUSTOM.len();
            // The value ends where the next variable begins.
            let next = |at: &usize| !item[at + 3..].starts_with(' ');
            let ends = item[from..].match_indices("\n  ").map(|(at, _)| from + at).find(next);
            let end = ends.unwrap_or(item.len());
            let Some((at, text)) = carrier::within(&item[from..end], carried) else { return false };
            (start + from + at, text)
        }
        None => {
            let Some((_, text)) = carrier::within("{}", carried) else { return false };
            (out.len(), format!("{CUSTOM}{{{text}}}"))
        }
    };
    out.splice(at..at, as_yaml(&text).into_bytes());
    true
}
