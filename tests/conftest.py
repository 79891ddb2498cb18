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
    "here", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
