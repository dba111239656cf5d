use super::*;
use crate::codec::tex::{Encode, Flavour};
use crate::ir::NameDetails;
use crate::laws::Rng;

const HOW: Encode = Encode { ascii: false, flavour: Flavour::Bibtex };
const ASCII: Encode = Encode { ascii: true, flavour: Flavour::Bibtex };

fn read(source: &str) -> Names {
    parse(source, Rules::Bibtex, &mut |problem, _| panic!("{source}: {}", problem.message()))
}

fn problems(source: &str) -> (Names, Vec<(NameProblem, usize)>) {
    let mut problems = Vec::new();
    let names = parse(source, Rules::Bibtex, &mut |problem, at| problems.push((problem, at)));
    (names, problems)
}

/// given, particle, family, suffix of each name, bodies as `{family}`
fn show(names: &Names) -> String {
    let mut out: Vec<String> = Vec::new();
    for name in &names.list {
        let [given, particle, family, suffix] =
            [&name.given, &name.particle, &name.family, &name.suffix].map(Text::to_plain);
        out.push(if name.body { format!("{{{family}}}") } else { format!("{given}|{particle}|{family}|{suffix}") });
    }
    if names.others.is_some() {
        out.push("...".into());
    }
    out.join(" + ")
}

fn written(names: &Names, how: Encode) -> (String, bool) {
    let mut out = String::new();
    let exact = write(names, how, Rules::Bibtex, &mut out);
    (out, exact)
}

#[test]
fn names_are_read_as_measured() {
    for (source, expected) in [
        ("Jean de La Fontaine", "Jean|de|La Fontaine|"),
        ("Drummond de Andrade, Carlos", "Carlos|Drummond de|Andrade|"),
        ("al-Khwarizmi, M.", "M.|al-|Khwarizmi|"),
        ("M. al-Khwarizmi", "M.|al-|Khwarizmi|"),
        ("family=Duck, given=Donald", "Donald||Duck|"),
        ("d'Alembert, Jean", "Jean||d'Alembert|"),
        ("Maria~de~la~Cruz", "Maria|de la|Cruz|"),
        ("A AND B", "||A| + ||B|"),
        ("A Test\n\tand  B Test", "A||Test| + B||Test|"),
        ("{\\'E}mile {de Rham}", "\u{c9}mile||de Rham|"),
        ("{von} Foo", "von||Foo|"),
        ("Bar {\\relax von} Baz", "Bar|von|Baz|"),
        ("Jos{\\'e} {\\'a}vila Foo", "Jos\u{e9}|\u{e1}vila|Foo|"),
        ("3rd Party", "|3rd|Party|"),
        (
            "Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
            "Charles Louis Xavier Joseph|de la|Vall\u{e9}e Poussin|",
        ),
        ("ludwig van beethoven", "|ludwig van|beethoven|"),
        ("Plato", "||Plato|"),
        ("plato", "||plato|"),
        ("{ATLAS Collaboration}", "{ATLAS Collaboration}"),
        ("{CERN}", "{CERN}"),
        ("{{CERN}}", "{CERN}"),
        ("{\\O}", "||\u{d8}|"),
        ("{Smith and Sons} and {Robert and Sons, Inc.}", "{Smith and Sons} + {Robert and Sons, Inc.}"),
        ("{Barnes} and {Noble}", "{Barnes} + {Noble}"),
        ("{Barnes} {Noble}", "Barnes||Noble|"),
        ("King, Jr, Martin Luther", "Martin Luther||King|Jr"),
        ("King, Jr, {}", "||King|Jr"),
        ("A Test and others", "A||Test| + ..."),
        ("others", "..."),
        ("A Test and others and B Test", "A||Test| + ||others| + B||Test|"),
        ("{de Andrade}, Carlos", "Carlos||de Andrade|"),
        ("Feng, Weitao and van der Test, Jr., Carla M.", "Weitao||Feng| + Carla M.|van der|Test|Jr."),
        ("Jean-Paul Sartre", "Jean-Paul||Sartre|"),
        ("Jun-yan Zhu", "Jun-yan||Zhu|"),
        ("Jean Foo-Bar", "Jean||Foo-Bar|"),
        ("Jean Foo-bar", "Jean||Foo-bar|"),
        ("Abd-el-Kader, M.", "M.||Abd-el-Kader|"),
        ("Yen-Ting", "||Yen-Ting|"),
        ("A. Test- and B. -Test", "A.||Test-| + B.||-Test|"),
        ("\u{c9}lie Cartan", "\u{c9}lie||Cartan|"),
        ("A \u{e1}vila Foo", "A|\u{e1}vila|Foo|"),
        ("\u{738b} \u{5c0f}\u{660e}", "\u{738b}||\u{5c0f}\u{660e}|"),
        ("Test, , Ada", "Ada||Test|"),
        ("Andersen, Anders and Anders, Andy", "Anders||Andersen| + Andy||Anders|"),
        ("", ""),
        (" \n", ""),
    ] {
        assert_eq!(show(&read(source)), expected, "{source}");
    }
}

