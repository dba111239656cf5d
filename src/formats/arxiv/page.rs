//! Abstract pages, copied as text.
//!
//! ```text
//! Computer Science > Machine Learning
//! [Submitted on 28 Aug 2025 (v1), last revised 3 Sep 2025 (this version, v2)]
//! Title:A Page Copied by a Tool
//! Authors:Ada Example, Bo
//! Abstract:One sentence.
//! Comments: 4 pages
//! Subjects: Machine Learning (cs.LG)
//! Cite as: arXiv:2508.99931 [cs.LG]
//! Submission history
//! From: Ada Example [view email]
//! [v1] Thu, 28 Aug 2025 17:11:20 UTC (56 KB)
//! ```
//!
//! The words `Title:`, `Authors:`, `Abstract:` may be hidden; then the order of
//! the lines says what they are.

use std::ops::Range;

use super::fields::Fields;
use super::lines::trim;
use super::read::line_at;
use super::{authors, check, taxonomy};
use crate::ir::{ArxivId, Others, normal_doi};
use crate::map::Ctx;

/// Whether a line may stand above the dates: archive and category, the narrow
/// layout's identifier, a note on a withdrawal.
pub(super) fn is_top(line: &[u8]) -> bool {
    // Asked of nearly every line.
    if line.len() < 2 || STARTS[usize::from(line[0])] & (1 << (line[1] & 63)) == 0 {
        return false;
    }
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let line = bare(line);
    if line.len() > 120 {
        return false;
    }
    if line.starts_with("(arXiv:") || is_withdrawn(line) {
        return true;
    }
    let mut marks = memchr::memchr_iter(b'>', line.as_bytes());
    let mark = marks.find(|&at| line[..at].ends_with(' ') && line[at + 1..].starts_with(' '));
    let name = mark.map_or(line, |at| &line[..at - 1]);
    taxonomy::ARCHIVES.iter().any(|archive| archive.name == name)
}

/// For the first byte of a line the second ones, by their last six bits, with
/// which it may be the top of a page.
static STARTS: [u64; 256] = {
    let mut starts = [0; 256];
    // Marks of Markdown and blanks may stand before anything.
    let any = b"#>| \t\xc2";
    let mut at = 0;
    while at < any.len() {
        starts[any[at] as usize] = u64::MAX;
        at += 1;
    }
    let words: [&[u8]; 3] = [b"(arXiv:", b"This paper", b"A newer"];
    let mut at = 0;
    while at < words.len() + taxonomy::ARCHIVES.len() {
        let name = if at < words.len() { words[at] } else { taxonomy::ARCHIVES[at - words.len()].name.as_bytes() };
        starts[name[0] as usize] |= 1 << (name[1] & 63);
        at += 1;
    }
    starts
};

fn is_withdrawn(line: &str) -> bool {
    line.starts_with("This paper has been withdrawn by ")
        || line.starts_with("A newer version of this paper has been withdrawn by ")
}

/// Whether the page goes on to other things.
pub(super) fn is_end(line: &[u8]) -> bool {
    let Ok(line) = std::str::from_utf8(line) else { return false };
    let ends = [
        "Access Paper",
        "Full-text links",
        "Current browse context",
        "References & Citations",
        "Bibliographic Tools",
        "Bibliographic and Citation Tools",
        "Export BibTeX Citation",
        "Bookmark",
    ];
    ends.contains(&bare(line).trim_end_matches(':'))
}

/// A line without the marks of Markdown before it.
fn bare(line: &str) -> &str {
    trim(line.trim_start_matches(['#', '>', '|', ' ', '\t', '\u{a0}']))
}

const LABELS: [(&str, &str); 13] = [
    ("Title:", "title"),
    ("Authors:", "author-string"),
    ("Author:", "author-string"),
    ("Abstract:", "abstract"),
    ("Comments:", "comments"),
    ("Subjects:", "subjects"),
    ("MSC classes:", "msc-class"),
    ("ACM classes:", "acm-class"),
    ("Report number:", "report-number"),
    ("Cite as:", "cite"),
    ("Journal reference:", "journal-ref"),
    ("Related DOI:", "doi"),
    ("License:", "license"),
];

/// Words of the page between the parts of a record.
fn is_furniture(line: &str) -> bool {
    const WHOLE: [&str; 14] = [
        "View PDF",
        "View a PDF",
        "HTML (experimental)",
        "TeX Source",
        "Other Formats",
        "View license",
        "Download PDF",
        "PDF",
        "Focus to learn more",
        "DOI(s) linking to related resources",
        "Submission history",
        "Which authors of this paper are endorsers?",
        "You must enable JavaScript to view entire author list.",
        "Download a PDF of the paper",
    ];
    WHOLE.contains(&line)
        || line.starts_with("View a PDF of the paper titled ")
        || line.starts_with("Download a PDF of the paper titled ")
        || line.starts_with("arXiv-issued DOI via DataCite")
        || line.split(" / ").all(|part| WHOLE.contains(&trim(part)))
}

