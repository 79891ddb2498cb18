"""The commands as people type them: what they print, how they end, and how they say no."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import small
from trees import grown, kept, told

import ui.__main__ as wbsim_command
from wbsim import __version__, files, presets, readiness, simulate
from wbsim.__main__ import app, run_app
from wbsim.kept import KeptSession, kept_alone
from wbsim.run import Run
from wbsim.session import Session

ROOT = Path(__file__).parents[2]
KEYS = [
    "updates", "train_loss", "test_loss", "train_accuracy", "test_accuracy",
    "train_r2", "test_r2", "train_rmse", "test_rmse", "seconds", "reached", "layers",
]  # fmt: skip

Outcome = tuple[int, str, str]
Headless = Callable[..., Outcome]


@pytest.fixture
def headless(capsys: pytest.CaptureFixture[str]) -> Headless:
    """Runs `python -m wbsim …` in this process: exit code, what it printed, and what it complained about."""

    def run(*arguments: str) -> Outcome:
        code = run_app(lambda: app(args=list(arguments), prog_name="wbsim"))
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def wbsim(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Headless:
    """Runs `wbsim …` in this process, without a display."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(app.info, "cls", app.info.cls)  # the window's command changes it for its process

    def run(*arguments: str) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["wbsim", *arguments])
        with pytest.raises(SystemExit) as ended:
            wbsim_command.main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return run


def the_line(outcome: Outcome) -> dict[str, Any]:
    """The one line of JSON of a run that ended well."""
    code, out, err = outcome
    assert code == 0, err
    assert out.endswith("}\n") and out.count("\n") == 1
    line: dict[str, Any] = json.loads(out)
    return line


# --- train ---------------------------------------------------------------------------------------------------


def test_json_ends_in_one_line_with_the_stated_keys(headless: Headless) -> None:
    line = the_line(headless("train", "circle", "--updates", "300", "--json"))
    assert list(line) == KEYS
    assert line["updates"] == 300 and line["seconds"] > 0
    assert 0 < line["train_loss"] < 1 and 0 < line["test_loss"] < 1
    assert 0.5 < line["train_accuracy"] <= 1 and 0.5 < line["test_accuracy"] <= 1


def test_regression_has_r2_and_rmse_in_place_of_accuracies(headless: Headless) -> None:
    line = the_line(headless("train", "plane", "--updates", "50", "--json"))
    assert line["train_accuracy"] is line["test_accuracy"] is None
    assert line["train_loss"] is not None and line["test_loss"] is not None
    assert line["train_r2"] <= 1 and line["train_rmse"] == pytest.approx((2 * line["train_loss"]) ** 0.5)
    assert (
        "train_r2" in KEYS
        and the_line(headless("train", "xor", "--updates", "5", "--json"))["train_r2"] is None
    )


def test_without_test_points_there_is_no_test(headless: Headless) -> None:
    line = the_line(headless("train", "xor", "--updates", "50", "--set", "data.train_share=100", "--json"))
    assert line["test_loss"] is line["test_accuracy"] is None
    assert line["train_loss"] is not None and line["train_accuracy"] is not None


def test_a_preset_is_trained_as_long_as_it_needs(headless: Headless) -> None:
    assert the_line(headless("train", "xor", "--json"))["updates"] == presets.load("xor").updates


def test_no_update_reports_the_start(headless: Headless) -> None:
    line = the_line(headless("train", "circle", "--updates", "0", "--json"))
    (start,) = simulate(presets.load("circle").experiment, 0)
    assert (line["updates"], line["seconds"], line["test_loss"]) == (0, 0, start.fit.test_loss)


def test_seed_and_settings_are_those_of_the_experiment(headless: Headless) -> None:
    line = the_line(
        headless(
            "train", "circle", "--updates", "200", "--json", "--seed", "3", "--set", "optimizer.kind=adam",
            "--set", "network.layers.0.neurons=3", "--set", "data.features=[\"x1\", \"x2\", \"x1*x2\"]",
        )
    )  # fmt: skip
    wish = presets.load("circle").experiment.changed(
        {
            "seed": 3,
            "optimizer.kind": "adam",
            "network.layers.0.neurons": 3,
            "data.features": ["x1", "x2", "x1*x2"],
        }
    )
    *_, last = simulate(wish, 200, 200)
    assert (line["train_loss"], line["test_loss"]) == (last.fit.train_loss, last.fit.test_loss)


