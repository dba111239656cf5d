//! What is left behind when something fails, and where output goes.
#![cfg(unix)]

#[path = "support/folder.rs"]
mod folder;

use std::fs;
use std::io::Write;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use folder::names;

const RECORD: &str = "{\"key\":\"a1\",\"type\":\"book\",\"fields\":{\"title\":\"First\"}}\n";

fn ibidem(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ibidem"));
    command.args(args).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    ibidem(folder, args).output().unwrap()
}

fn folder_with(input: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), input).unwrap();
    folder
}

/// Whether permissions mean nothing to whoever runs the tests.
fn is_privileged(folder: &Path) -> bool {
    let probe = folder.join("probe");
    fs::write(&probe, "").unwrap();
    fs::set_permissions(&probe, fs::Permissions::from_mode(0o000)).unwrap();
    let open = fs::File::open(&probe).is_ok();
    fs::remove_file(&probe).unwrap();
    open
}

#[test]
fn a_folder_that_cannot_be_written_to() {
    let folder = folder_with(RECORD);
    if is_privileged(folder.path()) {
        return;
    }
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    let output = run(folder.path(), &["convert", "in.jsonl", "-o", "closed/out.jsonl"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(names(&closed).is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("closed/out.jsonl"));
}

#[test]
fn a_file_that_cannot_be_written_to_is_not_replaced() {
    let folder = folder_with(RECORD);
    if is_privileged(folder.path()) {
        return;
    }
    let target = folder.path().join("out.jsonl");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o444)).unwrap();
    let output = run(folder.path(), &["convert", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(fs::read_to_string(&target).unwrap(), "old");
}

#[test]
fn an_input_that_cannot_be_read() {
    let folder = folder_with(RECORD);
    if is_privileged(folder.path()) {
        return;
    }
    fs::set_permissions(folder.path().join("in.jsonl"), fs::Permissions::from_mode(0o000)).unwrap();
    let output = run(folder.path(), &["convert", "in.jsonl", "-o", "out.jsonl"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(names(folder.path()), ["in.jsonl"]);
}

#[test]
fn the_permissions_of_the_target_are_kept() {
    let folder = folder_with(RECORD);
    let target = folder.path().join("out.jsonl");
    fs::write(&target, "old").unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(run(folder.path(), &["convert", "in.jsonl", "-o", "out.jsonl"]).status.success());
    assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o7777, 0o640);
    assert!(fs::read_to_string(&target).unwrap().contains("First"));
}

#[test]
fn a_new_file_has_the_permissions_of_a_new_file() {
    let folder = folder_with(RECORD);
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    assert!(run(folder.path(), &["convert", "in.jsonl", "-o", "out.jsonl"]).status.success());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&folder.path().join("out.jsonl")), mode(&plain));
}

#[test]
fn a_symbolic_link_stays_one() {
    let folder = folder_with(RECORD);
    fs::create_dir(folder.path().join("real")).unwrap();
    fs::write(folder.path().join("real/out.jsonl"), "old").unwrap();
    symlink("real/out.jsonl", folder.path().join("link.jsonl")).unwrap();
    assert!(run(folder.path(), &["convert", "in.jsonl", "-o", "link.jsonl"]).status.success());
    assert!(fs::symlink_metadata(folder.path().join("link.jsonl")).unwrap().is_symlink());
    assert!(fs::read_to_string(folder.path().join("real/out.jsonl")).unwrap().contains("First"));
    assert_eq!(names(&folder.path().join("real")), ["out.jsonl"]);
}

#[test]
fn a_symbolic_link_to_nothing_is_filled() {
    let folder = folder_with(RECORD);
    symlink("new.jsonl", folder.path().join("link.jsonl")).unwrap();
    assert!(run(folder.path(), &["convert", "in.jsonl", "-o", "link.jsonl"]).status.success());
    assert!(fs::symlink_metadata(folder.path().join("link.jsonl")).unwrap().is_symlink());
    assert!(fs::read_to_string(folder.path().join("new.jsonl")).unwrap().contains("First"));
}

#[test]
fn a_loop_of_symbolic_links_is_refused() {
    let folder = folder_with(RECORD);
    symlink("b.jsonl", folder.path().join("a.jsonl")).unwrap();
    symlink("a.jsonl", folder.path().join("b.jsonl")).unwrap();
    let output = run(folder.path(), &["convert", "in.jsonl", "-o", "a.jsonl"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(names(folder.path()), ["a.jsonl", "b.jsonl", "in.jsonl"]);
}

#[test]
fn nothing_is_left_behind_on_any_failure() {
    let broken = format!("{RECORD}nonsense\n");
    for (args, exit) in [
        (&["convert", "in.jsonl", "--strict", "-o", "out.jsonl"][..], 3),
        (&["convert", "in.jsonl", "missing.jsonl", "-o", "out.jsonl"], 4),
        (&["convert", "in.jsonl", "letter.txt", "-o", "out.jsonl"], 2),
        (&["convert", "in.jsonl", ".", "-o", "out.jsonl"], 4),
        (&["convert", "in.jsonl", "-t", "nothing", "-o", "out.jsonl"], 2),
        (&["convert", "in.jsonl", "--write", "a=b", "-o", "out.jsonl"], 2),
        (&["convert", "in.jsonl", "-o", "out.jsonl", "--report", "nowhere/lost.jsonl"], 4),
    ] {
        let folder = folder_with(&broken);
        fs::write(folder.path().join("letter.txt"), "Dear Sir or Madam\n").unwrap();
        for old in [false, true] {
            if old {
                fs::write(folder.path().join("out.jsonl"), "old").unwrap();
            }
            let before = names(folder.path());
            let output = run(folder.path(), args);
            assert_eq!(output.status.code(), Some(exit), "{args:?}");
            assert!(!output.stderr.is_empty(), "{args:?}");
            assert_eq!(names(folder.path()), before, "{args:?}");
            if old {
                assert_eq!(fs::read_to_string(folder.path().join("out.jsonl")).unwrap(), "old", "{args:?}");
            }
        }
    }
}

#[test]
fn a_reader_that_has_gone_away_is_no_failure() {
    let folder = folder_with(&RECORD.repeat(100_000));
    for strict in [&[][..], &["--strict"]] {
        let mut args = vec!["convert", "in.jsonl", "-t", "native"];
        args.extend(strict);
        let mut child = ibidem(folder.path(), &args).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_full_device_is_a_failure() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = folder_with(RECORD);
    let output = run(folder.path(), &["convert", "in.jsonl", "-t", "native", "-o", "/dev/full"]);
    assert_eq!(output.status.code(), Some(4));
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = ibidem(folder.path(), &["convert", "in.jsonl", "-t", "native"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    for page in [&["--help"][..], &["help", "convert"], &["formats"], &["explain"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = ibidem(folder.path(), page).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{page:?}");
    }
    assert!(fs::metadata("/dev/full").unwrap().file_type().is_char_device());
}

#[test]
fn standard_output_by_its_name_in_the_file_system_is_appended_to() {
    let folder = folder_with(RECORD);
    let path = folder.path().join("log");
    fs::write(&path, "before\n").unwrap();
    let log = fs::OpenOptions::new().append(true).open(&path).unwrap();
    let status =
        ibidem(folder.path(), &["convert", "in.jsonl", "-t", "native", "-o", "/dev/stdout"]).stdout(log).status();
    assert!(status.unwrap().success());
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("before\n") && text.contains("First"), "{text}");
}

#[test]
fn a_named_pipe_stays_one() {
    let folder = folder_with(RECORD);
    let pipe = folder.path().join("pipe");
    if !Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success()) {
        return;
    }
    let child = ibidem(folder.path(), &["convert", "in.jsonl", "-t", "native", "-o", "pipe"]).spawn().unwrap();
    assert!(fs::read_to_string(&pipe).unwrap().contains("First"));
    assert!(child.wait_with_output().unwrap().status.success());
    assert!(fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo());
}

#[test]
fn the_number_of_threads_does_not_change_the_output() {
    let folder = folder_with(&RECORD.repeat(5000));
    let of = |jobs| run(folder.path(), &["convert", "in.jsonl", "-t", "native", "-j", jobs]).stdout;
    assert_eq!(of("1"), of("8"));
}

#[test]
fn an_output_in_place_of_its_input_is_a_new_file() {
    let folder = folder_with(RECORD);
    let path = folder.path().join("in.jsonl");
    let before = fs::metadata(&path).unwrap().ino();
    assert!(run(folder.path(), &["convert", "in.jsonl", "-o", "in.jsonl"]).status.success());
    assert_ne!(fs::metadata(&path).unwrap().ino(), before);
    let mut child = ibidem(folder.path(), &["convert", "-", "-t", "native", "-o", "in.jsonl"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"").unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(fs::read_to_string(&path).unwrap(), "");
}

/// The limit of a file's size stands in for a full disk, which takes privileges to make.
#[test]
fn a_full_disk_leaves_the_old_file() {
    let folder = folder_with(&RECORD.repeat(20_000));
    fs::write(folder.path().join("out.ris"), "old").unwrap();
    for more in ["", "--if-changed", "--fail-on error"] {
        let line = format!("ulimit -f 64; exec '{}' convert in.jsonl -o out.ris {more}", env!("CARGO_BIN_EXE_ibidem"));
        let output = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{said}");
        assert!(said.contains("cannot write `out.ris`: file too large"), "{said}");
        assert_eq!(fs::read_to_string(folder.path().join("out.ris")).unwrap(), "old");
        assert_eq!(names(folder.path()), ["in.jsonl", "out.ris"]);
    }
}

#[test]
fn an_unchanged_file_is_not_touched() {
    let folder = folder_with(RECORD);
    let path = folder.path().join("out.atom");
    let args = ["convert", "in.jsonl", "-o", "out.atom", "--if-changed"];
    assert!(run(folder.path(), &args).status.success());
    let (ino, modified) = (fs::metadata(&path).unwrap().ino(), fs::metadata(&path).unwrap().mtime_nsec());
    assert!(run(folder.path(), &args).status.success());
    assert_eq!((fs::metadata(&path).unwrap().ino(), fs::metadata(&path).unwrap().mtime_nsec()), (ino, modified));
    assert_eq!(names(folder.path()), ["in.jsonl", "out.atom"]);
    let up_to_date = ["convert", "in.jsonl", "-o", "out.atom", "--up-to-date"];
    assert_eq!(run(folder.path(), &up_to_date).status.code(), Some(0));
    fs::write(folder.path().join("in.jsonl"), RECORD.replace("First", "Second")).unwrap();
    assert_eq!(run(folder.path(), &up_to_date).status.code(), Some(1));
    assert_eq!(fs::metadata(&path).unwrap().ino(), ino);
    assert!(run(folder.path(), &args).status.success());
    assert_ne!(fs::metadata(&path).unwrap().ino(), ino);
    assert_eq!(run(folder.path(), &up_to_date).status.code(), Some(0));
}

#[test]
fn each_input_has_an_output_and_a_clash_is_found_before() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for sub in ["one", "two", "out"] {
        fs::create_dir(folder.join(sub)).unwrap();
    }
    for name in ["one/a.jsonl", "two/A.jsonl", "two/b.c.jsonl", "out/a.jsonl", "one/e\u{301}.jsonl", "two/\u{e9}.jsonl"]
    {
        fs::write(folder.join(name), RECORD).unwrap();
    }
    let fails = |args: &[&str], said: &str| {
        let output = run(folder, args);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(said), "{stderr}");
    };
    let to = ["-t", "ris", "--out-dir", "new"];
    let with = |inputs: &[&'static str]| [&["convert"], inputs, &to].concat();
    fails(
        &with(&["one/a.jsonl", "two/A.jsonl"]),
        "`one/a.jsonl` and `two/A.jsonl` would both be written to `new/A.ris`",
    );
    fails(&with(&["one/e\u{301}.jsonl", "two/\u{e9}.jsonl"]), "would both be written");
    fails(&with(&["one/a.jsonl", "one/a.jsonl"]), "would both be written");
    fails(&with(&["-"]), "not standard input");
    assert!(!folder.join("new").exists());
    fails(&["convert", "out/a.jsonl", "-t", "native", "--out-dir", "out"], "is also read");
    fails(&["convert", "one/a.jsonl", "-t", "ris", "--out-dir", "out", "-o", "x"], "cannot be used with");
    fails(&["convert", "--in-place", "-t", "ris", "one/a.jsonl"], "cannot be written in place as `ris`");
    assert!(run(folder, &with(&["one/a.jsonl", "two/b.c.jsonl"])).status.success());
    assert_eq!(names(&folder.join("new")), ["a.ris", "b.c.ris"]);
    let one_by_one = run(folder, &["convert", "one/a.jsonl", "-t", "ris"]).stdout;
    assert_eq!(fs::read(folder.join("new/a.ris")).unwrap(), one_by_one);
}

/// What is said does not depend on which run is done first.
#[test]
fn messages_of_many_files_come_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut inputs = Vec::new();
    for n in 0..40 {
        let name = format!("f{n:02}.jsonl");
        // The first ones take longest.
        fs::write(folder.join(&name), RECORD.repeat(4000 / (n + 1)) + "nonsense\n").unwrap();
        inputs.push(name);
    }
    let said = |jobs: &str| {
        let mut args = vec!["convert", "-t", "ris", "--out-dir", "out", "--messages", "short", "-j", jobs];
        args.extend(["--report", "report.jsonl"]);
        args.extend(inputs.iter().map(String::as_str));
        let output = run(folder, &args);
        assert_eq!(output.status.code(), Some(3));
        (String::from_utf8(output.stderr).unwrap(), fs::read_to_string(folder.join("report.jsonl")).unwrap())
    };
    let (one, many) = (said("1"), said("8"));
    assert!(one == many);
    assert!(
        one.0.ends_with("40 files written, 0 unchanged; 17100 records, 40 unreadable, 0 values not carried\n"),
        "{}",
        one.0
    );
    let files: Vec<_> = one.1.lines().map(|line| &line[line.find("f").unwrap()..]).collect();
    assert_eq!(files.len(), 40);
}

#[test]
fn a_file_in_place_keeps_what_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let ris = "TY  - BOOK\nTI  - One\nER  - \nnonsense\n";
    let jsonl = format!("{RECORD}nonsense\n");
    for (name, text) in [("a.jsonl", jsonl.as_str()), ("b.ris", ris), ("empty.ris", "")] {
        fs::write(folder.join(name), text).unwrap();
    }
    let output = run(folder, &["convert", "--in-place", "a.jsonl", "empty.ris"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`a.jsonl` not written (--in-place)"));
    assert_eq!(fs::read_to_string(folder.join("a.jsonl")).unwrap(), jsonl);
    assert_eq!(names(folder), ["a.jsonl", "b.ris", "empty.ris"]);
    let bib = "@book{a, title={One}}\n@book{,,, = {{{\n@book{b, title={Two}}\n";
    fs::write(folder.join("c.bib"), bib).unwrap();
    assert_eq!(run(folder, &["convert", "--in-place", "--normalize", "c.bib"]).status.code(), Some(3));
    let text = fs::read_to_string(folder.join("c.bib")).unwrap();
    assert!(text.contains("title         = {One}") && text.contains("@book{,,, = {{{"), "{text}");
}
