"""The stage as it is arranged and painted, at every size, for every kind of network."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import get_args

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.arguments import RoomName
from ui.figure import Figure, arranging, facts_of
from ui.look import Look, Spoken
from ui.picture import image_of
from ui.rooms import stage
from ui.selection import at_the_start, watch_for
from ui.theme import DARK, LIGHT
from ui.views.stage_header import said_of
from ui.views.stage_words import headline
from wbsim import Pick, presets
from wbsim.plan import plan
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot

SIZES = [(1024, 768), (1280, 720), (1280, 800), (1920, 1080), (2560, 1080), (3840, 2160)]
PRESETS = ("circle", "iris", "linear-regression", "digits", "digits-conv", "sunspots", "only-biases")


@cache
def shown(name: str, updates: int = 50) -> tuple[Snapshot, Look]:
    session = Session(Run(experiment=presets.load(name).experiment))
    session.advance(updates)
    shapes = session.here.plan
    look = replace(at_the_start(Look(LIGHT), shapes), stage=True, spoken=Spoken(keys=True))
    return session.snapshot(watch_for(look, shapes, Pick("train", 0))), look


def laid(qtbot: QtBot, size: tuple[int, int], snapshot: Snapshot, look: Look) -> Figure:
    figure = Figure()
    qtbot.addWidget(figure)
    figure.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    figure.resize(*size)
    figure.show()
    figure.show_snapshot(snapshot, look)
    return figure


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("room", get_args(RoomName))
@pytest.mark.parametrize("caption", [None, "Said."])
def test_nothing_overlaps_or_is_cut_off(caption: str | None, room: RoomName, size: tuple[int, int]) -> None:
    look = Look(LIGHT, stage=True, room=room, spoken=Spoken(caption=caption))
    whole = QRect(0, 0, *size)
    for made in PRESETS:
        facts = facts_of(plan(presets.load(made).experiment), look)
        cards = stage.cards(QSize(*size), look, facts, arranging(False, room))
        assert {"stage_header", "stage_keys"} <= set(cards) and "side" not in cards
        assert ("stage_caption" in cards) == (caption is not None)
        assert all(whole.contains(card) for card in cards.values()), cards
        assert not [(a, b) for (a, x), (b, y) in combinations(cards.items(), 2) if x.intersects(y)], cards
        if room == "network":
            assert {"stage_loss", "stage_parameters", "network"} <= set(cards)
            assert min(cards["network"].width(), cards["network"].height()) > 0.3 * size[1]


@pytest.mark.parametrize("size", SIZES)
def test_the_plane_is_as_large_as_drawn_and_the_largest(
    size: tuple[int, int], qtbot: QtBot, dressed: QApplication
) -> None:
    figure = laid(qtbot, size, *shown("circle"))
    where = figure.plane.where
    assert where is not None
    if size == (1920, 1080):
        assert where.side == pytest.approx(756, abs=12)
    assert where.side >= 0.5 * min(size[1], 0.8 * size[0])
    assert figure.rect().contains(QRect(where.left, where.top, where.side, where.side))


def test_marks_are_as_large_as_the_stage_asks_for_whatever_the_desk_had(
    qtbot: QtBot, dressed: QApplication
) -> None:
    snapshot, look = shown("circle")
    desk = replace(look, scale=0.86, compact=True)
    pictures = [image_of(laid(qtbot, (1920, 1080), snapshot, one)) for one in (look, desk)]
    assert pictures[0] == pictures[1]
    assert stage.room_on_stage(QSize(1920, 1080), look).marks == stage.MARKS


def test_the_weights_of_the_neuron_at_hand_are_written_on_their_edges(
    qtbot: QtBot, dressed: QApplication
) -> None:
    snapshot, look = shown("circle")
    figure = laid(qtbot, (1920, 1080), snapshot, look)
    worn = stage.worn("network", look, stage.room_on_stage(figure.size(), look))
    places = figure.network._scene._plain.places(look.neuron, worn.scale)  # type: ignore[union-attr]
    assert len(places) == 2


def test_the_ground_of_the_bare_plane_is_that_of_the_stage(qtbot: QtBot, dressed: QApplication) -> None:
    snapshot, look = shown("circle")
    for theme in (LIGHT, DARK):
        figure = laid(qtbot, (1280, 720), snapshot, replace(look, theme=theme))
        image, card = image_of(figure), figure.cards["plane"]
        for corner in (card.topLeft(), card.bottomLeft(), card.bottomRight()):
            assert image.pixelColor(corner) == theme.color("bg")


def test_no_button_of_the_diagram_is_left(qtbot: QtBot, dressed: QApplication) -> None:
    figure = laid(qtbot, (1280, 720), *shown("circle"))
    assert figure.network.header.isHidden() and figure.plane.tools.buttons["draw"].isHidden()


def test_the_keys_are_listed_only_while_somebody_is_at_them(qtbot: QtBot, dressed: QApplication) -> None:
    snapshot, look = shown("circle")
    figure = laid(qtbot, (1280, 720), snapshot, look)
    assert "Esc: leave" in figure.stage.keys.accessibleDescription()
    figure.show_snapshot(snapshot, replace(look, spoken=Spoken(keys=False)))
    assert figure.stage.keys.accessibleDescription() == ""


def test_the_head_says_what_the_run_itself_has_to_say() -> None:
    session = Session(Run(experiment=presets.load("circle").experiment.changed({"network.layers.0.bias_init": {"kind": "zero"}, "network.layers.1.bias_init": {"kind": "zero"}, "network.layers.2.bias_init": {"kind": "zero"}})))  # fmt: skip
    watch = watch_for(Look(LIGHT), session.here.plan, Pick("train", 0))
    assert "every bias is 0" in headline(session.snapshot(watch))
    session.advance(3000)
    assert "of the test points are right" in headline(session.snapshot(watch))
    session.change({"optimizer.learning_rate": 0.5})
    assert "learning rate" in headline(session.snapshot(watch))
    session.advance(3000)
    assert "of the test points are right" in headline(session.snapshot(watch))
    session.seek(10)
    assert "looking back" in headline(session.snapshot(watch))
    said = said_of(session.snapshot(watch), Look(LIGHT, spoken=Spoken(sentence="The bias moved.")))
    assert (said.title, said.sentence, said.update) == ("Circle", "The bias moved.", "10")
