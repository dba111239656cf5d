//! Characters that an encoding lacks, in the escapes of JSON and XML.
//!
//! ```
//! use ibidem::codec::escape;
//! let (mut json, mut xml) = (String::new(), String::new());
//! escape::json("\"é\"", &|c| !c.is_ascii(), &mut json);
//! escape::xml("<a>é</a>", &|c| !c.is_ascii(), &mut xml);
//! assert_eq!((json.as_str(), xml.as_str()), (r#""\u00e9""#, "<a>&#xE9;</a>"));
//! ```

use std::fmt::Write;

/// Copies a piece of JSON; what the encoding lacks becomes `\u00e9`. In JSON,
/// characters outside of ASCII stand in strings only.
///
/// ```
/// let mut out = String::new();
/// ibidem::codec::escape::json("\"\u{1d4d0}\"", &|c| !c.is_ascii(), &mut out);
/// assert_eq!(out, r#""\ud835\udcd0""#);
/// ```
pub fn json(piece: &str, lacks: &dyn Fn(char) -> bool, out: &mut String) {
    for c in piece.chars() {
        if c.is_ascii() || !lacks(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to memory cannot fail.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
}

/// Copies a piece of XML; what the encoding lacks becomes `&#xE9;` in text and
/// in attributes. In names there is no way to write it.
///
/// ```
/// let mut out = String::new();
/// ibidem::codec::escape::xml("<a b='é'>ü</a>", &|c| c == 'é', &mut out);
/// assert_eq!(out, "<a b='&#xE9;'>ü</a>");
/// ```
pub fn xml(piece: &str, lacks: &dyn Fn(char) -> bool, out: &mut String) {
    let (mut tag, mut quote) = (false, None);
    for c in piece.chars() {
        match c {
            '<' if !tag => tag = true,
            '>' if tag && quote.is_none() => tag = false,
            '"' | '\'' if tag && quote.is_none() => quote = Some(c),
            c if quote == Some(c) => quote = None,
            c if !c.is_ascii() && (!tag || quote.is_some()) && lacks(c) => {
                let _ = write!(out, "&#x{:X};", c as u32);
                continue;
            }
            _ => {}
        }
        out.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_lacking() {
        let lacks = |c: char| c > 'ÿ';
        let (mut one, mut other) = (String::new(), String::new());
        json(r#"{"a": "éЖ😀"}"#, &lacks, &mut one);
        assert_eq!(one, r#"{"a": "é\u0416\ud83d\ude00"}"#);
        xml("<a b=\"Ж>\" Ж='é'>Ж'😀</a>", &lacks, &mut other);
        assert_eq!(other, "<a b=\"&#x416;>\" Ж='é'>&#x416;'&#x1F600;</a>");
    }
}
