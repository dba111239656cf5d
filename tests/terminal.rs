//! What people see: help whose examples run, the manual, completions, colour,
//! progress, and refusals that say what to do.

#[cfg(unix)]
#[path = "support/examples.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use ibidem::registry::Registry;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ibidem");
const COMMANDS: &[&str] = &["convert", "check", "diff", "formats", "explain", "completions", "man"];

fn ibidem(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(args).current_dir(folder).stdin(Stdio::null()).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    ibidem(folder, args).output().unwrap()
}

fn stdout(args: &[&str]) -> String {
    let output = run(Path::new("."), args);
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The commands under `Examples:` in a help text.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines.map_while(|line| line.strip_prefix("  ")).map(str::to_owned).collect()
}

#[cfg(unix)]
#[test]
fn the_examples_of_the_help_run() {
    let has_git = Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success());
    for command in [None].into_iter().chain(COMMANDS.iter().copied().map(Some)) {
        let help = stdout(&command.into_iter().chain(["--help"]).collect::<Vec<_>>());
        let examples = examples(&help);
        assert!((3..=8).contains(&examples.len()), "{command:?} has {} examples", examples.len());
        for example in examples {
            let folder = tempfile::tempdir().unwrap();
            support::furnish(PROGRAM, folder.path());
            let mut line = example.clone();
            if example.starts_with("git") {
                if !has_git {
                    eprintln!("SKIPPED: there is no git, `{example}` was not run");
                    continue;
                }
                let commit = "git -c user.name=a -c user.email=a@b.c -c commit.gpgsign=false commit -qm a";
                line = format!("git init -q && git add . && {commit} && {example}");
            }
            let path = std::env::var("PATH").unwrap_or_default();
            let programs = Path::new(PROGRAM).parent().unwrap().display();
            let output = Command::new("sh")
                .args(["-c", &line])
                .current_dir(folder.path())
                .env("PATH", format!("{programs}:{path}"))
                .stdin(Stdio::null())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            // What these find out is their exit code.
            let finds = support::finds(&example);
            let fine = output.status.success() || (finds && output.status.code() == Some(1));
            assert!(fine, "{example}: {:?}\n{said}", output.status.code());
            assert!(!said.contains("error"), "{example}\n{said}");
        }
    }
}

#[test]
fn every_code_is_explained() {
    for code in Registry::builtin().codes() {
        let text = stdout(&["explain", code.id]);
        assert!(text.starts_with(&format!("{}[{}]: {}", code.severity.name(), code.id, code.title)), "{text}");
    }
}

#[test]
fn formats_are_listed_for_programs() {
    let listed: serde_json::Value = serde_json::from_str(&stdout(&["formats", "--json"])).unwrap();
    let registry = Registry::builtin();
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|format| format["name"].as_str().unwrap()).collect();
    assert_eq!(names, registry.formats().iter().map(|format| format.name).collect::<Vec<_>>());
}

#[test]
fn completions_know_commands_options_and_formats() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let text = stdout(&["completions", shell]);
        for word in ["convert", "fail-on", "out-dir"] {
            assert!(text.contains(word), "{shell} does not know {word}");
        }
        // The others have no way to say what stands behind.
        if matches!(shell, "bash" | "zsh") {
            assert!(text.contains("csl-json") && text.contains("map/no-place"), "{shell} does not know values");
        }
    }
    let output = run(Path::new("."), &["completions", "bsh"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("'bash'"));
}

