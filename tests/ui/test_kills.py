"""A window that is killed loses some seconds and damages no file; many more of them: `benchmarks/kills.py`."""

from __future__ import annotations

import sys

import pytest
from benchmarks.kills import Aim, kill


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills in another way")
@pytest.mark.parametrize(("aim", "seconds"), [("session", 1.0), ("file", 1.0)])
def test_a_window_that_is_killed_damages_no_file(aim: Aim, seconds: float) -> None:
    killed = kill(aim, seconds, seed=1)
    assert killed.damage == ""
    assert killed.branches >= 1
