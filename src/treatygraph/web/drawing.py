"""What pictures are drawn with: the same SVG stands in a page and is had as a file.

Colours are attributes, so that a file has them by itself; in a page the stylesheet overrides them
by class, for light, dark and print. A file has its own ground, title and source line; a page has
these around the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup, escape

from treatygraph.web.compiling import markup
from treatygraph.web.site import site

INK, SOFT, RULE, GROUND = "#1d1c1a", "#55524b", "#d8d4c9", "#ffffff"
TINTS = {
    "blue": ("#1d4e79", "#e3edf6"),
    "teal": ("#0f5c5c", "#ddf0ee"),
    "red": ("#97211f", "#fae6e3"),
    "green": ("#2b5f1e", "#e6f1df"),
    "purple": ("#5b3a8c", "#eee7f7"),
    "brown": ("#6a4a00", "#f7edd2"),
    "grey": ("#474b52", "#e8eaec"),
}
"""Line and tint of each colour on paper; the stylesheet has those for the dark (``.d-blue``)."""

MARGIN = 20
_SOURCE_SIZE = 11
_FONT = "system-ui, Segoe UI, Noto Sans, sans-serif"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a picture says of itself; ``address`` is the page of it, for the source line."""

    title: str
    description: str
    address: str
    width: int
    href: Callable[[str], str]
    """Where a link leads for an IRI: to a page of this server, or in a file to the IRI itself."""
    file: bool = False
    """Whether the picture stands by itself."""


def picture(frame: Frame, body: Iterable[Markup], height: float) -> Markup:
    """The SVG document, or the element for a page. In a file ``body`` is moved below its title."""
    inner = Markup("\n").join(body)
    if not frame.file:
        return _element(frame, inner, height)
    head, top = _head(frame)
    foot, bottom = _foot(frame, top + height)
    ground = Markup('<rect width="{}" height="{}" fill="{}"/>').format(
        frame.width, _n(bottom), GROUND
    )
    moved = Markup('<g transform="translate(0 {})">\n{}\n</g>').format(top, inner)
    return _element(frame, Markup("\n").join([ground, *head, moved, *foot]), bottom)


_ELEMENT = Markup("""\
<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {w} {h}"{size} role="group" \
aria-labelledby="picture-title picture-description" font-family="{font}" font-size="13">
<title id="picture-title">{title}</title>
<desc id="picture-description">{description}</desc>
{inner}
</svg>
""")


def _element(frame: Frame, inner: Markup, height: float) -> Markup:
    size = Markup(' width="{}" height="{}"').format(frame.width, _n(height)) if frame.file else ""
    return _ELEMENT.format(
        w=frame.width, h=_n(height), size=size, font=_FONT, title=frame.title,
        description=frame.description, inner=inner,
    )  # fmt: skip


def _head(frame: Frame) -> tuple[list[Markup], int]:
    lines = wrap(frame.title, (frame.width - 2 * MARGIN) // 10)
    drawn = [text(MARGIN, MARGIN + 22 * (at + 1), line, size=18, weight=600)
             for at, line in enumerate(lines)]  # fmt: skip
    return drawn, MARGIN + 22 * len(lines) + 16


def _foot(frame: Frame, y: float) -> tuple[list[Markup], float]:
    """The source: which release of which collection, and where the page lies."""
    held = site().release
    said = f"Source: {site().name}, release {held.version}."
    length = (frame.width - 2 * MARGIN) // 7
    pieces = [frame.address[at : at + length] for at in range(0, len(frame.address), length)]
    drawn = []
    for line in [*wrap(said, length), *pieces]:
        y += 17
        drawn.append(text(MARGIN, y, line, size=_SOURCE_SIZE, fill=SOFT))
    return drawn, y + MARGIN


def text(
    x: float, y: float, said: str, *, size: float = 13, weight: int = 400, fill: str = INK,
    anchor: str = "start", lang: str = "",
) -> Markup:  # fmt: skip
    """A line of text, its foot at ``y``."""
    name = {INK: "d-ink", SOFT: "d-soft"}.get(fill, "")
    told = attributes(x=x, y=y, font_size=size, font_weight=weight, fill=fill, text_anchor=anchor)
    tag = escape(lang if lang != "en" else "")
    tagged = f' xml:lang="{tag}" lang="{tag}"' if tag else ""
    return markup(f"<text{_class(name)} {told}{tagged}>{escape(said)}</text>")


def shape(name: str, cls: str = "", inner: Markup | None = None, **values: object) -> Markup:
    """An element, such as ``shape("path", d="M0 0H9", stroke=RULE)``."""
    begun = f"<{name}{_class(cls)} {attributes(**values)}"
    return markup(f"{begun}/>" if inner is None else f"{begun}>{inner}</{name}>")


def _class(name: str) -> str:
    return f' class="{escape(name)}"' if name else ""


def attributes(**values: object) -> Markup:
    """Attributes in order; an underscore stands for a hyphen, None and defaults are left out.

    A picture has some thousand, so they are put together as text: formatting each as Markup takes
    longer than all else.
    """
    return markup(" ".join([
        f'{name.replace("_", "-")}="{_n(value)}"' for name, value in values.items()
        if value is not None and _DEFAULTS.get(name) != value
    ]))  # fmt: skip


_DEFAULTS = {"font_size": 13, "font_weight": 400, "text_anchor": "start"}


def _n(value: object) -> str:
    """A value as it is written: of a number at most one decimal place, which is a tenth of a pixel.

    Nobody sees more.
    """
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value) if isinstance(value, int) else escape(value)


def link(href: str, name: str, inner: Markup, cls: str = "", **values: object) -> Markup:
    """A link with a name, which is also shown to who points at it."""
    more = f" {attributes(**values)}" if values else ""
    said = escape(name)
    return markup(f'<a href="{escape(href)}"{_class(cls)}{more} aria-label="{said}">'
                  f"<title>{said}</title>{inner}</a>")  # fmt: skip


def beside(*drawn: Markup) -> Markup:
    """What stands on a link and is not read with it, since the link's name says more."""
    return shape("g", inner=markup("".join(drawn)), aria_hidden="true", pointer_events="none")


def short(words: str, length: int) -> str:
    """Words that fit into so many characters, an ellipsis at their end where they did not."""
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def pieces(*parts: str | Markup) -> Markup:
    """Parts of a picture one after the other."""
    return markup("\n".join(map(escape, parts)))
