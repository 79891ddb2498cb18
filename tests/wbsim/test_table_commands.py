"""Tables on the command line: the preview, training on one, and how both say no."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from wbsim.__main__ import app, run_app

Outcome = tuple[int, str, str]
Headless = Callable[..., Outcome]


@pytest.fixture
def headless(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Headless:
    """Runs `python -m wbsim …` in this process: exit code, what it printed, and what it complained about."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Outcome:
        code = run_app(lambda: app(args=list(arguments), prog_name="wbsim"))
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def flowers(tmp_path: Path) -> str:
    """Three kinds of flowers that two lengths tell apart, with German numbers."""
    chance = np.random.default_rng(3)
    lines = ["nr;Kelch (cm);Blüte (cm);Art"]
    for k in range(90):
        kind = k % 3
        a, b = chance.normal((kind, -kind), 0.1)
        lines.append(f"{k + 1};{a:.3f};{b:.3f};{'abc'[kind]}".replace(".", ","))
    path = tmp_path / "blumen.csv"
    path.write_text("\n".join(lines), encoding="cp1252")
    return str(path)


def test_training_on_a_table_says_what_was_done_and_learns(headless: Headless, flowers: str) -> None:
    code, out, err = headless("train", flowers, "--target", "Art", "--updates", "300", "--json")
    assert code == 0, err
    assert json.loads(out)["test_accuracy"] == 1.0
    said = [
        line.removeprefix("wbsim: ") for line in err.splitlines() if not line.startswith("wbsim: compiling")
    ]
    assert said == [
        "The text is not UTF-8 and is read as Windows-1252 (Western Europe); choose another encoding if letters look wrong.",
        "A semicolon separates the values.",
        "The decimal mark is a comma.",
        "90 rows of 4 columns.",
        "Target: “Art”, as chosen: 3 classes, a (30), b (30), c (30).",
        "2 inputs of numbers: “Kelch”, “Blüte”.",
        "Left out: “nr” (it only numbers the rows).",
        "80 % of the rows train and 20 % test, drawn by the seed.",
        "Inputs are standardized: counted from their mean in standard deviations of the training rows.",
    ]


def test_the_preview_shows_the_first_rows_and_what_would_be_done(headless: Headless, flowers: str) -> None:
    code, out, err = headless("table", flowers)
    assert (code, err) == (0, "")
    assert "blumen.csv" in out and "Kelch (cm)" in out and "number, input" in out and "text, target" in out
    assert "· Left out: “nr” (it only numbers the rows)." in out


def test_the_preview_as_json_has_columns_notes_and_problems(headless: Headless, flowers: str) -> None:
    code, out, err = headless("table", flowers, "--json", "--target", "Kelch (cm)")
    assert (code, err, out.count("\n")) == (0, "", 1)
    said = json.loads(out)
    assert said["target"] == "Kelch (cm)" and said["task"] == "values" and said["rows"] == 90
    assert said["inputs"] == ["Blüte", "Art=a", "Art=b", "Art=c"] and said["problems"] == []
    assert [column["part"] for column in said["columns"]] == ["left out", "target", "input", "input"]


def test_a_preview_of_what_cannot_be_ends_with_the_reason(headless: Headless, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("a,b\n1,0x10\n2,3\n4,5\n")
    for command in (["table", str(path)], ["table", str(path), "--json"], ["train", str(path)]):
        code, _, err = headless(*command)
        assert code == 2
        assert err == (
            "wbsim: bad.csv, line 2, column “b”: “0x10” is not a decimal number; write 16, or leave the column out\n"
        )


@pytest.mark.parametrize(
    ("content", "options", "inputs"),
    [
        ("a,b,c\n1,2,3\n2,4,7\n", ["--input", "a"], ["a"]),
        ("a,b,c\n1,2,3\n2,4,7\n", ["--leave-out", "a"], ["b"]),
        ("a,b,c\n1,2,3\n2,4,7\n", ["--target", "a"], ["b", "c"]),
        ("a,b,c\n1,2,3\n2,4,7\n", ["--text", "a"], ["a=2", "b"]),
        ("a,b,c\n01,2,3\n02,4,7\n", ["--number", "a"], ["a", "b"]),
        ("a,b,c\n1,2,3\nx,4,7\n3,5,8\n", ["--missing", "X"], ["a", "b"]),
        ("1,2,3\n2,4,7\n3,5,9\n", ["--header"], ["1", "2"]),
        ("a,b,c\nu,v,w\nu,v,w\nq\n", ["--rows", "3", "--no-header"], ["column 1=u", "column 2=v"]),
        ("a;b;c\n1.234;2;3\n2.345;4;7\n", ["--decimal", "."], ["a", "b"]),
        ("a;b;c\n1.234;2;3\n2.345;4;7\n", ["--thousands", "."], ["a", "b"]),
        ("a b c\n1 2 3\n2 4 7\n", ["--separator", "space"], ["a", "b"]),
        ("a\tb\tc\n1\t2\t3\n2\t4\t7\n", ["--separator", "tab", "--encoding", "latin-1"], ["a", "b"]),
    ],
)
def test_every_option_of_a_table_reaches_it(
    headless: Headless, tmp_path: Path, content: str, options: list[str], inputs: list[str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text(content)
    code, out, err = headless("table", str(path), "--json", *options)
    assert code == 0, err
    assert json.loads(out)["inputs"] == inputs


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["train", "circle", "--target", "y"], "wbsim: circle: is no table; only a table (CSV) has a target"),
        (["table", "none.csv"], "wbsim: none.csv: cannot be read: no such file or directory"),
        (["train", "none.csv"], "wbsim: none.csv: cannot be read: no such file or directory"),
        (
            ["table", "none.csv", "--separator", "x"],
            "wbsim: --separator: 'x' is not one; it must be one of , ; | : tab space",
        ),
        (["table", "none.csv", "--rows", "1"], "wbsim: --rows: 1 is out of range; it must be 2 or more"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    headless: Headless, arguments: list[str], said: str
) -> None:
    code, out, err = headless(*arguments)
    assert (code, out) == (2, "") and err.startswith(said) and err.count("\n") == 1


def test_values_that_look_like_markup_are_shown_as_they_are(headless: Headless, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b\n[red]x[/red],1\n[/],2\ny,3\n\x1b[2Jz,4\n")
    code, out, err = headless("table", str(path))
    assert code == 0, err
    assert "[red]x[/red]" in out and "[/]" in out and "\x1b[2J" not in out
