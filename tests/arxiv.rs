//! The arXiv search results that a user handed in: what is in them, and that
//! they come back byte for byte.

use ibidem::convert::Converter;
use ibidem::convert::from_bytes;
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::arxiv::{ABS, ARXIV, LIST, MAIL, RSS};
use ibidem::formats::native::NATIVE;
use ibidem::ir::{EntryType, Extra, Field, Inline, Name, Names, Others, Record, Text, Value, keys};
use ibidem::laws::check_record;
use ibidem::report::Collect;

fn seed() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/arxiv/search-50.txt")).unwrap()
}

fn records() -> Vec<Record> {
    let mut reports = Collect::default();
    let records = from_bytes(&ARXIV, &ReadOptions::default(), &seed(), &mut reports).unwrap();
    assert!(reports.diagnostics.is_empty(), "{:?}", reports.diagnostics);
    records
}

fn convert(from: &Format, to: &Format, input: &[u8]) -> Vec<u8> {
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    let mut converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default()).unwrap();
    converter.input(input, &mut output, &mut reports).unwrap();
    converter.finish(&mut output).unwrap();
    assert!(reports.diagnostics.is_empty(), "{:?}", reports.diagnostics);
    assert!(reports.losses.is_empty(), "{:?}", reports.losses);
    output
}

/// The document has no newline behind its last line.
fn same(output: &[u8]) {
    let (output, seed) = (String::from_utf8(output.to_vec()).unwrap(), String::from_utf8(seed()).unwrap());
    for (at, (ours, theirs)) in output.lines().zip(seed.lines()).enumerate() {
        assert_eq!(ours, theirs, "line {}", at + 1);
    }
    assert_eq!(output, seed + "\n");
}

#[test]
fn every_name_and_date_is_there() {
    let records = records();
    assert_eq!(records.len(), 50);
    let names: Vec<_> = records.iter().map(|record| record.get(keys::AUTHOR).unwrap()).collect();
    assert_eq!(names.iter().map(|names| names.list.len()).sum::<usize>(), 447);
    let cut: Vec<_> = names.iter().filter_map(|names| Some((names.list.len(), names.others?))).collect();
    assert_eq!(cut, [(25, Others::Count(536))]);
    let mononyms: Vec<_> = names.iter().flat_map(|names| &names.list).filter(|name| name.is_mononym()).collect();
    assert_eq!(mononyms.iter().map(|name| name.display()).collect::<Vec<_>>(), ["Yen-Ting"]);
    assert!(names.iter().flat_map(|names| &names.list).all(|name| !name.body));

    let count = |field| records.iter().filter(|record| record.has(field)).count();
    let counts = [Field::Title, Field::Abstract, Field::Submitted, Field::Issued, Field::Announced, Field::Updated];
    assert_eq!(counts.map(count), [50, 50, 50, 50, 50, 24]);
    assert!(records.iter().all(|record| record.extras.is_empty() && record.key.is_none()));
}

#[test]
fn abstracts_are_whole_and_their_tex_is_understood() {
    let (mut breaks, mut raws) = (Vec::new(), Vec::new());
    for record in &records() {
        let text = record.get(keys::ABSTRACT).unwrap();
        assert!(!text.to_plain().contains(['▽', '△', '…']), "{text:?}");
        let mut paragraphs = 0;
        text.walk(&mut |inline| match inline {
            Inline::Paragraph => paragraphs += 1,
            Inline::Raw { source, .. } => raws.push(source.to_string()),
            _ => {}
        });
        breaks.extend((paragraphs > 0).then_some(paragraphs));
    }
    assert_eq!(breaks, [1, 1]);
    assert_eq!(raws, ["\\citet{vidgen2020learning}"]);
}

#[test]
fn dates_are_told_apart() {
    let records = records();
    let survey =
        records.iter().find(|record| record.get(keys::UPDATED).is_some_and(|date| date.to_string() == "2025-06-07"));
    let survey = survey.unwrap();
    assert_eq!(survey.get(keys::SUBMITTED).unwrap().to_string(), "2025-05-01");
    assert_eq!(survey.get(keys::ISSUED).unwrap().to_string(), "2025-05-01");
    assert_eq!(survey.get(keys::ANNOUNCED).unwrap().to_string(), "2025-05");
    let first = &records[0];
    assert_eq!(first.get(keys::SUBMITTED).unwrap().to_string(), "2025-08-28");
    assert_eq!(first.get(keys::UPDATED), None);
}

#[test]
fn the_document_comes_back_byte_for_byte() {
    same(&convert(&ARXIV, &ARXIV, &seed()));
    same(&convert(&NATIVE, &ARXIV, &convert(&ARXIV, &NATIVE, &seed())));
}

