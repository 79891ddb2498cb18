"""What the room of images says: names of activations, of points, of places; and in a sentence what is written out. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Spot
from ui.views.image_facts import Filters
from wbsim.activations import BY_NAME
from wbsim.plan import Plan
from wbsim.probes.maps import Patch
from wbsim.probes.trace import Pick
from wbsim.translation import translated


def tr(text: str) -> str:
    """A text of this room in the language of the window."""
    return QCoreApplication.translate("Image", text)


def signed(value: float, decimals: int = 2) -> str:
    """A number with its sign: +0.03, −0.40, 0.00."""
    text = themes.fixed(value, decimals)
    return f"+{text}" if value > 0 and any(c in "123456789" for c in text) else text


def noun(plan: Plan, many: bool = True) -> str:
    """What a point is called."""
    name = plan.description.name
    if "digit" in name:
        return tr("digits") if many else tr("digit")
    if "letter" in name:
        return tr("letters") if many else tr("letter")
    return tr("images") if many else tr("image")


def activation_name(name: str) -> str:
    """What people call an activation."""
    return translated(BY_NAME[name].word)


def pick_words(plan: Plan, pick: Pick) -> str:
    """Which point is followed."""
    if pick.point is not None:
        return tr("pixels set by hand")
    train = pick.part == "train"
    total = plan.train_size if train else plan.description.size - plan.train_size
    words = tr("training {noun} {number} of {total}") if train else tr("test {noun} {number} of {total}")
    return words.format(
        noun=noun(plan, many=False), number=themes.count(pick.number + 1), total=themes.count(total)
    )


def place_words(found: Filters, spot: Spot, at: tuple[int, int]) -> str:
    """Which filter, and where."""
    return tr("Filter {filter} at row {row}, column {column}").format(
        filter=(found.place(spot.filter) or 0) + 1, row=at[0] + 1, column=at[1] + 1
    )


def spoken(found: Filters, spot: Spot, at: tuple[int, int], patch: Patch) -> str:
    """The reckoning in one sentence, for those who hear it."""
    text = tr(
        "{where}: the products add up to {summed}, with the bias {bias} that is z = {z}; {name} makes {value} of it"
    )
    return text.format(
        where=place_words(found, spot, at), summed=signed(patch.summed), bias=signed(patch.bias), z=signed(patch.z),
        name=activation_name(found.layer.activation), value=themes.fixed(patch.value),
    )  # fmt: skip
