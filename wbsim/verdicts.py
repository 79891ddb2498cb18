"""What the networks of a grid say at a glance: how often a setting fails, whether it is the bias, and where all learn.
Sentences as data; it knows neither how networks were trained nor how sentences are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, comb, floor, sqrt

import numpy as np
from numpy.typing import NDArray

from wbsim.axes import listed, number
from wbsim.outcomes import Criterion, Outcomes
from wbsim.translation import marked, plural, translated
from wbsim.variation import Axis, Grid, is_drawn

BIAS = "bias"
_DEVIATIONS = 1.959964  # of a normal distribution hold 95 %
_CHANCE = 0.05  # what comes about by chance this rarely is taken for a difference
_FEWEST = 5  # seeds: fewer can all fall to one side by chance more often than that
_EXCEPTED = 2  # values at which not all learn are named, where there are no more and all learn at more
_GROUPS = 4  # variants of an axis of which each has a sentence, at most
_COUNTED = (
    "",
    "one",
    "both",
    *(
        marked("three"),
        marked("four"),
        marked("five"),
        marked("six"),
        marked("seven"),
        marked("eight"),
        marked("nine"),
        marked("ten"),
        marked("eleven"),
        marked("twelve"),
    ),
)


@dataclass(frozen=True)
class Verdict:
    """One sentence: a `count` that it begins with (`60 of 60`, or ""), the `words` behind it, and whether what is counted
    are failures.
    """

    count: str
    words: str
    fails: bool = False

    @property
    def text(self) -> str:
        """The whole sentence."""
        return f"{self.count} {self.words}".strip()


@dataclass(frozen=True, eq=False)
class Tally:
    """How many networks of each place of a grid have learned, of those whose outcome is known: whole numbers, an axis of the
    array for each axis of the grid.
    """

    learned: NDArray[np.int64]
    known: NDArray[np.int64]

    @property
    def failed(self) -> NDArray[np.int64]:
        """How many have not."""
        return self.known - self.learned


def tally(grid: Grid, outcomes: Outcomes, criterion: Criterion) -> Tally:
    """Counts the networks at each place; those without a loss, which never ran, are left out."""
    learned, known = _flags(grid, outcomes, criterion)
    return Tally(learned.sum(axis=-1, dtype=np.int64), known.sum(axis=-1, dtype=np.int64))


def _flags(
    grid: Grid, outcomes: Outcomes, criterion: Criterion
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which networks have learned, and of which it is known: (*axes, seeds)."""
    shape = (*map(len, grid.axes), len(grid.seeds))
    known = ~np.isnan(outcomes.train_loss) | (outcomes.ended >= 0)
    return (criterion.learned(outcomes) & known).reshape(shape), known.reshape(shape)


def interval(failed: int, of: int) -> tuple[float, float]:
    """Between which shares the chance to fail lies, 19 times of 20 (Wilson 1927); (0, 1) of none."""
    if not of:
        return 0.0, 1.0
    share, z = failed / of, _DEVIATIONS
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - half), min(1.0, middle + half)


def percents(failed: int, of: int) -> tuple[int, int]:
    """The same in whole percents, none of it left out."""
    low, high = interval(failed, of)
    return floor(100 * low), ceil(100 * high)


def said(criterion: Criterion, tested: bool = True) -> str:
    """When a network has learned, in words: `test loss below 0.1`, `training accuracy of at least 95 %`."""
    bound = number(criterion.bound)
    if criterion.measure == "loss":
        text = translated("test loss below {bound}") if tested else translated("training loss below {bound}")
    elif criterion.measure == "accuracy":
        bound = number(round(100 * criterion.bound, 10))
        text = (
            translated("test accuracy of at least {bound} %")
            if tested
            else translated("training accuracy of at least {bound} %")
        )
    else:
        text = (
            translated("test R² of at least {bound}")
            if tested
            else translated("training R² of at least {bound}")
        )
    return text.format(bound=bound)


def verdicts(grid: Grid, outcomes: Outcomes, criterion: Criterion) -> tuple[Verdict, ...]:
    """What there is to say, the most telling first; nothing where nothing is known."""
    learned, known = _flags(grid, outcomes, criterion)
    return (*_sentences(grid, learned, known), *_ended(outcomes)) if known.any() else ()


