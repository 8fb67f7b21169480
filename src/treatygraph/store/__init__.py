"""Stores: something that answers SPARQL. Embedded, embedded behind killable workers, remote."""

from treatygraph.store.answers import RESULT_MEDIA_TYPES, Answer, Dataset, Rows
from treatygraph.store.embedded import EmbeddedStore
from treatygraph.store.limits import QueryLimits, guard
from treatygraph.store.pool import WorkerPool
from treatygraph.store.protocol import Store
from treatygraph.store.remote import RemoteStore

__all__ = [
    "RESULT_MEDIA_TYPES",
    "Answer",
    "Dataset",
    "EmbeddedStore",
    "QueryLimits",
    "RemoteStore",
    "Rows",
    "Store",
    "WorkerPool",
    "guard",
]
