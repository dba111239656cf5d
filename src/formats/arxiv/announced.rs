//! Days of announcement: a mail says it in its header, a list page in its
//! headings, and the records below have it.

use std::sync::{PoisonError, RwLock};

use super::{list, stamp};
use crate::ir::DatePoint;

/// The days that the cutter met, each with the byte of the input from which on
/// it holds, in order. Parsers ask for that of their frame.
#[derive(Default)]
pub(super) struct Days(RwLock<Vec<(u64, Option<DatePoint>)>>);

/// More days are not kept; parsers are never so far behind the cutter.
const MOST: usize = 1 << 15;

impl Days {
    /// From that byte on this day holds.
    pub fn add(&self, start: u64, day: Option<DatePoint>) {
        let mut days = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if days.len() >= 2 * MOST {
            days.drain(..MOST);
        }
        days.push((start, day));
    }

    /// The day that holds for a frame which starts there.
    pub fn at(&self, start: u64) -> Option<DatePoint> {
        let days = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let behind = days.partition_point(|(from, _)| *from <= start);
        days.get(behind.checked_sub(1)?)?.1
    }

    /// Another input begins.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// What a line between records says about the day of announcement: a day, that
/// there is none from here on, or nothing.
pub(super) fn said(line: &[u8]) -> Option<Option<DatePoint>> {
    if line.starts_with(b"%%%---%%%---") || line.starts_with(b"Authors and titles for ") {
        return Some(None);
    }
    if !matches!(line.first()?, b'D' | b'S' | b'N' | b'M' | b'T' | b'W' | b'F' | b'/') {
        return None;
    }
    let line = std::str::from_utf8(line).ok()?;
    let words = ["Date:", "Showing new listings for ", "New submissions for "];
    let date = match words.iter().find_map(|words| line.strip_prefix(words)) {
        Some(date) => date,
        None => match line.strip_prefix("/*").and_then(|line| line.strip_suffix("*/")) {
            Some(date) => date,
            None => list::day(line)?,
        },
    };
    stamp::read(date).map(|point| Some(stamp::day_of(point)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_a_day() {
        let day = DatePoint::day(2023, 3, 3);
        for line in [
            "Date: Fri,  3 Mar 23 01:29:12 GMT",
            "Showing new listings for Friday, 3 March 2023",
            "New submissions for Fri, 3 Mar 23",
            "Fri, 3 Mar 2023 (showing 25 of 202 entries )",
            "/* Fri, 3 Mar 2023 */",
        ] {
            assert_eq!(said(line.as_bytes()), Some(day), "{line}");
        }
        assert_eq!(said(b"%%%---%%%---%%%---"), Some(None));
        for line in ["Fri, 3 Mar 2023", "Dear reader", "From", ""] {
            assert_eq!(said(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_day_holds_until_the_next_one() {
        let days = Days::default();
        let day = DatePoint::day(2023, 3, 3);
        days.add(10, day);
        days.add(20, None);
        assert_eq!([days.at(9), days.at(10), days.at(19), days.at(20)], [None, day, day, None]);
    }
}
