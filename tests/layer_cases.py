"""Tiny networks with convolutions, poolings and recurrent cells, in all the ways in which these can lie at an edge."""

from __future__ import annotations

from typing import Any

import small
from small import Wish


def image(rows: int, columns: int, channels: int = 1, **more: Any) -> Wish:
    """Five pictures."""
    data = small.points(5, channels * rows * columns, **more)
    data["points"] |= {"picture": [rows, columns], "channels": channels}
    return data


def sequence(steps: int, values: int, **more: Any) -> Wish:
    """Five sequences."""
    data = small.points(5, steps * values, **more)
    data["points"] |= {"steps": steps}
    return data


def convolution(filters: int = 2, activation: str = "tanh", **more: Any) -> Wish:
    """Filters of 3 × 3, unless asked otherwise."""
    return small.layer(filters, activation, kind="convolution", **more)


def pooling(takes: str = "max", window: int = 2, stride: int = 2) -> Wish:
    """Windows of 2 × 2 side by side, unless asked otherwise."""
    return {"kind": "pooling", "takes": takes, "window": window, "stride": stride}


def recurrent(hidden: int = 2, activation: str = "tanh", gives: str = "last", **more: Any) -> Wish:
    """An Elman cell."""
    return small.layer(hidden, activation, kind="recurrent", gives=gives, **more)


END = small.layer(1, "linear")
CASES: dict[str, tuple[Wish, list[Wish]]] = {
    "a filter": (image(4, 5), [convolution(), END]),
    "five filters, padded, every second pixel": (
        image(5, 4),
        [convolution(5, "sigmoid", stride=2, padding=1), END],
    ),
    "a filter as large as the image, far beyond its edge": (
        image(2, 2),
        [convolution(1, kernel=5, padding=2), END],
    ),
    "padding that no filter needs": (image(3, 3), [convolution(1, kernel=1, padding=2, stride=3), END]),
    "three channels, steps that leave a rest": (
        image(5, 4, 3),
        [convolution(2, "relu", stride=3, bias=False), END],
    ),
    "two convolutions": (
        image(4, 4),
        [convolution(5, padding=1), convolution(2, "relu", stride=2, padding=1), END],
    ),
    "maxima": (image(6, 5), [convolution(3), pooling(), END]),
    "maxima of windows that overlap": (
        image(5, 5),
        [convolution(2, "softplus", padding=1), pooling("max", 3, 1), END],
    ),
    "means of windows that overlap": (image(5, 5), [convolution(2, "elu"), pooling("average", 2, 1), END]),
    "windows that leave pixels out": (
        image(5, 6, 2),
        [convolution(2, padding=1), pooling("max", 2, 3), pooling("average", 2, 1), END],
    ),
    "pooling first": (image(4, 4, 2), [pooling(), convolution(2, kernel=1), small.layer(2), END]),
    "a cell": (sequence(3, 2), [recurrent(3), END]),
    "a cell that gives all": (
        sequence(3, 1),
        [recurrent(3, "sigmoid", "all"), small.layer(2, "softsign"), END],
    ),
    "cells on cells": (
        sequence(4, 2),
        [recurrent(2, "tanh", "all"), recurrent(3, "relu", "all", bias=False), recurrent(2), END],
    ),
}
