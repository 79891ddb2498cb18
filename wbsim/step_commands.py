"""One update of a run on the command line, written out for reading or for a spreadsheet. How a run is opened, it is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

import typer

from wbsim.arguments import Seed, Set, Target
from wbsim.coming import coming
from wbsim.engine import State, coming_samples
from wbsim.plan import Plan
from wbsim.problems import refuse
from wbsim.run import MOST
from wbsim.session import Session
from wbsim.sheet import as_table, as_text, sheet
from wbsim.simulation import Progress
from wbsim.symbols import neuron_name
from wbsim.table_commands import with_choices
from wbsim.tables import Choices

Open = Callable[[str, Choices, int | None, list[str] | None], Session]


def step(open_run: Open) -> Callable[..., None]:
    """The command `step`, for runs that `open_run` opens by a target, choices for a table, a seed and settings."""

    @with_choices
    def step(
        what: Target,
        choices: Choices,
        update: Annotated[
            int | None,
            typer.Option(
                help="The update after this many; else the first, or of a saved run the one it comes to next."
            ),
        ] = None,
        sample: Annotated[int, typer.Option(help="Which sample of the batch, counted from 1.")] = 1,
        neuron: Annotated[
            str | None,
            typer.Option(
                metavar="NAME", help="The neuron it is about: 1.3 for hidden 1 · 3, or output, or output.2"
            ),
        ] = None,
        batch: Annotated[
            bool, typer.Option("--batch", help="Also how the mean gradient of a parameter comes about.")
        ] = False,
        whole: Annotated[bool, typer.Option("--whole", help="Leave nothing out, however long.")] = False,
        table: Annotated[
            bool, typer.Option("--table", help="Numbers in full, separated by tabs, for a spreadsheet.")
        ] = False,
        seed: Seed = None,
        wishes: Set = None,
    ) -> None:
        """Write out one update: every product, the loss, the gradient, and how each parameter moves."""
        if update is not None and not 0 <= update <= MOST:
            raise refuse("--update", f"{update} is out of range; it must be 0 or more, and at most {MOST}")
        progress = _reached(open_run(what, choices, seed, wishes), update)
        plan, state = progress.plan, progress.state
        count = len(coming_samples(state, plan))
        if not 1 <= sample <= count:
            raise refuse(
                "--sample",
                f"{sample} is out of range; update {state.update + 1} has the samples 1 to {count}",
            )
        picked = None if neuron is None else neuron_of(plan, neuron)
        written = sheet(coming(state, plan, sample - 1, picked), picked, whole=whole, batch=batch)
        typer.echo((as_table if table else as_text)(written), nl=False)

    return step


def _reached(session: Session, update: int | None) -> Progress:
    """The run at an update, or where it stands; raises `Refused` where it diverges before."""
    if update is not None:
        session.seek(update)
        session.advance(max(0, update - session.here.state.update))
        if session.here.state.update < update:
            raise refuse("--update", f"{_end(session.here.state)}; {update} is behind its end")
    return session.moment.progress


def _end(state: State) -> str:
    at = state.divergence.update if state.divergence else state.update
    return f"the run diverges at update {at}"


_HIDDEN = re.compile(r"(?:(?:hidden|convolution|recurrent)\s*)?(\d+)\s*[·.,\s]\s*(\d+)")
_OUTPUT = re.compile(r"output(?:\s*[·.,\s]\s*(?:(\d+)|(?:class\s+)?(.+)))?")


def neuron_of(plan: Plan, name: str) -> int:
    """The id of a neuron by its name: `hidden 1 · 3`, `1.3`, `output`, `output 2` or `output setosa`; raises `Refused`."""
    said = name.strip().lower()
    layer, place = 0, 0
    if hidden := _HIDDEN.fullmatch(said):
        layer, place = int(hidden[1]), int(hidden[2])
    elif output := _OUTPUT.fullmatch(said):
        classes = [one.lower() for one in plan.description.classes]
        layer, place = len(plan.rows), int(output[1] or 1)
        if output[2]:
            place = classes.index(output[2]) + 1 if output[2] in classes else 0
    if not (1 <= layer <= len(plan.rows) and 1 <= place <= plan.rows[layer - 1].fan_out):
        first = next(neuron for row in plan.rows for neuron in row.layer.neurons)
        last = plan.rows[-1].layer.neurons[-1]
        ends = " to ".join(dict.fromkeys((neuron_name(plan, first), neuron_name(plan, last))))
        raise refuse("--neuron", f"there is no {name!r}; the network has {ends}")
    return plan.rows[layer - 1].layer.neurons[place - 1]
