"""What wbsim relies on in PySide6: releases that lose references to None end the process, and must not be installed."""

from __future__ import annotations

import os
import subprocess
import sys

HAMMER = """
import sys
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
before = sys.getrefcount(None)
for k in range(100_000):
    label.setText("weight" if k % 2 else "bias")
lost = before - sys.getrefcount(None)
print("lost" if lost > 1000 else "kept", label.text())
"""


def test_calls_that_return_none_lose_no_reference_to_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HAMMER],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.split()) == (0, ["kept", "weight"]), done.stderr
