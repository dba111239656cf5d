//! The printed pages say what the program does. `BLESS=1` prints them anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ibidem::convert::from_bytes;
use ibidem::docs;
use ibidem::fidelity::{Corpus, Matrix};
use ibidem::format::ReadOptions;
use ibidem::registry::Registry;
use ibidem::report::Discard;
use quick_xml::events::Event;

/// Marks around the table of formats in README.md.
const BEGIN: &str = "<!-- formats: printed by `BLESS=1 cargo test --test docs` -->\n";
const END: &str = "<!-- end of formats -->";

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Checks a page, or prints it.
fn page(path: &str, now: &str) {
    let file = root(path);
    let was = fs::read_to_string(&file).unwrap_or_default();
    if was == now {
        return;
    }
    assert!(std::env::var_os("BLESS").is_some(), "{path} is not current; BLESS=1 prints it anew");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, now).unwrap();
}

#[test]
fn fields() {
    page("docs/fields.md", &docs::fields_page());
}

#[test]
fn limits() {
    page("docs/limits.md", &docs::limits_page());
}

#[test]
fn diagnostics() {
    page("docs/diagnostics.md", &docs::diagnostics_page(&Registry::builtin()));
}

#[test]
fn formats() {
    let registry = Registry::builtin();
    for format in registry.formats().iter().filter(|format| docs::has_page(format)) {
        let now = docs::format_page(format, registry.formats());
        page(&format!("docs/formats/{}.md", docs::page_name(format)), &now);
    }
    page("docs/formats/README.md", &docs::formats_page(&registry));
    let dialects = ibidem::formats::csv::dialects_page();
    page("docs/formats/csv-dialects.md", &format!("{}{dialects}", docs::PRINTED));
    for entry in fs::read_dir(root("docs/formats")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let known = registry.formats().iter().any(|format| docs::has_page(format) && docs::page_name(format) == name);
        assert!(known || matches!(name.as_str(), "csv-dialects" | "README"), "docs/formats/{name}.md is of no format");
    }
}

/// What is sent through all formats, and the format it is in.
const CORPORA: [(&str, &str, &str); 4] = [
    ("arXiv search results", "arxiv", "fixtures/arxiv/search-50.txt"),
    ("hard cases of BibTeX", "bibtex", "fixtures/bibtex/torture.bib"),
    ("RIS of databases and programs", "ris", "fixtures/ris/corpus.ris"),
    ("CSL-JSON of reference managers", "csl-json", "fixtures/csl-json/corpus.json"),
];

