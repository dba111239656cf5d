//! Names as nearly all are, read in one go.
//!
//! What [`find`] finds is what `scan` finds; `tests` compares them.

use super::{Rules, scan};

/// A name whose words are separated by single blanks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usual {
    /// First and last byte of each part; equal if there is none.
    pub given: (usize, usize),
    pub particle: (usize, usize),
    pub family: (usize, usize),
    /// Whether there is more in it than ASCII that means itself.
    pub marked: bool,
    /// Where the name behind the `and` begins.
    pub next: Option<usize>,
}

fn blank_end(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
        at += 1;
    }
    at
}

/// Whether `and` stands there as a word by itself.
fn is_and(bytes: &[u8], at: usize) -> bool {
    let word = bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and"));
    word && bytes.get(at + 3).is_none_or(|&after| scan::is_blank(after))
}

/// Words in lower case before the last word.
#[derive(Default)]
struct Low {
    start: usize,
    end: usize,
    after: usize,
    /// None yet; in them; behind them.
    state: u8,
}

/// Letters of ASCII.
static LETTER: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphabetic();
        byte += 1;
    }
    table
};

/// The name that begins at `from`: words of letters, full stops, apostrophes and
/// letters as TeX writes them, joined by blanks or hyphens, with or without one
/// comma. Words in lower case, but for the last one, are a particle if they stand
/// together, and before a comma at the beginning. `None` for any other name.
pub(super) fn find(source: &str, from: usize, rules: Rules) -> Option<Usual> {
    let bytes = source.as_bytes();
    let start = blank_end(bytes, from);
    let (mut at, mut end) = (start, start);
    let (mut comma, mut last_blank) = (None::<usize>, None::<usize>);
    let (mut marked, mut hyphens) = (false, false);
    let mut low = Low::default();
    let next = loop {
        // At the beginning of a word.
        let word = at;
        let is_low = match *bytes.get(at)? {
            b'a' | b'A' if is_and(bytes, at) => {
                // Nothing stands before it, or a comma.
                if end == start || comma.is_some_and(|comma| end <= comma) {
                    return None;
                }
                break Some(at + 3);
            }
            b'A'..=b'Z' => false,
            b'a'..=b'z' => true,
            b'{' if bytes.get(at + 1) == Some(&b'\\') => scan::group_is_low(source, at, rules),
            0x80.. => scan::letter_is_low(source, at)?,
            _ => return None,
        };
        if is_low {
            if comma.is_some() || low.state == 2 {
                return None;
            }
            if low.state == 0 {
                (low.start, low.state) = (at, 1);
            }
        } else if low.state == 1 && comma.is_none() {
            (low.after, low.state) = (at, 2);
        }
        loop {
            while bytes.get(at).is_some_and(|&byte| LETTER[usize::from(byte)]) {
                at += 1;
            }
            match bytes.get(at) {
                Some(b'.') if at > word => at += 1,
                Some(b'-') if at > word && matches!(bytes.get(at + 1), Some(b'A'..=b'Z')) => {
                    (hyphens, at) = (hyphens || comma.is_none(), at + 1);
                }
                Some(b'\'') if at > word && bytes[at - 1] != b'\'' => at += 1,
                Some(b'{') => (marked, at) = (true, scan::closed_group_end(bytes, at)?),
                Some(0x80..) => (marked, at) = (true, at + 1),
                _ => break,
            }
        }
        end = at;
        if is_low {
            low.end = end;
        }
        match bytes.get(at) {
            None => break None,
            Some(b',') if comma.is_none() && !bytes[word..at].eq_ignore_ascii_case(b"and") => {
                // The last word before it has to have a capital.
                if low.state == 1 {
                    return None;
                }
                comma = Some(at);
                at = blank_end(bytes, at + 1);
            }
            Some(b' ' | b'\t' | b'\n' | b'\r') => {
                let behind = blank_end(bytes, at);
                if behind == bytes.len() {
                    break None;
                }
                let single = behind == at + 1 && bytes[at] == b' ';
                if !single && !is_and(bytes, behind) {
                    return None;
                }
                if !is_and(bytes, behind) && comma.is_none() {
                    last_blank = Some(at);
                }
                at = behind;
            }
            _ => return None,
        }
    };
    if comma.is_some_and(|comma| end <= comma) || low.state == 1 || (low.state == 2 && hyphens) {
        return None;
    }
    let mut usual = Usual { given: (start, start), particle: (start, start), family: (start, end), marked, next };
    match (comma, low.state) {
        (Some(comma), 0) => (usual.family, usual.given) = ((start, comma), (blank_end(bytes, comma + 1), end)),
        (Some(comma), _) if low.start == start => {
            (usual.particle, usual.family) = ((start, low.end), (low.after, comma));
            usual.given = (blank_end(bytes, comma + 1), end);
        }
        (Some(_), _) => return None,
        (None, 0) => {
            let alone = last_blank.is_none();
            let others = next.is_none() && source[start..end].eq_ignore_ascii_case("others");
            if alone && (others || bytes[start] == b'{' && bytes[end - 1] == b'}') {
                return None;
            }
            if let Some(blank) = last_blank {
                (usual.given, usual.family) = ((start, blank), (blank + 1, end));
            }
        }
        (None, _) => {
            usual.given = (start, low.start.saturating_sub(1).max(start));
            (usual.particle, usual.family) = ((low.start, low.end), (low.after, end));
        }
    }
    Some(usual)
}

#[cfg(test)]
mod tests {
    use super::super::{NameProblem, Names, Rules, parse_with};
    use crate::laws::Rng;

    fn read(source: &str, rules: Rules, quick: bool) -> (Names, Vec<(NameProblem, usize)>) {
        let mut problems = Vec::new();
        let names = parse_with(source, rules, quick, &mut |problem, at| problems.push((problem, at)));
        (names, problems)
    }

    const PIECES: [&str; 56] = [
        "Ada",
        "J.",
        "K",
        "Berg",
        "O'Neil",
        "Jun",
        "yan",
        "van",
        "der",
        "de",
        "la",
        "d'Ar",
        "and",
        "And",
        "others",
        "Others",
        " ",
        " ",
        " ",
        " ",
        " ",
        " ",
        " ",
        " and ",
        " and ",
        " and ",
        "\n and\t",
        ", ",
        ", ",
        ", ",
        ",",
        "-",
        "-",
        "'",
        ".",
        "{\\L}uk",
        "{\\'e}",
        "{\\o}",
        "{\\\"O}z",
        "{\\c c}",
        "{\\'{\\i}}",
        "{\\relax von}",
        "{NASA}",
        "{",
        "}",
        "\\'e",
        "\\",
        "M\u{fc}ller",
        "\u{c9}mile",
        "\u{e9}a",
        "\u{674e}",
        "\u{a0}",
        "~",
        "  ",
        "=",
        "3rd",
    ];

    #[test]
    fn the_same_is_found_either_way() {
        let mut rng = Rng::new(1);
        let mut found = 0;
        for round in 0..60_000 {
            // Odd pieces in every other list only.
            let kinds = if round % 2 == 0 { 42 } else { PIECES.len() };
            let source: String = (0..1 + rng.below(12)).map(|_| rng.pick(&PIECES[..kinds])).collect();
            for rules in [Rules::Bibtex, Rules::Classic, Rules::Biber] {
                assert_eq!(read(&source, rules, true), read(&source, rules, false), "{source:?} by {rules:?}");
                found += usize::from(super::find(&source, 0, rules).is_some());
            }
        }
        assert!(found > 20_000, "{found}");
    }
}
