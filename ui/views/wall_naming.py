"""A wall in words: what a network is and how it came out, what the frame means, how many have learned. Pure."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui.look import WallLook
from ui.theme import count, number
from ui.views.wall_seats import Seats, Standing
from wbsim.outcomes import Criterion
from wbsim.variation import Axis, Grid
from wbsim.wall import WallSeen


def tr(text: str) -> str:
    """A word of the wall in the user's language."""
    return QCoreApplication.translate("Wall", text)


def setting_said(axis: Axis, at: int) -> str:
    """One value of an axis with what it is of: `bias off`, `learning rate 0.03`."""
    return f"{axis.title} {axis.variants[at].word}"


def network_said(grid: Grid, network: int) -> str:
    """A network by all that tells it from the others: `seed 5, learning rate 0.1, bias on`."""
    places, seed = grid.place(network)
    settings = (setting_said(axis, at) for axis, at in zip(grid.axes, places, strict=True))
    return ", ".join((tr("seed {n}").format(n=grid.seeds[seed]), *settings))


def figures_said(wall: WallSeen, network: int, classes: bool) -> str:
    """How a network fits its points: `test loss 0.012, 99 % right`."""
    outcomes = wall.outcomes
    if outcomes is None:
        return ""
    ended = int(outcomes.ended[network])
    if ended >= 0:
        return tr("diverged at update {n}").format(n=count(ended))
    named = tr("test loss {x}") if outcomes.tested else tr("training loss {x}")
    loss, right = float(outcomes.loss[network]), float(outcomes.right[network])
    how = tr("{n} % right").format(n=number(100 * right)) if classes else f"R² {number(right)}"
    return f"{named.format(x=number(loss))}, {how}"


def said(wall: WallSeen, network: int, classes: bool) -> str:
    """A network and its figures in one line."""
    return f"{network_said(wall.grid, network)}: {figures_said(wall, network, classes)}"


def described(wall: WallSeen, standing: Standing, chosen: int | None, classes: bool) -> str:
    """A wall for those who do not see it: the network that is selected or, where none is, how many have learned."""
    if chosen is not None and chosen < len(wall.grid):
        return said(wall, chosen, classes)
    return tr("{n} of {total} networks have learned.").format(n=standing.count, total=len(wall.grid))


def caption(wall: WallSeen | None, criterion: Criterion | None) -> list[str]:
    """What is seen, longest first."""
    kind = wall.tiles.kind if wall is not None and wall.tiles is not None else "field"
    tested = wall is None or wall.outcomes is None or wall.outcomes.tested
    what = {
        "field": tr("output of every network"), "regions": tr("classes of every network"),
        "curve": tr("curve of every network"), "confusion": tr("what every network confuses"),
        "pairs": tr("told over true values"),
    }[kind]  # fmt: skip
    measure = criterion.measure if criterion is not None else "loss"
    frames = {
        "loss": (tr("training loss as the frame"), tr("test loss as the frame")),
        "accuracy": (
            tr("training accuracy as the frame, loss as the number"), tr("test accuracy as the frame, loss as the number"),
        ),
        "r2": (tr("training R² as the frame, loss as the number"), tr("test R² as the frame, loss as the number")),
    }[measure][tested]  # fmt: skip
    return [f"{what}, {frames}", what, ""]


def section_heads(seats: Seats, standing: Standing, look: WallLook) -> list[tuple[str, str]]:
    """Over each section of a sorted wall its number and what it is; nothing where there are no headings."""
    total, learned = len(standing.learned), standing.count
    if look.order == "failures":
        worst = tr("fail, worst first")
        return [(tr("{n} of {total}").format(n=count(total - learned), total=count(total)), worst)]
    if look.order == "axes":
        return []
    heads = []
    if learned:
        heads.append(
            (tr("{n} of {total}").format(n=count(learned), total=count(total)), tr("learned, best first"))
        )
    if learned < total:
        heads.append(
            (tr("{n} of {total}").format(n=count(total - learned), total=count(total)), tr("failed"))
        )
    return heads


def order_words(on_axes: bool, short: bool) -> tuple[str, str, str]:
    """The ways to arrange a wall."""
    if short:
        return (tr("setting") if on_axes else tr("seed"), tr("outcome"), tr("failures"))
    return (tr("by setting") if on_axes else tr("by seed"), tr("by outcome"), tr("only failures"))


def foot(wall: WallSeen, look: WallLook, classes: bool) -> list[tuple[str, str]]:
    """The line at the foot, longest wording first: what is strong in it, and the rest."""
    total = len(wall.grid)
    if look.hover is not None and look.hover < total:
        name = network_said(wall.grid, look.hover)
        return [(name, figures_said(wall, look.hover, classes)), (name, "")]
    if look.chosen is not None and look.chosen < total:
        name = network_said(wall.grid, look.chosen)
        figures = figures_said(wall, look.chosen, classes)
        opens = tr("selected: Enter opens it")
        return [(name, f"{opens} · {figures}"), (name, opens), (name, tr("selected"))]
    if wall.busy:
        return [("", wall.busy)]
    return [
        ("", tr("Point at a network to read it, click to select it, double click to open it")),
        ("", tr("Click selects a network, double click opens it")),
        ("", tr("Double click opens a network")),
    ]
