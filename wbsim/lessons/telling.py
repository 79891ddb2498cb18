"""What a lesson tells at one moment, in words that are ready to be shown: frozen values, made anew for every snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Standing = Literal["open", "holds", "fails"]  # not to be said yet; measured and true; measured and not true


@dataclass(frozen=True)
class ToldTask:
    """What the learner is asked to do: in words, with a hint, and whether it is done; `change` says what it changed."""

    words: str
    hint: str = ""
    done: bool = False
    change: str = ""  # such as "b₃ −1.07 → 0.60"; "" while nothing has


@dataclass(frozen=True)
class ToldClaim:
    """Something that was measured: a sentence, the numbers behind it, and whether it holds."""

    words: str
    numbers: str = ""
    standing: Standing = "open"


@dataclass(frozen=True)
class Told:
    """One step of a lesson as it is told at a moment. Steps are counted from 0."""

    lesson: str  # the name of its file
    title: str
    step: int
    headings: tuple[str, ...]  # of all steps
    text: tuple[str, ...]  # paragraphs, the first one said large
    task: ToldTask | None = None
    claims: tuple[ToldClaim, ...] = ()
    ideas: tuple[str, ...] = ()  # such as "S3", of this step
    problem: str = ""  # why the scene could not be set, in a sentence

    @property
    def is_last(self) -> bool:
        """Whether no step follows."""
        return self.step == len(self.headings) - 1


@dataclass(frozen=True)
class Entry:
    """A lesson in the list: its name, its title, a sentence about it, and which idea which of its steps shows first."""

    lesson: str
    title: str
    about: str
    ideas: tuple[tuple[str, int], ...]  # (idea, step)


@dataclass(frozen=True)
class Idea:
    """One of the ideas that lessons teach: its sign, its words, and where it is met."""

    sign: str  # such as "S3"
    words: str
    lesson: str
    step: int
