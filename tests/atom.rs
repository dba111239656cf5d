//! Whole Atom feeds.
#![cfg(feature = "atom")]

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::formats::atom::{ATOM, MALFORMED, UNKNOWN_ENTITY};
use ibidem::ir::{Date, EntryType, Field, Inline, Name, Names, Record, Style, Text, keys};
use ibidem::report::Collect;

fn write(records: &[Record]) -> (String, Collect) {
    let mut sink = Collect::default();
    let bytes = to_bytes(&ATOM, &Default::default(), records, &mut sink).unwrap();
    (String::from_utf8(bytes).unwrap(), sink)
}

fn read(feed: &str) -> (Vec<Record>, Collect) {
    let mut sink = Collect::default();
    let records = from_bytes(&ATOM, &Default::default(), feed.as_bytes(), &mut sink).unwrap();
    (records, sink)
}

fn preprint() -> Record {
    let mut record = Record::new(EntryType::Preprint);
    record.set(keys::TITLE, "Examples".into());
    record.set(keys::AUTHOR, Names::from(vec![Name::person("Example", "Ada")]));
    record.set(keys::ARXIV_ID, "2508.99901".into());
    record.set(keys::VERSION, "2".into());
    record.set(keys::ARXIV_PRIMARY, "cs.LG".into());
    record.set(keys::ARXIV_CLASSES, vec!["cs.LG".into(), "math.CO".into()]);
    record.set(keys::SUBMITTED, Date::parse("2025-08-28T17:11:20Z").unwrap());
    record.set(keys::ISSUED, Date::parse("2025-08-28T17:11:20Z").unwrap());
    record.set(keys::ABSTRACT, "We survey.".into());
    record
}

#[test]
fn a_preprint_is_an_entry_as_arxiv_writes_them() {
    let (feed, sink) = write(&[preprint()]);
    let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:arxiv=\"http://arxiv.org/schemas/atom\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:prism=\"http://prismstandard.org/namespaces/basic/2.0/\" \
xmlns:ibidem=\"urn:ibidem:1\">
  <id>urn:uuid:6b3f1b2c-7a52-5c0e-9d39-6f1d4a1c2e10</id>
  <title>Bibliography</title>
  <updated>2025-08-28T17:11:20Z</updated>
  <author>
    <name>ibidem</name>
  </author>
  <ibidem:supplied>author</ibidem:supplied>
  <entry>
    <id>http://arxiv.org/abs/2508.99901v2</id>
    <updated>2025-08-28T17:11:20Z</updated>
    <link href=\"https://arxiv.org/abs/2508.99901v2\" rel=\"alternate\"/>
    <ibidem:supplied>link</ibidem:supplied>
    <title>Examples</title>
    <summary>We survey.</summary>
    <category term=\"cs.LG\" scheme=\"http://arxiv.org/schemas/atom\"/>
    <category term=\"math.CO\" scheme=\"http://arxiv.org/schemas/atom\"/>
    <published>2025-08-28T17:11:20Z</published>
    <arxiv:primary_category term=\"cs.LG\"/>
    <author>
      <name>Ada Example</name>
    </author>
  </entry>
</feed>
";
    assert_eq!(feed, expected);
    assert!(sink.losses.is_empty() && sink.diagnostics.is_empty(), "{sink:?}");
    assert_eq!(read(&feed).0, [preprint()]);
}

#[test]
fn an_empty_record_is_a_valid_entry_and_comes_back_empty() {
    let (feed, sink) = write(&[Record::new(EntryType::Book)]);
    for part in [
        "<ibidem:supplied>id</ibidem:supplied>",
        "<ibidem:type>book</ibidem:type>",
        "<title></title>",
        "<updated>1970-01-01T00:00:00Z</updated>",
        "<ibidem:supplied>updated</ibidem:supplied>",
        "<content></content>",
        "<id>urn:uuid:",
    ] {
        assert!(feed.contains(part), "{part}\n{feed}");
    }
    assert!(sink.losses.is_empty());
    assert_eq!(read(&feed).0, [Record::new(EntryType::Book)]);
}

#[test]
fn equal_records_are_told_apart_in_order() {
    let (feed, _) = write(&[preprint(), preprint(), preprint()]);
    let ids: Vec<_> = feed.lines().filter_map(|line| line.trim().strip_prefix("<id>http")).collect();
    assert_eq!(
        ids,
        [
            "://arxiv.org/abs/2508.99901v2</id>",
            "://arxiv.org/abs/2508.99901v2#2</id>",
            "://arxiv.org/abs/2508.99901v2#3</id>"
        ]
    );
    assert_eq!(read(&feed).0, [preprint(), preprint(), preprint()]);
}

#[test]
fn padded_dates_come_back_as_they_were() {
    for date in ["2025", "2025-08", "2025-08-28", "1723~", "2024/2025", "199X", "2025-22", "-0876", "Y12345"] {
        let mut record = Record::new(EntryType::Book);
        record.set(keys::ISSUED, Date::parse(date).unwrap());
        let (feed, sink) = write(&[record.clone()]);
        assert!(feed.contains(&format!("<ibidem:date name=\"published\">{date}</ibidem:date>")), "{feed}");
        assert!(sink.losses.is_empty());
        assert_eq!(read(&feed).0, [record]);
    }
}

