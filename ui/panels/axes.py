"""The axes of a wall: what its networks differ in across and down, how many seeds stand at each place, and when one of them counts
as having learned. It asks for another wall; it makes none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.look import WallLook
from ui.panels.axes_rows import CriterionRow, ValuesRow
from ui.panels.buttons import Button, dress_all
from ui.panels.column import Column
from ui.panels.fields import ChoiceField, NumberRow, Words
from ui.theme import Theme, count
from ui.views.wall_axes import axes_of, axis_of, fitting, places
from wbsim.outcomes import Criterion
from wbsim.plan import Plan
from wbsim.problems import Refused
from wbsim.snapshot import Snapshot
from wbsim.variation import FEWEST, MOST, Axis, offered, parsed

_NONE = ""


@final
class AxesPanel(Column):
    """All of it in one column."""

    wished = Signal(object)  # the wall from now on, a WallLook

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._usual = WallLook(), Criterion()
        self._plan: Plan | None = None  # of the run at hand
        self._column.addWidget(Words(self.tr("Axes of the wall"), "ink", 17, 600))
        caption = self.tr(
            "What the networks differ in. All else is as in the run at hand, from its seed and those after it."
        )
        self._column.addWidget(Words(caption, "ink3", 12, wrap=True))
        self.across, self.across_values = self._axis("across", self.tr("across"))
        self.down, self.down_values = self._axis("down", self.tr("down"))
        self.seeds = NumberRow("seeds", whole=True)
        self.seeds.title.say(self.tr("seeds at each place"))
        tip = self.tr(
            "How many networks there are of each setting; each begins and shuffles by a seed of its own"
        )
        self.seeds.setToolTip(tip)
        self.seeds.number.setAccessibleName(self.tr("seeds at each place"))
        self.seeds.number.setAccessibleDescription(tip)
        self.seeds.wished.connect(lambda value, _: self._count(value))
        self.seeds.number.refused.connect(lambda _: self._fit())
        self._column.addWidget(self.seeds)
        self.said = Words("", "ink", 13, 600, wrap=True)
        self._column.addWidget(self.said)
        self.criterion = CriterionRow()
        self.criterion.wished.connect(lambda value, _: self._ask(criterion=value))
        self.criterion.number.refused.connect(lambda _: self._fit())
        self._column.addWidget(self.criterion)
        self._column.addWidget(Words(self.tr("Often asked"), "ink2", 13, 600))
        self._grid = QGridLayout()
        self._column.addLayout(self._grid)
        self.quick: list[Button] = []
        self._offer_quick()
        self._column.addStretch(1)

    def _axis(self, name: str, title: str) -> tuple[ChoiceField, ValuesRow]:
        choice, values = ChoiceField(name), ValuesRow(name)
        choice.title.say(title)
        tip = (
            self.tr("What networks that stand side by side differ in")
            if name == "across"
            else self.tr("What networks that stand one under the other differ in")
        )
        choice.setToolTip(tip)
        choice.choice.setAccessibleName(title)
        choice.choice.setAccessibleDescription(tip)
        choice.wished.connect(lambda value, _: self._turn(name, value or None))
        values.wished.connect(lambda value, _: self._type(name, values, value))
        values.left.connect(self._fit)
        self._column.addWidget(choice)
        self._column.addWidget(values)
        return choice, values

    def _offer_quick(self) -> None:
        """Walls that answer what is often asked."""
        walls = (
            (self.tr("256 seeds"), self.tr("The same network from 256 seeds: how often does it fail by chance?"), None, None, 256),
            (self.tr("1\u2009024 seeds"), self.tr("The same network from 1\u2009024 seeds"), None, None, 1024),
            (self.tr("Rate × bias"), self.tr("Twelve learning rates, with biases and without: is it the bias?"), "learning_rate", "bias", 5),
            (self.tr("Start × rate"), self.tr("Where weights begin, at every learning rate"), "learning_rate", "weight_init", 3),
            (self.tr("Size × bias"), self.tr("How large the network is, with biases and without"), "hidden", "bias", 5),
            (self.tr("Rule × rate"), self.tr("Optimizers, each at every learning rate"), "learning_rate", "optimizer", 3),
        )  # fmt: skip
        for place, (words, tip, across, down, seeds) in enumerate(walls):
            button = Button("", words, kind="pill", height=30)
            button.setToolTip(tip)
            button.setAccessibleName(words)
            button.setAccessibleDescription(tip)
            button.clicked.connect(lambda _=False, a=across, d=down, s=seeds: self._set(a, d, s))
            self.quick.append(button)
            self._grid.addWidget(button, place // 2, place % 2)

    # --- what is asked for ---------------------------------------------------------------------------------

    def _ask(self, **changes: object) -> None:
        """Asks for another wall; the network at hand is not one of it."""
        wall = replace(self._look, **changes)  # type: ignore[arg-type]
        if set(changes) - {"criterion"}:
            wall = replace(wall, chosen=None, hover=None)
        if wall != self._look:
            self.wished.emit(wall)

    def _set(self, across: str | None, down: str | None, seeds: int) -> None:
        """A whole wall at once."""
        if self._plan is None:
            return
        wished = WallLook(across, down)
        self._content()
        self._ask(across=across, down=down, seeds=fitting(axes_of(wished, self._plan), seeds))

    def _turn(self, name: str, value: str | None) -> None:
        """Another axis; where it stands already the two change places, and the number of seeds gives way."""
        if self._plan is None:
            return
        changes: dict[str, str | None] = {name: value}
        other = "down" if name == "across" else "across"
        standing = axis_of(getattr(self._look, other), self._plan)
        if standing is not None and standing.name == value:
            changes[other] = getattr(self._look, name)
        self._content()
        self._give_way(replace(self._look, **changes))  # type: ignore[arg-type]

    def _type(self, name: str, row: ValuesRow, text: str) -> None:
        """Other values of an axis; what cannot be is said in its place."""
        axis = axis_of(getattr(self._look, name), self._plan) if self._plan is not None else None
        if axis is None or self._plan is None:
            return
        typed = f"{axis.name}={text}"
        try:
            found = parsed(typed, self._plan.experiment) if text.strip() else None
        except Refused as refused:
            row.refuse(refused.problems[0].what)
            self._fit()
            return
        usual = offered(self._plan.experiment).get(axis.name)
        if found is None or (usual is not None and found.variants == usual.variants):
            typed = axis.name if usual is not None else str(getattr(self._look, name))
        wall = replace(self._look, across=typed) if name == "across" else replace(self._look, down=typed)
        if places(axes_of(wall, self._plan)) > MOST:
            row.refuse(self._too_many(axes_of(wall, self._plan), 1))
            self._fit()
            return
        row.refuse("")
        self._give_way(wall)

    def _give_way(self, wall: WallLook) -> None:
        assert self._plan is not None
        axes = axes_of(wall, self._plan)
        if places(axes) > MOST:
            self.seeds.refuse(self._too_many(axes, 1))
            self._fit()
            return
        seeds = fitting(axes, wall.seeds)
        self._ask(across=wall.across, down=wall.down, seeds=seeds)

    def _count(self, seeds: int) -> None:
        """Another number of seeds; refused where it makes too many networks, or too few."""
        if self._plan is None:
            return
        axes = axes_of(self._look, self._plan)
        each = places(axes)
        sentence = ""
        if seeds < 1 or seeds * each < FEWEST:
            least = -(-FEWEST // each)
            sentence = self.tr(
                "{made} networks are too few for a wall: at least {n} seeds, which make {total}"
            ).format(made=count(max(0, seeds) * each), n=count(least), total=count(least * each))
        elif seeds * each > MOST:
            sentence = self._too_many(axes, seeds)
        self.seeds.refuse(sentence)
        if sentence:
            self.seeds.number.show_value(float(self._look.seeds))
            self._fit()
        else:
            self._ask(seeds=seeds)

    def _too_many(self, axes: tuple[Axis, ...], seeds: int) -> str:
        each = places(axes)
        if each > MOST:
            return self.tr("{n} settings are too many for a wall: at most {most} networks").format(
                n=count(each), most=count(MOST)
            )
        return self.tr(
            "{made} networks are too many for a wall: at most {n} seeds, which make {total}"
        ).format(made=count(each * seeds), n=count(MOST // each), total=count(MOST // each * each))

    def _content(self) -> None:
        for row in (self.across_values, self.down_values, self.seeds, self.criterion):
            row.refuse("")

    # --- what is shown -------------------------------------------------------------------------------------

    def show_snapshot(self, snapshot: Snapshot, wall: WallLook) -> None:
        """Shows the wall that is wished of the run at hand, where it or the run is another one than last time."""
        usual = snapshot.wall.criterion if snapshot.wall is not None else self._usual
        if (wall, usual) == (self._look, self._usual) and self._plan is snapshot.plan:
            return
        self._look, self._plan, self._usual = wall, snapshot.plan, usual
        offers = offered(snapshot.plan.experiment)
        names = ((_NONE, self.tr("nothing")), *((axis.name, axis.title) for axis in offers.values()))
        for name, choice, values in (
            ("across", self.across, self.across_values),
            ("down", self.down, self.down_values),
        ):
            axis = axis_of(getattr(wall, name), snapshot.plan)
            more = () if axis is None or axis.name in offers else ((axis.name, axis.title),)
            choice.choice.offer((*names, *more))
            choice.show_value(_NONE if axis is None else axis.name)
            values.show_axis(axis)
        axes = axes_of(wall, snapshot.plan)
        seeds = fitting(axes, wall.seeds)
        self.seeds.number.show_value(float(seeds))
        sizes = [*(str(len(axis)) for axis in axes), count(seeds)]
        total = count(places(axes) * seeds)
        words = self.tr("{n} networks").format(n=total)
        self.said.say(f"{' × '.join(sizes)} = {words}" if axes else words)
        self.criterion.show_criterion(wall.criterion, usual, bool(snapshot.plan.description.classes))
        self._fit()

    def dress(self, theme: Theme, scale: float) -> None:
        """Takes another theme or scale, with everything in it."""
        self._scale = scale
        dress_all(self, theme, scale)
        pad = round(20 * scale)
        self._column.setContentsMargins(pad, round(14 * scale), pad, round(12 * scale))
        self._column.setSpacing(max(2, round(6 * scale)))
        self._grid.setSpacing(round(6 * scale))
