"""The room of images: a picture on its way through the filters of a convolution, each with its one bias, to the answer. A
network without filters shows what its first neurons look for instead.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from ui.rooms.room import Facts, Room
from ui.views.image_confusion import ConfusionView
from ui.views.image_filters import FiltersView
from ui.views.image_invitation import InvitationView
from ui.views.image_output import OutputView
from ui.views.image_sample import SampleView
from ui.views.image_why import WhyView

_SAMPLE, _ANSWER = 150, 230  # pixels that the image with its list, and the answers, need at scale 1


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    if not facts.image:
        return {"image_invitation": area}
    wide = area.width() - 2 * gap
    sample = max(round(0.174 * wide), round(_SAMPLE * room.scale))
    answer = max(round((0.278 if not room.compact else 0.25) * wide), round(_ANSWER * room.scale))
    middle = QRect(area.left() + sample + gap, area.top(), wide - sample - answer, area.height())
    right = QRect(middle.right() + 1 + gap, area.top(), answer, area.height())
    found = {"image_sample": QRect(area.left(), area.top(), sample, area.height())}
    if facts.filters:
        found["image_filters"] = middle
    else:
        low = round(52 * room.scale)
        found["pictures"] = middle.adjusted(0, 0, 0, -low - gap)
        found["image_invitation"] = QRect(middle.left(), middle.bottom() + 1 - low, middle.width(), low)
    return found | _answers(right, gap, room, facts)


def _answers(column: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Output, confusion and, where it can be said, the reason, one under the other."""
    parts = {
        "image_output": 0.36 if not room.compact else 0.315,
        "image_confusion": 0.39 if not room.compact else 0.42,
    }
    if facts.reasoned:
        parts["image_why"] = 1.0 - sum(parts.values())
    rest, total = column.height() - gap * (len(parts) - 1), sum(parts.values())
    found, top = {}, column.top()
    for place, (name, share) in enumerate(parts.items()):
        high = round(rest * share / total) if place < len(parts) - 1 else column.bottom() + 1 - top
        found[name] = QRect(column.left(), top, column.width(), high)
        top += high + gap
    return found


@final
class ImageRoom:
    """The views that are its own, by the names of their cards."""

    def __init__(self, parent: QWidget) -> None:
        self.sample, self.filters = SampleView(parent), FiltersView(parent)
        self.output, self.confusion, self.why = OutputView(parent), ConfusionView(parent), WhyView(parent)
        self.invitation = InvitationView(parent)
        self.views: dict[str, QWidget] = {
            "image_sample": self.sample, "image_filters": self.filters, "image_output": self.output,
            "image_confusion": self.confusion, "image_why": self.why, "image_invitation": self.invitation,
        }  # fmt: skip
