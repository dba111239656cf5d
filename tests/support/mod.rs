//! What several test files need: the fixtures and how to read them.
#![allow(dead_code)] // each test file uses a part of it

pub mod bib;
pub mod show;

use std::path::{Path, PathBuf};

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::report::Collect;

pub struct Fixture {
    pub format: &'static Format,
    pub path: PathBuf,
    pub bytes: Vec<u8>,
}

impl Fixture {
    /// `fixtures/ris/full.ris` with another ending: `fixtures/ris/full.native`.
    pub fn beside(&self, ending: &str) -> PathBuf {
        self.path.with_extension(ending)
    }

    pub fn name(&self) -> String {
        self.path.strip_prefix(root()).unwrap_or(&self.path).display().to_string()
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The built-in format of this name.
pub fn format(name: &str) -> &'static Format {
    BUILTIN.iter().find(|known| known.name == name).unwrap()
}

/// Text written as `.bib`, without the blank line behind its last entry.
pub fn entries(text: Vec<u8>) -> String {
    let text = String::from_utf8(text).unwrap();
    text.strip_suffix("}\n\n").map_or(text.clone(), |text| format!("{text}}}\n"))
}

/// Converts as the program does, which keeps origins between two formats of one
/// notation, and says what was lost.
pub fn converted(from: &str, to: &str, source: &str) -> (String, Vec<String>) {
    written(from, to, source, format(from).notation == format(to).notation)
}

/// The same, with or without origins.
pub fn written(from: &str, to: &str, source: &str, keep_origin: bool) -> (String, Vec<String>) {
    let read = ReadOptions { keep_origin, ..ReadOptions::default() };
    let records = from_bytes(format(from), &read, source.as_bytes(), &mut Collect::default()).unwrap();
    let mut reports = Collect::default();
    let bytes = to_bytes(format(to), &WriteOptions::default(), &records, &mut reports).unwrap();
    let losses = reports.losses.iter().map(|loss| loss.subject.name().to_string()).collect();
    (entries(bytes), losses)
}

/// Files in a folder and its folders, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Every input under `fixtures/<format>/`, in order.
pub fn fixtures() -> Vec<Fixture> {
    let mut found = Vec::new();
    for &format in BUILTIN {
        for path in files(&root().join(format.name)) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let expected = name.ends_with(".expected") || name.ends_with(".native") && format.name != "native";
            if expected || name.ends_with(".notes") || name.contains(".out.") || name.starts_with("vocabulary") {
                continue;
            }
            found.push(Fixture { format, bytes: std::fs::read(&path).unwrap(), path });
        }
    }
    found
}

/// Compares with a file, or rewrites it when `BLESS` is set.
pub fn matches_file(actual: &str, path: &Path, faults: &mut Vec<String>) {
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == actual {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        if actual.is_empty() {
            std::fs::remove_file(path).unwrap();
        } else {
            std::fs::write(path, actual).unwrap();
        }
        return;
    }
    let mut lines = expected.lines().zip(actual.lines()).enumerate();
    let first = lines.find(|(_, (expected, actual))| expected != actual);
    faults.push(match first {
        Some((at, (expected, actual))) => {
            format!("{} line {}:\n  expected {expected}\n  actual   {actual}", path.display(), at + 1)
        }
        None => format!(
            "{}: {} lines expected, {} found; the longer one goes on\n  {}",
            path.display(),
            expected.lines().count(),
            actual.lines().count(),
            expected
                .lines()
                .skip(actual.lines().count())
                .chain(actual.lines().skip(expected.lines().count()))
                .next()
                .unwrap_or("(line end)")
        ),
    });
}
