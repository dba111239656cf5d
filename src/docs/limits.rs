//! The page of limits: what reading may take, and what happens beyond.

use super::{PRINTED, anchor, cell, line};
use crate::codec::MAX_DEPTH;
#[cfg(feature = "arxiv")]
use crate::formats::arxiv;
#[cfg(feature = "bibtex")]
use crate::formats::bibtex;
use crate::map::{MANY_REMARKS, MAX_FIELDS, MAX_SAID};
use crate::pass::inherit;
use crate::report::Code;
use crate::source::{Limits, TOO_LONG};

/// One limit: what is limited, to what, by which flag, what happens beyond, and
/// what says so.
struct Limit {
    what: &'static str,
    most: String,
    flag: &'static str,
    beyond: &'static str,
    code: Option<&'static Code>,
}

fn limits() -> Vec<Limit> {
    let bytes = Limits::size;
    let limit = |what, most, flag, beyond, code| Limit { what, most, flag, beyond, code };
    let mut all = Vec::from([
        limit(
            "one record in the input",
            bytes(Limits::DEFAULT.record),
            "--max-record",
            "it is skipped, and reading goes on behind it",
            Some(&TOO_LONG),
        ),
        limit(
            "what is nested: braces, commands, tags, elements, arrays",
            format!("{MAX_DEPTH} levels"),
            "",
            "the value stays as it stands, or the record is refused where its notation cannot be read so",
            None,
        ),
        #[cfg(feature = "bibtex")]
        limit(
            "all definitions of `@string` macros in a run",
            bytes(Limits::DEFAULT.macros),
            "--max-macros",
            "the macro is not defined, and its name is kept where it is used",
            Some(&bibtex::UNDEFINED_MACRO),
        ),
        #[cfg(feature = "bibtex")]
        limit(
            "the value of one macro",
            bytes(bibtex::MAX_MACRO),
            "",
            "the macro is not defined, and its name is kept where it is used",
            Some(&bibtex::LONG_MACRO),
        ),
        #[cfg(feature = "bibtex")]
        limit(
            "what macros of more than 256 bytes expand to, beyond 16 times what was read",
            bytes(Limits::DEFAULT.expansion),
            "--max-expansion",
            "long macros are not expanded from there on, their names are kept",
            Some(&bibtex::LONG_MACRO),
        ),
        limit(
            "one value that is inherited by `crossref` or `xdata`",
            bytes(inherit::MAX_VALUE),
            "",
            "it stays in the entry that has it",
            Some(&inherit::TOO_LONG),
        ),
        limit(
            "what all heirs of one entry get together, where each gets more than 1 KiB",
            bytes(inherit::MAX_GIVEN as usize),
            "",
            "the longest values stay in the entry that has them",
            Some(&inherit::TOO_LONG),
        ),
        #[cfg(feature = "bibtex")]
        limit(
            "text between the entries of a `.bib` file",
            bytes(bibtex::MAX_TEXT),
            "",
            "it is kept in several pieces, which are written one behind the other",
            None,
        ),
        #[cfg(feature = "arxiv")]
        limit(
            "papers of arXiv listings that are remembered to find repeated ones",
            arxiv::MOST_PAPERS.to_string(),
            "",
            "later papers are compared with those",
            Some(&arxiv::DUPLICATE),
        ),
    ]);
    all.push(limit(
        "fields of one record",
        MAX_FIELDS.to_string(),
        "",
        "the rest is kept as fields that only this format knows",
        None,
    ));
    all.push(limit("remarks on one record", MAX_SAID.to_string(), "", "the rest is counted", Some(&MANY_REMARKS)));
    #[cfg(feature = "atom")]
    all.push(limit(
        "what stands in a feed before its first entry",
        bytes(crate::formats::atom::MAX_HEAD),
        "",
        "entries inherit nothing from the rest",
        None,
    ));
    all
}

/// Every limit, with its flag where it has one.
///
/// ```
/// assert!(ibidem::docs::limits_page().contains("8 MiB"));
/// ```
pub fn limits_page() -> String {
    let mut page = PRINTED.to_owned();
    page.push_str(
        "# Limits\n\n\
         No input may use up the memory, become an output without end, or keep the program busy for longer than its \
         length is worth. What is beyond a limit is reported, costs itself only, and the run goes on; time is linear \
         in the input.\n\n\
         | What is limited | To | Flag | What happens beyond | Reported as |\n|---|---|---|---|---|\n",
    );
    for limit in limits() {
        let flag = if limit.flag.is_empty() { "-".to_owned() } else { format!("`{}`", limit.flag) };
        let code =
            limit.code.map_or("-".to_owned(), |code| format!("[`{}`](diagnostics.md#{})", code.id, anchor(code.id)));
        let Limit { what, most, beyond, .. } = limit;
        line(&mut page, format_args!("| {} | {most} | {flag} | {} | {code} |", cell(what), cell(beyond)));
    }
    let (least, most) = (Limits::size(Limits::LEAST), Limits::size(Limits::MOST));
    line(
        &mut page,
        format_args!(
            "\n## Setting them\n\n\
             Sizes are numbers of bytes, or of units of 1024 with `K`, `M` or `G`: `--max-record 64M`. A record may be \
             allowed {least} to {most}, the others up to {most}. In a program of one's own they are \
             `ReadOptions::limits`.\n\n\
             Memory grows with `--max-record`: each thread holds the record it reads, and what it becomes is several \
             times larger than its text where it is nothing but short values. The depth of nesting is the same \
             in every run, so that what one run writes any other one reads.\n\n\
             ## What is not limited\n\n\
             - The length of the input and the number of records: they stream.\n\
             - Temporary files: an input that has to be read twice and comes from a pipe is kept in one, as long as \
             the input is. It has no name where the system has nameless files, and is readable by nobody else.\n\
             - What has to be remembered from record to record: citation keys that were used, entries that others \
             refer to, and of `--with` the records that fit one of the inputs, or the inputs, whichever is less. \
             Where that is too much, `ulimit -v` ends the program with an error and no output is \
             replaced.\n\
             - Long messages and quoted lines are cut off, and of one code the first few are shown and the others \
             counted. `--messages json` and `--report` hold all."
        ),
    );
    page
}
