"""What a wall is made of: places, seats, numbers of pixels, mosaics, words and axes, without a window."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from moments import moment
from pictured_walls import axes, shown, tilted, wall
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication

from ui.look import Look, WallLook
from ui.theme import DARK, LIGHT, Theme
from ui.views import wall_naming
from ui.views.wall_axes import axes_of, fitting, wish_of
from ui.views.wall_geometry import Geometry, along_axes, in_sections, stepped
from ui.views.wall_levels import color_tables, frame, packed, width
from ui.views.wall_mosaic import Mosaic, Style
from ui.views.wall_plates import decimals, numbers, written
from ui.views.wall_scene import WallScene, scene_of, tile_scale
from ui.views.wall_seats import DIVERGED, LEARNED, Seats, milestone, seats, standing
from ui.views.wall_tiles import INKS, TONES, TileScale, indices
from wbsim.outcomes import Criterion, Outcomes
from wbsim.variation import FEWEST, MOST
from wbsim.wall import Losses

BED = (20, 60, 1006, 800)
BEDS = (BED, (130, 50, 610, 430), (12, 40, 380, 300), (20, 60, 1240, 900))


def _holds(where: Geometry, bed: tuple[int, int, int, int]) -> None:
    """No square leaves the bed, and none lies on another."""
    x, y, wide, high = bed
    assert where.left.min() >= x and where.top.min() >= y
    assert where.left.max() + where.edge <= x + wide and where.top.max() + where.edge <= y + high
    taken = np.zeros((y + high, x + wide), np.int16)
    for left, top in zip(where.left.tolist(), where.top.tolist(), strict=True):
        taken[top : top + where.edge, left : left + where.edge] += 1
    assert taken.max() == 1


# --- places ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bed", BEDS)
@pytest.mark.parametrize("count", [16, 17, 64, 120, 256, 1000, 1024, 4096])
def test_networks_in_reading_order_lie_inside_and_not_on_each_other(
    bed: tuple[int, int, int, int], count: int
) -> None:
    where = in_sections(bed, (count,), 0, 1.0)
    assert len(where) == count
    _holds(where, bed)
    rows = where.top.astype(int) * 10_000 + where.left
    assert (np.diff(rows) > 0).all()


@pytest.mark.parametrize("bed", BEDS)
@pytest.mark.parametrize(("across", "down", "seeds"), [(12, 2, 5), (12, 2, 170), (8, 6, 5), (2, 12, 4), (6, 1, 20), (64, 64, 1), (1, 1, 16)])  # fmt: skip
def test_networks_along_axes_lie_inside_and_not_on_each_other(
    bed: tuple[int, int, int, int], across: int, down: int, seeds: int
) -> None:
    where = along_axes(bed, across, down, seeds, 1.0)
    assert len(where) == across * down * seeds
    assert len(where.columns) == across and len(where.bands) == down
    _holds(where, bed)
    for number in range(len(where)):  # each in its column and its band
        column, band = number // seeds // down, number // seeds % down
        square = where.square(number)
        assert abs(square.center().x() - where.columns[column]) <= where.column / 2
        assert where.bands[band].contains(square)


def test_a_larger_bed_never_makes_smaller_pictures() -> None:
    edges = [in_sections((0, 0, wide, wide), (256,), 0, 1.0).edge for wide in range(300, 1200, 50)]
    assert edges == sorted(edges) and edges[-1] > 2 * edges[0]


def test_4096_networks_still_have_pictures_and_no_gaps() -> None:
    where = in_sections(BED, (4096,), 0, 1.0)
    assert where.edge >= 13 and where.gap == 0


def test_few_networks_fill_whole_rows() -> None:
    assert len(set(in_sections(BED, (16,), 0, 1.0).left.tolist())) in (4, 8)


@pytest.mark.parametrize("learned", [1, 7, 60, 100, 119])
def test_a_sorted_wall_keeps_its_size_while_networks_learn(learned: int) -> None:
    bed = BED
    where = in_sections(bed, (learned, 120 - learned), 2, 1.0, 120)
    assert where.edge == in_sections(bed, (60, 60), 2, 1.0, 120).edge
    assert len(where.heads) == 2
    _holds(where, bed)
    first, second = where.heads
    assert first.bottom() < where.top[0] and where.top[learned - 1] + where.edge <= second.top() + where.edge
    assert second.bottom() < where.top[learned] and second.top() >= where.top[learned - 1] + where.edge


def test_steps_are_never_fewer_and_few() -> None:
    found = [stepped(count) for count in range(1, MOST + 1)]
    assert all(step >= count for count, step in enumerate(found, 1)) and len(set(found)) < 24


def test_a_point_finds_its_square_and_arrows_go_to_the_next_one() -> None:
    where = along_axes(BED, 12, 2, 5, 1.0)
    for number in (0, 7, 61, 119):
        center = where.square(number).center()
        assert where.at(center.x(), center.y()) == number
    assert where.at(BED[0] - 5, BED[1] + 5) is None
    assert where.beside(0, 1, 0) == 10  # the same seed at the next rate
    assert where.beside(0, -1, 0) == 0 and where.beside(0, 0, -1) == 0
    assert where.beside(0, 0, 1) == 1 and where.beside(4, 0, 1) == 5  # from the last seed into the next band
    assert where.beside(119, 1, 0) == 119


# --- seats -------------------------------------------------------------------------------------------------


def test_sorted_by_outcome_the_best_comes_first_and_what_diverged_last() -> None:
    loss = np.linspace(0.5, 0.01, 16)
    seen = wall(loss=loss.tolist(), ended=[15])
    found = seats(seen, WallLook(order="outcome"), playing=False)
    assert found.networks.tolist() == [14, 13, 12, *range(11, -1, -1), 15]
    assert found.sections == (int((loss[:-1] < 0.1).sum()), 16 - int((loss[:-1] < 0.1).sum()))


def test_only_failures_are_the_worst_first() -> None:
    seen = wall(loss=[0.01] * 8 + [0.2, 0.5, 0.3, 0.9, 0.4, 0.11, 0.12, 0.13], ended=[3])
    found = seats(seen, WallLook(order="failures"), playing=False)
    assert found.networks.tolist() == [3, 11, 9, 12, 10, 8, 15, 14, 13] and found.sections == (9,)


def test_on_its_axes_every_network_keeps_its_number() -> None:
    seen = wall(axes("learning_rate", "bias"), 5)
    found = seats(seen, WallLook(), playing=True)
    assert found.on_axes and found.networks.tolist() == list(range(120))


def test_while_it_trains_the_order_is_that_of_a_moment_ago() -> None:
    then, now = np.linspace(0.2, 0.5, 16), np.linspace(0.5, 0.2, 16)
    losses = Losses(np.array([0, 96, 100]), np.stack([then, then, now]).astype(np.float32))
    seen = wall(loss=now.tolist(), update=100, losses=losses)
    look = WallLook(order="outcome")
    assert (
        seats(seen, look, playing=True).networks[0] == 15
    )  # a 32nd of 100 updates is 4: the last of them is 100
    later = replace(seen, update=103)
    assert (
        seats(later, look, playing=True).networks.tolist()
        == seats(seen, look, playing=True).networks.tolist()
    )
    early = Losses(np.array([0, 96]), np.stack([then, then]).astype(np.float32))
    assert seats(replace(seen, losses=early), look, playing=True).networks[0] == 0
    assert seats(replace(seen, losses=early), look, playing=False).networks[0] == 15


def test_no_losses_mean_no_milestone() -> None:
    assert milestone(Losses(), 100) is None


def test_levels_rise_with_the_loss_and_are_quieter_where_most_fail() -> None:
    loss = np.array([0.05, 0.11, 0.2, 0.4, 0.9, 2.0])
    few = standing(_outcomes(np.concatenate([loss, np.full(20, 0.01)])), Criterion())
    assert few.level[0] == LEARNED and (np.diff(few.level[1:5]) > 0).all() and few.level[5] < DIVERGED
    many = standing(_outcomes(np.concatenate([loss, np.full(100, 0.5)])), Criterion())
    assert (many.level[1:6] <= few.level[1:6]).all() and many.level[4] < few.level[4]
    assert (many.level[1:6] > LEARNED).all()


def test_an_accuracy_counts_as_a_loss_does() -> None:
    found = standing(_outcomes(np.array([0.01, 0.06, 0.5])), Criterion("accuracy", 0.95))
    assert found.learned.tolist() == [True, False, False] and found.level[1] < found.level[2]


def _outcomes(loss: np.ndarray) -> Outcomes:
    return Outcomes(loss, loss, 1 - loss, 1 - loss, np.full(len(loss), -1))


# --- numbers of pixels -------------------------------------------------------------------------------------


@pytest.mark.parametrize("edge", [13, 14, 24, 48, 66, 150])
def test_the_boundary_runs_where_the_output_changes_sign(edge: int) -> None:
    found = indices("field", tilted(3, 32), edge, TileScale(), 1.5)
    ink = found % INKS
    assert found.shape == (3, edge, edge)
    middle = ink[:, :, edge // 2 - 1 : edge // 2 + 1].max(axis=2)
    assert (middle >= INKS // 2).all()  # in every row
    assert ink[:, :, : edge // 2 - 2].max() == 0 and ink[:, :, edge // 2 + 2 :].max() == 0
    tones = found // INKS
    assert (
        (np.diff(tones[0, 0].astype(int)) >= 0).all() and tones[0, 0, 0] < 12 and tones[0, 0, -1] > TONES - 12
    )


def test_the_lowest_row_of_a_field_is_at_the_bottom() -> None:
    rising = tilted(1, 16).transpose(0, 2, 1)
    tones = indices("field", np.ascontiguousarray(rising), 40, TileScale(), 1.0)[0] // INKS
    assert tones[0, 20] > 100 and tones[-1, 20] < 20


def test_a_boundary_is_as_wide_where_the_output_is_flat() -> None:
    both = np.stack([tilted(1, 32)[0], 1e-4 * tilted(1, 32)[0]])
    ink = indices("field", both, 64, TileScale(), 2.0) % INKS
    assert (ink[0] == ink[1]).all()


def test_values_that_are_no_numbers_lie_in_the_middle() -> None:
    lost = np.full((1, 8, 8), np.nan, np.float32)
    lost[0, 0, 0] = np.inf
    tones = indices("field", lost, 30, TileScale(), 1.0)[0] // INKS
    assert abs(int(tones[0, 15]) - TONES // 2) <= 1


def test_a_regression_has_no_boundary() -> None:
    assert (indices("field", tilted(1), 40, TileScale(-1, 1, None), 2.0) % INKS).max() == 0


def test_regions_have_their_class_and_a_line_between() -> None:
    halves = np.zeros((1, 16, 16), np.float32)
    halves[:, :, 8:] = 2
    found = indices("regions", halves, 48, TileScale(classes=3), 1.5)[0]
    assert (found[:, :20] == 0).all() and (found[:, 28:] == 2 * INKS).all()
    assert (found[:, 23:25] % INKS >= 3).all()


def test_curves_share_a_scale_and_higher_values_stand_higher() -> None:
    values = np.stack([np.full(16, -1.0), np.full(16, 1.0)]).astype(np.float32)
    ink = indices("curve", values, 40, TileScale(-2, 2, None), 1.5) % INKS
    rows = [int(np.argmax(one[:, 20])) for one in ink]
    assert rows[0] == pytest.approx(30, abs=1) and rows[1] == pytest.approx(10, abs=1)


def test_a_confusion_tells_right_from_wrong() -> None:
    counts = np.array([[[9, 1], [0, 10]]], np.float32)
    tones = indices("confusion", counts, 20, TileScale(classes=2), 1.0)[0] // INKS
    half = TONES // 2
    assert 0 < tones[2, 2] < half - 1 == tones[15, 15]
    assert half < tones[2, 15] < tones[2, 2] + half and tones[15, 2] == half


def test_pairs_stand_on_the_line_where_what_is_told_is_true() -> None:
    true = np.linspace(0.1, 0.9, 9)
    pairs = np.stack([np.stack([true, true], 1), np.stack([true, true + 5], 1)]).astype(np.float32)
    found = indices("pairs", pairs, 50, TileScale(0, 1, None), 1.0)
    rows, columns = np.nonzero(found[0] % INKS)
    assert len(rows) == 9 and (np.abs(rows + columns - 49) <= 1).all()
    assert (found[1] % INKS).max() == 0  # what is far out is not seen


def test_no_networks_make_no_pictures() -> None:
    assert indices("field", np.zeros((0, 8, 8), np.float32), 20, TileScale(), 1.0).shape == (0, 20, 20)


@pytest.mark.parametrize(
    ("preset", "kind"),
    [
        ("circle", "field"),
        ("bumps", "field"),
        ("iris", "regions"),
        ("linear-regression", "curve"),
        ("logistic-regression", "curve"),
        ("digits", "confusion"),
        ("sines", "pairs"),
    ],
)
def test_every_kind_of_picture_has_a_scale_from_the_data(preset: str, kind: str) -> None:
    scale = tile_scale(moment(preset).plan, kind)  # type: ignore[arg-type]
    assert scale.low < scale.high
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in scale.marks) or preset == "house-price"
    assert bool(scale.marks) == (kind == "curve")


# --- colors, frames, plates --------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_failure_has_the_hue_of_loss_and_a_wider_frame(qapp: QApplication, theme: Theme) -> None:
    edge = 60
    learned, failed = (frame(theme, level, edge, 1.0, True) for level in (LEARNED, 6))
    assert packed(theme.color("loss")) in failed.colors and packed(theme.color("loss")) not in learned.colors
    assert len(failed.where) > 1.8 * len(learned.where)  # told apart without color too
    widths = [width(level, 60.0) for level in range(DIVERGED + 1)]
    assert widths == sorted(widths)


def test_only_what_diverged_is_crossed(qapp: QApplication) -> None:
    edge = 60
    inside = (edge // 2 - 4) * edge + edge // 2
    assert inside in frame(LIGHT, DIVERGED, edge, 1.0, True).where
    assert inside not in frame(LIGHT, 6, edge, 1.0, True).where
    assert len(frame(LIGHT, 6, 14, 1.0, False).where) == 0 < len(frame(LIGHT, DIVERGED, 14, 1.0, False).where)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_where_there_are_no_frames_failures_fade(theme: Theme) -> None:
    tables = color_tables(theme, "field", 0, True)

    def contrast(level: int) -> int:
        low, high = int(tables[level, 0]), int(tables[level, -INKS])
        return sum(abs((low >> shift & 255) - (high >> shift & 255)) for shift in (0, 8, 16))

    assert contrast(3) < 0.6 * contrast(LEARNED)
    assert (color_tables(theme, "field", 0, False) == color_tables(theme, "field", 0, False)[LEARNED]).all()


@pytest.mark.parametrize(
    ("loss", "digits", "text"),
    [
        (0.0, 2, "0.00"), (0.004, 2, "0.00"), (0.096, 2, "0.10"), (0.5, 2, "0.50"), (9.994, 2, "9.99"), (12.34, 2, "12.3"),
        (99.96, 2, "100"), (123.4, 2, "123"), (999.4, 2, "999"), (1234.0, 2, "1e3"), (99_700.0, 2, "1e5"), (3e20, 2, "3e20"),
        (np.inf, 2, "inf"), (np.nan, 2, "inf"), (0.0123, 3, "0.012"), (2.345, 3, "2.35"), (150.0, 3, "2e2"), (-1e-9, 2, "0.00"),
    ],
)  # fmt: skip
def test_a_plate_says_the_loss_shortly(loss: float, digits: int, text: str) -> None:
    for learned in (False, True):
        (found,) = numbers(np.array([loss]), np.array([learned]), digits).tolist()
        assert written(found, digits) == text and found % 2 == learned


def test_more_decimals_where_what_is_learned_is_small() -> None:
    assert decimals(0.1) == 2 and decimals(0.01) == 3


# --- the mosaic --------------------------------------------------------------------------------------------


def _scene(seen: object, look: WallLook | None = None, size: tuple[int, int] = (1046, 912)) -> WallScene:
    look = look or WallLook()
    found = scene_of(shown(seen), Look(LIGHT, wall=look), size)  # type: ignore[arg-type]
    assert found is not None
    return found


def _image(mosaic: Mosaic, scene: WallScene, ratio: float = 1.0, theme: Theme = LIGHT) -> np.ndarray:
    style = Style(theme, 1.0, ratio, scene.tiles)
    image = mosaic.image(scene.wall, scene.places, scene.seats, scene.standing, style)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


def test_only_what_is_news_is_made_anew(qapp: QApplication) -> None:
    mosaic, seen = Mosaic(), wall(loss=0.3)
    first = _image(mosaic, _scene(seen))
    assert mosaic.made == 16
    assert (_image(mosaic, _scene(replace(seen))) == first).all() and mosaic.made == 16
    assert seen.drawn is not None and seen.tiles is not None
    drawn, values = seen.drawn.copy(), seen.tiles.values.copy()
    drawn[3], values[3] = 110, -values[3]
    after = replace(seen, update=110, drawn=drawn, tiles=replace(seen.tiles, values=values))
    now = _image(mosaic, _scene(after))
    assert mosaic.made == 17
    square = _scene(after).places.square(3)
    changed = np.argwhere(now != first)
    box = _scene(after).places.box
    assert all(square.contains(int(x) + box.left(), int(y) + box.top()) for y, x in changed)


def test_a_number_that_reads_the_same_is_not_written_again(qapp: QApplication) -> None:
    mosaic, seen = Mosaic(), wall(loss=0.3)
    _image(mosaic, _scene(seen))
    assert seen.outcomes is not None
    loss = np.full(16, 0.3001)
    loss[2] = 0.35
    _image(mosaic, _scene(replace(seen, outcomes=replace(seen.outcomes, test_loss=loss))))
    assert mosaic.made == 17


def test_news_are_the_same_as_a_whole_new_picture(qapp: QApplication) -> None:
    rng, mosaic = np.random.default_rng(0), Mosaic()
    seen = wall(axes("learning_rate", "bias"), 5, rng.uniform(0.01, 0.6, 120).tolist())
    for update in range(100, 160, 10):
        assert seen.drawn is not None and seen.tiles is not None and seen.outcomes is not None
        drawn, values = seen.drawn.copy(), seen.tiles.values.copy()
        some = rng.choice(120, 30, replace=False)
        drawn[some] = update
        values[some] = rng.normal(0, 1, (30, 8, 8)).astype(np.float32)
        seen = replace(
            seen, update=update, drawn=drawn, tiles=replace(seen.tiles, values=values),
            outcomes=replace(seen.outcomes, test_loss=rng.uniform(0.01, 0.6, 120)),
        )  # fmt: skip
        for look in (WallLook(), WallLook(order="outcome")):
            scene = _scene(seen, look)
            assert (_image(mosaic, scene) == _image(Mosaic(), scene)).all()


def test_another_theme_or_ratio_makes_all_anew(qapp: QApplication) -> None:
    mosaic, scene = Mosaic(), _scene(wall())
    light = _image(mosaic, scene)
    dark = _image(mosaic, scene, theme=DARK)
    assert (light != dark).mean() > 0.5
    fine = _image(mosaic, scene, ratio=2.0)
    assert abs(fine.shape[0] - 2 * light.shape[0]) <= 2
    assert (_image(mosaic, scene) == light).all()


def test_a_frame_is_magenta_exactly_where_the_loss_is_above_the_bound(qapp: QApplication) -> None:
    loss = [0.05, 0.099, 0.101, 0.5] * 4
    scene = _scene(wall(loss=loss))
    pixels, box = _image(Mosaic(), scene), scene.places.box
    for number, lost in enumerate(loss):
        square = scene.places.square(number)
        edge = int(pixels[square.top() - box.top() + 30, square.left() - box.left()])
        red, green, blue = (edge >> shift & 255 for shift in (16, 8, 0))
        assert (red - green > 40 and blue - green > 20) == (lost >= 0.1)


@pytest.mark.parametrize("count", [16, 256, 1024, 4096])
def test_all_sizes_of_walls_can_be_drawn(qapp: QApplication, count: int) -> None:
    loss = np.linspace(0.01, 0.5, count).tolist()
    for order in ("axes", "outcome", "failures"):
        scene = _scene(wall((), count, loss, ended=[5]), WallLook(order=order), (680, 580))
        pixels = _image(Mosaic(), scene)
        assert pixels.shape[1] <= 680 and pixels.shape[0] <= 580
        assert len(np.unique(pixels)) > 20


# --- words and axes ----------------------------------------------------------------------------------------


def test_a_network_is_told_by_all_that_differs_and_its_figures() -> None:
    seen = wall(axes("learning_rate", "bias"), 5, 0.012, ended=[7])
    base = seen.grid.seeds[0]
    assert wall_naming.said(seen, 42, True) == (
        f"seed {base + 2}, learning rate 0.03, bias on: test loss 0.0120, 98.8 % right"
    )
    assert wall_naming.said(seen, 7, True).endswith("bias off: diverged at update 50")
    assert "R² 0.988" in wall_naming.said(seen, 42, False)


def test_without_test_points_it_is_the_training_loss() -> None:
    seen = wall(loss=0.25)
    assert seen.outcomes is not None
    nothing = np.full(16, np.nan)
    untested = replace(seen, outcomes=replace(seen.outcomes, test_loss=nothing, test_right=nothing))
    assert "training loss 0.250" in wall_naming.figures_said(untested, 3, True)
    assert "training loss" in wall_naming.caption(untested, Criterion())[0]


def test_the_foot_says_how_to_open_what_is_selected() -> None:
    seen = wall(axes("learning_rate"), 5)
    wordings = wall_naming.foot(seen, WallLook(chosen=31), True)
    assert any(rest == "selected: Enter opens it" for _, rest in wordings)
    assert wall_naming.foot(seen, WallLook(chosen=31, hover=2), True)[0][0].endswith("learning rate 0.001")
    assert wall_naming.foot(replace(seen, busy="compiling"), WallLook(), True) == [("", "compiling")]


def test_headings_count_what_has_learned() -> None:
    seen = wall(loss=[0.01] * 5 + [0.3] * 11)
    assert seen.outcomes is not None
    found = standing(seen.outcomes, Criterion())
    who = seats(seen, WallLook(order="outcome"), False)
    assert [told[0] for told in wall_naming.section_heads(who, found, WallLook(order="outcome"))] == [
        "5 of 16",
        "11 of 16",
    ]
    assert wall_naming.section_heads(who, found, WallLook()) == []


def test_axes_are_named_or_typed_and_seeds_give_way() -> None:
    plan = moment("circle").plan
    assert [axis.name for axis in axes_of(WallLook(), plan)] == ["learning_rate", "bias"]
    typed = wish_of(WallLook("learning_rate=0.01,0.1", None, 5), plan)
    assert [variant.word for variant in typed.axes[0].variants] == ["0.01", "0.1"]
    assert typed.seeds == FEWEST // 2
    assert axes_of(WallLook("no_such_thing", "bias=maybe"), plan) == ()
    assert [axis.name for axis in axes_of(WallLook("bias", "bias"), plan)] == ["bias"]
    assert wish_of(WallLook("learning_rate", "bias", 4096), plan).seeds == MOST // 24
    assert wish_of(WallLook(None, None, 1), plan).seeds == FEWEST


def test_the_more_networks_the_fewer_cells_each_has() -> None:
    plan = moment("circle").plan
    cells = [wish_of(WallLook(None, None, seeds), plan).cells for seeds in (16, 256, 1024, 4096)]
    assert cells == sorted(cells, reverse=True) and cells[0] == 32 and cells[-1] == 16


@pytest.mark.parametrize("seeds", [1, 5, 16, 400, 5000])
def test_the_number_of_seeds_that_fits_is_the_nearest_one(seeds: int) -> None:
    for along in ((), axes("bias"), axes("learning_rate", "bias")):
        found = fitting(along, seeds)
        each = len(wall(along, 1).grid)
        assert FEWEST <= found * each <= MOST
        assert found == seeds or not FEWEST <= seeds * each <= MOST


def test_rects_of_a_geometry_are_what_is_painted() -> None:
    where = in_sections(BED, (16,), 0, 1.0)
    assert where.square(0) == QRect(int(where.left[0]), int(where.top[0]), where.edge, where.edge)
    assert where.box.contains(where.square(15))


def test_seats_that_are_not_seen_have_no_place() -> None:
    scene = _scene(wall(loss=[0.01] * 8 + [0.4] * 8), WallLook(order="failures"))
    assert isinstance(scene.seats, Seats)
    assert scene.place_of(0) is None and scene.square_of(0) is None and scene.place_of(None) is None
    assert scene.square_of(9) is not None
