"""One state into the next: the same bits however the way is cut, and what an edit keeps."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import reference
import small

import wbsim
from wbsim import device, engine, presets
from wbsim.activations import ACTIVATIONS, Activation
from wbsim.edits import carried, with_parameters
from wbsim.engine import State, Watch
from wbsim.experiment import Experiment
from wbsim.optimizers import OPTIMIZERS
from wbsim.plan import Plan, plan
from wbsim.probes import trace as trace_room
from wbsim.probes.plane import Section
from wbsim.probes.trace import Pick
from wbsim.problems import Refused
from wbsim.run import Saved
from wbsim.states import restored, saved

MANY = 1_000_000
KINDS = tuple(OPTIMIZERS)
each_kind = pytest.mark.parametrize("kind", KINDS)
each_precision = pytest.mark.parametrize("precision", ["float32", "float64"])


def circle(kind: str = "sgd", precision: str = "float32", **settings: Any) -> Plan:
    """A 2-4-2-1 network on the circle, with batches that do not divide the points."""
    return plan(
        Experiment.read(
            {
                "network": small.network(small.layer(4), small.layer(2), small.layer(1)),
                "optimizer": {"kind": kind, "learning_rate": 0.02},
                "batches": {"size": 12},
                "precision": precision,
            }
            | settings
        )
    )


def bits(state: State) -> bytes:
    """All of a state."""
    place = np.array([state.update, state.epoch, state.cursor, state.steps])
    return b"".join(part.tobytes() for part in (place, state.theta, state.slots))


# --- the same bits -----------------------------------------------------------------------------------------


def test_no_update_is_the_identity() -> None:
    shapes = circle()
    state = engine.advance(engine.initial(shapes), shapes, 5)
    assert engine.advance(state, shapes, 0) is state
    after, bins = engine.record(state, shapes, 0, 1)
    assert after is state
    assert len(bins.update) == 0


def test_training_never_goes_back() -> None:
    shapes = circle()
    with pytest.raises(ValueError, match=r"-1 updates: .* 0 or more"):
        engine.advance(engine.initial(shapes), shapes, -1)


def test_a_state_is_never_changed() -> None:
    shapes = circle("momentum")
    state = engine.initial(shapes)
    before = bits(state)
    engine.advance(state, shapes, 10)
    assert bits(state) == before
    for array in (state.theta, state.slots, engine.advance(state, shapes, 1).theta):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


@each_precision
@each_kind
@pytest.mark.parametrize("remainder", ["keep", "drop", "carry"])
def test_steps_of_1_and_7_and_700_come_to_the_same_bits(kind: str, precision: str, remainder: str) -> None:
    shapes = circle(kind, precision, batches={"size": 12, "remainder": remainder})
    start = engine.initial(shapes)
    whole = bits(engine.advance(start, shapes, 700))
    for step in (1, 7):
        state = start
        for _ in range(700 // step):
            state = engine.advance(state, shapes, step)
        assert bits(state) == whole


@pytest.mark.parametrize(
    "batches", [{"order": "as_given"}, {"order": "explicit", "explicit": [[0], [3, 1], [2, 2, 2]]}]
)
def test_the_way_is_cut_anywhere_in_any_order(batches: dict[str, Any]) -> None:
    shapes = circle("adam", batches=batches)
    start = engine.initial(shapes)
    whole = bits(engine.advance(start, shapes, 64))
    for cut in (1, 2, 3, 24, 25, 26, 63):
        assert bits(engine.advance(engine.advance(start, shapes, cut), shapes, 64 - cut)) == whole


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is counted in other units elsewhere")
def test_explicit_batches_take_no_memory_for_a_batch_size_that_does_not_apply() -> None:
    """In a process of its own, for a peak is never forgotten."""
    wish = small.experiment(hidden=(40,), batches={"order": "explicit", "explicit": [[0], [1]], "size": MANY})
    script = """
import resource, sys
from wbsim import engine
from wbsim.experiment import Experiment
from wbsim.plan import plan
wish = Experiment.model_validate_json(sys.stdin.read())
engine.warm(plan(wish.changed({"batches.order": "as_given", "batches.size": 1})))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
shapes = plan(wish)
engine.advance(engine.initial(shapes), shapes, 10)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    grown = subprocess.run(
        [sys.executable, "-c", script], input=wish.model_dump_json(), capture_output=True, text=True, check=True,
        env=os.environ | {"PYTHONPATH": str(Path(wbsim.__path__[0]).parent)},
    )  # fmt: skip
    values = MANY * 41 * 8  # in float64
    assert int(grown.stdout) * 1024 < values, "two arrays of that size were made"


