//! Names in fields of both dialects: what is odd about them is reported here.

use super::lexer::is_balanced;
use super::notation::{Bib, Fields, Form};
use super::text::{SETTLING, in_place, macro_name, spell, spelling};
use crate::codec::names::bibtex::{Rules, is_refused, parse, write};
use crate::ir::{Kind, Name, Names, Value};
use crate::map::{Codec, Ctx, Enc, Fidelity, Raw};
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

/// More problems of one field than this are counted and not told one by one.
const MANY: usize = 20;

/// Reads the names of a field.
fn read(raw: &Raw<'_, Bib>, rules: Rules, ctx: &mut Ctx<'_>) -> Names {
    let text = &raw.value.text;
    let (mut problems, mut more) = (Vec::new(), 0_usize);
    let names = parse(text, rules, &mut |problem, at| match problems.len() {
        MANY => more += 1,
        _ => problems.push((problem, at)),
    });
    for (problem, at) in problems {
        // Offsets are those of the source only if nothing was joined or expanded.
        let direct = raw.value.source.len() == text.len() + 2;
        let at = if direct { raw.at as usize + 1 + at } else { raw.at as usize };
        ctx.warn(&BAD_NAME, at, 1, problem.message());
    }
    if more > 0 {
        ctx.warn(&BAD_NAME, raw.at as usize, 1, format!("{more} more names of this field are not as they should be"));
    }
    if ctx.keep_spelling {
        if raw.value.form == Form::Macro {
            spell(&raw.value, ctx);
        } else if !are_simple(&names) {
            ctx.spell(text);
        }
    }
    names
}

/// Names as BibTeX reads them.
pub(super) static NAMES: Codec<Bib> = Codec {
    kind: Kind::Names,
    decode: |natives, ctx| {
        let raw = natives.raw(0)?;
        Some(Value::Names(read(raw, Rules::Bibtex, ctx)))
    },
    encode: |value, enc, sink| encode(value, enc, sink, Rules::Bibtex),
};

/// Whoever made a work that has no author stands where styles look for names.
pub(super) static IN_PLACE_OF_AUTHOR: Codec<Bib> = Codec {
    kind: Kind::Names,
    decode: |_, _| None,
    encode: |value, enc, sink| in_place(enc, sink, |sink| encode(value, enc, sink, Rules::Bibtex)),
};

/// Names as biber reads them. Native names of a row: the list, and its
/// annotation `+an:orcid`, which is taken if it says one thing of each name and
/// is left alone otherwise.
pub(super) static BIBLATEX_NAMES: Codec<Bib> = Codec {
    kind: Kind::Names,
    decode: |natives, ctx| {
        let raw = natives.raw(0)?;
        let mut names = read(raw, Rules::Biber, ctx);
        if let Some(annotation) = natives.peek(1)
            && annotate(&mut names, &annotation.text)
        {
            natives.get(1);
        }
        Some(Value::Names(names))
    },
    encode: |value, enc, sink| encode(value, enc, sink, Rules::Biber),
};

/// Reads `1="0000-0002-1825-0097"; 2="..."` into the names; does nothing and
/// returns false if it is anything else.
fn annotate(names: &mut Names, source: &str) -> bool {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for item in source.split(';').map(str::trim).filter(|item| !item.is_empty()) {
        let Some((index, value)) = item.split_once('=') else { return false };
        let value = value.trim().strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        match (index.trim().parse::<usize>(), value) {
            (Ok(index @ 1..), Some(value)) if index <= names.list.len() && is_annotation(value) => {
                found.push((index - 1, value));
            }
            _ => return false,
        }
    }
    let ascending = found.windows(2).all(|two| two[0].0 < two[1].0);
    if found.is_empty() || !ascending {
        return false;
    }
    for (index, value) in found {
        names.list[index].details.get_or_insert_default().ids.push((ORCID.into(), value.into()));
    }
    true
}

/// The scheme of identifiers that annotations hold.
const ORCID: &str = "orcid";

fn is_annotation(value: &str) -> bool {
    let plain = |c: char| !c.is_control() && !matches!(c, '"' | ';' | '{' | '}' | '\\');
    !value.is_empty() && value.chars().all(plain) && value.trim() == value
}

