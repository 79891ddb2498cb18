"""What data are wished: which points, and how they reach the network; and points that are given one by one.
It knows nothing of how points are drawn.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import zlib
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PlainSerializer, WrapValidator, field_validator, model_validator

from wbsim.translation import marked, translated
from wbsim.value import Coordinate, Given, Number, Value, Whole

MAX_POINTS = 1_000_000
MAX_INPUTS = 1024
MAX_NUMBERS = 50_000_000  # in one table
MAX_CLASSES = 1000
WRITTEN_OUT = 2000  # numbers that a file lists one by one; more are packed
FURTHEST = 1e12  # what a coordinate may be at most; its square is finite in float32 too

Feature = Literal["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]
DatasetName = Literal[
    "circle", "xor", "gauss", "spiral", "plane", "bumps", "moons", "shifted", "function",
    "pass-fail", "house-price", "iris", "penguins", "digits", "letters", "letters-8",
    "sines", "sunspots", "parity", "remember-first", "points",
]  # fmt: skip

FEATURES: tuple[Feature, ...] = ("x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)")

_KINDS = {"float64": np.dtype("<f8"), "int64": np.dtype("<i8")}


def _read(given: Any, handler: Callable[[Any], Any]) -> NDArray[Any]:
    """Numbers as an array that nobody may write to: from an array, from what `_written` made, or from lists.

    Whole numbers that stand in no rows become int64, for they are classes; all others float64.
    """
    if isinstance(given, dict):
        given = _unpacked(given)
    if not isinstance(given, np.ndarray):
        rows = handler(given)
        if rows and isinstance(rows[0], tuple) and len({len(row) for row in rows}) > 1:
            raise ValueError(translated("the rows differ in length; all must have the same number of values"))
        given = np.array(rows)
    elif given.dtype.kind not in "biuf" or not given.ndim:
        raise ValueError(
            translated(
                "{dtype} in {ndim} dimensions is no list of numbers", dtype=given.dtype, ndim=given.ndim
            )
        )
    whole = given.ndim == 1 and (given.dtype.kind in "biu" or _all_whole(given))
    array = np.array(given, np.int64 if whole else np.float64, order="C")
    array.flags.writeable = False
    return array


def _all_whole(numbers: NDArray[Any]) -> bool:
    """Whether int64 holds every number as it is."""
    return numbers.dtype.kind == "f" and bool(
        ((np.abs(numbers) < 2**53) & (numbers == np.rint(numbers))).all()
    )


def _written(array: NDArray[Any]) -> Any:
    """Lists where they are short, else the bytes, compressed, as text."""
    if array.size <= WRITTEN_OUT:
        return array.tolist()
    little = array.astype(_KINDS[array.dtype.name], copy=False)
    whole = np.ascontiguousarray(little).data  # as it lies: a copy of millions would hold other threads up
    packed = base64.b64encode(zlib.compress(whole, 6)).decode("ascii")
    return {"shape": list(array.shape), array.dtype.name: packed}


def _unpacked(given: dict[str, Any]) -> NDArray[Any]:
    """The array that `_written` made a text of; raises ValueError for anything else."""
    kind = next((name for name in _KINDS if isinstance(given.get(name), str)), None)
    shape = given.get("shape")
    if kind is None or not isinstance(shape, list) or set(given) != {"shape", kind}:
        raise ValueError(translated("packed numbers need a shape and their bytes as float64 or int64"))
    if not all(type(length) is int and length >= 0 for length in shape) or math.prod(shape) > MAX_NUMBERS:
        raise ValueError(
            translated(
                "packed numbers have the shape {shape}; they are at most {max_numbers:,} numbers",
                shape=shape,
                max_numbers=MAX_NUMBERS,
            )
        )
    try:
        text = base64.b64decode(given[kind], validate=True)
        raw = zlib.decompressobj().decompress(text, 8 * math.prod(shape) + 1)
        return np.frombuffer(raw, _KINDS[kind]).reshape(shape)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise ValueError(
            translated("packed numbers are damaged; their bytes do not make the shape")
        ) from error


if TYPE_CHECKING:
    Rows = NDArray[np.float64]
    Targets = NDArray[np.int64] | NDArray[np.float64]
else:
    _AS_ARRAY = (WrapValidator(_read), PlainSerializer(_written, when_used="json"))
    Rows = Annotated[
        tuple[tuple[Coordinate, ...], ...], Field(min_length=1, max_length=MAX_POINTS), *_AS_ARRAY
    ]
    Targets = Annotated[tuple[tuple[Given, ...], ...] | tuple[int, ...], *_AS_ARRAY]

Name = Annotated[str, Field(max_length=200)]


class Points(Value):
    """Points given number by number: `x` (points, inputs), `y` (points, targets) or class numbers (points,).

    Both are read-only arrays, float64 and, for class numbers, int64. Two are equal if all they hold is.
    """

    x: Rows
    y: Targets
    classes: Whole = Field(
        0,
        ge=0,
        le=MAX_CLASSES,
        title=marked("Classes"),
        description=marked("How many classes; 0 for regression."),
    )
    inputs: tuple[Name, ...] = Field(
        (), title=marked("Inputs"), description=marked("The names of the inputs.")
    )
    units: tuple[Name, ...] = Field((), title=marked("Units"), description=marked("The unit of each input."))
    target: Name = Field(
        "", title=marked("Target"), description=marked("What is to be told from the inputs.")
    )
    target_unit: Name = Field("", title=marked("Unit"), description=marked("The unit of the target."))
    labels: tuple[Name, ...] = Field(
        (), title=marked("Labels"), description=marked("The names of the classes.")
    )
    picture: tuple[Whole, Whole] | None = Field(
        None, title=marked("Picture"), description=marked("Rows and columns, where a point is a picture.")
    )
    channels: Whole = Field(
        1,
        ge=1,
        title=marked("Channels"),
        description=marked("How many numbers each pixel of a picture has, a plane each."),
    )
    steps: Whole | None = Field(
        None,
        ge=1,
        title=marked("Steps"),
        description=marked("How many steps a point has, where it is a sequence."),
    )
    ranges: tuple[tuple[Number, Number], ...] = Field(
        (), title=marked("Ranges"), description=marked("What is shown of each input, from where to where.")
    )
    origin: str = Field(
        "", max_length=500, title=marked("Origin"), description=marked("Where the points come from.")
    )
    test: Whole | None = Field(
        None,
        ge=0,
        title=marked("Test"),
        description=marked("How many points at the end test; none stated: the share for training decides."),
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        assert self.is_sound
        return self

    @cached_property
    def is_sound(self) -> bool:
        """True; raises ValueError for what does not fit together. Pydantic asks anew at every change of an experiment,
        but millions of numbers that nobody may write to need reading only once.
        """
        x, y = self.x, self.y
        if x.ndim != 2 or not x.shape[1]:
            raise ValueError(translated("the points must be a table: a row a point, with at least one input"))
        if x.shape[1] > MAX_INPUTS:
            raise ValueError(
                translated(
                    "the points have {shape} inputs; at most {max_inputs} are possible",
                    shape=x.shape[1],
                    max_inputs=MAX_INPUTS,
                )
            )
        if not 1 <= len(x) <= MAX_POINTS or x.size > MAX_NUMBERS:
            raise ValueError(
                translated(
                    "{count} points of {shape} inputs; there must be 1 to {max_points:,} points, and at most {max_numbers:,} numbers",
                    count=len(x),
                    shape=x.shape[1],
                    max_points=MAX_POINTS,
                    max_numbers=MAX_NUMBERS,
                )
            )
        if len(x) != len(y):
            raise ValueError(
                translated(
                    "{count} points have {count2} targets; there must be one target a point",
                    count=len(x),
                    count2=len(y),
                )
            )
        _refuse_far("x", x, FURTHEST)
        if self.labelled:
            if y.dtype != np.int64:
                odd = y[int(np.argmax((y != np.rint(y)) | (np.abs(y) >= 2**53)))]
                raise ValueError(
                    translated(
                        "class {odd} is no class number; target values must stand in rows, a row a point",
                        odd=odd,
                    )
                )
            if self.classes < 2:
                raise ValueError(
                    translated(
                        "{classes} classes; there must be at least 2 to tell apart", classes=self.classes
                    )
                )
            wrong = y[(y < 0) | (y >= self.classes)]
            if len(wrong):
                raise ValueError(
                    translated(
                        "class {wrong} is out of range; it must be 0 to {classes}",
                        wrong=wrong[0],
                        classes=self.classes - 1,
                    )
                )
        elif y.ndim != 2 or not y.shape[1]:
            raise ValueError(translated("the points have 0 target values each; there must be at least 1"))
        else:
            _refuse_far("y", y, 1e30)
        self._refuse_names()
        return True

    def _refuse_names(self) -> None:
        width = self.x.shape[1]
        for name, count, given in (
            ("inputs", width, self.inputs), ("units", width, self.units), ("ranges", width, self.ranges),
            ("labels", self.classes, self.labels),
        ):  # fmt: skip
            if given and len(given) != count:
                raise ValueError(
                    translated(
                        "{count} {name} are given; there must be {count2}, or none",
                        count=len(given),
                        name=name,
                        count2=count,
                    )
                )
        if self.picture and (
            min(self.picture) < 1 or self.channels * self.picture[0] * self.picture[1] != width
        ):
            rows, columns = self.picture
            planes = (
                translated("{channels} channels of ", channels=self.channels) if self.channels > 1 else ""
            )
            raise ValueError(
                translated(
                    "a picture of {planes}{rows} × {columns} needs as many inputs; the points have {width}",
                    planes=planes,
                    rows=rows,
                    columns=columns,
                    width=width,
                )
            )
        if self.channels > 1 and not self.picture:
            raise ValueError(
                translated(
                    "{channels} channels are given, but no picture that has them", channels=self.channels
                )
            )
        if self.steps and (self.picture or width % self.steps):
            wrong = (
                translated("are pictures") if self.picture else translated("have {width} inputs", width=width)
            )
            raise ValueError(
                translated(
                    "a sequence of {steps} steps has as many inputs at each; the points {wrong}",
                    steps=self.steps,
                    wrong=wrong,
                )
            )
        if any(low >= high for low, high in self.ranges):
            raise ValueError(translated("a range is empty; its first number must be the smaller"))
        if self.test is not None and self.test >= len(self.x):
            raise ValueError(
                translated(
                    "{test} of {count} points test; at least one must train",
                    test=self.test,
                    count=len(self.x),
                )
            )

    @property
    def labelled(self) -> bool:
        """Whether the targets are class numbers."""
        return self.y.ndim == 1

    @cached_property
    def digest(self) -> str:
        """What tells it from all other points."""
        rest = self.model_dump(exclude={"x", "y"})
        told = hashlib.blake2b(repr((self.x.shape, self.y.shape, self.y.dtype.name, rest)).encode())
        told.update(self.x.data)
        told.update(self.y.data)
        return told.hexdigest()

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Points) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"Points({len(self.x)} × {self.x.shape[1]}, {self.classes or 'no'} classes)"


def _refuse_far(name: str, numbers: NDArray[Any], most: float) -> None:
    """Raises ValueError for the first number that is no finite one, or too large."""
    fine = np.abs(numbers) <= most  # false of NaN as well
    if not fine.all():
        row, column = np.argwhere(~fine)[0]
        raise ValueError(
            translated(
                "{name}.{row}.{column}: {numbers} is out of range; it must be a finite number at least {most:g} and at most {most2:g}",
                name=name,
                row=row,
                column=column,
                numbers=numbers[row, column],
                most=-most,
                most2=most,
            )
        )


class Data(Value):
    """Which points are trained on and tested on, and which functions of them the network sees."""

    dataset: DatasetName = Field(
        "circle", title=marked("Data"), description=marked("Where the points come from.")
    )
    noise: Number = Field(
        0.0,
        ge=0,
        le=50,
        title=marked("Noise"),
        description=marked("How much chance there is in the points."),
        json_schema_extra={"unit": "%", "step": 5},
    )
    train_share: Number = Field(
        50.0,
        ge=5,
        le=100,
        title=marked("Share for training"),
        description=marked("Share of the points that train the network; the others test it."),
        json_schema_extra={"unit": "%", "step": 5},
    )
    features: tuple[Feature, ...] = Field(
        ("x1", "x2"),
        title=marked("Inputs"),
        description=marked("The functions of a point that the network sees."),
    )
    function: str = Field(
        "2*sin(x)",
        max_length=200,
        title=marked("y > f(x)"),
        description=marked("Points above the curve y = f(x) are one class, those below the other."),
    )
    standardize: Literal["nothing", "inputs", "all"] = Field(
        "nothing",
        title=marked("Standardize"),
        description=marked(
            "Whether the network counts inputs, or inputs and targets, from the mean of the training points in standard deviations. What is shown stays in the units of the data."
        ),
    )
    points: Points | None = Field(
        None, title=marked("Points"), description=marked("The points, where they are given one by one.")
    )

    @field_validator("features")
    @classmethod
    def _distinct(cls, features: tuple[Feature, ...]) -> tuple[Feature, ...]:
        if len(set(features)) != len(features):
            raise ValueError(translated("an input is named twice; each may stand once"))
        return features
