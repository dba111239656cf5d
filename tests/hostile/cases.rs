//! What wants to break readers, by format.

const N: usize = 100_000;
pub const MIB: usize = 1 << 20;

/// Address space, in KiB: 96 MiB for an input that is skipped or plain; more for
/// a single record of a million values, each of which is kept.
const TIGHT: u32 = 96 << 10;
const WIDE: u32 = 256 << 10;

pub struct Case {
    pub format: &'static str,
    pub name: &'static str,
    /// Codes that must be raised.
    pub says: &'static [&'static str],
    /// Whether the record behind it, `Survivor`, must be read.
    pub survives: bool,
    pub limit: u32,
    pub input: Vec<u8>,
}

/// A case whose hostile part stands where the format's frame has a gap.
pub struct Frame {
    pub format: &'static str,
    pub before: &'static str,
    pub behind: &'static str,
}

impl Frame {
    fn case(&self, name: &'static str, says: &'static [&'static str], part: impl AsRef<[u8]>) -> Case {
        let input = [self.before.as_bytes(), part.as_ref(), self.behind.as_bytes()].concat();
        Case { format: self.format, name, says, survives: true, limit: TIGHT, input }
    }
}

impl Case {
    fn lost(self) -> Case {
        Case { survives: false, ..self }
    }

    fn wide(self) -> Case {
        Case { limit: WIDE, ..self }
    }
}

/// `open` and `close` around `inner`, `n` times.
fn nested(open: &str, n: usize, inner: &str, close: &str) -> String {
    [&open.repeat(n), inner, &close.repeat(n)].concat()
}

fn counted(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).map(piece).collect()
}

/// Where a field of each format stands, with a good record behind it.
pub const FIELDS: &[Frame] = &[
    Frame {
        format: "csl-json",
        before: "[{\"id\":\"a\",\"type\":\"book\",\"title\":\"",
        behind: "\"},{\"id\":\"s\",\"type\":\"book\",\"title\":\"Survivor\"}]",
    },
    Frame { format: "bibtex", before: "@book{a, title = {", behind: "}}\n@book{s, title = {Survivor}}\n" },
    Frame { format: "biblatex", before: "@book{a, title = {", behind: "}}\n@book{s, title = {Survivor}}\n" },
    Frame {
        format: "ris",
        before: "TY  - JOUR\r\nTI  - ",
        behind: "\r\nER  - \r\nTY  - BOOK\r\nTI  - Survivor\r\nER  - \r\n",
    },
    Frame { format: "csv", before: "key,type,title\r\na,book,", behind: "\r\ns,book,Survivor\r\n" },
    Frame {
        format: "atom",
        before: "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>a</id><title>",
        behind: "</title></entry><entry><id>http://arxiv.org/abs/2001.00001</id><title>Survivor</title></entry></feed>",
    },
    Frame {
        format: "native",
        before: "{\"type\":\"book\",\"fields\":{\"title\":\"",
        behind: "\"}}\n{\"type\":\"book\",\"fields\":{\"title\":\"Survivor\"}}\n",
    },
    Frame {
        format: "arxiv-json",
        before: "{\"id\":\"2001.00001\",\"title\":\"",
        behind: "\"}\n{\"id\":\"2001.00002\",\"title\":\"Survivor\"}\n",
    },
    Frame {
        format: "arxiv",
        before: "[1]\narXiv:2001.00002\n[ pdf , other ]\nTitle:\n",
        behind: "\nAuthors:\nA B\n[2]\narXiv:2001.00001\n[ pdf , other ]\nTitle:\nSurvivor\nAuthors:\nA B\n",
    },
];

const CONTROL: &[&str] = &["input/control-character"];
pub const TOO_LONG: &[&str] = &["input/record-too-long"];

