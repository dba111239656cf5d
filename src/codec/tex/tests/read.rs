//! What TeX says.

use super::*;

fn check(source: &str, inlines: Vec<Inline>) {
    assert_eq!(read(source), Text::from_inlines(inlines), "{source}");
}

#[test]
fn a_blank_line_is_one_whatever_ends_lines() {
    for source in ["a\n\nb", "a\r\n\r\nb", "a\r\rb", "a \r \r b"] {
        assert_eq!(read(source), Text::from_inlines(vec![plain("a"), Inline::Paragraph, plain("b")]), "{source:?}");
    }
    assert_eq!(read("a\r\nb\rc"), Text::from("a b c"));
}

#[test]
fn accents_and_letters() {
    for (source, text) in [
        (r"\'e \'{e} {\'e} {\'{e}} \' e Mart\'\i nez \'{\i} {\'\i}", "é é é é é Martínez í í"),
        (r"\v{s} \v s {\v s} \c c {\c{C}} \H{o} \k{a} \r a \u{g} \d{a} \b{d} \=a \.z", "š š š ç Ç ő ą å ğ ạ ḏ ā ż"),
        (r#"\'{\^e} \"{\'u} \'{\"u} \^{\'e} {\d{\^e}} \t{oo}"#, "ế ǘ ǘ ế ệ o\u{361}o"),
        (
            r"S\o{}rensen, S\o rensen, S{\o}rensen, \ae-x \pounds5 \AA \aa{} \ss{} x",
            "Sørensen, Sørensen, Sørensen, æ-x £5 Åå ß x",
        ),
        (r"\'{ab} \'{\ae} \v{} \~{} \^{} \'{\o}", "áb ǽ ˇ ~ ^ ǿ"),
        (r"\& \% \# \_ \$ \{ \} \textbackslash x", r"& % # _ $ { } \x"),
        (r#"\char"41 \char65\char'101 \symbol{65}"#, "AAAA"),
        (r"a\ldots b \dots{} c \S 1 \textalpha", "a…b … c §1 α"),
        (r"a--b---c ``q'' `x' O'Neil `it's' {\relax x}", "a–b—c “q” ‘x’ O'Neil ‘it's’ x"),
        (r"a~b\,c\-d\/e\@ f\ g \mbox{h}", "a\u{a0}b\u{202f}cde f g h"),
        ("?`a !`b ?{}`c'", "¿a ¡b ?‘c’"),
        (",,Zitat`` und <<mot>>, x << y >> z, a,,b, 1>>0", "„Zitat“ und «mot», x << y >> z, a,,b, 1>>0"),
        (r"{C:\} x {C:\a}", r"C:\ x C:\a"),
        (r"\&amp; \&lt; \&x; R\&D", "& < &x; R&D"),
        (r"a\\b a \\[2pt] b \newline c \! d", "a b a b c d"),
        (r"\ding{51}\textfrac{1}{3} {\CYRYA} \cyrchar\cyra \alpha\leq x \Rightarrow{}y", "✓⅓ Я аα≤x ⇒y"),
        (r"{\ensuremath{\leq}}x {\ensuremath{\alpha}}", "≤x α"),
        (r"\noopsort{1973b}1973 \uppercase{a} \ElsevierGlyph{2019} \textquotesingle s", "1973 a ’ 's"),
        (r"\textit x \textsuperscript2 \verb|a--b|", "x 2 a--b"),
        ("  a \n b\t c  ", "a b c"),
        ("a { b} c", "a b c"),
    ] {
        assert_eq!(decode_plain(source), text, "{source}");
    }
}

#[test]
fn braces_protect_as_in_bibtex() {
    check(r"{\'E}tude {\emph{Foo}}", vec![plain("Étude "), styled(Style::Emph, "Foo")]);
    check(r"{{\'E}}tude", vec![styled(Style::KeepCase, "É"), plain("tude")]);
    check("{F{o}o}{}{{}} x", vec![styled(Style::KeepCase, "Foo"), plain(" x")]);
    // The braces of an argument are braces like any, where they matter.
    check(r"\emph{E. {Coli}}", vec![Inline::Styled(Style::Emph, vec![styled(Style::KeepCase, "E. Coli")])]);
    check(r"\emph{e. {Coli}}", vec![Inline::Styled(Style::Emph, vec![plain("e. "), styled(Style::KeepCase, "Coli")])]);
    check(r"\textbf{\emph{Foo}}", vec![Inline::Styled(Style::Strong, vec![styled(Style::Emph, "Foo")])]);
    check(r"{\emph{e. {Coli}}}", vec![styled(Style::Emph, "e. Coli")]);
    check(r"\mbox{Foo} \mbox{foo}", vec![styled(Style::KeepCase, "Foo"), plain(" foo")]);
    check(r"\enquote{Foo}", vec![Inline::Quoted(vec![styled(Style::KeepCase, "Foo")])]);
    // Nobody protects a letter by its accent, nor what has no case.
    check(r#"\"{U}ber {-}{1}"#, vec![plain("Über -1")]);
    check("{{Whole Title}}", vec![styled(Style::KeepCase, "Whole Title")]);
    let drop = Decode { braces: Braces::Drop, ..READ };
    assert_eq!(decode("{Foo} {{b}ar}", drop), Text::from("Foo bar"));
}

#[test]
fn fonts_links_and_math() {
    check(r"{\em x} y", vec![styled(Style::Emph, "x"), plain(" y")]);
    check(
        r"{Foo \bf bar} y",
        vec![Inline::Styled(Style::KeepCase, vec![plain("Foo "), styled(Style::Strong, "bar")]), plain(" y")],
    );
    check(r"\texttt{a--b}", vec![styled(Style::Code, "a--b")]);
    check(r"$x \$ \{ \mbox{$y$}$ costs $5", vec![Inline::Math(r"x \$ \{ \mbox{$y$}".into()), plain(" costs $5")]);
    check(
        r"\(x\) \ensuremath{y} $$z$$",
        vec![Inline::Math("x".into()), plain(" "), Inline::Math("y".into()), plain(" "), raw("$$z$$")],
    );
    check(
        r"\url{http://a/b\_c\%20--~d} \href{u\#x}{t}",
        vec![
            Inline::Link { target: "http://a/b_c%20--~d".into(), text: vec![] },
            plain(" "),
            Inline::Link { target: "u#x".into(), text: vec![plain("t")] },
        ],
    );
    check(r"\enquote{q}", vec![Inline::Quoted(vec![plain("q")])]);
    check(r"\enquote*{q}", vec![Inline::Quoted(vec![plain("q")])]);
    check(
        r"19$^{\textrm{th}}$ H$_{\textrm{2}}$O $x^{\textrm{a}}$ $^{2}$",
        vec![
            plain("19"),
            styled(Style::Sup, "th"),
            plain(" H"),
            styled(Style::Sub, "2"),
            plain("O "),
            Inline::Math("x^{\\textrm{a}}".into()),
            plain(" "),
            Inline::Math("^{2}".into()),
        ],
    );
    check("cost 5$ only", vec![plain("cost 5$ only")]);
    check(
        r"\ensuremath{\alpha} \(\alpha\)",
        vec![Inline::Math("\\alpha".into()), plain(" "), Inline::Math("\\alpha".into())],
    );
}

#[test]
fn the_unknown_stays() {
    check(r"a \cite[p.~5]{x} b", vec![plain("a "), raw(r"\cite[p.~5]{x}"), plain(" b")]);
    check(r"\foo bar", vec![raw(r"\foo "), plain("bar")]);
    check(r"\foo{} bar \LaTeX2e", vec![raw(r"\foo{}"), plain(" bar "), styled(Style::KeepCase, "LaTeX"), plain("2e")]);
    check(r"{\foo} bar", vec![raw(r"\foo"), plain(" bar")]);
    check(r"a } b { c \", vec![plain(r"a } b { c \")]);
    check("a\n\nb\n c \\par d", vec![plain("a"), Inline::Paragraph, plain("b c"), Inline::Paragraph, plain("d")]);
}
