"""The diagram of one update: what is shown at a tick, what moves, where it stands, and that it is not edited by a drag."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from steps import at, end_of, ladder_of, walked

from ui.look import Look
from ui.theme import DARK, LIGHT, Theme
from ui.views.bias_disc import radius
from ui.views.equation import spoken
from ui.views.network import NetworkView
from ui.views.network_layout import Box, Diagram
from ui.views.network_steps import StepsScene
from ui.views.network_steps_labels import free_places, label_of
from ui.views.network_steps_legend import captions, gradient_width
from ui.views.network_steps_nodes import loss_box, loss_lines, pill_box
from ui.views.network_steps_words import head, sentence
from ui.views.step_reach import Reach, reach_of
from wbsim.losses import LOSSES
from wbsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("dressed")
DESK, SMALL = Look(LIGHT, room="steps"), Look(LIGHT, scale=0.86, compact=True, room="steps")
SIZES = [((513, 534), SMALL), ((641, 740), DESK), ((772, 790), Look(LIGHT, scale=1.08, room="steps"))]


def view_of(
    qtbot: QtBot, snapshot: Snapshot, look: Look = DESK, size: tuple[int, int] = (641, 740)
) -> NetworkView:
    """The card of the network in the room of steps."""
    view = NetworkView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    view.show()
    return view


def scene_of(view: NetworkView) -> StepsScene:
    """Its scene."""
    assert isinstance(view._scene, StepsScene)
    return view._scene


def reach(snapshot: Snapshot) -> Reach:
    """How far it is walked."""
    found = reach_of(snapshot)
    assert found is not None
    return found


def shot(view: NetworkView, snapshot: Snapshot, look: Look) -> QImage:
    """What it looks like."""
    view.show_snapshot(snapshot, look)
    return view.grab().toImage()


def has(image: QImage, color: str, box: Box | None = None) -> bool:
    """Whether a color is in a picture, or in a part of it."""
    left, top, right, bottom = (0, 0, image.width(), image.height()) if box is None else (int(box.x), int(box.y), int(box.right), int(box.bottom))  # fmt: skip
    wanted = color.lower()
    return any(
        image.pixelColor(x, y).name() == wanted for x in range(left, right) for y in range(top, bottom)
    )


# --- what is shown at a tick -------------------------------------------------------------------------------


def test_a_tile_is_empty_until_its_neuron_has_its_value(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start)
    scene = scene_of(view)
    assert isinstance(scene.diagram, Diagram)
    node = next(n for n in scene.diagram.nodes if n.column == 1 and n.place == 1)
    corner = (int(node.box.x + 8), int(node.box.y + 8))
    before, after = shot(view, start, DESK), shot(view, at(start, 6), DESK)
    assert before.pixelColor(*corner) == LIGHT.color("sunk")
    assert after.pixelColor(*corner) != LIGHT.color("sunk")


def test_the_hue_of_the_loss_comes_with_the_loss_and_floods_the_diagram_in_backward_only(
    qtbot: QtBot,
) -> None:
    start = walked()
    view = view_of(qtbot, start)
    ends = {phase: at(start, end_of(start, phase)) for phase in ("forward", "loss", "backward")}
    scene = scene_of(view)
    canvas = Box(0, 110, view.width(), view.height() - 200)
    assert not has(shot(view, ends["forward"], DESK), LIGHT.loss, canvas)
    assert has(shot(view, ends["loss"], DESK), LIGHT.loss_pale, scene.loss)
    edges = Box(110, 150, 60, view.height() - 260)  # between the inputs and the first layer
    assert not has(shot(view, ends["loss"], DESK), LIGHT.loss, edges)
    assert has(shot(view, ends["backward"], DESK), LIGHT.loss, edges)


def test_weights_are_drawn_as_they_are_after_their_step(qtbot: QtBot) -> None:
    start = walked(settings={"optimizer.learning_rate": 3.0})
    view = view_of(qtbot, start)
    ladder = ladder_of(start)
    through = ladder.samples * ladder.each
    edges = scene_of(view)._edges
    moved = edges.moved(reach(at(start, through + 1)))
    assert moved.sum() == 1
    assert edges.moved(reach(at(start, ladder.total))).all()
    before, after = shot(view, at(start, through), DESK), shot(view, at(start, through + 1), DESK)
    assert before != after
    assert has(after, LIGHT.ink)


def test_widths_of_gradients_grow_with_their_root_up_to_nine() -> None:
    assert gradient_width(0.0, 1.0) == 1.0
    assert gradient_width(0.25, 1.0) == 5.0
    assert gradient_width(1.0, 2.0) == 18.0


@pytest.mark.parametrize("name", ["circle", "iris", "pass-fail", "plane", "digits"])
@pytest.mark.parametrize("look", [SMALL, DESK, replace(DESK, theme=DARK)])
def test_no_tick_fails_to_be_painted(qtbot: QtBot, name: str, look: Look) -> None:
    start = walked(name, settings={"batches.size": 2})
    view = view_of(qtbot, start, look, (513, 534) if look.compact else (641, 740))
    ladder = ladder_of(start)
    pictures = []
    stride = max(1, ladder.total // 14)
    for tick in (*range(0, ladder.total, stride), ladder.total):
        for rung in ("product", "neuron", "sample", "batch"):
            moment = replace(at(start, tick), rung=rung)
            for motion in (1.0, 0.4):
                picture = shot(view, moment, replace(look, motion=motion))
                assert not picture.isNull()
        pictures.append(shot(view, at(start, tick), look))
    assert any(one != pictures[0] for one in pictures)


def test_without_an_update_the_network_is_still_drawn(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, replace(start, coming=None))
    assert has(view.grab().toImage(), LIGHT.bias)


@pytest.mark.parametrize("name", ["digits"])
def test_a_wide_network_shows_activations_then_gradients_then_steps(qtbot: QtBot, name: str) -> None:
    start = walked(name)
    view = view_of(qtbot, start)
    assert scene_of(view).is_wide
    ladder = ladder_of(start)
    ticks = [0, end_of(start, "forward"), end_of(start, "backward"), ladder.samples * ladder.each + ladder.forward // 2, ladder.total]  # fmt: skip
    pictures = [shot(view, at(start, tick), DESK) for tick in ticks]
    assert all(a != b for a, b in combinations(pictures, 2))


# --- words -------------------------------------------------------------------------------------------------


def test_every_tick_says_its_own_sum() -> None:
    start = walked()
    coming, plan = start.coming, start.plan
    assert coming is not None
    first = reach(at(start, 1))
    said = spoken(sentence(first)[0])
    weight = plan.rows[0].weights_of(coming.state.theta)[0, 0]
    assert said.startswith("hidden 1 · 1")
    assert "w₁₁" in said
    assert "x₁" in said
    assert f"{abs(float(weight)):.3f}" in said
    own = spoken(sentence(reach(at(start, 3)))[0])
    assert "z" in own
    assert "tanh" in own
    loss = spoken(sentence(reach(at(start, end_of(start, "loss"))))[0])
    assert loss.startswith("L =")
    back = spoken(sentence(reach(at(start, end_of(start, "loss") + 1)))[0])
    assert "δ" in back
    slope = spoken(sentence(reach(at(start, end_of(start, "loss") + 2)))[0])
    assert "∂L/∂w₁₁" in slope
    through = ladder_of(start).samples * ladder_of(start).each
    step = spoken(sentence(reach(at(start, through + 1)))[0])
    assert step.count("=") == 2


@pytest.mark.parametrize("name", ["circle", "iris", "digits"])
def test_products_in_words_are_those_of_the_sum(name: str) -> None:
    start = walked(name)
    coming, plan = start.coming, start.plan
    assert coming is not None
    row = plan.rows[0]
    products = row.weights_of(coming.state.theta)[0] * coming.values[: row.fan_in]
    bias = row.biases_of(coming.state.theta)
    assert bias is not None
    np.testing.assert_allclose(products.sum() + bias[0], coming.sums[row.target_row], rtol=1e-4, atol=1e-5)


def test_a_weight_that_is_held_and_a_bias_that_is_off_say_so() -> None:
    first = walked().plan.rows[0].layer.neurons[0]
    start = walked(settings={"locked": [f"w:{first}<x1"]})
    through = ladder_of(start).samples * ladder_of(start).each
    assert "held fast" in spoken(sentence(reach(at(start, through + 1)))[0])
    bare = walked("circle", settings={"network.layers.0.bias": False})
    through = ladder_of(bare).samples * ladder_of(bare).each
    assert "has no bias" in spoken(sentence(reach(at(bare, through + 3)))[0])


def test_every_phase_has_a_title_and_a_caption() -> None:
    start = walked()
    titles = [head(None)[0], head(reach(start))[0]]
    titles += [
        head(reach(at(start, end_of(start, phase))))[0] for phase in ("forward", "loss", "backward", "update")
    ]
    assert len(set(titles)) == 6
    assert titles[-1] == "Update 21"
    assert set(captions()) == {"forward", "loss", "backward", "update"}


@pytest.mark.parametrize("loss", [entry.name for entry in LOSSES])
def test_the_box_holds_the_loss_whatever_it_is_called(loss: str) -> None:
    wide, tall = loss_box(loss, 0.86)
    assert 70 < wide < 200
    assert 50 < tall < 80
    assert spoken(loss_lines(loss))


# --- where things stand ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "look"), SIZES)
@pytest.mark.parametrize("name", ["circle", "xor", "iris", "pass-fail", "house-price", "plane"])
def test_nothing_of_the_diagram_is_cut_off_or_covered(
    qtbot: QtBot, name: str, size: tuple[int, int], look: Look
) -> None:
    start = walked(name)
    view = view_of(qtbot, at(start, end_of(start, "backward")), look, size)
    scene, coming = scene_of(view), start.coming
    assert isinstance(scene.diagram, Diagram)
    assert coming is not None
    card = Box(0, 0, view.width(), view.height())
    tiles = [node.box for node in scene.diagram.nodes]
    for box in tiles:
        assert card.holds(box.x, box.y)
        assert card.holds(box.right, box.bottom)
        assert not scene.loss.meets(box)
    assert not any(a.meets(b) for a, b in combinations(tiles, 2))
    assert card.holds(scene.loss.x, scene.loss.y)
    assert card.holds(scene.loss.right, scene.loss.bottom)
    discs = [node for node in scene.diagram.nodes if node.disc is not None]
    for node in discs:
        r = radius(1.0, node.mark)
        pill = pill_box(look, node, scene.diagram, r, -0.123)
        assert pill.left() >= 0
        assert pill.right() <= view.width()
        assert pill.bottom() <= view.height()
        own = Box(pill.x(), pill.y(), pill.width(), pill.height())
        assert not any(own.meets(tile) for tile in tiles if tile is not node.box)
    names = list(scene._lines(look))
    assert names == sorted(names)
    assert min(box.y for box in tiles) > names[-1]


@pytest.mark.parametrize(("size", "look"), SIZES)
def test_labels_of_a_step_lie_on_no_tile_and_not_on_each_other(
    qtbot: QtBot, size: tuple[int, int], look: Look
) -> None:
    start = walked("iris")
    view = view_of(qtbot, start, look, size)
    scene = scene_of(view)
    assert isinstance(scene.diagram, Diagram)
    neuron = start.plan.rows[0].layer.neurons[2]
    said = {k: label_of(scene._edges, reach(start), k, long=True) for k in scene.diagram.edges.into(neuron)}
    places = free_places(scene.diagram, look, said)
    assert places
    boxes = [Box(x - 28 * look.scale, y - 12 * look.scale, 56 * look.scale, 24 * look.scale) for x, y in places.values()]  # fmt: skip
    assert not any(a.meets(b) for a, b in combinations(boxes, 2))
    assert not any(box.meets(node.box) for box in boxes for node in scene.diagram.nodes)


# --- motion ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("look_theme", [LIGHT, DARK])
@pytest.mark.parametrize(("tick", "rung"), [(6, "neuron"), (1, "product"), (34, "neuron")])
def test_what_a_step_is_about_is_on_its_way_and_comes_to_rest(
    qtbot: QtBot, look_theme: Theme, tick: int, rung: str
) -> None:
    start = walked()
    moment = replace(at(start, tick), rung=rung)  # type: ignore[arg-type]
    look = replace(DESK, theme=look_theme)
    view = view_of(qtbot, moment, look)
    pictures = [shot(view, moment, replace(look, motion=m)) for m in (0.2, 0.5, 0.8, 1.0)]
    assert all(a != b for a, b in combinations(pictures, 2))
    assert shot(view, moment, replace(look, motion=0.5)) == pictures[1]


def test_a_step_over_a_sample_is_shown_tick_by_tick(qtbot: QtBot) -> None:
    start = walked()
    moment = replace(at(start, end_of(start, "backward")), rung="sample")
    view = view_of(qtbot, moment)
    early, late = (shot(view, moment, replace(DESK, motion=m)) for m in (0.2, 0.9))
    assert not has(early, LIGHT.loss_pale)
    assert has(late, LIGHT.loss_pale)


def test_what_stands_still_is_painted_once_in_a_motion(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = replace(at(walked(), 6), rung="neuron")
    view = view_of(qtbot, moment)
    painted = []
    paint = StepsScene._paint_still
    monkeypatch.setattr(StepsScene, "_paint_still", lambda *a: (painted.append(1), paint(*a))[1])
    for motion in (0.1, 0.3, 0.5, 0.7, 0.9):
        shot(view, moment, replace(DESK, motion=motion))
    assert len(painted) == 1
    shot(view, moment, DESK)
    assert len(painted) == 2


# --- hands off ---------------------------------------------------------------------------------------------


def test_nothing_is_dragged_and_the_header_is_put_away(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start)
    scene = scene_of(view)
    assert not view.header.isVisible()
    assert isinstance(scene.diagram, Diagram)
    node = next(n for n in scene.diagram.nodes if n.disc is not None)
    assert node.disc is not None
    spot = QPoint(round(node.disc[0]), round(node.disc[1]) + 4)
    assert view.target(spot.x(), spot.y()).parameter == f"b:{node.key}"
    with qtbot.assertNotEmitted(view.parameter_set):
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=spot)
        qtbot.mouseMove(view, spot - QPoint(0, 40))
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=spot - QPoint(0, 40))
    view.show_snapshot(start, replace(DESK, room="network"))
    assert view.header.isVisible()


def test_pointing_and_choosing_work_as_elsewhere(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start)
    scene = scene_of(view)
    assert isinstance(scene.diagram, Diagram)
    node = next(n for n in scene.diagram.nodes if isinstance(n.key, int))
    middle = QPoint(*map(round, node.box.middle))
    with qtbot.waitSignal(view.hovered) as pointed:
        qtbot.mouseMove(view, middle)
    assert pointed.args == [node.key]
    with qtbot.waitSignal(view.neuron_selected) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert chosen.args == [node.key]
    x, y = scene._edges.point(0, 0.5)
    assert view.target(x, y).parameter in start.plan.index


def test_what_is_pointed_at_on_the_sheet_is_lit_in_the_diagram(qtbot: QtBot) -> None:
    start = walked()
    moment = at(start, end_of(start, "forward"))
    view = view_of(qtbot, moment)
    name = start.plan.layout.ids[0]
    before, after = shot(view, moment, DESK), shot(view, moment, replace(DESK, parameter=name))
    assert before != after
    negative = start.coming.state.theta[0] < 0  # type: ignore[union-attr]
    assert has(after, LIGHT.negative_pale if negative else LIGHT.weight_pale)
    neuron = start.plan.rows[0].layer.neurons[0]
    assert shot(view, moment, replace(DESK, hover=neuron)) != before


def test_it_is_as_small_as_it_may_be(qtbot: QtBot) -> None:
    view = view_of(qtbot, walked(), SMALL, (420, 280))
    assert view.minimumSizeHint() == QSize(420, 280)
    assert not view.grab().toImage().isNull()
