"""The step sheet says what the engine did: its digits are those of the golden runs and of the oracle, and the
arithmetic it writes gives the number that it shows.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import reference
import small
from golden_runs import CASES, FINITE, experiment_of, parameters
from hypothesis import given
from hypothesis import strategies as st
from recounting import last_unit, recounted

from wbsim import engine, losses
from wbsim.coming import Coming, coming
from wbsim.optimizers import OPTIMIZERS, Penalty
from wbsim.plan import plan
from wbsim.sheet import Line, Row, Section, Sheet, as_table, as_text, rules, sheet
from wbsim.sheet.losses import WRITINGS as LOSSES
from wbsim.sheet.losses import names as loss_names
from wbsim.sheet.numerals import read, shown
from wbsim.sheet.text import WIDTH, plain

FORMS: list[dict[str, Any]] = [
    {},
    {"l2": 0.1},
    {"l1": 0.05, "l2": 0.02, "on": "both"},
    {"l1": 0.05, "form": "after_step"},
    {"l1": 0.5, "l2": 0.1, "form": "after_step", "on": "both"},
]
each_kind = pytest.mark.parametrize("kind", OPTIMIZERS)
each_form = pytest.mark.parametrize("form", FORMS, ids=str)


def of(updates: int = 3, sample: int = 0, **settings: Any) -> Coming:
    """The coming update of a small network after some others."""
    shapes = plan(small.experiment(**settings))
    return coming(engine.advance(engine.initial(shapes), shapes, updates), shapes, sample)


def cell(section: Section, row: Row, key: str) -> Line:
    """The cell of a column."""
    return row.cells[[column.key for column in section.columns].index(key)]


def number(section: Section, row: Row, key: str) -> float:
    """The number of a cell, in full."""
    (piece,) = cell(section, row, key)
    assert piece.number is not None and piece.text == shown(piece.number)
    return piece.number


def digits_agree(text: str, expected: float, tolerance: float) -> None:
    """Fails where a shown number is another than the expected one rounded, beyond a tolerance of the latter."""
    assert abs(read(text) - expected) <= 0.5001 * last_unit(text) + tolerance, f"{text} is not {expected}"


# --- the golden runs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("name", FINITE)
def test_the_digits_of_the_golden_runs_are_shown(name: str, precision: str) -> None:
    case = CASES[name]
    expected, tolerance = case["expected"], case["tolerance"][precision]
    shapes = plan(experiment_of(case, precision))
    state = engine.initial(shapes)
    batch = case["batches"][0]
    gradient = parameters(expected["grad0"], shapes)
    after = expected["params"].get("1")
    new = None if after is None else parameters(after, shapes)
    forward0 = np.array(expected["forward0"])
    off = max(1.0, np.abs(forward0).max()) * tolerance["forward0"]
    for place in {0, len(batch) - 1}:
        found = sheet(coming(state, shapes, place), whole=True)
        forward, loss, update = (found.section(part) for part in ("forward", "loss", "update"))
        outputs = forward.rows[-shapes.outputs :]
        for row, said in zip(outputs, forward0[batch[place]], strict=True):
            digits_agree(plain(cell(forward, row, "value")), said, off)
        whole = plain(cell(loss, loss.rows[-1], "loss"))
        digits_agree(whole, expected["loss0"], tolerance["loss0"] * max(1.0, abs(expected["loss0"])))
        assert [row.parameter for row in update.rows] != [] and len(update.rows) == shapes.size
        for row in update.rows:
            at = shapes.index[row.parameter or ""]
            slack = tolerance["grad0"] * np.abs(gradient).max()
            digits_agree(plain(cell(update, row, "gradient")), gradient[at], slack)
            if new is not None:
                slack = tolerance.get("params.1", 1e-6) * max(1.0, np.abs(new).max())
                digits_agree(plain(cell(update, row, "new")), new[at], slack)


def test_some_golden_runs_tell_what_one_update_gives() -> None:
    assert sum("1" in CASES[name]["expected"]["params"] for name in FINITE) > 30


# --- forward and backward ----------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["tanh", "relu", "gelu"])
def test_products_bias_and_sum_of_each_neuron_add_up(activation: str) -> None:
    found = of(activation=activation)
    forward = sheet(found).section("forward")
    sums, values = layerwise(found)
    assert len(forward.rows) == len(sums)
    for row, z, a in zip(forward.rows, sums, values, strict=True):
        products = sum(product.factor * product.value for product in row.products)
        assert products + number(forward, row, "bias") == pytest.approx(z)
        assert number(forward, row, "sum") == pytest.approx(z)
        assert number(forward, row, "value") == pytest.approx(a)
        assert recounted(plain(cell(forward, row, "products"))) == pytest.approx(products, abs=0.01)


def layerwise(found: Coming) -> tuple[list[float], list[float]]:
    """Sums and values of every neuron, of the oracle."""
    x, _ = reference.samples(found.plan)
    layers = reference.unpacked(found.state.theta, found.plan)
    row = x[found.samples[found.sample]][None]
    sums, values = reference.forward(layers, reference.names_of(found.plan), row)
    return [float(z) for part in sums for z in part[0]], [float(a) for part in values[1:] for a in part[0]]


def wide(**settings: Any) -> Coming:
    """A network whose neurons have many inputs, and which has many neurons."""
    network = small.network(small.layer(30, "sigmoid"), small.layer(3, "softmax"))
    return of(data=small.points(12, 40, classes=3), network=network, loss="cross_entropy", **settings)


@pytest.mark.parametrize("whole", [False, True])
def test_a_long_sum_shows_its_largest_terms_and_the_sum_of_the_others(whole: bool) -> None:
    found = wide()
    for part, key in (("forward", "products"), ("backward", "factors")):
        section = sheet(found, whole=whole).section(part)  # type: ignore[arg-type]
        for row in section.rows:
            if len(row.products) < 12:
                continue
            line = cell(section, row, key)
            terms = {piece.term for piece in line if piece.term is not None}
            assert len(terms) == (len(row.products) if whole else 8)
            told = sum(product.factor * product.value for product in row.products if product.term in terms)
            *_, last = [p.number for p in line if p.number is not None and p.term is None] or [0.0]
            rest = 0.0 if whole else float(last or 0.0)
            assert told + rest == pytest.approx(sum(p.factor * p.value for p in row.products))
            assert ("more" in plain(line)) is not whole
            shown_sizes = [abs(p.factor * p.value) for p in row.products if p.term in terms]
            hidden = [abs(p.factor * p.value) for p in row.products if p.term not in terms]
            assert not hidden or min(shown_sizes) >= max(hidden)


def test_of_many_neurons_and_parameters_some_are_shown_and_it_is_said() -> None:
    found = wide()
    neuron = found.plan.rows[0].layer.neurons[27]
    cut = sheet(found, neuron)
    assert [len(section.rows) for section in cut.sections[::2]] == [24, 24]
    assert {section.count for section in cut.sections[::2]} == {33}
    assert "24 of 33 neurons" in cut.section("forward").notes
    for part in ("forward", "backward"):
        assert neuron in [row.neuron for row in cut.section(part).rows]  # type: ignore[arg-type]
    assert {row.neuron for row in cut.section("update").rows} == {neuron}
    assert len(cut.section("update").rows) == 32
    assert "32 of 1323 parameters" in cut.section("update").notes
    full = sheet(found, whole=True)
    assert [len(s.rows) for s in full.sections] == [33, 3 + 2, 33, 1323]
    assert not any(
        " of " in note and note.endswith("s") and note[0].isdigit() for s in full.sections for note in s.notes
    )


@pytest.mark.parametrize("loss", [entry.name for entry in losses.LOSSES if entry.output is None])
@pytest.mark.parametrize("outputs", [1, 3])
def test_the_chain_rule_is_written_from_the_output_back_and_gives_each_delta(loss: str, outputs: int) -> None:
    network = small.network(small.layer(3, "silu"), small.layer(outputs, "tanh"))
    data = small.points(12, 2, outputs=outputs, signs=loss == "hinge")
    found = of(network=network, data=data, loss=loss, huber_delta=0.3)
    backward = sheet(found).section("backward")
    order = [row.neuron for row in backward.rows]
    assert order == [n for row in found.plan.rows for n in row.layer.neurons][::-1]
    for row in backward.rows:
        at = found.plan.value_rows[row.neuron or 0]
        assert number(backward, row, "delta") == pytest.approx(found.deltas[at])
        written = recounted(plain(cell(backward, row, "factors")))
        assert written == pytest.approx(found.deltas[at], rel=0.01, abs=2e-3)


@pytest.mark.parametrize(
    ("loss", "output", "count"),
    [("bce", "sigmoid", 1), ("bce", "sigmoid", 3), ("cross_entropy", "softmax", 3)],
)
def test_of_a_matched_pair_a_minus_t_is_left_and_it_is_said_why(loss: str, output: str, count: int) -> None:
    classes = 2 if count == 1 else count
    network = small.network(small.layer(3), small.layer(count, output))
    found = of(network=network, data=small.points(12, 2, classes=classes), loss=loss)
    backward = sheet(found).section("backward")
    share = 1 / count if loss == "bce" else 1.0
    for k, row in enumerate(backward.rows[:count]):
        place = count - 1 - k
        a, t = found.values[found.plan.values - count + place], found.target[place]
        assert number(backward, row, "delta") == pytest.approx((a - t) * share)
        assert "′" not in plain(cell(backward, row, "factors"))
    assert (
        f"The slope of {output} and that of {losses.BY_NAME[loss].word} cancel: what is left is a − t."
        in backward.notes
    )


def test_each_delta_gives_the_samples_gradient_of_weights_and_bias() -> None:
    found = of(sample=2)
    for row in sheet(found).section("backward").rows:
        told = {plain(line).partition(" = ")[0]: read(plain(line).rpartition(" ")[2]) for line in row.lines}
        own = [
            (k, name) for name, k in found.plan.index.items() if str(row.neuron) == name[2:].partition("<")[0]
        ]
        assert len(told) == len(own)
        for (place, _), value in zip(sorted(own), told.values(), strict=True):
            assert value == pytest.approx(float(found.own_gradient[place]), rel=1e-3, abs=1e-4)


# --- the loss ----------------------------------------------------------------------------------------------


def test_every_loss_is_written() -> None:
    assert set(LOSSES) == set(losses.NAMES)


@pytest.mark.parametrize("name", losses.NAMES)
def test_a_loss_is_written_as_its_entry_counts_it(name: str) -> None:
    entry = losses.BY_NAME[name]
    output = entry.output or "linear"
    outputs = 3 if output == "softmax" else 2
    if entry.targets == "signs":
        data = small.points(12, 2, outputs=outputs, signs=True)
    elif name == "cross_entropy":
        data = small.points(12, 2, classes=outputs)
    else:
        data = small.points(12, 2, outputs=outputs)
    found = of(
        network=small.network(small.layer(3), small.layer(outputs, output)),
        data=data,
        loss=name,
        huber_delta=0.4,
    )
    for sample in range(len(found.samples)):
        section = sheet(coming(found.state, found.plan, sample)).section("loss")
        each = []
        for row in section.rows[:outputs]:
            each.append(number(section, row, "loss"))
            written = recounted(plain(cell(section, row, "written")))
            assert abs(written - read(shown(each[-1]))) <= 0.51 * last_unit(shown(each[-1]))
        told, batch = section.rows[outputs:]
        own = np.mean(each) if entry.mean else np.sum(each)
        assert number(section, told, "loss") == pytest.approx(own)
        assert number(section, batch, "loss") == found.loss


@pytest.mark.parametrize("name", ["edge-bce-wrong-by-1000", "edge-bce-right-by-1000", "edge-softmax-1000"])
def test_where_the_output_is_too_near_its_end_the_sum_says_the_loss(name: str) -> None:
    shapes = plan(experiment_of(CASES[name], "float64"))
    found = coming(engine.initial(shapes), shapes)
    section = sheet(found).section("loss")
    for row in section.rows[: shapes.outputs]:
        said = number(section, row, "loss")
        assert recounted(plain(cell(section, row, "written"))) == pytest.approx(said, abs=1e-4)
    given_names = loss_names(found, 0)
    assert np.isfinite([given.value for given in given_names.values()]).all()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"data": {"dataset": "circle"}, "loss": "half_mse"}, "The target is class "),
        ({"data": {"dataset": "house-price"}, "loss": "half_mse"}, " k€."),
    ],
)
def test_the_target_is_said_in_the_words_of_the_data(settings: dict[str, Any], words: str) -> None:
    output = "tanh" if settings["data"]["dataset"] == "circle" else "linear"
    found = of(network=small.network(small.layer(2), small.layer(1, output)), **settings)
    assert words in sheet(found).section("loss").notes[0]


# --- the update --------------------------------------------------------------------------------------------


def test_every_optimizer_is_written_with_its_slots_and_numbers() -> None:
    assert set(rules.WRITINGS) == set(OPTIMIZERS)
    for kind, rule in OPTIMIZERS.items():
        assert len(rules.WRITINGS[kind].slots) == len(rule.slots), kind
        assert set(rule.model_fields) - {"kind"} <= set(rules.SYMBOLS), kind
    assert {"l1", "l2"} == set(Penalty.model_fields) - {"on", "form"} <= set(rules.SYMBOLS)


@each_form
@each_kind
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_the_arithmetic_of_every_optimizer_gives_the_new_value(
    kind: str, form: dict[str, Any], precision: str
) -> None:
    wish: dict[str, Any] = {"kind": kind, "learning_rate": 0.05}
    if "momentum" in OPTIMIZERS[kind].model_fields:
        wish["momentum"] = 0.7
    if kind == "adamw":
        wish["weight_decay"] = 0.2
    for updates in (0, 1, 6):
        found = of(updates, optimizer=wish, penalty=form, precision=precision)
        section = sheet(found).section("update")
        for row in section.rows:
            check_row(found, section, row)


def check_row(found: Coming, section: Section, row: Row) -> None:
    """Old and new are the engine's; each line of arithmetic gives what stands behind its last sign."""
    place = found.plan.index[row.parameter or ""]
    old, new = float(found.state.theta[place]), float(found.after.theta[place])
    assert number(section, row, "old") == old
    assert number(section, row, "new") == new
    assert number(section, row, "gradient") == float(found.gradient[place])
    if "dead" in row.why:
        assert new == 0.0
        return
    assert number(section, row, "change") == pytest.approx(new - old, abs=1e-6 * max(1.0, abs(old)), rel=1e-5)
    if old == new and not row.lines:
        assert row.why
        return
    for line in row.lines:
        _, written, result = re.split(" [=≈] ", plain(line))
        enough = 0.51 * last_unit(result)
        if "≈" in plain(line):  # almost nothing is left of what single precision rounded before
            assert found.plan.dtype == np.float32
            enough = 1e-6 * max(1.0, *(abs(piece.number or 0.0) for piece in line))
        assert abs(recounted(written) - read(result)) <= enough, plain(line)
    head, _, result = re.split(" [=≈] ", plain(row.lines[-1]))
    assert head.startswith("new ")
    digits_agree(result, new, 0.0)


