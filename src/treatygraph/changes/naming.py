"""What things, values and properties are called in a sentence."""

from __future__ import annotations

from pyoxigraph import BlankNode, Literal, NamedNode

from treatygraph.changes.facts import Facts, Subject, Term
from treatygraph.changes.homes import class_name, home_of
from treatygraph.changes.phrases import CALLED, COMMON_NOUNS
from treatygraph.changes.wording import SHORT, clipped, plain
from treatygraph.namespaces import DEFAULT_BASE, PREFIX

_DATES = ("date", "gYearMonth", "gYear")


class Names:
    """Names from one side; what that side does not know, the other or the words shipped may."""

    def __init__(self, own: Facts, *others: Facts) -> None:
        self.own = own
        self._all = (own, *others)
        self._acts: dict[tuple[Term | None, Term | None], int] | None = None

    def label(self, term: Term) -> str:
        """What a thing is called; a short form of its IRI where it has no label."""
        for facts in self._all:
            for name in ("skos:prefLabel", "dcterms:title", "rdfs:label"):
                if found := facts.text(term, name):
                    return clipped(plain(found))
        return short(term)

    def value(self, term: Term) -> str:
        """A value in a sentence: a label, a date or number as it is, a text in quotation marks."""
        if isinstance(term, NamedNode) and key(term).partition("/")[0] in COMMON_NOUNS:
            return _small(self.label(term))
        if not isinstance(term, Literal):
            return self.label(term)
        local = term.datatype.value.rpartition("#")[2]
        if local in ("string", "langString"):
            return quoted(term)
        return plain(term.value)

    def cell(self, term: Term) -> str:
        """A value in a row: as in a sentence, but for the quotation marks."""
        return plain(term.value) if isinstance(term, Literal) else self.value(term)

    def kind(self, subject: Subject) -> str:
        """What one of its class is called: ``obligation``, ``act``, ``source``."""
        cls = self.own.cls(subject)
        return self.class_called(cls) if cls else "thing"

    def class_called(self, cls: Term) -> str:
        """What one of a class is called."""
        local = cls.value.rpartition("#")[2] if isinstance(cls, NamedNode) else ""
        return CALLED.get(local) or _small(self.label(cls))

    def home(self, subject: Subject) -> str:
        """The label of the agreement or document that it belongs to; empty for itself or none."""
        home = home_of(self.own, subject)
        return "" if home is None or home == subject else self.label(home)

    def name(self, subject: Subject) -> str:
        """What a thing is called below the heading of its agreement or document."""
        match class_name(self.own, subject):
            case "PartyAction":
                return self._act(subject)
            case "Participation" if actor := self.own.thing(subject, "tg:participant"):
                return f"Participation of {self.label(actor)}"
        place = self.place(subject)
        return f"{place}, {self.label(subject)}" if place else self.label(subject)

    def anywhere(self, term: Term) -> str:
        """What a thing is called, with the agreement or document that it belongs to."""
        known = next((facts for facts in self._all if term in facts), None)
        if known is None or not isinstance(term, NamedNode | BlankNode):
            return self.label(term)
        names = self if known is self.own else Names(known, *self._all)
        name, home = names.name(term), names.home(term)
        return f"{name} ({home})" if home and home not in name else name

    def quoted(self, term: Term) -> str:
        """A label in quotation marks, for one that reads as a sentence."""
        return f"“{self.label(term)}”"

    def place(self, norm: Subject) -> str:
        """``Article 3(3)`` for a norm stated there; empty for one of the agreement as a whole."""
        place = self.own.thing(norm, "tg:statedIn")
        if place is None or place == home_of(self.own, norm):
            return ""
        return self.label(place).partition(": ")[0]

    def _act(self, act: Subject) -> str:
        """``Ratification by Iran``; its label where another act of that kind would be called so."""
        of, kind = self.own.thing(act, "tg:ofParticipation"), self.own.thing(act, "tg:actionType")
        actor = self.own.thing(of, "tg:participant") if of else None
        if not (actor and kind) or self._same_acts(of, kind) != 1:
            return self.label(act)
        return f"{self.label(kind)} by {self.label(actor)}"

    def _same_acts(self, of: Term | None, kind: Term | None) -> int:
        if self._acts is None:
            self._acts = {}
            for act in self.own.subjects():
                key = (self.own.thing(act, "tg:ofParticipation"),
                       self.own.thing(act, "tg:actionType"))  # fmt: skip
                self._acts[key] = self._acts.get(key, 0) + 1
        return self._acts.get((of, kind), 0)


def quoted(text: Literal, length: int = SHORT * 2) -> str:
    """A text in quotation marks, with its language if that is not English."""
    tag = "" if text.language in (None, "en") else f" ({text.language})"
    return f"“{clipped(plain(text.value), length)}”{tag}"


def _small(label: str) -> str:
    """A label in the middle of a sentence; one that begins with an abbreviation stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def short(term: Term) -> str:
    """A term without a label: a prefixed name, the end of an IRI of ours, or all of it."""
    if not isinstance(term, NamedNode):
        return "a thing without a name" if isinstance(term, BlankNode) else str(term)
    for prefix, namespace in PREFIX.items():
        if term.value.startswith(namespace):
            return f"{prefix}:{term.value[len(namespace) :]}"
    return key(term)


def key(term: Subject) -> str:
    """The end of an IRI of ours: ``agreement/ru-ir-2025``; all of another."""
    return term.value.removeprefix(f"{DEFAULT_BASE}id/").removeprefix(DEFAULT_BASE)


def is_date(term: Term) -> bool:
    """Whether a value is a day, a month or a year."""
    return isinstance(term, Literal) and term.datatype.value.rpartition("#")[2] in _DATES
