"""The room of the network: data, network and plane in the order in which values flow, the timeline and an inspector below;
for images the pictures in place of the plane. Its charts may fill the window.
"""

from __future__ import annotations

from PySide6.QtCore import QRect

from ui.rooms.room import Facts, Room

_CURVES = 300  # pixels that charts and their numbers need,
_PICTURES = 200  # and that pictures of weights do


def cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie."""
    arrange = _plane_cards if facts.plane else _image_cards
    return arrange(area, gap, room, facts)


def charts(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    """Where its cards lie when the charts fill the window."""
    side = QRect(area.left(), area.top(), cards(area, gap, room, facts)["side"].width(), area.height())
    return {"side": side, "timeline": area.adjusted(side.width() + gap, 0, 0, 0)}


def _plane_cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    side = round((88 if room.compact else 214) * room.scale)
    tall = round((area.height() - gap) * (0.626 if room.compact else 0.6444))
    rest = area.width() - side - 2 * gap
    # the plane is a square with room for its axes and legend; the network gets what is left
    plane = min(round(tall * (1.194 if room.compact else 1.13)), round(0.5 * rest))
    network = rest - plane
    low = QRect(area.left(), area.top() + tall + gap, side + gap + network, area.height() - tall - gap)
    right = area.left() + side + 2 * gap + network
    cards = {
        "side": QRect(area.left(), area.top(), side, tall),
        "network": QRect(area.left() + side + gap, area.top(), network, tall),
        "plane": QRect(right, area.top(), plane, tall),
    }
    # where no neuron is selected there is room for how well all of them together do, if that is not seen already
    if facts.counts or facts.selected or not facts.answers:
        name = "count" if facts.counts else "inspector" if facts.selected else "answers"
        cards[name] = QRect(right, low.top(), plane, low.height())
        return cards | {"timeline": low}
    return cards | {"timeline": QRect(area.left(), low.top(), area.width(), low.height())}


def _image_cards(area: QRect, gap: int, room: Room, facts: Facts) -> dict[str, QRect]:
    side = round(88 * room.scale)
    right = round((area.width() - gap) * (0.27 if room.compact else 0.245))
    right = max(right, min(round(_CURVES * room.scale), round(0.4 * area.width())))
    left = area.width() - gap - right
    tall = round((area.height() - gap) * 0.5)
    upper = round((area.height() - gap) * 0.55)
    x = area.left() + left + gap
    from_side = area.left() + side + gap
    if facts.layered:
        tall = area.height() if not (facts.selected or facts.counts) else round((area.height() - gap) * 0.6)
    low = QRect(from_side, area.top() + tall + gap, left - side - gap, area.height() - tall - gap)
    cards = {
        "side": QRect(area.left(), area.top(), side, area.height()),
        "network": QRect(from_side, area.top(), left - side - gap, tall),
        "answers": QRect(x, area.top(), right, upper),
        "timeline": QRect(x, area.top() + upper + gap, right, area.height() - upper - gap),
        "pictures": low,
    }
    if facts.layered:
        del cards["pictures"]
        lower = {"count" if facts.counts else "inspector": low} if low.height() > 0 else {}
        return cards | lower
    if facts.selected or facts.counts:
        wide = round(0.55 * low.width())
        if low.width() - wide - gap < _PICTURES:  # then the neuron at hand comes first
            del cards["pictures"]
            wide = low.width()
        else:
            cards["pictures"] = QRect(low.left(), low.top(), low.width() - wide - gap, low.height())
        cards["count" if facts.counts else "inspector"] = QRect(
            low.right() + 1 - wide, low.top(), wide, low.height()
        )
    return cards