@each_form
@each_kind
def test_old_and_new_are_those_of_the_oracle(kind: str, form: dict[str, Any]) -> None:
    shapes = plan(small.experiment(optimizer={"kind": kind, "learning_rate": 0.02}, penalty=form))
    state = engine.initial(shapes)
    course = reference.begun(shapes, state.theta)
    x, t = reference.samples(shapes)
    for batch, _ in zip(reference.batches(shapes), range(7), strict=False):
        found = coming(state, shapes)
        section = sheet(found).section("update")
        course, loss = reference.updated(course, shapes, x[batch], t[batch])
        assert found.loss == pytest.approx(loss)
        for row in section.rows:
            told = course.theta[shapes.index[row.parameter or ""]]
            assert number(section, row, "new") == pytest.approx(told, rel=1e-7, abs=1e-9)
        state = found.after


@given(
    kind=st.sampled_from([*OPTIMIZERS]), form=st.sampled_from(FORMS), updates=st.integers(0, 9),
    seed=st.integers(0, 2**31), rate=st.sampled_from([1e-5, 0.003, 0.3]), sample=st.integers(0, 1),
    precision=st.sampled_from(["float32", "float64"]), activation=st.sampled_from(["tanh", "relu", "softplus"]),
)  # fmt: skip
def test_any_small_run_is_written_out_so_that_it_can_be_counted_again(
    kind: str,
    form: dict[str, Any],
    updates: int,
    seed: int,
    rate: float,
    sample: int,
    precision: str,
    activation: str,
) -> None:
    found = of(
        updates, sample, seed=seed, optimizer={"kind": kind, "learning_rate": rate}, penalty=form,
        precision=precision, activation=activation,
    )  # fmt: skip
    written = sheet(found, batch=True)
    for row in written.section("update").rows:
        check_row(found, written.section("update"), row)
    lined_up(written)


