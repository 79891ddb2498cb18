"""The step sheet: one sample, or the update, written out."""

from __future__ import annotations

import math
from typing import final

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme as themes
from ui.look import Look
from ui.views import sheet_out
from ui.views.buttons import TextButton
from ui.views.sheet_paper import SheetPaper
from ui.views.step_reach import reach_of
from wbsim.coming import Coming
from wbsim.sheet import Sheet, sheet
from wbsim.snapshot import Snapshot

MOST = 5000  # parameters up to which all of them can be written out on screen


def agreement(coming: Coming) -> int | None:
    """To how many digits the gradient and the one by small changes agree, of the largest of them; None without, and where
    the gradient is no longer finite.
    """
    numerical = coming.numerical
    there = np.isfinite(numerical)
    if not there.any():
        return None
    exact = coming.gradient[coming.checked].astype(np.float64)[there]
    off, most = float(np.abs(exact - numerical[there]).max()), float(np.abs(numerical[there]).max())
    if most == 0 or not math.isfinite(share := off / most):
        return None
    return 15 if share == 0 else min(15, max(0, math.floor(-math.log10(share))))


def sheet_of(coming: Coming, look: Look) -> Sheet:
    """The sheet that a look asks for."""
    whole = look.whole_sheet and coming.plan.size <= MOST
    return sheet(coming, look.neuron, look.chosen, whole, batch=look.chosen is not None)


