"""The file of a sweep: runs that are done are appended beside it while others go on, and at the end it is written whole, in the
order of the grid. Whatever moment a process ends at, what was done is found again. It trains nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, final

from wbsim.files.locks import Lock
from wbsim.files.run_file import reason
from wbsim.files.whole import replace_whole
from wbsim.outcomes import Criterion
from wbsim.problems import Refused, refuse
from wbsim.sweep_columns import is_sweep, lines_of
from wbsim.sweep_jobs import Ended
from wbsim.sweep_rows import Format, cells_of, is_experiment, line
from wbsim.translation import translated

PART, LOCK = ".part", ".lock"


@dataclass(frozen=True)
class Found:
    """The runs that a file and its part have, by number, and in sentences what of them could not be read."""

    runs: Mapping[int, Ended] = field(default_factory=dict)
    said: tuple[str, ...] = ()


@final
class SweepFile:
    """The file `out` of a sweep, where a link to it leads, and the part beside it; raises `Refused` where it is no file."""

    def __init__(self, out: Path, form: Format) -> None:
        _check(out)
        self.form = form
        self.out = Path(os.path.realpath(out)) if out.is_symlink() else out
        self.part = self.out.with_name(self.out.name + PART)
        _check(self.part)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within, no other sweep writes to the file; raises `Refused` while another does, and where no file can be made."""
        if not self.out.absolute().parent.is_dir():
            raise refuse(str(self.out), translated("there is no such folder to write to"))
        path = self.out.with_name(self.out.name + LOCK)
        try:
            lock = Lock.take(path)
        except OSError as error:
            raise refuse(
                str(self.out), translated("cannot be written: {error}", error=reason(error))
            ) from None
        if lock is None:
            raise refuse(str(self.out), translated("another sweep is writing to it; choose another --out"))
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()
            lock.release()

    def clear(self) -> None:
        """Begins anew: what was done before is gone. Raises `Refused` where it cannot be removed."""
        for path in (self.out, self.part):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise refuse(
                    str(path), translated("cannot be replaced: {error}", error=reason(error))
                ) from None

    def found(self) -> Found:
        """The runs that were done before; raises `Refused` where the files are not of this sweep."""
        runs, said = dict[int, Ended](), list[str]()
        for path in (self.out, self.part):
            strange = list[int]()  # lines with what is no experiment here
            for number, text in enumerate(self._lines(path)[1:], 2):
                cells = cells_of(text)
                ended = None if cells is None else self.form.read(cells)
                if cells is not None and ended is not None:
                    if self.form.is_same(ended, cells):
                        runs[ended.number] = ended
                        continue
                    if is_experiment(cells[-1]):
                        raise self._other(path, translated("another run in line {number}", number=number))
                    strange.append(number)
                said.append(
                    translated(
                        "{name}: line {number} is damaged; its run is done again",
                        name=path.name,
                        number=number,
                    )
                )
            if strange and not runs:  # another version's rather than all of them damaged
                raise self._other(path, translated("another run in line {strange}", strange=strange[0]))
        return Found(runs, tuple(said))

    def _lines(self, path: Path) -> list[str]:
        """The whole lines of a file, the first one being the names of its columns; none where there is no file."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise refuse(str(path), translated("cannot be read: {error}", error=reason(error))) from None
        whole, _, _ = content.rpartition(b"\n")
        names = line(self.form.columns)
        if not whole:
            if names.encode().startswith(content):  # cut within its first line
                return []
            raise self._foreign(path)
        lines = lines_of(whole)
        if cells_of(lines[0]) != [*self.form.columns]:
            if is_sweep(re.sub(b"[;\t]", b",", content[:10_000])) and not is_sweep(content[:10_000]):
                what = translated(
                    "another program has saved it without commas between its cells; save it with commas"
                )
                raise refuse(str(path), translated("{what}, or choose another --out", what=what))
            raise (
                self._other(path, translated("other columns"))
                if is_sweep(content[:10_000])
                else self._foreign(path)
            )
        return lines

    def _other(self, path: Path, what: str) -> Refused:
        return refuse(
            str(path),
            translated(
                "it holds another sweep ({what}); choose another file (--out), or begin it anew (--anew)",
                what=what,
            ),
        )

    def _foreign(self, path: Path) -> Refused:
        return refuse(
            str(path),
            translated("this is no sweep of wbsim; choose another --out, or --anew to write over it"),
        )

    @contextmanager
    def appended(self) -> Iterator[BinaryIO]:
        """The part, ready to be added to: a line that was cut is cut off. Raises `Refused` where it cannot be written."""
        try:
            file = self.part.open("r+b" if self.part.exists() else "w+b")
        except OSError as error:
            raise refuse(
                str(self.part), translated("cannot be written: {error}", error=reason(error))
            ) from None
        names = line(self.form.columns).encode() + b"\n"
        try:
            with file:
                content = file.read()
                file.seek(content.rfind(b"\n") + 1)
                file.truncate()
                if not file.tell():
                    file.write(names)
                    file.flush()
                yield file
        finally:
            with contextlib.suppress(OSError):
                if self.part.stat().st_size <= len(names):  # nothing was done
                    self.part.unlink()

    def add(self, file: BinaryIO, runs: Iterable[Ended], criterion: Criterion) -> None:
        """Runs that are done; on their way to the disk when this returns. Raises `Refused` where the disk is full."""
        text = "".join(f"{self.form.row(one, criterion)}\n" for one in runs)
        try:
            file.write(text.encode())
            file.flush()
        except OSError as error:
            raise refuse(
                str(self.part), translated("cannot be written: {error}", error=reason(error))
            ) from None

    def write(self, runs: Mapping[int, Ended], criterion: Criterion) -> None:
        """The whole file in the order of the grid, in place of what was there; raises `Refused`."""
        points_row = min(runs, default=0) + 1
        rows = (self.form.row(runs[number], criterion, points_row) for number in sorted(runs))
        content = "".join(f"{row}\n" for row in (line(self.form.columns), *rows)).encode()
        try:
            replace_whole(self.out, content)
            self.part.unlink(missing_ok=True)
        except OSError as error:
            raise refuse(
                str(self.out), translated("cannot be written: {error}", error=reason(error))
            ) from None


def _check(path: Path) -> None:
    """Refuses what is there already and is no regular file: a pipe would be waited for, a device replaced."""
    if path.is_dir():
        raise refuse(str(path), translated("this is a folder; a sweep needs a file, such as results.csv"))
    if os.path.lexists(path) and not path.is_file():
        raise refuse(str(path), translated("this is no regular file; a sweep needs one, such as results.csv"))
