//! From bytes to slices: encodings, a growing window, frames.

mod codes;
mod declared;
mod decode;
mod encode;
mod encoding;
mod frame;
mod guess;
mod input;

pub use codes::{CODES, CONTRADICTED, GUESSED, MALFORMED, NO_RECORD, NOT_UTF8, TOO_LONG, UNKNOWN_DECLARED};
pub use declared::declaration;
pub use decode::{Fallback, Fault, decode_frame};
pub use encoding::{Encoding, UnknownEncoding};
pub use frame::{Cut, Frame, FrameSpan};
pub use input::Input;

/// The size beyond which a record is refused: 8 MiB.
pub const MAX_FRAME: usize = 8 << 20;
