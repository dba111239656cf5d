"""Times whole commands; see compare.sh."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from plots import bars, lines

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "performance.md"
PLOTS = ROOT / "docs" / "performance"
RELEASE = ROOT / os.environ.get("CARGO_TARGET_DIR", "target") / "release"
IBIDEM = str(RELEASE / "ibidem")
CORPUS = str(RELEASE / "examples" / "corpus")
PYTHON = os.environ.get("PYTHON", sys.executable)
QUICK = "--quick" in sys.argv
RUNS = 3 if QUICK else 5
# A run longer than this counts as it is, and is not repeated.
LONG = 20.0
TIME = shutil.which("time")


def measure(command):
    """Wall seconds, processor seconds and peak resident KiB of a command.

    A process begins with the memory of the one it was forked from, so where
    GNU time is at hand, which is small, it stands between.
    """
    with tempfile.NamedTemporaryFile("r") as said, open(os.devnull, "r+b") as null:
        words = ["/bin/sh", "-c", command]
        if TIME:
            words = [TIME, "-f", "%M", "-o", said.name, *words]
        begun = time.monotonic()
        child = subprocess.Popen(words, stdin=null, stdout=null, stderr=null)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        child.returncode = status
        peak = int(said.read().split()[-1]) if TIME else usage.ru_maxrss
    return status == 0, wall, usage.ru_utime + usage.ru_stime, peak


def best(command):
    """The run of median wall time, or None if it fails."""
    runs = []
    for _ in range(RUNS):
        run = measure(command)
        if not run[0]:
            return None
        runs.append(run)
        if run[1] > LONG:
            break
    return sorted(runs, key=lambda run: run[1])[len(runs) // 2]


def program(name, variable=None):
    return os.environ.get(variable or "", "") or shutil.which(name)


def module(name):
    return subprocess.run([PYTHON, "-c", f"import {name}"], capture_output=True).returncode == 0


def others():
    """(task, name, command): what other programs do with {bib}, {ris}, {json}."""
    found = []
    add = lambda task, name, command: found.append((task, name, command))
    if program("pandoc"):
        add("BibTeX to CSL-JSON", "pandoc", "pandoc -f bibtex -t csljson {bib}")
        add("RIS to BibTeX", "pandoc", "pandoc -f ris -t bibtex {ris}")
        add("CSL-JSON to BibTeX", "pandoc", "pandoc -f csljson -t bibtex {json}")
    if program("bib2xml"):
        add("BibTeX to RIS", "bibutils", "bib2xml {bib} | xml2ris")
        add("RIS to BibTeX", "bibutils", "ris2xml {ris} | xml2bib")
    citation = program("citation-js", "CITATION_JS")
    if citation:
        add("BibTeX to CSL-JSON", "citation-js", citation + " -i {bib} -f data")
        add("CSL-JSON to BibTeX", "citation-js", citation + " -i {json} -f string -s bibtex")
        add("RIS to BibTeX", "citation-js", citation + " -i {ris} -f string -s bibtex")
    hayagriva = program("hayagriva", "HAYAGRIVA")
    if hayagriva:
        add("BibTeX to CSL-JSON", "hayagriva (to its YAML)", hayagriva + " {bib}")
    if module("bibtexparser"):
        script = "import bibtexparser,sys; bibtexparser.load(open(sys.argv[1]))"
        if subprocess.run([PYTHON, "-c", "from bibtexparser import load"], capture_output=True).returncode:
            script = "import bibtexparser,sys; bibtexparser.parse_file(sys.argv[1])"
        add("BibTeX to CSL-JSON", "bibtexparser (reads only)", f"{PYTHON} -c '{script}' {{bib}}")
    if module("pybtex"):
        script = "import pybtex.database as d,sys; d.parse_file(sys.argv[1])"
        add("BibTeX to CSL-JSON", "pybtex (reads only)", f"{PYTHON} -c '{script}' {{bib}}")
    if module("rispy"):
        script = "import rispy,sys; rispy.load(open(sys.argv[1]))"
        add("RIS to BibTeX", "rispy (reads only)", f"{PYTHON} -c '{script}' {{ris}}")
    return found


def ours():
    tasks = {
        "BibTeX to CSL-JSON": "convert {bib} -t csl-json",
        "BibTeX to RIS": "convert {bib} -t ris",
        "RIS to BibTeX": "convert {ris} -t bibtex",
        "CSL-JSON to BibTeX": "convert {json} -f csl-json -t bibtex",
    }
    for task, command in tasks.items():
        yield task, "ibidem, one thread", f"{IBIDEM} {command} -q -j1 -o -"
        yield task, "ibidem", f"{IBIDEM} {command} -q -o -"


def corpus(path, kind, size):
    with open(path, "wb") as out:
        subprocess.run([CORPUS, kind, str(size)], stdout=out, check=True)
    return path


def against_others(folder):
    """Rows of (task, name, MB/s, seconds, MiB), on one small and dense file."""
    files = {"bib": corpus(folder / "small.bib", "bibtex", 2)}
    for name, to in (("ris", "ris"), ("json", "csl-json")):
        files[name] = folder / f"small.{name}"
        convert = [IBIDEM, "convert", files["bib"], "-t", to, "-q", "-o", files[name]]
        subprocess.run(convert, check=True, stderr=subprocess.DEVNULL)
    rows = []
    for task, name, command in [*ours(), *others()]:
        which = re.search(r"\{(\w+)\}", command)[1]
        run = best(command.format(**files))
        if run is None:
            print(f"  {task}, {name}: failed", file=sys.stderr)
            continue
        rows.append((task, name, files[which].stat().st_size / 1e6 / run[1], run[1], run[3] / 1024))
    tasks = list(dict.fromkeys(row[0] for row in rows))
    return sorted(rows, key=lambda row: (tasks.index(row[0]), row[3]))


def sizes(folder):
    """Rows of (records, MB, seconds, MiB) of BibTeX to CSL-JSON on one thread."""
    rows = []
    for records in (1_000, 10_000, 100_000, 1_000_000):
        path = corpus(folder / "sized.bib", "bibtex", f"{records}r")
        run = best(f"{IBIDEM} convert {path} -t csl-json -q -j1 -o -")
        rows.append((records, path.stat().st_size / 1e6, run[1], run[3] / 1024))
        path.unlink()
    return rows


def pairs(folder):
    """Rows of (from, corpus, to, MB/s on one thread, MB/s on all, MiB)."""
    rows = []
    size = 20 if QUICK else 60
    for kind in ("dense", "with abstracts", "search results"):
        word = {"dense": "bibtex", "with abstracts": "abstracts", "search results": "arxiv"}[kind]
        first = corpus(folder / "first", word, size)
        read = "arxiv" if word == "arxiv" else "bibtex"
        work = [(read, to) for to in ("csl-json", "ris", "csv", "atom", "bibtex", "biblatex") if to != read]
        if kind == "with abstracts":
            work += [(source, "bibtex") for source in ("ris", "csl-json", "csv", "atom")]
        for source, to in work:
            path = first
            if source != read:
                path = folder / "second"
                made = [IBIDEM, "convert", first, "-f", read, "-t", source, "-q", "-o", path]
                subprocess.run(made, check=True, stderr=subprocess.DEVNULL)
            command = f"{IBIDEM} convert {path} -f {source} -t {to} -q -o -"
            one, many = best(command + " -j1"), best(command)
            megabytes = path.stat().st_size / 1e6
            rows.append((source, kind, to, megabytes / one[1], megabytes / many[1], many[3] / 1024))
    return rows


def table(head, rows):
    align = "|" + "|".join("---" if i == 0 or isinstance(cell, str) else "---:" for i, cell in enumerate(rows[0])) + "|"
    say = lambda cell: cell if isinstance(cell, str) else f"{cell:,.0f}" if abs(cell) >= 20 else f"{cell:.2g}"
    body = ["| " + " | ".join(say(cell) for cell in row) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(head) + " |", align, *body])


def replace(text, mark, what):
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    before, rest = text.split(begin)
    return f"{before}{begin}\n\n{what}\n\n{end}{rest.split(end, 1)[1]}"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        compared, sized, paired = against_others(folder), sizes(folder), pairs(folder)
    tables = {
        "others": table(["Work", "Program", "MB/s", "Seconds", "MiB"], compared),
        "sizes": table(["Records", "MB", "Seconds", "MiB"], sized),
        "pairs": table(["From", "Corpus", "To", "MB/s, one thread", "MB/s, all", "MiB"], paired),
    }
    for mark, what in tables.items():
        print(f"\n{mark}\n{what}")
    if "--write" not in sys.argv:
        return
    text = PAGE.read_text()
    for mark, what in tables.items():
        text = replace(text, mark, what)
    PAGE.write_text(text)
    PLOTS.mkdir(exist_ok=True)
    (PLOTS / "others.svg").write_text(bars("Megabytes a second, more is better", [(f"{r[0]}: {r[1]}", r[2]) for r in compared]))
    (PLOTS / "time.svg").write_text(
        lines("Seconds by records, BibTeX to CSL-JSON, one thread", "records", "seconds", [(r[0], r[2]) for r in sized])
    )
    (PLOTS / "memory.svg").write_text(
        lines("Peak MiB by records, BibTeX to CSL-JSON, one thread", "records", "MiB", [(r[0], r[3]) for r in sized])
    )


if __name__ == "__main__":
    main()
