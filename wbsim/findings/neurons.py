"""Neurons that do not do their part: dead, copies of others, saturated, or tied to the origin by biases that stay 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wbsim.activations import BY_NAME
from wbsim.engine import State
from wbsim.findings.finding import Finding, Remedy
from wbsim.findings.wording import listed, name_of, noun_of, place_of, said, share_of
from wbsim.ids import bias_id
from wbsim.plan import Plan
from wbsim.probes.health import Health, LayerHealth
from wbsim.translation import translated

MANY = 0.5
"""The share of a layer's neurons from which on saturation is said: a few that are sure of themselves are no fault."""


def dead(plan: Plan, health: Health) -> Iterator[Finding]:
    """Neurons whose slope is 0 at every point: they get no gradient and cannot come back by themselves."""
    for layer in health.layers:
        if not layer.dead:
            continue
        name, count = name_of(plan, layer), len(layer.dead)
        place = place_of(plan, layer)
        entry = BY_NAME[plan.rows[place].layer.activation]
        points = (
            translated("every training point")
            if health.points == health.of
            else translated("all {points} points looked at", points=said(health.points))
        )
        noun = noun_of(plan, layer)
        if plan.rows[place].places > 1:
            points += translated(" and every place") if noun == "filter" else translated(" and every step")
        if entry.name == "relu":
            words = (
                translated("{name}: {share} is dead: it gives 0 for {points}")
                if count == 1
                else translated("{name}: {share} are dead: they give 0 for {points}")
            )
        else:
            words = (
                translated("{name}: {share} is dead: its slope is 0 at {points}")
                if count == 1
                else translated("{name}: {share} are dead: their slopes are 0 at {points}")
            )
        words = words.format(name=name, share=share_of(count, layer.size, noun), points=points)
        why = (
            translated(
                "With slope 0 everywhere no gradient reaches its weights: it cannot come back by itself."
            )
            if count == 1
            else translated(
                "With slope 0 everywhere no gradient reaches their weights: they cannot come back."
            )
        )
        if count == layer.size and place:
            why = translated("No gradient passes through this layer, so nothing before it can learn either.")
        if entry.bounded:  # flat at both ends, so that no bias helps
            remedy = _anew(place)
        elif layer.biases is None:
            remedy = Remedy(translated("give them biases"), {f"network.layers.{place}.bias": True})
        else:
            remedy = Remedy(
                translated("raise its bias") if count == 1 else translated("raise their biases"),
                raised=layer.dead,
            )
        yield Finding("dead", words, why, layer.layer, layer.dead, remedies=(remedy,))


def same(plan: Plan, health: Health) -> Iterator[Finding]:
    """Hidden neurons with the same weights and bias: they get the same gradient and stay one."""
    for layer in health.layers[:-1]:
        if not layer.identical:
            continue
        place, name, noun = place_of(plan, layer), name_of(plan, layer), noun_of(plan, layer)
        if layer.distinct == 1:
            words = (
                translated("all {size} filters of {name} are one and the same")
                if noun == "filter"
                else translated("all {size} neurons of {name} are one and the same")
            )
        else:
            words = (
                translated("{name}: {size} filters, but only {distinct} different ones")
                if noun == "filter"
                else translated("{name}: {size} neurons, but only {distinct} different ones")
            )
        words = words.format(size=layer.size, name=name, distinct=layer.distinct)
        among = tuple(neuron for group in layer.identical for neuron in group)
        start = {"kind": "uniform", "low": -1.0, "high": 1.0}
        if layer.biases is None:
            path = f"network.layers.{place}.weight_init"
            remedies: tuple[Remedy, ...] = (
                Remedy(
                    translated("start with random weights"),
                    {path: {"kind": "xavier"}},
                    restart=True,
                ),
            )
        else:
            path = f"network.layers.{place}.bias_init"
            remedies = (
                Remedy(translated("random biases now"), scattered=among),
                Remedy(translated("start biases at random"), {path: start}, restart=True),
            )
        yield Finding(
            "same", words, translated("Equal numbers get equal gradients: training can never tell them apart."),
            layer.layer, among, remedies=remedies,
        )  # fmt: skip


