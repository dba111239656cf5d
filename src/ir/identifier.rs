//! Identifiers in their normal form.

use super::Str;

/// A DOI without resolver, prefix or surrounding punctuation; `None` if there
/// is none (ISO 26324: `10.` registrant `/` suffix).
///
/// ```
/// use ibidem::ir::normal_doi;
/// assert_eq!(normal_doi("https://doi.org/10.1000/AbC").as_deref(), Some("10.1000/AbC"));
/// assert_eq!(normal_doi("doi:10.1000/x").as_deref(), Some("10.1000/x"));
/// assert_eq!(normal_doi("n/a"), None);
/// ```
pub fn normal_doi(source: &str) -> Option<Str> {
    doi_within(source).map(Str::from)
}

/// The part of the source that is the DOI, see [`normal_doi`].
pub(crate) fn doi_within(source: &str) -> Option<&str> {
    // Most are written as they should be.
    if let Some(behind) = source.strip_prefix("10.") {
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let suffix = behind.as_bytes()[digits..].strip_prefix(b"/").unwrap_or_default();
        if digits >= 4 && !suffix.is_empty() && suffix.iter().all(u8::is_ascii_graphic) {
            return Some(source);
        }
    }
    let mut rest = source.trim();
    if !rest.starts_with("10.") {
        for prefix in ["https://", "http://", "dx.", "www.", "doi.org/", "doi.acm.org/", "doi:", "DOI:", "doi ", "DOI "]
        {
            if let Some(tail) = strip_prefix_ignoring_case(rest, prefix) {
                rest = tail.trim_start();
            }
        }
    }
    let behind = rest.strip_prefix("10.")?;
    let digits = &behind[..behind.bytes().position(|b| b == b'/')?];
    let suffix = &behind[digits.len() + 1..];
    // Digits in groups: no point at either end, and no two in a row.
    let mut before = b'.';
    let numeric = digits.bytes().all(|b| {
        let good = b.is_ascii_digit() || (b == b'.' && before != b'.');
        before = b;
        good
    });
    let numeric = numeric && before != b'.';
    let blank = |text: &str| match text.is_ascii() {
        true => text.bytes().any(|b| b <= b' ' && char::from(b).is_whitespace()),
        false => text.contains(char::is_whitespace),
    };
    let good = numeric && digits.len() >= 4 && !suffix.is_empty() && !blank(suffix);
    good.then_some(rest)
}

pub(crate) fn strip_prefix_ignoring_case<'s>(text: &'s str, prefix: &str) -> Option<&'s str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

/// An ISSN as `1234-567X`, if it has the right shape (ISO 3297).
///
/// ```
/// use ibidem::ir::normal_issn;
/// assert_eq!(normal_issn("0378 5955").as_deref(), Some("0378-5955"));
/// assert_eq!(normal_issn("378-5955"), None);
/// ```
pub fn normal_issn(source: &str) -> Option<Str> {
    let mut compact = String::with_capacity(9);
    for c in source.trim().chars() {
        match c {
            '-' | ' ' | '\u{2010}'..='\u{2015}' => {}
            'x' | 'X' if compact.len() == 7 => compact.push('X'),
            '0'..='9' if compact.len() < 8 => compact.push(c),
            _ => return None,
        }
    }
    (compact.len() == 8).then(|| compact_str::format_compact!("{}-{}", &compact[..4], &compact[4..]))
}

/// An ISBN with its hyphens, if it has 10 or 13 digits (ISO 2108).
///
/// ```
/// use ibidem::ir::normal_isbn;
/// assert_eq!(normal_isbn("ISBN: 978 0 201 03801 9").as_deref(), Some("978-0-201-03801-9"));
/// assert_eq!(normal_isbn("978"), None);
/// ```
pub fn normal_isbn(source: &str) -> Option<Str> {
    let source = source.trim();
    let source = strip_prefix_ignoring_case(source, "isbn").unwrap_or(source).trim_start_matches([':', ' ']);
    let digits = source.bytes().filter(|b| b.is_ascii_digit() || matches!(b, b'X' | b'x')).count();
    let clean = source.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'X' | b'x' | b' '));
    (clean && matches!(digits, 10 | 13)).then(|| source.replace(' ', "-").into())
}

/// A PubMed Central identifier with its `PMC`.
///
/// ```
/// use ibidem::ir::normal_pmcid;
/// assert_eq!(normal_pmcid("pmc1234567").as_deref(), Some("PMC1234567"));
/// assert_eq!(normal_pmcid("unknown"), None);
/// ```
pub fn normal_pmcid(source: &str) -> Option<Str> {
    let digits = strip_prefix_ignoring_case(source.trim(), "PMC").unwrap_or(source.trim());
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        .then(|| compact_str::format_compact!("PMC{digits}"))
}

