//! Whole Atom feeds.
#![cfg(feature = "atom")]

use ibidem::convert::{from_bytes, to_bytes};
use ibidem::formats::atom::{ATOM, ILLEGAL_CHARACTER, MALFORMED, RSS, UNCLOSED, UNFINISHED, UNKNOWN_ENTITY};
use ibidem::ir::{Date, EntryType, Field, Inline, Name, Names, Record, Style, Text, Value, keys};
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
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
xmlns:bibo=\"http://purl.org/ontology/bibo/\" \
xmlns:prism=\"http://prismstandard.org/namespaces/basic/2.0/\" xmlns:ibidem=\"urn:ibidem:1\">
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

#[test]
fn every_role_has_a_place() {
    let mut record = Record::new(EntryType::Book);
    let roles = Field::ALL.iter().filter(|field| field.kind() == ibidem::ir::Kind::Names);
    for &field in roles {
        record.put(field, Value::Names(Names::from(vec![Name::person("Example", field.name())])));
    }
    let (feed, sink) = write(&[record.clone()]);
    assert!(sink.losses.is_empty(), "{:?}", sink.losses);
    assert!(feed.contains(
        "    <contributor>\n      <name>editor Example</name>\n      <ibidem:role>editor</ibidem:role>\n    </contributor>"
    ));
    assert_eq!(read(&feed).0, [record]);
}

#[test]
fn vocabularies_of_others_hold_what_they_can() {
    let mut record = Record::new(EntryType::Report);
    for (key, element) in [
        (keys::SUBTITLE, "prism:subtitle"),
        (keys::COLLECTION_TITLE, "prism:seriesTitle"),
        (keys::COLLECTION_NUMBER, "prism:seriesNumber"),
        (keys::EDITION, "bibo:edition"),
        (keys::NUMBER, "bibo:number"),
        (keys::INSTITUTION, "bibo:issuer"),
        (keys::GENRE, "prism:genre"),
        (keys::MEDIUM, "dcterms:medium"),
        (keys::STATUS, "bibo:status"),
        (keys::NOTE, "dc:description"),
    ] {
        record.set(key, element.into());
    }
    let (feed, sink) = write(&[record.clone()]);
    assert!(sink.losses.is_empty(), "{:?}", sink.losses);
    assert!(feed.contains("    <bibo:issuer>bibo:issuer</bibo:issuer>\n"), "{feed}");
    assert_eq!(read(&feed).0, [record]);
}

#[test]
fn links_are_relative_to_their_base() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://a.example/x/y' xml:lang='de'>\
                <entry xml:base='z/'><title>T</title><link href='1.html'/></entry>\
                <entry><title xml:lang='vi'>T</title><link href='/2.html'/></entry>\
                <entry><title>T</title><link href='https://b.example/'/></entry></feed>";
    let (records, _) = read(feed);
    let said = |at: usize| {
        let record: &Record = &records[at];
        (record.get(keys::URL).unwrap().to_string(), record.get(keys::LANGUAGE).unwrap().to_string())
    };
    assert_eq!(said(0), ("https://a.example/x/z/1.html".to_owned(), "de".to_owned()));
    assert_eq!(said(1), ("https://a.example/2.html".to_owned(), "vi".to_owned()));
    assert_eq!(said(2), ("https://b.example/".to_owned(), "de".to_owned()));
}

#[test]
fn foreign_elements_take_their_declarations_along() {
    let feed = "<a:feed xmlns:a='http://www.w3.org/2005/Atom' xmlns:m='urn:m' xmlns:n='urn:n' \
                xmlns:d='http://purl.org/dc/elements/1.1/'><a:entry><a:title>T</a:title>\
                <m:rich><n:deep m:k='v'>x</n:deep></m:rich><d:relation m:q='1'>r</d:relation>\
                <a:link rel='via' href='https://v.example/'/></a:entry></a:feed>";
    let (records, _) = read(feed);
    let (again, sink) = write(&records);
    assert!(sink.losses.is_empty(), "{:?}", sink.losses);
    assert_eq!(read(&again).0, records);
    assert!(
        again.contains("<m:rich xmlns:m=\"urn:m\" xmlns:n=\"urn:n\"><n:deep m:k='v'>x</n:deep></m:rich>"),
        "{again}"
    );
    assert!(again.contains("<link rel='via' href='https://v.example/'/>"), "{again}");
}

