"""Optimizers and penalties as they are wished: how gradients become steps, with the range, title and help of every
number. It knows no arrays; the mathematics of each stands in the kernels.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field

from wbsim.translation import marked, translated
from wbsim.value import Number, Value

_RATE: dict[str, Any] = {
    "gt": 0,
    "le": 1e12,
    "title": marked("Learning rate"),
    "description": marked("How far an update follows the gradient."),
    "json_schema_extra": {"scale": "log", "low": 1e-5, "high": 10.0},
}
_KEPT: dict[str, Any] = {
    "ge": 0,
    "lt": 1,
    "title": marked("Momentum"),
    "description": marked("Share of the velocity that the next update keeps."),
}
_MEAN: dict[str, Any] = {
    "ge": 0,
    "lt": 1,
    "title": "β₁",
    "description": marked("Memory of the mean gradient."),
}
_SQUARE: dict[str, Any] = {
    "ge": 0,
    "lt": 1,
    "title": "β₂",
    "description": marked("Memory of the squared gradient."),
}
_EPSILON: dict[str, Any] = {
    "ge": 1e-30,
    "le": 1,
    "title": "ε",
    "description": marked("Keeps the division finite."),
}

# g is the gradient, t counts the updates from 1; m, v and b begin at 0. Every rule is PyTorch's.


class Sgd(Value):
    """θ ← θ − η·g

    Gradient descent on batches.
    """

    name: ClassVar[str] = "SGD"
    slots: ClassVar[tuple[str, ...]] = ()
    kind: Literal["sgd"] = "sgd"
    learning_rate: Number = Field(0.03, **_RATE)


class Momentum(Value):
    """v ← μ·v + g;  θ ← θ − η·v

    Gradient descent with momentum (Polyak 1964).
    """

    name: ClassVar[str] = marked("momentum")
    slots: ClassVar[tuple[str, ...]] = ("velocity",)
    kind: Literal["momentum"] = "momentum"
    learning_rate: Number = Field(0.03, **_RATE)
    momentum: Number = Field(0.9, **_KEPT)


class Nesterov(Value):
    """v ← μ·v + g;  θ ← θ − η·(g + μ·v)

    Momentum that looks ahead (Nesterov 1983, in the form of Sutskever and others 2013).
    """

    name: ClassVar[str] = "Nesterov"
    slots: ClassVar[tuple[str, ...]] = ("velocity",)
    kind: Literal["nesterov"] = "nesterov"
    learning_rate: Number = Field(0.03, **_RATE)
    momentum: Number = Field(0.9, **_KEPT)


class Adam(Value):
    """m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;  θ ← θ − η·m̂ / (√v̂ + ε), with m̂ = m/(1−β₁ᵗ) and v̂ = v/(1−β₂ᵗ)

    Steps scaled by running moments of the gradient (Kingma and Ba 2015).
    """

    name: ClassVar[str] = "Adam"
    slots: ClassVar[tuple[str, ...]] = ("mean", "square")
    kind: Literal["adam"] = "adam"
    learning_rate: Number = Field(0.01, **_RATE)
    beta1: Number = Field(0.9, **_MEAN)
    beta2: Number = Field(0.999, **_SQUARE)
    epsilon: Number = Field(1e-8, **_EPSILON)


class AdamW(Value):
    """θ ← θ − η·λ·θ, then a step of Adam

    Adam whose weight decay does not pass through its moments (Loshchilov and Hutter 2019). The decay pulls at what
    the penalty pulls at; PyTorch's pulls at everything.
    """

    name: ClassVar[str] = "AdamW"
    slots: ClassVar[tuple[str, ...]] = ("mean", "square")
    kind: Literal["adamw"] = "adamw"
    learning_rate: Number = Field(0.01, **_RATE)
    weight_decay: Number = Field(
        0.01,
        ge=0,
        le=10,
        title=marked("Weight decay"),
        description=marked("How strongly each step pulls to 0, beside Adam."),
    )
    beta1: Number = Field(0.9, **_MEAN)
    beta2: Number = Field(0.999, **_SQUARE)
    epsilon: Number = Field(1e-8, **_EPSILON)


class AmsGrad(Value):
    """m, v as Adam;  u ← max(u, v);  θ ← θ − η·m̂ / (√û + ε), with m̂ = m/(1−β₁ᵗ) and û = u/(1−β₂ᵗ)

    Adam whose steps never grow because a large gradient is forgotten (Reddi, Kale and Kumar 2018).
    """

    name: ClassVar[str] = "AMSGrad"
    slots: ClassVar[tuple[str, ...]] = ("mean", "square", "largest")
    kind: Literal["amsgrad"] = "amsgrad"
    learning_rate: Number = Field(0.01, **_RATE)
    beta1: Number = Field(0.9, **_MEAN)
    beta2: Number = Field(0.999, **_SQUARE)
    epsilon: Number = Field(1e-8, **_EPSILON)


class RmsProp(Value):
    """v ← α·v + (1−α)·g²;  b ← μ·b + g / (√v + ε);  θ ← θ − η·b

    Steps divided by a running size of the gradient (Tieleman and Hinton 2012).
    """

    name: ClassVar[str] = "RMSprop"
    slots: ClassVar[tuple[str, ...]] = ("square", "velocity")
    kind: Literal["rmsprop"] = "rmsprop"
    learning_rate: Number = Field(0.01, **_RATE)
    alpha: Number = Field(0.99, **_SQUARE | {"title": "α"})
    momentum: Number = Field(0.0, **_KEPT)
    epsilon: Number = Field(1e-8, **_EPSILON)


class Adagrad(Value):
    """v ← v + g²;  θ ← θ − η·g / (√v + ε)

    Steps that shrink as gradients add up (Duchi, Hazan and Singer 2011).
    """

    name: ClassVar[str] = "Adagrad"
    slots: ClassVar[tuple[str, ...]] = ("square",)
    kind: Literal["adagrad"] = "adagrad"
    learning_rate: Number = Field(0.01, **_RATE)
    epsilon: Number = Field(1e-10, **_EPSILON)


OPTIMIZERS = {
    rule.model_fields["kind"].default: rule
    for rule in (Sgd, Momentum, Nesterov, Adam, AdamW, AmsGrad, RmsProp, Adagrad)
}
_Any: TypeAlias = Sgd | Momentum | Nesterov | Adam | AdamW | AmsGrad | RmsProp | Adagrad
Optimizer = Annotated[_Any, Field(discriminator="kind")]


def formula(kind: str) -> str:
    """The rule of an optimizer, on one line."""
    line = (OPTIMIZERS[kind].__doc__ or "").partition("\n")[0]
    rule, more, letters = line.partition(", with ")
    return (
        f"{rule}{translated(', with ')}{translated(' and ').join(letters.split(' and '))}" if more else rule
    )


def own_numbers() -> tuple[str, ...]:
    """The names of all numbers that optimizers have beside the learning rate, each optimizer's in its own order."""
    last_first = (name for rule in reversed(OPTIMIZERS.values()) for name in reversed(rule.model_fields))
    names = reversed(dict.fromkeys(last_first))
    return tuple(name for name in names if name not in ("kind", "learning_rate"))


