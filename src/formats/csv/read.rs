//! Reading: a frame is a row; the header belongs to the input.

use std::borrow::Cow;

use super::adapt::adapt;
use super::columns::COLUMNS;
use super::dialects::Via;
use super::header::{Header, Headers};
use super::map::TABLE;
use super::split::Splitter;
use super::{Cells, guard, values};
use crate::format::{Parse, Parsed};
use crate::ir::Record;
use crate::map::{Ctx, Importer, RawRecord};
use crate::report::{Code, Diagnostic, Severity, Sink};
use crate::source::Frame;

/// A row with more or fewer cells than the header.
pub static UNEVEN_ROW: Code = Code::new(
    "csv/uneven-row",
    Severity::Warning,
    "a row with more or fewer cells than the header",
    "The cells were taken in order: missing ones are empty, those beyond the header became extra fields. Often a \
     comma or a quote is missing or not quoted.",
    "check the quotes and separators of the row",
);

/// A row that is the header again.
pub static HEADER_AGAIN: Code = Code::new(
    "csv/header-again",
    Severity::Info,
    "the header stands there again",
    "A row is the same as the header, as it happens where tables were joined. It was passed over.",
    "",
);

pub(super) struct Parser {
    headers: Headers,
    importer: Importer<Cells>,
    splitter: Splitter,
    keep_origin: bool,
    raw: RawRecord<'static, Cells>,
}

impl Parser {
    pub(super) fn new(headers: Headers, keep_origin: bool) -> Parser {
        let (importer, splitter, raw) = (Importer::new(&TABLE), Splitter::default(), RawRecord::default());
        Parser { headers, importer, splitter, keep_origin, raw }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let Some(header) = self.headers.get(frame.kind) else { return Parsed::Nothing };
        let whole = frame.text.trim_end().len();
        if frame.text[..whole] == *header.text {
            let message = "a row is the header again, passed over";
            sink.diagnostic(Diagnostic::new(&HEADER_AGAIN, message).at(frame.text, frame.span, 0, whole));
            return Parsed::Nothing;
        }
        self.splitter.split(frame.text, header.delimiter);
        let (text, splitter, raw) = (frame.text, &self.splitter, std::mem::take(&mut self.raw).emptied());
        let mut row = Row { header: &header, text, splitter, raw, len: whole };
        row.fill();
        let raw = row.raw;
        if raw.fields.is_empty() && raw.key.is_none() && raw.kind.is_empty() {
            return Parsed::Nothing;
        }
        let count = self.splitter.count();
        if count != header.columns.len() {
            let message =
                format!("the header has {}, this row {count}, cells taken in order", counted(header.columns.len()));
            sink.diagnostic(Diagnostic::new(&UNEVEN_ROW, message).at(frame.text, frame.span, 0, whole));
        }
        let mut ctx = Ctx::new(sink, frame.text, frame.span, self.keep_origin);
        self.importer.import(&raw, record, &mut ctx);
        self.raw = raw.emptied();
        Parsed::Record
    }
}

fn counted(columns: usize) -> String {
    if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") }
}

/// A row on its way to a raw record.
struct Row<'h, 's> {
    header: &'h Header,
    text: &'s str,
    splitter: &'s Splitter,
    raw: RawRecord<'s, Cells>,
    len: usize,
}

