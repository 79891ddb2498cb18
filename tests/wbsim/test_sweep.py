"""Sweeps: the file is the same to the byte however it came about, and nothing that was done is lost."""

from __future__ import annotations

import csv
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sweeping
from hypothesis import given
from hypothesis import strategies as st
from sweeping import CIRCLE, results_of, sweep_of

import wbsim.sweep
from wbsim import presets, sweep_jobs
from wbsim.experiment import Experiment
from wbsim.outcomes import Criterion
from wbsim.plan import plan
from wbsim.population import advance, population
from wbsim.probes.fit import fit
from wbsim.problems import Problem, Refused
from wbsim.sweep import Progress, Sweep, found, swept
from wbsim.sweep_jobs import digest, done, jobs
from wbsim.sweep_rows import cells_of, line
from wbsim.variation import Grid, parsed

TWO_AXES = ("learning_rate=0.01,0.1,3", "bias=on,off")


@pytest.fixture(autouse=True)
def in_this_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done one after the other; how executors do them is tested with them."""
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [*csv.DictReader(file)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a sweep that nothing stopped."""
    out = tmp_path_factory.mktemp("whole") / "r.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wbsim.sweep, "each", sweeping.serially)
        results_of(sweep_of(*TWO_AXES), out)
    return out.read_bytes()


# --- what a row holds ----------------------------------------------------------------------------------------


def test_a_row_holds_what_a_run_was_and_what_came_of_it(tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    results = results_of(sweep_of(*TWO_AXES), out)
    found = rows(out)
    assert [*found[0]] == [
        "number", "learning_rate", "bias", "seed", "updates", "train_loss", "test_loss", "train_accuracy",
        "test_accuracy", "diverged", "learned", "digest", "experiment",
    ]  # fmt: skip
    assert [row["number"] for row in found] == [str(k) for k in range(1, 19)]
    told = [(row["learning_rate"], row["bias"], row["seed"]) for row in found]
    assert told == [
        (rate, bias, seed) for rate in ("0.01", "0.1", "3") for bias in ("on", "off") for seed in "012"
    ]
    for k, row in enumerate(found):
        shapes = plan(Experiment.read(json.loads(row["experiment"])))
        assert shapes.experiment == results.sweep.grid.experiment(k)
        state = advance(population([shapes]), 40).state(0)
        assert row["digest"] == digest(state) and row["updates"] == "40"
        assert float(row["test_loss"]) == pytest.approx(fit(shapes, state.theta).test_loss, rel=1e-5)
        assert float(row["test_loss"]) == results.outcomes.test_loss[k]
        assert row["learned"] == ("yes" if float(row["test_loss"]) < 0.1 else "no")


def test_values_are_judged_by_r2_and_a_column_without_meaning_is_left_out(tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    results_of(sweep_of("bias=on,off", base=presets.load("plane").experiment), out)
    assert "test_r2" in rows(out)[0] and "test_accuracy" not in rows(out)[0]
    results_of(sweep_of("dataset=circle,plane"), tmp_path / "both.csv")
    first, *_, last = rows(tmp_path / "both.csv")
    assert first["test_accuracy"] and not first["test_r2"]
    assert last["test_r2"] and not last["test_accuracy"]


def test_a_run_that_diverges_says_when_and_has_the_bits_of_its_last_finite_moment(tmp_path: Path) -> None:
    base = CIRCLE.changed({f"network.layers.{k}.activation": "linear" for k in range(3)})
    out = tmp_path / "r.csv"
    results = results_of(sweep_of("learning_rate=0.01,1000", base=base), out)
    calm, wild = rows(out)[0], rows(out)[-1]
    assert calm["diverged"] == "" and wild["learned"] == "no"
    assert int(wild["diverged"]) == int(wild["updates"]) + 1 == results.outcomes.ended[-1]
    assert np.isinf(results.outcomes.loss[-1])


def test_points_that_are_many_stand_in_one_row_and_every_run_is_read_with_them(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    x = chance.normal(size=(800, 2))
    points = {"x": x.tolist(), "y": (x[:, 0] > 0).astype(int).tolist(), "classes": 2}
    base = CIRCLE.changed({"data.dataset": "points", "data.points": points})
    out = tmp_path / "r.csv"
    sweep = sweep_of("bias=on,off", base=base)
    results_of(sweep, out)
    lengths = [len(row["experiment"]) for row in rows(out)]
    assert lengths[0] > 5000 and max(lengths[1:]) < 1500
    before = out.read_bytes()
    assert len(found(sweep, out).runs) == 6
    out.write_bytes(b"".join(before.splitlines(keepends=True)[:1] + before.splitlines(keepends=True)[3:]))
    results_of(sweep, out)
    assert out.read_bytes() == before


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\n\r\0", exclude_categories=("Cs",))), min_size=1
    )
)
def test_every_line_reads_back_as_it_was_written_and_as_any_reader_of_csv_reads_it(cells: list[str]) -> None:
    assert cells_of(line(cells)) == cells
    if cells != [""]:
        assert next(csv.reader([line(cells)])) == cells


@pytest.mark.parametrize("text", ['a"b', '"a', '"a"b', '"a",b"'])
def test_a_line_with_quotes_out_of_place_is_none(text: str) -> None:
    assert cells_of(text) is None


# --- the same file, however it came about --------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 5, 16, 256])
@pytest.mark.parametrize("workers", [1, 7])
def test_the_file_is_the_same_to_the_byte_however_jobs_are_cut(
    most: int, workers: int, whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "r.csv"
    sweep = sweep_of(*TWO_AXES)
    cut = jobs(sweep.grid, range(18), sweep.updates, workers)
    assert sorted(number for job in cut for number in job.numbers) == [*range(18)]

    def shorter(*_: Any) -> list[sweep_jobs.Job]:
        return [
            sweep_jobs.Job(job.numbers[k : k + most], job.experiments[k : k + most], job.points, job.updates)
            for job in cut
            for k in range(0, len(job.numbers), most)
        ]

    monkeypatch.setattr(wbsim.sweep, "jobs", shorter)
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.backwards)
    results_of(sweep, out, workers=workers)
    assert out.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]


