//! Atom feeds: RFC 4287, with what arXiv's interface adds.
//!
//! Reading takes feeds of both generations of arXiv's interface, feeds with
//! Dublin Core and PRISM, and plain ones. Writing gives a feed that is valid by
//! text and schema for any record: what Atom demands and the record lacks is
//! supplied, what Atom wants more precisely is padded, and both are marked in
//! elements of the namespace `urn:ibidem:1`, so that reading invents nothing.

mod carrier;
mod cut;
mod dates;
mod elem;
mod extra;
mod ids;
mod links;
mod map;
mod names;
mod people;
mod read;
mod stamps;
mod text;
mod write;
mod xml;

use std::sync::{Arc, RwLock};

pub use elem::Elem;
pub use map::{Atom, Xml};
pub use read::{API_ERROR, MALFORMED, UNKNOWN_ENTITY};

use crate::format::{Format, Likelihood, Naming, Reading};

/// The format.
pub static ATOM: Format = Format {
    title: "Atom feed, as arXiv's interface sends it",
    extensions: &["atom"],
    target_extensions: &["xml"],
    mime: "application/atom+xml",
    docs: "RFC 4287 with arXiv's namespace (`http://arxiv.org/schemas/atom`), Dublin Core and PRISM.\n\n\
           Read: feeds of both generations of arXiv's interface (its errors become diagnostics), other feeds; an entry \
           without author has that of its feed. Document types are passed over and no entity is expanded but the five \
           of XML. Elements of other namespaces are kept for writing Atom again.\n\n\
           Written: `id` is the address of the paper on arXiv or of its DOI, else a `urn:uuid:` derived from the \
           entry; repeats get a fragment. Names stand in spoken order, so that their parts may be lost. Elements of \
           the namespace `urn:ibidem:1` mark what had to be padded (`date`) or supplied (`supplied`) and say `type` \
           and `key`.",
    sniff,
    open: Some(|options| {
        let scopes: cut::Scopes = Arc::new(RwLock::new(vec![Arc::default()]));
        let keep_origin = options.keep_origin;
        Ok(Reading {
            cut: Box::new(cut::Entries::new(scopes.clone())),
            parser: Box::new(move || Box::new(read::Parser::new(scopes.clone(), keep_origin))),
            watch: None,
        })
    }),
    create: Some(|options| Ok(Box::new(write::Writer::new(options)))),
    naming: Naming::Own { candidate: ids::candidate, other: ids::other },
    escape: Some(crate::codec::escape::xml),
    codes: &[&MALFORMED, &UNKNOWN_ENTITY, &API_ERROR],
    carrier: Some(carrier::CARRIER),
    table: Some(|| &map::TABLE),
    ..Format::base("atom")
};

/// The root is a feed or an entry, and Atom's namespace is declared.
fn sniff(head: &[u8]) -> Likelihood {
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
        let Some(end) = memchr::memmem::find(rest, close) else { return Likelihood::No };
        rest = rest[end + close.len()..].trim_ascii_start();
    }
    let Some(tag) = rest.strip_prefix(b"<") else { return Likelihood::No };
    let end = tag.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(tag.len());
    let name = tag[..end].rsplit(|&b| b == b':').next().unwrap_or_default();
    let declared = memchr::memmem::find(rest, names::ATOM_NS.as_bytes()).is_some();
    match (matches!(name, b"feed" | b"entry"), declared) {
        (true, true) => Likelihood::Sure,
        (true, false) => Likelihood::Maybe(40),
        _ => Likelihood::No,
    }
}
