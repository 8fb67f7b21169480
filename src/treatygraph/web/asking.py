"""Pages that answer a question put in the address: its parameters, its formats, its address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import request

from treatygraph.describe import Text
from treatygraph.describe.choices import actor_named, topic_named
from treatygraph.errors import ResourceNotFound
from treatygraph.negotiation import Representation
from treatygraph.web.refusals import BadRequest
from treatygraph.web.responses import Document
from treatygraph.web.site import site

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class AskedDocument(Document):
    """A document with parameters; those that are not given are left out of its addresses."""

    asked: tuple[tuple[str, str], ...] = ()

    def variant(self, item: Representation) -> str:
        """The address of one format, which asks the same."""
        return f"{self.path}.{item.suffix}{question_mark(self.asked)}"


def asked_document(
    name: str,
    offered: tuple[Representation, ...],
    suffix: str | None,
    asked: Iterable[tuple[str, str]],
) -> AskedDocument:
    """The document at ``/NAME`` for some parameters. Raises ResourceNotFound for a suffix."""
    pairs = tuple((key, value) for key, value in asked if value)
    iri = f"{site().release.base.root}{name}"
    if suffix is not None and suffix not in [item.suffix for item in offered]:
        raise ResourceNotFound(f"{iri}.{suffix}")
    return AskedDocument(iri + question_mark(pairs), site().urls.path(f"/{name}"), offered,
                         asked=pairs)  # fmt: skip


def question_mark(pairs: Iterable[tuple[str, str]]) -> str:
    """Parameters as an address ends with them; slashes and commas stay readable."""
    written = urlencode([(key, value) for key, value in pairs if value], safe="/,")
    return f"?{written}" if written else ""


def parameter(name: str) -> str:
    """A parameter of the address, without blanks around it; empty where it is not given."""
    return request.args.get(name, "").strip()


def asked_day(name: str, default: date) -> date:
    """A calendar day. Raises BadRequest where what is given is none."""
    given = parameter(name)
    if not given:
        return default
    try:
        if not _DAY.fullmatch(given):
            raise ValueError
        return date.fromisoformat(given)
    except ValueError:
        raise BadRequest(400, f"“{given}” is no day: write year, month and day as in 2025-10-03"
                         ) from None  # fmt: skip


def asked_actor(name: str) -> str | None:
    """The IRI of an actor, None where none is given. Raises BadRequest for an unknown one."""
    given = parameter(name)
    if not given:
        return None
    found = actor_named(site().reader, given)
    if found is None:
        raise BadRequest(404, f"no actor is called “{given}” in this release: a State is named by "
                         "its three letters, such as IRN, all others by kind and key, such as "
                         "organization/eaeu")  # fmt: skip
    return found


def asked_agreement(name: str) -> str | None:
    """The IRI of an agreement, None where none is given. Raises BadRequest for an unknown one."""
    given = parameter(name)
    return agreement_called(given) if given else None


def agreement_called(name: str) -> str:
    """The IRI of the agreement of a key, or an IRI. Raises BadRequest (404) where there is none."""
    base = site().reader.base
    whole = name.startswith(f"{base.root}id/agreement/")
    iri = name if whole else base.thing("agreement", name)
    if site().reader.cls(iri) != "Agreement":
        raise BadRequest(404, f"no agreement is called “{name}” in this release: the list of "
                         "agreements has their keys, such as ru-ir-2025")  # fmt: skip
    return iri


def asked_topic(name: str) -> str | None:
    """The IRI of a topic, None where none is given. Raises BadRequest for an unknown one."""
    given = parameter(name)
    if not given:
        return None
    found = topic_named(site().reader, given)
    if found is None:
        raise BadRequest(404, f"no topic is called “{given}” in this release: the form on the page "
                         "lists them")  # fmt: skip
    return found


def in_a_sentence(label: Text) -> str:
    """A label within a sentence: ``Oil and gas`` as ``oil and gas``, ``UN reform`` as it is."""
    first, rest = label.value[:1], label.value[1:]
    return label.value if rest[:1].isupper() else first.lower() + rest
