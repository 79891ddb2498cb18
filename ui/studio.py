"""The studio: a window that nobody sees, for pictures and films of any moment of a run. It moves its session exactly to where
it is told, shows all of it at once and reads no clock; what becomes of the pictures it does not know.
"""

from __future__ import annotations

import math
import os
from dataclasses import replace
from typing import Any, final

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from ui import style
from ui.commands import Command
from ui.layouts import Layout, layout_of
from ui.pace import DEFAULT_SPEED
from ui.panels.banner import Banner
from ui.takeout import pictures
from ui.theme import Colors, Name, theme_of
from ui.translating import speak
from ui.window import MainWindow
from wbsim.problems import refuse
from wbsim.run import Run
from wbsim.session import Session
from wbsim.snapshot import Snapshot
from wbsim.translation import Language
from wbsim.variation import WallWish
from wbsim.wall import Wall, WallSeen

DESK = layout_of("desk")
_SLOW = 4.0  # steps a second, where an update is walked
_SMALLEST = (1024, 600)  # pixels that a whole window is laid out in at least
_SMALL = (320, 180)  # and a figure alone is


def application_for(theme: Name, language: Language | None = None, colors: Colors = "usual") -> QApplication:
    """The application, dressed in a theme and with a language to speak, else the one of last time; without one yet, one that
    needs no screen.
    """
    application = QApplication.instance()
    if application is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QApplication(["wbsim"])
    assert isinstance(application, QApplication)
    speak(application, language)
    style.dress(application, theme_of(theme, colors))
    return application


