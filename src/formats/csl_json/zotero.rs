//! The names that styles and Zotero know, where the data schema has others.
//!
//! The style schema of CSL (`csl-variables.rnc`) and the mappings of Zotero
//! (`schema.json` of the zotero-schema project) say `part-number`,
//! `supplement-number`, `printing-number` and `license`; a processor looks up
//! these. Zotero takes the short title of a journal from `journalAbbreviation`.

use super::map::TABLE;
use super::values::{BOTH_NAMES, TEXT};
use super::{CslJson, terms::LICENSE};
use crate::ir::{EntryType, Field};
use crate::map::{FieldRow, Table, both, reads};

/// The mapping of the profile.
pub(super) static ZOTERO: Table<CslJson> = Table::new(&[], FIELDS, EntryType::Document).over(&TABLE).without(&[
    Field::ContainerTitleShort,
    Field::PartNumber,
    Field::SupplementNumber,
    Field::PrintingNumber,
    Field::License,
]);

static FIELDS: &[FieldRow<CslJson>] = &[
    both(&["container-title-short", "journalAbbreviation"], Field::ContainerTitleShort, &BOTH_NAMES),
    reads(&["journalAbbreviation"], Field::ContainerTitleShort, &TEXT),
    both(&["part-number"], Field::PartNumber, &TEXT),
    reads(&["part"], Field::PartNumber, &TEXT),
    both(&["supplement-number"], Field::SupplementNumber, &TEXT),
    reads(&["supplement"], Field::SupplementNumber, &TEXT),
    both(&["printing-number"], Field::PrintingNumber, &TEXT),
    reads(&["printing"], Field::PrintingNumber, &TEXT),
    both(&["license"], Field::License, &LICENSE),
];
