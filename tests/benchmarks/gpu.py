"""CUDA on the card at hand: every twin checked against the processor, then measured:
`python tests/benchmarks/gpu.py [--networks 4096] [--updates 1000] [--grid 512]`. With NUMBA_ENABLE_CUDASIM=1 and tiny
numbers it runs in the simulator, which proves that it works and measures nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import gpu_peers
import numpy as np
from numba import cuda

from wbsim import card, device, engine
from wbsim.experiment import Experiment
from wbsim.losses import LOSSES
from wbsim.machines import machines
from wbsim.optimizers import OPTIMIZERS
from wbsim.plan import Plan, plan
from wbsim.population import advance, population

if not card.found().name:
    sys.exit(f"no card to measure: {card.found().why_not}")
from wbsim.kernels.gpu.compile import SIMULATED
from wbsim.kernels.gpu.launch import Forward, Networks

CLOSE = 1e-5  # of the largest parameter, in float32 after 50 updates
BATCH, POINTS, SURFACE_POINTS = 10, 250, 200


def spiral(count: int = POINTS, seed: int = 7) -> tuple[np.ndarray, np.ndarray]:
    """Two arms around each other: x (count, 2), classes (count,)."""
    chance = np.random.default_rng(seed)
    along = np.arange(count // 2) / (count // 2)
    x, y = [], []
    for begin, label in ((0.0, 1), (np.pi, 0)):
        turn, radius = 1.75 * along * 2 * np.pi + begin, 5 * along
        arm = np.stack([radius * np.sin(turn), radius * np.cos(turn)], axis=1)
        x.append(arm + chance.uniform(-0.1, 0.1, arm.shape))
        y.append(np.full(len(along), label))
    mixed = chance.permutation(2 * len(along))
    return np.concatenate(x)[mixed], np.concatenate(y)[mixed]


def experiment(seed: int = 0, **changes: object) -> Experiment:
    """2-8-8-8-1, tanh, ½ squared error, batches of ten, Adam, on 250 points of a spiral."""
    x, y = spiral()
    return Experiment.read(
        {
            "seed": seed,
            "data": {
                "dataset": "points", "train_share": 100,
                "points": {"x": x.tolist(), "y": y.tolist(), "classes": 2},
            },
            "network": {"layers": [{"neurons": n, "activation": "tanh"} for n in (8, 8, 8, 1)]},
            "loss": "half_mse", "optimizer": {"kind": "adam", "learning_rate": 0.01},
            "batches": {"size": BATCH}, "precision": "float32",
        }
    ).changed(changes)  # fmt: skip


def shaped(seed: int, shape: dict[str, object], *layers: dict[str, object]) -> Experiment:
    """A network of these layers and an output, on 64 random inputs of a shape in two classes."""
    chance = np.random.default_rng(seed)
    x = chance.uniform(-1, 1, (POINTS if not SIMULATED else 12, 64))
    points = {"x": x.tolist(), "y": (x @ chance.normal(size=64) > 0).astype(int).tolist(), "classes": 2}
    output = {"neurons": 1, "activation": "sigmoid"}
    return Experiment.read(
        {
            "seed": seed, "data": {"dataset": "points", "train_share": 100, "points": points | shape},
            "network": {"layers": [*layers, output]}, "loss": "bce",
            "optimizer": {"kind": "adam", "learning_rate": 0.001}, "batches": {"size": BATCH}, "precision": "float32",
        }
    )  # fmt: skip


def shared(seed: int) -> dict[str, Experiment]:
    """Networks of every kind of layer that shares weights or has none."""
    few = 2 if SIMULATED else 8
    filters = {"kind": "convolution", "neurons": few, "activation": "relu"}
    cell = {"kind": "recurrent", "neurons": few, "activation": "tanh"}
    image: dict[str, object] = {"picture": [8, 8]}
    sequence: dict[str, object] = {"steps": 16 if not SIMULATED else 4}
    average = {"kind": "pooling", "takes": "average", "window": 3, "stride": 2}
    return {
        "convolution, maxima": shaped(seed, image, filters, {"kind": "pooling"}),
        "convolutions, means": shaped(
            seed, image, filters | {"padding": 1}, filters | {"stride": 2}, average
        ),
        "recurrence": shaped(seed, sequence, cell),
        "recurrence, every step": shaped(seed, sequence, cell | {"gives": "all"}, cell | {"gives": "all"}),
    }


# --- right? ------------------------------------------------------------------------------------------------


def checked(updates: int) -> None:
    """Trains every optimizer, loss and remainder on both machines from fresh starts; ends the program where they differ."""
    fresh = int(np.random.default_rng().integers(2**31))
    cases = {
        # steps of one size, whatever the gradient's: small ones, for they carry the rounding of gradients near 0
        f"optimizer {kind}": experiment(fresh, **{"optimizer.kind": kind, "optimizer.learning_rate": 0.001})
        for kind in OPTIMIZERS
    }
    for loss in LOSSES:
        if loss.output != "softmax" and loss.targets != "signs":
            cases[f"loss {loss.name}"] = experiment(
                fresh, loss=loss.name, **{"network.layers.3.activation": loss.output or "tanh"}
            )
    two = {"network.layers.3.neurons": 2, "network.layers.3.activation": "softmax", "loss": "cross_entropy"}
    cases["softmax, ReLU"] = experiment(fresh, **two, **{"network.layers.1.activation": "relu"})
    for remainder in ("drop", "carry"):
        changes = {"batches.remainder": remainder, "batches.size": 12}
        cases[f"remainder {remainder}"] = experiment(fresh, **changes)
    cases["penalty after the step"] = experiment(
        fresh, **{"penalty.l1": 0.01, "penalty.l2": 0.01, "penalty.form": "after_step"}
    )
    wide = (96, 96) if not SIMULATED else (20, 12)
    shape = {f"network.layers.{k}.neurons": n for k, n in enumerate(wide)}
    cases["wide"] = experiment(fresh, **shape, **{"batches.size": 64 if not SIMULATED else 12})
    cases |= shared(fresh)
    worst = 0.0
    for name, wish in cases.items():
        error = max(differs(plan(wish), updates))
        worst = max(worst, error)
        if not error <= CLOSE:
            sys.exit(f"WRONG: {name}, seed {fresh}: the card differs by {error:.1e} from the processor")
    print(
        f"checked: {len(cases)} cases, {updates} updates, seed {fresh}: at most {worst:.1e} apart (≤ {CLOSE:.0e})"
    )


def differs(shapes: Plan, updates: int) -> tuple[float, float]:
    """How far θ and the mean loss on the card are from the processor's, as shares of the largest number."""
    start, samples = engine.initial(shapes), device.material(shapes).train
    wanted = engine.advance(start, shapes, updates)
    seen = card.train(
        device.job(shapes),
        start.theta[None],
        start.slots[None],
        np.zeros((1, 4), np.int64),
        np.array([updates]),
    )
    assert seen.done.tolist() == [wanted.update]
    theta = np.abs(seen.theta[0] - wanted.theta).max() / max(1.0, np.abs(wanted.theta).max())
    keep = np.array([shapes.values - 1])
    mean, _ = device.evaluate(shapes, wanted.theta, samples.x, samples.count, keep, samples.t)
    job = device.job(shapes)
    losses, _ = card.evaluate(
        job.table,
        job.loss,
        job.bend,
        wanted.theta[None],
        samples.x[None],
        samples.t[None],
        samples.count,
        keep,
    )
    return float(theta), abs(float(losses[0]) - mean) / max(1.0, abs(mean))


