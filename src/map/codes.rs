//! What the engine itself reports.

use crate::report::{Code, Severity};

/// Two native fields state one fact differently.
pub static DISAGREES: Code = Code::new(
    "map/disagrees",
    Severity::Warning,
    "two native fields contradict each other",
    "Two native fields express the same field of the record and say different things. The first one in the order of \
     the mapping was taken; the other was kept as an extra field.",
    "remove or correct one of the two fields",
);

/// A record of which too much is to be said.
pub static MANY_REMARKS: Code = Code::new(
    "map/many-remarks",
    Severity::Warning,
    "more remarks on one record than are shown",
    "Of one record the first 1,000 remarks are shown and the others counted: it has thousands of members of one name, or \
     a list of as many odd values. What they are about was kept or left out as the remarks shown say.",
    "look at the record; it is hardly a bibliographic one",
);

/// A text of too many paragraphs.
pub static MANY_PARAGRAPHS: Code = Code::new(
    "map/many-paragraphs",
    Severity::Warning,
    "a text of more paragraphs than a text may have",
    "A field has more than 20,000 lines that each count as a paragraph; it is hardly an abstract or a note. The lines \
     behind that were joined by blanks into one paragraph, so that such a record takes no more memory than others of \
     its size.",
    "keep the text in a file of its own",
);

/// A field that the target cannot express.
pub static NO_PLACE: Code = Code::new(
    "map/no-place",
    Severity::Info,
    "the target has no place for a field",
    "The format written has no field, known to other programs, that could hold this value for this entry type. The \
     value is not in the output.",
    "choose a richer format; --report FILE lists every value",
);

/// A native field of another format.
pub static EXTRA_DROPPED: Code = Code::new(
    "map/extra",
    Severity::Info,
    "a native field of the source has no meaning in the target",
    "The source holds a field that has no equivalent in the record. It is written back to the same format and \
     cannot be written to another one.",
    "keep the source, or write its own format again; --report FILE lists every field",
);

/// An entry type that the target lacks.
pub static RETYPED: Code = Code::new(
    "map/retyped",
    Severity::Info,
    "the target lacks the entry type",
    "The format written has no such entry type. The nearest broader type was written instead.",
    "",
);

/// A value written with less precision.
pub static NARROWED: Code = Code::new(
    "map/narrowed",
    Severity::Info,
    "a value was written with less precision",
    "The format written cannot express the whole value: a date without its time or without being approximate, a list \
     of names without the number of those left out.",
    "choose a richer format; --report FILE lists every value",
);

/// A value written without its styling.
pub static FLATTENED: Code = Code::new(
    "map/flattened",
    Severity::Info,
    "styling was left out",
    "The format written holds plain text here. The words are all there; emphasis, links, protected capitals or \
     paragraphs are not.",
    "choose a richer format; --report FILE lists every value",
);

/// Two values written as one.
pub static MERGED: Code = Code::new(
    "map/merged",
    Severity::Info,
    "two fields were written as one",
    "The format written has one field for what are two in the record. They were joined and cannot be told apart again.",
    "",
);

/// A value replaced by something near to it.
pub static SUBSTITUTED: Code = Code::new(
    "map/substituted",
    Severity::Info,
    "a value was replaced by the nearest one the target has",
    "The format written has no exact way to say this; the nearest one was taken.",
    "",
);

/// A citation key that the target does not write.
pub static KEY_DROPPED: Code = Code::new(
    "map/key",
    Severity::Info,
    "the target has no citation keys",
    "The format written has no place for a citation key that other programs know.",
    "choose a format with citation keys; --report FILE lists every key",
);

/// Something between records that the target cannot hold.
pub static ASIDE_DROPPED: Code = Code::new(
    "map/aside",
    Severity::Info,
    "something between the records was not written",
    "Comments, preambles and macro definitions stand between the records of a source. Only a format of the same \
     notation can hold them; macros are expanded in the fields that use them.",
    "",
);

/// Characters that the encoding of the output lacks.
pub static UNENCODABLE: Code = Code::new(
    "output/unencodable",
    Severity::Warning,
    "characters that the encoding of the output lacks",
    "The encoding asked for with --output-encoding has no such characters, and the format no way to write them there. \
     Each was replaced by a question mark.",
    "write UTF-8, or another encoding that has them",
);

/// All of them.
///
/// ```
/// use ibidem::map::{CODES, NO_PLACE};
/// assert!(CODES.contains(&&NO_PLACE));
/// ```
pub static CODES: &[&Code] = &[
    &DISAGREES,
    &MANY_REMARKS,
    &MANY_PARAGRAPHS,
    &NO_PLACE,
    &EXTRA_DROPPED,
    &RETYPED,
    &NARROWED,
    &FLATTENED,
    &MERGED,
    &SUBSTITUTED,
    &KEY_DROPPED,
    &ASIDE_DROPPED,
    &UNENCODABLE,
];
