//! A set of formats as a value: found by name, by path, by content.
//!
//! ```
//! let registry = ibidem::Registry::builtin();
//! assert_eq!(registry.by_path("refs.bib".as_ref()).unwrap().name, "bibtex");
//! assert_eq!(registry.detect(b"TY  - BOOK\n").unwrap().0.name, "ris");
//! // A name that belies the content.
//! assert_eq!(ibidem::registry::EXTENSION_MISLEADS.id, "input/extension");
//! ```

use std::path::Path;

use crate::format::{Format, Likelihood};
use crate::formats::BUILTIN;
use crate::pass::{enrich, inherit, naming};
use crate::report::{Code, Error, ErrorKind, Severity, nearest};
use crate::source::Input;
use crate::{carrier, map, source};

/// How much of an input is looked at to recognize its format.
///
/// ```
/// use ibidem::{Registry, registry::WINDOW};
/// let input = [&b"TY  - BOOK\n"[..], &[b' '; 2 * WINDOW]].concat();
/// assert_eq!(Registry::builtin().detect(&input[..WINDOW]).unwrap().0.name, "ris");
/// ```
pub const WINDOW: usize = 64 * 1024;

/// An extension that the content belies.
pub static EXTENSION_MISLEADS: Code = Code::new(
    "input/extension",
    Severity::Warning,
    "the extension says another format than the content",
    "The format of an input is taken from its extension, unless its content is beyond doubt of another one. Then the \
     content decides.",
    "rename the file, or name its format with --from",
);

/// Formats to choose from. There is no global one; a caller adds formats of
/// its own with [`Registry::with`].
///
/// ```
/// use ibidem::registry::Registry;
/// let registry = Registry::builtin();
/// assert_eq!(registry.by_name("native").unwrap().name, "native");
/// assert!(registry.by_name("nativ").unwrap_err().to_string().contains("native"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Registry {
    formats: Vec<&'static Format>,
}

/// A name that no format has.
///
/// ```
/// let unknown = ibidem::Registry::builtin().by_name("bibtx").unwrap_err();
/// assert_eq!(unknown.nearest, Some("bibtex"));
/// assert!(unknown.known.starts_with("arxiv, "));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{name}`; known formats: {known}{}", nearest.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
pub struct UnknownFormat {
    /// The name asked for.
    pub name: String,
    /// The names there are.
    pub known: String,
    /// The one that is spelt most like it.
    pub nearest: Option<&'static str>,
}

impl From<UnknownFormat> for Error {
    fn from(unknown: UnknownFormat) -> Error {
        ErrorKind::Unsupported(unknown.to_string()).into()
    }
}

/// An id that no code has.
///
/// ```
/// assert_eq!(ibidem::Registry::builtin().code("map/narrow").unwrap_err().nearest, Some("map/narrowed"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown code `{id}`{}", nearest.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default())]
pub struct UnknownCode {
    /// The id asked for.
    pub id: String,
    /// The one that is spelt most like it.
    pub nearest: Option<&'static str>,
}

impl Registry {
    /// No formats.
    ///
    /// ```
    /// use ibidem::{Registry, formats::ris::RIS};
    /// let only = Registry::empty().with(&RIS);
    /// assert!(only.by_name("ris").is_ok() && only.by_name("bibtex").is_err());
    /// ```
    pub fn empty() -> Registry {
        Registry::default()
    }

    /// The formats that are built in.
    ///
    /// ```
    /// assert!(ibidem::Registry::builtin().by_name("csl-json").is_ok());
    /// ```
    pub fn builtin() -> Registry {
        Registry { formats: BUILTIN.to_vec() }
    }

    /// One format more.
    ///
    /// ```
    /// use ibidem::{Format, Registry};
    /// static MINE: Format = Format { extensions: &["mine"], ..Format::base("mine") };
    /// assert!(Registry::builtin().with(&MINE).by_name("MINE").is_ok());
    /// ```
    #[must_use]
    pub fn with(mut self, format: &'static Format) -> Registry {
        self.formats.push(format);
        self
    }

