"""How well a network fits: loss and accuracy on all training and all test points, the confusion matrix, and for values
R² and the root mean squared error.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.plan import Plan
from wbsim.probes.pieces import Pieces, finished, piece_size

PAIRS = 300  # points whose true and told values are kept
_MOST = 2**16  # points of a piece, at most


@dataclass(frozen=True, eq=False)
class Fit:
    """Mean losses without penalty, shares of right answers, None where it does not apply.

    `confusion` counts test points (training points where there is no test set): (classes drawn, classes read); `read` (n,)
    is the class read for each of these points, in their order.
    R² is 1 − Σ(t − y)² / Σ(t − mean t)², over all outputs; RMSE is √ of the mean of (t − y)², in the units of the
    data. Both are of values only, and so are `pairs` (at most PAIRS, 2): of points that are taken evenly from those that
    `confusion` would count, the true and the told value of the last output, in the units of the data.
    """

    train_loss: float
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    confusion: NDArray[np.int64] | None
    train_r2: float | None = None
    test_r2: float | None = None
    train_rmse: float | None = None
    test_rmse: float | None = None
    pairs: NDArray[np.float64] | None = None
    read: NDArray[np.int64] | None = None

    @property
    def class_accuracy(self) -> NDArray[np.float64]:
        """Of the points of each class that `confusion` counts, the share that is read right; NaN without such points."""
        if self.confusion is None:
            return np.empty(0)
        drawn = self.confusion.sum(axis=1)
        return np.where(drawn > 0, np.diag(self.confusion) / np.maximum(drawn, 1), np.nan)


def fit(plan: Plan, theta: device.Floats) -> Fit:
    """Measures the parameters θ (P,)."""
    return finished(fitting(plan, theta))


def fitting(plan: Plan, theta: device.Floats) -> Pieces[Fit]:
    """Measures the parameters θ (P,) piece by piece."""
    material = device.material(plan)
    train_loss, train_out = yield from _running(plan, theta, material.train)
    test_loss: float | None = None
    if material.test is not None:
        yield
        test_loss, test_out = yield from _running(plan, theta, material.test)
    if not plan.description.classes:
        train_r2, train_rmse = _closeness(plan, material.train, train_out)
        test_r2, test_rmse = (
            (None, None) if material.test is None else _closeness(plan, material.test, test_out)
        )
        pairs = (
            _pairs(plan, material.train, train_out)
            if material.test is None
            else _pairs(plan, material.test, test_out)
        )
        return Fit(train_loss, test_loss, None, None, None, train_r2, test_r2, train_rmse, test_rmse, pairs)
    classes = len(plan.description.classes)
    drawn, read = _classes(plan, material.train, train_out)
    train_accuracy, test_accuracy = float(np.mean(drawn == read)), None
    if material.test is not None:
        drawn, read = _classes(plan, material.test, test_out)
        test_accuracy = float(np.mean(drawn == read))
    confusion = np.bincount(drawn * classes + read, minlength=classes * classes).reshape(classes, classes)
    return Fit(train_loss, test_loss, train_accuracy, test_accuracy, confusion, read=read)


def answers(plan: Plan, outputs: device.Floats) -> NDArray[np.int64]:
    """The class that outputs (or coded targets), (outputs, n), stand for: (n,)."""
    if plan.coding in ("onehot", "signed_onehot"):
        return np.argmax(outputs, axis=0)
    return (outputs[0] >= (0.0 if plan.coding == "signed" else 0.5)).astype(np.int64)


def _running(
    plan: Plan, theta: device.Floats, samples: device.Samples
) -> Pieces[tuple[float, device.Floats]]:
    """The mean loss, and the outputs (outputs, n)."""
    keep = np.arange(plan.values - plan.outputs, plan.values)
    size = piece_size(plan.products, _MOST)
    out = np.empty((len(keep), samples.count), plan.dtype)
    summed = 0.0
    for begin in range(0, samples.count, size):
        if begin:
            yield
        part = slice(begin, begin + size)
        count = min(size, samples.count - begin)
        x, t = np.ascontiguousarray(samples.x[:, part]), np.ascontiguousarray(samples.t[:, part])
        loss, out[:, part] = device.evaluate(plan, theta, x, count, keep, t)
        summed += loss * count
    return summed / samples.count if samples.count > size else loss, out


def _classes(
    plan: Plan, samples: device.Samples, out: device.Floats
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The classes drawn (n,) and the classes read (n,)."""
    return answers(plan, samples.t[:, : samples.count]), answers(plan, out)


def _closeness(plan: Plan, samples: device.Samples, out: device.Floats) -> tuple[float | None, float]:
    """R² and RMSE in the units of the data; no R² where the targets do not differ."""
    targets = device.told(plan, samples.t[:, : samples.count].T.astype(float))
    with np.errstate(over="ignore", invalid="ignore"):  # of a run that is about to diverge
        missed = float(np.sum((targets - device.told(plan, out.T)) ** 2))
        around = float(np.sum((targets - targets.mean(axis=0)) ** 2))
        differ = bool(
            (targets != targets[0]).any()
        )  # where they do not, their mean may yet be a rounding off
        return 1 - missed / around if differ and around else None, float(np.sqrt(missed / targets.size))


def _pairs(plan: Plan, samples: device.Samples, out: device.Floats) -> NDArray[np.float64]:
    """The true and the told value of the last output for some points, in the units of the data: (points, 2)."""
    some = np.linspace(0, samples.count - 1, min(PAIRS, samples.count)).round().astype(np.intp)
    with np.errstate(over="ignore", invalid="ignore"):
        told = [device.told(plan, rows[:, some].T.astype(float))[:, -1] for rows in (samples.t, out)]
    return np.stack(told, axis=1)
