//! How text is written, and that it reads back.

use super::*;

#[test]
fn letters_in_mathematics_have_commands() {
    for (source, written, complete) in [
        ("O(\\log(1/ε))", "$O(\\log(1/\\epsilon))$", true),
        ("εx ≤ Ω2", "$\\epsilon x \\leq \\Omega2$", true),
        ("Α", "$Α$", false),
    ] {
        let text = Text::from_inlines(vec![Inline::Math(source.into())]);
        let mut out = String::new();
        assert_eq!(encode(&text, Encode { ascii: true, flavour: Flavour::Bibtex }, &mut out), complete);
        assert_eq!(out, written);
    }
}

#[test]
fn written_text_reads_back() {
    for text in [
        "a--b",
        "``q''",
        "'''",
        "`",
        "?`",
        "a-–-—",
        "50% R&D C# a_b x^2 <i> \"q\" |",
        "{b} c}d a{b \\foo \\ ~",
        "‘x’ “y” …",
    ] {
        law(&Text::from(text));
    }
}

#[test]
fn written_rich_text_reads_back() {
    let keep = |inner| Inline::Styled(Style::KeepCase, inner);
    let link = |target: &str, text| Inline::Link { target: target.into(), text };
    for inlines in [
        vec![keep(vec![plain("É")]), plain("tude "), keep(vec![styled(Style::Emph, "x")])],
        vec![keep(vec![plain("%x")]), keep(vec![raw("\\foo")]), keep(vec![Inline::Math("Y_2".into())])],
        vec![styled(Style::Emph, "-"), plain("-"), keep(vec![plain("a")])],
        vec![styled(Style::Emph, "Foo"), Inline::Styled(Style::Emph, vec![keep(vec![plain("Foo")])])],
        vec![Inline::Styled(Style::Emph, vec![keep(vec![plain("foo")])]), keep(vec![styled(Style::Emph, "Foo")])],
        vec![
            Inline::Styled(Style::Emph, vec![plain("a "), keep(vec![plain("B")])]),
            raw("\\foo"),
            styled(Style::Emph, "B"),
        ],
        vec![
            Inline::Quoted(vec![styled(Style::Emph, "Foo")]),
            Inline::Quoted(vec![Inline::Styled(Style::Emph, vec![keep(vec![plain("Foo")])])]),
        ],
        vec![Inline::Styled(Style::Strong, vec![keep(vec![styled(Style::Emph, "Foo")])])],
        vec![Inline::Styled(
            Style::Strong,
            vec![Inline::Styled(Style::Emph, vec![plain("a "), keep(vec![plain("B")])])],
        )],
        vec![Inline::Styled(Style::Strong, vec![styled(Style::Emph, "Foo"), plain("B")])],
        vec![raw("\\foo"), styled(Style::Sup, "É"), raw("\\foo"), keep(vec![styled(Style::Sub, "É")])],
        vec![raw("\\foo"), plain(" bar")],
        vec![raw("\\foo"), plain("[bar]")],
        vec![raw("\\foo"), raw("\\bar"), plain("x")],
        vec![raw("\\foo "), plain("bar"), raw("\\foo ")],
        vec![raw("\\foo "), Inline::Paragraph, raw("\\ours{}"), keep(vec![plain("b")]), raw("\\ours{}"), plain("b")],
        vec![raw("$$a$$"), Inline::Math("b".into()), Inline::Math("c".into())],
        vec![Inline::Math("\\mbox{$a$}".into()), Inline::Math("a$b$c".into()), Inline::Math("".into())],
        vec![Inline::Quoted(vec![plain("“q”")]), Inline::Paragraph, styled(Style::Code, "a--b “c” – `' ''")],
        vec![link("http://a/?b=%20#c&d_e~f^g$h", vec![]), link("a{b\\c", vec![styled(Style::Strong, "x")])],
        vec![link("a{b}c", vec![plain("[x]")]), plain("[y]")],
    ] {
        law(&Text::from_inlines(inlines));
    }
}

#[test]
fn what_cannot_be_written_stays_balanced() {
    for source in ["a{b", "a}b", "a\\", "{\\", "\\{x", "\\left\\{ x \\right."] {
        for inline in [Inline::Math(source.into()), raw(source)] {
            let text = Text::Rich(vec![inline, plain("x")]);
            let how = Encode { ascii: false, flavour: Flavour::Bibtex };
            let mut out = String::new();
            encode(&text, how, &mut out);
            assert!(balanced(&out), "{out}");
            let mut again = String::new();
            encode(&read(&out), how, &mut again);
            assert_eq!(out, again);
        }
    }
}

