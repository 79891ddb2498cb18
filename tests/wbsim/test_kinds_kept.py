"""Runs of convolutional and recurrent networks go through files, the past and other branches to the same bits; what is wrong
with them is found and mended; lessons measure them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import layers
import numpy as np
import pytest
from small import bits

from wbsim import files
from wbsim.comparison import compare
from wbsim.engine import Watch, advance, initial, look
from wbsim.experiment import Experiment
from wbsim.findings import checks, findings
from wbsim.history import History
from wbsim.kept import kept_of
from wbsim.lessons.expressions import Unmeasured
from wbsim.lessons.measures import carry, layer_health, tap
from wbsim.lessons.sight import Sight
from wbsim.lessons.terms import TERMS, Moment
from wbsim.measured import measure
from wbsim.plan import plan
from wbsim.probes.health import health
from wbsim.probes.trace import Pick
from wbsim.run import Run
from wbsim.session import Session
from wbsim.simulation import replay
from wbsim.snapshot import Snapshot
from wbsim.states import restored, saved

CONV = layers.of_images(layers.convolution(2, "relu"), layers.pooling())
SERIES = layers.of_sequences(layers.recurrent(3))
EVERY = pytest.mark.parametrize("wish", [CONV, SERIES], ids=["conv", "series"])


def edited(wish: Experiment) -> Session:
    """A run that was trained, edited in its architecture and its numbers, and forked from its past."""
    session = Session(Run(experiment=wish))
    session.advance(20)
    session.change({"network.layers.0.neurons": 4})
    session.advance(10)
    session.set_parameters({session.here.plan.ids[1]: 0.25})
    session.advance(300)
    session.seek(25)
    session.change({"optimizer.kind": "adam"})
    session.advance(40)
    return session


@EVERY
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_session_that_is_saved_and_opened_goes_on_with_the_same_bits(
    wish: Experiment, precision: str, tmp_path: Path
) -> None:
    session = edited(wish.changed({"precision": precision}))
    path = tmp_path / "all.wbsim.json"
    files.write(path, kept_of(session.branches, session.branch.number, None, session.stop))
    again = Session(Run(experiment=wish))
    again.open_session(files.read(path))
    assert bits(again.here.state) == bits(session.here.state)
    for one, other in zip(session.branches, again.branches, strict=True):
        assert bits(one.state) == bits(other.state) == bits(replay(one.run, one.state.update).state)
    again.advance(15)
    session.advance(15)
    assert bits(again.here.state) == bits(session.here.state)


@EVERY
def test_a_state_is_kept_by_the_ids_of_its_parameters(wish: Experiment) -> None:
    shapes = plan(wish)
    state = advance(initial(shapes), shapes, 5)
    kept = saved(state, shapes)
    assert set(kept.parameters) == set(shapes.ids)
    assert bits(restored(kept, shapes)) == bits(state)


@EVERY
def test_the_past_is_what_it_was_and_branches_are_compared(wish: Experiment) -> None:
    session = edited(wish)
    session.seek(10)
    shapes = plan(wish)
    assert bits(session.here.state) == bits(advance(initial(shapes), shapes, 10))
    first, second = session.branches[:2]
    assert "Adam" in compare(first, second).settings
    assert compare(first, second).apart is not None


@EVERY
def test_the_spread_of_parameters_is_measured_layer_by_layer_and_a_pooling_has_none(wish: Experiment) -> None:
    shapes = plan(wish)
    state = initial(shapes)
    spread = measure(shapes, state).spread
    for place, row in enumerate(shapes.rows, 1):
        if not row.fan_out:
            assert np.isnan(spread[place]).all()
            continue
        biases = row.biases_of(state.theta)
        assert biases is not None
        for kind, values in enumerate((row.weights_of(state.theta), biases)):
            assert spread[place, kind, [0, -1]].tolist() == [values.min(), values.max()]


# --- findings ------------------------------------------------------------------------------------------------


def found_in(wish: Experiment, updates: int = 0, **settings: Any) -> dict[str, Any]:
    shapes = plan(wish.changed(settings))
    state = advance(initial(shapes), shapes, updates)
    seen = health(shapes, state.theta)
    found = findings(shapes, state, seen, History())
    assert checks(shapes, state, seen, History(), found)
    return {one.kind: one for one in found}


def test_dead_filters_are_found_at_every_place_and_a_raised_bias_wakes_them() -> None:
    dead = {"network.layers.0.bias_init": {"kind": "constant", "value": -100.0}}
    found = found_in(CONV, **dead)["dead"]
    assert found.words.startswith(
        "convolution 1: all 2 filters are dead: they give 0 for every training point and every"
    )
    assert found.neurons == CONV.network.layers[0].neurons
    shapes = plan(CONV.changed(dead))
    theta = initial(shapes).theta.copy()
    for name, value in found.remedies[0].parameters(shapes, theta).items():
        theta[shapes.index[name]] = value
    assert not health(shapes, theta).layer(shapes.rows[0].layer.id).dead


def test_filters_that_are_one_and_the_same_are_found_and_told_apart_from_neurons() -> None:
    same = {
        f"network.layers.0.{part}": {"kind": "constant", "value": 0.2}
        for part in ("weight_init", "bias_init")
    }
    assert found_in(CONV, **same)["same"].words == "all 2 filters of convolution 1 are one and the same"
    assert found_in(SERIES, **same)["same"].words == "all 3 neurons of recurrent 1 are one and the same"


def test_biases_that_are_off_are_found_whatever_stands_between_the_layers() -> None:
    off = {"network.layers.0.bias": False, "network.layers.2.bias": False}
    found = found_in(CONV, 3, **off)["zero_biases"]
    assert found.words == "all biases are stuck at 0: they are off"
    assert found.remedies[0].settings == {"network.layers.0.bias": True, "network.layers.2.bias": True}


def test_where_nothing_is_wrong_filters_and_neurons_are_counted_and_poolings_are_not() -> None:
    well = found_in(CONV)["well"]
    assert "None of 5 filters and neurons is dead or a copy of another" in well.why


# --- lessons -------------------------------------------------------------------------------------------------


def moment(wish: Experiment) -> Moment:
    shapes = plan(wish)
    state = initial(shapes)
    watch = Watch(pick=Pick(), health=True)
    seen = look(state, shapes, watch)
    run = Run(experiment=wish)
    return Moment(
        Snapshot(plan=shapes, run=run, state=state, history=History(), watch=watch, seen=seen), Sight()
    )


def test_lessons_measure_a_filter_by_tap_and_a_recurrent_weight_by_what_it_carries() -> None:
    images, series = moment(CONV).snapshot, moment(SERIES).snapshot
    shapes = images.plan
    neuron = shapes.rows[0].layer.neurons[1]
    assert tap(images, 1, 2, 1, 3, 2) == images.state.theta[shapes.index[f"w:{neuron}<image@3,2"]]
    one, two, _ = series.plan.rows[0].layer.neurons
    assert carry(series, 1, 2, 1) == series.state.theta[series.plan.index[f"w:{two}<{one}"]]
    for wrong in ((1, 2, 1, 4, 1), (1, 2, 2, 1, 1), (3, 1, 1, 1, 1), (1, 3, 1, 1, 1)):
        with pytest.raises(Unmeasured):
            tap(images, *wrong)
    for place in (0, 4, "x"):
        with pytest.raises(Unmeasured):
            carry(series, 1, 1, place)
    with pytest.raises(Unmeasured, match="only a recurrent layer"):
        carry(images, 1, 1, 1)


def test_terms_about_neurons_are_known_of_cells_and_not_of_filters_or_poolings() -> None:
    images, series = moment(CONV), moment(SERIES)
    hidden = series.snapshot.seen.trace
    assert hidden is not None
    row = series.plan.rows[0]
    assert series.term("a", (1, 3)) == hidden.values[row.target_row + row.values - 1]
    assert images.term("b", (1, 2)) == initial(images.plan).theta[images.plan.rows[0].biases + 1]
    with pytest.raises(Unmeasured, match="a filter has a value at every place of its map"):
        images.term("z", (1, 1))
    with pytest.raises(Unmeasured, match="layer 2 is a pooling"):
        layer_health(images.snapshot, 2)
    assert images.term("dead", (3,)) == 0
    assert images.term("neurons", (2,)) == 0
    assert images.term("used", (1,)) == 16


def test_the_gradient_at_a_step_is_that_of_its_layer() -> None:
    series = moment(layers.of_sequences(layers.recurrent(3, gives="all"), layers.recurrent(2)))
    for layer in (1, 2):
        assert series.term("heard", (layer, 6)) == 1.0
    assert {"tap", "carry", "class_accuracy"} <= set(TERMS)


def test_the_accuracy_of_a_class_is_its_share_that_is_read_as_it() -> None:
    wish = layers.of_images(layers.convolution(2), data=layers.images(count=30) | {"train_share": 60})
    shapes = plan(wish)
    state = initial(shapes)
    watch = Watch()
    seen = look(state, shapes, watch)
    shown = Snapshot(
        plan=shapes, run=Run(experiment=wish), state=state, history=History(), watch=watch, seen=seen
    )
    assert seen.fit is not None
    table = seen.fit.confusion
    assert table is not None
    for k in range(3):
        assert Moment(shown, Sight()).term("class_accuracy", (k + 1,)) == pytest.approx(
            table[k, k] / table[k].sum()
        )
    with pytest.raises(Unmeasured):
        Moment(shown, Sight()).term("class_accuracy", (4,))
