//! Small sets of small numbers as bit masks.

/// A set of the numbers below `64 * W`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bits<const W: usize>([u64; W]);

impl<const W: usize> Bits<W> {
    /// The empty set.
    pub const EMPTY: Self = Bits([0; W]);
    /// Every number.
    pub const FULL: Self = Bits([u64::MAX; W]);

    /// The set with one number more.
    pub const fn with(mut self, at: usize) -> Self {
        self.0[at / 64] |= 1 << (at % 64);
        self
    }

    /// The set without that number.
    pub const fn less(mut self, at: usize) -> Self {
        self.0[at / 64] &= !(1 << (at % 64));
        self
    }

    /// Whether the number is in it.
    pub const fn has(&self, at: usize) -> bool {
        self.0[at / 64] & (1 << (at % 64)) != 0
    }

    /// What is in either.
    pub const fn or(mut self, other: Self) -> Self {
        let mut i = 0;
        while i < W {
            self.0[i] |= other.0[i];
            i += 1;
        }
        self
    }

    /// What is in both.
    pub const fn and(mut self, other: Self) -> Self {
        let mut i = 0;
        while i < W {
            self.0[i] &= other.0[i];
            i += 1;
        }
        self
    }

    /// What is not in it.
    pub const fn not(mut self) -> Self {
        let mut i = 0;
        while i < W {
            self.0[i] = !self.0[i];
            i += 1;
        }
        self
    }

    /// Whether there is nothing in it.
    pub const fn is_empty(&self) -> bool {
        let mut i = 0;
        while i < W {
            if self.0[i] != 0 {
                return false;
            }
            i += 1;
        }
        true
    }

    /// Takes the smallest number out.
    pub fn pop(&mut self) -> Option<usize> {
        for (i, word) in self.0.iter_mut().enumerate() {
            if *word != 0 {
                let at = word.trailing_zeros() as usize;
                *word &= *word - 1;
                return Some(i * 64 + at);
            }
        }
        None
    }
}

impl<const W: usize> Iterator for Bits<W> {
    type Item = usize;
    fn next(&mut self) -> Option<usize> {
        self.pop()
    }
}
