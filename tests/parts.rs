//! A file cut at record borders and converted in parts gives, written one behind
//! the other, what one run gives.

use ibidem::convert::Converter;
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::registry::Registry;
use ibidem::report::Discard;

fn converted(input: &str, to: &str) -> String {
    let registry = Registry::builtin();
    let (from, to) = (registry.by_name("bibtex").unwrap(), registry.by_name(to).unwrap());
    let mut converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default()).unwrap();
    let mut output = Vec::new();
    converter.input(input.as_bytes(), &mut output, &mut Discard).unwrap();
    converter.finish(&mut output).unwrap();
    String::from_utf8(output).unwrap()
}

#[test]
fn parts_joined_are_the_whole() {
    let entry = |n: usize| {
        format!(
            "@article{{key{n},\n  author = {{Nguy{{\\~{{\\^e}}}}n, An and Doe, Jane}},\n  title = {{On {{DNA}} {n}}},\n  \
             journal = {{J}},\n  year = {n}\n}}\n\n"
        )
    };
    let part = |from: usize| (from..from + 7).map(entry).collect::<String>();
    let whole = [part(1900), part(1907), part(1914)].concat();
    for to in ["bibtex", "biblatex", "ris", "native", "arxiv"] {
        let joined = [1900, 1907, 1914].map(|from| converted(&part(from), to)).concat();
        assert_eq!(joined, converted(&whole, to), "{to}");
        assert!(joined.matches("DNA").count() >= 21, "{to}");
    }
}
