"""What is measured of a state for charts: its fit, how the parameters of each layer are spread, and the best fit of
a run. It knows one state at a time and keeps no history.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.device import Floats
from wbsim.engine import State
from wbsim.layout import Layout
from wbsim.plan import Plan
from wbsim.probes.fit import Fit, fit

SHARES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)  # the quantiles of a spread: smallest, …, median, …, largest
_SHARES = np.array(SHARES)


@dataclass(frozen=True, eq=False)
class Measured:
    """A fit and the spread of the parameters at one update.

    `spread` is (1 + layers, 2, len(SHARES)): first of the whole network, then of each layer; of its weights, then of
    its biases; NaN where there are none. `layout` says whose layers they are; `basis` is what losses have to share to
    be compared: the loss function and the points.
    """

    update: int
    fit: Fit
    spread: NDArray[np.float64]
    layout: Layout
    basis: object = None

    @property
    def loss(self) -> float:
        """The loss on test points or, where there are none, on training points."""
        return self.fit.train_loss if self.fit.test_loss is None else self.fit.test_loss


@dataclass(frozen=True, eq=False)
class Best:
    """The lowest loss of a run so far, on test points or, where there are none, on training points; of one basis."""

    update: int
    loss: float
    basis: object


def measure(plan: Plan, state: State, known: Fit | None = None) -> Measured:
    """A state measured now; a fit that is `known` is not made again."""
    found = known or fit(plan, state.theta)
    return Measured(state.update, found, spread(plan.layout, state.theta), plan.layout, _basis(plan))


@lru_cache(maxsize=4)
def _basis(plan: Plan) -> object:
    """The name of the points stands for them: a history outlives many strokes of drawing, and points may be millions."""
    wish = plan.experiment
    points = None if wish.data.points is None else wish.data.points.digest
    data = wish.data.model_copy(update={"points": None})
    return wish.loss, wish.huber_delta if wish.loss == "huber" else None, data, points, wish.seed


def spread(layout: Layout, theta: Floats) -> NDArray[np.float64]:
    """The quantiles at SHARES of θ (P,): (1 + layers, 2, len(SHARES)), as in `Measured`."""
    found = np.empty((1 + len(layout.strips), 2, len(SHARES)))
    ordered: tuple[list[Floats], list[Floats]] = ([], [])
    for place, strip in enumerate(layout.strips, 1):
        end = strip.weights + len(strip.neurons) * len(strip.sources)
        biases = theta[:0] if strip.biases < 0 else theta[strip.biases : strip.biases + len(strip.neurons)]
        for kind, values in enumerate((theta[strip.weights : end], biases)):
            ordered[kind].append(np.sort(values))
            found[place, kind] = quantiles(ordered[kind][-1])
    for kind, parts in enumerate(ordered):
        # a stable sort takes parts that are sorted as they are, and only merges them
        found[0, kind] = quantiles(np.sort(np.concatenate(parts), kind="stable"))
    return found


def quantiles(ordered: Floats) -> NDArray[np.float64]:
    """The quantiles at SHARES of sorted values, between neighbors in proportion; NaN where there are no values."""
    if not len(ordered):
        return np.full(len(SHARES), np.nan)
    # np.quantile says the same at ten times the price, which a measurement after every update would feel
    place = _SHARES * (len(ordered) - 1)
    below = place.astype(np.intp)
    low, high = ordered[below].astype(float), ordered[np.minimum(below + 1, len(ordered) - 1)].astype(float)
    return low + (place - below) * (high - low)


def better(best: Best | None, measured: Measured) -> Best | None:
    """The best of a run with one more measurement; losses of another basis are forgotten."""
    found = measured.loss
    if best is not None and best.basis == measured.basis and not found < best.loss:
        return best
    return Best(measured.update, found, measured.basis) if np.isfinite(found) else None
