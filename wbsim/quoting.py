"""Words of a command as they are typed into a shell: one of POSIX, or that of Windows. It knows no command."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterable

_PLAIN = re.compile(r"[\w.,:=/\\+@-]+", re.ASCII)  # what Windows' shell takes as it is
_META = re.compile(r'[()%!^"<>&|]')  # what it takes for its own, unless a caret stands before it


def quoted(words: Iterable[str], windows: bool = False) -> str:
    """The words in one line that a shell takes apart into these very words."""
    return " ".join(map(_for_windows if windows else shlex.quote, words))


def _for_windows(word: str) -> str:
    """A word for `cmd`, which first reads its own signs and hands the rest to the program, which reads quotes.

    Inside double quotes `cmd` reads nothing but `%`. A word that holds quotes itself would end that, so in such a word every
    sign of `cmd` gets a caret, and only the program reads the quotes.
    """
    if _PLAIN.fullmatch(word):
        return word
    whole = subprocess.list2cmdline([word])
    whole = whole if whole.startswith('"') else f'"{whole}"'
    return _META.sub(r"^\g<0>", whole) if '"' in word or "%" in word else whole
