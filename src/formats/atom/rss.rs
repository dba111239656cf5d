//! RSS 0.9x, 1.0 and 2.0: items, said as entries of Atom.
//!
//! ```text
//! <item rdf:about="https://journal.example/1">
//!   <title>A title</title><link>https://journal.example/1</link>
//!   <description>An abstract</description>
//!   <dc:creator>Ada Example</dc:creator><prism:doi>10.9999/fake.1</prism:doi>
//! </item>
//! ```
//!
//! Sources of the rules: RSS 2.0.11, RSS 1.0 with its modules `content`, `dc`
//! and `prism`, and the feeds of publishers as they are sent.

use std::borrow::Cow;

use super::attributes::attribute;
use super::elem::{Elem, Form, Item, Rare};
use super::read::made;
use super::text::from_markup;
use super::xml::tidied;
use crate::codec::mail_date;
use crate::ir::{ArxivId, Date};

/// The whole content, of RSS 1.0's module `content`.
const ENCODED: &str = "{http://purl.org/rss/1.0/modules/content/}encoded";

/// Elements that date an article; the time of posting is no such date.
const DATES: [&str; 5] =
    ["prism:publicationDate", "prism:coverDate", "prism:coverDisplayDate", "dc:date", "dcterms:issued"];

/// Whether characters are HTML: some tag, or a reference.
fn is_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    let tag = memchr::memchr_iter(b'<', bytes).any(|at| {
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        (next.is_ascii_alphabetic() || next == b'/') && memchr::memchr(b'>', &bytes[at..]).is_some()
    });
    tag || memchr::memchr_iter(b'&', bytes).any(|at| {
        let name = &bytes[at + 1..bytes.len().min(at + 12)];
        name.iter()
            .position(|&b| b == b';')
            .is_some_and(|end| end > 1 && name[..end].iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#'))
    })
}

/// An element of characters that may be HTML.
fn construct<'a>(text: Cow<'a, str>) -> Elem<'a> {
    let form = if is_markup(&text) { Form::Html } else { Form::Text };
    Elem { text, bare: true, form, ..Elem::default() }
}

fn link<'a>(address: &str, attributes: &'a str) -> Elem<'a> {
    let rare = Rare { address: Some(address.trim().to_owned()), ..Rare::default() };
    Elem { rare: Some(Box::new(rare)), attributes, bare: true, ..Elem::default() }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

/// The person in `ada@journal.example (Ada Example)`.
fn person(text: &str) -> &str {
    let named = text.split_once('(').and_then(|(mail, rest)| mail.contains('@').then_some(rest));
    named.map_or(text, |rest| rest.trim_end().trim_end_matches(')')).trim()
}

/// Parts arXiv's titles of before 2024, `A Title. (arXiv:2303.99942v1 [cs.LG] UPDATED)`,
/// into title, identifier and class.
fn arxiv_title(title: &str) -> Option<(&str, &str, &str)> {
    let (title, inner) = title.trim().strip_suffix(')')?.rsplit_once(" (arXiv:")?;
    let (id, rest) = inner.split_once(" [")?;
    let (class, _) = rest.split_once(']')?;
    ArxivId::parse(id)?;
    Some((title.strip_suffix('.').unwrap_or(title), id, class))
}

/// What a description says that is no abstract but the data of the article, as
/// ScienceDirect has it: `Publication date: May 2024`, `Source: A Journal,
/// Volume 347, Issue 5`, `Author(s): Ada Example, Bo Test`, a paragraph each.
fn article(text: &str) -> Option<Vec<(&'static str, String)>> {
    if !text.contains("Publication date:") || !text.contains("Source:") {
        return None;
    }
    let plain = from_markup(text)?.to_plain().into_owned();
    let mut out = Vec::new();
    for line in plain.lines().map(str::trim) {
        let Some((label, value)) = line.split_once(':').map(|(label, value)| (label.trim(), value.trim())) else {
            continue;
        };
        match label {
            "Publication date" => {
                let date = value.strip_prefix("Available online ").unwrap_or(value);
                out.push(("prism:coverDisplayDate", spoken_date(date).unwrap_or_else(|| date.to_owned())));
            }
            "Source" => {
                for (at, part) in value.split(", ").enumerate() {
                    let numbered =
                        [("Volume ", "prism:volume"), ("Volumes ", "prism:volume"), ("Issue ", "prism:number")];
                    let found = numbered.iter().find_map(|(word, name)| Some((*name, part.strip_prefix(word)?)));
                    match found {
                        Some((name, number)) => out.push((name, number.to_owned())),
                        None if at == 0 => out.push(("prism:publicationName", part.to_owned())),
                        None => {}
                    }
                }
            }
            "Author(s)" => out.extend(value.split(", ").map(|name| ("dc:creator", name.to_owned()))),
            _ => {}
        }
    }
    Some(out).filter(|out| !out.is_empty())
}

/// `12 May 2024`, `May 2024`, `March–April 2024`: the first month, in ISO's form.
fn spoken_date(text: &str) -> Option<String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let year = words.pop().filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let month = words.pop()?;
    let month = month.split(['\u{2013}', '-', '/']).next().unwrap_or(month);
    let month = crate::codec::calendar::month(month)?;
    match words.pop() {
        None => Some(format!("{year}-{month:02}")),
        Some(day) => day.parse::<u8>().ok().map(|day| format!("{year}-{month:02}-{day:02}")),
    }
}

