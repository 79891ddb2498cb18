"""The kind of value that everything written in files is made of. It knows no content."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """A frozen value: unknown settings, infinities and NaN are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        ignored_types=(cached_property,),
        validate_default=False,
    )


# a number in a list; the range keeps it finite in float32 too
Given = Annotated[float, Field(ge=-1e30, le=1e30)]
