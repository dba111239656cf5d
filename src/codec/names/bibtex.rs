//! BibTeX's own notation of names.
