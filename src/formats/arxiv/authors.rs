//! Author strings as they were submitted: names, affiliations, collaborations.
//!
//! ```text
//! Ada Example (1 and 2), Bo (2) and C. M. Test (3) ((1) Nowhere Univ., (2) Fake Lab, (3) Elsewhere)
//! The FAKE Collaboration: A. Example, B. Test, et al. (72 additional authors not shown)
//! ```
//!
//! The rules are those of arXiv's own parser, except that `, III` is taken for
//! a suffix as `, Jr` is.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::text::{is_tex, others};
use crate::codec::names::display;
use crate::codec::scan;
use crate::codec::tex::{self, Encode, Flavour};
use crate::ir::{Name, Names, Others, Text};

/// A piece of an author string.
enum Piece<'s> {
    /// What stands outside of parentheses.
    Outside(&'s str),
    /// What stands inside, without the outermost parentheses.
    Inside(&'s str),
}

/// Cuts at parentheses by their depth. One that is never closed is a character.
fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut from, mut open, mut depth) = (0, 0, 0_u32);
    // Behind the last `)` nothing is closed, so that nothing may be opened.
    let last = source.rfind(')').unwrap_or(0);
    for (at, byte) in source.bytes().enumerate().take(last + 1) {
        match byte {
            b'(' => {
                if depth == 0 {
                    open = at;
                }
                depth += 1;
            }
            b')' if depth == 1 => {
                found.push(Piece::Outside(&source[from..open]));
                found.push(Piece::Inside(&source[open + 1..at]));
                (from, depth) = (at + 1, 0);
            }
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    found.push(Piece::Outside(&source[from..]));
    found
}

/// A name that was read, and whether it has its affiliation.
struct Entry {
    name: Name,
    settled: bool,
    refs: Vec<u32>,
}

/// Reads an author string.
pub(super) fn decode(source: &str) -> Names {
    let source = folded(source);
    let has = |words: &Finder<'_>| words.find(source.as_bytes()).is_some();
    let behalf = has(&ON_BEHALF) || has(&FOR_THE);
    let mut reader = Reader { behalf, cut: has(&ET_AL), ..Reader::default() };
    for piece in pieces(&source) {
        match piece {
            Piece::Outside(text) => reader.outside(text),
            Piece::Inside(text) => reader.inside(text),
        }
    }
    reader.finish()
}

// Searches that are set up once; few lists have such words.
static ON_BEHALF: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(" on behalf of "));
static FOR_THE: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(" for the "));
static ET_AL: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(" et al"));

/// One blank between words.
fn folded(source: &str) -> Cow<'_, str> {
    let odd =
        |before: u8, b: u8| (b == b'\n') | (b == b'\t') | (b == b'\r') | (b == 0xc2) | ((b == b' ') & (before == b' '));
    if !scan::none(source.as_bytes(), odd) {
        Cow::Owned(source.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        Cow::Borrowed(source)
    }
}

#[derive(Default)]
struct Reader {
    entries: Vec<Entry>,
    others: Option<Others>,
    table: BTreeMap<u32, String>,
    /// From here on names take the next affiliation.
    since: usize,
    /// Whether `on behalf of` or `for the` stands anywhere.
    behalf: bool,
    /// Whether ` et al` does.
    cut: bool,
}

impl Reader {
    fn outside(&mut self, mut text: &str) {
        // A leading body may have an `and` of its own: `The A and B Collaborations:`.
        if self.entries.is_empty()
            && let Some(end) = text.find([':', ','])
            && text[..end].contains(" and ")
            && text[..end].trim_end().to_ascii_lowercase().ends_with(" collaborations")
        {
            self.body(text[..end].trim());
            self.since = self.entries.len();
            text = &text[end + 1..];
        }
        for part in split(text) {
            let mut part = part.trim();
            if part.trim_matches(['.', ';']).is_empty() {
                continue;
            }
            let et_al = if self.cut { part.rfind(" et al") } else { None };
            if let Some(at) = et_al.filter(|&at| others(part[at..].trim()).is_some()) {
                self.others = others(part[at..].trim());
                part = part[..at].trim();
            } else if let Some(others) = others(part) {
                self.others = Some(others);
                continue;
            }
            self.name(part);
        }
    }

