//! Messages on standard error.
//!
//! Everything that comes from data or file names is made harmless first: a
//! control character would reach the terminal.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::sync::Arc;

use anstyle::{AnsiColor, Style as Ansi};
use ibidem::report::{Code, Diagnostic, Excerpt, Severity};
use serde_json::{Value, json};

use crate::args::{Color, Messages, Style};
use crate::exit::Failure;
use crate::progress::Screen;

/// Diagnostics of one code that are shown; the others are counted.
const SHOWN: u64 = 20;

/// Rows of the tally that are shown.
const ROWS: usize = 40;

/// Characters of a name or a first example that are shown.
const EXAMPLE: usize = 60;

/// A row of the tally: one subject lost in one way.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was lost.
    pub subject: String,
    /// How.
    pub kind: &'static str,
    /// Why.
    pub code: &'static str,
    /// How often.
    pub count: u64,
    /// The first record it happened to, 0 for none.
    pub record: u64,
    /// The citation key of that record.
    pub key: Option<String>,
    /// Its value there.
    pub example: String,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct End {
    /// Records written.
    pub written: u64,
    /// Records and stretches of input that could not be read.
    pub unreadable: u64,
    /// Values not carried.
    pub lost: u64,
    /// The flag because of which the output was withheld.
    pub withheld: Option<String>,
    /// Whether the file was compared only, or held these bytes already.
    pub unwritten: bool,
    /// What became of the files, if each input has its own output.
    pub files: Option<Files>,
}

/// What became of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Files {
    /// Written, or found to differ if nothing was to be written.
    pub written: u64,
    /// Holding the same bytes already.
    pub unchanged: u64,
    /// Not written, because something failed or was to fail.
    pub failed: u64,
    /// Whether files were compared only.
    pub compared: bool,
}

/// Whether what is written there is coloured.
pub fn is_colored(color: Color, to: &impl IsTerminal) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            if set("NO_COLOR") {
                return false;
            }
            let forced = std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| !value.is_empty() && value != "0");
            let unwanted = std::env::var_os("CLICOLOR").is_some_and(|value| value == "0");
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            forced || (to.is_terminal() && !unwanted && !dumb)
        }
    }
}

/// Writes messages in the style the user chose.
pub struct Renderer {
    quiet: bool,
    style: Style,
    colored: bool,
    seen: BTreeMap<&'static str, u64>,
    pub screen: Arc<Screen>,
}

impl Renderer {
    /// For these settings.
    pub fn new(messages: &Messages) -> Renderer {
        let colored = messages.messages != Style::Json && is_colored(messages.color, &std::io::stderr());
        Renderer {
            quiet: messages.quiet,
            style: messages.messages,
            colored,
            seen: BTreeMap::new(),
            screen: Arc::default(),
        }
    }

    /// Says why the run ended.
    pub fn failure(&self, failure: &Failure) {
        let Failure { message, help, .. } = failure;
        if self.style == Style::Json {
            return self.object(&json!({"severity": "error", "message": message, "help": help}));
        }
        let label = self.painted("error", severity_style(Severity::Error));
        let mut text = format!("ibidem: {label}: {}\n", harmless(message));
        if !help.is_empty() {
            let _ = writeln!(text, "  {}: {}", self.painted("help", Ansi::new().bold()), harmless(help));
        }
        self.say(&text);
    }

    /// Says something that is worth knowing while the program waits.
    pub fn hint(&self, message: &str) {
        if !self.quiet && self.style != Style::Json {
            self.say(&format!("ibidem: {}\n", harmless(message)));
        }
    }

    /// Shows a diagnostic about an input.
    pub fn diagnostic(&mut self, file: &str, diagnostic: &Diagnostic) {
        if self.quiet && diagnostic.severity() != Severity::Error {
            return;
        }
        if self.style == Style::Json {
            return self.object(&as_json(file, diagnostic));
        }
        let seen = self.seen.entry(diagnostic.code.id).or_default();
        *seen += 1;
        if *seen > SHOWN {
            return;
        }
        let mut text = harmless(file).into_owned();
        if diagnostic.span.line > 0 {
            let _ = write!(text, ":{}:{}", diagnostic.span.line, diagnostic.span.column);
        }
        let Code { id, severity, help, .. } = diagnostic.code;
        let label = self.painted(&format!("{}[{id}]", severity.name()), severity_style(*severity));
        let _ = write!(text, ": {label}: {}", harmless(&diagnostic.message));
        if diagnostic.span.line == 0 && diagnostic.record > 0 {
            let _ = write!(text, " (record {})", diagnostic.record);
        }
        text.push('\n');
        if self.style == Style::Human {
            if let Some(excerpt) = &diagnostic.excerpt {
                self.excerpt(&mut text, excerpt, severity_style(*severity));
            }
            if !help.is_empty() {
                let _ = writeln!(text, "  {}: {help}", self.painted("help", Ansi::new().bold()));
            }
        }
        self.say(&text);
    }

