"""Every color, font, pen and color map. It knows no data."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPalette, QPen

from wbsim import assets
from wbsim.translation import Language, chosen

Name = Literal["light", "dark"]
Colors = Literal["usual", "distinct"]


@dataclass(frozen=True)
class Theme:
    """The colors of one theme as #RRGGBB; the comments name what each hue says."""

    name: Name
    bg: str
    panel: str
    sunk: str
    raised: str
    line: str
    line2: str
    grid: str
    ink: str
    ink2: str
    ink3: str
    weight: str  # weights: positive edges, symbols, curves
    weight_text: str
    weight_pale: str
    negative: str  # negative edges and kernels only, always dashed
    negative_text: str
    negative_pale: str
    bias: str  # biases: the disc
    bias_line: str
    bias_text: str
    bias_pale: str
    loss: str  # loss, gradient, error
    loss_text: str
    loss_pale: str
    positive_class: str
    negative_class: str
    third_class: str
    field: tuple[str, str, str]  # the output behind points: low, middle, high
    activation: tuple[str, str, str]  # inside neurons
    primary: str
    on_primary: str
    slate: str
    on_bias: str = "#2A1B00"
    colors: Colors = "usual"  # or those that everyone can tell apart

    def color(self, token: str) -> QColor:
        """The color of a token."""
        return QColor(getattr(self, token))

    def pen(
        self, token: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine, flat: bool = True
    ) -> QPen:
        """A pen in a token's color; flat caps keep dashes honest."""
        pen = QPen(self.color(token), width, style)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if flat else Qt.PenCapStyle.RoundCap)
        return pen

    def mixed(self, one: str, two: str, share: float) -> QColor:
        """`share` of token `one` in token `two`, opaque."""
        a, b = self.color(one), self.color(two)
        parts = [
            round(share * x + (1 - share) * y)
            for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue()))
        ]
        return QColor(*parts)

    @property
    def parameter_map(self) -> tuple[str, str, str]:
        """Weights as pictures: negative, zero, positive."""
        return (self.negative, self.panel, self.weight)


LIGHT = Theme(
    "light", "#EEF1F5", "#FFFFFF", "#F5F7FA", "#FFFFFF", "#DDE2E9", "#C3CAD4", "#E9EDF2", "#151A21", "#4A5461",
    "#68727E", "#2F46E0", "#2A3FD0", "#E6E9FC", "#D2371F", "#B92D17", "#FBE7E3", "#F5B91E", "#CE8500", "#855300",
    "#FDF1D0", "#AF1F6E", "#A01863", "#F8E3EE", "#0E7486", "#7A482C", "#20242B", ("#E7CFB1", "#F7F6F3", "#B4DCE4"),
    ("#A4693A", "#F4F2EE", "#1D90A4"), "#151A21", "#FFFFFF", "#5B6577",
)  # fmt: skip
DARK = Theme(
    "dark", "#0C0F14", "#151A21", "#1B212A", "#232A35", "#272F3A", "#3C4654", "#212832", "#F1F4F8", "#B0BAC7",
    "#8791A0", "#7C95FF", "#9BAEFF", "#202A52", "#FF6B4A", "#FF8B70", "#4A211A", "#FFC933", "#FFC933", "#FFD666",
    "#413312", "#F58FC0", "#F9A8CF", "#45213A", "#62D2E6", "#D8A678", "#E8ECF2", ("#4F3720", "#1A1F26", "#0E4656"),
    ("#B47B47", "#20262E", "#2AA6BC"), "#F1F4F8", "#0C0F14", "#7C8799",
)  # fmt: skip
THEMES: dict[Name, Theme] = {"light": LIGHT, "dark": DARK}

# Colors that everyone can tell apart: beside their hues, which stay those of the families, each has a lightness of its own, so
# that they differ without red and green, without blue, and in grey; the test says by how much.
_DISTINCT: dict[Name, Theme] = {
    "light": replace(
        LIGHT, colors="distinct", weight="#3941D0", weight_text="#323ABF", weight_pale="#E6E8FB", negative="#C9343D",
        negative_text="#A8202B", negative_pale="#FAE4E5", bias="#F5B01E", bias_line="#DC8800", bias_text="#855300",
        loss="#75114F", loss_text="#6B0F48", loss_pale="#F3E2EC", positive_class="#3C90A9", negative_class="#3A2609",
        third_class="#5E5A66", field=("#CBB08F", "#F7F6F3", "#C5E4EE"), activation=("#7A4A22", "#F4F2EE", "#4FA9C2"),
    ),
    "dark": replace(
        DARK, colors="distinct", weight="#7168DD", weight_text="#A8A1FF", weight_pale="#29264F", negative="#FC5017",
        negative_text="#FF8C62", negative_pale="#4A2010", bias="#F9D639", bias_line="#F9D639", bias_text="#FFE27A",
        loss="#EC87BA", loss_text="#F5A3CC", loss_pale="#45213A", positive_class="#9AFFFC", negative_class="#806246",
        third_class="#B3A9CF", field=("#3F301F", "#171B21", "#14606B"), activation=("#80583A", "#20262E", "#4FD3DC"),
    ),
}  # fmt: skip


