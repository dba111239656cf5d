//! Made-up bibliographies of any size: realistic names, accents, mathematics,
//! macros and abstracts, the same for the same seed.

use std::fmt::Write;

use ibidem::laws::Rng;

const FAMILY: &[&str] = &[
    "Smith",
    "Nguyen",
    "M{\\\"u}ller",
    "Garc{\\'\\i}a",
    "Wang",
    "Kowalski",
    "Erd{\\H o}s",
    "van der Berg",
    "Okafor",
    "Johansson",
    "Feng",
    "de la Cruz",
    "Tanaka",
    "O'Neil",
    "{\\L}ukasiewicz",
    "Ivanov",
    "Silva",
    "Hansen",
];
const GIVEN: &[&str] =
    &["Anna", "B.", "Carlos M.", "Dai", "Eve", "Fran{\\c c}ois", "Gao", "Hiro", "Ines", "J. K.", "Li"];
const WORDS: &[&str] = &[
    "learning",
    "reinforcement",
    "with",
    "large",
    "language",
    "models",
    "of",
    "the",
    "efficient",
    "sparse",
    "graphs",
    "under",
    "uncertainty",
    "for",
    "robust",
    "inference",
    "in",
    "networks",
    "a",
    "study",
    "on",
    "sampling",
    "bounds",
    "and",
    "optimal",
    "transport",
    "methods",
    "quantum",
    "approximate",
    "stochastic",
    "{NASA}",
    "deep",
    "we",
    "show",
    "that",
    "our",
    "approach",
    "improves",
    "results",
    "by",
    "over",
    "state-of-the-art",
    "baselines",
    "while",
];
const JOURNALS: &[&str] = &["Journal of Samples", "Annals of {B}ench Marks", "Phys. Rev. X", "Neural Computation"];

fn words(rng: &mut Rng, out: &mut String, count: usize) {
    for i in 0..count {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(rng.pick(WORDS));
        match rng.below(60) {
            0 => out.push_str(" $O(n^{2} \\log n)$"),
            1 => out.push_str(", i.e.,"),
            2 => out.push_str(" \\emph{only}"),
            3 => out.push_str(" 12\\%"),
            _ => {}
        }
    }
}

/// BibTeX of about `bytes` bytes; entries of 430 bytes, or 1,500 with abstracts.
pub fn bibtex(bytes: usize, abstracts: bool) -> String {
    bibtex_until(|len, _| len >= bytes, abstracts)
}

/// BibTeX, until `enough` says so of its bytes and its records.
pub fn bibtex_until(enough: impl Fn(usize, usize) -> bool, abstracts: bool) -> String {
    let mut rng = Rng::new(1);
    let mut out = String::new();
    out.push_str("@string{jos = \"Journal of Samples\"}\n\n");
    let mut n = 0;
    while !enough(out.len(), n) {
        n += 1;
        let kind = rng.pick(&["article", "article", "inproceedings", "book", "misc"]);
        let _ = write!(out, "@{kind}{{key{n},\n  author = {{");
        for i in 0..1 + rng.below(5) {
            let and = if i > 0 { " and " } else { "" };
            let _ = write!(out, "{and}{}, {}", rng.pick(FAMILY), rng.pick(GIVEN));
        }
        out.push_str("},\n  title = {");
        let count = 6 + rng.below(8);
        words(&mut rng, &mut out, count);
        out.push_str("},\n");
        match kind {
            "article" if rng.one_in(3) => out.push_str("  journal = jos,\n"),
            "article" => drop(writeln!(out, "  journal = {{{}}},", rng.pick(JOURNALS))),
            "inproceedings" => out.push_str("  booktitle = {Proceedings of the {ACM} Conference on Samples},\n"),
            "book" => out.push_str("  publisher = {Springer \\& Sons},\n  address = {New York},\n"),
            _ => drop(writeln!(out, "  eprint = {{2508.{:05}}},\n  archivePrefix = {{arXiv}},", 1 + n % 99_998)),
        }
        let year = 1980 + rng.below(46);
        let pages = 1 + rng.below(900);
        let _ = write!(
            out,
            "  volume = {{{}}},\n  number = {},\n  pages = {{{pages}--{}}},\n  year = {year},\n  month = {},\n  doi = \
             {{10.1000/j.sample.{n}}},\n  url = {{https://example.org/a_{n}?x=1&y=2}}",
            1 + rng.below(90),
            1 + rng.below(12),
            pages + rng.below(30),
            rng.pick(&["jan", "feb", "aug", "dec"]),
        );
        if abstracts {
            out.push_str(",\n  abstract = {");
            let count = 140 + rng.below(40);
            words(&mut rng, &mut out, count);
            out.push('}');
        }
        out.push_str("\n}\n\n");
    }
    out
}

/// arXiv search results of about `bytes` bytes.
pub fn arxiv(bytes: usize) -> String {
    let mut rng = Rng::new(2);
    let mut out = String::with_capacity(bytes + 4096);
    while out.len() < bytes {
        out.push_str("-\n");
        let count = 6 + rng.below(8);
        words(&mut rng, &mut out, count);
        out.push_str("\nAuthors:\n");
        let count = 1 + rng.below(9);
        for i in 0..count {
            let comma = if i + 1 < count { "," } else { "" };
            let _ = writeln!(
                out,
                "{} {}{comma}",
                rng.pick(&["Ada", "Bo", "Carla M."]),
                rng.pick(&["Example", "Test", "Nguyễn"])
            );
        }
        let mut text = String::new();
        let count = 140 + rng.below(40);
        words(&mut rng, &mut text, count);
        let teaser: String = text.chars().take(390).collect();
        let _ = write!(out, "Abstract:\n{}…\n▽ More\n{text}\n△ Less\n", teaser.trim_end());
        let day = 1 + rng.below(28);
        let _ = write!(out, "Submitted {day} June, 2025;\noriginally announced June 2025.\n");
    }
    out
}