fn csl_json() -> Vec<Case> {
    let survivor = "},{\"id\":\"s\",\"type\":\"book\",\"title\":\"Survivor\"}]";
    let member = Frame { format: "csl-json", before: "[{\"id\":\"a\",\"type\":\"book\",", behind: survivor };
    let title = Frame {
        format: "csl-json",
        before: "[{\"id\":\"a\",\"type\":\"book\",\"title\":\"",
        behind: "\"},{\"id\":\"s\",\"type\":\"book\",\"title\":\"Survivor\"}]",
    };
    let bare = Frame { format: "csl-json", before: "", behind: "" };
    let bad: &[&str] = &["csl-json/bad-item"];
    vec![
        member.case("deep arrays", bad, format!("\"custom\":{}", nested("[", N, "", "]"))),
        member.case("deep objects", bad, format!("\"x\":{}", nested("{\"a\":", N, "1", "}"))),
        member.case("deep and unclosed", bad, format!("\"x\":{}", "{\"a\":".repeat(N))).lost(),
        bare.case("nothing but depth", &["input/no-record"], "[".repeat(N)).lost(),
        member.case("a number of a million digits", &[], format!("\"volume\":{}", "9".repeat(MIB))),
        member.case("numbers beyond any type", &[], "\"volume\":1e999999999,\"issue\":-1e-999999999"),
        member.case("dates beyond any calendar", &[], "\"issued\":{\"date-parts\":[[99999999999999999999,1e40,-1]]}"),
        member.case("a string that never ends", TOO_LONG, format!("\"title\":\"{}", "x".repeat(20 * MIB))).lost(),
        title.case("tags that never end", &[], "<i>".repeat(N)),
        title.case("a note of nothing but lines", &[], "\\n".repeat(N)),
        member.case("a million members", &[], counted(N, |i| format!("\"x{i}\":1,")) + "\"y\":1").wide(),
        member.case("a member a million times", &[], "\"x\":1,".repeat(N) + "\"y\":1").wide(),
        member.case("a million names", &[], format!("\"author\":[{}{{}}]", "{\"family\":\"x\"},".repeat(N))).wide(),
        title.case("NUL", CONTROL, b"a\0b\\u0000\\ud800"),
        title.case("bytes that are no UTF-8", &["input/not-utf8"], b"a\xff\xc3(\xf0\x9f"),
    ]
}

fn bib() -> Vec<Case> {
    let survivor = "}}\n@book{s, title = {Survivor}}\n";
    let mut all = Vec::new();
    for format in ["bibtex", "biblatex"] {
        let title = Frame { format, before: "@book{a, title = {", behind: survivor };
        let entry = Frame { format, before: "@book{a, note = {x}, ", behind: "}\n@book{s, title = {Survivor}}\n" };
        let between = Frame { format, before: "", behind: "\n@book{s, title = {Survivor}}\n" };
        let doubling = counted(60, |i| format!("@string{{m{} = m{i} # m{i}}}\n", i + 1));
        all.extend([
            title.case("deep braces", &[], nested("{", N, "x", "}")),
            title.case("deep commands", &[], nested("\\emph{", N, "x", "}")),
            title.case("deep accents", &[], nested("\\'{", N, "e", "}")),
            title.case("deep math", &[], format!("${}$", nested("x^{", N, "e", "}"))),
            between.case(
                "braces that never end",
                &["bibtex/unclosed-entry"],
                format!("@book{{a, title = {}", "{".repeat(N)),
            ),
            between.case(
                "quotes that never end",
                &["bibtex/unclosed-quote"],
                format!("@book{{a, title = \"{}", "x ".repeat(N)),
            ),
            between.case("a comment that never ends", &["bibtex/unclosed-comment"], "@comment{".repeat(N)),
            between.case("nothing but at signs", &["bibtex/stray-at"], "@".repeat(MIB)),
            between.case("a million entries begun", &["bibtex/unclosed-entry"], "@book{".repeat(N)),
            between.case(
                "macros that double",
                &["bibtex/long-macro"],
                format!("@string{{m0 = \"laughter\"}}\n{doubling}@book{{a, title = m60}}"),
            ),
            between.case("a million macros", &[], counted(N, |i| format!("@string{{m{i} = \"x\"}}\n"))),
            entry.case("a million pieces", &[], format!("title = \"x\"{}", " # \"y\"".repeat(N))),
            entry.case("a million fields", &[], counted(N, |i| format!("x{i} = 1,"))).wide(),
            entry.case("a million names", &["bibtex/bad-name"], format!("author = {{A{}}}", " and A".repeat(N))).wide(),
            entry.case("a year of a million digits", &[], format!("year = {}, month = 99", "9".repeat(MIB))),
            entry.case("pages without end", &[], format!("pages = {{{}}}", "1-".repeat(N))),
            title.case("nothing but dollars", &[], "$".repeat(2 * N)).wide(),
            title.case("nothing but backslashes", &[], "\\".repeat(MIB)),
            between.case("a key of a megabyte", &[], format!("@book{{{}, title = {{x}}}}", "k".repeat(MIB))),
            between.case("parents in a circle", &[], "@book{a, crossref = {b}}\n@book{b, crossref = {a}}"),
            title.case("NUL", CONTROL, b"a\0b"),
            title.case("bytes that are no UTF-8", &["input/not-utf8"], b"a\xff\xc3(\xf0\x9f"),
        ]);
    }
    all
}

