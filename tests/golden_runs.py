"""The golden runs as experiments of ours: what `tests/golden` holds, read once for all tests that compare with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from wbsim.experiment import Experiment
from wbsim.plan import Plan

CASES = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "golden").glob("*.json"))
}
FINITE = [name for name, case in CASES.items() if case.get("mode") != "divergence"]
DIVERGING = [name for name, case in CASES.items() if case.get("mode") == "divergence"]

_NUMBERS = {
    "lr": "learning_rate", "momentum": "momentum", "betas": ("beta1", "beta2"), "eps": "epsilon", "alpha": "alpha",
}  # fmt: skip


def rules_of(case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, float]]:
    """The optimizer and the penalty of a golden run, as settings of ours."""
    given, optimizer = case["optimizer"], {}
    for name, ours in _NUMBERS.items():
        if name in given:
            values = given[name] if isinstance(ours, tuple) else [given[name]]
            optimizer |= dict(zip(ours if isinstance(ours, tuple) else [ours], values, strict=True))
    optimizer["kind"] = "amsgrad" if given.get("amsgrad") else given["name"]
    penalty = {"l1": case.get("l1", 0.0), "l2": case["l2"]}
    if optimizer["kind"] == "adamw":
        optimizer["weight_decay"] = penalty.pop("l2")
    return optimizer, penalty


def shape_of(given: list[int]) -> dict[str, Any]:
    """What a point is, as settings of ours: nothing for values in no order."""
    if len(given) == 3:
        return {"channels": given[0], "picture": given[1:]}
    return {"steps": given[0]} if len(given) == 2 else {}


def weights_of(named: dict[str, Any], number: int) -> Any:
    """A layer's weights as ours stand, (neurons, weights a neuron): those of an input before those of its own values."""
    if f"{number}.weight" in named:
        weights = np.asarray(named[f"{number}.weight"])
        return weights.reshape(len(weights), -1)
    return np.hstack([named[f"{number}.weight_ih"], named[f"{number}.weight_hh"]])


def layer_of(case: dict[str, Any], number: int) -> dict[str, Any]:
    """A layer of a golden run as one of ours."""
    layer = case["model"]["layers"][number]
    if layer["type"] in ("maxpool2d", "avgpool2d"):
        takes = {"maxpool2d": "max", "avgpool2d": "average"}[layer["type"]]
        return {"kind": "pooling", "takes": takes, "window": layer["kernel"], "stride": layer["stride"]}
    wish = {"activation": layer["activation"], "bias": layer["bias"]}
    if layer["type"] == "conv2d":
        wish |= {"kind": "convolution", "neurons": layer["out_channels"], "kernel": layer["kernel"][0]}
        wish |= {name: layer[name] for name in ("stride", "padding")}
    elif layer["type"] == "elman":
        wish |= {"kind": "recurrent", "neurons": layer["hidden"], "gives": layer["return"]}
    else:
        wish |= {"neurons": layer["out"]}
    wish["weight_init"] = {"kind": "explicit", "values": weights_of(case["init"], number).tolist()}
    if layer["bias"]:
        wish["bias_init"] = {"kind": "explicit", "values": case["init"][f"{number}.bias"]}
    return wish


def _ours(model: dict[str, Any]) -> list[int]:
    """The numbers of the layers that are layers of ours too."""
    return [number for number, layer in enumerate(model["layers"]) if layer["type"] != "flatten"]


def _with_parameters(named: dict[str, Any]) -> list[int]:
    """The numbers of the layers that have parameters."""
    return sorted({int(name.partition(".")[0]) for name in named})


def experiment_of(case: dict[str, Any], precision: str) -> Experiment:
    """A golden run as an experiment of ours."""
    layers = [layer_of(case, number) for number in _ours(case["model"])]
    points = {**case["data"], **shape_of(case["model"]["input_shape"])}
    points["x"] = np.reshape(points["x"], (len(points["x"]), -1)).tolist()
    classes = layers[-1]["neurons"] if case["loss"]["name"] == "cross_entropy" else 0
    optimizer, penalty = rules_of(case)
    return Experiment.read(
        {
            "data": {"dataset": "points", "train_share": 100, "points": {**points, "classes": classes}},
            "network": {"layers": layers},
            "loss": case["loss"]["name"],
            "huber_delta": case["loss"].get("args", {}).get("delta", 1.0),
            "optimizer": optimizer,
            "penalty": penalty,
            "batches": {"order": "explicit", "explicit": case["batches"]},
            "precision": precision,
        }
    )


def parameters(named: dict[str, Any], shapes: Plan) -> np.ndarray:
    """Parameters under their golden names as our flat θ."""
    theta = np.full(shapes.size, np.nan)
    for number, row in zip(_with_parameters(named), [row for row in shapes.rows if row.fan_out], strict=True):
        row.weights_of(theta)[:] = weights_of(named, number)
        biases = row.biases_of(theta)
        if biases is not None:
            biases[:] = named[f"{number}.bias"]
    return theta
