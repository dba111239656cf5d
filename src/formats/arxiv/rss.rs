//! Items of arXiv's news feed, as text.
//!
//! ```text
//! arXiv:2508.99941v1 Announce Type: new
//! Abstract: We announce.
//! ```
//!
//! Until early 2024 the title named the paper: `A Title. (arXiv:2303.99942v1 [cs.LG] UPDATED)`.

use std::ops::Range;

use super::fields::Fields;
use super::lines::trim;
use super::read::line_at;
use crate::ir::ArxivId;
use crate::map::Ctx;

/// What announces an item.
const TYPE: &str = "Announce Type:";

/// Whether a line announces an item; the line above is its title.
pub(super) fn announces(line: &[u8]) -> bool {
    line.starts_with(b"arXiv:")
        && memchr::memmem::find(&line[..line.len().min(80)], TYPE.as_bytes()).is_some_and(|at| at > 6)
}

/// Whether a line is a title that names its paper.
pub(super) fn names_paper(line: &[u8]) -> bool {
    line.ends_with(b")") && std::str::from_utf8(line).is_ok_and(|line| named(line).is_some())
}

/// Parts `A Title. (arXiv:2303.99942v1 [cs.LG] UPDATED)` into title, identifier,
/// class and what follows.
fn named(line: &str) -> Option<(&str, &str, &str, &str)> {
    let (title, inner) = line.strip_suffix(')')?.rsplit_once(" (arXiv:")?;
    let (id, rest) = inner.split_once(" [")?;
    let (class, rest) = rest.split_once(']')?;
    let rest = trim(rest);
    let good = matches!(rest, "" | "UPDATED" | "CROSS LISTED") && ArxivId::parse(id).is_some();
    // The feed put the full stop there.
    good.then(|| (title.strip_suffix('.').unwrap_or(title), id, class, rest))
}

/// Reads an item.
pub(super) fn read(fields: &mut Fields<'_, '_>, ctx: &mut Ctx<'_>) {
    let text = fields.text;
    let (line, next) = line_at(text, 0);
    let head = &text[line];
    let mut from = next;
    if let Some((title, id, class, kind)) = named(head) {
        fields.id(id, ctx);
        fields.push("title", title);
        fields.push("primary-class", class);
        fields.push("class", class);
        fields.push("listing", kind);
    } else {
        let mut head = head;
        if !announces(head.as_bytes()) {
            fields.push("title", head.strip_prefix("Title:").unwrap_or(head));
            let (line, next) = line_at(text, from);
            head = &text[line];
            from = next;
        }
        let (id, rest) = head.split_once(TYPE).unwrap_or((head, ""));
        fields.id(id.strip_prefix("arXiv:").unwrap_or(id), ctx);
        let rest = trim(rest);
        let (kind, rest) = rest.split_at(rest.find([' ', '\t', '\u{a0}']).unwrap_or(rest.len()));
        if kind != "new" {
            fields.push("listing", kind);
        }
        let rest = trim(rest);
        if !rest.is_empty() {
            from = fields.offset(rest);
        }
    }
    let mut open: Option<(&'static str, Range<usize>)> = None;
    while from < text.len() {
        let (line, next) = line_at(text, from);
        from = next;
        let words = &text[line.clone()];
        let label = LABELS.iter().find(|(label, _)| words.starts_with(label));
        let label = label.filter(|_| open.as_ref().is_none_or(|(name, _)| *name != "abstract"));
        if let Some((label, name)) = label {
            close(fields, open.take());
            open = Some((name, line.start + label.len()..line.end));
        } else if !words.is_empty() {
            match &mut open {
                // Title and authors have a line each, unless a comma says that it goes on.
                Some((name, range))
                    if *name == "abstract" || range.start == range.end || text[range.clone()].ends_with(',') =>
                {
                    range.end = line.end;
                }
                _ => {
                    close(fields, open.take());
                    open = Some(("abstract", line));
                }
            }
        }
    }
    close(fields, open);
}

const LABELS: [(&str, &str); 4] =
    [("Title:", "title"), ("Authors:", "author-string"), ("Author:", "author-string"), ("Abstract:", "abstract")];

fn close(fields: &mut Fields<'_, '_>, value: Option<(&'static str, Range<usize>)>) {
    let Some((name, range)) = value else { return };
    let text = fields.text;
    match name {
        "abstract" => fields.push_paragraphs(name, &text[range]),
        name => fields.push(name, &text[range]),
    }
}
