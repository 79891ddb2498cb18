"""Acts of a lesson, done to a session: the same for a lesson in the window and for one that is played without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from wbsim import presets
from wbsim.contest import USUAL
from wbsim.engine import Watch
from wbsim.lessons.acts import (
    Act,
    Change,
    Contend,
    Ladder,
    Look,
    Open,
    Play,
    Rescue,
    Restart,
    See,
    Set,
    Train,
)
from wbsim.lessons.expressions import Unmeasured, is_true, reckon
from wbsim.lessons.measures import layer_of, neuron_of, parameter_of
from wbsim.lessons.sight import Sight
from wbsim.lessons.terms import Moment
from wbsim.lessons.wants import Wants, wanting
from wbsim.plan import Plan
from wbsim.probes.health import health
from wbsim.probes.rescue import rescue
from wbsim.probes.trace import Pick
from wbsim.problems import refuse
from wbsim.rules import repaired
from wbsim.run import Run
from wbsim.session import Session

_LOOKS = 50  # updates between two looks whether a condition has come true
_CHUNK = 5000  # updates after which whoever drives may do something else


def perform(
    session: Session, acts: Iterable[Act], sight: Sight, seed: int | None = None, began: Moment | None = None
) -> Sight:
    """Does acts in order and gives where one looks then; `seed` stands in for that of every preset. Raises `Refused`."""
    for act in acts:
        if isinstance(act, See):
            sight = seen_from(session.here.plan, sight, act.look)
            continue
        for _ in performing(session, (act,), sight, seed, began):
            pass
        if isinstance(act, Open):
            sight = Sight(room=sight.room)
    return sight


def performing(
    session: Session, acts: Iterable[Act], sight: Sight, seed: int | None = None, began: Moment | None = None
) -> Iterator[None]:
    """Does acts in order, but for looking, a piece at a time; raises `Refused`."""
    for act in acts:
        try:
            yield from _perform(session, act, sight, seed, began)
        except Unmeasured as error:
            raise refuse("", str(error)) from None


def _perform(
    session: Session, act: Act, sight: Sight, seed: int | None, began: Moment | None
) -> Iterator[None]:
    match act:
        case Open():
            chosen = act.seed if seed is None else seed
            settings = act.settings if chosen is None else {**act.settings, "seed": chosen}
            # a preset with other settings is another experiment, and no edit of the preset
            experiment, _, _ = repaired(presets.load(act.open).experiment, settings)
            session.open(Run(experiment=experiment), title=experiment.title)
        case Train():
            yield from _train(session, act, sight, began)
        case Play():
            yield from _train(
                session, Train(train=max(0, act.play - session.here.state.update)), sight, began
            )
        case Change():
            session.change(act.change)
        case Set():
            wants = wanting(value for value in act.set.values() if isinstance(value, str))
            moment = moment_of(session, sight, wants, began)
            session.set_parameters(
                {id_of(session.here.plan, name): number_of(value, moment) for name, value in act.set.items()}
            )
        case Ladder():
            session.walk.step(act.step)
        case Restart():
            session.restart()
        case Rescue():
            _rescue(session, act)
        case Contend():
            first, second = (id_of(session.here.plan, name) for name in act.contend)
            session.contend((first, second), USUAL)
        case See():
            pass  # whoever looks does that
        case _:
            assert_never(act)


def _rescue(session: Session, act: Rescue) -> None:
    plan, theta = session.here.plan, session.here.state.theta
    dead = health(plan, theta).layers[layer_of(plan, act.rescue)].dead
    session.set_parameters(rescue(plan, theta, dead))


def _train(session: Session, act: Train, sight: Sight, began: Moment | None) -> Iterator[None]:
    left, wants = act.train, wanting(filter(None, [act.until]))
    while left > 0 and session.here.state.divergence is None:
        if act.until is not None and holds(act.until, moment_of(session, sight, wants, began)):
            return
        count = min(left, _CHUNK if act.until is None else _LOOKS)
        session.advance(count)
        left -= count
        yield


def id_of(plan: Plan, name: str) -> str:
    """The id of the parameter that `w(1,3,2)` or `b(out,1)` names; raises `Unmeasured`."""
    places = (part if part == "out" else int(part) for part in name[2:-1].split(","))
    return parameter_of(plan, name[0], *places)


def number_of(value: float | str, moment: Moment) -> float:
    """A number, or what a condition says of one; raises `Unmeasured`."""
    found = reckon(value, moment) if isinstance(value, str) else value
    try:
        return float(found)
    except (ValueError, OverflowError):
        raise Unmeasured(f"{value!r} is no number") from None


def holds(condition: str, moment: Moment) -> bool:
    """Whether a condition holds; False where it cannot be told."""
    try:
        return is_true(condition, moment)
    except Unmeasured:
        return False


def seen_from(plan: Plan, sight: Sight, look: Look) -> Sight:
    """Where one looks after a wish; raises `Unmeasured` where the network has no such neuron, or the data no such sample."""
    inputs, sample = sight.inputs, sight.sample
    if look.inputs == "sample":
        inputs = None
    elif look.inputs == "zero":
        inputs = (0.0,) * len(plan.description.inputs)
    elif look.inputs is not None:
        inputs = tuple(look.inputs)
        if len(inputs) != len(plan.description.inputs):
            raise Unmeasured(f"{len(inputs)} inputs are given; a sample has {len(plan.description.inputs)}")
    if look.sample is not None:
        if look.sample > plan.train_size:
            raise Unmeasured(f"there is no sample {look.sample}; there are {plan.train_size} to train on")
        inputs, sample = None, look.sample - 1
    neuron = sight.neuron
    if look.neuron is not None:
        layer, _, place = look.neuron.partition(".")
        neuron = neuron_of(plan, layer if layer == "out" else int(layer), int(place))
    return Sight(
        sight.room if look.room is None else look.room,
        neuron,
        sight.plus_one if look.plus_one is None else look.plus_one,
        inputs, sample,
        sight.differs if look.differs is None else look.differs,
        sight.charts if look.charts is None else look.charts,
    )  # fmt: skip


def moment_of(session: Session, sight: Sight, wants: Wants, began: Moment | None = None) -> Moment:
    """A session at this moment, measured as far as is wanted."""
    twin = sight.differs if sight.room == "twin" else None
    watch = wants.added(Watch(difference=twin), Pick("train", sight.sample, sight.inputs))
    return Moment(session.snapshot(watch), sight, began)
