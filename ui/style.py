"""The style sheet, palette and fonts of the whole window, made from a theme. It knows kinds of widgets, not widgets."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ui.theme import Theme, font, load_fonts, palette

_SHEET = """
QToolTip {{ color: {ink}; background: {raised}; border: 1px solid {line2}; padding: {w4}px {w6}px;
  font-size: {f12}px; }}
QMenu {{ background: {raised}; border: 1px solid {line2}; padding: {w6}px;
  font-size: {f13}px; }}
QMenu::item {{ color: {ink}; padding: {w6}px {w24}px {w6}px {w12}px; border-radius: {w6}px; }}
QMenu::item:selected {{ background: {line2}; }}
QMenu::item:disabled {{ color: {ink3}; }}
QMenu::item:checked {{ font-weight: 600; }}
QMenu::icon {{ padding-left: {w8}px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: {w4}px {w8}px; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: {p6}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {line2}; border-radius: {p2}px; min-height: {p24}px; }}
QScrollBar::handle:vertical:hover {{ background: {ink3}; }}
QScrollBar:horizontal {{ background: transparent; height: {p6}px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {line2}; border-radius: {p2}px; min-width: {p24}px; }}
QScrollBar::handle:horizontal:hover {{ background: {ink3}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QComboBox QAbstractItemView {{ background: {raised}; color: {ink}; border: 1px solid {line2}; outline: none;
  padding: {w4}px; selection-background-color: {line2}; selection-color: {ink}; font-size: {f13}px; }}
QComboBox QAbstractItemView::item {{ min-height: {w24}px; padding: 0 {w6}px; border: none; }}
QComboBox QAbstractItemView::item:selected {{ background: {line2}; border: none; }}
QLineEdit {{ background: transparent; color: {ink}; border: 1px solid transparent; border-radius: {p4}px;
  padding: 0 {p2}px; selection-background-color: {weight}; selection-color: {on_primary}; }}
QLineEdit:hover {{ border-color: {line2}; }}
QLineEdit:focus {{ background: {panel}; border: 1px solid {weight}; }}
QLineEdit[wrong="true"] {{ border: 1px solid {loss}; }}
QDialog {{ background: {bg}; }}
QFileDialog QLineEdit {{ background: {panel}; border: 1px solid {line2}; padding: {w4}px; }}
"""


def sheet(theme: Theme, scale: float = 1.0, text: float = 1.0) -> str:
    """The style sheet for a theme; `scale` is that of type, `text` how much the window enlarges it: menus, tooltips and dialogs
    are windows of their own, so they have to be as large by themselves.
    """
    sizes = {f"p{n}": max(1, round(n * scale)) for n in (2, 4, 6, 24)}
    sizes |= {f"w{n}": max(1, round(n * scale * text)) for n in (2, 4, 6, 8, 12, 24)}
    sizes |= {f"f{n}": round(n * scale * text) for n in (12, 13)}
    colors = {name: value for name, value in vars(theme).items() if isinstance(value, str)}
    return _SHEET.format(**sizes, **colors)


def dress(application: QApplication, theme: Theme, scale: float = 1.0, text: float = 1.0) -> None:
    """Gives the application a theme: Fusion, fonts, palette and style sheet. Qt visits every widget for each of them."""
    load_fonts()
    wished = sheet(theme, scale, text)
    if application.styleSheet() == wished:
        return
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    application.setFont(font(13 * scale * text))
    application.setPalette(palette(theme))
    application.setStyleSheet(wished)
