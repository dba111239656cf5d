//! Values of fields and their kinds.

use super::{Date, Names, Pages, Str, Text};

/// What kind of value a field holds.
///
/// ```
/// use ibidem::ir::{Field, Kind};
/// let dates = Field::ALL.iter().filter(|field| field.kind() == Kind::Date);
/// assert!(dates.count() > 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
#[non_exhaustive]
pub enum Kind {
    /// Rich text.
    Text,
    /// Several rich texts, in order.
    Texts,
    /// A list of names.
    Names,
    /// A date or a range of dates.
    Date,
    /// A verbatim string: identifier, address, key.
    Token,
    /// Several verbatim strings, in order.
    Tokens,
    /// Ranges of pages.
    Pages,
    /// Links to files.
    Files,
    /// Submitted versions.
    Versions,
}

/// A file that holds the work.
///
/// ```
/// use ibidem::ir::keys;
/// let records = ibidem::read_str("@book{a, file = {Scan:files/a.pdf:PDF}}", "bibtex")?.value;
/// let file = &records[0].get(keys::FILES).unwrap()[0];
/// assert_eq!((file.title.as_str(), file.target.as_str()), ("Scan", "files/a.pdf"));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileLink {
    /// Path or address, verbatim.
    pub target: Str,
    /// Description, may be empty.
    pub title: Str,
    /// Media type or the program's own type word, may be empty.
    pub media_type: Str,
}

/// One submitted version of a preprint.
///
/// ```
/// use ibidem::ir::{Date, Record, Version, keys};
/// let mut record = Record::default();
/// let first = Version { number: 1, date: Date::parse("2025-08-28"), ..Version::default() };
/// record.set(keys::VERSIONS, vec![first]);
/// assert_eq!(record.value(keys::VERSIONS.field()).unwrap().preview(), "v1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Version {
    /// Ordinal, from 1.
    pub number: u32,
    /// When it was submitted.
    pub date: Option<Date>,
    /// Size in kilobytes.
    pub size_kb: Option<u32>,
    /// Flags and remarks, may be empty.
    pub note: Str,
}

/// The value of a field.
///
/// ```
/// use ibidem::ir::Value;
/// let value = Value::Tokens(vec!["sums".into(), "series".into()]);
/// assert_eq!((value.preview().as_str(), value.is_empty()), ("sums; series", false));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Rich text.
    Text(Text),
    /// Several rich texts.
    Texts(Vec<Text>),
    /// Names.
    Names(Names),
    /// A date.
    Date(Box<Date>),
    /// A verbatim string.
    Token(Str),
    /// Verbatim strings.
    Tokens(Vec<Str>),
    /// Pages.
    Pages(Pages),
    /// Files.
    Files(Vec<FileLink>),
    /// Versions.
    Versions(Vec<Version>),
}

impl Value {
    /// The kind of the value.
    ///
    /// ```
    /// use ibidem::ir::{Date, Field, Value};
    /// assert_eq!(Value::Date(Box::new(Date::year(1843))).kind(), Field::Issued.kind());
    /// ```
    pub const fn kind(&self) -> Kind {
        match self {
            Value::Text(_) => Kind::Text,
            Value::Texts(_) => Kind::Texts,
            Value::Names(_) => Kind::Names,
            Value::Date(_) => Kind::Date,
            Value::Token(_) => Kind::Token,
            Value::Tokens(_) => Kind::Tokens,
            Value::Pages(_) => Kind::Pages,
            Value::Files(_) => Kind::Files,
            Value::Versions(_) => Kind::Versions,
        }
    }

    /// Whether there is nothing in it; an empty value is never stored.
    #[inline]
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::Texts(texts) => texts.is_empty(),
            Value::Names(names) => names.list.is_empty() && names.others.is_none(),
            Value::Date(date) => matches!(date.as_ref(), Date::Literal(words) if words.is_empty()),
            Value::Token(token) => token.is_empty(),
            Value::Tokens(tokens) => tokens.is_empty(),
            Value::Pages(pages) => pages.as_str().is_empty(),
            Value::Files(files) => files.is_empty(),
            Value::Versions(versions) => versions.is_empty(),
        }
    }

    /// The value as one line for messages and reports.
    pub fn preview(&self) -> String {
        let join = |parts: Vec<String>| parts.join("; ");
        match self {
            Value::Text(text) => text.to_plain().into_owned(),
            Value::Texts(texts) => join(texts.iter().map(|t| t.to_plain().into_owned()).collect()),
            Value::Names(names) => join(names.list.iter().map(|n| n.display()).collect()),
            Value::Date(date) => date.to_string(),
            Value::Token(token) => token.to_string(),
            Value::Tokens(tokens) => join(tokens.iter().map(|t| t.to_string()).collect()),
            Value::Pages(pages) => pages.as_str().to_owned(),
            Value::Files(files) => join(files.iter().map(|f| f.target.to_string()).collect()),
            Value::Versions(versions) => join(versions.iter().map(|v| format!("v{}", v.number)).collect()),
        }
    }
}

/// A type that a [`Key`](super::Key) can ask a record for.
///
/// ```
/// use ibidem::ir::{FieldValue, Text, Value};
/// let value = Text::from("Notes").wrap();
/// assert_eq!(Text::of(&value), Some(&"Notes".into()));
/// assert_eq!(Text::of(&Value::Token("Notes".into())), None);
/// ```
pub trait FieldValue: Sized {
    /// The value inside, if it is of this type.
    fn of(value: &Value) -> Option<&Self>;
    /// Wraps it.
    fn wrap(self) -> Value;
}

macro_rules! field_value {
    ($($ty:ty => $variant:ident),+) => { $(
        impl FieldValue for $ty {
            fn of(value: &Value) -> Option<&Self> {
                match value { Value::$variant(inner) => Some(inner), _ => None }
            }
            fn wrap(self) -> Value {
                Value::$variant(self)
            }
        }
    )+ };
}

field_value! {
    Text => Text, Vec<Text> => Texts, Names => Names, Str => Token, Vec<Str> => Tokens,
    Pages => Pages, Vec<FileLink> => Files, Vec<Version> => Versions
}

impl FieldValue for Date {
    fn of(value: &Value) -> Option<&Self> {
        match value {
            Value::Date(inner) => Some(inner),
            _ => None,
        }
    }
    fn wrap(self) -> Value {
        Value::Date(Box::new(self))
    }
}

/// The Rust type behind each kind, named as the vocabulary names the kind.
pub mod of_kind {
    /// Rich text.
    pub type Text = super::Text;
    /// Several rich texts.
    pub type Texts = Vec<super::Text>;
    /// Names.
    pub type Names = super::Names;
    /// A date.
    pub type Date = super::Date;
    /// A verbatim string.
    pub type Token = super::Str;
    /// Verbatim strings.
    pub type Tokens = Vec<super::Str>;
    /// Pages.
    pub type Pages = super::Pages;
    /// Files.
    pub type Files = Vec<super::FileLink>;
    /// Versions.
    pub type Versions = Vec<super::Version>;
}
