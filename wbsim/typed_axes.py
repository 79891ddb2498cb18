"""An axis as people type it: `learning_rate=1e-4:1:log:20`, `bias=on,off`, `hidden=4,8-8`. What cannot be is refused in a
sentence that says what would be right.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from wbsim.axes import PATHS, SHAPE, Axis, Subject, Variant, listed, possible, subject
from wbsim.difference import Difference
from wbsim.experiment import Experiment
from wbsim.network import MAX_LAYERS, MAX_NEURONS, Dense, Initializer
from wbsim.optimizers import OPTIMIZERS
from wbsim.problems import NO_SUCH, Refused, refuse, shortened
from wbsim.settings import Setting, setting
from wbsim.translation import translated

LONGEST = 4096  # variants of one axis
_ALSO = {"lr": "learning_rate", "rate": "learning_rate", "biases": "bias", "batch_size": "batch"}
_ON, _OFF = ("on", "true", "yes"), ("off", "false", "no")
_STARTS: dict[str, tuple[str, ...]] = {
    "zero": (), "constant": ("value",), "uniform": ("low", "high"), "normal": ("std",), "xavier": (), "he": (), "lecun": (),
}  # fmt: skip
_COUNT = re.compile(r"network\.layers\.[0-9]+\.neurons")
_NEAR = 10  # a number may move by this part of the way to the next
_DIGITS = 2  # of a number between the ends of a range, at least


def parsed(text: str, experiment: Experiment) -> Axis:
    """An axis as it is typed: `learning_rate=1e-4:1:log:20`, `bias=on,off`, `optimizer.momentum=0:0.9:10`; raises `Refused`.

    Between the ends of a range stand numbers of as few digits as tell them apart evenly: the value is what is read.
    """
    given, sign, values = text.partition("=")
    if not sign or not given.strip() or not values.strip():
        raise refuse(
            shortened(text),
            translated("it must be NAME=VALUES, such as learning_rate=0.001:1:log:10 or bias=on,off"),
        )
    about = _about(given.strip(), experiment)
    if about.name == SHAPE:
        variants = [_shape(about, word.strip(), experiment) for word in values.split(",")]
    else:
        known = _known(about, experiment)
        variants = [about.variant(value) for value in _values(about, known, values.strip())]
    _refuse_twice(about, variants)
    for variant in variants:
        if why := possible(experiment, variant):
            raise refuse(
                about.name, translated("{typed} cannot be: {why}", typed=shortened(variant.typed), why=why)
            )
    return about.axis(tuple(variants))


# --- what it is about ----------------------------------------------------------------------------------------


def _about(given: str, experiment: Experiment) -> Subject:
    """What a short name or a dotted path means; raises `Refused` with the nearest one."""
    name = given.lower().replace("-", "_").replace(" ", "_") if "." not in given else given
    name = _ALSO.get(name, name)
    if name == "seed":
        raise refuse(
            "seed",
            translated("seeds are no axis; every network of it starts from each of the seeds (--seeds 50)"),
        )
    known = {**PATHS, **_leaves(experiment), **PATHS}
    if name in known or "." in name:
        path = known.get(name, name)
        short = next((leaf for leaf, long in known.items() if long == path), name)
        try:
            return replace(subject(path, experiment), name=short)
        except Refused as refused:
            raise _hinted(short, refused, experiment) from None
    having = [rule.name for rule in OPTIMIZERS.values() if name in rule.model_fields]
    if having:
        raise refuse(
            name,
            translated(
                "{name} has none; {having} have one",
                name=type(experiment.optimizer).name,
                having=listed(having),
            ),
        )
    close = difflib.get_close_matches(name, [*known, *_ALSO], n=1)
    hint = (
        translated("did you mean {get}?", get=_ALSO.get(close[0], close[0]))
        if close
        else translated("there are {paths}", paths=", ".join(PATHS))
    )
    raise refuse(shortened(given), translated("{no_such}; {hint}", no_such=translated(NO_SUCH), hint=hint))


def _hinted(name: str, refused: Refused, experiment: Experiment) -> Refused:
    """The refusal of a path, with the nearest one that there is."""
    if refused.problems[0].what != translated(NO_SUCH):
        return refused
    layers = range(len(experiment.network.layers))
    fields = [field for layer in experiment.network.layers for field in type(layer).model_fields]
    paths = [f"network.layers.{k}.{field}" for k in layers for field in dict.fromkeys(fields)]
    close = difflib.get_close_matches(name, [*_leaves(experiment).values(), *paths], n=1)
    return (
        refuse(
            shortened(name),
            translated("{no_such}; did you mean {close}?", no_such=translated(NO_SUCH), close=close[0]),
        )
        if close
        else refused
    )


def _leaves(experiment: Experiment) -> dict[str, str]:
    """The settings that are named by the last part of their paths."""
    found = {name: name for name in ("loss", "huber_delta", "precision", "train")}
    for group in ("batches", "penalty", "data", "optimizer"):
        for name in type(getattr(experiment, group)).model_fields:
            if name != "kind":
                found[name] = f"{group}.{name}"
    return found


def _known(about: Subject, experiment: Experiment) -> Setting:
    """What is known of the setting; raises `Refused` for one that is no single value."""
    known = setting(experiment, about.place)
    if _COUNT.fullmatch(about.path) and isinstance(known.value, tuple):
        return replace(known, value=len(known.value), whole=True)
    if isinstance(known.value, bool | int | float | str) or _is_start(about):
        return known
    raise refuse(about.name, translated("it is no single number or word, so it can be no axis"))


def _is_start(about: Subject) -> bool:
    return about.path.endswith(("weight_init", "bias_init"))


# --- its values ----------------------------------------------------------------------------------------------


def _values(about: Subject, known: Setting, text: str) -> Iterator[object]:
    is_number = isinstance(known.value, int | float) and not isinstance(known.value, bool)
    if is_number and ":" in text:
        yield from _range(about.name, text, known.whole)
        return
    for word in (part.strip() for part in text.split(",")):
        if not word:
            raise refuse(
                about.name,
                translated("in {text!r} a value is missing between two commas", text=shortened(text)),
            )
        if _is_start(about):
            yield _start(about.name, word)
        elif isinstance(known.value, bool):
            yield _switch(about.name, word)
        elif is_number:
            yield _number(about.name, word, known.whole)
        else:
            yield _choice(about, word, known)


def _number(name: str, word: str, whole: bool) -> float | int:
    try:
        number = float(word) if word.isascii() else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise refuse(
            name,
            translated(
                "{word!r} is no number; values stand as 0.01,0.1,1 or as 0.01:1:log:5", word=shortened(word)
            ),
        )
    if whole and number != round(number):
        raise refuse(name, translated("{word} is not a whole number", word=word))
    return round(number) if whole else number


def _is_whole(text: str) -> bool:
    """Whether a text is a whole number in the digits 0 to 9; `isdecimal` alone takes those of every script."""
    return text.isascii() and text.isdecimal()


def _switch(name: str, word: str) -> bool:
    if word.lower() in (*_ON, *_OFF):
        return word.lower() in _ON
    raise refuse(name, translated("{word!r} is neither on nor off", word=shortened(word)))


def _choice(about: Subject, word: str, known: Setting) -> str:
    """One of the words that a setting can have, in whatever case."""
    choices = tuple(OPTIMIZERS) if about.path == "optimizer.kind" else known.choices
    if not choices:
        return word
    found = next((choice for choice in choices if choice.lower() == word.lower().replace("-", "_")), None)
    if found is None and word in choices:
        found = word
    if found is None:
        raise _unknown(about.name, word, choices)
    return found


def _unknown(name: str, word: str, choices: tuple[str, ...]) -> Exception:
    close = difflib.get_close_matches(word.lower(), choices, n=1)
    hint = (
        translated("did you mean {close}?", close=close[0])
        if close
        else translated("there are {choices}", choices=", ".join(choices))
    )
    return refuse(name, translated("{word!r} is none of its values; {hint}", word=shortened(word), hint=hint))


def _start(name: str, word: str) -> BaseModel:
    """Where numbers start: `xavier`, `normal:0.1`, `uniform:-1:1`, `constant:0.3`."""
    kind, *numbers = word.split(":")
    kind = kind.strip().lower()
    if kind not in _STARTS:
        raise _unknown(name, kind, tuple(_STARTS))
    parts = _STARTS[kind]
    if numbers and len(numbers) != len(parts):
        right = ":".join([kind, *(part.upper() for part in parts)])
        raise refuse(
            name,
            translated(
                "{word} has {numbers} numbers; it must be {right}",
                word=shortened(word),
                numbers=len(numbers),
                right=right,
            ),
        )
    settings: dict[str, Any] = {
        part: _number(name, number, whole=False) for part, number in zip(parts, numbers, strict=False)
    }
    try:
        made: BaseModel = TypeAdapter(Initializer).validate_python({"kind": kind, **settings})
    except ValidationError:
        raise refuse(name, translated("{word} is out of range for a start", word=shortened(word))) from None
    return made


def _range(name: str, text: str, whole: bool) -> list[float] | list[int]:
    """LOW:HIGH:COUNT or LOW:HIGH:log|lin:COUNT, in order."""
    parts = [part.strip() for part in text.split(":")]
    if len(parts) not in (3, 4) or (len(parts) == 4 and parts[2] not in ("log", "lin")):
        raise refuse(
            name,
            translated(
                "{text!r} is no range; it must be LOW:HIGH:COUNT or LOW:HIGH:log:COUNT", text=shortened(text)
            ),
        )
    low, high = (float(_number(name, part, whole=False)) for part in parts[:2])
    if not _is_whole(parts[-1]) or not 2 <= int(parts[-1]) <= LONGEST:
        raise refuse(
            name,
            translated(
                "{parts!r} values are out of range; there must be 2 to {longest}",
                parts=shortened(parts[-1]),
                longest=LONGEST,
            ),
        )
    if low >= high:
        raise refuse(
            name,
            translated(
                "{parts} to {parts2} runs backwards; the first must be the smaller",
                parts=parts[0],
                parts2=parts[1],
            ),
        )
    count, is_log = int(parts[-1]), parts[2] == "log"
    if is_log and low <= 0:
        raise refuse(name, translated("a logarithm needs numbers above 0; {parts} is none", parts=parts[0]))
    if whole:
        return sorted({round(value) for value in _spread(low, high, count, is_log)})
    return _readable(_spread(low, high, count, is_log), is_log)


def _spread(low: float, high: float, count: int, is_log: bool) -> list[float]:
    """Numbers evenly spread, or by even factors; the ends exactly."""
    shares = [k / (count - 1) for k in range(1, count - 1)]
    if is_log:
        between = [math.exp(math.log(low) + share * (math.log(high) - math.log(low))) for share in shares]
    else:
        between = [low + share * (high - low) for share in shares]
    return [low, *between, high]


def _readable(values: list[float], is_log: bool) -> list[float]:
    """The same with as few digits as leave every number nearer than a tenth of the way to its neighbors."""
    low, *between, high = values
    gap = math.log(high / low) / (len(values) - 1) if is_log else (high - low) / (len(values) - 1)
    for digits in range(_DIGITS, 18):
        short = [float(f"{value:.{digits}g}") for value in between]
        moved = (abs(math.log(a / b)) if is_log else abs(a - b) for a, b in zip(short, between, strict=True))
        if all(distance <= gap / _NEAR for distance in moved):
            return [low, *short, high]
    return values


# --- the shape of the network --------------------------------------------------------------------------------


def _shape(about: Subject, word: str, experiment: Experiment) -> Variant:
    """Hidden layers of these many neurons: those there are keep what they are, others are like the last of them."""
    counts = word.split("-")
    if not all(_is_whole(count) and 1 <= int(count) <= MAX_NEURONS for count in counts):
        raise refuse(
            about.name,
            translated(
                "{word!r} is no shape; it must be the neurons of each layer, as in 4,8-8 (each 1 to {max_neurons})",
                word=shortened(word),
                max_neurons=MAX_NEURONS,
            ),
        )
    if len(counts) >= MAX_LAYERS:
        raise refuse(
            about.name,
            translated(
                "{word} has {counts} layers; there are at most {max_layers}",
                word=shortened(word),
                counts=len(counts),
                max_layers=MAX_LAYERS - 1,
            ),
        )
    network = experiment.network
    if not all(isinstance(layer, Dense) for layer in network.layers):
        raise refuse(about.name, translated("only hidden layers that are all dense can have other shapes"))
    layers, born = list[dict[str, Any]](), network.born
    for place, size in enumerate(map(int, counts)):
        given = place < len(network.hidden)
        like = network.hidden[place] if given else (network.hidden or network.layers)[-1]
        layer = like.model_dump(mode="json")
        if not given:
            born += 1
            layer |= {"id": born} | ({} if network.hidden else {"activation": "tanh"})
        kept = layer["neurons"][:size] if given else []
        new = size - len(kept)
        layer["neurons"] = [*kept, *range(born + 1, born + 1 + new)]
        born += new
        layers.append(layer)
    layers.append(network.output.model_dump(mode="json"))
    settings = (("network.layers", layers), ("network.born", born))
    said = word.replace("-", "–")
    return Variant(said, Difference(f"{about.title} {said}", settings), word)


def _refuse_twice(about: Subject, variants: list[Variant]) -> None:
    typed = [variant.typed for variant in variants]
    twice = next((word for word in typed if typed.count(word) > 1), None)
    if twice is not None:
        raise refuse(about.name, translated("{twice} stands twice; each value may stand once", twice=twice))
