"""What is said in another language, and what stays English."""

from __future__ import annotations

import locale
from pathlib import Path

import pytest

from wbsim import installed, translation
from wbsim.translation import LANGUAGES, NAMES, choose, translated, usual


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One small catalog in German."""
    folder = tmp_path / "translations" / "de"
    folder.mkdir(parents=True)
    (folder / "one.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "a loss of {loss:.1f}"\nmsgstr "{loss:.1f} ist der Verlust"\n\n'
        'msgid "not yet"\nmsgstr ""\n\n#, fuzzy\nmsgid "perhaps"\nmsgstr "vielleicht"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(installed, "_PLACES", (tmp_path,))
    translation._catalog.cache_clear()
    yield
    translation._catalog.cache_clear()


def test_a_text_is_said_in_the_language_that_was_chosen(catalog: None) -> None:
    assert translated("a loss of {loss:.1f}", loss=0.25) == "a loss of 0.2"
    choose("de")
    assert translated("a loss of {loss:.1f}", loss=0.25) == "0.2 ist der Verlust"


@pytest.mark.parametrize("text", ["nowhere", "not yet", "perhaps", ""])
def test_what_is_not_translated_stays_english(catalog: None, text: str) -> None:
    choose("de")
    assert translated(text) == text


def test_braces_of_a_text_without_values_stay(catalog: None) -> None:
    assert translated("{update:.0f}") == "{update:.0f}"


@pytest.mark.parametrize(
    ("desktop", "language"),
    [
        ("de_AT", "de"),
        ("zh_CN", "zh_CN"),
        ("zh-Hans", "zh_CN"),
        ("en_US", "en"),
        ("German_Germany", "de"),
        ("Chinese (Simplified)_China", "zh_CN"),
        ("English_United States", "en"),
        ("fr_FR", "en"),
        (None, "en"),
    ],
)
def test_the_desktop_says_which_language_is_usual(
    monkeypatch: pytest.MonkeyPatch, desktop: str | None, language: str
) -> None:
    monkeypatch.setattr(locale, "getlocale", lambda: (desktop, "UTF-8"))
    assert usual() == language


def test_every_language_has_a_name_of_its_own() -> None:
    assert set(NAMES) == set(LANGUAGES) and len(set(NAMES.values())) == len(LANGUAGES)
