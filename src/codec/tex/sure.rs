//! Texts of which it is beyond doubt that what is written is read as the same,
//! so that nobody has to read it.
//!
//! They are made of characters that mean themselves in every place, of those with
//! an escape that takes in nothing behind it, of dashes and quotation marks, of
//! mathematics between dollars, and of these set off or protected. What else there
//! is to say about them:
//!
//! - No blank stands at an end of a text or of a part that is set off, and no two
//!   stand together, so that none is cut off or folded.
//! - Between two pieces there is always something that is no plain text: a piece
//!   of characters never joins the next one.
//! - Dollars in mathematics stand in braces, whose partners are in the same
//!   mathematics, and no two pieces of mathematics touch: each dollar that is
//!   written finds the next one.

use super::case::{self, Case};
use super::maths::Shape;
use super::scan::is_blank_byte;
use crate::ir::{Inline, Style};

/// Whether no blank at an end of these characters would be cut off. They are
/// looked at one by one as they are written.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!((bytes.first(), bytes.last()), (Some(&first), Some(&last)) if !is_blank_byte(first) && !is_blank_byte(last))
}

/// Whether the pieces are as a reader would put them together, where the case of
/// the text is this. Characters are looked at as they are written.
pub(super) fn is_normal(inlines: &[Inline], case: Case) -> bool {
    !matches!(inlines, [Inline::Plain(_)]) && are_pieces(inlines, case)
}

fn are_pieces(inlines: &[Inline], case: Case) -> bool {
    let ends = |first: &Inline, last: &Inline| {
        let begins = !matches!(first, Inline::Plain(text) if text.as_bytes().first().is_none_or(|&b| is_blank_byte(b)));
        begins && !matches!(last, Inline::Plain(text) if text.as_bytes().last().is_none_or(|&b| is_blank_byte(b)))
    };
    let touch = |two: &[Inline]| {
        matches!(two, [Inline::Plain(_), Inline::Plain(_)]) || matches!(two, [Inline::Math(_), Inline::Math(_)])
    };
    let (Some(first), Some(last)) = (inlines.first(), inlines.last()) else { return false };
    ends(first, last) && !inlines.windows(2).any(touch) && inlines.iter().all(|inline| is_piece(inline, case))
}

fn is_piece(inline: &Inline, case: Case) -> bool {
    match inline {
        Inline::Plain(text) => !text.is_empty(),
        // Looked at as it is written.
        Inline::Math(_) => true,
        // Behind a brace no backslash may stand, and elsewhere braces are no protection.
        Inline::Styled(Style::KeepCase, inner) => {
            let words = |text: &str| text.starts_with(char::is_alphanumeric) && is_plain(text);
            case == Case::Open
                && matches!(inner.as_slice(), [Inline::Plain(text)] if words(text))
                && case::has_letter(inner)
        }
        Inline::Styled(Style::Emph | Style::Strong | Style::SmallCaps | Style::Sup | Style::Sub, inner) => {
            // One in the other is rare, and text nested deep stays as it stands.
            let flat = inner.iter().all(|inline| matches!(inline, Inline::Plain(_) | Inline::Math(_)));
            case == Case::Free && flat && are_pieces(inner, case)
        }
        _ => false,
    }
}

/// Mathematics that is written between dollars as it stands, and is no more than
/// that: words that are only raised are none.
pub(super) fn is_math(source: &str, shape: &Shape) -> bool {
    let raises = source.starts_with(['^', '_']);
    let in_line = !source.bytes().any(|b| is_blank_byte(b) && b != b' ');
    !source.is_empty() && !raises && in_line && shape.balanced && shape.counted && !shape.dollar
}

/// Whether a byte that the writer does not change means itself before this one.
pub(super) fn stands(byte: u8, next: Option<&u8>) -> bool {
    byte >= b' ' && !(byte == b' ' && next == Some(&b' '))
}

