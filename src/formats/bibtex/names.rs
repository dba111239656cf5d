//! Names in fields: what was odd about them is reported here.

use super::notation::Bib;
use crate::codec::names::bibtex::parse;
use crate::ir::{Name, Names};
use crate::map::{Ctx, Raw};
use crate::report::{Code, Severity};

/// A name that is not one.
pub static BAD_NAME: Code = Code::new(
    "bibtex/bad-name",
    Severity::Warning,
    "a name is not as BibTeX wants it",
    "Names are separated by ` and ` and written `First von Last`, `von Last, First` or `von Last, Jr, First`. An empty \
     name was left out; of too many commas, what stands behind the second one was taken as given names.",
    "separate names by ` and `, and put braces around the name of a body",
);

/// Reads the names of a field.
pub(super) fn read(raw: &Raw<'_, Bib>, ctx: &mut Ctx<'_>) -> Names {
    let text = &raw.value.text;
    let mut problems = Vec::new();
    let names = parse(text, &mut |problem, at| problems.push((problem, at)));
    for (problem, at) in problems {
        // Offsets are those of the source only if nothing was joined or expanded.
        let direct = raw.value.source.len() == text.len() + 2;
        let at = if direct { raw.at as usize + 1 + at } else { raw.at as usize };
        ctx.warn(&BAD_NAME, at, 1, problem.message());
    }
    if ctx.keep_spelling && !are_simple(&names) {
        ctx.spell(text);
    }
    names
}

/// Whether the names are such that writing and reading cannot change them:
/// persons with given names, ASCII letters only, each word with a capital.
pub(super) fn are_simple(names: &Names) -> bool {
    !matches!(names.others, Some(crate::ir::Others::Count(_))) && names.list.iter().all(is_simple)
}

fn is_simple(name: &Name) -> bool {
    let (Some(family), Some(given)) = (name.family.as_plain(), name.given.as_plain()) else { return false };
    let bare = name.particle.is_empty() && name.dropping_particle.is_empty() && name.suffix.is_empty();
    let words = |text: &str, also: u8| {
        let mut begins = true;
        let good = text.bytes().all(|byte| {
            let capital = byte.is_ascii_uppercase();
            let good = if begins { capital } else { byte.is_ascii_alphabetic() || byte == b' ' || byte == also };
            begins = byte == b' ';
            good
        });
        good && !begins
    };
    !name.body && name.details.is_none() && bare && words(family, b' ') && words(given, b'.')
}
