use super::*;
use crate::formats::csv::dates::date;
use crate::ir::Date;

#[test]
fn lists_come_apart_as_they_were_put_together() {
    for parts in [&["a", "b"][..], &["a;b", "c"], &["a\\", "b"], &["\\;", ";"], &["C:\\x"]] {
        let mut list = String::new();
        assert!(parts.iter().all(|part| push_item(part, &mut list)));
        assert_eq!(items(&list), parts, "{list}");
    }
    assert_eq!(items("a;b ; c;"), ["a", "b", "c"]);
    assert_eq!(items("C:\\x"), ["C:\\x"]);
}

#[test]
fn times_with_a_blank_as_zotero_has_them() {
    assert_eq!(date("2021-01-02 10:00:00").to_string(), "2021-01-02T10:00:00");
    assert_eq!(date("2021 spring or fall"), Date::Literal("2021 spring or fall".into()));
}
