"""A sweep begun at the window: numbers, progress, the way it ends, and its picture."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from walls import circle, shown, wall

from ui.figure import Figure
from ui.look import Look, WallLook
from ui.picture import image_of
from ui.sweeping import Sweeping
from ui.sweeps import Sweeps
from ui.theme import DARK, LIGHT
from wbsim.outcomes import Criterion
from wbsim.problems import refuse
from wbsim.sweep import Progress, Results, Sweep
from wbsim.sweep_opening import Reopened

LEFT = Qt.MouseButton.LeftButton
WALL = wall(circle())


class Runs:
    """Sweeps that a test lets go on by hand."""

    def __init__(self) -> None:
        self.asked: list[tuple[Sweep, Path]] = []
        self.go = threading.Event()
        self.said: str | Exception = ""
        self.where = ""

    def __call__(
        self, sweep: Sweep, out: Path, where: str, *, told: Any, goes_on: Callable[[], bool]
    ) -> Results | None:
        self.asked.append((sweep, out))
        self.where = where
        total = len(sweep.grid)
        told(Progress(total // 2, 3, 0, total))
        assert self.go.wait(10)
        if isinstance(self.said, Exception):
            raise self.said
        if not goes_on():
            return None
        told(Progress(total, 3, 0, total))
        made = wall(circle(), axes=sweep.grid.axes, seeds=len(sweep.grid.seeds), moments=20)
        assert made.outcomes is not None
        return Results(sweep, made.outcomes, {})


@pytest.fixture
def runs() -> Runs:
    """See `Runs`."""
    return Runs()


@pytest.fixture
def sweeps(
    qtbot: QtBot, dressed: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, runs: Runs
) -> Iterator[Sweeps]:
    """The sweeps of a figure that shows a wall; the rows go into an empty folder."""
    figure = Figure()
    qtbot.addWidget(figure)
    figure.resize(1200, 700)
    look = Look(LIGHT, room="population", wall=WallLook(criterion=Criterion("loss", 0.03)))
    figure.show_snapshot(shown(WALL), look)
    figure.show()
    made = Sweeps(figure, lambda: look, lambda: shown(WALL))
    made.sweeping = Sweeping(runs)
    made.panel.stopped.connect(made.sweeping.stop)
    monkeypatch.setattr(made, "ask", lambda: tmp_path / "rows.csv")
    made.listen(figure)
    made.dress(LIGHT, 1.0)
    made.card_wished.connect(made.card.show)
    figure.population.wall.sweep_wished.emit()
    yield made
    runs.go.set()
    assert made.close()


def test_the_wall_that_is_wished_becomes_a_sweep_of_the_numbers_that_were_typed(
    qtbot: QtBot, sweeps: Sweeps, runs: Runs, tmp_path: Path
) -> None:
    panel = sweeps.panel
    assert sweeps.card.isVisible()
    assert panel.said.text.startswith("12 × 2 × 5 = 120 runs, about ")
    panel.seeds.number.entered.emit(20.0)
    panel.updates.number.entered.emit(500.0)
    assert "480 runs" in panel.said.text
    qtbot.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(lambda: len(runs.asked) == 1)
    (sweep, out), grid = runs.asked[0], WALL.grid
    assert (len(sweep.grid), sweep.updates, out) == (480, 500, tmp_path / "rows.csv")
    assert sweep.grid.base is grid.base and sweep.grid.axes == grid.axes
    assert sweep.criterion == Criterion("loss", 0.03)


def test_it_says_how_far_it_is_and_its_picture_comes_by_itself(
    qtbot: QtBot, sweeps: Sweeps, runs: Runs, tmp_path: Path
) -> None:
    panel = sweeps.panel
    qtbot.mouseClick(panel.start, LEFT)
    said = "60 of 120 runs, 3 of them found in the file; about 1\u00a0s left"
    qtbot.waitUntil(lambda: panel.state.text == said)
    assert panel.stop.isVisible() and panel.bar.share == 0.5 and not panel.start.isVisible()
    runs.go.set()
    qtbot.waitUntil(sweeps.result.isVisible)
    assert panel.state.text == "120 runs are in rows.csv, their picture beside it."
    assert QImage(str(tmp_path / "rows.png")).width() == 1600
    assert panel.start.isVisibleTo(panel) and panel.see.isVisibleTo(panel)
    assert not sweeps.card.isVisible()  # it would lie on the picture
    sweeps.result.hide()
    sweeps.card.show()
    qtbot.mouseClick(panel.see, LEFT)
    assert sweeps.result.isVisible()


def test_one_that_is_stopped_says_that_it_can_go_on(qtbot: QtBot, sweeps: Sweeps, runs: Runs) -> None:
    panel = sweeps.panel
    qtbot.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(panel.stop.isVisible)
    qtbot.mouseClick(panel.stop, LEFT)
    runs.go.set()
    qtbot.waitUntil(panel.start.isVisible)
    assert panel.state.text == "Stopped: 60 of 120 runs are kept; starting with the same file goes on."
    assert not sweeps.result.isVisible() and not panel.see.isVisible()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (refuse("rows.csv", "the file is of another sweep"), "rows.csv: the file is of another sweep"),
        (OSError("disk full"), "the sweep ended with an error: disk full"),
    ],
)
def test_why_there_is_no_result_stands_on_the_card(
    qtbot: QtBot, sweeps: Sweeps, runs: Runs, error: Exception, words: str
) -> None:
    runs.said = error
    runs.go.set()
    qtbot.mouseClick(sweeps.panel.start, LEFT)
    qtbot.waitUntil(lambda: bool(sweeps.panel.state.text) and sweeps.panel.start.isVisible())
    assert sweeps.panel.state.text == words and sweeps.panel.state.token == "loss_text"


def test_numbers_out_of_range_are_refused_in_their_place(sweeps: Sweeps) -> None:
    panel = sweeps.panel
    panel.seeds.number.entered.emit(0.0)
    assert panel.seeds.problem.text == "it must be from 1 to 10\u2009000"
    assert "= 120 runs" in panel.said.text
    panel.seeds.number.entered.emit(2.0)
    assert not panel.seeds.problem.text and "= 48 runs" in panel.said.text


def test_a_file_that_is_not_chosen_begins_nothing(
    qtbot: QtBot, sweeps: Sweeps, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "ask", lambda: None)
    qtbot.mouseClick(sweeps.panel.start, LEFT)
    assert not runs.asked and sweeps.panel.start.isVisible()


def test_there_is_one_sweep_at_a_time(qtbot: QtBot, sweeps: Sweeps, runs: Runs) -> None:
    qtbot.mouseClick(sweeps.panel.start, LEFT)
    qtbot.waitUntil(lambda: len(runs.asked) == 1)
    assert not sweeps.sweeping.start(runs.asked[0][0], Path("other.csv"))
    assert len(runs.asked) == 1


@pytest.mark.parametrize("how", ["key", "button", "beside"])
def test_the_picture_is_closed_by_key_by_button_and_by_a_click_beside_it(
    qtbot: QtBot, sweeps: Sweeps, runs: Runs, how: str
) -> None:
    runs.go.set()
    qtbot.mouseClick(sweeps.panel.start, LEFT)
    qtbot.waitUntil(sweeps.result.isVisible)
    result = sweeps.result
    qtbot.mouseClick(result, LEFT, pos=result.box.center().toPoint())
    assert result.isVisible()
    if how == "key":
        qtbot.keyClick(result, Qt.Key.Key_Escape)
    elif how == "button":
        qtbot.mouseClick(result.close_button, LEFT)
    else:
        qtbot.mouseClick(result, LEFT, pos=QPoint(4, result.height() - 4))
    assert not result.isVisible()


def test_the_picture_fits_into_the_figure_in_both_themes(qtbot: QtBot, sweeps: Sweeps, runs: Runs) -> None:
    runs.go.set()
    qtbot.mouseClick(sweeps.panel.start, LEFT)
    qtbot.waitUntil(sweeps.result.isVisible)
    for size in ((1200, 700), (940, 660), (1896, 1000)):
        sweeps._figure.resize(*size)
        for theme in (LIGHT, DARK):
            sweeps.dress(theme, 1.0)
            sweeps.show_picture()
            box = sweeps.result.box
            assert sweeps.result.rect().contains(box.toAlignedRect())
            assert sweeps.result.rect().contains(sweeps.result.close_button.geometry())
            image_of(sweeps.result)


def test_where_runs_are_computed_is_chosen_and_an_address_is_asked_for(
    qtbot: QtBot, sweeps: Sweeps, runs: Runs
) -> None:
    panel = sweeps.panel
    place = panel.place
    assert not place.address.isVisible()
    place.place.choice.setFocus()
    qtbot.keyClick(place.place.choice, Qt.Key.Key_End)
    assert place.address.isVisible() and "about" not in panel.said.text
    qtbot.mouseClick(panel.start, LEFT)
    assert "address of a Dask scheduler" in place.address.problem.text and not runs.asked
    qtbot.keyClicks(place.edit, "localhost:8786")
    assert not place.address.problem.text
    qtbot.mouseClick(panel.start, LEFT)
    qtbot.waitUntil(lambda: runs.where == "tcp://localhost:8786")
    assert not place.isEnabled()


def test_a_run_of_the_rows_is_opened_by_number_the_best_or_the_worst(
    qtbot: QtBot, sweeps: Sweeps, runs: Runs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[Path, int]] = []

    def reopened(path: Path, number: int) -> Reopened:
        asked.append((path, number))
        if number == 7:
            raise refuse("rows.csv#7", "its line is damaged")
        return Reopened("a session", ("a note",))  # type: ignore[arg-type]

    monkeypatch.setattr("ui.sweeps.reopened", reopened)
    assert not sweeps.panel.runs.isVisible()
    runs.go.set()
    qtbot.mouseClick(sweeps.panel.start, LEFT)
    qtbot.waitUntil(sweeps.result.isVisible)
    sweeps.result.hide()
    sweeps.card.show()
    rows, results = sweeps.panel.runs, sweeps.sweeping.stand.results
    assert results is not None
    best = int(results.outcomes.loss.argmin()) + 1
    with qtbot.waitSignal(sweeps.opened) as opened:
        qtbot.mouseClick(rows.best, LEFT)
    assert opened.args == ["a session", f"rows.csv#{best}", ("a note",)]
    assert asked == [(tmp_path / "rows.csv", best)] and not sweeps.card.isVisible()
    sweeps.card.show()
    for number, words in ((121.0, "it must be from 1 to 120"), (7.0, "its line is damaged")):
        rows.number.number.entered.emit(number)
        qtbot.waitUntil(lambda words=words: rows.number.problem.text == words)
    qtbot.mouseClick(rows.copy, LEFT)
    assert QApplication.clipboard().text() == str(tmp_path / "rows.csv")
