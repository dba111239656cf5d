//! What separates cells: as an option, as a line `sep=;`, as seen.

use crate::options::OptionSpec;
use crate::report::{Error, ErrorKind};

const NAMED: [(&str, u8); 4] = [("comma", b','), ("semicolon", b';'), ("tab", b'\t'), ("pipe", b'|')];

/// What separates cells when reading.
pub static READ_DELIMITER: OptionSpec = OptionSpec {
    name: "delimiter",
    choices: &[],
    default: "auto",
    help: "what separates cells: `,`, `;`, `|`, `tab`, any other mark, or `auto`: as seen in the header",
};

/// What separates cells when writing.
pub static WRITE_DELIMITER: OptionSpec = OptionSpec {
    name: "delimiter",
    choices: &[],
    default: "comma",
    help: "what separates cells: `,`, `;`, `|`, `tab` or any other mark",
};

/// The same where the usual separator is a tab.
pub static WRITE_TAB: OptionSpec = OptionSpec { default: "tab", ..WRITE_DELIMITER };

/// The separator an option names; `None` if it is to be seen from the input.
///
/// # Errors
/// If it is more than one character, or one that cannot separate: a letter, a
/// digit, a quote, a blank, a line end, anything outside of ASCII.
pub(super) fn named(value: &str) -> Result<Option<u8>, Error> {
    if value.eq_ignore_ascii_case("auto") {
        return Ok(None);
    }
    if let Some((_, mark)) = NAMED.iter().find(|(name, _)| name.eq_ignore_ascii_case(value)) {
        return Ok(Some(*mark));
    }
    match value.as_bytes() {
        b"\\t" => Ok(Some(b'\t')),
        [mark] if *mark == b'\t' || (mark.is_ascii_punctuation() && !matches!(mark, b'"' | b'\\')) => Ok(Some(*mark)),
        _ => {
            let message = format!(
                "option `delimiter` cannot be `{}`; it is `,`, `;`, `|`, `tab` or one other mark of ASCII",
                value.escape_debug()
            );
            Err(ErrorKind::Option(message).into())
        }
    }
}

/// What separates cells, from a header line: the mark that occurs most often
/// outside of quotes.
pub(super) fn guess(line: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(0, b','), (0, b';'), (0, b'\t'), (0, b'|')];
    for &byte in line {
        quoted ^= byte == b'"';
        if !quoted && let Some(count) = counts.iter_mut().find(|(_, mark)| *mark == byte) {
            count.0 += 1;
        }
    }
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0);
    counts.iter().find(|(count, _)| *count == most).map_or(b',', |(_, mark)| *mark)
}

/// The separator that a line `sep=;` names, as spreadsheets write and read it.
pub(super) fn line(line: &[u8]) -> Option<u8> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    // Some programs quote the line like any other cell.
    let line = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(line);
    let (name, mark) = line.split_at_checked(4)?;
    match mark {
        [mark @ (b',' | b';' | b'\t' | b'|')] if name.eq_ignore_ascii_case(b"sep=") => Some(*mark),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_seen() {
        assert_eq!(guess(b"a,b;c,d"), b',');
        assert_eq!(guess(b"a;\"b,c,d\";e"), b';');
        assert_eq!(guess(b"a\tb"), b'\t');
        assert_eq!(guess(b"a|b|c"), b'|');
        assert_eq!(guess(b"a"), b',');
        assert_eq!(line(b"sep=;\r\n"), Some(b';'));
        assert_eq!(line(b"SEP=\t\n"), Some(b'\t'));
        assert_eq!(line(b"\"sep=,\"\n"), Some(b','));
        assert_eq!(line(b"separate"), None);
    }

    #[test]
    fn separators_are_named() {
        let of = |value| named(value).ok();
        assert_eq!(of("auto"), Some(None));
        assert_eq!([of("tab"), of("\\t"), of("\t")], [Some(Some(b'\t')); 3]);
        assert_eq!([of(";"), of("semicolon"), of("|"), of("^")], [b';', b';', b'|', b'^'].map(|mark| Some(Some(mark))));
        assert!(["", "ab", "a", "\"", " ", "\n", "\u{e9}"].iter().all(|value| of(value).is_none()));
    }
}
