//! A format that can be edited in place returns what it read: bit for bit
//! through the converter, whatever stands in the input.

mod support;

use std::fmt::Write as _;

use ibidem::convert::{Converter, Summary};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::{BIBLATEX, BIBTEX};
use ibidem::laws::Rng;
use ibidem::registry::Registry;
use ibidem::report::Collect;
use support::fixtures;

fn convert(
    from: &Format,
    to: &Format,
    inputs: &[&[u8]],
    write: &WriteOptions,
    jobs: usize,
) -> (Vec<u8>, Collect, Summary) {
    let mut converter = Converter::new(from, to, &ReadOptions::default(), write).unwrap().jobs(jobs);
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    for input in inputs {
        converter.input(*input, &mut output, &mut reports).unwrap();
    }
    let summary = converter.finish(&mut output).unwrap();
    (output, reports, summary)
}

fn passed(format: &Format, input: &[u8], jobs: usize) -> (Vec<u8>, Collect, Summary) {
    convert(format, format, &[input], &WriteOptions::default(), jobs)
}

/// Files that writers, editors and transfers leave behind.
fn nasty() -> Vec<Vec<u8>> {
    let entry = "% note\r\n@article{k,\r\n\ttitle = \"T{\\\"u}r\" # { and } # x,\r\n  year=2020 ,\r\n}\r\n\r\n";
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
    };
    let mut long = String::from("@misc{long, note = {");
    for n in 0..40_000 {
        let _ = writeln!(long, "word {n} ");
    }
    long.push_str("}}");
    let mut all: Vec<Vec<u8>> = [
        "",
        "\n",
        " \t\r\n\u{FEFF}",
        "\u{FEFF}",
        "\u{FEFF}@misc{a}",
        "nothing but words, and me@example.org\n\n\n",
        "@misc{a, title = {x}}",
        "@misc{a, title = {x}}@misc{a, title = {x}}\n@misc{A,}",
        "@misc{, title = {x}}\n@misc{title = {x}}\n@misc{}\n@misc()",
        "@misc{a, title = {x}\n\n@misc{b, title = {y}}\n@misc{c, title = {z}",
        "@misc{a, title = \"x}\n",
        "@comment{a\n@comment b\n@comment{c}\n@string{x = {y}, z = x # x}\n@preamble{\"p\"}\n@misc{k, note = x # z # q}",
        "@misc(a, title = {x (y)}, note = \"(\" )\r@misc{b}\r",
        "@misc{a, title = {x}, title = {y}, junk, = {z}, year = }\n",
        "a\0b@misc{k\0, title = {\0}}\0",
        "@",
        "@misc",
        "@misc{",
        "@misc{a,\u{2028}title = {\u{FFFD}}}",
        "@Comment{jabref-meta: x;}\n% Encoding: ISO-8859-1\n@misc{k, author = {M\u{FC}ller}}",
        entry,
        &long,
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    all.push(b"@misc{k, author = {M\xFCller}}\n@misc{l, author = {M\xC3\xBCller}}\r\n@misc{\xFF\xFE".to_vec());
    all.push(b"\xEF\xBB".to_vec());
    all.push(b"\xFF".to_vec());
    for big in [false, true] {
        all.push(utf16(entry, big));
        all.push(utf16("", big));
        let mut odd = utf16("@misc{k, title = {\u{1F600}}}", big);
        odd.push(0xD8);
        all.push(odd);
    }
    all
}

#[test]
fn every_fixture_comes_back_bit_for_bit() {
    for fixture in fixtures().iter().filter(|fixture| fixture.format.faithful) {
        for format in [&BIBTEX, &BIBLATEX] {
            for jobs in [1, 3] {
                let (output, reports, _) = passed(format, &fixture.bytes, jobs);
                assert!(output == fixture.bytes, "{} as {}", fixture.name(), format.name);
                assert!(reports.losses.is_empty());
            }
        }
    }
}

