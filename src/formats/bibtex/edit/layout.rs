//! How an entry is laid out: where its parts stand, and how another part would
//! have to be written to look like them.

use std::ops::Range;

use super::super::lexer::{Lexer, Piece, head, is_balanced, skip_white};
use super::super::notation::Bib;
use crate::map::RawRecord;

/// A field in the source.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub name: Range<usize>,
    pub equals: usize,
    pub value: Range<usize>,
}

/// An entry taken apart.
pub(super) struct Layout<'t> {
    pub text: &'t str,
    /// The word behind the `@`.
    pub word: Range<usize>,
    /// Behind the opening delimiter.
    pub open: usize,
    pub key: Option<Range<usize>>,
    pub items: Vec<Item>,
    style: Style,
}

/// What fields of this entry have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Style {
    /// From the end of a value to the next name, with its comma.
    between: String,
    /// Blanks before and behind `=`.
    before: String,
    behind: String,
    align: Align,
    letters: Letters,
    /// Words are in quotes and not in braces.
    quoted: bool,
    /// Numbers stand bare.
    bare: bool,
}

/// What stands below each other, and in which column from the name (or, for
/// names that end in one column, from the beginning of the line).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Align {
    #[default]
    Nothing,
    Equals(usize),
    Values(usize),
    NamesRight(usize),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Letters {
    #[default]
    Mixed,
    Lower,
    Upper,
    Capital,
}

impl Letters {
    fn of(words: &[&str]) -> Letters {
        let all = |test: &dyn Fn(&str) -> bool| !words.is_empty() && words.iter().all(|word| test(word));
        let lower = |word: &str| !word.bytes().any(|b| b.is_ascii_uppercase());
        match () {
            () if all(&lower) => Letters::Lower,
            () if all(&|word| !word.bytes().any(|b| b.is_ascii_lowercase())) => Letters::Upper,
            () if all(&|word| word.as_bytes()[0].is_ascii_uppercase() && lower(&word[1..])) => Letters::Capital,
            () => Letters::Mixed,
        }
    }

    fn apply(self, word: &str) -> String {
        match self {
            Letters::Mixed => word.to_owned(),
            Letters::Lower => word.to_ascii_lowercase(),
            Letters::Upper => word.to_ascii_uppercase(),
            Letters::Capital => {
                let mut word = word.to_ascii_lowercase();
                if let Some(first) = word.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                word
            }
        }
    }
}

/// The place of a part of the text in it.
fn place(text: &str, part: &str) -> Option<Range<usize>> {
    let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
    (text.get(start..start + part.len()) == Some(part)).then(|| start..start + part.len())
}