def test_epochs_and_cursors_say_how_far_through_the_points_it_is() -> None:
    def place(updates: int, **batches: Any) -> tuple[int, int]:
        shapes = plan(small.experiment(batches={"size": 5, **batches}))  # of 12 points
        state = engine.advance(engine.initial(shapes), shapes, updates)
        return state.epoch, state.cursor

    assert [place(n) for n in range(5)] == [(0, 0), (0, 5), (0, 10), (1, 0), (1, 5)]
    assert [place(n, remainder="drop") for n in range(4)] == [(0, 0), (0, 5), (1, 0), (1, 5)]
    assert [place(n, remainder="carry") for n in range(6)] == [
        (0, 0),
        (0, 5),
        (0, 10),
        (1, 5),
        (1, 10),
        (2, 5),
    ]
    assert [place(n, order="explicit", explicit=[[0], [1]]) for n in range(4)] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
    ]


@each_kind
@pytest.mark.parametrize("stride", [1, 3, 10, 1000])
def test_recording_changes_no_bit_and_its_bins_are_those_of_a_replay(kind: str, stride: int) -> None:
    shapes = circle(kind)
    start = engine.advance(engine.initial(shapes), shapes, 4)
    state, bins = engine.record(start, shapes, 35, stride)
    assert bits(state) == bits(engine.advance(start, shapes, 35))

    ends = [u for u in range(5, 40) if u % stride == 0 or u == 39]
    assert bins.update.tolist() == ends
    now, thetas, losses = start, [], []
    for _ in range(35):
        now, one = engine.record(now, shapes, 1, 1)
        thetas.append(now.theta)
        losses.append(float(one.loss[0, 2]))
    begins = [4, *ends[:-1]]
    for k, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        here = slice(begin - 4, end - 4)
        assert bins.loss[k].tolist() == [min(losses[here]), max(losses[here]), losses[here][-1]]
        seen = np.array(thetas[here])
        assert bins.theta[k].tobytes() == np.array([seen.min(0), seen.max(0), seen[-1]]).tobytes()


def test_the_bins_of_a_large_network_hold_the_last_values_alone() -> None:
    shapes = circle(network=small.network(small.layer(64), small.layer(64), small.layer(1)))
    assert shapes.size > engine.RANGED
    state, bins = engine.record(engine.initial(shapes), shapes, 4, 2)
    places = shapes.layout.followed
    assert bins.theta.shape == (2, 1, len(places)) and len(places) < shapes.size
    assert bins.theta[-1, 0].tobytes() == state.theta[places].tobytes()


def test_watching_changes_no_number() -> None:
    shapes = circle("adam")
    watched = unwatched = engine.initial(shapes)
    everything = Watch(plane=16, unit=2, maps=8, pick=Pick(), gradient=True)
    for _ in range(10):
        engine.look(watched, shapes, everything)
        watched = engine.advance(watched, shapes, 3)
        unwatched = engine.advance(unwatched, shapes, 3)
    assert bits(watched) == bits(unwatched)


_ELSEWHERE = """
import hashlib, json, sys
from wbsim import engine
from wbsim.experiment import Experiment
from wbsim.plan import plan
digest = hashlib.sha256()
for wish in json.load(sys.stdin):
    shapes = plan(Experiment.read(wish))
    state = engine.advance(engine.initial(shapes), shapes, 500)
    digest.update(state.theta.tobytes() + state.slots.tobytes())
    seen = engine.look(state, shapes, engine.Watch(gradient=True))
    digest.update(seen.gradient.tobytes() + repr(seen.fit.train_loss).encode())
print(digest.hexdigest())
"""


def elsewhere(wishes: list[Experiment], script: str = _ELSEWHERE, **environment: str) -> str:
    """What a script says of some experiments in another process: the digest of 500 updates of each."""
    root = str(Path(wbsim.__path__[0]).parent)
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps([wish.written() for wish in wishes]),
        env=os.environ | {"PYTHONPATH": root, "PYTHONHASHSEED": "1"} | environment,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def here(wishes: list[Experiment]) -> str:
    """The same digest from this process."""
    digest = hashlib.sha256()
    for wish in wishes:
        shapes = plan(wish)
        state = engine.advance(engine.initial(shapes), shapes, 500)
        digest.update(state.theta.tobytes() + state.slots.tobytes())
        seen = engine.look(state, shapes, Watch(gradient=True))
        assert seen.gradient is not None and seen.fit is not None
        digest.update(seen.gradient.tobytes() + repr(seen.fit.train_loss).encode())
    return digest.hexdigest()


