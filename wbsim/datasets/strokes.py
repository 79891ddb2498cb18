"""Strokes of a pen as polylines, and their ink on square pixels with soft edges. It knows no letters.
Only operations that IEEE 754 fixes to the last bit are used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wbsim.portable import cosine, sine

Array = NDArray[np.float64]


def line(*corners: tuple[float, float]) -> Array:
    """A stroke from corner to corner: (corners, 2), x to the right and y down."""
    return np.array(corners, np.float64)


def arc(center: tuple[float, float], radii: tuple[float, float], begin: float, end: float) -> Array:
    """A part of an ellipse from one angle to another, in degrees from the right and down: (9, 2)."""
    angle: Array = np.pi / 180.0 * (begin + (end - begin) * np.arange(9, dtype=np.float64) / 8.0)
    return np.stack([center[0] + radii[0] * cosine(angle), center[1] + radii[1] * sine(angle)], axis=1)


def ink(strokes: list[Array], half: Array, side: int) -> Array:
    """How much ink lies on each pixel, 0 to 1: (n, side·side), row by row from the top left.

    `strokes` holds polylines (n, points, 2) in pixels, `half` (n,) half of the pen's width in pixels. A pixel is full
    where its middle lies half a pixel inside the stroke's edge, and empty half a pixel outside.
    """
    down, right = np.divmod(np.arange(side * side), side)
    x, y = right + 0.5, down + 0.5
    nearest = np.full((len(half), side * side), np.inf)
    for stroke in strokes:
        for corner in range(stroke.shape[1] - 1):
            squared = _squared_distance(x, y, stroke[:, corner], stroke[:, corner + 1])
            np.minimum(nearest, squared, out=nearest)
    return np.clip(half[:, None] + 0.5 - np.sqrt(nearest), 0.0, 1.0)


def _squared_distance(x: Array, y: Array, begin: Array, end: Array) -> Array:
    """From points (pixels,) to the segments `begin` to `end` (n, 2): (n, pixels)."""
    across, down = x - begin[:, :1], y - begin[:, 1:]
    along = end - begin
    right, up = along[:, :1], along[:, 1:]
    length = right * right + up * up
    share = np.clip((across * right + down * up) / np.where(length > 0, length, 1.0), 0.0, 1.0)
    across, down = across - share * right, down - share * up
    squared: Array = across * across + down * down
    return squared
