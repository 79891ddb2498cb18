"""What stands at the ends of the curves: names and values at one update. It asks the charts and draws nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui import theme as themes
from ui.views import curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_loss import LossChart
from ui.views.timeline_parameters import ParameterChart
from ui.views.timeline_read import Label, Read
from wbsim.snapshot import Snapshot

_BANDS = (0, 2, 4)  # of five quantiles, those that have a name


@dataclass(frozen=True)
class Words:
    """The names, in the language of the window."""

    losses: tuple[str, str]  # on training and on test points
    weights: tuple[str, str, str]  # the lowest quantile, the median, the highest
    biases: tuple[str, str, str]


def labels(
    charts: tuple[LossChart, ParameterChart, ParameterChart],
    reads: tuple[Read, Read, Read],
    where: TimelineLayout,
    snapshot: Snapshot,
    cursor: int | None,
    most: int,
    words: Words,
) -> tuple[list[Label], list[Label], list[Label]]:
    """For each chart, its labels at the cursor's update or, for None, the latest; at most `most` parameters."""
    loss, weights, biases = charts
    first = loss.labels(where, where.tops[0], reads[0], snapshot, cursor, words.losses)
    second = weights.labels(where, where.tops[1], reads[1], snapshot, cursor, most)
    third = biases.labels(where, where.tops[2], reads[2], snapshot, cursor, most)
    update = snapshot.state.update if cursor is None else cursor
    if reads[1].ribbon is not None and not second:
        second = _bands(where, where.tops[1], reads[1], update, words.weights, "weight_text")
    if reads[2].ribbon is not None and not third:
        third = _bands(where, where.tops[2], reads[2], update, words.biases, "bias_text")
    return first, second, third


def _bands(
    where: TimelineLayout, top: int, read: Read, update: int, names: tuple[str, str, str], token: str
) -> list[Label]:
    """The names of the outer band's edges and of the median, with their values."""
    assert read.ribbon is not None
    place = int(np.searchsorted(read.fits.update, update, side="right")) - 1
    if place < 0 or not np.isfinite(read.ribbon[place]).all():
        return []
    values = read.ribbon[place]
    y = top + curves.heights(values, read.scale, where.height)
    return [
        Label(float(y[k]), token, name, ("", ""), themes.fixed(float(values[k])))
        for k, name in zip(_BANDS, names, strict=True)
    ]
