//! What braces say about upper and lower case, as BibTeX's `change.case$` sees it.
//!
//! A style changes letters outside of all braces, and everything in a "special
//! character": a group outside of all others that starts with a backslash. So
//! `{NASA}`, `{{\'E}}` and the argument of `\emph{Foo}` stay as they are, while
//! `{\'E}`, `{\emph{Foo}}` and `\textbf{\emph{Foo}}` are changed. The one exception made here: braces
//! that only hold the letter of an accent (`\"{U}ber`) are nobody's protection.

use crate::ir::{Inline, Style, Text};

/// What braces mean at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Case {
    /// Outside of all braces.
    #[default]
    Open,
    /// Nothing protects: in a special character, or where case does not matter.
    Free,
    /// In the argument of a command that stands outside of all braces. What of
    /// it is protected is settled where it ends.
    Argument,
    /// In something that is protected.
    Kept,
}

/// Whether there is anything that a change of case could reach.
pub(super) fn has_letter(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Plain(text) => text.chars().any(char::is_alphabetic),
        Inline::Styled(_, inner) | Inline::Quoted(inner) => has_letter(inner),
        Inline::Link { text, .. } => text.is_empty() || has_letter(text),
        Inline::Paragraph => false,
        _ => true,
    })
}

/// Whether there is a capital that nothing protects.
pub(super) fn has_free_capital(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Plain(text) => text.chars().any(char::is_uppercase),
        Inline::Styled(Style::KeepCase, _) => false,
        Inline::Styled(_, inner) | Inline::Quoted(inner) | Inline::Link { text: inner, .. } => has_free_capital(inner),
        _ => false,
    })
}

/// Whether there is protection in it.
pub(super) fn has_protection(inlines: &[Inline]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Styled(Style::KeepCase, _) => true,
        Inline::Styled(_, inner) | Inline::Quoted(inner) | Inline::Link { text: inner, .. } => has_protection(inner),
        _ => false,
    })
}

/// Whether there is source in it that a change of case would break.
pub(super) fn is_fragile(inlines: &[Inline]) -> bool {
    let has_capital = |source: &str| source.chars().any(char::is_uppercase);
    inlines.iter().any(|inline| match inline {
        Inline::Math(source) | Inline::Raw { source, .. } => has_capital(source),
        Inline::Link { target, text } => has_capital(target) || is_fragile(text),
        Inline::Styled(_, inner) | Inline::Quoted(inner) => is_fragile(inner),
        _ => false,
    })
}

/// How a command says what of its argument is protected.
pub(super) struct Argument<'a> {
    /// What is left to write in it.
    pub inner: &'a [Inline],
    /// What braces mean in there.
    pub case: Case,
    /// Whether a backslash must not, or has to, stand behind a brace around it.
    pub special: Option<bool>,
}

impl<'a> Argument<'a> {
    /// For a command that stands where braces mean this.
    pub fn of(inner: &'a [Inline], case: Case) -> Argument<'a> {
        if case != Case::Open {
            return Argument { inner, case, special: None };
        }
        let kept = |inner| Argument { inner, case: Case::Kept, special: Some(false) };
        match inner {
            [Inline::Styled(Style::KeepCase, all)] if has_free_capital(all) => kept(all),
            _ if !has_free_capital(inner) => {
                Argument { inner, case: Case::Argument, special: has_protection(inner).then_some(false) }
            }
            _ if has_protection(inner) || is_fragile(inner) => kept(inner),
            _ => Argument { inner, case: Case::Free, special: Some(true) },
        }
    }
}

/// The same, protected as a whole.
pub(super) fn protect_all(inlines: Vec<Inline>) -> Vec<Inline> {
    let inlines = if has_protection(&inlines) {
        Text::Rich(inlines).without_case_protection().inlines().into_owned()
    } else {
        inlines
    };
    vec![Inline::Styled(Style::KeepCase, inlines)]
}
