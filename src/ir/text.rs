//! Rich text: what titles, abstracts and notes are made of.

use std::borrow::Cow;

use super::Str;

/// How a run of text is set off.
///
/// ```
/// use ibidem::ir::{Inline, Style, Text, keys};
/// let records = ibidem::read_str(r"@book{a, title = {\emph{e. coli}}}", "bibtex")?.value;
/// let title = Text::from_inlines(vec![Inline::Styled(Style::Emph, vec![Inline::Plain("e. coli".into())])]);
/// assert_eq!(records[0].get(keys::TITLE), Some(&title));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Style {
    /// Emphasis or italic.
    Emph,
    /// Bold.
    Strong,
    /// Small capitals.
    SmallCaps,
    /// Superscript.
    Sup,
    /// Subscript.
    Sub,
    /// Monospace.
    Code,
    /// Protected from case changes by a citation style.
    KeepCase,
}

impl Style {
    /// All styles.
    ///
    /// ```
    /// use ibidem::ir::Style;
    /// assert!(Style::ALL.iter().any(|style| style.name() == "small-caps"));
    /// ```
    pub const ALL: [Style; 7] =
        [Style::Emph, Style::Strong, Style::SmallCaps, Style::Sup, Style::Sub, Style::Code, Style::KeepCase];

    /// The name used by the `native` format.
    ///
    /// ```
    /// assert_eq!(ibidem::ir::Style::KeepCase.name(), "keep-case");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Style::Emph => "emph",
            Style::Strong => "strong",
            Style::SmallCaps => "small-caps",
            Style::Sup => "sup",
            Style::Sub => "sub",
            Style::Code => "code",
            Style::KeepCase => "keep-case",
        }
    }
}

/// A piece of rich text.
///
/// ```
/// use ibidem::ir::{Inline, Text};
/// let pieces = vec![Inline::Math(r"\pi".into()), Inline::Paragraph, Inline::Plain("More".into())];
/// assert_eq!(Text::from_inlines(pieces).to_plain(), "$\\pi$\nMore");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inline {
    /// Characters that mean themselves.
    Plain(Str),
    /// A styled run.
    Styled(Style, Vec<Inline>),
    /// A quotation whose marks are chosen by the style (`\enquote`).
    Quoted(Vec<Inline>),
    /// TeX source of inline mathematics, without the delimiting dollars.
    Math(Str),
    /// A link; an empty text shows the target itself.
    Link {
        /// The address, verbatim.
        target: Str,
        /// What is shown.
        text: Vec<Inline>,
    },
    /// The end of a paragraph.
    Paragraph,
    /// Source of another notation that was not understood, kept verbatim.
    Raw {
        /// The notation it is in: `tex`, `html`.
        notation: Str,
        /// The source.
        source: Str,
    },
}

/// Rich text in its normal form: no empty pieces, no two plain pieces side by
/// side, and [`Text::Plain`] whenever there is nothing but characters.
///
/// ```
/// use ibidem::ir::{Inline, Style, Text};
/// let text = Text::from_inlines(vec![
///     Inline::Plain("On ".into()),
///     Inline::Styled(Style::Emph, vec![Inline::Plain("E. coli".into())]),
/// ]);
/// assert_eq!(text.to_plain(), "On E. coli");
/// assert_eq!(Text::from("x"), Text::from_inlines(vec![Inline::Plain("x".into())]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// Characters only.
    Plain(Str),
    /// Pieces.
    Rich(Vec<Inline>),
}

impl Default for Text {
    fn default() -> Self {
        Text::Plain(Str::default())
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text::Plain(text.into())
    }
}

impl From<Str> for Text {
    fn from(text: Str) -> Self {
        Text::Plain(text)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Text::Plain(text.into())
    }
}

impl Text {
    /// Builds the normal form of these pieces.
    pub fn from_inlines(inlines: Vec<Inline>) -> Text {
        let mut inlines = normal(inlines);
        match inlines.as_mut_slice() {
            [] => Text::default(),
            [Inline::Plain(text)] => Text::Plain(std::mem::take(text)),
            _ => Text::Rich(inlines),
        }
    }

