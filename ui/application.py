"""The application around the window: display, fonts, language, what is remembered, and what happens when something
goes wrong. It starts the player and ends the process.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, cast, final

import platformdirs
from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui import icons, style
from ui.autosave import Autosave
from ui.garbage import Garbage
from ui.motion import desktop_reduces
from ui.player import Player
from ui.remembered import remember, remembered
from ui.sight import nearest
from ui.theme import Colors, Name, theme_of
from ui.tour import TOURED
from ui.translating import speak
from ui.window import MainWindow
from wbsim.display import display
from wbsim.kept import KeptSession
from wbsim.lessons.lesson import Lesson
from wbsim.machines import DEVICES, Device, machines
from wbsim.problems import refuse
from wbsim.run import Run
from wbsim.translation import Language

_STILL, _DEVICE, _LESSONS = "reduced_motion", "device", "lessons_opened"  # what the settings call them
_COLORS, _TEXT = "colors", "text"
_LAYOUT = "layout"  # of the last close
_LOG = "wbsim.log"
_SWITCH = 0.001  # seconds; at Python's 5 ms the two threads wait for each other for whole frames
_SETTLING = 250  # milliseconds between looks whether the start is over
_INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
_PATIENCE = 1.0  # seconds that a busy player is waited for at the end


def open_window(
    run: Run,
    session: KeptSession | None = None,
    title: str = "",
    theme: Name | None = None,
    notes: tuple[str, ...] = (),
    table: Path | None = None,
    device: Device | None = None,
    lesson: Lesson | None = None,
    colors: Colors | None = None,
    text: float | None = None,
    language: Language | None = None,
) -> int:
    """Opens the window on a run, in training, until it is closed; returns the exit code.

    `title` is what was asked for: the name of a preset or a file; `notes` is what one should know about the run;
    `table` is looked at in front of it, `lesson` begun in it; `session` has all branches of a file, and the run is the one at hand.
    `device` is where to compute, `language` what to speak, `colors` and `text` how it is seen, else what was chosen last
    time. Raises `Refused` where there is no display.
    """
    if display(sys.platform, os.environ) is None:
        raise refuse(
            "display", "no screen was found to open a window on; `wbsim train` and `wbsim picture` need none"
        )
    application = QApplication.instance() or QApplication(["wbsim"])
    assert isinstance(application, QApplication)
    application.setApplicationName("wbsim")
    application.setApplicationDisplayName("wbsim")
    application.setDesktopFileName("wbsim")
    application.setWindowIcon(icons.application_icon())
    last_time = remembered()
    speak(application, language)
    chosen = theme or last_time.get("theme") or desktop_theme()
    name: Name = "dark" if chosen == "dark" else "light"
    dressed = colors or _colors_of(last_time)
    style.dress(application, theme_of(name, dressed))
    machines.choose(device or _device_of(last_time))
    player = Player(run, session, playing=True)
    window = MainWindow(player.post, name, dressed, text or _text_of(last_time))
    window.commands["still"].setChecked(bool(last_time.get(_STILL, desktop_reduces())))
    reporter = Reporter(window)
    reporter.install()
    invite(window, last_time)
    recall(window, last_time)
    if title and Path(title).is_file():
        window.documents.at(Path(title), session)
    window.news.note(notes)
    if chosen == desktop_theme() and theme is None and "theme" not in last_time:
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(lambda _: window.set_theme(desktop_theme()))
    _restore(window, last_time, arranged=lesson is None)
    autosave = Autosave(parent=window)
    window.keep_with(autosave)
    autosave.start()
    player.start()
    window.follow(player)
    window.show()
    if table is not None:
        window.documents.open(table)
    if lesson is not None:
        window.lessons.begin(lesson)
    tune(window)
    window.sessions.look()
    code = application.exec()
    write_settings(window, theme, device, colors, text)
    window.sessions.let_go()
    autosave.close()
    reporter.remove()
    if not player.close(_PATIENCE):
        _leave(code)
    return code


def invite(window: MainWindow, last_time: dict[str, Any]) -> None:
    """Says to someone who has never opened the list of lessons that there is one; once it is opened that is over. At the very
    first start a tour is given, too.
    """
    window.tour.greet(last_time, lambda: remember(**{TOURED: True}))
    if last_time.get(_LESSONS):
        return

    def end() -> None:
        if window.transport.inviting:
            window.transport.invite(False)
            remember(**{_LESSONS: True})

    window.transport.invite(True)
    window.lesson_index.opened.connect(end)


def recall(window: MainWindow, last_time: dict[str, Any]) -> None:
    """Gives the window the files and the commands of last time, and keeps those of this time."""
    window.recent.recall(last_time.get("recent"), lambda paths: remember(recent=paths))
    window.command_palette.recall(last_time.get("commands"), lambda names: remember(commands=names))


def tune(window: MainWindow) -> None:
    """Sets the interpreter up for a show: threads that do not wait for each other, garbage in its place, no long pause for it.

    A full collection visits all that imports and compiling have made, for a tenth of a second, and finds nothing:
    once the network trains, all that is there is set aside.
    """
    sys.setswitchinterval(_SWITCH)
    Garbage(window)
    timer = QTimer(window)

    def settle() -> None:
        if window.snapshot is not None and not window.snapshot.busy:
            timer.stop()
            gc.freeze()

    timer.timeout.connect(settle)
    timer.start(_SETTLING)


def _leave(code: int) -> None:
    """Ends the process at once: a compile on a thread cannot be stopped, and nothing is lost with it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def desktop_theme() -> Name:
    """The theme that the desktop asks for; light where it does not say."""
    hints = QGuiApplication.styleHints()
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


