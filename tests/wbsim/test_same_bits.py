"""Law: the same run gives the same bits, whatever vectors the processor has."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import hashlib
from wbsim import presets
from wbsim.simulation import begin, onward
digest = hashlib.sha256()
for name, settings in (("circle", {}), ("xor", {"loss": "bce"}), ("digits", {})):
    experiment = presets.load(name).experiment
    if settings:
        last = len(experiment.network.layers) - 1
        experiment = experiment.changed({**settings, f"network.layers.{last}.activation": "sigmoid"})
    progress = onward(begin(experiment), 60)
    digest.update(progress.state.theta.tobytes() + repr(progress.fit.train_loss).encode())
print(digest.hexdigest())
"""


def _digest(cache: Path, **environment: str) -> str:
    root = str(Path(__file__).parents[2])
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, "PYTHONPATH": root, "WBSIM_CACHE_DIR": str(cache), **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return ran.stdout.strip()


@pytest.mark.skipif(platform.machine().lower() not in ("x86_64", "amd64"), reason="forces x86 vectors")
def test_narrow_and_wide_vectors_give_equal_bits(tmp_path: Path) -> None:
    here = _digest(tmp_path / "here")
    narrow = _digest(tmp_path / "narrow", NUMBA_CPU_NAME="haswell", NUMBA_CPU_FEATURES="+avx,+avx2,+fma")
    assert len(here) == 64
    assert narrow == here
