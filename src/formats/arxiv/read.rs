//! From the lines of one record to its native fields: search results; other
//! dialects are handed on.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::announced::Days;
use super::begins::Dialect;
use super::cut::{Phase, Walk};
use super::fields::Fields;
use super::head::{Tag, boxes, heading, is_formats};
use super::lines::{self, Button, CLASS_LABELS, Kind, LABELS, button, is_furniture};
use super::map::{Arxiv, TABLE};
use super::text::Cleaner;
use super::{check, list, mail, page, rss};
use crate::format::{Aside, Parse, Parsed};
use crate::ir::{ArxivId, Date, Field, Record, keys};
use crate::map::{Ctx, Importer, RawRecord};
use crate::report::{Code, Severity, Sink};
use crate::source::Frame;

/// A line inside a record that nothing explains.
pub(super) static UNKNOWN_LINE: Code = Code::new(
    "arxiv/unknown-line",
    Severity::Warning,
    "a line inside a record is not known",
    "Behind the abstract of a search result stand dates, comments, classes and a journal reference. Another line \
     stood there; it was kept as an extra field.",
    "",
);

/// A shortened abstract that is no part of the full one.
pub(super) static TEASER: Code = Code::new(
    "arxiv/teaser",
    Severity::Warning,
    "the shortened abstract is not taken from the full one",
    "Search results show a shortened abstract before the full one. What stands there is not part of the full \
     abstract; it was kept as an extra field.",
    "",
);

/// An identifier of no known form.
pub(super) static BAD_ID: Code = Code::new(
    "arxiv/bad-id",
    Severity::Warning,
    "an identifier is no arXiv identifier",
    "A heading begins with `arXiv:` but what follows is neither of the old form (`hep-th/9901001`) nor of the new \
     one (`2508.00001`). It was kept as an extra field.",
    "check the number",
);

/// The parts of a record as places in its frame.
#[derive(Default)]
struct Parts<'a> {
    title: Option<Range<usize>>,
    authors: Option<Range<usize>>,
    short: Option<Range<usize>>,
    full: Option<Range<usize>>,
    /// Whether `▽ More` stood behind the short form.
    more: bool,
    /// Whether `△ Less` stood behind the abstract.
    less: bool,
    dates: Vec<(Range<usize>, lines::Dates<'a>)>,
    tail: Vec<Range<usize>>,
    /// Whether a line says that this is a record and not text between records.
    landmark: bool,
}

/// Reads records of all dialects.
pub(super) struct Parser {
    importer: Importer<Arxiv>,
    mail: mail::Parser,
    keep_spelling: bool,
    days: Arc<Days>,
}

impl Parser {
    pub fn new(keep_spelling: bool, days: Arc<Days>) -> Parser {
        Parser { importer: Importer::new(&TABLE), mail: mail::Parser::new(keep_spelling), keep_spelling, days }
    }
}

impl Parser {
    /// Takes the day of announcement from the page, if it is the first one: the
    /// paper is neither listed from another archive nor replaced.
    fn announce(&self, frame: &Frame<'_>, record: &mut Record) {
        let listed = record.extras.iter().any(|extra| extra.name == "listing");
        let replaced = record.has(Field::Updated) && !record.has(Field::Submitted);
        if !listed
            && !replaced
            && let Some(day) = self.days.at(frame.span.start)
        {
            record.set(keys::ANNOUNCED, Date::Point(day));
        }
    }
}

impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let dialect = Dialect::of(frame.kind);
        if dialect == Dialect::Mail {
            let parsed = self.mail.parse(frame, record, sink);
            self.announce(frame, record);
            return parsed;
        }
        let text = unbroken(frame.text);
        let text = text.as_ref();
        let mut ctx = Ctx::new(sink, text, frame.span, self.keep_spelling);
        let mut raw = RawRecord::default();
        raw.fields.reserve(16);
        if dialect != Dialect::Search {
            let mut fields = Fields::new(text, &mut raw);
            match dialect {
                Dialect::List => list::read(&mut fields, &mut ctx),
                Dialect::Page => page::read(&mut fields, &mut ctx),
                _ => rss::read(&mut fields, &mut ctx),
            }
            self.importer.import(&raw, record, &mut ctx);
            check::record(&raw, record, &mut ctx);
            if dialect == Dialect::List {
                self.announce(frame, record);
            }
            return Parsed::Record;
        }
        let mut lines =
            Lines { text, raw: &mut raw, parts: Parts::default(), wants_doi: false, clean: Cleaner::of(text) };
        lines.walk();
        if !lines.parts.landmark {
            return match lines.remark() {
                Some(text) => Parsed::Aside(Aside { kind: "text", format: "arxiv", text: text.into() }),
                None => Parsed::Nothing,
            };
        }
        lines.finish(&mut ctx);
        self.importer.import(&raw, record, &mut ctx);
        check::record(&raw, record, &mut ctx);
        Parsed::Record
    }
}

