"""What was measured while a lesson ran, each claim with its sign and the numbers behind it. It measures nothing."""

from __future__ import annotations

from typing import final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.panels.buttons import dress_all
from ui.panels.fields import Words
from ui.panels.marks import Sealed
from ui.panels.prose import Prose, hue, plain
from ui.theme import Theme
from wbsim.lessons.telling import ToldClaim


@final
class ClaimRow(QWidget):
    """One claim: open it is said faintly and without numbers; one that fails says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.claim: ToldClaim | None = None
        self.sign = Sealed("open", 9)
        self.words, self.numbers = Prose("ink", 15, 600, line=1.3), Prose("ink2", 13, line=1.34)
        self._column = QVBoxLayout()
        self._column.addWidget(self.words)
        self._column.addWidget(self.numbers)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._column, 1)

    def show_claim(self, claim: ToldClaim) -> None:
        """Shows a claim as it stands."""
        if claim == self.claim:
            return
        self.claim = claim
        self.sign.show_sign(claim.standing)
        self.words.say(claim.words, "ink" if claim.standing == "holds" else "ink2")
        numbers = "" if claim.standing == "open" else claim.numbers
        if claim.standing == "fails":
            said = self.tr("not this time")
            numbers = f"{said} · {numbers}" if numbers else said
        self.numbers.say(numbers, hue(numbers) or "ink2")
        self.numbers.setVisible(bool(numbers))
        how = {"holds": self.tr("Holds"), "open": self.tr("Open"), "fails": self.tr("Not this time")}
        self.setAccessibleName(f"{how[claim.standing]}: {plain(claim.words)} {plain(claim.numbers)}".strip())

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        dress_all(self, theme, scale)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(round(10 * scale))
        self._column.setSpacing(0)


@final
class ClaimList(QWidget):
    """All claims of a step under a heading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ClaimRow] = []
        self._theme, self._scale = Words.theme, 1.0
        self._head = QHBoxLayout()
        self.heading = Words(token="ink2", size=13, weight=600)
        self.checked = Words(self.tr("checked while it runs"), "ink3", 12.5)
        self._head.addWidget(self.heading)
        self._head.addStretch(1)
        self._head.addWidget(self.checked)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)

    def show_claims(self, claims: tuple[ToldClaim, ...]) -> None:
        """Shows as many as there are; rows are kept for the next step."""
        while len(self.rows) < len(claims):
            row = ClaimRow(self)
            row.dress(self._theme, self._scale)
            self._column.addWidget(row)
            self.rows.append(row)
        for row, claim in zip(self.rows, claims, strict=False):
            row.show_claim(claim)
            row.show()
        for row in self.rows[len(claims) :]:
            row.hide()
        awaited = all(claim.standing == "open" for claim in claims)
        self.heading.say(self.tr("What to look for") if awaited else self.tr("What you saw"))
        self.setVisible(bool(claims))

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale."""
        self._theme, self._scale = theme, scale
        for words in (self.heading, self.checked):
            words.dress(theme, scale)
        for row in self.rows:
            row.dress(theme, scale)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(round(10 * scale))
