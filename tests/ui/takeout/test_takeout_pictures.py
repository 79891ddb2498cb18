"""Every card of every room as SVG and PDF: words are words, lines are lines, and the picture is that of the window."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QPoint, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPaintDevice, QPainter, QPicture
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ui.layouts import VIEWS, layout_of
from ui.studio import Studio, application_for
from ui.takeout import pdf
from ui.takeout.catalog import lack, sources
from ui.takeout.pdf import pdf_of
from ui.takeout.pictures import LARGEST, Wanted, image_of, laid_out, picture_of, png_of
from ui.takeout.svg import svg_of
from wbsim import presets
from wbsim.extracts import as_csv
from wbsim.run import Run

SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
RUNS = {  # what each card is shown of, and after how many updates
    "neuron": ("logistic-regression", 40), "surface": ("linear-regression", 40), "detective": ("dead-relu", 40),
    "image": ("digits-conv", 5), "sequence": ("sines", 10), "network": ("circle", 40),
}  # fmt: skip
OWN = {
    "pictures": ("digits", 2), "answers": ("digits", 2), "neuron_residuals": ("linear-regression", 40),
    "image_invitation": ("digits", 2),
}  # fmt: skip


def made(view: str, size: tuple[int, int] = (960, 640)) -> Studio:
    """A view alone, of a run that has it."""
    application_for("light")
    layout = layout_of(view)
    name, updates = OWN.get(view) or RUNS.get(layout.room, ("circle", 40))
    one = Studio(Run(experiment=presets.load(name).experiment), size, "light", layout)
    one.show(updates, 30 if layout.room == "steps" else 0)
    assert view in one.window.figure.cards
    return one


@pytest.fixture(scope="module", params=VIEWS)
def each(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Studio]:
    """Every view in turn, made once for all that is asked of it."""
    one = made(request.param)
    yield one
    one.close()


@pytest.fixture
def studio() -> Iterator[Callable[..., Studio]]:
    """Makes a view alone."""
    kept: list[Studio] = []

    def make(view: str, size: tuple[int, int] = (960, 640)) -> Studio:
        kept.append(made(view, size))
        return kept[-1]

    yield make
    for one in kept:
        one.close()


def view_of(studio: Studio) -> str:
    """The view that is alone."""
    return str(studio.window.look.alone)


def words_of(svg: bytes) -> list[str]:
    """The texts of a picture, in the order in which they are painted."""
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def pixels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    wide, high = plain.width(), plain.height()
    return np.frombuffer(plain.constBits(), np.uint8).reshape(high, wide, 4)[..., :3].astype(int)


def rendered(svg: bytes, size: Any) -> QImage:
    # Qt's reader takes the whole list of fonts for the name of one
    plain = re.sub(rb"font-family=\"(\w+),[^\"]*\"", rb'font-family="\1"', svg)
    renderer = QSvgRenderer(QByteArray(plain))
    assert renderer.isValid()
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    return image


# --- SVG -----------------------------------------------------------------------------------------------------


def test_an_svg_of_a_card_has_words_and_lines_and_looks_like_the_card(each: Studio) -> None:
    window = each.window
    svg = svg_of(window, "A card")
    root = ElementTree.fromstring(svg)
    assert root.get("viewBox") == "0 0 960 640" and root.get("width") == "960"
    texts = list(root.iter(f"{SVG}text"))
    assert texts, "no words"
    assert all(
        " sans-serif" in t.get("font-family", "") or " serif" in t.get("font-family", "") for t in texts
    )
    for image in root.iter(f"{SVG}image"):
        box = [float(image.get(side, "0")) for side in ("width", "height")]
        assert min(box) < 600, "the whole card is a picture"
        assert image.get(LINK, "").startswith("data:image/png;base64,")
    for one in root.iter():
        for named in re.findall(r"url\(#([^)]*)\)", " ".join(one.attrib.values())):
            assert root.find(f".//*[@id='{named}']") is not None, f"{named} is nowhere"
    shown, seen = pixels(image_of(window, 1.0)), pixels(rendered(svg, window.size()))
    # Qt's reader knows no figures of one width, so that some letters stand elsewhere
    apart = float(np.abs(shown - seen).mean())
    # and it smooths images whose pixels are to be seen
    assert apart < (8 if b"pixelated" in svg else 1), "it looks otherwise"


def test_numbers_of_the_card_are_words_in_the_svg(studio: Callable[..., Studio]) -> None:
    one = studio("network")
    snapshot = one.window.snapshot
    assert snapshot is not None
    words = words_of(svg_of(one.window, ""))
    for bias in snapshot.plan.rows[0].biases_of(snapshot.state.theta):
        assert f"{abs(bias):.2f}" in [word.lstrip("−") for word in words]
    assert "Network" in words and any("18 weights" in word for word in words)


def test_words_say_how_wide_they_are_so_that_other_fonts_take_the_same_room(
    studio: Callable[..., Studio],
) -> None:
    root = ElementTree.fromstring(svg_of(studio("timeline").window, ""))
    for text in root.iter(f"{SVG}text"):
        if text.text and len(text.text) > 1:
            assert float(text.get("textLength", "0")) > 0
    title = next(t for t in root.iter(f"{SVG}text") if t.text == "Weights")
    from ui.theme import font

    face = font(float(title.get("font-size", "0")), int(title.get("font-weight", "0")))
    assert float(title.get("textLength", "0")) == pytest.approx(
        QFontMetricsF(face).horizontalAdvance("Weights"), abs=0.01
    )


def test_parts_of_an_image_are_the_parts_that_were_painted(studio: Callable[..., Studio]) -> None:
    """Files of lines know only whole images; filters are cut from one strip."""
    root = ElementTree.fromstring(svg_of(studio("image_filters").window, ""))
    images = [one.get(LINK) for one in root.iter(f"{SVG}image")]
    assert len(set(images)) > 20


def test_what_is_on_screen_is_painted_as_before_after_a_picture_was_taken(
    studio: Callable[..., Studio],
) -> None:
    window = studio("wall").window
    before = pixels(image_of(window, 1.0))
    painted = window.figure.population.wall.mosaic.made
    svg_of(window, "")
    pdf_of(window, "")
    assert (
        pixels(image_of(window, 1.0)) == before
    ).all() and window.figure.population.wall.mosaic.made == painted


def test_the_whole_window_is_taken_with_its_controls(stage: Callable[..., Any]) -> None:
    window = stage("circle", 60).window
    words = words_of(svg_of(window, ""))
    for word in ("wbsim", "Speed", "Network", "Loss", "Weights", "Biases", "circle", "spiral"):
        assert word in words


# --- PDF -----------------------------------------------------------------------------------------------------


def objects(content: bytes) -> list[bytes]:
    """The newest form of every object of a PDF, its stream in plain."""
    newest = {}
    for head in re.finditer(rb"(?:^|\n)(\d+) 0 obj\n(.*?)endobj", content, re.DOTALL):
        newest[head[1]] = head[2]
    found = []
    for body in newest.values():
        _, _, stream = body.partition(b"stream\n")
        try:
            found.append(zlib.decompressobj().decompress(stream) if b"FlateDecode" in body else body)
        except zlib.error:
            found.append(body)
    return found


def test_a_pdf_of_a_card_has_words_in_fonts_that_it_brings_along(each: Studio) -> None:
    content = pdf_of(each.window, "A card")
    assert content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    assert b"/MediaBox [0 0 720 480" in content.replace(b".000000", b"").replace(b"  ", b" ")
    fonts = set(re.findall(rb"/FontName /(?:[A-Z]{6}\+)?([\w-]+)", content))
    assert any(font.startswith(b"Inter") for font in fonts)
    assert len(re.findall(rb"/FontFile\d", content)) >= len(fonts)
    parts = objects(content)
    assert any(b" Tj" in part or b" TJ" in part for part in parts), "no words"
    tables = [part for part in parts if b"begincmap" in part]
    assert len(tables) == len(fonts) and not any(re.search(rb"<E0[0-9A-F]{2}>", table) for table in tables)


def test_figures_of_one_width_are_read_as_figures() -> None:
    letters = pdf._figures()
    assert {"0", "1", "9", "."} <= set(letters.values())
    table = b"begincmap\n1 beginbfrange\n<0001> <0003> [<E073> <2013> <0041>]\nendbfrange\n"
    body = b"1 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(table), table)
    file = b"%PDF-1.4\n" + body + b"xref\n0 2\ntrailer\n<<\n/Size 2\n>>\nstartxref\n9\n%%EOF\n"
    better = pdf.readable(file, {0xE073: "2"})
    assert better.startswith(file) and b"[<0032> <2013> <0041>]" in better and b"/Prev 9" in better
    assert int(better.split(b"startxref\n")[-1].split(b"\n")[0]) == better.rfind(b"xref\n1 1\n")
    ranged = file.replace(b"<0001> <0003> [<E073> <2013> <0041>]", b"<0001> <0003> <E072>                ")
    assert b"<0001> <0003> [<0031> <0032> <E074>]" in pdf.readable(ranged, {0xE072: "1", 0xE073: "2"})
    assert pdf.readable(b"no pdf", letters) == b"no pdf"


# --- PNG -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
def test_a_png_has_as_many_pixels_and_says_how_large_they_are(
    studio: Callable[..., Studio], scale: float
) -> None:
    window = studio("plane", (480, 360)).window
    image = QImage.fromData(QByteArray(picture_of(window, Wanted("png", scale), "Circle")), "PNG")  # type: ignore[call-overload]
    assert (image.width(), image.height()) == (480 * scale, 360 * scale)
    assert image.dotsPerMeterX() == round(96 * scale / 0.0254) and image.text("Title") == "Circle"
    if scale == 2.0:  # twice as fine, not twice as large
        blown = window.grab().toImage().scaled(960, 720)
        assert (pixels(blown) != pixels(image)).any()


def test_no_picture_is_larger_than_can_be_held(qapp: QApplication) -> None:
    widget = QWidget()
    widget.resize(1000, 10)
    assert image_of(widget, 100.0).width() == LARGEST
    assert png_of(image_of(widget, 1.0), "").startswith(b"\x89PNG")


def test_a_card_is_laid_out_anew_for_a_size(stage: Callable[..., Any]) -> None:
    window = stage("circle", 40).window
    before = window.figure.cards
    with laid_out(window.snapshot, window.look, "timeline", (1600, 900)) as figure:
        assert figure.size().width() == 1600 and set(figure.cards) == {"timeline"}
        assert "Accuracy" in words_of(svg_of(figure, ""))  # there is room for another chart
    assert window.figure.cards == before and window.look.alone is None


# --- the numbers behind --------------------------------------------------------------------------------------


def test_every_card_has_numbers_or_says_why_not(each: Studio) -> None:
    view = view_of(each)
    offered = sources(view)
    assert bool(offered) != bool(lack(view)), "one of both"
    assert len({one.name for one in offered}) == len(offered)
    if offered:
        window = each.window
        assert window.snapshot is not None
        tables = [one.make(window.snapshot, window.look) for one in offered]
        there = [extract for extract in tables if extract is not None]
        if view != "surface_race":  # a contest has to begin first
            assert there and all(as_csv(extract).count("\n") > 1 for extract in there)


def test_vectors_are_known_by_their_device_alone(qapp: QApplication) -> None:
    from ui.views.layer import is_vector

    def asked(device: QPaintDevice) -> bool:
        painter = QPainter(device)
        found = is_vector(painter)
        painter.end()
        return found

    assert not asked(QImage(4, 4, QImage.Format.Format_RGB32)) and not asked(QPicture())
    heard: list[bool] = []

    class Asking(QWidget):
        def paintEvent(self, event: object) -> None:
            painter = QPainter(self)
            heard.append(is_vector(painter))

    widget = Asking()
    widget.resize(20, 20)
    svg_of(widget, "")
    pdf_of(widget, "")
    widget.render(QImage(20, 20, QImage.Format.Format_RGB32), QPoint())
    assert heard == [True, True, False]
