"""The step sheet in the window: what of it is known at a tick, how it stands, what it says to the diagram, and how it
gets out.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from steps import at, end_of, ladder_of, walked

from ui.look import Look
from ui.theme import DARK, LIGHT, Theme
from ui.views import sheet_out, sheet_set
from ui.views.equation import line_width
from ui.views.sheet import SheetView, agreement, sheet_of
from ui.views.sheet_html import html
from ui.views.sheet_layout import Laid, Metrics, lay_out, set_sheet
from ui.views.sheet_reveal import known
from ui.views.step_reach import reach_of
from wbsim.sheet import Section, as_table, as_text
from wbsim.snapshot import Snapshot

pytestmark = pytest.mark.usefixtures("dressed")
DESK, SMALL = Look(LIGHT, room="steps"), Look(LIGHT, scale=0.86, compact=True, room="steps")
SIZES = [((739, 534), SMALL), ((924, 740), DESK), ((1112, 790), Look(LIGHT, scale=1.08, room="steps"))]


def view_of(
    qtbot: QtBot, snapshot: Snapshot, look: Look = DESK, size: tuple[int, int] = (924, 740)
) -> SheetView:
    """A sheet in a size."""
    view = SheetView()
    qtbot.addWidget(view)
    view.resize(*size)
    view.show_snapshot(snapshot, look)
    view.show()
    QApplication.processEvents()
    return view


def section(snapshot: Snapshot, part: str) -> Section:
    """A section of its sheet."""
    assert snapshot.coming is not None
    return sheet_of(snapshot.coming, DESK).section(part)  # type: ignore[arg-type]


def hidden(snapshot: Snapshot, part: str) -> list[bool]:
    """Of each row of a section, whether its last column is hidden."""
    reach, found = reach_of(snapshot), section(snapshot, part)
    assert reach is not None
    rows = found.rows
    return [not known(found, row, reach, k == len(rows) - 1).cells[-1] for k, row in enumerate(rows)]


def rows_of(view: SheetView, part: str) -> list[Laid]:
    """The rows of a section where they stand."""
    layout = view.paper.layout_
    assert layout is not None
    return [row for row in layout.rows if layout.cards[row.set.section].section.part == part]


# --- what is known by a tick -------------------------------------------------------------------------------


def test_numbers_come_as_the_update_is_walked_and_stay() -> None:
    start = walked()
    parts = ("forward", "loss", "backward", "update")
    before = [sum(hidden(start, part)) for part in parts]
    assert before == [len(section(start, part).rows) for part in parts]
    for phase in parts:
        moment = at(start, end_of(start, phase) if phase != "update" else ladder_of(start).total)
        assert not any(hidden(moment, phase)[: len(hidden(moment, phase)) - (phase == "loss")])
        for earlier in parts[: parts.index(phase)]:
            assert hidden(moment, earlier)[0] is False


def test_forward_shows_so_many_products_of_the_neuron_at_hand() -> None:
    start = walked()
    found = section(start, "forward")
    for tick, terms in ((1, 1), (2, 2), (4, 1), (5, 2)):
        reach = reach_of(at(start, tick))
        assert reach is not None
        now = [known(found, row, reach, False) for row in found.rows]
        place = 0 if tick < 4 else 1
        assert [one.at_hand for one in now].index(True) == place
        assert now[place].terms == terms
        assert now[place].cells[-1] is False
        assert all(one.whole for one in now[:place])


def test_a_gradient_is_known_with_the_neurons_error_and_each_weight_in_its_turn() -> None:
    start = walked()
    found = section(start, "backward")
    first = end_of(start, "loss")
    reach = reach_of(at(start, first + 2))  # δ of the output, and one of its two weights
    assert reach is not None
    now = known(found, found.rows[0], reach, False)
    assert now.cells[-1]
    assert now.lines == (True, False, True)  # the bias has its gradient with δ
    assert known(found, found.rows[1], reach, False).cells[-1] is False


def test_old_values_are_known_from_the_start_the_gradient_with_the_batch_and_new_ones_in_their_turn() -> None:
    start = walked()
    found, ladder = section(start, "update"), ladder_of(start)
    keys = [column.key for column in found.columns]
    through = ladder.samples * ladder.each
    for tick, shown in (
        (0, {"old"}),
        (through, {"old", "gradient"}),
        (through + 1, {"old", "gradient", "new"}),
    ):
        reach = reach_of(at(start, tick))
        assert reach is not None
        cells = dict(zip(keys, known(found, found.rows[0], reach, False).cells, strict=True))
        assert {key for key in ("old", "gradient", "new") if cells[key]} == shown
    second = known(found, found.rows[1], reach, False)
    assert dict(zip(keys, second.cells, strict=True))["new"] is False


def test_the_loss_of_the_batch_is_known_when_its_last_sample_has_its_own() -> None:
    start = walked(settings={"batches.size": 2})
    ladder = ladder_of(start)
    assert hidden(at(start, end_of(start, "loss")), "loss") == [False, True]
    assert hidden(at(start, ladder.each + end_of(start, "loss")), "loss") == [False, False]


def test_weights_and_biases_are_known_before_the_first_tick_and_what_they_make_of_a_sample_is_not() -> None:
    start = walked()
    reach, found = reach_of(start), section(start, "forward")
    assert reach is not None
    keys = [column.key for column in found.columns]
    for row in found.rows:
        now = known(found, row, reach, False)
        assert now.terms == 0  # no product is there yet, though its weight is
        assert {key for key, there in zip(keys, now.cells, strict=True) if there} == {
            "neuron",
            "products",
            "bias",
        }


def test_a_row_shows_its_parameters_at_rest_and_what_they_make_in_its_hues(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start)

    def inks(moment: Snapshot) -> set[str]:
        view.show_snapshot(moment, DESK)
        picture = view.paper.viewport().grab().toImage()
        box = rows_of(view, "forward")[0]
        line = [picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(int(box.top), int(box.top + box.height))]  # fmt: skip
        return set(line)

    before, after = inks(start), inks(at(start, 3))
    values = {LIGHT.positive_class.lower(), LIGHT.negative_class.lower()}
    for known_before in (LIGHT.weight_text, LIGHT.bias_text):
        assert known_before.lower() in before & after
    assert not values & before
    assert values & after


# --- where it stands ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "look"), SIZES)
@pytest.mark.parametrize("name", ["circle", "digits", "iris", "house-price", "pass-fail", "plane"])
def test_no_cell_reaches_into_the_next_nor_out_of_its_card(
    name: str, size: tuple[int, int], look: Look
) -> None:
    start = walked(name)
    assert start.coming is not None
    neuron = start.plan.rows[0].layer.neurons[0]
    sheet = sheet_of(start.coming, replace(look, neuron=neuron))
    metrics = Metrics.of(look.scale, look.compact)
    layout = lay_out(set_sheet(sheet, size[0], metrics), [True] * 10**4)
    assert layout.rows
    for row in layout.rows:
        card = layout.cards[row.set.section]
        edges = []
        for column, line, parts, (left, right) in zip(
            card.section.columns, row.row.cells, row.set.cells, card.columns, strict=True
        ):
            made = sheet_set.cell(line, strong=column.right)
            for part in parts:
                wide = line_width(made[part.start : part.stop], metrics.figures)
                edges.append((right - wide, right) if column.right else (left, left + wide))
                assert edges[-1][0] >= metrics.pad - 2
                assert edges[-1][1] <= layout.width - metrics.pad + 2
        for (_, end), (begin, _) in pairwise(card.columns):
            assert begin - end >= 0.5 * metrics.gutter
        for line in row.set.under:
            for place, x in line:
                wide = line_width(sheet_set.cell(row.row.lines[place]), 0.96 * metrics.figures)
                assert x + wide <= layout.width - 0.5 * metrics.pad


@pytest.mark.parametrize(("size", "look"), SIZES)
def test_rows_follow_each_other_without_touching_and_cards_hold_theirs(
    qtbot: QtBot, size: tuple[int, int], look: Look
) -> None:
    start = walked()
    view = view_of(qtbot, at(start, end_of(start, "backward")), look, size)
    layout = view.paper.layout_
    assert layout is not None
    for one, two in pairwise(layout.rows):
        assert one.top + one.height <= two.top + 1e-6
    for row in layout.rows:
        card = layout.cards[row.set.section]
        assert card.top < row.top
        assert row.top + row.height < card.top + card.height
    for one, two in pairwise(layout.cards):
        assert one.top + one.height < two.top


@pytest.mark.parametrize(("size", "look"), SIZES)
@pytest.mark.parametrize("name", ["circle", "iris"])
def test_the_foot_has_room_for_its_words_and_buttons(
    qtbot: QtBot, name: str, size: tuple[int, int], look: Look
) -> None:
    view = view_of(qtbot, walked(name), look, size)
    shown = [b for b in (view.all, view.text, view.table, view.paper_out) if b.isVisible()]
    boxes = [button.geometry() for button in shown]
    assert all(view.rect().contains(box) for box in boxes)
    assert all(a.right() < b.left() for a, b in pairwise(boxes))
    assert all(button.width() >= button.sizeHint().width() for button in shown)
    assert view.paper.geometry().bottom() < boxes[0].top()
    assert min(box.left() for box in boxes) > view.width() / 3


def test_it_follows_the_tick_and_scrolls_by_keys(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start, SMALL, (739, 534))
    ladder, paper = ladder_of(start), view.paper
    for tick in range(0, ladder.total, 11):
        moment = at(start, tick)
        view.show_snapshot(moment, SMALL)
        assert paper.layout_ is not None
        hand = [row for row in paper.layout_.rows if paper.known(row).at_hand]
        if hand:
            top, page = paper.verticalScrollBar().value(), paper.viewport().height()
            assert top - 1 <= hand[0].top
            assert hand[0].top + hand[0].height <= top + page + 1
    paper.verticalScrollBar().setValue(0)
    paper.setFocus()
    qtbot.keyClick(paper, Qt.Key.Key_PageDown)
    assert paper.verticalScrollBar().value() > 0
    assert paper.bar.value() == paper.verticalScrollBar().value()


def test_a_row_opens_where_something_is_written_beneath_it(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start)
    assert not any(row.is_open for row in rows_of(view, "backward"))
    view.show_snapshot(at(start, end_of(start, "loss") + 1), DESK)
    assert [row.is_open for row in rows_of(view, "backward")][:2] == [True, False]
    through = ladder_of(start).samples * ladder_of(start).each
    view.show_snapshot(at(start, through + 2), DESK)
    assert [row.is_open for row in rows_of(view, "update")][:3] == [False, True, False]


# --- the foot ----------------------------------------------------------------------------------------------


def test_the_check_by_small_changes_is_computed_and_said(qtbot: QtBot) -> None:
    start = walked(settings={"precision": "float64"})
    assert start.coming is not None
    digits = agreement(start.coming)
    assert digits is not None
    assert digits >= 6
    view = view_of(qtbot, start)
    assert f"agree to {digits} digits" in view._words[0]
    wrong = replace(start.coming, gradient=start.coming.gradient * 1.01)
    assert agreement(wrong) == 2 or agreement(wrong) == 1
    assert agreement(replace(start.coming, numerical=start.coming.numerical * float("nan"))) is None


@pytest.mark.parametrize("broken", [float("nan"), float("inf")])
def test_an_update_whose_gradient_overflows_is_shown_without_a_check(qtbot: QtBot, broken: float) -> None:
    start = walked()
    assert start.coming is not None
    lost = replace(start.coming, gradient=start.coming.gradient * broken)
    assert agreement(lost) is None
    assert "agree" not in view_of(qtbot, replace(start, coming=lost))._words[0]


def test_all_parameters_are_asked_for_where_some_are_left_out(qtbot: QtBot) -> None:
    view = view_of(qtbot, walked("circle"))
    assert not view.all.isVisible()
    look = replace(DESK, neuron=walked("iris").plan.rows[0].layer.neurons[2])
    view = view_of(qtbot, walked("iris"), look)
    assert view.all.text() == "all 51"
    with qtbot.waitSignal(view.whole_toggled) as blocker:
        qtbot.mouseClick(view.all, Qt.MouseButton.LeftButton)
    assert blocker.args == [True]
    view.show_snapshot(walked("iris"), replace(look, whole_sheet=True))
    assert len(rows_of(view, "update")) == 51
    assert view.all.text() == "less"


def test_without_an_update_it_says_why_and_offers_nothing(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, replace(start, coming=None))
    assert not view.paper.isVisible()
    assert not view.text.isVisible()
    assert "measured" in view._empty


# --- the pointer -------------------------------------------------------------------------------------------


def test_what_is_pointed_at_is_said_by_its_id(qtbot: QtBot) -> None:
    start = walked()
    moment = at(start, ladder_of(start).total - 1)
    view = view_of(qtbot, moment, DESK, (924, 4000))
    paper, plan = view.paper, start.plan
    neuron = plan.rows[0].layer.neurons[1]
    assert paper.layout_ is not None
    forward = rows_of(view, "forward")[1]
    card = paper.layout_.cards[forward.set.section]
    y = forward.top + 0.5 * forward.height
    assert paper.target(card.columns[0][0] + 4, y) == neuron
    assert paper.target(card.columns[1][0] + 4, y) == f"w:{neuron}<x1"
    assert paper.target(card.columns[1][0] + 130, y) == f"w:{neuron}<x2"
    assert paper.target(card.columns[2][1] - 4, y) == f"b:{neuron}"
    update = rows_of(view, "update")[2]
    assert paper.target(300, update.top + 5) == update.row.parameter
    back = next(row for row in rows_of(view, "backward") if row.row.neuron == neuron)
    (_, x), *_ = back.set.under[0]
    beneath = back.top + 1.5 * paper.layout_.metrics.row
    assert paper.target(x + 6, beneath) == f"w:{neuron}<x1"
    assert paper.target(300, -50) is None


def test_pointing_at_a_row_is_said_once_and_taken_back(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, at(start, end_of(start, "forward")))
    got: list[object] = []
    view.hovered.connect(got.append)
    row = rows_of(view, "forward")[0]
    at_name = QPoint(30, int(row.top + 8))
    qtbot.mouseMove(view.paper.viewport(), at_name)
    qtbot.mouseMove(view.paper.viewport(), at_name + QPoint(3, 0))
    view.paper.leaveEvent(None)
    assert got == [row.row.neuron, None]


@pytest.mark.parametrize("look_theme", [LIGHT, DARK])
def test_what_is_pointed_at_in_the_diagram_is_lit_here(qtbot: QtBot, look_theme: Theme) -> None:
    start = walked()
    moment = at(start, ladder_of(start).total - 1)
    look = replace(DESK, theme=look_theme)
    view = view_of(qtbot, moment, look, (924, 4000))
    row = rows_of(view, "update")[0]
    name = row.row.parameter

    def ground(look: Look) -> str:
        view.show_snapshot(moment, look)
        return view.paper.viewport().grab().toImage().pixelColor(200, int(row.top + 3)).name()

    assert ground(look) != look_theme.line.lower()
    assert ground(replace(look, parameter=name)) == look_theme.line.lower()
    forward = rows_of(view, "forward")[0]
    before = view.paper.viewport().grab().toImage()
    view.show_snapshot(moment, replace(look, hover=forward.row.neuron))
    assert view.paper.viewport().grab().toImage() != before


# --- the way out -------------------------------------------------------------------------------------------


def test_it_is_copied_as_text(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start)
    with qtbot.waitSignal(view.told):
        qtbot.mouseClick(view.text, Qt.MouseButton.LeftButton)
    assert start.coming is not None
    copied = QGuiApplication.clipboard().text()
    assert copied == as_text(sheet_of(start.coming, DESK))
    assert "BACKWARD" in copied
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


def test_it_is_copied_as_a_table_with_its_hues_beside(qtbot: QtBot) -> None:
    start = walked()
    view = view_of(qtbot, start)
    with qtbot.waitSignal(view.told):
        qtbot.mouseClick(view.table, Qt.MouseButton.LeftButton)
    assert start.coming is not None
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == as_table(sheet_of(start.coming, DESK))
    assert "\t" in data.text()
    assert "<table" in data.html()


def test_the_page_has_every_row_and_no_tag_from_the_data() -> None:
    start = walked("iris")
    assert start.coming is not None
    sheet = sheet_of(start.coming, DESK)
    page = html(sheet)
    assert page.count("<table") == len(sheet.sections)
    assert page.count("<tr") >= sum(len(part.rows) + 1 for part in sheet.sections)
    odd = replace(sheet, title="a < b & c")
    assert "a &lt; b &amp; c" in html(odd)


def test_it_is_written_as_a_pdf_of_some_pages(tmp_path: Path) -> None:
    start = walked()
    assert start.coming is not None
    file = tmp_path / "sheet.pdf"
    sheet_out.print_to_pdf(sheet_of(start.coming, DESK), str(file))
    content = file.read_bytes()
    assert content.startswith(b"%PDF")
    assert len(content) > 4000
    assert sheet_out.document(sheet_of(start.coming, DESK)).toPlainText().count("hidden 1 · 1") >= 3


def test_paper_is_not_blank(tmp_path: Path) -> None:
    start = walked()
    assert start.coming is not None
    document = sheet_out.document(sheet_of(start.coming, DESK))
    document.setTextWidth(1000)
    image = QImage(1000, 800, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    document.drawContents(painter)
    painter.end()
    seen = {image.pixelColor(x, y).name() for x in range(0, 1000, 2) for y in range(0, 800, 2)}
    assert LIGHT.bias_pale.lower() in seen or len(seen) > 50


# --- many parameters ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["digits"])
def test_of_a_wide_network_only_what_is_seen_is_painted(qtbot: QtBot, name: str) -> None:
    start = walked(name)
    view = view_of(qtbot, at(start, end_of(start, "backward")))
    view.paper.viewport().grab()
    layout = view.paper.layout_
    assert layout is not None
    assert layout.height > 2 * view.paper.viewport().height()
    rows = [key for key in view.paper._pictures if len(key) == 5]
    assert 0 < len(rows) < 0.7 * len(layout.rows)


def test_a_network_of_a_hundred_thousand_parameters_has_a_sheet(qtbot: QtBot) -> None:
    layers = [{"neurons": 400, "activation": "relu"}, {"neurons": 200, "activation": "relu"}, {"neurons": 10, "activation": "softmax"}]  # fmt: skip
    start = walked("digits", updates=0, settings={"network.layers": layers})
    assert start.plan.size > 100_000
    view = view_of(qtbot, at(start, end_of(start, "backward")))
    assert view.paper.layout_ is not None
    assert rows_of(view, "update")
    assert not view.all.isVisible()
    assert view._words


def test_the_pointer_over_every_row_finds_something_or_nothing_but_never_fails(qtbot: QtBot) -> None:
    start = walked("iris")
    view = view_of(qtbot, at(start, end_of(start, "backward")), SMALL, (739, 2400))
    index, rows = start.plan.index, start.plan.value_rows
    for y in range(0, 2300, 7):
        for x in range(0, 739, 23):
            found = view.paper.target(QPointF(x, y).x(), y)
            assert found is None or found in index or found in rows


def test_a_process_that_copied_a_table_ends_in_peace() -> None:
    script = """
from PySide6.QtWidgets import QApplication
application = QApplication([])
from ui.views.sheet_out import copy_table
from wbsim import presets
from wbsim.coming import coming
from wbsim.engine import initial
from wbsim.plan import plan
from wbsim.sheet import sheet
shapes = plan(presets.load("circle").experiment)
copy_table(sheet(coming(initial(shapes), shapes)))
assert application.clipboard().mimeData().hasHtml()
"""
    root = Path(__file__).parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, check=False, timeout=120
    )
    assert ended.returncode == 0, ended.stderr.decode()
