"""A learner at the window: every act of a lesson's answer as clicks, keys and typed values. It counts them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.views.detective_layers import TRAINED
from ui.views.detective_stack import PULLED, RATES
from ui.views.segments import Segments
from wbsim.activations import BY_NAME
from wbsim.lessons.acting import id_of, number_of
from wbsim.lessons.acts import Act, Change, Ladder, Rescue, See, Set, Train
from wbsim.lessons.telling import Told

LEFT = Qt.MouseButton.LeftButton
_RUNGS = {"product": Qt.Key.Key_1, "neuron": Qt.Key.Key_2, "sample": Qt.Key.Key_3, "batch": Qt.Key.Key_4}


class Hands:
    """Hands at a window of a `stage`; `actions` counts clicks, keys, drags and typed values."""

    def __init__(self, stage: Any, qtbot: QtBot) -> None:
        self.stage, self.window, self.qtbot = stage, stage.window, qtbot
        self.actions = 0

    # --- the small things ------------------------------------------------------------------------------------

    def look(self) -> None:
        """Lets the window show what has become of it."""
        for _ in range(3):
            QApplication.processEvents()
            self.stage.refresh()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, wherever the focus is."""
        self.actions += 1
        self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifier)
        self.look()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """One click."""
        self.actions += 1
        assert widget.isVisible(), widget
        self.qtbot.mouseClick(widget, LEFT, pos=at or widget.rect().center())
        self.look()

    def type_at(self, widget: QWidget, at: QPoint, edit: QLineEdit, value: float) -> None:
        """A double click on a number, and another number."""
        self.actions += 1
        self.qtbot.mouseDClick(widget, LEFT, pos=at)
        self._type(edit, value)

    def _type(self, edit: QLineEdit, value: float) -> None:
        """A number into a field that has just opened."""
        assert edit.isVisible(), "no field has opened"
        edit.selectAll()
        self.qtbot.keyClicks(edit, f"{value:.6g}")
        self.qtbot.keyClick(edit, Qt.Key.Key_Return)
        self.look()

    # --- lessons ---------------------------------------------------------------------------------------------

    @property
    def told(self) -> Told:
        """What the panel shows."""
        told = self.window.lesson.told
        assert told is not None, "the panel is empty"
        return told

    def open_list(self) -> None:
        """Opens the list of lessons and ideas."""
        self.key(Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)
        assert self.window.lesson_index.isVisible()

    def open_lesson(self, name: str) -> None:
        """Takes a lesson from the list."""
        index = self.window.lesson_index
        row = next(row for row in index.lessons.rows if row.lesson == name)
        self.click(row, QPoint(40, row.height() // 2))

    def open_idea(self, sign: str) -> None:
        """Takes an idea from the list."""
        index = self.window.lesson_index
        row = next(row for row in index.ideas.rows if row.fits(sign))
        self.click(row)

    def do_task(self) -> None:
        """Does the task at hand, by its answer."""
        course = self.window.lessons._course
        for act in course.at_hand.task.answer:
            if not self.told.task.done:
                self.do(act)

    def do(self, act: Act) -> None:
        """One act by hand."""
        match act:
            case Train():
                self.play()
            case Ladder():
                self.key(_RUNGS[act.step])
            case Set():
                moment = self.window.lessons._moment
                for name, value in act.set.items():
                    self.set(id_of(moment.plan, name), number_of(value, moment))
            case Change():
                for path, value in act.change.items():
                    self.change(path, value)
            case Rescue():
                self.rescue(act)
            case See():
                self.see(act)
            case _:
                raise AssertionError(act)

    def play(self, most: int = 4000) -> None:
        """Plays until the task is done, and pauses."""
        self.key(Qt.Key.Key_Space)
        driver, session = self.stage.driver, self.stage.session
        driver.run_drive.pace.wish(None)
        assert driver.run_drive.playing
        for _ in range(most):
            driver._safely(driver._go_on, session)
            if session.here.state.update % 100 < 50:
                self.stage.refresh()
            if self.told.task.done or session.here.state.divergence is not None:
                break
        self.look()
        assert self.told.task.done, self.told.task
        if driver.run_drive.playing and session.here.state.divergence is None:
            self.key(Qt.Key.Key_Space)

    # --- parameters --------------------------------------------------------------------------------------------

    def set(self, parameter: str, value: float) -> None:
        """Another number for a parameter, where the room at hand lets it be typed."""
        room = self.window.look.room
        if room == "neuron":
            desk = self.window.figure.neuron.desk
            fader = next(f for f in desk.faders if f.isVisible() and f.state and f.state.key == parameter)
            self.type_at(fader, fader.value_box().center(), desk.edit, value)
        elif room == "surface":
            self.move_point(parameter, value)
        elif room == "image":
            filters = self.window.figure.image.filters
            block = next(b for b in filters.blocks if b.isVisible() and b.state.key == parameter)
            self.click(block, block.value_box().center())
            self._type(filters.edit, value)
        elif room == "sequence":
            numbers = self.window.figure.sequence.numbers
            self.click(numbers, numbers.box_of(parameter).center().toPoint())
            self._type(numbers.edit, value)
        else:
            self._type_in_inspector(parameter, value)

    def _type_in_inspector(self, parameter: str, value: float) -> None:
        inspector = self.window.figure.inspector
        if not inspector.isVisible():
            self._type_in_diagram(parameter, value)
            return
        rows = [
            row
            for row in inspector.rows
            if row.isVisible() and row.state and row.state.parameter == parameter
        ]
        row = rows[0]
        at = QPoint(round(row._columns.value_end - 8), row.height() // 2)
        self.type_at(row, at, inspector.edit, value)

    def _type_in_diagram(self, parameter: str, value: float) -> None:
        view = self.window.figure.network
        width, height = view.width(), view.height()
        at = next(
            QPoint(x, y)
            for y in range(0, height, 3)
            for x in range(0, width, 3)
            if view.target(x, y).parameter == parameter
        )
        self.type_at(view, at, view.edit, value)

    def move_point(self, parameter: str, value: float) -> None:
        """Moves the point on the loss surface along one of its axes by a drag."""
        view, plan = self.window.figure.surface.map, self.window.snapshot.plan
        theta, ids = self.window.snapshot.state.theta, self.window.snapshot.contest.contest.parameters
        here = tuple(float(theta[plan.index[name]]) for name in ids)
        there = tuple(value if name == parameter else old for name, old in zip(ids, here, strict=True))
        start, end = (view.where.point(place).toPoint() for place in (here, there))
        self.actions += 1
        self.qtbot.mousePress(view, LEFT, pos=start)
        self.qtbot.mouseMove(view, (start + end) / 2)
        self.qtbot.mouseMove(view, end)
        self.qtbot.mouseRelease(view, LEFT, pos=end)
        self.look()

    # --- settings ------------------------------------------------------------------------------------------------

    def change(self, path: str, value: Any) -> None:
        """Another setting, by the control that it has."""
        header = self.window.figure.network.header
        plan = self.window.snapshot.plan
        parts = path.split(".")
        if path == "network.layers":
            self.click(header.add_layer)
        elif parts[:2] == ["network", "layers"] and parts[3] == "neurons":
            _, _, more = header.controls[plan.rows[int(parts[2])].layer.id]
            self.click(more)
        elif parts[:2] == ["network", "layers"] and parts[3] == "activation":
            self._choose_in_menu(plan.rows[int(parts[2])].layer.id, BY_NAME[value].word)
        elif parts[:2] == ["network", "layers"] and parts[3] == "bias":
            self._choose_in_menu(plan.rows[int(parts[2])].layer.id, "Bias on")
        else:
            self._choose_setting(path, value)

    def _choose_in_menu(self, layer: int, words: str) -> None:
        header = self.window.figure.network.header
        self.actions += 1
        menu = header.menu_of(layer)
        action = next(a for a in menu.actions() if a.text() == words)
        menu.popup(header.mapToGlobal(QPoint(0, 0)))
        self.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        self.window.activateWindow()  # a popup takes that away where no window manager gives it back
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.look()

    def _choose_setting(self, path: str, value: Any) -> None:
        if self.window.look.room == "detective" and path in ("train", "penalty.on", "penalty.l2"):
            room = self.window.figure.detective
            segments, choices = {
                "train": (room.layers.train, TRAINED), "penalty.on": (room.stack.on, PULLED),
                "penalty.l2": (room.stack.rate, RATES),
            }[path]  # fmt: skip
            self.choose(segments, choices.index(value))
            return
        for form in (self.window.data, self.window.learning):
            for field in form.fields:
                if field.path == path:
                    if not field.isVisible():
                        self.key(Qt.Key.Key_M)
                    assert field.isVisible(), path
                    self._fill(field, value)
                    return
        raise AssertionError(f"no control for {path}")

    def choose(self, segments: Segments, place: int) -> None:
        """Another one of a few words."""
        edges = segments._edges()
        self.click(segments, QPoint(round((edges[place] + edges[place + 1]) / 2), segments.height() // 2))

    def _fill(self, field: Any, value: Any) -> None:
        self.actions += 1
        if hasattr(field, "choice"):
            place = field.choice.findData(value)
            field.choice.setFocus()
            step = Qt.Key.Key_Down if place > field.choice.currentIndex() else Qt.Key.Key_Up
            while field.choice.currentIndex() != place:
                self.qtbot.keyClick(field.choice, step)
        else:
            field.number.selectAll()
            self.qtbot.keyClicks(field.number, str(value))
            self.qtbot.keyClick(field.number, Qt.Key.Key_Return)
        self.look()
        self.window.setFocus()
        self.window.ground.setFocus()

    # --- what is looked at ---------------------------------------------------------------------------------------

    def see(self, act: See) -> None:
        """Looks at something else, by its key."""
        if act.look.inputs == "zero":
            self.key(Qt.Key.Key_0)
        elif isinstance(act.look.inputs, tuple):
            for place, value in enumerate(act.look.inputs):
                self.set(f"x:{place}", value)
        elif act.look.plus_one is not None:
            self.key(Qt.Key.Key_X)
            self.qtbot.waitUntil(lambda: self.window.look.plus_one == float(act.look.plus_one), timeout=5000)
            self.look()
        else:
            raise AssertionError(f"no hand for {act}")

    def rescue(self, act: Rescue) -> None:
        """Presses the detective's button below a layer of dead neurons."""
        buttons = self.window.figure.detective.findings.buttons
        self.click(next(one for one in buttons if one.isVisible() and "raise" in one.text()))
