"""What has to be measured for the terms that a step of a lesson asks for, beside the fit, which is always seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from wbsim.engine import Watch
from wbsim.lessons.expressions import names
from wbsim.lessons.lesson import Step
from wbsim.lessons.script import Caption
from wbsim.lessons.texts import Words, holes
from wbsim.probes.trace import Pick

_SAMPLE = frozenset({"x", "z", "a", "lit", "fired", "hidden", "heard", "answer", "target"})
_HEALTH = frozenset({"dead", "saturated", "distinct", "gradient", "penalty"})
_COMING = frozenset({"gradient_error", "phase", "tick"})


@dataclass(frozen=True)
class Wants:
    """Whether a sample is followed, layers are looked at, and the coming update is written out."""

    sample: bool = False
    health: bool = False
    coming: bool = False

    def added(self, watch: Watch, pick: Pick) -> Watch:
        """A watch that asks for this as well; `pick` is the sample at hand."""
        return replace(
            watch,
            pick=pick if self.sample else watch.pick,
            health=watch.health or self.health,
            coming=watch.coming or self.coming,
        )


def wanted(step: Step) -> Wants:
    """What a step wants for all that it tells and asks, in every language."""
    conditions: list[str] = []
    told: list[Words | None] = [step.text]
    told += [move.caption for move in step.script if isinstance(move, Caption)]
    if step.task is not None:
        told += [step.task.words, step.task.hint]
        conditions += [step.task.done, *filter(None, [step.task.shows])]
    for claim in step.claims:
        told += [claim.words, claim.numbers]
        conditions.append(claim.holds)
    for words in told:
        for text in every_language(words):
            conditions += holes(text)
    return wanting(conditions)


def wanting(conditions: Iterable[str]) -> Wants:
    """What conditions want to be reckoned."""
    asked = frozenset[str]().union(*map(names, conditions))
    return Wants(bool(asked & _SAMPLE), bool(asked & _HEALTH), bool(asked & _COMING))


def every_language(words: Words | None) -> Iterable[str]:
    """A text in each of its languages; nothing where there is none."""
    if words is None:
        return ()
    return words.values() if isinstance(words, dict) else (words,)
