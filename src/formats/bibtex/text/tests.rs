use super::*;

#[test]
fn what_means_more_is_never_passed_over() {
    for before in 0..=255 {
        for b in 0..=255 {
            assert!(!means_more(before, b) || may_mean_more(before, b), "{before} {b}");
        }
    }
}

#[test]
fn what_means_itself() {
    for text in ["", "A title, plain: 3-4 (of 5)", "Müller's", "日本", "Ж"] {
        assert!(is_simple(text), "{text}");
    }
    for text in [" a", "a ", "a  b", "a\nb", "a--b", "a''", "$x$", "a_b", "50%", "{A}", "a\u{a0}b", "a\u{2013}b", "~"] {
        assert!(!is_simple(text), "{text}");
    }
}

#[test]
fn verbatim_fields_lose_needless_escapes_only() {
    assert_eq!(unescaped(" http://a/x\\_y\\%20~z "), "http://a/x_y%20~z");
    assert_eq!(unescaped("\\url{http://a--b}"), "http://a--b");
    assert_eq!(unescaped("C:\\dir\\x"), "C:\\dir\\x");
    assert_eq!(unescaped("a\n  b"), "a b");
}
