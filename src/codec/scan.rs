//! Looking through text for bytes that mean something.

/// Bytes looked at together: a register of the machine.
const STEP: usize = 16;

/// Bytes looked at together in long texts.
const STRIDE: usize = 4 * STEP;

/// Whether no byte is bad, given the byte before it (0 before the first).
///
/// The condition has to be made of comparisons without branches (`|`, not
/// `||`): then whole registers are compared at once.
#[inline(always)]
pub fn none(bytes: &[u8], bad: impl Fn(u8, u8) -> bool) -> bool {
    let Some((&first, here)) = bytes.split_first() else { return true };
    !bad(0, first) && !some(&bytes[..here.len()], here, &bad)
}

/// Whether these are but a few letters, digits and full stops of ASCII, which mean
/// themselves everywhere: numbers and the names of most people.
#[inline]
pub fn is_word(bytes: &[u8]) -> bool {
    bytes.len() <= STEP && bytes.iter().all(|&byte| WORD[usize::from(byte)])
}

static WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte as u8 == b'.';
        byte += 1;
    }
    table
};

/// Whether no byte is bad; for the condition see [`none`].
#[inline(always)]
pub fn free_of(bytes: &[u8], bad: impl Fn(u8) -> bool) -> bool {
    !some(bytes, bytes, &|_, here| bad(here))
}

/// Whether any byte is bad together with its partner; the slices have one
/// length. That there is one takes a third of the work of saying where.
#[inline(always)]
fn some(these: &[u8], others: &[u8], bad: &impl Fn(u8, u8) -> bool) -> bool {
    let (mut a, mut b) = (these, others);
    while let (Some((x, behind_x)), Some((y, behind_y))) = (a.split_first_chunk(), b.split_first_chunk()) {
        if any::<STRIDE>(x, y, bad) {
            return true;
        }
        (a, b) = (behind_x, behind_y);
    }
    while let (Some((x, behind_x)), Some((y, behind_y))) = (a.split_first_chunk(), b.split_first_chunk()) {
        if any::<STEP>(x, y, bad) {
            return true;
        }
        (a, b) = (behind_x, behind_y);
    }
    if b.is_empty() {
        return false;
    }
    // The rest together with bytes before it, of which none was bad.
    if let (Some(x), Some(y)) = (these.last_chunk(), others.last_chunk()) {
        return any::<STEP>(x, y, bad);
    }
    if let (Some(x), Some(y)) = (these.first_chunk(), others.first_chunk()) {
        let last = these.last_chunk().zip(others.last_chunk());
        return any::<8>(x, y, bad) || last.is_some_and(|(x, y)| any::<8>(x, y, bad));
    }
    if let (Some(x), Some(y)) = (these.first_chunk(), others.first_chunk()) {
        let last = these.last_chunk().zip(others.last_chunk());
        return any::<4>(x, y, bad) || last.is_some_and(|(x, y)| any::<4>(x, y, bad));
    }
    a.iter().zip(b).any(|(&a, &b)| bad(a, b))
}

/// The same where the text is long and hardly ever has such a byte.
#[inline(always)]
pub(crate) fn lacks(bytes: &[u8], bad: impl Fn(u8) -> bool) -> bool {
    let bad = |_, byte| bad(byte);
    let mut rest = bytes;
    while let Some((these, behind)) = rest.split_first_chunk::<STRIDE>() {
        if any(these, these, &bad) {
            return false;
        }
        rest = behind;
    }
    // The rest together with bytes before it, of which none was bad.
    match bytes.last_chunk::<STRIDE>() {
        Some(last) => !any(last, last, &bad),
        None => position(rest, rest, bad).is_none(),
    }
}

/// The first place at which a byte is bad together with its partner in the
/// other slice, as far as both reach. A byte and the one behind it are
/// `position(bytes, &bytes[1..], ..)`. For the condition see [`none`].
#[inline(always)]
pub fn position(these: &[u8], others: &[u8], bad: impl Fn(u8, u8) -> bool) -> Option<usize> {
    let len = these.len().min(others.len());
    let (these, others) = (&these[..len], &others[..len]);
    let mut at = 0;
    while let (Some(a), Some(b)) = (these[at..].first_chunk::<STEP>(), others[at..].first_chunk::<STEP>()) {
        if let Some(found) = first_of_sixteen(a, b, &bad) {
            return Some(at + found);
        }
        at += STEP;
        if at == STRIDE {
            // Where nothing is near, it is worth while to ask less often.
            while let (Some(a), Some(b)) = (these[at..].first_chunk::<STRIDE>(), others[at..].first_chunk::<STRIDE>())
                && !any(a, b, &bad)
            {
                at += STRIDE;
            }
        }
    }
    // The rest together with bytes before it, of which none was bad.
    if let (Some(a), Some(b)) = (these.last_chunk::<STEP>(), others.last_chunk::<STEP>()) {
        return first_of_sixteen(a, b, &bad).map(|found| len - STEP + found);
    }
    if let (Some(a), Some(b)) = (these.first_chunk::<8>(), others.first_chunk::<8>()) {
        if let Some(found) = first_of_eight(a, b, &bad) {
            return Some(found);
        }
        let (a, b) = (these.last_chunk::<8>()?, others.last_chunk::<8>()?);
        return first_of_eight(a, b, &bad).map(|found| len - 8 + found);
    }
    these.iter().zip(others).position(|(&a, &b)| bad(a, b))
}

