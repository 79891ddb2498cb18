"""Lesson files and their errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wbsim.lessons.acts import Open, Set, Train
from wbsim.lessons.ideas import IDEAS
from wbsim.lessons.reading import all_lessons, read, read_text
from wbsim.problems import Refused

GOOD = """\
title: A title
about: A sentence.
steps:
  - heading: First
    ideas: [S3]
    begin:
      - open: circle
        settings: {optimizer.learning_rate: 0.1}
      - train: 10
    look: {room: network, neuron: 1.3}
    text: |
      The bias is {b(1, 3)}.

      Second paragraph.
    task:
      words: Raise it.
      done: b(1, 3) > before.b(1, 3)
      shows: b(1, 3)
      answer:
        - set: {"b(1, 3)": "before.b(1, 3) + 1"}
    claims:
      - words: It is larger.
        holds: b(1, 3) > 0.5
  - heading: Second
    text: {en: English, de: Deutsch}
    task:
      words: Train.
      done: update >= 20
      answer:
        - train: 50
          until: update >= 30
"""


def lines(text: str) -> list[tuple[int, str]]:
    """The line of each error, and what it says."""
    with pytest.raises(Refused) as caught:
        read_text(text, Path("a.yaml"))
    found = []
    for problem in caught.value.problems:
        name, _, line = problem.where.partition(":")
        assert name == "a.yaml"
        found.append((int(line), problem.what))
    return found


def test_a_lesson_is_read_as_it_is_written() -> None:
    lesson = read_text(GOOD, Path("folder/my-lesson.yaml")).lesson
    assert (lesson.name, lesson.title, lesson.ideas) == ("my-lesson", "A title", ("S3",))
    first, second = lesson.steps
    assert first.begin == (Open(open="circle", settings={"optimizer.learning_rate": 0.1}), Train(train=10))
    assert first.look.neuron == "1.3"
    assert second.text == {"en": "English", "de": "Deutsch"}


def test_what_leads_to_a_step_begins_with_the_last_preset_and_does_the_tasks_between() -> None:
    lesson = read_text(GOOD, Path("a.yaml")).lesson
    kinds = [type(act) for act in lesson.acts_to(1)]
    assert kinds == [Open, Train, Set]
    assert [type(act) for act in lesson.acts_to(0)] == [Open, Train]


@pytest.mark.parametrize(
    ("was", "is_", "line", "says"),
    [
        ("open: circle", "open: circel", 7, "there is no preset 'circel'"),
        ("train: 10", "trian: 10", 9, "an act begins with one of"),
        ("train: 10", "train: -1", 9, "out of range"),
        ("train: 10", "train: 10\n      - set: {b(1, 1): 1}", 10, 'stands in quotes, as "b(1, 3)"'),
        ("heading: First", "headin: First", 4, "did you mean heading?"),
        ("title: A title", "title: 42", 1, "42 is no text; write it in quotes"),
        ("title: A title", "title:", 1, "the text is missing"),
        ("words: Raise it.", "words: Note: raise it.", 16, "a text with a colon in it stands in quotes"),
        ("holds: b(1, 3) > 0.5", "holds: b(1, 3) = 0.5", 23, "compared by =="),
        ("holds: b(1, 3) > 0.5", "holds: accuracy > 99%", 23, "99 % is 0.99"),
        ("holds: b(1, 3) > 0.5", "holds: befor.loss > 0", 23, "did you mean before?"),
        ("holds: b(1, 3) > 0.5", "holds: setting(optimizer.kind) == 'sgd'", 23, "a path stands in quotes"),
        ("\n    ideas: [S3]", "\n\t  ideas: [S3]", 5, "by blanks, not by tabs"),
        ("room: network", "room: kitchen", 10, "is not one of 'neuron'"),
        ("neuron: 1.3", "neuron: third", 10, "names no neuron"),
        ("{b(1, 3)}", "{bias(1, 3)}", 11, "there is no term 'bias'"),
        ("{b(1, 3)}", "{b(1, 3", 11, "braces do not match"),
        ("words: Raise it.", "word: Raise it.", 15, "this setting is missing"),
        ("done: b(1, 3) > before.b(1, 3)", "done: b(1, 3) >", 17, "is no condition"),
        ('"b(1, 3)": "before', '"loss": "before', 20, "is no parameter"),
        ('"b(1, 3)": "before', '"b(1.5, 3)": "before', 20, "is no parameter"),
        ('"b(1, 3)": "before', '"b(1, 3) + 1": "before', 20, "is no parameter"),
        ("{b(1, 3)}", "{b(1, 3):zzz}", 11, "':zzz' is no form of a number"),
        ("{b(1, 3)}", "{b(1, 3)!r}", 11, "'!r' is no form of a number"),
        ("room: network", "differs: {biases: 3}", 10, "3 is no value for biases"),
        ("room: network", "differs: {l2: abc}", 10, "'abc' is no value for l2"),
        ("room: network", "differs: {train: 7}", 10, "7 is no value for train"),
        ("room: network", "differs: {batch_size: [1]}", 10, "[1] is no value for batch_size"),
        ("room: network", "differs: [biases]", 10, "is no difference"),
        ("- train: 10", "- look: {room: twin}", 6, "a beginning looks at nothing"),
        ("- train: 10", '- contend: ["b(1, 1)", "b(1,1)"]', 9, "is given twice"),
        ("        - set: {", "        - train: 5\n        - set: {", 19, "`train` must be the last act"),
        ("ideas: [S3]", "ideas: [S99]", 5, "there is no idea 'S99'"),
        ("holds: b(1, 3) > 0.5", "holds: b(1) > 0.5", 23, "b needs 2 arguments"),
        ("{en: English, de: Deutsch}", "{de: Deutsch}", 25, "the English text is missing"),
        ("until: update >= 30", "until: updates >= 30", 31, "did you mean update"),
        ("      - open: circle\n        settings: {optimizer.learning_rate: 0.1}\n", "", 1, "must begin with `open"),
    ],
)  # fmt: skip
def test_every_error_names_its_line(was: str, is_: str, line: int, says: str) -> None:
    assert was in GOOD
    found = lines(GOOD.replace(was, is_, 1))
    assert any(number == line and says in what for number, what in found), found


def test_steps_and_acts_are_counted_from_1() -> None:
    ((_, what),) = lines(GOOD.replace("train: 10", "trian: 10"))
    assert what.startswith("step 1, begin 2: ")


def test_all_errors_come_at_once() -> None:
    found = lines(GOOD.replace("circle", "circel").replace("update >= 20", "updte >= 20"))
    assert [number for number, _ in found] == [7, 28]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("title: [1\nabout: 2", 2, "this is no YAML"),
        ("title: a\ntitle: b\n", 2, "duplicate key"),
        ("- a\n- b\n", 1, "this is no lesson"),
        ("", 1, "this is no lesson"),
        ("title: &a x\nabout: *a\n", 2, "*a: a lesson repeats nothing by a name"),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    ((number, what),) = lines(text)
    assert (number, says in what) == (line, True), what


def test_a_merged_part_has_the_line_of_its_map() -> None:
    found = lines(GOOD.replace("look: {room: network,", "look: {<<: {room: kitchen},"))
    assert [(number, "is not one of" in what) for number, what in found] == [(10, True)]


def test_what_is_nested_too_deeply_is_refused() -> None:
    with pytest.raises(Refused, match="nested more than 20 deep"):
        read_text("title: " + "[" * 3000 + "]" * 3000, Path("a.yaml"))


def test_a_condition_may_go_on_in_another_line() -> None:
    read_text(
        GOOD.replace("holds: b(1, 3) > 0.5", "holds: |\n          b(1, 3) > 0.5\n          and update < 99"),
        Path("a"),
    )


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        read(tmp_path / "none.yaml")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("title: Für".encode("latin-1"))
    with pytest.raises(Refused, match="not written in UTF-8"):
        read(latin)


def test_the_lessons_that_come_along_teach_every_idea_but_three() -> None:
    lessons = [written.lesson for written in all_lessons()]
    assert len(lessons) >= 12
    taught = {sign for lesson in lessons for sign in lesson.ideas}
    assert taught == set(IDEAS)


def test_no_lesson_types_a_number_that_it_could_measure() -> None:
    """Claims have conditions and numbers from the engine; a claim's words hold no decimal fraction."""
    for written in all_lessons():
        for step in written.lesson.steps:
            for claim in step.claims:
                words = claim.words if isinstance(claim.words, str) else claim.words["en"]
                plain = "".join(piece.split("}")[-1] for piece in words.split("{"))
                assert not re.search(r"\d\.\d", plain), words
