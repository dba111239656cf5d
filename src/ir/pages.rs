//! Pages as ranges.

use super::Str;

/// Ranges of pages in normal form: ranges joined by `, `, the two ends of a
/// range by an en dash, so that a page such as `6-1` stays one page.
///
/// ```
/// use ibidem::ir::Pages;
/// let pages = Pages::parse("12--34, 56 ,S1-S9");
/// assert_eq!(pages.as_str(), "12–34, 56, S1–S9");
/// assert_eq!(Pages::parse("6-1").as_str(), "6-1");
/// assert_eq!(Pages::parse("12-").as_str(), "12-");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pages(Str);

/// One range, or one page where `last` is missing.
///
/// ```
/// use ibidem::ir::{PageRange, Pages};
/// let pages = Pages::parse("12-34, 56");
/// assert_eq!(pages.ranges().last(), Some(PageRange { first: "56", last: None }));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageRange<'p> {
    /// First page.
    pub first: &'p str,
    /// Last page.
    pub last: Option<&'p str>,
}

impl Pages {
    /// Reads pages as people write them: two or more hyphens or any dash make a
    /// range; a single hyphen does when both sides are numbers of the same
    /// lettering and the second is not smaller, or is shortened (`123-8`).
    pub fn parse(source: &str) -> Pages {
        let mut out = Str::default();
        // The common case is a number or two around dashes.
        if let Some(pages) = Pages::of_numbers(source) {
            return pages;
        }
        let spaced;
        let doubled = |c: char| (c.is_control() || c.is_whitespace()) && c != ' ';
        let source = if source.contains(doubled) || source.contains("  ") {
            let words = source.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty());
            spaced = words.collect::<Vec<_>>().join(" ");
            &spaced
        } else {
            source
        };
        for part in source.split(',') {
            let part = part.trim();
            if part.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push_str(", ");
            }
            push_range(part, &mut out);
        }
        Pages(out)
    }

    /// The pages, if they are two numbers around a dash and nothing else.
    pub(crate) fn of_numbers(source: &str) -> Option<Pages> {
        let (first, last) = two_numbers(source)?;
        let mut out = Str::with_capacity(first.len() + last.len() + 3);
        out.push_str(first);
        out.push('\u{2013}');
        out.push_str(last);
        Some(Pages(out))
    }

    /// First and last page, if these are numbers that any dash may stand between.
    #[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
    pub(crate) fn numbers(&self) -> Option<(&str, &str)> {
        let bytes = self.0.as_bytes();
        let digits = bytes.iter().position(|b| !b.is_ascii_digit())?;
        let (first, last) = (&self.0[..digits], self.0[digits..].strip_prefix('\u{2013}')?);
        let numbers = digits > 0 && !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
        (numbers && is_range(first, last)).then_some((first, last))
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ranges, in order.
    ///
    /// ```
    /// use ibidem::ir::Pages;
    /// let pages = Pages::parse("12--34, 56");
    /// assert_eq!(pages.ranges().map(|range| range.first).collect::<Vec<_>>(), ["12", "56"]);
    /// ```
    pub fn ranges(&self) -> impl Iterator<Item = PageRange<'_>> {
        self.0.split(", ").filter(|part| !part.is_empty()).map(|part| match part.split_once('\u{2013}') {
            Some((first, last)) => PageRange { first, last: Some(last) },
            None => PageRange { first: part, last: None },
        })
    }

    /// The pages written with another mark between the ends of a range.
    ///
    /// ```
    /// use ibidem::ir::Pages;
    /// assert_eq!(Pages::parse("12-34").with_dash("--"), "12--34");
    /// ```
    pub fn with_dash(&self, dash: &str) -> String {
        self.0.replace('\u{2013}', dash)
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The numbers around a mark that is beyond doubt.
fn two_numbers(source: &str) -> Option<(&str, &str)> {
    let (first, rest) = source.split_at(source.bytes().position(|b| !b.is_ascii_digit())?);
    let clear = rest.strip_prefix("--").or_else(|| rest.strip_prefix('\u{2013}'));
    let last = clear.or_else(|| rest.strip_prefix('-'))?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (number(first) && number(last) && (clear.is_some() || is_range(first, last))).then_some((first, last))
}

/// The letters before the number of a page, and the number.
fn lettered(page: &str) -> Option<(&str, &str)> {
    let (letters, number) = page.split_at(page.find(|c: char| c.is_ascii_digit())?);
    let plain = letters.chars().all(char::is_alphabetic) && number.bytes().all(|b| b.is_ascii_digit());
    plain.then_some((letters, number))
}

fn push_range(part: &str, out: &mut Str) {
    let begin = out.len();
    let (mut rest, mut clear) = (part, false);
    while let Some(start) = rest.find(is_dash) {
        let (before, run) = rest.split_at(start);
        // Dashes with blanks between them are one mark.
        let inside = run.find(|c: char| !is_dash(c) && !c.is_whitespace()).unwrap_or(run.len());
        let mark = run[..inside].trim_end();
        let unsure = mark == "-";
        rest = &run[mark.len()..];
        if unsure {
            out.push_str(before);
            out.push_str(mark);
        } else {
            out.push_str(before.trim_end());
            out.push('\u{2013}');
            rest = rest.trim_start();
            clear = true;
        }
    }
    out.push_str(rest);
    if clear {
        return;
    }
    if let Some((first, last)) = part.split_once('-')
        && is_range(first.trim(), last.trim())
    {
        out.truncate(begin);
        out.push_str(first.trim());
        out.push('\u{2013}');
        out.push_str(last.trim());
    }
}

/// Whether a single hyphen between these two is the mark of a range.
fn is_range(first: &str, last: &str) -> bool {
    // Numbers without zeros before them.
    let number = |text: &str| !text.starts_with('0') && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if number(first) && number(last) && (first.len(), first) <= (last.len(), last) {
        return true;
    }
    let (Some((head, low)), Some((tail, high))) = (lettered(first), lettered(last)) else {
        return roman(first).zip(roman(last)).is_some_and(|(low, high)| low < high);
    };
    let (low, high) = (low.trim_start_matches('0'), high.trim_start_matches('0'));
    let rising = (low.len(), low) <= (high.len(), high);
    if tail.is_empty() && !rising {
        // Shortened: 123-8 stands for 123-128, 123-45 for 123-145.
        return low.len() > high.len() && &low[low.len() - high.len()..] <= high && low.len() > 2;
    }
    (tail == head || tail.is_empty()) && rising
}

/// The value of a Roman number in small letters, in which front matter is counted.
fn roman(page: &str) -> Option<u32> {
    let (mut total, mut before) = (0_u32, 0);
    for byte in page.bytes().rev().take(20) {
        let value = match byte {
            b'i' => 1,
            b'v' => 5,
            b'x' => 10,
            b'l' => 50,
            b'c' => 100,
            b'd' => 500,
            b'm' => 1000,
            _ => return None,
        };
        total = if value < before { total.saturating_sub(value) } else { total + value };
        before = value;
    }
    (!page.is_empty() && page.len() <= 20).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_a_range() {
        for (source, normal) in [
            ("12-34", "12–34"),
            ("12 -- 34", "12–34"),
            ("12---34", "12–34"),
            ("12\u{2014}34", "12–34"),
            ("123-8", "123–8"),
            ("e12-e15", "e12–e15"),
            ("e12-15", "e12–15"),
            ("6-1", "6-1"),
            ("6-1--6-9", "6-1–6-9"),
            ("34-12", "34-12"),
            ("iv--x", "iv–x"),
            ("A-1", "A-1"),
            ("iv-xi", "iv–xi"),
            ("x-iv", "x-iv"),
            ("i-v", "i–v"),
            ("C-D", "C-D"),
            ("", ""),
            ("5, , 7-9", "5, 7–9"),
            ("--", "–"),
            ("1--", "1–"),
            ("45–- 60", "45–60"),
            ("1--1 ER -- 2001", "1–1 ER–2001"),
            ("1\n of  nothing", "1 of nothing"),
        ] {
            assert_eq!(Pages::parse(source).as_str(), normal, "{source}");
        }
    }

    #[test]
    fn the_normal_form_reads_as_itself() {
        for source in ["12-34", "6-1--6-9", "--", "1-2-3", "5,7", "e1", "–4", "4–", "a–b–c"] {
            let once = Pages::parse(source);
            assert_eq!(Pages::parse(once.as_str()), once, "{source}");
        }
    }

    #[test]
    fn ranges_come_apart() {
        let pages = Pages::parse("1-3, 7");
        let ranges: Vec<_> = pages.ranges().collect();
        assert_eq!(ranges, [PageRange { first: "1", last: Some("3") }, PageRange { first: "7", last: None }]);
    }
}
