//! Where a record of another dialect begins, as its first lines show.

use super::cut::Phase;
use super::{list, mail, page, rss};

/// A kind of listing text; the kind of a frame is its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Dialect {
    /// Search results.
    Search,
    /// Daily mails and listing files.
    Mail,
    /// List pages: new, recent, month.
    List,
    /// Abstract pages.
    Page,
    /// Items of the news feed.
    Rss,
}

impl Dialect {
    /// The dialect of a frame.
    pub fn of(kind: u8) -> Dialect {
        [Dialect::Search, Dialect::Mail, Dialect::List, Dialect::Page, Dialect::Rss]
            .into_iter()
            .find(|dialect| *dialect as u8 == kind)
            .unwrap_or(Dialect::Search)
    }
}

/// How many lines may stand between the first line that could begin a record
/// and the line that proves it.
const NEAR: usize = 4;

/// As many lines may stand above `[Submitted on` on an abstract page.
const ABOVE: usize = 6;

/// Sees where records of all dialects but search results begin.
#[derive(Default)]
pub(super) struct Begins {
    /// The line above, if it is a mark of a mail.
    mark: Option<usize>,
    /// A line `[12]`, and how many lines ago.
    number: Option<(usize, usize)>,
    /// The first line of what may be the top of an abstract page.
    top: Option<(usize, usize)>,
    /// The line above, if it may be the title of an item of a feed: nothing
    /// stands between it and a blank line.
    title: Option<usize>,
    /// Whether the line above is not blank.
    follows: bool,
}

impl Begins {
    /// Takes a line without blanks around it that begins at `at`; the dialect
    /// that begins with it, and where.
    pub fn line(&mut self, at: usize, line: &[u8]) -> Option<(Dialect, usize)> {
        let title = self.title.take();
        if line.is_empty() {
            self.follows = false;
            return None;
        }
        let follows = std::mem::replace(&mut self.follows, true);
        let mark = self.mark.take();
        if let Some((at, lines)) = self.number {
            self.number = (lines + 1 < NEAR).then_some((at, lines + 1));
        }
        if let Some((at, lines)) = self.top {
            self.top = (lines < ABOVE).then_some((at, lines + 1));
        }
        let found = match line[0] {
            b'\\' => {
                self.mark = (line == b"\\\\").then_some(at);
                None
            }
            b'a' | b'P' => {
                if let Some(mark) = mark.filter(|_| mail::begins(line)) {
                    Some((Dialect::Mail, mark))
                } else if rss::announces(line) {
                    Some((Dialect::Rss, title.unwrap_or(at)))
                } else if list::is_paper(line) {
                    self.number.take().map(|(number, _)| (Dialect::List, number))
                } else {
                    None
                }
            }
            b'[' if line.starts_with(b"[Submitted on ") => {
                Some((Dialect::Page, self.top.take().map_or(at, |(top, _)| top)))
            }
            b'[' => match list::number(line) {
                Some(rest) if list::is_paper(rest) => Some((Dialect::List, at)),
                Some(b"") => {
                    self.number = Some((at, 0));
                    None
                }
                _ => None,
            },
            _ => None,
        };
        let found = found.or_else(|| rss::names_paper(line).then_some((Dialect::Rss, at)));
        if found.is_some() {
            *self = Begins { follows: true, ..Begins::default() };
            return found;
        }
        if self.top.is_none() && page::is_top(line) {
            self.top = Some((at, 0));
        }
        if !follows {
            self.title = Some(at);
        }
        None
    }
}

impl Begins {
    /// The first line that may belong to a record that begins later.
    pub fn first(&self) -> Option<usize> {
        let number = self.number.map(|(at, _)| at);
        let top = self.top.map(|(at, _)| at);
        [self.mark, number, top, self.title].into_iter().flatten().min()
    }

    /// So many bytes were taken off at the beginning.
    pub fn shift(&mut self, by: usize) {
        let places = [self.number.as_mut(), self.top.as_mut()].into_iter().flatten().map(|(at, _)| at);
        for at in places.chain(&mut self.mark).chain(&mut self.title) {
            *at -= by.min(*at);
        }
    }
}

/// Whether a record of that dialect may begin in this part of a search result.
/// Where text is quoted at will only a sure beginning counts.
pub(super) fn yields(phase: Phase, dialect: Dialect) -> bool {
    match phase {
        Phase::Authors | Phase::Abstract | Phase::Full => matches!(dialect, Dialect::Mail | Dialect::Page),
        _ => true,
    }
}

/// Whether a line of a text in this part of a search result would begin another
/// record.
pub(super) fn breaks(phase: Phase, text: &str) -> bool {
    let mut begins = Begins::default();
    let mut found = text.split('\n').filter_map(|line| begins.line(0, line.as_bytes()));
    found.any(|(dialect, _)| yields(phase, dialect))
}

/// Whether a line may begin a record together with the one below it.
pub(super) fn may_begin(line: &str) -> bool {
    let mut begins = Begins::default();
    begins.line(0, line.as_bytes()).is_some() || begins.mark.is_some() || begins.number.is_some()
}
