"""What a film is asked for, read from words: stretch, holds, captions, size; each is refused in a sentence. It needs no Qt and
no run.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from ui.film.schedule import Caption, Hold
from wbsim.problems import refuse
from wbsim.run import MOST
from wbsim.translation import translated

SUFFIXES = (".mp4", ".webm", ".gif", ".png")
LONGEST = 3600.0  # seconds
RATES = (1, 120)
_GROUPS = re.compile(r"(?<=\d)[\s_](?=\d{3}(?!\d))")  # 2 000 as wbsim writes it
_SIDES = (160, 90, 7680, 4320)
_GIF_SIZE, _GIF_RATE = (960, 540), 10  # what a GIF has unless asked otherwise: it packs no motion


@dataclass(frozen=True)
class Frames:
    """Width and height of a frame as it is laid out, how many pixels each of these is, and frames a second."""

    size: tuple[int, int]
    scale: float
    fps: int
    notes: tuple[str, ...] = ()


def checked_out(out: Path) -> Path:
    """The file of a film; raises `Refused` where it can be none."""
    if out.suffix.lower() not in SUFFIXES:
        raise refuse(str(out), translated("a film is a .mp4, .webm, .gif or (animated) .png file"))
    if out.is_dir():
        raise refuse(str(out), translated("this is a folder; a film needs a name of its own"))
    if not out.absolute().parent.is_dir():
        raise refuse(str(out), translated("there is no such folder to write to"))
    return out


def frames_of(out: Path, size: str | None, scale: float, fps: int | None) -> Frames:
    """What frames of a file's kind are like; what has to be otherwise than asked for is said. Raises `Refused`."""
    suffix = out.suffix.lower()
    gif = suffix == ".gif"
    if not 0.25 <= scale <= 8:
        raise refuse(
            "--scale", translated("{scale:g} is out of range; it must be from 0.25 to 8", scale=scale)
        )
    if fps is not None and not RATES[0] <= fps <= RATES[1]:
        raise refuse(
            "--fps",
            translated(
                "{fps} is out of range; it must be from {least} to {most}",
                fps=fps,
                least=RATES[0],
                most=RATES[1],
            ),
        )
    notes = []
    wide, high = parsed_size(size) if size is not None else _GIF_SIZE if gif else (1920, 1080)
    if suffix in (".mp4", ".webm") and (wide, high) != (even := _even(wide, high, scale)):
        notes.append(
            f"{wide}x{high} is made {even[0]}x{even[1]}: {suffix} films have an even number of pixels each way"
        )
        wide, high = even
    most = max(wide * scale / _SIDES[2], high * scale / _SIDES[3])
    if most > 1:
        raise refuse(
            "--scale",
            translated(
                "{wide}x{high} pixels are too many; 7680x4320 are the most",
                wide=round(wide * scale),
                high=round(high * scale),
            ),
        )
    rate = fps or (_GIF_RATE if gif else 30)
    if gif:
        from_ = rate
        rate = max(one for one in (1, 2, 4, 5, 10, 20, 25, 50) if one <= rate)
        if fps is not None and rate != from_:
            notes.append(
                f"{from_} frames a second are made {rate}: each lasts a whole number of hundredths of a second in a GIF"
            )
        elif fps is None:
            notes.append(
                f"a GIF is {wide}x{high} at {rate} frames a second unless --size and --fps say otherwise"
            )
    return Frames((wide, high), scale, rate, tuple(notes))


def _even(wide: int, high: int, scale: float) -> tuple[int, int]:
    """The next size whose pixels are even."""
    while round(wide * scale) % 2:
        wide += 1
    while round(high * scale) % 2:
        high += 1
    return wide, high


def parsed_size(text: str) -> tuple[int, int]:
    """`1280x720`; raises `Refused`."""
    parts = text.lower().split("x")
    if len(parts) == 2 and all(part.isascii() and part.isdecimal() and len(part) < 6 for part in parts):
        wide, high = int(parts[0]), int(parts[1])
        if _SIDES[0] <= wide <= _SIDES[2] and _SIDES[1] <= high <= _SIDES[3]:
            return wide, high
    raise refuse(
        "--size",
        translated(
            "{text!r} is not a size; it must be WIDTHxHEIGHT from 160x90 to 7680x4320, as 1920x1080",
            text=text,
        ),
    )


def checked_seconds(seconds: float) -> float:
    """How long a film lasts; raises `Refused`."""
    if not (math.isfinite(seconds) and 0.1 <= seconds <= LONGEST):
        raise refuse(
            "--seconds",
            translated(
                "{seconds:g} is out of range; it must be from 0.1 to {longest:g}",
                seconds=seconds,
                longest=LONGEST,
            ),
        )
    return seconds


def parsed_stretch(text: str) -> tuple[int | None, int | None]:
    """`100:3000`, `100:`, `:3000` or `3000`, which begins at the start; raises `Refused`."""
    first, sign, last = text.partition(":")
    if not sign:
        first, last = "", first
    found = [_update("--updates", part) if part.strip() else None for part in (first, last)]
    if found == [None, None]:
        raise refuse(
            "--updates", translated("{text!r} is no stretch; it must be FROM:TO, such as 0:3000", text=text)
        )
    if None not in found and found[0] > found[1]:  # type: ignore[operator]
        raise refuse(
            "--updates",
            translated(
                "{text} goes back; a film goes forward, from the lower update to the higher", text=text
            ),
        )
    return found[0], found[1]


def parsed_hold(text: str) -> Hold:
    """`2` seconds at the end, or `1250:2` at an update; raises `Refused`."""
    update, sign, seconds = text.rpartition(":")
    try:
        lasts = float(seconds)
    except ValueError:
        lasts = math.nan
    if not 0 < lasts <= LONGEST:
        raise refuse(
            "--hold",
            translated(
                "{text!r} is no hold; it must be SECONDS at the end or UPDATE:SECONDS, such as 1250:2",
                text=text,
            ),
        )
    return Hold(lasts, _update("--hold", update) if sign else None)


def parsed_caption(text: str, where: str = "--caption") -> Caption:
    """`1250: the boundary closes`; raises `Refused`."""
    update, sign, words = text.partition(":")
    if not sign:
        raise refuse(
            where,
            translated(
                "{text!r} is no caption; it must be UPDATE: words, such as '1250: the boundary closes'",
                text=text,
            ),
        )
    return Caption(_update(where, update), words.strip())


def captions_in(file: Path) -> tuple[Caption, ...]:
    """A file of captions, one on each line; lines that are empty or begin with # are passed over. Raises `Refused`."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise refuse(
            "--captions",
            translated(
                "{file} cannot be read: {strerror}",
                file=file,
                strerror=(error.strerror or str(error)).lower(),
            ),
        ) from None
    except UnicodeDecodeError:
        raise refuse("--captions", translated("{file} is not a text in UTF-8", file=file)) from None
    lines = enumerate(text.splitlines(), 1)
    return tuple(
        parsed_caption(line.strip(), f"--captions {file}, line {number}")
        for number, line in lines
        if line.strip() and not line.lstrip().startswith("#")
    )


def _update(where: str, text: str) -> int:
    word = _GROUPS.sub("", text.strip())
    if not (word.isascii() and word.isdecimal() and len(word) < 20 and int(word) <= MOST):
        raise refuse(
            where,
            translated(
                "{text!r} is no update; it must be a whole number from 0 to {most}",
                text=text.strip(),
                most=MOST,
            ),
        )
    return int(word)
