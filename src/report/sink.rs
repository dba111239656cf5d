//! Where reports go.

use super::{Code, Diagnostic, Loss, Subject};

/// Takes reports. The library never prints; a caller who wants something else
/// than all reports ([`Collect`]) or none ([`Discard`]) writes a sink.
///
/// ```
/// use ibidem::report::{Diagnostic, Loss, Sink};
/// /// Counts and forgets.
/// #[derive(Default)]
/// struct Counts {
///     diagnostics: usize,
///     losses: usize,
/// }
/// impl Sink for Counts {
///     fn diagnostic(&mut self, _: Diagnostic) {
///         self.diagnostics += 1;
///     }
///     fn loss(&mut self, _: Loss) {
///         self.losses += 1;
///     }
///     // The values are not looked at, so they need not be made.
///     fn wants_all_values(&self) -> bool {
///         false
///     }
/// }
/// let mut counts = Counts::default();
/// let text = b"@book{a, title = {Notes}} @book{b, title = }";
/// ibidem::convert::from_bytes(&ibidem::formats::bibtex::BIBTEX, &Default::default(), text, &mut counts)?;
/// assert_eq!((counts.diagnostics, counts.losses), (1, 0));
/// # Ok::<(), ibidem::Error>(())
/// ```
pub trait Sink {
    /// Something to say about the input.
    fn diagnostic(&mut self, diagnostic: Diagnostic);
    /// Something the output does not say.
    fn loss(&mut self, loss: Loss);
    /// Whether the value that was lost is wanted with such a loss; if not, it
    /// is left empty and costs nothing.
    ///
    /// ```
    /// use ibidem::{Collect, Discard, formats::ris::STRAY_LINE, report::{Sink, Subject}};
    /// assert!(Collect::default().wants_value(&STRAY_LINE, &Subject::Key) && !Discard.wants_value(&STRAY_LINE, &Subject::Key));
    /// ```
    fn wants_value(&self, _code: &'static Code, _subject: &Subject) -> bool {
        true
    }
    /// Whether the values of all losses are wanted, and not just that of the
    /// first one of each code and subject.
    fn wants_all_values(&self) -> bool {
        true
    }
}

impl<S: Sink + ?Sized> Sink for &mut S {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        (**self).diagnostic(diagnostic);
    }
    fn loss(&mut self, loss: Loss) {
        (**self).loss(loss);
    }
    fn wants_value(&self, code: &'static Code, subject: &Subject) -> bool {
        (**self).wants_value(code, subject)
    }
    fn wants_all_values(&self) -> bool {
        (**self).wants_all_values()
    }
}

/// Keeps everything, for callers that want the reports as values.
///
/// ```
/// use ibidem::report::{Collect, Sink};
/// let sink = Collect::default();
/// assert!(sink.diagnostics.is_empty() && sink.losses.is_empty());
/// ```
#[derive(Debug, Default)]
pub struct Collect {
    /// The diagnostics, in input order.
    pub diagnostics: Vec<Diagnostic>,
    /// The losses, in output order.
    pub losses: Vec<Loss>,
}

impl Sink for Collect {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
    fn loss(&mut self, loss: Loss) {
        self.losses.push(loss);
    }
}

impl Collect {
    /// Hands everything on, in order, and forgets it.
    ///
    /// ```
    /// use ibidem::{Collect, report::{Diagnostic, Sink}, source::NO_RECORD};
    /// let (mut one, mut all) = (Collect::default(), Collect::default());
    /// one.diagnostic(Diagnostic::new(&NO_RECORD, "nothing here"));
    /// one.drain_into(&mut all);
    /// assert!(one.diagnostics.is_empty() && all.diagnostics.len() == 1);
    /// ```
    pub fn drain_into(&mut self, sink: &mut dyn Sink) {
        self.diagnostics.drain(..).for_each(|diagnostic| sink.diagnostic(diagnostic));
        self.losses.drain(..).for_each(|loss| sink.loss(loss));
    }
}

/// Forgets everything.
///
/// ```
/// let records = ibidem::convert::from_bytes(
///     &ibidem::formats::native::NATIVE, &Default::default(), b"nonsense", &mut ibidem::Discard,
/// )?;
/// assert!(records.is_empty());
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Default, Clone, Copy)]
pub struct Discard;

impl Sink for Discard {
    fn diagnostic(&mut self, _: Diagnostic) {}
    fn loss(&mut self, _: Loss) {}
    fn wants_value(&self, _: &'static Code, _: &Subject) -> bool {
        false
    }
    fn wants_all_values(&self) -> bool {
        false
    }
}
