//! A document that is read, changed and written: what was not changed stands as
//! it stood, what was changed looks like its neighbours.

mod support;

use ibidem::convert::{Item, Reader, Sequence};
use ibidem::format::{Format, ReadOptions, WriteOptions};
use ibidem::formats::bibtex::{BIBLATEX, BIBTEX};
use ibidem::ir::{Date, EntryType, Extra, Field, Name, Names, Record, keys};
use ibidem::report::{Collect, Loss, LossKind};
use support::fixtures;

/// Reads a document, lets every record be changed, writes it.
fn edit_as(format: &Format, source: &str, change: &dyn Fn(&mut Record)) -> (String, Collect) {
    let read = ReadOptions { keep_source: true, ..ReadOptions::default() };
    let write = WriteOptions { keep_source: true, ..WriteOptions::default() };
    let mut reader = Reader::new(format, &read, source.as_bytes()).unwrap();
    let mut sequence = Sequence::new(format, &write).unwrap();
    let (mut out, mut unread, mut lost) = (Vec::new(), Collect::default(), Collect::default());
    while let Some(item) = reader.next_item(&mut unread).unwrap() {
        match item {
            Item::Record(mut record) => {
                change(&mut record);
                sequence.record(&record, &mut out, &mut lost);
            }
            Item::Aside(aside) => sequence.aside(&aside, &mut out, &mut lost),
        }
    }
    sequence.finish(&mut out);
    (String::from_utf8(out).unwrap(), lost)
}

#[track_caller]
fn edits(source: &str, change: impl Fn(&mut Record), expected: &str) {
    let (out, lost) = edit_as(&BIBTEX, source, &change);
    assert_eq!(out, expected);
    assert_eq!(lost.losses, []);
}

fn title(text: &str) -> impl Fn(&mut Record) {
    let text = text.to_owned();
    move |record| record.set(keys::TITLE, text.as_str().into())
}

#[test]
fn a_document_that_nobody_changed_comes_back_as_it_was() {
    for fixture in fixtures().iter().filter(|fixture| fixture.format.faithful) {
        let source = std::str::from_utf8(&fixture.bytes).unwrap();
        for format in [&BIBTEX, &BIBLATEX] {
            let (out, lost) = edit_as(format, source, &|_| {});
            assert_eq!(out, source, "{}", fixture.name());
            assert_eq!(lost.losses, []);
        }
    }
    for source in [
        "",
        "\n\r\n",
        "\u{FEFF}\r\n@misc{a,\r\n}\r\n\r\n",
        "words\n\n% more @misc words\n",
        "@misc{a, title = {x}}@misc{a, title = {y}}@comment{z}@misc{, note = {keyless}}",
        "@misc{a, title = {open\n\n@misc{b, title = {closed}}\n  @string{x = {y}}\n@misc{c, title = {open",
        " @comment x \n@misc(a, note = x # y)\r@preamble{\"p\"} \r\r",
    ] {
        assert_eq!(edit_as(&BIBTEX, source, &|_| {}).0, source);
    }
}

#[test]
fn a_value_is_replaced_in_its_own_delimiters() {
    edits(
        "% one\n@article{k,\n\tauthor = \"A. Author\",\n\ttitle = \"Old {T}itle\",\n\tyear = 2019\n}\n% two\n",
        title("New & better"),
        "% one\n@article{k,\n\tauthor = \"A. Author\",\n\ttitle = \"New \\& better\",\n\tyear = 2019\n}\n% two\n",
    );
    edits("@article{k, title={Old}, year={2019},}", title("New"), "@article{k, title={New}, year={2019},}");
    // A quote would end the value, so braces it is.
    edits("@misc{k, title = \"Old\"}", title("The \"new\" one"), "@misc{k, title = {The \"new\" one}}");
}

#[test]
fn what_stands_around_the_value_stays() {
    edits(
        "@Article(knuth:84,\r\n  AUTHOR    = {D. Knuth},  % who\r\n  TITLE     = {Old},\r\n  PUBLISHER = pub # \" Press\",\r\n  MONTH     = jan,\r\n)\r\n",
        title("New"),
        "@Article(knuth:84,\r\n  AUTHOR    = {D. Knuth},  % who\r\n  TITLE     = {New},\r\n  PUBLISHER = pub # \" Press\",\r\n  MONTH     = jan,\r\n)\r\n",
    );
    edits(
        "@misc{k\n  % first a comment\n  , title = {Old}\n  , note  = {n}\n  }",
        title("New"),
        "@misc{k\n  % first a comment\n  , title = {New}\n  , note  = {n}\n  }",
    );
}

