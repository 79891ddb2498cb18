"""When a run is to stop by itself: at an update, an epoch, a loss, an accuracy, or where nothing gets better."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError

from wbsim.problems import from_validation
from wbsim.run import MOST
from wbsim.value import Number, Value, Whole


class Stop(Value):
    """Wishes that each end playing when one comes true; None asks for nothing.

    Losses and accuracies are those on the test points or, without any, on the training points. `patience` is the
    number of updates in which the loss has to get better by a thousandth of itself.
    """

    update: Whole | None = Field(None, ge=1, le=MOST, title="at update")
    epoch: Whole | None = Field(None, ge=1, le=MOST, title="at epoch")
    loss: Number | None = Field(None, gt=0, title="at loss")
    accuracy: Number | None = Field(None, gt=0, le=1, title="at accuracy")
    patience: Whole | None = Field(None, ge=1, le=MOST, title="without progress")
    of: Literal["test", "train"] = Field("test", title="measured on")

    @classmethod
    def read(cls, data: object) -> Stop:
        """The conditions that data describe; raises `Refused` with all errors."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise from_validation(error, cls) from None

    def words(self) -> str:
        """What is wished: `at update 1 000, at accuracy 95 %`; empty where nothing is."""
        said = [
            f"at {name} {value:,}".replace(",", "\u2009")
            for name, value in (("update", self.update), ("epoch", self.epoch))
            if value is not None
        ]
        if self.loss is not None:
            said.append(f"at loss {self.loss:g}")
        if self.accuracy is not None:
            said.append(f"at accuracy {round(100 * self.accuracy, 6):g}\u2009%")
        if self.patience is not None:
            said.append(f"after {self.patience:,} updates without progress".replace(",", "\u2009"))
        return ", ".join(said)


NEVER = Stop()
