"""How well and how fast each preset learns, over seeds: `python tests/benchmarks/learning.py [PRESET …]`."""

from __future__ import annotations

import statistics
import sys
import time

from wbsim import presets
from wbsim.engine import warm
from wbsim.plan import plan
from wbsim.simulation import begin, onward

SEEDS = range(20)


def main(names: list[str]) -> None:
    print(
        f"{'preset':<14}{'updates':>8}  train med/worst  test med/worst    train loss  test loss  seconds med/worst"
    )
    for name in names or presets.names():
        preset = presets.load(name)
        warm(plan(preset.experiment))
        fits, seconds = [], []
        for seed in SEEDS:
            progress = begin(preset.experiment.changed({"seed": seed}))
            began = time.perf_counter()
            progress = onward(progress, preset.updates)
            seconds.append(time.perf_counter() - began)
            fits.append(progress.fit)

        def pair(values: list[float | None], pick) -> str:  # type: ignore[no-untyped-def]
            real = [v for v in values if v is not None]
            return f"{statistics.median(real):.4f}/{pick(real):.4f}" if real else "–"

        print(
            f"{name:<14}{preset.updates:>8}  {pair([f.train_accuracy for f in fits], min):>15}  "
            f"{pair([f.test_accuracy for f in fits], min):>14}  "
            f"{statistics.median(f.train_loss for f in fits):>12.5f}  "
            f"{statistics.median(f.test_loss or 0 for f in fits):>9.5f}  {pair(seconds, max):>17}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
