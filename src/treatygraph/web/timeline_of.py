"""What happened to one agreement, drawn for its page."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from treatygraph.describe.agreement import ActLine
from treatygraph.describe.timeline import Moment, moment_of
from treatygraph.describe.values import Thing
from treatygraph.web.drawing import Frame
from treatygraph.web.elements import count
from treatygraph.web.site import site
from treatygraph.web.timeline_picture import timeline_picture

MOST_DRAWN = 400
"""Acts and events that a page and a picture show; tables have all."""

_WIDTH = 736


def timeline_of(agreement: Thing, acts: Sequence[ActLine]) -> Markup | None:
    """The picture of what happened to an agreement, for its own page; None where nothing did."""
    dated = [act for act in acts if act.earliest or act.latest]
    told = sorted((moment_of(site().reader, act) for act in dated), key=lambda one: one.order)
    if not told:
        return None
    shown = tuple(told[-MOST_DRAWN:])
    title = f"Timeline of {agreement.title.value}"
    frame = Frame(title, description(shown), "", _WIDTH, site().urls.href)
    return timeline_picture(frame, shown, titled=False)


def description(shown: tuple[Moment, ...]) -> str:
    """What a picture shows, for whoever does not see it."""
    vague = sum(not moment.exact for moment in shown)
    return (f"{count(len(shown), 'act or event', 'acts and events')} from the left to the right in "
            f"time, in a lane for each agreement. Of {count(vague, 'mark')} the day is not known. "
            "A table tells the same.")  # fmt: skip
