"""The window, as far as the stage knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from ui import commands
from ui.figure import Figure
from ui.keys_card import KeysCard
from ui.lesson_place import LessonPlace
from ui.lessons import LessonDesk
from ui.look import Look
from ui.motion import Motion
from ui.news import News
from ui.panels.banner import Banner
from ui.panels.flyout import Flyouts
from ui.panels.transport import Transport
from ui.steering import Steering
from wbsim.snapshot import Snapshot


class House(Protocol):
    """What is on stage, and what is hidden there."""

    look: Look
    snapshot: Snapshot | None
    post: Callable[[commands.Command], None]
    ground: QWidget
    figure: Figure
    transport: Transport
    banner: Banner
    flyouts: Flyouts
    keys_card: KeysCard
    lesson_place: LessonPlace
    lessons: LessonDesk
    steering: Steering
    news: News
    motion: Motion

    @property
    def commands(self) -> Mapping[str, QAction]:
        """The actions of the window."""

    def see(self, **changes: Any) -> None:
        """Changes how things are shown."""
