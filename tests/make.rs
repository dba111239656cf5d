//! The rules of `docs/make.md`, run by GNU make as they stand there.
#![cfg(unix)]

#[path = "support/folder.rs"]
mod folder;

use std::fs;
use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use folder::names;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ibidem");

/// The rules under this heading.
fn rules(heading: &str) -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/make.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.lines().next() == Some(heading));
    let section = section.unwrap_or_else(|| panic!("docs/make.md has no `{heading}`"));
    let block = section.split("```make\n").nth(1).expect("rules under the heading");
    block.split("```").next().unwrap().to_owned()
}

/// A folder with a Makefile; `None`, and loudly, without GNU make.
fn folder(heading: &str) -> Option<tempfile::TempDir> {
    let version = Command::new("make").arg("--version").output();
    if !version.is_ok_and(|version| String::from_utf8_lossy(&version.stdout).contains("GNU Make")) {
        eprintln!("SKIPPED: there is no GNU make, docs/make.md `{heading}` was not run");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Makefile"), rules(heading)).unwrap();
    fs::create_dir(folder.path().join("bib")).unwrap();
    Some(folder)
}

fn command(folder: &Path, name: &str, args: &[&str]) -> Command {
    let path = std::env::var("PATH").unwrap_or_default();
    let programs = Path::new(PROGRAM).parent().unwrap().display();
    let mut command = Command::new(name);
    command.args(args).current_dir(folder).env("PATH", format!("{programs}:{path}")).env_remove("MAKEFLAGS");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn make(folder: &Path, args: &[&str]) -> Output {
    command(folder, "make", args).output().unwrap()
}

fn made(folder: &Path, args: &[&str]) -> String {
    let output = make(folder, args);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}{err}");
    out.into_owned()
}

/// Make has nothing to do.
fn is_settled(folder: &Path, args: &[&str]) {
    let said = made(folder, args);
    assert!(said.contains("Nothing to be done") || said.contains("is up to date"), "{said}");
}

fn book(key: &str) -> String {
    format!("@book{{{key},\n  author = {{Doe, Jane}},\n  title = {{On {key}}},\n  year = {{2001}}\n}}\n")
}

const BROKEN: &str = "@book{a, title = {Fine}}\n@book{b, title = {{{\n@book{c, title = {Fine too}}\n";

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

/// Makes a file newer than all others, or the oldest, without waiting.
fn date(folder: &Path, name: &str, newer: bool) {
    let age = Duration::from_secs(3600);
    let time = if newer { SystemTime::now() + age } else { SystemTime::now() - age };
    fs::File::options().append(true).open(folder.join(name)).unwrap().set_modified(time).unwrap();
}

fn modified(folder: &Path, name: &str) -> SystemTime {
    fs::metadata(folder.join(name)).unwrap().modified().unwrap()
}

/// Waits for something that is bound to come.
fn wait_for(what: &str, mut there: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !there() {
        assert!(begun.elapsed() < Duration::from_secs(120), "{what} does not come");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn has_temporary(folder: &Path) -> bool {
    names(folder).iter().any(|name| name.starts_with(".ibidem-"))
}

#[test]
fn one_rule_for_many_files() {
    let Some(folder) = folder("One rule for many files") else { return };
    let folder = folder.path();
    for n in 0..30 {
        write(folder, &format!("bib/b{n}.bib"), &book(&format!("b{n}")));
    }
    made(folder, &["-j4"]);
    assert_eq!(names(&folder.join("out")).len(), 30);
    assert!(fs::read_to_string(folder.join("out/b7.ris")).unwrap().contains("TI  - On b7\r\n"));
    is_settled(folder, &["-j4"]);
    // A record that cannot be read: its output is not left behind, nor taken for finished.
    write(folder, "bib/b7.bib", BROKEN);
    date(folder, "bib/b7.bib", true);
    for _ in 0..2 {
        let output = make(folder, &["-k", "-j4"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("bib/b7.bib:2:1: error["));
        assert_eq!(names(&folder.join("out")).len(), 29);
    }
    write(folder, "bib/b7.bib", &book("b7"));
    assert_eq!(made(folder, &["-j4"]).matches("ibidem convert").count(), 1);
    is_settled(folder, &["-j4"]);
}

#[test]
fn nothing_written_unless_all_is_well() {
    let Some(folder) = folder("Nothing written unless all is well") else { return };
    let folder = folder.path();
    write(folder, "bib/a.bib", &book("a"));
    made(folder, &["-j4"]);
    let before = fs::read(folder.join("out/a.json")).unwrap();
    write(folder, "bib/a.bib", BROKEN);
    date(folder, "bib/a.bib", true);
    let output = make(folder, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing written (--fail-on error)"));
    assert_eq!(fs::read(folder.join("out/a.json")).unwrap(), before);
    assert_eq!(names(&folder.join("out")), ["a.json"]);
    write(folder, "bib/a.bib", &book("other"));
    made(folder, &[]);
    is_settled(folder, &[]);
    assert!(fs::read_to_string(folder.join("out/a.json")).unwrap().contains("On other"));
}

#[test]
fn what_does_not_change_is_not_made_again() {
    let Some(folder) = folder("What does not change is not made again") else { return };
    let folder = folder.path();
    write(folder, "bib/a.bib", &book("a"));
    write(folder, "bib/b.bib", &book("b"));
    for name in ["bib/a.bib", "bib/b.bib"] {
        date(folder, name, false);
    }
    made(folder, &["-j4"]);
    is_settled(folder, &["-j4"]);
    let (json, report) = (modified(folder, "refs.json"), modified(folder, "report.txt"));
    // A comment and a new date: the recipe runs, and that is all.
    write(folder, "bib/a.bib", &format!("A note.\n{}", book("a")));
    date(folder, "refs.stamp", false);
    let said = made(folder, &["-j4"]);
    assert!(said.contains("ibidem convert") && !said.contains("wc"), "{said}");
    assert_eq!((modified(folder, "refs.json"), modified(folder, "report.txt")), (json, report));
    is_settled(folder, &["-j4"]);
    write(folder, "bib/a.bib", &book("other"));
    date(folder, "refs.stamp", false);
    date(folder, "report.txt", false);
    assert!(made(folder, &["-j4"]).contains("wc"));
    is_settled(folder, &["-j4"]);
}

#[test]
fn what_an_output_was_made_from() {
    let Some(folder) = folder("What an output was made from") else { return };
    let folder = folder.path();
    write(folder, "refs.bib", "@article{a, title = {On a}, journal = jj, year = 2001}\n");
    write(folder, "journals.bib", "@string{jj = {Journal of J}}\n");
    write(folder, "extra.ris", "TY  - JOUR\r\nTI  - Something else\r\nER  - \r\n");
    for name in ["refs.bib", "journals.bib", "extra.ris"] {
        date(folder, name, false);
    }
    made(folder, &[]);
    is_settled(folder, &[]);
    for name in ["journals.bib", "extra.ris", "refs.bib"] {
        date(folder, name, true);
        assert!(made(folder, &[]).contains("ibidem convert"), "{name}");
        date(folder, name, false);
        is_settled(folder, &[]);
    }
    // One that is gone is no reason to stop before the recipe was changed.
    fs::rename(folder.join("extra.ris"), folder.join("more.ris")).unwrap();
    let text = fs::read_to_string(folder.join("Makefile")).unwrap().replace("extra.ris", "more.ris");
    write(folder, "Makefile", &text);
    made(folder, &[]);
    is_settled(folder, &[]);
}

/// Names with every sign that can be escaped are read by Make as they are meant.
#[test]
fn names_in_rules_are_read_by_make_as_they_are_meant() {
    let Some(folder) = folder("What an output was made from") else { return };
    let folder = folder.path();
    let inputs = [
        "a b.bib",
        "a#b.bib",
        "a$b.bib",
        "$(x).bib",
        "a:b.bib",
        "a%b.bib",
        "a\\b.bib",
        "a\\ b.bib",
        "a\\#b.bib",
        "a*b.bib",
        "a?b.bib",
        "[ab].bib",
        "~a.bib",
        "a'b.bib",
        "a\"b.bib",
        "(a).bib",
        "é.bib",
        "a\\:b.bib",
        "a\\\\b.bib",
        "a&b.bib",
    ];
    for input in inputs {
        write(folder, input, &book("k"));
        date(folder, input, false);
    }
    for target in ["out put#$1%.ris", "plain.ris"] {
        for input in inputs {
            let args = ["convert", input, "-o", target, "--depfile", "out.d"];
            assert!(command(folder, PROGRAM, &args).status().unwrap().success(), "{input}");
            let rule = fs::read_to_string(folder.join("out.d")).unwrap();
            // The recipe is known by a pattern, so that the target is named by the rule alone.
            write(folder, "rules.mk", "all:\ninclude out.d\n.DEFAULT: ;\n");
            let remake = |name: &str| {
                let output = make(folder, &["-f", "rules.mk", "--debug=v", "-n", "--", name]);
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
            };
            let said = remake(target);
            assert!(said.contains("No need to remake target"), "{rule}{said}");
            date(folder, input, true);
            let said = remake(target);
            assert!(said.contains(&format!("Prerequisite '{input}' is newer than target '{target}'")), "{rule}{said}");
            date(folder, input, false);
            let away = folder.join("away");
            fs::rename(folder.join(input), &away).unwrap();
            let said = remake(target);
            assert!(!said.contains("No rule to make target"), "{rule}{said}");
            fs::rename(&away, folder.join(input)).unwrap();
        }
    }
    for input in ["a=b.bib", "a;b.bib", "a\nb.bib", "a|b.bib"] {
        write(folder, input, &book("k"));
        let args = ["convert", input, "-o", "none.ris", "--depfile", "none.d"];
        assert_eq!(command(folder, PROGRAM, &args).status().unwrap().code(), Some(2), "{input:?}");
        assert!(!folder.join("none.ris").exists() && !folder.join("none.d").exists());
    }
}

#[test]
fn many_files_in_one_process() {
    many_files(60);
}

#[test]
#[ignore = "a thousand files take a while on a slow disk"]
fn a_thousand_files_in_one_process() {
    many_files(1000);
}

fn many_files(count: usize) {
    let Some(folder) = folder("Many files in one process") else { return };
    let folder = folder.path();
    for n in 0..count {
        let name = format!("bib/b{n}.bib");
        write(folder, &name, &book(&format!("b{n}")));
        date(folder, &name, false);
    }
    made(folder, &["-j4"]);
    assert_eq!(names(&folder.join("out")).len(), count);
    is_settled(folder, &["-j4"]);
    let rules = fs::read_to_string(folder.join("out.d")).unwrap();
    assert!(rules.contains("out/b3.ris: \\\n  bib/b3.bib\n"), "{rules}");
    // One that changed: the others keep their dates.
    let before: Vec<_> = (0..count).map(|n| modified(folder, &format!("out/b{n}.ris"))).collect();
    write(folder, "bib/b3.bib", &book("new"));
    date(folder, "out.stamp", false);
    date(folder, "out/b3.ris", false);
    made(folder, &[]);
    for (n, before) in before.iter().enumerate().filter(|(n, _)| *n != 3) {
        assert_eq!(modified(folder, &format!("out/b{n}.ris")), *before);
    }
    assert!(fs::read_to_string(folder.join("out/b3.ris")).unwrap().contains("On new"));
    is_settled(folder, &[]);
    // One that is broken: the others are written, it is not, and is tried again.
    write(folder, "bib/b3.bib", BROKEN);
    write(folder, "bib/b4.bib", &book("four"));
    date(folder, "out.stamp", false);
    for _ in 0..2 {
        let output = make(folder, &[]);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("`out/b3.ris` not written (--fail-on error)"), "{said}");
        assert!(said.contains("1 failed"), "{said}");
    }
    assert!(fs::read_to_string(folder.join("out/b3.ris")).unwrap().contains("On new"));
    assert!(fs::read_to_string(folder.join("out/b4.ris")).unwrap().contains("On four"));
}

#[test]
fn files_kept_in_shape() {
    let Some(folder) = folder("Files kept in shape") else { return };
    let folder = folder.path();
    write(folder, "bib/a.bib", "@book{a, title={On a}}\n");
    let refs = ["convert", "bib/a.bib", "-t", "csl-json", "-o", "refs.json"];
    assert!(command(folder, PROGRAM, &refs).status().unwrap().success());
    assert_eq!(make(folder, &["check"]).status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.join("bib/a.bib")).unwrap(), "@book{a, title={On a}}\n");
    made(folder, &["tidy"]);
    let tidied = modified(folder, "bib/a.bib");
    made(folder, &["check"]);
    made(folder, &["tidy"]);
    assert_eq!(modified(folder, "bib/a.bib"), tidied);
    write(folder, "bib/a.bib", "@book{a,\n  title         = {On b}\n}\n");
    let output = make(folder, &["check"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("`refs.json` is not up to date"));
}

/// A pipe under the name of an input, which the program reads and waits at.
struct Slow {
    pipe: fs::File,
}

impl Slow {
    fn made(path: &Path) -> bool {
        Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success())
    }

    /// More than is looked at to recognize a format; then nothing more comes.
    fn fill(path: &Path) -> Slow {
        let mut pipe = fs::File::options().write(true).open(path).unwrap();
        pipe.write_all("TY  - BOOK\r\nTI  - One of many\r\nER  - \r\n".repeat(8000).as_bytes()).unwrap();
        Slow { pipe }
    }
}

fn signal(child: &Child, name: &str, group: bool) {
    let to = if group { format!("-{}", child.id()) } else { child.id().to_string() };
    assert!(Command::new("kill").args(["-s", name, "--", &to]).status().unwrap().success());
}

#[test]
fn an_interrupted_make_leaves_nothing_half_done() {
    let Some(folder) = folder("One rule for many files") else { return };
    let folder = folder.path();
    let text = fs::read_to_string(folder.join("Makefile")).unwrap().replace(".bib", ".in").replace("%.ris", "%.bib");
    write(folder, "Makefile", &text);
    for n in 0..8 {
        write(folder, &format!("bib/b{n}.in"), "TY  - BOOK\r\nTI  - Short\r\nER  - \r\n");
    }
    let slow = folder.join("bib/slow.in");
    fs::create_dir(folder.join("out")).unwrap();
    write(folder, "out/slow.bib", "old\n");
    date(folder, "out/slow.bib", false);
    if !Slow::made(&slow) {
        eprintln!("SKIPPED: there is no mkfifo");
        return;
    }
    let child = command(folder, "make", &["-j4"]).process_group(0).spawn().unwrap();
    let pipe = Slow::fill(&slow);
    wait_for("the temporary file", || has_temporary(&folder.join("out")));
    signal(&child, "TERM", true);
    drop(child.wait_with_output().unwrap());
    drop(pipe.pipe);
    wait_for("the end of the program", || !has_temporary(&folder.join("out")));
    assert_eq!(fs::read_to_string(folder.join("out/slow.bib")).unwrap(), "old\n");
    fs::remove_file(&slow).unwrap();
    write(folder, "bib/slow.in", "TY  - BOOK\r\nTI  - At last\r\nER  - \r\n");
    made(folder, &["-j4"]);
    assert!(fs::read_to_string(folder.join("out/slow.bib")).unwrap().contains("At last"));
    assert_eq!(names(&folder.join("out")).len(), 9);
    is_settled(folder, &["-j4"]);
}

#[test]
fn a_signal_ends_the_program_and_leaves_the_old_file() {
    // What runs in the background may have been told to ignore some.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    let ignored = |number: i32| mask.is_none_or(|mask| mask >> (number - 1) & 1 == 1);
    for (name, number, leaves) in [("TERM", 15, false), ("INT", 2, false), ("HUP", 1, false), ("KILL", 9, true)] {
        if matches!(name, "INT" | "HUP") && ignored(number) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let slow = folder.join("slow.ris");
        if !Slow::made(&slow) {
            eprintln!("SKIPPED: there is no mkfifo");
            return;
        }
        write(folder, "out.bib", "old\n");
        let args = ["convert", "slow.ris", "-o", "out.bib"];
        let child = command(folder, PROGRAM, &args).spawn().unwrap();
        let pipe = Slow::fill(&slow);
        wait_for("the temporary file", || has_temporary(folder));
        signal(&child, name, false);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.signal(), Some(number), "{name}");
        assert!(output.stderr.is_empty());
        drop(pipe.pipe);
        assert_eq!(has_temporary(folder), leaves, "{name}");
        assert_eq!(fs::read_to_string(folder.join("out.bib")).unwrap(), "old\n");
        // What is left does not stand in the way of the next run.
        fs::remove_file(&slow).unwrap();
        write(folder, "slow.ris", "TY  - BOOK\r\nTI  - At last\r\nER  - \r\n");
        assert!(command(folder, PROGRAM, &args).status().unwrap().success());
        assert!(fs::read_to_string(folder.join("out.bib")).unwrap().contains("At last"));
    }
}
