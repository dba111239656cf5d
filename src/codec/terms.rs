//! Key words of BibLaTeX in words, for formats that print what stands there.
//!
//! BibLaTeX prints `type = {phdthesis}` as "PhD thesis"; others print what is
//! in their field. The words are those of BibLaTeX's English bibliography
//! strings (its manual, section 4.9.2).

type Terms = &'static [(&'static str, &'static str)];

/// Kinds of theses, reports and patents, and media: `type`.
const GENRES: Terms = &[
    ("audiocd", "audio CD"),
    ("bathesis", "Bachelor\u{2019}s thesis"),
    ("candthesis", "Candidate thesis"),
    ("datacd", "CD-ROM"),
    ("mastersthesis", "Master\u{2019}s thesis"),
    ("mathesis", "Master\u{2019}s thesis"),
    ("patentde", "German patent"),
    ("patenteu", "European patent"),
    ("patentfr", "French patent"),
    ("patentuk", "British patent"),
    ("patentus", "U.S. patent"),
    ("patreq", "patent request"),
    ("patreqde", "German patent request"),
    ("patreqeu", "European patent request"),
    ("patreqfr", "French patent request"),
    ("patrequk", "British patent request"),
    ("patrequs", "U.S. patent request"),
    ("phdthesis", "PhD thesis"),
    ("resreport", "research report"),
    ("techreport", "technical report"),
];

/// `pubstate`.
const STATES: Terms =
    &[("inpreparation", "in preparation"), ("inpress", "in press"), ("prepublished", "pre-published")];

/// `series` of a journal.
const SERIES: Terms = &[("newseries", "new series"), ("oldseries", "old series")];

/// `location` of a patent.
const COUNTRIES: Terms = &[
    ("countryde", "Germany"),
    ("countryep", "European Union"),
    ("countryeu", "European Union"),
    ("countryfr", "France"),
    ("countryuk", "United Kingdom"),
    ("countryus", "United States of America"),
];

fn words(terms: Terms, key: &str) -> Option<&'static str> {
    terms.iter().find(|(known, _)| *known == key).map(|(_, words)| *words)
}

/// The words for a key of `type`.
pub fn genre(key: &str) -> Option<&'static str> {
    words(GENRES, key)
}

/// The words for a key of `pubstate`.
pub fn state(key: &str) -> Option<&'static str> {
    words(STATES, key)
}

/// The words for a key of `series`.
pub fn series(key: &str) -> Option<&'static str> {
    words(SERIES, key)
}

/// The words for a key of `location`.
pub fn country(key: &str) -> Option<&'static str> {
    words(COUNTRIES, key)
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_only_have_words() {
        assert_eq!(super::genre("phdthesis"), Some("PhD thesis"));
        assert_eq!(super::genre("PhD thesis"), None);
    }
}
