//! What two independent readers make of the same input: `serde_bibtex` of the
//! notation (entries, keys, types, fields, values, macros), the `biblatex`
//! crate of what is in it (decoded text, names, dates).
//!
//! Every difference stands in `tests/oracle/<reader>.txt` with the reason for
//! it: `entry | field | ours | theirs | reason`. One that is new fails, and so
//! does a line that no longer occurs. `BLESS=1` writes the file anew, keeps the
//! reasons it knows and puts `?` for others, which fails until it is replaced.
//!
//! The `biblatex` crate ends the process on some inputs (cyclic references,
//! deep nesting); it gets one entry at a time, of files made by hand.

mod support;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use biblatex::{Bibliography, ChunksExt, Person, Type};
use ibidem::convert::{from_bytes, to_bytes};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::{BIBLATEX, BIBTEX};
use ibidem::ir::{Field, Record, Value};
use ibidem::laws::{self, Rng};
use ibidem::report::Collect;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use support::root;
use support::show::{name, show};

/// Entry, field, ours, theirs.
type Difference = (String, String, String, String);

fn table(reader: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(format!("{reader}.txt"))
}

/// A cell of the table: one line, no bar.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "/")
}

/// Compares what was found with what is explained.
fn explained(reader: &str, found: Vec<Difference>) {
    let path = table(reader);
    let source = fs::read_to_string(&path).unwrap_or_default();
    let mut reasons: BTreeMap<Difference, String> = BTreeMap::new();
    let mut head = String::new();
    for line in source.lines() {
        let cells: Vec<&str> = line.split(" | ").collect();
        match cells[..] {
            [entry, field, ours, theirs, reason] if !line.starts_with('#') => {
                let difference = (entry.into(), field.into(), ours.into(), theirs.into());
                reasons.insert(difference, reason.into());
            }
            _ => head.push_str(&format!("{line}\n")),
        }
    }
    let cells = |(a, b, c, d): Difference| (cell(&a), cell(&b), cell(&c), cell(&d));
    let found: Vec<Difference> = found.into_iter().map(cells).collect();
    if std::env::var_os("BLESS").is_some() {
        let mut out = head;
        for difference in &found {
            let (entry, field, ours, theirs) = difference;
            // A reason is about what they do: it outlives a change of ours.
            let same = |known: &&Difference| (&known.0, &known.1, &known.3) == (entry, field, theirs);
            let known = reasons.keys().find(same).and_then(|known| reasons.get(known));
            let reason = reasons.get(difference).or(known).map_or("?", String::as_str);
            out.push_str(&format!("{entry} | {field} | {ours} | {theirs} | {reason}\n"));
        }
        fs::write(&path, out).unwrap();
        return;
    }
    let mut faults = Vec::new();
    for (entry, field, ours, theirs) in &found {
        let key = (entry.clone(), field.clone(), ours.clone(), theirs.clone());
        if reasons.remove(&key).is_none_or(|reason| reason.len() < 5) {
            faults.push(format!("not explained: {entry} {field}\n  ours   {ours}\n  theirs {theirs}"));
        }
    }
    for (entry, field, ours, theirs) in reasons.into_keys() {
        faults.push(format!("explained but not found: {entry} | {field} | {ours} | {theirs}"));
    }
    assert!(faults.is_empty(), "{} faults ({})\n{}", faults.len(), path.display(), faults.join("\n"));
}

/// An entry as `serde_bibtex` reads it, repeated fields included.
#[derive(Debug, serde::Deserialize)]
struct Raw {
    entry_type: String,
    entry_key: String,
    fields: Pairs,
}

#[derive(Debug)]
struct Pairs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Pairs, D::Error> {
        struct Collector;
        impl<'de> Visitor<'de> for Collector {
            type Value = Pairs;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("fields")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Collector)
    }
}

