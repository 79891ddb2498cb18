"""The menu of a layer: its activation, its biases, whether it trains, and the layers beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.views.equation import formula, spoken
from wbsim.activations import ACTIVATIONS
from wbsim.network import MAX_LAYERS
from wbsim.plan import Plan


def layer_menu(editor: QWidget, plan: Plan, layer: int) -> QMenu:
    """The menu of a layer by its id; raises KeyError if there is none.

    It speaks through the signals `activation_chosen`, `layer_setting`, `layer_added` and `layer_removed` of `editor`.
    """
    place = next((k for k, row in enumerate(plan.rows) if row.layer.id == layer), None)
    if place is None:
        raise KeyError(layer)
    last = place == len(plan.rows) - 1
    menu = QMenu(editor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    _activations(menu, editor, plan, place, last)
    menu.addSeparator()
    _switches(menu, editor, plan, place)
    menu.addSeparator()
    _neighbors(menu, editor, plan, place, last)
    return menu


def _activations(menu: QMenu, editor: QWidget, plan: Plan, place: int, last: bool) -> None:
    own, group = plan.rows[place].layer, QActionGroup(menu)
    for entry in ACTIVATIONS:
        if entry.rule is None and not last:
            continue
        action = _entry(menu, entry.word, partial(editor.activation_chosen.emit, own.id, entry.name))  # type: ignore[attr-defined]
        action.setCheckable(True)
        action.setChecked(own.activation == entry.name)
        action.setToolTip(
            editor.tr("a = {value}, slope {slope}").format(
                value=spoken(formula(entry.formula)), slope=spoken(formula(entry.slope_formula))
            )
        )
        group.addAction(action)


def _switches(menu: QMenu, editor: QWidget, plan: Plan, place: int) -> None:
    own = plan.rows[place].layer
    words = (("bias", editor.tr("Bias on")), ("trainable", editor.tr("Train this layer")))
    tips = (
        editor.tr("Whether each neuron adds a bias to its sum"),
        editor.tr("Whether training moves this layer"),
    )
    for (name, word), tip in zip(words, tips, strict=True):
        now = bool(getattr(own, name))
        action = _entry(menu, word, partial(editor.layer_setting.emit, own.id, name, not now))  # type: ignore[attr-defined]
        action.setCheckable(True)
        action.setChecked(now)
        action.setToolTip(tip)


def _neighbors(menu: QMenu, editor: QWidget, plan: Plan, place: int, last: bool) -> None:
    room = len(plan.rows) < MAX_LAYERS
    add = editor.layer_added.emit  # type: ignore[attr-defined]
    _entry(menu, editor.tr("Insert a layer before"), partial(add, place)).setEnabled(room)
    if not last:
        _entry(menu, editor.tr("Insert a layer after"), partial(add, place + 1)).setEnabled(room)
        remove = partial(editor.layer_removed.emit, plan.rows[place].layer.id)  # type: ignore[attr-defined]
        _entry(menu, editor.tr("Remove this layer"), remove)


def _entry(menu: QMenu, text: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _=False: act())
    return action
