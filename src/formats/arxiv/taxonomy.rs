//! arXiv's categories: codes and the names under which pages show them.
//!
//! Source: arXiv's category taxonomy with its aliases and the archives that
//! were folded into a category.

/// Active categories, by code, with the name that pages print.
pub(super) static CATEGORIES: [(&str, &str); 155] = [
    ("astro-ph.CO", "Cosmology and Nongalactic Astrophysics"),
    ("astro-ph.EP", "Earth and Planetary Astrophysics"),
    ("astro-ph.GA", "Astrophysics of Galaxies"),
    ("astro-ph.HE", "High Energy Astrophysical Phenomena"),
    ("astro-ph.IM", "Instrumentation and Methods for Astrophysics"),
    ("astro-ph.SR", "Solar and Stellar Astrophysics"),
    ("cond-mat.dis-nn", "Disordered Systems and Neural Networks"),
    ("cond-mat.mes-hall", "Mesoscale and Nanoscale Physics"),
    ("cond-mat.mtrl-sci", "Materials Science"),
    ("cond-mat.other", "Other Condensed Matter"),
    ("cond-mat.quant-gas", "Quantum Gases"),
    ("cond-mat.soft", "Soft Condensed Matter"),
    ("cond-mat.stat-mech", "Statistical Mechanics"),
    ("cond-mat.str-el", "Strongly Correlated Electrons"),
    ("cond-mat.supr-con", "Superconductivity"),
    ("cs.AI", "Artificial Intelligence"),
    ("cs.AR", "Hardware Architecture"),
    ("cs.CC", "Computational Complexity"),
    ("cs.CE", "Computational Engineering, Finance, and Science"),
    ("cs.CG", "Computational Geometry"),
    ("cs.CL", "Computation and Language"),
    ("cs.CR", "Cryptography and Security"),
    ("cs.CV", "Computer Vision and Pattern Recognition"),
    ("cs.CY", "Computers and Society"),
    ("cs.DB", "Databases"),
    ("cs.DC", "Distributed, Parallel, and Cluster Computing"),
    ("cs.DL", "Digital Libraries"),
    ("cs.DM", "Discrete Mathematics"),
    ("cs.DS", "Data Structures and Algorithms"),
    ("cs.ET", "Emerging Technologies"),
    ("cs.FL", "Formal Languages and Automata Theory"),
    ("cs.GL", "General Literature"),
    ("cs.GR", "Graphics"),
    ("cs.GT", "Computer Science and Game Theory"),
    ("cs.HC", "Human-Computer Interaction"),
    ("cs.IR", "Information Retrieval"),
    ("cs.IT", "Information Theory"),
    ("cs.LG", "Machine Learning"),
    ("cs.LO", "Logic in Computer Science"),
    ("cs.MA", "Multiagent Systems"),
    ("cs.MM", "Multimedia"),
    ("cs.MS", "Mathematical Software"),
    ("cs.NA", "Numerical Analysis"),
    ("cs.NE", "Neural and Evolutionary Computing"),
    ("cs.NI", "Networking and Internet Architecture"),
    ("cs.OH", "Other Computer Science"),
    ("cs.OS", "Operating Systems"),
    ("cs.PF", "Performance"),
    ("cs.PL", "Programming Languages"),
    ("cs.RO", "Robotics"),
    ("cs.SC", "Symbolic Computation"),
    ("cs.SD", "Sound"),
    ("cs.SE", "Software Engineering"),
    ("cs.SI", "Social and Information Networks"),
    ("cs.SY", "Systems and Control"),
    ("econ.EM", "Econometrics"),
    ("econ.GN", "General Economics"),
    ("econ.TH", "Theoretical Economics"),
    ("eess.AS", "Audio and Speech Processing"),
    ("eess.IV", "Image and Video Processing"),
    ("eess.SP", "Signal Processing"),
    ("eess.SY", "Systems and Control"),
    ("gr-qc", "General Relativity and Quantum Cosmology"),
    ("hep-ex", "High Energy Physics - Experiment"),
    ("hep-lat", "High Energy Physics - Lattice"),
    ("hep-ph", "High Energy Physics - Phenomenology"),
    ("hep-th", "High Energy Physics - Theory"),
    ("math-ph", "Mathematical Physics"),
    ("math.AC", "Commutative Algebra"),
    ("math.AG", "Algebraic Geometry"),
    ("math.AP", "Analysis of PDEs"),
    ("math.AT", "Algebraic Topology"),
    ("math.CA", "Classical Analysis and ODEs"),
    ("math.CO", "Combinatorics"),
    ("math.CT", "Category Theory"),
    ("math.CV", "Complex Variables"),
    ("math.DG", "Differential Geometry"),
    ("math.DS", "Dynamical Systems"),
    ("math.FA", "Functional Analysis"),
    ("math.GM", "General Mathematics"),
    ("math.GN", "General Topology"),
    ("math.GR", "Group Theory"),
    ("math.GT", "Geometric Topology"),
    ("math.HO", "History and Overview"),
    ("math.IT", "Information Theory"),
    ("math.KT", "K-Theory and Homology"),
    ("math.LO", "Logic"),
    ("math.MG", "Metric Geometry"),
    ("math.MP", "Mathematical Physics"),
    ("math.NA", "Numerical Analysis"),
    ("math.NT", "Number Theory"),
    ("math.OA", "Operator Algebras"),
    ("math.OC", "Optimization and Control"),
    ("math.PR", "Probability"),
    ("math.QA", "Quantum Algebra"),
    ("math.RA", "Rings and Algebras"),
    ("math.RT", "Representation Theory"),
    ("math.SG", "Symplectic Geometry"),
    ("math.SP", "Spectral Theory"),
    ("math.ST", "Statistics Theory"),
    ("nlin.AO", "Adaptation and Self-Organizing Systems"),
    ("nlin.CD", "Chaotic Dynamics"),
    ("nlin.CG", "Cellular Automata and Lattice Gases"),
    ("nlin.PS", "Pattern Formation and Solitons"),
    ("nlin.SI", "Exactly Solvable and Integrable Systems"),
    ("nucl-ex", "Nuclear Experiment"),
    ("nucl-th", "Nuclear Theory"),
    ("physics.acc-ph", "Accelerator Physics"),
    ("physics.ao-ph", "Atmospheric and Oceanic Physics"),
    ("physics.app-ph", "Applied Physics"),
    ("physics.atm-clus", "Atomic and Molecular Clusters"),
    ("physics.atom-ph", "Atomic Physics"),
    ("physics.bio-ph", "Biological Physics"),
    ("physics.chem-ph", "Chemical Physics"),
    ("physics.class-ph", "Classical Physics"),
    ("physics.comp-ph", "Computational Physics"),
    ("physics.data-an", "Data Analysis, Statistics and Probability"),
    ("physics.ed-ph", "Physics Education"),
    ("physics.flu-dyn", "Fluid Dynamics"),
    ("physics.gen-ph", "General Physics"),
    ("physics.geo-ph", "Geophysics"),
    ("physics.hist-ph", "History and Philosophy of Physics"),
    ("physics.ins-det", "Instrumentation and Detectors"),
    ("physics.med-ph", "Medical Physics"),
    ("physics.optics", "Optics"),
    ("physics.plasm-ph", "Plasma Physics"),
    ("physics.pop-ph", "Popular Physics"),
    ("physics.soc-ph", "Physics and Society"),
    ("physics.space-ph", "Space Physics"),
    ("q-bio.BM", "Biomolecules"),
    ("q-bio.CB", "Cell Behavior"),
    ("q-bio.GN", "Genomics"),
    ("q-bio.MN", "Molecular Networks"),
    ("q-bio.NC", "Neurons and Cognition"),
    ("q-bio.OT", "Other Quantitative Biology"),
    ("q-bio.PE", "Populations and Evolution"),
    ("q-bio.QM", "Quantitative Methods"),
    ("q-bio.SC", "Subcellular Processes"),
    ("q-bio.TO", "Tissues and Organs"),
    ("q-fin.CP", "Computational Finance"),
    ("q-fin.EC", "Economics"),
    ("q-fin.GN", "General Finance"),
    ("q-fin.MF", "Mathematical Finance"),
    ("q-fin.PM", "Portfolio Management"),
    ("q-fin.PR", "Pricing of Securities"),
    ("q-fin.RM", "Risk Management"),
    ("q-fin.ST", "Statistical Finance"),
    ("q-fin.TR", "Trading and Market Microstructure"),
    ("quant-ph", "Quantum Physics"),
    ("stat.AP", "Applications"),
    ("stat.CO", "Computation"),
    ("stat.ME", "Methodology"),
    ("stat.ML", "Machine Learning"),
    ("stat.OT", "Other Statistics"),
    ("stat.TH", "Statistics Theory"),
];

