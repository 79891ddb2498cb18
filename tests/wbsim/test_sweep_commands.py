"""`wbsim sweep` as people type it: what it prints, how it ends, how it goes on, and how it says no."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sweeping

import ui.__main__ as wbsim_command
import wbsim.sweep
from wbsim.__main__ import app, run_app
from wbsim.outcomes import Criterion
from wbsim.presets import load
from wbsim.problems import Refused
from wbsim.sweep_commands import axes_of, criterion_of
from wbsim.variation import Grid

Outcome = tuple[int, str, str]
Headless = Callable[..., Outcome]
QUICK = ("sweep", "circle", "--updates", "30")


@pytest.fixture
def headless(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Headless:
    """Runs `python -m wbsim …` in this process and an empty folder: exit code, what it printed, what it complained about."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)

    def run(*arguments: str) -> Outcome:
        code = run_app(lambda: app(args=list(arguments), prog_name="wbsim"))
        return code, *capsys.readouterr()

    return run


def grid_of(name: str, *over: str) -> Grid:
    base = load(name).experiment
    return Grid(base, axes_of([*over], base), (1,))


def test_a_sweep_ends_in_a_table_sentences_and_a_file(headless: Headless, tmp_path: Path) -> None:
    code, out, err = headless(
        *QUICK, "--over", "learning_rate=0.1,0.3", "--over", "bias=on,off", "--seeds", "3"
    )
    assert code == 0, err
    assert "0 of 3" in out and "Learned: test loss below 0.1 after 30 updates." in out
    assert "6 of 6 fail with biases, at every rate." in out
    assert "12 runs are in results.csv; results.csv#1 opens the first one" in err
    assert len((tmp_path / "results.csv").read_text().splitlines()) == 13


@pytest.mark.parametrize(
    "over",
    [
        (), ("learning_rate=0.001:1:log:20",), ("learning_rate=0.001:1:log:12", "l2=0:1:12"),
        ("learning_rate=0.1,0.2", "bias=on,off", "activation=tanh,relu,sigmoid"),
        ("weight_init=xavier,normal:0.01,uniform:-0.25:0.25", "activation=leaky_relu,tanh", "l2=0,0.1", "l1=0,0.1"),
    ],
)  # fmt: skip
def test_tables_stay_within_80_columns_and_show_every_value(
    over: tuple[str, ...], headless: Headless
) -> None:
    code, out, err = headless(
        "sweep", "circle", "--updates", "2", *(part for axis in over for part in ("--over", axis))
    )
    assert code == 0, err
    table = [text for text in out.splitlines() if "│" in text or "┃" in text]
    assert table and max(map(len, table)) <= 80
    assert "…" not in "".join(table)
    for axis in axes_of(list(over), load("circle").experiment):
        assert all(variant.word in out for variant in axis.variants)


def test_the_same_command_finds_what_was_done(headless: Headless) -> None:
    assert headless(*QUICK, "--seeds", "4")[0] == 0
    code, out, err = headless(*QUICK, "--seeds", "4")
    assert code == 0 and "4 of 4 runs were found done; nothing is left to train" in err
    assert "4 of 4 fail." in out
    code, _, err = headless(*QUICK, "--seeds", "5")
    assert code == 0 and "4 of 5 runs were found done" in err


def test_stopped_by_hand_it_says_how_to_go_on(headless: Headless, monkeypatch: pytest.MonkeyPatch) -> None:
    over = ("--over", "optimizer=sgd,adam,momentum")
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.stopped_after(2))
    code, _, err = headless(*QUICK, *over)
    assert code == 130
    assert "stopped; 2 of 3 runs are kept beside results.csv, and the same command goes on from there" in err
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)
    code, _, err = headless(*QUICK, *over)
    assert code == 0 and "2 of 3 runs were found done; the others are trained now" in err


def test_runs_without_a_result_are_told_and_end_in_a_code(
    headless: Headless, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.failing({1}))
    code, out, err = headless(*QUICK, "--over", "optimizer=sgd,adam")
    assert code == 1 and "0 of 0" in out
    assert (
        "1 run is without a result; run 2: the worker died; the same command tries what is missing again"
        in err
    )


def test_a_row_is_opened_wherever_a_run_is_named(headless: Headless, tmp_path: Path) -> None:
    assert headless(*QUICK, "--seeds", "2")[0] == 0
    code, out, _ = headless("train", "results.csv#2", "--updates", "0", "--json")
    assert code == 0 and '"updates": 30' in out
    assert headless("step", "results.csv#2")[0] == 0
    code, _, err = headless("sweep", "results.csv#2", "--seeds", "3", "--out", "again.csv")
    assert code == 0, err
    assert (tmp_path / "again.csv").read_text().splitlines()[1].split(",")[:3] == ["1", "14", "30"]
    code, _, err = headless("train", "results.csv")
    assert code == 2 and "holds the runs of a sweep" in err


