//! One entry alone, taken apart without a file around it.

use std::borrow::Cow;

use super::lexer::{Lexer, Piece, head};
use super::notation::{Bib, BibValue, Form};
use crate::map::RawRecord;

/// Takes apart the text of one entry; `None` if that is not what it is.
///
/// For entries that a writer has just made: nothing is defined outside of
/// them, so that a macro stands for its name, and nothing is repaired.
pub(crate) fn take_apart(text: &str) -> Option<RawRecord<'_, Bib>> {
    let text = text.trim();
    let head = head(text)?;
    let inner = text.strip_suffix(['}', ')'])?;
    let key_end = inner[head.open.min(inner.len())..].find(',').map_or(inner.len(), |comma| head.open + comma);
    let key = inner.get(head.open..key_end)?.trim();
    let mut raw = RawRecord {
        kind: Cow::Borrowed(head.word),
        key: (!key.is_empty()).then_some(Cow::Borrowed(key)),
        fields: Vec::new(),
    };
    let mut lexer = Lexer::new(inner, key_end);
    loop {
        lexer.white_and_commas();
        if lexer.peek().is_none() {
            return Some(raw);
        }
        let name = lexer.name();
        lexer.white();
        if name.is_empty() || !lexer.eat(b'=') {
            return None;
        }
        lexer.white();
        let start = lexer.at;
        let value = value(&mut lexer)?;
        raw.push(name, value, start, lexer.at - start);
    }
}

fn value<'a>(lexer: &mut Lexer<'a>) -> Option<BibValue<'a>> {
    let (start, mut text, mut form) = (lexer.at, Cow::Borrowed(""), None);
    loop {
        let (piece, own) = match lexer.piece().ok()? {
            Piece::Braced(inner) => (inner, Form::Braced),
            Piece::Quoted(inner) => (inner, Form::Quoted),
            Piece::Number(digits) => (digits, Form::Number),
            Piece::Macro(name) => (name, Form::Macro),
        };
        match form {
            None => text = Cow::Borrowed(piece),
            Some(_) => text.to_mut().push_str(piece),
        }
        form = Some(if form.is_none() { own } else { Form::Joined });
        let end = lexer.at;
        lexer.white();
        if !lexer.eat(b'#') {
            lexer.at = end;
            return form.map(|form| BibValue { text, form, source: lexer.slice(start, end) });
        }
        lexer.white();
    }
}

#[cfg(test)]
mod tests {
    use super::take_apart;

    #[test]
    fn one_entry_alone() {
        let entry = take_apart("@book{k,\n  title = {On {NASA}},\n  month = \"8~\" # aug\n}\n").unwrap();
        assert_eq!((entry.kind.as_ref(), entry.key.as_deref()), ("book", Some("k")));
        assert_eq!(entry.value("title").unwrap().text, "On {NASA}");
        assert_eq!(entry.value("month").unwrap().text, "8~aug");
        assert!(take_apart("@book{k, title = }").is_none());
    }
}
