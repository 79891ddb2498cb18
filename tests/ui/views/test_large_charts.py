"""The large charts: which there are, what they say at the cursor, and the list beside them by mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import small
from moments import further, moment, moment_of
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import Listing, Look
from ui.theme import DARK, LIGHT, Theme
from ui.views.parameter_panel import ParameterPanel
from ui.views.timeline import TimelineView
from ui.views.timeline_charts import Chart, charts_of
from wbsim.measured import SHARES, Best
from wbsim.snapshot import Snapshot

SIZE = (1162, 648)
LARGE = Look(LIGHT, charts=True)


def _view(qtbot: QtBot, snapshot: Snapshot, look: Look = LARGE, size: tuple[int, int] = SIZE) -> TimelineView:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    return view


def _panel(view: TimelineView) -> ParameterPanel:
    assert view._panel is not None
    return view._panel


def _labels(view: TimelineView) -> dict[Chart, dict[str, str]]:
    """Of each chart its labels' values, by word or symbol."""
    found = view._labels(view._layout(), view._reads)
    return {
        chart: {one.word or "".join(one.symbol): one.value for one in labels}
        for chart, labels in zip(view._charts, found, strict=True)
    }


def _wide(updates: int) -> Snapshot:
    return moment("circle", updates, {"network.layers": [{"neurons": 70}, {"neurons": 60}, {"neurons": 1}]})


# --- which charts ----------------------------------------------------------------------------------------------


def test_layers_are_apart_where_there_is_room_and_together_where_not() -> None:
    shapes = moment("circle").plan
    apart = [Chart(kind, layer) for layer in (1, 2, 3) for kind in ("w", "b")]  # type: ignore[arg-type]
    head = [Chart("loss"), Chart("accuracy")]
    assert sorted(map(str, charts_of(shapes, LARGE, 600))) == sorted(map(str, [*head, *apart]))
    assert list(charts_of(shapes, LARGE, 300)) == [*head, Chart("w"), Chart("b")]
    together = replace(LARGE, listing=Listing(apart=False))
    assert list(charts_of(shapes, together, 600)) == [*head, Chart("w"), Chart("b")]


@pytest.mark.parametrize(
    ("listing", "charts"),
    [
        (Listing(text="h2"), [("w", 2), ("b", 2)]),
        (Listing(text="h2", apart=False), [("w", 2), ("b", 2)]),
        (Listing(kind="biases"), [("b", 1), ("b", 2), ("b", 3)]),
        (Listing(text="nothing is called so"), []),
    ],
)
def test_only_what_is_listed_has_charts(listing: Listing, charts: list[tuple[str, int]]) -> None:
    found = charts_of(moment("circle").plan, replace(LARGE, listing=listing), 600)
    assert sorted((c.kind, c.layer) for c in found[2:] if c.layer) == sorted(charts)


def test_values_have_r2_and_rmse_instead_of_accuracy() -> None:
    shapes = moment("plane").plan
    assert [c.kind for c in charts_of(shapes, LARGE, 900)[:3]] == ["loss", "r2", "rmse"]
    assert [c.kind for c in charts_of(shapes, Look(LIGHT), 300)] == ["loss", "r2", "w", "b"]
    assert [c.kind for c in charts_of(shapes, Look(LIGHT), 150)] == ["loss", "w", "b"]


# --- one cursor ------------------------------------------------------------------------------------------------


def test_every_chart_reads_the_cursor_s_update(qtbot: QtBot) -> None:
    snapshot = moment("circle", 300)
    neuron = snapshot.plan.rows[0].layer.neurons[0]
    look = replace(LARGE, cursor=100, neuron=neuron, listing=Listing(text="h1"))
    view = _view(qtbot, snapshot, look)
    measured = next(m for m in snapshot.history.measured if m.update == 100)
    then, labels = moment("circle", 100), _labels(view)
    assert float(labels[Chart("loss")]["train"]) == pytest.approx(measured.fit.train_loss, abs=0.001)
    assert measured.fit.test_accuracy is not None
    assert labels[Chart("accuracy")]["test"] == f"{100 * measured.fit.test_accuracy:.1f}\u2009%"
    shares = measured.fit.class_accuracy
    for name, share in zip(snapshot.plan.description.classes, shares, strict=True):
        assert labels[Chart("accuracy")][name] == f"{100 * share:.0f}\u2009%"
    bias = then.state.theta[then.plan.index[f"b:{neuron}"]]
    assert labels[Chart("b", 1)]["b1"] == f"{bias:.2f}".replace("-", "−")
    values = dict(zip(_panel(view).list._moved.ids, _panel(view).list._moved.value, strict=True))
    assert values[f"b:{neuron}"] == pytest.approx(bias)
    assert _panel(view)._words[1] == "at 100"


