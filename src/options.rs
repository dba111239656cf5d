//! Options of formats: declared by each, passed as `name=value`.
//!
//! ```
//! use ibidem::{Converter, Registry, WriteOptions};
//! let registry = Registry::builtin();
//! let (from, to) = (registry.by_name("bibtex")?, registry.by_name("biblatex")?);
//! let mut write = WriteOptions::default();
//! write.values.insert("ascii".into(), "tru".into());
//! let error = Converter::new(from, to, &Default::default(), &write).err().unwrap();
//! assert!(error.to_string().ends_with("did you mean `true`?"));
//! # Ok::<(), ibidem::Error>(())
//! ```

use std::collections::BTreeMap;

use crate::report::{Error, ErrorKind, nearest};
use crate::source::{Encoding, Input, Limits};

/// An option of one format, passed as `name=value`.
///
/// ```
/// let bibtex = ibidem::Registry::builtin().by_name("bibtex").unwrap();
/// let ascii = bibtex.write_options.iter().find(|option| option.name == "ascii").unwrap();
/// assert_eq!((ascii.choices, ascii.default), (&["false", "true"][..], "false"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSpec {
    /// Its name.
    pub name: &'static str,
    /// The values it may have; empty for free text.
    pub choices: &'static [&'static str],
    /// The value it has when it is not given.
    pub default: &'static str,
    /// What it does, in one line.
    pub help: &'static str,
}

/// Options for reading.
///
/// ```
/// use ibidem::{ReadOptions, convert::from_bytes, formats::bibtex::BIBTEX, ir::keys, source::Encoding};
/// let options = ReadOptions { encoding: Encoding::named("latin1").ok(), ..ReadOptions::default() };
/// let records = from_bytes(&BIBTEX, &options, b"@book{a, title = {Na\xEFve}}", &mut ibidem::Discard)?;
/// assert_eq!(records[0].get(keys::TITLE).unwrap().to_plain(), "Na\u{ef}ve");
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Options of the format.
    pub values: BTreeMap<String, String>,
    /// Whether records keep where they came from and how fields were spelt, for
    /// writing them in the same notation again.
    pub keep_origin: bool,
    /// The encoding of the input, if that is not left to its content.
    pub encoding: Option<Encoding>,
    /// Whether everything is kept as it stands, so that a document can be edited:
    /// records keep their text and what they said when they were read
    /// ([`Origin::kept`](crate::ir::Origin::kept)), and what stands between them,
    /// or could not be read, comes as asides of the kinds [`BLANK`] and
    /// [`UNREADABLE`]. Of use for formats that are
    /// [`faithful`](crate::format::Format::faithful).
    pub keep_source: bool,
    /// What reading may take.
    pub limits: Limits,
}

/// The kind of an aside that is white space between items; it comes with
/// [`ReadOptions::keep_source`] only.
///
/// ```
/// use ibidem::{ReadOptions, Reader, convert::Item, format::BLANK, formats::bibtex::BIBTEX};
/// let options = ReadOptions { keep_source: true, ..ReadOptions::default() };
/// let mut reader = Reader::new(&BIBTEX, &options, &b"\n\n@book{a}"[..])?;
/// let Some(Item::Aside(aside)) = reader.next_item(&mut ibidem::Discard)? else { panic!("no aside") };
/// assert_eq!((aside.kind, aside.text.as_str()), (BLANK, "\n\n"));
/// # Ok::<(), ibidem::Error>(())
/// ```
pub const BLANK: &str = "blank";
/// The kind of an aside that is a record which could not be read; it comes with
/// [`ReadOptions::keep_source`] only.
///
/// ```
/// use ibidem::{ReadOptions, Reader, convert::Item, format::UNREADABLE, formats::bibtex::BIBTEX};
/// let options = ReadOptions { keep_source: true, ..ReadOptions::default() };
/// let mut reader = Reader::new(&BIBTEX, &options, &b"@book{a, title = {Notes"[..])?;
/// let Some(Item::Aside(aside)) = reader.next_item(&mut ibidem::Discard)? else { panic!("no aside") };
/// assert_eq!(aside.kind, UNREADABLE);
/// # Ok::<(), ibidem::Error>(())
/// ```
pub const UNREADABLE: &str = "unreadable";

