//! `arxiv-json`: arXiv's metadata as published for bulk use, one JSON object a
//! line.
//!
//! ```text
//! {"id":"0704.0001","submitter":"…","authors":"A. Example and B. M\\\"uller","title":"Two\n  lines",
//!  "comments":null,"journal-ref":null,"doi":"10.9999/a 10.9999/b","report-no":null,"categories":"hep-ph math.CO",
//!  "license":null,"abstract":"  Text …\n","versions":[{"version":"v1","created":"Mon, 2 Apr 2007 19:18:42 GMT"}],
//!  "update_date":"2008-11-26","authors_parsed":[["Example","A.",""],["Müller","B.",""]]}
//! ```
//!
//! The texts are those that authors typed: TeX, broken into lines. The names in
//! `authors_parsed` are family name with particles, given name, suffix,
//! affiliations. Source of truth are the published file itself and arXiv's OAI
//! interface, from which it is made.
//!
//! ```
//! use ibidem::{formats::arxiv_json::{ARXIV_JSON, BAD_ID}, ir::keys};
//! let paper = r#"{"id":"0704.0001","title":"Two\n  lines","authors":"A. Example","categories":"hep-ph"}"#;
//! let read = ibidem::read_str(paper, ARXIV_JSON.name)?;
//! assert_eq!(read.value[0].get(keys::TITLE), Some(&"Two lines".into()));
//! assert!(ARXIV_JSON.codes.contains(&&BAD_ID));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod cut;
mod map;
mod people;
mod read;
mod texts;

use crate::format::{Format, Likelihood, Reading};
use crate::report::{Code, Severity};

/// A line that is no record.
pub static BAD_RECORD: Code = Code::new(
    "arxiv-json/bad-record",
    Severity::Error,
    "an object is no record of arXiv",
    "Every line of arXiv's metadata is a JSON object with members such as `id`, `title` and `categories`. This one is \
     not well-formed, or has none of them. It was skipped; the lines before and behind it are not affected.",
    "check that the line is complete",
);

/// Text between objects.
pub static STRAY_TEXT: Code = Code::new(
    "arxiv-json/stray-text",
    Severity::Warning,
    "text between the objects",
    "The file holds JSON objects, one a line. Anything else was skipped up to the next line that begins with an \
     object.",
    "",
);

/// A value of a kind that the member cannot have.
pub static WRONG_KIND: Code = Code::new(
    "arxiv-json/wrong-kind",
    Severity::Warning,
    "a value of the wrong kind",
    "The member holds something else than arXiv writes there: a list where a string is due, a string where a list is \
     due. It was kept as an extra field.",
    "",
);

/// An identifier of no known form.
pub static BAD_ID: Code = Code::new(
    "arxiv-json/bad-id",
    Severity::Warning,
    "an identifier is no arXiv identifier",
    "What stands under `id` is neither of the old form (`hep-th/9901001`) nor of the new one (`2508.00001`). It was \
     kept as an extra field.",
    "check the number",
);

/// A date that the calendar does not have.
pub static BAD_DATE: Code = Code::new(
    "arxiv-json/bad-date",
    Severity::Warning,
    "a date is not in the calendar",
    "The date of a version is written as in mails: `Mon, 2 Apr 2007 19:18:42 GMT`. This one is not, and was kept as \
     words.",
    "",
);

/// A record without title or authors.
pub static INCOMPLETE: Code = Code::new(
    "arxiv-json/incomplete",
    Severity::Warning,
    "a record has no title or no authors",
    "Every paper has a title and authors. The record was kept without.",
    "",
);

/// Half of a character.
pub static LONE_SURROGATE: Code = Code::new(
    "arxiv-json/lone-surrogate",
    Severity::Warning,
    "an escape that is half of a character",
    "Characters beyond U+FFFF are escaped in two halves (`\\ud83d\\ude00`). One half stands without the other, and was \
     read as U+FFFD.",
    "take the escape out, or complete it",
);

/// The format.
pub static ARXIV_JSON: Format = Format {
    aliases: &["arxiv-snapshot", "arxiv-oai-json"],
    title: "arXiv's metadata for bulk use, one JSON object a line",
    mime: "application/x-ndjson",
    docs: "The file `arxiv-metadata-oai-snapshot.json` that arXiv publishes for bulk use: one object a line with `id`, \
           `submitter`, `authors`, `title`, `comments`, `journal-ref`, `doi`, `report-no`, `categories`, `license`, \
           `abstract`, `versions`, `update_date` and `authors_parsed`. Parts of it are read as well: objects that were \
           printed over several lines or put into an array. TeX in titles, abstracts and comments is read as rich \
           text; a line of an abstract that begins with a blank begins a paragraph. Names are taken from \
           `authors_parsed`, and from `authors` whether the list was cut off; of `authors` alone, remarks in \
           parentheses stay an extra field. `categories` are in the order of arXiv, the primary one first; `doi` may \
           hold several. The first version's date is the date of submission and of publication, the last version's \
           number that of the record. `submitter` and `update_date`, which speak of arXiv's own record and not of the \
           paper, are kept as extra fields. The format is read only.",
    sniff,
    open: Some(|options| {
        let keep_origin = options.keep_origin;
        Ok(Reading {
            cut: Box::<cut::Objects>::default(),
            parser: Box::new(move || Box::new(read::Parser::new(keep_origin))),
            watch: None,
        })
    }),
    codes: &[&BAD_RECORD, &STRAY_TEXT, &WRONG_KIND, &BAD_ID, &BAD_DATE, &INCOMPLETE, &LONE_SURROGATE],
    table: Some(|| &map::TABLE),
    ..Format::base("arxiv-json")
};

/// An object with members that only arXiv has. The first one may be longer than
/// what is looked at, so its beginning has to do.
fn sniff(head: &[u8]) -> Likelihood {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let text = text.strip_prefix(b"[").map_or(text, <[u8]>::trim_ascii_start);
    if !text.starts_with(b"{") {
        return Likelihood::No;
    }
    let has = |name: &str| memchr::memmem::find(text, format!("\"{name}\"").as_bytes()).is_some();
    if !has("id") || has("type") {
        return Likelihood::No;
    }
    let known = ["submitter", "authors_parsed", "versions", "categories", "journal-ref", "report-no", "update_date"];
    match known.iter().filter(|name| has(name)).count() {
        0 => Likelihood::No,
        1 if has("categories") && (has("abstract") || has("authors")) => Likelihood::Maybe(70),
        1 if has("submitter") && has("authors") => Likelihood::Sure,
        1 => Likelihood::No,
        _ => Likelihood::Sure,
    }
}
