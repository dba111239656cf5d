//! Chunks of the `biblatex` crate and the source of a field.
//!
//! A chunk is text in which the crate has decoded what it knows: escapes,
//! accents, letters. Commands that it does not know stand in it as they were
//! written. So a backslash before a letter is a command here as well, and all
//! other signs of TeX stand for themselves, except for `~`, which the crate
//! leaves as it was: a tie.

use biblatex::{Chunk, Chunks, Spanned};

use crate::codec::tex::{Braces, Decode, decode};
use crate::ir::{Str, Text};

/// Fields in which no sign is special. Source: the manual of BibLaTeX, data
/// types "verbatim" and "URI".
const VERBATIM: &[&str] = &["doi", "eprint", "file", "pdf", "url", "urlraw", "verba", "verbb", "verbc"];

/// Whether no sign is special in this field, named in lower case.
pub(super) fn is_verbatim(field: &str) -> bool {
    VERBATIM.contains(&field)
}

/// The source of a field, without outer delimiters, its braces balanced.
pub(super) fn source(chunks: &[Spanned<Chunk>], verbatim: bool) -> String {
    let mut out = String::new();
    for chunk in chunks {
        let (open, text, close) = match &chunk.v {
            Chunk::Normal(text) => ("", text, ""),
            Chunk::Verbatim(text) => ("{", text, "}"),
            Chunk::Math(text) => ("$", text, "$"),
        };
        out.push_str(open);
        match &chunk.v {
            _ if verbatim => push_balanced(text, "%7B", "%7D", &mut out),
            Chunk::Math(_) => push_balanced(text, "\\lbrace ", "\\rbrace ", &mut out),
            _ => push_text(text, &mut out),
        }
        out.push_str(close);
    }
    out
}

/// As it stands if its braces are balanced, else with other signs for them.
fn push_balanced(text: &str, open: &str, close: &str, out: &mut String) {
    if is_balanced(text) {
        out.push_str(text);
        return;
    }
    for c in text.chars() {
        match c {
            '{' => out.push_str(open),
            '}' => out.push_str(close),
            c => out.push(c),
        }
    }
}

fn is_balanced(text: &str) -> bool {
    let depth = text.bytes().try_fold(0_usize, |depth, byte| match byte {
        b'{' => Some(depth + 1),
        b'}' => depth.checked_sub(1),
        _ => Some(depth),
    });
    depth == Some(0)
}

/// Decoded text: commands as they stand, other signs so that they are signs.
fn push_text(text: &str, out: &mut String) {
    let groups = Groups::of(text);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        match c {
            '\\' => match command_end(text, start, &groups) {
                Some(end) => {
                    out.push_str(&text[start..end]);
                    at = end;
                }
                None => out.push_str("\\textbackslash{}"),
            },
            '$' => out.push_str("\\$"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            c => out.push(c),
        }
    }
}

/// Letters that are accent commands and may have their letter behind a blank.
const ACCENTS: &[u8] = b"uvHcdbtkr";

/// The end of the command at byte `at`, arguments in braces included; `None`
/// if there is no command.
fn command_end(text: &str, at: usize, groups: &Groups) -> Option<usize> {
    let bytes = text.as_bytes();
    let first = text[at + 1..].chars().next()?;
    let mut end = at + 1 + first.len_utf8();
    let mut takes_letter = matches!(first, '\'' | '`' | '"' | '^' | '~' | '=' | '.');
    if first.is_ascii_alphabetic() {
        while bytes.get(end).is_some_and(u8::is_ascii_alphabetic) {
            end += 1;
        }
        if bytes.get(end) == Some(&b'*') {
            end += 1;
        }
        takes_letter = end == at + 2 && ACCENTS.contains(&bytes[at + 1]);
    } else if matches!(first, '{' | '}') {
        // A brace is counted by BibTeX, whatever stands before it.
        return None;
    }
    if takes_letter {
        let behind = end + usize::from(first.is_ascii_alphabetic() && bytes.get(end) == Some(&b' '));
        match text.get(behind..).and_then(|rest| rest.chars().next()) {
            Some(c) if c.is_alphabetic() && (behind > end || !first.is_ascii_alphabetic()) => {
                return Some(behind + c.len_utf8());
            }
            Some('\\') if matches!(bytes.get(behind + 1), Some(b'i' | b'j')) => return Some(behind + 2),
            _ => {}
        }
    } else if !first.is_ascii_alphabetic() {
        return Some(end);
    }
    while bytes.get(end) == Some(&b'{') {
        match groups.end(end) {
            Some(behind) => end = behind,
            None => break,
        }
    }
    Some(end)
}

