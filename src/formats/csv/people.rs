//! People as other tables write them.

use super::dialects::People;
use super::literal;
use crate::codec::names::bibtex::{self, Rules};
use crate::codec::names::comma::{self, Bodies};
use crate::codec::names::display;
use crate::ir::{Name, Names, Others};

/// The people in a cell.
pub(super) fn read(cell: &str, how: People) -> Names {
    let inverted = |item: &str| comma::decode(item, body_or_words(item));
    match how {
        People::Own => Names::default(),
        People::Bibtex => bibtex::parse(cell, Rules::Bibtex, &mut |_, _| ()),
        People::Parsed => parsed(cell),
        People::Inverted => list(semicolons(cell), inverted),
        People::And => list(cell.split(" and ").flat_map(|part| part.split(';')), inverted),
        People::Slashes if cell.contains("//") => list(cell.split("//"), inverted),
        People::Slashes => list(semicolons(cell), inverted),
        People::Numbered => list(semicolons(cell), |item| inverted(without_number(item))),
        People::Initials if cell.contains(';') => {
            list(semicolons(cell), |item| initials(item).or_else(|| inverted(item)))
        }
        People::Initials => {
            let parts = || cell.split(',').map(str::trim).filter(|part| !part.is_empty());
            // Old tables of Scopus: commas between people, none in their names.
            let all = parts().all(|part| initials(part).is_some() || comma::is_others(part));
            if all {
                list(parts(), initials)
            } else {
                list(std::iter::once(cell), |item| initials(item).or_else(|| inverted(item)))
            }
        }
        People::Medline => {
            let cell = cell.strip_suffix('.').unwrap_or(cell);
            list(cell.split([',', ';']), |item| initials(item).or_else(|| comma::decode(item, Bodies::Words)))
        }
        People::Direct => list(semicolons(cell), direct),
        People::DirectCommas => list(directly(cell), direct),
        People::Any => any(cell),
    }
}

/// However the list looks.
fn any(cell: &str) -> Names {
    let literal = cell.starts_with('[') && cell.ends_with(']');
    if literal && let Some(items) = literal::strings(cell) {
        return by_look(items.iter().map(String::as_str).collect());
    }
    if cell.contains(';') {
        return by_look(semicolons(cell).collect());
    }
    for mark in ["//", "|", "\n"] {
        if cell.contains(mark) {
            return by_look(cell.split(mark).collect());
        }
    }
    if cell.contains(" and ") && !cell.starts_with('{') {
        // `Doe, Jane and Roe, Richard`, or `Jane Doe, Richard Roe, and Ada Poe`.
        let parts: Vec<_> = cell.split(" and ").collect();
        let listed = parts.len() == 2 && parts[0].matches(',').count() > 0 && !parts[1].contains(',');
        return if listed {
            list(directly(cell), |item| initials(item).or_else(|| direct(item)))
        } else {
            by_look(parts)
        };
    }
    let parts: Vec<_> = cell.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_initials =
        |part: &str| part.len() <= 12 && part.split([' ', '-', '.']).all(|word| word.chars().count() <= 1);
    match parts.len() {
        0..=1 => by_look(vec![cell]),
        // `Doe, J., Roe, R.`
        n if n > 2 && n % 2 == 0 && parts.iter().skip(1).step_by(2).all(|part| is_initials(part)) => {
            let pairs: Vec<_> = parts.chunks(2).map(|pair| pair.join(", ")).collect();
            by_look(pairs.iter().map(String::as_str).collect())
        }
        // `Doe J, Roe R`, `Jane Doe, Richard Roe, Ada Poe`
        n if parts.iter().all(|part| part.contains(' '))
            && (n > 2 || parts.iter().all(|part| initials(part).is_some())) =>
        {
            by_look(parts)
        }
        _ => by_look(vec![cell]),
    }
}

