"""What is wrong with a network, in sentences that only say what was measured: where, how much and what helps against it.
Pure; it measures nothing itself. What it takes to be bad is named and explained at the thresholds.
"""

from __future__ import annotations

from wbsim.engine import State
from wbsim.findings import learning, neurons
from wbsim.findings.checks import Check, checks
from wbsim.findings.finding import Finding, Kind, Remedy
from wbsim.findings.wording import of_neurons, said
from wbsim.history import History
from wbsim.plan import Plan
from wbsim.probes.health import Health
from wbsim.translation import translated

__all__ = ["Check", "Finding", "Kind", "Remedy", "checks", "findings"]


def findings(plan: Plan, state: State, health: Health, history: History) -> tuple[Finding, ...]:
    """What is wrong, the worst first; if nothing is, one finding that says so with numbers. Of a pooling, which has no
    neurons, there is nothing to find.
    """
    health = of_neurons(health)
    found = [
        *learning.diverged(plan, state, history),
        *learning.exploding(plan, state, health),
        *neurons.dead(plan, health),
        *neurons.same(plan, health),
        *learning.still(plan, state, health, history),
        *learning.vanishing(plan, state, health),
        *neurons.saturated(plan, health),
        *neurons.zero_biases(plan, state, health),
        *learning.overfits(plan, history),
    ]
    return tuple(found) or (_well(plan, state, health),)


def _well(plan: Plan, state: State, health: Health) -> Finding:
    """Nothing is wrong."""
    count = sum(layer.size for layer in health.layers)
    nouns = (
        translated("filters and neurons")
        if any(row.kind == "convolution" for row in plan.rows)
        else translated("neurons")
    )
    whole = (
        translated("Its one neuron is not dead")
        if count == 1
        else translated("None of {count} {nouns} is dead or a copy of another", count=count, nouns=nouns)
    )
    sizes = [layer.weight_gradient.rms for layer in health.layers]
    if len(sizes) > 1 and min(sizes) > 0:
        whole += translated(
            "; the gradients of its layers are within a factor of {sizes}",
            sizes=said(max(sizes) / min(sizes)),
        )
    return Finding(
        "well",
        translated("nothing suspicious at update {update}", update=said(state.update)),
        f"{whole}.",
    )