#[test]
fn a_field_is_taken_out_with_its_comma() {
    let gone = |record: &mut Record| drop(record.take(Field::Note));
    edits("@misc{k,\n  note = {n},\n  title = {t},\n}", gone, "@misc{k,\n  title = {t},\n}");
    edits("@misc{k,\n  title = {t},\n  note = {n}\n}", gone, "@misc{k,\n  title = {t}\n}");
    edits("@misc{k,\n  title = {t},\n  note = {n},\n}", gone, "@misc{k,\n  title = {t},\n}");
    edits("@misc{k, title = {t}, note = \"n\", year = 1}", gone, "@misc{k, title = {t}, year = 1}");
    edits("@misc{k, note = {n}}", gone, "@misc{k,}");
    // A remark before a field stays.
    edits(
        "@misc{k,\n  title = {t},\n  % about the note\n  note = {n},\n  year = 1,\n}",
        gone,
        "@misc{k,\n  title = {t},\n  % about the note\n  year = 1,\n}",
    );
}

#[test]
fn a_field_is_added_in_the_style_of_the_entry() {
    let publisher = |record: &mut Record| record.set(keys::PUBLISHER, "Press".into());
    edits("@book{k,\n  title = {t}\n}", publisher, "@book{k,\n  title = {t},\n  publisher = {Press}\n}");
    edits("@book{k,\n  title = {t},\n}", publisher, "@book{k,\n  title = {t},\n  publisher = {Press},\n}");
    edits("@book{k, title={t}}", publisher, "@book{k, title={t}, publisher={Press}}");
    edits(
        "@BOOK{k,\r\n\tTITLE =\t\"t\",\r\n\tYEAR =\t1999\r\n}\r\n",
        publisher,
        "@BOOK{k,\r\n\tTITLE =\t\"t\",\r\n\tYEAR =\t1999,\r\n\tPUBLISHER =\t\"Press\"\r\n}\r\n",
    );
    // `=` below each other, from the left and from the right; values below each other; commas first.
    edits(
        "@book{k,\n  Title    = {t},\n  Year     = {1},\n}",
        |record| record.set(keys::VOLUME, "2".into()),
        "@book{k,\n  Title    = {t},\n  Year     = {1},\n  Volume   = {2},\n}",
    );
    edits(
        "@book{k,\n   title = {t},\n    year = 1999\n}",
        |record| record.set(keys::VOLUME, "2".into()),
        "@book{k,\n   title = {t},\n    year = 1999,\n  volume = 2\n}",
    );
    edits(
        "@book{k,\n  title=    {t},\n  year=     {1},\n}",
        |record| record.set(keys::VOLUME, "2".into()),
        "@book{k,\n  title=    {t},\n  year=     {1},\n  volume=   {2},\n}",
    );
    edits(
        "@book{k\n, title = {t}\n, year = 1\n}",
        publisher,
        "@book{k\n, title = {t}\n, year = 1\n, publisher = {Press}\n}",
    );
    edits("@book{k}", publisher, "@book{k,\n  publisher = {Press}\n}");
    edits("@book{k,\n}", publisher, "@book{k,\n  publisher = {Press},\n}");
    edits("@book{title = {t}}", publisher, "@book{title = {t}, publisher = {Press}}");
}

#[test]
fn a_date_of_two_fields_is_changed_where_it_changes() {
    let date = |text: &'static str| move |record: &mut Record| record.set(keys::ISSUED, Date::parse(text).unwrap());
    let source = "@misc{k,\n  year = 2019,\n  title = {t},\n  month = jan,\n}";
    edits(source, date("2019-02"), "@misc{k,\n  year = 2019,\n  title = {t},\n  month = feb,\n}");
    edits(source, date("2020-01"), "@misc{k,\n  year = 2020,\n  title = {t},\n  month = jan,\n}");
    edits(source, date("2020"), "@misc{k,\n  year = 2020,\n  title = {t},\n}");
    edits(
        "@misc{k,\n  year = 2019,\n  month = jan # \"~1\"\n}",
        date("2019-02-03"),
        "@misc{k,\n  year = 2019,\n  month = feb,\n  day = 3\n}",
    );
}

