//! The attributes in the source of a tag.

use std::borrow::Cow;

use quick_xml::events::attributes::Attributes as Rare;

use super::xml::unescape;

/// One attribute, references in its value as they stand.
pub(super) struct Attribute<'a> {
    pub name: &'a str,
    pub value: &'a str,
}

/// What is no attribute, where one should be.
pub(super) struct Malformed;

/// Reads attributes. Repeated ones are not looked for: that takes the square of
/// their number.
///
/// `name="value"` is read here, from anything else on quick-xml takes over.
pub(super) struct Attributes<'a> {
    source: &'a str,
    at: usize,
    html: bool,
    rare: Option<Box<Rare<'a>>>,
}

/// The attributes in the source of a tag.
pub(super) fn attributes(source: &str) -> Attributes<'_> {
    Attributes { source, at: 0, html: false, rare: None }
}

/// The same for HTML, where values may stand without quotation marks.
pub(super) fn html(source: &str) -> Attributes<'_> {
    Attributes { html: true, ..attributes(source) }
}

fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\r' | b'\n' | b'\t')
}

impl<'a> Attributes<'a> {
    fn simple(&mut self) -> Option<Attribute<'a>> {
        let bytes = self.source.as_bytes();
        let Some(blanks) = bytes[self.at..].iter().position(|byte| !is_blank(byte)) else {
            self.at = bytes.len();
            return None;
        };
        let from = self.at + blanks;
        // What begins with an equals sign is not for here.
        let equals = from + bytes[from..].iter().position(|&byte| byte == b'=' || byte <= b' ')?;
        let quote = *bytes.get(equals + 1).filter(|byte| matches!(byte, b'"' | b'\''))?;
        if equals == from || bytes[equals] != b'=' {
            return None;
        }
        let value = equals + 2;
        let end = value + memchr::memchr(quote, &bytes[value..])?;
        self.at = end + 1;
        Some(Attribute { name: &self.source[from..equals], value: &self.source[value..end] })
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = Result<Attribute<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at == self.source.len() {
            return None;
        }
        if self.rare.is_none() {
            if let Some(attribute) = self.simple() {
                return Some(Ok(attribute));
            }
            if self.at == self.source.len() {
                return None;
            }
            let mut rare = match self.html {
                true => Rare::html(self.source, self.at),
                false => Rare::new(self.source, self.at),
            };
            rare.with_checks(false);
            self.rare = Some(Box::new(rare));
        }
        let source = self.source;
        self.rare.as_mut()?.next().map(|found| {
            let found = found.map_err(|_| Malformed)?;
            let value = match found.value {
                Cow::Borrowed(value) => value,
                // No value is ever copied; if it were, this is where it stands.
                Cow::Owned(value) => source.find(&value).map_or("", |at| &source[at..at + value.len()]),
            };
            Ok(Attribute { name: found.key.into_inner(), value })
        })
    }
}

/// The values of attributes in the source of a tag.
pub(super) fn values<'a, const N: usize>(source: &'a str, names: [&str; N]) -> [Option<Cow<'a, str>>; N] {
    let mut values = [const { None }; N];
    for attribute in attributes(source).flatten() {
        if let Some(at) = names.iter().position(|name| *name == attribute.name)
            && values[at].is_none()
        {
            values[at] = Some(unescape(attribute.value));
        }
    }
    values
}

/// The value of an attribute in the source of a tag.
pub(super) fn attribute<'a>(source: &'a str, name: &str) -> Option<Cow<'a, str>> {
    if source.is_empty() {
        return None;
    }
    let found = attributes(source).flatten().find(|attribute| attribute.name == name)?;
    Some(unescape(found.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_those_of_quick_xml() {
        const PIECES: [&str; 16] = [
            " a=\"b\"",
            " c='d'",
            " ",
            "e",
            "=",
            "\"",
            "'",
            "\n",
            " f = \"g\"",
            "h=i",
            "/",
            " xmlns:p=\"u\"",
            "\u{e9}",
            "\t",
            "==",
            "\"\"",
        ];
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as usize % below
        };
        for _ in 0..20_000 {
            let source: String = (0..next(7)).map(|_| PIECES[next(PIECES.len())]).collect();
            for is_html in [false, true] {
                let ours = if is_html { html(&source) } else { attributes(&source) };
                let ours: Vec<_> =
                    ours.map(|found| found.ok().map(|a| (a.name.to_owned(), a.value.to_owned()))).collect();
                let mut theirs = if is_html { Rare::html(&source, 0) } else { Rare::new(&source, 0) };
                let theirs = theirs.with_checks(false);
                let theirs: Vec<_> = theirs
                    .map(|found| found.ok().map(|a| (a.key.into_inner().to_owned(), a.value.into_owned())))
                    .collect();
                assert_eq!(ours, theirs, "{source:?}");
            }
        }
    }
}