#[test]
fn problems_are_reported_with_their_places() {
    use NameProblem::{EmptyName, TooManyCommas, TrailingComma};
    for (source, expected, expected_problems) in [
        ("Li, Wei,", "Wei||Li|", vec![(TrailingComma, 7)]),
        ("Li, and Wu, A.", "||Li| + A.||Wu|", vec![(TrailingComma, 2)]),
        ("von der Leyen, a, b, c", "b c|von der|Leyen|a", vec![(TooManyCommas, 19)]),
        ("A, b, c, d,e,", "c d e||A|b", vec![(TooManyCommas, 7), (TrailingComma, 12)]),
        ("X and and Y", "||X| + ||Y|", vec![(EmptyName, 5)]),
        ("and X and", "||X|", vec![(EmptyName, 0), (EmptyName, 9)]),
        (", Ada", "||Ada|", vec![(EmptyName, 0)]),
        (",,", "", vec![(TrailingComma, 1), (EmptyName, 0)]),
        ("{}", "", vec![(EmptyName, 0)]),
        ("~", "", vec![(EmptyName, 0)]),
    ] {
        let (names, problems) = problems(source);
        assert_eq!((show(&names).as_str(), problems), (expected, expected_problems), "{source}");
    }
}

fn person(given: &str, particle: &str, family: &str, suffix: &str) -> Name {
    Name { particle: particle.into(), suffix: suffix.into(), ..Name::person(family, given) }
}

