//! Where bytes go: a file appears whole or not at all, a pipe gets data only
//! when nothing can change it any more.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ibidem::convert::Patch;
use tempfile::NamedTempFile;

use crate::exit::{Exit, Failure, reason};
use crate::litter::{Listed, listed};
use crate::same::{Comparison, are_same};

/// Symbolic links followed before it is taken for a loop; what Linux allows.
const MAX_LINKS: usize = 40;

/// Where the output is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A device or pipe, written as it is.
    Device(PathBuf),
    /// A file, replaced as a whole; symbolic links are followed already.
    File(PathBuf),
}

impl Target {
    /// What this path means.
    pub fn new(path: &Path) -> Result<Target, Failure> {
        if path == Path::new("-") || is_stdout(path) {
            return Ok(Target::Stdout);
        }
        let name = path.display().to_string();
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => Err(Failure::io(format!("cannot write `{name}`: is a directory"))),
            Ok(meta) if !meta.is_file() || path.starts_with("/dev") || path.starts_with("/proc") => {
                Ok(Target::Device(path.to_owned()))
            }
            Ok(_) => follow(path).map(Target::File).map_err(|error| Failure::file("write", &name, &error)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                follow(path).map(Target::File).map_err(|error| Failure::file("write", &name, &error))
            }
            Err(error) => Err(Failure::file("write", &name, &error)),
        }
    }

    /// Whether both are one file.
    pub fn is_same_file(&self, other: &Target) -> bool {
        let (Target::File(one), Target::File(other)) = (self, other) else { return false };
        let folder = |path: &Path| path.parent().and_then(|folder| fs::canonicalize(Path::new(".").join(folder)).ok());
        one.file_name() == other.file_name() && folder(one) == folder(other)
    }

    /// What it is called in messages.
    pub fn name(&self) -> String {
        match self {
            Target::Stdout => "<stdout>".to_owned(),
            Target::Device(path) | Target::File(path) => path.display().to_string(),
        }
    }
}

fn is_stdout(path: &Path) -> bool {
    ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

/// The file behind symbolic links, which need not exist.
fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

/// What is done with a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It is written.
    #[default]
    Write,
    /// It is written if it holds other bytes.
    IfChanged,
    /// It is compared, and not written.
    Compare,
}

/// What became of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was written.
    Written,
    /// It holds these bytes already.
    Unchanged,
    /// It holds other bytes, or is not there, and was to be compared only.
    Differs,
}

/// An output being written. Nothing is at its target before [`Output::commit`],
/// unless it is passed through; dropping it leaves nothing behind.
pub enum Output {
    /// Written at once.
    Through(Box<dyn Write>),
    /// Kept in a file without name, then copied.
    Held {
        /// The file.
        file: File,
        /// Where it goes in the end.
        to: Box<dyn Write>,
    },
    /// Kept in the target's folder, then renamed.
    Replacing {
        /// The file.
        file: NamedTempFile,
        /// Its name in the end.
        target: PathBuf,
        /// Whether a target that holds the same bytes stays as it is.
        if_changed: bool,
        /// Removed if a signal ends the run.
        listed: Listed,
    },
    /// Compared with the target, if there is one.
    Compared(Option<Comparison>),
}

impl Output {
    /// Opens a target. If `hold`, nothing may reach it before the end.
    pub fn open(target: &Target, hold: bool, mode: Mode) -> Result<Output, Failure> {
        let fault = |error: io::Error| Failure::file("write", &target.name(), &error);
        let to: Box<dyn Write> = match target {
            Target::File(path) if mode == Mode::Compare => {
                return match File::open(path) {
                    Ok(file) => Ok(Output::Compared(Some(Comparison::new(file)))),
                    Err(error) if error.kind() == ErrorKind::NotFound => Ok(Output::Compared(None)),
                    Err(error) => Err(Failure::file("read", &target.name(), &error)),
                };
            }
            Target::File(path) => return replacing(path, mode == Mode::IfChanged).map_err(fault),
            Target::Device(path) => Box::new(OpenOptions::new().write(true).open(path).map_err(fault)?),
            Target::Stdout => Box::new(io::stdout()),
        };
        if !hold {
            return Ok(Output::Through(to));
        }
        let file = tempfile::tempfile().map_err(temporary).map_err(fault)?;
        Ok(Output::Held { file, to })
    }

