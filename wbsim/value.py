"""The kind of value that everything written in files is made of. It knows no content."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError


class Value(BaseModel):
    """A frozen value: unknown settings, infinities and NaN are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        ignored_types=(cached_property,),
        validate_default=False,
    )


def _no_truth(kind: Literal["int_type", "float_type"]) -> BeforeValidator:
    """True is no 1, though Python and pydantic would take it for one."""

    def refuse(given: object) -> object:
        if isinstance(given, bool):
            raise PydanticKnownError(kind)
        return given

    return BeforeValidator(refuse)


Whole = Annotated[int, _no_truth("int_type")]
Number = Annotated[float, _no_truth("float_type")]
# a number in a list; float32 holds it, but what is made of it may overflow, which is told as divergence
Given = Annotated[float, Field(ge=-1e30, le=1e30)]
# where a point lies; a product of two is finite in float32 too
Coordinate = Annotated[float, Field(ge=-1e12, le=1e12)]