    /// Whether there is nothing in it.
    ///
    /// ```
    /// use ibidem::ir::{Inline, Style, Text};
    /// assert!(Text::from("").is_empty());
    /// assert!(Text::from_inlines(vec![Inline::Styled(Style::Emph, Vec::new())]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        match self {
            Text::Plain(text) => text.is_empty(),
            Text::Rich(inlines) => inlines.is_empty(),
        }
    }

    /// The characters, if there is nothing else in it.
    ///
    /// ```
    /// use ibidem::ir::{Inline, Text};
    /// assert_eq!(Text::from("Notes").as_plain(), Some("Notes"));
    /// assert_eq!(Text::from_inlines(vec![Inline::Math("x".into())]).as_plain(), None);
    /// ```
    pub fn as_plain(&self) -> Option<&str> {
        match self {
            Text::Plain(text) => Some(text),
            Text::Rich(_) => None,
        }
    }

    /// The pieces; one plain piece for plain text.
    ///
    /// ```
    /// use ibidem::ir::{Inline, Text};
    /// assert_eq!(*Text::from("Notes").inlines(), [Inline::Plain("Notes".into())]);
    /// assert!(Text::from("").inlines().is_empty());
    /// ```
    pub fn inlines(&self) -> Cow<'_, [Inline]> {
        match self {
            Text::Plain(text) if text.is_empty() => Cow::Borrowed(&[]),
            Text::Plain(text) => Cow::Owned(vec![Inline::Plain(text.clone())]),
            Text::Rich(inlines) => Cow::Borrowed(inlines),
        }
    }

    /// The text without any styling: mathematics as `$TeX$`, links as what they
    /// show, paragraphs as a newline, unknown source verbatim.
    pub fn to_plain(&self) -> Cow<'_, str> {
        match self {
            Text::Plain(text) => Cow::Borrowed(text),
            Text::Rich(inlines) => {
                let mut out = String::new();
                push_plain(inlines, &mut out);
                Cow::Owned(out)
            }
        }
    }

    /// Calls `visit` for every piece, outer ones before what they contain.
    ///
    /// ```
    /// use ibidem::ir::{Inline, Text};
    /// let text = Text::from_inlines(vec![Inline::Quoted(vec![Inline::Math("x".into()), Inline::Math("y".into())])]);
    /// let mut formulas = 0;
    /// text.walk(&mut |inline| formulas += usize::from(matches!(inline, Inline::Math(_))));
    /// assert_eq!(formulas, 2);
    /// ```
    pub fn walk<'t>(&'t self, visit: &mut dyn FnMut(&'t Inline)) {
        if let Text::Rich(inlines) = self {
            walk(inlines, visit);
        }
    }

    /// The same text without protection from case changes.
    ///
    /// ```
    /// use ibidem::ir::{Inline, Style, Text};
    /// let text = Text::from_inlines(vec![Inline::Styled(Style::KeepCase, vec![Inline::Plain("NASA".into())])]);
    /// assert_eq!(*text.without_case_protection(), Text::from("NASA"));
    /// ```
    pub fn without_case_protection(&self) -> Cow<'_, Text> {
        let mut found = false;
        self.walk(&mut |inline| found |= matches!(inline, Inline::Styled(Style::KeepCase, _)));
        match self {
            Text::Rich(inlines) if found => Cow::Owned(Text::from_inlines(unprotected(inlines))),
            _ => Cow::Borrowed(self),
        }
    }
}

fn unprotected(inlines: &[Inline]) -> Vec<Inline> {
    let mut out = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            Inline::Styled(Style::KeepCase, inner) => out.extend(unprotected(inner)),
            Inline::Styled(style, inner) => out.push(Inline::Styled(*style, unprotected(inner))),
            Inline::Quoted(inner) => out.push(Inline::Quoted(unprotected(inner))),
            Inline::Link { target, text } => {
                out.push(Inline::Link { target: target.clone(), text: unprotected(text) });
            }
            other => out.push(other.clone()),
        }
    }
    out
}

fn walk<'t>(inlines: &'t [Inline], visit: &mut dyn FnMut(&'t Inline)) {
    for inline in inlines {
        visit(inline);
        match inline {
            Inline::Styled(_, inner) | Inline::Quoted(inner) | Inline::Link { text: inner, .. } => walk(inner, visit),
            _ => {}
        }
    }
}

fn push_plain(inlines: &[Inline], out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Plain(text) => out.push_str(text),
            Inline::Styled(_, inner) => push_plain(inner, out),
            Inline::Quoted(inner) => {
                out.push('\u{201c}');
                push_plain(inner, out);
                out.push('\u{201d}');
            }
            Inline::Math(tex) => {
                out.push('$');
                out.push_str(tex);
                out.push('$');
            }
            Inline::Link { target, text } if text.is_empty() => out.push_str(target),
            Inline::Link { text, .. } => push_plain(text, out),
            Inline::Paragraph => out.push('\n'),
            Inline::Raw { source, .. } => out.push_str(source),
        }
    }
}

/// Joins neighbouring plain pieces and drops empty ones. Depth is bounded by
/// the readers, which refuse deeper nesting than [`crate::codec::MAX_DEPTH`].
fn normal(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::with_capacity(inlines.len());
    for inline in inlines {
        let inline = match inline {
            Inline::Plain(text) if text.is_empty() => continue,
            Inline::Plain(text) => {
                if let Some(Inline::Plain(before)) = out.last_mut() {
                    before.push_str(&text);
                    continue;
                }
                Inline::Plain(text)
            }
            Inline::Styled(style, inner) => {
                let inner = normal(inner);
                if inner.is_empty() {
                    continue;
                }
                Inline::Styled(style, inner)
            }
            Inline::Quoted(inner) => Inline::Quoted(normal(inner)),
            Inline::Link { target, text } => Inline::Link { target, text: normal(text) },
            Inline::Raw { source, .. } if source.is_empty() => continue,
            other => other,
        };
        out.push(inline);
    }
    // A paragraph that nothing precedes or follows separates nothing.
    while matches!(out.last(), Some(Inline::Paragraph)) {
        out.pop();
    }
    let leading = out.iter().take_while(|i| matches!(i, Inline::Paragraph)).count();
    out.drain(..leading);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_form_joins_and_drops() {
        let text = Text::from_inlines(vec![
            Inline::Paragraph,
            Inline::Plain("a".into()),
            Inline::Plain("".into()),
            Inline::Plain("b".into()),
            Inline::Styled(Style::Emph, vec![]),
            Inline::Paragraph,
        ]);
        assert_eq!(text, Text::from("ab"));
    }

    #[test]
    fn plain_form_shows_math_links_and_quotes() {
        let text = Text::from_inlines(vec![
            Inline::Quoted(vec![Inline::Plain("q".into())]),
            Inline::Math("x_1".into()),
            Inline::Paragraph,
            Inline::Link { target: "http://a".into(), text: vec![] },
        ]);
        assert_eq!(text.to_plain(), "\u{201c}q\u{201d}$x_1$\nhttp://a");
    }

    #[test]
    fn case_protection_can_be_taken_off() {
        let text = Text::from_inlines(vec![
            Inline::Styled(Style::KeepCase, vec![Inline::Plain("NASA".into())]),
            Inline::Plain(" now".into()),
        ]);
        assert_eq!(*text.without_case_protection(), Text::from("NASA now"));
    }
}
