//! The grammar of `.bib` files. What is expected was seen from BibTeX 0.99d (a
//! style that prints every field) and biber 2.18 (`--tool`) on the same input;
//! where they give an entry up, what stands around the fault is expected.

use ibidem::convert::{Converter, Reader, from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::{BIBLATEX, BIBTEX};
use ibidem::formats::native::NATIVE;
use ibidem::ir::{Field, Record, Value};
use ibidem::report::{Collect, Diagnostic, Discard};

/// Title of which nothing is said here.
const ANY: &str = "*";

fn read(format: &Format, source: &str) -> (Vec<Record>, Vec<Diagnostic>) {
    let mut sink = Collect::default();
    let records = from_bytes(format, &ReadOptions::default(), source.as_bytes(), &mut sink).unwrap();
    (records, sink.diagnostics)
}

fn title(record: &Record) -> String {
    match record.value(Field::Title) {
        Some(Value::Text(text)) => text.to_plain().into_owned(),
        _ => String::new(),
    }
}

/// Keys and titles that are read, and what is said at which line and column.
#[track_caller]
fn check_as(format: &Format, source: &str, entries: &[(&str, &str)], said: &[&str]) {
    let (records, diagnostics) = read(format, source);
    let came: Vec<_> = records
        .iter()
        .enumerate()
        .map(|(at, record)| {
            let open = entries.get(at).is_some_and(|(_, title)| *title == ANY);
            let title = if open { ANY.to_owned() } else { title(record) };
            (record.key.as_deref().unwrap_or_default().to_owned(), title)
        })
        .collect();
    let due: Vec<_> = entries.iter().map(|&(key, title)| (key.to_owned(), title.to_owned())).collect();
    assert_eq!(came, due, "{source}");
    let came: Vec<_> = diagnostics
        .iter()
        .map(|d| format!("{}:{} {}", d.span.line, d.span.column, d.code.id.trim_start_matches("bibtex/")))
        .collect();
    assert_eq!(came, said, "{source}");
    assert!(diagnostics.iter().all(|d| d.excerpt.is_some()), "{source}");
}

#[track_caller]
fn check(source: &str, entries: &[(&str, &str)], said: &[&str]) {
    check_as(&BIBTEX, source, entries, said);
}

#[track_caller]
fn check_both(source: &str, entries: &[(&str, &str)], said: &[&str]) {
    check_as(&BIBTEX, source, entries, said);
    check_as(&BIBLATEX, source, entries, said);
}

#[test]
fn undefined_macro() {
    check_both("@misc{a, title = foo}\n@misc{b, title={B}}", &[("a", "foo"), ("b", "B")], &["1:18 undefined-macro"]);
}

#[test]
fn duplicate_key() {
    let source = "@misc{a, title={A}}\n@misc{ A, title={B}}\n@misc{b, title={C}}\n@misc{a, title={D}}";
    let entries = [("a", "A"), ("A", "B"), ("b", "C"), ("a", "D")];
    check(source, &entries, &["2:8 duplicate-key", "4:7 duplicate-key"]);
    check_as(&BIBLATEX, source, &entries, &["4:7 duplicate-key"]);
    let (_, said) = read(&BIBTEX, source);
    assert_eq!(said[1].message, "key `a` was used before in line 1, entry kept");
}

#[test]
fn duplicate_field() {
    let source = "@misc{a, title={1}, Title={2}, title={3}}\n@misc{b, title={B}}";
    check(source, &[("a", "1"), ("b", "B")], &["1:21 duplicate-field", "1:32 duplicate-field"]);
    check_as(&BIBLATEX, source, &[("a", "3"), ("b", "B")], &["1:21 duplicate-field", "1:32 duplicate-field"]);
    let (records, _) = read(&BIBTEX, source);
    let extras: Vec<_> = records[0].extras.iter().map(|extra| (extra.name.as_str(), extra.value.as_str())).collect();
    assert_eq!(extras, [("Title-2", "{2}"), ("title-3", "{3}")]);
    let (records, _) = read(&BIBLATEX, source);
    let extras: Vec<_> = records[0].extras.iter().map(|extra| (extra.name.as_str(), extra.value.as_str())).collect();
    assert_eq!(extras, [("Title-2", "{1}"), ("title-3", "{2}")]);
}

#[test]
fn missing_key() {
    check_both("@misc{, title={A}}\n@misc{b, title={B}}", &[("", "A"), ("b", "B")], &["1:7 missing-key"]);
    check_both("@misc{title={A}}\n@misc{b, title={B}}", &[("", "A"), ("b", "B")], &["1:7 missing-key"]);
}

#[test]
fn missing_comma() {
    check_both("@misc{a title={A}}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &["1:7 missing-comma"]);
    check_both("@misc{a, year=1 title={A}}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &["1:17 missing-comma"]);
}

#[test]
fn an_entry_that_is_never_closed_is_told_where_it_began() {
    let source = "\n @misc{a, title={A\n@misc{b, title={B}}\n@misc{c, title={C}}";
    check_both(source, &[("b", "B"), ("c", "C")], &["2:2 unclosed-entry"]);
}

#[test]
fn an_entry_that_lacks_its_brace_only_is_read() {
    check_both("@misc{a, title={A}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &["1:1 missing-brace"]);
    check_both("@misc{a\n@misc{b, title={B}}", &[("a", ""), ("b", "B")], &["1:1 missing-brace"]);
    check_both("@misc{a, title={A}\n", &[("a", "A")], &["1:1 missing-brace"]);
}

#[test]
fn closed_by_the_wrong_bracket() {
    let entries = [("a", "A"), ("b", "B")];
    check_both("@misc{a, title={A})\n@misc{b, title={B}}", &entries, &["1:1 missing-brace", "1:19 bad-field"]);
    check_both("@misc(a, title={A}}\n@misc{b, title={B}}", &entries, &["1:1 missing-brace", "1:19 bad-field"]);
}

#[test]
fn one_brace_too_many_is_text() {
    check_both("@misc{a, title={A}}}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &[]);
}

#[test]
fn stray_at_signs_and_mail_addresses() {
    check_both("a @ b, see @c.\n@misc{b, title={B}}", &[("b", "B")], &["1:3 stray-at"]);
    check_both("mail me@x.org {or} you@y.net\n@misc{b, title={B}}", &[("b", "B")], &["1:8 stray-at"]);
    check_both("@misc [a, title={A}]\n@misc{b, title={B}}", &[("b", "B")], &["1:1 stray-at"]);
    check_both("@1misc{a, title={A}}\n@misc{b, title={B}}", &[("b", "B")], &["1:1 stray-at"]);
}

#[test]
fn comments_of_all_forms() {
    for comment in [
        "@comment{a {b} c}\n",
        "@comment text\n",
        "@comment{jabref-meta: databaseType:bibtex;}\n",
        "@Comment (x)\n",
        "@comment\n",
        "@comment{x}",
        "@comment{x} ",
        "@comment text ",
        "@comment",
    ] {
        check_both(&format!("{comment}@misc{{b, title={{B}}}}"), &[("b", "B")], &[]);
    }
}

#[test]
fn an_entry_in_a_comment() {
    let source = "@comment{\n@misc{a, title={A}}\n}\n@misc{b, title={B}}";
    check(source, &[("b", "B")], &["2:1 entry-in-comment"]);
    check_as(&BIBLATEX, source, &[("b", "B")], &[]);
}

#[test]
fn a_comment_without_end() {
    check_both("@comment{ x\n@misc{b, title={B}}", &[("b", "B")], &["1:1 unclosed-comment"]);
}

#[test]
fn keys() {
    check_both("@misc{schlüssel, title={A}}@misc{日本, title={B}}", &[("schlüssel", "A"), ("日本", "B")], &[]);
    check_both("@misc{a:b/c+d_e&f%g'h(i)j\"k=l#m~n\\o, title={A}}", &[("a:b/c+d_e&f%g'h(i)j\"k=l#m~n\\o", "A")], &[]);
    check_both("@misc{k=2, title={A}}", &[("k=2", "A")], &[]);
    check_both("@misc(a)b, title={A})", &[("a)b", "A")], &[]);
    check_both("@misc{a b, title={A}}\n@misc{b, title={B}}", &[("a b", "A"), ("b", "B")], &["1:7 bad-key"]);
}

#[test]
fn entries_without_fields() {
    check_both(
        "@misc{k}\n@misc{l,}\n@misc(m)\n@misc{b, title={B}}",
        &[("k", ""), ("l", ""), ("m", ""), ("b", "B")],
        &[],
    );
}

#[test]
fn delimiters_and_words() {
    check_both("@misc(a, title={A)})\n@misc{b, title=\"B\"}", &[("a", "A)"), ("b", "B")], &[]);
    check_both("@ misc {a, title={A}}\n@MisC\n\n{b, title={B}}", &[("a", "A"), ("b", "B")], &[]);
    // The manual of BibTeX writes an entry like this one.
    check_both(
        "may use.@\n\nMaNuAl  (a,\n  TITLE\n=\"A\",\n) More\n@misc{b, title={B}}",
        &[("a", "A"), ("b", "B")],
        &[],
    );
    check_both("text@misc{a, title={A}}@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &[]);
}

#[test]
fn quotes_in_braces_and_braces_in_quotes() {
    let source = "@misc{a, foo=\"x {\"}y{\"} {z}\", bar={p \"q}}\n@misc{b, title={B}}";
    check_both(source, &[("a", ""), ("b", "B")], &[]);
    let (records, _) = read(&BIBTEX, source);
    let extras: Vec<_> = records[0].extras.iter().map(|extra| extra.value.as_str()).collect();
    assert_eq!(extras, ["\"x {\"}y{\"} {z}\"", "{p \"q}"]);
}

#[test]
fn joins_and_numbers() {
    check_both("@misc{a, title={x} # aug #12# \"y\"}", &[("a", "xAugust12y")], &[]);
    check_both("@misc{a, title=2020a}", &[("a", "2020a")], &["1:16 undefined-macro"]);
    check_both("@misc{a, title={A} # , note={n}}", &[("a", "A")], &["1:22 missing-value"]);
}

#[test]
fn values_that_are_not_there() {
    check_both("@misc{a, title={}, note=\"\"}", &[("a", "")], &[]);
    check_both("@misc{a, note = , title={A}}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &["1:17 missing-value"]);
}

#[test]
fn commas() {
    check_both("@misc{a, title={A},}", &[("a", "A")], &[]);
    check_both("@misc{a,, title={A}}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &["1:9 bad-field"]);
    check_both("@misc{a, title={A},,}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &["1:20 bad-field"]);
    check_both("@misc{a, note={x}; title={A}}", &[("a", "")], &["1:18 bad-field"]);
}

#[test]
fn macros() {
    check_both("@string(x = \"A\")\n@misc{a, title=X}", &[("a", "A")], &[]);
    check_both("@string{x={A}}@misc{a,title=x}@string{X={B}}@misc{b,title=x}", &[("a", "A"), ("b", "B")], &[]);
    check_both("@string{x={A}}@string{y=x#x}@misc{a,title=y}", &[("a", "AA")], &[]);
    check_both("@string{jan={J}}@misc{a,title=jan}", &[("a", "J")], &[]);
    check_both("@string{x={A}}\n@string{x = x # {B}}\n@misc{a,title=x}", &[("a", "B")], &["2:13 undefined-macro"]);
    check_both("@string{x={A}, y={B}}@misc{a,title=y}", &[("a", "B")], &["1:14 bad-field"]);
    check_both("@string{x={A}\n@misc{a,title=x}", &[("a", "A")], &["1:1 missing-brace"]);
    check_both("@string{x {A}}\n@misc{a,title={A}}", &[("a", "A")], &["1:9 bad-field"]);
    check_both("@preamble{\"a\" # {b}}\n@preamble(\"c\")\n@misc{a,title={A}}", &[("a", "A")], &[]);
}

#[test]
fn percent_signs() {
    let source = "% @misc{a, title={A}}\n@misc{b, title={50% {%}}}";
    check(source, &[("a", "A"), ("b", ANY)], &[]);
    check_as(&BIBLATEX, source, &[("b", ANY)], &[]);
    check_as(&BIBLATEX, "100% sure % @x\n %@misc{a,}\n50%@misc{b,}", &[("b", "")], &[]);
    let source = "@misc{a,\n% note={x},\n title={A} % x, y\n, year=1999}\n@misc{b, title={B}}";
    check(source, &[("a", "A"), ("b", "B")], &["2:1 percent"]);
    check_as(&BIBLATEX, source, &[("a", "A"), ("b", "B")], &[]);
}

#[test]
fn a_backslash_hides_no_brace() {
    check_both("@misc{a, foo={x\\{y\\}z}, title={A}}\n@misc{b, title={B}}", &[("a", "A"), ("b", "B")], &[]);
    check_both("@misc{a, foo={x\\}}, note={y}}\n@misc{b, title={B}}", &[("a", ""), ("b", "B")], &[]);
    let source = "@misc{a, foo={x\\{}, title={A}}\n@misc{b, title={B}}";
    check_both(source, &[("a", ""), ("b", "B")], &["1:1 missing-brace"]);
}

#[test]
fn control_bytes() {
    check_both(
        "@misc{a, title={A\0B\x01\x7f}}\0\n@misc{b, title={B}}",
        &[("a", ANY), ("b", "B")],
        &["1:18 input/control-character"],
    );
}

#[test]
fn a_quote_without_end() {
    let source = "@misc{a, title=\"A,\n note={n}}\n@misc{b, title={B}}";
    check_both(source, &[("a", "A"), ("b", "B")], &["1:16 unclosed-quote", "2:2 missing-comma"]);
}

/// By way of `native`.
fn there_and_back(source: &str) -> String {
    let read = ReadOptions { keep_origin: true, ..ReadOptions::default() };
    let records = from_bytes(&BIBTEX, &read, source.as_bytes(), &mut Discard).unwrap();
    let native = to_bytes(&NATIVE, &WriteOptions::default(), &records, &mut Discard).unwrap();
    let again = from_bytes(&NATIVE, &read, &native, &mut Discard).unwrap();
    String::from_utf8(to_bytes(&BIBTEX, &WriteOptions::default(), &again, &mut Discard).unwrap()).unwrap()
}

#[test]
fn an_undefined_macro_is_written_as_a_macro() {
    let written = there_and_back("@article{a, month = foo, journal = j-x, author = me, other = bar, title = 20a}");
    for field in ["month = foo", "journal = j-x", "author = me", "other = bar", "title = {20a}"] {
        assert!(written.contains(field), "{field}\n{written}");
    }
}

#[test]
fn no_two_fields_of_one_name_are_written() {
    let written = there_and_back("@misc{a, title={1}, title={2}, foo={3}, FOO={4}}");
    for field in ["title = {1}", "title-2 = {2}", "foo = {3}", "FOO-2 = {4}"] {
        assert!(written.contains(field), "{field}\n{written}");
    }
}

fn converter() -> Converter {
    Converter::new(&BIBTEX, &NATIVE, &ReadOptions::default(), &WriteOptions::default()).unwrap()
}

#[test]
fn macros_and_keys_hold_from_input_to_input_in_either_dialect() {
    let (mut output, mut sink) = (Vec::new(), Collect::default());
    let mut converter = converter();
    converter.input(&b"@string{x={A}}\n@misc{a,}"[..], &mut output, &mut sink).unwrap();
    converter.set_source(&NATIVE, &ReadOptions::default()).unwrap();
    converter.input(&b"{\"type\":\"book\",\"fields\":{}}\n"[..], &mut output, &mut sink).unwrap();
    converter.set_source(&BIBLATEX, &ReadOptions::default()).unwrap();
    converter.input(&b"@misc{a,title=x}@string{x={B}}@misc{b,title=x}"[..], &mut output, &mut sink).unwrap();
    converter.finish(&mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.contains("\"title\":\"A\"") && text.contains("\"title\":\"B\""), "{text}");
    let said: Vec<_> = sink.diagnostics.iter().map(|d| d.message.as_str()).collect();
    assert_eq!(said, ["key `a` was used before in line 2 of input 1, entry kept"]);
}

#[test]
fn macros_of_a_file_that_is_not_converted() {
    for format in [&BIBTEX, &BIBLATEX, &NATIVE] {
        let (mut output, mut sink) = (Vec::new(), Collect::default());
        let mut converter = Converter::new(format, &NATIVE, &ReadOptions::default(), &WriteOptions::default()).unwrap();
        converter.preload(&BIBTEX, &b"@string{x={A}}\n@misc{q, title=z}\n@string{y=z}"[..], &mut sink).unwrap();
        converter.preload(&BIBTEX, &b"@string{y=x # x}"[..], &mut sink).unwrap();
        converter.set_source(&BIBTEX, &ReadOptions::default()).unwrap();
        converter.input(&b"@misc{q,title=y}"[..], &mut output, &mut sink).unwrap();
        assert_eq!(converter.finish(&mut output).unwrap().written, 1);
        let text = String::from_utf8(output).unwrap();
        assert!(text.contains("\"title\":\"AA\""), "{text}");
        let said: Vec<_> = sink.diagnostics.iter().map(|d| (d.code.id, d.span.line)).collect();
        assert_eq!(said, [("bibtex/undefined-macro", 3)]);
    }
}

/// A megabyte of each; were any of them quadratic, this would take minutes.
#[test]
fn worst_cases() {
    let cases: &[(&str, &str, &str)] = &[
        ("", "@misc{k, title = {x},\n", ""),
        ("", "@misc{k, title = {x,\n", ""),
        ("", "@misc(k, title = \"x,\n", ""),
        ("", "@comment{ x\n", ""),
        ("", "@", ""),
        ("", "@ ", ""),
        ("", "@a", ""),
        ("", "@a ", ""),
        ("", "@a@a{", ""),
        ("% ", "@a{", ""),
        ("@comment ", "@", ""),
        ("@comment{", "@a{b,\n", ""),
        ("@misc{k, title = {", "{", ""),
        ("@misc{k, title = {", "\n@a{b,", ""),
        ("@misc{k, title = \"", "\n", ""),
        ("@misc{k, ", "a,", "}"),
        ("@misc{k, ", "a\n", "}"),
        ("@misc{k, ?", "\n", "}"),
        ("@misc{k, ", "?\n\n\n", "}"),
        ("@misc{k, ", ",", "}"),
        ("@misc{k, ", "%\n", "}"),
        ("@misc{k, ", "a=1,", "}"),
        ("@misc{k, ", "a=\"\n", "}"),
        ("@misc(k, ", "a=\"}\n", ")"),
        ("@misc{k, a = b", " # b", "}"),
        ("@misc{k, a = jan", " # jan", "}"),
        ("@misc{", "{", ""),
        ("@misc{", "k ", ""),
        ("@misc{k", "=", ""),
        ("@string{", "a = {x}, ", ""),
        ("", "@string{a={x}}", ""),
        ("", "@string{a = a # a}\n", ""),
        ("@string{a={0123456789}}", "@string{b=a#a}@string{a=b#b}", "@misc{k,title=a#a#a}"),
    ];
    for (before, repeated, after) in cases {
        let source = format!("{before}{}{after}", repeated.repeat((1 << 20) / repeated.len()));
        for format in [&BIBTEX, &BIBLATEX] {
            let mut reader = Reader::new(format, &ReadOptions::default(), source.as_bytes()).unwrap();
            while reader.next_item(&mut Discard).unwrap().is_some() {}
        }
    }
}

/// Neither program knows the field, but styles of universities and repositories do.
#[test]
fn advisors_of_theses_have_a_field() {
    use ibidem::ir::{Name, keys};
    for format in [&BIBTEX, &BIBLATEX] {
        for field in ["advisor", "supervisor"] {
            let source = format!("@phdthesis{{a, title = {{T}}, {field} = {{Example, Ada and Test, Bo}}}}\n");
            let (records, said) = read(format, &source);
            assert!(said.is_empty() && records[0].extras.is_empty(), "{said:?}");
            let advisors = &records[0].get(keys::ADVISOR).unwrap().list;
            assert_eq!(*advisors, [Name::person("Example", "Ada"), Name::person("Test", "Bo")]);
            let mut sink = Collect::default();
            let written = to_bytes(format, &Default::default(), &records, &mut sink).unwrap();
            assert!(String::from_utf8(written).unwrap().contains("advisor = {Example, Ada and Test, Bo}"));
            assert!(sink.losses.iter().all(|loss| loss.subject.name() != "advisor"));
        }
    }
}
