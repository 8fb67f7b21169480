"""Who we are to an engine: from the environment alone, never from an argument that others see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from treatygraph.errors import TreatygraphError

USER: Final = "TREATYGRAPH_ENDPOINT_USER"
PASSWORD: Final = "TREATYGRAPH_ENDPOINT_PASSWORD"
"""The variables that hold an account of the engine and its password."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account of an engine; the password is never shown."""

    user: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self | None:
        """What the environment says; None where it names no account.

        Raises TreatygraphError where one of the two is missing, or cannot be sent.
        """
        user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
        if not user and not password:
            return None
        if not user or not password:
            raise TreatygraphError(f"set both {USER} and {PASSWORD}, or neither")
        if ":" in user or any(character < " " for character in user + password):
            raise TreatygraphError(f"{USER} may hold no colon, and neither may hold line breaks")
        return cls(user, password)
