"""Which selection survives, and what is measured for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from branching import forest, looking

from ui.look import Look
from ui.selection import at_the_start, compared, surviving, watch_for
from ui.theme import LIGHT
from ui.views.faces import face_of, faces_of
from wbsim import Pick, Plan, architecture, plan, presets


def shapes(name: str = "circle") -> Plan:
    return plan(presets.load(name).experiment)


def test_a_run_with_a_plane_begins_with_a_neuron_at_hand() -> None:
    begun = shapes()
    assert at_the_start(Look(LIGHT), begun).neuron == begun.rows[0].layer.neurons[2]


def test_a_layer_of_one_neuron_gives_that_one() -> None:
    begun = shapes("gauss")
    assert at_the_start(Look(LIGHT), begun).neuron == begun.rows[0].layer.neurons[0]


def test_images_begin_with_nothing_selected() -> None:
    assert at_the_start(Look(LIGHT, neuron=3), shapes("digits")).neuron is None


def test_what_is_left_after_an_edit_stays_selected() -> None:
    begun = shapes()
    first = begun.rows[0].layer
    after = plan(begun.experiment.changed(architecture.without_neuron(begun.experiment, first.id)))
    kept = Look(LIGHT, neuron=first.neurons[0], plane_unit=first.neurons[0], hover="x1", parameter="b:2")
    assert surviving(kept, after) == kept
    gone = first.neurons[-1]
    lost = surviving(Look(LIGHT, neuron=gone, plane_unit=gone, hover=gone, parameter=f"b:{gone}"), after)
    assert (lost.neuron, lost.plane_unit, lost.hover, lost.parameter) == (None, None, None, None)


def test_the_plane_lets_go_of_a_neuron_with_the_selection() -> None:
    begun = shapes()
    assert (
        surviving(Look(LIGHT, neuron=None, plane_unit=begun.rows[0].layer.neurons[0]), begun).plane_unit
        is None
    )


def test_only_what_is_seen_is_measured() -> None:
    pick = Pick("test", 3)
    look = Look(LIGHT, neuron=2)
    wide = watch_for(look, shapes(), pick)
    assert (wide.plane, wide.gradient, wide.pick) == (256, True, pick)
    assert not watch_for(replace(look, compact=True), shapes(), pick).gradient
    assert watch_for(look, shapes("digits"), pick).plane == 0


def test_a_plane_is_measured_only_where_it_is_shown() -> None:
    planes = [
        watch_for(Look(LIGHT, face=face), shapes(name), Pick()).plane
        for name in ("iris", "circle")
        for face in ("plane", "parallel", "answers")
    ]
    assert planes == [256, 0, 0, 256, 256, 0]  # two inputs have no parallel axes


@pytest.mark.parametrize(
    ("name", "faces"),
    [
        ("iris", ("plane", "parallel", "answers")),
        ("penguins", ("plane", "parallel", "answers")),
        ("house-price", ("plane", "answers")),
        ("bumps", ("plane", "answers")),
        ("circle", ("plane",)),
        ("pass-fail", ("plane",)),
    ],
)
def test_a_card_offers_what_its_data_have(name: str, faces: tuple[str, ...]) -> None:
    begun = shapes(name)
    assert faces_of(begun, Look(LIGHT)) == faces
    for face in ("plane", "parallel", "answers"):  # and what is shown can always be left again
        look = Look(LIGHT, face=face)
        assert face_of(begun, look) in faces_of(begun, look)


def test_what_the_card_shows_survives_an_edit_and_ends_with_the_run() -> None:
    look = Look(LIGHT, face="answers")
    assert surviving(look, shapes("penguins")).face == "answers"
    assert at_the_start(look, shapes("iris")).face == "plane"


def test_a_larger_network_is_looked_at_in_larger_cells() -> None:
    small = plan(presets.load("circle").experiment)
    large = plan(small.experiment.changed({"network.layers.0.neurons": 400, "network.layers.1.neurons": 200}))
    watched = [watch_for(Look(LIGHT), shapes, Pick()) for shapes in (small, large)]
    assert [watch.plane for watch in watched] == [256, 128]
    assert [watch.maps for watch in watched] == [40, 0]


def test_the_branch_that_is_compared_is_forgotten_with_its_branch_and_swapped_when_it_is_chosen() -> None:
    every = forest(4)
    at_b, at_c, look = looking(every, 1), looking(every, 2), Look(LIGHT, beside=2)
    assert compared(look, at_b, None) == 2
    assert compared(look, looking(every[:2], 1), at_b) is None
    assert compared(look, at_c, at_b) == 1
    assert compared(look, at_c, None) is None
    assert compared(look, looking((every[2],), 2), at_b) is None