def test_a_choice_that_breaks_the_whole_is_repaired_and_said_aside(headless: Headless) -> None:
    code, out, err = headless("train", "circle", "--updates", "5", "--set", "loss=bce", "--json")
    assert code == 0 and out.count("\n") == 1
    assert err == "wbsim: the output becomes 1 sigmoid output neuron with bce\n"


def test_without_json_people_get_a_table(headless: Headless) -> None:
    code, out, _ = headless("train", "circle", "--updates", "100")
    assert code == 0
    for word in ("after 100 updates", "train", "test", "loss", "accuracy", "%"):
        assert word in out


def test_people_read_r2_and_rmse_in_units_of_a_regression(headless: Headless) -> None:
    code, out, _ = headless("train", "house-price", "--updates", "100")
    assert code == 0 and "R²" in out and "RMSE (k€)" in out and "accuracy" not in out


def test_a_file_goes_on_from_where_it_was_kept(headless: Headless, tmp_path: Path) -> None:
    session = Session(Run(experiment=small.experiment()))
    session.advance(40)
    path = tmp_path / "run.wbsim.json"
    progress = session.moment.progress
    files.write(path, kept_alone(session.moment.run, progress.plan, progress.state))
    session.advance(60)
    line = the_line(headless("train", str(path), "--updates", "60", "--json"))
    assert (line["updates"], line["train_loss"]) == (100, session.moment.progress.fit.train_loss)
    assert the_line(headless("train", str(path), "--json"))["updates"] == 1040


