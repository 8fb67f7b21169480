"""What a page costs that nobody asked for before: processor time, by kind of thing and format.

``python benchmarks/pages.py --out build`` asks the application of a release itself, without a
socket, so that it measures our own work alone; other programs change processor time least.
Each page of the sitemap is asked for once, or as many documents of things as ``--pages`` says.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from treatygraph.negotiation import HTML, TURTLE
from treatygraph.web.config import ServeConfig
from treatygraph.web.serving import Serving

_LOC = re.compile(rb"<loc>([^<]+)</loc>")
FORMATS = {"html": HTML, "turtle": TURTLE}


class Failed(Exception):
    """A page was not answered with 200."""


def environ(address: str, accept: str) -> dict[str, Any]:
    """A GET request as granian hands it on."""
    path, _, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query, "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000", "HTTP_ACCEPT": accept,
        "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.version": (1, 0),
        "wsgi.input": BytesIO(),
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip


def fetched(serving: Serving, address: str, accept: str) -> bytes:
    """The body at an address. Raises Failed."""
    begun: list[str] = []
    body = b"".join(serving.app(environ(address, accept), lambda status, *_: begun.append(status)))
    if not begun[0].startswith("200"):
        raise Failed(f"{address}: {begun[0]}")
    return body


def addresses(serving: Serving) -> list[str]:
    """Every address of the sitemap, below the root."""
    found = _LOC.findall(fetched(serving, "/sitemap.xml", "*/*"))
    if found and b"/sitemap-" in found[0]:
        parts = [fetched(serving, _path(serving, part), "*/*") for part in found]
        found = [one for part in parts for one in _LOC.findall(part)]
    return [_path(serving, one) for one in found]


def _path(serving: Serving, address: bytes) -> str:
    root = serving.release.base.root
    iri = address.decode()
    return "/" + iri.removeprefix(root) if iri.startswith(root) else urlsplit(iri).path


def kind_of(address: str) -> str:
    """What the page is about: the kind of a thing, or of the last part of its address."""
    parts = address.split("/")
    if parts[1] != "doc":
        return parts[1] or "home"
    inner = re.sub(r"-[0-9].*|[0-9].*", "", parts[-1]) if len(parts) > 4 else ""
    return f"{parts[2]}/{inner}" if inner else parts[2]


def measured(serving: Serving, asked: Iterable[str], accept: str) -> dict[str, float]:
    """Milliseconds of this process's time for each address, asked in this order."""
    took = {}
    for address in asked:
        began = time.thread_time()
        fetched(serving, address, accept)
        took[address] = (time.thread_time() - began) * 1000
    return took


def tell(took: dict[str, float], slowest: int) -> None:
    """A line for each kind, and the slowest pages."""
    kinds: defaultdict[str, list[float]] = defaultdict(list)
    for address, each in took.items():
        kinds[kind_of(address)].append(each)
    for kind, each in sorted(kinds.items(), key=lambda item: -len(item[1]))[:16]:
        print(f"  {kind:32}{len(each):7}{statistics.fmean(each):9.3f} ms"
              f"{statistics.median(each):9.3f} median{max(each):9.1f} most")  # fmt: skip
    print(f"  {'all':32}{len(took):7}{statistics.fmean(took.values()):9.3f} ms"
          f"{statistics.median(took.values()):9.3f} median")  # fmt: skip
    for address in sorted(took, key=lambda one: -took[one])[:slowest]:
        print(f"  {took[address]:9.1f} ms  {address}")


def chosen(found: list[str], pages: int, seed: int) -> list[str]:
    """All addresses, or so many documents of things, drawn alike for the same seed."""
    if not pages:
        return found
    things = _things(found)
    return random.Random(seed).sample(things, min(pages, len(things)))


def _things(found: list[str]) -> list[str]:
    return [one for one in found if one.startswith("/doc/")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("build"), help="where the releases are")
    parser.add_argument("--pages", type=int, default=0, help="so many at random; 0 for all")
    parser.add_argument("--formats", nargs="*", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--slowest", type=int, default=10, help="how many to name")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    began = time.process_time()
    serving = Serving.open(ServeConfig(release=str(options.out / "current")),
                           options.out / "current")  # fmt: skip
    print(f"opened in {time.process_time() - began:.2f} s of processor time")
    try:
        drawn = chosen(addresses(serving), options.pages, options.seed)
        for name in options.formats:
            asked = drawn if name == "html" else _things(drawn)  # lists have no Turtle
            print(f"{name}, {len(asked):,} pages never asked for before")
            tell(measured(serving, asked, FORMATS[name].media_type), options.slowest)
    finally:
        serving.close()


if __name__ == "__main__":
    main()
