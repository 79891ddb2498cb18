"""What the outputs say of the image at hand, a row a class, or a row an output where values are told. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui import theme as themes
from ui.views.image_words import tr
from ui.views.sure import Sure, order_of, percent, sure_of
from wbsim.ids import bias_id
from wbsim.plan import Plan
from wbsim.probes.trace import Trace
from wbsim.snapshot import Snapshot


@dataclass(frozen=True)
class Answer:
    """One row: a class or a value, the length of its bar from 0 to 1, and the neuron behind it where there is just one."""

    name: str
    share: float
    figure: str
    bias: float | None
    z: float | None
    parameter: str | None  # the id of its bias
    target: bool
    given: bool


def answers(plan: Plan, snapshot: Snapshot, trace: Trace, most: int) -> tuple[Answer, ...]:
    """A row for every class, or for every output where values are told; at most so many."""
    row, sure = plan.rows[-1], sure_of(plan, trace)
    biases, sums = row.biases_of(snapshot.state.theta), trace.sums[-plan.outputs :]
    outputs = trace.values[-plan.outputs :].astype(float)
    if sure is None:
        reach = max(1e-9, float(np.nanmax(np.abs(outputs))))
        sure = Sure(None, -1, np.clip(np.abs(outputs) / reach, 0, 1))
        names = [tr("output {n}").format(n=k + 1) for k in range(plan.outputs)]
        figures = [themes.number(float(v)) for v in outputs]
    else:
        names, figures = list(plan.description.classes), [_percent(s) for s in sure.shares]
    own = len(names) == plan.outputs
    made = []
    for k in order_of(sure, most):
        made.append(
            Answer(
                names[k], float(sure.shares[k]), figures[k], float(biases[k]) if own and biases is not None else None,
                float(sums[k]) if own else None, bias_id(row.layer.neurons[k]) if own and biases is not None else None,
                k == sure.true, k == sure.read,
            )
        )  # fmt: skip
    return tuple(made)


def _percent(share: float) -> str:
    text = percent(share)
    return text if text.endswith("%") else f"{text} %"