#[test]
fn names_are_written() {
    for (name, expected, exact) in [
        (person("Weitao", "", "Feng", ""), "Feng, Weitao", true),
        (person("Carla M.", "van der", "Test", "Jr."), "van der Test, Jr., Carla M.", true),
        (person("", "", "Plato", ""), "Plato", true),
        (person("", "", "plato", ""), "plato", true),
        (person("Flann", "", "O'Brien", ""), "O'Brien, Flann", true),
        (person("Maria\u{a0}X", "", "Test", ""), "Test, {Maria~X}", true),
        (person("", "", "others", ""), "{o}thers", true),
        (person("", "", "and", ""), "{a}nd", true),
        (person("", "", "Hildegard of Bingen", ""), "{Hildegard of }Bingen", true),
        (person("", "", "al-Khwarizmi", ""), "{al-}Khwarizmi", true),
        (person("", "", "Yen-Ting", ""), "Yen-Ting", true),
        (person("M.", "al-", "Khwarizmi", ""), "al-Khwarizmi, M.", true),
        (person("M.", "", "al-Khwarizmi", ""), "{al-Khwarizmi}, M.", true),
        (person("M.", "", "Abd-el-Kader", ""), "{Abd-el-Kader}, M.", true),
        (person("Jun-yan", "", "Zhu", ""), "Zhu, Jun-yan", true),
        (person("", "", "family=Duck", ""), "{f}amily=Duck", true),
        (person("Carlos", "", "de Andrade", ""), "{de Andrade}, Carlos", true),
        (person("Carlos", "Drummond de", "Andrade", ""), "Drummond de Andrade, Carlos", true),
        (person("Herbert", "", "Van de Sompel", ""), "{Van de Sompel}, Herbert", true),
        (person("Jos\u{e9}", "", "P\u{e9}rez Garc\u{ed}a", ""), "P\u{e9}rez Garc\u{ed}a, Jos\u{e9}", true),
        (person("Jean", "", "d'Alembert", ""), "d'Alembert, Jean", true),
        (person("Jean", "d'", "Alembert", ""), "d'Alembert, Jean", false),
        (person("Jean", "La", "Fontaine", ""), "La Fontaine, Jean", false),
        (person("A, B", "", "Test", ""), "Test, {A, B}", true),
        (person("A", "", "Test, Inc", ""), "{Test, Inc}, A", true),
        (person("Rock and Roll", "", "Test", ""), "Test, {Rock and Roll}", true),
        (person("", "", "King", "Jr"), "King, Jr, {}", true),
        (person("", "van der", "Test", ""), "van der Test", true),
        (person("", "van", "Test", "III"), "van Test, III, {}", true),
        (Name::body("ATLAS Collaboration"), "{ATLAS Collaboration}", true),
        (Name::body("Smith and Sons"), "{Smith and Sons}", true),
        (Name::body("others"), "{others}", true),
        (Name { dropping_particle: "de".into(), ..person("Jean", "la", "Test", "") }, "de la Test, Jean", false),
        (Name { details: Some(Box::new(NameDetails::default())), ..person("Ada", "", "Test", "") }, "Test, Ada", false),
        (person("Ada", "", "", ""), "Ada", false),
    ] {
        let names = Names::from(vec![name]);
        assert_eq!(written(&names, HOW), (expected.into(), exact));
        if exact {
            assert_eq!(read(expected), names);
        }
    }
}

#[test]
fn lists_are_written() {
    let list = vec![person("Ada", "", "Test", ""), Name::body("A B")];
    for (others, expected, exact) in [
        (None, "Test, Ada and {A B}", true),
        (Some(Others::Unknown), "Test, Ada and {A B} and others", true),
        (Some(Others::Count(3)), "Test, Ada and {A B} and others", false),
    ] {
        assert_eq!(written(&Names { list: list.clone(), others }, HOW), (expected.into(), exact));
    }
    let names = Names { list: Vec::new(), others: Some(Others::Unknown) };
    assert_eq!(written(&names, HOW), ("others".into(), true));
    assert_eq!(written(&Names::default(), HOW), (String::new(), true));
}

/// From so many to so many of these words.
fn words(rng: &mut Rng, words: &[&str], least: usize, most: usize) -> String {
    let count = least + rng.below(most - least + 1);
    (0..count).map(|_| rng.pick(words)).collect::<Vec<_>>().join(" ")
}

