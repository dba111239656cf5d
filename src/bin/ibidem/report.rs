//! Results on standard output: differences between records, for people or as
//! JSON Lines.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write as _};

use anstyle::{AnsiColor, Style as Ansi};
use ibidem::compare::Change;
use ibidem::ir::{Record, keys};
use ibidem::report::{Error, Subject};
use serde_json::{Map, Value};

use crate::args::{Color, Layout};
use crate::render::{harmless, is_colored, json_line};

/// Characters of a title that are shown.
const TITLE: usize = 60;

/// Writes results as they come.
pub struct Paper {
    to: BufWriter<Stdout>,
    pub layout: Layout,
    colored: bool,
}

/// What a line is about.
#[derive(Debug, Clone, Copy)]
pub enum Tone {
    Gone,
    New,
    Changed,
    Fault,
}

impl Paper {
    pub fn new(layout: Layout, color: Color) -> Paper {
        let stdout = io::stdout();
        let colored = layout == Layout::Human && is_colored(color, &stdout);
        Paper { to: BufWriter::new(stdout), layout, colored }
    }

    /// Writes lines of text that were made harmless.
    pub fn text(&mut self, text: &str) -> Result<(), Error> {
        self.to.write_all(text.as_bytes()).map_err(Error::write)
    }

    /// Writes an object on one line.
    pub fn object(&mut self, object: Value) -> Result<(), Error> {
        self.text(&(json_line(&object) + "\n"))
    }

    pub fn flush(&mut self) -> Result<(), Error> {
        self.to.flush().map_err(Error::write)
    }

    /// Whether somebody looks at it as it comes.
    pub fn is_watched(&self) -> bool {
        self.to.get_ref().is_terminal()
    }

    pub fn painted(&self, text: &str, tone: Tone) -> String {
        let color = match tone {
            Tone::Gone | Tone::Fault => AnsiColor::Red,
            Tone::New => AnsiColor::Green,
            Tone::Changed => AnsiColor::Yellow,
        };
        let style: Ansi = color.on_default().bold();
        if self.colored { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }
}

/// Key or title, so that a reader knows which record is meant.
pub fn named(record: &Record) -> String {
    let mut out = String::new();
    if let Some(key) = &record.key {
        let _ = write!(out, "`{}`", harmless(key));
    }
    if let Some(title) = record.get(keys::TITLE) {
        let plain = title.to_plain();
        let mut short: String = plain.chars().take(TITLE).collect();
        if short.len() < plain.len() {
            short.push('…');
        }
        let gap = if out.is_empty() { "" } else { " " };
        let _ = write!(out, "{gap}{}", harmless(&short));
    }
    if out.is_empty() { record.kind.name().to_owned() } else { out }
}

/// `before -> after`, with the part that differs.
pub fn spelt(change: &Change) -> String {
    let side = |side: &Option<String>| side.as_deref().map_or("(none)".to_owned(), |text| harmless(text).into_owned());
    let part = change.part.as_deref().map(|part| format!("  ({part})")).unwrap_or_default();
    format!("{} -> {}{part}", side(&change.before), side(&change.after))
}

/// The change as an object.
pub fn as_json(change: &Change) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("subject".to_owned(), change.subject.name().as_str().into());
    object.insert("before".to_owned(), change.before.as_deref().into());
    object.insert("after".to_owned(), change.after.as_deref().into());
    object.insert("part".to_owned(), change.part.as_deref().into());
    object
}

/// The widest name of these subjects, so that what follows stands in a column.
pub fn width<'c>(changes: impl Iterator<Item = &'c Change>) -> usize {
    changes.map(|change| label(&change.subject).chars().count()).max().unwrap_or(0)
}

/// A subject's name, harmless.
pub fn label(subject: &Subject) -> String {
    harmless(&subject.name()).into_owned()
}
