//! From a raw record to a record: rows take native fields, the rest is extras.

use std::borrow::Cow;
use std::cell::RefCell;

use super::codes::{DISAGREES, MANY_PARAGRAPHS, MANY_REMARKS};
use super::compile::{NO_NAME, NameId, RowSet};
use super::raw::{Notation, Raw, RawRecord};
use super::table::Table;
use crate::codec::line::one_line;
use crate::codec::markup::MAX_PARAGRAPHS;
use crate::codec::scan;
use crate::ir::{Date, EntryType, Extra, Field, Inline, Kept, Origin, Record, Str, Text, Value};
use crate::report::{Code, Diagnostic, Sink, Span};
use crate::source::CONTROL_CHARACTER;

/// What decoders may know and say.
///
/// ```
/// use ibidem::{Collect, map::Ctx, report::Span, source::MALFORMED};
/// let mut reports = Collect::default();
/// let mut ctx = Ctx::new(&mut reports, "title: Notes", Span::BEGINNING, true);
/// ctx.warn(&MALFORMED, 7, 5, "odd");
/// // To the same notation, the value will be written as it stands.
/// ctx.spell("Notes");
/// drop(ctx); // says how many remarks were too many
/// assert_eq!(reports.diagnostics[0].span.column, 8);
/// ```
pub struct Ctx<'c> {
    /// Where diagnostics go.
    pub sink: &'c mut dyn Sink,
    /// The text of the frame.
    pub text: &'c str,
    /// The place of the frame.
    pub span: Span,
    /// The entry type of the record.
    pub kind: EntryType,
    /// Whether spellings are kept for the same notation.
    pub keep_spelling: bool,
    /// Whether records keep their text, see [`Kept`].
    pub keep_source: bool,
    spelled: Option<Str>,
    said: usize,
}

/// So many remarks on one record are shown. Each costs a look at all lines before
/// it.
pub(crate) const MAX_SAID: usize = 1000;

impl Drop for Ctx<'_> {
    fn drop(&mut self) {
        if self.said > MAX_SAID {
            let message = format!("{} more remarks on this record are not shown", self.said - MAX_SAID);
            self.sink.diagnostic(Diagnostic::new(&MANY_REMARKS, message).at(self.text, self.span, 0, 1));
        }
    }
}

impl<'c> Ctx<'c> {
    /// For a frame of this text at this place.
    pub fn new(sink: &'c mut dyn Sink, text: &'c str, span: Span, keep_spelling: bool) -> Ctx<'c> {
        let kind = EntryType::Document;
        Ctx { sink, text, span, kind, keep_spelling, keep_source: false, spelled: None, said: 0 }
    }

    /// Reports something about `len` bytes at byte `at` of the frame.
    pub fn warn(&mut self, code: &'static Code, at: usize, len: usize, message: impl Into<String>) {
        self.said += 1;
        if self.said <= MAX_SAID {
            let diagnostic = Diagnostic::new(code, message).at(self.text, self.span, at, len);
            self.sink.diagnostic(diagnostic);
        }
    }

    /// Keeps the spelling of the value being decoded, if spellings are kept.
    pub fn spell(&mut self, source: &str) {
        if self.keep_spelling {
            self.spelled = Some(source.into());
        }
    }
}

/// The native values a row may take. What a decoder asks for is struck out if
/// it returns a value.
///
/// ```
#[doc = include_str!("lines.in")]
/// static KEYWORDS: Codec<Lines> = Codec {
///     kind: Kind::Tokens,
///     decode: |natives, _| {
///         natives.peek(0).filter(|first| !first.is_empty())?;
///         let words = natives.matching(0, |word| word.len() > 2).map(|raw| raw.value.as_ref().into());
///         Some(Value::Tokens(words.collect()))
///     },
///     encode: |_, _, _| Fidelity::Nothing,
/// };
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["k"], Field::Aliases, &KEYWORDS)], EntryType::Document);
/// let record = read(&TABLE, "", &[("k", "sums"), ("k", "x"), ("k", "series")]);
/// assert_eq!(record.get(keys::ALIASES).unwrap(), &["sums", "series"]);
/// assert_eq!(record.extras[0].value, "x");
/// ```
pub struct Natives<'x, 'a, N: Notation> {
    raws: &'x [Raw<'a, N>],
    chains: &'x Chains,
    ids: &'x [NameId],
    used: RefCell<&'x mut Vec<u16>>,
}

impl<'x, 'a, N: Notation> Natives<'x, 'a, N> {
    /// The first value under the row's name number `name`.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static SHOUT: Codec<Lines> = Codec {
    ///     decode: |natives, _| Some(Value::Text(natives.get(0)?.to_uppercase().into())),
    ///     ..plain::text()
    /// };
    /// static TABLE: Table<Lines> = Table::new(&[], &[both(&["t"], Field::Title, &SHOUT)], EntryType::Document);
    /// assert_eq!(read(&TABLE, "", &[("t", "Notes")]).get(keys::TITLE), Some(&"NOTES".into()));
    /// ```
    pub fn get(&self, name: usize) -> Option<&'x N::Value<'a>> {
        self.raw(name).map(|raw| &raw.value)
    }

