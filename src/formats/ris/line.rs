//! Lines: what has the shape of a tag, what begins a record, what ends one.
//!
//! The specification wants a capital, a capital or digit, two blanks, a dash
//! and a blank. Programs and people write one blank or a tab, small letters, no
//! blank behind the dash. The looser the shape, the more it looks like running
//! text (`ER - positive tumours`), so the `TY` line of a record says which
//! shapes are tags in it, see [`Style`].

use std::sync::OnceLock;

use super::map::TABLE;
use crate::codec::scan;

/// A line that has the shape of a tag and a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Where the tag stands: behind form feeds and byte order marks.
    pub(super) name: usize,
    /// Where the value begins, its blanks included.
    pub(super) value: usize,
    /// One blank in front of the dash.
    pub(super) narrow: bool,
    /// The tag has a small letter.
    pub(super) small: bool,
}

impl Shape {
    /// The tag as it is written.
    pub(super) fn tag<'l>(&self, line: &'l [u8]) -> &'l [u8] {
        &line[self.name..self.name + 2]
    }

    fn is(&self, line: &[u8], tag: &[u8; 2]) -> bool {
        self.tag(line).eq_ignore_ascii_case(tag)
    }

    fn is_empty(&self, line: &[u8]) -> bool {
        is_blank(&line[self.value..])
    }
}

/// Blanks in front of a dash beyond this are layout.
const MAX_GAP: usize = 8;

/// The shape of a line, if it is one of a tag.
pub(super) fn shape(line: &[u8]) -> Option<Shape> {
    // As the specification wants it.
    if let [b'A'..=b'Z', b'A'..=b'Z' | b'0'..=b'9', b' ', b' ', b'-', b' ', ..] = line {
        return Some(Shape { name: 0, value: 5, narrow: false, small: false });
    }
    // Most lines of text are told apart here.
    let name = match line.first()? {
        byte if byte.is_ascii_alphabetic() => 0,
        byte if *byte >= 0x80 || *byte < b' ' => marks(line),
        _ => return None,
    };
    let (&first, &second) = (line.get(name)?, line.get(name + 1)?);
    if !first.is_ascii_alphabetic() || !second.is_ascii_alphanumeric() {
        return None;
    }
    // The one tag of three letters that some write beside those of RIS.
    let long = [first, second].eq_ignore_ascii_case(b"DO") && matches!(line.get(name + 2), Some(b'I' | b'i'));
    let (mut at, mut gap) = (name + 2 + usize::from(long), 0);
    while gap <= MAX_GAP {
        match line.get(at..)? {
            [b' ', ..] => (at, gap) = (at + 1, gap + 1),
            [b'\t', ..] => (at, gap) = (at + 1, gap + 2),
            // A no-break space, from a page of the web.
            [0xc2, 0xa0, ..] => (at, gap) = (at + 2, gap + 1),
            _ => break,
        }
    }
    let value = match line.get(at..)? {
        [b'-', ..] => at + 1,
        // What word processors make of a dash.
        [0xe2, 0x80, 0x93 | 0x94, ..] if gap > 1 => at + 3,
        _ => return None,
    };
    let small = first.is_ascii_lowercase() || second.is_ascii_lowercase();
    let ends = matches!(line.get(value..)?, [] | [b' ' | b'\t' | b'\r' | b'\n', ..] | [0xc2, 0xa0, ..]);
    let good = match gap {
        0 => false,
        2 => ends || !small,
        _ => ends,
    };
    good.then_some(Shape { name, value, narrow: gap == 1, small })
}

/// How many bytes at the beginning are marks that no editor shows: control
/// characters, byte order marks of files that were joined.
fn marks(line: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &line[at..] {
            [0 | 0x0b | 0x0c | 0x1a..=0x1f, ..] => 1,
            [0xef, 0xbb, 0xbf, ..] | [0xe2, 0x80, 0x8b | 0x8e | 0x8f, ..] => 3,
            _ => return at,
        };
    }
}

/// Whether nothing can be seen on a line.
pub(super) fn is_blank(line: &[u8]) -> bool {
    let rest = line.trim_ascii_start();
    rest.is_empty() || rest.iter().all(|&byte| byte <= b' ') || marks(rest) == rest.trim_ascii_end().len()
}

/// Whether a line begins a record. With one blank it needs a type of one word.
pub(super) fn is_begin(line: &[u8]) -> bool {
    !is_other(line, b'T') && shape(line).is_some_and(|shape| begins(line, shape))
}

