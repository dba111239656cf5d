//! Text and names between the page and the record.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::lines;
use crate::codec::names::display;
use crate::codec::scan;
use crate::codec::tex::{self, Braces, Decode, Encode, Flavour};
use crate::ir::{Name, Names, Others, Text};

const READ: Decode = Decode { paragraphs: false, braces: Braces::Drop };
const WRITE: Encode = Encode { ascii: false, flavour: Flavour::Arxiv };

/// How the lines of a value belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// They were one line.
    Line,
    /// Each is a paragraph.
    Paragraphs,
}

const ENTITIES: [(&str, &str); 6] =
    [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];

/// What arXiv puts around words that were searched for.
const HIT: (&str, &str) = ("<span class=\"search-hit mathjax\">", "</span>");

/// Takes off what the way from the page to the file did to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cleaner {
    entities: bool,
    hits: bool,
}

impl Cleaner {
    /// For a record with this source. Entities are resolved only in a record
    /// that has one, for the source then is that of the page.
    pub fn of(source: &str) -> Cleaner {
        let (mut entities, mut hits) = (false, false);
        for at in memchr::memchr2_iter(b'&', b'<', source.as_bytes()) {
            let rest = &source[at..];
            match rest.as_bytes()[0] {
                b'&' => entities = entities || ENTITIES.iter().any(|(name, _)| rest.starts_with(name)),
                _ => hits = hits || rest.starts_with(HIT.0),
            }
        }
        Cleaner { entities, hits }
    }

    /// A value of one line: one blank between words, none around them.
    pub fn line<'a>(self, source: &'a str) -> Cow<'a, str> {
        self.clean(source, Shape::Line)
    }

    /// A value of several lines; blank ones and blanks around lines go.
    pub fn paragraphs<'a>(self, source: &'a str) -> Cow<'a, str> {
        self.clean(source, Shape::Paragraphs)
    }

    fn clean<'a>(self, source: &'a str, shape: Shape) -> Cow<'a, str> {
        let source = lines::trim(source);
        if !self.entities && !self.hits && is_clean(source.as_bytes(), shape) {
            return Cow::Borrowed(source);
        }
        let mut source = Cow::Borrowed(source);
        if self.hits {
            source = without_hits(&source).into();
        }
        if self.entities {
            source = unescape(&source).into();
        }
        let mut out = String::with_capacity(source.len());
        for line in source.split('\n') {
            let before = out.len();
            let blank = |c: char| matches!(c, ' ' | '\t' | '\r' | '\u{c}' | '\u{a0}');
            for word in line.split(blank).filter(|word| !word.is_empty()) {
                if out.len() > before {
                    out.push(' ');
                } else if before > 0 {
                    out.push(if shape == Shape::Line { ' ' } else { '\n' });
                }
                out.push_str(word);
            }
        }
        Cow::Owned(out)
    }
}

/// Whether a trimmed text has single blanks only, and line ends only where
/// they mean something.
pub(super) fn is_clean(bytes: &[u8], shape: Shape) -> bool {
    let line = shape == Shape::Line;
    // Fewer comparisons, which stop at line ends and at what ends like a hard blank.
    if scan::none(bytes, |before, here| (here < b' ') | (here == 0xa0) | ((here == b' ') & (before == b' '))) {
        return true;
    }
    scan::none(bytes, |before, here| {
        let blank = (before == b' ') | (before == b'\n');
        (blank & (here == b' '))
            | ((here == b'\n') & (line | blank))
            | (here == b'\t')
            | (here == b'\r')
            | (here == 0x0c)
            | ((here == 0xa0) & (before == 0xc2))
    })
}

