"""A run as one JSON file that a person can read: what was wished, what was edited when, and where it stands.
Floats are written so that they read back exactly; a file is replaced whole or not at all.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wbsim.engine import State
from wbsim.plan import Plan, plan
from wbsim.problems import Problem, Refused, from_validation, refuse
from wbsim.run import Restore, Run, Saved
from wbsim.states import restored, saved

FORMAT = "wbsim run 1"
SUFFIX = ".wbsim.json"
MAX_BYTES = 256 * 2**20


def write(path: Path, run: Run, state: State, shapes: Plan) -> None:
    """Writes a run and where it stands; raises `Refused` and leaves what was there if the file cannot be written, or would be too large to be read."""
    content = {"format": FORMAT, **run.written(), "state": saved(state, shapes).model_dump(mode="json")}
    text = _laid_out(content).encode()
    path = Path(path)
    if len(text) > MAX_BYTES:
        raise refuse(
            str(path),
            f"the run would take {len(text) / 2**20:.1f} MiB in a file; it must be at most {MAX_BYTES >> 20} MiB",
        )
    part = path.parent / f".{secrets.token_hex(8)}.part"
    try:
        try:
            with part.open("xb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise refuse(str(path), f"cannot be written: {_reason(error)}") from None


def read(path: Path) -> tuple[Run, Saved | None]:
    """A run and, where the file has it, the state it stood at; raises `Refused` for whatever is not such a file."""
    path = Path(path)
    try:
        return _run(_json(_text(path)))
    except Refused as refused:
        raise Refused(*(Problem(str(path), str(problem)) for problem in refused.problems)) from None
    except RecursionError:
        raise refuse(str(path), "is nested too deeply for a wbsim run") from None


def _run(content: Any) -> tuple[Run, Saved | None]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        given = content.get("format") if isinstance(content, dict) else None
        said = f"its format is {given!r}" if isinstance(given, str) else "it has no format line"
        raise refuse("", f"this is not a wbsim run: {said}; it should be {FORMAT!r}")
    state = content.pop("state", None)
    del content["format"]
    run = Run.read(content)
    shapes = plan(run.wished())
    if state is None:
        return run, None
    try:
        kept = Saved.model_validate(state)
    except ValidationError as error:
        raise from_validation(error, Saved, "state") from None
    last = run.edits[-1] if run.edits else None
    if last and not isinstance(last.edit, Restore) and kept.update < last.update:
        raise refuse(
            "state.update", f"{kept.update} is before the last edit; it must be at least {last.update}"
        )
    restored(kept, shapes)
    return run, kept


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise refuse("", f"is larger than {MAX_BYTES >> 20} MiB; a wbsim run is not")
        return content.decode("utf-8-sig")  # some editors put a mark before the text
    except OSError as error:
        raise refuse("", f"cannot be read: {_reason(error)}") from None
    except UnicodeDecodeError:
        raise refuse("", "is not a text in UTF-8; wbsim opens runs (JSON) and tables (CSV)") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise refuse(f"line {error.lineno}", f"is not JSON: {error.msg.lower()}") from None
    except Refused:
        raise
    except ValueError:  # Python reads no whole number of more than some thousand digits
        raise refuse("", "has a number that is too long; every number must be finite") from None


def _no_constant(name: str) -> float:
    raise refuse("", f"{name} is not a number that a run can hold; every number must be finite")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _laid_out(content: dict[str, Any]) -> str:
    """JSON with short values on one line each, so that a network reads as a list of layers."""

    def lay(value: Any, indent: int) -> str:
        flat = json.dumps(value, ensure_ascii=False, allow_nan=False)
        if len(flat) + indent <= 100 or not isinstance(value, dict | list) or not value:
            return flat
        pad = " " * (indent + 2)
        if isinstance(value, dict):
            inside = [
                f"{pad}{json.dumps(k, ensure_ascii=False)}: {lay(v, indent + 2)}" for k, v in value.items()
            ]
            return "{\n" + ",\n".join(inside) + "\n" + " " * indent + "}"
        return "[\n" + ",\n".join(pad + lay(v, indent + 2) for v in value) + "\n" + " " * indent + "]"

    return lay(content, 0) + "\n"
