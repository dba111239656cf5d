//! Raw records: native fields as they stand, before anything is understood.

use std::borrow::Cow;

use super::Fidelity;
use crate::ir::{Extra, Field, Str};

/// What a format's native values are and what they are written into.
///
/// ```
/// use ibidem::{ir::{Extra, Field, Str}, map::{Fidelity, Notation}};
/// /// Numbers, written one after the other.
/// struct Numbers;
/// impl Notation for Numbers {
///     const NAME: &'static str = "numbers";
///     const CONTROLS: Option<&'static str> = None;
///     type Value<'a> = u64;
///     type Sink = Vec<u64>;
///     fn source(value: &u64) -> Str {
///         value.to_string().into()
///     }
///     fn write_extra(extra: &Extra, sink: &mut Vec<u64>) -> Fidelity {
///         Fidelity::or_nothing(extra.value.parse().map(|number| sink.push(number)).is_ok())
///     }
/// }
/// let mut sink = Vec::new();
/// // Who writes in places of its own wants to know of which field.
/// Numbers::writing(None, &mut sink);
/// let extra = Extra { format: Numbers::NAME.into(), name: "n".into(), value: Numbers::source(&7) };
/// assert_eq!(Numbers::write_extra(&extra, &mut sink), Fidelity::Exact);
/// assert_eq!(sink, [7]);
/// assert_eq!(Numbers::first_control("a\0"), Some(1));
/// ```
pub trait Notation: Sized + 'static {
    /// The name under which its extras are kept; formats that share a notation
    /// share it.
    const NAME: &'static str;

    /// A native value, borrowed from the frame where possible.
    type Value<'a>;

    /// What encoders write into.
    type Sink;

    /// What becomes of control characters that are no white space;
    /// `None` if the parser itself reports them.
    const CONTROLS: Option<&'static str> = Some("kept as it stands");

    /// Where the first of them stands in the source of a record.
    fn first_control(text: &str) -> Option<usize> {
        crate::codec::line::first_control(text)
    }

    /// The value in the notation's own source form, as an extra keeps it.
    fn source(value: &Self::Value<'_>) -> Str;

    /// Writes back an extra of this notation: nothing, if that is impossible;
    /// substituted, if it had to take another name.
    fn write_extra(extra: &Extra, sink: &mut Self::Sink) -> Fidelity;

    /// Says of which field the natives are that are written next; `None` for extras.
    fn writing(_field: Option<Field>, _sink: &mut Self::Sink) {}
}

/// One native field.
///
/// ```
#[doc = include_str!("lines.in")]
/// let mut raw = RawRecord::<Lines>::default();
/// raw.push("title", "Notes".into(), 7, 5);
/// let field: &Raw<'_, Lines> = &raw.fields[0];
/// assert_eq!((field.name.as_ref(), field.value.as_ref(), field.at, field.len), ("title", "Notes", 7, 5));
/// ```
pub struct Raw<'a, N: Notation> {
    /// Its native name, as written.
    pub name: Cow<'a, str>,
    /// Its value.
    pub value: N::Value<'a>,
    /// First byte of the value in the text of the frame.
    pub at: u32,
    /// Bytes of the value.
    pub len: u32,
}

/// One native record.
///
/// ```
#[doc = include_str!("lines.in")]
/// let mut raw = RawRecord::<Lines> { kind: "book".into(), key: Some("a".into()), ..RawRecord::default() };
/// raw.push("Title", "Notes".into(), 0, 5);
/// assert_eq!(raw.value("title").map(|value| value.as_ref()), Some("Notes"));
/// ```
pub struct RawRecord<'a, N: Notation> {
    /// The native entry type, as written; empty where the format has none.
    pub kind: Cow<'a, str>,
    /// The citation key, if there is one.
    pub key: Option<Cow<'a, str>>,
    /// The native fields, in order, repeated ones included.
    pub fields: Vec<Raw<'a, N>>,
}

impl<N: Notation> Default for RawRecord<'_, N> {
    fn default() -> Self {
        RawRecord { kind: Cow::Borrowed(""), key: None, fields: Vec::new() }
    }
}

impl<'a, N: Notation> RawRecord<'a, N> {
    /// An empty record with the memory of this one, for the next frame.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// let mut raw = RawRecord::<Lines>::default();
    /// raw.push("title", "Notes".into(), 0, 5);
    /// let next = raw.emptied();
    /// assert!(next.fields.is_empty() && next.fields.capacity() > 0);
    /// ```
    #[must_use]
    pub fn emptied<'b>(mut self) -> RawRecord<'b, N> {
        self.fields.clear();
        // Collecting in place keeps the allocation and changes the lifetime.
        let fields = self.fields.into_iter().map_while(|_| None).collect();
        RawRecord { fields, ..RawRecord::default() }
    }

    /// The first value under that name, ASCII case ignored.
    pub fn value(&self, name: &str) -> Option<&N::Value<'a>> {
        self.fields.iter().find(|raw| raw.name.eq_ignore_ascii_case(name)).map(|raw| &raw.value)
    }

    /// Adds a field.
    pub fn push(&mut self, name: impl Into<Cow<'a, str>>, value: N::Value<'a>, at: usize, len: usize) {
        self.fields.push(Raw { name: name.into(), value, at: at as u32, len: len as u32 });
    }
}
