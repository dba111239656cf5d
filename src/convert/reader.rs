//! Reading one input, item by item.

use std::collections::VecDeque;
use std::io::Read;

use super::source::{Source, Step};
use crate::format::{Aside, Format, ReadOptions};
use crate::ir::Record;
use crate::report::{Code, Diagnostic, Discard, Error, Loss, Severity, Sink, Subject};
use crate::source::{FAILED, Input};

/// What a reader yields.
///
/// ```
/// use ibidem::{Collect, Reader, convert::Item, formats::bibtex::BIBTEX};
/// let mut reader = Reader::new(&BIBTEX, &Default::default(), &b"@string{j = {J}}"[..])?;
/// let Some(Item::Aside(aside)) = reader.next_item(&mut Collect::default())? else { panic!("no aside") };
/// assert_eq!((aside.kind, aside.text.as_str()), ("macro", "@string{j = {J}}"));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A record.
    Record(Box<Record>),
    /// Something between records.
    Aside(Aside),
}

/// Reads the items of one input, one after the other.
///
/// ```
/// use ibidem::{convert::Reader, formats::native::NATIVE, format::ReadOptions, report::Collect};
/// let input = "{\"type\":\"book\",\"fields\":{\"title\":\"Notes\"}}\nnonsense\n";
/// let mut sink = Collect::default();
/// let mut reader = Reader::new(&NATIVE, &ReadOptions::default(), input.as_bytes()).unwrap();
/// assert!(reader.next_record(&mut sink).unwrap().is_some());
/// assert!(reader.next_record(&mut sink).unwrap().is_none());
/// assert_eq!(sink.diagnostics[0].span.line, 2);
/// ```
pub struct Reader<'i> {
    source: Source,
    input: Input<'i>,
    record: Record,
}

impl<'i> Reader<'i> {
    /// Reads this input as that format.
    ///
    /// # Errors
    /// If the format cannot be read or has no such option.
    pub fn new(format: &Format, options: &ReadOptions, input: impl Read + Send + 'i) -> Result<Reader<'i>, Error> {
        let source = Source::new(format, options)?;
        let mut input = options.input(input);
        if source.keep {
            input.keep_passed();
        }
        Ok(Reader { source, input, record: Record::default() })
    }

    /// The next item, `None` at the end. What could not be read goes to the sink.
    ///
    /// ```
    /// use ibidem::{Reader, convert::Item, formats::bibtex::BIBTEX};
    /// let mut reader = Reader::new(&BIBTEX, &Default::default(), &b"@comment{c} @book{a}"[..])?;
    /// assert!(matches!(reader.next_item(&mut ibidem::Discard)?, Some(Item::Aside(_))));
    /// assert!(matches!(reader.next_item(&mut ibidem::Discard)?, Some(Item::Record(_))));
    /// assert!(reader.next_item(&mut ibidem::Discard)?.is_none());
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the input cannot be read on.
    pub fn next_item(&mut self, sink: &mut dyn Sink) -> Result<Option<Item>, Error> {
        loop {
            match self.advance(sink)? {
                Advance::Item(item) => return Ok(Some(item)),
                Advance::Nothing => {}
                Advance::End => return Ok(None),
            }
        }
    }

    /// One frame further.
    fn advance(&mut self, sink: &mut dyn Sink) -> Result<Advance, Error> {
        Ok(match self.source.step(&mut self.input, &mut self.record, sink)? {
            Step::Record => Advance::Item(Item::Record(Box::new(std::mem::take(&mut self.record)))),
            Step::Aside(aside) => Advance::Item(Item::Aside(aside)),
            Step::Nothing => Advance::Nothing,
            Step::End => {
                self.source.end(&self.input, sink);
                Advance::End
            }
        })
    }

    /// The next record, passing over what stands between records.
    ///
    /// # Errors
    /// If the input cannot be read on.
    pub fn next_record(&mut self, sink: &mut dyn Sink) -> Result<Option<Record>, Error> {
        while let Some(item) = self.next_item(sink)? {
            if let Item::Record(record) = item {
                return Ok(Some(*record));
            }
        }
        Ok(None)
    }

    /// An iterator over the items. Diagnostics of severity error are its `Err`
    /// items, each in front of the item it was met before; all others go to the
    /// sink.
    ///
    /// ```
    /// use ibidem::convert::{Item, Reader};
    /// use ibidem::{format::ReadOptions, formats::bibtex::BIBTEX, report::Collect};
    /// let input = "@comment{made by hand}\n@book{a, title = {Notes}}\n@book{b, title = }\n";
    /// let mut warnings = Collect::default();
    /// let reader = Reader::new(&BIBTEX, &ReadOptions::default(), input.as_bytes()).unwrap();
    /// let (mut records, mut comments) = (0, 0);
    /// for item in reader.items(&mut warnings) {
    ///     match item {
    ///         Ok(Item::Record(_)) => records += 1,
    ///         Ok(Item::Aside(aside)) => comments += usize::from(aside.kind == "comment"),
    ///         Err(unreadable) => panic!("{unreadable}"),
    ///     }
    /// }
    /// assert_eq!((records, comments), (2, 1));
    /// assert_eq!(warnings.diagnostics[0].code.id, "bibtex/missing-value");
    /// ```
    pub fn items<S: Sink>(self, sink: S) -> Items<'i, S> {
        Items { reader: self, sink, errors: VecDeque::new(), item: None, ended: false }
    }
}

