"""The chooser of axes: names and typed values, seeds that give way or are refused in place, and what counts as learned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from moments import moment
from pictured_walls import shown, wall
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui.look import WallLook
from ui.panels.axes import AxesPanel
from ui.theme import LIGHT
from ui.views.wall_axes import axes_of, places
from wbsim.outcomes import Criterion
from wbsim.variation import FEWEST, MOST


class Chooser:
    """A panel, and a window that shows what it asked for."""

    def __init__(self, qtbot: QtBot, look: WallLook | None = None, preset: str = "circle") -> None:
        self.panel, self.bot = AxesPanel(), qtbot
        qtbot.addWidget(self.panel)
        self.panel.dress(LIGHT, 1.0)
        self.snapshot = moment(preset)
        self.look = look or WallLook()
        self.said: list[WallLook] = []
        self.panel.wished.connect(self._follow)
        self.panel.show_snapshot(self.snapshot, self.look)
        self.panel.show()

    def _follow(self, wished: WallLook) -> None:
        self.said.append(wished)
        self.look = wished
        self.panel.show_snapshot(self.snapshot, wished)

    @property
    def total(self) -> int:
        return places(axes_of(self.look, self.snapshot.plan)) * self.look.seeds

    def choose(self, name: str, value: str) -> None:
        choice = getattr(self.panel, name).choice
        place = choice.findData(value)
        assert place >= 0
        choice.setCurrentIndex(place)
        choice.activated.emit(place)

    def type(self, field: QLineEdit, text: str, enter: bool = True) -> None:
        field.setFocus()
        field.selectAll()
        self.bot.keyClick(field, Qt.Key.Key_Delete)
        self.bot.keyClicks(field, text)
        if enter:
            self.bot.keyClick(field, Qt.Key.Key_Return)


def test_it_says_how_many_networks_there_are(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    assert chooser.panel.said.text == "12 × 2 × 5 = 120 networks"
    assert chooser.panel.across.choice.currentText() == "learning rate"
    assert chooser.panel.across_values.edit.text().startswith("0.001, 0.003")


def test_another_axis_is_another_wall_without_a_network_at_hand(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot, WallLook(chosen=7, hover=3, order="outcome"))
    chooser.choose("down", "optimizer")
    assert chooser.said == [WallLook("learning_rate", "optimizer", 5, order="outcome")]


def test_an_axis_that_stands_down_already_changes_places(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    chooser.choose("across", "bias")
    assert (chooser.look.across, chooser.look.down) == ("bias", "learning_rate")


@pytest.mark.parametrize("seeds", [5, 256, 4096])
def test_the_number_of_seeds_gives_way_to_an_axis(qtbot: QtBot, seeds: int) -> None:
    chooser = Chooser(qtbot, WallLook(None, None, seeds))
    for name, value in (("across", "learning_rate"), ("down", "hidden"), ("across", ""), ("down", "")):
        chooser.choose(name, value)
        assert FEWEST <= chooser.total <= MOST


@pytest.mark.parametrize(
    ("text", "part"),
    [("200", "at most 170 seeds, which make 4\u2009080"), ("0", "at least 1 seeds"), ("-3", "at least 1"), ("2.5", "whole"), ("many", "not a number")],
)  # fmt: skip
def test_seeds_that_make_too_many_or_too_few_are_refused_in_place(qtbot: QtBot, text: str, part: str) -> None:
    chooser = Chooser(qtbot)
    chooser.type(chooser.panel.seeds.number, text)
    assert part in chooser.panel.seeds.problem.text
    assert chooser.said == [] and chooser.panel.seeds.problem.isVisible()
    chooser.type(chooser.panel.seeds.number, "7")
    assert chooser.look.seeds == 7 and not chooser.panel.seeds.problem.isVisible()


def test_values_are_typed_as_a_range_or_a_list(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    chooser.type(chooser.panel.across_values.edit, "0.001:1:log:8")
    assert chooser.look.across == "learning_rate=0.001:1:log:8" and chooser.panel.said.text.startswith(
        "8 × 2 × 5 = 80"
    )
    chooser.type(chooser.panel.across_values.edit, "0.01, 0.1")
    assert [v.word for v in axes_of(chooser.look, chooser.snapshot.plan)[0].variants] == ["0.01", "0.1"]
    chooser.type(chooser.panel.across_values.edit, "")
    assert chooser.look.across == "learning_rate"  # the usual ones again


@pytest.mark.parametrize("text", ["0.1,loud", "5:1", "-1,2", "0.1:1:log:99999"])
def test_values_that_cannot_be_are_refused_in_place(qtbot: QtBot, text: str) -> None:
    chooser = Chooser(qtbot)
    chooser.type(chooser.panel.across_values.edit, text)
    assert chooser.panel.across_values.problem.text and chooser.said == []
    chooser.bot.keyClick(chooser.panel.across_values.edit, Qt.Key.Key_Escape)
    assert chooser.panel.across_values.problem.text == ""
    assert chooser.panel.across_values.edit.text().startswith("0.001, 0.003")


def test_too_many_values_are_refused_in_words(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    chooser.type(chooser.panel.across_values.edit, "0.001:1:2500")
    assert "too many" in chooser.panel.across_values.problem.text and chooser.said == []


def test_values_that_were_typed_count_when_the_field_is_left(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    chooser.type(chooser.panel.down_values.edit, "on", enter=False)
    QApplication.sendEvent(chooser.panel.down_values.edit, QFocusEvent(QEvent.Type.FocusOut))
    assert chooser.look.down == "bias=on" and chooser.look.seeds == 5


@pytest.mark.parametrize("place", range(6))
def test_what_is_often_asked_is_one_click(qtbot: QtBot, place: int) -> None:
    chooser = Chooser(qtbot, WallLook("l2", None, 16))
    button = chooser.panel.quick[place]
    assert button.toolTip() and button.accessibleName()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(chooser.said) == 1 and FEWEST <= chooser.total <= MOST
    assert chooser.look.across == (None if place < 2 else chooser.look.across) and (place < 2) == (
        chooser.look.down is None
    )


def test_what_counts_as_learned_is_usual_or_wished(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    row = chooser.panel.criterion
    assert row.choice.currentText() == "usual: loss <" and row.number.text() == "0.1"
    chooser.type(row.number, "0.05")
    assert chooser.look.criterion == Criterion("loss", 0.05)
    row.choice.activated.emit(row.choice.findData("accuracy"))
    assert chooser.look.criterion == Criterion("accuracy", 0.95) and row.number.text() == "95"
    chooser.type(row.number, "120")
    assert "100 %" in row.problem.text and chooser.look.criterion == Criterion("accuracy", 0.95)
    chooser.type(row.number, "99")
    assert chooser.look.criterion == Criterion("accuracy", 0.99)
    row.choice.activated.emit(row.choice.findData("usual"))
    assert chooser.look.criterion is None


def test_a_criterion_leaves_the_network_at_hand(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot, WallLook(chosen=7))
    chooser.type(chooser.panel.criterion.number, "0.2")
    assert chooser.look.chosen == 7


def test_what_is_usual_is_what_the_wall_says(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    seen = wall(criterion=Criterion("accuracy", 0.9))
    chooser.panel.show_snapshot(replace(shown(seen), plan=chooser.snapshot.plan), WallLook())
    assert chooser.panel.criterion.choice.currentText() == "usual: % right ≥"
    assert chooser.panel.criterion.number.text() == "90"


def test_values_are_measured_by_r2(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot, preset="bumps")
    choice = chooser.panel.criterion.choice
    assert [choice.itemData(k) for k in range(choice.count())] == ["usual", "loss", "r2"]


def test_axes_follow_the_run(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot, preset="sines")
    choice = chooser.panel.across.choice
    names = [choice.itemData(k) for k in range(choice.count())]
    assert "hidden" not in names and "learning_rate" in names and names[0] == ""


def test_it_asks_for_another_height_when_a_sentence_comes(qtbot: QtBot) -> None:
    chooser = Chooser(qtbot)
    before = chooser.panel.sizeHint().height()
    with qtbot.waitSignal(chooser.panel.grown):
        chooser.type(chooser.panel.seeds.number, "9999")
    assert chooser.panel.sizeHint().height() > before


def test_every_control_has_a_name_and_a_tip(qtbot: QtBot) -> None:
    panel = Chooser(qtbot).panel
    for field in (
        panel.across,
        panel.down,
        panel.across_values,
        panel.down_values,
        panel.seeds,
        panel.criterion,
    ):
        assert field.toolTip()
    for control in (
        panel.across.choice, panel.down.choice, panel.across_values.edit, panel.seeds.number, panel.criterion.choice,
        panel.criterion.number,
    ):  # fmt: skip
        assert control.accessibleName() and control.accessibleDescription()
