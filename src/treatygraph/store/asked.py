"""What a worker is asked, and what it tells with an answer: in a few bytes, since most queries take
not much longer than JSON would. Dataset descriptions, which are rare, are JSON."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Final

from treatygraph.store.answers import GRAPH_FORMATS, SOLUTION_FORMATS, Dataset

_ASKED: Final = struct.Struct("!BB??QQQdI")
_TOLD: Final = struct.Struct("!BB?Qd")
_FORMS: Final = ("graph", "boolean", "solutions")
_FORMATS: Final = (*SOLUTION_FORMATS, *GRAPH_FORMATS)


@dataclass(slots=True)
class Asked:
    """A query, what is known of it, how to write its result, and how much it may take."""

    query: str
    solutions: str
    graphs: str
    dataset: Dataset
    is_select: bool
    has_dataset: bool
    """Whether the query names a dataset, or may: what a scan or a glance told."""
    result_bytes: int
    rows: int
    seconds: float
    room: int = 0
    """Bytes that the result may take on the disk."""

    def pack(self) -> bytes:
        """As bytes, for a process of the same program."""
        default, named = self.dataset.default_graphs, self.dataset.named_graphs
        dataset = json.dumps([default, named]).encode() if self.dataset.given else b""
        head = _ASKED.pack(
            _FORMATS.index(self.solutions), _FORMATS.index(self.graphs),
            self.is_select, self.has_dataset, self.result_bytes, self.rows, self.room,
            self.seconds, len(dataset),
        )  # fmt: skip
        return b"".join((head, dataset, self.query.encode("utf-8", "surrogatepass")))

    @classmethod
    def unpack(cls, data: bytes) -> Asked:
        """What was packed."""
        solutions, graphs, is_select, has_dataset, result_bytes, rows, room, seconds, length = (
            _ASKED.unpack_from(data)
        )
        query_at = _ASKED.size + length
        dataset = _dataset(data[_ASKED.size : query_at]) if length else Dataset()
        query = data[query_at:].decode("utf-8", "surrogatepass")
        return cls(query, _FORMATS[solutions], _FORMATS[graphs], dataset, is_select,
                   has_dataset, result_bytes, rows, seconds, room)  # fmt: skip


def _dataset(data: bytes) -> Dataset:
    default, named = (None if graphs is None else tuple(graphs) for graphs in json.loads(data))
    return Dataset(default, named)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a result; ``retire``: whether its worker had better make way for another."""

    form: str
    format: str
    length: int
    seconds: float
    retire: bool
    inline: bytes = b""
    """The result itself, if it is small."""

    def pack(self) -> bytes:
        """As bytes, for a process of the same program."""
        form, format_ = _FORMS.index(self.form), _FORMATS.index(self.format)
        return _TOLD.pack(form, format_, self.retire, self.length, self.seconds) + self.inline

    @classmethod
    def unpack(cls, data: bytes) -> Told:
        """What was packed."""
        form, format_, retire, length, seconds = _TOLD.unpack_from(data)
        inline = data[_TOLD.size :]
        return cls(_FORMS[form], _FORMATS[format_], length, seconds, retire, inline)
