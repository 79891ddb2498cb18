"""The numbers behind pictures as tables: what is written reads back as the numbers of the snapshot."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from wbsim import Pick, Watch, presets
from wbsim.extracts import Column, Extract, answers, as_csv, curves, layers, parameters
from wbsim.extracts.names import parameter_names
from wbsim.plan import plan
from wbsim.run import Run
from wbsim.session import Session
from wbsim.smoothing import smoothed, span_of
from wbsim.snapshot import Snapshot
from wbsim.translation import choose

WATCH = Watch(plane=16, maps=0, pick=Pick("test", 1), gradient=True, health=True, coming=True)


def seen(name: str = "circle", updates: int = 40, watch: Watch = WATCH) -> Snapshot:
    session = Session(Run(experiment=presets.load(name).experiment))
    session.advance(updates)
    return session.snapshot(watch)


def read(extract: Extract | None) -> dict[str, list[str]]:
    """The columns of what is written, by their heads."""
    assert extract is not None
    heads, *rows = csv.reader(io.StringIO(as_csv(extract)))
    assert len(set(heads)) == len(heads)
    return {head: [row[k] for row in rows] for k, head in enumerate(heads)}


def numbers(column: list[str], dtype: type = np.float64) -> np.ndarray:
    return np.array(column).astype(dtype)


# --- how it is written ---------------------------------------------------------------------------------------


def test_every_number_reads_back_as_the_same_one_at_its_own_precision() -> None:
    doubles, singles = [0.1 + 0.2, 1e-300, -0.0, 1 / 3], np.float32([0.1, 1 / 3, 1e-30, 7])
    table = read(Extract("x", (Column("double", doubles), Column("single", singles, "cm"))))
    assert [float(cell) for cell in table["double"]] == doubles
    assert (numbers(table["single (cm)"], np.float32) == singles).all()
    assert table["single (cm)"][0] == "0.1"


def test_what_is_missing_is_empty_and_what_is_no_number_says_so() -> None:
    table = read(Extract("x", (Column("a", [None, float("nan"), float("inf"), True, "a,b\n“c”"]),)))
    assert table["a"] == ["", "nan", "inf", "1", "a,b\n“c”"]


def test_columns_of_unequal_length_are_no_table() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        as_csv(Extract("x", (Column("a", [1]), Column("b", [1, 2]))))


# --- curves --------------------------------------------------------------------------------------------------


def test_losses_are_those_of_the_history_raw_and_smoothed() -> None:
    shown = seen(updates=90)
    table, batch = read(curves.losses(shown)), shown.history.loss()
    update = numbers(table["update"], np.int64)
    assert (np.diff(update) > 0).all()
    raw = table["batch_loss (half_mse)"]
    assert raw[0] == "" and update[0] == 0  # before the first update there is no batch
    assert (numbers(raw[1:]) == batch.last).all()
    mean = smoothed(batch.update, batch.last, span_of(shown.history.stride))
    assert (numbers(table["batch_smoothed (half_mse)"][1:]) == mean).all()
    measured = {one.update: one.fit for one in shown.history.measured}
    for name in ("train_loss (half_mse)", "test_loss (half_mse)", "test_accuracy"):
        written = {int(u): cell for u, cell in zip(update, table[name], strict=True) if cell}
        wanted = {u: getattr(fit, name.split(" ")[0]) for u, fit in measured.items()}
        assert {u: float(cell) for u, cell in written.items()} == wanted
    assert "train_rmse" not in table


@pytest.mark.parametrize("kind", ["weights", "biases"])
def test_parameters_over_updates_end_with_those_of_the_state(kind: str) -> None:
    shown = seen(updates=64)
    plan = shown.plan
    table = read(curves.parameters(shown, kind))  # type: ignore[arg-type]
    of_kind = plan.is_bias == (kind == "biases")
    names = [plan.name_of(id) for id, mine in zip(plan.ids, of_kind, strict=True) if mine]
    assert list(table) == ["update", *names]
    assert table["update"][0] == "0" and table["update"][-1] == "64"
    last = np.array([table[name][-1] for name in names]).astype(np.float32)
    assert (last == shown.state.theta[of_kind]).all()


def test_a_parameter_that_came_later_has_empty_cells_before() -> None:
    session = Session(Run(experiment=presets.load("xor").experiment))
    session.advance(10)
    first = session.experiment.network.layers[0]
    wider = session.experiment.network.model_copy(
        update={
            "layers": (
                first.model_copy(update={"neurons": (*first.neurons, 99)}),
                *session.experiment.network.layers[1:],
            )
        }
    )
    session.change({"network": wider})
    session.advance(10)
    shown = session.snapshot(Watch())
    table = read(curves.parameters(shown, "biases"))
    new = table[shown.plan.name_of("b:99")]
    assert new[0] == "" and new[-1] != ""


def test_twins_stand_side_by_side() -> None:
    shown, other = seen(updates=30), seen(updates=30)
    table = read(curves.twins(replace(shown, twin=other)))
    assert table["a_train_loss (half_mse)"] == table["b_train_loss (half_mse)"]
    assert "b_train_loss (half_mse)" not in read(curves.twins(shown))


def test_every_branch_is_a_line() -> None:
    session = Session(Run(experiment=presets.load("xor").experiment))
    session.advance(20)
    session.seek(10)
    session.change({"optimizer.learning_rate": 0.5})
    session.advance(5)
    table = read(curves.branches(session.snapshot(Watch())))
    assert table["branch"] == ["A", "B"] and table["parent"] == ["", "A"]
    assert table["left_at (update)"] == ["", "10"] and table["update"] == ["20", "15"]
    assert table["at_hand"] == ["0", "1"]


# --- one moment ----------------------------------------------------------------------------------------------


def test_the_table_of_parameters_is_the_state() -> None:
    shown = seen()
    table = read(parameters.parameters(shown))
    assert table["id"] == list(shown.plan.ids)
    assert (numbers(table["value"], np.float32) == shown.state.theta).all()
    assert (numbers(table["gradient"], np.float32) == shown.seen.gradient).all()
    assert set(table["layer"]) == {"hidden 1", "hidden 2", "output"} and set(table["trainable"]) == {"1"}
    assert "gradient" not in read(parameters.parameters(seen(watch=Watch())))


def test_what_the_optimizer_remembers_is_in_the_table() -> None:
    session = Session(Run(experiment=presets.load("xor").experiment.changed({"optimizer.kind": "adam"})))
    session.advance(5)
    shown = session.snapshot(Watch())
    table = read(parameters.parameters(shown))
    for place, name in enumerate(shown.plan.slots):
        assert (numbers(table[name], np.float32) == shown.state.slots[place]).all()


def test_the_coming_update_leads_from_the_old_numbers_to_the_new_ones() -> None:
    shown = seen()
    assert shown.coming is not None
    table = read(parameters.update(shown))
    assert (numbers(table["new"], np.float32) == shown.coming.after.theta).all()
    assert (numbers(table["gradient"], np.float32) == shown.coming.gradient).all()
    assert parameters.update(seen(watch=Watch())) is None


def test_counts_and_the_first_layer_say_what_the_plan_says() -> None:
    shown = seen("digits", updates=2)
    counts, first = read(parameters.counts(shown)), read(parameters.first_layer(shown))
    assert sum(map(int, counts["weights"])) + sum(map(int, counts["biases"])) == shown.plan.size
    weights = shown.plan.rows[0].weights_of(shown.state.theta)
    assert (numbers(first["p1"], np.float32) == weights[:, 0]).all() and len(first) == 2 + 64


@pytest.mark.parametrize("name", presets.names())
def test_parameters_have_the_names_that_readers_know_in_english(name: str) -> None:
    shapes = plan(presets.load(name).experiment)
    some = range(0, shapes.size, max(1, shapes.size // 300))
    names = parameter_names(shapes.layout)
    assert len(names) == len(set(names)) == shapes.size
    assert [names[k] for k in some] == [shapes.name_of(shapes.id_of(k)) for k in some]


def test_tables_read_the_same_in_every_language() -> None:
    shown = seen(updates=5)
    english = as_csv(parameters.parameters(shown)), as_csv(curves.losses(shown))
    choose("de")
    try:
        assert shown.plan.name_of(shown.plan.ids[0]) != "hidden 1, weight x1→1"  # it is spoken
        assert (as_csv(parameters.parameters(shown)), as_csv(curves.losses(shown))) == english
    finally:
        choose("en")


# --- what a network says -------------------------------------------------------------------------------------


def test_points_are_told_as_the_fit_tells_them() -> None:
    shown = seen()
    table, fit = read(answers.points(shown)), shown.seen.fit
    assert fit is not None
    right = np.array(table["class"]) == np.array(table["read_as"])
    test = np.array(table["part"]) == "test"
    assert right[test].mean() == fit.test_accuracy and right[~test].mean() == fit.train_accuracy
    trace = shown.seen.trace
    assert trace is not None
    row = np.flatnonzero(test)[1]
    assert [float(table[name][row]) for name in ("x1", "x2")] == trace.point.tolist()
    assert np.float32(table["output"][row]) == pytest.approx(trace.values[-1], rel=1e-5)


def test_values_are_in_the_units_of_the_data() -> None:
    shown = seen("house-price")
    table, fit, unit = read(answers.points(shown)), shown.seen.fit, shown.plan.description.target_unit
    assert fit is not None and unit
    true, told = (numbers(table[f"{name} ({unit})"]) for name in ("target", "output"))
    train = np.array(table["part"]) == "train"
    assert np.sqrt(np.mean((true - told)[train] ** 2)) == pytest.approx(fit.train_rmse, rel=1e-5)
    pairs = read(answers.pairs(shown))
    assert (numbers(pairs[f"true ({unit})"]) == fit.pairs[:, 0]).all()


def test_cells_of_the_plane_have_their_places_and_values() -> None:
    shown = seen()
    plane = shown.seen.plane
    assert plane is not None
    table = read(answers.plane(shown))
    assert (numbers(table["value"], np.float32).reshape(16, 16) == plane).all()
    x1, x2 = numbers(table["x1"]).reshape(16, 16), numbers(table["x2"]).reshape(16, 16)
    (low, high), _ = shown.plan.description.ranges
    assert x1[0, 0] == low + (high - low) / 32 and (x1 == x1[0]).all() and (x2[:, 0] == x2.T).all()


def test_a_plane_of_several_classes_says_which_wins_and_where_other_inputs_stand() -> None:
    shown = seen("iris")
    table = read(answers.plane(shown))
    regions, classes = shown.seen.regions, shown.plan.description.classes
    assert regions is not None
    assert table["class"] == [classes[k] for k in regions.winner.ravel()]
    inputs = [head for head in table if head not in ("class", "value", "lead")]
    assert len(inputs) == 4 and len(set(table[inputs[2]])) == 1


def test_a_curve_has_one_input_and_nothing_is_written_where_nothing_was_measured() -> None:
    shown = seen("linear-regression")
    table = read(answers.plane(shown))
    assert len(table) == 2 and (numbers(list(table.values())[1]) == shown.seen.curve).all()
    assert answers.plane(seen(watch=Watch())) is None
    assert answers.shares(seen(watch=Watch())) is None


def test_confusion_is_that_of_the_fit() -> None:
    shown = seen("iris")
    assert shown.seen.fit is not None
    table = read(answers.confusion(shown))
    classes = shown.plan.description.classes
    written = np.array([table[f"read_as_{name} (points)"] for name in classes]).astype(int).T
    assert (written == shown.seen.fit.confusion).all() and table["class"] == list(classes)
    assert answers.confusion(seen("house-price")) is None


# --- layers and samples --------------------------------------------------------------------------------------


def test_layers_are_in_numbers_what_the_detective_measured() -> None:
    shown = seen("dead-relu", updates=100)
    health = shown.seen.health
    assert health is not None
    table = read(layers.health(shown))
    assert list(map(int, table["dead"])) == [len(one.dead) for one in health.layers]
    assert numbers(table["weights_rms"]).tolist() == [one.weights.rms for one in health.layers]
    spread = read(layers.spreads(shown))
    mine = [
        k
        for k, (name, of) in enumerate(zip(spread["layer"], spread["of"], strict=True))
        if (name, of) == ("output", "weights")
    ]
    assert sum(int(spread["count"][k]) for k in mine) == health.layers[-1].weights.counts.sum()
    norms = read(layers.penalty(shown))
    assert float(norms["norm_of_weights"][0]) == health.weight_norm


def test_maps_of_filters_and_pixels_of_the_image_are_those_of_the_trace() -> None:
    shown = seen("digits-conv", updates=5)
    trace = shown.seen.trace
    assert trace is not None
    pixels, maps = read(layers.sample(shown)), read(layers.maps(shown))
    assert (
        (numbers(pixels["value"]) == trace.point).all()
        and pixels["row"][8] == "2"
        and pixels["column"][8] == "1"
    )
    row = shown.plan.rows[0]
    assert (
        numbers(maps["value"], np.float32) == trace.values[row.target_row : row.target_row + row.values]
    ).all()


def test_steps_of_a_sequence_say_what_is_held_at_each() -> None:
    shown = seen("sines", updates=5)
    trace, row = shown.seen.trace, shown.plan.rows[0]
    assert trace is not None
    table = read(layers.steps(shown))
    hidden = trace.values[row.target_row : row.target_row + row.values].reshape(-1, row.fan_out)
    written = np.stack([numbers(table[f"h{k + 1}"], np.float32) for k in range(row.fan_out)], axis=1)
    assert (written == hidden).all()
    assert layers.steps(seen()) is None and layers.maps(seen()) is None
