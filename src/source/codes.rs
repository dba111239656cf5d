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

/// A record beyond the limit.
pub static TOO_LONG: Code = Code::new(
    "input/record-too-long",
    Severity::Error,
    "record beyond the limit of size",
    "A record is held in memory as a whole, so its size is limited (8 MiB). What is longer is usually an entry or \
     a quoted field that was never closed. It was skipped and reading went on behind it.",
    "look for an unclosed brace or quote where the record begins",
);

/// A forced format that found nothing.
pub static NO_RECORD: Code = Code::new(
    "input/no-record",
    Severity::Error,
    "not one record in the input",
    "The input is not blank, but nothing in it is a record of the format it was read as.",
    "name the right format with --from",
);

/// Codes raised whatever the format.
pub static CODES: &[&Code] =
    &[&NOT_UTF8, &GUESSED, &UNKNOWN_DECLARED, &CONTRADICTED, &MALFORMED, &TOO_LONG, &NO_RECORD];
