//! Writing: a line for each value, CRLF at its end; behind each record, also the
//! last one, a blank line.

use super::Lines;
use super::{arxiv, read};
use crate::codec::line::one_line;
use crate::format::{Emit, Identity, Parse, WriteOptions};
use crate::ir::{EntryType, Extra, Record};
use crate::map::{KEY_DROPPED, Notation, Plan, RETYPED, Report, Table, export_fields, export_type};
use crate::report::{Discard, LossKind, Span, Subject};
use crate::source::Frame;

/// What stands behind the fields of a record. The blank line belongs to the
/// record, so that parts of an output can be joined as they are.
pub(super) const END: &str = "ER  - \r\n\r\n";

/// What the record is written into.
pub struct Out {
    pub(super) text: String,
    /// By which it will be read.
    table: &'static Table<Lines>,
    /// Whether a line was written after which readers take lines to be whole paragraphs.
    long: bool,
    /// Bytes read again to see what becomes of extras.
    tried: usize,
}

impl Out {
    fn new(table: &'static Table<Lines>) -> Out {
        Out { text: String::new(), table, long: false, tried: 0 }
    }

    /// Begins a line; what follows must not hold line ends.
    pub(super) fn begin(&mut self, tag: &str) {
        self.text.push_str(tag);
        self.text.push_str("  - ");
    }

    /// Ends the line that begins at byte `start`.
    pub(super) fn end(&mut self, start: usize) {
        let line = &self.text[start..];
        self.long = self.long || line.len() > read::LONG && line.chars().count() > read::LONG;
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
        let knows = self.table.knows(name);
        if knows {
            // The square of their number would be read.
            self.tried += self.text.len();
            if self.tried > TRIED + 4 * self.text.len() {
                return false;
            }
        }
        let before = knows.then(|| parsed(&self.text, self.table));
        let start = self.text.len();
        self.line(name, value);
        let Some(mut expected) = before else { return true };
        // Some row knows the tag: whether it takes the value depends on the other lines.
        expected.extras.push(Extra { format: Lines::NAME.into(), name: name.into(), value: value.into() });
        let kept = parsed(&self.text, self.table) == expected;
        if !kept {
            self.text.truncate(start);
        }
        kept
    }
}

/// So many bytes are read again for the extras of any record.
const TRIED: usize = 1 << 20;

/// What reading makes of these lines.
fn parsed(text: &str, table: &'static Table<Lines>) -> Record {
    let mut record = Record::default();
    let frame = Frame { text, span: Span::default(), number: 0, kind: 0 };
    read::Parser::new(table, false).parse(&frame, &mut record, &mut Discard);
    record
}

pub(super) struct Writer {
    out: Out,
    options: WriteOptions,
}

impl Writer {
    pub(super) fn new(table: &'static Table<Lines>, options: &WriteOptions) -> Writer {
        Writer { out: Out::new(table), options: options.clone() }
    }
}

impl Emit for Writer {
    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        self.out.text.clear();
        (self.out.long, self.out.tried) = (false, 0);
        let table = self.out.table;
        let plan = as_read(table, record, export_type(table, record, report), report);
        self.out.line("TY", &one_line(&plan.native));
        export_fields(table, record, &plan, &self.options, &mut self.out, report);
        if let Some(key) = &record.key {
            let line = one_line(key);
            if !line.is_empty() {
                self.out.line("ID", &line);
            }
            if line != key.as_str() {
                report.lost(&KEY_DROPPED, LossKind::Substituted, Subject::Key, key);
            }
        }
        self.out.text.push_str(END);
        out.extend_from_slice(self.out.text.as_bytes());
    }
}

/// The plan for the type as which the record will be read: a profile may have
/// to use a code of the program that stands for another type.
fn as_read(table: &'static Table<Lines>, record: &Record, plan: Plan, report: &mut Report<'_>) -> Plan {
    if plan.verbatim {
        return plan;
    }
    // What has marks of arXiv is read as a preprint under many codes.
    let (read, depends) = table.reads_type(&plan.native);
    let marked = depends && plan.kind == EntryType::Preprint && arxiv::writable(record, plan.kind).is_some();
    match read {
        Some(read) if read != plan.kind && !marked => {
            if plan.kind == record.kind {
                let retyped = LossKind::Retyped { from: record.kind, to: read };
                report.lost(&RETYPED, retyped, Subject::Type, record.kind.name());
            }
            Plan { kind: read, ..plan }
        }
        _ => plan,
    }
}

#[cfg(test)]
mod tests {
    use super::super::map::TABLE;
    use super::*;

    #[test]
    fn a_known_tag_is_an_extra_only_where_nothing_reads_it() {
        let out = |text: &str| Out { text: text.into(), ..Out::new(&TABLE) };
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
