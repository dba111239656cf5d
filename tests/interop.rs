//! Records as entries of the `biblatex` crate and back: what did not come back
//! was reported, and nothing of an entry is lost without a word.

use biblatex::{Chunk, Entry, EntryType, Spanned};
use ibidem::convert::to_bytes;
use ibidem::format::WriteOptions;
use ibidem::formats::bibtex::BIBLATEX;
use ibidem::interop::biblatex::{entry, record};
use ibidem::ir::{Record, keys};
use ibidem::laws::{self, Rng};
use ibidem::report::{Collect, Loss, Subject};

fn normal(text: &str) -> Spanned<Chunk> {
    Spanned::zero(Chunk::Normal(text.to_owned()))
}

fn verbatim(text: &str) -> Spanned<Chunk> {
    Spanned::zero(Chunk::Verbatim(text.to_owned()))
}

fn made(kind: EntryType, fields: &[(&str, &[Spanned<Chunk>])]) -> Entry {
    let mut entry = Entry::new("k".to_owned(), kind);
    for (name, chunks) in fields {
        entry.set(name, chunks.to_vec());
    }
    entry
}

#[test]
fn every_difference_is_reported() {
    let mut faults = Vec::new();
    let (mut fields, mut flattened, mut examples) = (0, 0, Vec::new());
    for seed in 0..1500 {
        let mut before = laws::record(&mut Rng::new(seed), "bibtex");
        // How a value is delimited is not what it says.
        for extra in before.extras.iter_mut().filter(|extra| extra.format == "bibtex") {
            extra.name = extra.name.to_ascii_lowercase();
            let source = extra.value.trim_matches('"');
            if source.len() < extra.value.len() || source.bytes().all(|byte| byte.is_ascii_digit()) {
                extra.value = format!("{{{source}}}").into();
            }
        }
        let mut reports = Collect::default();
        let theirs = entry(&before, &mut reports);
        fields += before.fields().count();
        let mut in_file = Collect::default();
        to_bytes(&BIBLATEX, &WriteOptions::default(), std::slice::from_ref(&before), &mut in_file).unwrap();
        let known = |loss: &&Loss| in_file.losses.iter().any(|other| other.subject == loss.subject);
        let own = |loss: &&Loss| matches!(loss.subject, Subject::Field(_)) && !known(loss);
        flattened += reports.losses.iter().filter(own).count();
        let values = |loss: &Loss| format!("{seed} {} {:?}", loss.subject.name(), theirs.fields.get("title"));
        examples.extend(reports.losses.iter().filter(own).map(values));
        let after = record(&theirs, &mut Collect::default());
        for fault in laws::unreported(&BIBLATEX, &before, &after, &reports) {
            faults.push(format!("seed {seed}: {fault}\n{theirs:?}"));
        }
    }
    // The generator loves nested braces; what people write has few.
    assert!(
        flattened * 200 < fields,
        "{flattened} of {fields} fields lose something: {:#?}",
        &examples[..examples.len().min(8)]
    );
    assert!(
        faults.is_empty(),
        "{} faults, the first:\n{}",
        faults.len(),
        faults[..faults.len().min(5)].join("\n====\n")
    );
}

#[test]
fn every_field_of_an_entry_is_kept() {
    let theirs = made(
        EntryType::Unknown("podcast".into()),
        &[
            (
                "title",
                &[
                    normal("A "),
                    verbatim("NASA"),
                    normal(" story & 5% of $"),
                    Spanned::zero(Chunk::Math("x_{A}".into())),
                ],
            ),
            ("author", &[normal("Smith, Jr., John and "), verbatim("Big and Sons, Inc.")]),
            ("date", &[normal("1999-12/2001~")]),
            ("url", &[normal("http://a.b/--%7E_~#x")]),
            ("odd field", &[normal("kept")]),
            ("pages", &[normal("3–4")]),
            ("usera", &[normal("x")]),
        ],
    );
    let mut reports = Collect::default();
    let ours = record(&theirs, &mut reports);
    assert_eq!(ours.get(keys::TITLE).unwrap().to_plain(), "A NASA story & 5% of $$x_{A}$");
    assert_eq!(ours.get(keys::AUTHOR).unwrap().list.len(), 2);
    assert_eq!(ours.get(keys::ISSUED).unwrap().to_string(), "1999-12/2001~");
    assert_eq!(ours.get(keys::URL).unwrap(), "http://a.b/--%7E_~#x");
    assert!(reports.diagnostics.is_empty(), "{:?}", reports.diagnostics);
    let again = entry(&ours, &mut reports);
    // A name that no file can have is the only thing that cannot go back.
    let lost: Vec<_> = reports.losses.iter().map(|loss| loss.subject.name().to_string()).collect();
    assert_eq!(lost, ["bibtex:odd field"]);
    let mut expected = theirs;
    expected.remove("odd field");
    assert_eq!(again, expected);
}

#[test]
fn the_crate_understands_what_it_gets() {
    let mut ours = Record::new(ibidem::ir::EntryType::ArticleJournal);
    ours.key = Some("k".into());
    ours.set(keys::TITLE, "On {braces} & signs".into());
    ours.set(keys::AUTHOR, vec![ibidem::ir::Name::person("Lovelace", "Ada")].into());
    let theirs = Entry::from(&ours);
    assert_eq!(theirs.entry_type, EntryType::Article);
    let author = &theirs.author().unwrap()[0];
    assert_eq!((author.name.as_str(), author.given_name.as_str()), ("Lovelace", "Ada"));
    assert_eq!(Record::from(&theirs), ours);
}

/// Strings that end the process or panic when that crate parses them.
#[test]
fn what_the_crate_cannot_parse_is_converted() {
    for text in ["{C:\\}", "cost 5$ only", &"\\a{".repeat(100_000), "May 300", "}", "\\", "k"] {
        let theirs = made(
            EntryType::Misc,
            &[
                ("title", &[normal(text)]),
                ("month", &[normal(text)]),
                ("crossref", &[normal("k")]),
                ("doi", &[normal(text)]),
            ],
        );
        let ours = record(&theirs, &mut Collect::default());
        let again = entry(&ours, &mut Collect::default());
        assert!(again.fields.contains_key("title"));
    }
}
