//! From a block of a mail to native fields.

use std::borrow::Cow;
use std::ops::Range;

use super::super::lines::{self, trim};
use super::super::read::{BAD_ID, UNKNOWN_LINE, line_at, unbroken};
use super::super::{check, taxonomy};
use super::map::{Mail, TABLE};
use super::walk::{is_end, is_mark, is_rule};
use super::{blocks, dates};
use crate::format::{Parse, Parsed};
use crate::ir::{ArxivId, Record};
use crate::map::{Ctx, Importer, RawRecord};
use crate::report::Sink;
use crate::source::Frame;

/// Native names of the fields that are one text.
const TEXTS: [(&str, &str); 8] = [
    ("Title", "title"),
    ("Comments", "comments"),
    ("Proxy", "proxy"),
    ("Report-no", "report-number"),
    ("MSC-class", "msc-class"),
    ("ACM-class", "acm-class"),
    ("Journal-ref", "journal-ref"),
    ("License", "license"),
];

/// Reads records of mails.
pub(in super::super) struct Parser {
    importer: Importer<Mail>,
    keep_spelling: bool,
}

impl Parser {
    /// One that keeps spellings or does not.
    pub fn new(keep_spelling: bool) -> Parser {
        Parser { importer: Importer::new(&TABLE), keep_spelling }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let text = unbroken(frame.text);
        let text = text.as_ref();
        let mut ctx = Ctx::new(sink, text, frame.span, self.keep_spelling);
        let mut raw = RawRecord::default();
        let mut block = Block { text, raw: &mut raw, archive: "", dates: Vec::new(), replaced: None };
        block.read(&mut ctx);
        self.importer.import(&raw, record, &mut ctx);
        check::record(&raw, record, &mut ctx);
        Parsed::Record
    }
}

struct Block<'r, 'a> {
    text: &'a str,
    raw: &'r mut RawRecord<'a, Mail>,
    /// The archive that an old identifier names.
    archive: &'a str,
    dates: Vec<dates::Line<'a>>,
    replaced: Option<(&'a str, dates::Line<'a>)>,
}