#[test]
fn nasty_files_come_back_bit_for_bit() {
    for input in nasty() {
        for format in [&BIBTEX, &BIBLATEX] {
            let (output, reports, _) = passed(format, &input, 1);
            assert!(output == input, "{:?} became {:?}", lossy(&input), lossy(&output));
            assert!(reports.losses.is_empty());
        }
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(400).collect()
}

/// A fixture with bytes changed, left out, doubled and put in.
fn mutated(bytes: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + rng.below(12) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.below(bytes.len());
        let to = (at + 1 + rng.below(40)).min(bytes.len());
        match rng.below(5) {
            0 => bytes[at] = rng.pick(b"{}\"@,=#%()\n\r\t \\\0\xff\xc3"),
            1 => drop(bytes.drain(at..to)),
            2 => {
                let piece = bytes[at..to].to_vec();
                let into = rng.below(bytes.len());
                bytes.splice(into..into, piece);
            }
            3 => bytes.insert(at, rng.pick(b"{}\"@,=#%()\n\r\t \\\0\xff\xc3")),
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
    bytes
}

#[test]
fn damaged_files_come_back_bit_for_bit_and_are_reported_as_ever() {
    for fixture in fixtures().iter().filter(|fixture| fixture.format.faithful) {
        for seed in 0..300 {
            let input = mutated(&fixture.bytes, &mut Rng::new(seed));
            let (output, reports, summary) = passed(&BIBTEX, &input, 1);
            assert!(output == input, "{} seed {seed}", fixture.name());
            let mut read = Collect::default();
            let records = ibidem::convert::from_bytes(&BIBTEX, &ReadOptions::default(), &input, &mut read).unwrap();
            assert_eq!(reports.diagnostics, read.diagnostics, "{} seed {seed}", fixture.name());
            assert_eq!(summary.written, records.len() as u64);
        }
    }
}

/// Enough of it that several threads take part.
#[test]
fn long_files_come_back_bit_for_bit_from_any_number_of_threads() {
    let mut input = Vec::new();
    let mut seed = 0;
    while input.len() < 3_000_000 {
        for fixture in fixtures().iter().filter(|fixture| fixture.format.faithful) {
            input.extend(mutated(&fixture.bytes, &mut Rng::new(seed)));
            seed += 1;
        }
    }
    let one = passed(&BIBTEX, &input, 1);
    let three = passed(&BIBTEX, &input, 3);
    assert!(one.0 == input && three.0 == input);
    assert!(one.1.diagnostics == three.1.diagnostics && !one.1.diagnostics.is_empty());
    assert_eq!(one.2, three.2);
    assert!(one.2.errors > 0);
}

#[test]
fn inputs_are_joined_and_those_of_other_formats_converted() {
    let ris = Registry::builtin().by_name("ris").unwrap();
    let options = WriteOptions::default();
    let mut converter = Converter::new(&BIBTEX, &BIBTEX, &ReadOptions::default(), &options).unwrap();
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    converter.input(&b"@misc{k1,title={a}}"[..], &mut output, &mut reports).unwrap();
    converter.set_source(ris, &ReadOptions::default()).unwrap();
    converter.input(&b"TY  - BOOK\nID  - K1\nTI  - B\nER  - \n"[..], &mut output, &mut reports).unwrap();
    converter.set_source(&BIBTEX, &ReadOptions::default()).unwrap();
    converter.input(&b"\xEF\xBB\xBF% end"[..], &mut output, &mut reports).unwrap();
    assert_eq!(converter.finish(&mut output).unwrap().written, 2);
    // The key is taken, so the record that is written anew gets another one.
    let expected = "@misc{k1,title={a}}\n@book{K1a,\n  title = {B}\n}\n\n% end";
    assert_eq!(String::from_utf8(output).unwrap(), expected);
}

#[test]
fn another_dialect_is_a_conversion_and_so_is_an_option() {
    let input = b"@misc{k,title={a}}";
    let anew = "@misc{k,\n  title = {a}\n}\n\n";
    let (output, ..) = convert(&BIBLATEX, &BIBTEX, &[input], &WriteOptions::default(), 1);
    assert_eq!(String::from_utf8(output).unwrap(), anew);
    let mut options = WriteOptions::default();
    options.values.insert("ascii".to_owned(), "false".to_owned());
    assert_eq!(convert(&BIBTEX, &BIBTEX, &[input], &options, 1).0, input);
    options.values.insert("ascii".to_owned(), "true".to_owned());
    assert_ne!(convert(&BIBTEX, &BIBTEX, &[input], &options, 1).0, input);
}

fn normalized(format: &Format, input: &[u8], jobs: usize) -> (Vec<u8>, Collect, Summary) {
    let options = WriteOptions { normalize: true, ..WriteOptions::default() };
    convert(format, format, &[input], &options, jobs)
}

#[track_caller]
fn normalizes(input: &str, expected: &str) {
    let (output, reports, _) = normalized(&BIBTEX, input.as_bytes(), 1);
    assert_eq!(String::from_utf8(output).unwrap(), expected);
    assert_eq!(reports.losses, []);
}

#[test]
fn canonical_form_keeps_what_it_finds_in_its_place() {
    normalizes(
        "% about\r\n@STRING{pub=\"Press\"}\n@string{x = pub # { & Sons}}\n\n\n\
         @Book{Key, YEAR=2019,\n Title=\"A {T}itle\", publisher = x#\" (Ltd)\", month=\"January\", owner = pub}@misc{a}",
        "% about\n@STRING{pub=\"Press\"}\n@string{x = pub # { & Sons}}\n\n\
         @book{Key,\n  title         = {A {T}itle},\n  publisher     = x # \" (Ltd)\",\n  year          = {2019},\n  \
         month         = jan,\n  owner         = pub\n}\n\n@misc{a,\n}\n",
    );
    // No key is made and none is changed; what cannot be read stays as it is.
    normalizes(
        "@misc{a,title={t}}\n@misc{a,title={t}}\n@misc{title={t}}\n@misc{b, title = {t\n@misc{c, note = {n}}",
        "@misc{a,\n  title         = {t}\n}\n\n@misc{a,\n  title         = {t}\n}\n\n@misc{,\n  title         = {t}\n}\n\n\
         @misc{b, title = {t\n\n@misc{c,\n  note          = {n}\n}\n",
    );
    // A remark stays with the entry it stands at.
    normalizes(
        "% a\n@misc{a}\n% b\n\n\n% c\n@misc{b}\n@comment{d}\n",
        "% a\n@misc{a,\n}\n\n% b\n\n\n% c\n@misc{b,\n}\n\n@comment{d}\n",
    );
}

#[test]
fn canonical_form_is_utf8_and_says_so() {
    normalizes(
        "% Encoding: Latin1 \n\n@misc{a}\n",
        "% Encoding: UTF-8 \n\n@misc{a,\n}\n".replace("UTF-8 ", "UTF-8").as_str(),
    );
    let mut options = WriteOptions::default();
    options.values.insert("ascii".to_owned(), "true".to_owned());
    let input = "@string{mu = \"M\u{FC}ller u\u{308}\"}\n@misc{\u{E4}, note = mu # \"\u{F1}\", title = {\u{E9}}}";
    let (output, ..) = convert(&BIBTEX, &BIBTEX, &[input.as_bytes()], &options, 1);
    let expected = "@string{mu = \"M{\\\"u}ller {\\\"u}\"}\n\n\
                    @misc{\u{E4},\n  title = {{\\'e}},\n  note = mu # \"{\\~n}\"\n}\n";
    assert_eq!(String::from_utf8(output).unwrap(), expected);
}

#[test]
fn canonical_form_of_another_format_is_aligned_too() {
    let ris = Registry::builtin().by_name("ris").unwrap();
    let options = WriteOptions { normalize: true, ..WriteOptions::default() };
    let (output, ..) = convert(ris, &BIBTEX, &[b"TY  - BOOK\nID  - k\nTI  - B\nER  - \n"], &options, 1);
    assert_eq!(String::from_utf8(output).unwrap(), "@book{k,\n  title         = {B}\n}\n\n");
}

#[test]
fn canonical_form_is_its_own_canonical_form() {
    let mut inputs: Vec<Vec<u8>> = nasty();
    for fixture in fixtures().iter().filter(|fixture| fixture.format.faithful) {
        inputs.push(fixture.bytes.clone());
        inputs.extend((0..400).map(|seed| mutated(&fixture.bytes, &mut Rng::new(seed))));
    }
    for input in inputs {
        for format in [&BIBTEX, &BIBLATEX] {
            let once = normalized(format, &input, 1).0;
            let twice = normalized(format, &once, 3).0;
            assert!(once == twice, "{}\n===== of\n{}", difference(&once, &twice), String::from_utf8_lossy(&input));
        }
    }
}

/// The lines where two outputs part.
fn difference(once: &[u8], twice: &[u8]) -> String {
    let (once, twice) = (all(once), all(twice));
    let at = once.lines().zip(twice.lines()).take_while(|(a, b)| a == b).count();
    let from = |text: &str| text.lines().skip(at.saturating_sub(4)).take(8).collect::<Vec<_>>().join("\n");
    format!("line {at}\n{}\n=====\n{}", from(&once), from(&twice))
}

fn all(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// For every format: what it wrote is written the same again.
#[test]
fn canonical_form_of_any_format_is_its_own() {
    for fixture in fixtures() {
        if fixture.format.create.is_some() {
            let once = normalized(fixture.format, &fixture.bytes, 1).0;
            let twice = normalized(fixture.format, &once, 1).0;
            assert!(once == twice, "{} {}", fixture.name(), difference(&once, &twice));
        }
    }
}

#[test]
fn canonical_form_of_made_up_records_is_its_own() {
    for format in [&BIBTEX, &BIBLATEX] {
        for seed in 0..400 {
            let record = ibidem::laws::record(&mut Rng::new(seed), format.notation);
            let written =
                ibidem::convert::to_bytes(format, &WriteOptions::default(), &[record], &mut Collect::default());
            let once = normalized(format, &written.unwrap(), 1).0;
            let twice = normalized(format, &once, 1).0;
            assert!(once == twice, "seed {seed} {}", difference(&once, &twice));
        }
    }
}
