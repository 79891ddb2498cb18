"""Which charts the timeline shows of a moment, from the top to the bottom. Pure, but for making them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ui.look import Look
from ui.views.listing import catalog, listed
from ui.views.timeline_bed import Bed, Curves
from ui.views.timeline_branch_charts import BranchLosses, BranchParameter
from ui.views.timeline_fit import FitChart, Measure
from ui.views.timeline_loss import LossChart
from ui.views.timeline_parameters import ParameterChart
from wbsim.plan import Plan

_LOW = 50  # pixels: with less for each, a chart that can be left out is left out


_FITS: dict[str, Measure] = {"accuracy": "accuracy", "r2": "r2", "rmse": "rmse"}


@dataclass(frozen=True)
class Chart:
    """One chart: what it shows, and of parameters the layer (from 1), or None for all."""

    kind: Literal["loss", "accuracy", "r2", "rmse", "w", "b", "losses", "parameter"]
    layer: int | None = None

    def made(self, bed: Bed) -> Curves:
        """The chart on a bed."""
        if self.kind == "loss":
            return LossChart(bed)
        if self.kind == "losses":
            return BranchLosses(bed)
        if self.kind == "parameter":
            return BranchParameter(bed)
        if self.kind in _FITS:
            return FitChart(bed, _FITS[self.kind])
        return ParameterChart(bed, "w" if self.kind == "w" else "b", self.layer)


LOSS = Chart("loss")
OF_BRANCHES = (Chart("losses"), Chart("parameter"))


def charts_of(plan: Plan, look: Look, height: float) -> tuple[Chart, ...]:
    """The charts for `height` pixels of beds: the loss, how well it fits, and the parameters, in one or by layer.

    In the room of time they are one loss and one parameter of every branch.
    """
    if look.room == "time" and not look.charts:
        return OF_BRANCHES
    fits = (Chart("accuracy"),) if plan.description.classes else (Chart("r2"), Chart("rmse"))
    if not look.charts:
        few: tuple[Chart, ...] = (LOSS, fits[0], Chart("w"), Chart("b"))
        return few if height >= _LOW * len(few) else (LOSS, Chart("w"), Chart("b"))
    found = by_layer(plan, look)
    layers = {chart.layer for chart in found}
    if (look.listing.apart or len(layers) == 1) and height >= _LOW * (1 + len(fits) + len(found)):
        return (LOSS, *fits, *found)
    kinds = {chart.kind for chart in found}
    return (LOSS, *fits, *(Chart(kind) for kind in ("w", "b") if kind in kinds))


def by_layer(plan: Plan, look: Look) -> tuple[Chart, ...]:
    """A chart for the weights and one for the biases of each layer of which any are listed."""
    known, places = catalog(plan.layout), listed(plan.layout, look.listing.kind, look.listing.text)
    pairs = zip(known.layers[places].tolist(), known.is_bias[places].tolist(), strict=True)
    return tuple(Chart("b" if bias else "w", layer) for layer, bias in sorted(set(pairs)))
