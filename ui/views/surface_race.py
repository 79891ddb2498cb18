"""You are the optimizer: the invitation to a contest and, once it goes on, its chart, who stands where, and one sentence
about it. It shows a standing and says what is wished.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT
from ui.views import surface_words
from ui.views.buttons import PaintedButton, TextButton
from ui.views.layer import draw_card
from ui.views.surface_frame import grown, title_font
from ui.views.surface_race_chart import forms, paint_chart
from ui.views.surface_rival_row import HIGH, RivalRow
from ui.views.surface_scene import Scene, scene_of
from ui.views.surface_ways import RIVAL_FORMS, Form, paint_sample
from wbsim.contest import BUDGET, USUAL, Rival, Standing
from wbsim.losses import BY_NAME
from wbsim.optimizers import OPTIMIZERS, formula
from wbsim.snapshot import Snapshot

_MOST = 3  # optimizers at once: more paths could not be told apart
_DOWN = 1.3  # times the lowest loss of the map, up to which there is nothing to be won


@final
class StrongButton(PaintedButton):
    """The one button that matters, filled with ink, with the sign of playing."""

    def sizeHint(self) -> QSize:
        """The sign and the words."""
        wide = QFontMetricsF(themes.font(max(12.5, 14.5 * self.scale), 600)).horizontalAdvance(self.text())
        return QSize(round(wide + 54 * max(0.85, self.scale)) + 6, round(38 * max(0.85, self.scale)) + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paints the pill."""
        painter, box = self.begin((self.height() - 6) / 2)
        theme, scale, enabled = self.colors, max(0.85, self.scale), self.isEnabled()
        fill = theme.mixed("primary", "ink3", 0.82) if enabled and self.underMouse() else theme.color("primary" if enabled else "sunk")  # fmt: skip
        painter.setPen(Qt.PenStyle.NoPen if enabled else theme.pen("line", 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        ink = theme.color("on_primary" if enabled else "ink3")
        x, y, r = box.left() + 20 * scale, box.center().y(), 5.5 * scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x, y + r), QPointF(x + 1.6 * r, y)]))
        painter.setPen(ink)
        painter.setFont(themes.font(max(12.5, 14.5 * self.scale), 600))
        painter.drawText(box.adjusted(22 * scale, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, self.text())


@final
class SurfaceRaceView(QWidget):
    """The card of the contest."""

    contest_wished = Signal(bool, tuple)  # whether the hand takes part, and the rivals
    rivals_chosen = Signal(tuple)
    restarted = Signal()  # back to the start
    ended = Signal()

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
        for button in (self.begin_button, self.compare, self.again, self.end, self.add):
            button.show_theme(look.theme, scale)
            button.resize(button.sizeHint())
        for button in (self.begin_button, self.compare):
            button.setVisible(inviting)
            button.setEnabled(self._scene is not None)
        self.again.setVisible(standing is not None and standing.hand is not None)
        self.end.setVisible(not inviting)
        self.add.setVisible(standing is not None and len(standing.rivals) < _MOST)
        self._place_rows(standing)
        if inviting:
            y = self.height() - 18 * scale - self.begin_button.height()
            self.begin_button.move(round(pad - 3), round(y))
            beside = pad + self.begin_button.width() + 10 * scale
            fits = beside + self.compare.width() <= self.width() - pad / 2
            middle = y + (self.begin_button.height() - self.compare.height()) / 2
            self.compare.move(
                round(beside if fits else pad - 3), round(middle if fits else y - self.compare.height() - 4)
            )
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
            self._paint_invitation(painter)
        else:
            self._paint_standing(painter, self._snapshot, self.standing)

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
        painter.drawText(QPointF(left, 30 * scale), text)

    def _paint_invitation(self, painter: QPainter) -> None:
        theme, scale = self._look.theme, grown(self._look.scale)
        self._paint_title(painter, self.tr("You are the optimizer"), "")
        top = self.compare.y() if self.compare.y() < self.begin_button.y() else self.begin_button.y()
        box = QRectF(20 * scale, 46 * scale, self.width() - 40 * scale, top - 50 * scale)
        wrap = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        painter.setPen(theme.color("ink"))
        painter.setFont(themes.font(max(13.0, 16 * scale), 500))
        words = self._invitation()
        painter.drawText(box, wrap, words)
        used = painter.boundingRect(box, wrap, words).height()
        painter.setPen(theme.color("ink2"))
        painter.setFont(themes.font(max(12.0, 13.5 * scale), 500))
        advice = self._advice()
        rest = box.adjusted(0, used + 10 * scale, 0, 0)
        painter.drawText(rest, wrap, advice)
        rest.setTop(rest.top() + painter.boundingRect(rest, wrap, advice).height() + 14 * scale)
        self._paint_parties(painter, rest)

    def _paint_parties(self, painter: QPainter, box: QRectF) -> None:
        """Who takes part, as each path is drawn, and by which rule; as many as there is room for."""
        theme, scale = self._look.theme, grown(self._look.scale)
        parties: list[tuple[Form, str, str]] = [("hand", self.tr("you"), self.tr("by eye, on the map"))]
        for form, rival in zip(RIVAL_FORMS, USUAL, strict=False):
            parties.append((form, OPTIMIZERS[rival.kind].name, formula(rival.kind)))
        high = 32 * scale
        for place, (form, name, rule) in enumerate(parties):
            row = QRectF(box.left(), box.top() + place * high, box.width(), high)
            if row.bottom() > box.bottom() + 1:
                return
            paint_sample(painter, theme, form, QRectF(row.left(), row.top(), 40 * scale, high), scale)
            painter.setPen(theme.color("ink"))
            painter.setFont(themes.font(max(12.5, 14.5 * scale), 600))
            middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(row.adjusted(56 * scale, 0, 0, 0), middle, name)
            painter.setPen(theme.color("ink2"))
            painter.setFont(themes.font(max(11.5, 13 * scale), 500))
            text = painter.fontMetrics().elidedText(
                rule, Qt.TextElideMode.ElideRight, int(row.width() - 116 * scale)
            )
            painter.drawText(row.adjusted(112 * scale, 0, 0, 0), middle, text)

    def _invitation(self) -> str:
        scene = self._scene
        if scene is None or scene.axes.ids is None:
            two = self.tr("two parameters")
        else:
            two = self.tr("{first} and {second}").format(
                first=scene.names[0].spoken, second=scene.names[1].spoken
            )
        return self.tr(
            "Make the loss as small as you can: {n} moves of {two}, each a drag of the point. "
            "The optimizers get {n} updates of the same two, from the same start, on the same data."
        ).format(n=BUDGET, two=two)

    def _advice(self) -> str:
        """Whether the start is worth a contest."""
        scene = self._scene
        lowest = scene.surface.lowest if scene is not None else None
        if scene is None or lowest is None or scene.axes.ids is None or not np.isfinite(scene.surface.loss):
            return ""
        numbers = {"here": themes.number(scene.surface.loss), "low": themes.number(lowest[2])}
        if scene.surface.loss <= _DOWN * lowest[2]:
            return self.tr(
                "The point is nearly at the lowest place of this map (loss {here}, lowest {low}): drag it uphill first."
            ).format(**numbers)
        return self.tr("It starts where the point is now: loss {here}, lowest on this map {low}.").format(
            **numbers
        )

    def _paint_standing(self, painter: QPainter, snapshot: Snapshot, standing: Standing) -> None:
        theme, scale, contest = self._look.theme, grown(self._look.scale), standing.contest
        size = min(contest.plan.experiment.batches.size, contest.plan.train_size)
        if standing.hand is None:
            self._paint_title(painter, self.tr("Optimizers compared"), self.tr("{n} updates of {size} samples").format(n=contest.budget, size=size))  # fmt: skip
        else:
            self._paint_title(painter, self.tr("Same start, same budget"), self.tr("{n} updates of {size} samples").format(n=contest.budget, size=size))  # fmt: skip
        box = self._list()
        bed = QRectF(72 * scale, 50 * scale, box.left() - 88 * scale, self.height() - 100 * scale)
        paint_chart(painter, self._look, bed, standing, BY_NAME[snapshot.plan.experiment.loss].word)
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
