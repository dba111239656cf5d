//! What bytes that are not UTF-8 probably are.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, GB18030, GBK, MACINTOSH, SHIFT_JIS, WINDOWS_1252};

use super::decode::Shape;

/// Bytes that are looked at to guess, from the first one that matters.
pub(super) const SAMPLE: usize = 64 * 1024;

/// Bytes outside of ASCII below which nothing is taken for East Asian.
const FEW: usize = 6;

/// Guesses from the content alone. Of text that is mostly UTF-8, only the
/// other bytes count.
pub(super) fn guess(sample: &[u8], shape: Shape, complete: bool) -> &'static encoding_rs::Encoding {
    let found = detect([sample], complete);
    if is_wide(found) && is_all(found, sample, shape, complete) {
        return found;
    }
    let found = if shape.is_mostly_utf8() && shape.good > 0 {
        let chunks = sample.utf8_chunks();
        detect(
            chunks.flat_map(|c| c.valid().split(|c: char| !c.is_ascii()).map(str::as_bytes).chain([c.invalid()])),
            true,
        )
    } else {
        found
    };
    if is_wide(found) && shape.bad < FEW {
        return WINDOWS_1252;
    }
    if found.is_single_byte() && is_mac(sample) { MACINTOSH } else { found }
}

fn detect<'s>(parts: impl IntoIterator<Item = &'s [u8]>, complete: bool) -> &'static encoding_rs::Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    for part in parts {
        detector.feed(part, false);
    }
    if complete {
        detector.feed(b"", true);
    }
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether all of the sample can be in this encoding. A fourth of the
/// characters of East Asian text may be UTF-8 by chance.
pub(super) fn is_all(table: &'static encoding_rs::Encoding, sample: &[u8], shape: Shape, complete: bool) -> bool {
    let fits = |sample: &[u8]| table.decode_without_bom_handling_and_without_replacement(sample).is_some();
    // The sample may end within a character.
    let fits = fits(sample) || !complete && (1..4).any(|cut| fits(&sample[..sample.len().saturating_sub(cut)]));
    shape.bad >= FEW && shape.good * 2 <= shape.bad && fits
}

/// Whether characters take several bytes, which may look like ASCII.
pub(super) fn is_wide(table: &'static encoding_rs::Encoding) -> bool {
    [BIG5, EUC_JP, EUC_KR, GB18030, GBK, SHIFT_JIS].contains(&table)
}

/// Whether letters stand where only MacRoman has them: between small letters,
/// Windows-1252 has signs at these places, or nothing, and has its letters
/// where MacRoman has signs.
fn is_mac(sample: &[u8]) -> bool {
    let (mut mac, mut other) = (0, 0);
    for three in sample.windows(3) {
        if !three[0].is_ascii_alphabetic() || !three[2].is_ascii_lowercase() {
            continue;
        }
        match three[1] {
            0x81 | 0x87..=0x89 | 0x8B | 0x8D | 0x8F | 0x90 | 0x98 | 0x99 | 0x9B | 0x9D => mac += 1,
            // Capitals in Windows-1252, and the most frequent small letters of MacRoman.
            0x8A | 0x8E | 0x9F => mac += 1,
            0xC0..=0xFF => other += 1,
            _ => {}
        }
    }
    mac > 0 && other == 0 && !sample.iter().any(|byte| (0xE0..=0xFF).contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(bytes: &[u8]) -> &'static str {
        guess(bytes, Shape::of(bytes, true), true).name()
    }

    #[test]
    fn what_people_have() {
        assert_eq!(guessed(b"Andr\xe9"), "windows-1252");
        assert_eq!(guessed(b"author = {M\xfcller, J\xf6rg and Bj\xf8rn}, title = {\x93Quoted\x94}"), "windows-1252");
        assert_eq!(guessed("author = {Müller, Jörg and Bjørn}".as_bytes()), "windows-1252");
        let encoded = |text: &str, table: &'static encoding_rs::Encoding| table.encode(text).0.into_owned();
        let russian = "Введение в теорию вероятностей и математическую статистику";
        assert_eq!(guessed(&encoded(russian, encoding_rs::KOI8_R)), "KOI8-U");
        assert_eq!(guessed(&encoded(russian, encoding_rs::WINDOWS_1251)), "windows-1251");
        assert_eq!(guessed(&encoded("日本語の文献管理ソフトウェア", SHIFT_JIS)), "Shift_JIS");
        assert_eq!(guessed(&encoded("中文文献管理软件的比较研究", GBK)), "GBK");
        assert_eq!(guessed(&encoded("한국어 문헌 관리 소프트웨어", EUC_KR)), "EUC-KR");
        assert_eq!(guessed(&encoded("author = {Müller, Jörg and Étienne Gérard}", MACINTOSH)), "macintosh");
        let mixed = ["Müller und Jörg, Größe, Straße".as_bytes(), b" Andr\xe9 "].concat();
        assert_eq!(guessed(&mixed), "windows-1252");
    }
}