/// What [`annotate`] reads.
fn annotation(names: &Names) -> String {
    let mut out = String::new();
    for (index, name) in names.list.iter().enumerate() {
        let ids = name.details.iter().flat_map(|details| &details.ids);
        if let Some((_, id)) = ids.into_iter().find(|(scheme, id)| scheme == ORCID && is_annotation(id)) {
            out.push_str(if out.is_empty() { "" } else { "; " });
            out.push_str(&format!("{}=\"{id}\"", index + 1));
        }
    }
    out
}

/// Whether a spelling may be written again: the list is read from it, nothing is
/// wrong with it, and BibTeX itself reads it, which knows no extended names and
/// separates words by hyphens.
fn is_spelling_of(spelling: &str, ids: &str, rules: Rules, list: &Names) -> bool {
    let read = |rules| {
        let mut faultless = true;
        let mut names = parse(spelling, rules, &mut |_, _| faultless = false);
        if !ids.is_empty() {
            annotate(&mut names, ids);
        }
        faultless && names == *list
    };
    if rules == Rules::Biber && is_refused(spelling) {
        return false;
    }
    read(rules) && (rules == Rules::Biber || !spelling.contains(['-', '=']) || read(Rules::Classic))
}

/// Reads again what was written.
fn again_read(list: &str, annotation: &str, rules: Rules) -> Names {
    let mut names = parse(list, rules, &mut |_, _| {});
    if !annotation.is_empty() {
        annotate(&mut names, annotation);
    }
    names
}

fn encode(value: &Value, enc: &Enc<'_>, sink: &mut Fields, rules: Rules) -> Fidelity {
    let Value::Names(list) = value else { return Fidelity::Nothing };
    let beside = enc.names.get(1).filter(|_| rules == Rules::Biber);
    let said = |names: &Names| if beside.is_some() { annotation(names) } else { String::new() };
    let mut ids = said(list);
    let spelt = spelling(enc.record, enc.field, sink.tex);
    let by_macro = macro_name(enc).filter(|name| again_read(name, "", rules) == *list);
    let fidelity = if let Some(name) = by_macro {
        sink.source(enc.names[0], name);
        Fidelity::Exact
    } else if let Some(spelling) = spelt.filter(|spelling| is_spelling_of(spelling, &ids, rules, list)) {
        sink.braced(enc.names[0], spelling);
        Fidelity::Exact
    } else {
        let mut out = std::mem::take(&mut sink.scratch);
        out.clear();
        // What BibTeX's own rules are to read was read again name by name.
        let written = write(list, sink.tex, rules, &mut out) && rules == Rules::Bibtex;
        let mut exact = true;
        if !written && !are_simple(list) {
            let mut again = again_read(&out, &ids, rules);
            exact = again == *list;
            let mut settled = exact;
            for _ in 0..SETTLING {
                if settled {
                    break;
                }
                out.clear();
                write(&again, sink.tex, rules, &mut out);
                ids = said(&again);
                let next = again_read(&out, &ids, rules);
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
    };
    if let (Some(beside), false, false) = (beside, ids.is_empty(), fidelity == Fidelity::Nothing) {
        sink.braced(beside, &ids);
    }
    fidelity
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_that_say_one_thing_of_each_name_are_taken() {
        let names = || parse("A B and C D and E F", Rules::Biber, &mut |_, _| {});
        for (source, written) in [
            ("1=\"0000-0002-1825-0097\"; 3=\"x\"", "1=\"0000-0002-1825-0097\"; 3=\"x\""),
            (" 2 = \"x y\" ;", "2=\"x y\""),
        ] {
            let mut names = names();
            assert!(annotate(&mut names, source), "{source}");
            assert_eq!(annotation(&names), written);
        }
        for source in [
            "",
            ";",
            "x",
            "1=x",
            "=\"x\"",
            "0=\"x\"",
            "4=\"x\"",
            "1:family=\"x\"",
            "2=\"x\"; 1=\"y\"",
            "1=\"x\"; 1=\"y\"",
            "1=\"a;b\"",
            "1=\"{x}\"",
            "1=\"\"",
        ] {
            let mut changed = names();
            assert!(!annotate(&mut changed, source), "{source}");
            assert_eq!(changed, names());
        }
    }
}
