//! Literal lists of BibLaTeX: `publisher = {One and Another}`.
//!
//! In the record the items stand behind each other with `; ` between them, as
//! bibliographies print several publishers or places. A list that is cut short
//! (`and others`) ends in `et al.`

use super::lexer::{group_end, is_balanced};
use super::notation::Bib;
use super::text::{SETTLING, TEXT, TITLE, WORDS, encode_checked, in_place, is_simple, spelling};
use super::words::{has_extra, is_biblatex};
use crate::codec::tex::{self, Encode};
use crate::ir::{EntryType, Field, Inline, Kind, Record, Text, Value};
use crate::map::{Codec, Fidelity};

const BETWEEN: &str = "; ";
const OTHERS: &str = "others";
const ET_AL: &str = " et al.";

/// A list of literals.
pub(super) static LITERALS: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |natives, ctx| {
        let value = natives.peek(0)?;
        if next_and(&value.text, 0).is_none() {
            return (TEXT.decode)(natives, ctx);
        }
        natives.get(0);
        ctx.spell(&value.text);
        Some(Value::Text(read(&value.text)))
    },
    encode: |value, enc, sink| {
        let Value::Text(text) = value else { return Fidelity::Nothing };
        let name = enc.names[0];
        let single = |plain: &str| !plain.contains(BETWEEN) && !plain.ends_with(ET_AL) && next_and(plain, 0).is_none();
        if text.as_plain().is_some_and(single) {
            return (TEXT.encode)(value, enc, sink);
        }
        if let Some(spelt) = spelling(enc.record, enc.field, sink.tex).filter(|spelt| read(spelt) == *text) {
            sink.braced(name, spelt);
            return Fidelity::Exact;
        }
        let mut out = write(text, sink.tex, &mut sink.scratch);
        let mut again = read(&out);
        let exact = again == *text;
        for _ in 0..SETTLING {
            let next = write(&again, sink.tex, &mut sink.scratch);
            if next == out {
                break;
            }
            (again, out) = (read(&next), next);
        }
        if out.trim().is_empty() || !is_balanced(&out) {
            return Fidelity::Nothing;
        }
        sink.braced(name, &out);
        Fidelity::or_flattened(exact)
    },
};

/// A list written where another one belongs that the record lacks.
pub(super) static LITERALS_IN_PLACE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| in_place(enc, sink, |sink| (LITERALS.encode)(value, enc, sink)),
};

/// The publisher of an online resource: the standard styles print `organization`.
pub(super) static PUBLISHER_OF_SITE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| match is_biblatex(enc.record) {
        true => Fidelity::Nothing,
        false => (LITERALS_IN_PLACE.encode)(value, enc, sink),
    },
};

/// The name of a site, which is printed as the organization behind it where no
/// other is known, and beside the title otherwise.
pub(super) static SITE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| match has_publisher(enc.record) {
        true => Fidelity::Nothing,
        false => (PUBLISHER_OF_SITE.encode)(value, enc, sink),
    },
};

/// See [`SITE`].
pub(super) static SITE_IN_TITLE: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: |_, _| None,
    encode: |value, enc, sink| match has_publisher(enc.record) && !is_biblatex(enc.record) {
        true => in_place(enc, sink, |sink| (TITLE.encode)(value, enc, sink)),
        false => Fidelity::Nothing,
    },
};

fn has_publisher(record: &Record) -> bool {
    record.has(Field::Publisher) || record.has(Field::Organization) || has_extra(record, "organization")
}

/// The container of what stands in periodicals; that of an online resource has
/// gone to a field that its styles print.
pub(super) static CONTAINER: Codec<Bib> = Codec {
    kind: Kind::Text,
    decode: TITLE.decode,
    encode: |value, enc, sink| {
        let elsewhere = !has_publisher(enc.record) || !enc.record.has(Field::TitleAddon);
        match enc.kind == EntryType::Webpage && !is_biblatex(enc.record) && elsewhere {
            true => Fidelity::Nothing,
            false => (TITLE.encode)(value, enc, sink),
        }
    },
};

