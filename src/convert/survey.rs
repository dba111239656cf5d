//! Looking through the inputs of a run before they are converted, for the
//! entries that others inherit from.

use std::io::Read;

use super::source::Source;
use crate::format::{Format, Inheritance, Parsed, ReadOptions};
use crate::ir::Record;
use crate::pass::inherit::Parents;
use crate::report::{Discard, Error};
use crate::source::{Frame, Input};

/// What a round looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Round {
    /// Whether any input holds a word of inheritance at all.
    Words,
    /// Which keys entries name.
    Keys,
    /// The entries of those keys.
    Entries,
}

/// The state of looking through. Every round sees all inputs in order, so that
/// macros are known to the entries behind them.
pub(super) struct Survey {
    round: Round,
    found: bool,
    source: Option<(Source, u64)>,
    parents: Parents,
    /// Macros that stand in none of the inputs, and their notation.
    macros: (&'static str, String),
}

impl Survey {
    pub fn new(macros: (&'static str, String)) -> Survey {
        Survey { round: Round::Words, found: false, source: None, parents: Parents::default(), macros }
    }

    /// Ends a round; `false` if that was the last one.
    pub fn next_round(&mut self) -> bool {
        self.source = None;
        self.round = match self.round {
            Round::Words if self.found => Round::Keys,
            Round::Keys if self.parents.wants_any() => Round::Entries,
            _ => return false,
        };
        true
    }

    /// What was found; `None` if no entry refers to another.
    pub fn end(mut self) -> Option<Parents> {
        self.parents.settle();
        self.found.then_some(self.parents)
    }

    /// Looks through one input. `generation` tells one source format from the next.
    pub fn input(
        &mut self,
        from: &Format,
        options: &ReadOptions,
        generation: u64,
        reader: impl Read + Send,
    ) -> Result<(), Error> {
        let Some(rules) = from.inheritance else { return Ok(()) };
        if self.round == Round::Words && self.found {
            return Ok(());
        }
        let mut input = options.input(reader);
        if self.round == Round::Words {
            self.found = words(&mut input)?;
            return Ok(());
        }
        let mut source = match self.source.take() {
            None => {
                let mut source = Source::new(from, options)?;
                if from.notation == self.macros.0 {
                    self.frames(&mut source, &mut options.input(self.macros.1.clone().as_bytes()), rules)?;
                }
                source
            }
            Some((mut source, before)) => {
                if before != generation {
                    source.switch(from, options)?;
                }
                source
            }
        };
        self.frames(&mut source, &mut input, rules)?;
        source.end(&input, &mut Discard);
        self.source = Some((source, generation));
        Ok(())
    }

    fn frames(&mut self, source: &mut Source, input: &mut Input<'_>, rules: Inheritance) -> Result<(), Error> {
        let mut record = Record::default();
        while let Some(cut) = source.reading.cut.cut(input, &mut Discard)? {
            let bytes = &input.window()[cut.skip..cut.skip + cut.len];
            if self.round == Round::Entries || holds_word(bytes, NAMING) {
                let span = input.span(cut.skip, cut.len);
                let text = input.text(cut.skip, cut.len)?;
                let frame = Frame { text: &text, span, number: source.frames, kind: cut.kind };
                let passed = self.round == Round::Entries
                    && source.eye.glance(&frame).is_some_and(|key| !self.parents.wants(key));
                record.clear();
                if !passed && source.eye.read(&frame, &mut record, &mut Discard) == Parsed::Record {
                    match self.round {
                        Round::Entries => self.parents.hold(&record, rules),
                        _ => self.parents.note(&record),
                    }
                }
            }
            source.frames += 1;
            input.consume(cut.skip + cut.len);
        }
        Ok(())
    }
}

/// What names other entries, and what is no work without them.
const WORDS: &[&str] = &["crossref", "xdata", "data-holder"];
/// What names other entries.
const NAMING: &[&str] = &["crossref", "xdata"];
const LONGEST: usize = 11;

/// Whether the input holds one of the words.
fn words(input: &mut Input<'_>) -> Result<bool, Error> {
    while input.fill()? {
        if holds_word(input.window(), WORDS) {
            return Ok(true);
        }
        let scanned = input.window().len().saturating_sub(LONGEST - 1);
        input.consume(scanned);
    }
    Ok(false)
}

/// Whether one of these words stands there, in any case.
fn holds_word(bytes: &[u8], words: &[&str]) -> bool {
    const BLOCK: usize = 2048;
    let mut at = 0;
    while at < bytes.len() {
        let end = (at + BLOCK).min(bytes.len());
        if holds_pair(&bytes[at..(end + 1).min(bytes.len())])
            && looks_like_word(&bytes[at.saturating_sub(2)..(end + 2).min(bytes.len())])
        {
            let near = &bytes[at.saturating_sub(LONGEST)..(end + LONGEST).min(bytes.len())];
            let here = |word: &&str| near.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
            if words.iter().any(here) {
                return true;
            }
        }
        at = end;
    }
    false
}

/// Whether `sr`, `xd` or `-h` stands there: without branches, for the sake of wide
/// registers.
fn holds_pair(block: &[u8]) -> bool {
    let Some(len) = block.len().checked_sub(1) else { return false };
    let mut any = false;
    for (a, b) in block[..len].iter().zip(&block[1..=len]) {
        let (a, b) = (a | 0x20, b | 0x20);
        any |= (a == b's') & (b == b'r');
        any |= (a == b'x') & (b == b'd');
        any |= (a == b'-') & (b == b'h');
    }
    any
}

/// Whether `ssr`, `xd` or `a-h` stands there.
fn looks_like_word(block: &[u8]) -> bool {
    let Some(len) = block.len().checked_sub(2) else { return false };
    let (first, second, third) = (&block[..len], &block[1..=len], &block[2..len + 2]);
    let mut any = false;
    for ((a, b), c) in first.iter().zip(second).zip(third) {
        let (a, b, c) = (a | 0x20, b | 0x20, c | 0x20);
        any |= (a == b's') & (b == b's') & (c == b'r');
        any |= (a == b'x') & (b == b'd');
        any |= (a == b'a') & (b == b'-') & (c == b'h');
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case_wherever_they_lie() {
        for at in (0..40).chain(2020..2070).chain(4070..4110) {
            for word in ["crossref", "CrossRef", "XDATA", "data-holder"] {
                let text = format!("{}{word}{}", " ".repeat(at), " ".repeat(at % 5));
                assert!(holds_word(text.as_bytes(), WORDS), "{word} at {at}");
                assert!(words(&mut Input::new(text.as_bytes())).unwrap());
            }
        }
        assert!(!holds_word(b"a classroom, an index, data-ho", WORDS));
        assert!(!holds_word(b"", WORDS));
    }
}
