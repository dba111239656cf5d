//! Records as search results.

use super::lines::{CLASS_LABELS, LABELS};
use super::map::{Arxiv, Page, TABLE};
use super::teaser::teaser;
use crate::format::{Emit, Identity, WriteOptions};
use crate::ir::{EntryType, Record};
use crate::map::{KEY_DROPPED, RETYPED, Report, export_fields, export_type};
use crate::report::{LossKind, Subject};

/// Writes search results.
pub(super) struct Writer {
    options: WriteOptions,
    page: Page,
}

impl Writer {
    pub fn new(options: &WriteOptions) -> Writer {
        Writer { options: options.clone(), page: Page::default() }
    }
}

impl Emit for Writer {
    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        if let Some(key) = &record.key {
            report.lost(&KEY_DROPPED, LossKind::Dropped, Subject::Key, key);
        }
        let mut plan = export_type::<Arxiv>(&TABLE, record, report);
        // A page has no types, so an unknown one cannot be written back.
        plan.verbatim = false;
        if record.kind == EntryType::Document {
            // Whatever is written is read as a preprint.
            let kind = LossKind::Retyped { from: record.kind, to: EntryType::Preprint };
            report.lost(&RETYPED, kind, Subject::Type, record.kind.name());
        }
        self.page.clear();
        export_fields(&TABLE, record, &plan, &self.options, &mut self.page, report);
        write(&self.page, out);
    }
}

fn line(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'\n');
}

fn write(page: &Page, out: &mut Vec<u8>) {
    line(out, &["-"]);
    match (page.id.is_empty(), page.formats.is_empty()) {
        (true, true) => {}
        (true, false) => line(out, &[&page.formats]),
        (false, formats) => {
            let version = if page.version.is_empty() { "" } else { "v" };
            line(out, &["arXiv:", &page.id, version, &page.version, if formats { "" } else { " " }, &page.formats]);
        }
    }
    if !page.classes.is_empty() {
        line(out, &[&page.classes]);
    }
    for doi in &page.dois {
        line(out, &["doi ", doi]);
    }
    if !page.title.is_empty() {
        line(out, &[&page.title]);
    }
    line(out, &["Authors:"]);
    if !page.authors.is_empty() {
        line(out, &[&page.authors]);
    }
    let dated = [&page.submitted, &page.announced, &page.latest].iter().any(|date| !date.is_empty());
    let more = !page.lines.is_empty() || page.labels.iter().any(|label| !label.is_empty());
    if !page.abstracts.is_empty() {
        write_abstract(page, dated, out);
    } else if more && !dated {
        // Something must part the authors from what follows.
        line(out, &["Abstract:\n△ Less"]);
    }
    write_dates(page, out);
    write_tail(page, out);
}

fn write_abstract(page: &Page, dated: bool, out: &mut Vec<u8>) {
    line(out, &["Abstract:"]);
    let full = &page.abstracts;
    if !page.teaser.is_empty() {
        line(out, &[&page.teaser, "\n▽ More\n", full, "\n△ Less"]);
    } else if page.enclosed {
        line(out, &["▽ More\n", full, "\n△ Less"]);
    } else if let Some(teaser) = teaser(full) {
        line(out, &[&teaser, "\n▽ More\n", full, "\n△ Less"]);
    } else if !dated {
        // Nothing else says where the abstract ends.
        line(out, &["▽ More\n", full, "\n△ Less"]);
    } else {
        line(out, &[full]);
    }
}

fn write_dates(page: &Page, out: &mut Vec<u8>) {
    if !page.updated.is_empty() {
        line(out, &["Submitted ", &page.updated, "; v1 submitted ", &page.submitted, ";"]);
    } else if !page.submitted.is_empty() {
        line(out, &["Submitted ", &page.submitted, ";"]);
    }
    let latest = |out: &mut Vec<u8>, blank| line(out, &[blank, "Latest version: ", &page.latest, "."]);
    match (page.announced.is_empty(), page.latest.is_empty()) {
        (true, true) => {}
        (true, false) => latest(out, ""),
        (false, true) => line(out, &["originally announced ", &page.announced, "."]),
        (false, false) => {
            out.extend_from_slice(format!("originally announced {}.", page.announced).as_bytes());
            latest(out, " ");
        }
    }
}

fn write_tail(page: &Page, out: &mut Vec<u8>) {
    let labelled = |label: usize| (!page.labels[label].is_empty()).then(|| (LABELS[label].0, &page.labels[label]));
    let start = out.len();
    for label in 0..LABELS.len() {
        let Some((words, value)) = labelled(label) else { continue };
        // Report number and classes share a line, as in a browser.
        let shares = CLASS_LABELS.contains(&label) && (CLASS_LABELS.start..label).any(|l| labelled(l).is_some());
        if shares && out.len() > start {
            out.pop();
            out.push(b' ');
        }
        line(out, &[words, " ", value]);
    }
    for extra in &page.lines {
        line(out, &[extra]);
    }
}