def over_images_and_sequences(precision: str) -> list[Experiment]:
    """Experiments with layers of every kind: with and without padding, and steps that are read or not."""
    images, sequences = small.points(50, 50, classes=3), small.points(50, 10, classes=3)
    images["points"] |= {"picture": (5, 5), "channels": 2}
    sequences["points"] |= {"steps": 5}
    output = small.layer(3, "softmax")
    wished = {"loss": "cross_entropy", "precision": precision, "batches": {"size": 21}}
    pools = [{"kind": "pooling", "takes": takes, "window": 2, "stride": 1} for takes in ("max", "average")]
    filters = [small.layer(n, "tanh", kind="convolution", kernel=3, padding=p) for n, p in ((9, 0), (3, 1))]
    steps = [small.layer(9, "relu", kind="recurrent", gives=gives) for gives in ("all", "last")]
    return [
        small.experiment(data=data, network=small.network(*layers, output), **wished)
        for data, layers in ((images, (filters[0], pools[0], filters[1], pools[1])), (sequences, steps))
    ]


def usual() -> list[Experiment]:
    """Experiments that reach every activation, loss and optimizer, and a wide network, at both precisions."""
    wishes = [circle(kind, precision).experiment for kind in KINDS for precision in ("float32", "float64")]
    mixed = small.network(small.layer(5, "relu"), small.layer(6, "sigmoid"), small.layer(3, "softmax"))
    data = small.points(50, 3, classes=3)
    for precision in ("float32", "float64"):
        wishes.append(
            small.experiment(
                data=data,
                network=mixed,
                loss="cross_entropy",
                precision=precision,
                optimizer={"kind": "adam"},
                batches={"size": 17, "remainder": "carry"},
            )
        )
        wide = small.network(small.layer(37, "tanh"), small.layer(20, "gelu"), small.layer(3, "softmax"))
        wishes.append(
            small.experiment(
                data=data, network=wide, loss="cross_entropy", precision=precision, batches={"size": 21}
            )
        )
        binary = small.network(small.layer(4, "relu"), small.layer(1, "sigmoid"))
        wishes.append(circle("momentum", precision, network=binary, loss="bce").experiment)
        names = [entry.name for entry in ACTIVATIONS if entry.rule]
        every = small.network(*(small.layer(2, name) for name in names), small.layer(1, "linear"))
        wishes += [
            circle(precision=precision, network=every, loss=one).experiment
            for one in ("mae", "huber", "hinge")
        ]
        wishes += over_images_and_sequences(precision)
    return wishes


def test_two_processes_come_to_the_same_bits() -> None:
    assert elsewhere(usual()) == here(usual())


@pytest.mark.skipif(
    platform.machine().lower() not in ("x86_64", "amd64"), reason="no other vector unit to speak of"
)
def test_a_processor_with_smaller_vectors_comes_to_the_same_bits() -> None:
    assert elsewhere(usual(), **small.NARROW) == here(usual())


_UNCOMPILED = (
    _ELSEWHERE.replace("500", "4")
    .replace(
        "digest.update(state.theta.tobytes() + state.slots.tobytes())",
        "print(json.dumps(state.theta.tolist())); continue",
    )
)  # fmt: skip


