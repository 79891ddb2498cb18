"""Lesson files: YAML in, a lesson out, or every error with the number of its line. It plays nothing."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from wbsim import assets
from wbsim.lessons.ideas import IDEAS
from wbsim.lessons.lesson import KEYS, Lesson
from wbsim.problems import NO_SUCH, Problem, Refused, from_validation, refuse, told
from wbsim.translation import translated

SUFFIXES = (".yaml", ".yml")
_MOST_BYTES = 1_000_000
_DEEP = 20


@dataclass(frozen=True)
class Written:
    """A lesson and where its parts stand in its file."""

    lesson: Lesson
    path: Path
    tree: CommentedMap

    def line(self, place: Iterable[int | str]) -> int:
        """The line, counted from 1, of the part at a place such as ("steps", 2, "task")."""
        return _line(self.tree, place)


def read(path: Path) -> Written:
    """The lesson in a file; raises `Refused` with all errors, each with its line."""
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES + 1)
        if len(text) > _MOST_BYTES:
            raise refuse(str(path), "this is no lesson; it has more than a million bytes")
        return read_text(text.decode("utf-8"), path)
    except OSError as error:
        raise refuse(str(path), f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise refuse(str(path), f"it is not written in UTF-8 (byte {error.start + 1})") from None


def read_text(text: str, path: Path) -> Written:
    """The lesson that a text describes; `path` gives its name. Raises as `read`."""
    try:
        _look_through(text, path)
        tree = YAML(typ="rt").load(text)
    except Refused:
        raise
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise refuse(f"{path}:{line}", _plain(error.problem or "this is no YAML")) from None
    except (YAMLError, ValueError) as error:
        raise refuse(str(path), f"this is no YAML ({str(error).splitlines()[0]})") from None
    if not isinstance(tree, CommentedMap):
        raise refuse(f"{path}:1", "this is no lesson; it must have a title, a sentence about it and steps")
    try:
        lesson = Lesson.model_validate({**_plain_data(tree), "name": path.stem})
    except ValidationError as error:
        raise Refused(*_with_lines(error, tree, path)) from None
    return Written(lesson, path, tree)


def _look_through(text: str, path: Path) -> None:
    """Raises `Refused` for what a few lines could make endless: parts repeated by a name, or nested without end."""
    deep = 0
    for event in YAML(typ="rt").parse(text):
        where = f"{path}:{event.start_mark.line + 1}"
        deep += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if isinstance(event, AliasEvent):
            raise refuse(where, f"*{event.anchor}: a lesson repeats nothing by a name; write it out")
        if deep > _DEEP:
            raise refuse(where, f"this is no lesson; its parts are nested more than {_DEEP} deep")


@cache
def all_lessons() -> tuple[Written, ...]:
    """The lessons that come with the program, in the order of the ideas that they begin with."""
    folder = assets.path("lessons")
    found = [read(path) for path in folder.iterdir() if path.suffix in SUFFIXES]
    signs = list(IDEAS)
    return tuple(
        sorted(found, key=lambda one: (min(map(signs.index, one.lesson.ideas), default=0), one.lesson.name))
    )


@cache
def all_scenarios() -> tuple[Written, ...]:
    """The scenarios that come with the program, by name."""
    folder = assets.path("scenarios")
    return tuple(read(path) for path in sorted(folder.iterdir()) if path.suffix in SUFFIXES)


_REMEDIES = {
    "mapping values are not allowed": "a text with a colon in it stands in quotes, or below a |",
    "cannot start any token": "lines are indented by blanks, not by tabs; other signs at the beginning need quotes",
    "expected <block end>": "this line is indented otherwise than the lines that it belongs to",
    "but found '?'": "behind the - of a list there is a blank",
    "expected ',' or": "a bracket or a brace is not closed",
}


def _plain(words: str) -> str:
    said = words.splitlines()[0]
    hint = next((remedy for sign, remedy in _REMEDIES.items() if sign in said), "")
    return f"this is no YAML: {said}" + (f"; {hint}" if hint else "")


def _plain_data(tree: Any) -> Any:
    """YAML's own kinds of numbers and texts as plain ones."""
    if isinstance(tree, dict):
        return {str(key): _plain_data(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_plain_data(value) for value in tree]
    if isinstance(tree, bool) or tree is None:
        return tree
    for kind in (int, float, str):
        if isinstance(tree, kind):
            return kind(tree)
    return str(tree)


def _with_lines(error: ValidationError, tree: CommentedMap, path: Path) -> list[Problem]:
    """Pydantic's errors as sentences behind the line where each belongs."""
    places = [item["loc"] for item in told(error)]
    problems = from_validation(error, Lesson).problems  # at most so many: the last one may stand for the rest
    return [
        Problem(f"{path}:{_line(tree, place)}", _in_words(one))
        for place, one in zip(places, problems, strict=False)
    ]


def _in_words(problem: Problem) -> str:
    """A problem behind where it is, counted as readers count: `step 1, begin 2: …`."""
    words: list[str] = []
    for part in problem.where.split("."):
        if part.isdecimal() and words:
            name = words[-1]
            words[-1] = f"{name.removesuffix('s') if name in ('steps', 'claims') else name} {int(part) + 1}"
        else:
            words.append(part)
    what = problem.what
    if what == translated(NO_SUCH):
        close = difflib.get_close_matches(problem.where.split(".")[-1], KEYS, n=1)
        what = "there is no such key" + (f"; did you mean {close[0]}?" if close else "")
    return f"{', '.join(filter(None, words))}: {what}"


def _line(tree: Any, place: Iterable[int | str]) -> int:
    """The line of the deepest part of a place that is there; names that are none of a file's are passed over."""
    line, here, parts = 1, tree, tuple(place)
    for k, part in enumerate(parts):
        if isinstance(here, CommentedMap) and part in here:
            if k + 1 < len(parts) and not isinstance(here[part], CommentedMap | CommentedSeq):
                continue  # the kind of an act, named after its first setting
            if part in here.lc.data:  # what was merged in has no place of its own
                line = here.lc.key(part)[0] + 1
            here = here[part]
        elif isinstance(here, CommentedSeq) and str(part).isdecimal() and int(part) < len(here):
            line, here = here.lc.item(int(part))[0] + 1, here[int(part)]
    return line