def saturated(plan: Plan, health: Health) -> Iterator[Finding]:
    """Hidden layers most of whose neurons are flat at nearly all points; outputs may be as sure as they like."""
    for layer in health.layers[:-1]:
        place, noun = place_of(plan, layer), noun_of(plan, layer)
        count = len(layer.saturated)
        if count and count >= MANY * layer.size:
            yield Finding(
                "saturated",
                (
                    translated("{name}: {share} is saturated")
                    if count == 1
                    else translated("{name}: {share} are saturated")
                ).format(name=name_of(plan, layer), share=share_of(count, layer.size, noun)),
                translated(
                    "At over 95 % of the points the slope is under 1 % of its steepest: little gradient comes through."
                ),
                layer.layer,
                layer.saturated,
                remedies=(_anew(place),),
            )


def _anew(place: int) -> Remedy:
    """Another start, with weights that keep a bounded activation where it is steep."""
    settings = {f"network.layers.{place}.weight_init": {"kind": "xavier"}}
    return Remedy(translated("start with smaller weights"), settings, restart=True)


def zero_biases(plan: Plan, state: State, health: Health) -> Iterator[Finding]:
    """Layers whose biases are exactly 0 though training had time to move them, and will not move them now."""
    stuck = [
        layer
        for layer in health.layers
        if layer.at_zero and len(layer.dead) < layer.size and not _moves(layer)
    ]
    if not stuck or not state.update:
        return
    for why in dict.fromkeys(reason(plan, [layer]) for layer in stuck):
        among = [layer for layer in stuck if reason(plan, [layer]) == why]
        every = len(among) == len(health.layers)
        where = (
            translated("all biases")
            if every
            else translated("biases of {layers}", layers=listed([name_of(plan, layer) for layer in among]))
        )
        settings = freeing(plan, among)
        yield Finding(
            "zero_biases",
            translated("{where} are stuck at 0: they {why}", where=where, why=why),
            translated("Without them z = 0 where all inputs are 0: no line can leave the origin.")
            if among[0] is health.layers[0] and plan.rows[0].kind == "dense"
            else translated("Without them z = 0 where all inputs are 0."),
            among[0].layer,
            tuple(neuron for layer in among for neuron in layer.neurons),
            remedies=(Remedy(translated("let the biases move"), settings),) if settings else (),
        )


def _moves(layer: LayerHealth) -> bool:
    """Whether the next update moves a bias of a layer."""
    free = layer.bias_gradient is not None and len(layer.held_biases) < layer.size
    return free and layer.bias_gradient is not None and layer.bias_gradient.rms > 0


def reason(plan: Plan, layers: Sequence[LayerHealth]) -> str:
    """Why biases cannot leave 0, as `they are off`."""
    if all(layer.biases is None for layer in layers):
        return translated("are off")
    there = [layer for layer in layers if layer.biases is not None]
    if all(len(layer.held_biases) == layer.size for layer in there):
        return (
            translated("are held still: only weights are trained")
            if plan.experiment.train == "weights"
            else translated("are locked")
        )
    return translated("get no gradient")


def freeing(plan: Plan, layers: Sequence[LayerHealth]) -> dict[str, Any]:
    """The settings with which training may move the biases of layers; none where it may already."""
    wish, settings = plan.experiment, dict[str, Any]()
    if wish.train == "weights":
        settings["train"] = "both"
    held = {bias_id(neuron) for layer in layers for neuron in layer.neurons}
    if held & wish.locked:
        settings["locked"] = sorted(wish.locked - held)
    for layer in layers:
        place = place_of(plan, layer)
        if layer.biases is None:
            settings[f"network.layers.{place}.bias"] = True
        if not plan.rows[place].layer.trainable:
            settings[f"network.layers.{place}.trainable"] = True
    return settings
