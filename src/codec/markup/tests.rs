//! The notation, example by example, and its contract over generated texts.

use super::*;
use crate::laws::Rng;

const CSL: Markup = Markup { tags: true, paragraphs: false };
const LONG: Markup = Markup { tags: true, paragraphs: true };
const BARE: Markup = Markup { tags: false, paragraphs: false };

fn plain(text: &str) -> Inline {
    Inline::Plain(text.into())
}

fn styled(style: Style, text: &str) -> Inline {
    Inline::Styled(style, vec![plain(text)])
}

fn rich(inlines: Vec<Inline>) -> Text {
    Text::from_inlines(inlines)
}

fn written(text: &Text, how: Markup) -> (String, bool) {
    let mut out = String::from("before");
    let exact = encode(text, how, &mut out);
    (out["before".len()..].to_owned(), exact)
}

#[test]
fn every_tag_is_read_and_written() {
    for (source, style) in [
        ("<i>x</i>", Style::Emph),
        ("<b>x</b>", Style::Strong),
        ("<sup>x</sup>", Style::Sup),
        ("<sub>x</sub>", Style::Sub),
        ("<span style=\"font-variant:small-caps;\">x</span>", Style::SmallCaps),
        ("<span class=\"nocase\">x</span>", Style::KeepCase),
    ] {
        let text = rich(vec![plain("a "), styled(style, "x"), plain(" b")]);
        let source = format!("a {source} b");
        assert_eq!(decode(&source, CSL), text);
        assert_eq!(written(&text, CSL), (source.clone(), true));
        assert_eq!(decode(&source, BARE), Text::from(source.as_str()));
        assert_eq!(written(&text, BARE), ("a x b".to_owned(), false));
    }
    assert_eq!(decode("<sc>x</sc>", CSL), rich(vec![styled(Style::SmallCaps, "x")]));
    assert_eq!(decode("<em>x</em>", CSL), rich(vec![styled(Style::Emph, "x")]));
    assert_eq!(decode("<strong>x</strong>", CSL), rich(vec![styled(Style::Strong, "x")]));
}

#[test]
fn tags_nest() {
    let text = rich(vec![Inline::Styled(Style::Emph, vec![plain("a "), styled(Style::Sup, "2"), plain("b")])]);
    assert_eq!(decode("<i>a <sup>2</sup>b</i>", CSL), text);
    assert_eq!(written(&text, CSL), ("<i>a <sup>2</sup>b</i>".to_owned(), true));
}

#[test]
fn what_is_no_tag_is_text() {
    for source in [
        "a < b",
        "p<0.05",
        "<I>x</I>",
        "<i >x</i >",
        "<i",
        "<",
        "</",
        "<span",
        "<i>open",
        "closed</i>",
        "&lt;i&gt; &amp;",
        "<span style='font-variant:small-caps;'>x</span>",
        "<span class=\"x\">y</span>",
        "<span class=\"x<i>\">",
        "<italics>x</italics>",
        "</b></i><b><i>",
    ] {
        assert_eq!(decode(source, CSL), Text::from(source), "{source}");
        assert_eq!(written(&Text::from(source), CSL), (source.to_owned(), true));
    }
}

#[test]
fn crossing_and_foreign_tags() {
    let crossing = rich(vec![styled(Style::Emph, "a<b>c"), plain("d</b>")]);
    assert_eq!(decode("<i>a<b>c</i>d</b>", CSL), crossing);
    let foreign = rich(vec![styled(Style::KeepCase, "a <span class=\"x\">b</span> c")]);
    assert_eq!(decode("<span class=\"nocase\">a <span class=\"x\">b</span> c</span>", CSL), foreign);
    assert_eq!(decode("a <i></i> b", CSL), Text::from("a b"));
}

#[test]
fn mathematics_by_the_rule_of_pandoc() {
    let math = |tex: &str| Inline::Math(tex.into());
    assert_eq!(decode("$x$", BARE), rich(vec![math("x")]));
    assert_eq!(decode("an $O(n\n log n)$ bound", CSL), rich(vec![plain("an "), math("O(n log n)"), plain(" bound")]));
    assert_eq!(decode("$a$$b$", CSL), rich(vec![math("a"), math("b")]));
    assert_eq!(decode(r"$a\$b$", CSL), rich(vec![math(r"a\$b")]));
    assert_eq!(decode(r"$a\\$b", CSL), rich(vec![math(r"a\\"), plain("b")]));
    assert_eq!(decode("<i>$5</i>-$x", CSL), rich(vec![styled(Style::Emph, "$5"), plain("-$x")]));
    assert_eq!(decode("<i>$a<b$</i>", CSL), rich(vec![Inline::Styled(Style::Emph, vec![math("a<b")])]));
    for source in ["$5 and $6", "costs $5", "$ x$", "$x $", "$x$5", r"\$x$", r"$x\$", "$$x$$", "$", "$\u{e9}", r"$\"] {
        let text = decode(source, CSL);
        let mut found = false;
        text.walk(&mut |inline| found |= matches!(inline, Inline::Math(_)));
        assert!(!found, "{source}");
        assert_eq!(written(&Text::from(source), BARE), (source.to_owned(), true));
    }
}