    /// The first field under the row's name number `name`.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static NAMED: Codec<Lines> = Codec {
    ///     decode: |natives, _| natives.raw(0).map(|raw| Value::Text(format!("{} ({})", raw.value, raw.name).into())),
    ///     ..plain::text()
    /// };
    /// static TABLE: Table<Lines> = Table::new(&[], &[both(&["t"], Field::Title, &NAMED)], EntryType::Document);
    /// assert_eq!(read(&TABLE, "", &[("T", "Notes")]).get(keys::TITLE), Some(&"Notes (T)".into()));
    /// ```
    pub fn raw(&self, name: usize) -> Option<&'x Raw<'a, N>> {
        let at = self.chains.first(*self.ids.get(name)?)?;
        self.used.borrow_mut().push(at);
        Some(&self.raws[at as usize])
    }

    /// The same without striking it out.
    pub fn peek(&self, name: usize) -> Option<&'x N::Value<'a>> {
        let at = self.chains.first(*self.ids.get(name)?)?;
        Some(&self.raws[at as usize].value)
    }

    /// The fields under the row's name number `name` that satisfy a condition,
    /// in order; the others are not struck out.
    pub fn matching(
        &self,
        name: usize,
        mut wanted: impl FnMut(&N::Value<'a>) -> bool,
    ) -> impl Iterator<Item = &'x Raw<'a, N>> {
        let mut at = self.ids.get(name).and_then(|&id| self.chains.first(id));
        std::iter::from_fn(move || {
            loop {
                let here = at?;
                at = self.chains.after(here);
                let raw = &self.raws[here as usize];
                if wanted(&raw.value) {
                    self.used.borrow_mut().push(here);
                    return Some(raw);
                }
            }
        })
    }

    /// Every field under the row's name number `name`, in order.
    ///
    /// ```
    #[doc = include_str!("lines.in")]
    /// static JOINED: Codec<Lines> = Codec {
    ///     decode: |natives, _| {
    ///         let lines: Vec<_> = natives.all(0).map(|raw| raw.value.as_ref()).collect();
    ///         Some(Value::Text(lines.join(" ").into()))
    ///     },
    ///     ..plain::text()
    /// };
    /// static TABLE: Table<Lines> = Table::new(&[], &[both(&["t"], Field::Title, &JOINED)], EntryType::Document);
    /// assert_eq!(read(&TABLE, "", &[("t", "Two"), ("t", "lines")]).get(keys::TITLE), Some(&"Two lines".into()));
    /// ```
    pub fn all(&self, name: usize) -> impl Iterator<Item = &'x Raw<'a, N>> {
        let mut at = self.ids.get(name).and_then(|&id| self.chains.first(id));
        std::iter::from_fn(move || {
            let here = at?;
            at = self.chains.after(here);
            self.used.borrow_mut().push(here);
            Some(&self.raws[here as usize])
        })
    }
}

const END: u16 = u16::MAX;

/// For each name the fields that bear it and are not struck out, in order.
#[derive(Default)]
struct Chains {
    heads: Vec<u16>,
    next: Vec<u16>,
    taken: Vec<bool>,
}

impl Chains {
    fn first(&self, id: NameId) -> Option<u16> {
        let mut at = *self.heads.get(id as usize)?;
        while at != END && self.taken[at as usize] {
            at = self.next[at as usize];
        }
        (at != END).then_some(at)
    }

    fn after(&self, at: u16) -> Option<u16> {
        let mut at = self.next[at as usize];
        while at != END && self.taken[at as usize] {
            at = self.next[at as usize];
        }
        (at != END).then_some(at)
    }
}

/// Imports raw records through one table; keeps its memory from record to record.
///
/// ```
#[doc = include_str!("lines.in")]
/// static TABLE: Table<Lines> = Table::new(&[], &[both(&["title"], Field::Title, &TEXT)], EntryType::Document);
/// let text = "title: Notes\nshelf: 3\n";
/// let mut raw = RawRecord::default();
/// raw.push("title", "Notes".into(), 7, 5);
/// raw.push("shelf", "3".into(), 20, 1);
/// let (mut importer, mut record, mut sink) = (Importer::<Lines>::new(&TABLE), Record::default(), Discard);
/// importer.import(&raw, &mut record, &mut Ctx::new(&mut sink, text, Span::BEGINNING, false));
/// assert_eq!((record.get(keys::TITLE), record.extras[0].name.as_str()), (Some(&"Notes".into()), "shelf"));
/// ```
pub struct Importer<N: Notation> {
    table: &'static Table<N>,
    chains: Chains,
    ids: Vec<NameId>,
    used: Vec<u16>,
}

/// More fields than this in one record are kept as extras unread.
pub(crate) const MAX_FIELDS: usize = END as usize - 1;

impl<N: Notation> Importer<N> {
    /// An importer for this table.
    pub fn new(table: &'static Table<N>) -> Importer<N> {
        Importer { table, chains: Chains::default(), ids: Vec::new(), used: Vec::new() }
    }

