//! Temporary files of a run that is told to end: they are removed before it does.
//!
//! A kill that no program hears of leaves them; they are called `.ibidem-*` and
//! nothing ever reads them.

use std::io;
use std::path::PathBuf;
#[cfg(unix)]
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, Once, PoisonError};

use tempfile::NamedTempFile;

static OPEN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static WATCH: Once = Once::new();

/// A temporary file on the list; it is taken off when this is dropped.
pub struct Listed(PathBuf);

/// Makes a temporary file and lists it, as one step for a signal that comes in
/// between. From the first one on signals are listened for.
pub fn listed(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<(NamedTempFile, Listed)> {
    WATCH.call_once(watch);
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    let file = make()?;
    open.push(file.path().to_owned());
    let listed = Listed(file.path().to_owned());
    Ok((file, listed))
}

impl Drop for Listed {
    fn drop(&mut self) {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
    }
}

/// A file that grows beyond the limit of the shell is an error of writing like
/// any other, be it an output, a temporary file or what standard output is.
pub fn outlive_full_files() {
    #[cfg(unix)]
    {
        static TOO_LARGE: AtomicBool = AtomicBool::new(false);
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, &TOO_LARGE);
    }
}

/// Listens on a thread of its own, where everything may be called. Without one
/// the files stay, which does no harm.
#[cfg(unix)]
fn watch() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    let ignored = ignored();
    let heard = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| !ignored(*signal));
    let Ok(mut signals) = Signals::new(heard.collect::<Vec<_>>()) else { return };
    let listen = move || {
        if let Some(signal) = signals.forever().next() {
            let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
            for path in open.iter() {
                let _ = std::fs::remove_file(path);
            }
            // Ends as every program does that does not listen, so that Make and
            // shells see what ended it.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    };
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(listen);
}

#[cfg(not(unix))]
fn watch() {}

/// Which signals whoever started the program wants ignored: `nohup` does, and a
/// shell for what runs in the background. Where the system does not say, all but
/// the one of `nohup` are taken for wanted.
#[cfg(unix)]
fn ignored() -> impl Fn(i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok());
    move |signal| match mask {
        Some(mask) => mask >> (signal - 1) & 1 == 1,
        None => signal == signal_hook::consts::SIGHUP,
    }
}
