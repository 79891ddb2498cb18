"""Pictures into a film's file, on a thread of its own beside whoever paints them. The file has another name until it is whole;
the same pictures make the same bytes. It knows no run and no window.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, final

import av
import numpy as np
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from ui.film.palette import Palette, numbered
from ui.film.parts import part_of
from wbsim.problems import refuse
from wbsim.translation import translated

Quality = Literal["small", "good", "best"]
Pixels = NDArray[np.uint8]  # (height, width, 4): blue, green, red and nothing
GIF_RATES = (1, 2, 4, 5, 10, 20, 25, 50)  # its frames last whole hundredths of a second
_AHEAD = 4  # pictures that wait for the encoder at most
_THREADS = 2  # of the encoders; another number would make other bytes


@dataclass(frozen=True)
class Container:
    """How one kind of file is written."""

    format: str
    codec: str
    pixels: str
    options: dict[Quality, dict[str, str]]
    even: bool = False  # whether width and height must be
    container_options: tuple[tuple[str, str], ...] = ()


def _vp9(crf: int, speed: int, deadline: Literal["good", "realtime"] = "good") -> dict[str, str]:
    return {
        "crf": f"{crf}",
        "b": "0",
        "deadline": deadline,
        "cpu-used": f"{speed}",
        "row-mt": "1",
        "tile-columns": "2",
        **({"lag-in-frames": "0"} if deadline == "realtime" else {}),
    }


CONTAINERS = {
    ".mp4": Container(
        "mp4", "libx264", "yuv420p",
        {
            "small": {"crf": "28", "preset": "medium"}, "good": {"crf": "19", "preset": "veryfast"},
            "best": {"crf": "12", "preset": "medium"},
        },
        even=True, container_options=(("movflags", "+faststart"),),
    ),
    ".webm": Container(  # for flat pictures realtime, which reads no clock, takes a third of the time at 0.3 dB
        "webm", "libvpx-vp9", "yuv420p", {"small": _vp9(40, 5), "good": _vp9(30, 7, "realtime"), "best": _vp9(18, 4)},
        even=True,
    ),
    ".gif": Container("gif", "gif", "pal8", {"small": {}, "good": {}, "best": {}}, container_options=(("loop", "0"),)),
    ".png": Container(
        "apng", "apng", "rgb24", {one: {"pred": "sub"} for one in ("small", "good", "best")},
        container_options=(("plays", "0"),),
    ),
}  # fmt: skip


def rate_of(suffix: str, fps: int) -> int:
    """The frames a second that a kind of file can have, the nearest below those that are wished."""
    return max((one for one in GIF_RATES if one <= fps), default=1) if suffix == ".gif" else fps


@final
class Encoder:
    """Writes a film of so many pixels. `finish` puts it at its name; `abandon` leaves nothing. Raises `Refused` where there is
    no place for it, or none is left.
    """

    def __init__(self, out: Path, size: tuple[int, int], fps: int, quality: Quality = "good") -> None:
        self._out, self._kind = out, CONTAINERS[out.suffix.lower()]
        self._part = part_of(out)
        self._waiting: queue.Queue[Pixels | None] = queue.Queue(_AHEAD)
        self._error: BaseException | None = None
        self._left = threading.Event()
        self._written = 0  # frames that the encoder has had
        self._size, self._fps = size, fps
        try:
            self._part.touch(exist_ok=False)
            self._container: Any = av.open(
                str(self._part), "w", format=self._kind.format, options={"fflags": "+bitexact", **dict(self._kind.container_options)}
            )  # fmt: skip
        except OSError as error:
            self._part.unlink(missing_ok=True)
            raise _unwritable(out, error) from None
        try:
            self._stream = self._made_stream(quality)
        except ValueError:  # PyAV's word for a codec that it was built without
            self._container.close()
            self._part.unlink(missing_ok=True)
            why = translated("PyAV was built here without {codec}, which it takes", codec=self._kind.codec)
            raise refuse(str(out), why) from None
        self._gif = _Spool() if self._kind.codec == "gif" else None
        self._thread = threading.Thread(target=self._work, name="film", daemon=True)
        self._thread.start()

    def _made_stream(self, quality: Quality) -> Any:
        stream = self._container.add_stream(self._kind.codec, rate=self._fps)
        stream.width, stream.height = self._size
        stream.pix_fmt = self._kind.pixels
        context = stream.codec_context
        context.thread_count = _THREADS if self._kind.even else 1
        context.options = {"flags": "+bitexact", **self._kind.options[quality]}
        if self._kind.even:
            context.colorspace, context.color_range = Colorspace.ITU709, ColorRange.MPEG
            context.color_primaries, context.color_trc = ColorPrimaries.BT709, ColorTrc.BT709
        return stream

    # --- whoever paints --------------------------------------------------------------------------------------

    def write(self, pixels: Pixels) -> None:
        """Takes the next picture, which must not change any more; waits while others wait."""
        self._hand_over(pixels)

    def finish(self) -> Iterator[float]:
        """Ends the film and gives it its name; meanwhile yields how much of that is done, from 0 to 1."""
        self._hand_over(None)
        while self._thread.is_alive():
            self._thread.join(0.05)
            yield self._gif.share if self._gif is not None else 0.0
        self._raise()
        try:
            self._container.close()
            self._part.replace(self._out)
        except OSError as error:
            raise _unwritable(self._out, error) from None
        self._left.set()

    def abandon(self) -> None:
        """Leaves nothing, whatever was written; after `finish` it does nothing."""
        if self._left.is_set():
            return
        self._left.set()
        with contextlib.suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        self._waiting.put(None)
        self._thread.join(5.0)
        if not self._thread.is_alive():  # else a codec is still at work in it
            with contextlib.suppress(Exception):
                self._container.close()
        self._part.unlink(missing_ok=True)

    def _hand_over(self, pixels: Pixels | None) -> None:
        while True:
            self._raise()
            with contextlib.suppress(queue.Full):
                self._waiting.put(pixels, timeout=0.1)
                return

    def _raise(self) -> None:
        error = self._error
        if isinstance(error, OSError):
            raise _unwritable(self._out, error) from None
        if error is not None:
            raise error

    # --- the thread ------------------------------------------------------------------------------------------

    def _work(self) -> None:
        try:
            while (pixels := self._waiting.get()) is not None:
                if self._gif is not None:
                    self._gif.take(pixels)
                else:
                    self._encode(self._frame(pixels))
            if self._left.is_set():
                return
            pictures: Any = self._gif.pictures(self._size) if self._gif is not None else ()
            for numbers in pictures:
                if self._left.is_set():
                    return
                self._encode(av.VideoFrame.from_ndarray(numbers, format="pal8"))
            for packet in self._stream.encode(None):
                self._container.mux(packet)
        except BaseException as error:  # whoever paints raises it
            self._error = error

    def _frame(self, pixels: Pixels) -> Any:
        frame = av.VideoFrame.from_ndarray(pixels, format="bgra")
        if not self._kind.even:
            return frame.reformat(format=self._kind.pixels)
        return frame.reformat(
            format=self._kind.pixels, dst_colorspace=Colorspace.ITU709, src_color_range=ColorRange.JPEG, dst_color_range=ColorRange.MPEG
        )  # fmt: skip

    def _encode(self, frame: Any) -> None:
        frame.pts = self._written
        frame.time_base = Fraction(1, self._fps)
        self._written += 1
        for packet in self._stream.encode(frame):
            self._container.mux(packet)


@final
class _Spool:
    """Pictures that wait, packed, until the palette of all of them is known."""

    def __init__(self) -> None:
        self._palette = Palette()
        self._packed: list[bytes] = []
        self.share = 0.0  # how much has been handed out

    def take(self, pixels: Pixels) -> None:
        """Takes a picture."""
        self._palette.count(pixels)
        self._packed.append(zlib.compress(pixels[..., :3].tobytes(), 1))

    def pictures(self, size: tuple[int, int]) -> Iterator[tuple[Pixels, Pixels]]:
        """Every picture as numbers, with the palette."""
        table, numbers = self._palette.chosen()
        for place, packed in enumerate(self._packed):
            pixels = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(size[1], size[0], 3)
            self.share = place / len(self._packed)
            yield numbered(pixels, numbers), table


def _unwritable(out: Path, error: OSError) -> Exception:
    why = (error.strerror or str(error)).lower()
    return refuse(str(out), translated("the film cannot be written there: {why}", why=why))