/// What a step came to.
enum Advance {
    Item(Item),
    Nothing,
    End,
}

/// The records of an input as an iterator; what is not wrong enough to lose a
/// record is not told. [`Records::reporting`] names a sink for it.
///
/// ```
/// use ibidem::convert::{Reader, records};
/// use ibidem::{format::ReadOptions, formats::csl_json::CSL_JSON, ir::keys};
/// let input = r#"[{"type": "book", "title": "Notes"}, {"type" "book"}, {"type": "book", "title": "More"}]"#;
/// let (mut titles, mut unreadable) = (Vec::new(), Vec::new());
/// for record in records(Reader::new(&CSL_JSON, &ReadOptions::default(), input.as_bytes())?) {
///     match record {
///         Ok(record) => titles.extend(record.get(keys::TITLE).map(|title| title.to_plain().into_owned())),
///         Err(diagnostic) => unreadable.push(diagnostic.to_string()),
///     }
/// }
/// assert_eq!(titles, ["Notes", "More"]);
/// assert_eq!(unreadable, ["line 1, column 46: a colon is missing, item skipped (csl-json/bad-item)"]);
/// # Ok::<(), ibidem::Error>(())
/// ```
pub fn records(reader: Reader<'_>) -> Records<'_, Discard> {
    Records { items: reader.items(Discard) }
}

/// The items of an input, and what could not be read; see [`Reader::items`].
///
/// Nothing comes after the end, nor after an `Err` of the code
/// [`input/failed`](crate::source::FAILED): then the input itself failed.
///
/// ```
/// use ibidem::{Reader, convert::Items, formats::bibtex::BIBTEX};
/// let items: Items<'_, _> =
///     Reader::new(&BIBTEX, &Default::default(), &b"@comment{c} @book{a}"[..])?.items(ibidem::Discard);
/// assert_eq!(items.filter(Result::is_ok).count(), 2);
/// # Ok::<(), ibidem::Error>(())
/// ```
pub struct Items<'i, S> {
    reader: Reader<'i>,
    sink: S,
    /// Errors of the last step, which come before its item.
    errors: VecDeque<Diagnostic>,
    item: Option<Item>,
    ended: bool,
}

impl<S: Sink> Iterator for Items<'_, S> {
    type Item = Result<Item, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(error) = self.errors.pop_front() {
                return Some(Err(error));
            }
            if let Some(item) = self.item.take() {
                return Some(Ok(item));
            }
            if self.ended {
                return None;
            }
            match self.reader.advance(&mut Sorted { errors: &mut self.errors, rest: &mut self.sink }) {
                Ok(Advance::Item(item)) => self.item = Some(item),
                Ok(Advance::Nothing) => {}
                Ok(Advance::End) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    let mut failed = Diagnostic::new(&FAILED, error.to_string()).on(self.reader.input.span(0, 0));
                    failed.record = self.reader.source.records + 1;
                    self.errors.push_back(failed);
                }
            }
        }
    }
}

