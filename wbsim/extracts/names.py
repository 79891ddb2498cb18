"""The names of layers and parameters in tables: those that readers know in English, whatever language is spoken, and all of a
network at once.
"""

from __future__ import annotations

from functools import lru_cache

from wbsim.layout import Layout, Strip

_KINDS = {"dense": "hidden"}


def layer_names(layout: Layout) -> tuple[str, ...]:
    """`hidden 1`, `convolution 2`, …, `output`."""
    last = len(layout.strips)
    kinds = [strip.block.kind for strip in layout.strips]
    return tuple(
        "output" if number == last else f"{_KINDS.get(kind, kind)} {number}"
        for number, kind in enumerate(kinds, 1)
    )


@lru_cache(maxsize=4)
def parameter_names(layout: Layout) -> tuple[str, ...]:
    """`hidden 1, weight 2→1`, `output, bias 1`, in the order of θ."""
    found: list[str] = []
    before: Strip | None = None
    for strip, where in zip(layout.strips, layer_names(layout), strict=True):
        sources = [_source(before, strip, source) for source in map(str, strip.sources)]
        places = range(1, len(strip.neurons) + 1)
        found += [f"{where}, weight {source}→{place}" for place in places for source in sources]
        if strip.biases >= 0:
            found += [f"{where}, bias {place}" for place in places]
        before = strip if strip.neurons else before
    return tuple(found)


def _source(before: Strip | None, strip: Strip, source: str) -> str:
    """What a weight comes from: a neuron of the layer before by its place, an input by its name, and where it stands."""
    plane, _, place = source.partition("@")
    own, known = _places(strip), {} if before is None else _places(before)
    if strip.block.kind == "recurrent" and plane in own:
        return f"h{own[plane]}"
    name = str(known.get(plane, plane))
    if not place:
        return name
    where = f"({place.replace(',', ', ')})" if "," in place else f"at step {place}"
    return where if name == "image" or len(known) == 1 else f"{name} {where}"


@lru_cache(maxsize=64)
def _places(strip: Strip) -> dict[str, int]:
    return {str(neuron): place for place, neuron in enumerate(strip.neurons, 1)}
