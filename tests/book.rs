//! The book: every page is reached, every link leads somewhere, every command
//! runs. `BLESS=1` writes the printed pages and what commands say; read the
//! difference before keeping it.
//!
//! - ` ```console `: a session in the folder of its page. Behind `$ ` stands a
//!   command of the shell, below it what a terminal would show. A command fails
//!   only where the next one is `echo $?`.
//! - ` ```LANGUAGE file NAME `: a file of that folder, from there on.
//! - ` ```sh `: commands to copy. Each line runs among files of the names that
//!   examples use. Those of other programs are not run ([`OTHERS`]).
//! - The folder `fixtures` is there as in a checkout.

#[cfg(unix)]
#[path = "support/examples.rs"]
mod examples;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::{Component, Path, PathBuf};

use ibidem::docs;

/// What the reader is told to run and no test does: it installs, builds, needs
/// a network, or is a test itself.
const OTHERS: &[&str] =
    &["cargo", "git", "mdbook", "mkdir", "python3", "npm", "tests/clients/run", "benches/compare.sh", "fuzz/run.sh"];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn blessing() -> bool {
    std::env::var_os("BLESS").is_some()
}

/// Pages of the project's own, by their paths from its root.
fn pages() -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut folders = vec![String::new(), "docs".to_owned(), "tests".to_owned(), "benches".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if path.ends_with(".md") {
                pages.insert(path, fs::read_to_string(entry.path()).unwrap());
            } else if !folder.is_empty() && entry.path().is_dir() {
                folders.push(path);
            }
        }
    }
    pages
}

/// The lines of a page that are text, blocks of code left out.
fn prose(page: &str) -> String {
    let mut code = false;
    let mut out = String::new();
    for line in page.lines() {
        if line.trim_start().starts_with("```") {
            code = !code;
        } else if !code && !line.starts_with("<!--") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Text and target of the links of a page; code is none.
fn links(page: &str) -> Vec<(String, String)> {
    let text = prose(page);
    let mut found = Vec::new();
    for (at, _) in text.match_indices("](") {
        let begin = text[..at].rfind('[').map_or(at, |open| open + 1);
        let target = text[at + 2..].split(')').next().unwrap();
        let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at];
        // Within a pair of backticks that the text of the link does not open.
        if line[..line.len().saturating_sub(at - begin)].matches('`').count().is_multiple_of(2) {
            found.push((text[begin..at].to_owned(), target.to_owned()));
        }
    }
    found
}

/// The page a link of another page leads to, and the place in it.
fn follow(from: &str, target: &str) -> (String, Option<String>) {
    let (file, anchor) =
        target.split_once('#').map_or((target, None), |(file, anchor)| (file, Some(anchor.to_owned())));
    if file.is_empty() {
        return (from.to_owned(), anchor);
    }
    let mut parts: Vec<&str> = Vec::new();
    let joined = Path::new(from).parent().unwrap().join(file);
    for part in joined.components() {
        match part {
            Component::ParentDir => {
                parts.pop().unwrap_or_else(|| panic!("{from} links out of the project: {target}"));
            }
            Component::Normal(name) => parts.push(name.to_str().unwrap()),
            _ => {}
        }
    }
    (parts.join("/"), anchor)
}

/// Where a page can be entered: its headings, as forges and mdBook name them.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let headings = prose(page);
    let headings =
        headings.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let name = |heading: &str| -> String {
        let kept = heading.to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings
        .map(|heading| {
            let name = name(heading);
            let count = seen.entry(name.clone()).or_default();
            *count += 1;
            if *count == 1 { name } else { format!("{name}-{}", *count - 1) }
        })
        .collect()
}

fn title(page: &str) -> &str {
    page.lines().find_map(|line| line.strip_prefix("# ")).expect("a page has a title")
}

#[test]
fn links_lead_somewhere() {
    let pages = pages();
    for (path, page) in &pages {
        for (_, target) in links(page) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = follow(path, &target);
            assert!(root(&file).exists(), "{path} links to `{target}`, which is not there");
            if let Some(anchor) = anchor {
                let there = pages.get(&file).is_some_and(|page| anchors(page).contains(&anchor));
                assert!(there, "{path} links to `{target}`, and there is no such heading");
            }
        }
    }
}

#[test]
fn every_page_is_reached_from_the_index() {
    let pages = pages();
    let mut reached = BTreeSet::from(["docs/README.md".to_owned()]);
    let mut next = vec!["docs/README.md".to_owned()];
    while let Some(path) = next.pop() {
        for (_, target) in links(&pages[&path]) {
            let (mut file, _) = match target.contains("://") {
                true => continue,
                false => follow(&path, &target),
            };
            if root(&file).is_dir() {
                file.push_str("/README.md");
            }
            if pages.contains_key(&file) && reached.insert(file.clone()) {
                next.push(file);
            }
        }
    }
    let lost: Vec<_> = pages.keys().filter(|page| !reached.contains(*page) && *page != "docs/SUMMARY.md").collect();
    assert!(lost.is_empty(), "no link leads from docs/README.md to {lost:?}");
}

