"""Every CUDA kernel becomes machine code for three generations of cards, and none spills registers. No card is needed, but
the packages of `wbsim[cuda]` are.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import machine_code
import pytest

import wbsim


@pytest.mark.skipif(
    importlib.util.find_spec("numba_cuda") is None,
    reason="the extra is not installed that brings the compiler for cards: pip install -e '.[cuda]'",
)
@pytest.mark.parametrize("capability", ["7.5", "8.0", "9.0"])
def test_every_kernel_compiles_for_a_card_and_spills_nothing(
    capability: str, capsys: pytest.CaptureFixture[str]
) -> None:
    done = subprocess.run(
        [sys.executable, machine_code.__file__, capability], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(wbsim.__path__[0]).parent), "NUMBA_ENABLE_CUDASIM": "0"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    with capsys.disabled():
        print(
            f"\nsm_{capability.replace('.', '')}: "
            + ", ".join(f"{k} {v['registers']}" for k, v in found.items())
        )
    assert {name.split()[0] for name in found} == set(machine_code.KERNELS)
    assert len(found) == 2 * len(machine_code.KERNELS)
    for name, takes in found.items():
        assert takes["bytes"] > 0, name
        assert takes["stack"] == takes["spilled"] == 0, (name, takes)
        assert 0 < takes["registers"] <= 168, (name, takes)