fn ris() -> Vec<Case> {
    let survivor = "\r\nER  - \r\nTY  - BOOK\r\nTI  - Survivor\r\nER  - \r\n";
    let title = Frame { format: "ris", before: "TY  - JOUR\r\nTI  - ", behind: survivor };
    let record = Frame { format: "ris", before: "TY  - JOUR\r\n", behind: survivor };
    let between = Frame { format: "ris", before: "", behind: "TY  - BOOK\r\nTI  - Survivor\r\nER  - \r\n" };
    let letter = |i: usize| char::from(b'A' + (i % 26) as u8);
    vec![
        record.case("a million tags", &[], "KW  - x\r\n".repeat(N)).wide(),
        record.case("a million names", &[], "AU  - A, B\r\n".repeat(N)).wide(),
        record
            .case("all tags there are", &[], counted(N, |i| format!("{}{}  - x\r\n", letter(i), letter(i / 26))))
            .wide(),
        record
            .case("a million lines of text", &["map/many-paragraphs"], format!("AB  - x\r\n{}", "y\r\n".repeat(20 * N)))
            .wide(),
        between.case("a million records begun", &[], "TY  - JOUR\r\n".repeat(N)),
        between.case("a million ends", &[], "ER  - \r\n".repeat(N)),
        between.case("no tag at all", &["ris/stray-line"], "x\r\n".repeat(N)),
        between.case("blank lines", &[], "\r\n".repeat(MIB)),
        title.case("entities and breaks", &[], "&amp;<br>".repeat(N)).wide(),
        record.case(
            "dates and pages without end",
            &[],
            format!("PY  - {}\r\nDA  - {}\r\nSP  - {}", "9".repeat(MIB), "1/".repeat(N), "1-".repeat(N)),
        ),
        record.case("a carrier nested deep", &["carrier/unreadable"], format!("U1  - ibidem:{}", "[".repeat(N))),
        title.case("NUL", CONTROL, b"a\0b"),
        title.case("bytes that are no UTF-8", &["input/not-utf8"], b"a\xff\xc3(\xf0\x9f"),
    ]
}

