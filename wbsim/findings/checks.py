"""What was looked at, with what was measured and from where on it would be a finding: the list that makes "nothing wrong"
worth something.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wbsim.engine import State
from wbsim.findings import learning
from wbsim.findings.finding import Finding, Kind
from wbsim.findings.wording import name_of, of_neurons, said
from wbsim.history import History
from wbsim.plan import Plan
from wbsim.probes.health import Health
from wbsim.translation import translated


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: the kind of finding that it could be, its name, what was measured, and from where on
    that would be a finding.
    """

    kind: Kind
    name: str
    measured: str
    limit: str
    found: bool


def checks(
    plan: Plan, state: State, health: Health, history: History, found: tuple[Finding, ...]
) -> tuple[Check, ...]:
    """Everything that can be looked at in this network, in the order in which one would ask; `found` says what was bad."""
    health = of_neurons(health)
    kinds = {one.kind for one in found}
    hidden = health.layers[:-1]
    neurons = sum(layer.size for layer in health.layers)
    behind = sum(layer.size for layer in hidden)
    rows: list[tuple[Kind, str, str, str]] = [
        (
            "dead",
            translated("dead neurons"),
            _count(sum(len(layer.dead) for layer in health.layers), neurons),
            translated("any"),
        ),
    ]
    if hidden:
        copies = sum(layer.size - layer.distinct for layer in hidden)
        saturated = sum(len(layer.saturated) for layer in hidden)
        rows += [
            ("same", translated("copies of others"), _count(copies, behind), translated("any")),
            (
                "saturated",
                translated("saturated hidden neurons"),
                _count(saturated, behind),
                translated("half of a layer"),
            ),
        ]
        first, last = health.layers[0].weight_gradient.rms, health.layers[-1].weight_gradient.rms
        if first > 0 and last > 0:
            fold = f"{said(last / first)} : 1" if last >= first else f"1 : {said(first / last)}"
            rows.append(
                (
                    "vanishing",
                    translated("gradients, output : {name}", name=name_of(plan, health.layers[0])),
                    fold,
                    f"{learning.FOLD:g} : 1",
                )
            )
    zero = sum(layer.size if layer.biases is None else len(layer.zero_biases) for layer in health.layers)
    rows.append(("zero_biases", translated("biases at 0"), _count(zero, neurons), translated("a layer")))
    if state.divergence is None and plan.experiment.optimizer.kind in learning.PLAIN:
        step, layer = learning.largest_step(plan, health)
        if layer is not None:
            rows.append(
                (
                    "exploding",
                    translated("largest step, of the weights' size"),
                    f"{said(100 * step)} %",
                    f"{100 * learning.STEP:g} %",
                )
            )
    fell = learning.fallen(state, history)
    if fell is not None:
        rows.append(
            (
                "still",
                translated("loss fell, last {WINDOW} updates", WINDOW=said(learning.WINDOW)),
                f"{said(100 * fell)} %",
                translated("under {PROGRESS:g} %", PROGRESS=100 * learning.PROGRESS),
            )
        )
    if history.measured and (test := history.measured[-1].fit.test_loss) is not None:
        times = (
            test / history.measured[-1].fit.train_loss if history.measured[-1].fit.train_loss > 0 else np.inf
        )
        if np.isfinite(times):
            rows.append(
                (
                    "overfits",
                    translated("test loss : training loss"),
                    f"{said(times)} : 1",
                    f"{learning.OVERFIT:g} : 1",
                )
            )
    return tuple(Check(kind, name, measured, limit, kind in kinds) for kind, name, measured, limit in rows)


def _count(count: int, of: int) -> str:
    return (
        translated("none of {of}", of=of) if not count else translated("{count} of {of}", count=count, of=of)
    )
