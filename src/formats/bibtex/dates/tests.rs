use super::*;

#[test]
fn years_months_and_days() {
    for (year, month, day, expected, used) in [
        ("2025", None, None, "2025", (false, false)),
        ("2025", Some("August"), None, "2025-08", (true, false)),
        ("2025", Some("8"), Some("28"), "2025-08-28", (true, true)),
        ("2025", Some("sept"), None, "2025-09", (true, false)),
        ("2025", Some("Sept."), None, "2025-09", (true, false)),
        ("2025", Some("8~August"), None, "2025-08-08", (true, false)),
        ("2025", Some("August 8th"), None, "2025-08-08", (true, false)),
        ("2025", Some("August--September"), None, "2025-08/2025-09", (true, false)),
        ("2025", Some("8--9"), None, "2025-08/2025-09", (true, false)),
        ("2025", Some("August 8--10"), None, "2025-08-08/2025-08-10", (true, false)),
        ("2025", Some("8--10 August"), None, "2025-08-08/2025-08-10", (true, false)),
        ("2025", Some("August 28--September 2"), None, "2025-08-28/2025-09-02", (true, false)),
        ("2025", Some("August"), Some("28--30"), "2025-08-28/2025-08-30", (true, true)),
        ("2025", Some("Summer"), None, "2025-22", (true, false)),
        ("2025", Some("Feb"), Some("30"), "2025-02", (true, false)),
        ("2025", Some("Michaelmas"), Some("3"), "2025", (false, false)),
        ("2025", None, Some("3"), "2025", (false, false)),
        ("2024--2025", None, None, "2024/2025", (false, false)),
        ("1999/2000", None, None, "1999/2000", (false, false)),
        ("2024--", None, None, "2024/..", (false, false)),
        ("2024-25", None, None, "2024-25", (false, false)),
        ("2024--2025", Some("dec--jan"), None, "2024-12/2025-01", (true, false)),
        ("2024", Some("dec--jan"), None, "2024", (false, false)),
        ("2025", Some("M\u{e4}rz"), None, "2025-03", (true, false)),
        ("2025", Some("1er ao\u{fb}t"), None, "2025-08-01", (true, false)),
        ("2025", Some("28 de agosto"), None, "2025-08-28", (true, false)),
        ("2025", Some("08"), None, "2025-08", (true, false)),
        ("2025", Some("8\u{6708}"), None, "2025-08", (true, false)),
        ("2025", Some("0"), None, "2025", (false, false)),
        ("2025", Some("13"), None, "2025", (false, false)),
        ("2025", Some("jan~1"), None, "2025-01-01", (true, false)),
        ("2025", Some("1~jan"), None, "2025-01-01", (true, false)),
        ("1999a", None, None, "1999a", (false, false)),
        ("n.d.", None, None, "n.d.", (false, false)),
        ("2024/2025", None, None, "2024/2025", (false, false)),
        ("c. 1723", None, None, "1723~", (false, false)),
        ("1723?", None, None, "1723?", (false, false)),
        ("199X", Some("May"), None, "199X", (false, false)),
        ("-0876", None, None, "-0876", (false, false)),
        ("in press", Some("May"), None, "in press", (false, false)),
        ("98", None, None, "98", (false, false)),
    ] {
        let (date, got) = Parts { year, month, day }.read().unwrap();
        assert_eq!(date.to_string(), expected, "{year} {month:?} {day:?}");
        assert_eq!((got.month, got.day), used, "{year} {month:?} {day:?}");
    }
    assert!(matches!(Parts { year: "2024-25", month: None, day: None }.read(), Some((Date::Literal(_), _))));
}

#[test]
fn what_is_written_is_read_as_the_same() {
    let how = tex::Encode { ascii: false, flavour: tex::Flavour::Bibtex };
    for source in [
        "2025",
        "2025-08",
        "2025-08-28",
        "2025-22",
        "2024/2025",
        "2024/..",
        "../2024",
        "2025-08/2025-09",
        "1723~",
        "2025-08-28/2025-08-30",
        "2025-08-28/2025-09-02",
        "2024-05/2025-06",
        "2024-12-30/2025-01-02",
        "1723?",
        "1723%",
        "199X",
        "-0876",
        "0000",
        "2025-08~",
    ] {
        let date = Date::parse(source).unwrap();
        assert_eq!(Written::of(&date, how).again(), Some(date), "{source}");
    }
    for source in ["2025-08-28T10:00:00Z", "2024/", "1999-XX", "2024-05/2025", "2025-33"] {
        let date = Date::parse(source).unwrap();
        assert_ne!(Written::of(&date, how).again(), Some(date), "{source}");
    }
}

