//! Whether a file holds certain bytes already.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use ibidem::convert::Patch;

/// Differences that are remembered, because a patch may mend them. More than a
/// patch is wide.
const REMEMBERED: usize = 64;

/// Bytes compared at a time.
const PIECE: usize = 64 * 1024;

/// Takes what would be written and compares it with a file.
pub struct Comparison {
    old: BufReader<File>,
    piece: Vec<u8>,
    /// Bytes taken.
    at: u64,
    /// Where they differ.
    differing: Vec<u64>,
    /// It differs beyond what a patch could mend.
    beyond: bool,
}

impl Comparison {
    /// With this file.
    pub fn new(old: File) -> Comparison {
        let old = BufReader::with_capacity(PIECE, old);
        Comparison { old, piece: Vec::new(), at: 0, differing: Vec::new(), beyond: false }
    }

    /// Whether the file holds what was taken, with this patch.
    pub fn agrees(mut self, patch: Option<&Patch>) -> io::Result<bool> {
        if self.beyond || self.old.read(&mut [0])? > 0 {
            return Ok(false);
        }
        let Some(patch) = patch else { return Ok(self.differing.is_empty()) };
        let range = patch.offset..patch.offset + patch.bytes.len() as u64;
        if !self.differing.iter().all(|at| range.contains(at)) {
            return Ok(false);
        }
        let mut there = vec![0; patch.bytes.len()];
        self.old.seek(SeekFrom::Start(patch.offset))?;
        self.old.read_exact(&mut there)?;
        Ok(there == patch.bytes)
    }
}

impl Write for Comparison {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.beyond {
            return Ok(bytes.len());
        }
        let bytes = &bytes[..bytes.len().min(PIECE)];
        self.piece.clear();
        (&mut self.old).take(bytes.len() as u64).read_to_end(&mut self.piece)?;
        if self.piece.len() < bytes.len() {
            self.beyond = true;
        } else if self.piece != bytes {
            let pairs = self.piece.iter().zip(bytes).enumerate();
            let differing = pairs.filter(|(_, (old, new))| old != new).map(|(n, _)| self.at + n as u64);
            self.differing.extend(differing.take(REMEMBERED + 1));
            self.beyond = self.differing.len() > REMEMBERED;
        }
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether two files hold the same bytes; one that is not there holds none.
pub fn are_same(one: &mut File, other: &Path) -> io::Result<bool> {
    let old = match File::open(other) {
        Ok(old) => old,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    if old.metadata()?.len() != one.metadata()?.len() {
        return Ok(false);
    }
    one.seek(SeekFrom::Start(0))?;
    let mut comparison = Comparison::new(old);
    io::copy(one, &mut comparison)?;
    comparison.agrees(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(old: &str, new: &[&str], patch: Option<(u64, &str)>) -> bool {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(old.as_bytes()).unwrap();
        file.seek(SeekFrom::Start(0)).unwrap();
        let mut comparison = Comparison::new(file);
        new.iter().for_each(|piece| comparison.write_all(piece.as_bytes()).unwrap());
        let patch = patch.map(|(offset, bytes)| Patch { offset, bytes: bytes.as_bytes().to_vec() });
        comparison.agrees(patch.as_ref()).unwrap()
    }

    #[test]
    fn bytes_are_compared_in_pieces_and_with_what_is_patched() {
        assert!(same("", &[], None));
        assert!(same("abcdef", &["abc", "", "def"], None));
        assert!(!same("abcdef", &["abc"], None));
        assert!(!same("abc", &["abc", "d"], None));
        assert!(!same("abcdef", &["abc", "dxf"], None));
        assert!(same("ab2026ef", &["ab00", "00ef"], Some((2, "2026"))));
        assert!(!same("ab2026ef", &["ab00", "00ef"], Some((2, "2025"))));
        assert!(!same("ab2026ef", &["ab00", "00xx"], Some((2, "2026"))));
        let (long, other) = ("x".repeat(200_000), "y".repeat(200_000));
        assert!(same(&long, &[&long], None));
        assert!(!same(&long, &[&other], Some((0, "xx"))));
    }
}
