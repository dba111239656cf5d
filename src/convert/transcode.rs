//! Output in other encodings than UTF-8.

use crate::format::{Aside, Escape, Format, WriteOptions};
use crate::map::{Report, UNENCODABLE};
use crate::report::{LossKind, Subject};
use crate::source::{Encoding, declaration};

/// Turns what formats write, which is UTF-8, into what was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Transcode {
    encoding: Encoding,
    ascii: bool,
    escape: Option<Escape>,
}

impl Transcode {
    /// `None` if nothing was asked for.
    pub fn new(format: &Format, options: &WriteOptions) -> Option<Transcode> {
        let encoding = options.encoding.unwrap_or(Encoding::UTF_8);
        let escape = format.escape;
        (options.ascii || options.encoding.is_some()).then_some(Transcode { encoding, ascii: options.ascii, escape })
    }

    /// Transcodes the head in `out`, and says where the patch goes now.
    pub fn head(&self, out: &mut Vec<u8>, patch: Option<usize>) -> Option<usize> {
        let text = String::from_utf8_lossy(out).into_owned();
        let (before, behind) = text.split_at(patch.unwrap_or(0).min(text.len()));
        out.clear();
        out.extend_from_slice(self.encoding.mark());
        self.encoding.write(before, out, &mut |_| {});
        let at = out.len();
        self.encoding.write(behind, out, &mut |_| {});
        patch.map(|_| at)
    }

    /// Transcodes what was written behind `from`.
    pub fn piece(&self, from: usize, out: &mut Vec<u8>, report: &mut Report<'_>) {
        if out[from..].is_ascii() && self.encoding.keeps_ascii() {
            return;
        }
        let Ok(text) = std::str::from_utf8(&out[from..]) else { return };
        let mut text = text.to_owned();
        let lacks = |c: char| !c.is_ascii() && (self.ascii || self.encoding.lacks(c));
        if let Some(escape) = self.escape.filter(|_| text.chars().any(lacks)) {
            let mut escaped = String::with_capacity(text.len() + text.len() / 4);
            escape(&text, &lacks, &mut escaped);
            text = escaped;
        }
        let mut lost = String::new();
        out.truncate(from);
        self.encoding.write(&text, out, &mut |c| {
            if lost.len() < 64 && !lost.contains(c) {
                lost.push(c);
            }
        });
        if !lost.is_empty() {
            report.lost(&UNENCODABLE, LossKind::Substituted, Subject::Characters, &lost);
        }
    }

    /// What goes into the head at the end.
    pub fn patch(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.encoding.write(&String::from_utf8_lossy(bytes), &mut out, &mut |_| {});
        out
    }
}

/// A text between records that declares an encoding, with the one that is
/// written. None is declared where none was.
pub(super) fn redeclared(aside: &Aside, encoding: Encoding) -> Option<Aside> {
    let (at, name) = declaration(aside.text.as_bytes())?;
    let known = Encoding::named(name).is_ok_and(|declared| declared.name() == encoding.name());
    let text = [&aside.text[..at], encoding.declared_name(), &aside.text[at + name.len()..]].concat();
    (!known).then(|| Aside { text: text.into(), ..aside.clone() })
}