/// The groups of a text: where each begins and behind which byte it ends, in
/// order. Found in one go, as looking for each end alone takes quadratic time.
struct Groups(Vec<(usize, usize)>);

impl Groups {
    fn of(text: &str) -> Groups {
        let (mut open, mut found) = (Vec::new(), Vec::new());
        for at in memchr::memchr2_iter(b'{', b'}', text.as_bytes()) {
            match text.as_bytes()[at] {
                b'{' => open.push(at),
                _ => found.extend(open.pop().map(|begin| (begin, at + 1))),
            }
        }
        found.sort_unstable();
        Groups(found)
    }

    /// Behind the group that begins at `at`.
    fn end(&self, at: usize) -> Option<usize> {
        self.0.binary_search_by_key(&at, |group| group.0).ok().map(|found| self.0[found].1)
    }
}

/// The chunks of a field from its source, without outer delimiters.
pub(super) fn chunks(source: &str, verbatim: bool) -> Chunks {
    let mut build = Builder { chunks: Vec::new(), depth: 0 };
    if verbatim {
        build.push_str(source);
        return build.finish();
    }
    let groups = Groups::of(source);
    let (mut at, mut unclosed) = (0, false);
    while let Some(c) = source[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        match c {
            '{' if build.depth == 0 && single_command(source, start, &groups) => {
                // The braces of `{\'E}` belong to the command.
                let end = groups.end(start).unwrap_or(at);
                build.push_str(letter(&source[start + 1..end - 1]).as_deref().unwrap_or_default());
                at = end;
            }
            '{' => {
                build.depth += 1;
                build.push_str("");
            }
            '}' => build.depth = build.depth.saturating_sub(1),
            '$' => match source[at..].find('$').filter(|_| !unclosed) {
                Some(len) => {
                    build.chunks.push(Spanned::zero(Chunk::Math(source[at..at + len].to_owned())));
                    at += len + 1;
                }
                // Looking for the partner once more would take quadratic time.
                None => {
                    unclosed = true;
                    build.push_str("$");
                }
            },
            '\\' => match (source.as_bytes().get(at), command_end(source, start, &groups)) {
                (Some(sign @ (b'%' | b'&' | b'#' | b'_' | b'$')), _) => {
                    build.push_str(char::from(*sign).encode_utf8(&mut [0; 4]));
                    at += 1;
                }
                (_, Some(end)) => {
                    let command = &source[start..end];
                    build.push_str(letter(command).as_deref().unwrap_or(command));
                    at = end;
                }
                (_, None) => build.push_str("\\"),
            },
            '-' => {
                let count = source[start..].bytes().take_while(|&byte| byte == b'-').count().min(3);
                build.push_str(["", "-", "–", "—"][count]);
                at = start + count;
            }
            c if c.is_ascii_whitespace() => {
                at = source.len() - source[start..].trim_ascii_start().len();
                // A blank line ends a paragraph.
                let lines = source[start..at].bytes().filter(|&byte| byte == b'\n').count();
                build.push_str(if lines > 1 { "\n\n" } else { " " });
            }
            c => build.push_str(c.encode_utf8(&mut [0; 4])),
        }
    }
    build.finish()
}