    /// The line and a mark under the place.
    fn excerpt(&self, text: &mut String, excerpt: &Excerpt, style: Ansi) {
        if excerpt.text.trim().is_empty() {
            return;
        }
        let line: String = excerpt.text.chars().map(pictured).collect();
        let before: usize = line.chars().take(excerpt.column).map(columns).sum();
        let under: usize = line.chars().skip(excerpt.column).take(excerpt.width).map(columns).sum();
        let mark = self.painted(&"^".repeat(under.max(1)), style);
        let _ = writeln!(text, "  | {line}\n  | {:before$}{mark}", "");
    }

    /// The tally, and one line on how the run ended, if anything went wrong.
    pub fn end(&self, rows: &[Row], end: &End) {
        let mut text = self.unshown();
        // That nothing was written is an error, and said even when it is to be quiet.
        let said = end.unreadable > 0 || end.lost > 0 || end.files.is_some() || end.withheld.is_some();
        if said && (!self.quiet || end.withheld.is_some()) {
            let rows = if self.quiet { &[] } else { rows };
            match self.style {
                Style::Json => self.end_json(rows, end),
                Style::Human | Style::Short => {
                    text.push_str(&tally(rows, end));
                    text.push_str(&last_line(end));
                }
            }
        }
        self.say(&text);
    }

    /// Says how many diagnostics were not shown.
    pub fn end_diagnostics(&self) {
        self.say(&self.unshown());
    }

    fn unshown(&self) -> String {
        let mut text = String::new();
        if self.style != Style::Json {
            for (id, seen) in self.seen.iter().filter(|(_, seen)| **seen > SHOWN) {
                let _ = writeln!(text, "ibidem: {} more of {id} not shown", seen - SHOWN);
            }
        }
        text
    }

    fn end_json(&self, rows: &[Row], end: &End) {
        for row in rows {
            let (key, value) = (&row.key, &row.example);
            let first = json!({"record": row.record, "key": key, "value": value});
            self.object(&json!({
                "tally": row.subject, "kind": row.kind, "code": row.code, "count": row.count, "first": first
            }));
        }
        let withheld = end.withheld.is_some();
        let written = if withheld { 0 } else { end.written };
        let mut object =
            json!({"written": written, "unreadable": end.unreadable, "lost": end.lost, "withheld": withheld});
        if let Some(files) = end.files {
            let written = if files.compared { "differ" } else { "written" };
            object["files"] = json!({written: files.written, "unchanged": files.unchanged, "failed": files.failed});
        }
        self.object(&object);
    }

