"""Reading: what was written comes back, slice by slice, and can be stopped."""

from __future__ import annotations

import csv
import io
import math
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbsim import tables
from wbsim.problems import Refused
from wbsim.tables import Choices, Column, numerals, table
from wbsim.tables.table import MISSING

Written = Callable[[bytes | str], Path]

CELLS = st.one_of(
    st.sampled_from(
        ["", "NA", "1", "-2.5", "1,5", "1e3", "007", "1_000", "0x10", "٣", "inf", "x", "1.500", "2020-01-02"]
    ),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text("ab,;\t|\"' \n.5é€", max_size=5),
)
ROWS = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=2, max_size=6)
)


def written_with(
    rows: list[list[str]], separator: str, quoting: int, end: str, encoding: str, folder: str
) -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=quoting, lineterminator=end).writerows(rows)  # type: ignore[arg-type]
    path = Path(folder) / "t.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def as_read(text: str, decimal: str) -> float | str | None:
    """What a single cell means."""
    text = text.strip()
    if text.lower() in MISSING:
        return None
    value = numerals.number(text, decimal)  # type: ignore[arg-type]
    return text if value is None else value


def values(column: Column) -> list[float | str | None]:
    if column.values is not None:
        return [None if math.isnan(value) else value for value in column.values.tolist()]
    assert column.codes is not None
    return [None if code < 0 else column.words[code] for code in column.codes.tolist()]


@given(
    ROWS,
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
    st.sampled_from([None, ".", ","]),
)
def test_any_table_in_any_dialect_reads_back_equal_or_is_refused(
    rows: list[list[str]],
    separator: str,
    quoting: int,
    end: str,
    encoding: str,
    told: bool,
    decimal: str | None,
) -> None:
    names = [f"name {k}" for k in range(len(rows[0]))]
    chosen = Choices(separator=separator if told else None, decimal=decimal, header=True)  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder:
        path = written_with([names, *rows], separator, quoting, end, encoding, folder)
        try:
            table = tables.read(path, chosen)
        except Refused:
            return  # what is refused is held by test_tricky
    filled = [row for row in rows if any(row) or len(row) > 1]
    assert table.rows == len(filled)
    for k, column in enumerate(table.columns):
        cells = [as_read(row[k], table.glance.decimal) for row in filled]
        assert column.missing == cells.count(None)
        if column.kind == "number" and column.misfit is None:
            assert values(column) == cells
        elif column.kind == "text":  # numbers among texts are words as a person writes them
            for got, cell, text in zip(
                values(column), cells, (row[k].strip() for row in filled), strict=True
            ):
                assert got in (cell, text) or numerals.number(str(got), table.glance.decimal) == cell
        elif column.misfit is not None:
            row, text, why = column.misfit
            assert filled[row][k].strip() == text and why


