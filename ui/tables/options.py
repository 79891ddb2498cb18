"""The column of choices beside a table: what is to be told, how numbers are counted, how the file is read.
It shows choices and asks for others; it reads nothing.
"""

from __future__ import annotations

from typing import Any, final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui.panels.buttons import Dressed, dress_all
from ui.panels.controls import Choice
from ui.panels.fields import Words
from ui.theme import Theme, count, font
from wbsim.tables import GROUPS, MARKS, SEPARATORS, Choices, Glance, Prepared
from wbsim.translation import translated, within

_ENCODINGS = (
    ("utf-8", "UTF-8"), ("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"), ("cp1252", "Windows-1252"),
    ("latin-1", "Latin-1"), ("cp1250", "Windows-1250"), ("cp1251", "Windows-1251"), ("mac-roman", "Mac Roman"),
    ("shift_jis", "Shift JIS"), ("gb18030", "GB 18030"), ("big5", "Big5"), ("euc-kr", "EUC-KR"),
)  # fmt: skip
_SHOWN = {
    "cp1252": "Windows-1252",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
}
_ROWS = (1_000, 10_000, 100_000, 1_000_000)
_PAUSE = 400  # milliseconds after the last key of a word


@final
class Option(QWidget):
    """A title and one of several words; an empty value leaves it to what is found."""

    chosen = Signal(object)  # a text, or None

    def __init__(self, title: str, help: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.choice = Words(title), Choice()
        self.choice.chosen.connect(lambda value: self.chosen.emit(value or None))
        self.setToolTip(help)
        self.choice.setAccessibleName(title)
        self.choice.setAccessibleDescription(help)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.title)
        row.addWidget(self.choice, 1)

    def show_choice(self, offered: tuple[tuple[str, str], ...], value: object) -> None:
        """Offers values and their words, with one chosen."""
        self.choice.offer(offered)
        self.choice.show_value("" if value is None else str(value))


@final
class TypedWords(Dressed, QLineEdit):
    """Words between commas, taken when typing pauses."""

    entered = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken: tuple[str, ...] = ()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._enter)
        self.textEdited.connect(lambda _: self._pause.start())
        self.editingFinished.connect(self._enter)

    def dress(self, theme: Theme, scale: float) -> None:
        super().dress(theme, scale)
        self.setFont(font(13 * scale))
        self.setFixedHeight(round(26 * scale))
        self.setStyleSheet(f"QLineEdit {{ border: 1px solid {theme.line2}; background: {theme.panel}; }}")

    def show_words(self, words: tuple[str, ...]) -> None:
        """Shows words, unless others are being typed."""
        if words != self._taken:
            self._taken = words
            self.setText(", ".join(words))

    def _enter(self) -> None:
        self._pause.stop()
        words = tuple(word.strip() for word in self.text().split(",") if word.strip())
        if words != self._taken:
            self._taken = words
            self.entered.emit(words)


