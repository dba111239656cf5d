#!/usr/bin/env python3
"""Prints src/codec/tex/data/commands.txt from the tables of unicode2latex.

    npm pack unicode2latex@7.0.33 && tar xzf unicode2latex-7.0.33.tgz
    python3 tools/tex-table.py package > src/codec/tex/data/commands.txt

One command a line, sorted by its bytes: the source without its first
backslash, a tab, the character, a tab, flags. `t`: it works in text, `m`: in
mathematics. `w`: this is how the character is written where nothing in
symbols.rs or accents.rs writes it.
"""

import json
import re
import sys
import unicodedata
from pathlib import Path

HEAD = """\
# Printed by tools/tex-table.py; edits are lost.
# Data: unicode2latex {version} (npm), ISC licence, copyright Emiliano Heyns; see LICENSE-DATA.
"""

# A control word, perhaps with arguments that are a word, a number or a command.
ARGUMENT = r"\{(?:\\?[A-Za-z]+|[0-9A-F]+)\}"
COMMAND = re.compile(rf"\\[A-Za-z]+(?:{ARGUMENT})*|\\[A-Za-z]+\\[A-Za-z]+")

# Commands that set type rather than print a character, and commands which in
# running text mean something else than in the table.
SKIPPED = set("left right big Big bigg Bigg space par emph mbox text not char sp sb item".split())

# Names of unicode-math for single letters: nobody types them.
LETTERS = re.compile(r"(?:mbf|mit|mfrak|mscr|msans|mtt|mup|Bbb)[A-Za-z]+")

# Characters that only stand higher, lower or in another font; and fonts that
# only unicode-math has.
RICH = re.compile(r"text(?:sub|super)script\{|math(?!bb|bf|cal|frak|it|rm|scr|sf|tt)[a-z]+\{|math(?:sfbf|sfbfsl|sfsl)\{")

# Where the table has the name of another character: the names of unicode-math.
FIXED = {"varepsilon": "\u03b5", "setminus": "\u2216"}

def value(entry, mode):
    """What a command prints in a mode."""
    return entry if isinstance(entry, str) else entry.get(mode, "")


def printable(text):
    """Whether this is one character that stands for itself."""
    return (
        len(text) == 1
        and ord(text) > 0x7F
        and unicodedata.category(text) not in ("Mn", "Mc", "Me", "Cc", "Co", "Cn")
        and unicodedata.normalize("NFC", text) == text
    )


def main(folder):
    tables = Path(folder) / "dist" / "tables"
    version = json.loads((Path(folder) / "package.json").read_text())["version"]
    reads = json.loads((tables / "latex2unicode.json").read_text())
    writes = json.loads((tables / "bibtex.json").read_text())["base"]
    rows = {}

    def add(source, char, flag):
        name = source[1:]
        name = name.removeprefix("cyrchar\\") if COMMAND.fullmatch(source) else name
        char = FIXED.get(name, char)
        if not COMMAND.fullmatch(source) or name in SKIPPED or LETTERS.fullmatch(name) or RICH.match(name):
            return
        if not printable(char):
            return
        known, flags = rows.setdefault(name, (char, set()))
        if known == char:
            flags.add(flag)

    for char, how in writes.items():
        for mode in ("text", "math"):
            source = how.get(mode, "").strip()
            source = source[:-2] if source.endswith("{}") else source
            if "combining" not in how and "alt" not in how:
                add(source, char, mode[0])
    for source, entry in reads.items():
        texts = re.match(r"\\(?:text|guil|quote|cyr|CYR|ding)", source)
        for mode in ("text", "math"):
            add(source, value(entry, mode), mode[0] if isinstance(entry, dict) else "t" if texts else "m")
    for char, how in writes.items():
        if "combining" in how:
            continue
        for mode in ("text", "math"):
            source = how.get(mode, "").strip()
            source = source[:-2] if source.endswith("{}") else source
            name = source[1:].removeprefix("cyrchar\\")
            if name in rows and rows[name][0] == char:
                rows[name][1].update((mode[0], "w"))
                break

    print(HEAD.format(version=version), end="")
    for name in sorted(rows, key=lambda name: name.encode()):
        char, flags = rows[name]
        print(f"{name}\t{char}\t{''.join(sorted(flags))}")


main(sys.argv[1])
