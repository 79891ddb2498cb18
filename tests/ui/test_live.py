"""The window on a player that really trains: alive at once, through rapid edits, and to the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.player import Player
from ui.window import MainWindow
from wbsim import presets
from wbsim.run import Run
from wbsim.simulation import replay

LONG = 60_000  # milliseconds: kernels may have to be compiled first


@pytest.fixture
def live(qtbot: QtBot, dressed: QApplication) -> Iterator[Callable[..., tuple[MainWindow, Player]]]:
    made: list[tuple[MainWindow, Player]] = []

    def make(name: str = "circle") -> tuple[MainWindow, Player]:
        source = Player(Run(experiment=presets.load(name).experiment), playing=True)
        window = MainWindow(source.post)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        source.start()
        window.follow(source)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        made.append((window, source))
        return window, source

    yield make
    for window, source in made:
        window.close()
        source.close(60)


def update_of(window: MainWindow) -> int:
    return window.snapshot.state.update if window.snapshot else 0


def trains(qtbot: QtBot, window: MainWindow, updates: int = 20) -> None:
    begin = update_of(window)
    qtbot.waitUntil(lambda: update_of(window) >= begin + updates, timeout=LONG)


def test_the_window_is_alive_before_anything_is_compiled(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    qtbot.waitUntil(lambda: window.snapshot is not None, timeout=LONG)
    trains(qtbot, window)
    assert window.banner.shown is None


def test_what_is_shown_is_what_a_replay_gives(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    trains(qtbot, window)
    first = window.snapshot.plan.rows[0].layer.id  # type: ignore[union-attr]
    window.figure.network.neuron_added.emit(first)
    window.wishes.change({"optimizer.learning_rate": 0.2})
    trains(qtbot, window, 50)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.snapshot and not window.snapshot.playing))
    snapshot = window.snapshot
    assert snapshot is not None
    again = replay(snapshot.run, snapshot.state.update)
    assert again.state.theta.tobytes() == snapshot.state.theta.tobytes()


def test_rapid_edits_while_it_trains_leave_a_window_that_trains(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    trains(qtbot, window)
    window.wishes.change({"optimizer.learning_rate": 0.01})
    for turn in range(30):
        experiment = window.snapshot.plan.experiment  # type: ignore[union-attr]
        layer = experiment.network.layers[0].id
        data = ("xor", "spiral", "plane", "gauss")[turn % 4]
        window.figure.network.neuron_added.emit(layer)
        window.wishes.change({"data.noise": 5.0 * (turn % 10)}, "drag")
        window.figure.network.activation_chosen.emit(layer, ("relu", "tanh")[turn % 2])
        window.wishes.change({"data.dataset": data})
        window.post(commands.Undo())
        window.figure.network.neuron_removed.emit(layer)
        window.see(cursor=3)
        qtbot.wait(5)
    window.wishes.change({"data.dataset": "circle", "optimizer.learning_rate": 0.01})
    qtbot.keyClick(window, Qt.Key.Key_Home)
    qtbot.wait(50)
    window.post(commands.Play())
    trains(qtbot, window, 30)
    assert window.snapshot is not None
    assert window.snapshot.refusal is None or "something went wrong" not in str(
        window.snapshot.refusal.problems
    )


def test_to_digits_and_back_while_it_trains(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live("gauss")
    trains(qtbot, window)
    for name, plane in (("digits", False), ("circle", True)):
        window.wishes.change({"data.dataset": name})
        qtbot.waitUntil(
            lambda name=name: window.snapshot.plan.experiment.data.dataset == name,  # type: ignore[union-attr]
            timeout=LONG,
        )
        trains(qtbot, window, 5)
        assert window.figure.plane.isVisible() is plane


def test_one_drag_of_the_rate_while_it_trains_is_one_step_of_undo(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    trains(qtbot, window)
    window.open_card(window.flyout)
    slider: Any = window.data.rate.slider
    window.data.area.ensureWidgetVisible(slider)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(60, 8))
    for x in range(60, 90, 3):
        qtbot.mouseMove(slider, QPoint(x, 8))
        qtbot.wait(10)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(90, 8))
    qtbot.waitUntil(lambda: bool(window.snapshot and window.snapshot.undo))
    trains(qtbot, window, 5)
    assert window.snapshot is not None
    assert len(window.snapshot.undo) == 1
    assert window.snapshot.undo[0].sentence.startswith("learning rate 0.03 → ")


def test_a_look_that_changes_while_it_is_paused_is_shown(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    trains(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.snapshot and not window.snapshot.playing))
    neuron = window.look.neuron
    window.see(plane_unit=neuron)
    qtbot.waitUntil(lambda: bool(window.snapshot and window.snapshot.watch.unit == neuron))


def test_points_are_drawn_and_erased_by_mouse_while_it_trains_at_full_speed(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, source = live()
    trains(qtbot, window)
    source.post(commands.SetSpeed(None))
    plane = window.figure.plane

    def size() -> int:
        assert window.snapshot is not None
        return window.snapshot.plan.description.size

    def drag(key: Qt.Key, spots: list[tuple[float, float]]) -> None:
        qtbot.keyClick(window, key)
        places = [QPointF(*plane.where.pixel(*spot)).toPoint() for spot in spots]  # type: ignore[union-attr]
        qtbot.mousePress(plane, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places:
            qtbot.mouseMove(plane, place)
            qtbot.wait(8)
        qtbot.mouseRelease(plane, Qt.MouseButton.LeftButton, pos=places[-1])

    assert plane.where is not None
    seen = plane.where.window
    drag(Qt.Key.Key_B, [(-4.0 + 0.4 * k, -4.0) for k in range(20)])
    qtbot.waitUntil(lambda: size() > 510, timeout=LONG)
    begin = update_of(window)
    drag(Qt.Key.Key_E, [(-2.0 + 0.2 * k, 0.0) for k in range(20)])
    qtbot.waitUntil(lambda: size() < 500, timeout=LONG)
    trains(qtbot, window)
    assert window.snapshot is not None and window.snapshot.playing
    assert update_of(window) > begin
    assert [step.sentence.startswith("points 5") for step in window.snapshot.undo] == [True, True]
    assert plane.where.window == seen
    shown = window.snapshot
    again = replay(shown.run, shown.state.update)
    assert (again.state.theta == shown.state.theta).all()


def test_a_lesson_is_followed_while_it_trains(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    trains(qtbot, window)
    window.lessons.open("one-neuron", 3)
    qtbot.waitUntil(
        lambda: window.lesson.told is not None and window.lesson.told.task is not None, timeout=LONG
    )
    assert window.snapshot.state.update == 0 and not window.lesson.told.task.done
    window.lesson.task.show_link.click()
    qtbot.waitUntil(lambda: window.lesson.told.task.done, timeout=LONG)
    qtbot.waitUntil(lambda: not window.snapshot.playing, timeout=LONG)  # what was to be shown has been shown
    qtbot.waitUntil(lambda: all(c.standing == "holds" for c in window.lesson.told.claims), timeout=LONG)


def test_steps_of_a_lesson_may_be_turned_faster_than_their_scenes_are_set(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    trains(qtbot, window)
    window.lessons.open("symmetry")
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_PageUp) * 3:
        qtbot.keyClick(window, key)
        QApplication.processEvents()
    window.lessons.turn_to(2)
    window.lessons.turn_to(1)

    def there() -> bool:
        told = window.lesson.told
        return told is not None and told.step == 1 and told.task is not None

    qtbot.waitUntil(there, timeout=LONG)
    assert window.snapshot.refusal is None


def test_the_window_closes_while_a_scene_is_being_set(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, source = live()
    trains(qtbot, window)
    window.lessons.open("look-at-the-biases", 2)
    window.close()
    assert source.close(30)


def test_the_surface_follows_a_run_and_the_run_a_point_that_is_dragged(
    qtbot: QtBot, live: Callable[..., tuple[MainWindow, Player]]
) -> None:
    window, _ = live()
    trains(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_U)
    view = window.figure.surface.map

    def measured() -> bool:
        scene = view.scene
        return scene is not None and scene.surface.ground is not None

    qtbot.waitUntil(measured, timeout=LONG)
    trains(qtbot, window)
    where = view.where
    assert where is not None
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=where.point((1.5, -1.0)).toPoint())
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=where.point((1.5, -1.0)).toPoint())
    qtbot.waitUntil(lambda: bool(window.snapshot and window.snapshot.undo), timeout=LONG)
    trains(qtbot, window)  # it goes on from there
    qtbot.keyClick(window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(window.snapshot and not window.snapshot.playing))

    def at_rest() -> bool:
        scene = view.scene
        ground = scene.surface.ground if scene is not None else None
        return ground is not None and ground.cells == 97 and ground.update == update_of(window)

    qtbot.waitUntil(at_rest, timeout=LONG)
    assert window.snapshot is not None and window.snapshot.refusal is None
