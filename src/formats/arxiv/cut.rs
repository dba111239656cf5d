//! Where one record ends and the next begins.
//!
//! Rules and headings part records, but an abstract may hold lines that look
//! like them, and a copy may have neither. So the walk remembers the last line
//! where a record may have begun, and goes back to it when `Authors:` proves
//! that one did.

use super::lines::{Button, Kind, blanks, button, end, is_furniture, kind};
use crate::report::{Diagnostic, Error, Sink};
use crate::source::{Cut, FrameSpan, Input, MAX_FRAME, TOO_LONG};

/// The part of a record that a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Between records.
    Before,
    /// Heading, tags, title.
    Head,
    /// Names.
    Authors,
    /// The abstract, or its short form.
    Abstract,
    /// The full form of an abstract.
    Full,
    /// Behind the abstract.
    Closed,
    /// Dates and what follows.
    Tail,
}

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// It belongs to no record.
    Skip,
    /// It belongs to the record.
    Take,
    /// The record ended at this byte.
    End(usize),
}

/// No record has so many lines between its beginning and `Authors:`.
const HEAD_LINES: usize = 12;

/// Follows a record line by line; shared by cutter and parser.
pub(super) struct Walk {
    /// The part of the record behind the last line.
    pub phase: Phase,
    /// A rule was seen, so that what follows is no furniture.
    ruled: bool,
    /// The dates may have been words of an abstract.
    open: bool,
    /// Where the next record may have begun, and how many lines ago.
    next: Option<(usize, usize)>,
}

impl Default for Walk {
    fn default() -> Walk {
        Walk { phase: Phase::Before, ruled: false, open: false, next: None }
    }
}

impl Walk {
    /// For what is known to be a record or text, and not furniture.
    pub fn ruled() -> Walk {
        Walk { ruled: true, ..Walk::default() }
    }

    /// From within a record.
    pub fn within(phase: Phase) -> Walk {
        Walk { phase, ..Walk::default() }
    }

    /// Takes a line without blanks around it, which begins at `at`.
    pub fn line(&mut self, at: usize, line: &[u8]) -> (Kind, Step) {
        let kind = kind(line);
        if kind == Kind::Blank {
            return (kind, if self.phase == Phase::Before { Step::Skip } else { Step::Take });
        }
        if let Some((_, lines)) = &mut self.next {
            *lines += 1;
        }
        (kind, self.step(kind, at, line))
    }

    fn step(&mut self, kind: Kind, at: usize, line: &[u8]) -> Step {
        match (self.phase, kind) {
            (Phase::Before, Kind::Rule) => {
                self.ruled = true;
                return Step::Skip;
            }
            (Phase::Before, Kind::Other) if !self.ruled && is_furniture_bytes(line) => return Step::Skip,
            (Phase::Before, Kind::Dates) => self.phase = Phase::Tail,
            (Phase::Before | Phase::Head | Phase::Authors, Kind::Abstract(from)) => {
                self.phase = Phase::Abstract;
                self.press(&line[from..]);
            }
            (Phase::Before | Phase::Head, Kind::Authors(_)) => self.phase = Phase::Authors,
            (Phase::Before, _) => self.phase = Phase::Head,
            (Phase::Abstract | Phase::Full, Kind::Rule | Kind::Heading) => {
                // A rule and the heading under it begin the same record.
                if self.next.is_none_or(|(_, lines)| lines > 1) {
                    self.next = Some((at, 0));
                }
            }
            (_, Kind::Rule | Kind::Heading) => return Step::End(at),
            (Phase::Abstract | Phase::Full, Kind::Authors(_)) => {
                if let Some((begin, lines)) = self.next.take()
                    && lines <= HEAD_LINES
                {
                    return Step::End(begin);
                }
            }
            (Phase::Closed | Phase::Tail, Kind::Authors(_)) => {
                return Step::End(self.next.map_or(at, |(begin, _)| begin));
            }
            (Phase::Abstract | Phase::Full, Kind::Dates) => {
                (self.phase, self.open, self.next) = (Phase::Tail, true, None);
            }
            (_, Kind::Dates) => (self.phase, self.next) = (Phase::Tail, None),
            (Phase::Abstract | Phase::Full, _) => self.press(line),
            (Phase::Closed | Phase::Tail, Kind::Label(_)) => self.next = None,
            (Phase::Tail, _) if self.open && button(line).is_some() => self.press(line),
            (Phase::Tail, Kind::Other) if is_furniture_bytes(line) => {}
            (Phase::Closed | Phase::Tail, _) => {
                if self.next.is_none() {
                    self.next = Some((at, 0));
                }
            }
            (Phase::Head | Phase::Authors, _) => {}
        }
        Step::Take
    }

    fn press(&mut self, line: &[u8]) {
        match button(line) {
            Some((_, Button::More)) => (self.phase, self.next) = (Phase::Full, None),
            Some((_, Button::Less)) => (self.phase, self.open, self.next) = (Phase::Closed, false, None),
            None => {}
        }
    }
}

fn is_furniture_bytes(line: &[u8]) -> bool {
    std::str::from_utf8(line).is_ok_and(is_furniture)
}

/// Cuts search results into records.
#[derive(Default)]
pub(super) struct Cutter {
    furniture: bool,
}

/// Skipped matter is let go when there is this much of it.
const SKIPPED: usize = 64 * 1024;

impl Cut for Cutter {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        let mut walk = Walk::default();
        // The beginning of the frame, of the line, and of what was not searched for a line end.
        let (mut skip, mut from, mut searched) = (0, 0, 0);
        loop {
            let window = input.window();
            let stop = match memchr::memchr(b'\n', &window[searched..]) {
                Some(found) => searched + found + 1,
                None if input.at_end() && from < window.len() => window.len(),
                None => {
                    searched = window.len();
                    if searched - skip > MAX_FRAME {
                        give_up(input, skip, searched, sink);
                        (walk, skip, from, searched) = (Walk::default(), 0, 0, 0);
                    }
                    if !input.fill()? && from >= input.window().len() {
                        let len = from - skip;
                        return Ok((len > 0).then_some(FrameSpan { skip, len, kind: 0 }));
                    }
                    continue;
                }
            };
            let line = &window[from..stop];
            let line = &line[..end(line)];
            let indent = blanks(line);
            let (kind, step) = walk.line(from, &line[indent..]);
            match step {
                Step::End(at) => return Ok(Some(FrameSpan { skip, len: at - skip, kind: 0 })),
                Step::Take => {}
                Step::Skip => {
                    self.furniture |= kind == Kind::Other;
                    skip = stop;
                }
            }
            (from, searched) = (stop, stop);
            if walk.phase == Phase::Before && skip > SKIPPED {
                input.consume(skip);
                (skip, from, searched) = (0, 0, 0);
            } else if from - skip > MAX_FRAME {
                give_up(input, skip, from, sink);
                (walk, skip, from, searched) = (Walk::default(), 0, 0, 0);
            }
        }
    }

    fn recognized(&self) -> bool {
        self.furniture
    }

    fn next_input(&mut self) {
        self.furniture = false;
    }
}

fn give_up(input: &mut Input<'_>, skip: usize, to: usize, sink: &mut dyn Sink) {
    let message = "record beyond 8 MiB, skipped";
    sink.diagnostic(Diagnostic::new(&TOO_LONG, message).on(input.span(skip, 0)));
    input.consume(to);
}
