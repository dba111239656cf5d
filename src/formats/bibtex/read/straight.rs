//! Fields as nearly all are: one piece, and nothing odd around it.

use std::borrow::Cow;

use super::super::lexer::{group_end, is_name_byte, quote_end, skip_name, skip_white};
use super::super::notation::{BibValue, Form};
use super::Env;
use super::taken::mark;
use crate::map::NameId;

/// A field, and where its parts stand.
pub(super) struct Field<'a> {
    pub name: &'a str,
    /// Where the name begins.
    pub at: usize,
    pub value: BibValue<'a>,
    /// Where the value begins.
    pub start: usize,
    /// Behind the value.
    pub end: usize,
    /// The number of the name in the table, and the mark of the name.
    pub id: NameId,
    pub mark: u64,
}

/// The field behind this place, and behind the comma that stands there; `None`
/// if it is not `name = value` with a value in braces or quotes, a number or
/// the macro of a month. It is read as it would be otherwise, then.
pub(super) fn field<'a>(
    text: &'a str,
    at: usize,
    separated: bool,
    env: &mut Env<'_>,
    gaps: &mut Gaps,
    number: impl Fn(&str) -> NameId,
) -> Option<Field<'a>> {
    let bytes = text.as_bytes();
    let (at, name, start, id, mark) = if let Some(gap) = gaps.find(bytes, at) {
        let from = at + usize::from(gap.name.0);
        (from, text.get(from..at + usize::from(gap.name.1))?, at + usize::from(gap.len), gap.id, gap.mark)
    } else {
        let behind = at;
        let mut at = skip_white(bytes, at);
        let comma = bytes.get(at) == Some(&b',');
        if comma {
            at = skip_white(bytes, at + 1);
        } else if !separated {
            return None;
        }
        let stop = skip_name(bytes, at);
        let equals = skip_white(bytes, stop);
        if stop == at || bytes.get(equals) != Some(&b'=') {
            return None;
        }
        let start = skip_white(bytes, equals + 1);
        let name = text.get(at..stop)?;
        let (id, mark) = (number(name), mark(name));
        if comma {
            gaps.keep(bytes, behind, (at, stop), start, id, mark);
        }
        (at, name, start, id, mark)
    };
    let first = *bytes.get(start)?;
    let (value, form, end) = match first {
        b'{' => {
            let end = group_end(bytes, start + 1)?;
            (text.get(start + 1..end)?, Form::Braced, end + 1)
        }
        b'"' => {
            let end = quote_end(bytes, start + 1)?;
            (text.get(start + 1..end)?, Form::Quoted, end + 1)
        }
        b'0'..=b'9' => {
            let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            let end = start + digits;
            let whole = bytes.get(end).is_none_or(|&byte| !is_name_byte(byte));
            (text.get(start..end).filter(|_| whole)?, Form::Number, end)
        }
        _ => {
            let end = skip_name(bytes, start);
            let month = env.macros.month(text.get(start..end)?).filter(|month| month.len() <= env.room)?;
            (month, Form::Macro, end)
        }
    };
    if bytes.get(end) != Some(&b',') && bytes.get(skip_white(bytes, end)) == Some(&b'#') {
        return None;
    }
    if form == Form::Macro {
        env.room -= value.len();
    }
    let value = BibValue { text: Cow::Borrowed(value), form, source: text.get(start..end)? };
    Some(Field { name, at, value, start, end, id, mark })
}

/// What stands between two values, from the comma to the value: most entries of
/// a file say it in the same bytes.
#[derive(Clone, Copy)]
struct Gap {
    /// Zeros behind it.
    bytes: [u64; WORDS],
    len: u8,
    /// Where the name begins and ends in it.
    name: (u8, u8),
    id: NameId,
    mark: u64,
    /// Which gap came after it the last time.
    next: u8,
}

/// A gap has fewer bytes than so many words of eight.
const WORDS: usize = 4;

/// So many gaps are remembered.
const MOST: usize = 24;

/// The gaps met last.
#[derive(Default)]
pub(super) struct Gaps {
    all: Vec<Gap>,
    /// The one met last, and which one gives way to the next new one.
    last: usize,
    oldest: usize,
}

impl Gaps {
    /// The gap that begins there, if it was met before. Behind it stands what is
    /// no white space: it would have belonged to the gap.
    #[inline]
    fn find(&mut self, bytes: &[u8], at: usize) -> Option<&Gap> {
        let here = words(bytes.get(at..)?.first_chunk::<{ 8 * WORDS }>()?);
        let is = |gap: &Gap| {
            let mut other = 0;
            for ((word, own), mask) in here.iter().zip(&gap.bytes).zip(&MASKS[usize::from(gap.len) % (8 * WORDS)]) {
                other |= word & mask ^ own;
            }
            other == 0 && !here_byte(&here, gap.len).is_ascii_whitespace()
        };
        let guess = self.all.get(self.last).map_or(0, |gap| usize::from(gap.next));
        let found = match self.all.get(guess) {
            Some(gap) if is(gap) => guess,
            _ => {
                let found = self.all.iter().position(is)?;
                if let Some(last) = self.all.get_mut(self.last) {
                    last.next = found as u8;
                }
                found
            }
        };
        self.last = found;
        self.all.get(found)
    }

