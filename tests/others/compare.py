"""Gives the same files to several converters and counts what survives.

usage: compare.py [--write]

Prints the tables of docs/comparison.md; --write puts them there. Programs that
are not found are left out and named. CITATION_JS, HAYAGRIVA and IBIDEM name
programs that are not in PATH; bibtexparser, pybtex and rispy are looked for by
the Python that runs this.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "comparison.md"
LIBRARY = ROOT / "tests" / "others" / "library.bib"
RIS = ROOT / "fixtures" / "ris" / "corpus.ris"
CSL = ROOT / "fixtures" / "csl-json" / "corpus.json"
LIMIT = 120

IBIDEM = os.environ.get("IBIDEM") or str(ROOT / "target" / "release" / "ibidem")
CITATION = os.environ.get("CITATION_JS") or shutil.which("citation-js")
HAYAGRIVA = os.environ.get("HAYAGRIVA") or shutil.which("hayagriva")
PY = sys.executable
BIBTEXPARSER = "import bibtexparser,sys; print(bibtexparser.dumps(bibtexparser.load(open(sys.argv[1]))))"
PYBTEX = "import pybtex.database as d,sys; print(d.parse_file(sys.argv[1], bib_format='bibtex').to_string('bibtex'))"
RISPY = "import rispy,sys; print(rispy.dumps(rispy.load(open(sys.argv[1], encoding='utf-8-sig'))))"


def has(module):
    return subprocess.run([PY, "-c", f"import {module}"], capture_output=True).returncode == 0


def available():
    """Name, version, and whether it was found."""
    said = lambda *command: subprocess.run(command, capture_output=True, text=True)
    number = lambda text: (re.search(r"\d+(\.\d+)+", text) or ["?"])[0]
    found = {"ibidem": number(said(IBIDEM, "--version").stdout)}
    if shutil.which("pandoc"):
        found["pandoc"] = number(said("pandoc", "--version").stdout)
    if shutil.which("bib2xml"):
        both = said("bib2xml", "-v")
        found["bibutils"] = number(both.stdout + both.stderr)
    if CITATION:
        found["citation-js"] = number(said(CITATION, "--version").stdout)
    if HAYAGRIVA:
        found["hayagriva"] = number(said(HAYAGRIVA, "--version").stdout)
    for module in ["bibtexparser", "pybtex", "rispy"]:
        if has(module):
            version = f"from importlib.metadata import version; print(version('{module}'))"
            found[module] = number(said(PY, "-c", version).stdout)
    return found


# Conversion by name of the program; {} is the input. A pipe stops at its first
# failure, which is more than most shells do.
WAYS = {
    ("ris", "bibtex"): {
        "ibidem": f"{IBIDEM} convert {{}} -t bibtex",
        "bibutils": "ris2xml {} | xml2bib",
        "citation-js": f"{CITATION} -i {{}} -f string -s bibtex",
    },
    ("bibtex", "ris"): {
        "ibidem": f"{IBIDEM} convert {{}} -t ris",
        "bibutils": "bib2xml {} | xml2ris",
        "citation-js": f"{CITATION} -i {{}} -f string -s ris",
    },
    ("bibtex", "csl"): {
        "ibidem": f"{IBIDEM} convert {{}} -t csl-json",
        "pandoc": "pandoc -f bibtex -t csljson {}",
        "citation-js": f"{CITATION} -i {{}} -f string -s csl",
        "hayagriva": f"{HAYAGRIVA} {{}}",
    },
    ("csl", "bibtex"): {
        "ibidem": f"{IBIDEM} convert {{}} -t bibtex",
        "pandoc": "pandoc -f csljson -t bibtex {}",
        "pandoc, as BibLaTeX": "pandoc -f csljson -t biblatex {}",
        "citation-js": f"{CITATION} -i {{}} -f string -s bibtex",
    },
    ("bibtex", "bibtex"): {
        "ibidem": f"{IBIDEM} convert {{}} -t bibtex",
        "pandoc": "pandoc -f bibtex -t bibtex {}",
        "bibutils": "bib2xml {} | xml2bib",
        "citation-js": f"{CITATION} -i {{}} -f string -s bibtex",
        "bibtexparser": f'{PY} -c "{BIBTEXPARSER}" {{}}',
        "pybtex": f'{PY} -c "{PYBTEX}" {{}}',
    },
    ("ris", "ris"): {
        "ibidem": f"{IBIDEM} convert {{}} -t ris",
        "bibutils": "ris2xml {} | xml2ris",
        "citation-js": f"{CITATION} -i {{}} -f string -s ris",
        "rispy": f'{PY} -c "{RISPY}" {{}}',
    },
}
SHOWN = {"ris": "RIS", "bibtex": "BibTeX", "csl": "CSL-JSON"}
ENDINGS = {"ris": ".ris", "bibtex": ".bib", "csl": ".json"}


def run(command, path):
    """Exit code, output, messages."""
    try:
        line = "set -o pipefail; " + command.format(path)
        done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=LIMIT)
        return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return None, "", f"no end within {LIMIT} s"


def words(text):
    """Letters and digits, without accents, case and commands of TeX, so that no
    program is blamed for the way it spells a value."""
    text = re.sub(r"\\[`'^\"~=.]\s*|\\[cdHkruvb](?:\s+|(?=\{))", "", text)
    text = text.replace("\\AA", "A").replace("\\aa", "a")
    text = re.sub(r"\\(AE|ae|OE|oe|[LlOoij])(\{\}|\s+|(?![A-Za-z]))", r"\1", text).replace("\\&", "&")
    text = re.sub(r"\\textless|\\textgreater|\\[a-zA-Z]+|</?[a-z]+[^>]*>|&[a-z]+;", " ", text)
    # What only groups or protects does not part words.
    text = re.sub(r"[{}$]", "", text)
    text = text.lower().translate(str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe"}))
    text = unicodedata.normalize("NFD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", text)


LANGUAGES = {"english": {"en", "eng"}, "eng": {"en", "english"}, "ger": {"de", "german"}, "fre": {"fr", "french"}}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def holds(record, value):
    """Whether each word of the value is somewhere in the record."""
    for word in words(value):
        same = {word}
        if word.isdigit():
            same.add(word.lstrip("0") or "0")
            if 1 <= int(word) <= 12:
                same |= {f"{int(word):02}", MONTHS[int(word) - 1]}
        elif word in LANGUAGES:
            same |= LANGUAGES[word]
        elif word[:3] in MONTHS:
            at = MONTHS.index(word[:3]) + 1
            same |= {str(at), f"{at:02}", word[:3]}
        if not same & record:
            return False
    return True


def values_of_bibtex(text):
    """Entries as (title, values): for files laid out as library.bib is."""
    macros = dict(re.findall(r"@string\{(\w+) = \{(.*)\}\}", text))
    for entry in re.split(r"^@(?=\w+\{[^=]*,$)", text, flags=re.M)[1:]:
        fields = re.findall(r"^\s+(\w+)\s*=\s*(.*?),?$", entry, flags=re.M)
        # References and what the programs that wrote it keep for themselves.
        skip = {"crossref", "file", "owner", "timestamp", "acmid"}
        plain = [(name, macros.get(value, value)) for name, value in fields if name not in skip]
        values = []
        for name, value in plain:
            value = re.sub(r"^\{(.*)\}$", r"\1", value)
            each = re.split(" and (?![^{]*})", value) if name in {"author", "editor"} else [value]
            values += [one for one in each if one != "others"]
        yield dict(plain)["title"], values


def values_of_ris(text):
    for entry in re.split(r"^ER  -.*$", text, flags=re.M):
        lines = re.findall(r"^([A-Z][A-Z0-9])  - (.*)$", entry, flags=re.M)
        # The type is no text, and the rest is for the program that wrote it.
        values = [value for tag, value in lines if tag not in {"TY", "ID", "L1", "L4", "DB", "DP"} and tag[0] not in "UC"]
        values = [value for value in values if value != "et al."]
        titles = [value for tag, value in lines if tag in {"TI", "T1", "CT", "BT"}]
        if titles:
            yield titles[0], values


def values_of_csl(text):
    skip = {"id", "type", "citation-key", "source", "custom", "note"}

    def leaves(value):
        if isinstance(value, dict):
            return [leaf for key, inner in value.items() for leaf in leaves(inner)]
        if isinstance(value, list):
            return [leaf for inner in value for leaf in leaves(inner)]
        return [] if isinstance(value, bool) else [str(value)]

    for item in json.loads(text):
        if "title" not in item:
            continue
        values = []
        for key, value in item.items():
            if key in skip:
                continue
            parts = value if isinstance(value, list) and value and isinstance(value[0], dict) else [value]
            values += [" ".join(leaves(part)) for part in parts]
        yield item["title"], values


def records(text, form):
    """The records of an output, as sets of words."""
    text = text.removeprefix("\ufeff")
    if form == "bibtex":
        for name, value in re.findall(r"@string\{(\w+) = [\"{](.*)[\"}]\}", text, flags=re.I):
            text = re.sub(rf"(=\s*){name}\b", lambda found: found[1] + value, text)
        parts = re.split(r"^@(?=\w+\s*\{)(?!string|comment|preamble)", text, flags=re.M | re.I)[1:]
    elif form == "ris":
        # A line without tag goes on with the one above, in the middle of a word.
        text = re.sub(r"\r?\n(?![A-Z][A-Z0-9]  ?-|\r?\n)", "", text)
        parts = [part for part in re.split(r"^TY  ?-", text, flags=re.M)][1:]
    elif text.lstrip().startswith(("[", "{")):
        try:
            parts = [json.dumps(item, ensure_ascii=False) for item in json.loads(text)]
        except ValueError:
            parts = []
    else:
        parts = re.split(r"^(?=\S+:\s*$)", text, flags=re.M)[1:]
    return [set(words(part.replace("\\n", " "))) for part in parts]


def survival(source, target, path, found):
    """Rows of the table: records and values that came through."""
    text = path.read_text()
    given = list({"bibtex": values_of_bibtex, "ris": values_of_ris, "csl": values_of_csl}[source](text))
    total = sum(len(values) for _, values in given)
    rows = []
    for name, command in WAYS[source, target].items():
        if name.split(",")[0] not in found:
            continue
        status, out, err = run(command, path)
        again = run(command, path)[1] == out
        got = records(out, target)
        there = kept = 0
        for title, values in given:
            nearest = max(got, key=lambda record: len(record & set(words(title))), default=set())
            if holds(nearest, title):
                there += 1
                kept += sum(holds(nearest, value) for value in values)
            elif "--verbose" in sys.argv:
                print("  no record", name, title, file=sys.stderr)
            if "--verbose" in sys.argv:
                missing = [value for value in values if not holds(nearest, value)]
                print("  ", name, title[:30], missing, file=sys.stderr)
        rows.append((name, there, kept, status, spoken(err), "yes" if again else "no"))
    return len(given), total, rows


def spoken(err):
    """Lines of messages, but for bibutils' count of what it has read."""
    return len([line for line in err.splitlines() if line.strip() and not re.search(r"Processed \d+ references", line)])


