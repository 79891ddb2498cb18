"""The step sheet of networks that are not dense: one place of a filter and the last step of a cell are written out with today's
numbers, gradients as sums over places and steps, and words say what is not written.
"""

from __future__ import annotations

import layers
import numpy as np
import pytest
import small
from small import bits

from wbsim.coming import Coming, coming
from wbsim.edits import with_parameters
from wbsim.engine import advance, initial
from wbsim.experiment import Experiment
from wbsim.ladder import Ladder
from wbsim.plan import plan
from wbsim.run import Run
from wbsim.session import Session
from wbsim.sheet import Row, as_table, as_text, sheet
from wbsim.step_commands import neuron_of
from wbsim.symbols import neuron_name, parameter_symbol

CONV = layers.of_images(
    layers.convolution(2, "relu", padding=1), layers.pooling(), data=layers.images(channels=2)
)
DEEP = layers.of_images(
    layers.convolution(2), layers.pooling("average"), layers.convolution(2, kernel=1), small.layer(3)
)
SERIES = layers.of_sequences(layers.recurrent(3))
STACKED = layers.of_sequences(layers.recurrent(3, gives="all"), layers.recurrent(2, gives="all"))
EVERY = pytest.mark.parametrize(
    "wish", [CONV, DEEP, SERIES, STACKED], ids=["conv", "deep", "series", "stacked"]
)


def written(wish: Experiment, sample: int = 1) -> Coming:
    shapes = plan(wish)
    return coming(advance(initial(shapes), shapes, 3), shapes, sample)


def row_of(rows: tuple[Row, ...], neuron: int) -> Row:
    return next(row for row in rows if row.neuron == neuron)


@EVERY
def test_the_products_that_are_written_out_and_the_bias_add_up_to_the_sum_that_stands_beside_them(
    wish: Experiment,
) -> None:
    made = written(wish)
    for row in sheet(made, whole=True).section("forward").rows:
        summed = sum(product.factor * product.value for product in row.products)
        bias, z = row.cells[2], row.cells[3]
        assert bias[0].number is not None
        assert summed + bias[0].number == pytest.approx(z[0].number, rel=1e-9)


@EVERY
def test_the_gradient_of_every_parameter_stands_in_the_sheet_as_the_sum_over_all_places(
    wish: Experiment,
) -> None:
    made = written(wish)
    shapes = made.plan
    found = {}
    for row in sheet(made, whole=True).section("backward").rows:
        layer = next(one for one in shapes.rows if row.neuron in one.layer.neurons)
        place = layer.layer.neurons.index(row.neuron)
        first = layer.weights + place * layer.fan_in
        places = [*range(first, first + layer.fan_in), layer.biases + place]
        for at, line in zip(places, row.lines, strict=True):
            assert line[-1].number == pytest.approx(made.own_gradient[at], rel=1e-9, abs=1e-12)
            found[at] = line
            assert any("more" in piece.text for piece in line) == (layer.places > 1)
            numbers = [piece.number for piece in line if piece.number is not None]
            if layer.places > 1:
                here = numbers[0] if at == layer.biases + place else numbers[0] * numbers[1]
                assert here + numbers[-2] == pytest.approx(numbers[-1], rel=1e-9, abs=1e-12)
    assert len(found) == shapes.size


def test_a_filter_is_written_out_where_its_sum_is_largest_and_reads_zeros_in_the_padding() -> None:
    made = written(CONV)
    row = made.plan.rows[0]
    maps = made.sums[row.target_row : row.target_row + row.values].reshape(row.strip.filled)
    section = sheet(made, whole=True).section("forward")
    for place, neuron in enumerate(row.layer.neurons):
        down, across = np.unravel_index(int(np.argmax(maps[place])), maps[place].shape)
        line = row_of(section.rows, neuron)
        assert line.cells[0][0].text == f"convolution 1 · {place + 1} at ({down + 1}, {across + 1})"
        assert line.cells[3][0].number == maps[place].max()
        assert all(p.value == 0 for p in line.products if p.source[0].text == "padding")
    image = made.values[:72].reshape(2, 6, 6)
    inside = [p for p in line.products if p.source[0].text != "padding"]
    for product in inside:
        channel, up, along = map(int, product.source[0].subscript.split(","))
        assert product.value == image[channel - 1, up - 1, along - 1]


