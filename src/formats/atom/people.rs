//! Persons: one string each, in the order it is spoken, with affiliations.

use std::borrow::Cow;

use super::elem::Elem;
use super::map::Atom;
use super::write::element;
use super::xml::tidied;
use crate::codec::names::display;
use crate::ir::{Field, Kind, Name, NameDetails, Names, Str, Text, Value};
use crate::map::{Codec, Fidelity};

/// One person.
pub(super) fn person(elem: &Elem<'_>) -> Option<Name> {
    fn named<'e>(elem: &'e Elem<'_>, name: &'static str) -> impl Iterator<Item = Cow<'e, str>> {
        elem.parts.iter().filter(move |(part, _)| part == name).map(|(_, text)| tidied(text))
    }
    let part = |name: &'static str| named(elem, name);
    let spoken = part("name").next().filter(|name| !name.is_empty())?;
    let mut name = display::parse(&spoken);
    let affiliations: Vec<Text> =
        part("arxiv:affiliation").filter(|text| !text.is_empty()).map(|text| text.as_ref().into()).collect();
    let orcid = part("uri").next().and_then(|uri| Some(Str::from(uri.strip_prefix(ORCID)?)));
    let ids: Vec<_> = orcid.filter(|id| is_orcid(id)).map(|id| ("orcid".into(), id)).into_iter().collect();
    if !affiliations.is_empty() || !ids.is_empty() {
        let details = name.details.get_or_insert_default();
        (details.affiliations, details.ids) = (affiliations, ids);
    }
    Some(name)
}

const ORCID: &str = "https://orcid.org/";

fn is_orcid(id: &str) -> bool {
    id.len() == 19 && id.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'X'))
}

/// Writes a person and gives back what reading will make of it.
fn push_person(out: &mut Vec<u8>, name: &Name) -> Option<Name> {
    let mut spoken = String::new();
    display::write(name, &mut spoken);
    let tidy = tidied(&spoken);
    if tidy.is_empty() {
        return None;
    }
    let mut read = display::parse(&tidy);
    // What reading makes of it must be written alike.
    let mut again = String::new();
    display::write(&read, &mut again);
    let tidy = if again == tidy || display::parse(&tidied(&again)) != read { tidy } else { Cow::Owned(again) };
    let mut line = |name: &str, text: &str| {
        out.extend_from_slice(b"  ");
        element(out, name, text);
    };
    line("name", &tidy);
    let Some(details) = &name.details else { return Some(read) };
    let mut kept = read.details.take().unwrap_or_default();
    if let Some((_, id)) = details.ids.iter().find(|(scheme, id)| scheme == "orcid" && is_orcid(id)) {
        line("uri", &format!("{ORCID}{id}"));
        kept.ids.push(("orcid".into(), id.clone()));
    }
    for text in &details.affiliations {
        let plain = text.to_plain();
        let tidy = tidied(&plain);
        if !tidy.is_empty() {
            line("arxiv:affiliation", &tidy);
            kept.affiliations.push(tidy.as_ref().into());
        }
    }
    if *kept != NameDetails::default() {
        read.details = Some(kept);
    }
    Some(read)
}

pub(super) static NAMES: Codec<Atom> = Codec {
    kind: Kind::Names,
    decode: |n, _| {
        let list: Vec<Name> = n.all(0).filter_map(|raw| person(&raw.value)).collect();
        Some(Value::Names(Names::from(list)))
    },
    encode: |value, enc, sink| {
        let Value::Names(names) = value else { return Fidelity::Nothing };
        let tag = enc.names[0];
        let mut read = Vec::with_capacity(names.list.len());
        for name in &names.list {
            let before = sink.out.len();
            sink.out.extend_from_slice(format!("    <{tag}>\n").as_bytes());
            match push_person(&mut sink.out, name) {
                Some(name) => {
                    read.push(name);
                    sink.out.extend_from_slice(format!("    </{tag}>\n").as_bytes());
                }
                None => sink.out.truncate(before),
            }
        }
        match (read.is_empty(), read == names.list, names.others) {
            (true, ..) => Fidelity::Nothing,
            (_, true, None) => Fidelity::Exact,
            (_, true, Some(_)) => Fidelity::NARROWED,
            _ => Fidelity::SUBSTITUTED,
        }
    },
};

/// Editors, or translators where there are none: Atom knows contributors and
/// not what they contributed.
pub(super) static AS_CONTRIBUTORS: Codec<Atom> = Codec {
    kind: Kind::Names,
    decode: |_, _| None,
    encode: |value, enc, sink| {
        let taken = enc.record.has(Field::Contributor) || enc.field != Field::Editor && enc.record.has(Field::Editor);
        if taken || (NAMES.encode)(value, enc, sink) == Fidelity::Nothing {
            Fidelity::Nothing
        } else {
            Fidelity::SUBSTITUTED
        }
    },
};

pub(super) static CREATORS: Codec<Atom> = Codec {
    kind: Kind::Names,
    decode: |n, _| {
        let names = n.all(0).map(|raw| tidied(&raw.value.text).into_owned()).filter(|name| !name.is_empty());
        let list: Vec<Name> = names.map(|name| display::parse(&name)).collect();
        Some(Value::Names(Names::from(list)))
    },
    encode: |_, _, _| Fidelity::Nothing,
};