def test_the_mathematics_runs_uncompiled_to_the_same_numbers() -> None:
    wishes = usual()
    environment = {"NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}  # whole numbers may wrap around
    *lines, _ = elsewhere(wishes, _UNCOMPILED, **environment).splitlines()
    assert len(lines) == len(wishes)
    for wish, line in zip(wishes, lines, strict=True):
        shapes = plan(wish)
        theta = engine.advance(engine.initial(shapes), shapes, 4).theta
        close = 1e-5 if wish.precision == "float32" else 1e-12
        np.testing.assert_allclose(json.loads(line), theta, rtol=close, atol=close)


# --- states in files ---------------------------------------------------------------------------------------


@each_precision
@each_kind
def test_a_saved_state_goes_on_with_the_same_bits(kind: str, precision: str) -> None:
    shapes = circle(kind, precision)
    state = engine.advance(engine.initial(shapes), shapes, 123)
    text = saved(state, shapes).model_dump_json()
    again = restored(Saved.model_validate_json(text), shapes)
    assert bits(again) == bits(state)
    assert bits(engine.advance(again, shapes, 77)) == bits(engine.advance(state, shapes, 77))


def test_a_state_of_another_network_is_refused() -> None:
    small_one, large = circle(), circle(network=small.network(small.layer(5), small.layer(1)))
    kept = saved(engine.initial(small_one), small_one)
    with pytest.raises(
        Refused, match=r"state\.parameters: its parameters are not those of the network; '.*' is the"
    ):
        restored(kept, large)
    with pytest.raises(Refused, match=r"state\.slots: .*\['velocity'\]"):
        restored(kept, circle("momentum"))


# --- what may move -----------------------------------------------------------------------------------------


def moved(shapes: Plan, updates: int = 60) -> dict[str, bool]:
    """Which parameters training moved."""
    start = engine.initial(shapes)
    state = engine.advance(start, shapes, updates)
    return dict(zip(shapes.ids, (state.theta != start.theta).tolist(), strict=True))


@each_kind
def test_a_locked_weight_never_moves_and_keeps_empty_slots(kind: str) -> None:
    locked = {"w:2<x1", "b:8", "w:10<7"}
    shapes = circle(kind, locked=sorted(locked), penalty={"l2": 0.1, "on": "both"})
    assert {name for name, moves in moved(shapes).items() if not moves} == locked
    state = engine.advance(engine.initial(shapes), shapes, 60)
    places = [shapes.index[name] for name in locked]
    assert (state.slots[:, places] == 0).all()


@each_kind
def test_a_frozen_layer_never_moves(kind: str) -> None:
    layers = [small.layer(4), small.layer(2, trainable=False), small.layer(1)]
    shapes = circle(kind, network=small.network(*layers), penalty={"l2": 0.1, "on": "both"})
    still = {name for name, moves in moved(shapes).items() if not moves}
    row = shapes.rows[1]
    assert still == set(shapes.ids[row.weights : row.biases + row.fan_out])


@each_kind
@pytest.mark.parametrize("train", ["weights", "biases"])
def test_only_weights_or_only_biases_move_where_that_is_wished(kind: str, train: str) -> None:
    shapes = circle(kind, train=train, penalty={"l2": 0.1, "on": "both"})
    for name, moves in moved(shapes).items():
        assert moves == (name.startswith("b:") == (train == "biases")), name


@each_kind
def test_a_network_without_trainable_parameters_stays_where_it_is(kind: str) -> None:
    layers = [small.layer(3, trainable=False), small.layer(1, trainable=False)]
    shapes = circle(kind, network=small.network(*layers))
    start = engine.initial(shapes)
    state = engine.advance(start, shapes, 100)
    assert state.theta.tobytes() == start.theta.tobytes()
    assert state.update == 100


# --- starts ------------------------------------------------------------------------------------------------


def start_of(wish: Experiment) -> dict[str, float]:
    """The first value of every parameter."""
    shapes = plan(wish)
    return saved(engine.initial(shapes), shapes).parameters


INITIALIZERS = [
    {"kind": "uniform", "low": -0.5, "high": 0.5}, {"kind": "normal", "std": 0.3}, {"kind": "xavier"}, {"kind": "he"},
    {"kind": "lecun"},
]  # fmt: skip


@pytest.mark.parametrize("initializer", INITIALIZERS, ids=lambda wish: wish["kind"])
def test_a_network_without_biases_starts_with_the_weights_of_its_twin(initializer: dict[str, Any]) -> None:
    layer = {"neurons": 4, "weight_init": initializer, "bias_init": {"kind": "normal"}}
    with_biases = small.experiment(
        network=small.network(layer, {**layer, "neurons": 1, "activation": "linear"})
    )
    twin = with_biases.changed({"network.layers.0.bias": False, "network.layers.1.bias": False})
    one, two = start_of(with_biases), start_of(twin)
    assert {name for name in one if name not in two} == {name for name in one if name.startswith("b:")}
    assert all(one[name] == value for name, value in two.items())


def test_one_neuron_more_leaves_all_other_starts_as_they_were() -> None:
    wish = small.experiment()
    neurons, born = wish.network.layers[0].neurons, wish.network.born
    more = wish.changed({"network.layers.0.neurons": [*neurons, born + 1], "network.born": born + 1})
    one, two = start_of(wish), start_of(more)
    assert all(two[name] == value for name, value in one.items())
    assert len(two) == len(one) + 2 + 1 + 2


def test_another_seed_starts_elsewhere_and_the_same_one_at_the_same_place() -> None:
    wish = small.experiment()
    assert start_of(wish) == start_of(wish.changed({"seed": wish.seed}))
    other = start_of(wish.changed({"seed": wish.seed + 1}))
    assert all(value != other[name] for name, value in start_of(wish).items())


@pytest.mark.parametrize("entry", [a for a in ACTIVATIONS if a.rule], ids=lambda entry: entry.name)
def test_the_start_of_he_is_that_of_the_activation(entry: Activation) -> None:
    layers = [{"neurons": 200, "activation": entry.name, "weight_init": {"kind": "he"}} for _ in range(2)]
    shapes = plan(small.experiment(network=small.network(*layers, small.layer(1, "linear"))))
    spread = shapes.rows[1].weights_of(engine.initial(shapes).theta).std()
    assert spread == pytest.approx(np.sqrt(entry.he / 200), rel=0.03)


def test_starts_are_spread_as_their_initializers_say() -> None:
    def weights(initializer: dict[str, Any]) -> Any:
        layers = [{"neurons": 200, "weight_init": initializer}, {"neurons": 100, "weight_init": initializer}]
        shapes = plan(small.experiment(network=small.network(*layers, small.layer(1, "linear"))))
        return shapes.rows[1].weights_of(engine.initial(shapes).theta)

    uniform = weights({"kind": "uniform", "low": -1.0, "high": 3.0})
    assert uniform.min() >= -1
    assert uniform.max() < 3
    assert abs(uniform.mean() - 1) < 0.05
    assert abs(weights({"kind": "normal", "std": 2.0}).std() - 2) < 0.05
    assert abs(weights({"kind": "he"}).std() - np.sqrt(2 / 200)) < 0.005
    assert abs(weights({"kind": "lecun"}).std() - np.sqrt(1 / 200)) < 0.005
    xavier = weights({"kind": "xavier"})
    assert 0.98 < np.abs(xavier).max() / np.sqrt(6 / 300) <= 1
    assert (weights({"kind": "constant", "value": 0.25}) == 0.25).all()
    assert (weights({"kind": "zero"}) == 0).all()


# --- edits -------------------------------------------------------------------------------------------------


def edited(wish: Experiment, settings: dict[str, Any], updates: int = 25) -> tuple[Plan, State, Plan, State]:
    """A trained state and what a change of the experiment makes of it."""
    old, new = plan(wish), plan(wish.changed(settings))
    state = engine.advance(engine.initial(old), old, updates)
    return old, state, new, carried(state, old, new)


def values(state: State, shapes: Plan) -> dict[str, float]:
    return saved(state, shapes).parameters


def test_an_edit_of_the_architecture_keeps_every_value_by_its_id() -> None:
    wish = small.experiment(optimizer={"kind": "momentum", "learning_rate": 0.02})
    first, born = wish.network.layers[0].neurons, wish.network.born
    settings = {"network.layers.0.neurons": [first[2], first[0], born + 1], "network.born": born + 1}
    old, state, new, after = edited(wish, settings)
    before, kept, fresh = values(state, old), values(after, new), values(engine.initial(new), new)
    assert {name.split("<")[0] for name in before if name not in kept} >= {f"w:{first[1]}", f"b:{first[1]}"}
    for name, value in kept.items():
        assert value == before.get(name, fresh[name]), name
    slots, fresh_slots = (
        saved(after, new).slots["velocity"],
        saved(state, old).slots["velocity"],
    )
    for name, value in slots.items():
        assert value == fresh_slots.get(name, 0.0), name
    assert (after.update, after.steps) == (state.update, state.steps)
    assert engine.advance(after, new, 10).update == state.update + 10


def test_a_removed_layer_leaves_the_others_as_they_are() -> None:
    wish = small.experiment()
    layers = [layer.model_dump(mode="json") for layer in wish.network.layers]
    old, state, new, after = edited(wish, {"network.layers": [layers[0], layers[2]]})
    before, kept = values(state, old), values(after, new)
    row = old.rows[0]
    for name in old.ids[: row.biases + row.fan_out]:
        assert kept[name] == before[name]
    bias = f"b:{wish.network.output.neurons[0]}"
    assert kept[bias] == before[bias]


def test_a_bias_switched_off_and_on_starts_anew_and_the_weights_stay() -> None:
    wish = small.experiment()
    old, state, new, after = edited(wish, {"network.layers.0.bias": False})
    assert all(values(state, old)[name] == value for name, value in values(after, new).items())
    again = carried(after, new, old)
    fresh = values(engine.initial(old), old)
    for name, value in values(again, old).items():
        assert value == (values(after, new).get(name, fresh[name]))


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer.learning_rate": 0.5}, {"network.layers.0.activation": "relu"}, {"penalty.l2": 0.1},
        {"batches.size": 3}, {"loss": "half_mse"}, {"train": "biases"},
    ],
    ids=str,
)  # fmt: skip
def test_a_change_of_a_setting_resets_nothing(settings: dict[str, Any]) -> None:
    wish = small.experiment(optimizer={"kind": "adam", "learning_rate": 0.02})
    _, state, _, after = edited(wish, settings)
    assert bits(after) == bits(state)