#[test]
fn an_edited_field_is_written_as_it_is_now() {
    let options = ReadOptions { keep_origin: true, ..ReadOptions::default() };
    let input = b"-\nA \\textit{b} c\nAuthors:\nAda Example\n";
    let mut records = from_bytes(&ARXIV, &options, input, &mut Collect::default()).unwrap();
    let written = |records: &[Record]| {
        let mut reports = Collect::default();
        let out = ibidem::convert::to_bytes(&ARXIV, &WriteOptions::default(), records, &mut reports).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(written(&records), "-\nA \\textit{b} c\nAuthors:\nAda Example\n");
    records[0].set(keys::TITLE, Text::from("A d"));
    assert_eq!(written(&records), "-\nA d\nAuthors:\nAda Example\n");
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/fixtures/arxiv/{name}.txt", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read(format: &Format, bytes: &[u8]) -> (Vec<Record>, Vec<&'static str>) {
    let mut reports = Collect::default();
    let records = from_bytes(format, &ReadOptions::default(), bytes, &mut reports).unwrap();
    (records, reports.diagnostics.iter().map(|diagnostic| diagnostic.code.id).collect())
}

/// What a text says, whatever the dialect did to its TeX: letters and digits,
/// with the two signs for epsilon as one.
fn words(text: &Text) -> String {
    let plain = text.to_plain().replace("\\epsilon", "ε");
    plain.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// One paper in a mail, on a list page, on an abstract page and in search
/// results: where two of them say something, they say the same.
#[test]
fn dialects_agree_about_a_paper() {
    let (records, codes) = read(&ARXIV, &fixture("glued"));
    assert_eq!(codes, ["arxiv/duplicate"; 3]);
    assert_eq!(records.len(), 6);
    let four = &records[..4];
    for a in four {
        assert_eq!(a.get(keys::ARXIV_ID).unwrap(), "2508.99931");
        for b in four {
            for (field, mine) in a.fields() {
                let Some(theirs) = b.value(field) else { continue };
                let same = match (mine, theirs) {
                    (Value::Text(mine), Value::Text(theirs)) => words(mine) == words(theirs),
                    // A page may say a month, a day, or the time as well.
                    (Value::Date(mine), Value::Date(theirs)) => mine.is_part_of(theirs) || theirs.is_part_of(mine),
                    // The comma before a suffix is that of the one who submitted.
                    (Value::Names(mine), Value::Names(theirs)) => {
                        let shown = |names: &Names| names.list.iter().map(Name::display).collect::<Vec<_>>();
                        shown(mine) == shown(theirs) && mine.others == theirs.others
                    }
                    (mine, theirs) => mine == theirs,
                };
                assert!(same, "{}: {mine:?} and {theirs:?}", field.name());
            }
        }
    }
    let said = |field| four.iter().filter(|record| record.has(field)).count();
    let fields =
        [Field::Title, Field::Author, Field::Abstract, Field::Comments, Field::JournalRef, Field::ArxivClasses];
    assert_eq!(fields.map(said), [4; 6]);
    assert_eq!(
        [Field::Submitted, Field::Announced, Field::Doi, Field::ReportNumber, Field::Versions].map(said),
        [3, 3, 3, 3, 2]
    );
}

/// Every dialect by name reads its own records of a glued input and no other.
#[test]
fn a_dialect_is_read_alone_by_name() {
    let input = fixture("glued");
    for (format, expected) in
        [(&MAIL, &["2508.99931", "2508.99932"][..]), (&LIST, &["2508.99931"]), (&ABS, &["2508.99931"]), (&RSS, &[])]
    {
        let ids: Vec<_> = read(format, &input).0.iter().map(|r| r.get(keys::ARXIV_ID).unwrap().to_string()).collect();
        assert_eq!(ids, expected, "{}", format.name);
    }
}

/// What a mail holds comes back from one that was written.
#[test]
fn mails_come_back() {
    for (name, lost) in [("mail-daily", true), ("mail-month", true), ("mail-abs", false), ("mail-old", false)] {
        let (mut records, _) = read(&MAIL, &fixture(name));
        for record in &mut records {
            // Of the header nothing is written.
            assert!(record.take(Field::Announced).is_none() || lost);
        }
        let mut reports = Collect::default();
        let out = ibidem::convert::to_bytes(&MAIL, &WriteOptions::default(), &records, &mut reports).unwrap();
        assert!(reports.losses.is_empty(), "{name}: {:?}", reports.losses);
        assert_eq!(read(&ARXIV, &out).0, records, "{name}");
        let widest = String::from_utf8(out).unwrap().lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 79, "{widest}");
    }
}

/// Line ends, tabs, hard blanks and a byte order mark say nothing.
#[test]
fn line_ends_and_blanks_do_not_matter() {
    for name in
        ["browser-copy", "mail-daily", "list-new", "list-recent", "abs-words", "abs-hidden", "rss-items", "glued"]
    {
        let text = String::from_utf8(fixture(name)).unwrap();
        let (expected, codes) = read(&ARXIV, text.as_bytes());
        assert!(!expected.is_empty());
        let marked = format!("\u{feff}{}", text);
        for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), marked] {
            assert_eq!(read(&ARXIV, other.as_bytes()), (expected.clone(), codes.clone()), "{name}");
            let found = ibidem::registry::Registry::builtin().detect(other.as_bytes()).map(|(format, _)| format.name);
            assert_eq!(found, Some("arxiv"), "{name}");
        }
    }
    let text = String::from_utf8(fixture("mail-daily")).unwrap();
    let expected = read(&ARXIV, text.as_bytes());
    let hard = text.replace(": ", ":\u{a0}").replace("\n  ", "\n\t");
    assert_eq!(read(&ARXIV, hard.as_bytes()), expected);
}

