//! Encodings by the names people use for them.

use encoding_rs::WINDOWS_1252;

/// A character encoding.
///
/// ```
/// use ibidem::source::Encoding;
/// assert_eq!(Encoding::named("Cp1252").unwrap().name(), "windows-1252");
/// assert_eq!(Encoding::named("latin-1").unwrap().name(), "ISO-8859-1");
/// assert!(Encoding::named("utf9").unwrap_err().to_string().contains("UTF-8"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Encoding {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// UTF-8; written with a byte order mark or not.
    Utf8 { mark: bool },
    /// Seven bits.
    Ascii,
    /// UTF-16 in this order, or in that of its mark.
    Utf16(Option<Order>),
    /// UTF-32 in this order, or in that of its mark.
    Utf32(Option<Order>),
    /// What the Encoding Standard has; without `c1`, bytes 0x80 to 0x9F stand
    /// for nothing when writing, as in the ISO standards.
    Table { table: &'static encoding_rs::Encoding, c1: bool },
}

/// Which byte of a unit comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Order {
    Little,
    Big,
}

/// A name that no encoding has.
///
/// ```
/// let unknown = ibidem::source::Encoding::named("lattin1").unwrap_err();
/// assert_eq!((unknown.name.as_str(), unknown.nearest), ("lattin1", Some("latin1")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown encoding `{name}`{}", nearest.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
pub struct UnknownEncoding {
    /// The name asked for.
    pub name: String,
    /// The one that is spelt most like it.
    pub nearest: Option<&'static str>,
}

/// Names that the Encoding Standard does not have, or means something else by:
/// letters and digits in lower case, and the label that stands for it.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("ansinew", "windows-1252"),
    ("windowslatin1", "windows-1252"),
    ("windowslatin2", "windows-1250"),
    ("applemac", "macintosh"),
    ("macroman", "macintosh"),
    ("macosroman", "macintosh"),
    ("maccyrillic", "x-mac-cyrillic"),
    ("maccyr", "x-mac-cyrillic"),
    ("isolatin2", "iso-8859-2"),
    ("isolatin3", "iso-8859-3"),
    ("isolatin4", "iso-8859-4"),
    ("isolatin9", "iso-8859-15"),
    ("latin9", "iso-8859-15"),
    ("latin0", "iso-8859-15"),
    ("latin7", "iso-8859-13"),
    ("latin8", "iso-8859-14"),
    ("latin10", "iso-8859-16"),
    ("greek8", "iso-8859-7"),
    ("ms874", "windows-874"),
    ("cp874", "windows-874"),
    ("tis620", "windows-874"),
    ("cp932", "shift_jis"),
    ("japaneseshiftjis", "shift_jis"),
    ("japanesewindowsdos", "shift_jis"),
    ("eucjis", "euc-jp"),
    ("ujis", "euc-jp"),
    ("cp936", "gbk"),
    ("ms936", "gbk"),
    ("euccn", "gbk"),
    ("cp949", "euc-kr"),
    ("ms949", "euc-kr"),
    ("uhc", "euc-kr"),
    ("cp950", "big5"),
    ("ms950", "big5"),
    ("iso2022jp", "iso-2022-jp"),
    ("junet", "iso-2022-jp"),
    ("koi8", "koi8-r"),
];

impl Encoding {
    /// UTF-8.
    ///
    /// ```
    /// use ibidem::source::Encoding;
    /// assert_eq!(Encoding::named("utf8"), Ok(Encoding::UTF_8));
    /// ```
    pub const UTF_8: Encoding = Encoding { name: "UTF-8", kind: Kind::Utf8 { mark: false } };
    pub(super) const UTF_8_MARKED: Encoding = Encoding { name: "UTF-8", kind: Kind::Utf8 { mark: true } };
    pub(super) const ASCII: Encoding = Encoding { name: "US-ASCII", kind: Kind::Ascii };
    pub(super) const UTF_16: Encoding = Encoding { name: "UTF-16", kind: Kind::Utf16(None) };
    pub(super) const UTF_16LE: Encoding = Encoding { name: "UTF-16LE", kind: Kind::Utf16(Some(Order::Little)) };
    pub(super) const UTF_16BE: Encoding = Encoding { name: "UTF-16BE", kind: Kind::Utf16(Some(Order::Big)) };
    pub(super) const UTF_32: Encoding = Encoding { name: "UTF-32", kind: Kind::Utf32(None) };
    pub(super) const UTF_32LE: Encoding = Encoding { name: "UTF-32LE", kind: Kind::Utf32(Some(Order::Little)) };
    pub(super) const UTF_32BE: Encoding = Encoding { name: "UTF-32BE", kind: Kind::Utf32(Some(Order::Big)) };

