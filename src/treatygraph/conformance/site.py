"""The server under test: where it answers for an IRI, its things, documents and variants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin, urlsplit

from treatygraph.conformance import rdf
from treatygraph.conformance.http_client import Client, Unanswered
from treatygraph.conformance.model import NotApplicable
from treatygraph.conformance.reply import Headers, Reply, printable
from treatygraph.negotiation import HTML, PAGE_FORMATS, RDF_FORMATS, TURTLE, Representation

_HOPS = 6
REDIRECTS = (301, 302, 303, 307, 308)
RDF_ACCEPT = ", ".join(
    f"{item.media_type};q={1 - place / 10:g}" for place, item in enumerate(RDF_FORMATS)
)
ANY_RDF = f"{RDF_ACCEPT}, */*;q=0.1"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing of the dataset: its IRI, and the address where the server answers for it."""

    iri: str
    address: str


@dataclass
class Site:
    """A server, what it was found to hold, and questions that several lines ask of it.

    ``bases`` maps the beginning of IRIs to the beginning of addresses; the root is its own.
    """

    root: str
    client: Client
    sample: int = 10
    bases: dict[str, str] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    minted: list[str] = field(default_factory=list)
    removed: Sequence[str] = ()
    endpoint: str | None = None

    def __post_init__(self) -> None:
        self.bases = {self.root: self.root, **self.bases}

    def address(self, iri: str) -> str | None:
        """Where this server answers for an IRI, without a fragment; None for somebody else's."""
        iri = iri.partition("#")[0]
        for base, root in self.bases.items():
            if iri.startswith(base) or f"{iri}/" == base:
                return root + iri[len(base) :]
        return None

    def get(self, url: str, accept: str | None = None, **more: str) -> Reply:
        """One GET; names of ``more`` are fields with underscores for hyphens."""
        return self.ask("GET", url, accept, **more)

    def ask(self, method: str, url: str, accept: str | None = None, **more: str) -> Reply:
        """One request without a body."""
        return self.client.ask(method, url, _headers(accept, more))

    def location(self, reply: Reply) -> str:
        """Where a redirect leads, as an address of this server where it is one."""
        told = reply.get("Location")
        try:
            target = urljoin(reply.url, told)
        except ValueError:
            raise Unanswered(
                reply.question, f"Location is no address: {printable(told, 100)}"
            ) from None
        return self.address(target) or target.partition("#")[0]

    def follow(self, url: str, accept: str | None = None, method: str = "GET") -> Reply:
        """The answer at the end of redirects. Raises Unanswered where they do not end."""
        seen: list[str] = []
        while len(seen) < _HOPS:
            reply = self.ask(method, url, accept)
            if reply.status not in REDIRECTS or not reply.get("Location"):
                return reply
            seen.append(url)
            url = self.location(reply)
            if url in seen:
                circle = printable(" → ".join([*seen, url]), 300)
                raise Unanswered(reply.question, f"redirects in a circle: {circle}")
        raise Unanswered(seen[0], f"more than {_HOPS} redirects, one after the other")

    def graph(self, reply: Reply) -> rdf.Graph:
        """The RDF of an answer. Raises rdf.Unreadable."""
        return rdf.read(reply.body, reply.media_type, reply.url, self._context)

    def _context(self, iri: str) -> bytes:
        url = self.address(iri) or iri
        reply = self.follow(url, "application/ld+json, application/json;q=0.9")
        if reply.status != 200:
            raise ValueError(f"the context {iri} answers {reply.status}")
        return reply.body

    @cached_property
    def thing(self) -> Thing:
        """The thing that most lines ask about. Raises NotApplicable where none is known."""
        if not self.things:
            raise NotApplicable("no thing of this server is known: name one with --thing")
        return self.things[0]

    def document(self, thing: Thing) -> str:
        """The address at which a thing's document is negotiated."""
        replies = [self.get(thing.address, kind) for kind in (TURTLE.media_type, HTML.media_type)]
        targets = {self.location(reply) for reply in replies
                   if reply.status in REDIRECTS and reply.get("Location")}  # fmt: skip
        return targets.pop() if len(targets) == 1 else thing.address

    @cached_property
    def page(self) -> str:
        """The document of the thing that most lines ask about."""
        return self.document(self.thing)

    @cached_property
    def variants(self) -> dict[Representation, Reply]:
        """What the document can be had as: each asked for by its media type alone."""
        asked = {item: self.follow(self.page, item.media_type) for item in PAGE_FORMATS}
        return {item: reply for item, reply in asked.items()
                if reply.status == 200 and reply.media_type == item.media_type}  # fmt: skip

    def some(self, least: int = 1) -> dict[Representation, Reply]:
        """The variants. Raises NotApplicable where there are fewer than needed."""
        if len(self.variants) < least:
            raise NotApplicable(
                f"{urlsplit(self.page).path} can be had in {len(self.variants)} format(s); "
                f"this needs {least}"
            )
        return self.variants

    @property
    def rdf_variants(self) -> dict[Representation, Reply]:
        """The variants that are RDF."""
        return {item: reply for item, reply in self.variants.items() if item is not HTML}

    def about(self, thing: Thing) -> tuple[Reply, rdf.Graph]:
        """The RDF of a thing's document, in whatever RDF it comes. Raises rdf.Unreadable."""
        reply = self.follow(thing.address, ANY_RDF)
        if reply.status != 200:
            raise rdf.Unreadable("no RDF")
        return reply, self.graph(reply)

    def unknown(self, address: str) -> str:
        """An address beside a known one at which nothing can be."""
        return f"{address.rstrip('/')}-which-nobody-ever-made-7d1f"

    @cached_property
    def void(self) -> tuple[Reply, rdf.Graph]:
        """What ``/.well-known/void`` gives, at the host's root or below ours (VoID, 7.2)."""
        places = dict.fromkeys(
            (urljoin(self.root, "/.well-known/void"), f"{self.root}.well-known/void")
        )
        replies = [self.follow(place, ANY_RDF) for place in places]
        reply = next((found for found in replies if found.status == 200), replies[-1])
        try:
            return reply, self.graph(reply) if reply.status == 200 else []
        except rdf.Unreadable:
            return reply, []


def _headers(accept: str | None, more: dict[str, str]) -> Headers:
    accepts = () if accept is None else (("Accept", accept),)
    return (*accepts, *((name.replace("_", "-"), value) for name, value in more.items()))
