//! The attributes in the source of a tag, by quick-xml.

use std::borrow::Cow;

use quick_xml::events::attributes::Attributes;

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
fn each(mut found: Attributes<'_>) -> impl Iterator<Item = Result<Attribute<'_>, Malformed>> {
    found.with_checks(false);
    found.map(|attribute| match attribute {
        Ok(attribute) => match attribute.value {
            Cow::Borrowed(value) => Ok(Attribute { name: attribute.key.into_inner(), value }),
            // It has no reason to copy a value.
            Cow::Owned(_) => Err(Malformed),
        },
        Err(_) => Err(Malformed),
    })
}

/// The attributes in the source of a tag.
pub(super) fn attributes(source: &str) -> impl Iterator<Item = Result<Attribute<'_>, Malformed>> {
    each(Attributes::new(source, 0))
}

/// The same for HTML, where values may stand without quotation marks.
pub(super) fn html(source: &str) -> impl Iterator<Item = Result<Attribute<'_>, Malformed>> {
    each(Attributes::html(source, 0))
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

/// Whether these characters stand anywhere in the source of a tag: what most
/// tags lack is not worth reading all attributes for.
pub(super) fn mentions(source: &str, name: &str) -> bool {
    let (bytes, name) = (source.as_bytes(), name.as_bytes());
    name.first().is_none_or(|&first| memchr::memchr_iter(first, bytes).any(|at| bytes[at..].starts_with(name)))
}

/// The value of an attribute in the source of a tag.
pub(super) fn attribute<'a>(source: &'a str, name: &str) -> Option<Cow<'a, str>> {
    if !mentions(source, name) {
        return None;
    }
    let found = attributes(source).flatten().find(|attribute| attribute.name == name)?;
    Some(unescape(found.value))
}
