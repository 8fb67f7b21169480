"""Stores: something that answers SPARQL. Embedded, embedded behind killable workers, remote.

``RemoteStore`` stays in ``treatygraph.store.remote``: the client that it stands on takes long to
import, and few need it.
"""

from treatygraph.store.answers import RESULT_MEDIA_TYPES, Answer, Dataset, Rows
from treatygraph.store.embedded import EmbeddedStore
from treatygraph.store.limits import QueryLimits, guard
from treatygraph.store.pool import WorkerPool
from treatygraph.store.processes import ForkServer
from treatygraph.store.protocol import ReadableStore, Store
from treatygraph.store.shares import ALONE, Share

__all__ = [
    "ALONE",
    "RESULT_MEDIA_TYPES",
    "Answer",
    "Dataset",
    "EmbeddedStore",
    "ForkServer",
    "QueryLimits",
    "ReadableStore",
    "Rows",
    "Share",
    "Store",
    "WorkerPool",
    "guard",
]