def test_a_file_goes_on_with_the_branch_at_hand_at_the_update_that_was_looked_at(
    headless: Headless, wbsim: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = grown()
    path = tmp_path / "tree.wbsim.json"
    by_hand = session.branches[1]
    session.choose(by_hand.number)
    session.seek(12)
    files.write(path, kept(session))
    at = the_line(headless("train", str(path), "--updates", "0", "--json"))
    assert (at["updates"], at["train_loss"]) == (12, session.moment.progress.fit.train_loss)
    session.advance(30)  # through the recorded future, and beyond
    line = the_line(headless("train", str(path), "--updates", "30", "--json"))
    assert (line["updates"], line["train_loss"]) == (42, session.moment.progress.fit.train_loss)
    shown: list[int] = []
    asked: list[Any] = []
    monkeypatch.setattr("ui.picture.save_picture", lambda run, out, update, *_: shown.append(update))
    monkeypatch.setattr("ui.application.open_window", lambda run, session, **_: asked.append(session) or 0)
    assert wbsim("picture", str(path), str(tmp_path / "a.png"))[0] == 0
    assert shown == [12]
    monkeypatch.setenv("DISPLAY", ":0")
    assert wbsim(str(path))[0] == 0
    assert told(asked[0]) == told(files.read(path))
    assert wbsim(str(path), "--seed", "77")[0] == 0
    assert asked[1] is None  # other settings make another run, without these branches


def test_a_run_that_diverges_says_so_and_ends_with_1(headless: Headless) -> None:
    code, out, err = headless("train", "plane", "--json", "--set", "optimizer.learning_rate=1e9")
    line = json.loads(out)
    assert code == 1 and list(line) == KEYS and line["updates"] < presets.load("plane").updates
    (sentence,) = err.splitlines()
    assert sentence.startswith(f"wbsim: at update {line['updates'] + 1} ")
    assert "stopped being finite; output, weight " in sentence and "learning rate" in sentence


def test_what_should_end_a_run_and_did_not_is_said(headless: Headless) -> None:
    wishes = ("--until", "loss=1e-9", "--until", "accuracy=100%")
    code, out, err = headless("train", "circle", "--updates", "20", "--json", *wishes)
    assert code == 0 and json.loads(out)["reached"] is False
    (sentence,) = err.splitlines()
    assert sentence.startswith(
        "wbsim: stopped at update 20, the last that was asked for; none of what should end it "
    )
    assert sentence.endswith("came true: at loss 1e-09, at accuracy 100\u2009%")


def test_what_ended_a_run_is_said(headless: Headless) -> None:
    code, out, err = headless("train", "circle", "--until", "epoch=2", "--json")
    assert code == 0 and json.loads(out)["reached"] is True
    assert err.splitlines() == ["wbsim: stopped at update 50: 2 epochs are done"]


def test_a_run_that_was_not_to_end_by_itself_says_nothing_of_it(headless: Headless) -> None:
    for wishes in ((), ("--until", "of=train")):
        _, out, err = headless("train", "circle", "--updates", "5", "--json", *wishes)
        assert json.loads(out)["reached"] is None and err == ""


def test_a_loss_that_overflowed_is_null(headless: Headless) -> None:
    # in float32 θ is finite where its square is not, so the last finite state may have a loss without a number
    losses = []
    for rate in ("1e12", "1e10", "1e8", "1e6"):
        code, out, _ = headless("train", "plane", "--json", "--set", f"optimizer.learning_rate={rate}")
        assert code == 1
        assert not {"Infinity", "NaN"} & set(out.replace(",", " ").split())
        losses.append(json.loads(out)["train_loss"])
    assert None in losses


def test_a_preset_is_not_hidden_by_a_folder_of_its_name(
    headless: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "xor").mkdir()
    monkeypatch.chdir(tmp_path)
    assert the_line(headless("train", "xor", "--updates", "1", "--json"))["updates"] == 1


# --- what cannot be ------------------------------------------------------------------------------------------

IMPOSSIBLE: list[tuple[list[str], str]] = [
    (["circel"], "there is no preset 'circel'; did you mean circle?"),
    (["x" * 400], "there is no preset"),
    (["missing.wbsim.json"], "missing.wbsim.json: cannot be read: no such file or directory"),
    (["no/such/place"], "cannot be read"),
    (["pyproject.toml"], "pyproject.toml: line"),
    (["wbsim/"], "is a directory"),
    (["plane", "--until", "accuracy=99%"], "--until accuracy: these data have no classes"),
    (["circle", "--until", "accuracy=101%"], "--until accuracy=101%: 101% is out of range; it must be above 0% and at most 100%"),
    (["circle", "--until", "accuracy=0 %"], "--until accuracy=0 %: 0 % is out of range"),
    (["circle", "--until", "accuracy=most%"], "--until accuracy=most%: 'most%' is not a number"),
    (["circle", "--until", "accuracy=99"], "--until accuracy=99: an accuracy is at most 1; 99% works"),
    (["circle", "--until", "epoch=50%"], "--until epoch=50%: only an accuracy is a share in %"),
    (["circle", "--until", "loss=0"], "--until loss: 0 is out of range"),
    (["circle", "--updates", "-1"], "--updates: -1 is out of range; it must be 0 or more"),
    (["circle", "--updates", "9" * 20], "it must be 0 or more, and at most 9007199254740992"),
    (["circle", "--seed", "-1"], "seed: -1 is out of range; it must be a whole number at least 0"),
    (["circle", "--seed", str(2**63)], "seed: 9223372036854775808 is out of range"),
    (["circle", "--set", "optimizer.learning_rate"], "it must be PATH=VALUE, such as optimizer.learning_rate=0.1"),
    (["circle", "--set", "=3"], "it must be PATH=VALUE"),
    (["circle", "--set", "optimizer.learning_rate=nan"], "'nan' is out of range; it must be a finite number above 0"),
    (["circle", "--set", "optimizer.learning_rate=1e999"], "inf is out of range"),
    (["circle", "--set", "optimizer.learning_rate=0"], "optimizer.learning_rate: 0 is out of range"),
    (["circle", "--set", "optimizer.learning_rate=fast"], "'fast' is not a number"),
    (["circle", "--set", f"seed={'9' * 5000}"], "seed"),
    (["circle", "--set", f"seed={'[' * 5000}"], "seed"),
    (["circle", "--set", "optimizer.kind=newton"], "'newton' is not one of 'sgd', 'momentum', 'nesterov', 'adam', "),
    (["circle", "--set", "optimizer=3"], "optimizer"),
    (["circle", "--set", "network.layers.0.neurons=0"], "0 neurons are out of range; a layer has 1 to 1024"),
    (["circle", "--set", "network.layers.0.neurons=2000"], "2000 neurons are out of range"),
    (["circle", "--set", "network.layers.0.neurons=2.5"], "network.layers.0.neurons"),
    (["circle", "--set", "network.layers.7.bias=false"], "network.layers.7: there is no such place; the list has 3"),
    (["circle", "--set", "network.layers.-1.bias=false"], "there is no such place"),
    (["circle", "--set", "network.layers.².bias=false"], "there is no such place"),
    (["circle", "--set", f"network.layers.{'1' * 5000}.bias=false"], "there is no such place"),
    (["circle", "--set", "network.layers=[]"], "network.layers: 0 is too few; there must be at least 1"),
    (["circle", "--set", "network.layers.0.activation=step"], "'step' is not one of"),
    (["circle", "--set", "batches.size=0"], "batches.size: 0 is out of range"),
    (["circle", "--set", "batches.order=explicit"], "a batch is empty or none is given"),
    (["circle", "--set", "data.dataset=points"], "data.points: the data are to be given points, but there are none"),
    (["circle", "--set", "data.features=[]"], "data.features: no input is chosen"),
    (["circle", "--set", "data.noise=60"], "data.noise: 60 is out of range; it must be a finite number at least 0 and at"),
    (["circle", "--set", "data.colour=red"], "data.colour: there is no such setting"),
    (["circle", "--set", "a.b.c=1"], "there is no such setting"),
    (["circle", "--set", "precision=float16"], "'float16' is not one of"),
    (
        ["circle", "--set", 'data={"dataset":"points","points":{"x":[[1],[2]],"y":[0,0],"classes":1}}'],
        "1 classes; there must be at least 2 to tell apart",
    ),
    (["circle", "--set", 'locked=["w:99<x1"]'], "there is no parameter 'w:99<x1'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    IMPOSSIBLE,
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)
def test_what_cannot_be_is_said_in_a_sentence_with_exit_code_2(
    headless: Headless, arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    code, out, err = headless("train", "--json", "--updates", "1", *arguments)
    assert code == 2 and out == ""
    assert said in err
    for line in err.splitlines():
        assert line.startswith("wbsim: ") and len(line) < 300 + max(map(len, arguments))


def test_every_problem_has_its_own_line(headless: Headless) -> None:
    wrong = ("optimizer.learning_rate=-1", "batches.size=0", "data.noise=99", "seed=x")
    code, out, err = headless(
        "train", "circle", "--json", *(word for wish in wrong for word in ("--set", wish))
    )
    assert code == 2 and out == ""
    assert sorted(line.split(":")[1].strip() for line in err.splitlines()) == sorted(
        w.split("=")[0] for w in wrong
    )


@pytest.mark.parametrize(
    "arguments",
    [["train"], ["train", "circle", "--updates", "many"], ["train", "circle", "--colour"], ["dance"]],
    ids=str,
)
def test_a_command_that_is_none_ends_with_2_and_without_a_traceback(
    headless: Headless, arguments: list[str]
) -> None:
    code, out, err = headless(*arguments)
    assert code == 2 and out == "" and "Usage" in err and "Traceback" not in err


# --- the other commands --------------------------------------------------------------------------------------


def test_presets_lists_every_preset_with_its_network(headless: Headless) -> None:
    code, out, _ = headless("presets")
    assert code == 0
    # a name stands at the margin, and what goes on in the next line does not
    first_words = [line.split()[0] for line in out.splitlines() if line[1:2].strip()]
    assert [word for word in first_words if word in presets.names()] == list(presets.names())
    assert "2–4–2–1" in out and "64–64–32–10" in out


def test_doctor_says_what_it_found(headless: Headless) -> None:
    code, out, _ = headless("doctor")
    assert code == 0 and __version__ in out
    for word in ("machine", "cores", "Python", "numba", "PySide6", "cache", "display", "GPU"):
        assert word in out


def test_doctor_compiles_both_precisions_and_all_kinds_of_layers_before_a_workshop(
    headless: Headless,
) -> None:
    code, out, _ = headless("doctor", "--warm")
    assert code == 0
    lines = [line.removeprefix("ready").strip() for line in out.splitlines() if line.startswith("ready")]
    wished = [
        readiness.words(name, precision, dense)
        for precision in ("float32", "float64")
        for dense in (True, False)
        for name, one in readiness.REHEARSALS.items()
        if dense or not one.alike
    ]
    assert [line.partition(", ")[0] for line in lines] == [*wished, "everything"]
    assert all(re.fullmatch(r".+, \d+\.\d s", line) for line in lines)


def test_help_names_every_command(wbsim: Headless) -> None:
    code, out, _ = wbsim("--help")
    assert code == 0
    for command in ("train", "presets", "doctor", "open", "picture"):
        assert command in out


def test_ticks_of_an_update_are_seen_in_the_room_of_steps(
    wbsim: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[object, ...]] = []
    monkeypatch.setattr("ui.picture.save_picture", lambda *given: shown.append((given[6].room, given[7])))
    asked: list[tuple[str, ...]] = [
        (),
        ("--tick", "0"),
        ("--tick", "3"),
        ("--room", "steps"),
        ("--room", "time"),
    ]
    for words in asked:
        assert wbsim("picture", "circle", str(tmp_path / "a.png"), *words)[0] == 0
    assert shown == [("network", 0), ("steps", 0), ("steps", 3), ("steps", 0), ("time", 0)]


# --- the window's commands, as far as they need no window ----------------------------------------------------


@pytest.mark.parametrize(
    "arguments", [[], ["circle"], ["open", "xor"], ["circle", "--theme", "dark"]], ids=str
)
def test_without_a_display_no_window_is_tried(wbsim: Headless, arguments: list[str]) -> None:
    code, out, err = wbsim(*arguments)
    assert (code, out) == (2, "")
    assert err == (
        "wbsim: display: no screen was found to open a window on; `wbsim train` and `wbsim picture` need none\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["qqq"], "there is no preset 'qqq'; there are " + ", ".join(presets.names())),
        (["what"], "there are " + ", ".join(presets.names())),
        (["nowhere.json"], "nowhere.json: cannot be read: no such file or directory"),
        (["circle", "--seed", "-3"], "seed: -3 is out of range"),
        (["circle", "--set", "batches.size=0"], "batches.size: 0 is out of range"),
        (["picture", "circle", "a.jpg"], "a.jpg: it must be a .png, .svg or .pdf file"),
        (["picture", "circle", "no/such/folder/a.png"], "there is no such folder to write to"),
        (["picture", "circle", "a.png", "--updates", "-5"], "--updates: -5 is out of range; it must be 0 or more"),
        (["picture", "circle", "a.png", "--updates", "9007199254740993"], "it must be 0 or more, and at most 9007199254740992"),
        (["picture", "circle", "a.png", "--tick", "3", "--room", "time"], "--tick: the room time shows no ticks; --room steps does"),
        (["picture", "circle", "a.png", "--tick", "-1"], "--tick: -1 is out of range; it must be 0 or more"),
        (["picture", "circle", "a.png", "--tick", "99999", "--updates", "0"], "--tick: 99999 is out of range; the update has 535 ticks"),
        (["picture", "circel", "a.png"], "did you mean circle?"),
        *(
            (["picture", "circle", "a.png", "--size", size], "is not a size; it must be WIDTHxHEIGHT from 640x360")
            for size in ("big", "1280", "0x0", "10x10", "1280x", "x", "1e3x1e3", "-1280x720", "²x²", "9" * 5000 + "x720",
                         "99999x99999", "1280x720x3")
        ),
    ],
    ids=lambda value: " ".join(value)[:60] if isinstance(value, list) else "",
)  # fmt: skip
def test_the_windows_commands_say_no_in_the_same_way(
    wbsim: Headless, arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = wbsim(*arguments)
    assert (code, out) == (2, "") and said in err
    assert all(line.startswith("wbsim: ") for line in err.splitlines())
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_theme_is_refused(wbsim: Headless) -> None:
    code, out, err = wbsim("picture", "circle", "a.png", "--theme", "pink")
    assert (code, out) == (2, "") and "'light'" in err and "'dark'" in err


@pytest.fixture
def kept_file(tmp_path: Path) -> Path:
    """A run in a file, kept at update 40."""
    session = Session(Run(experiment=small.experiment()))
    session.advance(40)
    path = tmp_path / "run.wbsim.json"
    files.write(path, kept(session))
    return path


CHANGES = [(["--seed", "5"], 0), (["--set", "penalty.l2=0.1"], 0), (["--seed", "13"], 40), ([], 40)]


@pytest.mark.parametrize(("changes", "begins"), CHANGES, ids=str)
def test_a_file_with_another_setting_begins_anew_whatever_the_command(
    headless: Headless, wbsim: Headless, kept_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    changes: list[str], begins: int,
) -> None:  # fmt: skip
    line = the_line(headless("train", str(kept_file), "--updates", "0", "--json", *changes))
    assert line["updates"] == begins
    asked: list[KeptSession | None] = []
    shown: list[int] = []
    monkeypatch.setattr("ui.picture.save_picture", lambda run, out, update, *_: shown.append(update))
    monkeypatch.setattr("ui.application.open_window", lambda run, session, **_: asked.append(session) or 0)
    assert wbsim("picture", str(kept_file), str(tmp_path / "a.png"), *changes)[0] == 0
    monkeypatch.setenv("DISPLAY", ":0")
    assert wbsim(str(kept_file), *changes)[0] == 0
    assert [session.update if session else 0 for session in asked] == [begins]
    assert shown == [begins or 1000]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("learning_rate", "optimizer.learning_rate"),
        ("optimizer.learnrate", "optimizer.learning_rate"),
        ("dataset", "data.dataset"),
    ],
)
def test_a_misspelt_setting_names_the_one_that_was_meant(headless: Headless, typed: str, meant: str) -> None:
    code, _, err = headless("train", "circle", "--set", f"{typed}=0.1")
    assert code == 2
    assert f"{typed}: there is no such setting; did you mean {meant}?" in err


LINK = "https://playground.tensorflow.org/#seed=0.12345&batchSize=25"


def test_a_link_trains_as_a_preset_does_and_says_what_it_reads_otherwise(headless: Headless) -> None:
    code, out, err = headless("train", LINK + "&noise=99", "--updates", "10", "--json")
    assert code == 0
    assert json.loads(out)["updates"] == 10
    assert err == "wbsim: noise=99 is beyond 80; TensorFlow Playground reads it as 50\n"


def test_a_link_to_elsewhere_is_refused_in_one_sentence(headless: Headless) -> None:
    code, out, err = headless("train", "https://example.org/#seed=1")
    assert (code, out) == (2, "")
    assert err.startswith("wbsim: 'https://example.org/#seed=1' is no TensorFlow Playground link")
    assert err.count("\n") == 1


def test_the_window_and_a_picture_open_a_link(
    wbsim: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    shown: list[Run] = []
    monkeypatch.setattr("ui.picture.save_picture", lambda run, *_: shown.append(run))
    monkeypatch.setattr(
        "ui.application.open_window", lambda run, session, **more: asked.append({"run": run} | more) or 0
    )
    link = LINK + "&cosX=true" + "&hideText=false" * 20  # longer than the name of any file
    assert wbsim(link)[0] == 0
    assert wbsim("picture", link, str(tmp_path / "a.png"))[0] == 0
    assert asked[0]["notes"] == ("cosX: TensorFlow Playground has no such input",)
    assert asked[0]["title"] == ""
    assert asked[0]["run"] == shown[0]
    assert shown[0].experiment.batches.size == 25


def test_a_table_is_looked_at_before_the_window_trains_on_it_unless_it_is_asked_for_in_full(
    wbsim: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "ui.application.open_window", lambda run, session, **more: asked.append({"run": run} | more) or 0
    )
    path = tmp_path / "t.csv"
    path.write_text("size,price\n" + "".join(f"{k},{3 * k}\n" for k in range(1, 30)))
    assert wbsim(str(path))[0] == 0
    assert wbsim(str(path), "--set", "optimizer.learning_rate=0.02")[0] == 0
    looked, direct = asked
    assert looked["table"] == path
    assert looked["run"].experiment == presets.load(presets.names()[0]).experiment
    assert looked["notes"] == ()
    assert direct["table"] is None
    assert direct["run"].experiment.data.points.origin == "t.csv, 29 rows"
    assert direct["notes"]


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"", "is empty"), (b"PK\x03\x04", "Excel")]
)
def test_what_can_be_no_table_opens_no_window(
    wbsim: Headless, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, said: str
) -> None:
    monkeypatch.setattr("ui.application.open_window", lambda *_, **__: pytest.fail("a window was opened"))
    path = tmp_path / "t.csv"
    if content is not None:
        path.write_bytes(content)
    code, out, err = wbsim(str(path))
    assert (code, out) == (2, "")
    assert err.startswith("wbsim: t.csv: ")
    assert said in err