    /// The encoding of that name: a label of the Encoding Standard, or a name
    /// that Java, Emacs or LaTeX gives it. Case, blanks, hyphens and underscores
    /// do not count.
    ///
    /// # Errors
    /// Names the nearest one.
    pub fn named(name: &str) -> Result<Encoding, UnknownEncoding> {
        let key = key(name);
        let special = match key.as_str() {
            "utf8" | "utf8x" | "unicodeutf8" | "utf8mb4" | "unicode11utf8" => Some(Encoding::UTF_8),
            "utf8sig" | "utf8bom" | "utf8withsignature" => Some(Encoding::UTF_8_MARKED),
            "ascii" | "usascii" | "ansix341968" | "iso646us" | "westernascii" => Some(Encoding::ASCII),
            "utf16" | "unicode" | "unicodeutf16" | "ucs2" => Some(Encoding::UTF_16),
            "utf16le" | "unicodelittle" | "xutf16lebom" => Some(Encoding::UTF_16LE),
            "utf16be" | "unicodebig" | "unicodefffe" => Some(Encoding::UTF_16BE),
            "utf32" | "ucs4" => Some(Encoding::UTF_32),
            "utf32le" => Some(Encoding::UTF_32LE),
            "utf32be" => Some(Encoding::UTF_32BE),
            "latin1" | "l1" | "isolatin1" | "iso88591" | "88591" | "cp819" | "ibm819" | "isoir100" | "iso885911987" => {
                Some(Encoding { name: "ISO-8859-1", kind: Kind::Table { table: WINDOWS_1252, c1: false } })
            }
            "latin5" | "l5" | "isolatin5" | "iso88599" => {
                Some(Encoding { name: "ISO-8859-9", kind: Kind::Table { table: encoding_rs::WINDOWS_1254, c1: false } })
            }
            _ => None,
        };
        if let Some(special) = special {
            return Ok(special);
        }
        let other = OTHER_NAMES.iter().find(|(known, _)| *known == key).map(|(_, label)| *label);
        let label = |label: &str| encoding_rs::Encoding::for_label_no_replacement(label.as_bytes());
        let numbered = |prefix: &str, to: &str| key.strip_prefix(prefix).and_then(|rest| label(&format!("{to}{rest}")));
        let table = other
            .and_then(label)
            .or_else(|| label(name.trim()))
            .or_else(|| label(&name.trim().replace('_', "-")))
            .or_else(|| label(&key))
            .or_else(|| KNOWN.iter().copied().find(|table| self::key(table.name()) == key))
            .or_else(|| numbered("win", "windows-"))
            .or_else(|| numbered("isolatin", "latin"));
        match table {
            Some(table) => Ok(Encoding::of(table)),
            None => Err(UnknownEncoding { name: name.to_owned(), nearest: nearest(&key) }),
        }
    }

    /// This table of the Encoding Standard.
    pub(super) fn of(table: &'static encoding_rs::Encoding) -> Encoding {
        match table.name() {
            "UTF-8" => Encoding::UTF_8,
            "UTF-16LE" => Encoding::UTF_16LE,
            "UTF-16BE" => Encoding::UTF_16BE,
            name => Encoding { name, kind: Kind::Table { table, c1: !name.starts_with("ISO-8859") } },
        }
    }

    /// Its usual name, as declarations in XML have it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// UTF-16 in this order.
    pub(super) fn utf_16(order: Option<Order>) -> Encoding {
        if order == Some(Order::Big) { Encoding::UTF_16BE } else { Encoding::UTF_16LE }
    }

    /// Whether an input in this encoding may begin with the mark of that one.
    pub(super) fn agrees(&self, marked: Encoding) -> bool {
        match (self.kind, marked.kind) {
            (Kind::Utf8 { .. }, Kind::Utf8 { .. }) => true,
            (Kind::Utf16(mine), Kind::Utf16(other)) | (Kind::Utf32(mine), Kind::Utf32(other)) => {
                mine.is_none() || mine == other
            }
            _ => false,
        }
    }