def test_a_new_optimizer_begins_at_its_first_step_with_empty_slots() -> None:
    wish = small.experiment(optimizer={"kind": "momentum", "learning_rate": 0.02})
    _, state, new, after = edited(wish, {"optimizer.kind": "adam"})
    assert state.steps == 25
    assert after.steps == 0
    assert after.update == 25
    assert after.slots.shape == (2, new.size)
    assert (after.slots == 0).all()
    assert after.theta.tobytes() == state.theta.tobytes()
    x, t = reference.samples(new)
    batch = reference.shuffled(12, wish.seed, state.epoch)[state.cursor : state.cursor + 5]
    course, _ = reference.updated(reference.begun(new, after.theta), new, x[batch], t[batch])
    np.testing.assert_allclose(engine.advance(after, new, 1).theta, course.theta, rtol=1e-9)


def test_another_precision_keeps_the_values_as_far_as_it_can() -> None:
    _, state, new, after = edited(small.experiment(), {"precision": "float32"})
    assert after.theta.dtype == np.float32
    assert new.dtype == np.float32
    assert after.theta.tobytes() == state.theta.astype(np.float32).tobytes()


@pytest.mark.parametrize(
    ("theta", "slots", "said"),
    [
        (-1e300, 0.0, "hidden 1, bias 2 is -1e+300; float32 holds numbers up to 3.4e+38 only"),
        (0.0, 1e39, "the velocity of hidden 1, bias 2 is 1e+39; float32 holds numbers up to 3.4e+38 only"),
    ],
)
def test_a_number_too_large_for_the_new_precision_is_refused_by_its_name(
    theta: float, slots: float, said: str
) -> None:
    shapes = circle("momentum", "float64")
    state = engine.initial(shapes)
    place = shapes.index["b:3"]
    numbers, velocity = state.theta.copy(), state.slots.copy()
    numbers[place], velocity[0, place] = theta, slots
    new = plan(shapes.experiment.changed({"precision": "float32"}))
    with pytest.raises(Refused) as refused:
        carried(replace(state, theta=numbers, slots=velocity), shapes, new)
    assert [(p.where, p.what) for p in refused.value.problems] == [("precision", said)]


