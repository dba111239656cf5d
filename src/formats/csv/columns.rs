//! The columns of our own, and what any table may call them.

use std::collections::HashMap;
use std::sync::OnceLock;

/// Our columns, in order: what most tables have first, rarer fields behind.
#[rustfmt::skip]
pub const COLUMNS: &[&str] = &[
    "key", "type", "title", "subtitle", "short_title", "authors", "authors_truncated", "authors_total", "editors",
    "translators", "other_roles", "container_title", "container_short", "series", "series_number", "volume", "issue",
    "pages", "article_number", "num_pages", "edition", "publisher", "place", "event_title", "event_place", "event_date",
    "issued", "submitted", "updated", "announced", "accessed", "version", "doi", "isbn", "issn", "pmid", "pmcid",
    "arxiv_id", "arxiv_primary", "arxiv_categories", "url", "pdf_url", "language", "keywords", "abstract", "comments",
    "journal_ref", "report_number", "msc_class", "acm_class", "license", "status", "note",
    "genre", "number", "medium", "institution", "organization", "how_published", "section", "chapter_number",
    "part_number", "part_title", "supplement_number", "printing_number", "num_volumes", "title_addon",
    "original_title", "translated_title", "reviewed_title", "reviewed_genre", "container_subtitle",
    "container_title_addon", "main_title", "volume_title", "issue_title", "series_short", "original_publisher",
    "original_place", "original_date", "original_language", "authority", "division", "jurisdiction", "scale",
    "dimensions", "references", "other_dois", "other_urls", "eprint", "eprint_type", "eprint_class", "files",
    "versions", "annote", "addendum", "archive", "archive_place", "archive_collection", "archive_location",
    "call_number", "source", "xref", "related", "related_type", "aliases", "members", "extra",
];

