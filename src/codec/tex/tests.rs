//! What is read and written here reads back, example by example and over made-up
//! texts.

mod read;
mod write;

use super::*;
use crate::ir::{Inline, Style};
use crate::laws::Rng;

const READ: Decode = Decode { paragraphs: true, braces: Braces::Protect };

fn plain(text: &str) -> Inline {
    Inline::Plain(text.into())
}

fn raw(source: &str) -> Inline {
    Inline::Raw { notation: "tex".into(), source: source.into() }
}

fn styled(style: Style, text: &str) -> Inline {
    Inline::Styled(style, vec![plain(text)])
}

fn read(source: &str) -> Text {
    decode(source, READ)
}

/// Every way of writing reads back, and writes the same again.
fn law(text: &Text) {
    for flavour in [Flavour::Bibtex, Flavour::Arxiv] {
        for ascii in [false, true] {
            if ascii && !is_composed(text) {
                continue;
            }
            let how = Encode { ascii, flavour };
            let mut out = String::new();
            let complete = encode(text, how, &mut out);
            let back = match flavour {
                Flavour::Bibtex => decode(&out, READ),
                Flavour::Arxiv => decode_paragraphs(&out, READ),
            };
            // Letters in mathematics are written as commands and stay so.
            if !ascii || !has_wide_math(&text.inlines()) {
                assert_eq!(&back, text, "through {out:?}");
            }
            assert_eq!(complete && ascii, ascii && out.is_ascii(), "{out:?}");
            let mut again = String::new();
            encode(&back, how, &mut again);
            assert_eq!(again, out);
            if flavour == Flavour::Bibtex {
                assert!(balanced(&out), "{out:?}");
            }
        }
    }
}

/// Whether no letter stands beside its accent; TeX has one way to write both.
fn is_composed(text: &Text) -> bool {
    use unicode_normalization::UnicodeNormalization;
    let plain = text.to_plain();
    plain.nfc().eq(plain.chars())
}

fn has_wide_math(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Math(source) => !source.is_ascii(),
        Inline::Styled(_, inner) | Inline::Quoted(inner) | Inline::Link { text: inner, .. } => has_wide_math(inner),
        _ => false,
    })
}

fn balanced(source: &str) -> bool {
    let mut depth = 0_i32;
    source.bytes().all(|b| {
        depth += i32::from(b == b'{') - i32::from(b == b'}');
        depth >= 0
    }) && depth == 0
}

const BITS: &[&str] = &[
    "a", "B", "é", "ế", "ø", "ß", "š", "-", "--", "---", "–", "—", "'", "''", "`", "``", "“", "”", "‘", "’", "?", "!",
    "¿", "\\", "{", "}", "$", "&", "%", "#", "_", "^", "~", "<", ">", "|", "\"", "\u{a0}", "\u{202f}", "[", "]", "*",
    "1", ".", ",,", "<<", ">>", "&amp;", "≤", "x\u{304}", "\\&", "\\emph", "\\ ", "{x}", "$x$", "e\u{301}", "模", "…",
    "i", "ı", "(", ")", ",", "@",
];

fn characters(rng: &mut Rng) -> String {
    let mut out = String::new();
    for _ in 0..1 + rng.below(5) {
        if !out.is_empty() && !out.ends_with(' ') && rng.below(4) == 0 {
            out.push(' ');
        }
        out.push_str(rng.pick(BITS));
    }
    let trimmed = out.trim_matches(' ').to_owned();
    if trimmed.is_empty() { "x".into() } else { trimmed }
}

fn pieces(rng: &mut Rng, depth: usize, kept: bool) -> Vec<Inline> {
    let mut out = Vec::new();
    for _ in 0..1 + rng.below(4) {
        if rng.below(3) == 0 && !out.is_empty() {
            out.push(plain(" "));
        }
        if depth > 0 && rng.below(2) == 0 {
            out.push(piece(rng, depth - 1, kept));
        } else {
            out.push(plain(&characters(rng)));
        }
        if depth == 5 && rng.below(5) == 0 {
            out.push(Inline::Paragraph);
            out.push(plain(&characters(rng)));
        }
    }
    out
}

fn piece(rng: &mut Rng, depth: usize, kept: bool) -> Inline {
    match rng.below(10) {
        0 => Inline::Math(
            rng.pick(&["x_1", "a$b", "\\{x\\}", "", "\\mbox{$y$}", "[0,1)", " x ", "\\$", "1/ε", "\\\\"]).into(),
        ),
        1 => Inline::Quoted(pieces(rng, depth, kept)),
        2 => Inline::Link {
            target: rng.pick(&["http://x/%20#a_b~c", "a\\b", "a{b", "a}{", "a{b}", "\\%", "\\~{}", "é", "$"]).into(),
            text: if rng.below(2) == 0 { vec![] } else { pieces(rng, depth, kept) },
        },
        3..=5 => raw(rng.pick(&[
            "\\cite{x}",
            "\\foo",
            "\\foo ",
            "\\ours{}",
            "\\x[a]{b}",
            "\\|",
            "$$a$$",
            "\\foo*{x}",
            "\\[a\\]",
        ])),
        _ => loop {
            let style = rng.pick(&Style::ALL);
            if style != Style::KeepCase || !kept {
                return Inline::Styled(style, pieces(rng, depth, kept || style == Style::KeepCase));
            }
        },
    }
}

