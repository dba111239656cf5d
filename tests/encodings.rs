//! The same records in many encodings read the same, in every format.

use std::io::{self, Read};

use ibidem::convert::{Converter, Reader, from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::formats::native::NATIVE;
use ibidem::ir::Record;
use ibidem::report::{Collect, Diagnostic, Discard};
use ibidem::source::Encoding;

/// Hands out so many bytes at once.
struct Chunks<'b>(&'b [u8], usize);

impl Read for Chunks<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = self.1.min(into.len()).min(self.0.len());
        into[..len].copy_from_slice(&self.0[..len]);
        self.0 = &self.0[len..];
        Ok(len)
    }
}

const WESTERN: [&str; 3] = ["Über die Größe der Straße", "Café à la crème", "El niño español"];
const RUSSIAN: [&str; 3] = ["Введение в теорию вероятностей", "Книга обо всём", "Избранные труды по математике"];
// With letters whose second bytes are those of backslash, braces and bars.
const JAPANESE: [&str; 3] = ["表示と構造の分析", "ソフトウェアの能力", "ボタンの十二個ポケット"];
const CHINESE: [&str; 3] = ["中文文献管理软件的比较研究", "数据结构与算法分析", "計算機科學導論"];

fn records(titles: &[&str]) -> Vec<Record> {
    let lines: Vec<String> = (titles.iter().enumerate())
        .map(|(at, title)| {
            format!(
                "{{\"key\":\"k{at}\",\"type\":\"article-journal\",\"fields\":{{\"title\":\"{title}\",\"author\":\
                 [{{\"family\":\"{}\",\"given\":\"A.\"}}],\"issued\":\"200{at}\"}}}}\n",
                title.split(' ').next().unwrap_or_default()
            )
        })
        .collect();
    let mut sink = Collect::default();
    let records = from_bytes(&NATIVE, &ReadOptions::default(), lines.concat().as_bytes(), &mut sink).unwrap();
    assert!(sink.diagnostics.is_empty(), "{:?}", sink.diagnostics);
    assert_eq!(records.len(), titles.len());
    records
}

/// Bytes by another hand than ours.
fn encoded(text: &str, name: &str) -> Vec<u8> {
    match name {
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "utf-32le" => text.chars().flat_map(|c| (c as u32).to_le_bytes()).collect(),
        "utf-32be" => text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect(),
        _ => {
            let (bytes, _, lossy) = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap().encode(text);
            assert!(!lossy, "{name}: {text}");
            bytes.into_owned()
        }
    }
}

fn read(format: &Format, bytes: &[u8], encoding: Option<&str>, chunk: usize) -> (Vec<Record>, Vec<Diagnostic>) {
    let encoding = encoding.map(|name| Encoding::named(name).unwrap());
    let mut reader =
        Reader::new(format, &ReadOptions { encoding, ..ReadOptions::default() }, Chunks(bytes, chunk)).unwrap();
    let (mut sink, mut records) = (Collect::default(), Vec::new());
    while let Some(record) = reader.next_record(&mut sink).unwrap() {
        records.push(record);
    }
    (records, sink.diagnostics)
}

fn both_ways() -> impl Iterator<Item = &'static Format> {
    BUILTIN
        .iter()
        .copied()
        .filter(|format| format.open.is_some() && format.create.is_some() && format.variant_of.is_none())
}

fn text(format: &Format, titles: &[&str]) -> String {
    String::from_utf8(to_bytes(format, &WriteOptions::default(), &records(titles), &mut Discard).unwrap()).unwrap()
}

#[test]
fn a_named_encoding_reads_as_utf_8_does() {
    for (name, titles) in [
        ("iso-8859-1", WESTERN),
        ("windows-1252", WESTERN),
        ("macintosh", WESTERN),
        ("shift_jis", JAPANESE),
        ("gbk", CHINESE),
        ("big5", ["計算機科學導論", "許功蓋的研究", "中文"]),
        ("koi8-r", RUSSIAN),
        ("utf-16le", JAPANESE),
        ("utf-16be", RUSSIAN),
        ("utf-32le", JAPANESE),
        ("utf-32be", WESTERN),
        ("gb18030", CHINESE),
    ] {
        for format in both_ways() {
            let utf8 = text(format, &titles);
            let expected = read(format, utf8.as_bytes(), None, 4096);
            assert_eq!(expected.0.len(), 3, "{}", format.name);
            for chunk in [1, 7, 4096] {
                let found = read(format, &encoded(&utf8, name), Some(name), chunk);
                assert!(found == expected, "{} in {name}, {chunk} bytes at once: {found:#?}", format.name);
            }
        }
    }
}

