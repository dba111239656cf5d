//! One record's worth of input.

use std::any::Any;

use super::Input;
use crate::report::{Error, Sink, Span};

/// Where the next frame lies in the window of an [`Input`].
///
/// ```
/// use ibidem::{Discard, formats::bibtex::BIBTEX, source::Input};
/// let mut input = Input::new(&b"@book{a}\n"[..]);
/// let frame = BIBTEX.open(&Default::default())?.cut.cut(&mut input, &mut Discard)?.unwrap();
/// assert_eq!((frame.skip, frame.len), (0, "@book{a}".len()));
/// # Ok::<(), ibidem::Error>(())
/// ```
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
///
/// ```
/// use ibidem::{Record, formats::native::NATIVE, ir::EntryType, report::{Discard, Span}, source::Frame};
/// let frame = Frame { text: r#"{"type":"book","fields":{}}"#, span: Span::BEGINNING, number: 0, kind: 0 };
/// let mut record = Record::default();
/// (NATIVE.open(&Default::default())?.parser)().parse(&frame, &mut record, &mut Discard);
/// assert_eq!(record.kind, EntryType::Book);
/// # Ok::<(), ibidem::Error>(())
/// ```
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
///
/// ```
/// use ibidem::{Error, report::{Discard, Sink}, source::{Cut, FrameSpan, Input}};
/// /// A line is a record.
/// struct Lines;
/// impl Cut for Lines {
///     fn cut(&mut self, input: &mut Input<'_>, _: &mut dyn Sink) -> Result<Option<FrameSpan>, Error> {
///         while !input.window().contains(&b'\n') && input.fill()? {}
///         let window = input.window();
///         let len = window.iter().position(|byte| *byte == b'\n').map_or(window.len(), |at| at + 1);
///         Ok((len > 0).then_some(FrameSpan { skip: 0, len, kind: 0 }))
///     }
/// }
/// let (mut input, mut lines) = (Input::new(&b"one\ntwo"[..]), Lines);
/// assert_eq!(lines.cut(&mut input, &mut Discard)?.unwrap().len, 4);
/// // The rest is for formats with more to tell, and does nothing here.
/// lines.next_input();
/// assert!(!lines.recognized());
/// assert!(lines.hand_over().is_none());
/// lines.take_over(0, None);
/// # Ok::<(), ibidem::Error>(())
/// ```
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