# --- what is remembered ------------------------------------------------------------------------------------


def _device_of(last_time: dict[str, Any]) -> Device:
    """Where to compute, as it was chosen last time."""
    chosen = last_time.get(_DEVICE)
    return cast("Device", chosen) if chosen in DEVICES else "auto"


def _colors_of(last_time: dict[str, Any]) -> Colors:
    """The colors that were chosen last time."""
    return "distinct" if last_time.get(_COLORS) == "distinct" else "usual"


def _text_of(last_time: dict[str, Any]) -> float:
    """The size of text that was chosen last time; the usual one where none was, or none can be read."""
    percent = last_time.get(_TEXT)
    return nearest(min(max(percent, 0), 1000) / 100) if isinstance(percent, int | float) else 1.0


def write_settings(
    window: MainWindow,
    theme: Name | None,
    device: Device | None = None,
    colors: Colors | None = None,
    text: float | None = None,
) -> None:
    """Keeps theme, colors, text, geometry, motion and device for the next time; not what was asked for on the command line."""
    before, changes = remembered(), {}
    name = window.look.theme.name
    if name != (theme or desktop_theme()) or "theme" in before:
        changes["theme"] = name if theme is None else before.get("theme", name)
    if window.motion.reduced != desktop_reduces() or _STILL in before:
        changes[_STILL] = window.motion.reduced
    if window.look.theme.colors != (colors or _colors_of(before)):
        changes[_COLORS] = window.look.theme.colors
    if window.look.text != (text or _text_of(before)):
        changes[_TEXT] = round(100 * window.look.text)
    if machines.wished != (device or before.get(_DEVICE, "auto")):
        changes[_DEVICE] = machines.wished
    changes[_LAYOUT] = window.arranging.now().written()
    changes["geometry"] = bytes(cast("bytes", window.saveGeometry().toBase64().data())).decode("ascii")
    remember(**changes)


def _restore(window: MainWindow, remembered: dict[str, Any], arranged: bool) -> None:
    """The window where it was, and its cards as they were arranged; a lesson arranges them itself."""
    if arranged:
        window.arranging.recall(remembered.get(_LAYOUT))
    geometry = remembered.get("geometry")
    if isinstance(geometry, str) and window.restoreGeometry(
        QByteArray.fromBase64(geometry.encode("ascii", "ignore"))
    ):
        return
    screen = QGuiApplication.primaryScreen()
    room = screen.availableSize() if screen else None
    if room is None or (room.width() >= 1640 and room.height() >= 1060):
        window.resize(1600, 1000)
    else:
        window.resize(min(1280, room.width()), min(720, room.height()))


# --- what goes wrong ---------------------------------------------------------------------------------------


@final
class Reporter(QObject):
    """Catches what nobody else did, on any thread: it is written to the log and said on the banner.

    An interrupt closes the window: Python would raise an error in whatever Qt is just calling, which Qt does not survive.
    """

    _happened = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._happened.connect(window.fail, Qt.ConnectionType.QueuedConnection)
        self._close = window.close
        self._hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        self._handlers = {number: signal.getsignal(number) for number in _INTERRUPTS}

    def install(self) -> None:
        """Takes the hooks over; pyqtgraph has set its own on import."""
        sys.excepthook = self._raised
        threading.excepthook = lambda args: self._raised(args.exc_type, args.exc_value, args.exc_traceback)
        sys.unraisablehook = lambda args: self._raised(args.exc_type, args.exc_value, args.exc_traceback)
        for number in _INTERRUPTS:
            signal.signal(number, lambda *_: QTimer.singleShot(0, self._close))

    def remove(self) -> None:
        """Gives the hooks back, and interrupts their usual meaning."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._hooks
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _raised(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        log = write_log("".join(traceback.format_exception(kind, error, trace)))
        where = self.tr(" Written to {file}.").format(file=log) if log else ""
        words = self.tr("Something went wrong inside wbsim: {error}.").format(
            error=str(error) or kind.__name__
        )
        self._happened.emit(words + where)


def write_log(text: str) -> Path | None:
    """Appends to the log; None where that cannot be."""
    try:
        folder = platformdirs.user_log_path("wbsim", appauthor=False)
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOG).open("a", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError:
        return None
    return folder / _LOG
