"""Why two twins come to different ends: a law, both measured by it, and what follows for the data at hand. Everything is
computed from a moment of both; nothing is told that was not measured.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from PySide6.QtCore import QCoreApplication

from ui import theme as themes
from ui.look import Look
from ui.theme import fixed, number
from ui.views.equation import Piece, formula
from ui.views.names import input_title
from ui.views.twin_numbers import by_numbers
from ui.views.twin_table import Reasons, Row
from ui.views.twin_words import difference_of, score
from wbsim.activations import BY_NAME
from wbsim.differences import BIASES, is_odd, is_proportional
from wbsim.plan import Plan
from wbsim.probes.mirror import Mirror
from wbsim.snapshot import Snapshot
from wbsim.translation import translated

Kind = Literal["odd", "rays", "line", "numbers"]
_MOSTLY, _SELDOM = 0.8, 0.2  # shares from which on, and up to which, data count as even or odd
_CENTERED = (
    0.1  # how near 0 the middle of the points is, as a share of half the plane, where no bias is needed
)
_SAME = 1e-6  # how near two neurons' numbers are that count as the same


def kind_of(plan: Plan, name: str) -> Kind:
    """Which law tells a network with biases from one without, by its activations."""
    raw = set(plan.inputs) <= set(plan.description.inputs)
    hidden = [row.layer.activation for row in plan.rows[:-1]]
    if name != BIASES or not raw or plan.outputs > 1 or not plan.description.classes:
        return "numbers"
    if not hidden:
        return "line" if len(plan.inputs) <= 2 else "numbers"
    if all(map(is_odd, hidden)):
        return "odd"
    return "rays" if all(map(is_proportional, hidden)) else "numbers"


def reasons(snapshot: Snapshot, look: Look) -> Reasons:
    """Of both twins of a moment; nothing where there is no twin."""
    twin = snapshot.twin
    if twin is None:
        return Reasons()
    name = difference_of(look, snapshot.plan.experiment).name
    kind = kind_of(snapshot.plan, name)
    a, b = snapshot.seen.mirror, twin.seen.mirror
    if kind == "line":
        return _line_reasons(snapshot, twin)
    if a is None or b is None or kind == "numbers":
        return by_numbers(snapshot, twin, name)
    return _odd(snapshot, twin, a, b) if kind == "odd" else _rays(snapshot, twin, a, b)


def without(snapshot: Snapshot, twin: Snapshot) -> str:
    """The letter of the twin that has no biases."""
    return "B" if any(layer.bias for layer in snapshot.plan.experiment.network.layers) else "A"


# --- biases: mirror images, rays, a line ---------------------------------------------------------------------


def _odd(snapshot: Snapshot, twin: Snapshot, a: Mirror, b: Mirror) -> Reasons:
    word = translated(BY_NAME[snapshot.plan.rows[0].layer.activation].word)
    law = formula(f"{word}(−z) = −{word} z") if word != "linear" else formula("w·(−x) = −(w·x)")
    text = _tr(
        "Without biases every sum is an odd function: turn the plane half a turn and it changes its sign."
    )
    table = _points_table(snapshot, twin, (a, b), 1)
    data, letter = b.data, without(snapshot, twin)
    if data is None or data.mirrored < 0.5 or math.isnan(data.even):
        verdict = _tr(
            "Most points have none near their mirror image: what is odd can still part them, or cannot."
        )
        return Reasons(law, text, *table, verdict)
    share = _percent(data.even)
    if data.even >= _MOSTLY:
        verdict = _tr("These data are even: of {share} of the points the mirror image has the same class. "
                      "Where {letter} is right, it is wrong at the mirror image, whatever its weights.")  # fmt: skip
        verdict = verdict.format(share=share, letter=letter)
        return Reasons(law, text, *table, verdict, _tr("Try the pair of two clouds: there both succeed."))
    if data.even <= _SELDOM:
        verdict = _tr("These data are odd too: of {share} of the points the mirror image has the other class. "
                      "So they can be learned without biases.")  # fmt: skip
        verdict = verdict.format(share=_percent(1 - data.even))
        return Reasons(law, text, *table, verdict, _tr("Try the circle: there it fails without them."))
    verdict = _tr(
        "Of {share} of the points the mirror image has the same class: {letter} errs at one of each two."
    )
    return Reasons(law, text, *table, verdict.format(share=share, letter=letter))


def _rays(snapshot: Snapshot, twin: Snapshot, a: Mirror, b: Mirror) -> Reasons:
    word = translated(BY_NAME[snapshot.plan.rows[0].layer.activation].word)
    law = formula(f"{word}(2 z) = 2 · {word}(z)")
    text = _tr("Without biases every sum grows in proportion: along a ray from 0 it never changes its sign.")
    table = _points_table(snapshot, twin, (a, b), 2)
    data, letter = b.data, without(snapshot, twin)
    if data is None or math.isnan(data.rays):
        return Reasons(law, text, *table)
    if data.rays <= 0.6:
        verdict = _tr("In these data the class changes along the ray for {share} of the points. No weights of any size "
                      "let {letter} follow.")  # fmt: skip
        verdict = verdict.format(share=_percent(1 - data.rays), letter=letter)
        return Reasons(law, text, *table, verdict)
    verdict = _tr(
        "In these data {share} of the points have their own class along the whole ray: biases matter little."
    )
    return Reasons(law, text, *table, verdict.format(share=_percent(data.rays)))


def _points_table(
    snapshot: Snapshot, twin: Snapshot, both: tuple[Mirror, Mirror], second: int
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """What both twins answer at the first point and at another one, and whether that is on the same side."""
    heads = tuple(_tr("at {point}").format(point=_point(both[0].points[k])) for k in (0, second))
    rows = []
    for letter, one, has in (("A", both[0], snapshot), ("B", both[1], twin)):
        values = one.values[[0, second]].tolist()
        if one.classes is not None:
            same = one.classes[0] == one.classes[second]
        else:
            same = (values[0] >= 0) == (values[1] >= 0)
        biased = any(layer.bias for layer in has.plan.experiment.network.layers)
        rows.append(Row(
            letter, _tr("with") if biased else _tr("without"), tuple(map(_signed, values)),
            _tr("same side") if same else _tr("opposite"),
        ))  # fmt: skip
    return heads, tuple(rows)


def _point(place: np.ndarray) -> str:
    if len(place) > 2:
        return _tr("a point") if place[0] >= 0 else _tr("its mirror image")
    return f"({', '.join(_short(float(v)) for v in place)})"


def _short(value: float) -> str:
    text = fixed(value, 2)
    return text.rstrip("0").rstrip(".") if float(text.replace("−", "-")) else "0"


def _signed(value: float) -> str:
    text = fixed(value, 3)
    return f"+{text}" if value > 0 else text


def _line_reasons(snapshot: Snapshot, twin: Snapshot) -> Reasons:
    """Of a single neuron: where its line is, and where the points are."""
    plan = snapshot.plan
    names = [input_title(plan, name) or f"x{place}" for place, name in enumerate(plan.inputs, 1)]
    sums = tuple(
        piece
        for place in range(1, len(names) + 1)
        for piece in (
            *([Piece("+", face="upright", space=0.26)] if place > 1 else []),
            Piece("w", str(place), token="weight_text", space=0.26 if place > 1 else 0.0),
            Piece("x", str(place)),
        )
    )
    zero = "(0, 0)" if len(names) == 2 else "0"
    law = (*sums, *formula(f" = 0 at {zero}"))
    text = _tr("Without a bias the line goes through 0 whatever the weights are: it can turn, but not slide.")
    rows = tuple(
        Row(letter, _tr("with") if biased else _tr("without"), (_distance(one),), word)
        for letter, one in (("A", snapshot), ("B", twin))
        for biased in [one.plan.rows[0].biases >= 0]
        for word in [score(one).right]
    )
    heads = (_tr("line to 0: |b| / ‖w‖"),)
    data = None if twin.seen.mirror is None else twin.seen.mirror.data
    if data is None:
        return Reasons(law, text, heads, rows)
    middle, away = _point(np.round(data.middle, 2)), float(np.linalg.norm(data.middle))
    half = max((high - low) / 2 for low, high in plan.description.ranges) / max(
        map(float, plan.scales.inputs.scale)
    )
    if away > _CENTERED * half:
        verdict = _tr("The middle of the points is at {middle}, {away} away from 0: the line between the classes has "
                      "no reason to go through 0.")  # fmt: skip
        return Reasons(
            law, text, heads, rows, verdict.format(middle=middle, away=fixed(away)),
            _tr("Try the pair of two clouds around 0: there both succeed."),
        )  # fmt: skip
    verdict = _tr("The middle of the points is at {middle}, close to 0: a line through 0 parts them, so the bias "
                  "has little to do.")  # fmt: skip
    hint = _tr("Try the clouds off the origin: there one fails.")
    return Reasons(law, text, heads, rows, verdict.format(middle=middle), hint)


def _distance(one: Snapshot) -> str:
    row, theta = one.plan.rows[0], one.state.theta.astype(float)
    size = float(np.linalg.norm(row.weights_of(theta)[0]))
    biases = row.biases_of(theta)
    if biases is None:
        return "0"
    return number(abs(float(biases[0])) / size) if size else "–"


def _percent(share: float) -> str:
    return f"{themes.fixed(100 * share, 0)}\u2009%"


def _tr(text: str) -> str:
    return QCoreApplication.translate("WhyView", text)