/// Whether a character that is not written as itself is read as the same, given
/// what follows it.
pub(super) fn sign(c: char, rest: &str) -> bool {
    match c {
        // Behind it, `amp;` would be taken in.
        '&' => !rest.starts_with(['a', 'l', 'g', 'q', 'n']),
        '%' | '#' | '_' | '$' | '\u{201c}' | '\u{201d}' => true,
        '\u{2013}' | '\u{2014}' => !rest.starts_with(['-', '\u{2013}', '\u{2014}']),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Braces, Decode, Encode, Flavour, decode, encode_for, encode_surely};
    use super::*;
    use crate::ir::Text;
    use crate::laws::Rng;

    const PARTS: &[&str] = &[
        "a", "B", "word", " ", " ", "  ", "-", "--", "'", "''", "\"", "`", "``", ",", ",,", "?", "!", "\u{a1}", "<",
        ">", "<<", "&", "&amp;", "amp;", "%", "#", "_", "^", "$", "~", "|", "\\", "\\emph", "{", "}", "[", "]", "(",
        ")", "\n", "\t", "\r", "\u{1}", "\u{7f}", "\u{85}", "\u{a0}", "\u{202f}", "\u{205f}", "\u{2005}", "\u{2013}",
        "\u{2014}", "\u{201c}", "\u{201d}", "\u{2018}", "\u{2019}", "\u{201e}", "\u{ab}", "\u{bb}", "\u{e9}",
        "e\u{301}", "\u{301}", "\u{f8}", "\u{3b1}", "\u{416}", "\u{65e5}", "0", "12", ".", ":", ";", "=", "*", "@",
        "/", "x y", "fi", "NASA",
    ];

    const MATHS: &[&str] = &[
        "x",
        "x_1",
        "^2",
        "\\alpha",
        "{",
        "}",
        "\\{",
        "\\}",
        "$",
        "\\$",
        " ",
        "\\text{a $b$}",
        "\n",
        "\\",
        "[",
        "\\(",
        "n",
    ];

    fn joined(rng: &mut Rng, parts: &[&str], most: usize) -> crate::ir::Str {
        (0..rng.below(most + 1)).map(|_| rng.pick(parts)).collect()
    }

    fn pieces(rng: &mut Rng, depth: usize) -> Vec<Inline> {
        let count = 1 + rng.below(4);
        let piece = |rng: &mut Rng| match rng.below(if depth > 2 { 4 } else { 9 }) {
            0..3 => Inline::Plain(joined(rng, PARTS, 4)),
            3 => Inline::Math(joined(rng, MATHS, 4)),
            4..7 => Inline::Styled(rng.pick(&Style::ALL), pieces(rng, depth + 1)),
            7 => Inline::Styled(rng.pick(&Style::ALL), vec![Inline::Plain(joined(rng, PARTS, 3))]),
            _ => match rng.below(4) {
                0 => Inline::Quoted(pieces(rng, depth + 1)),
                1 => Inline::Paragraph,
                2 => Inline::Raw { notation: "tex".into(), source: joined(rng, PARTS, 2) },
                _ => Inline::Link { target: joined(rng, PARTS, 2), text: Vec::new() },
            },
        };
        (0..count).map(|_| piece(rng)).collect()
    }

    fn balanced(out: &str) -> bool {
        let mut depth = 0_i32;
        let deep = out.bytes().all(|byte| {
            depth += i32::from(byte == b'{') - i32::from(byte == b'}');
            depth >= 0
        });
        deep && depth == 0
    }

    /// Whether it is sure; if so it has to be true.
    fn check(text: &Text, braces: Braces) -> bool {
        let how = Encode { ascii: false, flavour: Flavour::Bibtex };
        let (mut out, mut same) = (String::new(), String::new());
        let sure = encode_surely(text, how, braces, &mut out);
        encode_for(text, how, braces, &mut same);
        assert_eq!(out, same);
        if sure {
            for paragraphs in [false, true] {
                assert_eq!(decode(&out, Decode { paragraphs, braces }), *text, "{out:?}");
            }
            assert!(balanced(&out), "{out:?}");
        }
        sure
    }

    #[test]
    fn what_is_sure_is_true_of_generated_texts() {
        let (mut rng, mut sure, mut rich) = (Rng::new(25), 0, 0);
        for round in 0..60_000 {
            let text = match round % 3 {
                0 => Text::Plain(joined(&mut rng, PARTS, 8)),
                // As readers put them together, and as nobody should.
                1 => Text::from_inlines(pieces(&mut rng, 0)),
                _ => Text::Rich(pieces(&mut rng, 0)),
            };
            for braces in [Braces::Drop, Braces::Protect] {
                let found = check(&text, braces);
                sure += usize::from(found);
                rich += usize::from(found && text.as_plain().is_none());
            }
        }
        assert!(sure > 2_000 && rich > 500, "{sure} {rich}");
    }

    #[test]
    fn every_pair_of_characters_is_looked_at() {
        for first in PARTS {
            for second in PARTS {
                for third in PARTS.iter().chain(&[""]) {
                    for text in [format!("a{first}{second}{third}b"), format!("{first}{second}{third}")] {
                        check(&Text::from(text), Braces::Drop);
                    }
                }
                let set_off = |style, text: &str| Inline::Styled(style, vec![Inline::Plain(text.into())]);
                for style in Style::ALL {
                    let text = Text::Rich(vec![
                        Inline::Plain((*first).into()),
                        set_off(style, second),
                        Inline::Plain((*first).into()),
                    ]);
                    check(&text, Braces::Drop);
                    check(&text, Braces::Protect);
                }
            }
        }
    }

    #[test]
    fn common_texts_are_sure() {
        for plain in ["100 % of R&D", "state-of-the-art \u{2013} and \u{201c}more\u{201d}", "it\u{2019}s $5"] {
            assert!(check(&Text::from(plain), Braces::Drop), "{plain}");
        }
        let plain = |text: &str| Inline::Plain(text.into());
        let emph = Inline::Styled(Style::Emph, vec![plain("E. coli")]);
        assert!(check(
            &Text::Rich(vec![plain("On "), emph, plain(" and "), Inline::Math("O(n^{2})".into())]),
            Braces::Drop
        ));
        let nasa = Inline::Styled(Style::KeepCase, vec![plain("NASA")]);
        assert!(check(&Text::Rich(vec![nasa, plain(" at 50 %")]), Braces::Protect));
    }
}
