"""What the project promises about itself: one version, reasons for dependencies, no trace of a machine, rooms that say
what they are.
"""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import wbsim

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MODULES = sorted(path for room in ("wbsim", "ui") for path in (ROOT / room).rglob("*.py"))


def names(requirements: list[str]) -> list[str]:
    """The packages that requirements name, each once."""
    return sorted({re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in requirements})


def texts() -> Iterator[tuple[Path, str]]:
    """Every text of the project."""
    places = ["wbsim", "ui", "tests", "assets", ".ci"]
    files = [
        file for place in places for file in (ROOT / place).rglob("*") if "__pycache__" not in file.parts
    ]
    files += [
        file
        for file in ROOT.iterdir()
        if file.suffix in (".md", ".toml") or file.name in ("LICENSE", ".gitignore")
    ]
    for file in sorted(file for file in files if file.is_file()):
        try:
            yield file, file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def test_there_is_one_version() -> None:
    assert PROJECT["project"]["version"] == wbsim.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[?(Unreleased|{re.escape(wbsim.__version__)})\b", changes, re.MULTILINE)


@pytest.mark.parametrize("name", names(PROJECT["project"]["dependencies"]))
def test_every_dependency_has_its_reason_in_a_line(name: str) -> None:
    lines = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    reasons = [line.partition(":")[2].strip() for line in lines if line.startswith(f"- `{name}`:")]
    assert len(reasons) == 1
    assert len(reasons[0]) > 10


@pytest.mark.parametrize("name", names(PROJECT["project"]["optional-dependencies"]["test"]))
def test_every_tool_for_tests_is_named_with_its_reason(name: str) -> None:
    assert f"`{name}`" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_what_is_not_needed_is_not_depended_on() -> None:
    needed = names(
        [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["test"]]
    )
    assert not {"scipy", "torch", "matplotlib", "pandas"} & {name.lower() for name in needed}


def test_the_command_is_where_the_project_says() -> None:
    room, _, name = PROJECT["project"]["scripts"]["wbsim"].partition(":")
    assert callable(getattr(importlib.import_module(room), name))


def test_a_wheel_carries_the_assets_where_they_are_looked_for() -> None:
    from wbsim import installed

    target = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]["assets"]
    assert (ROOT / target) in installed._PLACES
    assert installed._PLACES[-1] == ROOT / "assets"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_opens_by_saying_what_it_is(module: Path) -> None:
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8")))
    assert said is not None
    assert len(said) > 20


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_room_is_a_lumber_room(module: Path) -> None:
    lumber = {"utils", "util", "core", "common", "helpers", "manager", "misc"}
    assert not lumber & {part.removesuffix(".py") for part in module.relative_to(ROOT).parts}


def test_all_that_the_front_door_names_is_there() -> None:
    assert list(wbsim.__all__) == sorted(wbsim.__all__)
    for name in wbsim.__all__:
        assert getattr(wbsim, name) is not None


FOLDERS = re.compile(r"(?<![\w.~$}])/(?:home|Users|root|work|mnt|srv)/\w|[A-Z]:\\\\?Users\\", re.ASCII)
HOSTS = re.compile(
    r"index-url|pythonhosted|artifactory|/simple\b|https?://(?:localhost|127\.|10\.|192\.168\.)"
)


@pytest.mark.parametrize("trace", [FOLDERS, HOSTS], ids=["folders", "hosts"])
def test_no_text_holds_a_trace_of_a_machine(trace: re.Pattern[str]) -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file, text in texts()
        if file != Path(__file__)
        for match in [trace.search(text)]
        if match
    ]
    assert found == []


def test_a_trace_would_be_found() -> None:
    for folder in ("/home/ada/x", "see /mnt/ada/main", r"C:\Users\ada"):
        assert FOLDERS.search(folder)
    for innocent in ("tests/work/x", "${HOME}/x", "a/home/b", "https://example.org/home/x"):
        assert not FOLDERS.search(innocent)
    assert HOSTS.search("pip install --index-url x")
    assert len(list(texts())) > 100