_STRENGTH: dict[str, Any] = {"scale": "log0", "low": 1e-5, "high": 10.0}
DEAD = "dead"  # the slot that says of each parameter whether it is (1) or not (0)


class Penalty(Value):
    """λ₁·Σ|θ| + ½·λ₂·Σθ² is to be small beside the loss: slope λ₁·sign(θ) + λ₂·θ. The loss shown is without it.

    In the form `gradient` the slope joins the gradient, before the optimizer's rule. In the form `after_step`, that of
    TensorFlow Playground, η·slope (of θ before the step) is taken off after it; where that carries a number through 0
    and λ₁ is above 0, the number becomes 0 and stays it: it is dead.
    """

    l1: Number = Field(
        0.0,
        ge=0,
        le=10,
        title=marked("L1"),
        description=marked("How strongly all numbers are pulled to 0, large and small alike."),
        json_schema_extra=_STRENGTH,
    )
    l2: Number = Field(
        0.0,
        ge=0,
        le=10,
        title=marked("L2"),
        description=marked("How strongly large numbers are pulled to 0."),
        json_schema_extra=_STRENGTH,
    )
    on: Literal["weights", "biases", "both"] = Field(
        "weights",
        title=marked("L1, L2 on"),
        description=marked("What L1, L2 and weight decay pull at: normally the weights."),
    )
    form: Literal["gradient", "after_step"] = Field(
        "gradient",
        title=marked("L1, L2 act"),
        description=marked(
            "In the gradient, or after the step as in TensorFlow Playground: there a number that L1 pulls through 0 stays 0 for good."
        ),
    )

    @property
    def slots(self) -> tuple[str, ...]:
        """What training remembers of each parameter for it."""
        return (DEAD,) if self.form == "after_step" else ()
