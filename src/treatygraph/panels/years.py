"""Years as bits of a number: what holds in which year, and how often in each.

Bit 0 is the first year of a panel. So one operation asks of all years at once whether an agreement
was in force for both of two actors.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Mask = int
"""A bit for each year."""


@dataclass(frozen=True, slots=True)
class Years:
    """The years of a panel, both included."""

    first: int
    last: int

    @property
    def all(self) -> Mask:
        """Every year."""
        return (1 << (self.last - self.first + 1)) - 1 if self.last >= self.first else 0

    def only(self, year: int | None) -> Mask:
        """One year; none where it is not known, or not one of the panel."""
        return 1 << (year - self.first) if year and self.first <= year <= self.last else 0

    def between(self, first: int, last: int) -> Mask:
        """The years from one to another that the panel has."""
        low, high = max(first, self.first), min(last, self.last)
        return ((1 << (high - low + 1)) - 1) << (low - self.first) if high >= low else 0

    def since(self, year: int) -> Mask:
        """A year and all after it."""
        return self.between(year, self.last)


@dataclass(slots=True)
class Tally:
    """Counts for each year of a panel, of several columns at once.

    What counts the same years in several columns is counted once. Each count is a list of planes,
    the binary digits of it: plane 1 has a bit for each year whose count has a 2 in it. To add a
    mask costs about two operations, however many years it has.
    """

    planes: dict[tuple[str, ...], list[Mask]] = field(default_factory=dict)
    sources: dict[str, Mask] = field(default_factory=dict)
    """The years in which something of a collection is counted."""

    def add(self, columns: tuple[str, ...], mask: Mask) -> None:
        """Count one more in some columns, in each of some years."""
        planes = self.planes.get(columns)
        if planes is None:
            planes = self.planes[columns] = []
        for at, plane in enumerate(planes):
            planes[at], mask = plane ^ mask, plane & mask
            if not mask:
                return
        if mask:
            planes.append(mask)

    def add_source(self, collection: str, mask: Mask) -> None:
        """Note that a collection is counted in some years."""
        self.sources[collection] = self.sources.get(collection, 0) | mask

    @property
    def held(self) -> Mask:
        """The years in which anything is counted."""
        found = 0
        for planes in self.planes.values():
            for mask in planes:
                found |= mask
        return found

    def counts(self, window: range) -> dict[str, list[int]]:
        """The counts of each column that has any, for the years of some bits."""
        found: dict[str, list[int]] = {}
        for columns, planes in self.planes.items():
            numbers = [0] * len(window)
            for at, plane in enumerate(planes):
                weight = 1 << at
                bits = digits(plane, window)
                numbers = [number + weight * bit
                           for number, bit in zip(numbers, bits, strict=True)]  # fmt: skip
            for column in columns:
                before = found.get(column)
                found[column] = numbers if before is None else [
                    one + other for one, other in zip(before, numbers, strict=True)]  # fmt: skip
        return found

    def sources_in(self, window: range) -> list[str]:
        """The collections that are counted in each year, with a semicolon and a space between."""
        names = sorted(self.sources)
        if len(names) == 1:
            return names * len(window)
        held = [digits(self.sources[name], window) for name in names]
        return ["; ".join(name for name, digit in zip(names, of, strict=True) if digit)
                for of in zip(*held, strict=True)] or [""] * len(window)  # fmt: skip


def digits(mask: Mask, window: range) -> bytes:
    """A mask as a byte for each year of some bits, 1 or 0."""
    if not window:
        return b""
    cut = (mask >> window.start) & ((1 << len(window)) - 1)
    return f"{cut:0{len(window)}b}"[::-1].encode().translate(_AS_NUMBERS)


_AS_NUMBERS = bytes.maketrans(b"01", b"\x00\x01")


def window_of(mask: Mask) -> range:
    """The bits from the first to the last year that a mask has."""
    return range((mask & -mask).bit_length() - 1, mask.bit_length()) if mask else range(0)
