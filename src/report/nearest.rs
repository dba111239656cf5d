//! "Did you mean".

/// The known name that is spelt most like `name`, if one is like it at all. One
/// that was begun and not finished is likelier than one with a slip.
///
/// ```
/// use ibidem::report::nearest;
/// assert_eq!(nearest("delimitr", ["columns", "delimiter"].into_iter()), Some("delimiter"));
/// assert_eq!(nearest("xyzzy", ["columns", "delimiter"].into_iter()), None);
/// ```
pub fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let name = name.to_lowercase();
    let begun = |known: &str| name.len() > 2 && known.starts_with(&name);
    let scored = known.map(|known| (if begun(known) { 0 } else { strsim::damerau_levenshtein(&name, known) }, known));
    scored.min().filter(|(distance, known)| *distance <= known.len().div_ceil(2)).map(|(_, known)| known)
}
