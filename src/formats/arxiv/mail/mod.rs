//! Daily mails, the listing files behind them, and `.abs` records: blocks
//! between lines of two backslashes.
//!
//! ```text
//! \\
//! arXiv:2508.99921
//! Date: Wed, 27 Aug 2025 18:01:02 GMT   (12kb)
//!
//! Title: A Title That Is Long and Goes On
//!   on the Next Line
//! Authors: Ada Example and Bo
//! Categories: cs.LG math.CO
//! \\
//!   The abstract.
//!   A second paragraph.
//! \\ ( https://arxiv.org/abs/2508.99921 ,  12kb)
//! ```
//!
//! A replaced paper has `replaced with revised version` in place of `Date:` and
//! no abstract; month files have every `Date (revised v2):`, a license and no
//! abstract. Text is raw TeX.

mod blocks;
mod dates;
mod map;
mod read;
mod walk;
mod write;

pub(super) use map::TABLE;
pub(super) use read::Parser;
pub(super) use walk::{Walk, begins};
pub(super) use write::Writer;
