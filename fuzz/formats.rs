//! Which formats a run is about.

use ibidem::format::Format;
use ibidem::formats::BUILTIN;

/// The format named by this variable; without it the first byte chooses among
/// those that `fit`, and what follows is the input.
pub fn chosen<'b>(variable: &str, bytes: &'b [u8], fit: impl Fn(&Format) -> bool) -> (&'static Format, &'b [u8]) {
    let formats: Vec<&'static Format> = BUILTIN.iter().copied().filter(|format| fit(format)).collect();
    if let Ok(name) = std::env::var(variable) {
        let found = formats.iter().find(|format| format.name == name);
        return (found.unwrap_or_else(|| panic!("{variable}={name}: no such format")), bytes);
    }
    let (first, rest) = bytes.split_first().unwrap_or((&0, bytes));
    (formats[usize::from(*first) % formats.len()], rest)
}
