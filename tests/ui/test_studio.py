"""The studio: moments of a run one after another, each exactly as a picture of it alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.layouts import Layout, layout_of
from ui.picture import window_picture
from ui.studio import Studio
from ui.theme import LIGHT
from wbsim import Refused, presets
from wbsim.run import Run
from wbsim.session import Session

pytestmark = pytest.mark.usefixtures("dressed")


def a_run(name: str = "circle") -> Run:
    return Run(experiment=presets.load(name).experiment)


@contextmanager
def a_studio(of: Run | Session | None = None, *given: Any, **named: Any) -> Iterator[Studio]:
    studio = Studio(a_run() if of is None else of, *given, **named)
    try:
        yield studio
    finally:
        studio.close()


def test_moments_one_after_another_are_those_of_single_pictures_also_backward() -> None:
    with a_studio() as studio:
        seen = []
        for update in (0, 40, 400):
            studio.show(update)
            seen.append(studio.image())
        assert seen == [window_picture(a_run(), update) for update in (0, 40, 400)]
        studio.show(40)
        assert studio.session.here.state.update == 40


def test_as_then_a_recorded_run_looks_as_it_did_when_it_had_just_come_so_far() -> None:
    recorded = Session(a_run())
    recorded.advance(300)
    with a_studio(recorded, as_then=True) as then, a_studio(recorded) as now:
        for studio in (then, now):
            studio.show(100)
        assert then.image() == window_picture(a_run(), 100)
        assert now.image() != then.image()


def test_as_then_an_edit_is_marked_from_its_update_on() -> None:
    session = Session(a_run())
    session.advance(50)
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(50)
    with a_studio(session, as_then=True) as studio:
        marks = []
        for update in (49, 50, 100):
            studio.show(update)
            assert studio.window.snapshot is not None
            marks.append(len(studio.window.snapshot.marks))
    assert marks == [0, 1, 1]


def test_without_controls_the_figure_alone_fills_the_picture() -> None:
    with a_studio(None, (640, 480), layout=layout_of("plane")) as studio:
        studio.show(20)
        figure = studio.window.figure
        assert list(figure.cards) == ["plane"] and figure.cards["plane"].size() == figure.size()
        assert figure.size() == studio.window.size()
        assert studio.image().pixelColor(320, 3) == LIGHT.color("panel")


@pytest.mark.parametrize(
    ("size", "ratio", "pixels"),
    [((1280, 720), 2.0, (2560, 1440)), ((640, 360), 1.0, (640, 360)), ((321, 181), 1.0, (321, 181))],
)
def test_a_picture_has_exactly_the_pixels_that_were_asked_for(
    size: tuple[int, int], ratio: float, pixels: tuple[int, int]
) -> None:
    with a_studio(None, size, ratio=ratio) as studio:
        studio.show(5)
        image = studio.image()
    assert (image.width(), image.height()) == pixels
    last = image.pixelColor(image.width() - 1, image.height() - 1)
    assert last == LIGHT.color("bg")  # painted to its last corner


def test_what_is_painted_is_the_image() -> None:
    with a_studio() as studio:
        studio.show(30)
        painted = QImage(studio.pixels, QImage.Format.Format_RGB32)
        painter = QPainter(painted)
        studio.paint(painter)
        painter.end()
        assert painted == studio.image()


def test_ticks_are_walked_forward_and_back() -> None:
    with a_studio(None, layout=Layout("steps", "steps")) as studio:
        seen = []
        for tick in (0, 9, 3, studio.session.walk.ladder.total):
            studio.show(30, tick)
            seen.append(studio.session.walk.tick)
        assert seen == [0, 9, 3, 0]
        with pytest.raises(Refused, match="ticks"):
            studio.show(30, 10**6)


def test_the_application_is_dressed_as_before_when_a_studio_closes(qapp: QApplication) -> None:
    before = qapp.styleSheet()
    studio = Studio(a_run(), (1920, 1080), "dark")
    assert qapp.styleSheet() != before
    studio.close()
    assert qapp.styleSheet() == before


def test_many_networks_go_to_each_moment_and_back() -> None:
    with a_studio(None, layout=Layout("population", "population")) as studio:
        seen = []
        for update in (4, 10, 4):
            studio.show(update)
            wall = studio.window.snapshot.wall if studio.window.snapshot else None
            assert wall is not None and wall.update == update and wall.outcomes is not None
            seen.append(wall.outcomes.loss.tolist())
        assert seen[0] == seen[2] != seen[1]
