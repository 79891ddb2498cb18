"""The rules that no field can keep alone: what fits together, what it costs, and the smallest repair of what does not.
It knows the facts of the data, and draws none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import prod
from typing import Literal

import numpy as np

from wbsim import datasets, losses
from wbsim.activations import ACTIVATIONS, BY_NAME
from wbsim.datasets import Description, describe
from wbsim.experiment import Experiment
from wbsim.ids import layer_name
from wbsim.layout import layout_of, parameter_ids
from wbsim.network import Dense, Explicit, Layer, Pooling
from wbsim.problems import Problem
from wbsim.shapes import fitted
from wbsim.translation import plural, translated

Coding = Literal["signed", "binary", "onehot", "signed_onehot", "value"]
Choice = tuple[str, str, int, Coding]  # loss, activation of the output, its neurons, how targets are said
MAX_BYTES = 2**31
_VECTOR, _BLOCK = (
    64,
    17,
)  # bytes of the widest vector, and how many of them lie from one row of values to the next


def train_size(experiment: Experiment, description: Description) -> int:
    """How many points train; at least one."""
    return datasets.train_size(description, experiment.data.train_share)


def fitting(description: Description) -> tuple[Choice, ...]:
    """Every (loss, output activation, output neurons, coding) that makes sense, the most usual first."""
    if description.task == "regression":
        n = description.targets
        given = description.name == "points"  # such numbers may be meant as shares or as signs
        bce: tuple[Choice, ...] = (("bce", "sigmoid", n, "value"),) if given else ()
        usual = _choices(("linear", "tanh", "sigmoid", "relu"), n, "value", "value", signs=given)
        return (*usual, *bce, *_choices(_OTHERS, n, "value", "value", signs=given))
    classes = len(description.classes)
    soft: Choice = ("cross_entropy", "softmax", classes, "onehot")
    if classes == 2:
        signed = _choices(("tanh", "linear"), 1, "signed", "binary")
        rest = _choices(("sigmoid", "relu", *_OTHERS), 1, "signed", "binary")
        return (*signed, ("bce", "sigmoid", 1, "binary"), soft, *rest)
    every = _choices(("tanh", "linear", "sigmoid", "relu", *_OTHERS), classes, "signed_onehot", "onehot")
    return (soft, ("bce", "sigmoid", classes, "onehot"), *every)


_OTHERS = tuple(
    entry.name
    for entry in ACTIVATIONS
    if entry.rule and entry.name not in ("tanh", "linear", "sigmoid", "relu")
)


def _choices(
    names: tuple[str, ...], count: int, signed: Coding, unsigned: Coding, signs: bool = True
) -> Iterator[Choice]:
    """Outputs of these activations with each loss that takes any; those that reach −1 say classes as −1 and 1.

    With `signs`, losses of signs too, for outputs of either sign.
    """
    for name in names:
        negative = BY_NAME[name].ends[0] <= -1
        for loss in losses.LOSSES:
            if loss.targets == "any" or (loss.targets == "signs" and negative and signs):
                yield loss.name, name, count, signed if negative else unsigned


def fit(experiment: Experiment, description: Description) -> Choice | None:
    output = experiment.network.output
    for choice in fitting(description):
        if choice[:3] == (experiment.loss, output.activation, output.size):
            return choice
    return None


def problems(experiment: Experiment) -> list[Problem]:
    """All that the fields cannot see alone; empty where the experiment can be planned.

    Raises `Refused` where there are no points or no inputs, for then nothing else can be told.
    """
    description = describe(experiment.data)
    found = _shape_problems(experiment)
    if found:
        return found  # of a network without shapes nothing else can be told
    output, layers = experiment.network.output, experiment.network.layers
    last = len(layers) - 1
    found += [
        Problem(
            f"network.layers.{k}.activation",
            translated("softmax belongs to the output; a hidden layer takes another one"),
        )
        for k, layer in enumerate(experiment.network.hidden)
        if layer.activation == "softmax"
    ]
    if fit(experiment, description) is None:
        task = (
            translated("{classes} classes", classes=len(description.classes))
            if description.classes
            else f"{description.targets} target(s)"
        )
        found.append(
            Problem(
                f"network.layers.{last}",
                translated(
                    "{size} {activation} output neuron(s) with the loss {loss} do not fit data with {task}; one choice that fits is {nearest}",
                    size=output.size,
                    activation=output.activation,
                    loss=experiment.loss,
                    task=task,
                    nearest=_words(_nearest(experiment, description, ())),
                ),
            )
        )
    found += _sign_problems(experiment, description)
    found += _batch_problems(experiment, train_size(experiment, description))
    found += _explicit_problems(experiment)
    if experiment.locked:  # the ids of a large network are worth listing only then
        known = set(parameter_ids(experiment))
        unknown = sorted(experiment.locked - known)
        if unknown:
            found.append(
                Problem(
                    "locked",
                    translated(
                        "there is no parameter {unknown!r}; an id looks like {known!r}",
                        unknown=unknown[0],
                        known=min(known),
                    ),
                )
            )
    needed = memory(experiment)
    if needed > MAX_BYTES:
        found.append(
            Problem(
                "network",
                translated(
                    "it would take {needed:.1f} GiB of memory; at most {max_bytes:.0f} are allowed",
                    needed=needed / 2**30,
                    max_bytes=MAX_BYTES / 2**30,
                ),
            )
        )
    return found


def _sign_problems(experiment: Experiment, description: Description) -> list[Problem]:
    """A loss of signs with targets that were given as other numbers."""
    points, loss = experiment.data.points, experiment.loss
    given = description.name == "points" and description.task == "regression"
    if losses.BY_NAME[loss].targets != "signs" or not given or points is None:
        return []
    right = np.isin(np.asarray(points.y), (-1, 1)).reshape(len(points.y), -1).all(axis=1)
    if right.all():
        return []
    wrong = translated("the target of point {argmin} is neither", argmin=np.argmin(right) + 1)
    return [
        Problem(
            "loss",
            translated(
                "{loss} tells −1 from 1, but {wrong}; half_mse takes any target", loss=loss, wrong=wrong
            ),
        )
    ]


def _batch_problems(experiment: Experiment, points: int) -> list[Problem]:
    batches = experiment.batches
    if batches.order == "explicit":
        wrong = next((i for batch in batches.explicit for i in batch if not 0 <= i < points), None)
        if wrong is not None:
            return [
                Problem(
                    "batches.explicit",
                    translated(
                        "there is no training point {wrong}; they are 0 to {points}",
                        wrong=wrong,
                        points=points - 1,
                    ),
                )
            ]
    elif batches.size > points:
        return [
            Problem(
                "batches.size",
                translated(
                    "{size} is more than the {points} training points", size=batches.size, points=points
                ),
            )
        ]
    return []


def _shape_problems(experiment: Experiment) -> list[Problem]:
    """The first layer that cannot read what it is given, with the arithmetic."""
    wanted = layout_of(experiment)
    shapes, unfit = fitted(wanted.shape, wanted.blocks)
    if unfit is None:
        return []
    place, layers = len(shapes) - 1, experiment.network.layers
    name = layer_name(place + 1, len(layers), layers[place].kind)
    return [Problem(f"network.layers.{place}", translated("{name}: {unfit}", name=name, unfit=unfit))]


def _explicit_problems(experiment: Experiment) -> list[Problem]:
    found = []
    for k, (layer, strip) in enumerate(
        zip(experiment.network.layers, layout_of(experiment).strips, strict=True)
    ):
        if isinstance(layer, Pooling):
            continue
        fan_in = len(strip.sources)
        for name, wish, shape in (
            ("weight_init", layer.weight_init, (layer.size, fan_in)),
            ("bias_init", layer.bias_init, (layer.size,)),
        ):
            if isinstance(wish, Explicit) and _shape_of(wish) != shape:
                given, needed = (" x ".join(map(str, numbers)) for numbers in (_shape_of(wish), shape))
                what = translated(
                    "the numbers given are {given}; they must be {needed}", given=given, needed=needed
                )
                found.append(Problem(f"network.layers.{k}.{name}", what))
    return found


def _shape_of(wish: Explicit) -> tuple[int, ...]:
    """(rows, numbers a row), or (numbers,) for a plain list; rows of several lengths name them all."""
    lengths = sorted({len(row) for row in wish.values if isinstance(row, tuple)})
    return (len(wish.values), *lengths)


def memory(experiment: Experiment) -> int:
    """How many bytes the arrays of training take at most; data, history and pictures come on top."""
    batches = experiment.batches
    longest = max(map(len, batches.explicit)) if batches.order == "explicit" else batches.size
    if batches.order != "explicit" and batches.remainder == "carry":
        longest = 2 * batches.size - 1
    longest += 15  # up to whole vectors
    bytes_each = np.dtype(experiment.precision).itemsize
    shared = layout_of(experiment)
    parameters, widest = shared.size, max(len(shared.inputs), *(len(s.sources) for s in shared.strips))
    rows = len(shared.inputs) + sum(prod(strip.filled) for strip in shared.strips)
    # θ and slots of the state, of the one before it, and at work, three times over where a divergence is looked for
    arrays = 5 * (1 + len(experiment.optimizer.slots + experiment.penalty.slots))
    arrays += 1 + 4 + 2  # the gradient; pulled and trainable of two plans; two running bounds
    in_the_making = 3 * 8 * parameters  # a start or moved distances, before they are rounded
    # the gradient of weights that are used at many places is a vector each, until its lanes are added up
    reused = (strip for strip in shared.strips if strip.block.kind != "dense")
    vectors = _VECTOR * max((len(s.neurons) * (len(s.sources) + 1) for s in reused), default=0)
    block = (
        _BLOCK * _VECTOR // bytes_each
    )  # room for the samples that are answered together, their values and sums
    points = train_size(experiment, describe(experiment.data))
    indices = 8 * (longest + points + sum(map(len, batches.explicit)))
    # values, sums, errors and targets of a batch
    at_work = max((3 * rows + widest) * longest, 2 * rows * block)
    return bytes_each * (parameters * arrays + at_work) + in_the_making + vectors + indices


# --- repairs -----------------------------------------------------------------------------------------------


def _nearest(experiment: Experiment, description: Description, kept: Iterable[str]) -> Choice:
    """The fitting choice that changes least, and nothing in `kept` (paths) if that can be."""
    output = experiment.network.output
    last = len(experiment.network.layers) - 1
    now = (experiment.loss, output.activation, output.size)
    paths = ("loss", f"network.layers.{last}.activation", f"network.layers.{last}.neurons")
    weight = [100 if any(k == path or path.startswith(k + ".") for k in kept) else 1 for path in paths]
    choices = fitting(description)
    return min(
        choices,
        key=lambda c: (sum(w for a, b, w in zip(c, now, weight, strict=False) if a != b), choices.index(c)),
    )


def _words(choice: Choice) -> str:
    loss, activation, count, _ = choice
    return plural(
        count,
        "{count} {activation} output neuron with {loss}",
        "{count} {activation} output neurons with {loss}",
        activation=activation,
        loss=loss,
    )


Repair = tuple[dict[str, object], str]  # settings, and a sentence that says what they do


def repaired(
    experiment: Experiment, settings: Mapping[str, object]
) -> tuple[Experiment, dict[str, object], tuple[str, ...]]:
    """An experiment with other settings and the smallest repair that makes the whole fit, the repair, and what it is in
    words; raises `Refused` for settings that cannot be.
    """
    wished = experiment.changed(settings)
    more, said = repairs(wished, settings)
    return (wished.changed(more) if more else wished), more, said


def repairs(experiment: Experiment, kept: Iterable[str] = ()) -> tuple[dict[str, object], tuple[str, ...]]:
    """The smallest change that makes the whole fit, as settings, and a sentence for each part of it.

    `kept` names the paths that were just chosen and should stay. What has no repair is left for `plan` to refuse.
    """
    kept = tuple(kept)
    settings: dict[str, object] = {}
    said: list[str] = []
    for mend in (_mend_shapes, _mend_hidden, _mend_output, _mend_batches, _mend_starts, _mend_locks):
        for more, sentence in mend(experiment, kept):
            settings |= more
            experiment = experiment.changed(more)
            if sentence:
                said.append(sentence)
        if mend is _mend_shapes and _shape_problems(experiment):
            break  # of layers that do not fit nothing else can be told
    return settings, tuple(said)


def _mend_shapes(experiment: Experiment, kept: tuple[str, ...]) -> Iterator[Repair]:
    """Layers that cannot read new data become dense, and a pooling goes; what was just chosen of a network is left."""
    if any(path.startswith("network") for path in kept):
        return
    layers, said, tried = list(experiment.network.layers), list[str](), experiment
    places = {layer.id: number for number, layer in enumerate(layers, 1)}
    while problem := _shape_problems(tried):
        place = int(problem[0].where.rpartition(".")[2])
        wrong = layers[place]
        name = layer_name(places[wrong.id], len(places), wrong.kind)
        if isinstance(wrong, Pooling):
            del layers[place]
            said.append(translated("{name} goes, for there is no image to read", name=name))
        else:
            layers[place] = Dense(
                id=wrong.id, neurons=wrong.neurons, activation=wrong.activation, bias=wrong.bias,
                trainable=wrong.trainable,
            )  # fmt: skip
            said.append(translated("{name} becomes dense, for it cannot read the data", name=name))
        tried = experiment.changed({"network.layers": _written(layers)})
    if said:
        yield {"network.layers": _written(layers)}, "; ".join(said)


def _written(layers: Iterable[Layer]) -> list[dict[str, object]]:
    return [layer.model_dump(mode="json") for layer in layers]


def _mend_hidden(experiment: Experiment, kept: tuple[str, ...]) -> Iterator[Repair]:
    for k, layer in enumerate(experiment.network.hidden):
        if layer.activation == "softmax":
            sentence = translated("hidden layer {k} takes tanh, for softmax belongs to the output", k=k + 1)
            yield {f"network.layers.{k}.activation": "tanh"}, sentence


def _mend_output(experiment: Experiment, kept: tuple[str, ...]) -> Iterator[Repair]:
    description = describe(experiment.data)
    if fit(experiment, description) is not None:
        return
    choice = _nearest(experiment, description, kept)
    loss, activation, count, _ = choice
    output, last = experiment.network.output, len(experiment.network.layers) - 1
    settings: dict[str, object] = {}
    if loss != experiment.loss:
        settings["loss"] = loss
    if activation != output.activation:
        settings[f"network.layers.{last}.activation"] = activation
    if count != output.size:
        born = experiment.network.born
        added = range(born + 1, born + 1 + max(0, count - output.size))
        settings[f"network.layers.{last}.neurons"] = [*output.neurons[:count], *added]
        settings["network.born"] = born + len(added)
    yield settings, translated("the output becomes {choice}", choice=_words(choice))


def _mend_batches(experiment: Experiment, kept: tuple[str, ...]) -> Iterator[Repair]:
    points = train_size(experiment, describe(experiment.data))
    if not _batch_problems(experiment, points):
        return
    if experiment.batches.order != "explicit":
        yield (
            {"batches.size": points},
            translated("a batch is all {points} training points", points=points),
        )
    elif not any(path.startswith("batches") for path in kept):
        yield (
            {"batches.order": "shuffled"},
            translated("batches are drawn, for those given name points that are gone"),
        )


def _mend_starts(experiment: Experiment, kept: tuple[str, ...]) -> Iterator[Repair]:
    """Starts given number by number go when the layer's shape does; what is trained already keeps its values."""
    for problem in _explicit_problems(experiment):
        if not any(path.endswith("_init") for path in kept):
            drawn = "xavier" if problem.where.endswith("weight_init") else "zero"
            yield (
                {problem.where: {"kind": drawn}},
                translated("what is new starts as {drawn}", drawn=drawn),
            )


def _mend_locks(experiment: Experiment, kept: tuple[str, ...]) -> Iterator[Repair]:
    """Locks go with what they were on."""
    if experiment.locked and "locked" not in kept:
        known = set(parameter_ids(experiment))
        if not experiment.locked <= known:
            yield {"locked": sorted(experiment.locked & known)}, ""