def test_networks_that_cannot_be_stacked_stand_in_jobs_of_their_own() -> None:
    sweep = sweep_of("optimizer=sgd,adam", "hidden=3,4-4", "batch=5,10", seeds=4)
    cut = jobs(sweep.grid, range(len(sweep.grid)), 10, 1)
    assert len(cut) == 8 and all(len(job.numbers) == 4 for job in cut)


def test_networks_that_train_one_by_one_are_shared_among_the_workers() -> None:
    base = presets.load("parity").experiment
    assert not plan(base).is_dense
    sweep = sweep_of(base=base, seeds=16)
    assert len(jobs(sweep.grid, range(16), 10, workers=2)) > 1


def test_a_run_that_cannot_be_read_costs_no_other_of_its_job() -> None:
    (job,) = jobs(sweep_of("bias=on,off").grid, range(6), 5, 1)[:1]
    broken = sweep_jobs.Job(job.numbers, ('{"loss":1}', *job.experiments[1:]), job.points, job.updates)
    lost, *others = done(broken)
    assert isinstance(lost, sweep_jobs.Lost) and lost.number == job.numbers[0]
    assert others == [*done(job)[1:]]


def test_a_job_holds_all_it_needs_as_text() -> None:
    sweep = sweep_of("bias=on,off")
    (job,) = jobs(sweep.grid, range(6), 5, 1)[:1]
    assert done(pickle.loads(pickle.dumps(job))) == done(job)
    assert job.read()[0] == sweep.grid.experiment(job.numbers[0])


# --- going on ------------------------------------------------------------------------------------------------


