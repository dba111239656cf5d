//! Which brace, dollar and bracket belongs to which, found once per value.

/// An opening sign and where its partner stands.
struct Mark {
    at: usize,
    mate: usize,
}

/// The pairs of a value. What has no partner is not in it.
pub(super) struct Marks(Vec<Mark>);

const NONE: usize = usize::MAX;

/// How far to look for a partner before all pairs are found at once.
const NEAR: usize = 64;

/// Where the partner of the first byte stands, if that is a brace or a single
/// dollar and the partner is close by.
pub(super) fn near(bytes: &[u8]) -> Option<usize> {
    let bytes = &bytes[..bytes.len().min(NEAR)];
    let (first, second) = (*bytes.first()?, *bytes.get(1)?);
    if first != b'{' && (first != b'$' || second == b'$') {
        return None;
    }
    let mut depth = 0_usize;
    let mut at = usize::from(first == b'$');
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'$' if first == b'$' && depth == 0 => return Some(at),
            b'{' => depth += 1,
            b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && first == b'{' {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Where the brace stands that ends a group if a backslash hides none, for a
/// group that has no other end.
pub(super) fn counted(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, b) in bytes.iter().take(NEAR).enumerate() {
        match b {
            b'{' => depth += 1,
            b'}' if depth == 1 => return (bytes[at - 1] == b'\\').then_some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What is open inside one group.
#[derive(Default)]
struct Level {
    /// Where its brackets start in the stack of all brackets.
    brackets: usize,
    dollar: Option<(usize, bool)>,
    round: Option<usize>,
    square: Option<usize>,
}

impl Marks {
    /// Finds the pairs. A backslash hides the character after it.
    pub(super) fn find(source: &str) -> Marks {
        let bytes = source.as_bytes();
        let mut marks: Vec<Mark> = Vec::new();
        let mut open = Vec::new();
        let mut at = 0;
        while let Some(step) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| b"\\{}$[]".contains(b))) {
            at += step;
            match bytes[at] {
                b'\\' => {
                    if matches!(bytes.get(at + 1), Some(b'(' | b')' | b'[' | b']')) {
                        marks.push(Mark { at, mate: NONE });
                    }
                    at += 1;
                }
                b'{' => {
                    open.push(marks.len());
                    marks.push(Mark { at, mate: NONE });
                }
                b'}' => {
                    if let Some(from) = open.pop() {
                        marks[from].mate = at;
                        marks.push(Mark { at, mate: marks[from].at });
                    }
                }
                _ => marks.push(Mark { at, mate: NONE }),
            }
            at += 1;
        }
        pair(bytes, &mut marks);
        marks.retain(|mark| mark.mate != NONE && mark.mate > mark.at);
        Marks(marks)
    }

    /// Where the partner of the sign at `at` stands.
    pub(super) fn mate(&self, at: usize) -> Option<usize> {
        let index = self.0.binary_search_by_key(&at, |mark| mark.at).ok()?;
        Some(self.0[index].mate)
    }
}

/// Pairs everything but braces, inside each group for itself.
fn pair(bytes: &[u8], marks: &mut [Mark]) {
    let mut levels = vec![Level::default()];
    let mut brackets: Vec<usize> = Vec::new();
    let mut index = 0;
    while index < marks.len() {
        let Mark { at, mate } = marks[index];
        let Some(level) = levels.last_mut() else { return };
        match bytes[at] {
            b'{' if mate != NONE => levels.push(Level { brackets: brackets.len(), ..Level::default() }),
            b'{' => {}
            b'}' => {
                brackets.truncate(level.brackets);
                levels.pop();
            }
            b'[' => brackets.push(index),
            b']' => {
                if brackets.len() > level.brackets
                    && let Some(from) = brackets.pop()
                {
                    marks[from].mate = at;
                }
            }
            b'$' => {
                let double = marks.get(index + 1).is_some_and(|next| next.at == at + 1 && bytes[next.at] == b'$');
                match level.dollar {
                    None => {
                        level.dollar = Some((index, double));
                        index += usize::from(double);
                    }
                    Some((from, wide)) if !wide || double => {
                        marks[from].mate = at;
                        level.dollar = None;
                        index += usize::from(wide);
                    }
                    Some(_) => {}
                }
            }
            _ => match bytes[at + 1] {
                b'(' => level.round = Some(index),
                b'[' => level.square = Some(index),
                sign => {
                    let slot = if sign == b')' { &mut level.round } else { &mut level.square };
                    if let Some(from) = slot.take() {
                        marks[from].mate = at;
                    }
                }
            },
        }
        index += 1;
    }
}
