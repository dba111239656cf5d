//! Identifiers of entries.

use super::map::Atom;
use super::write::Writer;
use super::xml::{doi_path, iri, is_path, percent_decoded};
use crate::ir::{ArxivId, Record, doi_within, keys, normal_doi};
use crate::map::{Notation, Report};
use crate::report::Discard;

/// The identifier of every feed of ours: the contents change, the feed is one.
pub(super) const FEED_ID: &str = "urn:uuid:6b3f1b2c-7a52-5c0e-9d39-6f1d4a1c2e10";

/// Name space of our identifiers of version 5.
const SPACE: [u8; 16] =
    [0x6b, 0x3f, 0x1b, 0x2c, 0x7a, 0x52, 0x4c, 0x0e, 0x9d, 0x39, 0x6f, 0x1d, 0x4a, 0x1c, 0x2e, 0x11];

/// `urn:uuid:` of version 5 (RFC 9562, 5.5) for these bytes.
pub(super) fn uuid(name: &[u8]) -> String {
    let mut sha = sha1_smol::Sha1::from(SPACE);
    sha.update(name);
    let digest = sha.digest().bytes();
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    id[6] = id[6] & 0x0f | 0x50;
    id[8] = id[8] & 0x3f | 0x80;
    let mut out = String::from("urn:uuid:");
    for (at, byte) in id.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

/// The identifier of the paper on arXiv, if it is a good one.
pub(super) fn arxiv_id(record: &Record) -> Option<&str> {
    let id = record.get(keys::ARXIV_ID)?;
    let parsed = ArxivId::parse(id)?;
    (parsed.id == *id && parsed.version.is_none() && parsed.class.is_none()).then_some(id.as_str())
}

/// The version, if it can be part of an identifier.
pub(super) fn arxiv_version(record: &Record) -> Option<&str> {
    arxiv_id(record)?;
    let version = record.get(keys::VERSION)?.as_plain()?;
    let number: u32 = version.parse().ok()?;
    (number > 0 && number.to_string() == version).then_some(version)
}

/// The address of the DOI, if it is a good one.
pub(super) fn doi_address(record: &Record) -> Option<String> {
    let doi = record.get(keys::DOI)?;
    if is_path(doi) {
        return (doi_within(doi) == Some(doi)).then(|| ["https://doi.org/", doi].concat());
    }
    let address = format!("https://doi.org/{}", doi_path(doi));
    (normal_doi(doi).as_ref() == Some(doi) && doi_of(&address).as_ref() == Some(doi)).then_some(address)
}

/// The DOI in an address.
pub(super) fn doi_of(address: &str) -> Option<crate::ir::Str> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("dx.").unwrap_or(rest).strip_prefix("doi.org/")?;
    match rest.contains('%') {
        true => normal_doi(&percent_decoded(rest)?),
        false => normal_doi(rest),
    }
}

/// Where the work is on the web if the record does not say so.
pub(super) fn derived_link(record: &Record) -> Option<String> {
    match arxiv_id(record) {
        Some(id) => {
            let version = arxiv_version(record).map(|v| format!("v{v}")).unwrap_or_default();
            Some(format!("https://arxiv.org/abs/{id}{version}"))
        }
        None => doi_address(record),
    }
}

/// Whether this is an absolute IRI as far as RFC 4287 cares.
fn is_iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let good = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(good)
        && !rest.is_empty()
        && iri(text) == text
}

/// The `id` an entry should have, and whether it was made up.
pub(super) fn candidate(record: &Record) -> (String, bool) {
    if let Some(id) = arxiv_id(record) {
        let version = arxiv_version(record).map(|v| format!("v{v}")).unwrap_or_default();
        return (format!("http://arxiv.org/abs/{id}{version}"), false);
    }
    let mut kept = record.extras_of(Atom::NAME).filter(|extra| extra.name == "id");
    if let Some(extra) = kept.next().filter(|extra| is_foreign(&extra.value)) {
        return (extra.value.to_string(), false);
    }
    if let Some(address) = doi_address(record) {
        return (address, false);
    }
    // Derived from what the entry says, so that reading and writing it again
    // gives the same identifier.
    let mut body = Vec::new();
    Writer::default().body(record, None, &mut body, &mut Report { sink: &mut Discard, record: 0, key: None });
    (uuid(&body), true)
}

/// Whether an `id` is kept because it says nothing that the record knows.
pub(super) fn is_foreign(id: &str) -> bool {
    let bare = without_ordinal(id);
    is_iri(id) && !bare.starts_with("http://arxiv.org/") && doi_of(bare).is_none()
}

/// The n-th other identifier: a fragment says which.
pub(super) fn other(id: &str, n: usize) -> String {
    let mark = if id.contains('#') { '-' } else { '#' };
    format!("{id}{mark}{}", n + 1)
}

/// An identifier without the fragment that tells it from others.
pub(super) fn without_ordinal(id: &str) -> &str {
    match id.rsplit_once('#') {
        Some((bare, tail)) if !tail.is_empty() && tail.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => id,
    }
}