/// A shell takes what it is given.
#[cfg(unix)]
#[test]
fn completions_are_read_by_their_shell() {
    for (shell, check) in [("bash", &["-n"][..]), ("zsh", &["-n"]), ("fish", &["--no-execute"])] {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("script");
        fs::write(&script, stdout(&["completions", shell])).unwrap();
        match Command::new(shell).args(check).arg(&script).output() {
            Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
            Err(_) => eprintln!("SKIPPED: there is no {shell}"),
        }
    }
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &["man", "pages"]);
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty());
    let pages = folder.path().join("pages");
    let mut names: Vec<_> = COMMANDS.iter().map(|command| format!("ibidem-{command}.1")).collect();
    names.push("ibidem.1".to_owned());
    names.sort();
    let entries = fs::read_dir(&pages).unwrap();
    let mut there: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    there.sort();
    assert_eq!(there, names);
    for name in names {
        let text = fs::read_to_string(pages.join(&name)).unwrap();
        let title = name.trim_end_matches(".1");
        assert!(text.contains(&format!(".TH {title} 1 ")), "{name}");
        for section in [".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", "Examples:"] {
            assert!(text.contains(section), "{name} has no {section}");
        }
    }
    let convert = fs::read_to_string(pages.join("ibidem-convert.1")).unwrap();
    assert!(convert.contains("ibidem convert") && convert.contains("\\-\\-fail\\-on"));
    // A renderer, where there is one, has nothing to say about them.
    for name in ["ibidem.1", "ibidem-convert.1"] {
        if let Ok(output) =
            Command::new("groff").args(["-man", "-ww", "-Tutf8", "-z", name]).current_dir(&pages).output()
        {
            assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
    let single = stdout(&["man"]);
    assert_eq!(single, fs::read_to_string(pages.join("ibidem.1")).unwrap());
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.jsonl"), "nonsense\n").unwrap();
    let args = ["convert", "a.jsonl", "-t", "ris"];
    let is_colored = |more: &[&str], environment: &[(&str, &str)]| {
        let mut command = ibidem(folder.path(), &[&args[..], more].concat());
        let output = command.envs(environment.iter().copied()).output().unwrap();
        output.stderr.contains(&0x1B)
    };
    assert!(!is_colored(&[], &[]));
    assert!(is_colored(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(is_colored(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_colored(&[], &[("CLICOLOR_FORCE", "0")]));
    assert!(!is_colored(&[], &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!is_colored(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!is_colored(&["--messages", "json"], &[("CLICOLOR_FORCE", "1")]));
}

#[test]
fn what_is_no_text_is_refused_by_its_first_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let zip = b"PK\x03\x04\x14\0\x06\0".as_slice();
    for (name, bytes, what, help) in [
        ("a.bib.gz", b"\x1F\x8B\x08\0".as_slice(), "compressed by gzip", "gzip -dc a.bib.gz | ibidem"),
        ("a.bz2", b"BZh91AY&SY\0", "compressed by bzip2", "bzip2 -dc a.bz2 | ibidem"),
        ("a.xz", b"\xFD7zXZ\0\0", "compressed by xz", "xz -dc a.xz | ibidem"),
        ("a.zst", b"\x28\xB5\x2F\xFD\0", "compressed by zstd", "zstd -dc a.zst | ibidem"),
        ("a.zip", zip, "a zip archive", "unzip -p a.zip | ibidem"),
        ("a.xlsx", zip, "an Excel workbook", "save a spreadsheet as CSV"),
        ("a.docx", zip, "a Word document", "export the references"),
        ("a.pdf", b"%PDF-1.7\n", "a PDF document", "export the references"),
        // The name is of no account.
        ("b.bib", b"\x1F\x8B\x08\0", "compressed by gzip", "gzip -dc b.bib | ibidem"),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
        for args in [
            &["convert", name, "-t", "ris"][..],
            &["convert", "-f", "bibtex", name, "-t", "ris"],
            &["check", name, "--via", "ris"],
        ] {
            let output = run(folder.path(), args);
            let said = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{said}");
            assert!(said.contains(what) && said.contains(help), "{said}");
            assert!(output.stdout.is_empty());
        }
    }
}

/// Nothing from a file or of its name reaches the terminal as a command.
#[cfg(unix)]
#[test]
fn names_and_values_cannot_steer_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let name = "a\u{1b}]0;x\u{7}\u{9b}31m\u{202e}.bib";
    fs::write(folder.path().join(name), "@book{k\u{1b}[2J, title = {\u{1b}[31mRed\u{7}}\n@book{b, title = {{{\n")
        .unwrap();
    let gone = "gone\u{1b}[2J.bib";
    for args in [
        &["convert", name, "-t", "ris"][..],
        &["convert", name, "-t", "ris", "--out-dir", "out\u{1b}"],
        &["convert", name, "--in-place", "--strict", "--ascii"],
        &["convert", name, "-o", "\u{1b}[1m.ris", "--fail-on", "loss"],
        &["convert", name, "-o", "\u{1b}[1m.ris", "--up-to-date"],
        &["convert", gone, "-t", "ris"],
        &["convert", gone],
        &["check", "--via", "ris", name],
        &["diff", name, name],
        &["diff", gone, "--ignore", "\u{1b}"],
        &["convert", "--no-such-\u{1b}[2J"],
    ] {
        let output = run(folder.path(), args);
        for (stream, bytes) in [("stderr", &output.stderr), ("stdout", &output.stdout)] {
            if stream == "stdout" && args[0] == "convert" {
                continue; // data
            }
            let text = String::from_utf8(bytes.clone()).unwrap();
            let steers = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert!(!text.chars().any(steers), "{args:?}: {text:?}");
        }
    }
}

/// The same of keys, field names, types and values, in every place where they
/// are shown: messages, results and reports, for people and for programs.
#[cfg(unix)]
#[test]
fn what_steers_a_terminal_is_spelt_out_everywhere() {
    const EVIL: &str = "\u{1b}[2J\u{7}\u{202e}\u{2067}\u{61c}\u{206e}\u{fff9}\u{e0041}\u{9b}1m\u{85}\r\u{0}\u{7f}";
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.bib",
        &format!(
            "@bo{EVIL}ok{{k{EVIL}, fie{EVIL}ld = {{v{EVIL}}}, title = {{T{EVIL}}}, month = m{EVIL}, doi = {{{EVIL}}}}}\n"
        ),
    );
    write("a.ris", &format!("TY  - JO{EVIL}UR\r\nTI  - T{EVIL}\r\nXX  - {EVIL}\r\nER  - \r\nstray {EVIL}\r\n"));
    write("a.csv", &format!("key,title,h{EVIL}\nk{EVIL},T{EVIL},v{EVIL},too,many{EVIL}\n"));
    write(
        "a.atom",
        &format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>{EVIL}</id><title>T{EVIL}&x{EVIL};</title></entry></feed>"
        ),
    );
    let json = serde_json::Value::from(EVIL).to_string();
    write(
        "a.jsonl",
        &format!(
            "{{\"key\":{json},\"type\":\"book\",\"fields\":{{\"title\":{json},\"license\":{json}}},\"extras\":[{{\"format\":\"ris\",\"name\":{json},\"value\":{json}}}]}}\n"
        ),
    );
    write("b.jsonl", &format!("{{\"key\":{json},\"type\":\"book\",\"fields\":{{\"title\":\"U\"}}}}\n"));
    write("a.json", &format!("[{{\"id\":{json},\"type\":{json},{json}:{json},\"title\":{json}}},{{{json}]"));
    let steers = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202e}' | '\u{2067}' | '\u{61c}' | '\u{206e}' | '\u{fff9}' | '\u{e0041}')
    };
    for name in ["a.bib", "a.ris", "a.csv", "a.atom", "a.jsonl", "a.json"] {
        let from = match name {
            "a.jsonl" => "native",
            "a.json" => "csl-json",
            _ => &name[2..],
        };
        let from = if from == "bib" { "bibtex" } else { from };
        for args in [
            &["convert", "-t", "arxiv", "-o", "out", "--report", "report"][..],
            &["convert", "-t", "ris", "-o", "out", "--report", "report", "--messages", "json"],
            &["convert", "-t", "bibtex", "-o", "out", "--report", "report", "--messages", "short", "--strict"],
            &["check", "--via", "csl-json"],
            &["check", "--via", "ris", "--format", "json"],
            &["diff", "b.jsonl", "--from-b", from, "-f", "native"],
            &["diff", "b.jsonl", "--from-b", from, "-f", "native", "--format", "json"],
        ] {
            let mut all = args.to_vec();
            all.push(name);
            if args[0] != "diff" {
                all.extend(["-f", from]);
            }
            let output = run(folder.path(), &all);
            assert!(output.status.code().is_some_and(|code| code < 5), "{all:?}: {output:?}");
            let report = fs::read(folder.path().join("report")).unwrap_or_default();
            for (what, bytes) in [("stderr", &output.stderr), ("stdout", &output.stdout), ("report", &report)] {
                let text = String::from_utf8(bytes.clone()).unwrap();
                let found = text.lines().find(|line| line.chars().any(steers));
                assert_eq!(found, None, "{all:?}, {what}");
            }
        }
    }
}

