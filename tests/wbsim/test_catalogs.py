"""Every text that is shown stands in every catalog, translated, with the same braces and the same ends."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from string import Formatter

import polib
import pytest

from tests import catalogs
from tests.catalogs import DOMAINS, ROOT, TRANSLATED
from tests.untranslated import ELSEWHERE, EXEMPT

CATALOGS = [(language, domain) for language in TRANSLATED for domain in DOMAINS]
_MARK = re.compile(r"`[^`]*`")


@pytest.fixture(params=CATALOGS, ids="-".join)
def catalog(request: pytest.FixtureRequest) -> polib.POFile:
    """One catalog."""
    return polib.pofile(str(catalogs.path(*request.param)), check_for_duplicates=True)


@pytest.mark.parametrize(("language", "domain"), CATALOGS)
def test_a_catalog_holds_every_text_of_its_domain_and_no_other(language: str, domain: str) -> None:
    catalog = polib.pofile(str(catalogs.path(language, domain)))
    assert {entry.msgid for entry in catalog} == set(catalogs.texts()[domain]), (
        "run `python -m tests.catalogs`"
    )


def test_everything_is_translated(catalog: polib.POFile) -> None:
    assert [entry.msgid for entry in catalog if not entry.msgstr] == []
    assert not catalog.fuzzy_entries() and not catalog.obsolete_entries()


def test_braces_are_those_of_the_english_text(catalog: polib.POFile) -> None:
    every = catalog.translated_entries()
    wrong = [entry.msgid for entry in every if _braces(entry.msgid) != _braces(entry.msgstr)]
    assert wrong == []


def test_blanks_and_line_ends_at_both_ends_stay(catalog: polib.POFile) -> None:
    ends = _lines_at_ends if catalog.metadata["Language"] == "zh_CN" else _ends  # Chinese has no blanks
    wrong = [entry.msgid for entry in catalog.translated_entries() if ends(entry.msgid) != ends(entry.msgstr)]
    assert wrong == []


def test_paragraphs_and_marked_words_stay(catalog: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalog.translated_entries()
        if entry.msgid.count("\n\n") != entry.msgstr.count("\n\n")
        or len(_MARK.findall(entry.msgid)) != len(_MARK.findall(entry.msgstr))
        or entry.msgid.count("%n") != entry.msgstr.count("%n")
        or _mnemonics(entry.msgid) != _mnemonics(entry.msgstr)
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_text_has_one_translation(language: str) -> None:
    entries = [
        entry.msgid for domain in DOMAINS for entry in polib.pofile(str(catalogs.path(language, domain)))
    ]
    assert [text for text, count in Counter(entries).items() if count > 1] == []


@pytest.mark.parametrize("folder", ["ui", "wbsim"])
def test_what_is_translated_is_a_literal_or_is_marked_elsewhere(folder: str) -> None:
    found = {
        ast.unparse(call.args[catalogs.ASKS[catalogs.name_of(call)][0]])
        for _, call in catalogs.calls(folder)
        if not catalogs.literals(call)
    }
    assert found <= ELSEWHERE.keys()


@pytest.mark.parametrize("folder", ["ui", "wbsim"])
def test_nothing_is_translated_at_import(folder: str) -> None:
    early = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        early += [
            f"{path.relative_to(ROOT)}:{call.lineno}"
            for call in _at_import(tree)
            if catalogs.asks(call) and catalogs.name_of(call) != "marked"
        ]
    assert early == []


@pytest.mark.parametrize("folder", ["ui", "wbsim"])
def test_refusals_are_translated(folder: str) -> None:
    plain = set()
    for path in sorted((ROOT / folder).rglob("*.py")):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and catalogs.name_of(node) in ("refuse", "Problem")
                and len(node.args) > 1
            ):
                said = node.args[1]
                if isinstance(said, ast.JoinedStr) or (isinstance(said, ast.Constant) and said.value):
                    plain.add(file)
    unexpected = {file for file in plain if not file.startswith(tuple(EXEMPT))}
    assert unexpected == set()


def _braces(text: str) -> Counter[tuple[str, str, str]]:
    return Counter(
        (name, form or "", conversion or "")
        for _, name, form, conversion in Formatter().parse(text)
        if name is not None
    )


def _lines_at_ends(text: str) -> tuple[str, str]:
    before, after = _ends(text)
    return before.strip(" "), after.strip(" ")


def _ends(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _mnemonics(text: str) -> int:
    return len(re.findall(r"&(?=\w)", text))


def _at_import(node: ast.AST) -> Iterator[ast.Call]:
    """Every call that is made when a module is imported."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _at_import(child)
