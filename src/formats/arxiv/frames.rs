//! Cuts an input into records, whatever dialects it is glued together from.
//!
//! Search results begin at a fuzzy place, so their walk is what the cutter is in
//! until a line shows that a record of another dialect begins. What stands
//! between records of mails and pages belongs to the page and is passed over.

use std::sync::Arc;

use super::announced::{Days, said};
use super::begins::{Begins, Dialect, yields};
use super::cut::{Phase, Step, Walk};
use super::lines::{self, Kind, blanks, end, kind};
use super::seen::{DUPLICATE, Seen};
use super::{list, mail, page};
use crate::ir::DatePoint;
use crate::report::{Diagnostic, Error, Sink};
use crate::source::{Cut, FrameSpan, Input};

/// What the cutter is in.
enum Mode {
    /// Between records, when only one dialect is read.
    Between,
    Search(Walk),
    Mail(mail::Walk),
    List,
    Page,
    Rss,
}

impl Mode {
    fn begun(dialect: Dialect) -> Mode {
        match dialect {
            Dialect::Search => Mode::Search(Walk::default()),
            Dialect::Mail => Mode::Mail(mail::Walk::begun()),
            Dialect::List => Mode::List,
            Dialect::Page => Mode::Page,
            Dialect::Rss => Mode::Rss,
        }
    }

    fn dialect(&self) -> Dialect {
        match self {
            Mode::Between | Mode::Search(_) => Dialect::Search,
            Mode::Mail(_) => Dialect::Mail,
            Mode::List => Dialect::List,
            Mode::Page => Dialect::Page,
            Mode::Rss => Dialect::Rss,
        }
    }

    /// Whether nothing so far says that this is a record.
    fn is_text(&self) -> bool {
        match self {
            Mode::Between => true,
            Mode::Search(walk) => walk.is_text(),
            _ => false,
        }
    }

    /// Whether a record of that dialect may begin here.
    fn yields_to(&self, dialect: Dialect) -> bool {
        match self {
            Mode::Search(walk) => yields(walk.phase, dialect),
            Mode::Mail(walk) => dialect == Dialect::Mail || walk.is_closed(),
            _ => true,
        }
    }
}

/// Cuts listing text into records.
pub(super) struct Cutter {
    /// The one dialect that is read, if it was named.
    only: Option<Dialect>,
    /// The dialect of the last record.
    last: Option<Dialect>,
    furniture: bool,
    seen: Seen,
    days: Arc<Days>,
    /// The day of announcement that the page says, and whether it is new.
    day: (Option<DatePoint>, bool),
    /// The record exceeds the limit: its end is looked for, and what is left of
    /// it is no record.
    lost: bool,
}

/// Skipped matter is let go when there is this much of it.
const SKIPPED: usize = 64 * 1024;

/// No search result has so many lines between its mark and `Authors:`.
const HEAD_LINES: usize = 12;

impl Cutter {
    /// For one dialect, or for all; the days of announcement go to `days`.
    pub fn new(only: Option<Dialect>, days: Arc<Days>) -> Cutter {
        Cutter { only, last: None, furniture: false, seen: Seen::default(), days, day: (None, false), lost: false }
    }

    fn between(&self) -> Mode {
        match self.only {
            None | Some(Dialect::Search) => Mode::Search(Walk::default()),
            Some(_) => Mode::Between,
        }
    }

    fn reads(&self, dialect: Dialect) -> bool {
        self.only.is_none_or(|only| only == dialect)
    }
}

/// Where the scan is: the beginning of the frame, of the line, and of what was
/// not searched for a line end.
#[derive(Default)]
struct Scan {
    skip: usize,
    from: usize,
    searched: usize,
}