/// An arXiv identifier, taken apart.
///
/// Grammar and slips that arXiv itself repairs: arXiv's identifier scheme,
/// old form 1991-08 to 2007-03, new form with four digits from 2007-04 and
/// with five from 2015-01.
///
/// ```
/// use ibidem::ir::ArxivId;
/// let id = ArxivId::parse("arXiv:2508.20697v2 [cs.LG]").unwrap();
/// assert_eq!((id.id.as_str(), id.version, id.class.as_deref()), ("2508.20697", Some(2), Some("cs.LG")));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArxivId {
    /// Canonical form without version: `2508.20697`, `hep-th/9901001`.
    pub id: Str,
    /// Version, if one was given.
    pub version: Option<u32>,
    /// Class glued on in brackets (`2508.20697 [cs.LG]`).
    pub class: Option<Str>,
}

impl ArxivId {
    /// Reads an identifier with or without prefix, address, version or class.
    ///
    /// ```
    /// use ibidem::ir::ArxivId;
    /// let id = ArxivId::parse("https://arxiv.org/abs/math.GT/0309136v2").unwrap();
    /// assert_eq!((id.id.as_str(), id.version), ("math/0309136", Some(2)));
    /// assert!(ArxivId::parse("arXiv:2513.00001").is_none());
    /// ```
    pub fn parse(source: &str) -> Option<ArxivId> {
        // Most are written as they should be.
        if matches!(source.len(), 9 | 10)
            && let Some(id) = new_id(source)
        {
            return Some(ArxivId { id, version: None, class: None });
        }
        let mut rest = source.trim();
        // Others begin with a digit, as no prefix but that of a DOI does.
        if !rest.starts_with(|c: char| c.is_ascii_digit()) {
            for prefix in
                ["https://", "http://", "www.", "export.", "browse.", "dx.", "arxiv.org/", "xxx.lanl.gov/", "doi.org/"]
            {
                rest = strip_prefix_ignoring_case(rest, prefix).unwrap_or(rest);
            }
        }
        if rest.len() != source.trim().len() {
            rest = rest.trim_start_matches('/');
            let path = ["abs/", "pdf/", "html/", "format/", "ps/", "src/"];
            let behind = path.iter().find_map(|p| rest.strip_prefix(p));
            // A resolver has nothing but the DOI behind it.
            rest = behind.or_else(|| strip_prefix_ignoring_case(rest, "10.48550/").map(|_| rest))?;
        }
        rest = rest.trim_start_matches('/');
        for prefix in ["arxiv:", "oai:arxiv.org:", "10.48550/arxiv."] {
            rest = strip_prefix_ignoring_case(rest, prefix).map_or(rest, str::trim_start);
        }
        let mut class = None;
        if let Some((id, tail)) = rest.split_once('[') {
            let inner = tail.trim_end().strip_suffix(']')?;
            class = (!inner.trim().is_empty()).then(|| inner.trim().into());
            rest = id.trim_end();
        }
        for end in [".gz", ".pdf", ".ps"] {
            rest = rest.strip_suffix(end).unwrap_or(rest);
        }
        let (number, version) = match rest.rfind(['v', 'V']) {
            Some(at) if at > 0 && rest[at + 1..].bytes().all(|b| b.is_ascii_digit()) && at + 1 < rest.len() => {
                let digits = &rest[at + 1..];
                if digits.starts_with('0') {
                    return None;
                }
                (&rest[..at], Some(digits.parse().ok()?))
            }
            _ => (rest, None),
        };
        let id = new_id(number).or_else(|| old_id(number)).or_else(|| {
            // An archive before a new number says nothing.
            let (archive, number) = number.rsplit_once('/')?;
            archive.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'.')).then(|| new_id(number))?
        })?;
        Some(ArxivId { id, version, class })
    }

    /// The address of its abstract page, with the version if there is one.
    ///
    /// ```
    /// use ibidem::ir::ArxivId;
    /// assert_eq!(ArxivId::parse("hep-th/9901001v3").unwrap().url(), "https://arxiv.org/abs/hep-th/9901001v3");
    /// ```
    pub fn url(&self) -> String {
        match self.version {
            Some(version) => format!("https://arxiv.org/abs/{}v{version}", self.id),
            None => format!("https://arxiv.org/abs/{}", self.id),
        }
    }
}

fn number(digits: &str) -> Option<u32> {
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())?
}

