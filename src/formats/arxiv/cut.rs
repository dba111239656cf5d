//! Where one search result ends and the next begins.
//!
//! Rules and headings part records, but an abstract may hold lines that look
//! like them, and a copy may have neither. So the walk remembers the last line
//! where a record may have begun, and goes back to it when `Authors:` proves
//! that one did.

use super::lines::{Button, Kind, button, is_furniture, kind};

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
    /// Whether a heading, authors, an abstract or dates were seen.
    record: bool,
    /// `▽ More` was pressed before the dates, so that `△ Less` is due.
    pressed: bool,
    /// Where another record begins, unless `△ Less` shows that dates and
    /// authors were words of the abstract.
    pending: Option<usize>,
}

impl Default for Walk {
    fn default() -> Walk {
        Walk {
            phase: Phase::Before,
            ruled: false,
            open: false,
            next: None,
            record: false,
            pressed: false,
            pending: None,
        }
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

    /// For the rest of a record whose beginning is gone.
    pub fn lost(&self) -> Walk {
        let phase = if self.phase == Phase::Before { Phase::Head } else { self.phase };
        Walk { record: true, ..Walk::within(phase) }
    }

    /// Whether a rule stands above, so that what follows is a record.
    pub fn is_ruled(&self) -> bool {
        self.ruled
    }

    /// Takes a line without blanks around it, which begins at `at`.
    pub fn line(&mut self, at: usize, line: &[u8]) -> (Kind, Step) {
        let kind = kind(line);
        (kind, self.line_of(kind, at, line))
    }

    /// The same for a line of which is known what it is.
    pub fn line_of(&mut self, kind: Kind, at: usize, line: &[u8]) -> Step {
        if kind == Kind::Blank {
            return if self.phase == Phase::Before { Step::Skip } else { Step::Take };
        }
        if let Some((_, lines)) = &mut self.next {
            *lines += 1;
        }
        let step = self.step(kind, at, line);
        self.record |= !matches!(step, Step::End(_))
            && (kind == Kind::Heading || !matches!(self.phase, Phase::Before | Phase::Head));
        step
    }

    /// Whether nothing so far says that this is a record.
    pub fn is_text(&self) -> bool {
        !self.record
    }

    /// Where the record ends if the input does.
    pub fn end(&self) -> Option<usize> {
        self.pending
    }

    fn step(&mut self, kind: Kind, at: usize, line: &[u8]) -> Step {
        if let Some(begin) = self.pending {
            let more = matches!(button(line), Some((_, Button::More)));
            match kind {
                Kind::Abstract(_) | Kind::Dates | Kind::Rule | Kind::Heading => return Step::End(begin),
                _ if more => return Step::End(begin),
                _ if button(line).is_some() => {
                    self.pending = None;
                    self.press(line);
                }
                _ => {}
            }
            return Step::Take;
        }
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
                let begin = self.next.map_or(at, |(begin, _)| begin);
                if self.open && self.pressed {
                    self.pending = Some(begin);
                } else {
                    return Step::End(begin);
                }
            }
            (Phase::Abstract | Phase::Full, Kind::Dates) => {
                self.pressed = self.phase == Phase::Full;
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
