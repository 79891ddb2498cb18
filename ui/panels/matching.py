"""How well what was typed fits some words, and which letters of them it fits. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Match:
    """How well it fits, and the places of the letters that were found."""

    score: float
    places: tuple[int, ...] = ()


def folded(text: str) -> str:
    """As many letters, small and without accents."""
    return "".join((unicodedata.normalize("NFD", letter.casefold()) or letter)[0] for letter in text)


def match(typed: str, words: str, also: tuple[str, ...] = (), group: str = "") -> Match | None:
    """How what was typed fits: each of its words has to be found, in `words` best, else in `also` or at the beginning of
    the name of the group; None where one is not.
    """
    text = folded(words)
    score, places = -0.02 * len(words), set[int]()
    for word in folded(typed).split():
        found = _found(word, text)
        others = [other for one in also if (other := _found(word, folded(one))) is not None]
        beside = max((one.score - 12 for one in others), default=float("-inf"))
        if len(word) > 2 and folded(group).startswith(word):
            beside = max(beside, 30.0)
        if found is not None and found.score >= beside:
            score += found.score
            places |= set(found.places)
        elif beside > float("-inf"):
            score += beside
        else:
            return None
    return Match(score, tuple(sorted(places)))


def _found(word: str, text: str) -> Match | None:
    """One word: at the beginning, at the beginning of a word, within one, or its letters one after another."""
    at = text.find(word)
    starts = [
        k for k in range(len(text)) if text.startswith(word, k) and (k == 0 or not text[k - 1].isalnum())
    ]
    if starts:
        whole = starts[0] + len(word) == len(text) or not text[starts[0] + len(word)].isalnum()
        score = (100.0 if starts[0] == 0 else 80.0) + 10 * whole
        return Match(score, tuple(range(starts[0], starts[0] + len(word))))
    if at >= 0:
        return Match(50.0 if len(word) > 1 else 12.0, tuple(range(at, at + len(word))))
    return _scattered(word, text) if len(word) > 1 else None


def _scattered(word: str, text: str) -> Match | None:
    """Letters one after another, each as near to the beginning of a word as can be; not too far from each other."""
    places: list[int] = []
    at = 0
    for letter in word:
        later = [k for k in range(at, len(text)) if text[k] == letter]
        if not later:
            return None
        begins = [k for k in later if k == 0 or not text[k - 1].isalnum()]
        follows = places and later[0] == places[-1] + 1
        place = later[0] if follows or not begins else begins[0]
        places.append(place)
        at = place + 1
    gaps = sum(b - a - 1 for a, b in pairwise(places) if text[b - 1].isalnum())
    return Match(30.0 - 3 * gaps, tuple(places)) if gaps <= 2 * len(word) else None