fn printed(path: &str, now: &str) {
    let was = fs::read_to_string(root(path)).unwrap_or_default();
    assert!(was == now || blessing(), "{path} is not current; BLESS=1 prints it anew");
    if was != now {
        fs::write(root(path), now).unwrap();
    }
}

/// The pages of a folder in the order of their names, but for its index.
fn folder(pages: &BTreeMap<String, String>, folder: &str) -> Vec<(String, String)> {
    let inside = pages.iter().filter_map(|(path, page)| Some((path.strip_prefix(folder)?.strip_prefix('/')?, page)));
    inside
        .filter(|(name, _)| *name != "README.md")
        .map(|(name, page)| (name.to_owned(), title(page).to_owned()))
        .collect()
}

#[test]
fn the_list_of_decisions() {
    let mut page = format!(
        "{}# Decisions\n\nWhy things are as they are: what the question was, what was chosen, what follows from it.\n\n",
        docs::PRINTED.replace("--test docs", "--test book")
    );
    for (name, title) in folder(&pages(), "docs/decisions") {
        let (number, _) = name.split_once('-').expect("decisions have numbers");
        let _ = writeln!(page, "- {number} [{title}]({name})");
    }
    printed("docs/decisions/README.md", &page);
}

#[test]
fn the_list_of_commands_by_example() {
    let mut page = format!(
        "{}# Commands by example\n\nWhat the program is given, says and leaves behind, to the byte. Each section is one run \
         in a folder of its own;\n`tests/commands.rs` runs them all and says how they are written.\n\n",
        docs::PRINTED.replace("--test docs", "--test book")
    );
    for (name, title) in folder(&pages(), "tests/commands") {
        let _ = writeln!(page, "- [{title}]({name})");
    }
    printed("tests/commands/README.md", &page);
}

/// What the first page says of others is what was measured.
#[test]
fn figures_of_the_comparison() {
    let pages = pages();
    let (_, table) = pages["README.md"].split_once("## Next to others").unwrap();
    let figures: Vec<_> = table.split(['|', '\n']).map(str::trim).filter(|cell| cell.ends_with(" %")).collect();
    assert!(figures.len() > 5);
    for figure in figures {
        assert!(pages["docs/comparison.md"].contains(&format!("| {figure} |")), "docs/comparison.md has no {figure}");
    }
}

/// mdBook wants the order of the pages in a list of its own: it is that of the
/// index, and pages of a folder stand below the folder.
#[test]
fn the_summary_is_the_index() {
    let pages = pages();
    let mut summary = String::from("# Summary\n\n[ibidem](README.md)\n");
    let mut seen = BTreeSet::new();
    let text = &pages["docs/README.md"];
    let mut sections = text.split("\n## ");
    sections.next();
    for section in sections {
        let _ = writeln!(summary, "\n# {}\n", section.lines().next().unwrap());
        for (_, target) in links(section) {
            let (path, anchor) = follow("docs/README.md", &target);
            let Some(name) = path.strip_prefix("docs/") else { continue };
            if anchor.is_some() || !pages.contains_key(&path) || !seen.insert(path.clone()) {
                continue;
            }
            let _ = writeln!(summary, "- [{}]({name})", title(&pages[&path]).replace('`', ""));
            if let Some(inside) = name.strip_suffix("/README.md") {
                for (page, title) in folder(&pages, &format!("docs/{inside}")) {
                    let _ = writeln!(summary, "  - [{title}]({inside}/{page})");
                    seen.insert(format!("docs/{inside}/{page}"));
                }
            }
        }
    }
    printed("docs/SUMMARY.md", &summary);
}

#[cfg(unix)]
mod runs {
    use std::process::{Command, Output, Stdio};

    use super::*;
    use crate::examples;

    const PROGRAM: &str = env!("CARGO_BIN_EXE_ibidem");

    fn shell(folder: &Path, script: &str) -> Output {
        let path = std::env::var("PATH").unwrap_or_default();
        let programs = Path::new(PROGRAM).parent().unwrap().display();
        Command::new("sh")
            .args(["-c", &format!("exec 2>&1\n{script}")])
            .current_dir(folder)
            .env("PATH", format!("{programs}:{path}"))
            .env("COLUMNS", "100")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn link_fixtures(folder: &Path) {
        std::os::unix::fs::symlink(root("fixtures"), folder.join("fixtures")).unwrap();
    }

    /// Pages that are read by people, in folders where sessions are allowed:
    /// those under `tests/commands` have a grammar of their own.
    fn book() -> BTreeMap<String, String> {
        let mut pages = pages();
        pages.retain(|path, _| !path.starts_with("tests/commands/"));
        pages
    }

    /// A page cut into lines of text and blocks of code.
    enum Piece<'p> {
        Line(&'p str),
        Code { info: &'p str, body: Vec<&'p str> },
    }

    fn pieces(page: &str) -> Vec<Piece<'_>> {
        let mut pieces = Vec::new();
        let mut lines = page.lines();
        while let Some(line) = lines.next() {
            match line.strip_prefix("```") {
                Some(info) => {
                    let body = lines.by_ref().take_while(|line| *line != "```").collect();
                    pieces.push(Piece::Code { info, body });
                }
                None => pieces.push(Piece::Line(line)),
            }
        }
        pieces
    }

