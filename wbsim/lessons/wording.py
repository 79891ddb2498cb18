"""Texts as fields of a lesson file: English, or by language, with terms that were checked when they were read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from wbsim.lessons import texts
from wbsim.lessons.conditions import checked
from wbsim.problems import shortened


def _words(words: texts.Words) -> texts.Words:
    given = {"en": words} if isinstance(words, str) else words
    if not given.get("en", "").strip():
        raise ValueError("the English text is missing; write `en: …`, or the text alone")
    for text in given.values():
        for term in texts.holes(text):
            checked(term)
    return words


def _is_text(given: object) -> object:
    """Refuses what YAML takes for a number, or for nothing, in one sentence."""
    if isinstance(given, str | dict):
        return given
    if given is None:
        raise ValueError("the text is missing")
    raise ValueError(f"{shortened(str(given))} is no text; write it in quotes")


Words = Annotated[texts.Words, BeforeValidator(_is_text), AfterValidator(_words)]
