"""The palette of commands: what the window can do, gathered from its parts by name, with what was used last in front. It does
nothing itself; every entry is a deed of somebody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from threading import Thread
from typing import Any, Protocol, final

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui import keys
from ui.documents import Documents
from ui.lessons import LessonDesk
from ui.look import Look
from ui.palette_settings import of_choices, of_numbers
from ui.panels.entries import Entry
from ui.panels.palette import PaletteCard
from ui.panels.sets import DATA_SETS, settings
from ui.panels.sets import words as set_words
from ui.recent import Recent
from ui.sight import TEXTS, Sight
from ui.theme import Theme
from ui.wishes import Wishes
from wbsim import presets
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.reading import all_lessons, all_scenarios
from wbsim.problems import Refused
from wbsim.settings import word
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

MOST = 12  # how many are remembered
_WAIT = 40  # milliseconds between looks whether the lessons are there


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


class Owner(Protocol):
    """The window, as far as the palette asks it."""

    commands: dict[str, QAction]
    documents: Documents
    lessons: LessonDesk
    recent: Recent
    wishes: Wishes
    sight: Sight
    look: Look
    snapshot: Snapshot | None


@final
class Palette(QObject):
    """Opens the card over a window, and does what is chosen. `keep` is told the names of what was used, newest first."""

    def __init__(self, owner: Owner, over: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._owner = owner
        self._used: tuple[str, ...] = ()
        self._keep: Callable[[list[str]], None] = lambda names: None
        self._standing: tuple[Entry, ...] = ()  # what there is whatever is typed
        self._lessons: tuple[Entry, ...] | None = None  # they take a second to be read, beside the window
        self._reading: Thread | None = None
        self._wait = QTimer(self)
        self._wait.setInterval(_WAIT)
        self._wait.timeout.connect(self._take_lessons)
        self.card = PaletteCard(over)
        self.card.offer, self.card.used = self._offer, lambda: self._used
        self.card.chosen.connect(self._do)

    def deeds(self) -> dict[str, Callable[[], None]]:
        """What the keys do, by the names that they have in the table of keys."""
        return {"palette": self.toggle}

    def toggle(self) -> None:
        """Opens the card, or closes it."""
        if self.card.isVisible():
            self.card.hide()
        else:
            if self._lessons is None and self._reading is None:
                self._reading = Thread(target=_read_lessons, daemon=True)
                self._reading.start()
                self._wait.start()
            self._standing = tuple(self.entries())
            self.card.open()

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.card.dress(theme, scale)

    def recall(self, names: object, keep: Callable[[list[str]], None]) -> None:
        """Takes what was remembered, whatever stands there; from now on `keep` is told."""
        given = names if isinstance(names, list) else []
        self._used = tuple(name for name in given if isinstance(name, str))[:MOST]
        self._keep = keep

    def _do(self, entry: Entry) -> None:
        self._used = (entry.name, *(name for name in self._used if name != entry.name))[:MOST]
        self._keep(list(self._used))
        entry.act()

    def _offer(self, typed: str) -> tuple[Entry, ...]:
        snapshot = self._owner.snapshot
        if snapshot is None:
            return self._standing
        numbers = of_numbers(snapshot.plan.experiment, typed, self._change)
        return (*self._standing, *numbers)

    def _change(self, wished: dict[str, Any]) -> None:
        self._owner.wishes.change(wished)

    # --- what there is ---------------------------------------------------------------------------------------

    def entries(self) -> Iterator[Entry]:
        """Everything but numbers, which depend on what is typed."""
        owner = self._owner
        yield from self._actions()
        yield from self._texts()
        if owner.snapshot is not None:
            yield from of_choices(owner.snapshot.plan.experiment, self._change)
        yield from self._presets()
        yield from self._sets()
        yield from self._lessons or ()
        for path in owner.recent.paths:
            yield Entry(
                f"recent {path}", path.name, _tr("Recent file"), partial(owner.recent.choose, path),
                also=(str(path.parent),),
            )  # fmt: skip

    def _actions(self) -> Iterator[Entry]:
        """All actions: those of the table of keys, the others, and what their menus offer."""
        actions, known = self._owner.commands, {key.name: key for key in keys.table()}
        english = {key.name: key.words for key in keys.table(english=True)}
        for name, action in actions.items():
            key = known.get(name)
            if name == "palette" or name.startswith("roam_"):
                continue
            menu = action.menu()
            if isinstance(menu, QMenu) and name != "recent":
                yield from _of_menu(name, action, menu)
                continue
            words = action.text() if key is None else key.words
            yield Entry(
                f"action {name}", words, _tr("Command") if key is None else key.group, action.trigger,
                shown="" if key is None else key.shown, also=(english.get(name, ""), name.replace("_", " ")),
                lack=self._lack(name, action), now=action.isCheckable() and action.isChecked(),
            )  # fmt: skip

    def _lack(self, name: str, action: QAction) -> str:
        """Why an action cannot be done now; empty where it can."""
        snapshot = self._owner.snapshot
        if name == "recover" and (snapshot is None or snapshot.state.divergence is None):
            return _tr("nothing has diverged")
        if name == "present" and snapshot is not None and not snapshot.is_past and snapshot.wall is None:
            return _tr("this is the present")
        if action.isEnabled():
            return ""
        return {"undo": _tr("there is nothing to undo"), "redo": _tr("there is nothing to redo")}.get(
            name, _tr("not possible now")
        )

    def _texts(self) -> Iterator[Entry]:
        for text in TEXTS:
            words = _tr("Text at {percent} %").format(percent=round(100 * text))
            yield Entry(
                f"text {text}", words, _tr("Seeing"), partial(self._owner.sight.set_text, text),
                also=("text size", f"{100 * text:.0f}%"), now=text == self._owner.look.text,
            )  # fmt: skip

    def _presets(self) -> Iterator[Entry]:
        for name in presets.names():
            preset = presets.load(name)
            yield Entry(
                f"preset {name}", translated(preset.title), _tr("Preset"), partial(self._owner.documents.open_preset, name),
                also=(preset.title, name, "preset"),
            )  # fmt: skip

    def _sets(self) -> Iterator[Entry]:
        snapshot = self._owner.snapshot
        here = "" if snapshot is None else snapshot.plan.experiment.data.dataset
        for name in DATA_SETS:
            words = _tr("Data: {name}").format(name=set_words(name))
            yield Entry(
                f"data {name}", words, _tr("Data set"), partial(self._change, settings(name)),
                also=(f"data {word(name)}", f"data set {name}"), now=name == here,
            )  # fmt: skip

    def _take_lessons(self) -> None:
        """Offers the lessons, too, once they are read."""
        if self._reading is not None and self._reading.is_alive():
            return
        self._wait.stop()
        self._reading = None
        self._lessons = tuple(self._of_lessons())
        if self.card.isVisible():
            self._standing = tuple(self.entries())
            self.card.renew()

    def _of_lessons(self) -> Iterator[Entry]:
        for lesson in _read_lessons():
            yield Entry(
                f"lesson {lesson.name}", _tr("Lesson: {title}").format(title=lesson.title), _tr("Lesson"),
                partial(self._owner.lessons.begin, lesson), also=(f"lesson {lesson.name}",),
            )  # fmt: skip


def _read_lessons() -> tuple[Lesson, ...]:
    """All lessons; none where a file cannot be read, which the list of lessons says."""
    try:
        return tuple(written.lesson for written in (*all_lessons(), *all_scenarios()))
    except Refused:
        return ()


def _of_menu(name: str, action: QAction, menu: QMenu) -> Iterator[Entry]:
    """What a menu offers behind an action of the main menu."""
    menu.aboutToShow.emit()  # it is filled, or says what is so now, when it opens
    for place, one in enumerate(menu.actions()):
        if one.isSeparator() or not one.text() or (not one.isEnabled() and place == 0):
            continue  # the first may only say what is so
        words = f"{action.text()}: {one.text().partition(chr(9))[0].replace('&', '')}"
        yield Entry(
            f"menu {name} {one.text()}", words, action.text(), one.trigger, also=(name,),
            lack="" if one.isEnabled() else _tr("not possible now"), now=one.isCheckable() and one.isChecked(),
        )  # fmt: skip
