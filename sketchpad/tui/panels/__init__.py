"""Panels beside the canvas: they take values and post messages, and know nobody."""

from .inspector import Inspector
from .rows import Prose, Row, Rows

__all__ = ["Inspector", "Prose", "Row", "Rows"]
