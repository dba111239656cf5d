//! The columns, ours and what other programs call them.

/// Our columns, in order.
#[rustfmt::skip]
pub const COLUMNS: &[&str] = &[
    "key", "type", "title", "subtitle", "short_title", "authors", "authors_truncated", "authors_total", "editors",
    "translators", "other_roles", "container_title", "container_short", "series", "series_number", "volume", "issue",
    "pages", "article_number", "num_pages", "edition", "publisher", "place", "event_title", "event_place", "event_date",
    "issued", "submitted", "updated", "announced", "accessed", "version", "doi", "isbn", "issn", "pmid", "pmcid",
    "arxiv_id", "arxiv_primary", "arxiv_categories", "url", "pdf_url", "language", "keywords", "abstract", "comments",
    "journal_ref", "report_number", "msc_class", "acm_class", "license", "status", "note", "extra",
];

/// Names of other programs, without blanks and marks and in lower case, and
/// the column they mean: Zotero, JabRef, Scopus, Web of Science, PubMed, Google
/// Scholar and the metadata snapshot of arXiv.
#[rustfmt::skip]
const OTHERS: &[(&str, &str)] = &[
    ("citationkey", "key"), ("citekey", "key"),
    ("itemtype", "type"), ("documenttype", "type"), ("publicationtype", "type"), ("entrytype", "type"),
    ("articletitle", "title"), ("name", "title"), ("ti", "title"),
    ("author", "authors"), ("creator", "authors"), ("creators", "authors"), ("au", "authors"),
    ("editor", "editors"), ("translator", "translators"),
    ("journal", "container_title"), ("sourcetitle", "container_title"), ("publication", "container_title"),
    ("publicationtitle", "container_title"), ("venue", "container_title"), ("booktitle", "container_title"),
    ("journal/book", "container_title"), ("so", "container_title"), ("journaltitle", "container_title"),
    ("containertitle", "container_title"),
    ("journalabbreviation", "container_short"), ("abbreviatedsourcetitle", "container_short"),
    ("journalisoabbreviation", "container_short"), ("containertitleshort", "container_short"),
    ("seriestitle", "series"), ("bookseriestitle", "series"),
    ("vol", "volume"), ("vl", "volume"), ("number", "issue"), ("is", "issue"), ("no", "issue"),
    ("page", "pages"), ("pagestart", "page_start"), ("startpage", "page_start"), ("bp", "page_start"),
    ("pageend", "page_end"), ("endpage", "page_end"), ("ep", "page_end"), ("artno", "article_number"), ("eid", "article_number"),
    ("pagecount", "num_pages"), ("numberofpages", "num_pages"), ("numpages", "num_pages"),
    ("address", "place"), ("location", "place"), ("publisherplace", "place"),
    ("conferencename", "event_title"), ("conferencetitle", "event_title"), ("meetingname", "event_title"),
    ("conferencelocation", "event_place"), ("conferencedate", "event_date"),
    ("date", "issued"), ("year", "year"), ("publicationyear", "year"), ("py", "year"), ("pubyear", "year"),
    ("accessdate", "accessed"), ("urldate", "accessed"),
    ("di", "doi"), ("link", "url"), ("arxiv", "arxiv_id"), ("arxivid", "arxiv_id"),
    ("categories", "arxiv_categories"), ("pdf", "pdf_url"), ("pubmedid", "pmid"),
    ("languageoforiginaldocument", "language"),
    ("keyword", "keywords"), ("authorkeywords", "keywords"), ("manualtags", "keywords"), ("tags", "keywords"),
    ("abstractnote", "abstract"), ("summary", "abstract"), ("ab", "abstract"),
    ("comment", "comments"), ("journalref", "journal_ref"), ("reportno", "report_number"), ("rights", "license"),
    ("notes", "note"),
];

/// The column this heading means, if it is known.
pub(super) fn known(heading: &str) -> Option<&'static str> {
    let plain = |c: &char| !matches!(c, ' ' | '_' | '-' | '.' | '(' | ')');
    let name: String = heading.trim().chars().filter(plain).flat_map(char::to_lowercase).collect();
    let ours = COLUMNS.iter().find(|column| column.chars().filter(plain).eq(name.chars()));
    ours.copied().or_else(|| OTHERS.iter().find(|(other, _)| *other == name).map(|(_, column)| *column))
}

/// What separates cells, from a header line: the mark that occurs most often
/// outside of quotes.
pub(super) fn guess(line: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(0, b','), (0, b';'), (0, b'\t')];
    for &byte in line {
        quoted ^= byte == b'"';
        if !quoted && let Some(count) = counts.iter_mut().find(|(_, mark)| *mark == byte) {
            count.0 += 1;
        }
    }
    let most = counts.iter().map(|(count, _)| *count).max().unwrap_or(0);
    counts.iter().find(|(count, _)| *count == most).map_or(b',', |(_, mark)| *mark)
}

/// The separator that a line `sep=;` names, as spreadsheets write and read it.
pub(super) fn separator_line(line: &[u8]) -> Option<u8> {
    match line.trim_ascii_end() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', mark @ (b',' | b';')] => Some(*mark),
        b"sep=" | b"SEP=" if line.contains(&b'\t') => Some(b'\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_all_kinds() {
        for (heading, column) in [
            ("container_title", Some("container_title")),
            ("Container Title", Some("container_title")),
            ("Authors", Some("authors")),
            ("Author", Some("authors")),
            ("Publication Year", Some("year")),
            ("journal-ref", Some("journal_ref")),
            ("Art. No.", Some("article_number")),
            ("Author(s)", Some("authors")),
            ("Author(s) ID", None),
            ("DOI", Some("doi")),
            ("Cited by", None),
            ("", None),
        ] {
            assert_eq!(known(heading), column, "{heading}");
        }
    }

    #[test]
    fn separators_are_seen() {
        assert_eq!(guess(b"a,b;c,d"), b',');
        assert_eq!(guess(b"a;\"b,c,d\";e"), b';');
        assert_eq!(guess(b"a\tb"), b'\t');
        assert_eq!(guess(b"a"), b',');
        assert_eq!(separator_line(b"sep=;\r\n"), Some(b';'));
        assert_eq!(separator_line(b"separate"), None);
    }
}