/// Where the next `and` between white space and outside of braces stands.
fn next_and(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memchr3(b'{', b'a', b'A', bytes.get(at..)?)?;
        if bytes[at] == b'{' {
            at = group_end(bytes, at + 1)? + 1;
            continue;
        }
        let white = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_whitespace);
        let word = bytes.get(at..at + 3).is_some_and(|word| word.eq_ignore_ascii_case(b"and"));
        if word && at > 0 && white(at - 1) && white(at + 3) {
            return Some((at, at + 3));
        }
        at += 1;
    }
}

fn read(source: &str) -> Text {
    let mut inlines = Vec::new();
    let (mut from, mut first) = (0, true);
    loop {
        let found = next_and(source, from);
        let item = source[from..found.map_or(source.len(), |(at, _)| at)].trim();
        if !item.is_empty() {
            if found.is_none() && !first && item == OTHERS {
                inlines.push(Inline::Plain(ET_AL.into()));
                break;
            }
            if !first {
                inlines.push(Inline::Plain(BETWEEN.into()));
            }
            first = false;
            let text = if is_simple(item) { Text::from(item) } else { tex::decode(item, WORDS) };
            inlines.extend(text.inlines().iter().cloned());
        }
        match found {
            Some((_, end)) => from = end,
            None => break,
        }
    }
    Text::from_inlines(inlines)
}

/// The items of a text, and whether the list is cut short.
fn items(text: &Text) -> (Vec<Text>, bool) {
    let mut items = vec![Vec::new()];
    for inline in text.inlines().iter() {
        let Inline::Plain(plain) = inline else {
            if let Some(item) = items.last_mut() {
                item.push(inline.clone());
            }
            continue;
        };
        for (at, piece) in plain.split(BETWEEN).enumerate() {
            if at > 0 {
                items.push(Vec::new());
            }
            if let Some(item) = items.last_mut().filter(|_| !piece.is_empty()) {
                item.push(Inline::Plain(piece.into()));
            }
        }
    }
    let mut others = false;
    if let Some(Inline::Plain(last)) = items.last_mut().and_then(|item| item.last_mut())
        && let Some(rest) = last.strip_suffix(ET_AL).filter(|rest| !rest.trim().is_empty())
    {
        (*last, others) = (rest.into(), true);
    }
    (items.into_iter().map(Text::from_inlines).collect(), others)
}

fn write(text: &Text, tex: Encode, scratch: &mut String) -> String {
    let (items, others) = items(text);
    let mut out = String::new();
    for item in items {
        encode_checked(&item, tex, WORDS, scratch);
        let item = scratch.trim();
        if item.is_empty() {
            continue;
        }
        out.push_str(if out.is_empty() { "" } else { " and " });
        // An item at an end of the text has no white space beside it yet.
        if item.eq_ignore_ascii_case(OTHERS) || next_and(&format!(" {item} "), 0).is_some() {
            out.push('{');
            out.push_str(item);
            out.push('}');
        } else {
            out.push_str(item);
        }
    }
    if others {
        out.push_str(" and others");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::tex::Flavour;

    /// The items of the first column are what biber 2.18 makes of these values.
    #[test]
    fn lists_there_and_back() {
        let tex = Encode { ascii: false, flavour: Flavour::Bibtex };
        for (source, text) in [
            ("One and Another", "One; Another"),
            ("{Smith and Sons}", "Smith and Sons"),
            ("{Smith and Sons} and Other", "Smith and Sons; Other"),
            ("London and New York and others", "London; New York et al."),
            ("Andover and Sand", "Andover; Sand"),
        ] {
            let read = read(source);
            assert_eq!(read.as_plain(), Some(text));
            assert_eq!(write(&read, tex, &mut String::new()), source);
        }
        assert_eq!(read("One\n AND  Another"), Text::from("One; Another"));
    }
}
