"""Two runs that differ in one thing: what the difference is, and the run that another one would have been with it.
It makes runs of runs and trains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, final

from wbsim.experiment import Experiment
from wbsim.layout import parameter_ids
from wbsim.points import EditPoints
from wbsim.problems import Refused
from wbsim.rules import problems, repaired
from wbsim.run import AnyEdit, Change, Restore, Run, SetParameters, Stamped, with_edit
from wbsim.settings import in_words
from wbsim.translation import translated

EVERY, HIDDEN = "*", "hidden"  # in the place of a layer's number: every layer, every one but the output
_LAYERS = "network.layers."


@dataclass(frozen=True)
class Difference:
    """A name, and the settings that differ: dotted paths, `*` or `hidden` where many layers are meant, with the values
    that the twin has there.
    """

    name: str
    settings: tuple[tuple[str, Any], ...]

    def at(self, experiment: Experiment) -> dict[str, Any]:
        """The settings for the layers that an experiment has."""
        return {path: value for wish, value in self.settings for path in _paths(wish, experiment)}

    def owns(self, path: str, layers: int) -> bool:
        """Whether a path of an experiment of so many layers lies in what differs."""
        return any(_within(path, root, layers) for root in self._roots)

    @cached_property
    def _roots(self) -> tuple[str, ...]:
        """What differs as a whole: what stands beside a kind belongs to it."""
        return tuple(path.removesuffix(".kind") for path, _ in self.settings)


def _paths(wish: str, experiment: Experiment) -> Iterator[str]:
    if not wish.startswith((f"{_LAYERS}{EVERY}.", f"{_LAYERS}{HIDDEN}.")):
        yield wish
        return
    which, _, rest = wish.removeprefix(_LAYERS).partition(".")
    network = experiment.network
    for place, layer in enumerate(network.layers if which == EVERY else network.hidden):
        if (
            rest.partition(".")[0] in type(layer).model_fields
        ):  # a pooling has no biases, nor where they start
            yield f"{_LAYERS}{place}.{rest}"


def _within(path: str, root: str, layers: int) -> bool:
    parts, wished = path.split("."), root.split(".")
    if len(parts) < len(wished):
        return False
    return all(
        wish in (part, EVERY) or (wish == HIDDEN and part.isdecimal() and int(part) < layers - 1)
        for part, wish in zip(parts, wished, strict=False)
    )


def with_difference(experiment: Experiment, difference: Difference) -> Experiment:
    """An experiment with a difference, and the smallest repair that makes the whole fit; raises `Refused`."""
    return experiment.changed(_imposed(experiment, difference))


def _imposed(experiment: Experiment, difference: Difference) -> dict[str, Any]:
    """The settings that make an experiment differ; none where it does already. Raises `Refused`."""
    wished = difference.at(experiment)
    after, more, _ = repaired(experiment, wished)
    found = problems(after)
    if found:
        raise Refused(*found)
    return {} if after == experiment else {**wished, **more}


def words(experiment: Experiment, difference: Difference) -> str:
    """What differs, from an experiment to its twin: `optimizer SGD → Adam`; empty where nothing does. Raises `Refused`."""
    return in_words(experiment, with_difference(experiment, difference))


@dataclass(frozen=True)
class Twin:
    """The run of a twin, and in sentences what of the other run it could not follow."""

    run: Run
    said: tuple[str, ...] = ()


def twin_run(run: Run, difference: Difference) -> Run:
    """The same run with a difference, which edits leave as it is; raises `Refused` where it cannot begin.

    An edit keeps its update. What it does to the settings that differ is left out, as are parameters that the twin
    lacks and what does not fit it. Where the run went back, the twin has its own state of that update.
    """
    return Follower(difference).of(run).run


@dataclass(frozen=True, eq=False)
class _Fold:
    """What the first edits of a run, the last of them `source`, are for its twin: the `own` edit, if there is one,
    behind those of `before`; `count` of them in all.
    """

    before: _Fold | None
    source: Stamped | None
    wished: Experiment
    own: Stamped | None = None
    said: str = ""
    count: int = 0

    @property
    def update(self) -> int:
        """When the twin's edit takes effect, or the other run's where it has none."""
        stamped = self.own or self.source
        return 0 if stamped is None else stamped.update

    def chain(self) -> Iterator[_Fold]:
        """From the newest to the beginning."""
        here: _Fold | None = self
        while here is not None:
            yield here
            here = here.before


@final
class Follower:
    """Makes twins of runs; of one that has only been edited since, nothing is made anew."""

    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        self._experiment: Experiment | None = None  # the one that it made a twin of
        self._known: dict[int, _Fold] = {}  # by the identity of the last edit, which has one past
        self._start: _Fold | None = None
        self._twin: tuple[Run, Twin] | None = None
        self._refused: tuple[Experiment, Refused] | None = None

    def of(self, run: Run) -> Twin:
        """The twin of a run; raises `Refused` where it cannot begin."""
        if self._twin is not None and self._twin[0] is run:
            return self._twin[1]
        folds = list(self._fold(run, len(run.edits)).chain())[::-1]
        edits = tuple(fold.own for fold in folds if fold.own is not None)
        begun = folds[0].wished
        twin = Twin(
            Run.model_construct(experiment=begun, edits=edits),
            tuple(fold.said for fold in folds if fold.said),
        )
        self._twin = (run, twin)
        return twin

    def edits_by(self, run: Run, edits: int) -> int:
        """How many edits the twin has when the run has its first `edits`."""
        return self._fold(run, edits).count

    def _fold(self, run: Run, edits: int) -> _Fold:
        """What the first edits of a run are for the twin; raises `Refused` where it cannot begin."""
        if run.experiment is not self._experiment:
            self._start = _Fold(None, None, self._begun(run.experiment))
            self._experiment, self._known = run.experiment, {}
        assert self._start is not None
        done = edits
        while done and self._found(run.edits[done - 1]) is None:
            done -= 1
        fold = self._found(run.edits[done - 1]) if done else self._start
        assert fold is not None
        for stamped in run.edits[done:edits]:
            self._known[id(stamped)] = fold = self._next(fold, stamped)
        return fold

    def _begun(self, experiment: Experiment) -> Experiment:
        """What the twin begins with; where that is refused it is refused again without a second try."""
        if self._refused is not None and self._refused[0] is experiment:
            raise self._refused[1]
        try:
            return with_difference(experiment, self.difference)
        except Refused as refused:
            self._refused = experiment, refused
            raise

    def _found(self, stamped: Stamped) -> _Fold | None:
        fold = self._known.get(id(stamped))
        return fold if fold is not None and fold.source is stamped else None

    def _next(self, fold: _Fold, stamped: Stamped) -> _Fold:
        if isinstance(stamped.edit, Restore):
            return self._back(fold, stamped)
        try:
            own, wished, said = self._own(fold.wished, stamped.edit)
        except Refused as refused:
            own, wished = None, fold.wished
            said = translated("what was edited does not fit the twin: {what}", what=refused.problems[0].what)
        if own is None:
            return _Fold(fold, stamped, wished, None, _at(stamped, said), fold.count)
        mine = Stamped.model_construct(update=stamped.update, edit=own)
        return _Fold(fold, stamped, wished, mine, _at(stamped, said), fold.count + 1)

    def _back(self, fold: _Fold, stamped: Stamped) -> _Fold:
        """To the twin's own state of an update, with the settings of now: what was set later by hand is gone."""
        assert isinstance(stamped.edit, Restore)
        update = stamped.edit.state.update
        later = []
        here = fold
        while here.before is not None and here.update > update:
            later.append(here)
            here = here.before
        for one in reversed(later):
            if one.own is not None and not isinstance(one.own.edit, SetParameters):
                own = Stamped.model_construct(update=update, edit=one.own.edit)
                here = _Fold(here, None, one.wished, own, "", here.count + 1)
        return _Fold(here, stamped, fold.wished, None, "", here.count)

    def _own(self, wished: Experiment, edit: AnyEdit) -> tuple[AnyEdit | None, Experiment, str]:
        """What an edit is for the twin, what the twin wishes then, and what is left out; raises `Refused`."""
        if isinstance(edit, SetParameters):
            return self._set(wished, edit)
        if isinstance(edit, Change):
            return self._change(wished, edit.settings)
        assert isinstance(edit, EditPoints)
        after = with_edit(wished, edit)
        found = problems(after)
        if found:
            raise Refused(*found)
        return edit, after, ""

    def _set(self, wished: Experiment, edit: SetParameters) -> tuple[SetParameters | None, Experiment, str]:
        known = _ids(wished)
        kept = {name: value for name, value in edit.values.items() if name in known}
        lacking = [name for name in edit.values if name not in known]
        if not lacking:
            return edit, wished, ""
        what = (
            translated("a bias")
            if all(name.startswith("b:") for name in lacking)
            else translated("a parameter")
        )
        said = translated("{what} was set that the twin does not have", what=what)
        return (SetParameters.model_construct(values=kept) if kept else None), wished, said

    def _change(
        self, wished: Experiment, settings: Mapping[str, Any]
    ) -> tuple[Change | None, Experiment, str]:
        layers = len(wished.network.layers)
        kept = {path: value for path, value in settings.items() if not self.difference.owns(path, layers)}
        said = "" if len(kept) == len(settings) else translated("the twin keeps its own of what was set")
        after = wished.changed(kept) if kept else wished
        more = _imposed(after, self.difference)
        after = after.changed(more) if more else after
        if after == wished:
            return None, wished, said
        return Change(settings={**kept, **more}), after, said


@lru_cache(maxsize=4)
def _ids(experiment: Experiment) -> frozenset[str]:
    return frozenset(parameter_ids(experiment))


def _at(stamped: Stamped, said: str) -> str:
    return translated("at update {update} {said}", update=stamped.update, said=said) if said else ""
