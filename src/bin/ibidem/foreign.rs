//! Inputs that are no text: known by their first bytes and refused, with a word
//! on what to do instead.

use std::path::Path;

use crate::exit::Failure;

/// So much of an input is looked at.
pub const HEAD: usize = 16;

/// A kind of file that is not read.
struct Foreign {
    /// How it begins.
    magic: &'static [u8],
    /// What it is.
    what: &'static str,
    /// What prints its content, if a program does; the name of the file follows.
    unpack: &'static str,
    /// What to do otherwise.
    help: &'static str,
}

const EXPORT: &str = "export the references from the program it belongs to, as RIS or BibTeX";

/// The first bytes by the specifications: RFC 1952 (gzip), APPNOTE 4.3.7 (zip),
/// RFC 8878 (zstd), the .xz file format 2.1.1.1, ISO 32000-1 7.5.2 (PDF),
/// the SQLite file format 1.3, MS-CFB 2.2.
const FOREIGN: &[Foreign] = &[
    Foreign { magic: b"\x1F\x8B", what: "compressed by gzip", unpack: "gzip -dc", help: "" },
    Foreign { magic: b"BZh", what: "compressed by bzip2", unpack: "bzip2 -dc", help: "" },
    Foreign { magic: b"\xFD7zXZ\0", what: "compressed by xz", unpack: "xz -dc", help: "" },
    Foreign { magic: b"\x28\xB5\x2F\xFD", what: "compressed by zstd", unpack: "zstd -dc", help: "" },
    Foreign { magic: b"\x04\x22\x4D\x18", what: "compressed by lz4", unpack: "lz4 -dc", help: "" },
    Foreign { magic: b"PK\x03\x04", what: "a zip archive", unpack: "unzip -p", help: "" },
    Foreign { magic: b"PK\x05\x06", what: "an empty zip archive", unpack: "", help: "" },
    Foreign { magic: b"7z\xBC\xAF\x27\x1C", what: "a 7z archive", unpack: "7z x -so", help: "" },
    Foreign { magic: b"Rar!\x1A\x07", what: "a rar archive", unpack: "unrar p -inul", help: "" },
    Foreign { magic: b"%PDF-", what: "a PDF document", unpack: "", help: EXPORT },
    Foreign { magic: b"SQLite format 3\0", what: "an SQLite database", unpack: "", help: EXPORT },
    Foreign { magic: b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", what: "an old Office document", unpack: "", help: SHEET },
];

const SHEET: &str = "save a spreadsheet as CSV; of a text, export the references from the program that put them in";

/// Zip archives that are documents, by extension.
const DOCUMENTS: &[(&str, &str, &str)] = &[
    ("xlsx", "an Excel workbook", SHEET),
    ("xlsm", "an Excel workbook", SHEET),
    ("ods", "a spreadsheet", SHEET),
    ("docx", "a Word document", SHEET),
    ("odt", "a text document", SHEET),
    ("enlx", "an EndNote library", EXPORT),
    ("epub", "a book", EXPORT),
];

/// Why an input that begins like this is not read, if it is not.
pub fn refusal(head: &[u8], path: Option<&Path>) -> Option<Failure> {
    let kind = FOREIGN.iter().find(|kind| head.starts_with(kind.magic) && is_whole(kind.magic, head))?;
    let name = path.map_or_else(|| "<stdin>".to_owned(), |path| path.display().to_string());
    let extension = path.and_then(Path::extension).and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    let document = DOCUMENTS.iter().find(|(of, ..)| *of == extension && kind.magic.starts_with(b"PK"));
    let (what, help) = match (document, path, kind.unpack) {
        (Some((_, what, help)), ..) => (*what, (*help).to_owned()),
        (None, _, "") => (kind.what, kind.help.to_owned()),
        (None, Some(_), unpack) => (kind.what, format!("`{unpack} {} | ibidem ...`", quoted(&name))),
        (None, None, unpack) => (kind.what, format!("put `{unpack}` in front: `{unpack} FILE | ibidem ...`")),
    };
    Some(Failure::usage(format!("`{name}` is {what}, which is not read")).help(help))
}

/// Letters alone are no proof: behind `BZh` there is a digit and the number pi.
fn is_whole(magic: &[u8], head: &[u8]) -> bool {
    magic != b"BZh"
        || head.get(4..10) == Some(b"\x31\x41\x59\x26\x53\x59")
        || head.get(4..8) == Some(b"\x17\x72\x45\x38")
}

/// A file name as a shell takes it for one word.
fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+,@%".contains(c);
    if !name.is_empty() && name.chars().all(plain) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused_with_a_word_of_help() {
        let said = |head: &[u8], name: Option<&str>| {
            refusal(head, name.map(Path::new)).map(|failure| (failure.message, failure.help))
        };
        let (message, help) = said(b"\x1F\x8B\x08\0", Some("a b.gz")).unwrap();
        assert_eq!(message, "`a b.gz` is compressed by gzip, which is not read");
        assert_eq!(help, "`gzip -dc 'a b.gz' | ibidem ...`");
        assert_eq!(said(b"PK\x03\x04", Some("x.XLSX")).unwrap().0, "`x.XLSX` is an Excel workbook, which is not read");
        assert_eq!(said(b"PK\x03\x04", None).unwrap().1, "put `unzip -p` in front: `unzip -p FILE | ibidem ...`");
        assert!(said(b"BZh91AY&SY", Some("a.bz2")).is_some());
        assert!(said(b"BZhang wrote this", Some("a.txt")).is_none());
        assert!(said(b"@book{a,", Some("a.gz")).is_none());
        assert!(said(b"", None).is_none());
    }
}
