//! Profiles of RIS: the lines each program wants, by what is known of its importer.

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::ir::{Date, EntryType, Name, Names, Pages, Record, keys};
use ibidem::registry::Registry;
use ibidem::report::{Collect, LossKind};

fn write(profile: &str, record: &Record) -> (Vec<String>, Vec<(String, LossKind)>) {
    let format = Registry::builtin().by_name(profile).unwrap();
    let mut sink = Collect::default();
    let bytes = to_bytes(format, &WriteOptions::default(), std::slice::from_ref(record), &mut sink).unwrap();
    let losses = sink.losses.into_iter().map(|loss| (loss.subject.name().to_string(), loss.kind)).collect();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.ends_with("ER  - \r\n\r\n") && !text.starts_with('\u{feff}'), "{text}");
    (text.split("\r\n").filter(|line| !line.is_empty()).map(str::to_owned).collect(), losses)
}

fn read(profile: &str, text: &str) -> Record {
    let format = Registry::builtin().by_name(profile).unwrap();
    let mut sink = Collect::default();
    let mut records = from_bytes(format, &ReadOptions::default(), text.as_bytes(), &mut sink).unwrap();
    assert_eq!(records.len(), 1, "{text}");
    records.remove(0)
}

/// All these lines, and none with these tags.
fn lines(profile: &str, record: &Record, wanted: &[&str], unwanted: &[&str]) {
    let (written, _) = write(profile, record);
    for line in wanted {
        assert!(written.iter().any(|other| other == line), "{profile}: no `{line}` in {written:#?}");
    }
    for tag in unwanted {
        assert!(!written.iter().any(|line| line.starts_with(tag)), "{profile}: `{tag}` in {written:#?}");
    }
}

fn names(name: Name) -> Names {
    Names::from(vec![name])
}

fn chapter() -> Record {
    let mut record = Record::new(EntryType::Chapter);
    record.set(keys::TITLE, "Folding".into());
    record.set(keys::AUTHOR, names(Name::body("World Health Organization")));
    record.set(keys::EDITOR, names(Name::person("Editor", "Eva")));
    record.set(keys::TRANSLATOR, Names::from(vec![Name::person("One", "A."), Name::person("Two", "B.")]));
    record.set(keys::CONTAINER_TITLE, "Paper".into());
    record.set(keys::COLLECTION_TITLE, "Crafts".into());
    record.set(keys::PAGES, Pages::parse("12--34"));
    record.set(keys::ISSUED, Date::parse("2025-08-28").unwrap());
    record
}

#[test]
fn a_chapter_with_editor_and_translators() {
    let record = chapter();
    let of_2011 = ["AU  - World Health Organization", "A2  - Editor, Eva", "A4  - One, A.", "A4  - Two, B."];
    lines("ris", &record, &of_2011, &["TA", "ED"]);
    lines("ris", &record, &["T2  - Paper", "T3  - Crafts", "SP  - 12", "EP  - 34", "DA  - 2025/08/28/"], &[]);
    lines("ris:zotero", &record, &["A2  - Editor, Eva", "A4  - One, A.", "PY  - 2025", "DA  - 2025/08/28/"], &[]);
    let endnote = ["AU  - World Health Organization,", "SP  - 12-34", "PY  - 2025", "DA  - Aug 28"];
    lines("ris:endnote", &record, &endnote, &["EP"]);
    // It makes authors of the other roles, and may take `DA` for the day of access.
    lines(
        "ris:mendeley",
        &record,
        &["A2  - Editor, Eva", "SP  - 12-34", "PY  - 2025"],
        &["A3", "A4", "TA", "EP", "DA"],
    );
    let jabref =
        ["T1  - Folding", "ED  - Editor, Eva", "TA  - One, A. and Two, B.", "BT  - Paper", "Y1  - 2025/08/28/"];
    lines("ris:jabref", &record, &jabref, &["A2", "A3", "A4", "T2", "TI", "PY", "DA"]);
    let (_, losses) = write("ris:mendeley", &record);
    let dropped = losses.iter().find(|(subject, _)| subject == "translator").map(|(_, kind)| *kind);
    assert_eq!(dropped, Some(LossKind::Dropped));
}