#[test]
fn simple_names_are_written_exactly() {
    const UPPER: [&str; 10] = [
        "Ada",
        "Test",
        "M\u{fc}ller",
        "\u{c9}mile",
        "Garc\u{ed}a-P\u{e9}rez",
        "\u{141}ukasz",
        "\u{738b}",
        "Jun-yan",
        "Foo-Bar",
        "\u{d8}re",
    ];
    const GIVEN: [&str; 8] =
        ["Ada", "M.", "J.-P.", "\u{c9}.", "Jun-yan", "\u{5c0f}\u{660e}", "Bj\u{f6}rn", "\u{11e}\u{fc}l"];
    const LOWER: [&str; 6] = ["van", "der", "de", "la", "von", "zu"];
    let mut rng = Rng::new(1);
    for _ in 0..200_000 {
        let list = (0..rng.below(5))
            .map(|_| match rng.below(4) {
                0 => Name::body(&words(&mut rng, &UPPER, 1, 3)),
                1 => Name::person(rng.pick(&UPPER), ""),
                _ => Name {
                    given: words(&mut rng, &GIVEN, 1, 2).into(),
                    particle: words(&mut rng, &LOWER, 0, 2).into(),
                    suffix: rng.pick(&["", "", "Jr.", "III"]).into(),
                    family: words(&mut rng, &UPPER, 1, 2).into(),
                    ..Name::default()
                },
            })
            .collect();
        let others = (rng.below(4) == 0).then_some(Others::Unknown);
        let names = Names { list, others };
        for how in [HOW, ASCII] {
            let (out, exact) = written(&names, how);
            assert!(exact, "{out}");
            assert_eq!(read(&out), names, "{out}");
        }
    }
}

const PIECES: [&str; 60] = [
    " ",
    " ",
    " ",
    ",",
    ", ",
    "~",
    "-",
    "--",
    "{",
    "}",
    "\\",
    "\\'",
    "\\\"",
    "\\v",
    "\\relax ",
    "{\\'e}",
    "{\\'E}",
    "{\\o}",
    "{\\O}",
    "{\\ss}",
    "\\ ",
    "\\,",
    "\\~n",
    "\\-",
    "and",
    " and ",
    " AND ",
    "others",
    " and others",
    "van",
    "der",
    "Test",
    "Ada",
    "A.",
    "Jr.",
    "de",
    "'",
    "d'",
    "al-",
    "\u{e9}",
    "\u{c9}",
    "\u{738b}",
    "\u{a0}",
    "\u{301}",
    "$x$",
    "$",
    "%",
    "&",
    "_",
    "#",
    "\n",
    "\t",
    "3",
    "{}",
    "{a b}",
    "{\\relax von}",
    "\"",
    "``",
    "''",
    "^",
];

#[test]
fn what_is_said_to_be_exact_is() {
    for rules in [Rules::Bibtex, Rules::Biber] {
        said_to_be_exact(rules);
    }
}

fn said_to_be_exact(rules: Rules) {
    let mut rng = Rng::new(2);
    let part = |rng: &mut Rng, most: usize| -> Text {
        let count = rng.below(most + 1);
        (0..count).map(|_| rng.pick(&PIECES)).collect::<String>().into()
    };
    let mut exact_ones = 0;
    for _ in 0..20_000 {
        let list: Vec<Name> = (0..=rng.below(2))
            .map(|_| Name {
                body: rng.below(5) == 0,
                family: part(&mut rng, 4),
                given: part(&mut rng, 3),
                particle: part(&mut rng, 1),
                suffix: part(&mut rng, 1),
                dropping_particle: part(&mut rng, 1),
                details: (rng.below(6) == 0).then(|| {
                    let option = rng.pick(&["useprefix", "given-i", "list:nosortothers"]);
                    let options = vec![(option.into(), rng.pick(&["true", "X", "{A, B}"]).into())];
                    Box::new(NameDetails { options, ..NameDetails::default() })
                }),
            })
            .collect();
        let names = Names { list, others: (rng.below(4) == 0).then_some(Others::Unknown) };
        let mut out = String::new();
        let exact = write(&names, if rng.below(2) == 0 { HOW } else { ASCII }, rules, &mut out);
        let mut problems = Vec::new();
        let back = parse(&out, rules, &mut |problem, _| problems.push(problem));
        if exact {
            exact_ones += 1;
            assert_eq!((back, problems), (names, vec![]), "{out}");
        }
    }
    assert!(exact_ones > 500, "{exact_ones}");
}