fn new_id(text: &str) -> Option<Str> {
    let (date, rest) = text.as_bytes().split_first_chunk::<4>()?;
    let serial = rest.strip_prefix(b".")?;
    let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    if !digits(date) || !digits(serial) || serial.iter().all(|&b| b == b'0') {
        return None;
    }
    let yymm = date.iter().fold(0, |sum, &b| 10 * sum + u32::from(b - b'0'));
    if !(1..=12).contains(&(yymm % 100)) || yymm < 704 {
        return None;
    }
    let length = if yymm >= 1501 { 5 } else { 4 };
    (serial.len() == length).then(|| text.into())
}

/// Archives with a hyphen, which is often left out.
pub(crate) const HYPHENATED: [&str; 30] = [
    "acc-phys", "adap-org", "alg-geom", "ao-sci", "astro-ph", "atom-ph", "bayes-an", "chao-dyn", "chem-ph", "cmp-lg",
    "comp-gas", "cond-mat", "dg-ga", "funct-an", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph",
    "mtrl-th", "nucl-ex", "nucl-th", "patt-sol", "plasm-ph", "q-alg", "q-bio", "quant-ph", "solv-int", "supr-con",
];

fn old_id(text: &str) -> Option<Str> {
    let (archive, digits) = text.split_once('/')?;
    let digits = digits.trim_start_matches('/');
    let archive = archive.split_once('.').map_or(archive, |(archive, _)| archive).to_ascii_lowercase();
    // Slips that arXiv itself repairs: a hyphen twice, or none.
    let archive = archive.replace("--", "-");
    let bare = |known: &&&str| known.len() == archive.len() + 1 && known.replace('-', "") == archive;
    let archive = HYPHENATED.iter().find(bare).map_or(archive.as_str(), |known| known);
    let well_formed = archive.split('-').all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase()));
    if digits.len() != 7 || !well_formed || number(&digits[4..])? == 0 {
        return None;
    }
    let yymm = number(&digits[..4])?;
    let in_time = (9108..=9912).contains(&yymm) || yymm <= 703;
    (in_time && (1..=12).contains(&(yymm % 100))).then(|| compact_str::format_compact!("{archive}/{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arxiv_ids_of_both_schemes() {
        for (source, id, version, class) in [
            ("2508.99901", "2508.99901", None, None),
            ("arXiv:2508.99901v2", "2508.99901", Some(2), None),
            ("0704.0001", "0704.0001", None, None),
            ("hep-th/9901001", "hep-th/9901001", None, None),
            ("math.GT/0309136", "math/0309136", None, None),
            ("2508.99901 [cs]", "2508.99901", None, Some("cs")),
            ("https://arxiv.org/pdf/2508.99901v1.pdf", "2508.99901", Some(1), None),
            ("10.48550/arXiv.2508.99901", "2508.99901", None, None),
            ("https://doi.org/10.48550/arXiv.hep-th/9901001", "hep-th/9901001", None, None),
            ("http://xxx.lanl.gov/abs/hep-th/9901001", "hep-th/9901001", None, None),
            ("oai:arXiv.org:2508.99901", "2508.99901", None, None),
            ("https://arxiv.org/html/2508.99901V3", "2508.99901", Some(3), None),
            ("/hep--th//9901001.ps.gz", "hep-th/9901001", None, None),
            ("hepth/9901001", "hep-th/9901001", None, None),
            ("HEP-TH/9901001", "hep-th/9901001", None, None),
            ("hep-ph/1203.1234v12", "1203.1234", Some(12), None),
        ] {
            let got = ArxivId::parse(source).unwrap_or_else(|| panic!("{source}"));
            assert_eq!((got.id.as_str(), got.version, got.class.as_deref()), (id, version, class), "{source}");
        }
    }

    #[test]
    fn what_is_no_arxiv_id() {
        for source in [
            "2513.00001",
            "0703.0001",
            "1412.00001",
            "2501.0001",
            "2501.00000",
            "x",
            "",
            "hep-th/0704001",
            "hep-th/9901000",
            "hep-th/9913001",
            "https://doi.org/10.1000/2508.99901",
            "https://arxiv.org/list/hep-th/9901001",
            "1/2508.99901",
        ] {
            assert_eq!(ArxivId::parse(source), None, "{source}");
        }
    }

    #[test]
    fn serial_numbers() {
        assert_eq!(normal_issn("12345678").as_deref(), Some("1234-5678"));
        assert_eq!(normal_issn("1234-567x").as_deref(), Some("1234-567X"));
        assert_eq!(normal_issn("123"), None);
        assert_eq!(normal_isbn("ISBN: 978 3 16 148410 0").as_deref(), Some("978-3-16-148410-0"));
        assert_eq!(normal_pmcid("pmc12").as_deref(), Some("PMC12"));
    }
}