/// The paragraph that Nature puts before every abstract.
fn without_citation(text: &str) -> &str {
    let cited = text.trim_start().strip_prefix("<p>").and_then(|rest| rest.split_once("</p>"));
    match cited {
        Some((citation, rest)) if citation.contains("Published online:") && !rest.trim().is_empty() => rest,
        _ => text,
    }
}

/// Says an item in elements of Atom. `attributes` are those of the item.
pub(super) fn translated<'a>(items: Vec<Item<'a>>, attributes: &'a str) -> Vec<Item<'a>> {
    let text =
        |name: &str| items.iter().find(|item| item.name == name).map(|item| tidied(&item.elem.text).into_owned());
    let has = |name: &str| text(name).is_some_and(|text| !text.is_empty());
    let dated = DATES.iter().any(|name| has(name));
    let described = has("description");
    let title = text("title").filter(|title| !title.is_empty());
    let address = text("link").filter(|link| !link.is_empty());
    let about =
        attribute(attributes, "rdf:about").map(|about| about.trim().to_owned()).filter(|about| is_address(about));
    let mut arxiv = text("guid").is_some_and(|guid| ArxivId::parse(&guid).is_some());
    let mut out: Vec<Item<'a>> = Vec::with_capacity(items.len() + 4);
    if address.is_none()
        && let Some(about) = &about
    {
        out.push(Item { name: Cow::Borrowed("link:alternate"), elem: link(about, ""), at: 0 });
    }
    for Item { name, mut elem, at } in items {
        let mut push = |name: &'static str, elem: Elem<'a>| out.push(Item { name: Cow::Borrowed(name), elem, at });
        let inner = elem.text.trim();
        match name.as_ref() {
            "title" if arxiv_title(inner).is_some() => {
                let Some((title, id, class)) = arxiv_title(inner) else { continue };
                let (title, id, class) = (title.to_owned(), id.to_owned(), class.to_owned());
                push("title", construct(Cow::Owned(title)));
                push("id", made(format!("oai:arXiv.org:{id}")));
                push("arxiv:primary_category", made(class.clone()));
                push("category:arxiv", made(class));
                arxiv = true;
            }
            "title" => push("title", construct(elem.text)),
            "dc:title" if title.is_none() => push("title", construct(elem.text)),
            "dc:title" if title.as_deref() == Some(&*tidied(&elem.text)) => {}
            // An element of Atom, as many feeds have it to name themselves.
            "link" if elem.attribute("href").is_some() => out.push(Item { name, elem, at }),
            "link" if !inner.is_empty() => {
                if !arxiv && inner.contains("arxiv.org/") && ArxivId::parse(inner).is_some() {
                    push("id", made(inner.to_owned()));
                    arxiv = true;
                }
                push("link:alternate", link(inner, ""));
            }
            "guid" if Some(inner) == address.as_deref() => {}
            "guid" if address.is_none() && about.is_none() && is_address(inner) => {
                push("link:alternate", link(inner, ""))
            }
            "guid" => push("id", made(inner.to_owned())),
            "description" => match article(&elem.text) {
                Some(parts) => parts.into_iter().for_each(|(name, text)| push(name, made(text))),
                None => push("summary", construct(elem.text)),
            },
            ENCODED if !described => {
                let text = without_citation(&elem.text).to_owned();
                push("summary", construct(Cow::Owned(text)));
            }
            "pubDate" | "pubdate" if !dated => {
                let date = mail_date::parse(inner).map(|point| Date::Point(point).to_string());
                push("published", made(date.unwrap_or_else(|| inner.to_owned())));
            }
            "author" if elem.bare && !inner.is_empty() => {
                let name = person(inner).to_owned();
                elem.text = Cow::Owned(name);
                out.push(Item { name: Cow::Borrowed("dc:creator"), elem, at });
            }
            "enclosure" => {
                let url = elem.attribute("url").unwrap_or_default();
                if !url.trim().is_empty() {
                    push("link:file", link(&url, elem.attributes));
                }
            }
            _ => out.push(Item { name, elem, at }),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_told_from_characters() {
        for text in ["<p>x</p>", "a &amp; b", "x<sub>2</sub>", "&#233;"] {
            assert!(is_markup(text), "{text}");
        }
        for text in ["P < 0.05 > 0.01", "AT&T", "a & b; c", "x<y"] {
            assert!(!is_markup(text), "{text}");
        }
    }

    #[test]
    fn what_stands_in_other_words() {
        assert_eq!(person("ada@journal.example (Ada Example)"), "Ada Example");
        assert_eq!(person("Ada Example"), "Ada Example");
        assert_eq!(spoken_date("May 2024").as_deref(), Some("2024-05"));
        assert_eq!(spoken_date("12 May 2024").as_deref(), Some("2024-05-12"));
        assert_eq!(spoken_date("March\u{2013}April 2024").as_deref(), Some("2024-03"));
        assert_eq!(spoken_date("in press"), None);
        let title = "On Folding. (arXiv:2303.99942v1 [cs.LG] UPDATED)";
        assert_eq!(arxiv_title(title), Some(("On Folding", "2303.99942v1", "cs.LG")));
    }
}
