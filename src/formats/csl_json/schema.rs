//! The names that the data schema of CSL knows (`csl-data.json` of the
//! citation-style-language project, version 1.0.2): no others may be written.

/// What the schema allows as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A string.
    Text,
    /// A string or a number.
    Number,
    /// An array of strings.
    List,
    /// An object of any content.
    Object,
    /// A list of names or a date.
    Structured,
}

/// The variables of an item and their shapes.
pub static VARIABLES: &[(&str, Shape)] = &[
    ("DOI", Shape::Text),
    ("ISBN", Shape::Text),
    ("ISSN", Shape::Text),
    ("PMCID", Shape::Text),
    ("PMID", Shape::Text),
    ("URL", Shape::Text),
    ("abstract", Shape::Text),
    ("accessed", Shape::Structured),
    ("annote", Shape::Text),
    ("archive", Shape::Text),
    ("archive-place", Shape::Text),
    ("archive_collection", Shape::Text),
    ("archive_location", Shape::Text),
    ("author", Shape::Structured),
    ("authority", Shape::Text),
    ("available-date", Shape::Structured),
    ("call-number", Shape::Text),
    ("categories", Shape::List),
    ("chair", Shape::Structured),
    ("chapter-number", Shape::Number),
    ("citation-key", Shape::Text),
    ("citation-label", Shape::Text),
    ("citation-number", Shape::Number),
    ("collection-editor", Shape::Structured),
    ("collection-number", Shape::Number),
    ("collection-title", Shape::Text),
    ("compiler", Shape::Structured),
    ("composer", Shape::Structured),
    ("container-author", Shape::Structured),
    ("container-title", Shape::Text),
    ("container-title-short", Shape::Text),
    ("contributor", Shape::Structured),
    ("curator", Shape::Structured),
    ("custom", Shape::Object),
    ("dimensions", Shape::Text),
    ("director", Shape::Structured),
    ("division", Shape::Text),
    ("edition", Shape::Number),
    ("editor", Shape::Structured),
    ("editorial-director", Shape::Structured),
    ("event", Shape::Text),
    ("event-date", Shape::Structured),
    ("event-place", Shape::Text),
    ("event-title", Shape::Text),
    ("executive-producer", Shape::Structured),
    ("first-reference-note-number", Shape::Number),
    ("genre", Shape::Text),
    ("guest", Shape::Structured),
    ("host", Shape::Structured),
    ("id", Shape::Number),
    ("illustrator", Shape::Structured),
    ("interviewer", Shape::Structured),
    ("issue", Shape::Number),
    ("issued", Shape::Structured),
    ("journalAbbreviation", Shape::Text),
    ("jurisdiction", Shape::Text),
    ("keyword", Shape::Text),
    ("language", Shape::Text),
    ("locator", Shape::Number),
    ("medium", Shape::Text),
    ("narrator", Shape::Structured),
    ("note", Shape::Text),
    ("number", Shape::Number),
    ("number-of-pages", Shape::Number),
    ("number-of-volumes", Shape::Number),
    ("organizer", Shape::Structured),
    ("original-author", Shape::Structured),
    ("original-date", Shape::Structured),
    ("original-publisher", Shape::Text),
    ("original-publisher-place", Shape::Text),
    ("original-title", Shape::Text),
    ("page", Shape::Number),
    ("page-first", Shape::Number),
    ("part", Shape::Number),
    ("part-title", Shape::Text),
    ("performer", Shape::Structured),
    ("printing", Shape::Number),
    ("producer", Shape::Structured),
    ("publisher", Shape::Text),
    ("publisher-place", Shape::Text),
    ("recipient", Shape::Structured),
    ("references", Shape::Text),
    ("reviewed-author", Shape::Structured),
    ("reviewed-genre", Shape::Text),
    ("reviewed-title", Shape::Text),
    ("scale", Shape::Text),
    ("script-writer", Shape::Structured),
    ("section", Shape::Text),
    ("series-creator", Shape::Structured),
    ("shortTitle", Shape::Text),
    ("source", Shape::Text),
    ("status", Shape::Text),
    ("submitted", Shape::Structured),
    ("supplement", Shape::Number),
    ("title", Shape::Text),
    ("title-short", Shape::Text),
    ("translator", Shape::Structured),
    ("type", Shape::Text),
    ("version", Shape::Text),
    ("volume", Shape::Number),
    ("volume-title", Shape::Text),
    ("volume-title-short", Shape::Text),
    ("year-suffix", Shape::Text),
];

/// What only styles know, and programs write nevertheless.
static STYLE_VARIABLES: &[&str] =
    &["license", "part-number", "printing-number", "supplement-number", "editor-translator"];

/// Every name, those of styles as well.
pub fn all_names() -> impl Iterator<Item = &'static str> {
    VARIABLES.iter().map(|(name, _)| *name).chain(STYLE_VARIABLES.iter().copied())
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string, a number or a list of strings.
    Text,
    /// A list of names.
    Names,
    /// A date.
    Date,
    /// Anything.
    Any,
}

static DATES: &[&str] = &["accessed", "available-date", "event-date", "issued", "original-date", "submitted"];

/// What the values of a variable are.
pub fn kind(name: &str) -> Kind {
    match variable(name) {
        Some((name, Shape::Structured)) => {
            if DATES.contains(&name) {
                Kind::Date
            } else {
                Kind::Names
            }
        }
        Some((_, Shape::Object)) => Kind::Any,
        None if name == "editor-translator" => Kind::Names,
        _ => Kind::Text,
    }
}

/// The variable of that name, in this spelling.
pub fn variable(name: &str) -> Option<(&'static str, Shape)> {
    VARIABLES.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|at| VARIABLES[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_sorted_and_found() {
        assert!(VARIABLES.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(VARIABLES.len(), 103);
        assert_eq!(variable("version"), Some(("version", Shape::Text)));
        assert_eq!(variable("license"), None);
    }
}