@final
class Studio:
    """Pictures of a run or session, `size` × `ratio` pixels each; needs a QApplication, and is to be closed.

    A run is its own until the moments that are shown; a session is moved. With `as_then` nothing of the branch at hand is seen
    that came later than the moment itself, so that its charts grow as they did; else all that is recorded is there.
    """

    def __init__(
        self, of: Run | Session, size: tuple[int, int] = (1280, 720), theme: Name = "light", layout: Layout = DESK,
        ratio: float = 1.0, as_then: bool = False, colors: Colors = "usual", text: float = 1.0,
    ) -> None:  # fmt: skip
        self.session = of if isinstance(of, Session) else Session(of)
        self._as_then = as_then
        self._layout = layout
        self._began = False
        self._image: QImage | None = None  # of what is shown, once it is painted
        self._wall: tuple[object, Wall] | None = None
        least = _SMALLEST if layout.controls or layout.stage else _SMALL
        # a smaller picture is one of a window that is just large enough, in fewer pixels
        wider = max(1.0, least[0] / size[0], least[1] / size[1])
        self._pixels = QSize(round(size[0] * ratio), round(size[1] * ratio))
        self._ratio = ratio / wider
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._before = application.styleSheet(), QFont(application.font()), QPalette(application.palette())
        self.window = MainWindow(_ignore, theme, colors, text)
        self._unseen = _Unseen()
        self.window.motion.set_reduced(True)
        self.window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        if not layout.controls:
            self.window.transport.hide()
            self.window.setMinimumSize(1, 1)
        self.window.resize(math.ceil(size[0] * wider), math.ceil(size[1] * wider))
        self.window.show()
        self.window.installEventFilter(self._unseen)
        self.window.see(**layout.look)

    # --- which moment ----------------------------------------------------------------------------------------

    def show(self, update: int, tick: int = 0) -> None:
        """Moves the session to that many updates, and so many ticks into the next one, and shows it; raises `Refused`.

        Further than it has come it is trained. In the room of a population its wall has come so far.
        """
        self.move(update)
        self._walk(tick)
        self.show_here(update)

    def move(self, update: int) -> None:
        """Moves the session alone; raises `Refused`."""
        self.session.seek(update)
        self.session.advance(update - self.session.here.state.update)

    def look(self, **changes: Any) -> None:
        """Changes how the moments from now on are shown, as `MainWindow.see` does."""
        if not self._began:
            self._begin()
        self._image = None
        self.window.see(**changes)

    def show_here(self, update: int | None = None) -> None:
        """Shows the session where it stands; `update` is that of a wall, if it is another."""
        self._image = None
        if not self._began:
            self._begin()
        shown = self._snapshot()
        self.window.take(shown, whole=True)
        watch = self.window.watch(self.session.here.plan)
        if watch != shown.watch:  # once more, for what the selection wants to know
            shown = self._snapshot()
        if watch.wall is not None:
            shown = replace(
                shown, wall=self._seen_wall(watch.wall, self._update if update is None else update)
            )
        if shown is not self.window.snapshot:
            self.window.take(shown, whole=True)
        QApplication.sendPostedEvents()  # what the bar says of a wall is longer

    def _begin(self) -> None:
        """The first moment brings the selection; and then the look that is wished, not that in which such a network opens."""
        self._began = True
        self.window.take(self._snapshot(), whole=True)
        self.window.see(**self._layout.look)
        QApplication.sendPostedEvents()

    @property
    def _update(self) -> int:
        return self.session.here.state.update

    def _walk(self, tick: int) -> None:
        """Into the coming update; raises `Refused` where it has not so many ticks."""
        walk = self.session.walk
        total = walk.ladder.total if tick else 0
        if tick > total:
            raise refuse("--tick", f"{tick} is out of range; the update has {total} ticks")
        while walk.tick > tick:
            walk.back("product")
        for _ in range(tick - walk.tick):  # behind the last one the update has been made
            walk.step("product")

    # --- what is seen of it ----------------------------------------------------------------------------------

    def _snapshot(self) -> Snapshot:
        shown = replace(self.session.snapshot(self.window.watch(self.session.here.plan)), said="")
        if self._as_then and shown.is_past:
            shown = self._then(shown)
        goes_on = shown.state.divergence is None and not shown.is_past
        if self.window.look.room == "steps":  # there it is walked, not played
            return replace(shown, rung="product" if shown.tick else "batch", speed=_SLOW)
        pace = DEFAULT_SPEED if goes_on else 0.0
        return replace(shown, playing=goes_on, speed=DEFAULT_SPEED, pace=pace)

    def _then(self, shown: Snapshot) -> Snapshot:
        """A moment of the past as it was when it was the present."""
        branch = self.session.branch.until(self.session.here)
        others = (
            one
            for one in shown.branches
            if not (one.parent == branch.number and one.left_at > shown.state.update)
        )
        return replace(
            shown, run=branch.run, history=branch.history, marks=branch.marks, present=shown.state.update,
            ghost=None if shown.watch.beside is None else shown.ghost,
            branches=tuple(branch if one.number == branch.number else one for one in others),
        )  # fmt: skip

    def _seen_wall(self, wish: WallWish, update: int) -> WallSeen:
        """The wall of the run as it is wished now, after so many updates of all its networks; raises `Refused`."""
        of = (wish, self.session.experiment)
        if self._wall is None or self._wall[0] != of:
            wall = Wall(wish, wish.grid(self.session.experiment), threads=os.cpu_count() or 1)
            wall.build(lambda: False)
            self._wall = of, wall
        wall = self._wall[1]
        wall.seek(update, abs(update - wall.crowd.update) + update)
        return wall.see(at_rest=True)

    # --- pictures --------------------------------------------------------------------------------------------

    @property
    def pixels(self) -> QSize:
        """How large its pictures are."""
        return self._pixels

    def image(self) -> QImage:
        """What is shown; painted once, however often it is asked for."""
        if self._image is None:
            _place_banners(self.window)
            # in whole pixels for each that it is laid out in: what views keep painted fits no others to the last bit
            whole = math.ceil(self._ratio)
            image = QImage(self.window.size() * whole, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(whole)
            self.window.render(image)
            if image.size() != self._pixels:
                ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
                image = image.scaled(self._pixels, *ways).convertToFormat(QImage.Format.Format_RGB32)
                image.setDevicePixelRatio(self._ratio)
            self._image = image
        return self._image

    def paint(self, painter: QPainter) -> None:
        """Paints what is shown, in the units that it is laid out in, from the painter's origin on."""
        _place_banners(self.window)
        self.window.render(painter, QPoint())

    def close(self) -> None:
        """Takes the window away; the application is dressed as it was before."""
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(self.window, QEvent.Type.DeferredDelete)
        application = QApplication.instance()
        sheet, font, palette = self._before
        if isinstance(application, QApplication) and application.styleSheet() != sheet:
            application.setFont(font)
            application.setPalette(palette)
            application.setStyleSheet(sheet)


class _Unseen(QObject):
    """Keeps a window from being painted for a screen that nobody looks at, beside the pictures that are asked for."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.UpdateRequest


def image_of(widget: QWidget, ratio: float = 1.0) -> QImage:
    """A widget as an image, whether or not it is on screen."""
    _place_banners(widget)
    return pictures.image_of(widget, ratio)


def _place_banners(widget: QWidget) -> None:
    for banner in widget.findChildren(Banner):
        banner.place()


def _ignore(command: Command) -> None:
    """A picture drives nothing."""
