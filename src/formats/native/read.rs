//! Reading: a frame is a line.

use crate::format::{Parse, Parsed};
use crate::ir::{Record, record_from_json};
use crate::report::{Code, Diagnostic, Error, Severity, Sink};
use crate::source::{Cut, Frame, FrameSpan, Input};

/// A line that is no JSON object.
pub static BAD_LINE: Code = Code::new(
    "native/bad-line",
    Severity::Error,
    "a line is no record",
    "Every line of the native format is one JSON object. The line was skipped.",
    "check that the line is complete JSON",
);

/// A member that the schema does not know.
pub static BAD_VALUE: Code = Code::new(
    "native/bad-value",
    Severity::Warning,
    "a member does not fit the schema",
    "A field, type or extra is not known or has a value of another kind. It was kept as an extra field of the \
     format native; the rest of the record was read.",
    "compare the member with the field list",
);

/// Cuts at line ends and passes over blank lines.
#[derive(Default)]
pub(super) struct Lines;

impl Cut for Lines {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        let mut skip = 0;
        let mut scanned = 0;
        loop {
            let window = input.window();
            while skip < window.len() && window[skip].is_ascii_whitespace() {
                skip += 1;
            }
            scanned = scanned.max(skip);
            if let Some(found) = memchr::memchr(b'\n', &window[scanned..]) {
                let end = scanned + found;
                return Ok(Some(FrameSpan { skip, len: end - skip, kind: 0 }));
            }
            scanned = window.len();
            if scanned - skip > input.max_record() {
                sink.diagnostic(input.too_long("line", "skipped", skip, 0));
                input.skip_line()?;
                (skip, scanned) = (0, 0);
                continue;
            }
            if !input.fill()? {
                let len = input.window().len();
                return Ok((skip < len).then(|| FrameSpan { skip, len: len - skip, kind: 0 }));
            }
        }
    }
}

pub(super) struct Parser;

impl Parse for Parser {
    fn glance<'f>(&self, frame: &Frame<'f>) -> Option<&'f str> {
        let rest = frame.text.strip_prefix("{\"key\":\"")?;
        let (key, rest) = rest.split_once('"')?;
        (!key.contains('\\') && memchr::memmem::find(rest.as_bytes(), b"\"aliases\"").is_none()).then_some(key)
    }

    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let text = frame.text.trim_end();
        match serde_json::from_str(text) {
            Ok(map) => {
                let mut problems = Vec::new();
                *record = record_from_json(map, &mut problems);
                for problem in problems {
                    let message = format!("{problem}, kept as an extra field");
                    sink.diagnostic(Diagnostic::new(&BAD_VALUE, message).at(frame.text, frame.span, 0, 1));
                }
                Parsed::Record
            }
            Err(error) => {
                let at = error.column().saturating_sub(1);
                // Its place is that of the diagnostic; the parser counts from the beginning of this line.
                let said = error.to_string();
                let fault = said.split(" at line ").next().unwrap_or_default();
                let message = format!("line is no JSON object ({fault}), skipped");
                sink.diagnostic(Diagnostic::new(&BAD_LINE, message).at(frame.text, frame.span, at, 1));
                Parsed::Spoilt
            }
        }
    }
}
