//! Names in cells.

use std::borrow::Cow;

use super::Cells;
use super::values::{items, push_escaped, push_item};
use super::write::Row;
use crate::codec::names::comma::{self, Bodies, Kept};
use crate::ir::{Field, Kind, Names, Others, Value};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};

fn names(cell: &str) -> Names {
    let mut names = Names::default();
    let mut items = items(cell);
    if let [only] = items.as_slice()
        && only.contains(" and ")
        && !only.starts_with('{')
        && memchr::memchr(b';', cell.as_bytes()).is_none()
    {
        // As JabRef writes them.
        items = only.split(" and ").map(|name| Cow::Owned(name.to_owned())).collect();
    }
    if items.last().is_some_and(|last| comma::is_others(last)) {
        items.pop();
        names.others = Some(Others::Unknown);
    }
    names.list.extend(items.iter().filter_map(|item| comma::decode(&spread(item), Bodies::Braced)));
    names
}

/// A name as Scopus has it, `Smith J.A.`, with the comma it lacks: initials
/// with dots at the end are a given name.
fn spread<'i>(item: &'i str) -> Cow<'i, str> {
    let initials = |word: &str| {
        let mut parts = word.split_inclusive('.');
        word.ends_with('.')
            && parts.all(|part| {
                let letters = part.strip_prefix('-').unwrap_or(part).strip_suffix('.').unwrap_or_default();
                letters.chars().count() == 1 && letters.chars().all(char::is_uppercase)
            })
    };
    match item.rsplit_once(' ') {
        Some((family, given)) if !item.contains(',') && !item.starts_with('{') && initials(given) => {
            format!("{}, {given}", family.trim_ascii_end()).into()
        }
        _ => Cow::Borrowed(item),
    }
}

/// Writes names into the list; what is lost, and how many names stand there. A
/// list that is not `own` stands under headings of no table of ours, where
/// names have to say by themselves how they are to be read.
pub(super) fn put_names(names: &Names, own: bool, list: &mut String) -> (Fidelity, usize) {
    let mut fidelity = Fidelity::Exact;
    let mut item = String::new();
    let start = list.len();
    // Where the list ended before each name, and whether the name is a mark.
    let mut written = Vec::with_capacity(names.list.len());
    for name in &names.list {
        if let Some((family, given)) = comma::plain_parts(name) {
            // With a letter on both sides of a comma it is nothing else.
            written.push((list.len(), false));
            if !list.is_empty() {
                list.push_str("; ");
            }
            push_escaped(family, list);
            list.push_str(", ");
            push_escaped(given, list);
            if fidelity == Fidelity::Exact && name.details.is_some() {
                fidelity = Fidelity::NARROWED;
            }
            continue;
        }
        item.clear();
        let mut lost = match comma::encode(name, Bodies::Braced, &mut item) {
            Kept::Whole => Fidelity::Exact,
            Kept::Merged => Fidelity::MERGED,
            Kept::Substituted => Fidelity::SUBSTITUTED,
            Kept::Narrowed => Fidelity::NARROWED,
        };
        if let Cow::Owned(read) = spread(&item) {
            (item, lost) = (read, Fidelity::SUBSTITUTED);
        }
        if item.is_empty() {
            lost = Fidelity::NARROWED;
        } else {
            written.push((list.len(), comma::is_others(&item)));
            if !own && item.contains(' ') && !item.contains(',') && !item.starts_with('{') {
                item.push(',');
            }
            push_item(&item, list);
        }
        if fidelity == Fidelity::Exact {
            fidelity = lost;
        }
    }
    while let Some(&(end, true)) = written.last() {
        // It would be read as the mark that the list was cut off.
        list.truncate(end);
        fidelity = Fidelity::NARROWED;
        written.pop();
    }
    let count = written.len();
    let odd = |list: &str| {
        let several = list.matches(',').count() > 1 || list.contains(['|', '\n']) || list.contains("//");
        list.contains(" and ") || (!own && (several || list.starts_with('[')))
    };
    if count == 1 && odd(&list[start..]) {
        // Without a semicolon it would be read as a list of JabRef's.
        list.push(';');
    }
    if list.len() == start { (Fidelity::Nothing, 0) } else { (fidelity, count) }
}

/// Names in one cell.
pub(super) static NAMES: Codec<Cells> = Codec {
    kind: Kind::Names,
    decode: |natives, _| Some(Value::Names(names(natives.get(0)?))),
    encode: |value, enc, row| {
        let Value::Names(names) = value else { return Fidelity::Nothing };
        let own = row.is_own();
        let (fidelity, _) = put_names(names, own, row.cell(enc.names[0]));
        if fidelity == Fidelity::Exact { Fidelity::or_narrowed(names.others.is_none()) } else { fidelity }
    },
};

/// Authors, with the columns that say whether and how much of the list is missing.
pub(super) static AUTHORS: Codec<Cells> = Codec { kind: Kind::Names, decode: decode_authors, encode: encode_authors };

fn decode_authors(natives: &Natives<'_, '_, Cells>, _: &mut Ctx<'_>) -> Option<Value> {
    let mut names = natives.get(0).map(|cell| names(cell)).unwrap_or_default();
    let yes = |value: &str| ["true", "yes", "1"].iter().any(|yes| value.eq_ignore_ascii_case(yes));
    if natives.peek(1).is_some_and(|value| yes(value)) {
        natives.get(1);
        names.others = names.others.or(Some(Others::Unknown));
    }
    let printed = names.list.len() as u32;
    if let Some(total) = natives.peek(2).and_then(|value| value.parse::<u32>().ok()) {
        natives.get(2);
        if total > printed {
            names.others = Some(Others::Count(total - printed));
        }
    }
    Some(Value::Names(names))
}

