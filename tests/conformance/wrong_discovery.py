"""Wrong little servers, lines 26 to 29: discovery."""

from __future__ import annotations

from little import Little
from little_data import Graph, parse_turtle, write_jsonld
from little_http import Answer, Asked
from wrong import fails

from treatygraph.negotiation import (
    HTML,
    PAGE_FORMATS,
    Representation,
)


class _LessVoid(Little):
    lost = ""

    def void_text(self) -> str:
        return "\n".join(row for row in super().void_text().splitlines() if self.lost not in row)


@fails(26)
class NoClassPartition(_LessVoid):
    lost = "void:classPartition"


@fails(26)
class NoLicenceInVoid(_LessVoid):
    lost = "dcterms:license"


@fails(26)
class NoDcat(Little):
    def void_text(self) -> str:
        return super().void_text().replace(", dcat:Dataset", "")


@fails(26)
class DeadDump(Little):
    def dump(self, asked: Asked) -> Answer:
        return self.unknown(asked)


class _OtherVoid(Little):
    told, lie = "", ""

    def void_text(self) -> str:
        return super().void_text().replace(self.told, self.lie)


@fails(26)
class DumpOfAnotherSize(_OtherVoid):
    told, lie = "{size}", "12"


@fails(26)
class DumpWithAnotherChecksum(_OtherVoid):
    told, lie = "{sha256}", "0" * 64


@fails(26)
class DumpOfAnotherType(_OtherVoid):
    told, lie = "media-types/application/n-triples", "media-types/application/n-quads"


@fails(27)
class NoExampleQueries(Little):
    def __init__(self, root: str, base: str | None = None) -> None:
        super().__init__(root, base)
        for quad in list(self.store):
            if "query/ships" in str(quad.subject):
                self.store.remove(quad)


@fails(27)
class ExampleWithoutText(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        return super().write([q for q in graph if "#select" not in str(q.predicate)], item, path)


@fails(27)
class ExampleThatDoesNotParse(Little):
    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        broken = f'<{self.base}id/query/ships> sh:select "SELECT" .'
        kept = [q for q in graph if "#select" not in str(q.predicate)]
        lost = len(kept) < len(graph)
        more = parse_turtle(broken, self.base) if lost else []
        return super().write(kept + more, item, path)


@fails(28)
class NothingEmbedded(Little):
    def page(self, graph: Graph, path: str) -> str:
        return super().page(graph, path).replace("application/ld+json", "text/x-none")


@fails(28)
class EmbedsAnEmptyGraph(Little):
    def page(self, graph: Graph, path: str) -> str:
        data = write_jsonld(graph, self.context_of_documents()).decode()
        return super().page(graph, path).replace(data, "{}")


@fails(28)
class RobotsNameNoSitemap(Little):
    def robots(self, asked: Asked) -> Answer:
        found = super().robots(asked)
        return Answer(200, b"User-agent: *\n", found.fields)


@fails(28)
class SitemapIsABomb(Little):
    def sitemap(self, asked: Asked) -> Answer:
        found = super().sitemap(asked)
        return Answer(200, b'<!DOCTYPE a [<!ENTITY b "c">]>' + found.body, found.fields)


@fails(28)
class SitemapLeadsNowhere(Little):
    def sitemap(self, asked: Asked) -> Answer:
        found = super().sitemap(asked)
        return Answer(200, found.body.replace(b"doc/ship/one", b"doc/ship/none"), found.fields)


class _LessOntology(Little):
    lost = ""

    def words(self) -> Graph:
        return [quad for quad in super().words() if self.lost not in str(quad)]


@fails(29)
class NoVersionIri(_LessOntology):
    lost = "versionIRI"


@fails(29)
class ATermWithoutDefinition(_LessOntology):
    lost = "What floats."


@fails(29)
class ATermWithoutLabel(_LessOntology):
    lost = '"captain"@en'


@fails(29)
class NoPageOfTheOntology(Little):
    def ontology(self, asked: Asked) -> Answer:
        if asked.accept == HTML.media_type:
            return self.error(asked, 406, ", ".join(item.media_type for item in PAGE_FORMATS))
        return super().ontology(asked)
