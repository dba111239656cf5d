//! Values that are strings in the notation: text, identifiers, pages, lists.

use std::borrow::Cow;

use super::json::{write_characters, write_string};
use super::{CslJson, Out, WRONG_KIND, foreign, note};
use crate::codec::line::bare;
use crate::codec::markup::{self, Markup};
use crate::codec::scan;
use crate::ir::{Inline, Kind, Pages, Text, Value, doi_within, normal_issn, normal_pmcid};
use crate::map::{Codec, Ctx, Enc, Fidelity, Natives};

/// A line of text.
pub(super) const LINE: Markup = Markup { tags: true, paragraphs: false };
/// Text of several paragraphs.
pub(super) const LONG: Markup = Markup { tags: true, paragraphs: true };

const fn text(
    decode: for<'x, 'a, 'c> fn(&Natives<'x, 'a, CslJson>, &mut Ctx<'c>) -> Option<Value>,
    encode: for<'v> fn(&'v Value, &Enc<'v>, &mut Out) -> Fidelity,
) -> Codec<CslJson> {
    Codec { kind: Kind::Text, decode, encode }
}

/// A line of text.
pub(super) static TEXT: Codec<CslJson> = text(decode_line, encode_line);
/// Text of several paragraphs.
pub(super) static LONG_TEXT: Codec<CslJson> = text(decode_long, encode_long);
/// A line of text in the place of another field, if that is free.
pub(super) static IN_PLACE: Codec<CslJson> = text(decode_line, encode_in_place);
/// A line of text that programs look for under either name.
pub(super) static BOTH_NAMES: Codec<CslJson> = text(decode_line, |value, enc, out| {
    let fidelity = encode_text(value, LINE, enc, out);
    if let (Value::Text(text), Some(other), true) = (value, enc.names.get(1), fidelity != Fidelity::Nothing) {
        put_text(text, LINE, other, out);
    }
    fidelity
});
/// How a text is read.
type Decode = for<'x, 'a, 'c> fn(&Natives<'x, 'a, CslJson>, &mut Ctx<'c>) -> Option<Value>;
/// See [`TEXT`].
pub(super) const TITLE_LINE: Decode = decode_line;
/// See [`LONG_TEXT`].
pub(super) const LONG_LINE: Decode = decode_long;

/// The string or number under the first name.
pub(super) fn string<'x>(natives: &Natives<'x, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<&'x str> {
    let raw = natives.raw(0)?;
    let text = raw.value.text();
    if text.is_none() {
        let message = format!("`{}` is no string, kept as an extra field", raw.name);
        ctx.warn(&WRONG_KIND, raw.at as usize, raw.len as usize, message);
    }
    text
}

fn decode_line(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    string(natives, ctx).map(|source| Value::Text(read_text(source, LINE)))
}

/// Text in the notation of CSL, or in what Crossref makes of XML.
pub(super) fn read_text(source: &str, how: Markup) -> Text {
    match foreign::cleaned(source) {
        Some((cleaned, _)) => markup::decode(&cleaned, how),
        None => markup::decode(source, how),
    }
}

fn decode_long(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    string(natives, ctx).map(|source| Value::Text(read_text(source, LONG)))
}

/// The inside of a string, and whether it holds what may be a reference of XML.
struct StringText<'o> {
    out: &'o mut Vec<u8>,
    odd: bool,
}

impl markup::Target for StringText<'_> {
    fn len(&self) -> usize {
        self.out.len()
    }

    fn mark(&mut self, mark: &str) {
        match mark.bytes().any(|byte| matches!(byte, b'"' | b'\n')) {
            true => write_characters(mark, self.out),
            false => self.out.extend_from_slice(mark.as_bytes()),
        }
    }

    fn characters(&mut self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let odd = |before, here| {
            let escaped = (here < b' ') | (here == b'"') | (here == b'\\');
            let mark = (here == b'<') | (here == b'$') | (here == b'&');
            escaped | mark | ((before == b' ') & (here == b' '))
        };
        if scan::is_word(bytes) || scan::none(bytes, odd) {
            self.out.extend_from_slice(bytes);
            return true;
        }
        self.odd |= memchr::memchr(b'&', bytes).is_some();
        write_characters(text, self.out);
        markup::is_simple_inside(bytes)
    }
}

