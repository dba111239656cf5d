//! What can be wrong with an entry, and with what stands between entries.

use crate::report::{Code, Severity};

/// An entry without its end.
pub static UNCLOSED_ENTRY: Code = Code::new(
    "bibtex/unclosed-entry",
    Severity::Error,
    "an entry is not closed",
    "An entry has no closing brace. Where its fields end cannot be known, so it was left out; reading resumed at the \
     next entry that begins a line, and no other entry is affected.",
    "look for a missing `}` in this entry",
);

/// An entry that lacks its closing brace only.
pub static MISSING_BRACE: Code = Code::new(
    "bibtex/missing-brace",
    Severity::Warning,
    "the closing brace of an entry is missing",
    "Every value of an entry is closed and the entry itself is not, or it is closed by the wrong kind of bracket. It \
     was read up to the next entry that begins a line or the end of the input, as BibTeX reads it.",
    "close the entry",
);

/// An `@` that opens nothing.
pub static STRAY_AT: Code = Code::new(
    "bibtex/stray-at",
    Severity::Warning,
    "an `@` between entries opens nothing",
    "Behind an `@` BibTeX expects a word and a brace or parenthesis, also in the text between entries, and it skips \
     what follows if they are not there. It was read as text; no entry was affected.",
    "take the `@` away; if it is an entry, write `@type{key, ...}`",
);

/// A key that BibTeX does not read to its end.
pub static BAD_KEY: Code = Code::new(
    "bibtex/bad-key",
    Severity::Warning,
    "a citation key contains blanks or braces",
    "BibTeX ends a key at the first blank, comma or closing brace, and skips the entry if something else follows. \
     The key was read up to the comma.",
    "write the key without blanks and braces",
);

/// `%` between fields.
pub static PERCENT: Code = Code::new(
    "bibtex/percent",
    Severity::Warning,
    "a `%` between the fields of an entry",
    "BibTeX knows no comments within an entry and skips what follows; biber takes the rest of the line as a comment. \
     So did we.",
    "delete the line, or rename the field so that styles pass over it",
);

/// An entry without a citation key.
pub static MISSING_KEY: Code = Code::new(
    "bibtex/missing-key",
    Severity::Warning,
    "an entry has no citation key",
    "The first thing in an entry is its citation key, followed by a comma. The entry was read without one.",
    "write a key behind the opening brace: `@misc{key, ...}`",
);

/// Two fields or a key and a field run into each other.
pub static MISSING_COMMA: Code = Code::new(
    "bibtex/missing-comma",
    Severity::Warning,
    "a comma is missing",
    "Fields are separated by commas. The next field was read as if the comma were there.",
    "add the comma",
);

/// Something that is no field.
pub static BAD_FIELD: Code = Code::new(
    "bibtex/bad-field",
    Severity::Warning,
    "something in an entry is not a field",
    "A field is `name = value`. What is not was passed over up to the next comma or the next line that begins a \
     field; the other fields of the entry were read.",
    "write the field as `name = {value}`",
);

/// A field without a value.
pub static MISSING_VALUE: Code = Code::new(
    "bibtex/missing-value",
    Severity::Warning,
    "a field has no value",
    "Behind `=` or `#` stands nothing that is a value: text in braces or quotes, a number or the name of a macro. \
     The field was left out, or has what stood before `#`.",
    "write the value in braces",
);

/// A quote without its partner.
pub static UNCLOSED_QUOTE: Code = Code::new(
    "bibtex/unclosed-quote",
    Severity::Warning,
    "a quoted value is not closed",
    "A value begins with a quote and no quote outside of braces ends it. What stands on the rest of the line was \
     taken as the value.",
    "close the quote, or write the value in braces",
);

/// A macro that nothing defines.
pub static UNDEFINED_MACRO: Code = Code::new(
    "bibtex/undefined-macro",
    Severity::Warning,
    "a string macro is not defined",
    "A bare word as a value is the name of a macro. No `@string` before the entry defines it and the standard styles \
     do not know it. The name was kept as the value.",
    "define it with `@string`, name the file that does with --macros, or write the value in braces",
);

/// A macro that grows beyond measure.
pub static LONG_MACRO: Code = Code::new(
    "bibtex/long-macro",
    Severity::Warning,
    "a string macro is too long",
    "The value of a macro is limited to 64 KiB, and all expansions in one entry to 8 MiB. Where entries that use \
     macros of more than 256 bytes expand to more than 32 MiB and 16 times what was read, those macros are not \
     expanded from there on, lest a short input become an output without end. What was not expanded is written as the \
     name of the macro.",
    "",
);

/// The same field twice.
pub static DUPLICATE_FIELD: Code = Code::new(
    "bibtex/duplicate-field",
    Severity::Warning,
    "a field occurs twice in an entry",
    "Of two fields of one name BibTeX takes the first and biber the last. So did we, by the format read; the other \
     one was kept as an extra field.",
    "remove or rename one of the two fields",
);
