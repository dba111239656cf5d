//! What has no element rides in one of ours, `ibidem:field`.

use serde_json::Value as Json;

use super::map::Atom;
use crate::carrier::{Carried, Carrier, Damaged, armoured};
use crate::ir::Extra;
use crate::map::Notation;

/// One element a value, at the end of the entry.
pub(super) const CARRIER: Carrier =
    Carrier { docs: "Elements `ibidem:field` at the end of the entry, one a value, as JSON.", put, take };

const NAME: &str = "ibidem:field";
const END: &[u8] = b"  </entry>\n";

fn put(carried: &Carried, out: &mut Vec<u8>, start: usize) -> bool {
    if !out[start..].ends_with(END) {
        return false;
    }
    out.truncate(out.len() - END.len());
    for (name, value) in &carried.0 {
        let line = format!("    <{NAME} name=\"{name}\">{}</{NAME}>\n", armoured(value));
        out.extend_from_slice(line.as_bytes());
    }
    out.extend_from_slice(END);
    true
}

fn take(extras: &mut Vec<Extra>) -> Option<Result<Carried, Damaged>> {
    let ours = |extra: &Extra| extra.format == Atom::NAME && extra.name == NAME;
    if !extras.iter().any(ours) {
        return None;
    }
    let mut carried = Carried::default();
    let mut damaged = None;
    extras.retain(|extra| {
        if !ours(extra) {
            return true;
        }
        match item(&extra.value) {
            Some((name, value)) => drop(carried.0.insert(name, value)),
            None => damaged = Some(Damaged(extra.value.chars().take(60).collect())),
        }
        false
    });
    Some(damaged.map_or(Ok(carried), Err))
}

/// `<ibidem:field name="title">"..."</ibidem:field>`
fn item(source: &str) -> Option<(String, Json)> {
    let (tag, rest) = source.split_once('>')?;
    let (_, name) = tag.split_once("name=")?;
    let name = name.trim_matches(|c: char| matches!(c, '"' | '\'') || c.is_whitespace());
    let (json, _) = rest.rsplit_once("</")?;
    let json = super::xml::unescape(json);
    Some((name.to_owned(), serde_json::from_str(&json).ok()?))
}
