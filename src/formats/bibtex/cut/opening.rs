//! What an `@` opens: an entry, a macro, a preamble, a comment, or nothing.

use super::super::lexer::{is_name_byte, skip_white};
use super::{COMMENT, ENTRY, MACRO, MAX_HEAD, PREAMBLE};

/// What begins with `@`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening {
    /// The kind of frame.
    pub kind: u8,
    /// Behind the opening delimiter; for a comment of one line, behind the word.
    pub open: usize,
    /// A comment that ends with its line.
    pub line_comment: bool,
}

/// What the `@` at this place opens, if anything.
pub(super) fn opening(window: &[u8], at: usize) -> Option<Opening> {
    let bytes = &window[..window.len().min(at + MAX_HEAD)];
    let start = skip_white(bytes, at + 1);
    let lines = bytes[at..start].contains(&b'\n');
    let mut stop = start;
    while bytes.get(stop).is_some_and(|&byte| is_name_byte(byte) && byte != b'@') {
        stop += 1;
    }
    let word = &bytes[start..stop];
    if word.is_empty() || word[0].is_ascii_digit() {
        return None;
    }
    // The local part of a mail address stands directly before its `@`.
    let glued = !lines
        && at > 0
        && (window[at - 1].is_ascii_alphanumeric() || matches!(window[at - 1], b'.' | b'_' | b'-' | b'+'));
    if word.eq_ignore_ascii_case(b"comment") && !lines && (!glued || bytes.get(stop) == Some(&b'{')) {
        let brace = skip_blanks(bytes, stop);
        let block = bytes.get(brace) == Some(&b'{');
        return Some(Opening { kind: COMMENT, open: if block { brace + 1 } else { stop }, line_comment: !block });
    }
    let delimiter = skip_white(bytes, stop);
    let apart = start > at + 1 || delimiter > stop;
    // On another line than its `@` only what is clearly an entry is one.
    if lines && (delimiter == bytes.len() || behind_key(window, delimiter + 1) == delimiter + 1) {
        return None;
    }
    if !matches!(bytes.get(delimiter), Some(b'{' | b'(')) || (glued && (apart || word.contains(&b'.'))) {
        return None;
    }
    let kind = match word {
        word if word.eq_ignore_ascii_case(b"string") => MACRO,
        word if word.eq_ignore_ascii_case(b"preamble") => PREAMBLE,
        _ => ENTRY,
    };
    Some(Opening { kind, open: delimiter + 1, line_comment: false })
}

fn skip_blanks(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\t')) {
        at += 1;
    }
    at
}

/// Whether the `@` at this place is a mark: `@word{key,` at the beginning of a
/// line, or a macro, preamble or comment there.
pub(super) fn is_mark(window: &[u8], from: usize, at: usize, shallow: bool) -> bool {
    let before = window[from..at].iter().rev().find(|byte| !matches!(byte, b' ' | b'\t'));
    if !matches!(before, Some(b'\n' | b'\r')) {
        return false;
    }
    let Some(opening) = opening(window, at) else { return false };
    if opening.line_comment {
        // No field can begin like that.
        return shallow;
    }
    let bytes = &window[..window.len().min(at + MAX_HEAD)];
    let mut stop = skip_white(bytes, opening.open);
    if opening.kind == PREAMBLE || opening.kind == COMMENT {
        return true;
    }
    while bytes.get(stop).is_some_and(|&byte| is_name_byte(byte) || matches!(byte, b'(' | b')' | b'\'')) {
        stop += 1;
    }
    bytes.get(skip_white(bytes, stop)) == Some(if opening.kind == MACRO { &b'=' } else { &b',' })
}

/// The end of the comment in which this `@` stands, if it does: from a `%` that
/// begins a word to the end of the line. What lies before `clear` is known to
/// hold no such `%`, or ends at one.
pub(super) fn comment_around(window: &[u8], clear: &mut usize, at: usize) -> Option<usize> {
    let line = memchr::memrchr2(b'\n', b'\r', &window[*clear..at]).map_or(*clear, |found| *clear + found + 1);
    let begins = |sign: usize| sign == line || window[sign - 1].is_ascii_whitespace();
    match memchr::memchr_iter(b'%', &window[line..at]).map(|found| line + found).find(|&sign| begins(sign)) {
        Some(sign) => {
            *clear = sign;
            let end = memchr::memchr2(b'\n', b'\r', &window[at..]);
            Some(end.map_or(window.len(), |end| at + end))
        }
        None => {
            *clear = at;
            None
        }
    }
}

/// In parentheses a key may hold parentheses: it goes to the comma.
pub(super) fn behind_key(window: &[u8], open: usize) -> usize {
    let bytes = &window[..window.len().min(open + MAX_HEAD)];
    let mut at = skip_white(bytes, open);
    while bytes.get(at).is_some_and(|&byte| is_name_byte(byte) && byte != b'@' || matches!(byte, b'(' | b')' | b'\'')) {
        at += 1;
    }
    if bytes.get(at) == Some(&b',') { at } else { open }
}
