"""The application around the window: what is remembered, what goes wrong, and how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from ui import application, remembered
from ui.application import Reporter, write_settings
from wbsim import card
from wbsim.display import display
from wbsim.machines import Machines, machines


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A settings file of the test's own."""
    file = tmp_path / "settings" / "window.json"
    monkeypatch.setattr(remembered, "settings_file", lambda: file)
    return file


@pytest.mark.parametrize(
    ("system", "environment", "found"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}, True),
        ("linux", {"QT_QPA_PLATFORM": "xcb"}, False),
        ("win32", {}, True),
        ("darwin", {}, True),
    ],
)
def test_a_missing_display_is_found_out_before_qt_aborts(
    system: str, environment: dict[str, str], found: bool
) -> None:
    assert (display(system, environment) is not None) is found


def test_a_chosen_theme_and_the_geometry_are_kept(stage: Callable[..., Any], kept: Path) -> None:
    window = stage().window
    assert remembered.remembered() == {}
    window.set_theme("dark")
    write_settings(window, None)
    assert remembered.remembered()["theme"] == "dark"
    assert remembered.remembered()["geometry"]


def test_reduced_motion_is_kept_once_it_was_chosen(stage: Callable[..., Any], kept: Path) -> None:
    window = stage().window
    write_settings(window, None)
    assert "reduced_motion" not in remembered.remembered()
    window.commands["still"].trigger()
    write_settings(window, None)
    assert remembered.remembered()["reduced_motion"] is True
    window.commands["still"].trigger()
    write_settings(window, None)
    assert remembered.remembered()["reduced_motion"] is False


@pytest.fixture
def chosen() -> Iterator[Machines]:
    """The choice of the machine, which is the process's own, as it is at the start and again at the end."""
    machines.choose("auto")
    yield machines
    machines.choose("auto")


def test_where_to_compute_is_chosen_in_the_menu_and_kept(
    stage: Callable[..., Any], kept: Path, chosen: Machines
) -> None:
    window = stage().window
    write_settings(window, None)
    assert "device" not in remembered.remembered()
    assert window.commands["device"] in window.menus.main.actions()
    window.devices.choices["cpu"].trigger()
    assert chosen.wished == "cpu"
    write_settings(window, None)
    assert remembered.remembered()["device"] == "cpu"
    window.devices.choices["auto"].trigger()
    write_settings(window, None)
    assert remembered.remembered()["device"] == "auto"


def test_a_device_of_the_command_line_is_for_this_time_only(
    stage: Callable[..., Any], kept: Path, chosen: Machines
) -> None:
    window = stage().window
    chosen.choose("cpu")
    write_settings(window, None, "cpu")
    assert "device" not in remembered.remembered()


def test_the_menu_says_what_runs_where_and_why_and_a_card_that_is_out_is_told_once(
    stage: Callable[..., Any], chosen: Machines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "found", lambda: card.Found(why_not="no NVIDIA driver was found"))
    one = stage()
    window = one.window
    window.devices.look()
    assert window.devices.now.text().startswith("Runs on the processor")
    assert window.devices.choices["auto"].isChecked()
    window.devices.choices["cuda"].trigger()
    one.session.advance(3)
    one.refresh()
    assert "no NVIDIA driver was found" in window.banner.shown.words
    window.devices.look()
    assert window.devices.now.text() == "Runs on the processor: no NVIDIA driver was found"
    window.news.note(())
    one.refresh()
    assert window.banner.shown is None or "NVIDIA" not in window.banner.shown.words
    assert one.session.here.state.update == 3


def test_a_theme_of_the_command_line_is_for_this_time_only(stage: Callable[..., Any], kept: Path) -> None:
    window = stage().window
    window.set_theme("dark")
    write_settings(window, "dark")
    assert "theme" not in remembered.remembered()


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "\udcff"])
def test_settings_that_cannot_be_read_count_as_none(kept: Path, text: str) -> None:
    kept.parent.mkdir()
    kept.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert remembered.remembered() == {}


