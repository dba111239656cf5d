//! A reader of `.bib` files that knows nothing of ours: entries, keys, fields,
//! macros expanded in order and without regard to case. For files that BibTeX
//! reads, and what we write; it repairs a missing comma and nothing else.

use std::collections::HashMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// In lower case.
    pub kind: String,
    pub key: String,
    /// Names in lower case, values with white space folded.
    pub fields: Vec<(String, String)>,
}

struct Scan<'s> {
    text: &'s [u8],
    at: usize,
    macros: HashMap<String, String>,
}

const SPECIAL: &[u8] = b"\"#%'(),={}";

impl Scan<'_> {
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    fn white(&mut self) {
        while self.peek().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.at < self.text.len() && !self.peek().is_ascii_whitespace() && !SPECIAL.contains(&self.peek()) {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.text[start..self.at]).into_owned()
    }

    /// Text up to the delimiter at depth 0.
    fn delimited(&mut self, close: u8) -> String {
        let (start, mut depth) = (self.at, 0);
        while depth > 0 || self.peek() != close {
            match self.peek() {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            assert!(self.at < self.text.len(), "unclosed at byte {start}");
        }
        self.at += 1;
        String::from_utf8_lossy(&self.text[start..self.at - 1]).into_owned()
    }

    fn value(&mut self) -> String {
        let mut out = String::new();
        loop {
            self.white();
            match self.peek() {
                open @ (b'{' | b'"') => {
                    self.at += 1;
                    out.push_str(&self.delimited(if open == b'{' { b'}' } else { b'"' }));
                }
                _ => {
                    let word = self.word();
                    assert!(!word.is_empty(), "no value at byte {}", self.at);
                    out.push_str(self.macros.get(&word.to_lowercase()).unwrap_or(&word));
                }
            }
            self.white();
            if self.peek() != b'#' {
                return out.split_whitespace().collect::<Vec<_>>().join(" ");
            }
            self.at += 1;
        }
    }

    fn fields(&mut self, close: u8) -> Vec<(String, String)> {
        let mut found = Vec::new();
        loop {
            self.white();
            while self.peek() == b',' {
                self.at += 1;
                self.white();
            }
            if self.peek() == close {
                self.at += 1;
                return found;
            }
            let name = self.word().to_lowercase();
            self.white();
            assert_eq!(self.peek(), b'=', "behind `{name}` at byte {}", self.at);
            self.at += 1;
            let value = self.value();
            found.push((name, value));
        }
    }
}

/// The entries of a file.
pub fn entries(source: &str) -> Vec<Entry> {
    let mut scan = Scan { text: source.as_bytes(), at: 0, macros: HashMap::new() };
    let mut found = Vec::new();
    while let Some(next) = source[scan.at..].find('@') {
        scan.at += next + 1;
        let kind = scan.word().to_lowercase();
        scan.white();
        let close = match scan.peek() {
            b'{' => b'}',
            b'(' => b')',
            _ => continue,
        };
        scan.at += 1;
        match kind.as_str() {
            "comment" => {
                scan.delimited(close);
            }
            "preamble" => {
                scan.value();
                scan.at += 1;
            }
            "string" => {
                for (name, value) in scan.fields(close) {
                    scan.macros.insert(name, value);
                }
            }
            _ => {
                scan.white();
                let start = scan.at;
                while scan.peek() != b',' && scan.peek() != close {
                    scan.at += 1;
                }
                let key = source[start..scan.at].trim_end().to_owned();
                let fields = scan.fields(close);
                found.push(Entry { kind, key, fields });
            }
        }
    }
    found
}
