//! The formats. None of them knows another; each is a feature of its own, save
//! [`native`], the record itself, which is always there.
//!
//! ```
//! use ibidem::formats::BUILTIN;
//! assert!(BUILTIN.iter().any(|format| format.name == "native"));
//! ```

use crate::format::Format;

#[cfg(feature = "arxiv")]
pub mod arxiv;
#[cfg(feature = "arxiv")]
pub mod arxiv_json;
#[cfg(feature = "atom")]
pub mod atom;
#[cfg(feature = "bibtex")]
pub mod bibtex;
#[cfg(feature = "csl-json")]
pub mod csl_json;
#[cfg(feature = "csv")]
pub mod csv;
pub mod native;
#[cfg(feature = "ris")]
pub mod ris;

/// Every format that is built in, in the order in which help lists them.
pub static BUILTIN: &[&Format] = &[
    #[cfg(feature = "arxiv")]
    &arxiv::ARXIV,
    #[cfg(feature = "arxiv")]
    &arxiv::SEARCH,
    #[cfg(feature = "arxiv")]
    &arxiv::LIST,
    #[cfg(feature = "arxiv")]
    &arxiv::MAIL,
    #[cfg(feature = "arxiv")]
    &arxiv::ABS,
    #[cfg(feature = "arxiv")]
    &arxiv::RSS,
    #[cfg(feature = "arxiv")]
    &arxiv_json::ARXIV_JSON,
    #[cfg(feature = "bibtex")]
    &bibtex::BIBTEX,
    #[cfg(feature = "bibtex")]
    &bibtex::BIBLATEX,
    #[cfg(feature = "csl-json")]
    &csl_json::CSL_JSON,
    #[cfg(feature = "csl-json")]
    &csl_json::ZOTERO,
    #[cfg(feature = "csl-yaml")]
    &csl_json::yaml::CSL_YAML,
    #[cfg(feature = "ris")]
    &ris::RIS,
    #[cfg(feature = "ris")]
    &ris::ZOTERO,
    #[cfg(feature = "ris")]
    &ris::ENDNOTE,
    #[cfg(feature = "ris")]
    &ris::MENDELEY,
    #[cfg(feature = "ris")]
    &ris::JABREF,
    #[cfg(feature = "ris")]
    &ris::COVIDENCE,
    #[cfg(feature = "ris")]
    &ris::RAYYAN,
    #[cfg(feature = "ris")]
    &ris::ASREVIEW,
    #[cfg(feature = "csv")]
    &csv::CSV,
    #[cfg(feature = "csv")]
    &csv::TSV,
    #[cfg(feature = "csv")]
    &csv::EXCEL,
    #[cfg(feature = "atom")]
    &atom::ATOM,
    #[cfg(feature = "atom")]
    &atom::RSS,
    &native::NATIVE,
];
