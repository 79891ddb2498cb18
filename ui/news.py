"""What a snapshot has to say in words: compiling, divergence, refusals, what just changed. It finds the place for
each sentence: under the field that it is about, or on the banner.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import final

from PySide6.QtCore import QObject

from ui.panels.banner import Banner, Message
from ui.panels.form import Form
from ui.theme import count, number
from wbsim.engine import Divergence
from wbsim.plan import Plan
from wbsim.problems import Problem, Refused
from wbsim.settings import setting
from wbsim.snapshot import Snapshot


@final
class News(QObject):
    """Tells what is new since the last snapshot."""

    def __init__(self, banner: Banner, forms: tuple[Form, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banner, self._forms = banner, forms
        self._refusal = 0
        self._said: tuple[str, object] | None = None
        self._diverged: Divergence | None = None
        self._snapshot: Snapshot | None = None
        self.quiet = False  # whether what just changed is told elsewhere

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Tells what is new."""
        self._snapshot = snapshot
        if snapshot.busy:
            self._banner.say(Message("busy", self._busy(snapshot.busy)))
        else:
            self._banner.clear("busy")
        said = (snapshot.said, snapshot.undo)
        if self._said is not None and said != self._said:
            self._content()
            if snapshot.said and not self.quiet:
                self._banner.say(Message("said", snapshot.said))
        self._said = said
        if snapshot.refusal is not None and snapshot.refusal.number != self._refusal:
            self._refusal = snapshot.refusal.number
            self.refuse(snapshot.refusal.problems)
        self._show_divergence(snapshot)

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Says problems under the fields that they are about; what has none goes to the banner."""
        self._banner.clear("said")
        elsewhere = [p for p in problems if not any(form.refuse(p) for form in self._forms)]
        if elsewhere:
            self._banner.say(Message("refused", "; ".join(self._sentence(p) for p in elsewhere)))

    def note(self, notes: Iterable[str]) -> None:
        """Says what one should know about the run that was asked for; what was said of another one goes."""
        words = " · ".join(notes)
        if words:
            self._banner.say(Message("noted", words))
        else:
            self._banner.clear("noted")

    def offer(self, words: str) -> None:
        """Offers a session that ended unexpectedly, until somebody answers."""
        self._banner.say(Message("left", words, self.tr("Restore the session (Ctrl+Shift+T)")))

    def tell_unkept(self, why: str) -> None:
        """Says that the session cannot be kept while it goes on."""
        words = self.tr("This session cannot be kept in case wbsim ends unexpectedly: {why}").format(why=why)
        self.refuse((Problem("", words),))

    def tell(self, words: str) -> None:
        """Says what was just done."""
        self._banner.say(Message("said", words))

    def miss(self) -> None:
        """Says that what was pasted cannot be opened."""
        self.refuse(
            (Problem("", self.tr("The clipboard holds neither a table nor a TensorFlow Playground link")),)
        )

    def fail(self, sentence: str) -> None:
        """Says that something went wrong."""
        self._banner.say(Message("error", sentence))

    def _content(self) -> None:
        """An edit was taken: whatever was refused before is history."""
        self._banner.clear("refused")
        for form in self._forms:
            form.content()

    def _sentence(self, problem: Problem) -> str:
        """A problem with the name that people know its place by."""
        title = ""
        if self._snapshot is not None and problem.where:
            try:
                title = setting(self._snapshot.plan.experiment, problem.where).title
            except Refused:
                title = problem.where if "." not in problem.where else ""
        return f"{title}: {problem.what}" if title else problem.what

    def _busy(self, busy: str) -> str:
        return busy[:1].upper() + busy[1:] + "\u2009…"

    def _show_divergence(self, snapshot: Snapshot) -> None:
        divergence = None if snapshot.wall is not None else snapshot.state.divergence
        if divergence is self._diverged:
            return
        self._diverged = divergence
        if divergence is None:
            self._banner.clear("diverged")
        else:
            words = self.sentence(divergence, snapshot.plan)
            action = self.tr("Go back and on with a tenth of the learning rate (R)")
            self._banner.say(Message("diverged", words, action))

    def sentence(self, divergence: Divergence, plan: Plan) -> str:
        """Which update could not be made, and what grew most before it."""
        before, after = number(divergence.before), number(divergence.after)
        if before == after:  # no update led there: it was so from the start, or set so
            most = self.tr("{name} was largest, {after}")
        else:
            most = self.tr("{name} grew most, {before} → {after}")
        if divergence.loss_first:
            words = self.tr("Diverged: the loss overflowed at update {update}; {most}")
        else:
            words = self.tr("Diverged at update {update}: {most}")
        name = plan.name_of(divergence.parameter)
        most = most.format(name=name, before=before, after=after)
        return words.format(update=count(divergence.update), most=most)
