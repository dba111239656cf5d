//! What stands beside the elements of a feed: comments, sections, processing
//! instructions, a document type. Where such a thing ends, or that it does not.

use memchr::{memchr, memmem};

use super::cut::is_root;
use super::read::Dialect;
use crate::report::Error;
use crate::source::Input;

/// What stands before the entries of a feed, and a tag, at most.
pub(crate) const MAX_HEAD: usize = 64 * 1024;

/// What a search came to.
pub(super) enum Found {
    /// At this byte of the window.
    At(usize),
    /// Not before the end of the input, or the limit.
    Nothing,
}

/// What begins with `<!` or `<?`.
pub(super) enum Aside {
    /// It ends before this byte of the window.
    Closed(usize),
    /// It is a comment, section or instruction that nothing closes. Its mark has
    /// so many bytes, and the next entry begins at this byte of the window, if
    /// one was seen.
    Open { mark: usize, entry: Option<usize> },
    /// Nothing of the kind.
    Other,
}

/// What opens something that holds no elements, and what closes it.
const MARKS: [(&[u8], &[u8]); 3] = [(b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>")];

/// Bytes of the longest mark.
pub(super) const MARK: usize = 9;

/// Bytes of the longest name of a tag that matters, with a prefix.
const NAME: usize = 64;

/// Finds `needle` from `from` on, no further than the limit of a frame.
pub(super) fn find(input: &mut Input<'_>, mut from: usize, needle: &[u8]) -> Result<Found, Error> {
    let start = from;
    // A search is set up only for what is not at hand.
    let at_once = match needle {
        [byte] => input.window().get(from..).and_then(|rest| memchr(*byte, rest)),
        _ => None,
    };
    if let Some(at) = at_once {
        return Ok(Found::At(from + at));
    }
    let finder = memmem::Finder::new(needle);
    loop {
        let window = input.window();
        if let Some(at) = window.get(from..).and_then(|rest| finder.find(rest)) {
            return Ok(Found::At(from + at));
        }
        from = from.max((window.len() + 1).saturating_sub(needle.len()));
        if from - start > input.max_record() || !input.fill()? {
            return Ok(Found::Nothing);
        }
    }
}

/// The name at the beginning of a tag without its `<`.
pub(super) fn tag_name(tag: &[u8]) -> &[u8] {
    let end = tag.iter().position(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/' | b'<'));
    &tag[..end.unwrap_or(tag.len())]
}

pub(super) fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// Looks for the ends of asides; passes over no byte twice on the search for an
/// end that is missing.
pub(super) struct Asides {
    dialect: Dialect,
    /// For each of [`MARKS`] up to which byte of the input nothing closes what is
    /// open: marks before it mean nothing.
    open_until: [u64; 3],
    /// The same for the end of a document type.
    doctype_until: u64,
}

impl Asides {
    pub fn new(dialect: Dialect) -> Asides {
        Asides { dialect, open_until: [0; 3], doctype_until: 0 }
    }

    /// Forgets what was not closed.
    pub fn reset(&mut self) {
        (self.open_until, self.doctype_until) = ([0; 3], 0);
    }

    /// What begins at `at`.
    pub fn at(&mut self, input: &mut Input<'_>, at: usize) -> Result<Aside, Error> {
        input.fill_to(at + MARK)?;
        let rest = &input.window()[at..];
        let Some(kind) = MARKS.iter().position(|(open, _)| rest.starts_with(open)) else {
            return Ok(Aside::Other);
        };
        let (open, close) = MARKS[kind];
        let mark = open.len();
        if input.offset() + (at as u64) < self.open_until[kind] {
            return Ok(Aside::Open { mark, entry: None });
        }
        let behind = at + mark;
        let (found, to) = match open {
            b"<!--" => self.comment_end(input, behind)?,
            _ => match find(input, behind, close)? {
                Found::At(end) => (Found::At(end + close.len()), 0),
                Found::Nothing => (Found::Nothing, input.window().len()),
            },
        };
        Ok(match found {
            Found::At(end) => Aside::Closed(end),
            Found::Nothing => {
                self.open_until[kind] = input.offset() + to as u64;
                Aside::Open { mark, entry: self.entry(&input.window()[..to], behind) }
            }
        })
    }

    /// The end of a comment that begins before `from`; where the search ended
    /// without one. A comment holds no `--` (XML 1.0, section 2.5), so that one
    /// in which an entry begins and then another comment was never closed.
    fn comment_end(&self, input: &mut Input<'_>, from: usize) -> Result<(Found, usize), Error> {
        let (mut at, mut looked) = (from, from);
        loop {
            let Found::At(dashes) = find(input, at, b"--")? else {
                return Ok((Found::Nothing, input.window().len()));
            };
            if dashes - from > input.max_record() {
                return Ok((Found::Nothing, dashes));
            }
            input.fill_to(dashes + 3)?;
            let window = input.window();
            if window.get(dashes + 2) == Some(&b'>') {
                return Ok((Found::At(dashes + 3), 0));
            }
            if window[from..dashes].ends_with(b"<!") {
                if self.entry(&window[..dashes], looked).is_some() {
                    return Ok((Found::Nothing, dashes - 2));
                }
                looked = dashes;
            }
            at = dashes + 1;
        }
    }

    /// Where the first entry begins, from `from` on.
    fn entry(&self, window: &[u8], from: usize) -> Option<usize> {
        let rest = window.get(from..)?;
        memchr::memchr_iter(b'<', rest)
            .find(|at| local(tag_name(&rest[at + 1..])) == self.dialect.entry())
            .map(|at| from + at)
    }

    /// The end of a document type begun at `at`, with its internal subset.
    pub fn doctype_end(&mut self, input: &mut Input<'_>, at: usize) -> Result<Found, Error> {
        if input.offset() + (at as u64) < self.doctype_until {
            return Ok(Found::Nothing);
        }
        let (found, to) = self.search_doctype(input, at)?;
        if let Found::Nothing = found {
            self.doctype_until = input.offset() + to as u64;
        }
        Ok(found)
    }

    /// The same; and where the search ended without one.
    fn search_doctype(&self, input: &mut Input<'_>, at: usize) -> Result<(Found, usize), Error> {
        let (mut here, mut depth) = (at + 1, 0_usize);
        loop {
            let rest = input.window().get(here..).unwrap_or_default();
            let Some(next) = rest.iter().position(|b| matches!(b, b'[' | b']' | b'>' | b'<')) else {
                here = input.window().len();
                if here - at > MAX_HEAD || !input.fill()? {
                    return Ok((Found::Nothing, here));
                }
                continue;
            };
            here += next;
            match input.window()[here] {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => return Ok((Found::At(here + 1), 0)),
                // An entity may hold a tag: it stands behind a quotation mark.
                b'<' if !matches!(input.window()[here - 1], b'"' | b'\'') => {
                    input.fill_to(here + NAME)?;
                    let name = local(tag_name(&input.window()[here + 1..]));
                    // A feed or an entry is no declaration: a bracket is missing.
                    if is_root(name) || name == self.dialect.entry() {
                        return Ok((Found::Nothing, here));
                    }
                }
                _ => {}
            }
            here += 1;
        }
    }
}
