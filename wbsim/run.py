"""What happened: an experiment and the edits made on the way, each stamped with its update.
It knows nothing of how a run is computed.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import to_jsonable_python

from wbsim.data import Points
from wbsim.experiment import Experiment
from wbsim.points import EditPoints, edited
from wbsim.problems import from_validation
from wbsim.translation import translated
from wbsim.value import Value, Whole

MOST = 2**53  # updates, epochs and steps that every reader of JSON can count


class Change(Value):
    """Other values at dotted paths of the experiment."""

    kind: Literal["change"] = "change"
    settings: dict[str, Any]

    @field_validator("settings", mode="before")
    @classmethod
    def _as_json(cls, settings: object) -> object:
        """What a file can hold, whatever was handed over: values, sets, NumPy's numbers."""
        try:
            if not isinstance(settings, dict):
                return to_jsonable_python(settings)
            plain = {path: value for path, value in settings.items() if not isinstance(value, Points)}
            jsonable = to_jsonable_python(plain, fallback=lambda number: number.tolist())
            return {path: jsonable.get(path, value) for path, value in settings.items()}
        except (ValueError, RecursionError) as error:  # pydantic has several
            raise ValueError(
                translated("they are nested too deeply, or hold what no file can hold")
            ) from error


class SetParameters(Value):
    """Other values for parameters, by id."""

    kind: Literal["set"] = "set"
    values: dict[str, float]


class Saved(Value):
    """A state written out: every number by the id of its parameter."""

    update: Whole = Field(ge=0, le=MOST)
    epoch: Whole = Field(ge=0, le=MOST)
    cursor: Whole = Field(ge=0, le=MOST)
    steps: Whole = Field(ge=0, le=MOST)
    parameters: dict[str, float]
    slots: dict[str, dict[str, float]]


class Restore(Value):
    """Back to a state that was kept."""

    kind: Literal["restore"] = "restore"
    state: Saved


AnyEdit = Change | SetParameters | EditPoints | Restore
Edit = Annotated[AnyEdit, Field(discriminator="kind")]


class Stamped(Value):
    """An edit and the update after which it took effect."""

    update: Whole = Field(ge=0, le=MOST)
    edit: Edit


class Run(Value):
    """An experiment and its edits in order."""

    experiment: Experiment
    edits: tuple[Stamped, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        reached = 0
        for stamped in self.edits:
            if stamped.update < reached:
                raise ValueError(
                    translated(
                        "an edit at update {update} stands behind one at {reached}; edits stand in order",
                        update=stamped.update,
                        reached=reached,
                    )
                )
            reached = stamped.edit.state.update if isinstance(stamped.edit, Restore) else stamped.update
        return self

    @cached_property
    def returns(self) -> tuple[tuple[int, int], ...]:
        """Where it went back: the place of the edit, and the update that it went back to. Edits between two stand in the
        order of their updates.
        """
        return tuple(
            (place, stamped.edit.state.update)
            for place, stamped in enumerate(self.edits)
            if isinstance(stamped.edit, Restore)
        )

    @classmethod
    def read(cls, data: object) -> Run:
        """The run that JSON data describes; raises `Refused` with all errors."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise from_validation(error, cls) from None

    def written(self) -> dict[str, Any]:
        """JSON data that `read` takes."""
        return {
            "experiment": self.experiment.written(),
            "edits": [stamped.model_dump(mode="json") for stamped in self.edits],
        }

    def edited(self, update: int, edit: AnyEdit) -> Run:
        """With one more edit at its end."""
        return Run.model_construct(
            experiment=self.experiment, edits=(*self.edits, Stamped.model_construct(update=update, edit=edit))
        )

    def until(self, update: int) -> Run:
        """With the edits that were made by an update."""
        return Run.model_construct(
            experiment=self.experiment, edits=tuple(e for e in self.edits if e.update <= update)
        )

    def wished(self) -> Experiment:
        """The experiment with every change made so far; raises `Refused`."""
        experiment = self.experiment
        for stamped in self.edits:
            experiment = with_edit(experiment, stamped.edit)
        return experiment


def with_edit(experiment: Experiment, edit: AnyEdit) -> Experiment:
    """What is wished after an edit; the same where it touches parameters alone. Raises `Refused`."""
    if isinstance(edit, Change):
        return experiment.changed(edit.settings)
    if isinstance(edit, EditPoints):
        data = edited(experiment.data, experiment.seed, edit)
        return experiment.model_copy(update={"data": data})
    return experiment
