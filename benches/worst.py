"""Times inputs that are hard on their readers, at one size and at four times
that size, to several targets: what is linear takes four times as long.

    benches/worst.py [--write] [--huge | --gigabyte] [CASE ...]

Needs a release build. Names of cases limit the run to these. `--huge` takes the
cases at the sizes that their names promise (a gigabyte in one line, ten million
records, a million macros) once, to one target each; `--gigabyte` takes ordinary
records, a gigabyte of each format, from a file and from a pipe. `--write` puts
the table of gigabytes into docs/performance.md. With `--gigabyte` the folder for
temporary files must hold four gigabytes.
"""

import sys
import tempfile
from pathlib import Path

from compare import IBIDEM, PAGE, corpus, measure, replace

TARGETS = ["csl-json", "bibtex", "ris", "csv", "atom", "native"]
MEGABYTE = 1_000_000


def repeated(piece):
    """A megabyte, times `n`, of one piece."""
    return lambda n: piece * (n * MEGABYTE // len(piece))


def counted(piece, around=("", "")):
    """A megabyte, times `n`, of pieces that hold their number."""

    def build(n):
        out, length, i = [around[0]], 0, 0
        while length < n * MEGABYTE:
            out.append(piece.replace("#-", str(max(i - 1, 0))).replace("#", str(i)))
            length += len(out[-1])
            i += 1
        out.append(around[1])
        return "".join(out)

    return build


def within(before, piece, behind=""):
    """One record with a megabyte, times `n`, of a piece in it."""
    return lambda n: before + piece * (n * MEGABYTE // len(piece)) + behind


FEED = '<feed xmlns="http://www.w3.org/2005/Atom"><id>a</id><title>t</title>'
ENTRY = "<entry><id>#</id><title>t</title></entry>"

# Format, name, input.
CASES = [
    ("bibtex", "tiny entries", counted("@misc{k#,}\n")),
    ("bibtex", "equal keys", repeated("@misc{k,title={t}}\n")),
    ("bibtex", "entries never closed", counted("@misc{k#, title = {a {b\n")),
    ("bibtex", "quotes never closed", counted('@misc{k#, title = "a\n')),
    ("bibtex", "braces never closed", within("@misc{k, title = ", "{")),
    ("bibtex", "nested braces", lambda n: "@misc{k, title = " + "{" * n * 500_000 + "}" * n * 500_000 + "}"),
    ("bibtex", "macros", counted('@string{m# = "x"}\n', ("", "@misc{k, title = m1}\n"))),
    ("bibtex", "macros of macros", counted("@string{m# = m#- # m#-}\n".replace(" # ", " \x00 "), ('@string{m0 = "ab"}\n', ""))),
    ("bibtex", "macros in use", counted('@string{m# = "x"}@misc{k#, title = m#}\n')),
    ("bibtex", "chain of crossref", counted("@misc{k#, crossref = {k#-}}\n", ("", "@misc{z, title = {t}}\n"))),
    ("bibtex", "fan of crossref", counted("@misc{k#, crossref = {p}}\n", ("", "@book{p, title = {t}, year = 2000}\n"))),
    ("bibtex", "children before their parents", counted("@incollection{c#, crossref = {p#}}@book{p#, title = {t}}\n")),
    ("bibtex", "blanks", within("@misc{k,", " ", "title = {t}}\n")),
    ("bibtex", "signs without entries", repeated("@")),
    ("bibtex", "words between entries", repeated("comment without end ")),
    ("bibtex", "fields of one entry", lambda n: "@misc{k, " + counted("f# = 1, ")(n) + "}\n"),
    ("bibtex", "one field again and again", within("@misc{k, ", "note = 1, ", "}\n")),
    ("bibtex", "names in one field", within("@misc{k, author = {", "A B and ", "C D}}\n")),
    ("bibtex", "commas in a name", within("@misc{k, author = {", "a,", "}}\n")),
    ("bibtex", "words of a name", within("@misc{k, author = {", "von Aa ", "}}\n")),
    ("bibtex", "dollars", within("@misc{k, title = {", "$", "}}\n")),
    ("bibtex", "backslashes", within("@misc{k, title = {", "\\", "}}\n")),
    ("bibtex", "accents", within("@misc{k, title = {", "\\'", "}}\n")),
    ("bibtex", "mathematics", within("@misc{k, title = {", "$a_{b}$ ", "}}\n")),
    ("bibtex", "groups", within("@misc{k, title = {", "{A}b", "}}\n")),
    ("bibtex", "pieces of a value", within("@misc{k, title = ", '"a" # ', '"b"}\n')),
    ("bibtex", "keywords", within("@misc{k, keywords = {", "a,", "}}\n")),
    ("bibtex", "one long word", within("@misc{k, title = {", "a", "}}\n")),
    ("bibtex", "entries with long notes", counted("@misc{k#, note = {" + "a" * 5000 + "}}\n")),
    ("biblatex", "families of names", within("@misc{k, author = {", "family=a, given=b and ", "family=c}}\n")),
    ("biblatex", "data of entries", counted("@misc{k#, xdata = {x#}}@xdata{x#, title = {t}}\n")),
    ("ris", "tiny records", repeated("TY  - BOOK\nER  - \n")),
    ("ris", "equal keys", repeated("TY  - BOOK\nID  - k\nER  - \n")),
    ("ris", "records never ended", repeated("TY  - BOOK\nTI  - t\n")),
    ("ris", "names in one record", within("TY  - BOOK\n", "AU  - A, B\n", "ER  - \n")),
    ("ris", "tags nobody knows", within("TY  - BOOK\n", "XX  - a\n", "ER  - \n")),
    ("ris", "lines without a tag", within("TY  - BOOK\nTI  - t\n", "a\n", "ER  - \n")),
    ("ris", "empty lines", within("TY  - BOOK\nTI  - t\n", "\n", "ER  - \n")),
    ("ris", "one line", within("TY  - BOOK\nTI  - ", "a b ", "\nER  - \n")),
    ("ris", "ends alone", repeated("ER  - \n")),
    ("ris", "addresses", within("TY  - BOOK\n", "UR  - http://a.b/c\n", "ER  - \n")),
    ("ris", "fields of notes", within("TY  - BOOK\n", "N1  - DOI: 10.1/a\n", "ER  - \n")),
    ("csl-json", "tiny records", lambda n: "[" + "{}," * (n * MEGABYTE // 3) + "{}]"),
    ("csl-json", "equal keys", lambda n: "[" + '{"id":"a","type":"book"},' * (n * MEGABYTE // 25) + "{}]"),
    ("csl-json", "arrays in arrays", repeated("[")),
    ("csl-json", "objects in objects", repeated('{"a":')),
    ("csl-json", "a text never closed", within('[{"id":"a","title":"', "b")),
    ("csl-json", "escapes", within('[{"id":"a","title":"', "\\u00e9", '"}]')),
    ("csl-json", "tags", within('[{"id":"a","title":"', "<i>", '"}]')),
    ("csl-json", "tags in tags", lambda n: '[{"id":"a","title":"' + "<i>" * n * 100_000 + "</i>" * n * 100_000 + '"}]'),
    ("csl-json", "names in one record", within('[{"id":"a","author":[', '{"family":"A"},', '{"family":"B"}]}]')),
    ("csl-json", "members of one record", lambda n: '[{"id":"a"' + counted(',"f#":1')(n) + "}]"),
    ("csl-json", "parts of a date", within('[{"id":"a","issued":{"date-parts":[[', "1,", "1]]}}]")),
    ("csl-json", "objects side by side", repeated("{}")),
    ("csl-json", "commas", within("[", ",", "]")),
    ("csv", "tiny rows", within("key,title\n", "a,\n")),
    ("csv", "equal keys", within("key,type,title\n", "k,book,t\n")),
    ("csv", "quotes never closed", within("key,title\n", 'k,"a\n')),
    ("csv", "quotes", within("key,title\n", '"')),
    ("csv", "commas in one row", within("key,title\na,b", ",", "\n")),
    ("csv", "columns", lambda n: "key,title" + counted(",c#")(n) + "\na,b\n"),
    ("csv", "parts of a cell", within("key,author\nk,", "A; ", "\n")),
    ("csv", "one cell", within("key,title\nk,", "a b ", "\n")),
    ("csv", "empty lines", within("key,title\n", "\n", "k,t\n")),
    ("atom", "tiny entries", lambda n: FEED + counted(ENTRY)(n) + "</feed>"),
    ("atom", "equal keys", lambda n: FEED + "<entry><id>a</id><title>t</title></entry>" * (n * 25_000) + "</feed>"),
    ("atom", "elements never closed", within(FEED + "<entry>", "<title>")),
    ("atom", "entries never closed", within(FEED, "<entry><id>a</id>")),
    ("atom", "elements in elements", lambda n: FEED + "<entry><id>a</id>" + "<a>" * n * 100_000 + "</a>" * n * 100_000 + "</entry></feed>"),
    ("atom", "attributes", lambda n: FEED + "<entry" + counted(' a#="1"')(n) + "><id>a</id></entry></feed>"),
    ("atom", "references", within(FEED + "<entry><id>a</id><title>", "&amp;", "</title></entry></feed>")),
    ("atom", "a comment never closed", within(FEED + "<!--", "a-")),
    ("atom", "comments", within(FEED + "<entry><id>a</id>", "<!---->", "</entry></feed>")),
    ("atom", "declarations", lambda n: FEED + "<entry" + counted(' xmlns:n#="a"')(n) + "><id>a</id></entry></feed>"),
    ("atom", "names in one entry", within(FEED + "<entry><id>a</id>", "<author><name>A B</name></author>", "</entry></feed>")),
    ("atom", "categories", within(FEED + "<entry><id>a</id>", '<category term="a"/>', "</entry></feed>")),
    ("atom", "tags in a title", within(FEED + '<entry><id>a</id><title type="html">', "&lt;i&gt;", "</title></entry></feed>")),
    ("arxiv", "numbers alone", counted("arXiv:2301.#\n")),
    ("arxiv", "heads", repeated("Authors:\n")),
    ("arxiv", "dashes", repeated("-\n")),
    ("arxiv", "rules", repeated("------------------------------------------------------------------------------\n\\\\\n")),
    ("arxiv", "names in one record", within("arXiv:2301.00001\nTitle: t\nAuthors: ", "A B, ", "C D\n")),
    ("arxiv", "brackets in names", within("arXiv:2301.00001\nTitle: t\nAuthors: ", "A (", "\n")),
    ("arxiv", "lines of an abstract", within("t\nAuthors:\nA B\nAbstract:\n", "a\n", "Submitted 1 May, 2025;\n")),
    ("arxiv", "words", repeated("Submitted ")),
    ("arxiv-json", "tiny records", repeated('{"id":"2301.00001"}\n')),
    ("arxiv-json", "versions", within('{"id":"2301.00001","versions":[', '{"version":"v1","created":"x"},', '{"version":"v2"}]}\n')),
    ("native", "tiny records", repeated('{"type":"book"}\n')),
    ("native", "lists in lists", repeated("[")),
]


def run(path, source, target):
    """Processor seconds and MiB; a conversion may end with losses or errors, not otherwise."""
    command = f"timeout 300 {IBIDEM} convert -f {source} -t {target} --jobs 1 -q {path} -o /dev/null; test $? -le 4"
    good, _, seconds, peak = measure(command)
    return good, seconds, peak / 1024


def grown(cases):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small"), Path(folder, "large")
        for source, name, build in cases:
            small.write_text(build(1).replace("\x00", "#"))
            large.write_text(build(4).replace("\x00", "#"))
            worst, peak, failed = (0.0, 0.0, 0.0, ""), 0.0, []
            for target in TARGETS:
                (good, first, _), (fine, second, memory) = run(small, source, target), run(large, source, target)
                if not (good and fine):
                    failed.append(target)
                # Below a few hundredths of a second a ratio says nothing.
                ratio = second / max(first, 0.03)
                worst, peak = max(worst, (ratio, first, second, target)), max(peak, memory)
            ratio, first, second, target = worst
            words = f"failed: {', '.join(failed)}" if failed else f"{ratio:.1f}"
            rows.append(f"| {source} | {name} | {target} | {first:.2f} | {second:.2f} | {words} | {peak:.0f} |")
            print(rows[-1], flush=True)
    return ["| From | What | Slowest to grow | s, 1 MB | s, 4 MB | Factor | MiB |", "|---|---|---|---:|---:|---:|---:|", *rows]


# Format, what, target, pieces: what comes first, what is repeated and how often, what comes last.
HUGE = [
    ("bibtex", "one line of 1 GB", "csl-json", ("", "@misc{k#,title={some title},year=2000} ", 24_000_000, "")),
    ("bibtex", "a gigabyte in one field", "csl-json", ("@misc{k,title={", "a b ", 250_000_000, "}}\n@misc{l,title={t}}\n")),
    ("bibtex", "ten million tiny entries", "csl-json", ("", "@misc{k#,}\n", 10_000_000, "")),
    ("bibtex", "a million equal keys", "csl-json", ("", "@misc{k,title={t}}\n", 1_000_000, "")),
    ("bibtex", "a million macros", "csl-json", ("", '@string{m#="x"}\n', 1_000_000, "@misc{k,title=m1}\n")),
    ("bibtex", "a chain of 100,000 crossrefs", "csl-json", ("", "@misc{k#,crossref={k#+}}\n", 100_000, "@misc{k100000,title={t}}\n")),
    ("bibtex", "a million entries never closed", "csl-json", ("", "@misc{k#, title = {a {b\n", 1_000_000, "")),
    ("ris", "ten million tiny records", "bibtex", ("", "TY  - BOOK\nER  - \n", 10_000_000, "")),
    ("ris", "one line of 1 GB", "bibtex", ("TY  - BOOK\nTI  - ", "a b ", 250_000_000, "\nER  - \n")),
    ("csl-json", "ten million tiny records", "bibtex", ("[", "{},", 10_000_000, "{}]")),
    ("csl-json", "one line of 1 GB", "bibtex", ("[", '{"id":"k#","type":"book","title":"some title"},', 21_000_000, "{}]")),
    ("csv", "ten million tiny rows", "bibtex", ("key,title\n", "k#,\n", 10_000_000, "")),
    ("atom", "ten million tiny entries", "bibtex", (FEED, ENTRY, 10_000_000, "</feed>")),
    ("arxiv", "ten million numbers alone", "bibtex", ("", "arXiv:2301.#\n", 10_000_000, "")),
]


def huge(cases):
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "input")
        for source, name, target, (before, piece, times, behind) in cases:
            with path.open("w") as file:
                file.write(before)
                for at in range(0, times, 10_000):
                    part = range(at, min(at + 10_000, times))
                    if "#" in piece:
                        file.write("".join(piece.replace("#+", str(i + 1)).replace("#", str(i)) for i in part))
                    else:
                        file.write(piece * len(part))
                file.write(behind)
            good, seconds, peak = run(path, source, target)
            size = path.stat().st_size / MEGABYTE
            words = f"{seconds:.1f}" if good else "failed"
            rows.append(f"| {source} | {name} | {target} | {size:.0f} | {words} | {peak:.0f} |")
            print(rows[-1], flush=True)
    return ["| From | What | To | MB | Seconds | MiB |", "|---|---|---|---:|---:|---:|", *rows]


# Corpus, its format, what it is converted to, whether that is read again.
GIGABYTE = [
    ("abstracts", "bibtex", ["csl-json", "ris", "csv", "atom", "native", "biblatex", "bibtex"]),
    ("arxiv", "arxiv", ["arxiv:mail", "bibtex", "csl-json"]),
]


def gigabyte(cases):
    rows = []

    def add(path, source, target):
        size = path.stat().st_size / MEGABYTE
        options = f"-f {source} -t {target} -q -o /dev/null"
        file = measure(f"{IBIDEM} convert {options} {path}; test $? -le 4")
        pipe = measure(f"cat {path} | {IBIDEM} convert {options} -; test $? -le 4")
        one = measure(f"{IBIDEM} convert {options} -j1 {path}; test $? -le 4")
        good = all(run[0] for run in (file, pipe, one))
        speed = f"{size / one[1]:.0f} | {size / file[1]:.0f}" if good else "failed | failed"
        peaks = " | ".join(f"{run[3] / 1024:.0f}" for run in (one, file, pipe))
        rows.append(f"| {source} | {target} | {size:.0f} | {speed} | {peaks} |")
        print(rows[-1], flush=True)

    with tempfile.TemporaryDirectory() as folder:
        for kind, source, targets in cases:
            first, second = Path(folder, "first"), Path(folder, "second")
            corpus(first, kind, 1000)
            for target in targets:
                add(first, source, target)
                if target != source and not (source == "arxiv" and target != "arxiv:mail"):
                    command = f"{IBIDEM} convert -f {source} -t {target} -q {first} -o {second}; test $? -le 4"
                    assert measure(command)[0], command
                    add(second, target, "csl-json" if target == "bibtex" else "bibtex")
                    second.unlink()
    head = "| From | To | MB | MB/s, one thread | MB/s, all | MiB, one thread | MiB, all | MiB, from a pipe |"
    return [head, "|---|---|---:|---:|---:|---:|---:|---:|", *rows]


def main():
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    table, name, work = CASES, "worst", grown
    if "--huge" in sys.argv:
        table, name, work = HUGE, "huge", huge
    if "--gigabyte" in sys.argv:
        table, name, work = GIGABYTE, "gigabyte", gigabyte
    rows = work([case for case in table if not named or case[1] in named])
    if "--write" in sys.argv and name == "gigabyte":
        PAGE.write_text(replace(PAGE.read_text(), name, "\n".join(rows)))


if __name__ == "__main__":
    main()