    fn painted(&self, text: &str, style: Ansi) -> String {
        if self.colored { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn object(&self, object: &Value) {
        let mut text = json_line(object);
        text.push('\n');
        self.say(&text);
    }

    fn say(&self, text: &str) {
        self.screen.say(text);
    }
}

/// The tally as a table.
fn tally(rows: &[Row], end: &End) -> String {
    let mut text = String::new();
    let width = |of: fn(&Row) -> usize| rows.iter().take(ROWS).map(of).max().unwrap_or(0);
    let subjects = width(|row| harmless(&clipped(&row.subject)).chars().count());
    let kinds = width(|row| row.kind.len());
    let counts = width(|row| row.count.to_string().len());
    for row in rows.iter().take(ROWS) {
        let subject = clipped(&row.subject);
        let subject = harmless(&subject);
        let _ = write!(text, "  {subject:subjects$}  {:kinds$}  {:>counts$}", row.kind, row.count);
        text.push_str(&first_example(row));
        text.push('\n');
    }
    let shown: u64 = rows.iter().take(ROWS).map(|row| row.count).sum();
    if !rows.is_empty() && shown < end.lost {
        let _ = writeln!(text, "  and {} more; --report FILE lists them all", end.lost - shown);
    }
    text
}

/// How the run ended.
fn last_line(end: &End) -> String {
    let lost = counted(end.lost, "value");
    if let Some(flag) = &end.withheld {
        return format!("ibidem: nothing written ({flag}), {} unreadable, {lost} not carried\n", end.unreadable);
    }
    let mut text = "ibidem: ".to_owned();
    if let Some(files) = end.files {
        let written = if files.compared { "not up to date" } else { "written" };
        let _ = write!(text, "{} {written}, {} unchanged", counted(files.written, "file"), files.unchanged);
        if files.failed > 0 {
            let _ = write!(text, ", {} failed", files.failed);
        }
        text.push_str("; ");
    }
    let written = if end.unwritten || end.files.is_some() { "" } else { " written" };
    let records = counted(end.written, "record");
    let _ = writeln!(text, "{records}{written}, {} unreadable, {lost} not carried", end.unreadable);
    text
}

fn first_example(row: &Row) -> String {
    let place = match (&row.key, row.record) {
        (_, 0) => String::new(),
        (Some(key), record) => format!("record {record} `{}`", clipped(key)),
        (None, record) => format!("record {record}"),
    };
    let example = clipped(&row.example);
    let gap = if place.is_empty() || example.is_empty() { "" } else { ": " };
    let text = format!("{place}{gap}{example}");
    if text.is_empty() { text } else { format!("  first: {}", harmless(&text)) }
}

/// The beginning of something that may be as long as the input.
fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(EXAMPLE) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

fn as_json(file: &str, diagnostic: &Diagnostic) -> Value {
    json!({
        "file": file,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "start": diagnostic.span.start,
        "end": diagnostic.span.end,
        "severity": diagnostic.severity().name(),
        "code": diagnostic.code.id,
        "message": diagnostic.message,
        "record": diagnostic.record,
        "key": diagnostic.key.as_deref(),
        "field": diagnostic.field.as_deref(),
        "excerpt": diagnostic.excerpt.as_ref().map(|excerpt| &excerpt.text),
        "help": diagnostic.code.help,
    })
}

fn severity_style(severity: Severity) -> Ansi {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    color.on_default().bold()
}

pub fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// JSON on one line without characters that could steer a terminal, of which
/// JSON itself escapes only those below U+0020.
pub fn json_line(object: &Value) -> String {
    let plain = object.to_string();
    if !plain.chars().any(dangerous) {
        return plain;
    }
    let mut text = String::with_capacity(plain.len() + 8);
    for c in plain.chars() {
        if dangerous(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(c);
        }
    }
    text
}

/// Whether a character could steer a terminal, turn the text around, or hide in
/// it: controls; marks, embeddings, overrides and isolates of direction; line
/// separators; shapes and annotations of Unicode that are given up; tags.
fn dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Text in which characters that could steer a terminal are spelt out.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.chars().any(dangerous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if dangerous(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Columns a character takes in a terminal: the blocks of East Asian wide
/// characters, emoji and combining marks, near enough for a mark to stand right.
fn columns(c: char) -> usize {
    match c {
        '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => 0,
        '\u{1100}'..='\u{115F}'
        | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{A4CF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE6F}'
        | '\u{FF00}'..='\u{FF60}'
        | '\u{FFE0}'..='\u{FFE6}'
        | '\u{1F300}'..='\u{1F64F}'
        | '\u{1F900}'..='\u{1F9FF}'
        | '\u{20000}'..='\u{3FFFD}' => 2,
        _ => 1,
    }
}

/// A character of an excerpt without what a terminal would obey.
fn pictured(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\u{1F}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{FFFD}'),
        '\u{7F}' => '\u{2421}',
        c if dangerous(c) => '\u{FFFD}',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(subject: &str, count: u64, key: Option<&str>, example: &str) -> Row {
        let (key, example) = (key.map(str::to_owned), example.to_owned());
        Row { subject: subject.to_owned(), kind: "dropped", code: "map/no-place", count, record: 3, key, example }
    }

    #[test]
    fn the_tally_names_each_subject_with_its_first_example() {
        let rows = [row("abstract", 50, Some("a1"), "We show"), row("ris:C\u{1b}1", 1, None, "")];
        let end = End { written: 50, lost: 51, ..End::default() };
        let text = tally(&rows, &end) + &last_line(&end);
        let expected = [
            "  abstract      dropped  50  first: record 3 `a1`: We show",
            "  ris:C\\u{1b}1  dropped   1  first: record 3",
            "ibidem: 50 records written, 0 unreadable, 51 values not carried",
        ];
        assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn names_as_long_as_the_input_are_cut_off() {
        let long = "k".repeat(100_000);
        let end = End { written: 1, lost: 1, ..End::default() };
        let text = tally(&[row(&long, 1, Some(&long), &long)], &end);
        assert!(text.chars().count() < 300, "{}", text.len());
        assert!(text.contains(&format!("`{}…`", "k".repeat(60))), "{text}");
    }

    #[test]
    fn the_tally_is_bounded() {
        let rows: Vec<Row> = (0..100).map(|n| row(&format!("x:{n}"), 1, None, &"long ".repeat(50))).collect();
        let withheld = Some("--strict".to_owned());
        let end = End { unreadable: 2, lost: 100, withheld, ..End::default() };
        let text = tally(&rows, &end) + &last_line(&end);
        assert_eq!(text.lines().count(), ROWS + 2);
        assert!(text.contains("  and 60 more"), "{text}");
        assert!(text.ends_with("ibidem: nothing written (--strict), 2 unreadable, 100 values not carried\n"));
        assert!(text.lines().all(|line| line.chars().count() < 120));
    }
}
