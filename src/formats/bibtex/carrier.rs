//! What has no field rides in fields of ours, `ibidem-NAME`, which styles ignore.

use serde_json::Value as Json;

use super::notation::Bib;
use crate::carrier::{Carried, Carrier, Damaged, armoured};
use crate::ir::Extra;
use crate::map::Notation;

/// One field a value, behind the others.
pub(super) const CARRIER: Carrier =
    Carrier { docs: "Fields `ibidem-NAME`, one a value, as JSON; styles ignore them.", put, take };

const PREFIX: &str = "ibidem-";

fn put(carried: &Carried, out: &mut Vec<u8>, start: usize) -> bool {
    // The last line ends the entry; a blank one may stand behind it.
    let close = if out[start..].ends_with(b"\n}\n\n") { &b"\n}\n\n"[..] } else { b"\n}\n" };
    let Some(entry) = out[start..].strip_suffix(close) else { return false };
    let (end, mut comma) = (start + entry.len(), !entry.ends_with(b","));
    out.truncate(end);
    for (name, value) in &carried.0 {
        if comma {
            out.push(b',');
        }
        comma = true;
        out.extend_from_slice(format!("\n  {PREFIX}{name} = {{{}}}", armoured(value)).as_bytes());
    }
    out.extend_from_slice(close);
    true
}

fn take(extras: &mut Vec<Extra>) -> Option<Result<Carried, Damaged>> {
    let name = |extra: &Extra| match extra.name.get(..PREFIX.len()) {
        Some(head) if extra.format == Bib::NAME && head.eq_ignore_ascii_case(PREFIX) => {
            Some(extra.name[PREFIX.len()..].to_ascii_lowercase())
        }
        _ => None,
    };
    if !extras.iter().any(|extra| name(extra).is_some()) {
        return None;
    }
    let mut carried = Carried::default();
    let mut damaged = None;
    extras.retain(|extra| {
        let Some(name) = name(extra) else { return true };
        let json = extra.value.strip_prefix(['{', '"']).and_then(|rest| rest.strip_suffix(['}', '"']));
        match json.and_then(|json| serde_json::from_str::<Json>(json).ok()) {
            Some(value) => drop(carried.0.insert(name, value)),
            None => damaged = Some(Damaged(extra.value.chars().take(60).collect())),
        }
        false
    });
    Some(damaged.map_or(Ok(carried), Err))
}
