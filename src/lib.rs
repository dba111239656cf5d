//! Bibliographic format converter that accounts for every record and every field.
//!
//! Every format is read into one normalized [`Record`] and written from it. What
//! a target cannot hold is reported, field by field; a broken record costs itself
//! only and is reported with its place. Nothing is printed: diagnostics and
//! losses are values.
//!
//! # Texts
//!
//! [`convert_str`], [`read_str`] and [`write_str`] take and return texts, and
//! everything there is to say about them:
//!
//! ```
//! let entry = "@article{knuth84, author = {Knuth, Donald E.}, title = {Literate Programming}, year = 1984, owner = {me}}";
//! let converted = ibidem::convert_str(entry, "bibtex", "ris")?;
//! assert!(converted.value.contains("AU  - Knuth, Donald E."));
//! assert_eq!(converted.losses[0].to_string(), "knuth84: bibtex:owner dropped: {me} (map/extra)");
//! # Ok::<(), ibidem::Error>(())
//! ```
//!
//! # Records
//!
//! A record is a map from a closed vocabulary of fields to values, with typed
//! [keys](ir::keys) in front of it:
//!
//! ```
//! use ibidem::ir::{Date, EntryType, Name, Names, Record, keys};
//! let mut record = Record::new(EntryType::Book);
//! record.set(keys::TITLE, "Notes".into());
//! record.set(keys::AUTHOR, Names::from(vec![Name::person("Lovelace", "Ada")]));
//! record.set(keys::ISSUED, Date::year(1843));
//! assert_eq!(record.get(keys::AUTHOR).unwrap().list[0].display(), "Lovelace, Ada");
//! let bibtex = ibidem::write_str(&[record], "bibtex")?.value;
//! assert!(bibtex.contains("author = {Lovelace, Ada}"));
//! # Ok::<(), ibidem::Error>(())
//! ```
//!
//! # Files of any size
//!
//! A [`Reader`] holds one record at a time, and [`records`] makes an iterator of
//! it, whose `Err` items are records that could not be read. A [`Writer`] writes
//! into any output:
//!
//! ```
//! use ibidem::{Collect, Reader, Registry, Writer, ir::keys, records};
//! let registry = Registry::builtin();
//! let input = r#"[{"id": "a", "type": "book", "title": "One"}, {"type" "book"}, {"id": "b", "type": "book"}]"#;
//! let (format, _) = registry.detect(input.as_bytes()).unwrap();
//! let mut losses = Collect::default();
//! let mut writer = Writer::new(registry.by_name("ris")?, &Default::default(), Vec::new())?;
//! for record in records(Reader::new(format, &Default::default(), input.as_bytes())?) {
//!     match record {
//!         Ok(record) if record.has(keys::TITLE.field()) => writer.record(&record, &mut losses)?,
//!         Ok(_) => {}
//!         Err(unreadable) => assert_eq!(unreadable.code.id, "csl-json/bad-item"),
//!     }
//! }
//! assert_eq!(writer.written(), 1);
//! let ris = writer.finish()?;
//! # assert!(ris.starts_with(b"TY  - BOOK"));
//! # Ok::<(), ibidem::Error>(())
//! ```
//!
//! # Conversions
//!
//! A [`Converter`] goes from inputs to an output as the program does: on several
//! threads, with entries that inherit from each other, a file of the target's own
//! format passed through byte for byte:
//!
//! ```
//! use ibidem::{Collect, Converter, Registry, WriteOptions};
//! let registry = Registry::builtin();
//! let (from, to) = (registry.by_name("biblatex")?, registry.by_name("csl-json")?);
//! let write = WriteOptions { lossless: true, ..WriteOptions::default() };
//! let mut converter = Converter::new(from, to, &Default::default(), &write)?.jobs(4);
//! let (mut output, mut reports) = (Vec::new(), Collect::default());
//! for input in ["@book{a, title = {One}}", "@book{b, title = {Two}, addendum = {second printing}}"] {
//!     converter.input(input.as_bytes(), &mut output, &mut reports)?;
//! }
//! assert_eq!(converter.finish(&mut output)?.written, 2);
//! # Ok::<(), ibidem::Error>(())
//! ```
//!
//! # Formats of one's own
//!
//! A [`Format`] is a `static` of data and two function pointers; the built-in ones
//! are made of nothing else. `examples/own_format` adds one in less than a hundred
//! lines, and [`Registry::with`] puts it beside the others:
//!
//! ```
//! use ibidem::{Format, Registry, formats::native::NATIVE};
//! static MINE: Format = Format { extensions: &["mine"], open: NATIVE.open, ..Format::base("mine") };
//! let registry = Registry::builtin().with(&MINE);
//! assert_eq!(registry.by_path("refs.mine".as_ref()).unwrap().name, "mine");
//! assert_eq!(registry.by_name("mien").unwrap_err().nearest, Some("mine"));
//! ```
//!
//! # Features
//!
//! Each format is a feature (`arxiv`, `atom`, `bibtex`, `csl-json`, `csl-yaml`,
//! `csv`, `ris`; together `formats`), save `native`, the record itself. `cli`, on by
//! default, is the program with all of them; a library wants
//! `default-features = false`. `biblatex` adds [`interop`] with the crate of that
//! name, `testing` the law suite `laws` for formats of one's own. Without `cli` the
//! library needs neither files nor threads and builds for
//! `wasm32-unknown-unknown`.
//!
//! # The house
//!
//! It has floors; a module uses only what stands below it: [`ir`] (the record),
//! [`report`] (diagnostics and losses), [`source`], [`codec`], [`carrier`] and
//! [`options`] (bytes, notations of values), [`map`] (tables, read both ways),
//! [`format`](mod@format) (what a format is), [`formats`], [`registry`], [`pass`] and
//! [`compare`] (differences), [`convert`], [`docs`] and [`interop`] (values of other
//! crates). Behind the feature `testing` stand `fidelity` (what survives a way
//! through a format and back) and `laws`. What is promised of it from version to
//! version stands in `docs/semver.md`.

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

pub use convert::{Converter, Reader, Reported, Writer, convert_str, read_str, records, write_str};
pub use format::{Format, ReadOptions, WriteOptions};
pub use ir::Record;
pub use registry::Registry;
pub use report::{Collect, Diagnostic, Discard, Error, Loss};

#[cfg(feature = "testing")]
pub mod fidelity;
#[cfg(feature = "testing")]
pub mod laws;

#[cfg(doctest)]
#[doc = include_str!("../docs/tutorials/library.md")]
struct Tutorial;
