//! Runs `tests/commands/*.md`.
//!
//! Each `##` section is one run of the program in a folder of its own. Fenced
//! blocks say what goes in and what must come out:
//!
//! - `console`: the command, after `$ `, with the escapes below; `NAME=value` before it sets the environment;
//! - `text stdin`, `text file NAME`: what it finds;
//! - `text stdout`, `text stderr`, `text exit`, `text after NAME`: what it must say and leave.
//!
//! A missing `stdout` or `stderr` means that there must be none, a missing
//! `exit` means 0. Files that are neither given nor expected must not be there.
//! With the word `escaped` a block is one text without line ends of its own, in
//! which `\n`, `\r`, `\t`, `\\`, `\xHH` and `\u{H}` stand for bytes.
//!
//! `BLESS=1` rewrites what must come out; read the difference before keeping it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[test]
fn commands() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands");
    let mut pages: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    assert!(!pages.is_empty());
    let bless = std::env::var_os("BLESS").is_some();
    let mut faults = String::new();
    for path in pages {
        let page = std::fs::read_to_string(&path).unwrap();
        let mut blessed = String::new();
        for section in sections(&page) {
            let scene = Scene::parse(section);
            if scene.command.is_empty() {
                blessed.push_str(section);
                continue;
            }
            let came = scene.run();
            let (now, due) = (scene.page(&came), scene.page(&scene.outcome));
            if now != due {
                let name = path.file_name().unwrap().to_string_lossy();
                let _ = write!(faults, "\n==== {name}: {}\n---- expected\n{due}---- came\n{now}", scene.title());
            }
            blessed.push_str(&now);
        }
        if bless && blessed != page {
            std::fs::write(&path, blessed).unwrap();
        }
    }
    assert!(bless || faults.is_empty(), "{faults}\n(BLESS=1 rewrites)");
}

/// The page cut before each line that begins with `## `.
fn sections(page: &str) -> Vec<&str> {
    let mut starts = vec![0];
    starts.extend(page.match_indices("\n## ").map(|(at, _)| at + 1));
    starts.push(page.len());
    starts.windows(2).map(|pair| &page[pair[0]..pair[1]]).collect()
}

#[derive(Default, Clone)]
struct Outcome {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
    exit: i32,
    after: BTreeMap<String, Vec<u8>>,
}

#[derive(Default)]
struct Scene {
    /// Everything up to the first block of the outcome.
    given: String,
    command: Vec<String>,
    environment: Vec<(String, String)>,
    stdin: Vec<u8>,
    files: BTreeMap<String, Vec<u8>>,
    outcome: Outcome,
}

impl Scene {
    fn parse(section: &str) -> Scene {
        let mut scene = Scene::default();
        let mut given = true;
        let mut lines = section.lines();
        while let Some(line) = lines.next() {
            let Some(info) = line.strip_prefix("```") else {
                if given {
                    let _ = writeln!(scene.given, "{line}");
                }
                continue;
            };
            let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let mut words: Vec<&str> = info.split_whitespace().collect();
            let escaped = words.last() == Some(&"escaped");
            if escaped {
                words.pop();
            }
            let text: String = body.iter().map(|line| format!("{line}\n")).collect();
            let bytes = if escaped { unescape(&body.concat()) } else { text.clone().into_bytes() };
            match words.as_slice() {
                ["console"] => scene.set_command(&body),
                ["text", "stdin"] => scene.stdin = bytes,
                ["text", "file", name] => drop(scene.files.insert((*name).to_owned(), bytes)),
                ["text", "stdout"] => (scene.outcome.stdout, given) = (bytes, false),
                ["text", "stderr"] => (scene.outcome.stderr, given) = (bytes, false),
                ["text", "exit"] => (scene.outcome.exit, given) = (text.trim().parse().unwrap(), false),
                ["text", "after", name] => {
                    scene.outcome.after.insert((*name).to_owned(), bytes);
                    given = false;
                }
                other => panic!("no such block: {other:?}"),
            }
            if given {
                let _ = writeln!(scene.given, "```{info}\n{text}```");
            }
        }
        scene.given = format!("{}\n", scene.given.trim_end());
        scene
    }

