use super::*;
use crate::report::Collect;

/// Hands out a few bytes at a time.
struct Dribble<'b>(&'b [u8], usize);

impl std::io::Read for Dribble<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(self.0.len()).min(to.len());
        to[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fn frames(source: &str, chunk: usize) -> (Vec<(u8, String)>, Collect) {
    let mut input = Input::new(Dribble(source.as_bytes(), chunk));
    let mut cutter = Cutter::new(Arc::default(), Dialect::Bibtex, &Limits::DEFAULT);
    let mut sink = Collect::default();
    let mut out = Vec::new();
    while let Some(span) = cutter.cut(&mut input, &mut sink).unwrap() {
        let text = &input.window()[span.skip..span.skip + span.len];
        if span.kind != SKIPPED {
            out.push((span.kind, String::from_utf8(text.to_vec()).unwrap()));
        }
        input.consume(span.skip + span.len);
    }
    (out, sink)
}

#[test]
fn frames_of_every_kind_however_the_input_arrives() {
    let cases: &[(&str, &[(u8, &str)])] = &[
        ("@misc{a}\n@misc{b}", &[(ENTRY, "@misc{a}"), (ENTRY, "@misc{b}")]),
        ("@misc(a, t = \"x) {\"} y\")z", &[(ENTRY, "@misc(a, t = \"x) {\"} y\")"), (TEXT, "z")]),
        ("@String{a=\"b\"} @preamble{{x}}", &[(MACRO, "@String{a=\"b\"}"), (PREAMBLE, "@preamble{{x}}")]),
        ("% note\n\n @ misc {k,}", &[(TEXT, "% note"), (ENTRY, "@ misc {k,}")]),
        ("mail me@x.org or you@y (home)\n", &[(TEXT, "mail me@x.org or you@y (home)")]),
        ("text @misc{k} more", &[(TEXT, "text"), (ENTRY, "@misc{k}"), (TEXT, "more")]),
        ("@comment foo @misc{x}\n@misc{k}", &[(COMMENT, "@comment foo"), (ENTRY, "@misc{x}"), (ENTRY, "@misc{k}")]),
        ("@Comment{\n@misc{a,\n}\n}@misc{k}", &[(COMMENT, "@Comment{\n@misc{a,\n}\n}"), (ENTRY, "@misc{k}")]),
        ("@comment{x\n@misc{k}", &[(COMMENT, "@comment{x"), (ENTRY, "@misc{k}")]),
        // A mark where only the entry is open ends it; in a value it does not.
        ("@misc{a, t={x}\n@misc{b, }", &[(BRACELESS, "@misc{a, t={x}\n"), (ENTRY, "@misc{b, }")]),
        ("@misc{a, t={x\n@misc{b, }}}", &[(ENTRY, "@misc{a, t={x\n@misc{b, }}}")]),
        ("@misc{a, t={x\n@misc{b, }", &[(OPEN, "@misc{a, t={x\n"), (ENTRY, "@misc{b, }")]),
        ("@misc{a, t={x}", &[(BRACELESS, "@misc{a, t={x}")]),
        ("@misc{a, t={x", &[(OPEN_AT_END, "@misc{a, t={x")]),
        ("@string{a = 1\n@misc{b, }", &[(BRACELESS_MACRO, "@string{a = 1\n"), (ENTRY, "@misc{b, }")]),
        (
            "use.@\n\nMisc (k,\n t = 1) x@\nhome (all) @\nhome",
            &[(TEXT, "use."), (ENTRY, "@\n\nMisc (k,\n t = 1)"), (TEXT, "x@\nhome (all) @\nhome")],
        ),
        ("@misc(a)b, t = 1) @misc(c) d", &[(ENTRY, "@misc(a)b, t = 1)"), (ENTRY, "@misc(c)"), (TEXT, "d")]),
        (
            "@misc{a, t={x}\n@comment y @misc{b c,}",
            &[(BRACELESS, "@misc{a, t={x}\n"), (COMMENT, "@comment y"), (ENTRY, "@misc{b c,}")],
        ),
        ("@misc{a, t={x\n@string{b = 1}\n", &[(OPEN, "@misc{a, t={x\n"), (MACRO, "@string{b = 1}")]),
        ("@ @@misc{k} @", &[(TEXT, "@ @"), (ENTRY, "@misc{k}"), (TEXT, "@")]),
        (" \n", &[]),
    ];
    for (source, expected) in cases {
        for chunk in [1, 7, 4096] {
            let (got, _) = frames(source, chunk);
            let expected: Vec<_> = expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
            assert_eq!(got, expected, "{source} by {chunk}");
        }
    }
}

#[test]
fn an_entry_in_a_value_is_told() {
    let (got, sink) = frames("@misc{a, t={x\n@misc{b, }}}\n@misc{c, t={y}}", 7);
    assert_eq!(got.len(), 2);
    let told: Vec<_> = sink.diagnostics.iter().map(|d| (d.code.id, d.span.line, d.span.column)).collect();
    assert_eq!(told, [("bibtex/entry-in-value", 2, 1)]);
}

#[test]
fn many_entries_without_end_are_told_apart() {
    for entry in ["@misc{k, title = {x},\n", "@misc{k, title = {x,\n", "@misc(k, title = \"x,\n"] {
        let (got, _) = frames(&entry.repeat(100_000), 1 << 20);
        assert_eq!(got.len(), 100_000, "{entry}");
        assert!(got[..99_999].iter().all(|(kind, _)| matches!(*kind, OPEN | BRACELESS)), "{entry}");
    }
    let (got, sink) = frames(&"@comment{ x\n".repeat(100_000), 1 << 20);
    assert!(got.len() == 100_000 && got.iter().all(|(kind, _)| *kind == COMMENT));
    assert!(!sink.diagnostics.is_empty());
}

#[test]
fn an_entry_beyond_the_limit_is_skipped() {
    let source = format!("@misc{{a, t={{{}}}}}\n@misc{{b,}}\n", "x".repeat(Limits::DEFAULT.record));
    for chunk in [4096, 1 << 30] {
        let (got, sink) = frames(&source, chunk);
        assert_eq!(got, [(ENTRY, "@misc{b,}".to_owned())]);
        assert_eq!(sink.diagnostics.len(), 1);
    }
}

#[test]
fn long_text_comes_in_pieces() {
    let source = "just some words\n".repeat(200_000);
    let (whole, _) = frames(&source, 1 << 30);
    let (pieces, _) = frames(&source, 4099);
    assert_eq!(whole, pieces);
    assert!(whole.len() > 2 && whole.iter().all(|(kind, text)| *kind == TEXT && text.len() <= MAX_TEXT));
}
