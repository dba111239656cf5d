//! Where reports go.

use super::{Code, Diagnostic, Loss, Subject};

/// Takes reports.
pub trait Sink {
    /// Something to say about the input.
    fn diagnostic(&mut self, diagnostic: Diagnostic);
    /// Something the output does not say.
    fn loss(&mut self, loss: Loss);
    /// Whether the value that was lost is wanted with such a loss; if not, it
    /// is left empty and costs nothing.
    fn wants_value(&self, _code: &'static Code, _subject: &Subject) -> bool {
        true
    }
    /// Whether the values of all losses are wanted, and not just that of the
    /// first one of each code and subject.
    fn wants_all_values(&self) -> bool {
        true
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
    pub fn drain_into(&mut self, sink: &mut dyn Sink) {
        self.diagnostics.drain(..).for_each(|diagnostic| sink.diagnostic(diagnostic));
        self.losses.drain(..).for_each(|loss| sink.loss(loss));
    }
}

/// Forgets everything.
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
