"""The pairs that paths join, made within a store of what it holds of a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treatygraph.publishing.sending import Progress, Sender, text
from treatygraph.store.published import Published
from treatygraph.store.walks import HELD, WALKS, Walk, walks_of


def walk(sender: Sender, release: Published, sizes: Mapping[str, int], progress: Progress) -> None:
    """Make the graph of pairs beside a release, unless it is there; ``sizes``: of each copy.

    What it holds it tells last, so that what was interrupted is not taken for whole.
    Raises EndpointFailed.
    """
    if walks_of(sender.writer.select, release).held == frozenset(WALKS):
        return
    sender.drop([release.walks])
    for done, one in enumerate(WALKS):
        progress("walking", done, len(WALKS))
        _join(sender, release, one)
    none = [one for one in WALKS if one.sign != "+"]
    for some in sender.together(sizes):
        _stay(sender, release, some, none)
    told = " ".join(f"<{release.walks}> <{HELD}> <{one.predicate}> ." for one in WALKS)
    sender.writer.update(f"INSERT DATA {{ GRAPH <{release.walks}> {{ {told} }} }}")


def _join(sender: Sender, release: Published, one: Walk) -> None:
    """Add the pairs of one step, and of as many as there are where a walk may have them."""
    for link in sorted(one.links):
        sender.writer.update(f"""INSERT {{ GRAPH <{release.walks}> {{ ?s <{one.predicate}> ?o }} }}
WHERE {{ GRAPH <{release.everything}> {{ ?s <{link}> ?o }} }}""")
    before = -1
    while one.sign != "?" and before != (now := _pairs(sender, release, one)):
        before = now
        sender.writer.update(f"""INSERT {{ GRAPH <{release.walks}> {{ ?s <{one.predicate}> ?o }} }}
WHERE {{ GRAPH <{release.walks}> {{ ?s <{one.predicate}> ?m . ?m <{one.predicate}> ?o }} }}""")


def _pairs(sender: Sender, release: Published, one: Walk) -> int:
    asked = f"""SELECT (COUNT(*) AS ?n) {{
  GRAPH <{release.walks}> {{ ?s <{one.predicate}> ?o }} }}"""
    return int(text(sender.writer.select(asked).rows[0][0]))


def _stay(sender: Sender, release: Published, graphs: Sequence[str], walks: Sequence[Walk]) -> None:
    """Add that who goes no step comes to where it is: each thing that some graphs speak of."""
    same = " ".join(f"?s <{one.predicate}> ?s ." for one in walks)
    listed = " ".join(f"<{graph}>" for graph in graphs)
    for pattern in ("?s ?p ?o", "?o ?p ?s FILTER(!isLiteral(?s))"):
        sender.writer.update(f"""INSERT {{ GRAPH <{release.walks}> {{ {same} }} }}
WHERE {{ {{ SELECT DISTINCT ?s {{ VALUES ?g {{ {listed} }} GRAPH ?g {{ {pattern} }} }} }} }}""")
