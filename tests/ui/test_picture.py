"""Pictures of the whole window, made without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from ui.picture import save_picture, window_picture
from ui.theme import DARK, LIGHT
from wbsim import Refused, presets
from wbsim.run import Run
from wbsim.session import Session

pytestmark = pytest.mark.usefixtures("dressed")


def a_run(name: str = "circle") -> Run:
    return Run(experiment=presets.load(name).experiment)


def test_a_picture_has_the_size_and_theme_that_were_asked_for() -> None:
    light = window_picture(a_run(), 10, (1280, 720), "light")
    dark = window_picture(a_run(), 10, (1280, 720), "dark")
    assert (light.width(), light.height()) == (1280, 720)
    assert light.pixelColor(3, 717) == LIGHT.color("bg")
    assert dark.pixelColor(3, 717) == DARK.color("bg")


def test_the_same_run_gives_the_same_picture() -> None:
    assert window_picture(a_run(), 40) == window_picture(a_run(), 40)


def test_another_update_gives_another_picture() -> None:
    assert window_picture(a_run(), 40) != window_picture(a_run(), 400)


def test_every_hue_of_the_story_is_in_the_picture() -> None:
    image = window_picture(a_run(), 300, (1600, 1000))
    seen = {image.pixelColor(x, y).name() for x in range(0, 1600, 2) for y in range(0, 1000, 2)}
    for token in ("weight", "bias", "positive_class", "negative_class", "ink"):
        assert QColor(getattr(LIGHT, token)).name() in seen, token


def test_a_picture_is_written_as_png(tmp_path: Path) -> None:
    save_picture(a_run("xor"), tmp_path / "xor.png", 5, 1280, 720, "light")
    assert QImage(str(tmp_path / "xor.png")).width() == 1280


def test_a_picture_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no folder"):
        save_picture(a_run(), tmp_path / "none" / "x.png", 0, 1280, 720, "light")


def test_a_picture_of_a_session_has_its_branches_and_what_is_recorded_beyond() -> None:
    def session() -> Session:
        one = Session(Run(experiment=presets.load("circle").experiment))
        one.advance(300)
        one.seek(100)
        one.change({"optimizer.learning_rate": 0.1})
        one.advance(200)
        return one

    past = window_picture(session(), 150, room="time")
    assert past == window_picture(session(), 150, room="time")
    assert past != window_picture(session(), 300, room="time")
    assert past != window_picture(session().branch.run, 150, room="time")