/// The text of a frame whose lines all end with a newline: a return without one
/// ends a line as well.
pub(super) fn unbroken(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let bare = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(bare) {
        return Cow::Borrowed(text);
    }
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        out.push(if c == '\r' && chars.peek() != Some(&'\n') { '\n' } else { c });
    }
    Cow::Owned(out)
}

/// A line of the frame, without the blanks around it.
pub(super) fn line_at(text: &str, from: usize) -> (Range<usize>, usize) {
    let stop = memchr::memchr(b'\n', &text.as_bytes()[from..]).map_or(text.len(), |found| from + found + 1);
    let line = &text[from..stop];
    let end = lines::end(line.as_bytes());
    let start = lines::blanks(&line.as_bytes()[..end]);
    (from + start..from + end, stop)
}

fn grow(range: &mut Option<Range<usize>>, by: Range<usize>) {
    match range {
        Some(range) => range.end = by.end,
        None => *range = Some(by),
    }
}

struct Lines<'r, 'a> {
    text: &'a str,
    raw: &'r mut RawRecord<'a, Arxiv>,
    parts: Parts<'a>,
    wants_doi: bool,
    clean: Cleaner,
}

impl<'a> Lines<'_, 'a> {
    /// Finds out to which part each line belongs.
    fn walk(&mut self) {
        let mut walk = Walk::ruled();
        let mut from = 0;
        while from < self.text.len() {
            let (line, next) = line_at(self.text, from);
            let before = walk.phase;
            let source = &self.text[line.clone()];
            let (kind, dates) = lines::kind_and_dates(source);
            walk.line_of(kind, from, source.as_bytes());
            from = next;
            match dates {
                Some(dates) if walk.phase == Phase::Tail => {
                    self.parts.landmark = true;
                    self.parts.dates.push((line, dates));
                }
                _ if kind != Kind::Blank => self.line(kind, before, walk.phase, line),
                _ => {}
            }
        }
    }

    fn line(&mut self, kind: Kind, before: Phase, after: Phase, line: Range<usize>) {
        let parts = &mut self.parts;
        parts.landmark |= matches!(after, Phase::Authors | Phase::Abstract | Phase::Full | Phase::Closed | Phase::Tail);
        match (kind, after) {
            (_, Phase::Before) => {}
            (_, Phase::Head) => self.head(kind, line),
            (Kind::Authors(at), Phase::Authors) if before != Phase::Authors => {
                parts.authors = Some(line.start + at..line.end);
            }
            (_, Phase::Authors) => grow(&mut parts.authors, line),
            (_, Phase::Tail) => parts.tail.push(line),
            (_, Phase::Closed) if before == Phase::Closed => parts.tail.push(line),
            _ => self.in_abstract(kind, before, line),
        }
    }

    fn in_abstract(&mut self, kind: Kind, before: Phase, mut line: Range<usize>) {
        let parts = &mut self.parts;
        if before == Phase::Tail {
            // What looked like dates were words of the abstract.
            parts.dates.clear();
            parts.tail.clear();
        }
        if let (Kind::Abstract(at), Phase::Before | Phase::Head | Phase::Authors) = (kind, before) {
            line.start += at;
        }
        let pressed = button(&self.text.as_bytes()[line.clone()]);
        if let Some((len, _)) = pressed {
            line.end = line.start + len;
        }
        if !line.is_empty() || before == Phase::Tail {
            grow(if parts.more { &mut parts.full } else { &mut parts.short }, line);
        }
        match pressed {
            Some((_, Button::Less)) => parts.less = true,
            Some((_, Button::More)) => {
                // The last one counts: what precedes it is the short form.
                if let Some(full) = parts.full.take() {
                    grow(&mut parts.short, full);
                }
                parts.more = true;
            }
            None => {}
        }
    }

    fn head(&mut self, kind: Kind, line: Range<usize>) {
        let text = &self.text[line.clone()];
        if self.parts.title.is_none() {
            if kind == Kind::Heading {
                self.parts.landmark = true;
                if let Some(heading) = heading(text) {
                    self.raw.push("id", Cow::Borrowed(heading.id), self.offset(heading.id), heading.id.len());
                    self.formats(heading.formats);
                    self.boxes(heading.boxes);
                }
                return;
            }
            if is_formats(text) {
                return self.formats(text);
            }
            if self.wants_doi && super::head::is_doi(text) {
                self.wants_doi = false;
                return self.doi(text);
            }
            if self.boxes(text) {
                return;
            }
        }
        grow(&mut self.parts.title, line);
    }

    fn offset(&self, part: &str) -> usize {
        (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize)
    }

    fn formats(&mut self, formats: &'a str) {
        if !formats.is_empty() {
            self.raw.push("formats", self.clean.line(formats), self.offset(formats), formats.len());
        }
    }

    fn doi(&mut self, doi: &'a str) {
        let name = if self.raw.value("doi").is_some() { "other-doi" } else { "doi" };
        self.raw.push(name, self.clean.line(doi), self.offset(doi), doi.len());
    }

    fn boxes(&mut self, text: &'a str) -> bool {
        let Some(tags) = boxes(text) else { return false };
        for tag in tags {
            match tag {
                Tag::DoiLabel => self.wants_doi = true,
                Tag::Doi(doi) => self.doi(doi),
                Tag::Class(class) => {
                    let at = self.offset(class);
                    if self.raw.value("class").is_none() {
                        self.raw.push("primary-class", Cow::Borrowed(class), at, class.len());
                    }
                    self.raw.push("class", Cow::Borrowed(class), at, class.len());
                }
            }
        }
        true
    }

    /// The text of a frame that is no record, without furniture.
    fn remark(&self) -> Option<&'a str> {
        let known = |line: &&str| line.is_empty() || lines::kind(line.as_bytes()) == Kind::Rule || is_furniture(line);
        let mut rest = self.text.lines().map(lines::trim).skip_while(known);
        rest.next().map(|_| lines::trim(self.text))
    }

    fn push(&mut self, name: &'static str, part: &'a str) {
        if !part.is_empty() {
            self.raw.push(name, self.clean.line(part), self.offset(part), part.len());
        }
    }

    /// Turns the places into native fields.
    fn finish(&mut self, ctx: &mut Ctx<'_>) {
        let text = self.text;
        let parts = std::mem::take(&mut self.parts);
        self.id(ctx);
        if let Some(title) = parts.title {
            self.push("title", &text[title]);
        }
        if let Some(authors) = parts.authors.filter(|names| !names.is_empty()) {
            let names = &text[authors.clone()];
            self.raw.push("authors", self.clean.paragraphs(names), authors.start, names.len());
        }
        self.abstracts(parts.short, parts.full, parts.less, ctx);
        self.dates(&parts.dates, ctx);
        for line in parts.tail {
            self.tail(line, ctx);
        }
    }

    /// Parts the version from the identifier.
    fn id(&mut self, ctx: &mut Ctx<'_>) {
        let Some(raw) = self.raw.fields.iter_mut().find(|raw| raw.name == "id") else { return };
        let Cow::Borrowed(source) = raw.value else { return };
        let Some(id) = ArxivId::parse(source) else {
            let (at, len) = (raw.at as usize, raw.len as usize);
            raw.name = "bad-id".into();
            ctx.warn(&BAD_ID, at, len, format!("`{source}` is no arXiv identifier, kept as an extra field"));
            return;
        };
        if let (Some(_), Some(at)) = (id.version, source.rfind(['v', 'V'])) {
            let place = raw.at as usize + at + 1;
            raw.value = Cow::Borrowed(&source[..at]);
            raw.len = at as u32;
            self.raw.push("version", Cow::Borrowed(&source[at + 1..]), place, source.len() - at - 1);
        }
    }

    fn abstracts(&mut self, short: Option<Range<usize>>, full: Option<Range<usize>>, less: bool, ctx: &mut Ctx<'_>) {
        let text = self.text;
        let at = |range: &Range<usize>| range.start;
        let clean = |range: &Option<Range<usize>>| {
            range.as_ref().map(|range| self.clean.paragraphs(&text[range.clone()])).filter(|text| !text.is_empty())
        };
        let full_text = clean(&full);
        // The beginning of a clean text is clean.
        let begins = |short: &Range<usize>| matches!(&full_text, Some(Cow::Borrowed(full)) if full.starts_with(core(lines::trim(&text[short.clone()]))));
        let short_text = if short.as_ref().is_some_and(begins) { None } else { clean(&short) };
        let short_at = short.as_ref().map_or(0, at);
        let short_len = short.as_ref().map_or(0, ExactSizeIterator::len);
        match (short_text, full_text) {
            (short_text, Some(full_text)) => {
                let (place, len) = full.map_or((0, 0), |range| (range.start, range.len()));
                if let Some(short_text) = short_text.filter(|short| !is_teaser(short, &full_text)) {
                    ctx.warn(
                        &TEASER,
                        short_at,
                        1,
                        "shortened abstract is not part of the full one, kept as an extra field",
                    );
                    self.raw.push("teaser", short_text, short_at, short_len);
                }
                self.raw.push("abstract", full_text, place, len);
            }
            (Some(mut short_text), None) => {
                if less && let Some(once) = half(&short_text) {
                    short_text = Cow::Owned(once.to_owned());
                }
                if short_text.ends_with('…') {
                    check::truncated(short_at, short_len, ctx);
                }
                self.raw.push("abstract", short_text, short_at, short_len);
            }
            (None, None) => {}
        }
    }

    fn dates(&mut self, lines: &[(Range<usize>, lines::Dates<'a>)], ctx: &mut Ctx<'_>) {
        let mut all = lines::Dates::default();
        for (line, found) in lines {
            let again = found.submitted.is_some() && all.submitted.is_some()
                || found.first.is_some() && all.first.is_some()
                || found.announced.is_some() && all.announced.is_some()
                || found.latest.is_some() && all.latest.is_some();
            if again {
                self.unknown(line.clone(), ctx);
                continue;
            }
            all.submitted = all.submitted.or(found.submitted);
            all.first = all.first.or(found.first);
            all.announced = all.announced.or(found.announced);
            all.latest = all.latest.or(found.latest);
        }
        // The date of the first version is that of publication. It goes without
        // saying where only the first version is dated.
        if let Some(first) = all.first.or(all.submitted) {
            self.push("submitted", first);
            if all.submitted.is_some() {
                self.push("issued", first);
            }
        }
        if let (Some(_), Some(latest)) = (all.first, all.submitted) {
            self.push("updated", latest);
        }
        if let Some(announced) = all.announced {
            self.push("announced", announced);
        }
        if let Some(latest) = all.latest {
            self.push("latest-version", latest);
        }
    }

    fn tail(&mut self, line: Range<usize>, ctx: &mut Ctx<'_>) {
        let text = &self.text[line.clone()];
        match lines::kind(text.as_bytes()) {
            Kind::Label(label) if CLASS_LABELS.contains(&label) => {
                for (name, part) in split_classes(text) {
                    self.push(name, part);
                }
            }
            Kind::Label(label) => {
                let (words, name) = LABELS[label];
                self.push(name, lines::trim(&text[words.len()..]));
            }
            _ if is_furniture(text) => {}
            _ => self.unknown(line, ctx),
        }
    }

    fn unknown(&mut self, line: Range<usize>, ctx: &mut Ctx<'_>) {
        let text = &self.text[line.clone()];
        ctx.warn(&UNKNOWN_LINE, line.start, line.len(), "line is neither a label nor dates, kept as an extra field");
        self.raw.push("line", Cow::Borrowed(text), line.start, line.len());
    }
}

/// Splits `Report number: A MSC Class: B ACM Class: C` at the labels.
fn split_classes(line: &str) -> Vec<(&'static str, &str)> {
    let alone = |at: &usize| *at == 0 || lines::end(&line.as_bytes()[..*at]) < *at;
    let first = |label: usize| line.match_indices(LABELS[label].0).map(|(at, _)| at).find(alone);
    let mut starts: Vec<_> = CLASS_LABELS.filter_map(|label| Some((first(label)?, label))).collect();
    starts.sort_unstable();
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([line.len()]);
    let parts = starts.iter().zip(ends);
    parts.map(|(&(at, label), end)| (LABELS[label].1, lines::trim(&line[at + LABELS[label].0.len()..end]))).collect()
}

/// A shortened abstract without its ellipses.
fn core(short: &str) -> &str {
    lines::trim(short.trim_start_matches('…').trim_end_matches('…'))
}

/// Whether a shortened abstract is part of the full one: at its beginning, or
/// around the words that were searched for, with ellipses where it was cut.
pub(super) fn is_teaser(short: &str, full: &str) -> bool {
    let core = core(short);
    full.starts_with(core) || memchr::memmem::find(full.as_bytes(), core.as_bytes()).is_some() || {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        bare(full).contains(&bare(core))
    }
}

/// A text that stands there twice, once.
fn half(text: &str) -> Option<&str> {
    let middle = text.len() / 2;
    let first = text.get(..middle)?;
    let second = text.get(middle + 1..)?;
    (text.len() % 2 == 1 && first == second).then_some(first)
}