@final
class Options(QWidget):
    """Everything that can be chosen about a table, column by column aside."""

    changed = Signal(dict)  # fields of `Choices` by name
    target_chosen = Signal(str)
    standardize_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._head(self.tr("What is learned"))
        self.target = self._add(self.tr("Target"), self.tr("The column that is to be told from the others."))
        self.target.chosen.connect(lambda name: self.target_chosen.emit(name or ""))
        self.task = self._field(
            "task", self.tr("It is"), self.tr("Whether the target names classes or is a number.")
        )
        self.standardize = self._add(
            self.tr("Standardize"),
            self.tr(
                "What the network counts from its mean in standard deviations of the training rows. "
                "What is shown stays in the units of the table, and it can be undone."
            ),
        )
        self.standardize.chosen.connect(lambda way: self.standardize_chosen.emit(way or "nothing"))
        self.incomplete = self._field(
            "incomplete",
            self.tr("Missing values"),
            self.tr("What becomes of a row where a value is missing."),
        )
        self._column.addSpacing(8)
        self._head(self.tr("How the file is read"))
        self.header = self._add(
            self.tr("First line"), self.tr("Whether the first line has the names of the columns.")
        )
        self.header.chosen.connect(self._choose_header)
        self.separator = self._field(
            "separator", self.tr("Separator"), self.tr("What stands between two values.")
        )
        self.decimal = self._field("decimal", self.tr("Decimal mark"), self.tr("What stands before tenths."))
        self.thousands = self._field(
            "thousands",
            self.tr("Thousands"),
            self.tr("What groups thousands, as in 1,234; nothing is taken for granted."),
        )
        self.encoding = self._field(
            "encoding", self.tr("Encoding"), self.tr("How letters are written as bytes.")
        )
        self.rows = self._add(self.tr("Rows"), self.tr("How many rows are read from the top."))
        self.rows.chosen.connect(lambda n: self.changed.emit({"rows": int(n) if n else None}))
        self._add_missing()
        self._column.addStretch(1)

    def _head(self, words: str) -> None:
        self._column.addWidget(Words(words, "ink", 13, 600))

    def _add(self, title: str, help: str) -> Option:
        option = Option(title, help)
        self._column.addWidget(option)
        return option

    def _field(self, name: str, title: str, help: str) -> Option:
        option = self._add(title, help)
        option.chosen.connect(lambda value: self.changed.emit({name: value}))
        return option

    def _add_missing(self) -> None:
        self._column.addWidget(Words(self.tr("Words for no value")))
        self.missing = TypedWords()
        help = self.tr("Besides nothing, NA, n/a, nan, null and ?; between commas, such as -999, none.")
        self.missing.setPlaceholderText(self.tr("NA and the like; add -999, none …"))
        self.missing.setToolTip(help)
        self.missing.setAccessibleName(self.tr("Words for no value"))
        self.missing.setAccessibleDescription(help)
        self.missing.entered.connect(lambda words: self.changed.emit({"missing": words}))
        self._column.addWidget(self.missing)

    def _choose_header(self, value: Any) -> None:
        self.changed.emit({"header": None if value is None else value == "True"})

    # --- showing -------------------------------------------------------------------------------------------

    def show_choices(
        self, choices: Choices, glance: Glance | None, ready: Prepared | None, standardize: str
    ) -> None:
        """Shows what is chosen, and what was found where nothing is."""
        self._show_reading(choices, glance)
        columns = tuple((name, name) for name in (glance.names if glance else ()))
        aim = ready.target.column.name if ready is not None and ready.target is not None else choices.target
        self.target.show_choice(columns, aim)
        kinds = (("classes", self.tr("classes")), ("values", self.tr("a number")))
        task = choices.task or (ready.task if ready is not None and aim else None)
        self.task.show_choice(kinds, task)
        ways = [("nothing", self.tr("nothing")), ("inputs", self.tr("inputs"))]
        if task != "classes":
            ways.append(("all", self.tr("inputs and target")))
        self.standardize.show_choice(tuple(ways), standardize)
        gone = (("drop", self.tr("leave such rows out")), ("refuse", self.tr("refuse the table")))
        self.incomplete.show_choice(gone, choices.incomplete)

    def _show_reading(self, choices: Choices, glance: Glance | None) -> None:
        found = self.tr("{words} (found)")

        def offered(found_words: str, known: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
            words = found.format(words=found_words) if found_words else self.tr("find it")
            return (("", words), *known)

        names, values = self.tr("names"), self.tr("values")
        self.header.show_choice(
            offered(
                "" if glance is None or choices.header is not None else (names if glance.header else values),
                (("True", names), ("False", values)),
            ),
            choices.header,
        )
        marks = tuple((mark, translated(word)) for mark, word in MARKS.items())
        shown = "" if glance is None or choices.decimal else translated(MARKS[glance.decimal])
        self.decimal.show_choice(offered(shown, marks), choices.decimal)
        between = tuple((mark, translated(word)) for mark, word in SEPARATORS.items())
        shown = (
            "" if glance is None or choices.separator else translated(SEPARATORS.get(glance.separator, ""))
        )
        self.separator.show_choice(offered(shown, between), choices.separator)
        groups = tuple((mark, within(translated(word))) for mark, word in GROUPS.items())
        self.thousands.show_choice((("", self.tr("not grouped")), *groups), choices.thousands)
        shown = "" if glance is None or choices.encoding else _SHOWN.get(glance.encoding, glance.encoding)
        self.encoding.show_choice(offered(shown, _ENCODINGS), choices.encoding)
        some = tuple((str(n), self.tr("the first {count}").format(count=count(n))) for n in _ROWS)
        self.rows.show_choice((("", self.tr("all")), *some), choices.rows)
        self.missing.show_words(choices.missing)

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        dress_all(self, theme, scale)
        self._column.setSpacing(round(3 * scale))
