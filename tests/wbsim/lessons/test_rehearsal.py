"""Every lesson, played through from twenty seeds; and what the check says of one that does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.wbsim.lessons.test_reading import GOOD
from wbsim.lesson_commands import failures, found
from wbsim.lessons.reading import all_lessons, all_scenarios, read_text
from wbsim.lessons.rehearsal import rehearse

NAMES = [written.lesson.name for written in (*all_lessons(), *all_scenarios())]


@pytest.mark.parametrize("name", NAMES)
def test_every_task_can_be_done_and_every_claim_holds_from_eighteen_of_twenty_seeds(name: str) -> None:
    assert failures(found(name), 20) == []


@pytest.mark.parametrize("name", NAMES)
def test_from_the_seeds_of_its_presets_all_of_a_lesson_holds(name: str) -> None:
    assert [outcome for outcome in rehearse(found(name).lesson) if outcome.problem] == []


@pytest.mark.parametrize(
    ("was", "is_", "line", "says"),
    [
        ("holds: b(1, 3) > 0.5", "holds: b(1, 3) > 50", 23, "b(1, 3) > 50 is not true"),
        ("holds: b(1, 3) > 0.5", "holds: b(4, 3) > 0.5", 23, "there is no layer 4"),
        ("words: It is larger.", "words: It is {b(4, 3)}.", 22, "there is no layer 4"),
        ("done: b(1, 3) > before.b(1, 3)", "done: b(1, 3) < 9", 17, "it is done before it begins"),
        ("done: b(1, 3) > before.b(1, 3)", "done: b(1, 3) > 9", 17, "the answer does not do it"),
        ('"b(1, 3)": "before.b(1, 3) + 1"', '"b(5, 3)": 1', 20, "the answer cannot be given"),
        ('"b(1, 3)": "before.b(1, 3) + 1"', '"b(1, 3)": "room"', 20, "'room' is no number"),
        ("words: Raise it.", "words: Raise it by {1 / 0}.", 16, "cannot be reckoned"),
        ("shows: b(1, 3)", "shows: b(7, 3)", 18, "there is no layer 7"),
        ("neuron: 1.3", "neuron: 1.9", 10, "there is no neuron 9"),
        ("neuron: 1.3", "sample: 5000", 10, "there is no sample 5000"),
        ("neuron: 1.3", "inputs: [1, 2, 3]", 10, "3 inputs are given; a sample has 2"),
        ("learning_rate: 0.1", "learning_rat: 0.1", 7, "there is no such setting"),
        ("- train: 10", "- change: {optimizer.learning_rate: -1}", 9, "out of range"),
        ("The bias is {b(1, 3)}", "The bias is {b(3, 3)}", 11, "there is no neuron 3"),
        ("{en: English, de: Deutsch}", "{en: English, de: '{b(9, 1)}'}", 25, "there is no layer 9"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said_with_its_line(was: str, is_: str, line: int, says: str) -> None:
    assert was in GOOD
    written = read_text(GOOD.replace(was, is_, 1), Path("a.yaml"))
    problems = failures(written, 2)
    assert any(one.where == f"a.yaml:{line}" and says in one.what for one in problems), problems


def test_a_task_that_is_done_before_it_begins_spoils_no_later_step() -> None:
    written = read_text(GOOD.replace("> before.b(1, 3)", "< 9", 1), Path("a.yaml"))
    assert [problem.where for problem in failures(written, 2)] == ["a.yaml:17"]


def test_a_good_lesson_holds() -> None:
    assert failures(read_text(GOOD, Path("a.yaml")), 3) == []


def test_lesson_check_says_what_it_found_and_fails_where_something_is_wrong(tmp_path: Path) -> None:
    from wbsim.__main__ import app

    run = CliRunner().invoke
    good = tmp_path / "good.yaml"
    good.write_text(GOOD, encoding="utf-8")
    result = run(app, ["lesson", "check", str(good), "--seeds", "2"])
    assert (
        result.exit_code == 0
        and "2 steps, 2 tasks, 1 claim; all of it holds, played from 2 seeds" in result.output
    )
    assert "S14" in run(app, ["lesson", "list"]).output


def test_lesson_check_refuses_with_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from wbsim.__main__ import app, run_app

    bad = tmp_path / "bad.yaml"
    bad.write_text(GOOD.replace("train: 10", "trian: 10"), encoding="utf-8")
    assert run_app(lambda: app(["lesson", "check", str(bad)])) == 2
    said = capsys.readouterr().err
    assert f"{bad}:9:" in said and "Traceback" not in said
