//! What each command does.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::accents::ACCENTS;
use super::symbols::{GREEK, LETTERS, SYMBOLS};
use crate::ir::Style;

/// What a command does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Command {
    /// Prints a character.
    Char(char),
    /// Puts the accent of this index on its argument.
    Accent(usize),
    /// Sets its argument off.
    Style(Style),
    /// Sets the rest of the group off, or ends setting off.
    Switch(Option<Style>),
    /// Prints its argument.
    Content,
    /// Does nothing.
    Nothing,
    /// Does nothing, and its argument is not printed.
    Dropped,
    /// Prints a word, in letters of its own.
    Logo(&'static str),
    /// Protects its argument.
    Kept,
    /// Ends a line.
    Break,
    /// Prints the character whose hexadecimal number is its argument.
    Glyph,
    /// Prints what stands between two equal signs.
    Verb,
    /// Prints a blank.
    Space,
    /// Ends a paragraph.
    Paragraph,
    /// Quotes its argument.
    Quoted,
    /// Its argument is mathematics.
    Math,
    /// Its argument is an address.
    Url,
    /// Its arguments are an address and a text.
    Href,
    /// `\char`.
    Code,
    /// `\symbol`.
    Symbol,
}

/// Commands that set their argument off; the first of a style is written.
pub(super) const STYLES: &[(&str, Style)] = &[
    ("emph", Style::Emph),
    ("textit", Style::Emph),
    ("textsl", Style::Emph),
    ("underline", Style::Emph),
    ("uline", Style::Emph),
    ("mkbibemph", Style::Emph),
    ("mkbibitalic", Style::Emph),
    ("textbf", Style::Strong),
    ("mkbibbold", Style::Strong),
    ("textsc", Style::SmallCaps),
    ("textsuperscript", Style::Sup),
    ("mkbibsuperscript", Style::Sup),
    ("textsubscript", Style::Sub),
    ("mkbibsubscript", Style::Sub),
    ("texttt", Style::Code),
];

/// Commands that set the rest of their group off.
const SWITCHES: &[(&str, Option<Style>)] = &[
    ("em", Some(Style::Emph)),
    ("it", Some(Style::Emph)),
    ("sl", Some(Style::Emph)),
    ("itshape", Some(Style::Emph)),
    ("slshape", Some(Style::Emph)),
    ("bf", Some(Style::Strong)),
    ("bfseries", Some(Style::Strong)),
    ("sc", Some(Style::SmallCaps)),
    ("scshape", Some(Style::SmallCaps)),
    ("tt", Some(Style::Code)),
    ("ttfamily", Some(Style::Code)),
    ("rm", None),
    ("rmfamily", None),
    ("upshape", None),
    ("mdseries", None),
    ("normalfont", None),
    ("sf", None),
    ("sffamily", None),
];

const OTHERS: &[(&str, Command)] = &[
    ("textrm", Command::Content),
    ("textup", Command::Content),
    ("textmd", Command::Content),
    ("textsf", Command::Content),
    ("textnormal", Command::Content),
    ("mbox", Command::Content),
    ("hbox", Command::Content),
    ("fbox", Command::Content),
    ("makebox", Command::Content),
    ("framebox", Command::Content),
    ("text", Command::Content),
    ("uppercase", Command::Content),
    ("lowercase", Command::Content),
    ("MakeUppercase", Command::Content),
    ("MakeLowercase", Command::Content),
    ("MakeTextUppercase", Command::Content),
    ("MakeTextLowercase", Command::Content),
    ("nohyphens", Command::Content),
    ("textnohyphenation", Command::Content),
    ("autocap", Command::Content),
    ("NoCaseChange", Command::Kept),
    ("protect", Command::Nothing),
    ("relax", Command::Nothing),
    ("noindent", Command::Nothing),
    ("indent", Command::Nothing),
    ("sloppy", Command::Nothing),
    ("leavevmode", Command::Nothing),
    ("ignorespaces", Command::Nothing),
    ("unskip", Command::Nothing),
    ("nobreak", Command::Nothing),
    ("allowbreak", Command::Nothing),
    ("nolinebreak", Command::Nothing),
    ("cyrchar", Command::Nothing),
    ("displaystyle", Command::Nothing),
    ("textstyle", Command::Nothing),
    ("scriptstyle", Command::Nothing),
    ("xspace", Command::Nothing),
    ("null", Command::Nothing),
    ("isdot", Command::Nothing),
    ("hyphenate", Command::Nothing),
    ("noopsort", Command::Dropped),
    ("NoopSort", Command::Dropped),
    ("SortNoop", Command::Dropped),
    ("sortnoop", Command::Dropped),
    ("noop", Command::Dropped),
    ("NOOP", Command::Dropped),
    ("space", Command::Space),
    ("newblock", Command::Space),
    ("addspace", Command::Space),
    ("addnbspace", Command::Space),
    ("newline", Command::Break),
    ("linebreak", Command::Break),
    ("break", Command::Break),
    ("par", Command::Paragraph),
    ("endgraf", Command::Paragraph),
    ("enquote", Command::Quoted),
    ("mkbibquote", Command::Quoted),
    ("ensuremath", Command::Math),
    ("url", Command::Url),
    ("nolinkurl", Command::Url),
    ("path", Command::Url),
    ("href", Command::Href),
    ("char", Command::Code),
    ("unichar", Command::Code),
    ("symbol", Command::Symbol),
    ("ElsevierGlyph", Command::Glyph),
    ("verb", Command::Verb),
];

/// Names that are set in a way of their own.
const LOGOS: &[(&str, &str)] = &[
    ("TeX", "TeX"),
    ("LaTeX", "LaTeX"),
    ("LaTeXe", "LaTeX2ε"),
    ("BibTeX", "BibTeX"),
    ("BibLaTeX", "BibLaTeX"),
    ("XeTeX", "XeTeX"),
    ("XeLaTeX", "XeLaTeX"),
    ("LuaTeX", "LuaTeX"),
    ("LuaLaTeX", "LuaLaTeX"),
    ("pdfTeX", "pdfTeX"),
    ("pdfLaTeX", "pdfLaTeX"),
    ("ConTeXt", "ConTeXt"),
    ("SliTeX", "SliTeX"),
    ("AmS", "AMS"),
    ("AmSTeX", "AMSTeX"),
    ("AmSLaTeX", "AMSLaTeX"),
    ("MF", "METAFONT"),
    ("MP", "METAPOST"),
];

/// All commands by name.
pub(super) static COMMANDS: LazyLock<FxHashMap<&'static str, Command>> = LazyLock::new(|| {
    let mut map = FxHashMap::default();
    map.extend(OTHERS.iter().copied());
    map.extend(LOGOS.iter().map(|&(name, word)| (name, Command::Logo(word))));
    map.extend(STYLES.iter().map(|&(name, style)| (name, Command::Style(style))));
    map.extend(SWITCHES.iter().map(|&(name, style)| (name, Command::Switch(style))));
    map.extend(ACCENTS.iter().enumerate().map(|(index, accent)| (accent.name, Command::Accent(index))));
    map.extend([LETTERS, GREEK, SYMBOLS].into_iter().flatten().map(|&(name, c)| (name, Command::Char(c))));
    map
});
