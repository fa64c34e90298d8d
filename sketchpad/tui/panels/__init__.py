"""Panels beside the canvas: they take values and post messages, and know nobody."""

from .findings import Findings
from .frame import Window
from .header import Header
from .inspector import Inspector
from .rows import Prose, Row, Rows

__all__ = ["Findings", "Header", "Inspector", "Prose", "Row", "Rows", "Window"]
