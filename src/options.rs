//! Options of formats: declared by each, passed as `name=value`.

use std::collections::BTreeMap;

use crate::report::{Error, ErrorKind};
use crate::source::Encoding;

/// An option of one format, passed as `name=value`.
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Options of the format.
    pub values: BTreeMap<String, String>,
    /// Whether records keep where they came from and how fields were spelt, for
    /// writing them in the same notation again.
    pub keep_origin: bool,
    /// The encoding of the input, if that is not left to its content.
    pub encoding: Option<Encoding>,
}

/// Options for writing.
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
}

impl ReadOptions {
    /// The value of an option, or its default.
    pub fn get<'o>(&'o self, spec: &'o OptionSpec) -> &'o str {
        self.values.get(spec.name).map_or(spec.default, String::as_str)
    }
}

impl WriteOptions {
    /// The value of an option, or its default.
    pub fn get<'o>(&'o self, spec: &'o OptionSpec) -> &'o str {
        self.values.get(spec.name).map_or(spec.default, String::as_str)
    }
}

/// Refuses options that the format does not declare.
pub(crate) fn check(format: &str, specs: &[OptionSpec], values: &BTreeMap<String, String>) -> Result<(), Error> {
    for (name, value) in values {
        let Some(spec) = specs.iter().find(|spec| spec.name == name) else {
            let known: Vec<_> = specs.iter().map(|spec| spec.name).collect();
            let known =
                if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
            return Err(ErrorKind::Option(format!("format `{format}` has no option `{name}`; {known}")).into());
        };
        if !spec.choices.is_empty() && !spec.choices.contains(&value.as_str()) {
            let choices = spec.choices.join(", ");
            return Err(
                ErrorKind::Option(format!("option `{name}` cannot be `{value}`; it is one of {choices}")).into()
            );
        }
    }
    Ok(())
}
