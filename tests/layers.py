"""Small networks that are not wholly dense, made as tests need them."""

from __future__ import annotations

from typing import Any

import numpy as np
import small

from wbsim.experiment import Experiment

Wish = dict[str, Any]
SPREAD = {"kind": "uniform", "low": -1.0, "high": 1.0}


def images(
    rows: int = 6,
    columns: int = 6,
    *,
    channels: int = 1,
    count: int = 12,
    classes: int = 3,
    outputs: int = 1,
    seed: int = 1,
) -> Wish:
    """Given images of noise, all for training, of classes or where there are none of values."""
    wish = small.points(count, channels * rows * columns, classes=classes, outputs=outputs, seed=seed)
    wish["points"] |= {"picture": [rows, columns], "channels": channels}
    return wish


def sequences(
    steps: int = 6, values: int = 1, *, count: int = 12, classes: int = 0, outputs: int = 1, seed: int = 1
) -> Wish:
    """Given sequences of noise, all for training, of values or of classes."""
    wish = small.points(count, steps * values, classes=classes, outputs=outputs, seed=seed)
    wish["points"]["steps"] = steps
    return wish


def convolution(filters: int = 2, activation: str = "tanh", **more: Any) -> Wish:
    """A convolution with weights and biases that differ from 0."""
    return {"kind": "convolution", **small.layer(filters, activation), **more}


def pooling(takes: str = "max", window: int = 2, stride: int = 2) -> Wish:
    """A pooling."""
    return {"kind": "pooling", "takes": takes, "window": window, "stride": stride}


def recurrent(neurons: int = 3, activation: str = "tanh", **more: Any) -> Wish:
    """A recurrent layer with weights and biases that differ from 0."""
    return {"kind": "recurrent", **small.layer(neurons, activation), **more}


def of_images(*layers: Wish, data: Wish | None = None, **settings: Any) -> Experiment:
    """Layers in front of a softmax of 3 classes, on images of noise, in float64."""
    wish = {"data": data or images(), "loss": "cross_entropy"} | settings
    return small.experiment(network=small.network(*layers, small.layer(3, "softmax")), **wish)


def of_sequences(*layers: Wish, data: Wish | None = None, **settings: Any) -> Experiment:
    """Layers in front of one linear output, on sequences of noise, in float64."""
    wish = {"data": data or sequences()} | settings
    return small.experiment(network=small.network(*layers, small.layer(1, "linear")), **wish)


def noise(*shape: int, seed: int = 3) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Numbers from −1 to 1."""
    return np.random.default_rng(seed).uniform(-1, 1, shape)