def test_a_change_that_moves_no_parameter_shares_the_numbers_of_the_state() -> None:
    shapes = circle("momentum")
    state = engine.advance(engine.initial(shapes), shapes, 5)
    faster = plan(shapes.experiment.changed({"optimizer.learning_rate": 0.5}))
    after = carried(state, shapes, faster)
    assert after.theta is state.theta and after.slots is state.slots
    other = plan(shapes.experiment.changed({"optimizer.kind": "adam"}))
    after = carried(state, shapes, other)
    assert after.theta is state.theta and after.slots.shape == (2, shapes.size) and not after.slots.any()


def test_other_points_begin_a_new_epoch() -> None:
    wish = small.experiment()
    _, state, new, after = edited(wish, {"data": small.points(7, 2)}, updates=4)
    assert (state.epoch, state.cursor) == (1, 5)
    assert (after.epoch, after.cursor) == (2, 0)
    assert engine.advance(after, new, 3).update == 7


def test_a_parameter_set_by_hand_is_that_parameter_and_no_other() -> None:
    shapes = circle("momentum")
    state = engine.advance(engine.initial(shapes), shapes, 10)
    after = with_parameters(state, shapes, {"b:7": 1.5, "w:2<x2": -2.0})
    changed = {name: v for name, v in values(after, shapes).items() if v != values(state, shapes)[name]}
    assert changed == {"b:7": 1.5, "w:2<x2": -2.0}
    assert after.slots.tobytes() == state.slots.tobytes()
    assert after.update == state.update
    assert engine.advance(after, shapes, 5).divergence is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"b:99": 1.0}, "b:99: there is no such parameter; an id looks like 'w:2<x1'"),
        ({"b:7": float("nan")}, "b:7: nan is out of range; it must be a finite float32 number"),
        ({"b:7": float("inf")}, "b:7: inf is out of range; it must be a finite float32 number"),
        ({"b:7": 1e39}, "b:7: 1e+39 is out of range; it must be a finite float32 number"),
    ],
)
def test_an_impossible_parameter_is_refused(given: dict[str, float], said: str) -> None:
    shapes = circle()
    state = engine.initial(shapes)
    with pytest.raises(Refused) as refused:
        with_parameters(state, shapes, {"b:8": 1.0, **given})
    assert str(refused.value) == said


def test_all_impossible_parameters_are_named_at_once() -> None:
    shapes = circle()
    with pytest.raises(Refused) as refused:
        with_parameters(engine.initial(shapes), shapes, {"b:99": 1.0, "b:7": float("nan")})
    assert len(refused.value.problems) == 2


# --- looking -----------------------------------------------------------------------------------------------


