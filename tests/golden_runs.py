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


def experiment_of(case: dict[str, Any], precision: str) -> Experiment:
    """A golden run as an experiment of ours."""
    layers = []
    for number, layer in enumerate(case["model"]["layers"]):
        wish = {"neurons": layer["out"], "activation": layer["activation"], "bias": layer["bias"]}
        wish["weight_init"] = {"kind": "explicit", "values": case["init"][f"{number}.weight"]}
        if layer["bias"]:
            wish["bias_init"] = {"kind": "explicit", "values": case["init"][f"{number}.bias"]}
        layers.append(wish)
    classes = layers[-1]["neurons"] if case["loss"]["name"] == "cross_entropy" else 0
    optimizer, penalty = rules_of(case)
    return Experiment.read(
        {
            "data": {"dataset": "points", "train_share": 100, "points": {**case["data"], "classes": classes}},
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
    for number, row in enumerate(shapes.rows):
        row.weights_of(theta)[:] = named[f"{number}.weight"]
        biases = row.biases_of(theta)
        if biases is not None:
            biases[:] = named[f"{number}.bias"]
    return theta
