"""An update on the command line: written for people or for a spreadsheet, and how it says no."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from wbsim import engine, presets
from wbsim.__main__ import app, run_app
from wbsim.coming import coming
from wbsim.plan import Plan, plan
from wbsim.run import Run
from wbsim.sheet import as_table, as_text, sheet
from wbsim.states import saved

Outcome = tuple[int, str, str]
Headless = Callable[..., Outcome]


@pytest.fixture
def headless(capsys: pytest.CaptureFixture[str]) -> Headless:
    """Runs `python -m wbsim …` in this process: exit code, what it printed, and what it complained about."""

    def run(*arguments: str) -> Outcome:
        code = run_app(lambda: app(args=list(arguments), prog_name="wbsim"))
        out, err = capsys.readouterr()
        return code, out, "".join(line for line in err.splitlines(True) if "compiling" not in line)

    return run


def circle(update: int) -> tuple[engine.State, Plan]:
    """The preset `circle` after some updates."""
    shapes = plan(presets.load("circle").experiment)
    return engine.advance(engine.initial(shapes), shapes, update), shapes


def test_the_first_update_of_a_preset_is_written_out(headless: Headless) -> None:
    code, out, err = headless("step", "circle")
    assert (code, err) == (0, "")
    assert out == as_text(sheet(coming(*circle(0))))
    assert out.startswith("update 1, sample 1 of 10: ")


def test_any_other_update_sample_and_neuron_can_be_asked_for(headless: Headless) -> None:
    state, shapes = circle(120)
    neuron = shapes.rows[0].layer.neurons[2]
    code, out, _ = headless(
        "step", "circle", "--update", "120", "--sample", "4", "--neuron", "1.3", "--whole"
    )
    assert code == 0
    assert out == as_text(sheet(coming(state, shapes, 3, neuron), neuron, whole=True))


@pytest.mark.parametrize("name", ["hidden 1 · 3", "Hidden 1.3", "1 3", "1,3"])
def test_a_neuron_goes_by_any_way_to_write_its_name(headless: Headless, name: str) -> None:
    assert headless("step", "circle", "--neuron", name) == headless("step", "circle", "--neuron", "1.3")


@pytest.mark.parametrize("name", ["output", "output 1", "3.1"])
def test_the_output_has_a_name_of_its_own(headless: Headless, name: str) -> None:
    code, out, _ = headless("step", "circle", "--neuron", name)
    assert code == 0 and "    ∂L/∂b₁ = " in out


def test_a_table_and_the_batch_are_asked_for_by_name(headless: Headless) -> None:
    code, out, _ = headless("step", "circle", "--table", "--batch")
    assert code == 0
    assert out == as_table(sheet(coming(*circle(0)), batch=True))
    assert "\nMean over the batch\n" in out


def test_settings_and_seed_are_those_of_the_experiment(headless: Headless) -> None:
    _, out, _ = headless("step", "circle", "--set", "optimizer.kind=adam", "--seed", "5")
    experiment = presets.load("circle").experiment.changed({"optimizer.kind": "adam", "seed": 5})
    shapes = plan(experiment)
    assert out == as_text(sheet(coming(engine.initial(shapes), shapes)))


def test_a_saved_run_is_written_where_it_stands_or_anywhere_before_and_behind(
    headless: Headless, tmp_path: Path
) -> None:
    state, shapes = circle(70)
    path = tmp_path / "run.json"
    kept = saved(state, shapes).model_dump(mode="json")
    run = Run(experiment=shapes.experiment).written()
    path.write_text(json.dumps({"format": "wbsim run 1", **run, "state": kept}), encoding="utf-8")
    for update in (70, 20, 90):
        asked = () if update == 70 else ("--update", str(update))
        code, out, err = headless("step", str(path), *asked)
        assert (code, err) == (0, "")
        assert out == as_text(sheet(coming(*circle(update))))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("circle", "--sample", "11"), "--sample: 11 is out of range; update 1 has the samples 1 to 10"),
        (("circle", "--sample", "0"), "--sample: 0 is out of range; update 1 has the samples 1 to 10"),
        (("circle", "--update", "-1"), "--update: -1 is out of range; it must be 0 or more, and at most"),
        (("circle", "--neuron", "4.1"), "--neuron: there is no '4.1'; the network has hidden 1 · 1 to output"),
        (("circle", "--neuron", "1.0"), "--neuron: there is no '1.0'; the network has hidden 1 · 1 to output"),
        (("circle", "--neuron", "left"), "--neuron: there is no 'left'; the network has hidden 1 · 1 to output"),
        (("pass-fail", "--neuron", "output 2"), "--neuron: there is no 'output 2'; the network has output"),
        (("nowhere",), "nowhere"),
        (
            ("plane", "--update", "900", "--set", "optimizer.learning_rate=1e9", "--set", "network.layers.0.activation=linear"),
            "--update: the run diverges at update ",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_sentence(
    headless: Headless, arguments: tuple[str, ...], sentence: str
) -> None:
    code, out, err = headless("step", *arguments)
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("wbsim: ") and sentence in line
