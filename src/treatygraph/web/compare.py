"""Agreements side by side: a chooser, a grid, its rows as a table, and a picture of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request

from treatygraph.describe.compare import (
    FEWEST,
    MOST,
    QUERY,
    Cell,
    Comparison,
    PlacedNorm,
    Question,
    Row,
    comparison,
    suggested,
)
from treatygraph.negotiation import CSV, HTML, Representation
from treatygraph.web.asking import (
    AskedDocument,
    agreement_called,
    asked_document,
    asked_topic,
    in_a_sentence,
    parameter,
    question_mark,
)
from treatygraph.web.cited import cited_sheet
from treatygraph.web.offered import agreements_offered
from treatygraph.web.picture import SVG, grid_picture
from treatygraph.web.refusals import BadRequest
from treatygraph.web.rendering import render
from treatygraph.web.sheets import JSON, XLSX, Sheet, SheetPage, workbooks, written
from treatygraph.web.site import site, today
from treatygraph.web.wayfinding import variants

blueprint = Blueprint("compare", __name__)

FORMATS = (HTML, CSV, JSON, XLSX, SVG)
COLUMNS = (
    "type", "broader_type", "differences", "agreement", "found", "article", "norm", "kind",
    "bearer", "action", "condition", "exception", "confidence", "evidence", "articles_known",
    "articles_in_text", "type_iri", "agreement_iri", "norm_iri", "evidence_iris",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A comparison and whether rows without a difference are left out."""

    question: Question
    only_differences: bool

    def address(self) -> list[tuple[str, str]]:
        """The parameters that ask it."""
        reader = site().reader
        keys = [reader.link(iri).key for iri in self.question.agreements]
        topic = reader.link(self.question.topic).key if self.question.topic else ""
        only = "differences" if self.only_differences else ""
        return [("agreements", ",".join(keys)), ("topic", topic), ("only", only)]


@blueprint.get("/compare", defaults={"suffix": None})
@blueprint.get("/compare.<suffix>")
def compare_page(suffix: str | None) -> Response:
    """Two to six agreements side by side; with fewer, a page to choose them on."""
    asked = _asked()
    if len(asked.question.agreements) < FEWEST:
        return _chooser(asked, suffix)
    document = asked_document("compare", FORMATS, suffix, asked.address())
    format_ = document.choose(suffix)
    return document.send(_body(asked, document, format_), format_)


def _asked() -> Asked:
    """What is asked. Raises BadRequest for what nobody can answer."""
    only = parameter("only")
    if only not in ("", "differences"):
        raise BadRequest(400, f"“only” may be “differences”, not “{only}”")
    return Asked(Question(_agreements(), asked_topic("topic")), only == "differences")


def _agreements() -> tuple[str, ...]:
    """The agreements named, each once, in order; from a list, or from boxes that were ticked."""
    given = ",".join(request.args.getlist("agreements")).split(",")
    keys = dict.fromkeys(key for key in map(str.strip, given) if key)
    if len(keys) > MOST:
        raise BadRequest(
            400, f"at most {MOST} agreements stand side by side; these are {len(keys)}"
        )
    return tuple(map(agreement_called, keys))


def _chooser(asked: Asked, suffix: str | None) -> Response:
    """The page to choose on. Raises BadRequest where a table was asked for."""
    if suffix not in (None, "html"):
        raise BadRequest(400, "name two agreements or more, as in agreements=ru-ir-2025,ru-kp-2024")
    document = asked_document("compare", (HTML,), suffix, asked.address())
    format_ = document.choose(suffix)
    return document.send(_chooser_page(asked, document), format_)


def _chooser_page(asked: Asked, document: AskedDocument) -> bytes:
    chosen = asked.question.agreements
    pairs = suggested(site().reader)
    own = [pair for pair in pairs if any(link.iri in chosen for link in pair)]
    shown = [(question_mark([("agreements", f"{one.key},{other.key}")]), one, other)
             for one, other in own or pairs]  # fmt: skip
    page = render("compare_form.html", pairs=shown, canonical=document.iri, **_choices(asked))
    return page.encode("utf-8")