impl Raw {
    /// The entry in the plainest notation there is.
    fn text(&self) -> String {
        let fields: String = self.fields.0.iter().map(|(name, value)| format!(",\n  {name} = {{{value}}}")).collect();
        format!("@{}{{{}{fields}\n}}\n", self.entry_type, self.entry_key)
    }
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The pieces of a file that begin with `@` at the beginning of a line.
fn blocks(source: &str) -> Vec<&str> {
    let starts: Vec<usize> = source
        .match_indices('@')
        .map(|(at, _)| at)
        .filter(|&at| at == 0 || source[..at].ends_with('\n'))
        .chain([source.len()])
        .collect();
    starts.windows(2).map(|pair| &source[pair[0]..pair[1]]).collect()
}

/// The entries of a file as `serde_bibtex` reads them, one at a time with the
/// macros before it; an error in place of one that it cannot read.
fn theirs(blocks: &[&str]) -> Vec<Result<Raw, String>> {
    // The months stand for themselves, and so does the generator's one undefined macro.
    let known = MONTHS.iter().chain(["something"].iter());
    let mut macros: String = known.map(|name| format!("@string{{{name} = {{{name}}}}}\n")).collect();
    let mut found = Vec::new();
    for block in blocks {
        let word: String = block[1..].trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
        match word.to_ascii_lowercase().as_str() {
            "string" => macros.push_str(block),
            "comment" | "preamble" => {}
            _ => {
                let text = format!("{macros}{block}");
                let mut entries = serde_bibtex::de::Deserializer::from_str(&text).into_iter_regular_entry::<Raw>();
                found.push(match entries.next() {
                    Some(entry) => entry.map_err(|error| format!("error: {error}")),
                    None => Err("no entry".to_owned()),
                });
            }
        }
    }
    found
}

fn read(format: &Format, source: &str) -> Vec<Record> {
    from_bytes(format, &ReadOptions::default(), source.as_bytes(), &mut Collect::default()).unwrap()
}

/// The files that all can read most of.
fn files() -> Vec<(&'static Format, String, String)> {
    let mut found = Vec::new();
    for (format, files) in [(&BIBTEX, &["plain", "full", "torture"][..]), (&BIBLATEX, &["torture"][..])] {
        for file in files {
            let path = root().join(format.name).join(file).with_extension("bib");
            found.push((format, format!("{}/{file}", format.name), fs::read_to_string(path).unwrap()));
        }
    }
    found.push((&BIBTEX, "notation".to_owned(), NOTATION.to_owned()));
    found
}

/// Corners of the notation on which every reader should agree.
const NOTATION: &str = r##"
free text, then
@string(a = "A" # {b})
@STRING{ c = a # { c } # a }
@string{d = 1 # 2}
@misc{braces, title = {a {b {c}} d}, note = {a # b}, x = {"}}
@misc(parens, title = "a (b) c", note = {d)})
@misc{quotes, title = "a {"} b", note = "{"}" , }
@misc{joined, title = a # " and " # c, note = d # "x" # 007}
@misc{blanks, title	=
  {x}
  , note={y}}
@MiSc{Case-Kept, TITLE = {x}, NoTe = A}
@misc{signs:+/.-_*?!<>[], title = {100% \{ \} \" $ ^ ~}}
@misc{empty,}
@misc{nothing}
@misc{redefined-before, note = a}
@string{a = {other}}
@misc{redefined-after, note = a}
@comment{ignored, note = a}
@misc{letters, title = {ÄÖ ключ 模型}, ключ = {x}}
"##;

/// Both see the same when ours makes the same of the file and of what they
/// read in it.
fn compare(format: &Format, file: &str, source: &str, blocks: &[&str], found: &mut Vec<Difference>) {
    let ours = read(format, source);
    let theirs = theirs(blocks);
    for (at, entry) in theirs.iter().enumerate() {
        let key = |record: &Record| record.key.as_deref().unwrap_or("(none)").to_owned();
        let Some(record) = ours.get(at) else {
            found.push((format!("{file} {at}"), "(entry)".into(), "none".into(), format!("{entry:?}")));
            continue;
        };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.push((key(record), "(entry)".into(), "read".into(), error.clone()));
                continue;
            }
        };
        let image = read(format, &entry.text());
        let [image] = image.as_slice() else {
            found.push((key(record), "(entry)".into(), "read".into(), entry.text()));
            continue;
        };
        if record.key != image.key {
            found.push((key(record), "(key)".into(), key(record), key(image)));
        }
        if record.kind != image.kind {
            found.push((key(record), "(type)".into(), record.kind.name().into(), image.kind.name().into()));
        }
        for field in record.diff(image) {
            let value = |record: &Record| record.value(field).map(show).unwrap_or_default();
            found.push((key(record), field.name().into(), value(record), value(image)));
        }
        // Values of extras keep their delimiters, so only what is inside counts.
        let bare = |value: &str| value.trim_matches(['{', '}', '"']).to_owned();
        for (ours, theirs) in record.extras.iter().zip(&image.extras) {
            if !ours.name.eq_ignore_ascii_case(&theirs.name) || bare(&ours.value) != bare(&theirs.value) {
                let shown = |extra: &ibidem::ir::Extra| format!("{} = {}", extra.name, extra.value);
                found.push((key(record), "(extra)".into(), shown(ours), shown(theirs)));
            }
        }
        if record.extras.len() != image.extras.len() {
            let count = |record: &Record| format!("{} extras", record.extras.len());
            found.push((key(record), "(extras)".into(), count(record), count(image)));
        }
    }
    if ours.len() != theirs.len() {
        found.push((file.into(), "(entries)".into(), ours.len().to_string(), theirs.len().to_string()));
    }
}

#[test]
fn serde_bibtex_reads_the_same_notation() {
    let mut found = Vec::new();
    for (format, file, source) in files() {
        compare(format, &file, &source, &blocks(&source), &mut found);
    }
    explained("serde_bibtex", found);
}

/// What we write, of any record, it reads as we do: without one exception.
#[test]
fn serde_bibtex_reads_what_is_written() {
    let mut found = Vec::new();
    for format in [&BIBTEX, &BIBLATEX] {
        for seed in 0..400 {
            let record = laws::record(&mut Rng::new(seed), "bibtex");
            let written = to_bytes(format, &WriteOptions::default(), &[record], &mut Collect::default()).unwrap();
            let written = String::from_utf8(written).unwrap();
            compare(format, "", &written, &[written.as_str()], &mut found);
        }
    }
    assert!(found.is_empty(), "{} differences, the first: {:#?}", found.len(), &found[..found.len().min(3)]);
}

/// Fields of a record whose text both decode.
const TEXTS: &[(Field, &[&str])] = &[
    (Field::Title, &["title"]),
    (Field::Subtitle, &["subtitle"]),
    (Field::Note, &["note"]),
    (Field::ContainerTitle, &["journaltitle", "journal", "booktitle"]),
    (Field::Volume, &["volume"]),
    (Field::Publisher, &["publisher"]),
    (Field::PublisherPlace, &["location", "address"]),
    (Field::Institution, &["institution", "school"]),
    (Field::Edition, &["edition"]),
    (Field::Url, &["url"]),
    (Field::Doi, &["doi"]),
    (Field::Abstract, &["abstract"]),
    (Field::Pages, &["pages"]),
];

fn person(person: &Person) -> String {
    let parts = [&person.given_name, &person.prefix, &person.name, &person.suffix].map(String::as_str);
    parts.join("|").trim_end_matches('|').to_owned()
}

#[test]
fn biblatex_understands_the_same() {
    let mut found = Vec::new();
    for (format, _, source) in files() {
        let ours = read(format, &source);
        for (record, entry) in ours.iter().zip(theirs(&blocks(&source))) {
            let key = record.key.as_deref().unwrap_or("(none)").to_owned();
            // What the notation is, the other oracle has told.
            let Ok(entry) = entry else { continue };
            let theirs = match Bibliography::parse(&entry.text()) {
                Ok(library) => library.into_vec(),
                Err(error) => {
                    found.push((key, "(entry)".into(), "read".into(), format!("error: {}", error.kind)));
                    continue;
                }
            };
            let [theirs] = theirs.as_slice() else {
                found.push((key, "(entry)".into(), "one".into(), theirs.len().to_string()));
                continue;
            };
            let mut say = |field: &str, ours: String, theirs: String| {
                if cell(&ours) != cell(&theirs) {
                    found.push((key.clone(), field.to_owned(), ours, theirs));
                }
            };
            say("(key)", record.key.as_deref().unwrap_or_default().to_owned(), theirs.key.clone());
            for (field, natives) in TEXTS {
                let Some(chunks) = natives.iter().find_map(|native| theirs.get(native)) else { continue };
                let value = record.value(*field);
                let ours = match value {
                    Some(Value::Text(text)) => text.to_plain().into_owned(),
                    Some(value) => show(value),
                    None => String::new(),
                };
                say(field.name(), ours, chunks.format_verbatim());
            }
            for (field, native) in [(Field::Author, "author"), (Field::Editor, "editor")] {
                if theirs.get(native).is_none() {
                    continue;
                }
                let people: Result<Vec<Person>, _> = theirs.get_as(native);
                let people = match people {
                    Ok(people) => people.iter().map(person).collect::<Vec<_>>().join(" ; "),
                    Err(error) => format!("error: {error}"),
                };
                let ours = match record.value(field) {
                    Some(Value::Names(names)) => {
                        let list = names.list.iter().map(|one| name(one).replace("body:", "||"));
                        list.chain(names.others.is_some().then(|| "others".into())).collect::<Vec<_>>().join(" ; ")
                    }
                    _ => String::new(),
                };
                say(native, ours, people);
            }
            if theirs.get("date").or(theirs.get("year")).is_some() {
                let date = match theirs.date() {
                    Ok(date) => date.to_chunks().format_verbatim(),
                    Err(error) => format!("error: {error}"),
                };
                say("date", record.value(Field::Issued).map(show).unwrap_or_default(), date);
            }
        }
    }
    explained("biblatex", found);
}
