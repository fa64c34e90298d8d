"""The canvas and the gestures on it."""

from .canvas import Canvas, class_of
from .gestures import Area, Gesture, Ghost, Jump
from .grouping import Boundary
from .overlay import Over
from .placing import Extend, Moving, Placing, placed
from .reending import Reending
from .stepping import Stepping
from .wiring import Wiring

__all__ = [
    "Area",
    "Boundary",
    "Canvas",
    "Extend",
    "Gesture",
    "Ghost",
    "Jump",
    "Moving",
    "Over",
    "Placing",
    "Reending",
    "Stepping",
    "Wiring",
    "class_of",
    "placed",
]
