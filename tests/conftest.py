"""What all tests share: no display, the oracle on the path, and property tests without a clock."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# at the end, so that the folders here never stand in for the packages they mirror
sys.path.append(str(Path(__file__).parent))

# the first example compiles kernels, so no example has a deadline
settings.register_profile(
    "same", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
# `HYPOTHESIS_PROFILE=search pytest` looks at other examples each time, and at more of them
settings.register_profile("search", settings.get_profile("same"), derandomize=False, max_examples=200)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
