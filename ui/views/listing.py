"""Which parameters a listing shows, in which order. Pure: it reads a layout and a wish and knows no widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ui.look import Listing
from wbsim.ids import bias_id, weight_id
from wbsim.layout import Layout
from wbsim.movement import Movement
from wbsim.symbols import strip_symbol

_LAYER = re.compile(r"h\d+|\d+")  # these words are whole: h1 is not h12


class Entry(NamedTuple):
    """A parameter: its id, its layer (from 1), its symbol, and the words by which a text finds it."""

    id: str
    layer: int
    is_bias: bool
    symbol: tuple[str, str]  # letter and subscript
    words: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Catalog:
    """The parameters that a history follows, in the order of θ; their ids, layers and kinds as columns too."""

    entries: tuple[Entry, ...]
    ids: tuple[str, ...]
    layers: NDArray[np.int64]
    is_bias: NDArray[np.bool_]


@lru_cache(maxsize=4)
def catalog(layout: Layout) -> Catalog:
    """The parameters of a layout that are followed."""
    made, layers = list[Entry](), len(layout.strips)
    for number, strip in enumerate(layout.strips, 1):
        kind = () if strip.block.kind == "dense" else (strip.block.kind,)
        names, fan_in = (layer_word(number, layers), str(number), *kind), len(strip.sources)
        for at in _inside(layout, strip.weights, len(strip.neurons) * fan_in):
            target, source = divmod(at, fan_in)
            symbol = strip_symbol(strip, layout.inputs, target + 1, source)
            origin = strip.sources[source]
            words = (*names, "weights", "".join(symbol), str(origin) if number == 1 else "")
            made.append(Entry(weight_id(strip.neurons[target], origin), number, False, symbol, words))
        for at in _inside(layout, strip.biases, len(strip.neurons)) if strip.biases >= 0 else ():
            symbol = ("b", str(at + 1))
            made.append(
                Entry(bias_id(strip.neurons[at]), number, True, symbol, (*names, "biases", "".join(symbol)))
            )
    return Catalog(
        tuple(made),
        tuple(one.id for one in made),
        np.array([one.layer for one in made], np.int64),
        np.array([one.is_bias for one in made], np.bool_),
    )


def _inside(layout: Layout, begin: int, count: int) -> list[int]:
    """The followed places of a stretch of θ, from its beginning."""
    first, last = np.searchsorted(layout.followed, (begin, begin + count))
    return (layout.followed[first:last] - begin).tolist()


def layer_word(number: int, layers: int) -> str:
    """The word by which a layer is found: h1, h2, …, output."""
    return "output" if number == layers else f"h{number}"


@lru_cache(maxsize=16)
def listed(layout: Layout, kind: str, text: str) -> NDArray[np.int64]:
    """The places in the catalog of what a kind ("both", "weights", "biases") and all words of a text let through."""
    known = catalog(layout)
    keep = np.ones(len(known.ids), bool) if kind == "both" else known.is_bias == (kind == "biases")
    for word in text.lower().split():
        whole = _LAYER.fullmatch(word) is not None
        for place in np.flatnonzero(keep).tolist():
            names = known.entries[place].words
            keep[place] = word in names if whole else any(name.startswith(word) for name in names)
    return np.flatnonzero(keep)


@lru_cache(maxsize=64)
def chosen_ids(layout: Layout, listing: Listing, kind: str, layer: int | None) -> tuple[str, ...]:
    """The ids that a listing lets through, of one kind ("w" or "b") and of one layer, or of all."""
    known, places = catalog(layout), listed(layout, listing.kind, listing.text)
    keep = known.is_bias[places] == (kind == "b")
    if layer is not None:
        keep &= known.layers[places] == layer
    return tuple(known.ids[place] for place in places[keep].tolist())


@dataclass(frozen=True)
class Row:
    """A line of the list: the heading of a layer, or a parameter by its place in the catalog."""

    layer: int
    place: int | None = None


def rows(layout: Layout, listing: Listing, moved: Movement) -> tuple[Row, ...]:
    """What is listed: layer by layer under headings or, ranked, who moved most first."""
    known, places = catalog(layout), listed(layout, listing.kind, listing.text)
    if listing.ranked:
        far = moved.moved if moved.ids == known.ids else np.zeros(len(known.ids))
        order = places[np.argsort(-np.nan_to_num(far[places]), kind="stable")]
        return tuple(Row(int(known.layers[place]), place) for place in order.tolist())
    return _grouped(layout, listing.kind, listing.text)


@lru_cache(maxsize=4)
def _grouped(layout: Layout, kind: str, text: str) -> tuple[Row, ...]:
    known, made, last = catalog(layout), [], 0
    for place in listed(layout, kind, text).tolist():
        layer = int(known.layers[place])
        if layer != last:
            made.append(Row(layer))
            last = layer
        made.append(Row(layer, place))
    return tuple(made)