#[test]
fn the_newest_entry_dates_the_feed() {
    let dated = |date: &str| {
        let mut record = Record::new(EntryType::Book);
        record.set(keys::ISSUED, Date::parse(date).unwrap());
        record
    };
    let (feed, _) = write(&[dated("2024"), dated("2025-01-01T01:00:00+02:00"), dated("2023")]);
    assert!(feed.lines().take(5).any(|line| line == "  <updated>2024-12-31T23:00:00Z</updated>"), "{feed}");
}

#[test]
fn rich_titles_are_xhtml() {
    let mut record = preprint();
    let style = Inline::Styled(Style::Emph, vec![Inline::Plain("E. coli".into())]);
    record.set(keys::TITLE, Text::from_inlines(vec![Inline::Plain("On ".into()), style]));
    let (feed, sink) = write(&[record.clone()]);
    assert!(feed.contains(
        "<title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">On <em>E. coli</em></div></title>"
    ));
    assert!(sink.losses.is_empty());
    assert_eq!(read(&feed).0, [record]);
}

#[test]
fn an_abstract_without_link_is_content() {
    let mut record = Record::new(EntryType::Book);
    record.set(keys::ABSTRACT, "Words.".into());
    let (feed, _) = write(&[record.clone()]);
    assert!(feed.contains("<content>Words.</content>") && !feed.contains("<summary>"));
    assert_eq!(read(&feed).0, [record]);
}

#[test]
fn no_entity_is_expanded() {
    let bomb = "<!DOCTYPE feed [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>
        <feed xmlns='http://www.w3.org/2005/Atom'><entry><title>&b;</title></entry></feed>";
    let (records, sink) = read(bomb);
    assert_eq!(records[0].get(keys::TITLE), Some(&"&b;".into()));
    assert_eq!(sink.diagnostics[0].code, &UNKNOWN_ENTITY);
}

#[test]
fn deep_nesting_is_refused() {
    let feed =
        format!("<entry xmlns='http://www.w3.org/2005/Atom'>{}x{}</entry>", "<a>".repeat(500), "</a>".repeat(500));
    let (records, sink) = read(&feed);
    assert!(records.is_empty());
    assert_eq!(sink.diagnostics[0].code, &MALFORMED);
}

#[test]
fn an_entry_may_be_the_root_or_bear_a_prefix() {
    for feed in [
        "<entry xmlns=\"http://www.w3.org/2005/Atom\"><title>T</title></entry>",
        "<x:entry xmlns:x=\"http://www.w3.org/2005/Atom\"><x:title>T</x:title></x:entry>",
        "<x:feed xmlns:x=\"http://www.w3.org/2005/Atom\"><x:entry><x:title>T</x:title></x:entry></x:feed>",
        "<entry><title>T</title></entry>",
    ] {
        let (records, _) = read(feed);
        assert_eq!(records.len(), 1, "{feed}");
        assert_eq!(records[0].get(keys::TITLE), Some(&"T".into()), "{feed}");
        assert_eq!(records[0].fields().count(), 1);
    }
    let (records, _) = read("<entry xmlns='urn:else'><title>T</title></entry>");
    assert!(records.is_empty());
}

#[test]
fn foreign_elements_are_written_back() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:m='urn:m'><entry><id>tag:a,2025:1</id><title>T</title>\
                <m:plain>a &amp; b</m:plain><m:rich k=\"v\">c<m:d/></m:rich><dc:relation>r</dc:relation></entry></feed>";
    let (records, _) = read(feed);
    let extras: Vec<_> = records[0].extras.iter().map(|e| (e.name.as_str(), e.value.as_str())).collect();
    let expected = [
        ("id", "tag:a,2025:1"),
        ("{urn:m}plain", "a &amp; b"),
        ("{urn:m}rich", "<m:rich k=\"v\">c<m:d/></m:rich>"),
        ("dc:relation", "r"),
    ];
    assert_eq!(extras, expected);
    let (again, sink) = write(&records);
    assert!(sink.losses.is_empty(), "{:?}", sink.losses);
    assert_eq!(read(&again).0, records);
    assert!(again.contains("<id>tag:a,2025:1</id>"));
}

#[test]
fn persons_of_the_feed_are_inherited_but_not_ours() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>Ada Example</name></author>\
                <entry><title>T</title></entry></feed>";
    assert_eq!(read(feed).0[0].get(keys::AUTHOR), Some(&Names::from(vec![Name::person("Example", "Ada")])));
    let (ours, _) = write(&[Record::new(EntryType::Book)]);
    assert!(!read(&ours).0[0].has(Field::Author));
}

/// The Schematron rules of the schema, and more of RFC 4287.
#[cfg(feature = "testing")]
#[test]
fn every_entry_is_valid_by_the_text() {
    use ibidem::laws::{Rng, record};
    let records: Vec<_> = (0..2000).map(|seed| record(&mut Rng::new(seed), "atom")).collect();
    let (feed, _) = write(&records);
    if let Some(path) = std::env::var_os("ATOM_OUT") {
        std::fs::write(path, &feed).unwrap();
    }
    let mut ids = std::collections::HashSet::new();
    for entry in feed.split("  <entry>\n").skip(1) {
        let count = |part: &str| entry.matches(part).count();
        assert!(count("rel=\"alternate\"") == 1 || count("\n    <content") == 1, "{entry}");
        assert!(count("rel=\"alternate\"") < 2 && count("\n    <title") == 1 && count("    <updated>") == 1, "{entry}");
        let id = entry.trim().strip_prefix("<id>").and_then(|rest| rest.split_once("</id>")).unwrap().0;
        assert!(ids.insert(id), "{id}");
    }
    assert_eq!(ids.len(), records.len());
}