impl Scan {
    /// Behind the end of the line, if the window holds it. A return without a
    /// newline behind it ends a line as well.
    fn stop(&mut self, input: &Input<'_>) -> Option<usize> {
        let window = input.window();
        match memchr::memchr2(b'\n', b'\r', &window[self.searched..]) {
            Some(found) => {
                let at = self.searched + found;
                match (window[at], window.get(at + 1)) {
                    (b'\n', _) => Some(at + 1),
                    (_, Some(b'\n')) => Some(at + 2),
                    (_, None) if !input.at_end() => {
                        self.searched = at;
                        None
                    }
                    _ => Some(at + 1),
                }
            }
            None if input.at_end() && self.from < window.len() => Some(window.len()),
            None => {
                self.searched = window.len();
                None
            }
        }
    }
}

impl Cut for Cutter {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        loop {
            let found = self.next_frame(input, sink)?;
            match found {
                Some(frame) if std::mem::take(&mut self.lost) => input.consume(frame.skip + frame.len),
                _ => return Ok(found),
            }
        }
    }

    fn recognized(&self) -> bool {
        self.furniture
    }

    fn next_input(&mut self) {
        (self.furniture, self.last, self.day, self.lost) = (false, None, (None, false), false);
        self.seen.clear();
        self.days.clear();
    }
}

impl Cutter {
    fn next_frame(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        let mut mode = self.between();
        let mut begins = Begins::default();
        // A mark of a search result inside of another record.
        let mut next: Option<(usize, usize)> = None;
        let mut scan = Scan::default();
        // What comes first is the rest of a line whose beginning is gone.
        let mut rest = false;
        loop {
            let Some(stop) = scan.stop(input) else {
                if rest {
                    input.consume(scan.searched);
                    scan = Scan::default();
                } else if scan.searched - scan.skip > input.max_record() {
                    let to = if mode.is_text() { scan.from.max(scan.skip) } else { scan.searched };
                    rest = to == scan.skip || to == scan.searched;
                    let to = if rest { scan.searched } else { to };
                    mode = self.give_up(mode, input, scan.skip, to, sink);
                    (begins, next, scan) = (Begins::default(), None, Scan::default());
                }
                if !input.fill()? && scan.from >= input.window().len() {
                    let len = scan.from - scan.skip;
                    if len == 0 || mode.is_text() && !self.keeps_text(&mode) {
                        return Ok(None);
                    }
                    let end = match &mode {
                        Mode::Search(walk) => walk.end().unwrap_or(scan.from),
                        _ => scan.from,
                    };
                    return Ok(Some(self.frame(input, scan.skip, end, &mode, sink)));
                }
                continue;
            };
            if rest {
                input.consume(stop);
                (rest, scan) = (false, Scan::default());
                continue;
            }
            let from = scan.from;
            let line = &input.window()[from..stop];
            let line = &line[..end(line)];
            let line = &line[blanks(line)..];
            let mut step = None;
            if let Some((dialect, begin)) = begins.line(from, line)
                && self.reads(dialect)
                && mode.yields_to(dialect)
            {
                let begin = begin.max(scan.skip);
                if begin > scan.skip && !mode.is_text() {
                    return Ok(Some(self.frame(input, scan.skip, begin, &mode, sink)));
                }
                if mode.is_text() || begin > scan.skip || mode.dialect() != dialect {
                    self.lost = false;
                    scan.skip = begin;
                    mode = Mode::begun(dialect);
                    step = Some(Step::Take);
                }
            }
            if mode.is_text()
                && let Some(day) = said(line)
                && day != self.day.0
            {
                self.day = (day, true);
            }
            let line_kind = kind(line);
            let step = step.unwrap_or_else(|| self.step(&mut mode, &mut next, from, stop, line, line_kind));
            match step {
                Step::End(at) => {
                    if mode.is_text() && !self.keeps_text(&mode) {
                        // It stands between records and belongs to neither.
                        input.consume(at);
                        (mode, begins, next, scan) = (self.between(), Begins::default(), None, Scan::default());
                        continue;
                    }
                    return Ok(Some(self.frame(input, scan.skip, at, &mode, sink)));
                }
                Step::Take => {}
                Step::Skip => {
                    self.furniture |= matches!(mode, Mode::Search(_)) && line_kind == Kind::Other;
                    // What may be the beginning of a record stays in the window.
                    let held = if matches!(mode, Mode::Between) { begins.first() } else { None };
                    scan.skip = held.unwrap_or(stop).max(scan.skip);
                }
            }
            (scan.from, scan.searched) = (stop, stop);
            if scan.skip > SKIPPED && mode.is_text() {
                let gone = scan.skip;
                input.consume(gone);
                begins.shift(gone);
                scan = Scan { skip: 0, from: stop - gone, searched: stop - gone };
            } else if scan.from - scan.skip > input.max_record() {
                mode = self.give_up(mode, input, scan.skip, scan.from, sink);
                (begins, next, scan) = (Begins::default(), None, Scan::default());
            }
        }
    }

