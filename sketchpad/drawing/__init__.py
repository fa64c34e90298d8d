"""A design drawn with characters: a pure function from the design to cells."""

from .arrange import arrange
from .drawing import Drawing, draw
from .view import Hit, Look, Rect, Style
from .zoom import Zoom

__all__ = ["Drawing", "Hit", "Look", "Rect", "Style", "Zoom", "arrange", "draw"]
