"""Small crowds of every kind of network and answer, as tests need them."""

from __future__ import annotations

from typing import Any

import layers
import small

from wbsim.experiment import Experiment


def spread(wish: Experiment, count: int, rate: float = 0.02) -> list[Experiment]:
    """Networks that differ in seed and learning rate; two of a seed stand side by side in no order."""
    return [
        wish.changed({"seed": k * 7 % 5, "optimizer.learning_rate": rate * (1 + k % 3)}) for k in range(count)
    ]


def _of(outputs: dict[str, Any], loss: str, data: dict[str, Any], **settings: Any) -> Experiment:
    return small.experiment(
        data=data, network=small.network(small.layer(5), small.layer(3), outputs), loss=loss, **settings
    )


_PLANE = {"dataset": "circle", "train_share": 60, "noise": 20}
_MANY = small.points(40, 3, classes=3) | {"train_share": 50}

DENSE: dict[str, Experiment] = {
    "signed": _of(small.layer(1, "tanh"), "half_mse", _PLANE),
    "binary": _of(small.layer(1, "sigmoid"), "bce", _PLANE),
    "onehot": _of(small.layer(3, "softmax"), "cross_entropy", _MANY),
    "signed onehot": _of(small.layer(3, "tanh"), "half_mse", _MANY),
    "value": _of(
        small.layer(1, "linear"), "mse", small.points(30, 2) | {"train_share": 60, "standardize": "all"}
    ),
    "values": _of(small.layer(2, "linear"), "huber", small.points(33, 3, outputs=2)),
    "curve": _of(small.layer(1, "linear"), "mse", small.points(21, 1)),
    "untested": _of(small.layer(1, "tanh"), "half_mse", {"dataset": "circle", "train_share": 100}),
}
OTHERS: dict[str, Experiment] = {
    "convolution": layers.of_images(layers.convolution(2, "relu"), layers.pooling()),
    "recurrent": layers.of_sequences(layers.recurrent(3)),
    "recurrent classes": layers.of_sequences(
        layers.recurrent(3), data=layers.sequences(classes=2), loss="half_mse"
    ),
}
KINDS = DENSE | OTHERS
