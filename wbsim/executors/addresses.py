"""How the address of a Dask scheduler is written. It asks nobody whether one is there."""

from __future__ import annotations

import re

_ADDRESS = re.compile(
    r"(?:(?P<scheme>tcp|tls)://)?(?P<host>\[[0-9a-fA-F:.]+\]|[^\s/:\[\]]+):(?P<port>\d{1,5})/?"
)


def address_of(word: str) -> str | None:
    """The address that a word is, with its protocol: `tcp://host:8786`; None where it is none."""
    found = _ADDRESS.fullmatch(word)
    if found is None or not 0 < int(found["port"]) < 65536:
        return None
    return f"{found['scheme'] or 'tcp'}://{found['host']}:{found['port']}"
