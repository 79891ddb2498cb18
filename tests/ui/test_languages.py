"""The window speaks the language that was chosen, and says when a choice takes effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from ui import remembered, translating
from ui.theme import font
from wbsim import translation


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A settings file of the test's own, and English afterwards."""
    file = tmp_path / "window.json"
    monkeypatch.setattr(remembered, "settings_file", lambda: file)
    yield file
    translating.speak(QApplication.instance(), "en")


def test_qt_asks_the_catalogs_and_its_own(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_catalog", lambda language: {"Play or pause": f"{language}!"})
    translating.speak(qapp, "de")
    assert QCoreApplication.translate("Keys", "Play or pause") == "de!"
    assert QCoreApplication.translate("Keys", "in no catalog") == "in no catalog"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    translating.speak(qapp, "zh_CN")
    assert QCoreApplication.translate("Keys", "Play or pause") == "zh_CN!"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    translating.speak(qapp, "en")
    assert QCoreApplication.translate("Keys", "Play or pause") == "Play or pause"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_chinese_has_fonts_with_its_letters_behind_inter(qapp: QApplication) -> None:
    assert font(13).families() == ["Inter"]
    translating.speak(qapp, "zh_CN")
    assert font(13).families()[0] == "Inter" and "Microsoft YaHei" in font(13).families()


def test_a_language_is_chosen_from_a_menu_for_the_next_start(
    stage: Callable[..., Any], qapp: QApplication
) -> None:
    window = stage().window
    menu = window.languages
    menu.look()
    assert [one.text() for one in menu.actions()] == ["English", "Deutsch", "简体中文"]
    assert menu.choices["en"].isChecked()
    menu.choices["de"].trigger()
    assert window.banner.isVisible() and "Deutsch is spoken from the next start on" in words_of(window)
    menu.look()
    assert menu.choices["de"].isChecked()
    translating.speak(qapp)
    assert translation.chosen() == "de"


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_command_opens_the_menu(stage: Callable[..., Any]) -> None:
    window = stage().window
    window.commands["language"].trigger()
    assert window.languages.isVisible()
    window.languages.hide()


def words_of(window: Any) -> str:
    """What the banner says."""
    return " ".join(message.words for message in window.banner.messages.values())