/// An abstract that holds a whole line of dates and the names of somebody else:
/// `△ Less` says where it ends. Where it is missing another record begins.
#[test]
fn an_abstract_may_hold_dates_and_authors() {
    let input = "-\nA\nAuthors:\nAda Example\nAbstract:\nOne…\n▽ More\nOne. We quote:\nSubmitted 1 May, 2025; \
                 originally announced May 2025.\nAuthors: Bo\nand go on.\n△ Less\nSubmitted 2 May, 2025; originally \
                 announced May 2025.\n";
    let (records, codes) = read(&ARXIV, input.as_bytes());
    assert!(codes.is_empty(), "{codes:?}");
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].get(keys::SUBMITTED).unwrap().to_string(), "2025-05-02");
    assert!(records[0].get(keys::ABSTRACT).unwrap().to_plain().contains("Authors: Bo"));
    let two = input.replace("and go on.\n△ Less\n", "Abstract:\nTwo.\n");
    let ids: Vec<_> =
        read(&ARXIV, two.as_bytes()).0.iter().map(|r| r.get(keys::SUBMITTED).unwrap().to_string()).collect();
    assert_eq!(ids, ["2025-05-01", "2025-05-02"]);
}

/// However many blanks stand before the first record, its format is recognized.
#[test]
fn blanks_at_the_beginning_do_not_hide_a_format() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("blanks.txt");
    for blanks in [10, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 7, 300_000] {
        let mut input = vec![b'\n'; blanks];
        input.extend_from_slice(&fixture("mail-daily"));
        std::fs::write(&file, &input).unwrap();
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_ibidem"))
            .args(["convert", "--to", "native"])
            .arg(&file)
            .output()
            .unwrap();
        let out = String::from_utf8(run.stdout).unwrap();
        assert_eq!(out.lines().count(), 5, "{blanks}: {}", String::from_utf8_lossy(&run.stderr));
    }
}

/// List pages print a hundred authors and no word about the others; abstract
/// pages count those that they hide, and text made from the source has them all.
#[test]
fn long_lists_of_authors() {
    let names = |count: usize| (1..=count).map(|n| format!("A. Test{n}")).collect::<Vec<_>>().join(", ");
    let authors = |record: &Record| {
        let names = record.get(keys::AUTHOR).unwrap();
        (names.list.len(), names.others)
    };
    let list = format!("[1] arXiv:2509.99901 [pdf]\nTitle: A\n{}\nSubjects: Combinatorics (math.CO)\n", names(100));
    let (records, codes) = read(&ARXIV, list.as_bytes());
    assert_eq!((authors(&records[0]), codes), ((100, None), vec!["arxiv/authors-cut"]));

    let page = |names: String| {
        format!(
            "[Submitted on 28 Aug 2025]\nTitle:A\nAuthors:{names}, et al. (20 additional authors not shown)\nYou must \
             enable JavaScript to view entire author list.\nAbstract:One.\nCite as:\tarXiv:2508.99931 [cs.LG]\n"
        )
    };
    let (records, codes) = read(&ARXIV, page(names(100)).as_bytes());
    assert_eq!((authors(&records[0]), codes), ((100, Some(Others::Count(20))), vec![]));
    let (records, codes) = read(&ARXIV, page(names(120)).as_bytes());
    assert_eq!((authors(&records[0]), codes), ((120, None), vec!["arxiv/authors-all"]));
}

