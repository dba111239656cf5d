//! Writing: an item in JSON becomes an item in YAML.
//!
//! One variable a line; names as a list of mappings, `date-parts` in brackets,
//! `custom` as JSON, which is YAML as well.

use super::super::json::{Json, Pull, strictly, write_string};
use super::super::schema::{self, Kind};
use super::super::{CslJson, map, write};
use super::INDENT;
use super::markdown::{Mode, encode};
use super::read::mode_of;
use crate::format::{Emit, Identity, WriteOptions};
use crate::ir::Record;
use crate::map::{Fidelity, Notation, Report};
use crate::report::Subject;

pub(super) struct Writer {
    items: write::Writer,
    json: Vec<u8>,
    scratch: String,
}

impl Writer {
    pub(super) fn new(options: &WriteOptions) -> Writer {
        Writer { items: write::Writer::new(&map::TABLE, options), json: Vec::new(), scratch: String::new() }
    }
}

impl Emit for Writer {
    fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        out.extend_from_slice(b"---\nreferences:");
        None
    }

    fn record(&mut self, record: &Record, identity: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        self.json.clear();
        self.items.record(record, identity, &mut self.json, report);
        // What was written is text.
        let Ok(item) = std::str::from_utf8(&self.json) else { return };
        let mut pull = Pull::new(item);
        let mut first = true;
        pull.take(b'{');
        while let Ok(Some(name)) = pull.member(first) {
            let Ok(value) = pull.value() else { break };
            out.extend_from_slice(if first { b"\n- " } else { b"\n  " });
            first = false;
            out.extend_from_slice(name.as_bytes());
            out.push(b':');
            if !member(&name, &value, &mut self.scratch, out)
                && let Some(extra) = record.extras_of(CslJson::NAME).find(|extra| extra.name == *name)
                && let Fidelity::Lossy(code, kind) = Fidelity::FLATTENED
            {
                let subject = Subject::Extra(extra.format.clone(), extra.name.clone());
                report.lost(code, kind, subject, &extra.value);
            }
        }
    }

    fn tail(&mut self, any: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(if any { b"\n...\n" } else { b" []\n...\n" });
    }
}

/// Writes the value of a variable; `false` if its own spelling is lost.
fn member(name: &str, value: &Json<'_>, scratch: &mut String, out: &mut Vec<u8>) -> bool {
    match value {
        Json::Str(text, source) => {
            out.push(b' ');
            scalar(text, mode_of(name), "    ", scratch, out);
            let mut again = Vec::new();
            write_string(text, &mut again);
            again == source.as_bytes()
        }
        Json::Nested(source) => match schema::kind(name) {
            Kind::Names => {
                names(source, scratch, out);
                true
            }
            Kind::Date => {
                date(source, scratch, out);
                true
            }
            Kind::Text | Kind::Any => {
                out.push(b' ');
                let whole = as_yaml(source);
                out.extend_from_slice(whole.replace('\n', INDENT).as_bytes());
                whole == *source && strictly(&whole.replace('\n', INDENT).replace(INDENT, "\n")).is_some()
            }
        },
        Json::Number(source) | Json::Word(source) => {
            out.push(b' ');
            out.extend_from_slice(source.as_bytes());
            true
        }
    }
}

/// JSON in which YAML finds nothing to object to: no characters in two halves,
/// no tabs in front of values.
pub(super) fn as_yaml(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '\t', '\r', '\u{7f}', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let unit = |text: &str| text.strip_prefix("\\u").and_then(|text| u16::from_str_radix(text.get(..4)?, 16).ok());
        match (unit(rest), rest.get(6..).and_then(unit)) {
            (Some(high @ 0xD800..0xDC00), Some(low @ 0xDC00..0xE000)) => {
                out.extend(char::decode_utf16([high, low]).flatten());
                rest = &rest[12..];
            }
            (Some(0xD800..0xE000), _) => {
                out.push('\u{fffd}');
                rest = &rest[6..];
            }
            _ if rest.starts_with('\\') => {
                let len = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..len]);
                rest = &rest[len..];
            }
            _ => {
                let c = rest.chars().next().unwrap_or(' ');
                if c.is_ascii_whitespace() {
                    out.push(' ');
                } else {
                    out.push_str(&format!("\\u{:04x}", c as u32));
                }
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn names(source: &str, scratch: &mut String, out: &mut Vec<u8>) {
    let mut pull = Pull::new(source);
    let mut outer = true;
    pull.take(b'[');
    while let Ok(true) = pull.another(outer, b']') {
        outer = false;
        let mut first = true;
        pull.take(b'{');
        while let Ok(Some(part)) = pull.member(first) {
            let Ok(value) = pull.value() else { return };
            out.extend_from_slice(if first { b"\n  - " } else { b"\n    " });
            first = false;
            out.extend_from_slice(part.as_bytes());
            out.extend_from_slice(b": ");
            match &value {
                Json::Str(text, _) => scalar(text, Mode::Name, "      ", scratch, out),
                other => out.extend_from_slice(other.source().as_bytes()),
            }
        }
    }
}

fn date(source: &str, scratch: &mut String, out: &mut Vec<u8>) {
    let mut pull = Pull::new(source);
    let mut first = true;
    pull.take(b'{');
    while let Ok(Some(part)) = pull.member(first) {
        first = false;
        let Ok(value) = pull.value() else { return };
        out.extend_from_slice(b"\n    ");
        out.extend_from_slice(part.as_bytes());
        out.extend_from_slice(b": ");
        match &value {
            Json::Str(text, _) => scalar(text, Mode::Token, "      ", scratch, out),
            other => out.extend_from_slice(other.source().as_bytes()),
        }
    }
}

/// Writes a string, in the plainest style that keeps it.
fn scalar(text: &str, mode: Mode, indent: &str, scratch: &mut String, out: &mut Vec<u8>) {
    scratch.clear();
    encode(text, mode, scratch);
    let printable = scratch.chars().all(|c| c == '\n' || !needs_escape(c));
    if is_plain(scratch) && printable {
        out.extend_from_slice(scratch.as_bytes());
    } else if printable && scratch.contains('\n') && is_block(scratch) {
        out.extend_from_slice(b"|-");
        for line in scratch.split('\n') {
            out.push(b'\n');
            if !line.is_empty() {
                out.extend_from_slice(indent.as_bytes());
                out.extend_from_slice(line.as_bytes());
            }
        }
    } else if printable && !scratch.contains('\n') && scratch.contains(['\\', '"']) {
        out.push(b'\'');
        out.extend_from_slice(scratch.replace('\'', "''").as_bytes());
        out.push(b'\'');
    } else {
        quoted(scratch, out);
    }
}

/// Whether a literal block keeps the lines.
fn is_block(text: &str) -> bool {
    text.split('\n').all(|line| !line.starts_with([' ', '\t']) && !line.ends_with([' ', '\t']))
        && !text.starts_with('\n')
}

fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a string is itself without quotes, for YAML 1.1 as well as 1.2.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '\\' || c == '(');
    begins
        && !text.ends_with([' ', ':'])
        && !text.contains('\n')
        && !text.contains(": ")
        && !text.contains(" #")
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend_from_slice(&[b'\\', c as u8]),
            '\n' => out.extend_from_slice(b"\\n"),
            c if needs_escape(c) => out.extend_from_slice(format!("\\u{:04x}", c as u32).as_bytes()),
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    out.push(b'"');
}