#[test]
fn marks_decide() {
    for (name, mark) in [
        ("utf-8", &b"\xEF\xBB\xBF"[..]),
        ("utf-16le", b"\xFF\xFE"),
        ("utf-16be", b"\xFE\xFF"),
        ("utf-32le", b"\xFF\xFE\0\0"),
        ("utf-32be", b"\0\0\xFE\xFF"),
    ] {
        for format in both_ways() {
            let utf8 = text(format, &JAPANESE);
            let expected = read(format, utf8.as_bytes(), None, 4096);
            let bytes = [mark, &encoded(&utf8, name)].concat();
            for chunk in [1, 7, 4096] {
                assert!(read(format, &bytes, None, chunk) == expected, "{} in {name}", format.name);
                assert!(read(format, &bytes, Some(name), chunk) == expected, "{} in {name}", format.name);
            }
            let (records, said) = read(format, &bytes, Some("koi8-u"), 4096);
            assert!(said.iter().any(|d| d.code.id == "input/encoding-contradicted"), "{}: {said:?}", format.name);
            assert_ne!(records, expected.0);
        }
    }
}

#[test]
fn what_nothing_says_is_guessed() {
    for (name, titles, said) in [
        ("windows-1252", WESTERN, "input/not-utf8"),
        ("macintosh", WESTERN, "input/not-utf8"),
        ("koi8-r", RUSSIAN, "input/not-utf8"),
        ("windows-1251", RUSSIAN, "input/not-utf8"),
        ("shift_jis", JAPANESE, "input/encoding-guessed"),
        ("euc-jp", JAPANESE, "input/encoding-guessed"),
        ("gbk", CHINESE, "input/encoding-guessed"),
        ("utf-16le", JAPANESE, "input/encoding-guessed"),
        ("utf-16be", RUSSIAN, "input/encoding-guessed"),
    ] {
        for format in both_ways() {
            let utf8 = text(format, &titles);
            let expected = read(format, utf8.as_bytes(), None, 4096);
            let bytes = encoded(&utf8, name);
            let (records, diagnostics) = read(format, &bytes, None, 4096);
            assert!(records == expected.0, "{} in {name}: {records:#?} {diagnostics:?}", format.name);
            let count = if said == "input/not-utf8" { 3 } else { 1 };
            let codes: Vec<_> = diagnostics.iter().map(|d| d.code.id).collect();
            assert_eq!(codes.iter().filter(|id| **id == said).count(), count, "{} in {name}: {codes:?}", format.name);
            for chunk in [1, 7] {
                assert!(read(format, &bytes, None, chunk) == (records.clone(), diagnostics.clone()), "{name}");
            }
        }
    }
}

#[test]
fn a_declaration_counts_unless_it_is_plainly_false() {
    let bibtex = BUILTIN.iter().find(|format| format.name == "bibtex").unwrap();
    let declared = |name: &str, bytes: &[u8]| [format!("% Encoding: {name}\n\n").as_bytes(), bytes].concat();
    let russian = text(bibtex, &RUSSIAN);
    let expected = read(bibtex, russian.as_bytes(), None, 4096).0;
    for chunk in [1, 7, 4096] {
        let found = read(bibtex, &declared("KOI8_R", &encoded(&russian, "koi8-r")), None, chunk);
        assert!(found == (expected.clone(), vec![]), "{found:#?}");
        for (name, code) in [("ISO8859_1", "input/encoding-contradicted"), ("Klingon", "input/encoding-unknown")] {
            let (records, said) = read(bibtex, &declared(name, russian.as_bytes()), None, chunk);
            assert!(records == expected);
            assert_eq!(said.iter().map(|d| d.code.id).collect::<Vec<_>>(), [code]);
        }
        let (records, said) = read(bibtex, &declared("ASCII", russian.as_bytes()), None, chunk);
        assert!(records == expected && said.is_empty());
    }
    let atom = BUILTIN.iter().find(|format| format.name == "atom").unwrap();
    let feed = text(atom, &WESTERN);
    let expected = read(atom, feed.as_bytes(), None, 4096);
    let feed = encoded(&feed.replace("UTF-8", "ISO-8859-1"), "iso-8859-1");
    assert!(read(atom, &feed, None, 4096) == expected);
}

#[test]
fn what_is_malformed_is_counted_and_placed() {
    let bibtex = BUILTIN.iter().find(|format| format.name == "bibtex").unwrap();
    let input = b"@misc{a, title = {x}}\n@misc{b,\n  title = {\x81\x81 y \xff}}\n@misc{c, title = {z}}\n";
    for chunk in [1, 7, 4096] {
        let (records, said) = read(bibtex, input, Some("gb18030"), chunk);
        assert_eq!(records.len(), 3);
        let places: Vec<_> = said.iter().map(|d| (d.code.id, d.record, d.span.line)).collect();
        assert_eq!(places, [("input/malformed", 2, 3)], "{said:?}");
        let (_, said) = read(bibtex, input, Some("utf-8"), chunk);
        assert_eq!(said[0].message, "3 bytes that are not UTF-8, replaced by U+FFFD");
        assert_eq!((said[0].span.line, said[0].span.column), (3, 12));
    }
}

