"""Buttons, sliders, choices and fields, used by hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import icons
from ui.panels.buttons import Button, Chip, dress_all, pieces
from ui.panels.controls import Choice, NumberField, Slider
from ui.panels.fields import NumberRow, SliderField
from ui.panels.thumbnails import Thumbnail, picture
from ui.picture import image_of
from ui.theme import DARK, LIGHT, THEMES
from wbsim import presets
from wbsim.settings import setting

pytestmark = pytest.mark.usefixtures("dressed")


def test_a_button_presses_by_mouse_space_and_enter(qtbot: QtBot) -> None:
    button = Button("play", kind="primary")
    qtbot.addWidget(button)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(pressed) == 3


def test_a_button_takes_tooltip_name_and_use_from_its_action(qtbot: QtBot) -> None:
    action = QAction("Undo")
    button = Button("undo").follow(action)
    qtbot.addWidget(button)
    action.setToolTip("Undo: learning rate")
    action.setEnabled(False)
    assert (button.toolTip(), button.accessibleName(), button.isEnabled()) == (
        "Undo: learning rate",
        "Undo",
        False,
    )


@pytest.mark.parametrize("name", icons.names())
def test_every_icon_leaves_ink_within_its_square(qtbot: QtBot, name: str) -> None:
    image = icons.icon(name, LIGHT.color("ink"), 24).pixmap(24, 24).toImage()
    edge = [image.pixelColor(x, y).alpha() for x in range(image.width()) for y in (0, image.height() - 1)]
    inside = [image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())]
    assert max(inside) > 200
    assert max(edge) == 0


def test_the_icon_of_the_application_has_many_sizes(qtbot: QtBot) -> None:
    assert {size.width() for size in icons.application_icon().availableSizes()} >= {16, 32, 64, 256}


def test_a_slider_goes_where_it_is_pressed(qtbot: QtBot) -> None:
    slider = Slider()
    qtbot.addWidget(slider)
    slider.resize(211, 16)
    slider.show()
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(105, 8))
    assert slider.value() == pytest.approx(500, abs=10)


def test_a_slider_moves_by_keys(qtbot: QtBot) -> None:
    slider = Slider()
    qtbot.addWidget(slider)
    slider.show()
    qtbot.keyClick(slider, Qt.Key.Key_End)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert slider.value() == Slider.STEPS - slider.singleStep()


def test_a_number_is_typed_with_either_mark(qtbot: QtBot) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.show()
    entered: list[float] = []
    field.entered.connect(entered.append)
    for text in ("0,25", "0.75"):
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert entered == [0.25, 0.75]


def test_what_is_no_number_is_refused_in_words_and_escape_brings_the_old_one_back(qtbot: QtBot) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.show_value(0.5)
    field.show()
    said: list[str] = []
    field.refused.connect(said.append)
    field.selectAll()
    qtbot.keyClicks(field, "1,000.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "two ways" in said[-1]
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), said[-1]) == ("0.5", "")


def test_a_number_that_is_being_typed_is_not_overwritten(qtbot: QtBot) -> None:
    field = NumberField()
    qtbot.addWidget(field)
    field.show_value(0.5)
    field.selectAll()
    qtbot.keyClicks(field, "7")
    field.show_value(0.6)
    assert field.text() == "7"


def test_a_unit_stands_behind_the_number_and_need_not_be_typed(qtbot: QtBot) -> None:
    field = NumberField(unit="%")
    qtbot.addWidget(field)
    field.show_value(50.0)
    assert field.text() == "50\u2009%"
    entered: list[float] = []
    field.entered.connect(entered.append)
    for text in ("40", "30 %"):
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert entered == [40.0, 30.0]


def a_rate() -> SliderField:
    field = SliderField("optimizer.learning_rate")
    field.show_setting(setting(presets.load("circle").experiment, field.path))
    return field


def test_showing_a_setting_asks_for_nothing(qtbot: QtBot) -> None:
    field = SliderField("optimizer.learning_rate")
    qtbot.addWidget(field)
    asked: list[object] = []
    field.wished.connect(lambda value, gesture: asked.append(value))
    field.show_setting(setting(presets.load("circle").experiment, field.path))
    assert asked == []
    assert field.number.text() == "0.03"


def test_one_drag_of_a_slider_has_one_name(qtbot: QtBot) -> None:
    field = a_rate()
    qtbot.addWidget(field)
    field.resize(200, 40)
    field.show()
    names: list[str] = []
    field.wished.connect(lambda value, gesture: names.append(gesture))
    for ends in ((30, 60, 90), (120, 150, 20)):
        qtbot.mousePress(field.slider, Qt.MouseButton.LeftButton, pos=QPoint(ends[0], 8))
        for x in ends[1:]:
            qtbot.mouseMove(field.slider, QPoint(x, 8))
            QApplication.processEvents()
        qtbot.mouseRelease(field.slider, Qt.MouseButton.LeftButton, pos=QPoint(ends[-1], 8))
    assert len(set(names)) == 2
    assert all(names)


def test_a_field_explains_itself(qtbot: QtBot) -> None:
    field = a_rate()
    qtbot.addWidget(field)
    assert "How far an update follows the gradient." in field.toolTip()
    assert "from 0" in field.toolTip()
    assert field.slider.accessibleName() == "Learning rate"


def test_a_refusal_stands_under_its_field_until_it_is_taken_away(qtbot: QtBot) -> None:
    row = NumberRow("batches.size", whole=True)
    qtbot.addWidget(row)
    row.show()
    row.refuse("700 is more than the 250 training points")
    assert row.problem.isVisible()
    row.refuse("")
    assert not row.problem.isVisible()


def test_a_choice_is_chosen_by_hand_but_not_by_showing(qtbot: QtBot) -> None:
    choice = Choice()
    qtbot.addWidget(choice)
    choice.offer((("sgd", "SGD"), ("adam", "Adam")))
    chosen: list[str] = []
    choice.chosen.connect(chosen.append)
    choice.show_value("adam")
    assert (choice.currentText(), chosen) == ("Adam", [])
    choice.show()
    qtbot.keyClick(choice, Qt.Key.Key_Up)
    assert chosen == ["sgd"]


def test_symbols_fall_into_letters_subscripts_and_powers() -> None:
    assert [(text, rise) for text, rise, _ in pieces("x_1^2")] == [("x", 0.0), ("1", -0.22), ("2", 0.38)]
    assert [text for text, _, _ in pieces("sinx_1")] == ["sin\u2009", "x", "1"]


def test_a_chip_that_is_on_is_filled_with_ink(qtbot: QtBot) -> None:
    chip = Chip("x_1")
    qtbot.addWidget(chip)
    dress_all(chip, LIGHT, 1.0)
    chip.resize(40, 26)
    chip.setChecked(True)
    assert image_of(chip).pixelColor(7, 13) == LIGHT.color("primary")
    chip.setChecked(False)
    assert image_of(chip).pixelColor(7, 13) == LIGHT.color("sunk")


def test_a_thumbnail_shows_both_classes(qtbot: QtBot) -> None:
    for theme in THEMES.values():
        image = picture("gauss", theme, 48, 1.0).toImage()
        seen = {image.pixelColor(x, y).name() for x in range(48) for y in range(48)}
        assert theme.positive_class.lower() in seen
        assert theme.negative_class.lower() in seen


def test_a_picture_of_digits_is_dark_on_light_and_light_on_dark(qtbot: QtBot) -> None:
    for theme in (LIGHT, DARK):
        image = picture("digits", theme, 48, 1.0).toImage()
        corner = image.pixelColor(2, 12)
        assert corner.name() == theme.sunk.lower()


def test_a_click_on_a_thumbnail_asks_but_does_not_check(qtbot: QtBot) -> None:
    thumbnail = Thumbnail("xor", "xor")
    qtbot.addWidget(thumbnail)
    thumbnail.show()
    with qtbot.waitSignal(thumbnail.clicked):
        qtbot.mouseClick(thumbnail, Qt.MouseButton.LeftButton)
    assert not thumbnail.isChecked()


def test_keys_after_a_rest_are_another_edit(qtbot: QtBot) -> None:
    field = SliderField("data.noise")
    qtbot.addWidget(field)
    field.show_setting(setting(presets.load("circle").experiment, "data.noise"))
    gestures: list[str] = []
    field.wished.connect(lambda _, gesture: gestures.append(gesture))
    for _ in range(2):
        qtbot.keyClick(field.slider, Qt.Key.Key_Right)
    field._rest.stop()  # as it does by itself after a second
    qtbot.keyClick(field.slider, Qt.Key.Key_Right)
    first, second, third = gestures
    assert first == second != third
    assert field._rest.isActive()
    assert field._rest.isSingleShot()