GOOD = {
    "bibtex": lambda n: f"@article{{good{n},\n  author = {{Doe, Jane}},\n  title = {{Paper number{n}}},\n"
    f"  journal = {{Journal of Tests}},\n  year = {{{2000 + n}}}\n}}\n\n",
    "ris": lambda n: f"TY  - JOUR\r\nAU  - Doe, Jane\r\nTI  - Paper number{n}\r\nT2  - Journal of Tests\r\n"
    f"PY  - {2000 + n}\r\nER  - \r\n\r\n",
    "csl": lambda n: json.dumps({"id": f"good{n}", "type": "article-journal", "title": f"Paper number{n}"}),
}
BROKEN = [
    ("a brace is missing", "bibtex", "@article{bad,\n  title = {Never closed,\n  year = {1999}\n}\n\n"),
    ("a quote is missing", "bibtex", '@article{bad,\n  title = "Never closed,\n  year = {1999}\n}\n\n'),
    ("a comma is missing", "bibtex", "@article{bad,\n  title = {No comma}\n  year = {1999}\n}\n\n"),
    ("an unknown macro", "bibtex", "@article{bad,\n  title = {Macro},\n  journal = jnowhere,\n  year = {1999}\n}\n\n"),
    ("no key", "bibtex", "@article{,\n  title = {No key},\n  year = {1999}\n}\n\n"),
    ("a key that occurs twice", "bibtex", "@article{good1,\n  title = {Same key},\n  year = {1999}\n}\n\n"),
    ("`ER` is missing", "ris", "TY  - JOUR\r\nTI  - No end\r\nPY  - 1999\r\n\r\n"),
    ("an empty tag", "ris", "TY  - JOUR\r\nTI  - Empty\r\nDB  -\r\nSP  -\r\nPY  - 1999\r\nER  - \r\n\r\n"),
    ("text between records", "ris", "Record 6 of 11\r\nLink to full text: https://example.org/\r\n\r\n"),
    ("a byte that is not UTF-8", "ris", "TY  - JOUR\r\nTI  - Caf\xe9\r\nPY  - 1999\r\nER  - \r\n\r\n"),
    ("a member of the wrong kind", "csl", '{"id": "bad", "type": "article-journal", "title": 7, "author": "Doe"}'),
    ("a comma is missing", "csl", '{"id": "bad" "type": "article-journal", "title": "No comma"}'),
]
TARGET = {"bibtex": "csl", "ris": "bibtex", "csl": "bibtex"}


