"""The chart of how well a network fits: shares of right answers, in all and of each class; for values R² or RMSE."""

from __future__ import annotations

import math
from typing import Literal, final

import numpy as np
from PySide6.QtGui import QPainter

from ui import theme as themes
from ui.look import Look
from ui.views import curves
from ui.views.axis import Scale, loss_scale
from ui.views.curves import Array
from ui.views.measurements import FitCurves, Table, class_row
from ui.views.points import class_token
from ui.views.timeline_bed import Bed, Curves
from ui.views.timeline_layout import TimelineLayout
from ui.views.timeline_read import Heading, Label, Read, row_at
from ui.views.timeline_strokes import Bins, DottedLine, Line
from wbsim.probes.fit import Fit
from wbsim.snapshot import Snapshot

Measure = Literal["accuracy", "r2", "rmse"]
_LETTERS = 10  # of a class's name beside its share
_HUED = 4  # up to so many classes have hues of their own


@final
class FitChart(Curves):
    """One measure of the fit: of all training points as a line, of all test points as dots, of each class thinly."""

    def __init__(self, bed: Bed, measure: Measure) -> None:
        super().__init__(bed)
        self._measure = measure
        self._train, self._test = Line(), DottedLine()
        self._shares = (0, Table(0, class_row(0)))
        self._lines: list[Line] = []

    def read(self, snapshot: Snapshot, look: Look, fits: FitCurves, where: TimelineLayout) -> Read:
        """The scale holds what is seen, and ends where no fit can be better."""
        classes = len(snapshot.plan.description.classes) if self._measure == "accuracy" else 0
        if classes != self._shares[0]:
            self._shares = (classes, Table(classes, class_row(classes)))
            self._lines = [Line() for _ in range(classes)]
        shares = self._shares[1].rows(snapshot.history.measured)
        values = np.concatenate([self._values(fits), shares], axis=1)
        seen = values[where.span.of(fits.update * where.per_update)].ravel()
        return Read(self._scale(seen[np.isfinite(seen)]), fits, snapshot.history, shares=shares)

    def _values(self, fits: FitCurves) -> Array:
        """Of training and test points: (m, 2)."""
        return {"accuracy": fits.accuracy, "r2": fits.r2, "rmse": fits.rmse}[self._measure]

    def _scale(self, seen: Array) -> Scale:
        if self._measure == "rmse":
            return loss_scale(0.0, float(seen.max()) if len(seen) else 1.0, log=False)
        low = float(seen.min()) if len(seen) else 0.0
        floor = 0.0 if self._measure == "accuracy" else -1.0
        bottom = max(floor, min(0.9, math.floor(low * 10 - 0.2) / 10))
        return Scale(bottom, 1 + 0.05 * (1 - bottom))

    def heading(self, snapshot: Snapshot, look: Look, read: Read) -> Heading:
        """The measure; and of accuracies, that there are lines of classes."""
        classes = self._shares[0]
        title = {"accuracy": self.tr("Accuracy"), "r2": "R²", "rmse": "RMSE"}[self._measure]
        under = self.tr("{n} classes").format(n=classes) if classes else ""
        return Heading(title, under, "slate", "ink", read.scale, percent=self._measure == "accuracy")

    def tip(self, read: Read) -> str:
        """What it measures."""
        return {
            "accuracy": self.tr(
                "Share of right answers: thick of all training points, dots of all test points, thin of the test points "
                "of each class"
            ),
            "r2": self.tr("R² = 1 − Σ(t − y)² / Σ(t − mean t)²: 1 is perfect, 0 no better than the mean"),
            "rmse": self.tr("Root mean squared error √(mean (t − y)²), in units of the target"),
        }[self._measure]

    def draw(self, painter: QPainter, where: TimelineLayout, read: Read, look: Look) -> None:
        """Draws the classes, then all training points, then all test points."""
        theme, grown, classes = look.theme, max(1.0, look.scale), self._shares[0]
        assert read.shares is not None
        wide = classes > _HUED
        update, scale = read.fits.update, read.scale
        if wide:  # in one piece, for they look alike
            every = Bins(update, read.shares, read.shares, read.shares)
            self._lines[0].draw(painter, where, scale, every, theme.mixed("slate", "sunk", 0.45), 1.1 * grown)
        else:
            for number, line in enumerate(self._lines):
                hue = theme.mixed(class_token(number, classes), "sunk", 0.85)
                line.draw(painter, where, scale, Bins.of(update, read.shares[:, number]), hue, 1.5 * grown)
        values, ink = self._values(read.fits), theme.color("ink")
        self._train.draw(painter, where, scale, Bins.of(update, values[:, 0]), ink, 2.4 * grown)
        self._test.draw(painter, where, read, values[:, 1], (ink, theme.color("sunk")), grown)

    def labels(
        self, where: TimelineLayout, top: int, read: Read, snapshot: Snapshot, cursor: int | None, most: int
    ) -> list[Label]:
        """Training and test points first, then the classes, the worst ones where not all have room."""
        place = row_at(read.fits, snapshot.state.update if cursor is None else cursor)
        if place is None:
            return []
        assert read.shares is not None
        shares = read.shares[place]
        train, test = self._values(read.fits)[place].tolist()
        fit = snapshot.seen.fit
        if cursor is None and fit is not None and snapshot.seen.update == snapshot.state.update:
            train, test, shares = self._now(fit, shares)  # which the history may not have at this very update
        wanted = [(self.tr("train"), train, "ink", True), (self.tr("test"), test, "ink", False)]
        names, classes = snapshot.plan.description.classes, self._shares[0]
        for number in np.argsort(shares, kind="stable").tolist():
            token = "slate" if classes > _HUED else class_token(number, classes)
            wanted.append((self._name(names[number]), float(shares[number]), token, False))
        labels = []
        for word, value, token, main in [one for one in wanted if not math.isnan(one[1])][: max(most, 2)]:
            y = top + float(
                np.clip(curves.heights(np.array([value]), read.scale, where.height)[0], 0, where.height)
            )
            decimals = 1 if token == "ink" else 0  # the gutter is narrow, and classes have few points each
            text = (
                f"{100 * value:.{decimals}f}\u2009%" if self._measure == "accuracy" else themes.number(value)
            )
            labels.append(Label(y, token, token, word, ("", ""), text, y if main else None, main))
        return labels

    def _now(self, fit: Fit, shares: Array) -> tuple[float, float, Array]:
        """The measure of a fit, on training and test points, and the share of each class."""
        both = {
            "accuracy": (fit.train_accuracy, fit.test_accuracy), "r2": (fit.train_r2, fit.test_r2),
            "rmse": (fit.train_rmse, fit.test_rmse),
        }[self._measure]  # fmt: skip
        train, test = (math.nan if value is None else value for value in both)
        own = fit.class_accuracy
        return train, test, own if len(own) == len(shares) else shares

    def _name(self, name: str) -> str:
        """A class in a few letters, for its share has to stand beside it."""
        if name.isdecimal():
            return self.tr("class {name}:").format(name=name)
        return name if len(name) <= _LETTERS else name[: _LETTERS - 1] + "…"