/// Numbers at the beginning of a line of an abstract begin no record.
#[test]
fn what_is_quoted_is_no_record() {
    let list = "[1] arXiv:2509.99901 [pdf]\nTitle: A\nAda Example\nSubjects: Combinatorics (math.CO)\nWe compare with\n\
                [12] arXiv:2401.00001 by somebody else.\n[13]\narXiv:2401.00002 is better.\n";
    assert_eq!(read(&ARXIV, list.as_bytes()).0.len(), 1);
    let mail = "\\\\\narXiv:2509.99901\nDate: Wed, 3 Sep 2025 18:01:02 GMT   (12kb)\n\nTitle: A\nAuthors: Ada Example\n\
                Categories: math.CO\n\\\\\n  We quote a page:\n[Submitted on 28 Aug 2025]\n[1] arXiv:2401.00001 [pdf]\n\
                Authors: Bo\nAbstract: none\n\\\\ ( https://arxiv.org/abs/2509.99901 ,  12kb)\n";
    let (records, _) = read(&ARXIV, mail.as_bytes());
    assert_eq!(records.len(), 1);
    assert!(records[0].get(keys::ABSTRACT).unwrap().to_plain().ends_with("Abstract: none"));
}

/// A line without end costs its record and no other, whatever stands behind it.
#[test]
fn a_line_beyond_the_limit_costs_its_record_only() {
    let long = "x".repeat(9 << 20);
    let list = |n: usize, title: &str| {
        format!("[{n}]\narXiv:2509.9990{n}\n[ pdf , other ]\nTitle:\n{title}\nAuthors:\nAda Example\nWe count.\n")
    };
    let search = |n: usize, title: &str| {
        format!(
            "-\n{title}\nAuthors:\nAda Example\nAbstract:\nWe count {n}.\nSubmitted 3 September, 2025; originally announced \
             September 2025.\n"
        )
    };
    let mail = |n: usize, title: &str| {
        format!(
            "\\\\\narXiv:2509.9990{n}\nDate: Wed, 3 Sep 2025 18:01:02 GMT   (12kb)\n\nTitle: {title}\nAuthors: Ada \
             Example\nCategories: math.CO\n\\\\\n  We count.\n\\\\ ( https://arxiv.org/abs/2509.9990{n} ,  12kb)\n"
        )
    };
    type Make<'m> = &'m dyn Fn(usize, &str) -> String;
    let made: [(&str, Make<'_>); 3] = [("list", &list), ("search", &search), ("mail", &mail)];
    for (name, one) in made {
        let input = format!("{}{}{}{}", one(1, "First"), one(2, &long), one(3, "Third"), one(4, "Fourth"));
        let (records, codes) = read(&ARXIV, input.as_bytes());
        let titles: Vec<_> =
            records.iter().map(|record| record.get(keys::TITLE).map(|title| title.to_plain().into_owned())).collect();
        let titles: Vec<_> = titles.iter().map(|title| title.as_deref().unwrap_or("none")).collect();
        assert_eq!(titles, ["First", "Third", "Fourth"], "{name}");
        assert_eq!(codes, ["input/record-too-long"], "{name}");
        let alone = read(&ARXIV, one(3, "Third").as_bytes()).0;
        assert_eq!(records[1], alone[0], "{name}");
    }
}

/// Values of a search result that would begin a record of another dialect, or be
/// taken for a part of its page, come back or are reported.
#[test]
fn what_is_written_is_one_record() {
    for words in [
        "Notes on Folding. (arXiv:2303.99942v1 [cs.LG])",
        "[Submitted on 3 Sep 2025]",
        "[9] arXiv:2509.99909 [pdf, html, other]",
        "[9]",
        r"\\",
        "arXiv:2508.99941v1 Announce Type: new",
        "Paper: hep-th/9901001",
        "Replacements",
        "Wed, 3 Sep 2025",
    ] {
        let text = || Text::from(words);
        for given in 0..4 {
            let mut record = Record::new(EntryType::Preprint);
            match given {
                0 => record.set(keys::TITLE, text()),
                1 => record.set(keys::COMMENTS, text()),
                2 => record.set(keys::ABSTRACT, text()),
                _ => {
                    let line = |value: &str| Extra { format: "arxiv".into(), name: "line".into(), value: value.into() };
                    record.extras = vec![line(words), line("arXiv:2509.99909 (of two)"), line("Paper: hep-th/9901001")];
                }
            }
            assert_eq!(check_record(&ARXIV, &record), [""; 0], "{words}");
            record.set(keys::ARXIV_ID, "2509.99901".into());
            assert_eq!(check_record(&ARXIV, &record), [""; 0], "{words}");
        }
    }
}

/// A title that is taken for nothing else is written, whatever page has such a heading.
#[test]
fn a_title_like_a_heading_comes_back() {
    let page = "-\nReplacements\nAuthors:\nAda Example\nSubmitted 7 June, 2025;\n";
    let (records, _) = read(&ARXIV, page.as_bytes());
    assert_eq!(records.len(), 1);
    assert_eq!(records[0].get(keys::TITLE), Some(&"Replacements".into()));
    assert_eq!(records[0].get(keys::AUTHOR).unwrap().list.len(), 1);
}
