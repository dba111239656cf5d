//! Cutting: a frame is an object, found by depth outside strings.
//!
//! An object is a line, but may be printed over several. A line that begins
//! with an object where none is due shows that the one before was damaged.

use super::STRAY_TEXT;
use crate::codec::scan;
use crate::report::{Diagnostic, Error, Sink, Span};
use crate::source::{Cut, FrameSpan, Input};

/// Outside the objects this much is skipped at once.
const STEP: usize = 64 * 1024;

/// With what every line of the published file begins.
const FIRST: &[u8] = b"{\"id\"";

/// Cuts at objects.
#[derive(Default)]
pub(super) struct Objects {
    /// Whether an array was there, which may be empty.
    array: bool,
}

impl Cut for Objects {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        while let Some(skip) = self.find(input, sink)? {
            let mut scan = Scan::default();
            let mut at = skip;
            loop {
                let (to, state) = scan.run(input.window(), at);
                at = to;
                match state {
                    State::Closed => return Ok(Some(FrameSpan { skip, len: at - skip, kind: 0 })),
                    State::LineEnd => {
                        // What follows says whether the object goes on.
                        input.fill_to(at + 1 + FIRST.len())?;
                        if scan.is_cut(&input.window()[at + 1..]) {
                            return Ok(Some(FrameSpan { skip, len: at - skip, kind: 0 }));
                        }
                        at += 1;
                    }
                    State::More => {
                        if !input.fill()? {
                            return Ok(Some(FrameSpan { skip, len: input.window().len() - skip, kind: 0 }));
                        }
                    }
                }
                if at - skip > input.max_record() {
                    sink.diagnostic(input.too_long("object", "skipped", skip, 0));
                    input.consume(at);
                    input.skip_line()?;
                    break;
                }
            }
        }
        Ok(None)
    }

    fn recognized(&self) -> bool {
        self.array
    }

    fn next_input(&mut self) {
        self.array = false;
    }
}

impl Objects {
    /// The offset of the next object in the window.
    fn find(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<usize>, Error> {
        let mut at = 0;
        let mut stray: Option<Span> = None;
        loop {
            if at > STEP {
                input.consume(at);
                at = 0;
            }
            let Some(&byte) = input.window().get(at) else {
                if input.fill()? {
                    continue;
                }
                report(stray, sink);
                return Ok(None);
            };
            match byte {
                b'{' => {
                    report(stray, sink);
                    return Ok(Some(at));
                }
                b'[' | b']' => self.array = true,
                b' ' | b'\t' | b'\n' | b'\r' | b',' => {}
                _ => {
                    stray = stray.or_else(|| Some(input.span(at, 1)));
                    input.consume(at);
                    input.skip_line()?;
                    at = 0;
                    continue;
                }
            }
            at += 1;
        }
    }
}

fn report(stray: Option<Span>, sink: &mut dyn Sink) {
    if let Some(span) = stray {
        sink.diagnostic(Diagnostic::new(&STRAY_TEXT, "text that is no object, skipped to the next one").on(span));
    }
}

enum State {
    /// The object is complete.
    Closed,
    /// A line ends inside it.
    LineEnd,
    /// More input is wanted.
    More,
}

/// How far an object was looked at.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// The last byte outside strings that is not blank.
    last: u8,
}

impl Scan {
    /// Goes on at `at`; says where it stopped and why.
    fn run(&mut self, window: &[u8], mut at: usize) -> (usize, State) {
        while at < window.len() {
            if self.in_string {
                if std::mem::take(&mut self.escaped) {
                    at += 1;
                    continue;
                }
                // Most strings are short.
                let rest = &window[at..];
                let found = match scan::within(rest, 2, |byte| (byte == b'"') | (byte == b'\\') | (byte == b'\n')) {
                    Ok(found) => Some(found),
                    Err(seen) => memchr::memchr3(b'"', b'\\', b'\n', &rest[seen..]).map(|found| seen + found),
                };
                match found {
                    None => return (window.len(), State::More),
                    Some(found) => {
                        at += found;
                        match window[at] {
                            b'"' => (self.in_string, self.last) = (false, b'"'),
                            b'\\' => self.escaped = true,
                            _ => return (at, State::LineEnd),
                        }
                    }
                }
                at += 1;
                continue;
            }
            let byte = window[at];
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return (at + 1, State::Closed);
                    }
                }
                b'\n' => return (at, State::LineEnd),
                _ => {}
            }
            if !byte.is_ascii_whitespace() {
                self.last = byte;
            }
            at += 1;
        }
        (at, State::More)
    }

    /// Whether the line that follows shows that the object is not complete.
    fn is_cut(&self, next: &[u8]) -> bool {
        let opens = next.first() == Some(&b'{');
        opens && (self.in_string || next.starts_with(FIRST) || !matches!(self.last, b'[' | b',' | b':' | b'{'))
    }
}
