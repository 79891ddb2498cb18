"""Runs in files: they go on with the same bits, can be read by a person, and what is no such file is refused in words."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import small
from small import bits

from wbsim import architecture, files, presets
from wbsim.experiment import Experiment
from wbsim.files import run_file
from wbsim.kept import kept_alone
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session
from wbsim.states import saved

Content = dict[str, Any]


def played(experiment: Experiment | None = None) -> Session:
    session = Session(Run(experiment=experiment or small.experiment()))
    session.advance(13)
    session.change({"penalty.l2": 0.01})
    session.advance(7)
    session.set_parameters({"b:2": 0.125})
    session.advance(9)
    return session


def write(path: Path, session: Session) -> Path:
    progress = session.moment.progress
    files.write(path, kept_alone(session.moment.run, progress.plan, progress.state))
    return path


def opened(path: Path) -> Session:
    kept = files.read(path).at_hand
    return Session(kept.run, None if kept.state is None else saved(kept.state, kept.plan))


# --- there and back ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize(
    "optimizer",
    [
        {"kind": "sgd", "learning_rate": 0.1},
        {"kind": "momentum", "learning_rate": 0.01},
        {"kind": "adam", "learning_rate": 0.01},
    ],
    ids=lambda wish: str(wish["kind"]),
)
def test_a_run_goes_on_with_the_same_bits(tmp_path: Path, precision: str, optimizer: Content) -> None:
    session = played(small.experiment(precision=precision, optimizer=optimizer))
    again = opened(write(tmp_path / "run.wbsim.json", session))
    assert again.moment.run == session.moment.run
    assert bits(again.moment.progress.state) == bits(session.moment.progress.state)
    session.advance(50)
    again.advance(50)
    assert bits(again.moment.progress.state) == bits(session.moment.progress.state)


@pytest.mark.parametrize("name", presets.names())
def test_every_preset_can_be_kept(tmp_path: Path, name: str) -> None:
    session = Session(Run(experiment=presets.load(name).experiment))
    session.advance(5)
    again = opened(write(tmp_path / "run.json", session))
    assert again.moment.run == session.moment.run
    assert bits(again.moment.progress.state) == bits(session.moment.progress.state)


def test_a_file_written_again_is_the_same_file(tmp_path: Path) -> None:
    first = write(tmp_path / "a.json", played())
    second = write(tmp_path / "b.json", opened(first))
    assert first.read_bytes() == second.read_bytes()


def test_an_edited_architecture_keeps_its_ids(tmp_path: Path) -> None:
    session = played()
    hidden = session.experiment.network.layers[0].id
    session.change(architecture.without_neuron(session.experiment, hidden))
    session.change(architecture.with_neuron(session.experiment, hidden))
    session.change(architecture.with_layer(session.experiment, 1))
    session.advance(10)
    again = opened(write(tmp_path / "run.json", session))
    assert again.moment.progress.plan.ids == session.moment.progress.plan.ids
    assert again.experiment.network.born == session.experiment.network.born
    assert bits(again.moment.progress.state) == bits(session.moment.progress.state)


def test_a_diverged_run_is_kept_at_its_last_finite_update(tmp_path: Path) -> None:
    session = Session(Run(experiment=small.experiment(optimizer={"kind": "sgd", "learning_rate": 1e6})))
    session.advance(1000)
    assert session.moment.progress.state.divergence is not None
    again = opened(write(tmp_path / "run.json", session))
    assert bits(again.moment.progress.state) == bits(session.moment.progress.state)
    again.advance(1)
    again_at, at = again.moment.progress.state.divergence, session.moment.progress.state.divergence
    assert again_at is not None and (again_at.update, again_at.loss_first) == (at.update, at.loss_first)


def test_a_file_without_a_state_begins_after_its_last_edit(tmp_path: Path) -> None:
    session = played()
    content = json.loads(write(tmp_path / "run.json", session).read_text())
    del content["branches"][0]["state"]
    (tmp_path / "bare.json").write_text(json.dumps(content))
    again = opened(tmp_path / "bare.json")
    assert again.moment.progress.state.update == 20
    again.advance(9)
    assert bits(again.moment.progress.state) == bits(session.moment.progress.state)


def test_texts_of_any_language_come_back(tmp_path: Path) -> None:
    title = "Größe – 円 – \u202eübung\u202c – “quotes” \\ \n newline"
    session = Session(Run(experiment=small.experiment(title=title)))
    path = write(tmp_path / "Größe 円.json", session)
    assert opened(path).experiment.title == title
    assert "円" in path.read_text(encoding="utf-8")


def test_a_mark_that_some_editors_put_before_the_text_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "run.json", played())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert opened(path).moment.run == played().moment.run


# --- for people ----------------------------------------------------------------------------------------------


def test_a_person_can_read_the_file(tmp_path: Path) -> None:
    text = write(
        tmp_path / "run.json", Session(Run(experiment=presets.load("circle").experiment))
    ).read_text()
    lines = text.splitlines()
    assert lines[1] == '  "format": "wbsim run 2",' and text.endswith("}\n")
    assert max(map(len, lines)) <= 120 and len(lines) < 80
    layers = json.loads(text)["experiments"][0]["network"]["layers"]
    assert [layer["neurons"] for layer in layers] == [4, 2, 1]
    assert "Infinity" not in text and "NaN" not in text


def test_every_number_stands_beside_the_id_of_its_parameter(tmp_path: Path) -> None:
    session = played()
    content = json.loads(write(tmp_path / "run.json", session).read_text())["branches"][0]
    plan, state = session.moment.progress.plan, session.moment.progress.state
    assert content["state"]["parameters"] == dict(zip(plan.ids, state.theta.tolist(), strict=True))
    assert content["edits"][0] == {"update": 13, "edit": {"kind": "change", "settings": {"penalty.l2": 0.01}}}


# --- whole or not at all -------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    path.write_text("something else")
    write(path, played())
    assert opened(path).moment.progress.state.update == 29
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "run.json", Session(Run(experiment=small.experiment())))
    old = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), full)
    with pytest.raises(Refused, match=r"run.json: cannot be written: no space left on device"):
        write(path, played())
    assert path.read_bytes() == old and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["missing/run.json", "folder", "file.txt/run.json", "x" * 300])
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("")
    with pytest.raises(Refused, match="cannot be written") as caught:
        write(tmp_path / place, played())
    assert str(tmp_path / place) in str(caught.value)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file.txt", "folder"]


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    path = write(tmp_path / ("x" * 255), played())
    assert opened(path).moment.progress.state.update == 29


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_others_may_read_the_file_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("")
    path = write(tmp_path / "run.json", played())
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


# --- what is no run ------------------------------------------------------------------------------------------


def text(content: str | bytes) -> Callable[[Path], None]:
    """A file of that content."""
    return lambda path: path.write_bytes(content.encode() if isinstance(content, str) else content) and None  # type: ignore[return-value,func-returns-value]


def put(*place: str | int, value: Any = ...) -> Callable[[Path], None]:
    """A good file with another value at one place, or without it."""

    def spoil(path: Path) -> None:
        write(path, played())
        content = json.loads(path.read_text())
        here = content
        for part in place[:-1]:
            here = here[part]
        if value is ...:
            del here[place[-1]]
        else:
            here[place[-1]] = value
        path.write_text(json.dumps(content))

    return spoil


def replaced(old: str, new: str) -> Callable[[Path], None]:
    """A good file in which the first such text is another."""

    def spoil(path: Path) -> None:
        content = write(path, played()).read_text()
        assert old in content
        path.write_text(content.replace(old, new, 1))

    return spoil


def cut(path: Path) -> None:
    content = write(path, played()).read_bytes()
    path.write_bytes(content[: len(content) // 2])


def foreign_state(path: Path) -> None:
    other = played(small.experiment(hidden=(2,)))
    content = json.loads(write(path, played()).read_text())
    content["branches"][0]["state"] = saved(
        other.moment.progress.state, other.moment.progress.plan
    ).model_dump(mode="json")
    path.write_text(json.dumps(content))


def many_wrong(path: Path) -> None:
    put("experiments", 0, "data", "points", "x", value=[["a", "b"]] * 5000)(path)


BIG = "9" * 5000
MALFORMED: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing": (lambda path: None, "cannot be read: no such file"),
    "a folder": (Path.mkdir, "cannot be read: is a directory"),
    "empty": (text(""), "line 1: is not JSON"),
    "blank": (text(" \n\n"), "is not JSON"),
    "prose": (text("Dear diary,\ntoday"), "line 1: is not JSON"),
    "cut in half": (cut, "is not JSON"),
    "a comma too many": (text('{"format": "wbsim run 1",\n}'), "is not JSON"),
    "bytes": (text(bytes(range(256))), "UTF-8"),
    "UTF-16": (text("{}".encode("utf-16")), "UTF-8"),
    "a picture": (text(b"\x89PNG\r\n\x1a\n\x00\x00"), "UTF-8"),
    "zeros": (text(b"\0" * 100), "is not JSON"),
    "nothing": (text("null"), "is not a wbsim run"),
    "a number": (text("3"), "is not a wbsim run"),
    "a list": (text("[]"), "is not a wbsim run"),
    "an object": (text("{}"), "it has no format line"),
    "a preset": (text('{"title": "Circle", "experiment": {}}'), "it has no format line"),
    "another format": (put("format", value="wbsim run 3"), "its format is 'wbsim run 3'"),
    "a format that is none": (put("format", value=["wbsim run 1"]), "it has no format line"),
    "the format alone": (text('{"format": "wbsim run 1"}'), "experiment: this setting is missing"),
    "the new format alone": (text('{"format": "wbsim run 2"}'), "experiments: a session needs a list"),
    "deeply nested": (text("[" * 100_000), "nested too deeply"),
    "nested in an edit": (
        put("branches", 0, "edits", 0, "edit", "settings", "penalty.l2", value=json.loads("[" * 400 + "]" * 400)),
        "settings: they are nested too deeply",
    ),
    "nested and closed": (text('{"format": ' + "[" * 995 + "]" * 995 + "}"), ""),
    "NaN": (replaced('"penalty.l2": 0.01', '"penalty.l2": NaN'), "NaN is not a number that a run can hold"),
    "infinity": (replaced('"penalty.l2": 0.01', '"penalty.l2": -Infinity'), "-Infinity is not a number"),
    "a float too large": (replaced('"penalty.l2": 0.01', '"penalty.l2": 1e999'), "penalty.l2: inf is out of range"),
    "a whole number too long": (replaced('"penalty.l2": 0.01', f'"penalty.l2": {BIG}'), "too long"),
    "an infinite parameter": (replaced('"b:2": ', '"b:2": 1e999, "x": '), "values.b:2: inf is out of range"),
    "no experiments": (put("experiments"), "experiments: a session needs a list"),
    "no network": (put("experiments", 0, "network"), "network: this setting is missing"),
    "an unknown setting": (put("experiments", 0, "colour", value="red"), "colour: there is no such setting"),
    "an unknown part": (put("extra", value=1), "extra: there is no such setting"),
    "0 neurons": (put("experiments", 0, "network", "layers", 0, "neurons", value=0), "a layer has 1 to 1024"),
    "no layers": (put("experiments", 0, "network", "layers", value=[]), "there must be at least 1"),
    "a negative rate": (put("experiments", 0, "optimizer", "learning_rate", value=-1), "must be a finite number above 0"),
    "a text for a number": (put("experiments", 0, "seed", value="many"), "seed: 'many' is not a whole number"),
    "points of no number": (many_wrong, "things are wrong"),
    "a point far away": (put("experiments", 0, "data", "points", "x", 0, value=[1e300, 0]), "at most 1e+12"),
    "edits that are none": (put("branches", 0, "edits", value=7), "edits: 7 is not a list"),
    "an unknown edit": (put("branches", 0, "edits", 0, "edit", "kind", value="dance"), "'dance' is not one of"),
    "an edit of nothing": (put("branches", 0, "edits", 0, "edit", "settings", value={"a.b": 1}), "a: there is no such setting"),
    "an edit of the wrong type": (put("branches", 0, "edits", 0, "edit", "settings", value=[1]), "is not a group of settings"),
    "edits out of order": (put("branches", 0, "edits", 0, "update", value=1000), "edits stand in order"),
    "an update below 0": (put("branches", 0, "edits", 0, "update", value=-1), "out of range"),
    "an update beyond counting": (put("branches", 0, "state", "update", value=10**30), "out of range"),
    "a state before its edits": (put("branches", 0, "state", "update", value=3), "state.update: 3 is before the last edit"),
    "a state of another network": (foreign_state, "its parameters are not those of the network"),
    "a state without a parameter": (put("branches", 0, "state", "parameters", "b:2"), "'b:2' is the first that differs"),
    "a state without parameters": (put("branches", 0, "state", "parameters"), "state.parameters: this setting is missing"),
    "a text for a parameter": (put("branches", 0, "state", "parameters", "b:2", value="x"), "state.parameters"),
    "a cursor beyond the points": (put("branches", 0, "state", "cursor", value=12), "state.cursor: 12 is out of range"),
    "slots of another optimizer": (put("branches", 0, "state", "slots", value={"velocity": {}}), "the optimizer keeps []"),
    "a state that is none": (put("branches", 0, "state", value=[1, 2]), "is not a group of settings"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MALFORMED)
def test_what_is_no_run_is_refused_with_its_name_and_what_is_wrong(tmp_path: Path, kind: str) -> None:
    spoil, said = MALFORMED[kind]
    path = tmp_path / "file.json"
    spoil(path)
    with pytest.raises(Refused) as caught:
        opened(path)
    assert said in str(caught.value)
    for problem in caught.value.problems:
        assert str(problem).startswith(str(path)) and "\n" not in str(problem) and len(str(problem)) < 400
    assert len(caught.value.problems) <= 20


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="an administrator may read everything"
)
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "run.json", played())
    path.chmod(0)
    with pytest.raises(Refused, match="cannot be read: permission denied"):
        files.read(path)


def test_a_file_far_too_large_is_refused_before_it_is_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "run.json", played())
    monkeypatch.setattr(run_file, "MAX_BYTES", 1000)
    assert path.stat().st_size > 1000
    with pytest.raises(Refused, match=r"run\.json: is larger than"):
        files.read(path)


def test_what_could_not_be_read_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "run.json", played())
    old = path.read_bytes()
    monkeypatch.setattr(run_file, "MAX_BYTES", len(old))
    write(path, played())
    monkeypatch.setattr(run_file, "MAX_BYTES", len(old) - 1)
    with pytest.raises(Refused, match=r"run\.json: the run would take .* MiB in a file; it must be at most"):
        write(path, played())
    assert path.read_bytes() == old and list(tmp_path.iterdir()) == [path]


def test_a_count_that_could_not_be_read_again_is_not_written(tmp_path: Path) -> None:
    progress = played().moment.progress
    late = replace(progress.state, update=2**53 + 1)
    kept = kept_alone(Run(experiment=progress.plan.experiment), progress.plan, late)
    with pytest.raises(Refused, match=r"state\.update: 9007199254740993 is out of range"):
        files.write(tmp_path / "a.wbsim.json", kept)
    assert not list(tmp_path.iterdir())


def test_a_parameter_too_large_for_its_precision_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "run.json", played(small.experiment(precision="float32")))
    content = json.loads(path.read_text())
    content["branches"][0]["state"]["parameters"]["b:2"] = 1e39
    path.write_text(json.dumps(content))
    with pytest.raises(Refused, match=r"state.parameters.b:2: 1e\+39 is too large for float32"):
        files.read(path)
