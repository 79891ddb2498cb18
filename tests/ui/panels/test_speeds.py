"""Which speeds are offered on each rung, and how the bar says them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from steps import walked

from ui import commands
from ui.panels.speeds import EPOCHS, SLOW, SPEEDS, faster, place_of, speeds_of
from ui.panels.transport import play_words
from wbsim.ladder import INSIDE, RUNGS, Rung


@pytest.mark.parametrize("rung", RUNGS)
def test_every_speed_of_a_rung_is_found_again_and_reached_step_by_step(rung: Rung) -> None:
    speeds = speeds_of(rung)
    assert [place_of(speed, rung) for speed in speeds] == list(range(len(speeds)))
    speed = speeds[0]
    for expected in speeds[1:]:
        speed = faster(speed, 1, rung)
        assert speed == expected
    assert faster(speed, 1, rung) == speeds[-1]
    assert faster(speeds[0], -1, rung) == speeds[0]


def test_inside_an_update_it_is_slow_motion_and_never_as_fast_as_it_goes() -> None:
    for rung in INSIDE:
        assert speeds_of(rung) == SLOW
        assert (SLOW[0], SLOW[-1]) == (0.5, 60)
    assert None not in SLOW
    assert None not in EPOCHS
    assert speeds_of("batch") == SPEEDS
    assert SPEEDS[-1] is None


@pytest.mark.parametrize(
    ("rung", "speed", "words"),
    [
        ("product", 4.0, "4 products/s"), ("product", 1.0, "1 product/s"), ("neuron", 0.5, "0.5 neurons/s"),
        ("sample", 60.0, "60 samples/s"), ("epoch", 1.0, "1 epoch/s"), ("epoch", 0.2, "0.2 epochs/s"),
        ("batch", 250.0, "250 updates/s"),
    ],
)  # fmt: skip
def test_a_speed_is_said_with_its_unit(
    stage: Callable[..., Any], rung: Rung, speed: float, words: str
) -> None:
    one = stage()
    one.window.take(replace(one.snapshot(), rung=rung, speed=speed))
    bar = one.window.transport.speed
    assert bar.value.text == words
    assert bar.slider.maximum() == len(speeds_of(rung)) - 1
    assert bar.slider.value() == place_of(speed, rung)
    assert (rung if rung != "batch" else "update") in bar.slider.accessibleName()
    assert not one.of(commands.SetSpeed)


def test_the_slider_and_the_keys_ask_for_speeds_of_the_rung_at_hand(
    qtbot: QtBot, stage: Callable[..., Any]
) -> None:
    one = stage()
    one.window.take(replace(one.snapshot(), rung="product", speed=4.0))
    slider = one.window.transport.speed.slider
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert one.of(commands.SetSpeed)[-1].updates_per_second == 8
    one.window.take(replace(one.snapshot(), rung="product", speed=4.0))
    qtbot.keyClick(one.window, Qt.Key.Key_Minus)
    assert one.of(commands.SetSpeed)[-1].updates_per_second == 2


def test_the_play_button_says_what_it_plays() -> None:
    said = {rung: play_words(replace(walked(), rung=rung)) for rung in get_args(Rung)}
    assert "product by product, slowly" in said["product"]
    assert len(set(said.values())) == len(said)
    assert play_words(replace(walked(), playing=True)).startswith("Pause")
    past = replace(walked(), present=10**6)
    assert "recorded" in play_words(past)