def test_the_penaltys_share_stands_beside_the_gradient() -> None:
    found = of(penalty={"l1": 0.1, "l2": 0.5})
    section = sheet(found).section("update")
    for row in section.rows:
        w = number(section, row, "old")
        pull = 0.5 * w + 0.1 * np.sign(w) if (row.parameter or "").startswith("w") else 0.0
        assert number(section, row, "penalty") == pytest.approx(pull)
    assert "penalty" not in [column.key for column in sheet(of()).section("update").columns]


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"train": "weights"}, "It stays: only weights are trained."),
        ({"train": "biases"}, "It stays: only biases are trained."),
        ({"locked": ["w:2<x1"]}, "It stays: it is locked."),
    ],
)
def test_what_does_not_move_says_why(settings: dict[str, Any], why: str) -> None:
    found = of(**settings)
    rows = sheet(found).section("update").rows
    stays = {row.parameter for row in rows if row.why == why}
    still = {found.plan.id_of(int(k)) for k in np.flatnonzero(~found.plan.trainable)}
    assert stays == still != set()
    assert not any(row.lines for row in rows if row.parameter in still)


def test_a_layer_that_is_not_trained_says_so() -> None:
    network = small.network(small.layer(2, trainable=False), small.layer(1, "linear"))
    rows = sheet(of(network=network)).section("update").rows
    assert [row.why == "It stays: its layer is not trained." for row in rows] == [True] * 6 + [False] * 3


