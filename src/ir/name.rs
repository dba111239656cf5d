//! Names of persons and bodies, and lists of them.

use super::{Str, Text};

/// Rare details of a name.
///
/// ```
/// use ibidem::ir::{Name, NameDetails};
/// let details = NameDetails { ids: vec![("orcid".into(), "0000-0002-1825-0097".into())], ..NameDetails::default() };
/// let name = Name { details: Some(Box::new(details)), ..Name::person("Carberry", "Josiah") };
/// assert_eq!(name.details.unwrap().ids[0].0, "orcid");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameDetails {
    /// Affiliations as printed.
    pub affiliations: Vec<Text>,
    /// Identifiers as (scheme, value), such as `("orcid", "0000-0002-1825-0097")`.
    pub ids: Vec<(Str, Str)>,
    /// The suffix is set off by a comma in print (CSL `comma-suffix`).
    pub comma_suffix: bool,
    /// Family name first in print whatever the style (CSL `static-ordering`).
    pub static_order: bool,
    /// What BibLaTeX says of a name beside its parts, as (name, value):
    /// initials (`given-i`), `id`, `useprefix`, `nametemplates`. An option of
    /// the whole list (`nosortothers`) stands with the first name, its name
    /// preceded by `list:`.
    pub options: Vec<(Str, Str)>,
}

/// A person or a body.
///
/// A person has at least a family name; a mononym has nothing else. A body
/// (corporate author) has its whole name in [`Name::family`].
///
/// ```
/// use ibidem::ir::Name;
/// let name = Name { particle: "van".into(), ..Name::person("Gogh", "Vincent") };
/// assert_eq!(name.particles(), "van");
/// assert!(Name::body("CERN").body);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// Whether this is a body and not a person (CSL `literal`).
    pub body: bool,
    /// Family name without particles, or the whole name of a body.
    pub family: Text,
    /// Given names or initials.
    pub given: Text,
    /// Particle that always stays with the family name: `van` in Dutch.
    pub particle: Text,
    /// Particle that is dropped when only the family name is printed: `von` in German.
    pub dropping_particle: Text,
    /// Suffix: `Jr.`, `III`.
    pub suffix: Text,
    /// What few names have.
    pub details: Option<Box<NameDetails>>,
}

impl Name {
    /// A person of a family and a given name.
    ///
    /// ```
    /// use ibidem::ir::Name;
    /// assert_eq!(Name::person("Lovelace", "Ada").display(), "Lovelace, Ada");
    /// assert_eq!(Name::person("Plato", "").display(), "Plato");
    /// ```
    pub fn person(family: &str, given: &str) -> Name {
        Name { family: family.into(), given: given.into(), ..Name::default() }
    }

    /// A corporate name.
    ///
    /// ```
    /// let cern = ibidem::ir::Name::body("CERN");
    /// assert!(cern.body && cern.given.is_empty());
    /// ```
    pub fn body(name: &str) -> Name {
        Name { body: true, family: name.into(), ..Name::default() }
    }

    /// Whether this is a person with a single name.
    ///
    /// ```
    /// use ibidem::ir::Name;
    /// assert!(Name::person("Plato", "").is_mononym());
    /// assert!(!Name::person("Lovelace", "Ada").is_mononym() && !Name::body("CERN").is_mononym());
    /// ```
    pub fn is_mononym(&self) -> bool {
        !self.body
            && self.given.is_empty()
            && self.particle.is_empty()
            && self.dropping_particle.is_empty()
            && self.suffix.is_empty()
    }

    /// Both particles, dropping one first, separated by a blank.
    ///
    /// ```
    /// use ibidem::ir::Name;
    /// let dropping_particle = "von".into();
    /// let name = Name { dropping_particle, particle: "der".into(), ..Name::person("Leyen", "Ursula") };
    /// assert_eq!(name.particles(), "von der");
    /// ```
    pub fn particles(&self) -> String {
        let mut out = self.dropping_particle.to_plain().into_owned();
        if !out.is_empty() && !self.particle.is_empty() {
            out.push(' ');
        }
        out.push_str(&self.particle.to_plain());
        out
    }

    /// `particles Family, Given, Suffix`, for messages and tables.
    ///
    /// ```
    /// use ibidem::ir::Name;
    /// let name = Name { particle: "d'".into(), suffix: "Jr.".into(), ..Name::person("Arc", "J.") };
    /// assert_eq!(name.display(), "d'Arc, J., Jr.");
    /// ```
    pub fn display(&self) -> String {
        let mut out = self.particles();
        if !out.is_empty() && !out.ends_with(['\'', '\u{2019}', '-']) {
            out.push(' ');
        }
        out.push_str(&self.family.to_plain());
        for part in [&self.given, &self.suffix] {
            if !part.is_empty() {
                out.push_str(", ");
                out.push_str(&part.to_plain());
            }
        }
        out
    }
}

/// How a list of names was cut off.
///
/// ```
/// use ibidem::ir::{Others, keys};
/// let records = ibidem::read_str("@book{a, author = {Doe, Jane and others}}", "bibtex")?.value;
/// assert_eq!(records[0].get(keys::AUTHOR).unwrap().others, Some(Others::Unknown));
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// "and others": how many are missing is not known.
    Unknown,
    /// The printed number of names that are missing.
    Count(u32),
}

/// A list of names, complete unless `others` says otherwise.
///
/// ```
/// use ibidem::ir::{Name, Names, Others};
/// let names = Names { list: vec![Name::person("Doe", "Jane")], others: Some(Others::Count(12)) };
/// assert_ne!(names, Names::from(names.list.clone()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// The names, in order.
    pub list: Vec<Name>,
    /// Whether and by how much the list was cut off.
    pub others: Option<Others>,
}

impl From<Vec<Name>> for Names {
    fn from(list: Vec<Name>) -> Self {
        Names { list, others: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_joins_particles_without_a_blank_after_an_apostrophe() {
        let name = Name { particle: "d'".into(), ..Name::person("Alembert", "Jean") };
        assert_eq!(name.display(), "d'Alembert, Jean");
        let name = Name {
            dropping_particle: "de".into(),
            particle: "La".into(),
            suffix: "Jr".into(),
            ..Name::person("Fontaine", "Jean")
        };
        assert_eq!(name.display(), "de La Fontaine, Jean, Jr");
    }
}
