"""All of the plane that stays while a network trains: its axes, its points and the ends of its colors; made anew only
where the plan or the section is another one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ui.views.field import target_scale
from ui.views.plane_axes import Axes, axes_of
from ui.views.plane_points import Cloud, cloud_of
from ui.views.plane_window import Window, whole
from wbsim.datasets import Dataset, draw
from wbsim.plan import Plan
from wbsim.probes.plane import Section


@dataclass(frozen=True, eq=False)
class Material:
    """Axes and points of a plan."""

    plan: Plan
    section: Section
    axes: Axes
    dataset: Dataset
    targets: tuple[float, float]  # the ends of the colors of a regression
    cloud: Cloud

    @property
    def whole(self) -> Window:
        """The whole plane."""
        return whole(*self.axes.ranges)


def material_of(plan: Plan, section: Section, before: Material | None) -> Material | None:
    """What a plan and a section make; `before` is kept where it is the same. None for data without axes."""
    if before is not None and before.plan is plan and before.section == section:
        return before
    axes = axes_of(plan, section)
    if axes is None:
        return None
    same = before is not None and before.plan is plan
    dataset = before.dataset if same and before else draw(plan.experiment.data, plan.experiment.seed)
    targets = before.targets if same and before else target_scale(dataset)
    cloud = cloud_of(plan, dataset, axes, targets)
    if before is not None and axes.curved and edited(before, plan):
        axes = _steady(before.axes, axes, cloud)
    return Material(plan, section, axes, dataset, targets, cloud)


def edited(before: Material, plan: Plan) -> bool:
    """Whether a plan has the same data but for points that were drawn, erased or moved."""
    old, new = before.plan.description, plan.description
    facts = ((d.inputs, d.titles, d.units, d.target, d.classes, d.targets) for d in (old, new))
    one, two = facts
    return one == two and plan.experiment.data.dataset == "points"


def _steady(before: Axes, now: Axes, cloud: Cloud) -> Axes:
    """The axes with the target's as it was, as long as every point is in sight: drawing moves no axis."""
    low, high = before.up.ends
    inside = all(((part.spots[:, 1] >= low) & (part.spots[:, 1] <= high)).all() for _, part in cloud.parts)
    return replace(now, up=replace(now.up, ends=before.up.ends)) if inside else now
