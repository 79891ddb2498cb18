"""What is listed of a network's parameters, and in which order."""

from __future__ import annotations

import numpy as np
import pytest
import small

from ui.look import Listing
from ui.views.listing import catalog, chosen_ids, listed, rows
from ui.views.names import parameter_symbol
from wbsim.ids import layer_name
from wbsim.layout import Layout
from wbsim.movement import Movement
from wbsim.plan import Plan, plan


@pytest.fixture
def shapes() -> Plan:
    return plan(small.experiment(hidden=(3, 2)))


def _names(layout: Layout, kind: str = "both", text: str = "") -> list[str]:
    return [catalog(layout).ids[place] for place in listed(layout, kind, text)]


def test_all_parameters_are_known_in_the_order_of_theta(shapes: Plan) -> None:
    known = catalog(shapes.layout)
    assert known.ids == shapes.ids
    np.testing.assert_array_equal(known.is_bias, shapes.is_bias)
    for entry in known.entries:
        assert entry.symbol == parameter_symbol(shapes, entry.id)
        assert shapes.name_of(entry.id).startswith(f"{layer_name(entry.layer, len(shapes.rows))}, ")


def test_of_a_large_network_the_sample_is_known() -> None:
    layout = plan(small.experiment(hidden=(64, 64))).layout
    assert catalog(layout).ids == layout.followed_ids


@pytest.mark.parametrize(
    ("kind", "text", "count"),
    [
        ("both", "", 3 * 3 + 2 * 4 + 3),
        ("weights", "", 6 + 6 + 2),
        ("biases", "", 3 + 2 + 1),
        ("both", "h1", 9),
        ("both", "H1 bias", 3),
        ("both", "output", 3),
        ("both", "out b", 1),
        ("both", "x2", 3),
        ("both", "w31", 1),
        ("both", "w3", 2),
        ("both", "2", 8),
        ("weights", "bias", 0),
        ("both", "nonsense", 0),
    ],
)
def test_words_find_layers_kinds_symbols_and_inputs(shapes: Plan, kind: str, text: str, count: int) -> None:
    assert len(_names(shapes.layout, kind, text)) == count


def test_the_word_of_a_layer_is_whole() -> None:
    layout = plan(small.experiment(hidden=(2,) * 11)).layout
    layers = catalog(layout).layers
    assert set(layers[listed(layout, "both", "h1")]) == {1}
    assert set(layers[listed(layout, "both", "h11")]) == {11}


def test_layer_by_layer_each_has_a_heading(shapes: Plan) -> None:
    found = rows(shapes.layout, Listing(text="bias"), Movement(shapes.ids, np.zeros(20), np.zeros(20)))
    assert [row.layer for row in found if row.place is None] == [1, 2, 3]
    assert [row.layer for row in found] == [1] * 4 + [2] * 3 + [3] * 2


def test_ranked_who_moved_most_comes_first_and_what_was_never_seen_last(shapes: Plan) -> None:
    moved = np.random.default_rng(1).uniform(size=shapes.size)
    moved[3] = np.nan
    found = rows(shapes.layout, Listing(ranked=True), Movement(shapes.ids, moved, moved))
    far = [moved[row.place] for row in found if row.place is not None]
    assert len(far) == shapes.size and np.isnan(far[-1])
    assert far[:-1] == sorted(far[:-1], reverse=True)


def test_a_chart_s_parameters_are_those_listed_of_its_kind_and_layer(shapes: Plan) -> None:
    every = [
        name
        for layer in (1, 2, 3)
        for kind in "wb"
        for name in chosen_ids(shapes.layout, Listing(), kind, layer)
    ]
    assert every == list(shapes.ids)
    assert chosen_ids(shapes.layout, Listing(kind="weights"), "b", None) == ()
    assert len(chosen_ids(shapes.layout, Listing(text="h2"), "w", None)) == 6