fn csv() -> Vec<Case> {
    let row = Frame { format: "csv", before: "key,type,title\r\na,book,", behind: "\r\ns,book,Survivor\r\n" };
    let extra =
        Frame { format: "csv", before: "key,type,title,extra\r\na,book,x,\"", behind: "\"\r\ns,book,Survivor,\r\n" };
    let bare = Frame { format: "csv", before: "", behind: "" };
    let columns = counted(N, |i| format!("c{i},"));
    vec![
        bare.case("a million columns", &[], format!("{columns}title\r\n{}Survivor\r\n", ",".repeat(N))).wide(),
        bare.case(
            "a column a million times",
            &[],
            format!("{}title\r\n{}Survivor\r\n", "key,".repeat(N), ",".repeat(N)),
        )
        .wide(),
        bare.case("columns without a title", &["csv/no-header"], columns).lost(),
        row.case("a row of a million cells", &["csv/uneven-row"], ",".repeat(N)).wide(),
        row.case("quotes that never end", &["csv/unclosed-quote"], format!("\"{}", "x\r\n".repeat(N))).lost(),
        row.case("nothing but quotes", &[], "\"".repeat(MIB)),
        extra.case(
            "a carrier nested deep",
            &["carrier/unreadable"],
            format!("{{\"\"a\"\":{}}}", nested("[", N, "", "]")),
        ),
        row.case("NUL", CONTROL, b"a\0b"),
        row.case("bytes that are no UTF-8", &["input/not-utf8"], b"a\xff\xc3(\xf0\x9f"),
    ]
}

const SURVIVOR: &str = "<entry><id>http://arxiv.org/abs/2001.00001</id><title>Survivor</title></entry></feed>";

fn atom() -> Vec<Case> {
    const FEED: &str = "<?xml version=\"1.0\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">";
    let put = |name, says, part: String| {
        let input = [FEED, &part, SURVIVOR].concat().into_bytes();
        Case { format: "atom", name, says, survives: true, limit: TIGHT, input }
    };
    let entry = |name, says, part: String| put(name, says, format!("<entry><id>a</id>{part}</entry>"));
    let title = |name, says, part: String| entry(name, says, format!("<title>{part}</title>"));
    let bytes = |part: &[u8]| {
        [FEED.as_bytes(), b"<entry><id>a</id><title>", part, b"</title></entry>", SURVIVOR.as_bytes()].concat()
    };
    let doctype = |name, says, doctype: String| {
        let feed = FEED.split_once('\n').unwrap().1;
        let mut case = title(name, says, "&lol9;&lol8;".to_owned());
        case.input = format!("<?xml version=\"1.0\"?><!DOCTYPE feed [{doctype}]>{feed}<entry><id>a</id><title>&lol9;&lol8;</title></entry>{SURVIVOR}").into_bytes();
        case
    };
    let laughs = counted(10, |i| format!("<!ENTITY lol{} \"{}\">", i, format!("&lol{};", i.max(1) - 1).repeat(10)));
    let malformed: &[&str] = &["atom/malformed"];
    let mut all = vec![
        entry("deep elements", malformed, nested("<x>", N, "", "</x>")),
        entry("deep markup", malformed, format!("<title type=\"xhtml\">{}</title>", nested("<div>", N, "", "</div>"))),
        put("deep elements between entries", &[], nested("<x>", N, "", "</x>")),
        put("elements that never end", malformed, format!("<entry><id>a</id>{}", "<x>".repeat(N))),
        put("a million entries begun", malformed, "<entry>".repeat(N)),
        put("comments that never end", &["atom/unclosed"], "<!-- <entry>".repeat(N)),
        put("nothing but angles", &["atom/unclosed"], "<".repeat(MIB)),
        title("CDATA that never ends", malformed, format!("<![CDATA[{}", "x ".repeat(N))).lost(),
        title("a comment that never ends", malformed, format!("<!--{}", "x ".repeat(N))).lost(),
        entry("an attribute that never ends", malformed, format!("<title type=\"{}", "x ".repeat(N))).lost(),
        doctype("a billion laughs", &["atom/unknown-entity"], laughs),
        doctype(
            "entities from elsewhere",
            &["atom/unknown-entity"],
            "<!ENTITY lol9 SYSTEM \"file:///etc/passwd\">".to_owned(),
        ),
        title(
            "characters by number",
            &["atom/unknown-entity"],
            "&#x10FFFF;&#0;&#xD800;&#99999999999;&bogus;".to_owned(),
        ),
        title("a million references", &[], "&amp;".repeat(N)),
        entry("a million attributes", &[], format!("<title {}>x</title>", counted(N, |i| format!("a{i}=\"\" "))))
            .wide(),
        entry("a million names", &[], "<author><name>A B</name></author>".repeat(N)).wide(),
        entry("a million categories", &[], "<category term=\"x\"/>".repeat(N)).wide(),
    ];
    all.push(Case { input: bytes(b"a\0b"), ..title("NUL", &["atom/illegal-character"], String::new()) });
    all.push(Case {
        input: bytes(b"a\xff\xc3(\xf0\x9f"),
        ..title("bytes that are no UTF-8", &["input/not-utf8"], String::new())
    });
    all
}