def test_of_values_the_cursor_reads_r2_and_rmse(qtbot: QtBot) -> None:
    snapshot = moment("plane", 80)
    labels = _labels(_view(qtbot, snapshot, replace(LARGE, cursor=40)))
    measured = next(m for m in snapshot.history.measured if m.update == 40)
    assert float(labels[Chart("r2")]["train"].replace("−", "-")) == pytest.approx(
        measured.fit.train_r2, abs=0.01
    )
    assert float(labels[Chart("rmse")]["test"]) == pytest.approx(measured.fit.test_rmse, abs=0.001)


def test_the_mean_of_the_batches_is_shown_where_there_is_room(qtbot: QtBot) -> None:
    snapshot = moment("circle", 300)
    high = _view(qtbot, snapshot, replace(LARGE, listing=Listing(apart=False)))
    assert "mean" in _labels(high)[Chart("loss")]
    assert "mean" not in _labels(_view(qtbot, snapshot, Look(LIGHT), (772, 240)))[Chart("loss")]
    assert "64 updates" in high._made[Chart("loss")].tip(high._reads[0])


# --- many parameters -------------------------------------------------------------------------------------------


def test_many_parameters_are_bands_with_a_stated_sample(qtbot: QtBot) -> None:
    snapshot = _wide(0)
    view = _view(qtbot, snapshot)
    place = view._charts.index(Chart("w", 2))
    read, heading = view._reads[place], view._headings(view._reads)[place]
    assert read.ribbon is not None and read.ribbon.shape[1] == len(SHARES)
    row = snapshot.plan.rows[1]
    np.testing.assert_allclose(
        read.ribbon[-1], np.quantile(row.weights_of(snapshot.state.theta), SHARES), rtol=1e-5
    )
    drawn = {name for strand in read.found for name in strand.ids}
    assert (
        heading.under == "4\u2009200 weights"
        and heading.note == f"{len(drawn)} shown"
        and 5 < len(drawn) < 60
    )
    assert view._reads[view._charts.index(Chart("b", 3))].ribbon is None
    assert "max" in _labels(view)[Chart("w", 2)]


