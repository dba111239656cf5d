//! What ends a conversion.

use std::{fmt, io};

/// The end of a conversion: input or output failed, or the call was wrong.
///
/// A bad record is no error but a [`Diagnostic`](super::Diagnostic); reading
/// goes on behind it. The type is one pointer wide.
///
/// ```
/// let error = ibidem::convert_str("", "bibtex", "arxiv-json").err().unwrap();
/// assert_eq!(error.to_string(), "format `arxiv-json` cannot be written");
/// assert!(!error.is_io());
/// ```
#[derive(Debug)]
pub struct Error(Box<ErrorKind>);

/// Why a conversion ended.
///
/// ```
/// use ibidem::report::ErrorKind;
/// let error = ibidem::convert_str("", "bibtex", "nowhere").err().unwrap();
/// assert!(matches!(error.kind(), ErrorKind::Unsupported(_)));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input could not be read.
    #[error("cannot read: {0}")]
    Read(#[source] io::Error),
    /// The output could not be written.
    #[error("cannot write: {0}")]
    Write(#[source] io::Error),
    /// A format cannot do what was asked.
    #[error("{0}")]
    Unsupported(String),
    /// An option has no such name or value.
    #[error("{0}")]
    Option(String),
}

impl Error {
    /// Why it ended.
    ///
    /// ```
    /// use ibidem::report::{Error, ErrorKind};
    /// let error = Error::from(ErrorKind::Option("no such option".into()));
    /// assert!(matches!(error.kind(), ErrorKind::Option(message) if message == "no such option"));
    /// ```
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// A failed read.
    ///
    /// ```
    /// use ibidem::Error;
    /// let error = Error::read(std::io::Error::other("disc on fire"));
    /// assert_eq!(error.to_string(), "cannot read: disc on fire");
    /// ```
    pub fn read(error: io::Error) -> Error {
        ErrorKind::Read(error).into()
    }

    /// A failed write.
    ///
    /// ```
    /// use ibidem::Error;
    /// let error = Error::write(std::io::Error::other("disc full"));
    /// assert_eq!(error.to_string(), "cannot write: disc full");
    /// ```
    pub fn write(error: io::Error) -> Error {
        ErrorKind::Write(error).into()
    }

    /// Whether input or output failed, and not the call.
    pub fn is_io(&self) -> bool {
        matches!(*self.0, ErrorKind::Read(_) | ErrorKind::Write(_))
    }

    /// Whether the reader of our output has gone away.
    ///
    /// ```
    /// use std::io::ErrorKind;
    /// use ibidem::Error;
    /// assert!(Error::write(ErrorKind::BrokenPipe.into()).is_broken_pipe());
    /// assert!(!Error::read(ErrorKind::BrokenPipe.into()).is_broken_pipe());
    /// ```
    pub fn is_broken_pipe(&self) -> bool {
        matches!(&*self.0, ErrorKind::Write(error) if error.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Error(Box::new(kind))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.0)
    }
}
