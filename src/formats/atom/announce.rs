//! arXiv's announcements: feeds whose texts begin with
//! `arXiv:2508.99941v1 Announce Type: new` and whose dates are those of the
//! announcement.

use std::borrow::Cow;

use super::map::Atom;
use super::read::made;
use crate::map::RawRecord;

const TYPE: &str = "Announce Type:";

/// Whether a text announces a paper.
pub(super) fn is_announced(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("arXiv:") && text.get(..80.min(text.len())).unwrap_or(text).contains(TYPE)
}

/// The abstract behind the announcement.
fn bare(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let text = text.strip_prefix("<p>").unwrap_or(text);
    if !is_announced(text) {
        return text.strip_prefix("Abstract:").map(str::trim_start);
    }
    let (_, rest) = text.split_once(TYPE)?;
    let rest = rest.trim_start();
    let rest = rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..].trim_start();
    Some(rest.strip_prefix("Abstract:").unwrap_or(rest).trim_start())
}

/// Takes the announcement off the abstract; the day of the announcement is
/// neither that of submission nor of the last change, but the first one makes
/// a paper public.
pub(super) fn apply(raw: &mut RawRecord<'_, Atom>) {
    for field in raw.fields.iter_mut().filter(|field| matches!(field.name.as_ref(), "summary" | "content")) {
        if let Some(text) = bare(&field.value.text) {
            field.value.text = Cow::Owned(text.to_owned());
        }
    }
    let kind = raw.value("arxiv:announce_type").map(|elem| elem.text.trim().to_owned()).unwrap_or_default();
    let first = raw.value("id:version").is_none_or(|elem| elem.text == "1") && !kind.starts_with("replace");
    let dated = raw.fields.iter().position(|field| matches!(field.name.as_ref(), "published" | "updated"));
    let date = dated.map(|at| raw.fields[at].value.text.trim().to_owned());
    raw.fields.retain(|field| !matches!(field.name.as_ref(), "published" | "updated"));
    // The hour is that of the mailing.
    let day = date.as_deref().map(|date| date.get(..10).unwrap_or(date));
    if let Some(day) = day.filter(|day| !day.is_empty()) {
        raw.push("dcterms:available", made(day), 0, 0);
        if first {
            raw.push("published:first", made(day), 0, 0);
        }
    }
    // A paper has its primary class first; new papers need no remark.
    let primary = raw.fields.iter().find(|field| field.name == "category:arxiv").map(|field| field.value.clone());
    if let Some(primary) = primary.filter(|_| raw.value("arxiv:primary_category").is_none()) {
        raw.push("arxiv:primary_category", primary, 0, 0);
    }
    raw.fields.retain(|field| field.name != "arxiv:announce_type" || field.value.text.trim() != "new");
}
