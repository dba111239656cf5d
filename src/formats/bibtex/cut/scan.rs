//! Counting braces up to where an entry ends.

use super::super::lexer::closing;

/// The state of counting.
pub(super) struct Scan {
    pub at: usize,
    /// Up to there is no `@`, if only braces are counted.
    sign: usize,
    pub depth: usize,
    paren: bool,
    pub quoted: bool,
}

/// Where counting came to a stop.
pub(super) enum Found {
    Close,
    At,
    More,
}

impl Scan {
    /// At the beginning of what is to be closed by a brace or a parenthesis.
    pub fn new(at: usize, paren: bool) -> Scan {
        Scan { at, sign: at, depth: 0, paren, quoted: false }
    }

    /// Goes on to the closing delimiter, to an `@`, or to the end of the window.
    pub fn run(&mut self, window: &[u8]) -> Found {
        if self.paren { self.run_paren(window) } else { self.run_brace(window) }
    }

    fn run_brace(&mut self, window: &[u8]) -> Found {
        if self.sign < self.at || window.get(self.sign) != Some(&b'@') {
            let from = self.sign.max(self.at);
            let rest = window.get(from..).unwrap_or_default();
            self.sign = memchr::memchr(b'@', rest).map_or(window.len(), |found| from + found);
        }
        if let Some(found) = closing(window, self.at, self.sign, &mut self.depth) {
            self.at = found;
            return Found::Close;
        }
        self.at = self.sign;
        if self.at < window.len() { Found::At } else { Found::More }
    }

    fn run_paren(&mut self, window: &[u8]) -> Found {
        while let Some(&byte) = window.get(self.at) {
            match byte {
                b'{' => self.depth += 1,
                b'}' => self.depth = self.depth.saturating_sub(1),
                b'"' if self.depth == 0 => self.quoted = !self.quoted,
                b')' if self.depth == 0 && !self.quoted => return Found::Close,
                b'@' => return Found::At,
                _ => {}
            }
            self.at += 1;
        }
        Found::More
    }
}
