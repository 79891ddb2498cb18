"""Launches: arrays onto the card, kernels over them, results back. Whole arrays go in and new ones come out, so whatever
fails on the way has changed nothing. It raises what the driver raises.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numba import cuda
from numpy.typing import NDArray

from wbsim.card import Floats, Job, Trained, Whole
from wbsim.kernels.batches import CARRY, EXPLICIT
from wbsim.kernels.gpu import evaluation, training
from wbsim.kernels.gpu.compile import SIMULATED, THREADS
from wbsim.kernels.gpu.routes import compact, is_dense, products, routes
from wbsim.kernels.table import FAN_OUT, MADE, READ, TARGET

SHARED = 48 * 1024  # bytes that a block of any card may have
_ORDERS = 1 << 24  # sample numbers that the orders of one launch may take
_MOST = 1 << 31  # entries of an array: kernels count places in 32 bits
_PRODUCTS = 5e9  # multiply-adds of all blocks that share a place on the card in one launch: a screen's card must not be
# at work for seconds on end, or its driver ends the launch
_AT_ONCE = 300  # blocks that run at the same time, about
_SLICES = 1024  # blocks that share the samples of one network, at most
_FAR = 1 << 28  # numbers that these may work on in the card's own memory, where a block has too little

# few networks leave most of a card idle; that is known, and no reason for a warning
warnings.filterwarnings("ignore", message=r"\S*Grid size")


def name_of_card() -> str:
    """The name of the card that launches go to; raises what the driver raises where there is none."""
    if SIMULATED:
        return "the simulator"
    name = cuda.get_current_device().name
    return name.decode() if isinstance(name, bytes) else str(name)


def _int32(array: Any) -> NDArray[np.int32]:
    return np.ascontiguousarray(array, np.int32).reshape(-1)


def _flat(array: Any, dtype: Any) -> Any:
    flat = np.ascontiguousarray(array, dtype).reshape(-1)
    if flat.size >= _MOST:
        raise MemoryError(f"{flat.size} numbers in one array")
    return flat


def _some(dtype: Any, count: int = 1) -> Any:
    """Room on the card for `count` numbers, and for one where there are none: an array must not be empty."""
    if count >= _MOST:
        raise MemoryError(f"{count} numbers in one array")
    return cuda.device_array(max(1, count), dtype)


def _up(flat: Any) -> Any:
    """A copy on the card; of an empty array one number that nobody reads."""
    return cuda.to_device(flat if flat.size else np.zeros(1, flat.dtype))


def _longest(job: Job) -> int:
    """How many samples the largest batch has."""
    if job.order == EXPLICIT:
        return int(np.diff(job.starts).max())
    points = int(job.counts.max())
    return min(job.batch, points) + (min(job.batch - 1, points) if job.remainder == CARRY else 0)


class Networks:
    """N networks on the card; `advance` trains them there, and the properties bring back where they stand."""

    def __init__(self, job: Job, theta: Floats, slots: Floats, position: Whole) -> None:
        self.job, self.count, self.size = job, *theta.shape
        self.slots_each, self.dtype = slots.shape[1], theta.dtype
        table = compact(job.table)
        last = table[-1]
        outputs = int(last[FAN_OUT])
        rows = int(last[TARGET]) + outputs
        longest = _longest(job)
        turns = -(-self.count // _AT_ONCE)
        self.most = max(1, int(_PRODUCTS / (3 * products(table) * longest * turns)))  # updates of one launch
        self.lanes = min(longest, THREADS)
        widest = int(table[:, [READ, MADE]].max())
        self.threads = self.lanes * max(1, min(THREADS // self.lanes, widest))
        self.pitch = longest | 1  # odd, so that rows begin in different banks of shared memory
        space = training.space_of(rows, outputs, self.pitch, self.lanes, self.size)
        slots_space = self.slots_each * self.size
        self.near = space * self.dtype.itemsize <= SHARED
        self.near_slots = self.near and (space + slots_space) * self.dtype.itemsize <= SHARED
        self.bytes = (space * self.near + slots_space * self.near_slots) * self.dtype.itemsize
        self.far = _some(self.dtype, 0 if self.near else self.count * space)

        shape = (self.count, self.size)
        self.kernel = training.train_dense if is_dense(table) else training.train
        self.table = _up(_int32(table))
        self.routes, self.walks = (_up(_int32(one)) for one in routes(table, self.size))
        self.hyper = _up(_flat(job.hyper, np.float64))
        self.pulled = _up(_flat(np.broadcast_to(job.pulled, shape), self.dtype))
        self.trainable = _up(_flat(np.broadcast_to(job.trainable, shape), self.dtype))
        self.counts, self.seen = _up(_int32(job.counts)), _up(np.full(self.count, np.nan))
        self.points = _up(_flat(np.concatenate([job.x, job.t], axis=1), self.dtype))
        self.sets, self.starts = _up(_int32(job.sets)), _up(_int32(job.starts))
        self.lists = _up(_int32(job.lists))
        self._theta, self._slots = _up(_flat(theta, self.dtype)), _up(_flat(slots, self.dtype))
        self._position = _up(_flat(position, np.int64))
        self.done = _some(np.int32, self.count)

    def advance(
        self,
        updates: Whole,
        careful: bool = False,
        stride: int = 0,
        ranged: bool = True,
        places: Whole = np.empty(0, np.int64),  # noqa: B008  # never written to
    ) -> tuple[Whole, Whole, NDArray[np.float64], Floats]:
        """Up to `updates` (N,) of them each: how many were made (N,), and the bins as `Trained` has them.

        With a stride it is one launch; without, as many as the orders of their epochs need.
        """
        left, made = np.asarray(updates, np.int64).copy(), np.zeros(self.count, np.int64)
        bins = int(left.max()) // stride + 2 if stride else 1
        sorts = 3 if ranged else 1
        bin_update = _up(np.full(self.count * bins, -1, np.int64))
        bin_loss = _some(np.float64, self.count * bins * 3)
        bin_theta = _some(self.dtype, self.count * bins * sorts * len(places))
        ranges = _some(self.dtype, self.count * 2 * len(places) if ranged else 0)
        followed = _up(_int32(places)) if stride else _some(np.int32)
        while left.any():
            coming = int(left.max()) if stride else min(int(left.max()), self.most)
            orders, groups_of, epochs, most = self._orders(coming, whole=stride > 0)
            now = np.minimum(left, most)
            self.kernel[self.count, self.threads, 0, self.bytes](
                self.table, self.routes, self.walks, np.int32(self.job.loss), float(self.job.bend), np.int32(self.job.optimizer),
                np.int32(self.job.form), self.hyper, self.pulled, self.trainable, self._theta, self._slots,
                np.int32(self.size), np.int32(self.slots_each), self.points, self.sets,
                np.int32(self.job.x.shape[2]), self.counts, orders, groups_of, np.int32(epochs),
                np.int32(self.job.order), np.int32(self.job.remainder), np.int32(self.job.batch), self.starts,
                self._position, _up(_int32(now)), careful, np.int32(stride), followed, np.int32(bins),
                np.int32(sorts), bin_update, bin_loss, bin_theta, ranges, self.done, self.seen, self.near, self.near_slots,
                self.far, np.int32(self.pitch), np.int32(self.lanes),
            )  # fmt: skip
            done = self.done.copy_to_host().astype(np.int64)
            made += done
            left = np.where(done < now, 0, left - done)
        shape = (self.count, bins)
        return (
            made,
            bin_update.copy_to_host().reshape(shape),
            bin_loss.copy_to_host().reshape(*shape, 3),
            bin_theta.copy_to_host()[: self.count * bins * sorts * len(places)].reshape(
                *shape, sorts, len(places)
            ),
        )

    def _orders(self, updates: int, whole: bool) -> tuple[Any, Any, int, int]:
        """The orders of the coming epochs, whose each network follows, how many epochs, and for how many updates."""
        job = self.job
        if job.order == EXPLICIT:
            return self.lists, self.sets, 0, updates
        begin = self._position.copy_to_host().reshape(self.count, 4)[:, 1]
        counts, across = job.counts[job.sets], job.x.shape[2]
        kinds, groups_of = np.unique(np.stack([job.seeds, begin, counts]), axis=1, return_inverse=True)
        groups, few = kinds.shape[1], int(counts.min())
        each, twice = max(1, few // job.batch), 2 if few < job.batch else 1
        epochs = twice * (updates // each + 1) + 2
        allowed = max(4, _ORDERS // (groups * across))
        if epochs > allowed and not whole:
            updates = max(1, ((allowed - 2) // twice - 1) * each)
            epochs = allowed
        orders = _some(np.int32, groups * epochs * across)
        threads = 64
        training.fill_orders[-(-groups * epochs // threads), threads, 0, 0](
            orders,
            np.int32(job.order),
            _up(kinds[0].copy()),
            _up(kinds[1].copy()),
            _up(_int32(kinds[2])),
            np.int32(epochs),
            np.int32(across),
        )
        return orders, _up(_int32(groups_of)), epochs, updates

    @property
    def theta(self) -> Floats:
        """θ (N, P) as it stands."""
        return np.asarray(self._theta.copy_to_host()[: self.count * self.size].reshape(self.count, self.size))

    @property
    def slots(self) -> Floats:
        """The slots (N, slots, P) as they stand."""
        shape = (self.count, self.slots_each, self.size)
        return np.asarray(self._slots.copy_to_host()[: int(np.prod(shape))].reshape(shape))

    @property
    def position(self) -> Whole:
        """Where each stands: (N, 4)."""
        return np.asarray(self._position.copy_to_host().reshape(self.count, 4))


def train(
    job: Job,
    theta: Floats,
    slots: Floats,
    position: Whole,
    updates: Whole,
    careful: bool,
    stride: int,
    ranged: bool,
    places: Whole,
) -> Trained:
    """As `wbsim.card.train`."""
    networks = Networks(job, theta, slots, position)
    done, at, losses, followed = networks.advance(updates, careful, stride, ranged, places)
    seen = networks.seen.copy_to_host()
    return Trained(networks.theta, networks.slots, networks.position, done, seen, at, losses, followed)


class Forward:
    """A forward pass of N networks that stands ready on the card; `run` does it, `results` brings it back."""

    def __init__(
        self,
        table: Whole,
        loss: int,
        bend: float,
        theta: Floats,
        x: Floats,
        t: Floats | None,
        count: int,
        keep: Whole,
        sets: Whole | None = None,
        places: Whole | None = None,
        changed: Floats | None = None,
    ) -> None:
        table = compact(table)
        self.count, self.keep, size, dtype = count, len(keep), theta.shape[1], theta.dtype
        self.networks = len(theta) if changed is None else len(changed)
        self.told = t is not None
        outputs = int(table[-1, FAN_OUT])
        rows = int(table[-1, TARGET]) + outputs
        self.threads = min(THREADS, -(-count // 32) * 32)
        while self.threads > 32 and self._space(rows, outputs, size) * dtype.itemsize > SHARED:
            self.threads -= 32
        space = self._space(rows, outputs, size)
        near = space * dtype.itemsize <= SHARED
        self.bytes = space * dtype.itemsize if near else 0
        slices = _SLICES // min(self.networks, _SLICES)
        if not near:
            slices = min(slices, _FAR // (self.networks * space))
        self.slices = max(1, min(slices, -(-count // self.threads)))
        self.kernel = evaluation.evaluate_dense if is_dense(table) else evaluation.evaluate
        self.losses = _some(dtype, self.networks * self.slices)
        self.out = _some(dtype, self.networks * self.keep * count)
        where, values = (np.empty(0, np.int64), np.empty(0)) if places is None else (places, changed)
        samples = x if t is None else np.concatenate([x, t], axis=1)
        of = np.zeros(self.networks, np.int64) if sets is None else sets
        # arrays of no places must be empty on the card too: their lengths are read
        self.arguments = (
            _up(_int32(table)), np.int32(loss), float(bend), _up(_flat(theta, dtype)), np.int32(size),
            len(theta) == 1, cuda.to_device(_int32(where)), _up(_flat(values, dtype)), _up(_flat(samples, dtype)),
            _up(_int32(of)), np.int32(x.shape[2]), self.told, np.int32(count), cuda.to_device(_int32(keep)),
            self.out, self.losses, near, _some(dtype, 0 if near else self.networks * self.slices * space),
        )  # fmt: skip

    def _space(self, rows: int, outputs: int, size: int) -> int:
        return int(evaluation.space_of(rows, outputs, self.threads, size))

    def run(self) -> None:
        """Launches it."""
        self.kernel[(self.networks, self.slices), self.threads, 0, self.bytes](*self.arguments)

    def results(self) -> tuple[NDArray[np.float64], Floats]:
        """Mean losses (N,), 0 without targets, and the values (N, K, count)."""
        shape = (self.networks, self.keep, self.count)
        values = self.out.copy_to_host()[: int(np.prod(shape))].reshape(shape)
        if not self.told:
            return np.zeros(self.networks), values
        losses = self.losses.copy_to_host().reshape(self.networks, self.slices)
        return losses.astype(np.float64).sum(axis=1) / self.count, values


def evaluate(*arguments: Any) -> tuple[NDArray[np.float64], Floats]:
    """As `wbsim.card.evaluate`."""
    forward = Forward(*arguments)
    forward.run()
    return forward.results()
