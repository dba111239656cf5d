//! `--depfile`: a rule for Make that says what an output was made from.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::args::Output as Args;
use crate::exit::Failure;
use crate::output::{Mode, Output, Target, sync_folder};
use crate::plan::Plan;
use crate::source::Source;

/// The file, and the target of its rule if there is one only.
pub struct Depfile {
    file: Target,
    target: PathBuf,
}

/// What one output was made from, as Make understands it.
pub struct Rule {
    target: Vec<u8>,
    /// As sources, and as targets.
    sources: Vec<[Vec<u8>; 2]>,
}

impl Depfile {
    /// As the command line says.
    pub fn new(path: &Path, args: &Args) -> Result<Depfile, Failure> {
        let file = Target::new(path)?;
        if file == Target::Stdout {
            return Err(Failure::usage("standard output is for data; give --depfile a file"));
        }
        let output = args.output.as_ref().filter(|path| *path != Path::new("-"));
        let target = match (&args.depfile_target, output, &args.out_dir) {
            (Some(_), _, Some(_)) => {
                let help = "with --out-dir, --depfile has a rule for each output";
                return Err(Failure::usage("--depfile-target is for one output").help(help));
            }
            (Some(target), ..) | (None, Some(target), _) => target.clone(),
            (None, None, Some(_)) => PathBuf::new(),
            (None, None, None) => {
                let help = "name one with --depfile-target";
                return Err(Failure::usage("--depfile has no target, for the output is standard output").help(help));
            }
        };
        Ok(Depfile { file, target })
    }

    /// Where it is written.
    pub fn file(&self) -> &Target {
        &self.file
    }

    /// The target of the rule, if there is one only.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Writes rules. Behind them stands each source as a target of its own, so
    /// that Make does not stop at one that was renamed or removed.
    pub fn write(&self, rules: &[Rule]) -> Result<(), Failure> {
        let mut text = Vec::new();
        let mut all: Vec<&[u8]> = Vec::new();
        for rule in rules {
            text.extend_from_slice(&rule.target);
            text.push(b':');
            for [source, _] in &rule.sources {
                text.extend_from_slice(b" \\\n  ");
                text.extend_from_slice(source);
            }
            text.push(b'\n');
            all.extend(rule.sources.iter().map(|[_, target]| target.as_slice()));
        }
        all.sort_unstable();
        all.dedup();
        for source in all {
            text.push(b'\n');
            text.extend_from_slice(source);
            text.extend_from_slice(b":\n");
        }
        let name = self.file.name();
        let mut output = Output::open(&self.file, false, Mode::Write)?;
        let done = output.write_all(&text).and_then(|()| output.commit(None));
        done.map_err(|error| Failure::file("write", &name, &error))?;
        sync_folder(&self.file);
        Ok(())
    }
}

impl Rule {
    /// For a target made by this plan. Standard input and devices are no files,
    /// and an output is not made from itself.
    pub fn new(target: &Path, plan: &Plan<'_>) -> Result<Rule, Failure> {
        let files = [&plan.inputs, &plan.macros, &plan.with].into_iter().flatten().filter_map(Source::path);
        let is_device = |path: &Path| path.starts_with("/dev") || path.starts_with("/proc");
        let mut sources: Vec<[Vec<u8>; 2]> = Vec::new();
        for path in files.filter(|path| !is_device(path) && *path != target) {
            let source = [escaped(path, false)?, escaped(path, true)?];
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        Ok(Rule { target: escaped(target, true)?, sources })
    }
}

/// Characters that no escape keeps from meaning something in a rule.
const UNWRITABLE: &[u8] = b"\n\r\t;=|";

/// A name as GNU make reads it in a rule, as a target or as one of its sources.
///
/// A backslash makes blanks, `#`, `:`, the characters of patterns, and in targets
/// `%`, stand for themselves, and so does another one for backslashes before
/// them; others stand for themselves anyway. The dollar is doubled. See GNU make's
/// manual, sections 3.1.1, 4.4.1, 4.12.1 and 6.1; what it leaves open was tried.
fn escaped(path: &Path, is_target: bool) -> Result<Vec<u8>, Failure> {
    let bytes = path.as_os_str().as_encoded_bytes();
    if bytes.iter().any(|byte| UNWRITABLE.contains(byte)) || matches!(bytes.last(), Some(b' ' | b'\\' | b'&')) {
        let message = format!("the name `{}` cannot be written in a rule for Make", path.display());
        return Err(Failure::usage(message).help("rename the file, or leave out --depfile"));
    }
    let mut out = Vec::with_capacity(bytes.len() + 8);
    let mut backslashes = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            // The colon behind a drive is none of a rule.
            b':' if cfg!(windows) && at == 1 => {}
            b' ' | b'#' | b':' | b'*' | b'?' | b'[' => out.extend(std::iter::repeat_n(b'\\', backslashes + 1)),
            b'%' if is_target => out.extend(std::iter::repeat_n(b'\\', backslashes + 1)),
            b'$' => out.push(b'$'),
            _ => {}
        }
        backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
        out.push(byte);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_escaped_as_make_reads_them() {
        let of = |name: &str, is_target| String::from_utf8(escaped(Path::new(name), is_target).unwrap()).unwrap();
        for (name, source, target) in [
            ("refs.bib", "refs.bib", "refs.bib"),
            ("a b#c", "a\\ b\\#c", "a\\ b\\#c"),
            ("100%$", "100%$$", "100\\%$$"),
            ("a\\b", "a\\b", "a\\b"),
            ("a\\ b", "a\\\\\\ b", "a\\\\\\ b"),
            ("arXiv:2001.1", "arXiv\\:2001.1", "arXiv\\:2001.1"),
        ] {
            assert_eq!((of(name, false), of(name, true)), (source.to_owned(), target.to_owned()));
        }
        assert!(["a\nb", "a=b", "a;b", "a "].iter().all(|name| escaped(Path::new(name), false).is_err()));
    }
}