# --- fast? -------------------------------------------------------------------------------------------------


def timed(work: Callable[[], object], rounds: int = 5) -> float:
    """Median seconds by the card's own events, after one round that is not counted."""
    seconds = []
    for _ in range(rounds + 1):
        begin, end = (cuda.event() if SIMULATED else cuda.event(timing=True) for _ in range(2))
        cuda.synchronize()
        began = time.perf_counter()
        begin.record()
        work()
        end.record()
        end.synchronize()
        cuda.synchronize()
        took = time.perf_counter() - began
        seconds.append(took if SIMULATED else cuda.event_elapsed_time(begin, end) / 1000)
    return float(np.median(seconds[1:]))


def many(networks: int) -> tuple[card.Job, np.ndarray, np.ndarray, list[Plan]]:
    """As many networks with starts of their own, on the same points in the same order: job, θ, slots, some plans."""
    shapes = plan(experiment())
    chance = np.random.default_rng(1)
    theta = chance.uniform(-0.5, 0.5, (networks, shapes.size)).astype(np.float32)
    slots = np.zeros((networks, len(shapes.slots), shapes.size), np.float32)
    job = replace(
        device.job(shapes), hyper=np.repeat(device.job(shapes).hyper, networks, axis=0),
        sets=np.zeros(networks, np.int64), seeds=np.zeros(networks, np.int64),
    )  # fmt: skip
    return job, theta, slots, [shapes]


