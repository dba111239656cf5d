//! The house has floors: a module uses only what stands below it, and formats
//! do not know each other.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules and the floor each stands on.
const FLOORS: &[(&str, u8)] = &[
    ("ir", 0),
    ("report", 1),
    ("source", 2),
    ("carrier", 2),
    ("codec", 2),
    ("options", 2),
    ("map", 3),
    ("format", 4),
    ("formats", 5),
    ("registry", 6),
    ("pass", 6),
    ("compare", 6),
    ("convert", 7),
    ("docs", 7),
    ("interop", 7),
    ("fidelity", 8),
    ("laws", 8),
];

/// Lines beyond which a file has to be split.
const MAX_LINES: usize = 800;

struct Module {
    path: PathBuf,
    /// Names from the crate's root down.
    names: Vec<String>,
    text: String,
}

fn modules() -> Vec<Module> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
                let relative = path.strip_prefix(&root).unwrap().with_extension("");
                let names = relative.iter().map(|name| name.to_str().unwrap().to_owned()).collect();
                found.push(Module { text: fs::read_to_string(&path).unwrap(), path, names });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 30);
    found
}

/// Every `crate::a::b` in the code, as `[a, b]`; of `crate::{a::b, c}` each.
/// Comments do not count, nor do tests, which stand at the end and may look up.
fn uses(text: &str) -> Vec<Vec<String>> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: String =
        text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(members(group).iter().map(|member| path(member))),
            None => found.push(path(rest)),
        }
    }
    found
}

/// The members of a group up to its closing brace.
fn members(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut members) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                members.push(group[start..at].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                members.push(group[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    members.retain(|member| !member.is_empty());
    members
}

fn path(text: &str) -> Vec<String> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(text.len());
    text[..end].split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn floor(name: &str) -> Option<u8> {
    FLOORS.iter().find(|(module, _)| *module == name).map(|(_, floor)| *floor)
}

#[test]
fn every_module_stands_on_a_floor() {
    for module in modules() {
        let name = &module.names[0];
        assert!(name == "lib" || name == "bin" || floor(name).is_some(), "`{name}` stands on no floor");
    }
}

#[test]
fn nothing_is_imported_from_above() {
    let mut faults = Vec::new();
    for module in modules().iter().filter(|module| !matches!(module.names[0].as_str(), "lib" | "bin")) {
        let here = floor(&module.names[0]).unwrap();
        for used in uses(&module.text) {
            let Some(there) = used.first().and_then(|name| floor(name)) else { continue };
            if there > here || (there == here && used[0] != module.names[0] && here != 2 && here != 6) {
                faults.push(format!("{} uses crate::{}", module.path.display(), used.join("::")));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn formats_do_not_know_each_other() {
    let mut faults = Vec::new();
    let formats: Vec<String> = modules()
        .into_iter()
        .filter_map(|module| (module.names[0] == "formats").then(|| module.names[1].clone()))
        .collect();
    for module in modules().iter().filter(|module| module.names[0] == "formats" && module.names[1] != "mod") {
        for used in uses(&module.text) {
            if used[0] == "formats" && used.get(1) != Some(&module.names[1]) {
                faults.push(format!("{} uses crate::{}", module.path.display(), used.join("::")));
            }
        }
        for (at, _) in module.text.match_indices("super::super::") {
            let used = path(&module.text[at..]);
            let name = used.iter().find(|name| *name != "super");
            if name.is_some_and(|name| formats.contains(name) && *name != module.names[1]) {
                faults.push(format!("{} uses {}", module.path.display(), used.join("::")));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_program_uses_the_public_library_only() {
    for module in modules().iter().filter(|module| module.names[0] == "bin") {
        assert!(!module.text.contains("#[path"), "{}", module.path.display());
    }
}

#[test]
fn files_are_short_and_named_by_what_they_hold() {
    let mut faults = Vec::new();
    for module in modules() {
        let lines = module.text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("{} has {lines} lines", module.path.display()));
        }
        if module.names.iter().any(|name| matches!(name.as_str(), "util" | "utils" | "common" | "helpers" | "misc")) {
            faults.push(format!("{} says nothing by its name", module.path.display()));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn paths_are_found_in_groups_and_alone() {
    let found = uses(
        "use crate::{ir, map::{A, B}};\nlet x = crate::report::Code; // crate::convert\n#[cfg(test)]\nmod tests {\nuse crate::laws;",
    );
    let found: Vec<String> = found.iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["ir", "map", "report::Code"]);
}