/// The records of an input, and what could not be read; see [`records`].
///
/// ```
/// use ibidem::{Reader, convert::Records, formats::bibtex::BIBTEX, records};
/// let all: Records<'_, _> = records(Reader::new(&BIBTEX, &Default::default(), &b"@comment{c} @book{a}"[..])?);
/// assert_eq!(all.map(|record| record.unwrap().key.unwrap()).collect::<Vec<_>>(), ["a"]);
/// # Ok::<(), ibidem::Error>(())
/// ```
pub struct Records<'i, S> {
    items: Items<'i, S>,
}

impl<'i> Records<'i, Discard> {
    /// Tells this sink what does not cost a record: diagnostics of severity
    /// warning and info.
    ///
    /// ```
    /// use ibidem::convert::{Reader, records};
    /// use ibidem::{format::ReadOptions, formats::bibtex::BIBTEX, report::Collect};
    /// let input = "@book{a, title = {One}, title = {Two}}";
    /// let mut warnings = Collect::default();
    /// let reader = Reader::new(&BIBTEX, &ReadOptions::default(), input.as_bytes()).unwrap();
    /// let found = records(reader).reporting(&mut warnings).collect::<Result<Vec<_>, _>>().unwrap();
    /// assert_eq!(found.len(), 1);
    /// assert_eq!(warnings.diagnostics[0].code.id, "bibtex/duplicate-field");
    /// ```
    pub fn reporting<S: Sink>(self, sink: S) -> Records<'i, S> {
        let Items { reader, errors, item, ended, .. } = self.items;
        Records { items: Items { reader, sink, errors, item, ended } }
    }
}

impl<S: Sink> Iterator for Records<'_, S> {
    type Item = Result<Record, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        self.items.find_map(|item| match item {
            Ok(Item::Record(record)) => Some(Ok(*record)),
            Ok(Item::Aside(_)) => None,
            Err(error) => Some(Err(error)),
        })
    }
}

/// Keeps errors, and hands everything else on.
struct Sorted<'s, S> {
    errors: &'s mut VecDeque<Diagnostic>,
    rest: &'s mut S,
}

impl<S: Sink> Sink for Sorted<'_, S> {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        match diagnostic.severity() {
            Severity::Error => self.errors.push_back(diagnostic),
            Severity::Warning | Severity::Info => self.rest.diagnostic(diagnostic),
        }
    }
    fn loss(&mut self, loss: Loss) {
        self.rest.loss(loss);
    }
    fn wants_value(&self, code: &'static Code, subject: &Subject) -> bool {
        self.rest.wants_value(code, subject)
    }
    fn wants_all_values(&self) -> bool {
        self.rest.wants_all_values()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::formats::native::NATIVE;

    const BOOK: &str = "{\"type\":\"book\",\"fields\":{}}\n";

    fn told(found: Vec<Result<Record, Diagnostic>>) -> Vec<&'static str> {
        found.into_iter().map(|item| item.map_or_else(|error| error.code.id, |_| "record")).collect()
    }

    #[test]
    fn errors_stand_where_they_were_met() {
        let input = format!("one\ntwo\n{BOOK}three\n");
        let mut reader = records(Reader::new(&NATIVE, &ReadOptions::default(), input.as_bytes()).unwrap());
        let found = told(reader.by_ref().collect());
        assert_eq!(found, ["native/bad-line", "native/bad-line", "record", "native/bad-line"]);
        assert!(reader.next().is_none());
    }

    #[test]
    fn an_input_that_fails_ends_with_an_error() {
        struct Torn<'b>(&'b [u8]);
        impl Read for Torn<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                match self.0.read(into)? {
                    0 => Err(io::Error::other("torn off")),
                    read => Ok(read),
                }
            }
        }
        let input = BOOK.repeat(2);
        let mut reader = records(Reader::new(&NATIVE, &ReadOptions::default(), Torn(input.as_bytes())).unwrap());
        let found: Vec<_> = reader.by_ref().collect();
        let Some(Err(failed)) = found.last() else { panic!("{} items", found.len()) };
        assert_eq!(failed.to_string(), format!("line {}, column 1: cannot read: torn off (input/failed)", found.len()));
        assert!(reader.next().is_none());
    }
}
