//! Profiles: RIS as one program reads and writes it.
//!
//! A profile is a table in front of the one of RIS: the codes and tags that the
//! program has elsewhere, and the fields whose rows do not count. Its page says
//! the same in words, and when to choose it. Lines, line ends and encoding are
//! those of RIS in all of them: CRLF, UTF-8 without byte order mark, `ER  - `
//! with its blank; every program named here takes them.

mod codecs;
mod endnote;
mod jabref;
mod mendeley;
mod screening;
mod zotero;

use super::map::TABLE;
use super::{Lines, read, write};
use crate::format::{Format, Reading};
use crate::map::{Described, Table};

pub use endnote::ENDNOTE;
pub use jabref::JABREF;
pub use mendeley::MENDELEY;
pub use screening::{ASREVIEW, COVIDENCE, RAYYAN};
pub use zotero::ZOTERO;

/// A format of this name over a table: what all profiles share.
macro_rules! profile {
    ($(#[doc = $doc:literal])+ $name:ident = $variant:literal, $title:literal, $docs:literal, $table:path) => {
        $(#[doc = $doc])+
        pub static $name: Format = Format {
            title: $title,
            docs: include_str!($docs),
            open: Some(|options| {
                let keep_origin = options.keep_origin;
                Ok(Reading {
                    cut: Box::<read::Records>::default(),
                    parser: Box::new(move || Box::new(read::Parser::new(&$table, keep_origin))),
                    watch: None,
                })
            }),
            create: Some(|options| Ok(Box::new(write::Writer::new(&$table, options)))),
            table: Some(|| -> &'static dyn Described { &$table }),
            ..super::shared($variant)
        };
    };
}
use profile;

/// What the formats of all profiles have in common.
const fn shared(name: &'static str) -> Format {
    Format {
        mime: "application/x-research-info-systems",
        notation: "ris",
        variant_of: Some("ris"),
        codes: super::CODES,
        carrier: Some(super::carrier::CARRIER),
        ..Format::base(name)
    }
}