/// Headings of any table, plain as [`plain`] makes them, and the column they
/// mean: those of BibTeX, of databases, and the commonest of other languages.
#[rustfmt::skip]
const OTHERS: &[(&str, &str)] = &[
    ("citationkey", "key"), ("citekey", "key"), ("bibtexkey", "key"), ("bibkey", "key"), ("entrykey", "key"),
    ("itemtype", "type"), ("documenttype", "type"), ("publicationtype", "type"), ("entrytype", "type"),
    ("referencetype", "type"), ("reftype", "type"), ("contenttype", "type"), ("doctype", "type"),
    ("dokumenttyp", "type"), ("typededocument", "type"), ("tipodedocumento", "type"),
    ("articletitle", "title"), ("name", "title"), ("ti", "title"), ("documenttitle", "title"),
    ("primarytitle", "title"), ("itemtitle", "title"), ("displayname", "title"), ("titles", "title"),
    ("papertitle", "title"), ("worktitle", "title"),
    ("titel", "title"), ("titre", "title"), ("título", "title"), ("titulo", "title"), ("titolo", "title"),
    ("tytuł", "title"), ("название", "title"), ("заглавие", "title"), ("标题", "title"), ("题名", "title"),
    ("タイトル", "title"), ("tiêuđề", "title"), ("nhanđề", "title"),
    ("author", "authors"), ("creator", "authors"), ("creators", "authors"), ("au", "authors"),
    ("authorname", "authors"), ("authornames", "authors"), ("firstauthors", "authors"), ("authorfullnames", "authors"),
    ("author/s", "authors"), ("authorlist", "authors"),
    ("autor", "authors"), ("autoren", "authors"), ("auteur", "authors"), ("auteurs", "authors"),
    ("autores", "authors"), ("autore", "authors"), ("autori", "authors"), ("autorzy", "authors"),
    ("авторы", "authors"), ("автор", "authors"), ("作者", "authors"), ("著者", "authors"), ("tácgiả", "authors"),
    ("editor", "editors"), ("herausgeber", "editors"), ("éditeurs", "editors"), ("translator", "translators"),
    ("übersetzer", "translators"),
    ("journal", "container_title"), ("sourcetitle", "container_title"), ("publication", "container_title"),
    ("publicationtitle", "container_title"), ("venue", "container_title"), ("booktitle", "container_title"),
    ("journal/book", "container_title"), ("so", "container_title"), ("journaltitle", "container_title"),
    ("journalname", "container_title"), ("publicationname", "container_title"), ("secondarytitle", "container_title"),
    ("containertitle", "container_title"), ("zeitschrift", "container_title"), ("revue", "container_title"),
    ("revista", "container_title"), ("rivista", "container_title"), ("журнал", "container_title"),
    ("期刊", "container_title"), ("tạpchí", "container_title"),
    ("journalabbreviation", "container_short"), ("abbreviatedsourcetitle", "container_short"),
    ("journalisoabbreviation", "container_short"), ("containertitleshort", "container_short"),
    ("journalabbrev", "container_short"),
    ("seriestitle", "series"), ("bookseriestitle", "series"), ("collectiontitle", "series"),
    ("vol", "volume"), ("vl", "volume"), ("journalvolume", "volume"), ("band", "volume"), ("卷", "volume"),
    ("is", "issue"), ("no", "issue"), ("issuenumber", "issue"), ("journalissue", "issue"), ("heft", "issue"),
    ("numéro", "issue"), ("number", "issue"),
    ("page", "pages"), ("pagination", "pages"), ("pagerange", "pages"), ("seiten", "pages"), ("páginas", "pages"),
    ("pagine", "pages"), ("страницы", "pages"), ("页码", "pages"),
    ("pagestart", "page_start"), ("startpage", "page_start"), ("firstpage", "page_start"),
    ("beginningpage", "page_start"), ("bp", "page_start"), ("spage", "page_start"),
    ("pageend", "page_end"), ("endpage", "page_end"), ("lastpage", "page_end"), ("endingpage", "page_end"),
    ("ep", "page_end"), ("epage", "page_end"),
    ("artno", "article_number"), ("eid", "article_number"), ("articleno", "article_number"),
    ("pagecount", "num_pages"), ("numberofpages", "num_pages"), ("pagetotal", "num_pages"),
    ("numberofvolumes", "num_volumes"),
    ("address", "place"), ("location", "place"), ("publisherplace", "place"), ("placepublished", "place"),
    ("placeofpublication", "place"), ("publisheraddress", "place"), ("ort", "place"), ("lieu", "place"),
    ("verlag", "publisher"), ("éditeur", "publisher"), ("editorial", "publisher"), ("editora", "publisher"),
    ("издательство", "publisher"), ("出版社", "publisher"),
    ("conferencename", "event_title"), ("conferencetitle", "event_title"), ("meetingname", "event_title"),
    ("conference", "event_title"), ("conferencelocation", "event_place"), ("conferencedate", "event_date"),
    ("date", "issued"), ("publicationdate", "issued"), ("datepublished", "issued"), ("publisheddate", "issued"),
    ("pubdate", "issued"), ("datum", "issued"), ("fecha", "issued"),
    ("year", "year"), ("publicationyear", "year"), ("py", "year"), ("pubyear", "year"), ("publishedyear", "year"),
    ("yearpublished", "year"), ("jahr", "year"), ("année", "year"), ("annee", "year"), ("año", "year"),
    ("ano", "year"), ("anno", "year"), ("rok", "year"), ("год", "year"), ("年份", "year"), ("年", "year"),
    ("năm", "year"),
    ("month", "month"), ("publicationmonth", "month"), ("publishedmonth", "month"), ("monat", "month"),
    ("mois", "month"), ("day", "day"), ("publicationday", "day"),
    ("accessdate", "accessed"), ("urldate", "accessed"), ("dateaccessed", "accessed"),
    ("di", "doi"), ("doinumber", "doi"), ("doilink", "doi"), ("itemdoi", "doi"), ("doiurl", "doi"),
    ("link", "url"), ("links", "url"), ("weblink", "url"), ("href", "url"), ("articleurl", "url"),
    ("arxiv", "arxiv_id"), ("arxivid", "arxiv_id"), ("categories", "arxiv_categories"),
    ("pdf", "pdf_url"), ("pdflink", "pdf_url"), ("pdfurl", "pdf_url"),
    ("pubmedid", "pmid"), ("pm", "pmid"), ("pubmed", "pmid"), ("pmcid", "pmcid"), ("pmc", "pmcid"),
    ("isbns", "isbn"), ("issns", "issn"), ("isbn13", "isbn"), ("sn", "issn"), ("bn", "isbn"), ("eissn", "issn"),
    ("languageoforiginaldocument", "language"), ("langue", "language"), ("sprache", "language"),
    ("idioma", "language"), ("lingua", "language"),
    ("keyword", "keywords"), ("authorkeywords", "keywords"), ("manualtags", "keywords"), ("tags", "keywords"),
    ("subjects", "keywords"), ("schlagwörter", "keywords"), ("stichwörter", "keywords"), ("motsclés", "keywords"),
    ("palabrasclave", "keywords"), ("palavraschave", "keywords"), ("ключевыеслова", "keywords"), ("关键词", "keywords"),
    ("từkhóa", "keywords"),
    ("abstractnote", "abstract"), ("summary", "abstract"), ("ab", "abstract"), ("abstracttext", "abstract"),
    ("summaries", "abstract"), ("zusammenfassung", "abstract"), ("résumé", "abstract"), ("resumen", "abstract"),
    ("resumo", "abstract"), ("riassunto", "abstract"), ("аннотация", "abstract"), ("摘要", "abstract"),
    ("tómtắt", "abstract"),
    ("comment", "comments"), ("journalref", "journal_ref"), ("reportno", "report_number"), ("rights", "license"),
    ("licence", "license"), ("school", "institution"), ("university", "institution"), ("howpublished", "how_published"),
    ("notes", "note"), ("publicationstatus", "status"),
    ("seriesnumber", "series_number"), ("callno", "call_number"),
];

