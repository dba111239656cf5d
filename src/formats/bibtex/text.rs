//! Values that are text, tokens, names and pages.

use std::borrow::Cow;

use super::eprint;
use super::lexer::is_balanced;
use super::notation::{Bib, BibValue, Fields, Form, is_field_name};
use super::said;
use super::words::{MASTERS, has_extra};
use crate::codec::line::bare;
use crate::codec::scan;
use crate::codec::tex::{self, Braces, Decode, Encode};
use crate::ir::{Field, Kind, Pages, Record, Str, Text, Value, normal_doi, normal_isbn, normal_issn, normal_pmcid};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};

/// Titles: a brace group protects from case changes.
pub(super) const TITLES: Decode = Decode { paragraphs: false, braces: Braces::Protect };
/// Other text: a brace group only groups.
pub(super) const WORDS: Decode = Decode { paragraphs: false, braces: Braces::Drop };
/// Text whose paragraphs are told apart.
pub(super) const PROSE: Decode = Decode { paragraphs: true, braces: Braces::Drop };

pub(super) static TITLE: Codec<Bib> =
    Codec { kind: Kind::Text, decode: |n, c| text(n, c, TITLES), encode: |v, e, s| encode_text(v, e, s, TITLES) };

pub(super) static TEXT: Codec<Bib> =
    Codec { kind: Kind::Text, decode: |n, c| text(n, c, WORDS), encode: |v, e, s| encode_text(v, e, s, WORDS) };

/// Words that have no field of their own: they stand in the note, where there
/// is none, so that a bibliography shows them.
pub(super) static AS_NOTE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| {
        if enc.record.has(Field::Note) || (PARAGRAPHS.encode)(value, enc, sink) == Fidelity::Nothing {
            return Fidelity::Nothing;
        }
        Fidelity::SUBSTITUTED
    },
};

/// Words written where something else belongs that the record lacks.
pub(super) static IN_PLACE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| in_place(enc, sink, |sink| (TEXT.encode)(value, enc, sink)),
};

/// The conference in place of its proceedings, which the styles of BibTeX want.
pub(super) static EVENT_AS_BOOK: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| match sink.biblatex {
        true => Fidelity::Nothing,
        false => in_place(enc, sink, |sink| (TITLE.encode)(value, enc, sink)),
    },
};

/// What becomes of a value written where something else belongs: nothing, if that
/// is there.
pub(super) fn in_place(enc: &Enc<'_>, sink: &mut Fields, encode: impl FnOnce(&mut Fields) -> Fidelity) -> Fidelity {
    let name = enc.names[0];
    // What its own dialect called otherwise keeps its name.
    let dialect = if sink.biblatex { "biblatex" } else { "bibtex" };
    let own = enc.record.origin.as_deref().is_some_and(|origin| origin.format == dialect);
    if own || sink.has(name) || has_extra(enc.record, name) {
        return Fidelity::Nothing;
    }
    match encode(sink) {
        Fidelity::Nothing => Fidelity::Nothing,
        _ => Fidelity::SUBSTITUTED,
    }
}

pub(super) static PARAGRAPHS: Codec<Bib> =
    Codec { kind: Kind::Text, decode: |n, c| text(n, c, PROSE), encode: |v, e, s| encode_text(v, e, s, PROSE) };

/// The title with the subtitle, for which BibTeX has no field of its own.
pub(super) static FULL_TITLE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |n, c| text(n, c, TITLES),
    encode: |value, enc, sink| {
        let (Value::Text(title), Some(Value::Text(subtitle))) = (value, enc.record.value(Field::Subtitle)) else {
            return encode_text(value, enc, sink, TITLES);
        };
        let mut both = title.inlines().into_owned();
        both.push(crate::ir::Inline::Plain(": ".into()));
        both.extend(subtitle.inlines().iter().cloned());
        encode_text(&Value::Text(Text::from_inlines(both)), enc, sink, TITLES);
        Fidelity::MERGED
    },
};

/// What [`FULL_TITLE`] wrote already.
pub(super) static SUBTITLE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |n, c| text(n, c, TITLES),
    encode: |_, enc, _| match enc.record.has(Field::Title) {
        true => Fidelity::MERGED,
        false => Fidelity::Nothing,
    },
};

/// The degree of a thesis. `Thesis` is what a thesis of no known degree is
/// written with, because the standard styles print "PhD thesis" otherwise.
pub(super) static DEGREE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| match text(natives, ctx, WORDS)? {
        Value::Text(text) if text.as_plain() == Some(NO_DEGREE) => Some(Value::Text(Text::default())),
        Value::Text(text) if text.as_plain() == Some(MASTERS.0) => Some(Value::Text(MASTERS.1.into())),
        value => Some(value),
    },
    encode: |value, enc, sink| match value {
        Value::Text(text) if text.as_plain() == Some(NO_DEGREE) => {
            sink.braced(enc.names[0], NO_DEGREE);
            Fidelity::SUBSTITUTED
        }
        // BibLaTeX's word for what BibTeX says in the entry type.
        Value::Text(text) if text.as_plain() == Some(MASTERS.0) => Fidelity::Nothing,
        value => encode_text(value, enc, sink, WORDS),
    },
};

