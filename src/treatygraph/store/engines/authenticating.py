"""Saying who we are, as a server asks for it: Basic (RFC 7617) or Digest (RFC 7616)."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections.abc import Mapping, Sequence
from urllib.request import parse_http_list, parse_keqv_list

from treatygraph.store.engines.credentials import Credentials

_HASHES = {"md5": hashlib.md5, "sha-256": hashlib.sha256}


class Authenticator:
    """Remembers what a server asked for, so that it has to ask once; for many threads."""

    def __init__(self, credentials: Credentials) -> None:
        self._who = credentials
        self._lock = threading.Lock()
        self._scheme = ""
        self._challenge: Mapping[str, str] = {}
        self._count = 0

    def challenged(self, challenges: Sequence[str]) -> bool:
        """Heed what a 401 asks for, Digest before Basic; False where we speak neither."""
        found = {}
        for challenge in challenges:
            scheme, _, rest = challenge.strip().partition(" ")
            found[scheme.lower()] = parse_keqv_list(parse_http_list(rest)) if rest else {}
        digest = found.get("digest")
        if digest and _algorithm(digest) in _HASHES and _quality(digest) is not None:
            self._heed("digest", digest)
        elif "basic" in found:
            self._heed("basic", {})
        else:
            return False
        return True

    def _heed(self, scheme: str, challenge: Mapping[str, str]) -> None:
        with self._lock:
            self._scheme, self._challenge, self._count = scheme, challenge, 0

    def header(self, method: str, target: str) -> str | None:
        """What a request carries in ``Authorization``; None before anybody has asked."""
        with self._lock:
            scheme, challenge = self._scheme, self._challenge
            self._count += 1
            count = self._count
        if scheme == "basic":
            pair = f"{self._who.user}:{self._who.password}".encode()
            return f"Basic {base64.b64encode(pair).decode('ascii')}"
        return self._digest(challenge, count, method, target) if scheme else None

    def _digest(self, asked: Mapping[str, str], count: int, method: str, target: str) -> str:
        """RFC 7616, 3.4; without a quality of protection as RFC 2069 had it."""
        user, realm, nonce = self._who.user, asked.get("realm", ""), asked.get("nonce", "")
        name, quality = _algorithm(asked), _quality(asked)
        own, times = secrets.token_hex(8), f"{count:08x}"
        first = _hashed(name, user, realm, self._who.password)
        if asked.get("algorithm", "").lower().endswith("-sess"):
            first = _hashed(name, first, nonce, own)
        second = _hashed(name, method, target)
        between = (nonce, times, own, quality) if quality else (nonce,)
        told = {"username": user, "realm": realm, "nonce": nonce, "uri": target,
                "response": _hashed(name, first, *between, second)}  # fmt: skip
        if "opaque" in asked:
            told["opaque"] = asked["opaque"]
        fields = [f'{key}="{_quoted(value)}"' for key, value in told.items()]
        if "algorithm" in asked:
            fields.append(f"algorithm={asked['algorithm']}")
        if quality:
            fields += [f"qop={quality}", f"nc={times}", f'cnonce="{own}"']
        return f"Digest {', '.join(fields)}"


def _hashed(name: str, *parts: str) -> str:
    return _HASHES[name](":".join(parts).encode()).hexdigest()


def _algorithm(challenge: Mapping[str, str]) -> str:
    return challenge.get("algorithm", "MD5").lower().removesuffix("-sess")


def _quality(challenge: Mapping[str, str]) -> str | None:
    """``auth``, or nothing where the server asks for none; None where it asks for another."""
    if "qop" not in challenge:
        return ""
    return "auth" if "auth" in challenge["qop"].replace(" ", "").split(",") else None


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