/// The same of a line of this shape.
pub(super) fn begins(line: &[u8], shape: Shape) -> bool {
    let word = || {
        let value = line[shape.value..].trim_ascii();
        !value.is_empty() && !value.contains(&b' ') && value.len() <= 16
    };
    shape.is(line, b"TY") && (!shape.narrow && !shape.small || word())
}

/// Whether a line ends a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It does not.
    No,
    /// It does if no other line of the record follows: `ER` alone, or with a text.
    Maybe,
    /// It does.
    Sure,
}

/// Whether the first letter of a line tells that its tag is another one.
fn is_other(line: &[u8], first: u8) -> bool {
    line.first().is_none_or(|&byte| byte.is_ascii_graphic() && !byte.eq_ignore_ascii_case(&first))
}

/// Whether a line ends a record.
pub(super) fn end(line: &[u8]) -> End {
    if is_other(line, b'E') {
        return End::No;
    }
    if let Some(shape) = shape(line) {
        return match () {
            () if !shape.is(line, b"ER") => End::No,
            () if shape.is_empty(line) => End::Sure,
            () => End::Maybe,
        };
    }
    let bare = line.trim_ascii_end();
    let bare = &bare[marks(bare)..];
    if bare.len() >= 2 && bare.len() <= 6 && bare[..2].eq_ignore_ascii_case(b"ER") && is_dashes(&bare[2..]) {
        End::Maybe
    } else {
        End::No
    }
}

fn is_dashes(rest: &[u8]) -> bool {
    rest.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'-'))
}

/// Whether a line can not continue a value as it stands.
pub(super) fn is_line_of_its_own(line: &[u8]) -> bool {
    shape(line).is_some() || end(line) != End::No
}

/// Which shapes are tags in a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// Tags are written with one blank.
    narrow: bool,
    /// Tags are written in small letters.
    small: bool,
}

impl Style {
    /// That of a record with this `TY` line.
    pub(super) fn of(begin: Shape) -> Style {
        Style { narrow: begin.narrow, small: begin.small }
    }

    /// Whether a line of this shape is a tag line, behind a value that is
    /// running text or not.
    pub(super) fn takes(&mut self, shape: Shape, line: &[u8], in_text: bool) -> bool {
        let known = || is_known(shape.tag(line));
        let takes = match (shape.narrow, shape.small) {
            (false, false) => true,
            (false, true) => known() || self.small && !in_text,
            // Between lines of text a narrow shape may be a dash with blanks around it.
            (true, false) => known() && (self.narrow || !in_text) || self.narrow && !in_text,
            (true, true) => known() && self.narrow && self.small,
        };
        self.narrow |= takes && shape.narrow;
        takes
    }
}

/// Tags of both specifications that no row of the table has to know.
const OTHERS: [&str; 49] = [
    "TY", "ER", "ID", "A5", "AD", "AV", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "CA", "CL", "CT", "DI", "EM",
    "ET", "H1", "H2", "J1", "J2", "JA", "JF", "JO", "L1", "L2", "L3", "L4", "LB", "LK", "M1", "M2", "M3", "NV", "OP",
    "RI", "RN", "RP", "SE", "SV", "TA", "U1", "U2", "U3", "U4", "U5",
];

/// Whether a specification or a row of the table has this tag, in any case.
pub(super) fn is_known(tag: &[u8]) -> bool {
    static KNOWN: OnceLock<[bool; 26 * 36]> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut known = [false; 26 * 36];
        let rows = TABLE.fields.iter().flat_map(|row| row.names.iter().copied());
        for number in rows.chain(OTHERS).filter_map(|tag| number(tag.as_bytes())) {
            known[number] = true;
        }
        known
    });
    number(tag).is_some_and(|number| known[number])
}

fn number(tag: &[u8]) -> Option<usize> {
    let &[first, second] = tag else { return None };
    let first = first.to_ascii_uppercase().checked_sub(b'A').filter(|&at| at < 26)?;
    let second = match second.to_ascii_uppercase() {
        letter @ b'A'..=b'Z' => letter - b'A',
        digit @ b'0'..=b'9' => digit - b'0' + 26,
        _ => return None,
    };
    Some(usize::from(first) * 36 + usize::from(second))
}

