//! Variables in notes: what users write where their program has no field.
//!
//! The rules are those of citeproc-js (`parseNoteFieldHacks`) and of Zotero,
//! which writes its field Extra as `note`:
//!
//! - Lines `variable: value` at the head of the note, the first of which may be
//!   prose. The first line behind that is no such line ends them; a line with a
//!   label that is no variable (`tex.ids: x`) stays and does not end them.
//! - `{:variable: value}` anywhere.
//! - A variable is spelt as CSL spells it, or in words with blanks
//!   (`Original Date`, `Citation Key`); a single word must be spelt exactly, so
//!   that `Source: private` is prose.
//! - Names are `family || given`, one a line. `type` and dates count more than
//!   what the item says elsewhere, anything else less: then the line stays.
//! - `arXiv:2508.99901 [cs]` is the identifier, as Zotero notes it.

use super::json::{Json, write_string};
use super::map::TABLE;
use super::read::Item;
use super::schema::{self, Kind};
use crate::ir::ArxivId;

/// One line that says a variable.
#[derive(Debug, PartialEq, Eq)]
struct Said<'n> {
    name: &'static str,
    value: &'n str,
}

/// The name that a label stands for.
fn variable(label: &str) -> Option<&'static str> {
    let several = label.contains([' ', '-', '_']);
    let wanted = if several { label.to_ascii_lowercase().replace(' ', "-") } else { label.to_owned() };
    let same = |name: &str| match several {
        true => name == wanted || name.contains('_') && name.replace('_', "-") == wanted.replace('_', "-"),
        false => name == wanted,
    };
    let named = schema::all_names().find(|name| same(name)).or_else(|| {
        // Identifiers are spelt in any way.
        ["DOI", "ISBN", "ISSN", "PMID", "PMCID", "URL"].into_iter().find(|name| name.eq_ignore_ascii_case(label))
    });
    let named = named.or_else(|| (label == "Type").then_some("type"))?;
    (!matches!(named, "id" | "custom" | "categories" | "note" | "abstract" | "annote")).then_some(named)
}

/// A label and what stands behind its colon.
fn labelled(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_at(memchr::memchr(b':', line.as_bytes())?);
    let value = value[1..].trim();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
    let begins = label.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && label.len() <= 40 && label.chars().all(fits) && !label.ends_with(' ') && !value.is_empty())
        .then_some((label, value))
}

/// What a line says.
fn said(line: &str) -> Option<Said<'_>> {
    let (label, value) = labelled(line)?;
    if label.eq_ignore_ascii_case("arxiv") {
        return ArxivId::parse(line.trim()).map(|_| Said { name: ARXIV, value });
    }
    let name = variable(label)?;
    let kind = schema::kind(name);
    let fits = match (name, kind) {
        ("type", _) => TABLE.types.iter().any(|row| row.native.eq_ignore_ascii_case(value)),
        // An address is no value of anything else.
        ("URL", _) => true,
        (_, Kind::Names) => value.split("||").count() <= 2,
        (_, Kind::Date) => value.bytes().any(|b| b.is_ascii_digit()),
        _ => true,
    };
    fits.then_some(Said { name, value })
}

const ARXIV: &str = "arXiv";

/// No more lines are looked at, and no more braces in a line.
const MOST: usize = 256;
/// Longer braces hold no variable.
const LONGEST: usize = 2000;

/// The variable in braces at the first place that has one: where it lies.
fn braced(text: &str) -> Option<(usize, usize, Said<'_>)> {
    for at in memchr::memmem::find_iter(text.as_bytes(), b"{:").take(MOST) {
        let rest = &text.as_bytes()[at..];
        let Some(end) = memchr::memchr(b'}', &rest[..rest.len().min(LONGEST)]) else { continue };
        if let Some(said) = said(&text[at + 2..at + end]) {
            return Some((at, at + end + 1, said));
        }
    }
    None
}

/// The text without what was taken out of it.
struct Taken<'n> {
    rest: String,
    said: Vec<Said<'n>>,
}

