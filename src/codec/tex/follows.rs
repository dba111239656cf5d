//! What an unknown command would take in of what stands after it.

/// What stands after an unknown command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    End,
    Letter,
    Blank,
    Argument,
    Star,
    Other,
}

impl Follows {
    pub(super) fn of(c: Option<char>) -> Follows {
        match c {
            None => Follows::End,
            Some('[' | '{') => Follows::Argument,
            Some('*') => Follows::Star,
            Some(c) if c.is_whitespace() && c != '\u{a0}' => Follows::Blank,
            Some(c) if c.is_alphabetic() => Follows::Letter,
            Some(_) => Follows::Other,
        }
    }
}

/// Whether a command would take in what follows.
pub(super) fn takes_in(source: &str, follows: Follows) -> bool {
    let body = source.strip_suffix(' ').unwrap_or(source);
    let name = body.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let word = name.len() < body.len() && name.ends_with('\\');
    match source.as_bytes().last() {
        Some(b' ') => matches!(follows, Follows::End | Follows::Blank),
        Some(b'}' | b']') => follows == Follows::Argument,
        Some(b'\\') => matches!(follows, Follows::Argument | Follows::Star),
        _ if word => !matches!(follows, Follows::End | Follows::Other),
        _ => false,
    }
}
