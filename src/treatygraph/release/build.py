"""Building: from files to an immutable release, written beside and switched in whole."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from treatygraph import __version__
from treatygraph.collection import Collection, Own, find_rdf_files
from treatygraph.collection.loading import Progress, silent
from treatygraph.errors import ReleaseUnavailable
from treatygraph.iris import Base
from treatygraph.namespaces import KINDS, ONTOLOGY, PREFIX, expand
from treatygraph.queries import load_queries
from treatygraph.release.dumps import FOLDER, DumpRecord, write_dumps
from treatygraph.release.durable import alone_in, point_current, put_in_place
from treatygraph.release.earlier import replaced_things, write_earlier
from treatygraph.release.history import CURRENT, RELEASES, write_history
from treatygraph.release.inference import inferred_from
from treatygraph.release.locations import write_locations
from treatygraph.release.manifest import FORM, FileRecord, Manifest
from treatygraph.search import FILE as SEARCH
from treatygraph.search import check_fts5, write_search

DATASET = "dataset.nq"
LOCATIONS = "locations.sqlite"
FINDINGS = "findings.json"
CONTEXT = "context.jsonld"
QUERIES = "queries"

_TYPE = NamedNode(expand("rdf:type"))

Follow = Callable[[Path, Path], None]
"""Is told of the release that is current and of the one that follows, before that is current."""


def _unheard(_before: Path, _after: Path) -> None:
    """For whoever need not know."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What to build from, and where to: folders, the base of the release's things, its name."""

    data: Path
    ontology: Path
    queries: Path
    out: Path
    base: Base = Base()
    own: Own = Own()
    title: str = ""
    authors: str = ""
    licence: str = ""
    rights: str = ""
    withheld: str = ""
    """Why the release may not be published, and has no dumps; empty where it may."""

    @property
    def releases(self) -> Path:
        """The folder of all releases."""
        return self.out / RELEASES


def release_version(options: BuildOptions) -> str:
    """The version that these inputs have: twelve hexadecimal digits of a hash over all of them."""
    digest = hashlib.sha256(f"{FORM} {__version__} {options.base.root}\n".encode())
    digest.update(f"{options.title}\n{options.licence}\n".encode())
    digest.update(f"{options.authors}\n{options.rights}\n{options.withheld}\n".encode())
    for name, path in _inputs(options):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()[:12]


def _inputs(options: BuildOptions) -> Iterator[tuple[str, Path]]:
    """Every file that a release is made of, by a name that is the same on every machine."""
    for path in sorted(path for path, _ in find_rdf_files([options.data])):
        yield _published_name(options, path), path
    rules = options.ontology.rglob("*.rq")
    for path in sorted([*rules, *(path for path, _ in find_rdf_files([options.ontology]))]):
        yield f"ontology/{path.relative_to(options.ontology).as_posix()}", path
    for path in sorted(options.queries.rglob("*.rq")):
        yield f"queries/{path.relative_to(options.queries).as_posix()}", path
    yield from ((f"own/{name}", path) for name, path in options.own.files())


def _published_name(options: BuildOptions, path: Path) -> str:
    """What a release calls a file, wherever it was built and from: ``data/triples/PATH``."""
    folder = options.data.resolve()
    parts = folder.parts[-2:] if folder.parent.name == "data" else folder.parts[-1:]
    return Path(*parts, path.relative_to(options.data)).as_posix()


def existing_release(options: BuildOptions) -> Path | None:
    """The release of exactly these inputs, if it is there and whole."""
    folder = options.releases / release_version(options)
    return folder if _is_whole(folder) else None


def _is_whole(folder: Path) -> bool:
    """Whether a release is there, and every file of it is what its manifest records."""
    try:
        Manifest.read(folder).verify(folder)
    except ReleaseUnavailable:
        return False
    return True


def build_release(
    options: BuildOptions,
    collection: Collection,
    shipped: Collection,
    *,
    findings: Sequence[dict[str, object]] = (),
    progress: Progress = silent,
    follow: Follow = _unheard,
) -> Path:
    """Write the release of a checked collection and make it current; its folder.

    Nothing is seen of a build that fails: it happens in a folder beside, renamed when whole.
    ``follow`` is called with the release before and this one, before this one is current.
    Raises SearchUnavailable under a Python that cannot make the search index.
    """
    check_fts5()
    version = release_version(options)
    names = {loaded.file.name: _published_name(options, loaded.file.path)
             for loaded in collection.files}  # fmt: skip
    collection = _renamed(collection, names)
    findings = [finding | _published_file(finding, names) for finding in findings]
    target = options.releases / version
    with alone_in(options.out):
        if not _is_whole(target):  # whoever held the lock before may have built the same
            options.releases.mkdir(exist_ok=True)
            beside = Path(tempfile.mkdtemp(prefix=f".{version}-", dir=options.releases))
            try:
                beside.chmod(0o755)
                _write(options, collection, shipped, findings, beside, version, progress)
                put_in_place(beside, target)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
        _make_current(options.out, target, follow)
    return target


def _renamed(collection: Collection, names: Mapping[str, str]) -> Collection:
    files = (replace(loaded, file=replace(loaded.file, name=names[loaded.file.name]))
             for loaded in collection.files)  # fmt: skip
    return Collection(collection.base, tuple(files))


def _published_file(finding: Mapping[str, object], names: Mapping[str, str]) -> dict[str, object]:
    return {"file": names.get(str(file), file)} if (file := finding.get("file")) else {}