def test_a_parameter_that_dies_says_so_and_stays_dead() -> None:
    settings: dict[str, Any] = {"penalty": {"l1": 2.0, "form": "after_step"}}
    dying = [
        row for n in range(8) for row in sheet(of(n, **settings)).section("update").rows if "dead" in row.why
    ]
    assert dying
    rows = sheet(of(8, **settings)).section("update").rows
    dead = [row for row in rows if row.why == "It stays 0: L1 has pulled it through 0."]
    assert {row.parameter for row in dead} == {row.parameter for row in dying}


def test_a_kink_is_said_in_words_and_shown_as_no_disagreement() -> None:
    network = small.network(small.layer(2, "relu", bias_init={"kind": "zero"}), small.layer(1, "linear"))
    data = {
        "dataset": "points",
        "train_share": 100,
        "points": {"x": [[0, 0], [1, 1]], "y": [[1.0], [2.0]], "classes": 0},
    }
    batches = {"order": "explicit", "explicit": [[0, 1]]}
    section = sheet(of(0, network=network, data=data, batches=batches)).section("update")
    kinks = [row for row in section.rows if row.why == "By small change: a kink lies here."]
    assert [row.parameter for row in kinks] == ["b:2", "b:3"]
    assert all(plain(cell(section, row, "numerical")) == "–" for row in kinks)
    assert any("2 lie at a kink" in note for note in section.notes)


