//! What a source says of its public things.

use std::fs;
use std::path::Path;

use syn::Attribute;

/// What a listed thing is, as far as its documentation is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A module, type, trait or function.
    Whole,
    /// A method, or a constant of a type or trait.
    Member,
    /// A constant or static that stands in a module.
    Constant,
    /// The code of a diagnostic or loss.
    Code,
    /// What a macro makes; its documentation is not seen here.
    Made,
}

/// A listed thing and its documentation.
pub struct Documented {
    /// Its path, as listed.
    pub path: String,
    pub what: What,
    pub docs: String,
}

/// A source with pages of documentation in place of their names.
pub fn with_pages(text: &str, file: &Path) -> String {
    const INCLUDED: &str = "#[doc = include_str!(\"";
    let mut parts = text.split(INCLUDED);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("\")]").expect("an attribute ends");
        let page = fs::read_to_string(file.with_file_name(name)).unwrap_or_default();
        // What is set up for examples out of sight shows nobody anything.
        let page = if name.ends_with(".md") { page } else { String::new() };
        out += &format!("#[doc = {page:?}]{rest}");
    }
    out
}

/// What the comments of documentation among attributes say.
pub fn documentation(attributes: &[Attribute]) -> String {
    let comments = attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
        let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) =
            &attribute.meta.require_name_value().ok()?.value
        else {
            return None;
        };
        Some(text.value() + "\n")
    });
    comments.collect()
}