def test_settings_that_cannot_be_written_are_no_reason_to_fail(
    stage: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(remembered, "settings_file", lambda: tmp_path / "file" / "window.json")
    write_settings(stage().window, None)
    assert remembered.remembered() == {}


def test_an_exception_on_any_thread_is_said_and_logged(
    qtbot: QtBot, stage: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = stage().window
    logged: list[str] = []
    monkeypatch.setattr(application, "write_log", logged.append)
    reporter = Reporter(window)
    reporter.install()
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: window.banner.shown is not None)
    finally:
        reporter.remove()
    assert window.banner.shown.kind == "error"
    assert "division by zero" in window.banner.shown.words
    assert "ZeroDivisionError" in logged[0]


def test_the_log_is_appended_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application.platformdirs, "user_log_path", lambda *_, **__: tmp_path / "log")
    application.write_log("one")
    file = application.write_log("two")
    assert file is not None
    assert file.read_text(encoding="utf-8") == "one\ntwo\n"


CLOSED = """
    import sys
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    from ui import application, remembered
    from wbsim import presets
    from wbsim.run import Run

    remembered.settings_file = lambda: __import__("pathlib").Path(sys.argv[1]) / "window.json"
    app = QApplication(["wbsim"])
    close = lambda: [widget.close() for widget in app.topLevelWidgets() if widget.isWindow()]
    QTimer.singleShot(int(sys.argv[2]), close)
    sys.exit(application.open_window(Run(experiment=presets.load("circle").experiment), title="circle"))
"""


@pytest.mark.parametrize("milliseconds", [0, 700])
def test_a_window_closed_while_kernels_compile_ends_its_process_well(
    tmp_path: Path, milliseconds: int
) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "WBSIM_CACHE_DIR": str(tmp_path / "cache"),
        "WBSIM_STATE_DIR": str(tmp_path / "state"),
    }
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(CLOSED), str(tmp_path), str(milliseconds)],
        cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (
        done.returncode,
        done.stderr.replace("This plugin does not support propagateSizeHints()", "").strip(),
    ) == (0, "")


INTERRUPTED = """
    import os, signal, sys, threading, time
    from PySide6.QtWidgets import QApplication
    from ui import application, remembered
    from wbsim import presets
    from wbsim.run import Run

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell in the background ignores it
    remembered.settings_file = lambda: __import__("pathlib").Path(sys.argv[1]) / "window.json"
    app = QApplication(["wbsim"])
    tuned = application.tune

    def interrupt():
        time.sleep(float(sys.argv[3]))
        os.kill(os.getpid(), int(sys.argv[2]))

    def tune(window):
        tuned(window)
        threading.Thread(target=interrupt, daemon=True).start()

    application.tune = tune
    sys.exit(application.open_window(Run(experiment=presets.load("circle").experiment), title="circle"))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes of Windows send no signals to themselves")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("seconds", [0, 1.5])
def test_an_interrupted_window_closes_as_by_its_cross(
    tmp_path: Path, number: signal.Signals, seconds: float
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(INTERRUPTED), str(tmp_path), str(int(number)), str(seconds)],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "WBSIM_STATE_DIR": str(tmp_path / "state")},
    )  # fmt: skip
    said = done.stderr.replace("This plugin does not support propagateSizeHints()", "").strip()
    assert (done.returncode, said) == (0, "")


def test_who_is_new_here_is_told_of_the_lessons_until_the_list_was_once_opened(
    stage: Callable[..., Any], kept: Path
) -> None:
    window = stage(size=(1600, 1000)).window
    button = window.transport.lessons
    assert button.text() == "Lessons"
    application.invite(window, remembered.remembered())
    assert button.text().startswith("New here?")
    assert window.transport.rect().contains(button.geometry())
    window.resize(1280, 720)
    assert button.kind == "strong"  # without room for words it stands out
    window.commands["lessons"].trigger()
    assert button.kind == "pill"
    assert remembered.remembered()["lessons_opened"] is True
    window.resize(1600, 1000)
    assert button.text() == "Lessons"
    application.invite(window, remembered.remembered())
    assert button.text() == "Lessons"
