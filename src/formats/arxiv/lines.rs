//! What a line of search results is, by itself: a rule, a heading, a label, the
//! line of dates, page furniture.

/// What a line is, whatever stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing but blanks.
    Blank,
    /// A mark between records: `-`, `*`, `•`, `12.`.
    Rule,
    /// `arXiv:2508.99901 [pdf, other]`, with tags and DOIs or without.
    Heading,
    /// `Authors:`; the names begin at this byte.
    Authors(usize),
    /// `Abstract:`; the text begins at this byte.
    Abstract(usize),
    /// Dates and nothing else.
    Dates,
    /// A label of what stands below the dates, its number in [`LABELS`].
    Label(usize),
    /// Anything else.
    Other,
}

/// The labels below the dates, and the native names of what they label.
pub(super) const LABELS: [(&str, &str); 5] = [
    ("Comments:", "comments"),
    ("Report number:", "report-number"),
    ("MSC Class:", "msc-class"),
    ("ACM Class:", "acm-class"),
    ("Journal ref:", "journal-ref"),
];

/// The labels that share a line in a browser.
pub(super) const CLASS_LABELS: std::ops::Range<usize> = 1..4;

/// The bytes of one blank at the beginning: ASCII blanks and U+00A0.
fn leading_blank(bytes: &[u8]) -> usize {
    match bytes {
        [b' ' | b'\t' | b'\r' | b'\n' | 0x0c, ..] => 1,
        [0xc2, 0xa0, ..] => 2,
        _ => 0,
    }
}

/// How many bytes of blanks a text begins with.
pub(super) fn blanks(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match leading_blank(&bytes[at..]) {
            0 => return at,
            n => at += n,
        }
    }
}

/// Where a text ends if the blanks behind it are left out.
pub(super) fn end(bytes: &[u8]) -> usize {
    let mut end = bytes.len();
    loop {
        match &bytes[..end] {
            [.., b' ' | b'\t' | b'\r' | b'\n' | 0x0c] => end -= 1,
            [.., 0xc2, 0xa0] => end -= 2,
            _ => return end,
        }
    }
}

/// A text without the blanks around it.
pub(super) fn trim(text: &str) -> &str {
    let bytes = text.as_bytes();
    let end = end(bytes);
    &text[blanks(&bytes[..end])..end]
}

/// What a line without blanks around it is.
pub(super) fn kind(line: &[u8]) -> Kind {
    let Some(first) = line.first() else { return Kind::Blank };
    let is = |found: bool, kind| if found { kind } else { Kind::Other };
    match first {
        b'-' | b'*' => is(line.len() == 1, Kind::Rule),
        0xe2 => is(line == "•".as_bytes(), Kind::Rule),
        b'0'..=b'9' => is(is_number_rule(line), Kind::Rule),
        b'a' if line.starts_with(b"arXiv:") => {
            is(as_text(line).and_then(super::head::heading).is_some(), Kind::Heading)
        }
        b'A' if line.starts_with(b"Authors:") => Kind::Authors(8 + blanks(&line[8..])),
        b'A' if line.starts_with(b"Abstract") => abstract_label(line).map_or(Kind::Other, Kind::Abstract),
        b'S' | b'v' | b'o' | b'L' => is(may_be_dates(line) && as_text(line).and_then(dates).is_some(), Kind::Dates),
        b'C' | b'R' | b'M' | b'A' | b'J' => label(line).map_or(Kind::Other, Kind::Label),
        _ => Kind::Other,
    }
}

/// The same for a line that is text, and the dates if it holds them.
pub(super) fn kind_and_dates(line: &str) -> (Kind, Option<Dates<'_>>) {
    if !may_be_dates(line.as_bytes()) {
        return (kind(line.as_bytes()), None);
    }
    let found = dates(line);
    (if found.is_some() { Kind::Dates } else { Kind::Other }, found)
}

fn as_text(line: &[u8]) -> Option<&str> {
    std::str::from_utf8(line).ok()
}

fn is_number_rule(line: &[u8]) -> bool {
    line.len() <= 8 && line.last() == Some(&b'.') && line[..line.len() - 1].iter().all(u8::is_ascii_digit)
}

fn abstract_label(line: &[u8]) -> Option<usize> {
    let at = 8 + blanks(&line[8..]);
    match line.get(at) {
        Some(b':') => Some(at + 1 + blanks(&line[at + 1..])),
        None => Some(at),
        Some(_) => None,
    }
}

/// The number of the label that a line begins with.
pub(super) fn label(line: &[u8]) -> Option<usize> {
    LABELS.iter().position(|(label, _)| line.len() >= label.len() && line[..label.len()] == *label.as_bytes())
}

fn may_be_dates(line: &[u8]) -> bool {
    [&b"Submitted"[..], b"v1", b"originally", b"Latest"].iter().any(|word| line.starts_with(word))
}

