//! From bytes to slices: encodings, a growing window, frames.
//!
//! ```
//! use ibidem::source::Input;
//! // A byte order mark is taken off, UTF-16 is decoded.
//! let mut input = Input::new(&b"\xFF\xFEa\0\n\0"[..]);
//! while input.fill()? {}
//! assert_eq!(input.window(), b"a\n");
//! # Ok::<(), ibidem::Error>(())
//! ```

mod codes;
mod declared;
mod decode;
mod encode;
mod encoding;
mod frame;
mod guess;
mod input;
mod limits;
mod marked;
mod place;

pub use codes::{
    CODES, CONTRADICTED, CONTROL_CHARACTER, FAILED, GUESSED, MALFORMED, NO_RECORD, NOT_UTF8, TOO_LONG, UNKNOWN_DECLARED,
};
pub(crate) use declared::declaration;
pub(crate) use decode::{Fallback, decode_frame};
pub use encoding::{Encoding, UnknownEncoding};
pub use frame::{Cut, Frame, FrameSpan};
pub use input::Input;
pub use limits::{Limits, MAX_FRAME};
pub use marked::Marked;
