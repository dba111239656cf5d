//! Writing into any output, record by record.

use std::io::{self, Seek, SeekFrom, Write};

use super::{BUFFER, Item, Patch, Sequence, Spool};
use crate::format::{Aside, Format, WriteOptions};
use crate::ir::Record;
use crate::report::{Error, Sink};

/// Writes records of a format into an output, as they come.
///
/// The output is handed what there is whenever some has come together, so it
/// needs no buffer of its own. A format whose head shows something of the records
/// (an Atom feed the newest date) is held back until the end, in memory or, with
/// the feature `cli`, in a temporary file if it is long; [`Writer::seekable`]
/// holds nothing back.
///
/// ```
/// use ibidem::convert::{Reader, Writer, records};
/// use ibidem::formats::{bibtex::BIBTEX, ris::RIS};
/// use ibidem::report::Collect;
/// let input = "TY  - BOOK\nTI  - Notes\nID  - a\nER  - \nTY  - BOOK\nTI  - More\nID  - b\nER  - \n";
/// let mut losses = Collect::default();
/// let mut writer = Writer::new(&BIBTEX, &Default::default(), Vec::new())?;
/// for record in records(Reader::new(&RIS, &Default::default(), input.as_bytes())?) {
///     match record {
///         Ok(record) => writer.record(&record, &mut losses)?,
///         Err(unreadable) => eprintln!("{unreadable}"),
///     }
/// }
/// assert_eq!(writer.written(), 2);
/// let output = writer.finish()?;
/// assert!(String::from_utf8_lossy(&output).starts_with("@book{a,\n  title = {Notes}\n}"));
/// # Ok::<(), ibidem::Error>(())
/// ```
pub struct Writer<W: Write> {
    sequence: Sequence,
    buffer: Vec<u8>,
    output: W,
    /// What is held back, if the head is patched at the end and cannot be in place.
    held: Option<Spool>,
    /// How the output is patched in place.
    patch: Option<Box<PatchInPlace<W>>>,
}

type PatchInPlace<W> = dyn Fn(&mut W, &Patch) -> io::Result<()> + Send;

impl<W: Write> Writer<W> {
    /// Writes that format into this output.
    ///
    /// # Errors
    /// If the format cannot be written or has no such option.
    pub fn new(format: &Format, options: &WriteOptions, output: W) -> Result<Writer<W>, Error> {
        let sequence = Sequence::new(format, options)?;
        Ok(Writer { sequence, buffer: Vec::new(), output, held: None, patch: None })
    }

    /// The same for an output that can be changed in place, such as a file that
    /// is not opened for appending. Writing begins where the output stands.
    ///
    /// ```
    /// use ibidem::{convert::Writer, formats::atom::ATOM, ir::{Date, EntryType, Record, keys}, report::Discard};
    /// let mut writer = Writer::seekable(&ATOM, &Default::default(), std::io::Cursor::new(Vec::new()))?;
    /// let mut record = Record::new(EntryType::Preprint);
    /// record.set(keys::TITLE, "Notes".into());
    /// record.set(keys::ISSUED, Date::parse("2025-08-28").unwrap());
    /// writer.record(&record, &mut Discard)?;
    /// let feed = String::from_utf8(writer.finish()?.into_inner()).unwrap();
    /// let (head, _) = feed.split_once("<entry>").unwrap();
    /// assert!(head.contains("<updated>2025-08-28T00:00:00Z</updated>"));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the format cannot be written or has no such option, or the output does
    /// not say where it stands.
    pub fn seekable(format: &Format, options: &WriteOptions, mut output: W) -> Result<Writer<W>, Error>
    where
        W: Seek,
    {
        let base = output.stream_position().map_err(Error::write)?;
        let patch = move |output: &mut W, patch: &Patch| {
            output.seek(SeekFrom::Start(base + patch.offset))?;
            output.write_all(&patch.bytes)?;
            output.seek(SeekFrom::End(0)).map(drop)
        };
        Ok(Writer { patch: Some(Box::new(patch)), ..Writer::new(format, options, output)? })
    }

