"""Where a window would open, known without asking Qt, which ends the whole process where it finds nothing."""

from __future__ import annotations

from collections.abc import Mapping

_SCREENS = ("", "xcb", "wayland", "wayland-egl")


def display(system: str, environment: Mapping[str, str]) -> str | None:
    """What Qt will draw on, in words; None if there is nothing, as there may be on Linux alone."""
    wished = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    if wished not in _SCREENS:
        return wished
    if system != "linux":
        return system
    names = ("WAYLAND_DISPLAY", "DISPLAY")
    return next((f"{name}={environment[name]}" for name in names if environment.get(name)), None)