def switch(out: Path, release: Path, follow: Follow = _unheard) -> None:
    """Point ``current`` at a release, in one step, and write down that it was done."""
    with alone_in(out):
        _make_current(out, release, follow)


def _make_current(out: Path, release: Path, follow: Follow) -> None:
    """See :func:`switch`; the caller is alone in the folder.

    A crash at any place leaves ``current`` whole: what has gone is listed before, and the line
    in the history is added after, by the next switch where this one could not.
    """
    current = out / CURRENT
    if current.is_dir() and current.resolve() != release.resolve():
        write_earlier(out, current.resolve(), release)
        follow(current.resolve(), release)
    point_current(out, release)
    write_history(out)


def _write(
    options: BuildOptions,
    collection: Collection,
    shipped: Collection,
    findings: Sequence[dict[str, object]],
    folder: Path,
    version: str,
    progress: Progress,
) -> None:
    steps: list[tuple[str, Callable[[], None]]] = []
    curated = [*shipped.quads(), *collection.quads()]
    inferred: list[Quad] = []
    steps.append(("inferring", lambda: inferred.extend(
        inferred_from(collection, shipped, options.ontology))))  # fmt: skip
    ordered: list[Quad] = []
    steps.append(("ordering", lambda: ordered.extend(
        sorted({*curated, *inferred}, key=str))))  # fmt: skip
    steps.append(("writing", lambda: _write_dataset(ordered, folder / DATASET)))
    dumps: dict[str, DumpRecord] = {}
    if not options.withheld:
        steps.append(("dumping", lambda: dumps.update(
            write_dumps(ordered, folder / DATASET, folder / FOLDER, options.base))))  # fmt: skip
    steps.append(
        ("locating", lambda: write_locations(_joined(collection, shipped), folder / LOCATIONS))
    )
    steps.append(("indexing", lambda: write_search(ordered, folder / SEARCH, options.base)))
    asked, own, base = options.queries, options.own.queries, options.base
    steps.append(("queries", lambda: write_queries(asked, base, folder / QUERIES, own)))
    steps.append(("context", lambda: write_context(options.ontology, base, folder / CONTEXT)))
    steps.append(("findings", lambda: _write_json(list(findings), folder / FINDINGS)))
    for done, (what, step) in enumerate(steps):
        progress(what, done, len(steps))
        step()
    manifest = _manifest(options, collection, shipped, curated, inferred, folder, version)
    earlier = replaced_things(curated, options.base)
    replace(manifest, dumps=dumps, earlier=earlier).write(folder)


def _joined(collection: Collection, shipped: Collection) -> Collection:
    return Collection(collection.base, (*collection.files, *shipped.files))


def _write_dataset(quads: Iterable[Quad], path: Path) -> None:
    """N-Quads, in the order that the quads have."""
    with path.open("wb") as out:
        serialize(quads, out, format=RdfFormat.N_QUADS)


def write_queries(shipped: Path, base: Base, folder: Path, own: Path | None = None) -> None:
    """The queries of a folder, and of one's own before them, under a release's base."""
    mine = load_queries(own) if own else {}
    for name, query in (mine | load_queries(shipped)).items():
        path = folder / f"{name}.rq"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(query.under(base).text, encoding="utf-8")


def write_context(shipped: Path, base: Base, path: Path) -> None:
    """The JSON-LD context of the ontology in a folder, its kind prefixes under a release's base.

    rdflib is imported here: a command that finds its release built does not wait for it.
    """
    from rdflib import Graph

    from treatygraph.release.jsonld_context import context

    ontology = Graph().parse(shipped / "treatygraph.ttl", format="turtle")
    kinds = {kind: f"{base.root}id/{kind}/" for kind in KINDS}
    _write_json({"@context": context(ontology, PREFIX | kinds)}, path)


def _write_json(value: object, path: Path) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _manifest(
    options: BuildOptions,
    collection: Collection,
    shipped: Collection,
    curated: Sequence[Quad],
    inferred: Sequence[Quad],
    folder: Path,
    version: str,
) -> Manifest:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    graphs = {loaded.file.graph: loaded.file.name
              for loaded in (*collection.files, *shipped.files) if loaded.file.graph}  # fmt: skip
    counts = {
        "curated": len(collection),
        "shipped": len(shipped),
        "inferred": len(inferred),
        "graphs": len(graphs) + 1,
    }
    return Manifest(
        form=FORM,
        version=version,
        base=options.base.root,
        tool=__version__,
        ontology=_ontology_version(curated),
        counts=counts,
        classes=_class_counts([*collection.quads(), *inferred]),
        graphs=graphs,
        files={path.relative_to(folder).as_posix(): FileRecord.of(path) for path in files},
        title=options.title,
        authors=options.authors,
        licence=options.licence,
        rights=options.rights,
        withheld=options.withheld,
    )


def _ontology_version(quads: Iterable[Quad]) -> str:
    subject, predicate = NamedNode(ONTOLOGY), NamedNode(expand("owl:versionInfo"))
    found = (
        quad.object for quad in quads if (quad.subject, quad.predicate) == (subject, predicate)
    )
    return next((term.value for term in found if isinstance(term, Literal)), "unknown")


def _class_counts(quads: Iterable[Quad]) -> dict[str, int]:
    """How many things each class of ours has, by local name."""
    prefix = f"{ONTOLOGY}#"
    members = {(quad.subject, quad.object.value) for quad in quads
               if quad.predicate == _TYPE and isinstance(quad.object, NamedNode)}  # fmt: skip
    counts = Counter(cls[len(prefix) :] for _, cls in members if cls.startswith(prefix))
    return dict(sorted(counts.items()))
