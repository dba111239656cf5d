//! `--fail-on`: under which conditions nothing is written.

use ibidem::report::{Diagnostic, Loss, LossKind, Severity};

use crate::args::FailOn;
use crate::exit::Exit;

/// What was said in a run, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Diagnostics of severity error.
    pub errors: u64,
    /// Diagnostics of severity warning.
    pub warnings: u64,
    /// Values not carried.
    pub losses: u64,
}

impl Counts {
    /// What was added since.
    pub fn since(self, before: Counts) -> Counts {
        Counts {
            errors: self.errors - before.errors,
            warnings: self.warnings - before.warnings,
            losses: self.losses - before.losses,
        }
    }

    /// Counts a diagnostic.
    pub fn diagnostic(&mut self, diagnostic: &Diagnostic) {
        match diagnostic.severity() {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => {}
        }
    }

    /// Counts a loss; `false` if it is none, because the value stands elsewhere.
    pub fn loss(&mut self, loss: &Loss) -> bool {
        let lost = !matches!(loss.kind, LossKind::Carried | LossKind::Restated);
        self.losses += u64::from(lost);
        lost
    }
}

/// The conditions under which a run fails and nothing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Conditions {
    /// Some condition was named; each of them includes errors.
    error: bool,
    warning: bool,
    loss: bool,
    strict: bool,
    /// Errors count because something would be gone.
    in_place: bool,
}

impl Conditions {
    /// As the command line says.
    pub fn new(fail_on: &[FailOn], strict: bool) -> Conditions {
        Conditions {
            error: strict || !fail_on.is_empty(),
            warning: fail_on.contains(&FailOn::Warning),
            loss: strict || fail_on.contains(&FailOn::Loss),
            strict,
            in_place: false,
        }
    }

    /// Whether there is any, so that the end decides whether there is output.
    pub fn any(&self) -> bool {
        self.error
    }

    /// The same, and errors at least, because the output replaces its input.
    #[must_use]
    pub fn in_place(self) -> Conditions {
        Conditions { error: true, in_place: !self.error, ..self }
    }

    /// How a run ends in which this was said, and under which flag nothing is
    /// written.
    pub fn judge(&self, counts: Counts) -> (Exit, Option<String>) {
        let flag = |what: FailOn| format!("--fail-on {}", what.name());
        let holds = if counts.losses > 0 && self.loss {
            Some(if self.strict { "--strict".to_owned() } else { flag(FailOn::Loss) })
        } else if counts.warnings > 0 && self.warning {
            Some(flag(FailOn::Warning))
        } else if counts.errors > 0 && self.error {
            Some(match (self.strict, self.in_place) {
                (true, _) => "--strict".to_owned(),
                (_, true) => "--in-place".to_owned(),
                _ => flag(FailOn::Error),
            })
        } else {
            None
        };
        let exit = match (counts.errors, &holds) {
            (0, None) => Exit::Done,
            (0, Some(_)) => Exit::Condition,
            _ => Exit::Unreadable,
        };
        (exit, holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_condition_includes_errors_and_nothing_else() {
        let counts = |errors, warnings, losses| Counts { errors, warnings, losses };
        let judged = |fail_on: &[FailOn], strict, counts| Conditions::new(fail_on, strict).judge(counts);
        for (fail_on, held) in [
            (&[][..], [false, false, false]),
            (&[FailOn::Error], [true, false, false]),
            (&[FailOn::Warning], [true, true, false]),
            (&[FailOn::Loss], [true, false, true]),
            (&[FailOn::Loss, FailOn::Warning], [true, true, true]),
        ] {
            let came = [counts(1, 0, 0), counts(0, 1, 0), counts(0, 0, 1)].map(|c| judged(fail_on, false, c));
            assert_eq!(came.each_ref().map(|(_, flag)| flag.is_some()), held, "{fail_on:?}");
            let exits = [Exit::Unreadable, if held[1] { Exit::Condition } else { Exit::Done }];
            assert_eq!([came[0].0, came[1].0], exits);
        }
        assert_eq!(judged(&[], true, counts(0, 0, 1)), (Exit::Condition, Some("--strict".to_owned())));
        assert_eq!(judged(&[FailOn::Loss], false, counts(1, 0, 0)).1, Some("--fail-on error".to_owned()));
    }
}
