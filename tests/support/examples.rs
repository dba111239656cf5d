//! What the examples of the help and of the book find.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Files of the names that the examples use.
pub fn furnish(program: &str, folder: &Path) {
    let bib = "@book{knuth84,\n  author = {Knuth, Donald E.},\n  title = {The {\\TeX}book},\n  year = {1984}\n}\n";
    let ris = "TY  - JOUR\r\nAU  - Nguyễn, Văn A\r\nTI  - On lists\r\nPY  - 2020\r\nER  - \r\n";
    let feed = "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>F</title><id>urn:f</id>\
                <updated>2020-01-01T00:00:00Z</updated><entry><title>On feeds</title><id>urn:e</id>\
                <updated>2020-01-01T00:00:00Z</updated><author><name>Jane Doe</name></author></entry></feed>\n";
    let search = "@misc{doe2020lists,\n  title = {On lists},\n  author = {Jane Doe},\n  year = {2020},\n  \
                  eprint = {2001.00001},\n  archivePrefix = {arXiv},\n  primaryClass = {math.CO}\n}\n";
    let snapshot = "{\"id\":\"2001.00001\",\"submitter\":\"Jane Doe\",\"authors\":\"Jane Doe\",\"title\":\"On lists\",\
                    \"categories\":\"math.CO\",\"abstract\":\"Lists.\",\"versions\":[{\"version\":\"v1\",\"created\":\
                    \"Wed, 1 Jan 2020 00:00:00 GMT\"}],\"update_date\":\"2020-01-02\",\"authors_parsed\":[[\"Doe\",\
                    \"Jane\",\"\"]]}\n";
    for (name, text) in [
        ("refs.bib", bib),
        ("a.bib", bib),
        ("old.bib", bib),
        ("new.bib", bib),
        ("refs.ris", ris),
        ("a.ris", ris),
        ("b.ris", ris),
        ("c.csv", "key,type,title\nc1,book,On cells\n"),
        ("feed.xml", feed),
        ("search.txt", search),
        ("arxiv-snapshot.json", snapshot),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    for name in ["refs.json", "new.json"] {
        let arguments = ["convert", "refs.bib", "-q", "-t", "csl-json", "-o", name];
        assert!(Command::new(program).args(arguments).current_dir(folder).status().unwrap().success());
    }
}

/// Whether a command tells what it found by exit code 1.
pub fn finds(line: &str) -> bool {
    ["check", "diff", "--fail-on", "--strict", "--up-to-date"].iter().any(|word| line.contains(word))
}
