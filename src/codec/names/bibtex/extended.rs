//! BibLaTeX's extended names: `family=Harman, given=Hans, prefix=de`.
//!
//! Parts are separated by commas at brace depth 0 and outside of quotes; quotes
//! stand around a whole part, name included: `"family={Robert and Sons, Inc.}"`.
//! Besides the parts of a name there may be initials (`given-i`) and options
//! (`useprefix`). A prefix is the dropping particle if `useprefix=false` stands
//! with it; that of a name which does not say is kept as *von* is.

use std::borrow::Cow;

use super::{scan, text};
use crate::ir::{Name, NameDetails, Str};

/// Begins the names of options that belong to the whole list.
pub(super) const LIST: &str = "list:";

/// The parts of a name.
const PARTS: [&str; 4] = ["family", "given", "prefix", "suffix"];

/// What else may stand first in an extended name.
const OPTIONS: [&str; 7] = [
    "useprefix",
    "juniorcomma",
    "id",
    "nametemplates",
    "sortingnamekeytemplatename",
    "uniquenametemplatename",
    "labelalphanametemplatename",
];

/// The options of a list of names.
const LIST_OPTIONS: [&str; 9] = [
    "nosortothers",
    "nohashothers",
    "uniquelist",
    "uniquename",
    "useprefix",
    "nametemplates",
    "sortingnamekeytemplatename",
    "uniquenametemplatename",
    "labelalphanametemplatename",
];

/// Reads `nosortothers=true`, an option of a list.
pub(super) fn list_option(source: &str) -> Option<(Str, Str)> {
    let (name, value) = source.split_once('=')?;
    let (name, value) = (name.trim_ascii(), value.trim_ascii());
    let known = LIST_OPTIONS.iter().find(|known| known.eq_ignore_ascii_case(name))?;
    let word = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    word.then(|| (compact_str::format_compact!("{LIST}{known}"), value.into()))
}

/// Reads an extended name; `None` if this is none.
pub(super) fn read(source: &str) -> Option<Name> {
    if memchr::memchr(b'=', source.as_bytes()).is_none() || !begins(source) {
        return None;
    }
    let mut name = Name::default();
    let mut details = NameDetails::default();
    let (mut body, mut alone, mut drops) = (false, true, false);
    for part in Split(source) {
        let part = part.trim_ascii();
        if part.is_empty() {
            continue;
        }
        let part = unquoted(part);
        let (key, value) = part.split_once('=')?;
        let (key, value) = (key.trim_ascii(), value.trim_ascii());
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return None;
        }
        let key = key.to_ascii_lowercase();
        if PARTS.contains(&key.as_str()) {
            let group = scan::whole_group(value);
            body = key == "family" && group.is_some();
            alone &= key == "family";
            let into = match key.as_str() {
                "family" => &mut name.family,
                "given" => &mut name.given,
                "prefix" => &mut name.particle,
                _ => &mut name.suffix,
            };
            *into = text(group.unwrap_or(value).trim_ascii(), false);
            continue;
        }
        match (key.as_str(), value) {
            ("useprefix", "false") => drops = true,
            ("juniorcomma", "true") => details.comma_suffix = true,
            _ => details.options.push((key.as_str().into(), value.into())),
        }
    }
    if drops {
        if name.particle.is_empty() {
            details.options.push(("useprefix".into(), "false".into()));
        }
        std::mem::swap(&mut name.particle, &mut name.dropping_particle);
    }
    if name.family.is_empty() {
        let parts = [&mut name.particle, &mut name.dropping_particle, &mut name.given, &mut name.suffix];
        name.family = parts.into_iter().find(|part| !part.is_empty()).map(std::mem::take)?;
    }
    name.body = body && alone;
    if details != NameDetails::default() {
        name.details = Some(Box::new(details));
    }
    Some(name)
}

/// Whether the name begins with a part of an extended one.
fn begins(source: &str) -> bool {
    let source = source.trim_ascii_start();
    let source = source.strip_prefix('"').unwrap_or(source);
    let Some((key, _)) = source.split_once('=') else { return false };
    let key = key.trim_ascii();
    let part = key.strip_suffix("-i").unwrap_or(key);
    PARTS.iter().any(|known| known.eq_ignore_ascii_case(part))
        || OPTIONS.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Takes the quotes off a part; two inside stand for one.
fn unquoted(part: &str) -> Cow<'_, str> {
    match part.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) if inner.contains("\"\"") => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(part),
    }
}

/// The parts between commas outside of braces and of quotes around a part.
struct Split<'s>(&'s str);

impl<'s> Iterator for Split<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        if self.0.is_empty() {
            return None;
        }
        let (mut depth, mut quoted) = (0_usize, self.0.trim_ascii_start().starts_with('"'));
        let first = self.0.len() - self.0.trim_ascii_start().len();
        for (at, byte) in self.0.bytes().enumerate() {
            match byte {
                b'"' if at > first && depth == 0 => quoted = false,
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b',' if depth == 0 && !quoted => {
                    let part = &self.0[..at];
                    self.0 = &self.0[at + 1..];
                    return Some(part);
                }
                _ => {}
            }
        }
        Some(std::mem::take(&mut self.0))
    }
}
