"""What the README promises is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wbsim import presets
from wbsim.lessons.acts import ACTS
from wbsim.lessons.reading import all_lessons, read_text
from wbsim.lessons.rehearsal import rehearse

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)]+)\)", README))
def test_every_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_readme_shows_every_preset() -> None:
    shown = set(re.findall(r"`([a-z-]+)`", README.partition("| preset |")[2]))
    assert set(presets.names()) <= shown


def test_the_readme_says_where_each_idea_is_taught() -> None:
    rows = dict(re.findall(r"^\| (S\d+) [^|]*\| ([^|]+?) \|", README, re.MULTILINE))
    taught = {
        sign: {written.lesson.title for written in all_lessons() if sign in written.lesson.ideas}
        for sign in sorted({sign for written in all_lessons() for sign in written.lesson.ideas})
    }
    assert rows.keys() == taught.keys()
    assert {sign: title for sign, title in rows.items() if title not in taught[sign]} == {}


def test_the_lesson_that_is_shown_to_authors_can_be_read() -> None:
    text = (ROOT / "assets" / "lessons" / "README.md").read_text(encoding="utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    lesson = read_text(example, Path("example.yaml")).lesson
    assert [outcome for outcome in rehearse(lesson) if outcome.problem] == []
    verbs = set(re.findall(r"`([a-z]+)`", text.partition("**Scenes and answers**")[2].partition("**What")[0]))
    assert verbs >= set(ACTS)


def test_the_notebook_snippet_runs(capsys: pytest.CaptureFixture[str]) -> None:
    snippet = README.partition("```python\n")[2].partition("```")[0]
    exec(compile(snippet, "README.md", "exec"), {})
    last = capsys.readouterr().out.split()[-2:]
    assert last[0] == "2500"
    assert float(last[1]) < 0.1
