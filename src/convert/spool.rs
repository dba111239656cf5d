//! An input that can be read more than once.

use std::io::{self, Read, Seek, SeekFrom, Write};

/// Short inputs stay in memory.
#[cfg(feature = "cli")]
const IN_MEMORY: usize = 8 << 20;

#[cfg(feature = "cli")]
type Store = tempfile::SpooledTempFile;
#[cfg(not(feature = "cli"))]
type Store = io::Cursor<Vec<u8>>;

/// What came out of a reader that can be read once, such as a pipe: in memory
/// or, with the feature `cli`, in an anonymous temporary file if it is long.
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
        #[cfg(feature = "cli")]
        let mut store = tempfile::spooled_tempfile(IN_MEMORY);
        #[cfg(not(feature = "cli"))]
        let mut store = io::Cursor::new(Vec::new());
        let len = io::copy(&mut reader, &mut store)?;
        store.flush()?;
        Ok(Spool { store, len })
    }

    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there was nothing.
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
    /// # Errors
    /// If the temporary file fails.
    pub fn into_reader(mut self) -> io::Result<impl Read + Send + use<>> {
        self.store.seek(SeekFrom::Start(0))?;
        Ok(self.store)
    }
}