def test_gradients_that_overflowed_are_not_compared() -> None:
    made = of()
    notes = sheet(replace(made, gradient=np.full_like(made.gradient, np.inf))).section("update").notes
    assert any("they overflowed" in note for note in notes)
    assert not any("differ by" in note for note in notes)


def test_an_update_that_ends_the_run_has_no_new_values_and_says_so() -> None:
    shapes = plan(small.experiment(optimizer={"kind": "sgd", "learning_rate": 1e9}))
    state = engine.advance(engine.initial(shapes), shapes, 500)
    last = engine.advance(engine.initial(shapes), shapes, state.update)
    written = sheet(coming(last, shapes))
    section = written.section("update")
    assert all(cell(section, row, "new") == () for row in section.rows)
    assert "The run ends here: the loss or a parameter would no longer be a finite number." in section.notes
    lined_up(written)


# --- the batch ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parameter", ["w:2<x1", "b:2", "w:9<7"])
def test_the_mean_gradient_is_that_of_its_samples(parameter: str) -> None:
    found = of(batches={"size": 7, "remainder": "carry"}, updates=1)
    section = sheet(found, parameter=parameter, batch=True).section("batch")
    place = found.plan.index[parameter]
    *samples, mean = section.rows
    assert len(samples) == 12
    each = [number(section, row, "gradient") for row in samples]
    own = [coming(found.state, found.plan, k).own_gradient[place] for k in range(12)]
    assert each == pytest.approx(own)
    for row in samples:
        (factor,) = cell(section, row, "factor")
        assert number(section, row, "delta") * (factor.number or 0.0) == pytest.approx(
            number(section, row, "gradient")
        )
    assert np.mean(each) == pytest.approx(found.gradient[place])
    assert number(section, mean, "gradient") == found.gradient[place]