fn encode_authors(value: &Value, _: &Enc<'_>, row: &mut Row) -> Fidelity {
    let Value::Names(names) = value else { return Fidelity::Nothing };
    let own = row.is_own();
    let (fidelity, printed) = put_names(names, own, row.cell("authors"));
    let Some(others) = names.others else { return fidelity };
    row.cell("authors_truncated").push_str("true");
    let counted = matches!(others, Others::Count(_));
    let hidden = !row.has("authors_total") && (counted || !row.has("authors_truncated"));
    let mut exact = Fidelity::or_narrowed(!hidden);
    match others {
        Others::Count(missing) if missing > 0 => match (printed as u32).checked_add(missing) {
            Some(total) => row.cell("authors_total").push_str(&total.to_string()),
            None => exact = Fidelity::NARROWED,
        },
        Others::Count(_) => exact = Fidelity::NARROWED,
        Others::Unknown => {}
    }
    match fidelity {
        Fidelity::Nothing if names.list.is_empty() => exact,
        Fidelity::Nothing => Fidelity::NARROWED,
        Fidelity::Exact => exact,
        other => other,
    }
}

/// Names of one role in the column of all the other roles: `role: Name`.
pub(super) static ROLE: Codec<Cells> = Codec {
    kind: Kind::Names,
    decode: |natives, _| {
        let mut list = natives.get(0).map(|cell| names(cell)).unwrap_or_default();
        list.others = None;
        Some(Value::Names(list))
    },
    encode: |value, enc, row| {
        let Value::Names(names) = value else { return Fidelity::Nothing };
        let list = row.cell("other_roles");
        let (mut fidelity, mut some) = (Fidelity::Exact, false);
        let mut item = String::new();
        for name in &names.list {
            item.clear();
            item.push_str(enc.field.name());
            item.push_str(": ");
            let at = item.len();
            let mut lost = match comma::encode(name, Bodies::Braced, &mut item) {
                Kept::Whole => Fidelity::Exact,
                Kept::Merged => Fidelity::MERGED,
                Kept::Substituted => Fidelity::SUBSTITUTED,
                Kept::Narrowed => Fidelity::NARROWED,
            };
            if let Cow::Owned(read) = spread(&item[at..]) {
                item.truncate(at);
                item.push_str(&read);
                lost = Fidelity::SUBSTITUTED;
            }
            if comma::is_others(&item[at..]) || item.len() == at {
                fidelity = Fidelity::NARROWED;
                continue;
            }
            push_item(&item, list);
            some = true;
            if fidelity == Fidelity::Exact {
                fidelity = lost;
            }
        }
        match (some, fidelity) {
            (false, _) => Fidelity::Nothing,
            (true, Fidelity::Exact) => Fidelity::or_narrowed(names.others.is_none()),
            (true, lossy) => lossy,
        }
    },
};

/// The names of each role in the column of roles, each under `other_roles/role`;
/// what has no known role stays where it is.
pub(super) fn roles(cell: &str) -> Vec<(Cow<'static, str>, String)> {
    let mut roles: Vec<(Cow<'static, str>, String)> = Vec::new();
    for item in items(cell) {
        let known = item.split_once(':').and_then(|(role, name)| {
            let field = Field::from_name(role.trim_ascii())?;
            Some((super::map::role_column(field)?, name))
        });
        let (column, name) = known.unwrap_or(("other_roles", &item));
        let at = roles.iter().position(|(known, _)| known == column).unwrap_or_else(|| {
            roles.push((Cow::Borrowed(column), String::new()));
            roles.len() - 1
        });
        push_item(name.trim_ascii(), &mut roles[at].1);
    }
    // A name with ` and ` in it is no list here.
    roles.iter_mut().filter(|(column, _)| column != "other_roles").for_each(|(_, names)| names.push(';'));
    roles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_with_the_word_that_parts_names() {
        let one = Names::from(vec![crate::ir::Name::person("Smith and Sons", "Ada")]);
        let mut list = String::new();
        assert_eq!(put_names(&one, true, &mut list), (Fidelity::Exact, 1));
        assert_eq!(list, "Smith and Sons, Ada;");
        assert_eq!(names(&list), one);
        assert_eq!(names("Test, Ada and Plato").list.len(), 2);
    }

    #[test]
    fn names_without_commas_as_scopus_has_them() {
        let read = names("Smith J.; de la Cruz A.B.; Doe J.-P.; World Health Org.; Plato; MacX Jr.");
        let parts: Vec<_> = read.list.iter().map(|name| (name.family.to_plain(), name.given.to_plain())).collect();
        assert_eq!(
            parts[..3],
            [("Smith".into(), "J.".into()), ("de la Cruz".into(), "A.B.".into()), ("Doe".into(), "J.-P.".into())]
        );
        assert!(parts[3..].iter().all(|(_, given)| given.is_empty()));
    }

    #[test]
    fn roles_come_apart() {
        let found = roles("director: Varda, Agnès; composer: {X; Y}; director: Plato; nobody: Z");
        let plain: Vec<_> = found.iter().map(|(role, names)| (role.as_ref(), names.as_str())).collect();
        assert_eq!(plain[0], ("other_roles/director", "Varda, Agnès; Plato;"));
        assert_eq!(plain.last(), Some(&("other_roles", "Y}; nobody: Z")));
    }
}