/// What a button at the end of a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Button {
    /// `▽ More`: what precedes is shortened.
    More,
    /// `△ Less`: here the abstract ends.
    Less,
}

/// The button at the end of a line, and where the text before it ends.
///
/// A question mark stands for a triangle that a bad encoding lost.
pub(super) fn button(line: &[u8]) -> Option<(usize, Button)> {
    let (rest, button, triangle) = match line {
        [rest @ .., b'M', b'o', b'r', b'e'] => (rest, Button::More, "▽"),
        [rest @ .., b'L', b'e', b's', b's'] => (rest, Button::Less, "△"),
        _ => return None,
    };
    let before = end(rest);
    if before == rest.len() {
        return None;
    }
    let rest = &rest[..before];
    if let Some(text) = rest.strip_suffix(triangle.as_bytes()) {
        return Some((end(text), button));
    }
    let text = rest.strip_suffix(b"?")?;
    (text.is_empty() || end(text) < text.len()).then(|| (end(text), button))
}

/// The parts of a line of dates, as written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Dates<'l> {
    /// When the version shown was submitted: `7 June, 2025`.
    pub submitted: Option<&'l str>,
    /// When the first version was submitted, if that is another one.
    pub first: Option<&'l str>,
    /// The month of announcement: `May 2025`.
    pub announced: Option<&'l str>,
    /// The latest version, if another one is shown: `2401.99902v3`.
    pub latest: Option<&'l str>,
}

/// Reads a line that holds dates and nothing else, in part or whole:
///
/// ```text
/// Submitted 7 June, 2025; v1 submitted 1 May, 2025; originally announced May 2025. Latest version: 2505.00001v2.
/// ```
pub(super) fn dates(line: &str) -> Option<Dates<'_>> {
    let mut rest = line;
    let mut found = Dates::default();
    if words(&mut rest, &["Submitted"]) {
        found.submitted = Some(day(&mut rest)?);
    }
    if words(&mut rest, &["v1", "submitted"]) {
        found.first = Some(day(&mut rest)?);
    }
    if words(&mut rest, &["originally", "announced"]) {
        found.announced = Some(month(&mut rest)?);
    }
    if words(&mut rest, &["Latest", "version:"]) {
        found.latest = Some(version(&mut rest)?);
    }
    // Pages put together without a line end between them: the mark of the next
    // record stands behind the dates of the last one.
    let rest = trim(rest);
    let ended = rest.is_empty() || found.announced.is_some() && kind(rest.as_bytes()) == Kind::Rule;
    (found != Dates::default() && ended).then_some(found)
}

fn words(rest: &mut &str, words: &[&str]) -> bool {
    let mut at = *rest;
    for word in words {
        at = &at[blanks(at.as_bytes())..];
        if at.as_bytes().first() != word.as_bytes().first() {
            return false;
        }
        let Some(behind) = at.strip_prefix(word) else { return false };
        if blanks(behind.as_bytes()) == 0 {
            return false;
        }
        at = behind;
    }
    *rest = at;
    true
}

/// Takes characters of one kind; at least one.
fn run<'l>(rest: &mut &'l str, of: impl Fn(&u8) -> bool) -> Option<&'l str> {
    let len = rest.bytes().position(|b| !of(&b)).unwrap_or(rest.len());
    let (taken, behind) = rest.split_at(len);
    *rest = behind;
    (len > 0).then_some(taken)
}

fn skip_blanks(rest: &mut &str) -> bool {
    let n = blanks(rest.as_bytes());
    *rest = &rest[n..];
    n > 0
}

fn day<'l>(rest: &mut &'l str) -> Option<&'l str> {
    skip_blanks(rest);
    let from = *rest;
    let day = run(rest, u8::is_ascii_digit)?;
    let blank = skip_blanks(rest);
    run(rest, u8::is_ascii_alphabetic)?;
    *rest = rest.strip_prefix(',')?;
    skip_blanks(rest);
    let year = run(rest, u8::is_ascii_digit)?;
    let date = &from[..from.len() - rest.len()];
    *rest = rest.strip_prefix(';')?;
    (blank && day.len() <= 2 && year.len() == 4).then_some(date)
}

fn month<'l>(rest: &mut &'l str) -> Option<&'l str> {
    skip_blanks(rest);
    let from = *rest;
    run(rest, u8::is_ascii_alphabetic)?;
    let blank = skip_blanks(rest);
    let year = run(rest, u8::is_ascii_digit)?;
    let date = &from[..from.len() - rest.len()];
    *rest = rest.strip_prefix('.')?;
    (blank && year.len() == 4).then_some(date)
}

fn version<'l>(rest: &mut &'l str) -> Option<&'l str> {
    skip_blanks(rest);
    let id = run(rest, u8::is_ascii_graphic)?;
    let id = id.strip_suffix('.').unwrap_or(id);
    (!id.is_empty()).then_some(id)
}

