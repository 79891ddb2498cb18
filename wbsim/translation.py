"""What wbsim says, in the language that was chosen: English texts are looked up in catalogs, and stay English where they
are not found. It knows neither windows nor what is said.
"""

from __future__ import annotations

import locale
from functools import cache
from typing import Literal, get_args

import polib

from wbsim import installed

Language = Literal["en", "de", "zh_CN"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMES: dict[Language, str] = {"en": "English", "de": "Deutsch", "zh_CN": "简体中文"}
"""Each language in its own words."""
_WRITTEN_OUT: dict[Language, str] = {"en": "English", "de": "German", "zh_CN": "Chinese"}
"""As Windows writes it: `German_Germany`."""
_chosen: Language = "en"


def choose(language: Language) -> None:
    """Speaks this language from now on; what was said before stays as it is."""
    global _chosen  # noqa: PLW0603  # one program speaks one language
    _chosen = language


def chosen() -> Language:
    """The language that is spoken."""
    return _chosen


def usual() -> Language:
    """The language of the desktop, or English where wbsim does not speak that."""
    named = (locale.getlocale()[0] or "").replace("-", "_")
    return next((one for one in LANGUAGES if named.startswith((one[:2], _WRITTEN_OUT[one]))), "en")


def marked(text: str) -> str:
    """The text itself, which belongs into the catalogs and is translated where it is shown."""
    return text


def translated(text: str, /, **values: object) -> str:
    """The text in the language that was chosen, with `values` in its braces."""
    said = found(text) or text
    return said.format(**values) if values else said


def plural(count: int, one: str, several: str, **values: object) -> str:
    """Of two texts the one for so many, with `count` in its braces."""
    return translated(one if count == 1 else several, count=count, **values)


def within(title: str) -> str:
    """A title as it stands within a sentence: in English in small letters (`learning rate`), unless it is like `L2`."""
    if _chosen != "en" or title[:2].isupper() or title[1:2].isdigit():
        return title
    return title[:1].lower() + title[1:]


def found(text: str) -> str | None:
    """The text in the language that was chosen, or None where it has none."""
    return None if _chosen == "en" else _catalog(_chosen).get(text)


@cache
def _catalog(language: Language) -> dict[str, str]:
    """Texts by their English ones, from all files of a language; empty entries and fuzzy ones do not count."""
    folder = installed.found("translations", language)
    entries: dict[str, str] = {}
    for file in sorted(folder.glob("*.po")) if folder else ():
        for entry in polib.pofile(str(file)).translated_entries():
            entries[entry.msgid] = entry.msgstr
    return entries