/// RSS is read by what reads Atom, but its items stand in other places.
fn rss() -> Vec<Case> {
    let survivor = "<item><title>Survivor</title></item></channel></rss>";
    let between = Frame {
        format: "rss",
        before: "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>c</title><item><title>First</title></item>\n",
        behind: survivor,
    };
    let title = Frame {
        format: "rss",
        before: "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><item><title>",
        behind: "</title></item><item><title>Survivor</title></item></channel></rss>",
    };
    let malformed: &[&str] = &["atom/malformed"];
    let unclosed: &[&str] = &["atom/unclosed"];
    vec![
        title.case("deep elements", malformed, nested("<x>", N, "", "</x>")),
        title.case("elements that never end", malformed, "<x>".repeat(N)),
        title.case("a million references", &[], "&amp;".repeat(N)),
        title.case("markup in markup", &[], "&lt;b&gt;".repeat(N)),
        title.case("a field of 24 MB", TOO_LONG, "x".repeat(24 * MIB)),
        title.case("NUL", &["atom/illegal-character"], b"a\0b"),
        title.case("bytes that are no UTF-8", &["input/not-utf8"], b"a\xff\xc3(\xf0\x9f"),
        between.case("a million items begun", malformed, "<item>".repeat(N)),
        between.case("a million lists begun", &[], "<items><Seq><li>".repeat(N)),
        between.case("comments that never end", unclosed, "<!-- <item>".repeat(N)),
        between.case("instructions that never end", unclosed, "<?x ".repeat(N)),
        between.case("sections that never end", unclosed, "<![CDATA[".repeat(N)),
        between.case("document types that never end", unclosed, "<!DOCTYPE x [".repeat(N)),
        between.case("nothing but angles", unclosed, "<".repeat(MIB)),
        between.case("a tag that never ends", unclosed, format!("<x y=\"{}", "z ".repeat(MIB))),
        between.case(
            "dates without end",
            &[],
            format!("<item><title>x</title><pubDate>{}</pubDate></item>", "1 ".repeat(N)),
        ),
    ]
}

fn csl_yaml() -> Vec<Case> {
    let survivor = "\n- id: s\n  type: book\n  title: Survivor\n";
    let member = Frame { format: "csl-yaml", before: "references:\n- id: a\n  type: book\n  ", behind: survivor };
    vec![
        member.case("deep lists", &["csl-yaml/bad-item"], format!("custom: {}", nested("[", N, "", "]"))),
        member.case("deep mappings", &["csl-yaml/bad-item"], format!("custom: {}1{}", "{a: ".repeat(N), "}".repeat(N))),
        member.case(
            "a billion laughs",
            &["csl-yaml/bad-item"],
            format!("x0: &x0 [lol]\n  {}title: x", counted(40, |i| format!("x{0}: &x{0} [*x{1},*x{1}]\n  ", i + 1, i))),
        ),
        member.case("a million names", &[], format!("author:{}", "\n  - family: x".repeat(N))).wide(),
        member.case("a million members", &[], counted(N, |i| format!("x{i}: 1\n  ")) + "y: 1").wide(),
        member.case("a field of 24 MB", TOO_LONG, format!("title: {}", "x".repeat(24 * MIB))),
        member.case("emphasis without end", &[], format!("title: x{}", "*a _b ".repeat(N))),
        member.case("a note of nothing but lines", &[], format!("note: |\n{}", "    y\n".repeat(N))),
        member.case("bytes that are no UTF-8", &["input/not-utf8"], b"title: a\xff\xc3(\xf0\x9f"),
    ]
}

