"""Links to TensorFlow Playground: what their settings become, what is noted, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbsim.datasets import draw
from wbsim.experiment import Experiment
from wbsim.plan import plan
from wbsim.playground import Link, from_link, looks_like_link
from wbsim.problems import Refused

PAGE = "https://playground.tensorflow.org/"


def link(settings: str = "") -> Link:
    """A link with a seed and these settings."""
    return from_link(f"{PAGE}#seed=0.5&{settings}")


def sizes(experiment: Experiment) -> list[int]:
    """The neurons of each layer."""
    return [layer.size for layer in experiment.network.layers]


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        f"  {PAGE}#activation=relu\n",
        "http://playground.tensorflow.org/?#dataset=xor",
        "playground.tensorflow.org",
        "HTTPS://Playground.TensorFlow.org/#seed=1",
    ],
)
def test_the_address_of_the_page_is_a_link_with_or_without_settings(text: str) -> None:
    assert looks_like_link(text)
    assert sizes(from_link(text).experiment) == [4, 2, 1]


@pytest.mark.parametrize(
    "text",
    [
        "", "circle", "#activation=relu", "https://example.org/#activation=relu", "see https://playground.tensorflow.org/",
        "https://playground.tensorflow.org.example.org/#seed=1", "run.wbsim.json",
    ],
)  # fmt: skip
def test_what_is_no_link_is_refused_in_one_sentence(text: str) -> None:
    assert not looks_like_link(text)
    with pytest.raises(
        Refused, match=r"is no TensorFlow Playground link; one begins with https://"
    ) as refused:
        from_link(text)
    assert len(refused.value.problems) == 1


def test_a_link_without_settings_is_the_page_as_it_opens() -> None:
    made = from_link(f"{PAGE}#seed=0.12345")
    experiment = made.experiment
    assert made.notes == ()
    assert experiment.data.features == ("x1", "x2")
    assert [layer.activation for layer in experiment.network.layers] == ["tanh", "tanh", "tanh"]
    assert experiment.loss == "half_mse"
    assert experiment.optimizer.kind == "sgd"
    assert experiment.optimizer.learning_rate == 0.03
    assert (experiment.batches.size, experiment.batches.order, experiment.batches.remainder) == (
        10,
        "as_given",
        "carry",
    )
    assert experiment.precision == "float64"
    assert experiment.seed == 12345
    shapes = plan(experiment)
    assert shapes.train_size == 250
    assert set(shapes.start()[shapes.is_bias]) == {0.1}
    output = shapes.rows[-1].weights_of(shapes.start())
    assert output.tolist() == [[-0.046336314164098225, 0.416626461726172]]


def test_every_setting_that_decides_the_run_is_taken_over() -> None:
    made = link(
        "activation=relu&regularization=L2&batchSize=25&dataset=xor&regDataset=reg-gauss&learningRate=0.3"
        "&regularizationRate=0.003&noise=35&networkShape=5,3,2&showTestData=true&discretize=false&percTrainData=70"
        "&x=true&y=false&xTimesY=true&xSquared=true&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=true"
        "&collectStats=false&problem=classification&initZero=false&hideText=false&playButton_hide=false"
    )
    experiment = made.experiment
    assert made.notes == ()
    assert experiment.data.features == ("x1", "x1^2", "x1*x2", "sin(x2)")
    assert sizes(experiment) == [5, 3, 2, 1]
    assert [layer.activation for layer in experiment.network.layers] == ["relu", "relu", "relu", "tanh"]
    assert experiment.optimizer.learning_rate == 0.3
    assert experiment.penalty.l2 == 0.003
    assert experiment.penalty.on == "weights"
    assert experiment.batches.size == 25
    assert experiment.data.noise == 35
    assert plan(experiment).train_size == 350
    assert experiment.data.points is not None
    assert experiment.data.points.origin == "TensorFlow Playground, xor, noise 35 %, seed 0.5"


def test_regression_has_a_linear_output_and_1200_points() -> None:
    experiment = link("problem=regression&regDataset=reg-gauss&dataset=xor").experiment
    shapes = plan(experiment)
    assert experiment.network.output.activation == "linear"
    assert (shapes.description.task, shapes.description.size, shapes.train_size) == ("regression", 1200, 600)
    assert "Bumps" in experiment.title


def test_a_network_without_hidden_layers_and_one_that_starts_at_zero_can_be_asked_for() -> None:
    assert sizes(link("networkShape=").experiment) == [1]
    assert sizes(link("networkShape=3%2C2").experiment) == [3, 2, 1]
    assert not plan(link("initZero=true").experiment).start().any()


def test_classes_are_named_and_the_plane_is_shown_as_on_the_page() -> None:
    for settings, classes in (("dataset=spiral", ("\N{MINUS SIGN}1", "+1")), ("problem=regression", ())):
        description = plan(link(settings).experiment).description
        assert description.classes == classes
        assert description.ranges == ((-6.0, 6.0),) * 2


@pytest.mark.parametrize("share", [1, 10, 50, 100])
def test_the_first_points_train_and_all_others_test(share: int) -> None:
    experiment = link(f"percTrainData={share}&batchSize=5").experiment
    drawn, points = draw(experiment.data, experiment.seed), experiment.data.points
    assert points is not None
    assert len(drawn.train.x) == 5 * share
    np.testing.assert_array_equal(np.concatenate([drawn.train.x, drawn.test.x]), points.x)


def test_flags_are_true_unless_they_say_false_as_on_the_page() -> None:
    assert link("x=0&sinX=yes&y=").experiment.data.features == ("x1", "x2", "sin(x1)")


@pytest.mark.parametrize(
    ("settings", "note", "same"),
    [
        ("noise=90", "noise=90 is beyond 80; TensorFlow Playground reads it as 50", "noise=50"),
        ("noise=-5", "noise=-5 is below 0; TensorFlow Playground reads it as 0", "noise=0"),
        ("noise=much", "noise=much is no number; 0 is taken", ""),
        ("activation=swish", "activation=swish is not one of tanh, relu, sigmoid, linear; TensorFlow Playground takes tanh", ""),
        ("dataset=moons", "dataset=moons is not one of circle, xor, gauss, spiral; TensorFlow Playground takes circle", ""),
        ("batchSize=7.5", "batchSize=7.5 is no whole number above 0; 10 is taken", ""),
        ("networkShape=4,0", "networkShape=4,0 is no list of layer sizes; 4,2 is taken", ""),
        ("percTrainData=0", "percTrainData=0 is no share of 1 to 100 per cent; 50 is taken", ""),
        ("learningRate=fast", "learningRate=fast is no number; 0.03 is taken", ""),
        ("cosX=true", "cosX: TensorFlow Playground has no such input", ""),
        ("hideText=true&discretize=true&playButton_hide=true", "discretize, hideText, playButton_hide: only about how TensorFlow Playground looks", ""),
        ("sinX=true&sinX_hide=true", "sinX: hidden, so TensorFlow Playground leaves it out of the inputs", ""),
        ("colour=red", "colour: TensorFlow Playground knows no such setting", ""),
    ],
)  # fmt: skip
def test_what_is_read_otherwise_than_written_is_noted(settings: str, note: str, same: str) -> None:
    made = link(settings)
    assert made.notes == (note,)
    assert made.experiment == link(same).experiment


def test_a_link_without_a_seed_says_which_one_is_used_instead() -> None:
    made = from_link(f"{PAGE}#noise=10")
    assert made.notes == ("the link names no seed; 0.12345 is taken",)
    assert made.experiment == from_link(f"{PAGE}#noise=10&seed=0.12345").experiment


def test_another_seed_gives_other_points_and_other_weights() -> None:
    one, other = (from_link(f"{PAGE}#seed={seed}").experiment for seed in ("0.1", "0.2"))
    assert one.data.points != other.data.points
    assert one.network != other.network
    assert from_link(f"{PAGE}#seed=workshop").experiment.seed == 13


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ("x=false&y=false", "leaves the network without inputs"),
        ("networkShape=99999", "99999 is too large"),
        ("networkShape=" + ",".join(12 * "1"), "there may be 11 layers"),
        ("networkShape=1000,1000", "50000 weights"),
        ("learningRate=0", "it must be a finite number above 0"),
        ("regularization=L2&regularizationRate=-1", "it must be a finite number at least 0"),
    ],
)
def test_what_wbsim_cannot_do_is_refused_in_one_sentence(settings: str, what: str) -> None:
    with pytest.raises(Refused, match=what) as refused:
        link(settings)
    assert len(refused.value.problems) == 1


@given(fragment=st.text(alphabet="seednoisxytwrkShap=&,.0123456789-%#ä", max_size=80))
def test_any_settings_are_read_or_refused_in_words(fragment: str) -> None:
    try:
        experiment = from_link(PAGE + "#" + fragment).experiment
    except Refused:
        return
    assert Experiment.read(experiment.written()) == experiment
