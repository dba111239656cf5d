//! Output and reports do not depend on the number of threads.

mod support;

use ibidem::convert::{Converter, Summary, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::BUILTIN;
use ibidem::ir::Record;
use ibidem::laws::{self, Rng};
use ibidem::report::{Collect, Discard};
use support::format;

fn convert(from: &Format, to: &Format, inputs: &[&[u8]], jobs: usize) -> (Vec<u8>, Collect, Summary) {
    let converter = Converter::new(from, to, &ReadOptions::default(), &WriteOptions::default()).unwrap();
    let mut converter = converter.jobs(jobs);
    let (mut output, mut reports) = (Vec::new(), Collect::default());
    for input in inputs {
        converter.input(*input, &mut output, &mut reports).unwrap();
    }
    let summary = converter.finish(&mut output).unwrap();
    (output, reports, summary)
}

/// Records of a format as text, with something broken now and then.
fn text(format: &'static Format) -> Vec<u8> {
    let mut all = Vec::new();
    let mut seed = 0;
    while all.len() < 800_000 {
        let records: Vec<Record> =
            (seed..seed + 3000).map(|n| laws::record(&mut Rng::new(n), format.notation)).collect();
        seed += 3000;
        all = [all, to_bytes(format, &WriteOptions::default(), &records, &mut Discard).unwrap()].concat();
    }
    let mut rng = Rng::new(1);
    for _ in 0..20 {
        let at = rng.below(all.len());
        all[at] = rng.pick(b"{}\"\\<>[]\n\xff");
    }
    all
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let written = || BUILTIN.iter().copied().filter(|format| format.create.is_some());
    for from in written() {
        let input = text(from);
        for to in written() {
            let (bytes, reports, summary) = convert(from, to, &[&input], 1);
            // An odd number, so that batches change workers.
            let other = convert(from, to, &[&input], 3);
            let what = format!("{} to {}", from.name, to.name);
            assert!(bytes == other.0, "{what}: other bytes");
            assert_eq!(reports.diagnostics, other.1.diagnostics, "{what}");
            assert_eq!(reports.losses.len(), other.1.losses.len(), "{what}");
            assert!(reports.losses == other.1.losses, "{what}: other losses");
            assert_eq!(summary, other.2, "{what}");
        }
    }
}

#[test]
fn macros_hold_over_batches_and_inputs() {
    let mut input = String::from("@string{j = \"First\"}\n");
    for n in 0..20_000 {
        if n == 9_000 {
            input.push_str("@string{j = \"Second\"}\n");
        }
        input.push_str(&format!("@article{{k{n}, title = {{Title number {n}}}, journal = j}}\n"));
    }
    let second = "@article{last, title = {Last}, journal = j}\n";
    let (from, to) = (format("bibtex"), format("csl-json"));
    let inputs = [input.as_bytes(), second.as_bytes()];
    let one = convert(from, to, &inputs, 1);
    let text = String::from_utf8(one.0.clone()).unwrap();
    assert_eq!(text.matches("\"First\"").count(), 9_000);
    assert_eq!(text.matches("\"Second\"").count(), 11_001);
    let two = convert(from, to, &inputs, 2);
    assert!(one.0 == two.0 && one.1.diagnostics == two.1.diagnostics && one.2 == two.2);
}

#[test]
fn days_of_announcement_hold_over_batches() {
    let mut input = String::new();
    for n in 1..=6_000 {
        if n % 7 == 1 {
            input.push_str(&format!("Date: Fri, {:2} Mar 23 01:29:12 GMT\n\n", 1 + n % 28));
        }
        let id = if n % 50 == 0 { 1 } else { n };
        input.push_str(&format!(
            "\\\\\narXiv:2303.{id:05}\nDate: Wed, 1 Mar 2023 19:00:02 GMT   (31kb)\n\nTitle: Number {n}\nAuthors: Ada \
             Example\nCategories: cs.LG\n\\\\\n  Words.\n\\\\ ( https://arxiv.org/abs/2303.{id:05} ,  31kb)\n\
             ------------------------------------------------------------------------------\n"
        ));
    }
    let (from, to) = (format("arxiv"), format("native"));
    let one = convert(from, to, &[input.as_bytes(), input.as_bytes()], 1);
    assert_eq!(one.2.written, 12_000);
    // Each input has its own papers.
    assert_eq!(one.1.diagnostics.len(), 2 * 120);
    let text = String::from_utf8(one.0.clone()).unwrap();
    assert_eq!(text.matches("\"announced\":\"2023-03-").count(), 12_000);
    let three = convert(from, to, &[input.as_bytes(), input.as_bytes()], 3);
    assert!(one.0 == three.0 && one.1.diagnostics == three.1.diagnostics && one.2 == three.2);
}

#[test]
fn names_are_given_in_the_order_of_the_input() {
    let mut input = String::new();
    for n in 0..20_000 {
        let key = match n % 4 {
            0 => "same".to_owned(),
            1 => format!("k{}", n / 8),
            2 => format!("näme {n}"),
            _ => String::new(),
        };
        input.push_str(&format!("TY  - JOUR\r\nID  - {key}\r\nTI  - Number {n}\r\nZ9  - odd\r\nER  - \r\n"));
    }
    for to in ["csl-json", "bibtex", "atom"] {
        let one = convert(format("ris"), format(to), &[input.as_bytes()], 1);
        let text = String::from_utf8(one.0.clone()).unwrap();
        if to == "csl-json" {
            // 1 is `a`, 702 is `zz`, 4999 is `gjg`.
            for key in ["same", "samea", "samezz", "samegjg", "k0", "k0a", "k2499", "k2499a"] {
                assert_eq!(text.matches(&format!("\"id\": \"{key}\"")).count(), 1, "{key}");
            }
        }
        let three = convert(format("ris"), format(to), &[input.as_bytes()], 3);
        assert!(one.0 == three.0 && one.1.diagnostics == three.1.diagnostics && one.2 == three.2, "{to}");
        assert!(one.1.losses == three.1.losses, "{to}");
        let of = |key: &str| one.1.losses.iter().any(|loss| loss.key.as_deref() == Some(key));
        assert!(to == "atom" || of("same") && of("samea"), "{to}: losses name no record");
    }
}
