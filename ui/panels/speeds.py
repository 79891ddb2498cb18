"""The speeds that the transport offers: 1, 2, 5 … 1 000 updates a second, then as fast as the engine runs. Pure."""

from __future__ import annotations

SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, None)


def place_of(speed: float | None) -> int:
    """The place of the nearest speed that is offered."""
    if speed is None:
        return len(SPEEDS) - 1
    paced = [s for s in SPEEDS if s is not None]
    return min(range(len(paced)), key=lambda place: abs(paced[place] / max(speed, 1e-9) - 1))


def faster(speed: float | None, steps: int = 1) -> float | None:
    """The speed some places up, or down for a negative count; it stops at the ends."""
    return SPEEDS[max(0, min(len(SPEEDS) - 1, place_of(speed) + steps))]


def roughly(pace: float) -> float:
    """A pace to two significant digits, so that its last figures do not flicker."""
    return float(f"{pace:.2g}")