def test_bands_stand_where_the_quantiles_are(qtbot: QtBot) -> None:
    snapshot = _wide(200)
    view = _view(qtbot, snapshot, replace(LARGE, listing=Listing(text="h2 w")))
    place, where = view._charts.index(Chart("w", 2)), view._layout()
    read, image = view._reads[place], view.grab().toImage()
    assert read.ribbon is not None
    x = round(where.x(read.fits.update[len(read.fits.update) // 2]))
    row = read.ribbon[len(read.fits.update) // 2]

    def at(value: float) -> QColor:
        share = float(read.scale.share(value))
        return image.pixelColor(x, round(where.tops[place] + where.height * (1 - share)))

    bed = QColor(LIGHT.sunk)
    assert at(row[-1] + 0.06 * (row[-1] - row[0])) == bed
    assert at(row[0] - 0.06 * (row[-1] - row[0])) == bed
    assert at(0.5 * (row[5] + row[6])) != bed and at(row[3]) != bed


def test_the_network_of_a_hundred_thousand_parameters_is_readable(
    qtbot: QtBot, dressed: QApplication
) -> None:
    wish = small.experiment(data=small.points(6, 784, classes=10), hidden=(), loss="cross_entropy").changed(
        {"network.layers": [{"neurons": 128, "activation": "relu"}, {"neurons": 10, "activation": "softmax"}]}
    )
    snapshot = moment_of(wish, 3)
    assert snapshot.plan.size == 101_770
    view = _view(qtbot, snapshot)
    headings = view._headings(view._reads)
    assert [h.under for h in headings][2:] == [
        "100\u2009352 weights",
        "128 biases",
        "1\u2009280 weights",
        "10 biases",
    ]
    assert _panel(view)._words[0] == f"{len(snapshot.plan.layout.followed)} of 101\u2009770"
    assert not view.grab().isNull()
    ends = zip(view._labels(view._layout(), view._reads), view._layout().tops, strict=True)
    assert all(
        top - 1 <= label.y <= top + view._layout().height + 1 for labels, top in ends for label in labels
    )


# --- the list --------------------------------------------------------------------------------------------------


def _click_row(qtbot: QtBot, view: TimelineView, place: int) -> None:
    rows = _panel(view).list
    at = rows.row_box(place).center().toPoint()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_click_chooses_a_parameter_and_hovering_names_it(qtbot: QtBot) -> None:
    snapshot = moment("circle", 30)
    view = _view(qtbot, snapshot)
    chosen: list[str] = []
    named: list[object] = []
    view.parameter_chosen.connect(chosen.append)
    view.hovered.connect(named.append)
    view.show()
    _click_row(qtbot, view, 2)
    assert chosen == [snapshot.plan.ids[1]]  # the first row is the heading of the layer
    at = QPointF(40, _panel(view).list.row_box(3).center().y())
    none, port = Qt.MouseButton.NoButton, _panel(view).list.viewport()
    QApplication.sendEvent(
        port,
        QMouseEvent(
            QEvent.Type.MouseMove,
            at,
            QPointF(port.mapToGlobal(at)),
            none,
            none,
            Qt.KeyboardModifier.NoModifier,
        ),
    )
    assert named and named[-1] == snapshot.plan.ids[2]


def test_a_click_on_a_heading_shows_that_layer_alone_and_again_all(qtbot: QtBot) -> None:
    snapshot = moment("circle", 30)
    view = _view(qtbot, snapshot)
    view.listing_changed.connect(
        lambda listing: view.show_snapshot(snapshot, replace(LARGE, listing=listing))
    )
    _click_row(qtbot, view, 0)
    assert view._look.listing.text == "h1"
    assert {chart.layer for chart in view._charts[2:]} == {1}
    _click_row(qtbot, view, 0)
    assert view._look.listing.text == ""


def test_the_filter_narrows_list_and_charts_while_it_is_typed(qtbot: QtBot) -> None:
    snapshot = moment("circle", 30)
    view = _view(qtbot, snapshot)
    view.listing_changed.connect(
        lambda listing: view.show_snapshot(snapshot, replace(LARGE, listing=listing))
    )
    view.show()
    panel = _panel(view)
    qtbot.keyClicks(panel.field, "h1 bias")
    assert [c for c in view._charts if c.kind in "wb"] == [Chart("b", 1)]
    assert panel._words[0] == "4 of 25"
    assert [row.place is None for row in panel.list.rows] == [True] + [False] * 4
    qtbot.keyClicks(panel.field, " zzz")
    assert panel.list.rows == () and not view.grab().isNull()
    qtbot.keyClick(panel.field, Qt.Key.Key_Escape)
    assert panel.field.text() == ""


def test_escape_in_an_empty_filter_leaves_it(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 3))
    view.show()
    field = _panel(view).field
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.hasFocus()


def test_kinds_order_and_charts_are_chosen_by_segments(qtbot: QtBot) -> None:
    view = _view(qtbot, moment("circle", 30))
    said: list[Listing] = []
    view.listing_changed.connect(said.append)
    panel = _panel(view)
    for part in (panel.kinds, panel.orders, panel.charts):
        qtbot.keyClick(part, Qt.Key.Key_Right)
    assert said == [Listing(kind="weights"), Listing(ranked=True), Listing(apart=False)]


def test_arrows_walk_through_the_list_and_the_list_follows(qtbot: QtBot) -> None:
    snapshot = moment("circle", 30)
    view = _view(qtbot, snapshot, size=(1162, 420))
    look = [LARGE]

    def choose(name: str) -> None:
        look[0] = replace(look[0], chosen=name)
        view.show_snapshot(snapshot, look[0])

    view.parameter_chosen.connect(choose)
    rows = _panel(view).list
    for _ in range(24):
        qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert look[0].chosen == snapshot.plan.ids[23]
    place = next(k for k, row in enumerate(rows.rows) if row.place == 23)
    box = rows.row_box(place)
    assert box.top() >= 0 and box.bottom() <= rows.viewport().height() + 1
    qtbot.keyClick(rows, Qt.Key.Key_PageUp)
    assert look[0].chosen == snapshot.plan.ids[13]


def test_ranked_rows_are_in_the_order_of_how_far_they_moved(qtbot: QtBot) -> None:
    start, snapshot = moment("circle", 0), moment("circle", 300)
    view = _view(qtbot, snapshot, replace(LARGE, listing=Listing(ranked=True)))
    moved = np.abs(snapshot.state.theta - start.state.theta)
    found = [row.place for row in _panel(view).list.rows]
    np.testing.assert_allclose(moved[found], np.sort(moved)[::-1], rtol=1e-5)  # type: ignore[index]


def test_a_curve_that_is_clicked_is_chosen_and_one_that_is_dragged_over_is_not(qtbot: QtBot) -> None:
    snapshot = moment("circle", 300)
    view = _view(qtbot, snapshot)
    view.show()
    chosen: list[str] = []
    view.parameter_chosen.connect(chosen.append)
    place, where = view._charts.index(Chart("b", 3)), view._layout()
    name = snapshot.plan.ids[-1]
    value = float(moment("circle", 200).state.theta[-1])
    y = round(where.tops[place] + where.height * (1 - float(view._reads[place].scale.share(value))))
    at, port = QPoint(round(where.x(200)), y), view._canvas.viewport()
    qtbot.mousePress(port, Qt.MouseButton.LeftButton, pos=at)
    qtbot.mouseRelease(port, Qt.MouseButton.LeftButton, pos=at + QPoint(60, 0))
    assert chosen == []
    qtbot.mouseClick(port, Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [name]


# --- pictures --------------------------------------------------------------------------------------------------


def test_the_best_update_is_marked_once_it_is_past(qtbot: QtBot) -> None:
    snapshot = moment("circle", 300)
    best = snapshot.history.best
    assert best is not None
    past = replace(snapshot.history, best=Best(100, 0.2, best.basis))
    view = _view(qtbot, replace(snapshot, history=past))
    where = view._layout()
    box = (round(where.x(100)) - 6, where.tops[0], 13, where.height)
    marked = view.grab().toImage().copy(*box)
    now = replace(snapshot.history, best=Best(300, 0.2, best.basis))
    assert _view(qtbot, replace(snapshot, history=now)).grab().toImage().copy(*box) != marked
    assert "update 100" in view._made[Chart("loss")].tip(view._reads[0])


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_large_charts_that_grew_show_what_fresh_ones_show(
    qtbot: QtBot, dressed: QApplication, theme: Theme
) -> None:
    snapshot = _wide(20)
    look = replace(LARGE, theme=theme, neuron=snapshot.plan.rows[1].layer.neurons[2])
    old = _view(qtbot, snapshot, look)
    for updates in (3, 40, 90):
        snapshot = further(snapshot, updates)
        old.show_snapshot(snapshot, look)
        grown = old.grab().toImage()
    assert grown == _view(qtbot, snapshot, look).grab().toImage()


def test_small_and_large_and_small_again_is_the_same_picture(qtbot: QtBot) -> None:
    snapshot = moment("circle", 200)
    view = _view(qtbot, snapshot, Look(LIGHT), (922, 320))
    before = view.grab().toImage()
    view.show_snapshot(snapshot, LARGE)
    assert view.grab().toImage() != before
    view.show_snapshot(snapshot, Look(LIGHT))
    assert view.grab().toImage() == before


def test_odd_networks_have_large_charts(qtbot: QtBot, dressed: QApplication) -> None:
    bare = small.network({"neurons": 2, "bias": False}, {"neurons": 1, "activation": "linear", "bias": False})
    for wish in ({"hidden": ()}, {"hidden": (3,) * 8}, {"network": bare}):
        for updates in (0, 5):
            snapshot = moment_of(small.experiment(**wish), updates)  # type: ignore[arg-type]
            for size in (SIZE, (700, 300), (1700, 960)):
                for listing in (
                    Listing(),
                    Listing(ranked=True, text="bias"),
                    Listing(kind="biases", apart=False),
                ):
                    view = _view(qtbot, snapshot, replace(LARGE, listing=listing, cursor=0), size)
                    assert not view.grab().isNull()