@given(
    st.lists(st.tuples(*[st.floats(allow_nan=False, allow_infinity=False)] * 3), min_size=1, max_size=8),
    st.sampled_from([(",", "."), (";", "."), (";", ","), ("\t", ","), ("|", "."), (" ", ".")]),
)
def test_every_table_of_floats_reads_back_to_the_last_bit(
    rows: list[tuple[float, ...]], dialect: tuple[str, str]
) -> None:
    separator, mark = dialect
    texts = [[repr(value).replace(".", mark) for value in row] for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = written_with([["a", "b", "c"], *texts], separator, csv.QUOTE_MINIMAL, "\n", "utf-8", folder)
        table = tables.read(path, Choices(decimal=mark))  # type: ignore[arg-type]
    for k, column in enumerate(table.columns):
        assert column.values is not None
        assert column.values.tobytes() == np.array([row[k] for row in rows]).tobytes()


def test_slices_change_nothing(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"{k}.5,{'NA' if k % 7 == 0 else k},{'ab'[k % 2]},0{k % 3},{k}" for k in range(1, 200)]
    path = written("a,b,c,d,e\n" + "\n".join(rows))
    whole = tables.read(path)
    monkeypatch.setattr(table, "SLICE", 13)
    monkeypatch.setattr(table, "MANY", 1)
    sliced = tables.read(path)
    assert sliced.notes == whole.notes
    for one, other in zip(whole.columns, sliced.columns, strict=True):
        assert (one.kind, one.words, one.missing, one.misfit) == (
            other.kind,
            other.words,
            other.missing,
            other.misfit,
        )
        assert values(one) == values(other)
    np.testing.assert_array_equal(sliced.lines, whole.lines)


def test_a_row_knows_the_line_it_begins_at(written: Written) -> None:
    table = tables.read(written('\na,b\n"x\ny",1\n\n"z\n\nz",2\nu,3\n'))
    assert table.lines.tolist() == [3, 6, 9]
    assert table.place(table.columns[0], 1) == "t.csv, line 6, column “a”"


def test_progress_rises_to_the_whole_and_the_last_has_the_table(written: Written) -> None:
    path = written("a,b\n" + "1.25,2.5\n" * 40_000)
    steps = list(tables.reading(path))
    done = [step.done for step in steps]
    assert len(steps) > 3 and done == sorted(done) and done[-1] == steps[-1].size == path.stat().st_size
    assert all(step.table is None for step in steps[:-1])
    assert steps[-1].table is not None and steps[-1].table.rows == steps[-1].rows == 40_000


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the files that this process has open")
def test_stopping_closes_the_file(written: Written) -> None:
    path = written("a,b\n" + "1.25,2.5\n" * 40_000)

    def is_open() -> bool:
        return any(
            os.path.realpath(entry) == str(path.resolve()) for entry in Path("/proc/self/fd").iterdir()
        )

    steps = tables.reading(path)
    next(steps)
    assert is_open()
    steps.close()  # type: ignore[attr-defined]  # it is a generator
    assert not is_open()


def test_arrays_of_a_table_are_read_only(written: Written) -> None:
    table = tables.read(written("a,b\n1,x\n2,y\n"))
    for array in (table.columns[0].values, table.columns[1].codes, table.lines):
        assert array is not None and not array.flags.writeable


def test_only_so_many_rows_are_read_as_are_chosen(written: Written) -> None:
    path = written("a,b\n" + "".join(f"{k},{k}\n" for k in range(50)))
    table = tables.read(path, Choices(rows=10))
    assert table.rows == 10 and table.notes[-1] == "Only the first 10 rows are read, as chosen."
    assert tables.read(path, Choices(rows=50)).notes == ()


def test_too_many_rows_are_refused_with_a_remedy(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_POINTS", 20)
    path = written("a,b\n" + "1,2\n" * 21)
    with pytest.raises(Refused, match="has more than 20 rows of 2 columns; choose to read only the first"):
        tables.read(path)
    assert tables.read(path, Choices(rows=20)).rows == 20
    assert tables.read(written("a,b\n" + "1,2\n" * 20)).rows == 20


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda folder: folder, "is a folder; choose a file in it"),
        (lambda folder: folder / "none.csv", "none.csv: cannot be read: no such file or directory"),
        (lambda _: Path("a\0b.csv"), "is no name of a file"),
        (lambda _: Path(os.devnull), "is no file that can be read from beginning to end"),
        (lambda folder: folder / ("x" * 300), "cannot be read: file name too long"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], Path], what: str) -> None:
    with pytest.raises(Refused) as refused:
        tables.read(make(tmp_path))
    assert what in str(refused.value)


def test_a_file_without_permission_is_refused(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    path = written("a,b\n1,2\n")
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(Refused, match=r"^t.csv: cannot be read: permission denied$"):
        tables.read(path)


def test_a_file_that_vanishes_between_two_looks_is_refused(written: Written) -> None:
    path = written(
        b"a,b\n" + b"x,2\n" * 60_000 + b"\xe9,3\n"
    )  # what is not UTF-8 is found late, and read again
    steps = tables.reading(path)
    next(steps)
    path.unlink()
    with pytest.raises(Refused, match="cannot be read: no such file"):
        list(steps)


def test_a_column_of_many_different_texts_takes_bounded_memory(written: Written) -> None:
    column = tables.read(written("a,b\n" + "".join(f"name {k},{k}\n" for k in range(5000)))).columns[0]
    assert column.too_many and len(column.words) == 1024
    assert column.codes is not None and (column.codes != -1).all()


def test_another_target_needs_no_new_reading_but_another_separator_does() -> None:
    chosen = Choices(separator=";")
    assert Choices(separator=";", target="x", left_out=frozenset("a"), task="values").reads_as(chosen)
    assert not Choices(separator=",").reads_as(chosen)
    assert not Choices(separator=";", text=frozenset("a")).reads_as(chosen)


def test_a_number_can_mean_no_value(written: Written) -> None:
    path = written("a,b\n1,2\n-999,3\n4,-999\n")
    a, b = tables.read(path, Choices(missing=("-999",))).columns
    assert (a.missing, b.missing) == (1, 1)
    assert a.values is not None
    np.testing.assert_array_equal(a.values, [1, np.nan, 4])
    assert tables.read(path).columns[0].missing == 0