/// Words of the page that stand alone or side by side on a line.
const BUTTONS: [&str; 22] = [
    "Announcement date (newest first)",
    "Announcement date (oldest first)",
    "Submission date (newest first)",
    "Submission date (oldest first)",
    "Search term or terms",
    "results per page.",
    "results per page",
    "Search term...",
    "Sort results by",
    "Advanced Search",
    "Show abstracts",
    "Hide abstracts",
    "Search term",
    "All fields",
    "Relevance",
    "Previous",
    "Search",
    "Next",
    "Go",
    "…",
    "/",
    "|",
];

/// Whether a line belongs to the page around the records.
pub(super) fn is_furniture(line: &str) -> bool {
    if let Some(rest) = line.strip_prefix("Showing ") {
        return rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(" results");
    }
    if line.starts_with("Searching in archive ") {
        return true;
    }
    if let Some(rest) = line.strip_prefix("Only ") {
        return rest.ends_with(" pages are available. Please refine your search.");
    }
    if line.starts_with("Sorry, your query ") {
        return line.ends_with("produced no results.");
    }
    let mut rest = line;
    'buttons: while !rest.is_empty() {
        for button in BUTTONS {
            if let Some(behind) = rest.strip_prefix(button) {
                rest = trim(behind);
                continue 'buttons;
            }
        }
        let number = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if number == 0 || !(rest[number..].is_empty() || rest[number..].starts_with(' ')) {
            return false;
        }
        rest = trim(&rest[number..]);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_dates() {
        let line = "Submitted 7 June, 2025; v1 submitted 1 May, 2025; originally announced May 2025.";
        let all = dates(line).unwrap();
        assert_eq!(
            (all.submitted, all.first, all.announced),
            (Some("7 June, 2025"), Some("1 May, 2025"), Some("May 2025"))
        );
        let line = "originally announced January 2024. Latest version: 2401.99902v3.";
        assert_eq!(dates(line).unwrap().latest, Some("2401.99902v3"));
        for glued in ["originally announced May 2025.-", "originally announced May 2025. •"] {
            assert_eq!(dates(glued).unwrap().announced, Some("May 2025"), "{glued}");
        }
        assert!(dates("Submitted\u{a0}7\u{a0}June, 2025; ").is_some());
        for line in [
            "Submitted 7 June, 2025; and so on",
            "Submitted to a journal",
            "Submitted 7 June, 2025",
            "originally announced in May 2025.",
            "Submittedly",
            "",
        ] {
            assert_eq!(dates(line), None, "{line}");
        }
    }

    #[test]
    fn buttons_in_every_shape() {
        assert_eq!(button("▽ More".as_bytes()), Some((0, Button::More)));
        assert_eq!(button("△\u{a0}Less".as_bytes()), Some((0, Button::Less)));
        assert_eq!(button("? More".as_bytes()), Some((0, Button::More)));
        assert_eq!(button("sen… ▽ More".as_bytes()), Some((6, Button::More)));
        assert_eq!(button(b"sen... ? More"), Some((6, Button::More)));
        for line in ["Who? More", "No More", "▽More", "△ More", "Less"] {
            assert_eq!(button(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn kinds_of_lines() {
        for (line, is) in [
            ("", Kind::Blank),
            ("-", Kind::Rule),
            ("•", Kind::Rule),
            ("51.", Kind::Rule),
            ("51", Kind::Other),
            ("Authors:", Kind::Authors(8)),
            ("Authors: Ada", Kind::Authors(9)),
            ("Abstract: We", Kind::Abstract(10)),
            ("Abstract:", Kind::Abstract(9)),
            ("Abstract algebra", Kind::Other),
            ("Comments: 1 page", Kind::Label(0)),
            ("ACM Class: I.2", Kind::Label(3)),
            ("arXiv:2508.99901v2 [pdf, ps]", Kind::Heading),
            ("arXiv:2508.99901 considered harmful", Kind::Other),
            ("Submitted 28 August, 2025;", Kind::Dates),
        ] {
            assert_eq!(kind(line.as_bytes()), is, "{line}");
        }
    }

    #[test]
    fn page_furniture() {
        for line in [
            "Showing 1\u{2013}50 of 1,234 results for author: Doe, J",
            "Showing 1\u{2013}3 of 3 results",
            "Searching in archive cs. Search in all archives.",
            "Search term or terms / Show abstracts / Hide abstracts / Advanced Search",
            "50 results per page. / Sort results by / Announcement date (newest first) / Go",
            "Previous / Next / 1 2 3 4 5 …",
            "1 2 3",
            "Only 200 pages are available. Please refine your search.",
            "Sorry, your query for author: X produced no results.",
        ] {
            assert!(is_furniture(line), "{line}");
        }
        for line in ["Next steps", "Going", "2nd", "Showing off", "Searching for dark matter", "Only you"] {
            assert!(!is_furniture(line), "{line}");
        }
    }
}
