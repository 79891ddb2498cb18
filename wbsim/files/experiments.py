"""Experiments as JSON data and back, with many points apart from them, so that several experiments may have the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from wbsim.data import WRITTEN_OUT, Points
from wbsim.experiment import Experiment
from wbsim.problems import from_validation, refuse
from wbsim.translation import translated


def large_points(experiment: Experiment) -> Points | None:
    """The points of an experiment where they are so many that they stand apart, for others may have the same."""
    points = experiment.data.points
    return points if points is not None and points.x.size > WRITTEN_OUT else None


def name_of(points: Points) -> str:
    """What points are called in a file: the same name wherever they are the same."""
    return points.digest[:16]


def experiment_written(experiment: Experiment) -> dict[str, Any]:
    """JSON data of an experiment, with the name of its points in their place if they stand apart."""
    points = large_points(experiment)
    if points is None:
        return experiment.written()
    bare = experiment.data.model_copy(update={"points": None})
    content = experiment.model_copy(update={"data": bare}).written()
    content["data"]["points"] = {"named": name_of(points)}
    return content


def points_read(content: Any) -> dict[str, Points]:
    """The points that stand apart, by name; raises `Refused`."""
    if not isinstance(content, dict):
        raise refuse("points", translated("points that stand apart must be a group of points by name"))
    read = {}
    for name, one in content.items():
        try:
            read[name] = Points.model_validate(one)
        except ValidationError as error:
            raise from_validation(error, Points, f"points.{name}") from None
    return read


def with_points(wish: Any, points: Mapping[str, Points]) -> Any:
    """JSON data of an experiment with the points that it names; raises `Refused` where there are none of that name."""
    data = wish.get("data") if isinstance(wish, dict) else None
    named = data.get("points") if isinstance(data, dict) else None
    if not isinstance(named, dict) or set(named) != {"named"}:
        return wish
    if not isinstance(named["named"], str) or named["named"] not in points:
        raise refuse(
            "data.points", translated("there are no points {named!r} in the file", named=named["named"])
        )
    return wish | {"data": wish["data"] | {"points": points[named["named"]]}}
