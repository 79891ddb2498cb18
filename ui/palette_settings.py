"""Settings as entries of the palette: what can be chosen, by its words, and numbers as they are typed. Whether a setting is
taken, others decide.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication

from ui.panels.entries import Entry
from ui.panels.fields import bounds_in_words, unit_in_words
from ui.panels.typed import read_number, written
from wbsim.activations import ACTIVATIONS
from wbsim.experiment import Experiment
from wbsim.network import Pooling
from wbsim.optimizers import OPTIMIZERS, own_numbers
from wbsim.settings import WORDS, Setting, setting, word

Change = Callable[[dict[str, Any]], object]

_CHOICES = ("loss", "precision", "train", "batches.order", "penalty.on", "penalty.form", "data.standardize")
_NUMBERS = (
    "optimizer.learning_rate", "batches.size", "seed", "data.noise", "data.train_share", "penalty.l1", "penalty.l2",
)  # fmt: skip
_TYPED = re.compile(
    r"^(?P<words>.*?\S)[\s=:]+(?P<value>[+\-−]?[.,]?\d[\d.,]*(?:e[+-]?\d+)?)\s*%?$", re.IGNORECASE
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Palette", text)


def of_choices(experiment: Experiment, change: Change) -> Iterator[Entry]:
    """Activations of the hidden layers, optimizers, losses, and every other setting that is one of several words."""
    yield from _of_activations(experiment, change)
    optimizer = setting(experiment, "optimizer.kind")
    for kind in OPTIMIZERS:
        yield _choice(optimizer, _tr("Optimizer"), "Optimizer", kind, change)
    for path in _CHOICES:
        one = setting(experiment, path)
        for value in one.choices:
            yield _choice(one, one.title, _english(path), value, change)


def _choice(one: Setting, title: str, english: str, value: str, change: Change) -> Entry:
    words = _tr("{setting}: {value}").format(setting=title, value=word(value))
    return Entry(
        f"set {one.path} {value}", words, _tr("Setting"), partial(change, {one.path: value}),
        also=(f"{english} {WORDS.get(value, value)}", f"{english} {value}"), now=str(one.value) == value,
    )  # fmt: skip


def _of_activations(experiment: Experiment, change: Change) -> Iterator[Entry]:
    """The same activation for all hidden layers."""
    layers = experiment.network.layers
    hidden = [k for k, layer in enumerate(layers[:-1]) if not isinstance(layer, Pooling)]
    for entry in ACTIVATIONS:
        wished = {f"network.layers.{k}.activation": entry.name for k in hidden}
        yield Entry(
            f"set activation {entry.name}",
            _tr("Activation of hidden layers: {name}").format(name=word(entry.name)),
            _tr("Setting"), partial(change, wished),
            also=(f"activation {entry.word}", f"activation {entry.name}"),
            lack="" if hidden else _tr("there is no hidden layer"),
            now=bool(hidden) and all(getattr(layers[k], "activation", "") == entry.name for k in hidden),
        )  # fmt: skip


def of_numbers(experiment: Experiment, typed: str, change: Change) -> Iterator[Entry]:
    """Every number: with a value behind its name it is set to that, without one the field waits for it."""
    parts = _TYPED.match(typed.strip())
    value = parts["value"] if parts is not None else ""
    own = (f"optimizer.{name}" for name in own_numbers() if hasattr(experiment.optimizer, name))
    for path in (*_NUMBERS, *own):
        one = setting(experiment, path)
        title, unit = one.title, unit_in_words(one)
        if not value:
            yield Entry(
                f"set {path}", _tr("{setting}: type a number").format(setting=title),
                _tr("now {value}").format(value=f"{written(float(one.value), one.whole)}{unit}"), _nothing,
                also=(_english(path),), fills=f"{title} ",
            )  # fmt: skip
            continue
        number, lack = _number_of(one, value)
        words = _tr("{setting} → {value}").format(setting=title, value=f"{value.replace('-', '−')}{unit}")
        yield Entry(
            f"set {path}", words, _tr("Setting"), partial(change, {path: number}),
            also=(f"{one.title} {_english(path)} = : {value}",), lack=lack,
        )  # fmt: skip


def _number_of(one: Setting, value: str) -> tuple[float | int, str]:
    """The number that was typed, and why it cannot be set."""
    try:
        number = read_number(value, one.whole)
    except ValueError as error:
        return 0, str(error)
    if (one.least is not None and number < one.least) or (one.most is not None and number > one.most):
        return number, bounds_in_words(one)
    return int(number) if one.whole else number, ""


def _english(path: str) -> str:
    """The English words of a setting, as its path has them."""
    return path.replace(".", " ").replace("_", " ")


def _nothing() -> None:
    """What waits for a number does nothing yet."""