def theme_of(name: Name, colors: Colors = "usual") -> Theme:
    """A theme in the usual colors, or in those that everyone can tell apart."""
    return THEMES[name] if colors == "usual" else _DISTINCT[name]


@cache
def color_table(stops: tuple[str, str, str], size: int = 256) -> NDArray[np.uint8]:
    """A map from low through middle to high: (size, 4) RGBA."""
    ends = np.array([QColor(c).getRgb() for c in stops], float)
    at = np.linspace(0, 2, size)
    table = np.stack([np.interp(at, (0, 1, 2), ends[:, channel]) for channel in range(4)], axis=1)
    return np.round(table).astype(np.uint8)


@cache
def load_fonts() -> None:
    """Makes the bundled fonts known to Qt; needs a QGuiApplication."""
    for file in sorted(assets.path("fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


# what Chinese is written in on each system; Inter has no such letters, and a system's own choice may be a Japanese font
_FURTHER: dict[Language, tuple[str, ...]] = {
    "en": (),
    "de": (),
    "zh_CN": (
        "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei",
        "WenQuanYi Micro Hei", "Droid Sans Fallback",
    ),
}  # fmt: skip


@cache
def font(pixels: float, weight: int = 500) -> QFont:
    """Inter with tabular figures, every letter as it is written, at a size in pixels; made once, for QFont is slow to make."""
    made = QFont(["Inter", *_FURTHER[chosen()]])
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(QFont.Weight(weight))
    if hasattr(QFont, "Tag"):
        made.setFeature(QFont.Tag("tnum"), 1)
        made.setFeature(QFont.Tag("calt"), 0)  # else 0x10 in a file reads as 0 times 10
    return made


def fitting_font(text: str, width: float, pixels: float, weight: int = 500) -> QFont:
    """The font in which a text is no wider than `width`: of the size asked for, or as much smaller as it takes."""
    wished = font(pixels, weight)
    needed = QFontMetricsF(wished).horizontalAdvance(text)
    return wished if needed <= width else font(max(1.0, math.floor(pixels * width / needed)), weight)


@cache
def symbol_font(pixels: float, italic: bool = True) -> QFont:
    """STIX, for the symbols of formulas."""
    made = QFont(["STIXGeneral", *_FURTHER[chosen()]])
    made.setPixelSize(max(1, round(pixels)))
    made.setItalic(italic)
    return made


def palette(theme: Theme) -> QPalette:
    """The Qt palette for the Fusion style."""
    made = QPalette()
    roles = QPalette.ColorRole
    pairs = (
        (roles.Window, theme.bg), (roles.Base, theme.panel), (roles.AlternateBase, theme.sunk),
        (roles.Button, theme.sunk), (roles.WindowText, theme.ink), (roles.Text, theme.ink),
        (roles.ButtonText, theme.ink), (roles.ToolTipBase, theme.raised), (roles.ToolTipText, theme.ink),
        (roles.PlaceholderText, theme.ink3), (roles.Highlight, theme.weight), (roles.HighlightedText, theme.on_primary),
        (roles.Mid, theme.line2), (roles.Dark, theme.line2), (roles.Light, theme.raised), (roles.Midlight, theme.line),
    )  # fmt: skip
    for role, color in pairs:
        made.setColor(role, QColor(color))
        if role in (roles.WindowText, roles.Text, roles.ButtonText):
            made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.ink3))
    return made


def number(value: float, digits: int = 3) -> str:
    """A number as people read it: three significant digits, a true minus sign, thin spaces in thousands."""
    if np.isnan(value):
        return "–"
    if value in (float("inf"), float("-inf")):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size != 0 and (size < 10 ** (-digits - 1) or size >= 10**7):
        mantissa, exponent = f"{size:.{digits - 1}e}".split("e")
        text = f"{mantissa}·10{_raised(int(exponent))}"
    else:
        whole = len(str(int(size))) if size >= 1 else 0
        leading = 0 if whole or size == 0 else -int(np.floor(np.log10(size))) - 1
        text = f"{size:,.{max(0, digits - whole + leading) if size else digits - 1}f}".replace(",", "\u2009")
    return ("−" if value < 0 and float(text.replace("\u2009", "").split("·")[0]) != 0 else "") + text


def fixed(value: float, decimals: int = 2) -> str:
    """A number that keeps its width on the diagram: fixed decimals and a true minus sign; from 100 000 as `number`."""
    if abs(value) >= 1e5:
        return number(value)
    text = f"{abs(value):.{decimals}f}"
    return ("−" if value < 0 and float(text) != 0 else "") + text


def count(value: int) -> str:
    """A whole number with thin spaces in thousands."""
    return f"{value:,}".replace(",", "\u2009")


def _raised(exponent: int) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