    /// All formats, in order.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// let read_only = registry.formats().iter().filter(|format| format.create.is_none());
    /// assert!(read_only.map(|format| format.name).any(|name| name == "rss"));
    /// ```
    pub fn formats(&self) -> &[&'static Format] {
        &self.formats
    }

    /// The formats that are listed: all but dialects that are chosen by name.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// assert!(registry.by_name("arxiv:search").is_ok());
    /// assert!(registry.listed().all(|format| format.name != "arxiv:search"));
    /// ```
    pub fn listed(&self) -> impl Iterator<Item = &'static Format> {
        self.formats.iter().copied().filter(|format| format.variant_of.is_none())
    }

    /// The format of that name or alias.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// assert_eq!(registry.by_name("CSLJSON").unwrap().name, "csl-json");
    /// assert!(registry.by_name("bibtx").unwrap_err().to_string().ends_with("did you mean `bibtex`?"));
    /// ```
    ///
    /// # Errors
    /// Lists the known names and the nearest one.
    pub fn by_name(&self, name: &str) -> Result<&'static Format, UnknownFormat> {
        let named = |format: &&&'static Format| {
            format.name.eq_ignore_ascii_case(name) || format.aliases.iter().any(|a| a.eq_ignore_ascii_case(name))
        };
        self.formats.iter().find(named).copied().ok_or_else(|| UnknownFormat {
            name: name.to_owned(),
            known: self.listed().map(|format| format.name).collect::<Vec<_>>().join(", "),
            nearest: nearest(
                name,
                self.formats.iter().flat_map(|f| std::iter::once(&f.name).chain(f.aliases).copied()),
            ),
        })
    }

    /// Every code that a conversion between these formats can raise, by id.
    ///
    /// ```
    /// let codes = ibidem::Registry::builtin().codes();
    /// assert!(codes.is_sorted_by_key(|code| code.id));
    /// ```
    pub fn codes(&self) -> Vec<&'static Code> {
        let general = [&EXTENSION_MISLEADS, &naming::CHANGED];
        let shared = source::CODES
            .iter()
            .chain(map::CODES)
            .chain(carrier::CODES)
            .chain(inherit::CODES)
            .chain(enrich::CODES)
            .copied()
            .chain(general);
        let mut codes: Vec<_> = shared.chain(self.formats.iter().flat_map(|f| f.codes).copied()).collect();
        codes.sort_by_key(|code| code.id);
        codes.dedup_by_key(|code| code.id);
        codes
    }

    /// The code of that id.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// assert_eq!(registry.code("bibtex/duplicate-key").unwrap().severity.name(), "warning");
    /// ```
    ///
    /// # Errors
    /// Names the nearest one.
    pub fn code(&self, id: &str) -> Result<&'static Code, UnknownCode> {
        let codes = self.codes();
        codes
            .iter()
            .find(|code| code.id.eq_ignore_ascii_case(id))
            .copied()
            .ok_or_else(|| UnknownCode { id: id.to_owned(), nearest: nearest(id, codes.iter().map(|code| code.id)) })
    }

    /// The formats whose extension the path has, the usual one first.
    fn with_extension(&self, path: &Path) -> impl Iterator<Item = &'static Format> {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
        self.formats.iter().filter(move |f| f.extensions.contains(&extension.as_str())).copied()
    }

    /// The format whose extension the path has; the usual one, if several have it.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// assert_eq!(registry.by_path("refs.RIS".as_ref()).unwrap().name, "ris");
    /// assert!(registry.by_path("refs.txt".as_ref()).is_none());
    /// ```
    pub fn by_path(&self, path: &Path) -> Option<&'static Format> {
        self.with_extension(path).next()
    }

    /// The format a target with this extension is written in; the usual one,
    /// if several have it.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// // Anything may stand in a file `.json` that is read; written, it is CSL-JSON.
    /// assert!(registry.by_path("refs.json".as_ref()).is_none());
    /// assert_eq!(registry.by_target("refs.json".as_ref()).unwrap().name, "csl-json");
    /// ```
    pub fn by_target(&self, path: &Path) -> Option<&'static Format> {
        self.by_target_from(path, None)
    }

    /// The format a target with this extension is written in; if several have
    /// it, that of the source if it is one of them, else the usual one.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// let source = registry.by_name("biblatex").ok();
    /// assert_eq!(registry.by_target_from("new.bib".as_ref(), source).unwrap().name, "biblatex");
    /// ```
    pub fn by_target_from(&self, path: &Path, source: Option<&Format>) -> Option<&'static Format> {
        let own = || self.with_extension(path).filter(|f| f.create.is_some());
        let same = source.and_then(|source| own().find(|format| format.name == source.name));
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let target = || {
            let targets = self.formats.iter().filter(|f| f.create.is_some());
            targets.copied().find(|f| f.target_extensions.contains(&extension.as_str()))
        };
        same.or_else(|| own().next()).or_else(target)
    }

    /// The format this text is most likely in, and how likely that is. Looks at
    /// the first [`WINDOW`] bytes; a byte order mark is taken off, UTF-16 decoded.
    ///
    /// ```
    /// use ibidem::{Registry, format::Likelihood};
    /// let (format, likelihood) = Registry::builtin().detect(b"TY  - BOOK\nTI  - Notes\nER  - \n").unwrap();
    /// assert_eq!((format.name, likelihood), ("ris", Likelihood::Sure));
    /// ```
    pub fn detect(&self, head: &[u8]) -> Option<(&'static Format, Likelihood)> {
        let mut input = Input::new(&head[..head.len().min(WINDOW)]);
        // Reading from memory cannot fail; an input cut short is looked at as far as it goes.
        let _ = input.fill_to(2 * WINDOW);
        let mut best: Option<(&'static Format, Likelihood)> = None;
        for &format in self.formats.iter().filter(|format| format.open.is_some()) {
            let likelihood = (format.sniff)(input.window());
            if likelihood > best.map_or(Likelihood::No, |(_, likelihood)| likelihood) {
                best = Some((format, likelihood));
            }
            if likelihood == Likelihood::Sure {
                break;
            }
        }
        best
    }

    /// Which format an input of that name with this beginning is read as. The
    /// extension decides where it names a format, unless the content is beyond
    /// doubt of another; which one of several of that extension, the content
    /// decides. Without such an extension the content decides.
    ///
    /// ```
    /// let registry = ibidem::Registry::builtin();
    /// let head = b"TY  - BOOK\nTI  - Notes\nER  - \n";
    /// let recognized = registry.recognize(Some("export.bib".as_ref()), head).unwrap();
    /// assert_eq!(recognized.format.name, "ris");
    /// assert_eq!(recognized.extension.unwrap().name, "bibtex");
    /// ```
    pub fn recognize(&self, path: Option<&Path>, head: &[u8]) -> Option<Recognized> {
        let found = self.detect(head);
        let own = path.into_iter().flat_map(|path| self.with_extension(path)).filter(|format| format.open.is_some());
        let own = Registry { formats: own.collect() };
        let Some(&usual) = own.formats.first() else {
            return found.map(|(format, _)| Recognized { format, extension: None });
        };
        // The first of all formats that is sure is the first of these as well.
        let sure = found.filter(|(format, likelihood)| {
            *likelihood == Likelihood::Sure && own.formats.iter().any(|own| own.name == format.name)
        });
        let best = match sure {
            Some((format, _)) => format,
            None if own.formats.len() > 1 => own.detect(head).map_or(usual, |(format, _)| format),
            None => usual,
        };
        match found {
            Some((format, Likelihood::Sure)) if format.name != best.name && !self.is_surely(best, head) => {
                Some(Recognized { format, extension: Some(best) })
            }
            _ => Some(Recognized { format: best, extension: None }),
        }
    }

    fn is_surely(&self, format: &'static Format, head: &[u8]) -> bool {
        let alone = Registry { formats: vec![format] };
        matches!(alone.detect(head), Some((_, Likelihood::Sure)))
    }
}

