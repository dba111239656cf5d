//! Names in fields of both dialects: what is odd about them is reported here.

use super::lexer::is_balanced;
use super::notation::Bib;
use super::text::{SETTLING, spelling};
use crate::codec::names::bibtex::{parse, write};
use crate::ir::{Kind, Name, Names, Value};
use crate::map::{Codec, Ctx, Fidelity, Raw};
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
fn read(raw: &Raw<'_, Bib>, ctx: &mut Ctx<'_>) -> Names {
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

/// Names as BibTeX reads them.
pub(super) static NAMES: Codec<Bib> = Codec {
    kind: Kind::Names,
    decode: |natives, ctx| {
        let raw = natives.raw(0)?;
        let names = read(raw, ctx);
        Some(Value::Names(names))
    },
    encode: |value, enc, sink| {
        let Value::Names(list) = value else { return Fidelity::Nothing };
        let again_read = |source: &str| parse(source, &mut |_, _| {});
        if let Some(spelling) =
            spelling(enc.record, enc.field, sink.tex).filter(|spelling| again_read(spelling) == *list)
        {
            sink.braced(enc.names[0], spelling);
            return Fidelity::Exact;
        }
        let mut out = std::mem::take(&mut sink.scratch);
        out.clear();
        write(list, sink.tex, &mut out);
        let mut exact = true;
        if !are_simple(list) {
            let mut again = again_read(&out);
            exact = again == *list;
            let mut settled = exact;
            for _ in 0..SETTLING {
                if settled {
                    break;
                }
                out.clear();
                write(&again, sink.tex, &mut out);
                let next = again_read(&out);
                settled = next == again;
                again = next;
            }
        }
        let fidelity = if out.trim().is_empty() || !is_balanced(&out) {
            Fidelity::Nothing
        } else {
            sink.braced(enc.names[0], &out);
            Fidelity::or_narrowed(exact)
        };
        sink.scratch = out;
        fidelity
    },
};

/// Names as biber reads them. Native names of a row: the list, and its
/// annotation `+an:orcid`.
pub(super) static BIBLATEX_NAMES: Codec<Bib> = Codec { kind: Kind::Names, decode: NAMES.decode, encode: NAMES.encode };

/// Whether the names are such that writing and reading cannot change them:
/// persons with given names, ASCII letters only, each word with a capital.
fn are_simple(names: &Names) -> bool {
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
