//! What the program tells its user: diagnostics about input, losses in output.
//!
//! The library never prints. Everything goes to a [`Sink`] as values.

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
