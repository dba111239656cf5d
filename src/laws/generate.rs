//! Records made up at random from a seed, in normal form for the most part.

use compact_str::format_compact;

use super::rng::Rng;
use super::words::{text, word};
use crate::ir::{
    Date, DateEnd, DatePoint, EntryType, Extra, Field, FileLink, Inline, Kind, Name, NameDetails, Names, Others, Pages,
    Record, Str, Text, Time, Value, Version,
};

/// What arXiv says about a paper.
const ARXIV: [Field; 17] = [
    Field::ArxivId,
    Field::ArxivClasses,
    Field::Version,
    Field::Submitted,
    Field::Updated,
    Field::Announced,
    Field::Issued,
    Field::Comments,
    Field::JournalRef,
    Field::ReportNumber,
    Field::MscClass,
    Field::AcmClass,
    Field::Doi,
    Field::OtherDois,
    Field::License,
    Field::Files,
    Field::Keywords,
];

/// A record. `notation` is the notation whose own extras it may hold.
///
/// ```
/// use ibidem::laws::{Rng, record};
/// assert_eq!(record(&mut Rng::new(7), "ris"), record(&mut Rng::new(7), "ris"));
/// ```
pub fn record(rng: &mut Rng, notation: &str) -> Record {
    let mut record = Record::new(rng.pick(EntryType::ALL));
    if rng.one_in(4) {
        record.kind = rng.pick(&[EntryType::Preprint, EntryType::ArticleJournal, EntryType::Book, EntryType::Thesis]);
    }
    if rng.one_in(2) {
        record.key = Some(
            rng.pick(&[
                "smith2020",
                "DBLP:conf/x",
                "Müller_1999",
                "a b",
                "k,1",
                "x'y",
                "7",
                "{k}",
                "http://zotero.org/x",
                "a  b",
                "=1",
                "id:2",
                "ER  -",
                "<k>",
                "a&b",
                "\\k",
                "10.1000/x",
                "2508.20697v1",
            ])
            .into(),
        );
    }
    let common = [Field::Title, Field::Author, Field::Issued, Field::Abstract, Field::Doi, Field::Url];
    for field in common {
        if !rng.one_in(3) {
            fill(rng, &mut record, field);
        }
    }
    for _ in 0..rng.below(9) {
        let field = rng.pick(Field::ALL);
        fill(rng, &mut record, field);
    }
    if record.kind == EntryType::Preprint && !rng.one_in(3) {
        for field in [Field::ArxivId, Field::ArxivClasses, Field::Submitted, Field::Announced] {
            fill(rng, &mut record, field);
        }
        if let (true, Some(date)) = (rng.one_in(2), record.value(Field::Submitted).cloned()) {
            record.put(Field::Issued, date);
        }
    }
    if record.kind == EntryType::Preprint && rng.one_in(3) {
        for field in ARXIV {
            if !rng.one_in(5) {
                fill(rng, &mut record, field);
            }
        }
    }
    if let Some(Value::Tokens(classes)) = record.value(Field::ArxivClasses) {
        let first = classes[0].clone();
        if record.has(Field::ArxivPrimary) || rng.one_in(2) {
            record.put(Field::ArxivPrimary, Value::Token(first));
        }
    }
    if rng.one_in(5) {
        let format = if rng.one_in(2) { notation } else { "elsewhere" };
        let (name, value) = if rng.one_in(2) {
            (rng.pick(&["owner", "x-note", "ZZ"]), "something")
        } else {
            rng.pick(own_extras(format))
        };
        record.extras.push(Extra { format: format.into(), name: name.into(), value: value.into() });
    }
    record
}

/// Names and sources of fields of a notation that no field of ours stands for,
/// and some that one may stand for.
fn own_extras(notation: &str) -> &'static [(&'static str, &'static str)] {
    match notation {
        "bibtex" => &[("timestamp", "{2025-08-28}"), ("groups", "{a, b}"), ("month_numeric", "8"), ("abbr", "\"x\"")],
        "csl-json" => &[
            ("categories", "[\"a\",\"b\"]"),
            ("custom", "{\"a\":[1,2]}"),
            ("year-suffix", "\"a\""),
            ("locator", "12"),
            ("license", "\"x\""),
            ("event", "\"E\""),
            ("volume-title-short", "\"V\""),
            ("id", "\"http://zotero.org/items/1\""),
            ("shortTitle", "\"S\""),
            ("page-first", "1"),
            ("archive", "\"arXiv\""),
            ("number", "7"),
        ],
        "ris" => &[
            ("AD", "University of Nowhere"),
            ("C1", "something of the user's"),
            ("U1", "x"),
            ("L1", "internal-pdf://1"),
            ("M1", "arXiv:2508.00001"),
            ("AN", "WOS:1"),
            ("DB", "arXiv"),
            ("JO", "J. Odd"),
            ("T2", "A Title"),
            ("VL", "abs/1803.00653"),
            ("RN", "a remark"),
            ("PY", "2020"),
            ("A5", "Somebody, A."),
        ],
        "csv" => &[("Cited by", "12"), ("other_roles", "nobody: X"), ("title", "T"), ("year", "2020")],
        "atom" => &[("id", "tag:example.org,2025:1"), ("x:y", "<y xmlns=\"urn:x\">1</y>"), ("source", "<source/>")],
        _ => &[("owner", "me"), ("x", "")],
    }
}

