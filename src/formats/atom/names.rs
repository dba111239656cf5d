//! Namespaces: what prefixes mean in a feed.

use std::borrow::Cow;

/// Atom, RFC 4287.
pub(super) const ATOM_NS: &str = "http://www.w3.org/2005/Atom";
/// What arXiv's interface adds.
pub(super) const ARXIV_NS: &str = "http://arxiv.org/schemas/atom";
/// XHTML inside text constructs.
pub(super) const XHTML_NS: &str = "http://www.w3.org/1999/xhtml";
/// Marks of ours on what was padded or supplied.
pub(super) const OUR_NS: &str = "urn:ibidem:1";

/// Namespaces a feed of ours declares, with the prefixes it uses.
pub(super) const DECLARED: &[(&str, &str)] = &[
    ("", ATOM_NS),
    ("arxiv", ARXIV_NS),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
    ("ibidem", OUR_NS),
];

/// Other namespaces that say the same.
const ALSO: &[(&str, &str)] = &[
    ("prism", "http://prismstandard.org/namespaces/basic/2.1/"),
    ("prism", "http://prismstandard.org/namespaces/basic/3.0/"),
    ("prism", "http://prismstandard.org/namespaces/1.2/basic/"),
];

/// What a prefix stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A namespace of [`DECLARED`], by its prefix there.
    Known(&'static str),
    /// Another one, by its address.
    Other(String),
}

/// What this address stands for.
pub(super) fn meaning(uri: &str) -> Meaning {
    match DECLARED.iter().chain(ALSO).find(|(_, known)| *known == uri) {
        Some((prefix, _)) => Meaning::Known(prefix),
        None => Meaning::Other(uri.to_owned()),
    }
}

/// The prefixes in force at the root of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bindings(Vec<(String, Meaning)>);

impl Bindings {
    /// Those of a feed of ours.
    pub(super) fn ours() -> Bindings {
        Bindings(DECLARED.iter().map(|(prefix, uri)| ((*prefix).to_owned(), meaning(uri))).collect())
    }

    /// Adds a declaration; the latest one counts.
    pub(super) fn bind(&mut self, prefix: &str, uri: &str) {
        self.0.push((prefix.to_owned(), meaning(uri)));
    }

    /// How many there are, for [`Bindings::reset`].
    pub(super) fn mark(&self) -> usize {
        self.0.len()
    }

    /// Forgets what was added since.
    pub(super) fn reset(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// Whether the prefix was declared.
    pub(super) fn knows(&self, prefix: &str) -> bool {
        prefix == "xml" || self.0.iter().any(|(known, _)| known == prefix)
    }

    /// The name of an element: bare for Atom, with the usual prefix for the
    /// namespaces we know, `{address}local` for others. A prefix that was never
    /// declared is taken to mean what it usually means.
    pub(super) fn name<'n>(&self, qname: &'n str) -> Cow<'n, str> {
        let (prefix, local) = qname.split_once(':').unwrap_or(("", qname));
        match self.0.iter().rev().find(|(known, _)| known == prefix).map(|(_, meaning)| meaning) {
            None => Cow::Borrowed(qname),
            Some(Meaning::Known(usual)) if *usual == prefix => Cow::Borrowed(qname),
            Some(Meaning::Known("")) => Cow::Borrowed(local),
            Some(Meaning::Known(usual)) => Cow::Owned(format!("{usual}:{local}")),
            Some(Meaning::Other(uri)) => Cow::Owned(format!("{{{uri}}}{local}")),
        }
    }
}
