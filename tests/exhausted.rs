//! Where room runs out, and where whoever listens has gone: the run ends with an
//! exit code that says so, what was there stays, and nothing panics.
#![cfg(unix)]

#[path = "support/folder.rs"]
mod folder;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use folder::names;

const RECORD: &str = "{\"key\":\"a\",\"type\":\"book\",\"fields\":{\"title\":\"T\"}}\n";

/// A line of the shell in which `$ibidem` is the program.
fn shell(folder: &Path, line: &str) -> Output {
    Command::new("sh")
        .args(["-c", line])
        .env("ibidem", env!("CARGO_BIN_EXE_ibidem"))
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn has_panicked(output: &Output) -> bool {
    output.status.code() == Some(101) || said(output).contains("panicked")
}

/// The limit of a file's size stands in for a full disk.
#[test]
fn a_report_and_a_rule_for_make_that_find_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let lossy = "{\"type\":\"book\",\"fields\":{\"title\":\"T\",\"abstract\":\"A\",\"license\":\"L\"}}\n";
    fs::write(folder.path().join("in.jsonl"), lossy.repeat(20_000)).unwrap();
    fs::write(folder.path().join("lost.jsonl"), "old").unwrap();
    let line = "ulimit -f 64; exec \"$ibidem\" convert in.jsonl -t csl-json --report lost.jsonl > /dev/null";
    let output = shell(folder.path(), line);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(said(&output).contains("lost.jsonl"), "{}", said(&output));
    assert_eq!(fs::read_to_string(folder.path().join("lost.jsonl")).unwrap(), "old");
    assert_eq!(names(folder.path()), ["in.jsonl", "lost.jsonl"]);
}

#[test]
fn one_of_many_outputs_that_finds_no_room() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("long.jsonl"), RECORD.repeat(20_000)).unwrap();
    fs::write(folder.path().join("short.jsonl"), RECORD).unwrap();
    let line = "ulimit -f 64; exec \"$ibidem\" convert long.jsonl short.jsonl -t ris --out-dir out";
    let output = shell(folder.path(), line);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert_eq!(names(&folder.path().join("out")), ["short.ris"], "{}", said(&output));
}

/// What has to be read twice and comes from a pipe is kept in a temporary file.
#[test]
fn a_temporary_file_that_finds_no_room() {
    let folder = tempfile::tempdir().unwrap();
    let entry = format!("@book{{a, title = {{{}}}}}\n", "x".repeat(5000));
    let child = "@inproceedings{b, title = {B}, crossref = {a}}\n";
    fs::write(folder.path().join("in.bib"), entry.repeat(2000) + child).unwrap();
    let output = shell(folder.path(), "cat in.bib | (ulimit -f 64; exec \"$ibidem\" convert -f bibtex -t ris)");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(!has_panicked(&output));
    let output = shell(folder.path(), "cat in.bib | TMPDIR=/nowhere \"$ibidem\" convert -f bibtex -t ris");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    // The head of a feed is written last.
    fs::write(folder.path().join("in.jsonl"), RECORD).unwrap();
    let output = shell(folder.path(), "TMPDIR=/nowhere \"$ibidem\" convert in.jsonl -t atom");
    assert!(matches!(output.status.code(), Some(0 | 4)), "{}", said(&output));
    assert!(!has_panicked(&output));
    assert_eq!(names(folder.path()), ["in.bib", "in.jsonl"]);
}

#[test]
fn results_and_pages_that_find_no_room() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let other = RECORD.replace("\"T\"", "\"U\"");
    fs::write(folder.path().join("a.jsonl"), RECORD).unwrap();
    fs::write(folder.path().join("b.jsonl"), other).unwrap();
    for args in ["check --via arxiv a.jsonl", "diff a.jsonl b.jsonl", "convert a.jsonl -t atom", "completions bash"] {
        let output = shell(folder.path(), &format!("exec \"$ibidem\" {args} > /dev/full"));
        assert_eq!(output.status.code(), Some(4), "{args}: {}", said(&output));
    }
}

/// Messages that cannot be written change nothing else.
#[test]
fn messages_that_nobody_hears() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), format!("{RECORD}nonsense\n")).unwrap();
    let closed = ["2>&-", "2>/dev/full", "2>&1 >/dev/null | true"];
    for (args, exit) in [
        ("convert in.jsonl -o out.ris", 3),
        ("convert in.jsonl -o out.ris --messages json", 3),
        ("convert in.jsonl -t nonsense", 2),
        ("convert --nonsense", 2),
        ("check --via ris in.jsonl", 3),
        ("diff in.jsonl gone.jsonl", 4),
    ] {
        for how in closed {
            let output = shell(folder.path(), &format!("\"$ibidem\" {args} {how}"));
            if !how.contains('|') {
                assert_eq!(output.status.code(), Some(exit), "{args} {how}");
            }
            assert!(!has_panicked(&output), "{args} {how}: {}", said(&output));
        }
    }
    assert!(folder.path().join("out.ris").exists());
}

/// A reader that has seen enough is no failure, whatever it read.
#[test]
fn a_reader_that_goes_away() {
    let folder = tempfile::tempdir().unwrap();
    let mut records = fs::File::create(folder.path().join("a.jsonl")).unwrap();
    let mut others = fs::File::create(folder.path().join("b.jsonl")).unwrap();
    for n in 0..20_000 {
        writeln!(records, "{{\"key\":\"k{n}\",\"type\":\"book\",\"fields\":{{\"title\":\"T\",\"license\":\"L\"}}}}")
            .unwrap();
        writeln!(others, "{{\"key\":\"k{n}\",\"type\":\"book\",\"fields\":{{\"title\":\"U\"}}}}").unwrap();
    }
    for args in
        ["check --via csl-json a.jsonl", "diff a.jsonl b.jsonl", "convert a.jsonl -t atom", "convert a.jsonl -t csv"]
    {
        let line = format!("{{ \"$ibidem\" {args} 2>err; echo $? > code; }} | head -c 1 > /dev/null; cat err code");
        let output = shell(folder.path(), &line);
        let text = String::from_utf8_lossy(&output.stdout);
        let code = text.lines().last().unwrap_or_default();
        assert!(matches!(code, "0" | "1"), "{args}: {text}");
        assert!(!text.contains("roken pipe") && !text.contains("panicked"), "{args}: {text}");
    }
}

/// Nobody but the owner may read what stands in for a file that nobody else may read.
#[test]
fn a_temporary_file_is_no_more_open_than_its_target() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out.bib");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_ibidem"))
        .args(["convert", "-f", "ris", "-o", "out.bib"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all("TY  - BOOK\r\nTI  - One of many\r\nER  - \r\n".repeat(50_000).as_bytes()).unwrap();
    let temporary = || names(folder.path()).into_iter().find(|name| name.starts_with(".ibidem-"));
    let found = (0..1000).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        temporary()
    });
    let mode = fs::metadata(folder.path().join(found.unwrap())).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
}