fn fill(rng: &mut Rng, record: &mut Record, field: Field) {
    let value = value(rng, field);
    record.put(field, value);
}

fn value(rng: &mut Rng, field: Field) -> Value {
    match field.kind() {
        Kind::Text => Value::Text(text_for(rng, field)),
        Kind::Texts => Value::Texts((0..1 + rng.below(4)).map(|_| keyword(rng)).filter(|t| !t.is_empty()).collect()),
        Kind::Names => Value::Names(names(rng)),
        Kind::Date => Value::Date(Box::new(date(rng, field))),
        Kind::Token => Value::Token(token(rng, field)),
        Kind::Tokens => Value::Tokens(tokens(rng, field)),
        Kind::Pages => {
            Value::Pages(Pages::parse(rng.pick(&["1-9", "123", "12--34, 56", "e12", "6-1", "iv–x", "S1-S9", "3-"])))
        }
        Kind::Files => Value::Files(vec![FileLink {
            target: (rng.pick(&["a.pdf", "files/b c.pdf", "https://example.org/x.pdf", "C:\\x;y.pdf"])).into(),
            title: (rng.pick(&["", "Full text"])).into(),
            media_type: (rng.pick(&["", "application/pdf", "PDF"])).into(),
        }]),
        Kind::Versions => Value::Versions(vec![Version {
            number: 1 + rng.below(3) as u32,
            date: Some(date(rng, field)),
            size_kb: rng.one_in(2).then_some(56),
            note: Str::default(),
        }]),
    }
}

/// A keyword, at times with what separates keywords elsewhere, or like a class.
fn keyword(rng: &mut Rng) -> Text {
    if rng.one_in(8) {
        return Text::from(rng.pick(&[
            "a, b",
            "a; b",
            "a;b",
            "a,b",
            "x / y",
            "cs.LG",
            "hep-th",
            "Humans -- history",
            "*Models",
            "C\\;",
            "a|b",
            "68T05",
            "I.2.7",
            "cs.LG cs.AI",
            "dogs, cats; mice",
            "and others",
        ]));
    }
    text(rng, 3, false)
}

fn text_for(rng: &mut Rng, field: Field) -> Text {
    match field {
        Field::Volume | Field::Issue | Field::Number | Field::Version | Field::NumberOfPages if !rng.one_in(4) => {
            format!("{}", 1 + rng.below(400)).into()
        }
        Field::Abstract if rng.one_in(4) => wrapped_looking(rng),
        Field::Abstract => text(rng, 60, true),
        Field::JournalRef if rng.one_in(2) => Text::from(rng.pick(&[
            "Phys. Rev. D 101, 023001 (2020)",
            "J. Mach. Learn. Res. 12 (2011) 2493-2537; Erratum-ibid. 13",
            "Journal-ref: x",
        ])),
        Field::Comments if rng.one_in(2) => Text::from(rng.pick(&[
            "12 pages, 3 figures",
            "Comments: 12 pages",
            "ICML 2025; code: https://github.com/x/y_z",
            "Note: see journal reference: X",
            "Report number: 12",
        ])),
        Field::ReportNumber | Field::MscClass | Field::AcmClass if !rng.one_in(3) => Text::from(rng.pick(&[
            "CERN-TH-2020-001",
            "68T05 (Primary) 68T07 (Secondary)",
            "68T05, 62H30",
            "68T05; 62H30",
            "I.2.7; F.1.1",
            "I.2.7",
            "ITP-UU-01/02, SPIN-01",
        ])),
        Field::Number | Field::ReportNumber if rng.one_in(6) => "arXiv:2508.20697".into(),
        Field::Publisher | Field::Archive | Field::ContainerTitle if rng.one_in(8) => {
            Text::from(rng.pick(&["arXiv", "arXiv preprint arXiv:2508.20697", "arXiv.org", "ArXiv"]))
        }
        Field::ArchiveLocation if rng.one_in(4) => "2508.20697v2".into(),
        Field::Note | Field::Comments => text(rng, 8, rng.clone().one_in(4)),
        _ => text(rng, 6, false),
    }
}

