//! From bytes to slices: encodings, a growing window, frames.

mod frame;
mod input;

pub use frame::{Cut, Frame, FrameSpan};
pub use input::{CODES, Encoding, Input, NO_RECORD, NOT_UTF8, TOO_LONG};

/// The size beyond which a record is refused: 8 MiB.
pub const MAX_FRAME: usize = 8 << 20;
