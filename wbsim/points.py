"""Edits of single points: drawn, erased, moved. The first one turns any data set into given points, in which every
point keeps its place in the plane and its part in training or testing. It knows nothing of how a run goes on.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from wbsim.data import MAX_POINTS, Data, Points
from wbsim.datasets import Description, describe, draw
from wbsim.problems import from_validation, refuse
from wbsim.translation import plural, translated
from wbsim.value import Coordinate, Given, Value, Whole

Place = Annotated[Whole, Field(ge=0, lt=MAX_POINTS)]


class EditPoints(Value):
    """Points added, removed or moved, in this order: first all moves, then removals, then what is new.

    Points are counted from 0 through all that train and then all that test. `add_y` has a class number or target
    values for each row of `add_x`; `by` is how far each input of the points `move` goes, `lift` how far each of
    their target values goes (none where they stay), and `move` "all" means all.
    """

    kind: Literal["points"] = "points"
    add_x: tuple[tuple[Coordinate, ...], ...] = ()
    add_y: tuple[Whole, ...] | tuple[tuple[Given, ...], ...] = ()
    remove: tuple[Place, ...] = ()
    move: Literal["all"] | tuple[Place, ...] = ()
    by: tuple[Coordinate, ...] = ()
    lift: tuple[Given, ...] = ()

    def joined(self, later: EditPoints) -> EditPoints | None:
        """This edit and a later one as one; None where they are not of one kind."""
        if self.add_x and later.add_x and not (self.remove or self.move or later.remove or later.move):
            return EditPoints.model_construct(
                add_x=self.add_x + later.add_x, add_y=(*self.add_y, *later.add_y), kind="points"
            )
        only_moves = not (self.add_x or self.remove or later.add_x or later.remove)
        alike = self.move == later.move and (len(self.by), len(self.lift)) == (len(later.by), len(later.lift))
        if only_moves and self.move and alike:
            by, lift = (
                tuple(a + b for a, b in zip(*pair, strict=True))
                for pair in ((self.by, later.by), (self.lift, later.lift))
            )
            return EditPoints.model_construct(move=self.move, by=by, lift=lift, kind="points")
        return None


def as_points(data: Data, seed: int) -> Points:
    """The points of any data set one by one, those that train before those that test."""
    facts, drawn = describe(data), draw(data, seed)
    given = data.points if data.dataset == "points" else None
    if given is not None and given.test is not None and given.ranges:
        return given
    return Points(
        x=np.concatenate([drawn.train.x, drawn.test.x]),
        y=np.concatenate([drawn.train.y, drawn.test.y]),
        classes=len(facts.classes),
        inputs=facts.titles,
        units=facts.units,
        target=facts.target,
        target_unit=facts.target_unit,
        labels=facts.classes,
        picture=facts.image,
        channels=facts.channels,
        steps=facts.sequence and facts.sequence[0],
        ranges=facts.ranges,
        origin=facts.origin if given is not None else translated("{name}, edited by hand", name=facts.name),
        test=len(drawn.test),
    )


def edited(data: Data, seed: int, edit: EditPoints) -> Data:
    """The data with points added, removed and moved; raises `Refused` for what is not there or does not fit."""
    facts, base = describe(data), as_points(data, seed)
    x, y = np.array(base.x), np.array(base.y)
    test = np.arange(len(x)) >= len(x) - (base.test or 0)
    if edit.move:
        moved = _places(edit.move, len(x))
        x[moved] += _step(edit, x.shape[1])
        if edit.lift:
            y[moved] = y[moved] + _lift(edit, facts)
    kept = np.ones(len(x), bool)
    kept[_places(edit.remove, len(x))] = False
    if not (kept & ~test).any() and not edit.add_x:
        raise refuse(
            "data.points", translated("the last training point cannot be erased; at least one must stay")
        )
    x, y, test = x[kept], y[kept], test[kept]
    if edit.add_x:
        more_x, more_y = _added(edit, facts)
        more_test = _tested(len(more_x), int(test.sum()), len(x), data.train_share)
        x, y = np.concatenate([x, more_x]), np.concatenate([y, more_y])
        test = np.concatenate([test, more_test])
    order = np.argsort(test, kind="stable")
    points = base.model_copy(update={"x": x[order], "y": y[order], "test": int(test.sum())})
    try:
        checked = Points.model_validate({name: getattr(points, name) for name in Points.model_fields})
    except ValidationError as error:
        raise from_validation(error, Points, "data.points") from None
    ranges = _grown(base.ranges, checked.x)
    return data.model_copy(
        update={"dataset": "points", "points": checked.model_copy(update={"ranges": ranges})}
    )


def difference(before: Data, after: Data, seed: int) -> str:
    """What edits did to points, in words: `points 500 → 503`, `12 points moved`, `all points moved by (3, 3)`."""
    was, now = as_points(before, seed), as_points(after, seed)
    if len(was.x) != len(now.x):
        return translated("points {before} → {after}", before=len(was.x), after=len(now.x))
    step = now.x - was.x
    raised = (now.y != was.y).reshape(len(step), -1).any(axis=1)
    moved = int((step.any(axis=1) | raised).sum())
    if moved == len(step) > 1 and np.allclose(step, step[0]) and not raised.any():
        by = ", ".join(f"{number:.3g}" for number in step[0]).replace("-", "\N{MINUS SIGN}")
        return translated("all points moved by ({by})", by=by)
    return plural(moved, "{count} point moved", "{count} points moved")


def _places(places: Literal["all"] | tuple[int, ...], count: int) -> slice | NDArray[np.int64]:
    if places == "all":
        return slice(None)
    far = next((place for place in places if place >= count), None)
    if far is not None:
        raise refuse(
            "data.points",
            translated("there is no point {far}; they are 0 to {count}", far=far, count=count - 1),
        )
    return np.array(places, np.int64)


def _step(edit: EditPoints, inputs: int) -> NDArray[np.float64]:
    if len(edit.by) != inputs:
        raise refuse(
            "data.points",
            translated(
                "points of {inputs} inputs move by as many numbers; {count} are given",
                inputs=inputs,
                count=len(edit.by),
            ),
        )
    return np.array(edit.by)


def _lift(edit: EditPoints, facts: Description) -> NDArray[np.float64]:
    if facts.classes or len(edit.lift) != facts.targets:
        values = translated("points of {targets} target values are lifted by as many", targets=facts.targets)
        needed = translated("classes cannot be lifted") if facts.classes else values
        raise refuse(
            "data.points", translated("{needed}; {count} are given", needed=needed, count=len(edit.lift))
        )
    return np.array(edit.lift)


def _added(edit: EditPoints, facts: Description) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The new points, as arrays that fit the old ones; `Points` itself checks the rest."""
    inputs, targets = len(facts.inputs), 0 if facts.classes else facts.targets
    if len(edit.add_x) != len(edit.add_y):
        raise refuse(
            "data.points",
            translated(
                "{count} new points have {count2} targets", count=len(edit.add_x), count2=len(edit.add_y)
            ),
        )
    if any(len(row) != inputs for row in edit.add_x):
        raise refuse(
            "data.points", translated("a new point needs {inputs} inputs, as the others have", inputs=inputs)
        )
    if any((len(row) if isinstance(row, tuple) else 0) != targets for row in edit.add_y):
        needed = (
            translated("{targets} target values", targets=targets)
            if targets
            else translated("a class number")
        )
        raise refuse(
            "data.points", translated("a new point needs {needed}, as the others have", needed=needed)
        )
    return np.array(edit.add_x, float), np.array(edit.add_y, float if targets else np.int64)


def _tested(new: int, tested: int, points: int, train_share: float) -> NDArray[np.bool_]:
    """Which of the new points test, so that the share for training holds: (new,)."""
    test = np.zeros(new, bool)
    for k in range(new):
        test[k] = tested + 1 <= (1 - train_share / 100) * (points + k + 1)
        tested += int(test[k])
    return test


def _grown(
    ranges: tuple[tuple[float, float], ...], x: NDArray[np.float64]
) -> tuple[tuple[float, float], ...]:
    """Ranges that hold every point; a square stays one."""
    if not ranges:
        return ()
    lows, highs = x.min(axis=0).tolist(), x.max(axis=0).tolist()
    if len(set(ranges)) == 1:
        lows, highs = [min(lows)] * len(lows), [max(highs)] * len(highs)
    spare = [0.05 * (high - low) for low, high in ranges]
    return tuple(
        (
            low if least >= low else least - room,
            high if most <= high else most + room,
        )
        for (low, high), least, most, room in zip(ranges, lows, highs, spare, strict=True)
    )