#[test]
fn a_body_ends_in_a_comma_for_endnote_and_only_there() {
    let record = read("ris:endnote", "TY  - JOUR\r\nAU  - World Health Organization,\r\nAU  - Two, A.\r\nER  - \r\n");
    let authors = &record.get(keys::AUTHOR).unwrap().list;
    assert_eq!(authors[0], Name::body("World Health Organization"));
    assert_eq!(authors[1], Name::person("Two", "A."));
}

#[test]
fn a_paper_of_a_conference() {
    let mut record = Record::new(EntryType::PaperConference);
    record.set(keys::EVENT_TITLE, "FoldCon 2025".into());
    record.set(keys::CONTAINER_TITLE, "Proceedings of FoldCon".into());
    record.set(keys::PUBLISHER_PLACE, "Berlin".into());
    record.set(keys::EVENT_PLACE, "Vienna".into());
    lines("ris", &record, &["TY  - CPAPER", "CY  - Vienna", "C1  - Berlin", "T2  - FoldCon 2025"], &[]);
    let zotero = ["TY  - CONF", "T2  - FoldCon 2025", "C3  - Proceedings of FoldCon", "C1  - Berlin"];
    lines("ris:zotero", &record, &zotero, &["CY"]);
    let jabref = ["TY  - CONF", "BT  - Proceedings of FoldCon", "C3  - FoldCon 2025", "CY  - Berlin"];
    lines("ris:jabref", &record, &jabref, &["T2", "C1"]);
    lines("ris:mendeley", &record, &["TY  - CONF", "T2  - Proceedings of FoldCon", "CY  - Berlin"], &["C1", "C3"]);
}

#[test]
fn a_preprint_has_the_code_that_the_program_takes_for_something_near() {
    let mut record = Record::new(EntryType::Preprint);
    record.set(keys::ARXIV_ID, "2508.99901".into());
    for (profile, code) in [
        ("ris", "UNPB"),
        ("ris:zotero", "MANSCPT"),
        ("ris:endnote", "UNPB"),
        ("ris:mendeley", "UNPB"),
        ("ris:jabref", "UNPB"),
        ("ris:asreview", "UNPB"),
    ] {
        let (written, losses) = write(profile, &record);
        assert_eq!(written[0], format!("TY  - {code}"), "{profile}");
        assert!(losses.is_empty(), "{profile}: {losses:?}");
        assert_eq!(read(profile, &written.join("\r\n")).kind, EntryType::Preprint, "{profile}");
    }
    // Without marks of arXiv nothing says that it is a preprint.
    let (_, losses) = write("ris:zotero", &Record::new(EntryType::Preprint));
    let (from, to) = (EntryType::Preprint, EntryType::Manuscript);
    assert_eq!(losses, [("type".to_owned(), LossKind::Retyped { from, to })]);
}

#[test]
fn an_article_number_stands_in_the_pages_of_those_who_know_no_other_place() {
    let mut record = Record::new(EntryType::ArticleJournal);
    record.set(keys::ARTICLE_NUMBER, "e1234".into());
    lines("ris", &record, &["C7  - e1234"], &["SP"]);
    lines("ris:endnote", &record, &["C7  - e1234"], &["SP"]);
    for profile in ["ris:zotero", "ris:mendeley", "ris:jabref", "ris:covidence", "ris:rayyan"] {
        lines(profile, &record, &["SP  - e1234"], &["C7"]);
        assert_eq!(write(profile, &record).1, [("article-number".to_owned(), LossKind::Substituted)], "{profile}");
    }
}

