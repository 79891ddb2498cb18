"""A widget as SVG: words stay words, lines stay lines, and what is a field of colors is an image. Qt writes the marks; every
widget becomes a group of its own, in its place and clipped to it, and what browsers read otherwise than Qt is mended.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from ui import theme as themes

_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_RESOLUTION = 96  # dots an inch, so that a unit of Qt is a pixel of CSS
_FALLBACKS = {
    "Inter": "Inter, 'Helvetica Neue', Arial, sans-serif",
    "STIXGeneral": "STIXGeneral, 'STIX Two Text', 'Times New Roman', serif",
}
_FEATURES = "text{font-feature-settings:'tnum','calt' 0;text-rendering:geometricPrecision}"
_OF_TEXT = ("font-family", "font-size", "font-weight", "font-style")
_OF_ALL = {"fill-opacity": "1", "stroke-opacity": "1", "transform": "matrix(1,0,0,1,0,0)"}


def svg_of(widget: QWidget, title: str) -> bytes:
    """The widget and all that is seen in it, as a file of UTF-8 that is as large as the widget is in pixels."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    wide, high = widget.width(), widget.height()
    root = ElementTree.Element(
        _tag("svg"),
        {"width": str(wide), "height": str(high), "viewBox": f"0 0 {wide} {high}", "version": "1.1"},
    )
    ElementTree.SubElement(root, _tag("title")).text = title
    ElementTree.SubElement(root, _tag("style")).text = _FEATURES
    counter = iter(range(1_000_000))
    for shown, at in _in_order(widget, widget):
        own = _group(shown, f"w{next(counter)}", is_root=shown is widget)
        if own is not None:
            if not at.isNull():
                own.set("transform", f"translate({at.x()},{at.y()})")
            root.append(own)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _in_order(widget: QWidget, root: QWidget) -> list[tuple[QWidget, QPoint]]:
    """The widgets that are seen, each with its place in the whole, in the order in which they are painted."""
    found = [(widget, widget.mapTo(root, QPoint()))]
    for child in widget.children():
        if isinstance(child, QWidget) and not child.isWindow() and child.isVisibleTo(widget):
            found += _in_order(child, root)
    return found


def _group(widget: QWidget, name: str, is_root: bool) -> ElementTree.Element | None:
    """What a widget paints itself, without those in it; None if that is nothing."""
    seen = _seen(widget)
    if seen.isEmpty():
        return None
    written = ElementTree.fromstring(_written(widget, is_root))
    definitions = written.find(_tag("defs"))
    group = ElementTree.Element(_tag("g"), {"fill-rule": "evenodd"})
    for child in written:
        if child.tag == _tag("g"):
            group.extend(_kept(child))
    if not len(group):
        return None
    if widget.accessibleName():
        group.set("aria-label", widget.accessibleName())
    clips = ElementTree.Element(_tag("defs"))
    own = ElementTree.SubElement(clips, _tag("clipPath"), {"id": "own"})
    ElementTree.SubElement(
        own,
        _tag("rect"),
        {"x": str(seen.x()), "y": str(seen.y()), "width": str(seen.width()), "height": str(seen.height())},
    )
    clips.extend(definitions if definitions is not None else ())
    group.insert(0, clips)
    group.set("clip-path", "url(#own)")
    _rename(group, name)
    return group


def _seen(widget: QWidget) -> QRect:
    """What is not hidden behind the edges of the widgets that it is in."""
    return widget.visibleRegion().boundingRect() if widget.isVisible() else widget.rect()