/// See [`DEGREE`].
pub(super) const NO_DEGREE: &str = "Thesis";

/// Several texts, of which BibTeX holds one.
pub(super) static REMARKS: Codec<Bib> = Codec {
    kind: Kind::Texts,
    decode: |natives, _| {
        let text = read_text(natives.get(0)?, PROSE);
        Some(Value::Texts(if text.is_empty() { Vec::new() } else { vec![text] }))
    },
    encode: |value, enc, sink| {
        let Value::Texts(texts) = value else { return Fidelity::Nothing };
        if let [text] = texts.as_slice() {
            return write_text(text, enc, sink, PROSE);
        }
        let mut all = Vec::new();
        for text in texts {
            all.extend(text.inlines().iter().cloned());
            all.push(crate::ir::Inline::Paragraph);
        }
        write_text(&Text::from_inlines(all), enc, sink, PROSE);
        Fidelity::MERGED
    },
};

/// `comment`, which is such a remark where nothing else is.
pub(super) static COMMENT: Codec<Bib> = Codec {
    kind: Kind::Texts,
    decode: |natives, ctx| match natives.peek(1).or_else(|| natives.peek(2)) {
        Some(_) => None,
        None => (REMARKS.decode)(natives, ctx),
    },
    encode: |_, _, _| Fidelity::Nothing,
};

/// `location` beside `address`: where the conference was, not the publisher.
pub(super) static EVENT_PLACE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| {
        let same = plain(natives.peek(0)?) == plain(natives.peek(1)?);
        if same { None } else { (TEXT.decode)(natives, ctx) }
    },
    encode: |_, _, _| Fidelity::Nothing,
};

pub(super) static PAGES: Codec<Bib> = Codec {
    kind: Kind::Pages,
    decode: |natives, _| {
        let value = natives.get(0)?;
        // Most are numbers around a dash, which need no TeX to be read.
        let numbers = Pages::of_numbers(&value.text);
        Some(Value::Pages(numbers.unwrap_or_else(|| Pages::parse(&plain(value)))))
    },
    encode: |value, enc, sink| {
        let Value::Pages(pages) = value else { return Fidelity::Nothing };
        if let Some((first, last)) = pages.numbers() {
            sink.begin(enc.names[0]);
            for part in ["{", first, "--", last, "}"] {
                sink.out.push_str(part);
            }
            return Fidelity::Exact;
        }
        let text = pages.with_dash("--");
        if !is_simple(&text.replace("--", "")) {
            let mut out = std::mem::take(&mut sink.scratch);
            out.clear();
            for (at, part) in text.split("--").enumerate() {
                out.push_str(if at > 0 { "--" } else { "" });
                tex::encode_plain(part, sink.tex, &mut out);
            }
            let fidelity = if is_balanced(&out) {
                sink.braced(enc.names[0], &out);
                Fidelity::or_flattened(Pages::parse(&tex::decode_plain(&out)) == *pages)
            } else {
                Fidelity::Nothing
            };
            sink.scratch = out;
            return fidelity;
        }
        sink.braced(enc.names[0], &text);
        Fidelity::or_flattened(Pages::parse(&text) == *pages)
    },
};