/// Where one name has a comma, family names stand first in all; else the order
/// is that of speech.
fn by_look(items: Vec<&str>) -> Names {
    let commas = items.iter().any(|item| item.contains(',') && !item.trim_start().starts_with('{'));
    list(items.into_iter(), |item| {
        if item.starts_with('{') || item.contains(',') {
            return comma::decode(item, Bodies::Braced);
        }
        initials(item).or_else(|| if commas { comma::decode(item, Bodies::Words) } else { direct(item) })
    })
}

fn body_or_words(item: &str) -> Bodies {
    if item.starts_with('{') { Bodies::Braced } else { Bodies::Words }
}

fn semicolons(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';')
}

/// Between commas and a last `and`.
fn directly(cell: &str) -> impl Iterator<Item = &str> {
    let parts = cell.split([',', ';']).flat_map(|part| part.split(" and "));
    parts.map(|part| part.trim().strip_prefix("and ").unwrap_or(part))
}

fn list<'i>(items: impl Iterator<Item = &'i str>, read: impl Fn(&str) -> Option<Name>) -> Names {
    let mut names = Names::default();
    for item in items.map(str::trim).filter(|item| !item.is_empty()) {
        if comma::is_others(item) || item == "..." || item == "\u{2026}" {
            names.others = Some(Others::Unknown);
        } else {
            names.list.extend(read(item));
        }
    }
    names
}

/// `Doe JA`, `de la Cruz A.B.`, `Doe J.-P.`, `Doe JA 3rd`; nothing else.
fn initials(item: &str) -> Option<Name> {
    let (rest, suffix) = match item.rsplit_once(' ') {
        Some((rest, suffix @ ("Jr" | "Sr" | "Jr." | "Sr." | "2nd" | "3rd" | "4th" | "II" | "III" | "IV")))
            if rest.contains(' ') =>
        {
            (rest, suffix)
        }
        _ => (item, ""),
    };
    let (family, given) = rest.rsplit_once(' ')?;
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let capital = |c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase() && !c.is_ascii());
    let marks = given.chars().all(|c| capital(c) || matches!(c, '.' | '-' | '\u{2019}'));
    // Of `XIAO MING` neither word is one of initials.
    let fits = marks && (1..=4).contains(&letters(given)) && family.chars().any(char::is_lowercase)
        || marks && given.contains('.') && letters(given) > 0
        || marks && letters(given) == 1 && !family.contains('.');
    fits.then(|| Name { suffix: suffix.into(), ..Name::person(family.trim_end(), given) })
}

/// Given names first; initials there are known by standing first.
fn direct(item: &str) -> Option<Name> {
    if item.starts_with('{') || item.contains(',') {
        return comma::decode(item, Bodies::Braced);
    }
    Some(display::parse(item))
}

/// `Doe, Jane (57000000000)` without the number.
fn without_number(item: &str) -> &str {
    let Some((name, number)) = item.strip_suffix(')').and_then(|item| item.rsplit_once('(')) else { return item };
    if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) { name.trim_end() } else { item }
}