def test_of_a_large_batch_the_samples_that_matter_most_are_shown() -> None:
    found = of(data=small.points(60, 2), batches={"size": 60})
    section = sheet(found, batch=True).section("batch")
    assert len(section.rows) == 25 and "24 of 60 samples" in section.notes
    assert len(sheet(found, whole=True, batch=True).section("batch").rows) == 61


# --- text and table ----------------------------------------------------------------------------------------


def lined_up(written: Sheet) -> None:
    """Fails where a text is too wide or ends in spaces."""
    for line in as_text(written).splitlines():
        assert len(line) - line.count("\u0302") <= WIDTH, line
        assert line == line.rstrip()


@pytest.mark.parametrize("whole", [False, True])
def test_text_stays_within_its_width_however_long_sums_are(whole: bool) -> None:
    written = sheet(wide(), whole=whole, batch=True)
    lined_up(written)
    text = as_text(written)
    for title in ("FORWARD", "LOSS", "BACKWARD", "UPDATE", "MEAN OVER THE BATCH"):
        assert f"\n{title}: " in text
    assert text.startswith("update 4, sample 1 of 5: training point ")


def test_text_of_the_update_writes_out_the_neuron_or_the_parameter_that_moves_most() -> None:
    found = of()
    neuron = found.plan.rows[0].layer.neurons[1]
    assert as_text(sheet(found)).count("    new ") == 1
    about = as_text(sheet(found, neuron))
    assert about.count("    new ") == 3 and "    new w₂₁ = " in about and "    ∂L/∂b₂ = " in about
    assert as_text(sheet(found, whole=True)).count("    new ") == found.plan.size


def test_text_leaves_out_a_column_in_which_nothing_stands() -> None:
    network = small.network(small.layer(100), small.layer(100), small.layer(1, "linear"))
    found = of(network=network, data=small.points(64, 30), batches={"size": 64})
    assert not len(found.checked)
    text = as_text(sheet(found))
    assert "by small change" not in text and "gradient" in text


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_table_has_every_number_in_full_and_nothing_but_tabs_between(precision: str) -> None:
    found = of(precision=precision, sample=1)
    lines = [line.split("\t") for line in as_table(sheet(found, whole=True)).splitlines()]
    begin = lines.index(["Update"]) + 1
    heads = lines[begin]
    rows = [dict(zip(heads, line, strict=True)) for line in lines[begin + 1 : begin + 1 + found.plan.size]]
    dtype = found.plan.dtype.type
    theta = {row["parameter"]: row for row in rows}
    assert len(theta) <= len(rows) == found.plan.size
    told = sorted(dtype(row["new"]) for row in rows)
    assert told == sorted(found.after.theta)
    assert sorted(dtype(row["gradient"]) for row in rows) == sorted(found.gradient)
    numerical = sorted(float(row["by small change"]) for row in rows)
    assert numerical == sorted(found.numerical)
    products = [line for line in lines if len(line) == 10 and line[0].startswith("hidden 1 · 1")]
    w, x = products[-1][6], products[-1][8]
    assert dtype(w) == found.plan.rows[0].weights_of(found.state.theta)[0, 1]
    assert dtype(x) == found.values[1]
    assert float(products[-1][9]) == pytest.approx(float(w) * float(x))


def test_the_same_update_has_the_same_sheet_object() -> None:
    found = of()
    assert sheet(found) is sheet(found)


def test_what_does_not_depend_on_the_sample_is_written_once() -> None:
    found = of()
    other = coming(found.state, found.plan, 1)
    assert sheet(found).section("update") is sheet(other).section("update")
    assert sheet(found).section("forward") is not sheet(other).section("forward")
    with pytest.raises(KeyError):
        sheet(found).section("batch")
