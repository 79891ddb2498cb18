"""What a wall costs beside the bare training of its networks, without a window.

`python tests/benchmarks/wall.py [SECONDS] [THREADS] [rates|seeds|mixed …]`: 256 networks 2-8-8-8-1 with Adam on 250 points of the
spiral are trained by turns as a bare population, as a wall that records losses and keeps moments, and as one that is
seen 30 times a second as well; each for so many seconds of processor time, in one process. `rates` read the same
batches, `seeds` 16 seeds at 16 rates, `mixed` 10 seeds at 12 rates with and without biases, whose blocks are not whole.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from wbsim import crowd
from wbsim.experiment import Experiment
from wbsim.typed_axes import parsed
from wbsim.variation import WallWish
from wbsim.wall import Wall

PICTURES = 30  # a second
WALLS = {
    "rates": (("learning_rate=0.001:0.1:log:16", "optimizer.beta1=0.85:0.95:16"), 1),
    "seeds": (("learning_rate=0.001:0.1:log:16",), 16),
    "mixed": (("learning_rate=0.001:0.1:log:12", "bias=on,off"), 10),
}


def experiment() -> Experiment:
    """What each of the networks is but for what they differ in."""
    layer = {"neurons": 8, "activation": "tanh"}
    return Experiment.read(
        {
            "data": {"dataset": "spiral", "train_share": 50},
            "network": {"layers": [layer, layer, layer, {"neurons": 1, "activation": "tanh"}]},
            "loss": "half_mse",
            "optimizer": {"kind": "adam", "learning_rate": 0.01},
            "batches": {"size": 10},
        }
    )


def rate(go_on: Callable[[int], None], networks: int, seconds: float, threads: int) -> float:
    """Millions of network-updates for each second of processor time, a picture's worth of training at a time."""
    chunk, made, began = 100, 0, time.process_time()
    while (took := time.process_time() - began) < seconds:
        go_on(chunk)
        made += chunk
        speed = made / max(1e-3, time.process_time() - began) * threads
        chunk = max(1, round(speed / PICTURES))
    return made * networks / took / 1e6


def measure(name: str, seconds: float, threads: int) -> None:
    """One wall, three ways."""
    axes, seeds = WALLS[name]
    base = experiment()
    wish = WallWish(tuple(parsed(text, base) for text in axes), seeds)
    began = time.perf_counter()
    wall = Wall(wish, wish.grid(base), threads)
    wall.build(lambda: False)
    count = len(wall.crowd)
    print(f"--- {name}: {count} networks, built in {time.perf_counter() - began:.2f} s, {threads} threads")
    bare = [crowd.advance(wall.crowd, 10, threads)]
    for at_rest in (True, False):
        wall.advance(10)
        wall.see(at_rest)

    def alone(updates: int) -> None:
        bare[0] = crowd.advance(bare[0], updates, threads)

    def seen(updates: int) -> None:
        wall.advance(updates)
        wall.see(at_rest=False)

    for _ in range(3):
        found = {
            what: rate(go_on, count, seconds, threads)
            for what, go_on in (("bare", alone), ("recorded", wall.advance), ("seen", seen))
        }
        beside = ", ".join(
            f"{what} {speed:.2f} M ({speed / found['bare']:.3f})" for what, speed in found.items()
        )
        print(f"{beside} network-updates per second of processor time; update {wall.crowd.update:,}")


if __name__ == "__main__":
    words = sys.argv[1:]
    given = [float(word) for word in words if word.replace(".", "").isdecimal()]
    names = [word for word in words if word in WALLS] or list(WALLS)
    for each in names:
        measure(each, given[0] if given else 3.0, int(given[1]) if len(given) > 1 else 2)