/// A code that is accepted beside another one, which pages show in its place.
pub(super) static ALIASES: [(&str, &str); 6] = [
    ("math.MP", "math-ph"),
    ("stat.TH", "math.ST"),
    ("math.IT", "cs.IT"),
    ("q-fin.EC", "econ.GN"),
    ("cs.SY", "eess.SY"),
    ("cs.NA", "math.NA"),
];

/// An archive: the part of a code before the dot, or of an old identifier
/// before the slash.
pub(super) struct Archive {
    /// Its code.
    pub code: &'static str,
    /// The name that headings print.
    pub name: &'static str,
    /// The first month, as year and month in one number.
    pub since: u32,
    /// The last month, or 0 if it goes on.
    pub until: u32,
    /// The category into which it was folded, if it was.
    pub now: &'static str,
}

const fn archive(code: &'static str, name: &'static str, since: u32, until: u32, now: &'static str) -> Archive {
    Archive { code, name, since, until, now }
}

/// Archives, past and present.
pub(super) static ARCHIVES: [Archive; 38] = [
    archive("acc-phys", "Accelerator Physics", 199411, 199609, "physics.acc-ph"),
    archive("adap-org", "Adaptation, Noise, and Self-Organizing Systems", 199303, 199912, "nlin.AO"),
    archive("alg-geom", "Algebraic Geometry", 199202, 199712, "math.AG"),
    archive("ao-sci", "Atmospheric-Oceanic Sciences", 199502, 199609, "physics.ao-ph"),
    archive("astro-ph", "Astrophysics", 199204, 0, ""),
    archive("atom-ph", "Atomic, Molecular and Optical Physics", 199509, 199609, "physics.atom-ph"),
    archive("bayes-an", "Bayesian Analysis", 199506, 199611, "physics.data-an"),
    archive("chao-dyn", "Chaotic Dynamics", 199301, 199912, "nlin.CD"),
    archive("chem-ph", "Chemical Physics", 199403, 199609, "physics.chem-ph"),
    archive("cmp-lg", "Computation and Language", 199404, 199809, "cs.CL"),
    archive("comp-gas", "Cellular Automata and Lattice Gases", 199302, 199912, "nlin.CG"),
    archive("cond-mat", "Condensed Matter", 199204, 0, ""),
    archive("cs", "Computer Science", 199301, 0, ""),
    archive("dg-ga", "Differential Geometry", 199406, 199712, "math.DG"),
    archive("econ", "Economics", 201709, 0, ""),
    archive("eess", "Electrical Engineering and Systems Science", 201709, 0, ""),
    archive("funct-an", "Functional Analysis", 199204, 199712, "math.FA"),
    archive("gr-qc", "General Relativity and Quantum Cosmology", 199207, 0, ""),
    archive("hep-ex", "High Energy Physics - Experiment", 199404, 0, ""),
    archive("hep-lat", "High Energy Physics - Lattice", 199202, 0, ""),
    archive("hep-ph", "High Energy Physics - Phenomenology", 199203, 0, ""),
    archive("hep-th", "High Energy Physics - Theory", 199108, 0, ""),
    archive("math", "Mathematics", 199202, 0, ""),
    archive("math-ph", "Mathematical Physics", 199609, 0, ""),
    archive("mtrl-th", "Materials Theory", 199411, 199609, "cond-mat.mtrl-sci"),
    archive("nlin", "Nonlinear Sciences", 199301, 0, ""),
    archive("nucl-ex", "Nuclear Experiment", 199412, 0, ""),
    archive("nucl-th", "Nuclear Theory", 199210, 0, ""),
    archive("patt-sol", "Pattern Formation and Solitons", 199302, 199912, "nlin.PS"),
    archive("physics", "Physics", 199610, 0, ""),
    archive("plasm-ph", "Plasma Physics", 199509, 199609, "physics.plasm-ph"),
    archive("q-alg", "Quantum Algebra and Topology", 199412, 199712, "math.QA"),
    archive("q-bio", "Quantitative Biology", 200309, 0, ""),
    archive("q-fin", "Quantitative Finance", 200812, 0, ""),
    archive("quant-ph", "Quantum Physics", 199412, 0, ""),
    archive("solv-int", "Exactly Solvable and Integrable Systems", 199304, 199912, "nlin.SI"),
    archive("stat", "Statistics", 200704, 0, ""),
    archive("supr-con", "Superconductivity", 199411, 199609, "cond-mat.supr-con"),
];

