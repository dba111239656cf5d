//! Inputs: opened, looked at, recognized.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};

use ibidem::format::Format;
use ibidem::registry::{Registry, WINDOW};
use ibidem::report::Error;
use ibidem::source::{Encoding, Input};

use crate::exit::Failure;
use crate::foreign;
use crate::plan::call;

/// So many blanks at the beginning are looked past to recognize a format.
const MAX_BLANKS: usize = 256 * WINDOW;

/// Where an input comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Stdin,
    File(PathBuf),
}

/// An input whose format is known; `None` for one that holds nothing and says
/// nothing about its format.
pub struct Opened {
    pub name: String,
    pub reader: Box<dyn Read + Send>,
    pub format: Option<&'static Format>,
    pub misleading: Option<&'static Format>,
}

impl Source {
    pub fn name(&self) -> String {
        match self {
            Source::Stdin => "<stdin>".to_owned(),
            Source::File(path) => path.display().to_string(),
        }
    }

    /// Opens it, unless it begins as something that is no text.
    pub fn open(&self) -> Result<Box<dyn Read + Send>, Failure> {
        let fault = |error: io::Error| Failure::file("read", &self.name(), &error);
        let mut reader: Box<dyn Read + Send> = match self {
            Source::Stdin => Box::new(io::stdin()),
            Source::File(path) => Box::new(File::open(path).map_err(fault)?),
        };
        let mut head = Vec::with_capacity(foreign::HEAD);
        (&mut reader).take(foreign::HEAD as u64).read_to_end(&mut head).map_err(fault)?;
        if let Some(refusal) = foreign::refusal(&head, self.path()) {
            return Err(refusal);
        }
        Ok(Box::new(Cursor::new(head).chain(reader)))
    }

    pub fn path(&self) -> Option<&Path> {
        match self {
            Source::Stdin => None,
            Source::File(path) => Some(path),
        }
    }

    /// The size of a file; that of a pipe is not known.
    pub fn size(&self) -> Option<u64> {
        fs::metadata(self.path()?).ok().filter(fs::Metadata::is_file).map(|meta| meta.len())
    }
}

/// The inputs; those that are missing or are folders are found out before
/// anything is written.
pub fn sources(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    let source = |path: &PathBuf| {
        if path == Path::new("-") {
            return Ok(Source::Stdin);
        }
        let name = path.display().to_string();
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => Err(Failure::io(format!("cannot read `{name}`: is a directory"))),
            Ok(_) => Ok(Source::File(path.clone())),
            Err(error) => Err(Failure::file("read", &name, &error)),
        }
    };
    paths.iter().map(source).collect()
}

/// The same, where none is standard input.
pub fn inputs(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    if paths.is_empty() { Ok(vec![Source::Stdin]) } else { sources(paths) }
}

/// Finds out the format of an input by its name and its beginning.
pub fn recognize(
    registry: &Registry,
    source: &Source,
    mut reader: Box<dyn Read + Send>,
    encoding: Option<Encoding>,
    flag: &str,
) -> Result<Opened, Failure> {
    let name = source.name();
    let fault = |error: io::Error| Failure::file("read", &name, &error);
    let mut head = Vec::new();
    let mut text = 0;
    // Blanks at the beginning say nothing, however many there are.
    while text == head.len() && text < MAX_BLANKS {
        let read = (&mut reader).take(WINDOW as u64).read_to_end(&mut head).map_err(fault)?;
        text += head[text..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if read < WINDOW {
            break;
        }
    }
    if text > WINDOW / 2 {
        (&mut reader).take(WINDOW as u64).read_to_end(&mut head).map_err(fault)?;
    } else {
        text = 0;
    }
    let seen = match encoding {
        Some(encoding) => Cow::Owned(decoded(&head[text..], encoding).map_err(|error| call(&error))?),
        None => Cow::Borrowed(&head[text..]),
    };
    let recognized = registry.recognize(source.path(), &seen);
    if recognized.is_none() && !is_blank(&seen) {
        let names: Vec<_> = registry.listed().filter(|f| f.open.is_some()).map(|f| f.name).collect();
        let help = format!("name it with {flag}; known formats: {}", names.join(", "));
        return Err(Failure::usage(format!("cannot tell the format of `{name}`")).help(help));
    }
    Ok(Opened {
        name,
        reader: Box::new(Cursor::new(head).chain(reader)),
        format: recognized.map(|found| found.format),
        misleading: recognized.and_then(|found| found.extension),
    })
}

/// The beginning of an input in this encoding, as UTF-8.
fn decoded(head: &[u8], encoding: Encoding) -> Result<Vec<u8>, Error> {
    let mut input = Input::with_encoding(head, Some(encoding));
    input.fill_to(WINDOW)?;
    Ok(input.window()[..input.window().len().min(WINDOW)].to_vec())
}

/// White space, with or without a byte order mark.
fn is_blank(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let marked = text == b"\xFF\xFE" || text == b"\xFE\xFF";
    head.len() < WINDOW && (marked || text.iter().all(u8::is_ascii_whitespace))
}
