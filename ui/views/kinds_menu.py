"""The kinds of layers that a network can take at a place: those that fit there, and others with the reason why not."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMenu, QWidget

from wbsim.layer_offers import offers
from wbsim.plan import Plan


def _tr(text: str) -> str:
    return QCoreApplication.translate("LayerMenu", text)


def offers_kinds(plan: Plan) -> bool:
    """Whether there is anything to choose: only where a point has a shape that other than dense layers read."""
    return len(plan.description.shape) > 1


def kinds_menu(editor: QWidget, plan: Plan, position: int) -> QMenu:
    """A menu of all kinds for a new layer at a position; it speaks through the signal `kind_added` of `editor`."""
    menu = QMenu(editor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fill_kinds(menu, editor, plan, position)
    return menu


def fill_kinds(menu: QMenu, editor: QWidget, plan: Plan, position: int) -> None:
    """Puts the kinds into a menu."""
    words = {
        "dense": (_tr("Dense"), _tr("2 neurons, each with a weight for every value and a bias")),
        "convolution": (
            _tr("Convolution"),
            _tr("filters that look at every place with the same weights, one bias each"),
        ),
        "pooling": (_tr("Pooling"), _tr("makes maps smaller; it has no weights and no bias")),
        "recurrent": (_tr("Recurrent"), _tr("neurons that go step by step and hear what they said before")),
    }
    menu.setToolTipsVisible(True)
    for offer in offers(plan.experiment, position):
        word, tip = words[offer.kind]
        action = menu.addAction(word)
        action.triggered.connect(lambda _=False, kind=offer.kind: editor.kind_added.emit(position, kind))  # type: ignore[attr-defined]
        action.setEnabled(not offer.reason)
        action.setToolTip(_tr("Not here: {reason}").format(reason=offer.reason) if offer.reason else tip)


def numbers_menu(
    menu: QMenu,
    editor: QWidget,
    layer: int,
    title: str,
    name: str,
    now: object,
    choices: tuple[tuple[object, str], ...],
) -> None:
    """One setting of a layer as a menu of its values; it speaks through the signal `layer_setting` of `editor`."""
    shown = next((text for value, text in choices if value == now), str(now))
    part = menu.addMenu(f"{title}: {shown}")
    for value, text in choices:
        action = part.addAction(text)
        action.setCheckable(True)
        action.setChecked(value == now)
        action.triggered.connect(partial(_emit, editor, layer, name, value))


def _emit(editor: QWidget, layer: int, name: str, value: object, checked: bool = False) -> None:
    editor.layer_setting.emit(layer, name, value)  # type: ignore[attr-defined]
