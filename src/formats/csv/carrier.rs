//! What has no column rides in the last one, `extra`.

use serde_json::Value as Json;

use super::Cells;
use crate::carrier::{Carried, Carrier, Damaged, armoured, object};
use crate::ir::Extra;
use crate::map::Notation;

/// The cell of the column `extra`.
pub(super) const CARRIER: Carrier =
    Carrier { docs: "The column `extra`, as JSON; without `--lossless` it is empty.", put, take };

const COLUMN: &str = "extra";

/// The column is the last one and empty: under `--lossless` every layout has it.
fn put(carried: &Carried, out: &mut Vec<u8>, start: usize) -> bool {
    let Some(row) = out[start..].strip_suffix(b"\r\n") else { return false };
    // A row of this column alone is a pair of quotes.
    let end = start + row.strip_suffix(b"\"\"").filter(|rest| rest.is_empty()).unwrap_or(row).len();
    out.truncate(end);
    let cell = armoured(&Json::Object(carried.0.clone())).replace('"', "\"\"");
    out.extend_from_slice(format!("\"{cell}\"\r\n").as_bytes());
    true
}

fn take(extras: &mut Vec<Extra>) -> Option<Result<Carried, Damaged>> {
    let ours = |extra: &Extra| extra.format == Cells::NAME && extra.name == COLUMN && extra.value.starts_with('{');
    let at = extras.iter().position(ours)?;
    Some(object(&extras.remove(at).value))
}