#[test]
fn what_reviewers_decided_is_a_remark_and_comes_back() {
    for (profile, decision) in [
        ("ris:asreview", "ASReview_relevant"),
        ("ris:rayyan", "RAYYAN-INCLUSION: {\"Ann\"=>\"Included\"} | RAYYAN-LABELS: soon"),
    ] {
        let text = format!("TY  - JOUR\r\nTI  - T\r\nN1  - {decision}\r\nN1  - 2 figures\r\nER  - \r\n");
        let record = read(profile, &text);
        assert!(record.get(keys::NOTE).is_none(), "{profile}");
        let remarks: Vec<_> =
            record.get(keys::ANNOTE).unwrap().iter().map(|text| text.to_plain().into_owned()).collect();
        assert_eq!(remarks, [decision, "2 figures"]);
        let (written, losses) = write(profile, &record);
        assert_eq!(written.join("\r\n") + "\r\n", text);
        assert!(losses.is_empty(), "{losses:?}");
    }
}

#[test]
fn screening_wants_an_abstract_on_one_line() {
    let mut record = Record::new(EntryType::ArticleJournal);
    record.set(keys::ABSTRACT, "First paragraph.\nSecond paragraph.".into());
    for profile in ["ris:covidence", "ris:rayyan", "ris:asreview"] {
        let (written, _) = write(profile, &record);
        assert!(written.iter().any(|line| line.starts_with("AB  - First") && line.ends_with("Second paragraph.")));
    }
}

/// JabRef exports the ISSN in `U1`, the DOI in `M3` and the address in `AD`.
#[test]
fn an_export_of_jabref() {
    let text = "TY  - JOUR\r\nAU  - One, Ann\r\nT1  - Folding\r\nJO  - J. Paper\r\nY1  - 2025/08\r\nVL  - 4\r\n\
                IS  - 2\r\nSP  - 1\r\nEP  - 9\r\nM3  - 10.1000/fold\r\nU1  - 1234-567X\r\nN1  - Owner: ann\r\n\
                N2  - What folds.\r\nER  -\r\n";
    let record = read("ris:jabref", text);
    assert_eq!(record.get(keys::ISSN).unwrap(), "1234-567X");
    assert_eq!(record.get(keys::DOI).unwrap(), "10.1000/fold");
    assert_eq!(record.get(keys::ISSUED).unwrap().to_string(), "2025-08");
    assert_eq!(record.get(keys::CONTAINER_TITLE).unwrap().to_plain(), "J. Paper");
    assert_eq!(record.get(keys::ABSTRACT).unwrap().to_plain(), "What folds.");
    assert!(record.extras.is_empty(), "{:?}", record.extras);
}

/// What has no tag of its own goes along with its neighbour, and is reported.
#[test]
fn subtitles_and_whole_works_find_a_place() {
    let mut record = Record::new(EntryType::Chapter);
    record.set(keys::TITLE, "Folding".into());
    record.set(keys::SUBTITLE, "a history".into());
    record.set(keys::TITLE_ADDON, "Second part".into());
    record.set(keys::CONTAINER_TITLE, "Paper".into());
    record.set(keys::CONTAINER_SUBTITLE, "a companion".into());
    record.set(keys::MAIN_TITLE, "Handbook of Crafts".into());
    let wanted = ["TI  - Folding: a history. Second part", "T2  - Paper: a companion", "T3  - Handbook of Crafts"];
    lines("ris", &record, &wanted, &[]);
    let mut reported: Vec<_> = write("ris", &record).1.into_iter().map(|(subject, _)| subject).collect();
    reported.sort();
    let all = ["container-subtitle", "container-title", "main-title", "subtitle", "title", "title-addon"];
    assert_eq!(reported, all);

    let mut article = Record::new(EntryType::ArticleJournal);
    article.set(keys::LICENSE, "CC BY 4.0".into());
    lines("ris", &article, &["C1  - CC BY 4.0"], &[]);
    let mut thesis = Record::new(EntryType::Thesis);
    thesis.set(keys::PUBLISHER, "Nowhere University".into());
    lines("ris", &thesis, &["PB  - Nowhere University"], &[]);
}

/// Words that will be read as a date are written as that date is.
#[test]
fn words_that_are_a_date_are_written_like_one() {
    let mut record = Record::new(EntryType::Book);
    record.set(keys::ISSUED, Date::Literal("28 August 2025".into()));
    lines("ris:endnote", &record, &["PY  - 2025", "DA  - Aug 28"], &[]);
    lines("ris", &record, &["PY  - 2025", "DA  - 2025/08/28/"], &[]);
}