    /// Fills `record`, which must be empty, from the raw record.
    pub fn import(&mut self, raw: &RawRecord<'_, N>, record: &mut Record, ctx: &mut Ctx<'_>) {
        let mut ids = std::mem::take(&mut self.ids);
        ids.clear();
        ids.extend(raw.fields.iter().take(MAX_FIELDS).map(|field| self.name_id(&field.name)));
        self.import_numbered(raw, &ids, record, ctx);
        self.ids = ids;
    }

    /// The number of a native name, for [`Importer::import_numbered`].
    pub(crate) fn name_id(&self, name: &str) -> NameId {
        self.table.compiled().name_id(name)
    }

    /// The same where the numbers of the names are known, those of all fields in
    /// order.
    pub(crate) fn import_numbered(
        &mut self,
        raw: &RawRecord<'_, N>,
        ids: &[NameId],
        record: &mut Record,
        ctx: &mut Ctx<'_>,
    ) {
        if let Some(fate) = N::CONTROLS
            && let Some(at) = N::first_control(ctx.text)
        {
            let message = format!("control characters in the record, each {fate}");
            ctx.warn(&CONTROL_CHARACTER, at, 1, message);
        }
        let compiled = self.table.compiled();
        record.key = raw.key.as_deref().map(Str::from);
        self.import_type(raw, record);
        ctx.kind = record.kind;
        let plan = compiled.in_plan(record.kind);
        let mut spelling = Vec::new();
        let mut sources = vec![None; if ctx.keep_source { raw.fields.len() } else { 0 }];

        let mut todo = self.chain(ids, |id, todo| *todo = todo.or(plan.by_name[id as usize]));
        while let Some(at) = todo.pop() {
            let row = &plan.rows[at];
            if !row.ids[..row.row.needs].iter().all(|&id| self.chains.first(id).is_some()) {
                continue;
            }
            self.used.clear();
            let natives =
                Natives { raws: &raw.fields, chains: &self.chains, ids: &row.ids, used: RefCell::new(&mut self.used) };
            ctx.spelled = None;
            let Some(mut value) = (row.row.codec.decode)(&natives, ctx) else { continue };
            on_one_line(&mut value);
            let field = row.row.field;
            match record.value(field) {
                None => {
                    crowded(raw, &self.used, &value, ctx);
                    record.put(field, value);
                    if let Some(source) = ctx.spelled.take() {
                        spelling.push((field, source));
                    }
                }
                Some(before) if says_nothing_new(before, &value) => {}
                Some(before) => {
                    disagreement(raw, &self.used, before, ctx, field);
                    continue;
                }
            }
            for &at in &self.used {
                self.chains.taken[at as usize] = true;
                if let Some(source) = sources.get_mut(at as usize) {
                    *source = Some(field);
                }
            }
        }
        self.leave_extras(raw, record);
        if ctx.keep_spelling || ctx.keep_source {
            let native_type = raw.kind.as_ref().into();
            record.origin = Some(Box::new(Origin { format: N::NAME.into(), native_type, spelling, kept: None }));
        }
        if let Some(hook) = self.table.hooks.imported {
            hook(record, ctx);
        }
        if ctx.keep_source {
            let mut image = record.clone();
            image.origin = None;
            if let Some(origin) = &mut record.origin {
                origin.kept = Some(Box::new(Kept { text: ctx.text.into(), fields: sources, image }));
            }
        }
    }

    fn import_type(&self, raw: &RawRecord<'_, N>, record: &mut Record) {
        let rows = self.table.compiled().types_in(&raw.kind);
        let found = rows.iter().find(|row| row.having.is_none_or(|having| having(raw)));
        match found {
            Some(row) => {
                record.kind = row.kind;
                if let Some((field, text)) = row.fixes {
                    record.put(field, Value::Text(text.into()));
                }
            }
            None => {
                record.kind = self.table.fallback;
                if !raw.kind.is_empty() {
                    let name = Extra::TYPE.into();
                    record.extras.push(Extra { format: N::NAME.into(), name, value: raw.kind.as_ref().into() });
                }
            }
        }
    }

