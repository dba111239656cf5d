//! Input that wants to break its reader: nested beyond all reason, endless,
//! unclosed, multiplying. In every format each ends in a diagnostic with code
//! and place, or in a record that is none the worse; what stands behind it is
//! read; and time and memory stay within limits that the system enforces.
//!
//! The program runs as a child whose address space and processor time are
//! limited. What grows with the square of its input, or with the depth of its
//! nesting on the stack, does not survive that. Sizes are such that the whole
//! table takes seconds; `cargo test --test hostile -- --ignored` sends a
//! gigabyte in one field through every format and looks at resident memory.
#![cfg(unix)]

#[path = "hostile/cases.rs"]
mod cases;

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

use cases::{Case, FIELDS, MIB, TABLE, TOO_LONG};
use ibidem::formats::BUILTIN;

/// Seconds of processor time. Linear work takes well under one.
const SECONDS: u32 = 20;

/// The program, with a limit on its address space in KiB and on its time.
fn program(format: &str, to: &str, limit: u32) -> Child {
    Command::new("sh")
        .args(["-c", &format!("ulimit -v {limit} && ulimit -t {SECONDS} && exec \"$0\" \"$@\"")])
        .arg(env!("CARGO_BIN_EXE_ibidem"))
        .args(["convert", "-f", format, "-t", to, "--jobs", "1", "--messages", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// What is wrong with how a case ended.
fn faults(case: &Case) -> Vec<String> {
    let mut child = program(case.format, "native", case.limit);
    let (mut stdin, mut stderr) = (child.stdin.take().unwrap(), child.stderr.take().unwrap());
    let (mut out, mut err) = (Vec::new(), Vec::new());
    std::thread::scope(|scope| {
        // A child that gave up has closed its input, which its end will tell.
        scope.spawn(move || stdin.write_all(&case.input));
        scope.spawn(|| stderr.read_to_end(&mut err).unwrap());
        child.stdout.take().unwrap().read_to_end(&mut out).unwrap();
    });
    let status = child.wait().unwrap();
    let messages = String::from_utf8(err).unwrap();
    let mut faults = Vec::new();
    if !matches!(status.code(), Some(0 | 3)) {
        let tail = messages.lines().last().unwrap_or_default();
        return vec![format!("{status}: {}", &tail[..tail.len().min(300)])];
    }
    let mut codes = BTreeSet::new();
    let mut errors = false;
    for line in messages.lines() {
        let Ok(said) = serde_json::from_str::<serde_json::Value>(line) else {
            faults.push(format!("no JSON: {}", &line[..line.len().min(200)]));
            continue;
        };
        let Some(code) = said["code"].as_str() else { continue };
        codes.insert(code.to_owned());
        errors |= said["severity"] == "error";
        // What the output lacks has no place in the input.
        if said["file"].is_string() && said["line"].as_u64().is_none_or(|line| line == 0) {
            faults.push(format!("{code} has no line"));
        }
    }
    if (status.code() == Some(3)) != errors {
        faults.push(format!("exit {status} with {codes:?}"));
    }
    for code in case.says.iter().filter(|code| !codes.contains(**code)) {
        faults.push(format!("{code} was not raised, but {codes:?}"));
    }
    let native = String::from_utf8(out).unwrap();
    let survived = native.contains("Survivor");
    if case.survives && !survived {
        faults.push(format!("what stands behind it was not read; {codes:?}"));
    }
    if !survived && codes.is_empty() {
        faults.push("what stands behind it was lost in silence".to_owned());
    }
    faults
}

#[test]
fn every_attack_ends_in_a_diagnostic_within_the_limits() {
    let work = |from: usize| {
        let (mut all, mut attacked) = (Vec::new(), Vec::new());
        for case in TABLE.iter().skip(from).step_by(2).flat_map(|cases| cases()) {
            all.extend(faults(&case).into_iter().map(|fault| format!("{}, {}: {fault}", case.format, case.name)));
            attacked.push(case.format);
        }
        (all, attacked)
    };
    let (mut all, mut attacked) = std::thread::scope(|scope| {
        let other = scope.spawn(|| work(1));
        let (all, attacked) = work(0);
        let (more, others) = other.join().unwrap();
        ([all, more].concat(), [attacked, others].concat())
    });
    for format in
        BUILTIN.iter().filter(|format| format.open.is_some() && format.create.is_some() && format.variant_of.is_none())
    {
        let count = attacked.iter().filter(|name| **name == format.name).count();
        if count < 6 {
            all.push(format!("{} is attacked in {count} ways only", format.name));
        }
        attacked.retain(|name| *name != format.name);
    }
    assert!(all.is_empty(), "{} faults\n{}", all.len(), all.join("\n"));
}

/// Written in RIS, whose writer reads again what a row might take: no time that
/// grows with the square of the lines.
#[test]
fn lines_without_number_are_written_back_in_time() {
    for case in TABLE.iter().flat_map(|cases| cases()).filter(|case| case.format == "ris") {
        let mut child = program("ris", "ris", u32::MAX);
        let mut stdin = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || stdin.write_all(&case.input));
        let out = child.wait_with_output().unwrap();
        assert!(matches!(out.status.code(), Some(0 | 3)), "{}: {}", case.name, out.status);
        let survived = String::from_utf8_lossy(&out.stdout).contains("Survivor");
        assert_eq!(survived, case.survives, "{}", case.name);
        drop(writer.join());
    }
}

/// A field of a gigabyte that never ends, from a pipe, is passed over in memory
/// that does not depend on its length. Takes minutes.
#[test]
#[ignore = "sends a gigabyte through every format"]
#[cfg(target_os = "linux")]
fn a_field_of_a_gigabyte_is_passed_over_in_bounded_memory() {
    const PIECES: usize = 1024;
    const RESIDENT: u64 = 64 << 10;
    let mut all = Vec::new();
    for frame in FIELDS {
        let mut child = program(frame.format, "native", 1 << 20);
        let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let status = format!("/proc/{}/status", child.id());
        let (mut out, mut err, mut peak) = (String::new(), String::new(), 0);
        std::thread::scope(|scope| {
            scope.spawn(|| stdout.read_to_string(&mut out).unwrap());
            scope.spawn(|| stderr.read_to_string(&mut err).unwrap());
            let piece = vec![b'x'; MIB];
            stdin.write_all(frame.before.as_bytes()).unwrap();
            for _ in 0..PIECES {
                stdin.write_all(&piece).unwrap();
            }
            stdin.write_all(frame.behind.as_bytes()).unwrap();
            stdin.flush().unwrap();
            // Still there, waiting for more: its high water mark can be read.
            let status = std::fs::read_to_string(&status).unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
            peak = line.trim().trim_end_matches(" kB").parse::<u64>().unwrap();
            drop(stdin);
        });
        let code = child.wait().unwrap().code();
        println!("{}: {} MiB resident", frame.format, peak >> 10);
        if code != Some(3) || !err.contains(TOO_LONG[0]) || !out.contains("Survivor") || peak > RESIDENT {
            all.push(format!("{}: exit {code:?}, {peak} KiB resident, {} bytes of output", frame.format, out.len()));
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}
