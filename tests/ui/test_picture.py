"""Pictures of the whole window, made without a screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from ui.layouts import layout_of
from ui.picture import save_data, save_picture, window_picture
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


def test_a_picture_of_more_pixels_than_can_be_held_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="61440x34560 pixels are too many"):
        save_picture(a_run(), tmp_path / "x.png", 0, 7680, 4320, "light", scale=8.0)
    assert not [*tmp_path.iterdir()]


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


@pytest.mark.parametrize(
    ("name", "begins"), [("a.svg", b"<?xml"), ("a.pdf", b"%PDF-"), ("a.png", b"\x89PNG")]
)
def test_a_view_alone_is_written_as_its_ending_says(tmp_path: Path, name: str, begins: bytes) -> None:
    save_picture(a_run(), tmp_path / name, 20, 640, 480, "dark", layout_of("timeline"), scale=2.0)
    content = (tmp_path / name).read_bytes()
    assert content.startswith(begins)
    if name == "a.png":
        image = QImage(str(tmp_path / name))
        assert (image.width(), image.height()) == (1280, 960)
    if name == "a.svg":
        assert b'viewBox="0 0 640 480"' in content and b">Biases</text>" in content


def test_a_run_without_such_a_view_says_so_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="this run has no view pictures"):
        save_picture(a_run(), tmp_path / "a.png", 0, 640, 480, "light", layout_of("pictures"))
    assert not list(tmp_path.iterdir())


def test_the_numbers_of_a_view_are_written_by_name_or_the_first_that_there_are(tmp_path: Path) -> None:
    assert save_data(a_run(), tmp_path / "a.csv", 20, "light", layout_of("timeline")) == 21
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").startswith("update,batch_loss (half_mse)")
    save_data(a_run(), tmp_path / "b.csv", 20, "light", layout_of("timeline"), "biases")
    assert '"output, bias 1"' in (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()[0]
    save_data(a_run("sines"), tmp_path / "c.csv", 5, "light", layout_of("sequence_prediction"))
    assert (tmp_path / "c.csv").read_text(encoding="utf-8").startswith("true")


@pytest.mark.parametrize(
    ("view", "name", "said"),
    [
        ("desk", "", "desk is no single view"),
        ("rungs", "", "the view rungs has no numbers"),
        ("timeline", "x", "the view timeline has no table x; it has losses, weights, biases"),
        ("surface_race", "", "has no such numbers at update 3"),
    ],
)
def test_numbers_that_there_are_not_are_refused(tmp_path: Path, view: str, name: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        save_data(a_run(), tmp_path / "a.csv", 3, "light", layout_of(view), name)
    assert not list(tmp_path.iterdir())