def _sentences(grid: Grid, learned: NDArray[np.bool_], known: NDArray[np.bool_]) -> Iterator[Verdict]:
    group = _grouping(grid.axes)
    failed = known & ~learned
    if group is None:
        of = int(known.sum())
        yield _fail(int(failed.sum()), of, _fails(of))
        if not grid.axes and is_drawn(grid.base):
            yield from _chance(int(failed.sum()), int(known.sum()))
        yield from _everywhere(grid.axes, grid.seeds, learned, known)
        return
    axis = grid.axes[group]
    if axis.name != BIAS and (not failed.any() or not learned.any()):
        lost, of = int(failed.sum()), int(known.sum())
        text = (
            plural(of, "fails, whatever they differ in.", "fail, whatever they differ in.")
            if lost == known.size
            else _fails(of)
        )
        yield _fail(lost, of, text)
        return
    others = [one for one in grid.axes if one is not axis]
    for at in sorted(range(len(axis)), key=lambda k: -int(_at(failed, k, group).sum())):
        lost, of = (int(_at(flags, at, group).sum()) for flags in (failed, known))
        is_all = lost == _at(known, at, group).size and len(others) == 1 and len(others[0]) > 1
        where = _with(axis, [at])
        text = (
            plural(
                of, "fails {where}, {every}.", "fail {where}, {every}.", where=where, every=_every(others[0])
            )
            if is_all
            else plural(of, "fails {where}.", "fail {where}.", where=where)
        )
        if of:
            yield _fail(lost, of, text)
    if axis.name == BIAS:
        yield from _is_it_the_bias(axis, group, learned, known, is_drawn(grid.base))
    best = int(np.argmax([int(_at(learned, k, group).sum()) for k in range(len(axis))]))
    only = all(not _at(learned, k, group).any() for k in range(len(axis)) if k != best)
    where = "" if only else _with(axis, [best])
    if known.all():
        yield from _everywhere(others, grid.seeds, _at(learned, best, group), _at(known, best, group), where)


def _at(flags: NDArray[np.bool_], place: int, axis: int) -> NDArray[np.bool_]:
    """What stands at one place of an axis."""
    return np.asarray(np.take(flags, place, axis=axis))


def _grouping(axes: Sequence[Axis]) -> int | None:
    """The axis whose variants are told one by one: the biases, or else a short one; None where there is none."""
    for k, axis in enumerate(axes):
        if axis.name == BIAS and len(axis) > 1:
            return k
    short = [k for k, axis in enumerate(axes) if 1 < len(axis) <= _GROUPS]
    return short[-1] if short else None


def _fails(of: int) -> str:
    return plural(of, "fails.", "fail.")


def _fail(failed: int, of: int, text: str) -> Verdict:
    return Verdict(translated("{failed} of {of}", failed=failed, of=of), text, fails=failed > 0)


def _chance(failed: int, of: int) -> Iterator[Verdict]:
    """What the count says of seeds that were not tried."""
    if of >= 2:
        low, high = percents(failed, of)
        yield Verdict(
            "", translated("Of all seeds, {low} to {high} % would (95 % interval).", low=low, high=high)
        )


def _ended(outcomes: Outcomes) -> Iterator[Verdict]:
    lost = int((outcomes.ended >= 0).sum())
    if lost:
        yield Verdict(
            translated("{lost} of {outcomes}", lost=lost, outcomes=len(outcomes)),
            translated("diverged."),
            fails=True,
        )


def _is_it_the_bias(
    axis: Axis, group: int, learned: NDArray[np.bool_], known: NDArray[np.bool_], drawn: bool
) -> Iterator[Verdict]:
    """Each network beside the one that differs from it in nothing but its biases.

    What learns is counted in networks; whether it may be chance is asked of seeds, for those of one seed are much alike. A
    seed counts for the side on which more of its networks learn.
    """
    words = [variant.typed or variant.word for variant in axis.variants]
    if sorted(words) != ["off", "on"]:
        return
    both = _at(known, 0, group) & _at(known, 1, group)
    if not both.any():
        return
    with_, without = (_at(learned, words.index(word), group) & both for word in ("on", "off"))
    only_with, only_without = int((with_ & ~without).sum()), int((without & ~with_).sum())
    more: NDArray[np.int64] = (with_.astype(int) - without).reshape(-1, both.shape[-1]).sum(axis=0)
    more = more if drawn else more[:1]
    pairs = (int((more > 0).sum()), int((more < 0).sum()))
    seeds = int(both.reshape(-1, both.shape[-1]).any(axis=0).sum()) if drawn else 1
    rest = translated(
        "{only_with} learn only with biases, {only_without} only without.",
        only_with=only_with,
        only_without=only_without,
    )
    if not with_.any() and not without.any():
        if both.all():
            yield Verdict("", translated("It is not the bias alone: none learns with biases either."))
    elif not only_with + only_without:
        if both.all() and seeds >= _FEWEST:
            yield Verdict("", translated("It is not the bias: the same networks learn with and without."))
    elif seeds < _FEWEST:
        yield Verdict("", translated("Too few seeds to tell if it is the bias: {rest}", rest=rest))
    elif _by_chance(*pairs) > _CHANCE:
        yield Verdict("", translated("It may not be the bias: {rest}", rest=rest))
    elif pairs[0] > pairs[1]:
        yield Verdict("", translated("It is the bias: {rest}", rest=rest))
    else:
        yield Verdict("", translated("Biases do harm here: {rest}", rest=rest))


