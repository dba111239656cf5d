//! Fields as nearly all are: one piece, and nothing odd around it.

use std::borrow::Cow;

use super::super::lexer::{group_end, is_name_byte, quote_end, skip_name, skip_white};
use super::super::notation::{BibValue, Form};
use super::Env;

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
}

/// The field behind this place, and behind the comma that stands there; `None`
/// if it is not `name = value` with a value in braces or quotes, a number or
/// the macro of a month. It is read as it would be otherwise, then.
pub(super) fn field<'a>(text: &'a str, at: usize, separated: bool, env: &mut Env<'_>) -> Option<Field<'a>> {
    let bytes = text.as_bytes();
    let mut at = skip_white(bytes, at);
    if bytes.get(at) == Some(&b',') {
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
    if bytes.get(skip_white(bytes, end)) == Some(&b'#') {
        return None;
    }
    if form == Form::Macro {
        env.room -= value.len();
    }
    let value = BibValue { text: Cow::Borrowed(value), form, source: text.get(start..end)? };
    Some(Field { name: text.get(at..stop)?, at, value, start, end })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::super::shared::Shared;
    use super::super::super::{Dialect, cut};
    use super::super::Parser;
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
        let mut state = 3_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        let mut fields = 0;
        for round in 0..40_000 {
            let dialect = if round % 2 == 0 { Dialect::Bibtex } else { Dialect::Biblatex };
            let shared = Arc::new(Shared::within(&Limits::DEFAULT));
            shared.macros.define("defined", 0, "its value");
            if round % 5 == 0 {
                shared.macros.define("May", 0, "Mai");
            }
            let mut text = String::from("@misc{key");
            for _ in 0..next(24) {
                // Whole fields between the pieces, so that few are broken.
                match next(3) {
                    0 => text
                        .push_str([",\n  doi = {10.1/x}", ", url = \"u\"", ",\n\tyear=1999", ", month = feb"][next(4)]),
                    _ => text.push_str(PIECES[next(PIECES.len())]),
                }
            }
            text.push('}');
            let frame = Frame { text: &text, span: Span::BEGINNING, number: 1, kind: cut::ENTRY };
            let read = |quick| {
                let mut parser = Parser::new(Arc::clone(&shared), false, dialect);
                let (mut raw, mut sink) = (RawRecord::default(), Collect::default());
                parser.scan_with(&frame, &mut raw, quick, &mut sink);
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
