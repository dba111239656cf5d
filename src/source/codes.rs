//! What is said about inputs of any format.

use crate::report::{Code, Severity};

/// Bytes that are not UTF-8.
pub static NOT_UTF8: Code = Code::new(
    "input/not-utf8",
    Severity::Warning,
    "bytes that are not UTF-8",
    "The record holds bytes that are not UTF-8, and nothing says which encoding they are in. It was guessed, once for \
     the whole input, from the bytes themselves. Where most of the record is valid UTF-8, only the other bytes were \
     read by the guess; other records of the same input are not affected.",
    "if characters came out wrong, name the encoding with --encoding",
);

/// An input whose encoding was guessed as a whole.
pub static GUESSED: Code = Code::new(
    "input/encoding-guessed",
    Severity::Warning,
    "the encoding of the input was guessed",
    "Nothing says which encoding the input is in, and it is not UTF-8. Its bytes look like the encoding named, in which \
     a character takes several bytes, so that all that follows was read in it.",
    "if characters came out wrong, name the encoding with --encoding",
);

/// A declared encoding that is unknown.
pub static UNKNOWN_DECLARED: Code = Code::new(
    "input/encoding-unknown",
    Severity::Warning,
    "the declared encoding is not known",
    "The first lines of the input name an encoding that is not known. The input was read as if they did not.",
    "name the encoding with --encoding",
);

/// Statements about the encoding that contradict each other.
pub static CONTRADICTED: Code = Code::new(
    "input/encoding-contradicted",
    Severity::Warning,
    "what is said about the encoding is not so",
    "The encoding that is declared in the input, or given with --encoding, is another one than that of its byte order \
     mark, or the input is plainly in UTF-8 although another encoding is declared. --encoding decides over a mark, a \
     mark over the content, and the content over a declaration.",
    "correct the declaration, or name the encoding with --encoding",
);

/// Bytes that mean nothing in the encoding of the input.
pub static MALFORMED: Code = Code::new(
    "input/malformed",
    Severity::Warning,
    "bytes that mean nothing in the encoding",
    "The record holds bytes that mean nothing in the encoding of the input. Each such sequence was replaced by U+FFFD.",
    "check the encoding that is declared or was named with --encoding",
);

/// A control character that means nothing in text.
pub static CONTROL_CHARACTER: Code = Code::new(
    "input/control-character",
    Severity::Warning,
    "a control character in a record",
    "The record holds control characters (U+0000 to U+001F) that are no white space, as themselves or as escapes \
     of JSON. They come in with text copied from PDF files and with damaged files, and many programs stop at them. \
     Where a value is a line (RIS, arXiv) each was read as a blank, elsewhere it was kept. Atom leaves them out, in \
     reading and in writing, and reports that under a code of its own.",
    "take the characters out of the source",
);

/// A record beyond the limit.
pub static TOO_LONG: Code = Code::new(
    "input/record-too-long",
    Severity::Error,
    "record beyond the limit of size",
    "A record is held in memory as a whole, so its size is limited: to 8 MiB, unless --max-record says otherwise. What is longer is usually an entry or \
     a quoted field that was never closed. It was skipped and reading went on behind it.",
    "look for an unclosed brace or quote where the record begins; if it is that long, give --max-record",
);

/// A forced format that found nothing.
pub static NO_RECORD: Code = Code::new(
    "input/no-record",
    Severity::Error,
    "not one record in the input",
    "The input is not blank, but nothing in it is a record of the format it was read as.",
    "name the right format with --from",
);

/// An input that cannot be read on. Only iterators over items raise it; elsewhere
/// it is an [`Error`](crate::report::Error).
pub static FAILED: Code = Code::new(
    "input/failed",
    Severity::Error,
    "the input cannot be read on",
    "The file or pipe itself failed. What was read before is whole; nothing comes after. The program ends with exit code \
     4 then; a caller of the library who goes through records by an iterator meets it as the last item.",
    "look at the message of the system",
);

/// Codes raised whatever the format.
///
/// ```
/// use ibidem::source::{CODES, NOT_UTF8};
/// assert!(CODES.contains(&&NOT_UTF8));
/// ```
pub static CODES: &[&Code] = &[
    &NOT_UTF8,
    &GUESSED,
    &UNKNOWN_DECLARED,
    &CONTRADICTED,
    &MALFORMED,
    &CONTROL_CHARACTER,
    &TOO_LONG,
    &NO_RECORD,
    &FAILED,
];
