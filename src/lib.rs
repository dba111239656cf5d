//! Bibliographic format converter that accounts for every record and every field.
//!
//! Every format is read into one normalized [`Record`](ir::Record) and written
//! from it. What a target cannot hold is reported, field by field; a broken
//! record costs itself only and is reported with its place.
//!
//! ```
//! use ibidem::{convert::Converter, registry::Registry, report::Collect};
//! use ibidem::format::{ReadOptions, WriteOptions};
//!
//! let registry = Registry::builtin();
//! let format = registry.by_name("native").unwrap();
//! let mut converter = Converter::new(format, format, &ReadOptions::default(), &WriteOptions::default()).unwrap();
//! let (mut output, mut reports) = (Vec::new(), Collect::default());
//! converter.input(&b"{\"type\":\"book\",\"fields\":{}}"[..], &mut output, &mut reports).unwrap();
//! assert_eq!(converter.finish(&mut output).unwrap().written, 1);
//! assert!(reports.losses.is_empty());
//! ```
//!
//! The house has floors; a module uses only what stands below it:
//! [`ir`] (the record), [`report`] (diagnostics and losses), [`source`],
//! [`codec`], [`carrier`] and [`options`] (bytes, notations of values), [`map`] (tables, read both ways),
//! [`format`](mod@format) (what a format is), [`formats`], [`registry`], [`pass`] and [`compare`] (differences),
//! [`convert`], [`docs`] and [`interop`] (values of other crates). Behind the feature `testing` stand `fidelity` (what
//! survives a way through a format and back) and `laws`.

pub mod carrier;
pub mod codec;
pub mod compare;
pub mod convert;
pub mod docs;
pub mod format;
pub mod formats;
pub mod interop;
pub mod ir;
pub mod map;
pub mod options;
pub mod pass;
pub mod registry;
pub mod report;
pub mod source;

#[cfg(feature = "testing")]
pub mod fidelity;
#[cfg(feature = "testing")]
pub mod laws;