/// What a command is that stands for one letter or sign and nothing else; one
/// that would not be read as that sign again stays a command.
fn letter(command: &str) -> Option<Str> {
    match decode(command, Decode { paragraphs: false, braces: Braces::Protect }) {
        Text::Plain(text) if matches!(text.chars().count(), 1 | 2) => {
            (!text.contains(['\\', '{', '}', '$', '~', '-', '`', '\'', '"', '?', '!', ' '])).then_some(text)
        }
        _ => None,
    }
}

/// Whether the group at byte `at` is one command and what belongs to it, such
/// that its braces need not be kept.
fn single_command(text: &str, at: usize, groups: &Groups) -> bool {
    let Some(end) = groups.end(at) else { return false };
    text[at + 1..].starts_with('\\')
        && command_end(text, at + 1, groups) == Some(end - 1)
        && letter(&text[at + 1..end - 1]).is_some()
}

struct Builder {
    chunks: Chunks,
    depth: usize,
}

impl Builder {
    fn push_str(&mut self, text: &str) {
        match (self.chunks.last_mut().map(|chunk| &mut chunk.v), self.depth) {
            (Some(Chunk::Normal(last)), 0) => last.push_str(text),
            (Some(Chunk::Verbatim(last)), 1..) => last.push_str(text),
            (_, 0) => self.chunks.push(Spanned::zero(Chunk::Normal(text.to_owned()))),
            _ => self.chunks.push(Spanned::zero(Chunk::Verbatim(text.to_owned()))),
        }
    }

    fn finish(mut self) -> Chunks {
        if self.chunks.is_empty() {
            self.chunks.push(Spanned::zero(Chunk::Normal(String::new())));
        }
        self.chunks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(text: &str) -> Spanned<Chunk> {
        Spanned::zero(Chunk::Normal(text.into()))
    }
    fn verb(text: &str) -> Spanned<Chunk> {
        Spanned::zero(Chunk::Verbatim(text.into()))
    }
    fn math(text: &str) -> Spanned<Chunk> {
        Spanned::zero(Chunk::Math(text.into()))
    }

    /// What a field says comes back from its chunks.
    #[test]
    fn there_and_back() {
        for (text, expected) in [
            ("On {NASA} and $x_{A}$", vec![normal("On "), verb("NASA"), normal(" and "), math("x_{A}")]),
            ("\\emph{Foo} bar", vec![normal("\\emph{Foo} bar")]),
            ("a_b & 5%", vec![normal("a_b & 5%")]),
            ("J.~P. Sartre", vec![normal("J.~P. Sartre")]),
            ("", vec![normal("")]),
        ] {
            assert_eq!(chunks(text, false), expected, "{text}");
            assert_eq!(source(&expected, false), text);
        }
    }

    #[test]
    fn what_means_a_character_becomes_it() {
        assert_eq!(chunks("{\\'E}tude \\& 3--4 \\ss{} \\v s \\'{\\i}", false), [normal("Étude & 3–4 ß š í")]);
        assert_eq!(chunks("http://a.b/--%7E_~", true), [normal("http://a.b/--%7E_~")]);
    }

    #[test]
    fn signs_of_tex_are_signs() {
        let out = |text: &str| source(&[normal(text)], false);
        assert_eq!(out("5 $ and {"), "5 \\$ and \\textbraceleft{}");
        assert_eq!(out("C:\\"), "C:\\textbackslash{}");
        assert_eq!(out("\\foo{a"), "\\foo\\textbraceleft{}a");
        assert_eq!(source(&[normal("a{b")], true), "a%7Bb");
        assert_eq!(source(&[math("\\{ x")], false), "$\\\\lbrace  x$");
    }

    #[test]
    fn nothing_panics_and_braces_balance() {
        for text in
            ["\\", "\\{", "}{", "\\'", "\\'{", "\\c ", "\\c é", "$", "$$$", "{", "}", "---- -", "\\é{x}", "\\foo*{a}{b"]
        {
            for verbatim in [false, true] {
                let made = chunks(text, verbatim);
                assert!(is_balanced(&source(&made, verbatim)), "{text}");
                assert!(is_balanced(&source(&[normal(text), verb(text), math(text)], verbatim)), "{text}");
            }
        }
    }
}
