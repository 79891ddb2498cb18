"""What all tests share: no display, the oracle on the path, and property tests without a clock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from wbsim import translation

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# CUDA's simulator is switched on before numba is imported, and for the whole process: `gpu` has one of its own
SIMULATED = os.environ.get("NUMBA_ENABLE_CUDASIM") == "1"
collect_ignore = ["wbsim", "ui"] if SIMULATED else ["gpu"]
# at the end, so that the folders here never stand in for the packages they mirror
sys.path.append(str(Path(__file__).parent))

# the first example compiles kernels, so no example has a deadline
settings.register_profile(
    "same", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
# `HYPOTHESIS_PROFILE=search pytest` looks at other examples each time, and at more of them
settings.register_profile("search", settings.get_profile("same"), derandomize=False, max_examples=200)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_report_header() -> str:
    """Says what is left out of this run."""
    if SIMULATED:
        return "CUDA: the simulator is on, so tests/gpu alone is run"
    return "CUDA: tests/gpu has a run of its own, NUMBA_ENABLE_CUDASIM=1 python -m pytest"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Every test begins in English, whatever the one before it or the desktop speaks."""
    translation.choose("en")
    yield
    translation.choose("en")
