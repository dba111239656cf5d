//! The dates of an entry and the marks on them.

use super::dates;
use super::map::{Atom, N};
use super::write::{element, published, supplied};
use super::xml::push_escaped;
use crate::ir::EntryType::Preprint;
use crate::ir::{Date, Kind, Value, keys};
use crate::map::{Codec, Fidelity};

fn read_date(n: &N<'_, '_>, pad: fn(&Date) -> Option<String>) -> Option<Value> {
    let elem = n.get(0)?;
    dates::read(&elem.text, elem.mark.as_deref(), pad).map(|date| Value::Date(Box::new(date)))
}

/// Marks what the date of an element truly says.
fn mark(out: &mut Vec<u8>, name: &str, date: &Date) {
    out.extend_from_slice(b"    <ibidem:date name=\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\">");
    push_escaped(out, &date.to_string());
    out.extend_from_slice(b"</ibidem:date>\n");
}

fn push_date(out: &mut Vec<u8>, name: &str, shown: &str, date: &Date, always: bool) {
    element(out, name, shown);
    if always || Date::parse(shown).as_ref() != Some(date) {
        mark(out, name.strip_prefix("prism:").unwrap_or(name), date);
    }
}

/// What a written date gives when it is read.
fn fidelity(shown: &str, date: &Date, pad: fn(&Date) -> Option<String>) -> Fidelity {
    let read = dates::read(shown, Some(&date.to_string()), pad);
    Fidelity::or_narrowed(read.as_ref() == Some(date))
}

pub(super) static UPDATED: Codec<Atom> = Codec {
    kind: Kind::Date,
    decode: |n, _| read_date(n, dates::padded),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some(shown) = dates::padded(date).filter(|_| dates::is_known(date)) else { return Fidelity::Nothing };
        // Without a mark the time of publication means that nothing was updated.
        let same = published(enc.record, enc.record.kind).as_ref() == Some(&shown);
        push_date(&mut sink.out, "updated", &shown, date, same);
        fidelity(&shown, date, dates::padded)
    },
};

pub(super) static PUBLISHED: Codec<Atom> = Codec {
    kind: Kind::Date,
    decode: |n, _| read_date(n, dates::padded),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some(shown) = dates::padded(date) else { return Fidelity::Nothing };
        push_date(&mut sink.out, "published", &shown, date, false);
        if enc.kind == Preprint && enc.record.get(keys::ISSUED).and_then(dates::w3cdtf).is_none() {
            supplied(&mut sink.out, "issued");
        }
        fidelity(&shown, date, dates::padded)
    },
};

/// A date as PRISM has it, whatever else the entry says.
pub(super) static DCTERMS_DATE: Codec<Atom> = Codec {
    kind: Kind::Date,
    decode: |n, _| read_date(n, dates::w3cdtf),
    encode: |value, enc, sink| {
        let Value::Date(date) = value else { return Fidelity::Nothing };
        let Some(shown) = dates::w3cdtf(date) else { return Fidelity::Nothing };
        push_date(&mut sink.out, enc.names[0], &shown, date, false);
        fidelity(&shown, date, dates::w3cdtf)
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
        push_date(&mut sink.out, enc.names[0], &shown, date, false);
        fidelity(&shown, date, dates::w3cdtf)
    },
};