def broken(found, folder):
    """What becomes of ten good records around a bad one."""
    names = [name for name in ["ibidem", "pandoc", "bibutils", "citation-js", "hayagriva"] if name in found]
    rows = []
    for what, source, bad in BROKEN:
        good = [GOOD[source](n) for n in range(1, 11)]
        parts = good[:5] + [bad] + good[5:]
        text = "[" + ",\n".join(parts) + "]" if source == "csl" else "".join(parts)
        path = folder / ("broken" + ENDINGS[source])
        path.write_bytes(text.encode("latin-1"))
        row = []
        for name in names:
            target = TARGET[source]
            if name == "bibutils" and source == "bibtex":
                target = "ris"
            command = WAYS[source, target].get(name)
            if not command:
                row.append("")
                continue
            status, out, err = run(command, path)
            got = records(out, target)
            alive = sum(any(f"number{n}" in record for record in got) for n in range(1, 11))
            told = "told" if spoken(err) else "silent"
            row.append(f"{alive} of 10, exit {status}, {told}")
        rows.append((f"{SHOWN[source]}: {what}", row))
    return names, rows


def layout(found, folder):
    """What stays of a .bib file that is written as .bib."""
    text = (
        "% A comment that somebody wrote.\n@string{jmm = {Journal of Made-up Methods}}\n@preamble{\"\\newcommand{\\noop}[1]{}\"}\n\n"
        "@comment{jabref-meta: databaseType:bibtex;}\n\n"
        "@Article{Doe2020,\n  Author  = \"Doe, Jane\",\n  title   = {On {NASA} and H$_2$O},\n  journal = jmm,\n  year    = 2020,\n"
        "  month   = feb,\n  owner   = {me},\n  x-rank  = {first}\n}\n"
    )
    path = folder / "layout.bib"
    path.write_text(text)
    marks = [
        ("comment", "somebody wrote"),
        ("`@preamble`", "newcommand"),
        ("JabRef's settings", "jabref-meta"),
        ("macro", r"=\s*jmm\b"),
        ("month's macro", r"=\s*feb\b"),
        ("unknown fields", "owner(.|\n)*x-rank"),
        ("protected `{NASA}`", r"\{NASA\}"),
        ("mathematics", r"\$_\{?2\}?\$"),
        ("key", "Doe2020"),
    ]
    names = [name for name in WAYS["bibtex", "bibtex"] if name in found]
    outs = {name: run(WAYS["bibtex", "bibtex"][name], path)[1] for name in names}
    rows = [(title, ["yes" if re.search(mark, outs[name]) else "no" for name in names]) for title, mark in marks]
    rows.append(("the same bytes", ["yes" if outs[name] == text else "no" for name in names]))
    return names, rows


