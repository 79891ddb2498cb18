"""The numbers on the bar: update, epoch, loss and accuracy, in columns that hold still while the digits run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.panels.buttons import Dressed
from ui.theme import count, fixed, font, number
from wbsim.outcomes import Criterion
from wbsim.probes.fit import Fit
from wbsim.snapshot import Snapshot
from wbsim.wall import WallSeen

_MANY = 1000  # networks, from which on the bar has no room to name them twice
_NONE = "–"  # what is not known yet


@dataclass(frozen=True)
class Readout:
    """One number under its title; `widest` is the widest text that its column makes room for, `wide_title` the widest
    title.
    """

    title: str
    value: str
    widest: str
    token: str = "ink"
    wide_title: str = ""


@final
class Readouts(Dressed, QWidget):
    """Numbers in a row; it shows fewer where there is less room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[Readout, ...] = ()
        self._few = False
        self._dated: object = None  # the job whose figures were of another update than the one shown

    def show_snapshot(
        self, snapshot: Snapshot, few: bool = False, steps: bool = False, twins: bool = False
    ) -> None:
        """Shows the numbers of a snapshot; `few` leaves out what can be done without, `steps` tells of the sample that
        is walked, `twins` of how far two runs are apart.
        """
        self._show(self._walked(snapshot) if steps else self._readouts(snapshot, few, twins), few)

    def show_wall(self, wall: WallSeen, criterion: Criterion, few: bool = False) -> None:
        """Shows where many networks stand, and how many of them have learned."""
        total, past = len(wall.grid), wall.update < wall.present
        title = self.tr("looking at") if past else self.tr("update")
        made = [
            Readout(
                title, count(wall.update), count(max(9999, wall.present)), wide_title=self.tr("looking at")
            )
        ]
        if past and not few:
            made.append(
                Readout(self.tr("present"), count(wall.present), count(max(9999, wall.present)), "ink3")
            )
        elif not few:
            widest = _epochs(10.0 ** max(2, len(str(int(wall.epoch)))) - 0.1)
            made.append(Readout(self.tr("epoch"), _epochs(wall.epoch), widest))
        made.append(Readout(self.tr("networks"), count(total), count(total)))
        of = self.tr("{number} of {total}")
        learned = _NONE if wall.outcomes is None else count(int(criterion.learned(wall.outcomes).sum()))
        value, widest = (of.format(number=number, total=count(total)) for number in (learned, count(total)))
        if total >= _MANY:  # of how many stands beside it
            value, widest = learned, count(total)
        made.append(Readout(self.tr("learned"), value, widest))
        self._show(tuple(made), few)

    def _show(self, shown: tuple[Readout, ...], few: bool) -> None:
        titles = [r.wide_title or r.title for r in shown]
        if titles != [r.wide_title or r.title for r in self._shown] or few != self._few:
            self.updateGeometry()
        if shown != self._shown:
            self._shown, self._few = shown, few
            self.setAccessibleName(", ".join(f"{r.title} {r.value}" for r in shown))
            self.update()

    def _walked(self, snapshot: Snapshot) -> tuple[Readout, ...]:
        """The update, the sample of its batch that is walked, and its loss once it is known."""
        state, coming = snapshot.state, snapshot.coming
        made = [Readout(self.tr("update"), count(state.update), count(max(9999, state.update)))]
        if coming is None:
            return (
                *made,
                Readout(self.tr("sample"), _NONE, "00 of 00"),
                Readout(self.tr("its loss"), _NONE, "0.0000", "loss"),
            )
        size = len(coming.samples)
        of = self.tr("{place} of {count}")
        place, widest = of.format(place=coming.sample + 1, count=size), of.format(place=size, count=size)
        lost = snapshot.tick > coming.sample * coming.ladder.each + coming.ladder.forward
        loss = number(coming.own_loss, 4) if lost else _NONE
        made.append(Readout(self.tr("sample"), place, widest))
        made.append(Readout(self.tr("its loss"), loss, "0.0000", "loss"))
        return tuple(made)

    def _apart(self, snapshot: Snapshot) -> Readout:
        """How far the losses of two runs are apart at this update."""
        tested = snapshot.plan.train_size < snapshot.plan.description.size
        fits = [one.seen.fit if one is not None else None for one in (snapshot, snapshot.twin)]
        losses = [None if fit is None else fit.test_loss if tested else fit.train_loss for fit in fits]
        a, b = losses
        level = snapshot.twin is not None and snapshot.twin.state.update == snapshot.state.update
        value = _NONE if a is None or b is None or not level else _loss(abs(a - b))
        return Readout(self.tr("loss apart"), value, "0.0000", "loss")

    def _readouts(self, snapshot: Snapshot, few: bool, twins: bool = False) -> tuple[Readout, ...]:
        state, fit = snapshot.state, snapshot.seen.fit
        past, present = snapshot.is_past, snapshot.present
        made = [
            Readout(
                self.tr("looking at") if past else self.tr("update"), count(state.update),
                count(max(9999, present, state.update)), wide_title=self.tr("looking at"),
            )
        ]  # fmt: skip
        if not few and past:  # in the place of the epoch, which the ladder has too
            made.append(Readout(self.tr("present"), count(present), count(max(9999, present)), "ink3"))
        elif not few:
            epochs = state.epoch + state.cursor / max(1, snapshot.plan.train_size)
            made.append(
                Readout(
                    self.tr("epoch"),
                    _epochs(epochs),
                    "00 000" if epochs >= 1000 else "000.0" if epochs >= 100 else "00.0",
                )
            )
        if twins:  # each card has the loss of its own
            return (*made, self._apart(snapshot))
        tested = snapshot.plan.train_size < snapshot.plan.description.size
        title = self.tr("test loss") if tested else self.tr("training loss")
        loss = None if fit is None else fit.test_loss if tested else fit.train_loss
        late = fit is not None and snapshot.seen.update != state.update
        job = (snapshot.plan.layout, snapshot.plan.description)
        # a large job is measured while it goes on: its figures say of which update they are, and keep room for that
        self._dated = job if late else self._dated
        dated = self.tr("{title} at {update}")
        told = dated.format(title=title, update=count(snapshot.seen.update)) if late else title
        widest = dated.format(title=title, update=count(max(9999, state.update)))
        widest = widest if self._dated == job else title
        made.append(Readout(told, _NONE if loss is None else _loss(loss), "0.0000", "loss", widest))
        if snapshot.plan.description.classes:
            share = None if fit is None else fit.test_accuracy if tested else fit.train_accuracy
            title = self.tr("test accuracy") if tested else self.tr("training accuracy")
            value = _NONE if share is None else f"{fixed(100 * share, 1)}\u2009%"
            made.append(Readout(self.tr("accuracy") if few else title, value, "100.0\u2009%"))
        elif fit is not None:
            made += self._closeness(fit, snapshot.plan.description.target_unit, tested, few)
        if fit is not None and fit.confusion is not None and len(fit.confusion) > 2 and not few:
            wrong, total = int(fit.confusion.sum() - fit.confusion.trace()), int(fit.confusion.sum())
            value = self.tr("{wrong} of {total}").format(wrong=count(wrong), total=count(total))
            made.append(Readout(self.tr("wrong"), value, f"000 of {count(total)}"))
        return tuple(made)

    def _closeness(self, fit: Fit, unit: str, tested: bool, few: bool) -> list[Readout]:
        """Of values: R², and the root mean squared error in the units of the data."""
        r2, rmse = (fit.test_r2, fit.test_rmse) if tested else (fit.train_r2, fit.train_rmse)
        made = []
        if r2 is not None:
            title = self.tr("R²") if few else self.tr("test R²") if tested else self.tr("training R²")
            made.append(Readout(title, fixed(r2, 3) if r2 > -10 else number(r2), "\u22120.000"))
        if rmse is not None and not few:
            value = f"{number(rmse)}\u2009{unit}" if unit else number(rmse)
            made.append(
                Readout(
                    self.tr("test RMSE") if tested else self.tr("training RMSE"),
                    value,
                    f"0.0000\u2009{unit}" if unit else "0.0000",
                )
            )
        return made

    def sizeHint(self) -> QSize:
        """Room for nearly a million updates, so that nothing else on the bar moves while they run."""
        big, widths = QFontMetricsF(font(21 * self.scale, 600)), self._widths()
        spare = max(0.0, big.horizontalAdvance(count(999_999)) - widths[0]) if widths else 0.0
        gaps = 22 * self.scale * max(0, len(widths) - 1)
        return QSize(round(sum(widths) + gaps + spare), round(42 * self.scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _widths(self) -> list[float]:
        """How wide each column is: by its widest text, so that it holds still."""
        big, small = QFontMetricsF(font(21 * self.scale, 600)), QFontMetricsF(font(12 * self.scale))
        return [
            max(
                big.horizontalAdvance(r.widest),
                big.horizontalAdvance(r.value),
                small.horizontalAdvance(r.wide_title or r.title),
            )
            for r in self._shown
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        x, scale, middle = 0.0, self.scale, self.height() / 2
        for readout, width in zip(self._shown, self._widths(), strict=True):
            painter.setFont(font(12 * scale))
            painter.setPen(self.theme.color("ink2"))
            painter.drawText(
                QRectF(x, middle - 21 * scale, width, 16 * scale),
                Qt.AlignmentFlag.AlignVCenter,
                readout.title,
            )
            painter.setFont(font(21 * scale, 600))
            painter.setPen(self.theme.color(readout.token))
            painter.drawText(
                QRectF(x, middle - 5 * scale, width + 4, 26 * scale),
                Qt.AlignmentFlag.AlignVCenter,
                readout.value,
            )
            x += width + 22 * scale


def _epochs(epochs: float) -> str:
    return fixed(epochs, 1) if epochs < 1000 else count(int(epochs))


def _loss(loss: float) -> str:
    """Three decimals hold still; a small loss gets more, a large one fewer."""
    if 0.01 <= loss < 10:
        return fixed(loss, 3)
    return fixed(loss, 4) if 0.0005 <= loss < 0.01 else number(loss)
