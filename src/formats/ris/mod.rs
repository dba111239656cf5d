//! RIS: lines of a two-character tag and a value.
//!
//! Source of truth: the specification of 2011 (types, and the meaning of tags
//! by type), with the older one of 2001 read as well; where programs agree
//! against both, programs win. `fixtures/ris/vocabulary.txt` lists the codes.
//!
//! ```text
//! record = "TY  - " code EOL *( tag "  - " value EOL *( continuation EOL ) ) "ER  - " EOL
//! ```
//!
//! Read with tolerance: one blank or several before the dash, none behind it,
//! any line end, a missing `ER`, records glued together, small letters. A line
//! that is no tag line continues the value before it; see [`read`](self) for
//! what becomes of the line break, [`line`](self) for what is a tag line.
//!
//! ```
//! use ibidem::formats::ris::{ASREVIEW, COVIDENCE, ENDNOTE, JABREF, MENDELEY, RAYYAN, RIS, STRAY_LINE, ZOTERO};
//! let read = ibidem::read_str("TY  - BOOK\nTI  - Notes\nER  - \nnonsense\n", RIS.name)?;
//! assert_eq!(read.diagnostics[0].code, &STRAY_LINE);
//! for profile in [ASREVIEW, COVIDENCE, ENDNOTE, JABREF, MENDELEY, RAYYAN, ZOTERO] {
//!     assert!(ibidem::write_str(&read.value, profile.name)?.value.starts_with("TY  - BOOK"));
//! }
//! # Ok::<(), ibidem::Error>(())
//! ```

mod arxiv;
mod carrier;
mod date;
mod date_words;
mod identifiers;
mod line;
mod map;
mod names;
mod pages;
mod places;
mod profiles;
mod read;
mod spread;
mod values;
mod write;

pub use date::OTHER_DATE;
pub use profiles::{ASREVIEW, COVIDENCE, ENDNOTE, JABREF, MENDELEY, RAYYAN, ZOTERO};
pub use read::{NO_END, SIBLING, STRAY_LINE};

use std::borrow::Cow;

use crate::format::{Format, Likelihood, Reading};
use crate::ir::{Extra, Str};
use crate::map::{Fidelity, Notation};
use crate::report::Code;

/// The notation: values are characters on one or several lines.
pub(crate) struct Lines;

impl Notation for Lines {
    const NAME: &'static str = "ris";
    const CONTROLS: Option<&'static str> = Some("read as a blank");
    type Value<'a> = Cow<'a, str>;
    type Sink = write::Out;

    fn source(value: &Cow<'_, str>) -> Str {
        value.as_ref().into()
    }

    fn write_extra(extra: &Extra, sink: &mut write::Out) -> Fidelity {
        Fidelity::or_nothing(sink.extra(&extra.name, &extra.value))
    }
}

/// The format.
pub static RIS: Format = Format {
    title: "RIS, as reference managers exchange it",
    extensions: &["ris"],
    mime: "application/x-research-info-systems",
    docs: include_str!("ris.md"),
    sniff,
    open: Some(|options| {
        let keep_origin = options.keep_origin;
        Ok(Reading {
            cut: Box::<read::Records>::default(),
            parser: Box::new(move || Box::new(read::Parser::new(&map::TABLE, keep_origin))),
            watch: None,
        })
    }),
    create: Some(|options| Ok(Box::new(write::Writer::new(&map::TABLE, options)))),
    codes: CODES,
    carrier: Some(carrier::CARRIER),
    table: Some(|| &map::TABLE),
    ..Format::base("ris")
};

/// What is raised by reading, whatever the profile.
static CODES: &[&Code] = &[&STRAY_LINE, &NO_END, &SIBLING, &OTHER_DATE];

fn sniff(head: &[u8]) -> Likelihood {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let lines = head.split(|&byte| byte == b'\n' || byte == b'\r').filter(|line| !line::is_blank(line));
    for (at, line) in lines.take(SNIFFED).enumerate() {
        if line::is_begin(line) {
            return if at == 0 { Likelihood::Sure } else { Likelihood::Maybe(80) };
        }
        if at == 0 && read::sibling(line).is_some() {
            // So that the reader says what it is.
            return Likelihood::Maybe(1);
        }
    }
    Likelihood::No
}

/// Lines that databases may write about themselves before the first record.
const SNIFFED: usize = 24;
