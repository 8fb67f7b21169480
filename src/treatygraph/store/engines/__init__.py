"""Engines that others make: what each does in its own way, one file each, behind one protocol.

The rest of the program speaks SPARQL 1.1 and its protocols to the letter; where an engine does
otherwise, its file here adapts what is asked and what comes back, and names what cannot be.
"""

from treatygraph.store.engines.credentials import PASSWORD, USER, Credentials
from treatygraph.store.engines.fuseki import Fuseki
from treatygraph.store.engines.generic import Generic
from treatygraph.store.engines.oxigraph import Oxigraph
from treatygraph.store.engines.protocol import Addresses, Engine
from treatygraph.store.engines.rdflib import Rdflib
from treatygraph.store.engines.recognising import ENGINES, engine_named, recognised
from treatygraph.store.engines.virtuoso import Virtuoso

__all__ = [
    "ENGINES",
    "PASSWORD",
    "USER",
    "Addresses",
    "Credentials",
    "Engine",
    "Fuseki",
    "Generic",
    "Oxigraph",
    "Rdflib",
    "Virtuoso",
    "engine_named",
    "recognised",
]
