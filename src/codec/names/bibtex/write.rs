//! Writing names such that they are read back as they are.

use super::{is_simple, parse};
use crate::codec::tex::{self, Encode};
use crate::ir::{Name, Names, Others, Text};

/// Writes a list of names; false if it is not read back exactly as it is.
///
/// ```
/// use ibidem::codec::{names::bibtex, tex};
/// use ibidem::ir::{Name, Names};
/// let names = Names::from(vec![Name::person("Feng", "Weitao"), Name::body("ATLAS Collaboration")]);
/// let mut out = String::new();
/// let how = tex::Encode { ascii: false, flavour: tex::Flavour::Bibtex };
/// assert!(bibtex::write(&names, how, &mut out));
/// assert_eq!(out, "Feng, Weitao and {ATLAS Collaboration}");
/// ```
pub fn write(names: &Names, how: Encode, out: &mut String) -> bool {
    let mut exact = true;
    for (index, name) in names.list.iter().enumerate() {
        if index > 0 {
            out.push_str(" and ");
        }
        exact &= write_simple(name, out) || write_any(name, how, out);
    }
    if let Some(others) = names.others {
        out.push_str(if names.list.is_empty() { "others" } else { " and others" });
        exact &= others == Others::Unknown;
    }
    exact
}

/// Writes a name that nobody could read otherwise; does nothing and returns
/// false if it is not that simple.
fn write_simple(name: &Name, out: &mut String) -> bool {
    if name.details.is_some() || !name.dropping_particle.is_empty() {
        return false;
    }
    let parts = [&name.family, &name.given, &name.particle, &name.suffix];
    let [Some(family), Some(given), Some(particle), Some(suffix)] = parts.map(Text::as_plain) else { return false };
    if !is_simple(family) || [given, particle, suffix].iter().any(|part| !part.is_empty() && !is_simple(part)) {
        return false;
    }
    if name.body {
        out.push('{');
        out.push_str(family);
        out.push('}');
        return given.is_empty() && particle.is_empty() && suffix.is_empty();
    }
    let upper = |word: &str| word.starts_with(|c: char| c.is_ascii_uppercase());
    if !family.split(' ').all(upper)
        || !particle.bytes().all(|byte| byte == b' ' || byte.is_ascii_lowercase())
        || given.is_empty() && (!suffix.is_empty() || is_others(family) || family.contains(' ') && particle.is_empty())
    {
        return false;
    }
    for (before, part, after) in [("", particle, " "), ("", family, ""), (", ", suffix, ""), (", ", given, "")] {
        if !part.is_empty() {
            for piece in [before, part, after] {
                out.push_str(piece);
            }
        }
    }
    true
}

/// What the styles take for a mark that the list is cut off.
fn is_others(family: &str) -> bool {
    family.eq_ignore_ascii_case("others")
}

/// Writes any name, and reads it again to see what becomes of it.
fn write_any(name: &Name, how: Encode, out: &mut String) -> bool {
    let encoded = |text: &Text| {
        let mut out = String::new();
        tex::encode(text, how, &mut out);
        out
    };
    if name.body {
        let start = out.len();
        out.push('{');
        out.push_str(&encoded(&name.family));
        out.push('}');
        return reads_as(&out[start..]).is_some_and(|read| read == *name);
    }
    // What BibTeX can hold of it.
    let mut wanted = Name { details: None, dropping_particle: Text::default(), ..name.clone() };
    if !name.dropping_particle.is_empty() {
        wanted.particle = name.particles().into();
    }
    if wanted.family.is_empty() {
        let parts = [&mut wanted.particle, &mut wanted.given, &mut wanted.suffix];
        wanted.family = parts.into_iter().find(|part| !part.is_empty()).map(std::mem::take).unwrap_or_default();
    }
    let family = encoded(&wanted.family);
    let mut candidates = if wanted.is_mononym() {
        vec![family.clone(), half_braced(&family), format!("{{{family}}}")]
    } else {
        let (particle, given, suffix) = (encoded(&wanted.particle), encoded(&wanted.given), encoded(&wanted.suffix));
        [(false, false), (true, false), (false, true), (true, true)]
            .map(|(family_braces, other_braces)| {
                let mut out = particle.clone();
                if !out.is_empty() && !out.ends_with(['-', '\'', '\u{2019}']) {
                    out.push(' ');
                }
                push(&family, family_braces, &mut out);
                for part in [&suffix, &given] {
                    if !part.is_empty() {
                        out.push_str(", ");
                        push(part, other_braces, &mut out);
                    }
                }
                if given.is_empty() && !suffix.is_empty() {
                    out.push_str(", {}");
                }
                out
            })
            .into()
    };
    // The first that is read as wanted, or else looks like it.
    let display = wanted.display();
    let mut similar = None;
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(read) = reads_as(candidate) else { continue };
        if read == wanted {
            out.push_str(candidate);
            return wanted == *name;
        }
        if similar.is_none() && read.display() == display {
            similar = Some(index);
        }
    }
    out.push_str(&candidates.swap_remove(similar.unwrap_or(candidates.len() - 1)));
    false
}

fn push(part: &str, braces: bool, out: &mut String) {
    if braces {
        out.push('{');
    }
    out.push_str(part);
    if braces {
        out.push('}');
    }
}

/// Braces around all but the last word, which makes one word of several
/// without making a body of a person: `{Hildegard of }Bingen`.
fn half_braced(family: &str) -> String {
    let (mut depth, mut cut) = (0_usize, 0);
    for (at, byte) in family.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b' ' | b'-' | b'~' if depth == 0 => cut = at + 1,
            _ => {}
        }
    }
    format!("{{{}}}{}", &family[..cut], &family[cut..])
}

/// The name that is read from this, if it is one, faultless and complete.
fn reads_as(source: &str) -> Option<Name> {
    let mut depth = 0_usize;
    for byte in source.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    if depth != 0 || source.ends_with('\\') {
        return None;
    }
    let mut faultless = true;
    let mut names = parse(source, &mut |_, _| faultless = false);
    (faultless && names.list.len() == 1 && names.others.is_none()).then(|| names.list.pop()).flatten()
}
