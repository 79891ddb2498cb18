"""Text in lessons: by language, with numbers that the running engine fills in. It knows no lesson."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from string import Formatter

from wbsim.lessons.expressions import Scope, Unmeasured, reckon
from wbsim.settings import word
from wbsim.symbols import raised
from wbsim.translation import chosen, translated

Words = str | dict[str, str]  # English, translated in the catalogs, or a text for every language
MINUS = "\N{MINUS SIGN}"
_UNKNOWN = "…"
_UNIT = re.compile(r"(?<=\d) (?=(?:%|cm|m²|k€|h)(?!\w))")  # what stays with its number at the end of a line
_FORM = re.compile(r"\.\d[fge%]")
_SMALL, _LARGE = 1e-4, 1e6  # beyond these a number is written with a power of ten


def said(words: Words) -> str:
    """A text in the language that was chosen, or in English where it has not been translated: from the catalogs, or from the
    file where that has it in several languages.
    """
    if isinstance(words, str):
        return translated(words)
    language = chosen()
    return words.get(language) or words.get(language.partition("_")[0]) or words["en"]


def holes(text: str) -> Iterator[str]:
    """The terms in the braces of a text; raises ValueError, in a sentence, where braces do not match, or where what is said
    behind a term is no form.
    """
    try:
        pieces = list(Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"the braces do not match ({error}); a brace itself is written twice") from None
    for _, term, form, conversion in pieces:
        if term is None:
            continue
        if conversion or (form and not _FORM.fullmatch(form)):
            given = f"!{conversion}" if conversion else f":{form}"
            raise ValueError(f"{given!r} is no form of a number; it must be like :.2f, :.0% or :.2g")
        yield term


def filled(text: str, scope: Scope) -> str:
    """A text with its numbers; an ellipsis where one is not known yet."""
    pieces = []
    for plain, term, form, _ in Formatter().parse(text):
        pieces.append(plain)
        if term is not None:
            try:
                pieces.append(shown(reckon(term, scope), form or ""))
            except Unmeasured:
                pieces.append(_UNKNOWN)
    return _UNIT.sub("\N{NO-BREAK SPACE}", "".join(pieces))


def shown(value: float | bool | str, form: str = "") -> str:
    """A value as it is read: three significant digits and a true minus, unless a form such as `.0f` or `.1%` is given."""
    if isinstance(value, bool):
        return translated("yes") if value else translated("no")
    if isinstance(value, str):
        return word(value)
    if not math.isfinite(value):
        return "inf" if value > 0 else f"{MINUS}inf" if value < 0 else "–"
    if form:
        text = format(value, form)
    elif float(value).is_integer() and abs(value) < _LARGE:
        text = f"{int(value)}"
    elif _SMALL <= abs(value) < _LARGE:
        text = f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"
    else:
        text = f"{value:.2e}"
    if "e" in text:
        mantissa, _, exponent = text.partition("e")
        text = f"{mantissa}·10{raised(str(int(exponent)))}"
    return text.replace("%", "\N{NO-BREAK SPACE}%").replace("-", MINUS)