impl<'h, 's> Row<'h, 's> {
    fn cell(&self, at: usize) -> Cow<'s, str> {
        let cell = self.splitter.cell(self.text, at);
        if cell.is_empty() {
            return Cow::Borrowed("");
        }
        match values::cell(cell) {
            Cow::Borrowed(cell) if self.header.guarded => Cow::Borrowed(guard::without(cell)),
            Cow::Owned(cell) if self.header.guarded => Cow::Owned(guard::without(&cell).to_owned()),
            cell => cell,
        }
    }

    fn fill(&mut self) {
        let header = self.header;
        // Of several columns of one meaning those that do not count.
        let mut beaten: Vec<usize> = Vec::new();
        for group in &header.rivals {
            let mut with_value = group.iter().filter(|at| !self.cell(**at).is_empty());
            with_value.next();
            beaten.extend(with_value);
        }
        let mut kinds: Vec<(&'static str, Cow<'s, str>)> = Vec::new();
        for at in 0..self.splitter.count() {
            // Most cells of many tables are empty.
            if self.splitter.is_empty(at) {
                continue;
            }
            let cell = self.cell(at);
            if cell.is_empty() {
                continue;
            }
            let Some(column) = header.columns.get(at) else {
                self.raw.push(format!("column {}", at + 1), cell, 0, self.len);
                continue;
            };
            match column.to {
                Some(_) if beaten.contains(&at) => {
                    let group = header.rivals.iter().find(|group| group.contains(&at));
                    let first = group.into_iter().flatten().find(|at| !self.cell(**at).is_empty());
                    if first.is_none_or(|first| self.cell(*first) != cell) {
                        self.extra(at, cell);
                    }
                }
                Some((kind @ ("type" | "type2"), _)) => kinds.push((kind, cell)),
                Some((to, via)) => self.known(at, to, via, cell),
                None => self.extra(at, cell),
            }
        }
        self.kind(kinds);
    }

    fn extra(&mut self, at: usize, cell: Cow<'s, str>) {
        let heading = self.header.columns.get(at).map_or("", |column| &*column.heading);
        // Under the name of a column of ours it would be taken for one.
        let name = match heading {
            "" => format!("column {}", at + 1),
            taken if self.is_taken(taken) => format!("{taken} (column {})", at + 1),
            heading => heading.to_owned(),
        };
        self.raw.push(name, cell, 0, self.len);
    }

    fn is_taken(&self, heading: &str) -> bool {
        let parts = ["year", "month", "day", "page_start", "page_end"];
        COLUMNS.iter().chain(&parts).any(|column| column.eq_ignore_ascii_case(heading))
    }

    fn known(&mut self, at: usize, to: &'static str, via: Via, cell: Cow<'s, str>) {
        if via == Via::Same {
            return self.put(to, via, cell);
        }
        let mut found: Vec<(&'static str, Cow<'s, str>)> = Vec::new();
        let kept = cell.clone();
        let says = adapt(via, to, cell, &mut |column, value| found.push((column, value)));
        if !says {
            self.extra(at, kept);
        }
        for (column, value) in found {
            self.put(column, via, value);
        }
    }

    /// A value of one of our columns.
    fn put(&mut self, column: &'static str, via: Via, value: Cow<'s, str>) {
        match column {
            "key" if self.raw.key.is_none() || via == Via::Labelled => self.raw.key = Some(value),
            "other_roles" => {
                for (column, names) in super::names::roles(&value) {
                    self.raw.push(column, names.into(), 0, self.len);
                }
            }
            _ => match self.raw.fields.iter_mut().find(|raw| raw.name == column) {
                Some(before) if matches!(via, Via::List(_)) => join(&mut before.value, &value),
                Some(before) if before.value == value => {}
                _ => self.raw.push(column, value, 0, self.len),
            },
        }
    }

    /// The type: by the words of the dialect, by those of any table, by what
    /// else is there.
    fn kind(&mut self, cells: Vec<(&'static str, Cow<'s, str>)>) {
        let header = self.header;
        let words = header.dialect.words;
        let found = |cell: &str| words.iter().position(|(word, ..)| word.eq_ignore_ascii_case(cell));
        if let Some(at) = cells.iter().filter_map(|(_, cell)| found(cell)).min() {
            self.raw.kind = words[at].1.name().into();
        }
        for (column, cell) in cells {
            let word = found(&cell);
            let says_more = word.map_or(!words.is_empty(), |at| words[at].2);
            if self.raw.kind.is_empty() && column == "type" {
                self.raw.kind = cell;
            } else if says_more && !self.raw.fields.iter().any(|raw| raw.name == "genre") {
                self.raw.push("genre", cell, 0, self.len);
            }
        }
        if self.raw.kind.is_empty() && !(self.raw.fields.is_empty() && self.raw.key.is_none()) {
            let by_column = header.kinds.iter().find(|(at, _)| !self.cell(*at).is_empty());
            let kind = by_column.map(|(_, kind)| kind.name()).or(header.kind);
            self.raw.kind = kind.unwrap_or_default().into();
        }
    }
}

/// Adds the items of a list that are not there yet.
fn join(list: &mut Cow<'_, str>, more: &str) {
    let mut out = list.to_string();
    let before = values::items(list);
    for item in values::items(more) {
        if !before.iter().any(|known| known.eq_ignore_ascii_case(&item)) {
            values::push_item(&item, &mut out);
        }
    }
    drop(before);
    *list = out.into();
}