/// What an input is read as, and why.
///
/// ```
/// use ibidem::Registry;
/// let found = Registry::builtin().recognize(Some("refs.bib".as_ref()), b"TY  - BOOK\nER  - \n").unwrap();
/// assert_eq!((found.format.name, found.extension.map(|format| format.name)), ("ris", Some("bibtex")));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Recognized {
    /// The format.
    pub format: &'static Format,
    /// The format its extension names, if the content belies it.
    pub extension: Option<&'static Format>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::native::NATIVE;

    static STARS: Format = Format {
        extensions: &["stars"],
        sniff: |head| match head {
            [b'*', b'*', ..] => Likelihood::Sure,
            [b'*', ..] => Likelihood::Maybe(10),
            _ => Likelihood::No,
        },
        open: NATIVE.open,
        ..Format::base("stars")
    };
    static LINES: Format = Format { extensions: &["lines"], open: NATIVE.open, ..Format::base("lines") };

    fn recognized(name: Option<&str>, head: &[u8]) -> (Option<&'static str>, bool) {
        let found = Registry::empty().with(&LINES).with(&STARS).recognize(name.map(Path::new), head);
        (found.map(|found| found.format.name), found.is_some_and(|found| found.extension.is_some()))
    }

    #[test]
    fn the_extension_decides_unless_the_content_is_beyond_doubt() {
        assert_eq!(recognized(Some("a.lines"), b"*"), (Some("lines"), false));
        assert_eq!(recognized(Some("a.lines"), b"**"), (Some("stars"), true));
        assert_eq!(recognized(Some("a.LINES"), b""), (Some("lines"), false));
        assert_eq!(recognized(Some("a.stars"), b"**"), (Some("stars"), false));
    }

    #[test]
    fn the_content_decides_between_formats_of_one_extension() {
        static OTHERS: Format = Format {
            extensions: &["stars"],
            sniff: |head| if head == b"*+" { Likelihood::Sure } else { Likelihood::No },
            ..LINES
        };
        let registry = Registry::empty().with(&STARS).with(&OTHERS);
        let name = |head: &[u8]| registry.recognize(Some(Path::new("a.stars")), head).map(|found| found.format.name);
        assert_eq!((name(b"**"), name(b"*+"), name(b"?")), (Some("stars"), Some("lines"), Some("stars")));
    }

    #[test]
    fn a_target_has_the_format_of_its_source() {
        let registry = Registry::builtin();
        let of = |source| registry.by_target_from(Path::new("a.bib"), source).map(|format| format.name);
        let source = |name| registry.by_name(name).ok();
        assert_eq!(of(source("biblatex")), Some("biblatex"));
        assert_eq!(
            (of(None), of(source("ris")), of(source("bibtex"))),
            (Some("bibtex"), Some("bibtex"), Some("bibtex"))
        );
    }

    #[test]
    fn the_content_decides_without_an_extension_of_its_own() {
        assert_eq!(recognized(None, b"*"), (Some("stars"), false));
        assert_eq!(recognized(Some("a.txt"), b"*"), (Some("stars"), false));
        assert_eq!(recognized(Some("a.txt"), b"\xEF\xBB\xBF**"), (Some("stars"), false));
        assert_eq!(recognized(Some("a.txt"), b"\xFF\xFE*\0*\0"), (Some("stars"), false));
        assert_eq!(recognized(Some("a.txt"), b"?"), (None, false));
        assert_eq!(recognized(None, b""), (None, false));
    }

    #[test]
    fn misspelt_names_and_codes_are_recognized() {
        let registry = Registry::builtin();
        assert_eq!(registry.by_name("bibtx").unwrap_err().nearest, Some("bibtex"));
        assert_eq!(registry.by_name("xyzzy").unwrap_err().nearest, None);
        assert_eq!(registry.code("map/narrow").unwrap_err().nearest, Some("map/narrowed"));
        assert_eq!(registry.code("map/nar").unwrap_err().nearest, Some("map/narrowed"));
        assert_eq!(registry.code("MAP/narrowed").unwrap().id, "map/narrowed");
    }
}
