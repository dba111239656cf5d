//! One record's worth of input.

use std::any::Any;

use super::Input;
use crate::report::{Error, Sink, Span};

/// Where the next frame lies in the window of an [`Input`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameSpan {
    /// Bytes before it that belong to nothing.
    pub skip: usize,
    /// Bytes of the frame.
    pub len: usize,
    /// What it is, in the format's own numbering.
    pub kind: u8,
}

/// The text of one record, or of something between records.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'f> {
    /// The text.
    pub text: &'f str,
    /// Its place in the input.
    pub span: Span,
    /// Ordinal of the frame in its run, from 0.
    pub number: u64,
    /// What it is, in the format's own numbering.
    pub kind: u8,
}

/// Cuts the input into frames, one after the other. Serial and cheap: what can
/// be left to the parser is left to it.
pub trait Cut: Send {
    /// Finds the next frame, filling the window as needed; `None` at the end of
    /// the input. The caller consumes `skip + len` bytes before the next call.
    ///
    /// A frame longer than [`MAX_FRAME`](crate::source::MAX_FRAME) is reported
    /// and skipped.
    fn cut(&mut self, input: &mut Input<'_>, sink: &mut dyn Sink) -> Result<Option<FrameSpan>, Error>;

    /// Whether the input is of this format although it may hold no record: an
    /// empty list, a table with nothing but its header.
    fn recognized(&self) -> bool {
        false
    }

    /// Called between two inputs of one run.
    fn next_input(&mut self) {}

    /// What holds for later inputs of the same notation as well, given away when
    /// inputs of another format follow.
    fn hand_over(&mut self) -> Option<Box<dyn Any + Send>> {
        None
    }

    /// Goes on at this frame of the run, with what an earlier cutter of the same
    /// notation gave away.
    fn take_over(&mut self, _frame: u64, _state: Option<Box<dyn Any + Send>>) {}
}
