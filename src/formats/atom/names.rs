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
    ("dcterms", "http://purl.org/dc/terms/"),
    ("bibo", "http://purl.org/ontology/bibo/"),
    ("prism", "http://prismstandard.org/namespaces/basic/2.0/"),
    ("ibidem", OUR_NS),
];

/// Other namespaces that say the same.
const ALSO: &[(&str, &str)] = &[
    ("prism", "http://prismstandard.org/namespaces/basic/2.1/"),
    ("prism", "http://prismstandard.org/namespaces/basic/3.0/"),
    ("prism", "http://prismstandard.org/namespaces/1.2/basic/"),
    ("prism", "http://prismstandard.org/namespaces/2.0/basic/"),
    ("prism", "http://prismstandard.org/namespaces/2.1/basic/"),
    ("prism", "http://prismstandard.org/namespaces/3.0/basic/"),
    ("prism", "http://purl.org/rss/1.0/modules/prism/"),
    ("arxiv", "https://arxiv.org/schemas/atom"),
    ("arxiv", "http://arxiv.org/schemas/atom/"),
    ("dc", "http://purl.org/dc/elements/1.0/"),
    ("", "https://www.w3.org/2005/Atom"),
    ("", "http://purl.org/atom/ns#"),
    ("", "http://purl.org/rss/1.0/"),
    ("", "http://my.netscape.com/rdf/simple/0.9/"),
    ("", "http://channel.netscape.com/rdf/simple/0.9/"),
    ("", "http://backend.userland.com/rss2"),
    ("", "http://backend.userland.com/RSS2"),
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
pub(super) struct Bindings(Vec<Binding>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Binding {
    prefix: String,
    meaning: Meaning,
    /// Whether this is the usual prefix.
    usual: bool,
}

impl Binding {
    fn new(prefix: &str, uri: &str) -> Binding {
        let meaning = meaning(uri);
        let usual = matches!(meaning, Meaning::Known(usual) if usual == prefix);
        Binding { prefix: prefix.to_owned(), meaning, usual }
    }
}

impl Bindings {
    /// Those of a feed of ours.
    pub(super) fn ours() -> Bindings {
        Bindings(DECLARED.iter().map(|(prefix, uri)| Binding::new(prefix, uri)).collect())
    }

    /// Adds a declaration; the latest one counts.
    pub(super) fn bind(&mut self, prefix: &str, uri: &str) {
        self.0.push(Binding::new(prefix, uri));
    }

    /// How many there are, for [`Bindings::reset`].
    pub(super) fn mark(&self) -> usize {
        self.0.len()
    }

    /// Forgets what was added since.
    pub(super) fn reset(&mut self, mark: usize) {
        self.0.truncate(mark);
    }

    /// The address to declare so that a prefix means in a feed of ours what it
    /// means by the bindings before `mark`; `None` if it does anyway, or means
    /// nothing, or means something else by a later one.
    pub(super) fn declaration(&self, prefix: &str, mark: usize) -> Option<&str> {
        if self.0[mark..].iter().any(|known| known.prefix == prefix) {
            return None;
        }
        match &self.find(prefix)?.meaning {
            Meaning::Known(usual) if *usual == prefix => None,
            Meaning::Known(usual) => DECLARED.iter().find(|(known, _)| known == usual).map(|(_, uri)| *uri),
            Meaning::Other(uri) => Some(uri),
        }
    }

    fn find(&self, prefix: &str) -> Option<&Binding> {
        self.0.iter().rev().find(|known| known.prefix == prefix)
    }

    /// Whether the prefix was declared.
    pub(super) fn knows(&self, prefix: &str) -> bool {
        prefix == "xml" || self.find(prefix).is_some()
    }

    /// The name of an element: bare for Atom, with the usual prefix for the
    /// namespaces we know, `{address}local` for others. A prefix that was never
    /// declared is taken to mean what it usually means.
    pub(super) fn name<'n>(&self, qname: &'n str) -> Cow<'n, str> {
        let colon = qname.bytes().position(|byte| byte == b':');
        let (prefix, local) = colon.map_or(("", qname), |at| (&qname[..at], &qname[at + 1..]));
        let Some(binding) = self.find(prefix).filter(|binding| !binding.usual) else { return Cow::Borrowed(qname) };
        match &binding.meaning {
            Meaning::Known("") => Cow::Borrowed(local),
            Meaning::Known(usual) => Cow::Owned(format!("{usual}:{local}")),
            Meaning::Other(uri) => Cow::Owned(format!("{{{uri}}}{local}")),
        }
    }
}