/// The name that pages print for a code; that of an archive where it stands
/// for itself, as it did in old records.
pub(super) fn name(code: &str) -> Option<&'static str> {
    let active = CATEGORIES.binary_search_by(|(known, _)| known.cmp(&code)).ok().map(|at| CATEGORIES[at].1);
    active.or_else(|| self::archive_of(code).map(|archive| archive.name))
}

/// Whether the code is one of a category or an archive, past or present.
pub(super) fn is_known(code: &str) -> bool {
    name(code).is_some()
}

/// The archive of that code.
pub(super) fn archive_of(code: &str) -> Option<&'static Archive> {
    ARCHIVES.iter().find(|archive| archive.code == code)
}

/// The code that pages show for this one, and that of the category into which an
/// archive was folded.
pub(super) fn canonical(code: &str) -> &str {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == code).map(|(_, canonical)| *canonical);
    let folded = || archive_of(code).map(|archive| archive.now).filter(|now| !now.is_empty());
    alias.or_else(folded).unwrap_or(code)
}

/// Whether papers of that archive could be numbered in that month, given as
/// `yymm` of an old identifier; `None` if there is no such archive.
pub(super) fn numbered(archive: &str, yymm: u32) -> Option<bool> {
    let month = if yymm >= 9100 { 190_000 + yymm } else { 200_000 + yymm };
    let archive = archive_of(archive)?;
    Some(archive.since <= month && (archive.until == 0 || month <= archive.until))
}