/// Writes text unless nothing would be left of it; says whether it is exact.
pub(super) fn put_text(text: &Text, how: Markup, name: &'static str, out: &mut Out) -> Option<bool> {
    // Notes have lines that mean something.
    if name != "note" {
        let (from, members) = (out.buf.len(), out.written.len());
        out.key(name);
        out.buf.push(b'"');
        let mut string = StringText { out: &mut out.buf, odd: false };
        if let Some(exact) = markup::encode_clear(text, how, &mut string)
            && !string.odd
        {
            out.buf.push(b'"');
            return Some(exact);
        }
        out.buf.truncate(from);
        out.written.truncate(members);
    }
    let mut scratch = std::mem::take(&mut out.scratch);
    scratch.clear();
    let mut exact = markup::encode(text, how, &mut scratch);
    exact &= !settle(&mut scratch, how);
    if name == "note" && note::disarm(&mut scratch, |name| out.has(name)) {
        exact = false;
    }
    if !scratch.is_empty() {
        out.string(name, &scratch);
    }
    out.scratch = scratch;
    (!out.scratch.is_empty()).then_some(exact)
}

/// What would be read as characters or tags of XML is written as what it would
/// be read as; says whether there was any.
fn settle(written: &mut String, how: Markup) -> bool {
    let mut found = false;
    // Each round takes a layer off; text made to resist is left as it is.
    for _ in 0..8 {
        let Some((cleaned, _)) = foreign::cleaned(written) else { break };
        found = true;
        written.clear();
        markup::encode(&markup::decode(&cleaned, how), how, written);
    }
    found
}

fn encode_text(value: &Value, how: Markup, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Text(text), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    if out.has(name) {
        return Fidelity::Nothing;
    }
    put_text(text, how, name, out).map_or(Fidelity::Nothing, Fidelity::or_flattened)
}

fn encode_line(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    encode_text(value, LINE, enc, out)
}

fn encode_long(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    encode_text(value, LONG, enc, out)
}

/// A value that stands in the place of another one.
pub(super) fn in_place(fidelity: Fidelity) -> Fidelity {
    match fidelity {
        Fidelity::Nothing => Fidelity::Nothing,
        _ => Fidelity::SUBSTITUTED,
    }
}

fn encode_in_place(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    in_place(encode_text(value, LINE, enc, out))
}

/// Private remarks: one text, of several paragraphs.
pub(super) static REMARKS: Codec<CslJson> = Codec { kind: Kind::Texts, decode: decode_remarks, encode: encode_remarks };

fn decode_remarks(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    let text = read_text(string(natives, ctx)?, LONG);
    Some(Value::Texts(if text.is_empty() { Vec::new() } else { vec![text] }))
}

fn encode_remarks(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Texts(texts), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    if let [text] = texts.as_slice() {
        return put_text(text, LONG, name, out).map_or(Fidelity::Nothing, Fidelity::or_flattened);
    }
    let mut joined = Vec::new();
    for text in texts {
        joined.push(Inline::Paragraph);
        joined.extend(text.inlines().into_owned());
    }
    put_text(&Text::from_inlines(joined), LONG, name, out).map_or(Fidelity::Nothing, |_| Fidelity::MERGED)
}

/// Keywords, in one string with commas between them.
pub(super) static KEYWORDS: Codec<CslJson> =
    Codec { kind: Kind::Texts, decode: decode_keywords, encode: encode_keywords };

fn split(source: &str) -> Vec<Text> {
    source.split([',', ';']).map(|word| markup::decode(word, LINE)).filter(|word| !word.is_empty()).collect()
}

fn join(words: &[Text], out: &mut String) {
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            out.push_str(", ");
        }
        markup::encode(word, LINE, out);
    }
}

fn decode_keywords(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    string(natives, ctx).map(|source| {
        // A reference ends with a semicolon.
        let resolved = foreign::resolved(source);
        Value::Texts(split(resolved.as_deref().unwrap_or(source)))
    })
}

/// The characters of a keyword, if they read as they are between commas, and
/// need no escape.
fn plain_word(word: &Text) -> Option<&str> {
    let plain =
        word.as_plain().filter(|plain| !plain.is_empty() && !plain.starts_with(' ') && !plain.ends_with(' '))?;
    let clean = scan::none(plain.as_bytes(), |before, here| {
        let escaped = (here < b' ') | (here == b'"') | (here == b'\\');
        let mark = (here == b'<') | (here == b'$') | (here == b'&') | (here == b',') | (here == b';');
        escaped | mark | ((before == b' ') & (here == b' '))
    });
    clean.then_some(plain)
}

fn encode_keywords(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Texts(words), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    if let Some(plain) = words.iter().map(plain_word).collect::<Option<Vec<&str>>>()
        && !plain.is_empty()
    {
        out.key(name);
        for (at, word) in plain.into_iter().enumerate() {
            out.buf.extend_from_slice(if at > 0 { b", " } else { b"\"" });
            out.buf.extend_from_slice(word.as_bytes());
        }
        out.buf.push(b'"');
        return Fidelity::Exact;
    }
    let mut written = String::new();
    join(words, &mut written);
    let mut exact = true;
    for _ in 0..8 {
        let Some(resolved) = foreign::resolved(&written) else { break };
        (written, exact) = (resolved, false);
    }
    let mut read = split(&written);
    exact &= read == *words;
    // As with text, what is written must come back as it was written.
    for _ in 0..8 {
        let mut again = String::new();
        join(&read, &mut again);
        if again == written {
            break;
        }
        written = again;
        read = split(&written);
    }
    if written.is_empty() {
        return Fidelity::Nothing;
    }
    out.string(name, &written);
    Fidelity::or_flattened(exact)
}

