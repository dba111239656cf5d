//! Lists in a cell, in JSON or as Python prints them: what a table of a program
//! holds where it had no plain text.

/// A piece of a literal.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Mark(u8),
}

/// The pieces; `None` if it is no literal. Words without quotes are passed over.
fn pieces(source: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut chars = source.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '[' | ']' | '{' | '}' | '(' | ')' | ',' | ':' => pieces.push(Piece::Mark(c as u8)),
            '\'' | '"' => {
                let mut text = String::new();
                loop {
                    match chars.next()? {
                        '\\' => escape(&mut chars, &mut text)?,
                        end if end == c => break,
                        other => text.push(other),
                    }
                }
                pieces.push(Piece::Text(text));
            }
            _ => {}
        }
    }
    Some(pieces)
}

fn escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, text: &mut String) -> Option<()> {
    let kind = chars.next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        other => {
            text.push(match other {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            });
            return Some(());
        }
    };
    let mut code = 0;
    for _ in 0..digits {
        code = code * 16 + chars.next()?.to_digit(16)?;
    }
    text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(())
}

/// The texts of a list, however deep.
pub(super) fn strings(source: &str) -> Option<Vec<String>> {
    let text = |piece| if let Piece::Text(text) = piece { Some(text) } else { None };
    Some(pieces(source)?.into_iter().filter_map(text).collect())
}

/// The texts of the lists in a list.
pub(super) fn lists(source: &str) -> Option<Vec<Vec<String>>> {
    let mut lists: Vec<Vec<String>> = Vec::new();
    let mut depth = 0;
    for piece in pieces(source)? {
        match piece {
            Piece::Mark(b'[' | b'(') => {
                depth += 1;
                if depth == 2 {
                    lists.push(Vec::new());
                }
            }
            Piece::Mark(b']' | b')') => depth -= 1,
            Piece::Text(text) if depth == 2 => lists.last_mut()?.push(text),
            _ => {}
        }
    }
    Some(lists)
}

/// The values that members of this name have, in order.
pub(super) fn members(source: &str, name: &str) -> Option<Vec<String>> {
    let pieces = pieces(source)?;
    let of = |three: &[Piece]| match three {
        [Piece::Text(found), Piece::Mark(b':'), Piece::Text(value)] if found == name => Some(value.clone()),
        _ => None,
    };
    Some(pieces.windows(3).filter_map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_of_two_languages() {
        assert_eq!(strings("['cs.LG', \"stat.ML\"]").unwrap(), ["cs.LG", "stat.ML"]);
        assert_eq!(strings(r#"["\u00e9", "a\"b"]"#).unwrap(), ["é", "a\"b"]);
        assert_eq!(strings("['open"), None);
        assert_eq!(lists("[['a','b'],['c']]").unwrap(), [vec!["a", "b"], vec!["c"]]);
        assert_eq!(members("[{'version': 'v1', 'created': 'Mon'}]", "created").unwrap(), ["Mon"]);
    }
}