#[test]
fn content_beside_a_summary_stays() {
    let feed = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><link href='https://a.example/'/>\
                <summary>S.</summary><content type=\"html\">&lt;p>whole</content></entry></feed>";
    let (records, _) = read(feed);
    assert_eq!(records[0].get(keys::ABSTRACT), Some(&"S.".into()));
    let (again, sink) = write(&records);
    assert!(sink.losses.is_empty(), "{:?}", sink.losses);
    assert!(again.contains("<content type=\"html\">&lt;p>whole</content>"), "{again}");
}

#[test]
fn characters_that_xml_does_not_have_are_left_out() {
    let (records, sink) = read("<entry xmlns='http://www.w3.org/2005/Atom'><title>fi\u{c}nd &#1;it</title></entry>");
    assert_eq!(records[0].get(keys::TITLE), Some(&"find it".into()));
    assert_eq!(sink.diagnostics.len(), 1);
    assert_eq!(sink.diagnostics[0].code, &ILLEGAL_CHARACTER);
}

#[test]
fn entities_of_html_are_characters() {
    let (records, sink) = read(
        "<entry xmlns='http://www.w3.org/2005/Atom'><title>Caf&eacute;</title>\
         <summary type='html'>a &amp;ndash; b&amp;hellip;</summary></entry>",
    );
    assert_eq!(records[0].get(keys::TITLE), Some(&"Caf\u{e9}".into()));
    assert_eq!(records[0].get(keys::ABSTRACT), Some(&"a \u{2013} b\u{2026}".into()));
    assert_eq!(sink.diagnostics.len(), 1);
}

/// Work that grows with the square of the input would not end here.
#[test]
fn hostile_documents_end() {
    let entry = |inner: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{inner}</entry><entry><title>T</title></entry></feed>"
        )
    };
    let attributes: String = (0..400_000).map(|n| format!(" a{n}='1'")).collect();
    let (records, _) = read(&entry(&format!("<title>A</title><x:y xmlns:x='urn:x'{attributes}/>")));
    assert_eq!(records.len(), 2);
    assert!(write(&records[..1]).1.losses.len() == 1);
    let (records, sink) = read(&entry(&"<a>".repeat(100_000)));
    assert_eq!((records.len(), sink.diagnostics.len()), (1, 1));
    let long = "x".repeat(9 << 20);
    for part in [
        format!("<title>{long}</title>"),
        format!("<!--{long}-->"),
        format!("<![CDATA[{long}]]>"),
        format!("<?x {long}?>"),
    ] {
        let (records, sink) = read(&entry(&part));
        assert_eq!((records.len(), sink.diagnostics.len()), (1, 1), "{}", &part[..9]);
    }
    let (records, sink) = read(&entry(&"&lol;".repeat(100_000)));
    assert_eq!((records.len(), sink.diagnostics.len()), (2, 1));
}

