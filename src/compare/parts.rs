//! Which part of two values differs, and how they are shown.

use std::borrow::Cow;

use crate::ir::{Date, DateEnd, DatePoint, Name, Names, Text, Value};

/// Characters of a value that are shown.
const SHOWN: usize = 72;

/// Characters shown before the place where two values part.
const BEFORE: usize = 16;

/// Names or items that are listed by number.
const LISTED: usize = 5;

/// The values as text; in the words of `native` if they look the same.
pub fn shown(before: Option<&Value>, after: Option<&Value>) -> (Option<String>, Option<String>) {
    if let (Some(before), Some(after)) = (before, after)
        && let Some((one, other)) = unequal_items(before, after)
    {
        return shown(Some(&one), Some(&other));
    }
    let plain = |value: Option<&Value>| value.map(Value::preview);
    let (one, other) = (plain(before), plain(after));
    if one != other {
        return (one, other);
    }
    let native = |value: Option<&Value>| {
        value.map(|value| match serde_json::to_value(value) {
            Ok(serde_json::Value::String(text)) => text,
            Ok(json) => json.to_string(),
            Err(_) => value.preview(),
        })
    };
    (native(before), native(after))
}

/// Of two lists of one length, the items that differ; `None` if all do.
fn unequal_items(before: &Value, after: &Value) -> Option<(Value, Value)> {
    fn pick<T: PartialEq + Clone>(one: &[T], other: &[T], value: fn(Vec<T>) -> Value) -> Option<(Value, Value)> {
        let unequal = || one.iter().zip(other).filter(|(one, other)| one != other);
        let count = if one.len() == other.len() { unequal().count() } else { 0 };
        let (ones, others) = unequal().map(|(one, other)| (one.clone(), other.clone())).unzip();
        (count > 0 && count < one.len()).then(|| (value(ones), value(others)))
    }
    match (before, after) {
        (Value::Names(one), Value::Names(other)) => {
            pick(&one.list, &other.list, |list| Value::Names(Names { list, others: None }))
        }
        (Value::Texts(one), Value::Texts(other)) => pick(one, other, Value::Texts),
        (Value::Tokens(one), Value::Tokens(other)) => pick(one, other, Value::Tokens),
        _ => None,
    }
}

/// Both values on one line, cut around the place where they part.
pub fn previews(before: Option<&str>, after: Option<&str>) -> (Option<String>, Option<String>) {
    let from = match (before, after) {
        (Some(one), Some(other)) => {
            let common = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
            if common + BEFORE > SHOWN { common - BEFORE } else { 0 }
        }
        _ => 0,
    };
    let from = if from == 0 { 0 } else { word_start(before.unwrap_or_default(), from) };
    (before.map(|text| cut(text, from)), after.map(|text| cut(text, from)))
}

/// The beginning of the word behind this character, if one is near.
fn word_start(text: &str, from: usize) -> usize {
    let blank = text.chars().skip(from).take(BEFORE - 4).position(char::is_whitespace);
    blank.map_or(from, |blank| from + blank + 1)
}

fn cut(text: &str, from: usize) -> String {
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    let mut chars = text.chars().skip(from);
    out.extend(chars.by_ref().take(SHOWN).map(|c| if c == '\n' { ' ' } else { c }));
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// What differs, in a few words.
pub fn differing(before: &Value, after: &Value) -> Option<String> {
    match (before, after) {
        (Value::Text(one), Value::Text(other)) => of_text(one, other).map(str::to_owned),
        (Value::Texts(one), Value::Texts(other)) => of_list("item", one, other, of_text),
        (Value::Tokens(one), Value::Tokens(other)) => of_list("item", one, other, |_, _| None),
        (Value::Files(one), Value::Files(other)) => of_list("file", one, other, |_, _| None),
        (Value::Versions(one), Value::Versions(other)) => of_list("version", one, other, |_, _| None),
        (Value::Names(one), Value::Names(other)) => of_names(one, other),
        (Value::Date(one), Value::Date(other)) => of_date(one, other),
        (Value::Token(one), Value::Token(other)) => one.eq_ignore_ascii_case(other).then(|| "case".to_owned()),
        _ => None,
    }
}

fn of_text(one: &Text, other: &Text) -> Option<&'static str> {
    let (plain, others): (Cow<'_, str>, Cow<'_, str>) = (one.to_plain(), other.to_plain());
    if plain == others {
        let same = one.without_case_protection() == other.without_case_protection();
        return Some(if same { "case protection" } else { "markup" });
    }
    if plain.split_whitespace().eq(others.split_whitespace()) {
        return Some("blanks");
    }
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
    (folded(&plain) == folded(&others)).then_some("case")
}