#[test]
fn tables_agree() {
    for (name, c) in [symbols::LETTERS, symbols::GREEK, symbols::SYMBOLS].into_iter().flatten() {
        assert_eq!(read(&format!("x\\{name} x")), Text::from(format!("x{c}x")), "{name}");
        law(&Text::from(format!("x{c}{c}x")));
    }
    for accent in accents::ACCENTS {
        if let Some(c) = accent.alone {
            law(&Text::from(format!("{c}x")));
        }
    }
}

#[test]
fn every_character_reads_back() {
    let mut written = 0;
    for c in ('\u{20}'..'\u{3000}').chain('\u{fb00}'..'\u{fb10}').filter(|c| !c.is_control()) {
        law(&Text::from(format!("x{c}x")));
        law(&Text::from(format!("{c}-{c}'").trim()));
        let ascii = Encode { ascii: true, flavour: Flavour::Bibtex };
        let ok = encode_plain(&c.to_string(), ascii, &mut String::new());
        written += usize::from(ok);
    }
    assert!(written > 700, "{written}");
}

/// Every letter that Unicode composes of a Latin one and marks.
fn composed_latin() -> Vec<char> {
    use unicode_normalization::char::decompose_canonical;
    let mut found = Vec::new();
    for c in '\u{80}'..=char::MAX {
        let mut parts = Vec::new();
        decompose_canonical(c, |part| parts.push(part));
        let latin = matches!(parts[0], 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}');
        if parts.len() > 1 && latin {
            found.push(c);
        }
    }
    found
}

#[test]
fn every_composed_latin_letter_has_commands() {
    let letters = composed_latin();
    assert!(letters.len() > 450, "{}", letters.len());
    let mut missing = Vec::new();
    for &c in &letters {
        let mut out = String::new();
        if !encode_plain(&c.to_string(), Encode { ascii: true, flavour: Flavour::Bibtex }, &mut out) {
            missing.push(c);
            continue;
        }
        let special = out.starts_with("{\\") && out.ends_with('}');
        assert!(special && balanced(&out), "{c} {out}");
        // U+212B is the letter Å in another place.
        let c = if c == '\u{212b}' { 'Å' } else { c };
        assert_eq!(decode_plain(&out), c.to_string().as_str(), "{out}");
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_latin_letter_takes_two_marks() {
    let marks: Vec<char> =
        accents::ACCENTS.iter().map(|accent| accent.mark).filter(|&mark| mark != '\u{361}').collect();
    let how = Encode { ascii: true, flavour: Flavour::Bibtex };
    for base in ('a'..='z').chain('A'..='Z').chain("æøœłßđŋıȷÆØ".chars()) {
        for &first in &marks {
            for &second in &marks {
                use unicode_normalization::UnicodeNormalization;
                let letter: String = [base, first, second].into_iter().nfc().collect();
                // Marks side by side above are read in the order that Unicode has.
                let swapped: String = [base, second, first].into_iter().nfc().collect();
                if swapped.chars().count() < letter.chars().count() {
                    continue;
                }
                // A dotless letter under a mark is the letter itself.
                if matches!(base, 'ı' | 'ȷ') && letter.starts_with(base) {
                    continue;
                }
                let mut out = String::new();
                assert!(encode_plain(&letter, how, &mut out), "{letter}");
                assert_eq!(decode_plain(&out), letter.as_str(), "{out}");
            }
        }
    }
}

#[test]
fn every_command_of_the_long_table_is_read_and_written() {
    let how = Encode { ascii: true, flavour: Flavour::Bibtex };
    for row in table::rows() {
        let short = row.name.contains(['{', '\\']);
        if commands::COMMANDS.contains_key(row.name) || short && !row.text {
            continue;
        }
        let c = row.char.to_string();
        for source in [format!("x\\{} x", row.name), format!("x{{\\{}}}x", row.name), format!("x\\{}{{}}x", row.name)] {
            if !short {
                assert_eq!(decode_plain(&source), format!("x{c}x"), "{source}");
            }
        }
        if row.written {
            let mut out = String::new();
            assert!(encode_plain(&c, how, &mut out), "{c}");
            assert_eq!(decode_plain(&out), c.as_str(), "{out}");
        }
    }
}
