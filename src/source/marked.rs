//! Cutting at marks.

use memchr::memmem::Finder;

use super::{Cut, FrameSpan, Input, MAX_FRAME, TOO_LONG};
use crate::report::{Diagnostic, Error, Sink};

/// Cuts where a line begins with a mark, for notations in which every record
/// begins with the same words. What stands before the first mark is a frame too.
///
/// ```
/// use ibidem::{report::Discard, source::{Cut, Input, Marked}};
/// let mut input = Input::new(&b"%0 Book\n%T Notes\n%0 Book\n"[..]);
/// let frame = Marked::at("%0 ").cut(&mut input, &mut Discard)?.unwrap();
/// assert_eq!((frame.skip, frame.len), (0, "%0 Book\n%T Notes\n".len()));
/// # Ok::<(), ibidem::Error>(())
/// ```
pub struct Marked {
    finder: Finder<'static>,
    width: usize,
}

impl Marked {
    /// At this mark, which is not empty.
    pub fn at(mark: &'static str) -> Marked {
        Marked { finder: Finder::new(mark), width: mark.len() }
    }
}

impl Cut for Marked {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        // A mark in the first place is that of the frame itself.
        let mut seen = 1;
        let mut skipping = false;
        loop {
            let window = input.window();
            let mut rest = seen..window.len().max(seen);
            let mut found = None;
            while let Some(at) = window.get(rest.clone()).and_then(|part| self.finder.find(part)) {
                let at = rest.start + at;
                if matches!(window[at - 1], b'\n' | b'\r') {
                    found = Some(at);
                    break;
                }
                rest.start = at + 1;
            }
            match found {
                Some(at) if skipping || at > MAX_FRAME => {
                    if !skipping {
                        too_long(input, sink);
                    }
                    input.consume(at);
                    (seen, skipping) = (1, false);
                    continue;
                }
                Some(len) => return Ok(Some(FrameSpan { skip: 0, len, kind: 0 })),
                None => seen = rest.start.max((window.len() + 1).saturating_sub(self.width)).max(1),
            }
            if !skipping && seen > MAX_FRAME {
                too_long(input, sink);
                skipping = true;
            }
            if skipping {
                // The byte before tells whether a mark begins a line.
                input.consume(seen - 1);
                seen = 1;
            }
            if !input.fill()? {
                let len = input.window().len();
                if !skipping && len > MAX_FRAME {
                    too_long(input, sink);
                    skipping = true;
                }
                if skipping {
                    input.consume(len);
                }
                return Ok((len > 0 && !skipping).then_some(FrameSpan { skip: 0, len, kind: 0 }));
            }
        }
    }
}

fn too_long(input: &Input<'_>, sink: &mut dyn Sink) {
    sink.diagnostic(Diagnostic::new(&TOO_LONG, "record beyond 8 MiB, skipped").on(input.span(0, 0)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Collect;

    fn frames(text: &[u8]) -> (Vec<String>, Vec<&'static str>) {
        let (mut input, mut sink, mut cut) = (Input::new(text), Collect::default(), Marked::at("%0 "));
        let mut found = Vec::new();
        while let Some(frame) = cut.cut(&mut input, &mut sink).unwrap() {
            found.push(String::from_utf8_lossy(&input.window()[..frame.len]).into_owned());
            input.consume(frame.len);
        }
        (found, sink.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect())
    }

    #[test]
    fn only_lines_begin_records() {
        assert_eq!(frames(b"%0 a\n%T x %0 y\r%0 b\r\n%0 c").0, ["%0 a\n%T x %0 y\r", "%0 b\r\n", "%0 c"]);
        assert_eq!(frames(b"text\n%0 a").0, ["text\n", "%0 a"]);
        assert_eq!(frames(b"%0 "), (vec!["%0 ".to_owned()], vec![]));
        assert_eq!(frames(b""), (vec![], vec![]));
    }

    #[test]
    fn a_record_beyond_the_limit_costs_itself_only() {
        let mut text = b"%0 a\n".to_vec();
        text.resize(MAX_FRAME + 700_000, b'x');
        text.extend_from_slice(b"\n%0 b\n");
        assert!(frames(&text) == (vec!["%0 b\n".to_owned()], vec!["input/record-too-long"]));
        text.truncate(MAX_FRAME + 700_000);
        assert!(frames(&text) == (vec![], vec!["input/record-too-long"]));
    }
}