/// Whether blanks stand only where white space is not folded.
fn settled(inlines: &[Inline], blank: &mut bool) -> bool {
    inlines.iter().all(|inline| match inline {
        Inline::Plain(text) => {
            let double = text.contains("  ") || *blank && text.starts_with(' ');
            *blank = text.ends_with(' ');
            !double
        }
        Inline::Styled(_, inner) => settled(inner, blank),
        Inline::Quoted(inner) => settled(inner, blank) && !std::mem::take(blank),
        Inline::Link { text, .. } => settled(text, blank) && !std::mem::take(blank),
        Inline::Paragraph => !std::mem::replace(blank, true),
        Inline::Math(_) | Inline::Raw { .. } => {
            *blank = false;
            true
        }
    })
}

/// Whether protection stands where BibTeX cannot say so: beside a free capital
/// in the argument of one command, or around nothing that has case.
fn is_mixed(inlines: &[Inline], argument: bool) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Styled(Style::KeepCase, inner) => !case::has_letter(inner) || is_mixed(inner, true),
        Inline::Link { target, text } if !argument && target.contains(char::is_uppercase) => {
            case::has_free_capital(text) || case::has_protection(text)
        }
        Inline::Styled(_, inner) | Inline::Quoted(inner) | Inline::Link { text: inner, .. } => {
            let all = matches!(&inner[..], [Inline::Styled(Style::KeepCase, _)]);
            let apart = !case::has_protection(inner) && !case::is_fragile(inner);
            !argument && !all && case::has_free_capital(inner) && !apart || is_mixed(inner, true)
        }
        _ => false,
    })
}

#[test]
fn made_up_texts_read_back() {
    let mut rng = Rng::new(7);
    let mut tried = 0;
    for _ in 0..60_000 {
        law(&Text::from(characters(&mut rng)));
        let text = Text::from_inlines(pieces(&mut rng, 5, false));
        let mut blank = true;
        if settled(&text.inlines(), &mut blank) && !blank && !is_mixed(&text.inlines(), false) {
            law(&text);
            tried += 1;
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn any_bytes_are_read_and_settle() {
    const TEX: &[&str] = &[
        "\\",
        "{",
        "}",
        "$",
        "$$",
        "\\(",
        "\\)",
        "[",
        "]",
        "\\em",
        "\\emph{",
        "\\'",
        "\\v",
        "\\url",
        "\\href{",
        "~",
        " ",
        "\n",
        "\n\n",
        "`",
        "'",
        "-",
        "a",
        "é",
        "\\foo",
        "\\char",
        "\"41",
        "*",
        "\\par",
        "\\ ",
        "\\i",
        "?",
        "\\symbol{",
        "\\ensuremath{",
        "\\mbox{",
        "\\t",
        "\\o",
        "\\[",
        "\\]",
        "\\enquote{",
        "\\texttt{",
    ];
    let mut rng = Rng::new(3);
    for _ in 0..60_000 {
        let source: String = (0..rng.below(14)).map(|_| rng.pick(TEX)).collect();
        for how in [READ, Decode { paragraphs: false, braces: Braces::Drop }] {
            let text = decode_paragraphs(&source, how);
            assert_eq!(Text::from_inlines(text.inlines().into_owned()), text, "{source:?}");
            let how_out = Encode { ascii: false, flavour: Flavour::Bibtex };
            let (mut first, mut second) = (String::new(), String::new());
            encode(&text, how_out, &mut first);
            assert!(balanced(&first), "{source:?} {first:?}");
            encode(&read(&first), how_out, &mut second);
            let mut third = String::new();
            encode(&read(&second), how_out, &mut third);
            assert_eq!(second, third, "{source:?}");
        }
    }
}

#[test]
fn depth_and_length_are_bounded() {
    for part in [
        "{", "}", "$", "\\emph{", "\\em", "\\'", "\\'{", "[", "\\foo[", "\\foo{", "\\(", "$$", "{$", "\\em{", "`",
        "\\href{",
    ] {
        let source = part.repeat(100_000);
        let text = read(&source);
        encode(&text, Encode { ascii: true, flavour: Flavour::Bibtex }, &mut String::new());
        let closed = format!("{source}x{}", "}".repeat(100_000));
        let text = read(&closed);
        encode(&text, Encode { ascii: true, flavour: Flavour::Bibtex }, &mut String::new());
    }
}