    /// Puts what was written in place. A file whose name has to outlast a power
    /// cut needs [`sync_folder`] behind that.
    pub fn commit(self, patch: Option<&Patch>) -> io::Result<Outcome> {
        match self {
            Output::Through(mut to) => to.flush()?,
            Output::Held { mut file, mut to } => {
                apply(&mut file, patch).map_err(temporary)?;
                file.seek(SeekFrom::Start(0)).map_err(temporary)?;
                io::copy(&mut file, &mut to)?;
                to.flush()?;
            }
            Output::Replacing { mut file, target, if_changed, listed } => {
                apply(file.as_file_mut(), patch)?;
                if if_changed && are_same(file.as_file_mut(), &target)? {
                    return Ok(Outcome::Unchanged);
                }
                file.as_file().sync_all()?;
                file.persist(&target).map_err(|fault| fault.error)?;
                drop(listed);
            }
            Output::Compared(None) => return Ok(Outcome::Differs),
            Output::Compared(Some(comparison)) => {
                return Ok(if comparison.agrees(patch)? { Outcome::Unchanged } else { Outcome::Differs });
            }
        }
        Ok(Outcome::Written)
    }
}

/// Has the names in the folder of a file outlast a power cut. Not every system
/// can, and the file itself is whole anyway.
pub fn sync_folder(target: &Target) {
    if let Target::File(path) = target
        && let Ok(folder) = File::open(folder_of(path))
    {
        let _ = folder.sync_all();
    }
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Says that it is not the target that failed.
fn temporary(error: io::Error) -> io::Error {
    let folder = std::env::temp_dir();
    io::Error::new(error.kind(), format!("temporary file in `{}`: {}", folder.display(), reason(&error)))
}

fn apply(file: &mut File, patch: Option<&Patch>) -> io::Result<()> {
    if let Some(patch) = patch {
        file.seek(SeekFrom::Start(patch.offset))?;
        file.write_all(&patch.bytes)?;
    }
    Ok(())
}

/// A file beside the target with the permissions the target has, or would have
/// had if it had simply been created.
fn replacing(target: &Path, if_changed: bool) -> io::Result<Output> {
    let existing = match OpenOptions::new().write(true).open(target) {
        Ok(file) => Some(file.metadata()?),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        // A file that must not be written is not replaced either.
        Err(error) => return Err(error),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".ibidem-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Nobody may open it before it has the permissions of what it replaces.
        let mode = if existing.is_some() { 0o600 } else { 0o666 };
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    let (file, listed) = listed(|| builder.tempfile_in(folder_of(target)))?;
    if let Some(existing) = existing {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let own = file.as_file().metadata()?;
            if (own.uid(), own.gid()) != (existing.uid(), existing.gid()) {
                // Only some users may give files away; the content matters more.
                let _ = std::os::unix::fs::fchown(file.as_file(), Some(existing.uid()), Some(existing.gid()));
            }
        }
        file.as_file().set_permissions(existing.permissions())?;
    }
    Ok(Output::Replacing { file, target: target.to_owned(), if_changed, listed })
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Through(to) => to.write(bytes),
            Output::Held { file, .. } => file.write(bytes).map_err(temporary),
            Output::Replacing { file, .. } => file.write(bytes),
            Output::Compared(None) => Ok(bytes.len()),
            Output::Compared(Some(comparison)) => comparison.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Through(to) => to.flush(),
            _ => Ok(()),
        }
    }
}

/// Prints a page to standard output; a reader that has gone away is no failure.
pub fn print(text: &str) -> Result<Exit, Failure> {
    let mut stdout = io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::file("write", "<stdout>", &error)),
        _ => Ok(Exit::Done),
    }
}
