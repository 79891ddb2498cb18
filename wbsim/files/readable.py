"""JSON for people: short values on one line each, so that a network reads as a list of layers."""

from __future__ import annotations

import json
from typing import Any

WIDTH = 100


class Written(str):
    """JSON text that was made before, and stands as it is."""

    __slots__ = ()


def laid_out(content: Any) -> str:
    """JSON text of dictionaries, lists, texts, finite numbers and `Written`."""
    return _lay(content, 0) + "\n"


def _lay(value: Any, indent: int) -> str:
    if isinstance(value, Written):
        return str(value)
    if not isinstance(value, dict | list) or not value:
        return _flat(value)
    if _left(value, WIDTH - indent) >= 0:
        flat = _flat(value)
        if len(flat) + indent <= WIDTH:
            return flat
    pad = " " * (indent + 2)
    if isinstance(value, dict):
        inside = [f"{pad}{_flat(k)}: {_lay(v, indent + 2)}" for k, v in value.items()]
        return "{\n" + ",\n".join(inside) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + _lay(v, indent + 2) for v in value) + "\n" + " " * indent + "]"


def _flat(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _left(value: Any, room: int) -> int:
    """At most the letters that a value leaves of a room; below 0 where it certainly does not fit, found out early."""
    if isinstance(value, Written):
        return -1
    if isinstance(value, str):
        return room - len(value) - 2
    if not isinstance(value, dict | list):
        return room - 1
    room -= 2 * len(value)
    for part in value.items() if isinstance(value, dict) else value:
        if room < 0:
            break
        for one in part if isinstance(part, tuple) else (part,):
            room = _left(one, room)
    return room
