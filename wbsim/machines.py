"""Where work runs: on the processor or on a graphics card, as the user wishes and as it pays. It is a setting of the
program, never of a run. What the card cannot do the processor does, and that is said once. It starts no work itself.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from wbsim import card
from wbsim.problems import refuse
from wbsim.translation import translated

Device = Literal["auto", "cpu", "cuda"]
DEVICES: tuple[Device, ...] = get_args(Device)
Result = TypeVar("Result")
_HERE: ContextVar[bool] = ContextVar("on_processor", default=False)


@dataclass(frozen=True)
class Work:
    """How much is to be done: `blocks` of work that do not wait for each other (networks, or slices of samples), each of
    `rounds` rounds (updates), of so many `products` (multiply-adds) each.
    """

    blocks: int
    rounds: int
    products: int

    @classmethod
    def of_training(cls, networks: int, updates: int, products: int, batch: int) -> Work:
        """Of networks that take so many `products` for one sample forward; backward and gradient take as many each."""
        return cls(networks, updates, 3 * products * batch)

    @classmethod
    def of_evaluation(cls, networks: int, samples: int, products: int) -> Work:
        """Of networks that take so many `products` for one sample. A slice is what the threads of one block take."""
        slices = -(-samples // 256)
        return cls(networks * slices, 1, products * min(samples, 256))

    @property
    def alone_seconds(self) -> float:
        """About how long one core of the processor takes."""
        return self.blocks * self.rounds * (_HOST_ROUND + self.products / _HOST_RATE)

    @property
    def host_seconds(self) -> float:
        """About how long the cores of the processor take."""
        return self.alone_seconds / min(self.blocks, _CORES)

    def worth(self, threads: int) -> int:
        """How many of so many threads it is worth: one alone where to hand it out would take as long as to do it."""
        return threads if self.alone_seconds > _HANDED_OUT else 1

    @property
    def card_seconds(self) -> float:
        """About how long a card takes, copies included."""
        turns = -(-self.blocks // _AT_ONCE)
        return _LAUNCH + turns * self.rounds * (_CARD_ROUND + self.products / _BLOCK_RATE)


# The one place of the estimate. The host's figures are measured (one core with AVX-512); those of a card are read off data
# sheets of mid-range cards and have not been measured on one. So a card must be thought to be several times as fast.
_CORES = os.cpu_count() or 1
_HOST_ROUND, _HOST_RATE = (
    1e-7,
    1.5e10,
)  # seconds a round takes whatever its size; products per second of a core
_HANDED_OUT = 4e-3  # seconds of work from which on threads gain more than they cost
_LAUNCH = 3e-4  # seconds of copies and a launch
_CARD_ROUND, _BLOCK_RATE = 5e-6, 2e10  # of one block: a dozen barriers; products per second
_AT_ONCE = 300  # blocks that run at the same time
_MARGIN = 3.0


class Machines:
    """What is wished, what failed, and what ran last. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wished: Device = "auto"
        self._failed = ""  # why the card is not asked any more
        self._untold = ""
        self._last: tuple[bool, Work | None] = (False, None)

    @property
    def wished(self) -> Device:
        """What was chosen."""
        return self._wished

    def choose(self, device: str) -> None:
        """Chooses from now on; a card that failed is tried again. Raises `Refused` for a name that is none."""
        if device not in DEVICES:
            raise refuse(
                "device", translated("{device!r} is none; it must be auto, cpu or cuda", device=device)
            )
        with self._lock:
            self._wished, self._failed, self._untold = device, "", ""

    @contextmanager
    def on_processor(self) -> Iterator[None]:
        """Within, what this thread starts runs on the processor, whatever was chosen."""
        token = _HERE.set(True)
        try:
            yield
        finally:
            _HERE.reset(token)

    def attempt(self, work: Work, on_card: Callable[[], Result]) -> Result | None:
        """The result of `on_card` where the work belongs there; None where the processor is to do it.

        A failure of the card leaves nothing changed, and from then on the processor does everything.
        """
        if not self._belongs_on_card(work):
            self._last = (False, work)
            return None
        try:
            result = on_card()
        except card.CardFailed as failed:
            with self._lock:
                self._failed = str(failed)
                self._untold = translated(
                    "The graphics card is out: {failed}. The processor goes on from the last good state.",
                    failed=failed,
                )
            self._last = (False, work)
            return None
        self._last = (True, work)
        return result

    def _belongs_on_card(self, work: Work) -> bool:
        if self._wished == "cpu" or self._failed or _HERE.get():
            return False
        if self._wished == "auto" and work.card_seconds * _MARGIN > work.host_seconds:
            return False
        if card.found().name:
            return True
        if self._wished == "cuda":
            with self._lock:
                self._failed = card.found().why_not
                self._untold = translated(
                    "No graphics card is used: {failed}. The processor does the work.", failed=self._failed
                )
        return False

    def news(self) -> str:
        """What went wrong since it was last asked, in a sentence; empty where nothing did."""
        with self._lock:
            told, self._untold = self._untold, ""
        return told

    def said(self) -> str:
        """What runs where, and why, in a sentence."""
        on_card, work = self._last
        if on_card:
            why = (
                translated("as chosen")
                if self._wished == "cuda"
                else translated("it is estimated to be faster there")
            )
            return translated("Runs on {name}: {why}.", name=card.found().name, why=why)
        if self._wished == "cpu":
            return translated("Runs on the processor, as chosen.")
        if self._failed:
            return translated("Runs on the processor: {failed}.", failed=self._failed)
        if work is None or work.card_seconds * _MARGIN > work.host_seconds:
            return translated(
                "Runs on the processor: a graphics card pays for many networks at once, not for one this small."
            )
        return translated("Runs on the processor: {why_not}.", why_not=card.found().why_not)


machines = Machines()
