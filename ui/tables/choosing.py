"""What a person does to a column, as other choices: target, input, left out, text, numbers. It decides nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace

from wbsim.tables import Choices, Prepared
from wbsim.translation import marked

AS_TEXT, AS_NUMBERS = marked("Take as text"), marked("Take as numbers")


@dataclass(frozen=True)
class Way:
    """One thing that can become of a column: its words, whether it is so, and the choices that make it so."""

    words: str
    chosen: bool
    possible: bool
    choices: Choices


def ways(choices: Choices, ready: Prepared, name: str) -> tuple[Way, ...]:
    """All that can become of a column; none where there is no such column."""
    use = next((use for use in ready.uses if use.column.name == name), None)
    if use is None:
        return ()
    aim = use.part == "target"  # to be something else, another column must be it first
    text = name in choices.text or use.column.kind == "text"
    return (
        Way(marked("Target"), aim, True, as_target(choices, ready, name)),
        Way(marked("Input"), use.part == "input", not aim, as_input(choices, ready, name)),
        Way(marked("Left out"), use.part == "left out", not aim, as_left_out(choices, name)),
        Way(AS_TEXT, text, True, as_text(choices, name)),
        Way(AS_NUMBERS, use.column.kind == "number", True, as_numbers(choices, name)),
    )


def as_target(choices: Choices, ready: Prepared | None, name: str) -> Choices:
    """A column is what is to be told from the others; the one that was it before is an input again."""
    freed = replace(choices, target=name, task=None, left_out=choices.left_out - {name})
    if choices.inputs is None:
        return freed
    before = ready.target.column.name if ready is not None and ready.target is not None else name
    kept = tuple(n for n in dict.fromkeys((*choices.inputs, before)) if n != name)
    return replace(freed, inputs=kept or None)


def as_input(choices: Choices, ready: Prepared, name: str) -> Choices:
    """A column is an input, also one that would be left out by itself."""
    freed = replace(choices, left_out=choices.left_out - {name})
    if name in choices.left_out and choices.inputs is None:
        return freed
    now = {use.column.name for use in ready.uses if use.part == "input"} | {name}
    return replace(freed, inputs=tuple(use.column.name for use in ready.uses if use.column.name in now))


def as_left_out(choices: Choices, name: str) -> Choices:
    """A column is not looked at."""
    if choices.inputs is not None:
        choices = replace(choices, inputs=tuple(n for n in choices.inputs if n != name) or None)
    return replace(choices, left_out=choices.left_out | {name})


def as_text(choices: Choices, name: str) -> Choices:
    """The values of a column are names, even where they look like numbers."""
    return replace(choices, text=choices.text | {name}, numbers=choices.numbers - {name})


def as_numbers(choices: Choices, name: str) -> Choices:
    """The values of a column are numbers, even where they begin with 0."""
    return replace(choices, text=choices.text - {name}, numbers=choices.numbers | {name})
