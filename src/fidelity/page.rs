//! The matrix as a page of Markdown.

use std::collections::BTreeMap;

use super::{Cell, Corpus, Dialect, Matrix, Share, Way, values};
use crate::docs::{PRINTED, anchor, cell, line, list};
use crate::format::Format;

/// What the numbers are.
const COUNTED: &str = "\
## How it is counted

For each pair of a format A (row) and a format B (column):

1. Every record of the corpora below is written as A and read again. What comes back is what is asked for: A itself says
   no more. References to other entries are not followed, so that all formats get the same records.
2. It is written as B (in the right half with `--lossless`) and read again; what comes of that is written as A, without
   carriers, and read again. Each record goes alone, with the default options of both formats.
3. The records of steps 1 and 2 are compared as `ibidem check` does it, and each difference is held against what the
   writers reported.

The share is the number of values that came back as they were, divided by the number of values in step 1. A value is the
entry type, the citation key, a field, or a native field without a place in the mapping (an extra). A list of authors
is one value: it is lost if one given name is. So is an abstract without its italics. No value counts for more than
another. *Changed* is what came back otherwise, *dropped* what did not come back. What is not there in step 1 cannot
be lost: keys that were made, and values that were moved, count for nothing. Nor does what is reported as restated: a
native field that says what another field says as well.

Shares are percentages, rounded down: 100 is said only if nothing at all was lost. On the diagonal A is sent through A:
100 there means that a format holds what it has read. The row `native`, which can say everything, is the share of the
corpora that a format holds.
";

impl Matrix {
    /// The matrix, how it is counted, and what is lost, in Markdown.
    pub fn page(&self) -> String {
        let mut page = PRINTED.to_owned();
        page.push_str(
            "# Fidelity\n\nHow much of a bibliography survives from format A (row) through format B (column) and back \
             to A, in percent of its\nvalues.\n\n![Heat map of the two tables below](fidelity.svg)\n",
        );
        self.table(&mut page, "Without `--lossless`", |cell| &cell.plain);
        self.table(&mut page, "With `--lossless`", |cell| &cell.lossless);
        let bare: Vec<&&Format> = self.formats.iter().filter(|format| format.carrier.is_none()).collect();
        if !bare.is_empty() {
            let names = list(bare.iter().map(|format| format!("`{}`", format.name)));
            line(&mut page, format_args!("\nWithout a place for what is carried: {names}."));
        }
        line(&mut page, format_args!("\n{COUNTED}"));
        self.corpora(&mut page);
        self.dialects(&mut page);
        self.lost(&mut page);
        page
    }

    fn table(&self, page: &mut String, title: &str, share: impl Fn(&Cell) -> &Share) {
        line(page, format_args!("\n## {title}\n"));
        self.head(page, &["A \\ B"], &[]);
        for (format, cells) in self.formats.iter().zip(&self.cells) {
            let shares: Vec<String> = cells.iter().map(|cell| share(cell).percent()).collect();
            line(page, format_args!("| **`{}`** | {} |", format.name, shares.join(" | ")));
        }
    }

    /// The head of a table: columns of words, columns of numbers, the formats.
    fn head(&self, page: &mut String, words: &[&str], numbers: &[&str]) {
        let formats = self.formats.iter().map(|format| format!("`{}`", format.name));
        let names: Vec<String> = words.iter().chain(numbers).map(|name| (*name).to_owned()).chain(formats).collect();
        let (left, right) = ("---|".repeat(words.len()), "---:|".repeat(names.len() - words.len()));
        line(page, format_args!("| {} |\n|{left}{right}", names.join(" | ")));
    }

    fn corpora(&self, page: &mut String) {
        page.push_str("## The corpora\n\nWhat a format holds of each: the share of what was read that survives the format and back.\n\n");
        self.head(page, &["Corpus"], &["Records", "Values"]);
        for (Corpus { title, path, records }, held) in self.corpora.iter().zip(&self.held) {
            let shares: Vec<String> = held.iter().map(Share::percent).collect();
            let count: u64 = records.iter().map(values).sum();
            let len = records.len();
            line(page, format_args!("| [{title}](../{path}) | {len} | {count} | {} |", shares.join(" | ")));
        }
    }

    fn dialects(&self, page: &mut String) {
        if self.dialects.is_empty() {
            return;
        }
        page.push_str(
            "\n## Dialects by name\n\nEach held against the format it is a dialect of. *Holds*: the share of the \
             corpora that it holds. *There*: from the format\nthrough the dialect and back. *Back*: from the dialect \
             through the format and back.\n\n| Dialect | Of | Holds | There | Back | What it loses on the way there |\n\
             |---|---|---:|---:|---:|---|\n",
        );
        for Dialect { format, of, whole, there, back } in &self.dialects {
            let mut fields = BTreeMap::new();
            for (way, count) in &there.lost {
                *fields.entry(way.what.as_str()).or_insert(0) += count;
            }
            let lost = list(fields.iter().map(|(what, count)| format!("{} ({count})", cell(what))));
            let lost = if lost.is_empty() { "nothing" } else { &lost };
            let shares = [whole, there, back].map(Share::percent).join(" | ");
            line(page, format_args!("| `{}` | `{}` | {shares} | {lost} |", format.name, of.name));
        }
    }

    fn lost(&self, page: &mut String) {
        page.push_str(
            "\n## What is lost\n\nFor each B: which values were lost on the way through it, how, and how many by the \
             format A they came from. A point\nstands for none.\n",
        );
        for (at, format) in self.formats.iter().enumerate() {
            line(page, format_args!("\n### Through `{}`\n", format.name));
            self.ways(page, |row| &self.cells[row][at].plain);
            if self.cells.iter().all(|row| row[at].lossless.lost.is_empty()) {
                if self.cells.iter().any(|row| !row[at].plain.lost.is_empty()) {
                    page.push_str("\nWith `--lossless`: nothing.\n");
                }
            } else if self.cells.iter().all(|row| row[at].lossless.lost == row[at].plain.lost) {
                page.push_str("\nWith `--lossless`: the same.\n");
            } else {
                page.push_str("\nWith `--lossless`:\n\n");
                self.ways(page, |row| &self.cells[row][at].lossless);
            }
        }
    }

    /// A table of ways to be lost, with a column for each format they came from.
    fn ways<'m>(&'m self, page: &mut String, share: impl Fn(usize) -> &'m Share) {
        let mut ways: BTreeMap<&Way, Vec<u64>> = BTreeMap::new();
        for row in 0..self.formats.len() {
            for (way, count) in &share(row).lost {
                ways.entry(way).or_insert_with(|| vec![0; self.formats.len()])[row] = *count;
            }
        }
        if ways.is_empty() {
            page.push_str("Nothing.\n");
            return;
        }
        self.head(page, &["What", "How", "Reason"], &[]);
        for (way, counts) in ways {
            let counts: Vec<String> =
                counts.iter().map(|&count| if count == 0 { "·".to_owned() } else { count.to_string() }).collect();
            let how = match (way.changed, way.fate) {
                (false, "dropped") => "dropped".to_owned(),
                (false, fate) => format!("dropped, as {fate}"),
                (true, "dropped") => "changed".to_owned(),
                (true, fate) => format!("changed: {fate}"),
            };
            let reason = match way.code {
                "" => "-".to_owned(),
                code => format!("[`{code}`](diagnostics.md#{})", anchor(code)),
            };
            line(page, format_args!("| {} | {how} | {reason} | {} |", cell(&way.what), counts.join(" | ")));
        }
    }
}