/// What survives each pair of formats: page and heat map are current, nothing
/// is lost unsaid, and nothing at all where everything is carried.
#[test]
fn fidelity() {
    let registry = Registry::builtin();
    let corpora = CORPORA.map(|(title, format, path)| {
        let format = registry.by_name(format).unwrap();
        let bytes = fs::read(root(path)).unwrap();
        Corpus { title, path, records: from_bytes(format, &ReadOptions::default(), &bytes, &mut Discard).unwrap() }
    });
    assert!(corpora.iter().all(|corpus| corpus.records.len() >= 20));
    let matrix = Matrix::measure(&registry, corpora.to_vec()).unwrap();
    for (a, row) in matrix.formats.iter().zip(&matrix.cells) {
        for (b, cell) in matrix.formats.iter().zip(row) {
            let pair = format!("{} through {}", a.name, b.name);
            for share in [&cell.plain, &cell.lossless] {
                let unsaid: Vec<_> = share.lost.keys().filter(|way| way.code.is_empty()).collect();
                assert!(unsaid.is_empty() && share.broken == 0, "{pair}: {unsaid:?}");
            }
            assert!(b.carrier.is_none() || cell.lossless.lost.is_empty(), "{pair}: {:?}", cell.lossless.lost);
            assert!(a.name != b.name || cell.plain.lost.is_empty(), "{pair}: {:?}", cell.plain.lost);
        }
    }
    let plot = matrix.plot();
    let mut xml = quick_xml::Reader::from_str(&plot);
    let (mut texts, mut depth) = (0, 0);
    loop {
        match xml.read_event().unwrap() {
            Event::Start(start) => (depth, texts) = (depth + 1, texts + usize::from(start.name().as_ref() == "text")),
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
    assert!(texts > 2 * matrix.formats.len().pow(2), "every cell has its number as text");
    page("docs/fidelity.md", &matrix.page());
    page("docs/fidelity.svg", &plot);
}

#[test]
fn matrix_in_the_readme() {
    let readme = fs::read_to_string(root("README.md")).unwrap();
    let begin = readme.find(BEGIN).expect("README.md has the first mark") + BEGIN.len();
    let end = readme.find(END).expect("README.md has the last mark");
    let matrix = docs::support_matrix(&Registry::builtin());
    page("README.md", &format!("{}\n{matrix}\n{}", &readme[..begin], &readme[end..]));
}

#[test]
fn command_line() {
    let mut text = String::from(
        "<!-- Printed from the source by `BLESS=1 cargo test --test docs`; edits are lost. -->\n\n# Command line\n\n\
         What `ibidem help COMMAND` prints. By task: [cookbook](cookbook.md); to the byte: \
         [commands by example](../tests/commands/README.md).\n",
    );
    for command in
        [&[][..], &["convert"], &["check"], &["diff"], &["formats"], &["explain"], &["completions"], &["man"]]
    {
        let title = ["ibidem"].iter().chain(command).copied().collect::<Vec<_>>().join(" ");
        let program = Command::new(env!("CARGO_BIN_EXE_ibidem"))
            .args(command)
            .arg("--help")
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        assert!(program.status.success());
        let help = String::from_utf8(program.stdout).unwrap();
        text.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", help.trim_end()));
    }
    page("docs/cli.md", &text);
}

/// The README's first command does what it says.
#[test]
fn the_command_of_the_readme_converts_the_listing() {
    let readme = fs::read_to_string(root("README.md")).unwrap();
    let line = readme.lines().find(|line| line.starts_with("cargo run")).unwrap();
    let args = line.split_once(" -- ").unwrap().1.split(' ');
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("seed.bib");
    let place = |arg: &str| if arg == "seed.bib" { output.clone() } else { PathBuf::from(arg) };
    let run = Command::new(env!("CARGO_BIN_EXE_ibidem")).args(args.map(place)).current_dir(root("")).output().unwrap();
    let messages = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{messages}");
    let written = fs::read_to_string(&output).unwrap();
    assert_eq!(written.lines().filter(|line| line.starts_with('@')).count(), 50);
    assert!(messages.contains("50 records written, 0 unreadable"), "{messages}");
}

/// What the README tells to run is what is run.
#[test]
fn the_checks_run_the_tests_as_the_readme_does() {
    let lines = |path: &str| fs::read_to_string(root(path)).unwrap();
    let tests =
        |text: &str| text.lines().filter(|line| line.starts_with("cargo test")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(tests(&lines("README.md")), tests(&lines(".ci/run")));
    assert!(lines("README.md").lines().count() < 80, "the README is longer than a screen or two");
}

#[test]
fn every_code_is_explained_and_has_one_meaning() {
    let registry = Registry::builtin();
    for code in registry.codes() {
        let (area, fault) = code.id.split_once('/').unwrap_or_default();
        let kebab = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        };
        assert!(kebab(area) && kebab(fault), "{} is no `area/fault`", code.id);
        assert!(!code.title.is_empty() && !code.title.ends_with('.'), "{}: title", code.id);
        assert!(code.explanation.ends_with('.'), "{}: explanation", code.id);
        assert!(!code.help.ends_with('.'), "{}: help", code.id);
    }
    for format in registry.formats() {
        for code in format.codes {
            let same = registry.codes().iter().any(|other| std::ptr::eq(*other, *code));
            assert!(same, "{} is declared twice", code.id);
        }
    }
}
