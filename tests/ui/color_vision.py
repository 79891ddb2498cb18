"""Colors as others see them: simulated dichromacy, grey, and how far two colors are apart for the eye.

Simulation: Machado, Oliveira & Fernandes (2009), severity 1, in linear light. Distance: CIEDE2000 in CIELAB, D65.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Eye = Literal["usual", "deutan", "protan", "tritan", "grey"]
EYES: tuple[Eye, ...] = get_args(Eye)
_MACHADO: dict[Eye, list[list[float]]] = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_WHITE = _XYZ @ np.ones(3)


def linear(color: str) -> NDArray[np.float64]:
    """#RRGGBB as linear light: (3,), 0 to 1."""
    coded = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def seen(color: str, eye: Eye) -> NDArray[np.float64]:
    """What an eye makes of a color, as linear light."""
    light = linear(color)
    if eye == "grey":
        return np.full(3, light @ _LUMINANCE)
    if eye in _MACHADO:
        return np.clip(np.array(_MACHADO[eye]) @ light, 0, 1)
    return light


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear light in CIELAB: L, a, b."""
    share = _XYZ @ light / _WHITE
    f = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one: str, two: str) -> float:
    """The contrast of two colors by WCAG 2, 1 to 21."""
    high, low = sorted((float(linear(c) @ _LUMINANCE) for c in (one, two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def distance(one: str, two: str, eye: Eye = "usual") -> float:
    """How far two colors are apart for an eye: CIEDE2000 (Sharma, Wu & Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = (map(float, lab(seen(color, eye))) for color in (one, two))
    mean = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    grow = 1 + 0.5 * (1 - math.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * grow, a2 * grow
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 if a or b else 0.0 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc, dh = l2 - l1, c2 - c1, 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    mh = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(mh - 30))
        + 0.24 * math.cos(math.radians(2 * mh))
        + 0.32 * math.cos(math.radians(3 * mh + 6))
        - 0.20 * math.cos(math.radians(4 * mh - 63))
    )
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    bend = -math.sin(math.radians(60 * math.exp(-(((mh - 275) / 25) ** 2))))
    bend *= 2 * math.sqrt(mc**7 / (mc**7 + 25**7))
    light, chroma, hue = dl / sl, dc / sc, dh / sh
    return math.sqrt(light**2 + chroma**2 + hue**2 + bend * chroma * hue)