fn json_lines() -> Vec<Case> {
    let native = Frame {
        format: "native",
        before: "{\"type\":\"book\",\"fields\":{",
        behind: "}}\n{\"type\":\"book\",\"fields\":{\"title\":\"Survivor\"}}\n",
    };
    let bulk = Frame {
        format: "arxiv-json",
        before: "{\"id\":\"2001.00001\",",
        behind: "}\n{\"id\":\"2001.00002\",\"title\":\"Survivor\"}\n",
    };
    let bad: &[&str] = &["native/bad-line"];
    let bulk_bad: &[&str] = &["arxiv-json/bad-record"];
    let stray = b"\"title\":\"a\xff\xc3(\xf0\x9f\"";
    vec![
        native.case("deep arrays", bad, format!("\"title\":{}", nested("[", N, "", "]"))),
        native.case("deep markup", bad, format!("\"title\":{}", nested("[{\"emph\":", N, "[\"x\"]", "}]"))),
        native.case("a string that never ends", bad, "\"title\":\"x"),
        native.case("a million pieces", &[], format!("\"title\":[{}\"y\"]", "\"x\",".repeat(N))).wide(),
        native
            .case(
                "a million names",
                &[],
                format!("\"author\":[{}{{\"family\":\"y\"}}]", "{\"family\":\"x\"},".repeat(N)),
            )
            .wide(),
        native.case("NUL", bad, b"\"title\":\"a\0b\""),
        native.case("bytes that are no UTF-8", &["input/not-utf8"], stray),
        bulk.case("deep arrays", bulk_bad, format!("\"title\":{}", nested("[", N, "", "]"))),
        bulk.case(
            "a million names",
            &[],
            format!("\"title\":\"x\",\"authors_parsed\":[{}[]]", "[\"x\",\"y\",\"\"],".repeat(N)),
        )
        .wide(),
        bulk.case("NUL", CONTROL, b"\"title\":\"a\0b\""),
        bulk.case("bytes that are no UTF-8", &["input/not-utf8"], stray),
    ]
}

fn arxiv() -> Vec<Case> {
    let before = "[1]\narXiv:2001.00002\n[ pdf , other ]\nTitle:\nFirst\nAuthors:\nA B\n";
    let behind = "\n[2]\narXiv:2001.00001\n[ pdf , other ]\nTitle:\nSurvivor\nAuthors:\nA B\n";
    let between = Frame { format: "arxiv", before, behind };
    vec![
        between.case(
            "a million identifiers",
            &["arxiv/no-title"],
            "[3]\narXiv:2001.00003\n[ pdf , other ]\n".repeat(N / 2),
        ),
        between
            .case(
                "a million authors",
                &[],
                format!("[3]\narXiv:2001.00003\nTitle:\nx\nAuthors:\n{}C D", "A B, ".repeat(N)),
            )
            .wide(),
        between.case("blank lines", &[], "\n".repeat(MIB)),
        between.case("NUL", &[], b"\0\n"),
        between.case("bytes that are no UTF-8", &["input/not-utf8"], b"a\xff\xc3(\xf0\x9f"),
    ]
}

/// Fields beyond the limit of a record, and just below it.
fn fields() -> Vec<Case> {
    let long = FIELDS.iter().map(|field| field.case("a field of 24 MB", TOO_LONG, "x".repeat(24 * MIB)));
    let short = FIELDS.iter().map(|field| field.case("a field just below the limit", &[], "x".repeat(7 * MIB)));
    long.chain(short).collect()
}

/// A format's cases are made when it is its turn: some are long.
pub const TABLE: [fn() -> Vec<Case>; 10] = [fields, csl_json, bib, ris, csv, atom, json_lines, arxiv, rss, csl_yaml];
