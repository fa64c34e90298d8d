"""The canvas and the gestures on it."""

from .canvas import Canvas
from .gestures import Area, Gesture, Ghost, Jump
from .grouping import Boundary
from .overlay import Over
from .placing import Extend, Moving, Placing, placed
from .reending import Reending
from .stepping import Stepping
from .stretching import Grip, Stretching
from .wiring import Wiring

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
