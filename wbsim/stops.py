"""When a run is to stop by itself: at an update, an epoch, a loss, an accuracy, or where nothing gets better."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

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


NEVER = Stop()
