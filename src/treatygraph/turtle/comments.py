"""What each comment of a Turtle text belongs to, so that it can move with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from treatygraph.turtle.document import Subject

Owner = tuple[object, ...]
"""(subject,), (subject, predicate), (subject, predicate, object), or (namespace,) as text."""
Block = tuple[str, ...]
"""Comments on lines of their own that follow one another without a blank line."""


@dataclass
class Comments:
    """Comments by what they belong to; taking one out marks it as written.

    `head` and `tail` stay at the ends of the file. `sections` are blocks between statements that
    a blank line parts from what follows: headings, each with its place. `above` stand on lines
    of their own before what they belong to, `beside` at the end of a line, `foot` before the '.'
    or ']' that ends what is stated of a subject.
    """

    head: list[Block] = field(default_factory=list)
    sections: list[tuple[int, Block]] = field(default_factory=list)
    tail: list[Block] = field(default_factory=list)
    above: dict[Owner, list[Block]] = field(default_factory=dict)
    beside: dict[Owner, list[str]] = field(default_factory=dict)
    foot: dict[Owner, list[Block]] = field(default_factory=dict)

    def take(self, *owners: Owner) -> tuple[list[str], str]:
        """The lines above something, and what stands at the end of its line, if anything.

        A line has one end: where several comments want to stand there, all go above.
        """
        above = [line for owner in owners for line in _lines(self.above.pop(owner, ()))]
        beside = [text for owner in owners for text in self.beside.pop(owner, ())]
        if len(beside) == 1:
            return above, " " + beside[0]
        return above + sorted(beside), ""

    def take_foot(self, subject: Subject) -> list[str]:
        """The lines before the end of what is stated of a subject."""
        return _lines(self.foot.pop((subject,), ()))

    def take_all(self, subject: Subject) -> list[str]:
        """Whatever belongs to a subject or to what is stated of it, as lines."""
        owners = self._by_subject.get(subject, ())
        blocks = [block for owner in owners for block in self._blocks(owner)]
        for owner in owners:
            for kind in (self.above, self.beside, self.foot):
                kind.pop(owner, None)
        return _lines(blocks)

    def of(self, subject: Subject) -> list[str]:
        """The texts that :meth:`take_all` would take, sorted."""
        owners = self._by_subject.get(subject, ())
        return sorted(text for owner in owners for text in self.at(*owner))

    def at(self, *owner: object) -> list[str]:
        """The texts of one owner, sorted."""
        return sorted(line for block in self._blocks(owner) for line in block)

    def rest(self) -> list[Block]:
        """Blocks that nobody has taken yet."""
        return sorted(block for owner in self._owners() for block in self._blocks(owner))

    @cached_property
    def _by_subject(self) -> dict[object, list[Owner]]:
        """Asked for only when every comment has its owner."""
        found: dict[object, list[Owner]] = {}
        for owner in self._owners():
            found.setdefault(owner[0], []).append(owner)
        return found

    def _owners(self) -> list[Owner]:
        return list(dict.fromkeys([*self.above, *self.beside, *self.foot]))

    def _blocks(self, owner: Owner) -> Iterator[Block]:
        yield from self.above.get(owner, ())
        yield from ((text,) for text in self.beside.get(owner, ()))
        yield from self.foot.get(owner, ())


def _lines(blocks: Iterable[Block]) -> list[str]:
    """The lines of blocks; the order of several does not rest on where they stood."""
    return [line for block in sorted(blocks) for line in block]
