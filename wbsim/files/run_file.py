"""A session as one JSON file that a person can read: what was wished, what was edited when, where it parted, and
where it stands. Numbers are written so that they read back exactly; a file is replaced whole or not at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wbsim.files.readable import laid_out
from wbsim.files.tree import FORMAT, beginning, branch_read, session_read, session_written
from wbsim.files.whole import replace_whole
from wbsim.kept import KeptBranch, KeptSession
from wbsim.plan import plan
from wbsim.problems import Problem, Refused, refuse
from wbsim.run import Run
from wbsim.translation import translated

FIRST_FORMAT = "wbsim run 1"  # of a single run: an experiment, edits and a state
SUFFIX = ".wbsim.json"
MAX_BYTES = 256 * 2**20


def write(path: Path, kept: KeptSession) -> None:
    """Writes a session; raises `Refused` and leaves what was there if the file cannot be written, or would be too large to be read."""
    write_text(path, laid_out(session_written(kept)))


def write_text(path: Path, written: str) -> None:
    """Writes what is to be read by `json_in`; raises `Refused` and leaves what was there, as `write` does."""
    path = Path(path)
    text = written.encode(errors="replace")  # half of a letter is none
    if len(text) > MAX_BYTES:
        raise refuse(
            str(path),
            translated(
                "the run would take {count:.1f} MiB in a file; it must be at most {max_bytes} MiB",
                count=len(text) / 2**20,
                max_bytes=MAX_BYTES >> 20,
            ),
        )
    try:
        replace_whole(path, text)
    except OSError as error:
        raise refuse(str(path), translated("cannot be written: {error}", error=reason(error))) from None


def read(path: Path) -> KeptSession:
    """The session in a file of this or the first format; raises `Refused` for whatever is not such a file."""
    return read_as(path, session_of)


def read_as(path: Path, make: Callable[[Any], KeptSession]) -> KeptSession:
    """What `make` makes of the JSON data in a file; raises `Refused` with the file's name in every problem."""
    path = Path(path)
    try:
        return make(json_in(path))
    except Refused as refused:
        raise Refused(*(Problem(str(path), str(problem)) for problem in refused.problems)) from None
    except RecursionError:
        raise refuse(str(path), translated("is nested too deeply for a wbsim run")) from None


def session_of(content: Any) -> KeptSession:
    """The session that the JSON data of a whole file describes; raises `Refused`."""
    given = content.get("format") if isinstance(content, dict) else None
    if given not in (FORMAT, FIRST_FORMAT):
        said = (
            translated("its format is {given!r}", given=given)
            if isinstance(given, str)
            else translated("it has no format line")
        )
        raise refuse(
            "",
            translated(
                "this is not a wbsim run: {said}; it should be {format!r} or {first_format!r}",
                said=said,
                format=FORMAT,
                first_format=FIRST_FORMAT,
            ),
        )
    rest = {name: part for name, part in content.items() if name != "format"}
    if given == FORMAT:
        return session_read(rest)
    state = rest.pop("state", None)
    run = Run.read(rest)
    beginning(run.experiment)
    return KeptSession((branch_read(run, state, KeptBranch(0, run, plan(run.wished()))),))


def json_in(path: Path) -> Any:
    """The JSON data in a file; raises `Refused` without naming the file."""
    return _json(_text(path))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise refuse(
                "",
                translated("is larger than {max_bytes} MiB; a wbsim run is not", max_bytes=MAX_BYTES >> 20),
            )
        return content.decode("utf-8-sig")  # some editors put a mark before the text
    except OSError as error:
        raise refuse("", translated("cannot be read: {error}", error=reason(error))) from None
    except UnicodeDecodeError:
        raise refuse(
            "", translated("is not a text in UTF-8; wbsim opens runs (JSON) and tables (CSV)")
        ) from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise refuse(
            translated("line {lineno}", lineno=error.lineno),
            translated("is not JSON: {msg}", msg=error.msg.lower()),
        ) from None
    except Refused:
        raise
    except ValueError:  # Python reads no whole number of more than some thousand digits
        raise refuse("", translated("has a number that is too long; every number must be finite")) from None


def _no_constant(name: str) -> float:
    raise refuse(
        "", translated("{name} is not a number that a run can hold; every number must be finite", name=name)
    )


def reason(error: OSError) -> str:
    """Why the system refused, in its words."""
    return (error.strerror or str(error)).lower()
