"""How well a network fits: loss and accuracy on all training and all test points, and the confusion matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wbsim import device
from wbsim.plan import Plan


@dataclass(frozen=True, eq=False)
class Fit:
    """Mean losses without penalty, shares of right answers, None where it does not apply.

    `confusion` counts test points (training points where there is no test set): (classes drawn, classes read).
    """

    train_loss: float
    test_loss: float | None
    train_accuracy: float | None
    test_accuracy: float | None
    confusion: NDArray[np.int64] | None


def fit(plan: Plan, theta: device.Floats) -> Fit:
    """Measures the parameters θ (P,)."""
    material = device.material(plan)
    train_loss, train_read = _run(plan, theta, material.train)
    classes = len(plan.description.classes)
    if material.test is None:
        test_loss, test_read, shown, read = None, None, material.train, train_read
    else:
        test_loss, test_read = _run(plan, theta, material.test)
        shown, read = material.test, test_read
    confusion = None
    if classes:
        assert read is not None
        pairs = answers(plan, shown.t[:, : shown.count]) * classes + read
        confusion = np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)
    return Fit(
        train_loss,
        test_loss,
        _share(plan, material.train, train_read),
        _share(plan, material.test, test_read) if material.test else None,
        confusion,
    )


def answers(plan: Plan, outputs: device.Floats) -> NDArray[np.int64]:
    """The class that outputs (or coded targets), (outputs, n), stand for: (n,)."""
    if plan.coding in ("onehot", "signed_onehot"):
        return np.argmax(outputs, axis=0)
    return (outputs[0] >= (0.0 if plan.coding == "signed" else 0.5)).astype(np.int64)


def _run(plan: Plan, theta: device.Floats, samples: device.Samples) -> tuple[float, NDArray[np.int64] | None]:
    keep = np.arange(plan.values - plan.outputs, plan.values)
    loss, out = device.evaluate(plan, theta, samples.x, samples.count, keep, samples.t)
    return loss, answers(plan, out) if plan.description.classes else None


def _share(plan: Plan, samples: device.Samples, read: NDArray[np.int64] | None) -> float | None:
    if read is None:
        return None
    return float(np.mean(answers(plan, samples.t[:, : samples.count]) == read))