#[test]
fn lines_may_end_in_carriage_returns() {
    let bibtex = BUILTIN.iter().find(|format| format.name == "bibtex").unwrap();
    for ends in ["\n", "\r\n", "\r"] {
        let input = "@misc{a,\n  title = {x}\n}\n\n@misc{b,\n  title = {Caf\u{1}}\n}\n".replace('\n', ends);
        let input: Vec<u8> = input.bytes().map(|byte| if byte == 1 { 0xe9 } else { byte }).collect();
        for chunk in [1, 7, 4096] {
            let (_, said) = read(bibtex, &input, None, chunk);
            assert_eq!((said[0].span.line, said[0].span.column), (6, 15), "{ends:?} {chunk}");
        }
    }
}

/// Enough for several threads: UTF-8 first, then records in another encoding,
/// then one with both.
fn mixed() -> Vec<u8> {
    let mut input = Vec::new();
    for n in 0..20_000 {
        let author: &[u8] = match n {
            15_000.. if n % 1000 == 7 => b"M\xfcller, J\xf6rg",
            15_000.. if n % 1000 == 8 => b"M\xc3\xbcller, J\xc3\xb6rg and Andr\xe9",
            _ => "Müller, Jörg".as_bytes(),
        };
        input.extend_from_slice(format!("@misc{{k{n},\n  author = {{").as_bytes());
        input.extend_from_slice(author);
        input.extend_from_slice(b"},\n  title = {A title}\n}\n");
    }
    input
}

fn convert(to: &str, bytes: &[u8], write: &WriteOptions, chunk: usize, jobs: usize) -> (Vec<u8>, Collect) {
    let format = |name: &str| *BUILTIN.iter().find(|format| format.name == name).unwrap();
    let converter = Converter::new(format("bibtex"), format(to), &ReadOptions::default(), write).unwrap();
    let mut converter = converter.jobs(jobs);
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    converter.input(Chunks(bytes, chunk), &mut output, &mut reports).unwrap();
    if let Some(patch) = converter.finish(&mut output).unwrap().patch {
        let at = patch.offset as usize;
        output[at..at + patch.bytes.len()].copy_from_slice(&patch.bytes);
    }
    (output, reports)
}

#[test]
fn threads_and_chunks_make_no_difference() {
    let sjis = encoded(&"@misc{k,\n  title = {ソフトウェアの能力とボタン}\n}\n".repeat(15_000), "shift_jis");
    for (input, faults) in [(mixed(), 10), (sjis, 1)] {
        for to in ["csl-json", "bibtex"] {
            let write = WriteOptions { encoding: Some(Encoding::named("latin1").unwrap()), ..WriteOptions::default() };
            let first = convert(to, &input, &write, 1 << 20, 1);
            assert_eq!(first.1.diagnostics.iter().filter(|d| d.code.id.starts_with("input/")).count(), faults);
            for (chunk, jobs) in [(1 << 20, 3), (4096, 3), (997, 1)] {
                let other = convert(to, &input, &write, chunk, jobs);
                assert!(first.0 == other.0, "{to}: other bytes");
                assert!(first.1.diagnostics == other.1.diagnostics, "{to}: other diagnostics");
                assert!(first.1.losses == other.1.losses, "{to}: other losses");
            }
        }
    }
}

#[test]
fn what_is_written_in_an_encoding_reads_the_same() {
    for name in ["latin1", "windows-1252", "macroman", "sjis", "gb18030", "utf-16", "utf-16be", "utf-32", "ascii"] {
        let encoding = Encoding::named(name).unwrap();
        for format in both_ways() {
            let titles = if name == "sjis" { JAPANESE } else { WESTERN };
            let records = records(&titles);
            let mut sink = Collect::default();
            let write = WriteOptions { encoding: Some(encoding), ..WriteOptions::default() };
            let bytes = to_bytes(format, &write, &records, &mut sink).unwrap();
            let lossy = sink.losses.iter().any(|loss| loss.code.id == "output/unencodable");
            assert_eq!(lossy, name == "ascii" && format.escape.is_none(), "{} in {name}", format.name);
            let utf8 = to_bytes(format, &WriteOptions::default(), &records, &mut Discard).unwrap();
            let expected = read(format, &utf8, None, 4096).0;
            let found = read(format, &bytes, Some(name), 4096).0;
            assert!(lossy || found == expected, "{} in {name}: {}", format.name, String::from_utf8_lossy(&bytes));
        }
    }
}

#[test]
fn ascii_is_ascii_and_reads_the_same() {
    for format in both_ways() {
        let records = records(&WESTERN);
        let mut write = WriteOptions::default();
        if format.ascii(&mut write).is_err() {
            assert!(["ris", "csv", "arxiv", "csl-yaml"].contains(&format.name), "{}", format.name);
            continue;
        }
        let bytes = to_bytes(format, &write, &records, &mut Discard).unwrap();
        assert!(bytes.is_ascii(), "{}", format.name);
        let utf8 = to_bytes(format, &WriteOptions::default(), &records, &mut Discard).unwrap();
        assert!(read(format, &bytes, None, 4096) == read(format, &utf8, None, 4096), "{}", format.name);
    }
}