def test_the_fit_is_the_mean_loss_and_the_share_of_right_answers_on_both_parts() -> None:
    shapes = circle("adam")
    state = engine.advance(engine.initial(shapes), shapes, 400)
    fit = engine.look(state, shapes, Watch()).fit
    assert fit is not None
    assert fit.confusion is not None
    for part, loss, accuracy in (
        ("train", fit.train_loss, fit.train_accuracy),
        ("test", fit.test_loss, fit.test_accuracy),
    ):
        x, t = reference.samples(shapes, part)
        said = reference.outputs(state.theta, shapes, x)
        assert loss == pytest.approx(reference.mean_loss(state.theta, shapes, x, t), rel=1e-4)
        assert accuracy == np.mean((said >= 0) == (t > 0))
    assert fit.test_accuracy is not None
    assert fit.confusion.sum() == 250
    assert np.trace(fit.confusion) == round(fit.test_accuracy * 250)
    x, _ = reference.samples(shapes, "test")
    assert fit.read is not None  # of the points that test, in their order
    assert fit.read.tolist() == (reference.outputs(state.theta, shapes, x)[:, 0] >= 0).astype(int).tolist()


def test_of_values_no_class_is_read() -> None:
    shapes = plan(small.experiment())
    fit = engine.look(engine.initial(shapes), shapes, Watch()).fit
    assert fit is not None and fit.read is None and fit.confusion is None


def test_the_classes_of_a_softmax_are_counted_in_the_confusion() -> None:
    data = small.points(30, 2, classes=3)
    wish = small.experiment(
        data=data, network=small.network(small.layer(4), small.layer(3, "softmax")), loss="cross_entropy"
    )
    shapes = plan(wish)
    state = engine.advance(engine.initial(shapes), shapes, 20)
    x, t = reference.samples(shapes)
    said = reference.outputs(state.theta, shapes, x).argmax(axis=1)
    fit = engine.look(state, shapes, Watch()).fit
    assert fit is not None
    assert fit.test_accuracy is None
    assert fit.confusion is not None
    assert fit.confusion.tolist() == [
        [int(np.sum((t.argmax(1) == a) & (said == b))) for b in range(3)] for a in range(3)
    ]
    assert fit.read is not None
    assert fit.read.tolist() == said.tolist()


def test_the_plane_and_the_maps_are_the_values_at_the_middles_of_their_cells() -> None:
    shapes = circle("sgd", "float64", data={"features": ["x1", "x2", "x1*x2"]})
    state = engine.advance(engine.initial(shapes), shapes, 50)
    seen = engine.look(state, shapes, Watch(plane=4, maps=3, unit=None))
    assert seen.plane is not None
    assert seen.maps is not None
    low, high = shapes.description.ranges[0]
    ticks = low + (high - low) / 4 * (np.arange(4) + 0.5)
    points = np.array([[x1, x2] for x2 in ticks for x1 in ticks])
    np.testing.assert_allclose(seen.plane, engine.predict(state, shapes, points).reshape(4, 4), rtol=1e-12)
    assert seen.maps.shape == (3 + 4 + 2 + 1, 3, 3)
    middles = low + (high - low) / 3 * (np.arange(3) + 0.5)
    np.testing.assert_allclose(seen.maps[0], np.tile(middles, (3, 1)))
    np.testing.assert_allclose(seen.maps[1], np.tile(middles[:, None], (1, 3)))
    np.testing.assert_allclose(seen.maps[2], np.outer(middles, middles))
    neuron = shapes.rows[0].layer.neurons[1]
    field = engine.look(state, shapes, Watch(plane=3, unit=neuron)).plane
    assert field is not None
    np.testing.assert_allclose(field, seen.maps[shapes.value_rows[neuron]], rtol=1e-12)


def test_a_trace_holds_every_sum_value_and_error_of_a_sample() -> None:
    shapes = circle("sgd", "float64")
    state = engine.advance(engine.initial(shapes), shapes, 50)
    trace = engine.look(state, shapes, Watch(pick=Pick("test", 7))).trace
    assert trace is not None
    x, t = (part[7:8] for part in reference.samples(shapes, "test"))
    layers = reference.unpacked(state.theta, shapes)
    sums, kept = reference.forward(layers, reference.names_of(shapes), x)
    np.testing.assert_allclose(trace.values, np.concatenate([v[0] for v in kept]), rtol=1e-9)
    np.testing.assert_allclose(trace.sums[2:], np.concatenate([z[0] for z in sums]), rtol=1e-9)
    loss, told = reference.loss_and_gradient(state.theta, shapes, x, t)
    assert trace.loss == pytest.approx(loss, rel=1e-9)
    np.testing.assert_allclose(trace.gradient, told, rtol=1e-7, atol=1e-12)
    assert trace.target.tolist() == t[0].tolist()
    assert trace.point.tolist() == device.dataset(shapes).test.x[7].tolist()
    biases = [shapes.index[f"b:{n}"] for row in shapes.rows for n in row.layer.neurons]
    np.testing.assert_allclose(trace.deltas[2:], told[biases], rtol=1e-7, atol=1e-12)


