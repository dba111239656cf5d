//! What the programs themselves find in names, and names as biber reads them.

use super::*;
use crate::codec::tex::{Encode, Flavour};
use crate::ir::NameDetails;

const HOW: Encode = Encode { ascii: false, flavour: Flavour::Bibtex };

/// The parts of the only name, bodies like persons, without braces, hyphens at
/// the ends of parts, or ties.
fn comparable(parts: [&str; 4]) -> String {
    parts
        .map(|part| part.replace(['{', '}', '\u{a0}', '~'], " "))
        .map(|part| {
            let words: Vec<_> =
                part.split_whitespace().map(|word| word.trim_matches('-')).filter(|w| !w.is_empty()).collect();
            words.join(" ")
        })
        .join("|")
}

/// Where a program is not followed, and why.
const NOT_FOLLOWED: [&str; 14] = [
    // An accented dotless i is an accented i.
    "Ada {\\'{\\i}}x Foo",
    "A {\\^\\i}x Foo",
    "Maria Elena Garc{\\'\\i}a y Vega",
    "Garc{\\'\\i}a y Vega, Maria",
    "Juan de la Cruz y Garc{\\'\\i}a",
    // A tie accent stands over both letters.
    "A {\\t oo}x Foo",
    "A {\\t{OO}}x Foo",
    // The blank behind a command separates words for BibTeX and for us.
    "A \\aa Bar",
    "A \\aa Bar Baz",
    // A hyphen that joins nothing is a letter, two are a dash.
    "A B- C",
    "A--B",
    // A family name that is one word in lower case is no particle.
    "x, van-Y-3rd-{von}~{\\relax von}",
    "de x \\'ax, o'B~3rd-{\\o}",
    "la, x",
];