def test_a_row_is_opened_by_the_commands_of_the_window_too(
    headless: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert headless(*QUICK, "--seeds", "2")[0] == 0
    monkeypatch.setattr(app.info, "cls", app.info.cls)  # the window's command changes it for its process
    for arguments, code, said in (
        (("picture", "results.csv#2", "run.png"), 0, "wrote run.png: 1280 x 720, update 30"),
        (("results.csv",), 2, "holds the runs of a sweep and is no table of data"),
        (("results.csv#3",), 2, "there is no run 3; its runs are 1 to 2"),
    ):
        monkeypatch.setattr("sys.argv", ["wbsim", *arguments])
        with pytest.raises(SystemExit) as ended:
            wbsim_command.main()
        assert ended.value.code == code and said in capsys.readouterr().err
    assert (tmp_path / "run.png").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--over", "learning=1"), "--over: learning: there is no such setting; did you mean learning_rate?"),
        (
            ("--over", "loss=half_mse,bce", "--over", "network.layers.2.activation=tanh"),
            "loss=bce and network.layers.2.activation=tanh: they cannot stand together",
        ),
        (("--over", "bias=on", "--over", "bias=off"), "bias is named twice"),
        (("--seeds", "0"), "--seeds: 0 is out of range"),
        (("--updates", "0"), "--updates: 0 is out of range"),
        (("--workers", "0"), "--workers: 0 is too few"),
        (("--learned", "joy=1"), "it must be loss=0.1, accuracy=0.95 or r2=0.9"),
        (("--learned", "loss=-1"), "out of range"),
        (("--learned", "accuracy=120%"), "at most 1"),
        (("--learned", "r2=0.9"), "these data have classes to tell; accuracy=0.95 or loss=0.1 works"),
        (("--out", "none/r.csv"), "no such folder"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(
    arguments: tuple[str, ...], said: str, headless: Headless
) -> None:
    code, _, err = headless(*QUICK, *arguments)
    assert code == 2 and said in err and err.count("\n") == 1


def test_an_axis_may_be_about_what_another_one_brings() -> None:
    circle = load("circle").experiment
    axes = axes_of(["optimizer=momentum,nesterov", "momentum=0.5,0.9"], circle)
    assert [axis.name for axis in axes] == ["optimizer", "momentum"]
    with pytest.raises(Refused, match="SGD has no momentum"):
        axes_of(["momentum=0.5,0.9"], circle)


def test_what_counts_as_learned_follows_the_task_unless_it_is_typed() -> None:
    assert criterion_of(None, grid_of("circle")) == Criterion("loss", 0.1)
    assert criterion_of(None, grid_of("digits")).measure == "accuracy"
    assert criterion_of(None, grid_of("plane")).measure == "r2"
    assert criterion_of("accuracy=95%", grid_of("circle")) == Criterion("accuracy", 0.95)
    assert criterion_of("loss=0.02", grid_of("plane")) == Criterion("loss", 0.02)


def test_what_counts_as_learned_holds_for_all_that_is_compared() -> None:
    losses = grid_of("circle", "loss=half_mse,bce")
    assert criterion_of(None, losses) == Criterion("accuracy", 0.9)
    mixed = grid_of("circle", "dataset=circle,plane")
    with pytest.raises(Refused, match="some of these tell classes and others values"):
        criterion_of(None, mixed)
    with pytest.raises(Refused, match="not all of these data have classes to tell"):
        criterion_of("accuracy=0.9", mixed)
    assert criterion_of("loss=0.1", mixed) == Criterion("loss", 0.1)


def test_seeds_from_which_nothing_is_drawn_are_refused(headless: Headless) -> None:
    link = "https://playground.tensorflow.org/#dataset=spiral&networkShape=8,8&seed=0.5"
    code, _, err = headless("sweep", link, "--seeds", "40", "--updates", "2")
    assert code == 2 and err.count("\n") == 1
    assert "--seeds: all 40 runs would be the same" in err and "--over weight_init=xavier draws" in err
    assert headless("sweep", link, "--updates", "2")[0] == 0
    code, _, err = headless(
        "sweep", link, "--seeds", "3", "--updates", "2", "--over", "weight_init=xavier", "--anew"
    )
    assert code == 0, err
