//! Stable names of everything that can be reported.

use std::fmt;

/// How bad it is.
///
/// ```
/// use ibidem::report::Severity;
/// assert!(Severity::Info < Severity::Warning && Severity::Warning < Severity::Error);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is wrong.
    Info,
    /// Read, but not as it stands.
    Warning,
    /// A record could not be read.
    Error,
}

impl Severity {
    /// The word used in messages.
    ///
    /// ```
    /// assert_eq!(ibidem::report::Severity::Warning.name(), "warning");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A kind of diagnostic or loss with a stable id.
///
/// Ids are kebab-case, name the fault and read well after "allow":
/// `ris/stray-line`. Each format declares its own beside the code that raises
/// them and lists them in its [`Format`](crate::format::Format).
///
/// ```
/// let registry = ibidem::Registry::builtin();
/// let code = registry.code("input/record-too-long").unwrap();
/// assert_eq!(code.severity.name(), "error");
/// assert!(code.explanation.contains("8 MiB"));
/// ```
#[derive(Debug)]
pub struct Code {
    /// The id.
    pub id: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What it says, in a few words.
    pub title: &'static str,
    /// Why it is raised, what is done about it and what the user can do.
    pub explanation: &'static str,
    /// What to do, in one line, shown under the message; may be empty.
    pub help: &'static str,
}

impl Code {
    /// Declares a code.
    ///
    /// ```
    /// use ibidem::report::{Code, Diagnostic, Severity};
    /// static ODD: Code = Code::new("mine/odd", Severity::Info, "an odd line", "Lines come in pairs.", "add a line");
    /// assert_eq!(Diagnostic::new(&ODD, "line 3 is alone").to_string(), "line 3 is alone (mine/odd)");
    /// ```
    pub const fn new(
        id: &'static str,
        severity: Severity,
        title: &'static str,
        explanation: &'static str,
        help: &'static str,
    ) -> Code {
        Code { id, severity, title, explanation, help }
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}