/// The first bad byte among the first, as far as so many looks reach, or how many
/// bytes were seen: where it is near, this is cheaper than a search that is made
/// for long texts.
#[inline(always)]
pub(crate) fn within(bytes: &[u8], looks: usize, bad: impl Fn(u8) -> bool) -> Result<usize, usize> {
    let mut at = 0;
    while at < looks * STEP
        && let Some(here) = bytes[at..].first_chunk::<STEP>()
    {
        if let Some(found) = first_of_sixteen(here, here, &|byte, _| bad(byte)) {
            return Ok(at + found);
        }
        at += STEP;
    }
    Err(at)
}

#[inline(always)]
fn any<const N: usize>(these: &[u8; N], others: &[u8; N], bad: &impl Fn(u8, u8) -> bool) -> bool {
    let mut found = 0;
    for (&a, &b) in these.iter().zip(others) {
        found |= u8::from(bad(a, b));
    }
    found != 0
}

#[inline(always)]
fn first_of_sixteen(these: &[u8; 16], others: &[u8; 16], bad: &impl Fn(u8, u8) -> bool) -> Option<usize> {
    let mut flags = [0; 16];
    for ((flag, &a), &b) in flags.iter_mut().zip(these).zip(others) {
        // All bits, as a comparison of registers gives them: single ones would be made one by one.
        *flag = if bad(a, b) { 0xff } else { 0 };
    }
    let flags = u128::from_le_bytes(flags);
    (flags != 0).then(|| flags.trailing_zeros() as usize / 8)
}

#[inline(always)]
fn first_of_eight(these: &[u8; 8], others: &[u8; 8], bad: &impl Fn(u8, u8) -> bool) -> Option<usize> {
    let mut flags = [0; 8];
    for ((flag, &a), &b) in flags.iter_mut().zip(these).zip(others) {
        *flag = if bad(a, b) { 0xff } else { 0 };
    }
    let flags = u64::from_le_bytes(flags);
    (flags != 0).then(|| flags.trailing_zeros() as usize / 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_short_and_plain() {
        for (word, is) in [("", true), ("J.", true), ("12345678901234ab", true), ("12345678901234abc", false)] {
            assert_eq!(is_word(word.as_bytes()), is, "{word}");
        }
        for odd in ["a b", "a-b", "\u{e9}", "a\n", "{a}", "\"", "\\", "&", "<", "$", "_"] {
            assert!(!is_word(odd.as_bytes()), "{odd}");
        }
    }

    #[test]
    fn what_is_near_is_seen() {
        let mut bytes = [b'a'; 40];
        assert_eq!(within(&bytes, 1, |byte| byte == b'x'), Err(16));
        assert_eq!(within(&bytes, 4, |byte| byte == b'x'), Err(32), "too short for one look more");
        for at in (0..40).rev() {
            bytes[at] = b'x';
            assert_eq!(within(&bytes, 2, |byte| byte == b'x'), if at < 32 { Ok(at) } else { Err(32) });
        }
    }

    #[test]
    fn every_place_is_looked_at() {
        for len in 0..200 {
            let mut bytes = vec![b'a'; len];
            assert!(none(&bytes, |before, here| (here == b'x') | ((before == b' ') & (here == b' '))));
            assert_eq!(position(&bytes, &bytes, |_, here| here == b'x'), None);
            assert!(lacks(&bytes, |here| here == b'x'));
            assert!(free_of(&bytes, |here| here == b'x'));
            for at in 0..len {
                bytes[at] = b'x';
                assert!(!none(&bytes, |_, here| here == b'x'), "{at} of {len}");
                assert_eq!(position(&bytes, &bytes, |_, here| here == b'x'), Some(at));
                assert!(!lacks(&bytes, |here| here == b'x'), "{at} of {len}");
                assert!(!free_of(&bytes, |here| here == b'x'), "{at} of {len}");
                bytes[at..].fill(b'x');
                assert_eq!(position(&bytes, &bytes, |_, here| here == b'x'), Some(at), "the first of them");
                bytes[at..].fill(b'a');
                bytes[at] = b' ';
                assert!(none(&bytes, |before, here| (before == b' ') & (here == b' ')));
                assert!(
                    at == 0 || {
                        bytes[at - 1] = b' ';
                        !none(&bytes, |before, here| (before == b' ') & (here == b' '))
                    }
                );
                bytes.fill(b'a');
            }
        }
    }
}