/// Pages: a hyphen between the ends of a range.
pub(super) static PAGES: Codec<CslJson> = Codec { kind: Kind::Pages, decode: decode_pages, encode: encode_pages };

fn decode_pages(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>) -> Option<Value> {
    let pages = Pages::parse(string(natives, ctx)?);
    // `page-first` only helps processors; it is passed over where it agrees.
    if let Some(first) = natives.peek(1).and_then(|value| value.text())
        && pages.ranges().next().is_some_and(|range| range.first == first.trim())
    {
        natives.get(1);
    }
    Some(Value::Pages(pages))
}

fn encode_pages(value: &Value, enc: &Enc<'_>, out: &mut Out) -> Fidelity {
    let (Value::Pages(pages), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    if let Some((first, last)) = pages.numbers() {
        out.key(name);
        for part in ["\"", first, "-", last, "\""] {
            out.buf.extend_from_slice(part.as_bytes());
        }
        return Fidelity::Exact;
    }
    let hyphens = pages.with_dash("-");
    if Pages::parse(&hyphens) == *pages {
        out.string(name, &hyphens);
        return Fidelity::Exact;
    }
    // `6-1–6-9`: only the dash tells where the range is.
    let read = Pages::parse(pages.as_str());
    if read.as_str().is_empty() {
        return Fidelity::Nothing;
    }
    out.string(name, read.as_str());
    Fidelity::or_flattened(read == *pages)
}

/// A verbatim string.
pub(super) static TOKEN: Codec<CslJson> =
    token(|natives, ctx| read_token(natives, ctx, trimmed), |value, enc, out| write_token(value, enc, out, trimmed));
/// A DOI.
pub(super) static DOI: Codec<CslJson> =
    token(|natives, ctx| read_token(natives, ctx, doi), |value, enc, out| write_token(value, enc, out, doi));
/// An ISSN.
pub(super) static ISSN: Codec<CslJson> =
    token(|natives, ctx| read_token(natives, ctx, issn), |value, enc, out| write_token(value, enc, out, issn));
/// A PubMed Central identifier.
pub(super) static PMCID: Codec<CslJson> =
    token(|natives, ctx| read_token(natives, ctx, pmcid), |value, enc, out| write_token(value, enc, out, pmcid));

const fn token(
    decode: for<'x, 'a, 'c> fn(&Natives<'x, 'a, CslJson>, &mut Ctx<'c>) -> Option<Value>,
    encode: for<'v> fn(&'v Value, &Enc<'v>, &mut Out) -> Fidelity,
) -> Codec<CslJson> {
    Codec { kind: Kind::Token, decode, encode }
}

/// The normal form of an identifier, or the identifier as it is.
type Normal = fn(&str) -> Cow<'_, str>;

fn trimmed(source: &str) -> Cow<'_, str> {
    bare(source).into()
}

fn doi(source: &str) -> Cow<'_, str> {
    doi_within(source).map_or_else(|| trimmed(source), Cow::Borrowed)
}

fn issn(source: &str) -> Cow<'_, str> {
    normal_issn(source).map_or_else(|| trimmed(source), |issn| Cow::Owned(issn.into()))
}

fn pmcid(source: &str) -> Cow<'_, str> {
    normal_pmcid(source).map_or_else(|| trimmed(source), |pmcid| Cow::Owned(pmcid.into()))
}

fn read_token(natives: &Natives<'_, '_, CslJson>, ctx: &mut Ctx<'_>, normal: Normal) -> Option<Value> {
    string(natives, ctx).map(|source| Value::Token(normal(source).into()))
}

fn write_token(value: &Value, enc: &Enc<'_>, out: &mut Out, normal: Normal) -> Fidelity {
    let (Value::Token(token), Some(&name)) = (value, enc.names.first()) else { return Fidelity::Nothing };
    let once = normal(token);
    // What is normal stays so; what a prefix was taken off may have another one.
    let same = once == *token;
    let again = if same { Cow::Borrowed("") } else { normal(&once) };
    let written = if same { &*once } else { &*again };
    if written.is_empty() {
        return Fidelity::Nothing;
    }
    out.key(name);
    write_string(written, &mut out.buf);
    if same || written == token { Fidelity::Exact } else { Fidelity::FLATTENED }
}
