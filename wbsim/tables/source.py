"""A file as lines of text: its encoding, and what is no text table at all. It knows nothing of columns."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from wbsim.problems import Refused, refuse
from wbsim.sweep_columns import is_sweep
from wbsim.translation import marked, translated

HEAD = 2**17  # bytes that are looked at to find out how a file is written
MAX_LINE = 2**20  # letters
SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".dat", ".data")

_MARKS = (  # the longer first: UTF-32 begins like UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHERS = (
    (
        b"PK\x03\x04",
        marked("is an Excel workbook or another zip file; open it there and save the table as CSV"),
    ),
    (b"\xd0\xcf\x11\xe0", marked("is an old Excel or Office file; open it there and save the table as CSV")),
    (b"\x1f\x8b", marked("is compressed with gzip; unpack it first")),
    (b"BZh", marked("is compressed with bzip2; unpack it first")),
    (b"\xfd7zXZ", marked("is compressed with xz; unpack it first")),
    (b"\x28\xb5\x2f\xfd", marked("is compressed with zstd; unpack it first")),
    (b"7z\xbc\xaf\x27\x1c", marked("is a 7z archive; unpack it first")),
    (b"%PDF", marked("is a PDF; a table must be a text file such as CSV")),
    (b"PAR1", marked("is a Parquet file; save the table as CSV")),
    (b"\x93NUMPY", marked("is a NumPy array; save it as CSV with numpy.savetxt")),
    (b"SQLite format 3", marked("is a database; export the table as CSV")),
    (b"\x89PNG", marked("is a picture; a table must be a text file such as CSV")),
    (b"\xff\xd8\xff", marked("is a picture; a table must be a text file such as CSV")),
)
_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|\?xml|head|body|svg)", re.IGNORECASE)
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\[{])")
_UNDECODED = re.compile("[\ud800-\udfff]")


class Undecodable(Exception):
    """A line that the encoding cannot read; `octets` says which bytes."""

    def __init__(self, encoding: str, line: int, octets: str) -> None:
        super().__init__(translated("line {line}: {octets}", line=line, octets=octets))
        self.encoding, self.line, self.octets = encoding, line, octets


def is_table(name: str) -> bool:
    """Whether the name of a file is that of a table, by how it ends."""
    return name.lower().endswith(SUFFIXES)


def head(path: Path) -> tuple[bytes, int]:
    """The first bytes of a file and the size of the whole; raises `Refused` for what no text table can be."""
    with _opened(path) as file:
        try:
            size = file.seek(0, 2)
            file.seek(0)
            start = file.read(HEAD)
        except OSError as error:
            raise unreadable(path, error) from None
    if not start:
        raise refuse(path.name, translated("is empty; a table needs a line of names and rows of values"))
    for magic, what in _OTHERS:
        if start.startswith(magic):
            raise refuse(path.name, translated(what))
    if is_sweep(start):
        raise refuse(
            path.name,
            translated(
                "holds the runs of a sweep and is no table of data; {name}#1 opens its run 1", name=path.name
            ),
        )
    if _PAGE.match(start):
        raise refuse(
            path.name, translated("is a web page, not a table; download the file itself, often called “raw”")
        )
    if _JSON.match(start):
        raise refuse(path.name, translated("is JSON; a table must be a text file such as CSV"))
    return start, size


def encoding_of(start: bytes, wished: str | None, name: str) -> tuple[str, str]:
    """The encoding of a file that begins so, and a note where it was not plain to see; raises `Refused`."""
    marked = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None)
    if wished is not None:
        found = known(wished)
        return ("utf-8-sig" if found == "utf-8" and marked == "utf-8-sig" else found), ""
    if marked:
        shown = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-32": "UTF-32"}[marked]
        return marked, "" if marked == "utf-8-sig" else translated(
            "The text is {shown}, as its first bytes say.", shown=shown
        )
    if b"\0" in start:
        even, odd = start[0::2].count(b"\0"), start[1::2].count(b"\0")
        if max(even, odd) > 0.3 * len(start) / 2 and min(even, odd) < 0.02 * len(start) / 2:
            likely = "utf-16-le" if odd > even else "utf-16-be"
            raise refuse(
                name,
                translated(
                    "seems to be UTF-16 without a mark; choose {likely} as the encoding", likely=likely
                ),
            )
        raise refuse(
            name, translated("has zero bytes and is no text; a table must be a text file such as CSV")
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return FALLBACK, translated(FALLEN_BACK)
    return "utf-8", ""


FALLBACK = "cp1252"
FALLEN_BACK = marked(
    "The text is not UTF-8 and is read as Windows-1252 (Western Europe); choose another encoding if letters look wrong."
)


def known(encoding: str) -> str:
    """The usual name of an encoding; raises `Refused` if there is no such text encoding."""
    try:
        found = codecs.lookup(encoding)
        "".encode(found.name)  # some codecs turn bytes into bytes
    except (LookupError, ValueError, TypeError):
        raise refuse(
            "encoding",
            translated("{encoding!r} is not known; utf-8, utf-16, cp1252 and latin-1 are", encoding=encoding),
        ) from None
    return {"iso8859-1": "latin-1"}.get(found.name, found.name)


class Lines:
    """The lines of a file, one after the other, with their ends; closed by `with`.

    `position` of `size` bytes were read so far. Iterating raises `Undecodable`, and `Refused` for a line that
    is endless or has zero bytes, or where the file can be read no further.
    """

    def __init__(self, path: Path, encoding: str, skipped: int = 0) -> None:
        self.name = path.name
        self._path, self._encoding, self._skipped = path, encoding, skipped
        self._file = _opened(path)
        self.size = self._file.seek(0, 2)
        self._file.seek(0)
        # what cannot be decoded becomes surrogates, so that the line can be named
        self._text = io.TextIOWrapper(self._file, encoding, errors="surrogateescape", newline="")

    @property
    def position(self) -> int:
        """How many bytes were read."""
        return self._file.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._text.close()

    def __iter__(self) -> Iterator[str]:
        line_number = 0
        try:
            while line := self._text.readline(MAX_LINE):
                line_number += 1
                if len(line) == MAX_LINE:
                    raise refuse(
                        translated("{name}, line {line_number}", name=self.name, line_number=line_number),
                        translated(
                            "is longer than {max_line:,} letters; a table has a row a line", max_line=MAX_LINE
                        ),
                    )
                if not line.isascii() and (wrong := _UNDECODED.search(line)):
                    raise Undecodable(
                        self._encoding, line_number, translated("byte {ord:#04x}", ord=ord(wrong[0]) & 255)
                    )
                if "\0" in line:
                    raise refuse(
                        translated("{name}, line {line_number}", name=self.name, line_number=line_number),
                        translated("has a zero byte; a table must be a text file"),
                    )
                if line_number > self._skipped:
                    yield line
        except UnicodeError:
            raise Undecodable(
                self._encoding, line_number + 1, translated("some bytes are no letters")
            ) from None
        except OSError as error:
            raise unreadable(self._path, error) from None


def unreadable(path: Path, error: OSError) -> Refused:
    """The refusal of a file that cannot be read."""
    return refuse(
        path.name or str(path),
        translated("cannot be read: {strerror}", strerror=(error.strerror or str(error)).lower()),
    )


def _opened(path: Path) -> BinaryIO:
    try:
        folder, special = path.is_dir(), path.exists() and not path.is_file()
        if not (folder or special):
            return path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from None
    except ValueError:  # it has a zero byte
        raise refuse(ascii(str(path)), translated("is no name of a file")) from None
    if folder:
        raise refuse(str(path), translated("is a folder; choose a file in it"))
    raise refuse(str(path), translated("is no file that can be read from beginning to end"))
