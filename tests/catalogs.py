"""Finds every text that is translated, and brings the catalogs up to date: `python -m tests.catalogs`. What is translated
already stays; what is new has an empty translation, and what is gone is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TypeGuard

import polib

from wbsim import presets
from wbsim.lessons.lesson import Lesson
from wbsim.lessons.reading import all_lessons, all_scenarios
from wbsim.lessons.script import Caption
from wbsim.lessons.texts import Words
from wbsim.translation import LANGUAGES

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "assets" / "translations"
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")


@dataclass(frozen=True)
class Text:
    """An English text and the file that it stands in, relative to the root; `note` is for whoever translates it."""

    english: str
    file: str
    note: str = ""


def of_presets() -> Iterator[Text]:
    """The title of every preset, and what is said about it."""
    for name in presets.names():
        preset = presets.load(name)
        for english in (preset.title, preset.about):
            yield Text(english, f"assets/presets/{name}.json")


def of_lessons() -> Iterator[Text]:
    """Every text of every lesson and scenario, in the order in which they are met."""
    for written in (*all_lessons(), *all_scenarios()):
        where = written.path.relative_to(ROOT).as_posix()
        for note, words in _words(written.lesson):
            if isinstance(words, str):
                yield Text(words, where, note)


def _words(lesson: Lesson) -> Iterator[tuple[str, Words]]:
    yield "title", lesson.title
    yield "about", lesson.about
    for number, step in enumerate(lesson.steps, start=1):
        yield f"step {number}, heading", step.heading
        yield f"step {number}, text", step.text
        for move in step.script:
            if isinstance(move, Caption):
                yield f"step {number}, caption", move.caption
        if step.task is not None:
            yield f"step {number}, task", step.task.words
            if step.task.hint is not None:
                yield f"step {number}, hint", step.task.hint
        for claim in step.claims:
            yield f"step {number}, claim", claim.words
            if claim.numbers is not None:
                yield f"step {number}, numbers of that claim", claim.numbers


ASKS = {"tr": (0,), "_tr": (0,), "translated": (0,), "marked": (0,), "translate": (1,), "plural": (1, 2)}
"""What a text is given to so that it is translated, and which of the arguments it is."""


def of_source(folder: str) -> Iterator[Text]:
    """Every text that a package has translated, in the order of its files and lines."""
    for file, call in calls(folder):
        for english in literals(call):
            yield Text(english, file)


def calls(folder: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a package that has a text translated, with its file."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        found = [call for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if asks(call)]
        for call in sorted(found, key=lambda one: (one.lineno, one.col_offset)):
            yield file, call


def literals(call: ast.Call) -> tuple[str, ...]:
    """The texts that stand in such a call; none where what is given is no literal."""
    ways: list[ast.expr] = []
    for place in ASKS[name_of(call)]:
        given = call.args[place]
        ways += (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,)
    texts = [way.value for way in ways if isinstance(way, ast.Constant) and isinstance(way.value, str)]
    return tuple(texts) if len(texts) == len(ways) else ()


def name_of(call: ast.Call) -> str:
    asked = call.func
    return asked.attr if isinstance(asked, ast.Attribute) else asked.id if isinstance(asked, ast.Name) else ""


def asks(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether it is a call that has a text translated: `translated` and `translate` are names of geometry, too."""
    if not isinstance(node, ast.Call) or len(node.args) <= max(ASKS.get(name_of(node), (99,))):
        return False
    if isinstance(node.func, ast.Attribute) and name_of(node) in ("translate", "translated"):
        return isinstance(node.func.value, ast.Name) and node.func.value.id == "QCoreApplication"
    return True


def of_engine() -> Iterator[Text]:
    """What is said by the package without windows, and by presets."""
    yield from of_source("wbsim")
    yield from of_presets()


# A text that is said in two of these has its translation in the first alone, so that it can only have one.
DOMAINS = {"engine": of_engine, "window": partial(of_source, "ui"), "lessons": of_lessons}


def path(language: str, domain: str) -> Path:
    """Where a catalog lies."""
    return FOLDER / language / f"{domain}.po"


@cache
def texts() -> dict[str, dict[str, tuple[Text, ...]]]:
    """All texts by their domain and their English, each with every place where it stands."""
    taken = set[str]()
    found: dict[str, dict[str, tuple[Text, ...]]] = {}
    for domain, of in DOMAINS.items():
        own: dict[str, tuple[Text, ...]] = {}
        for text in of():
            if text.english not in taken and text not in own.get(text.english, ()):
                own[text.english] = (*own.get(text.english, ()), text)
        found[domain] = own
        taken |= own.keys()
    return found


def renewed(language: str) -> dict[str, polib.POFile]:
    """The catalogs of a language by domain, with every text of each, translated as it was before."""
    before = dict[str, polib.POEntry]()
    for domain in reversed(DOMAINS):
        file = path(language, domain)
        known = polib.pofile(str(file)) if file.exists() else ()
        before |= {entry.msgid: entry for entry in known if entry.msgstr or entry.msgid not in before}
    return {domain: _catalog(language, domain, before) for domain in DOMAINS}


def _catalog(language: str, domain: str, before: dict[str, polib.POEntry]) -> polib.POFile:
    catalog = polib.POFile(wrapwidth=100)
    catalog.metadata = {
        "Project-Id-Version": f"wbsim {domain}",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for english, places in texts()[domain].items():
        old = before.get(english)
        files = dict.fromkeys(place.file for place in places)
        entry = polib.POEntry(
            msgid=english, msgstr=old.msgstr if old else "", tcomment=old.tcomment if old else "",
            comment="; ".join(dict.fromkeys(place.note for place in places if place.note)),
            occurrences=[(file, "") for file in files],
        )  # fmt: skip
        catalog.append(entry)
    return catalog


def main() -> None:
    """Writes all catalogs anew."""
    for language in TRANSLATED:
        for domain, catalog in renewed(language).items():
            path(language, domain).parent.mkdir(parents=True, exist_ok=True)
            catalog.save(str(path(language, domain)), newline="\n")


if __name__ == "__main__":
    main()
