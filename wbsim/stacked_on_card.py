"""A stack of networks handed to a graphics card, which wants a row for each of them and not a lane. It decides nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from wbsim import card, device
from wbsim.device import Floats

if TYPE_CHECKING:
    from wbsim.stacked import Stack

Whole = NDArray[np.int64]


def train(
    of: Stack,
    theta: Floats,
    slots: Floats,
    position: Whole,
    updates: Whole,
    seen: NDArray[np.float64],
    careful: bool,
) -> Whole:
    """As `stacked.train`; nothing is written before all has succeeded. Raises `card.CardFailed`."""
    count = len(of.plans)
    trained = card.train(
        _job(of), _rows(theta, count), _rows(slots, count), position, updates, careful=careful
    )
    _write(theta, trained.theta)
    _write(slots, trained.slots)
    position[...] = trained.position
    seen[...] = np.where(trained.done > 0, trained.seen, seen)
    return trained.done


def _job(of: Stack) -> card.Job:
    count, points = len(of.plans), of.points
    return replace(
        device.job(of.whole),
        hyper=_rows(of.how.hyper, count),
        pulled=_rows(of.how.pulled, count),
        trainable=_rows(of.how.trainable, count),
        x=points.x.reshape(len(points.counts), -1, points.padded),
        t=points.t.reshape(len(points.counts), -1, points.padded),
        counts=points.counts,
        sets=points.of,
        seeds=np.array([one.experiment.seed for one in of.plans], np.int64),
    )


def _rows(array: Any, count: int) -> Any:
    """(blocks, …, lanes) as (networks, …), without the lanes that are to spare."""
    networks = np.moveaxis(array, -1, 1)
    return networks.reshape(networks.shape[0] * networks.shape[1], *networks.shape[2:])[:count]


def _write(array: Floats, rows: Floats) -> None:
    """The way back from `_rows`, in place; lanes to spare stay as they are."""
    networks = np.moveaxis(array, -1, 1)
    whole = networks.reshape(networks.shape[0] * networks.shape[1], *networks.shape[2:])
    whole[: len(rows)] = rows
    networks[...] = whole.reshape(networks.shape)
