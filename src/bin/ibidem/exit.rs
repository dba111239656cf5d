//! How a run ends.

use std::process::ExitCode;

/// The exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// A condition the user asked to fail on (`--fail-on`), or a comparison that found
    /// differences.
    Condition = 1,
    /// The command line is wrong, or says too little.
    Usage = 2,
    /// Some records could not be read; the others were written, except under `--fail-on`.
    Unreadable = 3,
    /// Input or output failed.
    Io = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What ends a run early: how, and what to tell the user.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// The message, which may hold data; it is made harmless when it is shown.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}

impl Failure {
    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Failure {
        Failure { exit: Exit::Usage, message: message.into(), help: String::new() }
    }

    /// Input or output failed.
    pub fn io(message: impl Into<String>) -> Failure {
        Failure { exit: Exit::Io, message: message.into(), help: String::new() }
    }

    /// The same with a word of help.
    pub fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = help.into();
        self
    }

    /// A file could not be read or written.
    pub fn file(what: &str, name: &str, error: &std::io::Error) -> Failure {
        Failure::io(format!("cannot {what} `{name}`: {}", reason(error)))
    }
}

/// What the system says, without its number.
pub fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_lowercase(),
        None => text,
    }
}
