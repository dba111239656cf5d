//! Damaged input through whole conversions: pass-through, canonical form,
//! inheritance, encodings, carriers, and limits, on one thread and on several.

mod support;

use ibidem::convert::Converter;
use ibidem::format::{ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::laws::{self, Rng, check_bytes, mutate};
use ibidem::report::{Collect, Discard};
use ibidem::source::Encoding;
use support::{fixtures, format};

const DIALECTS: [&str; 2] = ["bibtex", "biblatex"];

fn convert(from: &str, to: &str, write: &WriteOptions, jobs: usize, inputs: &[&[u8]]) -> (Vec<u8>, Collect, u64) {
    let mut converter = Converter::new(format(from), format(to), &ReadOptions::default(), write).unwrap().jobs(jobs);
    let (mut out, mut reports) = (Vec::new(), Collect::default());
    for input in inputs {
        converter.input(*input, &mut out, &mut reports).unwrap();
    }
    let written = converter.finish(&mut out).unwrap().written;
    (out, reports, written)
}

/// Damaged fixtures of a dialect, one behind the other, long enough for threads.
fn heap(dialect: &str, seed: u64) -> Vec<u8> {
    let mut rng = Rng::new(seed);
    let all: Vec<_> = fixtures().into_iter().filter(|fixture| fixture.format.name == dialect).collect();
    let mut heap = Vec::new();
    while heap.len() < 700_000 {
        let mut piece = rng.pick(&all.iter().map(|fixture| &fixture.bytes).collect::<Vec<_>>()).clone();
        // Byte order marks belong at the beginning.
        if piece.is_empty() || piece.starts_with(b"\xff\xfe") || piece.starts_with(b"\xfe\xff") {
            continue;
        }
        mutate(&mut rng, &mut piece);
        heap.extend_from_slice(&piece);
        heap.push(b'\n');
    }
    heap
}

#[test]
fn what_is_passed_through_is_what_came() {
    for dialect in DIALECTS {
        let heap = heap(dialect, 3);
        let (one, said, _) = convert(dialect, dialect, &WriteOptions::default(), 1, &[&heap]);
        assert!(one == heap, "{dialect}");
        let (several, others, _) = convert(dialect, dialect, &WriteOptions::default(), 3, &[&heap]);
        assert!(several == heap, "{dialect} on threads");
        assert_eq!(said.diagnostics, others.diagnostics, "{dialect}");
    }
    for fixture in fixtures().iter().filter(|fixture| DIALECTS.contains(&fixture.format.name)) {
        let mut rng = Rng::new(fixture.bytes.len() as u64);
        for _ in 0..20 {
            let mut bytes = fixture.bytes.clone();
            mutate(&mut rng, &mut bytes);
            let name = fixture.format.name;
            assert!(convert(name, name, &WriteOptions::default(), 1, &[&bytes]).0 == bytes, "{}", fixture.name());
        }
    }
}

#[test]
fn threads_convert_damaged_input_alike() {
    for dialect in DIALECTS {
        let heap = heap(dialect, 5);
        let other = if dialect == "bibtex" { "biblatex" } else { "bibtex" };
        let half = heap.len() / 2;
        for to in ["csl-json", other] {
            for inputs in [&[heap.as_slice()][..], &[&heap[..half], &heap[half..]]] {
                let one = convert(dialect, to, &WriteOptions::default(), 1, inputs);
                let three = convert(dialect, to, &WriteOptions::default(), 3, inputs);
                assert!(one.0 == three.0, "{dialect} to {to}: other bytes");
                assert_eq!(one.1.diagnostics, three.1.diagnostics, "{dialect} to {to}");
                assert!(one.1.losses == three.1.losses, "{dialect} to {to}: other losses");
            }
        }
    }
}

/// Entries that refer to each other at random, in circles and to nothing.
fn graph(rng: &mut Rng, entries: usize) -> (String, u64) {
    let (mut text, mut works) = (String::new(), 0);
    for n in 0..entries {
        let kind = rng.pick(&["xdata", "inproceedings", "proceedings", "book", "inbook", "article", "collection"]);
        works += u64::from(kind != "xdata");
        text.push_str(&format!("@{kind}{{k{n}"));
        for _ in 0..rng.below(4) {
            let to = rng.below(entries + 3);
            let also = rng.below(entries + 3);
            text.push_str(&match rng.below(6) {
                0 => format!(", xdata = {{k{to}, K{also}}}"),
                1 => format!(", title = {{xdata=k{to}-title}}"),
                2 => format!(", title = {{T{n}}}, year = {}", 1900 + to),
                3 => format!(", booktitle = {{B{n}}}"),
                _ => format!(", crossref = {{k{to}}}"),
            });
        }
        text.push_str("}\n");
    }
    (text, works)
}

#[test]
fn any_graph_of_references_is_followed_and_ends() {
    let mut rng = Rng::new(17);
    for round in 0..120 {
        let (text, works) = graph(&mut rng, 2 + round % 40);
        for to in ["csl-json", "ris"] {
            let (_, said, written) = convert("biblatex", to, &WriteOptions::default(), 1, &[text.as_bytes()]);
            assert_eq!(written, works, "{round}\n{text}");
            let length = text.len() as u64;
            assert!(said.diagnostics.iter().all(|d| d.span.end <= length), "{round}");
            convert("bibtex", to, &WriteOptions::default(), 1, &[text.as_bytes()]);
        }
    }
    let (text, works) = graph(&mut rng, 20_000);
    for dialect in DIALECTS {
        let one = convert(dialect, "csl-json", &WriteOptions::default(), 1, &[text.as_bytes()]);
        let three = convert(dialect, "csl-json", &WriteOptions::default(), 3, &[text.as_bytes()]);
        assert!(one.0 == three.0 && one.1.diagnostics == three.1.diagnostics, "{dialect}");
        assert!(dialect == "bibtex" || one.2 == works);
    }
}

#[test]
fn any_bytes_in_any_encoding() {
    let encodings = ["utf-8", "utf-16", "windows-1252", "shift_jis", "gb18030", "iso-2022-jp", "ascii"];
    let mut rng = Rng::new(23);
    for fixture in fixtures() {
        let mut bytes = fixture.bytes[..fixture.bytes.len().min(3000)].to_vec();
        for name in encodings {
            if bytes.is_empty() {
                continue;
            }
            mutate(&mut rng, &mut bytes);
            let at = rng.below(bytes.len());
            bytes[at] = rng.draw() as u8;
            let read = ReadOptions { encoding: Encoding::named(name).ok(), ..ReadOptions::default() };
            assert!(read.encoding.is_some(), "{name}");
            let write = WriteOptions { encoding: Encoding::named("latin1").ok(), ..WriteOptions::default() };
            let mut converter = Converter::new(fixture.format, format("biblatex"), &read, &write).unwrap();
            converter.input(bytes.as_slice(), &mut Vec::new(), &mut Discard).unwrap();
            converter.finish(&mut Vec::new()).unwrap();
        }
    }
}

#[test]
fn damaged_carriers() {
    let write = WriteOptions { lossless: true, ..WriteOptions::default() };
    let mut rng = Rng::new(29);
    for &to in BUILTIN.iter().filter(|format| format.open.is_some()) {
        let records: Vec<_> = (0..12).map(|n| laws::record(&mut Rng::new(n), "bibtex")).collect();
        let Ok(bytes) = ibidem::convert::to_bytes(to, &write, &records, &mut Discard) else { continue };
        for round in 0..60 {
            let mut bytes = bytes.clone();
            mutate(&mut rng, &mut bytes);
            let faults = check_bytes(to, &bytes);
            assert!(faults.is_empty(), "{} round {round}: {}", to.name, faults[0]);
        }
    }
}

#[test]
fn output_does_not_outgrow_the_input_without_end() {
    let long = "x ".repeat(30_000);
    let children: String = (0..3000).map(|n| format!("@inproceedings{{k{n}, crossref = {{p}}}}\n")).collect();
    let parent = format!("@proceedings{{p, title = {{T}}, publisher = {{{long}}}, year = 2000}}\n{children}");
    let uses: String = (0..3000).map(|n| format!("@misc{{k{n}, title = m}}\n")).collect();
    let macros = format!("@string{{m = {{{long}}}}}\n{uses}{}", "% \n".repeat(200_000));
    for (text, code) in [(parent, "crossref/too-long"), (macros, "bibtex/long-macro")] {
        let one = convert("bibtex", "csl-json", &WriteOptions::default(), 1, &[text.as_bytes()]);
        let three = convert("bibtex", "csl-json", &WriteOptions::default(), 3, &[text.as_bytes()]);
        assert!(one.0.len() < 60 << 20, "{code}: {}", one.0.len());
        assert!(one.1.diagnostics.iter().any(|d| d.code.id == code), "{code}");
        assert!(one.0 == three.0 && one.1.diagnostics == three.1.diagnostics, "{code}");
        assert!(one.2 >= 3000);
    }
}

#[test]
fn an_entry_without_end_is_passed_on_in_pieces() {
    let line = "some \u{e9} words and no mark\n".repeat(400_000);
    let text = format!("@misc{{a, title = {{A}}}}\n@misc{{b, title = {{\n{line}@misc{{c, title = {{C}}}}\n");
    for jobs in [1, 3] {
        let (out, said, _) = convert("bibtex", "bibtex", &WriteOptions::default(), jobs, &[text.as_bytes()]);
        assert!(out == text.as_bytes());
        let said: Vec<_> = said.diagnostics.iter().map(|d| (d.code.id, d.span.line)).collect();
        assert_eq!(said, [("input/record-too-long", 2)]);
        let normalize = WriteOptions { normalize: true, ..WriteOptions::default() };
        let (out, ..) = convert("bibtex", "bibtex", &normalize, jobs, &[text.as_bytes()]);
        assert_eq!(memchr::memmem::find_iter(&out, "some \u{e9} words and no mark\n").count(), 400_000);
        let (.., written) = convert("bibtex", "csl-json", &WriteOptions::default(), jobs, &[text.as_bytes()]);
        assert_eq!(written, 2);
    }
}

#[test]
fn macros_from_elsewhere_are_expanded_in_what_is_inherited() {
    let said = "@string{press = {Caf\u{e9} Press}}";
    let child = "@inproceedings{a, title = {A}, crossref = {p}}\n";
    let parent = "@proceedings{p, title = {All}, publisher = press}\n";
    let (read, write) = (ReadOptions::default(), WriteOptions::default());
    // From a file of macros, with the inputs surveyed one by one and all at once.
    for together in [false, true] {
        let mut converter = Converter::new(format("bibtex"), format("csl-json"), &read, &write).unwrap();
        converter.preload(format("bibtex"), said.as_bytes(), &mut Discard).unwrap();
        let text = format!("{child}{parent}");
        while together && converter.begin_survey() {
            converter.survey(text.as_bytes()).unwrap();
        }
        let mut out = Vec::new();
        converter.input(text.as_bytes(), &mut out, &mut Discard).unwrap();
        converter.finish(&mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out.matches("Caf\u{e9} Press").count(), 2, "{together}: {out}");
    }
    // From an input of the other dialect before it, in another encoding.
    let mut latin = said.replace('\u{e9}', "?").into_bytes();
    let at = latin.iter().position(|&byte| byte == b'?').unwrap();
    latin[at] = 0xE9;
    let inputs = [("biblatex", latin.as_slice()), ("bibtex", child.as_bytes()), ("biblatex", parent.as_bytes())];
    let mut converter = Converter::new(format("biblatex"), format("csl-json"), &read, &write).unwrap();
    while converter.begin_survey() {
        for (name, input) in inputs {
            converter.set_source(format(name), &read).unwrap();
            converter.survey(input).unwrap();
        }
    }
    let mut out = Vec::new();
    for (name, input) in inputs {
        converter.set_source(format(name), &read).unwrap();
        converter.input(input, &mut out, &mut Discard).unwrap();
    }
    converter.finish(&mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.matches("Caf\u{e9} Press").count(), 2, "{out}");
}