def table(head, rows, numbers=()):
    out = ["| " + " | ".join(head) + " |", "|" + "|".join("---:" if n in numbers else "---" for n in range(len(head))) + "|"]
    out += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(out) + "\n"


def main():
    found = available()
    parts = {"versions": ", ".join(f"{name} {version}" for name, version in found.items()) + ".\n"}
    text = ""
    for source, target, path in [
        ("ris", "bibtex", RIS),
        ("bibtex", "ris", LIBRARY),
        ("bibtex", "csl", LIBRARY),
        ("csl", "bibtex", CSL),
        ("bibtex", "bibtex", LIBRARY),
        ("ris", "ris", RIS),
    ]:
        count, total, rows = survival(source, target, path, found)
        text += f"**{SHOWN[source]} to {SHOWN[target]}**: `{path.relative_to(ROOT)}`, {count} records, {total} values\n\n"
        shown = [
            (name, there, kept, f"{100 * kept / total:.1f} %", status, err or "none", again)
            for name, there, kept, status, err, again in rows
        ]
        text += table(["Program", "Records", "Values", "Share", "Exit code", "Lines of messages", "Same bytes twice"], shown, (1, 2, 3, 4, 5)) + "\n"
    parts["survival"] = text
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        names, rows = broken(found, folder)
        parts["broken"] = table(["In the middle"] + names, [[what] + row for what, row in rows])
        names, rows = layout(found, folder)
        parts["layout"] = table(["What stays"] + names, [[what] + row for what, row in rows])
    if "--write" not in sys.argv:
        for name, text in parts.items():
            print(f"== {name}\n{text}")
        return
    page = PAGE.read_text()
    for name, text in parts.items():
        page, count = re.subn(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: m[1] + text + m[2], page, flags=re.S)
        assert count == 1, f"{PAGE} has no place for {name}"
    PAGE.write_text(page)


main()