#[test]
fn white_space() {
    assert_eq!(decode(" a\t\tb \n", CSL), Text::from("a b"));
    assert_eq!(decode("a\n\nb", CSL), Text::from("a b"));
    assert_eq!(decode("a\u{a0} \u{2028}b", CSL), Text::from("a\u{a0} \u{2028}b"));
    let text = rich(vec![plain("a"), Inline::Paragraph, plain("b")]);
    assert_eq!(decode("\n a \r\n \n b\n", LONG), text);
    assert_eq!(written(&text, LONG), ("a\nb".to_owned(), true));
    assert_eq!(written(&text, CSL), ("a b".to_owned(), false));
    assert_eq!(written(&Text::from(" a  b "), CSL), ("a b".to_owned(), false));
    assert_eq!(written(&Text::from("a\nb"), LONG), ("a\nb".to_owned(), false));
    assert_eq!(written(&Text::from("a\0b"), LONG), ("a\0b".to_owned(), true));
    assert_eq!(decode("", CSL), Text::default());
    assert_eq!(decode(" ", CSL), Text::default());
    assert_eq!(super::plain(&Text::from(" a  b ")), "a b");
}

#[test]
fn what_has_no_tag_is_flattened() {
    let text = rich(vec![
        Inline::Quoted(vec![plain("q")]),
        styled(Style::Code, " x "),
        Inline::Link { target: "http://a".into(), text: vec![] },
        Inline::Link { target: "http://a".into(), text: vec![styled(Style::Emph, "t")] },
        Inline::Raw { notation: "tex".into(), source: r"\foo".into() },
    ]);
    assert_eq!(written(&text, CSL), (r"“q” x http://a<i>t</i>\foo".to_owned(), false));
    assert_eq!(written(&Text::from("<em>x</em>"), CSL), ("<i>x</i>".to_owned(), false));
}

#[test]
fn depth_is_limited_and_time_is_linear() {
    let deep = "<i>".repeat(100_000);
    assert_eq!(decode(&deep, CSL), Text::from(deep.as_str()));
    let closed = format!("{deep}x{}", "</i>".repeat(100_000));
    assert!(!decode(&closed, CSL).is_empty());
    let dollars = "$a ".repeat(100_000);
    assert_eq!(decode(&dollars, CSL), Text::from(dollars.trim()));
    let spans = "<span ".repeat(100_000);
    assert_eq!(decode(&spans, CSL), Text::from(spans.trim()));
}

fn characters(rng: &mut Rng) -> String {
    const PIECES: &[&str] = &[
        "a",
        "b ",
        " ",
        "\n",
        "\t",
        "$",
        "\\",
        "1",
        "<",
        ">",
        "<i>",
        "</i>",
        "<em>",
        "</em>",
        "<b>",
        "</b>",
        "<span class=\"nocase\">",
        "<span x>",
        "</span>",
        "<sc>",
        "</sc>",
        "é",
        "\u{2028}",
        "“",
        "\0",
    ];
    (0..rng.below(9)).map(|_| rng.pick(PIECES)).collect()
}

fn inlines(rng: &mut Rng, depth: usize) -> Vec<Inline> {
    let inline = |rng: &mut Rng| match rng.below(if depth == 0 { 4 } else { 7 }) {
        0 | 1 => Inline::Plain(characters(rng).into()),
        2 => Inline::Math(characters(rng).into()),
        3 => Inline::Paragraph,
        4 => Inline::Quoted(inlines(rng, depth - 1)),
        _ => Inline::Styled(Style::ALL[rng.below(7)], inlines(rng, depth - 1)),
    };
    (0..1 + rng.below(3)).map(|_| inline(rng)).collect()
}

#[test]
fn the_contract_holds_for_generated_texts() {
    let mut rng = Rng::new(1);
    for round in 0..40_000 {
        let how = Markup { tags: round % 4 != 0, paragraphs: round % 2 == 0 };
        let text = if round % 3 == 0 { Text::from(characters(&mut rng)) } else { rich(inlines(&mut rng, 2)) };
        let (out, exact) = written(&text, how);
        let read = decode(&out, how);
        assert_eq!(read == text, exact, "{text:?} as {out:?}");
        assert_eq!(written(&read, how), (out.clone(), true), "{text:?} as {out:?}");
    }
}