def trained_at_once(networks: int, updates: int) -> None:
    """Many networks trained at once, against two cores and, where they are installed, JAX and PyTorch."""
    job, theta, slots, (shapes,) = many(networks)
    on_card = Networks(job, theta, slots, np.zeros((networks, 4), np.int64))
    each = np.full(networks, updates)
    rate = networks * updates / timed(lambda: on_card.advance(each))
    shown("this card", rate, rate)
    for name, of in (("two cores, one by one", _two_cores), ("two cores, side by side", _side_by_side)):
        shown(name, of(shapes, theta, updates), rate)
    x, t = job.x[0, :, :POINTS].T.copy(), job.t[0, :, :POINTS].T.copy()
    for name, peer in gpu_peers.TRAINING.items():
        found = None if SIMULATED else peer(theta, x, t, BATCH, max(1, updates // 10))
        shown(f"{name} on this card", found, rate)


def shown(name: str, rate: float | None, ours: float) -> None:
    """A line of the table; what is not there is said to be so."""
    said = "not installed" if rate is None else f"{rate:14,.0f}   {ours / rate:8.1f}"
    print(f"  {name:<28}{said}")


def _two_cores(shapes: Plan, theta: np.ndarray, updates: int) -> float:
    """Updates a second of two threads that train one network after another, with kernels that free the interpreter."""
    start = engine.initial(shapes)
    engine.advance(start, shapes, 2)
    count = max(2, min(len(theta), 200_000 // updates))

    def work(first: int) -> None:
        for k in range(first, count, 2):
            engine.advance(engine.at_rest(0, 0, 0, 0, theta[k].copy(), start.slots.copy()), shapes, updates)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(2)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count * updates / (time.perf_counter() - began)


def _side_by_side(shapes: Plan, theta: np.ndarray, updates: int) -> float:
    """Updates a second of the population pass on two threads."""
    start = engine.initial(shapes)
    count = min(len(theta), 256)
    states = [engine.at_rest(0, 0, 0, 0, row.copy(), start.slots.copy()) for row in theta[:count]]
    before = population([shapes] * count, states)
    advance(before, 2, threads=2)
    began = time.perf_counter()
    advance(before, updates, threads=2)
    return count * updates / (time.perf_counter() - began)


def surface(grid: int) -> None:
    """The loss over a grid of two parameters, 200 samples at each point."""
    shapes = plan(experiment())
    theta, samples, job = engine.initial(shapes).theta, device.material(shapes).train, device.job(shapes)
    places = np.array([shapes.rows[0].weights, shapes.rows[2].weights])
    ticks = np.linspace(-3, 3, grid)
    changed = np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2).astype(np.float32)
    forward = Forward(
        job.table, job.loss, job.bend, theta[None], samples.x[None], samples.t[None], SURFACE_POINTS,
        np.empty(0, np.int64), places=places, changed=changed,
    )  # fmt: skip
    seconds = timed(forward.run)
    losses, _ = forward.results()
    for k in np.random.default_rng(2).integers(0, len(changed), 5):
        there = theta.copy()
        there[places] = changed[k]
        wanted, _ = device.evaluate(
            shapes, there, samples.x, SURFACE_POINTS, np.array([shapes.values - 1]), samples.t
        )
        if abs(losses[k] - wanted) > CLOSE * max(1.0, wanted):
            sys.exit(f"WRONG: the loss at {changed[k]} is {losses[k]}, on the processor {wanted}")
    print(f"  {grid} × {grid} points: {1000 * seconds:.2f} ms")


def main() -> None:
    """Checks, then measures."""
    reader = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("networks", 4096), ("updates", 1000), ("grid", 512), ("check", 50)):
        reader.add_argument(f"--{name}", type=int, default=usual)
    wish = reader.parse_args()
    machines.choose("cpu")  # the processor's side of every comparison
    what = "the simulator, so no time means anything" if SIMULATED else card.found().name
    print(f"{what}; beside it two of {os.cpu_count()} cores\n")
    checked(wish.check)
    print(
        f"\n{wish.networks} networks 2-8-8-8-1, Adam, float32, {wish.updates} updates each: updates a second, ×"
    )
    trained_at_once(wish.networks, wish.updates)
    print(f"\nloss surface of that network, {SURFACE_POINTS} samples a point:")
    surface(wish.grid)


if __name__ == "__main__":
    main()