    /// Writes a record. What the format cannot hold goes to the sink.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn record(&mut self, record: &Record, sink: &mut dyn Sink) -> Result<(), Error> {
        self.sequence.record(record, &mut self.buffer, sink);
        self.hand_on()
    }

    /// Writes what stood between records, or reports that the format has no such
    /// thing.
    ///
    /// ```
    /// use ibidem::{Writer, format::Aside, formats::bibtex::BIBTEX};
    /// let comment = Aside { kind: "comment", format: "bibtex", text: "@comment{by hand}".into() };
    /// let mut writer = Writer::new(&BIBTEX, &Default::default(), Vec::new())?;
    /// writer.aside(&comment, &mut ibidem::Discard)?;
    /// assert!(writer.finish()?.starts_with(b"@comment{by hand}"));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn aside(&mut self, aside: &Aside, sink: &mut dyn Sink) -> Result<(), Error> {
        self.sequence.aside(aside, &mut self.buffer, sink);
        self.hand_on()
    }

    /// Writes a record or what stood between records.
    ///
    /// ```
    /// use ibidem::{convert::{Reader, Writer}, formats::bibtex::BIBTEX, report::{Collect, Diagnostic}};
    /// let input = "@comment{by hand}\n@book{a,title={Notes}}";
    /// let mut reports = Collect::default();
    /// let mut reader = Reader::new(&BIBTEX, &Default::default(), input.as_bytes())?;
    /// let mut writer = Writer::new(&BIBTEX, &Default::default(), Vec::new())?;
    /// while let Some(item) = reader.next_item(&mut reports)? {
    ///     writer.item(&item, &mut reports)?;
    /// }
    /// let output = String::from_utf8(writer.finish()?).unwrap();
    /// assert!(output.starts_with("@comment{by hand}") && output.ends_with("  title = {Notes}\n}\n\n"));
    /// # Ok::<(), ibidem::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn item(&mut self, item: &Item, sink: &mut dyn Sink) -> Result<(), Error> {
        match item {
            Item::Record(record) => self.record(record, sink),
            Item::Aside(aside) => self.aside(aside, sink),
        }
    }

    /// How many records were written.
    pub fn written(&self) -> u64 {
        self.sequence.records
    }

    fn hand_on(&mut self) -> Result<(), Error> {
        if self.buffer.len() < BUFFER {
            return Ok(());
        }
        let written = if self.sequence.wants_patch() && self.patch.is_none() {
            self.held.get_or_insert_with(Spool::empty).write_all(&self.buffer)
        } else {
            self.output.write_all(&self.buffer)
        };
        self.buffer.clear();
        written.map_err(Error::write)
    }

    /// Writes the end, and returns the output. Without it the output is not whole.
    ///
    /// # Errors
    /// If the output cannot be written.
    pub fn finish(self) -> Result<W, Error> {
        let Writer { sequence, mut buffer, mut output, held, patch: in_place } = self;
        let patch = sequence.finish(&mut buffer);
        let end = || -> io::Result<()> {
            match (held, &patch, in_place) {
                (Some(mut held), patch, _) => {
                    held.write_all(&buffer)?;
                    if let Some(patch) = patch {
                        held.patch(patch)?;
                    }
                    io::copy(&mut held.rewind()?, &mut output)?;
                }
                (None, Some(patch), Some(in_place)) => {
                    output.write_all(&buffer)?;
                    in_place(&mut output, patch)?;
                }
                (None, patch, _) => {
                    if let Some(patch) = patch {
                        patch.apply(&mut buffer);
                    }
                    output.write_all(&buffer)?;
                }
            }
            output.flush()
        };
        end().map_err(Error::write)?;
        Ok(output)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::convert::to_bytes;
    use crate::format::{Emit, Identity};
    use crate::ir::{EntryType, Str};
    use crate::map::Report;
    use crate::report::Discard;

    /// A head that shows the longest key, which is always of one width.
    struct Headed;

    impl Emit for Headed {
        fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
            out.extend_from_slice(b"newest: 0000\n");
            Some(8)
        }
        fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, _: &mut Report<'_>) {
            out.extend_from_slice(record.key.as_deref().unwrap_or_default().as_bytes());
            out.extend_from_slice(&[b'.'; 1000]);
        }
        fn stamp(&self, record: &Record) -> Option<Str> {
            record.key.clone()
        }
    }
    static HEADED: Format = Format { create: Some(|_| Ok(Box::new(Headed))), ..Format::base("headed") };

    /// Short ones and such as are longer than what is handed on at once.
    #[test]
    fn the_head_is_patched_wherever_it_is() {
        for count in [0, 3, 1500] {
            let records: Vec<_> = (0..count)
                .map(|number| {
                    let mut record = Record::new(EntryType::Book);
                    record.key = Some(format!("{number:04}").into());
                    record
                })
                .collect();
            let expected = to_bytes(&HEADED, &WriteOptions::default(), &records, &mut Discard).unwrap();
            let newest = format!("newest: {:04}\n", (count as usize).saturating_sub(1));
            assert!(expected.starts_with(newest.as_bytes()));
            let mut plain = Writer::new(&HEADED, &WriteOptions::default(), Vec::new()).unwrap();
            let mut cursor = Cursor::new(b"before".to_vec());
            cursor.set_position(6);
            let mut seekable = Writer::seekable(&HEADED, &WriteOptions::default(), cursor).unwrap();
            for record in &records {
                plain.record(record, &mut Discard).unwrap();
                seekable.record(record, &mut Discard).unwrap();
            }
            assert!(plain.finish().unwrap() == expected, "{count} records held back");
            let seekable = seekable.finish().unwrap();
            assert_eq!(seekable.position(), seekable.get_ref().len() as u64);
            assert!(seekable.get_ref()[6..] == expected, "{count} records patched in place");
        }
    }

    #[test]
    fn an_output_that_fails_is_an_error() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let writer = Writer::new(&HEADED, &WriteOptions::default(), Full).unwrap();
        assert!(writer.finish().is_err_and(|error| error.is_io()));
    }
}