/// Reads a page.
pub(super) fn read(fields: &mut Fields<'_, '_>, ctx: &mut Ctx<'_>) {
    let text = fields.text;
    let mut page = Page { fields, name: "", open: None, unlabelled: 0, shown: None, history: Vec::new() };
    let mut from = 0;
    while from < text.len() {
        let (line, next) = line_at(text, from);
        from = next;
        let words = bare(&text[line.clone()]);
        if !words.is_empty() {
            page.line(words, line, ctx);
        }
    }
    page.close(ctx);
    page.finish(ctx);
}

struct Page<'p, 'r, 'a> {
    fields: &'p mut Fields<'r, 'a>,
    name: &'static str,
    open: Option<Range<usize>>,
    /// How many of title, authors and abstract stood there without their words.
    unlabelled: u8,
    /// The version that the page shows.
    shown: Option<&'a str>,
    history: Vec<(&'a str, &'a str)>,
}

impl<'a> Page<'_, '_, 'a> {
    fn line(&mut self, words: &'a str, line: Range<usize>, ctx: &mut Ctx<'_>) {
        let at = self.fields.offset(words);
        if let Some(inner) = words.strip_prefix("[Submitted on ").filter(|_| self.name.is_empty()) {
            self.dates(inner.trim_end_matches(']'));
            self.name = "begun";
            return;
        }
        if self.name.is_empty() {
            if is_withdrawn(words) {
                self.fields.push("withdrawn", words);
            } else if let Some(id) = words.strip_prefix("(arXiv:") {
                let id = id.trim_end_matches(')').split([' ', '(']).next().unwrap_or_default();
                self.fields.id(id, ctx);
            }
            return;
        }
        // The text of an abstract may begin as a label does; those below it count.
        let label = LABELS.iter().find(|(label, _)| words.starts_with(label));
        let label = label
            .filter(|(_, name)| self.name != "abstract" || !matches!(*name, "title" | "author-string" | "abstract"));
        if let Some((label, name)) = label {
            self.close(ctx);
            self.name = name;
            let value = &words[label.len()..];
            let value = trim(value.trim_start_matches([' ', '\t', '|', '\u{a0}']));
            let start = self.fields.offset(value);
            self.open = (!value.is_empty()).then_some(start..start + value.len());
            self.unlabelled = 3;
            return;
        }
        if self.history_line(words, ctx) {
            return;
        }
        if is_furniture(words) {
            return;
        }
        let here = at..line.end;
        match self.name {
            "begun" => {
                self.close(ctx);
                self.name = match self.unlabelled {
                    0 => "title",
                    1 => "author-string",
                    _ => "abstract",
                };
                self.unlabelled += 1;
                self.open = Some(here);
                if self.unlabelled < 3 {
                    self.close(ctx);
                    self.name = "begun";
                }
            }
            "cite" | "doi" => {
                // Several lines: each says something of its own.
                self.close(ctx);
                self.open = Some(here);
            }
            "history" => self.fields.unknown(here, ctx),
            _ => match &mut self.open {
                Some(open) => open.end = line.end,
                None => self.open = Some(here),
            },
        }
    }

    /// Reads `From: Ada Example [view email]` and
    /// `[v2] Wed, 3 Sep 2025 09:00:00 UTC (1,058 KB)`.
    fn history_line(&mut self, words: &'a str, ctx: &mut Ctx<'_>) -> bool {
        if let Some(rest) =
            words.strip_prefix("From:").filter(|rest| rest.contains("[view email") || self.name != "abstract")
        {
            let name = rest.split(['[', '<']).next().unwrap_or_default();
            self.close(ctx);
            self.name = "history";
            self.fields.push("submitter", name);
            return true;
        }
        let Some((number, rest)) = words.strip_prefix("[v").and_then(|rest| rest.split_once(']')) else { return false };
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        self.close(ctx);
        self.name = "history";
        let rest = trim(rest);
        self.history.push((number, rest.split('(').next().map_or(rest, trim)));
        self.fields.push("history", words);
        true
    }

    fn close(&mut self, ctx: &mut Ctx<'_>) {
        let Some(open) = self.open.take() else { return };
        let text = self.fields.text;
        let value = trim(&text[open.clone()]);
        match self.name {
            "subjects" => self.fields.subjects(value, ctx),
            "cite" => self.cite(value, ctx),
            "abstract" => {
                if value.ends_with('…') {
                    check::truncated(open.start, value.len(), ctx);
                }
                self.fields.push_paragraphs("abstract", value);
            }
            "doi" => {
                for word in value.split_whitespace() {
                    if normal_doi(word).is_some() {
                        self.fields.dois(word);
                    } else {
                        let start = self.fields.offset(word);
                        self.fields.unknown(start..start + word.len(), ctx);
                    }
                }
            }
            name => self.fields.push(name, value),
        }
    }

