"""What the noise setting adds to pixels and to the values of sequences. It knows nothing of what they show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.datasets.chance import Chance

Array = NDArray[np.float64]


def on_values(x: Array, noise: float, chance: Chance) -> Array:
    """x + U(−1, 1)·noise/100, any shape; `x` itself at 0 per cent."""
    if noise <= 0:
        return x
    grain = chance.uniform("noise", -1.0, 1.0, x.size).reshape(x.shape)
    grown: Array = x + grain * (noise / 100.0)
    return grown


def on_pixels(x: Array, noise: float, chance: Chance) -> Array:
    """x + U(−1, 1)·noise/100, cut off at 0 and 1, any shape; `x` itself at 0 per cent."""
    return x if noise <= 0 else np.clip(on_values(x, noise, chance), 0.0, 1.0)
