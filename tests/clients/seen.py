"""What a record says, in the few facts that every client shows: title, names, DOI, year.

Facts are compared without case, blanks and punctuation: a client may set
quotation marks of its own, but may not lose a word, a name or a digit.
"""

import dataclasses
import re
import unicodedata

MARKUP = re.compile(r"\\[a-zA-Z]+\s*|</?[a-zA-Z][^>]*>|\$\$?")

MARKUP_COMMAND = re.compile(r"\\[a-zA-Z]+\s*")


def folded(text):
    """Letters and digits only. Accents count."""
    text = unicodedata.normalize("NFC", MARKUP.sub("", text or ""))
    return "".join(c for c in text if c.isalnum()).casefold()


def plain(text):
    """The words of a text of the normalized record."""
    if text is None or isinstance(text, str):
        return text or ""
    if isinstance(text, list):
        return "".join(plain(piece) for piece in text)
    if "math" in text:
        return text["math"]
    return "".join(plain(inner) for style, inner in text.items() if style not in ("target", "break", "source"))


def year_of(date):
    """The first year of a date in whatever notation; empty where there is none."""
    found = re.search(r"(?<!\d)\d{4}(?!\d)", str(date or ""))
    return found.group() if found else ""


@dataclasses.dataclass
class Seen:
    """`names` are what names are sorted by: families and bodies."""

    title: str
    names: list
    doi: str
    year: str

    @staticmethod
    def of_native(record):
        fields = record["fields"]
        names = [name for name in fields.get("author", []) if not name.get("others")]
        family = lambda name: plain(name.get("family") or name.get("literal") or name.get("given"))
        date = fields.get("issued")
        return Seen(
            plain(fields.get("title")), [family(name) for name in names], fields.get("doi", ""),
            year_of(date) if isinstance(date, str) else "",
        )

    def differences(self, client):
        """What a client sees otherwise; it may see more where the record says nothing."""
        found = []
        if folded(self.title) != folded(client.title):
            found.append(f"title {client.title!r}, not {self.title!r}")
        if self.doi.casefold() != (client.doi or "").casefold():
            found.append(f"DOI {client.doi!r}, not {self.doi!r}")
        if self.year and self.year != year_of(client.year):
            found.append(f"year {client.year!r}, not {self.year!r}")
        names = [name for name in client.names if folded(name) not in ("etal", "others")]
        # A particle may stand with the family or apart.
        same = len(names) == len(self.names) and all(
            folded(theirs).endswith(folded(ours)) for ours, theirs in zip(self.names, names)
        )
        if self.names and not same:
            found.append(f"names {names!r}, not {self.names!r}")
        return found


def bare(value):
    """A value of BibTeX without its braces and commands."""
    value = (value or "").replace("\\textless", "<").replace("\\textgreater", ">")
    return re.sub(r"[{}]", "", re.sub(r"(<|>)\{\}", r"\1", MARKUP_COMMAND.sub("", value)))


def csl_name(name):
    """The family of a name of CSL-JSON, with its particles; the whole of a body."""
    family = name.get("family") or name.get("literal") or name.get("given", "")
    return " ".join(filter(None, [name.get("dropping-particle"), name.get("non-dropping-particle"), family]))


def of_csl(item):
    """What an item of CSL-JSON shows."""
    parts = (item.get("issued", {}).get("date-parts") or [[""]])[0][0]
    names = [csl_name(name) for name in item.get("author", [])]
    return Seen(item.get("title", ""), names, item.get("DOI", ""), str(parts))


def before_comma(name):
    """The family of `Family, Given`; the whole of a body."""
    return name.split(",")[0]
