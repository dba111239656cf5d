//! What has no tag rides in a user-defined one, `U1  - ibidem:{...}`.

use serde_json::Value as Json;

use super::Lines;
use super::write::END;
use crate::carrier::{Carried, Carrier, Damaged, armoured, object};
use crate::ir::Extra;
use crate::map::Notation;

/// One line in front of the end.
pub(super) const CARRIER: Carrier =
    Carrier { docs: "One line `U1  - ibidem:{...}` in front of `ER`, JSON in ASCII.", put, take };

const TAG: &str = "U1";
const MARK: &str = "ibidem:";

fn put(carried: &Carried, out: &mut Vec<u8>, start: usize) -> bool {
    if !out[start..].ends_with(END.as_bytes()) {
        return false;
    }
    out.truncate(out.len() - END.len());
    let line = format!("{TAG}  - {MARK}{}\r\n", armoured(&Json::Object(carried.0.clone())));
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(END.as_bytes());
    true
}

fn take(extras: &mut Vec<Extra>) -> Option<Result<Carried, Damaged>> {
    let ours = |extra: &Extra| extra.format == Lines::NAME && extra.name == TAG && extra.value.starts_with(MARK);
    let at = extras.iter().position(ours)?;
    Some(object(&extras.remove(at).value[MARK.len()..]))
}
