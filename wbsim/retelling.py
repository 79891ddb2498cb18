"""A run told again so that others can repeat it to the last bit: as the shortest command, or as Python for a notebook. It
trains nothing, writes no file and knows no shell; what neither can say is left to a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pydantic import BaseModel

from wbsim import presets
from wbsim.experiment import Experiment, parsed
from wbsim.keyframes import edits_by
from wbsim.network import Network
from wbsim.plan import plan
from wbsim.problems import Refused
from wbsim.rules import repairs
from wbsim.run import AnyEdit, Change, Restore, Run
from wbsim.simulation import replay

LONGEST_COMMAND, LONGEST_TEXT = 1500, 5000  # letters; nobody reads more, and a file says it better
_KEPT = "title"  # what decides no number

Settings = dict[str, Any]


# --- what is told ------------------------------------------------------------------------------------------


def command(run: Run, update: int) -> tuple[str, ...] | None:
    """The words of a command that trains a run up to an update; None where only a file holds all of it.

    A command says what is wished before the first update. It cannot say what was edited on the way.
    """
    experiment = as_wished(_until(run, update))
    nearest = None if experiment is None else nearest_preset(experiment)
    if nearest is None:
        return None
    name, settings = nearest
    seed = settings.pop("seed", None)
    words = ["wbsim", "train", name]
    for path, value in settings.items():
        words += ["--set", f"{path}={_typed(value)}"]
    words += [] if seed is None else ["--seed", str(seed)]
    words += ["--updates", str(update)]
    return tuple(words) if sum(map(len, words)) <= LONGEST_COMMAND else None


def command_of_file(path: str) -> tuple[str, ...]:
    """The words of a command that shows where the run in a file stands."""
    return ("wbsim", "train", path, "--updates", "0")


def python(run: Run, update: int) -> str | None:
    """Python that trains a run up to an update, edits included; None where only a file holds all of it."""
    made = _until(run, update)
    alone = as_wished(made)
    nearest = nearest_preset(alone or run.experiment)
    if nearest is None or any(isinstance(stamped.edit, Restore) for stamped in made.edits):
        return None  # a state is as long as a file
    text = _simulated(nearest, update) if alone is not None else _replayed(nearest, made, update)
    return text if len(text) <= LONGEST_TEXT else None


def python_of_file(path: str, update: int) -> str:
    """Python that replays the run in a file up to an update."""
    return "\n".join(
        (
            "from wbsim import files, replay",
            "",
            f"run = files.read({_literal(path)}).at_hand.run",
            *_ending(update),
        )
    )


def _until(run: Run, update: int) -> Run:
    """A run with the edits that a replay makes by an update."""
    return Run.model_construct(experiment=run.experiment, edits=run.edits[: edits_by(run, update)])


# --- what it is made of ------------------------------------------------------------------------------------


def as_wished(run: Run) -> Experiment | None:
    """The experiment that by itself gives the same run; None where something was edited on the way, or before the first
    update in a way that no experiment begins.
    """
    if not run.edits:
        return run.experiment
    if any(stamped.update for stamped in run.edits):
        return None
    try:
        wished = run.wished()
        fresh, begun = replay(Run(experiment=wished), 0).state, replay(run, 0).state
    except Refused:
        return None
    same = fresh.theta.tobytes() == begun.theta.tobytes() and fresh.slots.tobytes() == begun.slots.tobytes()
    return wished if same and (begun.epoch, begun.cursor, begun.steps) == (0, 0, 0) else None


def nearest_preset(experiment: Experiment) -> tuple[str, Settings] | None:
    """The preset that fewest words make an experiment of, and the settings that do; None where none can."""
    every = {name: presets.load(name).experiment for name in presets.names()}
    alike = [name for name, base in every.items() if base.data.dataset == experiment.data.dataset]
    ways = {
        name: found
        for name in alike or every
        if (found := settings_between(every[name], experiment)) is not None
    }
    if not ways:
        return None
    name = min(ways, key=lambda one: sum(len(path) + len(_typed(value)) for path, value in ways[one].items()))
    return name, ways[name]


def settings_between(base: Experiment, wished: Experiment) -> Settings | None:
    """The fewest settings that make one experiment of another, all but its title; None where its points were given one by
    one.
    """
    if wished.data.points is not None and wished.data.points is not base.data.points:
        return None
    for told in (_part_by_part, _with_network):
        try:
            settings = told(base, wished)
            made = base.changed(settings)
            if _but_title(made) == _but_title(wished) and not repairs(made, settings)[0]:
                plan(made)
                return _in_order(settings)
        except Refused:  # a kind cannot be taken for another by itself; the network whole may
            continue
    return None


def _in_order(settings: Settings) -> Settings:
    """Settings in the order in which an experiment has them."""
    order = list(Experiment.model_fields)
    return dict(sorted(settings.items(), key=lambda one: order.index(one[0].partition(".")[0])))


def _but_title(experiment: Experiment) -> Experiment:
    return experiment.model_copy(update={_KEPT: ""})


def _part_by_part(base: Experiment, wished: Experiment) -> Settings:
    """Every setting that differs: kinds first, because another kind brings other settings."""
    kinds = dict(_kinds(_written(base), _written(wished)))
    return kinds | dict(_differing(_written(base.changed(kinds)), _written(wished)))


def _with_network(base: Experiment, wished: Experiment) -> Settings:
    """As `_part_by_part`, but with the network whole."""
    settings = _part_by_part(base.model_copy(update={"network": wished.network}), wished)
    return {"network": _network(wished.network)} | settings


def _written(experiment: Experiment) -> Settings:
    """An experiment as JSON data without title and points, its neurons as counts and no ids."""
    written = experiment.model_dump(mode="json", exclude={_KEPT: True, "data": {"points"}, "network": True})
    layers = [
        layer.model_dump(mode="json", exclude={"id", "neurons"})
        | ({"neurons": layer.size} if layer.size else {})
        for layer in experiment.network.layers
    ]
    return written | {"network": {"layers": layers}, "locked": sorted(experiment.locked)}


def _kinds(base: Any, wished: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """The path of every kind that differs."""
    if isinstance(base, dict) and isinstance(wished, dict):
        if base.get("kind") != wished.get("kind"):
            yield f"{before}kind", wished["kind"]
        for name in base.keys() & wished.keys():
            yield from _kinds(base[name], wished[name], f"{before}{name}.")
    elif _layered(base, wished):
        for place, pair in enumerate(zip(base, wished, strict=True)):
            yield from _kinds(*pair, f"{before}{place}.")


def _differing(base: Any, wished: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """The path of every single setting that differs, with its value."""
    if isinstance(base, dict) and isinstance(wished, dict):
        for name, value in wished.items():
            yield from _differing(base.get(name), value, f"{before}.{name}" if before else name)
    elif _layered(base, wished):
        for place, pair in enumerate(zip(base, wished, strict=True)):
            yield from _differing(*pair, f"{before}.{place}")
    elif base != wished:
        yield before, wished


def _layered(base: Any, wished: Any) -> bool:
    """Whether both are lists of as many parts with names."""
    lists = isinstance(base, list) and isinstance(wished, list) and len(base) == len(wished)
    return lists and bool(wished) and isinstance(wished[0], dict)


def _network(network: Network) -> Settings:
    """A network as JSON data without what is usual; its ids only where counting would not give them."""
    layers = []
    for layer in network.layers:
        sparse = _sparse(layer) | ({"neurons": list(layer.neurons)} if layer.neurons else {})
        layers.append({name: value for name, value in sparse.items() if value != "dense" or name != "kind"})
    ids = [i for layer in network.layers for i in (layer.id, *layer.neurons)]
    if ids != list(range(1, network.born + 1)):
        return {"layers": layers, "born": network.born}
    for sparse, layer in zip(layers, network.layers, strict=True):
        del sparse["id"]
        if layer.size:
            sparse["neurons"] = layer.size
    return {"layers": layers}


def _sparse(value: BaseModel) -> Settings:
    """A value as JSON data without the settings that it would have anyway; what kind it is stays."""
    written = value.model_dump(mode="json")
    kept: Settings = {}
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        if name == "kind" or held != field.get_default(call_default_factory=True):
            kept[name] = _sparse(held) if isinstance(held, BaseModel) else written[name]
    return kept


# --- how it is written -------------------------------------------------------------------------------------


def _typed(value: Any) -> str:
    """A value as it is typed behind `--set PATH=`: words bare, all else as short JSON."""
    if isinstance(value, str) and value.strip() == value and parsed(value) == value:
        return value
    return _json(value)


def _json(value: Any) -> str:
    """JSON with numbers as short as they can be."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(name)}:{_json(held)}" for name, held in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_json, value)) + "]"
    return number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def number(value: float) -> str:
    """The shortest text that is read as this very number, in JSON and in Python."""
    if value.is_integer() and abs(value) < 1e6 and not (value == 0 and str(value)[0] == "-"):
        return str(int(value))
    mantissa, sign, exponent = repr(value).partition("e")
    return f"{mantissa}e{int(exponent)}" if sign else mantissa


