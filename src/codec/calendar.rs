//! Months and seasons in English words.

/// The names of the months.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The names of the seasons, in the order of their EDTF codes 21 to 24.
const SEASONS: [&str; 4] = ["Spring", "Summer", "Autumn", "Winter"];

/// The number of a month by its name or an abbreviation of at least three
/// letters, in any case.
///
/// ```
/// use ibidem::codec::calendar::month;
/// assert_eq!([month("August"), month("sept"), month("ma")], [Some(8), Some(9), None]);
/// ```
pub fn month(word: &str) -> Option<u8> {
    let begins = |name: &&str| name.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let at = MONTHS.iter().position(begins).filter(|_| word.len() >= 3)?;
    Some(at as u8 + 1)
}

/// The name of a month from 1 to 12.
pub fn month_name(month: u8) -> Option<&'static str> {
    MONTHS.get(usize::from(month).checked_sub(1)?).copied()
}

/// The EDTF code of a season by its name, in any case.
///
/// ```
/// assert_eq!(ibidem::codec::calendar::season("fall"), Some(23));
/// ```
pub fn season(word: &str) -> Option<u8> {
    if word.eq_ignore_ascii_case("fall") {
        return Some(23);
    }
    SEASONS.iter().position(|name| name.eq_ignore_ascii_case(word)).map(|at| at as u8 + 21)
}

/// The name of a season from its EDTF code.
pub fn season_name(code: u8) -> Option<&'static str> {
    SEASONS.get(usize::from(code).checked_sub(21)?).copied()
}
