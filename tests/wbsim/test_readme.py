"""What the README promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wbsim import presets

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)]+)\)", README))
def test_every_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_readme_shows_every_preset() -> None:
    shown = set(re.findall(r"`([a-z-]+)`", README.partition("| preset |")[2]))
    assert set(presets.names()) <= shown


def test_the_notebook_snippet_runs(capsys: pytest.CaptureFixture[str]) -> None:
    snippet = README.partition("```python\n")[2].partition("```")[0]
    exec(compile(snippet, "README.md", "exec"), {})
    last = capsys.readouterr().out.split()[-2:]
    assert last[0] == "2500"
    assert float(last[1]) < 0.1