#[test]
fn names_keys_and_types() {
    let names = |record: &mut Record| {
        record.set(keys::AUTHOR, Names::from(vec![Name::person("Müller", "Jörg"), Name::person("Roe", "R.")]));
    };
    edits(
        "@misc{k, author = {M{\\\"u}ller, J.}, title = {{\\\"U}ber}}",
        names,
        "@misc{k, author = {Müller, Jörg and Roe, R.}, title = {{\\\"U}ber}}",
    );
    edits("@misc { old , title = {t}}", |record| record.key = Some("new".into()), "@misc { new , title = {t}}");
    edits("@misc{title = {t}}", |record| record.key = Some("new".into()), "@misc{new, title = {t}}");
    edits("@misc{, title = {t}}", |record| record.key = Some("new".into()), "@misc{new, title = {t}}");
    edits("@MISC{k, title = {t}}", |record| record.kind = EntryType::Book, "@BOOK{k, title = {t}}");
    edits("@Misc{k, title = {t}}", |record| record.kind = EntryType::Book, "@Book{k, title = {t}}");
}

#[test]
fn other_names_for_a_field_are_kept() {
    edits(
        "@article{k, journaltitle = {Old}, title = {t}}",
        |record| record.set(keys::CONTAINER_TITLE, "New".into()),
        "@article{k, journaltitle = {New}, title = {t}}",
    );
    edits("@book{k, title = {T}, subtitle = {S}}", title("New"), "@book{k, title = {New}, subtitle = {S}}");
}

#[test]
fn fields_that_nothing_reads_can_be_changed_too() {
    let extra = |name: &str, value: &str| Extra { format: "bibtex".into(), name: name.into(), value: value.into() };
    let source = "@misc{k,\n  owner = {me},\n  title = {t},\n  stars = 3\n}";
    edits(
        source,
        |record| record.extras[0] = extra("owner", "{you}"),
        "@misc{k,\n  owner = {you},\n  title = {t},\n  stars = 3\n}",
    );
    edits(source, |record| drop(record.extras.remove(1)), "@misc{k,\n  owner = {me},\n  title = {t}\n}");
    edits(
        source,
        |record| record.extras.push(extra("colour", "{red}")),
        "@misc{k,\n  owner = {me},\n  title = {t},\n  stars = 3,\n  colour = {red}\n}",
    );
}

#[test]
fn a_loss_is_reported_for_what_was_changed_and_for_nothing_else() {
    let source = "@misc{k, title = {t}, month = {Michaelmas}, year = {2020}}";
    let change = |record: &mut Record| record.set(keys::STATUS, "x".into());
    assert_eq!(edit_as(&BIBTEX, source, &change).1.losses, []);
    let foreign = |record: &mut Record| {
        record.extras.push(Extra { format: "ris".into(), name: "ZZ".into(), value: "z".into() });
    };
    let (out, lost) = edit_as(&BIBTEX, source, &foreign);
    assert_eq!(out, source);
    assert_eq!(lost.losses.len(), 1);
}

