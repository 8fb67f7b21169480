"""Citations as text, BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from treatygraph.citing.citation import Citation

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")
_KEY = re.compile(r"[^A-Za-z0-9]+")
_LATEX: Final = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}",
}  # fmt: skip
"""What LaTeX takes for more than itself. BibTeX counts braces, escaped ones too."""


def plain_text(citation: Citation) -> str:
    """One line to put in a footnote."""
    by = f"{'; '.join(citation.authors)}. " if citation.authors else ""
    title = _line(citation.title)
    stop = "" if title.endswith((".", "?", "!")) else "."
    released = f" of {_day(citation.released.date())}" if citation.released else ""
    notes = "".join(f" {note}." for note in _grounds(citation))  # the address has the hashes
    return (f"{by}“{title}{stop}” {_line(citation.work)}, release {citation.version}{released}."
            f"{notes} {citation.address} (accessed {_day(citation.accessed)}).\n")  # fmt: skip


def bibtex(citation: Citation) -> str:
    """A BibTeX entry, for BibTeX and biblatex: UTF-8, with LaTeX's own signs escaped."""
    issued = citation.issued
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in citation.authors),
        "title": f"{{{_latex(citation.title)}}}",
        "howpublished": _latex(citation.work),
        "version": _latex(citation.version),
        "year": str(issued.year),
        "month": f"{_MONTHS[issued.month - 1][:3].lower()}",
        "url": _url(citation.address),
        "urldate": citation.accessed.isoformat(),
        "note": _latex(". ".join(_notes(citation))),
    }
    written = [f"  {name} = {value if name == 'month' else f'{{{value}}}'}"
               for name, value in fields.items() if value]  # fmt: skip
    return f"@misc{{{key_of(citation)},\n" + ",\n".join(written) + "\n}\n"


def ris(citation: Citation) -> str:
    """A RIS record: a tag and one line of text each, ended by CR and LF as the format wants it."""
    issued = citation.issued
    lines = [("TY", "DATA"), *(("AU", name) for name in citation.authors)]
    lines += [("TI", citation.title), ("T2", citation.work), ("ET", citation.version),
              ("PY", str(issued.year)), ("DA", f"{issued:%Y/%m/%d}/")]  # fmt: skip
    lines += [("LA", citation.language)] if citation.language else []
    lines += [("N1", note) for note in _notes(citation)]
    lines += [("UR", citation.address), ("Y2", f"{citation.accessed:%Y/%m/%d}/"), ("ER", "")]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines)


def csl_json(citation: Citation) -> str:
    """A list of one item in CSL-JSON, as Zotero, Pandoc and citeproc read it."""
    item: dict[str, object] = {
        "id": key_of(citation),
        "type": "dataset",
        "title": _line(citation.title),
        "author": [{"literal": name} for name in citation.authors],
        "container-title": _line(citation.work),
        "version": citation.version,
        "issued": _parts(citation.issued),
        "accessed": _parts(citation.accessed),
        "URL": citation.address,
        "language": citation.language,
        "note": ". ".join(_notes(citation)),
    }
    kept = {name: value for name, value in item.items() if value}
    return json.dumps([kept], ensure_ascii=False, indent=1) + "\n"


WRITERS: Final[Mapping[str, Callable[[Citation], str]]] = {
    "bibtex": bibtex,
    "ris": ris,
    "csl": csl_json,
    "text": plain_text,
}
"""Each form by its name."""


def key_of(citation: Citation) -> str:
    """What a citation is called in a list: words of its title, and its release."""
    words = _KEY.sub("-", citation.title.lower()).strip("-").split("-")[:5]
    return "-".join(filter(None, ["treatygraph", *words, citation.version]))


def _grounds(citation: Citation) -> list[str]:
    return [f"Rests on: {'; '.join(map(_line, citation.sources))}"] if citation.sources else []


def _notes(citation: Citation) -> list[str]:
    notes = _grounds(citation)
    if citation.proof:
        notes += [f"Query {citation.proof.query}", f"Result {citation.proof.result}"]
    return notes


def _line(text: str) -> str:
    """A text in one line, without what no reader shows."""
    return _BLANKS.sub(" ", text).strip()


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in _line(text))


def _url(address: str) -> str:
    """An address as the field ``url`` takes it, which is read as it is but for braces."""
    return address.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _parts(day: date) -> dict[str, object]:
    return {"date-parts": [[day.year, day.month, day.day]]}