/// A heading without blanks and marks and in lower case.
pub(super) fn plain(heading: &str) -> String {
    let mark = |c: &char| {
        !c.is_whitespace() && !matches!(c, '_' | '-' | '.' | '(' | ')' | ':' | '*' | '\u{feff}' | '"' | '\'' | '’')
    };
    heading.chars().filter(mark).flat_map(char::to_lowercase).collect()
}

/// The column this plain heading means, if it is known.
pub(super) fn known(plain_heading: &str) -> Option<&'static str> {
    static INDEX: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let others = OTHERS.iter().map(|(heading, column)| ((*heading).to_owned(), *column));
        // `number` is an issue elsewhere.
        COLUMNS.iter().map(|column| (plain(column), *column)).chain(others).collect()
    });
    index.get(plain_heading).copied()
}

/// The heading as one of our own, to the letter.
pub(super) fn own(heading: &str) -> Option<&'static str> {
    COLUMNS.iter().copied().chain([YEAR]).find(|column| *column == heading)
}

/// A column that is written only if it is asked for.
pub(super) const YEAR: &str = "year";

/// Whether these headings are those of our own tables: ours to the letter, and
/// one among them that hardly another table has with all the others.
pub(super) fn all_own<'h>(headings: impl Iterator<Item = &'h str> + Clone) -> bool {
    headings.clone().any(|heading| heading == "key" || heading == "type")
        && headings.into_iter().all(|heading| own(heading).is_some())
}

/// The headings of any table by column, for documentation.
pub(super) fn headings() -> String {
    let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
    for (heading, column) in OTHERS {
        let heading = format!("`{heading}`");
        match lines.iter_mut().find(|(known, _)| known == column) {
            Some((_, all)) => all.push(heading),
            None => lines.push((column, vec![heading])),
        }
    }
    let line = |(column, all): &(&str, Vec<String>)| format!("- `{column}`: {}", all.join(", "));
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
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
            ("Number", Some("issue")),
            ("Année", Some("year")),
            ("Năm", Some("year")),
            ("Cited by", None),
            ("", None),
        ] {
            assert_eq!(known(&plain(heading)), column, "{heading}");
        }
    }

    #[test]
    fn every_heading_means_a_column() {
        let parts = ["page_start", "page_end", "year", "month", "day"];
        for (heading, column) in OTHERS {
            assert!(COLUMNS.contains(column) || parts.contains(column), "{heading}");
            assert_eq!(plain(heading), *heading);
        }
    }
}
