"""What becomes of columns and rows, and that it is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from wbsim import tables
from wbsim.engine import advance, initial
from wbsim.plan import plan
from wbsim.problems import Refused
from wbsim.tables import Choices, Prepared, prepare

PENGUINS = """id,species,island,bill length (mm),flipper [mm],sex,year,note
1,Adelie,Torgersen,39.1,181,male,2007,
2,Adelie,Torgersen,39.5,186,female,2007,odd
3,Adelie,Torgersen,NA,NA,NA,2007,
4,Gentoo,Biscoe,46.1,211,female,2007,
5,Gentoo,Biscoe,50,230,male,2007,
6,Chinstrap,Dream,46.5,192,female,2007,
"""

Prepare = Callable[..., Prepared]


@pytest.fixture
def made(written: Callable[[str], Path]) -> Prepare:
    """Reads and prepares a table, with choices by name."""

    def make(content: str, **choices: Any) -> Prepared:
        return prepare(tables.read(written(content), Choices(**choices)))

    return make


def part(ready: Prepared, name: str) -> tuple[str, str]:
    return next((use.part, use.why) for use in ready.uses if use.column.name == name)


def test_a_real_table_becomes_inputs_and_classes_and_every_step_is_said(made: Prepare) -> None:
    ready = made(PENGUINS)
    assert ready.problems == ()
    assert ready.notes == (
        "6 rows of 8 columns.",
        "Target: “species”, by its name: 3 classes, Adelie (2), Chinstrap (1), Gentoo (2).",
        "2 inputs of numbers: “bill length”, “flipper”.",
        "“island” has texts and becomes 3 inputs of 0 and 1: “island=Biscoe”, “island=Dream”, “island=Torgersen”.",
        "“sex” has texts and becomes an input of 0 and 1: “sex=male”.",
        "Left out: “id” (it only numbers the rows).",
        "Left out: “year” (always 2007).",
        "Left out: “note” (more than half of the values are missing).",
        "1 row of 6 is left out, for a value is missing (“bill length (mm)” 1, “flipper [mm]” 1, “sex” 1; first in line 4).",
    )
    x, y = ready.arrays()
    assert ready.inputs == (
        "island=Biscoe",
        "island=Dream",
        "island=Torgersen",
        "bill length",
        "flipper",
        "sex=male",
    )
    assert ready.units == ("", "", "", "mm", "mm", "")
    assert x.tolist() == [
        [0, 0, 1, 39.1, 181, 1], [0, 0, 1, 39.5, 186, 0], [1, 0, 0, 46.1, 211, 0], [1, 0, 0, 50, 230, 1], [0, 1, 0, 46.5, 192, 0],
    ]  # fmt: skip
    assert y.tolist() == [0, 0, 2, 2, 1] and ready.labels == ("Adelie", "Chinstrap", "Gentoo")


def test_points_of_a_table_carry_its_names_units_and_origin(made: Prepare) -> None:
    points = tables.points_of(made(PENGUINS))
    assert points.inputs[3:5] == ("bill length", "flipper") and points.units[3:5] == ("mm", "mm")
    assert (points.target, points.labels) == ("species", ("Adelie", "Chinstrap", "Gentoo"))
    assert points.origin == "t.csv, 5 rows, 1 left out"


@pytest.mark.parametrize(
    ("names", "target", "why"),
    [
        ("a,b,c", "c", "the last column"),
        ("a,class,c", "class", "by its name"),
        ("Y,b,c", "Y", "by its name"),
        ("a,Target,c", "Target", "by its name"),
    ],
)
def test_the_target_is_found_by_its_name_or_is_the_last_column(
    made: Prepare, names: str, target: str, why: str
) -> None:
    ready = made(f"{names}\n1,2,3\n4,5,6\n")
    assert ready.target is not None and (ready.target.column.name, ready.target.why) == (target, why)


def test_a_last_column_that_cannot_be_the_target_is_passed_over(made: Prepare) -> None:
    ready = made("a,b,when\n1,2,2020-01-01\n3,4,2020-01-02\n")
    assert ready.target is not None and ready.target.column.name == "b"
    assert ready.target.why == "the last column that can be it"


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ([0, 1, 1, 0], "classes"),
        ([1, 2, 3, 4], "values"),
        ([0, 1, 2] * 5, "classes"),
        ([0, 1, 2] * 4, "values"),
        ([0.5, 1.5] * 10, "values"),
        (list(range(11)) * 10, "values"),
        (list(range(10)) * 5, "classes"),
    ],
)
def test_a_few_whole_numbers_that_recur_are_classes_and_the_user_may_flip_it(
    made: Prepare, values: list[float], task: str
) -> None:
    content = "x,y\n" + "".join(f"{k}.5,{value}\n" for k, value in enumerate(values))
    assert made(content).task == task
    flipped = made(content, task="values" if task == "classes" else "classes")
    assert flipped.task != task and flipped.problems == ()
    kept = sorted(set(values))
    _, y = flipped.arrays()
    if flipped.task == "classes":
        assert y.tolist() == [kept.index(value) for value in values]
    else:
        assert y.tolist() == [[value] for value in values]


def test_numbers_as_classes_are_sorted_as_numbers_and_named_as_a_person_writes_them(made: Prepare) -> None:
    ready = made("x,y\n" + "".join(f"{k},{value}\n" for k, value in enumerate([10, 9, -1, 2] * 5)))
    assert ready.labels == ("-1", "2", "9", "10")


def test_a_column_of_row_numbers_stays_where_it_is_all_there_is_or_is_chosen(made: Prepare) -> None:
    assert part(made("id,a,y\n1,5,1\n2,5.5,4\n3,6,9\n"), "id")[0] == "left out"
    assert part(made("id,y\n1,1\n2,4\n3,9\n"), "id")[0] == "input"
    assert part(made("id,a,y\n1,5,1\n2,5.5,4\n3,6,9\n", inputs=("id", "a")), "id")[0] == "input"
    assert part(made("x,a,y\n1,5,1\n2,5.5,4\n3,6,9\n"), "x")[0] == "input"  # an axis may well count by one


def test_texts_of_many_kinds_are_left_out_and_said(made: Prepare) -> None:
    content = "name,a,y\n" + "".join(f"n{k},{k * 1.5},{k}.5\n" for k in range(17))
    assert part(made(content), "name") == ("left out", "more than 16 different texts")
    refused = made(content, inputs=("name", "a")).problems
    assert str(refused[0]) == "t.csv, column “name”: cannot be an input: more than 16 different texts"


def test_texts_among_which_numbers_are_few_are_names(made: Prepare) -> None:
    ready = made("a,b\nx,1\n2,2\nx,3\n2.0,4\ny,5\nx,6\n")
    assert ready.table.columns[0].words == ("2", "x", "y")


def test_many_texts_among_numbers_are_no_mistakes_and_leave_the_column_out(made: Prepare) -> None:
    content = "ticket,a,y\n" + "".join(
        f"{f'PC {k}' if k % 3 == 0 else k},{k * 1.5},{k}.5\n" for k in range(90)
    )
    assert part(made(content), "ticket") == (
        "left out", "60 numbers and 30 texts such as “PC 0”; choose text to use it as names",
    )  # fmt: skip


def test_a_column_that_becomes_constant_when_rows_go_is_left_out(made: Prepare) -> None:
    ready = made("a,b,c,y\n1,5,1,1\n2,5,2,2\n3,5,3,5\n4,6,,6\n")
    assert part(ready, "b") == ("left out", "always 5, in the rows that stay")
    assert ready.inputs == ("a", "c")


def test_a_class_whose_rows_all_go_is_no_class(made: Prepare) -> None:
    ready = made("a,k,y\n1,5,u\n2,6,v\n3,7,u\n,8,w\n5,9,v\n")
    assert ready.labels == ("u", "v") and ready.arrays()[1].tolist() == [0, 1, 0, 1]


def test_missing_values_of_columns_that_are_left_out_cost_no_row(made: Prepare) -> None:
    content = "a,b,y\n1,,1\n2,6,2\n3,7,4\n"
    assert len(made(content).rows) == 2
    assert len(made(content, left_out=frozenset("b")).rows) == 3
    assert len(made(content, inputs=("a",)).rows) == 3


def test_titles_keep_their_unit_where_two_would_be_the_same(made: Prepare) -> None:
    ready = made("d (m),d (s),y (k€)\n1,2,3\n4,5,7\n")
    assert ready.inputs == ("d (m)", "d (s)")
    assert tables.points_of(ready).target_unit == "k€"


def test_too_many_classes_and_too_many_inputs_are_refused(made: Prepare) -> None:
    content = "x,y\n" + "".join(f"{k}.5,{k}\n" for k in range(1001))
    assert "more than 1000 different values, too many classes; take them as numbers" in str(
        made(content, task="classes").problems
    )
    names = [f"t{k}" for k in range(400)]
    rows = [",".join("abcd"[(k + row) % 4] for k in range(400)) for row in range(8)]
    wide = ",".join([*names, "y"]) + "\n" + "".join(f"{row},{k}.5\n" for k, row in enumerate(rows))
    assert "would make 1,600 inputs; at most 1024 can be, so leave columns out" in str(made(wide).problems[0])


def test_columns_named_as_pixels_make_pictures_and_the_dark_corners_stay(made: Prepare) -> None:
    names = ",".join(f"pixel{k}" for k in range(16))
    rows = [f"{digit},0,{','.join(str((k * digit) % 256) for k in range(15))}" for digit in (1, 2, 1, 2, 3)]
    ready = made(f"label,{names}\n" + "\n".join(rows))
    points = tables.points_of(ready)
    assert points.picture == (4, 4) and points.x.shape == (5, 16) and ready.target is not None
    assert "The inputs are the pixels of pictures of 4 × 4." in ready.notes
    assert made(f"label,{names},z\n" + "\n".join(f"{row},{k}" for k, row in enumerate(rows))).picture is None


def test_what_has_problems_makes_no_points(made: Prepare) -> None:
    ready = made("a,b\n1,2\nx,3\n4,5\n")
    with pytest.raises(Refused, match="line 3, column “a”: “x” is not a number"):
        tables.points_of(ready)


def test_a_reason_is_said_once_for_many_columns(made: Prepare) -> None:
    names = ",".join(f"p{k}" for k in range(40))
    ready = made(f"{names},a,y\n{'0,' * 40}1,2\n{'0,' * 40}3,4\n")
    assert "Left out: “p0”, “p1”, “p2”, “p3”, “p4”, “p5” and 34 more (always 0)." in ready.notes


@pytest.mark.parametrize(
    ("target", "loss", "output"),
    [
        ("species", "cross_entropy", (3, "softmax")),
        ("sex", "bce", (1, "sigmoid")),
        ("flipper [mm]", "half_mse", (1, "linear")),
    ],
)
def test_an_experiment_on_a_table_fits_its_task_and_trains(
    made: Prepare, target: str, loss: str, output: tuple[int, str]
) -> None:
    experiment = tables.experiment_for(tables.points_of(made(PENGUINS, target=target)), title="t.csv")
    layer = experiment.network.output
    assert (experiment.loss, layer.size, layer.activation) == (loss, *output)
    assert experiment.data.standardize == ("all" if loss == "half_mse" else "inputs")
    shapes = plan(experiment)
    state = advance(initial(shapes), shapes, 5)
    assert np.isfinite(state.theta).all() and state.divergence is None
    assert len(tables.notes_on(experiment)) == 2