/// Every code of that name. There may be several: no name alone says a code.
pub(super) fn codes(name: &str) -> impl Iterator<Item = &'static str> {
    let active = CATEGORIES.iter().map(|&(code, known)| (code, known));
    let old = ARCHIVES.iter().map(|archive| (archive.code, archive.name));
    let once = move |code: &str| CATEGORIES.binary_search_by(|(known, _)| known.cmp(&code)).is_err();
    let old = old.filter(move |(code, _)| once(code));
    active.chain(old).filter(move |(_, known)| *known == name).map(|(code, _)| code)
}

/// The one code that a name stands for in a record of that archive: that of the
/// archive where it has one, else the only one there is.
pub(super) fn code_in(name: &str, archive: &str) -> Option<&'static str> {
    let own = |code: &&str| code.split_once('.').map_or(*code, |(of, _)| of) == archive;
    if let Some(code) = codes(name).find(own) {
        return Some(code);
    }
    let mut all = codes(name).filter(|code| canonical(code) == *code);
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

/// The code of an archive that is a category of its own, as `hep-th` is, or was
/// one, as `alg-geom`; archives that are divided into categories have none.
pub(super) fn code_of_archive(archive: &str) -> Option<&'static str> {
    let divided = |code: &str| {
        CATEGORIES.iter().any(|(known, _)| known.strip_prefix(code).is_some_and(|rest| rest.starts_with('.')))
    };
    archive_of(archive).map(|archive| archive.code).filter(|code| !divided(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_complete() {
        assert!(CATEGORIES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(CATEGORIES.len(), 155);
        for (alias, code) in ALIASES {
            assert!(is_known(alias) && is_known(code) && canonical(code) == code);
        }
        for archive in &ARCHIVES {
            assert!(archive.now.is_empty() || is_known(archive.now), "{}", archive.code);
            assert!(archive.until == 0 || archive.since < archive.until, "{}", archive.code);
        }
    }

    #[test]
    fn archives_with_a_hyphen_have_old_identifiers() {
        // The archives of new identifiers, which never had old ones, are left out.
        let old = ARCHIVES.iter().filter(|archive| archive.code.contains('-') && archive.since < 200_704);
        assert_eq!(old.map(|archive| archive.code).collect::<Vec<_>>(), crate::ir::HYPHENATED);
    }

    #[test]
    fn archives_have_their_time() {
        assert_eq!([numbered("hep-th", 9108), numbered("hep-th", 9107)], [Some(true), Some(false)]);
        assert_eq!([numbered("cmp-lg", 9809), numbered("cmp-lg", 9810)], [Some(true), Some(false)]);
        assert_eq!([numbered("math", 304), numbered("maths", 304)], [Some(true), None]);
    }

    #[test]
    fn names_and_codes_go_both_ways() {
        for (code, known) in CATEGORIES {
            assert_eq!(name(code), Some(known));
            assert!(codes(known).any(|found| found == code));
            let archive = code.split_once('.').map_or(code, |(archive, _)| archive);
            // Two codes of one archive never share a name.
            assert_eq!(code_in(known, archive), Some(code));
        }
        assert_eq!(codes("Machine Learning").collect::<Vec<_>>(), ["cs.LG", "stat.ML"]);
        assert_eq!(code_in("Machine Learning", "math"), None);
        assert_eq!(code_in("Quantum Algebra", "hep-th"), Some("math.QA"));
        assert_eq!(code_in("Statistics Theory", "cs"), Some("math.ST"));
        assert_eq!(name("cmp-lg"), Some("Computation and Language"));
        assert_eq!(name("foo.ZZ"), None);
        assert_eq!([canonical("stat.TH"), canonical("cmp-lg"), canonical("cs.LG")], ["math.ST", "cs.CL", "cs.LG"]);
        assert_eq!(code_in("Computation and Language", ""), Some("cs.CL"));
    }
}