def _choices(asked: Asked) -> dict[str, object]:
    chosen = asked.question.agreements
    return {"offered": agreements_offered(chosen), "topics": site().topics, "chosen": chosen,
            "asked": dict(asked.address()), "most": MOST}  # fmt: skip


def _body(asked: Asked, document: AskedDocument, format_: Representation) -> bytes:
    found = comparison(site().reader, asked.question, today())
    if found is None:
        raise BadRequest(404, f"this release carries no query {QUERY}, which compares agreements")
    rows = found.differing if asked.only_differences else found.rows
    if format_ is HTML:
        return _page(asked, found, rows, document).encode("utf-8")
    if format_ is SVG:
        return grid_picture(_title(found), found.columns, rows, document.iri).encode("utf-8")
    return written(_sheet(asked, found, rows), format_)


def _page(asked: Asked, found: Comparison, rows: tuple[Row, ...], document: AskedDocument) -> str:
    query = found.question.put(site().release.queries[QUERY])
    sheet = _sheet(asked, found, rows)
    (picture,) = (address for name, address, _ in variants(document) if name == "SVG")
    return render(
        "compare.html", found=found, rows=rows, title=_title(found), heading=_heading(found),
        canonical=document.iri,
        query=query, cited=cited_sheet(query, sheet), picture=picture,
        formats=variants(document), workbooks=workbooks(), only=asked.only_differences,
        **_choices(asked),
    )  # fmt: skip


def _title(found: Comparison) -> str:
    names = [column.agreement.label.value for column in found.columns]
    topic = f", on {in_a_sentence(found.topic.label)}" if found.topic else ""
    return f"{', '.join(names[:-1])} and {names[-1]} compared{topic}"


def _heading(found: Comparison) -> str:
    number = ("two", "three", "four", "five", "six")[len(found.columns) - FEWEST].capitalize()
    topic = f", on {in_a_sentence(found.topic.label)}" if found.topic else ""
    return f"{number} agreements side by side{topic}"


def _sheet(asked: Asked, found: Comparison, rows: tuple[Row, ...]) -> Sheet:
    told = [line for row in rows for line in _lines(found, row)]
    about = {name: value for name, value in asked.address() if value}
    grid = [
        (_name(row), *(_in_short(cell) for cell in row.cells), _differences(row)) for row in rows
    ]
    heads = ("type", *(str(column.agreement.label) for column in found.columns), "differences")
    return Sheet(_title(found), COLUMNS, told, about, (SheetPage("Grid", heads, grid),))


def _lines(found: Comparison, row: Row) -> list[tuple[str, ...]]:
    """A line for each norm of each agreement, and one where none was found."""
    lines = []
    for cell, column in zip(row.cells, found.columns, strict=True):
        head = (_name(row), str(row.below.label) if row.below else "", _differences(row),
                str(column.agreement.label))  # fmt: skip
        known = (str(column.articles), str(column.article_count or ""))
        iris = (row.type.iri if row.type else "", column.agreement.iri)
        for norm in cell.norms:
            words, evidence = _words(norm)
            lines.append((*head, "found", *words, *known, *iris, norm.line.link.iri, evidence))
        if not cell.norms:
            lines.append((*head, "not found", *[""] * 9, *known, *iris, "", ""))
    return lines


def _words(norm: PlacedNorm) -> tuple[tuple[str, ...], str]:
    line = norm.line
    return (
        str(norm.place.label), str(line.link.label), line.modality,
        "; ".join(str(bearer.label) for bearer in line.bearers), str(line.action or ""),
        "; ".join(map(str, line.conditions)), "; ".join(map(str, line.exceptions)),
        line.confidence, "; ".join(f"{e.source.label}, {e.locator}" for e in line.evidence),
    ), " ".join(e.passage.iri for e in line.evidence)  # fmt: skip


def _name(row: Row) -> str:
    return str(row.type.label) if row.type else "type not recorded"


def _differences(row: Row) -> str:
    return "; ".join(f"{one.about}: {one.words}" for one in row.differences)


def _in_short(cell: Cell) -> str:
    """A cell of the grid in one text, a line for each norm."""
    return "\n".join(f"{norm.line.modality}: {norm.line.action or norm.line.link.label} "
                     f"({norm.place.label})" for norm in cell.norms) or "not found"  # fmt: skip
