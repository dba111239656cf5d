//! Cutting: a frame is an element of the list, found by depth outside strings.
//!
//! The list is an array, an array in an object (`items` of Zotero's interface,
//! `references` of pandoc's metadata), or nothing but objects one after the
//! other (JSON Lines). Crossref's interface puts an item or such an object into
//! `message`. What else is in the object around is passed over. A little grammar is kept while
//! counting depth, so that a quote or bracket that is missing shows soon; then
//! the frame ends where the next element seems to begin: at an object whose
//! first member is a variable of an item.

use super::schema;
use crate::codec::MAX_DEPTH;
use crate::codec::json::string_end;
use crate::report::{Code, Diagnostic, Error, Severity, Sink};
use crate::source::{Cut, FrameSpan, Input};

/// Something in the list that is no element.
pub static STRAY_TEXT: Code = Code::new(
    "csl-json/stray-text",
    Severity::Warning,
    "text between the items",
    "A list of items holds objects, and commas between them. Anything else was skipped up to the next object that \
     looks like an item; it is often what is left of a damaged item.",
    "check the brackets and quotes before this place",
);

/// A list that holds a list.
pub static NESTED_LIST: Code = Code::new(
    "csl-json/nested-list",
    Severity::Warning,
    "a list in the list of items",
    "A list of items holds objects, not lists; lists of lists come about where several files are joined into one. The \
     items of inner lists were read as if they stood in the outer one. It is said once for an input.",
    "join the lists into one, with `jq add` or the like",
);

/// Outside the elements this much is skipped at once.
const STEP: usize = 64 * 1024;

/// How much of an object is looked at to tell what it is.
const LOOK: usize = 80;

/// Cuts at elements.
#[derive(Default)]
pub(super) struct Elements {
    recognized: bool,
    lists: usize,
    wrapped: bool,
    /// The objects around the list or the item.
    around: usize,
    /// The list or the item is over, but not what is around.
    leaving: bool,
    /// A list in the list was reported.
    nested: bool,
}

/// What an object around holds its items in.
const LISTS: [&[u8]; 2] = [b"items", b"references"];
/// What an object around holds an item, or an object with items, in.
const INNER: &[u8] = b"message";

