"""What the views of the loss surface are made of: ramps, places on the screen, a box that is turned, and sentences that are made
from numbers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication

from ui.theme import DARK, LIGHT
from ui.views.surface_invitation import rule_lines
from ui.views.surface_race_chart import scale_of
from ui.views.surface_ramp import colors, enlarged, ramp_of
from ui.views.surface_turn import Stand
from ui.views.surface_ways import beside_others
from ui.views.surface_where import Where, map_layout
from ui.views.surface_words import verdict, whereabouts
from wbsim import Watch, presets
from wbsim.contest import Rival, Standing, Way
from wbsim.optimizers import formula
from wbsim.probes.axes import of_parameters
from wbsim.probes.ground import Ground, Surface
from wbsim.run import Run
from wbsim.session import Session

WINDOW = (-3.0, 3.0, -3.0, 3.0)


# --- ramps -------------------------------------------------------------------------------------------------


def test_a_ramp_is_even_or_logarithmic_where_losses_span_decades() -> None:
    even = ramp_of(np.linspace(0.04, 0.95, 400).reshape(20, 20))
    assert not even.log and even.low <= 0.04 and even.high >= 0.95
    steps = np.diff(even.levels)
    assert steps == pytest.approx(np.full(len(steps), steps[0]))
    wide = ramp_of(np.geomspace(2e-3, 50, 400).reshape(20, 20))
    assert wide.log and wide.low <= 2e-3 and wide.high >= 50
    for ramp in (even, wide):
        assert 4 <= len(ramp.levels) <= 20
        assert all(ramp.low < level < ramp.high for level in ramp.levels)


@pytest.mark.parametrize(
    "losses",
    [
        np.zeros((5, 5)),
        np.full((5, 5), 0.3),
        np.full((5, 5), np.inf),
        np.array([[0.0, 1.0], [np.nan, 1e30]]),
        np.array([[1e-280, 1e240], [1.0, 2.0]]),
    ],
)
def test_any_losses_have_a_ramp_and_what_is_not_finite_is_at_its_top(losses: NDArray[np.float64]) -> None:
    ramp = ramp_of(losses)
    share = ramp.share(losses)
    assert ramp.high > ramp.low and ((share >= 0) & (share <= 1)).all()
    assert (share[~np.isfinite(losses)] == 1).all()
    assert ((ramp.band(share) >= 0) & (ramp.band(share) <= 1)).all()


def test_a_ramp_stays_while_losses_change_a_little() -> None:
    losses = np.linspace(0.11, 0.83, 400).reshape(20, 20)
    assert {ramp_of(losses * (1 + 0.001 * k)) for k in range(10)} == {ramp_of(losses)}


def test_more_loss_is_farther_from_the_panel_in_both_themes() -> None:
    for theme in (LIGHT, DARK):
        parts = np.stack([(colors(theme) >> shift) & 255 for shift in (16, 8, 0)], axis=1).astype(int)
        panel = np.array(
            [theme.color("panel").red(), theme.color("panel").green(), theme.color("panel").blue()]
        )
        gap = np.abs(parts - panel).sum(axis=1)
        assert gap[0] < 12 < gap[-1] and (np.diff(gap[::16]) > 0).all()


def test_between_its_cells_a_ground_is_in_proportion() -> None:
    u, v = np.meshgrid(np.linspace(0, 1, 5), np.linspace(0, 1, 5))
    fine_u, fine_v = np.meshgrid(np.linspace(0, 1, 33), np.linspace(0, 1, 33))
    np.testing.assert_allclose(enlarged(0.2 + 0.5 * u - 0.1 * v, 33), 0.2 + 0.5 * fine_u - 0.1 * fine_v)


# --- places ------------------------------------------------------------------------------------------------


def test_a_screen_place_leads_back_to_the_place_of_the_surface() -> None:
    where = Where(QRectF(60, 90, 600, 500), WINDOW)
    for place in ((0.0, 0.0), (-2.5, 1.25), (3.0, -3.0)):
        assert where.place(where.point(place)) == pytest.approx(place, abs=0.01)
    assert where.place(QPointF(-100, 5000)) == (-3.0, -3.0)  # held within the plot
    closer = where.zoomed(0.5, where.point((1.0, 1.0)))
    assert closer == pytest.approx((-1.0, 2.0, -1.0, 2.0), abs=0.02)


@pytest.mark.parametrize(("factor", "at"), [(0.8, (1.0, -2.0)), (1.25, (1.0, -2.0))])
def test_however_long_one_zooms_the_map_keeps_cells_that_differ(
    factor: float, at: tuple[float, float]
) -> None:
    where = Where(QRectF(60, 90, 600, 500), WINDOW)
    for _ in range(4000):
        where = Where(where.plot, where.zoomed(factor, where.point(at)))
    low, high = where.window[:2]
    assert np.isfinite(where.window).all() and low <= 1.0 <= high
    assert (np.diff(np.linspace(low, high, 97).astype(np.float32)) > 0).all()
    assert where.words(1.0, 0)


@pytest.mark.parametrize("size", [(430, 540), (505, 530), (622, 640), (776, 912), (950, 1000)])
def test_the_parts_of_the_map_never_lie_on_each_other(size: tuple[int, int]) -> None:
    scale = 0.86 if size[0] < 700 else 1.0
    parts = map_layout(*size, scale, 90 * scale, 380 * scale, 220 * scale)
    assert parts.plot.top() > parts.note.bottom() and parts.plot.bottom() < parts.foot.top()
    assert parts.plot.height() > 200 and parts.plot.width() > 250
    assert parts.foot.bottom() <= size[1]
    assert parts.ramp is None or parts.foot.contains(parts.ramp)


def test_a_turned_box_fits_its_card_from_everywhere_and_near_is_in_front() -> None:
    card = QRectF(70, 40, 500, 300)
    for turn in range(0, 360, 15):
        for tilt in (8, 26, 80):
            stand = Stand(turn, tilt, card)
            corners = [stand.point(u, v, h) for u in (-1, 1) for v in (-1, 1) for h in (0, 1)]
            assert all(card.adjusted(-1, -1, 1, 1).contains(corner) for corner in corners)
            u, v = stand.nearest
            near, far = stand.on_screen(np.array([(u, v, 0.0), (-u, -v, 0.0)]))
            assert near[2] < far[2] and near[1] > far[1]  # what is nearer lies lower
            assert stand.point(0, 0, 1).y() < stand.point(0, 0, 0).y()


def test_a_whole_turn_ends_where_it_began() -> None:
    card = QRectF(0, 0, 400, 300)
    one, other = (Stand(turn, 30, card).point(0.3, -0.7, 0.4) for turn in (20, 380))
    assert (one.x(), one.y()) == pytest.approx((other.x(), other.y()))


def test_labels_keep_off_what_is_taken_and_inside_the_plot(qapp: QApplication) -> None:
    bounds, place = QRectF(0, 0, 300, 300), QPointF(250, 90)
    taken: list[QRectF] = []
    for _ in range(4):
        box = beside_others(place, (80.0, 24.0), bounds, taken, 14)
        assert bounds.contains(box)
        assert not any(box.intersects(other) for other in taken)
        taken.append(box)


# --- sentences ---------------------------------------------------------------------------------------------


def two_valleys(u: Any, v: Any) -> Any:
    """0.05 at (1, 0), 0.4 at (−2, 0), with a ridge between, and flat ground far up."""
    return 2.0 - 1.95 * np.exp(-((u - 1) ** 2 + v**2)) - 1.6 * np.exp(-2 * ((u + 2) ** 2 + v**2))


def surface(place: tuple[float, float] = (0.0, 0.0)) -> Surface:
    session = Session(Run(experiment=presets.load("circle").experiment))
    here = session.here
    axes = of_parameters(here.plan, ("w:4<x2", "b:4"))
    along = np.linspace(-3, 3, 97)
    u, v = np.meshgrid(along, along)
    losses = two_valleys(u, v)
    ground = Ground(axes, WINDOW, losses, here.state.theta, 0, 250, 250, (1.0, 0.0, float(losses.min())))
    return Surface(axes, WINDOW, ground, None, place, float(two_valleys(*place)))


def test_where_somebody_ended_is_read_off_the_ground() -> None:
    seen = surface()
    for place, wanted in (
        ((1.0, 0.0), "lowest"), ((-2.0, 0.0), "side"), ((0.2, 0.5), "slope"), ((2.9, 2.9), "flat"), ((9.0, 0.0), "off"),
    ):  # fmt: skip
        assert whereabouts(seen, place, float(two_valleys(*place))) == wanted, place


def standing(**ends: Any) -> Standing:
    """A contest in which everybody went straight to an end; `you` with so many moves."""
    session = Session(Run(experiment=presets.load("circle").experiment))
    session.contend(("w:4<x2", "b:4"), (Rival("sgd", 1.0), Rival("adam", 0.1)))
    found = session.snapshot(Watch(fit=False)).contest
    assert found is not None

    def way(end: tuple[float, float], rival: Rival | None, moves: int) -> Way:
        share = np.linspace(0, 1, moves + 1)[:, None]
        places = (1 - share) * np.array([[-1.0, 2.5]]) + share * np.array([end])
        return Way(places, two_valleys(places[:, 0], places[:, 1]), rival)

    rivals = tuple(way(ends[kind], Rival(kind, 0.1), 30) for kind in ("sgd", "adam"))
    hand = way(ends["you"], None, ends.get("moves", 10))
    return replace(found, rivals=rivals, hand=hand)


def test_the_sentence_says_who_is_where_and_how_much_higher() -> None:
    news, behind = verdict(standing(sgd=(1.0, 0.0), adam=(-2.0, 0.0), you=(0.9, 0.1)), surface())
    assert news == "Adam went into another valley: eight times the loss of SGD."
    assert behind == "SGD is lowest, hardly above the lowest place of this map; you have 20 of 30 moves left."
    news, behind = verdict(standing(sgd=(0.2, 0.5), adam=(0.6, 0.2), you=(1.0, 0.0), moves=30), surface())
    assert news.startswith("SGD is still on the slope: ") and news.endswith("your loss.")
    assert behind == "You are lowest, hardly above the lowest place of this map."
    news, _ = verdict(standing(sgd=(1.0, 0.0), adam=(0.9, 0.1), you=(2.9, 2.9)), surface())
    assert news.startswith("You are on flat ground: ") and news.endswith("the loss of SGD.")


def test_the_sentence_tells_a_draw_a_jump_and_a_divergence() -> None:
    news, behind = verdict(standing(sgd=(-2.0, 0.0), adam=(-2.0, 0.0), you=(-2.0, 0.0)), surface())
    assert news.startswith("All are nearly equal") and "lies in another valley" in behind
    wild = standing(sgd=(0.2, 0.5), adam=(1.0, 0.0), you=(0.9, 0.1))
    jumping = replace(wild.rivals[0], losses=np.array([2.0] * 20 + [0.4, 1.8] * 5 + [1.7]))
    news, _ = verdict(replace(wild, rivals=(jumping, wild.rivals[1])), surface())
    assert news.startswith("SGD jumps to and fro")
    gone = replace(
        wild.rivals[0], diverged=True, losses=np.array([2.0, 9e9]), places=wild.rivals[0].places[:2]
    )
    news, behind = verdict(replace(wild, rivals=(gone, wild.rivals[1])), surface())
    assert news == "SGD diverged." and "too large" in behind
    assert scale_of(replace(wild, rivals=(gone, wild.rivals[1]))).high <= 100  # others are still told apart


def test_before_the_first_move_and_when_it_is_broken_the_sentence_says_what_to_do() -> None:
    fresh = standing(sgd=(1.0, 0.0), adam=(1.0, 0.0), you=(0.0, 0.0))
    assert fresh.hand is not None
    still = replace(fresh.hand, places=fresh.hand.places[:1], losses=fresh.hand.losses[:1])
    assert verdict(replace(fresh, hand=still), surface())[0] == "Drag the point downhill."
    news, behind = verdict(replace(fresh, broken="the run was trained since the contest began"), surface())
    assert news == "The run was trained since the contest began." and "undo" in behind


def test_a_rule_that_is_too_long_for_its_line_goes_on_in_the_next() -> None:
    rule = formula("adam")
    assert rule_lines(rule, lambda text: True) == [rule]
    two = rule_lines(rule, lambda text: len(text) < 80)
    assert len(two) == 2 and two[1].startswith("with m̂ = ") and two[0].endswith("ε),")
    narrow = rule_lines(rule, lambda text: len(text) < 40)
    assert "  ".join(narrow[:-1]) + " " + narrow[-1] == rule and len(narrow) > 2
