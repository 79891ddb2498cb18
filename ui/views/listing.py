"""Which parameters a listing shows, in which order. Pure: it reads a layout and a wish and knows no widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ui.look import Listing
from wbsim.ids import bias_id, weight_id
from wbsim.layout import Layout
from wbsim.movement import Movement

_LAYER = re.compile(r"h\d+|\d+")  # these words are whole: h1 is not h12


@dataclass(frozen=True, eq=False)
class Catalog:
    """The parameters that a history follows, in the order of θ: of each its id, layer (from 1), kind and names."""

    ids: tuple[str, ...]
    layers: NDArray[np.int64]
    is_bias: NDArray[np.bool_]
    symbols: tuple[tuple[str, str], ...]  # letter and subscript
    words: tuple[tuple[str, ...], ...]  # by which a text finds it
    place: dict[str, int]


@lru_cache(maxsize=4)
def catalog(layout: Layout) -> Catalog:
    """The parameters of a layout that are followed."""
    ids, layers, is_bias, symbols, words = [], [], [], [], []
    last = len(layout.strips)
    for number, strip in enumerate(layout.strips, 1):
        fan_in, layer = len(strip.sources), layer_word(number, last)
        places = layout.followed - strip.weights
        for at in places[(places >= 0) & (places < len(strip.neurons) * fan_in)].tolist():
            target, source = divmod(at, fan_in)
            name = weight_id(strip.neurons[target], strip.sources[source])
            wide = max(target, source) + 1 >= 10
            subscript = f"{target + 1},{source + 1}" if wide else f"{target + 1}{source + 1}"
            _note(ids, layers, is_bias, symbols, (name, number, False, ("w", subscript)))
            words.append((layer, str(number), "weights", f"w{subscript}", str(strip.sources[source])))
        places = layout.followed - strip.biases
        for at in places[(places >= 0) & (places < len(strip.neurons))].tolist() if strip.biases >= 0 else ():
            _note(
                ids, layers, is_bias, symbols, (bias_id(strip.neurons[at]), number, True, ("b", str(at + 1)))
            )
            words.append((layer, str(number), "biases", f"b{at + 1}"))
    return Catalog(
        tuple(ids), np.array(layers, np.int64), np.array(is_bias, bool), tuple(symbols), tuple(words),
        {name: place for place, name in enumerate(ids)},
    )  # fmt: skip


def _note(
    ids: list[str],
    layers: list[int],
    is_bias: list[bool],
    symbols: list[tuple[str, str]],
    one: tuple[str, int, bool, tuple[str, str]],
) -> None:
    for column, value in zip((ids, layers, is_bias, symbols), one, strict=True):
        column.append(value)  # type: ignore[arg-type]


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
            names = known.words[place]
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
