"""Writes a picture of every kind of page into build/screenshots: run by `make screenshots`.

On a phone and in a wide window, light and dark. The pages are found in the sitemap of a server that
is started for it; those with Persian or Chinese text are preferred.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/web"), str(ROOT / "src")]

from routes import examples  # noqa: E402

from chromium import chromium, chromium_program  # noqa: E402
from support import Server, serving  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OUT = ROOT / "build/screenshots"
WIDTHS = (360, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALLEST = 4000
"""Pixels of a page that a picture has; a longer page is cut, since nobody looks at the rest."""


def file_of(name: str, width: int, scheme: str) -> str:
    """What the picture of a kind of page is called."""
    words = re.sub(r"[^\w]+", "-", name or "front page").strip("-")
    return f"{words}-{width}-{scheme}.png"


def take(browser: Browser, server: Server, kinds: dict[str, str], out: Path) -> int:
    """Write the pictures, and give their number."""
    taken = 0
    for width in WIDTHS:
        for scheme in SCHEMES:
            size = {"width": width, "height": 900}
            context = browser.new_context(
                viewport=size, color_scheme=scheme, reduced_motion="reduce"
            )
            window = context.new_page()
            for name, path in kinds.items():
                window.goto(f"{server.url}{path}")
                high = window.evaluate("document.documentElement.scrollHeight")
                part = {"x": 0, "y": 0, "width": width, "height": min(high, TALLEST)}
                window.screenshot(
                    path=out / file_of(name, width, scheme), full_page=True, clip=part
                )
                taken += 1
            context.close()
    return taken


def main() -> int:
    """Take them all of the release in build/. Exit code 2 where something is missing."""
    if chromium_program() is None:
        print("screenshots: no browser: install chromium", file=sys.stderr)
        return 2
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with serving("--out", str(ROOT / "build")) as server, chromium() as browser:
        taken = take(browser, server, examples(server), OUT)
    print(f"{taken} screenshots in {OUT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