    /// Reads `arXiv:2508.99931 [cs.LG]`, `(or arXiv:2508.99931v2 [cs.LG] for this version)`
    /// and the DOI that arXiv gives every paper.
    fn cite(&mut self, value: &'a str, ctx: &mut Ctx<'_>) {
        let value = value.split("arXiv-issued DOI").next().map_or(value, trim);
        if value.is_empty() {
            return;
        }
        if let Some(doi) = normal_doi(value) {
            if ArxivId::parse(&doi).is_none() {
                self.fields.dois(value);
            }
            return;
        }
        let inner = value.strip_prefix("(or ").map_or(value, |rest| rest.trim_end_matches(')'));
        let inner = inner.strip_suffix("for this version").map_or(inner, trim);
        let Some(id) = inner.strip_prefix("arXiv:").map(|rest| rest.split([' ', '[']).next().unwrap_or_default())
        else {
            let start = self.fields.offset(value);
            return self.fields.unknown(start..start + value.len(), ctx);
        };
        if self.fields.raw.value("id").is_none() && self.fields.raw.value("bad-id").is_none() {
            self.fields.id(id, ctx);
        } else if let Some((_, version)) = id.rsplit_once(['v', 'V'])
            && ArxivId::parse(id).is_some_and(|id| id.version.is_some())
        {
            self.shown.get_or_insert(version);
        }
    }

    /// Reads the dates of the line in brackets: `28 Aug 2025 (v1)`,
    /// `last revised 3 Sep 2025 (this version, v2)`.
    fn dates(&mut self, line: &'a str) {
        let mut rest = line;
        let mut first = true;
        while !rest.is_empty() {
            let end = rest.find("), ").map_or(rest.len(), |at| at + 1);
            let part = trim(&rest[..end]);
            rest = rest[end..].trim_start_matches([',', ' ']);
            let (date, remark) = part.split_once('(').unwrap_or((part, ""));
            let date = trim(date);
            let revised = date.strip_prefix("last revised ").or_else(|| date.strip_prefix("revised "));
            if first {
                self.fields.push("submitted", date);
                self.fields.push("issued", date);
            } else if let Some(date) = revised {
                self.fields.push("updated", date);
            } else {
                self.fields.push("latest-version", part.strip_prefix("latest version ").unwrap_or(part));
            }
            first = false;
            let remark = remark.trim_end_matches(')');
            if let Some(version) = remark.strip_prefix("this version, v") {
                self.shown = Some(version);
            }
        }
    }

    fn finish(&mut self, ctx: &mut Ctx<'_>) {
        if let Some(version) = self.shown
            && self.fields.raw.value("version").is_none()
        {
            self.fields.push("version", version);
        }
        self.times();
        let authors = self.fields.raw.fields.iter_mut().find(|raw| raw.name == "author-string");
        let Some(raw) = authors else { return };
        // Text made from the source has all names, and the count of those that
        // the page hides.
        let words = "You must enable JavaScript to view entire author list.";
        if let Some(at) = raw.value.find(words) {
            raw.value = raw.value[..at].trim_end().to_owned().into();
        }
        let names = authors::decode(&raw.value);
        if names.list.len() > 100
            && matches!(names.others, Some(Others::Count(_)))
            && let Some(at) = raw.value.rfind("et al")
        {
            let (place, message) = (raw.at as usize, "all authors are there, so that `et al.` was left out");
            raw.value = raw.value[..at].trim_end_matches([' ', ',']).to_owned().into();
            ctx.warn(&check::AUTHORS_ALL, place, 1, message);
        }
    }

    /// The history says the times of the dates above.
    fn times(&mut self) {
        let first = self.history.iter().find(|(number, _)| *number == "1").map(|(_, date)| *date);
        let shown = self.shown.or(self.history.last().map(|(number, _)| *number));
        let last =
            self.history.iter().find(|(number, _)| Some(*number) == shown && *number != "1").map(|(_, date)| *date);
        for (name, better) in [("submitted", first), ("updated", last)] {
            let Some(better) = better else { continue };
            let (at, len) = (self.fields.offset(better), better.len());
            let same = |a: &str| super::stamp::read(better).map(super::stamp::day_of) == super::stamp::read(a);
            if let Some(raw) = self.fields.raw.fields.iter_mut().find(|raw| raw.name == name)
                && same(&raw.value)
            {
                (raw.value, raw.at, raw.len) = (better.into(), at as u32, len as u32);
            }
        }
    }
}