    fn name(&mut self, part: &str) {
        if is_suffix(part)
            && let Some(last) = self.entries.last_mut()
            && !last.name.body
            && last.name.suffix.is_empty()
            && !last.name.given.is_empty()
        {
            let mut words = String::new();
            display::write(&last.name, &mut words);
            words.push_str(", ");
            words.push_str(part);
            let joined = display::parse(&words);
            if !joined.suffix.is_empty() {
                last.name = joined;
                return;
            }
        }
        // `for the X Collaboration` and the like may follow a comma.
        let (behalf, rest) = behalf(part);
        if behalf && is_body(rest) {
            return self.body(rest);
        }
        if self.behalf
            && let Some((person, body)) = split_behalf(part)
        {
            self.name(person);
            return self.body(body);
        }
        if is_body(part) {
            // A leading collaboration takes part in no affiliation.
            let leads = self.entries.is_empty();
            self.body(part);
            if leads {
                self.since = self.entries.len();
            }
            return;
        }
        let name = decode_name(part);
        self.entries.push(Entry { name, settled: false, refs: Vec::new() });
    }

    fn body(&mut self, words: &str) {
        let words = plain(words.strip_prefix("the ").unwrap_or(words));
        self.entries.push(Entry { name: Name::body(&words), settled: true, refs: Vec::new() });
    }

    fn inside(&mut self, text: &str) {
        let text = text.trim();
        if let Some(others) = count_of_others(text).filter(|_| self.others.is_some()) {
            self.others = Some(others);
            return;
        }
        if text.starts_with('(') && self.read_table(text) {
            return;
        }
        let (behalf, rest) = behalf(text);
        if (behalf || !text.contains(',')) && is_body(rest) || behalf && !rest.is_empty() {
            return self.body(rest);
        }
        let value = text.trim_matches(['.', ',', ' ']);
        if value.is_empty() || self.entries.is_empty() {
            // Nothing it could belong to: kept as a name rather than lost.
            if !value.is_empty() {
                let name = Name::body(&plain(value));
                self.entries.push(Entry { name, settled: true, refs: Vec::new() });
            }
            return;
        }
        let refs = references(text);
        let affiliation = Text::from(plain(value).as_ref());
        // All names up to here have one after this.
        let since = std::mem::replace(&mut self.since, self.entries.len());
        let mut found = false;
        for entry in self.entries[since..].iter_mut().rev() {
            if entry.settled {
                if entry.name.body {
                    continue;
                }
                break;
            }
            found = true;
            entry.settled = true;
            match &refs {
                Some(refs) => entry.refs.clone_from(refs),
                None => affiliate(&mut entry.name, affiliation.clone()),
            }
        }
        if found {
            return;
        }
        // A second remark belongs to the last name as well.
        if let Some(last) = self.entries.last_mut() {
            match refs {
                Some(refs) => last.refs.extend(refs),
                None => affiliate(&mut last.name, affiliation),
            }
        }
    }

    /// Reads `(1) Nowhere Univ., (2) Fake Lab`.
    fn read_table(&mut self, text: &str) -> bool {
        let mut table = Vec::new();
        let mut rest = text;
        while let Some(inner) = rest.strip_prefix('(') {
            let Some((digits, behind)) = inner.split_once(')') else { return false };
            let Some(number) = reference(digits) else { return false };
            let end = next_number(behind);
            let value = behind[..end].trim_matches([' ', ',', ';', '.']);
            table.push((number, plain(value).into_owned()));
            rest = behind[end..].trim_start();
        }
        if table.is_empty() || !rest.is_empty() {
            return false;
        }
        for (number, text) in table {
            self.table.entry(number).or_insert(text);
        }
        true
    }

    fn finish(self) -> Names {
        let Reader { entries, others, table, .. } = self;
        let list = entries.into_iter().map(|mut entry| {
            for number in entry.refs {
                let text = table.get(&number).map_or_else(|| number.to_string(), String::clone);
                if !text.is_empty() {
                    affiliate(&mut entry.name, Text::from(text));
                }
            }
            entry.name
        });
        Names { list: list.collect(), others }
    }
}

fn affiliate(name: &mut Name, affiliation: Text) {
    name.details.get_or_insert_default().affiliations.push(affiliation);
}

/// The next `(12)` of a table, or the end.
fn next_number(text: &str) -> usize {
    let marks = text.match_indices('(').map(|(at, _)| at);
    let mut marks = marks.filter(|&at| {
        let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
        digits > 0 && text.as_bytes().get(at + 1 + digits) == Some(&b')')
    });
    marks.next().unwrap_or(text.len())
}

fn reference(word: &str) -> Option<u32> {
    let word = word.trim();
    (word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok())?
}

/// Reads `1`, `1,2`, `1 and 2`, `1 & 2`.
fn references(text: &str) -> Option<Vec<u32>> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    text.replace(" and ", ",").replace('&', ",").split(',').map(reference).collect()
}