def test_whoever_is_stopped_goes_on_where_he_was(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, sweep = tmp_path / "r.csv", sweep_of(*TWO_AXES)
    monkeypatch.setattr(wbsim.sweep, "jobs", _one_by_one)
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.stopped_after(7))
    with pytest.raises(KeyboardInterrupt):
        swept(sweep, out)
    assert not out.exists() and len(found(sweep, out).runs) == 7
    told: list[Progress] = []
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)
    results_of(sweep, out, told=told.append)
    assert told[0] == Progress(7, 7, 0, 18) and told[-1] == Progress(18, 7, 0, 18)
    assert out.read_bytes() == whole


def test_a_sweep_that_is_told_to_end_keeps_what_was_done(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, sweep = tmp_path / "r.csv", sweep_of(*TWO_AXES)
    monkeypatch.setattr(wbsim.sweep, "jobs", _one_by_one)
    told: list[Progress] = []
    assert swept(sweep, out, told=told.append, goes_on=lambda: len(told) < 5) is None
    assert len(found(sweep, out).runs) == 4
    results_of(sweep, out)
    assert out.read_bytes() == whole


def _one_by_one(grid: Grid, numbers: list[int], updates: int, workers: int) -> list[sweep_jobs.Job]:
    return [job for number in numbers for job in jobs(grid, [number], updates, workers)]


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sweep, bytes, bytes]:
    """A sweep, its part just before the end, and its whole file."""
    folder = tmp_path_factory.mktemp("cut")
    sweep = sweep_of("bias=on,off", seeds=2, updates=5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wbsim.sweep, "each", sweeping.stopped_after(3))
        patch.setattr(wbsim.sweep, "jobs", _one_by_one)
        with pytest.raises(KeyboardInterrupt):
            swept(sweep, folder / "r.csv")
        part = (folder / "r.csv.part").read_bytes()
        patch.setattr(wbsim.sweep, "each", sweeping.serially)
        results_of(sweep, folder / "r.csv")
    return sweep, part, (folder / "r.csv").read_bytes()