#[test]
fn a_feed_of_rss_says_once_what_holds_for_all() {
    let feed = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
                xmlns:p='http://prismstandard.org/namespaces/1.2/basic/'><channel><p:publicationName>J</p:publicationName>\
                <items/></channel><item rdf:about='https://a.example/1'><title>T</title></item></rdf:RDF>";
    let mut sink = Collect::default();
    let records = from_bytes(&RSS, &Default::default(), feed.as_bytes(), &mut sink).unwrap();
    assert_eq!(records[0].kind, EntryType::ArticleJournal);
    assert_eq!(records[0].get(keys::CONTAINER_TITLE), Some(&"J".into()));
    assert_eq!(records[0].get(keys::URL).map(|url| url.as_str()), Some("https://a.example/1"));
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

/// Titles of the entries between which `part` stands, and what was said: code and line.
fn around(part: &str) -> (Vec<String>, Vec<(&'static str, u64)>) {
    let entry = |title: &str| format!("<entry><title>{title}</title><id>tag:a,2025:{title}</id></entry>");
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n{}\n{part}\n{}\n<!-- end -->\n{}</feed>\n",
        entry("First"),
        entry("Second"),
        entry("Third")
    );
    let (records, sink) = read(&feed);
    let titles = records.iter().map(|record| record.get(keys::TITLE).unwrap().to_plain().into_owned()).collect();
    (titles, sink.diagnostics.iter().map(|said| (said.code.id, said.span.line)).collect())
}

#[test]
fn what_is_left_open_between_entries_swallows_nothing_behind_it() {
    for part in [
        "<!-- open",
        "<!-- open <b> -- x",
        "<?open",
        "<![CDATA[ open",
        "<<<<<<",
        "<!DOCTYPE feed [",
        "<x y=\"1",
        "<x y='1",
        "</x",
    ] {
        let (titles, said) = around(part);
        assert_eq!(titles, ["First", "Second", "Third"], "{part}");
        assert_eq!(said, [(UNCLOSED.id, 3)], "{part}");
    }
    let (titles, said) = around("<entry x=\"1");
    assert_eq!((titles.len(), said), (3, vec![(MALFORMED.id, 3)]));
}

#[test]
fn what_is_closed_between_entries_holds_no_entry() {
    for part in [
        "<!-- <entry><title>x</title></entry> -->",
        "<!-- <!-- -->",
        "<?x <entry> ?>",
        "<![CDATA[<entry>]]>",
        "<x y='>'/>",
    ] {
        assert_eq!(around(part), (vec!["First".into(), "Second".into(), "Third".into()], vec![]), "{part}");
    }
}

#[test]
fn a_feed_that_breaks_off_between_entries_is_an_error() {
    let entry = "<entry><title>First</title><id>tag:a,2025:1</id></entry>";
    for end in ["", "\n", "<link rel='next' href='x'/>", "<!-- end -->"] {
        let (records, sink) = read(&format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n{entry}{end}"));
        assert_eq!(records.len(), 1);
        let said: Vec<_> = sink.diagnostics.iter().map(|said| said.code.id).collect();
        assert_eq!(said, [UNFINISHED.id], "{end}");
        assert!(sink.diagnostics[0].span.line >= 2);
    }
    // One that breaks off in an entry is reported there; an entry alone has no feed.
    let (_, sink) = read("<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>First");
    assert_eq!(sink.diagnostics.iter().map(|said| said.code.id).collect::<Vec<_>>(), [MALFORMED.id]);
    let alone = entry.replace("<entry>", "<entry xmlns=\"http://www.w3.org/2005/Atom\">");
    assert!(read(&alone).1.diagnostics.is_empty());
    assert!(read("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>").1.diagnostics.is_empty());
}

/// PubMed Central's number is an identifier of Dublin Core, and the feed that an
/// entry was copied from (RFC 4287, 4.2.11) goes with it.
#[test]
fn identifiers_of_pubmed_central_and_the_source_come_back() {
    let source = "<source><id>tag:a.example,2025:feed</id><title>A &amp; B</title><updated>2025-01-01T00:00:00Z</updated></source>";
    let feed = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><entry>\
         <id>tag:a.example,2025:1</id><title>T</title><updated>2025-01-01T00:00:00Z</updated><author><name>A B</name>\
         </author><dc:identifier>pmcid:PMC1234567</dc:identifier>{source}</entry></feed>"
    );
    let (records, sink) = read(&feed);
    assert!(sink.diagnostics.is_empty());
    assert_eq!(records[0].get(keys::PMCID).unwrap().as_str(), "PMC1234567");
    let (written, sink) = write(&records);
    assert!(sink.losses.is_empty(), "{:?}", sink.losses);
    assert!(written.contains("<dc:identifier>pmcid:PMC1234567</dc:identifier>"));
    assert!(written.contains(source), "{written}");
    assert_eq!(read(&written).0, records);
}

/// It is reported, and the next writing leaves nothing more out.
#[test]
fn a_key_that_xml_cannot_hold_is_left_out() {
    let mut record = Record::new(EntryType::Book);
    record.key = Some("\u{1}\u{2}".into());
    assert_eq!(ibidem::laws::check_record(&ATOM, &record), [""; 0]);
    let (feed, sink) = write(&[record]);
    assert!(!feed.contains("ibidem:key"), "{feed}");
    assert_eq!(sink.losses.len(), 1);
}
