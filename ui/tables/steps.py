"""What is done with a table beside the window, as steps: a glance, the reading, what is made of the columns, and
at last the experiment. It knows neither threads nor widgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wbsim import datasets, tables
from wbsim.experiment import Experiment
from wbsim.tables import Choices, Glance, Prepared, Progress, Table

Step = Glance | Progress | Prepared


def looking(path: Path, choices: Choices, known: Table | None) -> Iterator[Step]:
    """A glance, how far the reading is, and what will be done; raises `Refused`.

    A table that is `known` is read again only where the choices ask for another reading.
    """
    if known is None or not choices.reads_as(known.choices):
        yield tables.glance(path, choices)
        large = path.stat().st_size >= tables.LARGE
        for progress in (tables.reading_aside if large else tables.reading)(path, choices):
            yield progress
            known = progress.table
    assert known is not None
    yield tables.prepare(known, choices)


def making(prepared: Prepared, standardize: str | None) -> Iterator[Experiment]:
    """The experiment on a table, with another way to standardize if one is named; raises `Refused`."""
    made = tables.experiment_for(tables.points_of(prepared), title=prepared.table.name)
    if standardize is not None:
        made = made.changed({"data.standardize": standardize})
    datasets.scales_of(made.data, made.seed)  # kept, so that the window need not wait for them
    yield made
