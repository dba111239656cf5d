//! What the program tells its user: diagnostics about input, losses in output.
//!
//! The library never prints. Everything goes to a [`Sink`] as values.
//!
//! ```
//! use ibidem::report::{Collect, Severity};
//! let text = "@book{a, title = {Notes}, year = }";
//! let mut reports = Collect::default();
//! ibidem::convert::from_bytes(&ibidem::formats::bibtex::BIBTEX, &Default::default(), text.as_bytes(), &mut reports)?;
//! let worst = reports.diagnostics.iter().map(|diagnostic| diagnostic.severity()).max();
//! assert_eq!(worst, Some(Severity::Warning));
//! # Ok::<(), ibidem::Error>(())
//! ```

mod code;
mod diagnostic;
mod error;
mod loss;
mod nearest;
mod sink;
mod span;

pub use code::{Code, Severity};
pub use diagnostic::{Diagnostic, Excerpt};
pub use error::{Error, ErrorKind};
pub use loss::{Loss, LossKind, Subject};
pub use nearest::nearest;
pub use sink::{Collect, Discard, Sink};
pub use span::Span;
