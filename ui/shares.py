"""How a person has shared the window's room among the cards of a room: for each seam that was moved, where it lies. It knows
no card.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_MOST = 200  # seams that a file may name


@dataclass(frozen=True)
class Shares:
    """Seams by their names, each with the share of the whole way across that lies before it, from 0 to 1."""

    moved: tuple[tuple[str, float], ...] = ()

    def of(self, seam: str) -> float | None:
        """Where a seam was moved to; None where it lies as usual."""
        return dict(self.moved).get(seam)

    def with_seam(self, seam: str, share: float) -> Shares:
        """With a seam elsewhere."""
        return Shares(tuple(sorted((dict(self.moved) | {seam: round(share, 4)}).items())))

    def without(self, seam: str) -> Shares:
        """With a seam where it usually lies."""
        return Shares(tuple(one for one in self.moved if one[0] != seam))

    def written(self) -> dict[str, float]:
        """JSON data that `read` takes."""
        return dict(self.moved)

    @classmethod
    def read(cls, data: object) -> Shares:
        """What JSON data say; what is no share is left out."""
        if not isinstance(data, Mapping):
            return cls()
        fit = {
            name: round(float(share), 4)
            for name, share in data.items()
            if isinstance(name, str) and isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1
        }  # fmt: skip
        return cls(tuple(sorted(fit.items())[:_MOST]))


AS_USUAL = Shares()
