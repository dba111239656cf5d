//! TeX as it occurs in bibliographies, to rich text and back.
//!
//! [`decode`] never fails and never drops anything that is printed: commands
//! that are not in the tables stay as [`Inline::Raw`](crate::ir::Inline::Raw) in
//! the notation `tex`, with the groups that directly follow them, as does
//! displayed mathematics, and a brace or dollar without a partner is the
//! character itself. A logo (`\LaTeX`) is its word, protected; a line break is a
//! blank; a sorting hint (`\noopsort{x}`) is nothing. A sign that stands for
//! itself in a bibliography, as `%`, `&` or `_` do, is one. Mathematics keeps its
//! source, but for words in it that are only raised (`$^{\textrm{th}}$`) and
//! single characters that have no other command (`{\ensuremath{\leq}}`).
//!
//! ```
//! use ibidem::codec::tex::{Braces, Decode, Encode, Flavour, decode, encode};
//! use ibidem::ir::{Inline, Style, Text};
//!
//! let how = Decode { paragraphs: false, braces: Braces::Protect };
//! let text = decode(r"{\'E}tude on {NASA}", how);
//! let nasa = Inline::Styled(Style::KeepCase, vec![Inline::Plain("NASA".into())]);
//! assert_eq!(text, Text::from_inlines(vec![Inline::Plain("Étude on ".into()), nasa]));
//!
//! let mut out = String::new();
//! assert!(encode(&text, Encode { ascii: true, flavour: Flavour::Bibtex }, &mut out));
//! assert_eq!(out, r"{\'E}tude on {NASA}");
//! ```

mod accents;
mod case;
mod commands;
mod decode;
mod encode;
mod follows;
mod letters;
mod marks;
mod maths;
mod scan;
mod sure;
mod symbols;
mod table;
#[cfg(test)]
mod tests;
mod words;

use crate::ir::{Str, Text};

/// What becomes of brace groups.
///
/// ```
/// use ibidem::codec::tex::{Braces, Decode, decode};
/// let kept = |braces| decode("{NASA}", Decode { paragraphs: false, braces }).as_plain().is_none();
/// assert!(kept(Braces::Protect) && !kept(Braces::Drop));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Braces {
    /// A group that the BibTeX styles would not re-case is kept as such.
    Protect,
    /// Groups only group.
    Drop,
}

/// How to read.
///
/// ```
/// use ibidem::codec::tex::{Braces, Decode, decode};
/// let how = Decode { paragraphs: true, braces: Braces::Drop };
/// assert_eq!(decode("one\n\ntwo", how).to_plain(), "one\ntwo");
/// assert_eq!(decode("one\n\ntwo", Decode { paragraphs: false, ..how }).to_plain(), "one two");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decode {
    /// Whether a blank line ends a paragraph.
    pub paragraphs: bool,
    /// What becomes of brace groups.
    pub braces: Braces,
}

/// Which characters mean something to the reader of the output.
///
/// ```
/// use ibidem::codec::tex::{Encode, Flavour, encode_plain};
/// let (mut bibtex, mut arxiv) = (String::new(), String::new());
/// encode_plain("R&D", Encode { ascii: false, flavour: Flavour::Bibtex }, &mut bibtex);
/// encode_plain("R&D", Encode { ascii: false, flavour: Flavour::Arxiv }, &mut arxiv);
/// assert_eq!((bibtex.as_str(), arxiv.as_str()), (r"R\&D", "R&D"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// A BibTeX value, typeset by LaTeX.
    Bibtex,
    /// arXiv listing text, where `& % # _ ^ < >` stand for themselves.
    Arxiv,
}

/// How to write.
///
/// ```
/// use ibidem::codec::tex::{Encode, Flavour, encode_plain};
/// let mut out = String::new();
/// assert!(encode_plain("é", Encode { ascii: true, flavour: Flavour::Bibtex }, &mut out));
/// assert_eq!(out, r"{\'e}");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encode {
    /// ASCII only, as far as TeX has commands.
    pub ascii: bool,
    /// For which reader.
    pub flavour: Flavour,
}

/// Reads TeX.
///
/// White space is folded and cut off at the ends. Only what an accent command
/// produced is composed; other characters stay as they are. A group protects
/// from case changes where the styles of BibTeX see it so: `{Foo}`, `{{\'E}}`
/// and the argument of `\emph{Foo}` are protected, `{\'E}`, `{\emph{Foo}}` and
/// `\textbf{\emph{Foo}}` are not. Braces around what has no letter, and the
/// argument of a command without a capital, say nothing. Text nested deeper than
/// [`MAX_DEPTH`](crate::codec::MAX_DEPTH) stays as it stands.
///
/// ```
/// use ibidem::codec::tex::{Braces, Decode, decode};
/// let how = Decode { paragraphs: false, braces: Braces::Drop };
/// assert_eq!(decode(r"Erd\H{o}s  \& $\pi$", how).to_plain(), r"Erdős & $\pi$");
/// ```
pub fn decode(source: &str, how: Decode) -> Text {
    decode::decode(source, how, false)
}