/// Where the line that begins before `from` ends, line end included: LF, CR LF
/// or CR. `None` if that is not in these bytes.
pub(super) fn line_end(bytes: &[u8], from: usize, complete: bool) -> Option<usize> {
    let rest = bytes.get(from..)?;
    // Most lines are short, all but one or two of a record.
    let found = match scan::within(rest, 4, |b| (b == b'\n') | (b == b'\r')) {
        Ok(found) => from + found,
        Err(seen) => from + seen + memchr::memchr2(b'\n', b'\r', &rest[seen..])?,
    };
    match (bytes[found], bytes.get(found + 1)) {
        (b'\r', Some(b'\n')) => Some(found + 2),
        (b'\r', None) if !complete => None,
        _ => Some(found + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_what_only_looks_like_one() {
        for (line, value) in [
            ("TI  - Title", Some(5)),
            ("TI - Title", Some(4)),
            ("TI  -", Some(5)),
            ("TI  -Title", Some(5)),
            ("ti  - Title", Some(5)),
            ("ti - Title", Some(4)),
            ("TI   - Title", Some(6)),
            ("TI\t- Title", Some(4)),
            ("TI  -\tTitle", Some(5)),
            ("TI\u{a0}\u{a0}- Title", Some(7)),
            ("TI  \u{2013} Title", Some(7)),
            ("\u{feff}TI  - Title", Some(8)),
            ("\u{c}TI  - Title", Some(6)),
            ("A1  - x", Some(5)),
            ("DOI  - 10.1/x", Some(6)),
            ("TI - ", Some(4)),
            ("ti  -x", None),
            ("TI -x", None),
            ("TI-x", None),
            ("TI- x", None),
            ("TI \u{2013} x", None),
            ("1A  - x", None),
            (" TI  - x", None),
            ("DNA  - x", None),
            ("TI           - x", None),
            ("TI", None),
            ("\u{feff}", None),
            ("", None),
        ] {
            assert_eq!(shape(line.as_bytes()).map(|shape| shape.value), value, "{line}");
        }
    }

    #[test]
    fn beginnings_and_ends() {
        for line in ["TY  - JOUR", "TY - JOUR", "TY  -JOUR", "ty - jour", "TY  - Informal Publication", "TY  - "] {
            assert!(is_begin(line.as_bytes()), "{line}");
        }
        for line in ["TY - of the two", "TY", "TYPE  - x", " TY  - JOUR"] {
            assert!(!is_begin(line.as_bytes()), "{line}");
        }
        for (line, found) in [
            ("ER  - ", End::Sure),
            ("ER  -\r\n", End::Sure),
            ("ER - ", End::Sure),
            ("er  -", End::Sure),
            ("ER  - \u{0}", End::Sure),
            ("ER", End::Maybe),
            ("ER-", End::Maybe),
            ("ER  --", End::Maybe),
            ("ER  - end", End::Maybe),
            ("ER - positive tumours", End::Maybe),
            ("ERA", End::No),
            ("ER-positive", End::No),
            (" ER  - ", End::No),
        ] {
            assert_eq!(end(line.as_bytes()), found, "{line}");
        }
    }

    #[test]
    fn the_first_line_says_what_a_tag_looks_like() {
        let takes = |begin: &str, line: &str, in_text| {
            let mut style = Style::of(shape(begin.as_bytes()).unwrap());
            style.takes(shape(line.as_bytes()).unwrap(), line.as_bytes(), in_text)
        };
        // In a file with two blanks, one blank is a tag only outside of running text.
        assert!(takes("TY  - JOUR", "KW - x", false) && !takes("TY  - JOUR", "AB - x", true));
        assert!(takes("TY - JOUR", "KW - x", true) && !takes("TY - JOUR", "PQ - x", true));
        assert!(takes("TY - JOUR", "ZZ - x", false) && !takes("TY  - JOUR", "ZZ - x", false));
        assert!(takes("TY  - JOUR", "ZZ  - x", true) && !takes("TY  - JOUR", "is - x", false));
        assert!(takes("ty - jour", "ti - x", false) && takes("TY  - JOUR", "ti  - x", true));
        assert!(!takes("TY  - JOUR", "in  - x", true));
    }

    #[test]
    fn all_line_ends() {
        for (bytes, complete, end) in [
            ("a\nb", false, Some(2)),
            ("a\r\nb", false, Some(3)),
            ("a\rb", false, Some(2)),
            ("a\r", false, None),
            ("a\r", true, Some(2)),
            ("a", true, None),
        ] {
            assert_eq!(line_end(bytes.as_bytes(), 0, complete), end, "{bytes:?}");
        }
    }
}
