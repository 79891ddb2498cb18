"""What is drawn of the losses of all networks: which lines, which quantiles, over which axes. Pure; it paints nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from ui.views.axis import Scale, loss_scale, update_end
from ui.views.wall_answers import Group, groups
from wbsim.outcomes import Criterion
from wbsim.wall import WallSeen

Array = NDArray[np.floating]
MOST = 150  # networks that have a line each; of more, so many are taken evenly
QUANTILES = (0.1, 0.5, 0.9)
_OVER = 20.0  # times the median at the start that are shown of networks that blow up
_LEAST = 1e-8  # the smallest loss that the axis goes down to
_BLANK = np.float32(np.nan)


@dataclass(frozen=True, eq=False)
class Band:
    """The middle of a group over updates: its 10 %, 50 % and 90 % quantiles, (3, m), ∞ where networks have diverged."""

    group: Group
    quantiles: Array


@dataclass(frozen=True, eq=False)
class LossScene:
    """All of it: update (m,), loss (m, networks); `lines` are the networks that have a line of their own."""

    update: NDArray[np.int64]
    loss: Array
    lines: NDArray[np.intp]
    bands: tuple[Band, ...]
    scale: Scale
    end: int
    moment: int  # the place among `update` of what is looked at

    def x(self, bed: QRectF) -> NDArray[np.float64]:
        """Where the updates stand, (m,)."""
        return np.asarray(bed.left() + bed.width() * self.update / self.end, np.float64)

    def y(self, values: Array, bed: QRectF) -> NDArray[np.float64]:
        """Where losses stand; what is far above stays just above, and ∞ at the upper edge."""
        share = self.scale.share(np.where(np.isposinf(values), self.scale.high, values))
        return np.asarray(bed.top() + bed.height() * (1 - np.clip(share, -0.2, 1.2)), np.float64)


def sample(count: int, most: int = MOST) -> NDArray[np.intp]:
    """All of `count` networks, or `most` of them, evenly taken."""
    if count <= most:
        return np.arange(count)
    return np.linspace(0, count - 1, most).round().astype(np.intp)


def quantiles(loss: Array) -> Array:
    """The values (3, m) below which 10 %, 50 % and 90 % of (m, networks) lie: those of networks, none in between, so that
    ∞ stays ∞.
    """
    order = np.sort(loss, axis=1)  # twice as fast as a partition: it runs in vectors
    at = [round(share * (order.shape[1] - 1)) for share in QUANTILES]
    return np.ascontiguousarray(order[:, at].T)


def scene(wall: WallSeen, criterion: Criterion) -> LossScene | None:
    """What there is to draw; None before anything was measured."""
    update, loss = wall.losses.update, wall.losses.loss
    if not len(update) or not loss.shape[1]:
        return None
    if np.isnan(loss).any():
        loss = np.where(np.isnan(loss), np.inf, loss)  # no number: it has diverged
    bands = tuple(Band(group, quantiles(loss[:, group.networks])) for group in groups(wall.grid))
    moment = int(np.clip(np.searchsorted(update, wall.update, side="right") - 1, 0, len(update) - 1))
    return LossScene(
        update,
        loss,
        sample(loss.shape[1]),
        bands,
        _scale(loss, criterion),
        update_end(max(wall.present, 1)),
        moment,
    )


def _scale(loss: Array, criterion: Criterion) -> Scale:
    """A logarithmic axis of all losses, with the bound of what has learned on it."""
    real = loss[np.isfinite(loss) & (loss > 0)]
    low, high = (float(real.min()), float(real.max())) if len(real) else (0.1, 1.0)
    first = loss[0][np.isfinite(loss[0]) & (loss[0] > 0)]
    if len(first):
        high = min(high, _OVER * float(np.median(first)))
    if criterion.measure == "loss":
        low, high = min(low, criterion.bound), max(high, criterion.bound)
    return loss_scale(max(low, _LEAST, 1e-7 * high), high, log=True)


# --- lines in pixels -----------------------------------------------------------------------------------------


def strokes(scene: LossScene, bed: QRectF) -> tuple[Array, int]:
    """The thin lines as pieces (n, 4), moment by moment, relative to the bed; and how many of them stay as a run goes on."""
    x, y = scene.x(bed) - bed.left(), leaving(scene, scene.loss[:, scene.lines], bed) - bed.top()
    moments, networks = y.shape
    if moments < 2:
        return np.empty((0, 4), np.float32), 0
    pieces = np.empty((moments - 1, networks, 4), np.float32)
    pieces[:, :, 0], pieces[:, :, 2] = x[:-1, None], x[1:, None]
    pieces[:, :, 1], pieces[:, :, 3] = y[:-1], y[1:]
    if not np.isinf(scene.loss).any():
        return pieces.reshape(-1, 4), (moments - 2) * networks
    kept = np.isfinite(pieces[:, :, 3]) & np.isfinite(pieces[:, :, 1])
    return pieces[kept], int(kept[:-1].sum())


def line(scene: LossScene, network: int, bed: QRectF) -> Array:
    """The line of one network as pieces (n, 4)."""
    return joined(scene.x(bed), leaving(scene, scene.loss[:, [network]], bed)[:, 0])


def joined(x: Array, y: Array) -> Array:
    """Pieces (n, 4) through points, without those that are no numbers."""
    pieces = np.stack([x[:-1], y[:-1], x[1:], y[1:]], axis=1)
    return pieces[np.isfinite(pieces).all(axis=1)]


def leaving(scene: LossScene, losses: Array, bed: QRectF) -> NDArray[np.float64]:
    """Heights of losses (m, lines): what diverges goes to the upper edge, and is not seen after that."""
    gone = np.isinf(losses)
    y = scene.y(losses, bed)
    if gone.any():
        y[1:][gone[1:] & gone[:-1]] = _BLANK
    return y


def exits(scene: LossScene, bed: QRectF) -> dict[int, int]:
    """Where networks diverged, as whole pixels across, and how many at each place."""
    gone = np.isinf(scene.loss)
    first = np.argmax(gone, axis=0)[gone.any(axis=0)]
    across, counts = np.unique(np.round(scene.x(bed)[first] / 6) * 6, return_counts=True)
    return {int(x): int(n) for x, n in zip(across, counts, strict=True)}


def nearest(scene: LossScene, bed: QRectF, x: float, y: float, reach: float = 9.0) -> int | None:
    """The network whose line passes nearest a place, at most `reach` pixels above or below it."""
    at = scene.x(bed)
    if not len(at) or not at[0] - reach <= x <= at[-1] + reach:
        return None
    after = int(np.clip(np.searchsorted(at, x), min(1, len(at) - 1), len(at) - 1))
    before = max(0, after - 1)
    share = float(np.clip((x - at[before]) / max(1e-9, at[after] - at[before]), 0.0, 1.0))
    pair = scene.y(scene.loss[[before, after]][:, scene.lines], bed)
    height = pair[0] + share * (pair[1] - pair[0])
    gone = np.isinf(scene.loss[before, scene.lines])
    away = np.where(gone, np.inf, np.abs(height - y))
    best = int(np.argmin(away))
    return int(scene.lines[best]) if away[best] <= reach else None