/// Takes variables out of a note; `wanted` says whether one is to be taken.
fn take<'n>(note: &'n str, mut wanted: impl FnMut(&Said<'n>) -> bool) -> Option<Taken<'n>> {
    if !note.contains(':') {
        return None;
    }
    let mut taken = Taken { rest: String::new(), said: Vec::new() };
    let mut open = true;
    for (at, line) in note.split('\n').enumerate() {
        if at > 0 {
            taken.rest.push('\n');
        }
        if at >= MOST {
            taken.rest.push_str(line);
            continue;
        }
        if open && let Some(found) = said(line) {
            if wanted(&found) {
                // The line goes with its end.
                if at > 0 {
                    taken.rest.pop();
                }
                taken.said.push(found);
            } else {
                taken.rest.push_str(line);
            }
            continue;
        }
        open &= at == 0 || line.trim().is_empty() || labelled(line).is_some() || braced(line).is_some();
        let mut rest = line;
        for _ in 0..MOST {
            let Some((from, to, found)) = braced(rest) else { break };
            let keep = if wanted(&found) {
                taken.said.push(found);
                from
            } else {
                to
            };
            taken.rest.push_str(&rest[..keep]);
            rest = &rest[to..];
        }
        taken.rest.push_str(rest);
    }
    let trimmed = taken.rest.trim();
    if trimmed.len() < taken.rest.len() {
        taken.rest = trimmed.to_owned();
    }
    (!taken.said.is_empty()).then_some(taken)
}

/// Makes a note say no variable but those that are `there` already: a blank
/// before the colon makes prose of a line. Says whether anything had to change.
pub(super) fn disarm(note: &mut String, there: impl Fn(&str) -> bool) -> bool {
    let mut changed = false;
    // What is prose now may have been what kept the next line from counting.
    loop {
        let mut colons = Vec::new();
        take(note, |said| {
            let outdone = !matches!(schema::kind(said.name), Kind::Date) && said.name != "type";
            if !(outdone && said.name != ARXIV && there(said.name)) {
                let value = said.value.as_ptr() as usize - note.as_ptr() as usize;
                colons.extend(note[..value].rfind(':'));
            }
            false
        });
        if colons.is_empty() {
            return changed;
        }
        changed = true;
        let mut out = String::with_capacity(note.len() + colons.len());
        let mut from = 0;
        for at in colons {
            out.push_str(&note[from..at]);
            out.push(' ');
            from = at;
        }
        out.push_str(&note[from..]);
        *note = out;
    }
}

/// Where a member of a rewritten item stood before.
pub(super) struct Place {
    /// First byte of its value in the rewritten text.
    pub new: u32,
    /// First byte and length in the text before.
    pub old: (u32, u32),
}

/// The item with the variables of its note as members of its own, if the note
/// has any, and where its values are from.
pub(super) fn spread(text: &str, item: &Item<'_>) -> Option<(String, Vec<Place>)> {
    let fields = &item.raw.fields;
    let note = fields.iter().find(|raw| raw.name == "note")?;
    let Json::Str(words, _) = &note.value else { return None };
    let has = |name: &str| {
        fields.iter().any(|raw| raw.name.eq_ignore_ascii_case(name)) || name == "citation-key" && item.has_other_key()
    };
    let mut seen: Vec<&'static str> = Vec::new();
    let taken = take(words, |said| match schema::kind(said.name) {
        Kind::Names => !has(said.name),
        Kind::Date => first(&mut seen, said.name),
        _ if said.name == "type" => first(&mut seen, said.name),
        _ if said.name == ARXIV => {
            let known = |name: &str| fields.iter().find(|raw| raw.name == name).and_then(|raw| raw.value.text());
            let id = ArxivId::parse(said.value).map(|id| id.id);
            let told = known("number").or(known("archive_location")).and_then(ArxivId::parse).map(|id| id.id);
            match told {
                Some(told) => Some(told) == id,
                None => !has("archive") && !has("archive_location") && first(&mut seen, said.name),
            }
        }
        _ => !has(said.name) && first(&mut seen, said.name),
    })?;
    let mut out = Vec::with_capacity(text.len() + 256);
    let mut places = Vec::new();
    out.push(b'{');
    let origin = (note.at, note.len);
    let mut at = 0;
    while let Some(said) = taken.said.get(at) {
        at += 1;
        let mut member = |name: &str, out: &mut Vec<u8>| {
            write_string(name, out);
            out.push(b':');
            places.push(Place { new: out.len() as u32, old: origin });
        };
        match schema::kind(said.name) {
            Kind::Names if taken.said[..at - 1].iter().any(|before| before.name == said.name) => continue,
            Kind::Names => {
                member(said.name, &mut out);
                let mut mark = b'[';
                for name in taken.said.iter().filter(|other| other.name == said.name) {
                    out.push(std::mem::replace(&mut mark, b','));
                    write_name(name.value, &mut out);
                }
                out.push(b']');
            }
            Kind::Date => {
                member(said.name, &mut out);
                out.extend_from_slice(b"{\"raw\":");
                write_string(said.value, &mut out);
                out.push(b'}');
            }
            _ if said.name == ARXIV => {
                if has("archive") || has("number") {
                    continue;
                }
                member("archive", &mut out);
                out.extend_from_slice(b"\"arXiv\",");
                member("archive_location", &mut out);
                write_string(said.value, &mut out);
            }
            _ => {
                member(said.name, &mut out);
                write_string(said.value, &mut out);
            }
        }
        out.push(b',');
    }
    // The rest of the object as it stands, with another note.
    let begin = memchr::memchr(b'{', text.as_bytes())? + 1;
    let (note_at, note_end) = (note.at as usize, (note.at + note.len) as usize);
    let shift = out.len() as i64 - begin as i64;
    out.extend_from_slice(&text.as_bytes()[begin..note_at]);
    let new_note = out.len();
    if taken.rest.is_empty() {
        out.extend_from_slice(b"null");
    } else {
        write_string(&taken.rest, &mut out);
    }
    let late = out.len() as i64 - note_end as i64;
    out.extend_from_slice(&text.as_bytes()[note_end..]);
    for raw in fields {
        let new = match raw.at as usize {
            at if at == note_at => new_note as i64,
            at if at < note_at => at as i64 + shift,
            at => at as i64 + late,
        };
        places.push(Place { new: new as u32, old: (raw.at, raw.len) });
    }
    Some((String::from_utf8(out).ok()?, places))
}

fn first(seen: &mut Vec<&'static str>, name: &'static str) -> bool {
    let new = !seen.contains(&name);
    if new {
        seen.push(name);
    }
    new
}

fn write_name(value: &str, out: &mut Vec<u8>) {
    match value.split_once("||") {
        Some((family, given)) => {
            out.extend_from_slice(b"{\"family\":");
            write_string(family.trim(), out);
            out.extend_from_slice(b",\"given\":");
            write_string(given.trim(), out);
        }
        None => {
            out.extend_from_slice(b"{\"literal\":");
            write_string(value, out);
        }
    }
    out.push(b'}');
}
