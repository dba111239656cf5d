//! Lines and columns of an input.

/// Where the window begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub line: u64,
    pub column: u32,
    /// Whether the byte before it is a carriage return, which may be half a line end.
    pub after_cr: bool,
}

impl Place {
    /// The place behind these bytes. Lines end in LF, in CR, or in both.
    pub fn advance(self, bytes: &[u8]) -> Place {
        if bytes.is_empty() {
            return self;
        }
        let (lines, returns) = count(bytes);
        let halved = u64::from(self.after_cr && bytes[0] == b'\n');
        let newline = if lines > 0 { memchr::memrchr(b'\n', bytes) } else { None };
        if !returns {
            let (line, after_cr) = (self.line + lines - halved, false);
            return match newline {
                Some(last) => Place { line, column: chars(&bytes[last + 1..]) + 1, after_cr },
                None => Place { line, column: self.column.saturating_add(chars(bytes)), after_cr },
            };
        }
        let bare = |at: &usize| bytes.get(at + 1) != Some(&b'\n');
        let bares = memchr::memchr_iter(b'\r', bytes).filter(bare).count() as u64;
        let last = newline.max(memchr::memrchr(b'\r', bytes)).map_or(0, |last| last + 1);
        let line = self.line + lines + bares - halved;
        Place { line, column: chars(&bytes[last..]) + 1, after_cr: bytes.last() == Some(&b'\r') }
    }
}

/// How many line feeds are in these bytes, and whether there are carriage returns.
fn count(bytes: &[u8]) -> (u64, bool) {
    let (mut feeds, mut returns) = (0, 0);
    // Sums of one byte each are those of whole registers.
    for part in bytes.chunks(128) {
        let (mut sum, mut any) = (0_u8, 0_u8);
        for &byte in part {
            sum += u8::from(byte == b'\n');
            any |= u8::from(byte == b'\r');
        }
        feeds += u64::from(sum);
        returns |= any;
    }
    (feeds, returns != 0)
}

/// How many characters begin in these bytes.
fn chars(bytes: &[u8]) -> u32 {
    // Sums of one byte each are those of whole registers.
    let begun = |part: &[u8]| part.iter().fold(0_u8, |sum, byte| sum + u8::from((*byte as i8) >= -0x40));
    bytes.chunks(128).map(|part| u32::from(begun(part))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_counted_once() {
        for len in 0..200 {
            let mut bytes = vec![b'\n'; len];
            assert_eq!(count(&bytes), (len as u64, false));
            bytes.fill(b'a');
            for at in 0..len {
                bytes[at] = b'\n';
                assert_eq!(count(&bytes), (1, false), "{at} of {len}");
                bytes[at] = b'\r';
                assert_eq!(count(&bytes), (0, true), "{at} of {len}");
                bytes[at] = b'a';
            }
        }
    }
}
