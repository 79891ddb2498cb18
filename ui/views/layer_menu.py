"""The menu of a layer: its activation, its biases, whether it trains, what is special about its kind, and the layers beside
it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.views.equation import formula, spoken
from ui.views.kinds_menu import fill_kinds, numbers_menu, offers_kinds
from wbsim.activations import ACTIVATIONS
from wbsim.network import MAX_KERNEL, MAX_LAYERS, RECURRENT_ACTIVATIONS, Convolution, Pooling, Recurrent
from wbsim.plan import Plan
from wbsim.translation import translated


def layer_menu(editor: QWidget, plan: Plan, layer: int) -> QMenu:
    """The menu of a layer by its id; raises KeyError if there is none.

    It speaks through the signals `activation_chosen`, `layer_setting`, `layer_added`, `kind_added` and `layer_removed` of
    `editor`.
    """
    place = next((k for k, row in enumerate(plan.rows) if row.layer.id == layer), None)
    if place is None:
        raise KeyError(layer)
    last = place == len(plan.rows) - 1
    menu = QMenu(editor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    if not isinstance(plan.rows[place].layer, Pooling):
        _activations(menu, editor, plan, place, last)
        menu.addSeparator()
        _switches(menu, editor, plan, place)
        menu.addSeparator()
    if plan.rows[place].kind != "dense":
        _special(menu, editor, plan, place)
        menu.addSeparator()
    _neighbors(menu, editor, plan, place, last)
    return menu


def _activations(menu: QMenu, editor: QWidget, plan: Plan, place: int, last: bool) -> None:
    own, group = plan.rows[place].layer, QActionGroup(menu)
    for entry in ACTIVATIONS:
        if entry.rule is None and not last:
            continue
        if isinstance(own, Recurrent) and entry.name not in RECURRENT_ACTIVATIONS:
            continue
        choose = partial(editor.activation_chosen.emit, own.id, entry.name)  # type: ignore[attr-defined]
        action = _entry(menu, translated(entry.word), choose)
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
        editor.tr("Whether each filter adds a bias to its sums")
        if isinstance(own, Convolution)
        else editor.tr("Whether each neuron adds a bias to its sum"),
        editor.tr("Whether training moves this layer"),
    )
    for (name, word), tip in zip(words, tips, strict=True):
        now = bool(getattr(own, name))
        action = _entry(menu, word, partial(editor.layer_setting.emit, own.id, name, not now))  # type: ignore[attr-defined]
        action.setCheckable(True)
        action.setChecked(now)
        action.setToolTip(tip)


def _special(menu: QMenu, editor: QWidget, plan: Plan, place: int) -> None:
    """What only layers of its kind have. What does not fit is offered too: the refusal shows the arithmetic."""
    own, tr = plan.rows[place].layer, editor.tr
    if isinstance(own, Convolution):
        sides = tuple((side, f"{side} × {side}") for side in range(1, MAX_KERNEL + 1, 2))
        numbers_menu(menu, editor, own.id, tr("Kernel"), "kernel", own.kernel, sides)
        numbers_menu(menu, editor, own.id, tr("Stride"), "stride", own.stride, _counts(1, 4))
        padding = tuple(
            (
                rows,
                tr("{rows} (as large as before)").format(rows=rows)
                if rows == own.kernel // 2 and rows
                else str(rows),
            )
            for rows in range(MAX_KERNEL // 2 + 1)
        )
        numbers_menu(menu, editor, own.id, tr("Padding"), "padding", own.padding, padding)
    elif isinstance(own, Pooling):
        takes = (("max", tr("the largest value")), ("average", tr("the mean")))
        numbers_menu(menu, editor, own.id, tr("Takes"), "takes", own.takes, takes)
        sides = tuple((side, f"{side} × {side}") for side in range(2, 7))
        numbers_menu(menu, editor, own.id, tr("Window"), "window", own.window, sides)
        numbers_menu(menu, editor, own.id, tr("Stride"), "stride", own.stride, _counts(1, 6))
    elif isinstance(own, Recurrent):
        gives = (("last", tr("after the last step")), ("all", tr("at every step")))
        numbers_menu(menu, editor, own.id, tr("Gives its values"), "gives", own.gives, gives)


def _counts(first: int, last: int) -> tuple[tuple[object, str], ...]:
    return tuple((number, str(number)) for number in range(first, last + 1))


def _neighbors(menu: QMenu, editor: QWidget, plan: Plan, place: int, last: bool) -> None:
    room = len(plan.rows) < MAX_LAYERS
    _insert(menu, editor, plan, editor.tr("Insert a layer before"), place, room)
    if not last:
        _insert(menu, editor, plan, editor.tr("Insert a layer after"), place + 1, room)
        remove = partial(editor.layer_removed.emit, plan.rows[place].layer.id)  # type: ignore[attr-defined]
        _entry(menu, editor.tr("Remove this layer"), remove)


def _insert(menu: QMenu, editor: QWidget, plan: Plan, text: str, position: int, room: bool) -> None:
    """A dense layer at once, or a menu of the kinds where the data have a shape."""
    if room and offers_kinds(plan):
        fill_kinds(menu.addMenu(text), editor, plan, position)
        return
    add = editor.layer_added.emit  # type: ignore[attr-defined]
    _entry(menu, text, partial(add, position)).setEnabled(room)


def _entry(menu: QMenu, text: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _=False: act())
    return action
