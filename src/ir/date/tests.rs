use super::*;

#[test]
fn what_is_read_is_written_back() {
    for source in [
        "2025",
        "2025-08",
        "2025-08-28",
        "2025-08-28T17:11:20Z",
        "2025-08-28T10:00:00+02:00",
        "2025-08-28T10:00:00",
        "2004-21",
        "2004-24",
        "1723~",
        "1723?",
        "1723%",
        "199X",
        "19XX",
        "1999-XX",
        "1999-01-XX",
        "1999-XX-XX",
        "0000",
        "-0876",
        "Y12345",
        "2024/2025",
        "2024/..",
        "../2024",
        "2024/",
        "2004-06-01~/2004-06-20",
        "2000-02-29",
    ] {
        let date = Date::parse(source).unwrap_or_else(|| panic!("{source}"));
        assert_eq!(date.to_string(), source);
    }
}

#[test]
fn plain_dates_are_written_at_once() {
    for (year, month, day) in [(2025, 8, 28), (0, 0, 0), (9999, 12, 0), (2024, 2, 29), (876, 1, 1)] {
        let point = DatePoint { month, day, ..DatePoint::year(year) };
        assert_eq!(point.plain_edtf().as_deref(), Some(point.to_string().as_str()));
        assert_eq!(DatePoint::parse(&point.to_string()), Some(point));
    }
    for (year, month, day) in [(-1, 0, 0), (10_000, 1, 1), (2025, 2, 29), (2025, 13, 0), (2025, 21, 0), (2025, 0, 3)] {
        assert_eq!(DatePoint { month, day, ..DatePoint::year(year) }.plain_edtf(), None);
    }
}

#[test]
fn what_is_no_date() {
    for source in [
        "",
        "20",
        "2025-13",
        "2025-00",
        "2025-8-28",
        "2025-02-30",
        "1900-02-29",
        "28 August 2025",
        "XXXX",
        "1XXX",
        "2025-08T10:00:00",
        "/",
        "../..",
        "2025-08-28T25:00",
        "2025-24-01",
        "199X-01",
        "-0000",
        "-00XX",
        "\u{e9}\u{e9}",
    ] {
        assert_eq!(Date::parse(source), None, "{source}");
    }
}

#[test]
fn a_year_is_part_of_its_days() {
    let date = |s: &str| Date::parse(s).unwrap();
    assert!(date("2025").is_part_of(&date("2025-08-28")));
    assert!(date("2025-08").is_part_of(&date("2025-08-28")));
    assert!(!date("2025-09").is_part_of(&date("2025-08-28")));
    assert!(!date("2025-08-28").is_part_of(&date("2025")));
    assert!(date("2025").is_part_of(&date("2025-08-28/2025-09-02")));
    assert!(!date("2026").is_part_of(&date("2025-08-28/2026-09-02")));
}