fn without_hits(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, behind)) = rest.split_once(HIT.0) {
        out.push_str(before);
        rest = behind;
        if let Some((hit, behind)) = rest.split_once(HIT.1) {
            out.push_str(hit);
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

fn unescape(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (name, means) = ENTITIES.into_iter().find(|(name, _)| rest.starts_with(name)).unwrap_or(("&", "&"));
        out.push_str(means);
        rest = &rest[name.len()..];
    }
    out.push_str(rest);
    out
}

/// Whether TeX may mean something else by a text than its characters, or
/// write them otherwise.
pub(super) fn is_special(text: &str) -> bool {
    !scan::none(text.as_bytes(), |before, b| {
        let own = (b == b'\\') | (b == b'{') | (b == b'}') | (b == b'$') | (b == b'~') | (b == b'`') | (b == b'"');
        // Written otherwise in BibTeX.
        let other = (b == b'%') | (b == b'&') | (b == b'#') | (b == b'_') | (b == b'^') | (b == b'<') | (b == b'>');
        // General punctuation and the hard blank.
        let wide = (b == 0xe2) | (b == 0xc2);
        let pair = ((b == b'-') | (b == b'\'')) & (before == b);
        own | other | wide | pair | (b < 0x20) | (b == 0x7f)
    })
}

/// Reads cleaned text.
pub(super) fn decode(source: &str, shape: Shape) -> Text {
    match shape {
        Shape::Line if !is_special(source) => Text::from(source),
        Shape::Line => tex::decode(source, READ),
        Shape::Paragraphs if !is_special(source) && !source.contains('\n') => Text::from(source),
        Shape::Paragraphs => tex::decode_paragraphs(source, READ),
    }
}

/// Writes text, whether or not reading gives it back.
pub(super) fn encode(text: &Text, shape: Shape) -> String {
    let mut out = String::new();
    tex::encode(text, WRITE, &mut out);
    let plain = Cleaner { entities: false, hits: false };
    match plain.clean(&out, shape) {
        Cow::Borrowed(clean) if clean.len() == out.len() => out,
        clean => clean.into_owned(),
    }
}

/// Writes text in ASCII as far as TeX has commands for it.
pub(super) fn encode_ascii(text: &Text, shape: Shape) -> String {
    let mut out = String::new();
    tex::encode(text, Encode { ascii: true, ..WRITE }, &mut out);
    folded(&out, shape)
}

/// A value with single blanks, and with line ends only where they mean something.
pub(super) fn folded(source: &str, shape: Shape) -> String {
    Cleaner { entities: false, hits: false }.clean(source, shape).into_owned()
}

/// Reads what was written, as the reader would.
pub(super) fn read_back(written: &str, shape: Shape) -> Text {
    decode(&Cleaner::of(written).clean(written, shape), shape)
}

/// Text as it is to stand on the page, and whether reading gives it back.
pub(super) fn write<'t>(text: &'t Text, spelling: Option<&'t str>, shape: Shape) -> (Cow<'t, str>, bool) {
    if let Text::Plain(plain) = text
        && !is_special(plain)
        && is_clean(plain.as_bytes(), Shape::Line)
        && lines::trim(plain).len() == plain.len()
    {
        return (Cow::Borrowed(plain), true);
    }
    if let Some(spelling) = spelling
        && is_clean(spelling.as_bytes(), shape)
        && lines::trim(spelling).len() == spelling.len()
        && read_back(spelling, shape) == *text
    {
        return (Cow::Borrowed(spelling), true);
    }
    let out = encode(text, shape);
    let again = read_back(&out, shape);
    if again == *text {
        return (out.into(), true);
    }
    // What was read would be written like this.
    (encode(&again, shape).into(), false)
}

/// Reads names: separated by commas, or one a line where there is no comma.
pub(super) fn decode_names(source: &str) -> Names {
    let mut names = Names::default();
    // The count of the rest may itself hold commas.
    static CUT: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("et al"));
    let last = CUT.find(source.as_bytes()).and_then(|_| source.rfind("et al"));
    let last = last.filter(|&at| at == 0 || lines::end(&source.as_bytes()[..at]) < at);
    let counted = last.and_then(|at| Some((at, others(lines::trim(&source[at..]))?)));
    let source = counted.as_ref().map_or(source, |(at, _)| &source[..*at]);
    let by_lines = memchr::memchr2(b',', b'(', source.as_bytes()).is_none() && source.contains('\n');
    let mark = if by_lines { b'\n' } else { b',' };
    let mut from = 0;
    let plain = !is_tex(source);
    for to in memchr::memchr_iter(mark, source.as_bytes()).chain([source.len()]) {
        let part = lines::trim(&source[from..to]);
        from = to + 1;
        if part.is_empty() {
            continue;
        }
        match others(part) {
            Some(others) => names.others = Some(others),
            None if plain && memchr::memchr(b'\n', part.as_bytes()).is_none() => names.list.push(display::parse(part)),
            None => names.list.push(decode_name(part)),
        }
    }
    names.others = counted.map(|(_, others)| others).or(names.others);
    names
}

/// Reads `et al. (536 additional authors not shown)`.
pub(super) fn others(part: &str) -> Option<Others> {
    let rest = part.strip_prefix("et al")?;
    let rest = lines::trim(rest.strip_prefix('.').unwrap_or(rest));
    if rest.is_empty() {
        return Some(Others::Unknown);
    }
    let inner = rest.strip_prefix('(')?.strip_suffix(')')?;
    let mut words = inner.split_whitespace();
    let count = words.next()?.replace(',', "").parse().ok()?;
    let tail: Vec<_> = words.collect();
    matches!(tail[..], ["additional", "author" | "authors", "not", "shown"]).then_some(Others::Count(count))
}

