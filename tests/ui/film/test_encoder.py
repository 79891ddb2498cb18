"""Pictures into files: as many as there were, the same bytes each time, whole or not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from films import frames_in, parts_in, rate_of

from ui.film.encoder import CONTAINERS, GIF_RATES, Encoder, Pixels
from ui.film.palette import Palette, numbered
from ui.film.parts import tidy
from wbsim import Refused

SUFFIXES = (".mp4", ".webm", ".gif", ".png")


def pictures(count: int, size: tuple[int, int] = (64, 48)) -> list[Pixels]:
    """A bright square that goes over a ground of two hues."""
    made = []
    for place in range(count):
        pixels = np.zeros((size[1], size[0], 4), np.uint8)
        pixels[:, : size[0] // 2] = (200, 120, 40, 0)
        pixels[:, size[0] // 2 :] = (30, 60, 180, 0)
        pixels[8:24, (3 * place) % (size[0] - 16) :][:, :16] = (20, 240, 250, 0)
        made.append(pixels)
    return made


def written(out: Path, given: list[Pixels], fps: int = 10) -> Path:
    encoder = Encoder(out, (given[0].shape[1], given[0].shape[0]), fps)
    for one in given:
        encoder.write(one)
    for _ in encoder.finish():
        pass
    return out


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("count", [1, 2, 31])
def test_a_film_has_as_many_frames_as_it_was_given(tmp_path: Path, suffix: str, count: int) -> None:
    film = written(tmp_path / f"a{suffix}", pictures(count))
    assert len(frames_in(film)) == count
    assert not parts_in(tmp_path)


@pytest.mark.parametrize(
    ("suffix", "fps"), [(".mp4", 24), (".mp4", 60), (".webm", 25), (".webm", 60), (".png", 12), *((".gif", r) for r in GIF_RATES)]
)  # fmt: skip
def test_a_film_has_the_rate_that_it_was_given(tmp_path: Path, suffix: str, fps: int) -> None:
    film = written(tmp_path / f"a{suffix}", pictures(12), fps)
    assert len(frames_in(film)) == 12
    if suffix != ".png":  # whose frames each say how long they last
        assert rate_of(film) == pytest.approx(fps, rel=1e-3)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_pictures_make_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    films = [written(tmp_path / f"{name}{suffix}", pictures(20)).read_bytes() for name in "ab"]
    assert films[0] == films[1]


@pytest.mark.parametrize(("suffix", "off"), [(".mp4", 2.5), (".webm", 2.5), (".gif", 2.0), (".png", 0.0)])
def test_colors_come_out_as_they_went_in(tmp_path: Path, suffix: str, off: float) -> None:
    given = pictures(6)
    found = frames_in(written(tmp_path / f"a{suffix}", given))
    for before, after in zip(given, found, strict=True):
        middle = (slice(30, 46), slice(4, 28))  # a plain part
        assert np.abs(before[middle][..., 2::-1].astype(int) - after[middle]).mean() <= off


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_abandoned_leaves_nothing_and_keeps_what_was_there(tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"a{suffix}"
    out.write_bytes(b"before")
    encoder = Encoder(out, (64, 48), 10)
    for one in pictures(9):
        encoder.write(one)
    encoder.abandon()
    encoder.abandon()
    assert out.read_bytes() == b"before"
    assert [*tmp_path.iterdir()] == [out]


def test_a_film_takes_the_place_of_another_only_once_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "a.mp4"
    out.write_bytes(b"before")
    encoder = Encoder(out, (64, 48), 10)
    encoder.write(pictures(1)[0])
    for _ in encoder.finish():
        assert out.read_bytes() == b"before"
    assert len(frames_in(out)) == 1


def test_a_codec_that_is_missing_is_named_and_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = replace(CONTAINERS[".mp4"], codec="no-such-codec")
    monkeypatch.setitem(CONTAINERS, ".mp4", bare)
    with pytest.raises(Refused, match="without no-such-codec"):
        Encoder(tmp_path / "a.mp4", (64, 32), 10)
    assert not list(tmp_path.iterdir())


def test_where_nothing_can_be_written_the_film_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be written there"):
        Encoder(tmp_path / "none" / "a.mp4", (64, 48), 10)


def test_what_a_process_that_is_gone_had_begun_is_tidied(tmp_path: Path) -> None:
    for name in (".wbsim-film-77-ab.part", ".wbsim-film-78-ab.part", "a.mp4"):
        (tmp_path / name).touch()
    tidy(tmp_path, 77)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".wbsim-film-78-ab.part", "a.mp4"]


def test_a_palette_has_the_colors_of_the_pictures_also_the_rare_ones() -> None:
    palette = Palette()
    pixels = np.zeros((300, 300, 4), np.uint8)
    pixels[...] = np.arange(300, dtype=np.uint8)[None, :, None]
    pixels[0:9, 0:9] = (0, 200, 250, 0)
    palette.count(pixels)
    table, numbers = palette.chosen()
    shown = table[numbered(pixels, numbers)][..., 1:].astype(int)  # red, green, blue
    assert np.abs(shown - pixels[..., 2::-1]).max() <= 4
    assert table[255, 0] == 0  # the last one is clear
