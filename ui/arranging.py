"""How the window is arranged: seams that are moved, layouts that are chosen, saved and deleted, and the arrangement of last
time. It shows nothing but its card.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, final

from PySide6.QtCore import QObject, QRect, Signal

from ui import layouts
from ui.arguments import RoomName
from ui.figure import Figure, arranged, facts_of
from ui.layouts import PRESETS, Layout
from ui.lesson_place import LessonPlace
from ui.look import Look
from ui.panels.flyout import Flyout
from ui.panels.layouts import LayoutsPanel, Offer
from ui.shares import AS_USUAL
from ui.theme import Theme
from wbsim.problems import Refused
from wbsim.snapshot import Snapshot


@final
class Arranging(QObject):
    """Listens to seams and to its card. `look` says how things are shown, and `see` changes that; `enter` goes to a room."""

    card_wished = Signal()  # the card is to be opened or closed,
    grown = Signal()  # and it needs another height
    told = Signal(str)

    def __init__(
        self,
        figure: Figure,
        look: Callable[[], Look],
        see: Callable[..., None],
        shown: Callable[[], Snapshot | None],
        enter: Callable[[RoomName], None],
        lessons: LessonPlace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._figure, self._look, self._see = figure, look, see
        self._shown, self._enter, self._lessons = shown, enter, lessons
        self._kept: dict[str, Layout] = {}  # those that were saved, as they were read last
        self.card, self.panel = Flyout(figure), LayoutsPanel()
        self.card.hold(self.panel)
        self.panel.chosen.connect(self.choose)
        self.panel.saved.connect(self.save)
        self.panel.deleted.connect(self.delete)
        self.panel.reset.connect(self.reset)
        self.panel.grown.connect(self.grown)
        figure.seams.moved.connect(lambda seam, share: see(shares=look().shares.with_seam(seam, share)))
        figure.seams.reset.connect(lambda seam: see(shares=look().shares.without(seam)))

    def deeds(self) -> dict[str, Callable[[], Any]]:
        """What the keys do, by the names that they have in the table of keys."""
        return {"layouts": self.toggle}

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self.card.dress(theme, scale)
        self.panel.dress(theme, scale)

    # --- the card ------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Opens the card or closes it; the keys go where one chooses."""
        self.panel.refuse("")
        self._read()
        self.card_wished.emit()
        if self.card.isVisible():
            self.panel.begin()

    def show_snapshot(self) -> None:
        """Shows on the card what has become of the window."""
        if self.card.isVisible():
            self._offer()

    def _read(self) -> None:
        """Looks which layouts there are, for another window may have saved some."""
        self._kept = layouts.saved()
        self._offer()

    def _offer(self) -> None:
        own = self._kept.values()
        self.panel.offer(
            [*(self._offered(one) for one in PRESETS), *(self._offered(one, own=True) for one in own)]
        )

    def _offered(self, layout: Layout, own: bool = False) -> Offer:
        titles = {
            "desk": (self.tr("Desk"), self.tr("All cards, as usual")),
            "curves": (self.tr("Curves"), self.tr("Large charts")),
            "picture": (self.tr("Picture"), self.tr("The plane alone")),
        }
        title, about = titles.get(layout.name, (layout.name, self.tr("A layout that you saved")))
        figure, shown = self._figure, self._shown()
        there = replace(self._look(), **layout.look)
        cards: dict[str, QRect] = {}
        if shown is not None:
            cards, _ = arranged(
                figure.size(),
                figure.room,
                facts_of(shown.plan, there),
                there.charts,
                there.room,
                there.shares,
            )
            cards = {name: card for name, card in cards.items() if there.alone in (None, name)}
        if there.alone is not None and there.alone in cards:
            cards[there.alone] = figure.rect()
        here = replace(self.now(layout.name), lesson=layout.lesson) == layout
        return Offer(layout.name, title, about, figure.size(), cards, here, own)

    # --- layouts -------------------------------------------------------------------------------------------

    def now(self, name: str = "") -> Layout:
        """How the window is arranged, as a layout of some name."""
        look = self._look()
        return Layout(
            name, look.room, alone=look.alone, charts=look.charts, shares=look.shares, lesson=self._lessons.is_open
        )  # fmt: skip

    def choose(self, name: str) -> None:
        """Arranges the window as the layout of that name has it."""
        layout = self._kept[name] if name in self._kept else layouts.layout_of(name)
        if layout.room != self._look().room:
            self._enter(layout.room)
        self.apply(layout)
        if layout.lesson and not self._lessons.is_open and not self._lessons.index.isVisible():
            self._lessons.toggle_index()  # which one, only a person can say; and no layout ends a lesson

    def apply(self, layout: Layout) -> None:
        """Shows what a layout shows, whatever is open beside."""
        self._see(**(layout.look | {"stage": False}))
        self.show_snapshot()

    def save(self, name: str) -> None:
        """Keeps how the window is arranged; why it cannot be is said on the card."""
        try:
            layouts.save(self.now(), name)
        except Refused as refused:
            self.panel.refuse("; ".join(map(str, refused.problems)))
            return
        self.panel.name.clear()
        self._read()
        self.told.emit(self.tr("The layout “{name}” is saved").format(name=" ".join(name.split())))

    def delete(self, name: str) -> None:
        """Forgets a layout."""
        layouts.delete(name)
        self._read()

    def reset(self) -> None:
        """Every seam of every room as usual, and all cards."""
        self._see(shares=AS_USUAL, alone=None, charts=False)
        self.show_snapshot()

    # --- last time -----------------------------------------------------------------------------------------

    def recall(self, written: object) -> None:
        """Arranges the window as it was at the last close; what cannot be read counts as the first time."""
        layout = Layout.read("", written)
        if layout is not None:
            self.apply(layout)
