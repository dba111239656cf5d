//! Looking through text for bytes that mean something.

/// Bytes looked at together: enough for the compiler to use the widest
/// registers it may, few enough to stop early.
const STEP: usize = 64;

/// Whether no byte is bad, given the byte before it (0 before the first).
///
/// The condition has to be made of comparisons without branches (`|`, not
/// `||`): then whole registers are compared at once.
#[inline(always)]
pub fn none(bytes: &[u8], bad: impl Fn(u8, u8) -> bool) -> bool {
    let Some((&first, here)) = bytes.split_first() else { return true };
    let pairs = bytes.chunks(STEP).zip(here.chunks(STEP));
    !bad(0, first) && pairs.into_iter().all(|(before, here)| clean(before, here, &bad))
}

#[inline(always)]
fn clean(before: &[u8], here: &[u8], bad: &impl Fn(u8, u8) -> bool) -> bool {
    let mut found = 0;
    for (&before, &here) in before.iter().zip(here) {
        found |= u8::from(bad(before, here));
    }
    found == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_looked_at() {
        for len in 0..200 {
            let mut bytes = vec![b'a'; len];
            assert!(none(&bytes, |before, here| (here == b'x') | ((before == b' ') & (here == b' '))));
            for at in 0..len {
                bytes[at] = b'x';
                assert!(!none(&bytes, |_, here| here == b'x'), "{at} of {len}");
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
