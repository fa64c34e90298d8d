"""A design drawn with characters: a pure function from the design to cells."""

from typing import TYPE_CHECKING, Any

from .drawing import Drawing, draw
from .view import Hit, Look, Rect, Style
from .zoom import Zoom

if TYPE_CHECKING:
    from .arranging import arrange


def __getattr__(name: str) -> Any:
    """Arranging is read when somebody asks for it."""
    if name != "arrange":
        raise AttributeError(name)
    from . import arranging

    return arranging.arrange


__all__ = ["Drawing", "Hit", "Look", "Rect", "Style", "Zoom", "arrange", "draw"]
