"""Writes the pictures of docs/desk.md: run by `make desk-pictures`, of the release in build/.

That page names each picture below the address that it is of, so nothing is listed here.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests/web"), str(ROOT / "src")]

from chromium import chromium, chromium_program  # noqa: E402
from support import serving  # noqa: E402

PAGE = ROOT / "docs/desk.md"
_SHOWN = re.compile(r"^`(/\S+)`\n\n!\[[^\]]+\]\((pictures/[\w-]+\.png)\)$", re.MULTILINE)
_SIZE = {"width": 1040, "height": 860}


def pictures() -> dict[Path, str]:
    """The files that the page shows, and the address that each is of."""
    shown = _SHOWN.findall(PAGE.read_text(encoding="utf-8"))
    return {PAGE.parent / file: address for address, file in shown}


def main() -> int:
    """Take them all. Exit code 2 where there is no browser."""
    if chromium_program() is None:
        print("desk-pictures: no browser: install chromium", file=sys.stderr)
        return 2
    with serving("--out", str(ROOT / "build")) as server, chromium() as browser:
        context = browser.new_context(viewport=_SIZE, color_scheme="light", reduced_motion="reduce")
        window = context.new_page()
        for file, address in pictures().items():
            file.parent.mkdir(exist_ok=True)
            window.goto(f"{server.url.rstrip('/')}{address}")
            window.locator("main").scroll_into_view_if_needed()
            window.screenshot(path=file)
    print(f"{len(pictures())} pictures in docs/pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
