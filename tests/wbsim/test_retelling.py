"""Runs told again: the command and the Python that are copied give the same numbers to the last bit."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wbsim import __main__ as commands
from wbsim import architecture, files, presets, retelling
from wbsim.experiment import Experiment
from wbsim.kept import kept_alone
from wbsim.plan import plan
from wbsim.points import EditPoints
from wbsim.quoting import quoted
from wbsim.run import Restore, Run
from wbsim.session import Session
from wbsim.states import saved

Theta = np.ndarray[Any, Any]


def typed(line: str) -> list[str]:
    """What a shell makes of a line."""
    done = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True, check=True, text=True, timeout=20
    )
    return done.stdout.split("\0")[:-1]


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Theta]:
    """What a command line leaves θ at."""

    def run(line: str) -> Theta:
        ended = []
        monkeypatch.setattr(
            commands, "_report", lambda progress, *_, **__: ended.append(progress.state.theta)
        )
        program, *words = typed(line)
        assert program == "wbsim"
        assert commands.run_app(
            lambda: commands.app(args=words, prog_name="wbsim", standalone_mode=False)
        ) in (0, 1)
        return ended[0]

    return run


def executed(text: str) -> Theta:
    """What Python leaves θ at."""
    names: dict[str, Any] = {}
    exec(compile(text, "copied", "exec"), names)
    return names["progress"].state.theta


def of(name: str) -> Experiment:
    return presets.load(name).experiment


SETTINGS: dict[str, tuple[str, dict[str, Any]]] = {
    "nothing": ("circle", {}),
    "neurons, seed and rate": ("circle", {"network.layers.0.neurons": 6, "seed": 3, "optimizer.learning_rate": 0.1}),
    "an optimizer with settings of its own": ("xor", {"optimizer": {"kind": "adam", "learning_rate": 1e-5, "beta1": 0.1 + 0.2}}),
    "inputs with signs of a shell": ("circle", {"data.features": ["x1", "x1^2", "sin(x2)"]}),
    "another activation, no biases": ("moons", {"network.layers.0.activation": "relu", "network.layers.1.bias": False}),
    "starts of another kind": ("gauss", {"network.layers.0.weight_init": {"kind": "uniform", "low": -0.1, "high": 0.1}}),
    "locked parameters": ("circle", {"locked": ["b:2", "w:3<x1"]}),
    "a layer less": ("circle", {"network.layers": [{"neurons": 3}, {"neurons": 1}]}),
    "double precision": ("circle", {"precision": "float64", "batches.size": 7}),
    "a recurrent network": ("sines", {"optimizer.learning_rate": 0.004}),
}  # fmt: skip


@pytest.mark.parametrize("what", SETTINGS)
def test_the_command_and_the_python_of_a_run_give_its_bits(
    what: str, trained: Callable[[str], Theta]
) -> None:
    name, settings = SETTINGS[what]
    session = Session(Run(experiment=of(name).changed(settings)))
    session.advance(37)
    words = retelling.command(session.moment.run, 37)
    assert words is not None
    theta = session.here.state.theta.tobytes()
    assert trained(quoted(words)).tobytes() == theta
    assert executed(retelling.python(session.moment.run, 37) or "").tobytes() == theta


def test_the_command_is_as_short_as_it_can_be() -> None:
    def told(name: str, **settings: Any) -> str:
        paths = {path.replace("__", "."): value for path, value in settings.items()}
        return quoted(retelling.command(Run(experiment=of(name).changed(paths)), 1200) or ())

    assert told("circle") == "wbsim train circle --updates 1200"
    assert told("circle", network__layers__0__neurons=6, seed=3) == (
        "wbsim train circle --set network.layers.0.neurons=6 --seed 3 --updates 1200"
    )
    assert told("xor", optimizer__learning_rate=1e-5) == (
        "wbsim train xor --set optimizer.learning_rate=1e-5 --updates 1200"
    )
    assert told("circle", optimizer__kind="adam", data__noise=5) == (
        "wbsim train circle --set data.noise=5 --set optimizer.kind=adam --updates 1200"
    )


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_is_told_by_its_name_alone(name: str) -> None:
    assert retelling.nearest_preset(of(name).model_copy()) == (name, {})


def test_neurons_and_layers_that_were_added_by_hand_keep_their_ids(trained: Callable[[str], Theta]) -> None:
    session = Session(Run(experiment=of("circle")))
    for edit in (
        lambda now: architecture.with_neuron(now, 1),
        lambda now: architecture.with_layer(now, 1),
        lambda now: architecture.without_neuron(now, 1, 3),
    ):
        session.change(edit(session.experiment))
    session.restart()  # with these settings from the start
    session.advance(20)
    words = retelling.command(session.moment.run, 20)
    assert words is not None
    theta = session.here.state.theta.tobytes()
    assert trained(quoted(words)).tobytes() == theta
    assert executed(retelling.python(session.moment.run, 20) or "").tobytes() == theta


def test_what_was_wished_before_the_first_update_is_told_as_if_it_had_been_so_from_the_beginning() -> None:
    session = Session(Run(experiment=of("circle")))
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(10)
    assert quoted(retelling.command(session.moment.run, 10) or ()) == (
        "wbsim train circle --set optimizer.learning_rate=0.3 --updates 10"
    )


def test_another_start_that_was_wished_too_late_to_change_the_numbers_is_no_other_beginning() -> None:
    session = Session(Run(experiment=of("circle")))
    session.change({"network.layers.0.bias_init": {"kind": "zero"}})  # what is there keeps its values
    session.advance(10)
    assert retelling.command(session.moment.run, 10) is None
    text = retelling.python(session.moment.run, 10) or ""
    assert executed(text).tobytes() == session.here.state.theta.tobytes()


def edited_on_the_way() -> Session:
    """A run with an edit of each kind that a person makes."""
    session = Session(Run(experiment=of("circle")))
    session.advance(30)
    session.change({"optimizer.learning_rate": 0.1})
    session.advance(10)
    session.set_parameters({"b:3": 0.1 + 0.2, "w:2<x1": -1e-7})
    session.advance(5)
    session.edit_points(EditPoints(add_x=((0.5, -0.25),), add_y=(1,)))
    session.advance(15)
    return session


def test_edits_on_the_way_are_told_in_python_and_not_in_a_command() -> None:
    session = edited_on_the_way()
    run = session.moment.run
    assert retelling.command(run, 60) is None
    text = retelling.python(run, 60) or ""
    assert executed(text).tobytes() == session.here.state.theta.tobytes()
    assert 'run = run.edited(30, Change(settings={"optimizer.learning_rate": 0.1}))' in text
    assert "EditPoints(add_x=((0.5, -0.25),), add_y=(1,))" in text


def test_a_past_moment_is_told_without_what_came_after_it(trained: Callable[[str], Theta]) -> None:
    session = edited_on_the_way()
    session.seek(20)
    words = retelling.command(session.branch.run, 20)
    assert quoted(words or ()) == "wbsim train circle --updates 20"
    assert trained(quoted(words or ())).tobytes() == session.here.state.theta.tobytes()
    assert "edited" not in (retelling.python(session.branch.run, 20) or "")


def test_a_file_says_what_is_too_long_and_both_ways_of_reading_it_give_its_bits(
    tmp_path: Path, trained: Callable[[str], Theta]
) -> None:
    session = edited_on_the_way()
    state, shapes = session.here.state, session.here.plan
    run = session.moment.run.edited(60, Restore(state=saved(state, shapes)))
    assert retelling.command(run, 60) is None
    assert retelling.python(run, 60) is None
    many = session.moment.run.edited(60, EditPoints(move=tuple(range(200)), by=(0.125, -1.5)))
    assert retelling.python(many, 60)
    many = many.edited(60, EditPoints(move=tuple(range(1, 500)), by=(0.125, -1.5)))
    many = many.edited(60, EditPoints(move=tuple(range(500)), by=(0.25, -1.5)))
    many = many.edited(60, EditPoints(remove=tuple(range(0, 500, 2))))
    assert retelling.python(many, 60) is None
    path = tmp_path / 'it\'s "one" $HOME.wbsim.json'
    files.write(path, kept_alone(many, plan(many.wished())))
    theta = executed(retelling.python_of_file(str(path), 60)).tobytes()
    assert trained(quoted(retelling.command_of_file(str(path)))).tobytes() == theta


def test_points_that_were_given_one_by_one_are_left_to_a_file() -> None:
    session = Session(Run(experiment=of("circle")))
    session.edit_points(EditPoints(add_x=((0.5, -0.25),), add_y=(1,)))
    given = Run(experiment=session.experiment)
    assert retelling.command(given, 5) is None
    assert retelling.python(given, 5) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.03, "0.03"), (1e-5, "1e-5"), (6.0, "6"), (-0.0, "-0.0"), (1e22, "1e22"), (0.1 + 0.2, "0.30000000000000004"),
     (2.5e-10, "2.5e-10"), (1e6, "1000000.0")],
)  # fmt: skip
def test_a_number_is_as_short_as_it_can_be_and_exact(value: float, expected: str) -> None:
    assert retelling.number(value) == expected
    assert np.float64(expected).tobytes() == np.float64(value).tobytes()


def taken_apart(line: str) -> list[str]:
    """What Windows makes of a line: first `cmd`, outside quotes by its carets, then the program by the rules of its runtime."""
    handed, inside, place = "", False, 0
    while place < len(line):
        letter = line[place]
        if letter == "^" and not inside:
            place += 1
            letter = line[place]
        else:
            assert letter not in "%" or not inside
            if letter == '"':
                inside = not inside
            assert inside or letter not in "&|<>()"
        handed += letter
        place += 1
    words, word, inside, place, begun = [], "", False, 0, False
    while place < len(handed):
        slashes = len(handed[place:]) - len(handed[place:].lstrip("\\"))
        if slashes and handed[place + slashes : place + slashes + 1] == '"':
            word += "\\" * (slashes // 2)
            place += slashes
            if slashes % 2:
                word += '"'
                place += 1
            begun = True
            continue
        letter = handed[place]
        if letter == '"':
            inside, begun = not inside, True
        elif letter == " " and not inside:
            words += [word] if begun else []
            word, begun = "", False
        else:
            word, begun = word + letter, True
        place += 1
    return words + ([word] if begun else [])


@pytest.mark.parametrize(
    "words",
    [
        ("wbsim", "train", "circle", "--set", "optimizer.learning_rate=1e-5"),
        ("wbsim", "--set", 'data.features=["x1","x1^2","sin(x2)"]'),
        ("wbsim", "train", r"D:\Runs\Ada & Bob\it's 100% \"quoted\".wbsim.json"),
        ("a", "b c", "", "d\\", 'e"f', "g\\ h\\", "$HOME `x` !y!", "<in> (out) | & ^"),
    ],
)
def test_every_word_comes_out_of_either_shell_as_it_went_in(words: tuple[str, ...]) -> None:
    assert tuple(typed(quoted(words))) == words
    assert tuple(taken_apart(quoted(words, windows=True))) == words
