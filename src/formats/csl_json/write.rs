//! Writing: one item a line, in an array.

use super::json::{self, Json, write_string};
use super::schema::{Shape, variable};
use super::{CslJson, Out};
use crate::format::{Emit, Identity, WriteOptions};
use crate::ir::{Extra, Record};
use crate::map::{Notation, Report, Table, export_fields, export_type};

pub(super) struct Writer {
    out: Out,
    options: WriteOptions,
    table: &'static Table<CslJson>,
    /// Where the name of the item written last ends, if it was made.
    name_end: Option<usize>,
}

impl Writer {
    pub(super) fn new(table: &'static Table<CslJson>, options: &WriteOptions) -> Writer {
        Writer { out: Out::default(), options: options.clone(), table, name_end: None }
    }
}

impl Emit for Writer {
    fn head(&mut self, out: &mut Vec<u8>) -> Option<usize> {
        out.push(b'[');
        None
    }

    fn separator(&mut self, out: &mut Vec<u8>) {
        out.push(b',');
    }

    fn record(&mut self, record: &Record, identity: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        let mut plan = export_type(self.table, record, report);
        if plan.verbatim {
            // The schema lists the types; an unknown one would spoil the whole file.
            (plan.native, plan.verbatim) = ("document".into(), false);
        }
        std::mem::swap(&mut self.out.buf, out);
        self.out.begin(plan.kind);
        self.out.buf.extend_from_slice(b"\n  {\"id\": ");
        let key = identity.map(|identity| identity.text).or(record.key.as_deref()).unwrap_or_default();
        let made = identity.is_some_and(|identity| identity.made);
        let other_id = record.extras_of(CslJson::NAME).find(|extra| extra.name == "id").filter(|_| !made);
        match other_id.and_then(|extra| json::strictly(&extra.value)) {
            Some(id) if id.text().is_some_and(|id| !id.is_empty() && id != key) => {
                self.out.buf.extend_from_slice(id.source().as_bytes());
                self.out.written.push("id");
                self.out.string("citation-key", key);
            }
            _ => write_string(key, &mut self.out.buf),
        }
        // In front of the quotation mark; a name that was made needs no escape.
        self.name_end = made.then(|| self.out.buf.len() - 1);
        self.out.string("type", &plan.native);
        export_fields(self.table, record, &plan, &self.options, &mut self.out, report);
        self.out.buf.push(b'}');
        std::mem::swap(&mut self.out.buf, out);
    }

    fn name_end(&self) -> Option<usize> {
        self.name_end
    }

    fn tail(&mut self, any: bool, out: &mut Vec<u8>) {
        out.extend_from_slice(if any { b"\n]\n".as_slice() } else { b"]\n" });
    }
}

/// Writes back an extra if the schema knows the name, allows the value, and
/// reading will leave it an extra.
pub(super) fn write_extra(extra: &Extra, out: &mut Out) -> bool {
    let Some((name, shape)) = variable(&extra.name) else { return false };
    if name == "id" {
        // Written in front; once.
        return out.id_is_own();
    }
    let Some(value) = json::strictly(&extra.value).filter(|_| !out.has(name) && !out.is_read(name)) else {
        return false;
    };
    let allowed = match (shape, &value) {
        (Shape::Text | Shape::Number, Json::Str(..)) | (Shape::Number, Json::Number(_)) => true,
        (Shape::Object, Json::Nested(source)) => source.starts_with('{'),
        (Shape::List, Json::Nested(source)) => is_list_of_strings(source),
        _ => false,
    };
    if allowed {
        out.key(name);
        out.buf.extend_from_slice(value.source().as_bytes());
    }
    allowed
}

fn is_list_of_strings(source: &str) -> bool {
    let mut pull = json::Pull::new(source);
    let mut first = true;
    if !pull.take(b'[') {
        return false;
    }
    while let Ok(true) = pull.another(first, b']') {
        first = false;
        if !matches!(pull.value(), Ok(Json::Str(..))) {
            return false;
        }
    }
    true
}