/// The line ends of a format are its own, whatever the system and the input have.
#[test]
fn line_ends_are_those_of_the_format() {
    let folder = tempfile::tempdir().unwrap();
    let record = "{\"key\":\"a\",\"type\":\"book\",\"fields\":{\"title\":\"T\"}}";
    for end in ["\n", "\r\n"] {
        fs::write(folder.path().join("a.jsonl"), format!("{record}{end}{record}{end}")).unwrap();
        for format in Registry::builtin().formats().iter().filter(|format| format.create.is_some()) {
            let text = stdout_in(folder.path(), &["convert", "a.jsonl", "-t", format.name]);
            let (lines, returns) = (text.matches('\n').count(), text.matches("\r\n").count());
            let crlf = matches!(format.name.split(':').next(), Some("ris" | "csv"));
            assert_eq!(returns, if crlf { lines } else { 0 }, "{}", format.name);
        }
    }
}

fn stdout_in(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// On a terminal, which `script` plays, a run of more than a second shows how far
/// it is, and takes that away before the messages.
#[cfg(target_os = "linux")]
#[test]
fn a_long_run_shows_how_far_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let has = |name: &str| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    if !has("script") {
        eprintln!("SKIPPED: there is no script(1) to play a terminal");
        return;
    }
    fs::write(
        folder.path().join("a.ris"),
        "TY  - BOOK\nTI  - T\nER  - \n".repeat(9000) + "TY  - BOOK\nN1  - x\nER  - \n",
    )
    .unwrap();
    let shown = |more: &str| {
        let wait = "(cat a.ris; sleep 2.5; cat a.ris)";
        let line = format!("{wait} | '{PROGRAM}' convert -f ris -o a.csv {more}");
        let mut command = Command::new("script");
        command.args(["-qec", &line, "/dev/null"]).current_dir(folder.path()).env("TERM", "xterm").stdin(Stdio::null());
        String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned()
    };
    let text = shown("");
    assert!(text.contains(" MB/s"), "{text:?}");
    for more in ["--quiet", "--no-progress", "--messages json"] {
        assert!(!shown(more).contains(" MB/s"), "{more}");
    }
    // Not to a file.
    let wait = format!("(cat a.ris; sleep 1.5) | '{PROGRAM}' convert -f ris -o a.csv");
    let output = Command::new("sh").args(["-c", &wait]).current_dir(folder.path()).output().unwrap();
    assert!(!String::from_utf8_lossy(&output.stderr).contains("MB/s"));
}