def test_a_recurrent_neuron_is_written_out_at_its_last_step_from_the_input_and_the_step_before() -> None:
    made = written(SERIES)
    row = made.plan.rows[0]
    hidden = made.values[row.target_row : row.target_row + row.values].reshape(6, 3)
    line = row_of(sheet(made).section("forward").rows, row.layer.neurons[1])
    assert line.cells[0][0].text == "recurrent 1 · 2, step 6"
    assert [p.value for p in line.products] == [made.values[5], *hidden[4]]
    assert [(p.source[0].text, p.source[0].subscript) for p in line.products] == [
        ("x", "1,6"), ("h", "1,5"), ("h", "2,5"), ("h", "3,5"),
    ]  # fmt: skip
    assert [(p.symbol.text, p.symbol.subscript) for p in line.products] == [
        ("W", "x,21"), ("W", "h,21"), ("W", "h,22"), ("W", "h,23"),
    ]  # fmt: skip


def test_sentences_say_what_is_not_written_out() -> None:
    notes = " ".join(sheet(written(CONV)).section("forward").notes)
    assert "convolution 1: a filter does this at 36 places with the same weights and the same bias" in notes
    assert "pooling 2 takes the largest value of every 2 × 2 window: it has no weights and no bias." in notes
    assert "takes the mean of every" in " ".join(sheet(written(DEEP)).section("forward").notes)
    assert "a neuron does this at 6 steps" in " ".join(sheet(written(SERIES)).section("forward").notes)
    small_one = layers.of_images(layers.convolution(1, kernel=5), data=layers.images(5, 5))
    assert "fits at a single place" in " ".join(sheet(written(small_one)).section("forward").notes)


@EVERY
def test_a_sheet_is_text_and_a_table_about_any_neuron_of_any_sample(wish: Experiment) -> None:
    for sample in (0, 4):
        made = written(wish, sample)
        for row in made.plan.rows:
            for neuron in row.layer.neurons:
                one = sheet(made, neuron, batch=True)
                assert neuron_name(made.plan, neuron) in as_text(one)
                assert as_table(one)


def test_neurons_of_every_kind_are_named_on_the_command_line() -> None:
    shapes = plan(DEEP)
    assert (
        neuron_of(shapes, "convolution 3 · 2") == neuron_of(shapes, "3.2") == shapes.rows[2].layer.neurons[1]
    )
    assert neuron_of(plan(SERIES), "recurrent 1 · 3") == plan(SERIES).rows[0].layer.neurons[2]
    with pytest.raises(Exception, match="the network has convolution 1 · 1 to output"):
        neuron_of(shapes, "2.1")  # a pooling has none


def test_weights_are_called_by_their_filter_and_place_or_by_what_they_carry() -> None:
    shapes = plan(CONV)
    a, b = shapes.rows[0].layer.neurons
    assert parameter_symbol(shapes, f"w:{b}<c1@1,3") == ("w", "2,1,1,3")
    assert parameter_symbol(shapes, f"b:{b}") == ("b", "2")
    output = shapes.rows[-1].layer.neurons[0]
    assert parameter_symbol(shapes, f"w:{output}<{a}@2,3") == ("w", "1,1,2,3")
    assert parameter_symbol(shapes, f"w:{output}<nothing") == ("w", "?")
    single = plan(layers.of_images(layers.convolution(2)))
    assert parameter_symbol(single, f"w:{single.rows[0].layer.neurons[1]}<image@1,3") == ("w", "2,1,3")
    series = plan(SERIES)
    first, second, _ = series.rows[0].layer.neurons
    assert parameter_symbol(series, f"w:{second}<x") == ("W", "x,21")
    assert parameter_symbol(series, f"w:{second}<{first}") == ("W", "h,21")


@EVERY
def test_the_ladder_walks_one_place_of_every_neuron_and_lands_on_the_engines_own_update(
    wish: Experiment,
) -> None:
    session = Session(Run(experiment=wish))
    shapes = session.here.plan
    ladder = Ladder.of(shapes, 5)
    assert ladder.forward == sum(row.fan_out * (row.fan_in + 1) for row in shapes.rows)
    assert all(shapes.rows[ladder.stage(tick).layer].fan_out for tick in range(1, ladder.forward + 1))
    for rung in ("product", "neuron", "sample"):
        session.walk.step(rung)
        assert session.walk.written(None)[1] == session.walk.tick
    for phase in ("loss", "backward", "update"):
        session.walk.to_phase(phase)
    assert bits(session.here.state) == bits(advance(initial(shapes), shapes, 1))


def test_a_sheet_of_numbers_that_overflow_is_written_without_a_warning() -> None:
    shapes = plan(layers.of_images(layers.convolution(2, "relu")))
    state = with_parameters(initial(shapes), shapes, dict.fromkeys(shapes.ids, 1e300))
    made = coming(state, shapes, 1)
    assert not np.isfinite(made.sums).all()
    assert "FORWARD" in as_text(sheet(made, batch=True))
