"""The experiment's settings as people meet them: title, help, range and choices of each, and what changed in words.
It reads the fields of the experiment and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from wbsim.activations import ACTIVATIONS
from wbsim.experiment import Experiment, position
from wbsim.ids import layer_name
from wbsim.layout import name_of
from wbsim.losses import LOSSES
from wbsim.network import Convolution, Layer, Neural, Pooling, Recurrent
from wbsim.optimizers import OPTIMIZERS, formula
from wbsim.problems import NO_SUCH, range_of, refuse
from wbsim.translation import marked, translated, within

WORDS = {
    **{entry.name: entry.word for entry in (*ACTIVATIONS, *LOSSES)},
    **{kind: rule.name for kind, rule in OPTIMIZERS.items()},
    "gradient": marked("in the gradient"), "after_step": marked("after the step"), "as_given": marked("as given"), "xavier": "Xavier",
    "he": "He", "lecun": "LeCun", "zero": marked("zero"), "constant": marked("constant"), "uniform": marked("uniform"),
    "normal": marked("normal"), "weights": marked("weights"), "biases": marked("biases"), "both": marked("both"),
    "shuffled": marked("shuffled"), "explicit": marked("explicit"), "keep": marked("keep"), "drop": marked("drop"), "carry": marked("carry"),
    "inputs": marked("inputs"), "nothing": marked("nothing"), "all": marked("all"), "average": marked("average"),
    "last": marked("last"), "True": marked("True"), "False": marked("False"), "linear": marked("linear"),
    "circle": marked("circle"), "xor": "xor", "gauss": marked("gauss"), "spiral": marked("spiral"), "plane": marked("plane"),
    "bumps": marked("bumps"), "moons": marked("moons"), "shifted": marked("shifted"), "function": marked("function"),
    "pass-fail": marked("pass-fail"), "house-price": marked("house-price"), "iris": marked("iris"), "penguins": marked("penguins"),
    "digits": marked("digits"), "letters": marked("letters"), "letters-8": marked("letters-8"), "sines": marked("sines"),
    "sunspots": marked("sunspots"), "parity": marked("parity"), "remember-first": marked("remember-first"), "points": marked("points"),
    "number": marked("number"), "text": marked("text"), "date": marked("date"), "mixed": marked("mixed"), "empty": marked("empty"),
    "penalty": marked("penalty"), "batches": marked("batches"), "data": marked("data"), "optimizer": marked("optimizer"),
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """One setting: `low` and `high` are what a slider spans, `least` and `most` what is allowed."""

    path: str
    value: Any
    title: str
    help: str
    unit: str = ""
    least: float | None = None
    most: float | None = None
    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log", "log0"] = "linear"
    step: float | None = None
    whole: bool = False
    choices: tuple[str, ...] = ()
    formula: str = ""  # where it stands in one, that formula


def setting(experiment: Experiment, path: str) -> Setting:
    """What is known of the setting at a dotted path; raises `Refused` if there is none."""
    here: Any = experiment
    field = None
    for part in path.split("."):
        if isinstance(here, tuple) and (place := position(part)) < len(here):
            here = here[place]
        elif isinstance(here, BaseModel) and part in type(here).model_fields:
            field = type(here).model_fields[part]
            here = getattr(here, part)
        else:
            raise refuse(path, translated(NO_SUCH))
    assert field is not None
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    low, high = range_of(field)
    least, most = (low[1] if low else None), (high[1] if high else None)
    choices = tuple(map(str, get_args(field.annotation))) if get_origin(field.annotation) is Literal else ()
    return Setting(
        path, here, translated(field.title or path.rsplit(".", maxsplit=1)[-1]), translated(field.description or ""), str(extra.get("unit", "")),
        least, most, _number(extra.get("low", least)), _number(extra.get("high", most)),
        extra.get("scale", "linear"), _number(extra.get("step")), field.annotation is int, choices,  # type: ignore[arg-type]
        _formula(experiment, path),
    )  # fmt: skip


def _formula(experiment: Experiment, path: str) -> str:
    """The formula in which a number stands, with the letter that it has there; empty for all others."""
    if path.startswith("optimizer.") and path != "optimizer.kind":
        return formula(experiment.optimizer.kind)
    if path in ("penalty.l1", "penalty.l2"):
        return "λ₁·Σ|θ| + ½·λ₂·Σθ²"
    if path == "huber_delta":
        return next(translated(entry.formula) for entry in LOSSES if entry.name == "huber")
    return ""


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def in_words(before: Experiment, after: Experiment) -> str:
    """What changed from one experiment to another: `learning rate 0.03 → 0.3`; empty if nothing did."""
    return ", ".join(_changes(before, after))


def _changes(before: Experiment, after: Experiment) -> Iterator[str]:
    yield from _layer_changes(before, after)
    for name in ("data", "optimizer", "penalty", "batches"):
        old, new = getattr(before, name), getattr(after, name)
        if type(old) is not type(new):
            yield translated(
                "{name} {old} → {new}", name=translated(name), old=word(old.kind), new=word(new.kind)
            )
            old = None
        for field in type(new).model_fields if old != new else ():
            was, now = getattr(old, field, None), getattr(new, field)
            if field != "kind" and old is not None and was != now:
                yield _change(setting(after, f"{name}.{field}"), was, now)
    if before.title != after.title:
        yield translated("title → {title}", title=after.title or translated("none"))
    for name in ("seed", "loss", "huber_delta", "precision", "train"):
        if getattr(before, name) != getattr(after, name):
            yield _change(setting(after, name), getattr(before, name), getattr(after, name))
    for parameter in sorted(after.locked - before.locked):
        yield translated("{name} locked", name=name_of(after, parameter))
    for parameter in sorted(before.locked - after.locked):
        yield translated("{name} free to move", name=name_of(after, parameter))


def _layer_changes(before: Experiment, after: Experiment) -> Iterator[str]:
    old = {layer.id: layer for layer in before.network.layers}
    last = len(after.network.layers)
    neural = [layer for layer in after.network.layers if not isinstance(layer, Pooling)]
    changed = [old[layer.id].bias != layer.bias for layer in neural if layer.id in old]
    all_biases = len(changed) > 1 and all(changed) and len({layer.bias for layer in neural}) == 1
    if all_biases:
        yield translated("all biases on") if neural[0].bias else translated("all biases off")
    for place, layer in enumerate(after.network.layers, 1):
        name = layer_name(place, last, layer.kind)
        if layer.id not in old:
            yield translated("{name}: new, {layer}", name=name, layer=_layer_said(layer))
            continue
        was = old[layer.id]
        if was.kind != layer.kind:
            yield translated(
                "{was} becomes {name}, {layer}",
                was=layer_name(place, last, was.kind),
                name=name,
                layer=_layer_said(layer),
            )
        else:
            yield from _shape_changes(name, was, layer)
        if not isinstance(layer, Pooling) and not isinstance(was, Pooling):
            yield from _neural_changes(name, was, layer, all_biases)
    for place, layer in enumerate(before.network.layers, 1):
        if all(layer.id != other.id for other in after.network.layers):
            yield translated(
                "{name} removed",
                name=layer_name(place, len(before.network.layers) + 1, layer.kind),
            )


def _neural_changes(name: str, was: Neural, now: Neural, all_biases: bool) -> Iterator[str]:
    """What changed of what all layers of neurons have; `all_biases` says that of these it has been said."""
    if was.kind == now.kind and was.activation != now.activation:
        yield f"{name}: {word(was.activation)} → {word(now.activation)}"
    if was.bias != now.bias and not all_biases:
        yield (translated("{name}: biases on") if now.bias else translated("{name}: biases off")).format(
            name=name
        )
    if was.trainable != now.trainable:
        yield (translated("{name}: trains") if now.trainable else translated("{name}: held still")).format(
            name=name
        )
    if was.weight_init != now.weight_init:
        yield translated("{name}: weights start {kind}", name=name, kind=word(now.weight_init.kind))
    if was.bias_init != now.bias_init:
        yield translated("{name}: biases start {kind}", name=name, kind=word(now.bias_init.kind))


def _layer_said(layer: Layer) -> str:
    """What a layer is: `4 × tanh`, `4 filters of 3 × 3, ReLU`, `the largest of 2 × 2`."""
    match layer:
        case Pooling():
            said = (
                translated("the largest of {window} × {window}")
                if layer.takes == "max"
                else translated("the mean of {window} × {window}")
            )
            return said.format(window=layer.window)
        case Convolution():
            said = (
                translated("{filters} filters of {kernel} × {kernel}, {activation}")
                if layer.size > 1
                else translated("{filters} filter of {kernel} × {kernel}, {activation}")
            )
            return said.format(
                filters=layer.size,
                kernel=layer.kernel,
                activation=word(layer.activation),
            )
        case _:
            return f"{layer.size} × {word(layer.activation)}"


def _shape_changes(name: str, was: Layer, now: Layer) -> Iterator[str]:
    """What changed of how many neurons a layer has, and of what a layer of its kind alone has."""
    if was.neurons != now.neurons:
        said = (
            translated("{name}: {before} → {after} filters")
            if now.kind == "convolution"
            else translated("{name}: {before} → {after} neurons")
        )
        yield said.format(name=name, before=was.size, after=now.size)
    if isinstance(was, Convolution) and isinstance(now, Convolution):
        names: tuple[str, ...] = ("kernel", "stride", "padding")
    elif isinstance(was, Pooling) and isinstance(now, Pooling):
        names = ("takes", "window", "stride")
    elif isinstance(was, Recurrent) and isinstance(now, Recurrent):
        names = ("gives",)
    else:
        names = ()
    for part in names:
        before, after = getattr(was, part), getattr(now, part)
        if before == after:
            continue
        if part in ("kernel", "window"):
            before, after = f"{before} × {before}", f"{after} × {after}"
        yield f"{name}: {within(translated(part.capitalize()))} {word(before)} → {word(after)}"


def _change(what: Setting, before: Any, after: Any) -> str:
    title = within(what.title)
    if isinstance(after, tuple) or isinstance(before, BaseModel) or isinstance(after, BaseModel):
        if isinstance(after, tuple) and len(after) <= 8:
            return f"{title} → {', '.join(map(str, after))}"
        return translated("{title} changed", title=title)
    unit = f" {what.unit}" if what.unit == "%" else ""
    return f"{title} {word(before)} → {word(after)}{unit}"


def word(value: object) -> str:
    """A value as people say it."""
    if isinstance(value, float):
        return f"{value:g}".replace("-", "−")
    return translated(WORDS.get(str(value), str(value).replace("_", " ")))