#[test]
fn records_are_added_with_a_blank_line_before_and_behind() {
    let read = ReadOptions { keep_source: true, ..ReadOptions::default() };
    let write = WriteOptions { keep_source: true, ..WriteOptions::default() };
    for (source, expected) in [
        ("@misc{a}", "@misc{a}\n\n@book{b,\n  title = {t}\n}\n"),
        ("@misc{a}\n", "@misc{a}\n\n@book{b,\n  title = {t}\n}\n"),
        ("@misc{a}\n@misc{c}\n", "@misc{a}\n\n@book{b,\n  title = {t}\n}\n\n@misc{c}\n\n@book{ba,\n  title = {t}\n}\n"),
        (
            "@misc{a} \n  @misc{c}% x",
            "@misc{a}\n\n@book{b,\n  title = {t}\n}\n\n  @misc{c}\n\n@book{ba,\n  title = {t}\n}\n\n% x",
        ),
        (
            "@misc{a,\r\n}\r\n\r\n@misc{c}",
            "@misc{a,\r\n}\r\n\r\n@book{b,\r\n  title = {t}\r\n}\r\n\r\n@misc{c}\r\n\r\n@book{ba,\r\n  title = {t}\r\n}\r\n",
        ),
    ] {
        let mut reader = Reader::new(&BIBTEX, &read, source.as_bytes()).unwrap();
        let mut sequence = Sequence::new(&BIBTEX, &write).unwrap();
        let (mut out, mut sink) = (Vec::new(), Collect::default());
        while let Some(item) = reader.next_item(&mut sink).unwrap() {
            match item {
                Item::Record(record) => {
                    sequence.record(&record, &mut out, &mut sink);
                    let mut new = Record::new(EntryType::Book);
                    new.key = Some("b".into());
                    new.set(keys::TITLE, "t".into());
                    sequence.record(&new, &mut out, &mut Collect::default());
                }
                Item::Aside(aside) => sequence.aside(&aside, &mut out, &mut sink),
            }
        }
        sequence.finish(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}

fn items(format: &Format, source: &str) -> Vec<Item> {
    let read = ReadOptions { keep_source: true, ..ReadOptions::default() };
    let mut reader = Reader::new(format, &read, source.as_bytes()).unwrap();
    let mut all = Vec::new();
    while let Some(item) = reader.next_item(&mut Collect::default()).unwrap() {
        all.push(item);
    }
    all
}

fn write(format: &Format, items: &[Item]) -> (String, Collect) {
    let options = WriteOptions { keep_source: true, ..WriteOptions::default() };
    let mut sequence = Sequence::new(format, &options).unwrap();
    let (mut out, mut lost) = (Vec::new(), Collect::default());
    for item in items {
        match item {
            Item::Record(record) => sequence.record(record, &mut out, &mut lost),
            Item::Aside(aside) => sequence.aside(aside, &mut out, &mut lost),
        }
    }
    sequence.finish(&mut out);
    (String::from_utf8(out).unwrap(), lost)
}

/// Each field of each entry of the fixtures taken out, and given the value that
/// some other entry has there: the record read again says just that, and
/// nothing outside of the entry has changed.
#[test]
fn one_field_after_another() {
    for fixture in fixtures().iter().filter(|fixture| fixture.format.faithful) {
        let source = std::str::from_utf8(&fixture.bytes).unwrap();
        let before = items(fixture.format, source);
        for at in 0..before.len() {
            let Item::Record(record) = &before[at] else { continue };
            for &field in Field::ALL {
                let others = before.iter().filter_map(|item| match item {
                    Item::Record(other) if other.value(field) != record.value(field) => other.value(field).cloned(),
                    _ => None,
                });
                for value in others.map(Some).take(3).chain([None]) {
                    let mut now = before.clone();
                    let Item::Record(changed) = &mut now[at] else { unreachable!() };
                    match &value {
                        Some(value) => drop(changed.put(field, value.clone())),
                        None => drop(changed.take(field)),
                    }
                    let changed = changed.clone();
                    let (out, lost) = write(fixture.format, &now);
                    let after = items(fixture.format, &out);
                    let what = format!("{} {:?} {}", fixture.name(), record.key, field.name());
                    assert_eq!(after.len(), before.len(), "{what}");
                    for (there, (one, other)) in before.iter().zip(&after).enumerate() {
                        if there != at {
                            assert!(one == other, "{what}: another item changed\n{one:?}\n{other:?}\n{out}");
                        }
                    }
                    let Item::Record(again) = &after[at] else { panic!("{what}") };
                    for field in changed.diff(again) {
                        // The second of two fields of one name is read if the first one is gone.
                        if again.extras.len() < changed.extras.len() {
                            continue;
                        }
                        // What has no place of its own was put into another one.
                        let moved = |loss: &Loss| matches!(loss.kind, LossKind::Substituted | LossKind::Merged);
                        if changed.value(field).is_none() && lost.losses.iter().any(moved) {
                            continue;
                        }
                        // The name of the language, kept as it was spelt, still says it.
                        let spelt =
                            changed.extras.iter().any(|extra| matches!(extra.name.as_str(), "language" | "langid"));
                        if field == Field::Language && spelt {
                            continue;
                        }
                        let told = lost.losses.iter().any(|loss| loss.subject.name() == field.name());
                        assert!(told, "{what}: {} is now {:?}\n{out}", field.name(), again.value(field));
                    }
                }
            }
        }
    }
}
