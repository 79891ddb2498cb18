"""The dialog in which a file is named: for pictures with the forms and sizes that there are, for data with the tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from ui.save_dialog import ask_where, with_ending
from ui.takeout.catalog import Source
from ui.takeout.pictures import FORMS, Wanted

_SIZES = ((1280, 720), (1920, 1080), (3840, 2160))  # pixels that a card can be laid out at


def _tr(text: str) -> str:
    return QCoreApplication.translate("Takeout", text)


def offers(card: str | None) -> dict[str, Wanted]:
    """What a picture can be saved as, by the words of the dialog; a card can also be laid out anew."""
    found = {
        _tr("PNG as on screen (*.png)"): Wanted("png"),
        _tr("PNG at 2×, for print (*.png)"): Wanted("png", 2.0),
        _tr("PNG at 3× (*.png)"): Wanted("png", 3.0),
        _tr("SVG: lines and words (*.svg)"): Wanted("svg"),
        _tr("PDF: lines and words (*.pdf)"): Wanted("pdf"),
    }
    if card is not None:
        for form in FORMS:
            for wide, high in _SIZES:
                words = _tr("{form} laid out at {width} × {height} (*.{ending})")
                words = words.format(form=form.upper(), width=wide, height=high, ending=form)
                found[words] = Wanted(form, 1.0, (wide, high))
    return found


def ask_picture(parent: QWidget, card: str | None, where: Path) -> tuple[Path, Wanted] | None:
    """The file and what is wanted in it; None where the person leaves."""
    offered = offers(card)
    endings = {words: wanted.form for words, wanted in offered.items()}
    chosen = _ask(parent, _tr("Save as picture"), where, endings)
    return None if chosen is None else (chosen[0], offered[chosen[1]])


def ask_data(parent: QWidget, sources: tuple[Source, ...], where: Path) -> tuple[Path, Source] | None:
    """The file and which table of a card belongs into it; None where the person leaves."""
    offered = {_tr("{title} (*.csv)").format(title=one.title): one for one in sources}
    chosen = _ask(parent, _tr("Save data as CSV"), where, dict.fromkeys(offered, "csv"))
    return None if chosen is None else (chosen[0], offered[chosen[1]])


def _ask(parent: QWidget, title: str, where: Path, endings: Mapping[str, str]) -> tuple[Path, str] | None:
    return ask_where(parent, title, where, list(endings), lambda path, kind: with_ending(path, endings[kind]))
