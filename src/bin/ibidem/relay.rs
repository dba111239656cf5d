//! What is said in runs side by side, told in the order of their inputs.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use ibidem::report::{Code, Diagnostic, Loss, Sink, Subject};
use rustc_hash::FxHashSet;

use crate::conditions::Counts;
use crate::ledger::Teller;

/// Reports of a run that wait for their turn; if there are more, the run waits.
const WAITING: usize = 256;

/// So many runs may be done before those in front of them.
const AHEAD: usize = 256;

/// Something said in a run.
pub enum Event {
    Input(String),
    Diagnostic(Diagnostic),
    Loss(Loss),
}

/// Hands what is said to the thread that tells it.
pub struct Relay {
    to: SyncSender<Event>,
    counts: Counts,
    /// Losses of which there was one.
    seen: FxHashSet<(Subject, &'static str)>,
    wants_all: bool,
}

impl Relay {
    fn send(&self, event: Event) {
        // If nobody takes it any more, nobody wants it.
        let _ = self.to.send(event);
    }
}

impl Teller for Relay {
    fn input(&mut self, name: &str) {
        self.send(Event::Input(name.to_owned()));
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}

impl Sink for Relay {
    fn diagnostic(&mut self, diagnostic: Diagnostic) {
        self.counts.diagnostic(&diagnostic);
        self.send(Event::Diagnostic(diagnostic));
    }

    fn loss(&mut self, loss: Loss) {
        if self.counts.loss(&loss) && !self.wants_all {
            self.seen.insert((loss.subject.clone(), loss.code.id));
        }
        self.send(Event::Loss(loss));
    }

    fn wants_value(&self, code: &'static Code, subject: &Subject) -> bool {
        self.wants_all || !self.seen.contains(&(subject.clone(), code.id))
    }

    fn wants_all_values(&self) -> bool {
        self.wants_all
    }
}

/// Gives out runs in order and keeps what they say until it is told. `T` is what
/// becomes of a run.
pub struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    total: usize,
    wants_all: bool,
}

struct State<T> {
    /// The next run that is given out.
    next: usize,
    /// Runs that were given out and not told.
    begun: VecDeque<(Receiver<Event>, Option<T>)>,
}

impl<T> Queue<T> {
    /// For so many runs; `wants_all` if every value that is lost is wanted.
    pub fn new(total: usize, wants_all: bool) -> Queue<T> {
        let state = Mutex::new(State { next: 0, begun: VecDeque::new() });
        Queue { state, changed: Condvar::new(), total, wants_all }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next run, and what takes what is said in it.
    pub fn take(&self) -> Option<(usize, Relay)> {
        let mut state = self.lock();
        while state.begun.len() >= AHEAD {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let number = state.next;
        if number == self.total {
            return None;
        }
        let (to, from) = sync_channel(WAITING);
        state.next += 1;
        state.begun.push_back((from, None));
        drop(state);
        self.changed.notify_all();
        let relay = Relay { to, counts: Counts::default(), seen: FxHashSet::default(), wants_all: self.wants_all };
        Some((number, relay))
    }

    /// Keeps what became of a run.
    pub fn end(&self, number: usize, relay: Relay, outcome: T) {
        let mut state = self.lock();
        let told = state.next - state.begun.len();
        state.begun[number - told].1 = Some(outcome);
        drop(state);
        drop(relay);
        self.changed.notify_all();
    }

    /// Tells all runs in order: what is said in them, and what became of them.
    pub fn tell(&self, mut event: impl FnMut(Event), mut outcome: impl FnMut(usize, T)) {
        for number in 0..self.total {
            let mut state = self.lock();
            let waiting = |state: &mut State<T>| state.begun.is_empty();
            state = self.changed.wait_while(state, waiting).unwrap_or_else(PoisonError::into_inner);
            // The place stays, so that the outcome finds it.
            let (_, closed) = sync_channel(0);
            let from = std::mem::replace(&mut state.begun[0].0, closed);
            drop(state);
            from.iter().for_each(&mut event);
            let state = self.lock();
            let waiting = |state: &mut State<T>| state.begun[0].1.is_none();
            let mut state = self.changed.wait_while(state, waiting).unwrap_or_else(PoisonError::into_inner);
            let done = state.begun.pop_front().and_then(|(_, done)| done);
            drop(state);
            self.changed.notify_all();
            if let Some(done) = done {
                outcome(number, done);
            }
        }
    }
}
