"""What data are made of, in words: where they come from, and how they are standardized, which is offered, never done
in silence. It asks for settings; it changes nothing itself.
"""

from __future__ import annotations

from typing import final

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.panels.buttons import Button
from ui.panels.fields import ChoiceField, Words
from ui.theme import number
from wbsim.datasets import Scaling, draw
from wbsim.plan import Plan
from wbsim.settings import setting
from wbsim.translation import marked, translated

_LINES = 3  # inputs whose scale is written out
_FAR, _LARGE, _SMALL = (
    3.0,
    5.0,
    0.2,
)  # a mean this far from 0, a deviation that large or small: worth standardizing
_THIN = "\u202f"  # a thin space at which no line ends
_EVERY = marked("every step")
_MEASURED = 2000  # points that are enough to tell


@final
class Facts(QWidget):
    """A few lines under the data set at hand; hidden where its numbers have no unit and nothing is rescaled."""

    wished = Signal(dict)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 2)
        self._column.setSpacing(3)
        self.origin = Words(size=12, wrap=True)
        self.standardize = ChoiceField("data.standardize")
        self.standardize.wished.connect(lambda value, _: self.wished.emit({"data.standardize": value}))
        self.scales = Words(size=12, wrap=True)
        self.offer = Words(size=12, wrap=True)
        self.accept = Button("", self.tr("Standardize"), kind="pill", height=28)
        self.accept.setAccessibleName(self.tr("Standardize"))
        self.accept.clicked.connect(self._accept)
        self._task = ""
        for widget in (self.origin, self.standardize, self.scales, self.offer):
            self._column.addWidget(widget)
        self._column.addWidget(self.accept, 0, Qt.AlignmentFlag.AlignLeft)

    def _accept(self) -> None:
        self.wished.emit({"data.standardize": "all" if self._task == "regression" else "inputs"})

    def show_plan(self, plan: Plan) -> None:
        """Says what is known of the data of a plan."""
        facts, wish = plan.description, plan.experiment.data
        self._task = facts.task
        standardized = wish.standardize != "nothing"
        plain = not (facts.units or facts.titles or facts.name == "points" or standardized)
        self.setVisible(not plain and facts.image is None)
        if plain or facts.image is not None:
            return
        self.origin.say(facts.origin)
        self.origin.setVisible(bool(facts.origin))
        choices = [("nothing", self.tr("nothing")), ("inputs", self.tr("inputs"))]
        if facts.task == "regression" or wish.standardize == "all":
            choices.append(("all", self.tr("all")))
        self.standardize.choice.offer(tuple(choices))
        self.standardize.show_setting(setting(plan.experiment, "data.standardize"))
        lines = stated(plan) if standardized else []
        self.scales.say("\n".join(_shortened(lines, stated(plan, briefly=True))))
        self.scales.setToolTip("\n".join(lines))
        self.scales.setVisible(standardized)
        reason = "" if standardized else reason_to(plan)
        self.offer.say(reason)
        self.offer.setVisible(bool(reason))
        self.accept.setVisible(bool(reason))


def stated(plan: Plan, briefly: bool = False) -> list[str]:
    """How every input, and the target if it is, is counted: `flipper length: (x − 201) / 14 mm`; briefly without units,
    the formula in one piece.
    """
    facts, scales = plan.description, plan.scales
    names = [(facts.titles or facts.inputs)[k] for k in range(len(facts.inputs))]
    units = list(facts.units or [""] * len(names))
    inputs = scales.inputs
    if facts.sequence is not None:  # every step is counted alike
        values = facts.sequence[1]
        every = translated(_EVERY)
        names = [every if values == 1 else f"{every}, {name}" for name in facts.planes]
        inputs = Scaling(inputs.shift[:values], inputs.scale[:values])
    lines = _lines(names, units[: len(names)], inputs, briefly)
    if not scales.targets.is_none:
        several = facts.targets > 1
        names = [
            f"{facts.target or translated('target')}{f' {k + 1}' if several else ''}"
            for k in range(facts.targets)
        ]
        lines += _lines(names, [facts.target_unit] * facts.targets, scales.targets, briefly)
    return lines


def _lines(names: list[str], units: list[str], scaling: Scaling, briefly: bool) -> list[str]:
    lines = []
    for name, unit, shift, scale in zip(names, units, scaling.shift, scaling.scale, strict=True):
        less = f"− {number(shift)}" if shift >= 0 else f"+ {number(-shift)}"
        said = f"(x {less}) / {number(scale)}"
        if briefly:  # no line ends within the formula
            lines.append(f"{name} {said.replace(' ', _THIN)}")
        else:
            lines.append(f"{name}: {said}" + (f" {unit}" if unit else ""))
    return lines


def _shortened(lines: list[str], brief: list[str]) -> list[str]:
    if len(lines) <= _LINES + 1:
        return brief
    return [*brief[:_LINES], translated("… {count} more", count=len(lines) - _LINES)]


def reason_to(plan: Plan) -> str:
    """Why standardizing would help, in a sentence; empty where it would not."""
    facts = plan.description
    x = draw(plan.experiment.data, plan.experiment.seed).train.x[:_MEASURED]
    means, spreads = x.mean(axis=0), x.std(axis=0)
    off = np.maximum(np.abs(means) / _FAR, np.maximum(spreads / _LARGE, _SMALL / np.maximum(spreads, 1e-300)))
    off[spreads == 0] = 0.0
    worst = int(np.argmax(off))
    if off[worst] <= 1:
        return ""
    name = (facts.titles or facts.inputs)[worst] if facts.sequence is None else translated(_EVERY)
    unit = f" {facts.units[worst]}" if facts.units and facts.units[worst] else ""
    return translated(
        "{name} is {mean} ± {spread}{unit}; networks learn faster near 0\u00a0±\u00a01.",
        name=name,
        mean=number(means[worst]),
        spread=number(spreads[worst]),
        unit=unit,
    )
