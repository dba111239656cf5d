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