def _by_chance(one: int, other: int) -> float:
    """How often a fair coin falls at least as far to that side (the exact test of McNemar 1947, one-sided)."""
    tosses, fewer = one + other, min(one, other)
    return sum(comb(tosses, k) for k in range(fewer + 1)) / 2**tosses


def _everywhere(
    axes: Sequence[Axis],
    seeds: Sequence[int],
    learned: NDArray[np.bool_],
    known: NDArray[np.bool_],
    where: str = "",
) -> Iterator[Verdict]:
    """At which values of the longest axis all networks learn."""
    several = [k for k, axis in enumerate(axes) if len(axis) > 1]
    if not several or not known.all() or not learned.any() or learned.all():
        return
    longest = max(several, key=lambda k: len(axes[k]))
    axis = axes[longest]
    rows = [_at(learned, k, longest) for k in range(len(axis))]
    whole = [k for k, good in enumerate(rows) if good.all()]
    subject = _all(len(seeds)) if len(several) == 1 else translated("all")
    learn = translated("learns") if len(several) == 1 == len(seeds) else translated("learn")
    rest = [k for k in range(len(axis)) if k not in whole]
    if len(rest) <= _EXCEPTED < len(whole) and not _is_range(axis, whole):
        words = listed(axis.variants[k].word for k in rest)
        sentence = translated(
            "{subject} {learn} {every} but {words}",
            subject=subject,
            learn=learn,
            every=_every(axis),
            words=words,
        )
        yield Verdict("", translated("{sentence}.", sentence=_opening(where, sentence)))
        return
    if whole:
        sentence = translated(
            "{subject} {learn} {where} only", subject=subject, learn=learn, where=_with(axis, whole)
        )
        yield Verdict("", translated("{sentence}.", sentence=_opening(where, sentence)))
        return
    counts = [int(good.sum()) for good in rows]
    best = [k for k, count in enumerate(counts) if count == max(counts)]
    if len(best) > _EXCEPTED:
        return
    sentence = (
        translated("it works best {where}: {count} of {size} learn each")
        if len(best) > 1
        else translated("it works best {where}: {count} of {size} learn")
    ).format(where=_with(axis, best), count=max(counts), size=rows[0].size)
    yield Verdict("", translated("{sentence}.", sentence=_opening(where, sentence)))


def _opening(where: str, sentence: str) -> str:
    whole = translated("{where}, {sentence}", where=where, sentence=sentence) if where else sentence
    return whole[:1].upper() + whole[1:]


def _all(seeds: int) -> str:
    """`all five seeds`."""
    if seeds < len(_COUNTED):
        return (
            ("", translated("the network"), translated("both seeds"))[seeds]
            if seeds < 3
            else translated("all {count} seeds", count=translated(_COUNTED[seeds]))
        )
    return translated("all {count} seeds", count=seeds)


# --- variants in a sentence ----------------------------------------------------------------------------------


def _every(axis: Axis) -> str:
    return (
        translated("at every rate")
        if axis.name == "learning_rate"
        else translated("for every choice of {title}", title=axis.title)
    )


def _with(axis: Axis, places: Sequence[int]) -> str:
    """Some variants as they stand in a sentence: `at 0.1 and 0.3`, `without biases`, `with Adam`."""
    words = [axis.variants[k].word for k in places]
    typed = [axis.variants[k].typed or axis.variants[k].word for k in places]
    if axis.name == BIAS and typed in (["off"], ["on"]):
        return translated("with biases") if typed == ["on"] else translated("without biases")
    told = _told(axis, places)
    match axis.name:
        case "learning_rate":
            return translated("at {told}", told=told)
        case "optimizer" | "activation":
            return translated("with {told}", told=told)
        case "weight_init" | "bias_init":
            return (
                translated("where {title} at {told}", title=axis.title, told=told)
                if words[0][:1].isdigit()
                else translated("where {title} {told}", title=axis.title, told=told)
            )
        case "hidden":
            return translated("with {told} hidden neurons", told=told)
        case "train":
            return (
                translated("where {told} train", told=told)
                if "both" not in typed
                else translated("where training moves {told}", told=told)
            )
        case _:
            return translated("at {title} {told}", title=axis.title, told=told)


def _told(axis: Axis, places: Sequence[int]) -> str:
    """`0.1 and 0.3`, or `0.03 to 0.3` where three or more numbers stand side by side."""
    words = [axis.variants[k].word for k in places]
    return (
        translated("{low} to {high}", low=words[0], high=words[-1])
        if _is_range(axis, places)
        else listed(words)
    )


def _is_range(axis: Axis, places: Sequence[int]) -> bool:
    """Whether these are three or more numbers side by side."""
    together = [*places] == [*range(places[0], places[-1] + 1)]
    return len(places) > 2 and together and all(axis.variants[k].word[:1].isdigit() for k in places)