/// Paragraphs whose lengths are those of wrapped lines (60 to 90 characters),
/// now and then a short or a very long one.
fn wrapped_looking(rng: &mut Rng) -> Text {
    let mut inlines = Vec::new();
    for at in 0..1 + rng.below(6) {
        if at > 0 {
            inlines.push(Inline::Paragraph);
        }
        let goal = match rng.below(8) {
            0 => 5,
            1 => 400,
            _ => 55 + rng.below(40),
        };
        let mut line = String::from(word(rng));
        while line.chars().count() < goal {
            line.push(' ');
            line.push_str(word(rng));
        }
        inlines.push(Inline::Plain(line.trim().into()));
    }
    Text::from_inlines(inlines)
}

fn names(rng: &mut Rng) -> Names {
    let list = (0..1 + rng.below(4)).map(|_| name(rng)).collect();
    let others = match rng.below(8) {
        0 => Some(Others::Unknown),
        1 => Some(Others::Count(1 + rng.below(600) as u32)),
        _ => None,
    };
    Names { list, others }
}

fn name(rng: &mut Rng) -> Name {
    let family = rng.pick(&[
        "Feng",
        "Nguyễn",
        "Müller",
        "La Fontaine",
        "Test",
        "O'Neil",
        "Đặng",
        "王",
        "de Andrade",
        "Smith and Sons",
        "von Neumann",
        "Madonna Louise",
        "al-Khwārizmī",
        "et al",
        "others",
        "MacDonald, Jr",
        "{Braced}",
        "Sánchez-López y Ruiz",
        "Abd-el-Kader",
        "Foo-bar",
        "Drummond de Andrade",
        "ibn Sina",
        "'t Hooft",
        "and",
        "O, P",
        "family=Duck",
    ]);
    let given = rng.pick(&["Weitao", "Ada M.", "A.", "Jean-Paul", "Émile", "小明", "Jun-yan", "de", "given=X, Y"]);
    let mut name = Name::person(family, given);
    match rng.below(16) {
        0 => {
            name = Name::person(
                rng.pick(&[
                    "Plato",
                    "Bo",
                    "Bar Hebraeus",
                    "Frederick II",
                    "de Andrade",
                    "et al.",
                    "ibn Sina",
                    "Yen-ting",
                    "nosortothers=true",
                ]),
                "",
            )
        }
        1 => {
            name = Name::body(rng.pick(&[
                "ATLAS Collaboration",
                "World Health Organization",
                "Robert and Sons, Inc.",
                "CERN",
                "NASA and ESA; JAXA",
                "others",
                "The {LHCb} collaboration",
                "et al.",
                "Müller GmbH & Co. KG",
            ]))
        }
        2 | 3 => name.particle = (rng.pick(&["van", "van der", "von", "d'", "al-"])).into(),
        4 => name.dropping_particle = (rng.pick(&["de", "von"])).into(),
        5 => name.suffix = (rng.pick(&["Jr.", "III", "Jr"])).into(),
        6 if rng.one_in(3) => {
            name.details = Some(Box::new(NameDetails {
                affiliations: vec!["Univ. of Nowhere".into()],
                ids: vec![("orcid".into(), "0000-0002-1825-0097".into())],
                comma_suffix: false,
                static_order: rng.one_in(2),
                options: Vec::new(),
            }));
        }
        7 if rng.one_in(4) => name.family = text(rng, 2, false),
        8 => (name.particle, name.suffix) = ("de la".into(), "III".into()),
        9 if rng.one_in(3) => name.given = text(rng, 2, false),
        10 if rng.one_in(3) => (name.dropping_particle, name.particle) = ("de".into(), "La".into()),
        11 if rng.one_in(4) => name.suffix = text(rng, 1, false),
        12 => {
            let option = rng.pick(&[("useprefix", "true"), ("given-i", "W"), ("list:nosortothers", "true")]);
            let options = vec![(option.0.into(), option.1.into())];
            (name.particle, name.details) =
                ("van".into(), Some(Box::new(NameDetails { options, ..Default::default() })));
        }
        _ => {}
    }
    if name.family.is_empty() {
        name.family = "X".into();
    }
    name
}