/// `measured.tsv` holds names, and what the standard name functions of BibTeX
/// 0.99d and what biber 2.18 found in them.
#[test]
fn names_are_split_as_the_programs_split_them() {
    let (mut departures, mut wrong) = (Vec::new(), Vec::new());
    for line in include_str!("measured.tsv").lines() {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap();
        let (source, bibtex, biber) = (column(), column(), column());
        let expected = |parts: &str| {
            let parts: Vec<_> = parts.split('|').map(|part| text(part, false).to_plain().into_owned()).collect();
            comparable([&*parts[0], &*parts[1], &*parts[2], &*parts[3]])
        };
        let found = |rules| {
            let names = parse(source, rules, &mut |_, _| {});
            let name = &names.list[0];
            let parts = [&name.given, &name.particle, &name.family, &name.suffix].map(Text::to_plain);
            comparable(parts.each_ref().map(|part| &**part))
        };
        for (rules, expected) in [(Rules::Classic, expected(bibtex)), (Rules::Biber, expected(biber))] {
            if found(rules) != expected && !NOT_FOLLOWED.contains(&source) {
                wrong.push(format!("{rules:?} {source}: {expected}, not {}", found(rules)));
            }
        }
        if found(Rules::Bibtex) != expected(bibtex) {
            departures.push(source);
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
    assert!(departures.iter().all(|source| source.contains('-')), "{departures:#?}");
}

/// given, particle, dropping particle, family, suffix and options of each name,
/// bodies as `{family}`.
fn show(source: &str) -> String {
    let names = parse(source, Rules::Biber, &mut |problem, _| panic!("{source}: {}", problem.message()));
    let mut out: Vec<String> = Vec::new();
    for name in &names.list {
        let parts = [&name.given, &name.particle, &name.dropping_particle, &name.family, &name.suffix];
        let options = name.details.iter().flat_map(|details| &details.options);
        let options: String = options.map(|(key, value)| format!(" {key}={value}")).collect();
        let parts = parts.map(|part| part.to_plain().into_owned()).join("|");
        out.push(if name.body { format!("{{{}}}{options}", name.family.to_plain()) } else { parts + &options });
    }
    if names.others.is_some() {
        out.push("...".into());
    }
    out.join(" + ")
}

/// Expected values: the manual of BibLaTeX (3.7, "name lists"), and biber 2.18.
#[test]
fn extended_names_are_read() {
    for (source, expected) in [
        (
            "given=Hans, family=Harman, prefix=de, suffix=Jr, given-i=H, useprefix=true",
            "Hans|de||Harman|Jr given-i=H useprefix=true",
        ),
        ("family=Harman, given=Hans, prefix=de, useprefix=false", "Hans||de|Harman|"),
        ("Given=Hans, Family={de Gaulle}", "Hans|||de Gaulle|"),
        ("family={Robert and Sons, Inc.}", "{Robert and Sons, Inc.}"),
        ("\"family={Robert and Sons, Inc.}\" and A B", "{Robert and Sons, Inc.} + A|||B|"),
        ("family=Smith, \"given=Jo, hn\"", "Jo, hn|||Smith|"),
        ("family = Simple , given = Jean~Paul", "Jean Paul|||Simple|"),
        ("given={Simon}, prefix={van der}, family={Berg}", "Simon|van der||Berg|"),
        ("family=Plato", "|||Plato|"),
        ("family=Foo, given=Bar, id=xyz", "Bar|||Foo| id=xyz"),
        ("nosortothers=true and A B and others", "A|||B| list:nosortothers=true + ..."),
        ("useprefix=true and van Foo, A", "A|van||Foo| list:useprefix=true"),
        // These are none.
        ("Smith, E=mc2", "E=mc2|||Smith|"),
        ("E=mc2 Smith", "E=mc2|||Smith|"),
        ("{family=Duck}", "{family=Duck}"),
        ("familyname=Foo, Bar", "Bar|||familyname=Foo|"),
    ] {
        assert_eq!(show(source), expected, "{source}");
    }
}

#[test]
fn what_no_plain_name_says_is_written_as_an_extended_one() {
    let person = |given: &str, particle: &str, family: &str, suffix: &str| Name {
        particle: particle.into(),
        suffix: suffix.into(),
        ..Name::person(family, given)
    };
    let dropping = |particle: &str, name: Name| Name { dropping_particle: particle.into(), ..name };
    let option = |key: &str, name: Name| {
        let options = vec![(key.into(), "true".into())];
        Name { details: Some(Box::new(NameDetails { options, ..NameDetails::default() })), ..name }
    };
    for (name, expected, exact) in [
        (person("Jan", "van der", "Berg", ""), "van der Berg, Jan", true),
        (person("Carlos", "", "Drummond de Andrade", ""), "Drummond de Andrade, Carlos", true),
        (person("M.", "", "al-Khwarizmi", ""), "al-Khwarizmi, M.", true),
        (person("M.", "", "Abd-el-Kader", ""), "Abd-el-Kader, M.", true),
        (person("Carlos", "Drummond de", "Andrade", ""), "family=Andrade, given=Carlos, prefix=Drummond de", true),
        (person("Jean", "d'", "Alembert", ""), "family=Alembert, given=Jean, prefix=d'", true),
        (person("Jean", "La", "Fontaine", ""), "family=Fontaine, given=Jean, prefix=La", true),
        (dropping("von", person("Karl", "", "Foo", "")), "family=Foo, given=Karl, prefix=von, useprefix=false", true),
        (
            dropping("de", person("Jean", "La", "Fontaine", "")),
            "family=La Fontaine, given=Jean, prefix=de, useprefix=false",
            false,
        ),
        (
            dropping("von", person("Karl", "", "Foo, Bar", "")),
            "\"family={Foo, Bar}\", given=Karl, prefix=von, useprefix=false",
            true,
        ),
        (
            option("useprefix", person("Jan", "van", "Berg", "")),
            "family=Berg, given=Jan, prefix=van, useprefix=true",
            true,
        ),
        (option("list:nosortothers", person("A", "", "B", "")), "nosortothers=true and B, A", true),
        (option("useprefix", Name::body("X")), "{X}", false),
        (Name::body("Robert and Sons, Inc."), "{Robert and Sons, Inc.}", true),
        (person("", "", "Hildegard of Bingen", ""), "{Hildegard of }Bingen", true),
        (person("", "", "nosortothers=true", ""), "{n}osortothers=true", true),
    ] {
        let names = Names::from(vec![name]);
        let mut out = String::new();
        let said = write(&names, HOW, Rules::Biber, &mut out);
        let read = parse(&out, Rules::Biber, &mut |problem, _| panic!("{out}: {}", problem.message()));
        assert_eq!((out.as_str(), said), (expected, exact));
        assert_eq!(read == names, exact, "{out}");
    }
}