@final
class SheetView(QWidget):
    """The step sheet: one sample, or the update, written out."""

    hovered = Signal(object)  # the id of a parameter or of a neuron; None without
    whole_toggled = Signal(bool)  # whether everything is to be written out
    parameter_chosen = Signal(str)
    neuron_selected = Signal(object)
    told = Signal(str)  # what was done, in words

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look: Look | None = None
        self._sheet: Sheet | None = None
        self._words: tuple[str, ...] = ()
        self._empty = ""
        self.paper = SheetPaper(self)
        self.paper.hovered.connect(self.hovered)
        self.paper.parameter_chosen.connect(self.parameter_chosen)
        self.paper.neuron_selected.connect(self.neuron_selected)
        self.all = TextButton(self, self.tr("All parameters"), "")
        self.text = TextButton(
            self, self.tr("Copy as text"), self.tr("Copies the whole sheet as text, for a mail or a terminal")
        )
        self.table = TextButton(
            self, self.tr("Copy as table"),
            self.tr("Copies the whole sheet as a table, for a spreadsheet or a document; numbers in full"),
        )  # fmt: skip
        self.paper_out = TextButton(
            self, self.tr("Print"), self.tr("Prints the whole sheet, or writes it as a PDF")
        )
        self.text.setText(self.tr("copy text"))
        self.table.setText(self.tr("copy table"))
        self.paper_out.setText(self.tr("print"))
        self.all.clicked.connect(self._toggle)
        self.text.clicked.connect(self._copy_text)
        self.table.clicked.connect(self._copy_table)
        self.paper_out.clicked.connect(self._print)

    # --- what it shows --------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, look: Look) -> None:
        """Shows a moment."""
        old, self._look = self._look, look
        reach = reach_of(snapshot)
        self.paper.setVisible(reach is not None)
        if reach is None:
            self._sheet = None
            lost = snapshot.state.divergence is not None
            empty = (
                self.tr("No update follows: the run has diverged.")
                if lost
                else self.tr("The update is being measured …")
            )
            self._say((), empty)
        else:
            self._sheet = sheet_of(reach.coming, look)
            self._say(self._footer(reach.coming), "")
            self.paper.show_sheet(self._sheet, reach, look)
        if old is None or (old.theme, old.scale, old.compact, old.whole_sheet) != (
            look.theme, look.scale, look.compact, look.whole_sheet
        ):  # fmt: skip
            self._place()
            self.update()

    def _say(self, words: tuple[str, ...], empty: str) -> None:
        if (words, empty) != (self._words, self._empty):
            self._words, self._empty = words, empty
            self._place()
            self.update()

    def _footer(self, coming: Coming) -> tuple[str, ...]:
        """How many parameters there are and how well the gradient is checked, longest first."""
        size = coming.plan.size
        count = self.tr("{count} parameters.") if size > 1 else self.tr("{count} parameter.")
        said = count.format(count=themes.count(size))
        digits = agreement(coming)
        if digits is None:
            return (said,)
        checked = int(np.isfinite(coming.numerical).sum())
        of = "" if checked == size else self.tr(" of {count} of them").format(count=themes.count(checked))
        long = self.tr("The gradient{of} and its check by small changes agree to {digits} digits.")
        short = self.tr("Checked by small changes: {digits} digits agree.")
        long, short = long.format(of=of, digits=digits), short.format(digits=digits)
        return (f"{said} {long}", long, short, said)

    # --- where things stand ---------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the parts."""
        super().resizeEvent(event)
        self._place()

    def _foot(self) -> float:
        return 0.0 if self._look is None else (38 if self._look.compact else 46) * max(0.86, self._look.scale)

    def _place(self) -> None:
        look = self._look
        if look is None:
            return
        foot, gap = self._foot(), (8 if look.compact else 12) * max(0.9, look.scale)
        self.paper.setGeometry(0, 0, self.width(), round(self.height() - foot - gap))
        whole = look.whole_sheet
        size = 0 if self._sheet is None else self._sheet.coming.plan.size
        self.all.setText(
            self.tr("less") if whole else self.tr("all {count}").format(count=themes.count(size))
        )
        self.all.setToolTip(
            self.tr("Writes out only what is at hand again")
            if whole
            else self.tr("Writes out every parameter and every product")
        )
        x = self.width() - 12 * max(0.9, look.scale)
        for button in (self.paper_out, self.table, self.text, self.all):
            shown = self._sheet is not None and (button is not self.all or self._is_cut())
            button.setVisible(shown)
            if not shown:
                continue
            button.show_theme(look.theme, look.scale)
            hint = button.sizeHint()
            x -= hint.width()
            button.setGeometry(
                round(x), round(self.height() - foot / 2 - hint.height() / 2), hint.width(), hint.height()
            )
        self._end = x

    def _is_cut(self) -> bool:
        """Whether anything is left out that could be written."""
        if self._sheet is None or self._look is None or self._sheet.coming.plan.size > MOST:
            return False
        return self._look.whole_sheet or any(len(s.rows) < s.count for s in self._sheet.sections)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, and on the card at the foot what is to be said of the whole."""
        look = self._look
        if look is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, foot = look.theme, self._foot()
        painter.fillRect(self.rect(), theme.color("bg"))
        painter.setPen(theme.pen("line", 1))
        painter.setBrush(theme.color("panel"))
        if self._sheet is None:
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 12, 12)
            painter.setPen(theme.color("ink2"))
            painter.setFont(themes.font(14 * max(0.9, look.scale), 500))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
            return
        card = QRectF(0.5, self.height() - foot + 0.5, self.width() - 1, foot - 1)
        painter.drawRoundedRect(card, 12, 12)
        painter.setPen(theme.color("ink2"))
        painter.setFont(themes.font(max(11.5, 12.5 * look.scale), 500))
        room = QRectF(
            16 * max(0.9, look.scale), card.y(), self._end - 24 * max(0.9, look.scale), card.height()
        )
        metrics = painter.fontMetrics()
        fitting = (text for text in self._words if metrics.horizontalAdvance(text) <= room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, next(fitting, ""))

    # --- what is wished -------------------------------------------------------------------------------------

    def _toggle(self) -> None:
        if self._look is not None:
            self.whole_toggled.emit(not self._look.whole_sheet)

    def _copy_text(self) -> None:
        if self._sheet is not None:
            sheet_out.copy_text(self._sheet)
            self.told.emit(self.tr("The sheet is copied as text."))

    def _copy_table(self) -> None:
        if self._sheet is not None:
            sheet_out.copy_table(self._sheet)
            self.told.emit(self.tr("The sheet is copied as a table."))

    def _print(self) -> None:
        if self._sheet is not None:
            sheet_out.print_asked(self._sheet, self)
