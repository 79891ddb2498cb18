"""The speeds that the transport offers on each rung of the ladder, and how they are said. Pure."""

from __future__ import annotations

from wbsim.ladder import Rung

SPEEDS: tuple[float | None, ...] = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, None)  # updates a second
SLOW: tuple[float | None, ...] = (0.5, 1, 2, 4, 8, 15, 30, 60)  # products, neurons or samples a second
EPOCHS: tuple[float | None, ...] = (0.2, 0.5, 1, 2, 5, 10, 25)


def speeds_of(rung: Rung) -> tuple[float | None, ...]:
    """What is offered on a rung, slowest first; None for as fast as the engine runs."""
    return {"batch": SPEEDS, "epoch": EPOCHS}.get(rung, SLOW)


def place_of(speed: float | None, rung: Rung = "batch") -> int:
    """The place of the nearest speed that is offered."""
    speeds = speeds_of(rung)
    if speed is None:
        return len(speeds) - 1
    paced = [s for s in speeds if s is not None]
    return min(range(len(paced)), key=lambda place: abs(paced[place] / max(speed, 1e-9) - 1))


def faster(speed: float | None, steps: int = 1, rung: Rung = "batch") -> float | None:
    """The speed some places up, or down for a negative count; it stops at the ends."""
    speeds = speeds_of(rung)
    return speeds[max(0, min(len(speeds) - 1, place_of(speed, rung) + steps))]


def roughly(pace: float) -> float:
    """A pace to two significant digits, so that its last figures do not flicker."""
    return float(f"{pace:.2g}")