    fn set_command(&mut self, body: &[&str]) {
        let line = body.concat();
        let words = split(line.strip_prefix("$ ").expect("a command begins with `$ `"));
        let plain = |word: &String| String::from_utf8(unescape(word)).unwrap();
        let words: Vec<String> = words.iter().map(plain).collect();
        let at = words.iter().position(|word| word == "ibidem").expect("the command is `ibidem`");
        let pair = |word: &String| word.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        self.environment = words[..at].iter().map(pair).collect();
        self.command = words[at..].to_vec();
    }

    fn title(&self) -> &str {
        self.given.lines().next().unwrap_or_default()
    }

    fn run(&self) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &self.files {
            if let Some(sub) = name.strip_suffix('/') {
                std::fs::create_dir(folder.path().join(sub)).unwrap();
            } else {
                std::fs::write(folder.path().join(name), bytes).unwrap();
            }
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_ibidem"))
            .args(&self.command[1..])
            .current_dir(folder.path())
            .env_remove("NO_COLOR")
            .env("COLUMNS", "100")
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The program may end without reading.
        let _ = child.stdin.take().unwrap().write_all(&self.stdin);
        let output = child.wait_with_output().unwrap();
        let mut after = BTreeMap::new();
        for entry in std::fs::read_dir(folder.path()).unwrap().map(Result::unwrap) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                assert!(self.files.contains_key(&format!("{name}/")), "a folder `{name}` appeared");
                continue;
            }
            let bytes = std::fs::read(entry.path()).unwrap();
            if self.files.get(&name) != Some(&bytes) {
                after.insert(name, bytes);
            }
        }
        for name in self.files.keys() {
            assert!(folder.path().join(name).exists(), "`{name}` is gone");
        }
        Outcome { stdout: output.stdout, stderr: output.stderr, exit: output.status.code().unwrap_or(-1), after }
    }

    /// The section with this outcome.
    fn page(&self, outcome: &Outcome) -> String {
        let mut page = self.given.clone();
        let mut block = |name: &str, bytes: &[u8]| match std::str::from_utf8(bytes) {
            Ok(text) if text.ends_with('\n') && !text.chars().any(|c| c.is_control() && c != '\n') => {
                let _ = write!(page, "\n```text {name}\n{text}```\n");
            }
            _ => {
                let _ = write!(page, "\n```text {name} escaped\n{}\n```\n", escape(bytes));
            }
        };
        for (name, bytes) in [("stdout", &outcome.stdout), ("stderr", &outcome.stderr)] {
            if !bytes.is_empty() {
                block(name, bytes);
            }
        }
        for (name, bytes) in &outcome.after {
            block(&format!("after {name}"), bytes);
        }
        if outcome.exit != 0 {
            block("exit", format!("{}\n", outcome.exit).as_bytes());
        }
        page.push('\n');
        page
    }
}

/// Words of a command line, with double quotes around those that hold blanks.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => (quoted, any) = (!quoted, true),
            ' ' if !quoted => {
                if any {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            c => {
                word.push(c);
                any = true;
            }
        }
    }
    if any {
        words.push(word);
    }
    words
}

fn unescape(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        match chars.next() {
            Some('n') => out.push(b'\n'),
            Some('r') => out.push(b'\r'),
            Some('t') => out.push(b'\t'),
            Some('x') => {
                let digits: String = chars.by_ref().take(2).collect();
                out.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            Some('u') => {
                let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let c = char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap();
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            Some('\\') => out.push(b'\\'),
            other => panic!("no such escape: {other:?}"),
        }
    }
    out
}

fn escape(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\\' => out.push_str("\\\\"),
                c if c.is_control() => drop(write!(out, "\\x{:02x}", u32::from(c))),
                c => out.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}
