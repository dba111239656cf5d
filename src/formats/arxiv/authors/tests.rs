use super::*;

/// Names, each with its affiliations behind it.
fn all(source: &str) -> (Vec<String>, Option<Others>) {
    let names = decode(source);
    let one = |name: &Name| {
        let mut out = if name.body { format!("<{}>", name.display()) } else { name.display() };
        for affiliation in name.details.iter().flat_map(|details| &details.affiliations) {
            out.push_str(&format!(" | {}", affiliation.to_plain()));
        }
        out
    };
    (names.list.iter().map(one).collect(), names.others)
}

#[test]
fn author_strings() {
    for (source, expected) in [
        ("Ada Example and Bo", &["Example, Ada", "Bo"][..]),
        ("A. Example, B. Test, and C. Prov", &["Example, A.", "Test, B.", "Prov, C."]),
        ("A. Example & B. Test", &["Example, A.", "Test, B."]),
        // An affiliation belongs to all names before it that have none.
        ("A. Example, B. Test (Lab), C. Prov", &["Example, A. | Lab", "Test, B. | Lab", "Prov, C."]),
        (
            "Ada Example (1 and 2), Bo (2, 3), C. M. Test (3) ((1) Nowhere Univ., Town,\n  (2) Fake Lab, (3) Inst. \
             for Samples)",
            &[
                "Example, Ada | Nowhere Univ., Town | Fake Lab",
                "Bo | Fake Lab | Inst. for Samples",
                "Test, C. M. | Inst. for Samples",
            ],
        ),
        (
            "The FAKE Collaboration: A. Example, B. M\\\"uller (Lab)",
            &["<The FAKE Collaboration>", "Example, A. | Lab", "Müller, B. | Lab"],
        ),
        ("FAKE Collaboration, A. Example", &["<FAKE Collaboration>", "Example, A."]),
        ("Dai Placeholder (for the FAKE Collaboration)", &["Placeholder, Dai", "<FAKE Collaboration>"]),
        ("Dai Placeholder, for the FAKE collaboration", &["Placeholder, Dai", "<FAKE collaboration>"]),
        ("Dai Placeholder (FAKE Collaboration)", &["Placeholder, Dai", "<FAKE Collaboration>"]),
        ("Dai Placeholder on behalf of the FAKE Collaboration", &["Placeholder, Dai", "<FAKE Collaboration>"]),
        ("The A and B Collaborations: C. Test", &["<The A and B Collaborations>", "Test, C."]),
        (
            "Jos\\'e Mar\\'\\i a Ejemplo, Pawe{\\l} Test, M{\\aa}ns Prov and {\\L}ukasz Pr\\'oba, Jr",
            &["Ejemplo, José María", "Test, Paweł", "Prov, Måns", "Próba, Łukasz, Jr"],
        ),
        ("A. Test, III", &["Test, A., III"]),
        ("S.M. Warner", &["Warner, S. M."]),
        ("A.~Example", &["Example, A."]),
        ("Jens {\\O}stergaard (D{\\'e}p., {\\AA}rhus)", &["Østergaard, Jens | Dép., Århus"]),
        ("A. Test (Lab (Town), Land)", &["Test, A. | Lab (Town), Land"]),
        ("A. Test (7)", &["Test, A. | 7"]),
        ("A. Test (open", &["(open, A. Test"]),
    ] {
        assert_eq!(all(source).0, expected, "{source}");
    }
}

#[test]
fn lists_that_were_cut() {
    let cut = "A. Example, et al. (72\n  additional authors not shown)";
    assert_eq!(all(cut), (vec!["Example, A.".to_owned()], Some(Others::Count(72))));
    assert_eq!(all("A. Example et al").1, Some(Others::Unknown));
    assert_eq!(all("A. Example, et al").1, Some(Others::Unknown));
    let with = all("A. Example, et al, the FAKE Collaboration");
    assert_eq!(with, (vec!["Example, A.".to_owned(), "<FAKE Collaboration>".to_owned()], Some(Others::Unknown)));
}

#[test]
fn names_are_written_with_their_affiliations() {
    for source in [
        "A. Example (Lab), B. Test (Univ., Town), C. Prov",
        "A. M{\\\"u}ller, et al. (72 additional authors not shown)",
        "FAKE Collaboration, A. Example",
    ] {
        assert_eq!(encode(&decode(source)), source);
    }
}
