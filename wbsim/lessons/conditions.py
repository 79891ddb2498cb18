"""Conditions and names of parameters as fields of a lesson file: texts that were checked when they were read."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from wbsim.lessons import expressions, terms
from wbsim.problems import shortened

PARAMETER = re.compile(
    r"b\((?P<b>(?:[0-9]{1,4}|out),[0-9]{1,4})\)|w\((?P<w>(?:[0-9]{1,4}|out),[0-9]{1,4},[0-9]{1,4})\)"
)


def checked(text: str) -> str:
    """A condition; raises ValueError, in a sentence, for what is none."""
    expressions.check(text, terms.ARGUMENTS, terms.SCOPES)
    return text


def _parameter(name: str) -> str:
    """A parameter's name without blanks."""
    plain = "".join(name.split())
    if not PARAMETER.fullmatch(plain):
        raise ValueError(
            f"{shortened(name)!r} is no parameter; it must be like w(1, 3, 2) or b(1, 3), or b(out, 1)"
        )
    return plain


def _text(given: object) -> object:
    """A number or a truth that YAML made of a short text is a text again."""
    return given if isinstance(given, str | dict) or given is None else str(given)


Condition = Annotated[str, BeforeValidator(_text), AfterValidator(checked)]
Parameter = Annotated[str, AfterValidator(_parameter)]