def _literal(value: Any) -> str:
    """A value as Python."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_literal(name)}: {_literal(held)}" for name, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_literal, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return number(value) if isinstance(value, float) else repr(value)


def _begun(nearest: tuple[str, Settings]) -> Iterator[str]:
    """The lines that make the experiment."""
    name, settings = nearest
    loaded = f'experiment = presets.load("{name}").experiment'
    if len(settings) < 2:
        yield loaded + (f".changed({_literal(settings)})" if settings else "")
        return
    yield f"{loaded}.changed("
    yield "    {"
    for path, value in settings.items():
        yield f'        "{path}": {_literal(value)},'
    yield "    }"
    yield ")"


def _simulated(nearest: tuple[str, Settings], update: int) -> str:
    lines = (
        "from wbsim import presets, simulate",
        "",
        *_begun(nearest),
        f"for progress in simulate(experiment, updates={update}):",
        "    print(progress.state.update, progress.fit.test_loss)",
    )
    return "\n".join(lines)


def _replayed(nearest: tuple[str, Settings], run: Run, update: int) -> str:
    kinds = sorted({type(stamped.edit).__name__ for stamped in run.edits} | {"Run", "presets", "replay"})
    lines = chain(
        (f"from wbsim import {', '.join(kinds)}", ""),
        _begun(nearest),
        ("run = Run(experiment=experiment)",),
        (f"run = run.edited({one.update}, {_made(one.edit)})" for one in run.edits),
        _ending(update),
    )
    return "\n".join(lines)


def _ending(update: int) -> tuple[str, ...]:
    return f"progress = replay(run, {update})", "print(progress.state.update, progress.fit.test_loss)"


def _made(edit: AnyEdit) -> str:
    """The Python that makes an edit."""
    if isinstance(edit, Change):
        return f"Change(settings={_literal(edit.settings)})"
    fields = type(edit).model_fields
    held = {name: getattr(edit, name) for name in fields if name != "kind"}
    told = (f"{name}={_literal(value)}" for name, value in held.items() if value != fields[name].default)
    return f"{type(edit).__name__}({', '.join(told)})"