    fn frame(&mut self, input: &Input<'_>, skip: usize, to: usize, mode: &Mode, sink: &mut dyn Sink) -> FrameSpan {
        let dialect = mode.dialect();
        if !mode.is_text() && !self.lost {
            self.last = Some(dialect);
            if self.seen.again(dialect, &input.window()[skip..to]) {
                let message = "this paper stands in the input before, both kept";
                sink.diagnostic(Diagnostic::new(&DUPLICATE, message).on(input.span(skip, 0)));
            }
            if std::mem::take(&mut self.day.1) {
                self.days.add(input.span(skip, 0).start, self.day.0);
            }
        }
        FrameSpan { skip, len: to - skip, kind: dialect as u8 }
    }

    /// Passes over what is too long. In a record the cutter stays where it is and
    /// goes on to its end, so that what follows is read as what it is.
    fn give_up(&mut self, mode: Mode, input: &mut Input<'_>, skip: usize, to: usize, sink: &mut dyn Sink) -> Mode {
        if !self.lost {
            sink.diagnostic(input.too_long("record", "skipped", skip, 0));
        }
        input.consume(to);
        self.lost = !mode.is_text();
        match mode {
            Mode::Search(walk) if self.lost || walk.is_ruled() => {
                self.lost = true;
                Mode::Search(walk.lost())
            }
            mode if self.lost => mode,
            _ => self.between(),
        }
    }

    /// Whether text that is no record is worth a remark: not behind a mail or a
    /// page, which end with words of their own.
    fn keeps_text(&self, mode: &Mode) -> bool {
        matches!(mode, Mode::Search(_)) && self.last.is_none_or(|last| last == Dialect::Search)
    }

    fn step(
        &mut self,
        mode: &mut Mode,
        next: &mut Option<(usize, usize)>,
        from: usize,
        stop: usize,
        line: &[u8],
        line_kind: Kind,
    ) -> Step {
        match mode {
            Mode::Between => return Step::Skip,
            Mode::Search(walk) => {
                if walk.phase == Phase::Before && !walk.is_ruled() && self.only.is_none() && list::is_heading(line) {
                    self.furniture = true;
                    return Step::Skip;
                }
                return walk.line_of(line_kind, from, line);
            }
            Mode::Mail(walk) => return walk.line(from, stop, line),
            Mode::List if list::is_heading(line) => return Step::End(from),
            Mode::Page if page::is_end(line) => return Step::End(from),
            Mode::List | Mode::Page | Mode::Rss => {}
        }
        if !self.reads(Dialect::Search) {
            return Step::Take;
        }
        // Search results may follow, without anything but their own beginning.
        if let Some((_, lines)) = next {
            *lines += 1;
        }
        match line_kind {
            Kind::Rule => *next = Some((from, 0)),
            Kind::Heading if line.contains(&b'[') => return Step::End(from),
            Kind::Authors(_) => {
                if let Some((at, lines)) = next.take()
                    && lines <= HEAD_LINES
                {
                    return Step::End(at);
                }
            }
            Kind::Other if line.starts_with(b"Showing ") && is_furniture(line) => return Step::End(from),
            _ => {}
        }
        Step::Take
    }
}

fn is_furniture(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(lines::is_furniture)
}