/// Whether TeX may mean something else by a name than its characters.
pub(super) fn is_tex(part: &str) -> bool {
    !scan::none(part.as_bytes(), |_, b| {
        (b == b'\\') | (b == b'{') | (b == b'}') | (b == b'$') | (b == b'~') | (b == 0xc2)
    })
}

/// Reads one name.
pub(super) fn decode_name(part: &str) -> Name {
    // A name may be wrapped where its commas tell the names apart.
    let wrapped = memchr::memchr(b'\n', part.as_bytes()).is_some();
    let part = if wrapped { Cow::Owned(part.replace('\n', " ")) } else { Cow::Borrowed(part) };
    if !is_tex(&part) {
        return display::parse(&part);
    }
    display::parse(&tex::decode_plain(&dotted(&part)))
}

/// Undoes what arXiv's own conversion does to an accent over a dotless letter:
/// `\'ı` for `\'\i`.
fn dotted(part: &str) -> Cow<'_, str> {
    if !part.contains(['ı', 'ȷ']) {
        return Cow::Borrowed(part);
    }
    let mut out = String::with_capacity(part.len());
    for c in part.chars() {
        let accented = |out: &str| {
            let mut back = out.trim_end_matches('{').chars().rev();
            back.next().is_some_and(|c| "'`^\"~=.".contains(c)) && back.next() == Some('\\')
        };
        match c {
            'ı' if accented(&out) => out.push('i'),
            'ȷ' if accented(&out) => out.push('j'),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Writes names one a line, as the search results do.
pub(super) fn encode_names(names: &Names) -> String {
    let mut out = String::new();
    let mut part = String::new();
    for (at, name) in names.list.iter().enumerate() {
        if at > 0 {
            out.push_str(",\n");
        }
        part.clear();
        display::write(name, &mut part);
        if is_tex(&part) {
            let plain = std::mem::take(&mut part);
            tex::encode_plain(&plain, WRITE, &mut part);
        }
        out.push_str(&Cleaner { entities: false, hits: false }.line(&part));
    }
    match names.others {
        Some(Others::Count(count)) => out.push_str(&format!("\n, et al. ({count} additional authors not shown)")),
        Some(Others::Unknown) => out.push_str("\n, et al."),
        None => {}
    }
    lines::trim(&out).to_owned()
}

/// Reads written names as the reader would.
pub(super) fn names_back(written: &str) -> Names {
    decode_names(&Cleaner::of(written).paragraphs(written))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(source: &str) -> String {
        Cleaner::of(source).line(source).into_owned()
    }

    #[test]
    fn what_the_way_did_is_taken_off() {
        assert_eq!(cleaned(" a\u{a0} b\r\n c "), "a b c");
        assert_eq!(cleaned("x &lt; y &amp;lt; z"), "x < y &lt; z");
        assert_eq!(cleaned("AT&T <4K"), "AT&T <4K");
        assert_eq!(cleaned("a <span class=\"search-hit mathjax\">b</span> c"), "a b c");
        assert_eq!(Cleaner::of("").paragraphs(" a\n\n  b\r\n"), "a\nb");
    }

    #[test]
    fn names_in_every_layout() {
        let families = |source: &str| {
            let names = decode_names(source);
            (names.list.iter().map(|name| name.display()).collect::<Vec<_>>(), names.others)
        };
        let three = vec!["Example, Ada".to_owned(), "Bo".to_owned(), "Test, Carla M.".to_owned()];
        assert_eq!(families("Ada Example,\nBo,\nCarla M. Test"), (three.clone(), None));
        assert_eq!(families("Ada Example, Bo, Carla M. Test"), (three.clone(), None));
        assert_eq!(families("Ada Example\nBo\nCarla M. Test"), (three.clone(), None));
        let cut = "Ada Example,\nBo,\nCarla M. Test\n, et al. (536 additional authors not shown)";
        assert_eq!(families(cut), (three.clone(), Some(Others::Count(536))));
        assert_eq!(encode_names(&decode_names(cut)), cut);
        let thousands = "Ada Example, Bo, Carla M. Test, et al. (1,234 additional authors not shown)";
        assert_eq!(families(thousands), (three.clone(), Some(Others::Count(1234))));
        assert_eq!(families("Ada Example, Bo, Carla M. Test, et al."), (three, Some(Others::Unknown)));
        assert_eq!(families("Mar\\'ıa Prueba").0, ["Prueba, María"]);
    }
}