/// `[['Doe', 'Jane', 'Jr.'], ...]`.
fn parsed(cell: &str) -> Names {
    let mut names = Names::default();
    for parts in literal::lists(cell).unwrap_or_default() {
        let part = |at: usize| parts.get(at).map_or("", |part| part.trim());
        if part(0).is_empty() {
            continue;
        }
        let name = Name { suffix: part(2).into(), ..Name::person(part(0), part(1)) };
        let body = part(1).is_empty() && display::is_body(part(0));
        names.list.push(if body { Name::body(part(0)) } else { name });
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(cell: &str, how: People) -> Vec<String> {
        let names = read(cell, how);
        let mut all: Vec<_> = names
            .list
            .iter()
            .map(|name| {
                let mut out = String::new();
                comma::encode(name, Bodies::Braced, &mut out);
                out
            })
            .collect();
        all.extend(names.others.map(|_| "+".to_owned()));
        all
    }

    #[test]
    fn lists_of_all_kinds() {
        use People::*;
        for (cell, how, names) in [
            (
                "Doe, Jane; World Health Organization; Plato",
                Inverted,
                &["Doe, Jane", "{World Health Organization}", "Plato"][..],
            ),
            ("Doe, J.A.; Roe, R.; ", Inverted, &["Doe, J.A.", "Roe, R."]),
            ("Doe J.A.; de la Cruz A.; Doe J.-P.", Initials, &["Doe, J.A.", "de la Cruz, A.", "Doe, J.-P."]),
            ("Doe J.A., Roe R.", Initials, &["Doe, J.A.", "Roe, R."]),
            ("Doe JA, van der Roe R, Poe E Jr.", Medline, &["Doe, JA", "van der Roe, R", "Poe, E, Jr"]),
            ("Doe, Jane (57000000000); Roe, R. (6)", Numbered, &["Doe, Jane", "Roe, R."]),
            (
                "Jane Doe; Ludwig van Beethoven; J. S. Bach",
                Direct,
                &["Doe, Jane", "van Beethoven, Ludwig", "Bach, J. S."],
            ),
            ("JA Doe, R Roe, ...", DirectCommas, &["Doe, JA", "Roe, R", "+"]),
            (
                "A. Doe, B. C. Roe and ATLAS Collaboration",
                DirectCommas,
                &["Doe, A.", "Roe, B. C.", "{ATLAS Collaboration}"],
            ),
            ("Doe, Jane and Roe, Richard", And, &["Doe, Jane", "Roe, Richard"]),
            ("Doe, Jane and {{\\'E}quipe X} and others", Bibtex, &["Doe, Jane", "{Équipe X}", "+"]),
            ("Doe, Jane // Roe, R.", Slashes, &["Doe, Jane", "Roe, R."]),
            ("[['Doe', 'Jane', ''], [\"O'Neil\", 'B.', 'Jr.']]", Parsed, &["Doe, Jane", "O'Neil, B., Jr."]),
            ("[[\"Doe\",\"Jane\",\"\"]]", Parsed, &["Doe, Jane"]),
        ] {
            assert_eq!(shown(cell, how), names, "{cell}");
        }
    }

    #[test]
    fn lists_as_they_look() {
        for (cell, names) in [
            ("Doe, Jane", &["Doe, Jane"][..]),
            ("Doe, Jane; Roe, Richard", &["Doe, Jane", "Roe, Richard"]),
            ("Jane Doe; Richard Roe", &["Doe, Jane", "Roe, Richard"]),
            ("Jane Doe and Richard Roe", &["Doe, Jane", "Roe, Richard"]),
            ("Doe, Jane and Roe, Richard", &["Doe, Jane", "Roe, Richard"]),
            ("Jane Doe, Richard Roe and Ada Poe", &["Doe, Jane", "Roe, Richard", "Poe, Ada"]),
            ("Jane Doe, Richard Roe, Ada Poe", &["Doe, Jane", "Roe, Richard", "Poe, Ada"]),
            ("Doe, J., Roe, R. B.", &["Doe, J.", "Roe, R. B."]),
            ("Doe J, Roe RB", &["Doe, J", "Roe, RB"]),
            ("Jane Doe|Richard Roe", &["Doe, Jane", "Roe, Richard"]),
            ("King, Martin Luther, Jr.", &["King, Martin Luther, Jr."]),
            ("Plato", &["Plato"]),
            ("{World Health Organization}", &["{World Health Organization}"]),
            ("Nguyễn Văn A; Trần Thị B", &["Nguyễn Văn, A", "Trần Thị, B"]),
            ("Doe, J.; et al.", &["Doe, J.", "+"]),
            ("['Jane Doe', 'Richard Roe']", &["Doe, Jane", "Roe, Richard"]),
        ] {
            assert_eq!(shown(cell, People::Any), names, "{cell}");
        }
    }
}