/// Options for writing.
///
/// ```
/// use ibidem::{WriteOptions, convert::to_bytes, formats::csl_json::CSL_JSON, ir::{EntryType, Record, keys}};
/// let mut record = Record::new(EntryType::Book);
/// record.set(keys::TITLE, "Na\u{ef}ve".into());
/// let mut options = WriteOptions::default();
/// CSL_JSON.ascii(&mut options)?;
/// let json = to_bytes(&CSL_JSON, &options, &[record], &mut ibidem::Discard)?;
/// assert!(String::from_utf8(json).unwrap().contains(r"Na\u00efve"));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Options of the format.
    pub values: BTreeMap<String, String>,
    /// Whether what the format cannot hold is carried in fields of our own.
    pub lossless: bool,
    /// The encoding of the output; UTF-8 if none is given.
    pub encoding: Option<Encoding>,
    /// Whether characters outside of ASCII are written in the format's own
    /// escapes; see [`Format::ascii`](crate::format::Format::ascii).
    pub ascii: bool,
    /// Whether everything is written anew in canonical form, also what is in the
    /// format of the output already.
    pub normalize: bool,
    /// Whether the items are those of a document read with
    /// [`ReadOptions::keep_source`]: what was not changed is written as it stood,
    /// of a changed record the changed fields are written anew, and records keep
    /// the keys they have.
    pub keep_source: bool,
}

impl ReadOptions {
    /// A window on this reader, in the encoding and within the limits that are set.
    ///
    /// ```
    /// use ibidem::{ReadOptions, source::Encoding};
    /// let options = ReadOptions { encoding: Encoding::named("latin1").ok(), ..ReadOptions::default() };
    /// let mut input = options.input(&b"\xE9"[..]);
    /// input.fill()?;
    /// assert_eq!(input.window(), "é".as_bytes());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    pub fn input<'i>(&self, reader: impl std::io::Read + Send + 'i) -> Input<'i> {
        Input::with_encoding(reader, self.encoding).within(&self.limits)
    }

    /// The value of an option, or its default.
    ///
    /// ```
    /// use ibidem::{ReadOptions, formats::csv::CSV};
    /// assert_eq!(ReadOptions::default().get(&CSV.read_options[0]), "auto");
    /// ```
    pub fn get<'o>(&'o self, spec: &'o OptionSpec) -> &'o str {
        self.values.get(spec.name).map_or(spec.default, String::as_str)
    }
}

impl WriteOptions {
    /// The value of an option, or its default.
    ///
    /// ```
    /// use ibidem::{WriteOptions, formats::bibtex::BIBTEX};
    /// let ascii = BIBTEX.write_options.iter().find(|option| option.name == "ascii").unwrap();
    /// assert_eq!(WriteOptions::default().get(ascii), "false");
    /// ```
    pub fn get<'o>(&'o self, spec: &'o OptionSpec) -> &'o str {
        self.values.get(spec.name).map_or(spec.default, String::as_str)
    }
}

/// Refuses options that the format does not declare.
pub(crate) fn check(format: &str, specs: &[OptionSpec], values: &BTreeMap<String, String>) -> Result<(), Error> {
    for (name, value) in values {
        let Some(spec) = specs.iter().find(|spec| spec.name == name) else {
            let meant = did_you_mean(name, specs.iter().map(|spec| spec.name));
            let known: Vec<_> = specs.iter().map(|spec| spec.name).collect();
            let known =
                if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
            return Err(ErrorKind::Option(format!("format `{format}` has no option `{name}`; {known}{meant}")).into());
        };
        if !spec.choices.is_empty() && !spec.choices.contains(&value.as_str()) {
            let (choices, meant) = (spec.choices.join(", "), did_you_mean(value, spec.choices.iter().copied()));
            let message = format!("option `{name}` cannot be `{value}`; it is one of {choices}{meant}");
            return Err(ErrorKind::Option(message).into());
        }
    }
    Ok(())
}

fn did_you_mean(name: &str, known: impl Iterator<Item = &'static str>) -> String {
    nearest(name, known).map(|known| format!("; did you mean `{known}`?")).unwrap_or_default()
}

/// Whether one of these options can have this name and value.
pub(crate) fn fits(specs: &[OptionSpec], name: &str, value: &str) -> bool {
    let of = |spec: &OptionSpec| spec.name == name && (spec.choices.is_empty() || spec.choices.contains(&value));
    specs.iter().any(of)
}
