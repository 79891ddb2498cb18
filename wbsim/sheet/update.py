"""The update part of a sheet: of every parameter the old value, the gradient with the one by small changes beside it,
the optimizer's arithmetic with today's numbers, and the new value, which is the engine's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from wbsim.coming import Coming
from wbsim.engine import State
from wbsim.optimizers import DEAD, formula
from wbsim.plan import Plan
from wbsim.sheet import rules, selecting
from wbsim.sheet.formulas import Given, Names, counted, symbol, value
from wbsim.sheet.numerals import exactly, hue_of, number, parameter_piece, shown, sign, word
from wbsim.sheet.values import Column, Line, Piece, Row, Section
from wbsim.symbols import neuron_name, split_id
from wbsim.translation import translated

WRITTEN = 4096  # parameters whose arithmetic is written at most; beyond, the numbers alone are


@dataclass(frozen=True, eq=False)
class Update:
    """All of an update that does not depend on which of its samples is looked at."""

    plan: Plan
    state: State
    after: State
    gradient: NDArray[np.floating]
    checked: NDArray[np.int64]
    numerical: NDArray[np.float64]

    @cached_property
    def found(self) -> dict[int, float]:
        """The gradient by small changes, by place in θ."""
        return dict(zip(self.checked.tolist(), self.numerical.tolist(), strict=True))

    @cached_property
    def pulled(self) -> NDArray[np.bool_]:
        """Which parameters the penalty pulls at: (P,)."""
        return self.plan.pulled

    @property
    def lands(self) -> bool:
        """Whether there is an update at all, and the run does not end here."""
        return self.after.update > self.state.update

    @property
    def dead(self) -> NDArray[np.bool_]:
        """Which parameters L1 has pulled through 0 for good: (P,)."""
        slots = self.plan.slots
        if DEAD not in slots:
            return np.zeros(self.plan.size, bool)
        return np.asarray(self.state.slots[slots.index(DEAD)] > 0)


_last: list[Update] = []  # the one that is being walked


def update_of(coming: Coming) -> Update:
    """The update of a coming one; the same object while its samples are walked."""
    for known in _last:
        if known.state is coming.state and known.plan is coming.plan and known.numerical is coming.numerical:
            return known
    made = Update(coming.plan, coming.state, coming.after, coming.gradient, coming.checked, coming.numerical)
    _last[:] = [made]
    return made


@lru_cache(maxsize=4)
def update(made: Update, neuron: int | None, whole: bool) -> Section:
    """The update section; of many parameters those of a neuron (by id), unless it is to be whole."""
    plan = made.plan
    wish = plan.experiment
    has_penalty = bool(rules.slope(wish))
    columns = [
        Column("neuron", (word(translated("neuron")),)),
        Column("parameter", ()),
        Column("old", (word(translated("old")),), right=True),
        Column("gradient", (word(translated("gradient")),), right=True),
        Column("numerical", (word(translated("by small change")),), right=True),
        Column("change", (word(translated("step")),), right=True),
        Column("new", (word(translated("new")),), right=True),
    ]
    if has_penalty:
        columns.insert(5, Column("penalty", (word(translated("penalty")),), right=True))
    moved = np.abs(made.after.theta.astype(float) - made.state.theta.astype(float))
    sizes = moved if moved.any() else np.abs(made.gradient)
    places = selecting.parameters(plan, neuron, sizes, whole)
    written = len(places) <= WRITTEN
    rows = tuple(_row(made, place, has_penalty, written) for place in places)
    return Section(
        "update", translated("Update"), translated("each parameter moves"), (word(formula(wish.optimizer.kind)),), tuple(columns), rows,
        plan.size, (*selecting.left_out("parameter", len(rows), plan.size), *_notes(made)),
    )  # fmt: skip


def _notes(made: Update) -> tuple[str, ...]:
    """What the letters are, how well the two gradients agree, and whether the run ends here."""
    wish = made.plan.experiment
    chosen = [f"{letter} = {exactly(amount)}" for letter, amount in rules.numbers(wish).items() if amount]
    if any("ᵗ" in text for _, text in rules.WRITINGS[wish.optimizer.kind].terms):
        chosen.append(f"t = {made.state.steps + 1}")
    said = [", ".join(chosen)]
    if len(made.checked):
        said.append(_agreement(made))
    if not made.lands:
        said.append(
            translated("The run ends here: the loss or a parameter would no longer be a finite number.")
        )
    return tuple(said)


def _agreement(made: Update) -> str:
    """How far the exact gradient and the one by small changes are apart, at most."""
    told = np.isfinite(made.numerical)
    many = translated("{sum} gradients", sum=int(told.sum())) if told.sum() != 1 else translated("1 gradient")
    kinks = int(np.isnan(made.numerical).sum())
    end = (
        translated("; {kinks} lie at a kink, where a small change says nothing", kinks=kinks) if kinks else ""
    )
    if not told.any():
        return translated("No gradient was checked by a small change{end}.", end=end)
    off = np.abs(made.numerical[told] - made.gradient[made.checked[told]].astype(float)).max()
    if not np.isfinite(off):
        return translated(
            "{many} checked by small changes, which the exact ones cannot be compared with: they overflowed{end}.",
            many=many,
            end=end,
        )
    return translated(
        "{many} checked by small changes: they differ by {shown} at most{end}.",
        many=many,
        shown=shown(float(off), 2),
        end=end,
    )


def _row(made: Update, place: int, has_penalty: bool, written: bool) -> Row:
    plan, wish = made.plan, made.plan.experiment
    parameter = plan.id_of(place)
    neuron, _ = split_id(parameter)
    hue = hue_of(parameter)
    old, new = float(made.state.theta[place]), float(made.after.theta[place])
    why = _stays(made, place)
    names = _names(made, place)
    numerical = made.found.get(place)
    lines, step = ((), 0.0) if why else _arithmetic(made, place, parameter, names, written)
    if numerical is not None and np.isnan(numerical):
        why = " ".join(filter(None, (why, translated("By small change: a kink lies here."))))
    if made.lands and _dies(made, place):
        why = " ".join(
            filter(None, (why, translated("L1 would carry it through 0: it becomes 0 and stays it, dead.")))
        )
    cells: list[Line] = [
        (word(neuron_name(plan, neuron)),),
        (parameter_piece(plan, parameter),),
        (number(old, hue),),
        (number(float(made.gradient[place]), "loss"),),
        () if numerical is None else (number(numerical, "quiet"),),
        (number(step),),
        (number(new, hue),) if made.lands else (),
    ]
    if has_penalty:
        pull = value(rules.slope(wish), names) if made.pulled[place] else 0.0
        cells.insert(5, (number(pull),))
    return Row(tuple(cells), neuron, parameter, lines=lines, why=why)


def _stays(made: Update, place: int) -> str:
    """Why a parameter does not move, in a sentence; empty where it does."""
    plan, wish = made.plan, made.plan.experiment
    if made.dead[place]:
        return translated("It stays 0: L1 has pulled it through 0.")
    if plan.trainable[place]:
        return ""
    parameter = plan.id_of(place)
    if parameter in wish.locked:
        return translated("It stays: it is locked.")
    if wish.train != "both" and (wish.train == "biases") != parameter.startswith("b"):
        return translated("It stays: only {train} are trained.", train=translated(wish.train))
    return translated("It stays: its layer is not trained.")


def _dies(made: Update, place: int) -> bool:
    slots = made.plan.slots
    return DEAD in slots and bool(made.after.slots[slots.index(DEAD), place] > 0) and not made.dead[place]


def _names(made: Update, place: int) -> dict[str, Given]:
    """What every letter stands for before the update."""
    plan, wish = made.plan, made.plan.experiment
    names = {letter: Given(amount, "ink", chosen=True) for letter, amount in rules.numbers(wish).items()}
    for letter, slot in zip(rules.WRITINGS[wish.optimizer.kind].slots, made.state.slots, strict=False):
        names[letter] = Given(float(slot[place]))
    names[rules.OLD] = Given(float(made.state.theta[place]), hue_of(plan.id_of(place)))
    names["g"] = Given(float(made.gradient[place]), "loss")
    return names


def _arithmetic(
    made: Update, place: int, parameter: str, names: Names, written: bool
) -> tuple[tuple[Line, ...], float]:
    """Every term with numbers, to the new value; and the step in all, from the old value."""
    plan, wish, t = made.plan, made.plan.experiment, made.state.steps + 1
    given, hue = dict(names), hue_of(parameter)
    after = dict(zip(rules.WRITINGS[wish.optimizer.kind].slots, made.after.slots, strict=False))
    steps = rules.terms(wish, bool(made.pulled[place]))
    dies = _dies(made, place)
    lines: list[Line] = []
    for number_of, (letter, text) in enumerate(steps, 1):
        result = value(text, given, t)
        last = number_of == len(steps)
        if made.lands and letter in after:
            result = float(after[letter][place])
        elif made.lands and last and not dies:
            result = float(made.after.theta[place])
        kind = hue if letter in (rules.OLD, rules.STEPPED) else ("loss" if letter == "g" else "ink")
        if written:
            head = _head(plan, parameter, letter)
            lines.append((*head, sign("= ", space=True), *counted(text, given, result, kind, step=t)))
        if last:
            return tuple(lines), value(text, given, t) - names[rules.OLD].value
        given[letter] = Given(result, kind)
    raise AssertionError("an optimizer without terms")


def _head(plan: Plan, parameter: str, letter: str) -> Line:
    if letter == rules.OLD:
        return word(translated("new")), *_spaced(parameter_piece(plan, parameter))
    if letter == rules.STEPPED:
        return (parameter_piece(plan, parameter), word(translated("so far"), space=True))
    return (symbol(letter, "loss" if letter == "g" else "ink"),)


def _spaced(piece: Piece) -> Line:
    return (Piece(piece.text, piece.kind, piece.face, piece.subscript, space=True),)
