"""When a run is to stop by itself: at an update, an epoch, a loss, an accuracy, or where nothing gets better."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field, ValidationError

from wbsim.experiment import parsed
from wbsim.problems import Problem, Refused, from_validation, refuse
from wbsim.run import MOST
from wbsim.translation import marked, translated
from wbsim.value import Number, Value, Whole


class Stop(Value):
    """Wishes that each end playing when one comes true; None asks for nothing.

    Losses and accuracies are those on the test points or, without any, on the training points. `patience` is the
    number of updates in which the loss has to get better by a thousandth of itself.
    """

    update: Whole | None = Field(None, ge=1, le=MOST, title=marked("at update"))
    epoch: Whole | None = Field(None, ge=1, le=MOST, title=marked("at epoch"))
    loss: Number | None = Field(None, gt=0.0, title=marked("at loss"))
    accuracy: Number | None = Field(None, gt=0.0, le=1.0, title=marked("at accuracy"))
    patience: Whole | None = Field(None, ge=1, le=MOST, title=marked("without progress"))
    of: Literal["test", "train"] = Field("test", title=marked("measured on"))

    @classmethod
    def read(cls, data: object, where: str = "") -> Stop:
        """The wishes that data describe; raises `Refused` with all errors."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise from_validation(error, cls, where) from None

    @classmethod
    def parsed(cls, words: Iterable[str], where: str = "--until") -> Stop:
        """Wishes such as `loss=0.01` and `accuracy=99%`; raises `Refused`."""
        data: dict[str, Any] = {}
        for word in words:
            name, sign, value = (part.strip() for part in word.partition("="))
            if not sign or name not in cls.model_fields:
                known = ", ".join(cls.model_fields)
                raise refuse(
                    f"{where} {word}",
                    translated(
                        "it must be NAME=VALUE, such as loss=0.01, with a name of {known}", known=known
                    ),
                )
            data[name] = _share(value, f"{where} {word}", name) if value.endswith("%") else parsed(value)
            if name == "accuracy" and isinstance(data[name], int | float) and 1 < data[name] <= 100:
                raise refuse(
                    f"{where} {word}", translated("an accuracy is at most 1; {value}% works", value=value)
                )
        try:
            return cls.read(data)
        except Refused as refused:
            raise Refused(*(Problem(f"{where} {one.where}", one.what) for one in refused.problems)) from None

    def words(self) -> str:
        """What is wished: `at update 1 000, at accuracy 95 %`; empty where nothing is."""
        said = []
        if self.update is not None:
            said.append(translated("at update {count}", count=_grouped(self.update)))
        if self.epoch is not None:
            said.append(translated("at epoch {count}", count=_grouped(self.epoch)))
        if self.loss is not None:
            said.append(translated("at loss {loss:g}", loss=self.loss))
        if self.accuracy is not None:
            said.append(translated("at accuracy {accuracy:g}\u2009%", accuracy=round(100 * self.accuracy, 6)))
        if self.patience is not None:
            said.append(translated("after {count} updates without progress", count=_grouped(self.patience)))
        return ", ".join(said)


def _grouped(count: int) -> str:
    return f"{count:,}".replace(",", "\u2009")


def _share(text: str, where: str, name: str) -> float:
    """`99%` as a share; it is refused in what was typed."""
    if name != "accuracy":
        raise refuse(where, translated("only an accuracy is a share in %; {name} takes a number", name=name))
    number = parsed(text.removesuffix("%").strip())
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise refuse(where, translated("{text!r} is not a number; 99% works", text=text))
    if not 0 < number <= 100:
        raise refuse(
            where, translated("{text} is out of range; it must be above 0% and at most 100%", text=text)
        )
    return number / 100


NEVER = Stop()
