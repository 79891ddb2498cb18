"""What the tests of films share: an application with its style."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

sys.path.append(str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _dressed(dressed: QApplication) -> None:
    """Every film needs one."""
