"""What came back, and how it is told in a report."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with the request that got it. ``stray``: bytes followed where none may."""

    method: str
    url: str
    asked: Headers
    status: int
    headers: Headers
    body: bytes = b""
    stray: bool = False

    def all(self, name: str) -> list[str]:
        """Every value of a field, in order."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def get(self, name: str) -> str:
        """The values of a field as one list (RFC 9110, section 5.3); empty where it is missing."""
        return ", ".join(self.all(name)).strip()

    def members(self, name: str) -> list[str]:
        """The members of a field that is a list of tokens, in lower case."""
        return [item.strip().lower() for item in self.get(name).split(",") if item.strip()]

    @property
    def media_type(self) -> str:
        """The media type of Content-Type, without parameters."""
        return self.get("Content-Type").partition(";")[0].strip().lower()

    @property
    def text(self) -> str:
        """The body as UTF-8; what is no UTF-8 is replaced."""
        return self.body.decode("utf-8", "replace")

    @property
    def question(self) -> str:
        """The request in one line."""
        parts = urlsplit(self.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fields = "; ".join(f"{name}: {value}" for name, value in self.asked)
        return printable(f"{self.method} {target}", 160) + (
            f" with {printable(fields, 160)}" if fields else ""
        )

    @property
    def told(self) -> str:
        """The answer in one line: status and what leads to the body."""
        shown = [self.get(name) for name in ("Location", "Content-Type") if self.get(name)]
        return printable(" ".join([str(self.status), *shown]), 160)


def printable(text: str, width: int) -> str:
    """A text from a stranger on one line: no control characters, cut to a width."""
    line = "".join(char if char.isprintable() else "?" for char in " ".join(text.split()))
    return line if len(line) <= width else line[: width - 1] + "…"