impl<'t> Layout<'t> {
    /// The layout of a text whose fields are these.
    pub fn of(text: &'t str, raw: &RawRecord<'t, Bib>) -> Option<Layout<'t>> {
        let head = head(text)?;
        let word = place(text, head.word)?;
        let key = match raw.key.as_deref() {
            Some(key) => Some(place(text, key)?),
            None => None,
        };
        let mut items: Vec<Item> = Vec::with_capacity(raw.fields.len());
        for field in &raw.fields {
            let name = place(text, &field.name)?;
            let value = field.at as usize..(field.at + field.len) as usize;
            let equals = name.end + text.get(name.end..value.start)?.find('=')?;
            text.get(value.clone())?;
            items.push(Item { name, equals, value });
        }
        let mut layout = Layout { text, word, open: head.open, key, items, style: Style::default() };
        layout.style = layout.style();
        Some(layout)
    }

    /// Where the part before field `at` ends.
    pub fn before(&self, at: usize) -> usize {
        match at.checked_sub(1) {
            Some(before) => self.items[before].value.end,
            None => self.key.as_ref().map_or(self.open, |key| key.end),
        }
    }

    /// What stands between field `at` and the part before it.
    pub fn gap(&self, at: usize) -> &'t str {
        &self.text[self.before(at)..self.items[at].name.start]
    }

    /// Whether a stretch between fields holds nothing but blanks and commas.
    pub fn is_clean(gap: &str) -> bool {
        gap.bytes().all(|byte| byte.is_ascii_whitespace() || byte == b',')
    }

    /// How lines end here.
    fn newline(&self) -> &'static str {
        match self.text.find(['\n', '\r']).map(|at| &self.text.as_bytes()[at..]) {
            Some([b'\r', b'\n', ..]) => "\r\n",
            Some([b'\r', ..]) => "\r",
            _ => "\n",
        }
    }

    fn style(&self) -> Style {
        let names: Vec<&str> = self.items.iter().map(|item| &self.text[item.name.clone()]).collect();
        let value = |item: &Item| self.text[item.value.clone()].bytes().next();
        let has = |test: &dyn Fn(u8) -> bool| self.items.iter().filter_map(value).any(test);
        let mut style = Style {
            between: match self.items.is_empty() || self.text.contains(['\n', '\r']) {
                true => format!(",{}  ", self.newline()),
                false => ", ".to_owned(),
            },
            before: " ".to_owned(),
            behind: " ".to_owned(),
            align: self.align(),
            letters: Letters::of(&names),
            quoted: has(&|byte| byte == b'"') && !has(&|byte| byte == b'{'),
            bare: has(&|byte| byte.is_ascii_digit()),
        };
        // The second and later fields show best how fields follow each other.
        let clean = |at: &usize| Layout::is_clean(self.gap(*at));
        let first = self.key.is_some().then_some(0);
        if let Some(at) = (1..self.items.len()).rev().chain(first).filter(|at| *at < self.items.len()).find(clean) {
            let gap = self.gap(at);
            style.between = if gap.contains(',') { gap.to_owned() } else { format!(",{gap}") };
        }
        if let Some(item) = self.items.last() {
            style.before = self.text[item.name.end..item.equals].to_owned();
            style.behind = self.text[item.equals + 1..item.value.start].to_owned();
        }
        style
    }

    fn align(&self) -> Align {
        let chars = |range: Range<usize>| self.text[range].chars().count();
        let same = |of: &dyn Fn(&Item) -> usize| {
            let first = self.items.first().map(of)?;
            self.items.iter().all(|item| of(item) == first).then_some(first)
        };
        if same(&|item| chars(item.name.clone())).is_some() {
            return Align::Nothing;
        }
        let line = |item: &Item| self.text[..item.name.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if let Some(column) = same(&|item| chars(item.name.start..item.equals)) {
            return Align::Equals(column);
        }
        if let Some(column) = same(&|item| chars(item.name.start..item.value.start)) {
            return Align::Values(column);
        }
        match same(&|item| chars(line(item)..item.name.end)) {
            Some(column) => Align::NamesRight(column),
            None => Align::Nothing,
        }
    }

    /// A field as it would stand here, from its name on.
    pub fn field(&self, name: &str, value: &str) -> String {
        let (name, style) = (self.style.letters.apply(name), &self.style);
        let len = name.chars().count();
        let (mut before, mut behind) = (style.before.clone(), style.behind.clone());
        match style.align {
            Align::Equals(column) => before = " ".repeat(column.saturating_sub(len).max(usize::from(len < column))),
            Align::Values(column) => {
                behind = " ".repeat(column.saturating_sub(len + before.chars().count() + 1).max(1));
            }
            Align::NamesRight(_) | Align::Nothing => {}
        }
        if style.align != Align::Nothing && before.is_empty() && !style.before.is_empty() {
            " ".clone_into(&mut before);
        }
        format!("{name}{before}={behind}{value}")
    }

    /// The same with the comma and the blanks before it.
    pub fn another(&self, name: &str, value: &str) -> String {
        let mut out = self.style.between.clone();
        if let Align::NamesRight(column) = self.style.align {
            let line = out.rfind(['\n', '\r']).map_or(0, |at| at + 1);
            out.truncate(line);
            out.push_str(&" ".repeat(column.saturating_sub(name.chars().count())));
        }
        out.push_str(&self.field(name, value));
        if self.items.is_empty() && !self.text[self.before(0)..].contains(['\n', '\r']) {
            out.push_str(self.newline());
        }
        out
    }

    /// A value in the delimiters that are used here, or that the value in its
    /// place has.
    pub fn value(&self, new: &str, old: Option<&str>) -> String {
        let Some(words) = only_braced(new) else { return self.lines(new) };
        let digits = !words.is_empty() && words.bytes().all(|byte| byte.is_ascii_digit());
        let (bare, quoted) = match old.map(|old| old.as_bytes().first().copied()) {
            Some(Some(b'"')) if single(old) => (false, true),
            Some(Some(b'{')) if single(old) => (false, false),
            Some(Some(b'0'..=b'9')) if single(old) => (true, self.style.quoted),
            _ => (self.style.bare, self.style.quoted),
        };
        match () {
            () if bare && digits => words.to_owned(),
            () if quoted && is_quotable(words) => self.lines(&format!("\"{words}\"")),
            () => self.lines(new),
        }
    }

    /// With the line ends that are used here.
    fn lines(&self, value: &str) -> String {
        match self.newline() {
            "\n" => value.to_owned(),
            newline => value.replace("\r\n", "\n").replace(['\n', '\r'], newline),
        }
    }

    /// The type, in letters as those of the one that stands here.
    pub fn kind(&self, native: &str) -> String {
        Letters::of(&[&self.text[self.word.clone()]]).apply(native)
    }

    /// The bytes to take out so that field `at` is gone.
    pub fn extent(&self, at: usize) -> Range<usize> {
        let item = &self.items[at];
        let bytes = self.text.as_bytes();
        let comma = |end: usize| match skip_white(bytes, end) {
            comma if bytes.get(comma) == Some(&b',') => comma + 1,
            _ => end,
        };
        if Layout::is_clean(self.gap(at)) {
            if at > 0 {
                return self.before(at)..item.value.end;
            }
            // The comma behind the key stays: it shows where the entry begins.
            if self.key.is_some() && self.gap(0).contains(',') {
                return comma(self.before(0))..comma(item.value.end);
            }
        }
        let blanks = |mut at: usize| {
            while matches!(bytes.get(at), Some(b' ' | b'\t')) {
                at += 1;
            }
            at
        };
        let line = self.text[..item.name.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let own = blanks(line) == item.name.start;
        let mut end = comma(item.value.end);
        if !own {
            return item.name.start..end;
        }
        end = blanks(end);
        end += usize::from(bytes.get(end) == Some(&b'\r'));
        end += usize::from(bytes.get(end) == Some(&b'\n'));
        line..end
    }
}

/// What stands in the braces of a value that is one piece in braces.
fn only_braced(value: &str) -> Option<&str> {
    let mut lexer = Lexer::new(value, 0);
    match lexer.piece() {
        Ok(Piece::Braced(words)) if lexer.at == value.len() => Some(words),
        _ => None,
    }
}

/// Whether a value is one piece.
fn single(value: Option<&str>) -> bool {
    let value = value.unwrap_or_default();
    let mut lexer = Lexer::new(value, 0);
    lexer.piece().is_ok() && lexer.at == value.len()
}

/// Whether this can stand between quotes.
fn is_quotable(words: &str) -> bool {
    let quoted = format!("\"{words}\"");
    let mut lexer = Lexer::new(&quoted, 0);
    is_balanced(words)
        && !words.contains('@')
        && matches!(lexer.piece(), Ok(Piece::Quoted(all)) if all == words)
        && lexer.at == quoted.len()
}