def test_there_is_no_trace_of_a_point_that_is_not_there_and_no_plane_without_one() -> None:
    shapes = circle()
    state = engine.initial(shapes)
    assert engine.look(state, shapes, Watch(pick=Pick("train", 250))).trace is None
    many = plan(small.experiment(data=small.points(6, 33)))
    seen = engine.look(engine.initial(many), many, Watch(plane=8, maps=8))
    assert seen.plane is None and seen.maps is None and seen.curve is None


def test_a_plane_through_more_than_two_inputs_holds_the_others_where_it_says() -> None:
    shapes = plan(small.experiment(data=small.points(9, 4) | {"standardize": "inputs"}))
    state = engine.advance(engine.initial(shapes), shapes, 20)
    section = Section(axes=(2, 0), held=((1, 0.7),))
    field = engine.look(state, shapes, Watch(plane=4, section=section)).plane
    assert field is not None
    across, up = shapes.description.ranges[2], shapes.description.ranges[0]
    mean = device.dataset(shapes).train.x[:, 3].mean()
    for row, x0 in enumerate(np.linspace(*up, 9)[1::2]):
        for column, x2 in enumerate(np.linspace(*across, 9)[1::2]):
            told = engine.predict(state, shapes, np.array([[x0, 0.7, x2, mean]]))
            assert field[row, column] == pytest.approx(told[0, 0], abs=1e-12)
    lost = engine.look(state, shapes, Watch(plane=4, section=Section(axes=(2, 9)))).plane
    first = engine.look(state, shapes, Watch(plane=4)).plane
    assert lost is not None and np.array_equal(lost, first)


def test_a_single_input_has_a_curve_in_the_units_of_the_data() -> None:
    preset = presets.load("house-price").experiment.changed(
        {"data.standardize": "all", "optimizer.learning_rate": 0.05, "precision": "float64"}
    )
    shapes = plan(preset)
    state = engine.advance(engine.initial(shapes), shapes, 4000)
    seen = engine.look(state, shapes, Watch(plane=10, maps=4))
    assert seen.plane is None and seen.maps is None and seen.curve is not None
    size = np.linspace(*shapes.description.ranges[0], 21)[1::2]
    np.testing.assert_allclose(seen.curve, 2.5 * size - 10, atol=0.01)
    np.testing.assert_allclose(engine.predict(state, shapes, size[:, None])[:, 0], seen.curve, rtol=1e-12)


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("standardize", ["inputs", "all"])
@pytest.mark.parametrize("name", ["iris", "penguins", "pass-fail"])
def test_standardized_training_agrees_with_the_oracle(name: str, standardize: str, precision: str) -> None:
    wish = {"data.standardize": standardize, "precision": precision}
    shapes = plan(presets.load(name).experiment.changed(wish))
    x, t = reference.samples(shapes)
    seen = engine.look(engine.initial(shapes), shapes, Watch()).fit
    assert seen is not None
    loss = reference.mean_loss(engine.initial(shapes).theta, shapes, x, t)
    assert seen.train_loss == pytest.approx(loss, rel=2e-6 if precision == "float32" else 1e-12)


@pytest.mark.parametrize("loss", ["half_mse", "mse"])
def test_the_gradient_over_all_points_is_the_same_in_pieces(
    loss: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = circle(precision="float64", loss=loss)
    state = engine.advance(engine.initial(shapes), shapes, 30)
    samples = device.material(shapes).train
    _, whole, _, _ = device.gradients(shapes, state.theta, samples, np.arange(samples.count))
    asked: list[int] = []

    def noted(*arguments: Any) -> Any:
        asked.append(len(arguments[3]))
        return taken(*arguments)

    taken = device.gradients
    monkeypatch.setattr(trace_room, "PIECE", 128)
    monkeypatch.setattr(device, "gradients", noted)
    seen = engine.look(state, shapes, Watch(fit=False, gradient=True)).gradient
    assert asked == [128, 122] and sum(asked) == samples.count
    np.testing.assert_allclose(seen, whole, rtol=1e-12, atol=1e-15)


def test_warming_up_takes_no_gradient_of_more_than_one_point(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def noted(*arguments: Any) -> Any:
        asked.append(len(arguments[3]))
        return taken(*arguments)

    taken = device.gradients
    monkeypatch.setattr(device, "gradients", noted)
    engine.warm(circle())
    assert asked == [1]
