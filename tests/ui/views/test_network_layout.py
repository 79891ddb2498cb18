"""Where the parts of a network's diagram stand."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from moments import moment

from ui.views.network_finding import disc_at, edge_at, label_places, neighbor, node_at
from ui.views.network_layout import Box, Diagram, arrange, bezier, drawn_singly
from ui.views.network_wide_layout import arrange_wide, neighbor_in, spot_at
from wbsim.plan import Plan

AREA = Box(6, 70, 664, 326)


def planned(*sizes: int, features: tuple[str, ...] = ("x1", "x2")) -> Plan:
    """A network of hidden layers of some sizes."""
    layers = [{"neurons": size} for size in sizes]
    settings = {
        "network.layers": [*layers, {"neurons": 1, "activation": "tanh"}],
        "network.born": 0, "data.features": list(features),
    }  # fmt: skip
    return moment("circle", 0, settings).plan


SHAPES = [(), (1,), (4, 2), (8,) * 6, (10, 6), (2,) * 11, (12, 8)]


@pytest.fixture(params=SHAPES, ids=str)
def diagram(request: pytest.FixtureRequest) -> Diagram:
    """A diagram of a shape."""
    return arrange(planned(*request.param), AREA, 0.86)


def test_every_tile_lies_in_the_area_and_none_covers_another(diagram: Diagram) -> None:
    for node in diagram.nodes:
        assert AREA.x <= node.box.x
        assert node.box.right <= AREA.right
        assert AREA.y <= node.box.y
        assert node.box.bottom <= AREA.bottom
    assert not any(a.box.meets(b.box) for a, b in combinations(diagram.nodes, 2))


def test_every_neuron_has_a_disc_and_no_input_has_one(diagram: Diagram) -> None:
    for node in diagram.nodes:
        assert (node.disc is not None) == isinstance(node.key, int)


def test_every_weight_is_an_edge_from_the_right_of_its_source_to_the_left_of_its_target(
    diagram: Diagram,
) -> None:
    edges = diagram.edges
    assert len(edges.ids) == len(set(edges.ids))
    for source, target, curve in zip(edges.sources, edges.targets, edges.curves, strict=True):
        assert curve[0, 0] >= diagram.node_of[source].box.right
        assert curve[3, 0] <= diagram.node_of[target].box.x
        assert diagram.node_of[target].box.y <= curve[3, 1] <= diagram.node_of[target].box.bottom


def test_an_edge_stands_for_the_parameter_of_its_id() -> None:
    plan = planned(4, 2)
    edges = arrange(plan, AREA, 1.0).edges
    assert [plan.ids[place] for place in edges.places] == list(edges.ids)


def test_columns_run_from_left_to_right_as_the_data_flow(diagram: Diagram) -> None:
    assert all(one.x < other.x for one, other in pairwise(diagram.columns))


def test_a_curve_begins_and_ends_where_it_says() -> None:
    curve = np.array([[(0.0, 0.0), (10.0, 0.0), (20.0, 8.0), (30.0, 8.0)]])
    points = bezier(curve, np.array([0.0, 0.5, 1.0]))[0]
    assert points.tolist() == [[0, 0], [15, 4], [30, 8]]


def test_what_stands_under_a_point_is_found() -> None:
    plan = planned(4, 2)
    diagram = arrange(plan, AREA, 1.0)
    node = diagram.node_of[plan.rows[0].layer.neurons[1]]
    assert node_at(diagram, *node.box.middle) is node
    assert node.disc is not None
    assert disc_at(diagram, *node.disc) is node
    for k in (0, 7, 11):
        x, y = diagram.edges.samples[k, 8].tolist()
        near = edge_at(diagram, x, y)
        assert near is not None
        assert np.abs(diagram.edges.samples[near] - (x, y)).sum(axis=1).min() < 8
    assert edge_at(diagram, AREA.x, AREA.bottom) is None
    assert node_at(diagram, AREA.x, AREA.bottom) is None


def test_labels_cover_neither_each_other_nor_a_tile() -> None:
    plan = planned(10, 6, features=("x1", "x2", "x1^2", "x2^2"))
    diagram = arrange(plan, AREA, 0.86)
    for neuron in (*plan.rows[0].layer.neurons, *plan.rows[1].layer.neurons):
        places = label_places(diagram, diagram.edges.into(neuron), 48, 22)
        boxes = [Box(x - 24, y - 11, 48, 22) for x, y in places.values()]
        assert boxes
        assert not any(a.meets(b) for a, b in combinations(boxes, 2))
        assert not any(box.meets(node.box) for box in boxes for node in diagram.nodes)


def test_the_arrows_walk_along_layers_and_stop_at_their_ends() -> None:
    plan = planned(4, 2)
    first, second, output = (row.layer.neurons for row in plan.rows)
    diagram = arrange(plan, AREA, 1.0)
    for walk in (lambda *way: neighbor(diagram, *way), lambda *way: neighbor_in(plan, *way)):
        assert walk(None, 1, 0) == first[0]
        assert walk(first[0], 0, 1) == first[1]
        assert walk(first[0], 0, -1) == first[0]
        assert walk(first[3], 0, 1) == first[3]
        assert walk(first[0], 1, 0) == second[0]
        assert walk(second[1], -1, 0) in first
        assert walk(output[0], 1, 0) == output[0]


def test_a_wide_network_is_drawn_layer_by_layer() -> None:
    assert drawn_singly(planned(4, 2), AREA, 1.0)
    assert drawn_singly(planned(12, 8), AREA, 0.86)
    assert not drawn_singly(planned(17), AREA, 1.0)
    assert not drawn_singly(planned(12, 8), Box(0, 0, 600, 200), 1.0)
    assert not drawn_singly(moment("digits").plan, AREA, 1.0)


@pytest.mark.parametrize("sizes", [(64, 32), (1024,), (300, 2, 40), (32,) * 11], ids=str)
@pytest.mark.parametrize("area", [AREA, Box(6, 104, 1180, 290)], ids=["small", "large"])
def test_the_parts_of_a_wide_network_stand_side_by_side_in_the_area(
    sizes: tuple[int, ...], area: Box
) -> None:
    plan = planned(*sizes)
    diagram = arrange_wide(plan, area, 0.86, flat=True)
    boxes = [diagram.input]
    for block in diagram.blocks:
        boxes += [block.weights, block.biases, block.activations]
    boxes.append(diagram.output)
    assert all(one.right <= other.x + 1e-6 for one, other in pairwise(boxes))
    assert all(box.width > 0 and box.height > 0 for box in boxes)
    assert boxes[0].x >= area.x
    assert boxes[-1].right <= area.right + 1e-6
    assert all(area.y <= box.y and box.bottom <= area.bottom for box in boxes)


def test_a_point_of_a_wide_network_names_its_neuron_and_parameter() -> None:
    plan = moment("digits").plan
    diagram = arrange_wide(plan, AREA, 0.86, flat=False)
    block, row = diagram.blocks[1], plan.rows[1]
    neuron = row.layer.neurons[0]
    corner = spot_at(plan, diagram, block.weights.x + 0.1, block.weights.y + 0.1)
    assert corner is not None
    assert (corner.neuron, corner.parameter) == (neuron, f"w:{neuron}<{row.sources[0]}")
    bias = spot_at(plan, diagram, block.biases.middle[0], block.biases.bottom - 0.1)
    assert bias is not None
    assert bias.parameter == f"b:{row.layer.neurons[-1]}"
    assert spot_at(plan, diagram, AREA.x, AREA.bottom) is None


@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_a_wide_network_has_a_place_for_everything_even_in_a_tiny_area(scale: float) -> None:
    plan = moment("digits", 0).plan
    diagram = arrange_wide(plan, Box(6, 40, 40, 60), scale, flat=False)
    for block in diagram.blocks:
        assert block.weights.width > 0
        assert block.weights.height > 0


def test_figures_beside_the_last_hidden_layer_end_before_the_tile_of_the_output() -> None:
    diagram = arrange(planned(*(8,) * 6), AREA, 0.86)
    output = diagram.nodes[-1].box
    for node in diagram.nodes:
        if node.column == 6 and node.disc is not None:
            assert node.disc[0] + 48 * 0.86 <= output.x
