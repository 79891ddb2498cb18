"""The wished network: layers with stable ids for them and their neurons, and what weights and biases start at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_serializer, model_validator

from wbsim import activations
from wbsim.problems import shortened
from wbsim.translation import marked, translated
from wbsim.value import Given, Number, Value, Whole

MAX_LAYERS = 12
MAX_NEURONS = 1024
MAX_KERNEL = 11

MAX_ID = 2**53  # every reader of JSON counts so far

LayerId = Annotated[Whole, Field(ge=0, le=MAX_ID)]  # 0 asks for one
NeuronId = Annotated[int, Field(strict=True, ge=1, le=MAX_ID)]

if TYPE_CHECKING:
    Activation = str
else:
    Activation = Literal[activations.NAMES]


class Zero(Value):
    """All 0."""

    kind: Literal["zero"] = "zero"


class Constant(Value):
    """All the same number."""

    kind: Literal["constant"] = "constant"
    value: Number = Field(
        0.1, ge=-1e6, le=1e6, title=marked("Value"), description=marked("What each one starts at.")
    )


class Uniform(Value):
    """Evenly spread between two numbers."""

    kind: Literal["uniform"] = "uniform"
    low: Number = Field(
        -0.5, ge=-1e6, le=1e6, title=marked("From"), description=marked("The smallest start.")
    )
    high: Number = Field(0.5, ge=-1e6, le=1e6, title=marked("To"), description=marked("The largest start."))

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(
                translated(
                    "from {low:g} to {high:g} runs backwards; the first must be the smaller",
                    low=self.low,
                    high=self.high,
                )
            )
        return self


class Normal(Value):
    """Normally spread around 0."""

    kind: Literal["normal"] = "normal"
    std: Number = Field(
        1.0, ge=0, le=1e6, title=marked("Spread"), description=marked("Standard deviation of the starts.")
    )


class Xavier(Value):
    """Uniform within ±√(6 / (fan_in + fan_out)) (Glorot and Bengio 2010)."""

    kind: Literal["xavier"] = "xavier"


class He(Value):
    """Normal with standard deviation √(2 / fan_in) (He et al. 2015), or with what their argument gives instead of 2."""

    kind: Literal["he"] = "he"


class LeCun(Value):
    """Normal with standard deviation √(1 / fan_in) (LeCun et al. 1998), what SELU asks for."""

    kind: Literal["lecun"] = "lecun"


class Explicit(Value):
    """Given number by number: a row a neuron for weights, one number a neuron for biases."""

    kind: Literal["explicit"] = "explicit"
    values: tuple[tuple[Given, ...], ...] | tuple[Given, ...]


Initializer = Annotated[
    Zero | Constant | Uniform | Normal | Xavier | He | LeCun | Explicit, Field(discriminator="kind")
]


class _Neural(Value):
    """What every layer of neurons has. `id` and `neurons` are stable ids: an edit never changes or reuses them.

    In files `neurons` may be a count; the network then gives the ids.
    """

    id: LayerId = 0
    neurons: tuple[NeuronId, ...] = Field(
        ...,
        min_length=1,
        max_length=MAX_NEURONS,
        title=marked("Neurons"),
        description=marked("The ids of the layer's neurons."),
    )
    activation: Activation = Field(
        "tanh", title=marked("Activation"), description=marked("What a neuron makes of its sum z.")
    )
    bias: bool = Field(
        True, title=marked("Bias"), description=marked("Whether each neuron adds a bias to its sum.")
    )
    trainable: bool = Field(
        True, title=marked("Trainable"), description=marked("Whether training moves this layer.")
    )
    weight_init: Initializer = Field(
        Xavier(), title=marked("Weights start"), description=marked("What the weights start at.")
    )
    bias_init: Initializer = Field(
        Zero(), title=marked("Biases start"), description=marked("What the biases start at.")
    )

    @field_validator("neurons", mode="before")
    @classmethod
    def _count(cls, neurons: object) -> object:
        if not isinstance(neurons, list | tuple):
            shown = shortened(str(neurons))
            raise ValueError(
                translated(
                    "{shown} neurons are out of range; a layer has 1 to {max_neurons}",
                    shown=shown,
                    max_neurons=MAX_NEURONS,
                )
            )
        return neurons

    @property
    def size(self) -> int:
        """How many neurons it has."""
        return len(self.neurons)


class Dense(_Neural):
    """A dense layer: every neuron reads every value of the layer before."""

    kind: Literal["dense"] = "dense"


class Convolution(_Neural):
    """A convolution: its neurons are filters, each one set of weights and one bias, used at every place of an image."""

    kind: Literal["convolution"] = "convolution"
    kernel: Whole = Field(
        3,
        ge=1,
        le=MAX_KERNEL,
        title=marked("Kernel"),
        description=marked("How many pixels a filter is high and wide; odd, so that it has a middle."),
        json_schema_extra={"unit": "pixels", "step": 2},
    )
    stride: Whole = Field(
        1,
        ge=1,
        le=8,
        title=marked("Stride"),
        description=marked("How many pixels lie between two places of a filter."),
    )
    padding: Whole = Field(
        0,
        ge=0,
        le=MAX_KERNEL // 2,
        title=marked("Padding"),
        description=marked("How many rows and columns of zeros are put around the image."),
    )

    @field_validator("kernel")
    @classmethod
    def _odd(cls, kernel: int) -> int:
        if kernel % 2 == 0:
            raise ValueError(
                translated(
                    "a kernel of {kernel} has no middle; its side must be odd, such as {kernel2}",
                    kernel=kernel,
                    kernel2=kernel + 1,
                )
            )
        return kernel


class Pooling(Value):
    """Makes an image smaller: the largest or the mean of every window. It has no weights, no biases, no neurons."""

    kind: Literal["pooling"] = "pooling"
    id: LayerId = 0
    takes: Literal["max", "average"] = Field(
        "max",
        title=marked("Takes"),
        description=marked("What stands for a window: the largest value or the mean."),
    )
    window: Whole = Field(
        2,
        ge=1,
        le=16,
        title=marked("Window"),
        description=marked("How many pixels a window is high and wide."),
        json_schema_extra={"unit": "pixels"},
    )
    stride: Whole = Field(
        2, ge=1, le=16, title=marked("Stride"), description=marked("How many pixels lie between two windows.")
    )

    @property
    def neurons(self) -> tuple[int, ...]:
        """None."""
        return ()

    @property
    def size(self) -> int:
        """How many neurons it has: 0."""
        return 0

    @property
    def activation(self) -> str:
        """It gives what it takes."""
        return "linear"

    @property
    def bias(self) -> bool:
        """It has none."""
        return False

    @property
    def trainable(self) -> bool:
        """There is nothing to train, and nothing is held."""
        return True


class Recurrent(_Neural):
    """An Elman cell: h_t = f(W_x·x_t + W_h·h_(t−1) + b) with h_0 = 0, the same weights and the same bias at every step.

    A neuron's weights are those for the input first, then those for the hidden values.
    """

    kind: Literal["recurrent"] = "recurrent"
    activation: Literal["tanh", "relu", "sigmoid"] = Field(
        "tanh", title=marked("Activation"), description=marked("What a neuron makes of its sum z.")
    )
    gives: Literal["last", "all"] = Field(
        "last",
        title=marked("Gives"),
        description=marked("Its values after the last step, or those of every step."),
    )


Layer = Dense | Convolution | Pooling | Recurrent
Neural = Dense | Convolution | Recurrent
KINDS = ("dense", "convolution", "pooling", "recurrent")
RECURRENT_ACTIVATIONS = ("tanh", "relu", "sigmoid")


def _id(given: object) -> int:
    """An id that can be counted on from; 0 for what is none, which validation then refuses."""
    return given if _is_id(given) and isinstance(given, int) else 0


def _is_id(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= MAX_ID


def _ids(layer: object) -> tuple[object, ...]:
    """The ids that a layer of a file brings along."""
    if not isinstance(layer, dict):
        return ()
    neurons = layer.get("neurons")
    return (layer.get("id"), *(neurons if isinstance(neurons, list | tuple) else ()))


def _opened(layer: dict[str, Any], kind: str) -> dict[str, Any]:
    """A written layer that opens with what it is; a dense one need not say so."""
    rest = {key: value for key, value in layer.items() if key != "kind"}
    return rest if kind == "dense" else {"kind": kind, **rest}


def _counted(layer: dict[str, Any]) -> dict[str, Any]:
    """A written layer with a count in place of ids."""
    counts = {"neurons": len(layer["neurons"])} if "neurons" in layer else {}
    return {key: value for key, value in layer.items() if key != "id"} | counts


class Network(Value):
    """The layers from the first hidden one to the output; `born` is the largest id ever given."""

    layers: tuple[Annotated[Layer, Field(discriminator="kind")], ...] = Field(
        ..., min_length=1, max_length=MAX_LAYERS, title=marked("Layers")
    )
    born: LayerId = 0

    @model_validator(mode="before")
    @classmethod
    def _give_ids(cls, given: Any) -> Any:
        """Counts become ids in reading order: the layer, then its neurons. What is malformed is left as it is."""
        if not isinstance(given, Mapping) or not isinstance(given.get("layers"), list | tuple):
            return given
        layers = [dict(layer) if isinstance(layer, Mapping | Value) else layer for layer in given["layers"]]
        born = max([_id(given.get("born")), *(_id(i) for layer in layers for i in _ids(layer))])
        for layer in layers:
            if not isinstance(layer, dict):
                continue
            if not layer.get("id") and layer.get("id") is not False:
                layer["id"] = born = born + 1
            layer.setdefault("kind", "dense")
            count = layer.get("neurons")
            if isinstance(count, int) and not isinstance(count, bool) and 1 <= count <= MAX_NEURONS:
                layer["neurons"] = tuple(range(born + 1, born + count + 1))
                born += count
        if "born" in given and not _is_id(given["born"]):
            born = given["born"]  # to be refused
        return {**given, "layers": layers, "born": born}

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        ids = [i for layer in self.layers for i in (layer.id, *layer.neurons)]
        if len(set(ids)) != len(ids):
            raise ValueError(translated("two layers or neurons have the same id; each id may stand once"))
        if not isinstance(self.layers[-1], Dense):
            raise ValueError(
                translated("the last layer is a {kind}; the output must be dense", kind=self.layers[-1].kind)
            )
        return self

    @model_serializer(mode="wrap")
    def _counts(self, handler: Any) -> Any:
        """Ids are left out where reading the counts would give the same ones."""
        written = handler(self)
        written["layers"] = [
            _opened(layer, wish.kind) for layer, wish in zip(written["layers"], self.layers, strict=True)
        ]
        counted = [_counted(layer) for layer in written["layers"]]
        ids = [i for layer in self.layers for i in (layer.id, *layer.neurons)]
        if ids == list(range(1, self.born + 1)):
            return {"layers": counted}
        return written

    @property
    def is_dense(self) -> bool:
        """Whether all layers are dense."""
        return all(isinstance(layer, Dense) for layer in self.layers)

    @property
    def hidden(self) -> tuple[Layer, ...]:
        """All layers but the output."""
        return self.layers[:-1]

    @property
    def output(self) -> Dense:
        """The last layer."""
        last = self.layers[-1]
        assert isinstance(last, Dense)
        return last