/// How two lists differ: in length, in order, or in which items.
fn of_list<T: PartialEq>(
    what: &str,
    one: &[T],
    other: &[T],
    part: impl Fn(&T, &T) -> Option<&'static str>,
) -> Option<String> {
    if one.len() != other.len() {
        let s = if one.len() == 1 { "" } else { "s" };
        return Some(format!("{} {what}{s}, then {}", one.len(), other.len()));
    }
    let unequal: Vec<usize> = (0..one.len()).filter(|&at| one[at] != other[at]).collect();
    match unequal.as_slice() {
        [] => None,
        [at] => Some(match part(&one[*at], &other[*at]) {
            Some(part) => format!("{what} {}, {part}", at + 1),
            None => format!("{what} {}", at + 1),
        }),
        many => {
            // Beyond a few items it is not worth the time to look for all of them.
            let known = many.len() <= 32 && many.iter().all(|&at| many.iter().any(|&to| one[at] == other[to]));
            if known {
                return Some("order".to_owned());
            }
            let listed: Vec<String> = many.iter().take(LISTED).map(|at| (at + 1).to_string()).collect();
            let more = if many.len() > LISTED { " and more" } else { "" };
            Some(format!("{what}s {}{more}", listed.join(", ")))
        }
    }
}

fn of_names(one: &Names, other: &Names) -> Option<String> {
    if one.list == other.list {
        return Some("others".to_owned());
    }
    of_list("name", &one.list, &other.list, of_name)
}

/// The first part in which two names differ.
fn of_name(one: &Name, other: &Name) -> Option<&'static str> {
    let details = |name: &Name| name.details.clone();
    [
        ("body or person", one.body != other.body),
        ("family", one.family != other.family),
        ("given", one.given != other.given),
        ("particle", one.particle != other.particle || one.dropping_particle != other.dropping_particle),
        ("suffix", one.suffix != other.suffix),
        ("details", details(one) != details(other)),
    ]
    .into_iter()
    .find_map(|(part, differs)| differs.then_some(part))
}

fn of_date(one: &Date, other: &Date) -> Option<String> {
    match (one, other) {
        (Date::Point(one), Date::Point(other)) => Some(of_points(one, other)),
        (Date::Range(from, to), Date::Range(others_from, others_to)) => {
            let mut parts = Vec::new();
            for (side, one, other) in [("start", from, others_from), ("end", to, others_to)] {
                match (one, other) {
                    (one, other) if one == other => {}
                    (DateEnd::At(one), DateEnd::At(other)) => parts.push(format!("{side}: {}", of_points(one, other))),
                    _ => parts.push(side.to_owned()),
                }
            }
            Some(parts.join("; "))
        }
        (Date::Literal(_), Date::Literal(_)) => None,
        (Date::Literal(_), _) | (_, Date::Literal(_)) => Some("words".to_owned()),
        _ => Some("range".to_owned()),
    }
}

fn of_points(one: &DatePoint, other: &DatePoint) -> String {
    let parts = [
        ("year", one.year != other.year || one.unspecified != other.unspecified),
        ("month", (one.month, one.some_month) != (other.month, other.some_month)),
        ("day", (one.day, one.some_day) != (other.day, other.some_day)),
        ("time", one.time != other.time),
        ("circa", one.circa != other.circa),
        ("uncertain", one.uncertain != other.uncertain),
    ];
    let differing: Vec<&str> = parts.into_iter().filter_map(|(part, differs)| differs.then_some(part)).collect();
    differing.join(", ")
}
