"""Checks what ibidem writes with programs that others use to read it.

usage: check.py IBIDEM INPUT...

Converts every input to every format and reads the results with rispy, pybtex,
bibtexparser, feedparser and Python's csv; validates CSL-JSON and Atom against
the official schemas where they are found (CSL_SCHEMA and ATOM_SCHEMA name
them). Says what was checked and what was skipped; ends with 1 on a fault.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile


def convert(program, source, target):
    done = subprocess.run([program, "convert", "-q", "-t", target, source], capture_output=True)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{source} -> {target}: exit {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


def titles(native):
    return [json.loads(line)["fields"].get("title") for line in native.decode().splitlines()]


def check(program, source, say):
    native = convert(program, source, "native")
    count = len(titles(native))

    def equal(what, found):
        if found != count:
            raise SystemExit(f"{source}: {what} sees {found} records, not {count}")
        say(what, source)

    import bibtexparser
    import feedparser
    import pybtex.database
    import rispy

    # BibTeX written from BibTeX keeps what stands between the entries in every
    # form that BibTeX knows; these two do not know all of them.
    if not source.endswith(".bib"):
        bib = convert(program, source, "bibtex").decode()
        equal("pybtex", len(pybtex.database.parse_string(bib, "bibtex").entries))
        parser = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False)
        equal("bibtexparser", len(bibtexparser.loads(bib, parser).entries))

    ris = convert(program, source, "ris")
    assert b"\n" not in ris.replace(b"\r\n", b""), "a line of RIS does not end in CR LF"
    equal("rispy", len(rispy.loads(ris.decode())))

    rows = list(csv.DictReader(io.StringIO(convert(program, source, "csv").decode(), newline="")))
    assert all(None not in row and None not in row.values() for row in rows), "rows of CSV differ in length"
    equal("csv", len(rows))

    items = json.loads(convert(program, source, "csl-json"))
    equal("json", len(items))
    assert len({item["id"] for item in items}) == count, "ids of CSL-JSON repeat"
    schema = os.environ.get("CSL_SCHEMA")
    if schema and os.path.exists(schema):
        import jsonschema

        with open(schema) as file:
            jsonschema.validate(items, json.load(file))
        say("the CSL schema", source)

    atom = convert(program, source, "atom")
    feed = feedparser.parse(atom)
    assert not feed.bozo, f"{source}: feedparser: {feed.get('bozo_exception')}"
    equal("feedparser", len(feed.entries))
    assert len({entry["id"] for entry in feed.entries}) == count, "ids of Atom repeat"
    for entry in feed.entries:
        alternate = any(link.get("rel") == "alternate" for link in entry.get("links", []))
        assert alternate or "content" in entry, f"{source}: neither alternate link nor content: {entry['id']}"
    schema = os.environ.get("ATOM_SCHEMA")
    if schema and os.path.exists(schema):
        with tempfile.NamedTemporaryFile(suffix=".xml") as file:
            file.write(atom)
            file.flush()
            jing = subprocess.run(["pyjing", "-c", schema, file.name], capture_output=True)
        if jing.returncode:
            raise SystemExit(f"{source}: not valid Atom\n{jing.stdout.decode()}{jing.stderr.decode()}")
        say("the Atom schema", source)


def main():
    program, sources = sys.argv[1], sys.argv[2:]
    done = {}

    def say(what, source):
        done.setdefault(what, []).append(source)

    for source in sources:
        check(program, source, say)
    for what, seen in done.items():
        print(f"{what}: {len(seen)} files")
    for name in ("CSL_SCHEMA", "ATOM_SCHEMA"):
        if not os.path.exists(os.environ.get(name, "")):
            print(f"skipped: {name} names no schema")


if __name__ == "__main__":
    main()
