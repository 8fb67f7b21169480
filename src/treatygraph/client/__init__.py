"""treatygraph in Python: a graph that is opened, asked in SPARQL, and read as typed objects."""

from treatygraph.client.graph import Graph
from treatygraph.client.opening import open_graph
from treatygraph.client.things import Actor, Agreement, Thing
from treatygraph.client.values import Blank, Iri, LangString, PartialDate, Plain
from treatygraph.describe import Evidence, Link, Text
from treatygraph.describe.agreement import ActLine as Act
from treatygraph.describe.agreement import Gap
from treatygraph.describe.agreement import ProvisionLine as Provision
from treatygraph.describe.binding import Binding, Bundle
from treatygraph.describe.claim import ClaimLine as Claim
from treatygraph.describe.compare import Comparison
from treatygraph.describe.disagreements import Disagreements
from treatygraph.describe.norm import NormLine as Norm
from treatygraph.describe.status import Status

__all__ = [
    "Act",
    "Actor",
    "Agreement",
    "Binding",
    "Blank",
    "Bundle",
    "Claim",
    "Comparison",
    "Disagreements",
    "Evidence",
    "Gap",
    "Graph",
    "Iri",
    "LangString",
    "Link",
    "Norm",
    "PartialDate",
    "Plain",
    "Provision",
    "Status",
    "Text",
    "Thing",
    "open_graph",
]
