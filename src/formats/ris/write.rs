//! Writing: a line for each value, CRLF at its end.

use super::Lines;
use super::map::TABLE;
use super::read;
use crate::codec::line::one_line;
use crate::format::{Emit, Identity, Parse, WriteOptions};
use crate::ir::{Extra, Record};
use crate::map::{KEY_DROPPED, Notation, Report, export_fields, export_type};
use crate::report::{Discard, LossKind, Span, Subject};
use crate::source::Frame;

/// What the record is written into.
#[derive(Default)]
pub struct Out {
    pub(super) text: String,
    /// Whether a line was written after which readers take lines to be whole paragraphs.
    long: bool,
}

impl Out {
    /// Begins a line; what follows must not hold line ends.
    pub(super) fn begin(&mut self, tag: &str) {
        self.text.push_str(tag);
        self.text.push_str("  - ");
    }

    /// Ends the line that begins at byte `start`.
    pub(super) fn end(&mut self, start: usize) {
        let line = &self.text[start..];
        self.long |= line.len() > read::LONG && line.chars().count() > read::LONG;
        self.text.push_str("\r\n");
    }

    /// A line with a value that has no line ends.
    pub(super) fn line(&mut self, tag: &str, value: &str) {
        let start = self.text.len();
        self.begin(tag);
        self.text.push_str(value);
        self.end(start);
    }

    /// Turns the newlines behind byte `at` of the line begun at `start` into
    /// continuation lines that the reader takes for paragraphs.
    pub(super) fn paragraphs(&mut self, start: usize, at: usize) {
        let Some(first) = memchr::memchr(b'\n', &self.text.as_bytes()[at..]) else { return self.end(start) };
        let rest = self.text.split_off(at + first);
        self.end(start);
        let mut before = self.text[start..].chars().count() - 2;
        for paragraph in rest.split('\n').skip(1) {
            if !self.long && before >= read::SHORT {
                // After a line of this length a break counts as one of wrapping, unless it is a blank line.
                self.text.push_str("\r\n");
            }
            let start = self.text.len();
            if read::is_line_of_its_own(paragraph.as_bytes()) {
                self.text.push(' ');
            }
            self.text.push_str(paragraph);
            before = self.text[start..].chars().count();
            self.end(start);
        }
    }

    /// Writes back a tag that no row knows.
    pub(super) fn extra(&mut self, name: &str, value: &str) -> bool {
        let known = ["TY", "ER", "ID"].iter().any(|tag| tag.eq_ignore_ascii_case(name));
        let tag = !known && name.len() == 2 && read::tag(format!("{name}  - ").as_bytes()).is_some();
        if !tag || value.is_empty() || one_line(value) != value {
            return false;
        }
        let before = (!is_free(name)).then(|| parsed(&self.text));
        let start = self.text.len();
        self.line(name, value);
        let Some(mut expected) = before else { return true };
        // Some row knows the tag: whether it takes the value depends on the other lines.
        expected.extras.push(Extra { format: Lines::NAME.into(), name: name.into(), value: value.into() });
        let kept = parsed(&self.text) == expected;
        if !kept {
            self.text.truncate(start);
        }
        kept
    }
}

/// Whether no row reads the tag.
fn is_free(name: &str) -> bool {
    !TABLE.fields.iter().any(|row| row.names.iter().any(|tag| tag.eq_ignore_ascii_case(name)))
}

/// What reading makes of these lines.
fn parsed(text: &str) -> Record {
    let mut record = Record::default();
    let frame = Frame { text, span: Span::default(), number: 0, kind: 0 };
    read::Parser::new(false).parse(&frame, &mut record, &mut Discard);
    record
}

pub(super) struct Writer {
    out: Out,
    options: WriteOptions,
}

impl Writer {
    pub(super) fn new(options: &WriteOptions) -> Writer {
        Writer { out: Out::default(), options: options.clone() }
    }
}

impl Emit for Writer {
    fn separator(&mut self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\r\n");
    }

    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        self.out.text.clear();
        self.out.long = false;
        let plan = export_type::<Lines>(&TABLE, record, report);
        self.out.line("TY", &one_line(&plan.native));
        export_fields(&TABLE, record, &plan, &self.options, &mut self.out, report);
        if let Some(key) = &record.key {
            let line = one_line(key);
            if !line.is_empty() {
                self.out.line("ID", &line);
            }
            if line != key.as_str() {
                report.lost(&KEY_DROPPED, LossKind::Substituted, Subject::Key, key);
            }
        }
        self.out.text.push_str("ER  - \r\n");
        out.extend_from_slice(self.out.text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_tag_is_an_extra_only_where_nothing_reads_it() {
        let out = |text: &str| Out { text: text.into(), long: false };
        // A journal article without an issue: `M1` would become one.
        assert!(!out("TY  - JOUR\r\n").extra("M1", "4"));
        assert!(!out("TY  - JOUR\r\nIS  - 4\r\n").extra("ID", "x"));
        let mut contradicting = out("TY  - JOUR\r\nIS  - 4\r\n");
        assert!(contradicting.extra("M1", "5") && contradicting.text.ends_with("M1  - 5\r\n"));
        // An arXiv identifier would make it a preprint.
        let mut article = out("TY  - JOUR\r\nTI  - A\r\n");
        assert!(!article.extra("AN", "arXiv:2508.00001"));
        assert_eq!(article.text, "TY  - JOUR\r\nTI  - A\r\n");
        assert!(article.extra("U1", "anything"));
    }
}
