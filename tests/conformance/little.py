"""A right little linked-data server, held in memory; each wrong one overrides one thing of it."""

from __future__ import annotations

import hashlib
import json
import re
from urllib.parse import quote, unquote

from little_data import (
    DATA,
    LAUNCHED,
    MODIFIED,
    VERSION,
    VOID,
    WRITERS,
    Graph,
    about,
    parse_turtle,
    write_jsonld,
)
from little_http import ERRORS, PLAIN, PROBLEM, Answer, Asked, text_answer
from pyoxigraph import QueryResultsFormat, RdfFormat, Store, serialize

from treatygraph.negotiation import (
    HTML,
    JSONLD,
    PAGE_FORMATS,
    Representation,
    by_suffix,
    negotiate,
)


class Little:
    """Ships and their captains. IRIs begin with ``base``, or with the server's own address."""

    def __init__(self, root: str, base: str | None = None) -> None:
        self.root, self.base = root, base or root
        self.data = parse_turtle(DATA, self.base)
        self.store = Store()
        self.store.extend(self.data)

    def answer(self, asked: Asked) -> Answer:
        return self.finish(asked, self.conditional(asked, self.routed(asked)))

    def routed(self, asked: Asked) -> Answer:
        if asked.method == "OPTIONS":
            return self.options(asked)
        if asked.path == "sparql":
            return self.sparql(asked)
        if asked.method not in ("GET", "HEAD"):
            return self.wrong_method(asked)
        kind, _, key = asked.path.partition("/")
        if kind in ("old", "gate", "timemap"):
            return getattr(self, kind)(asked, key)
        if kind in ("id", "doc"):
            return self.canonical(asked) or getattr(self, kind)(asked, key)
        places = {
            "": self.home, "ontology": self.ontology, "ontology/1": self.ontology,
            "context.jsonld": self.context, ".well-known/void": self.void,
            "robots.txt": self.robots, "sitemap.xml": self.sitemap, "dump.nt": self.dump,
        }  # fmt: skip
        place = places.get(asked.path)
        return place(asked) if place else self.unknown(asked)

    def canonical(self, asked: Asked) -> Answer | None:
        wanted = quote(unquote(asked.path), safe="/-._~").rstrip("/")
        if wanted == asked.path:
            return None
        return Answer(308, fields=[("Location", f"{self.root}{wanted}")])

    def id(self, asked: Asked, key: str) -> Answer:
        if key == "ship/sunk":
            return self.gone(asked)
        if not about(self.data, f"{self.base}id/{key}"):
            return self.unknown(asked)
        return Answer(303, fields=[("Location", f"{self.root}doc/{key}")])

    def gone(self, asked: Asked) -> Answer:
        answer = self.error(asked, 410, "this ship has sunk")
        answer.fields.append(("Link", f'<{self.base}id/ship/one>; rel="successor-version"'))
        return answer

    def doc(self, asked: Asked, key: str) -> Answer:
        stem, _, suffix = key.rpartition(".")
        item = by_suffix(suffix, PAGE_FORMATS) if stem else None
        key = stem if item else key
        graph = about(self.data, f"{self.base}id/{key}")
        if not graph:
            return self.unknown(asked)
        return self.represent(asked, f"doc/{key}", graph + self.described(key), item)

    def described(self, key: str) -> Graph:
        """What a document says of itself."""
        text = """<{base}doc/KEY> foaf:primaryTopic <{base}id/KEY> ;
            dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
            void:inDataset <{base}.well-known/void#dataset> ;
            prov:wasDerivedFrom <{base}ontology> ."""
        return parse_turtle(text.replace("KEY", key), self.base)

    def represent(
        self, asked: Asked, path: str, graph: Graph, item: Representation | None = None
    ) -> Answer:
        """A graph in the format of a suffix, of ``?format=``, or by negotiation."""
        item = item or by_suffix(asked.query.get("format", ""), PAGE_FORMATS)
        item = item or self.choose(asked.accept)
        if item is None:
            return self.not_acceptable(asked)
        body = self.write(graph, item, path)
        fields = [("Content-Type", self.label(asked, item)), *self.linked(path, item)]
        return Answer(200, body, fields + self.validators(item, body))

    def choose(self, accept: str | None) -> Representation | None:
        return negotiate(accept, PAGE_FORMATS)

    def label(self, asked: Asked, item: Representation) -> str:
        return item.content_type

    def linked(self, path: str, item: Representation) -> list[tuple[str, str]]:
        links = [f'<{self.root}{path}.{other.suffix}>; rel="alternate"; type="{other.media_type}"'
                 for other in PAGE_FORMATS if other is not item]  # fmt: skip
        links += [f'<{self.root}.well-known/void>; rel="describedby"',
                  f'<{self.base}{path}>; rel="canonical"',
                  f'<{self.root}timemap/{path}>; rel="timemap"; type="application/link-format"',
                  f'<{self.root}gate/{path}>; rel="timegate"',
                  '<https://creativecommons.org/licenses/by/4.0/>; rel="license"']  # fmt: skip
        return [("Content-Location", f"/{path}.{item.suffix}"), ("Little-Release", VERSION),
                *(("Link", link) for link in links)]  # fmt: skip

    def validators(self, item: Representation, body: bytes) -> list[tuple[str, str]]:
        tag = hashlib.sha256(item.name.encode() + body).hexdigest()[:16]
        return [("ETag", f'"{tag}"'), ("Last-Modified", MODIFIED), ("Cache-Control", "max-age=0")]

    def write(self, graph: Graph, item: Representation, path: str) -> bytes:
        if item is HTML:
            return self.page(graph, path).encode()
        if item is JSONLD:
            return write_jsonld(graph, self.context_of_documents())
        return serialize(graph, format=WRITERS[item]) or b""

    def context_of_documents(self) -> object:
        return f"{self.base}context.jsonld"

    def page(self, graph: Graph, path: str) -> str:
        links = "".join(
            f'<link rel="alternate" type="{item.media_type}" href="/{path}.{item.suffix}">'
            for item in PAGE_FORMATS if item is not HTML
        )  # fmt: skip
        data = write_jsonld(graph, self.context_of_documents()).decode()
        return (
            f"<!doctype html><title>{path}</title>{links}"
            f'<script type="application/ld+json">{data}</script><p>Release {VERSION}'
        )

    def home(self, asked: Asked) -> Answer:
        return Answer(200, b"<!doctype html><p>Ships", [("Content-Type", "text/html")])

    def ontology(self, asked: Asked) -> Answer:
        return self.represent(asked, "ontology", self.words())

    def words(self) -> Graph:
        start = f"<{self.base}ontology"
        return [quad for quad in self.data if str(quad.subject).startswith(start)]

    def context(self, asked: Asked) -> Answer:
        body = json.dumps({"@context": {"@version": 1.1, "ship": f"{self.base}id/ship/"}})
        return Answer(200, body.encode(), [("Content-Type", "application/ld+json")])

    def void_text(self) -> str:
        return VOID

    def void(self, asked: Asked) -> Answer:
        body = self.dump(asked).body
        text = self.void_text().replace("{root}", self.root).replace("{size}", str(len(body)))
        text = text.replace("{sha256}", hashlib.sha256(body).hexdigest())
        return self.represent(asked, "about", parse_turtle(text, self.base))

    def robots(self, asked: Asked) -> Answer:
        return text_answer(f"User-agent: *\nSitemap: {self.root}sitemap.xml\n")

    def sitemap(self, asked: Asked) -> Answer:
        body = (f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>'
                f"{self.root}doc/ship/one</loc></url></urlset>")  # fmt: skip
        return Answer(200, body.encode(), [("Content-Type", "application/xml")])

    def dump(self, asked: Asked) -> Answer:
        body = serialize(self.data, format=RdfFormat.N_TRIPLES)
        return Answer(200, body or b"", [("Content-Type", "application/n-triples")])

    def timemap(self, asked: Asked, key: str) -> Answer:
        body = (f'<{self.root}{key}>; rel="original",\n<{self.root}old/{key}>; '
                f'rel="first last memento"; datetime="{LAUNCHED}"')  # fmt: skip
        return Answer(200, body.encode(), [("Content-Type", "application/link-format")])

    def old(self, asked: Asked, key: str) -> Answer:
        found = self.doc(asked, key.removeprefix("doc/"))
        return Answer(found.status, found.body, [*found.fields, ("Memento-Datetime", LAUNCHED)])

    def gate(self, asked: Asked, key: str) -> Answer:
        moment = asked.fields.get("Accept-Datetime", LAUNCHED)
        if not moment.endswith(" GMT"):
            return self.error(asked, 400, f"{moment} is no date")
        return Answer(302, fields=[("Location", f"{self.root}old/{key}"), self.varies()])

    def varies(self) -> tuple[str, str]:
        return "Vary", "Accept-Datetime"

    def sparql(self, asked: Asked) -> Answer:
        kind = asked.fields.get_content_type()
        if asked.method == "POST" and kind != "application/sparql-query":
            return self.error(asked, 415, f"{kind} is not taken")
        if len(asked.body) > 1 << 20:
            return self.error(asked, 413, "the query is too long")
        text = asked.body.decode() if asked.method == "POST" else asked.query.get("query", "ASK {}")
        try:
            found = self.store.query(text).serialize(format=QueryResultsFormat.JSON)
        except SyntaxError as error:
            return self.bad_query(asked, str(error))
        return Answer(200, found or b"", [("Content-Type", "application/sparql-results+json")])

    def bad_query(self, asked: Asked, reason: str) -> Answer:
        line, column = (int(part) for part in re.findall(r"(\d+):(\d+)", reason)[0])
        return self.error(asked, 400, "it does not parse", {"line": line, "column": column})

    def unknown(self, asked: Asked) -> Answer:
        return self.error(asked, 414 if len(asked.path) > 8192 else 404, "nothing is known of this")

    def not_acceptable(self, asked: Asked) -> Answer:
        types = ", ".join(item.media_type for item in PAGE_FORMATS)
        return self.error(asked, 406, f"there is {types}")

    def wrong_method(self, asked: Asked) -> Answer:
        answer = self.error(asked, 405, "look, do not touch")
        return Answer(405, answer.body, [*answer.fields, ("Allow", "GET, HEAD, OPTIONS")])

    def error(
        self, asked: Asked, status: int, detail: str, more: dict[str, int] | None = None
    ) -> Answer:
        item = negotiate(asked.accept, ERRORS) or PROBLEM
        told = {"title": "An error", "status": status, "detail": detail} | (more or {})
        texts = {HTML: f"<!doctype html><p>{detail}", PLAIN: f"{detail} {more or ''}"}
        body = texts.get(item, json.dumps(told))
        return Answer(status, body.encode(), [("Content-Type", item.content_type)])

    def options(self, asked: Asked) -> Answer:
        methods = "GET, HEAD, OPTIONS" + (", POST" if asked.path == "sparql" else "")
        return Answer(204, fields=[
            ("Allow", methods), ("Access-Control-Allow-Methods", methods),
            ("Access-Control-Allow-Headers", "Content-Type"),
        ])  # fmt: skip

    def conditional(self, asked: Asked, answer: Answer) -> Answer:
        """304 where the client has this already (RFC 9110, section 13.2.2)."""
        fields = dict(answer.fields)
        if answer.status != 200 or "ETag" not in fields:
            return answer
        tags = asked.fields.get("If-None-Match")
        fresh = tags is None and asked.fields.get("If-Modified-Since") == MODIFIED
        fresh |= tags == "*" or fields["ETag"] in (tags or "").replace("W/", "").split(", ")
        return Answer(304, fields=answer.without("content-type").fields) if fresh else answer

    def finish(self, asked: Asked, answer: Answer) -> Answer:
        answer.fields += [
            ("Vary", "Accept"), ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Expose-Headers", "ETag, Link, Content-Location"),
        ]  # fmt: skip
        return answer

    def sent(self, asked: Asked, answer: Answer) -> bytes:
        return b"" if asked.method == "HEAD" or answer.status in (204, 304) else answer.body
