//! Cutting: a frame is an element of the list, found by its indentation.
//!
//! A line that begins with a hyphen at the indentation of the list begins an
//! element; it ends before the next line that is indented no deeper. Blank lines
//! and comments end nothing. YAML demands that values are indented deeper than
//! what they belong to, so that no string can hold such a line.

use super::{AROUND, begins_list, element, is_mark};
use crate::report::{Diagnostic, Error, Sink};
use crate::source::{Cut, FrameSpan, Input};

/// A frame is a list of one element.
pub(super) const BLOCK: u8 = 0;
/// A frame is a mapping in braces.
pub(super) const FLOW: u8 = 1;

/// Where the cutter is.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before anything.
    #[default]
    Start,
    /// Behind the name of the list.
    Named,
    /// In a list of this indentation.
    List(usize),
    /// In a list in brackets.
    Flow,
    /// Somewhere else.
    Outside,
}

/// Cuts at elements.
#[derive(Default)]
pub(super) struct Items {
    state: State,
    recognized: bool,
    /// What stands around the list was reported.
    said: bool,
}

/// Longer lines are looked at in pieces where they are skipped.
const STEP: usize = 64 * 1024;

impl Cut for Items {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        loop {
            if self.state == State::Flow {
                if let Some(found) = self.element_in_brackets(input, sink)? {
                    return Ok(Some(found));
                }
                continue;
            }
            let end = line_end(input, 0, STEP)?;
            if end == 0 {
                return Ok(None);
            }
            let line = String::from_utf8_lossy(&input.window()[..end.min(STEP)]).into_owned();
            let mark = is_mark(&line);
            match (self.state, element(&line)) {
                (State::Start | State::Named | State::List(_), Some(indent)) => {
                    self.state = State::List(indent);
                    self.recognized = true;
                    if let Some(found) = block(input, indent, sink)? {
                        return Ok(Some(found));
                    }
                    continue;
                }
                (State::Start | State::Named, None) if mark => {}
                (State::List(_), None) if mark && line.trim() != "---" => {}
                _ => {
                    self.state = State::Outside;
                    match begins_list(&line) {
                        Some(rest) if rest.starts_with('[') => {
                            let from = line.find('[').unwrap_or_default() + 1;
                            (self.state, self.recognized) = (State::Flow, true);
                            input.consume(from);
                            continue;
                        }
                        Some(_) => (self.state, self.recognized) = (State::Named, true),
                        None if mark || line.trim() == "..." || self.said => {}
                        None => {
                            self.said = true;
                            let message = "something stands around the list of references, left out";
                            let len = line.trim_end().len();
                            sink.diagnostic(Diagnostic::new(&AROUND, message).on(input.span(0, len)));
                        }
                    }
                }
            }
            input.consume(end);
            // The rest of a long line is no line.
            if end >= STEP && !line.ends_with('\n') {
                input.skip_line()?;
            }
        }
    }

    fn recognized(&self) -> bool {
        self.recognized
    }

    fn next_input(&mut self) {
        *self = Items::default();
    }
}

impl Items {
    /// The next element of a list in brackets; `None` if the state changed.
    fn element_in_brackets(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        let mut skip = 0;
        loop {
            let Some(&byte) = input.window().get(skip) else {
                if skip > STEP {
                    input.consume(std::mem::take(&mut skip));
                }
                if input.fill()? {
                    continue;
                }
                input.consume(skip);
                self.state = State::Outside;
                return Ok(None);
            };
            match byte {
                b'{' => break,
                b']' => {
                    input.consume(skip + 1);
                    self.state = State::Outside;
                    return Ok(None);
                }
                _ => skip += 1,
            }
        }
        let (mut at, mut depth, mut quote, mut before) = (skip, 0_usize, None, b' ');
        let mut whole = true;
        loop {
            let Some(&byte) = input.window().get(at) else {
                if whole && at - skip > input.max_record() {
                    whole = false;
                    sink.diagnostic(input.too_long("item", "skipped", skip, 0));
                }
                if !whole {
                    input.consume(at);
                    (skip, at) = (0, 0);
                }
                if input.fill()? {
                    continue;
                }
                break;
            };
            at += 1;
            match (quote, byte) {
                (Some(b'"'), b'\\') => {
                    input.fill_to(at + 1)?;
                    at = (at + 1).min(input.window().len());
                }
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                // Within a word it is an apostrophe.
                (None, b'"' | b'\'') if matches!(before, b'{' | b'[' | b',' | b':') => quote = Some(byte),
                (None, b'{' | b'[') => depth += 1,
                (None, b'}' | b']') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        break;
                    }
                }
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                before = byte;
            }
        }
        if whole {
            return Ok(Some(FrameSpan { skip, len: at - skip, kind: FLOW }));
        }
        input.consume(at);
        Ok(None)
    }
}

/// The end of the line that begins at `at`, line break included. Lines longer
/// than `most` end there.
fn line_end(input: &mut Input<'_>, at: usize, most: usize) -> Result<usize, Error> {
    let mut from = at;
    loop {
        if let Some(found) = input.window().get(from..).and_then(|rest| memchr::memchr(b'\n', rest)) {
            return Ok(from + found + 1);
        }
        from = input.window().len();
        if from - at >= most || !input.fill()? {
            return Ok(from);
        }
    }
}

/// The element that begins at the head of the window; `None` if it is skipped.
fn block(input: &mut Input<'_>, indent: usize, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
    let mut at = line_end(input, 0, input.max_record() + 1)?;
    let mut end = at;
    let mut whole = true;
    loop {
        if at > input.max_record() {
            if whole {
                sink.diagnostic(input.too_long("item", "skipped", 0, 0));
            }
            whole = false;
            let broken = input.window()[at - 1] != b'\n';
            input.consume(at);
            (at, end) = (0, 0);
            if broken {
                input.skip_line()?;
            }
        }
        let next = line_end(input, at, input.max_record() + 1)?;
        if next == at {
            break;
        }
        let line = &input.window()[at..next];
        let depth = line.iter().position(|b| *b != b' ').unwrap_or(line.len());
        let rest = &line[depth..];
        let blank = rest.trim_ascii().is_empty() || rest[0] == b'#';
        if !blank && depth <= indent && rest[0] != b'\t' {
            break;
        }
        at = next;
        if !blank {
            end = at;
        }
    }
    if whole {
        return Ok(Some(FrameSpan { skip: 0, len: end, kind: BLOCK }));
    }
    input.consume(at);
    Ok(None)
}
