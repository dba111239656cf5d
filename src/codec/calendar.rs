//! Months and seasons in words: English, and what other languages call them.
//!
//! ```
//! use ibidem::codec::calendar::{MONTHS, month, month_name, season_name};
//! assert_eq!(month("Sept").and_then(month_name), Some(MONTHS[8]));
//! assert_eq!(season_name(23), Some("Autumn"));
//! ```

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

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

/// The number of a month by its name as it is printed, and in no other way.
#[allow(dead_code, reason = "of use to some formats only, which may all be left out")]
pub(crate) fn full_month(name: &str) -> Option<u8> {
    MONTHS.iter().position(|month| *month == name).map(|at| at as u8 + 1)
}

/// The name of a month from 1 to 12.
///
/// ```
/// use ibidem::codec::calendar::month_name;
/// assert_eq!([month_name(5), month_name(13)], [Some("May"), None]);
/// ```
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
///
/// ```
/// use ibidem::codec::calendar::season_name;
/// assert_eq!([season_name(22), season_name(5)], [Some("Summer"), None]);
/// ```
pub fn season_name(code: u8) -> Option<&'static str> {
    SEASONS.get(usize::from(code).checked_sub(21)?).copied()
}

/// The months in German, Dutch, Danish, Norwegian, Swedish, French, Spanish,
/// Catalan, Portuguese, Italian, Romanian, Latin, Polish, Czech, Slovak,
/// Slovene, Hungarian, Finnish, Estonian, Turkish, Russian, Ukrainian,
/// Bulgarian, Greek,
/// with the case that stands in dates, and abbreviations that are no beginning.
/// Croatian is left out, whose `listopad` is October.
#[rustfmt::skip]
const FOREIGN_MONTHS: [&str; 12] = [
    "Januar Jänner januari januar janvier enero gener janeiro gennaio ianuarie Ianuarius styczeń stycznia \
     leden ledna január januára tammikuu jaanuar ocak январь января січень січня януари Ιανουάριος Ιανουαρίου",
    "Februar Feber februari februar février febrero febrer fevereiro febbraio februarie Februarius luty \
     lutego únor února február februára helmikuu veebruar şubat февраль февраля лютий лютого февруари \
     Φεβρουάριος Φεβρουαρίου",
    "März Mrz maart mrt marts mars marzo març março martie Martius marzec marca březen března marec március \
     maaliskuu märts mart март марта березень березня Μάρτιος Μαρτίου",
    "April april avril abril aprile aprilie Aprilis kwiecień kwietnia duben dubna apríl apríla április \
     huhtikuu aprill nisan апрель апреля квітень квітня април Απρίλιος Απριλίου",
    "Mai mei maj mai mayo maig maio maggio Maius maja květen května máj mája május toukokuu mayıs май мая \
     травень травня Μάιος Μαΐου",
    "Juni juni juin junio juny junho giugno iunie Iunius czerwiec czerwca červen června jún júna junij június \
     kesäkuu juuni haziran июнь июня червень червня юни Ιούνιος Ιουνίου",
    "Juli juli juillet julio juliol julho luglio iulie Iulius lipiec lipca červenec července júl júla julij \
     július heinäkuu juuli temmuz июль июля липень липня юли Ιούλιος Ιουλίου",
    "August augustus august augusti août agosto agost Augustus sierpień sierpnia srpen srpna augusta avgust \
     augusztus elokuu ağustos август августа серпень серпня Αύγουστος Αυγούστου",
    "September september septembre septiembre setiembre setembre setembro settembre septembrie wrzesień \
     września září septembra szeptember syyskuu eylül сентябрь сентября вересень вересня септември \
     Σεπτέμβριος Σεπτεμβρίου",
    "Oktober oktober octobre octubre outubro ottobre octombrie October październik października říjen října \
     október októbra lokakuu oktoober ekim октябрь октября жовтень жовтня октомври Οκτώβριος Οκτωβρίου",
    "November november novembre noviembre novembro noiembrie listopad listopada listopadu novembra marraskuu \
     kasım ноябрь ноября листопад листопада ноември Νοέμβριος Νοεμβρίου",
    "Dezember december desember décembre diciembre desembre dezembro dicembre decembrie December grudzień \
     grudnia prosinec prosince decembra joulukuu detsember aralık декабрь декабря грудень грудня декември \
     Δεκέμβριος Δεκεμβρίου",
];

/// The seasons in German, French, Spanish, Italian, Portuguese and Dutch.
const FOREIGN_SEASONS: [&str; 4] = [
    "Fr\u{fc}hling Fr\u{fc}hjahr printemps primavera lente voorjaar",
    "Sommer \u{e9}t\u{e9} verano estate ver\u{e3}o zomer",
    "Herbst automne oto\u{f1}o autunno outono herfst najaar",
    "Winter hiver invierno inverno",
];

/// The EDTF code of a month or season by its name in one of many languages, or
/// by a beginning of three letters and more that is that of no other one; case
/// and accents do not matter.
///
/// ```
/// use ibidem::codec::calendar::foreign;
/// assert_eq!(["ao\u{fb}t", "MARZ", "juil", "jui", "Herbst"].map(foreign), [Some(8), Some(3), Some(7), None, Some(23)]);
/// ```
pub fn foreign(word: &str) -> Option<u8> {
    static NAMES: OnceLock<Vec<(String, u8)>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let numbered = FOREIGN_MONTHS.iter().zip(1..).chain(FOREIGN_SEASONS.iter().zip(21..));
        numbered.flat_map(|(names, code)| names.split(' ').map(move |name| (folded(name), code))).collect()
    });
    const LONGEST: usize = 40;
    if word.len() > LONGEST {
        return None;
    }
    let word = folded(word);
    if let Some((_, code)) = names.iter().find(|(name, _)| *name == word) {
        return Some(*code);
    }
    let mut begun = names.iter().filter(|(name, _)| name.starts_with(&word)).map(|(_, code)| *code);
    let first = begun.next().filter(|_| word.chars().count() >= 3)?;
    begun.all(|code| code == first).then_some(first)
}

/// In lower case and without accents.
fn folded(word: &str) -> String {
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_other_languages() {
        for (words, code) in [
            (
                "Januar januari janvier enero gennaio stycznia ledna \u{44f}\u{43d}\u{432}\u{430}\u{440}\u{44f} ocak Jan\u{2e}",
                1,
            ),
            ("M\u{e4}rz marzo mars mar\u{e7}o maart b\u{159}ezna Mrz", 3),
            ("Mai mayo maggio maj maja mei", 5),
            ("juin junio giugno \u{10d}erven czerwca", 6),
            ("Juli juil juillet luglio \u{10d}ervenec lipca", 7),
            ("ao\u{fb}t aout agosto ago sierpnia", 8),
            ("Dez d\u{e9}c d\u{e9}cembre dic diciembre grudnia", 12),
        ] {
            for word in words.split(' ').map(|word| word.trim_end_matches('.')) {
                assert_eq!(month(word).or_else(|| foreign(word)), Some(code), "{word}");
            }
        }
        for word in ["", "x", "ju", "jui", "mai\u{df}", "in press", "undated", "forthcoming", "\u{301}"] {
            assert_eq!(month(word).or_else(|| foreign(word)), None, "{word}");
        }
    }
}
