"""Where what is taken out is written, and under which name: whole or not at all, and refused in one sentence."""

from __future__ import annotations

import errno
import re
import unicodedata
from pathlib import Path

from wbsim.files.whole import replace_whole
from wbsim.problems import refuse
from wbsim.translation import translated


def write(path: Path, content: bytes) -> None:
    """Writes a file, or raises `Refused` and leaves what was there."""
    if not path.absolute().parent.is_dir():
        raise refuse(
            path.name, translated("there is no folder {folder} to write to", folder=path.absolute().parent)
        )
    try:
        replace_whole(path, content, lasting=False)
    except OSError as error:
        raise refuse(path.name, _reason(error)) from None


def _reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return translated("it was not written, because the disk is full")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return translated("it was not written, because nobody may write there")
    if error.errno in (errno.EISDIR, errno.ENOTDIR):
        return translated("it was not written, because a folder has this name")
    return translated("it was not written: {why}", why=(error.strerror or str(error)).lower())


def form_of(path: Path, forms: tuple[str, ...]) -> str:
    """The form that a file's ending asks for; raises `Refused` where it asks for none of them."""
    form = path.suffix.lower().removeprefix(".")
    if form in forms:
        return form
    known = ", ".join(f".{one}" for one in forms)
    raise refuse(
        path.name, translated("its ending says no form that can be written; these can: {known}", known=known)
    )


def usual_name(run: str, part: str, update: int) -> str:
    """`circle-plane-800` of a run, what is taken of it, and the update: letters and figures that every system takes."""
    return "-".join(filter(None, (_plain(run) or "wbsim", _plain(part), str(update))))


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKC", words).casefold()
    return re.sub(r"[^\w.]+", "-", letters).strip("-._")[:60]
