"""The values that parameters of queries can have, and what a value that was sent means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Triple

from treatygraph.describe import Text
from treatygraph.describe.choices import Choice
from treatygraph.errors import QueryStopped, QuerySyntaxError, TooManyQueries
from treatygraph.iris import kind_and_key
from treatygraph.queries import Parameter, QueryDocument, occurring_query
from treatygraph.queries.parameters import Term
from treatygraph.store.answers import Rows, rows_of
from treatygraph.web.refusals import BadRequest
from treatygraph.web.site import Site


def choices(site: Site, query: QueryDocument, parameter: Parameter) -> tuple[Choice, ...]:
    """The values to choose from, by their names; none where any value will do.

    They are found once for each release. Where the data has too many of them to be found within
    the limits of a query, any value will do too.
    """
    if parameter.listed:
        return _named(site, map(parameter.term, parameter.listed))
    asked = occurring_query(query, parameter)
    if asked is None:
        return ()
    if asked not in site.occurring:
        site.occurring[asked] = _found(site, asked)
    return site.occurring[asked]


def _found(site: Site, query: str) -> tuple[Choice, ...]:
    try:
        rows: Rows = rows_of(site.store.answer(query).read())
    except (QuerySyntaxError, QueryStopped, TooManyQueries):
        return ()
    terms = (row[0] for row in rows.rows)
    return _named(site, (one for one in terms if one and not isinstance(one, BlankNode | Triple)))


def _named(site: Site, terms: Iterable[Term]) -> tuple[Choice, ...]:
    found = [Choice(key_of(site, term), _label(site, term), term) for term in terms]
    return tuple(sorted(found, key=lambda one: (one.label.value.casefold(), one.key)))


def key_of(site: Site, term: Term) -> str:
    """What an address calls a value: a thing of ours by kind and key, all others as they are."""
    if isinstance(term, NamedNode):
        known = kind_and_key(term.value, site.release.base)
        return "/".join(known) if known else term.value
    return term.value


def _label(site: Site, term: Term) -> Text:
    if isinstance(term, NamedNode):
        return site.reader.link(term.value).label
    return Text(term.value, term.language or "")


def shown(options: Iterable[Choice]) -> list[tuple[str, Choice]]:
    """Each with a name that no other has, for lists in which a name is typed."""
    options = list(options)
    times = Counter(one.label.value for one in options)
    return [(one.label.value if times[one.label.value] == 1 else f"{one.label.value} ({one.key})",
             one) for one in options]  # fmt: skip


def meant(site: Site, query: QueryDocument, parameter: Parameter, sent: str) -> Term:
    """The term that a value means: by key, IRI or name. Raises BadRequest for what means nothing.

    A value that is not as it should be is 400, a thing that the release does not hold 404.
    """
    options = choices(site, query, parameter)
    found = _chosen(options, sent)
    if found:
        return found.term
    if options and not (parameter.occurs == "*" and ":" in sent):
        raise BadRequest(404, f"“{sent}” is no value of “{parameter.name}” in this release: the "
                              f"form of the query “{query.name}” has them all")  # fmt: skip
    try:
        return parameter.term(sent)
    except ValueError as error:
        raise BadRequest(400, f"“{sent}” does not suit “{parameter.name}”, which is {error}"
                         ) from None  # fmt: skip


def _chosen(options: tuple[Choice, ...], sent: str) -> Choice | None:
    """By key or IRI, else by a name or the last part of a key that one alone has."""
    for one in options:
        if sent in (one.key, one.term.value):
            return one
    named = [one for name, one in shown(options) if name.casefold() == sent.casefold()]
    ended = [one for one in options if one.key.rpartition("/")[2] == sent]
    return next((group[0] for group in (named, ended) if len(group) == 1), None)
