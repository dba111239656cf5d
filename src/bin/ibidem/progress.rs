//! How far a long run has come, on a terminal and after a second.

use std::io::{self, IsTerminal, Read, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::{Messages, Style};
use crate::source::Source;

/// Nothing is shown of a run that ends before.
const PATIENCE: Duration = Duration::from_secs(1);

/// The bar is drawn anew this often.
const TICK: Duration = Duration::from_millis(150);

/// What was read and converted up to now.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes read of the inputs in this pass.
    bytes: Arc<AtomicU64>,
    records: Arc<AtomicU64>,
    /// Bytes of all inputs, 0 if that is not known.
    total: u64,
    /// Whether several runs are counted, so that none begins anew.
    several: bool,
}

impl Meter {
    /// Begins a pass over the inputs.
    pub fn begin(&self) {
        if !self.several {
            self.bytes.store(0, Ordering::Relaxed);
        }
    }

    /// Counts what is read of an input before its turn.
    pub fn preview(&self, reader: Box<dyn Read + Send>) -> Counted {
        let bytes = if self.several { Arc::default() } else { Arc::clone(&self.bytes) };
        Counted { reader, bytes }
    }

    /// Counts what is read.
    pub fn count(&self, reader: Box<dyn Read + Send>) -> Counted {
        Counted { reader, bytes: Arc::clone(&self.bytes) }
    }

    /// What counts records.
    pub fn records(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.records)
    }
}

/// A reader whose bytes are counted.
pub struct Counted {
    reader: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Standard error, on which a bar may stand below everything else.
#[derive(Debug, Default)]
pub struct Screen {
    bar: Mutex<Option<ProgressBar>>,
}

impl Screen {
    /// Writes text; a bar is taken away before and comes back behind it.
    pub fn say(&self, text: &str) {
        // Where nobody listens there is nobody to tell.
        let write = || drop(io::stderr().write_all(text.as_bytes()));
        match &*self.bar.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(bar) if !text.is_empty() => bar.suspend(write),
            _ => write(),
        }
    }
}

/// What a bar is shown of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// One run that writes a file.
    Single,
    /// One run that writes to standard output.
    BesideData,
    /// Several runs side by side, or one after the other.
    Several,
}

/// A bar that is shown in due time, and taken away when this is dropped.
pub struct Progress {
    ended: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
    pub meter: Arc<Meter>,
}

impl Progress {
    /// For a run over these inputs, if there is somebody to look at it. Data that
    /// goes to the same terminal is not mixed with it.
    pub fn start(messages: &Messages, inputs: &[Source], screen: &Arc<Screen>, how: Shown) -> Option<Progress> {
        let unwanted = messages.quiet || messages.no_progress || messages.messages == Style::Json;
        if unwanted || !io::stderr().is_terminal() || (how == Shown::BesideData && io::stdout().is_terminal()) {
            return None;
        }
        if inputs.contains(&Source::Stdin) && io::stdin().is_terminal() {
            return None; // somebody types
        }
        let total = inputs.iter().map(Source::size).sum::<Option<u64>>().unwrap_or(0);
        let meter = Arc::new(Meter { total, several: how == Shown::Several, ..Meter::default() });
        let ended = Arc::new((Mutex::new(false), Condvar::new()));
        let (seen, screen, end) = (Arc::clone(&meter), Arc::clone(screen), Arc::clone(&ended));
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(move || watch(&seen, &screen, &end));
        Some(Progress { ended, thread: thread.ok(), meter })
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        *self.ended.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.ended.1.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn watch(meter: &Meter, screen: &Screen, (ended, changed): &(Mutex<bool>, Condvar)) {
    let begun = Instant::now();
    let mut wait = PATIENCE;
    let mut guard = ended.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        guard = changed.wait_timeout_while(guard, wait, |ended| !*ended).unwrap_or_else(PoisonError::into_inner).0;
        let mut bar = screen.bar.lock().unwrap_or_else(PoisonError::into_inner);
        if *guard {
            if let Some(bar) = bar.take() {
                bar.finish_and_clear();
            }
            return;
        }
        let bytes = meter.bytes.load(Ordering::Relaxed);
        let text = line(meter.total, bytes, meter.records.load(Ordering::Relaxed), begun.elapsed());
        let bar = bar.get_or_insert_with(|| bar_for(meter.total));
        bar.set_position(bytes.min(if meter.total > 0 { meter.total } else { u64::MAX }));
        bar.set_message(text);
        wait = TICK;
    }
}

fn bar_for(total: u64) -> ProgressBar {
    let (length, template) = if total > 0 { (Some(total), "[{bar:24}] {percent:>3}%  {msg}") } else { (None, "{msg}") };
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style.progress_chars("=> "));
    bar
}

/// Records, speed and the time that is left.
fn line(total: u64, bytes: u64, records: u64, elapsed: Duration) -> String {
    let speed = bytes as f64 / elapsed.as_secs_f64().max(0.001);
    let mut text = if total > 0 { String::new() } else { format!("{}  ", megabytes(bytes as f64)) };
    if records > 0 {
        text.push_str(&format!("{records} records  "));
    }
    text.push_str(&format!("{}/s", megabytes(speed)));
    if total > bytes && speed > 0.0 {
        let left = ((total - bytes) as f64 / speed).ceil() as u64;
        text.push_str(&match left {
            0..60 => format!("  {left} s left"),
            60..3600 => format!("  {} min {:02} s left", left / 60, left % 60),
            _ => format!("  {} h {:02} min left", left / 3600, left / 60 % 60),
        });
    }
    text
}

fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_known() {
        let line = |total, bytes, records, seconds| line(total, bytes, records, Duration::from_secs(seconds));
        assert_eq!(line(100_000_000, 25_000_000, 1200, 2), "1200 records  12.5 MB/s  6 s left");
        assert_eq!(line(10_000_000_000, 10_000_000, 0, 1), "10.0 MB/s  16 min 39 s left");
        assert_eq!(line(100_000_000_000, 10_000_000, 0, 1), "10.0 MB/s  2 h 46 min left");
        assert_eq!(line(0, 3_000_000, 7, 2), "3.0 MB  7 records  1.5 MB/s");
        assert_eq!(line(5, 5, 1, 2), "1 records  0.0 MB/s");
    }
}