    /// Chains fields of one name and collects the rows that any name touches.
    fn chain(&mut self, ids: &[NameId], touch: impl Fn(NameId, &mut RowSet)) -> RowSet {
        let compiled = self.table.compiled();
        let count = ids.len().min(MAX_FIELDS);
        self.chains.heads.clear();
        self.chains.heads.resize(compiled.name_count(), END);
        self.chains.next.clear();
        self.chains.next.resize(count, END);
        self.chains.taken.clear();
        self.chains.taken.resize(count, false);
        let mut todo = RowSet::EMPTY;
        for (at, &id) in ids[..count].iter().enumerate().rev() {
            if id != NO_NAME {
                self.chains.next[at] = self.chains.heads[id as usize];
                self.chains.heads[id as usize] = at as u16;
                touch(id, &mut todo);
            }
        }
        todo
    }

    fn leave_extras(&self, raw: &RawRecord<'_, N>, record: &mut Record) {
        for (at, field) in raw.fields.iter().enumerate() {
            if self.chains.taken.get(at) != Some(&true) {
                record.extras.push(Extra {
                    format: N::NAME.into(),
                    name: field.name.as_ref().into(),
                    value: N::source(&field.value),
                });
            }
        }
    }
}

/// Values that are no text stand on one line, as most notations could not write
/// them otherwise: what a damaged line end or a control character left in them
/// is a blank.
pub(super) fn on_one_line(value: &mut Value) {
    let tidy = |words: &mut Str| {
        let tidied = one_line(words);
        if tidied.len() != words.len() || matches!(tidied, Cow::Owned(_)) {
            *words = tidied.into();
        }
    };
    match value {
        Value::Token(token) if is_broken(token) => tidy(token),
        Value::Tokens(tokens) => tokens.iter_mut().filter(|token| is_broken(token)).for_each(tidy),
        Value::Date(date) => {
            if let Date::Literal(words) = date.as_mut() {
                tidy(words);
                // Dates are read without any white space around them.
                if words.trim().len() != words.len() {
                    *words = words.trim().into();
                }
            }
        }
        _ => {}
    }
}

/// Blanks in an identifier are its own, doubled ones as well.
#[inline]
fn is_broken(token: &Str) -> bool {
    let bytes = token.as_bytes();
    !scan::is_word(bytes) && !scan::free_of(bytes, |byte| (byte < b' ') | (byte == 0x7F))
}

/// Whether reading would have the value otherwise: it is no text and does not
/// stand on one line. What was made or read without a table may hold anything.
#[inline]
pub(super) fn is_off_line(value: &Value) -> bool {
    match value {
        Value::Token(token) => is_broken(token),
        Value::Tokens(tokens) => tokens.iter().any(is_broken),
        Value::Date(date) => match date.as_ref() {
            Date::Literal(words) => is_broken(words) || words.trim().len() != words.len(),
            _ => false,
        },
        _ => false,
    }
}

/// Whether the later of two values for a field repeats the earlier one.
fn says_nothing_new(before: &Value, later: &Value) -> bool {
    let plain = |text: &Text| text.to_plain().into_owned();
    match (before, later) {
        (before, later) if before == later => true,
        (Value::Date(before), Value::Date(later)) => later.is_part_of(before),
        (Value::Text(before), Value::Text(later)) => plain(before) == plain(later),
        (_, later) => later.is_empty(),
    }
}

fn disagreement<N: Notation>(raw: &RawRecord<'_, N>, used: &[u16], before: &Value, ctx: &mut Ctx<'_>, field: Field) {
    let Some(native) = used.first().and_then(|&at| raw.fields.get(at as usize)) else { return };
    let message = format!(
        "`{}` says something else about {} than an earlier field (`{}`), kept as an extra field",
        native.name,
        field.name(),
        shortened(&before.preview()),
    );
    let (at, len) = (native.at as usize, native.len as usize);
    let diagnostic = Diagnostic::new(&DISAGREES, message).at(ctx.text, ctx.span, at, len).field(&native.name);
    ctx.sink.diagnostic(diagnostic);
}

/// Says that a text has as many paragraphs as a text may have.
fn crowded<N: Notation>(raw: &RawRecord<'_, N>, used: &[u16], value: &Value, ctx: &mut Ctx<'_>) {
    if let Value::Text(Text::Rich(pieces)) = value
        && pieces.len() >= MAX_PARAGRAPHS
        && pieces.iter().filter(|piece| matches!(piece, Inline::Paragraph)).count() >= MAX_PARAGRAPHS
        && let Some(native) = used.first().and_then(|&at| raw.fields.get(at as usize))
    {
        let message = format!("text of more than {MAX_PARAGRAPHS} paragraphs, what follows was read as one");
        ctx.warn(&MANY_PARAGRAPHS, native.at as usize, 1, message);
    }
}

/// At most 60 characters of a value, for messages.
pub(crate) fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(60).collect();
    if out.len() < text.len() {
        out.push('\u{2026}');
    }
    out
}