fn date(rng: &mut Rng, field: Field) -> Date {
    let year = 1990 + rng.below(36) as i32;
    let month = 1 + rng.below(12) as u8;
    let day = 1 + rng.below(28) as u8;
    let full = DatePoint { month, day, ..DatePoint::year(year) };
    if field == Field::Announced && !rng.one_in(4) {
        return Date::Point(DatePoint { day: 0, ..full });
    }
    let point = match rng.below(14) {
        0..=2 => DatePoint::year(year),
        3..=4 => DatePoint { day: 0, ..full },
        5 => DatePoint {
            time: Some(Time { hour: 17, minute: 11, second: 20, offset: rng.pick(&[Some(0), Some(120), None]) }),
            ..full
        },
        6 => DatePoint { month: 21 + rng.below(4) as u8, day: 0, ..full },
        7 => rng.pick(&[
            DatePoint { circa: true, ..DatePoint::year(1723) },
            DatePoint { uncertain: true, ..full },
            DatePoint::year(-876),
            DatePoint::year(0),
            DatePoint { unspecified: 1, ..DatePoint::year(1990) },
            DatePoint { some_day: true, day: 0, ..full },
            DatePoint::year(12345),
        ]),
        _ => full,
    };
    match rng.below(16) {
        0 => Date::Range(
            DateEnd::At(point),
            DateEnd::At(DatePoint { year: point.year + 10_i32.pow(point.unspecified.into()), ..point }),
        ),
        1 => Date::Range(DateEnd::At(point), rng.pick(&[DateEnd::Open, DateEnd::Unknown])),
        2 => Date::Literal((rng.pick(&["in press", "c. 1900", "Spring 2020", "August", "n.d."])).into()),
        _ => Date::Point(point),
    }
}

fn token(rng: &mut Rng, field: Field) -> Str {
    if rng.one_in(40) {
        return (rng.pick(&[
            "a b",
            "{x",
            "x}",
            "a%b_c#d&e",
            "é",
            "<x>",
            "a;b",
            "\"",
            "x\\y",
            "a, b",
            "x  y",
            "-",
            "0",
        ]))
        .into();
    }
    let n = 1 + rng.below(99_998);
    match field {
        Field::Doi => format_compact!("10.1000/{}{n}", rng.pick(&["abc", "J_x.", "a(b)", "X%3C", "<1::AID>"])),
        Field::Isbn => (rng.pick(&["978-3-16-148410-0", "9783161484100", "3-16-148410-X", "12-34"])).into(),
        Field::Issn => (rng.pick(&["1234-567X", "1234-5678", "1234567x"])).into(),
        Field::Pmid => format_compact!("{n}"),
        Field::Pmcid => format_compact!("PMC{n}"),
        Field::ArxivId => (rng.pick(&[
            "2508.20697",
            "1501.00001",
            "0704.0001",
            "hep-th/9901001",
            "math/0309136",
            "math.GT/0309136",
            "2508.20697v2",
        ]))
        .into(),
        Field::ArxivPrimary => "cs.LG".into(),
        Field::Eprint => format_compact!("{n}"),
        Field::EprintType => (rng.pick(&["jstor", "hdl", "googlebooks", "arxiv", "pubmed"])).into(),
        Field::Url => (rng.pick(&[
            "https://example.org/a_b?c=1&d=%20#x",
            "http://x.y/~z",
            "ftp://h/a--b",
            "https://doi.org/10.1000/abc1",
            "https://arxiv.org/abs/2508.20697v1",
            "http://arxiv.org/abs/hep-th/9901001",
            "https://arxiv.org/pdf/2508.20697",
        ]))
        .into(),
        Field::Language | Field::OriginalLanguage => (rng.pick(&["en", "de", "en-US", "fr"])).into(),
        _ => format_compact!("k{n}"),
    }
}

fn tokens(rng: &mut Rng, field: Field) -> Vec<Str> {
    let count = 1 + rng.below(3);
    match field {
        Field::ArxivClasses => rng.pick(&[
            &["cs.LG", "cs.AI", "stat.ML"],
            &["hep-th", "math-ph", "math.MP"],
            &["cond-mat.str-el", "quant-ph", "cs.LG"],
        ])[..count]
            .iter()
            .map(|&c| c.into())
            .collect(),
        Field::OtherDois => (0..count).map(|i| format_compact!("10.2000/other{i}")).collect(),
        Field::OtherUrls => (0..count).map(|i| format_compact!("https://example.org/other/{i}")).collect(),
        _ if rng.one_in(4) => vec!["a,b".into(), "c;d".into(), "e f".into()],
        _ => (0..count).map(|i| format_compact!("key{i}")).collect(),
    }
}
