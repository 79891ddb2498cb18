"""A row of a sweep's file opens the very run: to the bit, with its charts, and every moment of it can be gone back to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import sweeping
from sweeping import CIRCLE, results_of, sweep_of

import wbsim.sweep
from wbsim import files, presets
from wbsim.__main__ import adjusted, opened, taken_up
from wbsim.kept import kept_of
from wbsim.opening import is_whole
from wbsim.plan import plan
from wbsim.population import advance, population
from wbsim.problems import Refused
from wbsim.session import Session
from wbsim.sweep_jobs import digest
from wbsim.sweep_opening import reopened, row_named


@pytest.fixture(autouse=True)
def in_this_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done one after the other."""
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A sweep of six runs of 300 updates."""
    path = tmp_path / "r.csv"
    results_of(sweep_of("bias=on,off", updates=300), path)
    return path


def test_a_row_is_opened_to_the_bit_at_the_update_where_it_ended(out: Path) -> None:
    again = reopened(out, 5)
    shapes = plan(sweep_of("bias=on,off").grid.experiment(4))
    state = advance(population([shapes]), 300).state(0)
    session = Session.of(again.session)
    assert again.notes == ()
    assert session.here.state.update == 300 and session.here.plan.experiment == shapes.experiment
    assert session.here.state.theta.tobytes() == state.theta.tobytes()
    assert session.here.state.epoch == state.epoch and session.here.state.cursor == state.cursor


def test_its_past_can_be_gone_back_to_and_it_goes_on(out: Path) -> None:
    session = Session.of(reopened(out, 1).session)
    end = session.here.state.theta.tobytes()
    assert is_whole(session.branch)
    assert session.seek(120) and session.here.state.update == 120
    assert session.seek(None) and session.here.state.theta.tobytes() == end
    session.advance(50)
    further = session.here.state.theta.tobytes()
    assert session.here.state.update == 350
    assert session.seek(300) and session.here.state.theta.tobytes() == end
    assert session.seek(None) and session.here.state.theta.tobytes() == further


def test_it_is_saved_and_read_like_any_run(out: Path, tmp_path: Path) -> None:
    session = Session.of(reopened(out, 2).session)
    session.advance(10)
    files.write(tmp_path / "run.wbsim.json", kept_of([session.branch], session.branch.number))
    again = Session.of(files.read(tmp_path / "run.wbsim.json"))
    assert again.here.state.theta.tobytes() == session.here.state.theta.tobytes()


def test_other_settings_begin_another_run_from_its_start(out: Path) -> None:
    target = opened(f"{out}#1")
    run, kept = adjusted(target, 77, ["optimizer.learning_rate=0.5"])
    assert kept is None and run.edits == () and run.experiment.seed == 77
    run, kept = adjusted(target, None, None)
    assert kept is not None and taken_up(run, kept).here.state.update == 300


def test_a_run_that_diverged_is_opened_at_its_last_finite_moment(tmp_path: Path) -> None:
    base = CIRCLE.changed({f"network.layers.{k}.activation": "linear" for k in range(3)})
    out = tmp_path / "r.csv"
    results = results_of(sweep_of("learning_rate=1000", base=base, seeds=1), out)
    again = reopened(out, 1)
    ended = int(results.outcomes.ended[0])
    assert again.notes == (f"Run 1 diverged at update {ended}; this is its last finite moment.",)
    session = Session.of(again.session)
    assert session.here.state.update == ended - 1 and np.isfinite(session.here.state.theta).all()


@pytest.mark.parametrize("name", ["digits-conv", "parity", "house-price", "spiral"])
def test_networks_of_every_kind_and_precision_are_opened(name: str, tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    results_of(sweep_of("bias=on,off", base=presets.load(name).experiment, seeds=1, updates=8), out)
    for number in (1, 2):
        again = reopened(out, number)
        assert again.notes == ()
        assert Session.of(again.session).here.state.update == 8


def test_a_run_is_opened_with_the_points_that_stand_in_another_row(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    x = chance.normal(size=(800, 2))
    points = {"x": x.tolist(), "y": (x[:, 0] > 0).astype(int).tolist(), "classes": 2}
    base = CIRCLE.changed({"data.dataset": "points", "data.points": points})
    out = tmp_path / "r.csv"
    results_of(sweep_of("bias=on,off", base=base, updates=5), out)
    again = reopened(out, 6)
    assert again.notes == () and again.session.at_hand.run.experiment.data.points == base.data.points
    lines = out.read_text().splitlines(keepends=True)
    out.write_text(lines[0] + "".join(lines[2:]))
    with pytest.raises(Refused, match="the points of all runs stand in row 1, which is not there"):
        reopened(out, 6)


def test_digits_that_differ_are_said(out: Path) -> None:
    text = out.read_text()
    was = reopened(out, 1).session.at_hand.state
    assert was is not None
    out.write_text(text.replace(digest(was), "0" * 16))
    (said,) = reopened(out, 1).notes
    assert "other digits here than in the sweep" in said and "0" * 16 in said


def test_a_row_is_named_by_its_number_and_only_where_no_file_has_that_name(tmp_path: Path) -> None:
    assert row_named("results.csv#17") == (Path("results.csv"), 17)
    assert row_named("results.csv") is None and row_named("a#b") is None and row_named("#3") is None
    (tmp_path / "odd#3").write_text("")
    assert row_named(str(tmp_path / "odd#3")) is None
    assert row_named("\0#3") is None or row_named("\0#3") == (Path("\0"), 3)


def test_what_cannot_be_opened_is_refused_with_what_could(out: Path, tmp_path: Path) -> None:
    def refused(path: Path, number: int) -> str:
        with pytest.raises(Refused) as found:
            reopened(path, number)
        return str(found.value)

    assert "there is no run 7; its runs are 1 to 6" in refused(out, 7)
    assert "cannot be read" in refused(tmp_path / "none.csv", 1)
    (tmp_path / "table.csv").write_text("a,b\n1,2\n")
    assert "no sweep of wbsim" in refused(tmp_path / "table.csv", 1)
    whole = out.read_text()
    for old, new, said in (
        ('""title"":', "title:", "its experiment cannot be read"),
        (",300,", ",some,", "its updates are 'some'"),
        ('""neurons"":4', '""neurons"":-4', "neurons"),
    ):
        out.write_text(whole.replace(old, new))
        assert said in refused(out, 1)
    lines = whole.splitlines(keepends=True)
    out.write_text(lines[0] + lines[2][:50])
    assert "its line is damaged" in refused(out, 2)
    out.write_text(lines[0])
    assert "it has none that can be read" in refused(out, 1)


def test_a_sweeps_file_is_no_table_of_data(out: Path) -> None:
    with pytest.raises(
        Refused, match=r"holds the runs of a sweep and is no table of data; r\.csv#1 opens its run 1"
    ):
        opened(str(out))
