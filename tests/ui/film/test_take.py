"""Takes: what was on screen is noted, kept in a file, and shown again exactly."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from films import a_run, filmed, frames_in

from ui.film.filming import Sheet
from ui.film.take import Recorder, Seen, Take, take_of, write
from ui.film.take_reel import TakeReel
from ui.layouts import Layout, layout_of
from ui.look import Look
from ui.picture import image_of
from ui.studio import Studio
from ui.theme import THEMES
from wbsim import Pick, Refused
from wbsim.engine import Watch
from wbsim.files import run_file
from wbsim.session import Session

LIGHT, DARK = Look(THEMES["light"]), Look(THEMES["dark"])
DESK = layout_of("desk")


class Hand:
    """Drives a session as a person does, and has it noted once a second."""

    def __init__(self, name: str = "circle") -> None:
        self.session, self.recorder, self.now = Session(a_run(name)), Recorder(0.0), 0.0
        self.states: list[Any] = []

    def note(self, look: Look = LIGHT, pick: Pick = Pick()) -> None:  # noqa: B008  # frozen
        self.recorder.note(self.now, self.session.snapshot(Watch()), look, pick)
        self.states.append(self.session.here.state)
        self.now += 1.0

    @property
    def take(self) -> Take:
        take = self.recorder.take(self.now)
        assert take is not None
        return take


def a_tour() -> Hand:
    """Training, an edit, the past, an edit there, undo, a restart."""
    hand = Hand()
    session = hand.session
    for act in (
        lambda: session.advance(30),
        lambda: session.change({"optimizer.learning_rate": 0.3}),
        lambda: session.advance(40),
        lambda: session.seek(10),
        lambda: session.set_parameters({session.here.plan.ids[0]: 0.5}),
        lambda: session.set_parameters({session.here.plan.ids[0]: 0.7}),
        lambda: session.advance(20),
        session.undo,
        lambda: session.seek(None),
        lambda: session.restart(7),
        lambda: session.advance(5),
    ):
        act()
        hand.note()
    return hand


def told(reel: TakeReel) -> list[tuple[int, np.ndarray[Any, Any]]]:
    """Update and parameters at every frame."""
    studios: list[Studio] = []

    def stage(of: Any, layout: Layout | None = None, theme: Any = None, as_then: bool = True) -> Studio:
        studios.append(Studio(of, layout=layout or DESK, as_then=as_then))
        return studios[-1]

    seen = []
    for shown in reel.frames(stage):
        if shown is not None:
            state = shown[0].session.here.state
            seen.append((state.update, state.theta.copy()))
    for studio in studios:
        studio.close()
    return seen


def test_a_take_leads_through_edits_the_past_undo_and_a_restart_bit_for_bit() -> None:
    hand = a_tour()
    seen = told(TakeReel(hand.take, DESK, 1))
    assert [update for update, _ in seen] == [state.update for state in hand.states]
    for (_, theta), state in zip(seen, hand.states, strict=True):
        assert np.array_equal(theta, state.theta)


def test_a_take_survives_a_file(tmp_path: Path) -> None:
    hand = a_tour()
    write(tmp_path / "a.take.json", hand.take)
    again = take_of(run_file.json_in(tmp_path / "a.take.json"), "a")
    assert again.written() == hand.take.written()
    assert [update for update, _ in told(TakeReel(again, DESK, 1))] == [state.update for state in hand.states]


def test_what_follows_of_a_run_is_kept_once() -> None:
    hand = Hand()
    for place in range(12):
        hand.session.set_parameters({hand.session.here.plan.ids[place % 5]: 0.1 * place})
        hand.session.advance(3)
        hand.note()
    assert len(hand.take.runs) == 1 and len(hand.take.runs[0].edits) == 12
    assert len(hand.take.cues) == 12


def test_what_does_not_change_is_noted_once() -> None:
    hand = Hand()
    for _ in range(5):
        hand.note()
    assert len(hand.take.cues) == 1 and hand.take.seconds == 5.0


def test_seconds_pass_as_they_did_or_faster() -> None:
    hand = Hand()
    for _ in range(4):
        hand.note()
        hand.session.advance(10)
    assert [u for u, _ in told(TakeReel(hand.take, DESK, 2))] == [0, 0, 10, 10, 20, 20, 30, 30]
    assert [u for u, _ in told(TakeReel(hand.take, DESK, 2, seconds=2.0))] == [0, 10, 20, 30]


def test_rooms_selections_and_the_theme_are_as_they_were(tmp_path: Path) -> None:
    hand = Hand()
    hand.session.advance(40)
    neuron = hand.session.here.plan.rows[0].layer.neurons[0]
    looks = [replace(LIGHT, neuron=neuron), replace(LIGHT, room="detective"), replace(DARK, charts=True)]
    for look in looks:
        hand.note(look, Pick("test", 3))
    frames = frames_in(
        filmed(tmp_path / "a.png", TakeReel(hand.take, DESK, 1), 1, Sheet((1280, 720), layout=DESK))
    )
    for look, frame in zip(looks, frames, strict=True):
        studio = Studio(a_run(), theme=look.theme.name)
        studio.show(40)
        studio.look(**Seen.of(look, Pick()).changes)
        studio.window.pick(Pick("test", 3))
        studio.show(40)
        image = image_of(studio.window)
        studio.close()
        alone = np.frombuffer(image.constBits(), np.uint8).reshape(720, 1280, 4)[..., 2::-1]
        assert np.array_equal(frame, alone)


def test_a_take_of_another_layout_shows_that_one(tmp_path: Path) -> None:
    hand = Hand()
    hand.session.advance(40)
    hand.note(replace(LIGHT, room="detective"))
    layout = layout_of("plane")
    frame = frames_in(
        filmed(tmp_path / "a.png", TakeReel(hand.take, layout, 1), 1, Sheet((320, 180), layout=layout))
    )[0]
    studio = Studio(a_run(), (320, 180), layout=layout)
    studio.show(40)
    image = studio.image()
    assert image.size().width() == frame.shape[1]
    studio.close()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: data.update(cues=[]), "there must be at least 1"),
        (lambda data: data["cues"][1].update(run=9), "names a run or a look that there is not"),
        (lambda data: data["cues"][1].update(edits=9), "a moment that its run does not have"),
        (lambda data: data["cues"][1].update(at=0.0, update=-1), "out of range"),
        (lambda data: data["cues"].reverse(), "cues stand in order"),
        (lambda data: data.pop("runs"), "this setting is missing"),
    ],
)
def test_a_take_that_is_none_is_refused_in_a_sentence(spoil: Any, why: str) -> None:
    data = json.loads(json.dumps(a_tour().take.written()))
    spoil(data)
    with pytest.raises(Refused, match=why):
        take_of(data, "x.take.json")
