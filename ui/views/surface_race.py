"""You are the optimizer: the invitation to a contest and, once it goes on, its chart, who stands where, and one sentence
about it. It shows a standing and says what is wished.
"""

from __future__ import annotations

from typing import final

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import surface_words
from ui.views.buttons import TextButton
from ui.views.layer import draw_card
from ui.views.surface_frame import grown, title_font
from ui.views.surface_invitation import StrongButton, paint_invitation
from ui.views.surface_race_chart import forms, paint_chart
from ui.views.surface_rival_row import HIGH, RivalRow
from ui.views.surface_scene import Scene, scene_of
from wbsim.contest import BUDGET, USUAL, Rival, Standing
from wbsim.losses import BY_NAME
from wbsim.optimizers import OPTIMIZERS
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

_MOST = 3  # optimizers at once: more paths could not be told apart


@final
class SurfaceRaceView(QWidget):
    """The card of the contest."""

    contest_wished = Signal(bool, tuple)  # whether the hand takes part, and the rivals
    rivals_chosen = Signal(tuple)
    restarted = Signal()  # back to the start
    ended = Signal()
    place_wished = Signal(tuple)  # where the point shall be

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._snapshot: Snapshot | None = None
        self._look = Look(LIGHT)
        self._scene: Scene | None = None
        names = self.tr(" and ").join(OPTIMIZERS[rival.kind].name for rival in USUAL)
        self.begin_button = StrongButton(
            self, self.tr("You are the optimizer"),
            self.tr("From here you move the two parameters {n} times; the optimizers make {n} updates").format(n=BUDGET),
        )  # fmt: skip
        self.begin_button.setText(self.tr("You against {names}").format(names=names))
        self.compare = TextButton(
            self, self.tr("Compare optimizers"), self.tr("Two or three optimizers from here, without a hand")
        )
        self.compare.setText(self.tr("Compare optimizers"))
        self.uphill = TextButton(
            self,
            self.tr("Start uphill"),
            self.tr("Puts the point high up on this map, far from its lowest place"),
        )
        self.uphill.setText(self.tr("Start uphill"))
        self.again = TextButton(
            self, self.tr("Begin again"), self.tr("Back to the start, with all moves; undo brings them back")
        )
        self.again.setText(self.tr("Begin again"))
        self.end = TextButton(
            self, self.tr("End the contest"), self.tr("Without a contest; the point stays where it is")
        )
        self.end.setText(self.tr("End"))
        self.add = TextButton(
            self,
            self.tr("One more optimizer"),
            self.tr("One more optimizer from the same start"),
            dashed=True,
        )
        self.add.setText(self.tr("+ optimizer"))
        self.rows = [RivalRow(self) for _ in range(_MOST + 1)]
        self._menu = QMenu(self)
        self.setAccessibleName(self.tr("You are the optimizer"))
        self._connect()

    def _connect(self) -> None:
        self.begin_button.clicked.connect(lambda: self.contest_wished.emit(True, USUAL))
        self.compare.clicked.connect(lambda: self.contest_wished.emit(False, USUAL))
        self.uphill.clicked.connect(self._climb)
        self.again.clicked.connect(self.restarted)
        self.end.clicked.connect(self.ended)
        self.add.clicked.connect(self._open_menu)
        for place, row in enumerate(self.rows):
            row.changed.connect(lambda rival, place=place: self._change(place, rival))

    # --- what is wished ------------------------------------------------------------------------------------

    @property
    def standing(self) -> Standing | None:
        """Where the contest stands; None without one."""
        return self._scene.standing if self._scene is not None else None

    def _change(self, place: int, rival: Rival | None) -> None:
        if self.standing is not None:
            rivals = list(self.standing.contest.rivals)
            rivals[place : place + 1] = [] if rival is None else [rival]
            self.rivals_chosen.emit(tuple(rivals))

    def _climb(self) -> None:
        place = self._scene.surface.uphill if self._scene is not None else None
        if place is not None:
            self.place_wished.emit(place)

    def fill_menu(self) -> QMenu:
        """The optimizers that do not take part yet."""
        self._menu.clear()
        rivals = self.standing.contest.rivals if self.standing is not None else ()
        for kind, entry in OPTIMIZERS.items():
            if all(kind != rival.kind for rival in rivals):
                action = self._menu.addAction(entry.name)
                action.triggered.connect(
                    lambda _=False, kind=kind, rivals=rivals: self.rivals_chosen.emit((*rivals, Rival(kind)))
                )
        return self._menu

    def _open_menu(self) -> None:
        self.fill_menu().popup(self.add.mapToGlobal(QPoint(0, self.add.height())))

    # --- what is shown -------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        self._snapshot, self._look, self._scene = snapshot, look, scene_of(snapshot)
        self._place()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places everything for the new size."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        look, standing, scale = self._look, self.standing, grown(self._look.scale)
        inviting, pad = standing is None, 20 * scale
        for button in (self.begin_button, self.compare, self.uphill, self.again, self.end, self.add):
            button.show_theme(look.theme, scale)
            button.resize(button.sizeHint())
        for button in (self.begin_button, self.compare):
            button.setVisible(inviting)
            button.setEnabled(self._snapshot is not None and self._snapshot.plan.size > 1)
        self.uphill.setVisible(inviting and self._scene is not None and self._scene.axes.ids is not None)
        self.again.setVisible(standing is not None and standing.hand is not None)
        self.end.setVisible(not inviting)
        self.add.setVisible(standing is not None and len(standing.rivals) < _MOST)
        self._place_rows(standing)
        if inviting:
            y = self.height() - 18 * scale - self.begin_button.height()
            self.begin_button.move(round(pad - 3), round(y))
            beside = pad + self.begin_button.width() + 10 * scale
            fits = beside + self.compare.width() <= self.width() - pad / 2
            third = beside + self.compare.width() + 4 * scale
            middle = y + (self.begin_button.height() - self.compare.height()) / 2
            upper = y - self.compare.height() - 4
            self.compare.move(round(beside if fits else pad - 3), round(middle if fits else upper))
            beside_it = fits and third + self.uphill.width() <= self.width() - pad / 2
            left = third if beside_it else pad - 3 if fits else pad + self.compare.width() + 4 * scale
            self.uphill.move(round(left), round(middle if beside_it else upper))
            return
        x = self.width() - 14 * scale
        for button in (self.end, self.again, self.add):
            if not button.isHidden():
                x -= button.width()
                button.move(round(x), round(8 * scale))

    def _list(self) -> QRectF:
        """Where the rows stand."""
        scale = grown(self._look.scale)
        wide = min(226 * scale, 0.47 * self.width())
        top = 48 * scale
        return QRectF(self.width() - 16 * scale - wide, top, wide, self.height() - top - 8 * scale)

    def _place_rows(self, standing: Standing | None) -> None:
        scale, box = grown(self._look.scale), self._list()
        shown = forms(standing) if standing is not None else []
        high = min(HIGH * scale + 6, (box.height() - 86 * scale) / max(1, len(shown) + 0.2))
        for place, row in enumerate(self.rows):
            row.setVisible(place < len(shown))
            if place >= len(shown) or standing is None:
                continue
            form, way = shown[place]
            row.setGeometry(
                round(box.left()), round(box.top() + place * high), round(box.width()), round(high)
            )
            if way.rival is None:
                done = self.tr("{n} moves left").format(n=standing.left)
            else:
                done = self.tr("diverged at {n}").format(n=way.moves + 1) if way.diverged else self.tr("{n} done").format(n=way.moves)  # fmt: skip
            row.show_way(way, form, done, len(standing.rivals) == 1, self._look.theme, self._look.scale)
        below = box.top() + len(shown) * high
        self._below = below

    # --- painting ------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_card(painter, self._look.theme, self.size())
        if self._snapshot is None:
            return
        if self.standing is None:
            self._paint_title(painter, self.tr("You are the optimizer"), "")
            paint_invitation(painter, self._look, self._invited(), self._scene)
        else:
            self._paint_standing(painter, self._snapshot, self.standing)

    def _invited(self) -> QRectF:
        """Where the invitation stands, above its buttons."""
        scale = grown(self._look.scale)
        top = min(b.y() for b in (self.begin_button, self.compare, self.uphill) if not b.isHidden())
        return QRectF(20 * scale, 46 * scale, self.width() - 40 * scale, top - 50 * scale)

    def _paint_title(self, painter: QPainter, title: str, caption: str) -> None:
        theme, scale = self._look.theme, grown(self._look.scale)
        painter.setPen(theme.color("ink"))
        painter.setFont(title_font(self._look))
        painter.drawText(QPointF(20 * scale, 30 * scale), title)
        left = 20 * scale + QFontMetricsF(painter.font()).horizontalAdvance(title) + 10 * scale
        painter.setPen(theme.color("ink2"))
        painter.setFont(themes.font(max(11.5, 12.5 * scale), 500))
        edge = min(
            (b.x() for b in (self.add, self.again, self.end) if not b.isHidden()),
            default=self.width() - 16 * scale,
        )
        room = edge - 6 * scale - left
        text = painter.fontMetrics().elidedText(caption, Qt.TextElideMode.ElideRight, int(room))
        if room > 90 * scale:
            painter.drawText(QPointF(left, 30 * scale), text)

    def _paint_standing(self, painter: QPainter, snapshot: Snapshot, standing: Standing) -> None:
        theme, scale, contest = self._look.theme, grown(self._look.scale), standing.contest
        size = min(contest.plan.experiment.batches.size, contest.plan.train_size)
        if standing.hand is None:
            self._paint_title(painter, self.tr("Optimizers compared"), self.tr("{n} updates of {size} samples").format(n=contest.budget, size=size))  # fmt: skip
        else:
            self._paint_title(painter, self.tr("Same start, same budget"), self.tr("{n} updates of {size} samples").format(n=contest.budget, size=size))  # fmt: skip
        box = self._list()
        bed = QRectF(72 * scale, 50 * scale, box.left() - 88 * scale, self.height() - 100 * scale)
        paint_chart(
            painter, self._look, bed, standing, translated(BY_NAME[snapshot.plan.experiment.loss].word)
        )
        surface = self._scene.surface if self._scene is not None else None
        news, behind = surface_words.verdict(standing, surface)
        wrap = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        room = QRectF(
            box.left() + 4, self._below + 5, box.width() - 6, self.height() - self._below - 14 * scale
        )
        for words, weight, token in ((news, 600, "ink"), (behind, 500, "ink2")):
            painter.setFont(themes.font(max(11.5, 13 * scale), weight))
            painter.setPen(theme.color(token))
            high = painter.boundingRect(room, wrap, words).height()
            if high <= room.height() + 2:
                painter.drawText(room, wrap, words)
            room.setTop(room.top() + high + 2)
