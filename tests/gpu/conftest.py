"""CUDA kernels in numba's simulator, a thread of Python for every thread of the card: tiny shapes, no card."""

from __future__ import annotations

import os

import pytest

collect_ignore_glob = [] if os.environ.get("NUMBA_ENABLE_CUDASIM") == "1" else ["test_*.py"]


def pytest_configure(config: pytest.Config) -> None:
    # keys of draws wrap around at 64 bits, as they should; NumPy says so of single numbers
    config.addinivalue_line("filterwarnings", "ignore:overflow encountered in scalar:RuntimeWarning")
    # and of losses that overflow, as they should
    config.addinivalue_line("filterwarnings", "ignore:invalid value encountered:RuntimeWarning")
    config.addinivalue_line("filterwarnings", "ignore:overflow encountered in:RuntimeWarning")
