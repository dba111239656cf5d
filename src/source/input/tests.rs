use super::*;

fn all(bytes: &[u8]) -> String {
    let mut input = Input::new(bytes);
    while input.fill().unwrap() {}
    String::from_utf8(input.window().to_vec()).unwrap()
}

#[test]
fn byte_order_marks_are_taken_off() {
    assert_eq!(all(b"\xEF\xBB\xBFab"), "ab");
    assert_eq!(all(b"\xFF\xFEa\0\xe9\0"), "a\u{e9}");
    assert_eq!(all(b"\xFE\xFF\0a\0b"), "ab");
    assert_eq!(all(b"ab"), "ab");
    assert_eq!(all(b""), "");
}

#[test]
fn places_are_counted_in_lines_and_characters() {
    let mut input = Input::new("a\u{e9}b\ncd".as_bytes());
    input.fill_to(7).unwrap();
    assert_eq!(input.span(3, 1), Span { start: 3, end: 4, line: 1, column: 3 });
    input.consume(5);
    assert_eq!(input.span(1, 1), Span { start: 6, end: 7, line: 2, column: 2 });
}
