//! What reading may take: one record, and what macros make of little input.

/// The size beyond which a record is refused unless told otherwise: 8 MiB.
///
/// ```
/// use ibidem::source::{Limits, MAX_FRAME};
/// assert_eq!(Limits::size(MAX_FRAME), "8 MiB");
/// ```
pub const MAX_FRAME: usize = 8 << 20;

/// What reading may take at most, so that no input can use up memory or become
/// an output without end. What is beyond a limit is reported and passed over.
///
/// The depth of nesting is limited as well, to
/// [`MAX_DEPTH`](crate::codec::MAX_DEPTH); that limit is the same in every run,
/// so that what one writes any other one reads.
///
/// ```
/// use ibidem::{Collect, ReadOptions, convert::from_bytes, formats::bibtex::BIBTEX, source::Limits};
/// let limits = Limits { record: Limits::LEAST, ..Limits::DEFAULT };
/// let long = format!("@book{{a, note = {{{}}}}}\n@book{{b, year = 1843}}", "x".repeat(5000));
/// let mut reports = Collect::default();
/// let options = ReadOptions { limits, ..ReadOptions::default() };
/// assert_eq!(from_bytes(&BIBTEX, &options, long.as_bytes(), &mut reports)?.len(), 1);
/// assert_eq!(reports.diagnostics[0].code.id, "input/record-too-long");
/// assert!(Limits::READ_BEFORE.record == Limits::MOST && Limits::LEAST < Limits::MOST);
/// # Ok::<(), ibidem::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record in the input, as UTF-8. Memory grows with it: a
    /// record is held as a whole, once per thread. Used between
    /// [`Limits::LEAST`] and [`Limits::MOST`].
    pub record: usize,
    /// Bytes of all macro definitions of a run, with what it takes to hold each.
    pub macros: usize,
    /// To how many bytes macros of more than 256 bytes may be expanded before
    /// the input has to make up for it by its own length.
    pub expansion: usize,
}

impl Limits {
    /// What holds unless told otherwise.
    pub const DEFAULT: Limits = Limits { record: MAX_FRAME, macros: 64 << 20, expansion: 32 << 20 };

    /// For what was read within limits already: records of any size.
    pub const READ_BEFORE: Limits = Limits { record: Limits::MOST, ..Limits::DEFAULT };

    /// No limit of a record is below this: 1 KiB.
    pub const LEAST: usize = 1 << 10;

    /// No limit is beyond this: 1 GiB. Places in a record fit into 32 bits with
    /// room to spare.
    pub const MOST: usize = 1 << 30;

    /// Bytes in the largest unit that leaves none over: `8 MiB`, `1500 bytes`.
    ///
    /// ```
    /// assert_eq!(ibidem::source::Limits::size(8 << 20), "8 MiB");
    /// assert_eq!(ibidem::source::Limits::size(1500), "1500 bytes");
    /// ```
    pub fn size(bytes: usize) -> String {
        let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
        let fits = |(shift, _): &&(u32, &str)| bytes > 0 && bytes.trailing_zeros() >= *shift;
        match units.iter().find(fits) {
            Some((shift, unit)) => format!("{} {unit}", bytes >> shift),
            None => format!("{bytes} bytes"),
        }
    }

    /// Reads a size: a number of bytes, or one with `K`, `M` or `G` for units of
    /// 1024 bytes and so on, with or without `iB` or `B` behind it, in either case.
    ///
    /// ```
    /// use ibidem::source::Limits;
    /// assert_eq!(Limits::parse("64M"), Some(64 << 20));
    /// assert_eq!(Limits::parse("8 KiB"), Some(8192));
    /// assert_eq!(Limits::parse("many"), None);
    /// ```
    pub fn parse(text: &str) -> Option<usize> {
        let text = text.trim();
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        let shift = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 0,
            "k" | "kb" | "kib" => 10,
            "m" | "mb" | "mib" => 20,
            "g" | "gb" | "gib" => 30,
            _ => return None,
        };
        number.parse::<usize>().ok()?.checked_mul(1 << shift)
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::DEFAULT
    }
}