impl Cut for Elements {
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
        while let Some(skip) = self.find(input, sink)? {
            let mut scan = Scan { watch: self.lists == 0, ..Scan::default() };
            let mut at = skip;
            let mut whole = true;
            loop {
                let (used, state) = scan.run(&input.window()[at..]);
                at += used;
                if whole && at - skip > input.max_record() {
                    whole = false;
                    sink.diagnostic(input.too_long("item", "skipped", skip, 0));
                }
                match state {
                    State::Member(byte) => {
                        if whole && self.enters(&input.window()[skip + scan.name.0..skip + scan.name.1], byte) {
                            self.around += 1;
                            self.lists = usize::from(byte == b'[');
                            break input.consume(if byte == b'[' { at } else { at - 1 });
                        }
                        scan.open.push(byte);
                        scan.before = byte;
                        continue;
                    }
                    State::Closed if whole => {
                        self.leaving = self.lists == 0 && self.around > 0;
                        return Ok(Some(FrameSpan { skip, len: at - skip, kind: 0 }));
                    }
                    State::Closed => break input.consume(at),
                    State::Broken => {
                        // What is missing may have hidden the next element in this one.
                        let from = if whole { skip + 1 } else { at };
                        at = next_item(input, from)?;
                        if whole && at - skip <= input.max_record() {
                            return Ok(Some(FrameSpan { skip, len: trimmed(&input.window()[skip..at]), kind: 0 }));
                        }
                        break input.consume(at);
                    }
                    State::More => {}
                }
                if !whole {
                    input.consume(at);
                    at = 0;
                }
                if !input.fill()? {
                    if whole {
                        let from = next_item(input, skip + 1)?;
                        let len = trimmed(&input.window()[skip..from]);
                        return Ok(Some(FrameSpan { skip, len, kind: 0 }));
                    }
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    fn recognized(&self) -> bool {
        self.recognized
    }

    fn next_input(&mut self) {
        *self = Elements::default();
    }
}

impl Elements {
    /// Whether a member of an object at the top holds the items.
    fn enters(&self, name: &[u8], byte: u8) -> bool {
        match byte {
            b'[' => LISTS.contains(&name),
            _ => name == INNER && self.around == 0,
        }
    }

    /// Passes over what is left of the objects around.
    fn leave(&mut self, input: &mut Input<'_>) -> Result<(), Error> {
        let mut scan = Scan { open: vec![b'{'; self.around], before: b'}', ..Scan::default() };
        (self.around, self.leaving) = (0, false);
        loop {
            let (used, state) = scan.run(input.window());
            input.consume(used);
            if !matches!(state, State::More) || !input.fill()? {
                return Ok(());
            }
        }
    }

    /// The offset of the next element in the window.
    fn find(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<usize>, Error> {
        let mut at = 0;
        let mut stray = None;
        loop {
            if self.leaving {
                input.consume(at);
                at = 0;
                self.leave(input)?;
            }
            if at > STEP {
                input.consume(at);
                at = 0;
            }
            let Some(&byte) = input.window().get(at) else {
                if input.fill()? {
                    continue;
                }
                self.stray(stray, sink);
                return Ok(None);
            };
            match byte {
                b'{' => {
                    input.fill_to(at + LOOK)?;
                    if let Some(len) = wrapper(&input.window()[at..]).filter(|_| self.lists > 0) {
                        (self.wrapped, self.lists) = (true, self.lists + 1);
                        at += len;
                        continue;
                    }
                    if stray.is_none() || is_item(&input.window()[at..]) {
                        self.stray(stray, sink);
                        return Ok(Some(at));
                    }
                }
                b' ' | b'\t' | b'\n' | b'\r' | b',' => {}
                b'[' if stray.is_none() => {
                    if self.lists > 0 && !std::mem::replace(&mut self.nested, true) {
                        let message = "list in the list of items, its items read as if they stood there";
                        sink.diagnostic(Diagnostic::new(&NESTED_LIST, message).on(input.span(at, 1)));
                    }
                    self.lists += 1;
                }
                b']' if self.lists > 0 => {
                    self.lists -= 1;
                    self.recognized |= stray.is_none();
                    self.leaving = self.lists == 0 && self.around > 0;
                }
                b'}' if self.wrapped => {}
                _ => stray = stray.or_else(|| Some(input.span(at, 1))),
            }
            at += 1;
        }
    }

    fn stray(&mut self, place: Option<crate::report::Span>, sink: &mut dyn Sink) {
        if let Some(span) = place {
            sink.diagnostic(Diagnostic::new(&STRAY_TEXT, "text that is no item, skipped up to the next one").on(span));
        }
    }
}

/// The string that the object begins with, and what follows its colon.
fn first_member(object: &[u8]) -> Option<(&[u8], &[u8])> {
    let object = &object[..object.len().min(LOOK)];
    let rest = object.strip_prefix(b"{")?.trim_ascii_start().strip_prefix(b"\"")?;
    let (name, rest) = rest.split_at(memchr::memchr(b'"', rest)?);
    let rest = rest[1..].trim_ascii_start().strip_prefix(b":")?;
    Some((name, rest.trim_ascii_start()))
}

/// Whether the object looks like an item and not like a name or a date.
fn is_item(object: &[u8]) -> bool {
    first_member(object)
        .and_then(|(name, _)| std::str::from_utf8(name).ok())
        .is_some_and(|name| schema::variable(name).is_some())
}

/// Bytes up to the first item, if the object holds the list of items.
fn wrapper(object: &[u8]) -> Option<usize> {
    let (name, rest) = first_member(object)?;
    let list = name == b"items" && rest.first() == Some(&b'[');
    list.then(|| object.len().min(LOOK) - rest.len() + 1)
}

/// The offset of the next object that looks like an item, or the end.
fn next_item(input: &mut Input<'_>, mut at: usize) -> Result<usize, Error> {
    let start = at;
    loop {
        while let Some(found) = input.window().get(at..).and_then(|rest| memchr::memchr(b'{', rest)) {
            input.fill_to(at + found + LOOK)?;
            if is_item(&input.window()[at + found..]) {
                return Ok(at + found);
            }
            at += found + 1;
        }
        at = input.window().len();
        if at - start > input.max_record() || !input.fill()? {
            return Ok(at);
        }
    }
}

/// The length without the comma and white space behind it.
fn trimmed(frame: &[u8]) -> usize {
    frame.iter().rposition(|b| !b.is_ascii_whitespace() && *b != b',').map_or(1, |last| last + 1)
}

enum State {
    /// The bytes are used up.
    More,
    /// The object is closed.
    Closed,
    /// This is no JSON.
    Broken,
    /// A member of the object opens with this bracket, which was not entered
    /// into the brackets that are open.
    Member(u8),
}

/// Where in an object the scan is; survives any cut of the bytes.
#[derive(Default)]
struct Scan {
    /// The brackets that are open.
    open: Vec<u8>,
    in_string: bool,
    /// The byte before was a backslash in a string.
    escaped: bool,
    /// The last byte outside strings that was not white space.
    before: u8,
    /// Whether the members of the object are of interest.
    watch: bool,
    /// Bytes that earlier runs used.
    past: usize,
    /// Where the last string lies, counted from the first byte of all.
    name: (usize, usize),
}

impl Scan {
    /// Goes through bytes; says how many were used.
    fn run(&mut self, bytes: &[u8]) -> (usize, State) {
        let (used, state) = self.step(bytes);
        self.past += used;
        (used, state)
    }

    fn step(&mut self, bytes: &[u8]) -> (usize, State) {
        let mut at = 0;
        loop {
            if self.in_string {
                if self.escaped && at < bytes.len() {
                    (self.escaped, at) = (false, at + 1);
                }
                let Some(found) = bytes.get(at..).and_then(string_end) else {
                    return (bytes.len(), State::More);
                };
                at += found + 1;
                self.escaped = bytes[at - 1] == b'\\';
                self.in_string = self.escaped;
                self.name.1 = self.past + at - 1;
                // What most strings are followed by: another one.
                if let (false, Some(&[mark @ (b':' | b','), b' ', b'"'])) = (self.in_string, bytes[at..].first_chunk())
                    && (mark == b',' || self.open.last() == Some(&b'{'))
                {
                    at += 3;
                    (self.in_string, self.before, self.name.0) = (true, b'"', self.past + at);
                }
                continue;
            }
            let Some(&byte) = bytes.get(at) else { return (at, State::More) };
            at += 1;
            match byte {
                b' ' | b'\n' | b'\r' | b'\t' => continue,
                b'"' => {
                    self.in_string = true;
                    self.name.0 = self.past + at;
                }
                b':' | b'{' | b'[' => {
                    let in_object = self.open.last() == Some(&b'{');
                    let fits = match byte {
                        b':' => in_object,
                        _ => !in_object || self.before == b':',
                    };
                    if !fits || self.open.len() > MAX_DEPTH + 1 {
                        return (at, State::Broken);
                    }
                    if byte != b':' {
                        if self.watch && self.open.len() == 1 && self.before == b':' {
                            return (at, State::Member(byte));
                        }
                        self.open.push(byte);
                    }
                }
                b'}' | b']' => {
                    if self.open.pop() != Some(byte - 2) {
                        return (at, State::Broken);
                    }
                    if self.open.is_empty() {
                        return (at, State::Closed);
                    }
                }
                b',' | b'0'..=b'9' | b'+' | b'-' | b'.' | b'E' => {}
                // The letters of numbers, `true`, `false` and `null`.
                b'a' | b'e' | b'f' | b'l' | b'n' | b'r' | b's' | b't' | b'u' => {
                    // A word behind a string: the string ended too early.
                    if self.before == b'"' {
                        return (at, State::Broken);
                    }
                }
                _ => return (at, State::Broken),
            }
            self.before = byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Collect;
    use crate::source::{MAX_FRAME, TOO_LONG};

    struct Bytes<'b>(&'b [u8], usize);

    impl std::io::Read for Bytes<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let n = into.len().min(self.1).min(self.0.len());
            into[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn frames(source: &str) -> (Vec<String>, Collect, bool) {
        let mut all = Vec::new();
        for chunk in [usize::MAX, 1, 7] {
            let mut input = Input::new(Bytes(source.as_bytes(), chunk));
            let mut cut = Elements::default();
            let mut sink = Collect::default();
            let mut out = Vec::new();
            while let Some(found) = cut.cut(&mut input, &mut sink).unwrap() {
                let frame = &input.window()[found.skip..found.skip + found.len];
                out.push(String::from_utf8(frame.to_vec()).unwrap());
                input.consume(found.skip + found.len);
            }
            all.push((out, sink, cut.recognized()));
        }
        assert!(all.iter().all(|one| one.0 == all[0].0 && one.1.diagnostics == all[0].1.diagnostics), "{source}");
        all.remove(0)
    }

    #[test]
    fn lists_of_every_shape() {
        let (a, b) = (r#"{"id":"}\"{","author":[{"family":"x"}]}"#, r#"{"id":2}"#);
        for source in [
            format!("[{a},{b}]"),
            format!(" [\n{a} ,\n {b}\n]\n"),
            format!("{a}\n{b}\n"),
            format!("{{\"items\" : [{a},{b}]}}"),
            format!("[{a}]\n[{b}]"),
            format!("{{\"total\":2,\"x\":{{\"items\":[1]}},\"items\" : [{a},{b}],\"more\":[{{\"id\":1}}]}}"),
            format!("{{\"status\":\"ok\",\"message\":{{\"n\":[],\"items\":[{a},{b}],\"q\":{{}}}},\"z\":1}}\n"),
            format!("{{\"status\":\"ok\",\"message\":{a}}}\n{{\"message\":{b},\"message-type\":\"work\"}}"),
            format!("{{\"title\":\"doc\",\"references\":[{a},{b}]}}"),
            format!("[{{\"items\":[{a}]}},{{\"items\":[{b}]}}]"),
        ] {
            let (found, sink, _) = frames(&source);
            assert_eq!(found, [a, b], "{source}");
            assert!(sink.diagnostics.is_empty());
        }
        assert_eq!(frames(b).0, [b]);
    }

    #[test]
    fn empty_lists_are_recognized() {
        for source in ["[]", " [ ] \n", "{\"items\":[]}"] {
            let (found, sink, recognized) = frames(source);
            assert!(found.is_empty() && sink.diagnostics.is_empty() && recognized, "{source}");
        }
        for source in ["", "x", "]", "@misc{a, title = {x}}"] {
            assert!(!frames(source).2, "{source}");
        }
    }

    #[test]
    fn lists_in_lists_are_read_and_reported_once() {
        let (a, b) = (r#"{"id":1}"#, r#"{"id":2}"#);
        let (found, sink, recognized) = frames(&format!("[\n[{a}],[{b}]\n]"));
        assert_eq!(found, [a, b]);
        assert!(recognized);
        let said: Vec<_> = sink.diagnostics.iter().map(|said| (said.code.id, said.span.line)).collect();
        assert_eq!(said, [(NESTED_LIST.id, 2)]);
        let (found, sink, _) = frames("[[[]]]");
        assert!(found.is_empty());
        assert_eq!(sink.diagnostics.len(), 1);
    }

    #[test]
    fn a_damaged_element_costs_itself_only() {
        let good = r#"{"id":"b","title":"x"}"#;
        for bad in [
            r#"{"id":"a","title":"x},"#,
            r#"{"id":"a","title":"x","#,
            r#"{"id":"a","title:"x"},"#,
            r#"{"id":"a","author":[{"family":"x"},"title":"t"},"#,
            r#"{"id":"a","author":[{"family":"x"],"title":"t"},"#,
            r#"{"id":"a","author":{"family":"x"}],"title":"t"},"#,
            r#"{"id":"a" "#,
            r#"{"id":a},"#,
            r#"{"id":"a","issued":{"date-parts":[[2020]},"#,
        ] {
            let source = format!("[{good},{bad}{good},{good}]");
            let (found, _, _) = frames(&source);
            assert_eq!(found.iter().filter(|frame| *frame == good).count(), 3, "{source}: {found:?}");
        }
        let (found, sink, _) = frames(&format!("[{good}] junk {{\"family\":1}} {good}"));
        assert_eq!(found, [good, good]);
        assert_eq!(sink.diagnostics.len(), 1);
        assert_eq!(frames("[{\"id\":\"a\",\"title\":\"never closed").0.len(), 1);
    }

    #[test]
    fn an_element_beyond_the_limit_is_skipped() {
        let good = r#"{"id":"b"}"#;
        let long = format!("{{\"id\":\"a\",\"note\":\"{}\"}}", "{x".repeat(MAX_FRAME / 2 + 9));
        let mut input = Input::new(std::io::Cursor::new(format!("[{long},{good}]")));
        let mut sink = Collect::default();
        let found = Elements::default().cut(&mut input, &mut sink).unwrap().unwrap();
        assert!(&input.window()[found.skip..found.skip + found.len] == good.as_bytes());
        assert_eq!(sink.diagnostics.len(), 1);
        assert_eq!(sink.diagnostics[0].code, &TOO_LONG);
    }
}
