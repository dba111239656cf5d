//! CSL-YAML: pandoc's lists of references, a second notation of CSL-JSON.
//!
//! Source of truth is pandoc's manual ("Specifying bibliographic data"): a list
//! under `references` in a metadata block, whose items have the variables of
//! CSL and whose strings are Markdown. An item is cut out by its indentation,
//! turned into JSON and read by the table of CSL-JSON; it is written the other
//! way round.
//!
//! ```
//! use ibidem::formats::csl_json::yaml::{AROUND, CSL_YAML};
//! let read = ibidem::read_str("references:\n- id: a\n  type: book\n  title: '*Notes*'\n", CSL_YAML.name)?;
//! assert_eq!(read.value[0].get(ibidem::ir::keys::TITLE).unwrap().to_plain(), "Notes");
//! assert!(CSL_YAML.codes.contains(&&AROUND));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod carrier;
mod cut;
mod markdown;
mod read;
mod write;

use super::schema;
use crate::format::{Format, Likelihood, Naming, Reading};
use crate::report::{Code, Severity};

/// An element that is no item.
pub static BAD_ITEM: Code = Code::new(
    "csl-yaml/bad-item",
    Severity::Error,
    "an element of the list is no item",
    "Every element of the list is a mapping with variables of CSL. This one is not well-formed, holds none of them, \
     nests too deep, or has aliases for what stands in another item. It was skipped; the elements before and behind it \
     are not affected.",
    "check quotes and indentation at this place",
);

/// What stands around the list.
pub static AROUND: Code = Code::new(
    "csl-yaml/around",
    Severity::Info,
    "something stands around the list of references",
    "The file is a document or its metadata, of which the list of references is a part. Only the list was read.",
    "",
);

/// The format.
pub static CSL_YAML: Format = Format {
    aliases: &["cslyaml", "pandoc-yaml"],
    title: "CSL-YAML, pandoc's lists of references",
    target_extensions: &["yaml", "yml"],
    mime: "application/yaml",
    docs: include_str!("yaml.md"),
    notation: "csl-json",
    sniff,
    open: Some(|options| {
        let keep = options.keep_origin;
        Ok(Reading {
            cut: Box::<cut::Items>::default(),
            parser: Box::new(move || Box::new(read::Parser::new(keep))),
            watch: None,
        })
    }),
    create: Some(|options| Ok(Box::new(write::Writer::new(options)))),
    naming: Naming::Key { fold_case: false, legal: |c| !c.is_control() },
    codes: CODES,
    carrier: Some(carrier::CARRIER),
    table: Some(|| &super::map::TABLE),
    ..Format::base("csl-yaml")
};

static CODES: &[&Code] = &[
    &BAD_ITEM,
    &AROUND,
    &super::WRONG_KIND,
    &super::BAD_DATE,
    &super::REPEATED,
    &super::SEVERAL,
    &super::FOREIGN_MARKUP,
];

/// How lines behind the first one of a value in JSON begin.
const INDENT: &str = "\n      ";

/// What a value in a list under this key is an item of.
const LIST: &str = "references";

/// Whether a line begins the list, and what follows the colon.
fn begins_list(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(LIST).or_else(|| {
        let quoted = line.strip_prefix(['"', '\''])?.strip_prefix(LIST)?;
        quoted.strip_prefix(['"', '\''])
    })?;
    let rest = rest.trim_start_matches(' ').strip_prefix(':')?;
    let rest = if rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']) { rest.trim() } else { return None };
    Some(if rest.starts_with('#') { "" } else { rest })
}

/// The indentation of a line that begins an element of a list.
fn element(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches(' ');
    let after = rest.strip_prefix('-')?;
    (after.is_empty() || after.starts_with([' ', '\t', '\r', '\n'])).then_some(line.len() - rest.len())
}

/// The name in front of the colon, if there is one.
fn name(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let (name, rest) = line.split_once(':')?;
    (rest.is_empty() || rest.starts_with([' ', '\r'])).then(|| name.trim_matches(['"', '\'']))
}

/// Whether a line says nothing: it is blank, a comment, or a mark of YAML.
fn is_mark(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line == "---" || line.starts_with(['#', '%'])
}

fn sniff(head: &[u8]) -> Likelihood {
    let text = String::from_utf8_lossy(head);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let skip = |lines: std::str::Lines<'_>| lines.clone().take_while(|line| is_mark(line)).count();
    let mut from = skip(text.lines());
    let bare = text.lines().nth(from).is_some_and(|line| element(line).is_some() && name(line).is_some());
    if !bare {
        let Some(at) = text.lines().position(|line| begins_list(line).is_some()) else { return Likelihood::No };
        let mut behind = text.lines();
        match behind.nth(at).and_then(begins_list) {
            Some(rest) if rest.starts_with('[') => return Likelihood::Maybe(70),
            _ => from = at + 1 + skip(behind),
        }
        if text.lines().nth(from).is_none_or(|line| element(line).is_none()) {
            return Likelihood::No;
        }
    }
    let known = |name: &str| schema::all_names().any(|variable| variable.eq_ignore_ascii_case(name));
    let names: Vec<_> = text.lines().skip(from).take(60).filter_map(name).filter(|name| known(name)).collect();
    let has = |name: &str| names.contains(&name);
    match (names.len(), has("id") || has("type"), has("title") || has("author") || has("issued") || has("type")) {
        (0, ..) => Likelihood::No,
        (_, true, true) => Likelihood::Sure,
        (3.., ..) => Likelihood::Maybe(60),
        _ => Likelihood::Maybe(if bare { 20 } else { 40 }),
    }
}

#[cfg(test)]
mod tests;