#[test]
fn what_was_read_can_be_written() {
    let mut rng = Rng::new(3);
    let mut inexact = 0;
    for _ in 0..20_000 {
        let source: String = (0..rng.below(9)).map(|_| rng.pick(&PIECES)).collect();
        let (names, _) = problems(&source);
        for name in &names.list {
            assert!(!name.family.is_empty(), "{source}");
        }
        let (out, exact) = written(&names, HOW);
        let (back, problems) = problems(&out);
        if exact {
            assert_eq!((back, problems), (names, vec![]), "{source} as {out}");
        } else {
            inexact += 1;
        }
    }
    assert!(inexact < 7_000, "{inexact}");
}

#[test]
fn long_input_takes_time_in_proportion() {
    for piece in ["{", "}", "\\", "and ", " and", "a ", "a-", "A-", "~", ",", "{\\", "{a}", "-"] {
        let source = piece.repeat(100_000);
        let (names, _) = problems(&source);
        written(&names, HOW);
    }
}

#[test]
fn names_beyond_all_reason_are_counted() {
    let mut said = Vec::new();
    let source = format!("A{}", " and A".repeat(MAX_NAMES + 1));
    let names = parse(&source, Rules::Bibtex, &mut |problem, _| said.push(problem));
    assert_eq!((names.list.len(), names.others), (MAX_NAMES, Some(Others::Count(2))));
    assert_eq!(said, [NameProblem::TooManyNames]);
    let whole = parse(&source[..source.len() - 12], Rules::Bibtex, &mut |_, _| ());
    assert_eq!((whole.list.len(), whole.others), (MAX_NAMES, None));
    let open = parse(&(source + " and others"), Rules::Bibtex, &mut |_, _| ());
    assert_eq!(open.others, Some(Others::Unknown));
}

#[test]
fn names_of_letters_are_read_as_they_were_written_without_looking() {
    let parts = [
        "A",
        "b",
        "Doe",
        "von",
        "and",
        "\u{141}uk",
        "Garc\u{ed}a",
        "\u{e9}a",
        "\u{c9}",
        "\u{df}",
        "\u{1c5}",
        "\u{738b}",
        "\u{738b}a",
        "\u{416}\u{443}",
        "\u{443}",
        "\u{aa}",
        "\u{2160}",
        "\u{345}",
        "e\u{301}",
        "\u{2019}",
        "-",
        "-",
        "'",
        ".",
        " ",
        " ",
        "others",
        "\u{130}",
        "\u{149}",
    ];
    let mut rng = Rng::new(7);
    let mut part = |most: usize| -> String { (0..rng.below(most + 1)).map(|_| rng.pick(&parts)).collect() };
    let (mut wide, mut braced) = (0, 0);
    for round in 0..40_000 {
        let mut name = Name::person(&part(4), &part(4));
        if round % 5 == 0 {
            name.family = format!("von {}", part(2)).as_str().into();
        }
        if round % 4 == 0 {
            name.particle = part(2).as_str().into();
        }
        if round % 8 == 0 {
            name.suffix = part(2).as_str().into();
        }
        name.body = round % 16 == 1;
        let mut out = String::new();
        if !write::write_simple(&name, HOW, &mut out) {
            continue;
        }
        wide += usize::from(!out.is_ascii());
        braced += usize::from(out.starts_with('{') && !name.body);
        for rules in [Rules::Bibtex, Rules::Classic, Rules::Biber] {
            let read = parse(&out, rules, &mut |problem, _| panic!("{out}: {}", problem.message()));
            assert_eq!(read.list, [name.clone()], "{out}");
            assert_eq!(read.others, None);
            if rules != Rules::Classic {
                let mut tried = String::new();
                assert!(write::write_any(&name, HOW, rules, true, &mut tried), "{tried}");
                assert_eq!(out, tried, "what is found by trying");
            }
            let listed = format!("{out} and {out} and others");
            let read = parse(&listed, rules, &mut |problem, _| panic!("{out}: {}", problem.message()));
            assert_eq!(read.list, [name.clone(), name.clone()], "{listed}");
        }
    }
    assert!(wide > 500 && braced > 100, "{wide} {braced}");
}
