//! Authors: parsed by arXiv, or the line they were typed in.

use std::borrow::Cow;

use super::map::{ArxivJson, Member, Members};
use super::{WRONG_KIND, texts};
use crate::codec::json::{Fault, Json, Pull};
use crate::codec::names::display;
use crate::codec::{scan, tex};
use crate::ir::{Kind, Name, NameDetails, Names, Others, Text, Value};
use crate::map::{Codec, Fidelity};

/// Names from `authors_parsed`; what is cut off is said by `authors` only.
pub(super) static PARSED: Codec<ArxivJson> = Codec {
    kind: Kind::Names,
    decode: |n: &Members<'_, '_>, ctx| {
        let raw = n.raw(0)?;
        let list = match &raw.value.json {
            Json::Nested(source) if source.starts_with('[') => parsed(source).ok(),
            _ => None,
        };
        let Some(list) = list else {
            let message = "no list of names, kept as an extra field";
            ctx.warn(&WRONG_KIND, raw.at as usize, raw.len as usize, message);
            return None;
        };
        let others = n.get(1).and_then(Member::text).and_then(|typed| cut_off(typed).1);
        Some(Value::Names(Names { list, others }))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// Names from `authors` alone. Remarks in parentheses are not understood, and
/// stay in an extra field.
pub(super) static TYPED: Codec<ArxivJson> = Codec {
    kind: Kind::Names,
    decode: |n, _| {
        let typed = n.peek(0)?.text()?;
        let names = self::typed(typed);
        if !typed.contains('(') {
            n.get(0);
        }
        Some(Value::Names(names))
    },
    encode: |_, _, _| Fidelity::Nothing,
};

fn parsed(source: &str) -> Result<Vec<Name>, Fault> {
    let mut pull = Pull::new(source);
    let mut list = Vec::new();
    let mut bodies: Vec<Name> = Vec::new();
    let mut parts: Vec<Cow<'_, str>> = Vec::with_capacity(4);
    pull.take(b'[');
    let mut first = true;
    while pull.another(first, b']')? {
        first = false;
        if !pull.take(b'[') {
            return Err(Fault { at: pull.at(), what: "no name" });
        }
        parts.clear();
        while pull.another(parts.is_empty(), b']')? {
            match pull.value()? {
                Json::Str(text, _) => parts.push(text),
                Json::Word("null") => parts.push(Cow::Borrowed("")),
                _ => return Err(Fault { at: pull.at(), what: "no part of a name" }),
            }
        }
        list.extend(name(&parts, &mut bodies));
    }
    bodies.retain(|body| !list.contains(body));
    list.append(&mut bodies);
    Ok(list)
}

/// A name of family, given, suffix and affiliations. What looks like an
/// affiliation may name the body for which the authors write.
fn name(parts: &[Cow<'_, str>], bodies: &mut Vec<Name>) -> Option<Name> {
    let part = |at: usize| parts.get(at).map_or(Cow::Borrowed(""), |part| characters(part));
    let (family, given, suffix) = (part(0), part(1), part(2));
    if family.is_empty() && given.is_empty() {
        return None;
    }
    let mut name = match whole_body(&family, &given) {
        Some(body) => Name::body(&body),
        // A lone name, whichever part it stands in.
        None if family.is_empty() => Name::person(&given, ""),
        None => {
            let (particle, bare) = if given.is_empty() { ("", &*family) } else { display::particle(&family) };
            Name { particle: particle.into(), suffix: (&*suffix).into(), ..Name::person(bare, &given) }
        }
    };
    let mut affiliations: Vec<Text> = Vec::new();
    for remark in parts.iter().skip(3).filter(|remark| !remark.trim().is_empty()) {
        match body_in(remark) {
            Some(body) if bodies.contains(&body) => {}
            Some(body) => bodies.push(body),
            None => affiliations.push(texts::line(remark)),
        }
    }
    if !affiliations.is_empty() {
        name.details = Some(Box::new(NameDetails { affiliations, ..NameDetails::default() }));
    }
    Some(name)
}

/// The characters of a part of a name, which is in Unicode but for what arXiv
/// did not understand.
fn characters(part: &str) -> Cow<'_, str> {
    let part = part.trim();
    let plain = scan::none(part.as_bytes(), |before, here| {
        (here < b' ')
            | ((here == b' ') & (before == b' '))
            | ((here == b'\\') | (here == b'{') | (here == b'}') | (here == b'$') | (here == b'~'))
    });
    if plain {
        return Cow::Borrowed(part);
    }
    if part.bytes().any(|b| matches!(b, b'\\' | b'{' | b'}' | b'$' | b'~')) {
        return Cow::Owned(tex::decode_plain(part).into());
    }
    if part.contains("  ") || part.contains(['\n', '\t']) {
        return Cow::Owned(part.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    Cow::Borrowed(part)
}

/// The name of a body, which arXiv takes apart like that of a person.
fn whole_body(family: &str, given: &str) -> Option<String> {
    let (first, last) = family.rsplit_once(' ').unwrap_or(("", family));
    if first.is_empty() && given.is_empty() || !display::ends_body(last) {
        return None;
    }
    let whole = if given.is_empty() { family.to_owned() } else { format!("{given} {family}") };
    display::is_body(&whole).then_some(whole)
}

/// `for the X Collaboration` and the like.
fn body_in(remark: &str) -> Option<Name> {
    let remark = characters(remark);
    let starts = ["for the ", "on behalf of the ", "on behalf of "];
    let rest = starts.iter().find_map(|words| {
        let head = remark.get(..words.len())?;
        head.eq_ignore_ascii_case(words).then(|| &remark[words.len()..])
    });
    let body = rest.unwrap_or(&remark);
    (rest.is_some() || display::is_body(body)).then(|| Name::body(body))
}

/// The line of names without `et al.`, and how many it leaves out.
fn cut_off(typed: &str) -> (&str, Option<Others>) {
    let found = ["et al", "and others"].iter().filter_map(|words| typed.rfind(words)).max();
    let alone = |&at: &usize| at == 0 || typed[..at].ends_with([' ', ',', '\n', '\t']);
    let Some(at) = found.filter(alone) else { return (typed, None) };
    let tail = typed[at..].trim_start_matches("et al").trim_start_matches("and others").trim_start_matches('.').trim();
    let before = typed[..at].trim_end_matches([' ', ',', '\n', '\t']);
    if tail.is_empty() {
        return (before, Some(Others::Unknown));
    }
    let blank = |c: char| c.is_whitespace() || matches!(c, '(' | ')');
    let words: Vec<_> = tail.split(blank).filter(|word| !word.is_empty()).collect();
    let count = words.windows(2).find(|pair| pair[1] == "additional").map(|pair| pair[0].replace(',', ""));
    match count.and_then(|digits| digits.parse().ok()) {
        Some(count) => (before, Some(Others::Count(count))),
        // `et al.` in the middle: a body follows.
        None => (typed, None),
    }
}

/// Names in a line: separated by commas and `and`.
fn typed(source: &str) -> Names {
    let (source, others) = cut_off(source);
    let mut bare = String::with_capacity(source.len());
    let mut depth = 0_usize;
    for c in source.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(if c.is_whitespace() { ' ' } else { c }),
            _ => {}
        }
    }
    let bare = bare.replace(" and ", ", ").replace(" & ", ", ");
    let mut list: Vec<Name> = Vec::new();
    for part in bare.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let part = part.strip_prefix("and ").unwrap_or(part);
        let is_suffix = matches!(part.trim_end_matches('.'), "Jr" | "Sr" | "II" | "III" | "IV");
        match list.last_mut() {
            Some(before) if is_suffix && before.suffix.is_empty() && !before.body => before.suffix = part.into(),
            _ => list.push(display::parse(&characters(part))),
        }
    }
    Names { list, others }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_arxiv_parsed() {
        let shown = |source| parsed(source).unwrap().iter().map(Name::display).collect::<Vec<_>>();
        assert_eq!(
            shown(
                r#"[["Example","A.",""],["van der Test","Carla M.","Jr"],["Plato","",""],["Von Neumann","John",""]]"#
            ),
            ["Example, A.", "van der Test, Carla M., Jr", "Plato", "Von Neumann, John"]
        );
        assert_eq!(
            shown(r#"[["Collaboration","FAKE",""],["Ejemplo","Mar\\'ia",""]]"#),
            ["FAKE Collaboration", "Ejemplo, Mar\u{ed}a"]
        );
        let names = parsed(
            r#"[["A","B.","","Nowhere Univ.","for the FAKE Collaboration"],["C","D.","","for the FAKE Collaboration"]]"#,
        );
        let names = names.unwrap();
        assert_eq!(names.iter().map(Name::display).collect::<Vec<_>>(), ["A, B.", "C, D.", "FAKE Collaboration"]);
        assert_eq!(names[0].details.as_ref().unwrap().affiliations, ["Nowhere Univ.".into()]);
        assert!(parsed(r#"["A"]"#).is_err() && parsed("[[1]]").is_err());
    }

    #[test]
    fn names_as_they_were_typed() {
        let shown = |source| {
            let names = typed(source);
            (names.list.iter().map(Name::display).collect::<Vec<_>>(), names.others)
        };
        let two = || vec!["Example, Ada".to_owned(), "M\u{fc}ller, B., Jr.".to_owned()];
        assert_eq!(shown("Ada Example (1), B. M\\\"uller, Jr. (Nowhere (Univ.))"), (two(), None));
        assert_eq!(shown("Ada Example and\n B. M\\\"uller, Jr."), (two(), None));
        assert_eq!(shown("Ada Example, B. M\\\"uller, Jr., et al."), (two(), Some(Others::Unknown)));
        let counted = "Ada Example, B. M\\\"uller, Jr., et al. (1,072\n  additional authors not shown)";
        assert_eq!(shown(counted), (two(), Some(Others::Count(1072))));
    }
}
