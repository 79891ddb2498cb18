"""A run is its experiment and its edits, and survives being written and read."""

from __future__ import annotations

import json
from typing import Any

import pytest
import small

from wbsim import engine
from wbsim.plan import plan
from wbsim.problems import Refused
from wbsim.run import Change, Restore, Run, SetParameters
from wbsim.states import saved


def a_run() -> Run:
    """A run with an edit of every kind."""
    experiment = small.experiment(optimizer={"kind": "adam"})
    shapes = plan(experiment)
    kept = saved(engine.advance(engine.initial(shapes), shapes, 3), shapes)
    run = Run(experiment=experiment)
    run = run.edited(
        5, Change(settings={"optimizer.learning_rate": 0.2, "network.layers.0.activation": "relu"})
    )
    run = run.edited(5, SetParameters(values={shapes.ids[0]: 0.1}))
    return run.edited(9, Restore(state=kept))


def test_a_run_survives_being_written_and_read() -> None:
    run = a_run()
    again = Run.read(json.loads(json.dumps(run.written(), allow_nan=False)))
    assert again == run
    assert [stamped.edit.kind for stamped in again.edits] == ["change", "set", "restore"]


def test_an_edit_makes_another_run_and_leaves_the_first() -> None:
    run = Run(experiment=small.experiment())
    after = run.edited(4, SetParameters(values={"b:2": 1.0}))
    assert run.edits == ()
    assert len(after.edits) == 1
    assert after.edits[0].update == 4
    assert after.experiment is run.experiment


def test_what_is_wished_now_holds_every_change() -> None:
    run = a_run().edited(12, Change(settings={"optimizer.learning_rate": 0.3}))
    now = run.wished()
    assert now.optimizer.learning_rate == 0.3
    assert now.network.layers[0].activation == "relu"
    assert run.experiment.optimizer.learning_rate == 0.01


def test_a_change_that_cannot_be_is_refused_when_it_is_wished() -> None:
    run = Run(experiment=small.experiment()).edited(1, Change(settings={"loss": "x"}))
    with pytest.raises(Refused, match="loss: 'x' is not one of"):
        run.wished()


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"update": -1, "edit": {"kind": "change", "settings": {}}}, "edits.0.update: -1 is out of range"),
        ({"update": 1, "edit": {"kind": "wish"}}, "edits.0.edit: 'wish' is not one of"),
        (
            {"update": 1, "edit": {"kind": "set", "values": {"b:2": float("nan")}}},
            "edits.0.edit.values.b:2: nan is out of range",
        ),
        ({"update": 1}, "edits.0.edit: this setting is missing"),
    ],
)
def test_a_run_with_an_impossible_edit_is_refused(part: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refused:
        Run.read({"experiment": small.experiment().written(), "edits": [part]})
    assert str(refused.value).startswith(said)


def test_the_experiment_of_a_run_is_refused_at_its_place() -> None:
    with pytest.raises(Refused, match=r"^experiment\.seed: -1 is out of range"):
        Run.read({"experiment": small.experiment().written() | {"seed": -1}})
