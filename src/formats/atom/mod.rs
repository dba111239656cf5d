//! Atom feeds: RFC 4287, with what arXiv's interface adds.
//!
//! Reading takes feeds of both generations of arXiv's interface, feeds with
//! Dublin Core and PRISM, and plain ones. Writing gives a feed that is valid by
//! text and schema for any record: what Atom demands and the record lacks is
//! supplied, what Atom wants more precisely is padded, and both are marked in
//! elements of the namespace `urn:ibidem:1`, so that reading invents nothing.
//!
//! ```
//! use ibidem::formats::atom::{ATOM, RSS, UNFINISHED};
//! let records = ibidem::read_str("@book{a, title = {Notes}}", "bibtex")?.value;
//! let feed = ibidem::write_str(&records, ATOM.name)?.value;
//! assert!(feed.contains("<title>Notes</title>"));
//! let torn = ibidem::read_str(&feed[..feed.len() - 9], ATOM.name)?;
//! assert!(torn.diagnostics.iter().any(|diagnostic| diagnostic.code == &UNFINISHED));
//! assert!(RSS.open.is_some() && RSS.create.is_none());
//! # Ok::<(), ibidem::Error>(())
//! ```

mod announce;
mod aside;
mod attributes;
mod base;
mod carrier;
mod construct;
mod cut;
mod dates;
mod elem;
mod events;
mod extra;
mod ids;
mod links;
mod map;
mod names;
mod people;
mod read;
mod rss;
mod stamps;
mod text;
mod write;
mod xml;

pub(crate) use aside::MAX_HEAD;

use std::sync::{Arc, RwLock};

pub use read::{API_ERROR, ILLEGAL_CHARACTER, MALFORMED, UNCLOSED, UNFINISHED, UNKNOWN_ENTITY};

use crate::format::{Format, Likelihood, Naming, ReadOptions, Reading};
use crate::report::Code;
use read::Dialect;

/// The format.
pub static ATOM: Format = Format {
    title: "Atom feed, as arXiv's interface sends it",
    extensions: &["atom"],
    target_extensions: &["xml"],
    mime: "application/atom+xml",
    docs: include_str!("atom.md"),
    sniff,
    open: Some(|options| Ok(open(Dialect::Atom, options))),
    create: Some(|options| Ok(Box::new(write::Writer::new(options)))),
    naming: Naming::Own { candidate: ids::candidate, other: ids::other },
    escape: Some(crate::codec::escape::xml),
    codes: CODES,
    carrier: Some(carrier::CARRIER),
    table: Some(|| &map::TABLE),
    ..Format::base("atom")
};

/// The format, only read.
pub static RSS: Format = Format {
    title: "RSS 0.9x, 1.0 and 2.0 feeds of journals and preprint servers",
    extensions: &["rss"],
    mime: "application/rss+xml",
    docs: include_str!("rss.md"),
    notation: "atom",
    sniff: sniff_rss,
    open: Some(|options| Ok(open(Dialect::Rss, options))),
    codes: CODES,
    table: Some(|| &map::TABLE),
    ..Format::base("rss")
};

static CODES: &[&Code] = &[&MALFORMED, &UNCLOSED, &UNFINISHED, &UNKNOWN_ENTITY, &ILLEGAL_CHARACTER, &API_ERROR];

fn open(dialect: Dialect, options: &ReadOptions) -> Reading {
    let scopes: cut::Scopes = Arc::new(RwLock::new(vec![Arc::default()]));
    let keep_origin = options.keep_origin;
    Reading {
        cut: Box::new(cut::Entries::new(dialect, scopes.clone())),
        parser: Box::new(move || Box::new(read::Parser::new(dialect, scopes.clone(), keep_origin))),
        watch: None,
    }
}

/// The root is a feed or an entry, and Atom's namespace is declared.
fn sniff(head: &[u8]) -> Likelihood {
    let Some((name, rest)) = root(head) else { return Likelihood::No };
    let declared = [names::ATOM_NS, "http://purl.org/atom/ns#"];
    let declared = declared.iter().any(|ns| memchr::memmem::find(rest, ns.as_bytes()).is_some());
    match (matches!(name, b"feed" | b"entry"), declared) {
        (true, true) => Likelihood::Sure,
        (true, false) => Likelihood::Maybe(40),
        _ => Likelihood::No,
    }
}

/// The root is `rss`, or RDF with a namespace of RSS.
fn sniff_rss(head: &[u8]) -> Likelihood {
    let Some((name, rest)) = root(head) else { return Likelihood::No };
    let declared = |ns: &str| memchr::memmem::find(rest, ns.as_bytes()).is_some();
    match name {
        b"rss" => Likelihood::Sure,
        b"RDF" if declared("http://purl.org/rss/1.0/") || declared("netscape.com/rdf/simple/0.9/") => Likelihood::Sure,
        _ => Likelihood::No,
    }
}

/// The local name of the root element, and what follows from its tag on.
fn root(head: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut rest = head.trim_ascii_start();
    // What may stand before the root: declaration, comments, document type.
    while let [b'<', b'?' | b'!', ..] = rest {
        let close: &[u8] = match rest {
            [b'<', b'?', ..] => b"?>",
            [b'<', b'!', b'-', ..] => b"-->",
            // A document type may hold declarations in brackets.
            _ => match memchr::memchr2(b'[', b'>', rest).map(|at| rest[at]) {
                Some(b'[') => b"]>",
                _ => b">",
            },
        };
        let end = memchr::memmem::find(rest, close)?;
        rest = rest[end + close.len()..].trim_ascii_start();
    }
    let tag = rest.strip_prefix(b"<")?;
    let end = tag.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(tag.len());
    let name = tag[..end].rsplit(|&b| b == b':').next().unwrap_or_default();
    Some((name, rest))
}