    /// The table by which bytes that are not UTF-8 are read.
    pub(super) fn table(&self) -> Option<&'static encoding_rs::Encoding> {
        match self.kind {
            Kind::Table { table, .. } => Some(table),
            _ => None,
        }
    }
}

/// Letters and digits of a name, in lower case.
fn key(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The tables whose names are suggested.
static KNOWN: &[&encoding_rs::Encoding] = &[
    encoding_rs::BIG5,
    encoding_rs::EUC_JP,
    encoding_rs::EUC_KR,
    encoding_rs::GB18030,
    encoding_rs::GBK,
    encoding_rs::IBM866,
    encoding_rs::ISO_2022_JP,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_3,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::ISO_8859_7,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_10,
    encoding_rs::ISO_8859_13,
    encoding_rs::ISO_8859_14,
    encoding_rs::ISO_8859_15,
    encoding_rs::ISO_8859_16,
    encoding_rs::KOI8_R,
    encoding_rs::KOI8_U,
    encoding_rs::MACINTOSH,
    encoding_rs::SHIFT_JIS,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
    encoding_rs::WINDOWS_874,
    encoding_rs::X_MAC_CYRILLIC,
];

fn nearest(name: &str) -> Option<&'static str> {
    let others =
        ["UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "US-ASCII", "latin1", "ISO-8859-1", "ISO-8859-9"];
    let known = KNOWN.iter().map(|table| table.name()).chain(others).chain(["macroman", "sjis"]);
    let scored = known.map(|known| (strsim::damerau_levenshtein(name, &key(known)), known));
    scored.min().filter(|(distance, known)| *distance <= known.len().div_ceil(3)).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_use() {
        for (name, known) in [
            ("UTF8", "UTF-8"),
            ("utf-8", "UTF-8"),
            ("Unicode (UTF-8)", "UTF-8"),
            ("ISO8859_1", "ISO-8859-1"),
            ("ISO-8859-1", "ISO-8859-1"),
            ("iso-latin-1", "ISO-8859-1"),
            ("latin1", "ISO-8859-1"),
            ("ISO8859_15", "ISO-8859-15"),
            ("latin9", "ISO-8859-15"),
            ("latin2", "ISO-8859-2"),
            ("Cp1252", "windows-1252"),
            ("ansinew", "windows-1252"),
            ("win1251", "windows-1251"),
            ("windows1250", "windows-1250"),
            ("applemac", "macintosh"),
            ("MacRoman", "macintosh"),
            ("x-mac-roman", "macintosh"),
            ("MS932", "Shift_JIS"),
            ("SJIS", "Shift_JIS"),
            ("Shift-JIS", "Shift_JIS"),
            ("EUC_JP", "EUC-JP"),
            ("EUC_KR", "EUC-KR"),
            ("MS936", "GBK"),
            ("GB2312", "GBK"),
            ("Big5_HKSCS", "Big5"),
            ("KOI8_R", "KOI8-R"),
            ("koi8-u", "KOI8-U"),
            ("TIS-620", "windows-874"),
            ("US_ASCII", "US-ASCII"),
            ("utf-16", "UTF-16"),
            ("UnicodeLittle", "UTF-16LE"),
            ("utf-32be", "UTF-32BE"),
        ] {
            assert_eq!(Encoding::named(name).map(|found| found.name()), Ok(known), "{name}");
        }
    }

    #[test]
    fn every_name_that_is_suggested_is_known() {
        for table in KNOWN {
            assert_eq!(Encoding::named(table.name()).unwrap().name(), table.name());
        }
        for (name, label) in OTHER_NAMES {
            assert!(Encoding::named(name).is_ok(), "{name} {label}");
        }
    }

    #[test]
    fn misspelt_names_are_recognized() {
        let nearest = |name| Encoding::named(name).unwrap_err().nearest;
        assert_eq!(nearest("utf88"), Some("UTF-8"));
        assert_eq!(nearest("lattin1"), Some("latin1"));
        assert_eq!(nearest("windows-1292"), Some("windows-1252"));
        assert_eq!(nearest("klingon"), None);
        assert_eq!(nearest(""), None);
    }
}