macro_rules! token {
    ($($(#[$doc:meta])* $name:ident: $read:expr;)+) => { $(
        $(#[$doc])*
        pub(super) static $name: Codec<Bib> = Codec {
            kind: Kind::Token,
            decode: |natives, _| {
                let read: fn(&str) -> Option<Str> = $read;
                let found = read(&verbatim(natives.peek(0)?))?;
                natives.get(0);
                Some(Value::Token(found))
            },
            encode: |value, enc, sink| {
                let read: fn(&str) -> Option<Str> = $read;
                let Value::Token(token) = value else { return Fidelity::Nothing };
                write_token(token, enc.names[0], sink, read)
            },
        };
    )+ };
}

token! {
    /// A string that is not TeX.
    TOKEN: |text| Some(text.into());
    DOI: |text| Some(normal_doi(text).unwrap_or_else(|| text.into()));
    ISBN: |text| Some(normal_isbn(text).unwrap_or_else(|| text.into()));
    ISSN: |text| Some(normal_issn(text).unwrap_or_else(|| text.into()));
    PMCID: |text| Some(normal_pmcid(text).unwrap_or_else(|| text.into()));
}

/// An address: `\url{..}` around it is taken off, braces in it are escaped as
/// addresses escape them.
pub(super) static URL: Codec<Bib> = Codec {
    kind: Kind::Token,
    decode: |natives, _| Some(Value::Token(verbatim(natives.get(0)?).as_ref().into())),
    encode: |value, enc, sink| {
        let Value::Token(token) = value else { return Fidelity::Nothing };
        if sink.tex.ascii && !token.is_ascii() {
            return match write_token(&escaped(token), enc.names[0], sink, |text| Some(text.into())) {
                Fidelity::Nothing => Fidelity::Nothing,
                _ => Fidelity::SUBSTITUTED,
            };
        }
        match write_token(token, enc.names[0], sink, |text| Some(text.into())) {
            Fidelity::Nothing if !is_balanced(token) => {
                let escaped = token.replace('{', "%7B").replace('}', "%7D");
                sink.braced(enc.names[0], &escaped);
                Fidelity::SUBSTITUTED
            }
            fidelity => fidelity,
        }
    },
};

/// An address with what is not ASCII in percent signs, as browsers send it.
fn escaped(address: &str) -> String {
    let mut out = String::with_capacity(address.len() + 16);
    for byte in address.bytes() {
        match byte.is_ascii() {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Writes a verbatim string; nothing if it cannot be read again.
pub(super) fn write_token(token: &str, name: &str, sink: &mut Fields, read: fn(&str) -> Option<Str>) -> Fidelity {
    let again = read(&unescaped(token)).is_some_and(|again| again == token);
    if !again || token.is_empty() || !is_balanced(token) {
        return Fidelity::Nothing;
    }
    sink.braced(name, token);
    Fidelity::Exact
}

/// The characters of a verbatim field.
pub(super) fn verbatim<'v>(value: &'v BibValue<'_>) -> Cow<'v, str> {
    unescaped(&value.text)
}

/// Takes off blanks, `\url{..}`, and the backslashes that people put before
/// characters special to TeX although no TeX reads them.
pub(super) fn unescaped(source: &str) -> Cow<'_, str> {
    let mut text = bare(source);
    if let Some(inner) = text.strip_prefix("\\url{").and_then(|rest| rest.strip_suffix('}')) {
        text = inner.trim();
    }
    let odd = |byte| (byte == b'\\') | (byte == b'\n') | (byte == b'\t') | (byte == b'\r');
    if scan::free_of(text.as_bytes(), odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|next| matches!(next, '_' | '%' | '#' | '&')) => {}
            '\n' | '\r' | '\t' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            ' ' if out.ends_with(' ') => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The characters of a value, TeX read.
pub(super) fn plain<'v>(value: &'v BibValue<'_>) -> Cow<'v, str> {
    if is_simple(&value.text) { Cow::Borrowed(&value.text) } else { Cow::Owned(tex::decode_plain(&value.text).into()) }
}

pub(super) fn read_text(value: &BibValue<'_>, how: Decode) -> Text {
    if is_simple(&value.text) { Text::from(value.text.as_ref()) } else { tex::decode(&value.text, how) }
}

fn text(natives: &Natives<'_, '_, Bib>, ctx: &mut Ctx<'_>, how: Decode) -> Option<Value> {
    let value = natives.get(0)?;
    let text = read_text(value, how);
    if ctx.keep_spelling {
        spell(value, ctx);
    }
    Some(Value::Text(text))
}

/// Keeps how a value is spelt, if there is anything to it. The name of a macro
/// that nothing defines stands behind `#`, which begins no value.
pub(super) fn spell(value: &BibValue<'_>, ctx: &mut Ctx<'_>) {
    if value.form == Form::Macro && value.source == value.text {
        ctx.spell(&format!("#{}", value.text));
    } else if !is_simple(&value.text) {
        ctx.spell(&value.text);
    }
}

/// The macro without a definition that stood in place of the value.
pub(super) fn macro_name<'r>(enc: &Enc<'r>) -> Option<&'r str> {
    let origin = enc.record.origin.as_deref().filter(|origin| origin.format == "bibtex")?;
    origin.spelling(enc.field)?.strip_prefix('#').filter(|name| is_field_name(name))
}

pub(super) fn encode_text(value: &Value, enc: &Enc<'_>, sink: &mut Fields, how: Decode) -> Fidelity {
    match value {
        Value::Text(text) => write_text(text, enc, sink, how),
        _ => Fidelity::Nothing,
    }
}

/// The spelling of a field in a source of this notation, if it can be written.
pub(super) fn spelling(record: &Record, field: Field, how: Encode) -> Option<&str> {
    let origin = record.origin.as_deref().filter(|origin| matches!(origin.format.as_str(), "bibtex" | "biblatex"))?;
    origin.spelling(field).filter(|spelling| is_balanced(spelling) && (!how.ascii || spelling.is_ascii()))
}

fn write_text(text: &Text, enc: &Enc<'_>, sink: &mut Fields, how: Decode) -> Fidelity {
    let name = enc.names[0];
    if let Some(macro_name) = macro_name(enc).filter(|name| text.as_plain() == Some(name)) {
        sink.source(name, macro_name);
        return Fidelity::Exact;
    }
    let mere_words = said::mere_words(name, text, enc.record);
    if let Some(plain) = text.as_plain().filter(|plain| is_simple(plain) && (!sink.tex.ascii || plain.is_ascii())) {
        if mere_words || eprint::mere_words(name, plain, enc.kind) {
            sink.braced(name, &format!("{plain}{{}}"));
        } else {
            sink.braced(name, plain);
        }
        return Fidelity::Exact;
    }
    // As it was spelt, if it still says the same.
    let spelt = spelling(enc.record, enc.field, sink.tex).filter(|spelling| tex::decode(spelling, how) == *text);
    if let Some(spelling) = spelt.filter(|_| !mere_words) {
        sink.braced(name, spelling);
        return Fidelity::Exact;
    }
    let mut out = std::mem::take(&mut sink.scratch);
    let exact = encode_checked(text, sink.tex, how, &mut out);
    if mere_words || eprint::PLACES.contains(&name) && eprint::mere_words(name, &text.to_plain(), enc.kind) {
        out.push_str("{}");
    }
    let fidelity = if out.trim().is_empty() {
        Fidelity::Nothing
    } else {
        sink.braced(name, &out);
        Fidelity::or_flattened(exact)
    };
    sink.scratch = out;
    fidelity
}

/// What is lost by writing is lost; written again until it stays the same, so
/// that a second run changes nothing.
pub(super) const SETTLING: usize = 4;

/// Writes text into `out` alone, balanced, and says whether it reads the same.
pub(super) fn encode_checked(text: &Text, tex: Encode, how: Decode, out: &mut String) -> bool {
    out.clear();
    if tex::encode_surely(text, tex, how.braces, out) {
        return true;
    }
    balance(text, tex, out);
    let mut again = tex::decode(out, how);
    let exact = again == *text;
    let mut settled = exact;
    for _ in 0..SETTLING {
        if settled {
            break;
        }
        encode_balanced(&again, tex, how, out);
        let next = tex::decode(out, how);
        settled = next == again;
        again = next;
    }
    exact
}

fn encode_balanced(text: &Text, tex: Encode, how: Decode, out: &mut String) {
    out.clear();
    tex::encode_for(text, tex, how.braces, out);
    balance(text, tex, out);
}

/// Puts something else in place of what was written if its braces have no partners.
fn balance(text: &Text, tex: Encode, out: &mut String) {
    if !is_balanced(out) {
        // Half a brace in unknown source; without it the words survive.
        out.clear();
        tex::encode_plain(&text.to_plain().replace(['{', '}'], ""), tex, out);
    }
}

/// Whether a text is the same in TeX, so that neither side need be looked at
/// more closely: no special characters, no ligatures, single blanks inside.
pub(super) fn is_simple(text: &str) -> bool {
    let bytes = text.as_bytes();
    if scan::is_word(bytes) {
        return true;
    }
    let blank_end = bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ');
    !blank_end && (scan::none(bytes, may_mean_more) || scan::none(bytes, means_more))
}

/// Few comparisons by which nearly all that is simple is found to be so.
#[inline(always)]
fn may_mean_more(before: u8, b: u8) -> bool {
    let outside = ((b as i8) < 0x20) | ((b as i8) >= 0x7b);
    let tex = (b.wrapping_sub(b'"') < 5) | (b.wrapping_sub(b'\\') < 5) | (b & 0xfd == b'<');
    outside | tex | ((b & 0xf0 == 0x20) & (b == before))
}

/// Whether a byte behind this one is anything but itself to either side.
#[inline(always)]
fn means_more(before: u8, b: u8) -> bool {
    let tex = (b == b'\\') | (b'{'..=0x7f).contains(&b) | (b'"'..=b'&').contains(&b);
    let written = (b == b'<') | (b == b'>') | (b'^'..=b'`').contains(&b);
    let doubled = ((b == b' ') | (b == b',') | (b == b'-') | (b == b'\'')) & (b == before);
    // The lead bytes of odd blanks, combining marks and ligatures.
    let odd = (0xc0..=0xc2).contains(&b) | (b == 0xcc) | (b == 0xcd) | (b == 0xe2) | (b >= 0xee);
    (b < 0x20) | tex | written | doubled | odd
}

#[cfg(test)]
mod tests;
