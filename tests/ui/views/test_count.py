"""The count of parameters: its lines, its words, and the way back."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from moments import moment
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.look import Look
from ui.theme import DARK, LIGHT
from ui.views.count import CountView
from ui.views.count_layout import lay_out, lines_of
from ui.views.count_words import plain, set_in_lines
from wbsim import architecture
from wbsim.counting import counted, together
from wbsim.run import Change
from wbsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("dressed")
SMALL = Look(LIGHT, scale=0.86, compact=True, counts=True)
LARGE = Look(DARK, counts=True)
SIZES = [(360, 190), (480, 240), (520, 300), (642, 320), (700, 420)]


def shown(
    qtbot: QtBot, snapshot: Snapshot, look: Look = SMALL, size: tuple[int, int] = (480, 240)
) -> CountView:
    view = CountView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show()
    view.show_snapshot(snapshot, look)
    return view


def deep(layers: int) -> Snapshot:
    """A network of many layers."""
    hidden = [{"neurons": 2 + k} for k in range(layers - 1)]
    return moment(
        "circle", 0, {"network.layers": [*hidden, {"neurons": 1, "activation": "tanh"}], "network.born": 0}
    )


@pytest.mark.parametrize("sentences", [[], [1], [2, 2], [1, 2, 1]])
@pytest.mark.parametrize("layers", [1, 3, 7, 12])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("scale", "compact"), [(0.86, True), (1.0, False)])
def test_head_table_and_words_stand_under_each_other_on_the_card(
    size: tuple[int, int], scale: float, compact: bool, layers: int, sentences: list[int]
) -> None:
    made = lay_out(*size, scale, compact, layers, sentences, 18.0)
    parts = [made.head, *made.rows, made.total, made.words]
    assert all(one.bottom <= other.y + 1e-6 for one, other in pairwise(parts))
    assert made.total.bottom <= size[1]
    assert made.words.bottom <= size[1]
    assert all(box.x >= 0 and box.right <= size[0] for box in parts)
    assert len(made.rows) == min(layers, max(3, len(made.rows)))
    if sentences and size[1] >= 240:
        assert made.lines >= sentences[0]  # the most important one is always said


@pytest.mark.parametrize("layers", range(1, 13))
@pytest.mark.parametrize("most", [3, 4, 7])
def test_layers_that_share_a_line_lose_no_parameter(layers: int, most: int) -> None:
    counts = counted(deep(layers).plan)
    lines = lines_of(counts, most, "{count} more")
    assert len(lines) == min(layers, most)
    assert together(lines).both == together(counts).both
    assert lines[-1] == counts[-1]


def test_the_title_and_the_words_follow_the_form(qtbot: QtBot) -> None:
    circle = moment("circle", 0)
    view = shown(qtbot, circle)
    assert view.title() == "How many parameters"
    assert plain(view.words()[0]).startswith("A weight for every pair")
    before = view.grab().toImage()
    view.show_snapshot(circle, replace(SMALL, plus_one=1.0))
    assert view.title() == "Same numbers, same count"
    assert plain(view.words()[0]) == (
        "One +1 unit per layer, yet one bias per neuron: the unit has an edge to each neuron, and the bias is that edge."
    )
    assert view.grab().toImage() != before


def test_an_edit_of_the_architecture_is_said_first(qtbot: QtBot) -> None:
    circle = moment("circle", 5)
    wish = architecture.with_neuron(circle.plan.experiment, circle.plan.rows[0].layer.id)
    grown = replace(moment("circle", 5, wish), run=circle.run.edited(5, Change(settings=wish)))
    view = shown(qtbot, circle)
    assert not any("Just now" in text for text in view.words())
    view.show_snapshot(grown, SMALL)
    assert view.words()[0] == "Just now: hidden 1, 4 → 5: +2 weights +1 bias, and +2 weights to hidden 2."
    later = replace(
        grown,
        run=grown.run.edited(6, Change(settings={"data.noise": 5.0})),
        state=replace(grown.state, update=9),
    )
    view.show_snapshot(later, SMALL)
    assert not any("Just now" in text for text in view.words())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"train": "biases"}, "7 of 25 train; the others are held still."),
        ({"network.layers.1.bias": False}, "1 layer has its biases off."),
    ],
)
def test_what_is_held_or_off_is_said(qtbot: QtBot, change: dict[str, Any], said: str) -> None:
    assert said in shown(qtbot, moment("circle", 0, change)).words()


def test_the_segments_lead_back_to_what_was_there(qtbot: QtBot) -> None:
    circle = moment("circle", 0)
    view = shown(qtbot, circle, replace(SMALL, neuron=circle.plan.rows[0].layer.neurons[2]))
    assert view.flip.words == ("Neuron 3", "Count")
    with qtbot.waitSignal(view.closed):
        qtbot.mouseClick(view.flip, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    view.show_snapshot(circle, SMALL)
    assert view.flip.words == ("Close", "Count")
    with qtbot.waitSignal(view.closed):
        qtbot.keyClick(view.flip, Qt.Key.Key_Left)
    assert view.flip.accessibleName()
    assert view.flip.toolTip()


@pytest.mark.parametrize("look", [SMALL, LARGE], ids=["small", "large"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["circle", "digits", "house-price"])
def test_any_network_is_counted_in_any_size(
    qtbot: QtBot, name: str, size: tuple[int, int], look: Look
) -> None:
    for plus in (0.0, 1.0):
        view = shown(qtbot, moment(name, 0), replace(look, plus_one=plus), size)
        assert not view.grab().isNull()
        assert view.flip.geometry().right() <= size[0]
        assert sum(line.both for line in view.lines()) == view._snapshot.plan.size  # type: ignore[union-attr]


def test_a_sentence_keeps_its_words_in_lines_that_fit() -> None:
    text = "One *+1* unit per layer, yet *one bias per neuron:* the unit has an edge."
    for width in (60, 150, 900):
        lines = set_in_lines(text, SMALL, width)
        assert " ".join(word.text for line in lines for word in line) == plain(text)
        strong = [word.text for line in lines for word in line if word.strong]
        assert strong == ["+1", "one", "bias", "per", "neuron:"]
    assert len(set_in_lines(text, SMALL, 900)) == 1
