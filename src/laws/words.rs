//! Words and styled text made up at random.

use compact_str::format_compact;

use super::Rng;
use crate::ir::{Inline, Style, Text};

const WORDS: &[&str] = &[
    "learning",
    "of",
    "the",
    "samples",
    "On",
    "A",
    "Über",
    "naïve",
    "Đặng",
    "Nguyễn",
    "модель",
    "模型",
    "graphs",
    "Is",
    "Ångström",
    "NASA",
    "e.g.,",
    "2025",
    "II",
    "O'Neil",
    "self-attention",
    "(part",
    "two)",
    "œuvre",
    "ﬁnal",
    "x",
];

const HOSTILE: &[&str] = &[
    "50%",
    "R&D",
    "C#",
    "$5",
    "cost$",
    "a_b",
    "x^2",
    "{b}",
    "a{b",
    "c}d",
    "\\foo",
    "\\",
    "~",
    "--",
    "---",
    "``q''",
    "`",
    "''",
    "<i>",
    "</i>",
    "<b>x</b>",
    "&amp;",
    "&eacute;",
    "<jats:p>",
    "<p>",
    "DOI: 10.1000/a",
    "{:PMID: 7}",
    "\"q\"",
    "TY  - BOOK",
    "ER  - ",
    "@misc{k,",
    ";",
    "a;b",
    "and",
    "AND",
    "others",
    "=1+1",
    "|",
    "“quoted”",
    "‘x’",
    "–",
    "—",
    "\u{a0}",
    "<4K",
    "$x$",
    "$ x $",
    "]]>",
    "<!--",
    "%7B",
    "\u{2028}",
    "#2",
    "arXiv:2508.00001",
    "?`",
    "!`",
    "<<",
    ">>",
    ",,",
    "e\u{301}",
    "\u{1f600}",
    "Abstract:",
    "Submitted",
    "\\&",
    "\\%",
    "\u{202f}",
    "…",
    "▽ More",
    "△ Less",
    "\\textit{x}",
    "null",
    "true",
    "- ",
    "Authors:",
];

const MATH: &[&str] = &["x_1", "O(n^2)", "\\alpha + \\beta", "1/ε", "\\frac{a}{b}", "a<b", "\\{x\\}", "p \\% q", "&"];

pub(super) fn word(rng: &mut Rng) -> &'static str {
    if rng.one_in(12) { rng.pick(HOSTILE) } else { rng.pick(WORDS) }
}

pub(super) fn words(rng: &mut Rng, most: usize) -> String {
    let mut out = String::from(word(rng));
    for _ in 0..rng.below(most) {
        if !rng.one_in(20) {
            out.push(' ');
        }
        out.push_str(word(rng));
    }
    out.trim().to_owned()
}

/// Text of up to `most` words, sometimes with styles, rarely with white space
/// and control characters that no notation keeps.
pub(super) fn text(rng: &mut Rng, most: usize, paragraphs: bool) -> Text {
    if rng.one_in(60) {
        return Text::from(rng.pick(&[
            "a\tb",
            "a  b",
            " a",
            "b ",
            "a\nb",
            "a\u{0}b",
            "\u{fffe}",
            "a\r\nb",
            "\u{7f}",
            "\u{1b}[0m",
        ]));
    }
    if !rng.one_in(4) && !paragraphs {
        return Text::from(words(rng, most));
    }
    let mut inlines = vec![Inline::Plain(words(rng, most).into())];
    for _ in 0..rng.below(4) {
        let blank = if rng.one_in(5) { "" } else { " " };
        inlines.push(Inline::Plain(blank.into()));
        inlines.push(inline(rng, 3));
        inlines.push(Inline::Plain(format_compact!("{blank}{}", words(rng, most))));
        if paragraphs && rng.one_in(3) {
            inlines.push(Inline::Paragraph);
            inlines.push(Inline::Plain(words(rng, most).into()));
        }
    }
    Text::from_inlines(inlines)
}

fn inline(rng: &mut Rng, depth: usize) -> Inline {
    let inner = |rng: &mut Rng| {
        if depth > 0 && rng.one_in(4) {
            vec![inline(rng, depth - 1)]
        } else {
            vec![Inline::Plain(words(rng, 3).into())]
        }
    };
    match rng.below(8) {
        0 => Inline::Math((rng.pick(MATH)).into()),
        1 => Inline::Quoted(inner(rng)),
        2 => Inline::Link {
            target: (rng.pick(&["https://example.org/a_b?c=1&d=%20#x", "http://x.y"])).into(),
            text: if rng.one_in(2) { inner(rng) } else { vec![] },
        },
        3 => Inline::Raw { notation: "tex".into(), source: (rng.pick(&["\\cite{x}", "\\foo", "\\ours{}"])).into() },
        _ => Inline::Styled(rng.pick(&Style::ALL), inner(rng)),
    }
}
