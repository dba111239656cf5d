//! Every crate we build on may be used under a licence that deny.toml allows,
//! and comes from the registry. `cargo deny check` says the same and more where
//! it is installed; this needs nothing but cargo, and no network.

use std::process::Command;

use serde_json::Value;

/// The licences named in deny.toml.
fn allowed() -> Vec<String> {
    let file = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap();
    let list = file.split_once("\nallow = [").unwrap().1.split_once(']').unwrap().0;
    list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).collect()
}

/// All packages a build on this machine is made of.
fn packages() -> Vec<Value> {
    let said = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())).arg("-vV").output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
}

/// Whether an expression of SPDX leaves a way among these licences. `/` is what
/// older packages write for `OR`.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    any(&mut words, allowed)
}

type Words<'w> = std::iter::Peekable<std::str::SplitWhitespace<'w>>;

fn any(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut permitted = all(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        permitted |= all(words, allowed);
    }
    permitted
}

fn all(words: &mut Words<'_>, allowed: &[String]) -> bool {
    let mut permitted = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        permitted &= one(words, allowed);
    }
    permitted
}

fn one(words: &mut Words<'_>, allowed: &[String]) -> bool {
    match words.next() {
        Some("(") => {
            let permitted = any(words, allowed);
            words.next() == Some(")") && permitted
        }
        // An exception is asked for by name as well; none is.
        Some(name) => {
            words.next_if_eq(&"WITH").and_then(|_| words.next()).is_none() && allowed.iter().any(|a| a == name)
        }
        None => false,
    }
}

#[test]
fn every_licence_is_one_we_allow() {
    let allowed = allowed();
    let mut faults = Vec::new();
    let packages = packages();
    assert!(packages.len() > 30, "{}", packages.len());
    for package in &packages {
        let (name, licence) = (&package["name"], package["license"].as_str().unwrap_or_default());
        if !permits(licence, &allowed) {
            faults.push(format!("{name}: {licence:?}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn everything_comes_from_the_registry() {
    for package in packages() {
        let source = package["source"].as_str();
        let known = source.is_none_or(|source| source == "registry+https://github.com/rust-lang/crates.io-index");
        assert!(known && (source.is_some() || package["name"] == "ibidem"), "{}: {source:?}", package["name"]);
    }
}

#[test]
fn expressions_are_read_as_they_are_meant() {
    let allowed = ["MIT".to_owned(), "BSD-3-Clause".to_owned()];
    for yes in ["MIT", "MIT OR GPL-3.0", "Apache-2.0/MIT", "(Apache-2.0 OR MIT) AND BSD-3-Clause"] {
        assert!(permits(yes, &allowed), "{yes}");
    }
    for no in ["", "GPL-3.0", "MIT AND GPL-3.0", "MIT WITH X", "(MIT OR X) AND Y", "(MIT"] {
        assert!(!permits(no, &allowed), "{no}");
    }
}