# --- as processes --------------------------------------------------------------------------------------------


def process(*command: str, **more: str) -> subprocess.CompletedProcess[str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | more
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, text=True, encoding="utf-8", capture_output=True,
        timeout=120, check=False,
    )  # fmt: skip


HEADLESS = """
import sys
from ui.__main__ import main
for arguments in (["presets"], ["doctor"], ["train", "xor", "--updates", "3", "--json"], ["train", "nothing"], ["--help"]):
    sys.argv = ["wbsim", *arguments]
    try:
        main()
    except SystemExit as ended:
        print(arguments, ended.code, file=sys.stderr)
print([name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph")], file=sys.stderr)
"""


def test_commands_without_a_window_import_no_qt() -> None:
    done = process("-c", HEADLESS)
    assert done.returncode == 0
    *_, last = done.stderr.splitlines()
    assert last == "[]"
    assert "['presets'] 0" in done.stderr and "['train', 'nothing'] 2" in done.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_the_window_ends_with_2_where_there_is_no_display() -> None:
    done = process("-m", "ui")
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.startswith("wbsim: display: no screen was found") and done.stderr.count("\n") == 1


def test_a_terminal_without_some_letters_gets_question_marks() -> None:
    done = process("-m", "wbsim", "presets", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "2?4?2?1" in done.stdout


def test_a_refusal_of_a_process_has_no_traceback() -> None:
    done = process("-m", "wbsim", "train", "circle", "--json", "--set", "optimizer.learning_rate=inf")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("wbsim: optimizer.learning_rate: ") and done.stderr.count("\n") == 1


def test_a_misspelt_command_is_told_the_right_one(wbsim: Headless) -> None:
    code, out, err = wbsim("trian", "spiral")
    assert (code, out) == (2, "") and "No such command 'trian'. Did you mean 'train'?" in err


def test_options_without_a_command_are_those_of_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import __main__ as window

    seen: list[list[str]] = []
    monkeypatch.setattr(window.TyperGroup, "parse_args", lambda self, ctx, args: seen.append(args) or args)
    group = window.Group(name="wbsim")
    for arguments in (["--lesson", "one-neuron"], ["--help"], ["train", "circle"], []):
        group.parse_args(None, arguments)
    assert seen == [["open", "--lesson", "one-neuron"], ["--help"], ["train", "circle"], []]


def test_a_lesson_is_no_run(headless: Headless) -> None:
    code, _, err = headless("train", "my.YAML")
    assert code == 2
    assert "this is a lesson" in err and "wbsim lesson check my.YAML" in err


def test_the_version_is_said_by_both_commands_without_opening_anything(
    wbsim: Headless, headless: Headless
) -> None:
    assert wbsim("--version") == headless("--version") == (0, f"wbsim {__version__}\n", "")