impl<'a> Block<'_, 'a> {
    fn read(&mut self, ctx: &mut Ctx<'_>) {
        let text = self.text;
        let mut from = 0;
        // A mark, and the line of the identifier.
        let mut id = None;
        while from < text.len() && id.is_none() {
            let (line, next) = line_at(text, from);
            from = next;
            id = (!line.is_empty() && !is_mark(&text.as_bytes()[line.clone()])).then_some(line);
        }
        if let Some(line) = id {
            self.id(line, ctx);
        }
        let from = self.head(from, ctx);
        let from = self.fields(from, ctx);
        self.rest(from);
        self.say_dates(ctx);
    }

    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn push(&mut self, name: &'static str, part: &'a str) {
        let at = self.offset(part);
        self.raw.push(name, Cow::Borrowed(part), at, part.len());
    }

    fn id(&mut self, line: Range<usize>, ctx: &mut Ctx<'_>) {
        let line = &self.text[line];
        let (label, mut id) = line.split_once(':').unwrap_or(("", line));
        id = trim(id);
        let cross = "(*cross-listing*)";
        if let Some(at) = label.find(cross) {
            self.push("listing", &label[at + 1..at + cross.len() - 1]);
        }
        if let Some((before, behind)) = id.split_once('(') {
            if trim(behind).strip_suffix(')') == Some("*cross-listing*") {
                let at = id.len() - behind.len();
                self.push("listing", &id[at..at + cross.len() - 2]);
            } else {
                self.push("line", trim(&id[before.len()..]));
            }
            id = trim(before);
        }
        if id.is_empty() {
            return;
        }
        match ArxivId::parse(id) {
            Some(_) => {
                self.archive = id.split_once('/').map_or("", |(archive, _)| archive);
                self.push("id", id);
            }
            None => {
                let message = format!("`{id}` is no arXiv identifier, kept as an extra field");
                ctx.warn(&BAD_ID, self.offset(id), id.len(), message);
                self.push("bad-id", id);
            }
        }
    }

    /// Reads the dates; where the fields begin.
    fn head(&mut self, mut from: usize, ctx: &mut Ctx<'_>) -> usize {
        let text = self.text;
        while from < text.len() {
            let (range, next) = line_at(text, from);
            let line = &text[range.clone()];
            let label = blocks::label(line);
            if is_mark(line.as_bytes()) || is_end(line.as_bytes()) {
                return from;
            }
            if line.is_empty() {
                if self.dates.is_empty() && self.replaced.is_none() {
                    from = next;
                    continue;
                }
                return next;
            }
            if label.is_some_and(|(label, _)| !matches!(label, "From" | "Date")) {
                return from;
            }
            from = next;
            if let Some((_, at)) = label.filter(|(label, _)| *label == "From") {
                // Who submitted it; the address is nobody's business.
                let who = &line[at..];
                let name = trim(who.split_once('<').map_or(who, |(name, _)| name));
                if !name.is_empty() && !name.contains('@') {
                    self.push("submitter", name);
                }
            } else if let Some(date) = dates::date_line(line) {
                self.dates.push(date);
            } else if let Some(found) = dates::replaced_line(line).filter(|_| self.replaced.is_none()) {
                self.replaced = Some(found);
            } else {
                self.unknown(range, ctx);
            }
        }
        from
    }

    fn unknown(&mut self, line: Range<usize>, ctx: &mut Ctx<'_>) {
        ctx.warn(&UNKNOWN_LINE, line.start, line.len(), "line is no known field of a mail, kept as an extra field");
        let text = self.text;
        self.push("line", &text[line]);
    }

    /// Reads the fields; where the abstract begins.
    fn fields(&mut self, mut from: usize, ctx: &mut Ctx<'_>) -> usize {
        let text = self.text;
        let mut open: Option<(&'static str, Range<usize>)> = None;
        while from < text.len() {
            let (line, next) = line_at(text, from);
            let bytes = &text.as_bytes()[line.clone()];
            if is_mark(bytes) || is_end(bytes) {
                break;
            }
            if let Some((label, at)) = blocks::label(&text[from..line.end]) {
                if let Some((label, value)) = open.take() {
                    self.field(label, value, ctx);
                }
                let start = (from + at).min(line.end);
                open = Some((label, start..line.end));
            } else if let Some((_, value)) = &mut open {
                if !line.is_empty() {
                    value.end = line.end;
                }
            } else if !line.is_empty() && !is_rule(bytes) {
                self.unknown(line, ctx);
            }
            from = next;
        }
        if let Some((label, value)) = open {
            self.field(label, value, ctx);
        }
        from
    }

    fn field(&mut self, label: &'static str, value: Range<usize>, ctx: &mut Ctx<'_>) {
        let source = &self.text[value.clone()];
        let at = value.start + lines::blanks(source.as_bytes());
        let trimmed = trim(source);
        if trimmed.is_empty() {
            return;
        }
        let mut folded = String::new();
        blocks::fold(trimmed, &mut folded);
        let whole: Cow<'a, str> = if folded == trimmed { Cow::Borrowed(trimmed) } else { Cow::Owned(folded) };
        let len = trimmed.len();
        if let Some((_, name)) = TEXTS.iter().find(|(known, _)| *known == label) {
            return self.raw.push(*name, whole, at, len);
        }
        match label {
            "Author" | "Authors" => self.raw.push("authors", whole, at, len),
            "Categories" => {
                for (number, class) in trimmed.split_whitespace().enumerate() {
                    if number == 0 {
                        self.push("primary-class", class);
                    }
                    self.push("class", class);
                }
            }
            "DOI" => {
                for (number, doi) in trimmed.split_whitespace().enumerate() {
                    self.push(if number == 0 { "doi" } else { "other-doi" }, doi);
                }
            }
            "Subj-class" => self.subjects(whole, at, len, ctx),
            // A date or a submitter among the fields.
            _ => self.unknown(value, ctx),
        }
    }

    /// Reads names of classes, which old records have in place of codes.
    fn subjects(&mut self, names: Cow<'a, str>, at: usize, len: usize, ctx: &mut Ctx<'_>) {
        let archive = self.archive.split_once('.').map_or(self.archive, |(archive, _)| archive);
        let codes: Option<Vec<_>> =
            names.split(';').map(|name| taxonomy::code_in(name.trim_end_matches('.').trim(), archive)).collect();
        let classified = self.raw.value("class").is_some();
        let Some(codes) = codes.filter(|_| !classified) else {
            if !classified {
                let message = format!("`{names}` stands for no known classes, kept as an extra field");
                ctx.warn(&check::SUBJECT, at, len, message);
            }
            return self.raw.push("subj-class", names, at, len);
        };
        // Where the archive is a category of its own it is the primary one.
        let own = taxonomy::code_of_archive(archive);
        let all = own.into_iter().chain(codes.into_iter().filter(|code| Some(*code) != own));
        for (number, code) in all.enumerate() {
            if number == 0 {
                self.raw.push("primary-class", Cow::Borrowed(code), at, len);
            }
            self.raw.push("class", Cow::Borrowed(code), at, len);
        }
    }

    /// Reads the abstract and the last line.
    fn rest(&mut self, from: usize) {
        let text = self.text;
        let (mut start, mut end) = (None, from);
        let mut at = from;
        let mut opened = false;
        let mut last = None;
        while at < text.len() {
            let (line, next) = line_at(text, at);
            let bytes = &text.as_bytes()[line.clone()];
            if is_end(bytes) {
                last = Some(line);
                break;
            }
            if is_mark(bytes) && !opened {
                opened = true;
            } else if !line.is_empty() {
                start.get_or_insert(at);
                end = line.end;
            }
            at = next;
        }
        if let Some(start) = start {
            let mut source = &text[start..end];
            // Without a last line of its own a record ends with a mark.
            if last.is_none()
                && let Some(before) =
                    source.strip_suffix("\\\\").filter(|before| before.is_empty() || before.ends_with('\n'))
            {
                source = before;
            }
            let paragraphs = blocks::paragraphs(source);
            if !paragraphs.is_empty() {
                let blanks = lines::blanks(source.as_bytes());
                self.raw.push("abstract", Cow::Owned(paragraphs), start + blanks, source.len() - blanks);
            }
        }
        if let Some(last) = last {
            self.size(&text[last]);
        }
    }

    /// Takes the size from the last line if no date has one.
    fn size(&mut self, last: &'a str) {
        let inner = last.trim_end_matches(')').rsplit_once(',').map(|(_, size)| trim(size));
        let Some((size, _)) = inner.and_then(dates::size) else { return };
        if let [line] = self.dates.as_mut_slice()
            && line.size.is_none()
        {
            line.size = Some(size);
        }
        if let Some((_, line)) = &mut self.replaced {
            line.size.get_or_insert(size);
        }
    }

    fn say_dates(&mut self, ctx: &mut Ctx<'_>) {
        let dates = std::mem::take(&mut self.dates);
        for line in dates.iter().chain(self.replaced.iter().map(|(_, line)| line)) {
            if line.point.is_none() {
                let message = format!("`{}` is not in the calendar, kept as words", line.words);
                ctx.warn(&check::BAD_DATE, self.offset(line.words), line.words.len(), message);
            }
        }
        if let Some((what, line)) = self.replaced.take() {
            self.push("updated", line.words);
            if !what.eq_ignore_ascii_case("replaced with revised version") {
                self.push("replacement", what);
            }
            if let Some(size) = line.size {
                let at = self.offset(line.words) + line.words.len();
                let comma = if line.flags.is_empty() { "" } else { "," };
                self.raw.push("size", Cow::Owned(format!("{size}kb{comma}{}", line.flags)), at, 0);
            }
        }
        let mut dates = dates.as_slice();
        if let [first, ..] = dates
            && !first.revised
        {
            self.push("submitted", first.words);
            self.push("issued", first.words);
        }
        if let [_, .., last] | [last @ dates::Line { revised: true, .. }] = dates {
            self.push("updated", last.words);
        }
        if dates::versions(dates).is_empty() {
            dates = &[];
        }
        for line in dates {
            // From the label to the size, as [`dates::date_line`] reads it.
            let at = self.offset(line.words);
            let start = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
            let (range, _) = line_at(self.text, start);
            let mut source = Cow::Borrowed(&self.text[range.clone()]);
            if let (Some(size), Some((_, None, _))) = (line.size, dates::sized(trim(&self.text[at..range.end]))) {
                source.to_mut().push_str(&format!("   ({size}kb)"));
            }
            self.raw.push("version", source, range.start, range.len());
        }
    }
}
