"""Who in the window tells whom: what keys and menus do, and which part listens to which. It computes nothing and keeps
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ui import commands
from ui.panels.sets import settings
from ui.views.plane_strokes import TOOLS

if TYPE_CHECKING:
    from ui.window import MainWindow


def connect(window: MainWindow) -> None:
    """Connects all parts of a window, which are there already."""
    for name, deed in deeds(window).items():
        window.commands[name].triggered.connect(lambda _=False, deed=deed: deed())
    _connect_forms(window)
    _connect_files(window)
    _connect_news(window)
    _connect_views(window)


def deeds(window: MainWindow) -> dict[str, Callable[[], object]]:
    """What every key and entry of a menu does, by its name."""
    tools = window.figure.plane.tools
    return {
        **window.steering.deeds(),
        **window.sight.deeds(),
        **window.scroller.deeds(),
        **window.command_palette.deeds(),
        **window.languages.deeds(),
        **window.films.deeds(),
        **window.copying.deeds(),
        **window.takeout.deeds(),
        **window.arranging.deeds(),
        **window.tour.deeds(),
        **window.twinning.deeds(window.figure),
        "sweep": window.open_sweep,
        "stops": lambda: window.open_card(window.stops),
        **window.staging.deeds(),
        "more": lambda: window.open_card(window.flyout), "sets": lambda: window.open_card(window.sets),
        "deselect": window.escape, "charts": lambda: window.see(charts=not window.look.charts),
        "answers": lambda: window.see(face="plane" if window.look.face == "answers" else "answers"),
        "zeros": window.hand.toggle_zeros, "plus_one": window.plus_one.toggle,
        "log": lambda: window.see(log_loss=not window.look.log_loss),
        "fullscreen": lambda: window.showNormal() if window.isFullScreen() else window.showFullScreen(),
        "keys": lambda: window.keys_card.setVisible(False) if window.keys_card.isVisible() else window.keys_card.open(),
        "lessons": window.lesson_place.toggle_index, "menu": window.transport.open_menu, "presets": window.transport.title.click,
        "open": window.documents.open, "recent": lambda: window.menus.open_recent(window.below_title()), "reopen": window.sessions.reopen, "paste": window.arrivals.paste, "save": lambda: window.documents.save(window.snapshot),
        "save_as": lambda: window.documents.save(window.snapshot, anew=True), "quit": window.close,
        "smaller": lambda: tools.resize_brush(-1), "larger": lambda: tools.resize_brush(1),
        **{tool: partial(window.take_up, tool) for tool in TOOLS},
    }  # fmt: skip


def _connect_forms(window: MainWindow) -> None:
    """Forms, choosers and cards beside the figure."""
    window.transport.presets.connect(window.menus.open_presets)
    window.motion.moved.connect(window.move_on)
    for form in (window.data, window.learning):
        form.wished.connect(window.wishes.change)
    for chooser in (window.rail, window.collection):
        chooser.chosen.connect(lambda name: window.wishes.change(settings(name)))
    window.collection.chosen.connect(window.sets.hide)
    window.stopping.wished.connect(lambda stop: window.post(commands.SetStop(stop)))
    window.collection.table_wished.connect(window.documents.open)
    for asker in (window.data.sets, window.rail.sets):
        asker.connect(lambda: window.open_card(window.sets))
    window.data.seed_drawn.connect(window.steering.draw_seed)
    for asker in (window.data.more, window.rail.more):
        asker.connect(lambda: window.open_card(window.flyout))
    window.banner.answered.connect(window.answer)
    window.banner.dismissed.connect(lambda kind: window.sessions.dismiss() if kind == "left" else None)


def _connect_files(window: MainWindow) -> None:
    """What comes in by hand, by name or by the clipboard, to whoever opens it."""
    window.arrivals.arrived.connect(window.documents.open_link)
    window.arrivals.file_arrived.connect(window.documents.open)
    window.arrivals.table_arrived.connect(window.tables.paste)
    window.arrivals.missed.connect(window.news.miss)
    window.documents.table_asked.connect(window.tables.open)
    window.documents.lesson_asked.connect(window.lessons.open_file)
    window.documents.sweep_asked.connect(window.sweeps.open_best)
    window.tables.made.connect(window.documents.open_experiment)
    window.documents.used.connect(window.recent.add)
    window.recent.chosen.connect(window.documents.open)


def _connect_news(window: MainWindow) -> None:
    """Whatever is told or refused, to the line that says it."""
    window.documents.opened.connect(lambda: window.news.note(()))
    window.documents.noted.connect(window.news.note)
    window.menus.listen(window.documents, window.recent, window.sessions)
    window.sessions.offered.connect(window.news.offer)
    window.sessions.answered.connect(lambda: window.banner.clear("left"))
    for told in (window.sessions.offered, window.sessions.answered):
        told.connect(lambda *_: window.make_shelf())
    window.sessions.restored.connect(window.reopen)
    refusers = (
        window.takeout,
        window.documents,
        window.copying,
        window.sweeps,
        window.wishes,
        window.arrivals,
        window.tables,
        window.recent,
        window.sessions,
    )
    for refuser in (one.refused for one in refusers):
        refuser.connect(window.news.refuse)
    window.lessons.refused.connect(window.news.refuse)
    for teller in (
        window.plus_one,
        window.hand,
        window.languages,
        window.figure.sheet,
        window.copying,
        window.takeout,
        window.films,
        window.arranging,
        window.sight,
    ):
        teller.told.connect(window.news.tell)


def _connect_views(window: MainWindow) -> None:
    """Views and what is asked for on them."""
    window.lessons.listen(window.lesson, window.lesson_index)
    window.wishes.listen(window.figure)
    window.steering.listen(window.figure, window.transport)
    window.plus_one.listen(window.figure)
    window.twinning.listen(window.figure, window.wishes, window.attention.select, window.attention.hover)
    window.hand.listen(window.figure, window.wishes, window.steering, window.documents, window.descent)
    window.hand.picked.connect(window.follow_pick)
    window.detective.listen(window.figure.detective, window.attention.select)
    for listener in (window.descent, window.crowding, window.sweeps, window.sequences, window.attention):
        listener.listen(window.figure)
    window.crowding.axes_wished.connect(lambda: window.open_card(window.crowding.card))
    for wish, card in (
        (window.sweeps.card_wished, window.sweeps.card),
        (window.films.card_wished, window.films.card),
        (window.arranging.card_wished, window.arranging.card),
    ):
        wish.connect(partial(window.open_card, card))
    for opened in (window.documents.opened, window.lessons.opened, window.crowding.opened):
        opened.connect(window.begin_anew)
    for grown in (
        window.stopping.grown,
        window.crowding.grown,
        window.sweeps.grown,
        window.films.grown,
        window.arranging.grown,
    ):
        grown.connect(window.place_overlays)
    window.figure.timeline.stops_wished.connect(lambda: window.open_card(window.stops))
