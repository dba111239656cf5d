//! The formats. None of them knows another.

use crate::format::Format;

pub mod arxiv;
pub mod arxiv_json;
#[cfg(feature = "atom")]
pub mod atom;
pub mod bibtex;
pub mod csl_json;
#[cfg(feature = "csv")]
pub mod csv;
pub mod native;
pub mod ris;

/// Every format that is built in, in the order in which help lists them.
pub static BUILTIN: &[&Format] = &[
    &arxiv::ARXIV,
    &arxiv::SEARCH,
    &arxiv::LIST,
    &arxiv::MAIL,
    &arxiv::ABS,
    &arxiv::RSS,
    &arxiv_json::ARXIV_JSON,
    &bibtex::BIBTEX,
    &bibtex::BIBLATEX,
    &csl_json::CSL_JSON,
    &csl_json::ZOTERO,
    #[cfg(feature = "yaml")]
    &csl_json::yaml::CSL_YAML,
    &ris::RIS,
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