    /// Runs a session; what it should look like.
    fn session(folder: &Path, body: &[&str], status: &mut i32, place: &str) -> String {
        let mut out = String::new();
        let mut lines = body.iter().peekable();
        while let Some(line) = lines.next() {
            let Some(first) = line.strip_prefix("$ ") else { continue };
            let mut command = first.to_owned();
            let _ = writeln!(out, "$ {first}");
            while command.ends_with('\\') {
                let more = lines.next().unwrap();
                let _ = writeln!(out, "{more}");
                command.pop();
                command.push_str(more.trim_start_matches('>').trim_start());
            }
            assert!(
                *status == 0 || command == "echo $?",
                "{place}: the command before `{command}` ended with {status}"
            );
            let output = shell(folder, &format!("(exit {status})\n{command}"));
            *status = output.status.code().unwrap_or(-1);
            let said = String::from_utf8(output.stdout).unwrap().replace('\r', "");
            out.push_str(&said);
            if !said.is_empty() && !said.ends_with('\n') {
                out.push('\n');
            }
        }
        out
    }

    #[test]
    fn sessions_say_what_the_book_shows() {
        let mut faults = String::new();
        for (path, page) in book() {
            if !page.contains("\n```console\n") {
                continue;
            }
            let folder = tempfile::tempdir().unwrap();
            link_fixtures(folder.path());
            let mut blessed = String::new();
            let mut status = 0;
            for piece in pieces(&page) {
                match piece {
                    Piece::Line(line) => {
                        let _ = writeln!(blessed, "{line}");
                    }
                    Piece::Code { info, body } => {
                        let mut text: String = body.iter().map(|line| format!("{line}\n")).collect();
                        if let Some((_, name)) = info.split_once(" file ") {
                            let file = folder.path().join(name);
                            fs::create_dir_all(file.parent().unwrap()).unwrap();
                            fs::write(file, &text).unwrap();
                        } else if info == "console" {
                            let now = session(folder.path(), &body, &mut status, &path);
                            if now != text {
                                let _ = write!(faults, "\n==== {path}\n---- expected\n{text}---- came\n{now}");
                            }
                            text = now;
                        }
                        let _ = write!(blessed, "```{info}\n{text}```\n");
                    }
                }
            }
            assert_eq!(status, 0, "{path}: its last command failed");
            if blessing() && blessed != page {
                fs::write(root(&path), blessed).unwrap();
            }
        }
        assert!(blessing() || faults.is_empty(), "{faults}\n(BLESS=1 rewrites)");
    }

    #[test]
    fn commands_to_copy_run() {
        for (path, page) in book() {
            for piece in pieces(&page) {
                let Piece::Code { info: "sh", body } = piece else { continue };
                for line in body {
                    let line = line.split("  #").next().unwrap().trim_end();
                    let first = line.split(' ').find(|word| !word.contains('=')).unwrap_or_default();
                    if line.is_empty() || line.starts_with('#') || OTHERS.contains(&first) {
                        continue;
                    }
                    let folder = tempfile::tempdir().unwrap();
                    examples::furnish(PROGRAM, folder.path());
                    link_fixtures(folder.path());
                    let output = shell(folder.path(), line);
                    let fine = output.status.success() || (examples::finds(line) && output.status.code() == Some(1));
                    assert!(fine, "{path}: `{line}`: {}", String::from_utf8_lossy(&output.stdout));
                }
            }
        }
    }

    /// No command stands in the book that none of these tests, nor
    /// `tests/make.rs`, would see.
    #[test]
    fn no_command_hides() {
        for (path, page) in book() {
            for piece in pieces(&page) {
                let Piece::Code { info, body } = piece else { continue };
                let shown = matches!(info, "console" | "sh")
                    || info.contains(" file ")
                    || path == "docs/make.md"
                    || path == "docs/cli.md";
                let runs = |line: &str| {
                    let mut words = line.trim_start_matches("$ ").split(' ');
                    words.next() == Some("ibidem")
                        && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
                };
                let hidden = body.iter().find(|line| runs(line));
                assert!(shown || hidden.is_none(), "{path}: `{}` is never run", hidden.unwrap());
            }
        }
    }
}