    /// Remembers the gap from here to a value, if it is short.
    fn keep(&mut self, bytes: &[u8], from: usize, name: (usize, usize), to: usize, id: NameId, mark: u64) {
        let len = to - from;
        let Some(here) = bytes.get(from..).and_then(<[u8]>::first_chunk).filter(|_| len < 8 * WORDS) else { return };
        let mut own = words(here);
        for (word, mask) in own.iter_mut().zip(&MASKS[len]) {
            *word &= mask;
        }
        let name = ((name.0 - from) as u8, (name.1 - from) as u8);
        let gap = Gap { bytes: own, len: len as u8, name, id, mark, next: 0 };
        let at = if self.all.len() < MOST {
            self.all.push(gap);
            self.all.len() - 1
        } else {
            self.oldest = (self.oldest + 1) % MOST;
            self.all[self.oldest] = gap;
            self.oldest
        };
        if let Some(last) = self.all.get_mut(self.last) {
            last.next = at as u8;
        }
        self.last = at;
    }
}

fn words(bytes: &[u8; 8 * WORDS]) -> [u64; WORDS] {
    let (words, _) = bytes.as_chunks::<8>();
    std::array::from_fn(|at| words.get(at).map_or(0, |word| u64::from_le_bytes(*word)))
}

fn here_byte(words: &[u64; WORDS], at: u8) -> u8 {
    (words[usize::from(at) / 8 % WORDS] >> (usize::from(at) % 8 * 8)) as u8
}

/// The first so many bytes of a few words.
static MASKS: [[u64; WORDS]; 8 * WORDS] = {
    let mut masks = [[0; WORDS]; 8 * WORDS];
    let mut len = 0;
    while len < 8 * WORDS {
        let mut byte = 0;
        while byte < len {
            masks[len][byte / 8] |= 0xff << (byte % 8 * 8);
            byte += 1;
        }
        len += 1;
    }
    masks
};

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::shared::Shared;
    use super::super::super::{Dialect, cut};
    use super::super::Parser;
    use crate::laws::Rng;
    use crate::map::RawRecord;
    use crate::report::{Collect, Span};
    use crate::source::{Frame, Limits};

    const PIECES: [&str; 52] = [
        ", ",
        ",\n  ",
        ",\n  ",
        ",\n  ",
        ",\n  ",
        " = ",
        " = ",
        " = ",
        " = ",
        "=",
        " = {",
        " = {",
        "}",
        "},\n",
        "{",
        "}",
        "\"",
        "\"",
        "#",
        " # ",
        "title",
        "title",
        "Title",
        "author",
        "year",
        "month",
        "note-2",
        "2020",
        "12a",
        "jan",
        "Jan",
        "MAY",
        "may",
        "foo",
        "defined",
        "{A title}",
        "{A {nested} one}",
        "{}",
        "\"quoted\"",
        "\"quo{\"}ted\"",
        "{a|b~c, d = e}",
        "{\\'e \\} x}",
        "%",
        " % no\n",
        "\u{e9}",
        "\u{a0}",
        "\r\n",
        "\t",
        "(",
        ")",
        "@",
        "'",
    ];

    #[test]
    fn the_same_is_read_either_way() {
        let mut rng = Rng::new(3);
        let (mut fields, mut gaps) = (0, [super::Gaps::default(), super::Gaps::default()]);
        for round in 0..40_000 {
            let dialect = if round % 2 == 0 { Dialect::Bibtex } else { Dialect::Biblatex };
            let shared = Arc::new(Shared::within(&Limits::DEFAULT));
            shared.macros.define("defined", 0, "its value");
            if round % 5 == 0 {
                shared.macros.define("May", 0, "Mai");
            }
            let mut text = String::from("@misc{key");
            for _ in 0..rng.below(24) {
                // Whole fields between the pieces, so that few are broken.
                text.push_str(match rng.below(3) {
                    0 => rng.pick(&[",\n  doi = {10.1/x}", ", url = \"u\"", ",\n\tyear=1999", ", month = feb"]),
                    _ => rng.pick(&PIECES),
                });
            }
            text.push('}');
            let frame = Frame { text: &text, span: Span::BEGINNING, number: 1, kind: cut::ENTRY };
            let mut read = |quick| {
                let mut parser = Parser::new(Arc::clone(&shared), false, dialect);
                std::mem::swap(&mut parser.gaps, &mut gaps[round % 2]);
                let (mut raw, mut sink) = (RawRecord::default(), Collect::default());
                parser.scan_with(&frame, &mut raw, quick, &mut sink);
                let ids: Vec<_> = raw.fields.iter().map(|raw| parser.importer.name_id(&raw.name)).collect();
                assert_eq!(parser.ids, ids);
                std::mem::swap(&mut parser.gaps, &mut gaps[round % 2]);
                let fields = raw.fields.into_iter().map(|raw| (raw.name, raw.value, raw.at, raw.len));
                (raw.kind, raw.key, fields.collect::<Vec<_>>(), sink.diagnostics)
            };
            let quick = read(true);
            fields += quick.2.len();
            assert_eq!(quick, read(false), "{text:?}");
        }
        assert!(fields > 40_000, "{fields}");
    }
}
