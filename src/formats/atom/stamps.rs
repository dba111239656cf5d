//! The dates of an entry and the marks on them.

use super::dates;
use super::map::{Atom, N};
use super::write::{plain_element, published, supplied};
use super::xml::push_escaped;
use crate::ir::EntryType::Preprint;
use crate::ir::{Date, Kind, Str, Value, keys};
use crate::map::{Codec, Fidelity};

fn read_date(n: &N<'_, '_>, pad: fn(&Date) -> Option<Str>) -> Option<Value> {
    let elem = n.get(0)?;
    dates::read(&elem.text, elem.mark.as_deref(), pad).map(|date| Value::Date(Box::new(date)))
}

/// Marks what the date of an element truly says.
fn mark(out: &mut Vec<u8>, name: &str, edtf: &str) {
    out.extend_from_slice(b"    <ibidem:date name=\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\">");
    push_escaped(out, edtf);
    out.extend_from_slice(b"</ibidem:date>\n");
}

/// Writes the element of a date that it can show only as `shown`, made by `pad`,
/// and says what reading it gives.
fn push_date(out: &mut Vec<u8>, name: &str, shown: &str, date: &Date, pad: fn(&Date) -> Option<Str>) -> Fidelity {
    push_marked(out, name, shown, date, false, pad)
}

/// The same; with a mark `always`, or where it shows something else.
fn push_marked(
    out: &mut Vec<u8>,
    name: &str,
    shown: &str,
    date: &Date,
    always: bool,
    pad: fn(&Date) -> Option<Str>,
) -> Fidelity {
    plain_element(out, name, shown);
    let bare = name.strip_prefix("prism:").unwrap_or(name);
    if let Some(edtf) = date.plain_edtf() {
        // It reads as itself, and nothing else that is shown reads as it.
        if always || edtf != shown {
            mark(out, bare, &edtf);
        }
        return Fidelity::Exact;
    }
    let edtf = date.to_string();
    if always || Date::parse(shown).as_ref() != Some(date) {
        mark(out, bare, &edtf);
    }
    Fidelity::or_narrowed(dates::read(shown, Some(&edtf), pad).as_ref() == Some(date))
}

pub(super) static UPDATED: Codec<Atom> = Codec {
    kind: Kind::Date,
    decode: |n, _| read_date(n, dates::padded),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some(shown) = dates::padded(date).filter(|_| dates::is_known(date)) else { return Fidelity::Nothing };
        // Without a mark the time of publication means that nothing was updated.
        let same = published(enc.record, enc.record.kind).as_ref() == Some(&shown);
        push_marked(&mut sink.out, "updated", &shown, date, same, dates::padded)
    },
};

pub(super) static PUBLISHED: Codec<Atom> = Codec {
    kind: Kind::Date,
    decode: |n, _| read_date(n, dates::padded),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some(shown) = dates::padded(date) else { return Fidelity::Nothing };
        let fidelity = push_date(&mut sink.out, "published", &shown, date, dates::padded);
        if enc.kind == Preprint && enc.record.get(keys::ISSUED).and_then(dates::w3cdtf).is_none() {
            supplied(&mut sink.out, "issued");
        }
        fidelity
    },
};

/// A date as PRISM has it, whatever else the entry says.
pub(super) static DCTERMS_DATE: Codec<Atom> = Codec {
    kind: Kind::Date,
    decode: |n, _| read_date(n, dates::w3cdtf),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some(shown) = dates::w3cdtf(date) else { return Fidelity::Nothing };
        push_date(&mut sink.out, enc.names[0], &shown, date, dates::w3cdtf)
    },
};

pub(super) static PRISM_DATE: Codec<Atom> = Codec {
    kind: Kind::Date,
    decode: |n, _| read_date(n, dates::w3cdtf),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some(shown) = dates::w3cdtf(date) else { return Fidelity::Nothing };
        // `published` says it.
        if enc.record.get(keys::SUBMITTED) == Some(&**date) {
            return Fidelity::Exact;
        }
        push_date(&mut sink.out, enc.names[0], &shown, date, dates::w3cdtf)
    },
};
