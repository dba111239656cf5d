//! From characters to bytes.

use encoding_rs::EncoderResult;

use super::encoding::{Encoding, Kind, Order};

impl Encoding {
    /// Whether the encoding has no such character.
    ///
    /// ```
    /// use ibidem::source::Encoding;
    /// let latin1 = Encoding::named("latin1").unwrap();
    /// assert!(!latin1.lacks('é') && latin1.lacks('ő'));
    /// ```
    pub fn lacks(&self, c: char) -> bool {
        match self.kind {
            Kind::Utf8 { .. } | Kind::Utf16(_) | Kind::Utf32(_) => false,
            Kind::Ascii => !c.is_ascii(),
            Kind::Table { .. } if c.is_ascii() => false,
            Kind::Table { table, c1 } => {
                let (mut text, mut bytes) = ([0; 4], [0; 16]);
                let text = c.encode_utf8(&mut text);
                let (result, _, made) =
                    table.new_encoder().encode_from_utf8_without_replacement(text, &mut bytes, true);
                let control = !c1 && made == 1 && (0x80..0xA0).contains(&bytes[0]);
                control || !matches!(result, EncoderResult::InputEmpty)
            }
        }
    }

    /// Whether text in ASCII is the same in it.
    ///
    /// ```
    /// use ibidem::source::Encoding;
    /// let keeps = |name| Encoding::named(name).is_ok_and(|encoding| encoding.keeps_ascii());
    /// assert!(keeps("Shift_JIS") && !keeps("UTF-16"));
    /// ```
    pub fn keeps_ascii(&self) -> bool {
        !matches!(self.kind, Kind::Utf16(_) | Kind::Utf32(_))
    }

    /// The bytes that a text begins with.
    ///
    /// ```
    /// use ibidem::source::Encoding;
    /// assert_eq!(Encoding::named("UTF-16BE").unwrap().mark(), b"\xFE\xFF");
    /// assert!(Encoding::UTF_8.mark().is_empty());
    /// ```
    pub fn mark(&self) -> &'static [u8] {
        match self.kind {
            Kind::Utf8 { mark: true } => b"\xEF\xBB\xBF",
            Kind::Utf16(Some(Order::Big)) => b"\xFE\xFF",
            Kind::Utf16(_) => b"\xFF\xFE",
            Kind::Utf32(Some(Order::Big)) => b"\0\0\xFE\xFF",
            Kind::Utf32(_) => b"\xFF\xFE\0\0",
            _ => b"",
        }
    }

    /// Its name where the mark says the order of bytes.
    ///
    /// ```
    /// use ibidem::source::Encoding;
    /// assert_eq!(Encoding::named("UTF-16LE").unwrap().declared_name(), "UTF-16");
    /// ```
    pub fn declared_name(&self) -> &'static str {
        match self.kind {
            Kind::Utf16(_) => "UTF-16",
            Kind::Utf32(_) => "UTF-32",
            _ => self.name,
        }
    }

    /// Appends a text; what the encoding [lacks](Encoding::lacks) becomes `?`
    /// and is told to `lost`.
    ///
    /// ```
    /// use ibidem::source::Encoding;
    /// let (mut out, mut lost) = (Vec::new(), Vec::new());
    /// Encoding::named("latin1").unwrap().write("né ő", &mut out, &mut |c| lost.push(c));
    /// assert_eq!((out.as_slice(), lost.as_slice()), (&b"n\xE9 ?"[..], &['ő'][..]));
    /// ```
    pub fn write(&self, text: &str, out: &mut Vec<u8>, lost: &mut dyn FnMut(char)) {
        match self.kind {
            Kind::Utf8 { .. } => out.extend_from_slice(text.as_bytes()),
            Kind::Ascii => out.extend(text.chars().map(|c| {
                if c.is_ascii() {
                    return c as u8;
                }
                lost(c);
                b'?'
            })),
            Kind::Utf16(order) => {
                for unit in text.encode_utf16() {
                    let big = order == Some(Order::Big);
                    out.extend_from_slice(&if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
                }
            }
            Kind::Utf32(order) => {
                for c in text.chars() {
                    let (value, big) = (c as u32, order == Some(Order::Big));
                    out.extend_from_slice(&if big { value.to_be_bytes() } else { value.to_le_bytes() });
                }
            }
            Kind::Table { table, .. } => {
                let mut clean = String::with_capacity(text.len());
                for c in text.chars() {
                    if self.lacks(c) {
                        lost(c);
                        clean.push('?');
                    } else {
                        clean.push(c);
                    }
                }
                out.extend_from_slice(&table.encode(&clean).0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, text: &str) -> (Vec<u8>, String) {
        let (mut out, mut lost) = (Vec::new(), String::new());
        Encoding::named(name).unwrap().write(text, &mut out, &mut |c| lost.push(c));
        (out, lost)
    }

    #[test]
    fn bytes_by_hand() {
        assert_eq!(written("latin1", "é“Ж"), (b"\xe9??".to_vec(), "“Ж".to_owned()));
        assert_eq!(written("cp1252", "é“Ж"), (b"\xe9\x93?".to_vec(), "Ж".to_owned()));
        assert_eq!(written("macroman", "é"), (b"\x8e".to_vec(), String::new()));
        assert_eq!(written("koi8-r", "Жé"), (b"\xf6?".to_vec(), "é".to_owned()));
        assert_eq!(written("sjis", "表"), (b"\x95\x5c".to_vec(), String::new()));
        assert_eq!(written("ascii", "aé"), (b"a?".to_vec(), "é".to_owned()));
        assert_eq!(written("utf-16le", "a😀"), (b"a\0\x3d\xd8\0\xde".to_vec(), String::new()));
        assert_eq!(written("utf-16be", "é"), (b"\0\xe9".to_vec(), String::new()));
        assert_eq!(written("utf-32be", "é"), (b"\0\0\0\xe9".to_vec(), String::new()));
        assert_eq!(written("iso-2022-jp", "é日"), (b"?\x1b$BF|\x1b(B".to_vec(), "é".to_owned()));
    }
}
