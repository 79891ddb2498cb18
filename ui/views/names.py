"""How neurons, inputs and parameters are called on screen, by their place today, as readers count; and what is said
of a dead one.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from wbsim.ids import layer_name
from wbsim.plan import Plan
from wbsim.settings import word
from wbsim.snapshot import Snapshot
from wbsim.symbols import parameter_symbol, place_of, split_id
from wbsim.translation import translated

__all__ = [
    "dead_words", "input_title", "layer_title", "parameter_symbol", "parameters_of", "place_of", "sizes_said", "split_id",
    "title_of", "unit_word", "units_word",
]  # fmt: skip


def parameters_of(plan: Plan, neuron: int | None) -> tuple[str, ...]:
    """The ids of a neuron's weights, in the order of their sources, then its bias; none for no neuron."""
    if neuron is None or place_of(plan, neuron) is None:
        return ()
    row = plan.rows[place_of(plan, neuron)[0] - 1]  # type: ignore[index]
    ids = [f"w:{neuron}<{source}" for source in row.sources]
    return (*ids, f"b:{neuron}") if row.biases >= 0 else tuple(ids)


def input_title(plan: Plan, name: str, unit: bool = False) -> str:
    """What people call the input `x3`, with its unit if that is asked for; empty where the data do not say."""
    facts = plan.description
    if not facts.titles or name not in facts.inputs:
        return ""
    place = facts.inputs.index(name)
    return facts.title(place) if unit else facts.titles[place]


def layer_title(plan: Plan, number: int) -> str:
    """What the layer in a row of the plan, from 0, is called: `hidden 1`, `convolution 1`, `output`."""
    return layer_name(number + 1, len(plan.rows), plan.rows[number].kind)


def title_of(snapshot: Snapshot) -> str:
    """What is open: its title, as long as its data are the ones it began with."""
    began, now = snapshot.run.experiment, snapshot.plan.experiment
    if began.title and began.data.dataset == now.data.dataset:
        return translated(began.title)
    return word(now.data.dataset).capitalize()


def unit_word(kind: str) -> str:
    """What a layer of a kind is made of, one of them: a filter or a neuron."""
    return _tr("filter") if kind == "convolution" else _tr("neuron")


def units_word(kind: str) -> str:
    """What a layer of a kind is made of."""
    return _tr("filters") if kind == "convolution" else _tr("neurons")


def dead_words() -> str:
    """Why a dead parameter stays 0, and what wakes it."""
    return QCoreApplication.translate(
        "Names", "Dead: L1 pulled it through 0, where it stays until it is set by hand."
    )


def sizes_said(weights: int, biases: int) -> tuple[str, str, str]:
    """How many parameters of each kind there are, and in all, in words: one is one."""
    nouns = (
        (weights, _tr("{count} weight"), _tr("{count} weights")),
        (biases, _tr("{count} bias"), _tr("{count} biases")),
        (weights + biases, _tr("= {count} parameter"), _tr("= {count} parameters")),
    )
    one, two, both = (
        (single if count == 1 else several).format(count=themes.count(count))
        for count, single, several in nouns
    )
    return one, two, both


def _tr(text: str) -> str:
    return QCoreApplication.translate("Names", text)
