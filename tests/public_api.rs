//! The public interface is written down in docs/public-api.txt, one line an
//! item, so that a change of it shows as a difference. `BLESS=1` writes it anew.
//! Everything in it has an example that runs.

#[path = "support/listing.rs"]
mod listing;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use listing::{Listing, What};

const HEAD: &str = "\
# The public interface, one line an item. `BLESS=1 cargo test --test public_api` writes it anew.
# In brackets: the features without which an item is not there.
";

#[test]
fn the_public_interface_is_as_written_down() {
    let now = format!("{HEAD}{}", Listing::of(&root("src")));
    let file = root("docs/public-api.txt");
    let was = fs::read_to_string(&file).unwrap_or_default();
    if was == now {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        return fs::write(file, now).unwrap();
    }
    let (old, new): (Vec<_>, Vec<_>) = (was.lines().collect(), now.lines().collect());
    let gone = old.iter().filter(|line| !new.contains(line)).map(|line| format!("- {line}\n"));
    let come = new.iter().filter(|line| !old.contains(line)).map(|line| format!("+ {line}\n"));
    let changes: String = gone.chain(come).collect();
    panic!("the public interface has changed; if that is meant, BLESS=1 writes docs/public-api.txt anew\n{changes}");
}

#[test]
fn private_modules_are_seen_through() {
    let listing = Listing::of(&root("src")).to_string();
    for line in [
        "pub mod ibidem::convert",
        "pub struct ibidem::convert::Reader<'i>",
        "impl<S: Sink> Iterator for ibidem::convert::Items<'_, S>",
        "pub use ibidem::convert::Reader as ibidem::Reader",
        "pub ibidem::report::Span::line: u64",
        "pub ibidem::ir::Field::ContainerTitle",
        "[csv] pub mod ibidem::formats::csv",
    ] {
        assert!(listing.lines().any(|found| found.starts_with(line)), "`{line}` is not listed");
    }
    assert!(!listing.contains("ibidem::convert::source"), "a private module is listed");
}

/// What has no example of its own, and why.
const WITHOUT: &[(&str, &str)] =
    &[("ibidem::interop", "there is something in it only with the feature of another crate, and that has one")];

/// What a macro makes, with the file of the macro and a line of the example there.
const MADE: &[(&str, &str, &str)] = &[
    ("ibidem::ir::EntryType", "src/ir/kind.rs", "/// use ibidem::ir::EntryType;"),
    ("ibidem::ir::Field", "src/ir/field.rs", "/// use ibidem::ir::{Field, Kind};"),
    ("ibidem::ir::keys", "src/ir/field.rs", "/// use ibidem::ir::{Record, keys};"),
];

/// A module, type, trait or function has an example. So has a method, unless the
/// example of its type calls it; a constant or static, unless that of its module
/// names it. Codes are shown by the example of their module.
#[test]
fn everything_public_has_an_example() {
    let listing = Listing::of(&root("src"));
    let examples: BTreeMap<&str, String> =
        listing.documented.iter().map(|item| (item.path.as_str(), examples(&item.docs))).collect();
    let mut bare = Vec::new();
    for item in &listing.documented {
        let (outer, name) = item.path.rsplit_once("::").expect("a path has two names");
        let own = !examples[item.path.as_str()].is_empty();
        let around = examples.get(outer).map_or("", String::as_str);
        let shown = own
            || match item.what {
                What::Whole => false,
                What::Member | What::Constant => has_word(around, name),
                What::Code => !around.is_empty(),
                What::Made => made(&item.path) || has_word(around, name),
            };
        if shown == WITHOUT.iter().any(|(path, _)| *path == item.path) {
            bare.push(item.path.as_str());
        }
    }
    bare.sort_unstable();
    assert!(bare.is_empty(), "without an example (or with one, and still listed as without):\n{}", bare.join("\n"));
}

fn made(path: &str) -> bool {
    MADE.iter().any(|(made, file, line)| *made == path && fs::read_to_string(root(file)).unwrap().contains(line))
}

/// The code in a documentation.
fn examples(docs: &str) -> String {
    let mut inside = false;
    let mut code = String::new();
    for line in docs.lines() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word)
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
