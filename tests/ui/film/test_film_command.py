"""`wbsim film`: what can be asked for, what is refused, and in which words; and what is left when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from films import a_run, frames_in, parts_in, rate_of

import ui.__main__
from ui.film import job
from ui.film.take import Recorder, write
from ui.look import Look
from ui.theme import THEMES
from wbsim import Pick
from wbsim.__main__ import app
from wbsim.engine import Watch
from wbsim.files import run_file
from wbsim.files.tree import session_written
from wbsim.kept import kept_of
from wbsim.session import Session

Outcome = tuple[int, str]
SMALL = ("--size", "320x180", "--layout", "plane", "--fps", "10")
ROOT = Path(ui.__file__).parent.parent  # type: ignore[arg-type]


@pytest.fixture
def film(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Runs the command in this process; the exit code and what it said."""
    # the headless command stays as it is for other tests
    monkeypatch.setattr(app, "registered_commands", [*app.registered_commands])
    monkeypatch.setattr(app.info, "cls", app.info.cls)

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["wbsim", "film", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            ui.__main__.main()
        code = ended.value.code
        # as wide as it is, a sentence is one line
        return (code if isinstance(code, int) else 1), " ".join(capsys.readouterr().err.split())

    return run


def a_session(updates: int = 60) -> Session:
    session = Session(a_run())
    session.advance(updates // 2)
    session.change({"optimizer.learning_rate": 0.3})
    session.advance(updates - updates // 2)
    return session


def saved(path: Path, session: Session | None = None) -> Path:
    session = session or a_session()
    run_file.write(path, kept_of(session.branches, 0))
    return path


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif", ".png"])
def test_a_preset_is_filmed_in_every_kind_of_file(
    film: Callable[..., Outcome], tmp_path: Path, suffix: str
) -> None:
    code, said = film("circle", tmp_path / f"a{suffix}", "--seconds", 0.5, *SMALL)
    assert code == 0, said
    assert f"a{suffix}: 5 frames, 0.5 s at 10 a second, 320 x 180, " in said.replace("\n", "")
    assert len(frames_in(tmp_path / f"a{suffix}")) == 5
    assert [one.name for one in tmp_path.iterdir()] == [f"a{suffix}"]


def test_a_film_of_a_session_ends_where_that_stands_and_says_what_was_edited(
    film: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr("ui.film_command.render", lambda reel, *_, **__: made.append(reel()))
    path = saved(tmp_path / "s.wbsim.json")
    for options in (
        (),
        ("--updates", "10:"),
        ("--updates", ":500"),
        ("--updates", "20:90"),
        ("--updates", "40"),
    ):
        assert film(path, tmp_path / "a.mp4", *options)[0] == 0
    stretches = [(one.schedule.first, one.schedule.last) for one in made]
    assert stretches == [(0, 60), (10, 60), (0, 500), (20, 90), (0, 40)]
    assert made[0].captions == ("learning rate 0.03 → 0.3 at update 30",)
    assert film("circle", tmp_path / "a.mp4", "--layout", "steps")[0] == 0
    assert (made[-1].schedule.first, made[-1].schedule.last, made[-1].schedule.inside) == (0, 1, True)
    assert film("circle", tmp_path / "a.mp4", "--seed", "5", "--set", "optimizer.learning_rate=0.1")[0] == 0
    assert (made[-1].session.experiment.seed, made[-1].schedule.last) == (5, 5000)
    assert made[-1].session.experiment.optimizer.learning_rate == 0.1


def test_pace_holds_and_captions_reach_the_schedule(
    film: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    monkeypatch.setattr("ui.film_command.render", lambda reel, *_, **__: made.append(reel()))
    words = tmp_path / "words.txt"
    words.write_text("# what is said\n\n100: it begins\n2 000: the boundary closes\n", encoding="utf-8")
    code, said = film(
        "circle", tmp_path / "a.mp4", "--pace", "log", "--hold", "2", "--hold", "100:1.5", "--captions", words,
        "--caption", "300: here: a colon", "--title", "Circle", "--seconds", 12, "--fps", 25,
    )  # fmt: skip
    assert code == 0, said
    (reel,) = made
    assert (reel.schedule.pace, reel.schedule.seconds, reel.schedule.fps, reel.title) == (
        "log",
        12.0,
        25,
        "Circle",
    )
    assert [(one.seconds, one.update) for one in reel.schedule.holds] == [(2.0, None), (1.5, 100)]
    assert [(one.update, one.words) for one in reel.own_captions] == [
        (100, "it begins"), (2000, "the boundary closes"), (300, "here: a colon"),
    ]  # fmt: skip


def test_a_lesson_is_filmed_step_by_step_by_its_name_or_file(
    film: Callable[..., Outcome], tmp_path: Path
) -> None:
    code, said = film(
        "look-at-the-biases", tmp_path / "a.png", "--seconds", 4, "--size", "640x360", "--fps", 5
    )
    assert code == 0 and "20 frames, 4 s" in said
    frames = frames_in(tmp_path / "a.png")
    assert len(frames) == 20 and len({frame.tobytes() for frame in frames}) > 12
    file = ROOT / "assets" / "lessons" / "small-weights.yaml"
    assert film(file, tmp_path / "b.mp4", "--seconds", 3, *SMALL)[0] == 0
    assert len(frames_in(tmp_path / "b.mp4")) == 30


def test_a_take_is_filmed_in_the_seconds_that_it_took(film: Callable[..., Outcome], tmp_path: Path) -> None:
    session, recorder = Session(a_run()), Recorder(0.0)
    for second in range(3):
        recorder.note(second, session.snapshot(Watch()), Look(THEMES["light"]), Pick())
        session.advance(20)
    take = recorder.take(3.0)
    assert take is not None
    write(tmp_path / "t.take.json", take)
    code, said = film(tmp_path / "t.take.json", tmp_path / "a.mp4", "--fps", 4, "--size", "640x360")
    assert code == 0 and "12 frames, 3 s at 4 a second" in said
    assert len(frames_in(tmp_path / "a.mp4")) == 12
    code, said = film(tmp_path / "t.take.json", tmp_path / "a.mp4", "--updates", "0:5")
    assert code == 2 and "--updates: a take is filmed as it was" in said


def test_odd_sizes_and_rates_that_a_gif_cannot_have_are_mended_and_said(
    film: Callable[..., Outcome], tmp_path: Path
) -> None:
    code, said = film(
        "circle", tmp_path / "a.mp4", "--size", "321x181", "--seconds", 0.2, "--layout", "plane"
    )
    assert code == 0 and "321x181 is made 322x182: .mp4 films have an even number of pixels each way" in said
    assert frames_in(tmp_path / "a.mp4")[0].shape == (182, 322, 3)
    code, said = film(
        "circle", tmp_path / "a.gif", "--size", "321x181", "--fps", 30, "--seconds", 0.4, "--layout", "plane"
    )
    assert code == 0 and "30 frames a second are made 25" in said
    assert frames_in(tmp_path / "a.gif")[0].shape == (181, 321, 3) and rate_of(tmp_path / "a.gif") == 25
    code, said = film("circle", tmp_path / "b.gif", "--seconds", 0.2, "--layout", "plane")
    assert "a GIF is 960x540 at 10 frames a second unless --size and --fps say otherwise" in said
    assert frames_in(tmp_path / "b.gif")[0].shape == (540, 960, 3)


def test_twice_the_pixels_for_print(film: Callable[..., Outcome], tmp_path: Path) -> None:
    assert film("circle", tmp_path / "a.mp4", "--scale", 2, "--seconds", 0.1, *SMALL)[0] == 0
    assert frames_in(tmp_path / "a.mp4")[0].shape == (360, 640, 3)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--updates", "9:3"], "--updates: 9:3 goes back"),
        (["--updates", "a:3"], "'a' is no update"),
        (["--updates", ":"], "':' is no stretch"),
        (["--updates", "-5"], "'-5' is no update"),
        (["--updates", "9000:"], ""),
        (["--seconds", "0"], "--seconds: 0 is out of range; it must be from 0.1 to 3600"),
        (["--seconds", "nan"], "--seconds: nan is out of range"),
        (["--fps", "0"], "--fps: 0 is out of range; it must be from 1 to 120"),
        (["--size", "huge"], "'huge' is not a size"),
        (["--size", "8x8"], "'8x8' is not a size"),
        (["--scale", "9"], "--scale: 9 is out of range"),
        (["--size", "7680x4320", "--scale", "2"], "15360x8640 pixels are too many"),
        (["--layout", "moon"], "there is no layout 'moon'; there are desk, curves, picture, stage, "),
        (["--hold", "x"], "'x' is no hold"),
        (["--hold", "-1"], "'-1' is no hold"),
        (["--hold", "99999:1"], "update 99999 is not in the film, which goes from 0 to 5000"),
        (["--hold", "30"], "all of the film stands still"),
        (["--caption", "words"], "'words' is no caption; it must be UPDATE: words"),
        (["--caption", "x: words"], "'x' is no update"),
        (["--captions", "none.txt"], "none.txt cannot be read: no such file or directory"),
        (["--set", "optimizer.speed=1"], "there is no such setting"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_leaves_nothing(
    film: Callable[..., Outcome],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    why: str,
) -> None:
    monkeypatch.setattr("ui.film_command.render", lambda *_, **__: None)
    code, said = film("circle", tmp_path / "a.mp4", *options)
    assert (code, "Traceback" in said) == (2 if why else 0, False), said
    assert why in said
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("target", "out", "why"),
    [
        ("circle", "a.avi", "a film is a .mp4, .webm, .gif or (animated) .png file"),
        ("circle", "none/a.mp4", "there is no such folder to write to"),
        ("circle", "folder.mp4", "this is a folder"),
        ("cirkle", "a.mp4", "cirkle"),
        ("none.wbsim.json", "a.mp4", "no such file"),
        ("none.yaml", "a.mp4", "none.yaml"),
    ],
)
def test_what_cannot_be_filmed_or_written_is_refused(
    film: Callable[..., Outcome], tmp_path: Path, target: str, out: str, why: str
) -> None:
    (tmp_path / "folder.mp4").mkdir()
    code, said = film(target, tmp_path / out, *SMALL)
    assert code == 2 and why in said and "Traceback" not in said
    assert [one.name for one in tmp_path.iterdir()] == ["folder.mp4"]


@pytest.mark.parametrize(
    "option",
    [
        ["--updates", "0:5"],
        ["--caption", "5: x"],
        ["--hold", "1"],
        ["--pace", "log"],
        ["--set", "seed=4"],
        ["--title", "x"],
    ],
)
def test_a_lesson_takes_no_option_of_a_run(
    film: Callable[..., Outcome], tmp_path: Path, option: list[str]
) -> None:
    code, said = film("look-at-the-biases", tmp_path / "a.mp4", *option)
    assert code == 2 and f"{option[0]}: a lesson has its own scenes" in said


# --- in processes of their own ---------------------------------------------------------------------------------


def begun(*arguments: str, **given: Any) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if os.name == "posix":
        given["preexec_fn"] = _hears_signals
    return subprocess.Popen(
        [sys.executable, "-m", "ui", "film", *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **given
    )  # fmt: skip


def _hears_signals() -> None:
    """As in a terminal: whoever runs the tests in the background has these ignored by all that they start."""
    for one in (signal.SIGINT, signal.SIGHUP):
        signal.signal(one, signal.SIG_DFL)


def wait_for_part(folder: Path, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if any(part.stat().st_size for part in parts_in(folder)):
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.05)
    raise AssertionError("no film was begun")


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_ctrl_c_a_signal_to_end_and_a_terminal_that_is_closed_leave_nothing(
    tmp_path: Path, how: signal.Signals
) -> None:
    process = begun(
        "circle", str(tmp_path / "a.mp4"), "--seconds", "600", "--size", "320x180", "--layout", "plane"
    )
    wait_for_part(tmp_path, process)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130 and b"Traceback" not in said
    assert not [*tmp_path.iterdir()]


def test_a_process_that_is_killed_leaves_nothing_under_the_film_s_name(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"before")
    process = begun(
        "circle", str(tmp_path / "a.mp4"), "--seconds", "600", "--size", "320x180", "--layout", "plane"
    )
    wait_for_part(tmp_path, process)
    process.kill()
    process.communicate(timeout=60)
    assert (tmp_path / "a.mp4").read_bytes() == b"before"


def test_a_run_comes_in_by_the_pipe_and_closing_that_gives_the_film_up(tmp_path: Path) -> None:
    line = job.line_of(session_written(kept_of(a_session().branches, 0)))
    small = ("--size", "320x180", "--layout", "plane", "--fps", "10")
    process = begun(job.PIPED, str(tmp_path / "a.mp4"), "--seconds", "0.5", *small, stdin=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(line)
    process.stdin.flush()
    told = [job.told(one.decode()) for one in process.stdout]
    assert process.wait(60) == 0
    assert told[0] == (1, 5, 0.0) and told[-1] == (5, 5, 1.0)
    assert len(frames_in(tmp_path / "a.mp4")) == 5
    process.communicate()
    process = begun(job.PIPED, str(tmp_path / "b.mp4"), "--seconds", "600", *small, stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(line)
    process.stdin.flush()
    wait_for_part(tmp_path, process)
    process.stdin.close()
    process.stdin = None
    process.communicate(timeout=60)
    assert process.returncode == 130
    assert [one.name for one in tmp_path.iterdir()] == ["a.mp4"]


def test_a_broken_pipe_is_refused(tmp_path: Path) -> None:
    process = begun(job.PIPED, str(tmp_path / "a.mp4"), stdin=subprocess.PIPE)
    _, said = process.communicate(b"nonsense\n", timeout=60)
    assert process.returncode == 2 and b"no run or take in JSON" in said
