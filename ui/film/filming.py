"""A film is made a frame at a time: whoever drives may stop between two, and then nothing is left behind. It knows neither
terminal nor card.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QImage, QPainter

from ui.film.encoder import Encoder, Pixels, Quality
from ui.film.progress import Progress
from ui.film.titles import Band, Words, plain
from ui.layouts import Layout, layout_of
from ui.look import Spoken
from ui.studio import Studio
from ui.theme import Colors, Name, theme_of
from wbsim.run import Run
from wbsim.session import Session


@dataclass(frozen=True)
class Sheet:
    """How a film looks: pixels of a frame, `scale` of them for each that it is laid out in; theme and layout."""

    size: tuple[int, int] = (1920, 1080)
    scale: float = 1.0
    theme: Name = "light"
    layout: Layout = field(default_factory=lambda: layout_of("stage"))
    colors: Colors = "usual"

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of a frame."""
        return round(self.size[0] * self.scale), round(self.size[1] * self.scale)


class Stage(Protocol):
    """Where a reel gets a studio for a run or session; the one of before is then closed."""

    def __call__(
        self, of: Run | Session, layout: Layout | None = None, theme: Name | None = None, as_then: bool = True
    ) -> Studio:
        """A studio for the part of the picture below the band."""


class Reel(Protocol):
    """What is filmed."""

    @property
    def total(self) -> int:
        """How many frames it has."""

    @property
    def titles(self) -> tuple[str, ...]:
        """All titles that will be shown,"""

    @property
    def captions(self) -> tuple[str, ...]:
        """and all captions."""

    def frames(self, stage: Stage) -> Iterator[tuple[Studio, Words] | None]:
        """Shows frame after frame in a studio, and says what stands over it; None while it gets ready for the next. Raises `Refused`."""


def film(
    reel: Reel, sheet: Sheet, out: Path, fps: int, quality: Quality = "good"
) -> Generator[Progress, None, None]:
    """Makes a film, and says how far it is after every frame; needs a dressed application. Closing this generator, or any
    error, leaves nothing behind. Raises `Refused`.
    """
    said = _Said(sheet, reel)
    band = said.band
    rooms = _Rooms(sheet, band.height)
    encoder = Encoder(out, sheet.pixels, fps, quality)
    try:
        image = QImage(QSize(*sheet.pixels), QImage.Format.Format_RGB32)
        image.fill(theme_of(sheet.theme, sheet.colors).color("bg"))
        done = 0
        for shown in reel.frames(rooms):
            if shown is not None:
                studio, words = shown
                said.say(studio, words)
                encoder.write(_painted(image, sheet, band, studio, words))
                done += 1
            yield Progress(done, reel.total)
        for share in encoder.finish():
            yield Progress(done, reel.total, share)
        yield Progress(done, reel.total, 1.0)
    finally:
        encoder.abandon()
        rooms.close()


def _painted(image: QImage, sheet: Sheet, band: Band, studio: Studio, words: Words) -> Pixels:
    """A frame as (height, width, 4) of its own."""
    picture = studio.image()
    if band.height:
        painter = QPainter(image)
        painter.scale(sheet.scale, sheet.scale)
        band.paint(painter, words)
        painter.resetTransform()
        top = image.height() - picture.height()
        painter.drawImage(QRectF(0, top, picture.width(), picture.height()), picture, QRectF(picture.rect()))
        painter.end()
        picture = image
    height, width = picture.height(), picture.width()
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(height, picture.bytesPerLine() // 4, 4)
    return rows[:, :width].copy()


class _Said:
    """Where titles and captions stand: on stage where the stage has them, else on a band over the picture."""

    def __init__(self, sheet: Sheet, reel: Reel) -> None:
        self._on_stage = sheet.layout.stage
        self._has_captions = any(reel.captions)
        titles, captions = ((), ()) if self._on_stage else (reel.titles, reel.captions)
        self.band = Band(
            theme_of(sheet.theme, sheet.colors),
            sheet.size,
            titles,
            captions,
            counts=not sheet.layout.controls,
        )

    def say(self, studio: Studio, words: Words) -> None:
        """Says it on the stage; a band is painted with the frame."""
        if self._on_stage:
            # the caption keeps its place while there is none, so that the pictures keep theirs
            caption = plain(words.caption) if self._has_captions else None
            spoken = Spoken(plain(words.title), plain(words.heading), caption)
            if studio.window.look.spoken != spoken:
                studio.look(spoken=spoken)


class _Rooms:
    """One studio at a time, as large as the band leaves room for."""

    def __init__(self, sheet: Sheet, band: int) -> None:
        self._sheet = sheet
        self._size = sheet.size[0], sheet.size[1] - band
        self._studio: Studio | None = None

    def __call__(
        self, of: Run | Session, layout: Layout | None = None, theme: Name | None = None, as_then: bool = True
    ) -> Studio:
        self.close()
        sheet = self._sheet
        self._studio = Studio(
            of,
            self._size,
            theme or sheet.theme,
            layout or sheet.layout,
            sheet.scale,
            as_then,
            sheet.colors,
        )
        return self._studio

    def close(self) -> None:
        if self._studio is not None:
            self._studio.close()
        self._studio = None