def _written(widget: QWidget, is_root: bool) -> bytes:
    """What Qt writes. It writes clips as if the widget stood in the corner of the whole, so there each is painted."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(_RESOLUTION)
    generator.setSize(widget.size())
    generator.setViewBox(QRectF(widget.rect()))
    painter = QPainter(generator)
    flags = QWidget.RenderFlag.DrawWindowBackground if is_root else QWidget.RenderFlag(0)
    widget.render(painter, QPoint(), QRegion(), flags)
    painter.end()
    return bytes(buffer.data().data())


# --- what is mended ---------------------------------------------------------------------------------------------


def _kept(group: ElementTree.Element) -> list[ElementTree.Element]:
    """The groups in one that paint something, each with what it needs to say."""
    if group.find(_tag("g")) is None:
        return [group] if _mended(group) else []
    inside = [one for child in group for one in _kept(child)]
    if "clip-path" not in group.attrib:
        return inside
    group[:] = inside
    return [group] if inside else []


def _mended(group: ElementTree.Element) -> bool:
    """Rewrites what a group paints; whether it paints anything."""
    texts = False
    for child in group:
        if child.tag == _tag("text"):
            _mend_text(child)
            texts = True
        elif child.tag == _tag("image"):
            _mend_image(child)
        if child.get("vector-effect") == "none":
            del child.attrib["vector-effect"]
    if not texts:
        for name in _OF_TEXT:
            group.attrib.pop(name, None)
    for name, value in _OF_ALL.items():
        if group.get(name) == value:
            del group.attrib[name]
    if "stroke-opacity" not in group.attrib:
        _join_lines(group)
    return len(group) > 0


def _mend_text(text: ElementTree.Element) -> None:
    """Names what stands in for a font, and says how wide the words are, so that other fonts take the same room."""
    words = text.text or ""
    family = text.get("font-family", "")
    text.set("font-family", _FALLBACKS.get(family, f"'{family}', sans-serif"))
    if len(words) > 1:
        wide = QFontMetricsF(_font(family, text)).horizontalAdvance(words)
        text.set("textLength", f"{wide:.2f}")
        text.set("lengthAdjust", "spacingAndGlyphs")


def _font(family: str, text: ElementTree.Element) -> QFont:
    pixels, weight = float(text.get("font-size", "13")), int(text.get("font-weight", "500"))
    if family == "Inter":
        return themes.font(pixels, weight)
    if family == "STIXGeneral":
        return themes.symbol_font(pixels, text.get("font-style") == "italic")
    made = QFont(family)
    made.setPixelSize(max(1, round(pixels)))
    made.setWeight(QFont.Weight(weight))
    return made


def _mend_image(image: ElementTree.Element) -> None:
    """An image is smooth where it was, and shows its pixels where these are large."""
    smooth = image.attrib.pop("image-rendering", "") == "optimizeQuality"
    if not smooth and _is_coarse(image):
        image.set("style", "image-rendering:pixelated")


def _is_coarse(image: ElementTree.Element) -> bool:
    """Whether its own pixels are larger than those of a screen."""
    data = QByteArray.fromBase64(image.get(f"{{{_LINK}}}href", "").partition(",")[2].encode())
    wide = int.from_bytes(data.data()[16:20], "big")  # the header of a PNG
    return wide < float(image.get("width", "0"))


def _join_lines(group: ElementTree.Element) -> None:
    """Lines of one pen that follow each other become one path, which is a third as long."""
    joined: list[ElementTree.Element] = []
    pieces: list[str] = []
    for child in [*group, None]:
        points = (
            child.get("points", "").split() if child is not None and child.tag == _tag("polyline") else []
        )
        if len(points) == 2 and child is not None and set(child.attrib) <= {"fill", "points"}:
            pieces.append(f"M{points[0]}L{points[1]}")
            continue
        if pieces:
            joined.append(ElementTree.Element(_tag("path"), {"fill": "none", "d": "".join(pieces)}))
            pieces = []
        if child is not None:
            joined.append(child)
    group[:] = joined


def _rename(group: ElementTree.Element, name: str) -> None:
    """Makes the names in a group its own."""
    for element in group.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif "url(#" in value:
                element.set(key, re.sub(r"url\(#([^)]*)\)", rf"url(#{name}-\1)", value))


def _tag(name: str) -> str:
    return f"{{{_SVG}}}{name}"
