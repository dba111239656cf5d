//! By what two records are taken for the same work.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::ir::{ArxivId, Record, Str, keys};

/// With what the DOI of every arXiv paper begins.
const OF_ARXIV: &str = "10.48550/arxiv.";

/// How two records were found to be the same work; the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    Arxiv,
    Doi,
    Title,
}

impl By {
    pub const ALL: [By; 3] = [By::Arxiv, By::Doi, By::Title];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            By::Arxiv => "by arXiv identifier",
            By::Doi => "by DOI",
            By::Title => "by title and first author",
        }
    }
}

/// What a record is known by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// arXiv identifier without version.
    pub arxiv: Option<Str>,
    /// DOIs of the publication, in lower case.
    pub dois: Vec<Str>,
    /// Folded title and folded last word of the first author's family name.
    pub title: Option<String>,
}

impl Keys {
    pub fn of(record: &Record) -> Keys {
        let mut found = Keys::default();
        let address = record.get(keys::URL).filter(|url| url.contains("arxiv.org/"));
        found.arxiv = record.get(keys::ARXIV_ID).or(address).and_then(|id| ArxivId::parse(id)).map(|id| id.id);
        for doi in record.get(keys::DOI).into_iter().chain(record.get(keys::OTHER_DOIS).into_iter().flatten()) {
            let doi = doi.to_lowercase();
            match doi.strip_prefix(OF_ARXIV) {
                Some(id) => found.arxiv = found.arxiv.or_else(|| Some(ArxivId::parse(id)?.id)),
                None => found.dois.push(doi),
            }
        }
        found.title = title(record);
        found
    }

    /// One number for each key.
    pub fn hashes(&self, by: By) -> impl Iterator<Item = u64> + '_ {
        let one = match by {
            By::Arxiv => self.arxiv.as_deref(),
            By::Doi => None,
            By::Title => self.title.as_deref(),
        };
        let dois = if by == By::Doi { self.dois.as_slice() } else { &[] };
        one.into_iter().chain(dois.iter().map(Str::as_str)).map(move |key| {
            let mut hasher = DefaultHasher::new();
            (by as u8, key).hash(&mut hasher);
            hasher.finish()
        })
    }

    /// Whether both have such a key and share it.
    pub fn share(&self, other: &Keys, by: By) -> bool {
        match by {
            By::Arxiv => self.arxiv.is_some() && self.arxiv == other.arxiv,
            By::Doi => self.dois.iter().any(|doi| other.dois.contains(doi)),
            By::Title => self.title.is_some() && self.title == other.title,
        }
    }

    /// Whether both have such keys and share none.
    pub fn differ(&self, other: &Keys, by: By) -> bool {
        let both = match by {
            By::Arxiv => self.arxiv.is_some() && other.arxiv.is_some(),
            By::Doi => !self.dois.is_empty() && !other.dois.is_empty(),
            By::Title => self.title.is_some() && other.title.is_some(),
        };
        both && !self.share(other, by)
    }
}

/// Whether this is the DOI that arXiv gives to every paper: it says no more
/// than the identifier.
pub(super) fn is_of_arxiv(doi: &str) -> bool {
    doi.get(..OF_ARXIV.len()).is_some_and(|head| head.eq_ignore_ascii_case(OF_ARXIV))
}

fn title(record: &Record) -> Option<String> {
    let mut out = String::new();
    fold(&record.get(keys::TITLE)?.to_plain(), &mut out);
    if let Some(subtitle) = record.get(keys::SUBTITLE) {
        fold(&subtitle.to_plain(), &mut out);
    }
    let first = record.get(keys::AUTHOR)?.list.first()?;
    let family = folded_family(&first.family.to_plain());
    if out.is_empty() || family.is_empty() {
        return None;
    }
    out.push('/');
    out.push_str(&family);
    Some(out)
}

/// The last word of a family name: where it begins, sources disagree.
pub(super) fn folded_family(family: &str) -> String {
    folded(family.split_whitespace().next_back().unwrap_or_default())
}

/// What is left of a text when notations, accents, case, white space and
/// punctuation are taken off.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold(text, &mut out);
    out
}

/// Commands that change the look of mathematics and not its letters.
const FONTS: &[&str] = &[
    "mathrm",
    "mathit",
    "mathbf",
    "mathsf",
    "mathtt",
    "mathcal",
    "mathbb",
    "boldsymbol",
    "text",
    "textrm",
    "rm",
    "bf",
    "it",
];

fn fold(text: &str, out: &mut String) {
    let mut rest = text;
    loop {
        // Words go over as a whole.
        let word = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let from = out.len();
        out.push_str(&rest[..word]);
        out[from..].make_ascii_lowercase();
        rest = &rest[word..];
        let Some(c) = rest.chars().next() else { return };
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let len = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
                let (command, behind) = rest.split_at(len);
                if FONTS.contains(&command) {
                    rest = behind;
                } else if let Some(letter) = command.strip_prefix("var") {
                    out.push_str(letter);
                    rest = behind;
                }
            }
            c if c.is_ascii() => {}
            c => fold_wide(c, out),
        }
    }
}

fn fold_wide(c: char, out: &mut String) {
    for c in std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match spelt(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_alphanumeric() => out.push(c),
            None => {}
        }
    }
}

/// Letters that TeX has commands for, in the words of these commands.
fn spelt(c: char) -> Option<&'static str> {
    const GREEK: [&str; 25] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    match c {
        '\u{3b1}'..='\u{3c9}' => GREEK.get((c as usize) - 0x3b1).copied(),
        '\u{df}' => Some("ss"),
        '\u{e6}' => Some("ae"),
        '\u{153}' => Some("oe"),
        '\u{f8}' => Some("o"),
        '\u{142}' => Some("l"),
        '\u{111}' => Some("d"),
        '\u{131}' => Some("i"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notations_of_one_title_fold_alike() {
        for (a, b) in [
            ("On $\\alpha$-Decay of M\u{fc}ller\u{2019}s", "On \u{3b1} decay of Mullers"),
            ("$\\varepsilon$ and \u{3d5}", "\u{3f5} and $\\varphi$"),
            ("$\\mathcal{N}=4$ \u{2014} a study", "N = 4: A Study"),
            ("Stra\u{df}e, \u{141}\u{f3}d\u{17a}", "STRASSE LODZ"),
        ] {
            assert_eq!(folded(a), folded(b));
        }
        assert_ne!(folded("Part I"), folded("Part II"));
        assert_eq!(folded_family("Garcia Ejemplo"), folded_family("EJEMPLO"));
    }
}
