"""The random numbers of TensorFlow Playground: seedrandom 2.4.3 (Bau 2014), which is ARC4 with a text for a key.
It knows nothing of what they are used for.
"""

from __future__ import annotations

from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

_BYTES = 256
_FULL = 2**52  # a number has at least this many steps, so that every bit of the fraction is drawn


class Stream:
    """Uniform numbers in [0, 1), one after the other; the same text always gives the same ones."""

    def __init__(self, seed: str) -> None:
        key = _key(seed)
        self._i = self._j = 0
        self._box = box = list(range(_BYTES))
        j = 0
        for i, k in enumerate(islice(cycle(key), _BYTES)):
            j = (j + box[i] + k) % _BYTES
            box[i], box[j] = box[j], box[i]
        for _ in range(_BYTES):  # the first ones betray the key (RC4-drop[256])
            self._byte()

    def draw(self) -> float:
        """The next number: 52 to 53 random bits over a power of two."""
        steps = 0
        for _ in range(6):
            steps = steps * _BYTES + self._byte()
        scale, last = _BYTES**6, 0
        while steps < _FULL:
            steps, scale, last = (steps + last) * _BYTES, scale * _BYTES, self._byte()
        while steps >= 2 * _FULL:
            steps, scale, last = steps // 2, scale // 2, last // 2
        return (steps + last) / scale

    def draws(self, *shape: int) -> NDArray[np.float64]:
        """As many numbers as the shape holds, the last axis running fastest."""
        return np.array([self.draw() for _ in range(int(np.prod(shape)))]).reshape(shape)

    def _byte(self) -> int:
        """The next byte of ARC4."""
        box = self._box
        self._i = (self._i + 1) % _BYTES
        self._j = (self._j + box[self._i]) % _BYTES
        box[self._i], box[self._j] = box[self._j], box[self._i]
        return box[(box[self._i] + box[self._j]) % _BYTES]


def _key(seed: str) -> list[int]:
    """The text as at most 256 bytes; what is longer is mixed in from the front again. An empty text is one 0."""
    units = np.frombuffer(seed.encode("utf-16-le", "surrogatepass"), "<u2").tolist()  # as JavaScript counts
    key: list[int] = []
    smear = 0
    for place, unit in enumerate(units):
        at = place % _BYTES
        if at == len(key):
            key.append(0)
        smear ^= key[at] * 19
        key[at] = (smear + unit) % _BYTES
    return key or [0]
