"""One network of a wall as a run of its own: what it is called, and how it goes on from the very state it stands in."""

from __future__ import annotations

from wbsim.run import Restore, Run, Stamped
from wbsim.session import Session
from wbsim.settings import word
from wbsim.states import saved
from wbsim.translation import translated
from wbsim.variation import Grid
from wbsim.wall import Wall

_LONGEST = 200  # letters of a title


def title_of(grid: Grid, number: int) -> str:
    """What a network is called: `circle, learning rate 0.03, bias off, seed 5`."""
    places, seed = grid.place(number)
    named = zip(grid.axes, places, strict=True)
    words = [f"{axis.title} {axis.variants[at].word}" for axis, at in named]
    title = translated(grid.base.title) if grid.base.title else word(grid.base.data.dataset)
    return ", ".join([title, *words, translated("seed {seed}", seed=grid.seeds[seed])])


def open_network(session: Session, wall: Wall, grid: Grid, number: int) -> None:
    """Opens a network in place of the run, undoable; raises `Refused`.

    The last digits of networks that train together are their own. So its state takes the place of the one that a replay
    leads to, as an edit at its very update, and everything before that update can still be replayed.
    """
    shapes, state = wall.network(number)
    title = title_of(grid, number)
    experiment = shapes.experiment.changed({"title": title[:_LONGEST]})
    if not state.update:
        session.open(Run(experiment=experiment), title=title)
        return
    kept = saved(state, shapes)
    edit = Stamped(update=state.update, edit=Restore(state=kept))
    session.open(Run(experiment=experiment, edits=(edit,)), kept, title)
