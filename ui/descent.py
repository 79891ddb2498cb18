"""The room of surfaces as looks and commands: which axes and from where, the point that is dragged, and the contest. It holds
nothing; what a contest is, the session knows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any, final

from PySide6.QtCore import QObject

from ui import commands
from ui.figure import Figure
from ui.look import Look
from ui.selection import surface_for
from wbsim.contest import USUAL, Rival
from wbsim.probes.axes import Anchor, Place, is_bias, usual_parameters
from wbsim.snapshot import Snapshot

_restarts = count(1)


@final
class Descent(QObject):
    """Listens to the views of the room. `look` says how things are shown now, `see` changes that, and `shown` is the
    newest snapshot.
    """

    def __init__(
        self,
        post: Callable[[commands.Command], None],
        look: Callable[[], Look],
        see: Callable[..., None],
        shown: Callable[[], Snapshot | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._post, self._look, self._see, self._shown = post, look, see, shown

    def listen(self, figure: Figure) -> None:
        """Connects to every view of the room."""
        above, side, race = figure.surface.map, figure.surface.side, figure.surface.race
        above.kind_chosen.connect(self.choose_kind)
        above.parameters_chosen.connect(lambda ids: self._over(parameters=ids, window=None))
        above.drawn_anew.connect(self.draw_anew)
        above.window_chosen.connect(lambda window: self._surface(window=window))
        above.parameter_set.connect(
            lambda values, gesture: self._post(commands.SetParameters(dict(values), gesture))
        )
        side.turned.connect(lambda turn, tilt: self._surface(turn=turn, tilt=tilt))
        race.contest_wished.connect(self.contend)
        race.rivals_chosen.connect(self._change_rivals)
        race.restarted.connect(self.begin_again)
        race.ended.connect(self.end)
        race.place_wished.connect(self.place)

    def _surface(self, **changes: Any) -> None:
        self._see(surface=replace(self._look().surface, **changes))

    def _over(self, **changes: Any) -> None:
        """Other axes; a contest is about two parameters and ends with them."""
        snapshot = self._shown()
        if snapshot is not None and snapshot.contest is not None:
            self.end()
        self._surface(**changes)

    # --- axes ----------------------------------------------------------------------------------------------

    def choose_kind(self, kind: str) -> None:
        """Two parameters, random directions around where the run is now, or principal ones."""
        self._over(kind=kind, window=None, around=self._anchor() if kind == "random" else None)

    def draw_anew(self) -> None:
        """Other random directions."""
        self._over(seed=self._look().surface.seed + 1, window=None, around=self._anchor())

    def _anchor(self) -> Anchor | None:
        snapshot = self._shown()
        return None if snapshot is None else Anchor(snapshot.state.theta, snapshot.plan.layout)

    def place(self, to: Place) -> None:
        """Puts the point somewhere on the axes at hand."""
        snapshot = self._shown()
        surface = snapshot.seen.surface if snapshot is not None else None
        if snapshot is not None and surface is not None and surface.axes is not None:
            values = surface.axes.moved(snapshot.plan, snapshot.state.theta, to)
            self._post(commands.SetParameters(values))

    # --- the contest ---------------------------------------------------------------------------------------

    def enter(self, neuron: int) -> None:
        """From a neuron's own room: into this one, and a contest about its first weight and its bias begins."""
        snapshot = self._shown()
        if snapshot is None:
            return
        row = next((row for row in snapshot.plan.rows if neuron in row.layer.neurons), None)
        pair = usual_parameters(snapshot.plan, neuron)
        if row is not None and pair is not None and is_bias(pair[1]):
            pair = f"w:{neuron}<{row.sources[0]}", pair[1]
        self._see(room="surface", charts=False)
        self._surface(kind="parameters", parameters=pair, window=None)
        self.contend()

    def contend(self, hand: bool = True, rivals: tuple[Rival, ...] = USUAL) -> None:
        """A contest from here, about the two parameters that are the axes."""
        snapshot = self._shown()
        if snapshot is None:
            return
        ids = surface_for(self._look(), snapshot.plan).parameters
        if ids is not None:
            self._surface(kind="parameters", parameters=ids, window=None)
            self._post(commands.Contend())
            self._post(commands.Contend(ids, rivals, hand))

    def _change_rivals(self, rivals: tuple[Rival, ...]) -> None:
        snapshot = self._shown()
        if snapshot is not None and snapshot.contest is not None:
            contest = snapshot.contest.contest
            self._post(commands.Contend(contest.parameters, rivals, contest.hand))

    def begin_again(self) -> None:
        """Back to the start, as a move that undo takes back; where the moves do not count any more, from here."""
        snapshot = self._shown()
        if snapshot is None or snapshot.contest is None:
            return
        standing, contest = snapshot.contest, snapshot.contest.contest
        if standing.broken:
            self.contend(contest.hand, contest.rivals)
        elif standing.hand is not None and standing.hand.moves:
            start = dict(zip(contest.parameters, contest.start, strict=True))
            self._post(commands.SetParameters(start, f"begin again {next(_restarts)}"))

    def end(self) -> None:
        """Without a contest."""
        self._post(commands.Contend())
