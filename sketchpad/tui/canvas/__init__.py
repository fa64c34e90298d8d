"""The canvas and the gestures on it; a module is read when something of it is first asked for."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .canvas import Canvas
    from .gestures import Area, Gesture, Ghost, Jump
    from .grouping import Boundary
    from .overlay import Over
    from .placing import Extend, Moving, Placing, placed
    from .reending import Reending
    from .stepping import Stepping
    from .stretching import Grip, Stretching
    from .wiring import Wiring

MODULES = {
    "Area": "gestures",
    "Boundary": "grouping",
    "Canvas": "canvas",
    "Extend": "placing",
    "Gesture": "gestures",
    "Ghost": "gestures",
    "Grip": "stretching",
    "Jump": "gestures",
    "Moving": "placing",
    "Over": "overlay",
    "Placing": "placing",
    "Reending": "reending",
    "Stepping": "stepping",
    "Stretching": "stretching",
    "Wiring": "wiring",
    "placed": "placing",
}
"""Where each of them is."""


def __getattr__(name: str) -> Any:
    module = MODULES.get(name)
    if module is None:
        raise AttributeError(name)
    return getattr(import_module(f".{module}", __name__), name)


__all__ = [
    "Area",
    "Boundary",
    "Canvas",
    "Extend",
    "Gesture",
    "Ghost",
    "Grip",
    "Jump",
    "Moving",
    "Over",
    "Placing",
    "Reending",
    "Stepping",
    "Stretching",
    "Wiring",
    "placed",
]
