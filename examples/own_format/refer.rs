//! refer: lines of `%X value`, the type (`%0`) first. Mapping, losses, laws,
//! detection and page come with the static at the end.

use std::borrow::Cow;

use ibidem::codec::line::one_line;
use ibidem::format::{Emit, Format, Identity, Likelihood, Parse, Parsed, Reading, WriteOptions};
use ibidem::ir::EntryType::*;
use ibidem::ir::{Extra, Field, Record, Str};
use ibidem::map::plain::{self, Plain};
use ibidem::map::{self, Codec, Ctx, Fidelity, Importer, Notation, RawRecord, Report, Table, both, is};
use ibidem::report::{LossKind, Sink, Subject};
use ibidem::source::{Frame, Marked};

/// The notation: what values are, and what they are written into.
struct Refer;
impl Notation for Refer {
    const NAME: &'static str = "refer";
    type Value<'a> = Cow<'a, str>;
    type Sink = String;
    fn source(value: &Cow<'_, str>) -> Str {
        value.as_ref().into()
    }
    fn write_extra(_: &Extra, _: &mut String) -> Fidelity {
        Fidelity::Nothing // Reported as dropped.
    }
}

impl Plain for Refer {
    fn put(name: &str, line: &str, out: &mut String) {
        *out += &format!("{name} {line}\n");
    }
}
static TEXT: Codec<Refer> = plain::text();
static DATE: Codec<Refer> = plain::date();
static NAMES: Codec<Refer> = plain::names();

/// The mapping, read left to right and right to left.
static TABLE: Table<Refer> = Table::new(
    &[is("Journal Article", ArticleJournal), is("Book", Book), is("Generic", Document)],
    &[
        both(&["%A"], Field::Author, &NAMES),
        both(&["%T"], Field::Title, &TEXT),
        both(&["%J"], Field::ContainerTitle, &TEXT).when(&[ArticleJournal]),
        both(&["%I"], Field::Publisher, &TEXT),
        both(&["%D"], Field::Issued, &DATE),
    ],
    Document,
);

struct Parser(Importer<Refer>);
impl Parse for Parser {
    fn parse(&mut self, frame: &Frame<'_>, record: &mut Record, sink: &mut dyn Sink) -> Parsed {
        let mut raw = RawRecord::default();
        for text in frame.text.lines().map(str::trim).filter(|text| !text.is_empty()) {
            let at = text.as_ptr() as usize - frame.text.as_ptr() as usize;
            match text.split_once(' ') {
                Some(("%0", kind)) => raw.kind = kind.into(),
                Some(("%F", key)) => raw.key = Some(key.into()),
                // What no row takes is kept as an extra field.
                Some((tag, value)) => raw.push(tag, value.into(), at, text.len()),
                None => raw.push("", text.into(), at, text.len()),
            }
        }
        if raw.kind.is_empty() && raw.fields.is_empty() {
            return Parsed::Nothing;
        }
        self.0.import(&raw, record, &mut Ctx::new(sink, frame.text, frame.span, false));
        Parsed::Record
    }
}

struct Writer(WriteOptions);
impl Emit for Writer {
    fn record(&mut self, record: &Record, _: Option<Identity<'_>>, out: &mut Vec<u8>, report: &mut Report<'_>) {
        let plan = map::export_type::<Refer>(&TABLE, record, report);
        let mut text = format!("%0 {}\n", one_line(&plan.native));
        if let Some(key) = &record.key {
            text += &format!("%F {}\n", one_line(key));
            if one_line(key) != key.as_str() {
                report.lost(&map::KEY_DROPPED, LossKind::Substituted, Subject::Key, key);
            }
        }
        map::export_fields(&TABLE, record, &plan, &self.0, &mut text, report);
        out.extend_from_slice(text.as_bytes());
    }
}

pub static REFER: Format = Format {
    title: "refer, lines of a tag and a value",
    extensions: &["refer"],
    docs: "Lines of `%X value`. Source of truth: the manual page of refer.",
    sniff: |head| if head.starts_with(b"%0 ") { Likelihood::Sure } else { Likelihood::No },
    open: Some(|_| Ok(Reading::new(Marked::at("%0 "), || Parser(Importer::new(&TABLE))))),
    create: Some(|options| Ok(Box::new(Writer(options.clone())))),
    table: Some(|| &TABLE),
    ..Format::base("refer")
};
