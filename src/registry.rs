//! A set of formats as a value: found by name, by path, by content.

use std::path::Path;

use crate::format::{Format, Likelihood};
use crate::formats::BUILTIN;

/// How much of an input is looked at to recognize its format.
pub const WINDOW: usize = 64 * 1024;

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

impl Registry {
    /// No formats.
    pub fn empty() -> Registry {
        Registry::default()
    }

    /// The formats that are built in.
    pub fn builtin() -> Registry {
        Registry { formats: BUILTIN.to_vec() }
    }

    /// One format more.
    #[must_use]
    pub fn with(mut self, format: &'static Format) -> Registry {
        self.formats.push(format);
        self
    }

    /// All formats, in order.
    pub fn formats(&self) -> &[&'static Format] {
        &self.formats
    }

    /// The format of that name or alias.
    ///
    /// # Errors
    /// Lists the known names and the nearest one.
    pub fn by_name(&self, name: &str) -> Result<&'static Format, UnknownFormat> {
        let named = |format: &&&'static Format| {
            format.name.eq_ignore_ascii_case(name) || format.aliases.iter().any(|a| a.eq_ignore_ascii_case(name))
        };
        self.formats.iter().find(named).copied().ok_or_else(|| UnknownFormat {
            name: name.to_owned(),
            known: self.formats.iter().map(|format| format.name).collect::<Vec<_>>().join(", "),
            nearest: self.nearest(name),
        })
    }

    fn nearest(&self, name: &str) -> Option<&'static str> {
        let names = self.formats.iter().flat_map(|f| std::iter::once(&f.name).chain(f.aliases).copied());
        let scored = names.map(|known| (strsim::damerau_levenshtein(&name.to_lowercase(), known), known));
        scored.min().filter(|(distance, known)| *distance <= known.len().div_ceil(2)).map(|(_, known)| known)
    }

    /// The format whose extension the path has.
    pub fn by_extension(&self, path: &Path) -> Option<&'static Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        self.formats.iter().find(|f| f.extensions.contains(&extension.as_str())).copied()
    }

    /// The format a target with this extension is written in.
    pub fn by_target(&self, path: &Path) -> Option<&'static Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        let targets = || self.formats.iter().filter(|f| f.create.is_some());
        let own = targets().find(|f| f.extensions.contains(&extension.as_str()));
        own.or_else(|| targets().find(|f| f.target_extensions.contains(&extension.as_str()))).copied()
    }

    /// The format this text is most likely in, and how likely that is.
    pub fn detect(&self, head: &[u8]) -> Option<(&'static Format, Likelihood)> {
        let head = &head[..head.len().min(WINDOW)];
        let mut best: Option<(&'static Format, Likelihood)> = None;
        for &format in self.formats.iter().filter(|format| format.open.is_some()) {
            let likelihood = (format.sniff)(head);
            if likelihood > best.map_or(Likelihood::No, |(_, likelihood)| likelihood) {
                best = Some((format, likelihood));
            }
        }
        best
    }
}