#[test]
fn what_only_sorts_a_year_is_no_part_of_it() {
    for (source, expected) in [
        ("{\\noopsort{1973b}}1973", "1973"),
        ("\\noopsort{a{b}}1999", "1999"),
        ("\\noopsort 1999", "\\noopsort 1999"),
        ("{1999}", "1999"),
        ("1723~", "1723~"),
        ("in~press", "in\u{a0}press"),
    ] {
        assert_eq!(year_text(source), expected, "{source}");
    }
}

/// Every form of EDTF levels 0 and 1, and ranges of any two of them.
fn edtf() -> Vec<String> {
    let mut points: Vec<String> = Vec::new();
    for year in ["2024", "0000", "-0876", "0044", "9999"] {
        points.push(year.into());
        points.extend(["01", "12", "XX"].map(|month| format!("{year}-{month}")));
        points.extend((21..=41).map(|season| format!("{year}-{season}")));
        points.extend(["02-29", "12-31", "01-XX", "XX-XX"].map(|day| format!("{year}-{day}")));
    }
    points.retain(|point| DatePoint::parse(point).is_some());
    points.extend(["199X", "19XX", "-01XX", "Y17000", "Y-17000", "Y170000002"].map(String::from));
    let timed = ["", "Z", "+02:00", "-05:30"].map(|zone| format!("2024-05-01T10:00:59{zone}"));
    points.extend(timed);
    for mark in ["?", "~", "%"] {
        let marked: Vec<_> = ["2024", "2024-05", "2024-05-01", "2024-21", "199X", "-0876", "2024-XX"]
            .map(|point| format!("{point}{mark}"))
            .into();
        points.extend(marked);
    }
    let mut all = points.clone();
    for first in &points {
        all.extend([format!("{first}/"), format!("/{first}"), format!("{first}/.."), format!("../{first}")]);
        all.extend(points.iter().map(|last| format!("{first}/{last}")));
    }
    all
}

#[test]
fn every_edtf_date_is_written_as_it_was_or_settles() {
    let how = tex::Encode { ascii: false, flavour: tex::Flavour::Bibtex };
    let all = edtf();
    assert!(all.len() > 10_000, "{}", all.len());
    for source in all {
        let date = Date::parse(&source).unwrap_or_else(|| panic!("{source}"));
        assert_eq!(date.to_string(), source);
        assert_eq!(sayable(&date), date, "{source}");
        let Some(read) = Written::of(&date, how).again() else { panic!("{source}") };
        // What is not the same is reported as narrower, and stays as it is then.
        let again = Written::of(&read, how).again();
        assert_eq!(again.as_ref(), Some(&read), "{source}");
    }
}

#[test]
fn common_dates_are_read_as_they_are_written() {
    let how = tex::Encode { ascii: false, flavour: tex::Flavour::Bibtex };
    for year in [0, 999, 1000, 1582, 1900, 2000, 2023, 2024, 9999, 10_000, -5] {
        for month in 0..=25 {
            for day in 0..=32 {
                let point = DatePoint { month, day, ..DatePoint::year(year) };
                if !is_common(&point) {
                    continue;
                }
                let written = Written::of(&Date::Point(point), how);
                assert_eq!(written.again(), Some(Date::Point(point)));
                assert_eq!(written.year, year.to_string());
                assert_eq!(written.month, if month > 0 { MACROS[usize::from(month) - 1] } else { "" });
                assert_eq!(written.day, if day > 0 { day.to_string() } else { String::new() });
            }
        }
    }
    assert!(!is_common(&DatePoint { circa: true, ..DatePoint::year(1900) }));
    assert!(!is_common(&DatePoint { some_month: true, ..DatePoint::year(1900) }));
}
