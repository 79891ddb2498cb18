"""Films from the window: by the card, with mouse and keys, made beside it; and what is recorded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from ui import commands
from ui.film import job
from ui.film.making import Stand
from ui.films import Films
from ui.panels.film import FilmWish

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def hands(stage: Callable[..., Any], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hands:
    """Hands at a window, and the file that the dialog gives."""
    one = stage("circle", updates=200)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(tmp_path / "seen.mp4"), ""))
    hands = Hands(one, qtbot)
    hands.look()
    return hands


@pytest.fixture
def asked(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Path, tuple[str, ...]]]:
    """What would be made, without another process."""
    given: list[tuple[Any, Path, tuple[str, ...]]] = []
    monkeypatch.setattr(hands.window.films.making, "start", lambda *all_: given.append(all_) or True)
    return given


def frames_in(file: Path) -> int:
    with av.open(str(file)) as container:
        return sum(1 for _ in container.decode(container.streams.video[0]))


def option(given: tuple[str, ...], name: str) -> str:
    return given[given.index(name) + 1]


def test_its_key_opens_the_card_with_the_run_as_it_stands_and_closes_it(hands: Hands) -> None:
    films = hands.window.films
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    assert films.card.isVisible()
    assert (films.panel.first.value, films.panel.last.value) == (0, 200)
    assert films.panel.said.text == "300 frames"
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    assert not films.card.isVisible()


def test_every_row_says_what_it_is_and_can_be_reached_by_tab(hands: Hands) -> None:
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    panel = hands.window.films.panel
    for row in (panel.first, panel.last, panel.seconds, panel.hold):
        assert row.toolTip() and row.number.accessibleName() and "from" in row.number.accessibleDescription()
    for choice in (panel.what, panel.pace, panel.layout_row, panel.size_row, panel.rate):
        assert choice.toolTip() and choice.choice.accessibleName() and choice.choice.accessibleDescription()
    for button in (panel.start, panel.stop, panel.folder, panel.record):
        assert button.toolTip() and button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert panel.name.edit.accessibleName() == "title"


def test_what_is_typed_and_chosen_is_what_is_asked_for(
    hands: Hands, asked: list[Any], qtbot: QtBot, tmp_path: Path
) -> None:
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    panel = hands.window.films.panel
    for row, value in ((panel.first, 50.0), (panel.last, 900.0), (panel.seconds, 4.0), (panel.hold, 0.5)):
        row.number.entered.emit(value)
    panel.pace.choice.chosen.emit("log")
    panel.pace.show_value("log")
    panel.layout_row.show_value("plane")
    panel.size_row.show_value("1280x720")
    panel.rate.show_value("25")
    qtbot.keyClicks(panel.name.edit, "Circle")
    hands.click(panel.start)
    ((data, out, options),) = asked
    assert out == tmp_path / "seen.mp4" and data["format"] == "wbsim run 2"
    pairs = dict(zip(options[::2], options[1::2], strict=True))
    assert pairs == {
        "--seconds": "4", "--fps": "25", "--size": "1280x720", "--layout": "plane", "--title": "Circle", "--updates": "50:900",
        "--pace": "log", "--hold": "0.5", "--theme": "light", "--colors": "usual", "--language": "en",
    }  # fmt: skip


def test_this_room_is_the_one_at_hand(hands: Hands, asked: list[Any]) -> None:
    hands.window.see(room="detective")
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    hands.window.films.panel.layout_row.show_value("here")
    hands.click(hands.window.films.panel.start)
    assert option(asked[0][2], "--layout") == "detective"


def test_what_cannot_be_filmed_is_said_in_place_and_asks_for_no_file(hands: Hands, asked: list[Any]) -> None:
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    panel = hands.window.films.panel
    panel.seconds.number.entered.emit(99_999.0)
    assert panel.seconds.problem.text == "it must be from 0.1 to 3\u2009600" and panel.seconds.value == 10
    panel.first.number.entered.emit(500.0)
    assert "begins behind its end" in panel.said.text
    hands.click(panel.start)
    panel.first.number.entered.emit(0.0)
    panel.hold.number.entered.emit(10.0)
    assert "would stand still" in panel.said.text
    hands.click(panel.start)
    panel.what.show_value("take")
    panel.what.choice.chosen.emit("take")
    assert "Nothing was recorded" in panel.said.text
    hands.click(panel.start)
    assert asked == []


def test_without_a_file_nothing_is_made(
    hands: Hands, asked: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: ("", ""))
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    hands.click(hands.window.films.panel.start)
    assert asked == []


def test_a_name_without_a_known_end_becomes_an_mp4(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    films = hands.window.films
    for name, becomes in (("a", "a.mp4"), ("a.b", "a.b.mp4"), ("a.GIF", "a.GIF")):
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, name=name, **__: (str(tmp_path / name), "")
        )
        assert films.ask() == tmp_path / becomes


def test_a_file_that_gets_its_end_here_is_never_replaced_unasked(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.mp4").write_bytes(b"before")
    offered: list[str] = []

    def name(parent: object, title: str, where: str, *_: object, **__: object) -> tuple[str, str]:
        offered.append(where)
        return (str(tmp_path / "a") if len(offered) == 1 else where), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", name)
    assert hands.window.films.ask() == tmp_path / "a.mp4"
    assert offered[1:] == [str(tmp_path / "a.mp4")], "the dialog itself asks about the whole name"


def test_a_film_has_the_colors_and_the_language_of_the_window(hands: Hands, asked: list[Any]) -> None:
    hands.window.commands["colors"].trigger()
    hands.window.films.turn()
    hands.click(hands.window.films.panel.start)
    assert option(asked[0][2], "--colors") == "distinct" and option(asked[0][2], "--language") == "en"


def test_a_film_that_fails_is_told_of_where_its_card_is_closed(hands: Hands) -> None:
    films, heard = hands.window.films, []
    films.told.connect(heard.append)
    films._began = 1.0
    films.making.stand = Stand(Path("a.mp4"), refusal="the disk {is} full")
    films.making.changed.emit()
    assert heard == ["There is no film: the disk {is} full"]


def test_a_film_is_made_beside_the_window_and_its_place_is_said(
    hands: Hands, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    films = hands.window.films
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    panel = films.panel
    panel.seconds.number.entered.emit(0.5)
    panel.hold.number.entered.emit(0.1)
    panel.size_row.show_value("1280x720")
    hands.click(panel.start)
    assert films.making.stand.running and panel.stop.isVisible() and not panel.start.isVisible()
    assert panel.state.text == "Getting ready"
    qtbot.waitUntil(lambda: not films.making.stand.running, timeout=60_000)
    assert films.making.stand.ended, films.making.stand
    assert panel.state.text == f"The film is seen.mp4, in {tmp_path}."
    assert frames_in(tmp_path / "seen.mp4") == 15
    hands.click(panel.folder)
    assert opened == [str(tmp_path)]
    assert [one.name for one in tmp_path.iterdir()] == ["seen.mp4"]


def test_cancel_ends_a_film_within_a_second_and_leaves_nothing(
    hands: Hands, qtbot: QtBot, tmp_path: Path
) -> None:
    films = hands.window.films
    hands.key(Qt.Key.Key_R, CTRL | SHIFT)
    films.panel.seconds.number.entered.emit(3000.0)
    hands.click(films.panel.start)
    qtbot.waitUntil(lambda: films.making.stand.done > 2, timeout=60_000)
    assert " of 90\u2009000 frames" in films.panel.state.text and 0 < films.panel.bar.share < 1
    hands.click(films.panel.stop)
    qtbot.waitUntil(lambda: not films.making.stand.running, timeout=5_000)
    assert films.panel.state.text == "Cancelled; nothing of it is left."
    assert not [*tmp_path.iterdir()]
    hands.click(films.panel.start)  # and another one can be begun
    assert films.making.stand.running
    films.making.give_up()
    qtbot.waitUntil(lambda: not films.making.stand.running, timeout=5_000)


@pytest.mark.parametrize("end", ["close", "kill"])
def test_nothing_is_left_when_the_window_closes_or_the_process_is_killed(
    hands: Hands, qtbot: QtBot, tmp_path: Path, end: str
) -> None:
    films = hands.window.films
    films.begin(FilmWish("run", 0, 200, 3000, ("--seconds", "3000", "--size", "640x360")))
    qtbot.waitUntil(lambda: films.making.stand.done > 2, timeout=60_000)
    process = films.making._process
    assert process is not None and [*tmp_path.iterdir()]
    if end == "close":
        hands.window.close()
    else:
        process.kill()
        qtbot.waitUntil(lambda: not films.making.stand.running, timeout=5_000)
        assert films.making.stand.refusal and not films.making.stand.ended
    assert not films.making.stand.running
    assert not [*tmp_path.iterdir()]


def test_what_the_other_process_refuses_is_said_on_the_card(
    hands: Hands, qtbot: QtBot, tmp_path: Path
) -> None:
    films = hands.window.films
    (tmp_path / "seen.mp4").mkdir()
    films.begin(FilmWish("run", 0, 200, 1, ("--seconds", "1")))
    qtbot.waitUntil(lambda: not films.making.stand.running, timeout=60_000)
    assert "this is a folder; a film needs a name of its own" in films.panel.state.text
    assert films.panel.state.token == "loss_text"


def test_a_program_that_cannot_be_started_is_said(
    hands: Hands, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "program", lambda: ("/none/wbsim", [], "/"))
    films = hands.window.films
    films.begin(FilmWish("run", 0, 200, 1, ()))
    qtbot.waitUntil(lambda: not films.making.stand.running, timeout=5_000)
    assert films.making.stand.refusal and not films.making.stand.ended


def test_the_program_is_this_python_or_the_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    assert job.program()[:2] == (sys.executable, ["-m", "ui"])
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert job.program()[:2] == (sys.executable, [])


def test_recording_notes_what_is_on_screen_and_its_end_offers_it(
    hands: Hands, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    films, post = hands.window.films, hands.stage.post
    seconds = iter(float(n) for n in range(1000))
    monkeypatch.setattr(films, "_clock", lambda: next(seconds))
    hands.key(Qt.Key.Key_R, CTRL)
    assert films.is_recording and films.panel.record.text() == "Stop recording"
    post(commands.Advance())
    hands.look()
    post(commands.Change({"optimizer.learning_rate": 0.3}))
    hands.look()
    hands.window.see(room="detective")
    hands.look()
    post(commands.Seek(20))
    hands.look()
    hands.key(Qt.Key.Key_R, CTRL)
    assert not films.is_recording and films.card.isVisible()
    take = films.take
    assert take is not None
    places = list(dict.fromkeys((cue.edits, cue.update, take.seen[cue.seen].room) for cue in take.cues))
    assert places == [
        (0, 200, "network"), (0, 201, "network"), (1, 201, "network"), (1, 201, "detective"), (1, 20, "detective")
    ]  # fmt: skip
    assert films.panel.of == "take" and films.panel.seconds.value == take.seconds
    films.panel.size_row.show_value("1280x720")
    films.panel.rate.show_value("10")
    films.panel.seconds.number.entered.emit(0.5)
    hands.click(films.panel.start)
    qtbot.waitUntil(lambda: not films.making.stand.running, timeout=60_000)
    assert films.making.stand.ended, films.making.stand
    assert frames_in(tmp_path / "seen.mp4") == 5


def test_the_card_tells_how_long_a_film_takes_yet(hands: Hands) -> None:
    panel = hands.window.films.panel
    panel.show_stand(Stand(Path("a.mp4"), True, 30, 300), 12.0)
    assert panel.state.text == "30 of 300 frames; about 12\u00a0s left" and panel.bar.share == 0.1


def test_when_the_card_is_closed_the_end_of_a_film_is_said_on_the_window(hands: Hands) -> None:
    films: Films = hands.window.films
    told: list[str] = []
    films.told.connect(told.append)
    films._began = 1.0
    films.making.stand = replace(Stand(Path("/x/a.mp4")), ended=True)
    films.making.changed.emit()
    assert told == ["The film is a.mp4, in /x"]
