"""How far someone has come, and what is told."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import layers
import pytest

from tests.wbsim.lessons.test_reading import GOOD
from wbsim import presets, translation
from wbsim.lessons.acting import moment_of, perform, seen_from
from wbsim.lessons.acts import Contend, Look, Set, Train
from wbsim.lessons.course import Course, entry, idea_list
from wbsim.lessons.expressions import Unmeasured
from wbsim.lessons.reading import all_lessons, read_text
from wbsim.lessons.sight import Sight
from wbsim.lessons.terms import TERMS, Moment
from wbsim.lessons.wants import Wants, wanted
from wbsim.problems import Refused
from wbsim.run import Run
from wbsim.session import Session

EVERYTHING = Wants(True, True, True)


@pytest.fixture
def lesson():
    return read_text(GOOD, Path("a.yaml")).lesson


@pytest.fixture
def session() -> Session:
    return Session(Run(experiment=presets.load("circle").experiment))


def test_a_task_is_done_once_its_condition_was_true(lesson, session: Session) -> None:
    sight = perform(session, lesson.steps[0].begin, Sight())
    course = Course(lesson, 0).at(moment_of(session, sight, EVERYTHING))
    told = course.told(moment_of(session, sight, EVERYTHING))
    assert told.task is not None and not told.task.done
    assert [claim.standing for claim in told.claims] == ["open"]
    began = course.began
    perform(session, lesson.steps[0].task.answer, sight, began=began)
    course = course.at(moment_of(session, sight, EVERYTHING))
    told = course.told(moment_of(session, sight, EVERYTHING))
    assert told.task.done and told.task.change
    assert [claim.standing for claim in told.claims] == ["holds"]
    perform(session, (Set(set={"b(1, 3)": -5}),), sight)
    course = course.at(moment_of(session, sight, EVERYTHING))
    told = course.told(moment_of(session, sight, EVERYTHING))
    assert told.task.done and told.claims[0].standing == "holds", "what was seen stays seen"


def test_a_claim_that_does_not_hold_says_so(lesson, session: Session) -> None:
    sight = perform(session, lesson.steps[0].begin, Sight())
    perform(session, (Set(set={"b(1, 3)": -9}),), sight)
    course = Course(lesson, 0).at(moment_of(session, sight, EVERYTHING))
    perform(session, (Set(set={"b(1, 3)": -8}),), sight)
    course = course.at(moment_of(session, sight, EVERYTHING))
    assert [c.standing for c in course.told(moment_of(session, sight, EVERYTHING)).claims] == ["fails"]


def test_a_number_stays_with_its_unit_at_the_end_of_a_line(session: Session) -> None:
    text = GOOD.replace("{en: English, de: Deutsch}", "'So far {accuracy:.0%} of 3 cm.'", 1)
    moment = moment_of(session, Sight(), EVERYTHING)
    told = Course(read_text(text, Path("a.yaml")).lesson, 1).at(moment).told(moment)
    assert re.fullmatch("So far \\d+\N{NO-BREAK SPACE}% of 3\N{NO-BREAK SPACE}cm.", told.text[0]), told.text


def test_text_is_told_in_the_language_there_is(lesson, session: Session) -> None:
    moment = moment_of(session, Sight(), EVERYTHING)
    translation.choose("de")
    assert Course(lesson, 1).at(moment).told(moment).text == ("Deutsch",)
    translation.choose("zh_CN")
    assert Course(lesson, 1).at(moment).told(moment).text == ("English",)
    translation.choose("en")
    first = Course(lesson, 0).at(moment).told(moment)
    assert len(first.text) == 2 and first.headings == ("First", "Second") and not first.is_last


def test_training_ends_where_its_condition_comes_true(lesson, session: Session) -> None:
    perform(session, (Train(train=1000, until="update >= 60"),), Sight())
    assert 60 <= session.here.state.update <= 110


def test_acts_use_another_seed_where_one_is_given(lesson) -> None:
    seen = []
    for seed in (None, 3, 4, 3):
        session = Session(Run(experiment=presets.load("circle").experiment))
        perform(session, lesson.steps[0].begin, Sight(), seed)
        assert session.experiment.optimizer.learning_rate == 0.1
        assert not session.branch.run.edits, "settings of a scene are no edits"
        seen.append(session.here.state.theta.tobytes())
    assert seen[1] == seen[3] != seen[2]
    assert seen[0] not in seen[1:]


def test_a_scene_is_opened_in_one_step_of_undo(lesson, session: Session) -> None:
    before = session.experiment
    perform(session, lesson.steps[0].begin[:1], Sight())
    assert session.experiment.optimizer.learning_rate == 0.1
    session.undo()
    assert session.experiment == before


def test_an_act_that_does_not_fit_is_refused_in_words(session: Session) -> None:
    with pytest.raises(Refused, match="there is no layer 7"):
        perform(session, (Set(set={"b(7, 1)": 0}),), Sight())
    with pytest.raises(Refused, match="there is no neuron 9"):
        perform(session, (Set(set={"w(1, 9, 1)": 0}),), Sight())


def test_what_is_looked_at_is_named_as_readers_count(session: Session) -> None:
    plan = session.here.plan
    sight = seen_from(plan, Sight(), Look(neuron="1.3", inputs="zero", room="neuron"))
    assert sight.neuron == plan.rows[0].layer.neurons[2]
    assert (sight.inputs, sight.room) == ((0.0, 0.0), "neuron")
    assert seen_from(plan, sight, Look(neuron="out.1")).neuron == plan.rows[-1].layer.neurons[0]
    moment = moment_of(session, sight, EVERYTHING)
    assert moment.term("neuron", ()) == "1.3"
    assert moment.term("zero_inputs", ()) is True
    assert moment.term("z", (1, 3)) == pytest.approx(moment.term("b", (1, 3)))


def test_every_term_can_be_asked_of_a_run(session: Session) -> None:
    session.advance(5)
    moment = moment_of(session, Sight(room="steps"), EVERYTHING)
    places = {"w": (1, 1, 1), "setting": ("optimizer.learning_rate",), "x": (1,)}
    unknown = {"r2", "rmse"}  # of values only
    contested = {"moves", "hand_loss", "start_loss", "rival_loss"}
    of_kinds = OF_IMAGES.keys() | OF_SEQUENCES.keys()
    with pytest.raises(Unmeasured, match="no contest"):
        moment.term("moves", ())
    perform(session, (Contend(contend=("w(1, 1, 1)", "b(1, 1)")),), moment.sight)
    moment = moment_of(session, moment.sight, EVERYTHING)
    assert moment.term("moves", ()) == 0 and contested <= set(TERMS)
    for name, term in TERMS.items():
        arguments = places.get(name, (1, 1)[: len(term.arguments)])
        if name in of_kinds:
            continue
        found = term.of(moment, *arguments)
        assert (found is None) == (name in unknown), name
    assert moment.term("weights", ()) + moment.term("biases", ()) == moment.term("parameters", ())
    assert Moment(moment.snapshot, moment.sight).scope("before").term("update", ()) == 5


OF_IMAGES = {"lit": (1, 1), "fired": (1,), "tap": (1, 1, 1, 1, 1)}
OF_SEQUENCES = {"hidden": (1, 1, 1), "heard": (1, 1), "carry": (1, 1, 1)}


def test_terms_of_images_and_sequences_are_known_where_there_are_such_layers(session: Session) -> None:
    images = Session(Run(experiment=layers.of_images(layers.convolution(2))))
    series = Session(Run(experiment=layers.of_sequences(layers.recurrent(2))))
    for terms, right, wrong in ((OF_IMAGES, images, series), (OF_SEQUENCES, series, images)):
        for name, arguments in terms.items():
            assert moment_of(right, Sight(), EVERYTHING).term(name, arguments) is not None, name
            for other in (wrong, session):
                with pytest.raises(Unmeasured, match="layer 1 is"):
                    moment_of(other, Sight(), EVERYTHING).term(name, arguments)


def test_numbers_of_a_claim_are_those_with_which_it_last_held(lesson, session: Session) -> None:
    sight = perform(session, lesson.steps[0].begin, Sight())
    course = Course(lesson, 0).at(moment_of(session, sight, EVERYTHING))
    course = replace(course, lesson=replaced(lesson, numbers="b {b(1, 3):.1f}"))
    for value, numbers in ((2, "b 2.0"), (3, "b 3.0"), (-5, "b 3.0"), (4, "b 4.0")):
        perform(session, (Set(set={"b(1, 3)": value}),), sight)
        course = course.at(moment_of(session, sight, EVERYTHING))
        (claim,) = course.told(moment_of(session, sight, EVERYTHING)).claims
        assert (claim.standing, claim.numbers) == ("holds", numbers)


def replaced(lesson, **changes):
    """The lesson with another first claim."""
    step = lesson.steps[0]
    claim = step.claims[0].model_copy(update=changes)
    return lesson.model_copy(
        update={"steps": (step.model_copy(update={"claims": (claim,)}), *lesson.steps[1:])}
    )


@pytest.mark.parametrize(
    ("term", "wants"),
    [
        ("update", Wants()), ("z(1, 1)", Wants(sample=True)), ("dead(1)", Wants(health=True)),
        ("gradient_error", Wants(coming=True)), ("before.a(1, 1) + penalty", Wants(sample=True, health=True)),
    ],
)  # fmt: skip
def test_a_step_wants_what_any_of_its_texts_and_conditions_asks_for(lesson, term: str, wants: Wants) -> None:
    plain = lesson.steps[1]
    for changes in (
        {"text": f"{{{term}}}"}, {"text": {"en": "none", "de": f"{{{term}}}"}},
        {"task": plain.task.model_copy(update={"done": f"{term} > 0"})},
        {"task": plain.task.model_copy(update={"hint": f"{{{term}}}"})},
        {"task": plain.task.model_copy(update={"shows": term})},
    ):  # fmt: skip
        assert wanted(plain.model_copy(update=changes)) == wants
    assert wanted(plain) == Wants()


def test_the_index_leads_from_each_idea_to_a_step_that_shows_it() -> None:
    lessons = tuple(written.lesson for written in all_lessons())
    by_name = {lesson.name: lesson for lesson in lessons}
    for idea in idea_list(lessons):
        assert idea.sign in by_name[idea.lesson].steps[idea.step].ideas
    for lesson in lessons:
        told = entry(lesson)
        assert told.title and told.about and [sign for sign, _ in told.ideas] == list(lesson.ideas)
