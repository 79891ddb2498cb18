"""The picture at the end of a sweep: what was swept, a map of how often each setting fails, and what that says. It needs no
window and no screen, and knows nothing but the results.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui import style
from ui import theme as themes
from ui.look import Look
from ui.theme import LIGHT, THEMES, Name, Theme
from ui.views.sweep_dots import height_of, paint_over_axis, paint_strip
from ui.views.sweep_facts import SweepFacts, facts_of
from ui.views.sweep_map import SweepMap, map_of, paint_key, paint_map
from ui.views.wall_answers import LEFT, RIGHT, fitting, write
from ui.views.wall_sentences import Page, Piece, Said, page, paint_page, sentences_of
from wbsim.problems import refuse
from wbsim.sweep import Results
from wbsim.translation import translated
from wbsim.verdicts import said as learned_said
from wbsim.verdicts import verdicts

WIDTH = 1600  # pixels, unless another is asked for; of these it is laid out, unless others are
_MARGIN, _PADDING, _GAP, _HEAD = 24.0, 22.0, 14.0, 96.0
_SENTENCE = 16.0  # pixels of type


def sweep_picture(results: Results, theme: Theme = LIGHT, width: int = WIDTH, units: float = WIDTH) -> QImage:
    """The picture, `width` pixels wide and as high as it takes; needs a QApplication. `units` is how wide it is laid out:
    where that is less, as in a small window, there is less room and type is as large.
    """
    look = Look(theme)
    sweep = results.sweep
    facts = facts_of(sweep.grid, results.outcomes, sweep.criterion)
    inner = units - 2 * (_MARGIN + _PADDING)
    left, top = _MARGIN + _PADDING, _MARGIN + _HEAD + _PADDING
    chart = map_of(facts, look, left, top, inner) if len(facts.axes) > 1 else None
    high = chart.height + 34 if chart is not None else height_of(facts, inner)
    words = page(_sentences(results), inner, 1e6, (_SENTENCE,))
    card = QRectF(_MARGIN, _MARGIN + _HEAD, units - 2 * _MARGIN, high + 2 * _PADDING)
    below = QRectF(card.left(), card.bottom() + _GAP, card.width(), words.height + 46 + _PADDING)
    ratio = width / units
    image = QImage(QSize(width, round(ratio * (below.bottom() + _MARGIN))), QImage.Format.Format_RGB32)
    image.fill(look.theme.color("bg"))
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    painter.scale(ratio, ratio)
    _paint_head(painter, look, results, facts, units)
    for box in (card, below):
        painter.setPen(look.theme.pen("line", 1))
        painter.setBrush(look.theme.color("panel"))
        painter.drawRoundedRect(box, 12, 12)
    _paint_chart(painter, look, facts, chart, card)
    _paint_words(painter, look, below, words)
    painter.end()
    return image


def _paint_chart(
    painter: QPainter, look: Look, facts: SweepFacts, chart: SweepMap | None, card: QRectF
) -> None:
    inner = card.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
    if chart is not None:
        paint_map(painter, look, facts, chart)
        line = QRectF(inner.left(), inner.bottom() - 22, inner.width(), 24)
        paint_key(painter, look, facts, chart.medians, line)
    elif facts.axes:
        paint_over_axis(painter, look, facts, inner)
    else:
        paint_strip(painter, look, facts, inner)


def _paint_words(painter: QPainter, look: Look, box: QRectF, words: Page) -> None:
    line = QRectF(box.left() + _PADDING, box.top() + 10, box.width() - 2 * _PADDING, 28)
    write(painter, look, line, _tr("At a glance"), token="ink", size=17, weight=600, side=LEFT)
    paint_page(painter, look.theme, words, line.left(), box.top() + 44)


def title_of(results: Results) -> tuple[str, ...]:
    """What was swept, and shorter and shorter: `spiral: learning rate × bias`."""
    sweep = results.sweep
    titles = [axis.title for axis in sweep.grid.axes]
    what = " × ".join(titles) if titles else _tr("{n} seeds").format(n=len(sweep.grid.seeds))
    several = _tr("{n} axes").format(n=len(titles))
    return f"{sweep.name}: {what}", f"{sweep.name}: {several}", sweep.name


def runs_said(results: Results) -> str:
    """How many runs of how many updates."""
    grid, updates = results.sweep.grid, results.sweep.updates
    said = _tr("{n} runs of {m} updates").format(n=themes.count(len(grid)), m=themes.count(updates))
    if not grid.axes:
        return said
    settings = len(grid) // max(1, len(grid.seeds))
    seeds = len(grid.seeds)
    each = _tr("one seed") if seeds == 1 else _tr("{n} seeds").format(n=themes.count(seeds))
    return _tr("{runs}: {n} settings, {each} each").format(runs=said, n=themes.count(settings), each=each)


def _paint_head(painter: QPainter, look: Look, results: Results, facts: SweepFacts, units: float) -> None:
    """Title and runs at the left; at the right how many failed, and what counts as learned."""
    line = QRectF(_MARGIN + 4, _MARGIN - 4, units - 2 * _MARGIN - 8, 48)
    failed, known = int(facts.failed.sum()), int(facts.known.sum())
    count = _tr("{n} of {all} fail").format(n=themes.count(failed), all=themes.count(known))
    token = "loss_text" if failed else "ink"
    end = write(painter, look, line, count, token=token, size=26, weight=700, side=RIGHT)
    title = fitting(look, title_of(results), line.width() - end - 40, 30, 700)
    write(painter, look, line, title, token="ink", size=30, weight=700)
    under = line.translated(0, 40)
    learned = _tr("learned: {what}").format(what=learned_said(facts.criterion, facts.tested))
    end = write(painter, look, under, learned, size=15, side=RIGHT)
    whole = runs_said(results)
    write(
        painter,
        look,
        under,
        fitting(look, (whole, whole.split(":")[0]), line.width() - end - 30, 15),
        size=15,
    )


def _sentences(results: Results) -> tuple[Said, ...]:
    """The verdicts, and which runs have no result."""
    sweep = results.sweep
    found = sentences_of(verdicts(sweep.grid, results.outcomes, sweep.criterion))
    if results.failed:
        lost, reason = len(results.failed), next(iter(results.failed.values())).rstrip(".")
        count = Piece(_tr("{n} of {all}").format(n=lost, all=len(sweep.grid)), strong=True)
        found = (*found, (count, Piece(_tr(" runs have no result: {reason}.").format(reason=reason))))
    return found or ((Piece(_tr("Nothing is known of these runs.")),),)


def save_sweep_picture(results: Results, out: Path, theme: Name = "light", width: int = WIDTH) -> None:
    """Writes the picture as PNG; raises `Refused` where it cannot be written."""
    application = QApplication.instance()
    if application is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = QApplication(["wbsim"])
    assert isinstance(application, QApplication)
    style.dress(application, THEMES[theme])
    write_sweep_picture(results, out, THEMES[theme], width)


def write_sweep_picture(results: Results, out: Path, theme: Theme = LIGHT, width: int = WIDTH) -> None:
    """The same where an application is dressed already, as behind a window."""
    if not sweep_picture(results, theme, width).save(str(out), "PNG"):  # type: ignore[call-overload]
        raise refuse(str(out), translated("the picture cannot be written there"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("SweepPicture", text)
