//! Cells that a spreadsheet would not leave as they are.
//!
//! An apostrophe in front makes a spreadsheet take a cell for text. It is put
//! there, and taken away, where [`is_guarded`] says so; a cell that begins with
//! apostrophes and goes on as such a cell counts as one as well, so that what
//! was written is read back whatever it is.

use crate::codec::calendar;

/// Characters (UTF-16 units) that a cell of a spreadsheet can hold.
pub(super) const MAX_CELL: usize = 32_767;

/// The cell as it is read.
pub(super) fn without(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_guarded(rest)).unwrap_or(cell)
}

/// Whether a spreadsheet would compute it or take it for a number or a date.
pub(super) fn is_guarded(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    match cell.as_bytes() {
        [] => false,
        [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..] => true,
        _ => is_number(cell) || is_dated(cell),
    }
}

/// Made of digits and the marks of numbers, dates and times, and not simply a
/// number of at most eleven digits without zeros in front.
fn is_number(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let marks = |b: &u8| b.is_ascii_digit() || b"-/.,:()eE+% ".contains(b);
    let begins = |b: &u8| b.is_ascii_digit() || matches!(b, b'(' | b'.' | b',');
    if bytes.len() > 64
        || !bytes.first().is_some_and(begins)
        || !bytes.iter().any(u8::is_ascii_digit)
        || !bytes.iter().all(marks)
    {
        return false;
    }
    let simple = bytes.iter().all(u8::is_ascii_digit);
    !(simple && bytes.len() <= 11 && (bytes.len() == 1 || bytes[0] != b'0'))
}

/// The English name of a month beside numbers: `MAR 1`, `1-Sep`, `SEPT2`.
fn is_dated(cell: &str) -> bool {
    if cell.len() > 32 || !cell.is_ascii() || !cell.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let (mut months, mut rest) = (0, cell);
    while let Some(first) = rest.bytes().next() {
        let same = |b: &u8| b.is_ascii_alphabetic() == first.is_ascii_alphabetic();
        let len = rest.bytes().take_while(|b| same(b)).count();
        let (word, behind) = rest.split_at(len);
        rest = behind;
        if !first.is_ascii_alphabetic() {
            if !word.bytes().all(|b| b.is_ascii_digit() || b"-/., :".contains(&b)) {
                return false;
            }
        } else if calendar::month(word).is_some() {
            months += 1;
        } else {
            return false;
        }
    }
    months > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_change() {
        for cell in [
            "=1+1",
            "+49 30",
            "-5",
            "@x",
            "\tx",
            "1-2",
            "12-15",
            "3/4",
            "2025-08-28",
            "2025-08",
            "1.5",
            "1e10",
            "007",
            "9783161484100",
            "1234567890123456",
            "0028-0836",
            "1,234",
            "(5)",
            "5%",
            "MAR 1",
            "1-Sep",
            "SEPT2",
            "Dec 2024",
            "10:30",
            "'=1",
            "''1-2",
        ] {
            assert!(is_guarded(cell), "{cell}");
        }
        for cell in
            ["", "2024", "7", "12345678901", "e12", "A-1", "true", "'t Hooft", "May", "May it be", "10.1000/x", "'"]
        {
            assert!(!is_guarded(cell), "{cell}");
        }
    }

    #[test]
    fn guards_come_off_again() {
        for cell in ["=1", "'=1", "''=1", "'t Hooft", "'", "plain", "1-2", "'1-2"] {
            let written = if is_guarded(cell) { format!("'{cell}") } else { cell.to_owned() };
            assert_eq!(without(&written), cell);
        }
    }
}