/// Cuts the text of names at commas, colons, `and` and `&`.
fn split(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut found, mut from, mut at, mut depth) = (Vec::new(), 0, 0, 0_u32);
    while at < bytes.len() {
        let word = match bytes[at] {
            b'\\' => {
                at += 2;
                continue;
            }
            b'{' => {
                depth += 1;
                0
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                0
            }
            b',' | b':' if depth == 0 => 1,
            b' ' | b'a' | b'&' if depth == 0 && (at == 0 || bytes[at] == b' ') => {
                let rest = &bytes[at..];
                let rest = rest.strip_prefix(b" ").unwrap_or(rest);
                let word = match rest {
                    [b'a', b'n', b'd', b' ', ..] | [b'a', b'n', b'd'] => 3,
                    [b'&', b' ', ..] | [b'&'] => 1,
                    _ => 0,
                };
                if word > 0 { bytes.len() - at - rest.len() + word } else { 0 }
            }
            _ => 0,
        };
        if word > 0 {
            found.push(text.get(from..at).unwrap_or_default());
            (from, at) = (at + word, at + word);
        } else {
            at += 1;
        }
    }
    found.push(text.get(from..).unwrap_or_default());
    found
}

fn is_suffix(part: &str) -> bool {
    matches!(part, "II" | "III" | "IV") || {
        let bare = part.strip_suffix('.').unwrap_or(part);
        bare.eq_ignore_ascii_case("jr") || bare.eq_ignore_ascii_case("sr")
    }
}

/// Takes off `for the`, `on behalf of the` and the article.
fn behalf(text: &str) -> (bool, &str) {
    let lead = ["on behalf of ", "for the ", "from the "];
    let begins = |words: &&&str| text.get(..words.len()).is_some_and(|head| head.eq_ignore_ascii_case(words));
    let Some(words) = lead.iter().find(begins) else { return (false, text) };
    let rest = text[words.len()..].trim_start();
    (true, rest.strip_prefix("the ").unwrap_or(rest))
}

/// Parts `A. Example on behalf of the X Collaboration`.
fn split_behalf(part: &str) -> Option<(&str, &str)> {
    for words in [" on behalf of ", " for the "] {
        if let Some(at) = part.find(words) {
            let (_, body) = behalf(part[at..].trim_start());
            if is_body(body) && at > 0 {
                return Some((&part[..at], body));
            }
        }
    }
    None
}

/// Whether the words name a body: their last one says so.
fn is_body(words: &str) -> bool {
    const BODIES: [&str; 6] = ["collaboration", "collaborations", "consortium", "group", "team", "teams"];
    let Some(blank) = memchr::memrchr(b' ', words.as_bytes()) else { return false };
    let last = words[blank + 1..].trim_matches(['.', ')', '}']);
    BODIES.iter().any(|body| last.eq_ignore_ascii_case(body))
}

/// Reads `72 additional authors not shown`.
fn count_of_others(text: &str) -> Option<Others> {
    others(&format!("et al. ({text})"))
}

fn plain(source: &str) -> Cow<'_, str> {
    if is_tex(source) { Cow::Owned(tex::decode_plain(source).into()) } else { Cow::Borrowed(source) }
}

fn decode_name(part: &str) -> Name {
    // `S.M. Warner` is `S. M. Warner`.
    let mut spaced = String::new();
    let bytes = part.as_bytes();
    let mut from = 0;
    for at in memchr::memchr_iter(b'.', bytes).filter(|at| (1..bytes.len() - 1).contains(at)) {
        let initial = bytes[at - 1].is_ascii_uppercase() && bytes[at + 1].is_ascii_uppercase();
        if initial && (at == 1 || matches!(bytes[at - 2], b'.' | b' ' | b'-')) {
            spaced.push_str(&part[from..=at]);
            spaced.push(' ');
            from = at + 1;
        }
    }
    if from == 0 {
        return super::text::decode_name(part);
    }
    spaced.push_str(&part[from..]);
    super::text::decode_name(&spaced)
}

const WRITE: Encode = Encode { ascii: true, flavour: Flavour::Arxiv };

/// Writes names with their affiliations behind them. A list cut off ends in
/// `et al.`; whether reading gives the names back is for the caller to see.
pub(super) fn encode(names: &Names) -> String {
    let mut out = String::new();
    let mut part = String::new();
    for (at, name) in names.list.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        part.clear();
        display::write(name, &mut part);
        push(&part, &mut out);
        let affiliations = name.details.as_ref().map_or(&[][..], |details| &details.affiliations);
        for affiliation in affiliations {
            out.push_str(" (");
            push(&affiliation.to_plain(), &mut out);
            out.push(')');
        }
    }
    match names.others {
        Some(Others::Count(count)) => out.push_str(&format!(", et al. ({count} additional authors not shown)")),
        Some(Others::Unknown) => out.push_str(", et al."),
        None => {}
    }
    let out = out.trim_start_matches([',', ' ']);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn push(words: &str, out: &mut String) {
    if words.is_ascii() && !is_tex(words) {
        out.push_str(words);
    } else {
        tex::encode_plain(words, WRITE, out);
    }
}

#[cfg(test)]
mod tests;
