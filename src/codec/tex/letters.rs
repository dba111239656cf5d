//! Words with letters as TeX writes them, as in most names: `Erd{\\H o}s`.

use super::accents::{ACCENTS, over};
use super::commands::{COMMANDS, Command};
use crate::ir::Str;

/// Longer texts have other things in them.
const LONGEST: usize = 64;

/// Whether a byte means itself, unless it is doubled.
static ITSELF: [bool; 256] = {
    let mut table = [true; 256];
    let mut byte = 0;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = b >= b' ' && !matches!(b, b'\\' | b'$' | b'`' | b'{' | b'}' | b'~' | 0x7f);
        byte += 1;
    }
    table
};

/// Reads a text without blanks around it in which nothing means anything but
/// groups that are one letter each; `None` for any other text.
pub(super) fn read(source: &str) -> Option<Str> {
    let bytes = source.as_bytes();
    if bytes.len() > LONGEST {
        return None;
    }
    let mut out = Str::with_capacity(bytes.len());
    let (mut from, mut at, mut before) = (0, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        if ITSELF[byte as usize] {
            if byte == before && matches!(byte, b' ' | b'\'' | b',' | b'-' | b'<' | b'>') {
                return None;
            }
            (at, before) = (at + 1, byte);
            continue;
        }
        if byte != b'{' {
            return None;
        }
        out.push_str(&source[from..at]);
        let (letter, end) = group(source, at)?;
        out.push(letter);
        (from, at, before) = (end, end, 0);
    }
    out.push_str(&source[from..]);
    Some(out)
}

/// The letter that a group is, and where it ends.
fn group(source: &str, at: usize) -> Option<(char, usize)> {
    let bytes = &source.as_bytes()[at..];
    if bytes.get(1) != Some(&b'\\') {
        return None;
    }
    let name = match bytes.get(2)? {
        b'\'' | b'`' | b'^' | b'"' | b'~' | b'=' | b'.' => 1,
        _ => bytes[2..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count(),
    };
    let mut stop = 2 + name;
    let command = COMMANDS.get(source.get(at + 2..at + stop)?)?;
    while bytes.get(stop) == Some(&b' ') {
        stop += 1;
    }
    let letter = match *command {
        Command::Char(c) => {
            // `{}` ends a name, but not behind a blank.
            stop += if stop == 2 + name && bytes[stop..].starts_with(b"{}") { 2 } else { 0 };
            c
        }
        Command::Accent(index) => {
            let (base, used) = match &bytes[stop..] {
                [b'{', letter, b'}', ..] => (*letter, 3),
                [b'{', b'\\', letter @ (b'i' | b'j'), b'}', ..] => (*letter, 4),
                [b'\\', letter @ (b'i' | b'j'), b'}', ..] => (*letter, 2),
                [letter, ..] => (*letter, 1),
                [] => return None,
            };
            stop += used;
            over(char::from(base), ACCENTS[index].mark).filter(|_| base.is_ascii_alphabetic())?
        }
        _ => return None,
    };
    (bytes.get(stop) == Some(&b'}')).then_some((letter, at + stop + 1))
}

#[cfg(test)]
mod tests {
    use super::super::{Braces, Decode, decode::decode_with};
    use super::*;
    use crate::laws::Rng;

    const PIECES: [&str; 60] = [
        "a",
        "B",
        "Foo",
        "bar",
        "i",
        "1",
        "\u{e9}",
        "\u{301}",
        ".",
        "-",
        "'",
        ",",
        "<",
        ">",
        "?",
        "!",
        "=",
        "&",
        "%",
        "#",
        "_",
        "^",
        "|",
        "\"",
        " ",
        " ",
        "  ",
        "\n",
        "`",
        "~",
        "$",
        "\\",
        "{",
        "}",
        "{\\L}",
        "{\\o }",
        "{\\ss{}}",
        "{\\O  }",
        "{\\i}",
        "{\\'\\i}",
        "{\\'{\\i}}",
        "{\\'e}",
        "{\\\"{u}}",
        "{\\H o}",
        "{\\H  {o}}",
        "{\\c c}",
        "{\\v{s}}",
        "{\\v s }",
        "{\\=\\j}",
        "{\\.I}",
        "{\\~n}",
        "{\\^ o}",
        "{\\'1}",
        "{\\'}",
        "{\\'ee}",
        "{\\textbf x}",
        "{\\&}",
        "{\\c c",
        "{\\'\\o}",
        "{\\k\n a}",
    ];

    #[test]
    fn letters_are_read_as_any_text_is() {
        let mut rng = Rng::new(7);
        let mut read_so = 0;
        for _ in 0..40_000 {
            let source: String = (0..1 + rng.below(7)).map(|_| rng.pick(&PIECES)).collect();
            read_so += usize::from(read(source.trim()).is_some());
            for braces in [Braces::Protect, Braces::Drop] {
                for (paragraphs, lines) in [(false, false), (true, false), (true, true)] {
                    let how = Decode { paragraphs, braces };
                    let (quick, slow) =
                        (decode_with(&source, how, lines, true), decode_with(&source, how, lines, false));
                    assert_eq!(quick, slow, "{source:?}");
                }
            }
        }
        assert!(read_so > 2_000, "{read_so}");
    }
}