/// Reads TeX in which every line is a paragraph, whatever `how.paragraphs` says.
///
/// ```
/// use ibidem::codec::tex::{Braces, Decode, decode_paragraphs};
/// let how = Decode { paragraphs: false, braces: Braces::Drop };
/// assert_eq!(decode_paragraphs("one\ntwo", how).to_plain(), "one\ntwo");
/// ```
pub fn decode_paragraphs(source: &str, how: Decode) -> Text {
    decode::decode(source, how, true)
}

/// Reads TeX into characters.
///
/// ```
/// assert_eq!(ibidem::codec::tex::decode_plain(r"Sm{\o}rrebr{\o}d \emph{and} more"), "Smørrebrød and more");
/// ```
pub fn decode_plain(source: &str) -> Str {
    match decode(source, Decode { paragraphs: false, braces: Braces::Drop }) {
        Text::Plain(text) => text,
        text => text.to_plain().as_ref().into(),
    }
}

/// Appends a text as TeX and returns whether every character could be written
/// as asked: always, unless it should be ASCII.
///
/// Reading the output with [`Braces::Protect`] and paragraphs, or by
/// [`decode_paragraphs`] for [`Flavour::Arxiv`], gives the same text again. A
/// caller that must know for certain reads it and compares, as these texts do
/// not come back:
///
/// - leading, trailing and doubled blanks, line ends, tabs and other white
///   space control characters, also in links, mathematics and [`Raw`] source,
///   and a [`Style`] around nothing but a blank;
/// - protection inside protection, around what has no letter, or of a part only
///   of a command's argument whose other capitals are free;
/// - free capitals in the argument of a command beside mathematics, source or
///   an address with capitals, which a change of case would break: protected
///   with it;
/// - in ASCII, a letter that stands beside its accent: composed;
/// - mathematics and unknown source whose braces are not balanced: written as
///   characters; in BibTeX, where `\{` counts as well, mathematics gets
///   `\lbrace` instead;
/// - unknown source that means something, as `\emph{x}` does, or that takes in
///   less or more than one command; unknown source of another notation;
/// - what is nested deeper than [`MAX_DEPTH`](crate::codec::MAX_DEPTH);
/// - several ends of a paragraph in a row.
///
/// For [`Flavour::Bibtex`] the output is balanced in the way BibTeX counts.
/// Letters of running Greek (`\textalpha`) and some signs need the packages
/// `textalpha` and `textcomp`, rare marks `tipa`, Cyrillic the encoding T2A,
/// dingbats `pifont`, `\enquote` needs `csquotes`.
///
/// [`Raw`]: crate::ir::Inline::Raw
/// [`Style`]: crate::ir::Style
///
/// ```
/// use ibidem::codec::tex::{Encode, Flavour, encode};
/// use ibidem::ir::{Inline, Style, Text};
/// let text = Text::from_inlines(vec![Inline::Styled(Style::Strong, vec![Inline::Plain("100%".into())])]);
/// let mut out = String::new();
/// assert!(encode(&text, Encode { ascii: false, flavour: Flavour::Bibtex }, &mut out));
/// assert_eq!(out, r"\textbf{100\%}");
/// ```
pub fn encode(text: &Text, how: Encode, out: &mut String) -> bool {
    encode::encode(text, how, Braces::Protect, out)
}

/// Appends a text as TeX for a field that is read with these braces: where case
/// does not matter nothing has to be said about it. See [`encode`].
///
/// ```
/// use ibidem::codec::tex::{Braces, Encode, Flavour, encode_for};
/// use ibidem::ir::{Inline, Style, Text};
/// let text = Text::from_inlines(vec![Inline::Styled(Style::Emph, vec![Inline::Plain("Notes".into())])]);
/// let mut out = String::new();
/// encode_for(&text, Encode { ascii: false, flavour: Flavour::Bibtex }, Braces::Drop, &mut out);
/// assert_eq!(out, r"\emph{Notes}");
/// ```
pub fn encode_for(text: &Text, how: Encode, braces: Braces, out: &mut String) -> bool {
    encode::encode(text, how, braces, out)
}

/// The same for a caller that must know for certain: returns whether reading
/// the output with these braces gives the same text, and every brace in it has
/// its partner. False if that was not found out.
#[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
pub(crate) fn encode_surely(text: &Text, how: Encode, braces: Braces, out: &mut String) -> bool {
    encode::encode_surely(text, how, braces, out)
}

/// Appends characters as TeX; see [`encode`].
///
/// ```
/// use ibidem::codec::tex::{Encode, Flavour, encode_plain};
/// let mut out = String::new();
/// // No font has a command for it.
/// assert!(!encode_plain("\u{1f600}", Encode { ascii: true, flavour: Flavour::Bibtex }, &mut out));
/// ```
pub fn encode_plain(text: &str, how: Encode, out: &mut String) -> bool {
    encode::encode_plain(text, how, out)
}
