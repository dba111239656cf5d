//! An input that can be read more than once.

use std::io::{self, Read, Seek, SeekFrom, Write};

use super::Patch;

/// Short inputs stay in memory.
#[cfg(feature = "cli")]
const IN_MEMORY: usize = 8 << 20;

#[cfg(feature = "cli")]
type Store = tempfile::SpooledTempFile;
#[cfg(not(feature = "cli"))]
type Store = io::Cursor<Vec<u8>>;

/// What came out of a reader that can be read once, such as a pipe: in memory
/// or, with the feature `cli`, in an anonymous temporary file if it is long.
///
/// ```
/// use std::io::Read;
/// let mut spool = ibidem::convert::Spool::new(&b"read once"[..])?;
/// for _ in 0..2 {
///     let mut text = String::new();
///     spool.rewind()?.read_to_string(&mut text)?;
///     assert_eq!(text, "read once");
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Spool {
    store: Store,
    len: u64,
}

impl Spool {
    /// Reads everything.
    ///
    /// # Errors
    /// If the reader fails or there is no room for it.
    pub fn new(mut reader: impl Read) -> io::Result<Spool> {
        let mut spool = Spool::empty();
        io::copy(&mut reader, &mut spool)?;
        spool.flush()?;
        Ok(spool)
    }

    /// Nothing yet; for writing into.
    pub(super) fn empty() -> Spool {
        #[cfg(feature = "cli")]
        let store = tempfile::spooled_tempfile(IN_MEMORY);
        #[cfg(not(feature = "cli"))]
        let store = io::Cursor::new(Vec::new());
        Spool { store, len: 0 }
    }

    /// Changes what was written.
    pub(super) fn patch(&mut self, patch: &Patch) -> io::Result<()> {
        self.store.seek(SeekFrom::Start(patch.offset))?;
        self.store.write_all(&patch.bytes)
    }

    /// How many bytes there are.
    ///
    /// ```
    /// let spool = ibidem::convert::Spool::new(&b"read once"[..])?;
    /// assert_eq!((spool.len(), spool.is_empty()), (9, false));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there was nothing.
    ///
    /// ```
    /// assert!(ibidem::convert::Spool::new(std::io::empty())?.is_empty());
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// From the beginning.
    ///
    /// # Errors
    /// If the temporary file fails.
    pub fn rewind(&mut self) -> io::Result<impl Read + Send + '_> {
        self.store.seek(SeekFrom::Start(0))?;
        Ok(&mut self.store)
    }

    /// From the beginning, for the last time.
    ///
    /// ```
    /// use std::io::Read;
    /// let mut text = String::new();
    /// ibidem::convert::Spool::new(&b"read once"[..])?.into_reader()?.read_to_string(&mut text)?;
    /// assert_eq!(text, "read once");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the temporary file fails.
    pub fn into_reader(mut self) -> io::Result<impl Read + Send + use<>> {
        self.store.seek(SeekFrom::Start(0))?;
        Ok(self.store)
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.store.write(bytes)?;
        self.len += written as u64;
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.store.flush()
    }
}
