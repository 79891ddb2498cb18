"""The settings in a link, read as TensorFlow Playground reads them (`src/state.ts`, 2016, Apache 2.0): what it
does not understand is what it would be by default. It notes in words whatever is read otherwise than written.
"""

from __future__ import annotations

import math
import re
from urllib.parse import unquote

from wbsim.data import FEATURES
from wbsim.network import MAX_LAYERS, MAX_NEURONS
from wbsim.problems import refuse
from wbsim.translation import translated

SEED = "0.12345"  # for links that name none, for which the page draws one
MOST_WEIGHTS = 50_000  # every weight of a link is drawn and kept number by number
PAGE = "TensorFlow Playground"

ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear")
PROBLEMS = ("classification", "regression")
CLASSIFIED = ("circle", "xor", "gauss", "spiral")
MEASURED = ("reg-plane", "reg-gauss")
PENALTIES = ("none", "L1", "L2")
# in the page's order, which is the order of the weights
INPUTS = dict(zip(("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY"), FEATURES, strict=True))
_NUMBERS = ("batchSize", "learningRate", "regularizationRate", "noise", "percTrainData")
_NO_INPUTS = ("cosX", "cosY")
_SHOWN = ("showTestData",)  # as they always are here
_LOOKS = ("discretize", "hideText", "tutorial", "collectStats")
_KNOWN = {
    "activation", "regularization", "dataset", "regDataset", "networkShape", "seed", "problem", "initZero",
    *_NUMBERS, *INPUTS, *_NO_INPUTS, *_SHOWN, *_LOOKS,
}  # fmt: skip
_HIDE = "_hide"
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


class Settings:
    """The settings of a link by key; `notes` grows with what is read otherwise than it is written."""

    def __init__(self, fragment: str) -> None:
        pairs = (pair.split("=") for pair in fragment.split("&") if "=" in pair)
        self._written = {pair[0]: pair[1] for pair in pairs}
        self.notes: list[str] = []

    def text(self, key: str) -> str:
        """A setting as it is written; empty where there is none."""
        return self._written.get(key, "").strip()

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of the choices, of which the first is the default."""
        given = self.text(key) or choices[0]
        if given not in choices:
            self._note(
                key,
                translated(
                    "is not one of {choices}; {page} takes {choices2}",
                    choices=", ".join(choices),
                    page=PAGE,
                    choices2=choices[0],
                ),
            )
            return choices[0]
        return given

    def number(self, key: str, usual: float) -> float:
        """A finite number."""
        given = self.text(key) or str(usual)
        if _NUMBER.fullmatch(given) and math.isfinite(float(given)):
            return float(given)
        self._note(key, translated("is no number; {usual:g} is taken", usual=usual))
        return usual

    def flag(self, key: str, usual: bool = False) -> bool:
        """True for anything but false."""
        return self.text(key) != "false" if self.text(key) else usual

    def noise(self) -> float:
        """0 to 80 per cent."""
        noise = self.number("noise", 0.0)
        if noise < 0:
            self._note("noise", translated("is below 0; {page} reads it as 0", page=PAGE))
        elif noise > 80:
            self._note("noise", translated("is beyond 80; {page} reads it as 50", page=PAGE))
        return 0.0 if noise < 0 else 50.0 if noise > 80 else noise

    def share(self) -> float:
        """Per cent of the points that train, above 0 and at most 100."""
        share = self.number("percTrainData", 50.0)
        if 1 <= share <= 100:
            return share
        self._note("percTrainData", translated("is no share of 1 to 100 per cent; 50 is taken"))
        return 50.0

    def batch_size(self) -> int:
        """Points a batch, at least 1."""
        size = self.number("batchSize", 10.0)
        if size >= 1 and size.is_integer():
            return int(size)
        self._note("batchSize", translated("is no whole number above 0; 10 is taken"))
        return 10

    def shape(self) -> tuple[int, ...]:
        """The neurons of each hidden layer; raises `Refused` where they are too many."""
        sizes = [size.strip() for size in unquote(self._written.get("networkShape", "4,2")).split(",")]
        if sizes == [""]:
            return ()
        if not all(size.isascii() and size.isdecimal() and int(size[:9]) for size in sizes):
            self._note("networkShape", translated("is no list of layer sizes; 4,2 is taken"))
            return 4, 2
        shape = tuple(int(size[:9]) for size in sizes)
        weights = sum(a * b for a, b in zip((len(INPUTS), *shape), shape, strict=False))
        if len(shape) >= MAX_LAYERS or max(shape) > MAX_NEURONS or weights > MOST_WEIGHTS:
            raise refuse(
                "networkShape",
                translated(
                    "{text} is too large; there may be {max_layers} layers of up to {max_neurons} neurons and {most_weights} weights",
                    text=self.text("networkShape")[:40],
                    max_layers=MAX_LAYERS - 1,
                    max_neurons=MAX_NEURONS,
                    most_weights=MOST_WEIGHTS,
                ),
            )
        return shape

    def seed(self) -> str:
        """The text that seeds all draws."""
        if not self.text("seed"):
            self.notes.append(translated("the link names no seed; {seed} is taken", seed=SEED))
        return self.text("seed") or SEED

    def inputs(self) -> list[str]:
        """The inputs of the network as features; raises `Refused` if there is none."""
        hidden = self._hidden()
        chosen = [key for key in INPUTS if self.flag(key, usual=key in ("x", "y"))]
        gone = [key for key in chosen if key in hidden]
        if gone:
            self.notes.append(
                translated(
                    "{gone}: hidden, so {page} leaves it out of the inputs", gone=", ".join(gone), page=PAGE
                )
            )
        if len(gone) == len(chosen):
            raise refuse(
                "",
                translated(
                    "this link leaves the network without inputs; one of {inputs} must be true",
                    inputs=", ".join(INPUTS),
                ),
            )
        return [INPUTS[key] for key in chosen if key not in gone]

    def note_the_rest(self) -> None:
        """Notes the settings that decide nothing."""
        looks = [key for key in _LOOKS if self.flag(key)]
        looks += sorted(key + _HIDE for key in self._hidden() - INPUTS.keys())
        absent = [key for key in _NO_INPUTS if self.flag(key)]
        unknown = [key for key in self._written if key not in _KNOWN and not key.endswith(_HIDE)]
        for keys, words in (
            (looks, translated("only about how {page} looks", page=PAGE)),
            (absent, translated("{page} has no such input", page=PAGE)),
            (unknown, translated("{page} knows no such setting", page=PAGE)),
        ):
            if keys:
                self.notes.append(f"{', '.join(keys)}: {words}")

    def _hidden(self) -> set[str]:
        """The controls that the link hides."""
        return {
            key.removesuffix(_HIDE) for key, value in self._written.items() if key.endswith(_HIDE) and value == "true"
        }  # fmt: skip

    def _note(self, key: str, words: str) -> None:
        given = self.text(key)
        self.notes.append(f"{key}={given if len(given) <= 20 else given[:19] + '…'} {words}")