@given(share=st.floats(0, 1))
def test_a_part_that_ends_at_any_byte_is_gone_on_with(
    share: float, cut: tuple[Sweep, bytes, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    sweep, part, whole = cut
    out = tmp_path_factory.mktemp("again") / "r.csv"
    ends = round(share * len(part))
    out.with_name("r.csv.part").write_bytes(part[:ends])
    have = max(0, part[:ends].count(b"\n") - 1)
    assert len(found(sweep, out).runs) == have
    results_of(sweep, out)
    assert out.read_bytes() == whole


@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_a_byte_that_has_changed_is_refused_or_its_run_done_again(
    place: float, byte: int, cut: tuple[Sweep, bytes, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    sweep, part, _ = cut
    out = tmp_path_factory.mktemp("damaged") / "r.csv"
    at = min(round(place * len(part)), len(part) - 1)
    out.with_name("r.csv.part").write_bytes(part[:at] + bytes([byte]) + part[at + 1 :])
    said: tuple[str, ...] = ()
    count, why = 0, "--anew"
    try:
        have = found(sweep, out)
        count, said = len(have.runs), have.said
    except Refused as refused:
        why = str(refused)
    assert "--anew" in why and count <= 3
    assert all("damaged; its run is done again" in one for one in said)


def test_a_run_that_fails_costs_no_other_and_is_tried_again(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, sweep = tmp_path / "r.csv", sweep_of(*TWO_AXES)
    monkeypatch.setattr(wbsim.sweep, "jobs", _one_by_one)
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.failing({2, 5}))
    results = results_of(sweep, out)
    assert results.failed == {2: "the worker died", 5: "the worker died"}
    assert np.isnan(results.outcomes.train_loss[[2, 5]]).all() and len(rows(out)) == 16
    monkeypatch.setattr(wbsim.sweep, "each", sweeping.serially)
    told: list[Progress] = []
    assert results_of(sweep, out, told=told.append).failed == {}
    assert told[0].found == 16 and out.read_bytes() == whole


def test_what_counts_as_learned_may_change_without_training_anything(tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    results_of(sweep_of("bias=on,off"), out)
    told: list[Progress] = []
    results_of(sweep_of("bias=on,off", bound=10.0), out, told=told.append)
    assert told == [Progress(6, 6, 0, 6)]
    assert {row["learned"] for row in rows(out)} == {"yes"}


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        sweep_of("bias=on,off", updates=41), sweep_of("bias=on,off", seeds=2), sweep_of("l2=0,0.1"),
        sweep_of("bias=off,on"), sweep_of("bias=on,off", base=CIRCLE.changed({"optimizer.learning_rate": 0.5})),
    ],
)  # fmt: skip
def test_the_file_of_another_sweep_is_not_touched(other: Sweep, tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    results_of(sweep_of("bias=on,off"), out)
    before = out.read_bytes()
    with pytest.raises(Refused, match=r"it holds another sweep .*choose another file .*, or begin it anew"):
        swept(other, out)
    assert out.read_bytes() == before
    results_of(other, out, anew=True)
    assert out.read_bytes() != before


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"", b"\xff\xfe\0", b"number", b"no lines at all"])
def test_a_foreign_file_is_not_written_over(content: bytes, tmp_path: Path) -> None:
    out = tmp_path / "r.csv"
    out.write_bytes(content)
    sweep = sweep_of("bias=on,off")
    if b"number".startswith(content):  # the beginning of its own first line
        results_of(sweep, out)
        return
    with pytest.raises(Refused, match="this is no sweep of wbsim; choose another --out, or --anew"):
        swept(sweep, out)
    assert out.read_bytes() == content


def test_one_sweep_at_a_time_writes_to_a_file(tmp_path: Path) -> None:
    out, sweep = tmp_path / "r.csv", sweep_of("bias=on,off")

    def second(progress: Progress) -> None:
        with pytest.raises(Refused, match="another sweep is writing to it"):
            swept(sweep, out)
        with pytest.raises(Refused, match="another sweep is writing to it"):
            found(sweep, out)  # or it would be said that the others are trained now

    results_of(sweep, out, told=second)


def test_places_that_cannot_be_written_to_are_refused_before_anything_trains(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such folder"):
        swept(sweep_of(), tmp_path / "none" / "r.csv")
    with pytest.raises(Refused, match="this is a folder"):
        swept(sweep_of(), tmp_path)


def test_seeds_that_no_experiment_has_are_refused_before_anything_trains(tmp_path: Path) -> None:
    grid = Grid(CIRCLE, (), tuple(range(2**63 - 2, 2**63 + 1)))
    with pytest.raises(Refused, match="seeds must be at least 0 and below 2⁶³"):
        swept(Sweep("", grid, 5, Criterion()), tmp_path / "r.csv")
    assert not [*tmp_path.iterdir()]


def test_a_sweep_that_cannot_begin_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object) -> None:
        raise Refused(Problem("executor", "nobody is there"))

    monkeypatch.setattr(wbsim.sweep, "each", nowhere)
    with pytest.raises(Refused, match="nobody is there"):
        swept(sweep_of("bias=on,off"), tmp_path / "r.csv")
    assert not [*tmp_path.iterdir()]


def test_a_setting_is_one_axis_and_there_is_a_seed(tmp_path: Path) -> None:
    twice = (parsed("bias=on,off", CIRCLE), parsed("bias=off", CIRCLE))
    for grid, said in (
        (Grid(CIRCLE, twice, (1,)), "each setting can be one axis"),
        (Grid(CIRCLE, (), ()), "at least 1"),
    ):
        with pytest.raises(Refused, match=said):
            swept(Sweep("", grid, 5, Criterion()), tmp_path / "r.csv")
