//! What has no variable rides in `custom.ibidem`; the schema allows anything
//! in `custom`.

use serde_json::Value as Json;

use super::CslJson;
use super::json::Pull;
use crate::carrier::{Carried, Carrier, Damaged, armoured, object};
use crate::ir::Extra;
use crate::map::Notation;

/// Beside what others keep in `custom`.
pub(super) const CARRIER: Carrier = Carrier {
    docs: "The object `ibidem` in `custom`, where the schema allows anything; what others keep in `custom` stays beside it.",
    put,
    take,
};

const CUSTOM: &str = "custom";
/// The second one where others use the first.
const OURS: [&str; 2] = ["ibidem", "ibidem-2"];

fn put(carried: &Carried, out: &mut Vec<u8>, start: usize) -> bool {
    let Ok(item) = std::str::from_utf8(&out[start..]) else { return false };
    let indent = item.len() - item.trim_start().len();
    let (at, text) = match member(&item[indent..], CUSTOM) {
        Some(custom) => {
            let (from, end) = (indent + custom.value, indent + custom.end);
            let Some((at, text)) = within(&item[from..end], carried) else { return false };
            (start + from + at, text)
        }
        None => {
            let Some((_, text)) = within("{}", carried) else { return false };
            (out.len() - 1, format!(", \"{CUSTOM}\": {{{text}}}"))
        }
    };
    if out.get(at) != Some(&b'}') {
        return false;
    }
    out.splice(at..at, text.into_bytes());
    true
}

/// Where in the object `custom` ours goes, and what is to be put there; `None`
/// if both places are taken.
pub(super) fn within(custom: &str, carried: &Carried) -> Option<(usize, String)> {
    let name = OURS.into_iter().find(|name| member(custom, name).is_none())?;
    // In front of the closing brace.
    let at = custom.strip_suffix('}')?.len();
    let comma = if custom[..at].trim_end().ends_with('{') { "" } else { ", " };
    Some((at, format!("{comma}\"{name}\": {}", armoured(&Json::Object(carried.0.clone())))))
}

pub(super) fn take(extras: &mut Vec<Extra>) -> Option<Result<Carried, Damaged>> {
    let at = extras.iter().position(|extra| extra.format == CslJson::NAME && extra.name == CUSTOM)?;
    let custom = extras[at].value.as_str();
    let is_ours = |ours: &Member| custom[ours.value..].starts_with('{');
    let ours = OURS.into_iter().rev().find_map(|name| member(custom, name).filter(is_ours))?;
    let carried = object(&custom[ours.value..ours.end]);
    let before = custom[..ours.name].trim_end();
    let rest = custom[ours.end..].trim_start();
    // One comma goes with the member.
    let (before, rest) = match (before.strip_suffix(','), rest.strip_prefix(',')) {
        (Some(before), _) => (before, rest),
        (None, Some(rest)) => (before, rest.trim_start()),
        (None, None) => (before, rest),
    };
    let left = format!("{before}{rest}");
    match left.trim_matches(|c: char| c.is_whitespace() || matches!(c, '{' | '}')) {
        "" => drop(extras.remove(at)),
        _ => extras[at].value = left.into(),
    }
    Some(carried)
}

/// Where a member of an object lies: its name, its value, its end.
struct Member {
    name: usize,
    value: usize,
    end: usize,
}

fn member(object: &str, wanted: &str) -> Option<Member> {
    let mut pull = Pull::new(object);
    if !pull.take(b'{') {
        return None;
    }
    let mut first = true;
    loop {
        let gap = pull.at();
        let name = pull.member(first).ok()??;
        first = false;
        let found = name == wanted;
        let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\n', '\r', '\t', ',']).len();
        let value = pull.at() + blanks(&object[pull.at()..]);
        pull.value().ok()?;
        if found {
            return Some(Member { name: gap + blanks(&object[gap..]), value, end: pull.at() });
        }
    }
}
